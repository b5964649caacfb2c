//! Holes in a page that is everybody's: what is a visitor's own is put in for each request.
//!
//! A layout says `{{ hole("cart-count") }}`. Rendering leaves a seam there, which is cut out; what belongs into it is a small
//! template of its own that knows `mine` (see [`Mine`]), the words of its language, and nothing else of the page.

use std::ops::Range;

use crate::kit::page::Mine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// How many items the visitor's cart holds.
    CartCount,
    /// The way to what the visitor compares.
    Compare,
    /// The message of the redirect before.
    Notice,
}

impl Hole {
    pub const ALL: [Self; 3] = [Self::CartCount, Self::Compare, Self::Notice];

    /// As layouts name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CartCount => "cart-count",
            Self::Compare => "compare",
            Self::Notice => "notice",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hole| hole.name() == name)
    }

    pub fn template(self) -> &'static str {
        match self {
            Self::CartCount => "storefront/_cart_count.html",
            Self::Compare => "storefront/_compare_link.html",
            Self::Notice => "storefront/_notice.html",
        }
    }

    /// Whether the visitor has nothing that belongs here, so that the page of everybody is theirs.
    pub fn is_empty_for(self, mine: &Mine) -> bool {
        match self {
            Self::CartCount => mine.cart_count == 0,
            Self::Compare => mine.compared == 0,
            Self::Notice => mine.notice.is_none(),
        }
    }
}

/// What a hole leaves in a page while it is rendered. The seam is a secret of this process, so no text of a product can
/// look like one.
pub fn marker(seam: &str, hole: Hole) -> String {
    format!("{seam}{};", hole.name())
}

/// A page as it is rendered: text, with holes between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    text: String,
    /// Where, in order.
    holes: Vec<(usize, Hole)>,
}

impl Skeleton {
    /// `None` when there is a seam without a hole: a template changed the marker on its way.
    pub fn cut(rendered: &str, seam: &str) -> Option<Self> {
        let mut pieces = rendered.split(seam);
        let mut text = String::with_capacity(rendered.len());
        text.push_str(pieces.next().unwrap_or_default());
        let mut holes = Vec::new();
        for piece in pieces {
            let (name, rest) = piece.split_once(';')?;
            holes.push((text.len(), Hole::parse(name)?));
            text.push_str(rest);
        }
        Some(Self { text, holes })
    }

    pub fn has(&self, hole: Hole) -> bool {
        self.holes.iter().any(|(_, found)| *found == hole)
    }

    /// # Errors
    /// Those of `content`.
    pub fn fill<E>(self, content: impl Fn(Hole) -> Result<String, E>) -> Result<Filled, E> {
        let mut filled = Filled {
            text: String::with_capacity(self.text.len() + 256),
            holes: Vec::with_capacity(self.holes.len()),
        };
        let mut done = 0;
        for (at, hole) in self.holes {
            filled.text.push_str(&self.text[done..at]);
            let start = filled.text.len();
            filled.text.push_str(&content(hole)?);
            filled.holes.push((hole, start..filled.text.len()));
            done = at;
        }
        filled.text.push_str(&self.text[done..]);
        Ok(filled)
    }
}

/// A page for somebody, in which it is still known what is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    pub holes: Vec<(Hole, Range<usize>)>,
}

/// The same page for somebody else.
///
/// # Errors
/// Those of `content`.
pub fn refill<E>(
    text: &[u8],
    holes: &[(Hole, Range<usize>)],
    content: impl Fn(Hole) -> Result<String, E>,
) -> Result<Vec<u8>, E> {
    let mut out = Vec::with_capacity(text.len() + 256);
    let mut done = 0;
    for (hole, range) in holes {
        out.extend_from_slice(&text[done..range.start]);
        out.extend_from_slice(content(*hole)?.as_bytes());
        done = range.end;
    }
    out.extend_from_slice(&text[done..]);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;

    const SEAM: &str = "\u{1}secret\u{1}";

    fn content(words: &str) -> impl Fn(Hole) -> Result<String, ()> {
        move |hole| Ok(format!("{}{words}", hole.name()))
    }

    #[test]
    fn a_page_is_filled_for_one_and_then_for_another() {
        let rendered = format!(
            "<p>{}</p>é{}",
            marker(SEAM, Hole::CartCount),
            marker(SEAM, Hole::Notice)
        );

        let skeleton = Skeleton::cut(&rendered, SEAM).unwrap();
        assert!(skeleton.has(Hole::Notice));
        let filled = skeleton.fill(content(" of nobody")).unwrap();

        assert_eq!(filled.text, "<p>cart-count of nobody</p>énotice of nobody");
        let other = refill(filled.text.as_bytes(), &filled.holes, content("")).unwrap();
        assert_eq!(
            String::from_utf8(other).unwrap(),
            "<p>cart-count</p>énotice"
        );
    }

    #[test]
    fn a_page_without_holes_is_itself() {
        let skeleton = Skeleton::cut("no seam; but a semicolon", SEAM).unwrap();
        let filled = skeleton.fill(content("")).unwrap();
        assert_eq!(filled.text, "no seam; but a semicolon");
        assert_eq!(filled.holes, []);
    }

    #[test]
    fn a_marker_that_a_template_changed_is_no_page() {
        for rendered in [format!("{SEAM}nothing;"), format!("{SEAM}cart-count")] {
            assert_eq!(Skeleton::cut(&rendered, SEAM), None, "{rendered:?}");
        }
    }

    #[test]
    fn what_is_empty_for_nobody_is_not_for_somebody() {
        let mine = Mine {
            cart_count: 2,
            compared: 1,
            compare_url: routes::COMPARE,
            notice: Some("Added".to_owned()),
        };
        for hole in Hole::ALL {
            assert_eq!(Hole::parse(hole.name()), Some(hole));
            assert!(hole.is_empty_for(&Mine::default()));
            assert!(!hole.is_empty_for(&mine));
        }
    }
}
