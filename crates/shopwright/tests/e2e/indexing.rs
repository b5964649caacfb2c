//! The search index after kill -9: it ends as the database has it, wherever the process was.

use std::{
    fs,
    process::{Child, Stdio},
    time::Duration,
};

use testkit::Engine;

use crate::kit::{Ground, Server, eventually, seen_within};

const KETTLES: usize = 400;
/// Times that a process is killed, at least.
const ROUNDS: usize = 3;
const WITHIN: Duration = Duration::from_mins(1);

on_both_engines!(
    what_is_found_is_what_is_sold_after_crashes_in_the_middle_of_following,
    an_index_is_whole_after_crashes_while_the_first_one_is_built,
    an_index_is_whole_after_crashes_while_it_is_built_anew,
);

/// Each import gives all products another name, while a shop that follows is killed.
async fn what_is_found_is_what_is_sold_after_crashes_in_the_middle_of_following(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let names = [
        "enamel", "copper", "walnut", "marble", "bronze", "velvet", "bamboo", "cobalt",
    ];
    let mut behind = 0;
    let mut rounds = 0;
    // Where the work is quick, a round may not fall into it: then there are more of them.
    while rounds < ROUNDS || (behind == 0 && rounds < names.len()) {
        let name = names[rounds];
        rounds += 1;
        let server = Server::start(&ground).await;
        let mut import = import_kettles(&ground, name);
        any_are_found(&server, name).await;
        server.kill();
        assert!(import.wait().expect("the import ends").success());
        behind += usize::from(!is_equal(&ground));
    }
    assert!(behind > 0, "no process was killed while it followed");

    let server = Server::start(&ground).await;
    until_equal(&ground).await;

    let (former, last) = names[..rounds].split_at(rounds - 1);
    assert_eq!(server.count_found(last[0]).await, KETTLES);
    for former in former {
        assert_eq!(server.count_found(former).await, 0, "{former} is found");
    }
    ground.assert_books_balance();
}

async fn an_index_is_whole_after_crashes_while_the_first_one_is_built(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let import = import_kettles(&ground, "enamel").wait();
    assert!(import.expect("the import ends").success());
    let mut unfinished = 0;
    for pause in [0, 20, 60] {
        let _ = fs::remove_dir_all(ground.data_dir().join("search"));
        unfinished += killed_while_building(&ground, "serve", pause).await;

        let server = Server::start(&ground).await;
        assert_eq!(
            server.count_found("enamel").await,
            KETTLES,
            "somebody answers"
        );
        until_equal(&ground).await;
        assert_eq!(server.count_found("enamel").await, KETTLES);
    }
    assert!(unfinished > 0, "no process was killed while it built");
}

/// The products have other names by then, so an index that is half old and half new would differ.
async fn an_index_is_whole_after_crashes_while_it_is_built_anew(engine: Engine) {
    let ground = Ground::empty(engine).await;
    let names = ["enamel", "copper", "walnut"];
    let mut unfinished = 0;
    for (pause, name) in [0, 20, 60].into_iter().zip(names) {
        let server = Server::start(&ground).await;
        until_equal(&ground).await;
        server.kill();
        let import = import_kettles(&ground, name).wait();
        assert!(import.expect("the import ends").success());
        unfinished += killed_while_building(&ground, "reindex", pause).await;

        let server = Server::start(&ground).await;
        until_equal(&ground).await;
        assert_eq!(server.count_found(name).await, KETTLES);
    }
    assert!(unfinished > 0, "no process was killed while it built");
}

/// 1 if the process left an index that was not finished, else 0.
async fn killed_while_building(ground: &Ground, command: &str, pause: u64) -> usize {
    assert!(!is_building(ground));
    let process = Server::start_and_go_on(ground, command);
    seen_within(WITHIN, || async { is_building(ground).then_some(()) }).await;
    tokio::time::sleep(Duration::from_millis(pause)).await;
    process.kill();
    usize::from(is_building(ground))
}

/// Whether there is an index beside the one that counts.
fn is_building(ground: &Ground) -> bool {
    let place = ground.data_dir().join("search/1");
    let current = fs::read_to_string(place.join("CURRENT")).unwrap_or_default();
    let entries = fs::read_dir(&place).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .any(|name| name.starts_with("index-") && name != current.trim())
}

/// Every document of the index is as the database has it; nothing is excused.
fn is_equal(ground: &Ground) -> bool {
    let audit = ground.run(&["audit", "--at-rest"]);
    let rule = "the search index says what the database says";
    assert!(audit.stdout.contains(rule), "{}", audit.stdout);
    audit.code == 0
}

async fn until_equal(ground: &Ground) {
    eventually("the index is the database's", WITHIN, || async {
        (!is_building(ground) && is_equal(ground)).then_some(())
    })
    .await;
}

/// The index has heard of some of the new names; whether of all of them depends on how quick the machine is.
async fn any_are_found(server: &Server, name: &str) {
    eventually("some are found", WITHIN, || async {
        (server.count_found(name).await > 0).then_some(())
    })
    .await;
}

fn kettles(name: &str) -> String {
    let mut file = "Handle,Title,Published,Variant SKU,Variant Price\n".to_owned();
    for number in 0..KETTLES {
        let line = format!("kettle-{number},Kettle {number} {name},true,K{number},20.00\n");
        file.push_str(&line);
    }
    file
}

fn import_kettles(ground: &Ground, name: &str) -> Child {
    let file = ground.write("kettles.csv", &kettles(name));
    let file = file.to_str().expect("paths of tests are text");
    let mut command = ground.command(&["import", "shopify", file]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary starts")
}
