pub(super) mod synonym {
    use sea_orm::entity::prelude::*;

    use crate::ids::SynonymId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_synonym")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SynonymId,
        pub one_way_from: Option<String>,
        pub words: Json,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod pins {
    use sea_orm::entity::prelude::*;

    use crate::ids::PinsId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_pins")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PinsId,
        pub text: String,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod pin {
    use sea_orm::entity::prelude::*;

    use crate::ids::{PinsId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_pin")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub pins_id: PinsId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub product_id: ProductId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod count {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub text: String,
        pub searches: i64,
        pub without_result: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
