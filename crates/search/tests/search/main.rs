//! The index as the shop uses it: built in a folder, asked, changed, killed, built anew.

mod codes;
mod corrected;
mod durability;
mod facets;
mod model;
mod narrowed;
mod order;
mod scopes;
mod suggestions;
mod texts;

use search::{
    Attribute, CategoryName, Document, Id, Index, Language, Price, Query, Settings, Synonyms, Value,
};
use tempfile::TempDir;

/// An index in a folder of its own, and what there is to ask it in a line.
struct Shop {
    /// Removed with the shop.
    _folder: TempDir,
    index: Index,
    synonyms: Synonyms,
}

fn settings(language: Language) -> Settings {
    Settings {
        language,
        currencies: vec!["EUR".into(), "USD".into()],
    }
}

/// Opens the index in a folder, building it with nothing in it if need be.
fn open(folder: &TempDir, language: Language) -> Index {
    let index = Index::open(folder.path(), &settings(language)).expect("the folder is free");
    if let search::State::NeedsRebuild(_) = index.state() {
        let rebuild = index.rebuild().expect("nobody else rebuilds");
        rebuild.finish(0).expect("it is built");
    }
    index
}

impl Shop {
    fn new(language: Language, documents: &[Document]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let index = open(&folder, language);
        index.upsert(documents).expect("they are written");
        index.commit(1).expect("it is committed");
        Self {
            _folder: folder,
            index,
            synonyms: Synonyms::new(language),
        }
    }

    fn english(titles: &[&str]) -> Self {
        let documents: Vec<Document> = (1u8..)
            .zip(titles)
            .map(|(id, title)| product(id, title))
            .collect();
        Self::new(Language::English, &documents)
    }

    fn query<'a>(&'a self, text: &'a str) -> Query<'a> {
        Query::new(text, "EUR", &self.synonyms)
    }

    /// The numbers of the products found, in order.
    fn numbers(&self, query: &Query<'_>) -> Vec<u8> {
        let found = self.index.find(query).expect("it can be asked");
        found.ids.iter().map(|id| id[15]).collect()
    }

    /// What is found by a text, sorted by number.
    fn finds(&self, text: &str) -> Vec<u8> {
        let mut numbers = self.numbers(&self.query(text));
        numbers.sort_unstable();
        numbers
    }
}

fn id(number: u8) -> Id {
    let mut id = [0; 16];
    id[15] = number;
    id
}

fn product(number: u8, title: &str) -> Document {
    Document {
        id: id(number),
        version: 1,
        slug: title.to_lowercase().replace(' ', "-"),
        title: title.to_owned(),
        ..Document::default()
    }
}

fn euros(minor: u64) -> Vec<Price> {
    euros_up_to(minor, minor)
}

/// Of the cheapest variant and of the dearest.
fn euros_up_to(from: u64, to: u64) -> Vec<Price> {
    vec![Price {
        currency: "EUR".into(),
        from,
        to,
    }]
}

fn category(number: u8, name: &str) -> CategoryName {
    CategoryName {
        id: id(number),
        name: name.to_owned(),
    }
}

fn choice(key: &str, values: &[&str]) -> Attribute {
    let values = values.iter().map(|value| Value::Choice((*value).into()));
    Attribute {
        key: key.to_owned(),
        values: values.collect(),
        is_facet: true,
    }
}
