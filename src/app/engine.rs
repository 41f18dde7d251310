//! The planner on files: instance bytes in, plan bytes out, verdicts. Knows no database and no arguments.

use std::ops::ControlFlow;

use crate::domain::code::Code;
use crate::domain::instance::{Demand, Instance};
use crate::domain::message::{Arg, Message};
use crate::domain::plan::{Objective, Plan, Reason};
use crate::planner::{self, bound};

pub use crate::planner::bound::Certificate;
pub use crate::planner::check::{Verdict, Violation};
pub use crate::planner::{
    Answer, Change, Compared, Comparison, Effort, Explanation, Moved, Progress, Solution, SolveOptions,
};

use super::error::{AppError, Kind, Result};

/// Reads an instance file.
pub fn read_instance(bytes: &[u8]) -> Result<Instance> {
    planner::read::instance(bytes).map_err(|message| AppError::of(Kind::Problem, message))
}

/// Reads a plan file.
pub fn read_plan(bytes: &[u8]) -> Result<Plan> {
    planner::read::plan(bytes).map_err(|message| AppError::of(Kind::Problem, message))
}

/// Plans, and has the checker judge the plan before anybody sees it.
pub fn solve(
    instance: &Instance,
    options: &SolveOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> (Solution, Verdict) {
    let solution = planner::solve(instance, options, progress);
    let verdict = planner::check::check(instance, &solution.plan);
    (solution, verdict)
}

/// How good a plan is, as people read it.
pub fn bound_message(solution: &Solution) -> Message {
    let Some((rank, value, bound)) = solution.open() else {
        return Message::new("plan-proved");
    };
    let gap = solution.gap().unwrap_or(0);
    let rank = ["unserved", "visits", "days"].get(rank).copied().unwrap_or_default();
    Message::new("plan-gap")
        .with("rank", rank)
        .with("value", value)
        .with("bound", bound)
        .with("gap", format!("{}.{:02}", gap / 100, gap % 100))
}

/// How good the best plan so far is, as people read it while they wait.
pub fn progress_message(progress: &Progress) -> Message {
    let [unserved, visits, days, ..] = progress.objective.vector();
    let message = match (progress.bound, progress.gap()) {
        (Some(bound), Some(gap)) => Message::new("plan-progress-gap")
            .with("bound", bound)
            .with("gap", format!("{}.{:02}", gap / 100, gap % 100)),
        _ => Message::new("plan-progress"),
    };
    message.with("unserved", unserved).with("visits", visits).with("days", days)
}

/// Why each demand left out is left out, and what would let it in.
pub fn explain(instance: &Instance, plan: &Plan) -> Vec<Explanation> {
    planner::explain(instance, plan)
}

/// An explanation as people read it: the limits met, and the smallest thing that would help.
pub fn explanation_messages(explanation: &Explanation) -> Vec<Message> {
    let block = |&(reason, days): &(Reason, u32)| {
        let reason = Arg::code(reason.text_id());
        Arg::from(Message::new("plan-block").with("reason", reason).with("days", days))
    };
    let blocks = Arg::List(explanation.blocks.iter().map(block).collect());
    let request = explanation.request;
    let help = explanation.relaxation.map_or_else(
        || Message::new("plan-no-relaxation").with("request", request),
        |relaxation| relaxation.message(request),
    );
    let mut messages =
        vec![Message::new("plan-left-out").with("request", request).with("blocks", blocks), help];
    if explanation.moves > 0 {
        messages.push(Message::new("plan-relaxation-moves").with("count", explanation.moves));
    }
    messages
}

/// Reads one demand, as it stands in an instance file.
pub fn read_demand(bytes: &[u8]) -> Result<Demand> {
    planner::read::one_demand(bytes).map_err(|message| AppError::of(Kind::Problem, message))
}

/// What one change to a good plan would bring with at most `moves` other demands moved.
pub fn what_if(instance: &Instance, plan: &Plan, change: &Change, moves: u32, seed: u64) -> Result<Answer> {
    planner::what_if(instance, plan, change, moves, seed)
        .ok_or_else(|| AppError::of(Kind::Problem, Message::new("P3022")))
}

/// A plan beside every department on its own, with so many host staff a visit day.
pub fn compare(instance: &Instance, plan: &Plan, hosts: u32) -> Comparison {
    planner::compare(instance, plan, hosts)
}

/// Judges a plan.
pub fn check(instance: &Instance, plan: &Plan) -> Verdict {
    planner::check::check(instance, plan)
}

/// Reads a certificate file.
pub fn read_certificate(bytes: &[u8]) -> Result<Certificate> {
    planner::read::certificate(bytes).map_err(|message| AppError::of(Kind::Problem, message))
}

/// Adds up again what a certificate claims; the bound it proves.
pub fn verify(instance: &Instance, certificate: &Certificate) -> Result<[i64; 5]> {
    bound::verify(instance, certificate).map_err(|message| AppError::of(Kind::Problem, message))
}

/// A certificate as the bytes of its file.
pub fn certificate_bytes(certificate: &Certificate) -> Result<Vec<u8>> {
    bytes(certificate)
}

/// An instance as the bytes of its file.
pub fn instance_bytes(instance: &Instance) -> Result<Vec<u8>> {
    bytes(instance)
}

/// A plan as the bytes of its file.
pub fn plan_bytes(plan: &Plan) -> Result<Vec<u8>> {
    bytes(plan)
}

fn bytes(document: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut bytes =
        serde_json::to_vec(document).map_err(|error| AppError::environment("X6003").caused_by(error))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The objective as people read it.
pub fn objective_message(objective: &Objective) -> Message {
    Message::new("plan-objective")
        .with("unserved", objective.unserved)
        .with("visits", objective.visits)
        .with("days", objective.days)
        .with("lateness", objective.lateness)
        .with("moves", objective.moves)
}
