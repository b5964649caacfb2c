//! Products, variants, prices, pictures and categories: what the shop sells.

mod admin;
mod alt;
mod bulk;
mod category;
mod category_attributes;
mod category_edit;
mod category_move;
mod check;
mod draft;
mod edit;
pub mod export;
mod feed;
pub mod import;
mod indexed;
mod library;
mod lifecycle;
mod listing;
mod moved;
mod named;
mod pictures;
mod plan;
mod prices;
mod queries;
mod rating;
mod sale;
mod sanitise;
mod slugs;
mod spreadsheet;
mod store;
mod tables;
mod types;
mod words;

use std::{collections::HashMap, sync::Arc};

use db::{DbError, Read};

use crate::{
    Shop,
    ids::{CategoryId, ProductId},
    media,
};

pub use admin::{
    AdminOrder, AdminPage, AdminRow, ProductFilter, StockState, admin_list, admin_page, brands,
    tags,
};
pub use alt::Alt;
pub use bulk::{
    BulkAction, BulkEdit, BulkError, BulkPreview, BulkProblem, BulkRecord, BulkState, BulkUndo,
    CompareAt, PriceChange, PriceExample, PriceRefused, PriceStep, Selection, StartedBulk, bulk,
    bulk_problems, forget_old_bulks, preview_bulk, start_bulk, undo_bulk,
};
pub use category::{Category, CategoryPicture, CategoryTree};
pub use category_attributes::set_category_attributes;
pub use category_edit::{delete_category, save_category};
pub use category_move::{CategoryMove, move_category};
pub use draft::{
    CategoryDraft, EditError, FieldProblem, PictureDraft, Problem, ProductDraft, VariantDraft,
};
pub use edit::{
    create_product, create_specified, draft_problems, set_status, specify, update_product,
    update_removing, update_specified,
};
pub use feed::{
    SitemapEntry, SitemapPart, newest_pages, pages_after, product_of_each, sitemap_after,
    sitemap_parts,
};
pub use indexed::{
    Indexed, IndexedVariant, indexed, indexed_after, offered_variants, products_in, products_of,
    products_with_options,
};
pub(crate) use library::shows_picture;
pub use library::{
    CategoryUse, DeleteMediaFiles, LibraryError, LibraryPage, LibraryPicture, LibraryRow, Use,
    Uses, delete_media, describe_media, library, library_picture, put_back, replace_media,
};
pub(crate) use lifecycle::{Doomed, delete, lock_doomed};
pub use lifecycle::{duplicate_product, publish_due};
pub use listing::{
    Card, CardPicture, Listing, ListingQuery, PAGE_SIZE, Sort, cards, cards_of, list, neighbours,
    newest, reduced,
};
pub use moved::{Elsewhere, category_elsewhere, current_slugs, product_elsewhere};
pub(crate) use moved::{collection_before, note_collection_gone, note_collection_moved};
pub use named::{Named, named};
pub use pictures::{FetchPicture, retry_picture};
pub use prices::{follow_prices, lowest_before};
pub use rating::{count_review, rating, uncount_review};
pub use sale::{SaleItem, sale_items};
pub use sanitise::sanitise;
pub use types::{
    Picture, PictureState, Price, Product, ProductOption, ProductPage, ProductStatus, Sale, Variant,
};

pub(crate) use words::of_product as search_words;

/// All categories.
pub async fn category_tree(read: &impl Read) -> Result<CategoryTree, DbError> {
    let categories = queries::categories(read).await?;
    let keys = categories.iter().filter_map(|one| one.picture.clone());
    let pictures = media::find_all(read, keys.collect()).await?;
    let pictures = pictures.into_iter().map(|media| CategoryPicture {
        key: media.key,
        width: media.width,
        height: media.height,
    });
    Ok(CategoryTree::new(categories).with_pictures(pictures))
}

/// How many products each category has itself; those without any are left out.
pub async fn products_by_category(read: &impl Read) -> Result<HashMap<CategoryId, i64>, DbError> {
    queries::products_by_category(read).await
}

/// The page of an active product, from memory when it was asked for before.
pub async fn product_page(shop: &Shop, slug: &str) -> Result<Option<Arc<ProductPage>>, DbError> {
    if let Some(page) = shop.snapshot.product(slug) {
        return Ok(Some(page));
    }
    // Before it is read; and never from a replica, whose past would be kept.
    let read = shop.heard().now();
    let Some(page) = queries::page_by_slug(shop.db.primary(), slug).await? else {
        return Ok(None);
    };
    if page.product.status != ProductStatus::Active {
        return Ok(None);
    }
    let page = Arc::new(ProductPage {
        alts: alt::of_pictures(shop, &page.pictures).await?,
        variants: page
            .variants
            .into_iter()
            .filter(|variant| variant.active)
            .collect(),
        ..page
    });
    shop.snapshot.keep_product(slug, Arc::clone(&page), read);
    Ok(Some(page))
}

/// A product in any status, with all its variants.
pub async fn product_for_edit(
    read: &impl Read,
    id: ProductId,
) -> Result<Option<ProductPage>, DbError> {
    queries::page_by_id(read, id).await
}
