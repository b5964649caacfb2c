use crate::{document::Id, schema::halves};

/// A sum over keys and versions, whatever their order: two sides with the same sum have the same products in the
/// same versions, or were made to look so on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest {
    pub count: u64,
    sum: u64,
}

impl Digest {
    pub fn add(&mut self, id: Id, version: i64) {
        let (high, low) = halves(&id);
        let one = mix(mix(mix(high).wrapping_add(low)).wrapping_add(version.cast_unsigned()));
        self.count += 1;
        self.sum = self.sum.wrapping_add(one);
    }
}

/// Spreads neighbouring numbers (the finalizer of SplitMix64).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(products: &[(u8, i64)]) -> Digest {
        let mut digest = Digest::default();
        for (id, version) in products {
            digest.add([*id; 16], *version);
        }
        digest
    }

    #[test]
    fn the_order_does_not_matter_and_all_else_does() {
        let one = digest(&[(1, 1), (2, 1), (3, 7)]);

        assert_eq!(one, digest(&[(3, 7), (1, 1), (2, 1)]));
        for other in [
            digest(&[(1, 1), (2, 1)]),
            digest(&[(1, 2), (2, 0), (3, 7)]),
            digest(&[(1, 1), (2, 1), (4, 7)]),
            digest(&[(1, 1), (2, 7), (3, 1)]),
        ] {
            assert_ne!(one, other);
        }
    }
}
