//! Plants, what they grow in and what waters them.

use std::fmt::Write;

use super::canvas::Canvas;
use super::colour::{BLACK, BRASS, FERN, LEAF, OAK, OAT, Rgb, SAND, TERRACOTTA, WHITE};
use super::solids::{Finish, Turned};

const SOIL: Rgb = Rgb(0x4A, 0x38, 0x2C);

/// Three plain clay pots on saucers, from large to small.
pub fn clay_pots(c: &mut Canvas) {
    for (x, s) in [(350.0, 1.0), (610.0, 0.72), (790.0, 0.5)] {
        c.group(&format!("translate({x} 790) scale({s})"), |c| {
            c.floor_shadow(10.0, 6.0, 190.0);
            let saucer = Turned::new(0.0, (190.0, -30.0), 0.17).to(170.0, 4.0);
            c.turned(&saucer, TERRACOTTA, Finish::Matt);
            c.mouth(&saucer, TERRACOTTA, TERRACOTTA.dark(30), 12.0);
            let body = Turned::new(0.0, (182.0, -330.0), 0.17).to(132.0, -18.0);
            c.turned(&body, TERRACOTTA, Finish::Matt);
            c.clip(&body.outline(), |c| {
                c.specks([-190.0, -320.0, 380.0, 300.0], TERRACOTTA.light(60), 90);
                c.soft("M-150-60Q0-10 150-80V40H-150Z", CHALKY, 0.3, 14);
            });
            let rim = Turned::new(0.0, (204.0, -400.0), 0.17).to(196.0, -318.0);
            c.turned(&rim, TERRACOTTA, Finish::Matt);
            c.mouth(&rim, TERRACOTTA, TERRACOTTA.dark(20), 20.0);
        });
    }
}

const CHALKY: Rgb = Rgb(0xE7, 0xD5, 0xC6);

/// A planter with a rubber plant.
pub fn rubber_plant(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(512.0, 836.0, 180.0);
    let body =
        Turned::new(500.0, (166.0, 590.0), 0.16).curve([172.0, 690.0, 160.0, 780.0, 128.0, 828.0]);
    let rim = &body;
    c.turned(rim, glaze, Finish::Glossy);
    c.mouth(rim, glaze, SOIL, 14.0);
    c.tube(
        "M500 592C492 500 512 400 500 250",
        Rgb(0x6E, 0x5A, 0x40),
        15.0,
    );
    c.tube(
        "M504 560C560 480 580 420 600 380",
        Rgb(0x6E, 0x5A, 0x40),
        10.0,
    );
    let deep = LEAF.dark(26);
    for (x, y, l, w, a, tone) in [
        (498.0, 500.0, 210.0, 66.0, -72.0, deep),
        (506.0, 470.0, 190.0, 62.0, 74.0, deep.dark(14)),
        (502.0, 410.0, 220.0, 70.0, -52.0, LEAF.dark(8)),
        (590.0, 410.0, 190.0, 62.0, 66.0, LEAF.dark(10)),
        (600.0, 384.0, 200.0, 64.0, 22.0, LEAF),
        (506.0, 340.0, 200.0, 64.0, 44.0, deep),
        (500.0, 320.0, 190.0, 60.0, -34.0, LEAF.light(8)),
        (500.0, 256.0, 180.0, 54.0, 6.0, FERN),
    ] {
        c.leaf((x, y), (l, w), a, tone);
    }
}

/// Snake plant: upright blades with pale edges, in a low bowl.
pub fn snake_plant(c: &mut Canvas, pot: Rgb) {
    c.floor_shadow(512.0, 836.0, 170.0);
    for (x, top, lean, tone) in [
        (430.0, 300.0, -60.0, LEAF.dark(28)),
        (570.0, 260.0, 70.0, LEAF.dark(24)),
        (460.0, 190.0, -26.0, LEAF.dark(6)),
        (540.0, 210.0, 24.0, LEAF.dark(12)),
        (400.0, 430.0, -80.0, LEAF),
        (500.0, 330.0, 4.0, LEAF.light(4)),
        (600.0, 440.0, 76.0, LEAF.dark(6)),
    ] {
        let d = format!(
            "M{:.0} 640C{:.0} 520 {:.0} 420 {:.0} {top}C{:.0} 420 {:.0} 520 {:.0} 640Z",
            x - 24.0,
            x - 40.0 + lean * 0.4,
            x - 36.0 + lean,
            x + lean,
            x + 34.0 + lean,
            x + 40.0 + lean * 0.4,
            x + 24.0
        );
        let blade = c.linear(
            [0, 0, 100, 0],
            &[
                (0, tone.light(14), 1.0),
                (50, tone, 1.0),
                (100, tone.dark(24), 1.0),
            ],
        );
        c.fill(&d, blade);
        c.clip(&d, |c| {
            let mut bands = String::new();
            for i in 0..9 {
                let y = 640.0 - f64::from(i) * 46.0;
                let _ = write!(
                    bands,
                    "M{:.0} {y:.0}q50-24 120 4",
                    x - 60.0 + lean * f64::from(i) / 9.0
                );
            }
            c.pen(&bands, tone.light(46), 7.0, 0.35);
        });
        c.pen(&d, Rgb(0xCF, 0xC9, 0x7C), 5.0, 0.9);
    }
    let body = Turned::new(500.0, (176.0, 630.0), 0.16)
        .to(176.0, 800.0)
        .curve([176.0, 822.0, 164.0, 830.0, 150.0, 830.0]);
    let wall = body.front();
    let paint = c.linear([0, 0, 100, 0], &super::solids::roundness(pot, Finish::Matt));
    c.fill(&wall, paint);
    c.clip(&wall, |c| {
        for i in 0..19 {
            let x = 330.0 + f64::from(i) * 19.0;
            c.pen(&format!("M{x:.0} 640V840"), pot.dark(46), 5.0, 0.35);
            c.pen(&format!("M{:.0} 640V840", x + 7.0), pot.light(40), 4.0, 0.3);
        }
    });
    c.pen("M324 630A176 28 0 0 0 676 630", pot.light(36), 9.0, 1.0);
}

/// A hanging planter with trailing stems.
pub fn hanging_planter(c: &mut Canvas, glaze: Rgb) {
    c.pen(
        "M500 0L330 470M500 0L670 470M500 0V450",
        SAND.dark(18),
        8.0,
        1.0,
    );
    c.pen("M498 0L328 470M498 0L668 470", SAND.light(40), 2.4, 0.8);
    c.ellipse((500.0, 22.0), (20.0, 20.0), BRASS);
    let trails = [
        "M420 470C300 440 270 560 282 760",
        "M580 470C720 440 730 600 716 850",
        "M460 470C380 430 350 420 340 640",
        "M540 470C620 400 660 470 652 680",
    ];
    for d in trails {
        c.pen(d, FERN.dark(30), 7.0, 1.0);
    }
    let body =
        Turned::new(500.0, (186.0, 470.0), 0.16).curve([190.0, 590.0, 140.0, 690.0, 40.0, 704.0]);
    c.turned(&body, glaze, Finish::Glossy);
    c.mouth(&body, glaze, SOIL, 12.0);
    for (x, y, a, s) in [
        (500.0, 480.0, -10.0, 1.3),
        (440.0, 480.0, -50.0, 1.2),
        (560.0, 480.0, 46.0, 1.2),
        (470.0, 486.0, -28.0, 1.0),
        (530.0, 486.0, 24.0, 1.0),
        (380.0, 474.0, -86.0, 1.0),
        (620.0, 474.0, 82.0, 1.0),
        (322.0, 500.0, -120.0, 1.0),
        (296.0, 566.0, 130.0, 0.9),
        (280.0, 620.0, -130.0, 1.0),
        (284.0, 690.0, 140.0, 0.9),
        (282.0, 752.0, 180.0, 1.0),
        (684.0, 500.0, 130.0, 1.0),
        (716.0, 580.0, -140.0, 0.9),
        (722.0, 640.0, 120.0, 1.0),
        (722.0, 720.0, -130.0, 1.0),
        (716.0, 790.0, 130.0, 0.9),
        (716.0, 846.0, 178.0, 1.0),
        (346.0, 560.0, 140.0, 0.9),
        (342.0, 634.0, -170.0, 0.9),
        (652.0, 560.0, -130.0, 0.9),
        (652.0, 676.0, 172.0, 0.9),
    ] {
        let tone = if a > 0.0 { FERN.dark(12) } else { FERN };
        c.leaf((x, y), (84.0 * s, 44.0 * s), a, tone);
    }
}

/// Three herbs on a wooden tray.
pub fn herb_trio(c: &mut Canvas) {
    c.floor_shadow(510.0, 800.0, 330.0);
    for (x, kind) in [(300.0, 0_u8), (500.0, 1), (700.0, 2)] {
        let body = Turned::new(x, (82.0, 580.0), 0.18).to(70.0, 750.0);
        for i in 0..11 {
            let t = f64::from(i) - 5.0;
            let (angle, size) = (t * 13.0, 190.0 - t.abs() * 12.0);
            match kind {
                0 => {
                    c.leaf(
                        (x + t * 8.0, 580.0),
                        (size * 0.75, 44.0),
                        angle * 1.3,
                        LEAF.light(18),
                    );
                    c.leaf(
                        (x + t * 6.0, 550.0),
                        (size * 0.55, 36.0),
                        -angle,
                        LEAF.light(6),
                    );
                }
                1 => {
                    c.pen(
                        &format!(
                            "M{:.0} 580Q{:.0} 460 {:.0} {:.0}",
                            x + t * 6.0,
                            x + t * 10.0,
                            x + t * 19.0,
                            560.0 - size * 1.25
                        ),
                        FERN.dark(10),
                        7.0,
                        1.0,
                    );
                }
                _ => {
                    c.group(&format!("translate({:.0} 580) rotate({angle:.0})", x + t * 6.0), |c| {
                        c.pen(&format!("M0 0V-{size:.0}"), OAT.dark(44), 4.0, 1.0);
                        c.pen(&format!("M-12-50L0-40 12-50M-12-80L0-70 12-80M-11-110L0-100 11-110M-9-{0:.0}L0-{1:.0} 9-{0:.0}", size - 20.0, size - 36.0), LEAF.mix(STONEY, 34), 9.0, 1.0);
                    });
                }
            }
        }
        let pot = CHALKY.light(20);
        let wall = body.front();
        let paint = c.linear([0, 0, 100, 0], &super::solids::roundness(pot, Finish::Matt));
        c.fill(&wall, paint);
        c.pen(
            &format!("M{:.0} 580A82 15 0 0 0 {:.0} 580", x - 82.0, x + 82.0),
            pot.light(60),
            8.0,
            1.0,
        );
        c.rect([x - 34.0, 640.0, 68.0, 44.0], 3.0, OAK.light(50));
        c.pen(
            &format!("M{:.0} 662h36", x - 18.0),
            BLACK.light(30),
            4.0,
            0.7,
        );
    }
    let tray = "M180 744H820Q832 744 830 756L822 792Q820 802 808 802H192Q180 802 178 792L170 756Q168 744 180 744Z";
    c.wood(tray, OAK, [170.0, 744.0, 660.0, 58.0]);
    c.pen("M180 748H820", OAK.light(60), 4.0, 0.6);
}

const STONEY: Rgb = Rgb(0x9A, 0xA8, 0x9A);

/// A watering can with a long spout.
pub fn watering_can(c: &mut Canvas, coat: Rgb) {
    c.floor_shadow(490.0, 806.0, 230.0);
    c.tube("M560 740C700 700 720 480 840 350", coat.dark(4), 30.0);
    c.group("rotate(38 846 340)", |c| {
        let rose = Turned::new(846.0, (50.0, 316.0), 0.3).to(18.0, 366.0);
        c.turned(&rose, BRASS, Finish::Metal);
        c.cap(&rose, BRASS);
    });
    c.tube(
        "M360 470C280 300 150 330 190 560C200 630 240 690 300 710",
        coat.dark(4),
        26.0,
    );
    c.tube("M350 520C400 350 560 350 590 520", coat.dark(10), 20.0);
    let body = Turned::new(470.0, (150.0, 500.0), 0.16).to(196.0, 800.0);
    c.turned(&body, coat, Finish::Glossy);
    c.mouth(&body, coat, coat.dark(30), 8.0);
    let front = "M320 500A150 24 0 0 0 620 500L622 516A152 24 0 0 1 318 516Z";
    c.fill(front, coat.light(30));
    c.pen("M276 780A194 31 0 0 0 664 780", coat.dark(40), 5.0, 0.5);
}

/// A bud vase with dried grasses.
pub fn vase(c: &mut Canvas, glaze: Rgb) {
    c.floor_shadow(510.0, 836.0, 140.0);
    for (d, x, y, a) in [
        ("M500 520C490 400 440 300 420 240", 420.0, 244.0, -18.0),
        ("M500 520C506 380 520 260 524 190", 524.0, 194.0, 4.0),
        ("M500 520C520 420 590 340 616 290", 616.0, 294.0, 32.0),
    ] {
        c.pen(d, OAT.dark(34), 6.0, 1.0);
        c.group(&format!("translate({x} {y}) rotate({a})"), |c| {
            let plume = "M0 40C-34 0-30-70 0-130C30-70 34 0 0 40Z";
            let paint = c.linear([0, 0, 100, 60], &[(0, OAT.light(50), 1.0), (100, OAT.dark(22), 1.0)]);
            c.fill(plume, paint);
            c.pen("M0 30V-110M-4 10L-20-20M4 10L20-20M-3-24L-18-54M3-24L18-54M-2-56L-12-82M2-56L12-82", OAT.dark(42), 3.0, 0.6);
        });
    }
    let body = Turned::new(500.0, (40.0, 500.0), 0.2)
        .curve([30.0, 560.0, 36.0, 580.0, 60.0, 610.0])
        .curve([150.0, 650.0, 156.0, 800.0, 86.0, 830.0]);
    c.turned(&body, glaze, Finish::Matt);
    c.clip(&body.outline(), |c| {
        c.veil("M330 700Q500 640 690 720V860H330Z", WHITE, 0.34);
        c.specks([350.0, 500.0, 300.0, 330.0], glaze.dark(55), 120);
    });
    c.mouth(&body, glaze, glaze.dark(30), 9.0);
    c.pen("M500 506V492", OAT.dark(34), 12.0, 1.0);
}
