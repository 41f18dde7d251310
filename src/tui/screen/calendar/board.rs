//! The board of the quarter: townships down, days across, one sign a visit; and what the quarter holds for one of them.

use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

use super::{anchor_days, is_off, on_day, shown, state_sign, townships};
use crate::app::query::plan::PlannedVisit;
use crate::domain::code::Code;
use crate::domain::message::Message as Said;
use crate::domain::quota::Period;
use crate::domain::unit::Unit;
use crate::tui::ink::{Canvas, Piece, columns};
use crate::tui::model::Model;
use crate::tui::screen::plan::state_meaning;
use crate::tui::task::PlanData;
use crate::tui::theme::Meaning;
use crate::tui::widget::board::{Board, FRAME_ROWS};

/// Draws townships and days; says how many rows that took.
pub(super) fn draw(
    model: &Model,
    data: &PlanData,
    canvas: &mut Canvas<'_>,
    area: Rect,
    day: NaiveDate,
) -> u16 {
    let units = townships(data);
    let name = |at: usize| units.get(at).map_or_else(String::new, |unit| unit.name.clone());
    let sign = |at: usize, day: NaiveDate| {
        units.get(at).map_or_else(Piece::default, |unit| board_sign(model, data, unit, day))
    };
    let leads = |at: usize, day: NaiveDate| {
        let visit = units.get(at).and_then(|unit| visits_at(model, unit, day).next());
        visit.and_then(|row| row.departments.first().cloned()).unwrap_or_default()
    };
    let total = |day: NaiveDate| match on_day(model, day).count() {
        0 => (" ".to_owned(), Meaning::Plain),
        count => (count.min(9).to_string(), Meaning::Muted),
    };
    let width = units.iter().map(|unit| columns(&unit.name)).max().unwrap_or(8).clamp(6, 16);
    let all = model.text("board-all");
    let board = Board {
        days: &days(model, data, day),
        day,
        units: &model.calendar.units,
        name: &name,
        sign: &sign,
        below: &leads,
        total: (&all, &total),
        name_width: width,
    };
    // What the board does not need is left to what stands on the day and at the township.
    let each = board.unit_rows(Rect { height: area.height.saturating_sub(DAY_ROWS), ..area });
    let rows = u16::try_from(units.len()).unwrap_or(u16::MAX).saturating_mul(each);
    let high = rows.saturating_add(FRAME_ROWS + 1).min(area.height);
    board.draw(canvas, Rect { height: high, ..area });
    if each > 1 {
        let last = Rect { y: area.y + high.saturating_sub(1), height: 1, ..area }.intersection(area);
        canvas.text_right(last, &model.text("board-below"), Meaning::Muted);
    }
    high
}

/// Rows for what stands on a day, before units take more than one row each.
const DAY_ROWS: u16 = 10;

/// The days of the quarter on which anybody works or comes, and the one the cursor is on.
pub(super) fn days(model: &Model, data: &PlanData, cursor: NaiveDate) -> Vec<NaiveDate> {
    let comes = |day: NaiveDate| {
        on_day(model, day).next().is_some()
            || data.anchors.iter().any(|anchor| anchor_days(anchor).contains(day))
    };
    let shown = |day: &NaiveDate| *day == cursor || !is_off(data, *day) || comes(*day);
    Period::Quarter.around(cursor).days().filter(shown).collect()
}

/// Visits of a day at a township with its villages.
fn visits_at<'a>(model: &'a Model, unit: &Unit, day: NaiveDate) -> impl Iterator<Item = &'a PlannedVisit> {
    on_day(model, day).filter(|row| row.visit.record.unit.0.starts_with(&unit.code.0))
}

/// One day of one township with its villages.
fn board_sign(model: &Model, data: &PlanData, unit: &Unit, day: NaiveDate) -> Piece {
    let visits: Vec<&PlannedVisit> = visits_at(model, unit, day).collect();
    let anchored = data
        .anchors
        .iter()
        .any(|anchor| anchor.unit.0.starts_with(&unit.code.0) && anchor_days(anchor).contains(day));
    match visits.as_slice() {
        [row] => (state_sign(row.visit.record.state).to_owned(), state_meaning(row.visit.record.state)),
        [_, _, ..] => (visits.len().min(9).to_string(), Meaning::Warn),
        [] if anchored => ("A".to_owned(), Meaning::Key),
        [] if unit.quiet.iter().any(|quiet| quiet.days.contains(day)) => ("/".to_owned(), Meaning::Off),
        [] if is_off(data, day) => (" ".to_owned(), Meaning::Off),
        [] => (".".to_owned(), Meaning::Muted),
    }
}

/// What the quarter holds for the township under the cursor, in words.
pub(super) fn township_lines(model: &Model, data: &PlanData, day: NaiveDate) -> Vec<Vec<Piece>> {
    let Some(unit) = model.calendar.units.cursor().and_then(|at| townships(data).get(at).copied()) else {
        return Vec::new();
    };
    let quarter = Period::Quarter.around(day);
    let rows: Vec<&PlannedVisit> = shown(model)
        .filter(|row| row.visit.record.unit.0.starts_with(&unit.code.0))
        .filter(|row| quarter.overlaps(&row.visit.record.range()))
        .collect();
    let said = Said::new("board-township").with("unit", unit.name.as_str()).with("count", rows.len());
    let mut lines = vec![Vec::new(), vec![(format!(" {}", model.say(&said)), Meaning::Title)]];
    for row in rows {
        let visit = &row.visit.record;
        let weekday = usize::try_from(visit.start.weekday().num_days_from_monday()).unwrap_or(0);
        lines.push(vec![
            (
                format!(" {} {} {} ", visit.start.format("%m-%d"), model.weekdays[weekday], visit.id),
                Meaning::Plain,
            ),
            (format!("{} ", model.text(&visit.state.text_id())), state_meaning(visit.state)),
            (model.texts.join(row.departments.iter().cloned()), Meaning::Muted),
        ]);
    }
    lines
}
