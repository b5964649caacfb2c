//! Making, changing and removing product types.

use std::collections::HashSet;

use db::{DbError, Tx};

use super::{AttributeError, Problem, ProductType, ProductTypeDraft, queries};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::{AttributeId, ProductTypeId},
    staff::{Actor, Permission},
    text::fold,
};

const NAME_MAX: usize = 80;

/// Makes a product type (`id` is `None`; `version` does not matter) or changes one that a form showed as
/// `version`. Values of attributes that it has no more stay with its products.
///
/// # Errors
/// See [`AttributeError`]; after any of them nothing has changed.
pub async fn save_product_type(
    shop: &Shop,
    actor: &Actor,
    id: Option<ProductTypeId>,
    version: i64,
    draft: &ProductTypeDraft,
) -> Result<ProductTypeId, AttributeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let wish = ProductType {
        id: id.unwrap_or_else(ProductTypeId::generate),
        name: draft.name.trim().to_owned(),
        attributes: draft.attributes.clone(),
        version: id.map_or(1, |_| version + 1),
    };
    let wish = &wish;
    let is_new = id.is_none();
    let saved = shop
        .db
        .transaction(|tx| async move { save_in(&tx, wish, is_new, now).await })
        .await;
    match saved {
        Err(AttributeError::Db(error)) if error.is_unique_violation() => {
            return Err(AttributeError::invalid("name", Problem::Taken));
        }
        saved => saved?,
    }
    shop.apply(&[Change::Attributes]).await?;
    Ok(wish.id)
}

/// Makes a product type in a transaction of the caller, who tells everybody after it.
///
/// # Errors
/// See [`AttributeError`]; [`AttributeError::Invalid`] after nothing was written.
pub(crate) async fn make_type(
    tx: &Tx,
    draft: &ProductTypeDraft,
    now: Timestamp,
) -> Result<ProductTypeId, AttributeError> {
    let wish = ProductType {
        id: ProductTypeId::generate(),
        name: draft.name.trim().to_owned(),
        attributes: draft.attributes.clone(),
        version: 1,
    };
    save_in(tx, &wish, true, now).await?;
    Ok(wish.id)
}

/// Gives a type that was made a moment ago these attributes and no others.
pub(crate) async fn link_type(
    tx: &Tx,
    id: ProductTypeId,
    attributes: &[AttributeId],
    now: Timestamp,
) -> Result<(), DbError> {
    queries::link_type(tx, id, attributes).await?;
    changes::record(tx, &[Change::Attributes], now).await
}

async fn save_in(
    tx: &Tx,
    wish: &ProductType,
    is_new: bool,
    now: Timestamp,
) -> Result<(), AttributeError> {
    let all = queries::all(tx).await?;
    if !is_new {
        let stored = all.product_type(wish.id).ok_or(AttributeError::NotFound)?;
        if stored.version + 1 != wish.version {
            return Err(AttributeError::Stale);
        }
    }
    let length = wish.name.chars().count();
    if length == 0 {
        return Err(AttributeError::invalid("name", Problem::Missing));
    }
    if length > NAME_MAX {
        return Err(AttributeError::invalid(
            "name",
            Problem::TooLong { max: NAME_MAX },
        ));
    }
    let mut others = all.types().iter().filter(|other| other.id != wish.id);
    if others.any(|other| fold(&other.name) == fold(&wish.name)) {
        return Err(AttributeError::invalid("name", Problem::Taken));
    }
    let mut seen = HashSet::new();
    let attributes: Vec<_> = wish
        .attributes
        .iter()
        .copied()
        .filter(|id| all.get(*id).is_some() && seen.insert(*id))
        .collect();
    if is_new {
        queries::insert_type(tx, wish, now).await?;
    } else if !queries::update_type(tx, wish, now).await? {
        return Err(AttributeError::Stale);
    }
    queries::link_type(tx, wish.id, &attributes).await?;
    changes::record(tx, &[Change::Attributes], now).await?;
    Ok(())
}

/// Removes a product type. Its products stay with what they have, without type.
///
/// # Errors
/// See [`AttributeError`]; [`AttributeError::HasProducts`] when there are such products and
/// `may_drop_type` does not say that they may lose it. After any of them nothing has changed.
pub async fn delete_product_type(
    shop: &Shop,
    actor: &Actor,
    id: ProductTypeId,
    version: i64,
    may_drop_type: bool,
) -> Result<(), AttributeError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::all(tx).await?.product_type(id).is_none() {
                return Err(AttributeError::NotFound);
            }
            let products = queries::count_of_type(tx, id).await?;
            if products > 0 && !may_drop_type {
                return Err(AttributeError::HasProducts { products });
            }
            if !queries::delete_type(tx, id, version).await? {
                return Err(AttributeError::Stale);
            }
            changes::record(tx, &[Change::Attributes], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Attributes]).await?;
    Ok(())
}
