//! The order of categories and where they hang, changed one step at a time.

use super::{Category, CategoryTree, EditError, Problem, queries};
use crate::{
    Shop,
    changes::{self, Change},
    ids::CategoryId,
    staff::{Actor, Permission},
};

/// Where a category goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryMove {
    /// Before the one before it.
    Up,
    /// Behind the one behind it.
    Down,
    /// Below the one before it, as the last one there.
    In,
    /// Behind the one above it.
    Out,
    /// Below `parent` (`None`: in the menu itself), before `before` or as the last one there.
    To {
        parent: Option<CategoryId>,
        before: Option<CategoryId>,
    },
}

/// Moves a category with everything below it. `seen` is the [`CategoryTree::shape`] that was shown: of
/// two people who arrange the tree, the second one looks at it again first.
///
/// # Errors
/// See [`EditError`]; [`Problem::Cycle`] for a place below itself. After any of them nothing has
/// changed. A step that leads nowhere, such as up from the top, is none.
pub async fn move_category(
    shop: &Shop,
    actor: &Actor,
    id: CategoryId,
    seen: &str,
    to: CategoryMove,
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    let is_moved = shop
        .db
        .transaction(|tx| async move {
            let tx = &tx;
            let tree = CategoryTree::new(queries::lock_categories(tx).await?);
            let category = tree.get(id).ok_or(EditError::NotFound)?;
            if tree.shape() != seen {
                return Err(EditError::Stale);
            }
            let moved = places(&tree, category, to)?;
            for category in &moved {
                if !queries::update_category(tx, category, now).await? {
                    return Err(EditError::Stale);
                }
            }
            if !moved.is_empty() {
                changes::record(tx, &[Change::Categories], now).await?;
            }
            Ok(!moved.is_empty())
        })
        .await?;
    if is_moved {
        shop.apply(&[Change::Categories]).await?;
    }
    Ok(())
}

/// The categories whose place is another one then.
fn places(
    tree: &CategoryTree,
    category: &Category,
    to: CategoryMove,
) -> Result<Vec<Category>, EditError> {
    let Some((parent, at)) = target(tree, category, to)? else {
        return Ok(Vec::new());
    };
    let mut siblings: Vec<&Category> = siblings(tree, parent)
        .into_iter()
        .filter(|one| one.id != category.id)
        .collect();
    siblings.insert(at.min(siblings.len()), category);
    let placed = siblings
        .into_iter()
        .zip(0..)
        .map(|(one, position)| Category {
            parent,
            position,
            ..one.clone()
        });
    Ok(placed
        .filter(|one| {
            tree.get(one.id)
                .is_none_or(|old| (old.parent, old.position) != (one.parent, one.position))
        })
        .collect())
}

/// The new parent, and the place among its other children; `None` where the step leads nowhere.
fn target(
    tree: &CategoryTree,
    category: &Category,
    to: CategoryMove,
) -> Result<Option<(Option<CategoryId>, usize)>, EditError> {
    let among = siblings(tree, category.parent);
    let place = among.iter().position(|one| one.id == category.id);
    let place = place.unwrap_or_default();
    Ok(match to {
        CategoryMove::Up => place.checked_sub(1).map(|at| (category.parent, at)),
        CategoryMove::Down => (place + 1 < among.len()).then_some((category.parent, place + 1)),
        CategoryMove::In => place
            .checked_sub(1)
            .map(|before| (Some(among[before].id), usize::MAX)),
        CategoryMove::Out => category.parent.and_then(|parent| {
            let above = tree.get(parent)?.parent;
            let uncles = siblings(tree, above);
            let at = uncles.iter().position(|one| one.id == parent)?;
            Some((above, at + 1))
        }),
        CategoryMove::To { parent, before } => {
            if let Some(parent) = parent {
                tree.get(parent).ok_or(EditError::NotFound)?;
                if tree.subtree(category.id).contains(&parent) {
                    return Err(EditError::invalid("parent", Problem::Cycle));
                }
            }
            let others = siblings(tree, parent).into_iter();
            let mut others = others.filter(|one| one.id != category.id);
            let at = others.position(|one| Some(one.id) == before);
            Some((parent, at.unwrap_or(usize::MAX)))
        }
    })
}

fn siblings(tree: &CategoryTree, parent: Option<CategoryId>) -> Vec<&Category> {
    match parent {
        Some(parent) => tree.children(parent).collect(),
        None => tree.roots().collect(),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> CategoryId {
        CategoryId(Uuid::from_u128(number))
    }

    /// 1 (2 (4), 3), 5, 6: siblings in this order.
    fn tree() -> CategoryTree {
        let rows = [
            (1, None, 0),
            (2, Some(1), 0),
            (3, Some(1), 1),
            (4, Some(2), 0),
            (5, None, 1),
            // Positions may have gaps and repeat.
            (6, None, 1),
        ];
        let category = |(number, parent, position): (u128, Option<u128>, i64)| Category {
            id: id(number),
            parent: parent.map(id),
            slug: format!("c{number}").parse().unwrap(),
            title: format!("c{number}"),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            position,
            picture: None,
            version: 1,
            updated_at: crate::Timestamp::UNIX_EPOCH,
        };
        CategoryTree::new(rows.map(category).to_vec())
    }

    /// "1(2(4)3)5 6" after the move.
    fn after(number: u128, to: CategoryMove) -> Result<String, EditError> {
        let tree = tree();
        let moved = places(&tree, tree.get(id(number)).unwrap(), to)?;
        let all = tree.iter().map(|(_, one)| {
            let new = moved.iter().find(|other| other.id == one.id);
            new.unwrap_or(one).clone()
        });
        let tree = CategoryTree::new(all.collect());
        let walk = tree
            .iter()
            .map(|(depth, one)| format!("{}{}", "-".repeat(depth), &one.title[1..]));
        Ok(walk.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_category_moves_by_one_step_or_to_any_place() {
        use CategoryMove::{Down, In, Out, To, Up};
        let to = |parent: Option<u128>, before: Option<u128>| To {
            parent: parent.map(id),
            before: before.map(id),
        };
        let cases = [
            (5, Up, "5 1 -2 --4 -3 6"),
            (6, Up, "1 -2 --4 -3 6 5"),
            (1, Up, "1 -2 --4 -3 5 6"),
            (6, Down, "1 -2 --4 -3 5 6"),
            (2, Down, "1 -3 -2 --4 5 6"),
            (5, In, "1 -2 --4 -3 -5 6"),
            (2, In, "1 -2 --4 -3 5 6"),
            (4, Out, "1 -2 -4 -3 5 6"),
            (3, Out, "1 -2 --4 3 5 6"),
            (5, Out, "1 -2 --4 -3 5 6"),
            (6, to(Some(1), Some(3)), "1 -2 --4 -6 -3 5"),
            (3, to(None, None), "1 -2 --4 5 6 3"),
            (6, to(None, Some(1)), "6 1 -2 --4 -3 5"),
            (5, to(None, Some(5)), "1 -2 --4 -3 6 5"),
        ];
        for (number, step, expected) in cases {
            assert_eq!(after(number, step).unwrap(), expected, "{number} {step:?}");
        }
        let below_itself = after(1, to(Some(4), None));
        assert!(matches!(below_itself, Err(EditError::Invalid(_))));
    }

    #[test]
    fn a_tree_has_another_shape_once_something_moved() {
        let tree = tree();
        let mut renamed: Vec<Category> = tree.iter().map(|(_, one)| one.clone()).collect();
        renamed[0].description = "New".to_owned();
        assert_eq!(CategoryTree::new(renamed.clone()).shape(), tree.shape());
        renamed[1].parent = None;
        assert_ne!(CategoryTree::new(renamed).shape(), tree.shape());
    }
}
