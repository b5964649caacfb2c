//! Every template renders every sample in every language, and no word is missing or left over.

use std::collections::BTreeSet;
use std::path::Path;

use commerce::{CustomerStatus, PaymentState, ReviewState};
use l10n::Locale;
use serde::Serialize;

use crate::kit::assets::Assets;
use crate::kit::errors::ErrorView;
use crate::kit::page::Page;
use crate::kit::render::Pages;
use crate::sandbox_bank::samples as bank;
use crate::storefront::view::samples;

/// The files of words that belong to this crate; a key begins with the name of its file.
const SUBJECTS: [&str; 7] = [
    "storefront-",
    "checkout-",
    "order-",
    "reviews-",
    "errors-",
    "sandbox-",
    "wishes-",
];

/// Renders into nothing, or into the folder that `SHOPWRIGHT_SAMPLES` names, to be looked at.
struct Renderer {
    pages: Pages,
    page: Page,
    rendered: BTreeSet<String>,
    folder: Option<String>,
}

impl Renderer {
    fn check(&mut self, name: &str, template: &str, view: impl Serialize) {
        let text = self
            .pages
            .text(template, &self.page, view)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            !text.contains("<script>") && !text.contains(" style=\"") && !text.contains("<style"),
            "{name} has inline script or style"
        );
        for attribute in [" onclick", " onchange", " onsubmit", "javascript:"] {
            assert!(!text.contains(attribute), "{name} has {attribute}");
        }
        for subject in SUBJECTS {
            for word in text
                .split([' ', '>', '<', '"', '#', '\n'])
                .filter(|word| word.starts_with(subject))
            {
                assert!(
                    l10n::try_t(Locale::EN, word, &[]).is_none(),
                    "{name} shows a key: {word}"
                );
            }
        }
        if let Some(folder) = &self.folder {
            std::fs::write(
                Path::new(folder).join(format!("{name}-{}.html", self.page.locale)),
                &text,
            )
            .unwrap();
        }
        self.rendered.insert(template.to_owned());
    }

    fn storefront(&mut self) {
        self.check("home", "storefront/home.html", samples::home());
        self.check("category", "storefront/category.html", samples::category());
        self.check(
            "category-empty",
            "storefront/category.html",
            samples::category_empty(),
        );
        self.check(
            "collection",
            "storefront/collection.html",
            samples::collection(),
        );
        self.check(
            "collection-empty",
            "storefront/collection.html",
            samples::collection_empty(),
        );
        self.check("product", "storefront/product.html", samples::product());
        self.check(
            "product-bare",
            "storefront/product.html",
            samples::product_bare(),
        );
        self.check(
            "product-cards",
            "storefront/product/cards.html",
            samples::product_cards(),
        );
        self.check("search", "storefront/search.html", samples::search());
        self.check(
            "listing-part",
            "storefront/_listing.html",
            samples::listing_part(),
        );
        self.check(
            "search-similar",
            "storefront/search.html",
            samples::search_similar(),
        );
        self.check(
            "suggestions",
            "storefront/_suggestions.html",
            samples::suggestions(),
        );
        self.check(
            "search-empty",
            "storefront/search.html",
            samples::search_empty(),
        );
        self.check(
            "search-all",
            "storefront/search.html",
            samples::search_all(),
        );
        self.check("cart", "storefront/cart.html", samples::cart());
        self.check(
            "cart-blocked",
            "storefront/cart.html",
            samples::cart_blocked(),
        );
        self.check("cart-empty", "storefront/cart.html", samples::cart_empty());
    }

    fn wishes(&mut self) {
        for (name, view) in samples::wishlists() {
            self.check(name, "storefront/wishlist.html", view);
        }
        self.check(
            "wishlist-shared",
            "storefront/wishlist_shared.html",
            samples::wishlist_shared(),
        );
        for (name, view) in samples::comparisons() {
            self.check(name, "storefront/compare.html", view);
        }
        for (name, view) in samples::alert_forms() {
            self.check(name, "storefront/alert_form.html", view);
        }
        for (name, view) in samples::alert_pages() {
            self.check(name, "storefront/alert.html", view);
        }
    }

    fn checkout(&mut self) {
        self.check(
            "address",
            "storefront/checkout_address.html",
            samples::checkout_address(),
        );
        self.check(
            "address-wrong",
            "storefront/checkout_address.html",
            samples::checkout_address_wrong(),
        );
        self.check(
            "shipping",
            "storefront/checkout_shipping.html",
            samples::checkout_shipping(),
        );
        self.check(
            "shipping-none",
            "storefront/checkout_shipping.html",
            samples::checkout_shipping_none(),
        );
        self.check(
            "payment",
            "storefront/checkout_payment.html",
            samples::checkout_payment(),
        );
        self.check(
            "payment-changed",
            "storefront/checkout_payment.html",
            samples::checkout_payment_changed(),
        );
        self.check(
            "payment-none",
            "storefront/checkout_payment.html",
            samples::checkout_payment_none(),
        );
        self.check(
            "order-transfer",
            "storefront/order.html",
            samples::order_transfer(),
        );
        self.check(
            "order-unpaid",
            "storefront/order.html",
            samples::order_unpaid(),
        );
        self.check(
            "order-paused",
            "storefront/order.html",
            samples::order_paused(),
        );
        self.check(
            "order-shipped",
            "storefront/order.html",
            samples::order_shipped(),
        );
        for status in CustomerStatus::ALL {
            self.check(
                "order-status",
                "storefront/order.html",
                samples::order(status.as_str()),
            );
        }
    }

    fn reviews(&mut self) {
        let (all, none) = (samples::reviews(), samples::reviews_none_such());
        self.check("reviews", "storefront/reviews.html", all);
        self.check("reviews-none-such", "storefront/reviews.html", none);
        let form = "storefront/review_form.html";
        self.check("review-form", form, samples::review_form());
        self.check("review-form-wrong", form, samples::review_form_wrong());
        for state in ReviewState::ALL {
            self.check("review-form-again", form, samples::review_form_again(state));
        }
        let elsewhere = samples::review_elsewhere();
        let template = "storefront/review_elsewhere.html";
        self.check("review-elsewhere", template, elsewhere);
        for refused in [true, false] {
            let view = samples::review_mails(refused);
            self.check("review-mails", "storefront/review_mails.html", view);
        }
        let delivered = samples::order_delivered();
        self.check("order-delivered", "storefront/order.html", delivered);
    }

    fn others(&mut self) {
        for (name, view) in bank::all() {
            self.check(name, "sandbox/payment.html", view);
        }
        for code in [403, 404, 422, 429, 500, 503] {
            let status = axum::http::StatusCode::from_u16(code).unwrap();
            let view = ErrorView {
                wait: (code == 429).then_some(40),
                ..ErrorView::new(status, Some("1a2b3c4d".to_owned()))
            };
            for template in ["errors/page.html", "errors/bare.html", "errors/staff.html"] {
                let name = template.replace('/', "-").replace(".html", "");
                self.check(&name, template, &view);
            }
        }
    }
}

#[test]
fn every_page_renders_in_every_language() {
    let assets = Assets::load(None).unwrap();
    for locale in Locale::ALL {
        let mut renderer = Renderer {
            pages: Pages::new(assets.clone(), None),
            page: samples::page(locale),
            rendered: BTreeSet::new(),
            folder: std::env::var("SHOPWRIGHT_SAMPLES").ok(),
        };
        renderer.storefront();
        renderer.checkout();
        renderer.wishes();
        renderer.reviews();
        renderer.others();

        let is_page = |name: &String| {
            // A part that is also an answer by itself.
            let is_answer =
                ["storefront/_listing.html", "storefront/_suggestions.html"].contains(&&**name);
            let ours = ["storefront/", "sandbox/", "errors/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            ours && (is_answer || !name.contains("/_"))
        };
        let all: BTreeSet<String> = Pages::names().into_iter().filter(is_page).collect();
        assert_eq!(renderer.rendered, all, "every template has a sample");
    }
}

/// Words named in our sources: whole keys, and beginnings that are completed by a value.
struct Named {
    keys: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

fn named() -> Named {
    let mut named = Named {
        keys: BTreeSet::new(),
        beginnings: BTreeSet::new(),
    };
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for part in [
        "web/src",
        "web/templates",
        "payments/src",
        "shop/src",
        "shop/templates",
    ] {
        read(&crates.join(part), &mut named);
    }
    named
}

fn read(folder: &Path, named: &mut Named) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            read(&path, named);
        } else if let Ok(text) = std::fs::read_to_string(&path)
            && !path.ends_with("words_test.rs")
        {
            let is_template = path.extension().is_some_and(|ending| ending == "html");
            let pieces: Vec<&str> = text.split('"').collect();
            for pair in pieces.windows(2) {
                let (before, word) = (pair[0], pair[1]);
                // A template also has names of classes that look like keys.
                let is_said = !is_template || before.ends_with("t(");
                let is_key = is_said
                    && word.bytes().all(|b| {
                        b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_'
                    });
                if is_key && SUBJECTS.iter().any(|subject| word.starts_with(subject)) {
                    if word.ends_with('-') {
                        named.beginnings.insert(word.to_owned());
                    } else {
                        named.keys.insert(word.to_owned());
                    }
                }
            }
        }
    }
}

#[test]
fn no_word_is_missing() {
    let named = named();
    assert!(
        named.keys.len() > 150,
        "the sources were read: {}",
        named.keys.len()
    );
    for locale in Locale::ALL {
        let known: BTreeSet<String> = l10n::keys(locale).into_iter().collect();
        for key in &named.keys {
            assert!(known.contains(key), "{key} is missing in {locale}");
        }
        for status in CustomerStatus::ALL {
            for part in ["status", "headline", "text"] {
                let key = format!("order-{part}-{}", status.as_str());
                assert!(known.contains(&key), "{key} is missing in {locale}");
            }
        }
        for state in PaymentState::ALL {
            let key = format!("order-payment-{}", state.as_str());
            assert!(known.contains(&key), "{key} is missing in {locale}");
        }
    }
}

#[test]
fn no_word_is_left_over() {
    let named = named();
    for key in l10n::keys(Locale::EN) {
        let is_ours = SUBJECTS.iter().any(|subject| key.starts_with(subject));
        let is_used = named.keys.contains(&key)
            || named
                .beginnings
                .iter()
                .any(|beginning| key.starts_with(beginning.as_str()));
        assert!(!is_ours || is_used, "nobody says {key}");
    }
}
