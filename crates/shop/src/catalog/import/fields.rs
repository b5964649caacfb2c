//! What a column of an unknown file can be, and what it most likely is.

use l10n::Locale;

use super::{
    attribute_column::{AttributeColumn, mapped_name, named},
    columns::Column,
};
use crate::attributes::Attributes;

/// Something that a column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As our own files name it.
    pub name: &'static str,
    pub label: &'static str,
}

macro_rules! fields {
    ($($column:ident, $label:literal, [$($alias:literal),*];)+) => {
        /// In the order in which they are offered.
        pub const FIELDS: &[Field] = &[
            $(Field { name: Column::$column.name(), label: $label }),+
        ];

        /// How others call it, in lower case.
        const ALIASES: &[&[&str]] = &[$(&[$($alias),*]),+];
    };
}

fields! {
    Title, "Title", ["name", "product name", "product", "titel", "artikel", "bezeichnung", "produktname"];
    Handle, "Address (handle)", ["slug", "url key", "url", "permalink"];
    Body, "Description", ["text", "long description", "beschreibung", "body"];
    Vendor, "Brand", ["brand", "manufacturer", "marke", "hersteller"];
    Type, "Type (a category)", ["produktart", "warengruppe"];
    ProductType, "Product type", ["produkttyp"];
    Categories, "Categories (A > B, C)", ["category", "kategorie", "kategorien"];
    Tags, "Tags", ["keywords", "schlagworte", "schlagwörter"];
    Status, "Status (active, draft, archived)", ["state"];
    Option1Value, "Option 1, such as the size", ["size", "größe", "groesse"];
    Option2Value, "Option 2, such as the colour", ["color", "colour", "farbe"];
    Option3Value, "Option 3", [];
    Sku, "SKU", ["article number", "item number", "artikelnummer", "artikelnr", "art.-nr.", "artnr"];
    Barcode, "Barcode", ["ean", "gtin", "upc", "isbn", "ean13"];
    Price, "Price", ["regular price", "unit price", "gross price", "preis", "vk", "verkaufspreis"];
    CompareAt, "Former price", ["compare at price", "msrp", "rrp", "uvp", "old price", "alter preis"];
    Cost, "Cost", ["cost", "purchase price", "einkaufspreis", "ek"];
    Quantity, "Stock", ["quantity", "qty", "stock", "inventory", "bestand", "lagerbestand", "menge"];
    Grams, "Weight in grams", ["weight", "weight (g)", "grams", "gewicht", "gewicht (g)"];
    Length, "Length in mm", ["length (mm)", "länge (mm)"];
    Width, "Width in mm", ["width (mm)", "breite (mm)"];
    Height, "Height in mm", ["height (mm)", "höhe (mm)"];
    ImageSrc, "Picture address", ["image", "image url", "picture", "picture url", "photo", "bild", "bild-url"];
    ImageAlt, "Picture text", ["alt", "alt text", "image alt"];
    VariantImage, "Picture of the variant", [];
    TaxClass, "Tax class (standard, reduced, zero)", ["tax class", "steuerklasse"];
    SeoTitle, "Title for search engines", ["meta title"];
    SeoDescription, "Description for search engines", ["meta description"];
}

/// What a column can be besides: the values of one of the shop's attributes. Each with its label.
pub fn attribute_fields(all: &Attributes, locale: Locale) -> Vec<(String, String)> {
    let labelled = all.iter().map(|attribute| {
        let label = attribute.labels.get(locale);
        let label = match attribute.unit.as_str() {
            "" => format!("Attribute: {label}"),
            unit => format!("Attribute: {label} ({unit})"),
        };
        (mapped_name(attribute), label)
    });
    labelled.collect()
}

/// The most likely field of each column, each field once.
pub(super) fn guess(names: &[String], all: &Attributes) -> Vec<Option<String>> {
    let mut guessed: Vec<Option<String>> = Vec::with_capacity(names.len());
    for name in names {
        let lower = name.trim().to_lowercase();
        let by_alias = || {
            let found = ALIASES
                .iter()
                .position(|aliases| aliases.contains(&lower.as_str()));
            found.map(|place| FIELDS[place].name)
        };
        let by_name = Column::of(name.trim()).map(Column::name);
        let is_offered = |name: &&str| FIELDS.iter().any(|field| field.name == *name);
        let by_attribute = || {
            let attribute = match AttributeColumn::parse(name) {
                Some(column) => column.find(all),
                None => named(name, all),
            };
            attribute.map(mapped_name)
        };
        let field = by_name.filter(is_offered).or_else(by_alias);
        let field = field.map(str::to_owned).or_else(by_attribute);
        guessed.push(field.filter(|field| !guessed.contains(&Some(field.clone()))));
    }
    guessed
}

/// Whether an amount in the first rows looks like 12,50 and none like 12.5. `fields` says what the columns are.
pub(super) fn has_decimal_commas(samples: &[Vec<String>], fields: &[Option<String>]) -> bool {
    let is_amount = |field: &Option<String>| {
        let column = field.as_deref().and_then(Column::of);
        column.is_some_and(|column| Column::AMOUNTS.contains(&column))
    };
    let amounts = samples.iter().flat_map(|row| {
        let cells = row.iter().zip(fields);
        cells
            .filter(|(_, field)| is_amount(field))
            .map(|(cell, _)| cell)
    });
    let ends_in = |point: char| {
        amounts.clone().any(|cell| {
            cell.trim()
                .rsplit_once(point)
                .is_some_and(|(whole, cents)| {
                    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                    let whole = whole.replace(['.', ','], "");
                    let is_short = (1..=2).contains(&cents.len());
                    is_short && !whole.is_empty() && are_digits(cents) && are_digits(&whole)
                })
        })
    };
    ends_in(',') && !ends_in('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_by_their_names() {
        let names = [
            "Artikelnummer",
            "name",
            "PREIS",
            "Variant SKU",
            "Farbe",
            "?",
            "Titel",
        ];
        let guessed = guess(&names.map(str::to_owned), &Attributes::default());
        let expected = [
            Some("Variant SKU"),
            Some("Title"),
            Some("Variant Price"),
            None,
            Some("Option2 Value"),
            None,
            None,
        ];
        assert_eq!(guessed, expected.map(|name| name.map(str::to_owned)));
    }

    #[test]
    fn commas_before_cents_are_seen() {
        let has = |cells: &[&str], fields: &[&str]| {
            let row = cells.iter().map(|cell| (*cell).to_owned()).collect();
            let fields: Vec<_> = fields
                .iter()
                .map(|field| Some((*field).to_owned()))
                .collect();
            has_decimal_commas(&[row], &fields)
        };
        let [title, price, cost] = ["Title", "Variant Price", "Cost per item"];
        assert!(has(&["Mug", "1.299,50"], &[title, price]));
        assert!(has(&["0.75", "12,5"], &[title, price]));
        assert!(!has(&["0,75", "12.5"], &[title, price]));
        assert!(!has(&["12.50", "12,50"], &[price, cost]));
        assert!(!has(&["1,299", "a,bc"], &[price, cost]));
        assert!(!has(&[",50"], &[price]));
    }

    #[test]
    fn every_field_is_a_column_of_its_own_name() {
        for field in FIELDS {
            assert_eq!(Column::of(field.name).map(Column::name), Some(field.name));
        }
        assert_eq!(FIELDS.len(), ALIASES.len());
    }
}
