//! Small pictures beside what they show.

use crate::routes;

/// The address of a thumbnail, if there is a picture.
pub fn thumb(key: Option<&str>) -> Option<String> {
    key.map(routes::media)
}
