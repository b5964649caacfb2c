//! From the editor's form to what the catalogue checks and stores, and back to the fields with what it found.

use commerce::{Currency, Money};
use shop::catalog::{
    FieldProblem, PictureDraft, ProductDraft, ProductOption, ProductStatus, VariantDraft,
};

use super::list::sentence;
use super::product_form::{PictureRow, ProductForm, VariantRow};
use crate::kit::forms::{FormErrors, Message};

/// A draft, and which row of the form each of its parts came from: empty rows are left out on the way.
pub struct Drafted {
    pub draft: ProductDraft,
    options: Vec<usize>,
    variants: Vec<usize>,
    pictures: Vec<usize>,
}

/// # Errors
/// What cannot be read as a number or a price, at its field.
pub fn draft(form: &ProductForm, currency: Currency) -> Result<Drafted, FormErrors> {
    let mut errors = FormErrors::new();
    let options = kept(&form.options, |option| !option.is_blank());
    let pictures = kept_pictures(form);
    let variants = kept(&form.variants, |variant| !variant.is_blank());
    let mut reader = Reader {
        form,
        currency,
        options: &options,
        pictures: &pictures,
        errors: &mut errors,
    };
    let variant_drafts: Vec<_> = variants.iter().map(|row| reader.variant(*row)).collect();
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
    if !errors.is_empty() {
        return Err(errors);
    }
    let draft = ProductDraft {
        slug: Some(form.slug.trim().to_owned()).filter(|slug| !slug.is_empty()),
        title: form.title.clone(),
        description_html: form.description_html.clone(),
        brand: form.brand.clone(),
        status: status.unwrap_or(ProductStatus::Draft),
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
        variants: variant_drafts.into_iter().flatten().collect(),
        pictures: picture_drafts.into_iter().flatten().collect(),
    };
    Ok(Drafted {
        draft,
        options,
        variants,
        pictures,
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
        let row = index
            .parse::<usize>()
            .ok()
            .and_then(|index| rows.get(index));
        match (row, parts.next()) {
            (Some(row), Some("id")) => format!("{list}.{row}.sku"),
            (Some(row), Some(rest)) => format!("{list}.{row}.{rest}"),
            _ => list.to_owned(),
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
    currency: Currency,
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
        let price = self.price(&field("price"), &variant.price);
        let currency = self.currency;
        let errors = &mut *self.errors;
        let compare_at = errors.optional(
            &field("compare_at"),
            &variant.compare_at,
            |text| money(text, currency),
            Message::text,
        );
        let weight = errors.optional(
            &field("weight_grams"),
            &variant.weight_grams,
            str::parse,
            |_| Message::text("Whole grams, such as 250."),
        );
        let stock = errors.optional(&field("stock"), &variant.stock, str::parse, |_| {
            Message::text("A whole number, such as 12.")
        });
        let barcode = variant.barcode.trim();
        Some(VariantDraft {
            id: variant.id.parse().ok(),
            sku: variant.sku.clone(),
            barcode: (!barcode.is_empty()).then(|| barcode.to_owned()),
            options: self
                .options
                .iter()
                .map(|at| {
                    variant
                        .options
                        .get(*at)
                        .map(|text| text.trim().to_owned())
                        .unwrap_or_default()
                })
                .collect(),
            weight_grams: weight?,
            active: variant.active,
            price: price?,
            compare_at: compare_at?,
            picture: self.picture_index(&variant.picture),
            stock: stock?,
            backorder: variant.backorder,
        })
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

    fn price(&mut self, field: &str, text: &str) -> Option<Money> {
        if text.trim().is_empty() {
            self.errors.add(field, Message::text("A price is missing."));
            return None;
        }
        let parsed = money(text.trim(), self.currency);
        self.errors.check(field, parsed, Message::text)
    }
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

    fn form() -> ProductForm {
        let fields = Fields::from([
            ("title", "Mug"),
            ("status", "active"),
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
        ProductForm::sent(&fields, None)
    }

    #[test]
    fn empty_rows_are_left_out_and_pictures_sorted_by_their_place() {
        let drafted = draft(&form(), Currency::EUR)
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
        let drafted = draft(&form(), Currency::EUR)
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
        form.variants[1].price = "12,50".to_owned();
        form.variants[1].weight_grams = "heavy".to_owned();
        form.variants[1].stock = "1.5".to_owned();
        form.pictures[0].source_url = "c:/a.jpg".to_owned();

        let errors = draft(&form, Currency::EUR).err().unwrap();

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

        assert!(form.press("add-option"));
        assert!(form.press("add-variant"));
        assert!(form.press("add-picture"));
        assert!(!form.press("save"));

        assert_eq!(
            (form.options.len(), form.variants.len(), form.pictures.len()),
            (3, 3, 4)
        );
        assert!(
            form.variants
                .iter()
                .all(|variant| variant.options.len() == 3)
        );
        assert_eq!(form.variants[1].price, "12.50");
    }

    #[test]
    fn missing_combinations_are_made_once_with_the_first_price() {
        let mut form = ProductForm::empty();
        form.title = "Blue mug".to_owned();
        form.press("add-option");
        form.options[0].values = "S\nM".to_owned();
        form.press("add-option");
        form.options[1].values = "Red\nDark blue".to_owned();
        form.variants[0].price = "9.90".to_owned();
        form.variants[0].sku = "MINE".to_owned();
        form.variants[0].options = vec!["S".to_owned(), "Red".to_owned()];

        form.press("make-variants");
        form.press("make-variants");

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
        assert!(form.variants.iter().all(|variant| variant.price == "9.90"));
    }
}
