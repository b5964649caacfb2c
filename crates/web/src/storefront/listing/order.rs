//! In which order the values of a facet stand: sizes as they grow, numbers by size, else what most products have first.

use shop::search::Counted;

const SIZES: [&[&str]; 10] = [
    &["3xs", "xxxs"],
    &["2xs", "xxs"],
    &["xs"],
    &["s"],
    &["m"],
    &["l"],
    &["xl"],
    &["2xl", "xxl"],
    &["3xl", "xxxl"],
    &["4xl", "xxxxl"],
];

/// Values come with those that most products have first, and stay so if one of them is a word.
pub fn put_in_order(values: &mut [Counted]) {
    if values.iter().all(|it| growth(&it.value).is_some()) {
        values.sort_by_key(|it| growth(&it.value));
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Growth {
    Size(usize),
    Number(u64),
}

fn growth(value: &str) -> Option<Growth> {
    size(value)
        .map(Growth::Size)
        .or_else(|| number(value).map(Growth::Number))
}

fn size(value: &str) -> Option<usize> {
    let value = value.trim().to_lowercase();
    SIZES.iter().position(|names| names.contains(&&*value))
}

/// The number that a value begins with, in thousandths: "1.5 l", "42", "10 cm".
fn number(value: &str) -> Option<u64> {
    let value = value.trim();
    let end = value.find(|letter: char| !matches!(letter, '0'..='9' | '.' | ','));
    let text = value[..end.unwrap_or(value.len())].replace(',', ".");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole: u64 = whole.parse().ok()?;
    let thousandths = format!("{:0<3}", rest.get(..rest.len().min(3))?);
    whole
        .checked_mul(1000)?
        .checked_add(thousandths.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_numbers_grow_and_words_stay_as_they_are() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["39–41", "M", "36–38", "S"], &["S", "M", "36–38", "39–41"]),
            (
                &["L", "S", "xxl", "M", "2XS"],
                &["2XS", "S", "M", "L", "xxl"],
            ),
            (&["10 cm", "2 cm", "2.5 cm"], &["2 cm", "2.5 cm", "10 cm"]),
            (&["41", "38,5", "38"], &["38", "38,5", "41"]),
            (&["Red", "Blue", "42"], &["Red", "Blue", "42"]),
        ];
        for (values, expected) in cases {
            let counted = |value: &&str| Counted {
                value: (*value).to_owned(),
                count: 1,
            };
            let mut values: Vec<Counted> = values.iter().map(counted).collect();
            put_in_order(&mut values);
            let values: Vec<&str> = values.iter().map(|it| it.value.as_str()).collect();
            assert_eq!(values, expected);
        }
    }
}
