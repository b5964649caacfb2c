pub(super) mod attribute {
    use sea_orm::entity::prelude::*;

    use crate::ids::AttributeId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "attribute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AttributeId,
        pub key: String,
        pub kind: String,
        pub labels: Json,
        pub unit: String,
        pub is_facet: bool,
        pub in_specification: bool,
        pub position: i64,
        pub is_going: bool,
        pub version: i64,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod attribute_choice {
    use sea_orm::entity::prelude::*;

    use crate::ids::{AttributeId, ChoiceId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "attribute_choice")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ChoiceId,
        pub attribute_id: AttributeId,
        pub position: i64,
        pub labels: Json,
        pub hex: Option<String>,
        pub is_going: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_type {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductTypeId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_type")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProductTypeId,
        pub name: String,
        pub version: i64,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_type_attribute {
    use sea_orm::entity::prelude::*;

    use crate::ids::{AttributeId, ProductTypeId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_type_attribute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_type_id: ProductTypeId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub attribute_id: AttributeId,
        pub position: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod category_attribute {
    use sea_orm::entity::prelude::*;

    use crate::ids::{AttributeId, CategoryId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "category_attribute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub category_id: CategoryId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub attribute_id: AttributeId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod typed_product {
    use sea_orm::entity::prelude::*;

    use crate::ids::{ProductId, ProductTypeId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "typed_product")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub product_type_id: ProductTypeId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_attribute {
    use sea_orm::entity::prelude::*;

    use crate::ids::{AttributeId, ChoiceId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_attribute")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub attribute_id: AttributeId,
        pub text_value: Option<String>,
        pub number_millionths: Option<i64>,
        pub flag_value: Option<bool>,
        pub choice_id: Option<ChoiceId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
