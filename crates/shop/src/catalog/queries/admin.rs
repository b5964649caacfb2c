//! The product list of staff.

use std::collections::{BTreeSet, HashMap};

use commerce::{Currency, Money};
use db::{DbError, Read};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Order, Query, SelectStatement},
};

use super::{
    listing::first_pictures,
    narrow::{Counted, Narrowed, Trait},
    rows,
};
use crate::{
    Timestamp,
    catalog::{
        AdminOrder, AdminRow, ProductStatus, StockState,
        tables::{listing_price, picture, product, product_tag, variant},
    },
    ids::{CategoryId, ProductId, VariantId},
    inventory::{self, Told},
};

/// Keys in one statement; engines limit parameters.
const KEYS: usize = 5_000;

/// So many products at the start of a list are looked at before those that fit are found otherwise.
const LOOKED_AT: u64 = 5_000;

const COLUMNS: [product::Column; 6] = [
    product::Column::Id,
    product::Column::Slug,
    product::Column::Title,
    product::Column::Brand,
    product::Column::Status,
    product::Column::UpdatedAt,
];

/// The most variants with one code: somebody may have given all of a product the same barcode.
const CODED: u64 = 1_000;

pub(in crate::catalog) struct AdminFilter<'a> {
    pub currency: Currency,
    /// Spellings of a SKU or a barcode, if what was typed may be one.
    pub code: Option<BTreeSet<String>>,
    /// Each is the start of one of the product's words; not asked when the code is one of a product.
    pub words: BTreeSet<String>,
    pub status: Option<ProductStatus>,
    /// Any of these, when given.
    pub categories: Option<Vec<CategoryId>>,
    pub brand: Option<&'a str>,
    pub stock: Option<StockState>,
    /// The key of a tag.
    pub tag: Option<String>,
    pub picture_problem: bool,
}

/// The last row of the page before, in its order.
pub(in crate::catalog) enum After {
    Updated(Timestamp, ProductId),
    Created(ProductId),
    Title(String, ProductId),
}

impl AdminFilter<'_> {
    /// What other tables say.
    pub(super) async fn narrowed(&self, read: &impl Read) -> Result<Narrowed, DbError> {
        match self.coded(read).await? {
            Some(coded) => Ok(coded),
            None => self.counted(read).await?.narrowed(read).await,
        }
    }

    /// If what was typed is the code of a product.
    async fn coded(&self, read: &impl Read) -> Result<Option<Narrowed>, DbError> {
        let Some(code) = &self.code else {
            return Ok(None);
        };
        let ids = with_code(read, code).await?;
        Ok((!ids.is_empty()).then(|| Narrowed::Among(ids, self.traits())))
    }

    async fn counted(&self, read: &impl Read) -> Result<Counted, DbError> {
        let words = self.words.iter().cloned().map(Trait::Word);
        Counted::new(read, words.chain(self.traits()).collect()).await
    }

    /// But for the words.
    fn traits(&self) -> Vec<Trait> {
        let categories = self.categories.clone().map(Trait::In);
        let problem = self.picture_problem.then_some(Trait::FailedPicture);
        categories
            .into_iter()
            .chain(self.stock.map(Trait::Stock))
            .chain(self.tag.clone().map(Trait::Tagged))
            .chain(problem)
            .collect()
    }

    /// What the product's own row says.
    pub(super) fn condition(&self) -> Condition {
        let status = self
            .status
            .map(|it| product::Column::Status.eq(it.as_str()));
        let brand = self.brand.map(|brand| product::Column::Brand.eq(brand));
        Condition::all().add_option(status).add_option(brand)
    }
}

impl After {
    fn condition(&self, order: AdminOrder) -> Condition {
        match self {
            Self::Updated(at, id) => Condition::any()
                .add(product::Column::UpdatedAt.lt(*at))
                .add(
                    product::Column::UpdatedAt
                        .eq(*at)
                        .and(product::Column::Id.lt(*id)),
                ),
            Self::Created(id) => Condition::all().add(product::Column::Id.lt(*id)),
            Self::Title(title, id) => {
                let same = product::Column::Title.eq(title.as_str());
                let (behind, later) = if order == AdminOrder::TitleDown {
                    (
                        product::Column::Title.lt(title.as_str()),
                        product::Column::Id.lt(*id),
                    )
                } else {
                    (
                        product::Column::Title.gt(title.as_str()),
                        product::Column::Id.gt(*id),
                    )
                };
                Condition::any().add(behind).add(same.and(later))
            }
        }
    }
}

fn ordered(mut select: Select<product::Entity>, order: AdminOrder) -> Select<product::Entity> {
    sort(QuerySelect::query(&mut select), order);
    select
}

fn sort(select: &mut SelectStatement, order: AdminOrder) {
    let (column, direction) = match order {
        AdminOrder::Updated => (Some(product::Column::UpdatedAt), Order::Desc),
        AdminOrder::Created => (None, Order::Desc),
        AdminOrder::TitleUp => (Some(product::Column::Title), Order::Asc),
        AdminOrder::TitleDown => (Some(product::Column::Title), Order::Desc),
    };
    for column in column.into_iter().chain([product::Column::Id]) {
        select.order_by((product::Entity, column), direction.clone());
    }
}

/// Products of which a variant has this SKU or barcode, each from its index; none if they are so many that it is no code.
async fn with_code(
    read: &impl Read,
    spellings: &BTreeSet<String>,
) -> Result<Vec<ProductId>, DbError> {
    let mut ids = BTreeSet::new();
    for column in [variant::Column::Sku, variant::Column::Barcode] {
        let found: Vec<ProductId> = variant::Entity::find()
            .filter(column.is_in(spellings.iter().map(String::as_str)))
            .limit(CODED + 1)
            .select_only()
            .column(variant::Column::ProductId)
            .into_tuple()
            .all(read.conn())
            .await?;
        if found.len() as u64 > CODED {
            return Ok(Vec::new());
        }
        ids.extend(found);
    }
    Ok(ids.into_iter().collect())
}

#[derive(FromQueryResult)]
struct ProductRow {
    id: ProductId,
    slug: String,
    title: String,
    brand: String,
    status: String,
    updated_at: Timestamp,
}

pub(in crate::catalog) async fn admin_rows(
    read: &impl Read,
    filter: &AdminFilter<'_>,
    order: AdminOrder,
    after: Option<&After>,
    limit: u64,
) -> Result<Vec<AdminRow>, DbError> {
    let found = product_rows(read, filter, order, after, limit).await?;
    let ids: Vec<ProductId> = found.iter().map(|row| row.id).collect();
    let stock = stock_on_sale(read, &ids).await?;
    let prices = prices_from(read, &ids, filter.currency).await?;
    let mut problems = picture_problems(read, &ids).await?;
    let mut pictures = first_pictures(read, ids).await?;
    found
        .into_iter()
        .map(|row| {
            Ok(AdminRow {
                slug: rows::slug("product", row.id, &row.slug)?,
                status: rows::word("product", row.id, &row.status)?,
                variants: stock.get(&row.id).map_or(0, |stock| stock.variants),
                available: stock.get(&row.id).map_or(0, |stock| stock.available),
                stock: stock.get(&row.id).and_then(Stock::state),
                price_from: prices.get(&row.id).copied(),
                picture_key: pictures.remove(&row.id).map(|picture| picture.key),
                picture_problem: problems.remove(&row.id),
                id: row.id,
                title: row.title,
                brand: row.brand,
                updated_at: row.updated_at,
            })
        })
        .collect()
}

async fn product_rows(
    read: &impl Read,
    filter: &AdminFilter<'_>,
    order: AdminOrder,
    after: Option<&After>,
    limit: u64,
) -> Result<Vec<ProductRow>, DbError> {
    let behind = || Condition::all().add_option(after.map(|after| after.condition(order)));
    let own = product::Entity::find()
        .filter(filter.condition())
        .filter(behind())
        .select_only()
        .columns(COLUMNS);
    let narrowed = if let Some(coded) = filter.coded(read).await? {
        coded
    } else {
        let counted = filter.counted(read).await?;
        if let Some(page) = likely_page(read, &counted, own.clone(), order, limit).await? {
            return Ok(page);
        }
        counted.narrowed(read).await?
    };
    let fitting = ordered(own.filter(narrowed.condition()), order).limit(limit);
    Ok(fitting.into_model().all(read.conn()).await?)
}

/// A whole page among the first rows of the list, where it is likely to be.
async fn likely_page(
    read: &impl Read,
    counted: &Counted,
    own: Select<product::Entity>,
    order: AdminOrder,
    limit: u64,
) -> Result<Option<Vec<ProductRow>>, DbError> {
    if !counted.may_be_many() {
        return Ok(None);
    }
    let start = ordered(own, order).limit(LOOKED_AT).into_query();
    let mut fitting = Query::select()
        .columns(COLUMNS.map(|column| (product::Entity, column)))
        .from_subquery(start, product::Entity)
        .cond_where(counted.condition())
        .limit(limit)
        .take();
    sort(&mut fitting, order);
    let rows = read.conn().query_all(&fitting).await?;
    if u64::try_from(rows.len()).is_ok_and(|found| found < limit) {
        return Ok(None);
    }
    let rows = rows
        .iter()
        .map(|row| ProductRow::from_query_result(row, ""));
    Ok(Some(rows.collect::<Result<_, _>>()?))
}

#[derive(FromQueryResult)]
struct OnSale {
    id: VariantId,
    product_id: ProductId,
}

/// What there is of the variants on sale of one product.
#[derive(Default)]
struct Stock {
    variants: i64,
    available: i64,
    is_sellable: bool,
    has_few: bool,
    has_backorder: bool,
}

impl Stock {
    fn state(&self) -> Option<StockState> {
        if self.variants == 0 {
            None
        } else if !self.is_sellable {
            Some(StockState::SoldOut)
        } else if self.has_few {
            Some(StockState::Low)
        } else {
            self.has_backorder.then_some(StockState::Backorder)
        }
    }
}

async fn stock_on_sale(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Stock>, DbError> {
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.is_in(products.iter().copied()))
        .filter(variant::Column::Active.eq(true))
        .select_only()
        .columns([variant::Column::Id, variant::Column::ProductId])
        .into_model::<OnSale>()
        .all(read.conn())
        .await?;
    let mut stock: HashMap<ProductId, Stock> = HashMap::new();
    for some in variants.chunks(KEYS) {
        let keys: Vec<_> = some.iter().map(|variant| variant.id).collect();
        let levels = inventory::availability(read, &keys).await?;
        for variant in some {
            let level = levels.get(&variant.id).copied().unwrap_or_default();
            let told = level.told();
            let sum = stock.entry(variant.product_id).or_default();
            sum.variants += 1;
            sum.available += level.available();
            sum.is_sellable |= level.allows(1);
            sum.has_few |= matches!(told, Told::Few(_));
            sum.has_backorder |= told == Told::Backorder;
        }
    }
    Ok(stock)
}

async fn prices_from(
    read: &impl Read,
    products: &[ProductId],
    currency: Currency,
) -> Result<HashMap<ProductId, Money>, DbError> {
    let rows = listing_price::Entity::find()
        .filter(listing_price::Column::ProductId.is_in(products.iter().copied()))
        .filter(listing_price::Column::Currency.eq(currency.code()))
        .all(read.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product_id, Money::new(row.from_minor, currency)))
        .collect())
}

/// The reason of the first picture that failed.
async fn picture_problems(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, String>, DbError> {
    let rows = picture::Entity::find()
        .filter(picture::Column::ProductId.is_in(products.iter().copied()))
        .filter(picture::Column::State.eq("failed"))
        .order_by_asc(picture::Column::Position)
        .all(read.conn())
        .await?;
    let mut first = HashMap::new();
    for row in rows {
        first
            .entry(row.product_id)
            .or_insert(row.error.unwrap_or_default());
    }
    Ok(first)
}

/// The names of all brands; from the index alone.
pub(in crate::catalog) async fn brands(read: &impl Read) -> Result<Vec<String>, DbError> {
    let brands = product::Entity::find()
        .select_only()
        .column(product::Column::Brand)
        .distinct()
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(brands)
}

/// Tags whose key contains the text, each in one spelling; those that start with it first.
pub(in crate::catalog) async fn tags(
    read: &impl Read,
    key: &str,
    limit: u64,
) -> Result<Vec<String>, DbError> {
    let rows = product_tag::Entity::find()
        .filter(product_tag::Column::Key.contains(key))
        .select_only()
        .column_as(product_tag::Column::Name.min(), "name")
        .group_by(product_tag::Column::Key)
        .order_by_asc(product_tag::Column::Key)
        .limit(limit)
        .into_tuple()
        .all(read.conn())
        .await?;
    Ok(rows)
}
