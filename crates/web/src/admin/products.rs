//! The list of products.

use std::str::FromStr;

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use commerce::Money;
use serde::Serialize;
use shop::Shop;
use shop::catalog::{self, AdminOrder, AdminRow, ProductFilter, ProductStatus, StockState};
use shop::ids::BulkKey;

use super::Fields;
use super::bulk_form::Verb;
use super::desk::Desk;
use super::list::{BulkBar, Chip, Choice, ListAddress, Pager, SortLink, in_words};
use super::pick::{Kind, Picker};
use super::pictures::thumb;
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

const PAGE: u64 = 50;

/// `admin/products.html`
#[derive(Serialize)]
struct ProductsView {
    list_url: &'static str,
    new_url: &'static str,
    import_url: &'static str,
    q: String,
    status: String,
    stock: String,
    sort: String,
    picture_problem: bool,
    filtered: bool,
    is_understood: bool,
    statuses: Vec<Choice>,
    stocks: Vec<Choice>,
    category: Picker,
    brand: Picker,
    tag: Picker,
    chosen: Vec<Chip>,
    heads: Heads,
    rows: Vec<Row>,
    pager_links: Pager,
    /// For those who may change products.
    bulk: BulkBar,
}

#[derive(Serialize)]
struct Heads {
    title: SortLink,
    updated: SortLink,
}

#[derive(Serialize)]
struct Row {
    id: String,
    url: String,
    title: String,
    brand: String,
    status: &'static str,
    picture: Option<String>,
    picture_problem: Option<String>,
    variants: i64,
    available: i64,
    stock: Option<&'static str>,
    price_from: Option<Money>,
    updated_at: DateTime<Utc>,
}

/// The list as it stands in the address; nothing fits what cannot be understood.
pub struct Asked {
    pub filter: ProductFilter,
    pub order: AdminOrder,
    after: String,
    /// A category that was typed and is none; likewise the others.
    category_typed: String,
    status_typed: String,
    stock_typed: String,
    /// Whether each word of the filter means something.
    pub is_understood: bool,
}

/// `GET /admin/products`
pub async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(fields): Query<Fields>,
) -> Result<Response, PageError> {
    let asked = Asked::read(&shop, &fields);
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = if asked.is_understood {
        catalog::admin_page(&shop, &asked.filter, asked.order, after, PAGE).await?
    } else {
        catalog::AdminPage {
            rows: Vec::new(),
            next: None,
        }
    };
    let view = view(&shop, &asked, page);
    desk.html("admin/products.html", &view).await
}

fn view(shop: &Shop, asked: &Asked, page: catalog::AdminPage) -> ProductsView {
    let address = asked.address();
    let filter = &asked.filter;
    let category = Picker::new("category", "Category", Kind::Categories);
    let brand = Picker::new("brand", "Brand", Kind::Brands);
    let chosen_category = filter.category.map(|id| {
        let tree = shop.categories();
        let title = tree.get(id).map_or("?", |category| &category.title);
        Choice::new(id.to_string(), title)
    });
    let chosen_brand = filter.brand.as_ref().map(|it| Choice::new(it, it));
    ProductsView {
        list_url: paths::PRODUCTS,
        new_url: paths::NEW_PRODUCT,
        import_url: paths::IMPORTS,
        q: filter.text.clone().unwrap_or_default(),
        status: word(filter.status),
        stock: word(filter.stock),
        sort: order_word(asked.order).to_owned(),
        picture_problem: filter.picture_problem,
        filtered: !asked.is_understood || *filter != ProductFilter::default(),
        is_understood: asked.is_understood,
        statuses: statuses(),
        stocks: stocks(),
        category: category
            .choosing(chosen_category)
            .typed(&asked.category_typed),
        brand: brand.choosing(chosen_brand),
        tag: Picker::new("tag", "Tag", Kind::Tags)
            .choosing(filter.tag.as_ref().map(|it| Choice::new(it, it))),
        bulk: BulkBar {
            action: asked.address_at(paths::BULK).url(),
            key: BulkKey::generate().to_string(),
            choices: Verb::ALL
                .map(|verb| Choice::new(verb.as_str(), verb.label()))
                .to_vec(),
            matching: "All that fit the filter, also on other pages",
            has_more: page.next.is_some() || !asked.after.is_empty(),
        },
        chosen: asked.chips(shop, &address),
        heads: Heads {
            title: title_head(&address, asked.order),
            updated: updated_head(&address, asked.order),
        },
        pager_links: address.pager(&asked.after, page.next),
        rows: page.rows.into_iter().map(Row::from).collect(),
    }
}

pub fn statuses() -> Vec<Choice> {
    ProductStatus::ALL
        .map(|status| Choice::new(status.as_str(), in_words(status.as_str())))
        .to_vec()
}

fn stocks() -> Vec<Choice> {
    StockState::ALL
        .map(|stock| Choice::new(stock.as_str(), stock_label(stock)))
        .to_vec()
}

fn stock_label(stock: StockState) -> &'static str {
    match stock {
        StockState::InStock => "In stock",
        StockState::Low => "Low",
        StockState::SoldOut => "Sold out",
        StockState::Backorder => "On back-order",
    }
}

fn word(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn order_word(order: AdminOrder) -> &'static str {
    match order {
        AdminOrder::Updated => "",
        AdminOrder::Created => "created",
        AdminOrder::TitleUp => "title",
        AdminOrder::TitleDown => "-title",
    }
}

fn order_of(word: &str) -> AdminOrder {
    let all = [
        AdminOrder::Created,
        AdminOrder::TitleUp,
        AdminOrder::TitleDown,
    ];
    let found = all.into_iter().find(|order| order_word(*order) == word);
    found.unwrap_or_default()
}

fn title_head(address: &ListAddress, order: AdminOrder) -> SortLink {
    let next = match order {
        AdminOrder::TitleUp => AdminOrder::TitleDown,
        _ => AdminOrder::TitleUp,
    };
    SortLink {
        label: "Product",
        url: address.with("sort", order_word(next)),
        direction: match order {
            AdminOrder::TitleUp => Some("ascending"),
            AdminOrder::TitleDown => Some("descending"),
            AdminOrder::Updated | AdminOrder::Created => None,
        },
    }
}

fn updated_head(address: &ListAddress, order: AdminOrder) -> SortLink {
    SortLink {
        label: "Changed",
        url: address.with("sort", ""),
        direction: (order == AdminOrder::Updated).then_some("descending"),
    }
}

impl Asked {
    pub fn read(shop: &Shop, fields: &Fields) -> Self {
        let text = |name: &str| Some(last(fields, name)).filter(|text| !text.is_empty());
        let category = last(fields, "category");
        let meant = shop.categories().meant_by(&category).map(|found| found.id);
        let category_typed = if meant.is_none() {
            category
        } else {
            String::new()
        };
        let (status, status_typed) = known(last(fields, "status"));
        let (stock, stock_typed) = known(last(fields, "stock"));
        let unknown = [&category_typed, &status_typed, &stock_typed];
        Self {
            is_understood: unknown.iter().all(|typed| typed.is_empty()),
            category_typed,
            status_typed,
            stock_typed,
            filter: ProductFilter {
                text: text("q"),
                status,
                category: meant,
                brand: text("brand"),
                tag: text("tag"),
                stock,
                picture_problem: text("pictures").is_some(),
            },
            order: order_of(&last(fields, "sort")),
            after: last(fields, "after"),
        }
    }

    pub fn address(&self) -> ListAddress {
        let filter = &self.filter;
        let problem = filter.picture_problem.then_some("problem");
        let pairs = [
            ("q", filter.text.clone().unwrap_or_default()),
            ("status", or_typed(filter.status, &self.status_typed)),
            ("category", or_typed(filter.category, &self.category_typed)),
            ("brand", filter.brand.clone().unwrap_or_default()),
            ("tag", filter.tag.clone().unwrap_or_default()),
            ("stock", or_typed(filter.stock, &self.stock_typed)),
            ("pictures", word(problem)),
            ("sort", order_word(self.order).to_owned()),
        ];
        ListAddress::new(paths::PRODUCTS, pairs)
    }

    /// The filter at another path, for what is done with all that fit it.
    pub fn address_at(&self, path: &'static str) -> ListAddress {
        self.address().at(path)
    }

    pub fn chips(&self, shop: &Shop, address: &ListAddress) -> Vec<Chip> {
        let filter = &self.filter;
        let tree = shop.categories();
        let category = filter.category.and_then(|id| tree.get(id));
        let category = category.map(|category| category.title.clone());
        let status = filter.status.map(|status| in_words(status.as_str()));
        let stock = filter.stock.map(|stock| stock_label(stock).to_owned());
        let or_unknown = |known: Option<String>, typed: &str| {
            known.or_else(|| (!typed.is_empty()).then(|| format!("{typed} (not known)")))
        };
        let problem = filter.picture_problem.then(|| "with problems".to_owned());
        let all = [
            ("q", "Text", filter.text.clone()),
            ("status", "Status", or_unknown(status, &self.status_typed)),
            (
                "category",
                "Category",
                or_unknown(category, &self.category_typed),
            ),
            ("brand", "Brand", filter.brand.clone()),
            ("tag", "Tag", filter.tag.clone()),
            ("stock", "Stock", or_unknown(stock, &self.stock_typed)),
            ("pictures", "Pictures", problem),
        ];
        all.into_iter()
            .filter_map(|(name, label, value)| Some(address.chip(name, label, value?)))
            .collect()
    }
}

/// What a word means, or the word itself if it means nothing.
fn known<T: FromStr>(word: String) -> (Option<T>, String) {
    match word.parse() {
        Ok(meant) => (Some(meant), String::new()),
        Err(_) => (None, word),
    }
}

fn or_typed(meant: Option<impl ToString>, typed: &str) -> String {
    meant.map_or_else(|| typed.to_owned(), |meant| meant.to_string())
}

/// What a picker sends last is what was typed or chosen last; its empty box comes behind what is chosen.
fn last(fields: &Fields, name: &str) -> String {
    let all = fields.all(name).into_iter().rev();
    let mut filled = all.map(|text| text.trim().to_owned());
    filled.find(|text| !text.is_empty()).unwrap_or_default()
}

impl From<AdminRow> for Row {
    fn from(row: AdminRow) -> Self {
        Self {
            id: row.id.to_string(),
            url: paths::product(row.id),
            title: row.title,
            brand: row.brand,
            status: row.status.as_str(),
            picture: thumb(row.picture_key.as_deref()),
            picture_problem: row.picture_problem,
            variants: row.variants,
            available: row.available,
            stock: row.stock.map(StockState::as_str),
            price_from: row.price_from,
            updated_at: row.updated_at,
        }
    }
}
