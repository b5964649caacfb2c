//! What a customer chose, as it stands in the address of a listing.

use std::borrow::Cow;

use shop::Shop;
use shop::search::{self, Sort};
use url::form_urlencoded;

use crate::kit::cache::Address;
use crate::kit::paging::with_query;

/// Longer than anybody types; what is beyond helps nobody to find anything.
const LONGEST_TEXT: usize = 100;

/// Characters in the longest value that there is to choose, which is one of an option.
const LONGEST_VALUE: usize = 255;

/// More than anybody chooses.
const MOST_CHOICES: usize = 100;

/// Parameters that are no choice of a value. An attribute of such a name is written with [`PREFIX`].
const TAKEN: [&str; 12] = [
    "all",
    "available",
    "brand",
    "category",
    "exact",
    "lang",
    "max",
    "min",
    "page",
    "q",
    "sale",
    "sort",
];

const PREFIX: &str = "attribute-";

/// Words in addresses and the order that they mean; the first is what one gets without asking.
const WITH_TEXT: [(&str, Sort); 6] = [
    ("relevance", Sort::Relevance),
    ("best-selling", Sort::BestSelling),
    ("new", Sort::Newest),
    ("price", Sort::PriceAscending),
    ("price-down", Sort::PriceDescending),
    ("rating", Sort::BestRated),
];

/// What fits best without a text is what sells best.
const WITHOUT_TEXT: [(&str, Sort); 5] = [
    ("best-selling", Sort::Relevance),
    ("new", Sort::Newest),
    ("price", Sort::PriceAscending),
    ("price-down", Sort::PriceDescending),
    ("rating", Sort::BestRated),
];

/// One value that was chosen, in its facet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    pub facet: Facet,
    pub value: String,
}

/// What values are chosen of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// By slug.
    Category,
    Brand,
    Attribute(String),
}

impl Facet {
    /// The name of its parameter.
    pub fn parameter(&self) -> Cow<'_, str> {
        match self {
            Self::Category => "category".into(),
            Self::Brand => "brand".into(),
            Self::Attribute(key) if TAKEN.contains(&key.as_str()) || key.starts_with(PREFIX) => {
                format!("{PREFIX}{key}").into()
            }
            Self::Attribute(key) => key.as_str().into(),
        }
    }

    /// Of an attribute, by the name of its parameter.
    fn of_attribute(parameter: &str, is_facet: impl Fn(&str) -> bool) -> Option<Self> {
        let key = parameter.strip_prefix(PREFIX).unwrap_or(parameter);
        is_facet(key).then(|| Self::Attribute(key.to_owned()))
    }
}

/// All that a listing's address says, read and put into one order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub text: String,
    /// Look for the text as it was typed, whatever else it may have meant.
    pub exact: bool,
    /// Sorted, each once.
    pub choices: Vec<Choice>,
    /// The ends of the range of prices, as they were typed.
    pub min: String,
    pub max: String,
    pub available: bool,
    pub sale: bool,
    /// The facet that shows all of its values.
    pub whole: Option<Facet>,
    /// A word of [`WITH_TEXT`] or [`WITHOUT_TEXT`]; empty for the usual order.
    sort: &'static str,
    /// The usual order of the place, where it is not the first one.
    usual: &'static str,
    /// Pages before this one.
    skipped: u32,
    index: Index,
}

/// What can tell which products fit a choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Index {
    #[default]
    Ready,
    Awaited,
}

impl Asked {
    /// What the query of an address says. A parameter that is no attribute of any product says nothing; as long as there
    /// is no index any may be one.
    pub fn read(shop: &Shop, query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self::in_shop(shop, "", pairs)
    }

    /// The same where no text is searched.
    pub fn choices(shop: &Shop, query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let pairs = pairs.filter(|(name, _)| name != "q");
        Self::in_shop(shop, "", pairs)
    }

    /// The same in a place with an order of its own.
    pub fn choices_of(shop: &Shop, usual: &'static str, query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let pairs = pairs.filter(|(name, _)| name != "q");
        Self::in_shop(shop, usual, pairs)
    }

    fn in_shop<'a>(
        shop: &Shop,
        usual: &'static str,
        pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    ) -> Self {
        let index = if search::is_there(shop) {
            Index::Ready
        } else {
            Index::Awaited
        };
        let is_facet = |key: &str| index == Index::Awaited || search::is_facet(shop, key);
        Self {
            index,
            ..Self::with_usual(usual, pairs, is_facet)
        }
    }

    fn with_usual<'a>(
        usual: &'static str,
        pairs: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
        is_facet: impl Fn(&str) -> bool,
    ) -> Self {
        let mut asked = Self {
            usual,
            ..Self::default()
        };
        let mut sort = String::new();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match &*name {
                "q" => asked.text = value.chars().take(LONGEST_TEXT).collect(),
                "exact" => asked.exact = true,
                "min" => value.clone_into(&mut asked.min),
                "max" => value.clone_into(&mut asked.max),
                "available" => asked.available = true,
                "sale" => asked.sale = true,
                "page" => asked.skipped = value.parse().unwrap_or(1_u32).saturating_sub(1),
                "sort" => value.clone_into(&mut sort),
                "all" if value == "brand" => asked.whole = Some(Facet::Brand),
                "all" => asked.whole = Facet::of_attribute(value, &is_facet),
                "lang" => {}
                "category" => asked.choose(Facet::Category, value),
                "brand" => asked.choose(Facet::Brand, value),
                other => {
                    if let Some(facet) = Facet::of_attribute(other, &is_facet) {
                        asked.choose(facet, value);
                    }
                }
            }
        }
        asked.exact &= !asked.text.is_empty();
        asked.choices.sort();
        asked.choices.dedup();
        let mut unusual = asked.sorts().into_iter().skip(1);
        let known = unusual.find(|(word, _)| *word == sort);
        asked.sort = known.map_or("", |(word, _)| word);
        asked
    }

    fn choose(&mut self, facet: Facet, value: &str) {
        if self.choices.len() < MOST_CHOICES && value.chars().count() <= LONGEST_VALUE {
            let value = value.to_owned();
            self.choices.push(Choice { facet, value });
        }
    }

    /// The orders that there are; the first is the usual one.
    pub fn sorts(&self) -> Vec<(&'static str, Sort)> {
        let mut sorts = if self.text.is_empty() {
            WITHOUT_TEXT.to_vec()
        } else {
            WITH_TEXT.to_vec()
        };
        // The others stay in their order.
        sorts.sort_by_key(|(word, _)| *word != self.usual);
        sorts
    }

    pub fn sort(&self) -> (&'static str, Sort) {
        let sorts = self.sorts();
        let chosen = sorts.iter().find(|(word, _)| *word == self.sort);
        *chosen.unwrap_or(&sorts[0])
    }

    /// From 1.
    pub fn page(&self) -> u32 {
        self.skipped.saturating_add(1)
    }

    pub fn is_chosen(&self, facet: &Facet, value: &str) -> bool {
        let mut choices = self.choices.iter();
        choices.any(|choice| choice.facet == *facet && choice.value == value)
    }

    pub fn is_filtered(&self) -> bool {
        !self.choices.is_empty() || self.has_range() || self.available || self.sale
    }

    fn has_range(&self) -> bool {
        !self.min.is_empty() || !self.max.is_empty()
    }

    /// Whether something is chosen that only the index knows of.
    pub fn needs_index(&self) -> bool {
        !self.choices.is_empty() || self.available || self.sale
    }

    /// Whether this is a listing as search engines should know it: nothing chosen, in the usual order.
    pub fn is_plain(&self) -> bool {
        !self.is_filtered() && self.sort.is_empty() && self.whole.is_none()
    }

    /// A search as somebody begins it: nothing chosen, the first page.
    pub fn is_first_look(&self) -> bool {
        !self.text.is_empty() && !self.exact && self.is_plain() && self.skipped == 0
    }

    /// Orders and pages of a whole listing are kept, and those of one with a single choice, which many make. Texts,
    /// prices and combinations of choices can be anything, so each is for one visitor.
    pub fn address(&self, path: &str) -> Address {
        let pairs = self.pairs();
        let address = Address::new(path, borrowed(&pairs));
        if self.is_for_many() {
            address
        } else {
            address.once()
        }
    }

    fn is_for_many(&self) -> bool {
        let flags = [self.available, self.sale].into_iter();
        let chosen = self.choices.len() + flags.filter(|is_on| *is_on).count();
        let is_common = chosen == 0 || (chosen == 1 && self.index == Index::Ready);
        is_common && !self.has_range() && self.text.is_empty() && self.whole.is_none()
    }

    pub fn url(&self, path: &str) -> String {
        with_query(path, borrowed(&self.pairs()))
    }

    /// The same, on another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self {
            skipped: page.saturating_sub(1),
            ..self.clone()
        }
    }

    /// The same with a change that makes it another list, so from its first page.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.on_page(1);
        change(&mut other);
        other
    }

    pub fn without(&self, choice: &Choice) -> Self {
        self.with(|asked| asked.choices.retain(|it| it != choice))
    }

    /// Nothing is chosen; text and order stay.
    pub fn unfiltered(&self) -> Self {
        Self {
            text: self.text.clone(),
            exact: self.exact,
            sort: self.sort,
            usual: self.usual,
            ..Self::default()
        }
    }

    fn pairs(&self) -> Vec<(Cow<'_, str>, String)> {
        let flag = |is_on: bool| if is_on { "1".to_owned() } else { String::new() };
        let chosen = self.choices.iter();
        let chosen = chosen.map(|choice| (choice.facet.parameter(), choice.value.clone()));
        let text = [("q", self.text.clone()), ("exact", flag(self.exact))];
        let whole = self.whole.as_ref().map(Facet::parameter);
        let others = [
            ("min", self.min.clone()),
            ("max", self.max.clone()),
            ("available", flag(self.available)),
            ("sale", flag(self.sale)),
            ("sort", self.sort.to_owned()),
            ("all", whole.unwrap_or_default().into_owned()),
            ("page", page_word(self.page())),
        ];
        let named = |(name, value)| (Cow::Borrowed(name), value);
        let text = text.into_iter().map(named);
        text.chain(chosen)
            .chain(others.into_iter().map(named))
            .collect()
    }
}

/// The first page has no number in its address.
fn page_word(page: u32) -> String {
    if page > 1 {
        page.to_string()
    } else {
        String::new()
    }
}

fn borrowed<'a>(
    pairs: &'a [(Cow<'a, str>, String)],
) -> impl Iterator<Item = (&'a str, String)> + use<'a> {
    pairs.iter().map(|(name, value)| (&**name, value.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Asked {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Asked::with_usual("", pairs, |key| ["colour", "size", "page"].contains(&key))
    }

    #[test]
    fn the_orders_without_words_are_those_that_are_counted_ahead() {
        assert_eq!(WITHOUT_TEXT.map(|(_, sort)| sort), Sort::WITHOUT_WORDS);
    }

    #[test]
    fn an_address_is_written_in_one_way_only() {
        let cases = [
            ("", "/c", true),
            ("utm_source=mail&gclid=1", "/c", true),
            ("sort=best-selling&page=1", "/c", true),
            ("sort=cheapest&page=x", "/c", true),
            ("page=02&sort=price", "/c?sort=price&page=2", true),
            ("min=10&max=", "/c?min=10", false),
            (
                "size=M&colour=Red&colour=Blue&colour=Red&brand=Acme",
                "/c?brand=Acme&colour=Blue&colour=Red&size=M",
                false,
            ),
            (
                "colour=%22A%22%20%26%20b%2C%20<c>%3D%23%2Bü",
                "/c?colour=%22A%22+%26+b%2C+%3Cc%3E%3D%23%2B%C3%BC",
                true,
            ),
            ("available=1&sale=on", "/c?available=1&sale=1", false),
            ("available=1&page=2", "/c?available=1&page=2", true),
            ("sale=1&sort=price", "/c?sale=1&sort=price", true),
            ("sale=1&colour=Red", "/c?colour=Red&sale=1", false),
            ("colour=Red&max=9", "/c?colour=Red&max=9", false),
            ("attribute-page=9", "/c?attribute-page=9", true),
            ("q=blue+mug&sort=relevance", "/c?q=blue+mug", false),
            ("sort=relevance", "/c", true),
            ("all=brand&page=2", "/c?all=brand&page=2", false),
            (
                "all=attribute-page&sort=new",
                "/c?sort=new&all=attribute-page",
                false,
            ),
            ("all=everything", "/c", true),
        ];
        for (query, expected, is_kept) in cases {
            let address = read(query).address("/c");
            assert_eq!(
                (address.as_str(), address.is_kept()),
                (expected, is_kept),
                "{query}"
            );
            assert_eq!(
                read(address.as_str().trim_start_matches("/c?")),
                read(query)
            );
        }
    }

    #[test]
    fn a_choice_that_is_taken_back_leads_to_the_first_page() {
        let asked = read("colour=Red&colour=Blue&sort=new&page=3");
        let red = asked.choices.iter().find(|it| it.value == "Red").unwrap();

        assert_eq!(asked.without(red).url("/c"), "/c?colour=Blue&sort=new");
        assert_eq!(asked.unfiltered().url("/c"), "/c?sort=new");
        assert_eq!(
            asked.on_page(4).url("/c"),
            "/c?colour=Blue&colour=Red&sort=new&page=4"
        );
    }

    #[test]
    fn a_value_may_be_as_long_in_any_script_and_no_longer() {
        let longest = "日".repeat(LONGEST_VALUE);
        let query = |value: &str| -> String {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("size", value).finish()
        };

        assert_eq!(read(&query(&longest)).choices[0].value, longest);
        assert_eq!(read(&query(&(longest + "日"))).choices, []);
    }

    #[test]
    fn more_choices_than_anybody_makes_are_not_looked_at() {
        let query: Vec<String> = (0..300).map(|at| format!("colour={at}")).collect();

        assert_eq!(read(&query.join("&")).choices.len(), MOST_CHOICES);
    }
}
