//! The demo's settings, categories, products and pictures, through the same use cases as anybody's.

use std::collections::{BTreeMap, HashMap};

use anyhow::Context;
use commerce::{Currency, DeliveryDays, Money};
use l10n::Locale;
use media::Stored;
use shop::{
    Settings, Shop,
    catalog::{
        self, CategoryDraft, PictureDraft, ProductDraft, ProductOption, ProductStatus, VariantDraft,
    },
    ids::CategoryId,
    media::{self as library, NewMedia},
    settings::{self, BankTransfer},
};

use super::catalogue::{self, DemoPicture, DemoProduct, DemoVariant};
use crate::commands::COMMAND_LINE;

/// Fills an empty shop; with `count`, numbered copies are added until there are so many products.
pub async fn fill(shop: &Shop, count: Option<usize>) -> anyhow::Result<()> {
    settings::save(shop, &COMMAND_LINE, &demo_settings(), 0).await?;
    let categories = categories(shop).await?;
    let products = catalogue::products();
    let mut drafts = Vec::with_capacity(products.len());
    // Backwards, so that what the catalogue names first is the newest.
    for product in products.iter().rev() {
        let draft = draft(shop, product, &categories).await?;
        catalog::create_product(shop, &COMMAND_LINE, &draft).await?;
        drafts.push(draft);
    }
    let missing = count.unwrap_or(0).saturating_sub(drafts.len());
    for (number, original) in (2..).zip(drafts.iter().cycle().take(missing)) {
        catalog::create_product(shop, &COMMAND_LINE, &copy(original, number)).await?;
    }
    Ok(())
}

/// Puts the pictures into the media store again; what is there stays.
pub async fn keep_pictures(shop: &Shop) -> anyhow::Result<()> {
    for picture in catalogue::products()
        .iter()
        .flat_map(|product| &product.pictures)
    {
        shop.media.put_own_svg(picture.svg.clone()).await?;
    }
    Ok(())
}

fn demo_settings() -> Settings {
    let mut settings = Settings {
        shop_name: catalogue::SHOP_NAME.to_owned(),
        contact_email: "hello@fieldnote.example".to_owned(),
        bank_transfer: Some(BankTransfer {
            account_holder: catalogue::SHOP_NAME.to_owned(),
            // The example number of the German banks' own documentation; no account has it.
            iban: "DE02 1203 0000 0000 2020 51".to_owned(),
            bic: "BYLADEM1001".to_owned(),
            bank_name: "Example Bank".to_owned(),
        }),
        sandbox_payments: true,
        ..Settings::initial()
    };
    for rules in &mut settings.countries {
        let is_home = rules.country == settings.home_country;
        rules.delivery = Some(DeliveryDays {
            handling: 0,
            transit_min: if is_home { 1 } else { 2 },
            transit_max: if is_home { 2 } else { 5 },
        });
    }
    settings
}

async fn categories(shop: &Shop) -> anyhow::Result<HashMap<&'static str, CategoryId>> {
    let mut ids = HashMap::new();
    for (position, category) in (0..).zip(catalogue::categories()) {
        let draft = CategoryDraft {
            slug: Some(category.slug.to_owned()),
            title: category.title.to_owned(),
            description: category.description.to_owned(),
            parent: category.parent.and_then(|parent| ids.get(parent).copied()),
            position,
            ..CategoryDraft::default()
        };
        let id = catalog::save_category(shop, &COMMAND_LINE, None, 0, &draft).await?;
        ids.insert(category.slug, id);
    }
    Ok(ids)
}

async fn draft(
    shop: &Shop,
    product: &DemoProduct,
    categories: &HashMap<&'static str, CategoryId>,
) -> anyhow::Result<ProductDraft> {
    let mut pictures = Vec::with_capacity(product.pictures.len());
    for (number, picture) in (1..).zip(&product.pictures) {
        let name = match &picture.for_option_value {
            Some(value) => format!("{}, {value}.svg", product.title),
            None => format!("{}, {number}.svg", product.title),
        };
        let stored = keep_named(shop, picture, &name).await?;
        pictures.push(PictureDraft {
            id: None,
            alt: picture.alt.clone(),
            source_url: None,
            stored: Some(stored),
        });
    }
    let options = product.options.iter().map(|(name, values)| ProductOption {
        name: (*name).to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    });
    Ok(ProductDraft {
        slug: Some(product.slug.to_owned()),
        title: product.title.to_owned(),
        description_html: product.description_html.clone(),
        brand: product.brand.to_owned(),
        status: ProductStatus::Active,
        options: options.collect(),
        categories: product
            .categories
            .iter()
            .filter_map(|slug| categories.get(slug).copied())
            .collect(),
        variants: product
            .variants
            .iter()
            .map(|variant| variant_draft(variant, &product.pictures))
            .collect(),
        pictures,
        ..ProductDraft::default()
    })
}

/// Brings a picture into the library as somebody does who gives files names and says what they show.
async fn keep_named(shop: &Shop, picture: &DemoPicture, name: &str) -> anyhow::Result<Stored> {
    let stored = shop.media.put_own_svg(picture.svg.clone()).await?;
    let new = &NewMedia::of(&stored, name);
    let now = shop.clock.now();
    let by = COMMAND_LINE.name();
    let db = &shop.db;
    db.transaction(|tx| async move { library::adopt(&tx, new, by, now).await })
        .await?;
    let known = library::find(db.primary(), &stored.key).await?;
    let known = known.context("the picture is in the library")?;
    // Another product may show it, too.
    if known.alt.is_empty() {
        let alt = BTreeMap::from([(Locale::EN, picture.alt.clone())]);
        let (key, version) = (&known.key, known.version);
        catalog::describe_media(shop, &COMMAND_LINE, key, version, &alt).await?;
    }
    Ok(stored)
}

fn variant_draft(variant: &DemoVariant, pictures: &[DemoPicture]) -> VariantDraft {
    let shows = |picture: &DemoPicture| {
        picture
            .for_option_value
            .as_ref()
            .is_some_and(|value| variant.options.contains(&value.as_str()))
    };
    let price = Money::new(variant.price_minor, Currency::EUR);
    VariantDraft {
        barcode: variant.barcode.clone(),
        options: variant
            .options
            .iter()
            .map(|value| (*value).to_owned())
            .collect(),
        weight_grams: Some(i64::from(variant.weight_grams)),
        compare_at: variant
            .compare_at_minor
            .map(|minor| Money::new(minor, Currency::EUR)),
        picture: pictures.iter().position(shows),
        stock: Some(i64::from(variant.stock)),
        backorder: variant.backorder,
        ..VariantDraft::new(variant.sku.clone(), price)
    }
}

/// The same product under another number, with plenty in stock.
fn copy(original: &ProductDraft, number: usize) -> ProductDraft {
    let mut copy = original.clone();
    copy.slug = original
        .slug
        .as_ref()
        .map(|slug| format!("{slug}-{number}"));
    copy.title = format!("{} No. {number}", original.title);
    for variant in &mut copy.variants {
        variant.sku = format!("{}-{number}", variant.sku);
        variant.barcode = None;
        variant.stock = Some(100_000);
    }
    copy
}
