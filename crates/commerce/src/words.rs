//! Closed lists of words: states, actions and kinds, as they are stored and sent.

/// Text that is not in a closed list of words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a known {kind}")]
pub struct UnknownWord {
    /// What was expected, such as "payment state".
    pub kind: &'static str,
    pub text: String,
}

/// A step that the present state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the {machine} is {}, which does not allow \"{}\"",
    spaced(state),
    spaced(action)
)]
pub struct Refused {
    /// "order", "payment", "shipment" or "review".
    pub machine: &'static str,
    pub state: &'static str,
    pub action: &'static str,
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// Gives an enum its words: `ALL`, `as_str`, `Display` and `FromStr`.
///
/// The match in `as_str` has no `_`, so a new variant does not compile until it has a word. `ALL` is
/// built from the same rows.
macro_rules! words {
    ($type:ident, $kind:literal, { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in the order of its life.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word under which it is stored and sent; never changes.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::words::UnknownWord { kind: $kind, text: text.to_owned() }),
                }
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};
    use std::str::FromStr;

    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::{
        AdjustmentKind, CustomerStatus, Fulfilment, OrderAction, OrderState, PaymentAction,
        PaymentState, PricesInclude, ShipmentAction, ShipmentState,
    };

    /// The formatter is a serde serializer for plain words, which is all that is needed here.
    struct Serialized<T>(T);

    impl<T: Serialize> Display for Serialized<T> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.serialize(f)
        }
    }

    fn check<T>(all: &[T])
    where
        T: Copy + Debug + Display + PartialEq + Serialize + for<'de> Deserialize<'de>,
        T: FromStr<Err = UnknownWord>,
    {
        assert!(!all.is_empty());
        for value in all {
            let word = value.to_string();
            let deserializer: StrDeserializer<'_, Error> = word.as_str().into_deserializer();

            assert_eq!(word.parse::<T>(), Ok(*value));
            assert_eq!(T::deserialize(deserializer), Ok(*value));
            assert_eq!(Serialized(*value).to_string(), word);
        }
        assert!("nonsense".parse::<T>().is_err());
    }

    #[test]
    fn every_word_means_the_same_in_the_database_in_json_and_in_code() {
        check(&OrderState::ALL);
        check(&OrderAction::ALL);
        check(&PaymentState::ALL);
        check(&PaymentAction::ALL);
        check(&ShipmentState::ALL);
        check(&ShipmentAction::ALL);
        check(&Fulfilment::ALL);
        check(&CustomerStatus::ALL);
        check(&PricesInclude::ALL);
        check(&AdjustmentKind::ALL);
    }

    #[test]
    fn a_refusal_reads_as_a_sentence() {
        let refused = PaymentState::PartiallyRefunded
            .after(PaymentAction::Void)
            .unwrap_err();

        assert_eq!(
            refused.to_string(),
            "the payment is partially refunded, which does not allow \"void\""
        );
    }

    #[test]
    fn an_unknown_word_is_named_with_what_was_expected() {
        let error = "payed".parse::<PaymentState>().unwrap_err();

        assert_eq!(error.to_string(), "\"payed\" is not a known payment state");
    }
}
