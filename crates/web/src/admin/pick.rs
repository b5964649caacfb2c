//! Choosing by typing: what a picker offers, and what it has.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::catalog::{self, CategoryTree, ProductFilter};

use super::desk::Desk;
use super::list::Choice;
use crate::kit::errors::PageError;
use crate::routes::admin as paths;

/// How many are offered; who wants another one types more.
const OFFERED: usize = 12;

/// What can be chosen; each has its own search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Products,
    Categories,
    Brands,
    Tags,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Categories => "categories",
            Self::Brands => "brands",
            Self::Tags => "tags",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Products, Self::Categories, Self::Brands, Self::Tags]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// `admin/_picker.html`
#[derive(Debug, Clone, Serialize)]
pub struct Picker {
    name: &'static str,
    label: &'static str,
    url: String,
    placeholder: &'static str,
    /// Whether a text that is not offered is a value all the same.
    free: bool,
    chosen: Vec<Choice>,
    /// What was typed and means nothing.
    typed: String,
}

impl Picker {
    pub fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            url: paths::picker(kind.as_str()),
            placeholder: "Type a name",
            free: matches!(kind, Kind::Brands | Kind::Tags),
            chosen: Vec::new(),
            typed: String::new(),
        }
    }

    #[must_use]
    pub fn choosing(mut self, chosen: impl IntoIterator<Item = Choice>) -> Self {
        self.chosen = chosen.into_iter().collect();
        self
    }

    #[must_use]
    pub fn typed(mut self, typed: impl Into<String>) -> Self {
        self.typed = typed.into();
        self
    }
}

/// `admin/_options.html`
#[derive(Serialize)]
struct OptionsView {
    options: Vec<Offer>,
}

#[derive(Serialize)]
struct Offer {
    value: String,
    label: String,
    /// Tells apart what has the same name.
    note: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// `GET /admin/pick/{kind}?q=`
pub async fn options(
    State(shop): State<Shop>,
    desk: Desk,
    Path(kind): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let kind = Kind::parse(&kind).ok_or_else(PageError::not_found)?;
    let options = match kind {
        Kind::Products => products(&shop, &asked.q).await?,
        Kind::Categories => categories(&shop.categories(), &asked.q),
        Kind::Brands => plain(catalog::brands(&shop, &asked.q, OFFERED).await?),
        Kind::Tags => plain(catalog::tags(&shop, &asked.q, OFFERED as u64).await?),
    };
    desk.html("admin/_options.html", &OptionsView { options })
        .await
}

async fn products(shop: &Shop, text: &str) -> Result<Vec<Offer>, PageError> {
    let filter = ProductFilter {
        text: Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        ..ProductFilter::default()
    };
    let page = catalog::admin_list(shop, &filter, None, OFFERED as u64).await?;
    let offers = page.rows.into_iter().map(|row| Offer {
        value: row.id.to_string(),
        label: row.title,
        note: row.brand,
    });
    Ok(offers.collect())
}

fn categories(tree: &CategoryTree, text: &str) -> Vec<Offer> {
    let found = tree.search(text, OFFERED).into_iter();
    found
        .map(|category| Offer {
            value: category.id.to_string(),
            label: category.title.clone(),
            note: above(tree, category.id),
        })
        .collect()
}

/// Where a category lies: "Clothing › Shirts"; empty in the menu itself.
pub fn above(tree: &CategoryTree, id: shop::ids::CategoryId) -> String {
    let path = tree.path(id);
    let above = path.split_last().map_or(&path[..0], |(_, above)| above);
    let titles: Vec<_> = above
        .iter()
        .map(|category| category.title.as_str())
        .collect();
    titles.join(" › ")
}

/// Texts that mean themselves.
fn plain(texts: Vec<String>) -> Vec<Offer> {
    let offers = texts.into_iter().map(|text| Offer {
        value: text.clone(),
        label: text,
        note: String::new(),
    });
    offers.collect()
}
