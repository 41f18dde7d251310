//! A case of a proof by cases: what is known of every plan that is looked at (days a demand may start on, whether it
//! is served, how many visits a unit makes), by division, by price and by who is out on a day for certain. Used by
//! the search and by the verifier alike.

use std::rc::Rc;

use super::certain;
use super::choice::Sets;
use super::market::{Market, Weights};
use super::teams;
use super::unit::{self, Alone, Charges, Chosen, Visits, counted};

/// Nothing is weighed but what has a price.
pub(super) const PRICED: Weights = Weights { unserved: 0, visit: 0, day: 0, most: i64::MAX };

/// Calendars remembered for one unit, because they show what is possible.
const WITNESSES: usize = 160;

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
    /// The prices all cases start from: what they rule out others may not.
    first: Rc<Vec<i64>>,
    /// The best prices known for the case it is part of.
    pub(super) warm: Vec<i64>,
    /// Whether the prices were made for just this case.
    pub(super) fresh: bool,
    /// What the prices lack to refute the case.
    pub(super) slack: i64,
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
            witnesses: vec![Vec::new(); units],
            seen: vec![i64::MAX; units],
            first: Rc::new(prices.clone()),
            warm: prices.clone(),
            fresh: true,
            slack: i64::MAX,
            teams: Vec::new(),
            answers: vec![None; units],
            sets: Rc::new(vec![Sets::default(); units]),
            prices,
        }
    }

    /// How many labels have been looked at for it and all other cases of the proof.
    pub(super) fn labels(&self) -> usize {
        self.sets.iter().map(Sets::labels).sum()
    }

    /// Counts work done elsewhere as labels.
    pub(super) fn worked(&self, labels: usize) {
        if let Some(sets) = self.sets.first() {
            sets.count(labels);
        }
    }

    /// The two parts of a case: the unit makes at most so many visits that count, or of them of two days, or more.
    /// `None` where there is no such unit.
    pub(super) fn parts(mut self, unit: usize, number: Number, most: u8) -> Option<Vec<Self>> {
        self.market.units.get(unit)?;
        self.seen.fill(i64::MAX);
        self.warm = std::mem::replace(&mut self.prices, self.first.to_vec());
        self.fresh = false;
        let (mut fewer, mut more) = (self.clone(), self);
        let range = number.of(&mut fewer.market.units[unit]);
        range.most = range.most.min(most);
        let range = number.of(&mut more.market.units[unit]);
        range.least = range.least.max(most.saturating_add(1));
        Some(vec![fewer, more])
    }

    /// The case at other prices.
    pub(super) fn at(mut self, prices: Vec<i64>) -> Self {
        self.prices = prices;
        self.fresh = true;
        self.seen.fill(i64::MAX);
        self
    }

    /// Rules out what no plan of the case can do, until nothing more follows. Returns whether a plan may be left.
    pub(super) fn tighten(&mut self) -> bool {
        loop {
            self.market.settle();
            if !certain::rule_out(&mut self.market, &mut self.seen)
                || !teams::rule_out(&mut self.market, &mut self.teams, &mut self.seen)
            {
                return false;
            }
            let answers = self.ask();
            let bound = answers.iter().map(|answer| i128::from(answer.cost)).sum::<i128>()
                + self.market.given(PRICED, &self.prices);
            if bound > 0 {
                return false;
            }
            let slack = i64::try_from(-bound).unwrap_or(i64::MAX);
            self.slack = slack;
            let mut ruled_out = 0;
            for (at, answer) in answers.iter().enumerate() {
                // A little less to gain rules out little more.
                if self.seen[at] == i64::MAX || slack < self.seen[at] {
                    ruled_out += self.probe(at, answer, slack);
                    self.seen[at] = slack;
                }
            }
            if ruled_out == 0 {
                return true;
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
        let limited = self.market.limited();
        let unit = &mut self.market.units[at];
        let limit = answer.cost.saturating_add(slack);
        let mut possible = Possible {
            charges,
            sets: &self.sets[at],
            limit,
            witnesses: std::mem::take(&mut self.witnesses[at]),
        };
        possible.witnesses.retain(|known| unit.may(known) && unit.cost(charges, known) <= limit);
        possible.witnesses.push(answer.visits.clone());
        let ruled_out = possible.starts(unit) + possible.numbers(unit, counted(&answer.visits), limited);
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

    /// Rules out numbers of visits, and of those of two days, from what the cheapest calendar makes on.
    fn numbers(&mut self, unit: &mut Alone, (visits, long): (usize, usize), limited: [bool; 2]) -> usize {
        let visits = if limited[0] { self.number(unit, Number::Visits, visits) } else { 0 };
        visits + if limited[1] { self.number(unit, Number::Long, long) } else { 0 }
    }

    fn number(&mut self, unit: &mut Alone, number: Number, made: usize) -> usize {
        let made = u8::try_from(made).unwrap_or(u8::MAX);
        let known = *number.of(unit);
        let (mut least, mut most) = (made.max(known.least), made.min(known.most));
        while least > known.least {
            *number.of(unit) = Visits { least: known.least, most: least - 1 };
            if !self.ask(unit) {
                break;
            }
            least -= 1;
        }
        let ceiling = known.most.min(u8::try_from(unit.asking.len()).unwrap_or(u8::MAX));
        while most < ceiling {
            *number.of(unit) = Visits { least: most + 1, most: known.most };
            if !self.ask(unit) {
                break;
            }
            most += 1;
        }
        let most = if most < ceiling { most } else { known.most };
        *number.of(unit) = Visits { least, most };
        usize::from(least > known.least) + usize::from(most < known.most)
    }
}

/// A number of visits of a unit that is known within a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// Those that count.
    Visits,
    /// Those of them that take two days.
    Long,
}

impl Number {
    pub(super) const fn of(self, unit: &mut Alone) -> &mut Visits {
        match self {
            Self::Visits => &mut unit.visits,
            Self::Long => &mut unit.long,
        }
    }
}

/// When a calendar serves a demand.
fn start(visits: &[Chosen], at: usize) -> Option<usize> {
    visits.iter().find(|visit| visit.set & (1 << at) != 0).map(|visit| visit.start)
}
