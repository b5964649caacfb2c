//! Forms that come back filled in, with the message at the field.
//!
//! A form is read as text (`#[derive(Deserialize)]` with `String` fields), parsed into domain types with [`FormErrors`]
//! collecting what is wrong, and when anything is, rendered again with status 422: same values, message at each field,
//! a summary with links at the top.
//!
//! ```ignore
//! let mut errors = FormErrors::new();
//! let email = errors.check("email", Email::parse(&form.email), |_| Message::key("checkout-error-email"));
//! let title = errors.required("title", &form.title, || Message::text("Give the product a title."));
//! let (Some(email), Some(title)) = (email, title) else { return page.again(errors) };
//! ```

use l10n::{Arg, Locale};
use serde::{Deserialize, Serialize};

/// What is said to the person at the form: a key of the locale files on the storefront, English text for staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    Key {
        key: String,
        args: Vec<(String, MessageArg)>,
    },
    Text(String),
}

/// A value in a message; a number chooses the plural form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageArg {
    Number(i64),
    Text(String),
}

/// One thing that is wrong, and at which field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The `name` of the input; its `id` is the same, so that the summary can link to it.
    pub field: String,
    pub message: Message,
}

/// All that is wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormErrors(Vec<FieldError>);

impl Message {
    pub fn key(key: impl Into<String>) -> Self {
        Self::Key {
            key: key.into(),
            args: Vec::new(),
        }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Adds a value that the message names; a message of plain text has none.
    #[must_use]
    pub fn with(self, name: &str, value: impl Into<MessageArg>) -> Self {
        match self {
            Self::Key { key, mut args } => {
                args.push((name.to_owned(), value.into()));
                Self::Key { key, args }
            }
            Self::Text(text) => Self::Text(text),
        }
    }

    pub(super) fn text_in(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Key { key, args } => {
                let args: Vec<(&str, Arg)> = args
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.into()))
                    .collect();
                l10n::t(locale, key, &args)
            }
        }
    }
}

impl From<i64> for MessageArg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for MessageArg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<String> for MessageArg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for MessageArg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&MessageArg> for Arg {
    fn from(arg: &MessageArg) -> Self {
        match arg {
            MessageArg::Number(number) => Self::Number(*number),
            MessageArg::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl FormErrors {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn add(&mut self, field: impl Into<String>, message: Message) {
        self.0.push(FieldError {
            field: field.into(),
            message,
        });
    }

    /// The first message at a field.
    pub fn at(&self, field: &str) -> Option<&Message> {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map(|error| &error.message)
    }

    pub fn has_any(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.at(field).is_some())
    }

    /// Keeps what was parsed, or the message for why it was not.
    pub fn check<T, E>(
        &mut self,
        field: &str,
        parsed: Result<T, E>,
        message: impl FnOnce(E) -> Message,
    ) -> Option<T> {
        parsed.map_err(|error| self.add(field, message(error))).ok()
    }

    /// The text without blanks around it, if there is any.
    pub fn required(
        &mut self,
        field: &str,
        text: &str,
        message: impl FnOnce() -> Message,
    ) -> Option<String> {
        let text = text.trim();
        self.check(
            field,
            if text.is_empty() {
                Err(())
            } else {
                Ok(text.to_owned())
            },
            |()| message(),
        )
    }

    /// Like [`FormErrors::check`], but an empty field is fine and means `None`.
    ///
    /// `Some(None)` is "left empty", `None` is "wrong".
    pub fn optional<T, E>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        message: impl FnOnce(E) -> Message,
    ) -> Option<Option<T>> {
        let text = text.trim();
        if text.is_empty() {
            Some(None)
        } else {
            self.check(field, parse(text), message).map(Some)
        }
    }
}

/// Fields of an HTML form that a browser sends with CR LF, as one text with plain line feeds.
pub fn multi_line(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_the_first_message_of_each_field() {
        let mut errors = FormErrors::new();

        let title = errors.required("title", "  ", || Message::text("Give it a title."));
        let count = errors.check("count", "x".parse::<u32>(), |_| {
            Message::text("Digits only.")
        });
        errors.add("count", Message::text("Too many."));
        let note = errors.optional("note", " ", str::parse::<u32>, |_| Message::text("No."));

        assert_eq!((title, count, note), (None, None, Some(None)));
        assert_eq!(errors.at("count"), Some(&Message::text("Digits only.")));
        assert!(errors.has_any(&["missing", "title"]));
        assert!(!errors.has_any(&["note"]));
    }

    #[test]
    fn a_message_survives_the_way_into_a_template() {
        let message = Message::key("checkout-change-fewer")
            .with("left", 3_u32)
            .with("name", "Mug");

        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
    }
}
