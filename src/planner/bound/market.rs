//! The instance with prices instead of shared limits: each unit then plans alone, and what they all pay, less the
//! worth of what there is to share, is below every plan (Lagrangian relaxation; see `docs/planner.md`).

use std::collections::BTreeMap;

use super::calendar;
use super::choice::Room;
use super::crews::{self, Crew};
use super::unit::{self, Alone, Asking, COUNTERS_MAX, Charges, Chosen, Counter};
use crate::domain::instance::{Fixed, Instance};
use crate::domain::plan::Objective;

/// Units a price is counted in, to one unit of cost: prices are fractions.
pub(super) const SCALE: i64 = 4096;

/// Demands one unit program keeps apart.
const ASKING_MAX: usize = 128;

/// What there is of a row without a limit.
const PLENTY: i64 = 1 << 32;

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
    const fn own(self, days: usize) -> i64 {
        (self.visit + self.day * if days == 2 { 2 } else { 1 }) * SCALE
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
    /// What it costs without.
    pub(super) free: i64,
    /// Row → how much of it the calendar uses.
    pub(super) uses: Vec<(usize, i64)>,
}

/// The instance without its shared limits.
#[derive(Debug)]
pub(super) struct Market<'a> {
    pub(super) instance: &'a Instance,
    units: Vec<Alone>,
    /// By department and day.
    crews: Vec<Crew>,
    /// What there is of every shared thing: crews by department and day, leaders by county and day, caps by county,
    /// then visits and days of every quota row by period.
    pub(super) room: Vec<i64>,
    leaders: usize,
    caps: usize,
    /// Threads to use; the answers do not depend on it.
    threads: usize,
}

impl<'a> Market<'a> {
    pub(super) fn new(instance: &'a Instance, threads: usize) -> Self {
        let days = instance.days as usize;
        let crews = crews::crews(instance);
        let mut room: Vec<i64> = crews.iter().map(|crew| crew.room).collect();
        let leaders = room.len();
        room.extend(instance.counties.iter().flat_map(|county| vec![i64::from(county.leaders); days]));
        let caps = room.len();
        let left = instance.counties.iter().map(|row| i64::from(row.year_cap) - i64::from(row.used));
        room.extend(left.map(|left| left.max(0)));
        let mut units = units(instance);
        quotas(instance, &mut units, &mut room);
        Self { instance, units, crews, room, leaders, caps, threads }
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
        let (cost, chosen) = self.plan_alone(unit, weights, prices, known);
        let mut rows = BTreeMap::new();
        // Counted from the calendar: where labels were merged, `cost` is less than any calendar costs.
        let mut free = 0;
        let mut served = 0;
        for visit in chosen {
            self.count(unit, &visit, &mut rows);
            served |= visit.set;
            if !unit.open[visit.start].joined[visit.days - 1] {
                free += weights.own(visit.days);
            }
        }
        let left = unit.asking.iter().enumerate().filter(|(at, _)| served & (1 << at) == 0);
        free += left.map(|(_, asking)| self.forgone(asking, weights)).sum::<i64>();
        Reply { cost, free, uses: rows.into_iter().collect() }
    }

    fn forgone(&self, asking: &Asking, weights: Weights) -> i64 {
        let weight = i64::from(self.instance.demands[asking.demand].weight);
        weights.unserved * SCALE * if weight > weights.most { weight.max(MUST) } else { weight }
    }

    /// The rows a visit uses; a row stands as often as it is used.
    fn rows(&self, unit: &Alone, start: usize, days: usize, counted: bool) -> impl Iterator<Item = usize> {
        let horizon = self.instance.days as usize;
        let leaders = self.leaders + unit.county * horizon;
        let mut rows: Vec<usize> = (start..start + days).map(|day| leaders + day).collect();
        if counted {
            rows.push(self.caps + unit.county);
            for (visits, lengths, period_of) in &unit.priced {
                rows.push(visits + period_of[start]);
                rows.extend((start..start + days).map(|day| lengths + period_of[day]));
            }
        }
        rows.into_iter()
    }

    /// The rows of a department's people over a stay.
    fn crew_rows(&self, asking: &Asking, start: usize) -> std::ops::Range<usize> {
        let row = asking.dep * self.instance.days as usize + start;
        row..row + asking.stay
    }

    fn plan_alone(&self, unit: &Alone, weights: Weights, prices: &[i64], known: i64) -> (i64, Vec<Chosen>) {
        let shared = |start: usize, days: usize, counted: bool| -> i64 {
            self.rows(unit, start, days, counted).map(|row| prices[row]).sum()
        };
        let charges = Charges {
            visit: &|start, days, counted| weights.own(days) + shared(start, days, counted),
            ride: &|start, days| shared(start, days, false),
            people: &|asking, start| {
                let rows = self.crew_rows(asking, start);
                let load = |row: usize| prices[row].saturating_mul(self.crews[row].load(asking.people));
                rows.map(load).fold(0, i64::saturating_add)
            },
            forgone: &|asking| self.forgone(asking, weights),
        };
        unit::cheapest(unit, &charges, known)
    }

    fn count(&self, unit: &Alone, visit: &Chosen, used: &mut BTreeMap<usize, i64>) {
        for row in self.rows(unit, visit.start, visit.days, visit.counted) {
            *used.entry(row).or_default() += 1;
        }
        for (at, asking) in unit.asking.iter().enumerate() {
            if visit.set & (1 << at) != 0 {
                for row in self.crew_rows(asking, visit.start) {
                    *used.entry(row).or_default() += self.crews[row].load(asking.people);
                }
            }
        }
    }
}

/// The units with their demands; quota rows come after.
fn units(instance: &Instance) -> Vec<Alone> {
    let mut fixed: Vec<Vec<&Fixed>> = vec![Vec::new(); instance.units.len()];
    for arrival in &instance.fixed {
        fixed[arrival.unit].push(arrival);
    }
    let mut units = Vec::with_capacity(instance.units.len());
    for (id, unit) in instance.units.iter().enumerate() {
        units.push(Alone {
            county: unit.county,
            gap: unit.gap as usize,
            room: Room {
                departments: unit.max_departments as usize,
                people: unit.max_people,
                halfdays: unit.max_halfdays_per_dept,
            },
            open: calendar::open(instance, id, &fixed[id]),
            asking: Vec::new(),
            counters: Vec::new(),
            priced: Vec::new(),
        });
    }
    let pins: BTreeMap<usize, u32> = instance.pinned.iter().map(|pin| (pin.request, pin.day)).collect();
    for (id, demand) in instance.demands.iter().enumerate().filter(|(_, demand)| demand.days() <= 2) {
        // A demand without a possible start has its last day before its first, and expires on it all the same.
        let latest = (demand.to + 1).saturating_sub(demand.days());
        let inside = |day: &u32| (demand.from..=latest).contains(day) && day + demand.days() <= demand.to + 1;
        let (first, last) = match pins.get(&id) {
            Some(day) if inside(day) => (*day, *day),
            None if inside(&demand.from) => (demand.from, latest),
            _ => (1, 0),
        };
        let asking = Asking {
            demand: id,
            dep: demand.dep,
            first: first as usize,
            last: last as usize,
            stay: demand.days() as usize,
            people: demand.people,
            effort: demand.effort,
            announced: demand.announced,
            exempt: demand.exempt,
            together: 0,
            apart: 0,
        };
        if units[demand.unit].asking.len() < ASKING_MAX {
            units[demand.unit].asking.push(asking);
        }
    }
    for unit in &mut units {
        // Labels that differ in demands long past, not in those to come, are neighbours then.
        unit.asking.sort_by_key(|asking| (asking.last, asking.demand));
    }
    pair(instance, &mut units);
    units
}

/// Tells the demands of one unit which of the others they go with, and which not.
fn pair(instance: &Instance, units: &mut [Alone]) {
    let mut place = BTreeMap::new();
    for (id, unit) in units.iter().enumerate() {
        place.extend(unit.asking.iter().enumerate().map(|(at, asking)| (asking.demand, (id, at))));
    }
    let mut tie = |pairs: &[(usize, usize)], bits: &dyn Fn(&mut Asking) -> &mut u128| {
        for (a, b) in pairs {
            if let (Some(&(unit, a)), Some(&(other, b))) = (place.get(a), place.get(b))
                && unit == other
                && a != b
            {
                *bits(&mut units[unit].asking[a]) |= 1 << b;
                *bits(&mut units[unit].asking[b]) |= 1 << a;
            }
        }
    };
    tie(&instance.together, &|asking| &mut asking.together);
    tie(&instance.apart, &|asking| &mut asking.apart);
}

/// Adds a row for the visits and one for the days of every quota and period; rows of one unit alone are counted in
/// its program instead, and left without a limit here.
fn quotas(instance: &Instance, units: &mut [Alone], room: &mut Vec<i64>) {
    for quota in &instance.quotas {
        let ranges = instance.periods.of(quota.period);
        let period_of: Vec<usize> =
            ranges.iter().enumerate().flat_map(|(at, range)| (range.0..=range.1).map(move |_| at)).collect();
        let spent = spent(instance, quota);
        let left = |limit: Option<u32>, days: bool| -> Option<Vec<i64>> {
            let spent = spent.iter().map(|spent| if days { spent.1 } else { spent.0 });
            limit.map(|limit| spent.map(|spent| (i64::from(limit) - spent).max(0)).collect())
        };
        let base = room.len();
        room.extend(vec![PLENTY; 2 * ranges.len()]);
        let mut charged = false;
        for (at, (limit, days)) in [(quota.max_visits, false), (quota.max_days, true)].into_iter().enumerate()
        {
            let Some(left) = left(limit, days) else { continue };
            match quota.units.as_slice() {
                &[unit] if units[unit].counters.len() < COUNTERS_MAX => {
                    let limit = left.iter().map(|&left| u8::try_from(left.min(127)).unwrap_or(127)).collect();
                    units[unit].counters.push(Counter { days, period_of: period_of.clone(), limit });
                }
                _ => {
                    room[base + at * ranges.len()..][..ranges.len()].copy_from_slice(&left);
                    charged = true;
                }
            }
        }
        for &unit in quota.units.iter().filter(|_| charged) {
            units[unit].priced.push((base, base + ranges.len(), period_of.clone()));
        }
    }
}

/// What fixed arrivals and the time before day 0 have spent of a quota: visits and days by period.
fn spent(instance: &Instance, quota: &crate::domain::instance::Quota) -> Vec<(i64, i64)> {
    let used = quota.used.unwrap_or_default();
    let counted: Vec<&Fixed> = instance
        .fixed
        .iter()
        .filter(|arrival| arrival.counts && quota.units.contains(&arrival.unit))
        .collect();
    let mut spent = Vec::new();
    for range in instance.periods.of(quota.period) {
        let (first, last) = (i64::from(range.0), i64::from(range.1));
        let mut sum = if first == 0 { (i64::from(used.visits), i64::from(used.days)) } else { (0, 0) };
        for arrival in &counted {
            let end = arrival.start + i64::from(arrival.days) - 1;
            sum.0 += i64::from((first..=last).contains(&arrival.start));
            sum.1 += (end.min(last) - arrival.start.max(first) + 1).max(0);
        }
        spent.push(sum);
    }
    spent
}
