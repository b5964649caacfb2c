//! The form of a review. Its address is the key to it, and proves that the product was bought.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use commerce::Stars;
use l10n::Locale;
use serde::Deserialize;
use shop::ids::OrderLineId;
use shop::reviews::{
    self, BODY_MAX, Draft, NAME_MAX, NewPicture, PICTURE_BYTES, PICTURES_MAX, Problem, Purchase,
    TITLE_MAX, WriteError,
};
use shop::{Shop, Token};

use super::reviews::{fill, picture};
use super::view::{KeptPicture, Limits, ReviewElsewhere, ReviewForm, ReviewMails, StarChoice};
use super::{convert, order};
use crate::kit::errors::PageError;
use crate::kit::forms::{FormErrors, Message};
use crate::kit::headers::kept_by_nobody;
use crate::kit::one_click::{Ending, ended};
use crate::kit::redirect::See;
use crate::kit::upload::{GuestForm, GuestUpload, SentFile, Texts, UploadLimits, UploadProblem};
use crate::kit::visit::Visit;
use crate::routes;

/// The shop takes no more from somebody who is not signed in.
pub const UPLOAD: UploadLimits = UploadLimits {
    each: PICTURE_BYTES as u64,
    // Too many are told at the form, and one browser may be asked to send a whole album.
    files: 20,
    // Phones make larger ones: that is told at the form, with what was typed.
    all: 120_000_000,
};

#[derive(Debug, Deserialize)]
pub struct Line {
    line: OrderLineId,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wish {
    wish: String,
}

/// `POST /orders/{token}/reviews`: from a line of an order to its form.
pub async fn start(
    State(shop): State<Shop>,
    Path(token): Path<String>,
    Form(Line { line }): Form<Line>,
) -> Result<Response, PageError> {
    let order = order::find(&shop, &token).await?;
    let link = reviews::link_of_line(&shop, &order, line).await?;
    let link = link.ok_or_else(PageError::not_found)?;
    Ok(See::other(routes::review_form(link.as_str())).into_response())
}

/// `GET /reviews/{token}`
pub async fn page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let (token, purchase) = opened(&shop, &token).await?;
    let form = Typed::saved(&purchase);
    show(&visit, &token, &purchase, form, StatusCode::OK).await
}

/// `POST /reviews/{token}`
pub async fn save(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
    upload: GuestUpload,
) -> Result<Response, PageError> {
    // Files are read only once the link has proved that something was bought.
    let (token, purchase) = opened(&shop, &token).await?;
    if purchase.is_written_elsewhere {
        return elsewhere(&visit, &purchase, StatusCode::CONFLICT).await;
    }
    let sent = match upload.read().await {
        Ok(sent) => sent,
        Err(UploadProblem::Page(error)) => return Err(error),
        Err(UploadProblem::TooLarge { read, .. }) => {
            // Each too large, or too many of them: both is told.
            let problems = [Problem::PictureTooLarge, Problem::TooManyPictures];
            return too_much(&visit, &token, &purchase, read, &problems).await;
        }
        Err(UploadProblem::TooManyFiles { read, .. }) => {
            let problems = [Problem::TooManyPictures];
            return too_much(&visit, &token, &purchase, read, &problems).await;
        }
    };
    let mut typed = Typed::sent(&sent);
    if typed.kept.len() + sent.files.len() > PICTURES_MAX {
        // Before they are read into memory.
        add_problems(&mut typed.errors, &[Problem::TooManyPictures]);
        typed.lost_files(true);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&visit, &token, &purchase, typed, status).await;
    }
    let has_files = !sent.files.is_empty();
    let Some(files) = read_files(sent.files).await? else {
        add_problems(&mut typed.errors, &[Problem::PictureTooLarge]);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&visit, &token, &purchase, typed, status).await;
    };
    let draft = typed.draft(visit.locale(), files);
    match reviews::write(&shop, &token, typed.version, &draft).await {
        Ok(review) => {
            let notice = if review.is_visible() {
                "storefront-notice-review-shown"
            } else {
                "storefront-notice-review-waits"
            };
            let see = See::other(routes::review_form(token.as_str())).with_notice(notice);
            Ok(see.into_response())
        }
        Err(WriteError::Invalid(problems)) => {
            add_problems(&mut typed.errors, &problems);
            typed.lost_files(has_files);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&visit, &token, &purchase, typed, status).await
        }
        Err(WriteError::Elsewhere) => elsewhere(&visit, &purchase, StatusCode::CONFLICT).await,
        Err(WriteError::Stale) => {
            // What was typed stays, over the review as it is now.
            let (token, purchase) = opened(&shop, token.as_str()).await?;
            typed.version = Typed::saved(&purchase).version;
            typed.is_stale = true;
            typed.lost_files(has_files);
            show(&visit, &token, &purchase, typed, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form as far as it was read. Its files are last, so that is all of it that was typed.
async fn too_much(
    visit: &Visit,
    token: &Token,
    purchase: &Purchase,
    fields: Texts,
    problems: &[Problem],
) -> Result<Response, PageError> {
    let files = Vec::new();
    let mut typed = Typed::sent(&GuestForm { fields, files });
    add_problems(&mut typed.errors, problems);
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    show(visit, token, purchase, typed, status).await
}

/// None when one of them is too large.
async fn read_files(files: Vec<SentFile>) -> Result<Option<Vec<NewPicture>>, PageError> {
    let mut pictures = Vec::with_capacity(files.len());
    for file in files {
        match file.read().await? {
            Ok(bytes) => pictures.push(NewPicture { bytes }),
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(pictures))
}

/// `GET /reviews/{token}/mails`
pub async fn mails_page(
    State(shop): State<Shop>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let (token, purchase) = opened(&shop, &token).await?;
    let view = ReviewMails {
        email: purchase.buyer.as_str().to_owned(),
        action: routes::review_mails(token.as_str()),
        refused: purchase.refuses_mails,
        home_url: routes::HOME,
    };
    let answer = visit.html("storefront/review_mails.html", &view).await?;
    Ok(kept_by_nobody(answer))
}

/// `POST /reviews/{token}/mails`; mail programs know the address from the mail's header.
pub async fn choose_mails(
    State(shop): State<Shop>,
    Path(token): Path<String>,
    sent: Ending<Wish>,
) -> Result<Response, PageError> {
    let token = Token::parse(&token).ok_or_else(PageError::not_found)?;
    let is_refused = match &sent {
        Ending::OneClick => true,
        Ending::Form(Wish { wish }) => wish != "yes",
    };
    reviews::refuse_mails(&shop, &token, is_refused)
        .await?
        .ok_or_else(PageError::not_found)?;
    if matches!(sent, Ending::OneClick) {
        return Ok(ended());
    }
    Ok(See::other(routes::review_mails(token.as_str())).into_response())
}

async fn opened(shop: &Shop, token: &str) -> Result<(Token, Purchase), PageError> {
    let token = Token::parse(token).ok_or_else(PageError::not_found)?;
    let purchase = reviews::open(shop, &token).await?;
    Ok((token, purchase.ok_or_else(PageError::not_found)?))
}

async fn show(
    visit: &Visit,
    token: &Token,
    purchase: &Purchase,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, PageError> {
    if purchase.is_written_elsewhere {
        return elsewhere(visit, purchase, status).await;
    }
    let view = typed.view(token, purchase);
    let answer = visit
        .html_with(status, "storefront/review_form.html", &view)
        .await?;
    Ok(kept_by_nobody(answer))
}

/// Friendly to the buyer of both orders, and of no use to somebody who only typed their address.
async fn elsewhere(
    visit: &Visit,
    purchase: &Purchase,
    status: StatusCode,
) -> Result<Response, PageError> {
    let title = purchase.title.clone();
    let view = ReviewElsewhere { title };
    let template = "storefront/review_elsewhere.html";
    Ok(kept_by_nobody(
        visit.html_with(status, template, &view).await?,
    ))
}

/// The form as it was typed.
#[derive(Debug, Default)]
struct Typed {
    version: i64,
    stars: String,
    title: String,
    text: String,
    name: String,
    /// Keys of pictures that stay.
    kept: Vec<String>,
    is_stale: bool,
    errors: FormErrors,
}

impl Typed {
    fn saved(purchase: &Purchase) -> Self {
        match &purchase.review {
            Some(review) => Self {
                version: review.version,
                stars: review.stars.to_string(),
                title: review.title.clone(),
                text: review.body.clone(),
                name: review.name.clone(),
                kept: review.pictures.iter().map(|one| one.key.clone()).collect(),
                ..Self::default()
            },
            None => Self {
                name: purchase.name.clone(),
                ..Self::default()
            },
        }
    }

    fn sent(form: &GuestForm) -> Self {
        Self {
            version: form.text("version").parse().unwrap_or(-1),
            stars: form.text("stars"),
            title: form.text("title"),
            text: form.text("text").replace("\r\n", "\n"),
            name: form.text("name"),
            kept: form.all("keep").map(ToOwned::to_owned).collect(),
            ..Self::default()
        }
    }

    fn draft(&self, locale: Locale, added: Vec<NewPicture>) -> Draft {
        let stars = self.stars.parse().ok();
        Draft {
            stars: stars.and_then(|stars| Stars::new(stars).ok()),
            title: self.title.clone(),
            body: self.text.clone(),
            name: self.name.clone(),
            locale,
            kept: self.kept.clone(),
            added,
        }
    }

    /// A browser does not fill in files again.
    fn lost_files(&mut self, has_files: bool) {
        if has_files && self.errors.at("pictures").is_none() {
            let message = Message::key("reviews-error-pictures-again");
            self.errors.add("pictures", message);
        }
    }

    fn view(self, token: &Token, purchase: &Purchase) -> ReviewForm {
        let review = purchase.review.as_ref();
        let pictures = review.map_or(&[][..], |review| &review.pictures);
        ReviewForm {
            title: purchase.title.clone(),
            product_url: routes::product(&purchase.slug),
            picture: convert::thumbnail(purchase.picture_key.as_deref()),
            action: routes::review_form(token.as_str()),
            version: self.version,
            state: review.map(|review| review.state.as_str()),
            choices: choices(&self.stars),
            stars: self.stars,
            review_title: self.title,
            body: self.text,
            name: self.name,
            pictures: pictures
                .iter()
                .map(|one| KeptPicture {
                    kept: self.kept.contains(&one.key),
                    picture: picture(one),
                })
                .collect(),
            limits: Limits {
                title: TITLE_MAX,
                body: BODY_MAX,
                name: NAME_MAX,
                pictures: PICTURES_MAX,
                megabytes: PICTURE_BYTES / 1_000_000,
            },
            stale: self.is_stale,
            errors: self.errors,
        }
    }
}

/// From five stars down.
fn choices(chosen: &str) -> Vec<StarChoice> {
    let choice = |stars: Stars| StarChoice {
        stars: stars.get(),
        fill: fill(stars),
        selected: stars.to_string() == chosen,
    };
    Stars::ALL.into_iter().rev().map(choice).collect()
}

fn add_problems(errors: &mut FormErrors, problems: &[Problem]) {
    for problem in problems {
        let (field, message) = match problem {
            Problem::NoStars => ("stars", Message::key("reviews-error-stars")),
            Problem::TitleTooLong => ("title", too_long(TITLE_MAX)),
            Problem::NoText => ("text", Message::key("reviews-error-text")),
            Problem::TextTooLong => ("text", too_long(BODY_MAX)),
            Problem::NoName => ("name", Message::key("reviews-error-name")),
            Problem::NameTooLong => ("name", too_long(NAME_MAX)),
            Problem::TooManyPictures => (
                "pictures",
                Message::key("reviews-error-pictures").with("count", number(PICTURES_MAX)),
            ),
            Problem::PictureTooLarge => (
                "pictures",
                Message::key("reviews-error-picture-size")
                    .with("megabytes", number(PICTURE_BYTES / 1_000_000)),
            ),
            Problem::NoPicture => ("pictures", Message::key("reviews-error-picture")),
        };
        errors.add(field, message);
    }
}

fn too_long(most: usize) -> Message {
    Message::key("reviews-error-long").with("count", number(most))
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
