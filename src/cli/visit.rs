//! `lianjian visit`: joint visits from draft to calendar. Unit and day of a sealed visit are shown to directors only,
//! until its day.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::parse::{self, Span};
use super::table::{Column, Table, field};
use super::{Context, rules::verdict_document};
use crate::app::command::team::DrawTeams;
use crate::app::command::visit::{Cancel, Clear, Forbid, Move, Pin, Publish};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::intake::unit_named;
use crate::app::query::plan::{PlannedVisit, visit as planned, visits};
use crate::app::query::sample::alike;
use crate::app::query::seal::Seal;
use crate::app::query::visit::{VisitDetail, detail};
use crate::app::session::Session;
use crate::domain::code::Code;
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
            Self::List { state, unit, span } => list(state, unit.as_deref(), &span, context),
            Self::Show { id } => show(id, context),
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
                let mut session = context.writer()?;
                let ids = which.of(&session, Visit::is_draft)?;
                let drawn = session.run(DrawTeams { ids: ids.clone() })?;
                let people: usize = drawn.iter().map(|visit| visit.team.len()).sum();
                done(context, "visit-teams", &ids, |message| message.with("people", people))
            }
            Self::Groups { id, groups } => super::groups::run(id, groups, context),
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
    let mut session = context.writer()?;
    let ids = which.of(&session, |visit| visit.state == VisitState::Proposed)?;
    let (mut passed, mut held) = (Vec::new(), Vec::new());
    for id in ids {
        match session.run(Clear { ids: vec![id] }) {
            Ok(_) => passed.push(id),
            Err(error) if error.message.code == "A7034" => held.push((id, error.message)),
            Err(error) if which.overtaken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    each(context, "visit-cleared", &passed, &held)
}

/// One visit after the other, so that one that exceeds a quota does not hold the others back.
fn publish(which: &Which, source: Option<String>, context: &mut Context<'_>) -> Result<()> {
    let mut session = context.writer()?;
    let ids = which.of(&session, |visit| visit.state == VisitState::Cleared)?;
    let source = source.unwrap_or_else(|| JOURNAL.to_owned());
    let (mut open, mut held) = (Vec::new(), Vec::new());
    for id in ids {
        let entropy = context.entropy()?;
        match session.run(Publish { ids: vec![id], entropy, source: source.clone() }) {
            Ok(_) => open.push(id),
            Err(error) if error.message.code == "A7030" => held.push((id, error.message)),
            Err(error) if which.overtaken(&error) => {}
            Err(error) => return Err(error),
        }
    }
    each(context, "visit-published", &open, &held)
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

fn list(state: Option<VisitState>, unit: Option<&str>, span: &Span, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let span = span.given()?;
    let (mut rows, seal) = session.read(|view| {
        let unit = unit.map(|unit| unit_named(&CountyView::load(view)?, unit)).transpose()?;
        let seal = Seal::of(view, session.author(), session.today())?;
        let mut rows = visits(view)?;
        // Asking for a unit or days must not find out where a sealed visit is.
        rows.retain(|row| {
            let visit = &row.visit.record;
            let asked = unit.is_some() || span.is_some();
            state.is_none_or(|state| visit.state == state)
                && unit.as_ref().is_none_or(|unit| visit.unit == *unit)
                && span.is_none_or(|span| visit.range().overlaps(&span))
                && !(asked && seal.hides(visit))
        });
        Ok((rows, seal))
    })?;
    // Sealed visits stand last, so that the order does not tell their day.
    rows.sort_by_key(|row| seal.hides(&row.visit.record));
    let (mut documents, mut table) = (Vec::new(), visit_table());
    for row in &rows {
        let shown = !seal.hides(&row.visit.record);
        if context.json() {
            documents.push(row_document(row, shown));
        } else {
            table.row(cells(row, shown, context));
        }
    }
    if context.json() {
        return context.document(&json!({ "schema": "lianjian/visit-list/1", "visits": documents }));
    }
    table.print(context)
}

fn visit_table() -> Table {
    Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-state"),
        Column::Left("col-day"),
        Column::Right("col-days"),
        Column::Left("col-unit"),
        Column::Right("col-demands"),
        Column::Left("col-marks"),
        Column::Left("col-departments"),
    ])
}

fn cells(row: &PlannedVisit, shown: bool, context: &Context<'_>) -> Vec<String> {
    let visit = &row.visit.record;
    let state = context.word(visit.state);
    if !shown {
        let hidden = || context.catalogue.get("word-hidden");
        let blank = String::new;
        return vec![visit.id.to_string(), state, hidden(), blank(), hidden(), blank(), blank(), blank()];
    }
    vec![
        visit.id.to_string(),
        state,
        visit.start.to_string(),
        visit.days.to_string(),
        row.unit.clone(),
        visit.demands.len().to_string(),
        marks(visit, context),
        context.catalogue.join(row.departments.iter().cloned()),
    ]
}

/// What sets a visit apart, in words.
fn marks(visit: &Visit, context: &Context<'_>) -> String {
    let words = [
        (!visit.announced, "word-unannounced"),
        (visit.exempt, "word-exempt"),
        (visit.pinned, "word-pinned"),
        (visit.joins.is_some(), "word-joins"),
    ];
    let words = words.iter().filter(|(holds, _)| *holds).map(|(_, word)| context.catalogue.get(word));
    context.catalogue.join(words)
}

fn row_document(row: &PlannedVisit, shown: bool) -> Value {
    let visit = &row.visit.record;
    if !shown {
        return json!({ "id": visit.id, "state": visit.state });
    }
    let demands: Vec<Value> = row
        .demands
        .iter()
        .map(|demand| {
            json!({
                "id": demand.id,
                "request": demand.request,
                "department": demand.department,
                "title": demand.title,
                "people": demand.people,
                "effort_halfdays": demand.effort_halfdays,
            })
        })
        .collect();
    json!({
        "id": visit.id,
        "version": row.visit.version,
        "state": visit.state,
        "unit": visit.unit,
        "unit_name": row.unit,
        "start": visit.start,
        "days": visit.days,
        "announced": visit.announced,
        "exempt": visit.exempt,
        "joins": visit.joins,
        "pinned": visit.pinned,
        "lead": visit.lead,
        "departments": row.departments,
        "demands": demands,
        "clearance": visit.clearance,
        "plan": visit.plan,
        "revision": visit.revision,
    })
}

fn show(id: VisitId, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let (detail, seal, lead) = session.read(|view| {
        let detail = detail(view, session.office(), id)?;
        let lead = CountyView::load(view)?.departments.short(&detail.planned.visit.record.lead);
        Ok((detail, Seal::of(view, session.author(), session.today())?, lead))
    })?;
    if seal.hides(&detail.planned.visit.record) {
        return Err(AppError::problem("A7086").with("id", id.to_string()));
    }
    if context.json() {
        return document(&detail, &session, context);
    }
    let visit = &detail.planned.visit.record;
    context.line(&format!("{id}  {}  {}", detail.planned.unit, parse::days_text(visit.range())))?;
    let state = context.word(visit.state);
    let marks = marks(visit, context);
    field(context, "col-state", &format!("{state}  {marks}"))?;
    let departments = context.catalogue.join(detail.planned.departments.iter().cloned());
    field(context, "col-departments", &departments)?;
    field(context, "col-lead", &lead)?;
    let team = context.catalogue.join(detail.team.iter().map(|inspector| inspector.name.clone()));
    field(context, "col-team", &team)?;
    if detail.division.is_told() {
        context.say(&detail.division.message(id))?;
    }
    if let Some(clearance) = &visit.clearance {
        let text = format!("{}  {}", clearance.by, clearance.on);
        field(context, "col-clearance", &text)?;
    }
    context.say(&Message::new("visit-demands"))?;
    for demand in &detail.planned.demands {
        context.say(
            &Message::new("visit-demand")
                .with("demand", demand.id.to_string())
                .with("request", demand.request.to_string())
                .with("department", demand.department.as_str())
                .with("title", demand.title.as_str())
                .with("halfdays", demand.effort_halfdays)
                .with("people", demand.people),
        )?;
    }
    supervision(&detail, context)?;
    sample(&detail, context)
}

fn supervision(detail: &VisitDetail, context: &mut Context<'_>) -> Result<()> {
    context.say(&Message::new("visit-supervision"))?;
    for (gate, missing) in &detail.gates {
        let missing: Vec<Arg> = missing.iter().cloned().map(Arg::from).collect();
        let code = if missing.is_empty() { "visit-gate-open" } else { "visit-gate-shut" };
        context.say(
            &Message::new(code).with("gate", Arg::code(gate.text_id())).with("missing", Arg::List(missing)),
        )?;
    }
    for verdict in &detail.verdicts {
        let severity = context.word(verdict.severity);
        let said = context.text(&verdict.message);
        context.line(&format!("    {} {severity}  {said}", verdict.rule))?;
    }
    Ok(())
}

fn sample(detail: &VisitDetail, context: &mut Context<'_>) -> Result<()> {
    let n: u64 = detail.samples.iter().map(|sample| sample.n).sum();
    let said = match &detail.round {
        None if detail.samples.is_empty() => return Ok(()),
        None => Message::new("visit-would-draw"),
        Some(round) => {
            let code = if round.drawn.is_some() { "visit-drawn" } else { "visit-to-draw" };
            Message::new(code).with("hash", round.secret_sha256.as_str())
        }
    };
    context.say(&said.with("n", n))?;
    for (departments, sample) in alike(&detail.samples) {
        let head = context.text(&sample.head(&departments));
        context.line(&format!("    {head}"))?;
        for meaning in sample.messages() {
            let text = context.text(meaning);
            context.line(&format!("      {text}"))?;
        }
    }
    for said in detail.together.iter().chain(&detail.directed) {
        let text = context.text(said);
        context.line(&format!("    {text}"))?;
    }
    Ok(())
}

fn document(detail: &VisitDetail, session: &Session, context: &mut Context<'_>) -> Result<()> {
    let mut document = row_document(&detail.planned, true);
    let gates: Vec<Value> = detail
        .gates
        .iter()
        .map(|(gate, missing)| {
            let missing: Vec<String> =
                missing.iter().map(|message| context.catalogue.render(message)).collect();
            json!({ "gate": gate, "missing": missing })
        })
        .collect();
    let verdicts: Vec<Value> =
        detail.verdicts.iter().map(|verdict| verdict_document(verdict, session.office(), context)).collect();
    let round = detail.round.as_ref().map(super::draw::round_document);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("schema".to_owned(), json!("lianjian/visit/1"));
        fields.insert("gates".to_owned(), Value::Array(gates));
        fields.insert("verdicts".to_owned(), Value::Array(verdicts));
        fields.insert("team".to_owned(), json!(detail.team));
        fields.insert("round".to_owned(), json!(round));
    }
    context.document(&document)
}
