//! Enamelled steel.

use super::super::art::colour::{
    BLACK, CHALK, CREAM, FOREST, INK, MUSTARD, PAPER_BLUE, PAPER_CLAY, PAPER_GOLD, PAPER_GREEN,
    RUST, SAGE, TEAL,
};
use super::super::art::kitchen::{enamel_mug, enamel_tray, jug, saucepan};
use super::super::art::scene::{Close, close, flat, lay, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![camp_mug(), lidded_saucepan(), serving_tray(), water_jug()]
}

fn camp_mug() -> Good {
    good("enamel-mug", "Enamel mug, 400 ml", "Emmerling", &["enamelware", "outdoors"])
        .sold("EMUG", 1390, 165)
        .option("Rim", &["Ink", "Rust", "Forest"])
        .stock(&[60, 44, 0])
        .text("The mug that lives in the rucksack. It weighs as much as two eggs, does not break, and keeps the soup hot on the embers. It will chip when it meets a rock; the steel below turns dark and the mug goes on.")
        .facts(&["Steel 0.5 mm, two coats of enamel fired at 820 °C", "400 ml to the brim, 165 g", "Rim drawn by hand in colour"])
        .care("Dishwasher yes, microwave no. Let it cool before cold water goes in.")
        .pictures_by(&[("Ink", INK), ("Rust", RUST), ("Forest", FOREST)], "White enamel mug with a coloured rim", |colour| {
            studio(PAPER_GREEN, 1.4, 840.0, |c| enamel_mug(c, CHALK, colour))
        })
        .picture("Three enamel mugs with different rims", shelf(PAPER_GREEN, |c| {
            place(c, (300.0, 690.0, 0.75), |c| enamel_mug(c, CHALK, FOREST));
            place(c, (690.0, 710.0, 0.75), |c| enamel_mug(c, CHALK, RUST));
            place(c, (470.0, 860.0, 0.86), |c| enamel_mug(c, CHALK, INK));
        }))
}

fn lidded_saucepan() -> Good {
    good("enamel-saucepan", "Enamel saucepan with lid, 1.6 l", "Emmerling", &["enamelware", "kitchen"])
        .sold("SAUCE", 4450, 1150)
        .option("Colour", &["Teal", "Mustard"])
        .stock(&[15, 6])
        .text("For milk, porridge, sauce, two eggs. Enamel tastes of nothing and takes on no smell, so the pan that boiled onions last night may warm the cocoa this morning.")
        .facts(&["1.6 litres, 16 cm wide, handle 17 cm", "Steel 0.9 mm; even base for induction", "Walnut knob, screwed, replaceable"])
        .care("Soak, wipe, dry. If milk has burnt, boil water with soda in it.")
        .pictures_by(&[("Teal", TEAL), ("Mustard", MUSTARD)], "Enamel saucepan with lid", |colour| {
            studio(PAPER_GOLD, 1.15, 830.0, |c| c.group("translate(30 0)", |c| saucepan(c, colour, BLACK)))
        })
        .picture("Lid with its walnut knob", close(PAPER_GOLD, Close(440.0, 500.0, 2.1), |c| saucepan(c, TEAL, BLACK)))
}

fn serving_tray() -> Good {
    good("enamel-tray", "Enamel tray with grips, 40 × 30 cm", "Emmerling", &["enamelware"])
        .sold("TRAY", 3250, 1020)
        .option("Rim", &["Ink", "Sage"])
        .stock(&[18, 11])
        .was(3900)
        .text("Carries breakfast to the bed, bakes a sheet of potatoes, catches what the flower pots let go. The rim is folded over the wire, so the grips are smooth on the inside too.")
        .facts(&["40 × 30 cm, 3 cm deep", "Oven up to 270 °C", "Steel 0.8 mm, white inside and outside"])
        .care("Dishwasher safe. Knife marks are metal left on the enamel and come off with a rubber.")
        .pictures_by(&[("Ink", INK), ("Sage", SAGE)], "White oblong enamel tray with a coloured rim", |colour| {
            flat(PAPER_CLAY, 1.08, |c| enamel_tray(c, CHALK, colour))
        })
        .picture("Two trays, one with a sage and one with an ink rim", flat(PAPER_CLAY, 1.0, |c| {
            lay(c, (420.0, 420.0, 0.8), -14.0, |c| enamel_tray(c, CHALK, SAGE));
            lay(c, (580.0, 600.0, 0.8), -14.0, |c| enamel_tray(c, CHALK, INK));
        }))
}

fn water_jug() -> Good {
    good("enamel-jug", "Enamel jug, 2 l", "Emmerling", &["enamelware", "kitchen"])
        .sold("JUG", 3900, 890)
        .option("Colour", &["Cream", "Sage"])
        .stock(&[7, 13])
        .text("A water jug of the shape that used to stand beside the wash basin. It holds two litres of lemonade or a bunch of lilac, and pours without a drop running down the front.")
        .facts(&["2 litres; 22 cm high", "Seamless body, handle welded and enamelled over", "Coloured rim and handle"])
        .care("Dishwasher safe. Dry the foot, where the enamel is thinnest.")
        .pictures_by(&[("Cream", (CREAM, RUST)), ("Sage", (SAGE.light(30), FOREST))], "Tall enamel jug with a coloured handle", |(coat, edge)| {
            studio(PAPER_BLUE, 1.3, 870.0, |c| jug(c, coat, edge))
        })
        .picture("Mouth and lip of the jug", close(PAPER_BLUE, Close(450.0, 400.0, 2.2), |c| jug(c, CREAM, RUST)))
}
