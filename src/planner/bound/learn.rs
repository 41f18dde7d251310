//! Refutes rows by learning from conflicts (GRASP: Marques-Silva, Sakallah 1999): assume, draw conclusions, and where they
//! contradict each other learn the clause that would have prevented it. Whole numbers only: the same rows give the
//! same clauses.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::columns::Literal;
use super::propagation::{Propagation, Reason};
use super::rows::Rows;

/// Conflicts between two restarts, times the Luby sequence.
const RESTART: u64 = 128;

/// Clauses in use before some are forgotten for the first time, and how many more each time after.
const CLAUSES: usize = 4000;
const MORE: usize = 500;

/// Clauses that hold literals of so few levels are never forgotten.
const GLUE: usize = 2;

/// A clause that was learned.
#[derive(Debug, Default)]
struct Lemma {
    literals: Vec<Literal>,
    /// Earlier lemmas, and columns decided without any assumption, that it follows from beside the rows.
    lemmas: Vec<u32>,
    facts: Vec<usize>,
    /// Levels its literals were of (Audemard, Simon 2009).
    glue: usize,
    /// Conflicts when it was last of use.
    used: u64,
    forgotten: bool,
}

/// What came of a search.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Clauses, each of which follows from the rows and those before it by propagation, and then a contradiction.
    Refuted(Vec<Vec<Literal>>),
    /// Literals that satisfy every row.
    Possible(Vec<Literal>),
    GaveUp,
}

/// The search.
#[derive(Debug)]
pub(super) struct Learner {
    known: Propagation,
    lemmas: Vec<Lemma>,
    /// Clauses in use.
    live: usize,
    /// Column → what it was last; it is tried so again.
    phase: Vec<bool>,
    /// Column → how often it was part of conflicts, those of late counting more; what the next one counts.
    activity: Vec<u64>,
    bump: u64,
    /// Open columns and some others, the most active last.
    order: BTreeSet<(u64, usize)>,
    /// Column → part of the conflict that is looked at.
    seen: Vec<bool>,
    conflicts: u64,
}

impl Learner {
    pub(super) fn new(rows: Rows) -> Self {
        let columns = rows.columns;
        let known = Propagation::new(rows);
        Self {
            order: (0..columns).filter(|column| known.weighs(*column)).map(|column| (0, column)).collect(),
            known,
            lemmas: Vec::new(),
            live: 0,
            phase: vec![false; columns],
            activity: vec![0; columns],
            bump: 1 << 20,
            seen: vec![false; columns],
            conflicts: 0,
        }
    }

    /// Terms and clauses looked at.
    pub(super) const fn steps(&self) -> u64 {
        self.known.steps
    }

    /// Searches until nothing is left, a way is found, about `steps` terms have been looked at or `hear` ends it.
    pub(super) fn search(&mut self, steps: u64, hear: &mut dyn FnMut() -> bool) -> Outcome {
        if let Some(reason) = self.known.begin() {
            return self.refuted(reason);
        }
        let (mut restarts, mut until, mut room) = (1, RESTART, CLAUSES);
        loop {
            if let Some(reason) = self.known.propagate() {
                if self.known.depth() == 0 {
                    return self.refuted(reason);
                }
                self.learn(reason);
            } else if self.conflicts >= until {
                restarts += 1;
                until = self.conflicts + RESTART * luby(restarts);
                self.back_to(0);
                if self.known.steps >= steps || hear() {
                    return Outcome::GaveUp;
                }
                if self.live > room {
                    room += MORE;
                    self.forget();
                }
            } else {
                let Some(next) = self.next() else {
                    return Outcome::Possible(self.known.trail().to_vec());
                };
                self.known.deepen();
                self.known.assume(next);
            }
        }
    }

    /// What to assume next: the most active open column, as it was last.
    fn next(&mut self) -> Option<Literal> {
        while let Some((_, column)) = self.order.pop_last() {
            let literal = Literal::new(column);
            if self.known.is_open(literal) {
                return Some(if self.phase[column] { literal } else { literal.not() });
            }
        }
        None
    }

    fn back_to(&mut self, level: u32) {
        for literal in self.known.back_to(level) {
            let column = literal.column();
            self.phase[column] = literal == Literal::new(column);
            self.order.insert((self.activity[column], column));
        }
    }

    /// Learns from a contradiction: follows the reasons back until one literal of the last level is to blame.
    fn learn(&mut self, conflict: Reason) {
        self.conflicts += 1;
        let now = self.known.depth();
        let mut lemma = Lemma { used: self.conflicts, ..Lemma::default() };
        let (mut others, mut touched) = (Vec::new(), Vec::new());
        let (mut pending, mut at) = (0, self.known.trail().len());
        let (mut reason, mut implied) = (conflict, None);
        let pivot = loop {
            self.credit(reason, &mut lemma);
            for literal in self.known.because(reason, implied) {
                let column = literal.column();
                if self.known.level(column) == 0 {
                    lemma.facts.push(column);
                } else if !std::mem::replace(&mut self.seen[column], true) {
                    touched.push(column);
                    if self.known.level(column) == now {
                        pending += 1;
                    } else {
                        others.push(literal);
                    }
                }
            }
            let before = self.known.trail()[..at].iter().rposition(|literal| self.seen[literal.column()]);
            at = before.unwrap_or(0);
            let literal = self.known.trail()[at];
            pending -= 1;
            if pending == 0 {
                break literal;
            }
            (reason, implied) = (self.known.reason(literal.column()), Some(literal));
        };
        let others = self.shorten(others, &mut lemma);
        for column in touched {
            self.seen[column] = false;
            self.excite(column);
        }
        let levels: BTreeSet<u32> = others.iter().map(|literal| self.known.level(literal.column())).collect();
        lemma.glue = levels.len();
        lemma.literals = std::iter::once(pivot).chain(others).map(Literal::not).collect();
        self.back_to(levels.last().copied().unwrap_or(0));
        self.known.add(lemma.literals.clone());
        self.lemmas.push(lemma);
        self.live += 1;
        self.bump += self.bump / 20;
        if self.bump > 1 << 52 {
            self.calm();
        }
    }

    /// Drops literals that the others imply.
    fn shorten(&mut self, others: Vec<Literal>, lemma: &mut Lemma) -> Vec<Literal> {
        let mut kept = Vec::with_capacity(others.len());
        for literal in others {
            let reason = self.known.reason(literal.column());
            let because = self.known.because(reason, Some(literal));
            let fact = |because: &&Literal| self.known.level(because.column()) == 0;
            if reason == Reason::Assumed
                || !because.iter().all(|because| self.seen[because.column()] || fact(&because))
            {
                kept.push(literal);
                continue;
            }
            lemma.facts.extend(because.iter().filter(fact).map(|literal| literal.column()));
            self.credit(reason, lemma);
        }
        kept
    }

    /// Notes that a reason was of use.
    fn credit(&mut self, reason: Reason, lemma: &mut Lemma) {
        if let Reason::Clause(clause) = reason {
            lemma.lemmas.push(clause);
            self.lemmas[clause as usize].used = self.conflicts;
        }
    }

    fn excite(&mut self, column: usize) {
        let before = self.activity[column];
        self.activity[column] += self.bump;
        if self.order.remove(&(before, column)) {
            self.order.insert((self.activity[column], column));
        }
    }

    /// Keeps activities in range.
    fn calm(&mut self) {
        self.bump >>= 32;
        for activity in &mut self.activity {
            *activity >>= 32;
        }
        let order = std::mem::take(&mut self.order);
        self.order = order.into_iter().map(|(_, column)| (self.activity[column], column)).collect();
    }

    /// Forgets half of the clauses, those of many levels and long out of use first. What followed from them still does.
    fn forget(&mut self) {
        let reasons = self.known.trail().iter().map(|literal| self.known.reason(literal.column()));
        let locked: BTreeSet<u32> = reasons
            .filter_map(|reason| match reason {
                Reason::Clause(clause) => Some(clause),
                _ => None,
            })
            .collect();
        let lemmas = (0..).zip(&self.lemmas);
        let mut old: Vec<(Reverse<usize>, u64, u32)> = lemmas
            .filter(|(at, lemma)| {
                !lemma.forgotten && lemma.literals.len() > 2 && lemma.glue > GLUE && !locked.contains(at)
            })
            .map(|(at, lemma)| (Reverse(lemma.glue), lemma.used, at))
            .collect();
        old.sort_unstable();
        old.truncate(old.len() / 2);
        let old: Vec<u32> = old.into_iter().map(|(_, _, at)| at).collect();
        for &at in &old {
            self.lemmas[at as usize].forgotten = true;
        }
        self.live -= old.len();
        self.known.forget(&old);
    }

    /// The clauses that a contradiction without any assumption needs, in order.
    fn refuted(&self, conflict: Reason) -> Outcome {
        let mut needed = vec![false; self.lemmas.len()];
        let mut known = vec![false; self.seen.len()];
        let (mut lemmas, mut facts) = (Vec::new(), Vec::new());
        let follow = |reason, implied, lemmas: &mut Vec<u32>, facts: &mut Vec<usize>| {
            if let Reason::Clause(clause) = reason {
                lemmas.push(clause);
            }
            facts.extend(self.known.because(reason, implied).iter().map(|literal| literal.column()));
        };
        follow(conflict, None, &mut lemmas, &mut facts);
        loop {
            if let Some(column) = facts.pop() {
                if !std::mem::replace(&mut known[column], true) {
                    let literal = Literal::new(column);
                    let literal = if self.known.is_true(literal) { literal } else { literal.not() };
                    follow(self.known.reason(column), Some(literal), &mut lemmas, &mut facts);
                }
            } else if let Some(lemma) = lemmas.pop() {
                if !std::mem::replace(&mut needed[lemma as usize], true) {
                    lemmas.extend(&self.lemmas[lemma as usize].lemmas);
                    facts.extend(&self.lemmas[lemma as usize].facts);
                }
            } else {
                break;
            }
        }
        let needed = self.lemmas.iter().zip(needed).filter(|(_, needed)| *needed);
        Outcome::Refuted(needed.map(|(lemma, _)| lemma.literals.clone()).collect())
    }
}

/// The Luby sequence 1 1 2 1 1 2 4 …, from 1 on (Luby, Sinclair, Zuckerman 1993).
const fn luby(at: u64) -> u64 {
    let above = at.ilog2() + 1;
    if at + 1 == 1 << above { 1 << (above - 1) } else { luby(at + 1 - (1 << (above - 1))) }
}

#[cfg(test)]
mod tests {
    use super::super::propagation::follows;
    use super::super::rows::Row;
    use super::*;

    /// Rows as (columns with their sign and weight, most): `-3` is the opposite of column 2.
    fn rows(columns: usize, rows: &[(&[(i64, i64)], i64)]) -> Rows {
        let rows = rows.iter().map(|(terms, most)| Row {
            terms: terms.iter().map(|&(signed, weight)| (Literal::signed(signed).unwrap(), weight)).collect(),
            most: *most,
        });
        Rows { columns, rows: rows.collect() }
    }

    /// So many pigeons, one hole fewer: column `pigeon · holes + hole`.
    fn pigeons(count: i64) -> Rows {
        let holes = count - 1;
        let at = |pigeon: i64, hole: i64| pigeon * holes + hole + 1;
        let mut all: Vec<(Vec<(i64, i64)>, i64)> = Vec::new();
        for pigeon in 0..count {
            all.push(((0..holes).map(|hole| (-at(pigeon, hole), 1)).collect(), holes - 1));
        }
        for hole in 0..holes {
            for pigeon in 0..count {
                all.extend((0..pigeon).map(|other| (vec![(at(pigeon, hole), 1), (at(other, hole), 1)], 1)));
            }
        }
        let all: Vec<(&[(i64, i64)], i64)> =
            all.iter().map(|(terms, most)| (terms.as_slice(), *most)).collect();
        rows(usize::try_from(count * holes).unwrap(), &all)
    }

    #[test]
    fn what_cannot_be_is_refuted_and_the_refutation_follows() {
        for count in 5..8 {
            let outcome = Learner::new(pigeons(count)).search(u64::MAX, &mut || false);
            let Outcome::Refuted(clauses) = outcome else { panic!("{count}: {outcome:?}") };
            assert!(follows(pigeons(count), &clauses), "{count}");
            // Propagation alone does not see it, and no clause is believed that does not follow.
            assert!(!follows(pigeons(count), &[]));
            assert!(!follows(pigeons(count), &[vec![Literal::new(0)], vec![]]));
        }
    }

    #[test]
    fn every_way_of_small_rows_is_found_or_none() {
        let mut state = 7_u64;
        let mut roll = |sides: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((state >> 33) % sides).unwrap()
        };
        let mut refuted = 0;
        for round in 0..400 {
            let made: Vec<(Vec<(i64, i64)>, i64)> = (0..10)
                .map(|_| {
                    let mut terms: Vec<(i64, i64)> = Vec::new();
                    for column in 1..=8 {
                        if roll(2) == 0 {
                            terms.push((if roll(2) == 0 { column } else { -column }, 1 + roll(4)));
                        }
                    }
                    let sum = terms.iter().map(|term| term.1).sum::<i64>();
                    (terms, sum * 3 / 5)
                })
                .collect();
            let made: Vec<(&[(i64, i64)], i64)> =
                made.iter().map(|(terms, most)| (terms.as_slice(), *most)).collect();
            let holds = |bits: u64| {
                made.iter().all(|(terms, most)| {
                    let is_true = |signed: i64| (bits >> (signed.abs() - 1) & 1 == 1) == (signed > 0);
                    terms.iter().filter(|term| is_true(term.0)).map(|term| term.1).sum::<i64>() <= *most
                })
            };
            let possible = (0..256).any(holds);
            match Learner::new(rows(8, &made)).search(u64::MAX, &mut || false) {
                Outcome::Possible(way) => {
                    let bits = way.iter().filter(|literal| literal.number() > 0);
                    assert!(holds(bits.map(|literal| 1 << literal.column()).sum()), "round {round}");
                }
                Outcome::Refuted(clauses) => {
                    assert!(!possible, "round {round}");
                    assert!(follows(rows(8, &made), &clauses), "round {round}");
                    refuted += 1;
                }
                Outcome::GaveUp => panic!("round {round} was given up"),
            }
        }
        assert!((50..350).contains(&refuted), "{refuted}");
    }

    #[test]
    fn restarts_follow_the_luby_sequence() {
        let first: Vec<u64> = (1..16).map(luby).collect();
        assert_eq!(first, [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
    }
}
