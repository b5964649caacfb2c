//! Cups, pots and kettles.

use super::super::art::colour::{
    BLACK, BLUSH, CHALK, CREAM, FOREST, INK, MOSS, PAPER_BLUE, PAPER_CLAY, PAPER_GOLD, PAPER_GREEN,
    PAPER_GREY, PAPER_ROSE, PAPER_WARM, SAGE, SAND, SKY, SLATE, STEEL, TEAL, TERRACOTTA,
};
use super::super::art::cups::{
    coffee_carafe, espresso_cup, footed_bowl, gooseneck, kettle, mug, teapot,
};
use super::super::art::kitchen::bowls;
use super::super::art::scene::{Close, close, place, shelf, studio};
use super::super::art::solids::Finish;
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        harbour_mug(),
        brook_kettle(),
        espresso_set(),
        pouring_kettle(),
        carafe(),
        ribbed_teapot(),
        milk_coffee_bowl(),
        soup_bowls(),
    ]
}

fn harbour_mug() -> Good {
    good("harbour-mug", "Harbour mug, 350 ml", "Kiln Row", &["kitchen"])
        .sold("MUG", 1990, 410)
        .option("Colour", &["Ink", "Moss", "Chalk", "Terracotta"])
        .stock(&[34, 18, 41, 2])
        .text("A straight mug for a large coffee, thrown in stoneware and dipped in glaze by hand. The lower edge stays bare, so you feel the clay where your fingers close around it, and it does not slide on the table.")
        .text("Iron in the clay burns through as small dark specks. No two mugs carry the same ones.")
        .facts(&[
            "Stoneware, fired at 1,240 °C",
            "350 ml to the brim; 9 cm high, 8.5 cm wide",
            "Foot unglazed and sanded smooth",
        ])
        .care("Dishwasher and microwave are fine. Strong tea may leave a shade in the glaze; baking soda takes it off.")
        .pictures_by(
            &[("Ink", INK), ("Moss", MOSS), ("Chalk", CHALK), ("Terracotta", TERRACOTTA)],
            "Stoneware mug with a bare clay foot",
            |colour| studio(PAPER_WARM, 1.4, 840.0, |c| mug(c, colour)),
        )
        .picture("Close view of the specks in the glaze and the line where it ends", close(PAPER_WARM, Close(560.0, 660.0, 2.1), |c| mug(c, MOSS)))
        .picture("Four mugs in their colours", shelf(PAPER_GREEN, |c| {
            place(c, (235.0, 640.0, 0.8), |c| mug(c, CHALK));
            place(c, (640.0, 640.0, 0.8), |c| mug(c, TERRACOTTA));
            place(c, (270.0, 880.0, 0.9), |c| mug(c, MOSS));
            place(c, (690.0, 880.0, 0.9), |c| mug(c, INK));
        }))
}

fn brook_kettle() -> Good {
    good("brook-kettle", "Brook kettle, 1.8 l", "Nordmole", &["kitchen"])
        .sold("KETTLE", 7900, 1180)
        .option("Colour", &["Cream", "Steel", "Sage"])
        .stock(&[14, 22, 9])
        .sale("Sage", 6400, 7900)
        .text("A stove-top kettle with a wide base that catches all of the flame. It heats 1.8 litres in about seven minutes on gas and on induction, and says so with a low whistle rather than a shriek.")
        .text("The walnut handle stays cool over electric plates. Over gas, keep the flame below the edge of the base.")
        .facts(&[
            "Stainless steel 18/10, base 19 cm, for every kind of stove",
            "Cream and Sage: powder coat outside, bare steel inside",
            "Spout cap opens with the thumb of the holding hand",
        ])
        .care("Wipe it, do not soak it: the handle is oiled wood. Boil water with a spoon of citric acid when lime shows.")
        .pictures_by(
            &[("Cream", (CREAM, Finish::Glossy)), ("Steel", (STEEL, Finish::Metal)), ("Sage", (SAGE, Finish::Glossy))],
            "Kettle with a walnut handle",
            |(colour, finish)| studio(PAPER_GREEN, 1.25, 850.0, |c| kettle(c, colour, finish)),
        )
        .picture("The walnut handle and knob from near", close(PAPER_GREEN, Close(500.0, 400.0, 2.0), |c| kettle(c, CREAM, Finish::Glossy)))
}

fn espresso_set() -> Good {
    good("espresso-cups", "Espresso cups with saucers, set of two", "Kiln Row", &["kitchen"])
        .sold("ESP", 3200, 560)
        .option("Colour", &["Sand", "Slate"])
        .stock(&[19, 3])
        .text("Small, thick-walled cups that keep a short coffee hot for as long as it lasts. The inside is rounded without an edge, so the crema turns instead of breaking.")
        .facts(&[
            "Two cups of 90 ml, two saucers of 13 cm",
            "Stoneware, satin glaze, speckled",
            "The cups stack two high",
        ])
        .care("Dishwasher safe. Warm the cups with hot water first: it does more for the coffee than any machine.")
        .pictures_by(&[("Sand", SAND), ("Slate", SLATE)], "Espresso cup on its saucer", |colour| {
            studio(PAPER_ROSE, 1.35, 840.0, |c| espresso_cup(c, colour))
        })
        .picture("The set of two", shelf(PAPER_ROSE, |c| {
            place(c, (310.0, 700.0, 0.8), |c| espresso_cup(c, SAND));
            place(c, (650.0, 850.0, 0.95), |c| espresso_cup(c, SAND));
        }))
}

fn pouring_kettle() -> Good {
    good("pouring-kettle", "Pouring kettle, 0.9 l", "Nordmole", &["kitchen"])
        .sold("POUR", 6450, 740)
        .stock(&[11])
        .text("The long neck lets water run as thin as a pencil and stop without a drip. Made for filter coffee, good as well for a tea that does not like to be drowned.")
        .facts(&[
            "Steel with a matt black coat, brass knob, walnut grip",
            "0.9 litres, enough for three cups",
            "For gas, electric and induction; base 13 cm",
            "Hole in the lid fits a probe of 5 mm",
        ])
        .care("By hand, with a soft cloth. Scouring pads scratch the coat.")
        .picture("Black pouring kettle with a swan's neck", studio(PAPER_GOLD, 1.15, 830.0, |c| gooseneck(c, BLACK)))
        .picture("Lid with its brass knob and the root of the spout", close(PAPER_GOLD, Close(560.0, 500.0, 1.9), |c| gooseneck(c, BLACK)))
}

fn carafe() -> Good {
    good("filter-carafe", "Filter carafe with beech collar, 0.8 l", "Lindhag", &["kitchen"])
        .sold("CARAFE", 4490, 690)
        .stock(&[0])
        .text("One piece of glass, filter above and jug below. Put paper in, pour, lift the paper out, serve. The collar of beech and its leather knot are there because the glass gets hot.")
        .text("Takes folded papers for six to eight cups, or a half moon if that is what you have.")
        .facts(&["Borosilicate glass, 3 mm, blown by mouth", "Collar of oiled beech, leather cord", "24 cm high; up to five cups of 160 ml"])
        .care("Take the collar off and put the glass into the dishwasher. Do not set the hot carafe on cold stone.")
        .handmade()
        .picture("Glass carafe with coffee and a wooden collar", studio(PAPER_WARM, 1.2, 860.0, coffee_carafe))
        .picture("The beech collar with its leather cord", close(PAPER_WARM, Close(520.0, 520.0, 2.3), coffee_carafe))
}

fn ribbed_teapot() -> Good {
    good("ribbed-teapot", "Ribbed teapot with cane handle, 1.1 l", "Kiln Row", &["kitchen"])
        .sold("TEA", 6800, 1050)
        .option("Colour", &["Forest", "Blush"])
        .stock(&[7, 12])
        .text("A round pot with ribs pressed into the clay before it dries. They make the glaze break lighter on the edges, and they make the pot easy to hold when it is warm.")
        .facts(&["Stoneware, 1.1 litres, strainer built into the spout", "Handle of bent cane, folds down to one side", "Lid with a nose: it stays in while you pour"])
        .care("Rinse by hand and leave the lid off to dry. The cane does not like the dishwasher.")
        .pictures_by(&[("Forest", FOREST), ("Blush", BLUSH)], "Round ribbed teapot with a cane handle", |colour| {
            studio(PAPER_CLAY, 1.25, 850.0, |c| teapot(c, colour))
        })
        .picture("Lid and ribs from near", close(PAPER_CLAY, Close(470.0, 520.0, 2.1), |c| teapot(c, FOREST)))
}

fn milk_coffee_bowl() -> Good {
    good("bol-cafe-creme", "Bol à café crème «Brûlée»", "Atelier Grünwald & Söhne", &["kitchen"])
        .sold("BOL", 2450, 480)
        .option("Colour", &["Blue", "Red"])
        .stock(&[16, 8])
        .text("The bowl for milk coffee as it stood on every breakfast table between Besançon and Müllheim: wide, on a high foot, held with both hands. Nadège Grünwald paints the lozenges with a brush of three hairs, <em>à main levée</em>, which is why they are never quite even.")
        .facts(&["Faïence with a tin-white glaze, painted under it", "450 ml; 14.5 cm wide, 8.5 cm high", "Signed on the foot: <em>AGü</em>"])
        .care("Dishwasher safe at 55 °C. Not for the oven.")
        .handmade()
        .pictures_by(&[("Blue", INK), ("Red", TERRACOTTA.dark(20))], "White footed bowl with a painted band", |colour| {
            studio(PAPER_BLUE, 1.3, 830.0, |c| footed_bowl(c, CHALK, colour))
        })
        .picture("Brush strokes of the painted band", close(PAPER_BLUE, Close(430.0, 600.0, 2.4), |c| footed_bowl(c, CHALK, INK)))
}

fn soup_bowls() -> Good {
    good("nesting-bowls", "Nesting bowls, set of three", "Kiln Row", &["kitchen"])
        .sold("BOWLS", 5400, 1650)
        .was(6600)
        .option("Colour", &["Sky", "Chalk", "Teal"])
        .stock(&[6, 10, 1])
        .text("Three bowls of the same width that stand in one another without jamming. Big enough for noodles, shallow enough for salad. The rim is left without glaze and polished.")
        .facts(&["Stoneware, each 17 cm wide and 7 cm high, 650 ml", "Weight of one bowl 550 g", "The middle bowl is glazed one shade lighter"])
        .care("Dishwasher, microwave and oven up to 180 °C.")
        .pictures_by(&[("Sky", SKY), ("Chalk", CHALK), ("Teal", TEAL)], "Three bowls stacked in one another", |colour| {
            studio(PAPER_GREY, 1.3, 830.0, |c| bowls(c, colour))
        })
        .picture("The polished rims from near", close(PAPER_GREY, Close(330.0, 560.0, 2.4), |c| bowls(c, SKY)))
}
