//! What the compiler and clippy do not guard. Each rule has its reason; where it does not hold, the
//! exception has one too.

mod dependencies;
mod files;
mod templates;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of the repository.
struct Source {
    /// From the root, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// Lines with their numbers, without those that are only a comment.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository is here")
}

/// Our own files with one of these extensions. This test is left out: it names what it forbids.
fn sources(extensions: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    for folder in ["crates", "benches"] {
        collect(&root, &root.join(folder), extensions, &mut found);
    }
    assert!(!found.is_empty(), "no files ending in {extensions:?}");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, folder: &Path, extensions: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("folders can be read") {
        let path = entry.expect("folders can be read").path();
        let name = path.strip_prefix(root).expect("it is below the root");
        let name = name.to_string_lossy().replace('\\', "/");
        let is_foreign = name.contains("/assets/vendor/") || name.contains("/assets/fonts/");
        if is_foreign || name.starts_with("crates/testkit/tests/tidy") {
            continue;
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(root, &path, extensions, found);
        } else if extensions.contains(&&*extension) {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            found.push(Source { path: name, text });
        }
    }
}

/// One line for each finding, if there is any.
fn problem(rule: &str, reason: &str, findings: &[String]) -> Option<String> {
    let listed = findings.join("\n  ");
    (!findings.is_empty()).then(|| format!("\n{rule}\n  because {reason}\n  {listed}\n"))
}

/// Fails if there are findings.
fn report(rule: &str, reason: &str, findings: &[String]) {
    if let Some(problem) = problem(rule, reason, findings) {
        panic!("{problem}");
    }
}

/// Whether `path` is `pattern`, in which `*` stands for anything.
fn matches(pattern: &str, path: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(after) = path.strip_prefix(start) else {
        return false;
    };
    (0..=after.len())
        .filter(|index| after.is_char_boundary(*index))
        .any(|index| matches(rest, &after[index..]))
}

#[test]
fn a_star_stands_for_anything() {
    let cases = [
        ("crates/db/*", "crates/db/src/lib.rs", true),
        (
            "crates/shop/src/*/tables.rs",
            "crates/shop/src/cart/tables.rs",
            true,
        ),
        (
            "crates/shop/src/*/tables.rs",
            "crates/shop/src/tables.rs",
            false,
        ),
        ("crates/shop/src/ids.rs", "crates/shop/src/ids.rs", true),
        (
            "crates/shop/src/ids.rs",
            "crates/shop/src/ids.rs.old",
            false,
        ),
    ];
    for (pattern, path, expected) in cases {
        assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
    }
}
