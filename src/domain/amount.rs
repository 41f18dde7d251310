//! Shares of a register, as exact decimals: 5 % is 5/100, never a float.

use serde::{Deserialize, Serialize};

/// An exact share between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Above the line.
    pub numerator: u64,
    /// Below the line, never 0.
    pub denominator: u64,
}

impl Ratio {
    /// How many of `population` this share asks for: rounded up, at least 1 where there is anything to draw.
    pub fn of(&self, population: u64) -> u64 {
        let exact = u128::from(population) * u128::from(self.numerator);
        let rounded_up = exact.div_ceil(u128::from(self.denominator.max(1)));
        u64::try_from(rounded_up).unwrap_or(u64::MAX).clamp(u64::from(population > 0), population)
    }
}

/// A share as a plan states it: `5%` is both ends, `≥20%` has no upper end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatioRange {
    /// At least.
    pub min: Ratio,
    /// At most; `None` where the plan sets no end.
    pub max: Option<Ratio>,
}
