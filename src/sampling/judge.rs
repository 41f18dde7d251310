//! How many to draw at a unit and what the result is judged by, from the people and days at hand and the severity its
//! history made. Knows no store and asks nobody for an AQL.
//!
//! The sample is what the team manages; its acceptance number is that of an audit of a declared level
//! ([`size::audit`]): a unit as good as the level is rejected in at most five of a hundred draws, exactly. Levels are steps
//! of the preferred AQL series (ISO 2859-1, GB/T 2828.1, MIL-STD-105E): severity moves along it, and the switching rules
//! of the same standards decide when. These are not the plans of the table; those are in `table`.

use super::error::Result;
use super::size;
use crate::domain::amount::Ratio;
use crate::domain::draw::{Judging, Severity};

/// Level of normal sampling: 4 % of elements nonconforming.
pub const LEVEL: Ratio = Ratio::of_percent(4);
/// One step of the series stricter: 2.5 %.
const TIGHTER: Ratio = match Ratio::new(25, 1_000) {
    Some(level) => level,
    None => LEVEL,
};
/// Two steps stricter: 1.5 %.
const TIGHTEST: Ratio = match Ratio::new(15, 1_000) {
    Some(level) => level,
    None => LEVEL,
};
/// Risk of rejecting a unit that is as good as the level.
const RISK: Ratio = Ratio::of_percent(5);
/// One code letter more, where a smaller acceptance number would not be stricter: the series of sample sizes grows by
/// 8/5.
const LARGER: Ratio = Ratio::of_percent(160);
/// Reduced sampling takes two fifths, as in the reduced table.
const REDUCED: Ratio = Ratio::of_percent(40);

/// The declared level a sample is judged by under a severity.
pub const fn level_of(severity: Severity) -> Ratio {
    match severity {
        Severity::Normal | Severity::Reduced => LEVEL,
        Severity::Tightened => TIGHTER,
    }
}

/// The sample of a unit of `population` elements where a team can visit `able` of them. S4001; S4003 for none.
pub fn judging(population: u64, able: u64, severity: Severity) -> Result<Judging> {
    let able = able.min(population);
    let limit = |n: u64, level| size::audit(population, level, n, RISK).map(|audit| audit.limit);
    let (n, ac, tighter_ac) = match severity {
        Severity::Normal => (able, limit(able, LEVEL)?, limit(able, TIGHTER)?),
        Severity::Reduced => {
            let n = REDUCED.ceil_of(able);
            (n, limit(n, LEVEL)?, limit(n, TIGHTER)?)
        }
        Severity::Tightened => tightened(population, able, &limit)?,
    };
    Ok(Judging { severity, n: u32::try_from(n).unwrap_or(u32::MAX), ac, tighter_ac: Some(tighter_ac) })
}

/// Tightened: a smaller acceptance number for the same sample; where it is the same number, up to one code letter more
/// elements for it.
fn tightened(
    population: u64,
    able: u64,
    limit: &impl Fn(u64, Ratio) -> Result<u32>,
) -> Result<(u64, u32, u32)> {
    let normal = limit(able, LEVEL)?;
    let ac = limit(able, TIGHTER)?;
    if ac < normal {
        return Ok((able, ac, limit(able, TIGHTEST)?));
    }
    let mut n = LARGER.ceil_of(able).min(population);
    while n > able && limit(n, TIGHTER)? > normal {
        n -= 1;
    }
    Ok((n, ac, limit(n, TIGHTEST)?))
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
    fn nothing_to_draw_is_refused() {
        assert_eq!(judging(0, 1, Severity::Normal).unwrap_err().code(), "S4001");
        assert_eq!(judging(10, 0, Severity::Normal).unwrap_err().code(), "S4003");
    }
}
