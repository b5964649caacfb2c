use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use icu_calendar::Gregorian;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{MDE, YMD, YMDT},
    input::{Date, DateTime as CalendarDateTime, Time},
};

use crate::{Locale, locale::PerLocale};

/// The day in the shop's time zone: `Nov 22, 2026` or `22.11.2026`.
pub fn date(locale: Locale, at: DateTime<Utc>, zone: Tz) -> String {
    let local = clock(at, zone);
    let written = |formatter: &Dates| Some(formatter.format(&calendar_date(local)?).to_string());
    DATES
        .get(locale)
        .as_ref()
        .and_then(written)
        .unwrap_or_else(|| local.format("%Y-%m-%d").to_string())
}

/// Day and minute in the shop's time zone: `Nov 22, 2026, 3:04 PM` or `22.11.2026, 15:04`.
pub fn date_time(locale: Locale, at: DateTime<Utc>, zone: Tz) -> String {
    let local = clock(at, zone);
    let written = |formatter: &DateTimes| {
        let time = calendar_time(local)?;
        let date = calendar_date(local)?;
        Some(
            formatter
                .format(&CalendarDateTime { date, time })
                .to_string(),
        )
    };
    DATE_TIMES
        .get(locale)
        .as_ref()
        .and_then(written)
        .unwrap_or_else(|| local.format("%Y-%m-%d %H:%M").to_string())
}

/// A day soon, without its year: `Tue, Mar 3` or `Di., 3. März`, kept together.
pub fn day(locale: Locale, day: NaiveDate) -> String {
    let written = |formatter: &Days| {
        let date = calendar_date(day.and_time(chrono::NaiveTime::MIN))?;
        Some(formatter.format(&date).to_string().replace(' ', "\u{a0}"))
    };
    DAYS.get(locale)
        .as_ref()
        .and_then(written)
        .unwrap_or_else(|| day.to_string())
}

type Days = FixedCalendarDateTimeFormatter<Gregorian, MDE>;
type Dates = FixedCalendarDateTimeFormatter<Gregorian, YMD>;
type DateTimes = FixedCalendarDateTimeFormatter<Gregorian, YMDT>;

static DAYS: LazyLock<PerLocale<Option<Days>>> = LazyLock::new(|| {
    PerLocale::new(|locale| {
        FixedCalendarDateTimeFormatter::try_new((&locale.icu()).into(), MDE::medium()).ok()
    })
});

static DATES: LazyLock<PerLocale<Option<Dates>>> = LazyLock::new(|| {
    PerLocale::new(|locale| {
        FixedCalendarDateTimeFormatter::try_new((&locale.icu()).into(), YMD::medium()).ok()
    })
});

static DATE_TIMES: LazyLock<PerLocale<Option<DateTimes>>> = LazyLock::new(|| {
    let fields = YMD::medium().with_time_hm();
    PerLocale::new(|locale| {
        FixedCalendarDateTimeFormatter::try_new((&locale.icu()).into(), fields).ok()
    })
});

/// What a clock on the shop's wall shows. `DateTime::naive_local` would panic at the ends of time.
fn clock(at: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    let utc = at.naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    utc.checked_add_offset(offset).unwrap_or(utc)
}

/// `None` for the years beyond 9999 that ICU does not take.
fn calendar_date(local: NaiveDateTime) -> Option<Date<Gregorian>> {
    let month = u8::try_from(local.month()).ok()?;
    let day = u8::try_from(local.day()).ok()?;
    Date::try_new_gregorian(local.year(), month, day).ok()
}

fn calendar_time(local: NaiveDateTime) -> Option<Time> {
    let hour = u8::try_from(local.hour()).ok()?;
    let minute = u8::try_from(local.minute()).ok()?;
    Time::try_new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America::New_York, Asia::Kolkata, Europe::Berlin};

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_those_of_the_shops_clock_on_both_sides_of_a_change() {
        // German summer time ends on 25 October 2026 at 01:00 UTC and begins on 29 March at 01:00 UTC.
        let cases = [
            (
                "2026-10-25T00:30:00Z",
                "Oct 25, 2026, 2:30\u{202f}AM",
                "25.10.2026, 02:30",
            ),
            (
                "2026-10-25T01:30:00Z",
                "Oct 25, 2026, 2:30\u{202f}AM",
                "25.10.2026, 02:30",
            ),
            (
                "2026-10-25T02:30:00Z",
                "Oct 25, 2026, 3:30\u{202f}AM",
                "25.10.2026, 03:30",
            ),
            (
                "2026-03-29T00:59:59Z",
                "Mar 29, 2026, 1:59\u{202f}AM",
                "29.03.2026, 01:59",
            ),
            (
                "2026-03-29T01:00:00Z",
                "Mar 29, 2026, 3:00\u{202f}AM",
                "29.03.2026, 03:00",
            ),
            (
                "2026-12-31T23:00:00Z",
                "Jan 1, 2027, 12:00\u{202f}AM",
                "01.01.2027, 00:00",
            ),
        ];
        for (at, english, german) in cases {
            assert_eq!(date_time(Locale::EN, utc(at), Berlin), english);
            assert_eq!(date_time(Locale::DE, utc(at), Berlin), german);
        }
    }

    #[test]
    fn an_order_is_dated_by_the_shops_day() {
        let cases = [
            ("2026-11-22T23:30:00Z", Berlin, "Nov 23, 2026", "23.11.2026"),
            ("2026-06-22T22:30:00Z", Berlin, "Jun 23, 2026", "23.06.2026"),
            ("2026-11-22T22:30:00Z", Berlin, "Nov 22, 2026", "22.11.2026"),
            (
                "2026-11-22T03:30:00Z",
                New_York,
                "Nov 21, 2026",
                "21.11.2026",
            ),
            (
                "2026-11-22T19:00:00Z",
                Kolkata,
                "Nov 23, 2026",
                "23.11.2026",
            ),
            (
                "2028-02-29T12:00:00Z",
                Tz::UTC,
                "Feb 29, 2028",
                "29.02.2028",
            ),
        ];
        for (at, zone, english, german) in cases {
            assert_eq!(date(Locale::EN, utc(at), zone), english);
            assert_eq!(date(Locale::DE, utc(at), zone), german);
        }
    }

    #[test]
    fn a_day_soon_has_its_weekday_and_no_year() {
        let cases = [
            ("2026-03-03", "Tue, Mar 3", "Di., 3. März"),
            ("2026-12-31", "Thu, Dec 31", "Do., 31. Dez."),
        ];
        for (text, english, german) in cases {
            let on: NaiveDate = text.parse().unwrap();
            assert_eq!(day(Locale::EN, on), english.replace(' ', "\u{a0}"));
            assert_eq!(day(Locale::DE, on), german.replace(' ', "\u{a0}"));
        }
    }

    #[test]
    fn every_language_has_its_date_formats() {
        for locale in Locale::ALL {
            assert!(DAYS.get(locale).is_some(), "{locale}");
            assert!(DATES.get(locale).is_some(), "{locale}");
            assert!(DATE_TIMES.get(locale).is_some(), "{locale}");
        }
    }

    #[test]
    fn a_date_out_of_all_bounds_is_still_shown() {
        for at in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            for zone in [Berlin, New_York, Kolkata] {
                assert!(date(Locale::EN, at, zone).contains("262"), "{at}");
                assert!(date_time(Locale::DE, at, zone).contains("262"), "{at}");
            }
        }
    }
}
