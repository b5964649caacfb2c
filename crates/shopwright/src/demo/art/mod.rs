//! The pictures of the demo shop, drawn from shapes: no photograph, no font, nothing fetched.

pub mod accessories;
pub mod bags;
pub mod canvas;
pub mod cloth;
pub mod clothing;
pub mod colour;
pub mod cups;
pub mod desk;
pub mod hero;
pub mod kitchen;
pub mod lights;
pub mod outdoors;
pub mod plants;
pub mod scene;
pub mod solids;
pub mod textiles;
