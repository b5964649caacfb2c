//! Which code runs which kind of job.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::Pin,
};

use db::{DbError, Tx};
use serde_json::Value;

use super::{Attempt, Finished, Job, JobError, hands::TIME_LIMIT};
use crate::{Shop, Timestamp};

type Boxed<'a, E> = Pin<Box<dyn Future<Output = Result<(), E>> + Send + 'a>>;

/// The code of one kind of job, whatever its type.
#[derive(Clone, Copy)]
struct Kind {
    places: usize,
    run: fn(Shop, Value, Attempt) -> Boxed<'static, JobError>,
    finished: for<'a> fn(&'a Tx, Vec<Done<'a>>) -> Boxed<'a, DbError>,
}

/// A job that did what it is for, as it is in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done<'a> {
    pub kind: &'a str,
    pub payload: &'a Value,
    pub at: Timestamp,
}

/// The kinds of jobs this program knows.
#[derive(Clone, Default)]
pub struct Registry(HashMap<&'static str, Kind>);

impl Registry {
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        let kind = Kind {
            places: J::PLACES,
            run: |shop, payload, attempt| Box::pin(run::<J>(shop, payload, attempt)),
            finished: |tx, done| Box::pin(finished::<J>(tx, done)),
        };
        self.0.insert(J::KIND, kind);
        self
    }

    /// Only these are claimed: a kind that a newer release wrote is left for that release.
    ///
    /// With each, how many of it may run at the same time.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.0.iter().map(|(name, kind)| (*name, kind.places))
    }

    pub(super) async fn run(
        &self,
        shop: &Shop,
        kind: &str,
        payload: Value,
        attempt: Attempt,
    ) -> Result<(), JobError> {
        match self.0.get(kind) {
            Some(kind) => (kind.run)(shop.clone(), payload, attempt).await,
            None => Err(JobError::retry(format!(
                "there is no code for jobs of kind {kind}"
            ))),
        }
    }

    /// Calls [`Job::finished`] once for each kind.
    pub(super) async fn finished(&self, tx: &Tx, done: &[Done<'_>]) -> Result<(), DbError> {
        let mut by_kind: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for job in done {
            by_kind.entry(job.kind).or_default().push(*job);
        }
        for (kind, jobs) in by_kind {
            if let Some(kind) = self.0.get(kind) {
                (kind.finished)(tx, jobs).await?;
            }
        }
        Ok(())
    }
}

async fn run<J: Job>(shop: Shop, payload: Value, attempt: Attempt) -> Result<(), JobError> {
    let job: J = serde_json::from_value(payload).map_err(JobError::fail)?;
    let limit = J::TIME_LIMIT.min(TIME_LIMIT);
    match tokio::time::timeout(limit, job.run(&shop, attempt)).await {
        Ok(outcome) => outcome,
        Err(_elapsed) => Err(JobError::retry("the job took too long and was given up")),
    }
}

async fn finished<J: Job>(tx: &Tx, done: Vec<Done<'_>>) -> Result<(), DbError> {
    let jobs = done
        .iter()
        .map(|done| {
            let job = J::deserialize(done.payload)
                .map_err(|error| DbError::row("job", J::KIND, error))?;
            Ok(Finished { job, at: done.at })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    J::finished(tx, jobs).await
}
