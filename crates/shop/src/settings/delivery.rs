//! What customers are told of the day on which their parcel arrives.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use commerce::Country;

use super::{CountryRules, Settings};
use crate::Timestamp;

/// When an order from a country that is placed now arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub country: Country,
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// From then on another one is right.
    pub until: Timestamp,
}

impl Settings {
    /// The day it is in the shop.
    pub fn today(&self, now: Timestamp) -> NaiveDate {
        now.with_timezone(&self.time_zone).date_naive()
    }

    /// When a day begins in the shop.
    pub fn start_of(&self, day: NaiveDate) -> Option<Timestamp> {
        moment(self.time_zone, day.and_time(NaiveTime::MIN))
    }

    /// One for each country whose days are set, the home country first. `goods_on` is when goods that
    /// are not there yet are expected.
    pub fn estimates(&self, now: Timestamp, goods_on: Option<NaiveDate>) -> Vec<Estimate> {
        let home = |rules: &&CountryRules| rules.country == self.home_country;
        let first = self.countries.iter().filter(home);
        let others = self.countries.iter().filter(|rules| !home(rules));
        first
            .chain(others)
            .filter_map(|rules| self.estimate(rules, now, goods_on))
            .collect()
    }

    fn estimate(
        &self,
        rules: &CountryRules,
        now: Timestamp,
        goods_on: Option<NaiveDate>,
    ) -> Option<Estimate> {
        let local = now.with_timezone(&self.time_zone).naive_local();
        let begin = goods_on.map_or(local, |day| local.max(day.and_time(NaiveTime::MIN)));
        let cut_off = NaiveTime::from_hms_opt(self.cut_off_hour, 0, 0)?;
        let arrival = rules.delivery?.arrival(begin, cut_off)?;
        Some(Estimate {
            country: rules.country,
            first: arrival.first,
            last: arrival.last,
            until: moment(self.time_zone, arrival.until)?,
        })
    }
}

/// When the shop's clock shows this; where it jumps over it, an hour later.
fn moment(zone: Tz, local: NaiveDateTime) -> Option<Timestamp> {
    let earliest = |local: NaiveDateTime| zone.from_local_datetime(&local).earliest();
    earliest(local)
        .or_else(|| earliest(local.checked_add_signed(TimeDelta::hours(1))?))
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use commerce::DeliveryDays;

    use super::*;

    fn settings() -> Settings {
        let mut settings = Settings::initial();
        for rules in &mut settings.countries {
            let transit_max = match rules.country.as_str() {
                "DE" => 2,
                "AT" => 4,
                _ => continue,
            };
            rules.delivery = Some(DeliveryDays {
                handling: 0,
                transit_min: 1,
                transit_max,
            });
        }
        settings.home_country = "AT".parse().unwrap();
        settings
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn estimates_follow_the_shops_clock_and_begin_at_home() {
        // 14:00 in Berlin is 13:00 UTC in winter and 12:00 in summer, which begins on 29 March 2026.
        let cases = [
            (
                "2026-03-27T12:59:59Z",
                None,
                "2026-03-30",
                "2026-04-02",
                "2026-03-27T13:00:00Z",
            ),
            (
                "2026-03-27T13:00:00Z",
                None,
                "2026-03-31",
                "2026-04-03",
                "2026-03-30T12:00:00Z",
            ),
            (
                "2026-03-30T11:59:59Z",
                None,
                "2026-03-31",
                "2026-04-03",
                "2026-03-30T12:00:00Z",
            ),
            (
                "2026-03-02T10:00:00Z",
                Some("2026-03-10"),
                "2026-03-11",
                "2026-03-16",
                "2026-03-10T13:00:00Z",
            ),
            (
                "2026-03-02T10:00:00Z",
                Some("2026-02-10"),
                "2026-03-03",
                "2026-03-06",
                "2026-03-02T13:00:00Z",
            ),
        ];
        for (now, goods_on, first, last, until) in cases {
            let goods_on = goods_on.map(|day| day.parse().unwrap());
            let estimates = settings().estimates(at(now), goods_on);
            let countries: Vec<_> = estimates
                .iter()
                .map(|one| one.country.as_str().to_owned())
                .collect();
            assert_eq!(countries, ["AT", "DE"], "those without days are left out");
            let home = estimates[0];
            assert_eq!(
                (home.first.to_string(), home.last.to_string()),
                (first.to_owned(), last.to_owned()),
                "{now}"
            );
            assert_eq!(home.until, at(until), "{now}");
        }
    }

    #[test]
    fn a_day_begins_where_the_clock_jumps_over_midnight() {
        let mut settings = settings();
        // Summer time began in Santiago at midnight of 6 September 2026: that day has no 00:30.
        settings.time_zone = chrono_tz::America::Santiago;
        let day = "2026-09-06".parse().unwrap();
        assert_eq!(settings.start_of(day), Some(at("2026-09-06T04:00:00Z")));
    }
}
