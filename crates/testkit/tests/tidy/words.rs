use crate::{Source, matches, problem, sources};

/// Words of Rust code that belong into some files only.
struct Rule {
    title: &'static str,
    words: &'static [&'static str],
    reason: &'static str,
    /// Patterns of paths, each with the reason why the words belong there.
    places: &'static [(&'static str, &'static str)],
}

const RULES: &[Rule] = &[
    Rule {
        title: "SQL is in an area's tables and queries",
        words: &["sea_orm::", "sea_orm_migration::", "sqlx::"],
        reason: "one who changes a table finds every statement on it in one place, and no area \
                 reaches into another's tables",
        places: &[
            ("crates/db/*", "it is what db is for"),
            ("crates/shop/src/*/tables.rs", "entities"),
            ("crates/shop/src/*/queries.rs", "every SQL of the area"),
            (
                "crates/shop/src/*/queries/*.rs",
                "the same, where it is long",
            ),
            ("crates/shop/src/migrations/*", "the schema"),
            ("crates/shop/src/ids.rs", "keys are columns"),
            ("crates/shop/src/changes.rs", "one table, three statements"),
            (
                "crates/*/tests/*",
                "tests look at rows that no use case shows",
            ),
            (
                "crates/testkit/src/engine.rs",
                "creates databases for tests, which no area does",
            ),
        ],
    },
    Rule {
        title: "dialects are told apart in db only",
        words: &[
            "DbBackend",
            "DatabaseBackend",
            "Engine::Postgres",
            "Engine::Sqlite",
        ],
        reason: "the same code runs on both engines; a branch elsewhere is one that a test forgets",
        places: &[
            (
                "crates/db/*",
                "the dialect branches, each with a test on both engines",
            ),
            ("crates/testkit*", "runs each test on both"),
            ("crates/*/tests/*", "a test may be about one engine"),
            (
                "crates/shopwright/src/*",
                "says at the start which engine it runs on",
            ),
        ],
    },
    Rule {
        title: "HTTP is in web and in the binary",
        words: &["axum"],
        reason: "use cases serve the command line, jobs and imports too",
        places: &[
            ("crates/web/*", "the front doors"),
            ("crates/shopwright/*", "starts the server"),
            ("crates/testkit/src/*", "the browser of tests"),
            ("crates/*/tests/*", "servers to talk to"),
            ("crates/media/src/fetch.rs", "so do its own tests"),
            ("benches/*", "a server to measure against"),
        ],
    },
    Rule {
        title: "the time is passed in",
        words: &["Utc::now(", "Local::now(", "SystemTime::now("],
        reason: "a test that cannot set the clock cannot show what happens at midnight",
        places: &[
            ("crates/shop/src/clock.rs", "the one that asks the system"),
            ("crates/shopwright/*", "the binary decides what time it is"),
            ("benches/*", "measures"),
        ],
    },
    Rule {
        title: "rows are read by the names of their columns",
        words: &[
            "into_tuple::<(",
            "try_get_by_index",
            "try_get_many_by_index",
        ],
        reason: "rows of SQLite are maps (ADR 0014): their columns have names and no order",
        places: &[],
    },
    Rule {
        title: "columns hold 64 bits",
        words: &[
            "schema::integer",
            " integer(",
            "(integer(",
            " integer_null(",
            "(integer_null(",
            "i32",
            "i16",
        ],
        reason: "SQLite has one kind of integer, so the code reads i64 on both engines (ADR 0014)",
        places: &[
            ("crates/shop/src/migrations/m0001*", "m0004 widens it"),
            ("crates/shop/src/migrations/m0002*", "m0004 widens it"),
            ("crates/shop/src/migrations/m0003*", "m0004 widens it"),
            ("crates/db/*", "knows the codes and types of the engines"),
            ("crates/commerce/*", "has no columns"),
            ("crates/media/*", "has no columns"),
            ("crates/payments/*", "has no columns"),
            ("crates/mail/*", "has no columns"),
            ("crates/l10n/*", "has no columns"),
            ("crates/web/*", "has no columns"),
            ("crates/shopwright/*", "has no columns"),
            ("benches/*", "has no columns"),
        ],
    },
    Rule {
        title: "nothing is left to be done later",
        words: &["todo!(", "unimplemented!(", "dbg!(", "FIXME", "XXX"],
        reason: "what is not done is an issue, not a panic in front of a customer",
        places: &[],
    },
    Rule {
        title: "no test is switched off",
        words: &["#[ignore"],
        reason: "a test that does not run is a test that is wrong",
        places: &[],
    },
    Rule {
        title: "exceptions from lints are expected, with a reason",
        words: &["#[allow(", "#![allow("],
        reason: "#[expect(lint, reason = \"..\")] goes away with what it excuses",
        places: &[],
    },
];

#[test]
fn words_are_where_they_belong() {
    let sources = sources(&["rs"]);
    let problems: Vec<_> = RULES
        .iter()
        .filter_map(|rule| {
            let findings: Vec<_> = sources
                .iter()
                .filter(|source| !belongs(rule, source))
                .flat_map(|source| findings(rule, source))
                .collect();
            problem(rule.title, rule.reason, &findings)
        })
        .collect();
    assert!(problems.is_empty(), "{}", problems.concat());
}

fn belongs(rule: &Rule, source: &Source) -> bool {
    rule.places
        .iter()
        .any(|(place, _)| matches(place, &source.path))
}

fn findings(rule: &Rule, source: &Source) -> Vec<String> {
    source
        .code()
        .filter(|(_, line)| rule.words.iter().any(|word| line.contains(word)))
        .map(|(number, line)| format!("{}:{number}: {}", source.path, line.trim()))
        .collect()
}

#[test]
fn every_place_named_by_a_rule_is_there() {
    let sources = sources(&["rs"]);
    for rule in RULES {
        for (place, _) in rule.places {
            let is_used = sources.iter().any(|source| matches(place, &source.path));
            assert!(is_used, "{}: there is no {place} any more", rule.title);
        }
    }
}
