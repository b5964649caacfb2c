//! Makes Cargo notice a locale file that was added or removed; the embedding alone notices changes only.

fn main() {
    println!("cargo::rerun-if-changed=locales");
}
