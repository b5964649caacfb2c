use commerce::ReviewState;

use super::{noon, picture};
use crate::kit::forms::{FormErrors, Message};
use crate::storefront::view::{
    Bar, KeptPicture, Limits, RatingView, ReplyView, ReviewElsewhere, ReviewForm, ReviewMails,
    ReviewPicture, ReviewView, ReviewsBlock, ReviewsPage, SortLink, StarChoice,
};

pub(crate) fn rating() -> RatingView {
    RatingView {
        tenths: 43,
        fill: 86,
        count: 1_234,
    }
}

fn bars() -> Vec<Bar> {
    [
        (5, 701, 56),
        (4, 320, 25),
        (3, 113, 9),
        (2, 0, 0),
        (1, 100, 8),
    ]
    .map(|(stars, count, percent)| Bar {
        stars,
        count,
        percent,
        url: format!("/products/mug/reviews?stars={stars}"),
        selected: stars == 4,
    })
    .to_vec()
}

fn review(number: u8, title: &str, body: &str) -> ReviewView {
    ReviewView {
        id: format!("0192f0c1-0000-7000-8000-00000000000{number}"),
        stars: number,
        fill: u32::from(number) * 20,
        title: title.to_owned(),
        body: body.to_owned(),
        name: "Ada L.".to_owned(),
        lang: "en",
        written_at: noon(),
        verified: number != 3,
        reply: (number == 2).then(|| ReplyView {
            text: "That should not happen. We have sent you a new one.".to_owned(),
            at: noon(),
        }),
        pictures: match number {
            5 => vec![review_picture(1), review_picture(2)],
            _ => Vec::new(),
        },
        helpful: i64::from(number) - 1,
        helpful_url: "/products/mug/reviews/1/helpful".to_owned(),
        back: "/products/mug".to_owned(),
    }
}

fn review_picture(number: u8) -> ReviewPicture {
    ReviewPicture {
        small: format!("/media/{number}-320.webp"),
        large: format!("/media/{number}-1280.webp"),
        key: format!("{number}.jpg"),
    }
}

fn some() -> Vec<ReviewView> {
    vec![
        review(
            5,
            "The mug I reach for every morning",
            "Keeps the coffee warm.\n\nAnd <b>no</b> chips after a year of camping.",
        ),
        review(3, "", "It is a mug."),
        review(2, "Arrived with a dent", "Otherwise fine."),
    ]
}

pub(crate) fn reviews_block() -> ReviewsBlock {
    ReviewsBlock {
        rating: Some(rating()),
        bars: bars(),
        reviews: some(),
        all_url: "/products/mug/reviews".to_owned(),
    }
}

pub(crate) fn reviews_none() -> ReviewsBlock {
    ReviewsBlock {
        rating: None,
        bars: Vec::new(),
        reviews: Vec::new(),
        ..reviews_block()
    }
}

pub(crate) fn reviews() -> ReviewsPage {
    ReviewsPage {
        title: "Enamel mug, 350 ml".to_owned(),
        product_url: "/products/mug".to_owned(),
        picture: Some(picture(1, "A mug")),
        rating: Some(rating()),
        bars: bars(),
        sorts: ["helpful", "newest", "highest", "lowest"]
            .map(|value| SortLink {
                value,
                url: format!("/products/mug/reviews?sort={value}"),
                selected: value == "newest",
            })
            .to_vec(),
        stars: Some(4),
        all_url: "/products/mug/reviews".to_owned(),
        reviews: some(),
        more_url: Some("/products/mug/reviews?after=1.x".to_owned()),
    }
}

pub(crate) fn reviews_none_such() -> ReviewsPage {
    ReviewsPage {
        stars: Some(1),
        reviews: Vec::new(),
        more_url: None,
        picture: None,
        ..reviews()
    }
}

pub(crate) fn review_form() -> ReviewForm {
    ReviewForm {
        title: "Enamel mug, 350 ml".to_owned(),
        product_url: "/products/mug".to_owned(),
        picture: Some(picture(1, "A mug")),
        action: "/reviews/token".to_owned(),
        version: 0,
        state: None,
        stars: String::new(),
        choices: [5, 4, 3, 2, 1]
            .map(|stars| StarChoice {
                stars,
                fill: u32::from(stars) * 20,
                selected: stars == 4,
            })
            .to_vec(),
        review_title: String::new(),
        body: String::new(),
        name: "Ada L.".to_owned(),
        pictures: Vec::new(),
        limits: Limits {
            title: 100,
            body: 4_000,
            name: 60,
            pictures: 3,
            megabytes: 8,
        },
        stale: false,
        errors: FormErrors::new(),
    }
}

pub(crate) fn review_form_wrong() -> ReviewForm {
    let mut errors = FormErrors::new();
    errors.add("stars", Message::key("reviews-error-stars"));
    errors.add(
        "text",
        Message::key("reviews-error-long").with("count", 4_000_u32),
    );
    errors.add("name", Message::key("reviews-error-name"));
    errors.add("pictures", Message::key("reviews-error-picture"));
    ReviewForm {
        errors,
        stale: true,
        ..review_form_again(ReviewState::Rejected)
    }
}

pub(crate) fn review_form_again(state: ReviewState) -> ReviewForm {
    ReviewForm {
        version: 2,
        state: Some(state.as_str()),
        stars: "4".to_owned(),
        body: "Keeps the coffee warm.".to_owned(),
        pictures: vec![KeptPicture {
            picture: review_picture(1),
            kept: true,
        }],
        ..review_form()
    }
}

pub(crate) fn review_elsewhere() -> ReviewElsewhere {
    ReviewElsewhere {
        title: "Enamel mug, 350 ml".to_owned(),
    }
}

pub(crate) fn review_mails(refused: bool) -> ReviewMails {
    ReviewMails {
        email: "ada@example.org".to_owned(),
        action: "/reviews/token/mails".to_owned(),
        refused,
        home_url: "/",
    }
}
