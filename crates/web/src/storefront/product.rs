//! The page of a product.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use commerce::Currency;
use shop::catalog::{self, Elsewhere, ProductPage, Variant};
use shop::changes::{Change, Source};
use shop::ids::{PictureId, VariantId};
use shop::inventory::{self, Availability};
use shop::{Shop, Timestamp};

use super::category::link;
use super::view::{
    self, OptionChoice, OptionGroup, Picture, PriceTag, StockLine, StockState, VariantView,
};
use super::{convert, reviews, specification};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::with_query;
use crate::kit::visit::Visit;
use crate::routes;

/// More variants than this are not sent along for the script, which then asks the server for each choice.
const MAX_SENT_ALONG: usize = 120;

type Levels = HashMap<VariantId, Availability>;

/// `GET /products/{slug}?option1=…`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, PageError> {
    let address = address(&shop, &slug, &asked).await?;
    visit
        .shared(address, |frame| render(shop, frame, slug, asked))
        .await
}

/// A page for each choice that the product has. Another value is answered, too, and not kept.
async fn address(
    shop: &Shop,
    slug: &str,
    asked: &HashMap<String, String>,
) -> Result<Address, PageError> {
    let path = routes::product(slug);
    if !asked.keys().any(|name| name.starts_with(OPTION)) {
        return Ok(Address::new(&path, []));
    }
    let Some(page) = catalog::product_page(shop, slug).await? else {
        return Ok(Address::new(&path, []).once());
    };
    let mut is_known = true;
    let mut choices = Vec::new();
    for (index, option) in page.product.options.iter().enumerate() {
        let field = option_field(index);
        if let Some(value) = asked.get(&field) {
            is_known &= option.values.contains(value);
            choices.push((field, value.clone()));
        }
    }
    let pairs = choices
        .iter()
        .map(|(field, value)| (field.as_str(), value.clone()));
    let address = Address::new(&path, pairs);
    Ok(if is_known { address } else { address.once() })
}

async fn render(
    shop: Shop,
    frame: Frame,
    slug: String,
    asked: HashMap<String, String>,
) -> Result<Made, NoPage> {
    let Some(page) = catalog::product_page(&shop, &slug).await? else {
        return Err(elsewhere(&shop, &slug, &asked).await);
    };
    let now = shop.clock.now();
    let ids: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    let levels = inventory::availability(shop.db.primary(), &ids).await?;
    let offer = Offer {
        page: &page,
        levels: &levels,
        currency: shop.settings().currency,
        now,
    };
    let tree = shop.categories();
    let path = page
        .product
        .categories
        .first()
        .map(|id| tree.path(*id))
        .unwrap_or_default();
    let mut view = offer.view(&asked, reviews::block(&shop, &page).await?);
    view.specification = specification::rows(&shop, page.product.id, frame.locale()).await?;
    view.breadcrumb = path.iter().map(|category| link(category)).collect();
    let slugs: Vec<&str> = path.iter().map(|category| category.slug.as_str()).collect();
    let stock = ids.into_iter().map(Change::Stock);
    let mut frame = frame
        .canonical(&routes::product(&slug))
        .in_category(&slugs)
        .made_of(stock.map(Source::One))
        .made_of(reviews::sources(page.product.id));
    if let Some(end) = offer.prices_end() {
        frame = frame.until(end);
    }
    Ok(frame.html("storefront/product.html", &view)?)
}

/// No product is sold under this slug (any more).
async fn elsewhere(shop: &Shop, slug: &str, asked: &HashMap<String, String>) -> NoPage {
    match catalog::product_elsewhere(shop, slug).await {
        Ok(Some(Elsewhere::Moved(slug))) => {
            let mut choices: Vec<_> = asked
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone()))
                .collect();
            choices.sort_unstable();
            NoPage::Moved(with_query(&routes::product(slug.as_str()), choices))
        }
        Ok(Some(Elsewhere::Gone)) => PageError::gone().into(),
        Ok(None) => PageError::not_found().into(),
        Err(error) => error.into(),
    }
}

const OPTION: &str = "option";

/// The field of an option in forms and addresses: `option1`, `option2`…
pub fn option_field(index: usize) -> String {
    format!("{OPTION}{}", index + 1)
}

/// The variant with exactly these values.
pub fn variant_of<'a>(page: &'a ProductPage, values: &[String]) -> Option<&'a Variant> {
    page.variants
        .iter()
        .find(|variant| variant.options == values)
}

/// A product with its stock, in one currency.
struct Offer<'a> {
    page: &'a ProductPage,
    levels: &'a Levels,
    currency: Currency,
    now: Timestamp,
}

impl Offer<'_> {
    fn view(&self, asked: &HashMap<String, String>, reviews: view::ReviewsBlock) -> view::Product {
        let product = &self.page.product;
        let pictures: Vec<(PictureId, Picture)> = self
            .page
            .pictures
            .iter()
            .filter_map(|picture| Some((picture.id, convert::picture(picture)?)))
            .collect();
        let values = self.chosen(asked);
        let variant = variant_of(self.page, &values);
        let can_buy = variant.is_some_and(|variant| self.can_buy(variant));
        let address = routes::product(product.slug.as_str());
        view::Product {
            slug: product.slug.to_string(),
            url: address,
            add_url: routes::CART_LINES.to_owned(),
            title: product.title.clone(),
            brand: Some(product.brand.clone()).filter(|brand| !brand.is_empty()),
            title_for_search: or_else(&product.seo_title, &product.title),
            summary: or_else(
                &product.seo_description,
                &summary(&product.description_html),
            ),
            description_html: product.description_html.clone(),
            specification: Vec::new(),
            breadcrumb: Vec::new(),
            shown: variant
                .and_then(|variant| place_of(variant, &pictures))
                .unwrap_or(0),
            price: variant.map_or_else(|| self.cheapest(), |variant| self.price(variant)),
            options: self.options(&values, &pictures),
            variant: variant.map(|variant| variant.id.to_string()),
            sku: variant.map(|variant| variant.sku.to_string()),
            stock: variant.map_or(UNAVAILABLE, |variant| self.stock(variant)),
            can_buy,
            most: variant.map_or(1, |variant| convert::most(self.level(variant))),
            variants: self.variants(&pictures),
            pictures: pictures.into_iter().map(|(_, picture)| picture).collect(),
            reviews,
        }
    }

    /// What was asked for; where nothing was, the values of the first variant that can be bought with the rest.
    fn chosen(&self, asked: &HashMap<String, String>) -> Vec<String> {
        let options = &self.page.product.options;
        let wishes: Vec<Option<&String>> = (0..options.len())
            .map(|index| asked.get(&option_field(index)))
            .collect();
        let fits = |variant: &&Variant| {
            wishes
                .iter()
                .zip(&variant.options)
                .all(|(wish, value)| wish.is_none_or(|wish| wish == value))
        };
        let fitting: Vec<&Variant> = self.page.variants.iter().filter(fits).collect();
        let best = fitting
            .iter()
            .find(|variant| self.can_buy(variant))
            .or_else(|| fitting.first());
        match best {
            Some(variant) => variant.options.clone(),
            None => wishes
                .iter()
                .zip(options)
                .map(|(wish, option)| wish.or(option.values.first()).cloned().unwrap_or_default())
                .collect(),
        }
    }

    fn options(&self, values: &[String], pictures: &[(PictureId, Picture)]) -> Vec<OptionGroup> {
        let looks = self.option_that_looks_different();
        let options = self.page.product.options.iter().enumerate();
        options
            .map(|(index, option)| OptionGroup {
                name: option.name.clone(),
                field: option_field(index),
                chosen: values.get(index).cloned().unwrap_or_default(),
                choices: option
                    .values
                    .iter()
                    .map(|value| OptionChoice {
                        value: value.clone(),
                        selected: values.get(index) == Some(value),
                        available: self.is_available(values, index, value),
                        picture: (looks == Some(index))
                            .then(|| self.swatch(index, value, pictures))
                            .flatten(),
                    })
                    .collect(),
            })
            .collect()
    }

    fn is_available(&self, values: &[String], index: usize, value: &str) -> bool {
        let mut wish = values.to_vec();
        if let Some(place) = wish.get_mut(index) {
            value.clone_into(place);
        }
        variant_of(self.page, &wish).is_some_and(|variant| self.can_buy(variant))
    }

    /// The option (the colour, say) whose values each have a picture of their own.
    fn option_that_looks_different(&self) -> Option<usize> {
        let variants = &self.page.variants;
        (0..self.page.product.options.len()).find(|index| {
            let mut seen: HashMap<&String, PictureId> = HashMap::new();
            let is_one_each = variants.iter().all(|variant| {
                let (Some(value), Some(picture)) = (variant.options.get(*index), variant.picture)
                else {
                    return false;
                };
                *seen.entry(value).or_insert(picture) == picture
            });
            let distinct: std::collections::HashSet<_> = seen.values().collect();
            is_one_each && seen.len() > 1 && distinct.len() == seen.len()
        })
    }

    fn swatch(
        &self,
        index: usize,
        value: &str,
        pictures: &[(PictureId, Picture)],
    ) -> Option<Picture> {
        let variant = self.page.variants.iter().find(|variant| {
            variant
                .options
                .get(index)
                .is_some_and(|found| found == value)
        })?;
        place_of(variant, pictures).map(|place| pictures[place].1.clone())
    }

    fn variants(&self, pictures: &[(PictureId, Picture)]) -> Vec<VariantView> {
        let variants = &self.page.variants;
        if variants.len() < 2 || variants.len() > MAX_SENT_ALONG {
            return Vec::new();
        }
        let view = |variant: &Variant| {
            Some(VariantView {
                id: variant.id.to_string(),
                sku: variant.sku.to_string(),
                options: variant.options.clone(),
                price: self.price(variant)?,
                stock: self.stock(variant),
                can_buy: self.can_buy(variant),
                most: convert::most(self.level(variant)),
                picture: place_of(variant, pictures),
            })
        };
        variants.iter().filter_map(view).collect()
    }

    fn price(&self, variant: &Variant) -> Option<PriceTag> {
        let price = variant.price(self.currency)?.at(self.now);
        Some(PriceTag {
            amount: price.amount,
            compare_at: price.before,
            from: false,
        })
    }

    /// From when on one of the prices is another one.
    fn prices_end(&self) -> Option<Timestamp> {
        let prices = self.page.variants.iter();
        let prices = prices.filter_map(|variant| variant.price(self.currency));
        prices
            .filter_map(|price| price.changes_after(self.now))
            .min()
    }

    fn cheapest(&self) -> Option<PriceTag> {
        let prices = self
            .page
            .variants
            .iter()
            .filter_map(|variant| self.price(variant));
        let cheapest = prices.min_by_key(|price| price.amount.minor())?;
        Some(PriceTag {
            from: true,
            ..cheapest
        })
    }

    fn level(&self, variant: &Variant) -> Availability {
        self.levels.get(&variant.id).copied().unwrap_or_default()
    }

    fn can_buy(&self, variant: &Variant) -> bool {
        variant.price(self.currency).is_some() && self.level(variant).allows(1)
    }

    fn stock(&self, variant: &Variant) -> StockLine {
        convert::stock(self.level(variant))
    }
}

const UNAVAILABLE: StockLine = StockLine {
    state: StockState::Unavailable,
    left: 0,
};

fn place_of(variant: &Variant, pictures: &[(PictureId, Picture)]) -> Option<usize> {
    let wanted = variant.picture?;
    pictures.iter().position(|(id, _)| *id == wanted)
}

fn or_else(text: &str, otherwise: &str) -> String {
    let chosen = if text.is_empty() { otherwise } else { text };
    chosen.to_owned()
}

/// The words of a description for search engines: without mark-up, cut at a word.
fn summary(html: &str) -> String {
    const MAX_CHARS: usize = 155;
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => {
                is_tag = true;
                text.push(' ');
            }
            '>' => is_tag = false,
            other if !is_tag => text.push(other),
            _ => {}
        }
    }
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let mut short = String::new();
    for word in text.split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 > MAX_CHARS {
            short.push('…');
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_has_no_mark_up_and_ends_with_a_word() {
        assert_eq!(
            summary("<p>Salt &amp; <b>pepper</b></p><ul><li>Oak</li></ul>"),
            "Salt & pepper Oak"
        );
        assert_eq!(summary(""), "");
        let long = summary(&"<p>word </p>".repeat(100));
        assert!(
            long.chars().count() <= 156 && long.ends_with("word…"),
            "{long}"
        );
    }
}
