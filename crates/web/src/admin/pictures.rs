//! Small pictures beside what they show.

use crate::kit::picture::small;

/// The address of a thumbnail, if there is a picture.
pub fn thumb(key: Option<&str>) -> Option<String> {
    key.map(|key| small(key, 160))
}
