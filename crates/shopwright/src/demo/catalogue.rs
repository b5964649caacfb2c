//! The stock of the demo shop "Fieldnote Supply": what it sells, with words and pictures.
//!
//! Plain values, the same each time: whoever fills a shop with them decides ids, dates and currency.

use super::art::hero;
use super::goods;

pub const SHOP_NAME: &str = "Fieldnote Supply";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoCategory {
    pub slug: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    /// Slug of the category above; it comes earlier in the list.
    pub parent: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProduct {
    pub slug: &'static str,
    pub title: &'static str,
    pub brand: &'static str,
    /// Slugs, the most specific category first.
    pub categories: Vec<&'static str>,
    /// Only `p`, `ul`, `li`, `strong`, `em` and `h3`.
    pub description_html: String,
    pub options: Vec<(&'static str, Vec<&'static str>)>,
    /// At least one, in the order the options are listed.
    pub variants: Vec<DemoVariant>,
    /// At least one; the first is the one for listings.
    pub pictures: Vec<DemoPicture>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoVariant {
    pub sku: String,
    /// EAN-13 from the range for use within one company (prefix 20): no other maker's number.
    pub barcode: Option<String>,
    /// One value per option of the product.
    pub options: Vec<&'static str>,
    /// Euro cent, 19 % VAT included.
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub weight_grams: u32,
    pub stock: u32,
    /// Sold although none is there.
    pub backorder: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPicture {
    pub alt: String,
    /// A complete SVG file, 1000 × 1000.
    pub svg: String,
    /// Set when the picture shows one value of an option, mostly a colour.
    pub for_option_value: Option<String>,
}

/// The category tree, parents before their children.
pub fn categories() -> Vec<DemoCategory> {
    CATEGORIES.to_vec()
}

/// Everything on the shelves.
pub fn products() -> Vec<DemoProduct> {
    goods::all()
}

/// The still life for the top of the home page, 1600 × 900.
pub fn hero_svg() -> String {
    hero::still_life()
}

const CATEGORIES: [DemoCategory; 10] = [
    DemoCategory {
        slug: "living",
        title: "Living",
        description: "Lamps, linen, pots and a few pieces of furniture: quiet things for rooms that are lived in.",
        parent: None,
    },
    DemoCategory {
        slug: "blankets-cushions",
        title: "Blankets and cushions",
        description: "Wool, linen and cotton, woven in Europe and made to be washed.",
        parent: Some("living"),
    },
    DemoCategory {
        slug: "lamps-candles",
        title: "Lamps and candles",
        description: "Light to read by, to eat by and to sit outside with.",
        parent: Some("living"),
    },
    DemoCategory {
        slug: "plants-pots",
        title: "Plants and pots",
        description: "Clay, glaze and a handful of plants that forgive a missed week.",
        parent: Some("living"),
    },
    DemoCategory {
        slug: "kitchen",
        title: "Kitchen",
        description: "Cups, kettles and tools for cooking every day. Most of it gets better with use.",
        parent: None,
    },
    DemoCategory {
        slug: "enamelware",
        title: "Enamelware",
        description: "Glass fused onto steel: light, tasteless, at home on the stove and by the fire.",
        parent: Some("kitchen"),
    },
    DemoCategory {
        slug: "desk",
        title: "Desk",
        description: "Paper that takes ink well, and what to write on it with.",
        parent: None,
    },
    DemoCategory {
        slug: "outdoors",
        title: "Outdoors",
        description: "For the night in the tent and for the afternoon by the lake.",
        parent: None,
    },
    DemoCategory {
        slug: "clothing",
        title: "Clothing",
        description: "Few pieces, sturdy cloth, sizes that stay the same from year to year.",
        parent: None,
    },
    DemoCategory {
        slug: "bags",
        title: "Bags",
        description: "Waxed and plain canvas with leather where it wears.",
        parent: None,
    },
];
