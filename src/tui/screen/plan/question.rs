//! What if: a change to the plan in force is considered, its answer shown with what it costs, and kept or thrown away.

use chrono::NaiveDate;

use super::decide::{cost_lines, shift_text};
use crate::app::query::question::{Question, Reply};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::id::DemandId;
use crate::domain::message::{Arg, Message as Said};
use crate::tui::action::Action;
use crate::tui::ink::Piece;
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::notice::Notice;
use crate::tui::widget::picker::{Item, Picker};

/// A sort of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Considered {
    /// Let in a demand that waits.
    Room,
    /// Keep a demand on its day or put it on another.
    Move,
    /// Let a demand be done on other days.
    Window,
    /// Put a demand off.
    Drop,
    /// Lend a department people.
    People,
    /// Lend the county teams.
    Leaders,
}

impl Considered {
    const ALL: [Self; 6] = [Self::Room, Self::Move, Self::Window, Self::Drop, Self::People, Self::Leaders];

    /// The catalogue id of its name.
    const fn name(self) -> &'static str {
        match self {
            Self::Room => "considered-room",
            Self::Move => "considered-move",
            Self::Window => "considered-window",
            Self::Drop => "considered-drop",
            Self::People => "considered-people",
            Self::Leaders => "considered-leaders",
        }
    }
}

/// Demands other than the one asked about that may move, until somebody says otherwise.
const MOVES: &str = "3";

/// A demand that can be asked about: what it is called, who asks, when it stands or may be done.
struct Candidate {
    id: DemandId,
    text: String,
    department: String,
    days: DayRange,
}

/// What can be asked about now: the demands of the drafts chosen, or the one that waits.
fn candidates(model: &Model) -> Vec<Candidate> {
    let plan = &model.plan;
    if let Some(row) = plan.current_unplaced() {
        return vec![Candidate {
            id: row.demand.id,
            text: demand_text(model, row.demand.id),
            department: row.department.clone(),
            days: row.demand.window,
        }];
    }
    let drafts = plan.targets().into_iter().filter(|row| row.visit.record.is_draft());
    let rows = drafts.filter(|row| plan.shows(row.visit.record.id));
    rows.flat_map(|row| {
        row.demands.iter().map(|demand| Candidate {
            id: demand.id,
            text: demand_text(model, demand.id),
            department: demand.department.clone(),
            days: row.visit.record.range(),
        })
    })
    .collect()
}

/// Whether there is a plan to ask about.
pub(super) fn possible(model: &Model) -> bool {
    model.plan.data.as_ref().is_some_and(|data| data.plan.run.is_some()) && !candidates(model).is_empty()
}

/// A demand as people know it.
pub(super) fn demand_text(model: &Model, id: DemandId) -> String {
    let placed = model.plan.all().iter().find_map(|row| {
        let demand = row.demands.iter().find(|demand| demand.id == id)?;
        Some(format!("{} {} {}", demand.request, row.unit, demand.department))
    });
    let waiting = || {
        let rows = &model.plan.data.as_ref()?.plan.unplaced;
        let row = rows.iter().find(|row| row.demand.id == id)?;
        Some(format!("{} {} {}", row.demand.request, row.unit, row.department))
    };
    placed.or_else(waiting).unwrap_or_else(|| id.to_string())
}

/// Shows which changes can be considered.
pub fn offer_changes(model: &mut Model) {
    let waits = model.plan.current_unplaced().is_some();
    let fits = |kind: &&Considered| match kind {
        Considered::Room => waits,
        Considered::Drop => !waits,
        _ => true,
    };
    let kinds: Vec<Considered> = Considered::ALL.iter().filter(fits).copied().collect();
    let items = kinds.iter().map(|kind| {
        let text = model.texts.attribute(&Said::new(kind.name()), "help").unwrap_or_default();
        Item { name: model.text(kind.name()), text, ..Item::default() }
    });
    let picker = Picker::new(model.text("what-if-pick"), items.collect());
    model.overlays.push(Overlay::Picker(picker, Choice::Considered(kinds)));
}

/// Asks for what a change needs to be known.
pub fn ask_what_if(model: &mut Model, kind: Considered) {
    let found = candidates(model);
    let Some(first) = found.first() else { return };
    let mut inputs = Vec::new();
    if matches!(kind, Considered::Room | Considered::Move | Considered::Window | Considered::Drop) {
        let options = found.iter().map(|row| (row.id.to_string(), row.text.clone())).collect();
        inputs.push(Input::choice("demand", model.text("form-demand"), options));
    }
    match kind {
        Considered::Move => {
            inputs.push(Input::text("to", model.text("form-day"), first.days.from.to_string()));
        }
        Considered::Window => {
            inputs.push(Input::text("from", model.text("form-from"), first.days.from.to_string()));
            inputs.push(Input::text("to", model.text("form-to"), first.days.last().to_string()));
        }
        Considered::People => {
            inputs.push(Input::text("department", model.text("column-who"), &first.department));
            inputs.push(Input::text("count", model.text("form-more-people"), "1"));
        }
        Considered::Leaders => inputs.push(Input::text("count", model.text("form-more-teams"), "1")),
        Considered::Room | Considered::Drop => {}
    }
    inputs.push(Input::text("moves", model.text("form-other-moves"), MOVES));
    let intro = vec![(model.text("what-if-intro"), Meaning::Muted)];
    let form = Form::new(model.text(kind.name()), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::WhatIf(kind)));
}

/// Takes a filled form, or shows what is missing.
pub fn submit_what_if(model: &mut Model, mut form: Form, kind: Considered) -> Vec<Effect> {
    match read(&form, kind) {
        Ok((question, moves_max)) => send(model, Task::Ask { question, moves_max }),
        Err((name, error)) => {
            form.refuse(name, model.text(error));
            model.overlays.push(Overlay::Form(form, Intent::WhatIf(kind)));
            Vec::new()
        }
    }
}

/// The line of a form that is not right, and the catalogue id of what is wrong.
type Wrong = (&'static str, &'static str);

fn read(form: &Form, kind: Considered) -> Result<(Question, u32), Wrong> {
    let day = |name: &'static str| form.value(name).parse::<NaiveDate>().map_err(|_| (name, "form-date"));
    let number = |name: &'static str| form.value(name).parse::<u32>().map_err(|_| (name, "form-number"));
    let demand = || form.value("demand").parse::<DemandId>().map_err(|_| ("demand", "form-required"));
    let question = match kind {
        Considered::Room => Question::Room { demand: demand()? },
        Considered::Drop => Question::Drop { demand: demand()? },
        Considered::Move => Question::Move { demand: demand()?, to: day("to")? },
        Considered::Window => {
            let from = day("from")?;
            let days = DayRange::inclusive(from, day("to")?).ok_or(("to", "form-date"))?;
            Question::Window { demand: demand()?, days }
        }
        Considered::People => {
            let department = form.value("department").to_owned();
            if department.is_empty() {
                return Err(("department", "form-required"));
            }
            Question::People { department, count: number("count")? }
        }
        Considered::Leaders => Question::Leaders { count: number("count")? },
    };
    Ok((question, number("moves")?))
}

/// Shows an answer with what it costs, and asks whether it is kept. One that does not let the demand in is only read.
pub fn tell_reply(model: &mut Model, reply: &Reply) {
    let mut paragraphs = vec![(model.say(&asked(model, &reply.question)), Meaning::Title)];
    paragraphs.push((String::new(), Meaning::Plain));
    let title = model.text(&Action::WhatIf.text_id());
    if let Some(reason) = reply.refused {
        let said = Said::new("what-if-not").with("reason", Arg::code(reason.text_id()));
        paragraphs.push((model.say(&said.with("moves", reply.moves_max)), Meaning::Bad));
        model.overlays.push(Overlay::Notice(Notice::new(title, paragraphs)));
        return;
    }
    paragraphs.extend(own_lines(model, reply));
    paragraphs.extend(cost_lines(model, Some(&reply.cost), false, "what-if-others"));
    paragraphs.push((String::new(), Meaning::Plain));
    paragraphs.push((model.text("what-if-keep"), Meaning::Plain));
    let keep = Task::Keep {
        question: reply.question.clone(),
        moves_max: reply.moves_max,
        state: reply.state.clone(),
    };
    let notice = Notice::new(title, paragraphs);
    model.overlays.push(Overlay::Confirm(notice, Intent::Do(keep)));
}

/// Where the demand asked about would stand.
fn own_lines(model: &Model, reply: &Reply) -> Vec<Piece> {
    let own = reply.cost.own.iter().map(|shift| (shift_text(model, shift).trim().to_owned(), Meaning::Good));
    own.collect()
}

/// The question in words.
fn asked(model: &Model, question: &Question) -> Said {
    let what = question.demand().map(|id| demand_text(model, id)).unwrap_or_default();
    match question {
        Question::Room { .. } => Said::new("asked-room").with("what", what),
        Question::Drop { .. } => Said::new("asked-drop").with("what", what),
        Question::Move { to, .. } => Said::new("asked-move").with("what", what).with("to", to.to_string()),
        Question::Window { days, .. } => Said::new("asked-window")
            .with("what", what)
            .with("from", days.from.to_string())
            .with("to", days.last().to_string()),
        Question::Leaders { count } => Said::new("asked-leaders").with("count", *count),
        Question::People { department, count } => {
            Said::new("asked-people").with("department", department.as_str()).with("count", *count)
        }
    }
}
