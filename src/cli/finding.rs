//! `lianjian finding`: what visits found, until when it is put right, and what shows that it was.

use chrono::NaiveDate;
use clap::Subcommand;
use serde_json::{Value, json};

use super::Context;
use super::parse;
use super::table::{Column, Table};
use crate::app::command::finding::{Advance, DrawRechecks, HandOver, Step};
use crate::app::command::recheck::PlanRechecks;
use crate::app::county::department;
use crate::app::error::Result;
use crate::app::query::field::{FindingRow, findings, reminders};
use crate::app::query::seal::hidden;
use crate::domain::finding::{Evidence, FindingState};
use crate::domain::id::{FindingId, VisitId};
use crate::domain::message::{Arg, Message};

/// What to do with findings.
#[derive(Subcommand)]
pub(crate) enum Findings {
    /// Many; the overdue first.
    List {
        #[arg(long, value_name = "STATE", value_parser = parse::code::<FindingState>(), hide_possible_values = true)]
        state: Option<FindingState>,
        #[arg(long)]
        overdue: bool,
    },
    /// What who is responsible says.
    Facts {
        #[arg(value_name = "FINDING")]
        id: FindingId,
        #[arg(value_name = "TEXT")]
        text: String,
        #[arg(long)]
        drop: bool,
    },
    /// Who sees to it.
    Assign {
        #[arg(value_name = "FINDING")]
        id: FindingId,
        #[arg(value_name = "DEPARTMENT")]
        department: Option<String>,
    },
    /// What to do.
    Guide {
        #[arg(value_name = "FINDING")]
        id: FindingId,
        #[arg(value_name = "TEXT")]
        text: String,
    },
    /// Put right.
    Close {
        #[arg(value_name = "FINDING")]
        id: FindingId,
        #[arg(long, value_name = "KIND", value_parser = parse::code::<Evidence>(), hide_possible_values = true)]
        evidence: Evidence,
        #[arg(long, value_name = "TEXT")]
        note: String,
    },
    /// Which closed ones are looked at again.
    Draw,
    /// Looked at again.
    Recheck {
        #[arg(value_name = "FINDING")]
        id: FindingId,
        #[arg(long)]
        failed: bool,
    },
    /// What is overdue or falls due.
    Remind,
    /// Visits of their own for second looks that nothing takes along.
    Plan,
    /// Something went to the case office; only that is kept.
    HandedOver {
        #[arg(value_name = "VISIT")]
        visit: VisitId,
    },
}

impl Findings {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::List { state, overdue } => list(state, overdue, context),
            Self::Facts { id, text, drop } => advance(id, Step::Facts { text, stands: !drop }, context),
            Self::Assign { id, department: name } => {
                let session = context.reader()?;
                let department = name.map(|name| department(&session, &name)).transpose()?;
                advance(id, Step::Assign { department }, context)
            }
            Self::Guide { id, text } => advance(id, Step::Guide { text }, context),
            Self::Close { id, evidence, note } => advance(id, Step::Close { evidence, note }, context),
            Self::Recheck { id, failed } => advance(id, Step::Recheck { passed: !failed }, context),
            Self::Draw => {
                let drawn = context.writer()?.run(DrawRechecks)?;
                if context.json() {
                    let schema = "lianjian/rechecks/1";
                    return context.document(&json!({ "schema": schema, "findings": drawn }));
                }
                let ids = drawn.iter().map(|id| Arg::from(id.to_string())).collect();
                context.say(
                    &Message::new("finding-drawn").with("count", drawn.len()).with("ids", Arg::List(ids)),
                )
            }
            Self::Remind => remind(context),
            Self::Plan => {
                let made = context.writer()?.run(PlanRechecks)?;
                if context.json() {
                    let schema = "lianjian/recheck-requests/1";
                    return context.document(&json!({ "schema": schema, "requests": made }));
                }
                let ids = made.iter().map(|id| Arg::from(id.to_string())).collect();
                let said = Message::new("finding-planned").with("count", made.len());
                context.say(&said.with("ids", Arg::List(ids)))
            }
            Self::HandedOver { visit } => {
                let id = context.writer()?.run(HandOver { visit })?;
                if context.json() {
                    return context.document(&json!({ "schema": "lianjian/finding/1", "finding": id }));
                }
                context.say(&Message::new("finding-handed-over").with("visit", visit.to_string()))
            }
        }
    }
}

fn advance(id: FindingId, step: Step, context: &mut Context<'_>) -> Result<()> {
    let mut session = context.writer()?;
    let today = session.today();
    let finding = session.run(Advance { id, step })?;
    if context.json() {
        return context.document(&json!({ "schema": "lianjian/finding/1", "finding": finding }));
    }
    context.say(
        &Message::new(finding.said_id())
            .with("id", id.to_string())
            .with("state", Arg::code(finding.standing_id(today)))
            .with("deadline", finding.deadline.to_string()),
    )
}

fn remind(context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let (lang, today) = (context.lang(), session.today());
    let mut rows = session.read(|view| reminders(view, session.office(), lang, today))?;
    let unseen = hidden(&session)?;
    rows.retain(|row| !unseen.contains(&row.visit));
    if context.json() {
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| json!({ "due": row.due, "overdue": row.overdue, "text": context.text(&row.text) }))
            .collect();
        return context.document(&json!({ "schema": "lianjian/reminders/1", "reminders": rows }));
    }
    if rows.is_empty() {
        context.note(&Message::new("list-empty"));
    }
    for row in rows {
        context.say(&row.text)?;
    }
    Ok(())
}

fn list(state: Option<FindingState>, overdue: bool, context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let (lang, today) = (context.lang(), session.today());
    let mut rows = session.read(|view| findings(view, session.office(), lang, state, today))?;
    // Where a visit under seal is, what it found would tell.
    let unseen = hidden(&session)?;
    rows.retain(|row| (!overdue || row.overdue) && !unseen.contains(&row.finding.visit));
    if context.json() {
        let documents: Vec<Value> = rows.iter().map(|row| document(row, context)).collect();
        return context.document(&json!({ "schema": "lianjian/finding-list/1", "findings": documents }));
    }
    let mut table = Table::new(&[
        Column::Left("col-id"),
        Column::Left("col-state"),
        Column::Left("col-class"),
        Column::Left("col-visit"),
        Column::Left("col-unit"),
        Column::Left("col-element"),
        Column::Left("col-responsible"),
        Column::Left("col-deadline"),
        Column::Left("col-found"),
    ]);
    for row in &rows {
        table.row(cells(row, today, context));
    }
    table.print(context)
}

fn cells(row: &FindingRow, today: NaiveDate, context: &Context<'_>) -> Vec<String> {
    let finding = &row.finding;
    let state = context.catalogue.get(&finding.standing_id(today));
    let handed_over = finding.state == FindingState::HandedOver;
    let blank_if = |blank: bool, text: String| if blank { String::new() } else { text };
    vec![
        finding.id.to_string(),
        if row.overdue { context.remarked(&state, &context.catalogue.get("word-overdue")) } else { state },
        blank_if(handed_over, context.word(finding.class)),
        finding.visit.to_string(),
        row.unit.clone(),
        finding.element.clone().unwrap_or_default(),
        blank_if(handed_over, row.responsible.clone()),
        blank_if(handed_over, finding.deadline.to_string()),
        blank_if(handed_over, context.text(&row.what)),
    ]
}

fn document(row: &FindingRow, context: &Context<'_>) -> Value {
    json!({
        "finding": row.finding,
        "unit_name": row.unit,
        "responsible": row.responsible,
        "question": row.question.as_ref().map(|question| context.text(question)),
        "what": context.text(&row.what),
        "guidance": context.text(&row.guidance),
        "overdue": row.overdue,
    })
}
