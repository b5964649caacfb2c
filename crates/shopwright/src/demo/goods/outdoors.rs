//! Tent, mat, bottle: things for outside.

use super::super::art::colour::{
    BERRY, CHALK, CREAM, FOREST, INK, MOSS, MUSTARD, OLIVE, PAPER_BLUE, PAPER_GREEN, PAPER_GREY,
    PAPER_ROSE, PAPER_WARM, RUST, SAND, SIGNAL, SLATE,
};
use super::super::art::cups::{bottle, thermos};
use super::super::art::outdoors::{camp_stool, compass, picnic_blanket, sleeping_mat, tent};
use super::super::art::scene::{Close, close, flat, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        ridge_tent(),
        flask(),
        steel_bottle(),
        rolled_mat(),
        picnic(),
        folding_stool(),
        pocket_compass(),
    ]
}

fn ridge_tent() -> Good {
    good("ridge-tent", "Ridge tent for two", "Tarn Outdoor", &["outdoors"])
        .sold("TENT", 34900, 5400)
        .option("Colour", &["Mustard", "Moss"])
        .sale("Moss", 29900, 34900)
        .stock(&[4, 7])
        .text("A tent of the old shape in a new cloth. Polycotton breathes, so the inside stays dry without a second skin, and it muffles wind and rain to a murmur. Two poles, eight pegs, six minutes.")
        .text("It is heavier than a dome and made for people who stay more than one night.")
        .facts(&["Polycotton 180 g, water column 400 mm once the cloth has been wetted", "Floor 140 × 215 cm, sewn in; height 130 cm", "Packed 58 × 18 cm, 5.4 kg", "Poles of aluminium, pegs of steel"])
        .care("Pitch it once at home and let it rain. Never pack it wet for more than a day.")
        .pictures_by(&[("Mustard", MUSTARD), ("Moss", MOSS)], "Ridge tent with its door open", |fly| {
            studio(PAPER_GREEN, 1.05, 830.0, |c| tent(c, fly))
        })
        .picture("Ridge, pole and seam from near", close(PAPER_GREEN, Close(460.0, 470.0, 2.1), |c| tent(c, MUSTARD)))
}

fn flask() -> Good {
    good("vacuum-flask", "Vacuum flask, 0.75 l", "Tarn Outdoor", &["outdoors", "kitchen"])
        .sold("FLASK", 4900, 560)
        .option("Colour", &["Forest", "Rust", "Chalk"])
        .stock(&[23, 11, 18])
        .text("Hot for twelve hours, cold for a day and a night. The lid is the cup, the stopper comes apart for cleaning, and the handle is wide enough for a mitten.")
        .facts(&["Stainless steel 18/8, double wall, 0.75 litres", "31 cm high, 560 g", "Tea at 95 °C is at 68 °C after twelve hours in a room of 20 °C"])
        .care("Rinse and dry open. Spare seals are in the shop's spare-part drawer: write to us.")
        .pictures_by(&[("Forest", FOREST), ("Rust", RUST), ("Chalk", CHALK)], "Vacuum flask with cup and handle", |colour| {
            studio(PAPER_GREEN, 1.1, 850.0, |c| thermos(c, colour))
        })
        .picture("Cup and collar of the flask", close(PAPER_GREEN, Close(530.0, 380.0, 2.1), |c| thermos(c, FOREST)))
}

fn steel_bottle() -> Good {
    good("steel-bottle", "Steel bottle with loop, 0.6 l", "Tarn Outdoor", &["outdoors"])
        .sold("BOTTLE", 2790, 245)
        .option("Colour", &["Mustard", "Ink", "Moss", "Signal"])
        .stock(&[38, 29, 0, 14])
        .text("A single wall, because that is light and because you can warm it by the fire. The mouth takes ice cubes and a brush; the loop takes a finger or a carabiner.")
        .facts(&["Stainless steel 18/8, powder coated, 245 g", "0.6 litres, 25 cm high, fits the pocket of a rucksack", "Cap without straw or valve; tight with sparkling water"])
        .care("Dishwasher without the cap.")
        .pictures_by(&[("Mustard", MUSTARD), ("Ink", INK), ("Moss", MOSS), ("Signal", SIGNAL)], "Steel bottle with a loop on its cap", |colour| {
            studio(PAPER_BLUE, 1.1, 850.0, |c| bottle(c, colour))
        })
        .picture("Four bottles in their colours", shelf(PAPER_BLUE, |c| {
            place(c, (190.0, 800.0, 0.84), |c| bottle(c, INK));
            place(c, (400.0, 800.0, 0.84), |c| bottle(c, MOSS));
            place(c, (610.0, 800.0, 0.84), |c| bottle(c, SIGNAL));
            place(c, (820.0, 800.0, 0.84), |c| bottle(c, MUSTARD));
        }))
}

fn rolled_mat() -> Good {
    good("sleeping-mat", "Sleeping mat, closed-cell foam", "Tarn Outdoor", &["outdoors"])
        .sold("MAT", 3600, 420)
        .option("Colour", &["Moss", "Rust"])
        .stock(&[26, 9])
        .text("Nothing to inflate, nothing to patch. The ribs lie across the body, so that air stays under the shoulders and the knees do not slip. It is as good a seat on a cold stone as a bed in a tent.")
        .facts(&["185 × 55 cm, 14 mm thick, R-value 2.1", "Rolled 55 × 15 cm, 420 g", "Two straps with steel buckles"])
        .pictures_by(&[("Moss", MOSS), ("Rust", RUST)], "Rolled sleeping mat with two straps", |colour| {
            studio(PAPER_GREY, 1.15, 840.0, |c| sleeping_mat(c, colour, SLATE))
        })
        .picture("Rolled end from near", close(PAPER_GREY, Close(350.0, 620.0, 2.2), |c| sleeping_mat(c, MOSS, SLATE)))
}

fn picnic() -> Good {
    good("picnic-blanket", "Picnic blanket with leather carrier", "Oxbow Mill", &["outdoors", "blankets-cushions"])
        .sold("PICNIC", 9400, 1950)
        .option("Colour", &["Berry", "Forest"])
        .stock(&[8, 3])
        .text("Wool above, waxed cotton below: damp grass stays where it is, and crumbs fall off when you shake it. The carrier has two buckles, for a fat roll with the newspaper in it and for a lean one without.")
        .facts(&["150 × 180 cm, room for four", "Recycled wool and waxed cotton", "Carrier of vegetable-tanned leather, brass buckles"])
        .care("Brush it dry. Wool side: damp cloth. The wax can be renewed.")
        .pictures_by(&[("Berry", BERRY), ("Forest", FOREST)], "Checked picnic blanket in a leather carrier", |check| {
            studio(PAPER_ROSE, 1.1, 840.0, |c| picnic_blanket(c, CREAM, check))
        })
        .picture("Buckle and check from near", close(PAPER_ROSE, Close(410.0, 580.0, 2.3), |c| picnic_blanket(c, CREAM, BERRY)))
}

fn folding_stool() -> Good {
    good("folding-stool", "Folding stool, beech and canvas", "Lindhag", &["outdoors", "living"])
        .sold("FOLD", 4900, 980)
        .option("Canvas", &["Olive", "Sand"])
        .stock(&[12, 5])
        .text("For painters, anglers and people who wait at the edge of a pitch. Folded it is a bundle of sticks of 60 cm; open it holds more than it looks.")
        .facts(&["Beech, oiled; brass pivot", "Cotton canvas of 600 g, sewn double at the ends", "42 cm high, carries 110 kg, weighs 980 g"])
        .care("Do not leave it out in the rain. Canvas can be slid off and washed at 40 °C.")
        .pictures_by(&[("Olive", OLIVE), ("Sand", SAND)], "Folding stool with a canvas seat", |canvas| {
            studio(PAPER_WARM, 1.2, 850.0, |c| camp_stool(c, canvas))
        })
        .picture("Seat and seam from near", close(PAPER_WARM, Close(360.0, 470.0, 2.2), |c| camp_stool(c, OLIVE)))
}

fn pocket_compass() -> Good {
    good("brass-compass", "Brass compass", "Tarn and Hollis", &["outdoors"])
        .sold("COMP", 4200, 118)
        .stock(&[1])
        .text("A compass that needs no battery and tells one thing. The needle rides on a sapphire and settles within four seconds; the rose is printed on card, as it was.")
        .facts(&["Brass, 48 mm wide, ring for a cord", "Filled with air, readable to five degrees", "Balanced for central Europe"])
        .care("Keep it away from phones and magnets. Polish it or let it grow old.")
        .picture("Brass pocket compass", flat(PAPER_BLUE, 1.1, compass))
        .picture("Needle and rose from near", close(PAPER_BLUE, Close(510.0, 540.0, 2.1), compass))
}
