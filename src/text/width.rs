//! Columns of text on a terminal: the only place that measures, cuts and pads. Whether characters whose width depends
//! on the font take one column or two is a setting of the terminal, made once for each thread that draws.

use std::borrow::Cow;
use std::cell::Cell;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

thread_local! {
    static WIDE: Cell<bool> = const { Cell::new(false) };
}

/// What the console draws with that is ambiguous: lines, corners, bars.
pub const DRAWN: &str = "\u{2500}\u{2502}\u{250c}\u{2510}\u{2514}\u{2518}\u{2588}\u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}\u{2026}";

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

/// The longest beginning that fits in `columns`, never half of what a reader takes for one character.
pub fn cut(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, character) in characters(text) {
        used += of(character);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// What a reader takes for characters, each with the byte it begins at.
pub fn characters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let character = first(text.get(at..)?)?;
        let begins = at;
        at += character.len();
        Some((begins, character))
    })
}

/// What a reader takes for the first character: a base with its accents, an emoji of several parts, a flag.
fn first(text: &str) -> Option<&str> {
    let mut characters = text.char_indices();
    let (_, mut before) = characters.next()?;
    let mut flag = is_flag_part(before);
    for (at, character) in characters {
        let second = flag && is_flag_part(character);
        let joined = before == JOINER && !character.is_ascii();
        if !(second || joined || SKIN_TONES.contains(&character) || of_char(character) == 0) {
            return Some(&text[..at]);
        }
        (before, flag) = (character, false);
    }
    Some(text)
}

/// Joins emoji to one.
const JOINER: char = '\u{200d}';
/// Change the emoji before them.
const SKIN_TONES: std::ops::RangeInclusive<char> = '\u{1f3fb}'..='\u{1f3ff}';

/// Two of these make a flag.
const fn is_flag_part(character: char) -> bool {
    matches!(character, '\u{1f1e6}'..='\u{1f1ff}')
}

/// What stands where a text goes on that has no room: narrow on every terminal.
pub fn cut_mark() -> &'static str {
    if ambiguous_wide() { PLAIN_CUT_MARK } else { "\u{2026}" }
}

/// The same for terminals without it.
pub const PLAIN_CUT_MARK: &str = "~";

/// The text where it fits in `columns`, else as much of it as fits before a mark; without the mark where that would
/// leave nothing.
pub fn shorten<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    let kept = cut(text, columns);
    if kept.len() == text.len() {
        return Cow::Borrowed(text);
    }
    match columns.checked_sub(of(mark)) {
        None | Some(0) => Cow::Borrowed(kept),
        Some(room) => Cow::Owned(format!("{}{mark}", cut(text, room))),
    }
}

/// The text in exactly `columns`: shortened where it is longer, spaces behind where it is shorter.
pub fn fit(text: &str, columns: usize) -> String {
    let kept = shorten(text, columns, cut_mark());
    format!("{kept}{}", " ".repeat(columns.saturating_sub(of(&kept))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_is_never_halved() {
        assert_eq!(cut("松盘乡", 5), "松盘");
        assert_eq!(fit("松盘乡", 6), "松盘乡");
        assert_eq!(fit("松盘乡", 5), "松盘…");
        assert_eq!(fit("松盘乡", 4), "松… ");
        assert_eq!(fit("松盘乡", 1), " ");
        assert_eq!(fit("R-0042", 8), "R-0042  ");
        assert_eq!(of("松盘乡 A"), 8);
    }

    #[test]
    fn what_a_reader_takes_for_one_character_stays_whole() {
        let check = |text: &str, columns: usize, expect: &str| {
            assert_eq!(shorten(text, columns, "~"), expect);
            assert!(of(&shorten(text, columns, "~")) <= columns, "{text} in {columns}");
            assert_eq!(of(&fit(text, columns)), columns, "{text} in {columns}");
        };
        // An accent of its own, a sign that asks for the coloured form, four people joined, a flag, a tone of skin.
        check("re\u{301}sume\u{301}", 3, "re\u{301}~");
        check("A\u{2600}\u{fe0f}B", 2, "A~");
        check("A\u{2600}\u{fe0f}BC", 4, "A\u{2600}\u{fe0f}~");
        check(
            "A\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}BC",
            4,
            "A\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}~",
        );
        check("A\u{1f1e8}\u{1f1f3}B", 3, "A~");
        check("A\u{1f44d}\u{1f3fd}BC", 4, "A\u{1f44d}\u{1f3fd}~");
        check("松\u{200b}盘\u{200b}乡", 5, "松\u{200b}盘\u{200b}~");
        check("松盘", 4, "松盘");
        check("松盘", 0, "");
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
