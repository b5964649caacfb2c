//! What the database is asked.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// Does something, and tells which statements that took. Only those of this task: what runs on other threads is not heard of.
pub async fn statements<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    let recorder = Recorder::default();
    let guard = tracing::subscriber::set_default(recorder.clone());
    let outcome = work.await;
    drop(guard);
    let heard = recorder.0.lock().unwrap_or_else(PoisonError::into_inner);
    (outcome, heard.clone())
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == db::STATEMENTS
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Sql(self));
    }

    // There are no spans: none is enabled.
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Sql<'a>(&'a Recorder);

impl Visit for Sql<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            let mut heard = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
