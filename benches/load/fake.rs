//! A shop with the public contract's pages and nothing behind them, to test customers against.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, RawForm, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use url::form_urlencoded;

/// What is special about the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    None,
    /// Nothing can be bought.
    SoldOut,
    /// Each price changes between the payment page and placing.
    PricesChange,
    /// The order page does not work.
    BrokenOrderPage,
}

#[derive(Clone)]
struct Fake {
    address: SocketAddr,
    trouble: Trouble,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    carts: u32,
    orders: u32,
    /// Carts with address and shipping: the checkout leads them past both.
    prepared: HashSet<String>,
    /// Order pages that were looked at once: from then on they say "paid".
    seen: HashSet<String>,
}

/// Starts the shop on a free port and returns its address.
pub async fn start(trouble: Trouble) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let fake = Fake {
        address,
        trouble,
        memory: Arc::default(),
    };
    let routes = Router::new()
        .route("/sitemap.xml", get(sitemap))
        .route("/", get(plain))
        .route("/search", get(plain))
        .route("/categories/{slug}", get(plain))
        .route("/products/{slug}", get(product))
        .route("/cart", get(cart))
        .route("/cart/lines", post(add))
        .route("/checkout", get(next_step))
        .route("/checkout/address", get(address_page).post(address_sent))
        .route("/checkout/shipping", get(shipping_page).post(shipping_sent))
        .route("/checkout/payment", get(payment_page))
        .route("/checkout/place", post(place))
        .route("/bank/{payment}", get(bank).post(pay))
        .route("/orders/{token}", get(order));
    tokio::spawn(async move { axum::serve(listener, routes.with_state(fake)).await });
    format!("http://{address}")
}

fn page(body: &str) -> Html<String> {
    Html(format!("<!doctype html><html><body>{body}</body></html>\n"))
}

async fn plain() -> Html<String> {
    page("<form action='/search'><input name='q'><button>Find</button></form>")
}

async fn sitemap(State(fake): State<Fake>) -> String {
    let paths = [
        "/",
        "/categories/cups",
        "/products/blue-cup",
        "/products/white-kettle",
    ];
    let location = |path| format!("<url><loc>http://{}{path}</loc></url>", fake.address);
    format!("<urlset>{}</urlset>", paths.map(location).concat())
}

async fn product(State(fake): State<Fake>) -> Html<String> {
    let disabled = if fake.trouble == Trouble::SoldOut {
        "disabled"
    } else {
        ""
    };
    page(&format!(
        "<form method=post action='/cart/lines'><input type=hidden name=variant value=v1>\
         <input name=quantity value=1><button {disabled}>Add</button></form>"
    ))
}

async fn add(State(fake): State<Fake>, headers: HeaderMap, form: RawForm) -> Response {
    assert!(fields(&form).contains_key("variant"));
    let token = cart_of(&headers).unwrap_or_else(|| {
        let mut memory = fake.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.carts += 1;
        memory.carts.to_string()
    });
    let cookie = format!("cart={token}; Path=/; HttpOnly");
    ([(SET_COOKIE, cookie)], Redirect::to("/cart")).into_response()
}

async fn cart(headers: HeaderMap) -> Html<String> {
    let link = cart_of(&headers).map(|_| "<a href='/checkout'>Check out</a>");
    page(link.unwrap_or("Your cart is empty."))
}

async fn next_step(State(fake): State<Fake>, headers: HeaderMap) -> Redirect {
    let memory = fake.memory.lock().unwrap_or_else(PoisonError::into_inner);
    let known = cart_of(&headers).is_some_and(|cart| memory.prepared.contains(&cart));
    Redirect::to(if known {
        "/checkout/payment"
    } else {
        "/checkout/address"
    })
}

async fn address_page(headers: HeaderMap) -> Response {
    if cart_of(&headers).is_none() {
        return Redirect::to("/cart").into_response();
    }
    page(
        "<form method=post action='/checkout/address'>\
         <input name=email autocomplete=email required>\
         <input name=postal-code autocomplete='shipping postal-code' required>\
         <input name=tel autocomplete='shipping tel'>\
         <select name=country autocomplete='shipping country'><option value=DE></select>\
         <button>On</button></form>",
    )
    .into_response()
}

async fn address_sent(form: RawForm) -> Response {
    let fields = fields(&form);
    if fields["email"].is_empty() || fields["postal-code"].is_empty() || fields["country"] != "DE" {
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            page("<div id=\"errors\">"),
        )
            .into_response();
    }
    Redirect::to("/checkout/shipping").into_response()
}

async fn shipping_page() -> Html<String> {
    page(
        "<form method=post action='/checkout/shipping'>\
         <input type=radio name=shipping value=slow><input type=radio name=shipping value=fast>\
         <button>On</button></form>",
    )
}

async fn shipping_sent(State(fake): State<Fake>, headers: HeaderMap, form: RawForm) -> Response {
    let mut memory = fake.memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.prepared.extend(cart_of(&headers));
    match fields(&form).get("shipping").map(String::as_str) {
        Some("slow") => Redirect::to("/checkout/payment").into_response(),
        _ => (
            StatusCode::UNPROCESSABLE_ENTITY,
            page("<div id=\"errors\">"),
        )
            .into_response(),
    }
}

async fn payment_page() -> Html<String> {
    page(
        "<form method=post action='/checkout/place'><input type=hidden name=total value=1990>\
         <input type=radio name=payment value=manual checked>\
         <input type=radio name=payment value=sandbox><button>Place</button></form>",
    )
}

async fn place(State(fake): State<Fake>, form: RawForm) -> Response {
    let fields = fields(&form);
    if fields["payment"] != "sandbox" || fields["total"] != "1990" {
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            page("<div id=\"errors\">"),
        )
            .into_response();
    }
    if fake.trouble == Trouble::PricesChange {
        return (StatusCode::CONFLICT, page("<div id=\"changes\">")).into_response();
    }
    let mut memory = fake.memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.orders += 1;
    Redirect::to(&format!("http://{}/bank/{}", fake.address, memory.orders)).into_response()
}

async fn bank(Path(payment): Path<String>) -> Html<String> {
    page(&format!(
        "<form method=post action='/bank/{payment}'>\
         <input name=card autocomplete=cc-number required><button>Pay</button></form>"
    ))
}

async fn pay(State(fake): State<Fake>, Path(payment): Path<String>, form: RawForm) -> Response {
    assert_eq!(fields(&form)["card"], "4242 4242 4242 4242");
    Redirect::to(&format!("http://{}/orders/{payment}", fake.address)).into_response()
}

async fn order(State(fake): State<Fake>, Path(token): Path<String>) -> Response {
    if fake.trouble == Trouble::BrokenOrderPage {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut memory = fake.memory.lock().unwrap_or_else(PoisonError::into_inner);
    let state = if memory.seen.insert(token) {
        "pending"
    } else {
        "paid"
    };
    page(&format!("<p data-payment-state={state}>")).into_response()
}

fn fields(RawForm(form): &RawForm) -> HashMap<String, String> {
    form_urlencoded::parse(form).into_owned().collect()
}

fn cart_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?;
    let cart = cookies
        .split("; ")
        .find_map(|cookie| cookie.strip_prefix("cart="))?;
    Some(cart.to_owned())
}
