//! One file a screen: what it shows, what its keys do. A screen reads answers and sends tasks; it never waits.

pub mod burden;
pub mod calendar;
pub mod entry;
pub mod findings;
pub mod inbox;
pub mod journal;
pub mod mapping;
pub mod plan;
pub mod quota;
pub mod start;
pub mod visit;
mod visit_ask;
mod visit_detail;

use ratatui::layout::Rect;

use super::action::Action;
use super::ink::{Canvas, Piece, centred, split_top, wrapped};
use super::model::Model;
use super::theme::Meaning;

/// A screen with nothing on it says why, and what to do next.
fn draw_empty(model: &Model, canvas: &mut Canvas<'_>, area: Rect, text_id: &str, actions: &[Action]) {
    let width = area.width.saturating_sub(4).min(60);
    let mut lines: Vec<Vec<Piece>> = wrapped(&model.text(text_id), usize::from(width))
        .into_iter()
        .map(|line| vec![(line, Meaning::Plain)])
        .collect();
    lines.push(Vec::new());
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(1);
    let place = centred(area, width, high);
    let (text, keys) = split_top(place, place.height.saturating_sub(1));
    canvas.lines(text, &lines);
    canvas.keys(keys, &model.keys(actions));
}
