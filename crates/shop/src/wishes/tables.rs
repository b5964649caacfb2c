pub(super) mod wishlist {
    use sea_orm::entity::prelude::*;

    use crate::ids::WishlistId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "wishlist")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WishlistId,
        pub token_hash: String,
        pub share_token: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod wish {
    use sea_orm::entity::prelude::*;

    use crate::ids::{ProductId, WishlistId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "wish")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub wishlist_id: WishlistId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub added_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod stock_alert {
    use sea_orm::entity::prelude::*;

    use crate::ids::{AlertId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "stock_alert")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AlertId,
        pub variant_id: VariantId,
        pub email: String,
        pub email_normalised: String,
        pub locale: String,
        pub state: String,
        pub token: String,
        pub asked_at: DateTimeUtc,
        pub sent_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
