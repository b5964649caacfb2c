//! All the work that is done after commits: every kind of job, every sweep.

use std::time::Duration;

use crate::{
    Shop, attributes, cart, catalog, changes,
    jobs::{self, Registry, Sweep, Worker},
    media, orders, payments, reviews, search, staff, tasks, together, undo, wishes,
};

/// The kinds of jobs there are.
pub fn registry() -> Registry {
    Registry::default()
        .with::<attributes::DropValues>()
        .with::<catalog::FetchPicture>()
        .with::<catalog::DeleteMediaFiles>()
        .with::<tasks::Run<catalog::BulkEdit>>()
        .with::<tasks::Run<catalog::BulkUndo>>()
        .with::<tasks::Run<catalog::import::ImportProducts>>()
        .with::<tasks::Run<undo::UndoImport>>()
        .with::<tasks::Run<catalog::export::ExportProducts>>()
        .with::<media::MakeRenditions>()
        .with::<orders::Settle>()
        .with::<orders::RefundOrder>()
        .with::<orders::VoidPayment>()
        .with::<orders::SendOrderMail>()
        .with::<payments::SendBankWebhook>()
        .with::<wishes::SendAlertMail>()
        .with::<reviews::SendInvitation>()
        .with::<reviews::MakePictureSizes>()
        .with::<reviews::DeletePicture>()
}

/// What is looked for regularly.
pub fn sweeps() -> Vec<Sweep> {
    let minutes = |count: u64| Duration::from_secs(60 * count);
    vec![
        Sweep::new(
            "unpaid orders",
            Duration::from_secs(15),
            |shop: Shop| async move { orders::expire_unpaid(&shop).await },
        ),
        Sweep::new(
            "lost webhooks",
            Duration::from_secs(5),
            |shop: Shop| async move { orders::poll_payments(&shop).await },
        ),
        Sweep::new(
            "late bank answers",
            Duration::from_secs(1),
            |shop: Shop| async move { payments::answer_late(&shop).await },
        ),
        Sweep::new(
            "sales that begin and end",
            Duration::from_millis(500),
            |shop: Shop| async move { catalog::follow_prices(&shop).await },
        ),
        Sweep::new(
            "products to be published",
            Duration::from_secs(1),
            |shop: Shop| async move { catalog::publish_due(&shop).await },
        ),
        Sweep::new(
            "pictures without sizes",
            minutes(1),
            |shop: Shop| async move { media::make_missing(&shop).await },
        ),
        Sweep::new(
            "back in stock",
            Duration::from_secs(15),
            |shop: Shop| async move { wishes::notify(&shop).await },
        ),
        Sweep::new("forgotten wishes", minutes(30), |shop: Shop| async move {
            wishes::prune(&shop).await
        }),
        Sweep::new(
            "what is bought together",
            minutes(5),
            |shop: Shop| async move { together::count(&shop).await },
        ),
        Sweep::new(
            "orders to be reviewed",
            minutes(5),
            |shop: Shop| async move { reviews::invite(&shop).await },
        ),
        Sweep::new(
            "tasks left behind",
            Duration::from_secs(10),
            |shop: Shop| async move { tasks::revive(&shop).await },
        ),
        Sweep::new("old imports", minutes(60), |shop: Shop| async move {
            catalog::import::forget_old(&shop).await
        }),
        Sweep::new("old bulk edits", minutes(60), |shop: Shop| async move {
            catalog::forget_old_bulks(&shop).await
        }),
        Sweep::new("finished tasks", minutes(30), |shop: Shop| async move {
            tasks::prune(&shop).await
        }),
        Sweep::new("finished jobs", minutes(30), |shop: Shop| async move {
            jobs::prune(&shop).await
        }),
        Sweep::new("old changes", minutes(30), |shop: Shop| async move {
            changes::prune(&shop).await
        }),
        Sweep::new("old searches", minutes(60), |shop: Shop| async move {
            search::prune_counts(&shop).await
        }),
        Sweep::new("forgotten carts", minutes(30), |shop: Shop| async move {
            cart::prune(&shop).await
        }),
        Sweep::new("expired sessions", minutes(30), |shop: Shop| async move {
            staff::prune(&shop).await
        }),
    ]
}

/// The worker of this process.
pub fn worker(shop: Shop) -> Worker {
    Worker {
        shop,
        registry: registry(),
        sweeps: sweeps(),
    }
}
