//! Results for screen readers: each line a sentence of its own, nothing drawn, nothing set in columns. Knows no command.

use super::Context;
use crate::domain::message::Message;

/// A line as it is read out: without lines and bars, and with one space where there were several.
pub(super) fn spoken(text: &str) -> String {
    let kept: String =
        text.chars().map(|character| if is_drawn(character) { ' ' } else { character }).collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Lines, blocks and braille patterns: what is drawn with and never meant to be read.
const fn is_drawn(character: char) -> bool {
    matches!(character, '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}' | '\u{1b}')
}

/// A row of a table as one sentence: each cell behind the name of its column; cells with nothing in them are left out.
pub(super) fn row(heads: &[String], cells: &[String], context: &Context<'_>) -> String {
    let named = heads.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let parts: Vec<String> = named.map(|(head, cell)| pair(head, cell, context)).collect();
    parts.join(&context.catalogue.get("plain-between"))
}

/// A value behind its name.
pub(super) fn pair(name: &str, value: &str, context: &Context<'_>) -> String {
    if name.is_empty() {
        return value.to_owned();
    }
    context.catalogue.render(&Message::new("plain-pair").with("name", name).with("value", value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(spoken(text), expect);
    }

    #[test]
    fn nothing_drawn_and_no_padding_is_left() {
        check("  R-0001    \u{519c}\u{7267}\u{5c40}  ", "R-0001 \u{519c}\u{7267}\u{5c40}");
        check("    \u{2588}\u{2588}\u{2591}  12 %", "12 %");
        check("\u{250c}\u{2500}\u{2500}\u{2510}", "");
        check("1\tR-0001", "1\tR-0001");
    }
}
