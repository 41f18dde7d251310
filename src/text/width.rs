//! Columns of text on a terminal: the only place that measures, cuts and pads. Whether characters whose width depends
//! on the font take one column or two is a setting of the terminal, made once for each thread that draws.

use std::cell::Cell;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

thread_local! {
    static WIDE: Cell<bool> = const { Cell::new(false) };
}

/// What the console draws with that is ambiguous: lines, corners, bars.
pub const DRAWN: &str = "\u{2500}\u{2502}\u{250c}\u{2510}\u{2514}\u{2518}\u{2588}\u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}";

/// Says how wide the terminal draws ambiguous characters, for this thread from now on.
pub fn set_ambiguous_wide(wide: bool) {
    WIDE.set(wide);
}

/// Whether ambiguous characters take two columns.
pub fn ambiguous_wide() -> bool {
    WIDE.get()
}

/// Whether fonts and terminals disagree about the width of a character.
pub fn is_ambiguous(character: char) -> bool {
    character.width() != character.width_cjk()
}

/// Columns a text takes; a Chinese character takes two.
pub fn of(text: &str) -> usize {
    if ambiguous_wide() { text.width_cjk() } else { text.width() }
}

fn of_char(character: char) -> usize {
    let width = if ambiguous_wide() { character.width_cjk() } else { character.width() };
    width.unwrap_or(0)
}

/// Columns a text takes in a document, whatever the terminal: the same text takes the same everywhere.
pub fn on_paper(text: &str) -> usize {
    text.width()
}

/// The longest beginning that fits in `columns`, never half a character.
pub fn cut(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, character) in text.char_indices() {
        used += of_char(character);
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

    #[test]
    fn ambiguous_characters_are_as_wide_as_the_terminal_draws_them() {
        let text = "甲\u{b7}乙";
        assert_eq!((of(text), cut(text, 4)), (5, "甲\u{b7}"));
        set_ambiguous_wide(true);
        assert_eq!((of(text), cut(text, 4), cut(text, 3)), (6, "甲\u{b7}", "甲"));
        assert_eq!(on_paper(text), 5);
        set_ambiguous_wide(false);
        assert!(DRAWN.chars().all(is_ambiguous));
        assert!(!"松A-\u{3001}".chars().any(is_ambiguous));
    }
}
