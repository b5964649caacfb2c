//! Placing the order: exactly what the customer saw, or nothing and a reason.

use chrono::TimeDelta;
use commerce::{
    Adjustment, AdjustmentKind, Email, Fulfilment, Money, OrderState, PaymentState, Priced,
    Quantity, Rate,
};
use db::{DbError, next_number};
use l10n::Locale;

use super::{Step, next_step};
use crate::{
    Failure, FailureKind, Settings, Shop, Token,
    cart::{self, Cart, CartView, LineProblem, LineView, ViewError},
    ids::{OrderId, OrderLineId, VariantId},
    inventory::{self, Reserve, Shortage},
    jobs,
    orders::{
        self, MailTemplate, Order, OrderAdjustment, OrderAmounts, OrderLine, SendOrderMail,
        first_poll, new_payment,
    },
    payments::{self, Gateways, MANUAL},
};

/// What the customer confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRequest {
    /// The total on the page where the button was.
    pub total: Money,
    /// The name of a gateway.
    pub payment_method: String,
    pub locale: Locale,
}

/// The order, placed now or by an earlier click.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub order: Order,
    pub is_new: bool,
}

/// What is not as the customer saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    Total {
        seen: Money,
        now: Money,
    },
    Price {
        title: String,
        before: Money,
        now: Money,
    },
    Fewer {
        title: String,
        available: i64,
    },
    SoldOut {
        title: String,
    },
    NotForSale {
        title: String,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// There is no cart with anything in it.
    #[error("the cart is empty")]
    Empty,
    /// A step before is not done.
    #[error("the checkout is not complete")]
    Incomplete(Step),
    #[error("this way of paying is not offered")]
    NotOffered,
    /// Nothing was placed; the page says what changed.
    #[error("the cart is not what the customer saw")]
    Changed(Vec<Changed>),
    #[error(transparent)]
    View(#[from] ViewError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for PlaceError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Empty | Self::Incomplete(_) | Self::Changed(_) => FailureKind::Conflict,
            Self::NotOffered => FailureKind::Invalid,
            Self::View(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }
}

/// Trouble inside the transaction; each rolls it back.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    /// The cart was changed or ordered by another request.
    #[error("the cart was changed meanwhile")]
    CartMoved,
    #[error("not enough stock")]
    Short(Vec<Shortage>),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How often a cart that another tab keeps changing is looked at again.
const ATTEMPTS: u32 = 4;

/// Places the order: the order with its frozen lines, its stock, its payment and its jobs, in one
/// transaction. Sent twice, or twenty times at once, it is placed once.
///
/// Prices are read just before the transaction and the cart's version is checked in it, so that the
/// one writer of SQLite is held for writing only; stock is checked by the reservation itself.
///
/// # Errors
/// See [`PlaceError`]; after any of them nothing is placed.
pub async fn place(
    shop: &Shop,
    token: &Token,
    request: &PlaceRequest,
) -> Result<Placed, PlaceError> {
    let mut attempt = 1;
    loop {
        let cart = cart::find(shop, token).await?.ok_or(PlaceError::Empty)?;
        if let Some(order) = cart.order {
            let order = orders::find(shop.db.primary(), order).await?;
            let order = order.ok_or_else(|| DbError::row("cart", cart.id, "its order is gone"))?;
            return Ok(Placed {
                order,
                is_new: false,
            });
        }
        let view = cart::view(shop, &cart).await?;
        let draft = Draft::new(shop, &cart, &view, request)?;
        match draft.store(shop, &cart).await {
            Ok(order) => {
                return Ok(Placed {
                    order,
                    is_new: true,
                });
            }
            Err(Trouble::CartMoved) if attempt < ATTEMPTS => attempt += 1,
            Err(Trouble::CartMoved) => return Err(PlaceError::Changed(Vec::new())),
            Err(Trouble::Short(shortages)) => {
                return Err(PlaceError::Changed(told(&shortages, &view)));
            }
            Err(Trouble::Db(error)) => return Err(error.into()),
        }
    }
}

/// An order ready to be stored; everything random and the time are made before the transaction.
struct Draft {
    order: Order,
    adjustments: Vec<OrderAdjustment>,
    reserve: Vec<Reserve>,
    /// `None` when there is nothing to pay.
    payment: Option<payments::Payment>,
}

impl Draft {
    fn new(
        shop: &Shop,
        cart: &Cart,
        view: &CartView,
        request: &PlaceRequest,
    ) -> Result<Self, PlaceError> {
        let settings = shop.settings();
        let step = next_step(&settings, &cart.details);
        let (Some(shipping_address), Step::Payment) = (&cart.details.shipping, step) else {
            return Err(PlaceError::Incomplete(step));
        };
        let email =
            Email::parse(&cart.details.email).map_err(|_| PlaceError::Incomplete(Step::Address))?;
        if !Gateways::offered(&settings).contains(&request.payment_method.as_str()) {
            return Err(PlaceError::NotOffered);
        }
        let changed = changes(view, request);
        if !changed.is_empty() {
            return Err(PlaceError::Changed(changed));
        }
        let priced = view.totals.as_ref().ok_or(PlaceError::Empty)?;
        let now = shop.clock.now();
        let id = OrderId::generate();
        let lines = order_lines(view, priced)?;
        let reserve = lines
            .iter()
            .filter_map(|line| {
                Some(Reserve {
                    line: line.id,
                    variant: line.variant?,
                    quantity: line.quantity.get(),
                })
            })
            .collect();
        let method = request.payment_method.as_str();
        let is_free = priced.total.is_zero();
        let payment = new_payment(&shop.gateways, id, method, priced.total, now);
        Ok(Self {
            adjustments: adjustments(priced, &lines),
            reserve,
            payment: Some(payment).filter(|_| !is_free),
            order: Order {
                id,
                number: 0,
                token: Token::generate().as_str().to_owned(),
                cart: cart.id,
                email,
                locale: request.locale,
                prices_include: priced.prices,
                shipping_address: shipping_address.clone(),
                billing_address: cart.details.billing.clone(),
                amounts: amounts(priced),
                state: OrderState::Open,
                payment_state: if is_free {
                    PaymentState::Paid
                } else {
                    PaymentState::Pending
                },
                fulfilment: Fulfilment::None,
                payment_method: method.to_owned(),
                placed_at: now,
                hold_until: (!is_free).then(|| now + hold(&settings, method)),
                paid_at: is_free.then_some(now),
                closed_at: None,
                version: 1,
                lines,
            },
        })
    }

    async fn store(&self, shop: &Shop, cart: &Cart) -> Result<Order, Trouble> {
        let now = self.order.placed_at;
        shop.db
            .transaction(|tx| async move {
                let tx = &tx;
                // First, so that a second click is turned away before anything is done.
                if !cart::close(tx, cart, self.order.id).await? {
                    return Err(Trouble::CartMoved);
                }
                let order = Order {
                    number: next_number(tx, "order_number").await?,
                    ..self.order.clone()
                };
                orders::create(tx, &order, &self.adjustments).await?;
                let shortages = inventory::reserve(tx, order.id, &self.reserve, now).await?;
                if !shortages.is_empty() {
                    return Err(Trouble::Short(shortages));
                }
                let method = &order.payment_method;
                if let Some(payment) = &self.payment {
                    payments::open(tx, payment, first_poll(method, now)).await?;
                }
                if method == MANUAL || self.payment.is_none() {
                    // Nothing happens before a transfer arrives, so the mail goes out now; nor is
                    // anything to be waited for when there is nothing to pay.
                    let mail = SendOrderMail::new(order.id, MailTemplate::Confirmation);
                    jobs::enqueue(tx, &mail, now).await?;
                }
                Ok(order)
            })
            .await
    }
}

/// How long the stock is kept for an order that is not paid yet.
fn hold(settings: &Settings, method: &str) -> TimeDelta {
    if method == MANUAL {
        TimeDelta::days(i64::from(settings.transfer_hold_days))
    } else {
        TimeDelta::minutes(i64::from(settings.online_hold_minutes))
    }
}

fn changes(view: &CartView, request: &PlaceRequest) -> Vec<Changed> {
    let mut changed: Vec<_> = view.lines.iter().filter_map(change_of).collect();
    let now = view.totals.as_ref().map(|priced| priced.total);
    // A changed price alone is no reason when the customer saw the new total.
    let blocked = view.is_blocked();
    match now {
        Some(now) if now != request.total => changed.push(Changed::Total {
            seen: request.total,
            now,
        }),
        _ if blocked => {}
        _ => changed.clear(),
    }
    changed
}

fn change_of(line: &LineView) -> Option<Changed> {
    let title = title_of(line);
    Some(match line.problem? {
        LineProblem::NotForSale => Changed::NotForSale { title },
        LineProblem::SoldOut => Changed::SoldOut { title },
        LineProblem::Fewer { available } => Changed::Fewer { title, available },
        LineProblem::PriceChanged { before } => Changed::Price {
            title,
            before,
            now: line.unit_price,
        },
    })
}

fn title_of(line: &LineView) -> String {
    line.item
        .as_ref()
        .map_or_else(String::new, |item| item.title.clone())
}

/// Shortages found by the reservation itself, in the customer's words.
fn told(shortages: &[Shortage], view: &CartView) -> Vec<Changed> {
    shortages
        .iter()
        .map(|shortage| {
            let line = view
                .lines
                .iter()
                .find(|line| line.variant == shortage.variant);
            let title = line.map_or_else(String::new, title_of);
            match shortage.available {
                0 => Changed::SoldOut { title },
                available => Changed::Fewer { title, available },
            }
        })
        .collect()
}

/// The lines as they are frozen: what was shown, and what the pricing function said of them.
fn order_lines(view: &CartView, priced: &Priced<VariantId>) -> Result<Vec<OrderLine>, PlaceError> {
    let mut lines = Vec::with_capacity(priced.lines.len());
    for line in &view.lines {
        let found = priced.lines.iter().find(|found| found.key == line.variant);
        let (Some(found), Some(item)) = (found, &line.item) else {
            return Err(PlaceError::Changed(vec![Changed::NotForSale {
                title: title_of(line),
            }]));
        };
        let tax = tax_of(&found.adjustments);
        let quantity: Quantity = found.quantity;
        lines.push(OrderLine {
            id: OrderLineId::generate(),
            variant: Some(line.variant),
            product_slug: item.product_slug.as_str().to_owned(),
            sku: item.variant.sku.as_str().to_owned(),
            title: item.title.clone(),
            options: item.variant.options.clone(),
            picture_key: item.picture_key.clone(),
            weight_grams: item.variant.weight_grams,
            quantity,
            unit_price: found.unit_price,
            compare_at: line.compare_at,
            net: found.amounts.net,
            tax: found.amounts.tax,
            gross: found.amounts.gross,
            tax_name: tax.map_or_else(String::new, |tax| tax.reason.clone()),
            tax_rate: tax_rate(&found.adjustments),
            shipped: 0,
        });
    }
    Ok(lines)
}

fn tax_of(adjustments: &[Adjustment]) -> Option<&Adjustment> {
    adjustments
        .iter()
        .find(|adjustment| adjustment.kind == AdjustmentKind::Tax)
}

fn tax_rate(adjustments: &[Adjustment]) -> Rate {
    tax_of(adjustments)
        .and_then(|tax| tax.rate)
        .unwrap_or(Rate::ZERO)
}

/// Why every amount is what it is, as rows.
fn adjustments(priced: &Priced<VariantId>, lines: &[OrderLine]) -> Vec<OrderAdjustment> {
    let of_lines = priced.lines.iter().flat_map(|line| {
        let id = lines
            .iter()
            .find(|found| found.variant == Some(line.key))
            .map(|found| found.id);
        line.adjustments.iter().map(move |found| (id, found))
    });
    let of_shipping = priced
        .shipping
        .iter()
        .flat_map(|charge| charge.adjustments.iter().map(|found| (None, found)));
    of_lines
        .chain(of_shipping)
        .map(|(line, found)| OrderAdjustment {
            line,
            kind: found.kind,
            reason: found.reason.clone(),
            rate: found.rate,
            amount: found.amount,
        })
        .collect()
}

fn amounts(priced: &Priced<VariantId>) -> OrderAmounts {
    let zero = Money::zero(priced.currency);
    let shipping = priced.shipping.as_ref();
    OrderAmounts {
        subtotal: priced.subtotal,
        discount: priced.discount,
        shipping_name: shipping.map_or_else(String::new, |charge| charge.name.clone()),
        shipping: priced.shipping_total,
        shipping_net: shipping.map_or(zero, |charge| charge.amounts.net),
        shipping_tax: shipping.map_or(zero, |charge| charge.amounts.tax),
        shipping_rate: shipping.map_or(Rate::ZERO, |charge| tax_rate(&charge.adjustments)),
        tax: priced.tax,
        total: priced.total,
    }
}
