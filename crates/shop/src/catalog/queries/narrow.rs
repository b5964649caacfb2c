//! Which products fit what cannot be read off their own row: words, categories, stock, pictures.
//!
//! A list is read in its order, row by row, until a page is full. That is quick while many products
//! fit, and slow when few do. So it is counted first how many rows speak for each thing that is asked.
//! If they are many for all, the start of the list is likely to fill a page ([`Counted::may_be_many`]).
//! Else those that fit are found from the rarest, and if they are few, their keys are the condition and
//! the order is found by sorting them.

use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, ExprTrait, FromQueryResult,
    sea_query::{Expr, Query, SelectStatement},
};

use super::listing::products_in;
use crate::{
    catalog::{
        StockState,
        tables::{picture, product, product_category, product_tag, product_word, variant},
    },
    ids::{CategoryId, ProductId},
    inventory::{self, StockFilter},
};

/// Up to so many products are few.
const FEW: u64 = 1_000;

/// Something that other tables say of a product.
#[derive(Debug, Clone)]
pub(super) enum Trait {
    /// One of its words starts like this.
    Word(String),
    In(Vec<CategoryId>),
    Stock(StockState),
    /// By its key.
    Tagged(String),
    FailedPicture,
}

/// What is left to be asked of each row.
pub(super) enum Narrowed {
    To(Vec<ProductId>),
    /// Few, of which the rest is asked one by one.
    Among(Vec<ProductId>, Vec<Trait>),
    By(Vec<Trait>),
}

impl Narrowed {
    pub fn condition(&self) -> Condition {
        match self {
            Self::To(ids) => one_of(ids),
            Self::Among(ids, traits) => one_of(ids).add(all_true(traits)),
            Self::By(traits) => all_true(traits),
        }
    }
}

fn one_of(ids: &[ProductId]) -> Condition {
    Condition::all().add(product::Column::Id.is_in(ids.iter().copied()))
}

fn all_true<'a>(traits: impl IntoIterator<Item = &'a Trait>) -> Condition {
    let key = || Expr::col((product::Entity, product::Column::Id));
    let mut traits: Vec<&Trait> = traits.into_iter().collect();
    traits.sort_by_key(|one| one.cost());
    let all = traits.into_iter().map(|one| one.is_true_of(key()));
    all.fold(Condition::all(), Condition::add)
}

#[derive(FromQueryResult)]
struct Key {
    product_id: ProductId,
}

/// What is asked, with about how many rows speak for each: the rarest first, since the others are asked of
/// each of the rarest.
pub(super) struct Counted(Vec<(u64, Trait)>);

/// Beyond this it does not matter how many there are.
const MANY: u64 = 20_000;

/// Up to so many variants without stock are looked at one by one, if nothing else is asked.
const SOLD_OUT_MAX: u64 = 2_000;

#[derive(FromQueryResult)]
struct Count {
    found: i64,
}

impl Counted {
    pub async fn new(read: &impl Read, traits: Vec<Trait>) -> Result<Self, DbError> {
        let mut counted = Vec::with_capacity(traits.len());
        for one in traits {
            let some = one.candidates().limit(MANY).take();
            let count = Query::select()
                .expr_as(Expr::cust("COUNT(*)"), "found")
                .from_subquery(some, "some")
                .take();
            let found = match read.conn().query_one(&count).await? {
                Some(row) => Count::from_query_result(&row, "")?.found,
                None => 0,
            };
            counted.push((u64::try_from(found).unwrap_or(0), one));
        }
        counted.sort_by_key(|(found, one)| found * one.cost());
        Ok(Self(counted))
    }

    /// Whether, for all that the counts say, so many products may fit that a page of them is among the first rows.
    pub fn may_be_many(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|(count, _)| *count > FEW)
    }

    pub fn condition(&self) -> Condition {
        all_true(self.0.iter().map(|(_, one)| one))
    }

    pub async fn narrowed(self, read: &impl Read) -> Result<Narrowed, DbError> {
        let Self(counted) = self;
        let Some(((count, rarest), others)) = counted.split_first() else {
            return Ok(Narrowed::By(Vec::new()));
        };
        if *count == 0 {
            return Ok(Narrowed::To(Vec::new()));
        }
        let all = || counted.iter().map(|(_, one)| one.clone()).collect();
        // Whether a product is sold out is dear to ask of many variants, and cheap to ask of each product:
        // the first variant that can be bought is the answer.
        let is_sold_out = matches!(rarest, Trait::Stock(StockState::SoldOut));
        let most = if others.is_empty() {
            SOLD_OUT_MAX
        } else {
            MANY
        };
        if is_sold_out && *count >= most {
            return Ok(Narrowed::By(all()));
        }
        let (mut select, key) = rarest.products();
        for (_, other) in others {
            select.and_where(other.is_true_of(key.clone()));
        }
        if is_sold_out {
            // Last, of those that are left.
            select.and_where(is_sellable(&key).not());
        }
        let fitting = select.distinct().limit(FEW + 1).take();
        let found = read.conn().query_all(&fitting).await?;
        if u64::try_from(found.len()).is_ok_and(|count| count > FEW) {
            return Ok(Narrowed::By(all()));
        }
        let ids = found
            .iter()
            .map(|row| Ok(Key::from_query_result(row, "")?.product_id));
        Ok(Narrowed::To(ids.collect::<Result<_, DbError>>()?))
    }
}

impl Trait {
    /// The keys of all products of which it is true, some of them more than once, and the column that
    /// holds them. Of those that are sold out it is only that a variant of theirs has no stock.
    fn products(&self) -> (SelectStatement, Expr) {
        self.products_as("words")
    }

    /// Words go by `words`: in one statement there may be several.
    fn products_as(&self, words: &'static str) -> (SelectStatement, Expr) {
        let key = match self {
            Self::Word(_) => Expr::col((words, product_word::Column::ProductId)),
            Self::In(_) => Expr::col((
                product_category::Entity,
                product_category::Column::ProductId,
            )),
            Self::Tagged(_) => Expr::col((product_tag::Entity, product_tag::Column::ProductId)),
            Self::Stock(_) => Expr::col((variant::Entity, variant::Column::ProductId)),
            Self::FailedPicture => Expr::col((picture::Entity, picture::Column::ProductId)),
        };
        let select = match self {
            Self::Word(word) => words_starting(word, words),
            Self::In(categories) => products_in(categories),
            Self::Stock(state) => with_stock(*state),
            Self::Tagged(key) => tagged(key),
            Self::FailedPicture => failed_pictures(),
        };
        (select, key)
    }

    /// Rows of which each may speak for a product: quickly counted.
    fn candidates(&self) -> SelectStatement {
        match self {
            Self::Stock(state) => inventory::variants_with(stock_filter(*state)),
            _ => self.products().0,
        }
    }

    /// What it costs to ask it of a product, by the rows that have to be looked up.
    const fn cost(&self) -> u64 {
        match self {
            Self::Stock(_) => 2,
            Self::Word(_) | Self::In(_) | Self::Tagged(_) | Self::FailedPicture => 1,
        }
    }

    /// Whether it is true of the product whose key is `product`.
    fn is_true_of(&self, product: Expr) -> Expr {
        let (mut select, key) = match self {
            Self::Stock(state) => return has_stock(&product, *state),
            _ => self.products_as("its_words"),
        };
        first_of(&mut select.and_where(key.eq(product)).take())
    }
}

/// Whether a statement finds anything, asked for each row of the one around it. The offset says that: without
/// it, both engines make a join of the two and begin where they like.
fn first_of(select: &mut SelectStatement) -> Expr {
    Expr::exists(select.limit(1).offset(0).take())
}

fn words_starting(word: &str, words: &'static str) -> SelectStatement {
    let start = word.as_bytes().to_vec();
    // No byte of a text is as high, so this is behind all that start so.
    let end = [word.as_bytes(), &[0xff]].concat();
    Query::select()
        .column((words, product_word::Column::ProductId))
        .from_as(product_word::Entity, words)
        .and_where(Expr::col((words, product_word::Column::Word)).gte(start))
        .and_where(Expr::col((words, product_word::Column::Word)).lt(end))
        .take()
}

fn tagged(key: &str) -> SelectStatement {
    Query::select()
        .column((product_tag::Entity, product_tag::Column::ProductId))
        .from(product_tag::Entity)
        .and_where(product_tag::Column::Key.eq(key))
        .take()
}

fn failed_pictures() -> SelectStatement {
    Query::select()
        .column((picture::Entity, picture::Column::ProductId))
        .from(picture::Entity)
        .and_where(picture::Column::State.eq("failed"))
        .take()
}

/// The name of the stock of the variants in question.
const LEVEL: &str = "level";

/// From the variants whose stock is like that: where they are few, the others are not looked at.
fn with_stock(state: StockState) -> SelectStatement {
    Query::select()
        .column((variant::Entity, variant::Column::ProductId))
        .from_subquery(inventory::variants_with(stock_filter(state)), LEVEL)
        .inner_join(
            variant::Entity,
            Expr::col((LEVEL, "variant_id")).eq(Expr::col((variant::Entity, variant::Column::Id))),
        )
        .and_where(variant::Column::Active.eq(true))
        .take()
}

/// What is true of a variant that speaks for it.
const fn stock_filter(state: StockState) -> StockFilter {
    match state {
        StockState::InStock => StockFilter::Available,
        StockState::Low => StockFilter::Few,
        StockState::SoldOut => StockFilter::None,
        StockState::Backorder => StockFilter::Backorder,
    }
}

/// Whether any of its variants can be bought.
fn is_sellable(product: &Expr) -> Expr {
    first_of(&mut variants_of(
        product.clone(),
        Some(StockFilter::Sellable),
    ))
}

fn has_stock(product: &Expr, state: StockState) -> Expr {
    let some = |stock| first_of(&mut variants_of(product.clone(), stock));
    match state {
        StockState::InStock => some(Some(StockFilter::Available)),
        StockState::Low => some(Some(StockFilter::Few)),
        StockState::SoldOut => some(None).and(is_sellable(product).not()),
        StockState::Backorder => some(Some(StockFilter::Backorder)),
    }
}

/// Those on sale of a product, under a name of their own: the statement around may look at variants too.
fn variants_of(product: Expr, stock: Option<StockFilter>) -> SelectStatement {
    let column = |column| Expr::col(("one", column));
    let mut select = Query::select()
        .expr(Expr::val(1))
        .from_as(variant::Entity, "one")
        .and_where(column(variant::Column::ProductId).eq(product))
        .and_where(column(variant::Column::Active).eq(true))
        .take();
    if let Some(stock) = stock {
        select.and_where(inventory::variant_has(column(variant::Column::Id), stock));
    }
    select
}
