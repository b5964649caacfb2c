//! What customers do, by nothing but links, forms and the public contract: field names are found by
//! their autocomplete tokens, as a browser or a password manager finds them.

use testkit::{Form, Page};

use super::{Answer, Client};

/// Always approved by the pretend bank.
pub const GOOD_CARD: &str = "4242 4242 4242 4242";

const AT_HOME: [(&str, &str); 6] = [
    ("email", "ada@customer.example"),
    ("given-name", "Ada"),
    ("family-name", "Lovelace"),
    ("address-line1", "Lindenallee 4"),
    ("postal-code", "10115"),
    ("address-level2", "Berlin"),
];

/// Puts a product into the cart, as the form on its page is filled in; ends in the cart.
pub async fn fill_cart(client: &mut Client, slug: &str) -> Answer {
    let page = client.get(&format!("/products/{slug}")).await?;
    page.assert_status(200);
    let answer = client
        .submit(&page.form("form[action='/cart/lines']"))
        .await?;
    answer.assert_status(303);
    client.follow(answer).await
}

/// From the cart to the page that has the button "Order and pay".
pub async fn to_payment(client: &mut Client) -> Answer {
    let page = client.visit("/checkout").await?;
    let address = filled_address(&page);
    let answer = client.submit(&address).await?;
    answer.assert_status(303);
    let page = client.follow(answer).await?;
    let shipping = with_first_choice(&page, "form[action='/checkout/shipping']");
    let answer = client.submit(&shipping).await?;
    answer.assert_status(303);
    let page = client.follow(answer).await?;
    page.assert_status(200);
    Ok(page)
}

/// A cart with one product, and everything said that has to be said before the last button.
pub async fn ready_to_place(client: &mut Client, slug: &str) -> Answer {
    fill_cart(client, slug).await?.assert_status(200);
    to_payment(client).await
}

/// The last form of the checkout, with a way to pay: "manual" or "sandbox".
#[track_caller]
pub fn order_form(page: &Page, method: &str) -> Form {
    let css = "form[action='/checkout/place']";
    let name = page.attribute(
        &format!("{css} input[type='radio'][value='{method}']"),
        "name",
    );
    page.form(css).with(&name, method)
}

/// Pays on the bank's page that `redirect` leads to, and comes back to the shop. What is answered
/// then leads to the order's page.
pub async fn pay_by_card(client: &mut Client, redirect: Page, card: &str) -> Answer {
    let page = client.follow(redirect).await?;
    page.assert_status(200);
    let css = "form:has([autocomplete~='cc-number'])";
    let form = page.form(css);
    let name = field(&page, css, "cc-number");
    let answer = client.submit(&form.with(&name, card)).await?;
    answer.assert_status(303);
    Ok(answer)
}

/// The part of an order page's address that nobody can guess.
#[track_caller]
pub fn order_token(address: &str) -> String {
    let path = address.split_once("/orders/").map(|(_, rest)| rest);
    let token = path.and_then(|rest| rest.split(['/', '?']).next());
    let token = token.unwrap_or_else(|| panic!("{address} is no order page"));
    assert!(token.len() >= 32, "{token} can be guessed");
    token.to_owned()
}

#[track_caller]
fn filled_address(page: &Page) -> Form {
    let css = "form[action='/checkout/address']";
    AT_HOME.iter().fold(page.form(css), |form, (token, value)| {
        form.with(&field(page, css, token), value)
    })
}

/// The name of the first field that is for this.
#[track_caller]
pub fn field(page: &Page, form: &str, token: &str) -> String {
    let css = format!("{form} [autocomplete~='{token}']");
    let mut names = page.attributes(&css, "name");
    assert!(!names.is_empty(), "{}: no field for {token}", page.path);
    names.swap_remove(0)
}

#[track_caller]
fn with_first_choice(page: &Page, css: &str) -> Form {
    let radio = format!("{css} input[type='radio']");
    let names = page.attributes(&radio, "name");
    let values = page.attributes(&radio, "value");
    page.form(css).with(&names[0], &values[0])
}
