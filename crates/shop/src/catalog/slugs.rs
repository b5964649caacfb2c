//! Slugs made from titles.

use commerce::Slug;

/// "Größe & Form" is "grosse-form"; `None` when no letter or digit is left.
pub(super) fn from_title(title: &str) -> Option<Slug> {
    shortened(&slug::slugify(crate::text::fold(title)), Slug::MAX_BYTES)
}

/// `start`, or the first of `start-2`, `start-3`, … that is not taken.
pub(super) fn first_free(start: &Slug, is_taken: impl Fn(&str) -> bool) -> Slug {
    if !is_taken(start.as_str()) {
        return start.clone();
    }
    (2..=u64::MAX)
        .filter_map(|number| {
            let end = format!("-{number}");
            let room = Slug::MAX_BYTES - end.len();
            let start = shortened(start.as_str(), room)?;
            Slug::parse(&format!("{start}{end}")).ok()
        })
        .find(|slug| !is_taken(slug.as_str()))
        .unwrap_or_else(|| start.clone())
}

fn shortened(text: &str, max: usize) -> Option<Slug> {
    let end = text.len().min(max);
    // A slug is ASCII, so every place in it is between two characters.
    Slug::parse(text.get(..end)?.trim_matches('-')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_an_address() {
        let long = "word ".repeat(40);
        let cases = [
            ("Blue Mug", Some("blue-mug")),
            ("Größe & Form", Some("grosse-form")),
            ("  Crème brûlée -- 200 ml! ", Some("creme-brulee-200-ml")),
            ("!?", None),
            ("", None),
        ];
        for (title, expected) in cases {
            assert_eq!(
                from_title(title).as_ref().map(Slug::as_str),
                expected,
                "{title}"
            );
        }
        let slug = from_title(&long).unwrap();
        assert!(slug.as_str().len() <= 100 && slug.as_str().ends_with("-word"));
    }

    #[test]
    fn a_taken_address_gets_a_number() {
        let mug = from_title("mug").unwrap();
        let taken = ["mug", "mug-2", "mug-3"];
        let long = Slug::parse(&"x".repeat(100)).unwrap();

        assert_eq!(first_free(&mug, |_| false), mug);
        assert_eq!(
            first_free(&mug, |slug| taken.contains(&slug)).as_str(),
            "mug-4"
        );
        assert_eq!(
            first_free(&long, |slug| slug == long.as_str()).as_str(),
            format!("{}-2", "x".repeat(98))
        );
    }
}
