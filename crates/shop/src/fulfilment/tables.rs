pub(super) mod shipment {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, ShipmentId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "shipment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ShipmentId,
        pub order_id: OrderId,
        pub state: String,
        pub carrier: String,
        pub tracking_number: String,
        pub created_at: DateTimeUtc,
        pub shipped_at: Option<DateTimeUtc>,
        pub delivered_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod shipment_line {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderLineId, ShipmentId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "shipment_line")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub shipment_id: ShipmentId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_line_id: OrderLineId,
        pub quantity: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
