//! Finding products: by text, in categories, narrowed down by facets, and while somebody types.
//!
//! Each serving process keeps an index of its own in its data folder, made from the database and never
//! the other way round: [`follow`] builds it when it is missing, damaged or of another shape, and keeps
//! it up to date from the `change` rows. Until there is one, the database answers, with less.

mod ahead;
mod check;
mod counts;
mod documents;
mod error;
mod find;
mod keeper;
mod queries;
mod rules;
mod sold;
mod suggest;
mod tables;
mod tree;

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    thread::available_parallelism,
    time::Duration,
};

use ::search::{Index, Language, Settings as Shape};
use arc_swap::ArcSwapOption;
use l10n::Locale;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    Settings, Shop,
    changes::{self, Change},
};

pub use ::search::{AttributeCounts, Counted, Matched};
pub use ::search::{PriceRange, Rule, Scope, Whole};
pub use check::{Lag, audit};
pub use counts::{
    Counted as CountedText, Report, ReportError, Tally, keep_counts, note, prune_counts, report,
    write_down,
};
pub use error::SearchError;
pub use find::{
    Facets, Filters, Found, LAST_PAGE, MOST_VALUES, Query, Sort, count, find, is_facet, is_there,
};
pub use keeper::Keeper;
pub use rules::{
    PinChange, Pins, RuleError, Rules, Synonym, SynonymDraft, add_pins, all_pins, change_pins,
    delete_pins, delete_synonym, pins, save_synonym, synonym, synonyms, text_key,
};
pub use suggest::{Suggestions, suggest};

/// How often a process looks for changes.
const PERIOD: Duration = Duration::from_millis(300);

/// After a failure, which the log tells.
const PAUSE: Duration = Duration::from_secs(5);

/// Processes that may share a data folder, each with an index of its own.
const PLACES: u32 = 8;

/// What was typed is looked at up to here.
const LONGEST_TEXT: usize = 100;

/// The index of this process, once it is open.
pub struct Search {
    folder: PathBuf,
    /// Only one that can answer.
    index: ArcSwapOption<Index>,
    /// How often there was another one.
    published: AtomicU64,
    counts: counts::Counts,
}

impl Search {
    /// The folder is made when the index is opened.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            index: ArcSwapOption::empty(),
            published: AtomicU64::new(0),
            counts: counts::Counts::default(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// An index that was made for these settings.
    fn fitting(&self, settings: &Settings) -> Option<Arc<Index>> {
        let index = self.index.load_full()?;
        (*index.settings() == shape(settings)).then_some(index)
    }

    fn publish(&self, index: &Index) {
        self.index.store(Some(Arc::new(index.clone())));
        self.published.fetch_add(1, Ordering::Relaxed);
    }

    /// From here on the database answers. Waits for questions that are being answered.
    async fn close(&self) {
        let Some(mut index) = self.index.swap(None) else {
            return;
        };
        while Arc::get_mut(&mut index).is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// The language that words are compared in.
pub(crate) fn language(settings: &Settings) -> Language {
    if settings.default_locale == Locale::DE {
        Language::German
    } else if settings.default_locale == Locale::EN {
        Language::English
    } else {
        Language::Other
    }
}

/// What an index has to be made for.
fn shape(settings: &Settings) -> Shape {
    Shape {
        language: language(settings),
        currencies: vec![settings.currency.code().to_owned()],
    }
}

/// Work that computes or waits for the disk.
async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, SearchError>
where
    T: Send + 'static,
    E: Send + 'static,
    SearchError: From<E>,
{
    Ok(tokio::task::spawn_blocking(work).await??)
}

/// Questions that are answered at the same time: as many as there are cores, however many are asked. Each
/// computes; more of them at once would only take the cores from those who buy.
static AT_ONCE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, NonZero::get);
    Arc::new(Semaphore::new(cores))
});

/// An answer from the index, in its turn.
async fn answered<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, ::search::Error> + Send + 'static,
) -> Result<T, SearchError> {
    // Nobody closes it.
    let turn = Arc::clone(&AT_ONCE).acquire_owned().await.ok();
    // Who asked may be gone before the answer is: the work goes on, and has the turn until then.
    blocking(move || {
        let _turn = turn;
        question()
    })
    .await
}

/// Keeps the index of this process up to date until `stop`.
pub async fn follow(shop: Shop, stop: CancellationToken) {
    let mut keeper = None;
    let mut counted = 0;
    loop {
        // What is cut short here is done again after the next start, as after a crash.
        let Some(outcome) = stop.run_until_cancelled(turn(&shop, &mut keeper)).await else {
            return;
        };
        let pause = match outcome {
            Ok(()) => {
                let published = shop.search.published.load(Ordering::Relaxed);
                if published > counted {
                    counted = published;
                    tokio::spawn(count_ahead(shop.clone(), stop.clone()));
                }
                PERIOD
            }
            Err(error) => {
                tracing::warn!(%error, "the search index cannot follow for the moment");
                PAUSE
            }
        };
        let pause = tokio::time::sleep(pause);
        if stop.run_until_cancelled(pause).await.is_none() {
            return;
        }
    }
}

/// Beside following, which must not wait for it.
async fn count_ahead(shop: Shop, stop: CancellationToken) {
    stop.run_until_cancelled(ahead::count(&shop)).await;
}

async fn turn(shop: &Shop, keeper: &mut Option<Keeper>) -> Result<(), SearchError> {
    if keeper.as_ref().is_some_and(|keeper| !keeper.fits()) {
        *keeper = None;
        shop.search.close().await;
    }
    let keeper = match keeper {
        Some(keeper) => keeper,
        None => keeper.insert(Keeper::open(shop).await?),
    };
    keeper.step().await
}

/// Who builds the new index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reindexed {
    /// We did: so many products are in it.
    Here { products: u64 },
    /// The shops that run were told to; they answer from their old ones meanwhile.
    ByOthers,
}

/// Builds the index anew, whatever state it is in.
pub async fn reindex(shop: &Shop) -> Result<Reindexed, SearchError> {
    match Keeper::in_place(shop, 1).await {
        Ok(mut keeper) => {
            let products = keeper.build(shop.clock.now()).await?;
            Ok(Reindexed::Here { products })
        }
        Err(SearchError::Index(::search::Error::InUse(_))) => {
            let now = shop.clock.now();
            shop.db
                .transaction(|tx| async move { changes::record(&tx, &[Change::Index], now).await })
                .await?;
            Ok(Reindexed::ByOthers)
        }
        Err(error) => Err(error),
    }
}
