//! Full-text search for a shop: what customers find by typing, and what category pages list.
//!
//! An [`Index`] is a folder with [`Document`]s in it. It is written in batches and by commits
//! ([`Index::upsert`], [`Index::delete`], [`Index::commit`]), built anew beside the old one
//! ([`Index::rebuild`]), and asked with a [`Query`] ([`Index::find`]), for suggestions
//! ([`Index::suggest`]) and for what was meant ([`Index::corrections`]).
//!
//! It knows no database and no pages: products come in as documents, and go out as keys. Everything here
//! computes or waits for the disk, and nothing is async: callers in an async runtime use a thread for what
//! blocks. There is no clock; what an answer depends on is the last commit.

mod cache;
mod chosen;
mod correct;
mod dictionary;
mod digest;
mod document;
mod error;
mod facets;
mod folder;
mod index;
mod listing;
mod losses;
mod narrowed;
mod pass;
mod prices;
mod query;
mod schema;
mod scope;
mod shelf;
mod suggest;
mod synonyms;
mod tally;
mod terms;
mod text;
mod view;
mod words;
mod writer;

pub use digest::Digest;
pub use document::{Attribute, CategoryName, Document, Id, Price, Value};
pub use error::{Error, Reason};
pub use index::{Index, Rebuild, State};
pub use query::{
    AttributeCounts, Counted, FacetLimits, Facets, Filters, Found, MOST_ATTRIBUTES, MOST_VALUES,
    Matched, PriceRange, Query, Sort, Typos, Whole,
};
pub use schema::Settings;
pub use scope::{Rule, Scope};
pub use suggest::{SuggestLimits, SuggestedProduct, Suggestions};
pub use synonyms::Synonyms;
pub use words::Language;
