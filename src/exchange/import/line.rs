//! What a line below a heading is, by its words: a total, a signature, a remark, an example, the numbers of columns.
//! Knows no table.

use super::grid::{Cell, GridRow, Value};
use super::wording::fold::{fold, numeral};
use super::wording::list::unnumbered;
use super::wording::window;

/// 县应急管理局（2项）: the name without what is counted under it.
pub(super) fn uncounted(text: &str) -> &str {
    let bracket = text.rsplit_once(['(', '\u{ff08}']);
    match bracket {
        Some((name, inside)) if inside.contains(|c: char| c.is_ascii_digit()) && !name.trim().is_empty() => {
            let counts = ['项', '个', '家', '条', '户', '次'];
            if inside.trim_end_matches([')', '\u{ff09}']).ends_with(counts) { name.trim() } else { text }
        }
        _ => text,
    }
}

/// 示例, 填写样例: a row that shows how to fill the form in.
pub(super) fn is_example(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_start_matches('(').trim_end_matches([':', ')', '1', '2', '3']);
    let word = word.strip_prefix("填写").or_else(|| word.strip_prefix("填报")).unwrap_or(word);
    matches!(word, "示例" | "样例" | "范例" | "例" | "例如" | "例子" | "举例" | "样表" | "填表示例")
}

/// 1 2 3 … or 甲 乙 1 2: the numbers of the columns. At least three, each the next of its kind.
pub(super) fn is_numbering(row: &GridRow) -> bool {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let mut numbers = 0_usize;
    let mut stems = 0_usize;
    for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
        let folded = fold(&cell.shown());
        let text = folded.trim_matches(['(', ')']);
        if text == "栏次" || text == "序号" {
            continue;
        }
        if text.parse() == Ok(numbers + 1) {
            numbers += 1;
        } else if numbers == 0 && STEMS.chars().nth(stems).is_some_and(|stem| text.chars().eq([stem])) {
            stems += 1;
        } else {
            return false;
        }
    }
    numbers + stems >= 3
}

/// 同上, 〃: the same as above.
pub(super) fn is_ditto(cell: &Cell) -> bool {
    let Value::Text(text) = &cell.value else { return false };
    matches!(text.trim(), "同上" | "同前" | "\u{3003}" | "\u{2033}" | "\"" | "\u{201d}" | "''")
}

pub(super) fn is_date(text: &str) -> bool {
    let read = window::read(text, window::Context::default());
    read.is_ok_and(|read| matches!(read.spans.as_slice(), [one] if one.from == one.to) && !read.partly)
}

/// A further line of a remark: 2.……, or a sentence. 二、…… heads rows.
pub(super) fn continues_remark(text: &str) -> bool {
    let folded = fold(text);
    folded.trim_start_matches('(').starts_with(|c: char| c.is_ascii_digit()) || folded.chars().count() > 24
}

/// 注：…… and its kind, which may run on over several lines.
pub(super) fn is_remark(text: &str) -> bool {
    let folded = fold(text);
    ["注", "说明", "备注", "填表说明", "填报说明"].iter().any(|word| folded.starts_with(word))
}

/// Rows in which nothing is said but what people sign with: 主要负责人签字：, 经办人：李四, （公章）, 年 月 日, and dates
/// beside them. A row with any other cell is none.
pub(super) fn is_signed(row: &GridRow) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.is_blank()).map(Cell::shown);
    let signs = |text: &str| is_place_to_sign(text);
    // Most rows hold nothing to sign: only the others are asked for dates.
    filled().any(|text| signs(&text)) && filled().all(|text| signs(&text) || is_date(&text))
}

/// What a place for a name or a seal ends in, with a colon or without one.
const SIGNED: &[&str] = &["签字", "签名", "签章", "盖章", "公章"];

/// A short text that waits for something behind its colon, names who signs, or is the place of a seal or a date.
fn is_place_to_sign(text: &str) -> bool {
    const LENGTH_MAX: usize = 24;
    const ENDS: &[&str] = &[
        "人", "长", "领导", "签字", "签名", "签章", "审签", "盖章", "公章", "电话", "手机", "日期", "时间",
        "意见",
    ];
    // Most cells hold none of these: they need no closer look.
    if !text.contains([':', '\u{ff1a}', '(', '\u{ff08}', '章', '签', '年', '月', '日']) {
        return false;
    }
    let folded = fold(text);
    if folded.chars().count() > LENGTH_MAX {
        return false;
    }
    let sealed = is_bracketed(text) && folded.contains(['章', '签'])
        || SIGNED.iter().any(|end| folded.trim_end_matches(')').ends_with(end));
    // 2024年 月 日: the day, or the month, is still to be written.
    let undated = (folded.contains("年月") || folded.contains("月日") || folded.starts_with('年'))
        && folded.chars().all(|c| c.is_ascii_digit() || "年月日()./-:".contains(c));
    let label = folded.split_once(':').is_some_and(|(label, rest)| {
        let label = label.split_once('(').map_or(label, |(label, _)| label);
        rest.is_empty() || ENDS.iter().any(|end| label.ends_with(end))
    });
    sealed || undated || label
}

/// 续表, 转下页, 第2页 共3页: what only says that a table goes on over pages.
pub(super) fn is_page_mark(text: &str) -> bool {
    let folded = fold(text);
    let page = folded.starts_with('第') && folded.contains('页') && folded.chars().count() <= 12;
    page || ["续表", "续上表", "接上页", "承上页", "承前页", "转下页", "接下页"]
        .iter()
        .any(|word| folded.trim_matches(['(', ')']).ends_with(word))
}

/// 一 食品类, (二) 特种设备类: a Chinese number and one text, nothing else, which heads the rows below it.
pub(super) fn heads_by_number(row: &GridRow) -> Option<String> {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
    let (number, text, none) = (filled.next()?, filled.next()?, filled.next());
    let number = fold(&number.shown());
    let characters: Vec<char> = number.trim_matches(['(', ')', '、', '.']).chars().collect();
    let chinese = numeral(&characters).is_some_and(|(_, length)| length == characters.len());
    (none.is_none() && chinese).then(|| text.shown().trim().to_owned())
}

/// Whether all of a text stands in one pair of brackets: a remark on what stands above.
pub(super) fn is_bracketed(text: &str) -> bool {
    let folded = fold(text);
    let inside = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| inside.chars().count() > 1 && !inside.contains(['(', ')']))
}

/// A sentence about the rows rather than the name of their section: long, with a comma, and without a number.
pub(super) fn is_sentence(text: &str) -> bool {
    const NAME_MAX: usize = 20;
    let folded = fold(text);
    unnumbered(text) == text.trim() && folded.chars().count() > NAME_MAX && folded.contains([',', ';'])
}

pub(super) fn is_total(text: &str) -> bool {
    if !text.trim_start().starts_with(['合', '小', '总', '共', '累', '本']) {
        return false;
    }
    let folded = fold(text);
    ["合计", "小计", "总计", "共计", "累计", "本页合计", "本页小计"].iter().any(|word| {
        folded.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([':', '(']) || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// Lines people sign and remark on below a table. Alone in its row a label is enough; beside other cells it needs its
/// colon, so that a subject such as 审核… is not lost.
pub(super) fn is_signature(text: &str, others: usize, required: bool) -> bool {
    const LABELS: &[&str] = &[
        "填表人",
        "制表人",
        "填报人",
        "审核人",
        "审核",
        "审批",
        "复核",
        "负责人",
        "单位负责人",
        "部门负责人",
        "主要负责人",
        "分管领导",
        "主要领导",
        "领导签字",
        "经办人",
        "联系人",
        "联系电话",
        "填表日期",
        "填报日期",
        "填报时间",
        "制表日期",
        "制表时间",
        "上报时间",
        "单位(盖章)",
        "单位盖章",
        "盖章",
        "(盖章)",
        "签字",
        "签章",
        "签名",
        "填报单位",
        "报送单位",
        "制表",
        "填表",
        "日期",
        "备注",
        "注",
        "说明",
        "填表说明",
        "填报说明",
        "注意",
    ];
    let folded = fold(text);
    if others == 0
        && ["以下空白", "此处空白", "以下无内容", "以下无正文"].iter().any(|blank| folded.contains(blank))
    {
        return true;
    }
    let Some(label) =
        LABELS.iter().filter(|label| folded.starts_with(**label)).max_by_key(|label| label.len())
    else {
        return false;
    };
    let rest = folded.strip_prefix(label).unwrap_or_default();
    let colon = rest.starts_with(':')
        || rest.starts_with("(签") && rest.contains(':')
        || rest.starts_with("(盖")
        || rest.starts_with("1:");
    let numbered_note = others == 0
        && matches!(*label, "注" | "说明" | "备注")
        && rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let bare = others == 0 && (rest.is_empty() || !required && rest.chars().count() <= 12);
    colon || numbered_note || bare
}
