//! Draws the plan: figures, visits or what is not placed, one of them beside the table or alone.

use chrono::Datelike;
use ratatui::layout::{Position, Rect};

use super::{detail, state_meaning};
use crate::domain::code::Code;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, columns, split_top};
use crate::tui::model::Model;
use crate::tui::screen::draw_empty;
use crate::tui::task::PlanData;
use crate::tui::theme::Meaning;
use crate::tui::widget::spread::Parts;
use crate::tui::widget::table::{Column, Row, Table, number};

/// Draws the figures, the table and, where there is room or it was asked for, the detail.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let plan = &model.plan;
    let Some(data) = &plan.data else { return None };
    let Some(search) = &plan.search else { return draw_plan(model, data, canvas, area) };
    let (area, below) = split_top(area, area.height.saturating_sub(search.rows(area.height)));
    search.draw(model, canvas, below);
    draw_plan(model, data, canvas, area)
}

fn draw_plan(model: &Model, data: &PlanData, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let plan = &model.plan;
    if data.plan.visits.is_empty() && data.plan.unplaced.is_empty() {
        draw_empty(model, canvas, area, "plan-empty", &[Action::Inbox]);
        return None;
    }
    let lines = detail::figures(model, data, area.width);
    let high = u16::try_from(lines.len()).unwrap_or(1).min(area.height / 2).max(1);
    let (head, body) = split_top(area, high);
    canvas.lines(head, &lines);
    if !plan.waiting && data.plan.visits.is_empty() {
        draw_empty(model, canvas, body, "plan-none-yet", &[Action::Plan]);
        return None;
    }
    let parts = Parts {
        finder: plan.shown(),
        share: 58,
        head: None,
        list: &|canvas, area, _| {
            if plan.waiting { draw_unplaced(model, canvas, area) } else { draw_visits(model, canvas, area) }
        },
        one: &|width| one(model, width),
        key: &|action| model.key(action),
    };
    plan.spread.draw(canvas, body, &parts)
}

fn draw_visits(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let plan = &model.plan;
    let columns = [
        Column::new("", 1),
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-day"), 11),
        Column::new(model.text("column-unit"), unit_columns(model, area.width)),
        Column::new(model.text("column-demands"), 4).dropped(3),
        Column::new(model.text("column-departments"), 14).growing().dropped(1),
        Column::new(model.text("column-state"), 9).dropped(2),
    ];
    let row = |place: usize| {
        let Some(row) = plan.visits.shown(place).and_then(|row| plan.all().get(row)) else {
            return Row::default();
        };
        let visit = &row.visit.record;
        let weekday = model.weekdays
            [usize::try_from(visit.start.weekday().num_days_from_monday()).unwrap_or(0)]
        .clone();
        let shown = plan.shows(visit.id);
        let (day, unit) = if shown {
            let more = if visit.days > 1 { format!("+{}", visit.days - 1) } else { String::new() };
            (format!("{} {weekday}{more}", visit.start.format("%m-%d")), row.unit.clone())
        } else {
            (model.text("word-hidden"), model.text("word-hidden"))
        };
        Row {
            marked: plan.marks.contains(&visit.id),
            cells: vec![
                ((if visit.pinned { "^" } else { "" }).to_owned(), Meaning::Key),
                (visit.id.to_string(), Meaning::Plain),
                (day, Meaning::Plain),
                (unit, Meaning::Plain),
                (if shown { number(row.demands.len(), 2) } else { String::new() }, Meaning::Plain),
                (model.texts.join(row.departments.iter().cloned()), Meaning::Plain),
                (model.text(&visit.state.text_id()), state_meaning(visit.state)),
            ],
        }
    };
    Table {
        columns: &columns,
        list: &plan.visits.list,
        row: &row,
        headings: true,
        sorted: None,
        focused: true,
    }
    .draw(canvas, area);
}

/// Columns for the names of units: as many as the longest takes, within reason.
fn unit_columns(model: &Model, width: u16) -> u16 {
    let longest = model.plan.all().iter().map(|row| columns(&row.unit)).max().unwrap_or(0);
    longest.clamp(UNIT, (width / 6).max(UNIT))
}

/// Fewest columns for the name of a unit.
const UNIT: u16 = 12;

fn draw_unplaced(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let plan = &model.plan;
    let columns = [
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-unit"), 12),
        Column::new(model.text("column-who"), 10).dropped(2),
        Column::new(model.text("column-matter"), 14).growing().dropped(1),
        Column::new(model.text("column-reason"), 20),
    ];
    let row = |place: usize| {
        let data = plan.data.as_ref();
        let found = plan.unplaced.shown(place).zip(data).and_then(|(row, data)| data.plan.unplaced.get(row));
        let Some(row) = found else { return Row::default() };
        let reason =
            row.reason.as_ref().map_or_else(|| model.text("not-planned-yet"), |reason| model.say(reason));
        Row {
            marked: false,
            cells: vec![
                (row.demand.request.to_string(), Meaning::Plain),
                (row.unit.clone(), Meaning::Plain),
                (row.department.clone(), Meaning::Plain),
                (row.title.clone(), Meaning::Plain),
                (reason, Meaning::Warn),
            ],
        }
    };
    Table {
        columns: &columns,
        list: &plan.unplaced.list,
        row: &row,
        headings: true,
        sorted: None,
        focused: true,
    }
    .draw(canvas, area);
}

/// The visit or the demand under the cursor.
fn one(model: &Model, width: u16) -> Vec<Vec<Piece>> {
    let plan = &model.plan;
    match (plan.current(), plan.current_unplaced()) {
        (Some(row), _) => detail::visit_lines(model, row, width),
        (None, Some(row)) => detail::unplaced_lines(model, row, width),
        (None, None) => Vec::new(),
    }
}
