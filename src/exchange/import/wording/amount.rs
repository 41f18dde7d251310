//! How much: shares, numbers of elements, times a year, sizes of registers, as plans mix them in one cell.
//!
//! A cell is a list of quantities; a quantity is a comparison, a number (or two with a dash) and a unit. What the
//! unit does not tell, the column does.

use super::bound::{Bound, bound};
use super::fold::fold;
use super::frequency::{each_once, times};
use super::quantity::{Quantity, Sort, quantity};
use super::stages::{self, Each};
use crate::domain::amount::{Ratio, RatioRange};
use crate::domain::intake::Stage;

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
    /// How the number is drawn, where it is meant for each unit.
    pub(in crate::exchange::import) stages: Vec<Stage>,
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
    let folded = each_once(fold(text));
    let characters: Vec<char> = folded.chars().collect();
    let estimated = ESTIMATES.iter().any(|word| folded.contains(word));
    let mut found = Amounts::default();
    let mut stages = Vec::new();
    let mut at = 0;
    let mut boundary = 0;
    while at < characters.len() {
        let Some((quantity, end)) = quantity(&characters, at)? else {
            at += 1;
            continue;
        };
        let before: String = characters.get(boundary..at).unwrap_or_default().iter().collect();
        let behind: String = characters.get(end..).unwrap_or_default().iter().take(8).collect();
        let own: String = characters.get(at..end).unwrap_or_default().iter().collect();
        place(&mut found, &mut stages, &quantity, (&before, &own, &behind), role, estimated)?;
        at = end;
        boundary = end;
    }
    let all = EVERYTHING.iter().any(|word| folded.contains(word)) || folded == "所有";
    if all && found.ratio.is_none() && stages.is_empty() {
        found.ratio = Some(RatioRange::exactly(Ratio::WHOLE));
    } else if found.ratio.is_some() && (all || of_a_class(&characters)) {
        // 重点对象全覆盖，其他5%; A类1%: one share does not say it all.
        found.partly = true;
    }
    stages::close(&mut found, stages);
    let none = Amounts { partly: found.partly, ..Amounts::default() };
    if found != none {
        return Ok(found);
    }
    Err(if found.partly { Unread::Form } else { Unread::Words })
}

/// Whether a share is that of a class of objects: A类, 高风险, 二级.
fn of_a_class(text: &[char]) -> bool {
    text.windows(2).any(|pair| {
        matches!(
            pair,
            [
                'A'..='D'
                | 'a'..='d'
                | '甲'
                | '乙'
                | '丙'
                | '丁'
                | '一'
                | '二'
                | '三'
                | '四'
                | '高'
                | '中'
                | '低',
                '类' | '级' | '风' | '等',
            ]
        )
    })
}

/// All of the register.
const EVERYTHING: &[&str] =
    &["全覆盖", "全部抽查", "全部检查", "全部", "全量", "全查", "全数", "逐户", "逐家", "逐个"];
const ESTIMATES: &[&str] = &[
    "预估", "预计", "约", "左右", "为准", "大概", "估计", "暂定", "余家", "余户", "余个", "多家", "多户",
    "多个",
];

/// Writes a quantity where it belongs.
fn place(
    found: &mut Amounts,
    stages: &mut Vec<(Stage, bool)>,
    quantity: &Quantity,
    (before, own, behind): (&str, &str, &str),
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
        // 每乡镇2家，共20家: what that comes to.
        Sort::Elements if before.ends_with('共') && stages.iter().any(|(stage, _)| stage.per.is_some()) => {
            Ok(())
        }
        Sort::Elements if is_population(before) || behind.starts_with(['中', '里']) => {
            population(found, quantity)
        }
        Sort::Elements if is_condition(before, behind) => {
            found.partly = true;
            Ok(())
        }
        Sort::Elements => {
            let number = quantity.low.whole().filter(|number| *number > 0).ok_or(Unread::Range)?;
            found.partly |= quantity.high.is_some() || bound == Bound::Most;
            let of = stages::counted(own, behind);
            let last = stages.last().and_then(|(stage, _)| stage.of);
            let per = match stages::each(before, behind, last) {
                Each::Unit(kind) => Some(kind),
                Each::Nothing => None,
                // 1家/股, 各2家: each of what, nothing here says.
                Each::Unknown => {
                    found.partly = true;
                    None
                }
            };
            if stages.iter().any(|(stage, _)| stage.of == of) {
                found.partly = true;
                return Ok(());
            }
            stages.push((Stage { number, of, per }, estimated || bound != Bound::Exact));
            Ok(())
        }
        Sort::Bare | Sort::Period => Ok(()),
    }
}

/// 不足20户的全部检查: a size that decides, not a number to inspect.
fn is_condition(before: &str, behind: &str) -> bool {
    let short = ["不足", "未满", "不满", "不到", "少于", "低于"].iter().any(|word| before.ends_with(word));
    let bound = ["不少于", "不低于", "不得少于", "不得低于"].iter().any(|word| before.ends_with(word));
    short && !bound || ["以上的", "以下的"].iter().any(|word| behind.starts_with(word))
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::UnitKind;

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
        check("12户/乡镇", Role::Count, "|12/||");
        check("各2家", Role::Count, "|2||?");
        check("每乡镇2家，共20家", Role::Any, "|2/||");
        check("每校2个班", Role::Count, "|2||?");
        check("5%，不足20户的全部检查", Role::Any, "5%|||?");
        check("重点对象全覆盖，其他5%", Role::Any, "5%|||?");
        check("A类1%", Role::Ratio, "1%|||?");
    }

    /// Stages as `number of/per`: t township, v village, e element, c county.
    #[test]
    fn samples_in_stages() {
        let check = |text: &str, count: &str, expected: &str| {
            let read = read(text, Role::Any).unwrap();
            let kind = |kind: Option<UnitKind>, none| match kind {
                Some(UnitKind::Township) => 't',
                Some(UnitKind::Village) => 'v',
                None => none,
            };
            let stage =
                |stage: &Stage| format!("{}{}/{}", stage.number, kind(stage.of, 'e'), kind(stage.per, 'c'));
            let stages: Vec<String> = read.stages.iter().map(stage).collect();
            assert_eq!((shown(&read).as_str(), stages.join(" ").as_str()), (count, expected), "{text}");
        };
        check("每村5户", "|5/||", "5e/v");
        check("各村5户", "|5/||", "5e/v");
        check("10户/村", "|10/||", "10e/v");
        check("每乡2个村", "|2/||", "2v/t");
        check("每乡2个村，每村5户", "|5/||", "2v/t 5e/v");
        check("每个乡镇抽取2个行政村，每个行政村抽取10户", "|10/||", "2v/t 10e/v");
        check("5户/村，2村/乡", "|5/||", "2v/t 5e/v");
        check("抽2个乡镇，每乡2个村，每村5户", "|5/||", "2t/c 2v/t 5e/v");
        check("每县2个乡镇，每个乡镇2个村，每村10户", "|10/||", "2t/c 2v/t 10e/v");
        check("3个乡镇，每个乡镇2个村", "|2/||", "3t/c 2v/t");
        check("10个村各5户", "|5/||", "10v/c 5e/v");
        check("2个村×5户", "|5/||", "2v/c 5e/v");
        check("每乡不少于2个村，每村不少于5户", "|~5/||", "2v/t 5e/v");
        // How these hang together is not said.
        check("2村10户", "|10||?", "");
        check("每乡2个村，10户", "|10||?", "");
        check("50%的村，2个乡镇，每乡5户", "50%|5/||?", "2t/c 5e/t");
        check("2个乡镇", "|2||", "");
    }

    #[test]
    fn numbers() {
        check("46家", Role::Count, "|46||");
        check("46", Role::Count, "|46||");
        check("1户(实际以联合双随机牵头单位抽查数为准。)", Role::Count, "|~1||");
        check("约30户", Role::Count, "|~30||");
        check("三家", Role::Count, "|3||");
        check("2-3户", Role::Count, "|2||?");
        check("30余家", Role::Count, "|~30||");
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
        check("季度1次", Role::Times, "||4|");
        check("月1次", Role::Times, "||12|");
        check("第3季度1次", Role::Times, "||1|");
        check("6月1次", Role::Times, "||1|");
        check("每家1次", Role::Times, "||1|");
        check("一户一次", Role::Any, "||1|");
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
