//! A customer: what they click and what they make of the page they get.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use rand::Rng;
use rand::seq::IndexedRandom;

use crate::args::Mix;
use crate::browser::{Browser, Failure, Page};
use crate::catalogue::Catalogue;
use crate::customer;
use crate::form::{Form, forms};
use crate::html::link_to;
use crate::http::Jar;
use crate::listing::Facets;
use crate::mix::{BROWSING, Interaction, ORDERING, SHOPPING, Schedule, Weights};
use crate::offer;
use crate::order_page::{PaymentState, payment_state};
use crate::step::Step;
use crate::visit::Visit;

/// A cart with so many lines is only looked at, in the mixes; TPC-W's shopping mix would fill it without end.
const MOST_LINES: u32 = 3;
/// Product pages that a buyer looks at before giving up on a shop where everything is sold out.
const MOST_LOOKS: u32 = 20;
/// How often the order page is loaded again until it says that the payment arrived.
const MOST_RELOADS: u32 = 50;
const RELOAD_AFTER: Duration = Duration::from_millis(100);
/// After an error, so that a broken shop is not flooded.
const REST_AFTER_ERROR: Duration = Duration::from_millis(100);

pub struct Shopper {
    pub browser: Browser,
    catalogue: Arc<Catalogue>,
    visit: Visit,
    facets: Facets,
}

/// A cart that needs nothing but "place order", and the cookies it belongs to.
#[derive(Debug, Clone)]
pub struct ReadyCart {
    pub jar: Jar,
    pub payment: Form,
}

/// Why a purchase did not go on.
#[derive(Debug)]
pub enum Halt {
    SoldOut,
    /// Price or stock changed since the last page.
    Changed,
    Failed(Failure),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Shopper {
    pub fn new(browser: Browser, catalogue: Arc<Catalogue>) -> Self {
        Self {
            browser,
            catalogue,
            visit: Visit::default(),
            facets: Facets::default(),
        }
    }

    /// Does what the mix says until somebody stops waiting for it. `place` works from [`Self::prepare`] and [`Self::place_ready`].
    pub async fn work(&mut self, mix: Mix) {
        match mix {
            Mix::Browsing => self.interact_forever(BROWSING).await,
            Mix::Shopping => self.interact_forever(SHOPPING).await,
            Mix::Ordering => self.interact_forever(ORDERING).await,
            Mix::Product => loop {
                let product = self.catalogue.product(&mut self.browser.random).to_owned();
                let looked = self.open(&product).await;
                self.judge(looked).await;
            },
            Mix::Popular => loop {
                let product = self.catalogue.popular(&mut self.browser.random).to_owned();
                let looked = self.open(&product).await;
                self.judge(looked).await;
            },
            Mix::Category => loop {
                let category = self.catalogue.sorted_category(&mut self.browser.random);
                let looked = self.open(&category).await;
                self.judge(looked).await;
            },
            Mix::Filtered => loop {
                let looked = self.narrow_down().await;
                self.judge(looked).await;
            },
            Mix::Search => loop {
                let text = self.catalogue.text(&mut self.browser.random);
                let found = self.open(&format!("/search?q={text}")).await;
                self.judge(found).await;
            },
            Mix::Suggest => loop {
                let typed = self.catalogue.typed(&mut self.browser.random);
                let suggested = self.open(&format!("/search/suggest?q={typed}")).await;
                self.judge(suggested).await;
            },
            Mix::Checkout | Mix::Place => loop {
                let bought = self.check_out().await;
                self.judge(bought).await;
            },
        }
    }

    async fn interact_forever(&mut self, weights: Weights) {
        let random = &mut self.browser.random;
        let mut schedule = Schedule::new(weights, |most| random.random_range(0..=most));
        loop {
            let interaction = schedule.next(|interaction| self.visit.allows(interaction));
            let outcome = self.interact(interaction).await;
            self.judge(outcome).await;
        }
    }

    /// What TPC-W's interactions are in this shop.
    async fn interact(&mut self, interaction: Interaction) -> Result<(), Halt> {
        match interaction {
            Interaction::Home => self.open("/").await,
            Interaction::NewProducts => {
                let category = self.catalogue.category(&mut self.browser.random);
                self.open(&format!("{category}?sort=new")).await
            }
            Interaction::BestSellers => {
                let category = self.catalogue.category(&mut self.browser.random).to_owned();
                self.open(&category).await
            }
            Interaction::ProductDetail => self.look_at_product().await,
            Interaction::SearchRequest => self.open("/search").await,
            Interaction::SearchResults => {
                let word = self.catalogue.word(&mut self.browser.random);
                self.open(&format!("/search?q={word}")).await
            }
            Interaction::ShoppingCart => self.use_cart().await,
            Interaction::CustomerRegistration => self.give_address().await,
            Interaction::BuyRequest => self.choose_shipping().await,
            Interaction::BuyConfirm => self.place_and_pay().await,
            Interaction::OrderInquiry | Interaction::OrderDisplay => {
                let order = self.visit.order.clone().unwrap_or_else(|| "/".to_owned());
                self.open(&order).await
            }
        }
    }

    async fn open(&mut self, path: &str) -> Result<(), Halt> {
        self.browser.open(path).await?;
        Ok(())
    }

    /// Opens a category with some values of its facets, which its page has told.
    async fn narrow_down(&mut self) -> Result<(), Halt> {
        let category = self.catalogue.category(&mut self.browser.random).to_owned();
        if !self.facets.are_known(&category) {
            let page = self.browser.open(&category).await?;
            self.facets.learn(&category, &page.html);
        }
        let narrowed = self.facets.narrowed(&category, &mut self.browser.random);
        self.open(&narrowed).await
    }

    /// From the first page to the paid order, one product.
    async fn check_out(&mut self) -> Result<(), Halt> {
        self.fill_cart().await?;
        self.give_address().await?;
        self.choose_shipping().await?;
        self.place_and_pay().await
    }

    async fn fill_cart(&mut self) -> Result<(), Halt> {
        self.leave();
        self.open("/").await?;
        let mut looks = 0;
        while self.visit.offer.is_none() {
            if looks == MOST_LOOKS {
                return Err(Halt::SoldOut);
            }
            self.look_at_product().await?;
            looks += 1;
        }
        self.use_cart().await
    }

    /// Prepares a cart up to the payment page, for `--mix place`.
    pub async fn prepare(&mut self) -> Result<ReadyCart, Halt> {
        self.fill_cart().await?;
        self.give_address().await?;
        self.choose_shipping().await?;
        let payment = self
            .visit
            .payment
            .take()
            .ok_or_else(|| Step::Payment.failed("no form"))?;
        Ok(ReadyCart {
            jar: std::mem::take(&mut self.browser.jar),
            payment,
        })
    }

    /// Sends "place order" of a prepared cart and looks no further than where the answer leads.
    pub async fn place_ready(&mut self, cart: ReadyCart) {
        self.browser.jar = cart.jar;
        let placed = self.place_only(&cart.payment).await;
        if placed.is_ok() && self.browser.counts() {
            self.browser.record.orders += 1;
        }
        self.judge(placed).await;
    }

    async fn place_only(&mut self, payment: &Form) -> Result<(), Halt> {
        let (step, answer) = self.browser.send(payment).await?;
        let status = answer.status;
        if matches!(
            status,
            StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY
        ) {
            return Err(refusal(step, &String::from_utf8_lossy(&answer.body)));
        }
        let Some(link) = answer.location.filter(|_| status.is_redirection()) else {
            return Err(step.failed(format!("status {status}")).into());
        };
        let path = self.browser.path_of(step, &link)?;
        if is_back_in_checkout(&path) {
            return Err(Halt::Changed);
        }
        Ok(())
    }

    async fn look_at_product(&mut self) -> Result<(), Halt> {
        let path = self.catalogue.product(&mut self.browser.random).to_owned();
        let page = self.browser.open(&path).await?;
        let mut variants = offer::variants(&page.html);
        variants.retain(|variant| variant.can_be_bought);
        let chosen = variants.choose(&mut self.browser.random);
        self.visit.offer = offer::form(&page.html, chosen);
        Ok(())
    }

    /// Adds what was looked at last; a cart that is full enough, or nothing to add, is only looked at.
    async fn use_cart(&mut self) -> Result<(), Halt> {
        let offer = self
            .visit
            .offer
            .take()
            .filter(|_| self.visit.lines < MOST_LINES);
        let page = match &offer {
            Some(form) => self.browser.submit(form).await?,
            None => self.browser.open("/cart").await?,
        };
        if offer.is_none() && self.visit.lines == 0 {
            return Ok(());
        }
        // A product that sold out meanwhile leads back to its page, or to a cart that cannot be bought.
        let checkout = link_to(&page.html, "/checkout").filter(|_| page.place() == "/cart");
        let checkout = checkout.ok_or(Halt::SoldOut)?;
        if offer.is_some() {
            self.visit.lines += 1;
            // The total that was shown is no longer right.
            self.visit.payment = None;
        }
        self.visit.checkout = Some(checkout);
        Ok(())
    }

    async fn give_address(&mut self) -> Result<(), Halt> {
        let Some(checkout) = self.visit.checkout.clone() else {
            return Err(Step::Cart
                .failed("the cart page has no link to the checkout")
                .into());
        };
        // A customer whose address is known is led past this step, and comes back to it by "change".
        let known = self.visit.shipping.is_some();
        let page = if known {
            "/checkout/address"
        } else {
            &checkout
        };
        let page = self.browser.open(page).await?;
        let mut form = form_of(&page, |form| form.asks_for("email"))?;
        customer::fill(&mut form, &mut self.browser.random);
        let page = self.browser.submit(&form).await?;
        let mut shipping = form_of(&page, |form| form.has("shipping"))?;
        shipping.choose_any("shipping");
        self.visit.shipping = Some(shipping);
        self.visit.payment = None;
        Ok(())
    }

    async fn choose_shipping(&mut self) -> Result<(), Halt> {
        let Some(form) = self.visit.shipping.clone() else {
            return Err(Step::Shipping
                .failed("there is no form to choose shipping")
                .into());
        };
        let page = self.browser.submit(&form).await?;
        let mut payment = form_of(&page, |form| form.has("payment"))?;
        let card = payment
            .offered("payment")
            .into_iter()
            .find(|value| *value != "manual");
        let Some(card) = card.map(ToOwned::to_owned) else {
            return Err(page
                .step
                .failed("no card payment is offered; the sandbox has to be on")
                .into());
        };
        payment.set("payment", &card);
        self.visit.payment = Some(payment);
        Ok(())
    }

    async fn place_and_pay(&mut self) -> Result<(), Halt> {
        let Some(form) = self.visit.payment.take() else {
            return Err(Step::Payment
                .failed("there is no form to place the order")
                .into());
        };
        let page = self.browser.submit(&form).await?;
        if is_back_in_checkout(page.place()) {
            return Err(refusal(Step::Place, &page.html));
        }
        let mut card = form_of(&page, |form| form.asks_for("cc-number"))?;
        customer::fill_card(&mut card);
        let page = self.browser.submit(&card).await?;
        self.wait_until_paid(page).await?;
        if self.browser.counts() {
            self.browser.record.orders += 1;
        }
        self.leave();
        Ok(())
    }

    /// The bank's word may come a moment after the customer; a browser would load the page again too.
    async fn wait_until_paid(&mut self, page: Page) -> Result<(), Halt> {
        let mut page = page;
        for _ in 0..MOST_RELOADS {
            if !page.place().starts_with("/orders/") {
                return Err(page.step.failed("paying does not lead to the order").into());
            }
            match payment_state(&page.html) {
                PaymentState::Paid => {
                    self.visit.order = Some(page.path);
                    return Ok(());
                }
                PaymentState::Pending => tokio::time::sleep(RELOAD_AFTER).await,
                PaymentState::Other(state) => {
                    return Err(page
                        .step
                        .failed(format!("the order is {state}, not paid"))
                        .into());
                }
            }
            let path = page.path;
            page = self.browser.open(&path).await?;
        }
        Err(Step::OrderPage.failed("the payment never arrived").into())
    }

    /// Counts what came of it; after anything but success the customer goes and another one comes.
    async fn judge(&mut self, outcome: Result<(), Halt>) {
        let Err(halt) = outcome else { return };
        let counts = self.browser.counts();
        let record = &mut self.browser.record;
        match halt {
            Halt::SoldOut => record.sold_out += u64::from(counts),
            Halt::Changed => record.changed += u64::from(counts),
            Halt::Failed(Failure { step, message }) => {
                if counts {
                    record.error(step, &message);
                }
                tokio::time::sleep(REST_AFTER_ERROR).await;
            }
        }
        self.leave();
    }

    /// The next visit is somebody else's: no cookies, nothing in hand but the link to the last order.
    fn leave(&mut self) {
        let order = self.visit.order.take();
        self.visit = Visit {
            order,
            ..Visit::default()
        };
        self.browser.jar = Jar::default();
    }
}

/// The form that the step needs. Being sent back to the cart means that something in it cannot be bought any more.
fn form_of(page: &Page, is_it: impl Fn(&Form) -> bool) -> Result<Form, Halt> {
    let mut forms = forms(&page.html).into_iter();
    if let Some(mut form) = forms.find(|form| form.post && is_it(form)) {
        if form.action.is_empty() {
            form.action.clone_from(&page.path);
        }
        return Ok(form);
    }
    if page.place() == "/cart" {
        return Err(Halt::Changed);
    }
    let message = format!(
        "{} answered {} without the form that was expected",
        page.place(),
        page.status
    );
    Err(page.step.failed(message).into())
}

/// Placing leads to the bank or to the order; back to a step, or to the cart, means that it was refused and why.
fn is_back_in_checkout(path: &str) -> bool {
    path.starts_with("/checkout") || path.starts_with("/cart")
}

/// A page with the summary of a form's mistakes is one that was filled in wrongly, which customers here never do.
fn refusal(step: Step, html: &str) -> Halt {
    if html.contains("id=\"errors\"") {
        return step.failed("refused for mistakes in the form").into();
    }
    Halt::Changed
}
