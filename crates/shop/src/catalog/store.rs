//! Turning a stored product into the one of a draft: one transaction of the caller.

use commerce::{Currency, Slug};
use db::{DbError, Tx};

use super::{
    EditError, FetchPicture, FieldProblem, PictureState, Problem, ProductPage,
    check::Checked,
    plan::{self, Plan, Target},
    prices,
    queries::{self, Moved, PictureRow, VariantRow},
    slugs,
};
use crate::{
    Timestamp,
    changes::{self, Change},
    ids::ProductId,
    inventory::{self, MovementReason},
    jobs,
    media::{self, NewMedia},
};

/// On whose behalf, and when.
pub(super) struct Context<'a> {
    pub currency: Currency,
    pub more_currencies: Vec<Currency>,
    pub now: Timestamp,
    pub actor: &'a str,
    /// Why there is stock of new variants, and what makes the reason unique.
    pub reason: MovementReason,
    pub cause: &'a str,
}

/// Writes what differs; a draft that says what is stored already writes nothing.
///
/// `new_id` is for a product that is not there yet. After [`EditError::Invalid`] nothing has been
/// written, so the transaction can go on.
pub(super) async fn store(
    tx: &Tx,
    context: &Context<'_>,
    current: Option<&ProductPage>,
    new_id: ProductId,
    draft: &Checked,
) -> Result<Plan, EditError> {
    let target = Target {
        slug: resolve_slug(tx, current, draft).await?,
        id: new_id,
        currency: context.currency,
        more_currencies: context.more_currencies.clone(),
        now: context.now,
    };
    let plan = plan::plan(current, draft, &target).map_err(EditError::Invalid)?;
    check_skus(tx, &plan, draft).await?;
    check_categories(tx, &plan, draft).await?;
    if plan.is_changed {
        write(tx, context, &plan).await?;
    }
    Ok(plan)
}

async fn resolve_slug(
    tx: &Tx,
    current: Option<&ProductPage>,
    draft: &Checked,
) -> Result<Slug, EditError> {
    match (&draft.slug, current) {
        (Some(slug), _) => {
            let owner = queries::product_of_slug(tx, slug.as_str()).await?;
            if owner.is_some() && owner != current.map(|page| page.product.id) {
                return Err(EditError::invalid("slug", Problem::Taken));
            }
            Ok(slug.clone())
        }
        (None, Some(page)) => Ok(page.product.slug.clone()),
        (None, None) => {
            let start = slugs::from_title(&draft.title)
                .ok_or_else(|| EditError::invalid("slug", Problem::Missing))?;
            let stem: String = start.as_str().chars().take(90).collect();
            let taken = queries::slugs_like(tx, &stem).await?;
            Ok(slugs::first_free(&start, |slug| {
                taken.iter().any(|other| other == slug)
            }))
        }
    }
}

/// A SKU is one variant's in the whole shop. Variants of this edit may trade theirs.
async fn check_skus(tx: &Tx, plan: &Plan, draft: &Checked) -> Result<(), EditError> {
    let skus: Vec<String> = draft
        .variants
        .iter()
        .map(|variant| variant.sku.to_string())
        .collect();
    let owners = queries::skus_owned(tx, &skus).await?;
    let problems: Vec<FieldProblem> = skus
        .iter()
        .enumerate()
        .filter(|(_, sku)| {
            owners.get(*sku).is_some_and(|(product, variant)| {
                *product != plan.product.id || !plan.variants.contains(variant)
            })
        })
        .map(|(index, _)| FieldProblem::new(format!("variants.{index}.sku"), Problem::Taken))
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(EditError::Invalid(problems))
    }
}

async fn check_categories(tx: &Tx, plan: &Plan, draft: &Checked) -> Result<(), EditError> {
    if !plan.categories_changed || draft.categories.is_empty() {
        return Ok(());
    }
    let known = queries::known_categories(tx, &draft.categories).await?;
    if draft.categories.iter().all(|id| known.contains(id)) {
        Ok(())
    } else {
        Err(EditError::invalid("categories", Problem::Unknown))
    }
}

async fn write(tx: &Tx, context: &Context<'_>, plan: &Plan) -> Result<(), EditError> {
    let product = plan.product.id;
    if plan.is_new {
        queries::insert_product(tx, &plan.product, &plan.search_text).await?;
    } else if !queries::update_product(tx, &plan.product, &plan.search_text).await? {
        return Err(EditError::Stale);
    }
    if let Some(old) = &plan.old_slug {
        let (old, new) = (old.as_str(), plan.product.slug.as_str());
        queries::note_moved(tx, Moved::Product(product), old, new, context.now).await?;
    }
    if plan.categories_changed {
        queries::set_categories(tx, product, &plan.product.categories).await?;
    }
    if plan.tags_changed {
        queries::set_tags(tx, product, &plan.product.tags).await?;
    }
    if !plan.is_new {
        prices::catch_up(tx, product, context.now).await?;
    }
    write_pictures(tx, context, plan).await?;
    write_variants(tx, plan).await?;
    queries::set_prices(tx, &plan.prices).await?;
    queries::delete_prices(tx, &plan.gone_prices, context.now).await?;
    prices::refresh(tx, product, context.now).await?;
    inventory::open(
        tx,
        &plan.stock,
        context.reason,
        context.actor,
        context.cause,
        context.now,
    )
    .await?;
    changes::record(tx, &[Change::Product(product)], context.now).await?;
    Ok(())
}

async fn write_pictures(tx: &Tx, context: &Context<'_>, plan: &Plan) -> Result<(), DbError> {
    queries::delete_pictures(tx, &plan.gone_pictures).await?;
    for picture in &plan.changed_pictures {
        let is_another = plan.other_files.contains(&picture.id);
        queries::update_picture(tx, picture, is_another).await?;
    }
    let rows: Vec<_> = plan
        .new_pictures
        .iter()
        .map(|picture| PictureRow {
            product: plan.product.id,
            picture,
        })
        .collect();
    queries::insert_pictures(tx, &rows).await?;
    for picture in &plan.new_pictures {
        if let PictureState::Ready { key, width, height } = &picture.state {
            let new = NewMedia::known(key, *width, *height);
            media::adopt(tx, &new, context.actor, context.now).await?;
        }
    }
    let fetches: Vec<_> = plan
        .fetched()
        .map(|picture| FetchPicture { picture })
        .collect();
    jobs::enqueue_all(tx, &fetches, context.now).await
}

async fn write_variants(tx: &Tx, plan: &Plan) -> Result<(), DbError> {
    let row = |variant| VariantRow {
        variant,
        option_key: plan::option_key(&variant.options),
    };
    // First out of each other's way, then to their places.
    queries::vacate_variants(tx, &plan.vacated, &plan.retired).await?;
    for variant in &plan.changed_variants {
        let mut row = row(variant);
        if plan.retired.contains(&variant.id) {
            row.option_key = queries::retired_key(variant.id);
        }
        queries::update_variant(tx, &row).await?;
    }
    let rows: Vec<_> = plan.new_variants.iter().map(row).collect();
    queries::insert_variants(tx, &rows).await
}
