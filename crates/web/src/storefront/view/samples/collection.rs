use super::super::Collection;
use super::cards;
use crate::kit::paging::Paging;

pub(crate) fn collection() -> Collection {
    Collection {
        title: "Gifts below 50".to_owned(),
        description: Some("Small things that somebody else likes, too.".to_owned()),
        seo_title: "Gifts below 50 €, wrapped".to_owned(),
        seo_description: None,
        breadcrumb: Vec::new(),
        total: 84,
        cards: cards(),
        paging: Paging::new(1, 4, |page| format!("?page={page}")),
    }
}

pub(crate) fn collection_empty() -> Collection {
    Collection {
        description: None,
        total: 0,
        cards: Vec::new(),
        paging: Paging::new(1, 1, |page| format!("?page={page}")),
        ..collection()
    }
}
