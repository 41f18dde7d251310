//! How much: shares, numbers of elements, times a year, sizes of registers, as plans mix them in one cell.
//!
//! A cell is a list of quantities; a quantity is a comparison, a number (or two with a dash) and a unit. What the
//! unit does not tell, the column does.

use super::fold::{fold, numeral};
use crate::domain::amount::{Ratio, RatioRange};

/// What the column holds where a number has no unit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange::import) enum Role {
    Ratio,
    /// A share in per cent, by its heading.
    Percent,
    Count,
    Times,
    Population,
    /// Any of them.
    Any,
}

/// The quantities of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::exchange::import) struct Amounts {
    pub(in crate::exchange::import) ratio: Option<RatioRange>,
    pub(in crate::exchange::import) count: Option<Count>,
    pub(in crate::exchange::import) times: Option<Times>,
    pub(in crate::exchange::import) population: Option<u32>,
    /// A number was left over, or a limit that cannot be kept.
    pub(in crate::exchange::import) partly: bool,
}

/// A number of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) struct Count {
    pub(in crate::exchange::import) number: u32,
    /// 预估, 约, 以实际为准.
    pub(in crate::exchange::import) estimated: bool,
    /// 每乡镇2户: in each unit.
    pub(in crate::exchange::import) per_unit: bool,
}

/// Times a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) struct Times {
    pub(in crate::exchange::import) number: u32,
    pub(in crate::exchange::import) at_least: bool,
}

/// Why a cell is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) enum Unread {
    /// Not one of the forms.
    Form,
    /// 0 %, more than 100 %, too large.
    Range,
    /// 5 in a column of shares: 5 % or 500 %.
    Ambiguous,
    /// Says nothing in numbers.
    Words,
}

/// Reads a cell. Something is set where it succeeds.
pub(in crate::exchange::import) fn read(text: &str, role: Role) -> Result<Amounts, Unread> {
    let folded = fold(text);
    let characters: Vec<char> = folded.chars().collect();
    let estimated = ESTIMATES.iter().any(|word| folded.contains(word));
    let mut found = Amounts::default();
    let mut at = 0;
    let mut boundary = 0;
    while at < characters.len() {
        let Some((quantity, end)) = quantity(&characters, at)? else {
            at += 1;
            continue;
        };
        let before: String = characters.get(boundary..at).unwrap_or_default().iter().collect();
        let behind: String = characters.get(end..).unwrap_or_default().iter().take(8).collect();
        place(&mut found, &quantity, &before, &behind, role, estimated)?;
        at = end;
        boundary = end;
    }
    let all = EVERYTHING.iter().any(|word| folded.contains(word)) || folded == "所有";
    if all && found.ratio.is_none() && found.count.is_none() {
        found.ratio = Some(RatioRange::exactly(Ratio::WHOLE));
    }
    let none = Amounts { partly: found.partly, ..Amounts::default() };
    if found != none {
        return Ok(found);
    }
    Err(if found.partly { Unread::Form } else { Unread::Words })
}

/// All of the register.
const EVERYTHING: &[&str] =
    &["全覆盖", "全部抽查", "全部检查", "全部", "全量", "全查", "全数", "逐户", "逐家", "逐个"];
const ESTIMATES: &[&str] = &["预估", "预计", "约", "左右", "为准", "大概", "估计", "暂定"];

/// A decimal as an exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Decimal {
    /// Digits without the point.
    value: u64,
    /// 10 to the number of digits behind the point.
    scale: u64,
    /// Written in Chinese numerals.
    chinese: bool,
}

impl Decimal {
    fn whole(self) -> Option<u32> {
        self.value.is_multiple_of(self.scale).then(|| u32::try_from(self.value / self.scale).ok()).flatten()
    }

    fn per(self, hundred: u64) -> Result<Ratio, Unread> {
        let below = self.scale.checked_mul(hundred).ok_or(Unread::Range)?;
        Ratio::new(self.value, below).ok_or(Unread::Range)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
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

struct Quantity {
    low: Decimal,
    high: Option<Decimal>,
    sort: Sort,
}

/// The quantity that starts at `at`, and where it ends.
fn quantity(text: &[char], at: usize) -> Result<Option<(Quantity, usize)>, Unread> {
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
    let unit = ELEMENTS.iter().filter(|unit| rest.starts_with(**unit)).max_by_key(|unit| unit.len());
    unit.map_or((Sort::Bare, 0), |unit| (Sort::Elements, unit.chars().count()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Exact,
    Least,
    Most,
}

/// The comparison around a quantity.
fn bound(before: &str, behind: &str) -> Bound {
    const LEAST: &[&str] = &[
        "≥",
        ">",
        "不低于",
        "不少于",
        "不小于",
        "不得低于",
        "不得少于",
        "至少",
        "最少",
        "最低",
        "大于",
        "≧",
        "超过",
    ];
    const MOST: &[&str] =
        &["≤", "<", "不超过", "不高于", "不多于", "不得超过", "至多", "最多", "最高", "小于", "≦"];
    let last =
        |words: &[&str]| words.iter().filter_map(|word| before.rfind(word).map(|at| at + word.len())).max();
    let behind = behind.strip_prefix("(含)").unwrap_or(behind);
    let ahead =
        |words: &[&str]| words.iter().any(|word| behind.trim_start_matches(['(', ')']).starts_with(word));
    // 不超过 ends where 超过 ends: the longer word decides.
    match (last(LEAST), last(MOST)) {
        (Some(low), Some(high)) if low > high => Bound::Least,
        (_, Some(_)) => Bound::Most,
        (Some(_), None) => Bound::Least,
        _ if ahead(&["以上", "及以上", "含以上", "起"]) => Bound::Least,
        _ if ahead(&["以下", "及以下", "以内", "之内"]) => Bound::Most,
        _ => Bound::Exact,
    }
}

/// Writes a quantity where it belongs.
fn place(
    found: &mut Amounts,
    quantity: &Quantity,
    before: &str,
    behind: &str,
    role: Role,
    estimated: bool,
) -> Result<(), Unread> {
    let bound = bound(before, behind);
    let sort = match (quantity.sort, role) {
        (Sort::Bare, _) if is_population(before) => return population(found, quantity),
        (Sort::Bare, Role::Ratio) => return bare_ratio(found, quantity, bound),
        (Sort::Bare, Role::Percent) => Sort::Percent,
        (Sort::Bare, Role::Count) => Sort::Elements,
        (Sort::Bare, Role::Times) => Sort::Times,
        (Sort::Bare | Sort::Elements, Role::Population) => return population(found, quantity),
        (Sort::Bare, Role::Any) => {
            found.partly = true;
            return Ok(());
        }
        (sort, _) => sort,
    };
    match sort {
        Sort::Percent => share(found, quantity, 100, bound),
        Sort::Permille => share(found, quantity, 1_000, bound),
        Sort::Tenths => share(found, quantity, 10, bound),
        Sort::Fraction(below) => share(found, quantity, below, bound),
        Sort::Times => times(found, quantity, before, behind, bound),
        Sort::Elements if is_population(before) || behind.starts_with(['中', '里']) => {
            population(found, quantity)
        }
        Sort::Elements => {
            let number = quantity.low.whole().filter(|number| *number > 0).ok_or(Unread::Range)?;
            found.partly |= found.count.is_some() || quantity.high.is_some() || bound == Bound::Most;
            let estimated = estimated || bound != Bound::Exact;
            let per_unit = PER_UNIT.iter().any(|word| before.contains(word));
            found.count = found.count.or(Some(Count { number, estimated, per_unit }));
            Ok(())
        }
        Sort::Bare | Sort::Period => Ok(()),
    }
}

const PER_UNIT: &[&str] = &["每乡", "每镇", "每村", "每个乡", "每个镇", "每个村", "每街道", "各乡镇", "每县"];

fn is_population(before: &str) -> bool {
    if before.ends_with('共') {
        return true;
    }
    ["基数", "总数", "总量", "总户数", "现有", "共有", "名录库", "对象库", "全县共"]
        .iter()
        .any(|word| before.contains(word))
}

fn population(found: &mut Amounts, quantity: &Quantity) -> Result<(), Unread> {
    found.population = Some(quantity.low.whole().ok_or(Unread::Range)?);
    Ok(())
}

/// A number without a unit in a column of shares: 0.05 is 5 %, 1 is everything, 5 could be either.
fn bare_ratio(found: &mut Amounts, quantity: &Quantity, bound: Bound) -> Result<(), Unread> {
    if quantity.low.value > quantity.low.scale {
        return Err(Unread::Ambiguous);
    }
    share(found, quantity, 1, bound)
}

fn share(found: &mut Amounts, quantity: &Quantity, hundred: u64, bound: Bound) -> Result<(), Unread> {
    let low = quantity.low.per(hundred)?;
    let high = quantity.high.map(|high| high.per(hundred)).transpose()?;
    let range = match (bound, high) {
        (_, Some(high)) if high < low => return Err(Unread::Range),
        (_, Some(high)) => RatioRange { min: low, max: Some(high) },
        (Bound::Least, None) => RatioRange::at_least(low),
        (Bound::Exact, None) => RatioRange::exactly(low),
        (Bound::Most, None) => {
            // "At most" has no least share to plan with: it is kept as that share and said.
            RatioRange::exactly(low)
        }
    };
    // 不低于5%、不高于10%: the second closes the range of the first.
    if let (Some(RatioRange { min, max: None }), Bound::Most) = (found.ratio, bound)
        && low >= min
    {
        found.ratio = Some(RatioRange { min, max: Some(low) });
        return Ok(());
    }
    if found.ratio.is_some_and(|known| known != range) {
        found.partly = true;
        return Ok(());
    }
    found.partly |= bound == Bound::Most;
    found.ratio = Some(range);
    Ok(())
}

/// 2次/年, 每年2次, 每季度1次, 两年一次.
fn times(
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
    let Some(period) = after.or(each) else {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `ratio|count|times|population` in short.
    fn shown(amounts: &Amounts) -> String {
        let percent = |ratio: Ratio| (ratio.as_decimal() * 10_000.0).round() / 100.0;
        let ratio = amounts.ratio.map_or(String::new(), |range| match range.max {
            Some(max) if max == range.min => format!("{}%", percent(max)),
            Some(max) => format!("{}-{}%", percent(range.min), percent(max)),
            None => format!("{}%+", percent(range.min)),
        });
        let count = amounts.count.map_or(String::new(), |count| {
            let mark = |set: bool, mark| if set { mark } else { "" };
            format!("{}{}{}", mark(count.estimated, "~"), count.number, mark(count.per_unit, "/"))
        });
        let times = amounts.times.map_or(String::new(), |times| {
            format!("{}{}", times.number, if times.at_least { "+" } else { "" })
        });
        let population = amounts.population.map_or(String::new(), |number| number.to_string());
        format!("{ratio}|{count}|{times}|{population}{}", if amounts.partly { "?" } else { "" })
    }

    fn check(text: &str, role: Role, expected: &str) {
        assert_eq!(read(text, role).map(|amounts| shown(&amounts)), Ok(expected.to_owned()), "{text}");
    }

    fn refuse(text: &str, role: Role, expected: Unread) {
        assert_eq!(read(text, role), Err(expected), "{text}");
    }

    #[test]
    fn shares() {
        check("5%", Role::Ratio, "5%|||");
        check("５\u{ff05}", Role::Ratio, "5%|||");
        check("0.05", Role::Ratio, "5%|||");
        check("1", Role::Ratio, "100%|||");
        check("5", Role::Percent, "5%|||");
        check("≥20%", Role::Ratio, "20%+|||");
        check("不低于1%", Role::Ratio, "1%+|||");
        check("3%以上", Role::Ratio, "3%+|||");
        check("3%-5%", Role::Ratio, "3-5%|||");
        check("3~5%", Role::Ratio, "3-5%|||");
        check("百分之五", Role::Ratio, "5%|||");
        check("千分之三", Role::Ratio, "0.3%|||");
        check("三分之一", Role::Ratio, "33.33%|||");
        check("1/4", Role::Ratio, "25%|||");
        check("0.5‰", Role::Ratio, "0.05%|||");
        check("五成", Role::Ratio, "50%|||");
        check("全覆盖", Role::Ratio, "100%|||");
        check("不超过10%", Role::Ratio, "10%|||?");
        check("不低于5%、不高于10%", Role::Ratio, "5-10%|||");
        check("5%(含)以上", Role::Ratio, "5%+|||");
    }

    #[test]
    fn several_in_one_cell() {
        check("3%;2次/年", Role::Any, "3%||2|");
        check("全年抽查比例不低于1%,抽查1次", Role::Any, "1%+||1|");
        check("市级部门每年抽查比例之和≥20%;1次/年", Role::Any, "20%+||1|");
        check("基数:7 抽查比例:10%", Role::Any, "10%|||7");
        check("基数：1,200户；抽查比例：5%", Role::Any, "5%|||1200");
        check("从46家中抽取10家", Role::Any, "|10||46");
        check("10%，不少于3户", Role::Any, "10%|~3||");
        check("每季度不少于1次，全覆盖", Role::Any, "100%||4+|");
        check("3家（共15家）", Role::Count, "|3||15");
        check("总数48家的10%", Role::Ratio, "10%|||48");
        check("每乡镇2户", Role::Count, "|2/||");
    }

    #[test]
    fn numbers() {
        check("46家", Role::Count, "|46||");
        check("46", Role::Count, "|46||");
        check("1户(实际以联合双随机牵头单位抽查数为准。)", Role::Count, "|~1||");
        check("约30户", Role::Count, "|~30||");
        check("三家", Role::Count, "|3||");
        check("2-3户", Role::Count, "|2||?");
        check("46", Role::Population, "|||46");
        check("46家", Role::Population, "|||46");
    }

    #[test]
    fn times_a_year() {
        check("=1", Role::Times, "||1|");
        check(">=1", Role::Times, "||1+|");
        check("≥２次／年", Role::Times, "||2+|");
        check("每年1次", Role::Times, "||1|");
        check("一年两次", Role::Times, "||2|");
        check("每季度1次", Role::Times, "||4|");
        check("1次/季度", Role::Times, "||4|");
        check("每月一次", Role::Times, "||12|");
        check("每半年一次", Role::Times, "||2|");
        check("每两个月1次", Role::Times, "||6|");
        refuse("两年一次", Role::Times, Unread::Form);
        refuse("每3年1次", Role::Times, Unread::Form);
    }

    #[test]
    fn what_cannot_be_known_is_said() {
        refuse("5", Role::Ratio, Unread::Ambiguous);
        refuse("120%", Role::Ratio, Unread::Range);
        refuse("0%", Role::Ratio, Unread::Range);
        refuse("99999999999999999999%", Role::Ratio, Unread::Range);
        refuse("根据实际情况", Role::Any, Unread::Words);
        refuse("12", Role::Any, Unread::Form);
    }
}
