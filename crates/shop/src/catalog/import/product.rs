//! One product as the file has it: the cells of its rows read, nothing compared with the shop yet.

use commerce::{Currency, Money, Sku, Slug, TaxClass};

use super::{
    RowProblem, cells,
    columns::{Column, Described, OPTIONS, Row},
    file::Group,
};
use crate::{
    Timestamp,
    catalog::{Price, ProductStatus, Sale, check::one_line},
    text::parts,
};

/// Longer addresses are refused, longer texts cut.
const ADDRESS_MAX: usize = 2_048;
const ALT_MAX: usize = 512;

/// `None` in what follows means that the file says nothing, so that what is stored stays.
#[derive(Debug)]
pub(super) struct FileProduct {
    pub handle: String,
    pub slug: Slug,
    /// Of the first row.
    pub line: u64,
    /// `None` when no row has a title: the rows only add to a product.
    pub head: Option<Head>,
    pub variants: Vec<FileVariant>,
    /// Each address once, in the order of their positions.
    pub pictures: Vec<FilePicture>,
}

#[derive(Debug)]
pub(super) struct Head {
    pub title: String,
    pub body: Option<String>,
    pub vendor: Option<String>,
    /// Blank for none.
    pub product_type: Option<String>,
    pub status: Option<ProductStatus>,
    pub publish_at: Option<Timestamp>,
    pub tags: Option<Vec<String>>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub tax_class: Option<TaxClass>,
    /// Titles from the top down.
    pub categories: Vec<Vec<String>>,
    /// With the place (from 0) of its values.
    pub option_names: Vec<(usize, String)>,
    /// Whether there are columns for them at all.
    pub has_options: bool,
    /// `None` when there are no such columns.
    pub specification: Option<FileSpecification>,
}

/// What a file says of what the product is.
#[derive(Debug)]
pub(super) struct FileSpecification {
    pub line: u64,
    /// Blank for none.
    pub product_type: Option<String>,
    /// Blank for no value.
    pub values: Vec<(Described, String)>,
}

impl Head {
    /// What later rows of the same product take from its first one.
    pub fn inherited(&self) -> Self {
        Self {
            title: self.title.clone(),
            body: None,
            vendor: None,
            product_type: None,
            status: self.status,
            publish_at: self.publish_at,
            tags: None,
            seo_title: None,
            seo_description: None,
            tax_class: None,
            categories: Vec::new(),
            option_names: self.option_names.clone(),
            has_options: self.has_options,
            specification: None,
        }
    }
}

#[derive(Debug)]
pub(super) struct FileVariant {
    pub line: u64,
    pub sku: Option<Sku>,
    /// As in the file, blank where there is none.
    pub values: [String; OPTIONS],
    pub barcode: Said<String>,
    pub weight_grams: Said<i64>,
    pub price: Option<Money>,
    pub compare_at: Said<Money>,
    pub sale: Said<Sale>,
    pub more_prices: Option<Vec<Price>>,
    pub cost: Said<Money>,
    pub length_mm: Said<i64>,
    pub width_mm: Said<i64>,
    pub height_mm: Said<i64>,
    pub active: Option<bool>,
    pub picture: Option<String>,
    pub stock: Option<FileStock>,
}

impl FileVariant {
    /// Whether the row holds nothing of a variant.
    pub fn is_silent(&self) -> bool {
        self.sku.is_none()
            && self.values.iter().all(String::is_empty)
            && self.price.is_none()
            && self.stock.is_none()
            && self.picture.is_none()
            && self.active.is_none()
            && self.more_prices.is_none()
            && matches!(self.barcode, Said::Nothing)
            && matches!(self.weight_grams, Said::Nothing)
            && matches!(self.compare_at, Said::Nothing)
            && matches!(self.sale, Said::Nothing)
            && matches!(self.cost, Said::Nothing)
            && [&self.length_mm, &self.width_mm, &self.height_mm]
                .into_iter()
                .all(|one| matches!(one, Said::Nothing))
    }
}

/// What a file says of a field that may be empty.
#[derive(Debug, Clone)]
pub(super) enum Said<T> {
    /// There is no such column.
    Nothing,
    Blank,
    Value(T),
}

impl<T: Clone> Said<T> {
    fn of(row: &Row, column: Column, value: Option<T>) -> Self {
        match (row.cell(column), value) {
            (None, _) => Self::Nothing,
            (Some(_), None) => Self::Blank,
            (Some(_), Some(value)) => Self::Value(value),
        }
    }

    /// The file's word, else what is stored.
    pub fn or(&self, stored: Option<T>) -> Option<T> {
        match self {
            Self::Nothing => stored,
            Self::Blank => None,
            Self::Value(value) => Some(value.clone()),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct FileStock {
    pub on_hand: i64,
    pub backorder: bool,
    /// Whether Shopify counted. When it did not, the quantity is a first stock at most, and the
    /// variant can always be bought, as it could there.
    pub is_counted: bool,
}

#[derive(Debug)]
pub(super) struct FilePicture {
    pub url: String,
    pub alt: String,
}

/// `None` when the product as a whole cannot be used; `problems` say why.
pub(super) fn read(
    group: &Group,
    currency: Currency,
    problems: &mut Vec<RowProblem>,
) -> Option<FileProduct> {
    let mut reader = Reader {
        handle: &group.handle,
        currency,
        problems,
    };
    let first = group.rows.first()?;
    if reader.is_gift_card(&group.rows) {
        return None;
    }
    let titled = group
        .rows
        .iter()
        .find(|row| row.filled(Column::Title).is_some());
    let head = match titled {
        Some(row) => Some(reader.head(row).ok()?),
        None => None,
    };
    let pictures = reader.pictures(&group.rows);
    let variants = group
        .rows
        .iter()
        .filter_map(|row| {
            if row.is_head {
                return None;
            }
            let is_titled = row.filled(Column::Title).is_some();
            if is_titled || row.has_variant() {
                return reader.variant(row).ok();
            }
            if row.filled(Column::ImageSrc).is_none() {
                reader.add(
                    row.line,
                    None,
                    "the row holds neither a variant nor a picture",
                );
            }
            None
        })
        .collect();
    Some(FileProduct {
        handle: group.handle.clone(),
        slug: group.slug.clone(),
        line: first.line,
        head,
        variants,
        pictures,
    })
}

/// What only some kinds of files say of a variant.
struct More {
    sale: Said<Sale>,
    prices: Option<Vec<Price>>,
    cost: Said<Money>,
    length_mm: Said<i64>,
    width_mm: Said<i64>,
    height_mm: Said<i64>,
    active: Option<bool>,
}

/// Something is wrong, and has been noted down.
struct Reported;

struct Reader<'a> {
    handle: &'a str,
    currency: Currency,
    problems: &'a mut Vec<RowProblem>,
}

impl Reader<'_> {
    fn add(&mut self, line: u64, column: Option<Column>, message: impl Into<String>) {
        self.problems.push(RowProblem {
            line,
            handle: self.handle.to_owned(),
            column: column.map(|column| column.name().into()),
            message: message.into(),
        });
    }

    /// `None` for a blank cell.
    fn read<T>(
        &mut self,
        row: &Row,
        column: Column,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Reported> {
        row.filled(column).map(read).transpose().map_err(|message| {
            self.add(row.line, Some(column), message);
            Reported
        })
    }

    fn is_gift_card(&mut self, rows: &[Row]) -> bool {
        let is_true = |row: &&Row| {
            row.filled(Column::GiftCard)
                .is_some_and(|text| cells::boolean(text) == Ok(true))
        };
        let Some(row) = rows.iter().find(is_true) else {
            return false;
        };
        let message = "gift cards are not supported, the product is left out";
        self.add(row.line, Some(Column::GiftCard), message);
        true
    }

    fn head(&mut self, row: &Row) -> Result<Head, Reported> {
        let publish_at = self.read(row, Column::PublishAt, cells::moment)?;
        let tax_class = self.read(row, Column::TaxClass, |text| {
            let class = text.to_lowercase().parse::<TaxClass>();
            class.map_err(|error| error.to_string())
        })?;
        let status = self.status(row)?;
        let text = |column| row.cell(column).map(one_line);
        let option_names = Column::OPTION_NAMES.into_iter().enumerate();
        let option_names = option_names
            .filter_map(|(place, column)| Some((place, one_line(row.filled(column)?))))
            .collect();
        Ok(Head {
            title: text(Column::Title).unwrap_or_default(),
            body: row.cell(Column::Body).map(str::to_owned),
            vendor: text(Column::Vendor),
            product_type: text(Column::Type),
            status,
            publish_at,
            tags: row.cell(Column::Tags).map(|text| parts(text, ',')),
            seo_title: text(Column::SeoTitle),
            seo_description: text(Column::SeoDescription),
            tax_class,
            categories: categories(row),
            option_names,
            has_options: Column::OPTION_NAMES
                .into_iter()
                .any(|column| row.cell(column).is_some()),
            specification: specification(row),
        })
    }

    /// What is not published is a draft; without both columns nothing is said about it.
    fn status(&mut self, row: &Row) -> Result<Option<ProductStatus>, Reported> {
        let published = self.read(row, Column::Published, cells::boolean)?;
        let status = self.read(row, Column::Status, |text| {
            match text.to_lowercase().as_str() {
                "active" => Ok(ProductStatus::Active),
                // Reachable by its address only, which the shop does not know: safer not shown.
                "draft" | "unlisted" => Ok(ProductStatus::Draft),
                "archived" => Ok(ProductStatus::Archived),
                "scheduled" => Ok(ProductStatus::Scheduled),
                _ => Err(format!("\"{text}\" is none of active, draft and archived")),
            }
        })?;
        let is_silent = row.cell(Column::Published).is_none() && row.cell(Column::Status).is_none();
        Ok(match (status, published) {
            _ if is_silent => None,
            (Some(ProductStatus::Active) | None, Some(false)) => Some(ProductStatus::Draft),
            (status, _) => Some(status.unwrap_or(ProductStatus::Active)),
        })
    }

    /// Every wrong cell of the row is reported.
    fn variant(&mut self, row: &Row) -> Result<FileVariant, Reported> {
        let currency = self.currency;
        let has_price_column = row.cell(Column::Price).is_some();
        if has_price_column && row.filled(Column::Price).is_none() {
            self.add(row.line, Some(Column::Price), "the price is missing");
        }
        let sku = self.read(row, Column::Sku, cells::sku);
        let price = self.read(row, Column::Price, |text| cells::price(text, currency));
        let compare_at = self.read(row, Column::CompareAt, |text| cells::price(text, currency));
        let grams = self.read(row, Column::Grams, cells::grams);
        let stock = self.stock(row);
        let more = self.more(row);
        let (sku, price, compare_at, grams, stock) = (sku?, price?, compare_at?, grams?, stock?);
        let more = more?;
        if has_price_column && price.is_none() {
            return Err(Reported);
        }
        // A former price that is not higher says nothing, and Shopify does not show it either.
        let is_reduction =
            |before: &Money| price.is_none_or(|price| before.minor() > price.minor());
        Ok(FileVariant {
            line: row.line,
            sku,
            values: Column::OPTION_VALUES
                .map(|column| one_line(row.filled(column).unwrap_or_default())),
            barcode: Said::of(
                row,
                Column::Barcode,
                row.filled(Column::Barcode).map(barcode),
            ),
            weight_grams: Said::of(row, Column::Grams, grams.flatten()),
            price,
            compare_at: Said::of(row, Column::CompareAt, compare_at.filter(is_reduction)),
            sale: more.sale,
            more_prices: more.prices,
            cost: more.cost,
            length_mm: more.length_mm,
            width_mm: more.width_mm,
            height_mm: more.height_mm,
            active: more.active,
            picture: row.filled(Column::VariantImage).map(str::to_owned),
            stock,
        })
    }

    fn more(&mut self, row: &Row) -> Result<More, Reported> {
        let currency = self.currency;
        let sale = self.sale(row);
        let prices = self.read(row, Column::MorePrices, cells::more_prices);
        let cost = self.read(row, Column::Cost, |text| cells::money(text, currency));
        let length = self.read(row, Column::Length, cells::millimetres);
        let width = self.read(row, Column::Width, cells::millimetres);
        let height = self.read(row, Column::Height, cells::millimetres);
        let active = self.read(row, Column::Active, cells::boolean);
        let has_prices = row.cell(Column::MorePrices).is_some();
        let prices = prices?.unwrap_or_default();
        Ok(More {
            sale: Said::of(row, Column::SalePrice, sale?),
            prices: has_prices.then_some(prices),
            cost: Said::of(row, Column::Cost, cost?),
            length_mm: Said::of(row, Column::Length, length?),
            width_mm: Said::of(row, Column::Width, width?),
            height_mm: Said::of(row, Column::Height, height?),
            active: active?,
        })
    }

    fn sale(&mut self, row: &Row) -> Result<Option<Sale>, Reported> {
        let currency = self.currency;
        let amount = self.read(row, Column::SalePrice, |text| cells::price(text, currency))?;
        let starts_at = self.read(row, Column::SaleStarts, cells::moment)?;
        let ends_at = self.read(row, Column::SaleEnds, cells::moment)?;
        match (amount, starts_at, ends_at) {
            (None, _, _) => Ok(None),
            (Some(amount), Some(starts_at), Some(ends_at)) => Ok(Some(Sale {
                amount,
                starts_at,
                ends_at,
            })),
            (Some(_), _, _) => {
                let message = "a sale needs the moments at which it starts and ends";
                self.add(row.line, Some(Column::SalePrice), message);
                Err(Reported)
            }
        }
    }

    fn stock(&mut self, row: &Row) -> Result<Option<FileStock>, Reported> {
        let quantity = self.read(row, Column::Quantity, cells::quantity);
        let policy = self.read(row, Column::Policy, cells::policy);
        let (quantity, policy) = (quantity?, policy?);
        if row.cell(Column::Quantity).is_none() && row.cell(Column::Tracker).is_none() {
            return Ok(None);
        }
        // A file without the column comes from somewhere where everything is counted.
        let is_counted = row
            .cell(Column::Tracker)
            .is_none_or(|tracker| !tracker.is_empty());
        Ok(Some(FileStock {
            on_hand: quantity.unwrap_or(0),
            backorder: policy.unwrap_or(false) || !is_counted,
            is_counted: is_counted && quantity.is_some(),
        }))
    }

    fn pictures(&mut self, rows: &[Row]) -> Vec<FilePicture> {
        let mut found: Vec<(u32, FilePicture)> = Vec::new();
        for row in rows {
            let Some(url) = row.filled(Column::ImageSrc) else {
                continue;
            };
            let url = one_line(url);
            let position = self.read(row, Column::ImagePosition, |text| {
                let message = || format!("\"{text}\" is not a position");
                text.parse::<u32>().map_err(|_| message())
            });
            if url.chars().count() > ADDRESS_MAX {
                self.add(row.line, Some(Column::ImageSrc), "the address is too long");
                continue;
            }
            let alt = one_line(row.filled(Column::ImageAlt).unwrap_or_default());
            let alt: String = alt.chars().take(ALT_MAX).collect();
            if let Some((_, known)) = found.iter_mut().find(|(_, known)| known.url == url) {
                if known.alt.is_empty() {
                    known.alt = alt;
                }
                continue;
            }
            let position = position.ok().flatten().unwrap_or(u32::MAX);
            found.push((position, FilePicture { url, alt }));
        }
        found.sort_by_key(|(position, _)| *position);
        found.into_iter().map(|(_, picture)| picture).collect()
    }
}

fn specification(row: &Row) -> Option<FileSpecification> {
    let product_type = row.cell(Column::ProductType).map(one_line);
    let is_silent = product_type.is_none() && row.attributes.is_empty();
    (!is_silent).then(|| FileSpecification {
        line: row.line,
        product_type,
        values: row.attributes.clone(),
    })
}

/// Those that the file names; else, when it has no type either, the one of Shopify's own list.
fn categories(row: &Row) -> Vec<Vec<String>> {
    let named = row.filled(Column::Categories).unwrap_or_default();
    let other = row
        .filled(Column::ProductCategory)
        .filter(|_| named.is_empty() && row.filled(Column::Type).is_none());
    let paths = match other {
        // One path; a comma in it belongs to a name.
        Some(path) => vec![parts(path, '>')],
        None => cells::paths(named),
    };
    paths.into_iter().filter(|path| !path.is_empty()).collect()
}

/// Spreadsheets put an apostrophe before numbers that are to stay text.
fn barcode(text: &str) -> String {
    one_line(text.trim_start_matches('\''))
}
