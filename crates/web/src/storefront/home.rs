//! The front page.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use shop::catalog::{self, Card, CategoryTree};
use shop::changes::{Kind, Source};
use shop::{Shop, Timestamp, search};

use super::category::until_prices_end;
use super::view::{CategoryTile, Home, Picture};
use super::{convert, data};
use crate::kit::cache::Address;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::visit::Visit;
use crate::{App, routes};

const NEW: u64 = 8;
const REDUCED: usize = 4;

/// The hero picture, when the theme has one.
const HERO: &str = "storefront/hero.svg";

/// `GET /`
pub async fn page(State(app): State<App>, visit: Visit) -> Result<Response, PageError> {
    let address = Address::new(routes::HOME, []);
    visit.shared(address, |frame| render(app, frame)).await
}

async fn render(app: App, frame: Frame) -> Result<Made, NoPage> {
    let shop = &app.shop;
    let tree = shop.categories();
    let first = tree
        .roots()
        .next()
        .map(|category| routes::category(category.slug.as_str()));
    let new = catalog::newest(shop, NEW).await?;
    let reduced = reduced(shop).await?;
    let (categories, until) = app.tiles.get(shop, &tree).await?;
    let frame = until_prices_end(until_prices_end(frame, &new), &reduced).until(until);
    let view = Home {
        hero: app
            .assets
            .url(HERO)
            .map(|url| Picture::of_asset(url, 1600, 900)),
        browse_url: first.unwrap_or_else(|| routes::SEARCH.to_owned()),
        categories,
        new: convert::cards(new, frame.locale()),
        reduced: convert::cards(reduced, frame.locale()),
        data: data::website(shop, &shop.settings()),
    };
    Ok(frame
        .canonical(routes::HOME)
        .made_of([Source::Any(Kind::Product), Source::Any(Kind::Index)])
        .html("storefront/home.html", &view)?)
}

/// The newest of what is reduced: the database would look for them among all products.
async fn reduced(shop: &Shop) -> Result<Vec<Card>, PageError> {
    let query = search::Query {
        filters: search::Filters {
            on_sale: true,
            ..search::Filters::default()
        },
        sort: search::Sort::Newest,
        ..search::Query::default()
    };
    let found = search::find(shop, &query).await?;
    if found.facets.is_none() {
        // There is no index yet.
        return Ok(catalog::reduced(shop, REDUCED as u64).await?);
    }
    // The index follows a moment later; what the cards say is true now.
    let cards = found.cards.into_iter();
    let reduced = cards.filter(|card| card.compare_at.is_some());
    Ok(reduced.take(REDUCED).collect())
}

/// The tiles of the top categories, kept for a minute: each costs a search for its picture.
#[derive(Clone, Default)]
pub struct Tiles(Arc<Mutex<Option<Kept>>>);

struct Kept {
    /// A changed tree is another one.
    tree: Arc<CategoryTree>,
    until: Timestamp,
    tiles: Vec<CategoryTile>,
}

impl Tiles {
    /// With the moment at which they are looked for again.
    async fn get(
        &self,
        shop: &Shop,
        tree: &Arc<CategoryTree>,
    ) -> Result<(Vec<CategoryTile>, Timestamp), PageError> {
        let now = shop.clock.now();
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = kept
                .as_ref()
                .filter(|kept| Arc::ptr_eq(&kept.tree, tree) && now < kept.until)
            {
                return Ok((kept.tiles.clone(), kept.until));
            }
        }
        let mut tiles: Vec<CategoryTile> = Vec::new();
        for category in tree.roots() {
            let tile = |picture| CategoryTile {
                title: category.title.clone(),
                url: routes::category(category.slug.as_str()),
                picture,
            };
            if let Some(own) = tree.picture(category) {
                let own = convert::wordless(&own.key, own.width, own.height);
                tiles.push(tile(Some(own)));
                continue;
            }
            let query = search::Query {
                category: Some(category.id),
                sort: search::Sort::Newest,
                ..search::Query::default()
            };
            let cards = search::find(shop, &query).await?.cards;
            let pictures = cards.iter().filter_map(|card| card.picture.as_ref());
            let mut pictures =
                pictures.map(|one| convert::wordless(&one.key, one.width, one.height));
            // A product may be in two categories; two tiles that look the same tell nothing.
            let is_used = |picture: &Picture| {
                let shown = tiles.iter().filter_map(|tile| tile.picture.as_ref());
                shown.into_iter().any(|other| other.url == picture.url)
            };
            let first = pictures.clone().next();
            let picture = pictures.find(|picture| !is_used(picture)).or(first);
            tiles.push(tile(picture));
        }
        let until = now + TimeDelta::minutes(1);
        let kept = Kept {
            tree: Arc::clone(tree),
            until,
            tiles: tiles.clone(),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok((tiles, until))
    }
}
