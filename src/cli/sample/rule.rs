//! `lianjian sample size lqas|zero-failure|sequential`: rules for a population that is large, or visited one by one.

use clap::Args;
use serde::Serialize;

use super::size::{BASIS, SCHEMA};
use super::{percent, ratio};
use crate::app::error::Result;
use crate::app::sample::{Ratio, binomial, sequential, wrong_use};
use crate::cli::Context;
use crate::domain::message::Message;

/// The text that says where numbers for a large population come from.
const LARGE: &str = "sampling-basis-binomial";

#[derive(Args)]
pub(crate) struct Lqas {
    #[arg(long, value_name = "NUMBER")]
    n: u32,
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    benchmark: Ratio,
    #[arg(long, value_name = "N")]
    population: Option<u64>,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "10")]
    risk: Ratio,
}

#[derive(Serialize)]
struct LqasDocument {
    schema: &'static str,
    kind: &'static str,
    population: Option<u64>,
    n: u32,
    decision: u32,
    meaning: String,
    basis: String,
}

impl Lqas {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { n, benchmark, population, risk } = self;
        let rule = match population {
            Some(size) => binomial::lqas_finite(size, n, benchmark, risk),
            None => binomial::lqas(n, benchmark, risk),
        };
        let decision = rule.map_err(wrong_use)?.decision;
        let basis = if population.is_some() { BASIS } else { LARGE };
        let meaning = Message::new("sampling-lqas")
            .with("n", n)
            .with("benchmark", benchmark.percent_text())
            .with("decision", decision)
            .with("risk", risk.percent_text());
        if context.json() {
            return context.document(&LqasDocument {
                schema: SCHEMA,
                kind: "lqas",
                population,
                n,
                decision,
                meaning: context.catalogue.render(&meaning),
                basis: context.catalogue.get(basis),
            });
        }
        context.say(&meaning)?;
        context.say(&Message::new(basis))
    }
}

#[derive(Args)]
pub(crate) struct ZeroFailure {
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    tolerable: Ratio,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "95")]
    confidence: Ratio,
}

#[derive(Serialize)]
struct ZeroFailureDocument {
    schema: &'static str,
    kind: &'static str,
    n: u32,
    meaning: String,
    basis: String,
}

impl ZeroFailure {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { tolerable, confidence } = self;
        let n = binomial::zero_failure(tolerable, confidence).map_err(wrong_use)?;
        let meaning = Message::new("sampling-zero-failure")
            .with("n", n)
            .with("percent", tolerable.percent_text())
            .with("confidence", confidence.percent_text());
        if context.json() {
            let (meaning, basis) = (context.catalogue.render(&meaning), context.catalogue.get(LARGE));
            return context.document(&ZeroFailureDocument {
                schema: SCHEMA,
                kind: "zero-failure",
                n,
                meaning,
                basis,
            });
        }
        context.say(&meaning)?;
        context.say(&Message::new(LARGE))
    }
}

#[derive(Args)]
pub(crate) struct Sequential {
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    good: Ratio,
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    bad: Ratio,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "5")]
    alpha: Ratio,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "10")]
    beta: Ratio,
    #[arg(long, value_name = "NUMBER", default_value_t = 60)]
    length: u32,
}

#[derive(Serialize)]
struct SequentialDocument {
    schema: &'static str,
    kind: &'static str,
    stops: Vec<StopDocument>,
    basis: String,
}

#[derive(Serialize)]
struct StopDocument {
    n: u32,
    accept: Option<u32>,
    reject: Option<u32>,
}

impl Sequential {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { good, bad, alpha, beta, length } = self;
        let plan = sequential::Sequential { good, bad, alpha, beta };
        let stops = plan.stops(length).map_err(wrong_use)?;
        if context.json() {
            let stop =
                |stop: sequential::Stop| StopDocument { n: stop.n, accept: stop.accept, reject: stop.reject };
            let stops = stops.into_iter().map(stop).collect();
            let basis = context.catalogue.get("sampling-basis-wald");
            return context.document(&SequentialDocument {
                schema: SCHEMA,
                kind: "sequential",
                stops,
                basis,
            });
        }
        context.say(
            &Message::new("sampling-sequential")
                .with("good", good.percent_text())
                .with("bad", bad.percent_text())
                .with("alpha", alpha.percent_text())
                .with("beta", beta.percent_text()),
        )?;
        let mut last = (None, None);
        for stop in stops {
            // A line where a number changes; between the lines the one above holds.
            if (stop.accept, stop.reject) != last {
                last = (stop.accept, stop.reject);
                let text =
                    |number: Option<u32>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
                context.line(&format!("{}\t{}\t{}", stop.n, text(stop.accept), text(stop.reject)))?;
            }
        }
        context.say(&Message::new("sampling-basis-wald"))
    }
}
