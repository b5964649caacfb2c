//! What an author sends, and what is wrong with it.

use commerce::Stars;
use l10n::Locale;

pub const TITLE_MAX: usize = 100;
pub const BODY_MAX: usize = 4_000;
pub const NAME_MAX: usize = 60;
/// Of one review.
pub const PICTURES_MAX: usize = 3;
/// Of one picture; a phone's photograph fits.
pub const PICTURE_BYTES: usize = 8_000_000;

/// A review as its form holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub stars: Option<Stars>,
    pub title: String,
    pub body: String,
    pub name: String,
    pub locale: Locale,
    /// Pictures of the review that stay, by their keys.
    pub kept: Vec<String>,
    pub added: Vec<NewPicture>,
}

/// A file that came with a form.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPicture {
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewPicture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewPicture({} bytes)", self.bytes.len())
    }
}

/// What is wrong with a draft; each names one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("there are no stars")]
    NoStars,
    #[error("the title has more than {TITLE_MAX} characters")]
    TitleTooLong,
    #[error("there is no text")]
    NoText,
    #[error("the text has more than {BODY_MAX} characters")]
    TextTooLong,
    #[error("there is no name")]
    NoName,
    #[error("the name has more than {NAME_MAX} characters")]
    NameTooLong,
    #[error("there are more than {PICTURES_MAX} pictures")]
    TooManyPictures,
    #[error("a picture has more than {PICTURE_BYTES} bytes")]
    PictureTooLarge,
    #[error("a file is no picture that can be shown")]
    NoPicture,
}

/// A draft without problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    pub stars: Stars,
    pub title: String,
    pub body: String,
    pub name: String,
    pub locale: Locale,
}

impl Draft {
    /// # Errors
    /// Everything that is wrong, in the order of the fields.
    pub(super) fn check(&self) -> Result<Checked, Vec<Problem>> {
        let (title, body, name) = (line(&self.title), text(&self.body), line(&self.name));
        let has_stars = self.stars.is_some();
        let chars = |text: &str| text.chars().count();
        let files = &self.added;
        let rules = [
            (!has_stars, Problem::NoStars),
            (chars(&title) > TITLE_MAX, Problem::TitleTooLong),
            (body.is_empty(), Problem::NoText),
            (chars(&body) > BODY_MAX, Problem::TextTooLong),
            (name.is_empty(), Problem::NoName),
            (chars(&name) > NAME_MAX, Problem::NameTooLong),
            (
                self.kept.len() + files.len() > PICTURES_MAX,
                Problem::TooManyPictures,
            ),
            (
                files.iter().any(|file| file.bytes.len() > PICTURE_BYTES),
                Problem::PictureTooLarge,
            ),
        ];
        let broken = rules.into_iter().filter(|(is_broken, _)| *is_broken);
        let problems: Vec<Problem> = broken.map(|(_, problem)| problem).collect();
        match self.stars {
            Some(stars) if problems.is_empty() => Ok(Checked {
                stars,
                title,
                body,
                name,
                locale: self.locale,
            }),
            _ => Err(problems),
        }
    }
}

impl Checked {
    /// Whether it leads elsewhere, as what is written for search engines does. Such a text is never shown before somebody
    /// has looked at it.
    pub fn has_link(&self) -> bool {
        let all = format!("{} {} {}", self.name, self.title, self.body).to_lowercase();
        ["://", "www.", "href=", "[url"]
            .iter()
            .any(|sign| all.contains(sign))
    }
}

/// On one line, single spaces.
fn line(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|it| if is_hidden(it) { ' ' } else { it })
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs stay; more than one empty line is one.
fn text(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for one in text.replace("\r\n", "\n").split('\n') {
        let one = line(one);
        let is_second_gap = one.is_empty() && lines.last().is_none_or(String::is_empty);
        if !is_second_gap {
            lines.push(one);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// Characters that show nothing and change how their neighbours look: a name must not turn the page around.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            stars: Stars::new(4).ok(),
            title: " Good \u{202e}mug ".to_owned(),
            body: "\r\nKeeps  warm.\r\n\r\n\r\n\r\nHolds a lot.\r\n".to_owned(),
            name: "Ada L.".to_owned(),
            locale: Locale::EN,
            kept: Vec::new(),
            added: Vec::new(),
        }
    }

    #[test]
    fn a_text_keeps_its_paragraphs_and_nothing_hidden() {
        let checked = draft().check().unwrap();

        assert_eq!(checked.title, "Good mug");
        assert_eq!(checked.body, "Keeps warm.\n\nHolds a lot.");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let file = |size| NewPicture {
            bytes: vec![0; size],
        };
        let wrong = Draft {
            stars: None,
            title: "x".repeat(TITLE_MAX + 1),
            body: " \n ".to_owned(),
            name: "x".repeat(NAME_MAX + 1),
            added: vec![file(1), file(1), file(1), file(PICTURE_BYTES + 1)],
            ..draft()
        };
        let expected = [
            Problem::NoStars,
            Problem::TitleTooLong,
            Problem::NoText,
            Problem::NameTooLong,
            Problem::TooManyPictures,
            Problem::PictureTooLarge,
        ];
        assert_eq!(wrong.check(), Err(expected.to_vec()));

        let wrong = Draft {
            body: "ä".repeat(BODY_MAX + 1),
            name: "\u{200b}".to_owned(),
            ..draft()
        };
        assert_eq!(
            wrong.check(),
            Err(vec![Problem::TextTooLong, Problem::NoName])
        );
        let longest = Draft {
            body: "ä".repeat(BODY_MAX),
            ..draft()
        };
        assert!(longest.check().is_ok());
    }

    #[test]
    fn a_text_that_leads_elsewhere_is_recognised() {
        let cases = [
            ("Lovely mug.", false),
            ("See https://pills.example", true),
            ("WWW.pills.example", true),
            ("<a HREF=x>cheap</a>", true),
            ("5/5, better than the one from the supermarket", false),
        ];
        for (body, expected) in cases {
            let body = body.to_owned();
            let checked = Draft { body, ..draft() }.check().unwrap();
            assert_eq!(checked.has_link(), expected, "{}", checked.body);
        }
    }
}
