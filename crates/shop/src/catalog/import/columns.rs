//! The columns of a Shopify product file, found by their names in any order.
//!
//! Two generations of names are in use: those of exports up to 2024 ("Handle", "Variant Price") and
//! those of the template since then ("URL handle", "Price"). Upper and lower case do not matter.

/// Declares the columns: the variant, then its names. The first name is the one in messages.
macro_rules! columns {
    ($($column:ident => [$($name:literal),+],)+) => {
        /// A column that means something to the shop.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Column {
            $($column),+
        }

        impl Column {
            const ALL: &'static [Self] = &[$(Self::$column),+];

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
    GiftCard => ["Gift Card"],
    Option1Name => ["Option1 Name"],
    Option1Value => ["Option1 Value"],
    Option2Name => ["Option2 Name"],
    Option2Value => ["Option2 Value"],
    Option3Name => ["Option3 Name"],
    Option3Value => ["Option3 Value"],
    Sku => ["Variant SKU", "SKU"],
    Barcode => ["Variant Barcode", "Barcode"],
    Grams => ["Variant Grams", "Weight value (grams)"],
    Tracker => ["Variant Inventory Tracker", "Inventory tracker"],
    Quantity => ["Variant Inventory Qty", "Inventory quantity"],
    Policy => ["Variant Inventory Policy", "Continue selling when out of stock"],
    Price => ["Variant Price", "Price"],
    CompareAt => ["Variant Compare At Price", "Compare-at price"],
    ImageSrc => ["Image Src", "Product image URL"],
    ImagePosition => ["Image Position"],
    ImageAlt => ["Image Alt Text"],
    VariantImage => ["Variant Image", "Variant image URL"],
}

impl Column {
    pub(super) const OPTION_NAMES: [Self; 3] =
        [Self::Option1Name, Self::Option2Name, Self::Option3Name];
    pub(super) const OPTION_VALUES: [Self; 3] =
        [Self::Option1Value, Self::Option2Value, Self::Option3Value];

    /// What tells a row with a variant from one that only adds a picture.
    const OF_VARIANTS: [Self; 9] = [
        Self::Option1Value,
        Self::Option2Value,
        Self::Option3Value,
        Self::Sku,
        Self::Barcode,
        Self::Price,
        Self::CompareAt,
        Self::Quantity,
        Self::VariantImage,
    ];

    pub(super) const fn name(self) -> &'static str {
        self.names()[0]
    }

    fn of(name: &str) -> Option<Self> {
        let is_named = |column: &&Self| {
            column
                .names()
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        Self::ALL.iter().find(is_named).copied()
    }
}

/// Which column of the file is which.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<Option<Column>>,
}

impl Header {
    /// Names the columns without which nothing can be read.
    pub fn read<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, Vec<&'static str>> {
        let mut columns: Vec<Option<Column>> = Vec::new();
        for name in names {
            let name = name.trim_start_matches('\u{feff}').trim();
            // Of two columns with one name the first counts.
            let column = Column::of(name).filter(|column| !columns.contains(&Some(*column)));
            columns.push(column);
        }
        let header = Self { columns };
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

    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Columns that mean nothing to the shop.
    pub fn ignored(&self) -> u64 {
        self.columns
            .iter()
            .filter(|column| column.is_none())
            .count() as u64
    }

    /// A row whose missing cells at the end are blank.
    pub fn row(&self, line: u64, cells: &[&str]) -> Row {
        let known = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(index, column)| {
                let text = cells.get(index).copied().unwrap_or_default().trim();
                Some(((*column)?, text.to_owned()))
            });
        Row {
            line,
            cells: known.collect(),
        }
    }
}

/// One row of the file, only the columns that mean something.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Where it starts, from 1.
    pub line: u64,
    cells: Vec<(Column, String)>,
}

impl Row {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_in_any_order_and_both_spellings() {
        let old =
            Header::read(["\u{feff}Variant Price", "title", "HANDLE", "Cost per item"].into_iter());
        let new = Header::read(["Title", "URL handle", "Price"].into_iter());

        let old = old.unwrap();
        let row = old.row(7, &["50", " Mug ", "mug"]);
        assert_eq!(row.filled(Column::Price), Some("50"));
        assert_eq!(row.filled(Column::Title), Some("Mug"));
        assert_eq!(row.cell(Column::Sku), None);
        assert_eq!((old.width(), old.ignored()), (4, 1));
        assert_eq!(
            new.unwrap().row(2, &["", "mug", "1"]).filled(Column::Price),
            Some("1")
        );
    }

    #[test]
    fn a_file_of_another_kind_is_told_by_its_header() {
        let header = Header::read(["SKU", "Name", "Regular price"].into_iter());

        assert_eq!(header.unwrap_err(), ["Handle", "Title"]);
    }
}
