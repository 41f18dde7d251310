//! How many to draw at a unit and what the result is judged by, from the people and days at hand and the severity its
//! history made. Knows no store and asks nobody for an AQL.
//!
//! The sample is what the team manages; its acceptance number is that of an audit of a declared level
//! ([`size::audit`]): a unit as good as the level is rejected in at most five of a hundred draws, exactly. Levels are steps
//! of the preferred AQL series (ISO 2859-1, GB/T 2828.1, MIL-STD-105E): severity moves along it, and the switching rules
//! of the same standards decide when. These are not the plans of the table; those are in `table`.

use super::error::{Result, SamplingError};
use super::size;
use crate::domain::amount::Ratio;
use crate::domain::draw::{Judging, Severity};

/// Level of normal sampling where a county sets none: 4 % of elements nonconforming.
pub const LEVEL: Ratio = Ratio::of_percent(4);
/// Preferred AQLs below 100 %, in thousandths of a percent.
const PREFERRED: [u64; 20] = [
    10, 15, 25, 40, 65, 100, 150, 250, 400, 650, 1_000, 1_500, 2_500, 4_000, 6_500, 10_000, 15_000, 25_000,
    40_000, 65_000,
];
/// Risk of rejecting a unit that is as good as the level.
const RISK: Ratio = Ratio::of_percent(5);
/// One code letter more, where a smaller acceptance number would not be stricter: the series of sample sizes grows by
/// 8/5.
const LARGER: Ratio = Ratio::of_percent(160);
/// Reduced sampling takes two fifths, as in the reduced table.
const REDUCED: Ratio = Ratio::of_percent(40);

/// The level a county declares, and the next two steps of the series below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    normal: Ratio,
    tighter: Ratio,
    tightest: Ratio,
}

impl Levels {
    /// Levels from that of normal sampling. S4006 unless it lies between nothing and one.
    pub fn from(normal: Ratio) -> Result<Self> {
        if !normal.is_proper() {
            return Err(SamplingError::new("S4006").with("percent", normal.percent_text()));
        }
        let tighter = below(normal);
        Ok(Self { normal, tighter, tightest: below(tighter) })
    }

    /// The declared level a sample is judged by under a severity.
    pub const fn of(&self, severity: Severity) -> Ratio {
        match severity {
            Severity::Normal | Severity::Reduced => self.normal,
            Severity::Tightened => self.tighter,
        }
    }

    /// The sample of a unit of `population` elements where a team can visit `able` of them. S4001; S4003 for none.
    pub fn judging(&self, population: u64, able: u64, severity: Severity) -> Result<Judging> {
        let able = able.min(population);
        let limit = |n: u64, level| size::audit(population, level, n, RISK).map(|audit| audit.limit);
        let (n, ac, tighter_ac) = match severity {
            Severity::Normal => (able, limit(able, self.normal)?, limit(able, self.tighter)?),
            Severity::Reduced => {
                let n = REDUCED.ceil_of(able);
                (n, limit(n, self.normal)?, limit(n, self.tighter)?)
            }
            Severity::Tightened => self.tightened(population, able, &limit)?,
        };
        Ok(Judging { severity, n: u32::try_from(n).unwrap_or(u32::MAX), ac, tighter_ac: Some(tighter_ac) })
    }

    /// Tightened: a smaller acceptance number for the same sample; where it is the same number, up to one code letter
    /// more elements for it.
    fn tightened(
        &self,
        population: u64,
        able: u64,
        limit: &impl Fn(u64, Ratio) -> Result<u32>,
    ) -> Result<(u64, u32, u32)> {
        let normal = limit(able, self.normal)?;
        let ac = limit(able, self.tighter)?;
        if ac < normal {
            return Ok((able, ac, limit(able, self.tightest)?));
        }
        let mut n = LARGER.ceil_of(able).min(population);
        while n > able && limit(n, self.tighter)? > normal {
            n -= 1;
        }
        Ok((n, ac, limit(n, self.tightest)?))
    }
}

/// The greatest preferred number below a level; the level itself where there is none.
fn below(level: Ratio) -> Ratio {
    let steps = PREFERRED.iter().rev().filter_map(|step| Ratio::new(*step, 100_000));
    let mut less = steps.filter(|step| *step < level);
    less.next().unwrap_or(level)
}

/// [`Levels::judging`] by the usual level.
pub fn judging(population: u64, able: u64, severity: Severity) -> Result<Judging> {
    Levels::from(LEVEL)?.judging(population, able, severity)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::sampling::hypergeometric::Hypergeometric;

    const ALL: [Severity; 3] = [Severity::Normal, Severity::Tightened, Severity::Reduced];

    #[test]
    fn plans_of_the_days_at_hand() {
        let check = |population, able, expected: [(u32, u32); 3]| {
            let found = ALL.map(|severity| {
                let plan = judging(population, able, severity).unwrap();
                (plan.n, plan.ac)
            });
            assert_eq!(found, expected, "{able} of {population}");
        };
        check(200, 10, [(10, 2), (10, 1), (4, 1)]);
        check(1200, 60, [(60, 5), (60, 4), (24, 3)]);
        check(5, 5, [(5, 0), (5, 0), (2, 0)]);
        check(1, 9, [(1, 0), (1, 0), (1, 0)]);
    }

    #[test]
    fn tightened_is_stricter_and_reduced_asks_less() {
        for population in [20, 60, 200, 1_000] {
            for able in [1, 4, 10, 20] {
                let [normal, tightened, reduced] =
                    ALL.map(|severity| judging(population, able, severity).unwrap());
                assert!(reduced.n <= normal.n && normal.n <= tightened.n);
                // Whatever share is bad, tightened sampling accepts no more often.
                for bad in (0..=population).step_by(7) {
                    let law =
                        |plan: Judging| Hypergeometric::new(population, bad, u64::from(plan.n)).unwrap();
                    let accepted = |plan: Judging| law(plan).at_most(u64::from(plan.ac));
                    let (strict, usual) = (accepted(tightened), accepted(normal));
                    let left = strict.numerator * usual.denominator;
                    assert_ne!(
                        left.cmp(&(usual.numerator * strict.denominator)),
                        Ordering::Greater,
                        "{able} of {population}, {bad} bad"
                    );
                }
            }
        }
    }

    #[test]
    fn levels_go_down_the_series() {
        let check = |normal: (u64, u64), expected: [&str; 2]| {
            let levels = Levels::from(Ratio::new(normal.0, normal.1).unwrap()).unwrap();
            assert_eq!([levels.tighter.percent_text(), levels.tightest.percent_text()], expected);
        };
        check((4, 100), ["2.5", "1.5"]);
        check((2, 100), ["1.5", "1"]);
        check((1, 10_000), ["0.01", "0.01"]);
        check((99, 100), ["65", "40"]);
        let refused = |number| Levels::from(Ratio::new(number, 100).unwrap()).unwrap_err().code().to_owned();
        assert_eq!((refused(0), refused(100)), ("S4006".to_owned(), "S4006".to_owned()));
    }

    #[test]
    fn nothing_to_draw_is_refused() {
        assert_eq!(judging(0, 1, Severity::Normal).unwrap_err().code(), "S4001");
        assert_eq!(judging(10, 0, Severity::Normal).unwrap_err().code(), "S4003");
    }
}
