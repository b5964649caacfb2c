//! What the shop answered, read as a person or a browser reads it.

use axum::http::{HeaderMap, StatusCode, header};
use scraper::{ElementRef, Html, Node, Selector};

/// An answer. Elements are found by CSS selectors.
#[derive(Debug, Clone)]
pub struct Page {
    /// The path that was asked for.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form as the page shows it: where it goes, and every field with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub method: String,
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Names of fields that can be filled in but are not sent as they are: empty radio buttons and
    /// checkboxes.
    choices: Vec<String>,
    /// Whether it is sent as `multipart/form-data`, which is how files get along.
    is_multipart: bool,
}

impl Page {
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Where a redirect leads; empty when this is none.
    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    /// # Panics
    /// When the status is another; with the texts of the page.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.path,
            self.words()
        );
        self
    }

    /// # Panics
    /// When this is no 303 to `path`.
    #[track_caller]
    pub fn assert_redirect(&self, path: &str) -> &Self {
        self.assert_status(303);
        assert_eq!(self.location(), path, "{} leads elsewhere", self.path);
        self
    }

    /// # Panics
    /// When the page does not show these words.
    #[track_caller]
    pub fn assert_says(&self, words: &str) -> &Self {
        let shown = self.words();
        assert!(
            shown.contains(words),
            "{}: no {words:?} in {shown}",
            self.path
        );
        self
    }

    /// All text that is not in the head, with single spaces.
    pub fn words(&self) -> String {
        let html = self.html();
        let root = html.select(&selector("body")).next();
        squeeze(root.unwrap_or_else(|| html.root_element()))
    }

    pub fn has(&self, css: &str) -> bool {
        self.html().select(&selector(css)).next().is_some()
    }

    /// The text of the only element that `css` finds.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        let [text] = self.only(css, self.texts(css));
        text
    }

    /// The texts of all elements that `css` finds.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css)).map(squeeze).collect()
    }

    /// What is in the only element that `css` finds, letter by letter: a script's data, say.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn content(&self, css: &str) -> String {
        let html = self.html();
        let selector = selector(css);
        let found = html.select(&selector);
        let [text] = self.only(css, found.map(|element| element.text().collect()).collect());
        text
    }

    /// An attribute of the only element that `css` finds.
    ///
    /// # Panics
    /// When there is none, or more than one, or it lacks the attribute.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let [value] = self.only(css, self.attributes(css, name));
        value
    }

    /// An attribute of all elements that `css` finds and that have it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css))
            .filter_map(|element| element.attr(name).map(ToOwned::to_owned))
            .collect()
    }

    /// The only form that `css` finds, filled in as the page shows it.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn form(&self, css: &str) -> Form {
        let html = self.html();
        let selector = selector(css);
        let forms = html
            .select(&selector)
            .map(|form| read_form(form, &self.path));
        let [form] = self.only(css, forms.collect());
        form
    }

    /// The form of the page itself that is sent to `action`.
    ///
    /// # Panics
    /// As [`Page::form`].
    #[track_caller]
    pub fn main_form(&self, action: &str) -> Form {
        self.form(&format!("main form[action='{action}']"))
    }

    #[track_caller]
    fn only<T: std::fmt::Debug>(&self, css: &str, found: Vec<T>) -> [T; 1] {
        found.try_into().unwrap_or_else(|found| {
            panic!(
                "{}: {css} should be there once, found {found:?} in {}",
                self.path,
                self.words()
            )
        })
    }

    /// Read anew each time: the tree cannot cross threads, and tests read little.
    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

impl Form {
    /// The first value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_multipart(&self) -> bool {
        self.is_multipart
    }

    /// Whether a browser would send a file that is chosen in this field.
    pub(crate) fn takes_files(&self, name: &str) -> bool {
        self.is_multipart && self.choices.iter().any(|choice| choice == name)
    }

    /// Types a value into a field.
    ///
    /// # Panics
    /// When the form has no such field.
    #[must_use]
    #[track_caller]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let Some((_, old)) = self.fields.iter_mut().find(|(field, _)| field == name) {
            value.clone_into(old);
        } else {
            assert!(
                self.choices.iter().any(|choice| choice == name),
                "the form {} has no field {name}, but {:?} and {:?}",
                self.action,
                self.fields,
                self.choices
            );
            self.fields.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Sent by the button of this name and value.
    #[must_use]
    pub fn pressing(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Types many values.
    ///
    /// # Panics
    /// When the form lacks one of the fields.
    #[must_use]
    #[track_caller]
    pub fn filled(self, values: &[(&str, &str)]) -> Self {
        values
            .iter()
            .fold(self, |form, (name, value)| form.with(name, value))
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error}"))
}

/// The text with single spaces, and one between blocks, as it looks on the screen.
fn squeeze(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

fn gather(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        match (child.value(), ElementRef::wrap(child)) {
            (Node::Text(words), _) => text.push_str(words),
            (_, Some(inner)) => match inner.value().name() {
                "script" | "style" | "template" => {}
                "a" | "abbr" | "b" | "em" | "i" | "mark" | "s" | "small" | "span" | "strong"
                | "sub" | "sup" | "time" => gather(inner, text),
                _ => {
                    text.push(' ');
                    gather(inner, text);
                    text.push(' ');
                }
            },
            _ => {}
        }
    }
}

fn read_form(form: ElementRef<'_>, page: &str) -> Form {
    let mut result = Form {
        method: form.attr("method").unwrap_or("get").to_lowercase(),
        action: form.attr("action").unwrap_or(page).to_owned(),
        fields: Vec::new(),
        choices: Vec::new(),
        is_multipart: form.attr("enctype") == Some("multipart/form-data"),
    };
    for field in form.select(&selector("input, select, textarea")) {
        let Some(name) = field.attr("name") else {
            continue;
        };
        if field.attr("disabled").is_some() {
            continue;
        }
        match value_of(field) {
            Some(value) => result.fields.push((name.to_owned(), value)),
            None => result.choices.push(name.to_owned()),
        }
    }
    result
}

/// What a browser would send for the field, if it would send it.
fn value_of(field: ElementRef<'_>) -> Option<String> {
    let value = field.attr("value");
    match (field.value().name(), field.attr("type").unwrap_or("text")) {
        ("textarea", _) => Some(field.text().collect()),
        ("select", _) => {
            let options: Vec<_> = field.select(&selector("option")).collect();
            let chosen = options
                .iter()
                .find(|option| option.attr("selected").is_some());
            let chosen = chosen.or(options.first())?;
            Some(match chosen.attr("value") {
                Some(value) => value.to_owned(),
                None => squeeze(*chosen),
            })
        }
        (_, "checkbox" | "radio") => {
            field.attr("checked")?;
            Some(value.unwrap_or("on").to_owned())
        }
        (_, "submit" | "button" | "image" | "file") => None,
        _ => Some(value.unwrap_or_default().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"<html><head><title>Not read</title></head><body>
        <h1>Your  <em>cart</em></h1><ul><li>One</li><li>Two</li></ul>
        <form id="a" method="POST" action="/cart">
          <input type="hidden" name="csrf" value="x&amp;y"><input name="email">
          <textarea name="note">Leave it
at the door</textarea>
          <select name="country"><option value="AT">Austria<option value="DE" selected>Germany</select>
          <input type="radio" name="pay" value="card"><input type="radio" name="pay" value="bank" checked>
          <input type="checkbox" name="terms"><input name="off" disabled value="1"><button>Go</button>
        </form></body></html>"#;

    fn page() -> Page {
        Page {
            path: "/here".to_owned(),
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: BODY.to_owned(),
        }
    }

    #[test]
    fn a_page_is_read_as_it_is_shown() {
        let page = page();

        assert_eq!(page.text("h1"), "Your cart");
        assert_eq!(page.texts("li"), ["One", "Two"]);
        assert!(
            page.words().starts_with("Your cart One Two"),
            "{}",
            page.words()
        );
        assert!(page.has("#a") && !page.has("#b"));
    }

    #[test]
    fn a_form_sends_what_a_browser_would_send() {
        let form = page()
            .form("form")
            .with("email", "a@b.example")
            .with("terms", "on");

        assert_eq!(
            (form.method.as_str(), form.action.as_str()),
            ("post", "/cart")
        );
        let fields: Vec<_> = form
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let expected = [
            ("csrf", "x&y"),
            ("email", "a@b.example"),
            ("note", "Leave it\nat the door"),
            ("country", "DE"),
            ("pay", "bank"),
            ("terms", "on"),
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    #[should_panic(expected = "has no field phone")]
    fn filling_in_a_field_that_is_not_there_fails_the_test() {
        let _ = page().form("form").with("phone", "1");
    }
}
