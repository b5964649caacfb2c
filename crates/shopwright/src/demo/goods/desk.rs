//! Paper, pens, ink, and order on the desk.

use super::super::art::colour::{
    BERRY, BLACK, BRASS, CHARCOAL, FOREST, INK, MOSS, MUSTARD, OAK, OAT, PAPER_BLUE, PAPER_GOLD,
    PAPER_GREY, PAPER_ROSE, PAPER_WARM, RUST, Rgb, SAGE, SKY, STEEL, TEAL, WALNUT,
};
use super::super::art::desk::{
    ballpoint, booklets, fountain_pen, ink_bottle, letter_tray, notebook, open_notebook, pencils,
};
use super::super::art::scene::{Close, close, flat, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        field_notebook(),
        brass_pen(),
        school_pen(),
        pencil_set(),
        ink(),
        pocket_booklets(),
        tray_pair(),
    ]
}

fn field_notebook() -> Good {
    good("field-notebook", "Field notebook A5", "Fieldnote", &["desk"])
        .sold("NOTE", 1750, 330)
        .option("Colour", &["Moss", "Ink", "Rust"])
        .option("Ruling", &["Blank", "Lined", "Dotted", "Squared"])
        .stock(&[20, 35, 48, 16, 22, 40, 51, 9, 3, 12, 18, 1])
        .text("The book the shop is named after. It opens flat on any page because the sections are sewn with thread, and it survives a coat pocket because the cloth goes around the edge.")
        .text("The paper is made for fountain pens: sized on both sides, faintly cream, opaque enough to use both. A pocket at the back keeps tickets and pressed leaves.")
        .facts(&["14.8 × 21 cm, 192 pages of 100 g per square metre", "Pages numbered, first four for contents", "Bookbinder's cloth, ribbon, elastic band", "Rulings 6.5 mm (lined) and 5 mm (dotted, squared)"])
        .pictures_by(&[("Moss", MOSS), ("Ink", INK), ("Rust", RUST)], "Cloth-bound notebook with ribbon and band", |colour| {
            flat(PAPER_WARM, 1.0, |c| notebook(c, colour))
        })
        .picture("The notebook open at a dotted page", flat(PAPER_WARM, 1.0, |c| open_notebook(c, MOSS, 2)))
        .picture("A squared page and the ribbon from near", close(PAPER_WARM, Close(620.0, 420.0, 1.9), |c| open_notebook(c, INK, 3)))
}

fn brass_pen() -> Good {
    good("brass-ballpoint", "Brass ballpoint", "Tarn and Hollis", &["desk"])
        .sold("PEN", 3800, 42)
        .option("Metal", &["Brass", "Steel"])
        .stock(&[31, 17])
        .text("Turned from one bar, 42 grams, with a knurled grip and a spring that clicks rather than clacks. Bare brass darkens where you hold it; some polish it back, most do not.")
        .facts(&["13.6 cm long, 9.5 mm thick", "Takes every refill of the common G2 size; a black one is inside", "Clip screwed, not glued"])
        .pictures_by(&[("Brass", BRASS), ("Steel", STEEL)], "Metal ballpoint with a clip", |metal| {
            flat(PAPER_GREY, 1.3, |c| ballpoint(c, metal))
        })
        .picture("Knurled grip and clip from near", close(PAPER_GREY, Close(500.0, 500.0, 3.2), |c| ballpoint(c, BRASS)))
}

fn school_pen() -> Good {
    good("fountain-pen", "Fountain pen with steel nib", "Papierwerk Lohne", &["desk"])
        .sold("FOUNT", 5600, 24)
        .option("Colour", &["Teal", "Berry", "Charcoal"])
        .option("Nib", &["F", "M", "B"])
        .stock(&[8, 14, 5, 6, 11, 2, 10, 12, 0])
        .text("A pen for people who write by the page. The nib is steel with a gold wash, tuned by hand before it is packed; it starts after a week in the drawer, and it does not mind being pressed.")
        .facts(&["Cast resin, turned and polished", "Cap screws on with one and a half turns", "Converter included, takes long and short cartridges", "F 0.4 mm, M 0.6 mm, B 0.8 mm on our paper"])
        .care("Rinse with cold water when you change the ink. No soap, no hot tap.")
        .pictures_by(&[("Teal", TEAL), ("Berry", BERRY), ("Charcoal", CHARCOAL)], "Open fountain pen beside its cap", |colour| {
            flat(PAPER_ROSE, 1.15, |c| fountain_pen(c, colour))
        })
        .picture("Nib and cap ring from near", close(PAPER_ROSE, Close(640.0, 420.0, 2.3), |c| fountain_pen(c, TEAL)))
}

fn pencil_set() -> Good {
    good("pencil-set", "Six pencils, 2B to 2H", "Papierwerk Lohne", &["desk"])
        .sold("PENCIL", 1190, 58)
        .stock(&[75])
        .text("One pencil of each hardness, each in its own lacquer, so that the hand finds the right one without reading. Sharpened at the works, with a dipped end that does not splinter.")
        .facts(&["Cedar from certified forests, hexagonal", "2B, B, HB, F, H, 2H; lead 2.2 mm", "Water-based lacquer, 17.5 cm"])
        .picture("Six pencils in six colours side by side", flat(PAPER_GOLD, 1.1, |c| pencils(c, [INK, SAGE, MUSTARD, RUST, SKY, BLACK])))
        .picture("Sharpened points from near", close(PAPER_GOLD, Close(500.0, 260.0, 2.3), |c| pencils(c, [INK, SAGE, MUSTARD, RUST, SKY, BLACK])))
}

fn ink() -> Good {
    good("drawing-ink", "Document ink, 40 ml", "Papierwerk Lohne", &["desk"])
        .sold("INK", 1480, 190)
        .option("Colour", &["Night blue", "Oak gall", "Pine", "Berry"])
        .stock(&[24, 3, 15, 19])
        .text("Pigment ink that stays where it is: it does not fade in the window and does not run in the rain. It is ground finely enough for a fountain pen that is written with at least once a week.")
        .facts(&["40 ml in pressed glass; the neck is wide enough for a B nib", "Light-fast and waterproof after a minute", "Free of phenol, faint smell of cloves"])
        .care("Shake gently. Wash the pen with water before the ink dries in it.")
        .pictures_by(
            &[("Night blue", INK), ("Oak gall", Rgb(0x3B, 0x2F, 0x2A)), ("Pine", FOREST), ("Berry", BERRY)],
            "Bottle of ink with a paper label",
            |colour| studio(PAPER_WARM, 1.35, 860.0, |c| ink_bottle(c, colour)),
        )
        .picture("Three bottles of ink in a row", shelf(PAPER_WARM, |c| {
            place(c, (205.0, 780.0, 0.8), |c| ink_bottle(c, FOREST));
            place(c, (500.0, 820.0, 0.86), |c| ink_bottle(c, BERRY));
            place(c, (800.0, 860.0, 0.9), |c| ink_bottle(c, INK));
        }))
}

fn pocket_booklets() -> Good {
    good("pocket-booklets", "Pocket booklets, pack of three", "Fieldnote", &["desk", "outdoors"])
        .sold("POCKET", 1250, 110)
        .option("Ruling", &["Lined", "Dotted"])
        .stock(&[66, 38])
        .text("Thin enough for the back pocket, stitched with steel, cut round at the corners. One for the week, one for the garden, one for the ideas that come on the train.")
        .facts(&["9 × 14 cm, 48 pages of 90 g per square metre", "Cover board 300 g in rust, oat and ink", "A ruler is printed inside the back cover"])
        .picture("Three booklets fanned out", flat(PAPER_BLUE, 1.15, |c| booklets(c, [RUST, OAT, INK])))
        .picture("Cover with its printed hills from near", close(PAPER_BLUE, Close(600.0, 560.0, 2.0), |c| booklets(c, [RUST, OAT, INK])))
}

fn tray_pair() -> Good {
    good("letter-trays", "Letter trays of bent oak, pair", "Lindhag", &["desk"])
        .sold("LETTER", 8900, 1900)
        .option("Wood", &["Oak", "Walnut"])
        .stock(&[4, 6])
        .text("Two trays that stack without hooks: the lower edge of one sits in the upper edge of the other. A dip in the front lets a thumb get hold of the last sheet.")
        .facts(&["For A4, inside 31.5 × 23 cm, each 6.5 cm high", "Solid wood, corners finger-jointed and left visible", "Felt under the lower tray"])
        .handmade()
        .pictures_by(&[("Oak", OAK), ("Walnut", WALNUT)], "Two stacked wooden letter trays", |wood| {
            studio(PAPER_WARM, 1.2, 830.0, |c| letter_tray(c, wood))
        })
        .picture("The dip in the front from near", close(PAPER_WARM, Close(500.0, 660.0, 2.2), |c| letter_tray(c, OAK)))
}
