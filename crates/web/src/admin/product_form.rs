//! A product as its editor holds it: text as typed, rows that may be empty.

use std::collections::HashMap;

use commerce::{Currency, Money};
use serde::Serialize;
use shop::catalog::{CategoryTree, Picture, PictureState, ProductPage, Variant};
use shop::ids::VariantId;
use shop::inventory::Availability;

use super::Fields;
use super::conflict::Labelled;
use super::pictures::thumb;
use crate::routes::admin as paths;

#[derive(Debug, Clone, Default, Serialize)]
pub struct ProductForm {
    pub version: i64,
    pub title: String,
    pub slug: String,
    pub brand: String,
    pub status: String,
    pub description_html: String,
    pub categories: Vec<String>,
    pub options: Vec<OptionRow>,
    pub variants: Vec<VariantRow>,
    pub pictures: Vec<PictureRow>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct OptionRow {
    pub name: String,
    /// One a line.
    pub values: String,
    pub choices: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct VariantRow {
    /// Empty for a new one.
    pub id: String,
    pub sku: String,
    pub barcode: String,
    /// One for each option of the form.
    pub options: Vec<String>,
    pub price: String,
    pub compare_at: String,
    pub weight_grams: String,
    /// The number of a picture row.
    pub picture: String,
    pub stock: String,
    pub backorder: bool,
    pub active: bool,
    pub on_hand: i64,
    pub stock_url: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct PictureRow {
    /// Empty for a new one.
    pub id: String,
    pub alt: String,
    pub source_url: String,
    pub place: String,
    pub remove: bool,
    pub url: Option<String>,
    /// `new`, `waiting`, `ready` or `failed`.
    pub state: &'static str,
    pub error: String,
    pub retry_url: Option<String>,
}

pub type Stock = HashMap<VariantId, Availability>;

impl ProductForm {
    /// For a new product: one variant, to be sold in one way.
    pub fn empty() -> Self {
        Self {
            status: "draft".to_owned(),
            variants: vec![VariantRow::empty(0)],
            ..Self::default()
        }
    }

    /// As it is saved.
    pub fn saved(page: &ProductPage, stock: &Stock, currency: Currency) -> Self {
        let product = &page.product;
        let options = product.options.iter().map(|option| OptionRow {
            name: option.name.clone(),
            values: option.values.join("\n"),
            choices: option.values.clone(),
        });
        let variants = page.variants.iter();
        let pictures = page.pictures.iter().enumerate();
        Self {
            version: product.version,
            title: product.title.clone(),
            slug: product.slug.as_str().to_owned(),
            brand: product.brand.clone(),
            status: product.status.as_str().to_owned(),
            description_html: product.description_html.clone(),
            categories: product.categories.iter().map(ToString::to_string).collect(),
            options: options.collect(),
            variants: variants
                .map(|variant| VariantRow::saved(variant, page, stock, currency))
                .collect(),
            pictures: pictures
                .map(|(at, picture)| PictureRow::saved(at, picture, page))
                .collect(),
        }
    }

    /// As it was sent; `saved` knows what a form does not send: stock, and the files of pictures.
    pub fn sent(fields: &Fields, saved: Option<&Self>) -> Self {
        let options: Vec<_> = fields
            .rows("options")
            .into_iter()
            .map(|row| OptionRow::sent(fields, row))
            .collect();
        let count = options.len();
        let variants = fields.rows("variants").into_iter();
        let pictures = fields.rows("pictures").into_iter();
        let mut form = Self {
            version: fields.version(),
            title: fields.text("title"),
            slug: fields.text("slug"),
            brand: fields.text("brand"),
            status: fields.text("status"),
            description_html: fields.lines("description_html"),
            categories: fields.all("categories"),
            options,
            variants: variants
                .map(|row| VariantRow::sent(fields, row, count))
                .collect(),
            pictures: pictures.map(|row| PictureRow::sent(fields, row)).collect(),
        };
        if let Some(saved) = saved {
            form.know_what_is_saved(saved);
        }
        form
    }

    fn know_what_is_saved(&mut self, saved: &Self) {
        for row in self.variants.iter_mut().filter(|row| !row.id.is_empty()) {
            if let Some(known) = saved.variants.iter().find(|known| known.id == row.id) {
                row.on_hand = known.on_hand;
                row.stock_url.clone_from(&known.stock_url);
            }
        }
        for row in self.pictures.iter_mut().filter(|row| !row.id.is_empty()) {
            if let Some(known) = saved.pictures.iter().find(|known| known.id == row.id) {
                row.url.clone_from(&known.url);
                row.state = known.state;
                row.error.clone_from(&known.error);
                row.retry_url.clone_from(&known.retry_url);
            }
        }
    }

    /// The work of the buttons that add rows; `false` for a button that saves.
    pub fn press(&mut self, button: &str) -> bool {
        match button {
            "add-option" => {
                self.options.push(OptionRow::default());
                for variant in &mut self.variants {
                    variant.options.push(String::new());
                }
            }
            "add-variant" => self.variants.push(VariantRow::empty(self.options.len())),
            "make-variants" => self.add_missing_combinations(),
            "add-picture" => {
                let place = (self.pictures.len() + 1).to_string();
                self.pictures.push(PictureRow {
                    place,
                    state: "new",
                    ..PictureRow::default()
                });
            }
            _ => return false,
        }
        true
    }

    /// A row for every combination of the options' values that has none; price and weight as the first variant's.
    fn add_missing_combinations(&mut self) {
        let model = self.variants.first().cloned().unwrap_or_default();
        self.variants.retain(|row| !row.is_blank());
        let stem = if self.slug.trim().is_empty() {
            &self.title
        } else {
            &self.slug
        };
        let stem = stem.trim().to_uppercase().replace(' ', "-");
        let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
        for option in &self.options {
            let values = option.values();
            combinations = combinations
                .iter()
                .flat_map(|start| {
                    values.iter().map(move |value| {
                        start
                            .iter()
                            .cloned()
                            .chain([value.clone()])
                            .collect::<Vec<_>>()
                    })
                })
                .take(MOST_COMBINATIONS)
                .collect();
        }
        for options in combinations {
            if options.is_empty() || self.variants.iter().any(|row| row.options == options) {
                continue;
            }
            let ending = options.join("-").to_uppercase().replace(' ', "-");
            self.variants.push(VariantRow {
                sku: format!("{stem}-{ending}"),
                price: model.price.clone(),
                compare_at: model.compare_at.clone(),
                weight_grams: model.weight_grams.clone(),
                options,
                ..VariantRow::empty(0)
            });
        }
    }

    /// In words, for showing what differs from what somebody else saved.
    pub fn labelled(&self, tree: &CategoryTree) -> Vec<Labelled> {
        let mut titles: Vec<_> = self
            .categories
            .iter()
            .filter_map(|id| Some(tree.get(id.parse().ok()?)?.title.clone()))
            .collect();
        titles.sort_unstable();
        let options = self.options.iter().filter(|option| !option.is_blank());
        let options =
            options.map(|option| format!("{}: {}", option.name.trim(), option.values().join(", ")));
        let mut all = vec![
            Labelled::plain("Title", &self.title),
            Labelled::plain("Brand", &self.brand),
            Labelled::plain("Address in the shop", &self.slug),
            Labelled::plain("Status", &self.status),
            Labelled::plain("Description", &self.description_html),
            Labelled::plain("Categories", titles.join(", ")),
            Labelled::plain("Options", options.collect::<Vec<_>>().join("\n")),
        ];
        let variants = self
            .variants
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_blank());
        all.extend(variants.map(|(at, row)| row.labelled(at)));
        let pictures = self
            .pictures
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_blank());
        all.extend(pictures.map(|(at, row)| row.labelled(at)));
        all
    }
}

/// More than a person would fill in; the shop itself takes 2,048 variants.
const MOST_COMBINATIONS: usize = 200;

impl OptionRow {
    fn sent(fields: &Fields, row: usize) -> Self {
        let mut option = Self {
            name: fields.text(&format!("options.{row}.name")),
            values: fields.lines(&format!("options.{row}.values")),
            choices: Vec::new(),
        };
        option.choices = option.values();
        option
    }

    pub fn values(&self) -> Vec<String> {
        let lines = self.values.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    }

    pub fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.values.trim().is_empty()
    }
}

impl VariantRow {
    fn empty(options: usize) -> Self {
        Self {
            options: vec![String::new(); options],
            active: true,
            ..Self::default()
        }
    }

    fn saved(variant: &Variant, page: &ProductPage, stock: &Stock, currency: Currency) -> Self {
        let price = variant.price(currency);
        let picture = page
            .pictures
            .iter()
            .position(|picture| Some(picture.id) == variant.picture);
        let level = stock.get(&variant.id);
        let mut options = variant.options.clone();
        options.resize(page.product.options.len(), String::new());
        Self {
            id: variant.id.to_string(),
            sku: variant.sku.as_str().to_owned(),
            barcode: variant.barcode.clone().unwrap_or_default(),
            options,
            price: price
                .map(|price| price.amount.to_decimal_string())
                .unwrap_or_default(),
            compare_at: price
                .and_then(|price| price.compare_at)
                .map(Money::to_decimal_string)
                .unwrap_or_default(),
            weight_grams: variant
                .weight_grams
                .map(|grams| grams.to_string())
                .unwrap_or_default(),
            picture: picture.map(|at| at.to_string()).unwrap_or_default(),
            active: variant.active,
            on_hand: level.map_or(0, |level| level.on_hand),
            stock_url: level.map(|_| paths::stock(variant.id)),
            ..Self::default()
        }
    }

    fn sent(fields: &Fields, row: usize, options: usize) -> Self {
        let text = |name: &str| fields.text(&format!("variants.{row}.{name}"));
        Self {
            id: text("id"),
            sku: text("sku"),
            barcode: text("barcode"),
            options: (0..options)
                .map(|at| text(&format!("options.{at}")))
                .collect(),
            price: text("price"),
            compare_at: text("compare_at"),
            weight_grams: text("weight_grams"),
            picture: text("picture"),
            stock: text("stock"),
            backorder: fields.has(&format!("variants.{row}.backorder")),
            active: fields.has(&format!("variants.{row}.active")),
            ..Self::default()
        }
    }

    /// A new row that nobody filled in.
    pub fn is_blank(&self) -> bool {
        [&self.id, &self.sku, &self.price]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn labelled(&self, at: usize) -> Labelled {
        let key = if self.id.is_empty() {
            format!("new-{at}")
        } else {
            self.id.clone()
        };
        let sale = if self.active {
            "on sale"
        } else {
            "not on sale"
        };
        let parts = [
            ("", self.options.join(" / ")),
            ("price ", self.price.clone()),
            ("before ", self.compare_at.clone()),
            ("barcode ", self.barcode.clone()),
            ("weight ", self.weight_grams.clone()),
            (
                "picture ",
                self.picture
                    .parse()
                    .map_or(String::new(), |at: usize| (at + 1).to_string()),
            ),
            ("", sale.to_owned()),
        ];
        let parts = parts.iter().filter(|(_, text)| !text.trim().is_empty());
        let text: Vec<_> = parts
            .map(|(name, text)| format!("{name}{}", text.trim()))
            .collect();
        let value = format!("{}: {}", self.sku.trim(), text.join(", "));
        Labelled::new(key, format!("Variant {}", self.sku.trim()), value)
    }
}

impl PictureRow {
    fn saved(at: usize, picture: &Picture, page: &ProductPage) -> Self {
        let (state, error) = match &picture.state {
            PictureState::Waiting => ("waiting", ""),
            PictureState::Ready { .. } => ("ready", ""),
            PictureState::Failed { error } => ("failed", error.as_str()),
        };
        let failed = state == "failed";
        Self {
            id: picture.id.to_string(),
            alt: picture.alt.clone(),
            source_url: picture.source_url.clone().unwrap_or_default(),
            place: (at + 1).to_string(),
            remove: false,
            url: thumb(picture.key()),
            state,
            error: error.to_owned(),
            retry_url: failed.then(|| paths::retry_picture(page.product.id, picture.id)),
        }
    }

    fn sent(fields: &Fields, row: usize) -> Self {
        let text = |name: &str| fields.text(&format!("pictures.{row}.{name}"));
        Self {
            id: text("id"),
            alt: text("alt"),
            source_url: text("source_url"),
            place: text("place"),
            remove: fields.has(&format!("pictures.{row}.remove")),
            state: "new",
            ..Self::default()
        }
    }

    /// A new row that nobody filled in.
    pub fn is_blank(&self) -> bool {
        [&self.id, &self.alt, &self.source_url]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    fn labelled(&self, at: usize) -> Labelled {
        let key = if self.id.is_empty() {
            format!("new-picture-{at}")
        } else {
            self.id.clone()
        };
        let gone = if self.remove { " (removed)" } else { "" };
        let place = self.place.trim();
        let value = format!(
            "{place}. {} {}{gone}",
            self.alt.trim(),
            self.source_url.trim()
        );
        Labelled::new(key, format!("Picture {}", at + 1), value)
    }
}
