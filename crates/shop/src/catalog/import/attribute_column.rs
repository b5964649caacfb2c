//! A column with the values of an attribute. Its name says which attribute that is and, in our own
//! files, everything that is needed to make it: `Attribute: Weight (number, kg)`.

use std::fmt;

use commerce::Slug;
use l10n::Locale;

use crate::{
    attributes::{
        self, Attribute, AttributeDraft, AttributeKind, Attributes, ChoiceDraft, Hex, Labels,
    },
    text::{fold, joined, parts},
};

const PREFIX: &str = "Attribute:";

/// How a mapping writes that a column holds the values of an attribute; its key comes behind it.
const MAPPED: &str = "attribute:";

/// What people call a flag.
const FLAG: &str = "yes/no";

/// Behind the kind of a text that customers can filter by.
const FILTER: &str = "filter";

/// The name of a column is one cell, which programs for spreadsheets cut. A list of choices that
/// makes it longer is left out.
const NAME_MAX: usize = 30_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) struct AttributeColumn {
    pub label: String,
    /// `None`: the one that the label makes.
    pub key: Option<String>,
    pub definition: Option<Definition>,
}

/// What is needed to make an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) struct Definition {
    pub kind: AttributeKind,
    /// Of a number.
    pub unit: String,
    /// Whether customers can filter by what is made. Only texts say so, all others can.
    pub is_facet: bool,
    /// Words of choices, with their colour if they are colours.
    pub choices: Vec<(String, String)>,
}

impl AttributeColumn {
    /// `None` for the name of any other column.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        let start = name.get(..PREFIX.len())?;
        if !start.eq_ignore_ascii_case(PREFIX) {
            return None;
        }
        let (rest, definition) = split_definition(name[PREFIX.len()..].trim());
        let (label, key) = split_key(rest);
        (!label.is_empty()).then(|| Self {
            label: label.to_owned(),
            key,
            definition,
        })
    }

    /// What a mapping says; `None` if it means something else.
    pub fn mapped(name: &str) -> Option<Self> {
        let key = name.strip_prefix(MAPPED)?;
        Some(Self {
            label: key.to_owned(),
            key: Some(key.to_owned()),
            definition: None,
        })
    }

    /// The column of our own files.
    pub fn of(attribute: &Attribute, all: &Attributes, locale: Locale) -> Self {
        let label = attribute.labels.get(locale);
        let mut column = Self::labelled(attribute, label, all, locale);
        if column.to_string().chars().count() > NAME_MAX
            && let Some(definition) = &mut column.definition
        {
            definition.choices.clear();
        }
        if Self::parse(&column.to_string()).as_ref() == Some(&column) {
            return column;
        }
        // A label that looks like a kind or a key.
        Self::labelled(attribute, attribute.key.as_str(), all, locale)
    }

    fn labelled(attribute: &Attribute, label: &str, all: &Attributes, locale: Locale) -> Self {
        let named = fold(label);
        let mut others = all.iter().filter(|other| other.id != attribute.id);
        let is_alone = others.all(|other| other.labels.all().all(|label| fold(label) != named));
        let is_plain = is_alone && attributes::key_of(label) == attribute.key.as_str();
        Self {
            label: label.to_owned(),
            key: (!is_plain).then(|| attribute.key.to_string()),
            definition: Some(Definition::of(attribute, locale)),
        }
    }

    /// The attribute that is meant.
    pub fn find<'a>(&self, all: &'a Attributes) -> Option<&'a Attribute> {
        match &self.key {
            Some(key) => all.by_key(key),
            None => named(&self.label, all),
        }
    }

    /// The attribute to make; `None` if the name does not say enough.
    pub fn draft(&self, locale: Locale, position: i64) -> Option<AttributeDraft> {
        let definition = self.definition.as_ref()?;
        if definition.kind.has_choices() && definition.choices.is_empty() {
            return None;
        }
        let choices = definition.choices.iter().map(|(label, hex)| ChoiceDraft {
            id: None,
            labels: Labels::new([(locale, label)]),
            hex: hex.clone(),
        });
        let key = self.key.clone();
        Some(AttributeDraft {
            key: key.unwrap_or_else(|| attributes::key_of(&self.label)),
            kind: definition.kind,
            labels: Labels::new([(locale, &self.label)]),
            unit: definition.unit.clone(),
            is_facet: definition.is_facet,
            in_specification: true,
            position,
            choices: choices.collect(),
            may_drop_values: false,
        })
    }
}

/// The attribute of this name, in whatever language and case.
pub(super) fn named<'a>(label: &str, all: &'a Attributes) -> Option<&'a Attribute> {
    let wanted = fold(label.trim());
    let by_label = |attribute: &&Attribute| attribute.labels.all().any(|it| fold(it) == wanted);
    all.by_key(&attributes::key_of(label))
        .or_else(|| all.iter().find(by_label))
}

/// How a mapping writes that a column holds the values of this attribute.
pub(super) fn mapped_name(attribute: &Attribute) -> String {
    format!("{MAPPED}{}", attribute.key)
}

fn split_definition(text: &str) -> (&str, Option<Definition>) {
    let Some(inside) = text.strip_suffix(')') else {
        return (text, None);
    };
    let mut places = inside.match_indices(" (");
    let found = places.find_map(|(at, between)| {
        let definition = Definition::parse(&inside[at + between.len()..])?;
        Some((inside[..at].trim_end(), Some(definition)))
    });
    found.unwrap_or((text, None))
}

fn split_key(text: &str) -> (&str, Option<String>) {
    let inside = text.strip_suffix(']').and_then(|it| it.rsplit_once(" ["));
    match inside {
        Some((label, key)) if Slug::parse(key).is_ok() => (label.trim_end(), Some(key.to_owned())),
        _ => (text, None),
    }
}

impl Definition {
    fn of(attribute: &Attribute, locale: Locale) -> Self {
        let choices = attribute.choices.iter().map(|choice| {
            let hex = choice.hex.as_ref().map_or("", Hex::as_str);
            (choice.labels.get(locale).to_owned(), hex.to_owned())
        });
        Self {
            kind: attribute.kind,
            unit: attribute.unit.clone(),
            is_facet: attribute.is_facet || attribute.kind != AttributeKind::Text,
            choices: choices.collect(),
        }
    }

    /// "number, kg", "text, filter", "choice: Cotton | Wool".
    fn parse(text: &str) -> Option<Self> {
        let end = text.find([',', ':']).unwrap_or(text.len());
        let word = text[..end].trim().to_lowercase();
        let more = text.get(end + 1..).unwrap_or_default().trim();
        let kind = match word.as_str() {
            FLAG => AttributeKind::Flag,
            "color" => AttributeKind::Colour,
            word => word.parse().ok()?,
        };
        let is_filter = kind == AttributeKind::Text && more.eq_ignore_ascii_case(FILTER);
        let (unit, choices) = match kind {
            AttributeKind::Number => (more.to_owned(), Vec::new()),
            AttributeKind::Choice => (String::new(), words(more)),
            AttributeKind::Colour => (String::new(), colours(more)),
            AttributeKind::Text | AttributeKind::Flag if more.is_empty() || is_filter => {
                Default::default()
            }
            AttributeKind::Text | AttributeKind::Flag => return None,
        };
        Some(Self {
            kind,
            unit,
            is_facet: is_filter || kind != AttributeKind::Text,
            choices,
        })
    }
}

fn words(text: &str) -> Vec<(String, String)> {
    let words = parts(text, '|').into_iter();
    words.map(|word| (word, String::new())).collect()
}

/// "Red #dd0000 | Blue #0000dd".
fn colours(text: &str) -> Vec<(String, String)> {
    let items = parts(text, '|').into_iter();
    items
        .map(|item| match item.rsplit_once(' ') {
            Some((label, hex)) if hex.starts_with('#') && Hex::parse(hex).is_some() => {
                (label.trim_end().to_owned(), hex.to_owned())
            }
            _ => (item, String::new()),
        })
        .collect()
}

impl fmt::Display for AttributeColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX} {}", self.label)?;
        if let Some(key) = &self.key {
            write!(f, " [{key}]")?;
        }
        match &self.definition {
            Some(definition) => write!(f, " ({definition})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            AttributeKind::Flag => FLAG,
            kind => kind.as_str(),
        };
        f.write_str(word)?;
        if self.kind == AttributeKind::Text && self.is_facet {
            write!(f, ", {FILTER}")?;
        }
        if !self.unit.is_empty() {
            write!(f, ", {}", self.unit)?;
        }
        if self.choices.is_empty() {
            return Ok(());
        }
        let items: Vec<String> = self
            .choices
            .iter()
            .map(|(label, hex)| format!("{label} {hex}").trim_end().to_owned())
            .collect();
        let list = joined(items.iter().map(String::as_str), '|');
        write!(f, ": {list}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(
        label: &str,
        key: Option<&str>,
        kind: Option<(AttributeKind, &str)>,
    ) -> AttributeColumn {
        AttributeColumn {
            label: label.to_owned(),
            key: key.map(str::to_owned),
            definition: kind.map(|(kind, unit)| Definition {
                kind,
                unit: unit.to_owned(),
                is_facet: kind != AttributeKind::Text,
                choices: Vec::new(),
            }),
        }
    }

    #[test]
    fn the_name_of_a_column_says_which_attribute_it_is_and_of_what_kind() {
        let number = |unit| Some((AttributeKind::Number, unit));
        let cases = [
            ("Attribute: Material", column("Material", None, None)),
            (
                "ATTRIBUTE:Weight (number, kg)",
                column("Weight", None, number("kg")),
            ),
            (
                "Attribute: Weight (Number)",
                column("Weight", None, number("")),
            ),
            (
                "Attribute: Füllmenge (netto) [volume] (number, ml)",
                column("Füllmenge (netto)", Some("volume"), number("ml")),
            ),
            (
                "Attribute: Dry (yes/no)",
                column("Dry", None, Some((AttributeKind::Flag, ""))),
            ),
            ("Attribute: Size (EU)", column("Size (EU)", None, None)),
            ("Attribute: Size [EU]", column("Size [EU]", None, None)),
        ];
        for (name, expected) in cases {
            assert_eq!(AttributeColumn::parse(name), Some(expected), "{name}");
        }
        for name in ["Attribute:", "Attribute 1 name", "Title", "Größe: x", ""] {
            assert_eq!(AttributeColumn::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_text_is_made_to_be_filtered_by_if_its_column_says_so() {
        let cases = [
            ("Attribute: Origin (text, filter)", "Origin", Some(true)),
            ("Attribute: Origin (Text,FILTER)", "Origin", Some(true)),
            ("Attribute: Origin (text)", "Origin", Some(false)),
            ("Attribute: Origin (number)", "Origin", Some(true)),
            ("Attribute: Origin (text, kg)", "Origin (text, kg)", None),
            (
                "Attribute: Dry (yes/no, filter)",
                "Dry (yes/no, filter)",
                None,
            ),
        ];
        for (name, label, is_facet) in cases {
            let read = AttributeColumn::parse(name).unwrap();
            let draft = read.draft(Locale::EN, 0);
            assert_eq!(read.label, label);
            assert_eq!(draft.map(|it| it.is_facet), is_facet, "{name}");
            let again = AttributeColumn::parse(&read.to_string());
            assert_eq!(again, Some(read), "{name}");
        }
    }

    #[test]
    fn choices_and_colours_stand_in_the_name() {
        let name = "Attribute: Colour [farbe] (colour: Red #dd0000 | Blue \\| green #00f)";
        let read = AttributeColumn::parse(name).unwrap();

        let pairs = read.definition.as_ref().unwrap().choices.iter();
        let pairs: Vec<_> = pairs
            .map(|(label, hex)| (label.as_str(), hex.as_str()))
            .collect();
        assert_eq!(pairs, [("Red", "#dd0000"), ("Blue | green", "#00f")]);
        assert_eq!(read.to_string(), name);
        let odd = "Attribute: Fit (choice: Loose (number) | \\\\ | a, b: c)";
        let read = AttributeColumn::parse(odd).unwrap();
        assert_eq!(
            (read.label.as_str(), read.to_string().as_str()),
            ("Fit", odd)
        );
    }
}
