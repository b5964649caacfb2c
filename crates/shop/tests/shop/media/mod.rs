//! The media library.

mod keeping;
mod sending;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use media::Stored;
use shop::{
    catalog::{self, LibraryRow, PictureDraft, ProductDraft, ProductStatus, VariantDraft},
    ids::ProductId,
    media::{Media, MediaFilter},
    staff::Actor,
};
use testkit::TestShop;

use crate::support::{colleague, eur};

fn editor() -> Actor {
    colleague(shop::staff::Role::ContentManager)
}

/// A picture of one colour, as a PNG.
fn painting(width: u32, height: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::from(RgbImage::from_pixel(width, height, Rgb(colour)))
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

async fn send(shop: &TestShop, colour: [u8; 3], name: &str) -> Media {
    let bytes = painting(400, 300, colour);
    shop::media::upload(shop, &editor(), bytes, name)
        .await
        .unwrap()
}

/// As a product's form names it.
fn chosen(media: &Media) -> Stored {
    Stored {
        key: media.key.clone(),
        kind: media.kind,
        width: u32::try_from(media.width).unwrap(),
        height: u32::try_from(media.height).unwrap(),
        bytes: 0,
    }
}

/// A product with one variant, which shows this picture too.
async fn product_showing(shop: &TestShop, title: &str, media: &Media) -> ProductId {
    let draft = ProductDraft {
        title: title.to_owned(),
        status: ProductStatus::Active,
        variants: vec![VariantDraft {
            picture: Some(0),
            ..VariantDraft::new(format!("{}-1", title.to_uppercase()), eur("9.00"))
        }],
        pictures: vec![PictureDraft {
            id: None,
            alt: "A mug".to_owned(),
            source_url: None,
            stored: Some(chosen(media)),
        }],
        ..ProductDraft::default()
    };
    catalog::create_product(shop, &editor(), &draft)
        .await
        .unwrap()
}

async fn library(shop: &TestShop, text: &str) -> Vec<LibraryRow> {
    let filter = MediaFilter {
        text: text.to_owned(),
        state: None,
    };
    catalog::library(shop, &filter, None, 50)
        .await
        .unwrap()
        .rows
}

async fn names(shop: &TestShop, text: &str) -> Vec<String> {
    let rows = library(shop, text).await;
    rows.into_iter().map(|row| row.media.file_name).collect()
}

/// The titles of the products that are named as showing it.
async fn shown_in(shop: &TestShop, key: &str) -> Vec<String> {
    let picture = catalog::library_picture(shop, key).await.unwrap().unwrap();
    let products = picture.uses.products.into_iter();
    products.map(|one| one.title).collect()
}

async fn shown_by(shop: &TestShop, product: ProductId) -> String {
    let page = catalog::product_for_edit(shop.db.primary(), product).await;
    let page = page.unwrap().unwrap();
    page.pictures[0].key().unwrap().to_owned()
}
