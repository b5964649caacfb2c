//! Which documents a change of categories is about: each knows the names of all it is in.

use std::collections::HashSet;

use crate::{catalog::CategoryTree, ids::CategoryId};

/// What is different between two trees, as far as documents know it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Moved {
    /// New, renamed or moved, or below one that was.
    pub changed: Vec<CategoryId>,
    pub gone: Vec<CategoryId>,
}

pub(super) fn moved(before: &CategoryTree, after: &CategoryTree) -> Moved {
    let there: HashSet<CategoryId> = after.iter().map(|(_, category)| category.id).collect();
    let ids = |tree: &CategoryTree| -> Vec<CategoryId> {
        tree.iter().map(|(_, category)| category.id).collect()
    };
    Moved {
        changed: ids(after)
            .into_iter()
            .filter(|id| names(before, *id) != names(after, *id))
            .collect(),
        gone: ids(before)
            .into_iter()
            .filter(|id| !there.contains(id))
            .collect(),
    }
}

/// The category and those above it, as they are written into documents.
fn names(tree: &CategoryTree, id: CategoryId) -> Vec<(CategoryId, &str)> {
    tree.path(id)
        .into_iter()
        .map(|category| (category.id, category.title.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalog::Category;

    fn id(number: u128) -> CategoryId {
        CategoryId(Uuid::from_u128(number))
    }

    /// Number, parent (0 for none), title.
    fn tree(categories: &[(u128, u128, &str)]) -> CategoryTree {
        let category = |(number, parent, title): &(u128, u128, &str)| Category {
            id: id(*number),
            parent: (*parent > 0).then(|| id(*parent)),
            slug: format!("category-{number}").parse().unwrap(),
            title: (*title).to_owned(),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            position: 0,
            picture: None,
            version: 1,
            updated_at: crate::Timestamp::UNIX_EPOCH,
        };
        CategoryTree::new(categories.iter().map(category).collect())
    }

    /// What it is, the tree afterwards, what changed, and what is gone.
    type Case<'a> = (&'a str, &'a [(u128, u128, &'a str)], &'a [u128], &'a [u128]);

    #[test]
    fn a_category_that_changes_takes_with_it_what_is_below() {
        let before = &[
            (1, 0, "Home"),
            (2, 1, "Mugs"),
            (3, 2, "Espresso"),
            (4, 0, "Hats"),
        ];
        let cases: [Case<'_>; 5] = [
            ("nothing", before, &[], &[]),
            (
                "a name",
                &[
                    (1, 0, "Home"),
                    (2, 1, "Cups"),
                    (3, 2, "Espresso"),
                    (4, 0, "Hats"),
                ],
                &[2, 3],
                &[],
            ),
            (
                "a move",
                &[
                    (1, 0, "Home"),
                    (2, 4, "Mugs"),
                    (3, 2, "Espresso"),
                    (4, 0, "Hats"),
                ],
                &[2, 3],
                &[],
            ),
            ("one is gone", &before[..3], &[], &[4]),
            (
                "one is new",
                &[
                    (1, 0, "Home"),
                    (2, 1, "Mugs"),
                    (3, 2, "Espresso"),
                    (4, 0, "Hats"),
                    (5, 1, "Rugs"),
                ],
                &[5],
                &[],
            ),
        ];
        for (name, after, changed, gone) in cases {
            let mut found = moved(&tree(before), &tree(after));
            found.changed.sort_unstable();
            let ids = |numbers: &[u128]| numbers.iter().copied().map(id).collect::<Vec<_>>();
            let expected = Moved {
                changed: ids(changed),
                gone: ids(gone),
            };
            assert_eq!(found, expected, "{name}");
        }
    }
}
