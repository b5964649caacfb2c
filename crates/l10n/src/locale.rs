use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language that the shop is translated into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale(Language);

/// The text names no language that the shop speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no language of this shop; there are {all}", all = Locale::codes())]
pub struct UnknownLocale(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Language {
    English,
    German,
}

impl Locale {
    pub const EN: Self = Self(Language::English);
    pub const DE: Self = Self(Language::German);
    /// English first: it is the language that a missing text falls back to.
    pub const ALL: [Self; 2] = [Self::EN, Self::DE];

    /// The BCP 47 tag, as in the `lang` attribute of a page, in links and in the database.
    pub fn code(self) -> &'static str {
        match self.0 {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// The language's name in the language itself, for the menu in which people look for theirs.
    pub fn name(self) -> &'static str {
        match self.0 {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// The locale for a language tag such as `de`, `de-AT` or `de_AT.UTF-8`'s `de_AT`.
    ///
    /// Only the language counts; what follows must merely look like subtags (RFC 5646, 2.1).
    pub fn parse(tag: &str) -> Option<Self> {
        let mut subtags = tag.trim().split(['-', '_']);
        let language = subtags.next()?;
        let well_formed = subtags.all(|tag| {
            matches!(tag.len(), 1..=8) && tag.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        Self::ALL
            .into_iter()
            .find(|locale| well_formed && locale.code().eq_ignore_ascii_case(language))
    }

    pub(crate) fn icu(self) -> icu_locale::Locale {
        match self.0 {
            Language::English => icu_locale::locale!("en"),
            Language::German => icu_locale::locale!("de"),
        }
    }

    fn codes() -> String {
        Self::ALL.map(Self::code).join(", ")
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| UnknownLocale(text.to_owned()))
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One value for each language, so that none can be forgotten.
pub(crate) struct PerLocale<T> {
    english: T,
    german: T,
}

impl<T> PerLocale<T> {
    pub(crate) fn new(mut make: impl FnMut(Locale) -> T) -> Self {
        Self {
            english: make(Locale::EN),
            german: make(Locale::DE),
        }
    }

    pub(crate) fn get(&self, locale: Locale) -> &T {
        match locale.0 {
            Language::English => &self.english,
            Language::German => &self.german,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_is_understood_whatever_the_region() {
        let cases = [
            ("de", Some(Locale::DE)),
            ("DE", Some(Locale::DE)),
            ("de-AT", Some(Locale::DE)),
            ("de_CH", Some(Locale::DE)),
            (" en-GB ", Some(Locale::EN)),
            ("en-u-nu-arab", Some(Locale::EN)),
            ("den", None),
            ("d", None),
            ("fr", None),
            ("", None),
            ("*", None),
            ("de-", None),
            ("de--AT", None),
            ("de-<b>", None),
            ("de-abcdefghi", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(Locale::parse(tag), expected, "{tag:?}");
        }
    }

    #[test]
    fn a_locale_is_stored_as_its_code() {
        for locale in Locale::ALL {
            let json = serde_json::to_string(&locale).unwrap();
            assert_eq!(json, format!("\"{locale}\""));
            assert_eq!(serde_json::from_str::<Locale>(&json).unwrap(), locale);
        }
    }

    #[test]
    fn an_unknown_language_is_refused_with_the_ones_there_are() {
        let error = serde_json::from_str::<Locale>("\"tlh\"").unwrap_err();

        assert!(
            error
                .to_string()
                .starts_with("\"tlh\" is no language of this shop; there are en, de"),
            "{error}"
        );
    }
}
