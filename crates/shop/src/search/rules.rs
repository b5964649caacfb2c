//! What the merchant tells the search: words that mean the same, and products that come first for a text.
//!
//! Each process keeps them in memory ([`Rules`]) and asks the index with them, so a change takes effect as soon as
//! it is heard of, and no index is built.

use std::collections::HashMap;

use ::search::{Language, Synonyms};
use db::{DbError, Read};

use super::queries;
use crate::{
    Failure, FailureKind, Shop,
    changes::{self, Change},
    ids::{PinsId, ProductId, SynonymId},
    staff::{Actor, Forbidden, Permission},
    text::fold,
};

/// All of them are in the memory of each process, and looked through by nobody if there are more.
const MOST_RULES: u64 = 500;

/// As the index reads them.
const LONGEST_WORDS: usize = 4;
const LONGEST_ENTRY: usize = 60;
const MOST_ENTRIES: usize = 20;

/// A customer sees one page of them.
const MOST_PINNED: usize = 24;

/// Words that find each other, or one that finds the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synonym {
    pub id: SynonymId,
    pub draft: SynonymDraft,
    pub version: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SynonymDraft {
    /// It finds the words as well, and not the other way round. Without it each of the words finds all.
    pub from: Option<String>,
    pub words: Vec<String>,
}

/// Products at the top of what is found for one text, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pins {
    pub id: PinsId,
    /// See [`text_key`].
    pub text: String,
    pub products: Vec<ProductId>,
    pub version: i64,
}

/// What staff do with one pinned product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinChange {
    /// At the end.
    Add(ProductId),
    Remove(ProductId),
    Up(ProductId),
    Down(ProductId),
}

/// As each process keeps them.
#[derive(Debug, Default)]
pub struct Rules {
    pub(super) synonyms: Synonyms,
    pins: HashMap<String, Vec<ProductId>>,
}

#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("this rule does not exist any more")]
    NotFound,
    #[error("somebody else changed it meanwhile")]
    Stale,
    /// What is wrong, at which field.
    #[error("{1}")]
    Invalid(&'static str, &'static str),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for RuleError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::NotFound => FailureKind::NotFound,
            Self::Stale => FailureKind::Conflict,
            Self::Invalid(..) => FailureKind::Invalid,
            Self::Db(error) => error.kind(),
        }
    }
}

/// Texts that differ in case, diacritics and blanks only are the same text.
pub fn text_key(text: &str) -> String {
    let folded = fold(super::find::shortened(text));
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

impl Rules {
    pub(crate) async fn load(read: &impl Read, language: Language) -> Result<Self, DbError> {
        let mut synonyms = Synonyms::new(language);
        for synonym in queries::synonyms(read).await? {
            let words: Vec<&str> = synonym.draft.words.iter().map(String::as_str).collect();
            match &synonym.draft.from {
                Some(from) => synonyms.add_one_way(from, &words),
                None => synonyms.add(&words),
            }
        }
        let pins = queries::all_pins(read).await?;
        Ok(Self {
            synonyms,
            pins: pins
                .into_iter()
                .map(|list| (list.text, list.products))
                .collect(),
        })
    }

    pub(super) fn pins(&self, text: &str) -> &[ProductId] {
        self.pins.get(&text_key(text)).map_or(&[], Vec::as_slice)
    }
}

impl SynonymDraft {
    /// As it is stored: without blanks around words, each word once.
    fn checked(&self) -> Result<Self, RuleError> {
        let from = self.from.as_deref().map(str::trim);
        if from == Some("") {
            return Err(RuleError::Invalid("from", "write the word that is typed"));
        }
        let mut words: Vec<String> = Vec::new();
        let mut known: Vec<String> = from.map(fold).into_iter().collect();
        for word in self.words.iter().map(|word| word.trim()) {
            let folded = fold(word);
            if !word.is_empty() && !known.contains(&folded) {
                known.push(folded);
                words.push(word.to_owned());
            }
        }
        let fewest = if from.is_some() { 1 } else { 2 };
        if words.len() < fewest {
            let problem = if from.is_some() {
                "write at least one word that it finds as well"
            } else {
                "write at least two words that mean the same"
            };
            return Err(RuleError::Invalid("words", problem));
        }
        if words.len() > MOST_ENTRIES {
            return Err(RuleError::Invalid("words", "no more than 20 words, please"));
        }
        if let Some(problem) = from.and_then(entry_problem) {
            return Err(RuleError::Invalid("from", problem));
        }
        if let Some(problem) = words.iter().find_map(|word| entry_problem(word)) {
            return Err(RuleError::Invalid("words", problem));
        }
        Ok(Self {
            from: from.map(str::to_owned),
            words,
        })
    }
}

fn entry_problem(entry: &str) -> Option<&'static str> {
    let words = entry.split_whitespace().count();
    if words > LONGEST_WORDS || entry.chars().count() > LONGEST_ENTRY {
        return Some("an entry has up to four words and 60 letters");
    }
    (!entry.chars().any(char::is_alphanumeric)).then_some("an entry needs letters or digits")
}

/// For staff.
pub async fn synonyms(shop: &Shop) -> Result<Vec<Synonym>, DbError> {
    queries::synonyms(shop.db.primary()).await
}

pub async fn synonym(shop: &Shop, id: SynonymId) -> Result<Option<Synonym>, DbError> {
    queries::find_synonym(shop.db.primary(), id).await
}

/// For staff, by text.
pub async fn all_pins(shop: &Shop) -> Result<Vec<Pins>, DbError> {
    queries::all_pins(shop.db.primary()).await
}

pub async fn pins(shop: &Shop, id: PinsId) -> Result<Option<Pins>, DbError> {
    queries::find_pins(shop.db.primary(), id).await
}

/// Stores new words (`id` is `None`), or others instead of those of `version`.
///
/// # Errors
/// See [`RuleError`]; after any of them nothing has changed.
pub async fn save_synonym(
    shop: &Shop,
    actor: &Actor,
    id: Option<SynonymId>,
    version: i64,
    draft: &SynonymDraft,
) -> Result<SynonymId, RuleError> {
    actor.require(Permission::ManageCatalogue)?;
    let draft = &draft.checked()?;
    let now = shop.clock.now();
    let new = SynonymId::generate();
    let saved = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            if let Some(id) = id {
                if !queries::update_synonym(tx, id, version, draft, now).await? {
                    return Err(missing_or_stale(
                        queries::find_synonym(tx, id).await?.is_some(),
                    ));
                }
            } else {
                if queries::count_synonyms(tx).await? >= MOST_RULES {
                    return Err(RuleError::Invalid("words", "there are 500 already"));
                }
                queries::insert_synonym(tx, new, draft, now).await?;
            }
            changes::record(tx, &[Change::SearchRules], now).await?;
            Ok(id.unwrap_or(new))
        })
        .await?;
    shop.apply(&[Change::SearchRules]).await?;
    Ok(saved)
}

/// # Errors
/// See [`RuleError`]; after any of them nothing has changed.
pub async fn delete_synonym(
    shop: &Shop,
    actor: &Actor,
    id: SynonymId,
    version: i64,
) -> Result<(), RuleError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::delete_synonym(tx, id, version).await? {
                return Err(missing_or_stale(
                    queries::find_synonym(tx, id).await?.is_some(),
                ));
            }
            changes::record(tx, &[Change::SearchRules], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::SearchRules]).await?;
    Ok(())
}

/// Begins a list for a text that has none.
///
/// # Errors
/// See [`RuleError`]; after any of them nothing has changed.
pub async fn add_pins(shop: &Shop, actor: &Actor, text: &str) -> Result<PinsId, RuleError> {
    actor.require(Permission::ManageCatalogue)?;
    let text = &text_key(text);
    if text.is_empty() {
        return Err(RuleError::Invalid(
            "text",
            "write what customers search for",
        ));
    }
    let now = shop.clock.now();
    let id = PinsId::generate();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if queries::count_pins(tx).await? >= MOST_RULES {
                return Err(RuleError::Invalid("text", "there are 500 lists already"));
            }
            if !queries::insert_pins(tx, id, text, now).await? {
                return Err(RuleError::Invalid("text", "there is a list for this text"));
            }
            Ok(())
        })
        .await?;
    Ok(id)
}

/// Does one thing with a list as it was at `version`.
///
/// # Errors
/// See [`RuleError`]; after any of them nothing has changed.
pub async fn change_pins(
    shop: &Shop,
    actor: &Actor,
    id: PinsId,
    version: i64,
    change: PinChange,
) -> Result<(), RuleError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let mut list = queries::find_pins(tx, id)
                .await?
                .ok_or(RuleError::NotFound)?;
            change.apply(&mut list.products)?;
            if !queries::save_pins(tx, &list, version, now).await? {
                return Err(RuleError::Stale);
            }
            changes::record(tx, &[Change::SearchRules], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::SearchRules]).await?;
    Ok(())
}

/// # Errors
/// See [`RuleError`]; after any of them nothing has changed.
pub async fn delete_pins(
    shop: &Shop,
    actor: &Actor,
    id: PinsId,
    version: i64,
) -> Result<(), RuleError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::delete_pins(tx, id, version).await? {
                return Err(missing_or_stale(
                    queries::find_pins(tx, id).await?.is_some(),
                ));
            }
            changes::record(tx, &[Change::SearchRules], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::SearchRules]).await?;
    Ok(())
}

fn missing_or_stale(is_there: bool) -> RuleError {
    if is_there {
        RuleError::Stale
    } else {
        RuleError::NotFound
    }
}

impl PinChange {
    fn apply(self, products: &mut Vec<ProductId>) -> Result<(), RuleError> {
        let place = |id: ProductId, products: &[ProductId]| {
            let place = products.iter().position(|it| *it == id);
            place.ok_or(RuleError::Stale)
        };
        match self {
            Self::Add(id) if products.contains(&id) => {
                return Err(RuleError::Invalid("find", "this product is in the list"));
            }
            Self::Add(_) if products.len() >= MOST_PINNED => {
                return Err(RuleError::Invalid("find", "a list has up to 24 products"));
            }
            Self::Add(id) => products.push(id),
            Self::Remove(id) => {
                let at = place(id, products)?;
                products.remove(at);
            }
            Self::Up(id) => {
                let at = place(id, products)?;
                products.swap(at, at.saturating_sub(1));
            }
            Self::Down(id) => {
                let at = place(id, products)?;
                let last = products.len() - 1;
                products.swap(at, last.min(at + 1));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(from: Option<&str>, words: &[&str]) -> SynonymDraft {
        SynonymDraft {
            from: from.map(str::to_owned),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    #[test]
    fn words_are_checked_before_they_are_stored() {
        let long = "a".repeat(61);
        let many: Vec<String> = (0..21).map(|number| format!("word{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let cases: [(SynonymDraft, Result<SynonymDraft, &str>); 10] = [
            (
                draft(None, &[" Sofa", "couch", "SOFA", ""]),
                Ok(draft(None, &["Sofa", "couch"])),
            ),
            (
                draft(Some(" phone"), &["smartphone", "Phone"]),
                Ok(draft(Some("phone"), &["smartphone"])),
            ),
            (draft(None, &["Größe", "grosse"]), Err("words")),
            (draft(None, &["sofa"]), Err("words")),
            (draft(Some("phone"), &["phone"]), Err("words")),
            (draft(Some(" "), &["phone"]), Err("from")),
            (draft(Some("a b c d e"), &["phone"]), Err("from")),
            (draft(None, &["sofa", &long]), Err("words")),
            (draft(None, &["sofa", "–"]), Err("words")),
            (draft(None, &many), Err("words")),
        ];
        for (typed, expected) in cases {
            let checked = typed.checked().map_err(|error| match error {
                RuleError::Invalid(field, _) => field,
                other => panic!("{other}"),
            });
            assert_eq!(checked, expected, "{typed:?}");
        }
    }

    #[test]
    fn a_list_is_put_in_order_step_by_step() {
        let ids: Vec<ProductId> = (0..4).map(|_| ProductId::generate()).collect();
        let mut list = ids[..3].to_vec();
        let steps = [
            (PinChange::Up(ids[2]), vec![0, 2, 1]),
            (PinChange::Up(ids[0]), vec![0, 2, 1]),
            (PinChange::Down(ids[0]), vec![2, 0, 1]),
            (PinChange::Down(ids[1]), vec![2, 0, 1]),
            (PinChange::Remove(ids[0]), vec![2, 1]),
            (PinChange::Add(ids[3]), vec![2, 1, 3]),
        ];
        for (step, expected) in steps {
            step.apply(&mut list).expect("it fits");
            let expected: Vec<ProductId> = expected.into_iter().map(|at| ids[at]).collect();
            assert_eq!(list, expected, "{step:?}");
        }
        assert!(PinChange::Add(ids[3]).apply(&mut list).is_err());
        assert!(PinChange::Up(ids[0]).apply(&mut list).is_err());
    }

    #[test]
    fn a_text_is_the_same_however_it_is_typed() {
        for text in ["Größe XL", " grosse  xl ", "GRÖẞE xl"] {
            assert_eq!(text_key(text), "grosse xl", "{text}");
        }
    }
}
