//! Rendered pages, kept in memory for everybody who asks for the same.
//!
//! A page of the storefront is the same for all who ask for it in the same language and currency, but for its holes ([`hole`]).
//! A handler makes its page by a function that is called when the page is not here, once however many ask for it at the same
//! time; see [`Visit::shared`](super::visit::Visit::shared). The page knows what it was made of, so it is not used any more when
//! one of those things changed ([`shop::changes::Heard`]).

pub mod address;
pub mod hole;
pub mod kept;
mod packed;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;
use shop::Timestamp;
use shop::changes::{Heard, Moment};

pub use address::{Address, Key};
pub use hole::{Filled, Hole, Skeleton};
pub use kept::{Kept, Wish};

use self::packed::Patterns;
use super::encoding::Encoding;
use super::errors::PageError;
use super::frame::{Made, NoPage};

/// All pages together, unless the configuration says otherwise. A page of some 20 kB takes about 3 kB of it, with 5 kB more
/// once a browser took it compressed, so these are many thousands: what people look at in a large shop at any time.
pub const BYTES: u64 = 64 * 1024 * 1024;

/// A larger page (a sitemap of a large shop) would drive out hundreds, and is asked for rarely.
const LARGEST: usize = 2 * 1024 * 1024;

/// Should a change ever be missed, this ends what was made before it. It also says how long a product's page may offer what
/// was related to it before. Shorter, and most pages of a large shop would end before somebody asks for them again.
const LIFE: Duration = Duration::from_mins(10);

/// The pages of one process. Cheap to clone.
#[derive(Clone)]
pub struct PageCache {
    pages: Cache<Key, Slot>,
    patterns: Patterns,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    rendered: AtomicU64,
}

/// What came of making a page. A failure is for those who waited for it, and for nobody after them.
#[derive(Clone)]
struct Slot {
    outcome: Result<Arc<Kept>, NoPage>,
    made: Moment,
    born: Instant,
}

/// A page ends when it is old, however often it is weighed anew.
struct Aging;

impl Expiry<Key, Slot> for Aging {
    fn expire_after_create(&self, _: &Key, slot: &Slot, now: Instant) -> Option<Duration> {
        Some(LIFE.saturating_sub(now.saturating_duration_since(slot.born)))
    }

    fn expire_after_update(
        &self,
        key: &Key,
        slot: &Slot,
        now: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        self.expire_after_create(key, slot, now)
    }
}

/// What decides whether a page can still be used.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    pub heard: &'a Heard,
    pub now: Timestamp,
    /// Of the theme's files.
    pub theme: u64,
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new(BYTES)
    }
}

impl PageCache {
    pub fn new(bytes: u64) -> Self {
        let weigh = |key: &Key, slot: &Slot| {
            let page = match &slot.outcome {
                Ok(kept) => kept.weight(),
                Err(_) => size_of::<Slot>(),
            };
            u32::try_from(key.address.len() + page).unwrap_or(u32::MAX)
        };
        Self {
            pages: Cache::builder()
                .max_capacity(bytes)
                .weigher(weigh)
                .expire_after(Aging)
                .build(),
            patterns: Patterns::new(LIFE),
            counts: Arc::default(),
        }
    }

    /// The page as it is today: from memory, or made by the first who asks; the others wait for it.
    ///
    /// # Errors
    /// Those of `make`, also for all who waited; they are not kept.
    pub async fn get<Make, Making>(
        &self,
        key: &Key,
        today: Today<'_>,
        make: Make,
    ) -> Result<Arc<Kept>, NoPage>
    where
        Make: FnOnce() -> Making,
        Making: Future<Output = Result<Made, NoPage>>,
    {
        let arrived = today.heard.now();
        if let Some(kept) = self
            .pages
            .get(key)
            .await
            .and_then(|slot| slot.current(today))
        {
            return Ok(kept);
        }
        let mut make = Some(make);
        loop {
            let entry = self
                .pages
                .entry_by_ref(key)
                .or_insert_with_if(async { self.make(key, today, make.take()).await }, |slot| {
                    slot.clone().current(today).is_none()
                })
                .await;
            let is_ours = entry.is_fresh();
            let slot = entry.into_value();
            if is_ours && slot.is_not_to_be_kept() {
                self.pages.invalidate(key).await;
            }
            // Whom we waited for may have begun before something changed that we know of; then it is made once more.
            if is_ours || slot.made >= arrived {
                return slot.outcome;
            }
            if let Some(kept) = slot.current(today) {
                return Ok(kept);
            }
        }
    }

    async fn make<Make, Making>(&self, key: &Key, today: Today<'_>, make: Option<Make>) -> Slot
    where
        Make: FnOnce() -> Making,
        Making: Future<Output = Result<Made, NoPage>>,
    {
        // Before anything is read.
        let (made, born) = (today.heard.now(), Instant::now());
        let outcome = match make {
            Some(make) => make().await,
            // Whoever made it has returned with it.
            None => Err(PageError::internal("a page is made twice for one request").into()),
        };
        self.counts.rendered.fetch_add(1, Ordering::Relaxed);
        let outcome = outcome.map(|page| {
            let body = self.patterns.pack(key, &page.filled.text);
            Arc::new(Kept::new(page, body, made, today.theme))
        });
        Slot {
            outcome,
            made,
            born,
        }
    }

    /// Makes the compressed copy that this visitor takes, if it is not there, and has it weighed.
    pub async fn compress(&self, key: &Key, kept: &Arc<Kept>, wish: &Wish) {
        let encoding = Encoding::choose(wish.accept_encoding.as_ref());
        if kept.has_copy(encoding) {
            return;
        }
        kept.make_copy(encoding);
        if let Some(slot) = self.pages.get(key).await.filter(|slot| slot.holds(kept)) {
            self.pages.insert(key.clone(), slot).await;
        }
    }

    /// How often a page was made since the process started.
    pub fn rendered(&self) -> u64 {
        self.counts.rendered.load(Ordering::Relaxed)
    }

    /// Bytes in memory and pages, after everything that is to go has gone.
    pub async fn size(&self) -> (u64, u64) {
        self.pages.run_pending_tasks().await;
        (self.pages.weighted_size(), self.pages.entry_count())
    }
}

impl Slot {
    fn current(self, today: Today<'_>) -> Option<Arc<Kept>> {
        self.outcome.ok().filter(|kept| {
            kept.made_of.is_current(today.heard)
                && kept.theme == today.theme
                && kept.until.is_none_or(|until| today.now < until)
        })
    }

    fn is_not_to_be_kept(&self) -> bool {
        match &self.outcome {
            Ok(kept) => kept.weight() > LARGEST,
            Err(_) => true,
        }
    }

    fn holds(&self, page: &Arc<Kept>) -> bool {
        matches!(&self.outcome, Ok(kept) if Arc::ptr_eq(kept, page))
    }
}

#[cfg(test)]
mod tests;
