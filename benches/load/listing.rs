//! Listings as their facets narrow them down.

use std::collections::HashMap;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use url::form_urlencoded;

use crate::html::tags;

/// What a customer has seen to be choosable, by the path of the listing.
#[derive(Debug, Default)]
pub struct Facets(HashMap<String, Vec<Choice>>);

/// A parameter of an address and its value.
type Choice = (String, String);

impl Facets {
    pub fn are_known(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Reads the boxes that can be ticked.
    pub fn learn(&mut self, path: &str, html: &str) {
        let boxes = tags(html).filter(|tag| {
            tag.name == "input" && tag.attribute("type").as_deref() == Some("checkbox")
        });
        let choices = boxes.filter_map(|tag| {
            let (name, value) = (tag.attribute("name")?, tag.attribute("value")?);
            Some((name.into_owned(), value.into_owned()))
        });
        self.0.insert(path.to_owned(), choices.collect());
    }

    /// The listing with one or two of its choices; as it is where there is none.
    pub fn narrowed(&self, path: &str, random: &mut StdRng) -> String {
        let choices = self.0.get(path).map_or(&[][..], Vec::as_slice);
        let count = random.random_range(1..=2);
        let chosen: Vec<&Choice> = choices.choose_multiple(random, count).collect();
        if chosen.is_empty() {
            return path.to_owned();
        }
        let start = format!("{path}?");
        let length = start.len();
        let mut query = form_urlencoded::Serializer::for_suffix(start, length);
        query.extend_pairs(chosen.into_iter().map(|(name, value)| (name, value)));
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    const PAGE: &str = "<form><input type=checkbox name=size value=M><input type=hidden name=q value=x>\
                        <input type=checkbox name=brand value='A &amp; B'></form>";

    #[test]
    fn a_listing_is_narrowed_down_by_one_or_two_of_its_boxes() {
        let mut facets = Facets::default();
        assert!(!facets.are_known("/c"));
        facets.learn("/c", PAGE);
        assert!(facets.are_known("/c"));
        let mut random = StdRng::seed_from_u64(1);

        let mut seen: Vec<String> = (0..100)
            .map(|_| facets.narrowed("/c", &mut random))
            .collect();
        seen.sort_unstable();
        seen.dedup();

        let (size, brand) = ("size=M", "brand=A+%26+B");
        let both = [format!("/c?{brand}&{size}"), format!("/c?{size}&{brand}")];
        assert!(seen.contains(&format!("/c?{size}")), "{seen:?}");
        assert!(seen.contains(&format!("/c?{brand}")), "{seen:?}");
        assert!(seen.iter().any(|one| both.contains(one)), "{seen:?}");
        assert!(seen.len() <= 4, "{seen:?}");
    }

    #[test]
    fn a_listing_without_boxes_is_looked_at_as_it_is() {
        let mut facets = Facets::default();
        facets.learn("/c", "<form></form>");

        let narrowed = facets.narrowed("/c", &mut StdRng::seed_from_u64(1));

        assert_eq!(narrowed, "/c");
    }
}
