//! Making, changing and removing collections.

use std::fmt;

use commerce::{Slug, SlugError};
use db::{DbError, Tx};

use super::{Collection, Order, Rule, queries};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    attributes::{AttributeKind, FACET_TEXT_MAX, Value},
    catalog,
    changes::{self, Change},
    ids::CollectionId,
    staff::{Actor, Forbidden, Permission},
    text::fold,
};

const TITLE_MAX: usize = 120;
const DESCRIPTION_MAX: usize = 5_000;
const SEO_TITLE_MAX: usize = 120;
const SEO_DESCRIPTION_MAX: usize = 320;
const RULES_MAX: usize = 30;
const WORD_MAX: usize = 120;
const DAYS_MAX: u16 = 3_650;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionDraft {
    /// Blank: made from the title for a new collection, kept for an old one.
    pub slug: String,
    pub title: String,
    pub description: String,
    pub seo_title: String,
    pub seo_description: String,
    pub sort: Order,
    pub rules: Vec<Rule>,
    pub any_rule: bool,
    pub is_visible: bool,
}

/// Where a draft breaks which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Such as "title" or "rules.2".
    pub field: String,
    pub problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("this is missing")]
    Missing,
    #[error("this is longer than {max} characters")]
    TooLong { max: usize },
    #[error("there are more than {max}")]
    TooMany { max: usize },
    #[error(transparent)]
    Slug(#[from] SlugError),
    #[error("this is taken already")]
    Taken,
    #[error("a collection needs at least one rule")]
    NoRule,
    #[error("this must be between 1 and {max} days")]
    Days { max: u16 },
    #[error("this cannot be below zero")]
    Negative,
    #[error("the price must be in {expected}")]
    WrongCurrency { expected: commerce::Currency },
    #[error("this does not exist any more")]
    Unknown,
    #[error(
        "customers cannot filter by this attribute, so nothing fits; make it a filter, or remove the rule"
    )]
    NoFilter,
}

#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the draft breaks rules: {}", Listed(.0))]
    Invalid(Vec<FieldProblem>),
    /// Somebody else saved since the form was opened.
    #[error("this was changed by somebody else meanwhile")]
    Stale,
    #[error("this does not exist any more")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for CollectionError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::Stale => FailureKind::Conflict,
            Self::NotFound => FailureKind::NotFound,
            Self::Db(error) => error.kind(),
        }
    }
}

struct Listed<'a>(&'a [FieldProblem]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, one) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", one.field, one.problem)?;
        }
        Ok(())
    }
}

/// Makes a collection (`id` is `None`; `version` does not matter) or changes one that a form showed as
/// `version`.
///
/// # Errors
/// See [`CollectionError`]; after any of them nothing has changed.
pub async fn save_collection(
    shop: &Shop,
    actor: &Actor,
    id: Option<CollectionId>,
    version: i64,
    draft: &CollectionDraft,
) -> Result<CollectionId, CollectionError> {
    actor.require(Permission::ManageCatalogue)?;
    let problems = problems(shop, draft);
    if !problems.is_empty() {
        return Err(CollectionError::Invalid(problems));
    }
    let now = shop.clock.now();
    let new_id = CollectionId::generate();
    let saved = shop
        .db
        .transaction(|tx| async move {
            let shown = id.map(|id| (id, version));
            save_in(&tx, shown, new_id, draft, now).await
        })
        .await;
    let id = match saved {
        Err(CollectionError::Db(error)) if error.is_unique_violation() => {
            return Err(invalid("slug", Problem::Taken));
        }
        saved => saved?,
    };
    shop.apply(&[Change::Collections]).await?;
    Ok(id)
}

/// `shown` is the collection of the form with its version; `None` for a new one.
async fn save_in(
    tx: &Tx,
    shown: Option<(CollectionId, i64)>,
    new_id: CollectionId,
    draft: &CollectionDraft,
    now: Timestamp,
) -> Result<CollectionId, CollectionError> {
    let old = match shown {
        Some((id, _)) => Some(
            queries::find(tx, id)
                .await?
                .ok_or(CollectionError::NotFound)?,
        ),
        None => None,
    };
    if old.as_ref().map(|old| old.version) != shown.map(|(_, version)| version) {
        return Err(CollectionError::Stale);
    }
    let slug = slug(draft, old.as_ref()).map_err(|problem| invalid("slug", problem))?;
    let owner = queries::by_slug(tx, slug.as_str()).await?;
    let id = shown.map_or(new_id, |(id, _)| id);
    if owner.is_some_and(|owner| owner.id != id) {
        return Err(invalid("slug", Problem::Taken));
    }
    let collection = Collection {
        id,
        slug,
        title: one_line(&draft.title),
        description: draft.description.replace('\0', "").trim().to_owned(),
        seo_title: one_line(&draft.seo_title),
        seo_description: one_line(&draft.seo_description),
        sort: draft.sort,
        rules: draft.rules.clone(),
        any_rule: draft.any_rule,
        is_visible: draft.is_visible,
        version: shown.map_or(1, |(_, version)| version + 1),
    };
    if old.is_none() {
        queries::insert(tx, &collection, now).await?;
    } else if !queries::update(tx, &collection, now).await? {
        return Err(CollectionError::Stale);
    }
    if let Some(old) = old.filter(|old| old.slug != collection.slug) {
        catalog::note_collection_moved(tx, id, &old.slug, &collection.slug, now).await?;
    }
    changes::record(tx, &[Change::Collections], now).await?;
    Ok(id)
}

/// Removes a collection; its products are not concerned.
///
/// # Errors
/// See [`CollectionError`]; after any of them nothing has changed.
pub async fn delete_collection(
    shop: &Shop,
    actor: &Actor,
    id: CollectionId,
    version: i64,
) -> Result<(), CollectionError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let doomed = queries::find(tx, id).await?;
            let doomed = doomed.ok_or(CollectionError::NotFound)?;
            if !queries::delete(tx, id, version).await? {
                return Err(CollectionError::Stale);
            }
            catalog::note_collection_gone(tx, id, &doomed.slug, now).await?;
            changes::record(tx, &[Change::Collections], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Collections]).await?;
    Ok(())
}

fn invalid(field: &str, problem: Problem) -> CollectionError {
    CollectionError::Invalid(vec![FieldProblem {
        field: field.to_owned(),
        problem,
    }])
}

fn slug(draft: &CollectionDraft, old: Option<&Collection>) -> Result<Slug, Problem> {
    let typed = draft.slug.trim();
    match old {
        Some(old) if typed.is_empty() => Ok(old.slug.clone()),
        None if typed.is_empty() => {
            let made = slug::slugify(fold(&draft.title));
            let end = made.len().min(Slug::MAX_BYTES);
            Ok(Slug::parse(made[..end].trim_matches('-'))?)
        }
        _ => Ok(Slug::parse(typed)?),
    }
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// What is wrong with a draft by itself.
fn problems(shop: &Shop, draft: &CollectionDraft) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut add = |field: String, problem| problems.push(FieldProblem { field, problem });
    if draft.title.trim().is_empty() {
        add("title".to_owned(), Problem::Missing);
    }
    for (field, text, max) in [
        ("title", &draft.title, TITLE_MAX),
        ("description", &draft.description, DESCRIPTION_MAX),
        ("seo_title", &draft.seo_title, SEO_TITLE_MAX),
        (
            "seo_description",
            &draft.seo_description,
            SEO_DESCRIPTION_MAX,
        ),
    ] {
        if text.trim().chars().count() > max {
            add(field.to_owned(), Problem::TooLong { max });
        }
    }
    if draft.rules.is_empty() {
        add("rules".to_owned(), Problem::NoRule);
    }
    if draft.rules.len() > RULES_MAX {
        add("rules".to_owned(), Problem::TooMany { max: RULES_MAX });
    }
    for (at, rule) in draft.rules.iter().enumerate() {
        if let Some(problem) = rule_problem(shop, rule) {
            add(format!("rules.{at}"), problem);
        }
    }
    problems
}

fn word_problem(word: &str, max: usize) -> Option<Problem> {
    if word.trim().is_empty() {
        return Some(Problem::Missing);
    }
    let is_long = word.chars().count() > max;
    is_long.then_some(Problem::TooLong { max })
}

fn rule_problem(shop: &Shop, rule: &Rule) -> Option<Problem> {
    match rule {
        Rule::Tag { tag: word } | Rule::Brand { brand: word } => word_problem(word, WORD_MAX),
        Rule::PriceAtMost { price } | Rule::PriceAtLeast { price } => {
            let expected = shop.settings().currency;
            if price.currency() != expected {
                return Some(Problem::WrongCurrency { expected });
            }
            price.is_negative().then_some(Problem::Negative)
        }
        Rule::Attribute { attribute, value } => {
            let all = shop.attributes();
            let locale = shop.settings().default_locale;
            let attribute = all.get(*attribute);
            let is_known = attribute.is_some_and(|it| it.counted(value, locale).is_some());
            let problem = match value {
                Value::Text(text) => word_problem(text, FACET_TEXT_MAX),
                Value::Number(_) | Value::Flag(_) | Value::Choice(_) => None,
            };
            let is_off = attribute.is_some_and(|it| it.kind == AttributeKind::Text && !it.is_facet);
            problem
                .or(is_off.then_some(Problem::NoFilter))
                .or((!is_known).then_some(Problem::Unknown))
        }
        Rule::New { days } => {
            let max = DAYS_MAX;
            (!(1..=max).contains(days)).then_some(Problem::Days { max })
        }
        Rule::Category { category } => {
            let is_known = shop.categories().get(*category).is_some();
            (!is_known).then_some(Problem::Unknown)
        }
        Rule::OnSale => None,
    }
}
