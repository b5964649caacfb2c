//! Rows of SQLite as SeaORM reads them.
//!
//! SQLite knows integers, text and bytes; SeaORM asks for ids, moments and truth values. What a
//! column is was declared by its migration, and SQLite tells it for every column that comes from a
//! table. The value of an expression has no declared type: there, text in the one form of
//! [`moment`] is a moment and 16 bytes are an id.

use std::collections::BTreeMap;

use rusqlite::{Row, types::ValueRef};
use sea_orm::{
    DbErr, ProxyRow, QueryResult,
    prelude::{DateTimeUtc, Uuid},
    sea_query::Value,
};

/// One column of a result.
pub(super) struct Column {
    name: String,
    kind: Kind,
}

/// What a column was declared as, in the words of sea-query's migrations for SQLite.
#[derive(Clone, Copy)]
enum Kind {
    Integer,
    Real,
    Text,
    Bytes,
    Boolean,
    Id,
    Moment,
    Date,
    Json,
    Expression,
}

impl Column {
    pub(super) fn all(statement: &rusqlite::Statement<'_>) -> Vec<Self> {
        statement
            .columns()
            .iter()
            .map(|column| Self {
                name: column.name().to_owned(),
                kind: column.decl_type().map_or(Kind::Expression, kind),
            })
            .collect()
    }
}

fn kind(declared: &str) -> Kind {
    match declared {
        "integer" | "INTEGER" | "bigint" | "BIGINT" => Kind::Integer,
        "boolean" => Kind::Boolean,
        "uuid_text" => Kind::Id,
        "timestamp_with_timezone_text" => Kind::Moment,
        "date_text" => Kind::Date,
        "json_text" | "jsonb_text" => Kind::Json,
        "float" | "double" => Kind::Real,
        other if other.contains("blob") => Kind::Bytes,
        _ => Kind::Text,
    }
}

pub(super) fn decode(columns: &[Column], row: &Row<'_>) -> Result<QueryResult, DbErr> {
    let mut values = BTreeMap::new();
    for (index, column) in columns.iter().enumerate() {
        let found = row.get_ref(index).map_err(|error| broken(column, &error))?;
        values.insert(column.name.clone(), value(column, found)?);
    }
    Ok(ProxyRow::new(values).into())
}

fn value(column: &Column, found: ValueRef<'_>) -> Result<Value, DbErr> {
    let text = |bytes: &[u8]| match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(broken(column, &error)),
    };
    Ok(match (column.kind, found) {
        (kind, ValueRef::Null) => null(kind),
        (Kind::Boolean, ValueRef::Integer(value)) => Value::Bool(Some(value != 0)),
        (Kind::Id, ValueRef::Blob(bytes)) => {
            let id = Uuid::from_slice(bytes).map_err(|error| broken(column, &error))?;
            Value::Uuid(Some(id))
        }
        (Kind::Expression, ValueRef::Blob(bytes)) => match Uuid::from_slice(bytes) {
            Ok(id) => Value::Uuid(Some(id)),
            Err(_) => Value::Bytes(Some(bytes.to_vec())),
        },
        (Kind::Moment, ValueRef::Text(bytes)) => {
            let text = text(bytes)?;
            let moment = text.parse().map_err(|error| broken(column, &error))?;
            Value::ChronoDateTimeUtc(Some(moment))
        }
        (Kind::Expression, ValueRef::Text(bytes)) => {
            let text = text(bytes)?;
            match text.parse::<DateTimeUtc>() {
                Ok(moment) if self::moment(moment) == text => {
                    Value::ChronoDateTimeUtc(Some(moment))
                }
                _ => Value::String(Some(text)),
            }
        }
        (Kind::Date, ValueRef::Text(bytes)) => {
            let date = text(bytes)?
                .parse()
                .map_err(|error| broken(column, &error))?;
            Value::ChronoDate(Some(date))
        }
        (Kind::Json, ValueRef::Text(bytes)) => {
            let json = serde_json::from_slice(bytes).map_err(|error| broken(column, &error))?;
            Value::Json(Some(Box::new(json)))
        }
        (_, ValueRef::Integer(value)) => Value::BigInt(Some(value)),
        (_, ValueRef::Real(value)) => Value::Double(Some(value)),
        (_, ValueRef::Text(bytes)) => Value::String(Some(text(bytes)?)),
        (_, ValueRef::Blob(bytes)) => Value::Bytes(Some(bytes.to_vec())),
    })
}

fn null(kind: Kind) -> Value {
    match kind {
        Kind::Integer => Value::BigInt(None),
        Kind::Real => Value::Double(None),
        Kind::Text | Kind::Expression => Value::String(None),
        Kind::Bytes => Value::Bytes(None),
        Kind::Boolean => Value::Bool(None),
        Kind::Id => Value::Uuid(None),
        Kind::Moment => Value::ChronoDateTimeUtc(None),
        Kind::Date => Value::ChronoDate(None),
        Kind::Json => Value::Json(None),
    }
}

/// A moment in the one form in which it is stored; such texts sort like the moments.
pub(super) fn moment(moment: DateTimeUtc) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

fn broken(column: &Column, reason: &dyn std::error::Error) -> DbErr {
    DbErr::Type(format!("column {}: {reason}", column.name))
}
