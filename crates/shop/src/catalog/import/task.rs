//! An import as long work: a chunk is some products in one transaction.

use std::collections::HashMap;

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Import, RowProblem,
    file::{Group, Piece},
    image::{self, Fresh, Image},
    product::{self, FileProduct},
    reading::{Batch, Reading},
    report::Totals,
    run::{Stop, drop_repeated},
    specify::{Counted, Describing, Made},
    together::{keep_quick, write_all},
    write::{Outcome, Run},
};
use crate::{
    Shop,
    catalog::queries::imports::{self as queries, ImportChange},
    changes::Change,
    ids::{ImportId, ProductId},
    tasks::{NewProblem, Step, Task, TaskError, Turn},
};

/// Products written in one transaction: long enough to be quick, short enough that orders which
/// wait for the same database do not notice.
const BATCH: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Everything is tried and rolled back.
    Check,
    Run,
}

/// Brings a file in that staff sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct ImportProducts {
    pub(super) import: ImportId,
    /// What it is called.
    pub(super) file: String,
    pub(super) mode: Mode,
}

/// Where an import is in its file.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Cursor {
    /// Pieces of the file that are done with.
    pieces: u64,
    /// Up to here products go in one by one, since the database refused some of them together.
    careful_until: u64,
}

/// What a chunk is about to write, and where it ends.
struct Chunk {
    products: Vec<FileProduct>,
    problems: Vec<RowProblem>,
    cells: HashMap<u64, Vec<String>>,
    /// Rows of the file, those that cannot be used among them.
    rows: u64,
    next: Cursor,
    is_last: bool,
}

impl Task for ImportProducts {
    const KIND: &'static str = "catalog.import";
    const LANE: Option<&'static str> = Some("import");

    fn title(&self) -> String {
        match self.mode {
            Mode::Check => format!("Check of {}", self.file),
            Mode::Run => format!("Import of {}", self.file),
        }
    }

    async fn chunk(&self, shop: &Shop, turn: &Turn) -> Result<(), TaskError> {
        let import = queries::find(shop.db.primary(), self.import).await?;
        let import =
            import.ok_or_else(|| TaskError::Fail("the import is not there any more".to_owned()))?;
        let cursor: Cursor = turn.cursor()?;
        let mut reading = Reading::resume(shop, &import, turn.task(), cursor.pieces).await?;
        let is_careful = cursor.pieces < cursor.careful_until;
        let batch = reading.batch(if is_careful { 1 } else { BATCH }).await?;
        let settings = shop.settings();
        let run = Run {
            currency: settings.currency,
            more_currencies: settings.more_currencies.clone(),
            now: turn.now(),
            actor: turn.started_by().to_owned(),
            locale: settings.default_locale,
            id: ProductId(turn.task().0),
        };
        let mut chunk = Chunk::new(&batch, &run, &mut reading, cursor);
        let outcome = match self.mode {
            Mode::Check => check(shop, turn, &run, &mut reading.describing, &chunk).await,
            Mode::Run => {
                let describing = &mut reading.describing;
                bring_in(shop, turn, &run, &import, describing, &chunk).await
            }
        };
        match outcome {
            Ok(()) => {}
            Err(stop) if stop.is_of_one_product() => {
                if chunk.refused(&stop, cursor)? {
                    reading.put_back(batch);
                }
                let step = &chunk.step(&[], &Made::default(), Counted::default(), turn)?;
                shop.db
                    .transaction(|tx| async move { turn.record(&tx, step).await })
                    .await?;
            }
            Err(Stop::Task(error)) => return Err(error),
            Err(stop) => return Err(TaskError::Retry(stop.to_string())),
        }
        if !chunk.is_last {
            reading.keep(turn.task());
        }
        if self.mode == Mode::Run {
            keep_quick(shop, cursor.pieces, chunk.next.pieces).await;
        }
        Ok(())
    }
}

/// Two transactions: one that is rolled back, one that counts what it would have done.
async fn check(
    shop: &Shop,
    turn: &Turn,
    run: &Run,
    describing: &mut Describing,
    chunk: &Chunk,
) -> Result<(), Stop> {
    let known = &*describing;
    let outcome: Result<(), Stop> = shop
        .db
        .transaction(|tx| async move {
            let (outcomes, made) = chunk.write(&tx, run, known).await?;
            Err(Stop::DryRun(outcomes, made))
        })
        .await;
    let (outcomes, made) = match outcome {
        Err(Stop::DryRun(outcomes, made)) => (outcomes, made),
        Err(stop) => return Err(stop),
        Ok(()) => Default::default(),
    };
    let counted = describing.note(&outcomes, &made);
    let step = &chunk.step(&outcomes, &made, counted, turn)?;
    let recorded = shop
        .db
        .transaction(|tx| async move { turn.record(&tx, step).await })
        .await;
    Ok(recorded?)
}

async fn bring_in(
    shop: &Shop,
    turn: &Turn,
    run: &Run,
    import: &Import,
    describing: &mut Describing,
    chunk: &Chunk,
) -> Result<(), Stop> {
    let known = &*describing;
    let (changes, made): (Vec<Change>, Made) = shop
        .db
        .transaction(|tx| async move {
            let (outcomes, made) = chunk.write(&tx, run, known).await?;
            let fresh: Result<Vec<_>, _> = outcomes
                .iter()
                .filter_map(|outcome| fresh(outcome, run))
                .collect();
            image::note(&tx, import.id, fresh?).await?;
            queries::insert_made(&tx, import.id, &all_made(&outcomes, &made)).await?;
            let counted = Counted::of(&outcomes, &made);
            turn.record(&tx, &chunk.step(&outcomes, &made, counted, turn)?)
                .await?;
            Ok::<_, Stop>((changes_of(&outcomes, &made), made))
        })
        .await?;
    describing.note(&[], &made);
    if !changes.is_empty() {
        shop.apply(&changes).await?;
    }
    Ok(())
}

/// What was made besides products.
fn all_made(outcomes: &[Outcome], made: &Made) -> Vec<queries::MadeBy> {
    let categories = outcomes.iter().flat_map(|one| &one.categories_made);
    let attributes = made.attributes.iter();
    let types = made.types.iter();
    categories
        .map(|id| queries::MadeBy::Category(*id))
        .chain(attributes.map(|id| queries::MadeBy::Attribute(*id)))
        .chain(types.map(|(id, _)| queries::MadeBy::ProductType(*id)))
        .collect()
}

fn changes_of(outcomes: &[Outcome], made: &Made) -> Vec<Change> {
    let mut changes = Vec::new();
    if !made.is_empty() {
        changes.push(Change::Attributes);
    }
    for outcome in outcomes {
        if !outcome.categories_created.is_empty() {
            changes.push(Change::Categories);
        }
        if let Some(id) = outcome.product.filter(|_| outcome.is_changed) {
            changes.push(Change::Product(id));
        }
    }
    changes
}

/// What is needed to take a change back; `None` when nothing was changed.
fn fresh(outcome: &Outcome, run: &Run) -> Option<Result<Fresh, TaskError>> {
    let product = outcome.product.filter(|_| outcome.is_changed)?;
    let image = Image::of(outcome, run);
    let written = serde_json::to_value(image.before).and_then(|before| {
        let stock = serde_json::to_value(image.stock)?;
        let change = ImportChange {
            product,
            before: Some(before).filter(|before| !before.is_null()),
            version: outcome.version,
            stock,
            position: 0,
        };
        let found = outcome.before.as_ref();
        let found = found.map_or(0, |before| before.0.product.version);
        Ok(Fresh { found, change })
    });
    Some(written.map_err(|error| TaskError::Fail(error.to_string())))
}

impl Chunk {
    fn new(batch: &Batch, run: &Run, reading: &mut Reading, cursor: Cursor) -> Self {
        let mut chunk = Self {
            products: Vec::with_capacity(batch.pieces.len()),
            problems: Vec::new(),
            cells: HashMap::new(),
            rows: 0,
            next: Cursor {
                pieces: reading.at,
                ..cursor
            },
            is_last: batch.is_last,
        };
        for piece in &batch.pieces {
            match piece {
                Piece::Product(group) => chunk.add(group, run, reading),
                Piece::Bad(problem, cells) => {
                    chunk.rows += 1;
                    chunk.cells.insert(problem.line, cells.clone());
                    chunk.problems.push(problem.clone());
                }
                Piece::Header { .. } => {}
            }
        }
        chunk
    }

    fn add(&mut self, group: &Group, run: &Run, reading: &mut Reading) {
        self.rows += group.lines();
        for row in &group.rows {
            self.cells.entry(row.line).or_insert_with(|| row.raw());
        }
        let product = product::read(group, run.currency, &mut self.problems);
        if let Some(mut product) = product {
            drop_repeated(&mut product, &mut reading.skus, &mut self.problems);
            self.products.push(product);
        }
    }

    async fn write(
        &self,
        tx: &Tx,
        run: &Run,
        describing: &Describing,
    ) -> Result<(Vec<Outcome>, Made), Stop> {
        let products = &self.products;
        let mut outcomes = write_all(tx, run, products).await?;
        let made = describing.store(tx, run, products, &mut outcomes).await?;
        Ok((outcomes, made))
    }

    /// One of several is looked for by going on one by one, for which the chunk comes again (`true`); a single one is
    /// left out.
    fn refused(&mut self, stop: &Stop, cursor: Cursor) -> Result<bool, TaskError> {
        let Some(first) = self.products.first() else {
            return Err(TaskError::Retry(stop.to_string()));
        };
        if self.products.len() == 1 {
            self.problems.push(RowProblem {
                line: first.line,
                handle: first.handle.clone(),
                column: None,
                message: format!("the product is left out: {stop}"),
            });
            return Ok(false);
        }
        // Nothing of this is done yet: it comes again, in smaller parts.
        self.next = Cursor {
            pieces: cursor.pieces,
            careful_until: self.next.pieces,
        };
        self.rows = 0;
        self.problems.clear();
        self.is_last = false;
        Ok(true)
    }

    fn step(
        &self,
        outcomes: &[Outcome],
        made: &Made,
        counted: Counted,
        turn: &Turn,
    ) -> Result<Step, TaskError> {
        let mut totals: Totals = turn.result()?;
        totals.categories_created += counted.categories;
        totals.attributes_created += counted.attributes;
        totals.product_types_created += counted.types;
        for outcome in outcomes {
            totals.add(outcome);
        }
        let found = self
            .problems
            .iter()
            .chain(&made.problems)
            .chain(outcomes.iter().flat_map(|outcome| &outcome.problems));
        let mut found: Vec<&RowProblem> = found.collect();
        found.sort_by_key(|problem| problem.line);
        let mut lines: Vec<u64> = found.iter().map(|problem| problem.line).collect();
        lines.dedup();
        // What is wrong with the header is wrong with no row.
        lines.retain(|line| *line > 1);
        let failed = (lines.len() as u64).min(self.rows);
        let mut step = Step::to(&self.next)?;
        step.done = self.rows - failed;
        step.failed = failed;
        step.result = Some(json!(totals));
        step.is_last = self.is_last;
        step.problems = found.into_iter().map(|one| self.problem(one)).collect();
        Ok(step)
    }

    fn problem(&self, problem: &RowProblem) -> NewProblem {
        NewProblem {
            line: Some(problem.line),
            field: problem.column.as_deref().map(str::to_owned),
            cells: self.cells.get(&problem.line).cloned(),
            ..NewProblem::new(&problem.handle, &problem.message)
        }
    }
}
