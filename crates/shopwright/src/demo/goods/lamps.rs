//! Lamps and candles.

use super::super::art::colour::{
    BLACK, BRASS, CHALK, CREAM, FOREST, MUSTARD, OAT, PAPER_BLUE, PAPER_CLAY, PAPER_GREEN,
    PAPER_NIGHT, PAPER_ROSE, RUST, Rgb, SAGE, SLATE, TERRACOTTA,
};
use super::super::art::lights::{
    desk_lamp, jar_candle, lantern, pendant, string_lights, table_lamp, tapers,
};
use super::super::art::scene::{Close, close, flat, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        jointed_lamp(),
        ceramic_lamp(),
        dome_pendant(),
        scented_candle(),
        beeswax_tapers(),
        tent_lantern(),
        garden_lights(),
    ]
}

fn jointed_lamp() -> Good {
    good("jointed-desk-lamp", "Jointed desk lamp", "Tarn and Hollis", &["lamps-candles", "desk"])
        .sold("DLAMP", 12900, 2300)
        .option("Colour", &["Sage", "Mustard", "Black"])
        .stock(&[8, 5, 12])
        .text("Two brass arms, three joints, no springs. You set the friction once with the coin slot in each knuckle, and from then on the lamp stays where it is put.")
        .text("The shade is deep, so that the bulb never looks you in the eye, and white inside, so that the light on the paper is even.")
        .facts(&["Steel and brass; foot 17 cm, reach 55 cm", "E27, up to 11 W LED; a bulb of 6 W, 2,700 K is included", "Cotton cable 2.2 m with a switch, plug type F"])
        .pictures_by(&[("Sage", SAGE), ("Mustard", MUSTARD), ("Black", BLACK.light(10))], "Desk lamp with brass arms, switched on", |colour| {
            studio(PAPER_GREEN, 1.08, 840.0, |c| desk_lamp(c, colour))
        })
        .picture("Knuckle and shade from near", close(PAPER_GREEN, Close(600.0, 330.0, 2.0), |c| desk_lamp(c, SAGE)))
}

fn ceramic_lamp() -> Good {
    good("ceramic-table-lamp", "Ceramic table lamp with linen shade", "Kiln Row", &["lamps-candles"])
        .sold("TLAMP", 14900, 3100)
        .option("Base", &["Forest", "Chalk", "Terracotta"])
        .sale("Terracotta", 11900, 14900)
        .stock(&[6, 9, 2])
        .text("A round body that holds the light of the room during the day, and a shade of undyed linen that gives it back in the evening. The seam of the shade is turned to the wall.")
        .facts(&["Stoneware base 20 cm, shade 31 cm, 46 cm high", "E27, up to 15 W LED, not included", "Dimmer on the cable, plug type F"])
        .care("Dust the shade with a soft brush along the weave.")
        .pictures_by(&[("Forest", FOREST), ("Chalk", CHALK), ("Terracotta", TERRACOTTA)], "Round ceramic lamp with a linen shade", |colour| {
            studio(PAPER_CLAY, 1.15, 880.0, |c| table_lamp(c, colour, CREAM))
        })
        .picture("Weave of the shade and brass neck from near", close(PAPER_CLAY, Close(540.0, 470.0, 2.1), |c| table_lamp(c, FOREST, CREAM)))
}

fn dome_pendant() -> Good {
    good("dome-pendant", "Dome pendant, enamelled", "Emmerling", &["lamps-candles", "enamelware"])
        .sold("PEND", 9800, 1400)
        .option("Colour", &["Mustard", "Slate", "Rust"])
        .stock(&[10, 7, 4])
        .text("A lamp to hang low over the table, with its edge at the height of your eyes when you stand. Enamel does not yellow and does not dent; the white inside throws the light down onto the plates.")
        .facts(&["32 cm wide, 27 cm high", "E27, up to 15 W LED, not included", "Textile cable of 2 m, canopy and hook in brass"])
        .care("A damp cloth, with the power off.")
        .pictures_by(&[("Mustard", MUSTARD), ("Slate", SLATE.light(10)), ("Rust", RUST)], "Enamelled dome lamp hanging and switched on", |colour| {
            studio(PAPER_NIGHT, 1.05, 800.0, |c| pendant(c, colour))
        })
        .picture("Brass socket and shoulder of the dome", close(PAPER_NIGHT, Close(480.0, 440.0, 2.0), |c| pendant(c, MUSTARD)))
}

fn scented_candle() -> Good {
    good("glass-candle", "Candle in a glass, 200 g", "Fieldnote", &["lamps-candles"])
        .sold("CANDLE", 2600, 520)
        .option("Scent", &["Fir and smoke", "Fig leaf", "No scent"])
        .stock(&[27, 18, 33])
        .text("Rapeseed wax from the Münsterland, a cotton wick, and scent in a dose that does not get in the way of dinner. The glass is a tumbler afterwards: warm it, wipe it, drink from it.")
        .facts(&["200 g, burns for about 40 hours", "Fir and smoke: fir needle, birch tar, a trace of orange", "Fig leaf: green fig, cedar, hay"])
        .care("Let the first burn reach the glass all round, and cut the wick to 5 mm.")
        .pictures_by(
            &[("Fir and smoke", FOREST), ("Fig leaf", Rgb(0x7D, 0x4B, 0x32)), ("No scent", OAT)],
            "Candle burning in a coloured glass",
            |glass| studio(PAPER_ROSE, 1.35, 850.0, |c| jar_candle(c, glass, CREAM)),
        )
        .picture("Three candles in their glasses", shelf(PAPER_ROSE, |c| {
            place(c, (290.0, 740.0, 0.72), |c| jar_candle(c, OAT, CREAM));
            place(c, (720.0, 760.0, 0.72), |c| jar_candle(c, FOREST, CREAM));
            place(c, (500.0, 860.0, 0.8), |c| jar_candle(c, Rgb(0x7D, 0x4B, 0x32), CREAM));
        }))
}

fn beeswax_tapers() -> Good {
    good("beeswax-tapers", "Beeswax tapers, pair", "Imkerei Söhnke", &["lamps-candles"])
        .sold("TAPER", 1450, 130)
        .stock(&[52])
        .text("Drawn, not pressed: the wick goes through the warm wax some thirty times, gaining a skin each time. They burn for seven hours, hardly drip, and smell of the hive when you blow them out.")
        .facts(&["Pure beeswax, nothing added, 25 cm, 22 mm at the foot", "Two candles; the holders are not included"])
        .care("The pale bloom is wax that has wandered to the surface. Rub it off with wool.")
        .handmade()
        .picture("Two burning beeswax tapers in brass holders", studio(PAPER_CLAY, 1.15, 870.0, |c| tapers(c, MUSTARD)))
        .picture("Flames and tips of the tapers", close(PAPER_CLAY, Close(500.0, 300.0, 2.0), |c| tapers(c, MUSTARD)))
}

fn tent_lantern() -> Good {
    good("tent-lantern", "Tent lantern, rechargeable", "Tarn Outdoor", &["outdoors", "lamps-candles"])
        .sold("LANT", 5900, 480)
        .option("Colour", &["Forest", "Chalk"])
        .stock(&[16, 3])
        .text("A lantern with one knob. Turn it and the light grows from a night light to enough for a game of cards. The frosted globe has no bright point, so nobody is dazzled across the table.")
        .facts(&["Warm white, 5 to 300 lumen; 8 hours bright, 120 hours low", "Charged by USB-C; battery replaceable with one screw", "Splash-proof (IP54), 18 cm, bail to hang it"])
        .care("Charge it before winter and once in between.")
        .pictures_by(&[("Forest", FOREST), ("Chalk", CHALK.dark(8))], "Glowing lantern with a wire bail", |colour| {
            studio(PAPER_BLUE, 1.15, 870.0, |c| lantern(c, colour))
        })
        .picture("Knob and frosted globe from near", close(PAPER_BLUE, Close(500.0, 680.0, 2.1), |c| lantern(c, FOREST)))
}

fn garden_lights() -> Good {
    good("festoon-lights", "Festoon lights, 10 m", "Tarn Outdoor", &["lamps-candles", "outdoors"])
        .sold("FEST", 7400, 2100)
        .was(8900)
        .option("Cable", &["Black", "Brass brown"])
        .stock(&[9, 0])
        .text("Twenty bulbs on ten metres of rubber cable that lies flat in winter and does not curl. Each bulb takes half a watt, so a whole summer of evenings costs about as much as an ice cream.")
        .facts(&["20 LED bulbs, 2,200 K, plastic: nothing shatters", "Joins with up to four more strings", "For outdoors (IP65), plug type F with rubber cover"])
        .pictures_by(&[("Black", BLACK), ("Brass brown", BRASS.dark(46))], "Strings of glowing bulbs against the dusk", |cable| {
            flat(PAPER_NIGHT, 1.0, |c| string_lights(c, cable))
        })
        .picture("One bulb and its socket from near", close(PAPER_NIGHT, Close(420.0, 360.0, 2.4), |c| string_lights(c, BLACK)))
}
