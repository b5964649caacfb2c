//! Every SQL of the catalogue: rows to domain types ([`rows`]), what pages read, what edits write.

mod admin;
mod categories;
mod indexed;
mod library;
mod listing;
mod narrow;
mod pages;
mod rows;
mod sale;
mod write;

pub(super) use admin::{AdminFilter, After, admin_rows, brands};
pub(super) use categories::{
    categories, category_of_slug, delete_category, insert_category, known_categories,
    lock_categories, move_products, products_by_category, update_category,
};
pub(super) use indexed::{indexed, indexed_after, products_in, products_of};
pub(super) use library::{show_instead, uses};
pub(super) use listing::{ListingFilter, cards, cards_by_id, count_cards, reduced_cards, sitemap};
pub(super) use pages::{
    page_by_id, page_by_slug, picture, product, product_of_slug, skus_owned, slugs_like,
};
pub(super) use sale::sale_items;
pub(super) use write::{
    PictureRow, VariantRow, delete_pictures, insert_pictures, insert_product, insert_variants,
    refresh_listing, retired_key, set_categories, set_picture_state, set_prices, update_picture,
    update_product, update_variant, vacate_variants,
};
