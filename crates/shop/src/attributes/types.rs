//! The nouns: attributes, their choices, product types, and what a product has.

use std::{collections::BTreeMap, fmt, str::FromStr};

use commerce::{Slug, UnknownWord};
use l10n::Locale;
use serde::{Deserialize, Serialize};

use super::Number;
use crate::ids::{AttributeId, ChoiceId, ProductTypeId};

/// What kind of values an attribute has. It never changes: values are kept in the column of their kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// Free text: each different one is a value of its own, if customers can filter by it at all.
    Text,
    Number,
    /// Yes or no.
    Flag,
    /// One of a list of words.
    Choice,
    /// One of a list of words, each with the colour that it stands for.
    Colour,
}

impl AttributeKind {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Number,
        Self::Flag,
        Self::Choice,
        Self::Colour,
    ];

    /// The word under which it is stored; never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Choice => "choice",
            Self::Colour => "colour",
        }
    }

    pub fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Colour)
    }
}

impl fmt::Display for AttributeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AttributeKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| UnknownWord {
                kind: "kind of attribute",
                text: text.to_owned(),
            })
    }
}

/// A name in the languages of the shop, by the language's code; one that is missing is shown in another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Labels(BTreeMap<String, String>);

impl Labels {
    /// Blank ones are left out.
    pub fn new<T: Into<String>>(texts: impl IntoIterator<Item = (Locale, T)>) -> Self {
        let texts = texts
            .into_iter()
            .map(|(locale, text)| (locale.code().to_owned(), one_line(&text.into())));
        Self(texts.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// In this language, or else in the first that there is.
    pub fn get(&self, locale: Locale) -> &str {
        let text = self.0.get(locale.code()).or(self.0.values().next());
        text.map_or("", String::as_str)
    }

    /// In this language only; empty without one.
    pub fn exactly(&self, locale: Locale) -> &str {
        self.0.get(locale.code()).map_or("", String::as_str)
    }

    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// A colour as style sheets write it: `#c0ffee`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Hex(String);

impl Hex {
    /// With or without `#`, with three or six digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim();
        let digits = digits
            .strip_prefix('#')
            .unwrap_or(digits)
            .to_ascii_lowercase();
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        match digits.len() {
            6 => Some(Self(format!("#{digits}"))),
            3 => {
                let doubled = digits.chars().flat_map(|digit| [digit, digit]);
                Some(Self(
                    std::iter::once('#').chain(doubled).collect::<String>(),
                ))
            }
            _ => None,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One property that products can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub id: AttributeId,
    /// Stands in addresses of listings; never changes.
    pub key: Slug,
    pub kind: AttributeKind,
    pub labels: Labels,
    /// Of a number, such as "ml"; empty without one.
    pub unit: String,
    /// Whether customers can narrow listings down by it.
    pub is_facet: bool,
    /// Whether product pages show it.
    pub in_specification: bool,
    pub position: i64,
    pub version: i64,
    /// In their order; none for kinds without.
    pub choices: Vec<AttributeChoice>,
}

impl Attribute {
    pub fn choice(&self, id: ChoiceId) -> Option<&AttributeChoice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The choice that somebody means by this word, in whatever language and case.
    pub fn choice_named(&self, text: &str) -> Option<&AttributeChoice> {
        let wanted = crate::text::fold(text.trim());
        let mut choices = self.choices.iter();
        choices.find(|choice| {
            let mut labels = choice.labels.all();
            labels.any(|label| crate::text::fold(label) == wanted)
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeChoice {
    pub id: ChoiceId,
    pub labels: Labels,
    /// Of a colour.
    pub hex: Option<Hex>,
}

/// Products with the same properties: shoes, lamps. A product has at most one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductType {
    pub id: ProductTypeId,
    pub name: String,
    /// In the order in which forms and specifications show them.
    pub attributes: Vec<AttributeId>,
    pub version: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(String),
    Number(Number),
    Flag(bool),
    Choice(ChoiceId),
}

impl Value {
    /// As a form or a draft has it.
    pub fn typed(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => "no".to_owned(),
            Self::Choice(id) => id.to_string(),
        }
    }
}

/// What a product is, by its type and its values; no attribute is there twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Specification {
    pub product_type: Option<ProductTypeId>,
    pub values: Vec<(AttributeId, Value)>,
}

impl Specification {
    pub fn value(&self, id: AttributeId) -> Option<&Value> {
        let found = self.values.iter().find(|(attribute, _)| *attribute == id);
        found.map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_written_in_one_way() {
        let cases = [
            ("#C0FFEE", Some("#c0ffee")),
            (" c0ffee ", Some("#c0ffee")),
            ("#abc", Some("#aabbcc")),
            ("", None),
            ("#", None),
            ("#abcd", None),
            ("red", None),
            ("#ggg", None),
            ("#c0ffee\"><script>", None),
        ];
        for (text, hex) in cases {
            assert_eq!(Hex::parse(text).as_ref().map(Hex::as_str), hex, "{text}");
        }
    }

    #[test]
    fn a_label_that_is_missing_is_shown_in_another_language() {
        let both = Labels::new([(Locale::EN, "Colour"), (Locale::DE, " Farbe ")]);
        let german = Labels::new([(Locale::EN, " "), (Locale::DE, "Farbe")]);

        assert_eq!(
            (both.get(Locale::EN), both.get(Locale::DE)),
            ("Colour", "Farbe")
        );
        assert_eq!(german.get(Locale::EN), "Farbe");
        assert_eq!(german.exactly(Locale::EN), "");
        assert_eq!(Labels::default().get(Locale::EN), "");
    }

    #[test]
    fn every_kind_is_stored_as_a_word() {
        for kind in AttributeKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("money".parse::<AttributeKind>().is_err());
    }
}
