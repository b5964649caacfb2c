//! Compressed copies of what is sent often, made once and kept.

use std::io::Write as _;

use axum::http::HeaderValue;
use bytes::Bytes;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// How hard to try. Higher levels take long and save little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For a file that is the same until the process ends.
    Most,
    /// For a page that may be another one in a minute.
    Some,
}

impl Encoding {
    /// The best encoding that the browser takes; `q=0` means "not that one" (RFC 9110, 12.5.3).
    pub fn choose(accepted: Option<&HeaderValue>) -> Self {
        let accepted = accepted
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let takes = |name: &str| {
            accepted.split(',').any(|part| {
                let mut fields = part.split(';').map(str::trim);
                let named = fields
                    .next()
                    .is_some_and(|token| token.eq_ignore_ascii_case(name));
                let refused = fields
                    .filter_map(|field| field.strip_prefix("q="))
                    .any(|q| q.trim_matches(['0', '.']).is_empty());
                named && !refused
            })
        };
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// As `Content-Encoding` names it; `None` for bytes as they are.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }
}

pub fn brotli(plain: &[u8], effort: Effort) -> Option<Bytes> {
    let quality = match effort {
        Effort::Most => 9,
        Effort::Some => 4,
    };
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 64 * 1024, quality, 22);
    writer.write_all(plain).ok()?;
    drop(writer);
    Some(Bytes::from(out))
}

pub fn gzip(plain: &[u8], effort: Effort) -> Option<Bytes> {
    let level = match effort {
        Effort::Most => flate2::Compression::best(),
        Effort::Some => flate2::Compression::new(5),
    };
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), level);
    writer.write_all(plain).ok()?;
    writer.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_encoding_it_takes() {
        let cases = [
            ("", Encoding::Identity),
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip", Encoding::Gzip),
            ("br;q=0, gzip;q=0.5", Encoding::Gzip),
            ("br;q=0.000", Encoding::Identity),
            ("deflate", Encoding::Identity),
        ];
        for (accepted, expected) in cases {
            let header = HeaderValue::from_static(accepted);
            assert_eq!(Encoding::choose(Some(&header)), expected, "{accepted:?}");
        }
        assert_eq!(Encoding::choose(None), Encoding::Identity);
    }

    #[test]
    fn compression_loses_nothing() {
        use std::io::Read as _;
        let plain = "a page of style, ".repeat(500).into_bytes();

        for effort in [Effort::Most, Effort::Some] {
            let packed = gzip(&plain, effort).unwrap();
            let mut back = Vec::new();
            flate2::read::GzDecoder::new(&packed[..])
                .read_to_end(&mut back)
                .unwrap();
            assert_eq!(back, plain);

            let packed = brotli(&plain, effort).unwrap();
            let mut back = Vec::new();
            brotli::Decompressor::new(&packed[..], 4096)
                .read_to_end(&mut back)
                .unwrap();
            assert_eq!(back, plain);
        }
    }
}
