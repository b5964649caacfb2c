//! Who the customers are, as far as forms ask.

use rand::Rng;
use rand::rngs::StdRng;

use crate::form::{Field, Form, Kind};

/// Approves at once at the sandbox bank.
const CARD: &str = "4242 4242 4242 4242";
/// Every address is there, if the shop ships there; else in whatever country the form offers first.
const COUNTRY: &str = "DE";
const GIVEN_NAMES: [&str; 8] = [
    "Ada", "Björn", "Chloé", "Deniz", "Emília", "Fatou", "Grace", "Håkon",
];
const FAMILY_NAMES: [&str; 8] = [
    "Lovelace",
    "Müller",
    "Dubois",
    "Yılmaz",
    "Novák",
    "Diop",
    "Hopper",
    "Ødegård",
];

/// Fills in the address step by what each field says it is for. Only required fields are typed into, as customers do.
pub fn fill(form: &mut Form, random: &mut StdRng) {
    let number = random.random::<u32>();
    for field in &mut form.fields {
        match &field.kind {
            Kind::Select { options } => {
                if field.is_for("country") && options.iter().any(|option| option == COUNTRY) {
                    COUNTRY.clone_into(&mut field.value);
                }
            }
            // The billing address stays folded away: it is the same.
            Kind::Value if field.required && !field.is_billing() => {
                if let Some(text) = answer(field, number) {
                    field.value = text;
                }
            }
            Kind::Value | Kind::Choice { .. } => {}
        }
    }
}

pub fn fill_card(form: &mut Form) {
    for field in form
        .fields
        .iter_mut()
        .filter(|field| field.is_for("cc-number"))
    {
        CARD.clone_into(&mut field.value);
    }
}

/// `None` for fields that have no autocomplete token of ours, such as hidden ones.
fn answer(field: &Field, number: u32) -> Option<String> {
    let token = field.autocomplete.split_ascii_whitespace().next_back()?;
    let pick = |names: [&str; 8], shift: u32| {
        let index = usize::try_from((number >> shift) % 8).unwrap_or_default();
        names.get(index).map(ToString::to_string)
    };
    match token {
        "email" => Some(format!("customer-{number:08x}@example.com")),
        "given-name" => pick(GIVEN_NAMES, 0),
        "family-name" => pick(FAMILY_NAMES, 3),
        "name" => Some("Ada Lovelace".to_owned()),
        "street-address" | "address-line1" => Some(format!("Lange Straße {}", number % 200 + 1)),
        "postal-code" => Some(format!("{:05}", 10_115 + number % 4_000)),
        "address-level2" => Some("Berlin".to_owned()),
        "address-level1" => Some("BE".to_owned()),
        "tel" => Some("+49 30 1234567".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use rand::SeedableRng;
    use url::form_urlencoded::parse;

    use super::*;
    use crate::form::forms;

    const PAGE: &str = r#"<form method="post" action="/checkout/address">
        <input name="email" autocomplete="email" required>
        <input name="given-name" autocomplete="shipping given-name" required>
        <input name="postal-code" autocomplete="shipping postal-code" required>
        <select name="country" autocomplete="shipping country"><option value="AT" selected><option value="DE"></select>
        <input name="organization" autocomplete="shipping organization">
        <input name="billing-given-name" autocomplete="billing given-name" required>
        <input type="checkbox" name="billing-different" value="yes"></form>"#;

    #[test]
    fn a_guest_types_what_is_required_and_no_more() {
        let mut form = forms(PAGE).remove(0);

        fill(&mut form, &mut StdRng::seed_from_u64(7));

        let sent = form.encoded();
        let values: HashMap<String, String> = parse(sent.as_bytes()).into_owned().collect();
        assert!(values["email"].ends_with("@example.com"));
        assert_eq!(values["postal-code"].len(), 5);
        assert_eq!(values["country"], "DE");
        for empty in ["organization", "billing-given-name"] {
            assert_eq!(values[empty], "", "{empty}");
        }
        assert!(!values.contains_key("billing-different"));
    }
}
