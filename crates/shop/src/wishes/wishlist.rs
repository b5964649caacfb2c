//! The wishlist: products kept for later, and a link to show them to others.

use std::collections::HashMap;

use db::DbError;

use super::queries;
use crate::{
    Failure, FailureKind, Shop, Token,
    catalog::{self, Card},
    ids::{ProductId, VariantId, WishlistId},
    inventory,
};

/// Products on one list: more than anybody looks through.
pub const MOST_WISHES: u64 = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishlist {
    /// The last one first.
    pub wishes: Vec<Wish>,
    /// The token of the link that shows it to others, while there is one.
    pub share: Option<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub product: ProductId,
    /// What it is called, also when it is not sold any more.
    pub title: String,
    /// `None` when it is not sold any more.
    pub card: Option<Card>,
    /// Whether any variant can be bought now.
    pub is_available: bool,
    /// The variant to put into the cart, when there is no choice to make.
    pub only_variant: Option<VariantId>,
}

#[derive(Debug, thiserror::Error)]
pub enum WishError {
    /// The product does not exist, or is not sold (any more).
    #[error("this product is not for sale")]
    NotForSale,
    #[error("a wishlist has room for {MOST_WISHES} products")]
    Full,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for WishError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotForSale => FailureKind::NotFound,
            Self::Full => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Keeps a product for later, on the list of `token` or on a new one. Returns the token for the cookie.
/// A product that is on the list already stays where it is.
pub async fn add(shop: &Shop, token: Option<&Token>, slug: &str) -> Result<Token, WishError> {
    let page = catalog::product_page(shop, slug).await?;
    let product = page.ok_or(WishError::NotForSale)?.product.id;
    let now = shop.clock.now();
    let fresh = &(Token::generate(), WishlistId::generate());
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let known = match token {
                Some(token) => queries::lock_wishlist(tx, &token.hash()).await?,
                None => None,
            };
            let (list, token) = if let (Some(list), Some(token)) = (known, token) {
                queries::touch(tx, list, now).await?;
                (list, token)
            } else {
                let (token, list) = fresh;
                queries::insert_wishlist(tx, *list, &token.hash(), now).await?;
                (*list, token)
            };
            queries::insert_wish(tx, list, product, now).await?;
            if queries::count_wishes(tx, list).await? > MOST_WISHES {
                return Err(WishError::Full);
            }
            Ok(token.clone())
        })
        .await
}

/// Takes a product off the list. One that is not on it is no error: another tab was quicker.
pub async fn remove(shop: &Shop, token: &Token, product: ProductId) -> Result<(), DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if let Some(list) = queries::lock_wishlist(tx, &token.hash()).await? {
                queries::delete_wish(tx, list, product).await?;
                queries::touch(tx, list, now).await?;
            }
            Ok(())
        })
        .await
}

/// The list of a token; empty if there is none (any more).
pub async fn wishlist(shop: &Shop, token: &Token) -> Result<Wishlist, DbError> {
    let read = shop.db.primary();
    let Some((list, share)) = queries::wishlist(read, &token.hash()).await? else {
        return Ok(Wishlist {
            wishes: Vec::new(),
            share: None,
        });
    };
    Ok(Wishlist {
        wishes: wishes(shop, list).await?,
        share: share.as_deref().and_then(Token::parse),
    })
}

/// Makes a link to show the list by, or finds the one there is. `None` if there is no list.
pub async fn share(shop: &Shop, token: &Token) -> Result<Option<Token>, DbError> {
    let fresh = &Token::generate();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let hash = token.hash();
            queries::set_share(tx, &hash, fresh.as_str()).await?;
            let list = queries::wishlist(tx, &hash).await?;
            Ok(list.and_then(|(_, share)| Token::parse(&share?)))
        })
        .await
}

/// From now on the link shows nothing; a later one will be another.
pub async fn unshare(shop: &Shop, token: &Token) -> Result<(), DbError> {
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::unset_share(tx, &token.hash()).await
        })
        .await
}

/// The wishes that a link shows. `None` if the link is not valid (any more).
pub async fn shared(shop: &Shop, share: &Token) -> Result<Option<Vec<Wish>>, DbError> {
    match queries::shared(shop.db.primary(), share.as_str()).await? {
        Some(list) => Ok(Some(wishes(shop, list).await?)),
        None => Ok(None),
    }
}

async fn wishes(shop: &Shop, list: WishlistId) -> Result<Vec<Wish>, DbError> {
    let read = shop.db.primary();
    let ids = queries::wishes(read, list).await?;
    let named = catalog::named(read, &ids).await?;
    let cards = catalog::cards(shop, &ids).await?;
    let mut cards: HashMap<ProductId, Card> =
        cards.into_iter().map(|card| (card.id, card)).collect();
    let offered = catalog::offered_variants(read, shop.settings().currency, &ids).await?;
    let variants: Vec<VariantId> = offered.values().flatten().copied().collect();
    let stock = inventory::availability(read, &variants).await?;
    let can_be_had = |id: &VariantId| stock.get(id).is_some_and(|stock| stock.allows(1));
    Ok(ids
        .into_iter()
        .filter_map(|product| {
            let variants = offered.get(&product).map_or(&[][..], Vec::as_slice);
            Some(Wish {
                product,
                title: named.get(&product)?.title.clone(),
                card: cards.remove(&product),
                is_available: variants.iter().any(can_be_had),
                only_variant: match variants {
                    [only] => Some(*only),
                    _ => None,
                },
            })
        })
        .collect())
}
