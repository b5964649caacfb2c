use std::sync::LazyLock;

use icu_experimental::displaynames::{DisplayNamesOptions, multi::RegionDisplayNames};
use icu_locale::subtags::Region;

use crate::{Locale, locale::PerLocale};

/// The country's name for an ISO 3166-1 alpha-2 code, or the code as it is if no country has it.
pub fn country_name(locale: Locale, code: &str) -> String {
    lookup(locale, code).unwrap_or(code).to_owned()
}

/// Two-letter codes that CLDR names although no parcel can go there: unions, pseudo-locales, unknown.
const NO_COUNTRIES: [&str; 7] = ["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"];

fn lookup(locale: Locale, code: &str) -> Option<&'static str> {
    // CLDR also numbers continents: 150 is Europe.
    let region: Region = code.parse().ok().filter(Region::is_alphabetic)?;
    if NO_COUNTRIES.contains(&region.as_str()) {
        return None;
    }
    NAMES.get(locale).as_ref()?.of(region)
}

static NAMES: LazyLock<PerLocale<Option<RegionDisplayNames>>> = LazyLock::new(|| {
    PerLocale::new(|locale| {
        RegionDisplayNames::try_new((&locale.icu()).into(), DisplayNamesOptions::default()).ok()
    })
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_called_by_their_name_in_the_readers_language() {
        let cases = [
            ("DE", "Germany", "Deutschland"),
            ("AT", "Austria", "Österreich"),
            ("GB", "United Kingdom", "Vereinigtes Königreich"),
            ("US", "United States", "Vereinigte Staaten"),
            ("us", "United States", "Vereinigte Staaten"),
            ("JP", "Japan", "Japan"),
            ("LI", "Liechtenstein", "Liechtenstein"),
            ("CZ", "Czechia", "Tschechien"),
        ];
        for (code, english, german) in cases {
            assert_eq!(country_name(Locale::EN, code), english);
            assert_eq!(country_name(Locale::DE, code), german);
        }
    }

    #[test]
    fn what_is_no_country_is_shown_as_it_was_written() {
        for code in ["", "Q", "QQ", "ZZ", "zz", "EU", "150", "DEU", "1A", "<b>"] {
            assert_eq!(country_name(Locale::EN, code), code);
        }
    }

    #[test]
    fn every_country_that_a_shop_here_ships_to_has_a_name_in_every_language() {
        let codes = [
            // European Union
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
            "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI",
            "SK", // rest of the European Economic Area
            "IS", "LI", "NO", // overseas and neighbours
            "GB", "CH", "US", "CA", "AU", "NZ", "JP",
        ];
        for (locale, code) in Locale::ALL
            .into_iter()
            .flat_map(|locale| codes.map(|code| (locale, code)))
        {
            assert_ne!(country_name(locale, code), code, "{locale}");
        }
    }
}
