//! Every type that a column has comes back as it went in, on both engines.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use db::{Db, DbError, Read};
use sea_orm::{FromQueryResult, Statement, entity::prelude::*};
use sea_orm_migration::{prelude::*, schema};
use serde_json::json;
use uuid::Uuid;

use crate::{Migrations, databases};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sample")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub word: String,
    pub maybe_word: Option<String>,
    pub flag: bool,
    pub maybe_flag: Option<bool>,
    pub small: i64,
    pub maybe_number: Option<i64>,
    pub moment: DateTime<Utc>,
    pub maybe_moment: Option<DateTime<Utc>>,
    pub day: NaiveDate,
    pub json: Json,
    pub maybe_json: Option<Json>,
    pub bytes: Vec<u8>,
    pub maybe_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

pub fn table() -> TableCreateStatement {
    Table::create()
        .table("sample")
        .col(schema::uuid("id").primary_key())
        .col(schema::text("word"))
        .col(schema::text_null("maybe_word"))
        .col(schema::boolean("flag"))
        .col(schema::boolean_null("maybe_flag"))
        // Made wide by the migration that creates it.
        .col(schema::integer("small"))
        .col(schema::big_integer_null("maybe_number"))
        .col(schema::timestamp_with_time_zone("moment"))
        .col(schema::timestamp_with_time_zone_null("maybe_moment"))
        .col(schema::date("day"))
        .col(schema::json_binary("json"))
        .col(schema::json_binary_null("maybe_json"))
        .col(schema::blob("bytes"))
        .col(schema::uuid_null("maybe_id"))
        .take()
}

fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap()
}

fn full() -> Model {
    Model {
        id: Uuid::now_v7(),
        word: "Größe: “M” 🧦".to_owned(),
        maybe_word: Some(String::new()),
        flag: true,
        maybe_flag: Some(false),
        small: 5_000_000_000,
        maybe_number: Some(i64::MIN),
        moment: moment(),
        maybe_moment: Some(moment() + TimeDelta::microseconds(544)),
        day: NaiveDate::from_ymd_opt(2028, 2, 29).unwrap(),
        json: json!({"a": [1, null, "x"]}),
        maybe_json: Some(json!("text")),
        bytes: vec![0, 255, 7],
        maybe_id: Some(Uuid::nil()),
    }
}

fn sparse() -> Model {
    Model {
        id: Uuid::now_v7(),
        maybe_word: None,
        maybe_flag: None,
        maybe_number: None,
        maybe_moment: None,
        maybe_json: None,
        maybe_id: None,
        // As many bytes as an id has, and a word that looks like a moment.
        bytes: vec![9; 16],
        word: "2026-11-22T18:00:00+00:00".to_owned(),
        ..full()
    }
}

async fn store(db: &Db, model: &Model) -> Model {
    db.transaction(|tx| async move {
        let row = ActiveModel::from(model.clone()).reset_all();
        Ok::<_, DbError>(row.insert(tx.conn()).await?)
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_comes_back_as_it_went_in() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        for model in [full(), sparse()] {
            let returned = store(&db, &model).await;
            let found = Entity::find_by_id(model.id).one(db.reader().conn()).await;

            assert_eq!(returned, model);
            assert_eq!(found.unwrap().as_ref(), Some(&model));
        }
    }
}

#[derive(Debug, PartialEq, FromQueryResult)]
struct Computed {
    moment: Option<DateTime<Utc>>,
    id: Option<Uuid>,
    rows: i64,
    least: Option<i64>,
    word: String,
    no_moment: Option<DateTime<Utc>>,
    no_number: Option<i64>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_values_of_expressions_keep_their_types() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        let full = store(&db, &full()).await;

        let sql = "SELECT COALESCE(maybe_moment, moment) AS moment, COALESCE(maybe_id, id) AS id, \
                   COUNT(*) OVER () AS rows, MIN(maybe_number) OVER () AS least, \
                   LOWER('A' || word) AS word, NULLIF(moment, moment) AS no_moment, \
                   NULLIF(small, small) AS no_number FROM sample WHERE id = $1 AND $1 = id";
        let conn = db.reader().conn();
        let values = [full.id.into()];
        let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
        let computed = Computed::find_by_statement(statement).one(conn).await;

        let expected = Computed {
            moment: full.maybe_moment,
            id: full.maybe_id,
            rows: 1,
            least: full.maybe_number,
            word: "agröße: “m” 🧦".to_owned(),
            no_moment: None,
            no_number: None,
        };
        assert_eq!(computed.unwrap(), Some(expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moments_are_compared_as_moments() {
    let dir = tempfile::tempdir().unwrap();
    for options in databases(dir.path()).await {
        let db = Db::open(options).await.unwrap();
        db.migrate::<Migrations>().await.unwrap();
        let full = full();
        store(&db, &full).await;

        for (name, earlier) in [
            ("a microsecond before", TimeDelta::microseconds(1)),
            ("a millisecond before", TimeDelta::milliseconds(1)),
            ("at the full second", TimeDelta::microseconds(123_456)),
        ] {
            let later_than = Column::Moment.gt(moment() - earlier);
            let not_before = Column::Moment.lt(moment() - earlier);
            let conn = db.reader().conn();
            let after = Entity::find().filter(later_than).all(conn).await.unwrap();
            let before = Entity::find().filter(not_before).all(conn).await.unwrap();

            assert_eq!((after.len(), before.len()), (1, 0), "{name}");
        }
    }
}
