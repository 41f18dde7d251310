//! Exact shares of whole numbers: 5 % is 5/100, never a float; and the shares plans state. Knows no wording and no file.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// A ratio of two whole numbers. Never rounded; compared by cross multiplication.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "Parts")]
pub struct Ratio {
    numerator: u64,
    denominator: u64,
}

/// A ratio as it is written: nothing may be divided by zero.
#[derive(Deserialize)]
struct Parts {
    numerator: u64,
    denominator: u64,
}

impl TryFrom<Parts> for Ratio {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        Self::new(parts.numerator, parts.denominator).ok_or("a denominator of zero")
    }
}

/// Digits a decimal may have: all of them fit 64 bits.
const DIGITS_MAX: usize = 15;

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// The whole: 100 %.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`; `None` for a denominator of zero.
    pub const fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 { None } else { Some(Self { numerator, denominator }) }
    }

    /// A share of something, in lowest terms; `None` where it is nothing, more than the whole, or divides by zero.
    pub fn share(numerator: u64, denominator: u64) -> Option<Self> {
        let ratio = Self::new(numerator, denominator)?;
        (numerator > 0 && numerator <= denominator).then(|| ratio.reduced())
    }

    /// `percent / 100`.
    pub const fn of_percent(percent: u64) -> Self {
        Self { numerator: percent, denominator: 100 }
    }

    /// A decimal such as `0.02`, or with a percent sign such as `2%`. At most 15 digits, no sign, no exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.strip_suffix(['%', '\u{ff05}']) {
            Some(percent) => Self::parse_percent(percent),
            None => Self::parse_decimal(text, 0),
        }
    }

    /// A decimal that counts hundredths, with or without a percent sign: `95` and `95%` are 0.95.
    pub fn parse_percent(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_suffix(['%', '\u{ff05}']).unwrap_or(text);
        Self::parse_decimal(digits.trim_end(), 2)
    }

    fn parse_decimal(text: &str, shift: u32) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = [whole, part].concat();
        let written = !whole.is_empty() && (text.len() == whole.len() || !part.is_empty());
        if !written || digits.len() > DIGITS_MAX || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let decimals = u32::try_from(part.len()).ok()?;
        Some(Self { numerator: digits.parse().ok()?, denominator: 10_u64.pow(decimals + shift) })
    }

    /// The upper number.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The lower number, never zero.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// In lowest terms.
    #[must_use]
    pub const fn reduced(self) -> Self {
        let (mut a, mut b) = (self.numerator, self.denominator);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Self { numerator: self.numerator / a, denominator: self.denominator / a }
    }

    /// One minus this; `None` where this is above one.
    pub const fn complement(self) -> Option<Self> {
        match self.denominator.checked_sub(self.numerator) {
            Some(numerator) => Some(Self { numerator, denominator: self.denominator }),
            None => None,
        }
    }

    /// Whether this lies strictly between nothing and one.
    pub const fn is_proper(self) -> bool {
        0 < self.numerator && self.numerator < self.denominator
    }

    /// This part of a total, rounded down.
    pub fn floor_of(self, total: u64) -> u64 {
        let product = u128::from(self.numerator) * u128::from(total);
        u64::try_from(product / u128::from(self.denominator)).unwrap_or(u64::MAX)
    }

    /// This part of a total, rounded up.
    pub fn ceil_of(self, total: u64) -> u64 {
        let product = u128::from(self.numerator) * u128::from(total);
        u64::try_from(product.div_ceil(u128::from(self.denominator))).unwrap_or(u64::MAX)
    }

    /// This part of a register: rounded up, at least one of a register that is not empty, at most all of it.
    pub fn of_register(self, total: u64) -> u64 {
        self.ceil_of(total).max(1).min(total)
    }

    /// As a decimal, for people and JSON only.
    #[expect(
        clippy::cast_precision_loss,
        reason = "shown to people; both parts are far below 2^52 in any plan"
    )]
    pub fn as_decimal(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// In hundredths, as people write it: `2`, `0.5`, `33.333333` (cut after six decimals).
    pub fn percent_text(self) -> String {
        let hundred = u128::from(self.numerator) * 100;
        let denominator = u128::from(self.denominator);
        let mut text = (hundred / denominator).to_string();
        let mut rest = hundred % denominator;
        if rest > 0 {
            text.push('.');
        }
        for _ in 0..6 {
            if rest == 0 {
                break;
            }
            text.push_str(&(rest * 10 / denominator).to_string());
            rest = rest * 10 % denominator;
        }
        text
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        left.cmp(&(u128::from(other.numerator) * u128::from(self.denominator)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_kept_in_lowest_terms_and_within_the_whole() {
        let check = |numerator, denominator, expected: Option<(u64, u64)>| {
            let share = Ratio::share(numerator, denominator);
            assert_eq!(share.map(|share| (share.numerator, share.denominator)), expected);
        };
        check(5, 100, Some((1, 20)));
        check(100, 100, Some((1, 1)));
        check(0, 100, None);
        check(101, 100, None);
        check(0, 0, None);
    }

    #[test]
    fn a_written_ratio_is_read_back() {
        let read = |text: &str| serde_json::from_str::<Ratio>(text).ok();
        let written = serde_json::to_string(&Ratio::of_percent(5)).unwrap();
        assert_eq!(read(&written), Some(Ratio::of_percent(5)));
        assert_eq!(read(r#"{"numerator":1,"denominator":0}"#), None);
    }

    #[test]
    fn parts_are_rounded_up_or_down() {
        let five_percent = Ratio::of_percent(5);
        assert_eq!([0, 1, 20, 21, 46].map(|whole| five_percent.ceil_of(whole)), [0, 1, 1, 2, 3]);
        assert_eq!([0, 1, 20, 39, 46].map(|whole| five_percent.floor_of(whole)), [0, 0, 1, 1, 2]);
        assert_eq!(Ratio::WHOLE.ceil_of(u64::MAX), u64::MAX);
        assert_eq!(five_percent.as_decimal().to_string(), "0.05");
    }

    #[test]
    fn decimals_are_read_exactly() {
        let check = |text: &str, expected: Option<(u64, u64)>| {
            let expected = expected.and_then(|(numerator, denominator)| Ratio::new(numerator, denominator));
            assert_eq!(Ratio::parse(text), expected, "{text}");
        };
        check("0.02", Some((1, 50)));
        check("2%", Some((1, 50)));
        check(" 2.5 % ", Some((1, 40)));
        check("2\u{ff05}", Some((1, 50)));
        check("1", Some((1, 1)));
        check("0.123456789012345", None);
        check("0.12345678901234", Some((12_345_678_901_234, 100_000_000_000_000)));
        for wrong in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "NaN", "%", "0x1", "\u{0663}"] {
            check(wrong, None);
        }
        assert_eq!(Ratio::parse_percent("95"), Ratio::new(95, 100));
        assert_eq!(Ratio::parse_percent("99.9%"), Ratio::new(999, 1000));
    }

    #[test]
    fn a_part_of_a_register_is_rounded_up_and_at_least_one() {
        let check = |text: &str, total: u64, expected: u64| {
            assert_eq!(Ratio::parse(text).unwrap().of_register(total), expected, "{text} of {total}");
        };
        check("5%", 200, 10);
        check("5%", 201, 11);
        check("1%", 3, 1);
        check("0%", 3, 1);
        check("300%", 7, 7);
        check("5%", 0, 0);
        check("100%", u64::MAX, u64::MAX);
    }

    #[test]
    fn percent_texts() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Ratio::parse(text).unwrap().percent_text(), expected);
        };
        check("0.02", "2");
        check("0.005", "0.5");
        check("1", "100");
        assert_eq!(Ratio::new(1, 3).unwrap().percent_text(), "33.333333");
    }
}
