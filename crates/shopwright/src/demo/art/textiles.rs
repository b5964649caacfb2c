//! Blankets, cushions, rugs and linen; and the furniture they lie on.

use std::fmt::Write;

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BEECH, BLACK, LEATHER, OAT, Rgb, WHITE};
use super::solids::{Finish, Turned};

/// A folded blanket with a check and a fringe.
pub fn blanket(c: &mut Canvas, ground: Rgb, check: Rgb) {
    let mut fringe = String::new();
    for i in 0..34 {
        let x = 178.0 + f64::from(i) * 19.5;
        let lean = if i % 2 == 0 { -5 } else { 6 };
        let _ = write!(fringe, "M{x:.0} 770q{lean} 30 0 64");
    }
    c.group("translate(10 14)", |c| {
        c.soft_line(&fringe, BLACK, 7.0, 0.25);
    });
    c.pen(&fringe, ground.dark(12), 8.0, 1.0);
    for (i, y) in [(0_u8, 240.0), (1, 310.0), (2, 380.0)] {
        let h = if i == 2 { 400.0 } else { 130.0 };
        let d = format!(
            "M196 {y}Q500 {:.0} 804 {y}Q846 {y} 846 {:.0}V{:.0}Q846 {:.0} 836 {:.0}H164Q154 {:.0} 154 {:.0}V{:.0}Q154 {y} 196 {y}Z",
            y - 10.0,
            y + 44.0,
            y + h - 16.0,
            y + h,
            y + h,
            y + h,
            y + h - 16.0,
            y + 44.0
        );
        c.cast(&d);
        c.patch(
            &d,
            if i == 2 { ground } else { ground.dark(8) },
            Weave::Twill,
        );
        c.clip(&d, |c| {
            for x in [240.0, 420.0, 600.0, 780.0] {
                c.veil(&format!("M{x} 200h62v620h-62Z"), check, 0.42);
                c.pen(
                    &format!("M{:.0} 200V820", x + 96.0),
                    check.light(40),
                    4.0,
                    0.7,
                );
            }
            for yy in [450.0, 610.0, 770.0] {
                c.veil(&format!("M100 {yy}H900v56H100Z"), check, 0.42);
                c.pen(
                    &format!("M100 {:.0}H900", yy + 84.0),
                    check.light(40),
                    4.0,
                    0.7,
                );
            }
            let roll = c.linear(
                [0, 0, 0, 100],
                &[
                    (0, WHITE, 0.28),
                    (if i == 2 { 8 } else { 24 }, WHITE, 0.0),
                    (100, BLACK, 0.16),
                ],
            );
            c.fill(&d, roll);
        });
    }
    c.rect([700.0, 690.0, 96.0, 52.0], 3.0, OAT.light(40));
    c.pen("M718 708h60M718 722h36", ground.dark(50), 4.0, 0.8);
}

/// A waffle throw rolled up, tied with a band.
pub fn waffle_throw(c: &mut Canvas, base: Rgb) {
    c.floor_shadow(510.0, 786.0, 300.0);
    let d = "M270 470H770Q850 480 850 628Q850 776 770 786H270Q190 770 190 628Q190 486 270 470Z";
    c.patch(d, base, Weave::Waffle);
    let round = round_light(c);
    c.fill(d, &round);
    let end = "M270 470Q350 486 350 628T270 786Q190 770 190 628T270 470Z";
    c.patch(end, base.dark(8), Weave::Smooth);
    for (rx, ry) in [(66.0, 132.0), (47.0, 98.0), (29.0, 64.0), (12.0, 30.0)] {
        let turn = format!(
            "M{:.0} 628a{rx} {ry} 0 0 1 {:.0} 0a{rx} {ry} 0 0 1 {:.0} 6",
            270.0 - rx,
            rx * 2.0,
            -1.8 * rx
        );
        c.pen(&turn, base.dark(40), 6.0, 0.5);
        c.group("translate(-5 -3)", |c| {
            c.pen(&turn, base.light(60), 4.0, 0.6);
        });
    }
    let strap = "M560 468H622Q700 480 700 628T622 788H560Q640 770 640 628T560 468Z";
    c.patch(strap, LEATHER, Weave::Smooth);
    c.fill(strap, &round);
    c.stitch(
        "M574 474Q650 490 650 628T574 782M612 474Q690 490 690 628T612 782",
        OAT,
    );
}

fn round_light(c: &mut Canvas) -> String {
    c.linear(
        [0, 0, 0, 100],
        &[
            (0, BLACK, 0.1),
            (24, WHITE, 0.3),
            (55, BLACK, 0.0),
            (100, BLACK, 0.42),
        ],
    )
}

/// A square cushion of linen with piping.
pub fn cushion(c: &mut Canvas, base: Rgb) {
    let d = "M190 190Q500 236 810 190Q770 500 812 812Q500 768 188 812Q232 500 190 190Z";
    c.cloth(d, base, Weave::Plain);
    let belly = c.radial(
        (40, 36),
        &[(0, WHITE, 0.16), (50, WHITE, 0.0), (100, BLACK, 0.22)],
    );
    c.fill(d, belly);
    c.folds(
        d,
        &[
            "M200 200Q290 280 330 330",
            "M800 200Q710 290 690 330",
            "M200 800Q280 720 320 690",
            "M800 800Q720 720 680 690",
            "M500 790Q480 720 500 680",
        ],
    );
    c.pen(d, base.dark(30), 11.0, 1.0);
    c.group("translate(-2 -3)", |c| c.pen(d, base.light(24), 4.0, 0.7));
}

/// A stack of bed linen with a pillow on top.
pub fn bedding(c: &mut Canvas, base: Rgb) {
    c.floor_shadow(510.0, 800.0, 330.0);
    for (i, (y, h)) in [(660.0, 130.0), (560.0, 112.0), (474.0, 96.0)]
        .into_iter()
        .enumerate()
    {
        let tone = if i == 1 { base.light(34) } else { base };
        let d = format!(
            "M196 {y}Q500 {:.0} 804 {y}Q838 {:.0} 812 {:.0}Q500 {:.0} 190 {:.0}Q162 {:.0} 196 {y}Z",
            y - 16.0,
            y + h * 0.5,
            y + h,
            y + h + 14.0,
            y + h,
            y + h * 0.5
        );
        c.patch(&d, tone, Weave::Plain);
        let round = round_light(c);
        c.fill(&d, round);
        c.folds(
            &d,
            &[&format!(
                "M190 {:.0}Q420 {:.0} 800 {:.0}",
                y + h * 0.55,
                y + h * 0.68,
                y + h * 0.5
            )],
        );
    }
    let pillow =
        "M214 340Q360 296 500 300T786 340Q824 400 790 470Q640 506 500 504T210 470Q176 400 214 340Z";
    c.patch(pillow, base.light(18), Weave::Plain);
    let round = round_light(c);
    c.fill(pillow, round);
    c.folds(
        pillow,
        &[
            "M226 350Q300 380 330 400",
            "M776 350Q700 380 680 400",
            "M230 460Q300 430 340 428",
            "M470 500Q500 460 560 450",
        ],
    );
    for x in [690.0, 730.0, 770.0] {
        c.ellipse((x, 610.0), (12.0, 11.0), Rgb(0x6B, 0x4A, 0x32));
        c.ellipse((x - 2.0, 608.0), (4.0, 3.0), OAT);
    }
}

/// A round rug of braided jute.
pub fn rug(c: &mut Canvas, base: Rgb, ring: Rgb) {
    let outer = "M110 500A390 390 0 0 1 890 500A390 390 0 0 1 110 500Z";
    c.cast(outer);
    c.fill(outer, base);
    let mut r = 380.0;
    let mut odd = false;
    while r > 12.0 {
        let tone = if r > 316.0 && r < 352.0 { ring } else { base };
        let circle = format!(
            "M{:.0} 500a{r:.0} {r:.0} 0 0 1 {:.0} 0a{r:.0} {r:.0} 0 0 1 {:.0} 0Z",
            500.0 - r,
            r * 2.0,
            -2.0 * r
        );
        c.pen(&circle, tone.dark(if odd { 12 } else { 4 }), 19.0, 1.0);
        let dash = if odd { "11 9" } else { "13 8" };
        c.raw(&format!("<path d='{circle}' fill='none' stroke='{}' stroke-width='15' stroke-linecap='butt' stroke-dasharray='{dash}' opacity='.5'/>", tone.light(34)));
        odd = !odd;
        r -= 18.5;
    }
    let light = c.radial(
        (34, 30),
        &[(0, WHITE, 0.2), (60, WHITE, 0.0), (100, BLACK, 0.22)],
    );
    c.fill(outer, light);
}

/// A three-legged stool.
pub fn stool(c: &mut Canvas, wood: Rgb) {
    c.floor_shadow(520.0, 838.0, 230.0);
    for d in [
        "M560 440L600 440L628 790L606 790Z",
        "M330 440H374L300 846H274Z",
        "M630 440H672L740 846H714Z",
    ] {
        let paint = c.linear(
            [0, 0, 100, 0],
            &[(0, wood.light(12), 1.0), (100, wood.dark(40), 1.0)],
        );
        c.fill(d, paint);
    }
    c.tube("M310 690L716 690", wood.dark(6), 20.0);
    let seat =
        Turned::new(500.0, (250.0, 390.0), 0.2).curve([254.0, 410.0, 250.0, 450.0, 226.0, 456.0]);
    c.turned(&seat, wood, Finish::Matt);
    let top = "M250 390A250 50 0 0 1 750 390A250 50 0 0 1 250 390Z";
    c.wood(top, wood.light(20), [250.0, 340.0, 500.0, 100.0]);
}

/// A rail with five pegs, a cap's worth of room between them.
pub fn peg_rail(c: &mut Canvas, wood: Rgb) {
    let rail =
        "M90 430H910Q922 430 922 442V558Q922 570 910 570H90Q78 570 78 558V442Q78 430 90 430Z";
    c.cast(rail);
    c.wood(rail, wood, [78.0, 430.0, 844.0, 140.0]);
    c.pen("M90 436H910", wood.light(60), 4.0, 0.6);
    for i in 0..5 {
        let x = 166.0 + f64::from(i) * 167.0;
        c.group(&format!("translate({x:.0} 500)"), |c| {
            c.soft("M-10-10L60 66Q80 90 56 100L-20 30Z", BLACK, 0.4, 8);
            c.ellipse((2.0, 4.0), (26.0, 26.0), wood.dark(30));
            c.tube("M0 0L8 14", BEECH, 44.0);
            let knob = c.radial(
                (36, 34),
                &[
                    (0, BEECH.light(50), 1.0),
                    (60, BEECH, 1.0),
                    (100, BEECH.dark(34), 1.0),
                ],
            );
            c.ellipse((10.0, 18.0), (35.0, 35.0), knob);
        });
    }
    for x in [112.0, 888.0] {
        c.ellipse((x, 464.0), (9.0, 9.0), wood.dark(56));
    }
}
