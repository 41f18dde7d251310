//! `lianjian anchor` and `arrival`: what superiors announced, and what really came.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Context;
use super::parse::{self, Span};
use super::table::{Column, Table};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::query::lists::{anchors, arrivals};
use crate::app::query::seal::Seal;
use crate::app::{intake, telephone};
use crate::domain::intake::ArrivalRow;
use crate::domain::message::{Arg, Message};

/// Superiors' inspections.
#[derive(Subcommand)]
pub(crate) enum Anchors {
    /// All of them.
    List,
}

impl Anchors {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self::List = self;
        let rows = context.reader()?.read(anchors)?;
        if context.json() {
            let rows: Vec<Value> = rows
                .iter()
                .map(|row| {
                    json!({
                        "anchor": row.record,
                        "unit_name": row.unit,
                        "department_name": row.department,
                        "title": row.title,
                    })
                })
                .collect();
            return context.document(&json!({ "schema": "lianjian/anchor-list/1", "anchors": rows }));
        }
        let mut table = Table::new(&[
            Column::Left("col-id"),
            Column::Left("col-day"),
            Column::Right("col-days"),
            Column::Left("col-unit"),
            Column::Left("col-joinable"),
            Column::Left("col-request"),
            Column::Left("col-department"),
            Column::Left("col-title"),
        ]);
        for row in rows {
            let joinable = if row.record.joinable { "word-yes" } else { "word-no" };
            table.row([
                row.record.id.to_string(),
                row.record.start.to_string(),
                row.record.days.to_string(),
                row.unit,
                context.catalogue.get(joinable),
                row.record.request.to_string(),
                row.department,
                row.title,
            ]);
        }
        table.print(context)
    }
}

/// What really came.
#[derive(Subcommand)]
pub(crate) enum Arrivals {
    /// Put one on record.
    Add(Add),
    /// Those of a span, of a unit.
    List {
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
        #[command(flatten)]
        span: Span,
    },
}

/// One arrival as a township reports it by telephone.
#[derive(Args)]
pub(crate) struct Add {
    #[arg(value_name = "TEXT", conflicts_with_all = ["unit", "department", "date", "people", "hosts", "unannounced", "subject"])]
    line: Option<String>,
    #[arg(long, value_name = "UNIT", required_unless_present = "line")]
    unit: Option<String>,
    #[arg(long, value_name = "NAME", required_unless_present = "line")]
    department: Option<String>,
    #[arg(long, value_name = "DATE")]
    date: Option<NaiveDate>,
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    people: Option<u32>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=9999))]
    hosts: Option<u32>,
    #[arg(long)]
    unannounced: bool,
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=9999))]
    materials: u32,
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=9999))]
    forms: u32,
}

impl Arrivals {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Add(add) => add.run(context),
            Self::List { unit, span } => list(unit.as_deref(), &span, context),
        }
    }
}

impl Add {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let today = context.today();
        let mut session = context.writer()?;
        let row = match &self.line {
            Some(line) => telephone::read(&session.read(CountyView::load)?, line, today)?,
            None => self.row(today),
        };
        let arrival = intake::arrival(&mut session, row)?;
        let (unit, department) = session.read(|view| -> Result<_> {
            let county = CountyView::load(view)?;
            Ok((county.units.name(&arrival.unit), county.departments.short(&arrival.department)))
        })?;
        if context.json() {
            return context.document(&json!({ "schema": "lianjian/arrival/1", "arrival": arrival }));
        }
        let said = Message::new("arrival-added").with("id", arrival.id.to_string());
        context.say(&said.with("unit", unit).with("date", arrival.date.to_string()))?;
        let told = if arrival.announced { "word-announced" } else { "word-unannounced" };
        context.say(
            &Message::new("arrival-read")
                .with("department", department)
                .with("people", arrival.people)
                .with("hosts", arrival.hosts)
                .with("days", arrival.days)
                .with("told", Arg::code(told))
                .with("materials", arrival.materials)
                .with("forms", arrival.forms)
                .with("subject", arrival.subject.as_str()),
        )?;
        context.say(&match arrival.visit {
            Some(visit) => Message::new("arrival-of-visit").with("visit", visit.to_string()),
            None => Message::new("arrival-of-none"),
        })
    }

    fn row(&self, today: NaiveDate) -> ArrivalRow {
        ArrivalRow {
            sheet: None,
            row: 0,
            date: self.date.unwrap_or(today),
            unit: self.unit.clone().unwrap_or_default(),
            department: self.department.clone().unwrap_or_default(),
            people: self.people,
            halfdays: Some(self.days * 2),
            announced: Some(!self.unannounced),
            subject: self.subject.clone(),
            materials: Vec::new(),
            materials_count: Some(self.materials),
            forms: Some(self.forms),
            hosts: self.hosts,
            note: None,
        }
    }
}

fn list(unit: Option<&str>, span: &Span, context: &mut Context<'_>) -> Result<()> {
    let span = span.given()?;
    let rows = context.reader()?.read(|view| {
        let unit = unit.map(|unit| intake::unit_named(&CountyView::load(view)?, unit)).transpose()?;
        arrivals(view, span, unit.as_ref())
    })?;
    if context.json() {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| {
                json!({ "arrival": row.record, "unit_name": row.unit, "department_name": row.department })
            })
            .collect();
        return context.document(&json!({ "schema": "lianjian/arrival-list/1", "arrivals": rows }));
    }
    let mut table = Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-day"),
        Column::Right("col-days"),
        Column::Left("col-unit"),
        Column::Left("col-department"),
        Column::Right("col-people"),
        Column::Left("col-announced"),
        Column::Right("col-materials"),
        Column::Right("col-forms"),
        Column::Left("col-title"),
    ]);
    for row in rows {
        let announced = if row.record.announced { "word-announced" } else { "word-unannounced" };
        table.row([
            row.record.id.to_string(),
            row.record.date.to_string(),
            row.record.days.to_string(),
            row.unit,
            row.department,
            row.record.people.to_string(),
            context.catalogue.get(announced),
            row.record.materials.to_string(),
            row.record.forms.to_string(),
            row.title,
        ]);
    }
    table.print(context)
}

/// Arguments of `burden`.
#[derive(Args)]
pub(crate) struct BurdenArguments {
    #[arg(long, value_name = "YYYY-MM", value_parser = parse::month_of, conflicts_with_all = ["from", "to"])]
    month: Option<crate::domain::day::DayRange>,
    #[command(flatten)]
    span: Span,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
}

/// `lianjian burden`: what the townships bear.
pub(super) fn burden(arguments: &BurdenArguments, context: &mut Context<'_>) -> Result<()> {
    let this_month = crate::domain::day::month(context.today());
    let span = arguments.month.map_or_else(|| arguments.span.or(this_month), Ok)?;
    let session = context.reader()?;
    let burden = session.read(|view| {
        let seal = Seal::of(view, session.author(), session.today())?;
        let county = CountyView::load(view)?;
        let unit = arguments.unit.as_deref().map(|unit| intake::unit_named(&county, unit)).transpose()?;
        let mut burden = crate::app::query::burden::burden(view, span, seal)?;
        burden.units.retain(|code, _| unit.as_ref().is_none_or(|unit| county.units.township(unit) == code));
        Ok(burden)
    })?;
    if context.json() {
        return context.document(&burden_document(&burden));
    }
    let mut table = Table::new(&[
        Column::Left("col-unit"),
        Column::Right("col-visits"),
        Column::Right("col-days"),
        Column::Right("col-host-hours"),
        Column::Right("col-weekly-max"),
        Column::Right("col-exempt"),
        Column::Right("col-anchors"),
        Column::Right("col-arrivals"),
        Column::Right("col-arrival-days"),
        Column::Right("col-weekly-min"),
        Column::Right("col-materials"),
        Column::Right("col-forms"),
    ]);
    for unit in burden.units.values() {
        let numbers = [
            unit.visits.visits,
            unit.visits.days,
            unit.visits.host_hours,
            unit.visits_a_week_max,
            unit.exempt.visits,
            unit.anchors,
            unit.arrivals,
            unit.arrival_days,
            unit.days_a_week_min,
            unit.materials,
            unit.forms,
        ];
        table.row(std::iter::once(unit.name.clone()).chain(numbers.map(|number| number.to_string())));
    }
    table.print(context)?;
    context.say(
        &Message::new("burden-total")
            .with("days", parse::days_text(span))
            .with("visits", burden.visits.visits)
            .with("visit-days", burden.visits.days)
            .with("alone", burden.alone.visits)
            .with("alone-days", burden.alone.days)
            .with("arrivals", burden.arrivals)
            .with("sealed", u32::from(burden.sealed_apart)),
    )
}

fn burden_document(burden: &crate::app::query::burden::Burden) -> Value {
    let tally = |tally: crate::domain::plan_run::Tally| json!({ "visits": tally.visits, "days": tally.days, "host_hours": tally.host_hours });
    let units: Vec<Value> = burden
        .units
        .iter()
        .map(|(code, unit)| {
            json!({
                "unit": code,
                "name": unit.name,
                "visits": tally(unit.visits),
                "exempt": tally(unit.exempt),
                "anchors": unit.anchors,
                "arrivals": unit.arrivals,
                "arrival_days": unit.arrival_days,
                "days_a_week_min": unit.days_a_week_min,
                "visits_a_week_max": unit.visits_a_week_max,
                "materials": unit.materials,
                "forms": unit.forms,
            })
        })
        .collect();
    let departments: Vec<Value> = burden
        .departments
        .iter()
        .map(|row| json!({ "name": row.name, "alone": row.alone, "visits": row.visits, "sole": row.sole }))
        .collect();
    json!({
        "schema": "lianjian/burden/1",
        "days": parse::days(burden.span),
        "units": units,
        "visits": tally(burden.visits),
        "alone": tally(burden.alone),
        "arrivals": burden.arrivals,
        "sealed_apart": burden.sealed_apart,
        "departments": departments,
    })
}
