//! The product editor.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shop::Shop;
use shop::catalog::{self, EditError, ProductPage, ProductStatus};
use shop::ids::{PictureId, ProductId};
use shop::inventory;

use super::Fields;
use super::conflict::Conflict;
use super::desk::Desk;
use super::product_draft::{self, Drafted};
use super::product_form::ProductForm;
use super::product_specification::{self, SpecificationForm};
use super::product_view::ProductView;
use crate::kit::csrf::StaffForm;
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::redirect::See;
use crate::routes::admin as paths;

/// `GET /admin/products/new`
pub async fn new_page(State(shop): State<Shop>, desk: Desk) -> Result<Response, PageError> {
    let mut view = ProductView::new(&shop, None, ProductForm::empty());
    view.specification = Some(SpecificationForm::saved(&shop, None).await?);
    desk.html("admin/product.html", &view).await
}

/// `POST /admin/products/new`
pub async fn create(
    State(shop): State<Shop>,
    desk: Desk,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let mut form = ProductForm::sent(&fields, None);
    let specification = SpecificationForm::sent(&shop, &fields).await?;
    let editor = Editor {
        shop: &shop,
        desk: &desk,
        page: None,
        specification: &specification,
    };
    let button = fields.text("do");
    if form.press(&button) || button == product_specification::SHOW {
        return editor.with_rows(form).await;
    }
    let drafted = match product_draft::draft(&form, shop.settings().currency) {
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

/// `GET /admin/products/{id}`
pub async fn page(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
) -> Result<Response, PageError> {
    let (page, form) = saved(&shop, id).await?;
    let mut view = ProductView::new(&shop, Some(&page), form);
    view.specification = Some(SpecificationForm::saved(&shop, Some(id)).await?);
    desk.html("admin/product.html", &view).await
}

/// `POST /admin/products/{id}`
pub async fn save(
    State(shop): State<Shop>,
    desk: Desk,
    Path(id): Path<ProductId>,
    StaffForm(fields): StaffForm<Fields>,
) -> Result<Response, PageError> {
    let (page, known) = saved(&shop, id).await?;
    let mut form = ProductForm::sent(&fields, Some(&known));
    let specification = SpecificationForm::sent(&shop, &fields).await?;
    let editor = Editor {
        shop: &shop,
        desk: &desk,
        page: Some(&page),
        specification: &specification,
    };
    let button = fields.text("do");
    if form.press(&button) || button == product_specification::SHOW {
        return editor.with_rows(form).await;
    }
    let drafted = match product_draft::draft(&form, shop.settings().currency) {
        Ok(drafted) => drafted,
        Err(errors) => return editor.with_errors(form, errors).await,
    };
    let version = form.version;
    let described = specification.draft(&fields);
    let (actor, draft) = (desk.actor(), &drafted.draft);
    let described = described.as_ref();
    match catalog::update_specified(&shop, &actor, id, version, draft, described).await {
        Ok(()) => Ok(See::other(paths::product(id))
            .with_notice("products.saved")
            .into_response()),
        Err(EditError::Stale) => conflict(&shop, &desk, id, &fields).await,
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
            let (page, form) = saved(&shop, id).await?;
            let mut view = ProductView::new(&shop, Some(&page), form);
            view.specification = Some(SpecificationForm::saved(&shop, Some(id)).await?);
            let text = "Somebody else changed this product meanwhile: look at it as it is now, then decide again.";
            view.errors.add("status", Message::text(text));
            desk.html_with(StatusCode::CONFLICT, "admin/product.html", &view)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

fn notice(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Draft => "products.withdrawn",
        ProductStatus::Active => "products.published",
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

/// The product as it is saved, and its form.
async fn saved(shop: &Shop, id: ProductId) -> Result<(ProductPage, ProductForm), PageError> {
    let read = shop.db.primary();
    let page = catalog::product_for_edit(read, id)
        .await?
        .ok_or_else(PageError::not_found)?;
    let variants: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    let stock = inventory::availability(read, &variants).await?;
    let form = ProductForm::saved(&page, &stock, shop.settings().currency);
    Ok((page, form))
}

/// Somebody else saved first: the form keeps what was typed, now over their version, and says what differs.
async fn conflict(
    shop: &Shop,
    desk: &Desk,
    id: ProductId,
    fields: &Fields,
) -> Result<Response, PageError> {
    let (page, theirs) = saved(shop, id).await?;
    let mut mine = ProductForm::sent(fields, Some(&theirs));
    mine.version = theirs.version;
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
    async fn with_rows(&self, form: ProductForm) -> Result<Response, PageError> {
        self.again(StatusCode::OK, form, FormErrors::new()).await
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
