//! The first start: what the program is for, and the three ways to begin.

use std::path::PathBuf;

use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;
use crate::tui::ink::{Canvas, centred, rows, wrapped};
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay};
use crate::tui::task::{Beginning, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};

/// Which way the cursor is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Start {
    at: usize,
}

/// The ways to begin, with the catalogue ids of their names and of what is said about them.
const WAYS: [(&str, &str); 3] = [
    ("start-demo", "start-demo-text"),
    ("start-empty", "start-empty-text"),
    ("start-file", "start-file-text"),
];

/// Actions of this screen.
pub fn valid(action: Action) -> bool {
    matches!(action, Action::Down | Action::Up | Action::Open)
}

/// Moves, or begins.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Down => model.start.at = (model.start.at + 1) % WAYS.len(),
        Action::Up => model.start.at = (model.start.at + WAYS.len() - 1) % WAYS.len(),
        Action::Open if model.job.is_none() => return begin(model),
        _ => {}
    }
    Vec::new()
}

fn begin(model: &mut Model) -> Vec<Effect> {
    match model.start.at {
        0 => return send(model, Task::Begin(Beginning::Demo)),
        1 => {
            let inputs = vec![
                Input::text("name", model.text("start-county-name"), ""),
                Input::text("code", model.text("start-county-code"), ""),
                Input::text("director", model.text("start-county-director"), ""),
            ];
            let intro = vec![(model.text("start-empty-intro"), Meaning::Muted)];
            let form = Form::new(model.text("start-empty"), intro, inputs);
            model.overlays.push(Overlay::Form(form, Intent::NewCounty));
        }
        _ => {
            let inputs = vec![Input::text("file", model.text("start-file-path"), "")];
            let intro = vec![(model.text("start-file-intro"), Meaning::Muted)];
            let form = Form::new(model.text("start-file"), intro, inputs);
            model.overlays.push(Overlay::Form(form, Intent::OpenFile));
        }
    }
    Vec::new()
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    let required: &[&str] =
        if intent == Intent::OpenFile { &["file"] } else { &["name", "code", "director"] };
    if let Some(missing) = required.iter().find(|name| form.value(name).is_empty()) {
        form.refuse(missing, model.text("form-required"));
        model.overlays.push(Overlay::Form(form, intent));
        return Vec::new();
    }
    let code = form.value("code").to_owned();
    if intent == Intent::NewCounty && (code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit())) {
        form.refuse("code", model.text("form-county-code"));
        model.overlays.push(Overlay::Form(form, intent));
        return Vec::new();
    }
    let beginning = if intent == Intent::OpenFile {
        Beginning::File(PathBuf::from(form.value("file")))
    } else {
        let (name, director) = (form.value("name").to_owned(), form.value("director").to_owned());
        Beginning::County { code, name, director }
    };
    send(model, Task::Begin(beginning))
}

/// Draws what the program is for and the ways to begin.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let width = area.width.saturating_sub(2).min(72);
    let mut lines: Vec<(String, Meaning, Option<usize>)> = Vec::new();
    for line in wrapped(&model.text("start-welcome"), usize::from(width)) {
        lines.push((line, Meaning::Plain, None));
    }
    lines.push((String::new(), Meaning::Plain, None));
    for (at, (way, about)) in WAYS.iter().enumerate() {
        let sign = if at == model.start.at { ">" } else { " " };
        lines.push((format!("{sign} {}", model.text(way)), Meaning::Title, Some(at)));
        for line in wrapped(&model.text(about), usize::from(width.saturating_sub(4))) {
            lines.push((format!("    {line}"), Meaning::Muted, None));
        }
    }
    // The ways come before the words about them where there is no room for both.
    let room = usize::from(area.height);
    if lines.len() > room {
        lines.retain(|line| line.2.is_some());
    }
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    for ((text, meaning, way), row) in lines.iter().zip(rows(centred(area, width, high))) {
        let used = canvas.text(row, text, *meaning);
        if *way == Some(model.start.at) {
            canvas.wash(Rect { width: used, ..row }, Meaning::Selected);
        }
    }
    None
}
