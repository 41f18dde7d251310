//! Lists of names cut apart. Knows no name.

use super::list::unnumbered;
use crate::exchange::import::grid::is_space;

/// White space behind the end of a name separates.
pub(super) fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for character in text.chars() {
        let ends = spaced.ends_with(['乡', '镇', '道', '村', '区', '处']);
        spaced.push(if is_space(character) && ends { '、' } else { character });
    }
    spaced
}

/// Cuts a list of names and takes the numbers off them (1.甲乡；2.乙乡). 和 and 及 separate only behind the end of a
/// name: 和平乡 is one. What stands in brackets stays together.
pub(in crate::exchange::import) fn split(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '(' | '\u{ff08}' => depth += 1,
            ')' | '\u{ff09}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let current = names.last().map_or("", String::as_str);
        let ends = current.ends_with(['乡', '镇', '道', '村', '区', '处']);
        let cut = matches!(character, '、' | ',' | ';' | '/' | '\n' | '\u{ff0c}' | '\u{ff1b}')
            || (ends && matches!(character, '和' | '及' | '与'));
        if cut && depth == 0 {
            names.push(String::new());
        } else if let Some(name) = names.last_mut() {
            name.push(character);
        }
    }
    names.iter().map(|name| unnumbered(name.trim()).to_owned()).filter(|name| !name.is_empty()).collect()
}
