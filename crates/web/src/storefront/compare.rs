//! Up to four products side by side. The choice is in a cookie or in the address, and stored nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use l10n::Locale;
use serde::Deserialize;
use shop::Shop;
use shop::attributes::{self, Attribute, Attributes, Specification};
use shop::catalog::{self, ProductPage, Variant};
use shop::ids::{AttributeId, ProductId, VariantId};
use shop::inventory::{self, Availability};

use super::{convert, view};
use crate::kit::compared::{MOST, chosen, slugs};
use crate::kit::cookies::{self, SetCookie};
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Slugs with commas between them: a link that somebody was given.
    products: String,
}

/// `GET /compare`, `GET /compare?products=blue-mug,red-mug`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let linked = slugs(asked.products.split(','));
    let is_linked = !linked.is_empty();
    let chosen = if is_linked { linked } else { chosen(&headers) };
    let mut pages = Vec::new();
    let remembered_as: Vec<&str> = chosen.iter().map(String::as_str).collect();
    for slug in catalog::current_slugs(&shop, &remembered_as).await? {
        // One that is not sold any more is left out.
        pages.extend(catalog::product_page(&shop, &slug).await?);
    }
    let sold: Vec<_> = pages
        .iter()
        .map(|page| page.product.slug.to_string())
        .collect();
    if !is_linked && sold != chosen {
        // Nobody could take away what is not shown, or shown under another name.
        let see = See::other(routes::COMPARE).with_cookie(remembered(&sold, &visit));
        return Ok(see.into_response());
    }
    let view = Comparison::load(&shop, &pages, visit.locale())
        .await?
        .view(is_linked);
    visit.html("storefront/compare.html", &view).await
}

/// What the browser remembers; nothing when nothing is left.
fn remembered(slugs: &[String], visit: &Visit) -> SetCookie {
    if slugs.is_empty() {
        cookies::forget(cookies::COMPARE, visit.is_secure())
    } else {
        cookies::compare(slugs, visit.is_secure())
    }
}

#[derive(Debug, Deserialize)]
pub struct Chosen {
    /// The slug.
    product: String,
}

/// `POST /compare`: a fifth product takes the place of the first.
pub async fn add(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
    Form(new): Form<Chosen>,
) -> Result<See, PageError> {
    let page = catalog::product_page(&shop, &new.product).await?;
    let slug = page
        .ok_or_else(PageError::not_found)?
        .product
        .slug
        .to_string();
    let mut chosen = chosen(&headers);
    chosen.retain(|other| *other != slug);
    chosen.push(slug);
    let surplus = chosen.len().saturating_sub(MOST);
    chosen.drain(..surplus);
    let see = See::other(routes::COMPARE).with_cookie(remembered(&chosen, &visit));
    if surplus == 0 {
        return Ok(see);
    }
    Ok(see.with_notice("storefront-notice-compare-full"))
}

/// `POST /compare/remove`
pub async fn remove(visit: Visit, headers: HeaderMap, Form(gone): Form<Chosen>) -> See {
    let mut chosen = chosen(&headers);
    chosen.retain(|slug| *slug != gone.product);
    See::other(routes::COMPARE).with_cookie(remembered(&chosen, &visit))
}

/// What the pages of products say, side by side.
struct Comparison<'a> {
    pages: Vec<&'a ProductPage>,
    cards: Vec<catalog::Card>,
    stock: HashMap<VariantId, Availability>,
    attributes: Arc<Attributes>,
    specified: HashMap<ProductId, Specification>,
    locale: Locale,
    /// The day it is in the shop.
    today: NaiveDate,
}

impl<'a> Comparison<'a> {
    async fn load(
        shop: &Shop,
        pages: &'a [Arc<ProductPage>],
        locale: Locale,
    ) -> Result<Self, PageError> {
        let ids: Vec<_> = pages.iter().map(|page| page.product.id).collect();
        let cards = catalog::cards(shop, &ids).await?;
        // Without a card it has no price in the shop's currency, and nobody can buy it.
        let pages: Vec<&ProductPage> = pages
            .iter()
            .map(Arc::as_ref)
            .filter(|page| cards.iter().any(|card| card.id == page.product.id))
            .collect();
        let variants: Vec<VariantId> = pages
            .iter()
            .flat_map(|page| &page.variants)
            .map(|variant| variant.id)
            .collect();
        let read = shop.db.primary();
        let stock = inventory::availability(read, &variants).await?;
        Ok(Self {
            specified: attributes::specifications(read, &ids).await?,
            attributes: shop.attributes(),
            pages,
            cards,
            stock,
            locale,
            today: shop.settings().today(shop.clock.now()),
        })
    }

    fn view(self, is_linked: bool) -> view::Compare {
        let slugs: Vec<String> = self
            .pages
            .iter()
            .map(|page| page.product.slug.to_string())
            .collect();
        let rows = self.rows();
        let columns: Vec<view::CompareColumn> = self
            .pages
            .iter()
            .zip(&self.cards)
            .map(|(page, card)| {
                let card = convert::card(card.clone(), self.locale);
                view::CompareColumn {
                    slug: page.product.slug.to_string(),
                    price: card.price.clone(),
                    stock: convert::stock(self.best(page), self.today),
                    card,
                }
            })
            .collect();
        view::Compare {
            columns,
            rows,
            differs: view::CompareDiffers {
                price: differ(self.cards.iter().map(|card| (card.from, card.to))),
                rating: differ(self.cards.iter().map(|card| card.rating)),
                stock: differ(self.pages.iter().map(|page| self.best(page).told())),
            },
            remove_url: routes::COMPARE_REMOVE,
            link: with_query(routes::COMPARE, [("products", slugs.join(","))]),
            is_linked,
        }
    }

    /// The stock of the variant of which there is most.
    fn best(&self, page: &ProductPage) -> Availability {
        let levels = page
            .variants
            .iter()
            .filter_map(|variant| self.stock.get(&variant.id));
        levels
            .max_by_key(|level| (level.available(), level.backorder))
            .copied()
            .unwrap_or_default()
    }

    /// Brand, weight, what each is, and each option that any of them has.
    fn rows(&self) -> Vec<view::CompareRow> {
        let word = |key: &str| l10n::t(self.locale, key, &[]);
        let mut rows = vec![
            self.row(word("wishes-compare-brand"), |page| {
                plain(page.product.brand.clone())
            }),
            self.row(word("wishes-compare-weight"), |page| {
                plain(self.weight(page))
            }),
        ];
        let shown = self.shown_attributes();
        for attribute in &shown {
            let name = attribute.labels.get(self.locale).to_owned();
            rows.push(self.row(name, |page| self.value(page, attribute)));
        }
        let mut names: Vec<&str> = Vec::new();
        for option in self.pages.iter().flat_map(|page| &page.product.options) {
            let has_row = self
                .attributes
                .of_option(&option.name)
                .is_some_and(|it| shown.iter().any(|shown| shown.id == it.id));
            if !has_row && !names.contains(&option.name.as_str()) {
                names.push(&option.name);
            }
        }
        for name in names {
            rows.push(self.row(name.to_owned(), |page| plain(offered(page, name))));
        }
        rows.retain(|row| row.cells.iter().any(|cell| !cell.text.is_empty()));
        rows
    }

    /// All that any of them is described by, in an order that keeps that of each.
    fn shown_attributes(&self) -> Vec<&Attribute> {
        let of_each = self.pages.iter().map(|page| {
            let specification = self.specified.get(&page.product.id);
            let values = specification.map(|it| self.attributes.values(it));
            let values = values.into_iter().flatten().map(|(attribute, _)| attribute);
            let shown = values.filter(|attribute| attribute.in_specification);
            shown.map(|attribute| attribute.id).collect()
        });
        joined(of_each)
            .into_iter()
            .filter_map(|id| self.attributes.get(id))
            .collect()
    }

    /// What a product is; else what its variants offer by an option of that name.
    fn value(&self, page: &ProductPage, attribute: &Attribute) -> view::CompareCell {
        let specification = self.specified.get(&page.product.id);
        if let Some(value) = specification.and_then(|it| it.value(attribute.id)) {
            let shown = attribute.shown(value, self.locale);
            return view::CompareCell {
                text: shown.text,
                hex: shown.hex.map(|hex| hex.as_str().to_owned()),
            };
        }
        let options = page.product.options.iter();
        let of_attribute = |name: &str| self.attributes.of_option(name).map(|it| it.id);
        let mut named = options.filter(|it| of_attribute(&it.name) == Some(attribute.id));
        plain(
            named
                .next()
                .map_or_else(String::new, |option| offered(page, &option.name)),
        )
    }

    fn row(
        &self,
        name: String,
        cell: impl Fn(&ProductPage) -> view::CompareCell,
    ) -> view::CompareRow {
        let cells: Vec<view::CompareCell> = self.pages.iter().map(|page| cell(page)).collect();
        view::CompareRow {
            differs: differ(cells.iter()),
            name,
            cells,
        }
    }

    fn weight(&self, page: &ProductPage) -> String {
        let weights = || page.variants.iter().filter_map(|it| it.weight_grams);
        let (Some(least), Some(most)) = (weights().min(), weights().max()) else {
            return String::new();
        };
        let number = |grams| l10n::number(self.locale, grams);
        if least == most {
            format!("{} g", number(least))
        } else {
            format!("{} – {} g", number(least), number(most))
        }
    }
}

fn differ<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
    let first = values.next();
    values.any(|value| Some(value) != first)
}

fn plain(text: String) -> view::CompareCell {
    view::CompareCell { text, hex: None }
}

/// Each once; what a list has that those before it have not stands after what it follows there.
fn joined(lists: impl Iterator<Item = Vec<AttributeId>>) -> Vec<AttributeId> {
    let mut all: Vec<AttributeId> = Vec::new();
    for list in lists {
        let is_new = !list.iter().any(|id| all.contains(id));
        let mut next = if is_new { all.len() } else { 0 };
        for id in list {
            if let Some(place) = all.iter().position(|known| *known == id) {
                next = next.max(place + 1);
            } else {
                all.insert(next, id);
                next += 1;
            }
        }
    }
    all
}

/// The values of an option that any variant has, in the product's order.
fn offered(page: &ProductPage, name: &str) -> String {
    let options = page.product.options.iter();
    let Some((at, option)) = options.enumerate().find(|(_, it)| it.name == name) else {
        return String::new();
    };
    let has = |variant: &Variant, value: &String| variant.options.get(at) == Some(value);
    let values = option
        .values
        .iter()
        .filter(|value| page.variants.iter().any(|variant| has(variant, value)));
    values.cloned().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_several_products_are_one_list_in_the_order_of_each() {
        let ids: Vec<AttributeId> = (0..5).map(|_| AttributeId::generate()).collect();
        let cases: [(&[&[usize]], &[usize]); 4] = [
            (&[&[0, 1, 2]], &[0, 1, 2]),
            (&[&[0, 2], &[0, 1, 2]], &[0, 1, 2]),
            (&[&[0, 1], &[2, 3], &[2, 4]], &[0, 1, 2, 4, 3]),
            (&[&[], &[3], &[]], &[3]),
        ];
        for (lists, expected) in cases {
            let lists = lists
                .iter()
                .map(|list| list.iter().map(|at| ids[*at]).collect());
            let places: Vec<usize> = joined(lists)
                .iter()
                .filter_map(|id| ids.iter().position(|known| known == id))
                .collect();
            assert_eq!(places, expected);
        }
    }
}
