//! `lianjian plan` and `demand`: the planner on what waits, and what waits.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::ops::ControlFlow;

use chrono::{Months, NaiveDate};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::parse::{self, Span};
use super::table::{Column, Table, field};
use super::{Context, solve::EffortName};
use crate::app::command::adopt::{AdoptPlan, Adopted};
use crate::app::command::plan::{self as planning, PlanOptions};
use crate::app::county::CountyView;
use crate::app::engine::{self, Compared, Progress};
use crate::app::error::Result;
use crate::app::intake::unit_named;
use crate::app::query::plan::{DemandRow, Unplaced, demand, demands, plan};
use crate::app::query::seal::hidden;
use crate::domain::day::DayRange;
use crate::domain::demand::DemandState;
use crate::domain::id::{DemandId, RequestId, VisitId};
use crate::domain::message::{Arg, Message};
use crate::domain::plan_run::Tally;

/// Arguments of `plan`.
#[derive(Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    span: Span,
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true)]
    seed: u64,
    #[arg(
        long,
        value_enum,
        default_value = "normal",
        hide_possible_values = true,
        hide_default_value = true
    )]
    effort: EffortName,
    #[arg(long, value_name = "N")]
    moves: Option<u32>,
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<usize>>,
    #[arg(long)]
    explain: bool,
    #[arg(long)]
    compare: bool,
}

/// Months planned where no days are given.
const MONTHS: Months = Months::new(3);

fn coming(today: NaiveDate) -> DayRange {
    DayRange { from: today, until: today.checked_add_months(MONTHS).unwrap_or(today) }
}

pub(super) fn run(arguments: &PlanArguments, context: &mut Context<'_>) -> Result<()> {
    let mut session = context.writer()?;
    let threads = arguments.threads.or_else(|| std::thread::available_parallelism().ok());
    let options = PlanOptions {
        horizon: arguments.span.or(coming(context.today()))?,
        seed: arguments.seed,
        effort: arguments.effort.into(),
        threads: threads.map_or(1, NonZero::get),
        moves_max: arguments.moves,
    };
    let prepared = planning::prepare(&session, options)?;
    context.note(
        &Message::new("plan-begins")
            .with("demands", prepared.instance.demands.len())
            .with("days", prepared.instance.days),
    );
    let solution = with_progress(context, |hear| planning::solve(&prepared, hear))?;
    let (compared, units, departments) =
        session.read(|view| planning::compared(view, &prepared, &solution.plan))?;
    let adopted = session.run(AdoptPlan { prepared, plan: solution.plan })?;
    let unplaced = session.read(|view| Ok(plan(view)?.unplaced))?;
    let unplaced: Vec<Unplaced> = unplaced
        .into_iter()
        .filter(|left| adopted.unserved.iter().any(|(demand, _)| demand.id == left.demand.id))
        .collect();
    if context.json() {
        let mut document = document(&adopted, &unplaced, context);
        if arguments.compare
            && let Some(fields) = document.as_object_mut()
        {
            let named = |names: &[String], rows: &[Compared]| -> Vec<Value> {
                let rows = names.iter().zip(rows);
                rows.map(|(name, row)| json!({ "name": name, "alone": row.alone, "merged": row.merged }))
                    .collect()
            };
            let (by_unit, by_department) =
                (named(&units, &compared.units), named(&departments, &compared.departments));
            let total = json!({ "units": by_unit, "departments": by_department, "total": compared.total });
            fields.insert("compared".to_owned(), total);
        }
        return context.document(&document);
    }
    account(&adopted, &unplaced, arguments.explain, context)?;
    if arguments.compare {
        super::compare::print(&compared, &units, &departments, context)?;
    }
    Ok(())
}

/// Shows on a terminal how far a search is while it runs: one line, wiped when the work is done. A7152 where Ctrl-C
/// stopped it.
pub(super) fn with_progress<T>(
    context: &Context<'_>,
    search: impl FnOnce(&mut dyn FnMut(Progress) -> ControlFlow<()>) -> T,
) -> Result<T> {
    let line = context.progress();
    let found = search(&mut |at| {
        let text = context.catalogue.render(&engine::progress_message(&at));
        if line.say(at.done, at.total, text) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    line.whole().map(|()| found)
}

fn tally(tally: Tally) -> Value {
    json!({ "visits": tally.visits, "days": tally.days, "host_hours": tally.host_hours })
}

fn document(adopted: &Adopted, unplaced: &[Unplaced], context: &Context<'_>) -> Value {
    let visits: Vec<Value> = adopted
        .visits
        .iter()
        .map(|visit| {
            json!({
                "id": visit.id,
                "unit": visit.unit,
                "start": visit.start,
                "days": visit.days,
                "demands": visit.demands,
                "announced": visit.announced,
                "exempt": visit.exempt,
                "joins": visit.joins,
            })
        })
        .collect();
    let unserved: Vec<Value> = unplaced
        .iter()
        .map(|left| {
            let reason = left.reason.as_ref();
            json!({
                "demand": left.demand.id,
                "request": left.demand.request,
                "unit": left.demand.unit,
                "reason": reason.map(|reason| &reason.code),
                "text": reason.map(|reason| context.catalogue.render(reason)),
            })
        })
        .collect();
    json!({
        "schema": "lianjian/plan/1",
        "id": adopted.run.id,
        "days": parse::days(adopted.run.horizon),
        "seed": adopted.run.seed,
        "effort": adopted.run.effort,
        "objective": adopted.run.objective,
        "merged": tally(adopted.run.merged),
        "alone": tally(adopted.run.alone),
        "visits": visits,
        "unserved": unserved,
    })
}

fn account(adopted: &Adopted, unplaced: &[Unplaced], explain: bool, context: &mut Context<'_>) -> Result<()> {
    let run = &adopted.run;
    let served: usize = adopted.visits.iter().map(|visit| visit.demands.len()).sum();
    context.say(
        &Message::new("plan-adopted")
            .with("id", run.id.to_string())
            .with("days", parse::days_text(run.horizon))
            .with("demands", served)
            .with("visits", adopted.visits.len()),
    )?;
    let row = |name: &str, alone: u32, merged: u32| {
        Message::new("demo-saved")
            .with("what", Arg::code(name))
            .with("alone", alone)
            .with("merged", merged)
            .with("percent", u64::from(alone.saturating_sub(merged)) * 100 / u64::from(alone.max(1)))
    };
    context.say(&row("demo-saved-visits", run.alone.visits, run.merged.visits))?;
    context.say(&row("demo-saved-days", run.alone.days, run.merged.days))?;
    context.say(&row("demo-saved-hours", run.alone.host_hours, run.merged.host_hours))?;
    if unplaced.is_empty() {
        return context.say(&Message::new("plan-all-placed"));
    }
    context.say(&Message::new("plan-unplaced").with("count", unplaced.len()))?;
    if !explain {
        return by_reason(unplaced, context);
    }
    let mut table = Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-request"),
        Column::Left("col-department"),
        Column::Left("col-unit"),
        Column::Left("col-when"),
        Column::Left("col-reason"),
        Column::Left("col-title"),
    ]);
    for left in unplaced {
        table.row([
            left.demand.id.to_string(),
            left.demand.request.to_string(),
            left.department.clone(),
            left.unit.clone(),
            parse::days_text(left.demand.window),
            reason(left.reason.as_ref(), context),
            left.title.clone(),
        ]);
    }
    table.print(context)
}

fn reason(reason: Option<&Message>, context: &Context<'_>) -> String {
    reason.map_or_else(String::new, |reason| context.text(reason))
}

/// How many for each reason, most first.
fn by_reason(unplaced: &[Unplaced], context: &mut Context<'_>) -> Result<()> {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for left in unplaced {
        *counts.entry(reason(left.reason.as_ref(), context)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (reason, count) in counts {
        context.say(&Message::new("plan-unplaced-reason").with("count", count).with("reason", reason))?;
    }
    context.note(&Message::new("plan-explain-hint"));
    Ok(())
}

/// What waits, what is placed.
#[derive(Subcommand)]
pub(crate) enum Demands {
    /// Many.
    List {
        #[arg(long, value_name = "STATE", value_parser = parse::code::<DemandState>(), hide_possible_values = true)]
        state: Option<DemandState>,
        #[arg(long, value_name = "REQUEST")]
        request: Option<RequestId>,
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
    },
    /// One.
    Show {
        #[arg(value_name = "DEMAND")]
        id: DemandId,
    },
}

impl Demands {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::List { state, request, unit } => list(state, request, unit.as_deref(), context),
            Self::Show { id } => show(id, context),
        }
    }
}

fn list(
    state: Option<DemandState>,
    request: Option<RequestId>,
    unit: Option<&str>,
    context: &mut Context<'_>,
) -> Result<()> {
    let session = context.reader()?;
    let mut rows: Vec<DemandRow> = session.read(|view| {
        let unit = unit.map(|unit| unit_named(&CountyView::load(view)?, unit)).transpose()?;
        let mut rows = demands(view)?;
        rows.retain(|row| {
            state.is_none_or(|state| row.demand.state == state)
                && request.is_none_or(|request| row.demand.request == request)
                && unit.as_ref().is_none_or(|unit| row.demand.unit == *unit)
        });
        Ok(rows)
    })?;
    hide_sealed(&mut rows, &hidden(&session)?);
    if context.json() {
        let rows: Vec<Value> = rows.iter().map(|row| demand_document(row, context)).collect();
        return context.document(&json!({ "schema": "lianjian/demand-list/1", "demands": rows }));
    }
    let mut table = Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-request"),
        Column::Left("col-state"),
        Column::Left("col-visit"),
        Column::Left("col-department"),
        Column::Left("col-unit"),
        Column::Left("col-when"),
        Column::Right("col-elements"),
        Column::Left("col-title"),
    ]);
    for row in rows {
        table.row([
            row.demand.id.to_string(),
            row.demand.request.to_string(),
            context.word(row.demand.state),
            row.demand.visit.map_or_else(String::new, |visit| visit.to_string()),
            row.department,
            row.unit,
            parse::days_text(row.demand.window),
            if row.demand.elements.is_empty() {
                String::new()
            } else {
                row.demand.elements.len().to_string()
            },
            row.title,
        ]);
    }
    table.print(context)
}

/// A demand has a unit: that a sealed visit serves it would tell where the visit goes.
fn hide_sealed(rows: &mut [DemandRow], unseen: &BTreeSet<VisitId>) {
    for row in rows {
        row.demand.visit = row.demand.visit.filter(|visit| !unseen.contains(visit));
    }
}

fn demand_document(row: &DemandRow, context: &Context<'_>) -> Value {
    let demand = &row.demand;
    json!({
        "id": demand.id,
        "request": demand.request,
        "state": demand.state,
        "visit": demand.visit,
        "department": row.department,
        "title": row.title,
        "unit": demand.unit,
        "unit_name": row.unit,
        "occurrence": demand.occurrence,
        "days": parse::days(demand.window),
        "effort_halfdays": demand.effort_halfdays,
        "elements": demand.elements,
        "unserved": demand.unserved.as_ref().map(|reason| context.catalogue.render(reason)),
    })
}

fn show(id: DemandId, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let mut row = session.read(|view| demand(view, id))?;
    hide_sealed(std::slice::from_mut(&mut row), &hidden(&session)?);
    if context.json() {
        let mut document = demand_document(&row, context);
        if let Some(fields) = document.as_object_mut() {
            fields.insert("schema".to_owned(), json!("lianjian/demand/1"));
        }
        return context.document(&document);
    }
    let demand = &row.demand;
    context.line(&format!("{id}  {}", crate::text::visible::visible(&row.title)))?;
    let state = context.word(demand.state);
    field(context, "col-state", &state)?;
    field(context, "col-request", &demand.request.to_string())?;
    field(context, "col-department", &row.department)?;
    field(context, "col-unit", &row.unit)?;
    field(context, "col-when", &parse::days_text(demand.window))?;
    let effort = context.text(&Message::new("demand-halfdays").with("halfdays", demand.effort_halfdays));
    field(context, "col-effort", &effort)?;
    if let Some(visit) = demand.visit {
        field(context, "col-visit", &visit.to_string())?;
    }
    if let Some(unserved) = &demand.unserved {
        let text = context.text(unserved);
        field(context, "col-reason", &text)?;
    }
    if !demand.elements.is_empty() {
        let elements = context.catalogue.join(demand.elements.iter().map(ToString::to_string));
        field(context, "col-elements", &elements)?;
    }
    Ok(())
}
