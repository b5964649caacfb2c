pub(super) mod job {
    use sea_orm::entity::prelude::*;

    use crate::ids::JobId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: JobId,
        pub kind: String,
        pub payload: Json,
        pub state: String,
        pub run_at: DateTimeUtc,
        pub attempts: i64,
        pub lease: Option<Uuid>,
        pub leased_until: Option<DateTimeUtc>,
        pub error: Option<String>,
        pub created_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
