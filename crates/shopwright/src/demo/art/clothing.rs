//! Clothes laid flat.

use std::fmt::Write;

use super::canvas::Canvas;
use super::cloth::Weave;
use super::colour::{BLACK, BRASS, LEATHER, OAT, Rgb};

/// A heavy T-shirt.
pub fn tee(c: &mut Canvas, base: Rgb) {
    let d = "M392 186Q500 268 608 186L694 214Q744 232 772 286L862 440L744 500L692 416Q684 620 696 846Q500 866 304 846Q316 620 308 416L256 500L138 440L228 286Q256 232 306 214Z";
    c.cast(d);
    c.fill(
        "M392 186Q500 150 608 186Q580 262 500 264T392 186Z",
        base.dark(42),
    );
    c.patch(d, base, Weave::Smooth);
    c.folds(
        d,
        &[
            "M310 420Q330 360 300 300",
            "M690 420Q670 360 700 300",
            "M330 470Q420 560 410 800",
            "M676 500Q600 600 620 830",
            "M480 300Q520 420 500 520",
        ],
    );
    c.edge_shade(d);
    c.patch(
        "M392 186Q500 268 608 186L628 193Q500 300 372 193Z",
        base.light(4),
        Weave::Smooth,
    );
    c.pen(
        "M392 186Q500 268 608 186M372 193Q500 300 628 193",
        base.dark(34),
        2.5,
        0.7,
    );
    c.stitch(
        "M304 832Q500 852 696 832M148 424L262 482M852 424L738 482",
        base.dark(46),
    );
    c.pen(
        "M308 416Q306 320 306 214M692 416Q694 320 694 214",
        base.dark(36),
        3.0,
        0.6,
    );
    c.rect([640.0, 760.0, 26.0, 34.0], 2.0, OAT.light(50));
}

const TORSO: &str = "M396 200Q500 236 604 200L690 226L700 440V826Q500 840 300 826V440L310 226Z";
const LEFT_ARM: &str = "M310 226Q252 244 236 310L150 742Q196 768 244 762L312 460Z";
const RIGHT_ARM: &str = "M690 226Q748 244 764 310L850 742Q804 768 756 762L688 460Z";

/// Arms and body of a garment with long sleeves.
fn long_sleeves(c: &mut Canvas, base: Rgb, weave: Weave) {
    for arm in [LEFT_ARM, RIGHT_ARM] {
        c.cloth(arm, base.dark(5), weave);
        c.edge_shade(arm);
    }
    c.folds(
        LEFT_ARM,
        &["M290 420Q250 500 240 560", "M236 560Q210 600 206 660"],
    );
    c.folds(
        RIGHT_ARM,
        &["M716 420Q756 500 760 560", "M764 560Q792 600 796 660"],
    );
    c.cast("M320 240H680V820H320Z");
    c.patch(TORSO, base, weave);
    c.edge_shade(TORSO);
}

/// A lambswool jumper with a patterned yoke.
pub fn jumper(c: &mut Canvas, base: Rgb, motif: Rgb) {
    c.fill(
        "M396 204Q500 160 604 204Q560 250 500 250T396 204Z",
        base.dark(46),
    );
    long_sleeves(c, base, Weave::Knit);
    let mut row = String::new();
    let mut dots = String::new();
    for i in 0..17 {
        let x = 318.0 + f64::from(i) * 22.7;
        let dip = 34.0 - (x - 500.0) * (x - 500.0) / 900.0;
        let _ = write!(row, "M{:.0} {:.0}l8-18 8 18", x - 8.0, 330.0 + dip);
        let _ = write!(
            dots,
            "M{x:.0} {:.0}h0M{x:.0} {:.0}h0",
            290.0 + dip,
            360.0 + dip
        );
    }
    c.clip(TORSO, |c| {
        c.pen(&row, motif, 8.0, 0.95);
        c.pen(&dots, motif, 10.0, 0.95);
    });
    c.folds(
        TORSO,
        &["M340 480Q420 600 400 790", "M664 500Q600 620 616 800"],
    );
    for cuff in [
        "M150 742Q196 768 244 762L252 712Q206 716 160 692Z",
        "M850 742Q804 768 756 762L748 712Q794 716 840 692Z",
        "M300 770Q500 786 700 770V826Q500 842 300 826Z",
    ] {
        c.patch(cuff, base.dark(6), Weave::Rib);
        c.edge_shade(cuff);
    }
    c.patch(
        "M386 196Q500 246 614 196L622 226Q500 288 378 226Z",
        base.dark(4),
        Weave::Rib,
    );
}

/// A field jacket of waxed cotton with a corduroy collar.
pub fn jacket(c: &mut Canvas, base: Rgb, collar: Rgb) {
    c.fill("M380 190Q500 150 620 190L600 280H400Z", OAT.dark(30));
    long_sleeves(c, base, Weave::Twill);
    let torso = "M300 240H700V830H300Z";
    c.folds(
        torso,
        &["M340 420Q380 480 376 560", "M660 420Q620 500 632 560"],
    );
    c.pen("M524 262V832", base.dark(46), 4.0, 0.8);
    c.stitch("M476 270V830M536 270V830", base.light(46));
    for y in [330.0, 440.0, 550.0, 660.0, 770.0] {
        c.ellipse((502.0, y), (13.0, 13.0), BRASS.dark(24));
        c.ellipse((499.0, y - 3.0), (7.0, 7.0), BRASS.light(30));
    }
    for (x, y, w, h) in [
        (326.0, 390.0, 120.0, 120.0),
        (556.0, 390.0, 120.0, 120.0),
        (318.0, 610.0, 138.0, 160.0),
        (546.0, 610.0, 138.0, 160.0),
    ] {
        let pocket = format!("M{x} {y}h{w}v{h}q0 12-12 12h-{:.0}q-12 0-12-12Z", w - 24.0);
        c.patch(&pocket, base.light(5), Weave::Twill);
        c.stitch(&pocket, base.light(46));
        let flap = format!(
            "M{:.0} {:.0}h{:.0}v44l-14 10h-{:.0}l-14-10Z",
            x - 5.0,
            y - 8.0,
            w + 10.0,
            w - 18.0
        );
        c.group("translate(3 8)", |c| c.soft(&flap, BLACK, 0.4, 5));
        c.patch(&flap, base.light(8), Weave::Twill);
        c.ellipse((x + w / 2.0, y + 30.0), (8.0, 8.0), BRASS);
    }
    c.stitch("M250 690L158 668M750 690L842 668", base.light(46));
    for d in [
        "M392 184L500 262L440 330L352 238Q360 200 392 184Z",
        "M608 184L500 262L560 330L648 238Q640 200 608 184Z",
    ] {
        c.group("translate(4 9)", |c| c.soft(d, BLACK, 0.4, 6));
        c.patch(d, collar, Weave::Rib);
        c.pen(d, collar.dark(34), 3.0, 0.8);
    }
    c.rect([466.0, 206.0, 68.0, 28.0], 2.0, OAT.light(40));
}

/// An overshirt of brushed cotton in a check.
pub fn overshirt(c: &mut Canvas, base: Rgb, check: Rgb) {
    c.fill("M392 190Q500 156 608 190L580 260H420Z", base.dark(44));
    long_sleeves(c, base, Weave::Smooth);
    for (area, turn) in [(LEFT_ARM, 12), (RIGHT_ARM, -12), (TORSO, 0)] {
        c.clip(area, |c| {
            let mark = format!(
                "<path d='M0 0h26v78H0Z' fill='{check}' opacity='.5'/><path d='M0 0h78v26H0Z' fill='{check}' opacity='.5'/><path d='M52 0v78M0 52h78' stroke='{}' stroke-width='3' opacity='.6'/>",
                base.light(60)
            );
            let paint = c.tile(78.0, 78.0, &mark);
            c.group(&format!("rotate({turn} 500 400)"), |c| {
                c.rect([-200.0, -100.0, 1400.0, 1200.0], 0.0, paint);
            });
        });
    }
    c.folds(
        TORSO,
        &["M330 480Q410 600 390 800", "M676 500Q610 620 626 810"],
    );
    c.pen(
        "M306 440V826M694 440V826M310 226Q320 330 306 440M690 226Q680 330 694 440",
        BLACK,
        3.0,
        0.4,
    );
    c.veil("M474 240H528V834H474Z", base.dark(10), 0.5);
    c.pen("M474 250V832M528 250V832", BLACK, 2.4, 0.45);
    for y in [310.0, 420.0, 530.0, 640.0, 750.0] {
        c.ellipse((501.0, y), (10.0, 10.0), OAT.light(30));
        c.pen(&format!("M498 {y}h6"), OAT.dark(60), 3.0, 1.0);
    }
    for x in [342.0, 548.0] {
        let pocket = format!("M{x} 388h112v106l-56 30-56-30Z");
        c.group("translate(3 6)", |c| c.soft(&pocket, BLACK, 0.34, 5));
        c.veil(&pocket, base.mix(check, 30), 0.9);
        c.stitch(&pocket, base.light(60));
    }
    for d in [
        "M392 184L500 256L452 320L352 234Q362 198 392 184Z",
        "M608 184L500 256L548 320L648 234Q638 198 608 184Z",
    ] {
        c.group("translate(4 8)", |c| c.soft(d, BLACK, 0.4, 6));
        c.patch(d, base.mix(check, 24), Weave::Smooth);
        c.stitch(d, base.light(60));
    }
}

/// A bib apron with leather straps.
pub fn apron(c: &mut Canvas, base: Rgb) {
    c.tube("M384 226C360 70 640 70 616 226", LEATHER, 20.0);
    c.tube(
        "M288 470C180 470 180 620 110 640M712 470C820 470 810 600 884 640",
        LEATHER,
        18.0,
    );
    let d = "M372 210H628Q640 360 720 440V880Q500 900 280 880V440Q360 360 372 210Z";
    c.cloth(d, base, Weave::Plain);
    c.folds(
        d,
        &[
            "M330 470Q380 640 350 870",
            "M676 480Q630 640 650 870",
            "M500 700Q520 800 500 880",
        ],
    );
    c.edge_shade(d);
    c.stitch(
        "M386 226H614Q630 366 706 446V866Q500 886 294 866V446Q370 366 386 226",
        base.light(54),
    );
    let pocket = "M360 560H640V730Q640 746 624 746H376Q360 746 360 730Z";
    c.group("translate(3 6)", |c| c.soft(pocket, BLACK, 0.35, 5));
    c.patch(pocket, base.light(5), Weave::Plain);
    c.stitch(
        "M360 578H640M500 560V746M368 580V738H632V580",
        base.light(54),
    );
    for (x, y) in [
        (392.0, 236.0),
        (608.0, 236.0),
        (300.0, 462.0),
        (700.0, 462.0),
        (366.0, 566.0),
        (634.0, 566.0),
    ] {
        c.ellipse((x, y), (9.0, 9.0), BRASS);
        c.ellipse((x - 2.0, y - 2.0), (4.0, 4.0), BRASS.light(60));
    }
}
