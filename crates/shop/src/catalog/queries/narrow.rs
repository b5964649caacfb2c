//! Which products fit what cannot be read off their own row: words, categories, stock, pictures.
//!
//! A list is read in its order, row by row, until a page is full. That is quick while many products
//! fit, and slow when few do. So it is asked first whether they are few: then their keys are the
//! condition, and the order is found by sorting them.

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

fn all_true(traits: &[Trait]) -> Condition {
    let key = || Expr::col((product::Entity, product::Column::Id));
    let all = traits.iter().map(|one| one.is_true_of(key()));
    all.fold(Condition::all(), Condition::add)
}

#[derive(FromQueryResult)]
struct Key {
    product_id: ProductId,
}

pub(super) async fn narrow(read: &impl Read, traits: Vec<Trait>) -> Result<Narrowed, DbError> {
    let counted = rarest_first(read, traits).await?;
    let Some(((count, rarest), others)) = counted.split_first() else {
        return Ok(Narrowed::By(Vec::new()));
    };
    let all = || counted.iter().map(|(_, one)| one.clone()).collect();
    // Whether a product is sold out is dear to ask of many variants, and cheap to ask of each product:
    // the first variant that can be bought is the answer.
    let is_dear = matches!(rarest, Trait::Stock(StockState::SoldOut));
    if is_dear && *count > SOLD_OUT_MAX {
        return Ok(Narrowed::By(all()));
    }
    let (mut select, key) = rarest.products();
    for (_, other) in others {
        select.and_where(other.is_true_of(key.clone()));
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

/// Up to so many variants without stock are looked at one by one.
const SOLD_OUT_MAX: i64 = 2_000;

/// Beyond this it does not matter how many there are.
const MANY: u64 = 5_000;

#[derive(FromQueryResult)]
struct Count {
    found: i64,
}

/// With about how many rows speak for each; the others are asked of each of the rarest.
async fn rarest_first(read: &impl Read, traits: Vec<Trait>) -> Result<Vec<(i64, Trait)>, DbError> {
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
        counted.push((found, one));
    }
    counted.sort_by_key(|(found, _)| *found);
    Ok(counted)
}

impl Trait {
    /// The keys of all products of which it is true, some of them more than once, and the column that
    /// holds them.
    fn products(&self) -> (SelectStatement, Expr) {
        let key = match self {
            Self::Word(_) => Expr::col((product_word::Entity, product_word::Column::ProductId)),
            Self::In(_) => Expr::col((
                product_category::Entity,
                product_category::Column::ProductId,
            )),
            Self::Tagged(_) => Expr::col((product_tag::Entity, product_tag::Column::ProductId)),
            Self::Stock(_) => Expr::col((variant::Entity, variant::Column::ProductId)),
            Self::FailedPicture => Expr::col((picture::Entity, picture::Column::ProductId)),
        };
        let select = match self {
            Self::Word(word) => words_starting(word),
            Self::In(categories) => products_in(categories),
            Self::Stock(StockState::SoldOut) => wholly_sold_out(),
            Self::Stock(state) => with_stock(*state),
            Self::Tagged(key) => tagged(key),
            Self::FailedPicture => failed_pictures(),
        };
        (select, key)
    }

    /// Rows of which each may speak for a product: quickly counted.
    fn candidates(&self) -> SelectStatement {
        match self {
            Self::Stock(state) => with_stock(*state),
            _ => self.products().0,
        }
    }

    /// Whether it is true of the product whose key is `product`.
    fn is_true_of(&self, product: Expr) -> Expr {
        let (mut select, key) = match self {
            Self::Stock(state) => return has_stock(&product, *state),
            _ => self.products(),
        };
        Expr::exists(select.and_where(key.eq(product)).take())
    }
}

fn words_starting(word: &str) -> SelectStatement {
    let start = word.as_bytes().to_vec();
    // No byte of a text is as high, so this is behind all that start so.
    let end = [word.as_bytes(), &[0xff]].concat();
    Query::select()
        .column((product_word::Entity, product_word::Column::ProductId))
        .from(product_word::Entity)
        .and_where(product_word::Column::Word.gte(start))
        .and_where(product_word::Column::Word.lt(end))
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
    let stock = match state {
        StockState::InStock => StockFilter::Available,
        StockState::Low => StockFilter::Few,
        StockState::SoldOut => StockFilter::None,
        StockState::Backorder => StockFilter::Backorder,
    };
    Query::select()
        .column((variant::Entity, variant::Column::ProductId))
        .from_subquery(inventory::variants_with(stock), LEVEL)
        .inner_join(
            variant::Entity,
            Expr::col((LEVEL, "variant_id")).eq(Expr::col((variant::Entity, variant::Column::Id))),
        )
        .and_where(variant::Column::Active.eq(true))
        .take()
}

fn wholly_sold_out() -> SelectStatement {
    let product = Expr::col((variant::Entity, variant::Column::ProductId));
    with_stock(StockState::SoldOut)
        .and_where(is_sellable(&product).not())
        .take()
}

/// Whether any of its variants can be bought. The offset keeps PostgreSQL from reading the stock of
/// all variants first and comparing afterwards.
fn is_sellable(product: &Expr) -> Expr {
    let mut first = variants_of(product.clone(), Some(StockFilter::Sellable));
    Expr::exists(first.limit(1).offset(0).take())
}

fn has_stock(product: &Expr, state: StockState) -> Expr {
    let some = |stock| Expr::exists(variants_of(product.clone(), stock));
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
