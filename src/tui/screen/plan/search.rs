//! How a search for a plan goes: the best plan so far, what no plan can be below, and the gap between them over time.

use ratatui::layout::Rect;

use crate::app::engine::{Progress, progress_message};
use crate::tui::ink::Canvas;
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::chart::Chart;

/// Moments of a search that are kept: more than a chart has columns.
const MOMENTS: usize = 240;
/// Most rows of the chart, and fewest that are worth drawing.
const ROWS: (u16, u16) = (10, 3);

/// A search as far as it is.
#[derive(Clone, Debug, Default)]
pub struct Search {
    last: Option<Progress>,
    /// The gap at each moment, in hundredths of a percent; moments nobody heard of are as the one before.
    gaps: Vec<u64>,
    /// The gap is not what it was at the beginning.
    falls: bool,
}

impl Search {
    /// Takes in how far it is.
    pub fn came_to(&mut self, at: Progress) {
        self.last = Some(at);
        let Some(gap) = at.gap().and_then(|gap| u64::try_from(gap).ok()) else { return };
        let moment = u128::from(at.done) * MOMENTS as u128 / u128::from(at.total.max(1));
        let moment = usize::try_from(moment).unwrap_or(MOMENTS).min(MOMENTS - 1);
        let before = self.gaps.last().copied().unwrap_or(gap);
        if self.gaps.len() <= moment {
            self.gaps.resize(moment + 1, before);
        }
        if let Some(last) = self.gaps.last_mut() {
            *last = gap;
        }
        self.falls |= self.gaps.first().is_some_and(|first| *first != gap);
    }

    /// Rows it takes of so many.
    pub const fn rows(&self, of: u16) -> u16 {
        // Where nothing came closer, the figure says all there is to say.
        let chart = if self.falls { of / 3 } else { 0 };
        let chart = if chart > ROWS.0 { ROWS.0 } else { chart };
        if chart < ROWS.1 { 1 } else { chart + 2 }
    }

    /// Draws figures and chart.
    pub fn draw(&self, model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
        let Some(last) = &self.last else { return };
        let head = (format!(" {}", model.say(&progress_message(last))), Meaning::Title);
        let mut lines = vec![vec![head]];
        if area.height > ROWS.1 {
            let full = self.gaps.iter().copied().max().unwrap_or(0);
            let label = format!("{}.{:02}%", full / 100, full % 100);
            let wide = usize::from(area.width).saturating_sub(label.len() + 4).clamp(1, MOMENTS);
            let heard = self.gaps.len() * wide / MOMENTS;
            let shown = (0..heard.max(1)).filter_map(|column| self.gaps.get(column * MOMENTS / wide));
            let mut values: Vec<u64> = shown.copied().collect();
            // The last column is where it is now.
            if let (Some(value), Some(now)) = (values.last_mut(), self.gaps.last()) {
                *value = *now;
            }
            let chart = Chart {
                values: &values,
                full,
                limit: None,
                step: (1, 0),
                meaning: &|_| Meaning::Warn,
                scale: [label, "0%".to_owned()],
                names: &[model.text("plan-search-chart")],
            };
            lines.extend(chart.lines(model.look, area.height - 2));
        }
        canvas.lines(area, &lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Objective;

    fn at(done: u64, visits: i64) -> Progress {
        let objective = Objective { visits, ..Objective::default() };
        Progress { done, total: 100, objective, bound: Some(19 * 50) }
    }

    #[test]
    fn a_search_keeps_the_gap_at_every_moment() {
        let mut search = Search::default();
        assert_eq!(search.rows(30), 1, "no bound, no chart");
        search.came_to(at(0, 100));
        assert_eq!(search.rows(30), 1, "nothing came closer");
        search.came_to(at(50, 60));
        search.came_to(at(100, 50));
        search.came_to(at(100, 50));
        assert_eq!(search.gaps.len(), MOMENTS);
        assert_eq!((search.gaps[0], search.gaps[100], search.gaps[120]), (5_000, 5_000, 1_666));
        assert_eq!(search.gaps.last(), Some(&0));
        assert_eq!((search.rows(30), search.rows(21), search.rows(8)), (12, 9, 1));
    }
}
