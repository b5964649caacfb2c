pub(super) mod category {
    use sea_orm::entity::prelude::*;

    use crate::ids::CategoryId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "category")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CategoryId,
        pub parent_id: Option<CategoryId>,
        pub slug: String,
        pub title: String,
        pub description: String,
        pub position: i64,
        pub media_key: Option<String>,
        pub version: i64,
        pub updated_at: DateTimeUtc,
        pub seo_title: String,
        pub seo_description: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProductId,
        pub slug: String,
        pub title: String,
        pub description_html: String,
        pub brand: String,
        pub status: String,
        pub options: Json,
        pub search_text: String,
        pub version: i64,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub published_at: Option<DateTimeUtc>,
        pub seo_title: String,
        pub seo_description: String,
        pub tax_class: String,
        pub publish_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_word {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_word")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        /// Bytes, so that both engines order them alike.
        #[sea_orm(primary_key, auto_increment = false)]
        pub word: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_category {
    use sea_orm::entity::prelude::*;

    use crate::ids::{CategoryId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_category")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub category_id: CategoryId,
        pub position: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod picture {
    use sea_orm::entity::prelude::*;

    use crate::ids::{PictureId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "picture")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PictureId,
        pub product_id: ProductId,
        pub position: i64,
        pub alt: String,
        pub source_url: Option<String>,
        pub media_key: Option<String>,
        pub width: Option<i64>,
        pub height: Option<i64>,
        pub state: String,
        pub error: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod variant {
    use sea_orm::entity::prelude::*;

    use crate::ids::{PictureId, ProductId, VariantId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "variant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: VariantId,
        pub product_id: ProductId,
        pub position: i64,
        pub sku: String,
        pub barcode: Option<String>,
        pub options: Json,
        pub option_key: String,
        pub weight_grams: Option<i64>,
        pub picture_id: Option<PictureId>,
        pub active: bool,
        pub version: i64,
        pub cost_minor: Option<i64>,
        pub cost_currency: Option<String>,
        pub length_mm: Option<i64>,
        pub width_mm: Option<i64>,
        pub height_mm: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod price {
    use sea_orm::entity::prelude::*;

    use crate::ids::VariantId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "price")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: VariantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub currency: String,
        pub amount_minor: i64,
        pub compare_at_minor: Option<i64>,
        pub sale_minor: Option<i64>,
        pub sale_starts_at: Option<DateTimeUtc>,
        pub sale_ends_at: Option<DateTimeUtc>,
        pub due_at: Option<DateTimeUtc>,
        pub offered_minor: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod listing_price {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "listing_price")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub currency: String,
        pub from_minor: i64,
        pub to_minor: i64,
        pub compare_at_minor: Option<i64>,
        pub until_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_tag {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_tag")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub name: String,
        pub position: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod price_history {
    use sea_orm::entity::prelude::*;

    use crate::ids::VariantId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "price_history")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub variant_id: VariantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub currency: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub at: DateTimeUtc,
        pub amount_minor: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod moved_slug {
    use sea_orm::entity::prelude::*;

    use crate::ids::{CategoryId, CollectionId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "moved_slug")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        pub product_id: Option<ProductId>,
        pub category_id: Option<CategoryId>,
        pub collection_id: Option<CollectionId>,
        pub moved_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod product_rating {
    use sea_orm::entity::prelude::*;

    use crate::ids::ProductId;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_rating")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub one_star: i64,
        pub two_stars: i64,
        pub three_stars: i64,
        pub four_stars: i64,
        pub five_stars: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod bulk_edit {
    use sea_orm::entity::prelude::*;

    use crate::ids::{BulkId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulk_edit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: BulkId,
        pub action: Json,
        pub selection: Json,
        pub until_id: ProductId,
        pub state: String,
        pub task_id: Option<Uuid>,
        pub changed: i64,
        pub same: i64,
        pub failed: i64,
        pub undone: i64,
        pub kept: i64,
        pub actor: String,
        pub created_at: DateTimeUtc,
        pub currency: Option<String>,
        pub touched_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod bulk_edit_item {
    use sea_orm::entity::prelude::*;

    use crate::ids::{BulkId, ProductId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bulk_edit_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub bulk_id: BulkId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub before: Option<Json>,
        pub version: Option<i64>,
        pub problem: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
