//! Fractions of big whole numbers and how they are written. Knows nothing of samples.

use std::cmp::Ordering;

use num_bigint::BigUint;

use crate::domain::amount::Ratio;

/// A fraction of big whole numbers, not reduced.
#[derive(Clone, Debug)]
pub struct Fraction {
    /// The upper number.
    pub numerator: BigUint,
    /// The lower number, never zero.
    pub denominator: BigUint,
}

/// Significant digits of a probability in output: enough to tell any two binary64 numbers apart.
const DIGITS: u32 = 17;

impl Fraction {
    /// One minus this; this must not be above one.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { numerator: &self.denominator - &self.numerator, denominator: self.denominator.clone() }
    }

    /// How this compares with a ratio.
    pub fn compare(&self, ratio: Ratio) -> Ordering {
        (&self.numerator * ratio.denominator()).cmp(&(&self.denominator * ratio.numerator()))
    }

    /// In lowest terms (Euclid).
    #[must_use]
    pub fn reduced(&self) -> Self {
        let (mut a, mut b) = (self.numerator.clone(), self.denominator.clone());
        while b != BigUint::ZERO {
            (a, b) = (b.clone(), a % &b);
        }
        Self { numerator: &self.numerator / &a, denominator: &self.denominator / &a }
    }

    /// Bits of both numbers together.
    pub fn bits(&self) -> u64 {
        self.numerator.bits() + self.denominator.bits()
    }

    /// As a decimal of 17 significant digits, rounded half up from the exact value, trailing zeros dropped:
    /// `0.35714285714285714`, `2.3601797287380343e-32`.
    pub fn decimal(&self) -> String {
        if self.numerator == BigUint::ZERO {
            return "0".to_owned();
        }
        let mut exponent = self.exponent();
        let mut digits = self.scaled(exponent).to_string();
        if digits.len() > DIGITS as usize {
            // Rounding carried into a new digit: 9.99… became 10.
            exponent += 1;
            digits.pop();
        }
        written(digits.trim_end_matches('0'), exponent)
    }

    /// The power of ten of the first significant digit.
    fn exponent(&self) -> i64 {
        let bits = i64::try_from(self.numerator.bits()).unwrap_or(i64::MAX / 2)
            - i64::try_from(self.denominator.bits()).unwrap_or(i64::MAX / 2);
        // log10(2) to five digits gives the exponent or a near neighbour; the loops settle it exactly.
        let mut exponent = bits.saturating_mul(30_103) / 100_000;
        while !self.reaches(exponent) {
            exponent -= 1;
        }
        while self.reaches(exponent + 1) {
            exponent += 1;
        }
        exponent
    }

    /// Whether this is at least 10^exponent.
    fn reaches(&self, exponent: i64) -> bool {
        let power = power_of_ten(exponent.unsigned_abs());
        if exponent >= 0 {
            self.numerator >= &self.denominator * power
        } else {
            &self.numerator * power >= self.denominator
        }
    }

    /// This times 10^(16 − exponent), rounded half up.
    fn scaled(&self, exponent: i64) -> BigUint {
        let shift = i64::from(DIGITS) - 1 - exponent;
        let power = power_of_ten(shift.unsigned_abs());
        let (numerator, denominator) = if shift >= 0 {
            (&self.numerator * power, self.denominator.clone())
        } else {
            (self.numerator.clone(), &self.denominator * power)
        };
        (numerator * 2_u32 + &denominator) / (denominator * 2_u32)
    }
}

fn power_of_ten(exponent: u64) -> BigUint {
    BigUint::from(10_u32).pow(u32::try_from(exponent).unwrap_or(u32::MAX))
}

/// Significant digits with the power of ten of the first one, plain or with an exponent.
fn written(digits: &str, exponent: i64) -> String {
    let after = |count: usize| digits.get(count..).unwrap_or_default();
    if (-5..0).contains(&exponent) {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        format!("0.{}{digits}", "0".repeat(zeros))
    } else if exponent == 0 {
        let point = if digits.len() > 1 { "." } else { "" };
        format!("{}{point}{}", digits.get(..1).unwrap_or_default(), after(1))
    } else {
        let point = if digits.len() > 1 { "." } else { "" };
        format!("{}{point}{}e{exponent}", digits.get(..1).unwrap_or_default(), after(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: u64, denominator: u64) -> Fraction {
        Fraction { numerator: numerator.into(), denominator: denominator.into() }
    }

    #[test]
    fn decimals_are_rounded_from_the_exact_value() {
        let check = |numerator, denominator, expected: &str| {
            assert_eq!(fraction(numerator, denominator).decimal(), expected, "{numerator}/{denominator}");
        };
        check(0, 7, "0");
        check(1, 1, "1");
        check(3, 4, "0.75");
        check(5, 14, "0.35714285714285714");
        check(2, 3, "0.66666666666666667");
        check(1, 7000, "0.00014285714285714286");
        check(1, 3_000_000, "3.3333333333333333e-7");
        check(999_999_999_999_999_999, 1_000_000_000_000_000_000, "1");
        check(1, 1_000_000_000_000, "1e-12");
    }

    #[test]
    fn fractions_reduce() {
        let reduced = fraction(10, 28).reduced();
        assert_eq!((reduced.numerator, reduced.denominator), (5_u32.into(), 14_u32.into()));
        let zero = fraction(0, 28).reduced();
        assert_eq!((zero.numerator, zero.denominator), (0_u32.into(), 1_u32.into()));
    }
}
