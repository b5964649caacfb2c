//! Prices and measures in the product editor: what is typed is kept, shown again, and charged when its time has come.

use commerce::{Currency, Money};
use shop::{
    Settings, settings,
    staff::{Actor, Role},
};
use testkit::{Browser, Page, TestProduct, TestShop, shop_test};

use crate::buying::add;
use crate::listing::{category, indexed};
use crate::product_editor::stored;

const TEST: Actor = Actor::System { what: "test" };

/// From half past ten UTC for three quarters of an hour, as clocks in Berlin show it in winter.
const SALE: [(&str, &str); 3] = [
    ("variants.0.sale", "15.00"),
    ("variants.0.sale_starts_at", "2026-03-02T11:30"),
    ("variants.0.sale_ends_at", "2026-03-02T12:15"),
];

pub fn francs() -> Currency {
    Currency::parse("CHF").unwrap()
}

async fn set(shop: &TestShop, change: impl FnOnce(&mut Settings)) {
    let mut stored = settings::load(shop.db.primary()).await.unwrap();
    change(&mut stored.settings);
    settings::save(shop, &TEST, &stored.settings, stored.version)
        .await
        .unwrap();
}

/// The shop sells in this one; prices may also be given in the other one of euros and francs.
pub async fn count_in(shop: &TestShop, currency: Currency) {
    set(shop, |settings| {
        settings.currency = currency;
        settings.more_currencies = [Currency::EUR, francs()]
            .into_iter()
            .filter(|other| *other != currency)
            .collect();
    })
    .await;
}

/// By the form, in the other currency of the shop.
pub async fn price_in_other_currency(shop: &TestShop, product: &TestProduct, price: &str) {
    let path = format!("/admin/products/{}", product.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    editor
        .submit(&form.with("variants.0.more_prices.0.price", price))
        .await
        .assert_redirect(&path);
}

/// What something costs and, when it is reduced, what it cost: on its page and in its category.
async fn seen(visitor: &mut Browser) -> [Vec<String>; 2] {
    let product = visitor.get("/products/blue-mug").await;
    let listing = visitor.get("/categories/mugs").await;
    [
        product.texts(".buy-price .now, .buy-price s"),
        listing.texts(".card .now, .card s"),
    ]
}

fn message(page: &Page, field: &str) -> String {
    page.text(&format!("[id='{field}-error']"))
}

#[shop_test]
async fn a_sale_runs_from_its_start_to_its_end_by_the_clocks_of_the_shop(shop: TestShop) {
    let mugs = category(&shop, "Mugs", None).await;
    let mug = shop.product("Blue mug").category(mugs).price("20.00");
    let mug = mug.create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path).filled(&SALE);

    editor.submit(&form).await.assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    let sale = page.variants[0].price(Currency::EUR).unwrap().sale.unwrap();
    assert_eq!(sale.starts_at.to_rfc3339(), "2026-03-02T10:30:00+00:00");
    assert_eq!(sale.ends_at.to_rfc3339(), "2026-03-02T11:15:00+00:00");
    let again = editor.get(&path).await.main_form(&path);
    for (field, typed) in SALE {
        assert_eq!(again.value(field), Some(typed), "{field}");
    }
    let mut visitor = shop.browser();
    for (minutes, shown) in [
        (0, vec!["€20.00"]),
        (29, vec!["€20.00"]),
        (1, vec!["€15.00", "€20.00"]),
        (44, vec!["€15.00", "€20.00"]),
        (1, vec!["€20.00"]),
    ] {
        shop.advance(minutes);
        shop.run_due_sweeps().await;
        let at = shop.clock.now();
        assert_eq!(seen(&mut visitor).await, [shown.clone(), shown], "{at}");
    }
}

#[shop_test]
async fn moments_of_a_sale_are_shown_by_the_clocks_of_wherever_the_shop_is(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path).filled(&SALE);
    editor.submit(&form).await.assert_redirect(&path);
    let before = stored(&shop, mug.id).await;

    set(&shop, |settings| {
        settings.time_zone = "America/New_York".parse().unwrap();
    })
    .await;

    let form = editor.get(&path).await.main_form(&path);
    let moments = ["sale_starts_at", "sale_ends_at"];
    let moments = moments.map(|name| form.value(&format!("variants.0.{name}")));
    assert_eq!(
        moments,
        [Some("2026-03-02T05:30"), Some("2026-03-02T06:15")]
    );
    editor.submit(&form).await.assert_redirect(&path);
    assert_eq!(stored(&shop, mug.id).await.variants, before.variants);
    let later = editor
        .get(&path)
        .await
        .main_form(&path)
        .with("variants.0.sale_ends_at", "2026-03-02T19:00");
    editor.submit(&later).await.assert_redirect(&path);
    let page = stored(&shop, mug.id).await;
    let sale = page.variants[0].price(Currency::EUR).unwrap().sale.unwrap();
    assert_eq!(sale.ends_at.to_rfc3339(), "2026-03-03T00:00:00+00:00");
}

#[shop_test]
async fn a_sale_that_cannot_be_is_said_at_its_field_and_the_form_comes_back(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let before = stored(&shop, mug.id).await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let form = form.filled(&SALE).with("title", "Navy mug");
    let no_moment = "A day and a time, such as 2026-11-27 08:00.";
    let cases = [
        ("sale_starts_at", "soon", no_moment),
        ("sale_ends_at", "2026-02-30T10:00", no_moment),
        (
            "sale_ends_at",
            "2026-03-02T11:30",
            "The sale must end after it starts.",
        ),
        (
            "sale",
            "20.00",
            "The sale price must be lower than the price.",
        ),
        ("sale", "cheap", "Write an amount such as 19.90."),
    ];

    for (name, typed, said) in cases {
        let field = format!("variants.0.{name}");
        let form = form.clone().with(&field, typed);
        let page = editor.submit(&form).await;

        page.assert_status(422);
        assert_eq!(message(&page, &field), said, "{typed}");
        assert!(page.has(&format!("#errors a[href='#{field}']")), "{typed}");
        let back = page.main_form(&path);
        for (field, _) in SALE.iter().chain(&[("title", "")]) {
            assert_eq!(back.value(field), form.value(field), "{typed}: {field}");
        }
    }
    assert_eq!(stored(&shop, mug.id).await, before);
}

#[shop_test]
async fn a_price_in_a_second_currency_is_kept_and_charged_when_the_shop_sells_in_it(
    shop: TestShop,
) {
    count_in(&shop, Currency::EUR).await;
    let mugs = category(&shop, "Mugs", None).await;
    let mug = shop.product("Blue mug").category(mugs).price("20.00");
    let mug = mug.create().await;
    shop.product("Bowl").category(mugs).create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let page = editor.get(&path).await;
    page.assert_says("In CHF");
    let typed = [
        ("variants.0.more_prices.0.price", "22.50"),
        ("variants.0.more_prices.0.compare_at", "26.00"),
    ];
    let form = page.main_form(&path).filled(&typed);

    editor.submit(&form).await.assert_redirect(&path);

    let page = stored(&shop, mug.id).await;
    let price = page.variants[0].price(francs()).unwrap();
    assert_eq!(price.amount, Money::new(2_250, francs()));
    assert_eq!(price.compare_at, Some(Money::new(2_600, francs())));
    let again = editor.get(&path).await.main_form(&path);
    for (field, typed) in typed {
        assert_eq!(again.value(field), Some(typed), "{field}");
    }
    let mut visitor = shop.browser();
    let page = visitor.get("/products/blue-mug").await;
    assert_eq!(page.texts(".buy-price .now, .buy-price s"), ["€20.00"]);

    count_in(&shop, francs()).await;

    let both = ["CHF 22.50", "CHF 26.00"];
    assert_eq!(
        seen(&mut visitor).await,
        [both, both],
        "the bowl has no price"
    );
    add(&mut visitor, &mug.slug).await.assert_says("CHF 22.50");
    let bowl = visitor.get("/products/bowl").await;
    assert!(!bowl.has(".buy-price") && bowl.has("[data-show=add][disabled]"));
    let form = editor.get(&path).await.main_form(&path);
    assert_eq!(form.value("variants.0.price"), Some("22.50"));
    assert_eq!(form.value("variants.0.more_prices.0.price"), Some("20.00"));
}

#[shop_test]
async fn a_range_of_prices_is_one_of_the_currency_that_the_shop_sells_in(shop: TestShop) {
    count_in(&shop, Currency::EUR).await;
    let mugs = category(&shop, "Mugs", None).await;
    for (title, euros, in_francs) in [
        ("Blue mug", "20.00", "22.50"),
        ("Red mug", "21.00", "30.00"),
    ] {
        let mug = shop.product(title).category(mugs).price(euros);
        price_in_other_currency(&shop, &mug.create().await, in_francs).await;
    }
    shop.product("Bowl").category(mugs).create().await;
    let mut visitor = shop.browser();
    for (currency, legend, shown) in [
        (
            Currency::EUR,
            "Price (EUR)",
            ["Blue mug €20.00", "Red mug €21.00"].as_slice(),
        ),
        (francs(), "Price (CHF)", &["Blue mug CHF 22.50"]),
    ] {
        count_in(&shop, currency).await;
        let _keeper = indexed(&shop).await;

        let path = "/categories/mugs?min=20&max=25&sort=price";
        let page = visitor.get(path).await;

        assert_eq!(page.text(".facet-price legend"), legend);
        let cards = page.texts(".card-title").into_iter();
        let prices = page.texts(".card .now").into_iter();
        let cards: Vec<_> = cards
            .zip(prices)
            .map(|(card, price)| format!("{card} {price}"))
            .collect();
        assert_eq!(cards, shown, "{legend}");
    }
}

#[shop_test]
async fn what_is_wrong_with_a_price_in_a_second_currency_is_said_at_its_field(shop: TestShop) {
    count_in(&shop, Currency::EUR).await;
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let higher = "The price before the reduction must be higher than the price.";
    let cases = [
        ("price", "22.505", "", "Write an amount such as 19.90."),
        ("price", "", "26.00", "A price is missing."),
        ("compare_at", "26.00", "26.00", higher),
    ];

    for (name, price, compare_at, said) in cases {
        let typed = [
            ("variants.0.more_prices.0.price", price),
            ("variants.0.more_prices.0.compare_at", compare_at),
        ];
        let page = editor.submit(&form.clone().filled(&typed)).await;

        page.assert_status(422);
        let field = format!("variants.0.more_prices.0.{name}");
        assert_eq!(message(&page, &field), said, "{price} {compare_at}");
        let back = page.main_form(&path);
        for (field, typed) in typed {
            assert_eq!(back.value(field), Some(typed), "{price} {compare_at}");
        }
    }
    let page = stored(&shop, mug.id).await;
    assert_eq!(page.variants[0].price(francs()), None);
}

#[shop_test]
async fn the_price_before_and_the_measures_of_a_variant_are_kept_and_can_be_taken_away(
    shop: TestShop,
) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let typed = [
        ("variants.0.compare_at", "25.00"),
        ("variants.0.weight_grams", "350"),
        ("variants.0.length_mm", "120"),
        ("variants.0.width_mm", "90"),
        ("variants.0.height_mm", "85"),
    ];
    let measures = async || {
        let page = stored(&shop, mug.id).await;
        let variant = page.variants[0].clone();
        let price = variant.price(Currency::EUR).unwrap();
        let compare_at = price.compare_at.map(Money::minor);
        let (weight, length) = (variant.weight_grams, variant.length_mm);
        [
            compare_at,
            weight,
            length,
            variant.width_mm,
            variant.height_mm,
        ]
    };
    let form = editor.get(&path).await.main_form(&path).filled(&typed);

    editor.submit(&form).await.assert_redirect(&path);

    assert_eq!(
        measures().await,
        [Some(2_500), Some(350), Some(120), Some(90), Some(85)]
    );
    let page = editor.get(&path).await;
    page.assert_says("350 g");
    let form = page.main_form(&path);
    for (field, typed) in typed {
        assert_eq!(form.value(field), Some(typed), "{field}");
    }
    let page = shop.browser().get("/products/blue-mug").await;
    assert_eq!(page.text(".buy-price s"), "€25.00");

    let empty = typed.map(|(field, _)| (field, ""));
    editor
        .submit(&form.filled(&empty))
        .await
        .assert_redirect(&path);
    assert_eq!(measures().await, [None; 5]);
    let page = shop.browser().get("/products/blue-mug").await;
    assert!(!page.has(".buy-price s"));
}

#[shop_test]
async fn measures_that_are_no_whole_numbers_are_said_at_their_fields(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let grams = "Whole grams, such as 250.";
    let millimetres = "Whole millimetres, such as 120.";
    let wrong = [
        ("variants.0.weight_grams", "heavy", grams),
        ("variants.0.length_mm", "12.5", millimetres),
        ("variants.0.width_mm", "9 cm", millimetres),
        ("variants.0.height_mm", "1e3", millimetres),
    ];
    let filled = wrong.map(|(field, typed, _)| (field, typed));

    let page = editor.submit(&form.clone().filled(&filled)).await;

    page.assert_status(422);
    for (field, typed, said) in wrong {
        assert_eq!(message(&page, field), said);
        assert_eq!(page.main_form(&path).value(field), Some(typed));
    }
    let lower = [
        ("variants.0.compare_at", "20.00"),
        ("variants.0.width_mm", "-1"),
    ];
    let page = editor.submit(&form.filled(&lower)).await;
    page.assert_status(422);
    assert_eq!(
        message(&page, "variants.0.compare_at"),
        "The price before the reduction must be higher than the price."
    );
    assert_eq!(
        message(&page, "variants.0.width_mm"),
        "This cannot be below zero."
    );
    let page = stored(&shop, mug.id).await;
    assert_eq!(page.product.version, 1);
    assert_eq!(page.variants[0].width_mm, None);
}

#[shop_test]
async fn a_cost_stays_in_the_currency_it_was_paid_in(shop: TestShop) {
    let mug = shop.product("Blue mug").price("20.00").create().await;
    let path = format!("/admin/products/{}", mug.id);
    let mut editor = shop.staff(Role::ContentManager).await;
    let form = editor.get(&path).await.main_form(&path);
    let form = form.with("variants.0.cost", "8.40");
    editor.submit(&form).await.assert_redirect(&path);
    count_in(&shop, francs()).await;

    let form = editor.get(&path).await.main_form(&path);
    assert_eq!(form.value("variants.0.cost"), Some("EUR 8.40"));
    let form = form.with("variants.0.price", "21.00");
    editor.submit(&form).await.assert_redirect(&path);
    let cost = async || stored(&shop, mug.id).await.variants[0].cost;
    assert_eq!(cost().await, Some(Money::new(840, Currency::EUR)));

    let form = editor.get(&path).await.main_form(&path);
    for wrong in ["8,40 EUR", "FRANCS 9.10", "EUR"] {
        let form = form.clone().with("variants.0.cost", wrong);
        let page = editor.submit(&form).await;
        page.assert_status(422);
        assert_eq!(
            message(&page, "variants.0.cost"),
            "An amount such as 19.90, or CHF 19.90 for another currency."
        );
        let again = page.main_form(&path);
        assert_eq!(again.value("variants.0.cost"), Some(wrong));
    }
    for (typed, minor) in [("9.10", Some(910)), ("", None)] {
        let form = editor.get(&path).await.main_form(&path);
        let form = form.with("variants.0.cost", typed);
        editor.submit(&form).await.assert_redirect(&path);
        let expected = minor.map(|minor| Money::new(minor, francs()));
        assert_eq!(cost().await, expected, "{typed}");
    }
}
