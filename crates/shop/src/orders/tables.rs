pub(super) mod sales_order {
    use sea_orm::entity::prelude::*;

    use crate::ids::{CartId, OrderId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sales_order")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrderId,
        pub number: i64,
        pub token: String,
        pub cart_id: CartId,
        pub email: String,
        pub email_normalised: String,
        pub customer_name: String,
        pub search_text: String,
        pub locale: String,
        pub currency: String,
        pub prices_include: String,
        pub shipping_address: Json,
        pub billing_address: Option<Json>,
        pub shipping_name: String,
        pub shipping_net_minor: i64,
        pub shipping_tax_minor: i64,
        pub shipping_tax_ppm: i64,
        pub subtotal_minor: i64,
        pub discount_minor: i64,
        pub shipping_minor: i64,
        pub tax_minor: i64,
        pub total_minor: i64,
        pub state: String,
        pub payment_state: String,
        pub fulfilment: String,
        pub payment_method: String,
        pub placed_at: DateTimeUtc,
        pub hold_until: Option<DateTimeUtc>,
        pub paid_at: Option<DateTimeUtc>,
        pub closed_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod order_line {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, OrderLineId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OrderLineId,
        pub order_id: OrderId,
        pub position: i64,
        pub variant_id: Option<VariantId>,
        pub product_slug: String,
        pub sku: String,
        pub title: String,
        pub options: Json,
        pub picture_key: Option<String>,
        pub weight_grams: Option<i64>,
        pub quantity: i64,
        pub unit_minor: i64,
        pub compare_at_minor: Option<i64>,
        pub net_minor: i64,
        pub tax_minor: i64,
        pub gross_minor: i64,
        pub tax_name: String,
        pub tax_rate_ppm: i64,
        pub shipped: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod order_adjustment {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, OrderLineId, RowId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_adjustment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RowId,
        pub order_id: OrderId,
        pub line_id: Option<OrderLineId>,
        pub kind: String,
        pub reason: String,
        pub rate_ppm: Option<i64>,
        pub amount_minor: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod order_event {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, RowId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "order_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RowId,
        pub order_id: OrderId,
        pub at: DateTimeUtc,
        pub source: String,
        pub actor: String,
        pub event: Json,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
