//! All attributes, as every page and the search index have them in memory.

use std::collections::{HashMap, HashSet};

use commerce::Slug;
use l10n::Locale;

use super::{Attribute, AttributeKind, Hex, Number, ProductType, Specification, Value};
use crate::{
    ids::{AttributeId, CategoryId, ProductTypeId},
    text::fold,
};

/// Characters in the longest text that customers can choose by. A longer one is nothing to pick from a list: it is
/// searched and shown, and no value of the facet.
pub const FACET_TEXT_MAX: usize = 100;

/// Every attribute with its choices, every product type, and which categories have which attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// By position and key.
    ordered: Vec<Attribute>,
    types: Vec<ProductType>,
    of_categories: HashMap<CategoryId, Vec<AttributeId>>,
}

/// A value as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    /// Of a colour.
    pub hex: Option<Hex>,
}

/// The name of one value of a facet, and where it stands among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    pub text: String,
    /// Of a colour.
    pub hex: Option<Hex>,
    /// Smaller ones come first; values that the attribute does not know come last.
    pub place: i64,
}

/// What documents of the index know differently.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differing {
    pub attributes: Vec<AttributeId>,
    /// Names of options that belong to one of these, or did.
    pub names: Vec<String>,
}

impl Attributes {
    pub(super) fn new(
        mut attributes: Vec<Attribute>,
        mut types: Vec<ProductType>,
        of_categories: HashMap<CategoryId, Vec<AttributeId>>,
    ) -> Self {
        attributes.sort_by(|a, b| (a.position, &a.key).cmp(&(b.position, &b.key)));
        types.sort_by(|a, b| fold(&a.name).cmp(&fold(&b.name)).then(a.id.cmp(&b.id)));
        Self {
            ordered: attributes,
            types,
            of_categories,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }

    /// By position.
    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.ordered.iter()
    }

    pub fn get(&self, id: AttributeId) -> Option<&Attribute> {
        self.ordered.iter().find(|attribute| attribute.id == id)
    }

    /// The attribute behind a facet of a listing; `None` for an option that no attribute is named like.
    pub fn by_key(&self, key: &str) -> Option<&Attribute> {
        let mut all = self.ordered.iter();
        all.find(|attribute| attribute.key.as_str() == key)
    }

    /// The attribute that an option of this name belongs to: both are one facet.
    pub fn of_option(&self, name: &str) -> Option<&Attribute> {
        let wanted = fold(name.trim());
        let mut all = self.ordered.iter().filter(|it| can_be_option(it));
        all.find(|attribute| names(attribute).any(|name| fold(name) == wanted))
    }

    /// By name.
    pub fn types(&self) -> &[ProductType] {
        &self.types
    }

    pub fn product_type(&self, id: ProductTypeId) -> Option<&ProductType> {
        self.types.iter().find(|one| one.id == id)
    }

    /// Those that a category has itself.
    pub fn of_category(&self, id: CategoryId) -> &[AttributeId] {
        self.of_categories.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The attributes of a product of this type within these categories (with those above them): first
    /// those of the type in its order.
    pub fn applying(
        &self,
        product_type: Option<ProductTypeId>,
        within: &[CategoryId],
    ) -> Vec<&Attribute> {
        let of_type = product_type.and_then(|id| self.product_type(id));
        let of_type = of_type.into_iter().flat_map(|it| &it.attributes).copied();
        let of_categories: HashSet<AttributeId> = within
            .iter()
            .flat_map(|category| self.of_category(*category))
            .copied()
            .collect();
        let in_order = self.ordered.iter().map(|attribute| attribute.id);
        let mut seen = HashSet::new();
        of_type
            .chain(in_order.filter(|id| of_categories.contains(id)))
            .filter(|id| seen.insert(*id))
            .filter_map(|id| self.get(id))
            .collect()
    }

    /// What a product has, in the order of its type, and after these what it has besides. Values of
    /// attributes and choices that are gone are left out.
    pub fn values<'a>(
        &'a self,
        specification: &'a Specification,
    ) -> Vec<(&'a Attribute, &'a Value)> {
        let of_type = specification.product_type;
        let of_type = of_type.and_then(|id| self.product_type(id));
        let place = |id: AttributeId| {
            let ids = of_type.map_or(&[] as &[_], |it| &it.attributes);
            let found = ids.iter().position(|other| *other == id);
            found.unwrap_or(usize::MAX)
        };
        let mut values: Vec<_> = self
            .ordered
            .iter()
            .filter_map(|attribute| Some((attribute, specification.value(attribute.id)?)))
            .filter(|(attribute, value)| is_of_kind(attribute, value))
            .collect();
        values.sort_by_key(|(attribute, _)| place(attribute.id));
        values
    }

    /// Values that documents of the index say differently, compared to how it is now.
    pub fn differing(&self, now: &Self) -> Differing {
        let mut differing = Differing::default();
        let gone = self.ordered.iter().filter(|it| now.get(it.id).is_none());
        let gone = gone.map(|attribute| (Some(attribute), None));
        let there = now.ordered.iter();
        let there = there.map(|attribute| (self.get(attribute.id), Some(attribute)));
        for (before, after) in gone.chain(there) {
            if before.map(indexed) == after.map(indexed) {
                continue;
            }
            let both = || before.into_iter().chain(after);
            differing.attributes.extend(both().map(|it| it.id).next());
            differing
                .names
                .extend(both().flat_map(names).map(str::to_owned));
        }
        differing.names.sort_unstable();
        differing.names.dedup();
        differing
    }
}

impl Attribute {
    /// A value in words, as the language writes it.
    pub fn shown(&self, value: &Value, locale: Locale) -> Shown {
        let plain = |text: String| Shown { text, hex: None };
        match value {
            Value::Text(text) => plain(text.clone()),
            Value::Number(number) => plain(self.measure(*number, locale)),
            Value::Flag(flag) => plain(yes_or_no(*flag, locale)),
            Value::Choice(id) => match self.choice(*id) {
                Some(choice) => Shown {
                    text: choice.labels.get(locale).to_owned(),
                    hex: choice.hex.clone(),
                },
                None => plain(String::new()),
            },
        }
    }

    /// How the index knows a value: choices in the shop's language, numbers in one spelling, texts as they are
    /// written.
    pub fn indexed(&self, value: &Value, locale: Locale) -> ::search::Value {
        match value {
            Value::Text(text) if self.is_facet && text.chars().count() <= FACET_TEXT_MAX => {
                ::search::Value::Choice(text.clone())
            }
            Value::Text(text) => ::search::Value::Text(text.clone()),
            Value::Number(number) => ::search::Value::Number(self.spelling(*number)),
            Value::Flag(flag) => ::search::Value::Flag(*flag),
            Value::Choice(id) => {
                let label = self.choice(*id).map(|choice| choice.labels.get(locale));
                ::search::Value::Choice(label.unwrap_or_default().to_owned())
            }
        }
    }

    /// The word under which the index counts a value; `None` for one that it does not count, or that is
    /// gone.
    pub fn counted(&self, value: &Value, locale: Locale) -> Option<String> {
        if !is_of_kind(self, value) {
            return None;
        }
        match self.indexed(value, locale) {
            ::search::Value::Text(_) => None,
            ::search::Value::Choice(text) | ::search::Value::Number(text) => Some(text),
            ::search::Value::Flag(flag) => Some(flag.to_string()),
        }
    }

    /// How the index knows a value of an option that is called like the attribute.
    pub fn option_value(&self, text: &str, locale: Locale) -> ::search::Value {
        if self.kind == AttributeKind::Number {
            let number = self.read(text).map(|number| self.spelling(number));
            return ::search::Value::Number(number.unwrap_or_else(|| text.to_owned()));
        }
        let known = self.choice_named(text);
        let text = known.map_or(text, |choice| choice.labels.get(locale));
        ::search::Value::Choice(text.to_owned())
    }

    /// The name of a value that the index counted; see [`Self::indexed`]. Options of products that are
    /// named like the attribute may have values that it does not know.
    pub fn facet_value(&self, counted: &str, locale: Locale) -> FacetValue {
        let plain = |text: String, place| FacetValue {
            text,
            hex: None,
            place,
        };
        match self.kind {
            AttributeKind::Flag => plain(
                yes_or_no(counted == "true", locale),
                i64::from(counted != "true"),
            ),
            AttributeKind::Number => match self.read(counted) {
                Some(number) => plain(self.measure(number, locale), number.millionths()),
                None => plain(counted.to_owned(), i64::MAX),
            },
            AttributeKind::Choice | AttributeKind::Colour => match self.choice_named(counted) {
                Some(choice) => {
                    let place = self.choices.iter().position(|it| it.id == choice.id);
                    FacetValue {
                        text: choice.labels.get(locale).to_owned(),
                        hex: choice.hex.clone(),
                        place: place
                            .and_then(|at| i64::try_from(at).ok())
                            .unwrap_or(i64::MAX),
                    }
                }
                None => plain(counted.to_owned(), i64::MAX),
            },
            AttributeKind::Text => plain(counted.to_owned(), i64::MAX),
        }
    }

    /// "1.5 l": the spelling that stands in addresses.
    fn spelling(&self, number: Number) -> String {
        if self.unit.is_empty() {
            number.to_string()
        } else {
            format!("{number} {}", self.unit)
        }
    }

    fn read(&self, spelling: &str) -> Option<Number> {
        let number = spelling.strip_suffix(&self.unit).unwrap_or(spelling);
        Number::parse(number)
    }

    /// "1,5 l", kept together by a no-break space.
    fn measure(&self, number: Number, locale: Locale) -> String {
        let number = l10n::millionths(locale, number.millionths());
        if self.unit.is_empty() {
            number
        } else {
            format!("{number}\u{a0}{}", self.unit)
        }
    }
}

fn yes_or_no(flag: bool, locale: Locale) -> String {
    let word = if flag { "common-yes" } else { "common-no" };
    l10n::t(locale, word, &[])
}

fn is_of_kind(attribute: &Attribute, value: &Value) -> bool {
    match value {
        Value::Text(_) => attribute.kind == AttributeKind::Text,
        Value::Number(_) => attribute.kind == AttributeKind::Number,
        Value::Flag(_) => attribute.kind == AttributeKind::Flag,
        Value::Choice(id) => attribute.choice(*id).is_some(),
    }
}

/// What an option can be called that belongs to it.
fn names(attribute: &Attribute) -> impl Iterator<Item = &str> {
    std::iter::once(attribute.key.as_str()).chain(attribute.labels.all())
}

/// Options have words for values, and so have facets of these kinds.
fn can_be_option(attribute: &Attribute) -> bool {
    match attribute.kind {
        AttributeKind::Number | AttributeKind::Choice | AttributeKind::Colour => true,
        // A note that customers do not filter by takes no filter away from an option of its name.
        AttributeKind::Text => attribute.is_facet,
        AttributeKind::Flag => false,
    }
}

/// The part of an attribute that documents are made with.
fn indexed(attribute: &Attribute) -> impl PartialEq + '_ {
    let choices: Vec<_> = attribute
        .choices
        .iter()
        .map(|choice| (choice.id, &choice.labels))
        .collect();
    let key: &Slug = &attribute.key;
    (
        key,
        &attribute.labels,
        &attribute.unit,
        attribute.is_facet,
        choices,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attributes::{AttributeChoice, Labels},
        ids::ChoiceId,
    };

    fn attribute(key: &str, kind: AttributeKind, german: &str) -> Attribute {
        Attribute {
            id: AttributeId::generate(),
            key: key.parse().unwrap(),
            kind,
            labels: Labels::new([(Locale::EN, key), (Locale::DE, german)]),
            unit: String::new(),
            is_facet: true,
            in_specification: true,
            position: 0,
            version: 1,
            choices: Vec::new(),
        }
    }

    fn colour() -> Attribute {
        let choice = |english, german, hex| AttributeChoice {
            id: ChoiceId::generate(),
            labels: Labels::new([(Locale::EN, english), (Locale::DE, german)]),
            hex: Hex::parse(hex),
        };
        Attribute {
            choices: vec![
                choice("Red", "Rot", "#d00"),
                choice("Moss green", "Moosgrün", "#687a3c"),
            ],
            ..attribute("colour", AttributeKind::Colour, "Farbe")
        }
    }

    fn volume() -> Attribute {
        Attribute {
            unit: "l".to_owned(),
            ..attribute("volume", AttributeKind::Number, "Inhalt")
        }
    }

    fn all(attributes: Vec<Attribute>) -> Attributes {
        Attributes::new(attributes, Vec::new(), HashMap::new())
    }

    #[test]
    fn values_are_shown_as_the_language_writes_them() {
        let (colour, volume) = (colour(), volume());
        let vegan = attribute("vegan", AttributeKind::Flag, "Vegan");
        let green = Value::Choice(colour.choices[1].id);
        let cases = [
            (
                &volume,
                Value::Number(Number::parse("1.5").unwrap()),
                "1.5\u{a0}l",
                "1,5\u{a0}l",
            ),
            (&vegan, Value::Flag(true), "Yes", "Ja"),
            (&vegan, Value::Flag(false), "No", "Nein"),
            (&colour, green, "Moss green", "Moosgrün"),
        ];
        for (attribute, value, english, german) in cases {
            assert_eq!(attribute.shown(&value, Locale::EN).text, english);
            assert_eq!(attribute.shown(&value, Locale::DE).text, german);
        }
    }

    #[test]
    fn values_of_facets_have_names_colours_and_an_order() {
        let (colour, volume) = (colour(), volume());
        let vegan = attribute("vegan", AttributeKind::Flag, "Vegan");
        let origin = attribute("origin", AttributeKind::Text, "Herkunft");
        let cases = [
            (&colour, "Moss green", "Moosgrün", Some("#687a3c"), 1),
            (&colour, "RED", "Rot", Some("#dd0000"), 0),
            (&colour, "Octarine", "Octarine", None, i64::MAX),
            (&volume, "1.5 l", "1,5\u{a0}l", None, 1_500_000),
            (&volume, "large", "large", None, i64::MAX),
            (&vegan, "true", "Ja", None, 0),
            (&vegan, "false", "Nein", None, 1),
            (&origin, "true", "true", None, i64::MAX),
        ];
        for (attribute, counted, text, hex, place) in cases {
            let found = attribute.facet_value(counted, Locale::DE);
            let hex = hex.and_then(Hex::parse);
            let text = text.to_owned();
            assert_eq!(found, FacetValue { text, hex, place }, "{counted}");
        }
    }

    #[test]
    fn a_text_is_counted_as_it_is_written_if_it_is_a_facet_and_not_too_long() {
        let origin = attribute("origin", AttributeKind::Text, "Herkunft");
        let note = Attribute {
            is_facet: false,
            ..origin.clone()
        };
        let (longest, longer) = ("ß".repeat(FACET_TEXT_MAX), "ß".repeat(FACET_TEXT_MAX + 1));
        let cases = [
            (&origin, "Sancerre, \"Loire\" & <more>", true),
            (&origin, longest.as_str(), true),
            (&origin, longer.as_str(), false),
            (&note, "Sancerre", false),
        ];
        for (attribute, text, is_counted) in cases {
            let value = Value::Text(text.to_owned());
            let counted = attribute.counted(&value, Locale::DE);
            assert_eq!(counted.as_deref(), is_counted.then_some(text), "{text}");
            let searched = if is_counted {
                ::search::Value::Choice(text.to_owned())
            } else {
                ::search::Value::Text(text.to_owned())
            };
            assert_eq!(attribute.indexed(&value, Locale::DE), searched, "{text}");
        }
    }

    #[test]
    fn an_option_belongs_to_the_attribute_that_is_called_like_it() {
        let mut note = attribute("note", AttributeKind::Text, "Hinweis");
        note.is_facet = false;
        let origin = attribute("origin", AttributeKind::Text, "Herkunft");
        let all = all(vec![colour(), volume(), note, origin]);
        let cases = [
            ("Colour", Some("colour")),
            (" FARBE ", Some("colour")),
            ("Inhalt", Some("volume")),
            ("herkunft", Some("origin")),
            ("Note", None),
            ("Size", None),
            ("", None),
        ];
        for (name, key) in cases {
            let found = all.of_option(name).map(|it| it.key.as_str());
            assert_eq!(found, key, "{name}");
        }
    }

    #[test]
    fn only_what_documents_say_differs() {
        let colour = colour();
        let before = all(vec![colour.clone()]);
        let change = |change: &dyn Fn(&mut Attribute)| {
            let mut changed = colour.clone();
            change(&mut changed);
            before.differing(&all(vec![changed]))
        };
        let names = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();

        assert_eq!(change(&|it| it.position = 7), Differing::default());
        assert_eq!(
            change(&|it| it.in_specification = false),
            Differing::default()
        );
        assert_eq!(change(&|it| it.is_facet = false).attributes, [colour.id]);
        let renamed = change(&|it| it.labels = Labels::new([(Locale::EN, "Color")]));
        assert_eq!(renamed.names, names(&["Color", "Farbe", "colour"]));
        let one_less = change(&|it| {
            it.choices.pop();
        });
        assert_eq!(one_less.attributes, [colour.id]);
        let gone = before.differing(&Attributes::default());
        assert_eq!(gone.attributes, [colour.id]);
        assert_eq!(Attributes::default().differing(&before), gone);
    }

    #[test]
    fn a_specification_follows_its_type_and_forgets_what_is_gone() {
        let (colour, volume) = (colour(), volume());
        let red = Value::Choice(colour.choices[0].id);
        let one = Value::Number(Number::from_millionths(1));
        let product_type = ProductType {
            id: ProductTypeId::generate(),
            name: "Jugs".to_owned(),
            attributes: vec![volume.id],
            version: 1,
        };
        let all = Attributes::new(
            vec![colour.clone(), volume.clone()],
            vec![product_type.clone()],
            HashMap::new(),
        );
        let mut specification = Specification {
            product_type: None,
            values: vec![
                (colour.id, red),
                (volume.id, one),
                (AttributeId::generate(), Value::Flag(true)),
            ],
        };
        let keys = |specification: &Specification| -> Vec<String> {
            let values = all.values(specification);
            values.iter().map(|(it, _)| it.key.to_string()).collect()
        };

        assert_eq!(keys(&specification), ["colour", "volume"]);
        specification.product_type = Some(product_type.id);
        assert_eq!(keys(&specification), ["volume", "colour"]);
        specification.values[0].1 = Value::Choice(ChoiceId::generate());
        assert_eq!(keys(&specification), ["volume"]);
    }
}
