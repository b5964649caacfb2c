//! What a listing can be narrowed down by, and what was chosen, as templates are given it.

use std::hash::{DefaultHasher, Hash, Hasher};

use commerce::Money;
use l10n::Locale;
use shop::attributes::{AttributeKind, Attributes};
use shop::catalog::CategoryTree;
use shop::ids::CategoryId;
use shop::search::{AttributeCounts, Counted, Facets, Found, MOST_VALUES};
use shop::text::fold;

use super::asked::{Asked, Choice, Facet};
use super::order::put_in_order;
use super::range::Range;
use crate::storefront::view::{self, Chip, FacetValue, Flag, PriceFilter, Slider};

/// Values that show before "all" is asked for.
const SHOWN: usize = 8;

/// One or two more are shown instead of a line that offers them.
const SPARED: usize = 2;

/// Facets that are open before anything is chosen in them.
const OPEN: usize = 4;

/// What the facets are made from.
pub struct Making<'a> {
    pub asked: &'a Asked,
    pub path: &'a str,
    pub found: &'a Found,
    pub range: Range,
    pub tree: &'a CategoryTree,
    pub attributes: &'a Attributes,
    /// The category that is listed.
    pub category: Option<CategoryId>,
    pub locale: Locale,
}

impl Making<'_> {
    /// Those that make a difference, or in which something is chosen.
    pub fn facets(&self, facets: &Facets) -> Vec<view::Facet> {
        let categories = self.categories(facets);
        let categories = self.facet(&Facet::Category, categories.len(), categories);
        let brands = self.values(&Facet::Brand, &facets.brands);
        let brands = self.facet(&Facet::Brand, facets.all_brands, brands);
        let attributes = facets.options.iter().map(|option| {
            let facet = Facet::Attribute(option.key.clone());
            let values = self.of_attribute(&facet, option);
            self.facet(&facet, option.all, values)
        });
        let all = [categories, brands].into_iter().chain(attributes);
        let mut shown: Vec<view::Facet> = all.flatten().collect();
        for (at, facet) in shown.iter_mut().enumerate() {
            let has_chosen = facet.values.iter().any(|value| value.is_chosen);
            facet.is_open = at < OPEN || has_chosen || facet.is_whole;
        }
        shown
    }

    pub fn available(&self, facets: &Facets) -> Option<Flag> {
        self.flag("available", facets.in_stock, self.asked.available)
    }

    pub fn sale(&self, facets: &Facets) -> Option<Flag> {
        self.flag("sale", facets.on_sale, self.asked.sale)
    }

    fn flag(&self, name: &'static str, count: u32, is_chosen: bool) -> Option<Flag> {
        let makes_a_difference = count > 0 && u64::from(count) < self.found.total;
        (is_chosen || makes_a_difference).then_some(Flag {
            name,
            count,
            is_chosen,
        })
    }

    /// `all` is how many values there are, `values` those that are known here.
    fn facet(&self, facet: &Facet, all: usize, mut values: Vec<FacetValue>) -> Option<view::Facet> {
        let makes_a_difference = match &*values {
            [] => false,
            [only] => only.is_chosen || u64::from(only.count) < self.found.total,
            _ => true,
        };
        if !makes_a_difference {
            return None;
        }
        let all = all.max(values.len());
        let is_whole = self.asked.whole.as_ref() == Some(facet);
        let shown = match all {
            _ if is_whole => 0,
            all if all > SHOWN + SPARED => SHOWN,
            all => all,
        };
        let rest = values.split_off(shown.min(values.len()));
        let (chosen, mut more): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|it| it.is_chosen && !is_whole);
        values.extend(chosen);
        // Categories are all here, and there is no address that shows them as a whole.
        let is_long = all > MOST_VALUES && !is_whole && *facet != Facet::Category;
        if is_long {
            // A page is not to grow with the number of brands: they come when they are asked for.
            more.clear();
        }
        Some(view::Facet {
            id: stable_id(facet, ""),
            kind: match facet {
                Facet::Category => "category",
                Facet::Brand => "brand",
                Facet::Attribute(_) => "attribute",
            },
            title: self.title(facet),
            parameter: facet.parameter().into_owned(),
            all,
            values,
            more,
            all_url: is_long.then(|| self.with_all_of(facet)),
            is_whole,
            is_open: false,
        })
    }

    /// The same listing, where all values of one facet are shown.
    fn with_all_of(&self, facet: &Facet) -> String {
        let mut other = self.asked.clone();
        other.whole = Some(facet.clone());
        other.url(self.path)
    }

    /// In the order and by the names that the merchant gave them; what is only an option or a text has neither.
    fn of_attribute(&self, facet: &Facet, option: &AttributeCounts) -> Vec<FacetValue> {
        let attribute = self.attributes.by_key(&option.key);
        let Some(attribute) = attribute.filter(|it| it.kind != AttributeKind::Text) else {
            return self.values(facet, &option.values);
        };
        let values = option.values.iter().map(|counted| {
            let named = attribute.facet_value(&counted.value, self.locale);
            let value = FacetValue {
                hex: named.hex.map(|hex| hex.as_str().to_owned()),
                ..self.value(facet, &counted.value, named.text, counted.count)
            };
            (named.place, value)
        });
        let mut values: Vec<(i64, FacetValue)> = values.collect();
        if self.asked.whole.as_ref() == Some(facet) {
            values.sort_by_cached_key(|(_, value)| fold(&value.label));
        }
        values.sort_by_key(|(place, _)| *place);
        values.into_iter().map(|(_, value)| value).collect()
    }

    /// Those that most products have first, but all of a facet by name; what is a size or a number grows.
    fn values(&self, facet: &Facet, counted: &[Counted]) -> Vec<FacetValue> {
        let mut counted = counted.to_vec();
        if self.asked.whole.as_ref() == Some(facet) {
            counted.sort_by_cached_key(|it| fold(&it.value));
        }
        if matches!(facet, Facet::Attribute(_)) {
            put_in_order(&mut counted);
        }
        let values = counted.iter();
        values
            .map(|it| self.value(facet, &it.value, it.value.clone(), it.count))
            .collect()
    }

    fn value(&self, facet: &Facet, value: &str, label: String, count: u32) -> FacetValue {
        FacetValue {
            id: stable_id(facet, value),
            is_chosen: self.asked.is_chosen(facet, value),
            value: value.to_owned(),
            label,
            hex: None,
            count,
        }
    }

    /// Those below the category that is listed, or the top ones; a chosen one shows what is below it.
    fn categories(&self, facets: &Facets) -> Vec<FacetValue> {
        let mut values = Vec::new();
        let first: Vec<CategoryId> = match self.category {
            Some(id) => self.tree.children(id).map(|it| it.id).collect(),
            None => self.tree.roots().map(|it| it.id).collect(),
        };
        for id in first {
            self.add_category(id, facets, &mut values);
        }
        values
    }

    fn add_category(&self, id: CategoryId, facets: &Facets, values: &mut Vec<FacetValue>) {
        let Some(category) = self.tree.get(id) else {
            return;
        };
        let slug = category.slug.as_str();
        let counted = facets.categories.iter().find(|(it, _)| *it == id);
        let is_open = self.tree.subtree(id).iter().any(|below| {
            let below = self.tree.get(*below);
            below.is_some_and(|it| self.asked.is_chosen(&Facet::Category, it.slug.as_str()))
        });
        let count = counted.map_or(0, |(_, count)| *count);
        if count > 0 || is_open {
            let title = category.title.clone();
            values.push(self.value(&Facet::Category, slug, title, count));
        }
        if is_open {
            for child in self.tree.children(id) {
                self.add_category(child.id, facets, values);
            }
        }
    }

    pub fn price(&self, facets: Option<&Facets>) -> PriceFilter {
        PriceFilter {
            min: self.asked.min.clone(),
            max: self.asked.max.clone(),
            is_wrong: self.range.is_wrong,
            slider: facets
                .and_then(|facets| facets.prices)
                .and_then(|(low, high)| slider(low, high, self.range, self.locale)),
        }
    }

    /// What was chosen, each with the address without it. Without facets only the price narrows anything down.
    pub fn chips(&self, facets: Option<&Facets>) -> Vec<Chip> {
        let mut chips = if facets.is_some() {
            self.choice_chips()
        } else {
            Vec::new()
        };
        chips.extend(self.price_chip());
        if facets.is_some() {
            chips.extend(self.flag_chips());
        }
        chips
    }

    fn chip(&self, kind: &'static str, text: String, without: &Asked) -> Chip {
        Chip {
            kind,
            title: None,
            text,
            min: None,
            max: None,
            url: without.url(self.path),
        }
    }

    fn choice_chips(&self) -> Vec<Chip> {
        let chips = self.asked.choices.iter().map(|choice| Chip {
            title: self.title(&choice.facet),
            ..self.chip("choice", self.label(choice), &self.asked.without(choice))
        });
        chips.collect()
    }

    fn price_chip(&self) -> Option<Chip> {
        let without = self.asked.with(|it| {
            it.min.clear();
            it.max.clear();
        });
        (self.range.min.is_some() || self.range.max.is_some()).then(|| Chip {
            min: self.range.min,
            max: self.range.max,
            ..self.chip("price", String::new(), &without)
        })
    }

    fn flag_chips(&self) -> Vec<Chip> {
        let asked = self.asked;
        let flags = [
            (
                "available",
                asked.available,
                asked.with(|it| it.available = false),
            ),
            ("sale", asked.sale, asked.with(|it| it.sale = false)),
        ];
        let chosen = flags.into_iter().filter(|(_, is_chosen, _)| *is_chosen);
        chosen
            .map(|(kind, _, without)| self.chip(kind, String::new(), &without))
            .collect()
    }

    fn label(&self, choice: &Choice) -> String {
        if let Facet::Attribute(key) = &choice.facet
            && let Some(attribute) = self.attributes.by_key(key)
        {
            return attribute.facet_value(&choice.value, self.locale).text;
        }
        let category = (choice.facet == Facet::Category)
            .then(|| self.tree.by_slug(&choice.value))
            .flatten();
        category.map_or_else(|| choice.value.clone(), |it| it.title.clone())
    }

    /// An option is named as it is in the index, in lower case; a title begins with a capital.
    fn title(&self, facet: &Facet) -> Option<String> {
        let Facet::Attribute(key) = facet else {
            return None;
        };
        if let Some(attribute) = self.attributes.by_key(key) {
            return Some(attribute.labels.get(self.locale).to_owned());
        }
        let mut letters = key.chars();
        let first = letters.next()?.to_uppercase();
        Some(first.chain(letters).collect())
    }
}

/// From the whole unit below the lowest price to the one above the highest; in tenths where these are near. None where
/// all cost the same.
fn slider(low: Money, high: Money, range: Range, locale: Locale) -> Option<Slider> {
    let unit = 10_i64.pow(low.currency().exponent());
    let low_end = low.minor() / unit * unit;
    let high_end = high.minor().checked_add(unit - 1)? / unit * unit;
    let chosen = |end: Option<Money>, other: i64| {
        end.map_or(other, |money| money.minor().clamp(low_end, high_end))
    };
    (low.minor() < high.minor()).then(|| Slider {
        low: low_end,
        high: high_end,
        from: chosen(range.min, low_end),
        to: chosen(range.max, high_end),
        step: if high_end - low_end > 10 * unit {
            unit
        } else {
            (unit / 10).max(1)
        },
        exponent: low.currency().exponent(),
        decimal: if locale == Locale::DE { "," } else { "." },
    })
}

/// The same for the same value on every page of this process, so that a script finds it again.
fn stable_id(facet: &Facet, value: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (facet.parameter(), value).hash(&mut hasher);
    format!("f-{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use commerce::Currency;

    use super::*;

    #[test]
    fn a_slider_goes_from_a_whole_unit_to_a_whole_unit() {
        let yen = Currency::parse("JPY").unwrap();
        let cases = [
            (
                "just below and above",
                Currency::EUR,
                (1_250, 4_501),
                Some((1_200, 4_600, 100)),
            ),
            (
                "whole prices stay",
                Currency::EUR,
                (1_200, 4_500),
                Some((1_200, 4_500, 100)),
            ),
            (
                "near each other",
                Currency::EUR,
                (990, 1_490),
                Some((900, 1_500, 10)),
            ),
            (
                "ten units are near",
                Currency::EUR,
                (0, 1_000),
                Some((0, 1_000, 10)),
            ),
            ("one price is no range", Currency::EUR, (990, 990), None),
            ("no smaller unit", yen, (990, 1_490), Some((990, 1_490, 1))),
            ("no smaller unit, near", yen, (3, 9), Some((3, 9, 1))),
            ("beyond all numbers", Currency::EUR, (1, i64::MAX), None),
        ];
        for (name, currency, (low, high), expected) in cases {
            let money = |minor| Money::new(minor, currency);
            let range = Range::read("", "", currency);
            let slider = slider(money(low), money(high), range, Locale::EN);
            let ends = slider.as_ref().map(|it| (it.low, it.high, it.step));
            assert_eq!(ends, expected, "{name}");
            if let Some(it) = slider {
                assert_eq!((it.from, it.to), (it.low, it.high), "{name}");
            }
        }
    }

    #[test]
    fn its_thumbs_stand_where_the_range_was_chosen_and_never_outside() {
        let cases = [
            ("", "", (1_000, 5_000)),
            ("20", "30.50", (2_000, 3_050)),
            ("1", "99", (1_000, 5_000)),
            ("60", "", (5_000, 5_000)),
            ("wrong", "20", (1_000, 5_000)),
        ];
        for (min, max, expected) in cases {
            let range = Range::read(min, max, Currency::EUR);
            let money = |minor| Money::new(minor, Currency::EUR);
            let slider = slider(money(1_000), money(5_000), range, Locale::DE).unwrap();
            assert_eq!((slider.from, slider.to), expected, "{min:?} to {max:?}");
            assert_eq!((slider.exponent, slider.decimal), (2, ","));
        }
    }
}
