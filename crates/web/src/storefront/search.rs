//! Search, and all products of the shop.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use shop::Shop;
use shop::search::{self, Matched};

use super::convert;
use super::listing::{self, Asked, Part, Place};
use super::view::{self, Link};
use crate::kit::errors::PageError;
use crate::kit::frame::{Frame, Made, NoPage};
use crate::kit::paging::with_query;
use crate::kit::visit::Visit;
use crate::routes;

/// `GET /search?q=`: kept by no search engine, so it names no canonical address.
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let asked = Asked::read(&shop, query.as_deref());
    // Crawlers and browsers that look ahead are no customers.
    let is_counted = asked.is_first_look() && is_person(&headers);
    listing::answer(&visit, routes::SEARCH, asked, |frame, asked, part| {
        render(shop, frame, asked, part, is_counted)
    })
    .await
}

async fn render(
    shop: Shop,
    frame: Frame,
    asked: Asked,
    part: Part,
    is_counted: bool,
) -> Result<Made, NoPage> {
    let place = Place {
        path: routes::SEARCH.to_owned(),
        category: None,
        scope: None,
    };
    let mut listed = listing::list(&shop, frame.locale(), &place, &asked).await?;
    let frame = listed.framed(frame).made_of(listed.sources());
    if part == Part::Listing {
        return listed.part(frame);
    }
    if is_counted {
        search::note(&shop, &asked.text, listed.found.total);
    }
    let corrections = listed.found.corrections.iter();
    let view = view::Search {
        similar: (listed.found.matched == Matched::WithTypos && listed.found.total > 0)
            .then(|| asked.with(|it| it.exact = true).url(routes::SEARCH)),
        corrections: corrections.map(|text| search_for(text)).collect(),
        popular: convert::cards(listed.found.popular, frame.locale()),
        listing: listed.view,
    };
    Ok(frame.html("storefront/search.html", &view)?)
}

/// Roughly: enough for a report.
fn is_person(headers: &HeaderMap) -> bool {
    let text = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_lowercase()
    };
    let agent = text("user-agent");
    let is_machine = [
        "bot", "crawl", "spider", "slurp", "preview", "curl", "wget", "python",
    ]
    .iter()
    .any(|word| agent.contains(word));
    !agent.is_empty() && !is_machine && !text("sec-purpose").contains("prefetch")
}

pub(super) fn search_for(text: &str) -> Link {
    Link {
        title: text.to_owned(),
        url: with_query(routes::SEARCH, [("q", text.to_owned())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_told_from_people_roughly() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let cases = [
            (firefox, "", true),
            (firefox, "prefetch;prerender", false),
            ("Mozilla/5.0 (compatible; Googlebot/2.1)", "", false),
            ("curl/8.5", "", false),
            ("", "", false),
        ];
        for (agent, purpose, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert("user-agent", agent.parse().unwrap());
            headers.insert("sec-purpose", purpose.parse().unwrap());
            assert_eq!(is_person(&headers), expected, "{agent} {purpose}");
        }
    }
}
