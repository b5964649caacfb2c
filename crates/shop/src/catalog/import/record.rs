//! Files that staff sent: kept, looked at, checked, imported, taken back.

use std::{
    fs::{self, File},
    io::{self, Seek},
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use db::{DbError, Tx};
use serde::{Deserialize, Serialize};

use super::{
    Format, ImportError,
    attribute_column::AttributeColumn,
    columns::{Column, Meaning},
    encoding, fields, file,
    file::{Glance, Layout},
    task::{ImportProducts, Mode},
    woo,
};
use crate::{
    Shop, Timestamp,
    catalog::{
        queries::imports::{self as queries, Part},
        spreadsheet::{self, Limits},
    },
    ids::{ImportId, TaskId},
    staff::{Actor, Permission},
    tasks::{self, Task, TaskState},
};

/// Rows that are shown of a file.
const SAMPLES: usize = 5;

/// How long a file and what its import changed are kept.
const RETENTION: TimeDelta = TimeDelta::days(42);

/// A file with products that somebody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub id: ImportId,
    pub file_name: String,
    pub bytes: u64,
    /// Without the header.
    pub rows: u64,
    /// `None` when a person has to say what the columns are.
    pub format: Option<Format>,
    pub header: Vec<String>,
    /// The first rows.
    pub samples: Vec<Vec<String>>,
    pub mapping: Option<Mapping>,
    pub check_task: Option<TaskId>,
    pub run_task: Option<TaskId>,
    pub undo_task: Option<TaskId>,
    pub created_by: String,
    pub created_at: Timestamp,
    pub version: i64,
}

/// What a person says of a file's columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// For each column the name of one of [`fields::FIELDS`] or [`fields::attribute_fields`], or nothing.
    pub columns: Vec<Option<String>>,
    /// Whether prices are written like 1.299,00.
    pub decimal_comma: bool,
}

impl Mapping {
    fn is_enough(&self) -> bool {
        let has = |column: Column| {
            let mut columns = self.columns.iter().flatten();
            columns.any(|name| name == column.name())
        };
        has(Column::Title) && has(Column::Price)
    }
}

impl Import {
    /// The undo of what was brought in last; one of an earlier run is none any more. Keys of tasks are in the order in
    /// which they were begun.
    fn last_undo(&self) -> Option<TaskId> {
        self.undo_task
            .filter(|undo| self.run_task.is_none_or(|run| *undo > run))
    }

    /// Whether it is known what the columns are.
    pub fn is_ready(&self) -> bool {
        self.format.is_some() || self.mapping.as_ref().is_some_and(Mapping::is_enough)
    }

    /// How its rows are read.
    pub(super) fn layout(&self, shop: &Shop) -> Layout {
        match (self.format, &self.mapping) {
            (Some(Format::WooCommerce), _) => Layout::WooCommerce(woo::Context::of(shop)),
            (None, Some(mapping)) => Layout::Mapped {
                columns: mapping
                    .columns
                    .iter()
                    .map(|name| meaning(name.as_deref()?))
                    .collect(),
                decimal_comma: mapping.decimal_comma,
            },
            (Some(Format::Shopwright | Format::Shopify) | None, _) => Layout::Named,
        }
    }
}

/// What a mapping says that a column is.
fn meaning(name: &str) -> Option<Meaning> {
    let attribute = || AttributeColumn::mapped(name).map(Meaning::Attribute);
    Column::of(name).map(Meaning::Column).or_else(attribute)
}

/// Where files of an import or an export lie: beside the pictures, in the one folder that all
/// processes of a shop share. No address leads there.
pub(in crate::catalog) fn folder(shop: &Shop, name: &str) -> PathBuf {
    shop.media.root().join(name)
}

pub(super) fn path(shop: &Shop, id: ImportId) -> PathBuf {
    folder(shop, "imports").join(format!("{id}.csv"))
}

/// Keeps a file that was sent and looks at its beginning. A spreadsheet becomes a table of commas.
///
/// # Errors
/// When it cannot be read as a table; then it is not kept.
pub async fn receive(
    shop: &Shop,
    actor: &Actor,
    file_name: &str,
    file: File,
) -> Result<ImportId, ImportError> {
    actor.require(Permission::ManageCatalogue)?;
    let id = ImportId::generate();
    let path = path(shop, id);
    let is_named_xlsx = Path::new(file_name)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let kept = tokio::task::spawn_blocking(move || {
        let kept = keep(file, &path, is_named_xlsx);
        if kept.is_err() {
            // Gone already if it was never there.
            let _ = fs::remove_file(&path);
        }
        kept
    });
    let (glance, bytes) = kept.await.map_err(io::Error::other)??;
    let guessed = fields::guess(&glance.names, &shop.attributes());
    let import = Import {
        id,
        file_name: file_name
            .chars()
            .filter(|letter| *letter != '\0')
            .take(200)
            .collect(),
        bytes,
        rows: glance.rows,
        mapping: glance.format.is_none().then_some(Mapping {
            decimal_comma: fields::has_decimal_commas(&glance.samples, &guessed),
            columns: guessed,
        }),
        format: glance.format,
        header: glance.names,
        samples: glance.samples,
        check_task: None,
        run_task: None,
        undo_task: None,
        created_by: actor.name().to_owned(),
        created_at: shop.clock.now(),
        version: 1,
    };
    let import = &import;
    let stored: Result<(), DbError> = shop
        .db
        .transaction(|tx| async move { queries::insert(&tx, import).await })
        .await;
    stored?;
    Ok(id)
}

fn keep(mut file: File, path: &Path, is_named_xlsx: bool) -> Result<(Glance, u64), ImportError> {
    if file.metadata()?.len() == 0 {
        return Err(ImportError::Blank);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut kept = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(path)?;
    let is_spreadsheet = spreadsheet::is_one(&mut file)?;
    if is_spreadsheet {
        spreadsheet::to_csv(file, &kept, Limits::USUAL).map_err(ImportError::Spreadsheet)?;
    } else {
        let mut text = encoding::utf8(file)?;
        io::copy(&mut text, &mut kept)?;
    }
    kept.sync_all()?;
    kept.rewind()?;
    let bytes = kept.metadata()?.len();
    // A table of text under the name of a spreadsheet is read as what it is.
    let is_misnamed = is_named_xlsx && !is_spreadsheet;
    let refused = |error: ImportError| {
        if is_misnamed {
            ImportError::Spreadsheet("only its name says that it is one".to_owned())
        } else {
            error
        }
    };
    let mut kept = io::BufReader::new(kept);
    if !is_spreadsheet && !file::is_text(&mut kept)? {
        return Err(refused(ImportError::NoTable));
    }
    let glance = file::glance(kept, SAMPLES)?;
    if glance.rows == 0 {
        return Err(refused(ImportError::Empty));
    }
    Ok((glance, bytes))
}

pub async fn find(shop: &Shop, id: ImportId) -> Result<Option<Import>, DbError> {
    queries::find(shop.db.primary(), id).await
}

/// The newest first, and where the next page starts.
pub async fn list(
    shop: &Shop,
    after: Option<ImportId>,
    limit: u64,
) -> Result<(Vec<Import>, Option<ImportId>), DbError> {
    let mut imports = queries::list(shop.db.primary(), after, limit.saturating_add(1)).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = imports.len() > limit;
    imports.truncate(limit);
    let next = imports.last().filter(|_| has_more).map(|one| one.id);
    Ok((imports, next))
}

/// Says what the columns of a file are, before it is imported.
pub async fn save_mapping(
    shop: &Shop,
    actor: &Actor,
    id: ImportId,
    mapping: &Mapping,
) -> Result<(), ImportError> {
    actor.require(Permission::ManageCatalogue)?;
    if !mapping.is_enough() {
        return Err(ImportError::NotMapped);
    }
    shop.db
        .transaction(|tx| async move {
            let import = found(&tx, id).await?;
            if import.run_task.is_some() || !queries::set_mapping(&tx, &import, mapping).await? {
                return Err(ImportError::Stale);
            }
            Ok(())
        })
        .await
}

/// Checks a file without changing anything, or brings it in.
pub async fn start(
    shop: &Shop,
    actor: &Actor,
    id: ImportId,
    mode: Mode,
) -> Result<TaskId, ImportError> {
    actor.require(Permission::ManageCatalogue)?;
    let import = find(shop, id).await?.ok_or(ImportError::NotFound(id))?;
    if !import.is_ready() {
        return Err(ImportError::NotMapped);
    }
    if may_not(shop, import.run_task).await? {
        return Err(ImportError::Stale);
    }
    let task = ImportProducts {
        import: id,
        file: import.file_name.clone(),
        mode,
    };
    let part = match mode {
        Mode::Check => Part::Check,
        Mode::Run => Part::Run,
    };
    begin(shop, actor, &import, part, &task, import.rows).await
}

/// Begins the task that takes back what an import did.
pub(crate) async fn begin_undo<T: Task>(
    shop: &Shop,
    actor: &Actor,
    id: ImportId,
    task: impl FnOnce(&Import) -> T,
) -> Result<TaskId, ImportError> {
    actor.require(Permission::ManageCatalogue)?;
    let import = find(shop, id).await?.ok_or(ImportError::NotFound(id))?;
    let changes = queries::count_changes(shop.db.primary(), id).await?;
    let is_live = live(shop, import.run_task).await?;
    let is_empty = changes == 0 && queries::made(shop.db.primary(), id).await?.is_empty();
    if is_empty || is_live || may_not(shop, import.last_undo()).await? {
        return Err(ImportError::NothingToUndo);
    }
    let task = task(&import);
    begin(shop, actor, &import, Part::Undo, &task, changes).await
}

/// Whether something of an import is there to be taken back.
pub async fn can_undo(shop: &Shop, import: &Import) -> Result<bool, DbError> {
    if import.run_task.is_none() || live(shop, import.run_task).await? {
        return Ok(false);
    }
    if may_not(shop, import.last_undo()).await? {
        return Ok(false);
    }
    let read = shop.db.primary();
    let is_changed = queries::count_changes(read, import.id).await? > 0;
    Ok(is_changed || !queries::made(read, import.id).await?.is_empty())
}

async fn begin<T: Task>(
    shop: &Shop,
    actor: &Actor,
    import: &Import,
    part: Part,
    task: &T,
    total: u64,
) -> Result<TaskId, ImportError> {
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let id = tasks::start(&tx, actor, task, Some(total), now).await?;
            if !queries::set_task(&tx, import, part, id).await? {
                return Err(ImportError::Stale);
            }
            Ok(id)
        })
        .await
}

/// One that failed or was cancelled may begin anew.
async fn may_not(shop: &Shop, task: Option<TaskId>) -> Result<bool, DbError> {
    Ok(match state(shop, task).await? {
        Some(TaskState::Queued | TaskState::Running | TaskState::Done) => true,
        Some(TaskState::Failed | TaskState::Cancelled) | None => false,
    })
}

async fn live(shop: &Shop, task: Option<TaskId>) -> Result<bool, DbError> {
    let state = state(shop, task).await?;
    Ok(state.is_some_and(TaskState::is_live))
}

async fn state(shop: &Shop, task: Option<TaskId>) -> Result<Option<TaskState>, DbError> {
    match task {
        Some(id) => Ok(tasks::find(shop, id).await?.map(|task| task.state)),
        None => Ok(None),
    }
}

async fn found(tx: &Tx, id: ImportId) -> Result<Import, ImportError> {
    queries::find(tx, id)
        .await?
        .ok_or(ImportError::NotFound(id))
}

/// Deletes files past their retention, with what would be needed to take them back; returns how many.
pub async fn forget_old(shop: &Shop) -> Result<u64, DbError> {
    let before = shop.clock.now() - RETENTION;
    let old = queries::older_than(shop.db.primary(), before, 50).await?;
    for id in &old {
        let id = *id;
        // Nobody misses a file that is gone already.
        let _ = fs::remove_file(path(shop, id));
        let gone: Result<(), DbError> = shop
            .db
            .transaction(|tx| async move { queries::delete(&tx, id).await })
            .await;
        gone?;
    }
    let exports = crate::catalog::export::forget_old(shop);
    Ok(old.len() as u64 + exports)
}
