//! The number of nonconforming elements in a sample without replacement: exact tails and exact comparisons.
//! Knows nothing of plans.
//!
//! P(X = x) = C(D, x)·C(N − D, n − x) / C(N, n) for N elements, D nonconforming, n drawn (Johnson, Kemp and Kotz, *Univariate
//! Discrete Distributions*, 3rd ed. 2005, chapter 6).

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::error::{Result, SamplingError};
use super::exact::Fraction;
use super::window::{Window, far_tail};
use crate::domain::amount::Ratio;

/// The largest population a plan is computed for.
pub const POPULATION_MAX: u32 = 10_000_000;

/// Bits of the first enclosure; it decides everything but ties and hair's breadths.
pub(super) const WINDOW_BITS: u64 = 256;

/// Most elements drawn (or nonconforming) up to which whole numbers are quick.
const EXACT_MAX: u32 = 5_000;

/// N elements, D of them nonconforming, n drawn without replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hypergeometric {
    size: u32,
    faulty: u32,
    drawn: u32,
}

impl Hypergeometric {
    /// S4001 for an empty or too large population, S4002 for more nonconforming than there are, S4003 for more drawn
    /// than there are.
    pub fn new(size: u64, faulty: u64, drawn: u64) -> Result<Self> {
        let size = population(size)?;
        let within = |count: u64, code: &str| {
            u32::try_from(count)
                .ok()
                .filter(|count| *count <= size)
                .ok_or_else(|| SamplingError::new(code).with("count", count).with("population", size))
        };
        Ok(Self { size, faulty: within(faulty, "S4002")?, drawn: within(drawn, "S4003")? })
    }

    /// For callers that hold `faulty ≤ size`, `drawn ≤ size`, `1 ≤ size ≤ POPULATION_MAX`.
    pub(super) const fn checked(size: u32, faulty: u32, drawn: u32) -> Self {
        Self { size, faulty, drawn }
    }

    /// N.
    pub const fn size(&self) -> u32 {
        self.size
    }

    /// D.
    pub const fn faulty(&self) -> u32 {
        self.faulty
    }

    /// n.
    pub const fn drawn(&self) -> u32 {
        self.drawn
    }

    /// The least possible count.
    pub const fn least(&self) -> u32 {
        (self.drawn + self.faulty).saturating_sub(self.size)
    }

    /// The greatest possible count.
    pub const fn most(&self) -> u32 {
        if self.drawn < self.faulty { self.drawn } else { self.faulty }
    }

    /// The most likely count: ⌊(n + 1)(D + 1) / (N + 2)⌋.
    pub(super) fn mode(&self) -> u32 {
        let mode = (u64::from(self.drawn) + 1) * (u64::from(self.faulty) + 1) / (u64::from(self.size) + 2);
        u32::try_from(mode).unwrap_or(u32::MAX).clamp(self.least(), self.most())
    }

    /// P(x + 1) / P(x), for `x` from the least to below the greatest count.
    pub(super) fn ratio_up(&self, count: u32) -> (u64, u64) {
        let free = self.size - self.faulty + count + 1 - self.drawn;
        (product(self.faulty - count, self.drawn - count), product(count + 1, free))
    }

    /// P(x − 1) / P(x), for `x` from above the least to the greatest count.
    pub(super) fn ratio_down(&self, count: u32) -> (u64, u64) {
        let (numerator, denominator) = self.ratio_up(count - 1);
        (denominator, numerator)
    }

    /// P(X ≤ count) as an exact fraction. The cost grows with the smaller of `D` and `n`.
    pub fn at_most(&self, count: u64) -> Fraction {
        let one = BigUint::from(1_u32);
        let Some(count) = self.inside(count) else {
            return Fraction { numerator: one.clone(), denominator: one };
        };
        // X is the same whether n of N are drawn with D marked, or D are drawn with n marked.
        let law = Self { size: self.size, faulty: self.drawn.max(self.faulty), drawn: self.most() };
        let least = law.least();
        if count < least {
            return Fraction { numerator: BigUint::ZERO, denominator: one };
        }
        let denominator = binomial(law.size, law.drawn);
        let mut weight = binomial(law.faulty, least) * binomial(law.size - law.faulty, law.drawn - least);
        let mut numerator = weight.clone();
        for count in least..count {
            let (up, down) = law.ratio_up(count);
            weight = weight * up / down;
            numerator += &weight;
        }
        Fraction { numerator, denominator }
    }

    /// P(X ≤ count), or with `more` P(X > count), as a decimal of 17 significant digits, rightly rounded: by
    /// enclosures where whole numbers would be long and both ends of the enclosure read the same.
    pub fn decimal(&self, count: u64, more: bool) -> String {
        if let Some(inside) = self.inside(count)
            && self.most() > EXACT_MAX
            && inside >= self.least()
        {
            let same = |(low, high): (Fraction, Fraction)| {
                Some(low.decimal()).filter(|text| *text == high.decimal())
            };
            let written = same(Window::new(self, 2 * WINDOW_BITS).enclose(inside, more))
                .or_else(|| same(far_tail(self, inside, more, 2 * WINDOW_BITS)?));
            if let Some(text) = written {
                return text;
            }
        }
        let exact = self.at_most(count);
        if more { exact.complement().decimal() } else { exact.decimal() }
    }

    /// P(X ≤ count) in lowest terms where it is short enough to be read at all: fewer than 10,000 bits.
    pub fn fraction(&self, count: u64) -> Option<String> {
        if self.inside(count).is_some() && self.most() > EXACT_MAX {
            return None;
        }
        let reduced = self.at_most(count).reduced();
        (reduced.bits() < 10_000).then(|| format!("{}/{}", reduced.numerator, reduced.denominator))
    }

    /// How P(X ≤ count) compares with a ratio: by enclosure, by whole numbers only where that does not decide.
    pub fn compare_at_most(&self, count: u64, ratio: Ratio) -> Ordering {
        Tails::new(*self).compare(count, ratio)
    }

    /// The smallest limit `L` with P(X > L) ≤ `risk`.
    pub fn limit(&self, risk: Ratio) -> u32 {
        let Some(kept) = risk.complement() else {
            return 0;
        };
        let tails = Tails::new(*self);
        first_true(self.least(), self.most(), |limit| tails.compare(u64::from(limit), kept) != Ordering::Less)
    }

    /// The count where P(X ≤ count) is below one.
    fn inside(&self, count: u64) -> Option<u32> {
        u32::try_from(count).ok().filter(|count| *count < self.most())
    }
}

/// The smallest number from `low` to `high` for which a monotone test holds; it must hold at `high`.
pub(super) fn first_true(mut low: u32, mut high: u32, test: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = low + (high - low) / 2;
        if test(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    high
}

/// Comparisons of one law's tails, sharing one enclosure.
pub(super) struct Tails {
    law: Hypergeometric,
    window: Window,
}

impl Tails {
    pub(super) fn new(law: Hypergeometric) -> Self {
        Self { law, window: Window::new(&law, WINDOW_BITS) }
    }

    /// How P(X ≤ count) compares with a ratio.
    pub(super) fn compare(&self, count: u64, ratio: Ratio) -> Ordering {
        let whole = Ratio::of_percent(100);
        let Some(inside) = self.law.inside(count) else {
            return whole.cmp(&ratio);
        };
        if inside < self.law.least() {
            return Ratio::ZERO.cmp(&ratio);
        }
        if ratio >= whole {
            return Ordering::Less;
        }
        self.window
            .compare(inside, ratio)
            .or_else(|| Window::new(&self.law, WINDOW_BITS * 8).compare(inside, ratio))
            .unwrap_or_else(|| self.law.at_most(count).compare(ratio))
    }
}

/// A population size in range, else S4001.
pub(super) fn population(size: u64) -> Result<u32> {
    u32::try_from(size)
        .ok()
        .filter(|size| (1..=POPULATION_MAX).contains(size))
        .ok_or_else(|| SamplingError::new("S4001").with("population", size).with("max", POPULATION_MAX))
}

/// C(n, k).
fn binomial(n: u32, k: u32) -> BigUint {
    let mut result = BigUint::from(1_u32);
    for step in 0..k.min(n - k) {
        result = result * (n - step) / (step + 1);
    }
    result
}

fn product(left: u32, right: u32) -> u64 {
    u64::from(left) * u64::from(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pascal's triangle: a second way to binomials.
    fn pascal(rows: usize) -> Vec<Vec<u128>> {
        let mut triangle = vec![vec![1_u128]];
        for row in 1..=rows {
            let above = &triangle[row - 1];
            let at = |column: usize| above.get(column).copied().unwrap_or(0);
            triangle.push(
                (0..=row).map(|column| at(column) + if column > 0 { at(column - 1) } else { 0 }).collect(),
            );
        }
        triangle
    }

    #[test]
    fn tails_agree_with_pascals_triangle_for_every_small_case() {
        let triangle = pascal(14);
        let choose = |n: usize, k: usize| triangle[n].get(k).copied().unwrap_or(0);
        for size in 1..=14_usize {
            for faulty in 0..=size {
                for drawn in 0..=size {
                    let law = Hypergeometric::new(size as u64, faulty as u64, drawn as u64).unwrap();
                    let all = choose(size, drawn);
                    let mut sum = 0;
                    for count in 0..=drawn {
                        sum += choose(faulty, count) * choose(size - faulty, drawn - count);
                        let exact = law.at_most(count as u64);
                        assert_eq!(
                            exact.numerator * BigUint::from(all),
                            exact.denominator * BigUint::from(sum),
                            "N={size} D={faulty} n={drawn} k={count}"
                        );
                        for (numerator, denominator) in [(sum, all), (1, 20), (9, 10), (0, 1), (1, 1)] {
                            let ratio = Ratio::new(
                                u64::try_from(numerator).unwrap(),
                                u64::try_from(denominator).unwrap(),
                            )
                            .unwrap();
                            let expected = (sum * denominator).cmp(&(numerator * all));
                            assert_eq!(
                                law.compare_at_most(count as u64, ratio),
                                expected,
                                "N={size} D={faulty} n={drawn} k={count} {numerator}/{denominator}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn enclosures_tell_neighbours_of_the_exact_value_apart() {
        let check = |size, faulty, drawn, count| {
            let law = Hypergeometric::new(size, faulty, drawn).unwrap();
            let exact = law.at_most(count);
            let scale = BigUint::from(1_000_000_000_000_000_u64);
            let floor: u64 = (&exact.numerator * &scale / &exact.denominator).to_string().parse().unwrap();
            let at =
                |numerator| law.compare_at_most(count, Ratio::new(numerator, 1_000_000_000_000_000).unwrap());
            assert_ne!(at(floor), Ordering::Less, "N={size} D={faulty} n={drawn} k={count}");
            assert_eq!(at(floor + 1), Ordering::Less, "N={size} D={faulty} n={drawn} k={count}");
        };
        check(200, 20, 10, 0);
        check(1000, 500, 500, 250);
        check(20_000, 10_000, 1_000, 480);
        check(50_000, 1_000, 149, 0);
        check(1_000_000, 1_000, 3_000, 5);
        check(3_000, 2_900, 2_950, 2_851);
    }

    #[test]
    fn enclosed_decimals_are_the_exact_ones() {
        let check = |size, faulty, drawn, count| {
            let law = Hypergeometric::new(size, faulty, drawn).unwrap();
            let exact = law.at_most(count);
            assert_eq!(law.decimal(count, false), exact.decimal());
            assert_eq!(law.decimal(count, true), exact.complement().decimal());
        };
        check(20_000, 6_000, 6_000, 1_800);
        check(20_000, 6_000, 6_000, 1_500);
        check(20_000, 6_000, 6_000, 0);
        check(20_000, 6_000, 6_000, 3_000);
        check(20_000, 15_000, 15_000, 10_001);
        check(20_000, 6_000, 6_000, 6_000);
        check(20_000, 15_000, 6_000, 999);
        check(20_000, 15_000, 6_000, 1_000);
    }

    #[test]
    fn fractions_are_in_lowest_terms_and_not_endless() {
        let fraction =
            |size, faulty, drawn, count| Hypergeometric::new(size, faulty, drawn).unwrap().fraction(count);
        assert_eq!(fraction(8, 2, 3, 0).as_deref(), Some("5/14"));
        assert_eq!(fraction(8, 2, 3, 2).as_deref(), Some("1/1"));
        assert_eq!(fraction(1_000_000, 300_000, 3_000, 900), None);
        assert_eq!(fraction(1_000_000, 300_000, 300_000, 90_000), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let check = |size, faulty, drawn, code: &str| {
            assert_eq!(Hypergeometric::new(size, faulty, drawn).unwrap_err().code(), code);
        };
        check(0, 0, 0, "S4001");
        check(u64::MAX, 0, 0, "S4001");
        check(10, 11, 1, "S4002");
        check(10, 1, 11, "S4003");
    }
}
