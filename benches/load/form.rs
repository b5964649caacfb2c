//! Forms as a browser without script sees them: what is in them, and what sending one would send.

use url::form_urlencoded::Serializer;

use crate::html::{Tag, decode, tags};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As written; empty means the page's own address.
    pub action: String,
    pub post: bool,
    pub fields: Vec<Field>,
    /// Whether it has a button that sends it and is not disabled.
    pub can_be_sent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub kind: Kind,
    /// Its autocomplete tokens, such as "shipping given-name".
    pub autocomplete: String,
    pub required: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Typed, chosen from a list, or hidden: its value is sent.
    Value,
    /// A radio button or check box: its value is sent when checked.
    Choice { checked: bool },
    /// A list, with the values to choose from.
    Select { options: Vec<String> },
}

/// All forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<form") {
        let mut inside = tags(&rest[start..]);
        let Some(opening) = inside.next() else { break };
        rest = opening.rest;
        forms.push(read(&opening, inside));
    }
    forms
}

fn read<'a>(opening: &Tag<'a>, inside: impl Iterator<Item = Tag<'a>>) -> Form {
    let text = |name| opening.attribute(name).unwrap_or_default().into_owned();
    let mut form = Form {
        action: text("action"),
        post: text("method").eq_ignore_ascii_case("post"),
        fields: Vec::new(),
        can_be_sent: false,
    };
    for tag in inside {
        match (tag.name, tag.closing) {
            ("form", true) => break,
            ("input", false) => form.read_input(&tag),
            ("select", false) => form.push(
                &tag,
                Kind::Select {
                    options: Vec::new(),
                },
                String::new(),
            ),
            ("option", false) => form.read_option(&tag),
            ("textarea", false) => {
                let value = tag.rest.split('<').next().unwrap_or_default();
                form.push(&tag, Kind::Value, decode(value).into_owned());
            }
            ("button", false) => form.read_button(&tag),
            (_, true | false) => {}
        }
    }
    form
}

impl Form {
    fn read_input(&mut self, tag: &Tag<'_>) {
        let kind = tag.attribute("type").unwrap_or_default();
        let value = tag.attribute("value").unwrap_or_default().into_owned();
        match kind.as_ref() {
            "radio" | "checkbox" => {
                let value = if value.is_empty() {
                    "on".to_owned()
                } else {
                    value
                };
                self.push(
                    tag,
                    Kind::Choice {
                        checked: tag.has("checked"),
                    },
                    value,
                );
            }
            "submit" | "image" => self.read_button(tag),
            "button" | "reset" | "file" => {}
            _ => self.push(tag, Kind::Value, value),
        }
    }

    /// A button that sends the form elsewhere or differently is not the one that is pressed here.
    fn read_button(&mut self, tag: &Tag<'_>) {
        let sends = !matches!(tag.attribute("type").as_deref(), Some("button" | "reset"));
        let elsewhere = tag.has("formaction") || tag.has("formmethod");
        self.can_be_sent |= sends && !elsewhere && !tag.has("disabled");
    }

    /// The first option is what a list shows until one says it is selected.
    fn read_option(&mut self, tag: &Tag<'_>) {
        let Some(Field {
            kind: Kind::Select { options },
            value: chosen,
            ..
        }) = self.fields.last_mut()
        else {
            return;
        };
        let value = tag.attribute("value").unwrap_or_default().into_owned();
        if options.is_empty() || tag.has("selected") {
            chosen.clone_from(&value);
        }
        options.push(value);
    }

    /// A field without a name or disabled is never sent.
    fn push(&mut self, tag: &Tag<'_>, kind: Kind, value: String) {
        let Some(name) = tag.attribute("name").filter(|_| !tag.has("disabled")) else {
            return;
        };
        self.fields.push(Field {
            name: name.into_owned(),
            value,
            kind,
            autocomplete: tag
                .attribute("autocomplete")
                .unwrap_or_default()
                .into_owned(),
            required: tag.has("required"),
        });
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// The first field for this, such as "email"; a section before it ("shipping email") does not matter.
    pub fn asks_for(&self, token: &str) -> bool {
        self.fields.iter().any(|field| field.is_for(token))
    }

    pub fn set(&mut self, name: &str, value: &str) {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            match &mut field.kind {
                Kind::Choice { checked } => *checked = field.value == value,
                Kind::Value | Kind::Select { .. } => value.clone_into(&mut field.value),
            }
        }
    }

    /// Values that a group of radio buttons or a list offers.
    pub fn offered(&self, name: &str) -> Vec<&str> {
        let mut offered = Vec::new();
        for field in self.fields.iter().filter(|field| field.name == name) {
            match &field.kind {
                Kind::Choice { .. } => offered.push(field.value.as_str()),
                Kind::Select { options } => offered.extend(options.iter().map(String::as_str)),
                Kind::Value => {}
            }
        }
        offered
    }

    /// Chooses the first of a group of radio buttons unless one is chosen.
    pub fn choose_any(&mut self, name: &str) {
        let chosen =
            |field: &Field| field.name == name && field.kind == Kind::Choice { checked: true };
        if self.fields.iter().any(chosen) {
            return;
        }
        if let Some(first) = self.offered(name).first().map(ToString::to_string) {
            self.set(name, &first);
        }
    }

    /// What is sent, as `application/x-www-form-urlencoded`.
    pub fn encoded(&self) -> String {
        let mut body = Serializer::new(String::new());
        for field in &self.fields {
            if field.kind != (Kind::Choice { checked: false }) {
                body.append_pair(&field.name, &field.value);
            }
        }
        body.finish()
    }
}

impl Field {
    pub fn is_for(&self, token: &str) -> bool {
        self.autocomplete.split_ascii_whitespace().next_back() == Some(token)
    }

    pub fn is_billing(&self) -> bool {
        self.autocomplete.starts_with("billing ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"
        <form action="/search" role="search"><input type="search" name="q"><button>Find</button></form>
        <form method="post" action="/checkout/address?a=1&amp;b=2">
          <input type="hidden" name="csrf" value="x&quot;y">
          <input name="given-name" autocomplete="shipping given-name" required>
          <input name="nothing" disabled value="1"><input value="nameless">
          <select name="country"><option value="AT">Austria</option><option value="DE" selected>Germany</option></select>
          <input type="radio" name="speed" value="slow"><input type="radio" name="speed" value="fast">
          <input type="checkbox" name="news" value="yes"><textarea name="note">a &lt; b</textarea>
          <button formaction="/elsewhere">Elsewhere</button><button disabled>Go</button>
        </form>"#;

    #[test]
    fn a_form_is_sent_as_a_browser_would() {
        let mut form = forms(PAGE).remove(1);
        assert!(form.post);
        assert!(!form.can_be_sent);
        assert_eq!(form.action, "/checkout/address?a=1&b=2");
        assert_eq!(form.offered("country"), ["AT", "DE"]);

        form.choose_any("speed");
        form.set("given-name", "Zoë");

        let expected = "csrf=x%22y&given-name=Zo%C3%AB&country=DE&speed=slow&note=a+%3C+b";
        assert_eq!(form.encoded(), expected);
    }

    #[test]
    fn each_form_of_a_page_keeps_its_own_fields() {
        let found = forms(PAGE);

        assert_eq!(found.len(), 2);
        assert!(!found[0].post && found[0].can_be_sent);
        assert!(found[0].has("q") && !found[0].has("country"));
        assert!(found[1].asks_for("given-name") && !found[1].asks_for("email"));
    }

    #[test]
    fn choosing_another_radio_button_lets_go_of_the_first() {
        let mut form = forms(PAGE).remove(1);
        form.set("speed", "slow");
        form.set("speed", "fast");
        form.choose_any("speed");

        assert!(form.encoded().contains("speed=fast"));
        assert!(!form.encoded().contains("speed=slow"));
    }
}
