//! Shares of a register as exact fractions: 5 % is 5/100, never a float. Knows no wording and no file.

use serde::{Deserialize, Serialize};

/// A share between 0 and 1 as an exact fraction, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u64,
    /// Below the line, never 0.
    pub denominator: u64,
}

impl Ratio {
    /// The whole: 100 %.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator` in lowest terms; `None` where it is 0, above 1 or divides by 0.
    pub fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if numerator == 0 || numerator > denominator {
            return None;
        }
        let divisor = gcd(numerator, denominator);
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// As a decimal, for people and JSON only: decisions use [`Ratio::of`].
    #[expect(
        clippy::cast_precision_loss,
        reason = "shown to people; both parts are far below 2^52 in any plan"
    )]
    pub fn as_decimal(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// This share of `whole`, rounded up: 5 % of 46 are 3.
    pub fn of(self, whole: u64) -> u64 {
        let product = u128::from(whole) * u128::from(self.numerator);
        u64::try_from(product.div_ceil(u128::from(self.denominator.max(1)))).unwrap_or(u64::MAX)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        let right = u128::from(other.numerator) * u128::from(self.denominator);
        left.cmp(&right)
    }
}

/// A share as plans state it: 5 % has equal ends, "at least 1 %" has no upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatioRange {
    /// The least share.
    pub min: Ratio,
    /// The greatest share; `None` where the plan only says "at least".
    pub max: Option<Ratio>,
}

impl RatioRange {
    /// Exactly this share.
    pub const fn exactly(ratio: Ratio) -> Self {
        Self { min: ratio, max: Some(ratio) }
    }

    /// This share or more.
    pub const fn at_least(ratio: Ratio) -> Self {
        Self { min: ratio, max: None }
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_kept_in_lowest_terms_and_within_the_whole() {
        assert_eq!(Ratio::new(5, 100), Some(Ratio { numerator: 1, denominator: 20 }));
        assert_eq!(Ratio::new(100, 100), Some(Ratio::WHOLE));
        assert_eq!(Ratio::new(0, 100), None);
        assert_eq!(Ratio::new(101, 100), None);
        assert_eq!(Ratio::new(0, 0), None);
    }

    #[test]
    fn a_share_of_a_register_is_rounded_up() {
        let five_percent = Ratio::new(5, 100).unwrap();
        assert_eq!([0, 1, 20, 21, 46].map(|whole| five_percent.of(whole)), [0, 1, 1, 2, 3]);
        assert_eq!(Ratio::WHOLE.of(u64::MAX), u64::MAX);
    }

    #[test]
    fn shares_compare_by_value() {
        assert!(Ratio::new(1, 3) > Ratio::new(33, 100));
        assert!(Ratio::new(1, 20).unwrap().as_decimal().to_string() == "0.05");
    }
}
