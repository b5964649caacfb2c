pub(super) mod collection {
    use sea_orm::entity::prelude::*;

    use crate::ids::CollectionId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "collection")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CollectionId,
        pub slug: String,
        pub title: String,
        pub description: String,
        pub seo_title: String,
        pub seo_description: String,
        pub sort: String,
        pub rules: Json,
        pub any_rule: bool,
        pub is_visible: bool,
        pub version: i64,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
