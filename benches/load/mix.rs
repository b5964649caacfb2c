//! What customers do how often: the mixes of the TPC-W benchmark.
//!
//! Source of the weights: TPC Benchmark W, specification version 1.8, the web interaction mixes WIPSb (browsing), WIPS
//! (shopping) and WIPSo (ordering). Its two admin interactions (0.19 to 0.23 %) are left out and the rest scaled to 100 %.
//! TPC-W walks from page to page by a table of probabilities whose long-run shares are these; here the shares are
//! kept directly, see [`Schedule`].

/// A web interaction of TPC-W, by its name there. What it is in this shop is said at `Shopper::interact`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interaction {
    Home,
    NewProducts,
    BestSellers,
    ProductDetail,
    SearchRequest,
    SearchResults,
    ShoppingCart,
    CustomerRegistration,
    BuyRequest,
    BuyConfirm,
    OrderInquiry,
    OrderDisplay,
}

/// Share of each interaction, in hundredths of a percent.
pub type Weights = [(Interaction, u16); 12];

pub const BROWSING: Weights =
    weights([2900, 1100, 1100, 2100, 1200, 1100, 200, 82, 75, 69, 30, 25]);
pub const SHOPPING: Weights = weights([
    1600, 500, 500, 1700, 2000, 1700, 1160, 300, 260, 120, 75, 66,
]);
pub const ORDERING: Weights = weights([
    912, 46, 46, 1235, 1453, 1308, 1353, 1286, 1273, 1018, 25, 22,
]);

const fn weights(shares: [u16; 12]) -> Weights {
    use Interaction as I;
    let [
        home,
        new,
        best,
        detail,
        search,
        results,
        cart,
        register,
        buy,
        confirm,
        inquiry,
        display,
    ] = shares;
    [
        (I::Home, home),
        (I::NewProducts, new),
        (I::BestSellers, best),
        (I::ProductDetail, detail),
        (I::SearchRequest, search),
        (I::SearchResults, results),
        (I::ShoppingCart, cart),
        (I::CustomerRegistration, register),
        (I::BuyRequest, buy),
        (I::BuyConfirm, confirm),
        (I::OrderInquiry, inquiry),
        (I::OrderDisplay, display),
    ]
}

/// Chooses what one customer does next so that the shares come true.
///
/// Drawing at random would miss them: nobody can confirm an order before the address is known, so late steps would come
/// too seldom. Each interaction therefore saves up its share at every click, and of those that are possible the one with
/// the most credit is done and pays for the click (smooth weighted round robin). What had to wait is made up for later.
#[derive(Debug, Clone)]
pub struct Schedule {
    weights: Weights,
    credit: [i64; 12],
    total: i64,
}

impl Schedule {
    /// `head_start` is drawn by the caller, below the sum of the weights for each interaction: without it all customers
    /// would do the same at the same time.
    pub fn new(weights: Weights, mut head_start: impl FnMut(u16) -> u16) -> Self {
        let total = weights.iter().map(|(_, share)| i64::from(*share)).sum();
        let most = weights
            .iter()
            .map(|(_, share)| *share)
            .max()
            .unwrap_or_default();
        let credit = weights.map(|_| i64::from(head_start(most)));
        Self {
            weights,
            credit,
            total,
        }
    }

    /// Looking at the home page is always possible.
    pub fn next(&mut self, is_possible: impl Fn(Interaction) -> bool) -> Interaction {
        for (credit, (_, share)) in self.credit.iter_mut().zip(self.weights) {
            *credit += i64::from(share);
        }
        let candidates = self.credit.iter_mut().zip(self.weights);
        let best = candidates
            .filter(|(_, (interaction, _))| is_possible(*interaction))
            .max_by_key(|(credit, _)| **credit);
        let Some((credit, (interaction, _))) = best else {
            return Interaction::Home;
        };
        *credit -= self.total;
        interaction
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn each_mix_has_all_but_the_admins_share() {
        for (mix, admin) in [(BROWSING, 19), (SHOPPING, 19), (ORDERING, 23)] {
            let sum: u16 = mix.iter().map(|(_, share)| share).sum();
            // The published shares of the browsing mix add up to 100.01 %.
            assert!((10_000..=10_001).contains(&(sum + admin)), "{sum}");
        }
    }

    /// A purchase has its order: cart, address, shipping and payment, order; and an order can be looked at afterwards.
    fn is_possible(interaction: Interaction, done: u8, orders: u32) -> bool {
        match interaction {
            Interaction::CustomerRegistration => done >= 1,
            Interaction::BuyRequest => done >= 2,
            Interaction::BuyConfirm => done >= 3,
            Interaction::OrderInquiry | Interaction::OrderDisplay => orders > 0,
            _ => true,
        }
    }

    #[test]
    fn the_shares_come_true_although_a_purchase_has_its_order() {
        for weights in [BROWSING, SHOPPING, ORDERING] {
            let mut schedule = Schedule::new(weights, |most| most / 2);
            let mut counts: HashMap<Interaction, u32> = HashMap::new();
            let (mut done, mut orders) = (0, 0);
            for _ in 0..100_000 {
                let next = schedule.next(|interaction| is_possible(interaction, done, orders));
                *counts.entry(next).or_default() += 1;
                match next {
                    Interaction::ShoppingCart => done = done.max(1),
                    Interaction::CustomerRegistration => done = 2,
                    Interaction::BuyRequest => done = 3,
                    Interaction::BuyConfirm => (done, orders) = (0, orders + 1),
                    _ => {}
                }
            }
            // 100,000 clicks: ten times the share in hundredths of a percent, scaled for the missing admin.
            for (interaction, share) in weights {
                let (count, expected) = (counts[&interaction], u32::from(share) * 10);
                let difference = count.abs_diff(expected);
                assert!(
                    difference <= expected / 100 + 20,
                    "{interaction:?}: {count} of {expected}"
                );
            }
        }
    }
}
