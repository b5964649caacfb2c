//! One category: its form, and its end.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, Category, CategoryDraft, CategoryTree, EditError, FieldProblem};
use shop::ids::CategoryId;

use super::Fields;
use super::category_attributes::AttributesCard;
use super::confirm::{Confirm, ConfirmView};
use super::conflict::{Conflict, Labelled};
use super::desk::Desk;
use super::list::{Choice, changed_meanwhile, told};
use super::media::PictureField;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::upload::{StaffUpload, UploadProblem};
use crate::routes::admin as paths;

/// `admin/category.html`
#[derive(Serialize)]
struct CategoryView {
    heading: String,
    list_url: &'static str,
    action: String,
    form: CategoryForm,
    parents: Vec<Choice>,
    /// Why it cannot be deleted, or the question.
    has_children: bool,
    delete: Option<Confirm>,
    attributes: Option<AttributesCard>,
    conflict: Option<Conflict>,
    errors: FormErrors,
}

#[derive(Default, Serialize)]
struct CategoryForm {
    version: i64,
    title: String,
    slug: String,
    description: String,
    seo_title: String,
    seo_description: String,
    parent: String,
    position: String,
    picture: PictureField,
}

/// `GET /admin/categories/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let tree = shop.categories();
    let form = CategoryForm {
        position: tree.roots().count().to_string(),
        ..CategoryForm::default()
    };
    desk.html("admin/category.html", &CategoryView::new(&tree, None, form))
        .await
}

/// `POST /admin/categories/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    store(&shop, &desk, None, sent?).await
}

/// `GET /admin/categories/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CategoryId>,
) -> Result<Response, PageError> {
    let tree = fresh_tree(&shop).await?;
    let category = tree.get(id).ok_or_else(PageError::not_found)?;
    let card = AttributesCard::new(&shop, &tree, category);
    page_with(&desk, category, &tree, card, StatusCode::OK).await
}

/// The page of a category as it is saved, but for the attributes on it.
pub(super) async fn page_with(
    desk: &Desk,
    category: &Category,
    tree: &CategoryTree,
    attributes: AttributesCard,
    status: StatusCode,
) -> Result<Response, PageError> {
    let view = CategoryView {
        attributes: Some(attributes),
        ..CategoryView::new(tree, Some(category), CategoryForm::of(category))
    };
    desk.html_with(status, "admin/category.html", &view).await
}

/// `POST /admin/categories/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CategoryId>,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    store(&shop, &desk, Some(id), sent?).await
}

async fn store(
    shop: &Shop,
    desk: &Desk,
    id: Option<CategoryId>,
    sent: StaffUpload,
) -> Result<Response, PageError> {
    let mut form = CategoryForm::sent(&sent.form().await?);
    let mut errors = FormErrors::new();
    form.picture
        .take_in(shop, desk, sent.files, &mut errors)
        .await?;
    let draft = form.draft(&mut errors).filter(|_| errors.is_empty());
    let outcome = match draft {
        Some(draft) => catalog::save_category(shop, &desk.actor(), id, form.version, &draft).await,
        None => Err(EditError::Invalid(Vec::new())),
    };
    let tree = fresh_tree(shop).await?;
    let current = id.and_then(|id| tree.get(id));
    match outcome {
        Ok(_) => Ok(See::other(paths::CATEGORIES)
            .with_notice("categories.saved")
            .into_response()),
        Err(EditError::Invalid(problems)) => {
            add_problems(&mut errors, &problems);
            let view = CategoryView {
                errors,
                attributes: current.map(|it| AttributesCard::new(shop, &tree, it)),
                ..CategoryView::new(&tree, current, form)
            };
            desk.html_with(
                StatusCode::UNPROCESSABLE_ENTITY,
                "admin/category.html",
                &view,
            )
            .await
        }
        Err(EditError::Stale) => {
            let current = current.ok_or_else(PageError::not_found)?;
            let theirs = CategoryForm::of(current);
            form.version = theirs.version;
            let conflict = Conflict::between(
                &form.labelled(&tree),
                &theirs.labelled(&tree),
                paths::category(current.id),
            );
            let mut view = CategoryView::new(&tree, Some(current), form);
            view.conflict = Some(conflict);
            view.attributes = Some(AttributesCard::new(shop, &tree, current));
            desk.html_with(StatusCode::CONFLICT, "admin/category.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/categories/{id}/delete`
pub async fn delete_page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CategoryId>,
) -> Result<Response, PageError> {
    let tree = fresh_tree(&shop).await?;
    let category = tree.get(id).ok_or_else(PageError::not_found)?;
    let view = ConfirmView {
        confirm: delete_question(&tree, category),
    };
    desk.html("admin/confirm.html", &view).await
}

fn delete_question(tree: &CategoryTree, category: &Category) -> Confirm {
    let title = &category.title;
    let nowhere = Choice::new(
        "",
        "No other category: they stay in the shop without this one",
    );
    let others = tree.iter().filter(|(_, other)| other.id != category.id);
    let others = others.map(|(depth, other)| {
        let label = format!("{}{}", "\u{2003}".repeat(depth), other.title);
        Choice::new(other.id.to_string(), label)
    });
    Confirm {
        link: "Delete this category".to_owned(),
        page_url: paths::delete_category(category.id),
        title: format!("Delete “{title}”?"),
        text: vec!["Links to its page end, and it leaves the menu of the shop.".to_owned()],
        action: paths::delete_category(category.id),
        version: Some(category.version),
        choice_label: "Its products move to",
        choices: std::iter::once(nowhere).chain(others).collect(),
        button: format!("Delete “{title}”"),
        keep: "Keep it",
        back_url: paths::category(category.id),
    }
}

/// `POST /admin/categories/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<CategoryId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let mut errors = FormErrors::new();
    let move_to = fields.text("choice").parse().ok();
    match catalog::delete_category(&shop, &desk.actor(), id, fields.version(), move_to).await {
        Ok(()) => {
            let see = See::other(paths::CATEGORIES).with_notice("categories.deleted");
            return Ok(see.into_response());
        }
        Err(EditError::Invalid(problems)) => add_problems(&mut errors, &problems),
        Err(EditError::Stale) => {
            errors.add("title", changed_meanwhile("category"));
        }
        Err(error) => return Err(error.into()),
    }
    let tree = fresh_tree(&shop).await?;
    let category = tree.get(id).ok_or_else(PageError::not_found)?;
    let view = CategoryView {
        errors,
        attributes: Some(AttributesCard::new(&shop, &tree, category)),
        ..CategoryView::new(&tree, Some(category), CategoryForm::of(category))
    };
    desk.html_with(StatusCode::CONFLICT, "admin/category.html", &view)
        .await
}

/// From the database: the one in memory may be a second old, and its versions with it.
async fn fresh_tree(shop: &Shop) -> Result<CategoryTree, PageError> {
    Ok(catalog::category_tree(shop.db.primary()).await?)
}

fn add_problems(errors: &mut FormErrors, problems: &[FieldProblem]) {
    for problem in problems {
        errors.add(problem.field.clone(), told(&problem.problem));
    }
}

impl CategoryView {
    fn new(tree: &CategoryTree, current: Option<&Category>, form: CategoryForm) -> Self {
        Self {
            heading: current.map_or_else(
                || "New category".to_owned(),
                |category| category.title.clone(),
            ),
            list_url: paths::CATEGORIES,
            action: current.map_or_else(
                || paths::NEW_CATEGORY.to_owned(),
                |category| paths::category(category.id),
            ),
            form,
            parents: parents(tree, current),
            has_children: current
                .is_some_and(|category| tree.children(category.id).next().is_some()),
            delete: current.map(|category| delete_question(tree, category)),
            attributes: None,
            conflict: None,
            errors: FormErrors::new(),
        }
    }
}

/// Everything but the category itself and what lies below it.
fn parents(tree: &CategoryTree, current: Option<&Category>) -> Vec<Choice> {
    let below = current
        .map(|category| tree.subtree(category.id))
        .unwrap_or_default();
    let others = tree
        .iter()
        .filter(|(_, category)| !below.contains(&category.id));
    let others = others.map(|(depth, category)| {
        let label = format!("{}{}", "\u{2003}".repeat(depth), category.title);
        Choice::new(category.id.to_string(), label)
    });
    std::iter::once(Choice::new("", "Nothing: in the menu itself"))
        .chain(others)
        .collect()
}

impl CategoryForm {
    fn of(category: &Category) -> Self {
        Self {
            version: category.version,
            title: category.title.clone(),
            slug: category.slug.as_str().to_owned(),
            description: category.description.clone(),
            seo_title: category.seo_title.clone(),
            seo_description: category.seo_description.clone(),
            parent: category
                .parent
                .map(|parent| parent.to_string())
                .unwrap_or_default(),
            position: category.position.to_string(),
            picture: PictureField::new(category.picture.as_deref()),
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            version: fields.version(),
            title: fields.text("title"),
            slug: fields.text("slug"),
            description: fields.lines("description"),
            seo_title: fields.text("seo_title"),
            seo_description: fields.text("seo_description"),
            parent: fields.text("parent"),
            position: fields.text("position"),
            picture: PictureField::sent(fields, "picture"),
        }
    }

    fn draft(&self, errors: &mut FormErrors) -> Option<CategoryDraft> {
        let parent = errors.optional("parent", &self.parent, str::parse, |_: uuid::Error| {
            Message::text("Choose one of the categories.")
        });
        let position = errors.optional("position", &self.position, str::parse, |_| {
            Message::text("A whole number, such as 3.")
        });
        Some(CategoryDraft {
            slug: Some(self.slug.clone()),
            title: self.title.clone(),
            description: self.description.clone(),
            seo_title: self.seo_title.clone(),
            seo_description: self.seo_description.clone(),
            parent: parent?,
            position: position?.unwrap_or(0),
            picture: self.picture.key.clone(),
        })
    }

    fn labelled(&self, tree: &CategoryTree) -> Vec<Labelled> {
        let parent = self.parent.parse().ok().and_then(|id| tree.get(id));
        vec![
            Labelled::plain("Title", &self.title),
            Labelled::plain("Address in the shop", &self.slug),
            Labelled::plain(
                "Below",
                parent
                    .map(|parent| parent.title.clone())
                    .unwrap_or_default(),
            ),
            Labelled::plain("Place among its neighbours", &self.position),
            Labelled::plain("Picture", self.picture.key.clone().unwrap_or_default()),
            Labelled::plain("Description", &self.description),
            Labelled::plain("Title for search engines", &self.seo_title),
            Labelled::plain("Description for search engines", &self.seo_description),
        ]
    }
}
