//! `lianjian sample severity`: how strictly the next sample is drawn after a history of results, and whether a lot
//! leaves the next visit out.

use clap::Args;
use serde::Serialize;

use super::chance;
use crate::app::error::Result;
use crate::app::sample::switching::{self, Judged, Step};
use crate::app::sample::{Ratio, Seed, wrong_use};
use crate::cli::Context;
use crate::domain::code::Code;
use crate::domain::draw::Severity;
use crate::domain::message::{Arg, Message};

/// Results, the oldest first, and the lot.
#[derive(Args)]
pub(crate) struct History {
    #[arg(value_name = "FOUND/AC", value_parser = judged, required = true)]
    results: Vec<Judged>,
    #[arg(long, value_name = "RATIO", value_parser = chance, requires_all = ["seed", "id"])]
    skip: Option<Ratio>,
    #[arg(long, value_name = "HEX", requires = "skip")]
    seed: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "skip")]
    id: Option<String>,
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    steps: Vec<StepDocument>,
    severity: Severity,
    stopped: bool,
    score: u32,
    clean_run: u32,
    may_be_skipped: bool,
    /// What the lot says; null without one, or where the history allows none.
    skipped: Option<bool>,
}

#[derive(Serialize)]
struct StepDocument {
    found: u32,
    ac: u32,
    accepted: bool,
    before: Severity,
    after: Severity,
    score: u32,
    reason: &'static str,
}

impl History {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (steps, standing) = switching::replay(&self.results);
        let seed = self.seed.as_deref().map(Seed::parse).transpose().map_err(wrong_use)?;
        let lot = self.skip.zip(seed).zip(self.id);
        let asked = lot.is_some();
        let skipped = lot.and_then(|((chance, seed), id)| switching::skipped(&standing, chance, &seed, &id));
        let steps = self.results.iter().zip(steps);
        if context.json() {
            return context.document(&Document {
                schema: "lianjian/severity/1",
                steps: steps.map(|(judged, step)| document(*judged, step)).collect(),
                severity: standing.severity,
                stopped: standing.stopped,
                score: standing.score,
                clean_run: standing.clean_run,
                may_be_skipped: standing.may_be_skipped(),
                skipped,
            });
        }
        for (number, (judged, step)) in (1_u64..).zip(steps) {
            let code = if judged.accepted() { "sampling-step-accepted" } else { "sampling-step-rejected" };
            context.say(
                &Message::new(code)
                    .with("number", number)
                    .with("severity", Arg::code(step.before.text_id()))
                    .with("found", judged.found)
                    .with("ac", judged.ac)
                    .with("score", step.score)
                    .with("reason", Arg::code(step.reason.code())),
            )?;
        }
        let next = if standing.stopped { "sampling-next-stopped" } else { "sampling-next" };
        context.say(&Message::new(next).with("severity", Arg::code(standing.severity.text_id())))?;
        match skipped {
            None if asked => {
                context.say(&Message::new("sampling-lot-none").with("visits", switching::CLEAN_RUN_MIN))
            }
            None => Ok(()),
            Some(true) => context.say(&Message::new("sampling-lot-skipped")),
            Some(false) => context.say(&Message::new("sampling-lot-kept")),
        }
    }
}

fn document(judged: Judged, step: Step) -> StepDocument {
    StepDocument {
        found: judged.found,
        ac: judged.ac,
        accepted: judged.accepted(),
        before: step.before,
        after: step.after,
        score: step.score,
        reason: step.reason.code(),
    }
}

/// A result such as `0/1`, or `1/2/1` with the acceptance number one step stricter behind it.
fn judged(text: &str) -> std::result::Result<Judged, String> {
    let wrong = |_| String::new();
    let mut numbers = text.split('/').map(str::parse::<u32>);
    let mut next = || numbers.next().transpose().map_err(wrong);
    let (Some(found), Some(ac), tighter_ac) = (next()?, next()?, next()?) else { return Err(String::new()) };
    match numbers.next() {
        None if tighter_ac.is_none_or(|tighter| tighter <= ac) => {
            Ok(Judged { found, ac, re: ac.saturating_add(1), tighter_ac })
        }
        _ => Err(String::new()),
    }
}
