//! `lianjian solve INSTANCE -o PLAN`: plans an instance file. Knows no database.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::plan::with_progress;
use super::{Context, read_file};
use crate::app::engine::{self, Effort, Explanation, SolveOptions};
use crate::app::error::{AppError, Result};
use crate::domain::message::Message;

/// Arguments of `solve`.
#[derive(Args)]
pub(crate) struct SolveArguments {
    #[arg(value_name = "INSTANCE")]
    instance: PathBuf,
    #[arg(short, long, value_name = "PLAN")]
    out: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(long, value_enum, default_value = "normal", hide_possible_values = true)]
    effort: EffortName,
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[arg(long)]
    prove: bool,
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
}

/// The words of `--effort`.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum EffortName {
    Quick,
    Normal,
    Thorough,
}

impl From<EffortName> for Effort {
    fn from(name: EffortName) -> Self {
        match name {
            EffortName::Quick => Self::Quick,
            EffortName::Normal => Self::Normal,
            EffortName::Thorough => Self::Thorough,
        }
    }
}

/// The document of `--json`.
#[derive(Serialize)]
struct Document {
    schema: &'static str,
    objective: [i64; 5],
    bound: Option<[i64; 5]>,
    /// What no plan's 400 · weight left out + 19 · visits + days is below.
    cost_bound: Option<i64>,
    proved: bool,
    seconds: f64,
    iterations: u64,
    unserved: Vec<Explanation>,
}

pub(super) fn run(arguments: &SolveArguments, context: &mut Context<'_>) -> Result<()> {
    let instance = engine::read_instance(&read_file(&arguments.instance)?)?;
    let options = SolveOptions {
        seed: arguments.seed,
        effort: arguments.effort.into(),
        threads: arguments.threads.unwrap_or_else(processors).max(1),
        prove: arguments.prove || arguments.certificate.is_some(),
    };
    let begun = context.now();
    let (solution, verdict) = with_progress(context, |hear| engine::solve(&instance, &options, hear))?;
    let elapsed = context.now() - begun;
    write_file(&arguments.out, &engine::plan_bytes(&solution.plan)?)?;
    if let (Some(path), Some(certificate)) = (&arguments.certificate, &solution.certificate) {
        write_file(path, &engine::certificate_bytes(certificate)?)?;
    }
    for violation in &verdict.violations {
        context.note(&violation.message());
        context.found_problems();
    }
    let objective = solution.objective.vector();
    if context.json() {
        return context.document(&Document {
            schema: "lianjian/solve/1",
            objective,
            bound: solution.bound,
            cost_bound: solution.certificate.as_ref().map(engine::Certificate::scalar),
            proved: solution.proved(),
            seconds: elapsed.as_seconds_f64(),
            iterations: solution.iterations,
            unserved: engine::explain(&instance, &solution.plan),
        });
    }
    context.line(&format!("objective {objective:?}"))?;
    context.say(&engine::objective_message(&solution.objective))?;
    if let Some(bound) = solution.bound {
        context.line(&format!("bound {bound:?}"))?;
        context.say(&engine::bound_message(&solution))?;
    }
    if context.global.verbose {
        for explanation in engine::explain(&instance, &solution.plan) {
            for message in engine::explanation_messages(&explanation) {
                context.say(&message)?;
            }
        }
    }
    context.say(&Message::new("plan-written").with("file", arguments.out.display().to_string()))
}

/// As many threads as the machine has; the plan does not depend on it.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Writes a file whole or not at all.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // What was begun is of no use to anybody; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&part);
        AppError::environment("P3013").with("file", path.display().to_string()).caused_by(error)
    })
}
