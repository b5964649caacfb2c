pub(super) mod review {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderLineId, ProductId, ReviewId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReviewId,
        pub product_id: ProductId,
        pub buyer: String,
        pub order_line_id: Option<OrderLineId>,
        pub stars: i64,
        pub title: String,
        pub body: String,
        pub name: String,
        pub locale: String,
        pub state: String,
        pub reason: String,
        pub reply: Option<String>,
        pub replied_at: Option<DateTimeUtc>,
        pub helpful: i64,
        pub written_at: DateTimeUtc,
        pub decided_by: Option<String>,
        pub decided_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_picture {
    use sea_orm::entity::prelude::*;

    use crate::ids::ReviewId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_picture")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub review_id: ReviewId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub media_key: String,
        pub width: i64,
        pub height: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_vote {
    use sea_orm::entity::prelude::*;

    use crate::ids::ReviewId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_vote")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub review_id: ReviewId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_link {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, OrderLineId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub order_line_id: OrderLineId,
        pub order_id: OrderId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_invitation {
    use sea_orm::entity::prelude::*;

    use crate::ids::OrderId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_invitation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub order_id: OrderId,
        pub delivered_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod review_refusal {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_refusal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub buyer: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
