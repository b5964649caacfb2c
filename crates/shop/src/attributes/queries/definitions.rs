use std::collections::HashMap;

use commerce::Slug;
use db::{DbError, Read, Tx, insert_all};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;

use crate::{
    Timestamp,
    attributes::{
        Attribute, AttributeChoice, Attributes, Hex, ProductType,
        tables::{
            attribute, attribute_choice, category_attribute, product_type, product_type_attribute,
        },
    },
    ids::{AttributeId, CategoryId, ChoiceId, ProductTypeId},
};

/// Without what is going.
pub(in crate::attributes) async fn all(read: &impl Read) -> Result<Attributes, DbError> {
    let mut choices = choices(read).await?;
    let rows = attribute::Entity::find()
        .filter(attribute::Column::IsGoing.eq(false))
        .all(read.conn())
        .await?;
    let attributes = rows.into_iter().map(|row| {
        let choices = choices.remove(&row.id).unwrap_or_default();
        read_attribute(row, choices)
    });
    let attributes = attributes.collect::<Result<_, _>>()?;
    let types = types(read).await?;
    let mut of_categories: HashMap<CategoryId, Vec<AttributeId>> = HashMap::new();
    for link in category_attribute::Entity::find().all(read.conn()).await? {
        let of_category = of_categories.entry(link.category_id).or_default();
        of_category.push(link.attribute_id);
    }
    for ids in of_categories.values_mut() {
        ids.sort_unstable();
    }
    Ok(Attributes::new(attributes, types, of_categories))
}

async fn choices(read: &impl Read) -> Result<HashMap<AttributeId, Vec<AttributeChoice>>, DbError> {
    let rows = attribute_choice::Entity::find()
        .filter(attribute_choice::Column::IsGoing.eq(false))
        .order_by_asc(attribute_choice::Column::Position)
        .order_by_asc(attribute_choice::Column::Id)
        .all(read.conn())
        .await?;
    let mut choices: HashMap<AttributeId, Vec<AttributeChoice>> = HashMap::new();
    for row in rows {
        let of_attribute = choices.entry(row.attribute_id).or_default();
        of_attribute.push(AttributeChoice {
            labels: serde_json::from_value(row.labels)
                .map_err(|error| DbError::row("attribute_choice", row.id, error))?,
            hex: row.hex.as_deref().and_then(Hex::parse),
            id: row.id,
        });
    }
    Ok(choices)
}

fn read_attribute(
    row: attribute::Model,
    choices: Vec<AttributeChoice>,
) -> Result<Attribute, DbError> {
    let wrong = |reason: String| DbError::row("attribute", row.id, reason);
    Ok(Attribute {
        key: Slug::parse(&row.key).map_err(|error| wrong(error.to_string()))?,
        kind: row
            .kind
            .parse()
            .map_err(|error| wrong(format!("{error}")))?,
        labels: serde_json::from_value(row.labels.clone())
            .map_err(|error| wrong(error.to_string()))?,
        id: row.id,
        unit: row.unit,
        is_facet: row.is_facet,
        in_specification: row.in_specification,
        position: row.position,
        version: row.version,
        choices,
    })
}

async fn types(read: &impl Read) -> Result<Vec<ProductType>, DbError> {
    let links = product_type_attribute::Entity::find()
        .order_by_asc(product_type_attribute::Column::Position)
        .all(read.conn())
        .await?;
    let mut attributes: HashMap<ProductTypeId, Vec<AttributeId>> = HashMap::new();
    for link in links {
        let of_type = attributes.entry(link.product_type_id).or_default();
        of_type.push(link.attribute_id);
    }
    let rows = product_type::Entity::find().all(read.conn()).await?;
    let types = rows.into_iter().map(|row| ProductType {
        id: row.id,
        name: row.name,
        attributes: attributes.remove(&row.id).unwrap_or_default(),
        version: row.version,
    });
    Ok(types.collect())
}

pub(in crate::attributes) async fn insert_attribute(
    tx: &Tx,
    attribute: &Attribute,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = attribute::ActiveModel {
        id: Set(attribute.id),
        key: Set(attribute.key.to_string()),
        kind: Set(attribute.kind.as_str().to_owned()),
        labels: Set(json!(attribute.labels)),
        unit: Set(attribute.unit.clone()),
        is_facet: Set(attribute.is_facet),
        in_specification: Set(attribute.in_specification),
        position: Set(attribute.position),
        is_going: Set(false),
        version: Set(attribute.version),
        updated_at: Set(now),
    };
    attribute::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// All but key and kind; `false` if the stored version is not the one before `attribute.version` any more.
pub(in crate::attributes) async fn update_attribute(
    tx: &Tx,
    attribute: &Attribute,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = attribute::Entity::update_many()
        .set(attribute::ActiveModel {
            labels: Set(json!(attribute.labels)),
            unit: Set(attribute.unit.clone()),
            is_facet: Set(attribute.is_facet),
            in_specification: Set(attribute.in_specification),
            position: Set(attribute.position),
            version: Set(attribute.version),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(attribute::Column::Id.eq(attribute.id))
        .filter(attribute::Column::Version.eq(attribute.version - 1))
        .filter(attribute::Column::IsGoing.eq(false))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// `false` if the stored version is not `version` any more.
pub(in crate::attributes) async fn mark_attribute_going(
    tx: &Tx,
    id: AttributeId,
    version: i64,
) -> Result<bool, DbError> {
    let result = attribute::Entity::update_many()
        .col_expr(attribute::Column::IsGoing, Expr::value(true))
        .col_expr(attribute::Column::Version, Expr::value(version + 1))
        .filter(attribute::Column::Id.eq(id))
        .filter(attribute::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// If it is going. Everything that hangs on it goes along.
pub(in crate::attributes) async fn delete_attribute(
    tx: &Tx,
    id: AttributeId,
) -> Result<(), DbError> {
    attribute::Entity::delete_many()
        .filter(attribute::Column::Id.eq(id))
        .filter(attribute::Column::IsGoing.eq(true))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::attributes) async fn insert_choice(
    tx: &Tx,
    attribute: AttributeId,
    position: i64,
    choice: &AttributeChoice,
) -> Result<(), DbError> {
    let row = attribute_choice::ActiveModel {
        id: Set(choice.id),
        attribute_id: Set(attribute),
        position: Set(position),
        labels: Set(json!(choice.labels)),
        hex: Set(choice.hex.as_ref().map(|hex| hex.as_str().to_owned())),
        is_going: Set(false),
    };
    attribute_choice::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::attributes) async fn update_choice(
    tx: &Tx,
    position: i64,
    choice: &AttributeChoice,
) -> Result<(), DbError> {
    attribute_choice::Entity::update_many()
        .set(attribute_choice::ActiveModel {
            position: Set(position),
            labels: Set(json!(choice.labels)),
            hex: Set(choice.hex.as_ref().map(|hex| hex.as_str().to_owned())),
            ..Default::default()
        })
        .filter(attribute_choice::Column::Id.eq(choice.id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::attributes) async fn mark_choice_going(tx: &Tx, id: ChoiceId) -> Result<(), DbError> {
    attribute_choice::Entity::update_many()
        .col_expr(attribute_choice::Column::IsGoing, Expr::value(true))
        .filter(attribute_choice::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// If it is going.
pub(in crate::attributes) async fn delete_choice(tx: &Tx, id: ChoiceId) -> Result<(), DbError> {
    attribute_choice::Entity::delete_many()
        .filter(attribute_choice::Column::Id.eq(id))
        .filter(attribute_choice::Column::IsGoing.eq(true))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(in crate::attributes) async fn insert_type(
    tx: &Tx,
    product_type: &ProductType,
    now: Timestamp,
) -> Result<(), DbError> {
    let row = product_type::ActiveModel {
        id: Set(product_type.id),
        name: Set(product_type.name.clone()),
        version: Set(product_type.version),
        updated_at: Set(now),
    };
    product_type::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// `false` if the stored version is not the one before `product_type.version` any more.
pub(in crate::attributes) async fn update_type(
    tx: &Tx,
    product_type: &ProductType,
    now: Timestamp,
) -> Result<bool, DbError> {
    let result = product_type::Entity::update_many()
        .set(product_type::ActiveModel {
            name: Set(product_type.name.clone()),
            version: Set(product_type.version),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(product_type::Column::Id.eq(product_type.id))
        .filter(product_type::Column::Version.eq(product_type.version - 1))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// `false` if the stored version is not `version` any more. Its products stay, without type.
pub(in crate::attributes) async fn delete_type(
    tx: &Tx,
    id: ProductTypeId,
    version: i64,
) -> Result<bool, DbError> {
    let result = product_type::Entity::delete_many()
        .filter(product_type::Column::Id.eq(id))
        .filter(product_type::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Nobody writes a row that names it until the transaction ends.
pub(in crate::attributes) async fn lock_attribute(tx: &Tx, id: AttributeId) -> Result<(), DbError> {
    attribute::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    Ok(())
}

/// Whether a product type or a category offers an attribute.
pub(in crate::attributes) async fn is_linked(
    read: &impl Read,
    id: AttributeId,
) -> Result<bool, DbError> {
    let by_types = product_type_attribute::Entity::find()
        .filter(product_type_attribute::Column::AttributeId.eq(id))
        .count(read.conn())
        .await?;
    let by_categories = category_attribute::Entity::find()
        .filter(category_attribute::Column::AttributeId.eq(id))
        .count(read.conn())
        .await?;
    Ok(by_types + by_categories > 0)
}

/// These attributes and no others, in this order.
pub(in crate::attributes) async fn link_type(
    tx: &Tx,
    id: ProductTypeId,
    attributes: &[AttributeId],
) -> Result<(), DbError> {
    product_type_attribute::Entity::delete_many()
        .filter(product_type_attribute::Column::ProductTypeId.eq(id))
        .exec(tx.conn())
        .await?;
    let rows = attributes.iter().zip(0..).map(|(attribute, position)| {
        product_type_attribute::ActiveModel {
            product_type_id: Set(id),
            attribute_id: Set(*attribute),
            position: Set(position),
        }
    });
    insert_all(tx, rows.collect()).await
}

/// These attributes and no others.
pub(in crate::attributes) async fn link_category(
    tx: &Tx,
    id: CategoryId,
    attributes: &[AttributeId],
) -> Result<(), DbError> {
    category_attribute::Entity::delete_many()
        .filter(category_attribute::Column::CategoryId.eq(id))
        .exec(tx.conn())
        .await?;
    let rows = attributes
        .iter()
        .map(|attribute| category_attribute::ActiveModel {
            category_id: Set(id),
            attribute_id: Set(*attribute),
        });
    insert_all(tx, rows.collect()).await
}
