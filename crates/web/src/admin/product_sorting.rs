//! The categories of a product as its editor sends them: which, in which order, and which is the main one.

use shop::catalog::ProductPage;
use shop::ids::CategoryId;

use super::product_form::ProductForm;
use crate::kit::forms::{FormErrors, Message};

/// The field in which the main one is chosen.
pub const MAIN: &str = "main_category";

/// The categories that are ticked, the main one first. `page` is the product as it is saved.
pub fn categories(
    form: &ProductForm,
    page: Option<&ProductPage>,
    errors: &mut FormErrors,
) -> Vec<CategoryId> {
    // One that was deleted meanwhile is no id of a category any more; the catalogue says so.
    let ticked = form.categories.iter().filter_map(|id| id.parse().ok());
    let ticked: Vec<CategoryId> = ticked.collect();
    let saved = page.map_or(&[][..], |page| &page.product.categories);
    let main = form.main_category.parse().ok();
    if is_missing(saved, &ticked, main) {
        let text =
            "The main category is not ticked. Tick it, too, or choose another one as the main one.";
        errors.add(MAIN, Message::text(text));
    }
    arranged(saved, &ticked, main)
}

/// Who takes a product out of its main category need not say which is the next; who names another one has to mean it.
fn is_missing(saved: &[CategoryId], ticked: &[CategoryId], main: Option<CategoryId>) -> bool {
    main.is_some_and(|main| {
        !ticked.is_empty() && !ticked.contains(&main) && saved.first() != Some(&main)
    })
}

/// Boxes come in the order of the tree, which says nothing about the product: those that stay keep their order, new
/// ones come after them, and the main one comes before all.
fn arranged(
    saved: &[CategoryId],
    ticked: &[CategoryId],
    main: Option<CategoryId>,
) -> Vec<CategoryId> {
    let main = main.filter(|main| ticked.contains(main));
    let stay = saved.iter().filter(|id| ticked.contains(id));
    let new = ticked.iter().filter(|id| !saved.contains(id));
    let rest = stay.chain(new).filter(|id| Some(**id) != main);
    main.iter().chain(rest).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Categories by their numbers.
    fn ids(numbers: &[u128]) -> Vec<CategoryId> {
        let numbers = numbers.iter().map(|number| format!("{number:032x}"));
        numbers.map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn the_saved_order_stays_and_the_main_category_comes_first() {
        type Case<'a> = (&'a str, &'a [u128], &'a [u128], Option<u128>, &'a [u128]);
        let cases: &[Case<'_>] = &[
            ("nothing is touched", &[3, 1], &[1, 3], Some(3), &[3, 1]),
            ("an old form names none", &[3, 1], &[1, 3], None, &[3, 1]),
            (
                "new ones come last",
                &[3, 1],
                &[1, 2, 3, 4],
                Some(3),
                &[3, 1, 2, 4],
            ),
            (
                "another main one",
                &[3, 1, 2],
                &[1, 2, 3],
                Some(2),
                &[2, 3, 1],
            ),
            (
                "a new one as the main one",
                &[3, 1],
                &[1, 2, 3],
                Some(2),
                &[2, 3, 1],
            ),
            (
                "the main one is left",
                &[3, 1, 2],
                &[1, 2],
                Some(3),
                &[1, 2],
            ),
            (
                "one of the others is left",
                &[3, 1, 2],
                &[2, 3],
                Some(3),
                &[3, 2],
            ),
            ("all are left", &[3, 1], &[], Some(3), &[]),
            ("a new product", &[], &[1, 2], None, &[1, 2]),
            (
                "a new product with a main one",
                &[],
                &[1, 2],
                Some(2),
                &[2, 1],
            ),
        ];
        for (name, saved, ticked, main, expected) in cases {
            let main = main.map(|number| ids(&[number])[0]);
            let found = arranged(&ids(saved), &ids(ticked), main);
            assert_eq!(found, ids(expected), "{name}");
        }
    }

    #[test]
    fn a_main_category_that_is_not_ticked_is_asked_about_unless_it_was_just_left() {
        type Case<'a> = (&'a str, &'a [u128], &'a [u128], Option<u128>, bool);
        let cases: &[Case<'_>] = &[
            ("it is ticked", &[1], &[1, 2], Some(2), false),
            ("none is named", &[1], &[2], None, false),
            ("the saved one was left", &[1, 2], &[2], Some(1), false),
            ("nothing is ticked", &[1], &[], Some(2), false),
            ("another one is named", &[1, 2], &[1, 2], Some(3), true),
            ("on a new product", &[], &[1], Some(2), true),
        ];
        for (name, saved, ticked, main, expected) in cases {
            let main = main.map(|number| ids(&[number])[0]);
            let found = is_missing(&ids(saved), &ids(ticked), main);
            assert_eq!(found, *expected, "{name}");
        }
    }
}
