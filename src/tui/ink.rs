//! Puts text and lines on cells: everything drawn goes through here, so that nothing imported can steer the
//! terminal, no wide character is halved and nothing is drawn outside its place.

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::action::Action;
use super::mouse::Hits;
use super::theme::{Look, Meaning};
use crate::text::visible::visible;
use crate::text::width;

/// A piece of text and what it means.
pub type Piece = (String, Meaning);

/// Keys with what they do, each to be drawn in one piece and clicked.
pub type Keys = Vec<(Action, Vec<Piece>)>;

/// Where things are drawn: the cells, the look, and what a click on them runs.
pub struct Canvas<'a> {
    /// The cells.
    pub cells: &'a mut Buffer,
    /// How meanings look.
    pub look: Look,
    /// What can be clicked.
    pub hits: Hits,
}

impl<'a> Canvas<'a> {
    /// Nothing is drawn yet.
    pub fn new(cells: &'a mut Buffer, look: Look) -> Self {
        Self { cells, look, hits: Hits::default() }
    }
}

impl Canvas<'_> {
    /// Writes keys one after another on the first line of `area`, each to be clicked; returns the columns used.
    pub fn keys(&mut self, area: Rect, keys: &Keys) -> u16 {
        let mut used = 0;
        for (action, pieces) in keys {
            let rest = split_left(area, used).1;
            let width = self.pieces(rest, pieces);
            self.hits.add(Rect { width, height: 1.min(rest.height), ..rest }, *action);
            used = used.saturating_add(width);
        }
        used
    }

    /// Writes one line at the left of `area`, cut to its width with a mark; returns the columns used.
    pub fn text(&mut self, area: Rect, text: &str, meaning: Meaning) -> u16 {
        self.styled(area, text, self.look.style(meaning))
    }

    fn styled(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.cells.area);
        if area.is_empty() {
            return 0;
        }
        let text = visible(text);
        let room = usize::from(area.width);
        // Spaces at the end are not missed where there is no room for them.
        let text = if width::of(text.trim_end()) > room {
            width::shorten(&text, room, self.look.symbols().cut)
        } else {
            width::cut(&text, room).into()
        };
        if width::ambiguous_wide() {
            return self.spread(area, &text, style);
        }
        let (end, _) = self.cells.set_stringn(area.x, area.y, text, usize::from(area.width), style);
        end.saturating_sub(area.x)
    }

    /// Writes a text on a terminal that draws ambiguous characters two columns wide: each takes two cells, and what
    /// follows is put where it belongs.
    fn spread(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let mut x = area.x;
        let mut rest = width::cut(text, usize::from(area.width));
        while let Some(first) = rest.chars().next() {
            let ambiguous = width::is_ambiguous(first);
            let same = |character: char| !ambiguous && !width::is_ambiguous(character);
            let end = rest.char_indices().find(|(at, character)| *at > 0 && !same(*character));
            let (run, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            rest = behind;
            let columns = columns(run);
            for at in x..x.saturating_add(columns) {
                if let Some(cell) = self.cells.cell_mut(Position { x: at, y: area.y }) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
            if !ambiguous {
                self.cells.set_stringn(x, area.y, run, usize::from(columns), style);
            } else if let Some(cell) = self.cells.cell_mut(Position { x, y: area.y }) {
                cell.set_symbol(run);
                cell.set_diff_option(CellDiffOption::ForcedWidth(TWO));
            }
            x = x.saturating_add(columns);
        }
        x.saturating_sub(area.x)
    }

    /// Writes pieces one after another on the first line of `area`, cut to its width with a mark; returns the columns used.
    pub fn pieces(&mut self, area: Rect, pieces: &[Piece]) -> u16 {
        let mut used = 0;
        for (text, meaning) in pieces {
            let rest = split_left(area, used).1;
            if rest.width == 0 && area.width > 1 && !text.trim_end().is_empty() {
                let last = Rect { x: area.right() - 1, width: 1, height: area.height.min(1), ..area };
                self.blank(last);
                self.text(last, self.look.symbols().cut, *meaning);
                break;
            }
            used = used.saturating_add(self.text(rest, text, *meaning));
        }
        used
    }

    /// Writes one line at the right end of `area`.
    pub fn text_right(&mut self, area: Rect, text: &str, meaning: Meaning) {
        let wide = columns(text).min(area.width);
        self.text(Rect { x: area.x + (area.width - wide), width: wide, ..area }, text, meaning);
    }

    /// Writes several lines, one below the other, as many as fit.
    pub fn lines(&mut self, area: Rect, lines: &[Vec<Piece>]) {
        for (line, row) in lines.iter().zip(rows(area)) {
            self.pieces(row, line);
        }
    }

    /// Lays a meaning over what is there already.
    pub fn wash(&mut self, area: Rect, meaning: Meaning) {
        let style = self.look.style(meaning);
        self.cells.set_style(area.intersection(self.cells.area), style);
    }

    /// Blanks `area`. A wide character that reaches into it from the left loses its other half too: terminals keep
    /// drawing a half glyph otherwise.
    pub fn blank(&mut self, area: Rect) {
        let area = area.intersection(self.cells.area);
        for row in rows(area) {
            if let Some(left) = row.x.checked_sub(1) {
                let before = Position { x: left, y: row.y };
                if self.cells.cell(before).is_some_and(|cell| width::of(cell.symbol()) > 1)
                    && let Some(cell) = self.cells.cell_mut(before)
                {
                    cell.reset();
                }
            }
            for position in row.positions() {
                if let Some(cell) = self.cells.cell_mut(position) {
                    cell.reset();
                }
            }
        }
    }

    /// A horizontal line over the whole of the first row of `area`.
    pub fn rule(&mut self, area: Rect, meaning: Meaning) {
        let line = self.look.symbols().horizontal.repeat(usize::from(area.width));
        self.text(area, &line, meaning);
    }

    /// A vertical line over the first column of `area`.
    pub fn upright(&mut self, area: Rect, meaning: Meaning) {
        for row in rows(area) {
            let mark = self.look.symbols().vertical;
            self.text(Rect { width: 1.min(row.width), ..row }, mark, meaning);
        }
    }

    /// A box on a blank ground with a title; returns the place inside.
    pub fn boxed(&mut self, area: Rect, title: &str, meaning: Meaning) -> Rect {
        self.blank(area);
        if area.width < 4 || area.height < 3 {
            return area;
        }
        let symbols = self.look.symbols();
        let line = symbols.horizontal.repeat(usize::from(area.width - 2));
        let [top_left, top_right, bottom_left, bottom_right] = symbols.corners;
        self.text(area, &format!("{top_left}{line}{top_right}"), meaning);
        let bottom = Rect { y: area.bottom() - 1, ..area };
        self.text(bottom, &format!("{bottom_left}{line}{bottom_right}"), meaning);
        let side = Rect { y: area.y + 1, height: area.height - 2, ..area };
        self.upright(side, meaning);
        self.upright(Rect { x: area.right() - 1, ..side }, meaning);
        let room = Rect { x: area.x + 2, width: area.width - 4, ..area };
        if !title.is_empty() {
            let title = width::shorten(title, usize::from(room.width.saturating_sub(2)), symbols.cut);
            let title = format!(" {title} ");
            self.text(room, &title, Meaning::Title);
        }
        Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }
}

/// Cells of an ambiguous character on a terminal that draws it wide.
const TWO: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);

/// Columns a text takes, as the terminal counts them.
pub fn columns(text: &str) -> u16 {
    u16::try_from(width::of(text)).unwrap_or(u16::MAX)
}

/// The rows of a place from top to bottom, each one high.
pub fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (area.top()..area.bottom()).map(move |y| Rect { y, height: 1, ..area })
}

/// Columns some keys take in a row.
pub fn keys_columns(keys: &Keys) -> u16 {
    keys.iter().flat_map(|(_, pieces)| pieces).map(|(text, _)| columns(text)).fold(0, u16::saturating_add)
}

/// A place of at most this size in the middle of another, never outside it.
pub fn centred(outer: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(outer.width), height.min(outer.height));
    Rect { x: outer.x + (outer.width - width) / 2, y: outer.y + (outer.height - height) / 2, width, height }
}

/// A place cut in two: the first `height` rows and the rest.
pub fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

/// A place cut in two: the first `width` columns and the rest.
pub fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
}

/// Breaks a text into lines of at most `columns`: between words, between Chinese characters, and never so that a
/// line begins with a closing mark.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if width::of(&line) + width::of(word.trim_end()) > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let mut rest = word;
        while width::of(rest.trim_end()) > columns {
            let head = width::cut(rest, columns);
            if head.is_empty() {
                break;
            }
            lines.push(head.to_owned());
            rest = rest.strip_prefix(head).unwrap_or_default();
        }
        line.push_str(rest);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The pieces a line may be broken between: a Latin word with the spaces behind it, or one wide character, each with
/// the closing marks that follow.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, whole) in width::characters(text) {
        let Some(character) = whole.chars().next() else { continue };
        let breaks = previous.is_some_and(|before| {
            !closing(character)
                && !opening(before)
                && (wide(before) || wide(character) || before == ' ')
                && character != ' '
        });
        if breaks {
            words.push(&text[start..at]);
            start = at;
        }
        previous = Some(character);
    }
    words.push(&text[start..]);
    words
}

fn wide(character: char) -> bool {
    width::of(character.encode_utf8(&mut [0; 4])) > 1
}

fn closing(character: char) -> bool {
    matches!(
        character,
        '\u{3001}'
            | '\u{3002}'
            | '\u{ff0c}'
            | '\u{ff1b}'
            | '\u{ff1a}'
            | '\u{ff1f}'
            | '\u{ff01}'
            | '\u{ff09}'
            | '\u{300b}'
            | '\u{3015}'
            | '\u{201d}'
            | '\u{2019}'
            | ')'
            | ','
            | '.'
            | ';'
            | ':'
            | '%'
    )
}

fn opening(character: char) -> bool {
    matches!(character, '\u{ff08}' | '\u{300a}' | '\u{3014}' | '\u{201c}' | '\u{2018}' | '(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_wrap(text: &str, columns: usize, expect: &[&str]) {
        assert_eq!(wrapped(text, columns), expect);
    }

    #[test]
    fn lines_break_where_a_reader_expects() {
        check_wrap("accept the request", 10, &["accept the", "request"]);
        check_wrap("松盘乡边交林乡", 8, &["松盘乡边", "交林乡"]);
        check_wrap("松盘乡\u{3001}边交", 6, &["松盘", "乡\u{3001}边", "交"]);
        check_wrap("R-0042 松盘", 8, &["R-0042", "松盘"]);
        check_wrap("abcdefghijkl", 5, &["abcde", "fghij", "kl"]);
        check_wrap("\u{1f468}\u{200d}\u{1f467}松\u{301}", 2, &["\u{1f468}\u{200d}\u{1f467}", "松\u{301}"]);
        check_wrap("", 5, &[""]);
        check_wrap("松", 1, &["松"]);
    }

    #[test]
    fn a_box_over_chinese_leaves_no_half_character() {
        let mut cells = Buffer::empty(Rect::new(0, 0, 12, 3));
        let mut canvas = Canvas::new(&mut cells, Look::Colour);
        for row in rows(Rect::new(0, 0, 12, 3)) {
            canvas.text(row, "松盘乡强嘎乡", Meaning::Plain);
        }
        canvas.boxed(Rect::new(3, 0, 5, 3), "", Meaning::Plain);
        assert_eq!(cells[(2, 1)].symbol(), " ", "the left half of a covered character is gone");
        assert_eq!(cells[(0, 1)].symbol(), "松");
        assert_eq!(cells[(3, 1)].symbol(), "│");
    }

    #[test]
    fn what_has_no_room_ends_in_a_mark() {
        let check = |look: Look, pieces: &[&str], expect: &str| {
            let area = Rect::new(0, 0, 8, 1);
            let mut cells = Buffer::empty(area);
            let pieces: Vec<Piece> = pieces.iter().map(|text| ((*text).to_owned(), Meaning::Plain)).collect();
            Canvas::new(&mut cells, look).pieces(area, &pieces);
            let mut drawn = String::new();
            let mut x = 0;
            while x < 8 {
                drawn.push_str(cells[(x, 0)].symbol());
                x += columns(cells[(x, 0)].symbol()).max(1);
            }
            assert_eq!(drawn, expect);
        };
        check(Look::Colour, &["R-0042松"], "R-0042松");
        check(Look::Colour, &["R-0042松盘"], "R-0042… ");
        check(Look::Ascii, &["R-004松盘"], "R-004松~");
        check(Look::Colour, &["R-0042", "松", "盘"], "R-0042 …");
        check(Look::Colour, &["R-004", "2  ", " ", "  "], "R-0042  ");
        check(Look::Colour, &["R-0042   "], "R-0042  ");
    }

    #[test]
    fn text_from_files_cannot_send_escapes() {
        let mut cells = Buffer::empty(Rect::new(0, 0, 12, 1));
        let mut canvas = Canvas::new(&mut cells, Look::Colour);
        canvas.text(Rect::new(0, 0, 12, 1), "a\u{1b}[2Jb", Meaning::Plain);
        assert_eq!(cells[(1, 0)].symbol(), "␛");
    }
}
