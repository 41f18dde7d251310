//! What a plan does at every true level, and what the people and days at hand can do. Knows no language.

use std::cmp::Ordering;

use super::error::{Result, SamplingError};
use super::hypergeometric::{Hypergeometric, Tails, first_true, population};
use super::meaning::{Meaning, TeamDays, households_within, team_days};
use super::size;
use crate::domain::amount::Ratio;
use crate::domain::message::Message;

/// One point of an operating-characteristic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Nonconforming elements in the population.
    pub faulty: u32,
    /// P(at most c found) in thousandths, rounded down.
    pub accepted_thousandths: u16,
}

/// The curve of "draw n, accept up to c" at `points` + 1 even steps from no nonconforming element to a share of
/// `up_to`: a type-A operating-characteristic curve (as those of MIL-STD-105E and ISO 2859-2). S4001, S4003; S4006 for a share not between nothing and one.
pub fn curve(size: u64, n: u64, c: u64, up_to: Ratio, points: u32) -> Result<Vec<Point>> {
    along(size, up_to, points, |faulty| accepted(size, faulty, n, c))
}

/// A curve of any plan, by what it does to so many nonconforming elements. S4001; S4006 for a share not between nothing
/// and one; what the plan itself is refused for.
pub fn along<E: From<SamplingError>>(
    size: u64,
    up_to: Ratio,
    points: u32,
    accepted: impl Fn(u64) -> std::result::Result<u16, E>,
) -> std::result::Result<Vec<Point>, E> {
    let most = size::limiting_count(size, up_to)?;
    let steps = points.clamp(1, 1_000).min(most.max(1));
    let mut curve = Vec::new();
    for step in 0..=steps {
        let faulty = u64::from(most) * u64::from(step) / u64::from(steps);
        curve.push(Point {
            faulty: u32::try_from(faulty).unwrap_or(most),
            accepted_thousandths: accepted(faulty)?,
        });
    }
    Ok(curve)
}

/// How often "draw n, accept up to c" accepts a population with `faulty` nonconforming elements, in thousandths, rounded
/// down. S4001–S4003.
pub fn accepted(size: u64, faulty: u64, n: u64, c: u64) -> Result<u16> {
    Ok(thousandths(Hypergeometric::new(size, faulty, n)?, c))
}

/// P(X ≤ c) in thousandths, rounded down, decided without dividing.
fn thousandths(law: Hypergeometric, c: u64) -> u16 {
    let tails = Tails::new(law);
    let below = |part: u32| {
        Ratio::new(u64::from(part), 1_000).is_some_and(|ratio| tails.compare(c, ratio) == Ordering::Less)
    };
    // The least number that is too high, less one.
    let above = first_true(1, 1_001, |part| part == 1_001 || below(part));
    u16::try_from(above - 1).unwrap_or(1_000)
}

/// What a team at hand can say, and what a stronger claim costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What the households within reach can say.
    pub meaning: Meaning,
    /// The sample that finds the stronger level with the confidence asked, where it is larger.
    pub stronger: Option<Stronger>,
}

/// A larger sample for a stronger claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stronger {
    /// Households.
    pub n: u32,
    /// The level found.
    pub level: Ratio,
    /// With this confidence.
    pub confidence: Ratio,
    /// What it costs.
    pub days: TeamDays,
}

impl Stronger {
    /// `sampling-stronger`.
    pub fn message(&self) -> Message {
        Message::new("sampling-stronger")
            .with("n", self.n)
            .with("percent", self.level.percent_text())
            .with("confidence", self.confidence.percent_text())
            .with("days", self.days.message())
    }
}

/// What finding `level` with `confidence` takes, where `drawn` is too few for it. S4001, S4004.
pub fn stronger(size: u64, drawn: u64, level: Ratio, confidence: Ratio) -> Result<Option<Stronger>> {
    let n = size::discovery(size, level.of_register(size), confidence)?;
    Ok((u64::from(n) > drawn).then(|| Stronger { n, level, confidence, days: team_days(n) }))
}

/// Starts from the team's half days (five households each) and says what that shows at `levels`; then what
/// finding the last of them with `confidence` would take. S4001, S4003 for no time at all, S4004, S4006.
pub fn advise(size: u64, half_days: u32, levels: &[Ratio], confidence: Ratio) -> Result<Advice> {
    let within = households_within(half_days).min(population(size)?);
    if within == 0 {
        return Err(SamplingError::new("S4003").with("count", 0_u32).with("population", size));
    }
    let meaning = Meaning::new(size, u64::from(within), levels)?;
    let stronger = match levels.last() {
        Some(level) => stronger(size, u64::from(within), *level, confidence)?,
        None => None,
    };
    Ok(Advice { meaning, stronger })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_falls_from_certain_acceptance() {
        let points = curve(200, 50, 2, Ratio::of_percent(20), 10).unwrap();
        assert_eq!(points.len(), 11);
        assert_eq!(points[0], Point { faulty: 0, accepted_thousandths: 1000 });
        assert_eq!(points[1].faulty, 4);
        // P(X ≤ 2 | 200, 4, 50) = 0.95098…
        assert_eq!(points[1].accepted_thousandths, 950);
        assert!(points.windows(2).all(|pair| pair[0].accepted_thousandths >= pair[1].accepted_thousandths));
        // More steps than elements are not invented.
        assert_eq!(curve(10, 5, 0, Ratio::of_percent(20), 100).unwrap().len(), 3);
    }

    #[test]
    fn advice_starts_from_the_days_at_hand() {
        let levels = [Ratio::of_percent(10), Ratio::of_percent(2)];
        let advice = advise(200, 2, &levels, Ratio::of_percent(95)).unwrap();
        assert_eq!(advice.meaning.drawn, 10);
        let stronger = advice.stronger.unwrap();
        assert_eq!((stronger.n, stronger.days), (105, team_days(105)));
        let enough = advise(200, 200, &levels, Ratio::of_percent(95)).unwrap();
        assert_eq!((enough.meaning.drawn, enough.stronger), (200, None));
        assert_eq!(advise(200, 0, &levels, Ratio::of_percent(95)).unwrap_err().code(), "S4003");
    }
}
