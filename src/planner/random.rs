//! Numbers that look random and depend on the seed alone. Knows no clock and no machine.

/// A stream of numbers (`SplitMix64`: Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = (u128::from(self.next() >> 32) * bound as u128) >> 32;
        usize::try_from(wide).unwrap_or(0)
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// −ln of a uniform number, times 2¹⁶: the slack annealing grants, without floats.
    pub(crate) fn exponential(&mut self) -> i64 {
        let x = (self.next() >> 32) | 1;
        let whole = x.ilog2();
        // log2 by its integer part and a straight line over the mantissa: good to 0.09, ample for a temperature.
        let mantissa = ((x << 16) >> whole) & 0xffff;
        let log2 = i64::from(whole) * 65_536 + i64::try_from(mantissa).unwrap_or(0);
        (32 * 65_536 - log2) * 45_426 / 65_536
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_fixed_and_stays_in_bounds() {
        let mut random = Random::new(0);
        assert_eq!(random.next(), 0xe220_a839_7b1d_cdaf);
        let drawn: Vec<usize> = (0..1000).map(|_| random.below(7)).collect();
        assert!((0..7).all(|value| drawn.iter().filter(|other| **other == value).count() > 100));
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn exponential_has_mean_one() {
        let mut random = Random::new(5);
        let sum: i64 = (0..100_000).map(|_| random.exponential()).sum();
        let mean = sum / 100_000;
        assert!((62_000..72_000).contains(&mean), "{mean}");
    }
}
