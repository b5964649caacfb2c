//! What customers of the demo shop say: ordered, delivered, written and looked at through the same use cases.

use anyhow::Context;
use chrono::TimeDelta;
use commerce::Stars;
use l10n::Locale;
use shop::{
    Clock, Shop, Token, catalog,
    ids::VariantId,
    inventory,
    reviews::{self, Decision, Draft},
};

use super::orders::{self, Fate, Past, past};
use crate::commands::COMMAND_LINE;

struct Opinion {
    product: &'static str,
    stars: i64,
    title: &'static str,
    text: &'static str,
    /// Visitors who found it helpful.
    votes: u8,
    reply: Option<&'static str>,
}

/// Days after the parcel came until somebody sits down and writes.
const DAYS_TO_WRITE: i64 = 4;

const fn says(
    product: &'static str,
    stars: i64,
    title: &'static str,
    text: &'static str,
) -> Opinion {
    Opinion {
        product,
        stars,
        title,
        text,
        votes: 0,
        reply: None,
    }
}

impl Opinion {
    const fn found_helpful_by(self, votes: u8) -> Self {
        Self { votes, ..self }
    }

    const fn answered(self, reply: &'static str) -> Self {
        Self {
            reply: Some(reply),
            ..self
        }
    }
}

/// Long enough ago that nobody is asked for a review of these any more. The last one still waits to be looked at.
const BUYERS: [(Past, &[Opinion]); 9] = [
    (
        buyer(61, ("Greta", "Sommer"), ("Marktstraße 8", "99084", "Erfurt", "DE")),
        &[
            says("harbour-mug", 5, "The mug I reach for", "Holds a proper coffee, sits well in the hand and the bare foot does not slip. I bought one to try and came back for three more.")
                .found_helpful_by(4),
            says("brook-kettle", 4, "Boils fast, pours well", "Seven minutes on induction, as they say. The whistle is pleasantly low. One star less because the lid needs two hands when it is hot.")
                .found_helpful_by(2),
            says("field-notebook", 5, "", "Lies flat, takes ink without bleeding through, survives my bag."),
        ],
    ),
    (
        buyer(57, ("Henrik", "Dahl"), ("Elbchaussee 112", "22763", "Hamburg", "DE")),
        &[
            says("iron-skillet", 5, "Better with every egg", "It came lightly oiled and needed two rounds in the oven before the first pancake. Since then nothing sticks. It is heavy, and that is the point of it.")
                .found_helpful_by(3),
            says("yoke-jumper", 5, "Warm without being thick", "I wear it under a coat and alone in the office. Falls true to size. After a month there is a little pilling under the arms, nothing a comb does not fix."),
        ],
    ),
    (
        buyer(52, ("Ines", "Moreau"), ("7 rue Sainte-Anne", "35000", "Rennes", "FR")),
        &[
            says("harbour-mug", 4, "Beautiful, a bit larger than I thought", "The glaze is lovely and every mug has its own specks. For my small hands it is nearly too large; look at the measurements first."),
            says("linen-cushion", 3, "Nice fabric, thin filling", "The linen and the piping are very well made. The pad inside is rather flat, so I swapped it for a fuller one.")
                .answered("Thank you for telling us. We now fill the pads with a fifth more; write to us and we send you one of the new ones.")
                .found_helpful_by(5),
        ],
    ),
    (
        buyer(47, ("Oskar", "Lind"), ("Kastanienallee 40", "10119", "Berlin", "DE")),
        &[
            says("vacuum-flask", 5, "Still hot after a night in the tent", "Filled at eight in the evening, burned my tongue at seven in the morning. What more is there to say?"),
            says("ridge-tent", 4, "Dry after two days of rain", "Goes up in ten minutes when you know how, in thirty the first time. Room for two and their boots. The bag is too tight to get it back in quickly.")
                .found_helpful_by(2),
            says("walking-socks", 5, "", "No blisters on the whole Harz crossing."),
        ],
    ),
    (
        buyer(43, ("Katrin", "Vogt"), ("Am Anger 3", "06108", "Halle", "DE")),
        &[
            says("harbour-mug", 5, "Survived the dishwasher and a fall", "It fell from the table onto wooden floor and nothing happened. I do not recommend trying."),
            says("spoon-set", 4, "Oil them first", "Good shapes, the flat one is perfect for risotto. They were a little dry, a drop of linseed oil made them beautiful."),
            says("wall-clock", 5, "Truly silent", "It hangs in the bedroom, and I have to look at it to know that it runs."),
        ],
    ),
    (
        buyer(38, ("Bram", "Jansen"), ("Oudegracht 88", "3511 AV", "Utrecht", "NL")),
        &[
            says("brook-kettle", 5, "Good on gas", "Wide base, no rattling lid, and it looks like something my grandmother would have kept."),
            says("iron-skillet", 4, "", "Great pan. Check that your stove takes the weight."),
            says("field-notebook", 4, "Paper good, corners soft", "The paper is as good as that of the expensive ones. The corners of the cover bend after some weeks in a pocket."),
        ],
    ),
    (
        buyer(34, ("Leonie", "Pfeiffer"), ("Bergweg 15", "6020", "Innsbruck", "AT")),
        &[
            says("yoke-jumper", 3, "Lovely wool, long sleeves", "The wool is soft enough to wear on the skin. On me the sleeves are four centimetres too long, so I turn them up.")
                .found_helpful_by(1),
            says("heath-blanket", 5, "The dog agrees", "Dense, warm, and it has not lost a single thread although the dog claims half of it."),
        ],
    ),
    (
        buyer(29, ("Marek", "Svoboda"), ("Vinohradská 41", "120 00", "Praha", "CZ")),
        &[
            says("canvas-tote", 4, "", "Strong handles, stands by itself. I would like an inside pocket."),
            says("harbour-mug", 2, "One came chipped", "Well packed, and still one of two had a chip at the rim. The other one is fine.")
                .answered("We are sorry about that. A new one is on its way to you; keep the chipped one for a plant."),
            says("vacuum-flask", 4, "Does what it should", "Keeps tea hot for a working day. The cup is small."),
        ],
    ),
    (
        buyer(26, ("Paula", "Ritter"), ("Domgasse 2", "50667", "Köln", "DE")),
        &[
            says("espresso-cups", 5, "Small and heavy", "They keep the coffee hot to the last sip, and they stack. The saucers could be a little larger."),
        ],
    ),
];

const fn buyer(
    days_ago: i64,
    name: (&'static str, &'static str),
    address: (&'static str, &'static str, &'static str, &'static str),
) -> Past {
    past(
        days_ago * 24,
        name,
        address,
        Locale::EN,
        &[],
        Fate::Delivered,
    )
}

/// How long ago the first of them ordered, in hours.
pub fn first() -> i64 {
    BUYERS
        .iter()
        .map(|(past, _)| past.hours_ago)
        .max()
        .unwrap_or(0)
}

/// Leads every buyer from the order to the review; returns how many hours ago the clock stands in the end.
pub async fn write_all(shop: &Shop, clock: &Clock) -> anyhow::Result<i64> {
    let mut hours_ago = first();
    for (at, (past, opinions)) in BUYERS.iter().enumerate() {
        clock.advance(TimeDelta::hours(hours_ago - past.hours_ago));
        hours_ago = past.hours_ago;
        let mut basket = Vec::new();
        for opinion in *opinions {
            basket.push((variant_of(shop, opinion.product).await?, 1));
        }
        let order = orders::place(shop, past, &basket).await?;
        orders::lead(shop, &order, past.fate).await?;
        let is_last = at + 1 == BUYERS.len();
        clock.advance(TimeDelta::days(DAYS_TO_WRITE));
        for (opinion, line) in opinions.iter().zip(&order.lines) {
            let link = reviews::link_of_line(shop, &order, line.id).await?;
            let link = link.context("a parcel of the demo has not arrived")?;
            let name = format!("{} {}.", past.given_name, &past.family_name[..1]);
            let review = reviews::write(shop, &link, 0, &opinion.draft(name)?).await?;
            if !is_last {
                opinion.moderate(shop, &review).await?;
            }
        }
        clock.advance(TimeDelta::days(-DAYS_TO_WRITE));
    }
    Ok(hours_ago)
}

/// One of which there is enough.
async fn variant_of(shop: &Shop, slug: &str) -> anyhow::Result<VariantId> {
    let page = catalog::product_page(shop, slug).await?;
    let page = page.with_context(|| format!("the demo shop does not sell {slug}"))?;
    let ids: Vec<_> = page.variants.iter().map(|variant| variant.id).collect();
    let stock = inventory::availability(shop.db.primary(), &ids).await?;
    let plenty = |id: &VariantId| stock.get(id).is_some_and(|stock| stock.allows(4));
    let found = ids.into_iter().find(plenty);
    found.with_context(|| format!("there is not enough of {slug} in the demo shop"))
}

impl Opinion {
    fn draft(&self, name: String) -> anyhow::Result<Draft> {
        Ok(Draft {
            stars: Some(Stars::new(self.stars)?),
            title: self.title.to_owned(),
            body: self.text.to_owned(),
            name,
            locale: Locale::EN,
            kept: Vec::new(),
            added: Vec::new(),
        })
    }

    async fn moderate(&self, shop: &Shop, review: &reviews::Review) -> anyhow::Result<()> {
        let mut version = review.version;
        reviews::decide(shop, &COMMAND_LINE, review.id, version, &Decision::Approve).await?;
        if let Some(reply) = self.reply {
            version += 1;
            reviews::reply(shop, &COMMAND_LINE, review.id, version, reply).await?;
        }
        for _ in 0..self.votes {
            reviews::vote(shop, &Token::generate(), review.id).await?;
        }
        Ok(())
    }
}
