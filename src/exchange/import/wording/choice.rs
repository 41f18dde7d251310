//! Which of a few: open or unannounced, kind of request, regime, level; and the small measures of effort.

use super::fold::{fold, name, numeral, tidy};
use super::units::split;
use crate::domain::department::Level;
use crate::domain::request::{Regime, RequestKind};
use crate::exchange::import::title;

/// Cells that say "nothing": a dash, a slash, 无.
pub(in crate::exchange::import) fn is_nothing(text: &str) -> bool {
    let folded = fold(text);
    let marks = |c: char| matches!(c, '/' | '\\' | '-' | '~' | '.' | '_' | '\u{b7}');
    folded.chars().all(marks)
        || matches!(
            folded.as_str(),
            "无" | "没有"
                | "暂无"
                | "不适用"
                | "不涉及"
                | "无需"
                | "无要求"
                | "N/A"
                | "n/a"
                | "NA"
                | "null"
        )
}

/// Open (true) or unannounced (false); `None` where both or neither are said.
pub(in crate::exchange::import) fn announced(text: &str) -> Option<bool> {
    let folded = fold(text).to_lowercase();
    match folded.as_str() {
        "是" | "有" | "true" | "yes" | "y" | "已通知" => return Some(true),
        "否" | "false" | "no" | "n" | "无" | "未" => return Some(false),
        _ => {}
    }
    let closed = CLOSED.iter().any(|word| folded.contains(word));
    // 未提前通知 holds 提前通知: what says "unannounced" is taken away before looking for "announced".
    let rest = CLOSED.iter().fold(folded, |text, word| text.replace(word, ""));
    let ahead = rest.find("提前").is_some_and(|at| rest.get(at..).is_some_and(|rest| rest.contains("通知")));
    let open = ahead || OPEN.iter().any(|word| rest.contains(word));
    match (open, closed) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The text without the words that tell whether anybody was told.
pub(in crate::exchange::import) fn without_announcement(text: &str) -> String {
    let mut words: Vec<&str> = CLOSED.iter().chain(OPEN).copied().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.into_iter().fold(text.to_owned(), |text, word| text.replace(word, ","))
}

const CLOSED: &[&str] = &[
    "暗访",
    "暗查",
    "不打招呼",
    "未打招呼",
    "没打招呼",
    "四不两直",
    "突击",
    "飞行检查",
    "不发通知",
    "不提前通知",
    "未提前通知",
    "不事先通知",
    "未事先通知",
    "未通知",
    "不通知",
    "没通知",
    "没有通知",
    "未接到通知",
    "unannounced",
];
const OPEN: &[&str] = &[
    "明查",
    "明察",
    "公开",
    "书面通知",
    "提前通知",
    "事先通知",
    "已通知",
    "通知检查",
    "提前告知",
    "预先通知",
    "announced",
];

/// Whether others may ride along (能否套开).
pub(in crate::exchange::import) fn joinable(text: &str) -> Option<bool> {
    let folded = fold(text).to_lowercase();
    // 不限 leaves it open to everybody; any other 不 says no.
    let rest = folded.replace("不限", "可");
    if ["不", "否", "未经", "无法", "单独", "独立", "×", "✗", "no"].iter().any(|word| rest.contains(word))
    {
        Some(false)
    } else if ["可", "能", "是", "同意", "允许", "欢迎", "套开", "√", "✓", "yes", "y"]
        .iter()
        .any(|word| rest.contains(word))
    {
        Some(true)
    } else {
        None
    }
}

/// The kind of a request.
pub(in crate::exchange::import) fn kind(text: &str) -> Option<RequestKind> {
    let folded = fold(text).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if says(&["计划外", "一事一报", "临时", "增加", "追加", "off_plan", "off-plan"]) {
        Some(RequestKind::OffPlan)
    } else if says(&["急查", "紧急", "应急", "投诉", "举报", "12345", "突发", "urgent"]) {
        Some(RequestKind::Urgent)
    } else if says(&["上级", "省委", "省政府", "省级", "自治区", "国务院", "中央", "国家", "superior"])
    {
        Some(RequestKind::Superior)
    } else if says(&[
        "依法独立",
        "独立",
        "巡察",
        "巡视",
        "审计",
        "竣工验收",
        "执法办案",
        "信访",
        "independent",
    ]) {
        Some(RequestKind::Independent)
    } else if says(&["计划内", "年度计划", "列入计划", "计划", "planned"]) {
        Some(RequestKind::Planned)
    } else {
        None
    }
}

/// The legal regime a cell names.
pub(in crate::exchange::import) fn regime(text: &str) -> Option<Regime> {
    let folded = fold(text);
    if folded.contains("行政检查") || matches!(folded.as_str(), "B" | "b") {
        Some(Regime::B)
    } else if ["督查检查考核", "督查", "督导", "督察", "考核"].iter().any(|word| folded.contains(word))
        || matches!(folded.as_str(), "A" | "a")
    {
        Some(Regime::A)
    } else {
        None
    }
}

/// An administrative level.
pub(in crate::exchange::import) fn level(text: &str) -> Option<Level> {
    let folded = fold(text).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if says(&["中央", "国家", "部级", "centre", "center"]) {
        Some(Level::Centre)
    } else if says(&["省", "自治区", "直辖市", "区级(自治", "province", "region"]) {
        Some(Level::Province)
    } else if says(&["市", "州", "地区", "盟", "prefecture", "city"]) {
        Some(Level::Prefecture)
    } else if says(&["县", "区", "旗", "county"]) {
        Some(Level::County)
    } else {
        None
    }
}

/// Whether somebody holds a licence: yes or no in words, or how many do.
pub(in crate::exchange::import) fn licensed(text: &str) -> Option<bool> {
    match fold(text).to_lowercase().as_str() {
        "yes" | "y" | "有" | "是" | "具备" | "持证" => Some(true),
        "no" | "n" | "无" | "否" | "没有" | "不具备" => Some(false),
        _ => people(text).map(|count| count > 0),
    }
}

/// Whether a day is off (放假) or worked (补班).
pub(in crate::exchange::import) fn off(text: &str) -> Option<bool> {
    let folded = fold(text).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if says(&["补班", "上班", "调休上班", "工作", "work"]) {
        Some(false)
    } else if says(&["放假", "休", "假", "off", "holiday"]) {
        Some(true)
    } else {
        None
    }
}

/// Half days of 半天, 1天, 1.5个工作日, 2天半, 3小时, 一周; a bare number counts days. Hours and halves are rounded up.
pub(in crate::exchange::import) fn halfdays(text: &str) -> Option<u32> {
    let folded = fold(text);
    // 每乡镇1天: the first number with a unit of time counts.
    folded.char_indices().find_map(|(at, _)| halfdays_at(folded.get(at..)?, at == 0))
}

/// Half days of the number that starts the text; `alone`: it may stand without a unit.
fn halfdays_at(text: &str, alone: bool) -> Option<u32> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '半' || numeral(&[c]).is_some()) {
        return None;
    }
    let (tenths, rest) = tenths(text, "半")?;
    let per_unit = if rest.is_empty() && alone || starts(&rest, &["天", "个工作日", "工作日", "日", "个整天"])
    {
        20
    } else if starts(&rest, &["半天", "个半天", "个半日", "半日"]) {
        10
    } else if starts(&rest, &["小时", "个小时", "h"]) {
        // Eight hours a day.
        return tenths.div_ceil(40).try_into().ok().filter(|half| (1..=730).contains(half));
    } else if starts(&rest, &["周", "个星期", "星期"]) {
        100
    } else {
        return None;
    };
    let extra = if rest.contains("天半") { 10 } else { 0 };
    let halves = tenths.checked_mul(per_unit)?.checked_add(extra * 10)?.div_ceil(100);
    u32::try_from(halves).ok().filter(|half| (1..=730).contains(half))
}

/// A number of people: 3人, 2-3人 (the larger: it is what a township receives), 三名.
pub(in crate::exchange::import) fn people(text: &str) -> Option<u32> {
    let folded = fold(text);
    let mut most = None;
    let mut rest = folded.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || numeral(&[c]).is_some()) {
        let tail = rest.get(at..)?;
        let (tenths, after) = tenths(tail, "")?;
        // 十几个, 20多人: no number.
        if tenths % 10 != 0 || after.starts_with(['几', '多', '余']) {
            return None;
        }
        most = most.max(Some(tenths / 10));
        rest = tail.get(tail.len() - after.len()..)?;
    }
    u32::try_from(most?).ok().filter(|people| (1..=10_000).contains(people))
}

/// The number at the start, in tenths, and the rest. `half` is what counts as five tenths.
fn tenths(text: &str, half: &str) -> Option<(u64, String)> {
    let text = text.trim_start_matches(['约', '每', '各']);
    if !half.is_empty() && text.starts_with(half) {
        return Some((5, text.strip_prefix(half)?.to_owned()));
    }
    let characters: Vec<char> = text.chars().collect();
    let digits = characters.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 {
        let (value, length) = numeral(&characters)?;
        return Some((value.checked_mul(10)?, characters.into_iter().skip(length).collect()));
    }
    let whole: u64 = text.get(..digits)?.parse().ok()?;
    let rest = text.get(digits..)?;
    let (tenth, rest) = match rest.strip_prefix('.') {
        Some(fraction) => {
            let length = fraction.chars().take_while(char::is_ascii_digit).count();
            let first = u64::from(fraction.chars().next()?.to_digit(10)?);
            (first, fraction.get(length..)?)
        }
        None => (0, rest),
    };
    Some((whole.checked_mul(10)?.checked_add(tenth)?, rest.to_owned()))
}

fn starts(rest: &str, words: &[&str]) -> bool {
    words.iter().any(|word| rest.starts_with(word))
}

/// A list of things asked for: cut at list marks and at 1. 2. or (1)(2), without the numbering.
pub(in crate::exchange::import) fn things(text: &str) -> Vec<String> {
    split(&numbered_apart(text))
        .into_iter()
        .map(|thing| unnumbered(&thing).trim_matches([' ', '.', '\u{3002}']).to_owned())
        .filter(|thing| !thing.is_empty() && !is_nothing(thing))
        .collect()
}

/// Line breaks, and white space before a number of an enumeration, become list marks.
fn numbered_apart(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut apart = String::with_capacity(text.len());
    for (at, character) in characters.iter().enumerate() {
        let rest = characters.get(at + 1..).unwrap_or_default();
        let digits = rest
            .iter()
            .skip_while(|c| matches!(c, '(' | '\u{ff08}'))
            .take_while(|c| c.is_ascii_digit())
            .count();
        let mark = rest.iter().skip_while(|c| matches!(c, '(' | '\u{ff08}')).nth(digits);
        let numbers = digits > 0 && matches!(mark, Some('.' | '\u{ff0e}' | '\u{3001}' | ')' | '\u{ff09}'));
        let breaks = matches!(character, '\r' | '\n') || character.is_whitespace() && numbers;
        apart.push(if breaks { '\u{3001}' } else { *character });
    }
    apart
}

/// A list of organisations.
pub(in crate::exchange::import) fn organisations(text: &str) -> Vec<String> {
    let names = things(&by_line(text))
        .into_iter()
        .map(|thing| name(&tidy(without_person(unremarked(thing.trim_end_matches("等"))))));
    names.filter(|name| !name.is_empty()).collect()
}

/// A line break separates names only behind the end of one: 县农业 and 农村局 are two lines of one name.
fn by_line(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        if title::ends_as_department(joined.trim_end()) {
            joined.push('、');
        }
        joined.push_str(line.trim());
    }
    joined
}

/// 县应急管理局（参与）: the name without what it is to do.
fn unremarked(text: &str) -> &str {
    let Some((name, remark)) = text.rsplit_once(['(', '\u{ff08}']) else { return text };
    let does =
        ["参与", "配合", "牵头", "协助", "协同", "主办", "承办"].iter().any(|word| remark.contains(word));
    // 县教育局（张三）: whoever stands behind the name of a department is a person or an office of it.
    let sure = title::surely_department(name.trim());
    if (does || sure) && !name.trim().is_empty() { name.trim() } else { text }
}

/// 县教育局 张三: the department without the person behind it.
fn without_person(text: &str) -> &str {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(first), Some(person), None)
            if title::surely_department(first)
                && !title::ends_as_department(person)
                && person.chars().count() <= 4 =>
        {
            first
        }
        _ => text,
    }
}

/// Text without the number in front of it: 1. 1、 (1) (一) 一、 ①.
pub(in crate::exchange::import) fn unnumbered(text: &str) -> &str {
    let text = text.trim();
    let numbering =
        |c: char| c.is_ascii_digit() || numeral(&[c]).is_some() || ('\u{2460}'..='\u{2473}').contains(&c);
    let open = text.trim_start_matches(['(', '\u{ff08}']);
    let rest = open.trim_start_matches(numbering);
    let numbered = rest.len() < open.len();
    let closed = rest.trim_start_matches([')', '\u{ff09}', '.', '\u{ff0e}', '\u{3001}', ' ']);
    let circled = open.starts_with(|c| ('\u{2460}'..='\u{2473}').contains(&c));
    if numbered && (closed.len() < rest.len() || circled) && !closed.is_empty() { closed } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_or_unannounced() {
        for (text, expected) in [
            ("明查", Some(true)),
            ("暗访", Some(false)),
            ("四不两直", Some(false)),
            ("明查暗访", None),
            ("未提前通知", Some(false)),
            ("提前3天通知", Some(true)),
            ("是", Some(true)),
            ("不打招呼，直奔现场", Some(false)),
        ] {
            assert_eq!(announced(text), expected, "{text}");
        }
    }

    #[test]
    fn others_may_ride_along_or_not() {
        for (text, expected) in [
            ("可以", Some(true)),
            ("能", Some(true)),
            ("是", Some(true)),
            ("√", Some(true)),
            ("不限", Some(true)),
            ("不可以", Some(false)),
            ("不能套开", Some(false)),
            ("否", Some(false)),
            ("单独实施", Some(false)),
            ("待沟通", None),
        ] {
            assert_eq!(joinable(text), expected, "{text}");
        }
    }

    #[test]
    fn kinds_and_regimes() {
        for (text, expected) in [
            ("计划外（一事一报）", Some(RequestKind::OffPlan)),
            ("年度计划", Some(RequestKind::Planned)),
            ("上级来文", Some(RequestKind::Superior)),
            ("省委督查室部署", Some(RequestKind::Superior)),
            ("12345转办", Some(RequestKind::Urgent)),
            ("审计", Some(RequestKind::Independent)),
            ("其他事项", None),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
        assert_eq!(regime("行政检查"), Some(Regime::B));
        assert_eq!(regime("督查检查考核"), Some(Regime::A));
        assert_eq!(regime("一般抽查事项"), None);
    }

    #[test]
    fn efforts_and_people() {
        for (text, expected) in [
            ("半天", Some(1)),
            ("1天", Some(2)),
            ("1.5天", Some(3)),
            ("2个工作日", Some(4)),
            ("两天半", Some(5)),
            ("3小时", Some(1)),
            ("6小时", Some(2)),
            ("1个半天", Some(1)),
            ("一周", Some(10)),
            ("2", Some(4)),
            ("每个乡镇1天", Some(2)),
            ("约需半天", Some(1)),
            ("很快", None),
            ("0天", None),
        ] {
            assert_eq!(halfdays(text), expected, "{text}");
        }
        for (text, expected) in
            [("3人", Some(3)), ("2-3人", Some(3)), ("三名", Some(3)), ("若干", None), ("0", None)]
        {
            assert_eq!(people(text), expected, "{text}");
        }
    }

    #[test]
    fn lists_lose_their_numbering() {
        assert_eq!(things("1.会议记录；2.台账、照片\n(3)总结"), ["会议记录", "台账", "照片", "总结"]);
        assert_eq!(things("1.花名册 2.考勤表"), ["花名册", "考勤表"]);
        assert_eq!(unnumbered("一、农业类"), "农业类");
        assert_eq!(unnumbered("12345热线"), "12345热线");
        assert_eq!(unnumbered("一般事项"), "一般事项");
    }
}
