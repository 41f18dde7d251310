//! `lianjian visit`: joint visits from draft to calendar.

mod groups;
mod look;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Context;
use super::parse::{self, Span};
use crate::app::command::team::DrawTeams;
use crate::app::command::visit::{Cancel, Clear, Forbid, Move, Pin, Publish};
use crate::app::error::{AppError, Result};
use crate::app::query::plan::{visit as planned, visits};
use crate::app::session::Session;
use crate::app::watch::STOPPED;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::sample_round::JOURNAL;
use crate::domain::visit::{Visit, VisitState};

/// What to do with visits.
#[derive(Subcommand)]
pub(crate) enum Visits {
    /// Many.
    List {
        #[arg(long, value_name = "STATE", value_parser = parse::code::<VisitState>(), hide_possible_values = true)]
        state: Option<VisitState>,
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[command(flatten)]
        span: Span,
    },
    /// Everything about one.
    Show {
        #[arg(value_name = "VISIT")]
        id: VisitId,
    },
    /// To another day.
    Move {
        #[arg(value_name = "VISIT")]
        id: VisitId,
        #[arg(value_name = "DATE")]
        day: NaiveDate,
    },
    /// Later plans leave it where it is.
    Pin {
        #[arg(value_name = "VISIT", required = true)]
        visits: Vec<VisitId>,
    },
    /// Later plans may move it.
    Unpin {
        #[arg(value_name = "VISIT", required = true)]
        visits: Vec<VisitId>,
    },
    /// Nobody comes to its unit on these days.
    Forbid {
        #[arg(value_name = "VISIT")]
        id: VisitId,
        #[command(flatten)]
        span: Span,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Draw who goes.
    Team(Which),
    /// Into how many groups the team divides.
    Groups {
        #[arg(value_name = "VISIT")]
        id: VisitId,
        #[arg(value_name = "NUMBER")]
        groups: Option<u32>,
    },
    /// Supervision beforehand.
    Clear(Which),
    /// Onto the calendar.
    Publish {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
    },
    /// Call it off.
    Cancel {
        #[arg(value_name = "VISIT")]
        id: VisitId,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// These visits, or all that have come so far.
#[derive(Args)]
pub(crate) struct Which {
    #[arg(value_name = "VISIT", required_unless_present = "all")]
    visits: Vec<VisitId>,
    #[arg(long, conflicts_with = "visits")]
    all: bool,
}

impl Which {
    fn of(&self, session: &Session, fits: impl Fn(&Visit) -> bool) -> Result<Vec<VisitId>> {
        if !self.all {
            return Ok(self.visits.clone());
        }
        let visits = session.read(visits)?;
        let fitting = visits.into_iter().map(|row| row.visit.record).filter(|visit| fits(visit));
        Ok(fitting.map(|visit| visit.id).collect())
    }

    /// Whether somebody else has taken a visit of `--all` further since it was looked up.
    fn overtaken(&self, error: &AppError) -> bool {
        self.all && error.message.code == "A7036"
    }
}

impl Visits {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::List { state, unit, span } => look::list(state, unit.as_deref(), &span, context),
            Self::Show { id } => look::show(id, context),
            Self::Move { id, day } => {
                let visit = context.writer()?.run(Move { id, to: day })?;
                done(context, "visit-moved", &[visit.id], |message| message.with("day", day.to_string()))
            }
            Self::Pin { visits } => pin(&visits, true, context),
            Self::Unpin { visits } => pin(&visits, false, context),
            Self::Forbid { id, span, reason } => {
                let mut session = context.writer()?;
                let own = session.read(|view| planned(view, id))?.visit.record.range();
                let days = span.or(own)?;
                let unit = session.run(Forbid { id, days, reason })?;
                let text = parse::days_text(days);
                done(context, "visit-forbidden", &[id], |message| {
                    message.with("unit", unit.name).with("days", text)
                })
            }
            Self::Team(which) => {
                let (mut session, line) = context.watched_writer()?;
                let ids = which.of(&session, Visit::is_draft)?;
                let drawn = session.run(DrawTeams { ids: ids.clone() })?;
                drop(line);
                let people: usize = drawn.iter().map(|visit| visit.team.len()).sum();
                done(context, "visit-teams", &ids, |message| message.with("people", people))
            }
            Self::Groups { id, groups } => groups::run(id, groups, context),
            Self::Clear(which) => clear(&which, context),
            Self::Publish { which, source } => publish(&which, source, context),
            Self::Cancel { id, reason } => {
                context.writer()?.run(Cancel { id, reason })?;
                done(context, "visit-cancelled", &[id], |message| message)
            }
        }
    }
}

/// Says what became of visits.
fn done(
    context: &mut Context<'_>,
    code: &str,
    ids: &[VisitId],
    with: impl FnOnce(Message) -> Message,
) -> Result<()> {
    if context.json() {
        return context.document(&json!({ "schema": format!("lianjian/{code}/1"), "visits": ids }));
    }
    context.say(&with(Message::new(code).with("ids", names(ids)).with("count", ids.len())))
}

fn names(ids: &[VisitId]) -> Arg {
    Arg::List(super::parse::runs(ids, |id| id.0).into_iter().map(Arg::from).collect())
}

fn pin(ids: &[VisitId], pinned: bool, context: &mut Context<'_>) -> Result<()> {
    let mut session = context.writer()?;
    for id in ids {
        session.run(Pin { id: *id, pinned })?;
    }
    done(context, if pinned { "visit-pinned" } else { "visit-unpinned" }, ids, |message| message)
}

/// What supervision beforehand holds back is said with what it misses; the others pass.
fn clear(which: &Which, context: &mut Context<'_>) -> Result<()> {
    let (mut session, line) = context.watched_writer()?;
    let ids = which.of(&session, |visit| visit.state == VisitState::Proposed)?;
    let all = ids.len() as u64;
    let (mut passed, mut held) = (Vec::new(), Vec::new());
    for (done, id) in (1..).zip(ids) {
        session.watch().part(done - 1, all - done);
        match session.run(Clear { ids: vec![id] }) {
            Ok(_) => passed.push(id),
            Err(error) if error.message.code == STOPPED => break,
            Err(error) if error.message.code == "A7034" => held.push((id, error.message)),
            Err(error) if which.overtaken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    let whole = line.whole();
    drop(line);
    each(context, "visit-cleared", &passed, &held)?;
    whole
}

/// One visit after the other, so that one that exceeds a quota does not hold the others back.
fn publish(which: &Which, source: Option<String>, context: &mut Context<'_>) -> Result<()> {
    let (mut session, line) = context.watched_writer()?;
    let ids = which.of(&session, |visit| visit.state == VisitState::Cleared)?;
    let source = source.unwrap_or_else(|| JOURNAL.to_owned());
    let all = ids.len() as u64;
    let (mut open, mut held) = (Vec::new(), Vec::new());
    for (done, id) in (1..).zip(ids) {
        session.watch().part(done - 1, all - done);
        let entropy = context.entropy()?;
        match session.run(Publish { ids: vec![id], entropy, source: source.clone() }) {
            Ok(_) => open.push(id),
            Err(error) if error.message.code == STOPPED => break,
            Err(error) if error.message.code == "A7030" => held.push((id, error.message)),
            Err(error) if which.overtaken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    let whole = line.whole();
    drop(line);
    each(context, "visit-published", &open, &held)?;
    whole
}

/// What was done, and what was held back and why: then the exit status is 1.
fn each(context: &mut Context<'_>, code: &str, done: &[VisitId], held: &[(VisitId, Message)]) -> Result<()> {
    if !held.is_empty() {
        context.found_problems();
    }
    if context.json() {
        let held: Vec<Value> = held
            .iter()
            .map(|(id, message)| {
                json!({
                    "visit": id,
                    "code": message.code,
                    "cause": context.catalogue.render(message),
                    "action": context.catalogue.attribute(message, "action"),
                })
            })
            .collect();
        let schema = format!("lianjian/{code}/1");
        return context.document(&json!({ "schema": schema, "visits": done, "held_back": held }));
    }
    let all = Message::new(code).with("count", done.len()).with("ids", names(done));
    context.say(&all.with("held", held.len()))?;
    for (_, message) in held {
        context.trouble(message);
    }
    Ok(())
}
