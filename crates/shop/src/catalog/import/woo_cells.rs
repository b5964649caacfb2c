//! What is written in single cells of WooCommerce's files.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use super::{cells::moment_text, columns::Column};

/// Digits behind the point that are read.
const DIGITS: usize = 6;

/// A unit of weight or length, as a fraction of grams or millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    over: i128,
    under: i128,
}

impl Unit {
    pub fn parse(name: &str) -> Option<Self> {
        let (over, under) = match name {
            "kg" | "m" => (1_000, 1),
            "g" | "mm" => (1, 1),
            "lbs" | "lb" => (45_359_237, 100_000),
            "oz" => (28_349_523_125, 1_000_000_000),
            "cm" => (10, 1),
            "in" => (254, 10),
            "yd" => (9_144, 10),
            _ => return None,
        };
        Some(Self { over, under })
    }

    /// Whole grams or millimetres, rounded. What is no number stays as it is, so that it is reported
    /// as what the file says.
    pub fn convert(self, text: &str) -> String {
        match millionths(text) {
            Some(number) => {
                let under = self.under * 1_000_000;
                let rounded = (number * self.over + under / 2) / under;
                rounded.to_string()
            }
            None => text.to_owned(),
        }
    }
}

fn millionths(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() || whole.len() > 12 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().take(DIGITS).collect();
    format!("{whole}{fraction:0<DIGITS$}").parse().ok()
}

/// When the first day of a sale begins; `None` when there is none.
pub(super) fn day_starts(text: &str, zone: Tz) -> Option<String> {
    moment(text, zone, 0)
}

/// When the last day of a sale is over.
pub(super) fn day_ends(text: &str, zone: Tz) -> Option<String> {
    moment(text, zone, 1)
}

/// The start of a day in the shop's time zone, so many days later; a time of day is taken as it is.
fn moment(text: &str, zone: Tz, later: u64) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let local = match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) => Some(
            day.checked_add_days(Days::new(later))?
                .and_time(NaiveTime::MIN),
        ),
        Err(_) => ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()),
    };
    let at = local.and_then(|local| zone.from_local_datetime(&local).earliest());
    // What cannot be read is reported by whoever reads moments.
    Some(at.map_or_else(|| text.to_owned(), |at| moment_text(at.to_utc())))
}

/// A text as WooCommerce exports it, with line feeds written as `\n`, as HTML with paragraphs.
pub(super) fn as_html(text: &str) -> String {
    let text = text.replace("\\n", "\n");
    let text = text.trim();
    let blocks = ["<p", "<ul", "<ol", "<div", "<h", "<table"];
    if text.is_empty() || blocks.iter().any(|block| text.contains(block)) {
        return text.to_owned();
    }
    let paragraphs = text.split("\n\n").map(str::trim);
    let mut html = String::new();
    for one in paragraphs.filter(|one| !one.is_empty()) {
        html.push_str("<p>");
        html.push_str(&one.replace('\n', "<br>"));
        html.push_str("</p>");
    }
    html
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The SKU gets those values behind it that the variation left open.
pub(super) fn name_apart(
    cells: &mut [(Column, String)],
    values: &[Option<String>],
    combination: &[String],
) {
    let open: Vec<String> = values
        .iter()
        .zip(combination)
        .filter(|(value, _)| value.is_none())
        .map(|(_, chosen)| slug::slugify(chosen))
        .collect();
    let sku = cells.iter_mut().find(|(column, _)| *column == Column::Sku);
    if let Some((_, sku)) = sku.filter(|(_, sku)| !sku.is_empty()) {
        *sku = format!("{sku}-{}", open.join("-"));
    }
}

pub(super) fn format_list(items: &[String]) -> String {
    format!("<ul>{}</ul>", items.concat())
}

/// "simple, downloadable, virtual".
pub(super) fn kinds(text: &str) -> BTreeSet<String> {
    let kinds = text.split(',');
    kinds.map(|kind| kind.trim().to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_become_grams_and_millimetres() {
        let cases = [
            ("kg", "0.25", "250"),
            ("kg", ".5", "500"),
            ("g", "249.5", "250"),
            ("lbs", "1", "454"),
            ("oz", "2.5", "71"),
            ("cm", "12.34", "123"),
            ("m", "1", "1000"),
            ("in", "10", "254"),
            ("kg", "", ""),
            ("kg", "1,5", "1,5"),
        ];
        for (unit, text, expected) in cases {
            let unit = Unit::parse(unit).unwrap();
            assert_eq!(unit.convert(text), expected, "{text}");
        }
        assert_eq!(Unit::parse("stone"), None);
    }

    #[test]
    fn days_of_sales_are_those_of_the_shop() {
        let zone = Tz::Europe__Berlin;
        let start = day_starts("2026-03-28", zone);
        let end = day_ends("2026-03-29", zone);
        assert_eq!(start.as_deref(), Some("2026-03-27T23:00:00Z"));
        // The clocks went forward that day.
        assert_eq!(end.as_deref(), Some("2026-03-29T22:00:00Z"));
        let exact = day_ends("2026-01-31 12:30:00", zone);
        assert_eq!(exact.as_deref(), Some("2026-01-31T11:30:00Z"));
        assert_eq!(day_ends("", zone), None);
        assert_eq!(day_ends("soon", zone).as_deref(), Some("soon"));
    }

    #[test]
    fn texts_become_paragraphs() {
        assert_eq!(
            as_html("One.\\n\\nTwo,\\nthree."),
            "<p>One.</p><p>Two,<br>three.</p>"
        );
        assert_eq!(as_html("<p>As it is</p>"), "<p>As it is</p>");
        assert_eq!(as_html(" "), "");
    }
}
