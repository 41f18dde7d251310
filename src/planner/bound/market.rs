//! The instance with prices instead of shared limits: each unit then plans alone, and what they all pay, less the
//! worth of what there is to share, is below every plan (Lagrangian relaxation; see `docs/planner.md`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::choice::Sets;
use super::crews::{self, Crew};
use super::lay_out::{self, PLENTY};
use super::unit::{self, Alone, Asking, Charges, Chosen, NEVER, Way};
use crate::domain::instance::Instance;
use crate::domain::plan::Objective;

/// Units a price is counted in, to one unit of cost: prices are fractions.
pub(super) const SCALE: i64 = 4096;

/// Prices beyond this are refused: sums stay far from overflow.
pub(super) const PRICE_MAX: i64 = 1 << 36;

/// The rows that have a price.
pub(super) fn priced(prices: &[i64]) -> Vec<(usize, i64)> {
    prices.iter().enumerate().filter(|(_, price)| **price > 0).map(|(row, &price)| (row, price)).collect()
}

/// A bound in units of cost: costs are whole, so it rounds up.
pub(super) fn whole(bound: i128) -> i64 {
    let scale = i128::from(SCALE);
    let up = bound.div_euclid(scale) + i128::from(bound.rem_euclid(scale) > 0);
    i64::try_from(up).unwrap_or(0).max(0)
}

/// What leaving out a demand costs that has to be served, in units of weight.
const MUST: i64 = 200;

/// What one unit of unserved weight, one visit and one visit-day cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weights {
    pub(super) unserved: i64,
    pub(super) visit: i64,
    pub(super) day: i64,
    /// Only plans that leave out at most so much weight are bounded: they serve every demand that weighs more.
    pub(super) most: i64,
}

impl Weights {
    /// One set for every rank of the objective that is bounded, and one for the sum by which solvers are compared.
    pub(super) fn ranks(objective: &Objective) -> Vec<Self> {
        let set = |unserved, visit, day, most| Self { unserved, visit, day, most };
        let sum = set(400, 19, 1, i64::MAX);
        let left = objective.unserved;
        let mut ranks = vec![set(1, 0, 0, left - 1), set(20, 1, 0, left), set(400, 19, 1, left)];
        let cheaper = (sum.total(objective) - 1).max(0) / sum.unserved;
        ranks.extend((cheaper != left).then_some(Self { most: cheaper, ..sum }));
        ranks
    }

    /// What a visit costs by itself, in 1/[`SCALE`].
    const fn own(self, days: usize, way: Way) -> i64 {
        match way {
            Way::Joined => 0,
            _ => (self.visit + self.day * if days == 2 { 2 } else { 1 }) * SCALE,
        }
    }

    /// What the second day of a visit costs by itself, in 1/[`SCALE`].
    const fn longer(self) -> i64 {
        self.day * SCALE
    }

    /// What an objective costs at these weights.
    pub(super) const fn total(&self, objective: &Objective) -> i64 {
        self.unserved * objective.unserved + self.visit * objective.visits + self.day * objective.days
    }
}

/// What a unit does at given prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply {
    /// What its calendar costs with what it pays for shared things, in 1/[`SCALE`].
    pub(super) cost: i64,
    /// The calendar.
    pub(super) visits: Vec<Chosen>,
    /// Labels looked at for it.
    pub(super) labels: usize,
}

/// The instance without its shared limits.
#[derive(Clone, Debug)]
pub(super) struct Market<'a> {
    pub(super) instance: &'a Instance,
    pub(super) units: Vec<Alone>,
    /// By kind, department and day.
    crews: Vec<Crew>,
    /// What there is of every shared thing: crews by department and day, leaders by county and day, caps by county,
    /// then visits and days of every quota row by period, then what [`Limits`] says, and last the crews' larger teams.
    pub(super) room: Vec<i64>,
    leaders: usize,
    caps: usize,
    /// The first of the three rows of [`Limits`].
    pub(super) limits: usize,
    /// Threads to use; the answers do not depend on it.
    threads: usize,
}

/// Limits of the objective's numbers, as rows like any other: only plans within them are looked at. `None` for any
/// number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Weight left out.
    pub unserved: Option<i64>,
    /// Visits.
    pub visits: Option<i64>,
    /// Visits of two days.
    pub long: Option<i64>,
}

impl Limits {
    /// For every rank of an objective: plans that are better in it and no worse in those before.
    pub(super) fn below(objective: &Objective) -> Vec<Self> {
        let &Objective { unserved, visits, days, .. } = objective;
        let long = days - visits;
        let ranks = [
            (unserved, Self { unserved: Some(unserved - 1), ..Self::default() }),
            (visits, Self { unserved: Some(unserved), visits: Some(visits - 1), long: None }),
            (long, Self { unserved: Some(unserved), visits: Some(visits), long: Some(long - 1) }),
        ];
        ranks.into_iter().filter(|(number, _)| *number > 0).map(|(_, limits)| limits).collect()
    }

    /// Which of the three is the last that is limited.
    pub(super) fn last(self) -> usize {
        [self.long, self.visits].iter().position(Option::is_some).map_or(0, |back| 2 - back)
    }

    /// The same with the last one lower; `None` where it would be below 0.
    pub(super) fn lower(mut self, by: i64) -> Option<Self> {
        let last = match self.last() {
            0 => &mut self.unserved,
            1 => &mut self.visits,
            _ => &mut self.long,
        };
        *last = Some((*last)?.checked_sub(by).filter(|limit| *limit >= 0)?);
        Some(self)
    }
}

impl<'a> Market<'a> {
    pub(super) fn new(instance: &'a Instance, limits: Limits, threads: usize) -> Self {
        let days = instance.days as usize;
        let mut units = lay_out::units(instance);
        let crews = crews::crews(instance, &units);
        let (people, larger) = crews.split_at(crews.len() / crews::KINDS);
        let mut room: Vec<i64> = people.iter().map(|crew| crew.room).collect();
        let leaders = room.len();
        room.extend(instance.counties.iter().flat_map(|county| vec![i64::from(county.leaders); days]));
        let caps = room.len();
        let left = instance.counties.iter().map(|row| i64::from(row.year_cap) - i64::from(row.used));
        room.extend(left.map(|left| left.max(0)));
        lay_out::quotas(instance, &mut units, &mut room);
        let first = room.len();
        let hopeless = instance.demands.iter().filter(|demand| demand.days() > 2);
        let lost: i64 = hopeless.map(|demand| i64::from(demand.weight)).sum();
        room.push(limits.unserved.map_or(PLENTY, |limit| limit - lost));
        room.extend([limits.visits, limits.long].map(|limit| limit.unwrap_or(PLENTY)));
        room.extend(larger.iter().map(|crew| crew.room));
        let mut market = Self { instance, units, crews, room, leaders, caps, limits: first, threads };
        if let Some(limit) = limits.unserved {
            // What weighs more than may be left out has to be served.
            for asking in market.units.iter_mut().flat_map(|unit| &mut unit.asking) {
                asking.must = i64::from(instance.demands[asking.demand].weight) > limit - lost;
            }
        }
        market
    }

    /// The price of every row; `None` where a row or a price is none.
    pub(super) fn prices(&self, rows: &[(usize, i64)]) -> Option<Vec<i64>> {
        let mut prices = vec![0; self.room.len()];
        for &(at, price) in rows {
            *prices.get_mut(at).filter(|_| (0..=PRICE_MAX).contains(&price))? = price;
        }
        Some(prices)
    }

    /// Whether there is a limit of how many visits are made, and of how many of two days.
    pub(super) fn limited(&self) -> [bool; 2] {
        [1, 2].map(|number| self.room[self.limits + number] < PLENTY)
    }

    /// Reads again how many people can be out, after the days on which demands may start have become fewer.
    pub(super) fn settle(&mut self) {
        self.crews = crews::crews(self.instance, &self.units);
        for (at, crew) in self.crews.iter().enumerate() {
            let row = self.crew_row(at);
            self.room[row] = crew.room;
        }
    }

    /// Lets every unit plan alone at these prices, side by side on as many threads as allowed. `known`: unit → what
    /// some calendar of it costs at these prices, so that dearer ones need not be looked at.
    pub(super) fn respond(&self, weights: Weights, prices: &[i64], known: Option<&[i64]>) -> Vec<Reply> {
        let threads = self.threads.clamp(1, self.units.len().max(1));
        let share = |first: usize| -> Vec<Reply> {
            let units = self.units.iter().enumerate().skip(first).step_by(threads);
            let known = |at: usize| known.and_then(|known| known.get(at)).copied().unwrap_or(i64::MAX);
            units.map(|(at, unit)| self.reply(unit, weights, prices, known(at))).collect()
        };
        if threads == 1 {
            return share(0);
        }
        let mut replies = vec![Reply::default(); self.units.len()];
        std::thread::scope(|scope| {
            let share = &share;
            let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || share(first))).collect();
            let mut shares = vec![share(0)];
            shares.extend(
                others
                    .into_iter()
                    .map(|other| other.join().unwrap_or_else(|failed| std::panic::resume_unwind(failed))),
            );
            for (first, share) in shares.into_iter().enumerate() {
                for (slot, reply) in replies.iter_mut().skip(first).step_by(threads).zip(share) {
                    *slot = reply;
                }
            }
        });
        replies
    }

    /// What the units' answers prove, in 1/[`SCALE`].
    pub(super) fn bound(&self, weights: Weights, prices: &[i64], replies: &[Reply]) -> i128 {
        replies.iter().map(|reply| i128::from(reply.cost)).sum::<i128>() + self.given(weights, prices)
    }

    /// The part of the bound that no unit decides: what cannot be placed at all, less the worth of what there is.
    pub(super) fn given(&self, weights: Weights, prices: &[i64]) -> i128 {
        let worth = self.room.iter().zip(prices).map(|(&room, &price)| i128::from(room) * i128::from(price));
        let hopeless = self.instance.demands.iter().filter(|demand| demand.days() > 2);
        let lost = hopeless.map(|demand| i128::from(weights.unserved * SCALE * i64::from(demand.weight)));
        lost.sum::<i128>() - worth.sum::<i128>()
    }

    fn reply(&self, unit: &Alone, weights: Weights, prices: &[i64], known: i64) -> Reply {
        let sets = Sets::default();
        let (cost, visits) = unit::cheapest(unit, &self.charges(unit, weights, prices), &sets, known);
        Reply { cost, visits, labels: sets.labels() }
    }

    /// What a calendar costs at prices of 0, and row → how much of it it uses. Counted from the visits: where labels
    /// were merged, a reply says less than any calendar costs.
    pub(super) fn account(
        &self,
        unit: &Alone,
        weights: Weights,
        visits: &[Chosen],
    ) -> (i64, Vec<(usize, i64)>) {
        let mut used = BTreeMap::new();
        let mut free = 0;
        let mut served = 0;
        for visit in visits {
            self.count(unit, visit, &mut used);
            served |= visit.set;
            free += weights.own(visit.days, visit.way);
        }
        let [lacking, longer] = unit.lacks(visits);
        free += lacking * weights.own(1, Way::Counted) + longer * weights.longer();
        let lacking =
            [(self.caps + unit.county, lacking), (self.limits + 1, lacking), (self.limits + 2, longer)];
        for (row, lacking) in lacking.into_iter().filter(|(_, lacking)| *lacking > 0) {
            *used.entry(row).or_default() += lacking;
        }
        for (_, asking) in unit.asking.iter().enumerate().filter(|(at, _)| served & (1 << at) == 0) {
            free += self.forgone(asking, weights);
            if !asking.must {
                *used.entry(self.limits).or_default() += self.weight(asking);
            }
        }
        (free, used.into_iter().collect())
    }

    pub(super) fn weight(&self, asking: &Asking) -> i64 {
        i64::from(self.instance.demands[asking.demand].weight)
    }

    fn forgone(&self, asking: &Asking, weights: Weights) -> i64 {
        let weight = self.weight(asking);
        if asking.must {
            return NEVER;
        }
        weights.unserved * SCALE * if weight > weights.most { weight.max(MUST) } else { weight }
    }

    /// The rows a visit uses; a row stands as often as it is used.
    pub(super) fn rows(
        &self,
        unit: &Alone,
        start: usize,
        days: usize,
        way: Way,
    ) -> impl Iterator<Item = usize> {
        let horizon = self.instance.days as usize;
        let leaders = self.leaders + unit.county * horizon;
        let mut rows: Vec<usize> = (start..start + days).map(|day| leaders + day).collect();
        if way == Way::Counted {
            rows.push(self.caps + unit.county);
            for (visits, lengths, period_of) in &unit.priced {
                rows.push(visits + period_of[start]);
                rows.extend((start..start + days).map(|day| lengths + period_of[day]));
            }
        }
        if way != Way::Joined {
            rows.push(self.limits + 1);
            rows.extend((days == 2).then_some(self.limits + 2));
        }
        rows.into_iter()
    }

    /// The row of a crew: those of people are the first of all, the others the last.
    const fn crew_row(&self, at: usize) -> usize {
        if at < self.leaders { at } else { self.limits + 3 + at - self.leaders }
    }

    /// What a demand takes of its department's people from a start on: rows and loads.
    pub(super) fn loads(&self, asking: &Asking, start: usize) -> impl Iterator<Item = (usize, i64)> {
        let first = asking.dep * self.instance.days as usize + start;
        let crews = (0..crews::KINDS).flat_map(move |kind| {
            let first = kind * self.leaders + first;
            first..first + asking.stay
        });
        let loads = crews.map(|at| (self.crew_row(at), self.crews[at].load(asking.people)));
        loads.filter(|(_, load)| *load > 0)
    }

    /// What a unit is charged at these prices.
    pub(super) fn charges(&self, unit: &Alone, weights: Weights, prices: &[i64]) -> Charges {
        let days = unit.open.len();
        let mut people = vec![0; unit.asking.len() * days];
        for (at, asking) in unit.asking.iter().enumerate() {
            for &start in &asking.starts {
                let loads = self.loads(asking, start).map(|(row, load)| prices[row].saturating_mul(load));
                people[at * days + start] = loads.fold(0, i64::saturating_add);
            }
        }
        let visit = |start: usize, length: usize| {
            [Way::Counted, Way::Exempt, Way::Joined].map(|way| {
                let shared = self.rows(unit, start, length, way).map(|row| prices[row]);
                weights.own(length, way) + shared.sum::<i64>()
            })
        };
        // The last day has no second one; no visit of two days is open on it.
        let visits = |start: usize| [visit(start, 1), visit(start, if start + 1 < days { 2 } else { 1 })];
        let forgone = |asking: &Asking| {
            self.forgone(asking, weights)
                + if asking.must { 0 } else { prices[self.limits] * self.weight(asking) }
        };
        Charges {
            visit: (0..days).map(visits).collect(),
            longer: weights.longer() + prices[self.limits + 2],
            another: weights.own(1, Way::Counted) + prices[self.caps + unit.county] + prices[self.limits + 1],
            people,
            forgone: unit.asking.iter().map(forgone).collect(),
        }
    }

    fn count(&self, unit: &Alone, visit: &Chosen, used: &mut BTreeMap<usize, i64>) {
        for row in self.rows(unit, visit.start, visit.days, visit.way) {
            *used.entry(row).or_default() += 1;
        }
        for (at, asking) in unit.asking.iter().enumerate() {
            if visit.set & (1 << at) != 0 {
                for (row, load) in self.loads(asking, visit.start) {
                    *used.entry(row).or_default() += load;
                }
            }
        }
    }
}
