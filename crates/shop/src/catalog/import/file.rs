//! Reading the file: rows, gathered into the rows of one product after another.
//!
//! Runs on a thread of its own and hands products over one at a time, so that memory holds a few
//! products, however long the file is.

use std::{
    cell::RefCell,
    collections::VecDeque,
    io::{self, Read},
    rc::Rc,
};

use commerce::Slug;
use csv::{ByteRecord, ReaderBuilder};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::{
    ImportError, RowProblem,
    columns::{Column, Header, Row},
};

/// A row longer than this is most likely a quote that is not closed; the rest of the file would
/// become one cell.
const ROW_MAX_BYTES: u64 = 8_000_000;

/// Rows kept together; a product with more of them is written in parts.
const ROWS_MAX: usize = 2_000;

/// Products read ahead of those that are written.
const AHEAD: usize = 16;

#[derive(Debug)]
pub(super) enum Piece {
    Header {
        ignored: u64,
    },
    Product(Group),
    /// A row that cannot be read at all.
    Bad(RowProblem),
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

type Sender = mpsc::Sender<Result<Piece, ImportError>>;

/// Starts reading; dropping the receiver stops it.
pub(super) fn read(file: impl Read + Send + 'static) -> mpsc::Receiver<Result<Piece, ImportError>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = send_all(file, &sender) {
            // Nobody to tell when the receiver is gone.
            let _ = sender.blocking_send(Err(error));
        }
    });
    receiver
}

fn send_all(file: impl Read, sender: &Sender) -> Result<(), ImportError> {
    let watch = Rc::new(RefCell::new(Watch::default()));
    let watched = Watched {
        file,
        watch: Rc::clone(&watch),
    };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(watched);
    let mut record = ByteRecord::new();
    watch.borrow_mut().limit = ROW_MAX_BYTES;
    reader.read_byte_record(&mut record)?;
    let names: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
    let header = Header::read(names.iter().map(AsRef::as_ref))
        .map_err(|missing| ImportError::NotShopify { missing })?;
    let ignored = header.ignored();
    let mut gatherer = Gatherer {
        sender,
        current: None,
    };
    if !gatherer.send(Piece::Header { ignored }) {
        return Ok(());
    }
    loop {
        let start = reader.position().byte();
        watch.borrow_mut().limit = start.saturating_add(ROW_MAX_BYTES);
        if !reader.read_byte_record(&mut record)? {
            break;
        }
        let bytes = reader.position().byte();
        let line = watch.borrow_mut().line_of(&record, bytes);
        if !gatherer.take(row(&header, &record, line), bytes) {
            return Ok(());
        }
    }
    gatherer.flush();
    Ok(())
}

fn row(header: &Header, record: &ByteRecord, line: u64) -> Result<Row, RowProblem> {
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
    let is_too_long = cells
        .iter()
        .skip(header.width())
        .any(|cell| !cell.trim().is_empty());
    if is_too_long {
        let (found, expected) = (cells.len(), header.width());
        return Err(problem(format!(
            "the row has {found} cells, the header {expected}"
        )));
    }
    Ok(header.row(line, &cells))
}

struct Gatherer<'a> {
    sender: &'a Sender,
    current: Option<Group>,
}

impl Gatherer<'_> {
    /// `false` when nobody listens any more; the same for the others.
    fn take(&mut self, row: Result<Row, RowProblem>, bytes: u64) -> bool {
        let row = match row {
            Ok(row) => row,
            Err(problem) => return self.send(Piece::Bad(problem)),
        };
        let handle = row.filled(Column::Handle).unwrap_or_default().to_owned();
        let Some(slug) = slug_of(&handle) else {
            return self.send(Piece::Bad(RowProblem {
                line: row.line,
                handle,
                column: Some(Column::Handle.name()),
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
fn slug_of(handle: &str) -> Option<Slug> {
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
        let mut receiver = read(io::Cursor::new(file.into()));
        let mut seen = Vec::new();
        while let Some(piece) = receiver.recv().await {
            match piece {
                Ok(Piece::Header { .. }) => {}
                Ok(Piece::Product(group)) => {
                    let lines: Vec<_> = group.rows.iter().map(|row| row.line.to_string()).collect();
                    seen.push(format!("{} {}", group.slug, lines.join("+")));
                }
                Ok(Piece::Bad(problem)) => seen.push(format!("{}!", problem.line)),
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
        let mut file = b"Handle,Title\nmug,M\xfcg\n".to_vec();
        file.extend(b"cup,Cup,a,b\npot,Pot,,\n");

        assert_eq!(pieces(file).await, ["2!", "3!", "pot 4"]);
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
}
