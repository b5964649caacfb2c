//! Every SQL of the media library.

use std::collections::{BTreeMap, HashMap};

use ::media::{Kind, Rendered};
use db::{DbError, Read, Tx};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{ExprTrait, LikeExpr, OnConflict, SimpleExpr},
};
use serde_json::{Value, json};

use super::{Media, MediaFilter, MediaState, NewMedia, Replaced, StateFilter, tables::media};
use crate::{Timestamp, text::fold};

const FOUND: &str = "found";
const WAITING: &str = "waiting";
const READY: &str = "ready";
const FAILED: &str = "failed";

/// Of an original; `None` if this can be no key of one.
pub(super) fn kind_of(key: &str) -> Option<Kind> {
    let (hash, extension) = key.split_once('.')?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.extension() == extension);
    kind.filter(|_| !hash.contains('-'))
}

pub(super) async fn find(read: &impl Read, key: &str) -> Result<Option<Media>, DbError> {
    let row = media::Entity::find()
        .filter(media::Column::Key.eq(key))
        .one(read.conn())
        .await?;
    row.map(Media::try_from).transpose()
}

pub(super) async fn find_all(read: &impl Read, keys: Vec<String>) -> Result<Vec<Media>, DbError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = media::Entity::find()
        .filter(media::Column::Key.is_in(keys))
        .all(read.conn())
        .await?;
    rows.into_iter().map(Media::try_from).collect()
}

#[derive(FromQueryResult)]
struct TextsRow {
    key: String,
    alt: Value,
}

pub(super) async fn texts(
    read: &impl Read,
    keys: Vec<String>,
) -> Result<HashMap<String, BTreeMap<String, String>>, DbError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = media::Entity::find()
        .filter(media::Column::Key.is_in(keys))
        .select_only()
        .columns([media::Column::Key, media::Column::Alt])
        .into_model::<TextsRow>()
        .all(read.conn())
        .await?;
    let mut texts = HashMap::new();
    for row in rows {
        let alt: BTreeMap<String, String> = read_texts(&row.key, row.alt)?;
        if !alt.is_empty() {
            texts.insert(row.key, alt);
        }
    }
    Ok(texts)
}

fn read_texts(key: &str, texts: Value) -> Result<BTreeMap<String, String>, DbError> {
    serde_json::from_value(texts)
        .map_err(|_| DbError::row("media", key, "texts in no language".to_owned()))
}

/// The newest first, after this one, with every word of the text in what they are called.
pub(super) async fn newest(
    read: &impl Read,
    filter: &MediaFilter,
    after: Option<(Timestamp, String)>,
    limit: u64,
) -> Result<Vec<Media>, DbError> {
    let after = after.map(|(at, key)| {
        let same_moment = Condition::all()
            .add(media::Column::UploadedAt.eq(at))
            .add(media::Column::Key.lt(key));
        Condition::any()
            .add(media::Column::UploadedAt.lt(at))
            .add(same_moment)
    });
    let rows = media::Entity::find()
        .filter(words(&filter.text))
        .filter(Condition::all().add_option(filter.state.map(in_state)))
        .filter(Condition::all().add_option(after))
        .order_by_desc(media::Column::UploadedAt)
        .order_by_desc(media::Column::Key)
        .limit(limit)
        .all(read.conn())
        .await?;
    rows.into_iter().map(Media::try_from).collect()
}

fn in_state(state: StateFilter) -> SimpleExpr {
    let words: &[&str] = match state {
        StateFilter::Waiting => &[FOUND, WAITING],
        StateFilter::Ready => &[READY],
        StateFilter::Failed => &[FAILED],
    };
    media::Column::State.is_in(words.iter().copied())
}

fn words(text: &str) -> Condition {
    fold(text)
        .split_whitespace()
        .map(|word| {
            let word = word.replace('!', "!!").replace('%', "!%");
            let pattern = format!("%{}%", word.replace('_', "!_"));
            media::Column::SearchText
                .into_simple_expr()
                .like(LikeExpr::new(pattern).escape('!'))
        })
        .fold(Condition::all(), Condition::add)
}

/// `false` if it is there already.
pub(super) async fn insert(
    tx: &Tx,
    new: &NewMedia,
    kind: Kind,
    by: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let state = if kind == Kind::Svg { READY } else { WAITING };
    let row = media::ActiveModel {
        key: Set(new.key.clone()),
        kind: Set(kind.extension().to_owned()),
        file_name: Set(new.file_name.clone()),
        width: Set(new.width),
        height: Set(new.height),
        bytes: Set(new.bytes),
        colour: Set(new.colour.clone()),
        alt: Set(json!({})),
        widths: Set(json!([])),
        state: Set(state.to_owned()),
        error: Set(None),
        search_text: Set(search_text(&new.file_name, &BTreeMap::new())),
        uploaded_by: Set(by.to_owned()),
        uploaded_at: Set(now),
        version: Set(1),
        replaced_by: Set(None),
        replaced_in: Set(None),
        replaced_at: Set(None),
    };
    let inserted = media::Entity::insert(row)
        .on_conflict(
            OnConflict::column(media::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    Ok(inserted == 1)
}

/// `true` if it had failed and waits again now.
pub(super) async fn retry_failed(tx: &Tx, key: &str) -> Result<bool, DbError> {
    let result = media::Entity::update_many()
        .set(state_row(&MediaState::Waiting))
        .filter(media::Column::Key.eq(key))
        .filter(media::Column::State.eq(FAILED))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

pub(super) async fn set_state(tx: &Tx, key: &str, state: &MediaState) -> Result<(), DbError> {
    media::Entity::update_many()
        .set(state_row(state))
        .filter(media::Column::Key.eq(key))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// What its sizes were made from is measured, so that a row which knew less learns it.
pub(super) async fn rendered(tx: &Tx, key: &str, rendered: &Rendered) -> Result<(), DbError> {
    let widths = rendered.widths.iter().copied().map(i64::from).collect();
    let mut row = state_row(&MediaState::Ready { widths });
    row.width = Set(i64::from(rendered.width));
    row.height = Set(i64::from(rendered.height));
    row.bytes = Set(i64::try_from(rendered.bytes).ok());
    row.colour = Set(Some(rendered.colour.to_string()));
    media::Entity::update_many()
        .set(row)
        .filter(media::Column::Key.eq(key))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// `false` if it is not in this version any more.
pub(super) async fn describe(
    tx: &Tx,
    media: &Media,
    version: i64,
    alt: &BTreeMap<String, String>,
) -> Result<bool, DbError> {
    let row = media::ActiveModel {
        alt: Set(json!(alt)),
        search_text: Set(search_text(&media.file_name, alt)),
        version: Set(version.saturating_add(1)),
        ..Default::default()
    };
    let result = media::Entity::update_many()
        .set(row)
        .filter(media::Column::Key.eq(&media.key))
        .filter(media::Column::Version.eq(version))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// The one that was put in its place last, of those that were replaced by this one.
pub(super) async fn replaced_by(read: &impl Read, key: &str) -> Result<Option<Media>, DbError> {
    let row = media::Entity::find()
        .filter(media::Column::ReplacedBy.eq(key))
        .order_by_desc(media::Column::ReplacedAt)
        .one(read.conn())
        .await?;
    row.map(Media::try_from).transpose()
}

pub(super) async fn set_replaced(
    tx: &Tx,
    key: &str,
    replaced: Option<&Replaced>,
) -> Result<(), DbError> {
    let row = media::ActiveModel {
        replaced_by: Set(replaced.map(|replaced| replaced.by.clone())),
        replaced_in: Set(replaced.map(|replaced| json!(replaced.places))),
        replaced_at: Set(replaced.map(|replaced| replaced.at)),
        ..Default::default()
    };
    media::Entity::update_many()
        .set(row)
        .filter(media::Column::Key.eq(key))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn delete(tx: &Tx, key: &str) -> Result<bool, DbError> {
    let result = media::Entity::delete_many()
        .filter(media::Column::Key.eq(key))
        .exec(tx.conn())
        .await?;
    Ok(result.rows_affected == 1)
}

/// Some that nobody makes the sizes of; from now on they wait for their jobs.
pub(super) async fn claim_found(tx: &Tx, limit: u64) -> Result<Vec<String>, DbError> {
    let rows = media::Entity::find()
        .filter(media::Column::State.eq(FOUND))
        .order_by_asc(media::Column::Key)
        .limit(limit)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    let keys: Vec<String> = rows.into_iter().map(|row| row.key).collect();
    if !keys.is_empty() {
        media::Entity::update_many()
            .set(state_row(&MediaState::Waiting))
            .filter(media::Column::Key.is_in(keys.iter().cloned()))
            .filter(media::Column::State.eq(FOUND))
            .exec(tx.conn())
            .await?;
    }
    Ok(keys)
}

fn state_row(state: &MediaState) -> media::ActiveModel {
    let (word, widths, error) = match state {
        MediaState::Waiting => (WAITING, json!([]), None),
        MediaState::Ready { widths } => (READY, json!(widths), None),
        MediaState::Failed { error } => (FAILED, json!([]), Some(error.clone())),
    };
    media::ActiveModel {
        state: Set(word.to_owned()),
        widths: Set(widths),
        error: Set(error),
        ..Default::default()
    }
}

fn search_text(file_name: &str, alt: &BTreeMap<String, String>) -> String {
    let texts: Vec<&str> = alt.values().map(String::as_str).collect();
    fold(&format!("{file_name} {}", texts.join(" ")))
}

impl TryFrom<media::Model> for Media {
    type Error = DbError;

    fn try_from(row: media::Model) -> Result<Self, DbError> {
        let wrong = |what: &str| DbError::row("media", &row.key, what.to_owned());
        let kind = kind_of(&row.key).ok_or_else(|| wrong("unknown kind"))?;
        let alt = read_texts(&row.key, row.alt)?;
        let state = match row.state.as_str() {
            FOUND | WAITING => MediaState::Waiting,
            READY => MediaState::Ready {
                widths: serde_json::from_value(row.widths).map_err(|_| wrong("no widths"))?,
            },
            FAILED => MediaState::Failed {
                error: row.error.unwrap_or_default(),
            },
            _ => return Err(wrong("unknown state")),
        };
        let replaced = match (row.replaced_by, row.replaced_in, row.replaced_at) {
            (Some(by), Some(places), Some(at)) => Some(Replaced {
                by,
                places: serde_json::from_value(places).map_err(|_| {
                    DbError::row("media", &row.key, "replaced in no places".to_owned())
                })?,
                at,
            }),
            _ => None,
        };
        Ok(Self {
            kind,
            alt,
            state,
            replaced,
            key: row.key,
            file_name: row.file_name,
            width: row.width,
            height: row.height,
            bytes: row.bytes,
            colour: row.colour,
            uploaded_by: row.uploaded_by,
            uploaded_at: row.uploaded_at,
            version: row.version,
        })
    }
}
