//! What a product is: checked by the kinds of its attributes, and stored.

use db::{DbError, Tx};

use super::{
    Attribute, AttributeKind, Attributes, Number, Specification, SpecificationDraft, Value,
    ValueProblem, queries,
};
use crate::ids::ProductId;

const TEXT_MAX: usize = 1_000;

/// The specification that a draft means, or what is wrong with it, each at a field such as
/// "attributes.volume". Values of attributes that are gone are left out: there is no field for them.
///
/// # Errors
/// Fields with their problems.
pub fn check(
    draft: &SpecificationDraft,
    all: &Attributes,
) -> Result<Specification, Vec<(String, ValueProblem)>> {
    let mut problems = Vec::new();
    let product_type = draft.product_type;
    if product_type.is_some_and(|id| all.product_type(id).is_none()) {
        problems.push(("product_type".to_owned(), ValueProblem::NoType));
    }
    let mut values: Vec<_> = Vec::with_capacity(draft.values.len());
    for (id, text) in &draft.values {
        let Some(attribute) = all.get(*id) else {
            continue;
        };
        match read(attribute, text) {
            Ok(Some(value)) => values.push((*id, value)),
            Ok(None) => {}
            Err(problem) => problems.push((format!("attributes.{}", attribute.key), problem)),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // As they are read, so that the same is known to be the same.
    values.sort_by_key(|(id, _)| *id);
    values.dedup_by_key(|(id, _)| *id);
    Ok(Specification {
        product_type,
        values,
    })
}

/// What a text says of an attribute; `None` for no value.
///
/// # Errors
/// Why it cannot be a value of it.
pub(crate) fn read(attribute: &Attribute, text: &str) -> Result<Option<Value>, ValueProblem> {
    let text = text.replace(char::is_control, " ");
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = match attribute.kind {
        AttributeKind::Text if text.chars().count() > TEXT_MAX => {
            return Err(ValueProblem::TooLong { max: TEXT_MAX });
        }
        AttributeKind::Text => Value::Text(text.to_owned()),
        AttributeKind::Number => Value::Number(Number::parse(text).ok_or(ValueProblem::NoNumber)?),
        AttributeKind::Flag => match text {
            "yes" | "true" => Value::Flag(true),
            "no" | "false" => Value::Flag(false),
            _ => return Err(ValueProblem::NoFlag),
        },
        AttributeKind::Choice | AttributeKind::Colour => {
            let by_key = text.parse().ok().and_then(|id| attribute.choice(id));
            let choice = by_key.or_else(|| attribute.choice_named(text));
            Value::Choice(choice.ok_or(ValueProblem::NoChoice)?.id)
        }
    };
    Ok(Some(value))
}

/// Gives a product this specification; whether that changes anything. The catalogue calls it, which knows
/// the product's version and tells everybody.
pub async fn store(
    tx: &Tx,
    product: ProductId,
    specification: &Specification,
) -> Result<bool, DbError> {
    let mut found = queries::specifications(tx, &[product]).await?;
    if found.remove(&product).unwrap_or_default() == *specification {
        return Ok(false);
    }
    queries::store(tx, product, specification).await?;
    Ok(true)
}

/// Gives many products their specifications: these values and no others. The catalogue calls it, which
/// knows the products' versions and tells everybody.
pub(crate) async fn store_all(
    tx: &Tx,
    specifications: &[(ProductId, Specification)],
) -> Result<(), DbError> {
    queries::store_all(tx, specifications).await
}
