//! Plants, pots and what goes with them.

use super::super::art::colour::{
    BLUSH, CHALK, MUSTARD, PAPER_BLUE, PAPER_CLAY, PAPER_GOLD, PAPER_GREEN, PAPER_GREY, PAPER_ROSE,
    PAPER_WARM, SAGE, SKY, SLATE, TERRACOTTA,
};
use super::super::art::plants::{
    clay_pots, hanging_planter, herb_trio, rubber_plant, snake_plant, vase, watering_can,
};
use super::super::art::scene::{Close, close, place, shelf, studio};
use super::{Good, good};

pub fn goods() -> Vec<Good> {
    vec![
        rubber_tree(),
        bow_hemp(),
        trailing_planter(),
        clay_pot(),
        watering(),
        herbs(),
        bud_vase(),
    ]
}

fn rubber_tree() -> Good {
    good("rubber-plant", "Rubber plant in a glazed pot", "Gärtnerei Lüdemann", &["plants-pots"])
        .sold("FICUS", 4900, 4200)
        .option("Pot", &["Chalk", "Blush", "Slate"])
        .stock(&[7, 5, 3])
        .text("<em>Ficus elastica</em>, grown in Lower Saxony without peat, about 60 cm tall with the pot. It wants a bright place without noon sun, and water when the top of the soil feels dry: once a week in summer, half as often in winter.")
        .facts(&["Plant about 60 cm, pot 17 cm", "Stoneware pot, glazed, with an inner pot that drains", "The sap irritates skin; keep it from children and cats"])
        .care("Dust the leaves with a damp cloth. Turn the pot now and then, or it leans to the window.")
        .pictures_by(&[("Chalk", CHALK), ("Blush", BLUSH), ("Slate", SLATE)], "Rubber plant in a glazed pot", |pot| {
            studio(PAPER_WARM, 1.15, 880.0, |c| rubber_plant(c, pot))
        })
        .picture("Leaves from near", close(PAPER_WARM, Close(540.0, 400.0, 2.1), |c| rubber_plant(c, CHALK)))
}

fn bow_hemp() -> Good {
    good("snake-plant", "Snake plant in a ribbed bowl", "Gärtnerei Lüdemann", &["plants-pots"])
        .sold("SANS", 3900, 3600)
        .option("Bowl", &["Slate", "Mustard"])
        .stock(&[12, 8])
        .text("<em>Sansevieria trifasciata</em> is the plant for people who have lost plants. It lives with little light, dry air and a month without water. The only thing that kills it is too much care.")
        .facts(&["Seven or more blades, about 50 cm tall", "Ribbed stoneware bowl, 18 cm, matt", "Slightly poisonous to pets"])
        .care("Water every two to three weeks, in winter once a month. Never into the rosette.")
        .pictures_by(&[("Slate", SLATE), ("Mustard", MUSTARD)], "Snake plant in a ribbed bowl", |bowl| {
            studio(PAPER_CLAY, 1.15, 880.0, |c| snake_plant(c, bowl))
        })
        .picture("Bands and pale edges of the leaves", close(PAPER_CLAY, Close(500.0, 440.0, 2.2), |c| snake_plant(c, SLATE)))
}

fn trailing_planter() -> Good {
    good("hanging-planter", "Hanging planter, 18 cm", "Kiln Row", &["plants-pots"])
        .sold("HANG", 4200, 1350)
        .option("Colour", &["Blush", "Sky"])
        .stock(&[10, 2])
        .text("A half globe on three cords, glazed inside and outside, without a hole: put the plant in with its nursery pot and lift it out for watering. Shown with a pothos; the planter comes empty.")
        .facts(&["Stoneware, 18 cm wide, 14 cm high", "Hemp cord of 90 cm with a brass ring", "Carries up to 4 kg"])
        .pictures_by(&[("Blush", BLUSH), ("Sky", SKY)], "Hanging planter with a trailing plant", |colour| {
            studio(PAPER_BLUE, 1.0, 800.0, |c| hanging_planter(c, colour))
        })
        .picture("Cord, rim and leaves from near", close(PAPER_BLUE, Close(430.0, 520.0, 2.0), |c| hanging_planter(c, BLUSH)))
}

fn clay_pot() -> Good {
    good("clay-pot", "Clay pot with saucer", "Ziegelei Rohde", &["plants-pots"])
        .sold("CLAY", 1290, 1100)
        .option("Size", &["12 cm", "16 cm", "20 cm"])
        .size("12 cm", 790, 620)
        .size("16 cm", 1290, 1250)
        .size("20 cm", 1890, 2300)
        .stock(&[80, 54, 31])
        .text("Plain fired clay that breathes: it lets water out through the wall, keeps roots cool and makes it hard to drown a plant. With time lime paints it white from below. We like that.")
        .facts(&["Clay from the Westerwald, fired frost-hard at 1,050 °C", "Hole in the floor, saucer included", "Size is the outer width of the rim"])
        .care("Soak a new pot for an hour, or it drinks what was meant for the plant.")
        .picture("Three clay pots on saucers, from large to small", studio(PAPER_GREEN, 1.05, 830.0, clay_pots))
        .picture("Rim of the large pot from near", close(PAPER_GREEN, Close(360.0, 500.0, 2.0), clay_pots))
}

fn watering() -> Good {
    good("watering-can", "Watering can with brass rose, 1.5 l", "Nordmole", &["plants-pots", "outdoors"])
        .sold("WATER", 5400, 860)
        .option("Colour", &["Sage", "Mustard", "Slate"])
        .stock(&[14, 0, 9])
        .text("The spout starts at the foot and ends above the rim, so the can pours to the last drop and never over the top. Two handles: one to carry, one to tilt.")
        .facts(&["Galvanised steel, powder coated, 1.5 litres", "Brass rose screws off for a single jet", "Weighs 860 g empty"])
        .care("Empty it before frost.")
        .pictures_by(&[("Sage", SAGE), ("Mustard", MUSTARD), ("Slate", SLATE)], "Watering can with a long spout", |colour| {
            studio(PAPER_ROSE, 1.1, 840.0, |c| watering_can(c, colour))
        })
        .picture("Brass rose from near", close(PAPER_ROSE, Close(780.0, 420.0, 2.2), |c| watering_can(c, SAGE)))
}

fn herbs() -> Good {
    good("herb-trio", "Windowsill herbs with tray", "Gärtnerei Lüdemann", &["plants-pots", "kitchen"])
        .sold("HERB", 3600, 2900)
        .stock(&[19])
        .backorder()
        .text("Basil, chives and rosemary, each in its own pot, together on a tray of oak. The plants travel in the week they are sown out, so a larger order may follow a little later: we grow to demand.")
        .facts(&["Three pots of 9 cm, unglazed inside", "Oak tray 34 × 12 cm with a waxed groove for spilled water", "Organic young plants, ready to pick after two weeks"])
        .care("Basil likes water from below, rosemary likes it dry, chives like to be cut.")
        .picture("Three herbs in pale pots on an oak tray", studio(PAPER_GOLD, 1.2, 840.0, herb_trio))
        .picture("Basil and chives from near", close(PAPER_GOLD, Close(420.0, 540.0, 2.0), herb_trio))
}

fn bud_vase() -> Good {
    good("dipped-vase", "Dipped bud vase", "Kiln Row", &["plants-pots", "living"])
        .sold("VASE", 2800, 430)
        .option("Colour", &["Terracotta", "Sage", "Slate"])
        .stock(&[11, 15, 1])
        .text("A bottle of clay for three stems. The lower part is dipped in white slip, each at its own angle, because it is done by hand and the potter looks out of the window.")
        .facts(&["Stoneware, 16 cm high, neck 2.4 cm", "Watertight: glazed on the inside", "Shown with dried grasses, which are not included"])
        .handmade()
        .pictures_by(&[("Terracotta", TERRACOTTA), ("Sage", SAGE), ("Slate", SLATE)], "Bud vase with dried grasses", |colour| {
            studio(PAPER_GREY, 1.2, 880.0, |c| vase(c, colour))
        })
        .picture("Three vases together", shelf(PAPER_GREY, |c| {
            place(c, (270.0, 780.0, 0.8), |c| vase(c, SAGE));
            place(c, (730.0, 800.0, 0.8), |c| vase(c, SLATE));
            place(c, (500.0, 880.0, 0.86), |c| vase(c, TERRACOTTA));
        }))
}
