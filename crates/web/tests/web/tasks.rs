//! Long work: its list, its page, its progress, and what went wrong.

use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::ids::TaskId;
use shop::jobs::{self, Registry};
use shop::staff::{Actor, Role};
use shop::tasks::{self, NewProblem, Run, Step, Task, TaskError, Turn};
use testkit::{TestShop, shop_test};

/// Does nothing to three things, one of which is not fine.
#[derive(Serialize, Deserialize)]
struct Look {}

impl Task for Look {
    const KIND: &'static str = "test.look";

    fn title(&self) -> String {
        "Look at <three> things".to_owned()
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let step = Step {
            done: 2,
            failed: 1,
            result: Some(serde_json::json!({"things_seen": 3})),
            problems: vec![NewProblem {
                line: Some(7),
                ..NewProblem::new("=mug", "not fine")
            }],
            ..Step::last()
        };
        let step = &step;
        shop.db
            .transaction(|tx| async move { turn.record(&tx, step).await })
            .await
    }
}

async fn start(shop: &Shop) -> TaskId {
    let (now, who) = (shop.clock.now(), Actor::System { what: "Ada" });
    let who = &who;
    let started = shop
        .db
        .transaction(|tx| async move { tasks::start(&tx, who, &Look {}, Some(3), now).await });
    started.await.unwrap()
}

#[shop_test]
async fn staff_look_at_a_task_until_it_has_ended(shop: TestShop) {
    let mut browser = shop.staff(Role::ContentManager).await;
    browser
        .get("/admin/tasks")
        .await
        .assert_says("No tasks yet");
    let id = start(&shop).await;
    let path = format!("/admin/tasks/{id}");

    let page = browser.get(&path).await;
    page.assert_says("Look at <three> things")
        .assert_says("Waiting");
    assert_eq!(
        page.attribute("#task", "data-hx-get"),
        format!("{path}/progress")
    );
    let part = browser.get(&format!("{path}/progress")).await;
    assert!(part.has("#task progress") && !part.has("main"));
    assert_eq!(part.header("hx-refresh"), "");
    let registry = Registry::default().with::<Run<Look>>();
    jobs::run_due(&shop, &registry).await.unwrap();

    let part = browser.get(&format!("{path}/progress")).await;
    assert_eq!(part.header("hx-refresh"), "true");
    let page = browser.get(&path).await;
    page.assert_says("3 of 3, 1 with problems")
        .assert_says("Things seen")
        .assert_says("line 7")
        .assert_says("not fine");
    assert!(!page.has("#task[data-hx-get]") && !page.has("form[action$=cancel]"));
    let file = browser.get(&format!("{path}/problems.csv")).await;
    assert!(file.body.contains("\"7\",\"'=mug\",\"\",\"not fine\""));
    browser
        .get("/admin/tasks?state=done")
        .await
        .assert_says("Look at <three> things")
        .assert_says("1 problem");
}

#[shop_test]
async fn staff_cancel_a_task(shop: TestShop) {
    let mut browser = shop.staff(Role::Administrator).await;
    let path = format!("/admin/tasks/{}", start(&shop).await);
    let form = browser
        .get(&path)
        .await
        .form(&format!("form[action='{path}/cancel']"));

    let answer = browser.submit(&form).await;
    answer.assert_redirect(&path);
    browser.follow(answer).await.assert_says("is cancelled");
    let again = browser.submit(&form).await;
    browser.follow(again).await.assert_says("had ended already");

    jobs::run_due(&shop, &Registry::default().with::<Run<Look>>())
        .await
        .unwrap();
    browser.get(&path).await.assert_says("0 of 3");
}
