//! From the editor's form to what the catalogue checks and stores, and back to the fields with what it found.

use commerce::{Currency, Money, TaxClass};
use shop::Timestamp;
use shop::catalog::{
    FieldProblem, PictureDraft, Price, ProductDraft, ProductOption, ProductPage, ProductStatus,
    Sale, VariantDraft,
};
use shop::inventory::{Adjustment, MovementReason};

use super::day;
use super::list::sentence;
use super::product_form::{ProductForm, window};
use super::product_pictures::PictureRow;
use super::product_variants::{PriceRow, Terms, VariantRow};
use crate::kit::forms::{FormErrors, Message};

/// A draft, and which row of the form each of its parts came from: empty rows are left out on the way.
pub struct Drafted {
    pub draft: ProductDraft,
    options: Vec<Option<usize>>,
    /// `None` for a variant that the form does not show.
    variants: Vec<Option<usize>>,
    /// Of each variant of the draft.
    more_prices: Vec<Vec<usize>>,
    pictures: Vec<Option<usize>>,
    /// Stock that somebody counted, with the row of the form.
    pub counted: Vec<(usize, Adjustment)>,
}

/// `page` is the product as it is saved: a moment that nobody touched stays what it is to the second.
///
/// # Errors
/// What cannot be read as a number, a price or a moment, at its field.
pub fn draft(
    form: &ProductForm,
    terms: &Terms,
    page: Option<&ProductPage>,
) -> Result<Drafted, FormErrors> {
    let mut errors = FormErrors::new();
    let options = kept(&form.options, |option| !option.is_blank());
    let pictures = kept_pictures(form);
    let variants = kept(&form.variants, |variant| !variant.is_blank());
    let mut reader = Reader {
        form,
        terms,
        page,
        options: &options,
        pictures: &pictures,
        errors: &mut errors,
    };
    let variant_drafts: Vec<_> = variants.iter().map(|row| reader.variant(*row)).collect();
    let counted = reader.counted();
    let (before, after) = reader.kept_variants();
    let picture_drafts: Vec<_> = pictures
        .iter()
        .map(|row| reader.picture(*row, &form.pictures[*row]))
        .collect();
    // The catalogue would say so, too, but only once every number can be read.
    errors.required("title", &form.title, || {
        Message::text("Give the product a title.")
    });
    let status = errors.check("status", form.status.parse::<ProductStatus>(), |error| {
        Message::text(sentence(&error.to_string()))
    });
    let tax_class = errors.check("tax_class", form.tax_class.parse::<TaxClass>(), |error| {
        Message::text(sentence(&error.to_string()))
    });
    let known = page.and_then(|page| page.product.publish_at);
    let publish_at = errors.optional(
        "publish_at",
        &form.publish_at,
        |text| moment(text, terms, known),
        Message::text,
    );
    if !errors.is_empty() {
        return Err(errors);
    }
    let rows: Vec<Option<usize>> = std::iter::repeat_n(None, before.len())
        .chain(variants.into_iter().map(Some))
        .chain(std::iter::repeat_n(None, after.len()))
        .collect();
    let more_prices = rows
        .iter()
        .map(|row| match row {
            Some(row) => kept(&form.variants[*row].more, |price| !price.is_blank()),
            None => Vec::new(),
        })
        .collect();
    let tags = form.tags.split(',').map(str::trim);
    let draft = ProductDraft {
        slug: Some(form.slug.trim().to_owned()).filter(|slug| !slug.is_empty()),
        title: form.title.clone(),
        description_html: form.description_html.clone(),
        brand: form.brand.clone(),
        status: status.unwrap_or_default(),
        publish_at: publish_at.flatten(),
        tax_class: tax_class.unwrap_or_default(),
        tags: tags
            .filter(|tag| !tag.is_empty())
            .map(ToOwned::to_owned)
            .collect(),
        seo_title: form.seo_title.clone(),
        seo_description: form.seo_description.clone(),
        options: options
            .iter()
            .map(|row| &form.options[*row])
            .map(|row| ProductOption {
                name: row.name.trim().to_owned(),
                values: row.values(),
            })
            .collect(),
        // One that was deleted meanwhile is no id of a category any more; the catalogue says so.
        categories: form
            .categories
            .iter()
            .filter_map(|id| id.parse().ok())
            .collect(),
        variants: before
            .into_iter()
            .chain(variant_drafts.into_iter().flatten())
            .chain(after)
            .collect(),
        pictures: picture_drafts.into_iter().flatten().collect(),
    };
    Ok(Drafted {
        draft,
        options: options.into_iter().map(Some).collect(),
        variants: rows,
        more_prices,
        pictures: pictures.into_iter().map(Some).collect(),
        counted,
    })
}

impl Drafted {
    /// What the catalogue refused, at the fields of the form.
    pub fn errors(&self, problems: &[FieldProblem]) -> FormErrors {
        let mut errors = FormErrors::new();
        for problem in problems {
            let text = format!("{}.", sentence(&problem.problem.to_string()));
            errors.add(self.field(&problem.field), Message::text(text));
        }
        errors
    }

    /// `variants.0.sku` of the draft is `variants.2.sku` of the form when the rows before it were empty.
    fn field(&self, field: &str) -> String {
        let mut parts = field.splitn(3, '.');
        let (Some(list), Some(index)) = (parts.next(), parts.next()) else {
            return field.to_owned();
        };
        let rows = match list {
            "options" => &self.options,
            "variants" => &self.variants,
            "pictures" => &self.pictures,
            _ => return field.to_owned(),
        };
        let at = index.parse::<usize>().ok();
        let Some(Some(row)) = at.and_then(|at| rows.get(at)) else {
            // Of a variant that is not shown: what its options are is said where they are made.
            return if list == "variants" { "options" } else { list }.to_owned();
        };
        let rest = parts.next();
        if let Some(more) = rest.and_then(|it| it.strip_prefix("more_prices.")) {
            let (which, name) = more.split_once('.').unwrap_or((more, "price"));
            let rows = at.and_then(|at| self.more_prices.get(at));
            let which = which.parse::<usize>().ok();
            let which = which.and_then(|at| rows?.get(at)).copied().unwrap_or(0);
            return format!("variants.{row}.more_prices.{which}.{name}");
        }
        match rest {
            Some("id") => format!("{list}.{row}.sku"),
            Some(rest) => format!("{list}.{row}.{rest}"),
            None => list.to_owned(),
        }
    }
}

fn kept<T>(rows: &[T], keep: impl Fn(&T) -> bool) -> Vec<usize> {
    rows.iter()
        .enumerate()
        .filter(|(_, row)| keep(row))
        .map(|(at, _)| at)
        .collect()
}

/// In the order of their places; those without a number stay behind.
fn kept_pictures(form: &ProductForm) -> Vec<usize> {
    let mut rows = kept(&form.pictures, |picture| {
        !picture.is_blank() && !picture.remove
    });
    rows.sort_by_key(|row| {
        form.pictures[*row]
            .place
            .trim()
            .parse::<i64>()
            .unwrap_or(i64::MAX)
    });
    rows
}

struct Reader<'a> {
    form: &'a ProductForm,
    terms: &'a Terms,
    page: Option<&'a ProductPage>,
    options: &'a [usize],
    pictures: &'a [usize],
    errors: &'a mut FormErrors,
}

impl Reader<'_> {
    fn variant(&mut self, row: usize) -> Option<VariantDraft> {
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
            |text| money(text, currency),
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
            weight_grams: weight?,
            length_mm: length?,
            width_mm: width?,
            height_mm: height?,
            cost: cost?,
            active: variant.active,
            compare_at: main.compare_at,
            sale: main.sale,
            more_prices: Some(more.into_iter().collect::<Option<Vec<_>>>()?),
            picture: self.picture_index(&variant.picture),
            stock: stock?,
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

    /// Variants that the form does not show, those before and those after the shown ones, as they are
    /// saved.
    fn kept_variants(&self) -> (Vec<VariantDraft>, Vec<VariantDraft>) {
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
    fn counted(&mut self) -> Vec<(usize, Adjustment)> {
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
            compare_at: compare_at?,
            sale: sale?,
        })
    }

    /// All three fields are needed, or none.
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

    fn picture(&mut self, row: usize, picture: &PictureRow) -> Option<PictureDraft> {
        let url = picture.source_url.trim();
        let is_address = url.starts_with("https://") || url.starts_with("http://");
        if picture.id.is_empty() && !url.is_empty() && !is_address {
            let text = "An address that starts with https:// or http://.";
            self.errors
                .add(format!("pictures.{row}.source_url"), Message::text(text));
            return None;
        }
        Some(PictureDraft {
            id: picture.id.parse().ok(),
            alt: picture.alt.clone(),
            source_url: (!url.is_empty()).then(|| url.to_owned()),
            stored: None,
        })
    }

    /// A variant whose picture is removed has none.
    fn picture_index(&self, row: &str) -> Option<usize> {
        let row: usize = row.parse().ok()?;
        self.pictures.iter().position(|picture| *picture == row)
    }
}

const GRAMS: &str = "Whole grams, such as 250.";
const MILLIMETRES: &str = "Whole millimetres, such as 120.";

/// A moment in the shop's time zone. One that is written like `known` is `known`: its seconds, and which
/// of the two hours it is when clocks go back, are not in the text.
fn moment(text: &str, terms: &Terms, known: Option<Timestamp>) -> Result<Timestamp, String> {
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

#[cfg(test)]
mod tests {
    use shop::catalog::Problem;

    use super::super::Fields;
    use super::*;

    fn terms() -> Terms {
        Terms {
            currency: Currency::EUR,
            more: Vec::new(),
            zone: chrono_tz::Tz::Europe__Berlin,
        }
    }

    fn form() -> ProductForm {
        let fields = Fields::from([
            ("title", "Mug"),
            ("status", "active"),
            ("tax_class", "standard"),
            ("options.0.name", ""),
            ("options.0.values", ""),
            ("options.1.name", "Colour"),
            ("options.1.values", "Blue\r\n\r\n Red "),
            ("variants.0.sku", ""),
            ("variants.0.price", ""),
            ("variants.1.sku", "MUG-B"),
            ("variants.1.price", "12.50"),
            ("variants.1.options.1", " Blue "),
            ("variants.1.picture", "1"),
            ("variants.1.active", "yes"),
            ("pictures.0.source_url", "https://example.com/a.jpg"),
            ("pictures.0.place", "2"),
            ("pictures.1.source_url", "https://example.com/b.jpg"),
            ("pictures.1.place", "1"),
            ("pictures.2.source_url", ""),
        ]);
        ProductForm::sent(&fields, None, &terms())
    }

    #[test]
    fn empty_rows_are_left_out_and_pictures_sorted_by_their_place() {
        let drafted = draft(&form(), &terms(), None)
            .map_err(|errors| format!("{errors:?}"))
            .unwrap();

        let draft = &drafted.draft;
        assert_eq!(draft.slug, None);
        assert_eq!(draft.options.len(), 1);
        assert_eq!(draft.options[0].values, ["Blue", "Red"]);
        assert_eq!(draft.variants.len(), 1);
        assert_eq!(draft.variants[0].options, ["Blue"]);
        assert_eq!(draft.variants[0].price, Money::new(1250, Currency::EUR));
        assert_eq!(draft.variants[0].picture, Some(0), "b.jpg comes first");
        let addresses: Vec<_> = draft
            .pictures
            .iter()
            .map(|picture| picture.source_url.as_deref().unwrap())
            .collect();
        assert_eq!(
            addresses,
            ["https://example.com/b.jpg", "https://example.com/a.jpg"]
        );
    }

    #[test]
    fn what_the_catalogue_refuses_is_said_at_the_row_it_was_typed_in() {
        let drafted = draft(&form(), &terms(), None)
            .map_err(|errors| format!("{errors:?}"))
            .unwrap();
        let problem = |field: &str| FieldProblem {
            field: field.to_owned(),
            problem: Problem::Taken,
        };

        let errors = drafted.errors(&[
            problem("variants.0.sku"),
            problem("options.0.name"),
            problem("pictures.0.alt"),
            problem("slug"),
            problem("variants"),
        ]);

        for field in [
            "variants.1.sku",
            "options.1.name",
            "pictures.1.alt",
            "slug",
            "variants",
        ] {
            let expected = Message::text("This is taken already.");
            assert_eq!(errors.at(field), Some(&expected), "{field}");
        }
    }

    #[test]
    fn numbers_that_are_none_are_said_at_their_fields() {
        let mut form = form();
        form.variants[1].main.price = "12,50".to_owned();
        form.variants[1].weight_grams = "heavy".to_owned();
        form.variants[1].stock = "1.5".to_owned();
        form.pictures[0].source_url = "c:/a.jpg".to_owned();

        let errors = draft(&form, &terms(), None).err().unwrap();

        for field in ["price", "weight_grams", "stock"] {
            assert!(
                errors.at(&format!("variants.1.{field}")).is_some(),
                "{field}"
            );
        }
        assert!(errors.at("pictures.0.source_url").is_some());
    }

    #[test]
    fn buttons_add_rows_without_losing_what_was_typed() {
        let mut form = form();

        assert!(form.press("add-option", &terms()));
        assert!(form.press("add-variant", &terms()));
        assert!(form.press("add-picture", &terms()));
        assert!(!form.press("save", &terms()));

        assert_eq!(
            (form.options.len(), form.variants.len(), form.pictures.len()),
            (3, 3, 4)
        );
        assert!(
            form.variants
                .iter()
                .all(|variant| variant.options.len() == 3)
        );
        assert_eq!(form.variants[1].main.price, "12.50");
    }

    #[test]
    fn missing_combinations_are_made_once_with_the_first_price() {
        let mut form = ProductForm::empty(&terms());
        form.title = "Blue mug".to_owned();
        form.press("add-option", &terms());
        form.options[0].values = "S\nM".to_owned();
        form.press("add-option", &terms());
        form.options[1].values = "Red\nDark blue".to_owned();
        form.variants[0].main.price = "9.90".to_owned();
        form.variants[0].sku = "MINE".to_owned();
        form.variants[0].options = vec!["S".to_owned(), "Red".to_owned()];

        form.press("make-variants", &terms());
        form.press("make-variants", &terms());

        let skus: Vec<_> = form
            .variants
            .iter()
            .map(|variant| variant.sku.as_str())
            .collect();
        assert_eq!(
            skus,
            [
                "MINE",
                "BLUE-MUG-S-DARK-BLUE",
                "BLUE-MUG-M-RED",
                "BLUE-MUG-M-DARK-BLUE"
            ]
        );
        assert!(
            form.variants
                .iter()
                .all(|variant| variant.main.price == "9.90")
        );
    }
}
