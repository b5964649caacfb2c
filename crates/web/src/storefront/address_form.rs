//! The address step: from a form to what the shop checks, and back with what is wrong at each field.

use l10n::Locale;
use serde::Deserialize;
use shop::Settings;
use shop::address::{Address, AddressField, AddressInput, AddressProblem};
use shop::cart::Details;
use shop::checkout::{AddressStep, StepProblem};

use super::view::{AddressForm, AddressView, Choice};
use crate::kit::forms::{FormErrors, Message};

/// The form as browsers send it; every field is there or empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Sent {
    email: String,
    given_name: String,
    family_name: String,
    organization: String,
    #[serde(rename = "address-line1")]
    line1: String,
    #[serde(rename = "address-line2")]
    line2: String,
    postal_code: String,
    #[serde(rename = "address-level2")]
    city: String,
    #[serde(rename = "address-level1")]
    region: String,
    country: String,
    tel: String,
    billing_different: String,
    billing_given_name: String,
    billing_family_name: String,
    billing_organization: String,
    #[serde(rename = "billing-address-line1")]
    billing_line1: String,
    #[serde(rename = "billing-address-line2")]
    billing_line2: String,
    billing_postal_code: String,
    #[serde(rename = "billing-address-level2")]
    billing_city: String,
    #[serde(rename = "billing-address-level1")]
    billing_region: String,
    billing_country: String,
    billing_tel: String,
}

/// Fields that are folded away at home; an error in one of them unfolds them.
const FOLDED: [&str; 5] = [
    "country",
    "organization",
    "address-line2",
    "address-level1",
    "tel",
];

impl Sent {
    /// A form without a country (a script, a theme without the field) means the home country.
    pub fn into_step(self, settings: &Settings) -> AddressStep {
        let home = settings.home_country.as_str();
        let or_home = |country: String| {
            if country.is_empty() {
                home.to_owned()
            } else {
                country
            }
        };
        let billing = AddressInput {
            given_name: self.billing_given_name,
            family_name: self.billing_family_name,
            company: self.billing_organization,
            line1: self.billing_line1,
            line2: self.billing_line2,
            postal_code: self.billing_postal_code,
            city: self.billing_city,
            region: self.billing_region,
            country: or_home(self.billing_country),
            phone: self.billing_tel,
        };
        AddressStep {
            email: self.email,
            shipping: AddressInput {
                given_name: self.given_name,
                family_name: self.family_name,
                company: self.organization,
                line1: self.line1,
                line2: self.line2,
                postal_code: self.postal_code,
                city: self.city,
                region: self.region,
                country: or_home(self.country),
                phone: self.tel,
            },
            billing: (!self.billing_different.is_empty()).then_some(billing),
        }
    }
}

/// What the customer filled in before, or an empty form for the home country.
pub fn stored(details: &Details, settings: &Settings) -> AddressStep {
    let input = |address: &Address| AddressInput::from(address);
    let empty = || AddressInput {
        country: settings.home_country.as_str().to_owned(),
        ..AddressInput::default()
    };
    AddressStep {
        email: details.email.clone(),
        shipping: details.shipping.as_ref().map_or_else(empty, input),
        billing: details.billing.as_ref().map(input),
    }
}

/// The step as its template shows it.
pub fn view(step: &AddressStep, settings: &Settings) -> AddressView {
    let billing = step.billing.clone().unwrap_or_else(|| AddressInput {
        country: settings.home_country.as_str().to_owned(),
        ..AddressInput::default()
    });
    AddressView {
        email: step.email.clone(),
        shipping: form(step.shipping.clone()),
        billing_different: step.billing.is_some(),
        billing: form(billing),
    }
}

fn form(input: AddressInput) -> AddressForm {
    AddressForm {
        given_name: input.given_name,
        family_name: input.family_name,
        organization: input.company,
        address_line1: input.line1,
        address_line2: input.line2,
        postal_code: input.postal_code,
        address_level2: input.city,
        address_level1: input.region,
        country: input.country,
        tel: input.phone,
    }
}

/// Whether the folded part has to be seen: another country, something filled in there, or an error.
pub fn is_unfolded(
    input: &AddressForm,
    prefix: &str,
    settings: &Settings,
    errors: &FormErrors,
) -> bool {
    let names: Vec<String> = FOLDED
        .iter()
        .map(|field| format!("{prefix}{field}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    input.country != settings.home_country.as_str()
        || ![
            &input.organization,
            &input.address_line2,
            &input.address_level1,
            &input.tel,
        ]
        .iter()
        .all(|text| text.is_empty())
        || errors.has_any(&names)
}

/// Countries to choose from, by their names in the reader's language.
pub fn countries(settings: &Settings, locale: Locale, chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = settings
        .countries
        .iter()
        .map(|rules| {
            let code = rules.country.as_str();
            Choice {
                value: code.to_owned(),
                label: l10n::country_name(locale, code),
                selected: code == chosen,
            }
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

/// The shop's findings as messages at the fields, in the order of the form.
pub fn errors(problems: &[StepProblem]) -> FormErrors {
    let mut errors = FormErrors::new();
    for problem in problems {
        match problem {
            StepProblem::Email => errors.add("email", Message::key("checkout-error-email")),
            StepProblem::Shipping(field, problem) => {
                errors.add(field.name(), message(*field, *problem));
            }
            StepProblem::Billing(field, problem) => {
                errors.add(
                    format!("billing-{}", field.name()),
                    message(*field, *problem),
                );
            }
        }
    }
    errors
}

fn message(field: AddressField, problem: AddressProblem) -> Message {
    let key = match (problem, field) {
        (AddressProblem::TooLong, _) => "checkout-error-too-long",
        (AddressProblem::CountryNotServed, _)
        | (AddressProblem::Missing, AddressField::Country) => "checkout-error-country",
        (AddressProblem::PhoneShape, _) | (AddressProblem::Missing, AddressField::Phone) => {
            "checkout-error-phone"
        }
        (AddressProblem::PostalCodeShape, _)
        | (AddressProblem::Missing, AddressField::PostalCode) => "checkout-error-postal-code",
        (AddressProblem::Missing, AddressField::GivenName) => "checkout-error-given-name",
        (AddressProblem::Missing, AddressField::FamilyName) => "checkout-error-family-name",
        (AddressProblem::Missing, AddressField::City) => "checkout-error-city",
        (AddressProblem::Missing, AddressField::Region) => "checkout-error-region",
        (
            AddressProblem::Missing,
            AddressField::Line1 | AddressField::Line2 | AddressField::Company,
        ) => "checkout-error-address-line1",
    };
    Message::key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_the_names_that_browsers_fill_in() {
        let sent: Sent = serde_json::from_value(serde_json::json!({
            "email": "ada@example.org", "given-name": "Ada", "family-name": "Lovelace",
            "address-line1": "Hauptstraße 1", "postal-code": "50667", "address-level2": "Köln",
            "billing-different": "yes", "billing-address-line1": "Am Markt 2", "billing-country": "AT",
        }))
        .unwrap();

        let step = sent.into_step(&Settings::initial());

        assert_eq!(step.shipping.line1, "Hauptstraße 1");
        assert_eq!(step.shipping.city, "Köln");
        assert_eq!(
            step.shipping.country, "DE",
            "no country is the home country"
        );
        let billing = step.billing.unwrap();
        assert_eq!(
            (billing.line1.as_str(), billing.country.as_str()),
            ("Am Markt 2", "AT")
        );
    }

    #[test]
    fn every_problem_has_words_at_its_field() {
        let fields = [
            AddressField::GivenName,
            AddressField::Line1,
            AddressField::PostalCode,
            AddressField::Region,
            AddressField::Phone,
            AddressField::Country,
        ];
        let problems = [
            AddressProblem::Missing,
            AddressProblem::TooLong,
            AddressProblem::PostalCodeShape,
            AddressProblem::CountryNotServed,
            AddressProblem::PhoneShape,
        ];
        for field in fields {
            for problem in problems {
                let Message::Key { key, .. } = message(field, problem) else {
                    unreachable!()
                };
                for locale in Locale::ALL {
                    assert!(
                        l10n::try_t(locale, &key, &[]).is_some(),
                        "{key} in {locale}"
                    );
                }
            }
        }
        let found = errors(&[
            StepProblem::Email,
            StepProblem::Billing(AddressField::City, AddressProblem::Missing),
        ]);
        assert!(found.has_any(&["email"]) && found.has_any(&["billing-address-level2"]));
    }

    #[test]
    fn the_rest_of_the_form_stays_folded_at_home() {
        let settings = Settings::initial();
        let home = AddressForm {
            country: "DE".to_owned(),
            ..AddressForm::default()
        };
        let abroad = AddressForm {
            country: "AT".to_owned(),
            ..AddressForm::default()
        };
        let mut wrong = FormErrors::new();
        wrong.add("tel", Message::key("checkout-error-phone"));

        assert!(!is_unfolded(&home, "", &settings, &FormErrors::new()));
        assert!(is_unfolded(&abroad, "", &settings, &FormErrors::new()));
        assert!(is_unfolded(&home, "", &settings, &wrong));
        assert!(!is_unfolded(&home, "billing-", &settings, &wrong));
    }
}
