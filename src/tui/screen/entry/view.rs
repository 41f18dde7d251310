//! Draws the form for results: the place on top, its questions with their answers, below them what the question under
//! the cursor means and what was noted. With room to spare the places stand beside it.

use ratatui::layout::Rect;

use super::Entry;
use crate::app::query::entry::{EntryPlace, Stop};
use crate::domain::code::Code;
use crate::domain::field_record::{Answered, FieldAnswer};
use crate::domain::message::Message as Said;
use crate::text::Lang;
use crate::tui::ink::{Canvas, Piece, columns, rows, split_left, split_top};
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::list::List;
use crate::tui::widget::pane::{indented, labelled};
use crate::tui::widget::table::{Column, Row, Table};

/// From this width on the places stand beside the questions.
const PLACES_FROM: u16 = 100;
/// Columns they take.
const PLACES: u16 = 34;
/// Lines kept for the question under the cursor.
const DETAIL: u16 = 6;

/// Draws the form over the whole place.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect, entry: &Entry) {
    canvas.blank(area);
    let (title, body) = split_top(area, 1);
    let typed = entry.changes().len();
    let full = (0..entry.sheet.places.len()).filter(|place| entry.is_full(*place)).count();
    let all = (0..entry.sheet.places.len()).filter(|place| entry.is_full(*place) || entry.is_open(*place));
    let said = Said::new("entry-title")
        .with("visit", entry.sheet.visit.to_string())
        .with("unit", entry.sheet.unit.as_str())
        .with("full", full)
        .with("all", all.count());
    canvas.text(title, &format!(" {}", model.say(&said)), Meaning::Title);
    if typed > 0 {
        let said = model.say(&Said::new("entry-unsaved").with("count", typed));
        canvas.text_right(title, &format!("{said} "), Meaning::Warn);
    }
    let mut right = body;
    if area.width >= PLACES_FROM {
        let (left, rest) = split_left(body, PLACES);
        places(model, canvas, left, entry);
        canvas.upright(Rect { width: 1, ..rest }, Meaning::Muted);
        right = split_left(rest, 2).1;
    }
    let (head, rest) = split_top(right, 2);
    heading(model, canvas, head, entry);
    let (table, detail) = split_top(rest, rest.height.saturating_sub(DETAIL));
    questions(model, canvas, table, entry);
    let (rule, below) = split_top(detail, 1);
    canvas.rule(rule, Meaning::Muted);
    let lines = question(model, entry, below.width);
    for (line, row) in lines.iter().zip(rows(below)) {
        canvas.pieces(row, line);
    }
}

/// What to do next: answer; record where every place that waits is answered; go back where all is on record.
pub fn next_step(entry: &Entry) -> Said {
    let waits = (0..entry.sheet.places.len()).any(|place| entry.is_open(place) && !entry.is_full(place));
    Said::new(match (waits, entry.changes().is_empty()) {
        (true, _) => "next-entry",
        (false, false) => "next-entry-save",
        (false, true) => "next-entry-done",
    })
}

/// Which stop a place is, in a few letters.
pub(super) fn stop(model: &Model, entry: &Entry, place: &EntryPlace) -> String {
    let stop = match place.stop {
        Stop::Unit => model.text("entry-stop-unit"),
        Stop::Drawn(number) => number.to_string(),
        Stop::Replacement(number) => model.say(&Said::new("entry-stop-next").with("number", number)),
        Stop::Directed => model.text("entry-stop-directed"),
    };
    match place.group.filter(|_| entry.sheet.groups > 1) {
        Some(group) => format!("{}/{stop}", model.say(&Said::new("entry-group").with("group", group))),
        None => stop,
    }
}

fn state(entry: &Entry, place: usize) -> (&'static str, Meaning) {
    let filled = entry.now.get(place);
    let wrong = filled.is_some_and(|filled| filled.answers.values().any(|one| one.answer == FieldAnswer::No));
    match (filled.is_some_and(|filled| filled.not_visited.is_some()), entry.is_full(place), wrong) {
        (true, ..) => ("-", Meaning::Muted),
        (_, true, true) => ("!", Meaning::Bad),
        (_, true, false) => ("x", Meaning::Good),
        _ => (" ", Meaning::Plain),
    }
}

fn places(model: &Model, canvas: &mut Canvas<'_>, area: Rect, entry: &Entry) {
    let columns =
        [Column::new("", 1), Column::new("", 8), Column::new(model.text("entry-place"), 10).growing()];
    let mut list = List::default();
    list.set_len(entry.sheet.places.len());
    list.go(entry.at);
    let row = |at: usize| {
        let Some(place) = entry.sheet.places.get(at) else { return Row::default() };
        let (sign, meaning) = state(entry, at);
        let name = if place.name.is_empty() { &place.element } else { &place.name };
        let cells = vec![
            (sign.to_owned(), meaning),
            (stop(model, entry, place), Meaning::Muted),
            (name.clone(), if meaning == Meaning::Muted { meaning } else { Meaning::Plain }),
        ];
        Row { cells, marked: false }
    };
    Table { columns: &columns, list: &list, row: &row, headings: true, sorted: None, focused: true }
        .draw(canvas, area);
}

/// The place, and where nobody was met, why.
fn heading(model: &Model, canvas: &mut Canvas<'_>, area: Rect, entry: &Entry) {
    let (Some(place), Some(filled)) = (entry.place(), entry.filled()) else { return };
    let (first, second) = split_top(area, 1);
    let text =
        format!("{}  {}  {}  {}", stop(model, entry, place), place.name, place.location, place.element);
    canvas.pieces(
        first,
        &[
            (format!(" {}/{}  ", entry.at + 1, entry.sheet.places.len()), Meaning::Muted),
            (text.trim_end().to_owned(), Meaning::Key),
        ],
    );
    let said: Option<Piece> = match (filled.not_visited, filled.directed) {
        (Some(reason), _) => {
            let said =
                Said::new("entry-absent").with("reason", crate::domain::message::Arg::code(reason.text_id()));
            Some((model.say(&said), Meaning::Warn))
        }
        (None, Some(reason)) => Some((model.text(&reason.text_id()), Meaning::Muted)),
        (None, None) if matches!(place.stop, Stop::Replacement(_)) && !entry.is_full(entry.at) => {
            Some((model.text("entry-replacement"), Meaning::Muted))
        }
        (None, None) => Some((place.kind.clone(), Meaning::Muted)),
    };
    if let Some((text, meaning)) = said {
        canvas.text(second, &format!("   {text}"), meaning);
    }
}

fn questions(model: &Model, canvas: &mut Canvas<'_>, area: Rect, entry: &Entry) {
    // No answer is cut: its beginning may read like another.
    let words = FieldAnswer::ALL.iter().map(|answer| columns(&model.text(&answer.text_id())));
    let answers = words.max().unwrap_or(0).max(8);
    let columns = [
        Column::new("", 2),
        Column::new("", if model.texts.lang() == Lang::Zh { 2 } else { 7 }),
        Column::new(model.text("entry-question"), 16).growing(),
        Column::new(model.text("entry-answer"), answers),
        Column::new(model.text("entry-note"), 14).dropped(1),
    ];
    let row = |at: usize| {
        let item = entry.items().get(at).copied();
        let Some((number, item)) = item.and_then(|number| Some((number, entry.sheet.items.get(number)?)))
        else {
            return Row::default();
        };
        let answer = entry.answer(entry.at, number);
        let cells = vec![
            ((at + 1).to_string(), Meaning::Muted),
            (model.say(&item.method), Meaning::Muted),
            (item.question.clone(), Meaning::Plain),
            answered(model, answer),
            (note(answer), Meaning::Muted),
        ];
        Row { cells, marked: false }
    };
    let focused = entry.filled().is_none_or(|filled| filled.not_visited.is_none());
    Table { columns: &columns, list: &entry.list, row: &row, headings: true, sorted: None, focused }
        .draw(canvas, area);
}

fn answered(model: &Model, answer: Option<&Answered>) -> Piece {
    answer.map_or_else(Piece::default, |answered| {
        let meaning = match answered.answer {
            FieldAnswer::Yes => Meaning::Good,
            FieldAnswer::No => Meaning::Bad,
            FieldAnswer::NotApplicable => Meaning::Muted,
        };
        (model.text(&answered.answer.text_id()), meaning)
    })
}

fn note(answer: Option<&Answered>) -> String {
    answer.map_or_else(String::new, |one| format!("{} {}", one.value, one.note).trim().to_owned())
}

/// The question under the cursor in full.
fn question(model: &Model, entry: &Entry, width: u16) -> Vec<Vec<Piece>> {
    let number = entry.list.cursor().and_then(|at| entry.items().get(at).copied());
    let Some((number, item)) = number.and_then(|number| Some((number, entry.sheet.items.get(number)?)))
    else {
        return Vec::new();
    };
    let mut lines = indented(&item.question, Meaning::Plain, 1, width);
    lines.extend(labelled(
        &format!(" {}", model.text("entry-wrong-when")),
        &item.nonconforming,
        Meaning::Muted,
        9,
        width,
    ));
    let note = note(entry.answer(entry.at, number));
    if !note.is_empty() {
        let label = format!(" {}", model.text("entry-note"));
        lines.extend(labelled(&label, &note, Meaning::Warn, 9, width));
    }
    lines
}
