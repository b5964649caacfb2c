//! The columns of a product file, found by their names in any order.
//!
//! Our own files have the names of Shopify's, and more. Of those two generations are in use: those of
//! exports up to 2024 ("Handle", "Variant Price") and those of the template since then ("URL handle",
//! "Price"). Upper and lower case do not matter.

use std::sync::Arc;

use csv::ByteRecord;

use super::{attribute_column::AttributeColumn, cells};
use crate::ids::AttributeId;

/// Declares the columns: the variant, then its names. The first name is the one in messages.
macro_rules! columns {
    ($($column:ident => [$($name:literal),+],)+) => {
        /// A column that means something to the shop.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::catalog) enum Column {
            $($column),+
        }

        impl Column {
            pub(in crate::catalog) const ALL: &'static [Self] = &[$(Self::$column),+];

            const fn names(self) -> &'static [&'static str] {
                match self {
                    $(Self::$column => &[$($name),+]),+
                }
            }
        }
    };
}

columns! {
    Handle => ["Handle", "URL handle"],
    Title => ["Title"],
    Body => ["Body (HTML)", "Body HTML", "Description"],
    Vendor => ["Vendor"],
    Type => ["Type"],
    Published => ["Published", "Published on online store"],
    Status => ["Status"],
    PublishAt => ["Publish At"],
    Tags => ["Tags"],
    Categories => ["Categories"],
    ProductType => ["Product Type"],
    ProductCategory => ["Product Category"],
    SeoTitle => ["SEO Title"],
    SeoDescription => ["SEO Description"],
    TaxClass => ["Tax Class"],
    GiftCard => ["Gift Card"],
    Option1Name => ["Option1 Name"],
    Option1Value => ["Option1 Value"],
    Option2Name => ["Option2 Name"],
    Option2Value => ["Option2 Value"],
    Option3Name => ["Option3 Name"],
    Option3Value => ["Option3 Value"],
    Option4Name => ["Option4 Name"],
    Option4Value => ["Option4 Value"],
    Option5Name => ["Option5 Name"],
    Option5Value => ["Option5 Value"],
    Sku => ["Variant SKU", "SKU"],
    Barcode => ["Variant Barcode", "Barcode"],
    Grams => ["Variant Grams", "Weight value (grams)"],
    Tracker => ["Variant Inventory Tracker", "Inventory tracker"],
    Quantity => ["Variant Inventory Qty", "Inventory quantity"],
    Policy => ["Variant Inventory Policy", "Continue selling when out of stock"],
    Price => ["Variant Price", "Price"],
    CompareAt => ["Variant Compare At Price", "Compare-at price"],
    SalePrice => ["Variant Sale Price"],
    SaleStarts => ["Variant Sale Starts"],
    SaleEnds => ["Variant Sale Ends"],
    MorePrices => ["Variant Prices In Other Currencies"],
    Cost => ["Cost per item"],
    Length => ["Variant Length (mm)"],
    Width => ["Variant Width (mm)"],
    Height => ["Variant Height (mm)"],
    Active => ["Variant Active"],
    ImageSrc => ["Image Src", "Product image URL"],
    ImagePosition => ["Image Position"],
    ImageAlt => ["Image Alt Text"],
    VariantImage => ["Variant Image", "Variant image URL"],
}

/// Options of one product.
pub(in crate::catalog) const OPTIONS: usize = 5;

impl Column {
    pub(in crate::catalog) const OPTION_NAMES: [Self; OPTIONS] = [
        Self::Option1Name,
        Self::Option2Name,
        Self::Option3Name,
        Self::Option4Name,
        Self::Option5Name,
    ];
    pub(in crate::catalog) const OPTION_VALUES: [Self; OPTIONS] = [
        Self::Option1Value,
        Self::Option2Value,
        Self::Option3Value,
        Self::Option4Value,
        Self::Option5Value,
    ];

    /// Amounts of money, which some files write with a comma before the decimals.
    pub(super) const AMOUNTS: [Self; 4] =
        [Self::Price, Self::CompareAt, Self::SalePrice, Self::Cost];

    /// What tells a row with a variant from one that only adds a picture.
    const OF_VARIANTS: [Self; 11] = [
        Self::Option1Value,
        Self::Option2Value,
        Self::Option3Value,
        Self::Option4Value,
        Self::Option5Value,
        Self::Sku,
        Self::Barcode,
        Self::Price,
        Self::CompareAt,
        Self::Quantity,
        Self::VariantImage,
    ];

    pub(in crate::catalog) const fn name(self) -> &'static str {
        self.names()[0]
    }

    pub(in crate::catalog) fn of(name: &str) -> Option<Self> {
        let is_named = |column: &&Self| {
            column
                .names()
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        Self::ALL.iter().find(is_named).copied()
    }
}

/// What a person says that a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Column(Column),
    Attribute(AttributeColumn),
}

/// An attribute of which a row has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Described {
    /// That of one of the file's columns of attributes, by its number.
    ByColumn(usize),
    Known(AttributeId),
}

/// Which column of the file is which.
#[derive(Debug, Clone)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
    /// Columns of attributes, and where each is.
    attributes: Arc<[AttributeColumn]>,
    attribute_places: Vec<usize>,
    /// What every row says although no column does.
    fixed: Vec<(Column, String)>,
    /// Whether a row without a handle has the one that its title makes.
    titles_are_handles: bool,
    decimal_comma: bool,
}

impl Header {
    /// Names the columns without which nothing can be read.
    pub fn read<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, Vec<&'static str>> {
        let mut columns: Vec<Option<Column>> = Vec::new();
        let mut attributes: Vec<AttributeColumn> = Vec::new();
        let mut attribute_places = Vec::new();
        for (place, name) in names.enumerate() {
            // Of two columns with one name the first counts.
            let column = Column::of(clean(name)).filter(|column| !columns.contains(&Some(*column)));
            let attribute = AttributeColumn::parse(clean(name));
            if let Some(attribute) = attribute.filter(|one| !attributes.contains(one)) {
                attributes.push(attribute);
                attribute_places.push(place);
            }
            columns.push(column);
        }
        let header = Self {
            columns,
            attributes: attributes.into(),
            attribute_places,
            fixed: Vec::new(),
            titles_are_handles: false,
            decimal_comma: false,
        };
        let missing: Vec<_> = [Column::Handle, Column::Title]
            .into_iter()
            .filter(|column| !header.columns.contains(&Some(*column)))
            .map(Column::name)
            .collect();
        if missing.is_empty() {
            Ok(header)
        } else {
            Err(missing)
        }
    }

    /// A file whose columns a person has named. One that holds the values of an option has the
    /// option's name on top of it, unless another column holds that.
    pub fn mapped(meanings: Vec<Option<Meaning>>, names: &[String], decimal_comma: bool) -> Self {
        let mut fixed = Vec::new();
        let mut columns = Vec::with_capacity(meanings.len());
        let mut attributes = Vec::new();
        let mut attribute_places = Vec::new();
        for (place, meaning) in meanings.into_iter().enumerate() {
            columns.push(match meaning {
                Some(Meaning::Column(column)) => Some(column),
                Some(Meaning::Attribute(attribute)) => {
                    attributes.push(attribute);
                    attribute_places.push(place);
                    None
                }
                None => None,
            });
        }
        for (value, name) in Column::OPTION_VALUES.into_iter().zip(Column::OPTION_NAMES) {
            let place = columns.iter().position(|column| *column == Some(value));
            if let Some(place) = place
                && !columns.contains(&Some(name))
            {
                let on_top = names.get(place).map(|name| clean(name).to_owned());
                fixed.push((name, on_top.unwrap_or_default()));
            }
        }
        Self {
            columns,
            attributes: attributes.into(),
            attribute_places,
            fixed,
            titles_are_handles: true,
            decimal_comma,
        }
    }

    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Columns that mean nothing to the shop.
    pub fn ignored(&self) -> u64 {
        let columns = self.columns.iter().enumerate();
        let ignored = columns
            .filter(|(place, column)| column.is_none() && !self.attribute_places.contains(place));
        ignored.count() as u64
    }

    /// Those with the values of attributes.
    pub fn attributes(&self) -> Arc<[AttributeColumn]> {
        Arc::clone(&self.attributes)
    }

    /// A row whose missing cells at the end are blank.
    pub fn row(&self, line: u64, cells: &[&str], raw: ByteRecord) -> Row {
        let known = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| {
                let text = cells.get(index).copied().unwrap_or_default().trim();
                Some(((*column)?, self.text(*column, cells::without_guard(text))))
            });
        let mut row = Row {
            line,
            cells: known.collect(),
            attributes: Vec::new(),
            is_head: false,
            raw,
        };
        if row.filled(Column::Title).is_some() {
            row.attributes = self.values(cells);
        }
        row.cells.extend(self.fixed.iter().cloned());
        if self.titles_are_handles && row.filled(Column::Handle).is_none() {
            let title = row.filled(Column::Title).unwrap_or_default().to_owned();
            row.cells.retain(|(column, _)| *column != Column::Handle);
            row.cells.push((Column::Handle, title));
        }
        row
    }

    /// What a row says of its attributes.
    fn values(&self, cells: &[&str]) -> Vec<(Described, String)> {
        let places = self.attribute_places.iter().enumerate();
        places
            .map(|(at, place)| {
                let text = cells.get(*place).copied().unwrap_or_default().trim();
                let text = cells::without_guard(text).to_owned();
                (Described::ByColumn(at), text)
            })
            .collect()
    }

    fn text(&self, column: Option<Column>, text: &str) -> String {
        let is_amount = column.is_some_and(|column| Column::AMOUNTS.contains(&column));
        if self.decimal_comma && is_amount {
            // A point before cents is then as wrong as a comma is otherwise, and not left out.
            let swapped = text.chars().map(|letter| match letter {
                '.' => ',',
                ',' => '.',
                other => other,
            });
            swapped.collect()
        } else {
            text.to_owned()
        }
    }
}

/// A name without what editors put before the first one.
pub(super) fn clean(name: &str) -> &str {
    name.trim_start_matches('\u{feff}').trim()
}

/// One row of the file, only the columns that mean something.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Where it starts, from 1.
    pub line: u64,
    cells: Vec<(Column, String)>,
    /// Of the product; blank ones among them.
    pub attributes: Vec<(Described, String)>,
    /// Whether it says what the variants have in common and names none itself.
    pub is_head: bool,
    /// As it is in the file.
    raw: ByteRecord,
}

impl Row {
    /// A row that is put together from another kind of file.
    pub fn made(line: u64, cells: Vec<(Column, String)>, raw: ByteRecord) -> Self {
        Self {
            line,
            cells,
            attributes: Vec::new(),
            is_head: false,
            raw,
        }
    }

    /// Its cells as they are in the file, for the report.
    pub fn raw(&self) -> Vec<String> {
        raw_cells(&self.raw)
    }

    /// `None` when the file has no such column; blank cells are `""`.
    pub fn cell(&self, column: Column) -> Option<&str> {
        self.cells
            .iter()
            .find(|(other, _)| *other == column)
            .map(|(_, text)| text.as_str())
    }

    /// `None` when there is nothing in it.
    pub fn filled(&self, column: Column) -> Option<&str> {
        self.cell(column).filter(|text| !text.is_empty())
    }

    pub fn has_variant(&self) -> bool {
        Column::OF_VARIANTS
            .into_iter()
            .any(|column| self.filled(column).is_some())
    }
}

/// Of one cell in a report: it is about the row, not about all of its description.
const RAW_CHARS: usize = 1_000;

pub(super) fn raw_cells(record: &ByteRecord) -> Vec<String> {
    let cut = |cell: &[u8]| {
        let text = String::from_utf8_lossy(cell);
        // PostgreSQL takes no NUL in a text.
        let text = text.chars().filter(|letter| *letter != '\0');
        text.take(RAW_CHARS).collect()
    };
    record.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row_of(header: &Header, cells: &[&str]) -> Row {
        header.row(7, cells, ByteRecord::from(cells.to_vec()))
    }

    #[test]
    fn columns_are_found_in_any_order_and_both_spellings() {
        let old =
            Header::read(["\u{feff}Variant Price", "title", "HANDLE", "Cost per item"].into_iter());
        let new = Header::read(["Title", "URL handle", "Price"].into_iter());

        let old = old.unwrap();
        let row = row_of(&old, &["50", " Mug ", "mug"]);
        assert_eq!(row.filled(Column::Price), Some("50"));
        assert_eq!(row.filled(Column::Title), Some("Mug"));
        assert_eq!(row.cell(Column::Sku), None);
        assert_eq!((old.width(), old.ignored()), (4, 0));
        let other = row_of(&new.unwrap(), &["", "mug", "1"]);
        assert_eq!(other.filled(Column::Price), Some("1"));
    }

    #[test]
    fn a_file_of_another_kind_is_told_by_its_header() {
        let header = Header::read(["SKU", "Name", "Regular price"].into_iter());

        assert_eq!(header.unwrap_err(), ["Handle", "Title"]);
    }

    #[test]
    fn columns_that_a_person_named_bring_their_option_and_their_handle() {
        let names = ["Artikel", "Größe", "Preis", "x"].map(str::to_owned);
        let columns = vec![
            Some(Meaning::Column(Column::Title)),
            Some(Meaning::Column(Column::Option1Value)),
            Some(Meaning::Column(Column::Price)),
            None,
        ];
        let header = Header::mapped(columns, &names, true);

        let row = row_of(&header, &["Blauer Becher", "XL", "1.299,50", "?"]);

        assert_eq!(row.filled(Column::Handle), Some("Blauer Becher"));
        assert_eq!(row.filled(Column::Option1Name), Some("Größe"));
        assert_eq!(row.filled(Column::Option1Value), Some("XL"));
        assert_eq!(row.filled(Column::Price), Some("1,299.50"));
        let row = row_of(&header, &["Blauer Becher", "XL", "12.50", "?"]);
        assert_eq!(row.filled(Column::Price), Some("12,50"), "not 1,250");
        assert_eq!((header.ignored(), row.raw().len()), (1, 4));
    }
}
