//! `lianjian sample`: how many, which ones, and whether a published draw is right. Needs no database.

mod draw;
mod size;

use clap::Subcommand;

use super::Context;
use crate::app::error::Result;
use crate::app::sample::Ratio;

/// What to do with a sample.
#[derive(Subcommand)]
pub(crate) enum Sample {
    /// How many for a stated claim.
    #[command(subcommand)]
    Size(size::Size),
    /// How many by a published table.
    #[command(subcommand)]
    Plan(size::Plan),
    /// Fix a draw before the day.
    Commit(draw::Commit),
    /// Which ones.
    Draw(draw::Draw),
    /// Repeat a published draw.
    Verify(draw::Verify),
}

impl Sample {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Size(size) => size.run(context),
            Self::Plan(plan) => plan.run(context),
            Self::Commit(commit) => commit.run(context),
            Self::Draw(draw) => draw.run(context),
            Self::Verify(verify) => verify.run(context),
        }
    }
}

/// A share such as `0.02` or `2%`.
fn ratio(text: &str) -> std::result::Result<Ratio, String> {
    Ratio::parse(text).ok_or_else(String::new)
}

/// Hundredths such as `95`.
fn percent(text: &str) -> std::result::Result<Ratio, String> {
    Ratio::parse_percent(text).ok_or_else(String::new)
}
