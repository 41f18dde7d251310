//! Numbers with their units in folded text: 5%, 1/4, 三分之一, 46家, 3~5户. Knows no column.

use super::amount::Unread;
use super::fold::numeral;
use crate::domain::amount::Ratio;

/// A decimal as an exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    /// Digits without the point.
    pub(super) value: u64,
    /// 10 to the number of digits behind the point.
    pub(super) scale: u64,
    /// Written in Chinese numerals.
    chinese: bool,
}

impl Decimal {
    pub(super) fn whole(self) -> Option<u32> {
        self.value.is_multiple_of(self.scale).then(|| u32::try_from(self.value / self.scale).ok()).flatten()
    }

    pub(super) fn per(self, hundred: u64) -> Result<Ratio, Unread> {
        let below = self.scale.checked_mul(hundred).ok_or(Unread::Range)?;
        Ratio::share(self.value, below).ok_or(Unread::Range)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Percent,
    Permille,
    /// 成: tenths.
    Tenths,
    /// a/b or 三分之一.
    Fraction(u64),
    Times,
    Elements,
    /// 年, 个月: a date or the length of a period.
    Period,
    Bare,
}

pub(super) struct Quantity {
    pub(super) low: Decimal,
    pub(super) high: Option<Decimal>,
    pub(super) sort: Sort,
}

/// The quantity that starts at `at`, and where it ends.
pub(super) fn quantity(text: &[char], at: usize) -> Result<Option<(Quantity, usize)>, Unread> {
    if let Some(found) = spelled_fraction(text, at) {
        return Ok(Some(found));
    }
    let Some((low, mut end)) = decimal(text, at)? else { return Ok(None) };
    let (mut sort, mut length) = sort(text, end);
    let mut high = None;
    let first_length = length;
    let dash = end + if matches!(sort, Sort::Percent | Sort::Permille) { first_length } else { 0 };
    let ranged = matches!(text.get(dash), Some('~' | '-' | '\u{81f3}' | '\u{5230}'));
    if ranged {
        if let Some((second, second_end)) = decimal(text, dash + 1)? {
            let (second_sort, second_length) = self::sort(text, second_end);
            if second_sort != Sort::Bare {
                (high, sort, end, length) = (Some(second), second_sort, second_end, second_length);
            }
        }
    } else if sort == Sort::Bare
        && text.get(end) == Some(&'/')
        && let Some((below, below_end)) = decimal(text, end + 1)?
        && let (Some(below), Sort::Bare) = (below.whole(), self::sort(text, below_end).0)
    {
        sort = Sort::Fraction(u64::from(below));
        end = below_end;
    }
    // 一般, 统一: a Chinese numeral counts only with its unit. The number of a year or a length of time is no amount.
    if (low.chinese && sort == Sort::Bare) || sort == Sort::Period {
        return Ok(None);
    }
    Ok(Some((Quantity { low, high, sort }, end + length)))
}

/// 百分之五, 千分之三, 三分之一.
fn spelled_fraction(text: &[char], at: usize) -> Option<(Quantity, usize)> {
    let (below, length) = numeral(text.get(at..)?)?;
    let mark = at + length;
    if text.get(mark..mark + 2)? != ['\u{5206}', '\u{4e4b}'] {
        return None;
    }
    let (low, end) = decimal(text, mark + 2).ok().flatten()?;
    Some((Quantity { low, high: None, sort: Sort::Fraction(below) }, end))
}

fn decimal(text: &[char], at: usize) -> Result<Option<(Decimal, usize)>, Unread> {
    let rest = text.get(at..).unwrap_or_default();
    if !rest.first().is_some_and(char::is_ascii_digit) {
        let found = numeral(rest);
        return Ok(found.map(|(value, length)| (Decimal { value, scale: 1, chinese: true }, at + length)));
    }
    let mut value = 0_u64;
    let mut scale = 1_u64;
    let mut point = false;
    let mut length = 0;
    for (index, character) in rest.iter().enumerate() {
        let next_digit = rest.get(index + 1).is_some_and(char::is_ascii_digit);
        if let Some(digit) = character.to_digit(10) {
            value =
                value.checked_mul(10).and_then(|v| v.checked_add(u64::from(digit))).ok_or(Unread::Range)?;
            scale = if point { scale.checked_mul(10).ok_or(Unread::Range)? } else { scale };
        } else if *character == '.' && !point && next_digit {
            point = true;
        } else if !(*character == ',' && !point && groups(rest, index)) {
            break;
        }
        length = index + 1;
    }
    Ok(Some((Decimal { value, scale, chinese: false }, at + length)))
}

/// A comma between a thousand and its hundreds: 1,200. Not the one of a list: 3,5.
fn groups(rest: &[char], at: usize) -> bool {
    let digits = rest.iter().skip(at + 1).take_while(|c| c.is_ascii_digit()).count();
    digits == 3 && (1..=3).contains(&at)
}

const ELEMENTS: &[&str] = &[
    "户次",
    "家次",
    "人次",
    "批次",
    "个乡镇",
    "个村",
    "家",
    "户",
    "个",
    "人",
    "名",
    "处",
    "所",
    "项",
    "起",
    "件",
    "份",
    "辆",
    "台",
    "座",
    "宗",
    "村",
    "批",
    "组",
    "只",
    "头",
    "亩",
    "栋",
    "套",
    "间",
    "条",
    "艘",
    "场",
    "店",
    "点",
];

/// The unit that stands at `at` and its length.
fn sort(text: &[char], at: usize) -> (Sort, usize) {
    let rest: String = text.get(at..).unwrap_or_default().iter().take(6).collect();
    let rest = rest.as_str();
    if rest.starts_with('%') {
        return (Sort::Percent, 1);
    }
    if rest.starts_with('\u{2030}') {
        return (Sort::Permille, 1);
    }
    if rest.starts_with('成') {
        return (Sort::Tenths, 1);
    }
    if rest.starts_with("次") || rest.starts_with("轮") {
        return (Sort::Times, 1);
    }
    if ["年", "半年", "月", "个月", "季", "个季", "日", "天", "周"].iter().any(|word| rest.starts_with(word))
    {
        return (Sort::Period, 0);
    }
    // 30余家: the word for "more than" stands between number and unit.
    let about = usize::from(rest.starts_with(['余', '多', '来']));
    let rest = rest.trim_start_matches(['余', '多', '来']);
    let unit = ELEMENTS.iter().filter(|unit| rest.starts_with(**unit)).max_by_key(|unit| unit.len());
    unit.map_or((Sort::Bare, 0), |unit| (Sort::Elements, unit.chars().count() + about))
}
