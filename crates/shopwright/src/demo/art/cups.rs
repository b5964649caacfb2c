//! Cups, kettles, pots for tea and coffee, bottles to drink from.

use std::fmt::Write;

use super::canvas::Canvas;
use super::colour::{BEECH, BLACK, BRASS, CHALK, Rgb, SAND, STEEL, WALNUT, WHITE};
use super::solids::{Finish, Turned};

/// A stoneware mug with a bare clay foot.
pub fn mug(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(520.0, 796.0, 220.0);
    c.tube("M664 478C816 446 836 690 656 690", glaze.dark(8), 40.0);
    let body = Turned::new(500.0, (182.0, 412.0), 0.17)
        .to(180.0, 700.0)
        .curve([180.0, 760.0, 170.0, 776.0, 138.0, 782.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        let clay = c.linear(
            [0, 0, 100, 0],
            &[
                (0, SAND.dark(36), 1.0),
                (30, SAND.light(10), 1.0),
                (100, SAND.dark(42), 1.0),
            ],
        );
        c.fill("M300 706Q400 744 500 738T700 706V900H300Z", clay);
        c.pen("M310 704Q400 744 500 738T690 704", glaze.dark(38), 7.0, 0.6);
        c.specks([318.0, 420.0, 364.0, 380.0], glaze.dark(60), 130);
    });
    c.mouth(&body, glaze, glaze.light(12), 13.0);
}

/// A small cup on its saucer.
pub fn espresso_cup(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(515.0, 800.0, 290.0);
    let saucer =
        Turned::new(500.0, (285.0, 742.0), 0.19).curve([270.0, 780.0, 200.0, 788.0, 150.0, 790.0]);
    c.turned(&saucer, glaze, Finish::Matt);
    c.mouth(&saucer, glaze, glaze.light(30), 10.0);
    let well = c.radial((50, 45), &[(0, BLACK, 0.5), (100, BLACK, 0.0)]);
    c.ellipse((514.0, 748.0), (190.0, 30.0), well);
    c.tube("M640 560C746 536 752 668 624 676", glaze.dark(6), 28.0);
    let body =
        Turned::new(500.0, (156.0, 520.0), 0.18).curve([156.0, 640.0, 140.0, 716.0, 84.0, 742.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        c.specks([340.0, 520.0, 320.0, 230.0], glaze.dark(55), 60);
    });
    c.mouth(&body, glaze, glaze, 10.0);
    coffee(c, 500.0, 526.0, 138.0);
}

fn coffee(c: &mut Canvas, x: f64, y: f64, r: f64) {
    let brew = c.radial(
        (45, 40),
        &[
            (0, Rgb(0x4A, 0x2C, 0x1B), 1.0),
            (70, Rgb(0x6B, 0x42, 0x26), 1.0),
            (100, Rgb(0xB0, 0x7F, 0x4E), 1.0),
        ],
    );
    c.ellipse((x, y), (r, r * 0.14), brew);
}

/// A wide bowl with a narrow, straight foot, for milk coffee.
pub fn footed_bowl(c: &mut Canvas, glaze: Rgb, band: Rgb) {
    c.floor_shadow(510.0, 796.0, 190.0);
    let foot = Turned::new(500.0, (110.0, 740.0), 0.15).to(120.0, 782.0);
    c.turned(&foot, glaze, Finish::Glossy);
    let body =
        Turned::new(500.0, (262.0, 480.0), 0.17).curve([262.0, 640.0, 190.0, 730.0, 112.0, 748.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        c.pen("M238 520A262 45 0 0 0 762 520", band, 16.0, 0.9);
        c.pen("M238 548A258 45 0 0 0 762 548", band, 5.0, 0.9);
        for i in 0..13 {
            let x = 262.0 + f64::from(i) * 39.5;
            let dip = 42.0 - (x - 500.0) * (x - 500.0) / 1500.0;
            c.group(&format!("translate({x:.0} {:.0})", 596.0 + dip), |c| {
                c.veil("M0-20L9 0L0 20L-9 0Z", band, 0.85);
            });
        }
    });
    c.mouth(&body, glaze, glaze.light(25), 13.0);
}

/// A stove-top kettle with a wooden handle over it.
pub fn kettle(c: &mut Canvas, coat: Rgb, finish: Finish) {
    c.floor_shadow(520.0, 796.0, 270.0);
    c.tube("M330 520C270 250 730 250 670 520", STEEL.dark(20), 20.0);
    c.tube("M398 330C450 300 550 300 602 330", WALNUT, 44.0);
    // The spout, behind the shoulder.
    let spout = "M640 640C720 620 750 560 776 476L828 486C826 590 780 700 660 730Z";
    let paint = c.linear(
        [0, 0, 100, 0],
        &[
            (0, coat.dark(20), 1.0),
            (60, coat.light(20), 1.0),
            (100, coat.dark(35), 1.0),
        ],
    );
    c.fill(spout, paint);
    c.ellipse((802.0, 481.0), (26.0, 9.0), coat.dark(60));
    let body = Turned::new(500.0, (120.0, 476.0), 0.16)
        .curve([190.0, 490.0, 232.0, 540.0, 240.0, 640.0])
        .curve([246.0, 720.0, 236.0, 770.0, 222.0, 780.0]);
    c.turned(&body, coat, finish);
    let lid =
        Turned::new(500.0, (96.0, 456.0), 0.2).curve([112.0, 462.0, 118.0, 470.0, 124.0, 480.0]);
    c.turned(&lid, coat, finish);
    c.cap(&lid, coat);
    let knob =
        Turned::new(500.0, (26.0, 404.0), 0.3).curve([34.0, 424.0, 14.0, 430.0, 14.0, 456.0]);
    c.turned(&knob, WALNUT, Finish::Matt);
    c.cap(&knob, WALNUT);
}

/// A kettle for pouring over: low body, swan's neck.
pub fn gooseneck(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(500.0, 796.0, 250.0);
    c.tube(
        "M650 740C800 730 690 470 800 420C826 410 850 420 870 436",
        coat,
        26.0,
    );
    c.tube("M352 470C210 400 150 500 178 700", coat.dark(5), 22.0);
    c.tube("M186 470C160 520 166 640 180 706", WALNUT, 38.0);
    let body = Turned::new(490.0, (132.0, 470.0), 0.16)
        .curve([160.0, 560.0, 190.0, 660.0, 206.0, 740.0])
        .curve([210.0, 770.0, 206.0, 776.0, 196.0, 782.0]);
    c.turned(&body, coat, Finish::Matt);
    let lid = Turned::new(490.0, (112.0, 450.0), 0.18).to(136.0, 472.0);
    c.turned(&lid, coat, Finish::Matt);
    c.cap(&lid, coat);
    let knob =
        Turned::new(490.0, (30.0, 396.0), 0.3).curve([38.0, 420.0, 18.0, 424.0, 20.0, 448.0]);
    c.turned(&knob, BRASS, Finish::Metal);
    c.cap(&knob, BRASS);
}

/// A teapot with a cane handle.
pub fn teapot(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(520.0, 796.0, 260.0);
    c.tube("M352 512C300 250 700 250 648 512", SAND.dark(10), 22.0);
    let mut wraps = String::new();
    for i in 0..9 {
        let x = 420.0 + f64::from(i) * 20.0;
        let lift = (x - 500.0) * (x - 500.0) / 420.0;
        let _ = write!(wraps, "M{x:.0} {:.0}l6 26", 304.0 + lift);
    }
    c.pen(&wraps, SAND.dark(45), 4.0, 0.7);
    let paint = c.linear(
        [0, 0, 100, 60],
        &[
            (0, glaze.dark(14), 1.0),
            (50, glaze.light(18), 1.0),
            (100, glaze.dark(32), 1.0),
        ],
    );
    c.fill(
        "M690 700C780 690 780 580 838 520L800 500C750 540 720 570 660 590Z",
        paint,
    );
    let body = Turned::new(500.0, (128.0, 486.0), 0.17)
        .curve([260.0, 500.0, 272.0, 700.0, 200.0, 764.0])
        .curve([188.0, 776.0, 160.0, 782.0, 150.0, 784.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        for i in 0..24 {
            let x = f64::from(i) * 24.0 - 276.0;
            let d = format!(
                "M{:.0} 480Q{:.0} 640 {:.0} 800",
                500.0 + x * 0.5,
                500.0 + x,
                500.0 + x * 0.7
            );
            c.pen(&d, glaze.dark(40), 3.0, 0.28);
        }
    });
    let lid =
        Turned::new(500.0, (60.0, 446.0), 0.22).curve([110.0, 452.0, 128.0, 470.0, 134.0, 488.0]);
    c.turned(&lid, glaze, Finish::Glossy);
    c.cap(&lid, glaze.light(10));
    let knob =
        Turned::new(500.0, (24.0, 414.0), 0.32).curve([30.0, 432.0, 14.0, 436.0, 16.0, 446.0]);
    c.turned(&knob, glaze, Finish::Matt);
    c.cap(&knob, glaze);
}

/// A glass carafe with a filter cone on top and a wooden collar.
pub fn coffee_carafe(c: &mut Canvas) {
    c.floor_shadow(515.0, 796.0, 200.0);
    let lower = Turned::new(500.0, (62.0, 520.0), 0.2)
        .curve([80.0, 590.0, 200.0, 660.0, 196.0, 740.0])
        .curve([194.0, 776.0, 180.0, 786.0, 160.0, 788.0]);
    let upper = Turned::new(500.0, (172.0, 240.0), 0.16).to(60.0, 520.0);
    let glass = Rgb(0xC9, 0xD8, 0xD8);
    for part in [&upper, &lower] {
        glass_body(c, &part.outline(), glass);
    }
    let paper = Turned::new(500.0, (150.0, 258.0), 0.15).to(18.0, 508.0);
    c.turned(&paper, Rgb(0xEE, 0xE4, 0xD0), Finish::Matt);
    c.mouth(&paper, Rgb(0xEE, 0xE4, 0xD0), Rgb(0x5A, 0x3A, 0x24), 12.0);
    c.pen("M334 244A172 27 0 0 0 666 244", WHITE, 5.0, 0.8);
    c.clip(&lower.outline(), |c| {
        let brew = c.fade(Rgb(0x6E, 0x3D, 0x1E), Rgb(0x2E, 0x17, 0x0C));
        c.fill("M280 690H720V800H280Z", brew);
        c.ellipse((500.0, 690.0), (190.0, 26.0), Rgb(0x8A, 0x55, 0x2D));
        c.soft("M336 720q-20 30 20 60h14q-30-30-14-66Z", WHITE, 0.6, 4);
    });
    let collar = Turned::new(500.0, (84.0, 462.0), 0.2)
        .curve([74.0, 490.0, 66.0, 506.0, 66.0, 520.0])
        .curve([66.0, 536.0, 80.0, 552.0, 92.0, 570.0]);
    c.turned(&collar, BEECH.dark(12), Finish::Matt);
    c.pen(
        "M446 520C470 528 530 528 556 520",
        Rgb(0x5B, 0x3B, 0x26),
        7.0,
        0.9,
    );
    c.pen(
        "M552 520l34 44m-34-44l12 58",
        Rgb(0x5B, 0x3B, 0x26),
        5.0,
        0.9,
    );
    c.ellipse((590.0, 574.0), (13.0, 13.0), WALNUT);
}

/// Clear glass: almost nothing, edges and a reflection.
pub fn glass_body(c: &mut Canvas, outline: &str, tint: Rgb) {
    let paint = c.linear(
        [0, 0, 100, 0],
        &[
            (0, tint.dark(24), 0.75),
            (9, tint.light(30), 0.35),
            (24, tint.light(85), 0.5),
            (36, tint.light(30), 0.22),
            (78, tint.dark(4), 0.26),
            (92, tint.light(50), 0.5),
            (100, tint.dark(34), 0.8),
        ],
    );
    c.fill(outline, paint);
    c.pen(outline, tint.dark(34), 3.0, 0.4);
}

/// A vacuum flask whose lid is the cup.
pub fn thermos(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(510.0, 842.0, 150.0);
    let body = Turned::new(500.0, (112.0, 350.0), 0.15)
        .curve([122.0, 370.0, 126.0, 380.0, 126.0, 400.0])
        .to(126.0, 830.0);
    c.turned(&body, coat, Finish::Matt);
    for (y, h) in [(386.0, 12.0), (786.0, 42.0)] {
        let band = Turned::new(500.0, (127.0, y), 0.15).to(127.0, y + h);
        c.turned(&band, STEEL, Finish::Metal);
    }
    c.tube(
        "M624 460H676Q696 460 696 490V690Q696 720 668 720H624",
        BLACK.light(10),
        26.0,
    );
    let cup = Turned::new(500.0, (98.0, 170.0), 0.15)
        .curve([106.0, 172.0, 108.0, 180.0, 110.0, 200.0])
        .to(114.0, 344.0);
    c.turned(&cup, STEEL, Finish::Metal);
    c.cap(&cup, STEEL);
    c.soft("M424 420h18v350h-18Z", WHITE, 0.34, 7);
}

/// A steel drinking bottle with a loop on its cap.
pub fn bottle(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(510.0, 842.0, 140.0);
    let body = Turned::new(500.0, (62.0, 300.0), 0.16)
        .curve([70.0, 350.0, 122.0, 350.0, 124.0, 430.0])
        .to(124.0, 800.0)
        .curve([124.0, 820.0, 116.0, 830.0, 104.0, 834.0]);
    c.turned(&body, coat, Finish::Matt);
    c.soft("M420 440q-4 20-4 60v260h16v-260q0-40 6-66Z", WHITE, 0.45, 6);
    let neck = Turned::new(500.0, (64.0, 280.0), 0.16).to(64.0, 302.0);
    c.turned(&neck, STEEL, Finish::Metal);
    c.tube("M456 214C440 120 560 120 544 214", CHALK.dark(72), 20.0);
    let cap = Turned::new(500.0, (66.0, 206.0), 0.18).to(70.0, 282.0);
    c.turned(&cap, BLACK.light(14), Finish::Matt);
    c.cap(&cap, BLACK.light(22));
    // The mark pressed into the coat.
    c.pen("M480 610h40m-40 14h40m-40 14h24", coat.light(55), 4.0, 0.8);
}
