//! The card numbers that decide what the pretend bank does.

use serde::{Deserialize, Serialize};

/// What the customer types when the bank asks for a second factor; the hosted page says so.
pub const SECOND_FACTOR_CODE: &str = "123456";

/// What a card makes the bank do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Behaviour {
    Approve,
    Decline,
    /// Asks for a code first, then approves.
    SecondFactor,
    /// Settles only after [`ANSWER_DELAY_SECS`](super::bank::ANSWER_DELAY_SECS); the webhook comes then.
    AnswerLate,
    /// Sends each webhook twice with the same event id, and once more with a new one.
    AnswerTwice,
    /// Takes the money and sends no webhook, ever.
    NeverAnswer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    /// In groups of four, as it is printed.
    pub number: &'static str,
    /// The word for it in `locales/`.
    pub label_key: &'static str,
    pub behaviour: Behaviour,
}

pub const TEST_CARDS: &[TestCard] = &[
    TestCard {
        number: "4242 4242 4242 4242",
        label_key: "sandbox-card-approve",
        behaviour: Behaviour::Approve,
    },
    TestCard {
        number: "4000 0000 0000 0002",
        label_key: "sandbox-card-decline",
        behaviour: Behaviour::Decline,
    },
    TestCard {
        number: "4000 0025 0000 3155",
        label_key: "sandbox-card-second-factor",
        behaviour: Behaviour::SecondFactor,
    },
    TestCard {
        number: "4000 0000 0000 0077",
        label_key: "sandbox-card-answer-late",
        behaviour: Behaviour::AnswerLate,
    },
    TestCard {
        number: "4000 0000 0000 0093",
        label_key: "sandbox-card-answer-twice",
        behaviour: Behaviour::AnswerTwice,
    },
    TestCard {
        number: "4000 0000 0000 0119",
        label_key: "sandbox-card-never-answer",
        behaviour: Behaviour::NeverAnswer,
    },
];

/// Why the hosted page shows an error at the card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardProblem {
    #[error("enter a card number")]
    Missing,
    #[error("this is not a card number, please check the digits")]
    NotACardNumber,
    #[error("this is a pretend bank: use one of the test cards, never a real one")]
    NotATestCard,
    #[error("this payment is closed and cannot be paid any more")]
    Closed,
}

impl CardProblem {
    /// The word for it in `locales/`.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Missing => "sandbox-card-problem-missing",
            Self::NotACardNumber => "sandbox-card-problem-not-a-number",
            Self::NotATestCard => "sandbox-card-problem-not-a-test-card",
            Self::Closed => "sandbox-card-problem-closed",
        }
    }
}

/// All that is kept of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Card {
    pub behaviour: Behaviour,
    pub last_four: [char; 4],
}

/// Reads a card number as people type it, with spaces or hyphens.
pub(super) fn read(typed: &str) -> Result<Card, CardProblem> {
    let digits: Vec<u8> = digits(typed)?;
    if digits.is_empty() {
        return Err(CardProblem::Missing);
    }
    if !(12..=19).contains(&digits.len()) || !passes_luhn(&digits) {
        return Err(CardProblem::NotACardNumber);
    }
    let card = TEST_CARDS
        .iter()
        .find(|card| {
            card.number
                .bytes()
                .filter(u8::is_ascii_digit)
                .eq(digits.iter().copied())
        })
        .ok_or(CardProblem::NotATestCard)?;
    let mut last_four = ['0'; 4];
    for (place, digit) in last_four.iter_mut().zip(&digits[digits.len() - 4..]) {
        *place = char::from(*digit);
    }
    Ok(Card {
        behaviour: card.behaviour,
        last_four,
    })
}

fn digits(typed: &str) -> Result<Vec<u8>, CardProblem> {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match u8::try_from(c) {
            Ok(byte) if byte.is_ascii_digit() => Ok(byte),
            _ => Err(CardProblem::NotACardNumber),
        })
        .collect()
}

/// The check digit of ISO/IEC 7812-1.
fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let value = u32::from(digit - b'0');
            match (index % 2, value) {
                (0, _) => value,
                (_, 0..=4) => value * 2,
                _ => value * 2 - 9,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_card_passes_the_check_digit_and_is_known_by_its_number() {
        for card in TEST_CARDS {
            let read = read(card.number).unwrap();

            assert_eq!(read.behaviour, card.behaviour, "{}", card.number);
            assert!(card.number.ends_with(&String::from_iter(read.last_four)));
        }
    }

    #[test]
    fn other_card_numbers_are_refused_at_the_field() {
        let cases = [
            ("nothing", "", CardProblem::Missing),
            ("only spaces", "  ", CardProblem::Missing),
            (
                "letters",
                "4242 4242 4242 424x",
                CardProblem::NotACardNumber,
            ),
            (
                "wrong check digit",
                "4242 4242 4242 4241",
                CardProblem::NotACardNumber,
            ),
            ("too short", "4242", CardProblem::NotACardNumber),
            (
                "too long",
                "42424242424242424242",
                CardProblem::NotACardNumber,
            ),
            (
                "a well-formed card that is none of ours",
                "5555 5555 5555 4444",
                CardProblem::NotATestCard,
            ),
        ];
        for (name, number, problem) in cases {
            assert_eq!(read(number), Err(problem), "{name}");
        }
    }

    #[test]
    fn a_card_number_may_be_typed_with_or_without_gaps() {
        for typed in [
            "4242424242424242",
            " 4242-4242-4242-4242 ",
            "4242\u{a0}4242 4242 4242",
        ] {
            assert_eq!(
                read(typed).map(|card| card.behaviour),
                Ok(Behaviour::Approve),
                "{typed}"
            );
        }
    }
}
