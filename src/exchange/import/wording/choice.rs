//! Which of a few: open or unannounced, kind of request, regime, level.

use super::effort::people;
use super::fold::fold;
use crate::domain::department::Level;
use crate::domain::request::{Regime, RequestKind};
use crate::exchange::import::grid::is_space;

/// Cells that say "nothing": a dash, a slash, 无.
pub(in crate::exchange::import) fn is_nothing(text: &str) -> bool {
    // Most cells begin with a digit, or with a Chinese word that is none of these.
    let first = text.chars().find(|c| !is_space(*c));
    let other = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && !matches!(c, '无' | '没' | '暂' | '不');
    if first.is_some_and(|c| c.is_ascii_digit() || other(c)) {
        return false;
    }
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
}
