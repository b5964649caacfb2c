//! The section "Specification" of the product editor: the type, and a field for each attribute.

use serde::Serialize;
use shop::Shop;
use shop::attributes::{
    self, Attribute, AttributeKind, Attributes, Specification, SpecificationDraft,
};
use shop::ids::{AttributeId, CategoryId, ProductId, ProductTypeId};

use super::Fields;
use super::conflict::Labelled;
use super::list::Choice;
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

/// Says that the form has the section.
const MARK: &str = "specification";

/// The button that shows the fields of the type and the categories that were chosen just now.
pub const SHOW: &str = "show-attributes";

/// `admin/product/_attributes.html`
#[derive(Debug, Clone, Serialize)]
pub struct SpecificationForm {
    product_type: String,
    types: Vec<Choice>,
    fields: Vec<SpecificationField>,
    types_url: &'static str,
    attributes_url: &'static str,
    /// Whether there are attributes in the shop.
    has_attributes: bool,
}

#[derive(Debug, Clone, Serialize)]
struct SpecificationField {
    #[serde(skip)]
    id: AttributeId,
    /// `attributes.volume`
    name: String,
    label: String,
    kind: &'static str,
    unit: String,
    value: String,
    choices: Vec<Choice>,
    /// Neither the type nor a category asks for it.
    is_extra: bool,
}

impl SpecificationForm {
    /// As it is saved; empty for a new product.
    pub async fn saved(shop: &Shop, product: Option<ProductId>) -> Result<Self, PageError> {
        let read = shop.db.primary();
        let (specification, categories) = match product {
            Some(id) => {
                let page = shop::catalog::product_for_edit(read, id).await?;
                let categories = page.map(|page| page.product.categories);
                let specification = attributes::specification(read, id).await?;
                (specification, categories.unwrap_or_default())
            }
            None => (Specification::default(), Vec::new()),
        };
        let all = attributes::load(read).await?;
        let values = all.values(&specification).into_iter();
        let values: Vec<_> = values
            .map(|(attribute, value)| (attribute.id, value.typed()))
            .collect();
        let product_type = specification.product_type;
        Ok(Self::new(shop, &all, product_type, &categories, &values))
    }

    /// As it was sent, with fields for what is chosen now.
    pub async fn sent(shop: &Shop, fields: &Fields) -> Result<Self, PageError> {
        let all = attributes::load(shop.db.primary()).await?;
        let categories = fields.all("categories");
        let categories: Vec<CategoryId> =
            categories.iter().filter_map(|id| id.parse().ok()).collect();
        let product_type = fields.text("product_type").parse().ok();
        let values: Vec<_> = all
            .iter()
            .map(|attribute| (attribute.id, fields.text(&field_name(attribute))))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        Ok(Self::new(shop, &all, product_type, &categories, &values))
    }

    fn new(
        shop: &Shop,
        all: &Attributes,
        product_type: Option<ProductTypeId>,
        categories: &[CategoryId],
        values: &[(AttributeId, String)],
    ) -> Self {
        let tree = shop.categories();
        let paths_up = categories.iter().flat_map(|id| tree.path(*id));
        let within: Vec<CategoryId> = paths_up.map(|category| category.id).collect();
        let asked = all.applying(product_type, &within);
        let is_asked = |id: AttributeId| asked.iter().any(|it| it.id == id);
        let value = |id: AttributeId| {
            let found = values.iter().find(|(attribute, _)| *attribute == id);
            found.map(|(_, text)| text.clone())
        };
        let extra = all
            .iter()
            .filter(|it| !is_asked(it.id) && value(it.id).is_some());
        let locale = shop.settings().default_locale;
        let shown = asked.iter().copied().chain(extra);
        let fields = shown.map(|attribute| SpecificationField {
            id: attribute.id,
            name: field_name(attribute),
            label: attribute.labels.get(locale).to_owned(),
            kind: attribute.kind.as_str(),
            unit: attribute.unit.clone(),
            value: value(attribute.id).unwrap_or_default(),
            choices: choices(attribute, locale),
            is_extra: !is_asked(attribute.id),
        });
        let none = Choice::new("", "None");
        let types = all.types().iter();
        let types = types.map(|one| Choice::new(one.id.to_string(), one.name.clone()));
        Self {
            product_type: product_type.map(|id| id.to_string()).unwrap_or_default(),
            types: std::iter::once(none).chain(types).collect(),
            fields: fields.collect(),
            types_url: paths::NEW_PRODUCT_TYPE,
            attributes_url: paths::NEW_ATTRIBUTE,
            has_attributes: !all.is_empty(),
        }
    }

    /// `None` if the form that was sent does not have the section.
    pub fn draft(&self, fields: &Fields) -> Option<SpecificationDraft> {
        fields.has(MARK).then(|| SpecificationDraft {
            product_type: self.product_type.parse().ok(),
            values: self
                .fields
                .iter()
                .map(|field| (field.id, field.value.clone()))
                .collect(),
        })
    }

    /// In words, for showing what differs from what somebody else saved.
    pub fn labelled(&self) -> Vec<Labelled> {
        let chosen = |choices: &[Choice], value: &str| {
            let found = choices.iter().find(|choice| choice.value == value);
            found.map_or(value.to_owned(), |choice| choice.label.clone())
        };
        let product_type = chosen(&self.types, &self.product_type);
        let mut all = vec![Labelled::plain("Product type", product_type)];
        all.extend(self.fields.iter().map(|field| {
            let value = chosen(&field.choices, &field.value);
            Labelled::new(&field.name, &field.label, value)
        }));
        all
    }
}

fn field_name(attribute: &Attribute) -> String {
    format!("attributes.{}", attribute.key)
}

/// Of a select box; none for kinds that are typed.
fn choices(attribute: &Attribute, locale: l10n::Locale) -> Vec<Choice> {
    let none = Choice::new("", "–");
    match attribute.kind {
        AttributeKind::Text | AttributeKind::Number => Vec::new(),
        AttributeKind::Flag => vec![none, Choice::new("yes", "Yes"), Choice::new("no", "No")],
        AttributeKind::Choice | AttributeKind::Colour => {
            let choices = attribute.choices.iter();
            let choices =
                choices.map(|choice| Choice::new(choice.id.to_string(), choice.labels.get(locale)));
            std::iter::once(none).chain(choices).collect()
        }
    }
}
