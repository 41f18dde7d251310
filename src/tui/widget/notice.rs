//! Text in a box: a question to be answered by yes or no, or something to be read.

use ratatui::layout::Rect;

use crate::tui::ink::{Canvas, Keys, Piece, centred, keys_columns, rows, wrapped};
use crate::tui::theme::Meaning;
use crate::tui::widget::pane::Pane;

/// A text to be read, with a scroll position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Heading of the box.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<Piece>,
    /// Where it is scrolled to.
    pub pane: Pane,
}

/// Widest box, in columns: longer lines are hard to read.
const WIDTH_MAX: u16 = 76;

impl Notice {
    /// A text at its beginning.
    pub fn new(title: impl Into<String>, paragraphs: Vec<Piece>) -> Self {
        Self { title: title.into(), paragraphs, pane: Pane::default() }
    }

    /// Draws the box in the middle of `area` with what can be pressed on its last line; `more` is the key that shows what
    /// has no room.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, keys: &Keys, more: &str) {
        let width = WIDTH_MAX.min(area.width);
        let lines = self.lines(usize::from(width.saturating_sub(4)));
        let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
        let inside = canvas.boxed(centred(area, width, high), &self.title, Meaning::Plain);
        let text = Rect { height: inside.height.saturating_sub(1), ..inside };
        self.pane.draw(canvas, text, &lines, more);
        draw_keys(canvas, inside, keys);
    }

    fn lines(&self, columns: usize) -> Vec<Vec<Piece>> {
        let wrap = |piece: &Piece| {
            wrapped(&piece.0, columns).into_iter().map(|line| vec![(line, piece.1)]).collect::<Vec<_>>()
        };
        self.paragraphs.iter().flat_map(wrap).collect()
    }
}

/// Draws what can be pressed on the last line of a box, at its right end.
pub fn draw_keys(canvas: &mut Canvas<'_>, inside: Rect, keys: &Keys) {
    let Some(row) = rows(inside).last() else { return };
    let wide = keys_columns(keys).min(row.width);
    canvas.keys(Rect { x: row.right() - wide, width: wide, ..row }, keys);
}
