//! Paper and what writes on it.

use std::fmt::Write;

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BLACK, BRASS, CREAM, LEAF, OAK, OAT, RUST, Rgb, STEEL, WHITE};
use super::cups::glass_body;
use super::solids::{Finish, Turned};

const PAGE: Rgb = Rgb(0xF6, 0xF1, 0xE4);

/// A thread-bound notebook with a ribbon and an elastic band.
pub fn notebook(c: &mut Canvas, cover: Rgb) {
    c.group("rotate(-7 500 500)", |c| {
        let pages = "M262 150H758Q770 150 770 162V868Q770 880 758 880H262Z";
        c.cast("M250 140H764Q780 140 780 156V874Q780 890 764 890H250Z");
        c.pen("M600 880V946l-14-16-12 18V880", RUST, 14.0, 1.0);
        c.fill(pages, PAGE.dark(10));
        c.pen("M770 170V870M776 176V866", PAGE.dark(30), 2.0, 0.8);
        let front = "M250 136H742Q760 136 760 154V862Q760 880 742 880H250Q240 880 240 870V146Q240 136 250 136Z";
        c.patch(front, cover, Weave::Plain);
        let joint = c.linear([0, 0, 100, 0], &[(0, BLACK, 0.34), (30, WHITE, 0.12), (80, BLACK, 0.22), (100, BLACK, 0.0)]);
        c.rect([240.0, 136.0, 62.0, 744.0], 8.0, joint);
        c.rect([388.0, 268.0, 250.0, 150.0], 4.0, PAGE);
        c.pen("M420 318H606M420 352H606M420 386H540", cover.mix(PAGE, 45), 3.0, 1.0);
        c.pen("M704 136V880", cover.dark(45), 15.0, 1.0);
        c.pen("M700 140V876", cover.light(20), 3.0, 0.6);
    });
}

/// The inside of a notebook: `ruling` 0 blank, 1 lined, 2 dotted, 3 squared.
pub fn open_notebook(c: &mut Canvas, cover: Rgb, ruling: u8) {
    let board =
        "M96 236H904Q916 236 916 248V772Q916 784 904 784H96Q84 784 84 772V248Q84 236 96 236Z";
    c.cast(board);
    c.fill(board, cover);
    let left = "M104 250Q320 226 500 262V770Q320 736 104 764Z";
    let right = "M896 250Q680 226 500 262V770Q680 736 896 764Z";
    let (lp, rp) = (
        c.linear(
            [0, 0, 100, 0],
            &[
                (0, PAGE, 1.0),
                (80, PAGE.dark(4), 1.0),
                (100, PAGE.dark(28), 1.0),
            ],
        ),
        c.linear(
            [0, 0, 100, 0],
            &[
                (0, PAGE.dark(24), 1.0),
                (18, PAGE.light(20), 1.0),
                (100, PAGE, 1.0),
            ],
        ),
    );
    c.fill(left, lp);
    c.fill(right, rp);
    let ink = Rgb(0x8E, 0xA0, 0xA8);
    let rule = match ruling {
        1 => format!("<path d='M0 24h26' stroke='{ink}' stroke-width='1.6'/>"),
        2 => format!("<circle cx='13' cy='13' r='1.9' fill='{ink}'/>"),
        _ => format!(
            "<path d='M0 25h25V0' fill='none' stroke='{ink}' stroke-width='1.2' opacity='.8'/>"
        ),
    };
    if ruling > 0 {
        let paint = c.tile(26.0, 26.0, &rule);
        c.fill("M140 296Q320 276 474 296V730Q320 712 140 730Z", &paint);
        c.fill("M860 296Q680 276 526 296V730Q680 712 860 730Z", &paint);
    }
    c.pen("M500 262V770", PAGE.dark(50), 2.0, 0.7);
    c.fill("M520 262L532 264L546 830L532 812L520 832Z", RUST);
}

/// Three thin stapled booklets, fanned.
pub fn booklets(c: &mut Canvas, covers: [Rgb; 3]) {
    for (i, cover) in (0_u8..).zip(covers) {
        let step = f64::from(i);
        c.group(
            &format!(
                "translate({:.0} {:.0}) rotate({:.0} 500 500)",
                step * 86.0 - 92.0,
                step * 26.0 - 20.0,
                step * 13.0 - 15.0
            ),
            |c| {
                let d = "M326 236H662Q678 236 678 252V748Q678 764 662 764H326Z";
                c.cloth(d, cover, Weave::Smooth);
                c.pen("M326 238V762", cover.dark(40), 5.0, 0.7);
                c.pen("M330 360v40M330 600v40", STEEL, 5.0, 1.0);
                c.pen("M450 330H630M450 366H570", cover.light(62), 5.0, 0.75);
                c.pen(
                    "M466 660l30-44 22 28 18-20 34 36",
                    cover.light(62),
                    5.0,
                    0.75,
                );
            },
        );
    }
}

/// A turned brass pen with a clip.
pub fn ballpoint(c: &mut Canvas, metal: Rgb) {
    c.group("rotate(38 500 500)", |c| {
        let barrel = "M474 230H526V700L510 790H490L474 700Z";
        c.cast(barrel);
        let round = c.linear(
            [0, 0, 100, 0],
            &[
                (0, metal.dark(40), 1.0),
                (22, metal.light(56), 1.0),
                (45, metal, 1.0),
                (80, metal.dark(40), 1.0),
                (100, metal.dark(14), 1.0),
            ],
        );
        c.fill("M484 190H516V232H484Z", &round);
        c.fill(barrel, &round);
        c.fill("M492 788H508L502 824H498Z", STEEL.dark(10));
        for y in [236.0, 420.0, 432.0, 690.0] {
            c.pen(&format!("M474 {y}H526"), metal.dark(55), 3.0, 0.8);
        }
        let mut knurl = String::new();
        for i in 0..16 {
            let _ = write!(
                knurl,
                "M475 {:.0}l50 14m-50 0l50-14",
                520.0 + f64::from(i) * 10.0
            );
        }
        c.pen(&knurl, metal.dark(50), 1.6, 0.55);
        c.fill(
            "M518 250H534Q540 250 540 258V400L530 414L524 400V270H518Z",
            metal.dark(12),
        );
        c.pen("M530 262V396", metal.light(60), 3.0, 0.8);
    });
}

/// A fountain pen, open, its cap beside it.
pub fn fountain_pen(c: &mut Canvas, resin: Rgb) {
    c.group("rotate(-34 500 500)", |c| {
        let round = c.linear(
            [0, 0, 0, 100],
            &[
                (0, resin.dark(30), 1.0),
                (22, resin.light(52), 1.0),
                (42, resin.light(6), 1.0),
                (100, resin.dark(46), 1.0),
            ],
        );
        let gold = c.linear(
            [0, 0, 0, 100],
            &[
                (0, BRASS.light(30), 1.0),
                (40, BRASS.light(60), 1.0),
                (100, BRASS.dark(30), 1.0),
            ],
        );
        let barrel = "M160 466Q130 500 160 534L560 540V460Z";
        let grip = "M560 468L690 476V524L560 532Z";
        c.cast(barrel);
        c.cast("M560 468L690 476L830 500L690 524L560 532Z");
        c.fill(barrel, &round);
        c.fill(grip, &round);
        c.fill("M556 458H572V542H556Z", &gold);
        c.fill("M690 474Q760 462 838 500Q760 538 690 526Z", &gold);
        c.pen("M744 500H832", BLACK, 2.4, 0.8);
        c.ellipse((740.0, 500.0), (6.0, 6.0), BLACK);
        let cap =
            "M230 626H560Q566 626 566 632V708Q566 714 560 714H230Q196 710 196 670Q196 630 230 626Z";
        c.cast(cap);
        c.fill(cap, &round);
        c.fill("M528 624H556V716H528Z", &gold);
        c.fill("M236 640H470Q486 648 470 656H236Z", &gold);
    });
}

/// Six pencils side by side.
pub fn pencils(c: &mut Canvas, lacquers: [Rgb; 6]) {
    for (i, lacquer) in (0_u8..).zip(lacquers) {
        let x = 268.0 + f64::from(i) * 78.0;
        let drop = [0.0, 26.0, 8.0, 40.0, 14.0, 30.0][usize::from(i)];
        c.group(&format!("translate({x:.0} {drop:.0})"), |c| {
            c.cast("M0 262L28 150L56 262V810H0Z");
            let cone = c.linear(
                [0, 0, 100, 0],
                &[
                    (0, OAK.light(40), 1.0),
                    (50, OAK.light(20), 1.0),
                    (100, OAK.dark(14), 1.0),
                ],
            );
            c.fill("M0 270L28 150L56 270Z", cone);
            c.fill("M20 184L28 150L36 184Q28 190 20 184Z", BLACK.light(16));
            let facets = c.linear(
                [0, 0, 100, 0],
                &[
                    (0, lacquer.light(26), 1.0),
                    (27, lacquer.light(26), 1.0),
                    (28, lacquer, 1.0),
                    (70, lacquer, 1.0),
                    (71, lacquer.dark(28), 1.0),
                    (100, lacquer.dark(28), 1.0),
                ],
            );
            c.fill(
                "M0 268Q8 250 16 266Q28 244 40 266Q48 250 56 268V812H0Z",
                facets,
            );
            c.fill("M0 770H56V782H0Z", BRASS);
            c.fill("M0 796H56V812H0Z", lacquer.dark(44));
            c.pen("M28 680V744", BRASS.light(30), 4.0, 0.8);
        });
    }
}

/// A square bottle of ink with a stopper.
pub fn ink_bottle(c: &mut Canvas, ink: Rgb) {
    c.floor_shadow(515.0, 796.0, 190.0);
    let glass = "M350 520Q352 500 380 494L430 484V440H570V484L620 494Q648 500 650 520L664 760Q666 786 640 788H360Q334 786 336 760Z";
    glass_body(c, glass, Rgb(0xC9, 0xD8, 0xD8));
    c.clip(
        "M366 540H634L644 750Q646 768 626 770H374Q354 768 356 750Z",
        |c| {
            let fill = c.linear(
                [0, 0, 100, 30],
                &[
                    (0, ink.dark(24), 1.0),
                    (30, ink.light(14), 1.0),
                    (100, ink.dark(44), 1.0),
                ],
            );
            c.rect([340.0, 560.0, 330.0, 230.0], 0.0, fill);
            c.ellipse((500.0, 562.0), (150.0, 12.0), ink.light(28));
        },
    );
    c.rect([408.0, 606.0, 184.0, 122.0], 6.0, PAGE);
    c.pen("M408 622H592M408 712H592", ink, 3.0, 0.9);
    c.soft(
        "M470 690Q450 650 500 640Q560 640 536 680Q510 706 470 690Z",
        ink,
        0.95,
        2,
    );
    c.soft("M364 520h14v240h-14Z", WHITE, 0.8, 4);
    let cap = Turned::new(500.0, (82.0, 352.0), 0.16).to(84.0, 448.0);
    c.turned(&cap, BLACK.light(8), Finish::Glossy);
    c.cap(&cap, BLACK.light(16));
    c.clip(&cap.outline(), |c| {
        let mut d = String::new();
        for i in 0..20 {
            let _ = write!(d, "M{:.0} 372v90", 420.0 + f64::from(i) * 8.4);
        }
        c.pen(&d, BLACK, 2.6, 0.7);
    });
}

/// A botanical print in a wooden frame.
pub fn poster(c: &mut Canvas, frame: Rgb) {
    let outer = "M220 110H780V890H220Z";
    c.cast(outer);
    c.wood(outer, frame, [220.0, 110.0, 560.0, 780.0]);
    c.pen(
        "M220 110L246 136M780 110L754 136M220 890L246 864M780 890L754 864",
        frame.dark(46),
        2.0,
        0.8,
    );
    c.rect([244.0, 134.0, 512.0, 732.0], 0.0, PAGE.dark(10));
    c.rect([250.0, 142.0, 506.0, 724.0], 0.0, PAGE.light(30));
    c.group("translate(500 740)", |c| {
        c.pen(
            "M0 0C-14-160 20-280 0-440M-4-120C-60-170-90-220-96-280M4-190C60-240 84-290 96-350",
            LEAF.dark(24),
            6.0,
            1.0,
        );
        for (x, y, a) in [
            (-4.0, -70.0, -64.0),
            (2.0, -90.0, 60.0),
            (6.0, -250.0, -58.0),
            (6.0, -280.0, 52.0),
            (-60.0, -190.0, -80.0),
            (60.0, -256.0, 80.0),
        ] {
            c.leaf((x, y), (120.0, 30.0), a, LEAF.mix(OAT, 22));
        }
        for (x, y, s, tone) in [
            (0.0, -450.0, 1.0, RUST),
            (-98.0, -290.0, 0.72, RUST.light(18)),
            (98.0, -362.0, 0.8, RUST.dark(8)),
        ] {
            c.group(&format!("translate({x} {y}) scale({s})"), |c| {
                for a in 0..9 {
                    c.leaf((0.0, 0.0), (74.0, 20.0), f64::from(a) * 40.0, tone);
                }
                c.ellipse((0.0, 0.0), (17.0, 17.0), BRASS.dark(10));
            });
        }
    });
    c.pen("M430 800H570M456 820H544", BLACK.light(40), 4.0, 0.7);
    c.veil("M250 142H520L250 640Z", WHITE, 0.16);
}

/// A wall clock with a plain dial.
pub fn clock(c: &mut Canvas, rim: Rgb, dial: Rgb) {
    let outer = "M150 500A350 350 0 0 1 850 500A350 350 0 0 1 150 500Z";
    c.cast(outer);
    c.wood(outer, rim, [150.0, 150.0, 700.0, 700.0]);
    let well = c.linear(
        [10, 5, 90, 95],
        &[(0, rim.dark(60), 1.0), (100, rim.light(30), 1.0)],
    );
    c.ellipse((500.0, 500.0), (314.0, 314.0), well);
    let face = c.linear(
        [10, 5, 90, 95],
        &[
            (0, dial.dark(8), 1.0),
            (30, dial.light(20), 1.0),
            (100, dial, 1.0),
        ],
    );
    c.ellipse((502.0, 503.0), (303.0, 303.0), face);
    let ink = dial.dark(80);
    for i in 0_u8..12 {
        let long = if i % 3 == 0 { 52 } else { 28 };
        c.group(&format!("rotate({} 500 500)", u16::from(i) * 30), |c| {
            c.pen(
                &format!("M500 222v{long}"),
                ink,
                if i % 3 == 0 { 11.0 } else { 6.0 },
                1.0,
            );
        });
    }
    for (d, w) in [("M500 520L386 424", 17.0), ("M484 514L690 366", 11.0)] {
        c.group("translate(6 10)", |c| c.soft_line(d, BLACK, w, 0.3));
        c.pen(d, ink, w, 1.0);
    }
    c.group("translate(4 6)", |c| {
        c.soft_line("M500 560L506 262", BLACK, 4.0, 0.25);
    });
    c.pen("M499 570L506 258", RUST, 4.0, 1.0);
    c.ellipse((500.0, 504.0), (15.0, 15.0), BRASS);
}

/// Two stacking trays of bent wood holding paper.
pub fn letter_tray(c: &mut Canvas, wood: Rgb) {
    c.floor_shadow(520.0, 796.0, 330.0);
    for y in [560.0, 690.0] {
        let back = format!("M230 {:.0}H770L790 {y}H210Z", y - 60.0);
        c.fill(&back, wood.dark(44));
        let sheets = format!("M250 {:.0}H742L770 {:.0}H226Z", y - 50.0, y + 8.0);
        c.fill(&sheets, CREAM.light(40));
        c.pen(
            &format!("M262 {:.0}H700", y - 34.0),
            CREAM.dark(14),
            3.0,
            0.8,
        );
        let front = format!(
            "M190 {y}H400Q430 {y} 440 {:.0}Q450 {:.0} 500 {:.0}T560 {:.0}Q570 {y} 600 {y}H810V{:.0}H190Z",
            y + 22.0,
            y + 40.0,
            y + 40.0,
            y + 22.0,
            y + 96.0
        );
        c.wood(&front, wood, [190.0, y, 620.0, 96.0]);
        let lip = format!(
            "M190 {y}L222 {:.0}H238L206 {y}ZM810 {y}L778 {:.0}H762L794 {y}Z",
            y - 72.0,
            y - 72.0
        );
        c.fill(&lip, wood.light(26));
        let under = c.fade(BLACK, BLACK);
        c.veil(
            &format!("M196 {:.0}H804V{:.0}H196Z", y + 92.0, y + 100.0),
            under,
            0.4,
        );
    }
}
