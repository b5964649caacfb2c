//! Which code runs which kind of job.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc};

use serde_json::Value;

use super::{Attempt, Job, JobError};
use crate::Shop;

type Outcome = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Runner = Arc<dyn Fn(Shop, Value, Attempt) -> Outcome + Send + Sync>;

/// The kinds of jobs this program knows.
#[derive(Clone, Default)]
pub struct Registry(HashMap<&'static str, Runner>);

impl Registry {
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        let runner: Runner = Arc::new(|shop, payload, attempt| {
            Box::pin(async move {
                let job: J = serde_json::from_value(payload).map_err(JobError::fail)?;
                job.run(&shop, attempt).await
            })
        });
        self.0.insert(J::KIND, runner);
        self
    }

    /// Only these are claimed: a kind that a newer release wrote is left for that release.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    pub(super) async fn run(
        &self,
        shop: &Shop,
        kind: &str,
        payload: Value,
        attempt: Attempt,
    ) -> Result<(), JobError> {
        match self.0.get(kind) {
            Some(runner) => runner(shop.clone(), payload, attempt).await,
            None => Err(JobError::retry(format!(
                "there is no code for jobs of kind {kind}"
            ))),
        }
    }
}
