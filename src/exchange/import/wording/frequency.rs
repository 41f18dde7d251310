//! How often: times a year out of 2次/年, 每年2次, 每季度1次, 每站1次. Knows no column.

use super::amount::{Amounts, Times, Unread};
use super::bound::Bound;
use super::fold::numeral;
use super::quantity::Quantity;

/// 一户一次 says how often, not how many.
pub(super) fn each_once(text: String) -> String {
    const ONES: [&str; 2] = ["\u{4e00}", "1"];
    let mut text = text;
    for unit in EACH {
        for one in ONES {
            text = text.replace(&format!("{one}{unit}{one}"), &format!("每{unit}{one}"));
        }
    }
    text
}

/// What is visited one by one: 每家1次 is a number of times a year.
const EACH: &[&str] = &["户", "家", "企业", "企", "店", "校", "所", "个单位", "单位", "个点", "点"];

/// 2次/年, 每年2次, 每季度1次, 两年一次.
pub(super) fn times(
    found: &mut Amounts,
    quantity: &Quantity,
    before: &str,
    behind: &str,
    bound: Bound,
) -> Result<(), Unread> {
    let number = quantity.low.whole().filter(|number| (1..=366).contains(number)).ok_or(Unread::Range)?;
    let per_year = per_year(before, behind).ok_or(Unread::Form)?;
    let number = number.checked_mul(per_year).ok_or(Unread::Range)?;
    let at_least = bound == Bound::Least || quantity.high.is_some();
    found.partly |= bound == Bound::Most || quantity.high.is_some();
    if found.times.is_some_and(|known| known.number != number) {
        found.partly = true;
        return Ok(());
    }
    found.times = Some(Times { number, at_least });
    Ok(())
}

/// How many of the periods named fit in a year; `None` for periods longer than a year.
fn per_year(before: &str, behind: &str) -> Option<u32> {
    const PERIODS: &[(&str, u32)] =
        &[("半年", 2), ("季", 4), ("个月", 12), ("月", 12), ("周", 52), ("年", 1), ("日", 365), ("天", 365)];
    let each = before.rfind(['每', '按', '逐']).and_then(|at| before.get(at..));
    let after = behind.strip_prefix(['/', '每']).map(|rest| rest.trim_start_matches('每'));
    // 每站1次, 每个点1次: once at each of what is visited.
    let each_object = |each: &str| {
        let object = each.trim_start_matches('每');
        !object.is_empty()
            && object.chars().count() <= 4
            && !PERIODS.iter().any(|(word, _)| object.contains(word))
    };
    if after.is_none() && each.is_some_and(each_object) {
        return Some(1);
    }
    // 季度1次, 月1次.
    let bare = || {
        ["半年", "季度", "季", "月", "周"].iter().find_map(|word| before.strip_suffix(word).map(|_| *word))
    };
    let numbered = |word: &&str| {
        let ahead = before.strip_suffix(*word).and_then(|rest| rest.chars().next_back());
        !ahead.is_some_and(|c| c.is_ascii_digit() || c == '\u{7b2c}' || c == '个' || numeral(&[c]).is_some())
    };
    let Some(period) = after.or(each).or_else(|| bare().filter(numbered)) else {
        // "两年一次" and "一年两次" name the period without 每.
        let years = before.strip_suffix('年').or_else(|| before.strip_suffix("年内"));
        let years: Option<Vec<char>> = years.map(|text| text.chars().rev().take(1).collect());
        return match years.as_deref() {
            Some([count])
                if !matches!(count, '1' | '\u{4e00}' | '\u{5168}')
                    && (count.is_ascii_digit() || numeral(&[*count]).is_some()) =>
            {
                None
            }
            _ => Some(1),
        };
    };
    let nearest = PERIODS.iter().filter_map(|(word, per)| period.find(word).map(|at| (at, *per)));
    let (at, per) = nearest.min_by_key(|(at, _)| *at)?;
    let several = period.get(..at).unwrap_or_default();
    let several: Vec<char> = several.chars().filter(|c| !matches!(c, '每' | '按' | '逐' | '个')).collect();
    let count = match several.as_slice() {
        [] => 1,
        [digit] if digit.is_ascii_digit() => digit.to_digit(10)?,
        other => u32::try_from(numeral(other)?.0).ok()?,
    };
    (count > 0 && per % count == 0).then(|| per / count)
}
