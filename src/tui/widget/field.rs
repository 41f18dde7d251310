//! One line of typed text. The terminal's own cursor stands in it: input methods open their window there.

use ratatui::layout::{Position, Rect};

use crate::text::width;
use crate::tui::ink::Canvas;
use crate::tui::key::{Key, KeyCode};
use crate::tui::theme::Meaning;

/// Text with a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// Bytes before the cursor: always a character boundary.
    cursor: usize,
    /// What stands in it is a proposal nobody touched: what is typed replaces it, as it would a selected text.
    proposed: bool,
}

impl Field {
    /// A field that holds a text already, with the cursor behind it.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, proposed: false }
    }

    /// A field with a proposal, which the first thing typed replaces.
    pub fn proposing(text: impl Into<String>) -> Self {
        let field = Self::new(text);
        Self { proposed: !field.text.is_empty(), ..field }
    }

    /// Whether what stands in it is a proposal nobody touched.
    pub const fn is_proposed(&self) -> bool {
        self.proposed
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes a key; `false` where the key means nothing to a field.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(character) = key.typed() {
            self.replace_proposal();
            self.insert(character);
            return true;
        }
        let proposed = std::mem::take(&mut self.proposed);
        match (key.ctrl, key.code) {
            (false, KeyCode::Backspace | KeyCode::Delete) if proposed => self.empty(),
            (false, KeyCode::Backspace) => self.erase_from(self.before()),
            (true, KeyCode::Char('w')) => self.erase_from(self.word_start()),
            (true, KeyCode::Char('u')) => self.erase_from(0),
            (false, KeyCode::Delete) => {
                self.cursor = self.after();
                self.erase_from(self.before());
            }
            (false, KeyCode::Left) => self.cursor = self.before(),
            (false, KeyCode::Right) => self.cursor = self.after(),
            (false, KeyCode::Home) | (true, KeyCode::Char('a')) => self.cursor = 0,
            (false, KeyCode::End) | (true, KeyCode::Char('e')) => self.cursor = self.text.len(),
            _ => {
                self.proposed = proposed;
                return false;
            }
        }
        true
    }

    /// Puts pasted text in, line ends and other control characters left out.
    pub fn paste(&mut self, text: &str) {
        self.replace_proposal();
        text.chars().filter(|character| !character.is_control()).for_each(|character| self.insert(character));
    }

    fn replace_proposal(&mut self) {
        if std::mem::take(&mut self.proposed) {
            self.empty();
        }
    }

    fn empty(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    fn insert(&mut self, character: char) {
        self.text.insert(self.cursor, character);
        self.cursor += character.len_utf8();
    }

    fn erase_from(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..]
            .chars()
            .next()
            .map_or(self.cursor, |character| self.cursor + character.len_utf8())
    }

    fn word_start(&self) -> usize {
        let head = self.text[..self.cursor].trim_end();
        head.rfind(' ').map_or(0, |at| at + 1)
    }

    /// Draws it on the first line of `area` and says where the terminal's cursor belongs. Scrolls by whole
    /// characters so that the cursor is always in sight.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
        let area = Rect { height: area.height.min(1), ..area };
        if area.is_empty() {
            return None;
        }
        let columns = usize::from(area.width);
        let mut start = 0;
        // One column stays free behind the text: the cursor stands there.
        while width::of(&self.text[start..self.cursor]) >= columns && start < self.cursor {
            start += self.text[start..].chars().next().map_or(1, char::len_utf8);
        }
        let shown = width::cut(&self.text[start..], columns);
        canvas.text(area, &format!("{shown}{}", " ".repeat(columns - width::of(shown))), Meaning::Field);
        let ahead = u16::try_from(width::of(&self.text[start..self.cursor])).unwrap_or(0);
        if self.proposed {
            canvas.wash(Rect { width: ahead.min(area.width), ..area }, Meaning::Selected);
        }
        Some(Position { x: area.x + ahead.min(area.width - 1), y: area.y })
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::tui::key::sequence;
    use crate::tui::theme::Look;

    /// Keys into an empty field, `columns` wide: its text and the column of the cursor.
    fn check(keys: &str, columns: u16, text: &str, cursor: u16) {
        let mut field = Field::default();
        for key in sequence(keys).unwrap() {
            field.key(key);
        }
        let area = Rect::new(0, 0, columns, 1);
        let mut cells = Buffer::empty(area);
        let mut canvas = Canvas::new(&mut cells, Look::Colour);
        let at = field.draw(&mut canvas, area);
        assert_eq!((field.text(), at), (text, Some(Position { x: cursor, y: 0 })), "{keys}");
    }

    #[test]
    fn the_cursor_counts_columns_not_characters() {
        check("松 盘 乡", 20, "松盘乡", 6);
        check("松 盘 A Left Left", 20, "松盘A", 2);
        check("松 盘 Home x", 20, "x松盘", 1);
    }

    #[test]
    fn erasing_takes_whole_characters() {
        check("松 盘 Backspace", 20, "松", 2);
        check("松 盘 Home Delete", 20, "盘", 0);
        check("a b Space 松 C-w", 20, "ab ", 3);
        check("a b C-u", 20, "", 0);
        check("Backspace Delete Left Right", 20, "", 0);
    }

    #[test]
    fn a_long_text_scrolls_so_that_the_cursor_is_in_sight() {
        check("松 盘 乡 强 嘎", 6, "松盘乡强嘎", 4);
        check("松 盘 乡", 1, "松盘乡", 0);
    }

    #[test]
    fn a_proposal_is_replaced_by_what_is_typed_and_kept_by_moving_in_it() {
        let check = |keys: &str, text: &str| {
            let mut field = Field::proposing("2019-10-16");
            sequence(keys).unwrap().into_iter().for_each(|key| {
                field.key(key);
            });
            assert_eq!(
                (field.text(), field.is_proposed()),
                (text, text.len() == 10 && keys == "Up"),
                "{keys}"
            );
        };
        check("Up", "2019-10-16");
        check("3 1", "31");
        check("Backspace", "");
        check("Delete 松", "松");
        check("C-u", "");
        check("Left 7", "2019-10-176");
        check("End Backspace 8", "2019-10-18");
        let mut field = Field::proposing("2019-10-16");
        field.paste("2019-11-01");
        assert_eq!(field.text(), "2019-11-01");
        assert!(!Field::proposing("").is_proposed());
    }

    #[test]
    fn pasted_line_ends_do_not_submit_or_stay() {
        let mut field = Field::default();
        field.paste("松盘\r\n乡\u{1b}[2J");
        assert_eq!(field.text(), "松盘乡[2J");
    }
}
