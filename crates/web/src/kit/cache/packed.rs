//! The text of a kept page, packed: the smaller pages are in memory, the more of them are at hand.

use std::sync::Arc;
use std::time::Duration;

use l10n::Locale;
use moka::sync::Cache;

use super::address::Key;

/// LZ4 looks no further back than this.
const WINDOW: usize = 64 * 1024;

/// Kinds of pages in one language each; the storefront has a dozen.
const KINDS: u64 = 64;

/// Of each kind of page (products, say) one, from which the others are told: they have the menu, the words and the markup
/// in common, and that is most of a page.
#[derive(Debug, Clone)]
pub(super) struct Patterns(Cache<(String, Locale), Arc<[u8]>>);

impl Patterns {
    /// A pattern is as old as pages get: after that another page of its kind, as they look now, takes its place.
    pub(super) fn new(life: Duration) -> Self {
        let patterns = Cache::builder().max_capacity(KINDS).time_to_live(life);
        Self(patterns.build())
    }

    /// With the pattern of the page's kind; it becomes that, where there is none.
    pub(super) fn pack(&self, key: &Key, text: &str) -> Packed {
        let start = || Arc::from(&text.as_bytes()[..text.len().min(WINDOW)]);
        let patterns = self.0.entry((kind(&key.address), key.locale));
        let pattern = patterns.or_insert_with(start);
        let is_ours = pattern.is_fresh();
        Packed::new(text, pattern.into_value(), is_ours)
    }
}

/// An address without the name of what it shows: `products/` for `/products/mug`, `products/reviews` for its reviews.
fn kind(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    let mut parts = path.split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    let last = parts.nth(1).unwrap_or_default();
    format!("{first}/{last}")
}

/// An LZ4 block with a dictionary: unpacked in some microseconds each time the text is read.
/// See <https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md>.
#[derive(Debug)]
pub(super) struct Packed {
    block: Box<[u8]>,
    pattern: Arc<[u8]>,
    /// Nobody has this pattern, so far, but this text.
    is_ours: bool,
    /// Of the text, in bytes.
    length: usize,
}

impl Packed {
    fn new(text: &str, pattern: Arc<[u8]>, is_ours: bool) -> Self {
        let block = lz4_flex::block::compress_with_dict(text.as_bytes(), &pattern);
        Self {
            block: block.into_boxed_slice(),
            pattern,
            is_ours,
            length: text.len(),
        }
    }

    /// Bytes in memory that are there because of this text.
    pub(super) fn weight(&self) -> usize {
        let pattern = if self.is_ours { self.pattern.len() } else { 0 };
        self.block.len() + pattern
    }

    /// `None` if memory is broken.
    pub(super) fn plain(&self) -> Option<Vec<u8>> {
        lz4_flex::block::decompress_with_dict(&self.block, self.length, &self.pattern).ok()
    }
}

#[cfg(test)]
mod tests {
    use commerce::Currency;

    use super::*;

    fn key(address: &str, locale: Locale) -> Key {
        Key {
            address: address.to_owned(),
            locale,
            currency: Currency::EUR,
        }
    }

    fn page(title: &str) -> String {
        let item = |number: usize| format!("<li>{number} {}</li>", number * 7919);
        let items: String = (0..200).map(item).collect();
        format!("<h1>{title}</h1>{items}")
    }

    #[test]
    fn a_page_takes_the_room_of_what_is_not_in_others_of_its_kind() {
        let patterns = Patterns::new(Duration::from_mins(1));
        let pack = |address, text: &str| patterns.pack(&key(address, Locale::EN), text);
        let (mug, pan) = (page("Mug"), page("Pan of iron"));
        let long = "Mug, ".repeat(WINDOW);

        let first = pack("/products/mug", &mug);
        let like_it = pack("/products/pan?option1=24", &pan);
        let of_another_kind = pack("/categories/mugs", &long);

        let alone = lz4_flex::block::compress(pan.as_bytes()).len();
        assert!(like_it.weight() * 10 < alone, "{}", like_it.weight());
        assert!(first.weight() > mug.len(), "it brought the pattern");
        for (packed, text) in [(first, mug), (like_it, pan), (of_another_kind, long)] {
            assert_eq!(packed.plain(), Some(text.into_bytes()));
        }
    }

    #[test]
    fn each_kind_and_language_has_a_pattern_of_its_own() {
        let patterns = Patterns::new(Duration::from_mins(1));
        let cases = [
            ("/products/mug", Locale::EN, "mug", "mug"),
            ("/products/pan", Locale::EN, "pan", "mug"),
            ("/products/pan", Locale::DE, "Pfanne", "Pfanne"),
            ("/products/mug/reviews", Locale::EN, "stars", "stars"),
            ("/", Locale::EN, "home", "home"),
            ("/?page=2", Locale::EN, "more", "home"),
            ("/sitemap.xml", Locale::EN, "<xml>", "<xml>"),
        ];
        for (address, locale, text, expected) in cases {
            let packed = patterns.pack(&key(address, locale), text);
            assert_eq!(&*packed.pattern, expected.as_bytes(), "{address}");
            assert_eq!(packed.plain().as_deref(), Some(text.as_bytes()));
        }
    }
}
