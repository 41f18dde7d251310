//! `lianjian quota`: what units have used of their quotas, and a director's exceptions.

use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::{Value, json};

use super::Context;
use super::parse::{self, Span};
use super::rules::{citation_text, verdict_document};
use super::table::{Column, Table};
use crate::app::command::exception::Except;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::intake::unit_named;
use crate::app::query::alarm::{Execution, SameDay, alarms, year_of};
use crate::app::query::quota::{Measure, QuotaOverview, quotas};
use crate::domain::day::month;
use crate::domain::id::VisitId;
use crate::domain::message::Message;

/// What to do with quotas.
#[derive(Subcommand)]
pub(crate) enum Quota {
    /// What is used.
    Show {
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[arg(long, value_name = "DATE")]
        day: Option<NaiveDate>,
    },
    /// Too often, too many, off the plan: over requests, plan and what came.
    Alarms {
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[command(flatten)]
        span: Span,
    },
    /// Permit one visit to exceed one rule.
    Except {
        #[arg(value_name = "RULE")]
        rule: String,
        #[arg(value_name = "VISIT")]
        visit: VisitId,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Quota {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Show { unit, day } => show(unit.as_deref(), day, context),
            Self::Alarms { unit, span } => show_alarms(unit.as_deref(), &span, context),
            Self::Except { rule, visit, reason } => {
                let rule = rule.to_ascii_uppercase();
                let id = context.writer()?.run(Except { rule: rule.clone(), visit, reason })?;
                if context.json() {
                    return context.document(&json!({
                        "schema": "lianjian/exception/1",
                        "id": id,
                        "rule": rule,
                        "visit": visit,
                    }));
                }
                context.say(
                    &Message::new("quota-excepted")
                        .with("id", id.to_string())
                        .with("rule", rule)
                        .with("visit", visit.to_string()),
                )
            }
        }
    }
}

fn show(unit: Option<&str>, day: Option<NaiveDate>, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let day = day.unwrap_or_else(|| session.today());
    let overview = session.read(|view| {
        let only = unit.map(|unit| unit_named(&CountyView::load(view)?, unit)).transpose()?;
        quotas(view, session.office(), day, only.as_ref())
    })?;
    if context.json() {
        return context.document(&document(&overview, day));
    }
    let mut table = Table::new(&[
        Column::Left("col-unit"),
        Column::Left("col-rule"),
        Column::Left("col-scope"),
        Column::Left("col-period"),
        Column::Left("col-span"),
        Column::Left("col-measure"),
        Column::Right("col-used"),
        Column::Right("col-max"),
    ]);
    for unit in &overview.units {
        for limit in &unit.limits {
            let measure = match limit.measure {
                Measure::Visits => "word-visits",
                Measure::Days => "word-days",
            };
            table.row([
                unit.name.clone(),
                limit.rule.clone(),
                context.word(limit.scope),
                context.word(limit.period),
                parse::days_text(limit.range),
                context.catalogue.get(measure),
                limit.used.to_string(),
                limit.max.to_string(),
            ]);
        }
    }
    table.print(context)?;
    for (month, usage) in &overview.months {
        let said = match usage.max.zip(usage.baseline) {
            Some((max, baseline)) => Message::new("quota-month").with("max", max).with("baseline", baseline),
            None => Message::new("quota-month-no-baseline"),
        };
        let said = said.with("month", month.as_str()).with("visits", usage.visits);
        context.say(&said.with("exempt", usage.exempt))?;
    }
    if overview.reserved > 0 {
        context.say(&Message::new("quota-reserved").with("count", overview.reserved))?;
    }
    for exception in &overview.exceptions {
        context.say(
            &Message::new("quota-exception")
                .with("id", exception.id.to_string())
                .with("rule", exception.rule.as_str())
                .with("visit", exception.visit.to_string())
                .with("director", exception.director.as_str())
                .with("on", exception.on.to_string())
                .with("reason", exception.reason.as_str()),
        )?;
    }
    Ok(())
}

fn show_alarms(unit: Option<&str>, span: &Span, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let span = span.or(year_of(session.today()).unwrap_or_else(|| month(session.today())))?;
    let found = session.read(|view| {
        let only = unit.map(|unit| unit_named(&CountyView::load(view)?, unit)).transpose()?;
        alarms(view, session.office(), span, only.as_ref())
    })?;
    let Execution { planned, came, arrived, outside, outside_unannounced } = found.execution;
    if context.json() {
        let alarms: Vec<Value> = found
            .verdicts
            .iter()
            .map(|verdict| verdict_document(verdict, session.office(), context))
            .collect();
        return context.document(&json!({
            "schema": "lianjian/alarms/1",
            "days": parse::days(span),
            "alarms": alarms,
            "planned": planned,
            "came": came,
            "arrived": arrived,
            "outside": outside,
            "outside_percent": found.execution.outside_percent(),
            "outside_unannounced": outside_unannounced,
            "same_day": found.same_day.iter().map(same_day).collect::<Vec<Value>>(),
        }));
    }
    for verdict in &found.verdicts {
        let text = context.text(&verdict.message);
        let citation = session.office().rules.rule(&verdict.rule).map(|held| held.rule.citation.clone());
        let citation = citation.map(|citation| citation_text(&citation, context)).unwrap_or_default();
        context.line(&format!("{}  {text}", verdict.rule))?;
        context.line(&format!("       {citation}"))?;
    }
    context.say(
        &Message::new("quota-alarms")
            .with("days", parse::days_text(span))
            .with("alarms", found.verdicts.len())
            .with("planned", planned)
            .with("came", came)
            .with("outside", outside)
            .with("untold", outside_unannounced),
    )
}

fn same_day(same: &SameDay) -> Value {
    json!({ "day": same.day, "unit": same.unit, "occasions": same.occasions })
}

fn document(overview: &QuotaOverview, day: NaiveDate) -> Value {
    let limit = |limit: &crate::app::query::quota::Usage| {
        json!({
            "rule": limit.rule,
            "scope": limit.scope,
            "period": limit.period,
            "days": parse::days(limit.range),
            "measure": if limit.measure == Measure::Visits { "visits" } else { "days" },
            "used": limit.used,
            "max": limit.max,
        })
    };
    let units: Vec<Value> = overview
        .units
        .iter()
        .map(|unit| {
            let limits: Vec<Value> = unit.limits.iter().map(limit).collect();
            json!({ "unit": unit.unit, "name": unit.name, "limits": limits })
        })
        .collect();
    let months: Vec<Value> = overview
        .months
        .iter()
        .map(|(month, usage)| {
            json!({
                "month": month,
                "visits": usage.visits,
                "exempt": usage.exempt,
                "baseline": usage.baseline,
                "max": usage.max,
            })
        })
        .collect();
    json!({
        "schema": "lianjian/quota/1",
        "day": day,
        "units": units,
        "months": months,
        "reserved": overview.reserved,
        "exceptions": overview.exceptions,
    })
}
