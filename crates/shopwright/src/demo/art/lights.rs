//! Lamps, candles and lanterns.

use super::canvas::Canvas;
use super::colour::{BLACK, BRASS, CHALK, CREAM, GLOW, Rgb, STEEL, WHITE};
use super::cups::glass_body;
use super::solids::{Finish, Turned, roundness};

/// Light spilling from a bulb at `(x, y)`.
fn glow(c: &mut Canvas, (x, y): (f64, f64), reach: f64, strength: f64) {
    let paint = c.radial(
        (50, 50),
        &[
            (0, GLOW, strength),
            (35, GLOW, strength * 0.4),
            (71, GLOW, 0.0),
        ],
    );
    c.ellipse((x, y), (reach, reach), paint);
}

/// A jointed desk lamp.
pub fn desk_lamp(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(430.0, 830.0, 190.0);
    glow(c, (690.0, 520.0), 330.0, 0.55);
    let base = Turned::new(420.0, (160.0, 796.0), 0.16).to(166.0, 826.0);
    c.turned(&base, coat, Finish::Matt);
    c.cap(&base, coat);
    c.tube("M420 796L330 470", BRASS, 17.0);
    c.tube("M330 470L600 250", BRASS, 17.0);
    for (x, y, r) in [(330.0, 470.0, 25.0), (600.0, 250.0, 23.0)] {
        c.ellipse((x + 3.0, y + 4.0), (r, r), coat.dark(45));
        c.ellipse((x, y), (r, r), coat);
        c.ellipse((x - 3.0, y - 4.0), (r * 0.42, r * 0.42), BRASS.light(25));
    }
    c.group("rotate(-24 620 270)", |c| {
        let under = c.radial(
            (50, 50),
            &[(0, WHITE, 1.0), (45, GLOW, 1.0), (100, GLOW.dark(22), 1.0)],
        );
        let shade =
            Turned::new(630.0, (44.0, 262.0), 0.2).curve([70.0, 300.0, 150.0, 340.0, 166.0, 438.0]);
        c.turned(&shade, coat, Finish::Glossy);
        c.cap(&shade, coat);
        c.ellipse((630.0, 438.0), (166.0, 34.0), coat.light(35));
        c.ellipse((630.0, 440.0), (157.0, 29.0), under);
        c.ellipse((630.0, 446.0), (48.0, 20.0), WHITE);
    });
    c.pen("M262 820C180 850 120 830 60 860", coat.dark(20), 7.0, 0.9);
}

/// A ceramic table lamp with a linen shade.
pub fn table_lamp(c: &mut Canvas, glaze: Rgb, shade: Rgb) {
    c.floor_shadow(512.0, 836.0, 170.0);
    glow(c, (500.0, 420.0), 420.0, 0.5);
    let stem = Turned::new(500.0, (16.0, 470.0), 0.3).to(16.0, 560.0);
    c.turned(&stem, BRASS, Finish::Metal);
    let body = Turned::new(500.0, (40.0, 552.0), 0.2)
        .curve([60.0, 570.0, 150.0, 600.0, 152.0, 700.0])
        .curve([152.0, 780.0, 100.0, 816.0, 90.0, 830.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        c.specks([340.0, 560.0, 320.0, 280.0], glaze.dark(55), 90);
    });
    let hat = Turned::new(500.0, (150.0, 200.0), 0.13).to(236.0, 492.0);
    let d = hat.outline();
    let warm = c.linear(
        [0, 0, 100, 0],
        &[
            (0, shade.dark(20), 1.0),
            (32, shade.mix(GLOW, 70).light(40), 1.0),
            (62, shade.mix(GLOW, 55), 1.0),
            (100, shade.dark(24), 1.0),
        ],
    );
    c.fill(&d, warm);
    let cloth = c.tile(
        6.0,
        6.0,
        &format!(
            "<path d='M0 1.5h6M1.5 0v6' stroke='{}' stroke-width='1' opacity='.22'/>",
            shade.dark(50)
        ),
    );
    c.fill(&d, cloth);
    let glowing = c.linear(
        [0, 0, 0, 100],
        &[
            (0, BLACK, 0.14),
            (30, WHITE, 0.0),
            (70, WHITE, 0.3),
            (100, WHITE, 0.0),
        ],
    );
    c.fill(&d, glowing);
    c.mouth(&hat, shade, GLOW, 6.0);
    c.pen("M264 492A236 31 0 0 0 736 492", shade.dark(30), 5.0, 0.6);
}

/// A pendant lamp of enamelled steel.
pub fn pendant(c: &mut Canvas, coat: Rgb) {
    glow(c, (500.0, 660.0), 430.0, 0.6);
    c.pen("M500 0V300", BLACK.light(8), 9.0, 1.0);
    c.pen("M498 0V300", WHITE, 2.0, 0.3);
    let socket = Turned::new(500.0, (28.0, 286.0), 0.25).to(40.0, 372.0);
    c.turned(&socket, BRASS, Finish::Metal);
    c.cap(&socket, BRASS);
    let shade = Turned::new(500.0, (44.0, 366.0), 0.2)
        .curve([100.0, 380.0, 110.0, 440.0, 120.0, 470.0])
        .curve([220.0, 500.0, 300.0, 560.0, 318.0, 640.0]);
    c.turned(&shade, coat, Finish::Glossy);
    c.cap(&shade, coat);
    let inside = c.radial(
        (50, 50),
        &[
            (0, WHITE, 1.0),
            (50, GLOW.light(40), 1.0),
            (100, CREAM.dark(16), 1.0),
        ],
    );
    c.ellipse((500.0, 640.0), (318.0, 60.0), coat.light(30));
    c.ellipse((500.0, 643.0), (308.0, 54.0), inside);
    let bulb = c.radial((45, 60), &[(0, WHITE, 1.0), (100, GLOW, 1.0)]);
    c.ellipse((500.0, 664.0), (62.0, 44.0), bulb);
}

/// A candle in a tumbler of coloured glass.
pub fn jar_candle(c: &mut Canvas, glass: Rgb, wax: Rgb) {
    c.floor_shadow(512.0, 798.0, 190.0);
    glow(c, (500.0, 420.0), 300.0, 0.55);
    let body = Turned::new(500.0, (168.0, 470.0), 0.17)
        .to(162.0, 770.0)
        .curve([161.0, 786.0, 150.0, 790.0, 140.0, 790.0]);
    c.turned(&body, glass, Finish::Glossy);
    c.mouth(&body, glass.light(30), glass, 10.0);
    let pool = c.radial(
        (50, 40),
        &[
            (0, GLOW.light(50), 1.0),
            (60, wax, 1.0),
            (100, wax.dark(16), 1.0),
        ],
    );
    c.ellipse((500.0, 484.0), (150.0, 19.0), pool);
    flame(c, 500.0, 480.0, 1.0);
    c.rect([424.0, 590.0, 152.0, 116.0], 3.0, CREAM.light(30));
    c.pen(
        "M446 618H554M446 640H530M446 684H500",
        BLACK.light(35),
        4.0,
        0.7,
    );
    c.clip(&body.outline(), |c| {
        let lit = c.fade(GLOW, GLOW);
        c.soft("M340 480H660V560H340Z", lit, 0.35, 14);
    });
}

fn flame(c: &mut Canvas, x: f64, y: f64, scale: f64) {
    c.group(&format!("translate({x} {y}) scale({scale})"), |c| {
        c.pen("M0 4V-24", BLACK, 4.0, 1.0);
        let fire = c.linear(
            [0, 0, 0, 100],
            &[
                (0, Rgb(0xFF, 0xC4, 0x5A), 1.0),
                (60, Rgb(0xFF, 0xE9, 0xAE), 1.0),
                (100, Rgb(0xE9, 0x8B, 0x3A), 1.0),
            ],
        );
        c.fill(
            "M0-108C22-66 26-44 18-26C10-10-10-10-18-26C-26-44-20-66 0-108Z",
            fire,
        );
        c.soft(
            "M0-70C10-48 10-36 6-28H-6C-10-36-10-48 0-70Z",
            WHITE,
            0.9,
            3,
        );
    });
}

/// Two tapers in turned brass holders.
pub fn tapers(c: &mut Canvas, wax: Rgb) {
    for (x, top, foot) in [(400.0, 300.0, 780.0), (600.0, 220.0, 800.0)] {
        c.floor_shadow(x + 8.0, foot, 92.0);
        glow(c, (x, top - 60.0), 190.0, 0.6);
        let plate = Turned::new(x, (88.0, foot - 20.0), 0.18).to(92.0, foot);
        c.turned(&plate, BRASS, Finish::Metal);
        c.cap(&plate, BRASS);
        let stem = Turned::new(x, (34.0, foot - 120.0), 0.2)
            .curve([40.0, foot - 84.0, 12.0, foot - 80.0, 14.0, foot - 54.0])
            .curve([14.0, foot - 40.0, 30.0, foot - 30.0, 44.0, foot - 18.0]);
        c.turned(&stem, BRASS, Finish::Metal);
        c.cap(&stem, BRASS.dark(20));
        let candle = Turned::new(x, (17.0, top), 0.3).to(24.0, foot - 118.0);
        c.turned(&candle, wax, Finish::Matt);
        c.cap(&candle, wax.light(30));
        flame(c, x, top + 2.0, 0.72);
    }
}

/// A lantern for the tent: a frosted globe between two caps.
pub fn lantern(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(512.0, 836.0, 160.0);
    glow(c, (500.0, 560.0), 420.0, 0.6);
    c.pen(
        "M372 420C330 170 670 170 628 420",
        STEEL.dark(30),
        12.0,
        1.0,
    );
    c.pen(
        "M368 410C340 186 652 178 622 400",
        STEEL.light(50),
        4.0,
        0.7,
    );
    let globe =
        Turned::new(500.0, (110.0, 440.0), 0.15).curve([158.0, 500.0, 158.0, 620.0, 112.0, 690.0]);
    let d = globe.outline();
    let light = c.radial(
        (48, 50),
        &[
            (0, WHITE, 1.0),
            (45, GLOW.light(35), 1.0),
            (100, GLOW.dark(20), 1.0),
        ],
    );
    c.fill(&d, light);
    glass_body(c, &d, CHALK);
    for x in [-112.0, -40.0, 40.0, 112.0] {
        let bow = x * 1.36;
        c.pen(
            &format!(
                "M{:.0} 436C{:.0} 520 {:.0} 610 {:.0} 700",
                500.0 + x,
                500.0 + bow,
                500.0 + bow,
                500.0 + x
            ),
            STEEL.dark(20),
            7.0,
            0.9,
        );
    }
    let base =
        Turned::new(500.0, (126.0, 688.0), 0.16).curve([146.0, 730.0, 150.0, 780.0, 150.0, 826.0]);
    c.turned(&base, coat, Finish::Matt);
    c.pen("M374 690A126 20 0 0 0 626 690", coat.light(40), 4.0, 0.7);
    c.ellipse((500.0, 776.0), (26.0, 26.0), coat.dark(40));
    c.ellipse((498.0, 774.0), (18.0, 18.0), BRASS);
    let hat =
        Turned::new(500.0, (52.0, 340.0), 0.2).curve([60.0, 380.0, 120.0, 390.0, 128.0, 448.0]);
    c.turned(&hat, coat, Finish::Matt);
    c.cap(&hat, coat);
}

/// A glow with nothing in it would be lost on a light sheet: the string has a dark cable.
pub fn string_lights(c: &mut Canvas, cable: Rgb) {
    for (y, sag) in [(180.0, 130.0), (440.0, 150.0)] {
        let d = format!(
            "M-20 {y}Q250 {0:.0} 500 {y}Q750 {0:.0} 1020 {y}",
            y + sag * 2.0
        );
        c.group("translate(14 24)", |c| c.soft_line(&d, BLACK, 9.0, 0.2));
        c.pen(&d, cable, 9.0, 1.0);
        for (x, dy) in [
            (70.0, 0.56),
            (235.0, 0.97),
            (400.0, 0.6),
            (600.0, 0.6),
            (760.0, 0.97),
            (925.0, 0.58),
        ] {
            let at = y + sag * dy;
            let socket = Turned::new(x, (15.0, at), 0.3).to(19.0, at + 44.0);
            glow(c, (x, at + 92.0), 150.0, 0.75);
            let bulb = c.radial(
                (42, 40),
                &[
                    (0, WHITE, 1.0),
                    (55, GLOW.light(30), 0.95),
                    (100, GLOW.dark(16), 0.9),
                ],
            );
            c.ellipse((x, at + 92.0), (45.0, 53.0), bulb);
            let paint = c.linear([0, 0, 100, 0], &roundness(cable.light(10), Finish::Matt));
            c.fill(&socket.outline(), paint);
            c.pen(
                &format!("M{:.0} {:.0}q-8 20-2 44", x - 20.0, at + 70.0),
                WHITE,
                5.0,
                0.8,
            );
        }
    }
}
