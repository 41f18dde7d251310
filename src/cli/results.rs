//! `lianjian record` and what `lianjian draw` says of results: records of draws, severity with its history,
//! substitutions, how evenly the burden lay, what sharing tickets saved.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::Context;
use super::given::{FileOptions, given};
use super::table::{Column, Table, field};
use crate::app::command::record::{Amending, ResumeSampling};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::intake::unit_named;
use crate::app::query::history::{UnitStanding, standings};
use crate::app::query::materials::{self, PaperSaved};
use crate::app::query::protocol::protocols;
use crate::app::query::seal::hidden;
use crate::app::query::spread;
use crate::app::query::together;
use crate::app::query::visit::detail;
use crate::app::results::record;
use crate::domain::code::Code;
use crate::domain::draw::NotVisited;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};

/// What a team brought back.
#[derive(Args)]
pub(crate) struct Record {
    #[arg(value_name = "VISIT")]
    visit: VisitId,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    amend: bool,
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    reading: FileOptions,
}

impl Record {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let file = given(&self.file)?;
        let options = self.reading.options();
        let mut session = context.writer()?;
        let amending = if self.amend { Amending::File } else { Amending::Nothing };
        let report = record(&mut session, self.visit, &file, &options, amending, self.dry_run)?;
        context.problems(&report.problems);
        let Some(visit) = report.visit else {
            return Err(AppError::problem("S4058").with("file", file.name));
        };
        let detail = session.read(|view| detail(view, session.office(), self.visit))?;
        let results =
            detail.samples.iter().filter_map(|sample| sample.result.as_ref().map(|said| (sample, said)));
        if context.json() {
            let parts: Vec<Value> = results
                .map(|(sample, said)| {
                    json!({
                        "department": sample.department,
                        "request": sample.request,
                        "result": context.text(said),
                    })
                })
                .collect();
            return context.document(&json!({
                "schema": "lianjian/recorded/1",
                "visit": visit.id,
                "state": visit.state,
                "rows": report.rows,
                "added": report.added,
                "unchanged": report.unchanged,
                "findings": report.findings,
                "problems": report.problems,
                "parts": parts,
            }));
        }
        let findings = report.findings.iter().map(|id| Arg::from(id.to_string())).collect();
        context.say(
            &Message::new(if self.dry_run { "record-rehearsed" } else { "record-done" })
                .with("visit", visit.id.to_string())
                .with("added", report.added)
                .with("unchanged", report.unchanged)
                .with("count", report.findings.len())
                .with("findings", Arg::List(findings))
                .with("state", Arg::code(visit.state.text_id())),
        )?;
        for (sample, said) in results {
            let text = context.text(said);
            // A department may judge several matters: the request tells them apart.
            context.line(&format!("  {} {}  {text}", sample.department, sample.request))?;
            if let Some(said) = &sample.expanded {
                let text = context.text(said);
                context.line(&format!("    {text}"))?;
            }
        }
        Ok(())
    }
}

/// The record of a draw (随机抽取记录), part by part.
pub(super) fn show(round: &str, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let catalogue = context.own_catalogue();
    if round.parse::<VisitId>().is_ok_and(|id| hidden(&session).is_ok_and(|unseen| unseen.contains(&id))) {
        return Err(AppError::problem("S4052").with("round", round));
    }
    let protocols = session.read(|view| protocols(view, session.office(), &catalogue, round))?;
    if context.json() {
        let parts: Vec<Value> =
            protocols.iter().map(|one| json!({ "record": one.record, "draw": one.draw })).collect();
        return context.document(&json!({ "schema": "lianjian/protocol/1", "round": round, "parts": parts }));
    }
    for protocol in protocols {
        let record = &protocol.record;
        context.say(
            &Message::new("protocol-title")
                .with("kind", record.kind.as_str())
                .with("n", record.size)
                .with("population", record.population),
        )?;
        for (label, value) in record.facts(catalogue.join(record.witnesses.iter().cloned())) {
            field(context, label, &value)?;
        }
        for (place, drawn) in (1..).zip(&record.drawn) {
            context.line(&format!("  {place:>4}  {}  {}  {}", drawn.id, drawn.ticket, drawn.name))?;
        }
    }
    Ok(())
}

/// Severity of every township and subject with a history, step by step.
pub(super) fn severity(unit: Option<&str>, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let rows = session.read(|view| {
        let unit = unit.map(|unit| unit_named(&CountyView::load(view)?, unit)).transpose()?;
        let mut rows = standings(view)?;
        rows.retain(|row| unit.as_ref().is_none_or(|unit| row.unit == *unit));
        Ok(rows)
    })?;
    if context.json() {
        let rows: Vec<Value> = rows.iter().map(|row| standing_document(row, context)).collect();
        return context.document(&json!({ "schema": "lianjian/severity/1", "units": rows }));
    }
    if rows.is_empty() {
        context.note(&Message::new("list-empty"));
    }
    let lang = context.lang();
    for row in &rows {
        context.say(&row.message(session.office().subject_name(&row.subject, lang)))?;
        for line in &row.history {
            let text = context.text(&line.message());
            context.line(&format!("    {text}"))?;
        }
    }
    Ok(())
}

fn standing_document(row: &UnitStanding, context: &Context<'_>) -> Value {
    let history: Vec<Value> = row
        .history
        .iter()
        .map(|line| {
            json!({
                "visit": line.judgement.visit,
                "on": line.judgement.on,
                "n": line.judgement.judging.n,
                "ac": line.judgement.judging.ac,
                "found": line.judgement.visited.nonconforming,
                "accepted": line.judgement.accepted,
                "alarm": line.judgement.alarm(),
                "before": line.before,
                "after": line.after,
                "score": line.score,
                "reason": context.catalogue.get(line.reason.code()),
            })
        })
        .collect();
    json!({
        "unit": row.unit,
        "name": row.name,
        "subject": row.subject,
        "severity": row.next.severity,
        "reason": context.catalogue.get(row.next.reason),
        "stopped": row.next.standing.stopped,
        "score": row.next.standing.score,
        "may_be_skipped": row.next.standing.may_be_skipped(),
        "history": history,
    })
}

/// A director accepts the special rectification of a stopped unit.
pub(super) fn resume(unit: &str, subject: String, note: String, context: &mut Context<'_>) -> Result<()> {
    let mut session = context.writer()?;
    let unit = session.read(|view| unit_named(&CountyView::load(view)?, unit))?;
    let resumption = session.run(ResumeSampling { unit, subject, note })?;
    if context.json() {
        return context.document(&json!({ "schema": "lianjian/resumed/1", "resumption": resumption }));
    }
    let subject = session.office().subject_name(&resumption.subject, context.lang());
    context.say(&Message::new("severity-resumed").with("subject", subject))
}

/// Substitutions by village, those that stand out first.
pub(super) fn substitutions(context: &mut Context<'_>) -> Result<()> {
    let rows = context.reader()?.read(spread::substitutions)?;
    if context.json() {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| {
                let replaced: serde_json::Map<String, Value> = row
                    .replaced
                    .iter()
                    .map(|(reason, count)| (reason.code().to_owned(), json!(count)))
                    .collect();
                json!({
                    "unit": row.unit,
                    "name": row.name,
                    "drawn": row.drawn,
                    "replaced": replaced,
                    "stands_out": row.stands_out,
                })
            })
            .collect();
        return context.document(&json!({ "schema": "lianjian/substitutions/1", "units": rows }));
    }
    let mut table = Table::new(&[
        Column::Left("col-unit"),
        Column::Right("col-drawn"),
        Column::Right("not-visited-working-away"),
        Column::Right("not-visited-absent-today"),
        Column::Right("not-visited-refused"),
        Column::Left("col-note"),
    ]);
    for row in &rows {
        let count = |reason| row.replaced.get(&reason).copied().unwrap_or(0).to_string();
        let note = if row.stands_out { context.catalogue.get("word-stands-out") } else { String::new() };
        table.row([
            row.name.clone(),
            row.drawn.to_string(),
            count(NotVisited::WorkingAway),
            count(NotVisited::AbsentToday),
            count(NotVisited::Refused),
            note,
        ]);
    }
    table.print(context)
}

/// How many elements were drawn how often.
pub(super) fn spread(context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let rows = session.read(spread::spread)?;
    if context.json() {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "kinds": row.kinds, "population": row.population, "drawn": row.drawn }))
            .collect();
        return context.document(&json!({ "schema": "lianjian/spread/1", "kinds": rows }));
    }
    let mut table = Table::new(&[
        Column::Left("col-element"),
        Column::Right("col-population"),
        Column::Right("col-times"),
        Column::Right("col-households"),
    ]);
    for row in rows {
        let kinds = row.kinds.iter().map(|kind| session.office().kind_name(kind, context.lang()));
        let kinds = context.catalogue.join(kinds);
        for (times, elements) in row.drawn {
            table.row([kinds.clone(), row.population.to_string(), times.to_string(), elements.to_string()]);
        }
    }
    table.print(context)
}

/// What sharing tickets saved, in all rounds several departments shared.
pub(super) fn account(context: &mut Context<'_>) -> Result<()> {
    let account = context.reader()?.read(together::account)?;
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/together/1",
            "rounds": account.rounds,
            "separate": account.separate,
            "visits": account.visits,
            "saved": account.saved(),
            "bound_thousandths": account.bound_thousandths,
        }));
    }
    context.say(&Message::new("draw-account").with("rounds", account.rounds).with("said", account.message()))
}

/// Materials that wait for a person, and what the decided ones save.
pub(super) fn materials(context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let (unmatched, saved) =
        session.read(|view| Ok((materials::unmatched(view)?, materials::saved(view, session.office())?)))?;
    if context.json() {
        let rows: Vec<Value> =
            unmatched.iter().map(|row| json!({ "name": row.name, "requests": row.requests })).collect();
        let by: serde_json::Map<String, Value> =
            saved.materials.iter().map(|(one, count)| (one.code().to_owned(), json!(count))).collect();
        return context.document(&json!({
            "schema": "lianjian/materials/1",
            "unmatched": rows,
            "requests": saved.requests,
            "switched": saved.switched,
            "materials": by,
            "pages_saved": saved.pages,
            "host_hours_saved": saved.host_hours(),
        }));
    }
    if !unmatched.is_empty() {
        let mut table = Table::new(&[Column::Left("col-material"), Column::Left("col-request")]);
        for row in &unmatched {
            let requests = row.requests.iter().map(ToString::to_string);
            table.row([row.name.clone(), context.catalogue.join(requests)]);
        }
        table.print(context)?;
    }
    context.say(&paper_message(&saved))?;
    if unmatched.is_empty() {
        return Ok(());
    }
    context.say(&Message::new("materials-unmatched").with("count", unmatched.len()))
}

/// What requests no longer take from the units, in a sentence.
pub(super) fn paper_message(saved: &PaperSaved) -> Message {
    Message::new("materials-saved")
        .with("requests", saved.requests)
        .with("switched", saved.switched)
        .with("pages", saved.pages)
        .with("hours", saved.host_hours())
}
