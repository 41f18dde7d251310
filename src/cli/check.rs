//! `lianjian check INSTANCE PLAN`: judges a plan file. Knows no search.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Context, read_file};
use crate::app::engine::{self, Verdict};
use crate::app::error::Result;

/// Arguments of `check`.
#[derive(Args)]
pub(crate) struct CheckArguments {
    #[arg(value_name = "INSTANCE")]
    instance: PathBuf,
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    #[arg(long)]
    compare: bool,
    #[arg(long, value_name = "N", default_value_t = 2)]
    hosts: u32,
}

/// The document of `--json`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    feasible: bool,
    objective: [i64; 5],
    bound: Option<[i64; 5]>,
    violations: &'a [engine::Violation],
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a engine::Comparison>,
}

pub(super) fn run(arguments: &CheckArguments, context: &mut Context<'_>) -> Result<()> {
    let instance = engine::read_instance(&read_file(&arguments.instance)?)?;
    let plan = engine::read_plan(&read_file(&arguments.plan)?)?;
    let Verdict { violations, objective } = engine::check(&instance, &plan);
    let bound = match &arguments.certificate {
        Some(path) => Some(engine::verify(&instance, &engine::read_certificate(&read_file(path)?)?)?),
        None => None,
    };
    if !violations.is_empty() {
        context.found_problems();
    }
    let compared = arguments.compare.then(|| engine::compare(&instance, &plan, arguments.hosts));
    let objective = objective.vector();
    if context.json() {
        let feasible = violations.is_empty();
        let schema = "lianjian/check/1";
        let compared = compared.as_ref();
        return context.document(&Document {
            schema,
            feasible,
            objective,
            bound,
            violations: &violations,
            compared,
        });
    }
    for violation in &violations {
        let text = context.catalogue.render(&violation.message());
        context.line(&format!("VIOLATION {} {text}", violation.code))?;
    }
    if let Some(bound) = bound {
        context.line(&format!("bound {bound:?} VERIFIED"))?;
    }
    if let Some(compared) = &compared {
        let units: Vec<String> = (0..instance.units.len()).map(|unit| unit.to_string()).collect();
        let names = instance.departments.iter().enumerate();
        let departments: Vec<String> =
            names.map(|(at, department)| format!("{at} {}", department.name).trim_end().to_owned()).collect();
        super::compare::print(compared, &units, &departments, context)?;
    }
    let verdict = match violations.len() {
        0 => "FEASIBLE".to_owned(),
        count => format!("INFEASIBLE ({count} violations)"),
    };
    context.line(&format!("objective {objective:?} {verdict}"))
}
