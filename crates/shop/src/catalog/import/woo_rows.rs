//! The rows of one WooCommerce product as those that the importer reads.

use std::collections::{HashMap, HashSet};

use chrono_tz::Tz;
use commerce::Slug;
use csv::ByteRecord;

use super::{
    RowProblem, attribute_column, cells,
    columns::{Column, Described, OPTIONS, Row},
    file::slug_of,
    specify,
    woo::Context,
    woo_cells::{Unit, as_html, day_ends, day_starts, escaped, format_list, kinds, name_apart},
};
use crate::text::parts;

/// Combinations that a variation with "any" value stands for at most.
const ANY_MAX: usize = 100;

/// Columns that are read, besides those of attributes and measures.
const KNOWN: [&str; 24] = [
    "id",
    "type",
    "sku",
    "name",
    "published",
    "visibility in catalog",
    "short description",
    "description",
    "date sale price starts",
    "date sale price ends",
    "tax class",
    "in stock?",
    "stock",
    "backorders allowed?",
    "sale price",
    "regular price",
    "categories",
    "tags",
    "images",
    "parent",
    "gtin, upc, ean, or isbn",
    "brands",
    "cost of goods",
    "tax status",
];

type Named = (String, Slug, Vec<Row>);

/// Which column of the file is which.
pub(super) struct Header {
    columns: HashMap<String, usize>,
    weight: Option<(usize, Unit)>,
    lengths: [Option<(usize, Unit)>; 3],
    attributes: Vec<AttributeColumns>,
    ignored: u64,
    /// Who has which address in this file.
    slugs: HashMap<String, String>,
}

#[derive(Default)]
struct AttributeColumns {
    name: usize,
    values: Option<usize>,
    visible: Option<usize>,
}

/// An attribute of one row.
struct Attribute {
    name: String,
    values: Vec<String>,
    is_visible: bool,
}

/// One row of the file.
struct Cells<'a> {
    header: &'a Header,
    texts: Vec<&'a str>,
    line: u64,
    raw: &'a ByteRecord,
}

impl Header {
    /// `None` if this is no file of WooCommerce.
    pub fn read(names: &[String]) -> Option<Self> {
        let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let mut columns = HashMap::new();
        for (at, name) in lower.iter().enumerate() {
            columns.entry(name.clone()).or_insert(at);
        }
        let needed = ["type", "name", "regular price"];
        if !needed.iter().all(|name| columns.contains_key(*name)) {
            return None;
        }
        let measure = |what: &str| {
            lower.iter().enumerate().find_map(|(at, name)| {
                let unit = name.strip_prefix(what)?.trim().strip_prefix('(')?;
                Some((at, Unit::parse(unit.strip_suffix(')')?)?))
            })
        };
        let attributes: Vec<_> = (1..)
            .map_while(|number| {
                let column = |what: &str| columns.get(&format!("attribute {number} {what}"));
                Some(AttributeColumns {
                    name: *column("name")?,
                    values: column("value(s)").copied(),
                    visible: column("visible").copied(),
                })
            })
            .collect();
        let is_read = |name: &&String| {
            KNOWN.contains(&name.as_str()) || name.starts_with("attribute ") || {
                ["weight", "length", "width", "height"]
                    .iter()
                    .any(|what| name.starts_with(&format!("{what} (")))
            }
        };
        let ignored = lower.iter().filter(|name| !is_read(name)).count() as u64;
        Some(Self {
            weight: measure("weight"),
            lengths: ["length", "width", "height"].map(measure),
            columns,
            attributes,
            ignored,
            slugs: HashMap::new(),
        })
    }

    pub fn ignored(&self) -> u64 {
        self.ignored
    }

    /// What a variation says of its product; `None` for a row that is no variation.
    pub fn parent_of(&self, cells: &[&str]) -> Option<String> {
        let text = |name: &str| {
            let at = self.columns.get(name)?;
            cells.get(*at).map(|text| text.trim())
        };
        let is_variation = text("type").is_some_and(|kind| kinds(kind).contains("variation"));
        is_variation.then(|| text("parent").unwrap_or_default().to_owned())
    }

    /// What variations may call a product.
    pub fn names_of(&self, record: &ByteRecord) -> Vec<String> {
        let row = self.cells_of(0, record);
        let (sku, id) = (row.text("sku"), row.text("id"));
        let mut names = Vec::new();
        if !sku.is_empty() {
            names.push(sku);
        }
        if !id.is_empty() {
            names.push(format!("id:{id}"));
        }
        names
    }

    /// Handle, address and rows of a product with its variations.
    pub fn product(
        &mut self,
        line: u64,
        record: &ByteRecord,
        variations: &[(u64, ByteRecord)],
        context: &Context,
    ) -> Result<Named, RowProblem> {
        let (handle, slug) = self.address(line, record)?;
        let product = self.cells_of(line, record);
        let variations: Vec<Cells<'_>> = variations
            .iter()
            .map(|(line, record)| self.cells_of(*line, record))
            .collect();
        product.check_kind(&handle)?;
        let attributes = product.attributes();
        let is_variable = kinds(&product.text("type")).contains("variable");
        let options = options(&attributes, &variations);
        if is_variable && options.len() > OPTIONS {
            let message = format!("its variations differ in more than {OPTIONS} attributes");
            return Err(product.problem(&handle, Some("Type"), message));
        }
        let zone = context.zone;
        let (known, listed) = known_apart(attributes, &options, context);
        let mut head = product.head(&handle, &listed);
        for (place, option) in options.iter().enumerate().filter(|_| is_variable) {
            head.push((Column::OPTION_NAMES[place], option.name.clone()));
        }
        let mut rows = Vec::new();
        let images = product.images();
        if is_variable {
            let mut row = product.row(head);
            row.attributes = known;
            row.is_head = true;
            rows.push(row);
            rows.extend(variation_rows(
                &handle,
                &product,
                &variations,
                &options,
                zone,
            )?);
        } else {
            head.extend(product.variant(None, zone));
            let mut row = product.row(head);
            row.attributes = known;
            rows.push(row);
        }
        rows.extend(images.iter().enumerate().map(|(at, url)| {
            product.row(vec![
                (Column::Handle, handle.clone()),
                (Column::ImageSrc, url.clone()),
                (Column::ImagePosition, (at + 1).to_string()),
            ])
        }));
        Ok((handle, slug, rows))
    }

    /// The file knows no addresses: a product has the one that its name makes, with its SKU or
    /// number behind it when another product of the file has that already.
    fn address(&mut self, line: u64, record: &ByteRecord) -> Result<(String, Slug), RowProblem> {
        let row = self.cells_of(line, record);
        let name = row.text("name");
        let key = [row.text("sku"), row.text("id"), line.to_string()];
        let key = key
            .into_iter()
            .find(|key| !key.is_empty())
            .unwrap_or_default();
        let missing = "the name is missing".to_owned();
        let missing = row.problem(&key, Some("Name"), missing);
        if name.is_empty() {
            return Err(missing);
        }
        let start = slug_of(&name).or_else(|| slug_of(&key)).ok_or(missing)?;
        let slug = match self.slugs.get(start.as_str()) {
            Some(other) if *other != key => slug_of(&format!("{start}-{key}")).unwrap_or(start),
            _ => start,
        };
        self.slugs.insert(slug.to_string(), key);
        Ok((slug.to_string(), slug))
    }

    fn cells_of<'a>(&'a self, line: u64, raw: &'a ByteRecord) -> Cells<'a> {
        let texts = raw
            .iter()
            .map(|cell| std::str::from_utf8(cell).unwrap_or_default());
        Cells {
            header: self,
            texts: texts.collect(),
            line,
            raw,
        }
    }
}

impl Cells<'_> {
    fn at(&self, place: usize) -> String {
        let text = self.texts.get(place).copied().unwrap_or_default().trim();
        cells::without_guard(text).to_owned()
    }

    /// Blank when there is no such column.
    fn text(&self, name: &str) -> String {
        let place = self.header.columns.get(name);
        place.map_or_else(String::new, |place| self.at(*place))
    }

    fn has(&self, name: &str) -> bool {
        self.header.columns.contains_key(name)
    }

    fn row(&self, cells: Vec<(Column, String)>) -> Row {
        Row::made(self.line, cells, self.raw.clone())
    }

    fn problem(
        &self,
        handle: &str,
        column: Option<&'static str>,
        message: impl Into<String>,
    ) -> RowProblem {
        RowProblem {
            line: self.line,
            handle: handle.to_owned(),
            column: column.map(Into::into),
            message: message.into(),
        }
    }

    fn check_kind(&self, handle: &str) -> Result<(), RowProblem> {
        let text = self.text("type");
        let kinds = kinds(&text);
        let message = if kinds.contains("grouped") {
            "groups of products are not supported; its products go in by themselves"
        } else if kinds.contains("external") {
            "products that are sold elsewhere are not supported, so it is left out"
        } else if kinds.contains("downloadable") || kinds.contains("virtual") {
            "products that are not shipped are not supported, so it is left out"
        } else if kinds.contains("simple") || kinds.contains("variable") {
            return Ok(());
        } else {
            return Err(self.problem(
                handle,
                Some("Type"),
                format!("products of the kind \"{text}\" are not known, so it is left out"),
            ));
        };
        Err(self.problem(handle, Some("Type"), message))
    }

    fn attributes(&self) -> Vec<Attribute> {
        let columns = self.header.attributes.iter();
        columns
            .filter_map(|columns| {
                let name = Some(self.at(columns.name)).filter(|name| !name.is_empty())?;
                let values = columns.values.map(|place| self.at(place));
                let visible = columns.visible.map(|place| self.at(place));
                Some(Attribute {
                    name,
                    values: parts(&values.unwrap_or_default(), ','),
                    is_visible: visible.is_none_or(|text| text != "0"),
                })
            })
            .collect()
    }

    fn images(&self) -> Vec<String> {
        parts(&self.text("images"), ',')
    }

    /// What a product says of itself. Attributes that are nothing else are a list below its text.
    fn head(&self, handle: &str, listed: &[Attribute]) -> Vec<(Column, String)> {
        let mut head = vec![
            (Column::Handle, handle.to_owned()),
            (Column::Title, self.text("name")),
        ];
        if self.has("description") || self.has("short description") {
            head.push((Column::Body, self.body(listed)));
        }
        if self.has("published") {
            // 1 is public, 0 private, -1 a draft.
            let is_shown =
                self.text("published") == "1" && self.text("visibility in catalog") != "hidden";
            let status = if is_shown { "active" } else { "draft" };
            head.push((Column::Status, status.to_owned()));
        }
        for (name, column) in [
            ("brands", Column::Vendor),
            ("tags", Column::Tags),
            ("categories", Column::Categories),
        ] {
            if self.has(name) {
                head.push((column, self.text(name)));
            }
        }
        if self.has("tax class") {
            let class = match self.text("tax class").as_str() {
                "" | "standard" => "standard".to_owned(),
                "reduced-rate" => "reduced".to_owned(),
                "zero-rate" => "zero".to_owned(),
                other => other.to_owned(),
            };
            head.push((Column::TaxClass, class));
        }
        head
    }

    fn body(&self, listed: &[Attribute]) -> String {
        let mut body = as_html(&self.text("short description"));
        body.push_str(&as_html(&self.text("description")));
        let shown: Vec<String> = listed
            .iter()
            .filter(|one| one.is_visible && !one.values.is_empty())
            .map(|one| {
                let values = escaped(&one.values.join(", "));
                format!("<li>{}: {values}</li>", escaped(&one.name))
            })
            .collect();
        if !shown.is_empty() {
            body.push_str(&format_list(&shown));
        }
        body
    }

    /// What a row says of what is sold; `parent` is asked for what a variation leaves blank.
    fn variant(&self, parent: Option<&Self>, zone: Tz) -> Vec<(Column, String)> {
        let or_parent = |place: usize| {
            let own = self.at(place);
            match parent {
                Some(parent) if own.is_empty() => parent.at(place),
                _ => own,
            }
        };
        let mut cells = self.prices(zone);
        cells.push((Column::Sku, self.text("sku")));
        if self.has("gtin, upc, ean, or isbn") {
            cells.push((Column::Barcode, self.text("gtin, upc, ean, or isbn")));
        }
        if let Some((place, unit)) = self.header.weight {
            cells.push((Column::Grams, unit.convert(&or_parent(place))));
        }
        let lengths = [Column::Length, Column::Width, Column::Height];
        for (column, measure) in lengths.into_iter().zip(self.header.lengths) {
            if let Some((place, unit)) = measure {
                cells.push((column, unit.convert(&or_parent(place))));
            }
        }
        cells.extend(self.stock(parent));
        if parent.is_some() {
            let is_on_sale = !self.has("published") || self.text("published") == "1";
            cells.push((Column::Active, is_on_sale.to_string()));
            if let Some(url) = self.images().into_iter().next() {
                cells.push((Column::VariantImage, url));
            }
        }
        cells
    }

    /// A reduced price without days is the price, and the regular one that before it.
    fn prices(&self, zone: Tz) -> Vec<(Column, String)> {
        let (regular, sale) = (self.text("regular price"), self.text("sale price"));
        let starts = day_starts(&self.text("date sale price starts"), zone);
        let ends = day_ends(&self.text("date sale price ends"), zone);
        let nothing = String::new;
        let (price, before, sale, starts, ends) = match (starts, ends) {
            _ if sale.is_empty() => (regular, nothing(), nothing(), nothing(), nothing()),
            (None, None) => (sale, regular, nothing(), nothing(), nothing()),
            (starts, ends) => {
                // A sale that only ends has begun, one that only begins goes on.
                let starts = starts.unwrap_or_else(|| "2000-01-01T00:00:00Z".to_owned());
                let ends = ends.unwrap_or_else(|| "2100-01-01T00:00:00Z".to_owned());
                (regular, nothing(), sale, starts, ends)
            }
        };
        vec![
            (Column::Price, price),
            (Column::CompareAt, before),
            (Column::SalePrice, sale),
            (Column::SaleStarts, starts),
            (Column::SaleEnds, ends),
        ]
    }

    /// A blank stock is one that is not counted: what is in stock can always be bought, what is not
    /// has none. A variation whose stock is that of its parent takes the parent's word.
    fn stock(&self, parent: Option<&Self>) -> Vec<(Column, String)> {
        if !self.has("stock") && !self.has("in stock?") {
            return Vec::new();
        }
        let source = match parent {
            Some(parent) if self.text("stock") == "parent" => parent,
            _ => self,
        };
        let (stock, state) = (source.text("stock"), self.text("in stock?"));
        let is_backorder = state == "backorder"
            || matches!(source.text("backorders allowed?").as_str(), "1" | "notify");
        let (tracker, quantity, policy) = match (stock.as_str(), state.as_str()) {
            ("" | "parent", "0") => ("shop", "0", is_backorder),
            ("" | "parent", _) => ("", "0", true),
            (count, _) => ("shop", count, is_backorder),
        };
        let policy = if policy { "continue" } else { "deny" };
        vec![
            (Column::Tracker, tracker.to_owned()),
            (Column::Quantity, quantity.to_owned()),
            (Column::Policy, policy.to_owned()),
        ]
    }
}

/// The attributes in which the variations differ, with the values that the product has of each.
fn options(attributes: &[Attribute], variations: &[Cells<'_>]) -> Vec<Attribute> {
    let named: Vec<Vec<Attribute>> = variations.iter().map(Cells::attributes).collect();
    let of_variations: HashSet<&str> = named
        .iter()
        .flatten()
        .map(|one| one.name.as_str())
        .collect();
    let mut options: Vec<Attribute> = attributes
        .iter()
        .filter(|one| of_variations.contains(one.name.as_str()))
        .map(|one| Attribute {
            name: one.name.clone(),
            values: one.values.clone(),
            is_visible: one.is_visible,
        })
        .collect();
    // One that only variations name.
    for one in named.iter().flatten() {
        if options.iter().all(|option| option.name != one.name) {
            options.push(Attribute {
                name: one.name.clone(),
                values: Vec::new(),
                is_visible: true,
            });
        }
    }
    options
}

/// Values of attributes that the shop has, and the attributes that are neither these nor options.
fn known_apart(
    attributes: Vec<Attribute>,
    options: &[Attribute],
    context: &Context,
) -> (Vec<(Described, String)>, Vec<Attribute>) {
    let (mut known, mut listed) = (Vec::new(), Vec::new());
    for one in attributes {
        if options.iter().any(|option| option.name == one.name) {
            continue;
        }
        let attribute = attribute_column::named(&one.name, &context.attributes);
        match (attribute, one.values.as_slice()) {
            (Some(attribute), [value])
                if one.is_visible && specify::value_of(attribute, value).is_ok() =>
            {
                known.push((Described::Known(attribute.id), value.clone()));
            }
            _ => listed.push(one),
        }
    }
    (known, listed)
}

/// A variation without a value of an option stands for all of them, as far as no other has them.
fn variation_rows(
    handle: &str,
    product: &Cells<'_>,
    variations: &[Cells<'_>],
    options: &[Attribute],
    zone: Tz,
) -> Result<Vec<Row>, RowProblem> {
    let chosen: Vec<Vec<Option<String>>> = variations
        .iter()
        .map(|variation| values_of(variation, options))
        .collect();
    let mut taken: HashSet<Vec<String>> = chosen
        .iter()
        .filter_map(|values| values.iter().cloned().collect())
        .collect();
    let mut rows = Vec::new();
    for (variation, values) in variations.iter().zip(&chosen) {
        let is_whole = values.iter().all(Option::is_some);
        for combination in combinations(values, options) {
            if !is_whole && !taken.insert(combination.clone()) {
                continue;
            }
            if rows.len() >= variations.len() + ANY_MAX {
                let message = "a variation for \"any\" value stands for too many";
                return Err(variation.problem(handle, Some("Attribute 1 value(s)"), message));
            }
            let mut cells = variation.variant(Some(product), zone);
            cells.push((Column::Handle, handle.to_owned()));
            if !is_whole {
                // One SKU for several variants is none.
                name_apart(&mut cells, values, &combination);
            }
            for (place, value) in combination.into_iter().enumerate() {
                cells.push((Column::OPTION_VALUES[place], value));
            }
            rows.push(variation.row(cells));
        }
    }
    Ok(rows)
}

fn values_of(variation: &Cells<'_>, options: &[Attribute]) -> Vec<Option<String>> {
    let own = variation.attributes();
    let value = |option: &Attribute| {
        let found = own.iter().find(|one| one.name == option.name)?;
        found.values.first().cloned()
    };
    options.iter().map(value).collect()
}

fn combinations(values: &[Option<String>], options: &[Attribute]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for (value, option) in values.iter().zip(options) {
        let choices = match value {
            Some(value) => vec![value.clone()],
            None => option.values.clone(),
        };
        all = all
            .iter()
            .flat_map(|start: &Vec<String>| {
                choices.iter().map(move |choice| {
                    let mut longer = start.clone();
                    longer.push(choice.clone());
                    longer
                })
            })
            .take(ANY_MAX * 10)
            .collect();
    }
    all
}
