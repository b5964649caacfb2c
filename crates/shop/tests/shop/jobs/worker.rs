use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use shop::jobs::{State, Sweep, Worker};
use testkit::{TestShop, shop_test};
use tokio_util::sync::CancellationToken;

use super::{Behaviour, count, enqueue, registry};

#[shop_test]
async fn a_panic_does_not_end_the_worker(shop: TestShop) {
    let stop = CancellationToken::new();
    let worker = Worker {
        shop: shop.shop().clone(),
        registry: registry(),
        sweeps: Vec::new(),
    };
    let working = tokio::spawn(worker.run(stop.clone()));
    enqueue(&shop, Behaviour::Panic, shop.clock.now()).await;
    while count(&shop, State::Parked).await == 0 {
        tokio::task::yield_now().await;
    }

    enqueue(&shop, Behaviour::Succeed, shop.clock.now()).await;
    while count(&shop, State::Done).await == 0 {
        tokio::task::yield_now().await;
    }

    stop.cancel();
    working.await.unwrap();
    shop.may_leave_jobs();
}

#[shop_test]
async fn a_worker_that_is_told_to_stop_finishes_what_it_does(shop: TestShop) {
    let began = Arc::new(AtomicU32::new(0));
    let ended = Arc::new(AtomicU32::new(0));
    let go_on = CancellationToken::new();
    let (first, last, gate) = (began.clone(), ended.clone(), go_on.clone());
    let sweep = Sweep::new("a slow one", Duration::from_hours(1), move |_| {
        let (first, last, gate) = (first.clone(), last.clone(), gate.clone());
        async move {
            first.fetch_add(1, SeqCst);
            gate.cancelled().await;
            last.fetch_add(1, SeqCst);
            Ok(1)
        }
    });
    let worker = Worker {
        shop: shop.shop().clone(),
        registry: registry(),
        sweeps: vec![sweep],
    };
    let stop = CancellationToken::new();
    let working = tokio::spawn(worker.run(stop.clone()));
    while began.load(SeqCst) == 0 {
        tokio::task::yield_now().await;
    }

    stop.cancel();
    assert_eq!(ended.load(SeqCst), 0);
    go_on.cancel();
    working.await.unwrap();

    assert_eq!((began.load(SeqCst), ended.load(SeqCst)), (1, 1));
}
