//! A wrong value stops the start, and says what would be right.

use std::net::TcpListener;

use testkit::Engine;

use crate::kit::{
    Ground,
    ground::{Finished, finish},
};

#[test]
fn a_wrong_value_stops_the_start_with_key_value_and_remedy() {
    let cases = [
        ("listen", "here", "127.0.0.1:8080"),
        ("public_url", "shop.example", "https://shop.example"),
        ("database_url", "mysql://root@localhost/shop", "postgres://"),
        ("rate_limits", "sometimes", "on or off"),
        ("database_connections", "0", "1 to 200"),
        ("trusted_proxies", "proxy.example", "10.0.0.7"),
        ("page_cache_mb", "lots", "8 to 65536"),
        ("log", "shop=loud", "info"),
    ];
    on_sqlite(|ground| {
        for (key, value, remedy) in cases {
            let variable = format!("SHOPWRIGHT_{}", key.to_uppercase());
            let mut command = ground.command(&["serve"]);
            command.env(variable, value);
            let refusal = finish(command);

            // What may hold a password is not repeated, only its kind.
            let shown = value.split("://").next().unwrap();
            assert_refused(&refusal, &[key, shown, remedy]);
            assert!(!ground.data_dir().exists(), "{key}: something was started");
        }
    });
}

#[test]
fn a_wrong_value_in_the_file_or_a_flag_stops_the_start_too() {
    on_sqlite(|ground| {
        let flag = ground.run(&["serve", "--listen", "everywhere"]);
        assert_refused(&flag, &["listen", "everywhere", "127.0.0.1:8080"]);

        ground.write("shopwright.toml", "log_format = 'xml'\n");
        let file = ground.run(&["serve"]);
        assert_refused(&file, &["log_format", "xml", "text or json"]);

        ground.write("shopwright.toml", "listn = '127.0.0.1:8080'\n");
        let key = ground.run(&["serve"]);
        assert_refused(&key, &["listn", "no such key", "listen"]);
    });
}

#[test]
fn a_port_that_is_taken_is_named() {
    on_sqlite(|ground| {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();

        let refusal = ground.run(&["serve", "--listen", &address]);

        assert_refused(&refusal, &["listen", &address, "free"]);
    });
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    on_sqlite(|ground| {
        let file = ground.write("file", "in the way");
        let folder = file.join("data");
        let folder = folder.to_str().unwrap();

        let refusal = ground.run(&["serve", "--data-dir", folder]);

        assert_refused(&refusal, &["data_dir", folder]);
    });
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    on_sqlite(|ground| {
        // Nothing listens there: it was free a moment ago.
        let nowhere = crate::kit::free_address();
        let url = format!("postgres://shop:secret@{nowhere}/shop");

        let refusal = ground.run(&["serve", "--database-url", &url]);

        // Said at once, and not only when it is given up after half a minute.
        let server = format!("{nowhere}/shop");
        let waits = "PostgreSQL does not answer yet";
        assert_refused(
            &refusal,
            &["database_url", &server, waits, "see whether it runs"],
        );
        assert!(!refusal.stderr.contains("secret"), "{}", refusal.stderr);
    });
}

fn on_sqlite(test: impl FnOnce(&Ground)) {
    crate::kit::run(Engine::Sqlite, |engine| async move {
        test(&Ground::empty(engine).await);
    });
}

#[track_caller]
fn assert_refused(refusal: &Finished, parts: &[&str]) {
    let said = &refusal.stderr;
    assert!(refusal.code > 0, "it started: {}{said}", refusal.stdout);
    for part in parts {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
}
