//! What all values that are a checked piece of text have in common.

/// Gives a type with `parse(&str)` and `as_str()` the ways in and out that callers expect: `FromStr`
/// and `TryFrom<String>` both check (the latter is what serde uses), `Display` shows the text.
macro_rules! text_value {
    ($type:ty, $error:ty) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.as_str().to_owned()
            }
        }
    };
}

pub(crate) use text_value;

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use crate::{Country, Currency, Email, Sku, Slug};

    fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Error> {
        let deserializer: StrDeserializer<'de, Error> = text.into_deserializer();
        T::deserialize(deserializer)
    }

    #[test]
    fn stored_text_is_checked_again_when_it_is_read() {
        assert_eq!(read::<Currency>("EUR"), Ok(Currency::EUR));
        assert!(read::<Currency>("EURO").is_err());
        assert_eq!(
            read::<Country>("DE").map(|c| c.to_string()),
            Ok("DE".into())
        );
        assert!(read::<Country>("de").is_err());
        assert!(read::<Email>("ada@example.org").is_ok());
        assert!(read::<Email>("ada").is_err());
        assert!(read::<Sku>("MUG-1").is_ok());
        assert!(read::<Sku>("").is_err());
        assert!(read::<Slug>("blue-mug").is_ok());
        assert!(read::<Slug>("Blue mug").is_err());
    }

    #[test]
    fn an_unreadable_value_is_named_in_the_message() {
        let message = read::<Currency>("EURO").unwrap_err().to_string();

        assert!(message.contains("\"EURO\""), "{message}");
    }
}
