//! One product of the file into the shop, inside a transaction.

use std::collections::HashSet;

use commerce::Currency;
use db::{DbError, Tx};
use l10n::Locale;

use super::{
    RowProblem,
    merge::{self, Merged, SkuSource, hashed_sku},
    product::FileProduct,
    returning,
    together::Together,
};
use crate::{
    Timestamp,
    attributes::Specification,
    catalog::{
        EditError, FieldProblem, Problem, ProductPage, check,
        check::Checked,
        plan::{self, Plan},
        store::{Context, check_skus, update},
    },
    ids::{CategoryId, ProductId, VariantId},
    inventory::{self, Availability, MovementReason, NewStock},
};

/// What the products of one run have in common.
pub(super) struct Run {
    pub currency: Currency,
    /// Others in which the shop has prices.
    pub more_currencies: Vec<Currency>,
    pub now: Timestamp,
    pub actor: String,
    /// In which attributes are named that the file makes.
    pub locale: Locale,
    /// In the cause of every movement: a run counts a variant once.
    pub id: ProductId,
}

/// What became of one product.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub product: Option<ProductId>,
    pub is_created: bool,
    pub is_changed: bool,
    pub variants_created: u64,
    pub variants_updated: u64,
    pub pictures_created: u64,
    pub skus_made: u64,
    /// The slugs of categories that were made for it.
    pub categories_created: Vec<String>,
    pub categories_made: Vec<CategoryId>,
    /// What it was before, when it is changed.
    pub before: Option<Before>,
    /// What it was by its attributes before, when that is changed.
    pub described_before: Option<Specification>,
    /// Its version afterwards.
    pub version: i64,
    /// Stock that was set to another number, and what it was before.
    pub counted: Vec<(NewStock, Availability)>,
    pub problems: Vec<RowProblem>,
}

/// A product before an import changed it.
#[derive(Debug)]
pub(super) struct Before(pub Box<ProductPage>);

impl Run {
    /// The cause makes the reason for a product's stock unique.
    pub fn context<'a>(&'a self, cause: &'a str) -> Context<'a> {
        Context {
            currency: self.currency,
            more_currencies: self.more_currencies.clone(),
            now: self.now,
            actor: &self.actor,
            reason: MovementReason::Import,
            cause,
        }
    }
}

/// Writes a product that was there before; a new one waits to be written with the others.
pub(super) async fn write(
    tx: &Tx,
    together: &mut Together<'_>,
    file: &FileProduct,
) -> Result<Outcome, EditError> {
    let run = together.run;
    let stored = together.stored(tx, &file.slug).await?;
    let mut outcome = Outcome::default();
    let belongs_to = stored
        .as_ref()
        .map_or(&[][..], |page| &page.product.categories);
    let places = &mut together.places;
    let categories = places.of(tx, run, file, belongs_to, &mut outcome).await?;
    let current = stored.as_ref();
    let problems = &mut outcome.problems;
    let merged = merge::merge(file, current, &categories, run.currency, problems);
    let Some(mut merged) = merged else {
        return Ok(outcome);
    };
    returning::bring_back(tx, file, current, &mut merged).await?;
    let cause = format!("import:{}:{}", run.id, file.line);
    let context = run.context(&cause);
    let fresh = ProductId::generate();
    let plan = loop {
        let problems = match attempt(tx, together, &context, file, current, fresh, &merged).await {
            Ok(plan) => break plan,
            Err(EditError::Invalid(problems)) => problems,
            Err(error) => return Err(error),
        };
        if !set_aside(&mut merged, &problems, file, &mut outcome.problems) {
            return Ok(outcome);
        }
    };
    outcome.product = Some(plan.product.id);
    outcome.version = plan.product.version;
    outcome.is_created = plan.is_new;
    outcome.is_changed = plan.is_changed;
    outcome.variants_created = plan.new_variants.len() as u64;
    outcome.pictures_created = plan.new_pictures.len() as u64;
    outcome.skus_made = merged
        .variants
        .iter()
        .filter(|one| one.sku != SkuSource::Given)
        .count() as u64;
    let counted = count_stock(tx, &context, &merged, &plan, file, &mut outcome).await?;
    let updated: HashSet<VariantId> = plan
        .changed_variants
        .iter()
        .map(|variant| variant.id)
        .chain(counted)
        .collect();
    outcome.is_changed |= !updated.is_empty();
    outcome.variants_updated = updated.len() as u64;
    outcome.before = stored
        .filter(|_| outcome.is_changed)
        .map(|page| Before(Box::new(page)));
    if plan.is_new {
        together.add(plan, cause);
    }
    Ok(outcome)
}

async fn attempt(
    tx: &Tx,
    together: &mut Together<'_>,
    context: &Context<'_>,
    file: &FileProduct,
    current: Option<&ProductPage>,
    fresh: ProductId,
    merged: &Merged,
) -> Result<Plan, EditError> {
    let checked: Checked = check::check(
        &merged.complete(),
        context.currency,
        &context.more_currencies,
    )
    .map_err(EditError::Invalid)?;
    together.make_way(tx, &checked).await?;
    // The file's, unless there is such a product: nobody else's.
    let slug = current.map_or(&file.slug, |page| &page.product.slug);
    let target = context.target(slug.clone(), fresh);
    let plan = plan::plan(current, &checked, &target).map_err(EditError::Invalid)?;
    let owners = together.owners(tx, &checked).await?;
    check_skus(&plan, &checked, owners.as_ref())?;
    drop(owners);
    if plan.is_changed && !plan.is_new {
        update(tx, context, &plan).await?;
        together.forget_owners();
    }
    Ok(plan)
}

/// Reports what is wrong, and leaves the variants concerned as they are stored, or out. `false` when
/// nothing is left to try.
fn set_aside(
    merged: &mut Merged,
    problems: &[FieldProblem],
    file: &FileProduct,
    reported: &mut Vec<RowProblem>,
) -> bool {
    let mut given_up = HashSet::new();
    let mut is_hopeless = false;
    for problem in problems {
        let index = variant_index(&problem.field).filter(|index| *index < merged.variants.len());
        let line = index.and_then(|index| merged.variants[index].line);
        if let Some(index) = index
            && merged.variants[index].sku == SkuSource::Made
            && problem.problem == Problem::Taken
        {
            let variant = &mut merged.variants[index];
            variant.draft.sku = hashed_sku(&file.handle, &variant.draft.options);
            variant.sku = SkuSource::Hashed;
            continue;
        }
        reported.push(RowProblem {
            line: line.unwrap_or(file.line),
            handle: file.handle.clone(),
            column: None,
            message: in_words(merged, index, problem),
        });
        match (index, line) {
            (Some(index), Some(_)) => {
                given_up.insert(index);
            }
            _ => is_hopeless = true,
        }
    }
    let mut given_up: Vec<usize> = given_up.into_iter().collect();
    given_up.sort_unstable();
    for index in given_up.into_iter().rev() {
        merged.give_up(index);
    }
    if merged.variants.is_empty() && !is_hopeless {
        reported.push(RowProblem {
            line: file.line,
            handle: file.handle.clone(),
            column: None,
            message: "the product is left out, since none of its variants can be used".to_owned(),
        });
    }
    !is_hopeless && !merged.variants.is_empty()
}

/// Of a field such as "variants.2.sku".
fn variant_index(field: &str) -> Option<usize> {
    field
        .strip_prefix("variants.")?
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn in_words(merged: &Merged, index: Option<usize>, problem: &FieldProblem) -> String {
    let name = problem.field.rsplit('.').next().unwrap_or_default();
    match index {
        Some(index) if problem.problem == Problem::Taken => {
            let sku = &merged.variants[index].draft.sku;
            format!("the SKU \"{sku}\" belongs to another product")
        }
        _ => format!("{}: {}", name.replace('_', " "), problem.problem),
    }
}

/// Sets the stock of variants that were there before to what the file counts. Returns those whose
/// stock changed.
async fn count_stock(
    tx: &Tx,
    context: &Context<'_>,
    merged: &Merged,
    plan: &Plan,
    file: &FileProduct,
    outcome: &mut Outcome,
) -> Result<Vec<VariantId>, DbError> {
    let is_new = |id: &VariantId| plan.new_variants.iter().any(|variant| variant.id == *id);
    let counted: Vec<(NewStock, u64)> = merged
        .variants
        .iter()
        .zip(&plan.variants)
        .filter(|(_, id)| !is_new(id))
        .filter_map(|(variant, id)| {
            let stock = variant.stock.filter(|stock| stock.is_counted)?;
            let new = NewStock {
                variant: *id,
                on_hand: stock.on_hand,
                backorder: stock.backorder,
            };
            Some((new, variant.line?))
        })
        .collect();
    let ids: Vec<VariantId> = counted.iter().map(|(new, _)| new.variant).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let levels = inventory::availability(tx, &ids).await?;
    let different: Vec<NewStock> = counted
        .iter()
        .map(|(new, _)| *new)
        .filter(|new| {
            levels.get(&new.variant).is_none_or(|level| {
                level.on_hand != new.on_hand || level.backorder != new.backorder
            })
        })
        .collect();
    if different.is_empty() {
        return Ok(Vec::new());
    }
    let Context {
        reason,
        actor,
        cause,
        now,
        ..
    } = context;
    let refused = inventory::set_counted(tx, &different, *reason, actor, cause, *now).await?;
    for (new, line) in counted
        .iter()
        .filter(|(new, _)| refused.contains(&new.variant))
    {
        let reserved = levels.get(&new.variant).map_or(0, |level| level.reserved);
        outcome.problems.push(RowProblem {
            line: *line,
            handle: file.handle.clone(),
            column: Some(super::columns::Column::Quantity.name().into()),
            message: format!("{reserved} are promised to customers, so the stock is left as it is"),
        });
    }
    let done = different
        .into_iter()
        .filter(|new| !refused.contains(&new.variant));
    let before = |new: NewStock| {
        let level = levels.get(&new.variant).copied().unwrap_or_default();
        (new, level)
    };
    outcome.counted = done.map(before).collect();
    let counted = outcome.counted.iter();
    Ok(counted.map(|(new, _)| new.variant).collect())
}
