//! What pictures show, in the language of who reads it.

use std::collections::{BTreeMap, HashMap};

use db::DbError;
use l10n::Locale;

use super::{Card, Picture};
use crate::{Shop, ids::PictureId, media};

/// What a picture shows, for those who cannot see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alt {
    /// As the product says it, in the shop's main language.
    own: String,
    /// As the media library says it in the other languages, by their codes.
    elsewhere: BTreeMap<String, String>,
}

impl Alt {
    pub(super) fn of_product(own: String) -> Self {
        Self {
            own,
            elsewhere: BTreeMap::new(),
        }
    }

    /// A text of the product's own says more than the library's in the same language.
    fn with(self, library: Option<&BTreeMap<String, String>>, main: Locale) -> Self {
        let mut elsewhere = library.cloned().unwrap_or_default();
        let in_main = elsewhere.remove(main.code()).unwrap_or_default();
        Self {
            own: if self.own.is_empty() {
                in_main
            } else {
                self.own
            },
            elsewhere,
        }
    }

    pub fn get(&self, locale: Locale) -> &str {
        self.elsewhere.get(locale.code()).unwrap_or(&self.own)
    }
}

/// Cards with what the library says of their pictures: one query for all of them.
pub(super) async fn described(shop: &Shop, mut cards: Vec<Card>) -> Result<Vec<Card>, DbError> {
    let shown = cards.iter().filter_map(|card| card.picture.as_ref());
    let keys = shown.map(|picture| picture.key.clone()).collect();
    let library = media::texts(shop.db.primary(), keys).await?;
    let main = shop.settings().default_locale;
    for picture in cards.iter_mut().filter_map(|card| card.picture.as_mut()) {
        let alt = std::mem::take(&mut picture.alt);
        picture.alt = alt.with(library.get(&picture.key), main);
    }
    Ok(cards)
}

/// The same for the pictures of one product.
pub(super) async fn of_pictures(
    shop: &Shop,
    pictures: &[Picture],
) -> Result<HashMap<PictureId, Alt>, DbError> {
    let keys = pictures.iter().filter_map(Picture::key);
    let keys = keys.map(ToOwned::to_owned).collect();
    let library = media::texts(shop.db.primary(), keys).await?;
    let main = shop.settings().default_locale;
    let alt = |picture: &Picture| {
        let texts = picture.key().and_then(|key| library.get(key));
        (
            picture.id,
            Alt::of_product(picture.alt.clone()).with(texts, main),
        )
    };
    Ok(pictures.iter().map(alt).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_gets_the_text_that_says_most_in_it() {
        let library = BTreeMap::from([
            ("de".to_owned(), "Ein Becher".to_owned()),
            ("en".to_owned(), "A mug".to_owned()),
        ]);
        let cases = [
            ("The handle", Some(&library), "The handle", "Ein Becher"),
            ("", Some(&library), "A mug", "Ein Becher"),
            ("The handle", None, "The handle", "The handle"),
            ("", None, "", ""),
        ];
        for (own, library, english, german) in cases {
            let alt = Alt::of_product(own.to_owned()).with(library, Locale::EN);
            assert_eq!(alt.get(Locale::EN), english, "{own}");
            assert_eq!(alt.get(Locale::DE), german, "{own}");
        }
    }
}
