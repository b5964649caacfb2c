use std::{collections::BTreeSet, fs};

use crate::{report, root};

/// What a crate may depend on, of our own and of the two that have their place.
struct Rule {
    name: &'static str,
    may_use: &'static [&'static str],
    reason: &'static str,
}

/// Imports point downwards only: shopwright, web, shop, then the ports and db, then commerce.
const RULES: &[Rule] = &[
    Rule {
        name: "commerce",
        may_use: &[],
        reason: "the rules of the trade are pure: no IO, no clock, nothing of ours below them",
    },
    Rule {
        name: "db",
        may_use: &["sea-orm", "sea-orm-migration"],
        reason: "the database knows no commerce",
    },
    Rule {
        name: "payments",
        may_use: &["commerce"],
        reason: "gateways know money and nothing of the shop's records",
    },
    Rule {
        name: "mail",
        may_use: &[],
        reason: "it carries messages and does not know what they are about",
    },
    Rule {
        name: "media",
        may_use: &[],
        reason: "it keeps files and does not know what they show",
    },
    Rule {
        name: "search",
        may_use: &["commerce"],
        reason: "the index knows documents and queries, no database and no pages",
    },
    Rule {
        name: "l10n",
        may_use: &["commerce"],
        reason: "it writes money and countries, and knows no pages",
    },
    Rule {
        name: "shop",
        may_use: &[
            "commerce",
            "db",
            "l10n",
            "mail",
            "media",
            "payments",
            "sea-orm",
            "sea-orm-migration",
            "search",
        ],
        reason: "use cases know what is below them, and no front door",
    },
    Rule {
        name: "web",
        may_use: &[
            "axum", "commerce", "l10n", "mail", "media", "payments", "search", "shop",
        ],
        reason: "handlers call use cases; they see no database",
    },
    Rule {
        name: "shopwright",
        may_use: &[
            "axum", "commerce", "db", "l10n", "mail", "media", "payments", "search", "shop", "web",
        ],
        reason: "the binary wires everything together, and writes no SQL",
    },
    Rule {
        name: "testkit",
        may_use: &[
            "axum",
            "commerce",
            "db",
            "l10n",
            "mail",
            "media",
            "payments",
            "sea-orm",
            "search",
            "shop",
            "testkit-macros",
            "web",
        ],
        reason: "tests may look everywhere",
    },
    Rule {
        name: "testkit-macros",
        may_use: &[],
        reason: "it rewrites tokens",
    },
];

#[test]
fn crates_depend_only_on_what_is_below_them() {
    let folders = fs::read_dir(root().join("crates")).expect("there are crates");
    let names: BTreeSet<String> = folders
        .map(|entry| entry.expect("folders can be read"))
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(
        names, known,
        "each crate has a rule here, and each rule a crate"
    );

    for rule in RULES {
        let manifest = root().join("crates").join(rule.name).join("Cargo.toml");
        let manifest = fs::read_to_string(manifest).expect("the manifest can be read");
        let findings: Vec<_> = dependencies(&manifest)
            .into_iter()
            .filter(|name| is_watched(name, &names) && !rule.may_use.contains(&name.as_str()))
            .map(|name| format!("crates/{}/Cargo.toml: {name}", rule.name))
            .collect();
        let title = format!("{} depends on what it must not know", rule.name);
        report(&title, rule.reason, &findings);
    }
}

fn is_watched(name: &str, ours: &BTreeSet<String>) -> bool {
    ours.contains(name) || ["axum", "sea-orm", "sea-orm-migration", "sqlx"].contains(&name)
}

/// The names in every `[dependencies]` table, also those of a target, but not those of tests.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            inside = header == "dependencies" || header.ends_with(".dependencies");
            // [dependencies.name]
            if let Some(name) = header.strip_prefix("dependencies.") {
                found.push(name.to_owned());
            }
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            found.push(name.to_owned());
        }
    }
    found
}

#[test]
fn dependencies_are_read_however_they_are_written() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\n# why\na.workspace = true\nb = \"1\"\n\
                    c = { path = \"c\" }\n\n[dependencies.d]\nversion = \"1\"\n\
                    [target.'cfg(unix)'.dependencies]\ne = \"1\"\n[dev-dependencies]\nf = \"1\"\n";
    assert_eq!(dependencies(manifest), ["a", "b", "c", "d", "e"]);
}
