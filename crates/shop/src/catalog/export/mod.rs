//! All products, or some, as a file of our own that can be imported again.

mod rows;
mod task;

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use db::DbError;
use serde::{Deserialize, Serialize};

pub use task::ExportProducts;

use super::{
    CategoryTree, ProductPage, ProductStatus, import::record::folder, queries, queries::imports,
    spreadsheet, spreadsheet::SpreadsheetError,
};
use crate::{
    Failure, FailureKind, Shop, Timestamp,
    attributes::{self, Attributes, Specification},
    ids::{AttributeId, CategoryId, ProductId, TaskId, VariantId},
    inventory::{self, Availability},
    staff::{Actor, Forbidden, Permission},
    tasks::{self, Task as _, TaskState},
};

/// Products read and written at a time.
const PART: u64 = 100;

/// Products that are in memory with all their variants at a time.
const PAGES: usize = 20;

/// Variants whose stock is asked in one statement; engines limit parameters.
const STOCKS: usize = 5_000;

/// How long a file is kept to be downloaded.
const RETENTION: TimeDelta = TimeDelta::days(7);

/// What programs for spreadsheets need to see that a table is UTF-8.
const MARK: &str = "\u{feff}";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    #[default]
    Csv,
    Xlsx,
}

impl FileKind {
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// For the header of an answer.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub fn parse(extension: &str) -> Option<Self> {
        let is_it = |kind: &Self| kind.extension().eq_ignore_ascii_case(extension);
        Self::ALL.into_iter().find(is_it)
    }
}

/// Which products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportFilter {
    pub status: Option<ProductStatus>,
    /// With everything below it.
    pub category: Option<CategoryId>,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("the table cannot be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the spreadsheet cannot be written: {0}")]
    Spreadsheet(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for ExportError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Io(_) | Self::Csv(_) | Self::Spreadsheet(_) => FailureKind::Unavailable,
            Self::Db(error) => error.kind(),
        }
    }
}

impl From<SpreadsheetError> for ExportError {
    fn from(error: SpreadsheetError) -> Self {
        Self::Spreadsheet(error.to_string())
    }
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportReport {
    pub products: u64,
    /// Titles of products that cannot be in such a file, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// Some products as the file has them.
#[derive(Debug, Default)]
struct Part {
    bytes: Vec<u8>,
    products: u64,
    left_out: Vec<(String, String)>,
    last: Option<ProductId>,
    is_last: bool,
}

/// Writes a file with products; the kind is that of the name's ending.
///
/// # Errors
/// See [`ExportError`]; what was written until then is half a file.
pub async fn write(
    shop: &Shop,
    actor: &Actor,
    filter: ExportFilter,
    path: &Path,
) -> Result<ExportReport, ExportError> {
    actor.require(Permission::ViewCatalogue)?;
    let kind = kind_of(path);
    let csv = match kind {
        FileKind::Csv => path.to_owned(),
        FileKind::Xlsx => path.with_extension("csv.part"),
    };
    let mut report = ExportReport::default();
    let mut file = File::create(&csv)?;
    let columns = columns(shop).await?;
    let mut after = None;
    loop {
        let part = part(shop, filter, kind, &columns, after).await?;
        file.write_all(&part.bytes)?;
        report.products += part.products;
        report.left_out.extend(part.left_out);
        after = part.last;
        if part.is_last {
            break;
        }
    }
    file.sync_all()?;
    if kind == FileKind::Xlsx {
        spreadsheet::from_csv(&csv, path)?;
        fs::remove_file(&csv)?;
    }
    Ok(report)
}

/// A table unless the name says otherwise.
fn kind_of(path: &Path) -> FileKind {
    let extension = path.extension().unwrap_or_default();
    FileKind::parse(&extension.to_string_lossy()).unwrap_or_default()
}

/// The attributes that get columns: those that there are when the export begins.
async fn columns(shop: &Shop) -> Result<Vec<AttributeId>, DbError> {
    let all = attributes::load(shop.db.reader()).await?;
    Ok(all.iter().map(|attribute| attribute.id).collect())
}

/// The products after this one; the first part begins with the header.
async fn part(
    shop: &Shop,
    filter: ExportFilter,
    kind: FileKind,
    columns: &[AttributeId],
    after: Option<ProductId>,
) -> Result<Part, ExportError> {
    let read = shop.db.reader();
    let tree = super::category_tree(read).await?;
    let members = filter.category.map(|id| tree.subtree(id));
    let members = members.as_deref();
    let ids = imports::products_after(read, filter.status, members, after, PART).await?;
    let definitions = attributes::load(read).await?;
    let specifications = attributes::specifications(read, &ids).await?;
    let source = Source {
        tree: &tree,
        kind,
        definitions: &definitions,
        columns,
        specifications: &specifications,
    };
    let mut part = Part {
        is_last: (ids.len() as u64) < PART,
        last: ids.last().copied().or(after),
        ..Part::default()
    };
    if after.is_none() {
        part.bytes.extend(MARK.as_bytes());
    }
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    if after.is_none() {
        out.write_record(rows::header(
            &definitions,
            columns,
            shop.settings().default_locale,
        ))?;
    }
    for some in ids.chunks(PAGES) {
        let pages = queries::pages_by_ids(read, some).await?;
        let stock = stock(shop, &pages).await?;
        for page in pages {
            product(shop, &source, &stock, page, &mut out, &mut part)?;
        }
    }
    let rows = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    part.bytes.extend(rows);
    Ok(part)
}

async fn stock(
    shop: &Shop,
    pages: &[ProductPage],
) -> Result<HashMap<VariantId, Availability>, DbError> {
    let variants = pages.iter().flat_map(|page| &page.variants);
    let variants: Vec<VariantId> = variants.map(|variant| variant.id).collect();
    let mut stock = HashMap::with_capacity(variants.len());
    for some in variants.chunks(STOCKS) {
        stock.extend(inventory::availability(shop.db.reader(), some).await?);
    }
    Ok(stock)
}

/// What the products of a part are written with.
struct Source<'a> {
    tree: &'a CategoryTree,
    kind: FileKind,
    definitions: &'a Attributes,
    columns: &'a [AttributeId],
    specifications: &'a HashMap<ProductId, Specification>,
}

fn product(
    shop: &Shop,
    source: &Source<'_>,
    stock: &HashMap<VariantId, Availability>,
    page: ProductPage,
    out: &mut csv::Writer<Vec<u8>>,
    part: &mut Part,
) -> Result<(), ExportError> {
    let settings = shop.settings();
    let nothing = Specification::default();
    let context = rows::Context {
        tree: source.tree,
        stock,
        currency: settings.currency,
        more_currencies: &settings.more_currencies,
        public_url: shop.public_url.as_str(),
        attributes: source.definitions,
        columns: source.columns,
        locale: settings.default_locale,
        specification: source
            .specifications
            .get(&page.product.id)
            .unwrap_or(&nothing),
    };
    let rows = rows::of(&page, &context);
    let is_too_long = |row: &Vec<String>| {
        let mut cells = row.iter();
        cells.any(|cell| cell.chars().count() > spreadsheet::CELL_CHARS_MAX)
    };
    let reason = if rows.is_empty() {
        Some("it has no variant with a price in the shop's currency")
    } else if source.kind == FileKind::Xlsx && rows.iter().any(is_too_long) {
        Some("a text of it is too long for a spreadsheet; CSV has no such limit")
    } else {
        None
    };
    if let Some(reason) = reason {
        part.left_out.push((page.product.title, reason.to_owned()));
        return Ok(());
    }
    for row in rows {
        out.write_record(&row)?;
    }
    part.products += 1;
    Ok(())
}

/// Begins an export as a task.
pub async fn start(
    shop: &Shop,
    actor: &Actor,
    filter: ExportFilter,
    kind: FileKind,
) -> Result<TaskId, ExportError> {
    actor.require(Permission::ManageCatalogue)?;
    let tree = shop.categories();
    let members = filter.category.map(|id| tree.subtree(id));
    let total = imports::count_products(shop.db.reader(), filter.status, members.as_deref());
    let total = total.await?;
    let task = &ExportProducts::new(filter, kind);
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let id = tasks::start(&tx, actor, task, Some(total), now).await?;
            Ok(id)
        })
        .await
}

/// The file of a finished export, as long as it is kept, and its kind.
pub async fn file_of(
    shop: &Shop,
    task: TaskId,
) -> Result<Option<(PathBuf, FileKind, Timestamp)>, DbError> {
    let Some(record) = tasks::find(shop, task).await? else {
        return Ok(None);
    };
    if record.kind != ExportProducts::KIND || record.state != TaskState::Done {
        return Ok(None);
    }
    let export: ExportProducts = serde_json::from_value(record.payload)
        .map_err(|error| DbError::row("task", task, error))?;
    let path = path(shop, task, export.kind());
    Ok(path
        .is_file()
        .then_some((path, export.kind(), record.created_at)))
}

fn path(shop: &Shop, task: TaskId, kind: FileKind) -> PathBuf {
    folder(shop, "exports").join(format!("{task}.{}", kind.extension()))
}

/// Deletes files past their retention; returns how many.
pub(super) fn forget_old(shop: &Shop) -> u64 {
    let Ok(files) = fs::read_dir(folder(shop, "exports")) else {
        // Nothing was exported yet.
        return 0;
    };
    let before = (shop.clock.now() - RETENTION).timestamp();
    let is_old = |file: &fs::DirEntry| {
        let name = file.file_name();
        let id = name.to_string_lossy().split('.').next().map(str::to_owned);
        let id: Option<TaskId> = id.and_then(|id| id.parse().ok());
        let made = id.and_then(|id| id.0.get_timestamp());
        made.is_some_and(|made| made.to_unix().0.cast_signed() < before)
    };
    let old = files.flatten().filter(is_old);
    old.filter(|file| fs::remove_file(file.path()).is_ok())
        .count() as u64
}
