use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Change, Kind};

/// Names whose last change is remembered one by one. Beyond that all are forgotten at once, and with
/// them everything that was made of any: some hundred kilobytes are enough for a day of edits, and an
/// import that changes more makes most of what is kept old anyway.
const REMEMBERED: usize = 10_000;

/// What this process has heard of so far, in the order of hearing.
///
/// Whoever keeps something in memory notes the [`Moment`] *before* it reads what the thing is made of,
/// and asks [`Heard::is_unchanged`] before using it again. So nothing has to be found and removed when
/// something changes, and what was read just before a change and stored just after it is known to be
/// old.
#[derive(Debug, Default)]
pub struct Heard {
    count: AtomicU64,
    last: RwLock<Last>,
}

/// A point between two changes that this process heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(u64);

/// What something in memory was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    One(Change),
    /// Anything of this kind, also what was not there yet.
    Any(Kind),
}

/// When something that is kept in memory was made, and of what.
#[derive(Debug)]
pub struct MadeOf {
    sources: Box<[Source]>,
    made: Moment,
    /// Up to here nothing of it had changed; spares looking through the sources again.
    checked: AtomicU64,
}

impl MadeOf {
    /// `made` is the moment before the first of the sources was read.
    pub fn new(sources: Vec<Source>, made: Moment) -> Self {
        Self {
            sources: sources.into(),
            made,
            checked: made.0.into(),
        }
    }

    pub fn is_current(&self, heard: &Heard) -> bool {
        let now = heard.now();
        let checked = Moment(self.checked.load(Ordering::Relaxed));
        if checked == now {
            return true;
        }
        let is_current = heard.is_unchanged(&self.sources, checked);
        if is_current {
            self.checked.store(now.0, Ordering::Relaxed);
        }
        is_current
    }

    /// Whether it is made of what was there at this moment, or later.
    pub fn is_of(&self, moment: Moment) -> bool {
        self.made >= moment
    }

    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

/// When something was heard of for the last time.
#[derive(Debug, Default)]
struct Last {
    of: HashMap<Change, Moment>,
    of_kind: HashMap<Kind, Moment>,
    /// Before this, nothing is known of single names.
    forgotten: Moment,
}

impl Heard {
    pub fn now(&self) -> Moment {
        Moment(self.count.load(Ordering::Acquire))
    }

    /// Whether everything that something was made of is as it was then.
    pub fn is_unchanged(&self, sources: &[Source], since: Moment) -> bool {
        if since == self.now() {
            return true;
        }
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        since >= last.forgotten
            && sources.iter().all(|source| {
                let changed = match source {
                    Source::One(change) => last.of.get(change),
                    Source::Any(kind) => last.of_kind.get(kind),
                };
                changed.is_none_or(|changed| *changed <= since)
            })
    }

    /// After the memory that everybody reads (settings, categories) has been brought up to date: what
    /// is made from now on is made of the new.
    pub fn hear(&self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        self.note(|last, moment| {
            if last.of.len() + changes.len() > REMEMBERED {
                last.of.clear();
                last.forgotten = moment;
            }
            for change in changes {
                last.of_kind.insert(change.kind(), moment);
                if last.forgotten != moment {
                    last.of.insert(change.clone(), moment);
                }
            }
        });
    }

    /// Anything may have changed.
    pub(crate) fn hear_everything(&self) {
        self.note(|last, moment| {
            last.of.clear();
            last.forgotten = moment;
        });
    }

    fn note(&self, write: impl FnOnce(&mut Last, Moment)) {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        let moment = self.count.load(Ordering::Relaxed) + 1;
        write(&mut last, Moment(moment));
        // Last: who reads this number finds what belongs to it.
        self.count.store(moment, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ProductId, VariantId};

    #[test]
    fn what_is_made_of_something_is_old_when_that_changes() {
        let heard = Heard::default();
        let (mug, pan) = (ProductId::generate(), ProductId::generate());
        let (product, stock) = (Change::Product(mug), Change::Stock(VariantId::generate()));
        let page = [Source::One(product.clone()), Source::One(stock.clone())];
        let listing = [Source::Any(Kind::Product), Source::One(Change::Settings)];
        let cases = [
            ("another product", Change::Product(pan), true, false),
            ("the product", product, false, false),
            ("its stock", stock, false, true),
            ("the settings", Change::Settings, true, false),
            ("the categories", Change::Categories, true, true),
        ];
        for (name, change, page_stays, listing_stays) in cases {
            let made = heard.now();
            heard.hear(&[change]);
            assert_eq!(heard.is_unchanged(&page, made), page_stays, "{name}");
            assert_eq!(heard.is_unchanged(&listing, made), listing_stays, "{name}");
            assert!(heard.is_unchanged(&page, heard.now()), "{name}, made after");
        }
    }

    #[test]
    fn what_was_found_unchanged_is_not_looked_through_again() {
        let heard = Heard::default();
        let mug = Change::Product(ProductId::generate());
        let page = MadeOf::new(vec![Source::One(mug.clone())], heard.now());
        assert!(page.is_current(&heard));

        heard.hear(&[Change::Categories]);
        assert!(page.is_current(&heard));
        assert_eq!(page.checked.load(Ordering::Relaxed), heard.now().0);
        assert!(!page.is_of(heard.now()));
        heard.hear(&[mug]);

        assert!(!page.is_current(&heard));
        assert!(!page.is_current(&heard), "nor does asking make it so");
    }

    #[test]
    fn nothing_outlives_a_look_that_says_everything_changed() {
        let heard = Heard::default();
        let made = heard.now();

        heard.hear_everything();

        assert!(!heard.is_unchanged(&[Source::One(Change::Settings)], made));
        assert!(heard.is_unchanged(&[Source::Any(Kind::Product)], heard.now()));
    }

    #[test]
    fn a_long_import_takes_no_more_memory_than_a_short_one() {
        let heard = Heard::default();
        let mug = Change::Product(ProductId::generate());
        let page = [Source::One(mug.clone())];
        heard.hear(std::slice::from_ref(&mug));
        let made = heard.now();

        for _ in 0..REMEMBERED {
            heard.hear(&[Change::Product(ProductId::generate())]);
        }

        assert!(heard.last.read().unwrap().of.len() <= REMEMBERED);
        assert!(!heard.is_unchanged(&page, made), "forgotten is not fresh");
        let made = heard.now();
        assert!(heard.is_unchanged(&page, made));
        heard.hear(&[mug]);
        assert!(!heard.is_unchanged(&page, made), "it is noted again");
    }
}
