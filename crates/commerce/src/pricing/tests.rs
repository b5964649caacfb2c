use super::*;

fn input(
    currency: Currency,
    prices: PricesInclude,
    percent: &str,
    lines: &[(&'static str, i64, u32)],
) -> PricingInput<&'static str> {
    let line = |(key, minor, quantity): &(&'static str, i64, u32)| LineInput {
        key: *key,
        unit_price: Money::new(*minor, currency),
        quantity: Quantity::new(*quantity).unwrap(),
        tax_class: TaxClass::Standard,
    };
    PricingInput {
        currency,
        prices,
        tax: TaxRules {
            name: "VAT".into(),
            standard: Rate::parse_percent(percent).unwrap(),
            reduced: Rate::parse_percent("7").unwrap(),
        },
        lines: lines.iter().map(line).collect(),
        shipping: None,
    }
}

fn shipped<K>(mut input: PricingInput<K>, minor: i64) -> PricingInput<K> {
    let price = Money::new(minor, input.currency);
    input.shipping = Some(ShippingInput {
        name: "Parcel".into(),
        price,
    });
    input
}

/// Net, tax and gross in minor units.
fn faces(amounts: Amounts) -> (i64, i64, i64) {
    (
        amounts.net.minor(),
        amounts.tax.minor(),
        amounts.gross.minor(),
    )
}

#[test]
fn prices_with_tax_are_taken_apart_to_the_cent() {
    use Currency as C;
    // Unit price, quantity; net, tax, gross.
    let cases = [
        ("19.99 at 19 %", C::EUR, "19", 1_999, 1, (1_680, 319, 1_999)),
        (
            "rounded on the line, not three times",
            C::EUR,
            "19",
            1_999,
            3,
            (5_039, 958, 5_997),
        ),
        ("one cent", C::EUR, "19", 1, 1, (1, 0, 1)),
        (
            "a hundred times one cent",
            C::EUR,
            "19",
            1,
            100,
            (84, 16, 100),
        ),
        ("half a cent of net goes up", C::EUR, "100", 1, 1, (1, 0, 1)),
        ("no tax", C::EUR, "0", 1_999, 2, (3_998, 0, 3_998)),
        ("a gift", C::EUR, "19", 0, 1, (0, 0, 0)),
        ("8.875 %", C::USD, "8.875", 1_000, 1, (918, 82, 1_000)),
        (
            "yen have no decimals",
            C::JPY,
            "10",
            1_234,
            1,
            (1_122, 112, 1_234),
        ),
        (
            "dinars have three",
            C::KWD,
            "5",
            1_999,
            1,
            (1_904, 95, 1_999),
        ),
        (
            "the largest quantity",
            C::EUR,
            "19",
            1,
            9_999,
            (8_403, 1_596, 9_999),
        ),
    ];
    for (name, currency, percent, minor, quantity, expected) in cases {
        let input = input(
            currency,
            PricesInclude::Tax,
            percent,
            &[("mug", minor, quantity)],
        );
        let priced = price(&input).unwrap();

        assert_eq!(faces(priced.lines[0].amounts), expected, "{name}");
        assert_eq!(
            priced.lines[0].list, priced.lines[0].amounts.gross,
            "{name}"
        );
        assert_eq!(priced.total, priced.subtotal, "{name}");
    }
}

#[test]
fn prices_without_tax_get_it_added_to_the_cent() {
    use Currency as C;
    // Unit price, quantity; net, tax, gross.
    let cases = [
        ("16.80 at 19 %", C::EUR, "19", 1_680, 1, (1_680, 319, 1_999)),
        (
            "rounded on the line, not three times",
            C::EUR,
            "19",
            1_680,
            3,
            (5_040, 958, 5_998),
        ),
        ("one cent", C::EUR, "19", 1, 1, (1, 0, 1)),
        (
            "a hundred times one cent",
            C::EUR,
            "19",
            1,
            100,
            (100, 19, 119),
        ),
        ("half a cent of tax goes up", C::EUR, "50", 1, 1, (1, 1, 2)),
        ("no tax", C::EUR, "0", 1_999, 2, (3_998, 0, 3_998)),
        ("a gift", C::EUR, "19", 0, 1, (0, 0, 0)),
        (
            "8.875 % of 4.00 is 0.355",
            C::USD,
            "8.875",
            400,
            1,
            (400, 36, 436),
        ),
        (
            "8.875 % of 19.99 is 1.7741",
            C::USD,
            "8.875",
            1_999,
            1,
            (1_999, 177, 2_176),
        ),
        (
            "yen have no decimals",
            C::JPY,
            "10",
            1_234,
            1,
            (1_234, 123, 1_357),
        ),
        (
            "dinars have three",
            C::KWD,
            "5",
            1_999,
            1,
            (1_999, 100, 2_099),
        ),
    ];
    for (name, currency, percent, minor, quantity, expected) in cases {
        let input = input(
            currency,
            PricesInclude::NoTax,
            percent,
            &[("mug", minor, quantity)],
        );
        let priced = price(&input).unwrap();

        assert_eq!(faces(priced.lines[0].amounts), expected, "{name}");
        assert_eq!(priced.lines[0].list, priced.lines[0].amounts.net, "{name}");
    }
}

#[test]
fn a_cart_with_tax_in_its_prices_shows_where_every_cent_is() {
    let cart = input(
        Currency::EUR,
        PricesInclude::Tax,
        "19",
        &[("mug", 1_250, 2), ("pot", 4_999, 1)],
    );

    let priced = price(&shipped(cart, 490)).unwrap();

    let eur = |minor| Money::new(minor, Currency::EUR);
    let rate = Rate::parse_percent("19").unwrap();
    let tax = |minor| Adjustment {
        kind: AdjustmentKind::Tax,
        reason: "VAT".into(),
        rate: Some(rate),
        amount: eur(minor),
    };
    let expected = Priced {
        currency: Currency::EUR,
        prices: PricesInclude::Tax,
        lines: vec![
            PricedLine {
                key: "mug",
                unit_price: eur(1_250),
                quantity: Quantity::new(2).unwrap(),
                list: eur(2_500),
                amounts: Amounts {
                    net: eur(2_101),
                    tax: eur(399),
                    gross: eur(2_500),
                },
                adjustments: vec![tax(399)],
            },
            PricedLine {
                key: "pot",
                unit_price: eur(4_999),
                quantity: Quantity::ONE,
                list: eur(4_999),
                amounts: Amounts {
                    net: eur(4_201),
                    tax: eur(798),
                    gross: eur(4_999),
                },
                adjustments: vec![tax(798)],
            },
        ],
        shipping: Some(PricedCharge {
            name: "Parcel".into(),
            list: eur(490),
            amounts: Amounts {
                net: eur(412),
                tax: eur(78),
                gross: eur(490),
            },
            adjustments: vec![tax(78)],
        }),
        subtotal: eur(7_499),
        discount: eur(0),
        shipping_total: eur(490),
        tax: eur(1_275),
        taxes: vec![TaxTotal {
            name: "VAT".into(),
            rate,
            net: eur(6_714),
            tax: eur(1_275),
        }],
        total: eur(7_989),
        total_net: eur(6_714),
    };
    assert_eq!(priced, expected);
}

#[test]
fn a_cart_without_tax_in_its_prices_adds_it_at_the_end() {
    let cart = input(
        Currency::USD,
        PricesInclude::NoTax,
        "8.875",
        &[("mug", 400, 1), ("pot", 1_999, 2)],
    );

    let priced = price(&shipped(cart, 595)).unwrap();

    let usd = |minor| Money::new(minor, Currency::USD);
    assert_eq!(priced.subtotal, usd(4_398));
    assert_eq!(priced.shipping_total, usd(595));
    // 0.36 on the mug, 3.55 on the pots, 0.53 on shipping.
    assert_eq!(priced.tax, usd(444));
    assert_eq!(priced.total_net, usd(4_993));
    assert_eq!(priced.total, usd(5_437));
}

#[test]
fn an_untaxed_line_still_says_at_which_rate() {
    let priced = price(&input(
        Currency::EUR,
        PricesInclude::Tax,
        "0",
        &[("book", 999, 1)],
    ))
    .unwrap();

    let adjustment = &priced.lines[0].adjustments[0];
    assert_eq!(adjustment.rate, Some(Rate::ZERO));
    assert!(adjustment.amount.is_zero());
    assert_eq!(priced.taxes.len(), 1);
}

#[test]
fn without_shipping_there_is_no_charge_for_it() {
    let priced = price(&input(
        Currency::EUR,
        PricesInclude::Tax,
        "19",
        &[("mug", 999, 1)],
    ))
    .unwrap();

    assert_eq!(priced.shipping, None);
    assert!(priced.shipping_total.is_zero());
}

#[test]
fn a_cart_that_cannot_be_priced_is_refused_with_the_reason() {
    let cart = |lines: &[(&'static str, i64, u32)]| {
        input(Currency::EUR, PricesInclude::NoTax, "19", lines)
    };
    let yen = Money::new(5, Currency::JPY);
    let mixed = PricingError::Money(MoneyError::CurrencyMismatch(Currency::EUR, Currency::JPY));
    let mut foreign_line = cart(&[("mug", 1, 1)]);
    foreign_line.lines[0].unit_price = yen;
    let mut foreign_shipping = cart(&[("mug", 1, 1)]);
    foreign_shipping.shipping = Some(ShippingInput {
        name: "Parcel".into(),
        price: yen,
    });
    let too_large = PricingError::Money(MoneyError::Overflow);
    let negative = |minor| PricingError::NegativePrice(Money::new(minor, Currency::EUR));

    let cases = [
        ("no lines", cart(&[]), PricingError::NoLines),
        (
            "only shipping",
            shipped(cart(&[]), 490),
            PricingError::NoLines,
        ),
        (
            "same item twice",
            cart(&[("mug", 1, 1), ("mug", 1, 1)]),
            PricingError::DuplicateKey,
        ),
        ("negative price", cart(&[("mug", -1, 1)]), negative(-1)),
        (
            "negative shipping",
            shipped(cart(&[("mug", 1, 1)]), -2),
            negative(-2),
        ),
        ("another currency on a line", foreign_line, mixed.clone()),
        ("another currency for shipping", foreign_shipping, mixed),
        (
            "line too large",
            cart(&[("mug", i64::MAX, 2)]),
            too_large.clone(),
        ),
        (
            "tax too large",
            cart(&[("mug", i64::MAX, 1)]),
            too_large.clone(),
        ),
        (
            "sum too large",
            cart(&[("mug", i64::MAX / 2, 1), ("pot", i64::MAX / 2, 1)]),
            too_large,
        ),
    ];
    for (name, input, expected) in cases {
        assert_eq!(price(&input), Err(expected), "{name}");
    }
}

#[test]
fn a_mixed_cart_has_a_sum_for_each_rate_and_shipping_is_taxed_as_standard() {
    let mut input = shipped(
        input(
            Currency::EUR,
            PricesInclude::Tax,
            "19",
            &[("book", 1_070, 1), ("mug", 1_190, 1), ("stamp", 500, 1)],
        ),
        595,
    );
    input.lines[0].tax_class = TaxClass::Reduced;
    input.lines[2].tax_class = TaxClass::Zero;

    let priced = price(&input).unwrap();

    let sums: Vec<_> = priced
        .taxes
        .iter()
        .map(|total| {
            (
                total.rate.to_percent_string(),
                total.net.minor(),
                total.tax.minor(),
            )
        })
        .collect();
    let expected = [("19", 1_500, 285), ("7", 1_000, 70), ("0", 500, 0)];
    assert_eq!(
        sums,
        expected.map(|(rate, net, tax)| (rate.to_owned(), net, tax))
    );
    assert_eq!(priced.tax.minor(), 355);
    assert_eq!(priced.lines[0].adjustments[0].rate, Some(input.tax.reduced));
}
