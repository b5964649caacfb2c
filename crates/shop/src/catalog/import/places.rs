//! Which categories a product of the file belongs to; those that are missing are made.

use std::collections::HashSet;

use db::{DbError, Tx};

use super::{
    RowProblem,
    columns::Column,
    product::FileProduct,
    write::{Outcome, Run},
};
use crate::{
    catalog::{Category, queries, slugs},
    changes::{self, Change},
    ids::CategoryId,
    text::fold,
};

/// All categories, as one transaction sees them.
pub(super) struct Places(Vec<Category>);

impl Places {
    pub async fn load(tx: &Tx) -> Result<Self, DbError> {
        Ok(Self(queries::categories(tx).await?))
    }

    /// The file's type is a category at the top level, found by its address anywhere; a path is
    /// found by its titles.
    pub async fn of(
        &mut self,
        tx: &Tx,
        run: &Run,
        file: &FileProduct,
        belongs_to: &[CategoryId],
        outcome: &mut Outcome,
    ) -> Result<Vec<CategoryId>, DbError> {
        let Some(head) = &file.head else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        if let Some(title) = &head.product_type
            && let Some(slug) = slugs::from_title(title)
        {
            let known = self.0.iter().find(|one| one.slug == slug).map(|one| one.id);
            found.push(match known {
                Some(id) => id,
                None => self.make(tx, run, title, None, outcome).await?,
            });
        }
        for path in &head.categories {
            if path.iter().any(|title| slugs::from_title(title).is_none()) {
                outcome.problems.push(RowProblem {
                    line: file.line,
                    handle: file.handle.clone(),
                    column: Some(Column::Categories.name().into()),
                    message: format!("\"{}\" cannot be a category", path.join(" > ")),
                });
                continue;
            }
            found.push(self.at(tx, run, path, belongs_to, outcome).await?);
        }
        Ok(found)
    }

    async fn at(
        &mut self,
        tx: &Tx,
        run: &Run,
        path: &[String],
        belongs_to: &[CategoryId],
        outcome: &mut Outcome,
    ) -> Result<CategoryId, DbError> {
        let mut at: Vec<Option<CategoryId>> = vec![None];
        for title in path {
            let below = self.below(&at, title);
            at = if below.is_empty() {
                let parent = at.first().copied().flatten();
                vec![Some(self.make(tx, run, title, parent, outcome).await?)]
            } else {
                below
            };
        }
        // Of several with the same titles the one in which the product is already.
        let found: Vec<CategoryId> = at.into_iter().flatten().collect();
        let own = found.iter().find(|id| belongs_to.contains(id));
        let chosen = own.or(found.first()).copied();
        chosen.ok_or_else(|| DbError::row("category", path.join(" > "), "an empty path"))
    }

    fn below(&self, parents: &[Option<CategoryId>], title: &str) -> Vec<Option<CategoryId>> {
        let wanted = fold(title);
        self.0
            .iter()
            .filter(|one| parents.contains(&one.parent) && fold(&one.title) == wanted)
            .map(|one| Some(one.id))
            .collect()
    }

    async fn make(
        &mut self,
        tx: &Tx,
        run: &Run,
        title: &str,
        parent: Option<CategoryId>,
        outcome: &mut Outcome,
    ) -> Result<CategoryId, DbError> {
        let start = slugs::from_title(title)
            .ok_or_else(|| DbError::row("category", title, "a title without letters"))?;
        let taken: HashSet<&str> = self.0.iter().map(|one| one.slug.as_str()).collect();
        let category = Category {
            id: CategoryId::generate(),
            parent,
            slug: slugs::first_free(&start, |slug| taken.contains(slug)),
            title: title.chars().take(120).collect(),
            description: String::new(),
            seo_title: String::new(),
            seo_description: String::new(),
            position: 0,
            version: 1,
            updated_at: run.now,
            picture: None,
        };
        outcome.categories_created.push(category.slug.to_string());
        outcome.categories_made.push(category.id);
        queries::insert_category(tx, &category, run.now).await?;
        changes::record(tx, &[Change::Categories], run.now).await?;
        let id = category.id;
        self.0.push(category);
        Ok(id)
    }
}
