//! What putting a picture back would change.

use super::Uses;
use crate::media::Media;

impl Uses {
    /// Those that showed `old` when it was replaced: only there it is put back. The others were added since.
    #[must_use]
    pub fn remembered_by(&self, old: &Media) -> Self {
        let places = old.replaced.as_ref().map_or(&[][..], |it| &it.places);
        let mut uses = self.clone();
        uses.products
            .retain(|one| places.contains(&one.picture.to_string()));
        uses.categories
            .retain(|one| places.contains(&one.category.to_string()));
        uses
    }
}
