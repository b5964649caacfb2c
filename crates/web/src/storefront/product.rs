//! The page of a product.

mod colours;
pub mod data;
mod delivery;
pub mod words;

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use chrono::NaiveDate;
use commerce::{Currency, Money, Slug};
use l10n::Locale;
use shop::attributes::Attributes;
use shop::catalog::{self, Card, Elsewhere, ProductPage, Variant};
use shop::changes::{Change, Source};
use shop::ids::{PictureId, VariantId};
use shop::inventory::{self, Availability};
use shop::text::plain;
use shop::{Shop, Timestamp, together};

use self::delivery::Deliveries;
use self::words::cut;
use super::category::link;
use super::view::{
    self, OptionChoice, OptionGroup, Picture, PriceTag, StockLine, StockState, VariantView,
};
use super::{convert, data as machines, reviews, specification};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::with_query;
use crate::kit::visit::Visit;
use crate::routes;

/// More variants than this are not sent along for the script, which then asks the server for each choice.
const MAX_SENT_ALONG: usize = 120;

/// What search engines show of a description.
const SUMMARY: usize = 155;

/// Products in a row below the page.
const RELATED: u64 = 8;

/// Cards that a browser may ask for at once.
const CARDS: usize = 12;

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
    let ids: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    let levels = inventory::availability(shop.db.primary(), &ids).await?;
    let (now, settings) = (shop.clock.now(), shop.settings());
    let offer = Offer {
        page: &page,
        levels: &levels,
        lowest: lowest(&shop, &page, settings.currency, now).await?,
        currency: settings.currency,
        locale: frame.locale(),
        now,
        today: settings.today(now),
    };
    let tree = shop.categories();
    let path = page
        .product
        .categories
        .first()
        .map(|id| tree.path(*id))
        .unwrap_or_default();
    let mut view = offer.view(&shop, &asked, reviews::block(&shop, &page).await?);
    view.specification = specification::rows(&shop, page.product.id, frame.locale()).await?;
    let mut deliveries = Deliveries::new(&settings, now);
    offer.promise(&mut view, &mut deliveries);
    let until;
    (view.deliveries, until) = deliveries.into_parts();
    view.breadcrumb = path.iter().map(|category| link(category)).collect();
    let here = machines::breadcrumb(&shop, &view.breadcrumb, &view.title, &view.url);
    view.data = machines::page([data::product(&shop, &offer, &view), here]);
    let (together, related) = others(&shop, &page).await?;
    let shown = || together.iter().chain(&related);
    let ends = shown().filter_map(|card| card.until).min();
    let shown: Vec<_> = shown().map(|card| Change::Product(card.id)).collect();
    view.together = convert::cards(together, frame.locale());
    view.related = convert::cards(related, frame.locale());
    let slugs: Vec<&str> = path.iter().map(|category| category.slug.as_str()).collect();
    let stock = ids.into_iter().map(Change::Stock).chain(shown);
    let mut frame = frame
        .canonical(&routes::product(&slug))
        .in_category(&slugs)
        .made_of(stock.map(Source::One))
        .made_of(reviews::sources(page.product.id));
    for end in [offer.prices_end(), until, ends].into_iter().flatten() {
        frame = frame.until(end);
    }
    Ok(frame.html("storefront/product.html", &view)?)
}

/// What has to be said beside a reduced price (Directive 98/6/EC, article 6a). It only changes when a price does.
async fn lowest(
    shop: &Shop,
    page: &ProductPage,
    currency: Currency,
    now: Timestamp,
) -> Result<HashMap<VariantId, Money>, NoPage> {
    let is_reduced = |variant: &&Variant| {
        let price = variant.price(currency);
        price.is_some_and(|price| price.at(now).before.is_some())
    };
    let reduced = page.variants.iter().filter(is_reduced);
    let reduced: Vec<VariantId> = reduced.map(|variant| variant.id).collect();
    if reduced.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(catalog::lowest_before(shop.db.primary(), &reduced, currency, now).await?)
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

/// What is bought together with a product, and what else its category has.
async fn others(shop: &Shop, page: &ProductPage) -> Result<(Vec<Card>, Vec<Card>), NoPage> {
    let close = together::with(shop.db.primary(), page.product.id, RELATED).await?;
    let together = catalog::cards(shop, &close).await?;
    let mut related = catalog::neighbours(shop, &page.product, RELATED).await?;
    related.retain(|card| !close.contains(&card.id));
    Ok((together, related))
}

/// `GET /cards?p=blue-mug&p=…`: cards of products that a browser remembers, for its own page.
pub async fn cards(
    State(shop): State<Shop>,
    visit: Visit,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut slugs: Vec<Slug> = Vec::new();
    let wanted = asked.iter().filter(|(name, _)| name == "p");
    for slug in wanted.filter_map(|(_, text)| Slug::parse(text).ok()) {
        if slugs.len() < CARDS && !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    // Everybody has looked at something else, so none of these is kept here.
    let address = Address::new(routes::CARDS, []).once();
    let make = async |frame: Frame| {
        let cards = catalog::cards_of(&shop, &slugs).await?;
        let view = view::Cards {
            cards: convert::cards(cards, frame.locale()),
        };
        Ok(frame.html("storefront/product/cards.html", &view)?)
    };
    let mut answer = visit.shared(address, make).await?;
    let fixed: [(HeaderName, &'static str); 2] = [
        (header::CACHE_CONTROL, "private, max-age=60"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in fixed {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
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
    /// The lowest price before the reduction of each variant that is reduced.
    lowest: HashMap<VariantId, Money>,
    currency: Currency,
    locale: Locale,
    now: Timestamp,
    /// The day it is in the shop.
    today: NaiveDate,
}

impl Offer<'_> {
    fn view(
        &self,
        shop: &Shop,
        asked: &HashMap<String, String>,
        reviews: view::ReviewsBlock,
    ) -> view::Product {
        let product = &self.page.product;
        let mut pictures: Vec<(PictureId, Picture)> = self
            .page
            .pictures
            .iter()
            .filter_map(|picture| {
                Some((
                    picture.id,
                    convert::picture(self.page, picture, self.locale)?,
                ))
            })
            .collect();
        let values = self.chosen(asked);
        let variant = variant_of(self.page, &values);
        // What was chosen is seen first, also by who has no script.
        if let Some(place) = variant.and_then(|variant| place_of(variant, &pictures)) {
            pictures[..=place].rotate_right(1);
        }
        let can_buy = variant.is_some_and(|variant| self.can_buy(variant));
        let address = routes::product(product.slug.as_str());
        let options = self.options(&shop.attributes(), &values, &pictures);
        let variants = self.variants(&pictures);
        let pictures: Vec<Picture> = pictures.into_iter().map(|(_, picture)| picture).collect();
        view::Product {
            slug: product.slug.to_string(),
            url: address,
            add_url: routes::CART_LINES.to_owned(),
            title: product.title.clone(),
            brand: Some(product.brand.clone()).filter(|brand| !brand.is_empty()),
            title_for_search: or_else(&product.seo_title, &product.title),
            summary: or_else(
                &product.seo_description,
                &cut(&plain(&product.description_html), SUMMARY),
            ),
            description_html: product.description_html.clone(),
            specification: Vec::new(),
            breadcrumb: Vec::new(),
            price: variant.map_or_else(|| self.cheapest(), |variant| self.price(variant)),
            lowest: variant.and_then(|variant| self.lowest.get(&variant.id).copied()),
            options,
            variant: variant.map(|variant| variant.id.to_string()),
            sku: variant.map(|variant| variant.sku.to_string()),
            stock: variant.map_or(UNAVAILABLE, |variant| self.stock(variant)),
            can_buy,
            most: variant.map_or(1, |variant| convert::most(self.level(variant))),
            variants,
            reviews,
            delivery: None,
            deliveries: Vec::new(),
            together: Vec::new(),
            related: Vec::new(),
            cards_url: routes::CARDS.to_owned(),
            social: data::social(shop, self, variant, &pictures),
            data: serde_json::Value::Null,
            pictures,
        }
    }

    /// Says when the chosen variant arrives, and each that is sent along.
    fn promise(&self, view: &mut view::Product, deliveries: &mut Deliveries<'_>) {
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        let sold = self.page.variants.iter();
        for variant in sold.filter(|variant| variant.price(self.currency).is_some()) {
            let id = variant.id.to_string();
            if view.variant.as_ref() == Some(&id) || !view.variants.is_empty() {
                places.insert(id, deliveries.of(self.level(variant)));
            }
        }
        let place = |id: &String| places.get(id).copied().flatten();
        view.delivery = view.variant.as_ref().and_then(place);
        for variant in &mut view.variants {
            variant.delivery = place(&variant.id);
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

    fn options(
        &self,
        attributes: &Attributes,
        values: &[String],
        pictures: &[(PictureId, Picture)],
    ) -> Vec<OptionGroup> {
        let looks = self.option_that_looks_different();
        let options = self.page.product.options.iter().enumerate();
        options
            .map(|(index, option)| {
                let shows_pictures = looks == Some(index);
                let colours = if shows_pictures {
                    Vec::new()
                } else {
                    colours::of(attributes, &option.name, &option.values)
                };
                let choice = |(at, value): (usize, &String)| OptionChoice {
                    value: value.clone(),
                    selected: values.get(index) == Some(value),
                    available: self.is_available(values, index, value),
                    picture: shows_pictures
                        .then(|| self.swatch(index, value, pictures))
                        .flatten(),
                    colour: colours.get(at).cloned().flatten(),
                };
                OptionGroup {
                    name: option.name.clone(),
                    field: option_field(index),
                    chosen: values.get(index).cloned().unwrap_or_default(),
                    choices: option.values.iter().enumerate().map(choice).collect(),
                }
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
                lowest: self.lowest.get(&variant.id).copied(),
                stock: self.stock(variant),
                can_buy: self.can_buy(variant),
                most: convert::most(self.level(variant)),
                picture: place_of(variant, pictures),
                delivery: None,
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
        convert::stock(self.level(variant), self.today)
    }
}

const UNAVAILABLE: StockLine = StockLine {
    state: StockState::Unavailable,
    left: 0,
    expected: None,
};

fn place_of(variant: &Variant, pictures: &[(PictureId, Picture)]) -> Option<usize> {
    let wanted = variant.picture?;
    pictures.iter().position(|(id, _)| *id == wanted)
}

fn or_else(text: &str, otherwise: &str) -> String {
    let chosen = if text.is_empty() { otherwise } else { text };
    chosen.to_owned()
}
