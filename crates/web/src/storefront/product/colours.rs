//! Colours that have a name: an option "Colour" is shown as swatches. What a merchant says of a colour comes first; the
//! names here are for those of which nobody has said anything.

use shop::attributes::{AttributeKind, Attributes};
use shop::text::fold;

const OPTIONS: [&str; 5] = ["colour", "color", "colours", "farbe", "farben"];

/// Names as they are folded, in English and German, and what they look like.
const COLOURS: [(&str, &str); 66] = [
    ("anthracite", "#36393d"),
    ("anthrazit", "#36393d"),
    ("beige", "#d9c8a9"),
    ("black", "#161616"),
    ("blau", "#2457a6"),
    ("blue", "#2457a6"),
    ("bordeaux", "#6d1a2d"),
    ("braun", "#6f4a2d"),
    ("bronze", "#a6763c"),
    ("brown", "#6f4a2d"),
    ("burgundy", "#6d1a2d"),
    ("camel", "#b98d57"),
    ("charcoal", "#36393d"),
    ("copper", "#b5673a"),
    ("coral", "#f0765c"),
    ("cream", "#f4ebd6"),
    ("creme", "#f4ebd6"),
    ("dunkelblau", "#1b2a4e"),
    ("dunkelgrun", "#1f4d34"),
    ("gelb", "#f0c419"),
    ("gold", "#c9a13b"),
    ("grau", "#8a8d90"),
    ("gray", "#8a8d90"),
    ("green", "#2c7a45"),
    ("grey", "#8a8d90"),
    ("grun", "#2c7a45"),
    ("hellblau", "#8fb8e0"),
    ("hellgrau", "#cfd1d3"),
    ("ivory", "#f6f1e3"),
    ("khaki", "#8f8a5b"),
    ("kupfer", "#b5673a"),
    ("lavender", "#b7a6d9"),
    ("light blue", "#8fb8e0"),
    ("light grey", "#cfd1d3"),
    ("lila", "#7d4b9a"),
    ("midnight blue", "#1b2a4e"),
    ("mint", "#a9dcc3"),
    ("moosgrun", "#5b6b3a"),
    ("moss", "#5b6b3a"),
    ("moss green", "#5b6b3a"),
    ("mustard", "#c99a2e"),
    ("natur", "#e3d8c3"),
    ("natural", "#e3d8c3"),
    ("navy", "#1b2a4e"),
    ("night blue", "#1b2a4e"),
    ("oatmeal", "#ddd2bd"),
    ("ocker", "#c28a2c"),
    ("ochre", "#c28a2c"),
    ("olive", "#6b6b33"),
    ("oliv", "#6b6b33"),
    ("orange", "#e8791c"),
    ("petrol", "#1c5f6b"),
    ("pink", "#ec8fb0"),
    ("purple", "#7d4b9a"),
    ("red", "#c12a2a"),
    ("rosa", "#f0b7c4"),
    ("rot", "#c12a2a"),
    ("rust", "#a9502a"),
    ("sage", "#a3b18f"),
    ("sand", "#dccaa5"),
    ("schwarz", "#161616"),
    ("silber", "#c3c7cb"),
    ("silver", "#c3c7cb"),
    ("weiss", "#fdfdfb"),
    ("white", "#fdfdfb"),
    ("yellow", "#f0c419"),
];

/// What each value of an option looks like, as the merchant's attribute of that name says, or as colours of this name
/// look anywhere. Empty when it is no colour, or none of its values is known: words tell more than nothing.
pub fn of(attributes: &Attributes, option: &str, values: &[String]) -> Vec<Option<String>> {
    let attribute = attributes.of_option(option);
    let is_colour = attribute.is_some_and(|it| it.kind == AttributeKind::Colour)
        || OPTIONS.contains(&fold(option).trim());
    if !is_colour {
        return Vec::new();
    }
    let merchants = |value: &str| {
        let choice = attribute?.choice_named(value)?;
        choice.hex.as_ref().map(|hex| hex.as_str().to_owned())
    };
    let anywhere = |value: &str| known(&fold(value)).map(ToOwned::to_owned);
    let colours: Vec<Option<String>> = values
        .iter()
        .map(|value| merchants(value).or_else(|| anywhere(value)))
        .collect();
    if colours.iter().all(Option::is_none) {
        return Vec::new();
    }
    colours
}

fn known(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let found = COLOURS.iter().find(|(known, _)| *known == name);
    found.map(|(_, colour)| *colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_shown_in_the_colours_that_are_known() {
        let of = |option, values: &[&str]| {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            super::of(&Attributes::default(), option, &values)
        };
        let some = |colours: &[&str]| -> Vec<Option<String>> {
            let known = |colour: &&str| Some((*colour).to_owned()).filter(|it| !it.is_empty());
            colours.iter().map(known).collect()
        };
        let cases: [(&str, &[&str], &[&str]); 5] = [
            ("Colour", &["Cream", "Night blue"], &["#f4ebd6", "#1b2a4e"]),
            ("Farbe", &["Weiß", "Grün"], &["#fdfdfb", "#2c7a45"]),
            ("Colour", &["Cream", "Unicorn"], &["#f4ebd6", ""]),
            ("Colour", &["Unicorn", "Storm"], &[]),
            ("Size", &["Cream"], &[]),
        ];
        for (option, values, expected) in cases {
            assert_eq!(of(option, values), some(expected), "{option} {values:?}");
        }
    }
}
