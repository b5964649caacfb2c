use super::super::{Collection, Listing};
use super::category;

pub(crate) fn collection() -> Collection {
    Collection {
        title: "Gifts below 50".to_owned(),
        description: Some("Small things that somebody else likes, too.".to_owned()),
        seo_title: "Gifts below 50 €, wrapped".to_owned(),
        seo_description: None,
        breadcrumb: Vec::new(),
        listing: category().listing,
    }
}

pub(crate) fn collection_empty() -> Collection {
    let listing = collection().listing;
    Collection {
        description: None,
        listing: Listing {
            total: 0,
            cards: Vec::new(),
            ..listing
        },
        ..collection()
    }
}
