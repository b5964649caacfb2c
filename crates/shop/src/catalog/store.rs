//! Turning a stored product into the one of a draft: one transaction of the caller.

use std::collections::HashMap;

use commerce::{Currency, Sku, Slug};
use db::{DbError, Tx};

use super::{
    EditError, FetchPicture, FieldProblem, PictureState, Problem, ProductPage, ProductStatus,
    Variant,
    check::Checked,
    draft::REMOVED,
    plan::{self, Plan, Target},
    prices,
    queries::{self, Moved, PictureRow, PriceRow, VariantRow},
    slugs,
};
use crate::{
    Timestamp,
    changes::{self, Change},
    ids::{ProductId, VariantId},
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
    let slug = resolve_slug(tx, current, draft).await?;
    let target = context.target(slug, new_id);
    let plan = plan::plan(current, draft, &target).map_err(EditError::Invalid)?;
    check_skus(&plan, draft, &queries::skus_owned(tx, &skus(draft)).await?)?;
    check_categories(tx, &plan, draft).await?;
    if plan.is_new {
        create(tx, context, &[(&plan, context.cause)]).await?;
    } else if plan.is_changed {
        update(tx, context, &plan).await?;
    }
    Ok(plan)
}

impl Context<'_> {
    /// The id is that of a product that is not there yet.
    pub fn target(&self, slug: Slug, id: ProductId) -> Target {
        Target {
            slug,
            id,
            currency: self.currency,
            more_currencies: self.more_currencies.clone(),
            now: self.now,
        }
    }
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

/// Of all variants of a draft, in their order.
pub(super) fn skus(draft: &Checked) -> Vec<String> {
    let variants = draft.variants.iter();
    variants.map(|variant| variant.sku.to_string()).collect()
}

/// Whose the SKUs are that somebody has.
pub(super) type Owners = HashMap<String, (ProductId, VariantId)>;

/// A SKU is one variant's in the whole shop. Variants of this edit may trade theirs.
pub(super) fn check_skus(plan: &Plan, draft: &Checked, owners: &Owners) -> Result<(), EditError> {
    let is_taken = |sku: &Sku| {
        owners.get(sku.as_str()).is_some_and(|(product, variant)| {
            *product != plan.product.id || !plan.variants.contains(variant)
        })
    };
    let problems: Vec<FieldProblem> = draft
        .variants
        .iter()
        .enumerate()
        .filter(|(_, variant)| is_taken(&variant.sku))
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

/// Writes new products, each with what makes the reason for its stock unique: a few statements for each kind of row,
/// whatever the number of products. A few products at a time.
pub(super) async fn create(
    tx: &Tx,
    context: &Context<'_>,
    new: &[(&Plan, &str)],
) -> Result<(), DbError> {
    let plans = || new.iter().map(|(plan, _)| *plan);
    let products: Vec<_> = plans()
        .map(|plan| (&plan.product, plan.search_text.as_str()))
        .collect();
    queries::insert_products(tx, &products).await?;
    insert_pictures(tx, context, plans()).await?;
    insert_variants(tx, plans()).await?;
    let prices = plans().map(|plan| (plan.product.id, prices(plan)));
    prices::begin(tx, prices.collect(), context.now).await?;
    let stock: Vec<_> = new
        .iter()
        .flat_map(|(plan, cause)| plan.stock.iter().map(|stock| (*stock, *cause)))
        .collect();
    inventory::open(tx, &stock, context.reason, context.actor, context.now).await?;
    let changes: Vec<Change> = plans()
        .map(|plan| Change::Product(plan.product.id))
        .collect();
    changes::record(tx, &changes, context.now).await
}

/// Of a new product, its variants in their order.
fn prices(plan: &Plan) -> Vec<PriceRow> {
    let is_published = plan.product.status == ProductStatus::Active;
    let rows = plan.new_variants.iter().flat_map(|variant| {
        let prices = variant.prices.iter();
        prices.map(move |price| PriceRow {
            variant: variant.id,
            price: *price,
            is_active: variant.active,
            is_published,
            offered: None,
            due_at: None,
        })
    });
    rows.collect()
}

/// Writes what differs of a product that was there before.
pub(super) async fn update(tx: &Tx, context: &Context<'_>, plan: &Plan) -> Result<(), EditError> {
    let product = plan.product.id;
    if !queries::update_product(tx, &plan.product, &plan.search_text).await? {
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
    prices::catch_up(tx, product, context.now).await?;
    write_pictures(tx, context, plan).await?;
    write_variants(tx, plan).await?;
    queries::set_prices(tx, &plan.prices).await?;
    queries::delete_prices(tx, &plan.gone_prices, context.now).await?;
    prices::refresh(tx, &[product], context.now).await?;
    let started: Vec<_> = plan.stock.iter().map(|new| (*new, context.cause)).collect();
    inventory::open(tx, &started, context.reason, context.actor, context.now).await?;
    changes::record(tx, &[Change::Product(product)], context.now).await?;
    Ok(())
}

/// Has no editor show these variants of a product, which are off sale by now. Others may have their combinations.
/// Whether there was any that editors showed.
pub(super) async fn remove_variants(
    tx: &Tx,
    product: ProductId,
    removed: &[VariantId],
) -> Result<bool, DbError> {
    if removed.is_empty() {
        return Ok(false);
    }
    let Some(page) = queries::page_by_id(tx, product).await? else {
        return Ok(false);
    };
    let mut is_any = false;
    for old in &page.variants {
        if old.active || old.position == REMOVED || !removed.contains(&old.id) {
            continue;
        }
        let variant = Variant {
            position: REMOVED,
            version: old.version + 1,
            ..old.clone()
        };
        let row = VariantRow {
            variant: &variant,
            option_key: queries::retired_key(old.id),
        };
        queries::update_variant(tx, &row).await?;
        is_any = true;
    }
    Ok(is_any)
}

async fn write_pictures(tx: &Tx, context: &Context<'_>, plan: &Plan) -> Result<(), DbError> {
    queries::delete_pictures(tx, &plan.gone_pictures).await?;
    for picture in &plan.changed_pictures {
        let is_another = plan.other_files.contains(&picture.id);
        queries::update_picture(tx, picture, is_another).await?;
    }
    insert_pictures(tx, context, std::iter::once(plan)).await
}

async fn insert_pictures<'a>(
    tx: &Tx,
    context: &Context<'_>,
    plans: impl Iterator<Item = &'a Plan> + Clone,
) -> Result<(), DbError> {
    let new = |plan: &'a Plan| {
        let pictures = plan.new_pictures.iter();
        pictures.map(|picture| PictureRow {
            product: plan.product.id,
            picture,
        })
    };
    let rows: Vec<_> = plans.clone().flat_map(new).collect();
    queries::insert_pictures(tx, &rows).await?;
    for PictureRow { picture, .. } in rows {
        if let PictureState::Ready { key, width, height } = &picture.state {
            let new = NewMedia::known(key, *width, *height);
            media::adopt(tx, &new, context.actor, context.now).await?;
        }
    }
    let fetches: Vec<_> = plans
        .flat_map(Plan::fetched)
        .map(|picture| FetchPicture { picture })
        .collect();
    jobs::enqueue_all(tx, &fetches, context.now).await
}

async fn write_variants(tx: &Tx, plan: &Plan) -> Result<(), DbError> {
    // First out of each other's way, then to their places.
    queries::vacate_variants(tx, &plan.vacated, &plan.retired).await?;
    for variant in &plan.changed_variants {
        let mut row = variant_row(variant);
        if plan.retired.contains(&variant.id) {
            row.option_key = queries::retired_key(variant.id);
        }
        queries::update_variant(tx, &row).await?;
    }
    insert_variants(tx, std::iter::once(plan)).await
}

async fn insert_variants<'a>(
    tx: &Tx,
    plans: impl Iterator<Item = &'a Plan>,
) -> Result<(), DbError> {
    let rows: Vec<_> = plans
        .flat_map(|plan| &plan.new_variants)
        .map(variant_row)
        .collect();
    queries::insert_variants(tx, &rows).await
}

fn variant_row(variant: &Variant) -> VariantRow<'_> {
    VariantRow {
        variant,
        option_key: plan::option_key(&variant.options),
    }
}
