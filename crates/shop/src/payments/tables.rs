pub(super) mod payment {
    use sea_orm::entity::prelude::*;

    use crate::ids::{OrderId, PaymentId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PaymentId,
        pub order_id: OrderId,
        pub gateway: String,
        pub reference: Option<String>,
        pub redirect_url: Option<String>,
        pub currency: String,
        pub amount_minor: i64,
        pub state: String,
        pub captured_minor: i64,
        pub refunded_minor: i64,
        pub failure: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub poll_at: Option<DateTimeUtc>,
        pub polls: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod payment_entry {
    use sea_orm::entity::prelude::*;

    use crate::ids::{PaymentId, RowId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RowId,
        pub payment_id: PaymentId,
        pub kind: String,
        pub amount_minor: i64,
        pub cause: String,
        pub source: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod webhook_event {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub gateway: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: String,
        pub reference: String,
        pub kind: String,
        pub received_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod sandbox_payment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sandbox_payment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub key: String,
        pub record: Json,
        pub answer_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
