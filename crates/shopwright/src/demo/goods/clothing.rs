//! Clothes and what is worn with them.

use super::super::art::accessories::{beanie, cap, scarf, socks};
use super::super::art::clothing::{jacket, jumper, overshirt, tee};
use super::super::art::colour::{
    BERRY, CHALK, CHARCOAL, CREAM, FOREST, GREY, INK, MOSS, MUSTARD, NAVY, OAT, OLIVE, PAPER_BLUE,
    PAPER_CLAY, PAPER_GOLD, PAPER_GREEN, PAPER_GREY, PAPER_WARM, RUST, SAND, SLATE, TEAL, WALNUT,
};
use super::super::art::scene::{Close, close, flat, lay, studio};
use super::{Good, good};

const SIZES: [&str; 5] = ["S", "M", "L", "XL", "XXL"];

pub fn goods() -> Vec<Good> {
    vec![
        field_jacket(),
        heavy_tee(),
        yoke_jumper(),
        check_overshirt(),
        ribbed_beanie(),
        walking_socks(),
        canvas_cap(),
        wool_scarf(),
    ]
}

fn heavy_tee() -> Good {
    good("heavy-tee", "Heavy T-shirt", "Fieldnote", &["clothing"])
        .sold("TEE", 3400, 260)
        .option("Colour", &["Chalk", "Navy", "Moss", "Rust"])
        .option("Size", &["XS", "S", "M", "L", "XL", "XXL"])
        .stock(&[
            6, 18, 32, 29, 14, 5, 4, 20, 35, 31, 12, 3, 0, 9, 17, 15, 8, 0, 2, 11, 13, 10, 1, 4,
        ])
        .text("A T-shirt heavy enough to be worn alone. The cloth is knitted from long cotton and washed before cutting, so the size on the label is the size after the tenth wash.")
        .text("Straight cut, shoulder seams taped, collar with a little elastane that keeps it round. For a close fit take one size less.")
        .facts(&["Organic cotton, 240 g per square metre; collar with 5 % elastane", "Knitted, dyed and sewn in northern Portugal", "Chest, laid flat: XS 48, S 50, M 53, L 56, XL 59, XXL 62 cm"])
        .care("40 °C, inside out. Dry it on the line.")
        .pictures_by(&[("Chalk", CHALK), ("Navy", NAVY), ("Moss", MOSS), ("Rust", RUST)], "Heavy T-shirt, laid flat", |colour| {
            flat(PAPER_GREY, 1.05, |c| tee(c, colour))
        })
        .picture("Collar and shoulder seam from near", close(PAPER_GREY, Close(500.0, 270.0, 2.2), |c| tee(c, NAVY)))
}

fn yoke_jumper() -> Good {
    good("yoke-jumper", "Lambswool jumper with yoke", "Oxbow Mill", &["clothing"])
        .sold("JUMP", 11900, 520)
        .option("Colour", &["Forest", "Oat", "Berry"])
        .option("Size", &SIZES)
        .stock(&[4, 9, 11, 6, 2, 7, 12, 8, 3, 0, 5, 6, 4, 1, 0])
        .sale("Berry", 8900, 11900)
        .text("Knitted in the round, so there is no seam at the side to rub. The pattern on the yoke is carried inside as loose threads: a second layer exactly where the wind gets in.")
        .facts(&["Pure lambswool, 520 g in size M", "Ribbed collar, cuffs and hem, knitted double", "Chest, laid flat: S 51, M 54, L 57, XL 60, XXL 63 cm"])
        .care("Wool wash at 30 °C, two or three times in a winter. Dry it flat, away from the oven. Little balls of fibre in the first weeks are normal; comb them off.")
        .pictures_by(&[("Forest", (FOREST, CREAM)), ("Oat", (OAT, RUST)), ("Berry", (BERRY, CREAM))], "Knitted jumper with a patterned yoke", |(wool, motif)| {
            flat(PAPER_WARM, 1.1, |c| jumper(c, wool, motif))
        })
        .picture("Stitches of the yoke from near", close(PAPER_WARM, Close(480.0, 320.0, 2.5), |c| jumper(c, FOREST, CREAM)))
}

fn field_jacket() -> Good {
    good("waxed-field-jacket", "Waxed field jacket", "Fieldnote", &["clothing", "outdoors"])
        .sold("JACK", 24900, 1450)
        .option("Colour", &["Olive", "Navy"])
        .option("Size", &SIZES)
        .stock(&[3, 8, 10, 7, 2, 5, 9, 6, 0, 1])
        .text("Four pockets, a collar of corduroy, and cotton that has been drawn through wax. It keeps out rain for an hour and wind for good, and it takes on the shape of whoever wears it.")
        .text("We re-wax jackets in spring: send yours in, it costs as much as a good lunch.")
        .facts(&["Cotton twill 300 g, waxed; lining of striped cotton", "Brass buttons over a hidden two-way zip", "Inner pocket for a field notebook A5", "Chest, laid flat: S 54, M 57, L 60, XL 63, XXL 66 cm"])
        .care("Sponge with cold water. No machine, no soap, no dry cleaning: they take out the wax.")
        .pictures_by(&[("Olive", OLIVE), ("Navy", NAVY)], "Waxed jacket with four pockets and a corduroy collar", |colour| {
            flat(PAPER_GREEN, 1.1, |c| jacket(c, colour, WALNUT))
        })
        .picture("Collar, pocket flap and buttons from near", close(PAPER_GREEN, Close(470.0, 340.0, 2.2), |c| jacket(c, OLIVE, WALNUT)))
}

fn check_overshirt() -> Good {
    good("check-overshirt", "Brushed check overshirt", "Fieldnote", &["clothing"])
        .sold("OVER", 8900, 480)
        .option("Check", &["Rust", "Moss"])
        .option("Size", &SIZES)
        .stock(&[6, 10, 12, 8, 3, 4, 11, 9, 5, 0])
        .text("Between a shirt and a jacket: thick enough for a cool evening, thin enough to go under a coat. The cloth is brushed on both sides, and the checks meet at the pockets and the placket.")
        .facts(&["Cotton flannel, 270 g per square metre", "Two chest pockets, buttons of corozo nut", "Chest, laid flat: S 53, M 56, L 59, XL 62, XXL 65 cm"])
        .care("30 °C, do not tumble: the heat flattens the nap.")
        .pictures_by(&[("Rust", (RUST, NAVY)), ("Moss", (MOSS, WALNUT))], "Checked overshirt with two pockets", |(ground, check)| {
            flat(PAPER_CLAY, 1.1, |c| overshirt(c, ground, check))
        })
        .picture("Collar, placket and pocket from near", close(PAPER_CLAY, Close(480.0, 380.0, 2.2), |c| overshirt(c, RUST, NAVY)))
}

fn ribbed_beanie() -> Good {
    good("ribbed-beanie", "Ribbed beanie", "Oxbow Mill", &["clothing"])
        .sold("BEAN", 2900, 95)
        .option("Colour", &["Mustard", "Teal", "Charcoal"])
        .stock(&[21, 13, 30])
        .text("Knitted in one piece from wool that was left over from the jumpers, which is why there are only three colours at a time. Turn the cuff once for the town, not at all for the sea.")
        .facts(&["Lambswool with 20 % recycled wool", "One size, 54 to 60 cm", "Leather tab from the bag workshop's offcuts"])
        .care("Wool wash at 30 °C; pull it into shape over a bowl.")
        .pictures_by(&[("Mustard", MUSTARD), ("Teal", TEAL), ("Charcoal", CHARCOAL)], "Ribbed wool beanie with a turned cuff", |colour| {
            flat(PAPER_BLUE, 1.05, |c| beanie(c, colour))
        })
        .picture("Ribs and leather tab from near", close(PAPER_BLUE, Close(400.0, 650.0, 2.3), |c| beanie(c, MUSTARD)))
}

fn walking_socks() -> Good {
    good("walking-socks", "Walking socks, merino", "Oxbow Mill", &["clothing", "outdoors"])
        .sold("SOCKS", 1900, 88)
        .option("Colour", &["Oat", "Slate", "Moss"])
        .option("Size", &["36–38", "39–41", "42–44", "45–47"])
        .stock(&[12, 25, 31, 14, 9, 22, 28, 3, 7, 15, 0, 6])
        .text("Terry inside the heel, the toe and under the foot, plain knit above, so that the boot still fits. Heel and toe have a colour of their own because they are knitted from stronger yarn.")
        .facts(&["68 % merino, 30 % polyamide, 2 % elastane", "Toe linked by hand, no seam to feel", "Calf length"])
        .care("40 °C in a net. No softener.")
        .pictures_by(&[("Oat", (OAT, RUST)), ("Slate", (SLATE, MUSTARD)), ("Moss", (MOSS, CREAM))], "Pair of walking socks with coloured heels", |(wool, band)| {
            flat(PAPER_WARM, 1.0, |c| socks(c, wool, band))
        })
        .picture("Knit, heel and bands from near", close(PAPER_WARM, Close(390.0, 560.0, 1.9), |c| socks(c, OAT, RUST)))
}

fn canvas_cap() -> Good {
    good("canvas-cap", "Six-panel cap", "Fieldnote", &["clothing"])
        .sold("CAP", 3200, 110)
        .option("Colour", &["Navy", "Sand", "Moss"])
        .stock(&[19, 8, 2])
        .text("Washed twill without stiffening, so it folds into a pocket and comes out as it went in. The brim has a thin core of felt that can be bent with two thumbs.")
        .facts(&["Cotton twill, 280 g per square metre", "Brass buckle at the back, 55 to 61 cm", "Leather patch, sewn"])
        .care("Hand wash, dry it on a jar.")
        .pictures_by(&[("Navy", NAVY), ("Sand", SAND), ("Moss", MOSS)], "Six-panel cap with a leather patch", |colour| {
            studio(PAPER_GOLD, 1.12, 920.0, |c| cap(c, colour))
        })
        .picture("Seams, eyelets and patch from near", close(PAPER_GOLD, Close(400.0, 520.0, 2.1), |c| cap(c, NAVY)))
}

fn wool_scarf() -> Good {
    good("striped-scarf", "Knitted scarf with stripes", "Oxbow Mill", &["clothing"])
        .sold("SCARF", 5400, 240)
        .was(6900)
        .option("Colour", &["Slate", "Ink"])
        .stock(&[10, 0])
        .text("Two metres, so that it goes around twice and still hangs down. Knitted loosely from two-ply wool: warm by the air in it, not by its weight.")
        .facts(&["Pure lambswool, 28 × 200 cm with the fringe", "Stripes at both ends, edges that do not roll"])
        .care("Air it; wool wash at 30 °C once a year.")
        .pictures_by(&[("Slate", SLATE), ("Ink", INK)], "Folded knitted scarf with a fringe", |colour| {
            flat(PAPER_WARM, 1.05, |c| scarf(c, colour, CREAM))
        })
        .picture("Two scarves side by side", flat(PAPER_WARM, 1.0, |c| {
            lay(c, (330.0, 480.0, 0.72), -6.0, |c| scarf(c, SLATE, CREAM));
            lay(c, (690.0, 540.0, 0.72), 7.0, |c| scarf(c, INK, GREY.light(60)));
        }))
}
