//! `lianjian visit list|show`: visits as a table, one with everything. Where and when a sealed visit is, only directors see.

use serde_json::{Value, json};

use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::intake::unit_named;
use crate::app::query::plan::{PlannedVisit, visits};
use crate::app::query::sample::{SampleView, alike};
use crate::app::query::seal::Seal;
use crate::app::query::visit::{VisitDetail, detail};
use crate::app::session::Session;
use crate::cli::Context;
use crate::cli::parse::{self, Span};
use crate::cli::rules::verdict_document;
use crate::cli::table::{Column, Table, field};
use crate::domain::code::Code;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::visit::{Visit, VisitState};

pub(super) fn list(
    state: Option<VisitState>,
    unit: Option<&str>,
    span: &Span,
    context: &mut Context<'_>,
) -> Result<()> {
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

pub(super) fn show(id: VisitId, context: &mut Context<'_>) -> Result<()> {
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

/// One department's sample: how many of how many, by what it is judged, and what that means in words.
fn sample_document(sample: &SampleView, context: &Context<'_>) -> Value {
    let said: Vec<String> = sample.messages().map(|said| context.catalogue.render(said)).collect();
    json!({
        "request": sample.request,
        "department": sample.department,
        "subject": sample.subject,
        "kinds": sample.kinds,
        "population": sample.population,
        "n": sample.n,
        "judging": sample.judging,
        "stops": sample.stops,
        "said": said,
    })
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
    let round = detail.round.as_ref().map(crate::cli::draw::round_document);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("schema".to_owned(), json!("lianjian/visit/1"));
        fields.insert("gates".to_owned(), Value::Array(gates));
        fields.insert("verdicts".to_owned(), Value::Array(verdicts));
        fields.insert("team".to_owned(), json!(detail.team));
        fields.insert("round".to_owned(), json!(round));
        let samples: Vec<Value> =
            detail.samples.iter().map(|sample| sample_document(sample, context)).collect();
        fields.insert("samples".to_owned(), Value::Array(samples));
    }
    context.document(&document)
}
