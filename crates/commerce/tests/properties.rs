//! What holds for every cart and every amount, tried on random ones.
#![deny(clippy::float_arithmetic, clippy::as_conversions)]

use commerce::{
    Currency, LineInput, Money, MoneyError, Priced, PricesInclude, PricingInput, Quantity, Rate,
    ShippingInput, TaxClass, TaxRules, price,
};
use proptest::collection::vec;
use proptest::prelude::*;

const CURRENCIES: [Currency; 4] = [Currency::EUR, Currency::USD, Currency::JPY, Currency::KWD];

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(&CURRENCIES[..])
}

/// Small amounts, where rounding shows, as often as any amount at all.
fn minor() -> impl Strategy<Value = i64> {
    prop_oneof![-1_000_i64..1_000, any::<i64>()]
}

fn weight() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), 1_u64..10, 1_u64..100_000, any::<u64>()]
}

fn unit_price() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..10, 0_i64..100_000, 0_i64..1_000_000_000_000]
}

fn rate() -> impl Strategy<Value = Rate> {
    let real =
        prop::sample::select(&[0_u32, 50_000, 70_000, 88_750, 100_000, 190_000, 255_000][..]);
    prop_oneof![real, 0_u32..=10_000_000].prop_map(|ppm| Rate::from_ppm(ppm).unwrap())
}

/// Carts that have a price: the keys are 0, 1, 2, …
fn cart() -> impl Strategy<Value = PricingInput<usize>> {
    let class = prop::sample::select(&TaxClass::ALL[..]);
    let lines = vec((unit_price(), 1_u32..=9_999, class), 1..30);
    let prices = prop::sample::select(&PricesInclude::ALL[..]);
    (
        currency(),
        prices,
        (rate(), rate()),
        lines,
        prop::option::of(unit_price()),
    )
        .prop_map(
            |(currency, prices, (standard, reduced), lines, shipping)| PricingInput {
                currency,
                prices,
                tax: TaxRules {
                    name: "VAT".into(),
                    standard,
                    reduced,
                },
                lines: lines
                    .into_iter()
                    .enumerate()
                    .map(|(key, (minor, quantity, tax_class))| LineInput {
                        key,
                        unit_price: Money::new(minor, currency),
                        quantity: Quantity::new(quantity).unwrap(),
                        tax_class,
                    })
                    .collect(),
                shipping: shipping.map(|minor| ShippingInput {
                    name: "Parcel".into(),
                    price: Money::new(minor, currency),
                }),
            },
        )
}

/// A cart, and the same cart with its lines in another order.
fn shuffled_cart() -> impl Strategy<Value = (PricingInput<usize>, PricingInput<usize>)> {
    cart().prop_flat_map(|cart| {
        let original = cart.clone();
        Just(cart.lines.clone())
            .prop_shuffle()
            .prop_map(move |lines| {
                (
                    original.clone(),
                    PricingInput {
                        lines,
                        ..original.clone()
                    },
                )
            })
    })
}

fn sum<'a>(priced: &Priced<usize>, amounts: impl Iterator<Item = &'a Money>) -> Money {
    Money::sum(priced.currency, amounts.copied()).unwrap()
}

proptest! {
    #[test]
    fn parts_of_an_amount_add_up_to_it(minor in minor(), weights in vec(weight(), 1..20)) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let whole = Money::new(minor, Currency::EUR);

        let parts = whole.allocate(&weights).unwrap();

        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(Money::sum(Currency::EUR, parts), Ok(whole));
    }

    #[test]
    fn every_part_is_within_one_unit_of_its_exact_share(
        minor in minor(),
        weights in vec(weight(), 1..20),
    ) {
        // Smaller weights, so that the exact comparison below fits.
        let weights: Vec<u64> = weights.into_iter().map(|weight| weight >> 8).collect();
        let total: i128 = weights.iter().copied().map(i128::from).sum();
        prop_assume!(total > 0);

        let parts = Money::new(minor, Currency::EUR).allocate(&weights).unwrap();

        for (part, weight) in parts.iter().zip(&weights) {
            // |part - minor × weight / total| < 1, multiplied by the total.
            let difference =
                i128::from(part.minor()) * total - i128::from(minor) * i128::from(*weight);
            prop_assert!(difference.abs() < total);
            prop_assert!(*weight > 0 || part.is_zero());
        }
    }

    #[test]
    fn the_split_of_a_refund_mirrors_the_split_of_its_charge(
        minor in 0_i64..,
        weights in vec(1_u64.., 1..20),
    ) {
        let charge = Money::new(minor, Currency::EUR);

        let charged = charge.allocate(&weights).unwrap();
        let refunded = charge.checked_neg().unwrap().allocate(&weights).unwrap();

        let mirrored: Vec<Money> =
            charged.into_iter().map(|part| part.checked_neg().unwrap()).collect();
        prop_assert_eq!(refunded, mirrored);
    }

    #[test]
    fn arithmetic_is_exact_or_refused(a in any::<i64>(), b in any::<i64>(), n in any::<u32>()) {
        let (left, right) = (Money::new(a, Currency::EUR), Money::new(b, Currency::EUR));
        let exact = |value: i128| {
            i64::try_from(value)
                .map(|minor| Money::new(minor, Currency::EUR))
                .map_err(|_| MoneyError::Overflow)
        };

        prop_assert_eq!(left.checked_add(right), exact(i128::from(a) + i128::from(b)));
        prop_assert_eq!(left.checked_sub(right), exact(i128::from(a) - i128::from(b)));
        prop_assert_eq!(left.checked_mul(n), exact(i128::from(a) * i128::from(n)));
        prop_assert_eq!(left.checked_neg(), exact(-i128::from(a)));
    }

    #[test]
    fn an_amount_survives_being_written_and_read(minor in minor(), currency in currency()) {
        let money = Money::new(minor, currency);

        let read = Money::parse_decimal(&money.to_decimal_string(), currency);

        prop_assert_eq!(read, Ok(money));
    }

    #[test]
    fn no_text_makes_the_reader_of_amounts_panic(text in ".*", currency in currency()) {
        if let Ok(money) = Money::parse_decimal(&text, currency) {
            let again = Money::parse_decimal(&money.to_decimal_string(), currency);
            prop_assert_eq!(again, Ok(money));
        }
    }

    #[test]
    fn a_rate_survives_being_written_and_read(rate in rate()) {
        prop_assert_eq!(Rate::parse_percent(&rate.to_percent_string()), Ok(rate));
    }

    #[test]
    fn a_share_is_within_half_a_unit_of_the_exact_one(minor in any::<i32>(), rate in rate()) {
        let share = rate.of(Money::new(i64::from(minor), Currency::EUR)).unwrap();

        let difference =
            i128::from(share.minor()) * 1_000_000 - i128::from(minor) * i128::from(rate.ppm());
        prop_assert!(difference.abs() <= 500_000);
    }

    #[test]
    fn net_and_tax_are_gross_on_every_line_and_nothing_is_negative(cart in cart()) {
        let priced = price(&cart).unwrap();

        let lines = priced.lines.iter().map(|line| (line.list, line.amounts));
        let shipping = priced.shipping.iter().map(|charge| (charge.list, charge.amounts));
        for (list, amounts) in lines.chain(shipping) {
            prop_assert_eq!(amounts.net.checked_add(amounts.tax), Ok(amounts.gross));
            prop_assert_eq!(amounts.shown(cart.prices), list);
            prop_assert!(!amounts.net.is_negative());
            prop_assert!(!amounts.tax.is_negative());
        }
    }

    #[test]
    fn what_is_shown_adds_up_to_what_is_paid(cart in cart()) {
        let priced = price(&cart).unwrap();

        let lists = sum(&priced, priced.lines.iter().map(|line| &line.list));
        prop_assert_eq!(priced.subtotal, lists);
        prop_assert_eq!(priced.total_net.checked_add(priced.tax), Ok(priced.total));
        prop_assert_eq!(priced.tax, sum(&priced, priced.taxes.iter().map(|tax| &tax.tax)));
        prop_assert_eq!(priced.total_net, sum(&priced, priced.taxes.iter().map(|tax| &tax.net)));
        let mut shown = vec![priced.subtotal, priced.shipping_total];
        match cart.prices {
            PricesInclude::Tax => {}
            PricesInclude::NoTax => shown.push(priced.tax),
        }
        prop_assert_eq!(sum(&priced, shown.iter()), priced.total);
    }

    #[test]
    fn the_reasons_given_for_the_tax_add_up_to_the_tax(cart in cart()) {
        let priced = price(&cart).unwrap();

        let on_lines = priced.lines.iter().flat_map(|line| &line.adjustments);
        let on_shipping = priced.shipping.iter().flat_map(|charge| &charge.adjustments);
        let reasons = on_lines.chain(on_shipping).map(|adjustment| &adjustment.amount);
        prop_assert_eq!(sum(&priced, reasons), priced.tax);
    }

    #[test]
    fn the_order_of_lines_changes_nothing_but_the_order_of_lines(
        (cart, shuffled) in shuffled_cart(),
    ) {
        let priced = price(&cart).unwrap();
        let mut other = price(&shuffled).unwrap();

        let keys: Vec<usize> = shuffled.lines.iter().map(|line| line.key).collect();
        let priced_keys: Vec<usize> = other.lines.iter().map(|line| line.key).collect();
        prop_assert_eq!(keys, priced_keys);
        other.lines.sort_by_key(|line| line.key);
        prop_assert_eq!(priced, other);
    }
}
