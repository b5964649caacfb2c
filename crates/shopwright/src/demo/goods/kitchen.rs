//! Tools and linen of the kitchen.

use super::super::art::clothing::apron;
use super::super::art::colour::{
    BEECH, CHALK, FOREST, INK, MUSTARD, OAK, PAPER_BLUE, PAPER_CLAY, PAPER_GREEN, PAPER_ROSE,
    PAPER_WARM, RUST, SLATE, WALNUT,
};
use super::super::art::kitchen::{board, jar, mill, skillet, spoons, tea_towel};
use super::super::art::scene::{Close, close, flat, lay, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        iron_skillet(),
        serving_board(),
        linen_towel(),
        bib_apron(),
        pepper_mill(),
        storage_jar(),
        spoon_set(),
    ]
}

fn iron_skillet() -> Good {
    good("iron-skillet", "Cast-iron skillet", "Nordmole", &["kitchen"])
        .sold("PAN", 4900, 1900)
        .option("Size", &["20 cm", "24 cm", "28 cm"])
        .size("20 cm", 3900, 1450)
        .size("24 cm", 4900, 1950)
        .size("28 cm", 6200, 2700)
        .stock(&[13, 25, 8])
        .text("Poured in sand, turned smooth on the inside, and seasoned three times with rapeseed oil before it leaves the foundry. It comes ready for the first egg.")
        .text("Iron is slow to heat and slow to cool: give it five minutes, then turn the flame down. It goes from the stove into the oven and, if need be, into embers.")
        .facts(&["Cast iron, 4 mm in the floor, 3.5 mm in the wall", "Two pouring lips, hole in the handle to hang it", "All stoves, oven, open fire"])
        .care("Hot water and a brush, no soap. Dry it on the warm plate and rub in a drop of oil. Rust is no end: scour, oil, heat, and go on cooking.")
        .picture("Black iron skillet from above", flat(PAPER_CLAY, 1.0, skillet))
        .picture("Handle and pouring lip of the skillet", close(PAPER_CLAY, Close(640.0, 600.0, 1.9), skillet))
}

fn serving_board() -> Good {
    good("serving-board", "Serving board with leather loop", "Lindhag", &["kitchen"])
        .sold("BOARD", 3400, 900)
        .option("Wood", &["Beech", "Walnut"])
        .size("Walnut", 4600, 820)
        .stock(&[21, 5])
        .text("One plank, no glue. The edge is rounded enough to get a finger under, and the neck is as wide as a hand.")
        .facts(&["42 × 19 cm, 18 mm thick", "Beech from the Solling, walnut from the Palatinate", "Finished with linseed oil and beeswax"])
        .care("Wipe damp, dry standing. Oil it twice a year. A board left in water will warp, and that is the only way to spoil it.")
        .pictures_by(&[("Beech", BEECH), ("Walnut", WALNUT)], "Wooden board with a leather loop", |wood| {
            flat(PAPER_WARM, 1.0, |c| board(c, wood))
        })
        .picture("Grain, neck and loop of the beech board", close(PAPER_WARM, Close(500.0, 260.0, 2.2), |c| board(c, BEECH)))
}

fn linen_towel() -> Good {
    good("linen-tea-towel", "Linen tea towel, pack of two", "Oxbow Mill", &["kitchen"])
        .sold("TOWEL", 2600, 230)
        .option("Stripe", &["Ink", "Rust", "Forest"])
        .stock(&[30, 24, 17])
        .text("Linen dries glass without leaving lint, which cotton never quite manages. These are woven a little heavier than usual and washed before sewing, so that they take up water from the first day.")
        .facts(&["Pure linen, 240 g per square metre", "50 × 70 cm, loop in the corner", "Two towels with the same stripe"])
        .care("60 °C, tumble dry if you must. No softener: it seals the fibre.")
        .pictures_by(&[("Ink", INK), ("Rust", RUST), ("Forest", FOREST)], "Folded linen towel with stripes", |colour| {
            flat(PAPER_BLUE, 1.05, |c| tea_towel(c, CHALK, colour))
        })
        .picture("Towels in two colours", flat(PAPER_BLUE, 1.0, |c| {
            lay(c, (340.0, 470.0, 0.7), -8.0, |c| tea_towel(c, CHALK, RUST));
            lay(c, (640.0, 540.0, 0.74), 6.0, |c| tea_towel(c, CHALK, FOREST));
        }))
}

fn bib_apron() -> Good {
    good("bib-apron", "Bib apron with leather straps", "Oxbow Mill", &["kitchen", "clothing"])
        .sold("APRON", 6900, 520)
        .option("Colour", &["Slate", "Forest"])
        .stock(&[9, 14])
        .text("Made for the kitchen, worn as often in the workshop. The straps cross at the back and carry the weight on the shoulders instead of the neck.")
        .facts(&["Cotton canvas, 320 g per square metre", "One size: 68 cm wide, 86 cm long, straps to adjust", "Divided pocket in front, corners riveted with brass", "Vegetable-tanned straps, unbuttoned in a moment"])
        .care("Take the straps off. 40 °C, inside out; the colour softens over the years.")
        .pictures_by(&[("Slate", SLATE), ("Forest", FOREST)], "Bib apron with leather straps", |colour| {
            flat(PAPER_ROSE, 1.0, |c| apron(c, colour))
        })
        .picture("Pocket and rivets from near", close(PAPER_ROSE, Close(500.0, 600.0, 2.0), |c| apron(c, SLATE)))
}

fn pepper_mill() -> Good {
    good("pepper-mill", "Turned pepper mill, 21 cm", "Lindhag", &["kitchen"])
        .sold("MILL", 5200, 340)
        .option("Wood", &["Walnut", "Oak"])
        .stock(&[12, 2])
        .text("Turned by two people in one workshop, from offcuts of stair treads. The grinder is ceramic: it does not rust, keeps its edge, and takes salt as well.")
        .facts(&["21 cm high, 6 cm wide", "Ceramic grinder, from fine to coarse with the brass nut", "Filled from the top, holds 45 g"])
        .care("Dry cloth. A little oil when the wood looks thirsty.")
        .pictures_by(&[("Walnut", WALNUT), ("Oak", OAK)], "Turned wooden pepper mill", |wood| {
            studio(PAPER_ROSE, 1.3, 900.0, |c| mill(c, wood))
        })
        .picture("A pair of mills in walnut and oak", shelf(PAPER_ROSE, |c| {
            place(c, (390.0, 780.0, 1.0), |c| mill(c, WALNUT));
            place(c, (630.0, 840.0, 1.0), |c| mill(c, OAK));
        }))
}

fn storage_jar() -> Good {
    good("cork-jar", "Storage jar with cork", "Kiln Row", &["kitchen"])
        .sold("JAR", 1650, 620)
        .option("Volume", &["0.5 l", "1 l", "1.5 l"])
        .size("0.5 l", 1290, 420)
        .size("1 l", 1650, 620)
        .size("1.5 l", 1990, 810)
        .stock(&[26, 33, 3])
        .text("A jar for lentils, flour, oats, tea. The cork is cut from one piece and ground conical: press it in and it holds, turn it and it comes out.")
        .facts(&["Pressed glass, with up to 30 % from old bottles", "Natural cork from the Alentejo", "Opening 8 cm: a hand with a scoop fits through"])
        .care("Glass into the dishwasher, cork under the tap.")
        .picture("Glass jar of yellow lentils closed with a cork", studio(PAPER_WARM, 1.3, 850.0, |c| jar(c, MUSTARD)))
        .picture("Three jars with lentils, oats and beans", shelf(PAPER_WARM, |c| {
            place(c, (215.0, 770.0, 0.78), |c| jar(c, BEECH));
            place(c, (500.0, 800.0, 0.96), |c| jar(c, MUSTARD));
            place(c, (800.0, 850.0, 0.82), |c| jar(c, RUST));
        }))
}

fn spoon_set() -> Good {
    good("spoon-set", "Four cooking spoons, oiled oak", "Lindhag", &["kitchen"])
        .sold("SPOONS", 2900, 260)
        .stock(&[28])
        .text("A round spoon, a spoon with a corner for the bottom of the pot, a slotted turner and a flat stirrer. Long enough for a deep pan, light enough to stay in the hand while you talk.")
        .facts(&["Oak, 32 cm, handles 14 mm thick", "Two tones: heartwood and outer wood", "Comes tied with a strip of cotton"])
        .care("Rinse and dry at once. When they grow rough, rub them with fine sandpaper and oil.")
        .picture("Four wooden spoons tied together", flat(PAPER_GREEN, 1.25, |c| spoons(c, OAK)))
        .picture("Heads of the spoons from near", close(PAPER_GREEN, Close(500.0, 400.0, 2.4), |c| spoons(c, OAK)))
}
