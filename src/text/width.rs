//! Columns of text on a terminal: the only place that measures, cuts and pads.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns a text takes; a Chinese character takes two.
pub fn of(text: &str) -> usize {
    text.width()
}

/// The longest beginning that fits in `columns`, never half a character.
pub fn cut(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += character.width().unwrap_or(0);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// The text in exactly `columns`: cut where it is longer, spaces behind where it is shorter.
pub fn fit(text: &str, columns: usize) -> String {
    let kept = cut(text, columns);
    format!("{kept}{}", " ".repeat(columns.saturating_sub(of(kept))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_is_never_halved() {
        assert_eq!(cut("松盘乡", 5), "松盘");
        assert_eq!(fit("松盘乡", 5), "松盘 ");
        assert_eq!(fit("R-0042", 8), "R-0042  ");
        assert_eq!(of("松盘乡 A"), 8);
    }
}
