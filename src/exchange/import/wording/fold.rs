//! One form for what keyboards and spreadsheets write differently: widths, dashes, spaces, Chinese numerals.

use unicode_normalization::UnicodeNormalization;

use crate::exchange::import::grid::is_space;

/// Half width (NFKC), every long dash as `~`, no space except between two digits.
pub(in crate::exchange::import) fn fold(text: &str) -> String {
    // Most cells hold only characters of which each stands for one: those need no look at the tables of Unicode.
    if text.chars().all(|character| half_width(character).is_some()) {
        folded(text.chars().filter_map(half_width), text.len())
    } else {
        folded(text.nfkc(), text.len())
    }
}

/// The NFKC form of a character that has the same one whatever stands beside it, for the characters plans are written
/// with; `None` for all others.
fn half_width(character: char) -> Option<char> {
    Some(match character {
        '\u{0}'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' => character,
        '\u{2013}'
        | '\u{2014}'
        | '\u{2018}'..='\u{201d}'
        | '\u{3001}'..='\u{3002}'
        | '\u{3008}'..='\u{3011}' => character,
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0)?,
        _ => return None,
    })
}

fn folded(characters: impl Iterator<Item = char>, bytes: usize) -> String {
    let mut folded = String::with_capacity(bytes);
    let mut gap = false;
    for character in characters {
        let character = match character {
            '\u{2014}' | '\u{2015}' | '\u{2013}' | '\u{2012}' | '\u{2500}' | '\u{301c}' | '\u{223c}' => '~',
            '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' => '-',
            '\u{3002}' => ';',
            other => other,
        };
        if is_space(character) || character.is_control() {
            gap = true;
            continue;
        }
        let digits = character.is_ascii_digit() && folded.ends_with(|last: char| last.is_ascii_digit());
        if gap && digits {
            folded.push(' ');
        }
        gap = false;
        if !(character == '~' && folded.ends_with('~')) {
            folded.push(character);
        }
    }
    folded
}

/// Text as a person would copy it: trimmed, one space where there were several, and without the line breaks that only
/// fit it into its cell.
pub(in crate::exchange::import) fn tidy(text: &str) -> String {
    // Most cells hold nothing to tidy.
    let is_tidy =
        |c: char| c.is_ascii_graphic() || matches!(c, '\u{3001}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}');
    if text.chars().all(is_tidy) {
        return text.to_owned();
    }
    let mut tidy = String::with_capacity(text.len());
    let mut gap = None;
    for character in text.chars() {
        if is_space(character) || character.is_control() {
            let broken = matches!(character, '\n' | '\r');
            gap = Some(gap.unwrap_or(false) || broken);
            continue;
        }
        // Marks that turn the direction of reading have no place in a name or a title.
        if matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            continue;
        }
        // A line break inside Chinese text is no space.
        let joined = !character.is_ascii() || tidy.ends_with(|last: char| !last.is_ascii());
        if gap.is_some_and(|broken| !(broken && joined)) && !tidy.is_empty() {
            tidy.push(' ');
        }
        gap = None;
        tidy.push(character);
    }
    tidy
}

/// A name without the spaces that only stretch it: 教 育 局.
pub(in crate::exchange::import) fn name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if is_space(character) {
            gap = true;
            continue;
        }
        if gap && character.is_ascii() && name.ends_with(|last: char| last.is_ascii()) {
            name.push(' ');
        }
        gap = false;
        name.push(character);
    }
    name
}

/// The value of one Chinese digit.
pub(in crate::exchange::import) const fn digit(character: char) -> Option<u64> {
    Some(match character {
        '\u{3007}' | '\u{96f6}' | '\u{25cb}' => 0,
        '\u{4e00}' => 1,
        '\u{4e8c}' | '\u{4e24}' => 2,
        '\u{4e09}' => 3,
        '\u{56db}' => 4,
        '\u{4e94}' => 5,
        '\u{516d}' => 6,
        '\u{4e03}' => 7,
        '\u{516b}' => 8,
        '\u{4e5d}' => 9,
        _ => return None,
    })
}

const fn power(character: char) -> Option<u64> {
    Some(match character {
        '\u{5341}' => 10,
        '\u{767e}' => 100,
        '\u{5343}' => 1_000,
        '\u{4e07}' => 10_000,
        _ => return None,
    })
}

/// A Chinese numeral at the start of `text`: its value and its length in characters. 十二 is 12, 二〇二一 is 2021.
pub(in crate::exchange::import) fn numeral(text: &[char]) -> Option<(u64, usize)> {
    let length = text.iter().take(9).take_while(|c| digit(**c).is_some() || power(**c).is_some()).count();
    let run = text.get(..length).filter(|run| !run.is_empty())?;
    if run.iter().all(|c| digit(*c).is_some()) {
        let value = run.iter().filter_map(|c| digit(*c)).fold(0_u64, |sum, digit| sum * 10 + digit);
        return Some((value, length));
    }
    let (mut total, mut section, mut last) = (0_u64, 0_u64, None);
    for character in run {
        if let Some(value) = digit(*character) {
            last = Some(value);
        } else if let Some(unit) = power(*character) {
            if unit == 10_000 {
                total = (total + section + last.unwrap_or(0)).max(1).checked_mul(unit)?;
                section = 0;
            } else {
                section += last.unwrap_or(1) * unit;
            }
            last = None;
        }
    }
    Some((total + section + last.unwrap_or(0), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_half_width_is_the_tables_way() {
        for character in '\u{0}'..='\u{ffff}' {
            let Some(half) = half_width(character) else { continue };
            for text in [character.to_string(), format!("{character}{character}"), format!("A{character}8")] {
                let short: String = text.chars().filter_map(half_width).collect();
                assert_eq!(short, text.nfkc().collect::<String>(), "{character:?} for {half:?}");
            }
        }
    }

    #[test]
    fn widths_dashes_and_spaces_become_one() {
        assert_eq!(fold("２０２４ 年\u{ff13}月——１０月"), "2024年3月~10月");
        assert_eq!(fold("５\u{ff05}\u{ff1b}２次\u{ff0f}年"), "5%;2次/年");
        assert_eq!(fold("10-08 10-31"), "10-08 10-31");
        assert_eq!(tidy(" 对农药的\n监督  检查 "), "对农药的监督 检查");
        assert_eq!(name("教 育\u{3000}局 A b"), "教育局A b");
        assert_eq!(tidy("GB 9704\nA"), "GB 9704 A");
    }

    #[test]
    fn chinese_numerals() {
        for (text, value) in [
            ("十", 10),
            ("十二月", 12),
            ("二十", 20),
            ("二〇二一年", 2021),
            ("三百零五", 305),
            ("两", 2),
            ("一万二千", 12_000),
        ] {
            let characters: Vec<char> = text.chars().collect();
            assert_eq!(numeral(&characters).map(|(found, _)| found), Some(value), "{text}");
        }
        assert_eq!(numeral(&['月']), None);
    }
}
