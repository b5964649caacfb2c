mod arranging;
mod categories;
mod importing;
mod listing;
mod lists;
mod pictures;
mod products;
mod real_export;

use commerce::{Currency, Money};
use shop::{
    catalog::{
        CategoryDraft, EditError, PictureDraft, Problem, ProductDraft, ProductOption, ProductPage,
        ProductStatus, VariantDraft,
    },
    ids::{CategoryId, ProductId, StaffId},
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

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn variant(sku: &str, options: &[&str], minor: i64) -> VariantDraft {
    VariantDraft {
        id: None,
        sku: sku.to_owned(),
        barcode: None,
        options: options.iter().map(ToString::to_string).collect(),
        weight_grams: Some(300),
        active: true,
        price: eur(minor),
        compare_at: None,
        picture: None,
        stock: Some(5),
        backorder: false,
    }
}

/// In two sizes, with one picture from elsewhere.
fn shirt() -> ProductDraft {
    ProductDraft {
        slug: None,
        title: "Linen shirt".to_owned(),
        description_html: "<p>Soft.</p>".to_owned(),
        brand: "Harbour".to_owned(),
        status: ProductStatus::Active,
        options: vec![ProductOption {
            name: "Size".to_owned(),
            values: vec!["S".to_owned(), "M".to_owned()],
        }],
        categories: Vec::new(),
        variants: vec![
            variant("SHIRT-S", &["S"], 4_900),
            variant("SHIRT-M", &["M"], 5_900),
        ],
        pictures: Vec::new(),
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
    let product = &page.product;
    ProductDraft {
        slug: Some(product.slug.to_string()),
        title: product.title.clone(),
        description_html: product.description_html.clone(),
        brand: product.brand.clone(),
        status: product.status,
        options: product.options.clone(),
        categories: product.categories.clone(),
        variants: page
            .variants
            .iter()
            .map(|variant| VariantDraft {
                id: Some(variant.id),
                sku: variant.sku.to_string(),
                barcode: variant.barcode.clone(),
                options: variant.options.clone(),
                weight_grams: variant.weight_grams,
                active: variant.active,
                price: variant.prices[0].amount,
                compare_at: variant.prices[0].compare_at,
                picture: variant
                    .picture
                    .and_then(|id| page.pictures.iter().position(|one| one.id == id)),
                stock: None,
                backorder: false,
            })
            .collect(),
        pictures: page
            .pictures
            .iter()
            .map(|picture| PictureDraft {
                id: Some(picture.id),
                alt: picture.alt.clone(),
                source_url: picture.source_url.clone(),
                stored: None,
            })
            .collect(),
    }
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
