//! For load balancers: is the process up, and can it serve.

use axum::extract::State;
use axum::http::StatusCode;
use shop::Shop;

use crate::kit::access::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/healthz", Access::Public, healthy)
        .get("/readyz", Access::Public, ready)
}

/// `GET /healthz`: the process answers.
async fn healthy() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database is reachable and its schema is the one this version needs.
async fn ready(State(shop): State<Shop>) -> (StatusCode, String) {
    match shop
        .db
        .migration_status::<shop::migrations::Migrations>()
        .await
    {
        Ok(status) if status.pending == 0 => (StatusCode::OK, "ready\n".to_owned()),
        Ok(status) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{} migrations are still to be applied\n", status.pending),
        ),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database cannot be asked");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database cannot be reached\n".to_owned(),
            )
        }
    }
}
