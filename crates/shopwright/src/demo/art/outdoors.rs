//! Things for a night or an afternoon outside.

use std::fmt::Write;

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BEECH, BLACK, BRASS, LEATHER, OAT, Rgb, STEEL, WHITE};

/// A ridge tent with its door tied open.
pub fn tent(c: &mut Canvas, fly: Rgb) {
    c.floor_shadow(520.0, 806.0, 390.0);
    c.pen("M400 330L60 838M648 316L930 800", OAT.dark(30), 5.0, 1.0);
    for (x, y) in [(60.0, 838.0), (930.0, 800.0)] {
        c.pen(
            &format!("M{x} {:.0}l-8 34", y - 10.0),
            STEEL.dark(20),
            8.0,
            1.0,
        );
    }
    // The long side, turned from the light.
    let side = "M400 322Q530 350 650 310Q760 520 872 770Q800 800 660 806Q520 560 400 322Z";
    let shade = c.linear(
        [0, 0, 100, 60],
        &[
            (0, fly.dark(12), 1.0),
            (60, fly.dark(26), 1.0),
            (100, fly.dark(44), 1.0),
        ],
    );
    c.fill(side, shade);
    c.folds(
        side,
        &["M520 340Q640 560 730 800", "M600 326Q720 540 810 790"],
    );
    let front = "M400 322Q530 560 664 806Q400 826 132 806Q280 580 400 322Z";
    let lit = c.linear(
        [0, 0, 100, 100],
        &[
            (0, fly.light(26), 1.0),
            (50, fly.light(6), 1.0),
            (100, fly.dark(10), 1.0),
        ],
    );
    c.fill(front, lit);
    c.folds(front, &["M392 350Q280 600 180 806"]);
    let door = "M402 352Q420 560 470 812Q400 820 326 814Q384 560 402 352Z";
    let dusk = c.fade(BLACK.light(6), Rgb(0x5A, 0x50, 0x42));
    c.fill(door, dusk);
    c.veil(
        "M340 790Q400 740 464 790L470 812Q400 820 326 814Z",
        OAT,
        0.5,
    );
    let flap = "M402 352Q470 560 470 812L520 810Q500 600 402 352Z";
    let back = c.linear(
        [0, 0, 100, 0],
        &[(0, fly.light(44), 1.0), (100, fly.light(10), 1.0)],
    );
    c.fill(flap, back);
    c.tube("M494 640l-38 12", OAT, 10.0);
    c.pen("M400 322V812", STEEL.dark(30), 8.0, 0.55);
    c.stitch(
        "M392 346Q270 600 150 800M410 346Q530 570 650 800",
        fly.light(60),
    );
    c.stitch("M640 322Q740 520 852 768", fly.light(40));
    c.fill("M382 322Q400 296 420 322L410 350H392Z", LEATHER);
    c.fill("M636 316Q652 292 666 312L660 336H642Z", LEATHER.dark(20));
}

/// A rolled sleeping mat held by two straps.
pub fn sleeping_mat(c: &mut Canvas, foam: Rgb, back: Rgb) {
    c.floor_shadow(520.0, 770.0, 330.0);
    let d = "M300 470H800Q874 490 874 618Q874 746 800 766H300Z";
    let round = c.linear(
        [0, 0, 0, 100],
        &[
            (0, foam.dark(6), 1.0),
            (22, foam.light(32), 1.0),
            (55, foam, 1.0),
            (100, foam.dark(50), 1.0),
        ],
    );
    c.fill(d, round);
    let mut ribs = String::new();
    for i in 0..11 {
        let y = 490.0 + f64::from(i) * 26.0;
        let _ = write!(ribs, "M330 {y:.0}H850");
    }
    c.clip(d, |c| {
        c.pen(&ribs, foam.dark(40), 5.0, 0.28);
        c.group("translate(0 6)", |c| c.pen(&ribs, WHITE, 3.0, 0.2));
    });
    let end = c.radial(
        (40, 36),
        &[(0, back.light(24), 1.0), (100, back.dark(20), 1.0)],
    );
    c.ellipse((300.0, 618.0), (116.0, 148.0), end);
    let mut s = 1.0;
    for tone in [foam, back, foam, back, foam] {
        let (rx, ry) = (104.0 * s, 134.0 * s);
        let turn = format!(
            "M{:.0} 618a{rx:.0} {ry:.0} 0 1 1 {:.0} {:.0}",
            300.0 - rx,
            rx * 0.4,
            ry * 0.8
        );
        c.pen(&turn, tone.dark(44), 11.0, 0.8);
        s -= 0.19;
    }
    c.ellipse((300.0, 622.0), (9.0, 13.0), BLACK);
    for x in [470.0, 700.0] {
        let strap = format!("M{x} 468h40q56 20 56 150t-56 150h-40q56-20 56-150t-56-150Z");
        c.fill(&strap, BLACK.light(14));
        let sheen = c.linear(
            [0, 0, 0, 100],
            &[
                (0, WHITE, 0.1),
                (24, WHITE, 0.3),
                (60, BLACK, 0.0),
                (100, BLACK, 0.5),
            ],
        );
        c.fill(&strap, sheen);
        c.rect([x + 46.0, 560.0, 50.0, 40.0], 6.0, STEEL.dark(10));
        c.rect([x + 56.0, 570.0, 30.0, 20.0], 3.0, BLACK.light(20));
    }
}

/// A folding stool: beech legs, canvas seat.
pub fn camp_stool(c: &mut Canvas, canvas: Rgb) {
    c.floor_shadow(510.0, 812.0, 260.0);
    c.tube("M700 440L330 800", BEECH.dark(22), 30.0);
    c.tube("M300 440L670 800", BEECH, 32.0);
    c.tube("M276 800H350M640 806H716", BEECH.dark(12), 24.0);
    c.ellipse((500.0, 634.0), (17.0, 17.0), BRASS.dark(20));
    c.ellipse((498.0, 632.0), (9.0, 9.0), BRASS.light(40));
    let seat = "M226 414Q500 500 774 414L790 452Q500 566 210 452Z";
    c.patch(seat, canvas, Weave::Plain);
    let sag = c.linear(
        [0, 0, 0, 100],
        &[(0, BLACK, 0.3), (40, BLACK, 0.0), (100, WHITE, 0.2)],
    );
    c.fill(seat, sag);
    for (x, tilt) in [(226.0, 1.0), (774.0, -1.0)] {
        let sleeve = format!(
            "M{x} 404q{:.0} 6 {:.0} 30l{:.0} 34q{:.0}-2 {:.0}-20Z",
            -24.0 * tilt,
            -24.0 * tilt,
            10.0 * tilt,
            24.0 * tilt,
            34.0 * tilt
        );
        c.patch(&sleeve, canvas.dark(16), Weave::Plain);
    }
    c.stitch("M232 430Q500 516 768 430", canvas.light(60));
    c.stitch("M226 450Q500 552 774 450", canvas.light(60));
}

/// A picnic blanket folded into its leather carrier.
pub fn picnic_blanket(c: &mut Canvas, ground: Rgb, check: Rgb) {
    c.floor_shadow(515.0, 806.0, 310.0);
    c.tube("M380 420C380 260 620 260 620 420", LEATHER, 34.0);
    let roll =
        "M214 440Q500 400 786 440Q838 450 838 620T786 800Q500 826 214 800Q162 790 162 620T214 440Z";
    c.patch(roll, ground, Weave::Twill);
    c.clip(roll, |c| {
        for x in [150.0, 290.0, 430.0, 570.0, 710.0, 850.0] {
            c.veil(&format!("M{x} 400h70v430h-70Z"), check, 0.55);
        }
        for y in [450.0, 580.0, 710.0] {
            c.veil(
                &format!(
                    "M140 {y}Q500 {:.0} 860 {y}v64Q500 {:.0} 140 {:.0}Z",
                    y + 16.0,
                    y + 80.0,
                    y + 64.0
                ),
                check,
                0.5,
            );
        }
        let light = c.linear(
            [0, 0, 0, 100],
            &[
                (0, BLACK, 0.16),
                (24, WHITE, 0.26),
                (55, BLACK, 0.0),
                (100, BLACK, 0.4),
            ],
        );
        c.fill(roll, light);
        c.soft_line("M170 640Q500 676 832 636", BLACK, 14.0, 0.4);
    });
    for x in [352.0, 606.0] {
        let strap = format!(
            "M{x} 424h46Q{:.0} 620 {:.0} 816h-46Q{:.0} 620 {x} 424Z",
            x + 56.0,
            x + 46.0,
            x + 10.0
        );
        c.patch(&strap, LEATHER, Weave::Smooth);
        let sheen = c.linear(
            [0, 0, 0, 100],
            &[
                (0, WHITE, 0.1),
                (24, WHITE, 0.3),
                (60, BLACK, 0.0),
                (100, BLACK, 0.45),
            ],
        );
        c.fill(&strap, sheen);
        c.rect([x - 2.0, 560.0, 62.0, 54.0], 8.0, BRASS.dark(8));
        c.rect([x + 10.0, 572.0, 38.0, 30.0], 4.0, LEATHER.dark(30));
        c.pen(
            &format!("M{:.0} 587h36", x + 24.0),
            BRASS.light(50),
            5.0,
            1.0,
        );
    }
}

/// A brass compass with its lid open.
pub fn compass(c: &mut Canvas) {
    let case = "M220 560A280 280 0 0 1 780 560A280 280 0 0 1 220 560Z";
    c.pen(
        "M500 280V216M500 150A34 34 0 1 1 499 150",
        BRASS.dark(20),
        17.0,
        1.0,
    );
    c.cast(case);
    let rim = c.linear(
        [10, 0, 90, 100],
        &[
            (0, BRASS.light(60), 1.0),
            (40, BRASS, 1.0),
            (70, BRASS.light(30), 1.0),
            (100, BRASS.dark(40), 1.0),
        ],
    );
    c.fill(case, rim);
    let well = c.linear(
        [10, 0, 90, 100],
        &[(0, BRASS.dark(62), 1.0), (100, BRASS.light(30), 1.0)],
    );
    c.ellipse((500.0, 560.0), (236.0, 236.0), well);
    c.ellipse((501.0, 563.0), (224.0, 224.0), OAT.light(55));
    for i in 0_u16..36 {
        c.group(&format!("rotate({} 501 563)", i * 10), |c| {
            c.raw(&format!(
                "<path d='M501 350v{}' stroke='{}' stroke-width='4'/>",
                if i % 9 == 0 { 34 } else { 16 },
                BLACK.light(20)
            ));
        });
    }
    c.veil(
        "M501 400L524 540L664 563L524 586L501 726L478 586L338 563L478 540Z",
        BLACK.light(30),
        0.3,
    );
    c.group("rotate(28 501 563)", |c| {
        c.group("translate(8 12)", |c| {
            c.soft("M501 390L522 563L501 736L480 563Z", BLACK, 0.4, 5);
        });
        c.fill("M501 390L522 563H480Z", Rgb(0xB0, 0x40, 0x30));
        c.fill("M501 736L522 563H480Z", STEEL.light(40));
    });
    c.ellipse((501.0, 563.0), (13.0, 13.0), BRASS);
    c.soft(
        "M330 470Q400 370 520 356L500 420Q410 440 366 520Z",
        WHITE,
        0.4,
        9,
    );
}
