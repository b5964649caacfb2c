//! The fields of the index, and how a [`Document`] is written into them.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::{Deserialize, Serialize};
use tantivy::{
    TantivyDocument, Term,
    query::{Query, TermQuery},
    schema::{
        BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema,
        SchemaBuilder, TextFieldIndexing, TextOptions,
    },
};

use crate::{
    document::{Document, Id},
    words::{Language, Word, Words, fragments},
};

/// Counts up whenever the fields or the words in them change; an index with another one is built anew.
pub(crate) const VERSION: u32 = 4;

/// Between the parts of a term; taken out of everything that becomes a part.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Descriptions are searched up to here. What comes later says little about the product.
const DESCRIPTION_CHARS: usize = 20_000;

/// Reviews that every product is thought to have had before the first one, so that one friend's five stars do
/// not beat four hundred buyers' 4.8.
const ASSUMED_REVIEWS: u64 = 5;
const ASSUMED_RATING_MILLIS: u64 = 3_500;

pub(crate) const IN_STOCK: u64 = 1;
pub(crate) const ON_SALE: u64 = 2;

/// What an index was made for. An index that was made for something else is built anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub language: Language,
    /// Codes of ISO 4217; each has a column of prices.
    pub currencies: Vec<String>,
}

/// What customers can choose by, apart from price and stock.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Group {
    Attribute(String),
    Brand,
    Category,
    /// An attribute that is no facet: rules ask for it, customers do not choose by it.
    Property(String),
    Tag,
}

impl Group {
    /// The beginning of the terms of this group. Terms are sorted, so a group is one range of them.
    pub fn prefix(&self) -> String {
        match self {
            Self::Attribute(key) => format!("a{}{SEPARATOR}", clean(key)),
            Self::Brand => format!("b{SEPARATOR}"),
            Self::Category => format!("c{SEPARATOR}"),
            Self::Property(key) => format!("p{}{SEPARATOR}", clean(key)),
            Self::Tag => format!("t{SEPARATOR}"),
        }
    }

    pub fn term(&self, value: &str) -> String {
        self.prefix() + &clean(value)
    }

    /// The group and the value of a term.
    pub fn parse(term: &str) -> Option<(Self, &str)> {
        let (group, value) = term.split_once(SEPARATOR)?;
        let group = match group.split_at_checked(1)? {
            ("a", key) => Self::Attribute(key.to_owned()),
            ("b", _) => Self::Brand,
            ("c", _) => Self::Category,
            ("p", key) => Self::Property(key.to_owned()),
            ("t", _) => Self::Tag,
            _ => return None,
        };
        Some((group, value))
    }
}

pub(crate) fn category_term(id: &Id) -> String {
    Group::Category.term(&hex(id))
}

pub(crate) fn hex(id: &Id) -> String {
    id.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn from_hex(text: &str) -> Option<Id> {
    let number = u128::from_str_radix(text, 16).ok()?;
    (text.len() == 32).then(|| number.to_be_bytes())
}

/// The columns of the prices in one currency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PriceFields {
    pub from: Field,
    pub to: Field,
}

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub schema: Schema,
    /// The key as a term, for deletes and pins; in two columns for ranking.
    pub id: Field,
    id_high: Field,
    id_low: Field,
    version: Field,
    pub slug: Field,
    pub title: Field,
    /// Stems.
    pub title_stems: Field,
    pub name_stems: Field,
    pub text_stems: Field,
    /// Folded words, unstemmed: the dictionary in which typos are looked up.
    pub words: Field,
    /// Folded word, separator, word as written; of titles and names only: what is suggested.
    pub complete: Field,
    /// Folded name from one of its words on, separator, id, separator, name.
    pub category_names: Field,
    /// Whole codes, and the pieces of codes with their positions.
    pub codes: Field,
    pub fragments: Field,
    /// The terms of [`Group`]s: indexed for scopes, a column for counting.
    pub facets: Field,
    pub flags: Field,
    prices: Vec<(String, PriceFields)>,
    rating: Field,
    sales: Field,
    pub published: Field,
}

impl Fields {
    pub fn new(settings: &Settings) -> Self {
        let mut schema = Schema::builder();
        let id = schema.add_bytes_field("id", BytesOptions::default().set_indexed());
        let id_high = schema.add_u64_field("id_high", FAST);
        let id_low = schema.add_u64_field("id_low", FAST);
        let version = schema.add_i64_field("version", FAST);
        let slug = schema.add_text_field("slug", STORED);
        let title = schema.add_text_field("title", STORED);
        let frequencies = IndexRecordOption::WithFreqs;
        let title_stems = text(&mut schema, "title_stems", "whitespace", frequencies);
        let name_stems = text(&mut schema, "name_stems", "whitespace", frequencies);
        let text_stems = text(&mut schema, "text_stems", "whitespace", frequencies);
        let basic = IndexRecordOption::Basic;
        let words = text(&mut schema, "words", "whitespace", basic);
        let complete = text(&mut schema, "complete", "raw", basic);
        let category_names = text(&mut schema, "category_names", "raw", basic);
        let codes = text(&mut schema, "codes", "raw", basic);
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let fragments = text(&mut schema, "fragments", "whitespace", positions);
        let facets = indexing("raw", basic).set_fast("raw");
        let facets = schema.add_text_field("facets", facets);
        let flags = schema.add_u64_field("flags", FAST);
        let price = NumericOptions::default().set_fast();
        let prices = settings.currencies.iter().map(|currency| {
            let [from, to] = price_columns(currency);
            let fields = PriceFields {
                from: schema.add_u64_field(&from, price.clone()),
                to: schema.add_u64_field(&to, price.clone()),
            };
            (currency.clone(), fields)
        });
        let prices = prices.collect();
        let rating = schema.add_u64_field("rating", FAST);
        let sales = schema.add_u64_field("sales", FAST);
        let published = schema.add_i64_field("published", FAST);
        Self {
            schema: schema.build(),
            id,
            id_high,
            id_low,
            version,
            slug,
            title,
            title_stems,
            name_stems,
            text_stems,
            words,
            complete,
            category_names,
            codes,
            fragments,
            facets,
            flags,
            prices,
            rating,
            sales,
            published,
        }
    }

    pub fn price(&self, currency: &str) -> Option<PriceFields> {
        let found = self.prices.iter().find(|(it, _)| it == currency);
        found.map(|(_, fields)| *fields)
    }

    /// Finds what has a term of a [`Group`].
    pub fn with_term(&self, term: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(self.facets, term);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    pub fn id_term(&self, id: &Id) -> Term {
        Term::from_field_bytes(self.id, id)
    }

    pub fn write(&self, document: &Document, words: &mut Words) -> TantivyDocument {
        let mut row = TantivyDocument::default();
        self.write_columns(document, &mut row);
        self.write_texts(document, words, &mut row);
        self.write_codes(document, words, &mut row);
        for term in facet_terms(document) {
            row.add_text(self.facets, term);
        }
        row
    }

    fn write_columns(&self, document: &Document, row: &mut TantivyDocument) {
        let (high, low) = halves(&document.id);
        row.add_bytes(self.id, &document.id);
        row.add_u64(self.id_high, high);
        row.add_u64(self.id_low, low);
        row.add_i64(self.version, document.version);
        row.add_text(self.slug, &document.slug);
        row.add_text(self.title, &document.title);
        let in_stock = if document.in_stock { IN_STOCK } else { 0 };
        let on_sale = if document.on_sale { ON_SALE } else { 0 };
        row.add_u64(self.flags, in_stock | on_sale);
        for (currency, fields) in &self.prices {
            let price = document.prices.iter().find(|it| it.currency == *currency);
            if let Some(price) = price {
                row.add_u64(fields.from, price.from);
                row.add_u64(fields.to, price.to);
            }
        }
        row.add_u64(self.rating, rank_of_rating(document));
        row.add_u64(self.sales, document.sales);
        row.add_i64(self.published, document.published_at);
    }

    fn write_texts(&self, document: &Document, words: &mut Words, row: &mut TantivyDocument) {
        let title = words.split(&document.title);
        let names: Vec<Word> = names(document).flat_map(|name| words.split(name)).collect();
        let others: Vec<Word> = searched_values(document)
            .flat_map(|value| words.split(value))
            .collect();
        let end = document.description.char_indices().nth(DESCRIPTION_CHARS);
        let end = end.map_or(document.description.len(), |(at, _)| at);
        let description = words.split(&document.description[..end]);

        row.add_text(self.title_stems, stems(&title, words));
        row.add_text(
            self.name_stems,
            stems(&names, words) + " " + &stems(&others, words),
        );
        row.add_text(self.text_stems, stems(&description, words));
        let all = [&title, &names, &others, &description];
        let all: BTreeSet<&str> = all.into_iter().flatten().map(folded).collect();
        row.add_text(self.words, join(all));
        let complete: BTreeSet<String> = title
            .iter()
            .chain(&names)
            .filter(|word| word.folded.chars().count() > 1 && !words.is_stop(word))
            .map(|word| format!("{}{SEPARATOR}{}", word.folded, word.shown))
            .collect();
        for term in complete {
            row.add_text(self.complete, term);
        }
        for category in &document.categories {
            let name = clean(&category.name);
            let folded: Vec<_> = words.split(&name).into_iter().map(|it| it.folded).collect();
            for start in 0..folded.len() {
                let from_here = folded[start..].join(" ");
                let id = hex(&category.id);
                let term = format!("{from_here}{SEPARATOR}{id}{SEPARATOR}{name}");
                row.add_text(self.category_names, term);
            }
        }
    }

    fn write_codes(&self, document: &Document, words: &mut Words, row: &mut TantivyDocument) {
        let codes: BTreeSet<String> = document.codes.iter().map(|it| words.code(it)).collect();
        for code in codes.iter().filter(|code| !code.is_empty()) {
            row.add_text(self.codes, code);
            // Each code is a value of its own, and positions jump between values: no fragment spans two codes.
            row.add_text(self.fragments, join(fragments(code)));
        }
    }
}

/// The lowest and the highest price of each product.
pub(crate) fn price_columns(currency: &str) -> [String; 2] {
    [format!("price_{currency}"), format!("price_to_{currency}")]
}

/// A key as two numbers that sort as the key does.
pub(crate) fn halves(id: &Id) -> (u64, u64) {
    let number = u128::from_be_bytes(*id);
    let low = u64::try_from(number & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    let high = u64::try_from(number >> 64).unwrap_or(u64::MAX);
    (high, low)
}

pub(crate) fn whole(high: u64, low: u64) -> Id {
    ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
}

fn text(
    schema: &mut SchemaBuilder,
    name: &str,
    tokenizer: &str,
    option: IndexRecordOption,
) -> Field {
    schema.add_text_field(name, indexing(tokenizer, option))
}

/// Texts are cut into words before they come here, so the tokenizers only split at blanks, or not at all.
fn indexing(tokenizer: &str, option: IndexRecordOption) -> TextOptions {
    let has_scores = option == IndexRecordOption::WithFreqs;
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_fieldnorms(has_scores)
        .set_index_option(option);
    TextOptions::default().set_indexing_options(indexing)
}

fn facet_terms(document: &Document) -> BTreeSet<String> {
    let brand = document.brand.iter().map(|it| Group::Brand.term(it));
    let tags = document.tags.iter().map(|it| Group::Tag.term(it));
    let categories = document.categories.iter().map(|it| category_term(&it.id));
    let attributes = document.attributes.iter().flat_map(|attribute| {
        let key = attribute.key.clone();
        let group = if attribute.is_facet {
            Group::Attribute(key)
        } else {
            Group::Property(key)
        };
        let values = attribute.values.iter().filter_map(|value| value.counted());
        values.map(move |value| group.term(value))
    });
    brand
        .chain(tags)
        .chain(categories)
        .chain(attributes)
        .collect()
}

/// Names that a customer would type as part of a query.
fn names(document: &Document) -> impl Iterator<Item = &str> {
    let categories = document.categories.iter().map(|it| it.name.as_str());
    document.brand.as_deref().into_iter().chain(categories)
}

fn searched_values(document: &Document) -> impl Iterator<Item = &str> {
    let values = document.attributes.iter().flat_map(|it| &it.values);
    let tags = document.tags.iter().map(String::as_str);
    values.filter_map(|value| value.searched()).chain(tags)
}

fn rank_of_rating(document: &Document) -> u64 {
    let count = u64::from(document.rating_count);
    if count == 0 {
        return 0;
    }
    let sum = u64::from(document.rating_millis) * count + ASSUMED_RATING_MILLIS * ASSUMED_REVIEWS;
    sum / (count + ASSUMED_REVIEWS)
}

fn stems(list: &[Word], words: &mut Words) -> String {
    let stems: Vec<String> = list.iter().map(|word| words.stem(&word.folded)).collect();
    stems.join(" ")
}

fn folded(word: &Word) -> &str {
    &word.folded
}

fn join<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part.as_ref());
        joined.push(' ');
    }
    joined
}

fn clean(text: &str) -> String {
    text.chars().filter(|it| *it != SEPARATOR).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facet_terms_say_what_they_are() {
        let cases = [
            (Group::Brand, "Acme"),
            (Group::Tag, "new"),
            (Group::Attribute("size".into()), "10 × 15 cm"),
            (Group::Property("care".into()), "true"),
            (Group::Category, "0123456789abcdef0123456789abcdef"),
        ];
        for (group, value) in cases {
            let term = group.term(value);
            assert_eq!(Group::parse(&term), Some((group, value)));
        }
        let confusing = Group::Attribute(format!("si{SEPARATOR}ze")).term(&format!("M{SEPARATOR}"));
        assert_eq!(confusing, Group::Attribute("size".into()).term("M"));
    }

    #[test]
    fn keys_survive_being_cut_in_halves_and_written_as_text() {
        for number in [
            0,
            1,
            u128::from(u64::MAX),
            u128::from(u64::MAX) + 1,
            u128::MAX,
        ] {
            let id = number.to_be_bytes();
            let (high, low) = halves(&id);
            assert_eq!(whole(high, low), id);
            assert_eq!(from_hex(&hex(&id)), Some(id));
        }
        assert_eq!(from_hex("12"), None);
    }

    #[test]
    fn many_good_reviews_rank_above_a_single_perfect_one() {
        let rated = |millis, count| {
            rank_of_rating(&Document {
                rating_millis: millis,
                rating_count: count,
                ..Document::default()
            })
        };
        assert!(rated(4_800, 400) > rated(5_000, 1));
        assert!(rated(5_000, 1) > rated(3_000, 1));
        assert!(rated(1_000, 1) > rated(0, 0));
    }
}
