//! Taking an import back, as far as nothing came after it. What depends on products elsewhere in the
//! shop is not known here: [`crate::undo`] asks for it and decides.

use std::collections::HashSet;

use db::{DbError, Read, Tx};
use serde::{Deserialize, Serialize};

use super::image::{Before, Counted, DescribedBefore};
use crate::{
    Shop, Timestamp, attributes,
    catalog::{
        CategoryTree, EditError, ProductPage, ProductStatus, Variant, check, prices,
        queries::{
            self, Moved,
            imports::{self, ImportChange, MadeBy},
        },
        store::{Context, remove_variants, store},
    },
    changes::{self, Change},
    ids::{CategoryId, ImportId, ProductId, VariantId},
    inventory::{self, MovementReason, NewStock},
    tasks::{TaskError, Turn},
};

/// What became of one product.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The import made it, as this version, and nobody changed it since: the caller decides.
    Made(i64),
    Restored,
    /// It is gone already.
    Nothing,
    /// Something is in its way that others may still give back.
    Waits,
    /// Why not.
    Kept(&'static str),
}

/// What became of the fields of one product.
enum Restored {
    Whole,
    NotAllowed,
    /// With what is there now.
    Collides,
}

/// Why a product could not be looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UndoError {
    #[error(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// One run of taking back.
pub(crate) struct Undoing<'a> {
    import: ImportId,
    round: Round,
    context: Context<'a>,
}

/// What an import made besides products, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct RemovedMade {
    pub categories: u64,
    pub attributes: u64,
    pub product_types: u64,
    /// What stays, and why.
    pub kept: Vec<(String, &'static str)>,
}

/// Where an undo is among what its import changed. It goes through all of it, the latest first: what that took over from
/// another product, such as a SKU, is free when that one is restored. What finds something taken all the same waits
/// behind all others for another round; there is one as long as the one before took anything back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Round {
    /// Of what was looked at last.
    position: i64,
    /// What has a position below this belongs to the next round.
    end: i64,
    is_of_use: bool,
    was_of_use: bool,
}

impl Default for Round {
    fn default() -> Self {
        Self {
            position: i64::MAX,
            end: 1,
            is_of_use: false,
            was_of_use: true,
        }
    }
}

impl Round {
    /// What comes next in it, some products at a time.
    pub async fn changes(
        self,
        read: &impl Read,
        import: ImportId,
        limit: u64,
    ) -> Result<Vec<ImportChange>, DbError> {
        imports::changes(read, import, self.end..self.position, limit).await
    }
}

impl<'a> Undoing<'a> {
    pub fn new(
        shop: &Shop,
        turn: &'a Turn,
        import: ImportId,
        round: Round,
        cause: &'a str,
    ) -> Self {
        let settings = shop.settings();
        Self {
            import,
            round,
            context: Context {
                currency: settings.currency,
                more_currencies: settings.more_currencies.clone(),
                now: turn.now(),
                actor: turn.started_by(),
                reason: MovementReason::Import,
                cause,
            },
        }
    }

    /// Makes a product what it was before the import. With its title.
    pub async fn product(
        &self,
        tx: &Tx,
        change: &ImportChange,
    ) -> Result<(String, Undone), UndoError> {
        // Nobody changes it between the look and the write.
        queries::lock_products(tx, &[change.product]).await?;
        match queries::page_by_id(tx, change.product).await? {
            Some(page) => {
                let undone = self.take_back(tx, &page, change).await?;
                Ok((page.product.title, undone))
            }
            None => Ok((String::new(), Undone::Nothing)),
        }
    }

    async fn take_back(
        &self,
        tx: &Tx,
        page: &ProductPage,
        change: &ImportChange,
    ) -> Result<Undone, UndoError> {
        if page.product.version != change.version {
            return Ok(Undone::Kept(
                "somebody changed it since, so it stays as it is",
            ));
        }
        let wrong = |error: serde_json::Error| DbError::row("import_change", change.product, error);
        let Some(before) = change.before.clone() else {
            return Ok(Undone::Made(page.product.version));
        };
        let before: Before = serde_json::from_value(before).map_err(wrong)?;
        match self.restore(tx, page, &before).await? {
            Restored::Whole => {}
            Restored::NotAllowed => {
                return Ok(Undone::Kept("what it was is not allowed any more"));
            }
            Restored::Collides if self.round.was_of_use => return Ok(Undone::Waits),
            Restored::Collides => {
                return Ok(Undone::Kept(
                    "what it was collides with what is there now: a SKU, an address or a category",
                ));
            }
        }
        if let Some(described) = before.specification {
            self.describe(tx, page, described).await?;
        }
        let stock: Vec<Counted> = serde_json::from_value(change.stock.clone()).map_err(wrong)?;
        if !count_back(tx, &self.context, &stock).await? {
            return Ok(Undone::Kept(
                "it is what it was, but its stock moved since and stays as it is",
            ));
        }
        Ok(Undone::Restored)
    }

    async fn restore(
        &self,
        tx: &Tx,
        page: &ProductPage,
        before: &Before,
    ) -> Result<Restored, UndoError> {
        let (context, draft) = (&self.context, &before.draft);
        let checked = check::check(draft, context.currency, &context.more_currencies);
        let Ok(checked) = checked else {
            return Ok(Restored::NotAllowed);
        };
        match store(tx, context, Some(page), page.product.id, &checked).await {
            Ok(plan) => {
                let was_active = |id| page.variants.iter().any(|old| old.id == id && old.active);
                let changed = plan.changed_variants.iter();
                let off_sale = changed.filter(|one| !one.active && was_active(one.id));
                let mut off_sale: Vec<&Variant> = off_sale.collect();
                // One that was off sale before the import is so again because staff want it.
                let noted = queries::noted_variants(tx, &off_sale).await?;
                let was_there = |id| {
                    let mut drafted = draft.variants.iter();
                    drafted.any(|one| one.id == Some(id)) || before.removed.contains(&id)
                };
                off_sale.retain(|one| !was_there(one.id) || noted.contains_key(&one.id));
                queries::note_undone_variants(tx, &off_sale).await?;
                if remove_variants(tx, page.product.id, &before.removed).await? && !plan.is_changed
                {
                    let product = &page.product;
                    queries::touch_product(tx, product.id, product.version, context.now).await?;
                    changes::record(tx, &[Change::Product(product.id)], context.now).await?;
                }
                Ok(Restored::Whole)
            }
            Err(EditError::Invalid(_)) => Ok(Restored::Collides),
            Err(EditError::Db(error)) => Err(error.into()),
            Err(error) => Err(TaskError::Retry(error.to_string()).into()),
        }
    }

    async fn describe(
        &self,
        tx: &Tx,
        page: &ProductPage,
        described: DescribedBefore,
    ) -> Result<(), DbError> {
        let (id, now) = (page.product.id, self.context.now);
        let specification = described.existing(&attributes::load(tx).await?);
        if !attributes::store(tx, id, &specification).await? {
            return Ok(());
        }
        // The draft may have done so already, and then it is another version.
        queries::touch_product(tx, id, page.product.version, now).await?;
        changes::record(tx, &[Change::Product(id)], now).await
    }

    /// Puts a product that the import made into the archive, and keeps in mind that it was this.
    pub async fn archive(&self, tx: &Tx, id: ProductId) -> Result<(), DbError> {
        let now = self.context.now;
        let Some((mut product, search_text)) = queries::product(tx, id).await? else {
            return Ok(());
        };
        if product.status != ProductStatus::Archived {
            product.status = ProductStatus::Archived;
            product.publish_at = None;
            product.version += 1;
            product.updated_at = now;
            queries::update_product(tx, &product, &search_text).await?;
            prices::catch_up(tx, id, now).await?;
            prices::refresh(tx, &[id], now).await?;
            changes::record(tx, &[Change::Product(id)], now).await?;
        }
        imports::note_archived(tx, self.import, id, product.version).await
    }

    /// The products that are dealt with.
    pub async fn settle(&self, tx: &Tx, products: &[ProductId]) -> Result<(), DbError> {
        imports::delete_changes(tx, self.import, products).await
    }

    /// Puts products behind all others, into the next round.
    pub async fn wait(&self, tx: &Tx, products: &[ProductId]) -> Result<(), DbError> {
        if products.is_empty() {
            return Ok(());
        }
        let positions = imports::positions(tx, self.import).await?;
        let end = self.round.end;
        let mut position = positions.map_or(end, |(first, _)| first.min(end));
        for product in products {
            position -= 1;
            imports::set_position(tx, self.import, *product, position).await?;
        }
        Ok(())
    }

    /// Where to go on after these changes, which may be the end of the round. `None` when no round is left.
    pub async fn next(
        &self,
        tx: &Tx,
        changed: &[ImportChange],
        is_end: bool,
        took_back: bool,
    ) -> Result<Option<Round>, DbError> {
        let round = self.round;
        let is_of_use = round.is_of_use || took_back;
        if !is_end {
            let position = changed.last().map_or(round.position, |it| it.position);
            return Ok(Some(Round {
                position,
                is_of_use,
                ..round
            }));
        }
        let positions = imports::positions(tx, self.import).await?;
        let waiting = positions.filter(|(first, _)| *first < round.end);
        Ok(waiting.map(|(first, _)| Round {
            position: round.end,
            end: first,
            is_of_use: false,
            was_of_use: is_of_use,
        }))
    }

    /// Removes the categories, attributes and product types that the import made, as far as nobody
    /// uses or changed them.
    pub async fn remove_made(&self, tx: &Tx) -> Result<RemovedMade, DbError> {
        let made = imports::made(tx, self.import).await?;
        let now = self.context.now;
        let mut removed = RemovedMade::default();
        let categories = made.iter().filter_map(|one| match one {
            MadeBy::Category(id) => Some(*id),
            MadeBy::Attribute(_) | MadeBy::ProductType(_) => None,
        });
        remove_categories(tx, categories.collect(), now, &mut removed).await?;
        let all = attributes::load(tx).await?;
        // Types first: they name attributes.
        for id in made.iter().filter_map(MadeBy::product_type) {
            if attributes::remove_type(tx, id, now).await? {
                removed.product_types += 1;
            } else if let Some(kept) = all.product_type(id) {
                let name = format!("Product type {}", kept.name);
                removed.kept.push((name, IN_USE));
            }
        }
        for id in made.iter().filter_map(MadeBy::attribute) {
            if attributes::remove_attribute(tx, id, now).await? {
                removed.attributes += 1;
            } else if let Some(kept) = all.get(id) {
                let name = format!("Attribute {}", kept.key);
                removed.kept.push((name, IN_USE));
            }
        }
        imports::delete_made(tx, self.import).await?;
        Ok(removed)
    }
}

const IN_USE: &str =
    "products, product types or categories use it, or somebody changed it since, so it stays";

/// From the bottom up, since one with others below it stays.
async fn remove_categories(
    tx: &Tx,
    mut made: Vec<CategoryId>,
    now: Timestamp,
    removed: &mut RemovedMade,
) -> Result<(), DbError> {
    if made.is_empty() {
        return Ok(());
    }
    let tree = CategoryTree::new(queries::lock_categories(tx).await?);
    let used = queries::products_by_category(tx).await?;
    let mut gone = HashSet::new();
    made.sort_by_key(|id| std::cmp::Reverse(tree.path(*id).len()));
    for id in made {
        let Some(category) = tree.get(id) else {
            continue;
        };
        let reason = if used.contains_key(&id) {
            Some("there are products in this category, so it stays")
        } else if tree.children(id).any(|one| !gone.contains(&one.id)) {
            Some("there are categories below it, so it stays")
        } else if category.version != 1 {
            Some("somebody changed this category since, so it stays")
        } else {
            None
        };
        if let Some(reason) = reason {
            removed.kept.push((category.title.clone(), reason));
            continue;
        }
        if queries::delete_category(tx, id, 1).await? {
            let slug = category.slug.as_str();
            queries::note_gone(tx, Moved::Category(id), slug, now).await?;
            removed.categories += 1;
            gone.insert(id);
        }
    }
    if removed.categories > 0 {
        changes::record(tx, &[Change::Categories], now).await?;
    }
    Ok(())
}

/// `false` if some of it moved since.
async fn count_back(tx: &Tx, context: &Context<'_>, stock: &[Counted]) -> Result<bool, DbError> {
    let variants: Vec<VariantId> = stock.iter().map(|one| one.variant).collect();
    if variants.is_empty() {
        return Ok(true);
    }
    let levels = inventory::availability(tx, &variants).await?;
    let untouched = stock.iter().filter(|one| {
        levels.get(&one.variant).is_some_and(|level| {
            level.on_hand == one.after && level.backorder == one.backorder_after
        })
    });
    let back: Vec<NewStock> = untouched
        .map(|one| NewStock {
            variant: one.variant,
            on_hand: one.before,
            backorder: one.backorder_before,
        })
        .collect();
    let Context {
        reason,
        actor,
        cause,
        now,
        ..
    } = context;
    let refused = inventory::set_counted(tx, &back, *reason, actor, cause, *now).await?;
    Ok(back.len() == stock.len() && refused.is_empty())
}
