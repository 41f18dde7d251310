//! What the model looks like: heading, screen, status line, line of keys, boxes on top. A pure function of the model
//! and the size; builds only what is in sight.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::action::Action;
use super::ink::{Canvas, Keys, Piece, columns, keys_columns, rows, split_left, split_top};
use super::keymap::Context;
use super::model::{Model, Overlay, Screen};
use super::screen::{burden, calendar, entry, findings, inbox, journal, mapping, plan, quota, start, visit};
use super::theme::Meaning;
use super::update::valid;
use super::widget::gauge::draw_bar;
use crate::domain::code::Code;
use crate::domain::message::Message as Said;

/// The smallest terminal that holds a screen.
const SMALLEST: (u16, u16) = (20, 5);

/// Draws the model on a frame and puts the terminal's cursor into the field being typed in.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    if let Some(cursor) = draw(model, area, frame.buffer_mut()) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the model on cells; says where the terminal's cursor belongs.
pub fn draw(model: &Model, area: Rect, cells: &mut Buffer) -> Option<Position> {
    let mut canvas = Canvas::new(cells, model.look);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        canvas.text(area, &model.text("too-small"), Meaning::Plain);
        *model.hits.borrow_mut() = canvas.hits;
        return None;
    }
    let (heading, below) = split_top(area, 1);
    let bar_height = if area.height >= 12 && area.width < 100 { 2 } else { 1 };
    // What was just done and what comes next are both said where there is room.
    let status_height =
        if area.height >= 16 && model.toast.is_some() && next_step(model).is_some() { 2 } else { 1 };
    let (body, foot) = split_top(below, below.height.saturating_sub(bar_height + status_height));
    let (status, bar) = split_top(foot, status_height);
    draw_heading(model, &mut canvas, heading);
    let cursor = draw_screen(model, &mut canvas, body);
    draw_status(model, &mut canvas, status);
    if !model.overlays.is_empty() {
        // Under a box nothing can be clicked.
        canvas.hits.truncate(0);
    }
    draw_bar_of_keys(model, &mut canvas, bar);
    // What to do next in a box is said on the line of status, which no box may cover then.
    let said = if !model.overlays.is_empty() && next_step(model).is_some() { status_height } else { 0 };
    let over = Rect { y: below.y, height: area.height.saturating_sub(bar_height + 1 + said), ..area };
    let overlay_cursor = draw_overlays(model, &mut canvas, over);
    draw_continuations(model, &mut canvas, over);
    *model.hits.borrow_mut() = canvas.hits;
    if model.overlays.is_empty() { cursor } else { overlay_cursor }
}

fn draw_screen(model: &Model, canvas: &mut Canvas<'_>, body: Rect) -> Option<Position> {
    match model.screen {
        Screen::Start => start::draw(model, canvas, body),
        Screen::Inbox => inbox::draw(model, canvas, body),
        Screen::Plan => plan::draw(model, canvas, body),
        Screen::Calendar => calendar::draw(model, canvas, body),
        Screen::Visit => visit::draw(model, canvas, body),
        Screen::Quota => quota::draw(model, canvas, body),
        Screen::Findings => findings::draw(model, canvas, body),
        Screen::Burden => burden::draw(model, canvas, body),
        Screen::Journal => journal::draw(model, canvas, body),
    }
}

/// Name of the program, county, screens, who acts, what day it is; what has no room is left out from the right.
fn draw_heading(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let heading = &model.heading;
    let mut person = heading.author.clone();
    if let Some(role) = heading.role.as_ref().map(|role| model.text(role))
        && role != person
    {
        person = format!("{person} · {role}");
    }
    let day = heading.today;
    // The screens come before everything else; then the day, who acts, as what; then the county and the program.
    let author = &heading.author;
    let rights = [
        format!(" {person} {day} "),
        format!(" {author} {day}"),
        format!(" {author} {}", day.format("%m-%d")),
        format!(" {day}"),
    ];
    let tabs = tabs(model, area.width);
    let tabs_wide: u16 = tabs.iter().map(|(text, _)| columns(text)).sum();
    let fits = |right: &&String| tabs_wide + columns(right) <= area.width;
    let right = rights.iter().find(fits).cloned().unwrap_or_default();
    let mut left: Vec<Piece> = vec![(format!(" {} ", model.text("app-name")), Meaning::Title)];
    if !heading.county.is_empty() {
        left.push((format!(" {} ", heading.county), Meaning::Title));
    }
    while left.iter().map(|(text, _)| columns(text)).sum::<u16>() + tabs_wide + columns(&right) > area.width
        && !left.is_empty()
    {
        left.remove(0);
    }
    let used = canvas.pieces(area, &left);
    let (place, rest) = split_left(split_left(area, used).1, tabs_wide);
    let mut x = place.x;
    for (piece, (screen, action)) in tabs.iter().zip(Screen::TABS) {
        let tab = Rect { x, width: columns(&piece.0), ..place }.intersection(place);
        canvas.text(tab, &piece.0, piece.1);
        canvas.hits.add(tab, action);
        if screen == model.screen {
            canvas.wash(tab, Meaning::Selected);
        }
        x += tab.width;
    }
    if columns(&right) <= rest.width {
        canvas.text_right(rest, &right, Meaning::Muted);
    }
}

/// Columns the screens may take of a row before they stand closer.
const TABS_PART: (u16, u16) = (2, 3);

/// The screens with their keys; none before a county is set up. Closer together where there is little room.
fn tabs(model: &Model, columns_in_all: u16) -> Vec<Piece> {
    if model.screen == Screen::Start {
        return Vec::new();
    }
    let tabs = |close: bool| -> Vec<Piece> {
        let tab = |(_, action): &(Screen, Action)| {
            let key = model.keymap.keys_of(&[Context::Global], *action).unwrap_or_default();
            let name = model.text(&action.text_id());
            (if close { format!(" {key}{name}") } else { format!(" {key} {name} ") }, Meaning::Plain)
        };
        Screen::TABS.iter().map(tab).collect()
    };
    let wide = tabs(false);
    let taken: u16 = wide.iter().map(|(text, _)| columns(text)).sum();
    if taken > columns_in_all / TABS_PART.1 * TABS_PART.0 { tabs(true) } else { wide }
}

/// The running job, or the last thing said.
fn draw_status(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    if let Some(job) = model.job {
        let text_id = if job.stopping { "job-stopping" } else { job.text_id };
        let mut text = format!(" {} ", model.text(text_id));
        if job.all > 0 {
            text.push_str(&format!("{}% ", u128::from(job.done) * 100 / u128::from(job.all)));
        }
        if let Some(left) = job.left.filter(|_| !job.stopping) {
            text.push_str(&format!("{} ", model.say(&time_left(left))));
        }
        let used = canvas.text(area, &text, Meaning::Title);
        let (_, rest) = split_left(area, used);
        let hint = job_hint(model);
        let hint_wide = keys_columns(&hint);
        let (bar, hint_place) = split_left(rest, rest.width.saturating_sub(hint_wide + 1));
        if job.all > 0 {
            draw_bar(canvas, bar, job.done, job.all, Meaning::Good);
        }
        let (_, hint_place) = split_left(hint_place, 1);
        canvas.keys(hint_place, &hint);
        return;
    }
    let (first, second) = split_top(area, 1);
    let mut area = area;
    if let Some((text, meaning)) = &model.toast {
        canvas.text(first, &format!(" {text}"), *meaning);
        if second.is_empty() {
            return;
        }
        area = second;
    }
    if model.deciding > 0 {
        canvas.text(area, &format!(" {}", model.text("deciding")), Meaning::Title);
    } else if let Some(said) = next_step(model) {
        // Reading goes on at almost every key: a hint that comes and goes with it could not be read.
        canvas.text(area, &format!(" {}", model.say(&said)), Meaning::Muted);
    } else if model.waiting > 0 && model.overlays.is_empty() {
        canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
    }
}

/// Seconds as a person would say them.
fn time_left(seconds: u64) -> Said {
    if seconds < 90 {
        Said::new("job-left").with("seconds", seconds.max(1))
    } else {
        Said::new("job-left-minutes").with("minutes", seconds.div_ceil(60))
    }
}

/// The key that stops the running job, where it goes on.
fn job_hint(model: &Model) -> Keys {
    let stopping = model.job.is_some_and(|job| job.stopping);
    let keys = model.keymap.keys_of(model.contexts(), Action::Back).filter(|_| !stopping);
    let pieces = |keys| {
        vec![(format!(" {keys}"), Meaning::Key), (format!(" {} ", model.text("job-stop")), Meaning::Plain)]
    };
    keys.map(|keys| (Action::Back, pieces(keys))).into_iter().collect()
}

/// What a newcomer would do now, where the screen knows: said while there is nothing else to say.
fn next_step(model: &Model) -> Option<Said> {
    let said = match model.overlays.last() {
        Some(Overlay::Entry(form)) => entry::next_step(form),
        Some(Overlay::Form(form, _)) => Said::new(form.hint()?),
        Some(Overlay::Mapping(screen)) => mapping::next_step(screen),
        Some(_) => return None,
        None => next_on_screen(model)?,
    };
    let keys = [
        ("byrule", Action::TriageByRule),
        ("open", Action::Open),
        ("plans", Action::PlanScreen),
        ("inbox", Action::Inbox),
        ("plan", Action::Plan),
        ("markall", Action::MarkAll),
        ("teams", Action::DrawTeams),
        ("actas", Action::ActAs),
        ("clear", Action::Clear),
        ("publish", Action::Publish),
        ("draw", Action::Draw),
        ("export", Action::Export),
        ("registers", Action::CommitDraws),
        ("accept", Action::Accept),
        ("return", Action::Return),
        ("refuse", Action::Refuse),
        ("next", Action::NextItem),
        ("back", Action::Back),
        ("undo", Action::Undo),
        ("redo", Action::Redo),
        ("verify", Action::JournalVerify),
        ("record", Action::Record),
        ("here", Action::RecordHere),
        ("settoday", Action::SetToday),
        ("findings", Action::Findings),
        ("rest", Action::AnswerRest),
        ("absent", Action::AnswerAbsent),
        ("save", Action::AnswerSave),
        ("close", Action::FindingClose),
        ("redraw", Action::FindingDraw),
        ("facts", Action::FindingFacts),
        ("recheck", Action::FindingRecheck),
        ("letter", Action::Letter),
        ("meaning", Action::ColumnMeaning),
        ("importas", Action::ImportAs),
    ];
    Some(keys.into_iter().fold(said, |said, (name, action)| said.with(name, model.key(action))))
}

fn next_on_screen(model: &Model) -> Option<Said> {
    match model.screen {
        Screen::Inbox => inbox::next_step(model),
        Screen::Plan => plan::next_step(model),
        Screen::Visit => visit::next_step(model),
        Screen::Calendar => Some(calendar::next_step(model)),
        Screen::Findings => findings::next_step(model),
        Screen::Burden => burden::next_step(model),
        Screen::Journal => journal::next_step(model),
        Screen::Start | Screen::Quota => None,
    }
}

/// The keys that can be used now, as many as fit; help and quit always stay.
fn draw_bar_of_keys(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let contexts = model.contexts();
    let mut shown: Vec<Action> = Vec::new();
    for binding in model.keymap.within(contexts).filter(|binding| binding.in_bar) {
        let usable = !model.overlays.is_empty() || valid(model, binding.action);
        if usable && !shown.contains(&binding.action) {
            shown.push(binding.action);
        }
    }
    let fixed = [Action::Palette, Action::Help, Action::Quit];
    let (tail, head): (Vec<Action>, Vec<Action>) =
        shown.into_iter().partition(|action| fixed.contains(action));
    let (head, tail) = (model.keys(&head), model.keys(&tail));
    let wide = |entry: &(Action, Vec<Piece>)| entry.1.iter().map(|(text, _)| columns(text)).sum::<u16>() + 1;
    let mut draw = |place: Rect, entry: &(Action, Vec<Piece>)| {
        canvas.keys(place, &vec![entry.clone()]);
    };
    let tail_wide: u16 = tail.iter().map(wide).sum();
    let mut places: Vec<Rect> = rows(area).collect();
    let Some(last) = places.last_mut() else { return };
    let (rest, tail_place) = split_left(*last, last.width.saturating_sub(tail_wide));
    *last = rest;
    let mut x = tail_place.x;
    for entry in &tail {
        draw(Rect { x, width: tail_place.right().saturating_sub(x), ..tail_place }, entry);
        x += wide(entry);
    }
    let mut entries = head.iter().peekable();
    for place in places {
        let mut x = place.x;
        while let Some(entry) = entries.next_if(|entry| x + wide(entry) <= place.right()) {
            draw(Rect { x, width: place.right() - x, ..place }, entry);
            x += wide(entry);
        }
    }
}

fn draw_overlays(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let mut cursor = None;
    let below = canvas.hits.len();
    for overlay in &model.overlays {
        // What another box covers cannot be clicked.
        canvas.hits.truncate(below);
        cursor = match overlay {
            Overlay::Notice(notice) => {
                notice.draw(canvas, area, &model.keys(&[Action::Confirm]), &model.key(Action::PageDown));
                None
            }
            Overlay::Confirm(notice, _) => {
                let keys = model.keys(&[Action::Confirm, Action::Back]);
                notice.draw(canvas, area, &keys, &model.key(Action::PageDown));
                None
            }
            Overlay::Picker(picker, _) => {
                let keys = model.keys(&[Action::Confirm, Action::Back]);
                picker.draw(canvas, area, &model.text("nothing-found"), &keys)
            }
            Overlay::Form(form, _) => {
                let keys = model.keys(&[Action::Confirm, Action::NextField, Action::Back]);
                form.draw(canvas, area, &keys)
            }
            Overlay::Entry(form) => {
                entry::draw(model, canvas, area, form);
                None
            }
            Overlay::Mapping(screen) => {
                mapping::draw(model, screen, canvas, area);
                None
            }
        };
    }
    cursor
}

/// After the beginning of a longer key: what can follow.
fn draw_continuations(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    if model.pressed.is_empty() {
        return;
    }
    let (actions, lines): (Vec<Action>, Vec<Vec<Piece>>) = model
        .keymap
        .within(model.contexts())
        .filter(|binding| binding.keys.starts_with(&model.pressed))
        .map(|binding| {
            let rest: Vec<String> =
                binding.keys.iter().skip(model.pressed.len()).map(ToString::to_string).collect();
            let text = model.text(&binding.action.text_id());
            let line = vec![(format!("{} ", rest.join(" ")), Meaning::Key), (text, Meaning::Plain)];
            (binding.action, line)
        })
        .unzip();
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2).min(area.height);
    let wide = lines.iter().map(|line| line.iter().map(|(text, _)| columns(text)).sum::<u16>()).max();
    let wide = wide.unwrap_or(0).saturating_add(4).max(16).min(area.width);
    let place = Rect { x: area.right() - wide, y: area.bottom() - high, width: wide, height: high };
    let pressed: Vec<String> = model.pressed.iter().map(ToString::to_string).collect();
    let inside = canvas.boxed(place, &pressed.join(" "), Meaning::Plain);
    canvas.lines(inside, &lines);
    for (action, row) in actions.into_iter().zip(rows(inside)) {
        canvas.hits.add(row, action);
    }
}

impl Model {
    /// What an action's key is called now; nothing where it has none.
    pub fn key(&self, action: Action) -> String {
        self.keymap.keys_of(self.contexts(), action).unwrap_or_default()
    }

    /// Actions with their keys, as they are drawn; those without a key are left out.
    pub fn keys(&self, actions: &[Action]) -> Keys {
        let contexts = self.contexts();
        let named = actions.iter().filter_map(|action| {
            let keys = self.keymap.keys_of(contexts, *action)?;
            let text = self.text(&action.text_id());
            Some((*action, vec![(format!(" {keys}"), Meaning::Key), (format!(" {text} "), Meaning::Plain)]))
        });
        named.collect()
    }
}
