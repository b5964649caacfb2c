pub(super) mod task {
    use sea_orm::entity::prelude::*;

    use crate::ids::{StaffId, TaskId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaskId,
        pub kind: String,
        pub title: String,
        pub payload: Json,
        pub state: String,
        pub lane: Option<String>,
        pub running_lane: Option<String>,
        pub total: Option<i64>,
        pub done: i64,
        pub failed: i64,
        pub problems: i64,
        pub cursor: Json,
        pub result: Json,
        pub error: Option<String>,
        pub tries: i64,
        pub started_by: String,
        pub staff_id: Option<StaffId>,
        pub role: Option<String>,
        pub version: i64,
        pub created_at: DateTimeUtc,
        pub touched_at: DateTimeUtc,
        pub started_at: Option<DateTimeUtc>,
        pub finished_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod task_problem {
    use sea_orm::entity::prelude::*;

    use crate::ids::{RowId, TaskId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_problem")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RowId,
        pub task_id: TaskId,
        pub line: Option<i64>,
        pub subject: String,
        pub field: Option<String>,
        pub message: String,
        pub cells: Option<Json>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
