//! Postal addresses: what each country needs, checked where they are typed in.

use commerce::Country;
use l10n::Locale;
use serde::{Deserialize, Serialize};

/// A checked address. Names and lines are kept as typed, in whatever script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub given_name: String,
    pub family_name: String,
    #[serde(default)]
    pub company: String,
    pub line1: String,
    #[serde(default)]
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    /// State, province or prefecture, where the country has one.
    #[serde(default)]
    pub region: String,
    pub country: Country,
    #[serde(default)]
    pub phone: String,
}

/// An address as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressInput {
    pub given_name: String,
    pub family_name: String,
    pub company: String,
    pub line1: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub phone: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressField {
    GivenName,
    FamilyName,
    Company,
    Line1,
    Line2,
    PostalCode,
    City,
    Region,
    Country,
    Phone,
}

impl AddressField {
    /// The `autocomplete` token, which is also the field's name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Company => "organization",
            Self::Line1 => "address-line1",
            Self::Line2 => "address-line2",
            Self::PostalCode => "postal-code",
            Self::City => "address-level2",
            Self::Region => "address-level1",
            Self::Country => "country",
            Self::Phone => "tel",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressProblem {
    Missing,
    TooLong,
    /// Does not look like a postal code of that country.
    PostalCodeShape,
    /// The shop does not deliver there.
    CountryNotServed,
    PhoneShape,
}

/// No single line of an address needs more.
const MAX_CHARS: usize = 120;

impl Address {
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// As it is written on a parcel, one line each, the country in the language of who reads it.
    pub fn lines(&self, locale: Locale) -> Vec<String> {
        let mut town = format!("{} {}", self.postal_code, self.city);
        if !self.region.is_empty() {
            town = format!("{town}, {}", self.region);
        }
        let country = l10n::country_name(locale, self.country.as_str());
        let lines = [
            &self.full_name(),
            &self.company,
            &self.line1,
            &self.line2,
            &town,
            &country,
        ];
        let lines = lines.into_iter().map(|line| line.trim());
        lines
            .filter(|line| !line.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    }

    /// Checks what was typed against what its country needs; `served` are the countries to choose
    /// from. All problems are told at once.
    pub fn check(
        input: &AddressInput,
        served: &[Country],
    ) -> Result<Self, Vec<(AddressField, AddressProblem)>> {
        let mut problems = Vec::new();
        let country = Country::parse(input.country.trim())
            .ok()
            .filter(|country| served.contains(country));
        let rules = country.map(rules_of);
        for (field, value) in input.fields() {
            let value = value.trim();
            let is_required = match field {
                AddressField::GivenName
                | AddressField::FamilyName
                | AddressField::Line1
                | AddressField::City => true,
                AddressField::PostalCode => rules.is_none_or(|rules| rules.postal_code.is_some()),
                AddressField::Region => rules.is_some_and(|rules| rules.region_required),
                AddressField::Company
                | AddressField::Line2
                | AddressField::Country
                | AddressField::Phone => false,
            };
            if value.is_empty() && is_required {
                problems.push((field, AddressProblem::Missing));
            } else if value.chars().count() > MAX_CHARS {
                problems.push((field, AddressProblem::TooLong));
            }
        }
        let postal_code = input.postal_code.trim().to_uppercase();
        if let Some(shape) = rules.and_then(|rules| rules.postal_code)
            && !postal_code.is_empty()
            && !fits(&postal_code, shape)
        {
            problems.push((AddressField::PostalCode, AddressProblem::PostalCodeShape));
        }
        if !is_phone(input.phone.trim()) {
            problems.push((AddressField::Phone, AddressProblem::PhoneShape));
        }
        let Some(country) = country else {
            problems.push((AddressField::Country, AddressProblem::CountryNotServed));
            return Err(problems);
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let text = |value: &str| value.trim().to_owned();
        Ok(Self {
            given_name: text(&input.given_name),
            family_name: text(&input.family_name),
            company: text(&input.company),
            line1: text(&input.line1),
            line2: text(&input.line2),
            postal_code,
            city: text(&input.city),
            region: text(&input.region),
            country,
            phone: text(&input.phone),
        })
    }
}

impl AddressInput {
    fn fields(&self) -> [(AddressField, &str); 9] {
        [
            (AddressField::GivenName, &self.given_name),
            (AddressField::FamilyName, &self.family_name),
            (AddressField::Company, &self.company),
            (AddressField::Line1, &self.line1),
            (AddressField::Line2, &self.line2),
            (AddressField::PostalCode, &self.postal_code),
            (AddressField::City, &self.city),
            (AddressField::Region, &self.region),
            (AddressField::Phone, &self.phone),
        ]
    }
}

impl From<&Address> for AddressInput {
    fn from(address: &Address) -> Self {
        Self {
            given_name: address.given_name.clone(),
            family_name: address.family_name.clone(),
            company: address.company.clone(),
            line1: address.line1.clone(),
            line2: address.line2.clone(),
            postal_code: address.postal_code.clone(),
            city: address.city.clone(),
            region: address.region.clone(),
            country: address.country.as_str().to_owned(),
            phone: address.phone.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct CountryShape {
    /// Alternatives separated by `|`: `9` is a digit, `A` a letter, anything else itself; blanks
    /// and hyphens that people leave out or add are ignored. `None`: the country has no codes.
    postal_code: Option<&'static str>,
    region_required: bool,
}

/// Postal codes and states as Google's address data (libaddressinput) describes them.
fn rules_of(country: Country) -> CountryShape {
    let (postal_code, region_required) = match country.as_str() {
        "DE" | "FR" | "IT" | "ES" | "FI" | "CZ" | "SK" | "SE" | "GR" | "EE" | "HR" | "PL" => {
            ("99999", false)
        }
        "AT" | "CH" | "BE" | "DK" | "NO" | "HU" | "SI" | "LU" | "BG" | "CY" | "LI" => {
            ("9999", false)
        }
        "NL" => ("9999AA", false),
        "PT" => ("9999999|9999", false),
        "RO" => ("999999", false),
        "LT" => ("99999|LT99999", false),
        "LV" => ("9999|LV9999", false),
        "GB" => ("A99AA|AA99AA|A999AA|AA999AA|A9A9AA|AA9A9AA", false),
        "US" => ("99999|999999999", true),
        "CA" => ("A9A9A9", true),
        "AU" => ("9999", true),
        "JP" => ("9999999", true),
        "AE" | "HK" => {
            return CountryShape {
                postal_code: None,
                region_required: true,
            };
        }
        "IE" => ("A99****|A9A****", false),
        // Anything that is not blank, until the country has its line here.
        _ => ("*", false),
    };
    CountryShape {
        postal_code: Some(postal_code),
        region_required,
    }
}

fn fits(code: &str, shapes: &str) -> bool {
    let code: Vec<char> = code
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '-')
        .collect();
    shapes.split('|').any(|shape| {
        shape == "*"
            || (shape.chars().count() == code.len()
                && shape.chars().zip(&code).all(|(shape, char)| match shape {
                    '9' => char.is_ascii_digit(),
                    'A' => char.is_ascii_alphabetic(),
                    '*' => char.is_ascii_alphanumeric(),
                    literal => literal == *char,
                }))
    })
}

/// Loose on purpose: carriers read numbers in any notation. Empty is fine.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let all_known = text
        .chars()
        .all(|char| char.is_ascii_digit() || " +-/().".contains(char));
    text.is_empty() || (all_known && (5..=20).contains(&digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served() -> Vec<Country> {
        ["DE", "NL", "GB", "US", "AE", "IE", "BR"]
            .map(|code| Country::parse(code).unwrap())
            .to_vec()
    }

    fn input(country: &str, postal_code: &str) -> AddressInput {
        AddressInput {
            given_name: "Žofie".into(),
            family_name: "山田".into(),
            line1: "Hauptstraße 1".into(),
            postal_code: postal_code.into(),
            city: "Köln".into(),
            country: country.into(),
            ..AddressInput::default()
        }
    }

    #[test]
    fn postal_codes_are_checked_by_country() {
        let cases = [
            ("DE", "50667", true),
            ("DE", " 50667 ", true),
            ("DE", "5066", false),
            ("NL", "1012 ab", true),
            ("NL", "1012", false),
            ("GB", "SW1A 1AA", true),
            ("GB", "M1 1AE", true),
            ("GB", "12345", false),
            ("IE", "D02 X285", true),
            ("BR", "anything", true),
        ];
        for (country, code, is_fine) in cases {
            let outcome = Address::check(&input(country, code), &served());
            assert_eq!(outcome.is_ok(), is_fine, "{country} {code}: {outcome:?}");
        }
    }

    #[test]
    fn a_state_is_asked_for_only_where_there_is_one() {
        let missing = |country, code| {
            Address::check(&input(country, code), &served()).is_err_and(|problems| {
                problems == [(AddressField::Region, AddressProblem::Missing)]
            })
        };
        assert!(missing("US", "10001"));
        assert!(missing("AE", ""));
        assert!(!missing("DE", "50667"));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let outcome = Address::check(
            &AddressInput {
                country: "XX".into(),
                phone: "call me".into(),
                line2: "x".repeat(200),
                ..AddressInput::default()
            },
            &served(),
        );

        let fields: Vec<_> = outcome
            .unwrap_err()
            .into_iter()
            .map(|(f, _)| f.name())
            .collect();
        assert_eq!(
            fields,
            [
                "given-name",
                "family-name",
                "address-line1",
                "address-line2",
                "postal-code",
                "address-level2",
                "tel",
                "country"
            ]
        );
    }

    #[test]
    fn a_parcel_has_no_empty_lines_and_its_country_in_the_readers_language() {
        let address = Address::check(&input("DE", "50667"), &served()).unwrap();
        let expected = ["Žofie 山田", "Hauptstraße 1", "50667 Köln", "Deutschland"];
        assert_eq!(address.lines(Locale::DE), expected);

        let abroad = AddressInput {
            company: "Lamps and more".into(),
            line2: "Floor 3".into(),
            region: "Dubai".into(),
            ..input("AE", "")
        };
        let address = Address::check(&abroad, &served()).unwrap();
        let expected = [
            "Žofie 山田",
            "Lamps and more",
            "Hauptstraße 1",
            "Floor 3",
            "Köln, Dubai",
            "United Arab Emirates",
        ];
        assert_eq!(address.lines(Locale::EN), expected);
    }

    #[test]
    fn names_in_any_script_are_kept() {
        let address = Address::check(&input("DE", "50667"), &served()).unwrap();

        assert_eq!(address.full_name(), "Žofie 山田");
    }
}
