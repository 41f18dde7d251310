//! A case of a proof by cases: what is known of every plan that is looked at (days a demand may start on, whether it
//! is served, how many visits a unit makes), by division, by price and by who is out on a day for certain. Used by
//! the search and by the verifier alike.

use std::rc::Rc;

use serde::Serialize;

use super::certain;
use super::choice::Sets;
use super::market::{Market, Weights};
use super::teams;
use super::unit::{self, Alone, Charges, Chosen, Visits, counted};

/// Nothing is weighed but what has a price.
pub(super) const PRICED: Weights = Weights { unserved: 0, visit: 0, day: 0, most: i64::MAX };

/// Calendars remembered for one unit, because they show what is possible.
const WITNESSES: usize = 160;

/// How a case is divided; every plan is in one of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The unit makes at most so many visits that count, or more.
    Visits(usize, u8),
    /// The demand is served, or not.
    Served(usize),
    /// The demand starts by this day, or later, whether it is served or not.
    Start(usize, usize),
}

impl Split {
    /// Keeps the plans of one part. Returns the unit they differ at; `None` where there is no such unit or demand.
    fn restrict(self, units: &mut [Alone], first: bool) -> Option<usize> {
        if let Self::Visits(unit, most) = self {
            let visits = &mut units.get_mut(unit)?.visits;
            if first {
                visits.most = visits.most.min(most);
            } else {
                visits.least = visits.least.max(most.saturating_add(1));
            }
            return Some(unit);
        }
        let (Self::Served(demand) | Self::Start(demand, _)) = self else { return None };
        let (unit, asking) = units.iter_mut().enumerate().find_map(|(unit, alone)| {
            let asking = alone.asking.iter_mut().find(|asking| asking.demand == demand);
            asking.map(|asking| (unit, asking))
        })?;
        match self {
            Self::Start(_, day) => {
                asking.starts.retain(|start| (*start <= day) == first);
                asking.shorten();
            }
            _ if first => asking.must = true,
            _ => asking.starts.clear(),
        }
        Some(unit)
    }
}

/// What a unit would pay at least, and for which calendar, at some charges.
#[derive(Clone, Debug)]
struct Answer {
    charges: Charges,
    cost: i64,
    visits: Vec<Chosen>,
}

/// A case at some prices.
#[derive(Clone, Debug)]
pub(super) struct Case<'a> {
    pub(super) market: Market<'a>,
    pub(super) prices: Vec<i64>,
    /// Unit → calendars that were possible when last seen.
    witnesses: Vec<Vec<Vec<Chosen>>>,
    /// Unit → what the prices lacked when it was last looked at in full; `i64::MAX` where it has to be again.
    seen: Vec<i64>,
    /// Unit → what it had to pay at least when last looked at.
    paid: Vec<i64>,
    /// Department → what was known when it was last looked at.
    teams: Vec<teams::Seen>,
    /// Unit → the charges of its last answer, and the answer.
    answers: Vec<Option<Rc<Answer>>>,
    /// Unit → sets of demands one visit may serve.
    sets: Rc<Vec<Sets>>,
}

impl<'a> Case<'a> {
    pub(super) fn new(market: Market<'a>, prices: Vec<i64>) -> Self {
        let units = market.units.len();
        Self {
            market,
            prices,
            witnesses: vec![Vec::new(); units],
            seen: vec![i64::MAX; units],
            paid: vec![0; units],
            teams: Vec::new(),
            answers: vec![None; units],
            sets: Rc::new(vec![Sets::default(); units]),
        }
    }

    /// How many labels have been looked at for it and all other cases of the proof.
    pub(super) fn labels(&self) -> usize {
        self.sets.iter().map(Sets::labels).sum()
    }

    /// The two parts of a case; `None` where it divides nothing the instance has.
    pub(super) fn parts(&self, split: Split) -> Option<[Self; 2]> {
        let mut parts = [self.clone(), self.clone()];
        for (part, first) in parts.iter_mut().zip([true, false]) {
            let unit = split.restrict(&mut part.market.units, first)?;
            part.seen[unit] = i64::MAX;
        }
        Some(parts)
    }

    /// Rules out what no plan of the case can do, until nothing more follows.
    ///
    /// # Errors
    /// The units for which nothing is left, where that means that no plan is in the case.
    pub(super) fn tighten(&mut self) -> Result<(), Vec<usize>> {
        loop {
            self.market.settle();
            certain::rule_out(&mut self.market, &mut self.seen)?;
            teams::rule_out(&mut self.market, &mut self.teams, &mut self.seen)?;
            let answers = self.ask();
            let bound = answers.iter().map(|answer| i128::from(answer.cost)).sum::<i128>()
                + self.market.given(PRICED, &self.prices);
            if bound > 0 {
                let dearer = |at: &usize| self.paid[*at] < answers[*at].cost;
                return Err((0..answers.len()).filter(dearer).collect());
            }
            self.paid = answers.iter().map(|answer| answer.cost).collect();
            let slack = i64::try_from(-bound).unwrap_or(i64::MAX);
            let mut ruled_out = 0;
            for (at, answer) in answers.iter().enumerate() {
                // A little less to gain rules out little more.
                if self.seen[at] == i64::MAX || slack < self.seen[at] - self.seen[at] / 4 {
                    ruled_out += self.probe(at, answer, slack);
                    self.seen[at] = slack;
                }
            }
            if ruled_out == 0 {
                return Ok(());
            }
        }
    }

    /// Unit → its cheapest calendar. An answer stands until the unit has lost something by other means than its price,
    /// or is charged differently.
    fn ask(&mut self) -> Vec<Rc<Answer>> {
        let mut answers = Vec::with_capacity(self.market.units.len());
        for (at, unit) in self.market.units.iter().enumerate() {
            let charges = self.market.charges(unit, PRICED, &self.prices);
            let stands = |answer: &Rc<Answer>| self.seen[at] != i64::MAX && answer.charges == charges;
            let answer = match self.answers[at].take().filter(stands) {
                Some(answer) => answer,
                None => {
                    let possible = self.witnesses[at].iter().filter(|known| unit.may(known));
                    let known = possible.map(|known| unit.cost(&charges, known)).min().unwrap_or(i64::MAX);
                    let (cost, visits) = unit::cheapest(unit, &charges, &self.sets[at], known);
                    Rc::new(Answer { charges, cost, visits })
                }
            };
            self.answers[at] = Some(Rc::clone(&answer));
            answers.push(answer);
        }
        answers
    }

    /// Rules out, by price, what a unit would have to pay more for than there is to gain.
    fn probe(&mut self, at: usize, answer: &Answer, slack: i64) -> usize {
        let charges = &answer.charges;
        let unit = &mut self.market.units[at];
        let limit = answer.cost.saturating_add(slack);
        let made = counted(&answer.visits);
        let mut possible = Possible {
            charges,
            sets: &self.sets[at],
            limit,
            witnesses: std::mem::take(&mut self.witnesses[at]),
        };
        possible.witnesses.retain(|known| unit.may(known) && unit.cost(charges, known) <= limit);
        possible.witnesses.push(answer.visits.clone());
        let ruled_out = possible.starts(unit) + possible.visits(unit, made);
        let excess = possible.witnesses.len().saturating_sub(WITNESSES);
        possible.witnesses.drain(..excess);
        self.witnesses[at] = possible.witnesses;
        ruled_out
    }
}

/// What a unit may do at a limit of cost.
struct Possible<'a> {
    charges: &'a Charges,
    sets: &'a Sets,
    limit: i64,
    witnesses: Vec<Vec<Chosen>>,
}

impl Possible<'_> {
    fn ask(&mut self, unit: &Alone) -> bool {
        let found = unit::within(unit, self.charges, self.sets, self.limit);
        let possible = found.is_some();
        self.witnesses.extend(found.map(|found| found.1));
        possible
    }

    /// Rules out start days of demands, and leaving them out.
    fn starts(&mut self, unit: &mut Alone) -> usize {
        let mut ruled_out = 0;
        for at in 0..unit.asking.len() {
            let asking = unit.asking[at].clone();
            if asking.starts.is_empty() {
                continue;
            }
            if !asking.must && !self.witnesses.iter().any(|known| start(known, at).is_none()) {
                unit.asking[at].starts.clear();
                let left_out = self.ask(unit);
                unit.asking[at].starts.clone_from(&asking.starts);
                unit.asking[at].must = !left_out;
                ruled_out += usize::from(!left_out);
            }
            let must = unit.asking[at].must;
            if asking.starts.len() == 1 && must {
                continue;
            }
            unit.asking[at].must = true;
            let mut left = Vec::new();
            for &day in &asking.starts {
                unit.asking[at].starts = vec![day];
                if self.witnesses.iter().any(|known| start(known, at) == Some(day)) || self.ask(unit) {
                    left.push(day);
                }
            }
            ruled_out += asking.starts.len() - left.len();
            unit.asking[at].must = must;
            unit.asking[at].starts = left;
            unit.asking[at].shorten();
        }
        ruled_out
    }

    /// Rules out numbers of visits, from what the cheapest calendar makes on.
    fn visits(&mut self, unit: &mut Alone, made: usize) -> usize {
        let made = u8::try_from(made).unwrap_or(u8::MAX);
        let known = unit.visits;
        let (mut least, mut most) = (made.max(known.least), made.min(known.most));
        while least > known.least {
            unit.visits = Visits { least: known.least, most: least - 1 };
            if !self.ask(unit) {
                break;
            }
            least -= 1;
        }
        let ceiling = known.most.min(u8::try_from(unit.asking.len()).unwrap_or(u8::MAX));
        while most < ceiling {
            unit.visits = Visits { least: most + 1, most: known.most };
            if !self.ask(unit) {
                break;
            }
            most += 1;
        }
        unit.visits = Visits { least, most: if most < ceiling { most } else { known.most } };
        usize::from(unit.visits.least > known.least) + usize::from(unit.visits.most < known.most)
    }
}

/// When a calendar serves a demand.
fn start(visits: &[Chosen], at: usize) -> Option<usize> {
    visits.iter().find(|visit| visit.set & (1 << at) != 0).map(|visit| visit.start)
}
