//! Blankets, cushions, rugs, and pieces for the room.

use super::super::art::colour::{
    CHALK, CREAM, FOREST, GREY, INK, MOSS, OAK, OAT, PAPER_BLUE, PAPER_GREEN, PAPER_GREY,
    PAPER_ROSE, PAPER_WARM, RUST, SAGE, SAND, SKY, SLATE, TEAL, WALNUT,
};
use super::super::art::desk::{clock, poster};
use super::super::art::scene::{Close, close, flat, lay, studio};
use super::super::art::textiles::{bedding, blanket, cushion, peg_rail, rug, stool, waffle_throw};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        heath_blanket(),
        linen_cushion(),
        linen_bedding(),
        waffle(),
        jute_rug(),
        oak_stool(),
        wall_clock(),
        framed_print(),
        pegs(),
    ]
}

fn heath_blanket() -> Good {
    good("heath-blanket", "Heath blanket, checked wool", "Oxbow Mill", &["blankets-cushions"])
        .sold("HEATH", 11900, 1150)
        .option("Colour", &["Forest", "Rust", "Slate"])
        .stock(&[13, 8, 3])
        .text("A blanket for the sofa that goes along to the garden. Half of the wool comes from heath sheep, whose coarse hair repels rain, half from merino, so that it can lie against the neck.")
        .text("Woven in twill, fulled once, raised on one side. The fringe is twisted, not cut.")
        .facts(&["Pure new wool, 480 g per square metre", "130 × 185 cm with the fringe", "Woven and finished in one mill"])
        .care("Air it overnight. Wool wash at 30 °C when it must be; dry lying flat.")
        .pictures_by(&[("Forest", FOREST), ("Rust", RUST), ("Slate", SLATE)], "Folded checked wool blanket with a fringe", |check| {
            flat(PAPER_WARM, 1.05, |c| blanket(c, OAT, check))
        })
        .picture("Check, label and fringe from near", close(PAPER_WARM, Close(690.0, 690.0, 2.2), |c| blanket(c, OAT, FOREST)))
}

fn linen_cushion() -> Good {
    good("linen-cushion", "Linen cushion with piping", "Oxbow Mill", &["blankets-cushions"])
        .sold("CUSH", 4900, 780)
        .option("Colour", &["Rust", "Sage", "Oat", "Ink"])
        .option("Size", &["40 × 40 cm", "50 × 50 cm"])
        .size("40 × 40 cm", 4200, 620)
        .size("50 × 50 cm", 4900, 860)
        .stock(&[9, 12, 15, 7, 22, 3, 0, 5])
        .text("Linen with a dry hand that gets softer with every wash. The filling is in an inner cushion of its own: feathers and wool from the same farm, heavy enough to keep a dent for a nose.")
        .facts(&["Cover pure linen, 260 g per square metre", "Piping all round, zip of brass hidden in the seam", "Filling 70 % duck feathers, 30 % wool"])
        .care("Cover 40 °C, iron damp or not at all. Shake the inner cushion in the open air.")
        .pictures_by(&[("Rust", RUST), ("Sage", SAGE), ("Oat", OAT), ("Ink", INK)], "Square linen cushion", |colour| {
            flat(PAPER_GREY, 1.05, |c| cushion(c, colour))
        })
        .picture("Weave and piping at the corner", close(PAPER_GREY, Close(320.0, 320.0, 2.4), |c| cushion(c, RUST)))
        .picture("Two cushions leaning on each other", flat(PAPER_GREY, 1.0, |c| {
            lay(c, (370.0, 420.0, 0.74), -9.0, |c| cushion(c, INK));
            lay(c, (630.0, 590.0, 0.74), 7.0, |c| cushion(c, OAT));
        }))
}

fn linen_bedding() -> Good {
    good(
        "washed-linen-bedding",
        "Washed European Linen Bedding Set with One Pillowcase, Corozo Buttons and a Reverse Side One Shade Lighter, Spun in Normandy, Woven and Sewn in Small Runs near Guimarães, in Two Widths",
        "Oxbow Mill",
        &["blankets-cushions"],
    )
    .sold("BED", 18900, 1900)
    .option("Colour", &["Sage", "Chalk", "Sky"])
    .option("Size", &["135 × 200 cm", "155 × 220 cm"])
    .size("135 × 200 cm", 16900, 1700)
    .size("155 × 220 cm", 18900, 2050)
    .sale("Sky", 14900, 18900)
    .stock(&[6, 9, 4, 11, 2, 0])
    .text("Flax takes up a fifth of its weight in moisture before it feels damp: cool in July, dry in January. The set is washed with pumice after sewing and comes as it will stay, creased and soft.")
    .text("One side is dyed a shade lighter than the other. Turn the cover, and the room looks different.")
    .facts(&["Pure linen, 170 g per square metre", "Duvet cover and one pillowcase of 80 × 80 cm", "Closed with buttons of corozo nut", "Yarn tested for harmful substances, dyed by the piece"])
    .care("60 °C with like colours. Do not iron; hang it up wet and pull it straight.")
    .pictures_by(&[("Sage", SAGE), ("Chalk", CHALK), ("Sky", SKY)], "Stack of folded linen bedding", |colour| {
        studio(PAPER_ROSE, 1.15, 850.0, |c| bedding(c, colour))
    })
    .picture("Buttons and weave from near", close(PAPER_ROSE, Close(680.0, 590.0, 2.4), |c| bedding(c, SAGE)))
}

fn waffle() -> Good {
    good("waffle-throw", "Waffle throw, cotton and linen", "Oxbow Mill", &["blankets-cushions"])
        .sold("WAFFLE", 6900, 820)
        .was(8500)
        .option("Colour", &["Chalk", "Sage", "Sand"])
        .stock(&[17, 6, 10])
        .text("Deep cells that hold air when it is cool and let it through when it is not. As a throw over the bed, as a towel for after the lake, as a curtain in a rented room.")
        .facts(&["60 % cotton, 40 % linen, 420 g per square metre", "140 × 200 cm", "Comes rolled in a leather strap that can be used for other things"])
        .care("40 °C, tumble dry warm: the cells come up again. It shrinks by 4 %, which is allowed for.")
        .pictures_by(&[("Chalk", CHALK), ("Sage", SAGE), ("Sand", SAND)], "Rolled waffle throw in a leather strap", |colour| {
            studio(PAPER_GREEN, 1.2, 830.0, |c| waffle_throw(c, colour))
        })
        .picture("Cells of the cloth and the strap", close(PAPER_GREEN, Close(600.0, 620.0, 2.2), |c| waffle_throw(c, CHALK)))
}

fn jute_rug() -> Good {
    good("jute-rug", "Round jute rug", "Havelmann", &["living", "blankets-cushions"])
        .sold("RUG", 12900, 4200)
        .option("Ring", &["Forest", "Ink"])
        .option("Size", &["120 cm", "160 cm"])
        .size("120 cm", 12900, 4200)
        .size("160 cm", 21900, 7400)
        .stock(&[5, 3, 8, 1])
        .text("Plaits of jute, sewn in a spiral with thread of the same fibre. The outer ring is dyed before plaiting. Smells of hay for the first week.")
        .facts(&["Undyed jute with one dyed ring, 12 mm thick", "No backing, lies on both sides", "For dry rooms; use a pad on smooth floors"])
        .care("Shake and vacuum. Spots: dry starch, brush, patience. No water.")
        .pictures_by(&[("Forest", FOREST), ("Ink", INK)], "Round plaited rug with a coloured ring", |ring| {
            flat(PAPER_GREY, 1.08, |c| rug(c, SAND, ring))
        })
        .picture("Plaits and ring from near", close(PAPER_GREY, Close(300.0, 300.0, 2.6), |c| rug(c, SAND, FOREST)))
}

fn oak_stool() -> Good {
    good("three-leg-stool", "Three-legged stool", "Lindhag", &["living"])
        .sold("STOOL", 13900, 3400)
        .option("Wood", &["Oak", "Walnut"])
        .size("Walnut", 16900, 3200)
        .stock(&[6, 2])
        .text("Three legs stand on any floor. The seat is hollowed by a finger's breadth, the legs go through it and are wedged from above; there is no screw in it and nothing that can come loose.")
        .facts(&["Seat 34 cm, height 45 cm", "Solid wood, hard wax oil", "Carries 130 kg"])
        .handmade()
        .pictures_by(&[("Oak", OAK), ("Walnut", WALNUT)], "Round three-legged wooden stool", |wood| {
            studio(PAPER_WARM, 1.2, 880.0, |c| stool(c, wood))
        })
        .picture("Grain of the seat from near", close(PAPER_WARM, Close(460.0, 430.0, 2.2), |c| stool(c, OAK)))
}

fn wall_clock() -> Good {
    good("wall-clock", "Quiet wall clock, 30 cm", "Tarn and Hollis", &["living"])
        .sold("CLOCK", 8400, 1300)
        .option("Dial", &["Chalk", "Teal"])
        .stock(&[9, 4])
        .text("The second hand glides instead of jumping, so the clock can hang in a bedroom. The dial has strokes and no figures, because everyone knows where the seven is.")
        .facts(&["Walnut ring, enamelled steel dial, mineral glass", "30 cm wide, 4.5 cm deep", "Sweep movement, one AA cell for about 15 months"])
        .pictures_by(&[("Chalk", CHALK), ("Teal", TEAL.light(20))], "Round wall clock with a walnut ring", |dial| {
            flat(PAPER_BLUE, 1.05, |c| clock(c, WALNUT, dial))
        })
        .picture("Hands and strokes from near", close(PAPER_BLUE, Close(560.0, 420.0, 2.2), |c| clock(c, WALNUT, CHALK)))
}

fn framed_print() -> Good {
    good("meadow-print", "Meadow print, framed", "Fieldnote", &["living"])
        .sold("PRINT", 5900, 1400)
        .option("Size", &["A4", "A3", "50 × 70 cm"])
        .option("Frame", &["Oak", "Walnut"])
        .size("A4", 3900, 800)
        .size("A3", 5900, 1400)
        .size("50 × 70 cm", 9900, 3100)
        .stock(&[14, 10, 12, 7, 3, 0])
        .text("A flower from no particular meadow, drawn in the manner of the old school charts and printed in five colours on cotton paper. It hangs well where the sun does not reach.")
        .facts(&["Pigment print on 300 g cotton paper", "Frame of solid wood, 20 mm, with acrylic glass", "Hangs upright; wire and hook included"])
        .pictures_by(&[("Oak", OAK), ("Walnut", WALNUT)], "Framed print of a red flower", |wood| {
            flat(PAPER_GREEN, 1.08, |c| poster(c, wood))
        })
        .picture("Blossom and leaves from near", close(PAPER_GREEN, Close(500.0, 420.0, 2.3), |c| poster(c, OAK)))
}

fn pegs() -> Good {
    good("peg-rail", "Peg rail with five pegs", "Lindhag", &["living"])
        .sold("PEGS", 6400, 1250)
        .option("Colour", &["Oak", "Moss", "Grey"])
        .stock(&[11, 6, 0])
        .text("For coats in the hall, for towels in the bathroom, for pans in the kitchen. The pegs lean upwards by ten degrees; nothing slides off, not even a silk scarf.")
        .facts(&["85 × 14 cm; pegs of beech, 7 cm deep", "Carries 8 kg on each peg, in a wall that does", "Two screws and plugs included, holes 77.5 cm apart"])
        .pictures_by(&[("Oak", OAK), ("Moss", MOSS), ("Grey", GREY.mix(CREAM, 40))], "Rail with five wooden pegs", |colour| {
            flat(PAPER_GREEN, 1.05, |c| peg_rail(c, colour))
        })
        .picture("One peg from near", close(PAPER_GREEN, Close(420.0, 510.0, 2.6), |c| peg_rail(c, OAK)))
}
