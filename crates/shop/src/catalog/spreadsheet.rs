//! Spreadsheets (XLSX) as tables of commas, and back.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{Workbook, XlsxError};
use zip::ZipArchive;

use super::import::cells::{guarded, without_guard};

/// What a program for spreadsheets keeps of a cell at most.
pub(super) const CELL_CHARS_MAX: usize = 32_767;

/// An XLSX is an archive; no table begins like one.
const MAGIC: &[u8] = b"PK\x03\x04";

/// Whether a file is a spreadsheet; afterwards it is at its beginning.
pub(super) fn is_one(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    Read::by_ref(file)
        .take(MAGIC.len() as u64)
        .read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == MAGIC)
}

/// How much a spreadsheet may unpack to. A small file can say of itself that it is a huge one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// All parts of the archive, in bytes.
    unpacked: u64,
    /// The list of its texts, which is kept in memory.
    texts: u64,
    columns: usize,
    rows: u32,
    /// Of the table that it becomes, in bytes.
    table: u64,
}

impl Limits {
    pub const USUAL: Self = Self {
        unpacked: 2_000_000_000,
        texts: 200_000_000,
        columns: 1_000,
        rows: 1_048_576,
        table: 2_000_000_000,
    };
}

/// The part with the texts that several cells share.
const TEXTS: &str = "xl/sharedstrings.xml";

/// The first sheet as a table. Rows keep their numbers.
pub(super) fn to_csv(mut file: File, csv: &File, limits: Limits) -> Result<(), String> {
    let in_words = |error: &dyn std::error::Error| error.to_string();
    measure(&mut file, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|error| in_words(&error))?;
    let sheets = book.sheet_names();
    let sheet = sheets.first().ok_or("it has no sheet")?;
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| in_words(&error))?;
    let bounded = Bounded {
        out: BufWriter::new(csv),
        left: limits.table,
    };
    let mut table = Table {
        out: csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(bounded),
        row: Vec::new(),
        at: 0,
    };
    while let Some(cell) = cells.next_cell().map_err(|error| in_words(&error))? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).map_err(|error| in_words(&error))?;
        if row >= limits.rows {
            return Err(format!("it has more than {} rows", limits.rows));
        }
        if column >= limits.columns {
            let most = limits.columns;
            return Err(format!(
                "row {} has a cell beyond column {most}; delete what is right of the table",
                row + 1
            ));
        }
        while table.at < row {
            table.end_row().map_err(|error| in_words(&error))?;
        }
        if column >= table.row.len() {
            table.row.resize(column + 1, String::new());
        }
        table.row[column] = guarded(&text(cell.get_value()));
    }
    table.end_row().map_err(|error| in_words(&error))?;
    table.out.flush().map_err(|error| in_words(&error))
}

/// Unpacks the archive once without keeping anything; afterwards the file is at its beginning. What
/// the archive says of its sizes is not believed.
fn measure(file: &mut File, limits: Limits) -> Result<(), String> {
    let in_words = |error: &dyn std::error::Error| error.to_string();
    let mut archive =
        ZipArchive::new(BufReader::new(&mut *file)).map_err(|error| in_words(&error))?;
    let mut left = limits.unpacked;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| in_words(&error))?;
        let is_of_texts = part
            .name()
            .is_ok_and(|name| name.eq_ignore_ascii_case(TEXTS));
        let most = if is_of_texts {
            left.min(limits.texts)
        } else {
            left
        };
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink())
            .map_err(|error| in_words(&error))?;
        if unpacked > most {
            return Err(format!(
                "it unpacks to more than {} MB; save it as CSV, or in several files",
                most / 1_000_000
            ));
        }
        left -= unpacked;
    }
    file.rewind().map_err(|error| in_words(&error))
}

/// Fails instead of filling the disk.
struct Bounded<W> {
    out: W,
    left: u64,
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rest = self.left.checked_sub(bytes.len() as u64);
        self.left = rest.ok_or_else(|| {
            io::Error::other("it is too large as a table; save it as CSV, or in several files")
        })?;
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

struct Table<W: Write> {
    out: csv::Writer<W>,
    row: Vec<String>,
    at: u32,
}

impl<W: Write> Table<W> {
    /// A row ends with its last cell: the reader takes those that are missing as blank.
    fn end_row(&mut self) -> csv::Result<()> {
        if self.row.is_empty() {
            // An empty line would be no row at all.
            self.row.push(String::new());
        }
        self.out.write_record(&self.row)?;
        self.row.clear();
        self.at += 1;
        Ok(())
    }
}

/// As a person sees it, but for dates, which are days since 1900.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(days) => days.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Writes a table of ours as a spreadsheet. Cells are texts, so that nothing is taken for a formula
/// or loses its zeros.
pub(super) fn from_csv(csv: &Path, xlsx: &Path) -> Result<(), SpreadsheetError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(csv)?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    for (row, record) in (0..).zip(reader.records()) {
        for (column, cell) in (0..).zip(&record?) {
            let cell = cell.trim_start_matches('\u{feff}');
            if !cell.is_empty() {
                sheet.write_string(row, column, without_guard(cell))?;
            }
        }
    }
    Ok(book.save(xlsx)?)
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SpreadsheetError {
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits {
        unpacked: 100_000,
        texts: 50_000,
        columns: 20,
        rows: 100,
        table: 10_000,
    };

    /// A spreadsheet of these cells, each with the words in it.
    fn book(cells: &[(u32, u16, &str)]) -> File {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column, text) in cells {
            sheet.write_string(*row, *column, *text).unwrap();
        }
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&book.save_to_buffer().unwrap()).unwrap();
        file.rewind().unwrap();
        file
    }

    fn read(file: File, limits: Limits) -> Result<String, String> {
        let mut csv = tempfile::tempfile().unwrap();
        to_csv(file, &csv, limits)?;
        csv.rewind().unwrap();
        let mut text = String::new();
        csv.read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn rows_keep_their_numbers_and_are_as_wide_as_they_are() {
        let cells = [
            (0, 0, "Title"),
            (0, 1, "Price"),
            (2, 0, "Mug"),
            (3, 4, "far"),
        ];

        assert_eq!(
            read(book(&cells), SMALL).unwrap(),
            "Title,Price\n\"\"\nMug\n,,,,far\n"
        );
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_huge_one_is_refused() {
        let long = "x".repeat(30_000);
        let texts: Vec<String> = (0..9).map(|number| format!("{number}{long}")).collect();
        let many: Vec<_> = (0..9)
            .zip(&texts)
            .map(|(row, text)| (row, 0, text.as_str()))
            .collect();
        let same: Vec<_> = (0..9).map(|row| (row, 0, long.as_str())).collect();
        let cases = [
            (book(&many), "unpacks to more than"),
            // One text, in many cells.
            (book(&same), "too large as a table"),
            (book(&[(0, 30, "x")]), "row 1 has a cell beyond column 20"),
            (book(&[(200, 0, "x")]), "more than 100 rows"),
        ];
        for (file, expected) in cases {
            assert!(file.metadata().unwrap().len() < 20_000, "{expected}");
            let refused = read(file, SMALL).unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        }
    }
}
