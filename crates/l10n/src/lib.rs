//! Words, money, numbers and dates as the reader's language writes them.
//!
//! The words are Fluent files, `locales/{en,de}/*.ftl`, embedded in the binary and merged into one
//! catalogue per language; number and date formats are those of CLDR. Everything that is costly to
//! build (catalogues, formatters) is built once per process and shared by all threads.
//!
//! All functions return plain text: a template escapes it, a mail takes it as it is. Numbers are
//! kept together with their unit by no-break spaces (U+00A0, U+202F), as CLDR has it.

mod countries;
mod dates;
mod locale;
mod messages;
mod money;
mod negotiate;
mod numbers;

pub use countries::country_name;
pub use dates::{date, date_time, day};
pub use locale::{Locale, UnknownLocale};
pub use messages::{Arg, Args, keys, problems, t, try_t};
pub use money::money;
pub use negotiate::negotiate;
pub use numbers::{millionths, number, percent, tenths};
