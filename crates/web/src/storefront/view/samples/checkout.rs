//! Samples of the checkout's pages.

use super::*;

pub(super) fn totals(shipping: bool) -> Totals {
    Totals {
        subtotal: eur(9880),
        shipping: shipping.then(|| ShippingLine {
            name: "DHL parcel, 2–3 working days".to_owned(),
            price: eur(490),
            free: false,
        }),
        taxes: vec![TaxLine {
            name: "VAT".to_owned(),
            rate: Rate::from_ppm(190_000).unwrap(),
            tax: eur(1656),
        }],
        prices_include_tax: true,
        total: eur(if shipping { 10370 } else { 9880 }),
    }
}

fn frame(step: &'static str, errors: FormErrors) -> CheckoutFrame {
    let names = ["address", "shipping", "payment"];
    let at = names.iter().position(|name| *name == step).unwrap();
    CheckoutFrame {
        step,
        steps: names
            .iter()
            .enumerate()
            .map(|(number, name)| Step {
                name,
                state: match number.cmp(&at) {
                    std::cmp::Ordering::Less => StepState::Done,
                    std::cmp::Ordering::Equal => StepState::Current,
                    std::cmp::Ordering::Greater => StepState::Open,
                },
                url: (number < at).then(|| format!("/checkout/{name}")),
            })
            .collect(),
        summary: Summary {
            lines: cart()
                .lines
                .into_iter()
                .map(|line| SummaryLine {
                    title: line.title,
                    variant: line.variant,
                    quantity: line.quantity,
                    total: line.total,
                    picture: line.picture,
                })
                .collect(),
            totals: totals(at > 0),
        },
        errors,
        action: format!("/checkout/{step}"),
        back_url: "/checkout/address".to_owned(),
    }
}

fn countries() -> Vec<Choice> {
    [("DE", "Germany"), ("AT", "Austria"), ("CH", "Switzerland")]
        .map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            selected: value == "DE",
        })
        .to_vec()
}

pub(crate) fn checkout_address() -> CheckoutAddress {
    let address = AddressForm {
        country: "DE".to_owned(),
        ..AddressForm::default()
    };
    CheckoutAddress {
        frame: frame("address", FormErrors::new()),
        form: AddressView {
            email: String::new(),
            shipping: address.clone(),
            billing_different: false,
            billing: address,
        },
        more_open: false,
        billing_more_open: false,
        shipping_countries: countries(),
        billing_countries: countries(),
    }
}

pub(crate) fn checkout_address_wrong() -> CheckoutAddress {
    let mut errors = FormErrors::new();
    errors.add("email", Message::key("checkout-error-email"));
    errors.add("postal-code", Message::key("checkout-error-postal-code"));
    errors.add("tel", Message::key("checkout-error-phone"));
    let mut view = checkout_address();
    view.frame.errors = errors;
    view.form.email = "ada@".to_owned();
    view.form.shipping.given_name = "Ada".to_owned();
    view.form.shipping.postal_code = "1".to_owned();
    view.form.shipping.tel = "abc".to_owned();
    view.form.billing_different = true;
    view.more_open = true;
    view
}

fn review(rows: usize) -> Vec<ReviewRow> {
    let row = |name, lines: &[&str], url: &str| ReviewRow {
        name,
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        change_url: url.to_owned(),
    };
    vec![
        row("contact", &["ada@example.org"], "/checkout/address"),
        row(
            "address",
            &[
                "Ada Lovelace",
                "Unter den Linden 1",
                "10117 Berlin",
                "Germany",
            ],
            "/checkout/address",
        ),
        row(
            "shipping",
            &["DHL parcel, 2–3 working days"],
            "/checkout/shipping",
        ),
    ]
    .into_iter()
    .take(rows)
    .collect()
}

pub(crate) fn checkout_shipping() -> CheckoutShipping {
    let method = |value: &str, name: &str, price, selected| ShippingChoice {
        value: value.to_owned(),
        name: name.to_owned(),
        price: eur(price),
        free: price == 0,
        selected,
    };
    CheckoutShipping {
        frame: frame("shipping", FormErrors::new()),
        review: review(2),
        methods: vec![
            method("1", "DHL parcel, 2–3 working days", 490, true),
            method("2", "Collect from the shop", 0, false),
        ],
    }
}

pub(crate) fn checkout_shipping_none() -> CheckoutShipping {
    CheckoutShipping {
        methods: Vec::new(),
        ..checkout_shipping()
    }
}

pub(crate) fn checkout_payment() -> CheckoutPayment {
    CheckoutPayment {
        frame: frame("payment", FormErrors::new()),
        review: review(3),
        changes: Vec::new(),
        blocked: false,
        cart_url: "/cart".to_owned(),
        methods: ["sandbox", "manual"]
            .map(|value| PaymentChoice {
                value: value.to_owned(),
                selected: value == "sandbox",
            })
            .to_vec(),
    }
}

pub(crate) fn checkout_payment_changed() -> CheckoutPayment {
    CheckoutPayment {
        changes: vec![
            Message::key("checkout-change-total")
                .with("before", "€98.80")
                .with("now", "€103.70"),
            Message::key("checkout-change-sold-out").with("title", "Enamel mug"),
        ],
        blocked: true,
        ..checkout_payment()
    }
}

pub(crate) fn checkout_payment_none() -> CheckoutPayment {
    CheckoutPayment {
        methods: Vec::new(),
        ..checkout_payment()
    }
}
