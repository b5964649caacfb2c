use std::collections::{HashMap, HashSet};

use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QuerySelect,
};

use crate::{
    attributes::{
        Number, Specification, Value,
        tables::{product_attribute, typed_product},
    },
    ids::{AttributeId, ChoiceId, ProductId, ProductTypeId},
};

/// Keys in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const KEYS: usize = 5_000;

/// Of those products that have a type or a value.
pub(in crate::attributes) async fn specifications(
    read: &impl Read,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Specification>, DbError> {
    let mut found: HashMap<ProductId, Specification> = HashMap::new();
    for some in products.chunks(KEYS) {
        let types = typed_product::Entity::find()
            .filter(typed_product::Column::ProductId.is_in(some.iter().copied()))
            .all(read.conn())
            .await?;
        for row in types {
            let specification = found.entry(row.product_id).or_default();
            specification.product_type = Some(row.product_type_id);
        }
        let values = product_attribute::Entity::find()
            .filter(product_attribute::Column::ProductId.is_in(some.iter().copied()))
            .all(read.conn())
            .await?;
        for row in values {
            let specification = found.entry(row.product_id).or_default();
            specification.values.push((row.attribute_id, value(row)?));
        }
    }
    for specification in found.values_mut() {
        specification.values.sort_by_key(|(id, _)| *id);
    }
    Ok(found)
}

fn value(row: product_attribute::Model) -> Result<Value, DbError> {
    let text = row.text_value.map(Value::Text);
    let number = row
        .number_millionths
        .map(|number| Value::Number(Number::from_millionths(number)));
    let flag = row.flag_value.map(Value::Flag);
    let choice = row.choice_id.map(Value::Choice);
    text.or(number).or(flag).or(choice).ok_or_else(|| {
        let key = format!("{} {}", row.product_id, row.attribute_id);
        DbError::row("product_attribute", key, "it has no value")
    })
}

/// These values and no others.
pub(in crate::attributes) async fn store(
    tx: &Tx,
    product: ProductId,
    specification: &Specification,
) -> Result<(), DbError> {
    store_all(tx, &[(product, specification.clone())]).await
}

/// These values and no others, of each product once.
pub(in crate::attributes) async fn store_all(
    tx: &Tx,
    specifications: &[(ProductId, Specification)],
) -> Result<(), DbError> {
    for some in specifications.chunks(KEYS) {
        let products: Vec<ProductId> = some.iter().map(|(product, _)| *product).collect();
        typed_product::Entity::delete_many()
            .filter(typed_product::Column::ProductId.is_in(products.iter().copied()))
            .exec(tx.conn())
            .await?;
        product_attribute::Entity::delete_many()
            .filter(product_attribute::Column::ProductId.is_in(products))
            .exec(tx.conn())
            .await?;
    }
    let types = specifications
        .iter()
        .filter_map(|(product, specification)| {
            Some(typed_product::ActiveModel {
                product_id: Set(*product),
                product_type_id: Set(specification.product_type?),
            })
        });
    insert_all(tx, types.collect()).await?;
    let values = specifications.iter().flat_map(|(product, specification)| {
        let values = specification.values.iter();
        values.map(|(attribute, value)| row(*product, *attribute, value))
    });
    insert_all(tx, values.collect()).await
}

fn row(
    product: ProductId,
    attribute: AttributeId,
    value: &Value,
) -> product_attribute::ActiveModel {
    let mut row = product_attribute::ActiveModel {
        product_id: Set(product),
        attribute_id: Set(attribute),
        text_value: Set(None),
        number_millionths: Set(None),
        flag_value: Set(None),
        choice_id: Set(None),
    };
    match value {
        Value::Text(text) => row.text_value = Set(Some(text.clone())),
        Value::Number(number) => row.number_millionths = Set(Some(number.millionths())),
        Value::Flag(flag) => row.flag_value = Set(Some(*flag)),
        Value::Choice(id) => row.choice_id = Set(Some(*id)),
    }
    row
}

/// Products with a value of one of these attributes, each once.
pub(in crate::attributes) async fn products_with(
    read: &impl Read,
    attributes: &[AttributeId],
) -> Result<Vec<ProductId>, DbError> {
    let mut products = HashSet::new();
    for some in attributes.chunks(KEYS) {
        let found = product_attribute::Entity::find()
            .filter(product_attribute::Column::AttributeId.is_in(some.iter().copied()))
            .select_only()
            .column(product_attribute::Column::ProductId)
            .distinct()
            .into_tuple::<ProductId>()
            .all(read.conn())
            .await?;
        products.extend(found);
    }
    Ok(products.into_iter().collect())
}

pub(in crate::attributes) async fn count_with(
    read: &impl Read,
    attribute: AttributeId,
    choice: Option<ChoiceId>,
) -> Result<u64, DbError> {
    Ok(with(attribute, choice).count(read.conn()).await?)
}

fn with(
    attribute: AttributeId,
    choice: Option<ChoiceId>,
) -> sea_orm::Select<product_attribute::Entity> {
    let values = product_attribute::Entity::find()
        .filter(product_attribute::Column::AttributeId.eq(attribute));
    match choice {
        Some(choice) => values.filter(product_attribute::Column::ChoiceId.eq(choice)),
        None => values,
    }
}

/// Takes the value from some of the products that have it, and returns which.
pub(in crate::attributes) async fn drop_some(
    tx: &Tx,
    attribute: AttributeId,
    choice: Option<ChoiceId>,
    limit: u64,
) -> Result<Vec<ProductId>, DbError> {
    let products: Vec<ProductId> = with(attribute, choice)
        .select_only()
        .column(product_attribute::Column::ProductId)
        .limit(limit)
        .into_tuple()
        .all(tx.conn())
        .await?;
    if products.is_empty() {
        return Ok(products);
    }
    product_attribute::Entity::delete_many()
        .filter(product_attribute::Column::AttributeId.eq(attribute))
        .filter(product_attribute::Column::ProductId.is_in(products.iter().copied()))
        .exec(tx.conn())
        .await?;
    Ok(products)
}

#[derive(FromQueryResult)]
struct Counted {
    id: AttributeId,
    products: i64,
}

/// How many products have a value of each attribute.
pub(in crate::attributes) async fn values_in_use(
    read: &impl Read,
) -> Result<HashMap<AttributeId, i64>, DbError> {
    let rows = product_attribute::Entity::find()
        .select_only()
        .column_as(product_attribute::Column::AttributeId, "id")
        .column_as(product_attribute::Column::ProductId.count(), "products")
        .group_by(product_attribute::Column::AttributeId)
        .into_model::<Counted>()
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.products)).collect())
}

#[derive(FromQueryResult)]
struct CountedType {
    id: ProductTypeId,
    products: i64,
}

/// How many products are of each type.
pub(in crate::attributes) async fn types_in_use(
    read: &impl Read,
) -> Result<HashMap<ProductTypeId, i64>, DbError> {
    let rows = typed_product::Entity::find()
        .select_only()
        .column_as(typed_product::Column::ProductTypeId, "id")
        .column_as(typed_product::Column::ProductId.count(), "products")
        .group_by(typed_product::Column::ProductTypeId)
        .into_model::<CountedType>()
        .all(read.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.products)).collect())
}

pub(in crate::attributes) async fn count_of_type(
    read: &impl Read,
    id: ProductTypeId,
) -> Result<u64, DbError> {
    let products =
        typed_product::Entity::find().filter(typed_product::Column::ProductTypeId.eq(id));
    Ok(products.count(read.conn()).await?)
}
