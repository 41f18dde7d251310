//! Proofs by cases that no plan is within some limits: the walk over the cases, which search and verifier share, and
//! the search for what to do about each.

use serde::Serialize;

use super::Work;
use super::bundle::{Bundle, ONE};
use super::case::{Case, Number, PRICED};
use super::certificate::Refuted;
use super::columns::Literal;
use super::learn::{Learner, Outcome};
use super::market::{self, Limits, Market, SCALE};
use super::propagation;
use super::rows;
use crate::domain::instance::Instance;
use crate::domain::plan::Plan;

/// Terms a learner looks at in a case that can still be divided.
const GLANCE: u64 = 4_000_000;

/// Terms that cost as much as a label of a unit program.
const TERMS: u64 = 16;

/// Rounds of a climb to prices of a case of its own, and a bound that is worth them.
const ROUNDS: u32 = 30;
const GAIN: i128 = SCALE as i128 / 64;

/// Lower limits that are tried where some could not be refuted, from the first on that prices should do for.
const LOWER: i64 = 4;

/// What is done about a case in which plans may be left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// It is divided: the unit makes at most so many visits that count, or more. The first part comes before the second.
    Visits(usize, u8),
    /// It is divided likewise by the unit's visits of two days that count.
    Long(usize, u8),
    /// It is looked at again at other prices, by row.
    Prices(Vec<(usize, i64)>),
    /// It is refuted: each clause follows from the rows of the case and the clauses before it, and in the end a
    /// contradiction. A column is told by its number plus one, its opposite by a minus.
    Clauses(Vec<Vec<i64>>),
}

/// Why no plan is within some limits: the prices that rule out what they can, and what is done about each case that
/// is left, in the order of the walk.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub(super) prices: Vec<i64>,
    pub(super) steps: Vec<Step>,
}

/// What came of a search.
pub(super) enum Found {
    Proof(Proof),
    /// A plan within the limits, but for what the rows leave out.
    Plan(Plan),
    /// Neither, and the best prices.
    Nothing(Vec<i64>),
}

/// What a walk over cases asks.
pub(super) trait Guide {
    /// What is done about a case in which plans may be left; `None` gives up.
    fn step(&mut self, case: &Case<'_>) -> Option<Step>;
}

/// Whether nothing is left of a case, once every step is done that the guide says.
pub(super) fn refuted(case: Case<'_>, guide: &mut dyn Guide) -> bool {
    let mut open = vec![case];
    while let Some(mut case) = open.pop() {
        if !case.tighten() {
            continue;
        }
        let left = match guide.step(&case) {
            Some(Step::Visits(unit, most)) => case.parts(unit, Number::Visits, most),
            Some(Step::Long(unit, most)) => case.parts(unit, Number::Long, most),
            Some(Step::Prices(rows)) => case.market.prices(&rows).map(|prices| vec![case.at(prices)]),
            Some(Step::Clauses(_)) => Some(Vec::new()),
            None => None,
        };
        let Some(left) = left else { return false };
        open.extend(left.into_iter().rev());
    }
    true
}

/// Looks for a proof, by prices first, then by cases. `hear` may end it.
pub(super) fn search(
    market: &Market<'_>,
    limits: Limits,
    work: Work,
    hear: &mut dyn FnMut() -> bool,
) -> Found {
    let mut prices = vec![0; market.room.len()];
    // The number that is to be bounded is the measure of all prices; the ones before it start far above.
    let held = market.limits + limits.last();
    for price in &mut prices[market.limits..held] {
        *price = 20 * SCALE;
    }
    prices[held] = SCALE;
    let mut bundle = Bundle::new(market, PRICED, prices, Some(held));
    bundle.climb(market, 0, work.rounds, &mut |_| hear());
    let prices = bundle.centre.clone();
    if bundle.bound > 0 {
        return Found::Proof(Proof { prices, steps: Vec::new() });
    }
    let mix = Some(bundle.visits());
    let mut search = Search { held, mix, steps: Vec::new(), plan: None, labels: work.labels, hear };
    if refuted(Case::new(market.clone(), prices.clone()), &mut search) {
        return Found::Proof(Proof { prices, steps: search.steps });
    }
    search.plan.map_or(Found::Nothing(prices), Found::Plan)
}

/// What prices alone prove of limits that could not be refuted: that no plan is within some lower ones.
pub(super) fn less(instance: &Instance, limits: Limits, prices: Vec<i64>, threads: usize) -> Option<Refuted> {
    let market = Market::new(instance, limits, threads);
    let lacking = -market.bound(PRICED, &prices, &market.respond(PRICED, &prices, None));
    let lacking = i64::try_from(lacking / i128::from(SCALE)).ok()?;
    for by in 1..=LOWER {
        let limits = limits.lower(lacking.checked_add(by)?)?;
        let case = Case::new(Market::new(instance, limits, threads), prices.clone());
        if refuted(case, &mut Told([].iter())) {
            return Some(Refuted::new(limits, Proof { prices, steps: Vec::new() }));
        }
    }
    None
}

/// Finds prices of its own for a case, then learns from conflicts, then divides it.
struct Search<'a> {
    /// The row whose price is the measure of the others.
    held: usize,
    /// Unit → visits in the mixture of calendars at the prices of the case, where these are fresh.
    mix: Option<Vec<[i64; 2]>>,
    steps: Vec<Step>,
    plan: Option<Plan>,
    /// Labels that may be looked at.
    labels: usize,
    hear: &'a mut dyn FnMut() -> bool,
}

impl Guide for Search<'_> {
    fn step(&mut self, case: &Case<'_>) -> Option<Step> {
        let step = self.find(case)?;
        self.steps.push(step.clone());
        Some(step)
    }
}

impl Search<'_> {
    fn find(&mut self, case: &Case<'_>) -> Option<Step> {
        let left = self.labels.checked_sub(case.labels()).filter(|left| *left > 0)?;
        if (self.hear)() {
            return None;
        }
        let mix = match self.mix.take().filter(|_| case.fresh) {
            Some(mix) => mix,
            None => {
                let mut bundle = Bundle::new(&case.market, PRICED, case.warm.clone(), Some(self.held));
                let before = -i128::from(case.slack);
                bundle.climb(&case.market, 0, ROUNDS, &mut |_| (self.hear)());
                case.worked(bundle.labels);
                let mix = bundle.visits();
                if bundle.bound > before + GAIN {
                    self.mix = Some(mix);
                    return Some(Step::Prices(market::priced(&bundle.centre)));
                }
                mix
            }
        };
        let divided = divide(case, &mix);
        let terms = u64::try_from(left).unwrap_or(u64::MAX).saturating_mul(TERMS);
        let mut learner = Learner::new(rows::rows(&case.market));
        let outcome = learner.search(if divided.is_some() { GLANCE } else { terms }, self.hear);
        case.worked(usize::try_from(learner.steps() / TERMS).unwrap_or(usize::MAX));
        match outcome {
            Outcome::Refuted(clauses) => {
                let number = |clause: Vec<Literal>| clause.into_iter().map(Literal::number).collect();
                Some(Step::Clauses(clauses.into_iter().map(number).collect()))
            }
            // No division refutes what every row allows.
            Outcome::Possible(way) => {
                self.plan = Some(rows::plan(&case.market, &way));
                None
            }
            Outcome::GaveUp => divided,
        }
    }
}

/// Divides by the number of visits the mixture is least sure of, of all or of those of two days.
fn divide(case: &Case<'_>, mix: &[[i64; 2]]) -> Option<Step> {
    let [visits, long] = case.market.limited();
    let mut best: Option<(i64, Step)> = None;
    for (at, (unit, mix)) in case.market.units.iter().zip(mix).enumerate() {
        for (limited, range, mix, step) in [
            (visits, unit.visits, mix[0], Step::Visits as fn(usize, u8) -> Step),
            (long, unit.long, mix[1], Step::Long),
        ] {
            let unsure = (mix % ONE - ONE / 2).abs();
            if limited && range.least < range.most && best.as_ref().is_none_or(|best| unsure < best.0) {
                let most = u8::try_from(mix / ONE).unwrap_or(u8::MAX).clamp(range.least, range.most - 1);
                best = Some((unsure, step(at, most)));
            }
        }
    }
    best.map(|best| best.1)
}

/// Does as a proof says, and believes no clause that does not follow.
pub(super) struct Told<'a>(pub(super) std::slice::Iter<'a, Step>);

impl Guide for Told<'_> {
    fn step(&mut self, case: &Case<'_>) -> Option<Step> {
        let step = self.0.next()?;
        if let Step::Clauses(clauses) = step {
            let clause = |clause: &Vec<i64>| clause.iter().map(|&number| Literal::signed(number)).collect();
            let clauses: Vec<Vec<Literal>> = clauses.iter().map(clause).collect::<Option<_>>()?;
            if !propagation::follows(rows::rows(&case.market), &clauses) {
                return None;
            }
        }
        Some(step.clone())
    }
}
