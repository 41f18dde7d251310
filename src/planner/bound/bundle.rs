//! Finds prices with a high bound: a proximal bundle method (Kiwiel 1990), one bundle for every unit, in whole
//! numbers. Any prices it returns prove a bound; good ones prove a good bound.

use super::market::{Market, PRICE_MAX, Reply, SCALE, Weights};
use super::unit::{Chosen, counted};

/// Fixed point of the shares of a bundle.
pub(super) const ONE: i64 = 1 << 16;

/// Passes over the units between two questions to them, at most, and between two looks at how good the mixture is.
const SWEEPS: usize = 300;
const LOOK: usize = 12;

/// Calendars remembered for one unit; beyond them those without a share are forgotten.
const REMEMBERED: usize = 48;

/// A calendar a unit once answered with, and its share in the mixture of all its calendars.
#[derive(Clone, Debug)]
struct Calendar {
    /// What it costs at prices of 0.
    cost: i64,
    /// Row → how much of it the calendar uses.
    uses: Vec<(usize, i64)>,
    visits: Vec<Chosen>,
    /// In 1/[`ONE`].
    share: i64,
}

impl Calendar {
    fn price(&self, prices: &[i64]) -> i64 {
        self.cost + self.uses.iter().map(|&(row, used)| prices[row] * used).sum::<i64>()
    }
}

/// What the units have answered so far, mixed, and the prices that follow from it.
#[derive(Debug)]
pub(super) struct Bundle {
    weights: Weights,
    /// Unit → its calendars.
    calendars: Vec<Vec<Calendar>>,
    /// Row → how much the mixture uses beyond the room, in 1/[`ONE`].
    over: Vec<i64>,
    /// The best prices so far.
    pub(super) centre: Vec<i64>,
    /// What they prove, in 1/[`SCALE`].
    pub(super) bound: i128,
    /// Prices that answer the mixture: the centre, moved along `over` by `step`.
    prices: Vec<i64>,
    /// Price for one unit of use too much.
    step: i64,
    /// Never beyond this.
    furthest: i64,
    /// A gain not worth a question.
    grain: i128,
    /// A row whose price stays as it is, as the measure of the others.
    held: Option<usize>,
    /// Labels looked at so far.
    pub(super) labels: usize,
}

/// Climbs from some prices for a number of rounds, or until the bound meets `target` (what a known plan costs). `hear` is told
/// the bound and may end the climb.
pub(super) fn climb(
    market: &Market<'_>,
    weights: Weights,
    start: Vec<i64>,
    target: i64,
    rounds: u32,
    hear: &mut dyn FnMut(i128) -> bool,
) -> Vec<i64> {
    let goal = i128::from(target) * i128::from(SCALE) - i128::from(SCALE);
    let mut bundle = Bundle::new(market, weights, start, None);
    bundle.climb(market, goal, rounds, hear);
    bundle.centre
}

impl Bundle {
    /// What the units answer at some prices.
    pub(super) fn new(market: &Market<'_>, weights: Weights, centre: Vec<i64>, held: Option<usize>) -> Self {
        let unit = SCALE * weights.unserved.max(1);
        let replies = market.respond(weights, &centre, None);
        let mut bundle = Self {
            weights,
            calendars: vec![Vec::new(); market.units.len()],
            over: market.room.iter().map(|room| -room * ONE).collect(),
            prices: centre.clone(),
            bound: market.bound(weights, &centre, &replies),
            centre,
            step: (unit / 16).max(1),
            furthest: unit * 16,
            // Where a price is the measure, the bound is to be beyond 0 by however little.
            grain: i128::from(SCALE) / if held.is_some() { 512 } else { 32 },
            held,
            labels: 0,
        };
        bundle.remember(market, replies);
        for only in bundle.calendars.iter_mut().flatten() {
            only.share = ONE;
            for &(row, used) in &only.uses {
                bundle.over[row] += used * ONE;
            }
        }
        bundle.aim_all();
        bundle
    }

    /// Climbs until the bound is beyond `goal`.
    pub(super) fn climb(
        &mut self,
        market: &Market<'_>,
        goal: i128,
        rounds: u32,
        hear: &mut dyn FnMut(i128) -> bool,
    ) {
        for _ in 0..rounds {
            if self.bound > goal || hear(self.bound) {
                break;
            }
            let hope = self.mix(market);
            if hope <= self.grain {
                // Nothing to gain nearby: look further away, and stop where that is far enough.
                if self.step >= self.furthest {
                    break;
                }
                self.step *= 8;
                self.aim_all();
                continue;
            }
            let prices = self.prices.clone();
            let replies = market.respond(self.weights, &prices, Some(&self.cheapest(&prices)));
            let reached = market.bound(self.weights, &prices, &replies);
            self.remember(market, replies);
            let gain = reached - self.bound;
            if gain * 10 >= hope {
                if gain * 2 >= hope {
                    self.step = (self.step * 2).min(PRICE_MAX);
                }
                self.bound = reached;
                self.centre = prices;
            } else if gain < -hope {
                self.step = (self.step * 2 / 3).max(1);
            }
            self.aim_all();
        }
    }

    /// Adds what the units answered.
    fn remember(&mut self, market: &Market<'_>, replies: Vec<Reply>) {
        self.labels += replies.iter().map(|reply| reply.labels).sum::<usize>();
        for ((unit, calendars), reply) in market.units.iter().zip(&mut self.calendars).zip(replies) {
            if calendars.iter().any(|known| known.visits == reply.visits) {
                continue;
            }
            if calendars.len() >= REMEMBERED {
                calendars.retain(|known| known.share > 0);
            }
            let (cost, uses) = market.account(unit, self.weights, &reply.visits);
            calendars.push(Calendar { cost, uses, visits: reply.visits, share: 0 });
        }
    }

    fn aim_all(&mut self) {
        for row in 0..self.prices.len() {
            self.aim(row);
        }
    }

    /// Sets one price to what the mixture asks for.
    fn aim(&mut self, row: usize) {
        if self.held == Some(row) {
            return;
        }
        self.prices[row] = self.wish(row, self.over[row]).clamp(0, PRICE_MAX);
    }

    fn wish(&self, row: usize, over: i64) -> i64 {
        let moved = i128::from(self.step) * i128::from(over) / i128::from(ONE);
        self.centre[row].saturating_add(i64::try_from(moved).unwrap_or(i64::MIN / 2))
    }

    /// Mixes the calendars until the prices are about the best the bundle can tell; returns by how much they
    /// promise to raise the bound.
    fn mix(&mut self, market: &Market<'_>) -> i128 {
        let known = self.promise(market, &self.centre);
        let mut hope = 0;
        for sweep in 1..=SWEEPS {
            let slack = self.sweep();
            if sweep % LOOK == 0 || slack == 0 {
                hope = self.promise(market, &self.prices) - known;
                if slack * 4 <= hope || slack <= self.grain / 4 {
                    break;
                }
            }
        }
        hope
    }

    /// One pass: in every unit, share goes from the dearest calendar that has any to the cheapest. Returns what the
    /// mixture cost more than the cheapest calendars.
    fn sweep(&mut self) -> i128 {
        let mut slack = 0;
        for unit in 0..self.calendars.len() {
            let calendars = &self.calendars[unit];
            let (mut cheap, mut dear) = ((i64::MAX, 0), (i64::MIN, 0));
            let mut mean = 0;
            for (at, known) in calendars.iter().enumerate() {
                let price = known.price(&self.prices);
                mean += i128::from(price) * i128::from(known.share);
                cheap = cheap.min((price, at));
                if known.share > 0 {
                    dear = dear.max((price, at));
                }
            }
            if dear.0 > cheap.0 {
                slack += mean / i128::from(ONE) - i128::from(cheap.0);
                self.shift(unit, dear.1, cheap.1, dear.0 - cheap.0);
            }
        }
        slack
    }

    /// Moves as much share from one calendar to another as makes both cost the same.
    fn shift(&mut self, unit: usize, dear: usize, cheap: usize, worth: i64) {
        let calendars = &self.calendars[unit];
        let most = calendars[dear].share;
        let mut change: Vec<(usize, i64)> = calendars[cheap].uses.clone();
        change.extend(calendars[dear].uses.iter().map(|&(row, used)| (row, -used)));
        change.sort_unstable();
        change.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        // Only rows whose price may be above 0 on the way resist.
        let resists = |&&(row, used): &&(usize, i64)| {
            self.prices[row] > 0 || self.wish(row, self.over[row].saturating_add(most * used.max(0))) > 0
        };
        let curve: i64 = change.iter().filter(resists).map(|(_, used)| used * used).sum();
        let share = match i128::from(self.step) * i128::from(curve) {
            0 => most,
            slope => i64::try_from(i128::from(worth) * i128::from(ONE) / slope).unwrap_or(most).min(most),
        };
        self.calendars[unit][dear].share -= share;
        self.calendars[unit][cheap].share += share;
        for (row, used) in change {
            self.over[row] += share * used;
            self.aim(row);
        }
    }

    /// Unit → how many visits that count the mixture makes, and how many of them of two days, in 1/[`ONE`].
    pub(super) fn visits(&self) -> Vec<[i64; 2]> {
        let number = |made: usize| i64::try_from(made).unwrap_or(0);
        let mixed = |calendars: &Vec<Calendar>| {
            calendars.iter().fold([0, 0], |[visits, long], known| {
                let made = counted(&known.visits);
                [visits + known.share * number(made.0), long + known.share * number(made.1)]
            })
        };
        self.calendars.iter().map(mixed).collect()
    }

    /// Unit → what the cheapest calendar it is known to have costs.
    fn cheapest(&self, prices: &[i64]) -> Vec<i64> {
        let cheapest = |calendars: &Vec<Calendar>| {
            calendars.iter().map(|known| known.price(prices)).min().unwrap_or(i64::MAX)
        };
        self.calendars.iter().map(cheapest).collect()
    }

    /// What the bound would be if the units knew no other calendars. (Not the bound itself even where the units have
    /// answered: a unit that has to merge labels answers with less than its calendar costs.)
    fn promise(&self, market: &Market<'_>, prices: &[i64]) -> i128 {
        let costs: i128 = self.cheapest(prices).into_iter().map(i128::from).sum();
        costs + market.given(self.weights, prices)
    }
}
