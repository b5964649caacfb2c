//! Changing many products in one go: selected ones, or all that fit a filter.
//!
//! A few are changed while staff wait, more by a task. Each product is changed as by its own form,
//! under a lock on its row, and what was there before is kept with the version that came of it. Undoing
//! touches only products that still have that version. What is sent twice is done once ([`start_bulk`]).

mod action;
mod old;
mod price;
mod run;
mod undo;

use commerce::{Currency, Money};
use db::DbError;
use serde::{Deserialize, Serialize};

use super::{EditError, ProductDraft, ProductFilter, queries};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    ids::{BulkId, ProductId, TaskId},
    staff::{Actor, Forbidden, Permission},
};

pub(in crate::catalog) use action::Before;
pub use action::BulkAction;
pub use old::forget_old_bulks;
pub use price::{CompareAt, PriceChange, PriceRefused, PriceStep};
pub use run::{BulkEdit, StartedBulk, start_bulk};
pub use undo::{BulkUndo, undo_bulk};

/// Up to so many are changed while staff wait.
const AT_ONCE: usize = 50;

/// Products in one transaction of a task: well below a second.
const CHUNK: usize = 50;

/// Products that a preview shows.
const EXAMPLES: usize = 5;

/// Which products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    These(Vec<ProductId>),
    Matching(ProductFilter),
}

/// A bulk edit as it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkRecord {
    pub id: BulkId,
    pub action: BulkAction,
    pub selection: Selection,
    pub state: BulkState,
    /// The task that does it or undoes it, when it is too long to wait for.
    pub task: Option<TaskId>,
    pub changed: u64,
    /// Those that were like that already.
    pub same: u64,
    pub failed: u64,
    /// Of an undo: taken back, and left alone because somebody had changed them since.
    pub undone: u64,
    pub kept: u64,
    pub actor: String,
    /// The shop's when it was begun, if that was written down: what an amount is an amount of.
    pub currency: Option<Currency>,
    pub created_at: Timestamp,
    /// When it was begun, ended or undone last.
    pub touched_at: Timestamp,
}

impl BulkRecord {
    /// `is_live`: whether its task goes on by itself. One that was cancelled half way is still called running, and can
    /// be undone as far as it got; an undo that was cancelled can be gone on with.
    pub fn can_be_undone(&self, is_live: bool) -> bool {
        match self.state {
            BulkState::Running | BulkState::Done | BulkState::Undoing => !is_live,
            BulkState::Undone => false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkState {
    Running,
    Done,
    Undoing,
    Undone,
}

impl BulkState {
    pub(super) const ALL: [Self; 4] = [Self::Running, Self::Done, Self::Undoing, Self::Undone];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

/// Why a product stayed as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkProblem {
    pub product: ProductId,
    pub title: String,
    pub reason: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("nothing is selected")]
    Nothing,
    /// It runs, or it was undone already.
    #[error("this cannot be undone now")]
    NotNow,
    #[error("this does not exist any more")]
    NotFound,
    #[error(transparent)]
    Edit(EditError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<EditError> for BulkError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Db(error) => Self::Db(error),
            EditError::Forbidden(error) => Self::Forbidden(error),
            error => Self::Edit(error),
        }
    }
}

impl Failure for BulkError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Nothing => FailureKind::Invalid,
            Self::NotNow => FailureKind::Conflict,
            Self::NotFound => FailureKind::NotFound,
            Self::Edit(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

/// What a change would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkPreview {
    pub products: u64,
    pub examples: Vec<PriceExample>,
}

/// The cheapest variant of a product, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceExample {
    pub title: String,
    pub before: Money,
    pub compare_at_before: Option<Money>,
    pub after: Result<(Money, Option<Money>), PriceRefused>,
}

/// How many products are meant, and what becomes of the prices of the first ones.
pub async fn preview_bulk(
    shop: &Shop,
    actor: &Actor,
    selection: &Selection,
    prices: Option<&PriceChange>,
) -> Result<BulkPreview, BulkError> {
    actor.require(Permission::ManageCatalogue)?;
    let read = shop.db.primary();
    let products = match selection {
        Selection::These(ids) => ids.len() as u64,
        Selection::Matching(filter) => {
            queries::count_matching(read, &super::admin::admin_filter(shop, filter)).await?
        }
    };
    let mut examples = Vec::new();
    if let Some(change) = prices {
        let first = run::ids_after(shop, selection, None, ProductId::generate(), EXAMPLES).await?;
        let currency = shop.settings().currency;
        for id in first {
            let Some(page) = queries::page_by_id(read, id).await? else {
                continue;
            };
            let title = page.product.title.clone();
            let variants = page.variants.iter().filter(|variant| variant.active);
            let prices = variants.filter_map(|variant| variant.price(currency));
            if let Some(price) = prices.min_by_key(|price| price.amount.minor()) {
                examples.push(PriceExample {
                    title,
                    before: price.amount,
                    compare_at_before: price.compare_at,
                    after: change.of(price).map(|new| (new.amount, new.compare_at)),
                });
            }
        }
    }
    Ok(BulkPreview { products, examples })
}

/// Never from a replica: it is looked at right after it was begun. `None` for one that is so old that it may be
/// forgotten at any moment.
pub async fn bulk(shop: &Shop, id: BulkId) -> Result<Option<BulkRecord>, DbError> {
    let found = queries::bulk(shop.db.primary(), id).await?;
    let since = old::since(shop);
    Ok(found.filter(|record| record.touched_at >= since))
}

/// Why products stayed as they were, by key; at most `limit`.
pub async fn bulk_problems(
    shop: &Shop,
    id: BulkId,
    limit: u64,
) -> Result<Vec<BulkProblem>, DbError> {
    queries::bulk_problems(shop.db.primary(), id, limit).await
}

/// The draft of a product as it is; `None` if a variant has no price in the shop's currency, since
/// storing it would take that variant off sale.
fn draft_of(page: &super::ProductPage, currency: Currency) -> Option<ProductDraft> {
    let draft = ProductDraft::of(page, currency);
    let on_sale = page.variants.iter().filter(|variant| variant.active);
    let in_draft = draft.variants.iter().filter(|variant| variant.active);
    (in_draft.count() == on_sale.count()).then_some(draft)
}

/// Without a price in the shop's currency a variant cannot be sold, and its product not be changed here.
const NO_PRICE: &str = "one of its variants has no price in the shop's currency";
