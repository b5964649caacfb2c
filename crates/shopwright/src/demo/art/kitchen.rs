//! Things to cook and to serve with.

use std::fmt::Write;

use super::canvas::{Canvas, Dice};
use super::cloth::Weave;
use super::colour::{BLACK, BRASS, Rgb, SAND, WALNUT, WHITE};
use super::cups::glass_body;
use super::solids::{Finish, Turned, roundness};

/// A cast-iron pan from above, handle to the lower right.
pub fn skillet(c: &mut Canvas) {
    let iron = Rgb(0x34, 0x35, 0x37);
    let handle = "M664 612L886 812Q912 842 884 872Q856 898 826 870L618 660Z";
    let rim = "M150 440A300 300 0 0 1 750 440A300 300 0 0 1 150 440ZM132 410L170 380V480L128 456Q118 432 132 410Z";
    c.cast(handle);
    c.cast(rim);
    c.fill(handle, iron.dark(10));
    c.pen("M660 640L860 822", iron.light(30), 9.0, 0.5);
    c.ellipse((852.0, 838.0), (15.0, 15.0), Rgb(0xC9, 0xB9, 0xA6));
    let edge = c.linear(
        [10, 5, 90, 95],
        &[
            (0, iron.light(34), 1.0),
            (50, iron, 1.0),
            (100, iron.dark(40), 1.0),
        ],
    );
    c.fill(rim, edge);
    let wall = c.linear(
        [10, 5, 90, 95],
        &[(0, iron.dark(60), 1.0), (100, iron.light(22), 1.0)],
    );
    c.ellipse((450.0, 440.0), (278.0, 278.0), wall);
    let floor = c.radial(
        (36, 32),
        &[
            (0, iron.light(24), 1.0),
            (45, iron.light(6), 1.0),
            (100, iron.dark(22), 1.0),
        ],
    );
    c.ellipse((454.0, 446.0), (244.0, 244.0), floor);
    for (r, o) in [
        (226.0, 0.1),
        (190.0, 0.07),
        (150.0, 0.07),
        (110.0, 0.06),
        (70.0, 0.05),
    ] {
        let d = format!(
            "M{:.0} 446a{r} {r} 0 0 1 {:.0} 0a{r} {r} 0 0 1 {:.0} 0Z",
            454.0 - r,
            2.0 * r,
            -2.0 * r
        );
        c.pen(&d, WHITE, 3.0, o);
    }
    c.soft(
        "M290 350Q340 270 440 246L452 270Q370 300 318 372Z",
        WHITE,
        0.2,
        10,
    );
}

/// A serving board hanging from a leather loop.
pub fn board(c: &mut Canvas, wood: Rgb) {
    let d = "M452 130Q500 104 548 130L556 268Q560 304 610 318Q672 334 672 400V846Q672 896 622 896H378Q328 896 328 846V400Q328 334 390 318Q440 304 444 268Z";
    c.cast(d);
    c.wood(d, wood, [328.0, 100.0, 344.0, 800.0]);
    c.pen(
        "M340 410V844Q340 884 380 884H620Q660 884 660 844V410",
        wood.light(50),
        4.0,
        0.5,
    );
    c.ellipse((500.0, 176.0), (21.0, 21.0), wood.dark(62));
    c.tube(
        "M500 176C440 110 470 74 500 74S560 110 504 172",
        Rgb(0x8A, 0x57, 0x35),
        13.0,
    );
}

/// A folded tea towel with stripes and a loop.
pub fn tea_towel(c: &mut Canvas, ground: Rgb, stripe: Rgb) {
    c.tube("M640 196q66-66 84 8q4 36-44 30", stripe, 9.0);
    let back = "M262 196H742V850L262 866Z";
    c.cloth(back, ground.dark(10), Weave::Plain);
    let front = "M246 186Q480 176 722 186Q730 500 722 832Q480 846 246 836Q238 500 246 186Z";
    c.cloth(front, ground, Weave::Plain);
    c.clip(front, |c| {
        for x in [300.0, 330.0, 346.0, 640.0, 656.0, 686.0] {
            let w = if (x - 330.0_f64).abs() < 1.0 || (x - 656.0_f64).abs() < 1.0 {
                6.0
            } else {
                13.0
            };
            c.pen(&format!("M{x} 160V860"), stripe, w, 0.82);
        }
        for y in [740.0, 772.0] {
            c.pen(&format!("M220 {y}H760"), stripe, 13.0, 0.72);
        }
    });
    c.folds(front, &["M484 180Q490 500 480 840"]);
    c.edge_shade(front);
    c.stitch("M254 820Q480 832 714 818", ground.dark(50));
}

/// Four wooden spoons and a spatula in a fan.
pub fn spoons(c: &mut Canvas, wood: Rgb) {
    let heads = [
        "M-40-330C-62-250-40-196-12-176L12-176C40-196 62-250 40-330C24-372-24-372-40-330Z",
        "M-46-350L46-350Q58-240 14-176L-14-176Q-58-240-46-350Z",
        "M-52-300C-60-222-34-190-13-176L13-176C34-190 60-222 52-300C40-350-40-350-52-300Z",
        "M-34-360Q40-372 40-340L14-176L-14-176Z",
    ];
    for (i, (angle, head)) in [-24.0, -8.0, 8.0, 24.0].iter().zip(heads).enumerate() {
        let tone = if i % 2 == 0 { wood } else { wood.dark(16) };
        c.group(&format!("translate(500 660) rotate({angle})"), |c| {
            let stick = "M-12-200L-15 190Q0 214 15 190L12-200Z";
            c.cast(head);
            c.cast(stick);
            c.wood(stick, tone, [-16.0, -200.0, 32.0, 410.0]);
            c.wood(head, tone, [-60.0, -360.0, 120.0, 190.0]);
            if i != 1 && i != 3 {
                c.soft(
                    "M-22-318C-34-260-20-220 0-206C20-220 34-260 22-318C12-340-12-340-22-318Z",
                    BLACK,
                    0.26,
                    6,
                );
            } else {
                c.veil("M-8-320H8V-230H-8Z", tone.dark(55), 0.8);
            }
        });
    }
    let band = "M452 664Q500 682 548 664L550 700Q500 720 450 700Z";
    c.cast(band);
    c.patch(band, SAND, Weave::Twill);
}

/// A storage jar with a cork, filled with something that shows.
pub fn jar(c: &mut Canvas, content: Rgb) {
    c.floor_shadow(515.0, 796.0, 190.0);
    let body = Turned::new(500.0, (120.0, 380.0), 0.16)
        .curve([130.0, 420.0, 164.0, 420.0, 166.0, 480.0])
        .to(166.0, 760.0)
        .curve([166.0, 780.0, 156.0, 788.0, 140.0, 788.0]);
    let d = body.outline();
    glass_body(c, &d, Rgb(0xC9, 0xD8, 0xD8));
    let fill = Turned::new(500.0, (152.0, 520.0), 0.14)
        .to(152.0, 750.0)
        .curve([152.0, 768.0, 146.0, 774.0, 134.0, 774.0]);
    c.turned(&fill, content, Finish::Matt);
    c.cap(&fill, content.light(15));
    let grains = fill.outline();
    c.clip(&grains, |c| {
        let mut dice = Dice::new(5);
        let (mut dark, mut light) = (String::new(), String::new());
        for i in 0..150 {
            let d = if i % 2 == 0 { &mut dark } else { &mut light };
            let (x, y) = (dice.between(350.0, 650.0), dice.between(506.0, 790.0));
            let _ = write!(
                d,
                "M{x:.0} {y:.0}l{:.0} {:.0}",
                dice.between(-9.0, 9.0),
                dice.between(-6.0, 6.0)
            );
        }
        c.pen(&dark, content.dark(42), 8.0, 0.5);
        c.pen(&light, content.light(50), 7.0, 0.5);
    });
    c.soft("M366 470h20v290h-20Z", WHITE, 0.75, 5);
    c.soft("M626 490h10v250h-10Z", WHITE, 0.5, 4);
    let cork = Turned::new(500.0, (112.0, 318.0), 0.16).to(104.0, 396.0);
    let bark = Rgb(0xC9, 0x9E, 0x6C);
    c.turned(&cork, bark, Finish::Matt);
    c.clip(&cork.outline(), |c| {
        c.specks([388.0, 300.0, 224.0, 120.0], bark.dark(60), 110);
    });
    c.cap(&cork, bark);
    c.pen("M380 380A120 19 0 0 0 620 380", WHITE, 5.0, 0.75);
}

/// Three stoneware bowls, one inside the other.
pub fn bowls(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(515.0, 796.0, 220.0);
    for (lift, tone) in [(112.0, glaze), (56.0, glaze.light(30)), (0.0, glaze)] {
        let (rim, foot) = (600.0 - lift, 782.0 - lift);
        let body = Turned::new(500.0, (270.0, rim), 0.2).curve([
            266.0,
            rim + 90.0,
            220.0,
            foot - 12.0,
            130.0,
            foot,
        ]);
        if lift > 100.0 {
            c.mouth(&body, SAND.dark(12), tone, 9.0);
        }
        let wall = body.front();
        let paint = c.linear([0, 0, 100, 0], &roundness(tone, Finish::Glossy));
        c.fill(&wall, paint);
        c.clip(&wall, |c| {
            c.specks([230.0, rim, 540.0, 200.0], tone.dark(60), 110);
            let shade = c.fade(tone, BLACK);
            c.veil(&wall, shade, 0.2);
            c.soft(
                &format!("M330 {:.0}q30 70 90 100l16-8q-60-40-84-96Z", rim + 60.0),
                WHITE,
                0.5,
                6,
            );
        });
        c.pen(
            &format!("M230 {rim:.0}A270 54 0 0 0 770 {rim:.0}"),
            SAND.dark(26),
            7.0,
            1.0,
        );
    }
}

/// A turned pepper mill.
pub fn mill(c: &mut Canvas, wood: Rgb) {
    c.floor_shadow(512.0, 800.0, 120.0);
    let body = Turned::new(500.0, (52.0, 400.0), 0.16)
        .curve([64.0, 440.0, 66.0, 460.0, 54.0, 500.0])
        .curve([46.0, 560.0, 96.0, 640.0, 100.0, 730.0])
        .curve([104.0, 770.0, 102.0, 780.0, 96.0, 790.0]);
    c.turned(&body, wood, Finish::Matt);
    c.clip(&body.outline(), |c| {
        for x in [440.0, 466.0, 486.0, 512.0, 540.0, 566.0] {
            c.pen(&format!("M{x} 400q-8 180 0 400"), wood.dark(50), 2.0, 0.35);
        }
        c.pen("M398 742A102 16 0 0 0 602 742", wood.dark(55), 4.0, 0.6);
    });
    let ring = Turned::new(500.0, (55.0, 386.0), 0.16).to(55.0, 400.0);
    c.turned(&ring, BRASS, Finish::Metal);
    let head =
        Turned::new(500.0, (22.0, 250.0), 0.3).curve([92.0, 262.0, 96.0, 350.0, 56.0, 388.0]);
    c.turned(&head, wood, Finish::Matt);
    c.cap(&head, wood);
    let nut = Turned::new(500.0, (13.0, 228.0), 0.35).to(16.0, 250.0);
    c.turned(&nut, BRASS, Finish::Metal);
    c.cap(&nut, BRASS);
    c.soft("M434 290q-20 34 6 72h14q-22-34-4-72Z", WHITE, 0.4, 4);
}

/// A milk-white enamel mug: straight, thin, with a coloured edge.
pub fn enamel_mug(c: &mut Canvas, coat: Rgb, edge: Rgb) {
    c.floor_shadow(515.0, 796.0, 210.0);
    c.pen(
        "M658 520H730Q758 520 752 552L728 676Q722 702 694 702H664",
        edge,
        26.0,
        1.0,
    );
    c.pen(
        "M658 518H728Q754 520 748 550L726 672",
        coat.light(50),
        8.0,
        0.5,
    );
    let body = Turned::new(500.0, (174.0, 440.0), 0.17)
        .to(164.0, 768.0)
        .curve([163.0, 782.0, 156.0, 786.0, 150.0, 786.0]);
    c.turned(&body, coat, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        c.specks([326.0, 450.0, 350.0, 330.0], edge.dark(20), 36);
        c.pen("M335 770A165 28 0 0 0 665 770", edge, 9.0, 0.9);
    });
    c.mouth(&body, edge, coat.light(20), 9.0);
}

/// An enamel saucepan with a lid and a long handle.
pub fn saucepan(c: &mut Canvas, coat: Rgb, edge: Rgb) {
    c.floor_shadow(480.0, 796.0, 230.0);
    let handle = "M610 572L846 540Q884 536 886 562Q886 586 850 588L612 616Z";
    let paint = c.fade(coat.light(24), coat.dark(34));
    c.fill(handle, paint);
    c.ellipse((852.0, 563.0), (15.0, 9.0), coat.dark(66));
    let body = Turned::new(440.0, (214.0, 548.0), 0.16)
        .to(206.0, 752.0)
        .curve([204.0, 776.0, 190.0, 786.0, 170.0, 786.0]);
    c.turned(&body, coat, Finish::Glossy);
    let rim = Turned::new(440.0, (220.0, 536.0), 0.16).to(217.0, 552.0);
    c.turned(&rim, edge, Finish::Matt);
    let lid =
        Turned::new(440.0, (70.0, 456.0), 0.2).curve([150.0, 462.0, 206.0, 490.0, 218.0, 532.0]);
    c.turned(&lid, coat, Finish::Glossy);
    c.cap(&lid, coat.light(12));
    let knob =
        Turned::new(440.0, (34.0, 404.0), 0.3).curve([44.0, 424.0, 18.0, 434.0, 20.0, 458.0]);
    c.turned(&knob, WALNUT, Finish::Matt);
    c.cap(&knob, WALNUT);
}

/// An oblong enamel tray, seen from above.
pub fn enamel_tray(c: &mut Canvas, coat: Rgb, edge: Rgb) {
    let outer =
        "M190 220H810Q870 220 870 280V720Q870 780 810 780H190Q130 780 130 720V280Q130 220 190 220Z";
    c.cast(outer);
    c.fill(outer, edge);
    c.rect([140.0, 230.0, 720.0, 540.0], 52.0, coat);
    let wall = c.linear(
        [0, 0, 100, 100],
        &[
            (0, coat.dark(30), 1.0),
            (50, coat.dark(8), 1.0),
            (100, coat.light(50), 1.0),
        ],
    );
    c.rect([172.0, 262.0, 656.0, 476.0], 38.0, wall);
    let base = c.linear(
        [0, 0, 100, 100],
        &[
            (0, coat.light(10), 1.0),
            (60, coat.light(30), 1.0),
            (100, coat.dark(6), 1.0),
        ],
    );
    c.rect([196.0, 286.0, 608.0, 428.0], 28.0, base);
    c.soft("M230 320H420L300 620H230Z", WHITE, 0.5, 20);
    for x in [150.0, 820.0] {
        c.rect([x, 450.0, 30.0, 100.0], 15.0, edge.light(10));
        c.rect([x + 8.0, 464.0, 14.0, 72.0], 7.0, edge.dark(50));
    }
}

/// A tall jug with a pouring lip.
pub fn jug(c: &mut Canvas, coat: Rgb, edge: Rgb) {
    c.floor_shadow(510.0, 796.0, 200.0);
    c.tube("M612 360C800 330 800 640 646 650", edge, 26.0);
    c.fill(
        "M384 322C340 316 318 340 304 346C336 372 366 402 384 440Z",
        coat.dark(8),
    );
    let body = Turned::new(500.0, (118.0, 330.0), 0.17)
        .curve([100.0, 420.0, 108.0, 430.0, 140.0, 520.0])
        .curve([180.0, 630.0, 172.0, 720.0, 140.0, 776.0]);
    c.turned(&body, coat, Finish::Glossy);
    c.clip(&body.outline(), |c| {
        c.specks([330.0, 350.0, 340.0, 430.0], edge.dark(20), 60);
        c.pen("M350 780A150 22 0 0 0 650 780", edge, 14.0, 0.9);
    });
    c.mouth(&body, edge, coat.light(20), 9.0);
    c.fill("M304 346Q330 312 392 318L384 340Q340 336 304 346Z", edge);
}
