//! Tables that are not written in UTF-8: programs for spreadsheets save "CSV" in the encoding of their
//! country, which in most of Europe is Windows-1252, and "Unicode text" as UTF-16.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
};

use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Read at a time.
const PART: usize = 64 * 1_024;

/// A file as UTF-8.
pub(super) enum Utf8<R> {
    AsItIs(R),
    Decoded(File),
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::AsItIs(file) => file.read(buffer),
            Self::Decoded(file) => file.read(buffer),
        }
    }
}

impl<R: Seek> Seek for Utf8<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::AsItIs(file) => file.seek(to),
            Self::Decoded(file) => file.seek(to),
        }
    }
}

/// A table as UTF-8, decoded into another file if it is anything else.
pub(super) fn utf8<R: Read + Seek>(mut file: R) -> io::Result<Utf8<R>> {
    let encoding = guess(&mut file)?;
    file.rewind()?;
    if encoding == UTF_8 {
        return Ok(Utf8::AsItIs(file));
    }
    let mut decoded = tempfile::tempfile()?;
    decode(&mut file, encoding, &mut BufWriter::new(&mut decoded))?;
    decoded.rewind()?;
    Ok(Utf8::Decoded(decoded))
}

/// By its mark, else by what its letters beyond ASCII look like. A file in UTF-8 with some broken rows
/// stays one: those rows are reported.
fn guess(file: &mut impl Read) -> io::Result<&'static Encoding> {
    let mut counts = Counts::default();
    let mut bytes = vec![0; PART];
    let mut kept = 0;
    let mut is_start = true;
    loop {
        let count = file.read(&mut bytes[kept..])?;
        let end = kept + count;
        if is_start && (end >= 2 || count == 0) {
            if let Some((marked, _)) = Encoding::for_bom(&bytes[..end]) {
                return Ok(marked);
            }
            is_start = false;
        }
        let left = counts.add(&bytes[..end], count == 0);
        if count == 0 {
            break;
        }
        bytes.copy_within(end - left..end, 0);
        kept = left;
    }
    Ok(if counts.broken > counts.whole {
        WINDOWS_1252
    } else {
        UTF_8
    })
}

/// Letters beyond ASCII, by whether they are UTF-8.
#[derive(Default)]
struct Counts {
    whole: u64,
    broken: u64,
}

impl Counts {
    /// How many bytes at the end belong to a letter that is not read to its end.
    fn add(&mut self, mut bytes: &[u8], is_last: bool) -> usize {
        loop {
            let (valid, broken) = match std::str::from_utf8(bytes) {
                Ok(_) => (bytes.len(), None),
                Err(error) => (error.valid_up_to(), Some(error.error_len())),
            };
            // Each letter has one byte that is not a continuation.
            let starts = bytes[..valid].iter().filter(|byte| **byte >= 0xc0);
            self.whole += starts.count() as u64;
            match broken {
                None => return 0,
                Some(None) if !is_last => return bytes.len() - valid,
                Some(length) => {
                    self.broken += 1;
                    bytes = &bytes[valid + length.unwrap_or(bytes.len() - valid)..];
                }
            }
        }
    }
}

fn decode(
    file: &mut impl Read,
    encoding: &'static Encoding,
    out: &mut impl Write,
) -> io::Result<()> {
    debug_assert!([WINDOWS_1252, UTF_16LE, UTF_16BE].contains(&encoding));
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut bytes = vec![0; PART];
    let mut text = vec![0; PART * 3 + 16];
    loop {
        let count = file.read(&mut bytes)?;
        let mut rest = &bytes[..count];
        loop {
            let (result, read, written, _) = decoder.decode_to_utf8(rest, &mut text, count == 0);
            out.write_all(&text[..written])?;
            rest = &rest[read..];
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        if count == 0 {
            return out.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        let mut file = utf8(io::Cursor::new(bytes.to_vec())).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_table_is_read_in_the_encoding_that_it_is_in() {
        let words = "Größe;5 €;Tschüß";
        let (windows, _, _) = WINDOWS_1252.encode(words);
        let wide = |bytes: fn(u16) -> [u8; 2]| {
            let units = "\u{feff}".encode_utf16().chain(words.encode_utf16());
            units.flat_map(bytes).collect::<Vec<u8>>()
        };
        assert_eq!(read(&windows), words);
        assert_eq!(read(&wide(u16::to_le_bytes)), words);
        assert_eq!(read(&wide(u16::to_be_bytes)), words);
        assert_eq!(read(words.as_bytes()), words);
        assert_eq!(read(b"plain"), "plain");
        assert_eq!(read(b""), "");
    }

    #[test]
    fn a_letter_across_two_parts_is_one_letter() {
        for shift in 0..3 {
            let text = format!("{}{}", "x".repeat(shift), "€".repeat(PART));
            assert_eq!(read(text.as_bytes()), text);
            let (windows, _, _) = WINDOWS_1252.encode(&text);
            assert_eq!(read(&windows), text);
        }
    }

    #[test]
    fn some_broken_letters_do_not_make_another_encoding() {
        let mut bytes = "Größe, Länge, Maß\n".as_bytes().to_vec();
        bytes.extend(b"M\xfcg\n");
        let mut file = utf8(io::Cursor::new(bytes.clone())).unwrap();
        let mut same = Vec::new();
        file.read_to_end(&mut same).unwrap();

        assert_eq!(same, bytes);
    }
}
