//! What customers say of a product, for everybody to read.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::{Rating, Stars};
use l10n::Locale;
use serde::Deserialize;
use shop::catalog::{self, Elsewhere, ProductPage};
use shop::changes::{Change, Source};
use shop::ids::{ProductId, ReviewId};
use shop::reviews::{self, Review, Sort, VisibleQuery, Vote};
use shop::{Shop, Token};

use super::convert;
use super::view::{
    Bar, RatingView, ReplyView, ReviewPicture, ReviewView, ReviewsBlock, ReviewsPage, SortLink,
};
use crate::kit::cache::Address;
use crate::kit::cookies;
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::with_query;
use crate::kit::redirect::{See, is_local};
use crate::kit::visit::Visit;
use crate::routes;

/// On the product's page.
const FIRST: u64 = 3;
/// On a page of their own.
const PAGE: u64 = 10;

/// Words in addresses and the order that they mean; the first is what one gets without asking.
const SORTS: [(&str, Sort); 4] = [
    ("helpful", Sort::Helpful),
    ("newest", Sort::Newest),
    ("highest", Sort::Highest),
    ("lowest", Sort::Lowest),
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    stars: String,
    sort: String,
    after: String,
}

/// `GET /products/{slug}/reviews`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let choice = Choice::of(&asked);
    let address = Address::new(&routes::reviews(&slug), choice.pairs(&asked.after));
    // The first page of each choice is kept; where a later one starts can be anything.
    let address = if asked.after.is_empty() {
        address
    } else {
        address.once()
    };
    let after = Some(asked.after).filter(|after| !after.is_empty());
    visit
        .shared(address, |frame| render(shop, frame, slug, choice, after))
        .await
}

async fn render(
    shop: Shop,
    frame: Frame,
    slug: String,
    choice: Choice,
    after: Option<String>,
) -> Result<Made, NoPage> {
    let Some(page) = catalog::product_page(&shop, &slug).await? else {
        return Err(elsewhere(&shop, &slug).await);
    };
    let id = page.product.id;
    let is_plain = choice == Choice::default() && after.is_none();
    let read = shop.db.primary();
    let rating = reviews::summary(read, id).await?;
    let query = VisibleQuery {
        product: id,
        stars: choice.stars,
        sort: choice.sort,
        after,
        limit: PAGE,
    };
    let found = reviews::visible(read, &query).await?;
    let here = with_query(&routes::reviews(&slug), choice.pairs(""));
    let view = ReviewsPage {
        more_url: found
            .next
            .map(|next| with_query(&routes::reviews(&slug), choice.pairs(&next))),
        reviews: found
            .reviews
            .iter()
            .map(|review| review_view(&slug, review, &here))
            .collect(),
        ..choice.view(&page, rating, frame.locale())
    };
    let frame = if is_plain {
        frame.canonical(&routes::reviews(&slug))
    } else {
        frame
    };
    Ok(frame
        .made_of(sources(id))
        .html("storefront/reviews.html", &view)?)
}

/// No product is sold under this slug (any more).
async fn elsewhere(shop: &Shop, slug: &str) -> NoPage {
    match catalog::product_elsewhere(shop, slug).await {
        Ok(Some(Elsewhere::Moved(slug))) => NoPage::Moved(routes::reviews(slug.as_str())),
        Ok(Some(Elsewhere::Gone)) => PageError::gone().into(),
        Ok(None) => PageError::not_found().into(),
        Err(error) => error.into(),
    }
}

/// What a page that shows reviews is made of, besides what it shows of the product. A vote is only the second.
pub fn sources(product: ProductId) -> [Source; 2] {
    [
        Source::One(Change::Product(product)),
        Source::One(Change::Reviews(product)),
    ]
}

/// For the product's own page.
pub async fn block(shop: &Shop, page: &ProductPage) -> Result<ReviewsBlock, PageError> {
    let (id, slug) = (page.product.id, page.product.slug.as_str());
    let read = shop.db.primary();
    let rating = reviews::summary(read, id).await?;
    let found = if rating.count() == 0 {
        Vec::new()
    } else {
        let query = VisibleQuery {
            product: id,
            stars: None,
            sort: Sort::default(),
            after: None,
            limit: FIRST,
        };
        reviews::visible(read, &query).await?.reviews
    };
    let here = routes::product(slug);
    Ok(ReviewsBlock {
        rating: rating_view(rating),
        bars: bars(slug, rating, Choice::default()),
        reviews: found
            .iter()
            .map(|review| review_view(slug, review, &here))
            .collect(),
        all_url: routes::reviews(slug),
    })
}

/// What is shown, and in which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Choice {
    stars: Option<Stars>,
    sort: Sort,
}

impl Choice {
    /// What cannot be understood narrows nothing.
    fn of(asked: &Asked) -> Self {
        let sort = SORTS.iter().find(|(word, _)| *word == asked.sort);
        let stars = asked
            .stars
            .parse()
            .ok()
            .and_then(|stars| Stars::new(stars).ok());
        Self {
            stars,
            sort: sort.map_or(Sort::default(), |(_, sort)| *sort),
        }
    }

    fn pairs(self, after: &str) -> [(&'static str, String); 3] {
        let usual = SORTS[0].1;
        let word = SORTS
            .into_iter()
            .find(|(_, sort)| *sort == self.sort && *sort != usual);
        [
            (
                "stars",
                self.stars
                    .map(|stars| stars.to_string())
                    .unwrap_or_default(),
            ),
            (
                "sort",
                word.map(|(word, _)| word.to_owned()).unwrap_or_default(),
            ),
            ("after", after.to_owned()),
        ]
    }

    fn url(self, slug: &str) -> String {
        with_query(&routes::reviews(slug), self.pairs(""))
    }

    /// The page but for its reviews.
    fn view(self, page: &ProductPage, rating: Rating, locale: Locale) -> ReviewsPage {
        let slug = page.product.slug.as_str();
        ReviewsPage {
            title: page.product.title.clone(),
            product_url: routes::product(slug),
            picture: page
                .pictures
                .iter()
                .find_map(|picture| convert::picture(page, picture, locale)),
            rating: rating_view(rating),
            bars: bars(slug, rating, self),
            sorts: SORTS
                .map(|(value, sort)| SortLink {
                    value,
                    url: Self { sort, ..self }.url(slug),
                    selected: sort == self.sort,
                })
                .to_vec(),
            stars: self.stars.map(Stars::get),
            all_url: Self {
                stars: None,
                ..self
            }
            .url(slug),
            reviews: Vec::new(),
            more_url: None,
        }
    }
}

/// From five stars down.
fn bars(slug: &str, rating: Rating, choice: Choice) -> Vec<Bar> {
    let all = rating.count().max(1);
    let bar = |stars: Stars| Bar {
        stars: stars.get(),
        count: whole(rating.of(stars)),
        percent: u32::try_from(rating.of(stars).saturating_mul(100) / all).unwrap_or(100),
        url: Choice {
            stars: Some(stars),
            ..choice
        }
        .url(slug),
        selected: choice.stars == Some(stars),
    };
    Stars::ALL.into_iter().rev().map(bar).collect()
}

/// None for a product without reviews.
pub fn rating_view(rating: Rating) -> Option<RatingView> {
    (rating.count() > 0).then(|| RatingView {
        tenths: rating.tenths(),
        fill: rating.tenths() * 2,
        count: whole(rating.count()),
    })
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How much of five stars so many are, in percent.
pub fn fill(stars: Stars) -> u32 {
    u32::from(stars.get()) * 20
}

fn review_view(slug: &str, review: &Review, here: &str) -> ReviewView {
    ReviewView {
        id: review.id.to_string(),
        stars: review.stars.get(),
        fill: fill(review.stars),
        title: review.title.clone(),
        body: review.body.clone(),
        name: review.name.clone(),
        lang: review.locale.code(),
        written_at: review.written_at,
        verified: review.is_verified(),
        reply: review.reply.as_ref().map(|reply| ReplyView {
            text: reply.text.clone(),
            at: reply.at,
        }),
        pictures: review.pictures.iter().map(picture).collect(),
        helpful: review.helpful,
        helpful_url: routes::review_helpful(slug, review.id),
        back: here.to_owned(),
    }
}

pub fn picture(picture: &reviews::ReviewPicture) -> ReviewPicture {
    let pixels = |length: i64| u32::try_from(length).unwrap_or(1);
    let (width, height) = (pixels(picture.width), pixels(picture.height));
    let sizes = media::renditions(&picture.key, width, height, media::Format::Webp);
    let at_least = |wanted: u32| {
        let found = sizes
            .iter()
            .find(|size| size.width >= wanted)
            .or(sizes.last());
        routes::media(found.map_or(picture.key.as_str(), |size| size.key.as_str()))
    };
    ReviewPicture {
        small: at_least(320),
        large: at_least(1280),
        key: picture.key.clone(),
    }
}

#[derive(Debug, Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// `POST /products/{slug}/reviews/{id}/helpful`
pub async fn helpful(
    State(shop): State<Shop>,
    visit: Visit,
    headers: HeaderMap,
    Path((slug, id)): Path<(String, ReviewId)>,
    Form(Back { back }): Form<Back>,
) -> Result<Response, PageError> {
    let known = cookies::get(&headers, cookies::VOTER).and_then(Token::parse);
    let voter = known.clone().unwrap_or_else(Token::generate);
    let notice = match reviews::vote(&shop, &voter, id).await? {
        Vote::Counted => "storefront-notice-helpful",
        Vote::Already => "storefront-notice-helpful-already",
        Vote::NotFound => return Err(PageError::not_found()),
    };
    let back = if is_local(&back) {
        back
    } else {
        routes::reviews(&slug)
    };
    let see = See::other(format!("{back}#review-{id}")).with_notice(notice);
    Ok(match known {
        Some(_) => see,
        None => see.with_cookie(cookies::voter(&voter, visit.is_secure())),
    }
    .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_has_one_address_however_it_is_written() {
        let cases = [
            ("", "", "/products/mug/reviews"),
            ("9", "best", "/products/mug/reviews"),
            ("", "helpful", "/products/mug/reviews"),
            ("04", "newest", "/products/mug/reviews?stars=4&sort=newest"),
            ("1", "lowest", "/products/mug/reviews?stars=1&sort=lowest"),
        ];
        for (stars, sort, expected) in cases {
            let asked = Asked {
                stars: stars.to_owned(),
                sort: sort.to_owned(),
                after: String::new(),
            };
            assert_eq!(Choice::of(&asked).url("mug"), expected);
        }
    }

    #[test]
    fn a_bar_is_as_long_as_its_part_of_all() {
        let bars = bars("mug", Rating::new([1, 0, 0, 1, 2]), Choice::default());

        let lengths: Vec<_> = bars.iter().map(|bar| (bar.stars, bar.percent)).collect();
        assert_eq!(lengths, [(5, 50), (4, 25), (3, 0), (2, 0), (1, 25)]);
        assert!(rating_view(Rating::default()).is_none());
    }
}
