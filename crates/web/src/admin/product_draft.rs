//! From the editor's form to what the catalogue checks and stores, and back to the fields with what it found.

use commerce::TaxClass;
use shop::catalog::{self, FieldProblem, ProductDraft, ProductOption, ProductPage, ProductStatus};
use shop::ids::VariantId;
use shop::inventory::Adjustment;
use shop::text::parts;

use super::list::{sentence, told};
use super::product_form::ProductForm;
use super::product_reader::{Reader, moment};
use super::product_sorting;
use super::product_variants::Terms;
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
    /// Variants of which more may be sold than is there from now on, or not any more; with the row of the form.
    pub backorders: Vec<(usize, VariantId, bool)>,
    /// Variants that the editor shall show no more.
    pub removed: Vec<VariantId>,
}

/// `page` is the product as it is saved: a moment that nobody touched stays what it is to the second.
///
/// # Errors
/// What cannot be read as a number, a price or a moment, at its field; and what the catalogue says of the rest.
pub fn draft(
    form: &ProductForm,
    terms: &Terms,
    page: Option<&ProductPage>,
) -> Result<Drafted, FormErrors> {
    let mut errors = FormErrors::new();
    let options = kept(&form.options, |option| !option.is_blank());
    let pictures = kept_pictures(form);
    let mut reader = Reader {
        form,
        terms,
        page,
        options: &options,
        pictures: &pictures,
        errors: &mut errors,
    };
    let variants = kept(&form.variants, |variant| {
        !variant.is_blank() && !reader.is_out(variant)
    });
    let variant_drafts: Vec<_> = variants.iter().map(|row| reader.variant(*row)).collect();
    let counted = reader.counted();
    let backorders = form.backorders();
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
    let categories = product_sorting::categories(form, page, &mut errors);
    let read = variants.iter().zip(&variant_drafts);
    let read: Vec<usize> = read
        .filter(|(_, draft)| draft.is_some())
        .map(|(row, _)| *row)
        .collect();
    let is_any_unread = read.len() < variants.len();
    let rows: Vec<Option<usize>> = std::iter::repeat_n(None, before.len())
        .chain(read.into_iter().map(Some))
        .chain(std::iter::repeat_n(None, after.len()))
        .collect();
    let more_prices = rows
        .iter()
        .map(|row| match row {
            Some(row) => kept(&form.variants[*row].more, |price| !price.is_blank()),
            None => Vec::new(),
        })
        .collect();
    let draft = ProductDraft {
        slug: Some(form.slug.trim().to_owned()).filter(|slug| !slug.is_empty()),
        title: form.title.clone(),
        description_html: form.description_html.clone(),
        brand: form.brand.clone(),
        status: status.unwrap_or_default(),
        publish_at: publish_at.flatten(),
        tax_class: tax_class.unwrap_or_default(),
        tags: parts(&form.tags, ','),
        seo_title: form.seo_title.clone(),
        seo_description: form.seo_description.clone(),
        options: options.iter().map(|row| option(form, *row)).collect(),
        categories,
        variants: before
            .into_iter()
            .chain(variant_drafts.into_iter().flatten())
            .chain(after)
            .collect(),
        pictures: picture_drafts,
    };
    let drafted = Drafted {
        draft,
        options: options.into_iter().map(Some).collect(),
        variants: rows,
        more_prices,
        pictures: pictures.into_iter().map(Some).collect(),
        counted,
        backorders,
        removed: form.removed_variants(),
    };
    if errors.is_empty() {
        return Ok(drafted);
    }
    drafted.check(terms, is_any_unread, &mut errors);
    Err(errors)
}

impl Drafted {
    /// Adds what the catalogue would refuse, but not where something could not be read: that is told already.
    fn check(&self, terms: &Terms, is_any_unread: bool, errors: &mut FormErrors) {
        for problem in catalog::draft_problems(&self.draft, terms.currency, &terms.more) {
            let field = self.field(&problem.field);
            let is_told = errors.at(&field).is_some() || (is_any_unread && field == "variants");
            if !is_told {
                errors.add(field, told(&problem.problem));
            }
        }
    }

    /// What the catalogue refused, at the fields of the form.
    pub fn errors(&self, problems: &[FieldProblem]) -> FormErrors {
        let mut errors = FormErrors::new();
        for problem in problems {
            errors.add(self.field(&problem.field), told(&problem.problem));
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

fn option(form: &ProductForm, row: usize) -> ProductOption {
    let option = &form.options[row];
    ProductOption {
        name: option.name.trim().to_owned(),
        values: option.values(),
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

#[cfg(test)]
mod tests {
    use commerce::{Currency, Money};
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
    fn what_the_catalogue_refuses_is_said_together_with_what_cannot_be_read() {
        let mut form = form();
        form.slug = "No Slug".to_owned();
        form.tags = "a".repeat(61);
        form.variants[1].weight_grams = "heavy".to_owned();
        form.variants[1].main.compare_at = "12.50".to_owned();
        form.pictures[0].source_url = "c:/a.jpg".to_owned();

        let errors = draft(&form, &terms(), None).err().unwrap();
        form.variants[1].main.price = String::new();
        let without_price = draft(&form, &terms(), None).err().unwrap();

        for field in [
            "slug",
            "tags",
            "variants.1.weight_grams",
            "variants.1.compare_at",
        ] {
            assert!(errors.at(field).is_some(), "{field}");
        }
        for field in ["variants", "variants.1.picture", "pictures.1.source_url"] {
            assert_eq!(errors.at(field), None, "{field}");
            assert_eq!(without_price.at(field), None, "{field}");
        }
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

    #[test]
    fn a_variant_without_a_value_of_a_new_option_takes_its_first_combination() {
        let mut form = ProductForm::empty(&terms());
        form.title = "Mug".to_owned();
        form.variants[0].main.price = "9.90".to_owned();
        form.press("add-option", &terms());
        form.options[0].values = "S\nM".to_owned();
        // Nothing is written into this one.
        form.press("add-option", &terms());

        form.press("make-variants", &terms());
        form.press("remove-variant:7", &terms());
        form.press("remove-variant:0", &terms());
        let left: Vec<_> = form.variants.iter().map(|row| row.sku.clone()).collect();
        form.press("make-variants", &terms());

        let skus: Vec<_> = form.variants.iter().map(|row| row.sku.as_str()).collect();
        assert_eq!(left, ["MUG-M"]);
        assert_eq!(skus, ["MUG-M", "MUG-S"]);
        assert!(form.removed.is_empty(), "nothing of it was saved");
    }
}
