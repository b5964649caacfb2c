//! Writes a product file for measuring imports: `products COUNT FILE`, three variants each.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use csv::Writer;

#[derive(Parser)]
struct Args {
    /// How many products; the file has three times as many rows.
    count: u64,
    file: PathBuf,
}

const HEADER: [&str; 19] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Categories",
    "Tags",
    "Status",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Barcode",
];

const MATERIALS: [&str; 16] = [
    "Linen",
    "Oak",
    "Enamel",
    "Wool",
    "Cotton",
    "Steel",
    "Glass",
    "Cork",
    "Leather",
    "Stoneware",
    "Walnut",
    "Brass",
    "Hemp",
    "Ash",
    "Porcelain",
    "Felt",
];
const MANNERS: [&str; 14] = [
    "Everyday", "Harbour", "Garden", "Studio", "Weekend", "Winter", "Pocket", "Classic", "Folding",
    "Striped", "Little", "Grand", "Quiet", "Travel",
];
/// What is made, and where it stands in the shop.
const THINGS: [(&str, &str); 24] = [
    ("Shirt", "Clothing > Tops"),
    ("Jumper", "Clothing > Tops"),
    ("Apron", "Clothing > Work"),
    ("Scarf", "Clothing > Accessories"),
    ("Hat", "Clothing > Accessories"),
    ("Lamp", "Lighting > Table lamps"),
    ("Pendant", "Lighting > Ceiling lamps"),
    ("Lantern", "Lighting > Outdoors"),
    ("Mug", "Kitchen > Drinking"),
    ("Teapot", "Kitchen > Drinking"),
    ("Board", "Kitchen > Cutting"),
    ("Bowl", "Kitchen > Serving"),
    ("Blanket", "Living > Textiles"),
    ("Cushion", "Living > Textiles"),
    ("Vase", "Living > Decoration"),
    ("Candle", "Living > Decoration"),
    ("Bag", "Bags > Shoulder bags"),
    ("Backpack", "Bags > Backpacks"),
    ("Stool", "Furniture > Seats"),
    ("Shelf", "Furniture > Storage"),
    ("Planter", "Garden > Pots"),
    ("Trowel", "Garden > Tools"),
    ("Notebook", "Desk > Paper"),
    ("Organiser", "Desk > Order"),
];
const FOUNDERS: [&str; 12] = [
    "Harbour",
    "Nordlicht",
    "Atelier Lune",
    "Fields",
    "Werkstatt",
    "Maree",
    "Okapi",
    "Bjork",
    "Castell",
    "Dune",
    "Elster",
    "Finch",
];
const COLOURS: [&str; 10] = [
    "Black", "White", "Navy", "Forest", "Rust", "Sand", "Rose", "Slate", "Mustard", "Natural",
];
const SIZES: [&str; 3] = ["S", "M", "L"];
const SENTENCES: [&str; 16] = [
    "Made in small runs by people who know their trade.",
    "It gets better the longer it is used.",
    "The surface is finished by hand, so no two are alike.",
    "Wash cold, dry in the shade, and it lasts for years.",
    "A good present, above all for oneself.",
    "Delivered in a box that becomes a shelf.",
    "The seams are sewn twice where others glue them.",
    "Its proportions follow a drawing from the fifties.",
    "Light enough to take along, heavy enough to stay where it is put.",
    "We mend it for as long as there are parts, which we keep for ten years.",
    "The dye comes from plants and fades gently in the sun.",
    "Tested in our own household, with two children and a dog.",
    "Fits through every door and into most cupboards.",
    "A quiet companion for long evenings.",
    "The edges are rounded, so that nothing catches.",
    "It comes with a card that says who made it.",
];

fn main() -> Result<()> {
    let args = Args::parse();
    let mut out = Writer::from_path(&args.file)?;
    out.write_record(HEADER)?;
    for number in 0..args.count {
        product(&mut out, number)?;
    }
    out.flush()?;
    Ok(())
}

/// The same number is the same product on every run.
fn product<W: std::io::Write>(out: &mut Writer<W>, number: u64) -> Result<()> {
    // Neighbours have nothing in common, as in a shop that grew.
    let mut dice = Dice(number);
    let (thing, category) = dice.pick(&THINGS);
    let (manner, material) = (dice.pick(&MANNERS), dice.pick(&MATERIALS));
    let title = format!("{manner} {material} {thing} {number}");
    let handle = title.to_lowercase().replace(' ', "-");
    let text: Vec<String> = (0..4)
        .map(|_| format!("<p>{}</p>", dice.pick(&SENTENCES)))
        .collect();
    let text = text.concat();
    // Sixty brands, some with many products.
    let brand = format!(
        "{} {}",
        dice.pick(&FOUNDERS),
        1 + dice.below(1 + number % 5)
    );
    let colour = dice.pick(&COLOURS);
    let (euros, grams, stock) = (5 + dice.below(190), 100 + dice.below(900), dice.below(40));
    let before = dice.below(5) == 0;
    for (place, size) in (0..).zip(SIZES) {
        let barcode = gtin(400_000_000_000 + number * 3 + place);
        let of_product = [
            title.as_str(),
            text.as_str(),
            brand.as_str(),
            category,
            &format!("{material}, {manner}"),
            "active",
        ];
        let of_product = if place == 0 { of_product } else { [""; 6] };
        let of_variant = [
            if place == 0 { "Size" } else { "" },
            size,
            if place == 0 { "Colour" } else { "" },
            colour,
            &format!("P{number}-{size}"),
            &grams.to_string(),
            "shop",
            &stock.to_string(),
            "deny",
            &format!("{euros}.90"),
            &if before {
                format!("{}.90", euros + 10)
            } else {
                String::new()
            },
            &barcode,
        ];
        let handle = [handle.as_str()];
        out.write_record(handle.iter().chain(&of_product).chain(&of_variant))?;
    }
    Ok(())
}

/// Twelve digits with the one that checks them (GS1 General Specifications, 7.9).
fn gtin(digits: u64) -> String {
    let text = digits.to_string();
    let weighed = text.bytes().zip([1, 3].into_iter().cycle());
    let sum: u64 = weighed
        .map(|(digit, weight)| u64::from(digit - b'0') * weight)
        .sum();
    format!("{text}{}", (10 - sum % 10) % 10)
}

/// Numbers that look like chance and are the same on every run (Steele, Lea and Flood, `SplitMix64`, 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let end = u64::try_from(list.len()).unwrap_or(1);
        let place = usize::try_from(self.below(end)).unwrap_or_default();
        list[place]
    }
}
