//! `lianjian demo --out DIR`: the whole job once, without a terminal.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Context;
use super::table::{Column, Table};
use crate::app::demo::{self, DemoReport};
use crate::app::error::{AppError, Result};
use crate::app::export;
use crate::app::query::plan::Unplaced;
use crate::app::session::{Actor, Session};
use crate::domain::id::RequestId;
use crate::domain::message::{Arg, Message};
use crate::domain::plan_run::Tally;

/// Arguments of `demo`.
#[derive(Args)]
pub(crate) struct DemoArguments {
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &DemoArguments, context: &mut Context<'_>) -> Result<()> {
    let folder = export::folder(&arguments.out)?;
    let database = folder.join("lianjian.db");
    if database.exists() {
        if !arguments.force {
            return Err(AppError::environment("X6010").with("file", database.display().to_string()));
        }
        for suffix in ["", "-wal", "-shm"] {
            let path = folder.join(format!("lianjian.db{suffix}"));
            if path.exists() {
                std::fs::remove_file(&path).map_err(|error| {
                    AppError::environment("X6012").with("file", path.display().to_string()).caused_by(error)
                })?;
            }
        }
    }
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: demo::now, today: demo::today() };
    let mut session = Session::open(&database, context.office()?, actor)?;
    let catalogue = context.own_catalogue();
    let report = demo::run(&mut session, &catalogue, &folder, arguments.force, &mut |message| {
        context.note(&message);
    })?;
    if context.json() { document(context, &report) } else { account(context, &report) }
}

fn document(context: &mut Context<'_>, report: &DemoReport) -> Result<()> {
    let tally =
        |tally: Tally| json!({ "visits": tally.visits, "days": tally.days, "host_hours": tally.host_hours });
    context.document(&json!({
        "schema": "lianjian/demo/1",
        "files": report.files,
        "requests": report.requests,
        "problems": report.problems,
        "accepted": report.triage.accepted,
        "returned": report.triage.returned,
        "refused": report.triage.refused,
        "diverted": report.triage.diverted,
        "visits": report.plan.visits.len(),
        "published": report.published.open.len(),
        "sealed": report.published.sealed.len(),
        "held_back": report.held_back.len(),
        "merged": tally(report.horizon.visits),
        "alone": tally(report.horizon.alone),
        "unserved": report.plan.unserved.len(),
        "draws": report.draws,
        "household_visits": {
            "separate": report.together.separate,
            "together": report.together.visits,
            "bound_thousandths": report.together.bound_thousandths,
        },
        "pages_saved": report.paper.pages,
        "host_hours_saved": report.paper.host_hours(),
        "written": report.written.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
    }))
}

/// What was merged, what was saved, what could not be placed and why, where the files are.
fn account(context: &mut Context<'_>, report: &DemoReport) -> Result<()> {
    let blank = |context: &mut Context<'_>, code: &str| {
        context.line("")?;
        context.say(&Message::new(code))
    };
    blank(context, "demo-heading-intake")?;
    context.say(
        &Message::new("demo-intake")
            .with("files", report.files)
            .with("requests", report.requests)
            .with("problems", report.problems),
    )?;
    context.say(
        &Message::new("demo-decided")
            .with("accepted", report.triage.accepted)
            .with("returned", report.triage.returned)
            .with("refused", report.triage.refused)
            .with("diverted", report.triage.diverted),
    )?;
    blank(context, "demo-heading-merged")?;
    merged(context, report)?;
    blank(context, "demo-heading-burden")?;
    burden(context, report)?;
    let shared = Message::new("draw-account").with("rounds", report.together.rounds);
    context.say(&shared.with("said", report.together.message()))?;
    context.say(&super::results::paper_message(&report.paper))?;
    blank(context, "demo-heading-unserved")?;
    unserved(context, report)?;
    blank(context, "demo-heading-files")?;
    context.say(&Message::new("demo-files").with("count", report.written.len()))?;
    // Of a folder with many files its name is enough.
    let mut folders: Vec<&Path> = Vec::new();
    for path in &report.written {
        match path.parent().filter(|folder| folder.ends_with("checklists") || folder.ends_with("letters")) {
            Some(folder) if folders.contains(&folder) => {}
            Some(folder) => folders.push(folder),
            None => context.line(&format!("  {}", path.display()))?,
        }
    }
    for folder in folders {
        context.line(&format!("  {}{}", folder.display(), std::path::MAIN_SEPARATOR))?;
    }
    Ok(())
}

fn merged(context: &mut Context<'_>, report: &DemoReport) -> Result<()> {
    let shared = report.plan.visits.iter().filter(|visit| visit.demands.len() > 1).count();
    context.say(
        &Message::new("demo-merged")
            .with("visits", report.plan.visits.len())
            .with("shared", shared)
            .with("uncounted", report.uncounted)
            .with("demands", report.plan.visits.iter().map(|visit| visit.demands.len()).sum::<usize>()),
    )?;
    let (with, alone) = (report.horizon.visits, report.horizon.alone);
    let row = |name: &str, before: u32, after: u32| {
        Message::new("demo-saved")
            .with("what", Arg::code(name))
            .with("alone", before)
            .with("merged", after)
            .with("percent", before.saturating_sub(after) * 100 / before.max(1))
    };
    context.say(&row("demo-saved-visits", alone.visits, with.visits))?;
    context.say(&row("demo-saved-days", alone.days, with.days))?;
    context.say(&row("demo-saved-hours", alone.host_hours, with.host_hours))?;
    context.say(&Message::new("demo-largest"))?;
    for visit in &report.largest {
        let departments = visit.departments.iter().map(|name| Arg::from(name.as_str())).collect();
        context.say(
            &Message::new("demo-largest-visit")
                .with("day", visit.visit.record.start.to_string())
                .with("unit", visit.unit.as_str())
                .with("departments", Arg::List(departments))
                .with("demands", visit.demands.len()),
        )?;
    }
    context.say(
        &Message::new("demo-published")
            .with("open", report.published.open.len())
            .with("sealed", report.published.sealed.len())
            .with("held", report.held_back.len())
            .with("draws", report.draws),
    )?;
    for (_, missing) in &report.held_back {
        context.say(missing)?;
    }
    Ok(())
}

/// October 2018 beside October 2019, by township.
fn burden(context: &mut Context<'_>, report: &DemoReport) -> Result<()> {
    let mut table = Table::new(&[
        Column::Left("col-township"),
        Column::Right("col-arrivals-before"),
        Column::Right("col-days-before"),
        Column::Right("col-week-before"),
        Column::Right("col-visits-after"),
        Column::Right("col-week-after"),
        Column::Right("col-others-after"),
    ]);
    for (code, before) in &report.before.units {
        let after = report.after.units.get(code).cloned().unwrap_or_default();
        let whole = report.horizon.units.get(code).cloned().unwrap_or_default();
        let numbers = [
            before.arrivals,
            before.arrival_days,
            before.days_a_week_min,
            after.visits.visits,
            whole.visits_a_week_max,
            after.exempt.visits + after.anchors,
        ];
        table.row(std::iter::once(before.name.clone()).chain(numbers.map(|number| number.to_string())));
    }
    table.print(context)
}

fn unserved(context: &mut Context<'_>, report: &DemoReport) -> Result<()> {
    if report.plan.unserved.is_empty() {
        return context.say(&Message::new("demo-unserved-none"));
    }
    // One line a request and reason, with all the units it concerns.
    let mut lines: BTreeMap<(RequestId, String), (&Unplaced, Vec<Arg>)> = BTreeMap::new();
    for left in &report.unserved {
        let reason = left.reason.as_ref().map_or_else(String::new, |reason| reason.code.clone());
        let line = lines.entry((left.demand.request, reason)).or_insert((left, Vec::new()));
        line.1.push(Arg::from(left.unit.as_str()));
    }
    for (left, units) in lines.into_values() {
        context.say(
            &Message::new("demo-unserved")
                .with("request", left.demand.request.to_string())
                .with("department", left.department.as_str())
                .with("title", left.title.as_str())
                .with("units", Arg::List(units))
                .with("reason", left.reason.clone().unwrap_or_else(|| Message::new("unplaced-other"))),
        )?;
    }
    Ok(())
}
