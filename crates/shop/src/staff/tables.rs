pub(super) mod staff {
    use sea_orm::entity::prelude::*;

    use crate::ids::StaffId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffId,
        pub name: String,
        pub email: String,
        #[sea_orm(unique)]
        pub email_normalised: String,
        pub password_hash: String,
        pub role: String,
        pub active: bool,
        pub version: i64,
        pub created_at: DateTimeUtc,
        #[sea_orm(has_many)]
        pub sessions: HasMany<super::staff_session::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod staff_session {
    use sea_orm::entity::prelude::*;

    use crate::ids::StaffId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub staff_id: StaffId,
        pub csrf: String,
        pub created_at: DateTimeUtc,
        pub last_seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        #[sea_orm(belongs_to, from = "staff_id", to = "id")]
        pub staff: BelongsTo<super::staff::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod setup_link {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "setup_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub created_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod sign_in_throttle {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_throttle")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub failures: i64,
        pub window_started_at: DateTimeUtc,
        pub blocked_until: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
