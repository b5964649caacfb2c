//! The SVGs that we drew ourselves.

use crate::inspect::{self, Inspected, Kind, MAX_BYTES, MAX_PIXELS, Refused};

pub(crate) fn inspect(svg: &str) -> Result<Inspected, Refused> {
    if svg.len() > MAX_BYTES {
        return Err(Refused::TooManyBytes { limit: MAX_BYTES });
    }
    let (width, height) = view_box(svg)
        .ok_or_else(|| Refused::damaged("an SVG needs a viewBox with whole numbers"))?;
    inspect::check_size(width, height, MAX_PIXELS)?;
    Ok(Inspected {
        kind: Kind::Svg,
        width,
        height,
        animated: false,
    })
}

/// Width and height of the `viewBox`, which our drawings have on their root element.
fn view_box(svg: &str) -> Option<(u32, u32)> {
    let root = &svg[svg.find("<svg")?..];
    let tag = &root[..root.find('>')?];
    let quoted = tag.split_once("viewBox=")?.1;
    let quote = quoted
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let value = quoted[1..].split_once(quote)?.0;
    let mut numbers = value.split_ascii_whitespace().skip(2).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
