pub(super) mod bought_together {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bought_together")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub other_id: ProductId,
        pub orders: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod together_progress {
    use sea_orm::entity::prelude::*;

    use crate::ids::OrderId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "together_progress")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub paid_at: DateTimeUtc,
        pub order_id: OrderId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
