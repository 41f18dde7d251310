//! How much work at one place: half days and people.

use super::fold::{fold, numeral};

/// Half days of 半天, half a day, 1天, 2 days, 1.5个工作日, 2天半, 3小时, 一周; a bare number counts days. Hours and halves are rounded up.
pub(in crate::exchange::import) fn halfdays(text: &str) -> Option<u32> {
    let folded = fold(text).replace("halfaday", "半天");
    // 每乡镇1天: the first number with a unit of time counts.
    folded.char_indices().find_map(|(at, _)| halfdays_at(folded.get(at..)?, at == 0))
}

/// Half days of the number that starts the text; `alone`: it may stand without a unit.
fn halfdays_at(text: &str, alone: bool) -> Option<u32> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '半' || numeral(&[c]).is_some()) {
        return None;
    }
    let (tenths, rest) = tenths(text, "半")?;
    let per_unit = if rest.is_empty() && alone
        || starts(&rest, &["天", "个工作日", "工作日", "日", "个整天", "day"])
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

/// A number of people: 3人, 2-3人 (the larger: it is what a township receives), 三名, 民警2名、辅警1名 (together).
pub(in crate::exchange::import) fn people(text: &str) -> Option<u32> {
    let folded = fold(text);
    // 2人×3组: how many that is together, nobody has said.
    if folded.contains(['\u{d7}', '*']) {
        return None;
    }
    let parts: Vec<&str> = folded.split(['\u{3001}', ',', '+']).collect();
    let named = |part: &&str| part.starts_with(|c: char| !c.is_ascii_digit() && numeral(&[c]).is_none());
    if parts.len() > 1 && parts.iter().all(|part| named(part) && part.ends_with(['人', '名'])) {
        return parts.into_iter().map(most_people).sum();
    }
    most_people(&folded)
}

/// The largest number in a text.
fn most_people(folded: &str) -> Option<u32> {
    let mut most = None;
    let mut rest = folded;
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

#[cfg(test)]
mod tests {
    use super::*;

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
            ("1 day", Some(2)),
            ("2.5 days", Some(5)),
            ("half a day", Some(1)),
            ("很快", None),
            ("0天", None),
        ] {
            assert_eq!(halfdays(text), expected, "{text}");
        }
        for (text, expected) in [
            ("3人", Some(3)),
            ("2-3人", Some(3)),
            ("三名", Some(3)),
            ("民警2名、辅警1名", Some(3)),
            ("5名(含督学2名)", Some(5)),
            ("2名/组×3组", None),
            ("若干", None),
            ("0", None),
        ] {
            assert_eq!(people(text), expected, "{text}");
        }
    }
}
