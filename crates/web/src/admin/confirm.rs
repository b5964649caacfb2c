//! Questions before something that is hard to take back: in place with script, on a page of their own without.

use serde::Serialize;

use super::list::Choice;

/// `admin/_confirm.html`
#[derive(Debug, Clone, Serialize)]
pub struct Confirm {
    /// What leads to the question.
    pub link: String,
    /// The page of the question.
    pub page_url: String,
    pub title: String,
    /// What will happen, one paragraph each.
    pub text: Vec<String>,
    pub action: String,
    pub version: Option<i64>,
    pub choice_label: &'static str,
    /// Sent as `choice`; the first one is chosen.
    pub choices: Vec<Choice>,
    pub button: String,
    /// How it is left as it is, and where that leads.
    pub keep: &'static str,
    pub back_url: String,
}

/// `admin/confirm.html`
#[derive(Debug, Serialize)]
pub struct ConfirmView {
    pub confirm: Confirm,
}
