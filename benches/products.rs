//! Writes a product file for measuring imports: `products COUNT FILE`, three variants each.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

#[derive(Parser)]
struct Args {
    /// How many products; the file has three times as many rows.
    count: u64,
    file: PathBuf,
}

const HEADER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
     Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
     Variant Compare At Price,Variant Barcode,Status";

const MATERIALS: [&str; 10] = [
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
];
const THINGS: [&str; 12] = [
    "Shirt", "Lamp", "Mug", "Blanket", "Bag", "Stool", "Vase", "Board", "Apron", "Planter",
    "Towel", "Notebook",
];
const MANNERS: [&str; 8] = [
    "Everyday", "Harbour", "Garden", "Studio", "Weekend", "Winter", "Pocket", "Classic",
];
const BRANDS: [&str; 6] = [
    "Harbour & Co",
    "Nordlicht",
    "Atelier Lune",
    "Fields",
    "Werkstatt 9",
    "Maree",
];
const TYPES: [&str; 8] = [
    "Clothing",
    "Lighting",
    "Kitchen",
    "Living",
    "Bags",
    "Furniture",
    "Garden",
    "Desk",
];
const SENTENCES: [&str; 6] = [
    "Made in small runs by people who know their trade.",
    "It gets better the longer it is used.",
    "The surface is finished by hand, so no two are alike.",
    "Wash cold, dry in the shade, and it lasts for years.",
    "A good present, above all for oneself.",
    "Delivered in a box that becomes a shelf.",
];

fn main() -> Result<()> {
    let args = Args::parse();
    let mut out = BufWriter::new(File::create(&args.file)?);
    writeln!(out, "{HEADER}")?;
    let mut rows = String::new();
    for number in 0..args.count {
        rows.clear();
        product(&mut rows, number)?;
        out.write_all(rows.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}

/// The same number is the same product on every run.
fn product(rows: &mut String, number: u64) -> Result<()> {
    let (material, thing) = (pick(&MATERIALS, number), pick(&THINGS, number / 3));
    let (manner, brand) = (pick(&MANNERS, number / 7), pick(&BRANDS, number / 5));
    let title = format!("{manner} {material} {thing} {number}");
    let handle = title.to_lowercase().replace(' ', "-");
    let text: Vec<String> = (0..3)
        .map(|place| format!("<p>{}</p>", pick(&SENTENCES, number / (place + 1) + place)))
        .collect();
    let text = text.concat();
    let kind = pick(&TYPES, number / 2);
    let euros = 5 + number % 190;
    for (place, size) in ["S", "M", "L"].into_iter().enumerate() {
        let head = if place == 0 {
            format!("{title},{text},{brand},{kind},\"{material}, {manner}\",true,Size")
        } else {
            ",,,,,,".to_owned()
        };
        let stock = number % 40;
        writeln!(
            rows,
            "{handle},{head},{size},P{number}-{size},{},shop,{stock},deny,{euros}.90,,{:013},active",
            100 + number % 900,
            number * 3 + place as u64
        )?;
    }
    Ok(())
}

fn pick<T: Copy>(list: &[T], number: u64) -> T {
    let place = usize::try_from(number).unwrap_or_default() % list.len();
    list[place]
}
