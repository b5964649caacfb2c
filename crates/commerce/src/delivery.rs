//! When an order that is placed now will arrive.
//!
//! Counted in working days, Monday to Friday. Public holidays are not known: they differ between the
//! states of one country, and a carrier that delivers on one is early.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// How long it takes, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryDays {
    /// Until the parcel leaves the house; 0 is the day of the order.
    pub handling: u8,
    /// On the way: at best,
    pub transit_min: u8,
    /// and at worst.
    pub transit_max: u8,
}

/// The days between which an order is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// From then on it is another one.
    pub until: NaiveDateTime,
}

impl DeliveryDays {
    /// The longest that a shop can say.
    pub const MAX: u8 = 60;

    /// Whether the days can be what they say.
    pub fn is_sound(self) -> bool {
        self.transit_min <= self.transit_max
            && self.handling <= Self::MAX
            && self.transit_max <= Self::MAX
    }

    /// What an order that is placed then can expect. All times are those of the shop's clock.
    ///
    /// The work on it begins on the day of the order when that is a working day and the clock is
    /// before `cut_off`; else on the next working day. `None` at the end of the calendar.
    pub fn arrival(self, placed: NaiveDateTime, cut_off: NaiveTime) -> Option<Arrival> {
        let day = placed.date();
        let is_in_time = is_working_day(day) && placed.time() < cut_off;
        let begun = if is_in_time {
            day
        } else {
            working_days_later(day, 1)?
        };
        let sent = working_days_later(begun, self.handling)?;
        Some(Arrival {
            first: working_days_later(sent, self.transit_min)?,
            last: working_days_later(sent, self.transit_max)?,
            until: begun.and_time(cut_off),
        })
    }
}

fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn working_days_later(day: NaiveDate, count: u8) -> Option<NaiveDate> {
    let mut later = day;
    for _ in 0..count {
        later = later.succ_opt()?;
        while !is_working_day(later) {
            later = later.succ_opt()?;
        }
    }
    Some(later)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    const DAYS: DeliveryDays = DeliveryDays {
        handling: 1,
        transit_min: 1,
        transit_max: 3,
    };

    #[test]
    fn an_arrival_is_counted_in_working_days_from_the_cut_off() {
        let same_day = DeliveryDays {
            handling: 0,
            transit_min: 1,
            transit_max: 1,
        };
        // 2 March 2026 is a Monday.
        let cases = [
            (
                "Monday morning",
                DAYS,
                "2026-03-02 10:00",
                ("03-04", "03-06"),
                "2026-03-02 14:00",
            ),
            (
                "a minute before",
                DAYS,
                "2026-03-02 13:59",
                ("03-04", "03-06"),
                "2026-03-02 14:00",
            ),
            (
                "at the cut-off",
                DAYS,
                "2026-03-02 14:00",
                ("03-05", "03-09"),
                "2026-03-03 14:00",
            ),
            (
                "Friday noon",
                DAYS,
                "2026-03-06 12:00",
                ("03-10", "03-12"),
                "2026-03-06 14:00",
            ),
            (
                "Friday evening",
                DAYS,
                "2026-03-06 20:00",
                ("03-11", "03-13"),
                "2026-03-09 14:00",
            ),
            (
                "Saturday",
                DAYS,
                "2026-03-07 09:00",
                ("03-11", "03-13"),
                "2026-03-09 14:00",
            ),
            (
                "Sunday night",
                DAYS,
                "2026-03-08 23:59",
                ("03-11", "03-13"),
                "2026-03-09 14:00",
            ),
            (
                "sent the same day",
                same_day,
                "2026-03-05 08:00",
                ("03-06", "03-06"),
                "2026-03-05 14:00",
            ),
            (
                "over the weekend",
                same_day,
                "2026-03-06 08:00",
                ("03-09", "03-09"),
                "2026-03-06 14:00",
            ),
        ];
        let two = at("2026-01-01 14:00").time();
        for (name, days, placed, (first, last), until) in cases {
            let arrival = days.arrival(at(placed), two).unwrap();
            let shown = |day: NaiveDate| day.format("%m-%d").to_string();
            assert_eq!(
                (shown(arrival.first), shown(arrival.last)),
                (first.to_owned(), last.to_owned()),
                "{name}"
            );
            assert_eq!(arrival.until, at(until), "{name}");
        }
    }

    #[test]
    fn an_arrival_holds_until_it_says_and_no_longer() {
        let two = at("2026-01-01 14:00").time();
        for hour in 0..24 * 10 {
            let placed = at("2026-03-02 00:00") + chrono::TimeDelta::hours(hour);
            let arrival = DAYS.arrival(placed, two).unwrap();
            let just_before = arrival.until - chrono::TimeDelta::seconds(1);
            assert!(arrival.until > placed);
            assert_eq!(DAYS.arrival(just_before, two), Some(arrival), "{placed}");
            assert_ne!(DAYS.arrival(arrival.until, two), Some(arrival), "{placed}");
        }
    }

    #[test]
    fn days_that_run_backwards_are_not_sound() {
        let days = |transit_min, transit_max| DeliveryDays {
            handling: 0,
            transit_min,
            transit_max,
        };
        assert!(days(1, 1).is_sound() && days(0, 60).is_sound());
        assert!(!days(3, 2).is_sound() && !days(1, 61).is_sound());
    }

    #[test]
    fn the_end_of_the_calendar_is_no_arrival() {
        let end = NaiveDate::MAX.and_time(NaiveTime::MIN);
        assert_eq!(DAYS.arrival(end, NaiveTime::MIN), None);
    }
}
