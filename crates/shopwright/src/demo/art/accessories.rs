//! What is worn with clothes: caps, socks, scarves.

use std::fmt::Write;

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BLACK, LEATHER, OAT, Rgb, WHITE};

/// A six-panel cap seen from the side.
pub fn cap(c: &mut Canvas, base: Rgb) {
    c.floor_shadow(500.0, 700.0, 330.0);
    let crown = "M250 640Q226 330 500 320Q752 326 746 640Q500 690 250 640Z";
    let brim = "M262 620Q100 640 60 704Q250 742 470 700Q640 690 746 640Q500 610 262 620Z";
    c.patch(crown, base, Weave::Twill);
    let round = c.radial(
        (34, 28),
        &[(0, WHITE, 0.3), (50, WHITE, 0.0), (100, BLACK, 0.42)],
    );
    c.fill(crown, round);
    c.pen(
        "M500 322Q390 420 380 650M500 322Q600 420 620 656",
        base.dark(46),
        3.0,
        0.7,
    );
    c.stitch(
        "M488 330Q376 430 366 648M510 330Q612 430 632 652",
        base.light(46),
    );
    c.ellipse((500.0, 320.0), (21.0, 11.0), base.dark(20));
    for (x, y) in [
        (470.0, 410.0),
        (560.0, 420.0),
        (680.0, 450.0),
        (330.0, 440.0),
    ] {
        c.ellipse((x, y), (9.0, 10.0), base.dark(56));
    }
    c.group("translate(0 14)", |c| c.soft(brim, BLACK, 0.5, 9));
    c.patch(brim, base.light(4), Weave::Twill);
    c.stitch(
        "M110 690Q260 722 460 686M150 676Q290 704 460 672M190 662Q310 686 460 660",
        base.light(46),
    );
    c.rect([272.0, 530.0, 74.0, 54.0], 4.0, LEATHER);
    c.pen("M288 568l16-22 12 14 8-10 10 18", OAT, 4.0, 1.0);
}

/// A ribbed beanie.
pub fn beanie(c: &mut Canvas, base: Rgb) {
    let crown = "M250 650Q240 230 500 206Q760 230 750 650Z";
    c.cloth(crown, base, Weave::Rib);
    let round = c.radial(
        (38, 34),
        &[(0, WHITE, 0.22), (50, WHITE, 0.0), (100, BLACK, 0.4)],
    );
    c.fill(crown, round);
    c.folds(
        crown,
        &[
            "M500 210Q440 330 420 480",
            "M500 210Q570 340 580 500",
            "M500 210Q350 330 310 500",
            "M500 210Q660 330 690 500",
        ],
    );
    let cuff = "M232 590Q500 546 768 590Q784 680 762 784Q500 836 238 784Q216 680 232 590Z";
    c.cloth(cuff, base.light(6), Weave::Rib);
    let bend = c.linear(
        [0, 0, 100, 0],
        &[
            (0, BLACK, 0.34),
            (20, WHITE, 0.0),
            (34, WHITE, 0.16),
            (60, BLACK, 0.0),
            (100, BLACK, 0.42),
        ],
    );
    c.fill(cuff, &bend);
    c.edge_shade(cuff);
    c.rect([300.0, 660.0, 84.0, 52.0], 3.0, LEATHER.light(10));
    c.stitch("M308 668H376V704H308Z", OAT);
}

/// A pair of walking socks with bands at the top.
pub fn socks(c: &mut Canvas, base: Rgb, band: Rgb) {
    for (shift, turn) in [("translate(-190 -10)", -4), ("translate(60 30)", -4)] {
        c.group(&format!("{shift} rotate({turn} 500 500)"), |c| {
            let d = "M400 130Q480 116 560 130L572 470Q580 560 640 610L760 706Q812 760 762 812Q720 850 640 822L470 738Q396 700 396 600Z";
            c.cloth(d, base, Weave::Knit);
            c.clip(d, |c| {
                c.soft("M380 590Q450 560 470 640T430 760L360 720Z", band, 0.0, 5);
                c.fill("M394 560Q478 570 484 660Q470 730 430 716Q390 690 394 560Z", band);
                c.fill("M668 632L760 706Q812 760 762 812Q720 850 640 822Q660 720 668 632Z", band);
                c.veil("M390 262H580V282H390ZM390 300H580V320H390Z", band, 0.95);
            });
            let top = "M400 130Q480 116 560 130L564 236Q480 226 398 236Z";
            c.patch(top, base.dark(8), Weave::Rib);
            c.folds(d, &["M566 480Q500 560 420 580", "M600 640Q540 690 500 740"]);
            c.edge_shade(d);
        });
    }
}

/// A fringed wool scarf, loosely folded.
pub fn scarf(c: &mut Canvas, base: Rgb, stripe: Rgb) {
    for (x, y0, y1, tone) in [
        (540.0, 250.0, 790.0, base.dark(10)),
        (330.0, 190.0, 730.0, base),
    ] {
        let mut fringe = String::new();
        for i in 0..14 {
            let _ = write!(
                fringe,
                "M{:.0} {:.0}q{} 40 0 84",
                x + 8.0 + f64::from(i) * 14.0,
                y1 - 6.0,
                if i % 2 == 0 { -6 } else { 7 }
            );
        }
        c.group("translate(8 10)", |c| {
            c.soft_line(&fringe, BLACK, 7.0, 0.25);
        });
        c.pen(&fringe, tone.dark(10), 7.0, 1.0);
        let d = format!(
            "M{x} {y0}Q{:.0} {:.0} {:.0} {y0}L{:.0} {y1}H{:.0}Z",
            x + 100.0,
            y0 - 20.0,
            x + 200.0,
            x + 204.0,
            x - 4.0
        );
        c.cloth(&d, tone, Weave::Knit);
        c.clip(&d, |c| {
            for (up, width) in [(60.0, 26.0), (110.0, 9.0), (136.0, 9.0), (186.0, 26.0)] {
                c.pen(
                    &format!("M{:.0} {:.0}h260", x - 20.0, y1 - up),
                    stripe,
                    width,
                    0.9,
                );
            }
        });
        c.folds(
            &d,
            &[&format!(
                "M{:.0} {:.0}Q{:.0} 500 {:.0} {y1}",
                x + 70.0,
                y0 + 60.0,
                x + 60.0,
                x + 80.0
            )],
        );
        c.edge_shade(&d);
    }
    let loop_over = "M316 180Q520 110 752 230Q780 300 740 350Q520 236 330 300Q290 240 316 180Z";
    c.cloth(loop_over, base.light(4), Weave::Knit);
    c.folds(loop_over, &["M330 230Q520 170 746 290"]);
    c.edge_shade(loop_over);
}
