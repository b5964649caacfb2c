//! Running one statement: values in, rows out.

use rusqlite::{
    CachedStatement, Connection,
    types::{ToSqlOutput, Value as Stored, ValueRef},
};
use sea_orm::{
    DbErr, ExecResult, ProxyExecResult, QueryResult, Statement,
    sea_query::{OptionEnum, Value, Values},
};

use super::{
    error::db_err,
    row::{self, Column},
};

/// At most `limit` rows.
pub(super) fn query(
    connection: &Connection,
    statement: &Statement,
    limit: usize,
) -> Result<Vec<QueryResult>, DbErr> {
    let failed = |error| db_err(error, DbErr::Query);
    let mut prepared = prepare(connection, statement).map_err(failed)?;
    let columns = Column::all(&prepared);
    let mut rows = prepared.raw_query();
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next().map_err(failed)?
    {
        found.push(row::decode(&columns, row)?);
    }
    // A statement that writes and returns is not done before its last row was asked for.
    while rows.next().map_err(failed)?.is_some() {}
    Ok(found)
}

pub(super) fn execute(connection: &Connection, statement: &Statement) -> Result<ExecResult, DbErr> {
    let failed = |error| db_err(error, DbErr::Exec);
    let mut prepared = prepare(connection, statement).map_err(failed)?;
    let mut rows = prepared.raw_query();
    while rows.next().map_err(failed)?.is_some() {}
    Ok(outcome(connection.changes()))
}

/// Statements without values, separated by semicolons.
pub(super) fn execute_script(connection: &Connection, sql: &str) -> Result<ExecResult, DbErr> {
    connection
        .execute_batch(sql)
        .map_err(|error| db_err(error, DbErr::Exec))?;
    Ok(outcome(connection.changes()))
}

fn outcome(rows_affected: u64) -> ExecResult {
    // Keys are made by the shop; nothing asks for the row's number.
    ProxyExecResult::new(0, rows_affected).into()
}

fn prepare<'c>(
    connection: &'c Connection,
    statement: &Statement,
) -> rusqlite::Result<CachedStatement<'c>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let none = Values(Vec::new());
    let values = statement.values.as_ref().unwrap_or(&none);
    for index in 1..=prepared.parameter_count() {
        // `$3` is the third value wherever it stands; `?` is the next one.
        let numbered = prepared
            .parameter_name(index)
            .and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let value = values.0.get(numbered.unwrap_or(index) - 1);
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(
            values.0.len(),
            index,
        ))?;
        prepared.raw_bind_parameter(index, stored(value)?)?;
    }
    Ok(prepared)
}

/// A value as SQLite keeps it. Moments and ids have the form that the migrations' driver (sqlx)
/// gives them, so that both read what the other wrote.
fn stored(value: &Value) -> rusqlite::Result<ToSqlOutput<'_>> {
    let owned = |value: Option<Stored>| ToSqlOutput::Owned(value.unwrap_or(Stored::Null));
    let text = |value: Option<String>| owned(value.map(Stored::Text));
    let integer = |value: Option<i64>| owned(value.map(Stored::Integer));
    Ok(match value {
        Value::Bool(value) => integer(value.map(i64::from)),
        Value::TinyInt(value) => integer(value.map(i64::from)),
        Value::SmallInt(value) => integer(value.map(i64::from)),
        Value::Int(value) => integer(value.map(i64::from)),
        Value::BigInt(value) => integer(*value),
        Value::TinyUnsigned(value) => integer(value.map(i64::from)),
        Value::SmallUnsigned(value) => integer(value.map(i64::from)),
        Value::Unsigned(value) => integer(value.map(i64::from)),
        Value::BigUnsigned(value) => integer(value.map(i64::try_from).transpose().map_err(failed)?),
        Value::Float(value) => owned(value.map(|value| Stored::Real(value.into()))),
        Value::Double(value) => owned(value.map(Stored::Real)),
        Value::String(value) => str_ref(value.as_deref()),
        Value::Enum(OptionEnum::Some(value)) => text(Some(value.value.clone().into_owned())),
        Value::Enum(OptionEnum::None(_)) => text(None),
        Value::Char(value) => text(value.map(String::from)),
        Value::Bytes(value) => blob_ref(value.as_deref()),
        Value::Json(value) => text(
            value
                .as_deref()
                .map(serde_json::to_string)
                .transpose()
                .map_err(failed)?,
        ),
        Value::ChronoDate(value) => text(value.map(|value| value.format("%F").to_string())),
        Value::ChronoTime(value) => text(value.map(|value| value.format("%T%.f").to_string())),
        Value::ChronoDateTime(value) => {
            text(value.map(|value| value.format("%F %T%.f").to_string()))
        }
        Value::ChronoDateTimeUtc(value) => text(value.map(row::moment)),
        Value::ChronoDateTimeLocal(value) => text(value.map(|value| row::moment(value.to_utc()))),
        Value::ChronoDateTimeWithTimeZone(value) => {
            text(value.map(|value| row::moment(value.to_utc())))
        }
        Value::Uuid(value) => blob_ref(value.as_ref().map(|value| &value.as_bytes()[..])),
        _ => return Err(failed("a value of a type that SQLite does not keep")),
    })
}

fn failed(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(reason.into())
}

fn str_ref(value: Option<&str>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(value.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())))
}

fn blob_ref(value: Option<&[u8]>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(value.map_or(ValueRef::Null, ValueRef::Blob))
}
