//! Making, moving and removing categories.

use commerce::Slug;
use db::Tx;

use super::{
    Category, CategoryDraft, CategoryTree, EditError, FieldProblem, Problem,
    check::one_line,
    queries::{self, Moved},
    slugs,
};
use crate::{
    Shop, Timestamp,
    changes::{self, Change},
    ids::CategoryId,
    media,
    staff::{Actor, Permission},
};

const TITLE_MAX: usize = 120;
const DESCRIPTION_MAX: usize = 5_000;
const SEO_TITLE_MAX: usize = 120;
const SEO_DESCRIPTION_MAX: usize = 320;

/// Makes a category (`id` is `None`; `version` does not matter) or changes one that a form showed
/// as `version`.
///
/// # Errors
/// See [`EditError`]; after any of them nothing has changed.
pub async fn save_category(
    shop: &Shop,
    actor: &Actor,
    id: Option<CategoryId>,
    version: i64,
    draft: &CategoryDraft,
) -> Result<CategoryId, EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let mut problems = text_problems(draft);
    let slug = wished_slug(draft, id.is_none(), &mut problems);
    if !problems.is_empty() {
        return Err(EditError::Invalid(problems));
    }
    let wish = Wish {
        id: id.unwrap_or_else(CategoryId::generate),
        version: id.map(|_| version),
        slug,
        draft,
    };
    let saved = match save_once(shop, &wish).await {
        // Somebody took the slug meanwhile: now it is seen.
        Err(EditError::Db(error)) if error.is_unique_violation() => save_once(shop, &wish).await?,
        outcome => outcome?,
    };
    shop.apply(&[Change::Categories]).await?;
    Ok(saved)
}

struct Wish<'a> {
    id: CategoryId,
    /// The one that the form showed; `None` for a new category.
    version: Option<i64>,
    slug: Option<Slug>,
    draft: &'a CategoryDraft,
}

async fn save_once(shop: &Shop, wish: &Wish<'_>) -> Result<CategoryId, EditError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move { save_in(&tx, wish, now).await })
        .await
}

async fn save_in(tx: &Tx, wish: &Wish<'_>, now: Timestamp) -> Result<CategoryId, EditError> {
    let tree = CategoryTree::new(queries::lock_categories(tx).await?);
    let old = match wish.version {
        Some(_) => Some(tree.get(wish.id).ok_or(EditError::NotFound)?),
        None => None,
    };
    if old.map(|old| old.version) != wish.version {
        return Err(EditError::Stale);
    }
    let category = Category {
        id: wish.id,
        parent: allowed_parent(&tree, wish.id, wish.draft.parent)?,
        slug: free_slug(&tree, old, wish.slug.as_ref(), &wish.draft.title)?,
        title: one_line(&wish.draft.title),
        description: wish.draft.description.replace('\0', "").trim().to_owned(),
        seo_title: one_line(&wish.draft.seo_title),
        seo_description: one_line(&wish.draft.seo_description),
        position: wish.draft.position,
        picture: known_picture(tx, wish.draft.picture.as_deref()).await?,
        version: wish.version.unwrap_or(1),
        updated_at: now,
    };
    if old.is_none() {
        queries::insert_category(tx, &category, now).await?;
    } else if !queries::update_category(tx, &category, now).await? {
        return Err(EditError::Stale);
    }
    if let Some(old) = old.filter(|old| old.slug != category.slug) {
        let (old, new) = (old.slug.as_str(), category.slug.as_str());
        queries::note_moved(tx, Moved::Category(wish.id), old, new, now).await?;
    }
    changes::record(tx, &[Change::Categories], now).await?;
    Ok(wish.id)
}

/// A picture that is in the library; a form may be older than what it names.
async fn known_picture(tx: &Tx, key: Option<&str>) -> Result<Option<String>, EditError> {
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return Ok(None);
    };
    match media::find(tx, key).await? {
        Some(media) => Ok(Some(media.key)),
        None => Err(EditError::invalid("picture", Problem::Unknown)),
    }
}

/// Removes a category that has none below it. Its products stay, in `move_to` if that is given.
///
/// # Errors
/// See [`EditError`]; [`Problem::HasChildren`] at the field "children".
pub async fn delete_category(
    shop: &Shop,
    actor: &Actor,
    id: CategoryId,
    version: i64,
    move_to: Option<CategoryId>,
) -> Result<(), EditError> {
    actor.require(Permission::ManageCatalogue)?;
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            let tree = CategoryTree::new(queries::lock_categories(tx).await?);
            let Some(doomed) = tree.get(id) else {
                return Err(EditError::NotFound);
            };
            if tree.children(id).next().is_some() {
                return Err(EditError::invalid("children", Problem::HasChildren));
            }
            if let Some(target) = move_to {
                if target == id || tree.get(target).is_none() {
                    return Err(EditError::invalid("choice", Problem::Unknown));
                }
                queries::move_products(tx, id, target).await?;
            }
            if !queries::delete_category(tx, id, version).await? {
                return Err(EditError::Stale);
            }
            let slug = doomed.slug.as_str();
            queries::note_gone(tx, Moved::Category(id), slug, now).await?;
            changes::record(tx, &[Change::Categories], now).await?;
            Ok(())
        })
        .await?;
    shop.apply(&[Change::Categories]).await?;
    Ok(())
}

fn text_problems(draft: &CategoryDraft) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if draft.title.trim().is_empty() {
        problems.push(FieldProblem::new("title", Problem::Missing));
    }
    for (field, text, max) in [
        ("title", &draft.title, TITLE_MAX),
        ("description", &draft.description, DESCRIPTION_MAX),
        ("seo_title", &draft.seo_title, SEO_TITLE_MAX),
        (
            "seo_description",
            &draft.seo_description,
            SEO_DESCRIPTION_MAX,
        ),
    ] {
        if text.trim().chars().count() > max {
            problems.push(FieldProblem::new(field, Problem::TooLong { max }));
        }
    }
    problems
}

/// The slug of the draft; blank means none.
fn wished_slug(
    draft: &CategoryDraft,
    is_new: bool,
    problems: &mut Vec<FieldProblem>,
) -> Option<Slug> {
    let text = draft
        .slug
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    match text.map(Slug::parse) {
        Some(Ok(slug)) => Some(slug),
        Some(Err(error)) => {
            problems.push(FieldProblem::new("slug", error.into()));
            None
        }
        None => {
            let needs_one = is_new && !draft.title.trim().is_empty();
            if needs_one && slugs::from_title(&draft.title).is_none() {
                problems.push(FieldProblem::new("slug", Problem::Missing));
            }
            None
        }
    }
}

fn allowed_parent(
    tree: &CategoryTree,
    id: CategoryId,
    parent: Option<CategoryId>,
) -> Result<Option<CategoryId>, EditError> {
    let Some(parent) = parent else {
        return Ok(None);
    };
    if tree.get(parent).is_none() && parent != id {
        return Err(EditError::invalid("parent", Problem::Unknown));
    }
    if parent == id || tree.subtree(id).contains(&parent) {
        return Err(EditError::invalid("parent", Problem::Cycle));
    }
    Ok(Some(parent))
}

fn free_slug(
    tree: &CategoryTree,
    old: Option<&Category>,
    wished: Option<&Slug>,
    title: &str,
) -> Result<Slug, EditError> {
    match (wished, old) {
        (Some(slug), _) => {
            let owner = tree.by_slug(slug.as_str()).map(|owner| owner.id);
            if owner.is_some() && owner != old.map(|old| old.id) {
                return Err(EditError::invalid("slug", Problem::Taken));
            }
            Ok(slug.clone())
        }
        (None, Some(old)) => Ok(old.slug.clone()),
        (None, None) => {
            let start = slugs::from_title(title)
                .ok_or_else(|| EditError::invalid("slug", Problem::Missing))?;
            Ok(slugs::first_free(&start, |slug| {
                tree.by_slug(slug).is_some()
            }))
        }
    }
}
