//! What a customer does to the cart.

use chrono::TimeDelta;
use commerce::{Money, Quantity};
use db::DbError;
use l10n::Locale;

use super::{Cart, Details, find, queries};
use crate::{
    Failure, FailureKind, Shop, Token, catalog,
    ids::{CartId, CartLineId, VariantId},
    inventory::{self, Availability},
};

/// How long a cart is kept after its owner last touched it.
const RETENTION: TimeDelta = TimeDelta::days(60);

/// What became of "add to cart".
#[derive(Debug, Clone)]
pub struct Added {
    /// For the cookie; a fresh one when there was no open cart.
    pub token: Token,
    /// Units of the variant in the cart now.
    pub quantity: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum CartError {
    /// The variant does not exist, or is not sold (any more).
    #[error("this product is not for sale")]
    NotForSale,
    /// Less is there than the cart would hold; nothing was changed.
    #[error("only {available} are available")]
    NotEnough { available: i64 },
    #[error("more than {} of one product cannot be ordered at once", Quantity::MAX)]
    TooMany,
    /// The cart has no such line, or is closed.
    #[error("this is not in the cart any more")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for CartError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::NotForSale | Self::NotFound => FailureKind::NotFound,
            Self::NotEnough { .. } => FailureKind::Conflict,
            Self::TooMany => FailureKind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Puts units of a variant into the cart of `token`, or into a new cart.
pub async fn add(
    shop: &Shop,
    token: Option<&Token>,
    variant: VariantId,
    quantity: Quantity,
    locale: Locale,
) -> Result<Added, CartError> {
    let (price, stock) = offer(shop, variant).await?;
    let units = i64::from(quantity.get());
    let now = shop.clock.now();
    let fresh = &(Token::generate(), CartId::generate());
    let added = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let open = match token {
                Some(token) => queries::lock_open(tx, &token.hash()).await?,
                None => None,
            };
            let (cart, token) = if let (Some(cart), Some(token)) = (open, token) {
                queries::touch(tx, cart, now).await?;
                (cart, token)
            } else {
                let (token, cart) = fresh;
                let hash = token.hash();
                queries::insert(tx, *cart, &hash, price.currency(), locale, now).await?;
                (*cart, token)
            };
            let total = queries::add_units(tx, cart, variant, units, price).await?;
            let total = u32::try_from(total).map_err(|_| CartError::TooMany)?;
            require_available(stock, total)?;
            Ok(Added {
                token: token.clone(),
                quantity: total,
            })
        })
        .await;
    match added {
        // It was deleted between our look and our write.
        Err(CartError::Db(error)) if error.is_foreign_key_violation() => Err(CartError::NotForSale),
        added => added,
    }
}

/// Sets the units of a line; 0 removes it.
pub async fn set_quantity(
    shop: &Shop,
    token: &Token,
    line: CartLineId,
    quantity: u32,
) -> Result<(), CartError> {
    if quantity > Quantity::MAX.get() {
        return Err(CartError::TooMany);
    }
    let cart = find(shop, token).await?.ok_or(CartError::NotFound)?;
    let variant = variant_of(&cart, line)?;
    if quantity > 0 {
        let levels = inventory::availability(shop.db.primary(), &[variant]).await?;
        require_available(levels.get(&variant).copied().unwrap_or_default(), quantity)?;
    }
    let units = i64::from(quantity);
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let hash = token.hash();
            let cart = queries::lock_open(tx, &hash)
                .await?
                .ok_or(CartError::NotFound)?;
            let is_changed = match units {
                0 => queries::delete_line(tx, cart, line).await?,
                _ => queries::set_line(tx, cart, line, units).await?,
            };
            if !is_changed {
                return Err(CartError::NotFound);
            }
            queries::touch(tx, cart, now).await?;
            Ok(())
        })
        .await
}

/// Stores what the customer filled in at the checkout; `false` if the cart was changed or ordered
/// since it was read, and nothing was stored: what another tab stored meanwhile is not overwritten.
pub async fn save_details(
    shop: &Shop,
    cart: &Cart,
    details: &Details,
    locale: Locale,
) -> Result<bool, DbError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::save_details(tx, cart, details, locale, now).await
        })
        .await
}

/// Remembers prices that the customer was told of. A cart that was ordered meanwhile stays as it is.
pub async fn note_seen(
    shop: &Shop,
    token: &Token,
    seen: &[(CartLineId, Money)],
) -> Result<(), DbError> {
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if let Some(cart) = queries::lock_open(tx, &token.hash()).await? {
                queries::set_seen(tx, cart, seen).await?;
            }
            Ok(())
        })
        .await
}

/// Deletes carts past their retention, a thousand at a time; returns how many.
pub async fn prune(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - RETENTION;
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            queries::delete_untouched(tx, before, 1000).await
        })
        .await
}

async fn offer(shop: &Shop, variant: VariantId) -> Result<(Money, Availability), CartError> {
    let currency = shop.settings().currency;
    let read = shop.db.primary();
    let items = catalog::sale_items(read, &[variant]).await?;
    let item = items
        .get(&variant)
        .filter(|item| item.sellable)
        .ok_or(CartError::NotForSale)?;
    let price = item.variant.price(currency).ok_or(CartError::NotForSale)?;
    let levels = inventory::availability(read, &[variant]).await?;
    Ok((
        price.at(shop.clock.now()).amount,
        levels.get(&variant).copied().unwrap_or_default(),
    ))
}

fn require_available(stock: Availability, quantity: u32) -> Result<(), CartError> {
    if quantity > Quantity::MAX.get() {
        Err(CartError::TooMany)
    } else if stock.allows(quantity) {
        Ok(())
    } else {
        Err(CartError::NotEnough {
            available: stock.available(),
        })
    }
}

fn variant_of(cart: &Cart, line: CartLineId) -> Result<VariantId, CartError> {
    cart.lines
        .iter()
        .find(|found| found.id == line)
        .map(|line| line.variant)
        .ok_or(CartError::NotFound)
}
