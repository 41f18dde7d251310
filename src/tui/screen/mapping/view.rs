//! How the columns of a file are shown: the columns above, the first rows as read and what is wrong below.

use ratatui::layout::Rect;

use super::{BEFORE, MappingScreen, field_name};
use crate::app::intake::sight::{SightColumn, SightRow};
use crate::domain::message::Message as Said;
use crate::domain::problem::{Problem, Severity};
use crate::tui::ink::{Canvas, Piece, rows, split_top};
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::list::List;
use crate::tui::widget::table::{Column, Row, Table};

/// Fewest lines the columns take, their headings among them.
const COLUMNS_MIN: u16 = 4;
/// Most rows shown as read.
const PREVIEW_MAX: u16 = 6;
/// Most problems shown.
const PROBLEMS_MAX: u16 = 3;

/// Draws the file over the screen.
pub fn draw(model: &Model, screen: &MappingScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let sight = &screen.sight;
    let title = model.say(&Said::new("mapping-title").with("file", sight.file.as_str()));
    let inside = canvas.boxed(area, &title, Meaning::Plain);
    let shown = u16::try_from(sight.rows.len()).unwrap_or(PREVIEW_MAX).min(PREVIEW_MAX);
    let problems = u16::try_from(sight.problems.len()).unwrap_or(PROBLEMS_MAX).min(PROBLEMS_MAX);
    let columns_high = u16::try_from(sight.columns.len() + BEFORE).unwrap_or(u16::MAX).saturating_add(1);
    // Two lines tell how much was read; headings stand over the rows.
    let rest = inside.height.saturating_sub(shown + problems + 2);
    let (columns, below) = split_top(inside, columns_high.min(rest.max(COLUMNS_MIN)));
    draw_columns(model, screen, canvas, columns);
    let (summary, below) = split_top(below, 1);
    let said = Said::new("mapping-read").with("rows", sight.taken).with("errors", sight.errors);
    let meaning = if sight.errors > 0 || sight.taken == 0 { Meaning::Warn } else { Meaning::Good };
    canvas.rule(summary, Meaning::Muted);
    canvas.text(
        Rect { x: summary.x + 1, ..summary }.intersection(summary),
        &format!(" {} ", model.say(&said)),
        meaning,
    );
    let (preview, below) = split_top(below, if shown > 0 { shown + 1 } else { 0 });
    draw_rows(model, &sight.rows, canvas, preview);
    for (problem, place) in sight.problems.iter().zip(rows(below)) {
        let (text, meaning) = problem_line(model, problem);
        canvas.text(place, &text, meaning);
    }
}

fn draw_columns(model: &Model, screen: &MappingScreen, canvas: &mut Canvas<'_>, area: Rect) {
    let columns = [
        Column::new(model.text("mapping-heading"), 20),
        Column::new(model.text("mapping-as"), 20),
        Column::new(model.text("mapping-contents"), 12).growing().dropped(1),
    ];
    let row = |at: usize| {
        let cells = match at.checked_sub(BEFORE).and_then(|at| screen.sight.columns.get(at)) {
            None => sender(model, screen),
            Some(column) => cells(model, screen, column),
        };
        Row { cells, marked: false }
    };
    Table { columns: &columns, list: &screen.list, row: &row, headings: true, sorted: None, focused: true }
        .draw(canvas, area);
}

fn sender(model: &Model, screen: &MappingScreen) -> Vec<Piece> {
    let heading = (model.text("mapping-sender"), Meaning::Muted);
    let known = screen.mapping.department.clone().or_else(|| screen.sight.sender.clone());
    let named = screen.sight.rows.iter().any(|row| !row.department.is_empty());
    match known {
        Some(name) => vec![heading, (name, Meaning::Key), Piece::default()],
        None if named => vec![heading, (model.text("mapping-each-row"), Meaning::Plain), Piece::default()],
        None => vec![heading, (model.text("mapping-nobody"), Meaning::Warn), Piece::default()],
    }
}

fn cells(model: &Model, screen: &MappingScreen, column: &SightColumn) -> Vec<Piece> {
    let field = screen.field(column);
    let read_as = if column.told {
        (model.text("mapping-told"), Meaning::Muted)
    } else {
        let meaning = if field.is_empty() { Meaning::Warn } else { Meaning::Key };
        (field_name(model, field), meaning)
    };
    let contents = column.contents.join(" \u{b7} ");
    vec![(column.heading.clone(), Meaning::Plain), read_as, (contents, Meaning::Muted)]
}

fn draw_rows(model: &Model, read: &[SightRow], canvas: &mut Canvas<'_>, area: Rect) {
    let columns = [
        Column::new(model.text("col-row"), 4),
        Column::new(model.text("col-title"), 18).growing(),
        Column::new(model.text("col-department"), 16).dropped(4),
        Column::new(model.text("col-object"), 14).dropped(1),
        Column::new(model.text("col-when"), 21),
        Column::new(model.text("col-amount"), 8).dropped(2),
        Column::new(model.text("col-people"), 4).dropped(3),
    ];
    let mut list = List::default();
    list.set_len(read.len());
    let row = |at: usize| {
        let Some(row) = read.get(at) else { return Row::default() };
        let open = |text: &String, meaning| (text.clone(), meaning);
        let cells = vec![
            (row.row.to_string(), Meaning::Muted),
            open(&row.subject, Meaning::Plain),
            open(&row.department, Meaning::Plain),
            open(&row.whom, Meaning::Plain),
            open(&row.when, Meaning::Plain),
            open(&row.how_much, Meaning::Plain),
            (row.people.map_or_else(String::new, |people| people.to_string()), Meaning::Plain),
        ];
        Row { cells, marked: false }
    };
    Table { columns: &columns, list: &list, row: &row, headings: true, sorted: None, focused: false }
        .draw(canvas, area);
}

fn problem_line(model: &Model, problem: &Problem) -> Piece {
    let meaning = if problem.severity == Severity::Error { Meaning::Bad } else { Meaning::Warn };
    let row = problem.place.row.unwrap_or(0);
    let id = if row == 0 { "mapping-problem-file" } else { "mapping-problem" };
    let said = Said::new(id)
        .with("row", row)
        .with("code", problem.message.code.as_str())
        .with("cause", problem.message.clone());
    (format!(" {}", model.say(&said)), meaning)
}
