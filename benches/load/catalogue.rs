//! What the shop sells, as its sitemap tells.

use anyhow::{Context, Result, ensure};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::html::decode;
use crate::http::{Connection, Jar};

/// Letters that a word needs to be worth searching for; shorter ones match half of the shop.
const SHORTEST_WORD: usize = 4;

/// The orders of a listing, as they stand in its address.
const SORTS: [&str; 4] = ["", "?sort=new", "?sort=price", "?sort=price-down"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Paths of product pages, at least one.
    products: Vec<String>,
    /// Paths of categories, at least one.
    categories: Vec<String>,
    /// What customers search for: words of product addresses, as often as they occur.
    words: Vec<String>,
}

impl Catalogue {
    /// # Errors
    /// The shop cannot be reached or sells nothing.
    pub async fn learn(connection: &mut Connection) -> Result<Self> {
        let index = fetch(connection, "/sitemap.xml").await?;
        if !index.contains("<sitemapindex") {
            return Self::from_sitemaps(connection, &[index]);
        }
        let mut sitemaps = Vec::new();
        for link in locations(&index) {
            let path = connection.site().path_of(&link)?;
            sitemaps.push(fetch(connection, &path).await?);
        }
        Self::from_sitemaps(connection, &sitemaps)
    }

    fn from_sitemaps(connection: &Connection, sitemaps: &[String]) -> Result<Self> {
        let mut paths = Vec::new();
        for link in sitemaps.iter().flat_map(|sitemap| locations(sitemap)) {
            paths.push(connection.site().path_of(&link)?);
        }
        let below = |start: &str| -> Vec<String> {
            paths
                .iter()
                .filter(|path| path.starts_with(start))
                .cloned()
                .collect()
        };
        let (products, categories) = (below("/products/"), below("/categories/"));
        ensure!(!products.is_empty(), "the sitemap names no product");
        ensure!(!categories.is_empty(), "the sitemap names no category");
        let slugs = products
            .iter()
            .filter_map(|path| path.strip_prefix("/products/"));
        let mut words: Vec<String> = slugs
            .flat_map(|slug| slug.split('-'))
            .filter(|word| word.len() >= SHORTEST_WORD)
            .map(ToOwned::to_owned)
            .collect();
        if words.is_empty() {
            words.push("mug".to_owned());
        }
        Ok(Self {
            products,
            categories,
            words,
        })
    }

    pub fn products(&self) -> usize {
        self.products.len()
    }

    pub fn product(&self, random: &mut StdRng) -> &str {
        any(&self.products, random)
    }

    /// A product about as people choose them (Zipf's law): each octave of places (1, 2 and 3, 4 to 7…) is looked at as
    /// often as the others.
    pub fn popular(&self, random: &mut StdRng) -> &str {
        let octave = random.random_range(0..=self.products.len().ilog2());
        let end = (2 << octave).min(self.products.len() + 1);
        let place = random.random_range(1 << octave..end);
        &self.products[place - 1]
    }

    pub fn category(&self, random: &mut StdRng) -> &str {
        any(&self.categories, random)
    }

    pub fn word(&self, random: &mut StdRng) -> &str {
        any(&self.words, random)
    }

    /// A category in one of the orders that a listing has.
    pub fn sorted_category(&self, random: &mut StdRng) -> String {
        let order = SORTS.choose(random).copied().unwrap_or_default();
        format!("{}{order}", self.category(random))
    }

    /// What somebody searches for, encoded: one to three words of a product's address, every fourth time with a letter
    /// left out.
    pub fn text(&self, random: &mut StdRng) -> String {
        let slug = self.product(random).trim_start_matches("/products/");
        let words: Vec<&str> = slug.split('-').collect();
        let count = random.random_range(1..=words.len().min(3));
        let start = random.random_range(0..=words.len() - count);
        let mut text = words[start..start + count].join("+");
        if text.len() > SHORTEST_WORD && random.random_range(0..4) == 0 {
            let at = random.random_range(1..text.len());
            // Addresses are ASCII.
            text.remove(at);
        }
        text
    }

    /// The start of a word, from its second letter on, as it is asked for while somebody types.
    pub fn typed(&self, random: &mut StdRng) -> &str {
        let word = self.word(random);
        let letters = random.random_range(2..=word.len());
        word.get(..letters).unwrap_or(word)
    }
}

fn any<'a>(items: &'a [String], random: &mut StdRng) -> &'a str {
    items.choose(random).map_or("/", String::as_str)
}

async fn fetch(connection: &mut Connection, path: &str) -> Result<String> {
    let answer = connection.get(path, &mut Jar::default()).await?;
    ensure!(
        answer.status.is_success(),
        "GET {path} answered {}",
        answer.status
    );
    String::from_utf8(answer.body.into()).with_context(|| format!("{path} is not UTF-8"))
}

/// The addresses in a sitemap or an index of sitemaps.
fn locations(sitemap: &str) -> Vec<String> {
    sitemap
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</loc>"))
        .map(|(location, _)| decode(location.trim()).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use url::Url;

    use super::*;
    use crate::http::Site;

    const SITEMAP: &str = r#"<?xml version="1.0"?><urlset>
        <url><loc>http://127.0.0.1:8080/</loc></url>
        <url><loc>http://127.0.0.1:8080/categories/cups</loc><lastmod>2026-11-22</lastmod></url>
        <url><loc> http://127.0.0.1:8080/products/blue-tin-kettle </loc></url></urlset>"#;

    fn catalogue(url: &str) -> Result<Catalogue> {
        let site = Site::parse(&Url::parse(url)?)?;
        Catalogue::from_sitemaps(&Connection::new(site), &[SITEMAP.to_owned()])
    }

    #[test]
    fn a_sitemap_tells_products_categories_and_words() {
        let expected = Catalogue {
            products: vec!["/products/blue-tin-kettle".to_owned()],
            categories: vec!["/categories/cups".to_owned()],
            words: vec!["blue".to_owned(), "kettle".to_owned()],
        };
        assert_eq!(catalogue("http://127.0.0.1:8080").unwrap(), expected);
    }

    #[test]
    fn the_first_products_are_looked_at_most() {
        let catalogue = Catalogue {
            products: (0..100).map(|number| number.to_string()).collect(),
            categories: Vec::new(),
            words: Vec::new(),
        };
        let mut random = StdRng::seed_from_u64(1);
        let mut looks = [0; 100];
        for _ in 0..10_000 {
            looks[catalogue.popular(&mut random).parse::<usize>().unwrap()] += 1;
        }

        assert!(looks.iter().all(|looks| *looks > 0));
        // One of seven octaves each: 1,429, half of it, an eighth of it.
        for (place, expected) in [(0, 1_429), (1, 714), (8, 179)] {
            let off = u32::abs_diff(looks[place], expected);
            assert!(off < expected / 3, "{place}: {}", looks[place]);
        }
    }

    #[test]
    fn people_search_for_what_there_is() {
        let catalogue = catalogue("http://127.0.0.1:8080").unwrap();
        let mut random = StdRng::seed_from_u64(1);

        for _ in 0..200 {
            let text = catalogue.text(&mut random);
            let typed = catalogue.typed(&mut random);
            assert!(
                !text.is_empty() && text.len() <= "blue+tin+kettle".len(),
                "{text}"
            );
            assert!(
                typed.len() >= 2
                    && ["blue", "kettle"]
                        .iter()
                        .any(|word| word.starts_with(typed)),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_sitemap_of_another_address_is_refused() {
        let error = catalogue("http://127.0.0.1:9999").unwrap_err().to_string();
        assert!(error.contains("public_url"), "{error}");
    }
}
