//! The rows of the editor's form, read: numbers, prices, moments; and the variants that it does not show.

use commerce::{Currency, Money};
use shop::Timestamp;
use shop::catalog::{PictureDraft, Price, ProductDraft, ProductPage, Sale, VariantDraft};
use shop::ids::VariantId;
use shop::inventory::{Adjustment, MovementReason};

use super::day;
use super::product_form::{ProductForm, window};
use super::product_pictures::PictureRow;
use super::product_variants::{PriceRow, Terms, VariantRow, cost_of};
use crate::kit::forms::{FormErrors, Message};

/// Reads rows; what cannot be read is said at its field.
pub struct Reader<'a> {
    pub form: &'a ProductForm,
    pub terms: &'a Terms,
    pub page: Option<&'a ProductPage>,
    pub options: &'a [usize],
    pub pictures: &'a [usize],
    pub errors: &'a mut FormErrors,
}

impl Reader<'_> {
    /// `None` for one without a price that can be read. What else cannot be read is left out: the form is shown again, and
    /// the rest of it can be checked.
    pub fn variant(&mut self, row: usize) -> Option<VariantDraft> {
        let variant: &VariantRow = &self.form.variants[row];
        let field = |name: &str| format!("variants.{row}.{name}");
        let missing = || Message::text("A SKU is missing.");
        self.errors.required(&field("sku"), &variant.sku, missing);
        let id = variant.id.parse().ok();
        let page = self.page;
        let saved = id.and_then(|id| page?.variants.iter().find(|saved| saved.id == id));
        let known = |currency: Currency| saved.and_then(|saved| saved.price(currency)?.sale);
        let currency = self.terms.currency;
        let main = self.price(&format!("variants.{row}"), &variant.main, known(currency));
        let mut more = Vec::new();
        for (at, price) in variant.more.iter().enumerate() {
            if let (false, Some(currency)) = (price.is_blank(), self.terms.more.get(at)) {
                let base = field(&format!("more_prices.{at}"));
                more.push(self.price(&base, price, known(*currency)));
            }
        }
        let cost = self.errors.optional(
            &field("cost"),
            &variant.cost,
            |text| cost_of(text, currency).ok_or(WRONG_COST),
            Message::text,
        );
        let weight = self.whole(&field("weight_grams"), &variant.weight_grams, GRAMS);
        let length = self.whole(&field("length_mm"), &variant.length_mm, MILLIMETRES);
        let width = self.whole(&field("width_mm"), &variant.width_mm, MILLIMETRES);
        let height = self.whole(&field("height_mm"), &variant.height_mm, MILLIMETRES);
        let stock = self.whole(
            &field("stock"),
            &variant.stock,
            "A whole number, such as 12.",
        );
        let barcode = variant.barcode.trim();
        let main = main?;
        Some(VariantDraft {
            id,
            barcode: (!barcode.is_empty()).then(|| barcode.to_owned()),
            options: self.values(&variant.options),
            weight_grams: weight.flatten(),
            length_mm: length.flatten(),
            width_mm: width.flatten(),
            height_mm: height.flatten(),
            cost: cost.flatten(),
            active: variant.active,
            compare_at: main.compare_at,
            sale: main.sale,
            more_prices: Some(more.into_iter().collect::<Option<Vec<_>>>()?),
            picture: self.picture_index(&variant.picture),
            stock: stock.flatten(),
            backorder: variant.backorder,
            ..VariantDraft::new(variant.sku.clone(), main.amount)
        })
    }

    /// One for each option of the draft. Where an option is new, variants have its first value until
    /// somebody says otherwise; where a value has another name now, they have that one.
    fn values(&self, of_variant: &[String]) -> Vec<String> {
        let value = |row: &usize| {
            let values = self.form.options[*row].values();
            let value = of_variant.get(*row).map_or("", |text| text.trim());
            if value.is_empty() {
                return values.first().cloned().unwrap_or_default();
            }
            let saved = self.page.and_then(|page| page.product.options.get(*row));
            let place = saved
                .filter(|saved| saved.values.len() == values.len())
                .and_then(|saved| saved.values.iter().position(|old| old == value));
            let renamed = place.filter(|_| !values.iter().any(|new| new == value));
            renamed.map_or_else(|| value.to_owned(), |place| values[place].clone())
        };
        self.options.iter().map(value).collect()
    }

    /// Whether a variant is off sale and a value that it is saved with is not among the options any more. The draft does
    /// without it: it stays as it is.
    pub fn is_out(&self, variant: &VariantRow) -> bool {
        let id = variant.id.parse::<VariantId>().ok();
        let saved = self.page.and_then(|page| {
            let mut saved = page.variants.iter();
            saved.find(|saved| Some(saved.id) == id)
        });
        let is_as_saved = saved.is_some_and(|saved| {
            let mut pairs = saved.options.iter().zip(&variant.options);
            pairs.all(|(saved, text)| text.trim() == saved)
        });
        is_as_saved && !variant.active && !self.fits(&self.values(&variant.options))
    }

    /// Whether each value is one of its option's.
    fn fits(&self, values: &[String]) -> bool {
        let options = self.options.iter();
        let options = options.map(|row| self.form.options[*row].values());
        let mut pairs = values.iter().zip(options);
        pairs.all(|(value, values)| values.contains(value))
    }

    /// Variants that the form does not show, those before and those after the shown ones, as they are
    /// saved.
    pub fn kept_variants(&self) -> (Vec<VariantDraft>, Vec<VariantDraft>) {
        let Some(page) = self.page else {
            return (Vec::new(), Vec::new());
        };
        let shown = window(self.form.from, page.variants.len());
        let saved = ProductDraft::of(page, self.terms.currency);
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for mut draft in saved.variants {
            let at = page
                .variants
                .iter()
                .position(|variant| Some(variant.id) == draft.id);
            let Some(at) = at.filter(|at| !shown.contains(at)) else {
                continue;
            };
            draft.options = self.values(&draft.options);
            if !draft.active && !self.fits(&draft.options) {
                continue;
            }
            let picture = draft.picture.and_then(|place| page.pictures.get(place));
            draft.picture = picture.and_then(|picture| {
                let id = picture.id.to_string();
                let rows = self.pictures.iter();
                rows.map(|row| &self.form.pictures[*row])
                    .position(|row| row.id == id)
            });
            let side = if at < shown.start {
                &mut before
            } else {
                &mut after
            };
            side.push(draft);
        }
        (before, after)
    }

    /// Rows whose stock is to be another one than was shown.
    pub fn counted(&mut self) -> Vec<(usize, Adjustment)> {
        let form = self.form;
        let mut counted = Vec::new();
        for (row, variant) in form.variants.iter().enumerate() {
            let (Some((wanted, seen)), Ok(id)) = (variant.counted(), variant.id.parse()) else {
                continue;
            };
            // What is no number was said at its field already.
            let Ok(on_hand) = wanted.parse() else {
                continue;
            };
            let mut reasons = MovementReason::BY_HAND.into_iter();
            let reason = reasons.find(|reason| reason.as_str() == form.stock_reason);
            let reason = self.errors.check("stock_reason", reason.ok_or(()), |()| {
                Message::text("Choose why the stock is another one.")
            });
            if let Some(reason) = reason {
                let adjustment = Adjustment {
                    variant: id,
                    seen,
                    on_hand,
                    reason,
                    note: form.stock_note.trim().to_owned(),
                };
                counted.push((row, adjustment));
            }
        }
        counted
    }

    #[expect(
        clippy::option_option,
        reason = "the outer says whether it could be read, the inner whether it was filled in"
    )]
    fn whole(&mut self, field: &str, text: &str, message: &'static str) -> Option<Option<i64>> {
        let read = |text: &str| text.parse::<i64>();
        self.errors
            .optional(field, text, read, |_| Message::text(message))
    }

    fn price(&mut self, base: &str, row: &PriceRow, known: Option<Sale>) -> Option<Price> {
        let currency = Currency::parse(&row.currency).ok()?;
        let field = |name: &str| format!("{base}.{name}");
        let read = |text: &str| money(text, currency);
        let amount = if row.price.trim().is_empty() {
            let missing = Message::text("A price is missing.");
            self.errors.add(field("price"), missing);
            None
        } else {
            let parsed = read(row.price.trim());
            self.errors.check(&field("price"), parsed, Message::text)
        };
        let compare_at =
            self.errors
                .optional(&field("compare_at"), &row.compare_at, read, Message::text);
        let sale = self.sale(base, row, currency, known);
        Some(Price {
            amount: amount?,
            compare_at: compare_at.flatten(),
            sale: sale.flatten(),
        })
    }

    /// All three fields are needed, or none.
    #[expect(
        clippy::option_option,
        reason = "the outer says whether it could be read, the inner whether it was filled in"
    )]
    fn sale(
        &mut self,
        base: &str,
        row: &PriceRow,
        currency: Currency,
        known: Option<Sale>,
    ) -> Option<Option<Sale>> {
        let terms = self.terms;
        let texts = [&row.sale, &row.sale_starts_at, &row.sale_ends_at];
        if texts.iter().all(|text| text.trim().is_empty()) {
            return Some(None);
        }
        let mut read = |name: &str, text: &str, known: Option<Timestamp>| {
            let field = format!("{base}.{name}");
            let missing = || Message::text("A sale needs a price, a start and an end.");
            let text = self.errors.required(&field, text, missing)?;
            let parsed = moment(&text, terms, known);
            self.errors.check(&field, parsed, Message::text)
        };
        let starts_at = read(
            "sale_starts_at",
            &row.sale_starts_at,
            known.map(|it| it.starts_at),
        );
        let ends_at = read(
            "sale_ends_at",
            &row.sale_ends_at,
            known.map(|it| it.ends_at),
        );
        let field = format!("{base}.sale");
        let missing = || Message::text("A sale needs a price, a start and an end.");
        let text = self.errors.required(&field, &row.sale, missing);
        let amount = text.and_then(|text| {
            let parsed = money(&text, currency);
            self.errors.check(&field, parsed, Message::text)
        });
        Some(Some(Sale {
            amount: amount?,
            starts_at: starts_at?,
            ends_at: ends_at?,
        }))
    }

    /// What is wrong with one is said once: the catalogue is given an address in any case.
    pub fn picture(&mut self, row: usize, picture: &PictureRow) -> PictureDraft {
        let url = picture.source_url.trim();
        let is_address = url.starts_with("https://") || url.starts_with("http://");
        if picture.id.is_empty() && !url.is_empty() && !is_address {
            let text = "An address that starts with https:// or http://.";
            self.errors
                .add(format!("pictures.{row}.source_url"), Message::text(text));
        }
        let is_gone = !picture.key.is_empty() && picture.stored.is_none();
        if is_gone {
            let text = "This picture is not in the library any more.";
            self.errors
                .add(format!("pictures.{row}.alt"), Message::text(text));
        }
        let address = if is_gone { picture.key.as_str() } else { url };
        PictureDraft {
            id: picture.id.parse().ok(),
            alt: picture.alt.clone(),
            source_url: (!address.is_empty()).then(|| address.to_owned()),
            stored: picture.stored.clone(),
        }
    }

    /// A variant whose picture is removed has none.
    fn picture_index(&self, row: &str) -> Option<usize> {
        let row: usize = row.parse().ok()?;
        self.pictures.iter().position(|picture| *picture == row)
    }
}

const WRONG_COST: &str = "An amount such as 19.90, or CHF 19.90 for another currency.";
const GRAMS: &str = "Whole grams, such as 250.";
const MILLIMETRES: &str = "Whole millimetres, such as 120.";

/// A moment in the shop's time zone. One that is written like `known` is `known`: its seconds, and which
/// of the two hours it is when clocks go back, are not in the text.
pub fn moment(text: &str, terms: &Terms, known: Option<Timestamp>) -> Result<Timestamp, String> {
    known
        .filter(|known| day::write_moment(*known, terms.zone) == text)
        .or_else(|| day::read_moment(text, terms.zone))
        .ok_or_else(|| "A day and a time, such as 2026-11-27 08:00.".to_owned())
}

fn money(text: &str, currency: Currency) -> Result<Money, String> {
    Money::parse_decimal(text, currency)
        // The field is narrow; what is wrong with the amount can be seen.
        .map_err(|_| "Write an amount such as 19.90.".to_owned())
}
