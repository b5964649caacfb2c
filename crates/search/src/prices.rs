//! The cheapest and the dearest of what was counted.

/// Both ends, and how many products reach them: whoever is taken out again may have been the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub low: u64,
    pub high: u64,
    lowest: u32,
    highest: u32,
}

impl Span {
    /// That of one product.
    pub const fn of(low: u64, high: u64) -> Self {
        Self {
            low,
            high,
            lowest: 1,
            highest: 1,
        }
    }

    /// That of both.
    pub fn with(self, other: Self) -> Self {
        let low = self.low.min(other.low);
        let high = self.high.max(other.high);
        let reach_low = |it: Self| if it.low == low { it.lowest } else { 0 };
        let reach_high = |it: Self| if it.high == high { it.highest } else { 0 };
        Self {
            low,
            high,
            lowest: reach_low(self) + reach_low(other),
            highest: reach_high(self) + reach_high(other),
        }
    }

    /// What is left without `other`, a part of it; `None` if nothing is left at one of its ends.
    pub fn without(self, other: Self) -> Option<Self> {
        let left = |here: u32, gone: u32| here.checked_sub(gone).filter(|left| *left > 0);
        let gone_low = if other.low == self.low {
            other.lowest
        } else {
            0
        };
        let gone_high = if other.high == self.high {
            other.highest
        } else {
            0
        };
        Some(Self {
            lowest: left(self.lowest, gone_low)?,
            highest: left(self.highest, gone_high)?,
            ..self
        })
    }
}

/// That of both, if there are any.
pub(crate) fn together(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.with(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_known_as_long_as_somebody_reaches_it() {
        let all = [(5, 9), (5, 7), (6, 9)].map(|(low, high)| Span::of(low, high));
        let span = all.into_iter().reduce(Span::with).unwrap();
        assert_eq!((span.low, span.high), (5, 9));

        let fewer = span.without(Span::of(5, 9)).unwrap();
        assert_eq!(fewer, Span::of(5, 7).with(Span::of(6, 9)));
        assert_eq!(fewer.without(Span::of(6, 8)), Some(fewer));
        assert_eq!(fewer.without(Span::of(5, 7)), None);
        assert_eq!(fewer.without(Span::of(6, 9)), None);
    }
}
