//! A list with one of its rows beside it, or that row alone: which of these is shown, and where the text of the row
//! is scrolled to. Knows no rows.

use std::cell::Cell;

use ratatui::layout::{Position, Rect};

use super::finder::Finder;
use super::pane::Pane;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, split_left, split_top};
use crate::tui::theme::Meaning;

/// From this width on, the row stands beside the list unless one asks otherwise.
const SPLIT_FROM: u16 = 110;
/// Below this width there is no room for both, whatever is asked for.
const SPLIT_LEAST: u16 = 60;

/// How a list and one of its rows share a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Asked for both, or the list alone; `None` leaves it to the width.
    split: Option<bool>,
    /// Both were shown when it was last drawn: only drawing knows the width.
    both: Cell<bool>,
    /// The row fills the place.
    page: bool,
    pane: Pane,
}

/// Draws lines above a list and returns the place below them.
pub type Head<'a> = &'a dyn Fn(&mut Canvas<'_>, Rect) -> Rect;

/// What is drawn of a list and one of its rows.
pub struct Parts<'a> {
    /// The list.
    pub finder: &'a Finder,
    /// Its share of the width, in percent, where both are shown.
    pub share: u16,
    /// Draws what stands above the list; `None` where nothing does.
    pub head: Option<Head<'a>>,
    /// Draws the list; told whether it has the whole width.
    pub list: &'a dyn Fn(&mut Canvas<'_>, Rect, bool),
    /// The row under the cursor as lines of a width.
    pub one: &'a dyn Fn(u16) -> Vec<Vec<Piece>>,
    /// What an action's key is called now.
    pub key: &'a dyn Fn(Action) -> String,
}

impl Spread {
    /// Whether the row fills the place.
    pub const fn is_page(&self) -> bool {
        self.page
    }

    /// Shows the list again; `false` where it was shown already.
    pub const fn close(&mut self) -> bool {
        std::mem::replace(&mut self.page, false)
    }

    /// Another row is under the cursor: its text begins at the first line.
    pub const fn rewind(&mut self) {
        self.pane.rewind();
    }

    /// Whether an action on a list can be used now; `None` for actions that are none.
    pub fn valid(&self, action: Action, finder: &Finder) -> Option<bool> {
        let any = !finder.list.is_empty();
        Some(match action {
            Action::Open | Action::SplitView => any && !self.page,
            Action::Filter => !self.page && (any || finder.filters()),
            Action::Back => self.page || finder.filters(),
            Action::Copy => any,
            _ if action.is_motion() => any,
            _ => return None,
        })
    }

    /// Does an action on a list; `false` for actions that are none, and for going back from the list itself.
    pub fn act(&mut self, action: Action, finder: &mut Finder) -> bool {
        match action {
            Action::Filter => finder.typing = true,
            Action::SplitView => self.split = Some(!self.both.get()),
            Action::Open => {
                self.page = true;
                self.pane.rewind();
            }
            Action::Back => return self.close(),
            _ if self.page => return self.pane.act(action),
            _ => {
                let moved = finder.list.act(action);
                if moved {
                    self.pane.rewind();
                }
                return moved;
            }
        }
        true
    }

    /// Draws the list and, where there is room or it was asked for, the row; or the row alone. Says where the
    /// terminal's cursor belongs.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, parts: &Parts<'_>) -> Option<Position> {
        let draw_one = |canvas: &mut Canvas<'_>, area: Rect| {
            let (_, area) = split_left(area, 1);
            // Beside the list the keys that page move the list: the row is read on its own page.
            let more = if self.page { Action::PageDown } else { Action::Open };
            self.pane.draw(canvas, area, &(parts.one)(area.width), &(parts.key)(more));
        };
        if self.page {
            draw_one(canvas, area);
            return None;
        }
        let split = self.split.unwrap_or(area.width >= SPLIT_FROM) && area.width >= SPLIT_LEAST;
        self.both.set(split);
        let columns =
            if split { u32::from(area.width) * u32::from(parts.share) / 100 } else { area.width.into() };
        let (mut left, right) = split_left(area, u16::try_from(columns).unwrap_or(area.width));
        if let Some(head) = parts.head {
            left = head(canvas, left);
        }
        let mut cursor = None;
        if parts.finder.has_line() {
            let (line, rest) = split_top(left, 1);
            cursor = parts.finder.draw_line(canvas, line);
            left = rest;
        }
        (parts.list)(canvas, left, !split);
        if split {
            canvas.upright(Rect { width: 1, ..right }, Meaning::Muted);
            draw_one(canvas, split_left(right, 1).1);
        }
        cursor
    }
}
