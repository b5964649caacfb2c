//! Making, changing and removing attributes.

use std::collections::HashSet;

use commerce::Slug;
use db::{DbError, Tx};
use l10n::Locale;

use super::{
    Attribute, AttributeChoice, AttributeDraft, AttributeError, AttributeKind, DropValues,
    FieldProblem, Hex, Labels, Problem, queries,
};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::{AttributeId, CategoryId, ChoiceId},
    jobs,
    staff::{Actor, Permission},
    text::fold,
};

const KEY_MAX: usize = 40;
const LABEL_MAX: usize = 60;
const UNIT_MAX: usize = 12;
const CHOICES_MAX: usize = 500;

/// Words that addresses of listings use for something else.
const RESERVED: [&str; 30] = [
    "after",
    "available",
    "brand",
    "brands",
    "categories",
    "category",
    "collection",
    "currency",
    "exact",
    "from",
    "in-stock",
    "lang",
    "max",
    "min",
    "new",
    "on-sale",
    "order",
    "page",
    "price",
    "q",
    "rating",
    "sale",
    "search",
    "sort",
    "stock",
    "tag",
    "tags",
    "to",
    "type",
    "view",
];

/// Makes an attribute (`id` is `None`; `version` does not matter) or changes one that a form showed as
/// `version`. Key and kind stay what they are.
///
/// # Errors
/// See [`AttributeError`]; [`AttributeError::HasProducts`] when choices that products have would go and
/// the draft does not say that they may. After any of them nothing has changed.
pub async fn save_attribute(
    shop: &Shop,
    actor: &Actor,
    id: Option<AttributeId>,
    version: i64,
    draft: &AttributeDraft,
) -> Result<AttributeId, AttributeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let wish = Wish {
        id: id.unwrap_or_else(AttributeId::generate),
        version: id.map(|_| version),
        draft,
        new_choices: draft.choices.iter().map(|_| ChoiceId::generate()).collect(),
    };
    let wish = &wish;
    let saved = shop
        .db
        .transaction(|tx| async move { save_in(&tx, wish, now).await })
        .await;
    match saved {
        // Somebody made one with this key between our look and our write.
        Err(AttributeError::Db(error)) if error.is_unique_violation() => {
            return Err(AttributeError::invalid("key", Problem::Taken));
        }
        saved => saved?,
    }
    shop.apply(&[Change::Attributes]).await?;
    Ok(wish.id)
}

/// Makes an attribute in a transaction of the caller, who tells everybody after it.
///
/// # Errors
/// See [`AttributeError`]; [`AttributeError::Invalid`] after nothing was written.
pub(crate) async fn make_attribute(
    tx: &Tx,
    draft: &AttributeDraft,
    now: Timestamp,
) -> Result<AttributeId, AttributeError> {
    let wish = Wish {
        id: AttributeId::generate(),
        version: None,
        draft,
        new_choices: draft.choices.iter().map(|_| ChoiceId::generate()).collect(),
    };
    save_in(tx, &wish, now).await?;
    Ok(wish.id)
}

struct Wish<'a> {
    id: AttributeId,
    /// The one that the form showed; `None` for a new attribute.
    version: Option<i64>,
    draft: &'a AttributeDraft,
    /// One for each choice of the draft; a transaction that is repeated makes the same.
    new_choices: Vec<ChoiceId>,
}

async fn save_in(tx: &Tx, wish: &Wish<'_>, now: Timestamp) -> Result<(), AttributeError> {
    let all = queries::all(tx).await?;
    let old = match wish.version {
        Some(_) => Some(all.get(wish.id).ok_or(AttributeError::NotFound)?),
        None => None,
    };
    if old.map(|old| old.version) != wish.version {
        return Err(AttributeError::Stale);
    }
    let attribute = checked(wish, old).map_err(AttributeError::Invalid)?;
    if old.is_none() && all.by_key(attribute.key.as_str()).is_some() {
        return Err(AttributeError::invalid("key", Problem::Taken));
    }
    if old.is_none() {
        queries::insert_attribute(tx, &attribute, now).await?;
    } else if !queries::update_attribute(tx, &attribute, now).await? {
        return Err(AttributeError::Stale);
    }
    let may_drop = wish.draft.may_drop_values;
    write_choices(tx, old, &attribute, may_drop, now).await?;
    changes::record(tx, &[Change::Attributes], now).await?;
    Ok(())
}

async fn write_choices(
    tx: &Tx,
    old: Option<&Attribute>,
    attribute: &Attribute,
    may_drop: bool,
    now: Timestamp,
) -> Result<(), AttributeError> {
    let known = old.map_or(&[] as &[_], |old| &old.choices);
    let mut products = 0;
    for gone in known.iter().filter(|it| attribute.choice(it.id).is_none()) {
        products += queries::count_with(tx, attribute.id, Some(gone.id)).await?;
        queries::mark_choice_going(tx, gone.id).await?;
        let choice = Some(gone.id);
        drop_later(tx, attribute.id, choice, now).await?;
    }
    if products > 0 && !may_drop {
        return Err(AttributeError::HasProducts { products });
    }
    for (choice, position) in attribute.choices.iter().zip(0..) {
        if known.iter().any(|it| it.id == choice.id) {
            queries::update_choice(tx, position, choice).await?;
        } else {
            queries::insert_choice(tx, attribute.id, position, choice).await?;
        }
    }
    Ok(())
}

async fn drop_later(
    tx: &Tx,
    attribute: AttributeId,
    choice: Option<ChoiceId>,
    now: Timestamp,
) -> Result<(), DbError> {
    jobs::enqueue(tx, &DropValues { attribute, choice }, now).await?;
    Ok(())
}

/// Removes an attribute. Customers do not see it any more from now on; a job takes its values away.
///
/// # Errors
/// See [`AttributeError`]; [`AttributeError::HasProducts`] when products have values and `may_drop_values`
/// does not say that they may go. After any of them nothing has changed.
pub async fn delete_attribute(
    shop: &Shop,
    actor: &Actor,
    id: AttributeId,
    version: i64,
    may_drop_values: bool,
) -> Result<(), AttributeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::all(tx).await?.get(id).is_none() {
                return Err(AttributeError::NotFound);
            }
            let products = queries::count_with(tx, id, None).await?;
            if products > 0 && !may_drop_values {
                return Err(AttributeError::HasProducts { products });
            }
            if !queries::mark_attribute_going(tx, id, version).await? {
                return Err(AttributeError::Stale);
            }
            drop_later(tx, id, None, now).await?;
            changes::record(tx, &[Change::Attributes], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Attributes]).await?;
    Ok(())
}

/// Gives a category these attributes and no others; products in it and below it are asked for them. The
/// catalogue calls it, which knows the category's version.
pub async fn link_category(
    tx: &Tx,
    category: CategoryId,
    attributes: &[AttributeId],
    now: Timestamp,
) -> Result<(), DbError> {
    let all = queries::all(tx).await?;
    let mut wanted: Vec<AttributeId> = attributes.to_vec();
    wanted.retain(|id| all.get(*id).is_some());
    wanted.sort_unstable();
    wanted.dedup();
    queries::link_category(tx, category, &wanted).await?;
    changes::record(tx, &[Change::Attributes], now).await
}

/// The attribute as it will be, or everything that is wrong with it.
fn checked(wish: &Wish<'_>, old: Option<&Attribute>) -> Result<Attribute, Vec<FieldProblem>> {
    let draft = wish.draft;
    let mut problems = Vec::new();
    let kind = old.map_or(draft.kind, |old| old.kind);
    label_problems("labels", &draft.labels, &mut problems);
    if draft.unit.trim().chars().count() > UNIT_MAX {
        problems.push(FieldProblem::new(
            "unit",
            Problem::TooLong { max: UNIT_MAX },
        ));
    }
    let key = match old {
        Some(old) => Some(old.key.clone()),
        None => key(draft, &mut problems),
    };
    let choices = if kind.has_choices() {
        choices(wish, kind, old, &mut problems)
    } else {
        Vec::new()
    };
    match key {
        Some(key) if problems.is_empty() => Ok(Attribute {
            id: wish.id,
            key,
            kind,
            labels: draft.labels.clone(),
            unit: if kind == AttributeKind::Number {
                draft.unit.trim().to_owned()
            } else {
                String::new()
            },
            is_facet: draft.is_facet,
            in_specification: draft.in_specification,
            position: draft.position,
            version: wish.version.map_or(1, |version| version + 1),
            choices,
        }),
        _ => Err(problems),
    }
}

fn label_problems(field: &str, labels: &Labels, problems: &mut Vec<FieldProblem>) {
    if labels.is_empty() {
        problems.push(FieldProblem::new(field, Problem::Missing));
    }
    if labels.all().any(|label| label.chars().count() > LABEL_MAX) {
        problems.push(FieldProblem::new(
            field,
            Problem::TooLong { max: LABEL_MAX },
        ));
    }
}

fn key(draft: &AttributeDraft, problems: &mut Vec<FieldProblem>) -> Option<Slug> {
    let typed = draft.key.trim();
    let text = if typed.is_empty() {
        key_of(draft.labels.get(Locale::EN))
    } else {
        typed.to_owned()
    };
    let problem = match Slug::parse(&text) {
        Err(error) => Problem::Key(error),
        Ok(key) if key.as_str().len() > KEY_MAX => Problem::TooLong { max: KEY_MAX },
        Ok(key) if is_reserved(key.as_str()) => Problem::Reserved,
        Ok(key) => return Some(key),
    };
    // Without a label there is something else to say first.
    if !(typed.is_empty() && draft.labels.is_empty()) {
        problems.push(FieldProblem::new("key", problem));
    }
    None
}

/// The key that a label makes.
pub(crate) fn key_of(label: &str) -> String {
    slug::slugify(fold(label))
}

fn is_reserved(key: &str) -> bool {
    let beginnings = ["attribute", "option"];
    RESERVED.contains(&key) || beginnings.iter().any(|it| key.starts_with(it))
}

fn choices(
    wish: &Wish<'_>,
    kind: AttributeKind,
    old: Option<&Attribute>,
    problems: &mut Vec<FieldProblem>,
) -> Vec<AttributeChoice> {
    let drafts = &wish.draft.choices;
    if drafts.is_empty() {
        problems.push(FieldProblem::new("choices", Problem::Missing));
    }
    if drafts.len() > CHOICES_MAX {
        let max = CHOICES_MAX;
        problems.push(FieldProblem::new("choices", Problem::TooMany { max }));
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut ids = HashSet::new();
    let mut choices = Vec::with_capacity(drafts.len());
    for (at, (draft, new)) in drafts.iter().zip(&wish.new_choices).enumerate() {
        let field = |name: &str| format!("choices.{at}.{name}");
        label_problems(&field("labels"), &draft.labels, problems);
        // Two with the same word in whatever language would be one facet value.
        let words: HashSet<String> = draft.labels.all().map(fold).collect();
        if words.into_iter().any(|word| !seen.insert(word)) {
            problems.push(FieldProblem::new(field("labels"), Problem::Repeated));
        }
        let hex = Hex::parse(&draft.hex);
        if kind == AttributeKind::Colour && hex.is_none() {
            problems.push(FieldProblem::new(field("hex"), Problem::NoColour));
        }
        let id = draft.id.unwrap_or(*new);
        let is_known = old.is_some_and(|old| old.choice(id).is_some());
        if draft.id.is_some() && (!is_known || !ids.insert(id)) {
            problems.push(FieldProblem::new(field("labels"), Problem::Unknown));
        }
        choices.push(AttributeChoice {
            id,
            labels: draft.labels.clone(),
            hex: hex.filter(|_| kind == AttributeKind::Colour),
        });
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::ChoiceDraft;

    fn draft(key: &str, label: &str) -> AttributeDraft {
        AttributeDraft {
            key: key.to_owned(),
            kind: AttributeKind::Number,
            labels: Labels::new([(Locale::EN, label)]),
            unit: String::new(),
            is_facet: true,
            in_specification: true,
            position: 0,
            choices: Vec::new(),
            may_drop_values: false,
        }
    }

    fn check(draft: &AttributeDraft) -> Result<Attribute, Vec<(String, Problem)>> {
        let wish = Wish {
            id: AttributeId::generate(),
            version: None,
            new_choices: draft.choices.iter().map(|_| ChoiceId::generate()).collect(),
            draft,
        };
        checked(&wish, None).map_err(|problems| {
            let pairs = problems.into_iter().map(|it| (it.field, it.problem));
            pairs.collect()
        })
    }

    #[test]
    fn a_key_fits_into_addresses_and_means_nothing_else_there() {
        let long = "k".repeat(41);
        let cases = [
            ("volume", "Volume", Ok("volume")),
            ("", "Füllmenge (netto)", Ok("fullmenge-netto")),
            ("sort", "Sort", Err(Problem::Reserved)),
            ("", "Page", Err(Problem::Reserved)),
            ("option1", "x", Err(Problem::Reserved)),
            ("Volume", "x", Err(Problem::Key(commerce::SlugError::Shape))),
            ("", "!?", Err(Problem::Key(commerce::SlugError::Missing))),
            (long.as_str(), "x", Err(Problem::TooLong { max: 40 })),
        ];
        for (key, label, expected) in cases {
            let found = check(&draft(key, label)).map(|it| it.key.to_string());
            let expected = expected
                .map(str::to_owned)
                .map_err(|problem| vec![("key".to_owned(), problem)]);
            assert_eq!(found, expected, "{key} {label}");
        }
    }

    #[test]
    fn every_problem_of_a_definition_is_told_at_its_field() {
        let choice = |label: &str, hex: &str| ChoiceDraft {
            id: None,
            labels: Labels::new([(Locale::EN, label)]),
            hex: hex.to_owned(),
        };
        let colours = |choices: Vec<ChoiceDraft>| AttributeDraft {
            kind: AttributeKind::Colour,
            choices,
            ..draft("", "Colour")
        };
        let long = AttributeDraft {
            unit: "m".repeat(13),
            ..draft("", &"l".repeat(61))
        };
        let cases = [
            (draft("", " "), vec![("labels", Problem::Missing)]),
            (
                long,
                vec![
                    ("labels", Problem::TooLong { max: 60 }),
                    ("unit", Problem::TooLong { max: 12 }),
                    ("key", Problem::TooLong { max: 40 }),
                ],
            ),
            (colours(Vec::new()), vec![("choices", Problem::Missing)]),
            (
                colours(vec![
                    choice("Red", "#d00"),
                    choice("RED", "x"),
                    choice("", "#000"),
                ]),
                vec![
                    ("choices.1.labels", Problem::Repeated),
                    ("choices.1.hex", Problem::NoColour),
                    ("choices.2.labels", Problem::Missing),
                ],
            ),
        ];
        for (draft, expected) in cases {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(field, problem)| (field.to_owned(), problem))
                .collect();
            assert_eq!(check(&draft).unwrap_err(), expected, "{draft:?}");
        }
    }
}
