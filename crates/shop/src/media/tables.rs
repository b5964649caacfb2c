pub(super) mod media {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "media")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub kind: String,
        pub file_name: String,
        pub width: i64,
        pub height: i64,
        pub bytes: Option<i64>,
        pub colour: Option<String>,
        pub alt: Json,
        pub widths: Json,
        pub state: String,
        pub error: Option<String>,
        pub search_text: String,
        pub uploaded_by: String,
        pub uploaded_at: DateTimeUtc,
        pub version: i64,
        pub replaced_by: Option<String>,
        pub replaced_in: Option<Json>,
        pub replaced_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
