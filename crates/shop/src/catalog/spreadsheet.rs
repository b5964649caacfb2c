//! Spreadsheets (XLSX) as tables of commas, and back.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek},
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::import::cells::{guarded, without_guard};

/// What a program for spreadsheets keeps of a cell at most.
pub(super) const CELL_CHARS_MAX: usize = 32_767;

/// An XLSX is an archive; no table begins like one.
const MAGIC: &[u8] = b"PK\x03\x04";

/// Whether a file is a spreadsheet; afterwards it is at its beginning.
pub(super) fn is_one(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.by_ref()
        .take(MAGIC.len() as u64)
        .read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == MAGIC)
}

/// The first sheet as a table. Rows keep their numbers.
pub(super) fn to_csv(file: File, csv: &File) -> Result<(), String> {
    let in_words = |error: &dyn std::error::Error| error.to_string();
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|error| in_words(&error))?;
    let sheets = book.sheet_names();
    let sheet = sheets.first().ok_or("it has no sheet")?;
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| in_words(&error))?;
    let mut table = Table {
        out: csv::WriterBuilder::new()
            .flexible(true)
            .from_writer(BufWriter::new(csv)),
        row: Vec::new(),
        at: 0,
        width: 0,
    };
    while let Some(cell) = cells.next_cell().map_err(|error| in_words(&error))? {
        let (row, column) = cell.get_position();
        while table.at < row {
            table.end_row().map_err(|error| in_words(&error))?;
        }
        let column = usize::try_from(column).map_err(|error| in_words(&error))?;
        if column >= table.row.len() {
            table.row.resize(column + 1, String::new());
        }
        table.row[column] = guarded(&text(cell.get_value()));
    }
    table.end_row().map_err(|error| in_words(&error))?;
    table.out.flush().map_err(|error| in_words(&error))
}

struct Table<W: io::Write> {
    out: csv::Writer<W>,
    row: Vec<String>,
    at: u32,
    /// Of the header.
    width: usize,
}

impl<W: io::Write> Table<W> {
    fn end_row(&mut self) -> csv::Result<()> {
        self.width = self.width.max(self.row.len());
        // An empty line would be no row at all.
        self.row.resize(self.width.max(1), String::new());
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
