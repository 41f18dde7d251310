//! Lines to be read beside or instead of a table, with a scroll position.

use std::cell::Cell;

use ratatui::layout::Rect;

use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, columns, rows, wrapped};
use crate::tui::theme::Meaning;

/// Where a text is scrolled to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pane {
    top: usize,
    /// Lines and rows of the last drawing: only drawing knows them.
    size: Cell<(usize, usize)>,
}

impl Pane {
    /// Scrolls; `false` where the action is no movement.
    pub fn act(&mut self, action: Action) -> bool {
        let (lines, height) = self.size.get();
        let most = lines.saturating_sub(height);
        self.top = match action {
            Action::Down => self.top.saturating_add(1),
            Action::Up => self.top.min(most).saturating_sub(1),
            Action::PageDown => self.top.saturating_add(height.max(1)),
            Action::PageUp => self.top.min(most).saturating_sub(height.max(1)),
            Action::First => 0,
            Action::Last => most,
            _ => return false,
        };
        self.top = self.top.min(most);
        true
    }

    /// Back to the first line.
    pub const fn rewind(&mut self) {
        self.top = 0;
    }

    /// Draws the lines in sight and, at the right end, how many more there are and the key that shows them.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, lines: &[Vec<Piece>], key: &str) {
        let height = usize::from(area.height);
        self.size.set((lines.len(), height));
        let top = self.top.min(lines.len().saturating_sub(height));
        let below = lines.len().saturating_sub(top + height);
        // The last row says that there is more, and how many lines: none is half covered by it.
        let shown = if below > 0 { height.saturating_sub(1) } else { height };
        for (line, row) in lines.iter().skip(top).take(shown).zip(rows(area)) {
            canvas.pieces(row, line);
        }
        if below > 0 {
            let last = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
            canvas.text_right(last, &format!(" +{} {key} ", below + 1), Meaning::Muted);
        }
    }
}

/// A label and a text that goes on under itself, not under the label.
pub fn labelled(label: &str, text: &str, meaning: Meaning, label_width: u16, width: u16) -> Vec<Vec<Piece>> {
    let room = width.saturating_sub(label_width + 1).max(8);
    let indent = " ".repeat(usize::from(label_width) + 1);
    wrapped(text, usize::from(room))
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let head = if at == 0 {
                let gap = label_width.saturating_sub(columns(label)) + 1;
                format!("{label}{}", " ".repeat(usize::from(gap)))
            } else {
                indent.clone()
            };
            vec![(head, Meaning::Muted), (line, meaning)]
        })
        .collect()
}

/// A text over the whole width, a few columns in.
pub fn indented(text: &str, meaning: Meaning, indent: u16, width: u16) -> Vec<Vec<Piece>> {
    let room = width.saturating_sub(indent).max(8);
    wrapped(text, usize::from(room))
        .into_iter()
        .map(|line| vec![(" ".repeat(usize::from(indent)), Meaning::Plain), (line, meaning)])
        .collect()
}

/// A heading between parts, with an empty line before it.
pub fn section(lines: &mut Vec<Vec<Piece>>, title: String) {
    if !lines.is_empty() {
        lines.push(Vec::new());
    }
    lines.push(vec![(title, Meaning::Title)]);
}
