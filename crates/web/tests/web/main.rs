//! The front doors through the real router, with cookies and forms as a browser without script has them.

mod access;
mod admin;
mod admin_bulk;
mod admin_lists;
mod admin_menu;
mod admin_orders;
mod admin_search;
mod admin_tree;
mod attributes;
mod buying;
mod cached_for_all;
mod cached_until_changed;
mod collections;
mod frame;
mod imports;
mod limits;
mod listing;
mod machines;
mod media;
mod product_addresses;
mod product_editor;
mod product_page;
mod reviews;
mod tasks;
mod told;
mod wishes;
