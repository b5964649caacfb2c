//! The tree of categories, as every page has it in memory.

use std::collections::HashMap;

use commerce::Slug;
use sha2::{Digest, Sha256};

use crate::{Timestamp, ids::CategoryId, text::fold};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub parent: Option<CategoryId>,
    pub slug: Slug,
    pub title: String,
    pub description: String,
    /// What search engines show instead of title and description; empty for those.
    pub seo_title: String,
    pub seo_description: String,
    /// Its place among its siblings.
    pub position: i64,
    /// The key of its picture in the media library; see [`CategoryTree::picture`].
    pub picture: Option<String>,
    pub version: i64,
    /// When it was edited or moved; what happens to its products is not told.
    pub updated_at: Timestamp,
}

/// What a category looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryPicture {
    pub key: String,
    pub width: i64,
    pub height: i64,
}

/// All categories, each below its parent, siblings by position and title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryTree {
    /// Depth first; the depth of a root is 0.
    ordered: Vec<(usize, Category)>,
    by_id: HashMap<CategoryId, usize>,
    /// By their keys.
    pictures: HashMap<String, CategoryPicture>,
}

impl CategoryTree {
    /// Categories that hang below no root (their parents form a circle) are left out.
    pub fn new(categories: Vec<Category>) -> Self {
        let mut below: HashMap<Option<CategoryId>, Vec<Category>> = HashMap::new();
        for category in categories {
            below.entry(category.parent).or_default().push(category);
        }
        for siblings in below.values_mut() {
            // The last comes first, so that the stack below hands them out in order.
            siblings
                .sort_by(|a, b| (b.position, &b.title, b.id).cmp(&(a.position, &a.title, a.id)));
        }
        let mut tree = Self::default();
        let mut stack: Vec<(usize, Category)> = Vec::new();
        let roots = below.remove(&None).unwrap_or_default();
        stack.extend(roots.into_iter().map(|root| (0, root)));
        while let Some((depth, category)) = stack.pop() {
            let children = below.remove(&Some(category.id)).unwrap_or_default();
            stack.extend(children.into_iter().map(|child| (depth + 1, child)));
            tree.by_id.insert(category.id, tree.ordered.len());
            tree.ordered.push((depth, category));
        }
        tree
    }

    /// Stands for which categories there are, in which order and below which: two trees that look alike
    /// have the same one.
    pub fn shape(&self) -> String {
        let mut sum = Sha256::new();
        for (depth, category) in self.iter() {
            sum.update(depth.to_be_bytes());
            sum.update(category.id.0.as_bytes());
        }
        hex::encode(&sum.finalize()[..16])
    }

    /// The categories before and behind one, below the same parent.
    pub fn neighbours(&self, category: &Category) -> (Option<CategoryId>, Option<CategoryId>) {
        let among: Vec<CategoryId> = self
            .with_parent(category.parent)
            .map(|one| one.id)
            .collect();
        let Some(at) = among.iter().position(|id| *id == category.id) else {
            return (None, None);
        };
        let before = at.checked_sub(1).map(|before| among[before]);
        (before, among.get(at + 1).copied())
    }

    /// Knows the sizes of these pictures, too.
    #[must_use]
    pub(super) fn with_pictures(
        mut self,
        pictures: impl IntoIterator<Item = CategoryPicture>,
    ) -> Self {
        let pictures = pictures.into_iter();
        self.pictures = pictures
            .map(|picture| (picture.key.clone(), picture))
            .collect();
        self
    }

    /// Its own picture, if it has one.
    pub fn picture(&self, category: &Category) -> Option<&CategoryPicture> {
        self.pictures.get(category.picture.as_deref()?)
    }

    pub fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }

    pub fn len(&self) -> usize {
        self.ordered.len()
    }

    pub fn get(&self, id: CategoryId) -> Option<&Category> {
        self.by_id.get(&id).map(|index| &self.ordered[*index].1)
    }

    pub fn by_slug(&self, slug: &str) -> Option<&Category> {
        self.iter()
            .map(|(_, category)| category)
            .find(|category| category.slug.as_str() == slug)
    }

    pub fn roots(&self) -> impl Iterator<Item = &Category> {
        self.with_parent(None)
    }

    pub fn children(&self, id: CategoryId) -> impl Iterator<Item = &Category> {
        self.with_parent(Some(id))
    }

    /// From the root down to the category itself; empty if there is no such category.
    pub fn path(&self, id: CategoryId) -> Vec<&Category> {
        let mut path: Vec<_> =
            std::iter::successors(self.get(id), |category| self.get(category.parent?)).collect();
        path.reverse();
        path
    }

    /// The category and everything below it; empty if there is no such category.
    pub fn subtree(&self, id: CategoryId) -> Vec<CategoryId> {
        let Some(start) = self.by_id.get(&id).copied() else {
            return Vec::new();
        };
        let depth = self.ordered[start].0;
        let below = self.ordered[start + 1..]
            .iter()
            .take_while(|(other, _)| *other > depth);
        std::iter::once(id)
            .chain(below.map(|(_, category)| category.id))
            .collect()
    }

    /// Depth first, with the depth: 0 for a root.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Category)> {
        self.ordered
            .iter()
            .map(|(depth, category)| (*depth, category))
    }

    /// Those of which every word occurs in their title or above it; whose own title starts with the
    /// text come first.
    pub fn search(&self, text: &str, limit: usize) -> Vec<&Category> {
        let text = fold(text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut found: Vec<(usize, &Category)> = Vec::new();
        for (_, category) in self.iter() {
            let title = fold(&category.title);
            let path = self.path(category.id);
            let path: Vec<_> = path.iter().map(|one| fold(&one.title)).collect();
            let path = path.join(" ");
            if words.iter().all(|word| path.contains(word)) {
                let rank = match words.first() {
                    Some(_) if title.starts_with(text.trim()) => 0,
                    Some(first) if title.contains(first) => 1,
                    _ => 2,
                };
                found.push((rank, category));
            }
        }
        found.sort_by_key(|(rank, _)| *rank);
        let found = found.into_iter().map(|(_, category)| category);
        found.take(limit).collect()
    }

    /// The one that is meant by a key, a slug or a title; none if two have the title.
    pub fn meant_by(&self, text: &str) -> Option<&Category> {
        let text = text.trim();
        let by_key = text.parse().ok().and_then(|id| self.get(id));
        by_key.or_else(|| self.by_slug(text)).or_else(|| {
            let title = fold(text);
            let mut same = self
                .iter()
                .map(|(_, category)| category)
                .filter(|category| fold(&category.title) == title);
            same.next().filter(|_| same.next().is_none())
        })
    }

    fn with_parent(&self, parent: Option<CategoryId>) -> impl Iterator<Item = &Category> {
        self.iter()
            .map(|(_, category)| category)
            .filter(move |category| category.parent == parent)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> CategoryId {
        CategoryId(Uuid::from_u128(number))
    }

    fn category(number: u128, parent: Option<u128>, slug: &str, position: i64) -> Category {
        Category {
            id: id(number),
            parent: parent.map(id),
            slug: slug.parse().unwrap(),
            title: slug.to_owned(),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            position,
            version: 1,
            updated_at: Timestamp::UNIX_EPOCH,
            picture: None,
        }
    }

    fn tree() -> CategoryTree {
        CategoryTree::new(vec![
            category(4, Some(2), "mugs", 0),
            category(1, None, "clothing", 1),
            category(5, Some(2), "bowls", 1),
            category(2, None, "kitchen", 0),
            category(6, Some(4), "espresso", 0),
            category(3, Some(1), "hats", 0),
        ])
    }

    fn slugs<'a>(categories: impl IntoIterator<Item = &'a Category>) -> Vec<&'a str> {
        categories
            .into_iter()
            .map(|one| one.slug.as_str())
            .collect()
    }

    #[test]
    fn the_tree_is_walked_depth_first_siblings_by_position() {
        let tree = tree();
        let walk: Vec<_> = tree
            .iter()
            .map(|(depth, one)| (depth, one.slug.as_str()))
            .collect();

        assert_eq!(
            walk,
            [
                (0, "kitchen"),
                (1, "mugs"),
                (2, "espresso"),
                (1, "bowls"),
                (0, "clothing"),
                (1, "hats")
            ]
        );
        assert_eq!(slugs(tree.roots()), ["kitchen", "clothing"]);
        assert_eq!(slugs(tree.children(id(2))), ["mugs", "bowls"]);
    }

    #[test]
    fn a_category_knows_its_way_up_and_all_below_it() {
        let tree = tree();

        assert_eq!(slugs(tree.path(id(6))), ["kitchen", "mugs", "espresso"]);
        assert_eq!(tree.subtree(id(2)), [id(2), id(4), id(6), id(5)]);
        assert_eq!(tree.subtree(id(3)), [id(3)]);
        assert_eq!(tree.by_slug("bowls").map(|one| one.id), Some(id(5)));
        assert!(tree.path(id(99)).is_empty() && tree.subtree(id(99)).is_empty());
        assert!(CategoryTree::default().is_empty());
    }

    #[test]
    fn a_category_is_found_by_what_is_typed() {
        let tree = tree();
        let cases: [(&str, &[&str]); 5] = [
            ("mug", &["mugs", "espresso"]),
            ("kitchen bo", &["bowls"]),
            (
                "",
                &["kitchen", "mugs", "espresso", "bowls", "clothing", "hats"],
            ),
            ("HAT", &["hats"]),
            ("none", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(slugs(tree.search(text, 9)), expected, "{text}");
        }
        assert_eq!(tree.search("", 2).len(), 2);
    }

    #[test]
    fn a_category_is_meant_by_its_key_its_slug_or_its_title() {
        let mut twins = category(7, None, "hats-2", 9);
        twins.title = "hats".to_owned();
        let mut all: Vec<_> = tree().iter().map(|(_, one)| one.clone()).collect();
        all.push(twins);
        let tree = CategoryTree::new(all);
        let cases = [
            (id(5).to_string(), Some("bowls")),
            ("bowls".to_owned(), Some("bowls")),
            (" Bowls ".to_owned(), Some("bowls")),
            ("hats".to_owned(), Some("hats")),
            ("Hats".to_owned(), None),
            (id(99).to_string(), None),
            (String::new(), None),
        ];
        for (text, expected) in cases {
            let found = tree.meant_by(&text).map(|one| one.slug.as_str());
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_circle_of_parents_does_not_hang_the_shop() {
        let tree = CategoryTree::new(vec![
            category(1, Some(2), "egg", 0),
            category(2, Some(1), "hen", 0),
            category(3, None, "farm", 0),
        ]);

        assert_eq!(slugs(tree.roots()), ["farm"]);
        assert_eq!(tree.len(), 1);
    }
}
