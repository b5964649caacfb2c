//! Reading the file: rows, gathered into the rows of one product after another.
//!
//! Runs on a thread of its own and hands products over one at a time, so that memory holds a few
//! products, however long the file is.

use std::{
    cell::RefCell,
    collections::{HashSet, VecDeque},
    io::{self, Read, Seek},
    rc::Rc,
    sync::Arc,
};

use commerce::Slug;
use csv::{ByteRecord, Reader, ReaderBuilder};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    Format, ImportError, RowProblem,
    attribute_column::AttributeColumn,
    columns::{self, Column, Header, Meaning, Row},
    encoding, woo,
};

/// A row longer than this is most likely a quote that is not closed; the rest of the file would
/// become one cell.
const ROW_MAX_BYTES: u64 = 8_000_000;

/// Rows kept together; a product with more of them is written in parts.
const ROWS_MAX: usize = 2_000;

/// Products read ahead of those that are written.
const AHEAD: usize = 16;

/// The first line is looked at as far as this for what separates its cells.
const FIRST_LINE_MAX: usize = 64_000;

/// Letters that no text has and a table may still have by accident; their rows are reported.
const STRAY_MAX: usize = 2;

/// How a file says what it says.
#[derive(Debug, Clone)]
pub(super) enum Layout {
    /// Columns are named as in Shopify's files or our own.
    Named,
    /// Columns are what a person said that they are.
    Mapped {
        columns: Vec<Option<Meaning>>,
        decimal_comma: bool,
    },
    WooCommerce(woo::Context),
}

#[derive(Debug)]
pub(super) enum Piece {
    Header {
        ignored: u64,
        attributes: Arc<[AttributeColumn]>,
    },
    Product(Group),
    /// A row that cannot be read at all, and its cells.
    Bad(RowProblem, Vec<String>),
}

/// What a first look at a file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glance {
    pub format: Option<Format>,
    pub names: Vec<String>,
    /// Without the header.
    pub rows: u64,
    /// The first rows.
    pub samples: Vec<Vec<String>>,
}

/// Rows in sequence that have the same handle.
#[derive(Debug)]
pub(super) struct Group {
    pub handle: String,
    pub slug: Slug,
    pub rows: Vec<Row>,
    /// Read from the file so far.
    pub bytes: u64,
}

impl Group {
    /// Rows of the file; one of them may have become several.
    pub fn lines(&self) -> u64 {
        let lines: HashSet<u64> = self.rows.iter().map(|row| row.line).collect();
        lines.len() as u64
    }
}

pub(super) type Sender = mpsc::Sender<Result<Piece, ImportError>>;

/// Starts reading; dropping the receiver stops it.
pub(super) fn read(
    file: impl Read + Seek + Send + 'static,
    layout: Layout,
) -> mpsc::Receiver<Result<Piece, ImportError>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    // Not one of the runtime's threads: those would be waited for when the shop stops.
    std::thread::spawn(move || {
        let outcome = match (encoding::utf8(file), layout) {
            (Err(error), _) => Err(error.into()),
            (Ok(file), Layout::WooCommerce(context)) => woo::send_all(file, &context, &sender),
            (Ok(file), layout) => send_all(file, layout, &sender),
        };
        if let Err(error) = outcome {
            // Nobody to tell when the receiver is gone.
            let _ = sender.blocking_send(Err(error));
        }
    });
    receiver
}

/// Whether a file begins like text and not like a picture, say, where one letter in ten is a control
/// character; afterwards it is at its beginning.
pub(super) fn is_text(file: &mut (impl Read + Seek)) -> io::Result<bool> {
    let mut start = Vec::new();
    file.by_ref()
        .take(FIRST_LINE_MAX as u64)
        .read_to_end(&mut start)?;
    file.rewind()?;
    let is_stray = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let strays = start.iter().filter(is_stray).count();
    Ok(strays <= STRAY_MAX || strays * 50 <= start.len())
}

/// Reads the whole file once and keeps its beginning.
pub(super) fn glance(file: impl Read + Seek, samples: usize) -> Result<Glance, ImportError> {
    let mut records = Records::open(file)?;
    let names = records.names()?;
    let mut glance = Glance {
        format: Format::of(&names),
        names,
        rows: 0,
        samples: Vec::new(),
    };
    while records.next()? {
        glance.rows += 1;
        if glance.samples.len() < samples {
            glance.samples.push(columns::raw_cells(&records.record));
        }
    }
    Ok(glance)
}

fn send_all(file: impl Read + Seek, layout: Layout, sender: &Sender) -> Result<(), ImportError> {
    let mut records = Records::open(file)?;
    let names = records.names()?;
    let header = match layout {
        Layout::Mapped {
            columns,
            decimal_comma,
        } => Header::mapped(columns, &names, decimal_comma),
        Layout::Named | Layout::WooCommerce(_) => Header::read(names.iter().map(String::as_str))
            .map_err(|missing| ImportError::NotShopify { missing })?,
    };
    let (ignored, attributes) = (header.ignored(), header.attributes());
    let mut gatherer = Gatherer {
        sender,
        current: None,
    };
    if !gatherer.send(Piece::Header {
        ignored,
        attributes,
    }) {
        return Ok(());
    }
    while records.next()? {
        let row = row(&header, &records.record, records.line);
        if !gatherer.take(row, &records.record, records.bytes) {
            return Ok(());
        }
    }
    gatherer.flush();
    Ok(())
}

/// The rows of a file, each with its line.
pub(super) struct Records<R> {
    reader: Reader<Watched<R>>,
    watch: Rc<RefCell<Watch>>,
    delimiter: u8,
    pub record: ByteRecord,
    /// Where the record starts, from 1.
    pub line: u64,
    /// Where the record starts, as the reader counts.
    pub start: csv::Position,
    /// Read so far.
    pub bytes: u64,
}

impl<R: Read + Seek> Records<R> {
    /// From the file's beginning; its cells are separated by commas, semicolons or tabs.
    pub fn open(mut file: R) -> Result<Self, ImportError> {
        let delimiter = delimiter(&mut file).map_err(csv::Error::from)?;
        let watch = Rc::new(RefCell::new(Watch::default()));
        let watched = Watched {
            file,
            watch: Rc::clone(&watch),
        };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(watched);
        Ok(Self {
            reader,
            watch,
            delimiter,
            record: ByteRecord::new(),
            line: 0,
            start: csv::Position::new(),
            bytes: 0,
        })
    }

    /// The first row: what the columns are called.
    pub fn names(&mut self) -> Result<Vec<String>, ImportError> {
        self.next()?;
        Ok(columns::raw_cells(&self.record)
            .iter()
            .map(|name| columns::clean(name).to_owned())
            .collect())
    }

    /// `false` at the end.
    pub fn next(&mut self) -> Result<bool, ImportError> {
        self.start = self.reader.position().clone();
        let limit = self.start.byte().saturating_add(ROW_MAX_BYTES);
        self.watch.borrow_mut().limit = limit;
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(false);
        }
        self.bytes = self.reader.position().byte();
        self.line = self.watch.borrow_mut().line_of(&self.record, self.bytes);
        Ok(true)
    }

    /// For reading single rows again.
    pub fn into_reader(self) -> Result<Reader<R>, ImportError> {
        let mut file = self.reader.into_inner().file;
        file.rewind().map_err(csv::Error::from)?;
        Ok(ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(file))
    }
}

/// What separates the cells of the first line; afterwards the file is at its beginning.
fn delimiter(file: &mut (impl Read + Seek)) -> io::Result<u8> {
    let mut start = Vec::new();
    file.by_ref()
        .take(FIRST_LINE_MAX as u64)
        .read_to_end(&mut start)?;
    file.rewind()?;
    let (mut is_quoted, mut counts) = (false, [(b',', 0), (b';', 0), (b'\t', 0)]);
    for byte in start {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ => {}
        }
        if let Some((_, count)) = counts
            .iter_mut()
            .find(|(one, _)| *one == byte && !is_quoted)
        {
            *count += 1;
        }
    }
    // Of equals the last one wins, so the comma comes last.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    Ok(most.map_or(b',', |(one, _)| one))
}

fn row(header: &Header, record: &ByteRecord, line: u64) -> Result<Row, RowProblem> {
    let cells = cells(record, header.width(), line)?;
    Ok(header.row(line, &cells, record.clone()))
}

/// The cells of a row as text.
pub(super) fn cells(record: &ByteRecord, width: usize, line: u64) -> Result<Vec<&str>, RowProblem> {
    let problem = |message: String| RowProblem {
        line,
        handle: String::new(),
        column: None,
        message,
    };
    let cells: Vec<&str> = record
        .iter()
        .map(std::str::from_utf8)
        .collect::<Result<_, _>>()
        .map_err(|_| problem("the row is not written in UTF-8".to_owned()))?;
    if cells.iter().any(|cell| cell.contains('\0')) {
        return Err(problem(
            "the row has a NUL in it, which is no text".to_owned(),
        ));
    }
    let is_too_long = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
    if is_too_long {
        let found = cells.len();
        return Err(problem(format!(
            "the row has {found} cells, the header {width}"
        )));
    }
    Ok(cells)
}

struct Gatherer<'a> {
    sender: &'a Sender,
    current: Option<Group>,
}

impl Gatherer<'_> {
    /// `false` when nobody listens any more; the same for the others.
    fn take(&mut self, row: Result<Row, RowProblem>, record: &ByteRecord, bytes: u64) -> bool {
        let bad = |problem| Piece::Bad(problem, columns::raw_cells(record));
        let row = match row {
            Ok(row) => row,
            Err(problem) => return self.send(bad(problem)),
        };
        let handle = row.filled(Column::Handle).unwrap_or_default().to_owned();
        let Some(slug) = slug_of(&handle) else {
            return self.send(bad(RowProblem {
                line: row.line,
                handle,
                column: Some(Column::Handle.name().into()),
                message: "the handle is missing, so the row belongs to no product".to_owned(),
            }));
        };
        if let Some(group) = &mut self.current
            && group.slug == slug
            && group.rows.len() < ROWS_MAX
        {
            group.rows.push(row);
            group.bytes = bytes;
            return true;
        }
        let is_sent = self.flush();
        self.current = Some(Group {
            handle,
            slug,
            rows: vec![row],
            bytes,
        });
        is_sent
    }

    fn flush(&mut self) -> bool {
        match self.current.take() {
            Some(group) => self.send(Piece::Product(group)),
            None => true,
        }
    }

    fn send(&mut self, piece: Piece) -> bool {
        self.sender.blocking_send(Ok(piece)).is_ok()
    }
}

/// The address under which a handle is stored: itself when it can be one. Others keep what can be
/// written, and a long one is told from its neighbours by a few digits of its hash.
pub(super) fn slug_of(handle: &str) -> Option<Slug> {
    if let Ok(slug) = Slug::parse(handle) {
        return Some(slug);
    }
    let text = slug::slugify(handle);
    if text.len() <= Slug::MAX_BYTES {
        return Slug::parse(&text).ok();
    }
    let hash = hex::encode(&Sha256::digest(handle.as_bytes())[..4]);
    let start = text.get(..Slug::MAX_BYTES - 9)?.trim_end_matches('-');
    Slug::parse(&format!("{start}-{hash}")).ok()
}

/// What has passed by on the way to the CSV reader.
#[derive(Default)]
struct Watch {
    read: u64,
    /// Reading on beyond this fails.
    limit: u64,
    /// Where lines end, of those that are not counted yet.
    line_ends: VecDeque<u64>,
    lines: u64,
}

impl Watch {
    /// The line in which a record starts that ends before byte `end`. The reader's own answer is
    /// off after blank lines and, in files with CRLF, elsewhere.
    fn line_of(&mut self, record: &ByteRecord, end: u64) -> u64 {
        // The last byte may be the end of the record's own last line.
        while self.line_ends.front().is_some_and(|at| *at + 1 < end) {
            self.line_ends.pop_front();
            self.lines += 1;
        }
        let inside = record.as_slice().split(|byte| *byte == b'\n').count() - 1;
        (self.lines + 1).saturating_sub(inside as u64)
    }
}

/// Fails instead of reading on when a single row takes up too much.
struct Watched<R> {
    file: R,
    watch: Rc<RefCell<Watch>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut watch = self.watch.borrow_mut();
        if watch.read > watch.limit {
            return Err(io::Error::other(
                "a row is longer than 8 MB; most likely a quotation mark is not closed",
            ));
        }
        let count = self.file.read(buffer)?;
        for (at, byte) in (watch.read..).zip(&buffer[..count]) {
            if *byte == b'\n' {
                watch.line_ends.push_back(at);
            }
        }
        watch.read += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "line handle+handle" of each product, and problems as "line!".
    async fn pieces(file: impl Into<Vec<u8>>) -> Vec<String> {
        let mut receiver = read(io::Cursor::new(file.into()), Layout::Named);
        let mut seen = Vec::new();
        while let Some(piece) = receiver.recv().await {
            match piece {
                Ok(Piece::Header { .. }) => {}
                Ok(Piece::Product(group)) => {
                    let lines: Vec<_> = group.rows.iter().map(|row| row.line.to_string()).collect();
                    seen.push(format!("{} {}", group.slug, lines.join("+")));
                }
                Ok(Piece::Bad(problem, _)) => seen.push(format!("{}!", problem.line)),
                Err(error) => seen.push(error.to_string()),
            }
        }
        seen
    }

    #[tokio::test]
    async fn rows_are_gathered_by_handle_and_know_their_line() {
        let rows =
            "Handle,Title,Body (HTML)\nmug,Mug,\"a\n\nb\"\nmug,,\n\ncup,Cup,\n,Lost,\nmug,,late\n";
        let expected = ["mug 2+5", "8!", "cup 7", "mug 9"];

        assert_eq!(
            sorted(pieces(rows).await),
            sorted(expected.map(str::to_owned).to_vec())
        );
        let crlf = rows.replace('\n', "\r\n");
        assert_eq!(
            sorted(pieces(crlf).await),
            sorted(expected.map(str::to_owned).to_vec())
        );
        let with_mark = format!("\u{feff}{rows}");
        assert_eq!(pieces(with_mark).await.len(), 4);
    }

    fn sorted(mut list: Vec<String>) -> Vec<String> {
        list.sort();
        list
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_is_named_and_the_rest_goes_on() {
        let mut file = "Handle,Title\npot,Töpfe\n".as_bytes().to_vec();
        file.extend(b"mug,M\xfcg\ncup,Cup,a,b\ntin,T\0in\n");

        assert_eq!(sorted(pieces(file).await), ["3!", "4!", "5!", "pot 2"]);
    }

    #[tokio::test]
    async fn a_quotation_mark_that_is_not_closed_does_not_fill_the_memory() {
        let body = "x".repeat(10_000_000);
        let seen = pieces(format!("Handle,Title\nmug,\"{body}")).await;

        assert!(seen[0].contains("quotation mark"), "{seen:?}");
    }

    #[test]
    fn a_handle_becomes_an_address() {
        let long = format!("{}-a", "x".repeat(120));
        let other = format!("{}-b", "x".repeat(120));
        assert_eq!(slug_of("blue-mug").unwrap().as_str(), "blue-mug");
        assert_eq!(
            slug_of("Blue_Mug größe").unwrap().as_str(),
            "blue-mug-grosse"
        );
        assert!(slug_of("").is_none() && slug_of("!!").is_none());
        assert_ne!(slug_of(&long), slug_of(&other));
        assert!(slug_of(&long).unwrap().as_str().len() <= 100);
    }

    #[test]
    fn what_separates_the_cells_is_seen_in_the_first_line() {
        let cases: [(&str, u8); 5] = [
            ("a,b;c,d\n;;;;", b','),
            ("a;b;\"c,,,,\"\n", b';'),
            ("a\tb\tc,d", b'\t'),
            ("one", b','),
            ("", b','),
        ];
        for (text, expected) in cases {
            let found = delimiter(&mut io::Cursor::new(text.as_bytes()));
            assert_eq!(found.unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_picture_is_told_from_a_table() {
        let cases: [(&str, &[u8], bool); 6] = [
            ("a table", b"Name;Price\r\nMug;12,50\r\n", true),
            ("with a stray NUL", b"Name\nT\0in\n", true),
            ("of tabs", b"a\tb\tc\td\n\t\t\t\n", true),
            ("nothing", b"", true),
            (
                "a picture",
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01",
                false,
            ),
            ("two bytes a letter", b"N\0a\0m\0e\0\n\0", false),
        ];
        for (name, bytes, expected) in cases {
            let mut file = io::Cursor::new(bytes);
            assert_eq!(is_text(&mut file).unwrap(), expected, "{name}");
            assert_eq!(file.position(), 0, "{name}");
        }
    }

    #[test]
    fn a_glance_shows_how_a_file_begins_and_how_long_it_is() {
        let file = "Name;Price\nMug;12,50\n\nCup;\"8\n\"\nPot;\n";
        let seen = glance(io::Cursor::new(file.as_bytes()), 2).unwrap();

        assert_eq!(seen.names, ["Name", "Price"]);
        assert_eq!((seen.rows, seen.format), (3, None));
        assert_eq!(seen.samples, [["Mug", "12,50"], ["Cup", "8\n"]]);
    }
}
