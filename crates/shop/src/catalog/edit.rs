//! Making and changing products.

use commerce::Currency;
use db::Tx;

use super::{
    EditError, FieldProblem, Problem, ProductDraft, ProductPage, ProductStatus,
    check::{self, Checked},
    draft::REMOVED,
    plan::Plan,
    prices, queries,
    store::{Context, remove_variants, store},
};
use crate::{
    Shop, Timestamp,
    attributes::{self, SpecificationDraft},
    changes::{self, Change},
    ids::{ProductId, VariantId},
    inventory::MovementReason,
    staff::{Actor, Permission},
};

/// Makes a product with its variants, prices, pictures and first stock.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn create_product(
    shop: &Shop,
    actor: &Actor,
    draft: &ProductDraft,
) -> Result<ProductId, EditError> {
    create_specified(shop, actor, draft, None).await
}

/// Makes a product with its specification, which may be left for later.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn create_specified(
    shop: &Shop,
    actor: &Actor,
    draft: &ProductDraft,
    specification: Option<&SpecificationDraft>,
) -> Result<ProductId, EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let edit = Edit {
        id: ProductId::generate(),
        version: None,
        specification,
        removed: &[],
    };
    save(shop, actor, edit, draft).await?;
    Ok(edit.id)
}

/// Changes a product that a form showed as `version` into the draft. Saving what is there already
/// changes nothing, not even the version.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn update_product(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
    draft: &ProductDraft,
) -> Result<(), EditError> {
    update_specified(shop, actor, id, version, draft, None).await
}

/// Changes a product together with its specification; `None` leaves that as it is.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn update_specified(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
    draft: &ProductDraft,
    specification: Option<&SpecificationDraft>,
) -> Result<(), EditError> {
    update_removing(shop, actor, id, version, draft, specification, &[]).await
}

/// Changes a product, and has no editor show these of its variants any more, which the draft does without. They are off
/// sale; carts, orders and the books of the stock keep them. One whose SKU or options a later draft has is back.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn update_removing(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
    draft: &ProductDraft,
    specification: Option<&SpecificationDraft>,
    removed: &[VariantId],
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let edit = Edit {
        id,
        version: Some(version),
        specification,
        removed,
    };
    save(shop, actor, edit, draft).await
}

/// Changes the specification of a product that was shown as `version`, and nothing else of it.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn specify(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
    draft: &SpecificationDraft,
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let (product, _) = queries::product(tx, id).await?.ok_or(EditError::NotFound)?;
            if product.version != version {
                return Err(EditError::Stale);
            }
            if store_specification(tx, id, draft).await? {
                touch(tx, id, version, now).await?;
            }
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Product(id)]).await?;
    Ok(())
}

/// Puts a product on sale, back to the drafts, or into the archive.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn set_status(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
    version: i64,
    status: ProductStatus,
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let (mut product, search_text) =
                queries::product(tx, id).await?.ok_or(EditError::NotFound)?;
            if product.version != version {
                return Err(EditError::Stale);
            }
            if product.status == status {
                return Ok(());
            }
            if status == ProductStatus::Scheduled {
                // The moment is chosen in the product's form.
                return Err(EditError::invalid("publish_at", Problem::NoPublishMoment));
            }
            let is_active = status == ProductStatus::Active;
            product.status = status;
            product.publish_at = None;
            product.published_at = product.published_at.or(is_active.then_some(now));
            product.version += 1;
            product.updated_at = now;
            if !queries::update_product(tx, &product, &search_text).await? {
                return Err(EditError::Stale);
            }
            prices::catch_up(tx, id, now).await?;
            prices::refresh(tx, &[id], now).await?;
            changes::record(tx, &[Change::Product(id)], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Product(id)]).await?;
    Ok(())
}

/// What is wrong with a draft by itself, whatever is stored.
pub fn draft_problems(
    draft: &ProductDraft,
    currency: Currency,
    more_currencies: &[Currency],
) -> Vec<FieldProblem> {
    let checked = check::check(draft, currency, more_currencies);
    checked.err().unwrap_or_default()
}

#[derive(Clone, Copy)]
struct Edit<'a> {
    id: ProductId,
    /// The one that the form showed; `None` for a new product.
    version: Option<i64>,
    specification: Option<&'a SpecificationDraft>,
    /// Variants that the draft does not have.
    removed: &'a [VariantId],
}

async fn save(
    shop: &Shop,
    actor: &Actor,
    edit: Edit<'_>,
    draft: &ProductDraft,
) -> Result<(), EditError> {
    let settings = shop.settings();
    let currency = settings.currency;
    let checked = check::check(draft, currency, &settings.more_currencies);
    let checked = checked.map_err(EditError::Invalid)?;
    let cause = format!("product:{}:{}", edit.id, edit.version.unwrap_or(0));
    let context = Context {
        currency,
        more_currencies: settings.more_currencies.clone(),
        now: shop.clock.now(),
        actor: actor.name(),
        reason: MovementReason::Initial,
        cause: &cause,
    };
    let outcome = save_once(shop, &context, edit, &checked).await;
    match outcome {
        // Somebody took the slug or a SKU between our look and our write: now it is seen.
        Err(EditError::Db(error)) if error.is_unique_violation() => {
            save_once(shop, &context, edit, &checked).await?;
        }
        outcome => outcome?,
    }
    shop.apply(&[Change::Product(edit.id)]).await?;
    Ok(())
}

async fn save_once(
    shop: &Shop,
    context: &Context<'_>,
    edit: Edit<'_>,
    checked: &Checked,
) -> Result<(), EditError> {
    shop.db
        .transaction(|tx| async move { save_in(&tx, context, edit, checked).await })
        .await
}

async fn save_in(
    tx: &Tx,
    context: &Context<'_>,
    edit: Edit<'_>,
    checked: &Checked,
) -> Result<(), EditError> {
    let current = match edit.version {
        None => None,
        Some(version) => {
            let page = queries::page_by_id(tx, edit.id)
                .await?
                .ok_or(EditError::NotFound)?;
            if page.product.version != version {
                return Err(EditError::Stale);
            }
            Some(page)
        }
    };
    let plan = store(tx, context, current.as_ref(), edit.id, checked).await?;
    let problems = stock_of_returning(current.as_ref(), &plan, checked);
    if !problems.is_empty() {
        return Err(EditError::Invalid(problems));
    }
    let gone = edit.removed.iter().copied();
    let gone: Vec<_> = gone.filter(|id| !plan.variants.contains(id)).collect();
    let is_any_gone = remove_variants(tx, edit.id, &gone).await?;
    let is_specified = match edit.specification {
        Some(draft) => store_specification(tx, edit.id, draft).await?,
        None => false,
    };
    if (is_any_gone || is_specified) && !plan.is_changed {
        let version = edit.version.unwrap_or_default();
        touch(tx, edit.id, version, context.now).await?;
    }
    Ok(())
}

/// A removed variant that is back has the stock it had: what is given as its first one would be lost.
fn stock_of_returning(
    current: Option<&ProductPage>,
    plan: &Plan,
    checked: &Checked,
) -> Vec<FieldProblem> {
    let old = current.map_or(&[][..], |page| &page.variants);
    let is_removed = |id| {
        let mut old = old.iter();
        old.any(|old| old.id == id && old.position == REMOVED)
    };
    let variants = checked.variants.iter().zip(&plan.variants).enumerate();
    let counted = variants.filter(|(_, (wanted, id))| wanted.stock != 0 && is_removed(**id));
    counted
        .map(|(at, _)| FieldProblem::new(format!("variants.{at}.stock"), Problem::Returning))
        .collect()
}

/// Says that the product is another one where nothing else does: its rows are as they were.
async fn touch(tx: &Tx, id: ProductId, version: i64, now: Timestamp) -> Result<(), EditError> {
    if !queries::touch_product(tx, id, version, now).await? {
        return Err(EditError::Stale);
    }
    changes::record(tx, &[Change::Product(id)], now).await?;
    Ok(())
}

/// Whether that changes the product's specification.
async fn store_specification(
    tx: &Tx,
    id: ProductId,
    draft: &SpecificationDraft,
) -> Result<bool, EditError> {
    let all = attributes::load(tx).await?;
    let specification = attributes::check(draft, &all).map_err(|problems| {
        let problems = problems.into_iter();
        let problems = problems.map(|(field, problem)| FieldProblem::new(field, problem.into()));
        EditError::Invalid(problems.collect())
    })?;
    Ok(attributes::store(tx, id, &specification).await?)
}
