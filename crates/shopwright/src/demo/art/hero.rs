//! The picture at the top of the home page, and the one for products without a picture.

use super::bags::backpack;
use super::canvas::Canvas;
use super::colour::{
    BLACK, CHALK, CREAM, FOREST, INK, MOSS, OAK, PAPER_CLAY, PAPER_GREY, RUST, SAND, TERRACOTTA,
};
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

/// A closed parcel in pencil grey: something is there, it has only not been photographed yet.
pub fn placeholder() -> String {
    let mut c = Canvas::default();
    roll(&mut c, PAPER_GREY, 1000.0, 1000.0);
    let card = PAPER_GREY.dark(16);
    c.floor_shadow(540.0, 716.0, 250.0);
    c.veil("M262 692L500 776L760 690L560 640Z", BLACK, 0.35);
    let left = c.fade(card.light(16), card);
    c.fill("M270 430L500 500V770L270 690Z", left);
    let right = c.fade(card.dark(8), card.dark(20));
    c.fill("M730 430L500 500V770L730 690Z", right);
    c.fill("M270 430L500 366L730 430L500 500Z", card.light(40));
    c.veil("M366 404L590 473V560L558 530V484L340 412Z", BLACK, 0.1);
    c.pen(
        "M270 430L500 500L730 430M500 500V770",
        card.dark(18),
        2.0,
        0.6,
    );
    c.pen("M310 620l90 28M310 652l54 17", card.dark(26), 6.0, 0.6);
    c.svg(1000, 1000)
}
