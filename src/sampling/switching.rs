//! How strictly a unit is sampled in a subject, from its history: normal, tightened, reduced, stopped, skipped.
//! The rules of MIL-STD-105E 4.7–4.8 and ISO 2859-1 (GB/T 2828.1) 9.3, with the switching score. Knows no plan table.

use super::ticket::{Seed, head};
use crate::domain::amount::Ratio;
use crate::domain::draw::Severity;

/// Rejections within the window that tighten.
const REJECTED_TIGHTENS: usize = 2;
/// Consecutive results looked at.
const WINDOW: usize = 5;
/// Consecutive acceptances that loosen tightened sampling.
const ACCEPTED_LOOSENS: u32 = 5;
/// Rejections in all, under tightened sampling, that stop it.
const REJECTED_STOPS: u32 = 5;
/// Switching score that reduces.
const SCORE_REDUCES: u32 = 30;

/// Accepted visits in a row after which one under reduced sampling may be left to the lot: the office's own number, no
/// standard has one.
pub const CLEAN_RUN_MIN: u32 = 10;

/// The result of one visit in the subject, with the numbers of the plan it was judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Nonconforming elements among the random ones.
    pub found: u32,
    /// Acceptance number of the plan.
    pub ac: u32,
    /// Rejection number of the plan.
    pub re: u32,
    /// Acceptance number of the plan one AQL step tighter; `None` where there is none.
    pub tighter_ac: Option<u32>,
}

impl Judged {
    /// Rejected from `re` on. Between `ac` and `re` a reduced plan accepts.
    pub const fn accepted(self) -> bool {
        self.found < self.re
    }
}

/// Why the severity is what it is after a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing changes.
    Unchanged,
    /// Normal → tightened: two rejected among five or fewer.
    TwoOfFiveRejected,
    /// Tightened → normal: five accepted in a row.
    FiveAccepted,
    /// Tightened → stopped: five rejected in all; special rectification.
    FiveRejected,
    /// Normal → reduced: the switching score reached thirty.
    ScoreReached,
    /// Reduced → normal: rejected.
    RejectedOnReduced,
    /// Reduced → normal: accepted with a count between acceptance and rejection number.
    BetweenNumbers,
    /// A stopped unit stays stopped until its rectification is accepted.
    Stopped,
}

impl Reason {
    /// The catalogue id that says it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unchanged => "switching-unchanged",
            Self::TwoOfFiveRejected => "switching-two-of-five",
            Self::FiveAccepted => "switching-five-accepted",
            Self::FiveRejected => "switching-five-rejected",
            Self::ScoreReached => "switching-score",
            Self::RejectedOnReduced => "switching-rejected-reduced",
            Self::BetweenNumbers => "switching-between",
            Self::Stopped => "switching-stopped",
        }
    }
}

/// What holds for the next visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Severity of the next plan; meaningless while stopped.
    pub severity: Severity,
    /// Sampling is stopped: special rectification first.
    pub stopped: bool,
    /// Switching score, counted under normal sampling.
    pub score: u32,
    /// Visits accepted in a row, under any severity.
    pub clean_run: u32,
    recent: Vec<bool>,
    accepted_tightened: u32,
    rejected_tightened: u32,
}

/// One line of the history shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Severity the result was judged under.
    pub before: Severity,
    /// Severity of the next visit.
    pub after: Severity,
    /// Score after the result.
    pub score: u32,
    /// Why.
    pub reason: Reason,
}

/// The history step by step and what it leads to.
pub fn replay(results: &[Judged]) -> (Vec<Step>, Standing) {
    let mut standing = Standing::default();
    let steps = results.iter().map(|judged| standing.take(*judged)).collect();
    (steps, standing)
}

impl Standing {
    /// Takes one more result in.
    pub fn take(&mut self, judged: Judged) -> Step {
        let before = self.severity;
        self.clean_run = if judged.accepted() { self.clean_run.saturating_add(1) } else { 0 };
        let reason = if self.stopped {
            Reason::Stopped
        } else {
            match before {
                Severity::Normal => self.under_normal(judged),
                Severity::Tightened => self.under_tightened(judged),
                Severity::Reduced => self.under_reduced(judged),
            }
        };
        Step { before, after: self.severity, score: self.score, reason }
    }

    /// Whether the next visit may be left to the lot (暂免): after a long clean history under reduced sampling.
    pub fn may_be_skipped(&self) -> bool {
        !self.stopped && self.severity == Severity::Reduced && self.clean_run >= CLEAN_RUN_MIN
    }

    /// Rectification was accepted: tightened sampling resumes with a clean count (MIL-STD-105E 4.8).
    pub fn resume(&mut self) {
        if self.stopped {
            *self = Self { severity: Severity::Tightened, ..Self::default() };
        }
    }

    fn under_normal(&mut self, judged: Judged) -> Reason {
        self.score = if scores_on(judged) { self.score + if judged.ac >= 2 { 3 } else { 2 } } else { 0 };
        self.recent.push(judged.accepted());
        if self.recent.len() > WINDOW {
            self.recent.remove(0);
        }
        if self.recent.iter().filter(|accepted| !**accepted).count() >= REJECTED_TIGHTENS {
            self.turn(Severity::Tightened);
            return Reason::TwoOfFiveRejected;
        }
        if self.score >= SCORE_REDUCES {
            self.turn(Severity::Reduced);
            return Reason::ScoreReached;
        }
        Reason::Unchanged
    }

    fn under_tightened(&mut self, judged: Judged) -> Reason {
        if judged.accepted() {
            self.accepted_tightened += 1;
            if self.accepted_tightened >= ACCEPTED_LOOSENS {
                self.turn(Severity::Normal);
                return Reason::FiveAccepted;
            }
        } else {
            self.accepted_tightened = 0;
            self.rejected_tightened += 1;
            if self.rejected_tightened >= REJECTED_STOPS {
                self.stopped = true;
                return Reason::FiveRejected;
            }
        }
        Reason::Unchanged
    }

    fn under_reduced(&mut self, judged: Judged) -> Reason {
        if !judged.accepted() {
            self.turn(Severity::Normal);
            Reason::RejectedOnReduced
        } else if judged.found > judged.ac {
            self.turn(Severity::Normal);
            Reason::BetweenNumbers
        } else {
            Reason::Unchanged
        }
    }

    /// Every severity starts its counts anew.
    fn turn(&mut self, severity: Severity) {
        *self = Self { severity, clean_run: self.clean_run, ..Self::default() };
    }
}

/// Whether a result under normal sampling adds to the score: with `ac` of two or more it must also pass one AQL step
/// tighter.
fn scores_on(judged: Judged) -> bool {
    let bar = if judged.ac >= 2 { judged.tighter_ac } else { Some(judged.ac) };
    judged.accepted() && bar.is_some_and(|bar| judged.found <= bar)
}

/// Skip-lot sampling (the idea of ISO 2859-3, GB/T 2828.3; the ten accepted visits are the office's own number): whether the visit of `id` (unit and subject) falls away, with the chance given. The lot is the
/// first 64 bits of its ticket, so that anybody can repeat it; `None` where the history does not allow a lot.
pub fn skipped(standing: &Standing, chance: Ratio, seed: &Seed, id: &str) -> Option<bool> {
    // h / 2^64 < numerator / denominator.
    let lot = u128::from(head(&seed.ticket(id))) * u128::from(chance.denominator());
    standing.may_be_skipped().then(|| lot < u128::from(chance.numerator()) << 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `.` clean, `a` accepted but not one step tighter, `b` between Ac and Re, `x` rejected.
    fn history(text: &str) -> Vec<Judged> {
        text.chars()
            .map(|result| {
                let found = match result {
                    '.' => 0,
                    'a' => 2,
                    'b' => 3,
                    _ => 9,
                };
                Judged { found, ac: 2, re: if result == 'b' { 5 } else { 3 }, tighter_ac: Some(1) }
            })
            .collect()
    }

    fn last(text: &str) -> (Severity, Reason) {
        let (steps, standing) = replay(&history(text));
        let step = steps.last().unwrap();
        assert_eq!(step.after, standing.severity);
        (step.after, step.reason)
    }

    #[test]
    fn severity_follows_the_rules() {
        let check = |text: &str, severity, reason| assert_eq!(last(text), (severity, reason), "{text}");
        let (normal, tightened, reduced) = (Severity::Normal, Severity::Tightened, Severity::Reduced);
        check("x", normal, Reason::Unchanged);
        check("xx", tightened, Reason::TwoOfFiveRejected);
        check("x...x", tightened, Reason::TwoOfFiveRejected);
        check("x....x", normal, Reason::Unchanged);
        check("xx....", tightened, Reason::Unchanged);
        check("xx.....", normal, Reason::FiveAccepted);
        // Back on normal the window starts anew: the two old rejections do not count.
        check("xx.....x", normal, Reason::Unchanged);
        check("xx....x....", tightened, Reason::Unchanged);
        check("xx....x.....", normal, Reason::FiveAccepted);
        check("xxxxxx", tightened, Reason::Unchanged);
        check("xxxxxxx", tightened, Reason::FiveRejected);
        check("xxx.x.x..x.x", tightened, Reason::FiveRejected);
        check("xxxxxxx.", tightened, Reason::Stopped);
        check(".........", normal, Reason::Unchanged);
        check("..........", reduced, Reason::ScoreReached);
        check("..........x", normal, Reason::RejectedOnReduced);
        check("..........b", normal, Reason::BetweenNumbers);
        check("...........", reduced, Reason::Unchanged);
        // An acceptance that would not pass one step tighter sets the score back.
        check(".....a.........", normal, Reason::Unchanged);
        check(".....a..........", reduced, Reason::ScoreReached);
    }

    #[test]
    fn small_acceptance_numbers_score_two() {
        let clean = |ac| Judged { found: 0, ac, re: ac + 1, tighter_ac: Some(0) };
        for ac in [0, 1] {
            assert_eq!(replay(&vec![clean(ac); 14]).1.score, 28);
            assert_eq!(replay(&vec![clean(ac); 15]).1.severity, Severity::Reduced);
        }
        let found_one = Judged { found: 1, ac: 1, re: 2, tighter_ac: Some(0) };
        assert_eq!(replay(&[clean(1), found_one]).1.score, 4);
        let no_tighter = Judged { found: 0, ac: 2, re: 3, tighter_ac: None };
        assert_eq!(replay(&[no_tighter]).1.score, 0);
    }

    #[test]
    fn rectification_resumes_tightened() {
        let (_, mut standing) = replay(&history("xxxxxxx"));
        assert!(standing.stopped);
        standing.resume();
        assert_eq!((standing.stopped, standing.severity), (false, Severity::Tightened));
        for judged in history("xxxx") {
            standing.take(judged);
        }
        assert!(!standing.stopped);
    }

    #[test]
    fn skipping_needs_a_long_clean_history_and_the_lot() {
        let seed = Seed::parse(&"3".repeat(64)).unwrap();
        let (_, clean) = replay(&history("...................."));
        let count = |percent| {
            let lot = |unit| skipped(&clean, Ratio::of_percent(percent), &seed, &format!("U{unit}")).unwrap();
            (0..2000).filter(|unit| lot(*unit)).count()
        };
        assert_eq!((count(0), count(100)), (0, 2000));
        // 2000 units at a quarter: 500, five standard deviations are 97.
        assert!(count(25).abs_diff(500) < 97);
        // Not yet reduced; normal again; stopped, however clean since.
        for text in [".........", "..........x.........", "xxxxxxx................."] {
            let (_, standing) = replay(&history(text));
            assert_eq!(skipped(&standing, Ratio::of_percent(100), &seed, "U1"), None, "{text}");
        }
    }
}
