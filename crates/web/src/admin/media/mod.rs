//! The media library: every picture of the shop, and where it is shown.

mod field;
mod picture;
mod send;
mod view;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use shop::Shop;
use shop::catalog;
use shop::media::{MediaFilter, StateFilter};
use shop::staff::Permission;

use super::desk::Desk;
use super::list::{Choice, ListAddress, Pager, in_words};
use crate::kit::access::{Access, Routes};
use crate::kit::errors::PageError;
use crate::kit::upload::UploadLimits;
use crate::routes::admin as paths;

use view::Tile;

pub(in crate::admin) use field::PictureField;
pub(in crate::admin) use send::take_in;
pub(in crate::admin) use view::UploaderView;

const PAGE: u64 = 48;
/// Where scripts get the inside of the dialog.
const PAGE_OF_CHOICE: &str = paths::CHOOSE_MEDIA;

/// The filter as it stands in the address.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    state: String,
    #[serde(skip_serializing)]
    after: String,
}

/// `admin/media.html`
#[derive(Serialize)]
struct LibraryView {
    list_url: &'static str,
    filter: Asked,
    filtered: bool,
    states: Vec<Choice>,
    uploader: UploaderView,
    /// What did not become pictures, of those that were just sent.
    problems: Vec<send::Problem>,
    tiles: Vec<Tile>,
    pager_links: Pager,
}

/// `admin/media/_choose.html`
#[derive(Serialize)]
struct ChooseView {
    url: &'static str,
    q: String,
    tiles: Vec<Tile>,
    more_url: Option<String>,
}

pub fn routes() -> Routes {
    let view = Access::Staff(Permission::ViewCatalogue);
    let manage = Access::Staff(Permission::ManageCatalogue);
    let pictures = UploadLimits::PICTURES;
    Routes::new()
        .get("/admin/media", view, list)
        .upload("/admin/media", manage, pictures, send::send)
        .get("/admin/media/choose", view, choose)
        .get("/admin/media/{key}", view, picture::page)
        .post("/admin/media/{key}", manage, picture::describe)
        .upload(
            "/admin/media/{key}/replace",
            manage,
            UploadLimits::ONE_PICTURE,
            picture::replace,
        )
        .post("/admin/media/{key}/put-back", manage, picture::put_back)
        .post("/admin/media/{key}/retry", manage, picture::retry)
        .post("/admin/media/{key}/delete", manage, picture::delete)
}

/// `GET /admin/media`
async fn list(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let view = LibraryView::new(&shop, asked).await?;
    desk.html("admin/media.html", &view).await
}

/// `GET /admin/media/choose`: the part of a page in which one of them is chosen.
async fn choose(
    State(shop): State<Shop>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let library = LibraryView::new(&shop, asked).await?;
    let view = ChooseView {
        url: paths::CHOOSE_MEDIA,
        q: library.filter.q,
        tiles: library.tiles,
        more_url: library
            .pager_links
            .next
            .map(|next| next.replacen(paths::MEDIA, paths::CHOOSE_MEDIA, 1)),
    };
    desk.html("admin/media/_choose.html", &view).await
}

impl LibraryView {
    async fn new(shop: &Shop, asked: Asked) -> Result<Self, PageError> {
        let filter = asked.filter();
        let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
        let page = catalog::library(shop, &filter, after, PAGE).await?;
        let pairs = [("q", asked.q.clone()), ("state", asked.state.clone())];
        let address = ListAddress::new(paths::MEDIA, pairs);
        let settings = shop.settings();
        Ok(Self {
            list_url: paths::MEDIA,
            filtered: filter != MediaFilter::default(),
            states: StateFilter::ALL
                .map(|state| Choice::new(state.as_str(), state_in_words(state)))
                .to_vec(),
            uploader: UploaderView::new("files"),
            problems: Vec::new(),
            pager_links: address.pager(&asked.after, page.next),
            tiles: page
                .rows
                .into_iter()
                .map(|row| Tile::new(row.media, row.uses, &settings))
                .collect(),
            filter: asked,
        })
    }
}

fn state_in_words(state: StateFilter) -> String {
    match state {
        StateFilter::Waiting => "Sizes being made".to_owned(),
        StateFilter::Failed => "Sizes could not be made".to_owned(),
        StateFilter::Ready => in_words(state.as_str()),
    }
}

impl Asked {
    /// What cannot be understood narrows nothing.
    fn filter(&self) -> MediaFilter {
        MediaFilter {
            text: self.q.trim().to_owned(),
            state: StateFilter::parse(&self.state),
        }
    }
}
