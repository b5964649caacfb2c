pub(super) mod stock_level {
    use sea_orm::entity::prelude::*;

    use crate::ids::{LocationId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_level")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: VariantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub location_id: LocationId,
        pub on_hand: i64,
        pub reserved: i64,
        pub backorder: bool,
        /// `2026-03-31`
        pub restock_on: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod stock_movement {
    use sea_orm::entity::prelude::*;

    use crate::ids::{LocationId, MovementId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_movement")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MovementId,
        pub variant_id: VariantId,
        pub location_id: LocationId,
        pub delta: i64,
        pub reason: String,
        pub note: String,
        pub cause: String,
        pub actor: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod stock_setting {
    use sea_orm::entity::prelude::*;

    use crate::ids::{LocationId, StockSettingId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_setting")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StockSettingId,
        pub variant_id: VariantId,
        pub location_id: LocationId,
        pub what: String,
        pub value: String,
        pub actor: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod reservation {
    use sea_orm::entity::prelude::*;

    use crate::ids::{LocationId, OrderId, OrderLineId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reservation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_line_id: OrderLineId,
        pub order_id: OrderId,
        pub variant_id: VariantId,
        pub location_id: LocationId,
        pub quantity: i64,
        pub state: String,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
