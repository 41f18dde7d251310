//! Lists of things and of organisations, without their numbering and what stands beside a name.

use super::choice::is_nothing;
use super::fold::{name, numeral, tidy};
use super::names::split;
use crate::exchange::import::title;

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
        let remark = line.trim_start().starts_with(['(', '\u{ff08}']);
        if !remark && title::ends_as_department(joined.trim_end()) {
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
    fn lists_lose_their_numbering() {
        assert_eq!(things("1.会议记录；2.台账、照片\n(3)总结"), ["会议记录", "台账", "照片", "总结"]);
        assert_eq!(things("1.花名册 2.考勤表"), ["花名册", "考勤表"]);
        assert_eq!(unnumbered("一、农业类"), "农业类");
        assert_eq!(unnumbered("12345热线"), "12345热线");
        assert_eq!(unnumbered("一般事项"), "一般事项");
    }
}
