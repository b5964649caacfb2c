//! The time, passed in: nothing below the binary asks the system for it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// A moment in UTC, in whole microseconds: what both engines can store.
pub type Timestamp = DateTime<Utc>;

/// Where the shop reads the time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    System,
    Still(Arc<Mutex<Timestamp>>),
}

impl Clock {
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    pub fn still(at: Timestamp) -> Self {
        Self(Source::Still(Arc::new(Mutex::new(at))))
    }

    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => whole_microseconds(Utc::now()),
            Source::Still(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a still clock; the system's clock is not ours to move.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Still(at) = &self.0 {
            *at.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}

fn whole_microseconds(at: Timestamp) -> Timestamp {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}
