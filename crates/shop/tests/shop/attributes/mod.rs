//! Typed attributes: definitions, types, values of products, and what the index knows of them.

mod definitions;
mod indexed;
mod texts;
mod values;

use l10n::Locale;
use shop::{
    Shop,
    attributes::{
        self, AttributeDraft, AttributeError, AttributeKind, ChoiceDraft, Labels, Problem,
        Specification, SpecificationDraft,
    },
    catalog::{self, EditError},
    ids::{AttributeId, ChoiceId},
};
use testkit::{TestProduct, TestShop};

use crate::support::{SYSTEM, draft_of};

fn labels(english: &str, german: &str) -> Labels {
    Labels::new([(Locale::EN, english), (Locale::DE, german)])
}

pub(crate) fn draft(kind: AttributeKind, english: &str, german: &str) -> AttributeDraft {
    AttributeDraft {
        key: String::new(),
        kind,
        labels: labels(english, german),
        unit: String::new(),
        is_facet: true,
        in_specification: true,
        position: 0,
        choices: Vec::new(),
        may_drop_values: false,
    }
}

fn choice(english: &str, german: &str, hex: &str) -> ChoiceDraft {
    ChoiceDraft {
        id: None,
        labels: labels(english, german),
        hex: hex.to_owned(),
    }
}

fn colour() -> AttributeDraft {
    AttributeDraft {
        choices: vec![
            choice("Red", "Rot", "#d00"),
            choice("Moss green", "Moosgrün", "#687a3c"),
        ],
        ..draft(AttributeKind::Colour, "Colour", "Farbe")
    }
}

fn volume() -> AttributeDraft {
    AttributeDraft {
        unit: "l".to_owned(),
        ..draft(AttributeKind::Number, "Volume", "Inhalt")
    }
}

async fn add(shop: &Shop, draft: &AttributeDraft) -> AttributeId {
    let saved = attributes::save_attribute(shop, &SYSTEM, None, 0, draft).await;
    saved.unwrap()
}

/// What a form would send back for an attribute as it is.
fn as_shown(shop: &Shop, id: AttributeId) -> (i64, AttributeDraft) {
    let all = shop.attributes();
    let attribute = all.get(id).expect("the attribute is there");
    let choices = attribute.choices.iter().map(|choice| ChoiceDraft {
        id: Some(choice.id),
        labels: choice.labels.clone(),
        hex: choice
            .hex
            .as_ref()
            .map(|hex| hex.as_str().to_owned())
            .unwrap_or_default(),
    });
    let draft = AttributeDraft {
        key: attribute.key.to_string(),
        kind: attribute.kind,
        labels: attribute.labels.clone(),
        unit: attribute.unit.clone(),
        is_facet: attribute.is_facet,
        in_specification: attribute.in_specification,
        position: attribute.position,
        choices: choices.collect(),
        may_drop_values: false,
    };
    (attribute.version, draft)
}

/// Changes an attribute as somebody with its form open would.
async fn change(
    shop: &Shop,
    id: AttributeId,
    edit: impl FnOnce(&mut AttributeDraft),
) -> Result<AttributeId, AttributeError> {
    let (version, mut draft) = as_shown(shop, id);
    edit(&mut draft);
    attributes::save_attribute(shop, &SYSTEM, Some(id), version, &draft).await
}

fn choice_id(shop: &Shop, id: AttributeId, name: &str) -> ChoiceId {
    let all = shop.attributes();
    let found = all
        .get(id)
        .and_then(|attribute| attribute.choice_named(name));
    found.expect("there is such a choice").id
}

fn specification(values: &[(AttributeId, &str)]) -> SpecificationDraft {
    let values = values.iter().map(|(id, text)| (*id, (*text).to_owned()));
    SpecificationDraft {
        product_type: None,
        values: values.collect(),
    }
}

async fn specify(
    shop: &Shop,
    product: &TestProduct,
    draft: &SpecificationDraft,
) -> Result<(), EditError> {
    let (version, product_draft) = draft_of(shop, product).await;
    let draft = Some(draft);
    catalog::update_specified(shop, &SYSTEM, product.id, version, &product_draft, draft).await
}

async fn stored(shop: &TestShop, product: &TestProduct) -> Specification {
    let found = attributes::specification(shop.db.primary(), product.id).await;
    found.unwrap()
}

/// What the product's page would say, in English.
async fn shown(shop: &TestShop, product: &TestProduct) -> Vec<(String, String)> {
    let specification = stored(shop, product).await;
    let all = shop.attributes();
    let values = all.values(&specification).into_iter();
    let values = values.map(|(attribute, value)| {
        let label = attribute.labels.get(Locale::EN).to_owned();
        (label, attribute.shown(value, Locale::EN).text)
    });
    values.collect()
}

fn problems<T: std::fmt::Debug>(outcome: Result<T, AttributeError>) -> Vec<(String, Problem)> {
    match outcome {
        Err(AttributeError::Invalid(problems)) => problems
            .into_iter()
            .map(|one| (one.field, one.problem))
            .collect(),
        outcome => panic!("expected problems, found {outcome:?}"),
    }
}
