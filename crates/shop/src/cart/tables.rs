pub(super) mod cart {
    use sea_orm::entity::prelude::*;

    use crate::ids::{CartId, OrderId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CartId,
        pub token_hash: String,
        pub currency: String,
        pub locale: String,
        pub details: Json,
        pub version: i64,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub order_id: Option<OrderId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod cart_line {
    use sea_orm::entity::prelude::*;

    use crate::ids::{CartId, CartLineId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cart_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CartLineId,
        pub cart_id: CartId,
        pub variant_id: VariantId,
        pub quantity: i64,
        pub seen_minor: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
