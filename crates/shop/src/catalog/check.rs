//! The rules that a draft can break by itself, whatever is stored.

use std::collections::HashSet;

use commerce::{Currency, Money, Sku, Slug, TaxClass};

use super::{
    FieldProblem, PictureDraft, Price, Problem, ProductDraft, ProductOption, ProductStatus,
    VariantDraft, sanitise,
};
use crate::{
    Timestamp,
    ids::{CategoryId, VariantId},
    text::fold,
};

pub(super) const TITLE_MAX: usize = 255;
const BRAND_MAX: usize = 120;
const DESCRIPTION_MAX: usize = 200_000;
const OPTIONS_MAX: usize = 5;
const OPTION_NAME_MAX: usize = 60;
const OPTION_VALUE_MAX: usize = 255;
const VARIANTS_MAX: usize = 2_048;
const PICTURES_MAX: usize = 250;
const CATEGORIES_MAX: usize = 20;
const BARCODE_MAX: usize = 64;
const ALT_MAX: usize = 512;
const ADDRESS_MAX: usize = 2_048;
const TAGS_MAX: usize = 100;
const TAG_MAX: usize = 60;
const SEO_TITLE_MAX: usize = 255;
const SEO_DESCRIPTION_MAX: usize = 1_000;

/// A draft that breaks no rule by itself, its texts trimmed and its description sanitised.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub slug: Option<Slug>,
    pub title: String,
    pub description_html: String,
    pub brand: String,
    pub status: ProductStatus,
    pub publish_at: Option<Timestamp>,
    pub tax_class: TaxClass,
    pub tags: Vec<String>,
    pub seo_title: String,
    pub seo_description: String,
    pub options: Vec<ProductOption>,
    pub categories: Vec<CategoryId>,
    pub variants: Vec<CheckedVariant>,
    pub pictures: Vec<PictureDraft>,
}

#[derive(Debug, Clone)]
pub(super) struct CheckedVariant {
    pub id: Option<VariantId>,
    pub sku: Sku,
    pub barcode: Option<String>,
    pub options: Vec<String>,
    pub weight_grams: Option<i64>,
    pub length_mm: Option<i64>,
    pub width_mm: Option<i64>,
    pub height_mm: Option<i64>,
    pub cost: Option<Money>,
    pub active: bool,
    pub price: Price,
    pub more_prices: Option<Vec<Price>>,
    pub picture: Option<usize>,
    pub stock: i64,
    pub backorder: bool,
}

/// All problems at once, so that a form can show them together.
pub(super) fn check(
    draft: &ProductDraft,
    currency: Currency,
    more_currencies: &[Currency],
) -> Result<Checked, Vec<FieldProblem>> {
    let mut rules = Checker {
        currency,
        more_currencies,
        problems: Vec::new(),
    };
    let checked = rules.product(draft);
    if rules.problems.is_empty() {
        Ok(checked)
    } else {
        Err(rules.problems)
    }
}

/// One line without control characters, which no title needs and PostgreSQL partly refuses.
pub(super) fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.trim().to_owned()
}

/// What a tag is compared by.
pub(super) fn tag_key(tag: &str) -> String {
    fold(tag)
}

struct Checker<'a> {
    currency: Currency,
    more_currencies: &'a [Currency],
    problems: Vec<FieldProblem>,
}

impl Checker<'_> {
    fn product(&mut self, draft: &ProductDraft) -> Checked {
        self.count("variants", draft.variants.len(), VARIANTS_MAX);
        self.count("pictures", draft.pictures.len(), PICTURES_MAX);
        self.count("categories", draft.categories.len(), CATEGORIES_MAX);
        if draft.variants.is_empty() {
            self.add("variants", Problem::Missing);
        }
        let options = self.options(&draft.options);
        Checked {
            slug: self.slug(draft),
            title: self.required("title", &draft.title, TITLE_MAX),
            description_html: self.description(&draft.description_html),
            brand: self.text("brand", &draft.brand, BRAND_MAX),
            status: draft.status,
            publish_at: self.publish_at(draft),
            tax_class: draft.tax_class,
            tags: self.tags(&draft.tags),
            seo_title: self.text("seo_title", &draft.seo_title, SEO_TITLE_MAX),
            seo_description: self.text(
                "seo_description",
                &draft.seo_description,
                SEO_DESCRIPTION_MAX,
            ),
            categories: once_each(&draft.categories),
            variants: self.variants(&draft.variants, &options, draft.pictures.len()),
            pictures: self.pictures(&draft.pictures),
            options,
        }
    }

    fn add(&mut self, field: impl Into<String>, problem: Problem) {
        self.problems.push(FieldProblem::new(field, problem));
    }

    fn count(&mut self, field: &str, count: usize, max: usize) {
        if count > max {
            self.add(field, Problem::TooMany { max });
        }
    }

    fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = one_line(text);
        if text.chars().count() > max {
            self.add(field, Problem::TooLong { max });
        }
        text
    }

    fn required(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = self.text(field, text, max);
        if text.is_empty() {
            self.add(field, Problem::Missing);
        }
        text
    }

    /// Blank means none.
    fn optional(&mut self, field: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = self.text(field, text?, max);
        Some(text).filter(|text| !text.is_empty())
    }

    fn description(&mut self, html: &str) -> String {
        if html.len() > DESCRIPTION_MAX {
            self.add(
                "description_html",
                Problem::TooLong {
                    max: DESCRIPTION_MAX,
                },
            );
            return String::new();
        }
        sanitise(html)
    }

    /// Others than scheduled products have no such moment.
    fn publish_at(&mut self, draft: &ProductDraft) -> Option<Timestamp> {
        if draft.status != ProductStatus::Scheduled {
            return None;
        }
        if draft.publish_at.is_none() {
            self.add("publish_at", Problem::NoPublishMoment);
        }
        draft.publish_at
    }

    /// The first spelling of each.
    fn tags(&mut self, tags: &[String]) -> Vec<String> {
        self.count("tags", tags.len(), TAGS_MAX);
        let mut keys = HashSet::new();
        let mut kept = Vec::new();
        for tag in tags {
            let tag = self.text("tags", tag, TAG_MAX);
            let key = tag_key(&tag);
            if !key.is_empty() && keys.insert(key) {
                kept.push(tag);
            }
        }
        kept
    }

    /// Blank means none.
    fn slug(&mut self, draft: &ProductDraft) -> Option<Slug> {
        let text = draft
            .slug
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())?;
        match Slug::parse(text) {
            Ok(slug) => Some(slug),
            Err(error) => {
                self.add("slug", error.into());
                None
            }
        }
    }

    fn options(&mut self, options: &[ProductOption]) -> Vec<ProductOption> {
        self.count("options", options.len(), OPTIONS_MAX);
        let mut names = HashSet::new();
        options
            .iter()
            .enumerate()
            .map(|(index, option)| {
                let field = format!("options.{index}");
                let name = self.required(&format!("{field}.name"), &option.name, OPTION_NAME_MAX);
                if !names.insert(name.clone()) {
                    self.add(format!("{field}.name"), Problem::Repeated);
                }
                let values = self.values(&format!("{field}.values"), &option.values);
                ProductOption { name, values }
            })
            .collect()
    }

    fn values(&mut self, field: &str, values: &[String]) -> Vec<String> {
        if values.is_empty() {
            self.add(field, Problem::Missing);
        }
        let mut seen = HashSet::new();
        let values: Vec<String> = values
            .iter()
            .map(|value| self.required(field, value, OPTION_VALUE_MAX))
            .collect();
        if !values.iter().all(|value| seen.insert(value)) {
            self.add(field, Problem::Repeated);
        }
        values
    }

    fn variants(
        &mut self,
        variants: &[VariantDraft],
        options: &[ProductOption],
        pictures: usize,
    ) -> Vec<CheckedVariant> {
        let (mut ids, mut skus, mut combinations) =
            (HashSet::new(), HashSet::new(), HashSet::new());
        let mut checked = Vec::with_capacity(variants.len());
        for (index, draft) in variants.iter().enumerate() {
            let field = |name: &str| format!("variants.{index}.{name}");
            let values: Vec<String> = draft.options.iter().map(|value| one_line(value)).collect();
            if !fits(&values, options) {
                self.add(field("options"), Problem::OptionMismatch);
            } else if !combinations.insert(values.clone()) {
                self.add(field("options"), Problem::Repeated);
            }
            if draft.id.is_some_and(|id| !ids.insert(id)) {
                self.add(field("id"), Problem::Repeated);
            }
            if draft.picture.is_some_and(|picture| picture >= pictures) {
                self.add(field("picture"), Problem::Unknown);
            }
            let sku = match Sku::parse(&draft.sku) {
                Ok(sku) => sku,
                Err(error) => {
                    self.add(field("sku"), error.into());
                    continue;
                }
            };
            if !skus.insert(sku.clone()) {
                self.add(field("sku"), Problem::Repeated);
            }
            checked.push(self.variant(&field, draft, sku, values));
        }
        checked
    }

    fn variant(
        &mut self,
        field: &impl Fn(&str) -> String,
        draft: &VariantDraft,
        sku: Sku,
        options: Vec<String>,
    ) -> CheckedVariant {
        for (name, measure) in [
            ("weight_grams", draft.weight_grams),
            ("length_mm", draft.length_mm),
            ("width_mm", draft.width_mm),
            ("height_mm", draft.height_mm),
        ] {
            if measure.is_some_and(|measure| measure < 0) {
                self.add(field(name), Problem::Negative);
            }
        }
        if draft.cost.is_some_and(Money::is_negative) {
            self.add(field("cost"), Problem::Negative);
        }
        let stock = draft.stock.unwrap_or(0);
        if stock < 0 {
            self.add(field("stock"), Problem::Negative);
        }
        CheckedVariant {
            id: draft.id,
            sku,
            barcode: self.optional(&field("barcode"), draft.barcode.as_deref(), BARCODE_MAX),
            options,
            weight_grams: draft.weight_grams,
            length_mm: draft.length_mm,
            width_mm: draft.width_mm,
            height_mm: draft.height_mm,
            cost: draft.cost,
            active: draft.active,
            price: self.main_price(field, draft),
            more_prices: self.more_prices(field, draft.more_prices.as_deref()),
            picture: draft.picture,
            stock,
            backorder: draft.backorder,
        }
    }

    fn main_price(&mut self, field: &impl Fn(&str) -> String, draft: &VariantDraft) -> Price {
        let expected = self.currency;
        let (amount, compare_at) = (draft.price, draft.compare_at);
        if amount.currency() != expected {
            self.add(field("price"), Problem::WrongCurrency { expected });
        }
        let price = Price {
            amount,
            compare_at,
            sale: draft.sale,
        };
        self.price(field, &price);
        price
    }

    fn more_prices(
        &mut self,
        field: &impl Fn(&str) -> String,
        prices: Option<&[Price]>,
    ) -> Option<Vec<Price>> {
        let mut seen = HashSet::new();
        for (index, price) in prices?.iter().enumerate() {
            let field = |name: &str| field(&format!("more_prices.{index}.{name}"));
            let currency = price.amount.currency();
            if !self.more_currencies.contains(&currency) {
                self.add(field("price"), Problem::OtherCurrency { currency });
            }
            if !seen.insert(currency.code()) {
                self.add(field("price"), Problem::Repeated);
            }
            self.price(&field, price);
        }
        prices.map(<[Price]>::to_vec)
    }

    fn price(&mut self, field: &impl Fn(&str) -> String, price: &Price) {
        let amount = price.amount;
        let expected = amount.currency();
        if amount.is_negative() {
            self.add(field("price"), Problem::Negative);
        }
        if let Some(before) = price.compare_at {
            if before.currency() != expected {
                self.add(field("compare_at"), Problem::WrongCurrency { expected });
            } else if before.minor() <= amount.minor() {
                self.add(field("compare_at"), Problem::CompareAtNotHigher);
            }
        }
        if let Some(sale) = price.sale {
            if sale.amount.currency() != expected {
                self.add(field("sale"), Problem::WrongCurrency { expected });
            } else if sale.amount.is_negative() {
                self.add(field("sale"), Problem::Negative);
            } else if sale.amount.minor() >= amount.minor() {
                self.add(field("sale"), Problem::SaleNotLower);
            }
            if sale.ends_at <= sale.starts_at {
                self.add(field("sale_ends_at"), Problem::SaleEndsFirst);
            }
        }
    }

    fn pictures(&mut self, pictures: &[PictureDraft]) -> Vec<PictureDraft> {
        let mut ids = HashSet::new();
        pictures
            .iter()
            .enumerate()
            .map(|(index, draft)| {
                let field = |name: &str| format!("pictures.{index}.{name}");
                let source_url = self.optional(
                    &field("source_url"),
                    draft.source_url.as_deref(),
                    ADDRESS_MAX,
                );
                if draft.id.is_none() && source_url.is_none() && draft.stored.is_none() {
                    self.add(field("source_url"), Problem::NoPicture);
                }
                if draft.id.is_some_and(|id| !ids.insert(id)) {
                    self.add(field("id"), Problem::Repeated);
                }
                PictureDraft {
                    id: draft.id,
                    alt: self.text(&field("alt"), &draft.alt, ALT_MAX),
                    source_url,
                    stored: draft.stored.clone(),
                }
            })
            .collect()
    }
}

fn once_each(categories: &[CategoryId]) -> Vec<CategoryId> {
    let mut seen = HashSet::new();
    let all = categories.iter().copied();
    all.filter(|id| seen.insert(*id)).collect()
}

/// One value for each option, each of them known.
pub(super) fn fits(values: &[String], options: &[ProductOption]) -> bool {
    values.len() == options.len()
        && values
            .iter()
            .zip(options)
            .all(|(value, option)| option.values.contains(value))
}
