//! `lianjian sample plan …`: plans from a table, from the people and days at hand, over strata; and what they mean.

use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;

use super::{Days, percent, ratio};
use crate::app::error::{AppError, Result};
use crate::app::sample::{Meaning, Ratio, allocate, curve, table, team_days, wrong_use};
use crate::cli::Context;
use crate::domain::draw::Severity;
use crate::domain::message::Message;

const SCHEMA: &str = "lianjian/sample-plan/1";
/// The share whose chance of passing unnoticed is told of a plan of the table.
const PASSING: Ratio = Ratio::of_percent(10);

/// Which source of plans.
#[derive(Subcommand)]
pub(crate) enum Plan {
    Table(Table),
    Meaning(MeaningArguments),
    Team(Team),
    Curve(Curve),
    Allocate(Allocate),
}

impl Plan {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Table(arguments) => arguments.run(context),
            Self::Meaning(arguments) => arguments.run(context),
            Self::Team(arguments) => arguments.run(context),
            Self::Curve(arguments) => arguments.run(context),
            Self::Allocate(arguments) => arguments.run(context),
        }
    }
}

#[derive(Args)]
pub(crate) struct Table {
    #[arg(long, value_name = "N")]
    lot: u64,
    #[arg(long, value_name = "LEVEL", default_value = "II")]
    level: String,
    #[arg(long, value_name = "AQL")]
    aql: String,
    #[arg(long, value_name = "SEVERITY", default_value = "normal",
          value_parser = ["normal", "tightened", "reduced"])]
    severity: String,
}

#[derive(Serialize)]
struct TableDocument {
    schema: &'static str,
    kind: &'static str,
    edition: &'static str,
    lot: u64,
    level: String,
    aql: String,
    severity: Severity,
    letter: char,
    /// Whose plan it is, where an arrow leads to another letter.
    plan_letter: char,
    n: u32,
    ac: u32,
    re: u32,
    /// The plan asks for all there are, or for more.
    whole_lot: bool,
    meaning: String,
}

impl Table {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let severity = match self.severity.as_str() {
            "tightened" => Severity::Tightened,
            "reduced" => Severity::Reduced,
            _ => Severity::Normal,
        };
        let level = table::Level::parse(&self.level)
            .ok_or_else(|| AppError::usage("S4012").with("value", self.level.as_str()))?;
        let letter = table::letter(self.lot, level).map_err(wrong_use)?;
        let plan = table::single_plan(letter, &self.aql, severity).map_err(wrong_use)?;
        let whole_lot = u64::from(plan.n) >= self.lot;
        let code = if whole_lot { "sampling-table-whole" } else { "sampling-table" };
        let mut meaning = Message::new(code)
            .with("edition", table::EDITION)
            .with("letter", plan.letter.to_string())
            .with("used", if plan.used == plan.letter { "same".to_owned() } else { plan.used.to_string() })
            .with("n", plan.n)
            .with("population", self.lot)
            .with("ac", plan.ac)
            .with("re", plan.re);
        if !whole_lot && u64::from(plan.ac) < u64::from(plan.n) {
            let faulty = PASSING.of_register(self.lot);
            let accepted = curve::accepted(self.lot, faulty, u64::from(plan.n), u64::from(plan.ac));
            meaning = Message::new("sampling-table-passing")
                .with("before", meaning)
                .with("percent", PASSING.percent_text())
                .with("faulty", faulty)
                .with("hundred", (accepted.map_err(wrong_use)? + 5) / 10);
        } else if !whole_lot {
            meaning = Message::new("sampling-table-defects").with("before", meaning);
        }
        if context.json() {
            return context.document(&TableDocument {
                schema: SCHEMA,
                kind: "table",
                edition: table::EDITION,
                lot: self.lot,
                level: self.level,
                aql: self.aql,
                severity,
                letter: plan.letter,
                plan_letter: plan.used,
                n: plan.n,
                ac: plan.ac,
                re: plan.re,
                whole_lot,
                meaning: context.catalogue.render(&meaning),
            });
        }
        context.say(&meaning)
    }
}

/// What a sample of the people and days at hand can say.
#[derive(Args)]
pub(crate) struct MeaningArguments {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "NUMBER")]
    n: u64,
    #[arg(long, value_name = "RATIO", value_parser = ratio, value_delimiter = ',', default_value = "10%,2%")]
    levels: Vec<Ratio>,
}

#[derive(Serialize)]
struct MeaningDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    n: u64,
    detections: Vec<DetectionDocument>,
    team_days: Days,
    meaning: String,
}

#[derive(Serialize)]
struct DetectionDocument {
    percent: String,
    nonconforming: u32,
    in_hundred: u8,
}

fn detections(meaning: &Meaning) -> Vec<DetectionDocument> {
    let document = |detection: &crate::app::sample::Detection| DetectionDocument {
        percent: detection.level.percent_text(),
        nonconforming: detection.faulty,
        in_hundred: detection.in_hundred,
    };
    meaning.detections.iter().map(document).collect()
}

impl MeaningArguments {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, n, levels } = self;
        let meaning = Meaning::new(population, n, &levels).map_err(wrong_use)?;
        let days = team_days(meaning.drawn);
        if context.json() {
            return context.document(&MeaningDocument {
                schema: SCHEMA,
                kind: "meaning",
                population,
                n,
                detections: detections(&meaning),
                team_days: days.into(),
                meaning: context.catalogue.render(&meaning.message()),
            });
        }
        context.say(&meaning.message())?;
        context.say(&days.message())
    }
}

/// What the people and days at hand can say, and what a stronger claim costs.
#[derive(Args)]
#[command(group = ArgGroup::new("of").required(true).args(["population", "villages"]))]
#[command(group = ArgGroup::new("time").required(true).args(["half_days", "people"]))]
pub(crate) struct Team {
    #[arg(long, value_name = "N")]
    population: Option<u64>,
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    villages: Vec<u64>,
    #[arg(long, value_name = "NUMBER")]
    half_days: Option<u32>,
    #[arg(long, value_name = "NUMBER", requires = "days")]
    people: Option<u32>,
    #[arg(long, value_name = "NUMBER", requires = "people")]
    days: Option<u32>,
    #[arg(long, value_name = "RATIO", value_parser = ratio, value_delimiter = ',', default_value = "10%,2%")]
    levels: Vec<Ratio>,
    #[arg(long, value_name = "PERCENT", value_parser = percent, default_value = "95")]
    confidence: Ratio,
}

#[derive(Serialize)]
struct TeamDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    n: u32,
    detections: Vec<DetectionDocument>,
    meaning: String,
    /// Households a village, where villages are pooled.
    shares: Vec<u64>,
    stronger: Option<StrongerDocument>,
}

#[derive(Serialize)]
struct StrongerDocument {
    n: u32,
    percent: String,
    confidence: String,
    team_days: Days,
}

impl Team {
    /// Four households a half day and team of two; people who make no whole team stay at home.
    fn half_days(&self) -> Result<u32> {
        let given =
            self.half_days.or_else(|| Some((self.people? / 2).saturating_mul(self.days?.saturating_mul(2))));
        given.filter(|half_days| *half_days > 0).ok_or_else(|| AppError::usage("S4062"))
    }

    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let half_days = self.half_days()?;
        let Self { population, villages, levels, confidence, .. } = self;
        let sum = villages.iter().fold(0_u64, |sum, size| sum.saturating_add(*size));
        let population = population.unwrap_or(sum);
        let advice = curve::advise(population, half_days, &levels, confidence).map_err(wrong_use)?;
        if context.json() {
            let stronger = advice.stronger.map(|stronger| StrongerDocument {
                n: stronger.n,
                percent: stronger.level.percent_text(),
                confidence: stronger.confidence.percent_text(),
                team_days: stronger.days.into(),
            });
            return context.document(&TeamDocument {
                schema: SCHEMA,
                kind: "team",
                population,
                n: advice.meaning.drawn,
                detections: detections(&advice.meaning),
                meaning: context.catalogue.render(&advice.meaning.message()),
                shares: allocate::proportional(u64::from(advice.meaning.drawn), &villages)
                    .unwrap_or_default(),
                stronger,
            });
        }
        context.say(&advice.meaning.message())?;
        pooled(&villages, advice.meaning.drawn, &levels, context)?;
        let Some(stronger) = advice.stronger else {
            return Ok(());
        };
        context.say(&stronger.message())
    }
}

/// How a township's sample falls on its villages, and how little the largest share says of its village alone.
fn pooled(villages: &[u64], drawn: u32, levels: &[Ratio], context: &mut Context<'_>) -> Result<()> {
    if villages.is_empty() {
        return Ok(());
    }
    let shares = allocate::proportional(u64::from(drawn), villages).map_err(wrong_use)?;
    let text = context.catalogue.join(shares.iter().map(ToString::to_string));
    context.say(&Message::new("sampling-pool").with("shares", text))?;
    let Some((share, size)) = shares.iter().zip(villages).max().filter(|(share, _)| **share > 0) else {
        return Ok(());
    };
    let alone = Meaning::new(*size, *share, levels).map_err(wrong_use)?;
    context.say(&Message::new("sampling-pool-alone").with("meaning", alone.message()))
}

#[derive(Args)]
pub(crate) struct Curve {
    #[arg(long, value_name = "N")]
    population: u64,
    #[arg(long, value_name = "NUMBER")]
    n: u64,
    #[arg(long, value_name = "NUMBER")]
    c: u64,
    #[arg(long, value_name = "RATIO", value_parser = ratio, default_value = "20%")]
    up_to: Ratio,
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    points: u32,
}

#[derive(Serialize)]
struct CurveDocument {
    schema: &'static str,
    kind: &'static str,
    population: u64,
    n: u64,
    c: u64,
    points: Vec<PointDocument>,
}

#[derive(Serialize)]
struct PointDocument {
    nonconforming: u32,
    accepted_thousandths: u16,
}

impl Curve {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { population, n, c, up_to, points } = self;
        let found = curve::curve(population, n, c, up_to, points).map_err(wrong_use)?;
        if context.json() {
            let point = |point: curve::Point| PointDocument {
                nonconforming: point.faulty,
                accepted_thousandths: point.accepted_thousandths,
            };
            let points = found.into_iter().map(point).collect();
            return context.document(&CurveDocument {
                schema: SCHEMA,
                kind: "curve",
                population,
                n,
                c,
                points,
            });
        }
        context
            .say(&Message::new("sampling-curve").with("n", n).with("population", population).with("c", c))?;
        for point in found {
            let bar = "█".repeat(usize::from(point.accepted_thousandths / 25));
            let (whole, tenth) = (point.accepted_thousandths / 10, point.accepted_thousandths % 10);
            context.line(&format!("{:>8} {whole:>4}.{tenth} % {bar}", point.faulty))?;
        }
        if c >= n {
            context.say(&Message::new("sampling-curve-flat").with("n", n).with("c", c))?;
        }
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct Allocate {
    #[arg(long, value_name = "NUMBER")]
    n: u64,
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', required = true)]
    sizes: Vec<u64>,
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    variances: Vec<u64>,
}

#[derive(Serialize)]
struct AllocateDocument {
    schema: &'static str,
    kind: &'static str,
    method: &'static str,
    n: u64,
    shares: Vec<u64>,
}

impl Allocate {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { n, sizes, variances } = self;
        let (method, shares) = if variances.is_empty() {
            ("proportional", allocate::proportional(n, &sizes))
        } else {
            ("neyman", allocate::neyman(n, &sizes, &variances))
        };
        let shares = shares.map_err(wrong_use)?;
        if context.json() {
            return context.document(&AllocateDocument {
                schema: SCHEMA,
                kind: "allocate",
                method,
                n,
                shares,
            });
        }
        for (size, share) in sizes.iter().zip(shares) {
            context.line(&format!("{size}\t{share}"))?;
        }
        Ok(())
    }
}
