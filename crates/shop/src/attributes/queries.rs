//! Every SQL of attributes: the definitions, and the values of products.

mod definitions;
mod values;

pub(super) use definitions::{
    all, delete_attribute, delete_choice, delete_type, insert_attribute, insert_choice,
    insert_type, is_linked, link_category, link_type, lock_attribute, mark_attribute_going,
    mark_choice_going, update_attribute, update_choice, update_type,
};
pub(super) use values::{
    count_of_type, count_with, drop_some, products_with, specifications, store, store_all,
    types_in_use, values_in_use,
};
