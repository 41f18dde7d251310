//! `lianjian sample`: how many, which ones, and whether a published draw is right. Needs no database.

mod draw;
mod plan;
mod rounds;
mod rule;
mod severity;
mod size;
mod together;

use clap::Subcommand;
use serde::Serialize;

use super::Context;
use crate::app::error::Result;
use crate::app::sample::{Ratio, TeamDays};

/// What to do with a sample.
#[derive(Subcommand)]
pub(crate) enum Sample {
    /// How many for a stated claim.
    #[command(subcommand)]
    Size(size::Size),
    /// How many by a published table.
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Fix a draw before the day.
    Commit(draw::Commit),
    /// Which ones.
    Draw(draw::Draw),
    /// Repeat a published draw.
    Verify(draw::Verify),
    /// Several departments, one knock.
    Coordinate(together::Coordinate),
    /// Villages first, then households.
    TwoStage(rounds::TwoStage),
    /// Whose turn it is, and who is drawn anew.
    Rotate(rounds::Rotate),
    /// How strictly, after a history of results; and whether the next visit is left out.
    Severity(severity::History),
    /// Who goes.
    Inspectors(together::Inspectors),
}

impl Sample {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Size(size) => size.run(context),
            Self::Plan(plan) => plan.run(context),
            Self::Commit(commit) => commit.run(context),
            Self::Draw(draw) => draw.run(context),
            Self::Verify(verify) => verify.run(context),
            Self::Coordinate(coordinate) => coordinate.run(context),
            Self::TwoStage(two_stage) => two_stage.run(context),
            Self::Rotate(rotate) => rotate.run(context),
            Self::Severity(history) => history.run(context),
            Self::Inspectors(inspectors) => inspectors.run(context),
        }
    }
}

/// A share such as `0.02` or `2%`.
fn ratio(text: &str) -> std::result::Result<Ratio, String> {
    Ratio::parse(text).ok_or_else(String::new)
}

/// A share of a list to draw: something, and at most all of it.
fn portion(text: &str) -> std::result::Result<Ratio, String> {
    let ratio = ratio(text)?;
    Ratio::share(ratio.numerator(), ratio.denominator()).ok_or_else(String::new)
}

/// A chance, from never to always.
fn chance(text: &str) -> std::result::Result<Ratio, String> {
    ratio(text).and_then(|ratio| if ratio.complement().is_some() { Ok(ratio) } else { Err(String::new()) })
}

/// Hundredths such as `95`.
fn percent(text: &str) -> std::result::Result<Ratio, String> {
    Ratio::parse_percent(text).ok_or_else(String::new)
}

/// Half days of a team of two.
#[derive(Serialize)]
struct Days {
    half_days_min: u32,
    half_days_max: u32,
}

impl From<TeamDays> for Days {
    fn from(days: TeamDays) -> Self {
        Self { half_days_min: days.half_days_min, half_days_max: days.half_days_max }
    }
}

/// A probability as a percentage of four decimals, for a sentence; the exact value stands beside it in the document.
fn in_percent(probability: &str) -> String {
    probability.parse::<f64>().map_or_else(
        |_| probability.to_owned(),
        |value| {
            let text = format!("{:.4}", value * 100.0);
            match text.trim_end_matches('0').trim_end_matches('.') {
                "0" if value > 0.0 => "<0.0001".to_owned(),
                text => text.to_owned(),
            }
        },
    )
}
