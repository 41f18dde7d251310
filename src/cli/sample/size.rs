//! `lianjian sample size …` for a finite population: numbers with a sentence that says what they mean.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::rule::{Lqas, Sequential, ZeroFailure};
use super::{Days, in_percent, percent, ratio};
use crate::app::error::{AppError, Result};
use crate::app::sample::{Hypergeometric, Ratio, size, team_days, wrong_use};
use crate::cli::Context;
use crate::domain::message::Message;

pub(super) const SCHEMA: &str = "lianjian/sample-size/1";
/// The text that says where these numbers come from.
pub(super) const BASIS: &str = "sampling-basis";

/// Which claim the number is for.
#[derive(Subcommand)]
pub(crate) enum Size {
    Discovery(Discovery),
    Audit(Audit),
    TwoPoint(TwoPoint),
    Tail(Tail),
    Lqas(Lqas),
    ZeroFailure(ZeroFailure),
    Sequential(Sequential),
}

impl Size {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Discovery(arguments) => arguments.run(context),
            Self::Audit(arguments) => arguments.run(context),
            Self::TwoPoint(arguments) => arguments.run(context),
            Self::Tail(arguments) => arguments.run(context),
            Self::Lqas(arguments) => arguments.run(context),
            Self::ZeroFailure(arguments) => arguments.run(context),
            Self::Sequential(arguments) => arguments.run(context),
        }
    }
}

#[derive(Args)]
pub(crate) struct Discovery {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "D")]
    nonconforming: u64,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "95")]
    confidence: Ratio,
}

#[derive(Serialize)]
struct DiscoveryDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    nonconforming: u64,
    confidence: String,
    n: u32,
    /// P(at least one found).
    detection: String,
    team_days: Days,
    meaning: String,
    basis: String,
}

impl Discovery {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, nonconforming, confidence } = self;
        let n = size::discovery(population, nonconforming, confidence).map_err(wrong_use)?;
        let law = Hypergeometric::new(population, nonconforming, u64::from(n)).map_err(wrong_use)?;
        let days = team_days(n);
        let meaning = Message::new("sampling-discovery")
            .with("n", n)
            .with("population", population)
            .with("faulty", nonconforming)
            .with("confidence", confidence.percent_text());
        if context.json() {
            return context.document(&DiscoveryDocument {
                schema: SCHEMA,
                kind: "discovery",
                population,
                nonconforming,
                confidence: confidence.percent_text(),
                n,
                detection: law.decimal(0, true),
                team_days: days.into(),
                meaning: context.catalogue.render(&meaning),
                basis: context.catalogue.get(BASIS),
            });
        }
        context.say(&meaning)?;
        context.say(&days.message())?;
        context.say(&Message::new(BASIS))
    }
}

#[derive(Args)]
pub(crate) struct Audit {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    declared: Ratio,
    #[arg(long, value_name = "NUMBER")]
    n: u64,
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    limiting: Option<Ratio>,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "5")]
    risk: Ratio,
}

#[derive(Serialize)]
struct AuditDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    n: u64,
    declared_count: u32,
    limit: u32,
    /// P(more than the limit | declared level): a true declaration contradicted.
    risk_declared: String,
    limiting_count: Option<u32>,
    /// P(at most the limit | limiting level): a level this bad let pass.
    risk_limiting: Option<String>,
    meaning: String,
    basis: String,
}

impl Audit {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, declared, n, limiting, risk } = self;
        let plan = size::audit(population, declared, n, risk).map_err(wrong_use)?;
        if let Some(level) = limiting.filter(|level| *level <= declared) {
            let (good, bad) = (declared.percent_text(), level.percent_text());
            return Err(AppError::usage("S4008").with("good", good).with("bad", bad));
        }
        let law = |faulty: u32| Hypergeometric::new(population, u64::from(faulty), n).map_err(wrong_use);
        let limit = u64::from(plan.limit);
        let risk_declared = law(plan.declared_count)?.decimal(limit, true);
        let limiting_count =
            limiting.map(|level| size::limiting_count(population, level)).transpose().map_err(wrong_use)?;
        let risk_limiting =
            limiting_count.map(|count| Ok::<_, AppError>(law(count)?.decimal(limit, false))).transpose()?;
        let mut meaning = Message::new("sampling-audit")
            .with("n", n)
            .with("population", population)
            .with("declared", declared.percent_text())
            .with("faulty", plan.declared_count)
            .with("limit", plan.limit)
            .with("risk", in_percent(&risk_declared));
        if limit >= n {
            meaning = Message::new("sampling-audit-never").with("before", meaning);
        }
        if let (Some(level), Some(count), Some(risk)) = (limiting, limiting_count, &risk_limiting) {
            meaning = Message::new("sampling-audit-limiting")
                .with("before", meaning)
                .with("level", level.percent_text())
                .with("faulty", count)
                .with("risk", in_percent(risk));
        }
        if context.json() {
            return context.document(&AuditDocument {
                schema: SCHEMA,
                kind: "audit",
                population,
                n,
                declared_count: plan.declared_count,
                limit: plan.limit,
                risk_declared,
                limiting_count,
                risk_limiting,
                meaning: context.catalogue.render(&meaning),
                basis: context.catalogue.get(BASIS),
            });
        }
        context.say(&meaning)?;
        context.say(&Message::new(BASIS))
    }
}

#[derive(Args)]
pub(crate) struct TwoPoint {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "D0")]
    good: u64,
    #[arg(long, value_name = "D1")]
    bad: u64,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "5")]
    alpha: Ratio,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "10")]
    beta: Ratio,
}

#[derive(Serialize)]
struct TwoPointDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    good: u64,
    bad: u64,
    n: u32,
    c: u32,
    /// Rejected from so many on.
    re: u32,
    /// P(more than c | good).
    risk_good: String,
    /// P(at most c | bad).
    risk_bad: String,
    team_days: Days,
    meaning: String,
    basis: String,
}

impl TwoPoint {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, good, bad, alpha, beta } = self;
        let plan = size::two_point(population, good, bad, alpha, beta).map_err(wrong_use)?;
        let law = |faulty| Hypergeometric::new(population, faulty, u64::from(plan.n)).map_err(wrong_use);
        let risk_good = law(good)?.decimal(u64::from(plan.c), true);
        let risk_bad = law(bad)?.decimal(u64::from(plan.c), false);
        let days = team_days(plan.n);
        let meaning = Message::new("sampling-two-point")
            .with("n", plan.n)
            .with("population", population)
            .with("c", plan.c)
            .with("good", good)
            .with("bad", bad)
            .with("risk-good", in_percent(&risk_good))
            .with("risk-bad", in_percent(&risk_bad));
        if context.json() {
            return context.document(&TwoPointDocument {
                schema: SCHEMA,
                kind: "two-point",
                population,
                good,
                bad,
                n: plan.n,
                c: plan.c,
                re: plan.c.saturating_add(1),
                risk_good,
                risk_bad,
                team_days: days.into(),
                meaning: context.catalogue.render(&meaning),
                basis: context.catalogue.get(BASIS),
            });
        }
        context.say(&meaning)?;
        context.say(&days.message())?;
        context.say(&Message::new(BASIS))
    }
}

#[derive(Args)]
pub(crate) struct Tail {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "D")]
    nonconforming: u64,
    #[arg(long, value_name = "NUMBER")]
    n: u64,
    #[arg(long, value_name = "NUMBER")]
    count: u64,
}

#[derive(Serialize)]
struct TailDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    nonconforming: u64,
    n: u64,
    count: u64,
    /// P(X ≤ count).
    p: String,
    /// The same in lowest terms, where it has fewer than 10,000 bits.
    fraction: Option<String>,
    /// P(X > count).
    more: String,
}

impl Tail {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, nonconforming, n, count } = self;
        let law = Hypergeometric::new(population, nonconforming, n).map_err(wrong_use)?;
        let (p, fraction) = (law.decimal(count, false), law.fraction(count));
        if context.json() {
            let more = law.decimal(count, true);
            let (schema, kind) = (SCHEMA, "tail");
            return context.document(&TailDocument {
                schema,
                kind,
                population,
                nonconforming,
                n,
                count,
                p,
                fraction,
                more,
            });
        }
        context.say(&Message::new("sampling-tail").with("count", count).with("p", p))?;
        match fraction {
            Some(fraction) => context.say(&Message::new("sampling-tail-fraction").with("fraction", fraction)),
            None => Ok(()),
        }
    }
}
