//! Draws requests: the table with signs of what the rules say, and one request beside it or alone.

use ratatui::layout::{Position, Rect};

use super::{Sort, detail, reminders, state_meaning, window_text};
use crate::domain::code::Code;
use crate::domain::message::Message as Said;
use crate::domain::rule::RuleSeverity;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, columns, split_left, split_top};
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::spread::Parts;
use crate::tui::widget::table::{Column, Row, Table};

/// Draws the table and, where there is room or it was asked for, the detail.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let inbox = &model.inbox;
    if inbox.loaded && inbox.roll.lines().is_empty() {
        crate::tui::screen::draw_empty(model, canvas, area, super::decide::empty(model), &[Action::Import]);
        return None;
    }
    let parts = Parts {
        finder: &inbox.finder,
        share: 55,
        head: Some(&|canvas, area| {
            let (title, rest) = split_top(area, 1);
            draw_title(model, canvas, title);
            reminders::draw(model, canvas, rest)
        }),
        list: &|canvas, area, wide| draw_table(model, canvas, area, wide),
        one: &|width| match inbox.detail() {
            Some(detail) => detail::lines(model, detail, width),
            None => vec![vec![(model.text("reading"), Meaning::Muted)]],
        },
        key: &|action| model.key(action),
    };
    inbox.spread.draw(canvas, area, &parts)
}

fn draw_title(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let inbox = &model.inbox;
    let state = inbox.only.map_or_else(|| model.text("state-all"), |state| model.text(&state.text_id()));
    let mut title = model.say(
        &Said::new("inbox-title")
            .with("state", state)
            .with("shown", inbox.finder.all_shown().len())
            .with("waiting", inbox.waiting.len())
            .with("all", inbox.roll.lines().len()),
    );
    if !inbox.loaded {
        title = format!("{title}  {}", model.text("reading"));
    }
    if !inbox.marks.is_empty() {
        title = format!("{title}  {}", model.say(&Said::new("marked").with("count", inbox.marks.len())));
    }
    let used = canvas.text(area, &format!(" {title}"), Meaning::Title);
    // What the signs before the rows mean, while there are any and room.
    let (_, rest) = split_left(area, used);
    let legend = format!(" {} ", model.text("inbox-legend"));
    if inbox.has_signs() && columns(&legend) <= rest.width {
        canvas.text_right(rest, &legend, Meaning::Muted);
    }
}

fn draw_table(model: &Model, canvas: &mut Canvas<'_>, area: Rect, wide: bool) {
    let inbox = &model.inbox;
    let mut columns = vec![
        Column::new("", 1),
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-who"), 10),
        Column::new(model.text("column-matter"), 16).growing(),
        Column::new(model.text("column-when"), 11).dropped(2),
        Column::new(model.text("column-target"), 16).dropped(4),
        Column::new(model.text("column-state"), 9).dropped(3),
    ];
    if !wide {
        columns.truncate(5);
    }
    let sorted = match inbox.sort {
        Sort::Rules => 0,
        Sort::Id => 1,
        Sort::Department => 2,
        Sort::Window => 4,
    };
    let row = |place: usize| {
        let Some(row) = inbox.finder.shown(place).and_then(|row| inbox.roll.lines().get(row)) else {
            return Row::default();
        };
        let (sign, sign_meaning) = match inbox.sign(row) {
            Some(RuleSeverity::Block) => ("!", Meaning::Bad),
            Some(RuleSeverity::Warn) => ("w", Meaning::Warn),
            Some(RuleSeverity::Note) => ("-", Meaning::Muted),
            None => ("", Meaning::Plain),
        };
        Row {
            marked: inbox.marks.contains(&row.id),
            cells: vec![
                (sign.to_owned(), sign_meaning),
                (row.id.to_string(), Meaning::Plain),
                (inbox.roll.department(row).to_owned(), Meaning::Plain),
                (row.title.to_string(), Meaning::Plain),
                (window_text(row.span), Meaning::Plain),
                (inbox.roll.target(row).to_owned(), Meaning::Plain),
                (model.text(&row.state.text_id()), state_meaning(row.state)),
            ],
        }
    };
    let table = Table {
        columns: &columns,
        list: &inbox.finder.list,
        row: &row,
        headings: true,
        sorted: Some((sorted, false)),
        focused: true,
    };
    table.draw(canvas, area);
    if inbox.loaded && inbox.finder.list.is_empty() {
        canvas.text(split_top(area, 1).1, &format!("  {}", model.text("nothing-found")), Meaning::Muted);
    }
}
