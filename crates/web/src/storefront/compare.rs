//! Up to four products side by side. The choice is in a cookie or in the address, and stored nowhere else.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::Form;
use chrono::NaiveDate;
use commerce::Slug;
use l10n::Locale;
use serde::Deserialize;
use shop::Shop;
use shop::catalog::{self, ProductPage, Variant};
use shop::ids::VariantId;
use shop::inventory::{self, Availability};

use super::{convert, view};
use crate::kit::cookies;
use crate::kit::errors::PageError;
use crate::kit::paging::with_query;
use crate::kit::redirect::See;
use crate::kit::visit::Visit;
use crate::routes;

/// More do not fit side by side.
const MOST: usize = 4;

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
    for slug in &chosen {
        // One that is not sold any more is left out.
        pages.extend(catalog::product_page(&shop, slug).await?);
    }
    let view = Comparison::load(&shop, &pages, visit.locale())
        .await?
        .view(is_linked);
    visit.html("storefront/compare.html", &view).await
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
    Ok(See::other(routes::COMPARE).with_cookie(cookies::compare(&chosen, visit.is_secure())))
}

/// `POST /compare/remove`
pub async fn remove(visit: Visit, headers: HeaderMap, Form(gone): Form<Chosen>) -> See {
    let mut chosen = chosen(&headers);
    chosen.retain(|slug| *slug != gone.product);
    let cookie = if chosen.is_empty() {
        cookies::forget(cookies::COMPARE, visit.is_secure())
    } else {
        cookies::compare(&chosen, visit.is_secure())
    };
    See::other(routes::COMPARE).with_cookie(cookie)
}

fn chosen(headers: &HeaderMap) -> Vec<String> {
    slugs(
        cookies::get(headers, cookies::COMPARE)
            .unwrap_or_default()
            .split('.'),
    )
}

/// Those that can be slugs, each once.
fn slugs<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for word in words.filter(|word| Slug::parse(word).is_ok()) {
        if slugs.len() < MOST && slugs.iter().all(|slug| slug != word) {
            slugs.push(word.to_owned());
        }
    }
    slugs
}

/// What the pages of products say, side by side.
struct Comparison<'a> {
    pages: Vec<&'a ProductPage>,
    cards: Vec<catalog::Card>,
    stock: HashMap<VariantId, Availability>,
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
        let stock = inventory::availability(shop.db.primary(), &variants).await?;
        Ok(Self {
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
        let columns = self
            .pages
            .iter()
            .zip(&self.cards)
            .map(|(page, card)| {
                let card = convert::card(card.clone());
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

    /// Brand, weight, and each option that any of them has.
    fn rows(&self) -> Vec<view::CompareRow> {
        let word = |key: &str| l10n::t(self.locale, key, &[]);
        let mut rows = vec![
            self.row(word("wishes-compare-brand"), |page| {
                page.product.brand.clone()
            }),
            self.row(word("wishes-compare-weight"), |page| self.weight(page)),
        ];
        let mut names: Vec<&str> = Vec::new();
        for option in self.pages.iter().flat_map(|page| &page.product.options) {
            if !names.contains(&option.name.as_str()) {
                names.push(&option.name);
            }
        }
        for name in names {
            rows.push(self.row(name.to_owned(), |page| offered(page, name)));
        }
        rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        rows
    }

    fn row(&self, name: String, cell: impl Fn(&ProductPage) -> String) -> view::CompareRow {
        let cells: Vec<String> = self.pages.iter().map(|page| cell(page)).collect();
        view::CompareRow {
            differs: cells.iter().any(|cell| *cell != cells[0]),
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
    fn a_cookie_names_at_most_four_products_once_each() {
        let cases: [(&str, &[&str]); 4] = [
            ("", &[]),
            ("blue-mug.red-mug.blue-mug", &["blue-mug", "red-mug"]),
            ("a.b.c.d.e", &["a", "b", "c", "d"]),
            ("<b>.ok.%00", &["ok"]),
        ];
        for (cookie, expected) in cases {
            assert_eq!(slugs(cookie.split('.')), expected, "{cookie}");
        }
    }
}
