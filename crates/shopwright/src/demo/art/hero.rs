//! The picture at the top of the home page, and the one for products without a picture.

use super::bags::backpack;
use super::canvas::Canvas;
use super::colour::{CHALK, CREAM, FOREST, INK, MOSS, OAK, PAPER_CLAY, RUST, SAND, TERRACOTTA};
use super::cups::{kettle, mug};
use super::kitchen::{enamel_mug, mill};
use super::lights::table_lamp;
use super::plants::{rubber_plant, vase};
use super::scene::{place, roll};
use super::solids::Finish;
use super::textiles::waffle_throw;

/// Things of the shop on one table, the left third left calm for words.
pub fn still_life() -> String {
    let mut c = Canvas::default();
    roll(&mut c, PAPER_CLAY.light(22), 1600.0, 900.0);
    let sheet = &mut c;
    place(sheet, (600.0, 700.0, 0.7), |c| rubber_plant(c, CHALK));
    place(sheet, (1402.0, 700.0, 0.72), |c| {
        table_lamp(c, FOREST, CREAM);
    });
    place(sheet, (1150.0, 726.0, 0.82), |c| backpack(c, MOSS));
    place(sheet, (850.0, 744.0, 0.66), |c| {
        kettle(c, CREAM, Finish::Glossy);
    });
    place(sheet, (1376.0, 818.0, 0.48), |c| waffle_throw(c, SAND));
    place(sheet, (724.0, 796.0, 0.5), |c| mill(c, OAK));
    place(sheet, (990.0, 838.0, 0.46), |c| mug(c, INK));
    place(sheet, (1190.0, 860.0, 0.4), |c| enamel_mug(c, CHALK, RUST));
    place(sheet, (530.0, 822.0, 0.46), |c| vase(c, TERRACOTTA));
    c.svg(1600, 900)
}
