//! Bags: standing, packed, ready to go.

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BLACK, BRASS, LEATHER, OAT, Rgb, SAND, WHITE};

/// The way a packed bag bulges towards the light.
fn bulge(c: &mut Canvas, d: &str) {
    let light = c.linear(
        [0, 0, 100, 0],
        &[
            (0, BLACK, 0.26),
            (14, BLACK, 0.04),
            (32, WHITE, 0.2),
            (56, WHITE, 0.0),
            (100, BLACK, 0.4),
        ],
    );
    c.fill(d, light);
    let foot = c.linear(
        [0, 0, 0, 100],
        &[(0, WHITE, 0.12), (50, BLACK, 0.0), (100, BLACK, 0.3)],
    );
    c.fill(d, foot);
}

/// A leather strap with a brass buckle, hanging straight down.
fn buckle_strap(c: &mut Canvas, x: f64, y: f64, length: f64) {
    let d = format!("M{:.0} {y}h44v{length}q0 24-22 24t-22-24Z", x - 22.0);
    c.group("translate(3 6)", |c| c.soft(&d, BLACK, 0.4, 5));
    c.patch(&d, LEATHER, Weave::Smooth);
    c.stitch(
        &format!("M{:.0} {y}v{length}M{:.0} {y}v{length}", x - 15.0, x + 15.0),
        OAT,
    );
    c.rect([x - 30.0, y + length * 0.52, 60.0, 40.0], 6.0, BRASS);
    c.rect(
        [x - 20.0, y + length * 0.52 + 9.0, 40.0, 22.0],
        3.0,
        LEATHER.dark(24),
    );
    c.pen(
        &format!("M{x:.0} {:.0}v26", y + length * 0.52 + 4.0),
        BRASS.light(50),
        5.0,
        1.0,
    );
}

/// A roll-top rucksack.
pub fn backpack(c: &mut Canvas, base: Rgb) {
    c.floor_shadow(515.0, 846.0, 240.0);
    c.tube("M330 330C230 400 230 720 300 820", LEATHER.dark(20), 28.0);
    c.tube("M680 330C776 420 776 720 706 820", LEATHER.dark(30), 28.0);
    let body = "M318 300H682Q716 480 722 760Q724 842 660 846H340Q276 842 278 760Q284 480 318 300Z";
    c.patch(body, base, Weave::Plain);
    bulge(c, body);
    let roll = "M296 210Q500 180 704 210Q726 250 704 306Q500 332 296 306Q274 250 296 210Z";
    c.group("translate(2 16)", |c| c.soft(roll, BLACK, 0.5, 9));
    c.patch(roll, base.light(6), Weave::Plain);
    let round = c.linear(
        [0, 0, 0, 100],
        &[(0, BLACK, 0.05), (28, WHITE, 0.26), (100, BLACK, 0.4)],
    );
    c.fill(roll, round);
    c.folds(roll, &["M300 268Q500 250 700 270"]);
    c.tube("M440 196C440 130 560 130 560 196", LEATHER, 22.0);
    let pocket =
        "M340 540H660Q672 650 666 770Q664 800 636 800H364Q336 800 334 770Q328 650 340 540Z";
    c.group("translate(3 8)", |c| c.soft(pocket, BLACK, 0.42, 7));
    c.patch(pocket, base.light(4), Weave::Plain);
    bulge(c, pocket);
    c.stitch("M350 556H650M346 780Q500 796 654 780", base.light(60));
    c.pen("M346 560H654", BLACK, 3.0, 0.4);
    for x in [410.0, 590.0] {
        buckle_strap(c, x, 214.0, 240.0);
    }
    c.rect([452.0, 640.0, 96.0, 62.0], 4.0, LEATHER);
    c.pen("M470 686l22-32 16 20 12-14 14 26", OAT, 5.0, 1.0);
}

/// A shopper of heavy canvas with long handles.
pub fn tote(c: &mut Canvas, base: Rgb, foot: Rgb) {
    let d = "M250 330Q500 350 750 330L776 850Q500 872 224 850Z";
    c.group("translate(-8 -6)", |c| {
        c.tube("M384 340C370 40 630 40 616 340", base.dark(22), 32.0);
    });
    c.cloth(d, base, Weave::Plain);
    c.clip(d, |c| {
        c.patch("M200 690Q500 712 800 690V900H200Z", foot, Weave::Plain);
        c.stitch("M200 704Q500 726 800 704", foot.light(60));
    });
    c.folds(
        d,
        &[
            "M300 350Q340 520 310 700",
            "M700 350Q650 500 690 720",
            "M500 360Q470 500 520 640",
        ],
    );
    c.edge_shade(d);
    c.stitch("M250 352Q500 372 752 352", base.dark(50));
    c.tube("M372 500C366 120 634 120 628 500", base.dark(4), 36.0);
    for x in [372.0, 628.0] {
        c.patch(
            &format!("M{:.0} 430h38v96h-38Z", x - 19.0),
            base.dark(6),
            Weave::Plain,
        );
        c.stitch(
            &format!("M{:.0} 440h28v78h-28Zl28 78m-28 0l28-78", x - 14.0),
            base.dark(52),
        );
    }
    c.pen(
        "M452 560h96M452 586h96M452 612h56",
        base.mix(foot, 75),
        7.0,
        0.9,
    );
}

/// A weekend bag with leather trim.
pub fn duffel(c: &mut Canvas, base: Rgb) {
    c.floor_shadow(515.0, 806.0, 370.0);
    c.tube("M380 470C370 230 630 230 620 470", LEATHER.dark(24), 28.0);
    let d = "M214 430Q500 380 786 430Q868 450 876 620Q884 790 800 804H200Q116 790 124 620Q132 450 214 430Z";
    c.patch(d, base, Weave::Plain);
    let round = c.linear(
        [0, 0, 0, 100],
        &[
            (0, WHITE, 0.2),
            (20, WHITE, 0.22),
            (55, BLACK, 0.0),
            (100, BLACK, 0.42),
        ],
    );
    c.fill(d, round);
    c.folds(
        d,
        &[
            "M250 450Q290 560 260 700",
            "M744 450Q706 560 744 700",
            "M470 430Q520 500 500 560",
        ],
    );
    c.pen("M220 438Q500 390 780 438", BLACK, 11.0, 0.75);
    c.raw("<path d='M220 438Q500 390 780 438' fill='none' stroke='#c49b4c' stroke-width='6' stroke-linecap='butt' stroke-dasharray='4 5'/>");
    for end in [
        "M214 430Q132 450 124 620Q116 790 200 804H262Q204 620 262 424Z",
        "M786 430Q868 450 876 620Q884 790 800 804H738Q796 620 738 424Z",
    ] {
        c.patch(end, LEATHER, Weave::Smooth);
        let shade = c.linear(
            [0, 0, 0, 100],
            &[(0, WHITE, 0.14), (40, BLACK, 0.0), (100, BLACK, 0.36)],
        );
        c.fill(end, shade);
    }
    c.stitch("M274 430Q218 620 274 800M726 430Q782 620 726 800", OAT);
    c.tube("M340 800V520C330 260 670 260 660 520V800", LEATHER, 34.0);
    c.stitch("M334 790V530M346 790V530M654 790V530M666 790V530", OAT);
    for x in [340.0, 660.0] {
        c.rect([x - 26.0, 500.0, 52.0, 40.0], 6.0, BRASS.dark(6));
        c.rect([x - 16.0, 510.0, 32.0, 20.0], 3.0, LEATHER.dark(24));
    }
    c.tube("M452 330Q500 306 548 330", LEATHER.dark(30), 42.0);
}

/// A zipped pouch with a leather pull.
pub fn pouch(c: &mut Canvas, base: Rgb) {
    let d = "M180 340Q500 320 820 340Q836 340 838 360Q850 520 838 680Q836 704 812 704Q500 724 188 704Q164 704 162 680Q150 520 162 360Q164 340 180 340Z";
    c.cloth(d, base, Weave::Plain);
    c.folds(
        d,
        &[
            "M220 420Q300 520 260 690",
            "M780 420Q700 560 760 690",
            "M420 430Q520 500 600 470",
        ],
    );
    c.edge_shade(d);
    c.pen("M176 384Q500 366 824 384", BLACK, 20.0, 0.8);
    c.raw("<path d='M176 384Q500 366 824 384' fill='none' stroke='#d8b668' stroke-width='12' stroke-linecap='butt' stroke-dasharray='5 6'/>");
    c.stitch(
        "M176 408Q500 390 824 408M176 360Q500 342 824 360",
        base.light(60),
    );
    c.group("rotate(24 770 384)", |c| {
        let pull = "M756 384h28l8 110q-22 20-44 0Z";
        c.cast(pull);
        c.patch(pull, LEATHER, Weave::Smooth);
        c.stitch("M764 410l-6 78M776 410l6 78", OAT);
        c.rect([748.0, 364.0, 44.0, 34.0], 8.0, BRASS);
    });
    c.rect([214.0, 600.0, 110.0, 62.0], 3.0, LEATHER.light(8));
    c.stitch("M222 608H316V654H222Z", OAT);
}

/// A market basket of willow.
pub fn basket(c: &mut Canvas, lining: Rgb) {
    c.floor_shadow(515.0, 810.0, 300.0);
    c.tube("M300 500C280 160 720 160 700 500", LEATHER, 32.0);
    c.fill("M190 490Q500 420 810 490Q500 560 190 490Z", lining.dark(30));
    let d = "M184 490Q500 566 816 490L756 780Q740 812 700 812H300Q260 812 244 780Z";
    c.fill(d, SAND.dark(20));
    c.clip(d, |c| {
        for row in 0_u8..11 {
            let y = 506.0 + f64::from(row) * 29.0;
            let dip = 60.0 - f64::from(row) * 5.0;
            let (tone, from) = if row % 2 == 0 {
                (SAND.light(12), 0)
            } else {
                (SAND.dark(2), 20)
            };
            c.raw(&format!("<path d='M150 {y:.0}Q500 {:.0} 850 {y:.0}' fill='none' stroke='{tone}' stroke-width='24' stroke-dasharray='16 25' stroke-dashoffset='{from}'/>", y + dip));
        }
    });
    bulge(c, d);
    let cloth = "M176 476Q500 552 824 476L814 546Q500 626 186 546Z";
    c.group("translate(2 8)", |c| c.soft(cloth, BLACK, 0.4, 6));
    c.patch(cloth, lining, Weave::Plain);
    c.stitch("M188 536Q500 614 812 536", lining.dark(40));
    c.pen("M180 478Q500 554 820 478", lining.light(50), 9.0, 0.9);
    for x in [302.0, 698.0] {
        c.rect([x - 22.0, 500.0, 44.0, 96.0], 8.0, LEATHER);
        c.ellipse((x, 524.0), (7.0, 7.0), BRASS);
        c.ellipse((x, 574.0), (7.0, 7.0), BRASS);
    }
}
