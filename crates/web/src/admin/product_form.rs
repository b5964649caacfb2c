//! A product as its editor holds it: text as typed, rows that may be empty.

use commerce::{PricesInclude, Rate, TaxClass};
use serde::Serialize;
use shop::Settings;
use shop::catalog::{CategoryTree, ProductPage};
use shop::ids::VariantId;
use shop::text::joined;

use super::conflict::Labelled;
use super::product_pictures::{self, PictureRow};
use super::product_sorting;
use super::product_variants::{Bulk, Stock, Terms, VariantRow};
use super::{Fields, day};

#[derive(Debug, Clone, Default, Serialize)]
pub struct ProductForm {
    pub version: i64,
    pub title: String,
    pub slug: String,
    pub brand: String,
    pub status: String,
    /// In the shop's time zone.
    pub publish_at: String,
    pub tax_class: String,
    /// With commas in between.
    pub tags: String,
    pub seo_title: String,
    pub seo_description: String,
    pub description_html: String,
    pub categories: Vec<String>,
    /// One of them.
    pub main_category: String,
    pub options: Vec<OptionRow>,
    /// Those from `from` on, [`WINDOW`] at most: thousands of rows no browser handles well.
    pub variants: Vec<VariantRow>,
    pub from: usize,
    /// The combinations of the variants that are not shown.
    #[serde(skip)]
    pub elsewhere: Vec<Vec<String>>,
    /// All that are saved.
    pub total: usize,
    /// The keys of saved variants whose rows were removed.
    pub removed: Vec<String>,
    pub bulk: Bulk,
    /// Why the stock is another one.
    pub stock_reason: String,
    pub stock_note: String,
    pub pictures: Vec<PictureRow>,
}

/// Variants in one form. The others are kept as they are saved.
pub const WINDOW: usize = 100;

/// Which of the saved variants a form shows that starts with one.
pub fn window(from: usize, total: usize) -> std::ops::Range<usize> {
    let from = if from < total {
        from / WINDOW * WINDOW
    } else {
        0
    };
    from..total.min(from + WINDOW)
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct OptionRow {
    pub name: String,
    /// One a line.
    pub values: String,
    pub choices: Vec<String>,
}

impl ProductForm {
    /// For a new product: one variant, to be sold in one way.
    pub fn empty(terms: &Terms) -> Self {
        Self {
            status: "draft".to_owned(),
            tax_class: "standard".to_owned(),
            variants: vec![VariantRow::empty(0, terms)],
            stock_reason: COUNTED.to_owned(),
            ..Self::default()
        }
    }

    /// As it is saved.
    pub fn saved(page: &ProductPage, stock: &Stock, terms: &Terms, from: usize) -> Self {
        let product = &page.product;
        let options = product.options.iter().map(|option| OptionRow {
            name: option.name.clone(),
            values: option.values.join("\n"),
            choices: option.values.clone(),
        });
        let total = page.variants.len();
        let shown = window(from, total);
        let from = shown.start;
        let variants = page.variants[shown].iter();
        let pictures = page.pictures.iter().enumerate();
        Self {
            version: product.version,
            title: product.title.clone(),
            slug: product.slug.as_str().to_owned(),
            brand: product.brand.clone(),
            status: product.status.as_str().to_owned(),
            publish_at: product
                .publish_at
                .map_or(String::new(), |at| day::write_moment(at, terms.zone)),
            tax_class: product.tax_class.as_str().to_owned(),
            tags: joined(product.tags.iter().map(String::as_str), ','),
            seo_title: product.seo_title.clone(),
            seo_description: product.seo_description.clone(),
            description_html: product.description_html.clone(),
            categories: product.categories.iter().map(ToString::to_string).collect(),
            main_category: product
                .categories
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
            options: options.collect(),
            variants: variants
                .map(|variant| VariantRow::saved(variant, page, stock, terms))
                .collect(),
            elsewhere: page
                .variants
                .iter()
                .enumerate()
                .filter(|(at, _)| !window(from, total).contains(at))
                .map(|(_, variant)| variant.options.clone())
                .collect(),
            from,
            total,
            removed: Vec::new(),
            bulk: Bulk::default(),
            stock_reason: COUNTED.to_owned(),
            stock_note: String::new(),
            pictures: pictures
                .map(|(at, picture)| PictureRow::saved(at, picture, page))
                .collect(),
        }
    }

    /// As it was sent; `saved` knows what a form does not send: stock, and the files of pictures.
    pub fn sent(fields: &Fields, saved: Option<&Self>, terms: &Terms) -> Self {
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
            publish_at: fields.text("publish_at"),
            tax_class: fields.text("tax_class"),
            tags: fields.text("tags"),
            seo_title: fields.text("seo_title"),
            seo_description: fields.text("seo_description"),
            description_html: fields.lines("description_html"),
            categories: fields.all("categories"),
            main_category: fields.text(product_sorting::MAIN),
            options,
            variants: variants
                .map(|row| VariantRow::sent(fields, row, count, terms))
                .collect(),
            from: fields.text("from").parse().unwrap_or(0),
            elsewhere: saved.map_or_else(Vec::new, |saved| saved.elsewhere.clone()),
            total: saved.map_or(0, |saved| saved.total),
            removed: fields.all("removed"),
            bulk: Bulk::sent(fields),
            stock_reason: fields.text("stock_reason"),
            stock_note: fields.text("stock_note"),
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

    /// The work of the buttons that add, move and remove rows; `false` for a button that saves.
    pub fn press(&mut self, button: &str, terms: &Terms) -> bool {
        match button {
            "add-option" => {
                self.options.push(OptionRow::default());
                for variant in &mut self.variants {
                    variant.options.push(String::new());
                }
            }
            "add-variant" => {
                let row = VariantRow::empty(self.options.len(), terms);
                self.variants.push(row);
            }
            "set-many" => {
                let bulk = std::mem::take(&mut self.bulk);
                self.for_many(|row| bulk.set(row));
            }
            "end-sales" => self.for_many(|row| row.main.end_sale()),
            "make-variants" => self.add_missing_combinations(terms),
            "add-picture" => {
                let place = (self.pictures.len() + 1).to_string();
                self.pictures.push(PictureRow {
                    place,
                    state: "new",
                    ..PictureRow::default()
                });
            }
            other => {
                if let Some(row) = other.strip_prefix("remove-variant:") {
                    self.remove_variant(row);
                } else if let Some(order) = product_pictures::moved(&self.pictures, other) {
                    self.arrange_pictures(&order);
                } else {
                    return false;
                }
            }
        }
        true
    }

    /// One that is saved is taken off sale when the form is.
    fn remove_variant(&mut self, row: &str) {
        let row = row.parse::<usize>().ok();
        let Some(row) = row.filter(|row| *row < self.variants.len()) else {
            return;
        };
        let row = self.variants.remove(row);
        if !row.id.is_empty() {
            self.removed.push(row.id);
        }
    }

    /// Saved variants whose rows were removed.
    pub fn removed_variants(&self) -> Vec<VariantId> {
        let removed = self.removed.iter();
        removed.filter_map(|id| id.parse().ok()).collect()
    }

    /// Variants whose back-orders are to be switched, with their rows.
    pub fn backorders(&self) -> Vec<(usize, VariantId, bool)> {
        let rows = self.variants.iter().enumerate();
        rows.filter_map(|(row, variant)| {
            Some((row, variant.id.parse().ok()?, variant.switched_backorder()?))
        })
        .collect()
    }

    /// Puts the pictures into this order; variants go on showing theirs, by its new number.
    fn arrange_pictures(&mut self, order: &[usize]) {
        let rows = order.iter().enumerate();
        self.pictures = rows
            .map(|(at, row)| PictureRow {
                place: (at + 1).to_string(),
                ..self.pictures[*row].clone()
            })
            .collect();
        for variant in &mut self.variants {
            let row = variant.picture.trim().parse::<usize>().ok();
            let at = row.and_then(|row| order.iter().position(|one| *one == row));
            variant.picture = at.map_or_else(String::new, |at| at.to_string());
        }
    }

    /// Those that are ticked, or all when none is.
    fn for_many(&mut self, change: impl Fn(&mut VariantRow)) {
        let is_any = self.variants.iter().any(|row| row.pick);
        let rows = self.variants.iter_mut();
        rows.filter(|row| row.pick || !is_any).for_each(change);
    }

    /// A row for every combination of the options' values that has none; price and weight as the first variant's.
    fn add_missing_combinations(&mut self, terms: &Terms) {
        let most = self.variants.len() + MOST_COMBINATIONS;
        let model = self.variants.first().cloned().unwrap_or_default();
        self.variants.retain(|row| !row.is_blank());
        self.take_first_values();
        let slug = self.slug.trim();
        let stem = if slug.is_empty() {
            self.title.clone()
        } else {
            slug.to_owned()
        };
        let unnamed = self.variants.iter_mut();
        for row in unnamed.filter(|row| row.id.is_empty() && row.sku.trim().is_empty()) {
            row.sku = made_sku(&stem, &row.options);
        }
        for options in self.combinations() {
            // An option without values makes no difference.
            let is_same = |values: &Vec<String>| {
                let mut pairs = values.iter().zip(&options);
                pairs.all(|(value, wanted)| wanted.is_empty() || value == wanted)
            };
            let is_there = options.iter().all(String::is_empty)
                || self.elsewhere.iter().any(is_same)
                || self.variants.iter().any(|row| is_same(&row.options));
            if is_there || self.variants.len() >= most {
                continue;
            }
            self.variants.push(VariantRow {
                sku: made_sku(&stem, &options),
                main: model.main.clone(),
                more: model.more.clone(),
                cost: model.cost.clone(),
                weight_grams: model.weight_grams.clone(),
                length_mm: model.length_mm.clone(),
                width_mm: model.width_mm.clone(),
                height_mm: model.height_mm.clone(),
                options,
                ..VariantRow::empty(0, terms)
            });
        }
    }

    /// Where a variant has no value of an option it takes the first one, as it does when the form is saved.
    fn take_first_values(&mut self) {
        let values = self.options.iter().map(OptionRow::values);
        let firsts: Vec<String> = values
            .map(|values| values.into_iter().next().unwrap_or_default())
            .collect();
        let shown = self.variants.iter_mut().map(|row| &mut row.options);
        for values in shown.chain(&mut self.elsewhere) {
            let places = firsts.iter().enumerate();
            *values = places
                .map(|(at, first)| {
                    let own = values.get(at).map_or("", |value| value.trim());
                    let value = if own.is_empty() { first.as_str() } else { own };
                    value.to_owned()
                })
                .collect();
        }
    }

    fn combinations(&self) -> Vec<Vec<String>> {
        let mut combinations: Vec<Vec<String>> = vec![Vec::new()];
        for option in &self.options {
            let mut values = option.values();
            if values.is_empty() {
                values.push(String::new());
            }
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
                .take(MOST_VARIANTS)
                .collect();
        }
        combinations
    }

    /// What each variant earns, with the tax of the home country.
    pub fn show_margins(&mut self, settings: &Settings) {
        let rules = settings.rules_for(settings.home_country);
        let class = self.tax_class.parse::<TaxClass>().unwrap_or_default();
        let tax = match (settings.prices_include, rules) {
            (PricesInclude::Tax, Some(rules)) => rules.tax().of(class).rate,
            _ => Rate::ZERO,
        };
        for row in &mut self.variants {
            row.show_margin(settings.currency, tax);
        }
    }

    /// In words, for showing what differs from what somebody else saved.
    pub fn labelled(&self, tree: &CategoryTree) -> Vec<Labelled> {
        let title = |id: &String| Some(tree.get(id.parse().ok()?)?.title.clone());
        let mut titles: Vec<_> = self.categories.iter().filter_map(title).collect();
        titles.sort_unstable();
        // One that is not ticked is none.
        let main = Some(&self.main_category).filter(|main| self.categories.contains(main));
        let main = main.and_then(title).unwrap_or_default();
        let options = self.options.iter().filter(|option| !option.is_blank());
        let options =
            options.map(|option| format!("{}: {}", option.name.trim(), option.values().join(", ")));
        let mut all = vec![
            Labelled::plain("Title", &self.title),
            Labelled::plain("Brand", &self.brand),
            Labelled::plain("Address in the shop", &self.slug),
            Labelled::plain("Status", &self.status),
            Labelled::plain("Published at", &self.publish_at),
            Labelled::plain("Tax class", &self.tax_class),
            Labelled::plain("Tags", &self.tags),
            Labelled::plain("Title for search engines", &self.seo_title),
            Labelled::plain("Text for search engines", &self.seo_description),
            Labelled::plain("Description", &self.description_html),
            Labelled::plain("Main category", main),
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

/// Made by one press of the button: more than a person would fill in.
const MOST_COMBINATIONS: usize = 200;

/// Of one product.
const MOST_VARIANTS: usize = 2_048;

/// "Mug" in "Dark blue" is MUG-DARK-BLUE.
fn made_sku(stem: &str, options: &[String]) -> String {
    let parts = std::iter::once(stem).chain(options.iter().map(String::as_str));
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.collect();
    parts.join("-").to_uppercase().replace(' ', "-")
}

/// The usual reason for another stock.
const COUNTED: &str = "count";

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
