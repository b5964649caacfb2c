//! How long a price takes: what every cart page, checkout step and placed order pays for.
//!
//! `cargo bench -p benches --bench pricing`

use commerce::{
    Currency, LineInput, Money, Priced, PricesInclude, PricingInput, Quantity, Rate, ShippingInput,
    TaxClass, TaxRules,
};
use divan::{Bencher, black_box};

/// A small cart, a long one, and one that only a wholesaler or a bot fills.
const LINES: [usize; 3] = [1, 50, 500];

fn main() {
    divan::main();
}

/// Prices contain the tax, as in the EU: one division per line.
#[divan::bench(args = LINES)]
fn prices_include_tax(bencher: Bencher, lines: usize) {
    bench_price(bencher, &cart(lines, PricesInclude::Tax));
}

/// The tax is added at the end, as in the USA: one multiplication per line.
#[divan::bench(args = LINES)]
fn prices_exclude_tax(bencher: Bencher, lines: usize) {
    bench_price(bencher, &cart(lines, PricesInclude::NoTax));
}

/// An order-level discount over the lines of the long cart, by largest remainder.
#[divan::bench]
fn allocate_over_50_weights(bencher: Bencher) {
    let discount = eur(12_345);
    let weights: Vec<u64> = (0..50).map(|line| 99 + 700 * (line % 17)).collect();
    bencher.bench(|| black_box(discount).allocate(black_box(&weights)));
}

fn bench_price(bencher: Bencher, input: &PricingInput<usize>) {
    bencher.bench(|| -> Priced<usize> {
        commerce::price(black_box(input)).expect("the cart of a bench has a price")
    });
}

/// Lines with prices and quantities that make every tax need rounding.
fn cart(lines: usize, prices: PricesInclude) -> PricingInput<usize> {
    let prices_minor = (99..).step_by(131).take(97).cycle();
    let quantities = (1..=5).cycle();
    let lines = (0..lines)
        .zip(prices_minor)
        .zip(quantities)
        .map(|((key, minor), quantity)| LineInput {
            key,
            unit_price: eur(minor),
            quantity: Quantity::new(quantity).expect("1 to 5 are quantities"),
            tax_class: TaxClass::Standard,
        })
        .collect();
    let rate = Rate::parse_percent("8.875").expect("8.875 % is a rate");
    PricingInput {
        currency: euro(),
        prices,
        tax: TaxRules {
            name: "VAT".to_owned(),
            standard: rate,
            reduced: rate,
        },
        lines,
        shipping: Some(ShippingInput {
            name: "Standard".to_owned(),
            price: eur(490),
        }),
    }
}

fn eur(minor: i64) -> Money {
    Money::new(minor, euro())
}

fn euro() -> Currency {
    Currency::parse("EUR").expect("EUR is a currency")
}
