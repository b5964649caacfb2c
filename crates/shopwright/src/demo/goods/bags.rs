//! Bags.

use super::super::art::bags::{backpack, basket, duffel, pouch, tote};
use super::super::art::colour::{
    BLUSH, CHALK, CREAM, INK, MOSS, MUSTARD, NAVY, OLIVE, PAPER_BLUE, PAPER_CLAY, PAPER_GREEN,
    PAPER_ROSE, PAPER_WARM, RUST, SAGE, SKY, SLATE,
};
use super::super::art::scene::{Close, close, flat, lay, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        roll_top(),
        weekender(),
        shopper(),
        zip_pouch(),
        market_basket(),
    ]
}

fn roll_top() -> Good {
    good("roll-top-backpack", "Roll-top backpack, 22 l", "Fieldnote", &["bags", "outdoors"])
        .sold("PACK", 15900, 1250)
        .option("Colour", &["Moss", "Navy", "Mustard"])
        .stock(&[14, 10, 3])
        .text("A rucksack without a zip to break. Roll the top down until the contents sit still, close two buckles, go. Flat at the back for a laptop of 15 inches, with a pocket in front for what you need on the train.")
        .text("The canvas is waxed: it sheds rain, and it shows where it has been.")
        .facts(&["Waxed cotton canvas 500 g, lining of nylon", "Straps of vegetable-tanned leather, padded with felt", "46 × 29 × 14 cm, 22 litres (17 rolled), 1.25 kg"])
        .care("Brush off dry mud. Sponge with cold water. Wax and leather grease once a year.")
        .pictures_by(&[("Moss", MOSS), ("Navy", NAVY), ("Mustard", MUSTARD)], "Roll-top backpack with leather straps", |colour| {
            studio(PAPER_GREEN, 1.1, 870.0, |c| backpack(c, colour))
        })
        .picture("Buckles and rolled top from near", close(PAPER_GREEN, Close(500.0, 340.0, 2.1), |c| backpack(c, MOSS)))
}

fn weekender() -> Good {
    good("weekend-bag", "Weekend bag, 34 l", "Fieldnote", &["bags"])
        .sold("WEEK", 21900, 1700)
        .option("Colour", &["Navy", "Olive"])
        .stock(&[5, 2])
        .text("As long as a folded shirt and as deep as a pair of boots. The ends are leather because that is where bags are dragged, and the handles run once around the body, so the weight hangs on them and not on a seam.")
        .facts(&["Cotton canvas 600 g, leather 2.4 mm", "Brass zip, two pulls, can be locked", "52 × 30 × 26 cm, 34 litres; goes as cabin luggage with most airlines", "Shoulder strap, removable"])
        .care("Stuff it with paper when it rests. Grease the leather in autumn.")
        .pictures_by(&[("Navy", NAVY), ("Olive", OLIVE)], "Weekend bag with leather ends", |colour| {
            studio(PAPER_CLAY, 1.1, 840.0, |c| duffel(c, colour))
        })
        .picture("Handle, zip and buckle from near", close(PAPER_CLAY, Close(400.0, 500.0, 2.1), |c| duffel(c, NAVY)))
}

fn shopper() -> Good {
    good("canvas-tote", "Canvas tote with a coloured foot", "Fieldnote", &["bags"])
        .sold("TOTE", 3900, 430)
        .option("Foot", &["Ink", "Rust", "Sage"])
        .stock(&[40, 22, 16])
        .text("Stands by itself when it is full and folds to the size of a book when it is not. The handles are sewn on with a cross and reach over a winter coat.")
        .facts(&["Undyed canvas of 560 g; foot dyed and doubled", "42 × 40 × 16 cm, carries 15 kg", "Flat pocket inside with a loop for keys"])
        .care("40 °C; it may lose 3 % in the first wash.")
        .pictures_by(&[("Ink", INK), ("Rust", RUST), ("Sage", SAGE)], "Canvas tote with a coloured foot", |colour| {
            flat(PAPER_BLUE, 1.0, |c| tote(c, CREAM, colour))
        })
        .picture("Handles and their seams from near", close(PAPER_BLUE, Close(440.0, 480.0, 2.2), |c| tote(c, CREAM, INK)))
}

fn zip_pouch() -> Good {
    good("zip-pouch", "Zip pouch", "Fieldnote", &["bags", "desk"])
        .sold("POUCH", 2400, 120)
        .option("Colour", &["Sage", "Blush", "Slate"])
        .option("Size", &["Pencil", "Book"])
        .size("Pencil", 2400, 95)
        .size("Book", 3100, 150)
        .stock(&[18, 12, 9, 14, 20, 2])
        .text("For pens, for cables, for a passport and its papers. The zip runs in brass teeth and has a pull of leather that can be found in the dark of a bag.")
        .facts(&["Canvas 420 g, lined with cotton", "Pencil 22 × 10 cm, Book 26 × 18 cm", "Lies flat when empty"])
        .care("30 °C, zip closed.")
        .pictures_by(&[("Sage", SAGE), ("Blush", BLUSH), ("Slate", SLATE)], "Flat canvas pouch with a brass zip", |colour| {
            flat(PAPER_ROSE, 1.05, |c| pouch(c, colour))
        })
        .picture("Three pouches in their colours", flat(PAPER_ROSE, 1.0, |c| {
            lay(c, (440.0, 270.0, 0.62), -7.0, |c| pouch(c, SLATE));
            lay(c, (560.0, 500.0, 0.62), 4.0, |c| pouch(c, BLUSH));
            lay(c, (450.0, 740.0, 0.62), -3.0, |c| pouch(c, SAGE));
        }))
}

fn market_basket() -> Good {
    good("market-basket", "Market basket with lining", "Korbmacherei Ünal", &["bags", "kitchen"])
        .sold("BASKET", 7900, 980)
        .option("Lining", &["Chalk", "Sky"])
        .stock(&[6, 0])
        .handmade()
        .text("Peeled willow, soaked for a day and woven in an afternoon by Derya Ünal in Lichtenfels. The handle of leather lies softly on the arm; the lining buttons out for washing.")
        .facts(&["Willow from her own field, 44 × 28 cm, 24 cm deep", "Lining of cotton with a drawstring", "Carries 12 kg"])
        .care("Willow likes damp air: leave it in the rain for a minute now and then.")
        .pictures_by(&[("Chalk", CHALK), ("Sky", SKY)], "Willow basket with a cotton lining", |lining| {
            studio(PAPER_WARM, 1.15, 850.0, |c| basket(c, lining))
        })
        .picture("Weave of the willow from near", close(PAPER_WARM, Close(340.0, 620.0, 2.3), |c| basket(c, CHALK)))
}
