//! An attribute as its form holds it: text as typed, values one a row, new ones one a line.

use l10n::Locale;
use serde::Serialize;
use shop::Settings;
use shop::attributes::{
    Attribute, AttributeChoice, AttributeDraft, AttributeKind, ChoiceDraft, FieldProblem, Labels,
    Problem,
};

use super::Fields;
use super::conflict::Labelled;
use super::list::whole_sentence;
use crate::kit::forms::{FormErrors, Message};

#[derive(Serialize)]
pub struct AttributeForm {
    pub version: i64,
    key: String,
    kind: String,
    labels: Vec<LabelField>,
    unit: String,
    is_facet: bool,
    in_specification: bool,
    position: String,
    choices: Vec<ChoiceRow>,
    /// New values, one a line.
    more: String,
    may_drop_values: bool,
}

/// A name in one language; those that the shop does not speak are kept and not shown.
#[derive(Serialize)]
struct LabelField {
    code: &'static str,
    language: &'static str,
    is_shown: bool,
    text: String,
}

#[derive(Serialize)]
struct ChoiceRow {
    id: String,
    labels: Vec<LabelField>,
    hex: String,
    place: String,
    remove: bool,
}

/// A draft, and in which row of the form each of its values is.
pub struct Drafted {
    pub draft: AttributeDraft,
    /// `None` for one of the new lines.
    rows: Vec<Option<usize>>,
}

impl AttributeForm {
    /// Placed behind `others`.
    pub fn empty(settings: &Settings, others: usize) -> Self {
        Self {
            version: 0,
            key: String::new(),
            kind: AttributeKind::Choice.as_str().to_owned(),
            labels: label_fields(settings, |_| String::new()),
            unit: String::new(),
            is_facet: true,
            in_specification: true,
            position: others.to_string(),
            choices: Vec::new(),
            more: String::new(),
            may_drop_values: false,
        }
    }

    pub fn of(settings: &Settings, attribute: &Attribute) -> Self {
        let choices = attribute.choices.iter().enumerate();
        Self {
            version: attribute.version,
            key: attribute.key.to_string(),
            kind: attribute.kind.as_str().to_owned(),
            labels: saved_labels(settings, &attribute.labels),
            unit: attribute.unit.clone(),
            is_facet: attribute.is_facet,
            in_specification: attribute.in_specification,
            position: attribute.position.to_string(),
            choices: choices
                .map(|(at, choice)| ChoiceRow::of(settings, at, choice))
                .collect(),
            more: String::new(),
            may_drop_values: false,
        }
    }

    pub fn sent(settings: &Settings, fields: &Fields) -> Self {
        let rows = fields.rows("choices").into_iter();
        Self {
            version: fields.version(),
            key: fields.text("key"),
            kind: fields.text("kind"),
            labels: sent_labels(settings, fields, "labels"),
            unit: fields.text("unit"),
            is_facet: fields.has("is_facet"),
            in_specification: fields.has("in_specification"),
            position: fields.text("position"),
            choices: rows
                .map(|row| ChoiceRow::sent(settings, fields, row))
                .collect(),
            more: fields.lines("more"),
            may_drop_values: fields.has("confirm"),
        }
    }

    /// Its name in the first language that has one.
    pub fn heading(&self) -> String {
        let texts = self.labels.iter().map(|label| label.text.trim());
        texts
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .next()
            .unwrap_or_default()
    }

    pub fn draft(&self, settings: &Settings, errors: &mut FormErrors) -> Option<Drafted> {
        let kind = errors.check("kind", self.kind.parse(), |_| {
            Message::text("Choose what kind of values it has.")
        });
        let position = errors.optional("position", &self.position, str::parse, |_| {
            Message::text("A whole number, such as 3.")
        });
        let kind: AttributeKind = kind?;
        let mut kept: Vec<(i64, usize)> = self
            .choices
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.remove)
            .map(|(at, row)| (row.place.trim().parse().unwrap_or(i64::MAX), at))
            .collect();
        kept.sort_unstable();
        let mut choices: Vec<ChoiceDraft> = kept
            .iter()
            .map(|(_, at)| self.choices[*at].draft())
            .collect();
        let mut rows: Vec<Option<usize>> = kept.iter().map(|(_, at)| Some(*at)).collect();
        if kind.has_choices() {
            let lines = self.more.lines().map(str::trim);
            for line in lines.filter(|line| !line.is_empty()) {
                choices.push(new_choice(line, kind, settings.default_locale));
                rows.push(None);
            }
        }
        let draft = AttributeDraft {
            key: self.key.clone(),
            kind,
            labels: labels(&self.labels),
            unit: self.unit.clone(),
            is_facet: self.is_facet,
            in_specification: self.in_specification,
            position: position?.unwrap_or(0),
            choices,
            may_drop_values: self.may_drop_values,
        };
        Some(Drafted { draft, rows })
    }

    pub fn labelled(&self) -> Vec<Labelled> {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        let mut all: Vec<Labelled> = self
            .labels
            .iter()
            .filter(|label| label.is_shown)
            .map(|label| Labelled::plain(&format!("Name, {}", label.language), &label.text))
            .collect();
        let values = self.choices.iter().filter(|row| !row.remove);
        let values: Vec<_> = values.map(ChoiceRow::in_words).collect();
        all.extend([
            Labelled::plain("Unit", &self.unit),
            Labelled::plain("Customers can filter by it", yes(self.is_facet)),
            Labelled::plain("In the specification table", yes(self.in_specification)),
            Labelled::plain("Place", &self.position),
            Labelled::plain("Values", values.join("\n")),
        ]);
        all
    }
}

impl Drafted {
    /// At the fields of the form.
    pub fn add_problems(&self, errors: &mut FormErrors, problems: &[FieldProblem]) {
        for problem in problems {
            let mut text = whole_sentence(&problem.problem);
            let field = match self.row_of(&problem.field) {
                // The values as a whole have no field; the box for new ones is where they are given.
                None if problem.field == "choices" && problem.problem == Problem::Missing => {
                    "Give it at least one value, one a line.".clone_into(&mut text);
                    "more".to_owned()
                }
                None => problem.field.clone(),
                Some((_, Some(row), name)) => format!("choices.{row}.{name}"),
                Some((at, None, _)) => {
                    let name = self.draft.choices[at].labels.all().next();
                    text = format!("“{}”: {text}", name.unwrap_or_default());
                    "more".to_owned()
                }
            };
            errors.add(field, Message::text(text));
        }
    }

    /// For "choices.2.hex" its place in the draft, its row, and "hex".
    fn row_of<'a>(&self, field: &'a str) -> Option<(usize, Option<usize>, &'a str)> {
        let (at, name) = field.strip_prefix("choices.")?.split_once('.')?;
        let at: usize = at.parse().ok()?;
        Some((at, *self.rows.get(at)?, name))
    }
}

impl ChoiceRow {
    fn of(settings: &Settings, at: usize, choice: &AttributeChoice) -> Self {
        Self {
            id: choice.id.to_string(),
            labels: saved_labels(settings, &choice.labels),
            hex: choice
                .hex
                .as_ref()
                .map(|hex| hex.as_str().to_owned())
                .unwrap_or_default(),
            place: (at + 1).to_string(),
            remove: false,
        }
    }

    fn sent(settings: &Settings, fields: &Fields, row: usize) -> Self {
        let base = format!("choices.{row}");
        Self {
            id: fields.text(&format!("{base}.id")),
            labels: sent_labels(settings, fields, &format!("{base}.labels")),
            hex: fields.text(&format!("{base}.hex")),
            place: fields.text(&format!("{base}.place")),
            remove: fields.has(&format!("{base}.remove")),
        }
    }

    fn draft(&self) -> ChoiceDraft {
        ChoiceDraft {
            id: self.id.parse().ok(),
            labels: labels(&self.labels),
            hex: self.hex.clone(),
        }
    }

    fn in_words(&self) -> String {
        let shown = self.labels.iter().filter(|label| label.is_shown);
        let mut words: Vec<&str> = shown.map(|label| label.text.trim()).collect();
        words.push(self.hex.trim());
        words.retain(|word| !word.is_empty());
        words.join(" / ")
    }
}

/// "Moss green #687a3c", in the shop's own language.
fn new_choice(line: &str, kind: AttributeKind, locale: Locale) -> ChoiceDraft {
    let with_colour = line
        .rsplit_once('#')
        .filter(|_| kind == AttributeKind::Colour);
    let (name, hex) = with_colour.unwrap_or((line, ""));
    ChoiceDraft {
        id: None,
        labels: Labels::new([(locale, name)]),
        hex: hex.to_owned(),
    }
}

fn label_fields(settings: &Settings, text: impl Fn(Locale) -> String) -> Vec<LabelField> {
    // The shop's own language first.
    let mut locales = Locale::ALL.to_vec();
    locales.sort_by_key(|locale| *locale != settings.default_locale);
    let fields = locales.into_iter().map(|locale| LabelField {
        code: locale.code(),
        language: locale.name(),
        is_shown: locale == settings.default_locale || settings.locales.contains(&locale),
        text: text(locale),
    });
    fields.collect()
}

fn saved_labels(settings: &Settings, labels: &Labels) -> Vec<LabelField> {
    label_fields(settings, |locale| labels.exactly(locale).to_owned())
}

fn sent_labels(settings: &Settings, fields: &Fields, base: &str) -> Vec<LabelField> {
    label_fields(settings, |locale| fields.text(&format!("{base}.{locale}")))
}

fn labels(fields: &[LabelField]) -> Labels {
    Labels::new(fields.iter().filter_map(|field| {
        let locale = Locale::parse(field.code)?;
        Some((locale, field.text.as_str()))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &Fields) -> (Option<Drafted>, FormErrors) {
        let settings = Settings::initial();
        let mut errors = FormErrors::new();
        let drafted = AttributeForm::sent(&settings, fields).draft(&settings, &mut errors);
        (drafted, errors)
    }

    #[test]
    fn values_are_ordered_removed_and_added_a_line_each() {
        let fields = Fields::from([
            ("kind", "colour"),
            ("choices.0.labels.en", "Red"),
            ("choices.0.place", "2"),
            ("choices.1.labels.en", "Blue"),
            ("choices.1.place", "1"),
            ("choices.2.labels.en", "Grey"),
            ("choices.2.place", "3"),
            ("choices.2.remove", "yes"),
            ("more", "Moss green #687a3c\r\n\r\n Sand "),
        ]);

        let draft = form(&fields).0.unwrap().draft;

        let choices: Vec<_> = draft
            .choices
            .iter()
            .map(|it| (it.labels.get(Locale::EN), it.hex.as_str()))
            .collect();
        assert_eq!(
            choices,
            [
                ("Blue", ""),
                ("Red", ""),
                ("Moss green", "687a3c"),
                ("Sand", "")
            ]
        );
    }

    #[test]
    fn problems_are_told_at_the_rows_that_people_see() {
        let fields = Fields::from([
            ("kind", "colour"),
            ("choices.4.labels.en", "Red"),
            ("choices.4.remove", "yes"),
            ("choices.7.labels.en", "Blue"),
            ("more", "Sand"),
        ]);
        let (drafted, mut errors) = form(&fields);
        let problem = |field: &str| FieldProblem {
            field: field.to_owned(),
            problem: Problem::NoColour,
        };

        let problems = [problem("choices.0.hex"), problem("choices.1.hex")];
        drafted.unwrap().add_problems(&mut errors, &problems);

        assert!(errors.at("choices.1.hex").is_some());
        let Some(Message::Text(text)) = errors.at("more") else {
            panic!("there is a message at the new lines");
        };
        assert!(text.starts_with("“Sand”: Write the colour"), "{text}");
    }

    #[test]
    fn what_is_no_kind_or_no_number_is_told() {
        let fields = Fields::from([("kind", "money"), ("position", "x")]);
        let (drafted, errors) = form(&fields);

        assert!(drafted.is_none());
        assert!(errors.at("kind").is_some() && errors.at("position").is_some());
    }
}
