mod arranging;
mod bulk;
mod bulk_category;
mod categories;
mod exporting;
mod feed;
mod import_attributes;
mod import_refused;
mod import_skus;
mod import_tasks;
mod import_together;
mod import_undo;
mod importing;
mod interrupted;
mod lifecycle;
mod listing;
mod lists;
mod long_lists;
mod pictures;
mod price_history;
mod products;
mod real_export;
mod removed;
mod sales;
mod woocommerce;
mod woocommerce_task;

use std::io::{Seek, Write};

use commerce::{Currency, Money};
use shop::{
    Shop,
    catalog::{
        CategoryDraft, EditError, PictureDraft, Problem, ProductDraft, ProductOption, ProductPage,
        ProductStatus, VariantDraft,
        import::{self, ImportError},
    },
    ids::{CategoryId, ImportId, ProductId, StaffId},
    staff::{Actor, Role},
};
use testkit::TestShop;

fn editor() -> Actor {
    staff(Role::ContentManager)
}

fn staff(role: Role) -> Actor {
    Actor::Staff {
        id: StaffId::generate(),
        name: "Eda Editor".to_owned(),
        role,
    }
}

/// Sends a file to be imported, as staff do.
async fn receive(shop: &Shop, name: &str, bytes: &[u8]) -> Result<ImportId, ImportError> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    import::receive(shop, &editor(), name, file).await
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn variant(sku: &str, options: &[&str], minor: i64) -> VariantDraft {
    VariantDraft {
        options: options.iter().map(ToString::to_string).collect(),
        weight_grams: Some(300),
        stock: Some(5),
        ..VariantDraft::new(sku, eur(minor))
    }
}

/// In two sizes, with one picture from elsewhere.
fn shirt() -> ProductDraft {
    ProductDraft {
        title: "Linen shirt".to_owned(),
        description_html: "<p>Soft.</p>".to_owned(),
        brand: "Harbour".to_owned(),
        status: ProductStatus::Active,
        options: vec![ProductOption {
            name: "Size".to_owned(),
            values: vec!["S".to_owned(), "M".to_owned()],
        }],
        variants: vec![
            variant("SHIRT-S", &["S"], 4_900),
            variant("SHIRT-M", &["M"], 5_900),
        ],
        ..ProductDraft::default()
    }
}

fn picture(url: &str) -> PictureDraft {
    PictureDraft {
        id: None,
        alt: "A shirt".to_owned(),
        source_url: Some(url.to_owned()),
        stored: None,
    }
}

/// What a form would send back for a product as it is.
fn as_shown(page: &ProductPage) -> ProductDraft {
    ProductDraft::of(page, Currency::EUR)
}

fn category(title: &str, parent: Option<CategoryId>) -> CategoryDraft {
    CategoryDraft {
        slug: None,
        title: title.to_owned(),
        description: String::new(),
        parent,
        position: 0,
        ..CategoryDraft::default()
    }
}

async fn stored(shop: &TestShop, id: ProductId) -> ProductPage {
    let page = shop::catalog::product_for_edit(shop.db.reader(), id).await;
    page.unwrap().expect("the product is there")
}

async fn stored_by_slug(shop: &TestShop, slug: &str) -> ProductPage {
    let page = shop::catalog::product_page(shop, slug).await.unwrap();
    let id = page
        .unwrap_or_else(|| panic!("{slug} is on sale"))
        .product
        .id;
    stored(shop, id).await
}

/// "field: problem" of a draft that was refused.
fn problems<T: std::fmt::Debug>(outcome: Result<T, EditError>) -> Vec<(String, Problem)> {
    match outcome {
        Err(EditError::Invalid(problems)) => problems
            .into_iter()
            .map(|one| (one.field, one.problem))
            .collect(),
        outcome => panic!("expected problems, found {outcome:?}"),
    }
}
