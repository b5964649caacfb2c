//! Wishlist, comparing, waiting for what is sold out.

use super::*;

fn wish(title: &str, card: Option<ProductCard>, variant: Option<&str>) -> WishView {
    WishView {
        product: "0190".to_owned(),
        title: title.to_owned(),
        available: variant.is_some(),
        variant: variant.map(ToOwned::to_owned),
        card,
    }
}

fn wishes() -> Vec<WishView> {
    let cards = cards();
    vec![
        wish("Blue mug", cards.first().cloned(), Some("v1")),
        wish("Red mug", cards.first().cloned(), None),
        wish("A mug that is not sold any more", None, None),
    ]
}

fn wishlist(wishes: Vec<WishView>, shared_at: Option<&str>) -> WishesPage {
    WishesPage {
        wishes,
        remove_url: "/wishlist/remove",
        add_url: "/cart/lines",
        share_url: "/wishlist/share",
        shared_at: shared_at.map(ToOwned::to_owned),
    }
}

pub(crate) fn wishlists() -> [(&'static str, WishesPage); 3] {
    [
        ("wishlist-empty", wishlist(Vec::new(), None)),
        ("wishlist", wishlist(wishes(), None)),
        (
            "wishlist-with-link",
            wishlist(wishes(), Some("https://shop.example/wishlists/abc")),
        ),
    ]
}

pub(crate) fn wishlist_shared() -> SharedWishlist {
    SharedWishlist {
        wishes: wishes(),
        add_url: "/cart/lines",
    }
}

fn comparison(count: usize) -> Compare {
    let card = cards().remove(0);
    let column = CompareColumn {
        slug: "blue-mug".to_owned(),
        price: card.price.clone(),
        card,
        stock: StockLine {
            state: StockState::Low,
            left: 2,
            expected: None,
        },
    };
    let row = |name: &str, text: &str, hex: Option<&str>| CompareRow {
        name: name.to_owned(),
        cells: (0..count)
            .map(|at| CompareCell {
                text: if at == 1 { "" } else { text }.to_owned(),
                hex: hex.filter(|_| at != 1).map(ToOwned::to_owned),
            })
            .collect(),
        differs: count > 1,
    };
    Compare {
        columns: vec![column; count],
        rows: vec![
            row("Brand", "Fieldnote", None),
            row("Colour", "Night blue", Some("#1b2a4e")),
            row("Size", "S, M, L", None),
        ],
        differs: CompareDiffers {
            price: count > 1,
            rating: false,
            stock: count > 1,
        },
        remove_url: "/compare/remove",
        link: "/compare?products=blue-mug".to_owned(),
        is_linked: count == 4,
    }
}

pub(crate) fn comparisons() -> [(&'static str, Compare); 4] {
    [
        ("compare-none", comparison(0)),
        ("compare-one", comparison(1)),
        ("compare-two", comparison(2)),
        ("compare-four", comparison(4)),
    ]
}

pub(crate) fn alert_forms() -> [(&'static str, AlertForm); 2] {
    let form = AlertForm {
        title: "Linen shirt".to_owned(),
        options: "M · Blue".to_owned(),
        product_url: "/products/linen-shirt".to_owned(),
        action: "/back-in-stock",
        variant: "v1".to_owned(),
        email: String::new(),
        errors: FormErrors::new(),
    };
    let mut wrong = form.clone();
    wrong.email = "ada@".to_owned();
    wrong
        .errors
        .add("email", Message::key("wishes-alert-error-email"));
    [("alert-form", form), ("alert-form-wrong", wrong)]
}

pub(crate) fn alert_pages() -> Vec<(&'static str, AlertPage)> {
    let states = [
        "check_mail",
        "asked",
        "confirmed",
        "sent",
        "cancelled",
        "gone",
    ];
    let page = |state: &'static str| AlertPage {
        state,
        title: "Linen shirt".to_owned(),
        options: "M · Blue".to_owned(),
        product_url: (state != "gone").then(|| "/products/linen-shirt".to_owned()),
        action: "/back-in-stock/abc".to_owned(),
    };
    states.map(|state| ("alert", page(state))).to_vec()
}
