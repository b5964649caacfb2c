//! What staff answer before many products are changed.

use commerce::{Currency, Money, Rate};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{BulkAction, BulkPreview, CompareAt, PriceChange, PriceStep, Selection};
use shop::ids::{BulkKey, CategoryId};

use super::Fields;
use super::list::Choice;
use super::pick::{Kind, Picker};
use super::products::Asked;
use crate::kit::forms::{FormErrors, Message};
use crate::routes::admin as paths;

/// The longest tag; the catalogue says the same.
const TAG_MAX: usize = 60;

/// What the bar of the list offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Publish,
    Withdraw,
    Archive,
    AddCategory,
    SetCategory,
    AddTag,
    RemoveTag,
    Price,
}

impl Verb {
    pub const ALL: [Self; 8] = [
        Self::Publish,
        Self::Withdraw,
        Self::Archive,
        Self::AddCategory,
        Self::SetCategory,
        Self::AddTag,
        Self::RemoveTag,
        Self::Price,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Withdraw => "withdraw",
            Self::Archive => "archive",
            Self::AddCategory => "add-category",
            Self::SetCategory => "set-category",
            Self::AddTag => "add-tag",
            Self::RemoveTag => "remove-tag",
            Self::Price => "price",
        }
    }

    /// Those that ask something first say so by their dots.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Publish => "Publish",
            Self::Withdraw => "Make drafts again",
            Self::Archive => "Archive",
            Self::AddCategory => "Add to a category…",
            Self::SetCategory => "Move to a category…",
            Self::AddTag => "Add a tag…",
            Self::RemoveTag => "Remove a tag…",
            Self::Price => "Change prices…",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Publish => "Publish",
            Self::Withdraw => "Make drafts again",
            Self::Archive => "Archive",
            Self::AddCategory => "Add to a category",
            Self::SetCategory => "Move to a category",
            Self::AddTag => "Add a tag",
            Self::RemoveTag => "Remove a tag",
            Self::Price => "Change prices",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == text)
    }
}

/// Everything as it was sent.
pub struct BulkForm {
    /// That of the list from which it was begun: going back and sending it again does not do it again.
    pub key: BulkKey,
    verb: Verb,
    ids: Vec<String>,
    all: bool,
    category: String,
    tag: String,
    direction: String,
    by: String,
    unit: String,
    compare_at: String,
    previewed: Option<BulkAction>,
    currency: Currency,
    pub errors: FormErrors,
}

/// `admin/bulk_form.html`
#[derive(Serialize)]
pub struct BulkFormView {
    heading: &'static str,
    key: String,
    verb: &'static str,
    action: String,
    list_url: String,
    ids: Vec<String>,
    all: bool,
    products: u64,
    currency: String,
    category: Picker,
    tag: Picker,
    direction: String,
    by: String,
    unit: String,
    units: Vec<Choice>,
    compare_at: String,
    examples: Vec<Example>,
    /// Whether the examples show what the answers do.
    is_previewed: bool,
    errors: FormErrors,
}

#[derive(Serialize)]
struct Example {
    title: String,
    before: Money,
    compare_at_before: Option<Money>,
    after: Option<Money>,
    compare_at_after: Option<Money>,
    refused: Option<String>,
}

impl BulkForm {
    pub fn new(shop: &Shop, verb: Verb, fields: &Fields) -> Self {
        let filled = |name: &str| {
            let all = fields.all(name).into_iter().rev();
            let mut filled = all.filter(|text| !text.trim().is_empty());
            filled.next().unwrap_or_default().trim().to_owned()
        };
        Self {
            key: fields
                .text("key")
                .parse()
                .unwrap_or_else(|_| BulkKey::generate()),
            verb,
            ids: fields.all("id"),
            all: fields.has("all"),
            category: filled("category"),
            tag: filled("tag"),
            direction: fields.text("direction"),
            by: fields.text("by").trim().to_owned(),
            unit: fields.text("unit"),
            compare_at: fields.text("compare_at"),
            previewed: None,
            currency: shop.settings().currency,
            errors: FormErrors::new(),
        }
    }

    /// `None` for all that fit a filter that means nothing: that is more than anybody wants to change.
    pub fn selection(&self, asked: &Asked) -> Option<Selection> {
        if !self.all {
            let ids = self.ids.iter().filter_map(|id| id.parse().ok());
            return Some(Selection::These(ids.collect()));
        }
        let filter = asked.is_understood.then(|| asked.filter.clone());
        filter.map(Selection::Matching)
    }

    /// What needs no answer.
    pub fn plain_action(&self) -> Option<BulkAction> {
        match self.verb {
            Verb::Publish => Some(BulkAction::Publish),
            Verb::Withdraw => Some(BulkAction::Withdraw),
            Verb::Archive => Some(BulkAction::Archive),
            Verb::AddCategory
            | Verb::SetCategory
            | Verb::AddTag
            | Verb::RemoveTag
            | Verb::Price => None,
        }
    }

    pub fn action(&self, shop: &Shop, errors: &mut FormErrors) -> Option<BulkAction> {
        match self.verb {
            Verb::Publish | Verb::Withdraw | Verb::Archive => self.plain_action(),
            Verb::AddCategory => self.chosen(shop, errors).map(BulkAction::AddCategory),
            Verb::SetCategory => self.chosen(shop, errors).map(BulkAction::SetCategory),
            Verb::AddTag => self.wanted_tag(errors).map(BulkAction::AddTag),
            Verb::RemoveTag => self.wanted_tag(errors).map(BulkAction::RemoveTag),
            Verb::Price => self.price(errors).map(BulkAction::Price),
        }
    }

    fn chosen(&self, shop: &Shop, errors: &mut FormErrors) -> Option<CategoryId> {
        let tree = shop.categories();
        let found = tree.meant_by(&self.category).map(|category| category.id);
        errors.check("category", found.ok_or(()), |()| {
            Message::text("Choose one of the categories.")
        })
    }

    fn wanted_tag(&self, errors: &mut FormErrors) -> Option<String> {
        let tag = errors.required("tag", &self.tag, || Message::text("Which tag?"))?;
        let is_short = tag.chars().count() <= TAG_MAX;
        errors.check("tag", is_short.then_some(tag).ok_or(()), |()| {
            Message::text(format!("At most {TAG_MAX} characters."))
        })
    }

    fn price(&self, errors: &mut FormErrors) -> Option<PriceChange> {
        let example = "A number above zero, such as 5 or 2.50.";
        let step = if self.unit == "amount" {
            let by = Money::parse_decimal(&self.by, self.currency).ok();
            by.map(Money::minor).map(PriceStep::Amount)
        } else {
            let by = Rate::parse_percent(&self.by).ok();
            by.map(|by| i64::from(by.ppm()))
                .map(PriceStep::PartsPerMillion)
        };
        let step = step.filter(|step| size(*step) > 0);
        let step = errors.check("by", step.ok_or(()), |()| Message::text(example))?;
        Some(PriceChange {
            step: if self.direction == "lower" {
                lowered(step)
            } else {
                step
            },
            compare_at: match self.compare_at.as_str() {
                "old-price" => CompareAt::OldPrice,
                "remove" => CompareAt::Remove,
                _ => CompareAt::Keep,
            },
        })
    }

    pub fn preview_of(&mut self, action: BulkAction) {
        self.previewed = Some(action);
    }

    pub fn previewed(&self) -> Option<BulkAction> {
        self.previewed.clone()
    }

    pub fn view(self, shop: &Shop, asked: &Asked, preview: BulkPreview) -> BulkFormView {
        let tree = shop.categories();
        let meant = tree.meant_by(&self.category);
        let category = Picker::new("category", "Category", Kind::Categories);
        let tag = Picker::new("tag", "Tag", Kind::Tags);
        let code = self.currency.code().to_owned();
        BulkFormView {
            heading: self.verb.heading(),
            key: self.key.to_string(),
            verb: self.verb.as_str(),
            action: asked.address_at(paths::CHANGE_BULK).url(),
            list_url: asked.address().url(),
            ids: self.ids,
            all: self.all,
            products: preview.products,
            category: match meant {
                Some(it) => category.choosing([Choice::new(it.id.to_string(), &it.title)]),
                None => category.typed(self.category),
            },
            tag: tag.typed(self.tag),
            direction: self.direction,
            by: self.by,
            unit: self.unit,
            units: vec![Choice::new("percent", "%"), Choice::new("amount", &code)],
            currency: code,
            compare_at: self.compare_at,
            is_previewed: self.previewed.is_some(),
            examples: preview.examples.into_iter().map(Example::from).collect(),
            errors: self.errors,
        }
    }
}

fn size(step: PriceStep) -> i64 {
    match step {
        PriceStep::Amount(minor) => minor,
        PriceStep::PartsPerMillion(parts) => parts,
    }
}

fn lowered(step: PriceStep) -> PriceStep {
    match step {
        PriceStep::Amount(minor) => PriceStep::Amount(-minor),
        PriceStep::PartsPerMillion(parts) => PriceStep::PartsPerMillion(-parts),
    }
}

impl From<shop::catalog::PriceExample> for Example {
    fn from(example: shop::catalog::PriceExample) -> Self {
        let after = example.after.ok();
        Self {
            title: example.title,
            before: example.before,
            compare_at_before: example.compare_at_before,
            after: after.map(|(price, _)| price),
            compare_at_after: after.and_then(|(_, compare_at)| compare_at),
            refused: example.after.err().map(|refused| refused.to_string()),
        }
    }
}
