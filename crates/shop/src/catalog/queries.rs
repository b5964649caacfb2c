//! Every SQL of the catalogue: rows to domain types ([`rows`]), what pages read, what edits write.

mod admin;
mod bulk;
mod categories;
mod feed;
pub(super) mod imports;
mod indexed;
mod library;
mod listing;
mod moved;
mod named;
mod narrow;
mod pages;
mod parts;
mod prices;
mod rating;
mod returning;
mod rows;
mod sale;
mod write;

pub(super) use admin::{AdminFilter, After, admin_rows, brands, tags};
pub(super) use bulk::{
    BulkItem, NewBulk, begin_bulk_undo, bulk, bulk_items_after, bulk_problems, bulk_with_end,
    bulks_before, count_bulk_items, count_bulk_undone, count_matching, delete_some_of_bulk,
    insert_bulk, insert_bulk_items, lock_products, matching_ids, set_bulk_state, set_bulk_task,
    settle_bulk_items,
};
pub(super) use categories::{
    categories, delete_category, insert_category, known_categories, lock_categories, move_products,
    products_by_category, touch_category, update_category,
};
pub(super) use feed::{newest_pages, pages_after, product_of_each, sitemap_after, sitemap_marks};
pub(super) use indexed::{
    indexed, indexed_after, offered, products_in, products_of, products_with_options,
};
pub(super) use library::{
    categories_showing, category_uses, count_uses, pictures_showing, show_in_categories,
    show_instead, uses,
};
pub(super) use listing::{
    ListingFilter, cards, cards_by_id, cards_by_slug, count_cards, neighbours, reduced_cards,
};
pub(super) use moved::{
    Moved, address_of, category_before, collection_before, note_gone, note_moved, product_before,
    products_before,
};
pub(super) use named::named;
pub(super) use pages::{
    page_by_id, page_by_slug, pages_by_ids, pages_by_slugs, picture, product, product_of_slug,
    skus_like, skus_owned, slugs_like,
};
pub(super) use prices::{
    ListedPrice, NewOffer, PriceRow, add_offers, delete_listed, delete_prices, insert_listed,
    insert_prices, lock_product, note_offered, offers, prices_of, products_due,
    products_to_publish, set_prices,
};
pub(super) use rating::{change_rating, ratings};
pub(super) use returning::{note_undone_variants, noted_variants};
pub(super) use sale::sale_items;
pub(super) use write::{
    PictureRow, VariantRow, delete_pictures, delete_product, insert_pictures, insert_products,
    insert_variants, lock_variants, retired_key, set_categories, set_picture_state, set_tags,
    touch_product, update_picture, update_product, update_variant, vacate_variants,
};
