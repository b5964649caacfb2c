//! What the demo's products are described by, and two collections.

use anyhow::Context;
use l10n::Locale;
use shop::{
    Shop,
    attributes::{
        self, AttributeDraft, AttributeKind, ChoiceDraft, Labels, ProductTypeDraft,
        SpecificationDraft,
    },
    catalog,
    collections::{self, CollectionDraft, Order, Rule},
    ids::{AttributeId, ProductTypeId},
};

use crate::commands::COMMAND_LINE;

/// English, German, and how it looks; options of products are called like them.
const COLOURS: [(&str, &str, &str); 26] = [
    ("Chalk", "Kreide", "#ece7dd"),
    ("Cream", "Creme", "#f1e6cc"),
    ("Oat", "Hafer", "#dccbae"),
    ("Sand", "Sand", "#d0b48e"),
    ("Oak", "Eiche", "#c89c6a"),
    ("Grey", "Grau", "#8b8d8f"),
    ("Steel", "Stahl", "#b9bdc0"),
    ("Slate", "Schiefer", "#56626c"),
    ("Charcoal", "Kohle", "#3a3b3e"),
    ("Black", "Schwarz", "#262729"),
    ("Ink", "Tinte", "#2c415f"),
    ("Navy", "Marine", "#27334d"),
    ("Night blue", "Nachtblau", "#1f2a44"),
    ("Blue", "Blau", "#3f6284"),
    ("Sky", "Himmel", "#8fb0c4"),
    ("Teal", "Petrol", "#2f6b6b"),
    ("Sage", "Salbei", "#97a88b"),
    ("Moss", "Moos", "#5f714c"),
    ("Forest", "Wald", "#314f40"),
    ("Olive", "Olive", "#6b6942"),
    ("Mustard", "Senf", "#d3a13a"),
    ("Rust", "Rost", "#b05936"),
    ("Terracotta", "Terrakotta", "#c27450"),
    ("Signal", "Signal", "#d25b32"),
    ("Blush", "Rouge", "#dbae9c"),
    ("Berry", "Beere", "#863643"),
];

const MATERIALS: [(&str, &str); 11] = [
    ("Stoneware", "Steinzeug"),
    ("Enamelled steel", "Emaillierter Stahl"),
    ("Stainless steel", "Edelstahl"),
    ("Cast iron", "Gusseisen"),
    ("Glass", "Glas"),
    ("Oak", "Eiche"),
    ("Linen", "Leinen"),
    ("Cotton", "Baumwolle"),
    ("Wool", "Wolle"),
    ("Waxed canvas", "Gewachstes Segeltuch"),
    ("Brass", "Messing"),
];

const TABLEWARE: &str = "Tableware and cookware";
const TEXTILE: &str = "Clothing and textiles";
const OTHER: &str = "";

/// Slug, type, material, litres, whether a dishwasher may have it.
const PRODUCTS: [(&str, &str, &str, &str, &str); 36] = [
    ("harbour-mug", TABLEWARE, "Stoneware", "0.35", "yes"),
    ("brook-kettle", TABLEWARE, "Enamelled steel", "1.8", "no"),
    ("espresso-cups", TABLEWARE, "Stoneware", "0.08", "yes"),
    ("pouring-kettle", TABLEWARE, "Stainless steel", "0.9", "no"),
    ("filter-carafe", TABLEWARE, "Glass", "0.8", "no"),
    ("ribbed-teapot", TABLEWARE, "Stoneware", "1.1", "no"),
    ("bol-cafe-creme", TABLEWARE, "Stoneware", "", "yes"),
    ("nesting-bowls", TABLEWARE, "Stoneware", "", "yes"),
    ("enamel-mug", TABLEWARE, "Enamelled steel", "0.4", "yes"),
    ("enamel-saucepan", TABLEWARE, "Enamelled steel", "1.6", "no"),
    ("enamel-tray", TABLEWARE, "Enamelled steel", "", "yes"),
    ("enamel-jug", TABLEWARE, "Enamelled steel", "2", "yes"),
    ("iron-skillet", TABLEWARE, "Cast iron", "", "no"),
    ("serving-board", TABLEWARE, "Oak", "", "no"),
    ("spoon-set", TABLEWARE, "Oak", "", "no"),
    ("vacuum-flask", TABLEWARE, "Stainless steel", "0.75", "no"),
    ("steel-bottle", TABLEWARE, "Stainless steel", "0.6", "yes"),
    ("cork-jar", TABLEWARE, "Stoneware", "", "no"),
    ("linen-tea-towel", TEXTILE, "Linen", "", ""),
    ("bib-apron", TEXTILE, "Linen", "", ""),
    ("linen-cushion", TEXTILE, "Linen", "", ""),
    ("heath-blanket", TEXTILE, "Wool", "", ""),
    ("picnic-blanket", TEXTILE, "Wool", "", ""),
    ("heavy-tee", TEXTILE, "Cotton", "", ""),
    ("yoke-jumper", TEXTILE, "Wool", "", ""),
    ("check-overshirt", TEXTILE, "Cotton", "", ""),
    ("ribbed-beanie", TEXTILE, "Wool", "", ""),
    ("walking-socks", TEXTILE, "Wool", "", ""),
    ("striped-scarf", TEXTILE, "Wool", "", ""),
    ("canvas-cap", TEXTILE, "Cotton", "", ""),
    ("waxed-field-jacket", TEXTILE, "Waxed canvas", "", ""),
    ("roll-top-backpack", OTHER, "Waxed canvas", "22", ""),
    ("weekend-bag", OTHER, "Waxed canvas", "34", ""),
    ("watering-can", OTHER, "Enamelled steel", "1.5", ""),
    ("brass-ballpoint", OTHER, "Brass", "", ""),
    ("letter-trays", OTHER, "Oak", "", ""),
];

struct Described {
    material: AttributeId,
    volume: AttributeId,
    dishwasher: AttributeId,
}

/// For products that are there.
pub async fn describe(shop: &Shop) -> anyhow::Result<()> {
    let attributes = attributes(shop).await?;
    let Described {
        material,
        volume,
        dishwasher,
    } = attributes;
    let tableware = product_type(shop, TABLEWARE, &[material, volume, dishwasher]).await?;
    let textile = product_type(shop, TEXTILE, &[material]).await?;
    for (slug, kind, made_of, litres, washable) in PRODUCTS {
        let specification = SpecificationDraft {
            product_type: match kind {
                TABLEWARE => Some(tableware),
                TEXTILE => Some(textile),
                _ => None,
            },
            values: vec![
                (material, made_of.to_owned()),
                (volume, litres.to_owned()),
                (dishwasher, washable.to_owned()),
            ],
        };
        let page = catalog::product_page(shop, slug).await?;
        let page = page.with_context(|| format!("the demo has no product {slug}"))?;
        let (id, version) = (page.product.id, page.product.version);
        catalog::specify(shop, &COMMAND_LINE, id, version, &specification).await?;
    }
    gather(shop).await
}

async fn attributes(shop: &Shop) -> anyhow::Result<Described> {
    let colours = COLOURS.map(|(english, german, hex)| choice(english, german, hex));
    add(
        shop,
        0,
        AttributeKind::Colour,
        ("Colour", "Farbe"),
        colours.into(),
    )
    .await?;
    let materials = MATERIALS.map(|(english, german)| choice(english, german, ""));
    let material = ("Material", "Material");
    let material = add(shop, 1, AttributeKind::Choice, material, materials.into()).await?;
    let volume = ("Volume", "Volumen");
    let volume = add(shop, 2, AttributeKind::Number, volume, Vec::new()).await?;
    let dishwasher = ("Dishwasher safe", "Spülmaschinenfest");
    let dishwasher = add(shop, 3, AttributeKind::Flag, dishwasher, Vec::new()).await?;
    Ok(Described {
        material,
        volume,
        dishwasher,
    })
}

fn choice(english: &str, german: &str, hex: &str) -> ChoiceDraft {
    ChoiceDraft {
        id: None,
        labels: Labels::new([(Locale::EN, english), (Locale::DE, german)]),
        hex: hex.to_owned(),
    }
}

async fn add(
    shop: &Shop,
    position: i64,
    kind: AttributeKind,
    (english, german): (&str, &str),
    choices: Vec<ChoiceDraft>,
) -> anyhow::Result<AttributeId> {
    let draft = AttributeDraft {
        key: String::new(),
        kind,
        labels: Labels::new([(Locale::EN, english), (Locale::DE, german)]),
        unit: if kind == AttributeKind::Number {
            "l"
        } else {
            ""
        }
        .to_owned(),
        is_facet: true,
        in_specification: true,
        position,
        choices,
        may_drop_values: false,
    };
    Ok(attributes::save_attribute(shop, &COMMAND_LINE, None, 0, &draft).await?)
}

async fn product_type(
    shop: &Shop,
    name: &str,
    attributes: &[AttributeId],
) -> anyhow::Result<ProductTypeId> {
    let draft = ProductTypeDraft {
        name: name.to_owned(),
        attributes: attributes.to_vec(),
    };
    Ok(attributes::save_product_type(shop, &COMMAND_LINE, None, 0, &draft).await?)
}

async fn gather(shop: &Shop) -> anyhow::Result<()> {
    let price = commerce::Money::new(3_000, commerce::Currency::EUR);
    let all = [
        (
            "Small presents",
            "Things below thirty euros that somebody else will like, too.",
            vec![Rule::PriceAtMost { price }],
        ),
        ("Reduced", "While they last.", vec![Rule::OnSale]),
    ];
    for (title, description, rules) in all {
        let draft = CollectionDraft {
            slug: String::new(),
            title: title.to_owned(),
            description: description.to_owned(),
            seo_title: String::new(),
            seo_description: String::new(),
            sort: Order::BestSelling,
            rules,
            any_rule: false,
            is_visible: true,
        };
        collections::save_collection(shop, &COMMAND_LINE, None, 0, &draft).await?;
    }
    Ok(())
}
