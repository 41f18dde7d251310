//! When who is visited: a month with holidays and make-up days, and a board of units and days.

mod board;

use std::path::PathBuf;

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::layout::{Position, Rect};

use crate::app::query::plan::PlannedVisit;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, SpecialKind, month, month_start};
use crate::domain::id::VisitId;
use crate::domain::message::Message as Said;
use crate::domain::quota::Period;
use crate::domain::unit::{Unit, UnitKind};
use crate::domain::visit::VisitState;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, split_top};
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::screen::plan::state_meaning;
use crate::tui::screen::visit;
use crate::tui::task::{Document, PlanData, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::list::List;
use crate::tui::widget::month::Month;
use crate::tui::widget::picker::{Item, Picker};

/// Where the cursor is, and how the days are shown.
#[derive(Default)]
pub struct CalendarScreen {
    /// The day under the cursor; `None` before the first visit to this screen.
    pub day: Option<NaiveDate>,
    board: bool,
    /// Townships down the board.
    units: List,
}

impl CalendarScreen {
    /// How many townships there are now.
    pub fn set_units(&mut self, count: usize) {
        self.units.set_len(count);
    }
}

/// Opens the screen: on the first day something is planned from today on, else today.
pub fn enter(model: &mut Model) {
    if model.calendar.day.is_some() {
        return;
    }
    let today = model.heading.today;
    let mut starts: Vec<NaiveDate> = shown(model).map(|row| row.visit.record.start).collect();
    starts.sort_unstable();
    let next = starts.iter().find(|day| **day >= today).or_else(|| starts.last()).copied();
    model.calendar.day = Some(next.unwrap_or(today));
}

/// Visits who acts may know of: what is sealed stands on a director's calendar alone before its day.
fn shown(model: &Model) -> impl Iterator<Item = &PlannedVisit> {
    model.plan.seen()
}

fn on_day(model: &Model, day: NaiveDate) -> impl Iterator<Item = &PlannedVisit> {
    shown(model).filter(move |row| row.visit.record.range().contains(day))
}

fn townships(data: &PlanData) -> Vec<&Unit> {
    data.units.iter().filter(|unit| unit.kind == UnitKind::Township).collect()
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    if model.plan.data.is_none() {
        return false;
    }
    match action {
        Action::Down | Action::Up | Action::Left | Action::Right | Action::First | Action::Last => true,
        Action::NextItem | Action::PreviousItem | Action::Today | Action::Board => true,
        Action::Open => model.calendar.day.is_some_and(|day| on_day(model, day).next().is_some()),
        Action::Export => model.job.is_none() && shown(model).any(|row| row.visit.record.is_public()),
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let today = model.heading.today;
    let calendar = &mut model.calendar;
    let day = calendar.day.unwrap_or(today);
    if calendar.board && matches!(action, Action::Down | Action::Up | Action::First | Action::Last) {
        calendar.units.act(action);
        return Vec::new();
    }
    let moved = match action {
        Action::Left | Action::Right => beside(model, day, action == Action::Right),
        Action::Down => day.checked_add_days(Days::new(7)),
        Action::Up => day.checked_sub_days(Days::new(7)),
        Action::First => Some(month_start(day)),
        Action::Last => Some(month(day).last()),
        Action::NextItem => day.checked_add_months(Months::new(1)),
        Action::PreviousItem => day.checked_sub_months(Months::new(1)),
        Action::Today => Some(today),
        Action::Board => {
            model.calendar.board = !model.calendar.board;
            None
        }
        Action::Open => return open(model, day),
        Action::Export => {
            ask_file(model, day);
            None
        }
        _ => None,
    };
    if let Some(day) = moved {
        model.calendar.day = Some(day);
    }
    Vec::new()
}

/// The next day, or the one before; on the board, of those it shows.
fn beside(model: &Model, day: NaiveDate, after: bool) -> Option<NaiveDate> {
    let step = |day: NaiveDate| if after { day.succ_opt() } else { day.pred_opt() };
    let Some(data) = model.plan.data.as_ref().filter(|_| model.calendar.board) else { return step(day) };
    let mut next = step(day)?;
    // No holiday is longer; where nothing is worked for so long, the next day is as good as any.
    for _ in 0..14 {
        if board::days(model, data, next).contains(&next) && !is_off(data, next) {
            return Some(next);
        }
        next = step(next)?;
    }
    step(day)
}

/// Opens the visit of the day; a choice where there are several.
fn open(model: &mut Model, day: NaiveDate) -> Vec<Effect> {
    let unit = model.calendar.board.then(|| board_unit(model)).flatten();
    let here = |row: &&PlannedVisit| {
        unit.as_ref().is_none_or(|code| row.visit.record.unit.0.starts_with(code.as_str()))
    };
    let mut rows: Vec<&PlannedVisit> = on_day(model, day).filter(here).collect();
    if rows.is_empty() {
        rows = on_day(model, day).collect();
    }
    let ids: Vec<VisitId> = rows.iter().map(|row| row.visit.record.id).collect();
    match ids.as_slice() {
        [] => Vec::new(),
        [id] => visit::open(model, *id),
        _ => {
            let items = rows
                .iter()
                .map(|row| Item {
                    lead: row.visit.record.id.to_string(),
                    name: row.unit.clone(),
                    text: model.texts.join(row.departments.iter().cloned()),
                    ..Item::default()
                })
                .collect();
            let picker = Picker::new(day.to_string(), items);
            model.overlays.push(Overlay::Picker(picker, Choice::Visit(ids)));
            Vec::new()
        }
    }
}

/// The code of the township the cursor is on: codes of its villages begin with it.
fn board_unit(model: &Model) -> Option<String> {
    let data = model.plan.data.as_ref()?;
    let unit = townships(data).get(model.calendar.units.cursor()?)?.code.0.clone();
    Some(unit)
}

fn ask_file(model: &mut Model, day: NaiveDate) {
    let span = Period::Quarter.around(day);
    let formats = [
        ("ics", "format-ics"),
        ("xlsx", "format-xlsx"),
        ("html", "format-html"),
        ("csv", "format-csv"),
        ("json", "format-json"),
    ];
    let formats = formats.iter().map(|(code, id)| ((*code).to_owned(), model.text(id))).collect();
    let inputs = vec![
        Input::choice("format", model.text("form-format"), formats),
        Input::text("from", model.text("form-from"), span.from.to_string()),
        Input::text("to", model.text("form-to"), span.last().to_string()),
        Input::text("file", model.text("form-file"), model.text("calendar-file")),
    ];
    let intro = vec![(model.text("export-intro"), Meaning::Muted)];
    let form = Form::new(model.text("export-calendar"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::ExportCalendar));
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form) -> Vec<Effect> {
    let from = form.value("from").parse::<NaiveDate>();
    let to = form.value("to").parse::<NaiveDate>();
    let span = from.ok().zip(to.ok()).and_then(|(from, to)| DayRange::inclusive(from, to));
    let wrong = match (from.is_ok(), span, form.value("file").is_empty()) {
        (false, ..) => Some(("from", "form-date")),
        (_, None, _) => Some(("to", "form-date")),
        (_, _, true) => Some(("file", "form-required")),
        _ => None,
    };
    if let Some((name, error)) = wrong {
        form.refuse(name, model.text(error));
        model.overlays.push(Overlay::Form(form, Intent::ExportCalendar));
        return Vec::new();
    }
    let Some(span) = span else { return Vec::new() };
    let ending = format!(".{}", form.value("format"));
    let name = form.value("file").trim_end_matches(&ending);
    let path = PathBuf::from(format!("{name}{ending}"));
    send(model, Task::Export { document: Document::Calendar(span), path, force: false })
}

/// What the letters of the days mean.
pub fn next_step(model: &Model) -> Said {
    Said::new(if model.calendar.board { "board-legend" } else { "calendar-legend" })
}

/// Draws the month or the board, and what is on the day under the cursor.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let data = model.plan.data.as_ref()?;
    let day = model.calendar.day.unwrap_or(model.heading.today);
    let (head, body) = split_top(area, 1);
    draw_head(model, data, canvas, head, day);
    let foot_height = if area.height >= 14 { 3 } else { 1 };
    let high = body.height.saturating_sub(foot_height);
    let (main, mut foot) = split_top(body, high);
    if model.calendar.board {
        foot = split_top(body, board::draw(model, data, canvas, main, day)).1;
    } else {
        let entries = |day: NaiveDate| entries(model, data, day);
        Month {
            cursor: day,
            today: model.heading.today,
            calendar: &data.calendar,
            entries: &entries,
            weekdays: &model.weekdays,
            signs: (&model.text("sign-off"), &model.text("sign-work")),
        }
        .draw(canvas, main);
    }
    draw_day(model, data, canvas, foot, day);
    None
}

fn draw_head(model: &Model, data: &PlanData, canvas: &mut Canvas<'_>, area: Rect, day: NaiveDate) {
    let range = if model.calendar.board { Period::Quarter.around(day) } else { month(day) };
    let count = shown(model).filter(|row| row.visit.record.range().overlaps(&range)).count();
    let said = Said::new("calendar-head")
        .with("from", range.from.to_string())
        .with("to", range.last().to_string())
        .with("visits", count)
        .with("anchors", data.anchors.iter().filter(|anchor| range.contains(anchor.start)).count());
    let used = canvas.text(area, &format!(" {}", model.say(&said)), Meaning::Title);
    // A year without a notice must say so: holidays are never guessed.
    if data.calendar.is_working(day).is_err() {
        let said = Said::new("calendar-uncovered").with("year", day.year());
        let rest = Rect { x: area.x + used, width: area.width - used, ..area };
        canvas.text(rest, &format!("  {}", model.say(&said)), Meaning::Warn);
    }
}

/// What stands on a day of the month: superiors first, then visits.
fn entries(model: &Model, data: &PlanData, day: NaiveDate) -> Vec<Piece> {
    let mut entries: Vec<Piece> = Vec::new();
    let superior = data.anchors.iter().filter(|anchor| anchor_days(anchor).contains(day)).count();
    if superior > 0 {
        entries.push((model.say(&Said::new("calendar-superior").with("count", superior)), Meaning::Key));
    }
    for row in on_day(model, day) {
        let visit = &row.visit.record;
        let text = format!("{}{}", state_sign(visit.state), row.unit);
        entries.push((text, state_meaning(visit.state)));
    }
    entries
}

fn anchor_days(anchor: &crate::domain::arrival::Anchor) -> DayRange {
    let until = anchor.start.checked_add_days(Days::new(u64::from(anchor.days))).unwrap_or(anchor.start);
    DayRange { from: anchor.start, until }
}

/// A letter for the state of a visit: proposed, cleared, published, sealed, under way or done, cancelled.
const fn state_sign(state: VisitState) -> &'static str {
    match state {
        VisitState::Proposed => "?",
        VisitState::Cleared => "c",
        VisitState::Published => "P",
        VisitState::Sealed => "S",
        VisitState::InField | VisitState::Recorded | VisitState::Rectifying | VisitState::Closed => "+",
        VisitState::Cancelled => "x",
    }
}

fn is_off(data: &PlanData, day: NaiveDate) -> bool {
    match data.calendar.special(day).map(|special| special.kind) {
        Some(kind) => kind == SpecialKind::Off,
        None => day.weekday().num_days_from_monday() >= 5,
    }
}

/// What is on the day under the cursor, in words.
fn draw_day(model: &Model, data: &PlanData, canvas: &mut Canvas<'_>, area: Rect, day: NaiveDate) {
    let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    let mut text = format!(" {day} {}", model.weekdays[weekday]);
    if let Some(special) = data.calendar.special(day) {
        let kind = if special.kind == SpecialKind::Off { "day-off" } else { "day-work" };
        text = format!("{text} {} {}", special.name, model.text(kind));
    }
    let mut lines: Vec<Vec<Piece>> = vec![vec![(text, Meaning::Title)]];
    for row in on_day(model, day) {
        let visit = &row.visit.record;
        lines.push(vec![
            (format!(" {} {} ", visit.id, row.unit), Meaning::Plain),
            (format!("{} ", model.text(&visit.state.text_id())), state_meaning(visit.state)),
            (model.texts.join(row.departments.iter().cloned()), Meaning::Muted),
        ]);
    }
    if model.calendar.board && usize::from(area.height) > lines.len() + 3 {
        lines.extend(board::township_lines(model, data, day));
    }
    let all = lines.len();
    let room = usize::from(area.height);
    if all > room
        && room > 0
        && let Some((head, _)) = lines.first_mut().and_then(|line| line.first_mut())
    {
        head.push_str(&format!("  +{}", all - room));
    }
    canvas.lines(area, &lines);
}
