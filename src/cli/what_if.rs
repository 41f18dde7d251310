//! `lianjian what-if INSTANCE PLAN CHANGE`: what one change would bring, kept only with `--out`. Knows no database.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::solve::write_file;
use super::{Context, read_file};
use crate::app::engine::{self, Answer, Change, Moved};
use crate::app::error::Result;
use crate::domain::code::Code;
use crate::domain::instance::Instance;
use crate::domain::message::{Arg, Message};
use crate::domain::plan::Plan;

/// Arguments of `what-if`.
#[derive(Args)]
pub(crate) struct WhatIfArguments {
    #[arg(value_name = "INSTANCE")]
    instance: PathBuf,
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 3)]
    moves: u32,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(short, long, value_name = "PLAN")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "INSTANCE")]
    changed: Option<PathBuf>,
    #[command(subcommand)]
    change: Asked,
}

/// The change somebody considers; numbers are positions in the instance file.
#[derive(Subcommand)]
pub(crate) enum Asked {
    /// One demand more, from a file.
    Add {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// One demand less.
    Drop {
        #[arg(value_name = "REQUEST")]
        request: usize,
    },
    /// A demand pinned to a day: its own or another one.
    Move {
        #[arg(value_name = "REQUEST")]
        request: usize,
        #[arg(value_name = "DAY")]
        day: u32,
    },
    /// A demand in another window.
    Window {
        #[arg(value_name = "REQUEST")]
        request: usize,
        #[arg(value_name = "FROM")]
        from: u32,
        #[arg(value_name = "TO")]
        to: u32,
    },
    /// Leaders lent to a county.
    Leaders {
        #[arg(value_name = "COUNTY")]
        county: usize,
        #[arg(value_name = "N")]
        count: u32,
    },
    /// People lent to a department.
    People {
        #[arg(value_name = "DEPARTMENT")]
        department: usize,
        #[arg(value_name = "N")]
        count: u32,
    },
}

impl Asked {
    fn change(&self) -> Result<Change> {
        Ok(match *self {
            Self::Add { ref file } => Change::Add { demand: engine::read_demand(&read_file(file)?)? },
            Self::Drop { request } => Change::Drop { request },
            Self::Move { request, day } => Change::Move { request, day },
            Self::Window { request, from, to } => Change::Window { request, from, to },
            Self::Leaders { county, count } => Change::Leaders { county, count },
            Self::People { department, count } => Change::People { department, count },
        })
    }
}

/// The document of `--json`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    before: [i64; 5],
    objective: [i64; 5],
    request: Option<usize>,
    start: Option<u32>,
    refused: Option<&'static str>,
    moved: &'a [Moved],
    milliseconds: i64,
}

pub(super) fn run(arguments: &WhatIfArguments, context: &mut Context<'_>) -> Result<()> {
    let instance = engine::read_instance(&read_file(&arguments.instance)?)?;
    let plan = engine::read_plan(&read_file(&arguments.plan)?)?;
    let change = arguments.change.change()?;
    let verdict = engine::check(&instance, &plan);
    if !verdict.violations.is_empty() {
        for violation in &verdict.violations {
            context.note(&violation.message());
        }
        context.found_problems();
        return Ok(());
    }
    let begun = context.now();
    let answer = engine::what_if(&instance, &plan, &change, arguments.moves, arguments.seed)?;
    let elapsed = context.now() - begun;
    if let Some(path) = &arguments.out {
        write_file(path, &engine::plan_bytes(&answer.plan)?)?;
    }
    if let Some(path) = &arguments.changed {
        write_file(path, &engine::instance_bytes(&answer.instance)?)?;
    }
    if answer.refused.is_some() {
        context.found_problems();
    }
    let request = asked(&instance, &change);
    let start = request.and_then(|request| start(&answer.plan, request));
    if context.json() {
        return context.document(&Document {
            schema: "lianjian/what-if/1",
            before: verdict.objective.vector(),
            objective: answer.objective.vector(),
            request,
            start,
            refused: answer.refused.map(super::super::domain::plan::Reason::code),
            moved: &answer.moved,
            milliseconds: elapsed.num_milliseconds(),
        });
    }
    tell(&answer, request, start, context)?;
    context
        .say(&Message::new("what-if-before").with("was", engine::objective_message(&verdict.objective)))?;
    context.say(&Message::new("what-if-after").with("becomes", engine::objective_message(&answer.objective)))
}

/// The demand a change is about.
const fn asked(instance: &Instance, change: &Change) -> Option<usize> {
    match *change {
        Change::Add { .. } => Some(instance.demands.len()),
        Change::Drop { request } | Change::Move { request, .. } | Change::Window { request, .. } => {
            Some(request)
        }
        Change::Leaders { .. } | Change::People { .. } => None,
    }
}

fn start(plan: &Plan, request: usize) -> Option<u32> {
    plan.visits.iter().find(|visit| visit.demands.contains(&request)).map(|visit| visit.start)
}

/// What becomes of the demand asked about, and what has to move for it.
fn tell(
    answer: &Answer,
    request: Option<usize>,
    start: Option<u32>,
    context: &mut Context<'_>,
) -> Result<()> {
    match (request, start, answer.refused) {
        (Some(request), Some(day), _) => {
            context.say(&Message::new("what-if-served").with("request", request).with("day", day))?;
        }
        (Some(request), None, Some(reason)) => {
            let reason = Arg::code(reason.text_id());
            context.say(&Message::new("what-if-refused").with("request", request).with("reason", reason))?;
        }
        (Some(request), None, None) => {
            context.say(&Message::new("what-if-dropped").with("request", request))?;
        }
        (None, ..) => {}
    }
    context.say(&Message::new("what-if-moves").with("count", answer.moved.len()))?;
    for moved in &answer.moved {
        let message = match (moved.from, moved.to) {
            (Some(from), Some(to)) => Message::new("what-if-moved").with("from", from).with("to", to),
            (None, Some(to)) => Message::new("what-if-placed").with("to", to),
            (from, None) => Message::new("what-if-displaced").with("from", from.unwrap_or(0)),
        };
        context.say(&message.with("request", moved.request))?;
    }
    Ok(())
}
