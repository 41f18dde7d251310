//! A tail followed step by step as the sample grows or the limit rises: in fixed point with a bound on what was rounded
//! away, so that it is right or says that it does not know. Knows no plan.
//!
//! With F = P(X ≤ c) and p = P(X = c) for n drawn: one more drawn takes p·(D − c)/(N − n) from F; one more allowed adds
//! P(X = c + 1) to it.

use std::cmp::Ordering;

use super::exact::Fraction;
use super::hypergeometric::{Hypergeometric, WINDOW_BITS};
use super::window::Window;
use crate::domain::amount::Ratio;

/// One in fixed point.
const ONE: u128 = 1 << SHIFT;
const SHIFT: u32 = 100;

/// A number known up to an error to either side, both in units of 2^-100.
#[derive(Clone, Copy)]
struct Near {
    value: u128,
    error: u128,
}

impl Near {
    /// This times a ratio.
    fn times(self, (numerator, denominator): (u64, u64)) -> Self {
        let error = scaled(self.error, numerator, denominator).saturating_add(2);
        Self { value: scaled(self.value, numerator, denominator), error }
    }
}

/// `value · numerator / denominator`, rounded down. Saturates at the largest number.
fn scaled(value: u128, numerator: u64, denominator: u64) -> u128 {
    const LOW: u128 = u64::MAX as u128;
    let (numerator, denominator) = (u128::from(numerator), u128::from(denominator));
    if value <= LOW {
        return value * numerator / denominator;
    }
    let low = (value & LOW) * numerator;
    let high = (value >> 64) * numerator + (low >> 64);
    // One long division instead of two: the remainder follows from the quotient.
    let quotient = high / denominator;
    let rest = high - quotient * denominator;
    if quotient > LOW { u128::MAX } else { (quotient << 64) + ((rest << 64) | (low & LOW)) / denominator }
}

/// Where a walk stands: `None` inside once it has lost its footing, and then it knows nothing any more.
pub(super) struct Walk {
    law: Hypergeometric,
    limit: u32,
    footing: Option<(Near, Near)>,
}

impl Walk {
    /// Stands on an enclosure of P(X ≤ limit) and P(X = limit).
    pub(super) fn at(law: Hypergeometric, limit: u32) -> Self {
        let window = Window::new(&law, WINDOW_BITS);
        let near = |(low, high): (Fraction, Fraction)| {
            let unit = |part: &Fraction| u128::try_from((&part.numerator << SHIFT) / &part.denominator).ok();
            let (low, high) = (unit(&low)?, unit(&high)?);
            // Both were rounded down by less than one unit.
            Some(Near { value: low, error: high.checked_sub(low)? + 1 })
        };
        let inside = limit >= law.least() && limit <= law.most();
        let tail = near(window.enclose(limit, false)).filter(|_| inside);
        let point = near(window.enclose_point(limit)).filter(|_| inside);
        Self { law, limit, footing: tail.zip(point) }
    }

    /// One more drawn; there must be one left.
    pub(super) fn draw_one(&mut self) {
        let (size, faulty, drawn) = (self.law.size(), self.law.faulty(), self.law.drawn());
        let footing = self.footing.take().filter(|_| self.limit <= faulty && self.limit <= drawn);
        self.footing = footing.and_then(|(tail, point)| {
            let left = u64::from(size - drawn);
            // Without a conforming element left to draw the point probability vanishes, and with it the footing.
            let free = u64::from((size - faulty + self.limit).checked_sub(drawn).filter(|free| *free > 0)?);
            let loss = point.times((u64::from(faulty - self.limit), left));
            let tail = Near {
                value: tail.value.saturating_sub(loss.value),
                error: tail.error.checked_add(loss.error)?,
            };
            let taken = u64::from(drawn) + 1;
            Some((tail, point.times((taken * free, (taken - u64::from(self.limit)) * left))))
        });
        self.law = Hypergeometric::checked(size, faulty, drawn + 1);
    }

    /// One more allowed.
    pub(super) fn allow_one(&mut self) {
        let footing =
            self.footing.take().filter(|_| self.limit >= self.law.least() && self.limit < self.law.most());
        self.footing = footing.and_then(|(tail, point)| {
            let point = point.times(self.law.ratio_up(self.limit));
            let tail = Near {
                value: tail.value.checked_add(point.value)?,
                error: tail.error.checked_add(point.error)?,
            };
            Some((tail, point))
        });
        self.limit += 1;
    }

    /// How P(X ≤ limit) compares with a proper ratio: by what was walked, else by an enclosure of its own.
    pub(super) fn compare(&self, ratio: Ratio) -> Ordering {
        let walked = self.footing.and_then(|(tail, _)| {
            let bar = scaled(ONE, ratio.numerator(), ratio.denominator());
            // The bar is rounded down by less than one unit.
            if tail.value.checked_add(tail.error)? < bar {
                Some(Ordering::Less)
            } else if tail.value > bar.checked_add(tail.error)?.checked_add(1)? {
                Some(Ordering::Greater)
            } else {
                None
            }
        });
        walked.unwrap_or_else(|| self.law.compare_at_most(u64::from(self.limit), ratio))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_is_exact_below_128_bits() {
        let check = |value: u128, numerator, denominator, expected| {
            assert_eq!(scaled(value, numerator, denominator), expected);
        };
        check(7, 3, 2, 10);
        check(ONE, 1, 3, ONE / 3);
        check(ONE, u64::MAX, u64::MAX, ONE);
        check(u128::MAX, 1, 1, u128::MAX);
        check(u128::MAX, 2, 1, u128::MAX);
        check(u128::MAX / 3, 3, 1, u128::MAX / 3 * 3);
    }

    /// Whether two walks at one place can both be right.
    fn fits(left: &Walk, right: &Walk) -> bool {
        let overlap = |left: Near, right: Near| left.value.abs_diff(right.value) <= left.error + right.error;
        left.footing
            .zip(right.footing)
            .is_none_or(|(left, right)| overlap(left.0, right.0) && overlap(left.1, right.1))
    }

    /// Walks a staircase and asks at every stop for ratios on either side of the exact value.
    fn check(size: u32, faulty: u32, allow: fn(u32) -> bool) {
        let mut walk = Walk::at(Hypergeometric::checked(size, faulty, 0), 0);
        for drawn in 1..=size {
            walk.draw_one();
            if allow(drawn) {
                walk.allow_one();
            }
            assert!(fits(&walk, &Walk::at(walk.law, walk.limit)), "N={size} D={faulty} n={drawn}");
            let law = Hypergeometric::checked(size, faulty, drawn);
            for ratio in [Ratio::of_percent(5), Ratio::of_percent(95), Ratio::of_percent(50)] {
                let expected = law.compare_at_most(u64::from(walk.limit), ratio);
                assert_eq!(walk.compare(ratio), expected, "N={size} D={faulty} n={drawn} c={}", walk.limit);
            }
        }
    }

    #[test]
    fn a_walk_says_what_an_enclosure_says() {
        for faulty in [0, 1, 7, 30, 59, 60] {
            check(60, faulty, |_| false);
            check(60, faulty, |drawn| drawn % 2 == 0);
            check(60, faulty, |drawn| drawn % 9 == 5);
        }
        check(600, 100, |drawn| drawn % 5 == 0);
    }

    #[test]
    fn a_long_walk_keeps_its_footing() {
        let mut walk = Walk::at(Hypergeometric::checked(1_000_000, 20_000, 0), 0);
        for drawn in 1..=20_000 {
            walk.draw_one();
            if drawn % 50 == 0 {
                walk.allow_one();
            }
        }
        let (tail, _) = walk.footing.unwrap();
        assert!(tail.error < 1 << 50, "{}", tail.error);
        let exact = walk.law.decimal(400, false);
        let parts = 100_000_000_u128;
        let walked = (tail.value * parts) >> SHIFT;
        assert!(exact.starts_with(&format!("0.{walked:08}")), "{exact} {walked}");
    }
}
