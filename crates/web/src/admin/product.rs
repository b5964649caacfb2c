//! The product editor.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shop::catalog::{self, EditError, ProductPage, ProductStatus};
use shop::ids::{PictureId, ProductId};
use shop::inventory::{self, AdjustError};
use shop::removal::{self, RemoveError};
use shop::staff::Permission;
use shop::{Shop, reviews};

use super::Fields;
use super::conflict::Conflict;
use super::desk::Desk;
use super::list::sentence;
use super::product_draft::{self, Drafted};
use super::product_form::ProductForm;
use super::product_pictures::{self, PictureRow};
use super::product_specification::{self, SpecificationForm};
use super::product_variants::Terms;
use super::product_view::{ProductView, ReviewsLink};
use super::reviews::of_product;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::kit::upload::{StaffUpload, UploadProblem};
use crate::routes::admin as paths;

/// `GET /admin/products/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let terms = Terms::of(&shop.settings());
    let mut view = ProductView::new(&shop, None, ProductForm::empty(&terms));
    view.specification = Some(SpecificationForm::saved(&shop, None).await?);
    desk.html("admin/product.html", &view).await
}

/// `POST /admin/products/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    let sent = sent?;
    let fields: Fields = sent.form().await?;
    let terms = Terms::of(&shop.settings());
    let mut form = ProductForm::sent(&fields, None, &terms);
    let refused = product_pictures::complete(&shop, &desk, &mut form.pictures, sent.files).await?;
    let specification = SpecificationForm::sent(&shop, &fields).await?;
    let editor = Editor {
        shop: &shop,
        desk: &desk,
        page: None,
        specification: &specification,
    };
    let button = fields.text("do");
    let is_shown_again = form.press(&button, &terms) || button == product_specification::SHOW;
    if is_shown_again || !refused.is_empty() {
        return editor.with_rows(form, refused).await;
    }
    let drafted = match product_draft::draft(&form, &terms, None) {
        Ok(drafted) => drafted,
        Err(errors) => return editor.with_errors(form, errors).await,
    };
    let described = specification.draft(&fields);
    let actor = desk.actor();
    match catalog::create_specified(&shop, &actor, &drafted.draft, described.as_ref()).await {
        Ok(id) => Ok(See::other(paths::product(id))
            .with_notice("products.created")
            .into_response()),
        Err(error) => editor.refused(form, &drafted, error).await,
    }
}

/// Of a product with many variants, those from this one on are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: usize,
}

/// `GET /admin/products/{id}?from=100`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (page, form) = saved(&shop, id, asked.from).await?;
    let mut view = ProductView::new(&shop, Some(&page), form);
    view.specification = Some(SpecificationForm::saved(&shop, Some(id)).await?);
    if desk.can(Permission::ModerateReviews) {
        view.reviews = Some(ReviewsLink {
            url: of_product(id),
            count: reviews::reviews_of(&shop, id).await?,
        });
    }
    desk.html("admin/product.html", &view).await
}

/// `POST /admin/products/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    sent: Result<StaffUpload, UploadProblem>,
) -> Result<Response, PageError> {
    let sent = sent?;
    let fields: Fields = sent.form().await?;
    let from = fields.text("from").parse().unwrap_or(0);
    let (page, known) = saved(&shop, id, from).await?;
    let terms = Terms::of(&shop.settings());
    let mut form = ProductForm::sent(&fields, Some(&known), &terms);
    let refused = product_pictures::complete(&shop, &desk, &mut form.pictures, sent.files).await?;
    let specification = SpecificationForm::sent(&shop, &fields).await?;
    let editor = Editor {
        shop: &shop,
        desk: &desk,
        page: Some(&page),
        specification: &specification,
    };
    let button = fields.text("do");
    let is_shown_again = form.press(&button, &terms) || button == product_specification::SHOW;
    if is_shown_again || !refused.is_empty() {
        return editor.with_rows(form, refused).await;
    }
    let drafted = match product_draft::draft(&form, &terms, Some(&page)) {
        Ok(drafted) => drafted,
        Err(errors) => return editor.with_errors(form, errors).await,
    };
    let version = form.version;
    let described = specification.draft(&fields);
    let (actor, draft) = (desk.actor(), &drafted.draft);
    let (described, removed) = (described.as_ref(), &drafted.removed);
    match catalog::update_removing(&shop, &actor, id, version, draft, described, removed).await {
        Ok(()) => {
            let refused = keep_stock(&shop, &desk, &drafted).await?;
            if !refused.is_empty() {
                return half_saved(&shop, &desk, id, &form, refused).await;
            }
            let to = paths::product_from(id, form.from);
            Ok(See::other(to).with_notice("products.saved").into_response())
        }
        Err(EditError::Stale) => conflict(&shop, &desk, id, &fields, form.pictures).await,
        Err(error) => editor.refused(form, &drafted, error).await,
    }
}

/// `POST /admin/products/{id}/status`
pub async fn set_status(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let status: ProductStatus = fields
        .text("status")
        .parse()
        .map_err(|_| PageError::invalid())?;
    match catalog::set_status(&shop, &desk.actor(), id, fields.version(), status).await {
        Ok(()) => Ok(See::other(paths::product(id))
            .with_notice(notice(status))
            .into_response()),
        Err(EditError::Stale) => {
            let text = "Somebody else changed this product meanwhile: look at it as it is now, then decide again.";
            as_it_is(&shop, &desk, id, text.to_owned()).await
        }
        Err(error) => Err(error.into()),
    }
}

fn notice(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Draft => "products.withdrawn",
        ProductStatus::Active | ProductStatus::Scheduled => "products.published",
        ProductStatus::Archived => "products.archived",
    }
}

/// `POST /admin/products/{id}/pictures/{picture}/retry`
pub async fn retry_picture(
    State(shop): State<Shop>,
    desk: Desk,
    Path((id, picture)): Path<(ProductId, PictureId)>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    catalog::retry_picture(&shop, &desk.actor(), picture).await?;
    Ok(See::other(paths::product(id)).with_notice("products.picture-retried"))
}

/// `POST /admin/products/{id}/duplicate`
pub async fn duplicate(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    StaffForm(_): StaffForm<Fields>,
) -> Result<See, PageError> {
    let copy = catalog::duplicate_product(&shop, &desk.actor(), id).await?;
    Ok(See::other(paths::product(copy)).with_notice("products.duplicated"))
}

/// `POST /admin/products/{id}/delete`
pub async fn delete(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    match removal::delete_product(&shop, &desk.actor(), id, fields.version()).await {
        Ok(()) => Ok(See::other(paths::PRODUCTS)
            .with_notice("products.deleted")
            .into_response()),
        Err(error @ (RemoveError::Stale | RemoveError::Needed | RemoveError::InCart)) => {
            let text = format!("Not deleted: {error}.");
            as_it_is(&shop, &desk, id, text).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Serialize)]
struct Preview {
    title: String,
    description_html: String,
}

/// `POST /admin/products/preview`: the description as customers will see it. Nothing is saved.
pub async fn preview(
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let view = Preview {
        title: fields.text("title"),
        description_html: catalog::sanitise(&fields.text("description_html")),
    };
    desk.html("admin/product/preview.html", &view).await
}

/// The product as it is, with a word on why nothing was done.
async fn as_it_is(
    shop: &Shop,
    desk: &Desk,
    id: ProductId,
    text: String,
) -> Result<Response, PageError> {
    let (page, form) = saved(shop, id, 0).await?;
    let mut view = ProductView::new(shop, Some(&page), form);
    view.specification = Some(SpecificationForm::saved(shop, Some(id)).await?);
    view.errors.add("status", Message::text(text));
    desk.html_with(StatusCode::CONFLICT, "admin/product.html", &view)
        .await
}

/// What could not be done with the stock of a variant: the row of the form, its field, and why.
type Refused = (usize, &'static str, String);

/// Sets the stock that was counted and switches back-orders; returns what could not be.
async fn keep_stock(
    shop: &Shop,
    desk: &Desk,
    drafted: &Drafted,
) -> Result<Vec<Refused>, PageError> {
    let actor = &desk.actor();
    let mut refused = Vec::new();
    let mut note = |row: usize, field, outcome: Result<(), AdjustError>| match outcome {
        Ok(()) => Ok(()),
        Err(error @ (AdjustError::Db(_) | AdjustError::Forbidden(_))) => Err(error),
        Err(error) => {
            refused.push((row, field, sentence(&error.to_string())));
            Ok(())
        }
    };
    // Fewer than are promised fit where back-orders are taken, so these begin before the counting and end after it.
    let (begin, end): (Vec<_>, Vec<_>) =
        drafted.backorders.iter().copied().partition(|(.., on)| *on);
    for (row, variant, on) in begin {
        let outcome = inventory::set_backorder(shop, actor, variant, on).await;
        note(row, "backorder", outcome)?;
    }
    for (row, adjustment) in &drafted.counted {
        let outcome = inventory::adjust(shop, actor, adjustment).await;
        note(*row, "stock", outcome)?;
    }
    for (row, variant, on) in end {
        let outcome = inventory::set_backorder(shop, actor, variant, on).await;
        note(row, "backorder", outcome)?;
    }
    Ok(refused)
}

/// The product is saved, but not every stock: the form says which, with the numbers of now.
async fn half_saved(
    shop: &Shop,
    desk: &Desk,
    id: ProductId,
    sent: &ProductForm,
    refused: Vec<Refused>,
) -> Result<Response, PageError> {
    let (page, mut form) = saved(shop, id, sent.from).await?;
    form.stock_reason.clone_from(&sent.stock_reason);
    form.stock_note.clone_from(&sent.stock_note);
    let mut errors = FormErrors::new();
    for (row, field, text) in refused {
        let wanted = &sent.variants[row];
        let place = form.variants.iter().position(|now| now.id == wanted.id);
        if let Some(place) = place {
            match field {
                "backorder" => form.variants[place].backorder = wanted.backorder,
                _ => form.variants[place].stock.clone_from(&wanted.stock),
            }
            let text = format!("Everything else is saved. {text}.");
            errors.add(format!("variants.{place}.{field}"), Message::text(text));
        }
    }
    let mut view = ProductView::new(shop, Some(&page), form);
    view.specification = Some(SpecificationForm::saved(shop, Some(id)).await?);
    (view.errors, view.unsaved) = (errors, true);
    desk.html_with(StatusCode::CONFLICT, "admin/product.html", &view)
        .await
}

/// The product as it is saved, and its form.
async fn saved(
    shop: &Shop,
    id: ProductId,
    from: usize,
) -> Result<(ProductPage, ProductForm), PageError> {
    let read = shop.db.primary();
    let page = catalog::product_for_edit(read, id)
        .await?
        .ok_or_else(PageError::not_found)?
        .without_removed();
    let variants: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    let stock = inventory::availability(read, &variants).await?;
    let form = ProductForm::saved(&page, &stock, &Terms::of(&shop.settings()), from);
    Ok((page, form))
}

/// Somebody else saved first: the form keeps what was typed, now over their version, and says what differs.
async fn conflict(
    shop: &Shop,
    desk: &Desk,
    id: ProductId,
    fields: &Fields,
    pictures: Vec<PictureRow>,
) -> Result<Response, PageError> {
    let from = fields.text("from").parse().unwrap_or(0);
    let (page, theirs) = saved(shop, id, from).await?;
    let terms = Terms::of(&shop.settings());
    let mut mine = ProductForm::sent(fields, Some(&theirs), &terms);
    mine.version = theirs.version;
    // With those that came along, which are in the library now.
    mine.pictures = pictures;
    let tree = shop.categories();
    let described = SpecificationForm::sent(shop, fields).await?;
    let described_by_them = SpecificationForm::saved(shop, Some(id)).await?;
    let conflict = Conflict::between(
        &[mine.labelled(&tree), described.labelled()].concat(),
        &[theirs.labelled(&tree), described_by_them.labelled()].concat(),
        paths::product(id),
    );
    let mut view = ProductView::new(shop, Some(&page), mine);
    view.specification = Some(described);
    (view.conflict, view.unsaved) = (Some(conflict), true);
    desk.html_with(StatusCode::CONFLICT, "admin/product.html", &view)
        .await
}

/// The form once more, over the product as it is saved.
struct Editor<'a> {
    shop: &'a Shop,
    desk: &'a Desk,
    page: Option<&'a ProductPage>,
    specification: &'a SpecificationForm,
}

impl Editor<'_> {
    /// After a button that adds or moves rows, or a picture that is none.
    async fn with_rows(
        &self,
        form: ProductForm,
        refused: FormErrors,
    ) -> Result<Response, PageError> {
        if refused.is_empty() {
            self.again(StatusCode::OK, form, refused).await
        } else {
            self.with_errors(form, refused).await
        }
    }

    async fn with_errors(
        &self,
        form: ProductForm,
        errors: FormErrors,
    ) -> Result<Response, PageError> {
        self.again(StatusCode::UNPROCESSABLE_ENTITY, form, errors)
            .await
    }

    async fn refused(
        &self,
        form: ProductForm,
        drafted: &Drafted,
        error: EditError,
    ) -> Result<Response, PageError> {
        match error {
            EditError::Invalid(problems) => self.with_errors(form, drafted.errors(&problems)).await,
            error => Err(error.into()),
        }
    }

    async fn again(
        &self,
        status: StatusCode,
        form: ProductForm,
        errors: FormErrors,
    ) -> Result<Response, PageError> {
        let mut view = ProductView::new(self.shop, self.page, form);
        view.specification = Some(self.specification.clone());
        (view.errors, view.unsaved) = (errors, true);
        self.desk
            .html_with(status, "admin/product.html", &view)
            .await
    }
}
