//! When what is chosen arrives, and until when the page may say so.

use chrono::NaiveDate;
use shop::inventory::{Availability, Told};
use shop::{Settings, Timestamp};

use crate::storefront::view::DeliveryLine;

/// What there is to say on one page, each once.
pub struct Deliveries<'a> {
    settings: &'a Settings,
    now: Timestamp,
    said: Vec<(Option<NaiveDate>, Vec<DeliveryLine>)>,
    until: Option<Timestamp>,
}

impl<'a> Deliveries<'a> {
    pub fn new(settings: &'a Settings, now: Timestamp) -> Self {
        Self {
            settings,
            now,
            said: Vec::new(),
            until: None,
        }
    }

    /// The place of what is to be said of a variant with this stock. Nothing is promised of goods of which
    /// nobody knows when they come.
    pub fn of(&mut self, level: Availability) -> Option<usize> {
        let expected = level.expected(self.settings.today(self.now));
        if let Some(begin) = expected.and_then(|day| self.settings.start_of(day)) {
            self.ends(begin);
        }
        let goods_on = match level.told() {
            Told::Plenty | Told::Few(_) => None,
            Told::Backorder => Some(expected?),
            Told::SoldOut => return None,
        };
        if let Some(place) = self.said.iter().position(|(day, _)| *day == goods_on) {
            return Some(place);
        }
        let estimates = self.settings.estimates(self.now, goods_on);
        if estimates.is_empty() {
            return None;
        }
        let mut lines = Vec::with_capacity(estimates.len());
        for estimate in estimates {
            self.ends(estimate.until);
            lines.push(DeliveryLine {
                country: estimate.country.as_str().to_owned(),
                first: estimate.first,
                last: estimate.last,
            });
        }
        self.said.push((goods_on, lines));
        Some(self.said.len() - 1)
    }

    /// What is said, and until when it is right.
    pub fn into_parts(self) -> (Vec<Vec<DeliveryLine>>, Option<Timestamp>) {
        let lines = self.said.into_iter().map(|(_, lines)| lines).collect();
        (lines, self.until)
    }

    fn ends(&mut self, at: Timestamp) {
        self.until = Some(self.until.map_or(at, |until| until.min(at)));
    }
}
