//! Days of the shop: from midnight to midnight in its time zone.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The shop's calendar day at a moment.
pub fn of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// When a day begins. Where clocks jump over midnight, it begins with the first moment there is.
pub fn start(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    first_moment(day.and_time(NaiveTime::MIN), zone)
}

/// A moment as a form holds it: what clocks of the shop show then, to the minute.
pub fn write_moment(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// The moment at which clocks of the shop show this. A time that they jump over is the one after the
/// jump, of a time that they show twice it is the first.
pub fn read_moment(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let shapes = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = shapes
        .iter()
        .find_map(|shape| NaiveDateTime::parse_from_str(text, shape).ok())?;
    // Years that no calendar of a shop has may not be stored by both engines.
    let year = chrono::Datelike::year(&local);
    (1970..=9999)
        .contains(&year)
        .then(|| first_moment(local, zone))
}

fn first_moment(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    // No zone has ever skipped more than a day; most skip an hour.
    (0..=96)
        .find_map(|quarter| {
            let wanted = local + TimeDelta::minutes(15 * quarter);
            zone.from_local_datetime(&wanted).earliest()
        })
        .map_or_else(|| local.and_utc(), |local| local.with_timezone(&Utc))
}

/// From when until when a day lasts; the end belongs to the next one.
pub fn bounds(day: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    (start(day, zone), start(next(day), zone))
}

pub fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// The last `count` days, the oldest first, `today` last.
pub fn last(today: NaiveDate, count: u64) -> Vec<NaiveDate> {
    (0..count)
        .rev()
        .filter_map(|back| today.checked_sub_days(Days::new(back)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_also_when_clocks_change() {
        let cases = [
            (Tz::Europe__Berlin, "2026-03-02", "2026-03-01T23:00:00Z", 24),
            (Tz::Europe__Berlin, "2026-03-29", "2026-03-28T23:00:00Z", 23),
            (Tz::Europe__Berlin, "2026-10-25", "2026-10-24T22:00:00Z", 25),
            (Tz::UTC, "2026-12-31", "2026-12-31T00:00:00Z", 24),
            // Chile changes its clocks at midnight: that day begins at one o'clock.
            (
                Tz::America__Santiago,
                "2026-09-06",
                "2026-09-06T04:00:00Z",
                23,
            ),
        ];
        for (zone, text, begins, hours) in cases {
            let (from, until) = bounds(day(text), zone);
            assert_eq!(
                from,
                begins.parse::<DateTime<Utc>>().unwrap(),
                "{zone} {text}"
            );
            assert_eq!((until - from).num_hours(), hours, "{zone} {text}");
            assert_eq!(of(from, zone), day(text));
        }
    }

    #[test]
    fn moments_are_those_of_the_clocks_of_the_shop_also_when_they_change() {
        let zone = Tz::Europe__Berlin;
        let cases = [
            ("2026-03-29T01:59", "2026-03-29T00:59:00Z"),
            // Clocks jump from two to three.
            ("2026-03-29T02:30", "2026-03-29T01:00:00Z"),
            ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
            // Clocks show this twice; the first is meant.
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("2026-10-25 03:00", "2026-10-25T02:00:00Z"),
        ];
        for (text, at) in cases {
            let at = at.parse::<DateTime<Utc>>().unwrap();
            assert_eq!(read_moment(text, zone), Some(at), "{text}");
        }
        assert_eq!(read_moment("tomorrow", zone), None);
        assert_eq!(read_moment("99999-01-01T00:00", zone), None);
        let written = write_moment("2026-10-25T01:30:00Z".parse().unwrap(), zone);
        assert_eq!(written, "2026-10-25T02:30");
    }

    #[test]
    fn the_last_days_end_with_today() {
        assert_eq!(
            last(day("2026-03-02"), 3),
            [day("2026-02-28"), day("2026-03-01"), day("2026-03-02")]
        );
    }
}
