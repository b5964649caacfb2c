//! From being planned to being gone: publishing at a moment, copying, deleting.

use std::collections::HashMap;

use commerce::{Sku, Slug};
use db::{DbError, Tx};

use super::{
    EditError, PictureDraft, PictureState, ProductDraft, ProductPage, ProductStatus,
    edit::create_specified,
    prices,
    queries::{self, Moved},
};
use crate::{
    Shop,
    attributes::{self, SpecificationDraft},
    changes::{self, Change},
    ids::{ProductId, VariantId},
    media::{self as library, Media},
    staff::{Actor, Permission},
};

/// Products published in one go.
const BATCH: u64 = 50;

/// A sweep: scheduled products whose moment has come become active, also those whose moment passed
/// while nothing ran.
pub async fn publish_due(shop: &Shop) -> Result<u64, DbError> {
    let mut done = 0;
    loop {
        let now = shop.clock.now();
        let due = queries::products_to_publish(shop.db.primary(), now, BATCH).await?;
        if due.is_empty() {
            return Ok(done);
        }
        for id in due {
            if publish(shop, id).await? {
                done += 1;
            }
        }
    }
}

/// `false` if somebody else did, or decided otherwise.
async fn publish(shop: &Shop, id: ProductId) -> Result<bool, DbError> {
    let now = shop.clock.now();
    let is_done = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let Some((mut product, search_text)) = queries::product(tx, id).await? else {
                return Ok(false);
            };
            let Some(planned) = product.publish_at.filter(|at| *at <= now) else {
                return Ok(false);
            };
            if product.status != ProductStatus::Scheduled {
                return Ok(false);
            }
            product.status = ProductStatus::Active;
            product.publish_at = None;
            product.published_at = product.published_at.or(Some(planned));
            product.version += 1;
            product.updated_at = now;
            if !queries::update_product(tx, &product, &search_text).await? {
                return Ok(false);
            }
            prices::refresh(tx, &[id], now).await?;
            changes::record(tx, &[Change::Product(id)], now).await?;
            Ok::<_, DbError>(true)
        })
        .await?;
    if is_done {
        shop.apply(&[Change::Product(id)]).await?;
    }
    Ok(is_done)
}

/// Makes a draft like this product: its own address and SKUs, no stock, no barcodes (they name the
/// original in every shop of the world).
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn duplicate_product(
    shop: &Shop,
    actor: &Actor,
    id: ProductId,
) -> Result<ProductId, EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let read = shop.db.primary();
    let page = queries::page_by_id(read, id)
        .await?
        .ok_or(EditError::NotFound)?;
    let currency = shop.settings().currency;
    let mut draft = ProductDraft::of(&page, currency);
    draft.slug = None;
    draft.title = copied_title(&page.product.title);
    (draft.status, draft.publish_at) = (ProductStatus::Draft, None);
    draft.pictures = pictures(shop, &page).await?;
    let taken = queries::skus_like(read, draft.variants.iter().map(|one| one.sku.as_str())).await?;
    let more = page.variants.iter().map(|variant| {
        let prices = variant.prices.iter().copied();
        let more = prices.filter(|price| price.amount.currency() != currency);
        (variant.id, more.collect::<Vec<_>>())
    });
    let mut more: HashMap<_, _> = more.collect();
    let currencies: Vec<_> = shop.settings().currencies().collect();
    for variant in &mut draft.variants {
        let mut prices = variant
            .id
            .and_then(|id| more.remove(&id))
            .unwrap_or_default();
        prices.retain(|price| currencies.contains(&price.amount.currency()));
        variant.more_prices = Some(prices);
        variant.sku = copied_sku(&variant.sku, |sku| taken.contains(sku));
        (variant.id, variant.barcode) = (None, None);
    }
    let specification = attributes::specification(read, id).await?;
    let described = SpecificationDraft::of(&specification);
    create_specified(shop, actor, &draft, Some(&described)).await
}

/// "Mug" is "Mug (copy)", and cut if need be.
fn copied_title(title: &str) -> String {
    const END: &str = " (copy)";
    let room = super::check::TITLE_MAX - END.len();
    let start: String = title.chars().take(room).collect();
    format!("{start}{END}")
}

/// The first of SKU-COPY, SKU-COPY-2, … that is free.
fn copied_sku(sku: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let candidate = |number: u32| {
        let end = match number {
            1 => "-COPY".to_owned(),
            number => format!("-COPY-{number}"),
        };
        let start: String = sku.chars().take(Sku::MAX_CHARS - end.len()).collect();
        format!("{start}{end}")
    };
    (1..=u32::MAX)
        .map(candidate)
        .find(|sku| !is_taken(sku))
        .unwrap_or_default()
}

/// The same files; what has none yet is fetched once more.
async fn pictures(shop: &Shop, page: &ProductPage) -> Result<Vec<PictureDraft>, DbError> {
    let mut drafts = Vec::with_capacity(page.pictures.len());
    for picture in &page.pictures {
        let stored = match &picture.state {
            PictureState::Ready { key, .. } => library::find(shop.db.primary(), key)
                .await?
                .map(|media| file_of(&media)),
            PictureState::Waiting | PictureState::Failed { .. } => None,
        };
        drafts.push(PictureDraft {
            id: None,
            alt: picture.alt.clone(),
            source_url: picture.source_url.clone(),
            stored,
        });
    }
    Ok(drafts)
}

fn file_of(media: &Media) -> ::media::Stored {
    let pixels = |length| u32::try_from(length).unwrap_or(0);
    ::media::Stored {
        key: media.key.clone(),
        kind: media.kind,
        width: pixels(media.width),
        height: pixels(media.height),
        bytes: media.bytes.map_or(0, i64::cast_unsigned),
    }
}

/// A product that is about to be deleted: the slug it had, and its variants, off sale ones too.
#[derive(Debug, Clone)]
pub struct Doomed {
    pub slug: Slug,
    pub variants: Vec<VariantId>,
}

/// Locks a product that is to be deleted, with its variants: whoever puts one into a cart, orders it or counts it has
/// done so before, and is seen by what is asked next, or finds that it is gone. The foreign keys alone would let a line
/// of a cart and a count go with the product.
///
/// # Errors
/// [`EditError::NotFound`], or [`EditError::Stale`] for another version.
pub(crate) async fn lock_doomed(tx: &Tx, id: ProductId, version: i64) -> Result<Doomed, EditError> {
    if !queries::lock_product(tx, id).await? {
        return Err(EditError::NotFound);
    }
    let page = queries::page_by_id(tx, id)
        .await?
        .ok_or(EditError::NotFound)?;
    if page.product.version != version {
        return Err(EditError::Stale);
    }
    let variants: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    queries::lock_variants(tx, id).await?;
    Ok(Doomed {
        slug: page.product.slug,
        variants,
    })
}

/// Deletes a product with its variants; who asks for its address is told that it is gone. The
/// caller has made sure that nobody needs it any more.
pub(crate) async fn delete(
    tx: &Tx,
    id: ProductId,
    version: i64,
    doomed: &Doomed,
    now: crate::Timestamp,
) -> Result<(), EditError> {
    if !queries::delete_product(tx, id, version).await? {
        return Err(EditError::Stale);
    }
    let slug = doomed.slug.as_str();
    queries::note_gone(tx, Moved::Product(id), slug, now).await?;
    changes::record(tx, &[Change::Product(id)], now).await?;
    Ok(())
}
