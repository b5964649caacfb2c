//! Secrets that all processes of a shop share: made once, kept in the database.

use db::{Db, DbError};

use crate::settings;

/// The secret `name`; `fresh` becomes it if there is none yet.
pub async fn load(db: &Db, name: &str, fresh: String) -> Result<String, DbError> {
    let fresh = &fresh;
    db.transaction(|tx| async move {
        let tx = &tx;
        settings::keep_first_text(tx, &format!("secret.{name}"), fresh).await
    })
    .await
}
