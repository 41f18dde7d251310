//! Rectification: what visits found, what to do about it, until when, and what shows that it was done.

mod decide;

use std::cmp::Ordering;

use ratatui::layout::{Position, Rect};

pub use decide::{ask_hand_over, submit};

use crate::app::query::field::FindingRow;
use crate::domain::code::Code;
use crate::domain::finding::{FindingState, Recheck};
use crate::domain::id::FindingId;
use crate::domain::message::Message as Said;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, split_top};
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::search::haystack;
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::finder::Finder;
use crate::tui::widget::pane::{indented, labelled, section};
use crate::tui::widget::spread::{Parts, Spread};
use crate::tui::widget::table::{Column, Row, Table};

/// Findings as far as they are read.
#[derive(Default)]
pub struct FindingsScreen {
    rows: Vec<FindingRow>,
    /// Filter and cursor over the findings.
    pub finder: Finder,
    only: Option<FindingState>,
    loaded: bool,
    /// The list, and one of its rows beside it.
    pub spread: Spread,
}

impl FindingsScreen {
    fn order(&self) -> Vec<usize> {
        let fits = |row: &FindingRow| self.only.is_none_or(|state| row.finding.state == state);
        (0..self.rows.len()).filter(|at| self.rows.get(*at).is_some_and(fits)).collect()
    }

    /// Filters anew.
    pub fn arrange(&mut self) {
        let order = self.order();
        self.finder.arrange(&order);
    }

    fn current(&self) -> Option<&FindingRow> {
        self.rows.get(self.finder.chosen()?)
    }

    fn current_id(&self) -> Option<FindingId> {
        self.current().map(|row| row.finding.id)
    }

    fn current_state(&self) -> Option<FindingState> {
        self.current().map(|row| row.finding.state)
    }
}

/// Takes freshly read findings; the cursor stays on its finding.
pub fn set(model: &mut Model, rows: Vec<FindingRow>) {
    let haystacks = rows.iter().map(|row| {
        let finding = &row.finding;
        let what = model.say(&row.what);
        let state = model.text(&finding.standing_id(model.heading.today));
        let ids = format!("{} {}", finding.id, finding.visit);
        haystack(&[&ids, &row.unit, &row.responsible, &what, &state])
    });
    let haystacks: Vec<String> = haystacks.collect();
    let findings = &mut model.findings;
    let keep = findings.current_id();
    let at = keep.and_then(|id| rows.iter().position(|row| row.finding.id == id));
    findings.rows = rows;
    findings.loaded = true;
    let order = findings.order();
    findings.finder.set_rows(haystacks, &order, at);
}

/// Opens the screen, or reads it anew.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    send(model, Task::LoadFindings)
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let findings = &model.findings;
    let open = findings.current_state() == Some(FindingState::Open);
    match action {
        Action::FindingFacts | Action::FindingAssign | Action::FindingGuide | Action::FindingClose => open,
        Action::FindingRecheck => findings.current().is_some_and(|row| row.finding.recheck == Recheck::Drawn),
        Action::FindingRemind => findings.loaded && !findings.rows.is_empty(),
        Action::FindingDraw | Action::FindingPlan => {
            findings.rows.iter().any(|row| row.finding.state == FindingState::Closed)
        }
        Action::Only => findings.loaded && !findings.spread.is_page() && !findings.rows.is_empty(),
        Action::VisitOpen => !findings.finder.list.is_empty(),
        Action::Back if findings.only.is_some() => true,
        _ => findings.spread.valid(action, &findings.finder).unwrap_or(false),
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let findings = &mut model.findings;
    match action {
        Action::Back if !findings.spread.is_page() => {
            findings.finder.clear();
            findings.only = None;
            findings.arrange();
        }
        Action::Only => {
            let states = FindingState::ALL;
            let next = findings
                .only
                .map_or(0, |only| states.iter().position(|state| *state == only).map_or(0, |at| at + 1));
            findings.only = states.get(next).copied();
            findings.arrange();
        }
        Action::VisitOpen => {
            let Some(id) = findings.current().map(|row| row.finding.visit) else { return Vec::new() };
            return super::visit::open(model, id);
        }
        Action::Copy => {
            let Some(row) = findings.current() else { return Vec::new() };
            let (id, unit, what) = (row.finding.id, row.unit.clone(), row.what.clone());
            let what = model.say(&what);
            return model.copied(&[id.to_string(), unit, what]);
        }
        _ => {
            if !findings.spread.act(action, &mut findings.finder) {
                return decide::act(model, action);
            }
        }
    }
    Vec::new()
}

/// How many are open, how many late, and what comes next for the one the cursor is on.
pub fn next_step(model: &Model) -> Option<Said> {
    let findings = &model.findings;
    let current = findings.current()?;
    let open = findings.rows.iter().filter(|row| row.finding.state == FindingState::Open).count();
    let overdue = findings.rows.iter().filter(|row| row.overdue).count();
    let finding = &current.finding;
    let said = Said::new(match (finding.state, finding.recheck) {
        (FindingState::Open, _) if finding.awaits_facts(model.heading.today) => "finding-next-facts",
        (FindingState::Open, _) => "finding-next-close",
        (_, Recheck::Drawn) => "finding-next-recheck",
        _ if open > 0 => "finding-said",
        (FindingState::Closed, Recheck::None) => "finding-next-draw",
        _ => "finding-next-done",
    });
    Some(said.with("pending", open).with("late", overdue).with("id", finding.id.to_string()))
}

/// Draws the findings and, where there is room or it was asked for, one of them.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let findings = &model.findings;
    if !findings.loaded {
        canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
        return None;
    }
    if findings.rows.is_empty() {
        super::draw_empty(model, canvas, area, "finding-empty", &[Action::VisitScreen]);
        return None;
    }
    let head = |canvas: &mut Canvas<'_>, area: Rect| {
        let (line, rest) = split_top(area, 1);
        let state =
            findings.only.map_or_else(|| model.text("state-all"), |state| model.text(&state.text_id()));
        let count = findings.finder.all_shown().len();
        let said = Said::new("finding-head").with("state", state).with("count", count);
        canvas.text(line, &format!(" {}", model.say(&said)), Meaning::Title);
        rest
    };
    let parts = Parts {
        finder: &findings.finder,
        share: 60,
        head: Some(&head),
        list: &|canvas, area, _| draw_table(model, canvas, area),
        one: &|width| findings.current().map(|row| lines(model, row, width)).unwrap_or_default(),
        key: &|action| model.key(action),
    };
    findings.spread.draw(canvas, area, &parts)
}

fn draw_table(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let columns = [
        Column::new("", 1),
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-unit"), 10),
        Column::new(model.text("column-what"), 16).growing(),
        Column::new(model.text("column-responsible"), 10).dropped(2),
        Column::new(model.text("column-due"), 11).dropped(1),
        Column::new(model.text("column-state"), 9),
    ];
    let row = |place: usize| {
        let findings = &model.findings;
        let found = findings.finder.shown(place).and_then(|row| findings.rows.get(row));
        let Some(row) = found else { return Row::default() };
        let state = row.finding.state;
        let (due, meaning) = due(model, row);
        let cells = vec![
            ((if row.overdue { "!" } else { "" }).to_owned(), Meaning::Bad),
            (row.finding.id.to_string(), Meaning::Plain),
            (row.unit.clone(), Meaning::Plain),
            (model.say(&row.what), Meaning::Plain),
            (row.responsible.clone(), Meaning::Plain),
            (due, meaning),
            (model.text(&row.finding.standing_id(model.heading.today)), state_meaning(state)),
        ];
        Row { cells, marked: false }
    };
    let list = &model.findings.finder.list;
    Table { columns: &columns, list, row: &row, headings: true, sorted: None, focused: true }
        .draw(canvas, area);
}

/// How many days are left of one that is open.
fn due(model: &Model, row: &FindingRow) -> Piece {
    if row.finding.state != FindingState::Open {
        return (String::new(), Meaning::Muted);
    }
    let left = (row.finding.deadline - model.heading.today).num_days();
    let (id, meaning) = match left.cmp(&0) {
        Ordering::Less => ("finding-late", Meaning::Bad),
        Ordering::Equal => ("finding-today", Meaning::Warn),
        Ordering::Greater => ("finding-left", Meaning::Plain),
    };
    (model.say(&Said::new(id).with("days", left.abs())), meaning)
}

const fn state_meaning(state: FindingState) -> Meaning {
    match state {
        FindingState::Open => Meaning::Warn,
        FindingState::Closed => Meaning::Good,
        FindingState::Dropped | FindingState::HandedOver => Meaning::Muted,
    }
}

/// One finding. Of what was handed over nothing is known but that it was.
fn lines(model: &Model, row: &FindingRow, width: u16) -> Vec<Vec<Piece>> {
    let finding = &row.finding;
    let standing = finding.standing_id(model.heading.today);
    let state = (model.text(&standing), state_meaning(finding.state));
    let mut lines = vec![vec![(format!("{}  {}  ", finding.id, row.unit), Meaning::Title), state]];
    if finding.state == FindingState::HandedOver {
        lines.extend(indented(&model.text("finding-only-word"), Meaning::Muted, 0, width));
        return lines;
    }
    let mut fact = |id: &str, text: &str, meaning| {
        if !text.is_empty() {
            lines.extend(labelled(&model.text(id), text, meaning, 10, width));
        }
    };
    fact("column-visit", &finding.visit.to_string(), Meaning::Plain);
    fact("finding-class", &model.text(&finding.class.text_id()), Meaning::Plain);
    fact("finding-element", finding.element.as_deref().unwrap_or_default(), Meaning::Plain);
    let question = row.question.as_ref().map(|said| model.say(said)).unwrap_or_default();
    fact("finding-question", &question, Meaning::Plain);
    fact("column-what", &model.say(&row.what), Meaning::Warn);
    fact("column-responsible", &row.responsible, Meaning::Plain);
    let (left, meaning) = due(model, row);
    fact("column-due", format!("{} {left}", finding.deadline).trim(), meaning);
    fact("finding-facts-until", &finding.facts_until.to_string(), Meaning::Plain);
    fact("finding-stated", finding.facts.as_deref().unwrap_or_default(), Meaning::Plain);
    section(&mut lines, model.text("finding-guidance"));
    lines.extend(indented(&model.say(&row.guidance), Meaning::Plain, 1, width));
    if let Some(closure) = &finding.closure {
        section(&mut lines, model.text("finding-closed-by"));
        let evidence = model.text(&closure.evidence.text_id());
        let text = format!("{} {} {evidence} {}", closure.on, closure.by, closure.note);
        lines.extend(indented(&text, Meaning::Plain, 1, width));
        section(&mut lines, model.text("finding-second-look"));
        lines.extend(indented(&model.text(&finding.recheck.text_id()), Meaning::Plain, 1, width));
    }
    lines
}
