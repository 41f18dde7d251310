//! What a department can do with its people, whatever the units would like: the teams of one department over all
//! units, with every start day they have left. Knows no prices.

use super::lay_out::PLENTY;
use super::market::Market;

/// Steps of one question; who asks for more is told that it may be possible.
const STEPS: usize = 400;

/// Weights left out that are tried in turn for the least a department has to leave out.
const TRIES: usize = 24;

/// A team of a department.
#[derive(Debug)]
struct Team {
    unit: usize,
    /// Its place among the demands of the unit.
    at: usize,
    people: u32,
    stay: usize,
    starts: Vec<usize>,
    /// What leaving it out weighs; `None` where it has to be served.
    weight: Option<i64>,
}

/// What was known of a department when it was last looked at: days its teams had left, how many of them had to be
/// served, the weight it might leave out, and what it left out at least. Days only become fewer, so that the same
/// numbers mean the same days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    days: usize,
    musts: usize,
    budget: i64,
    least: i64,
}

/// Takes days from demands on which their department could not serve the others any more. `known`: department → what
/// was seen. `seen` is set to `i64::MAX` for units that lost some. Returns whether every department can serve all it has to.
pub(super) fn rule_out(market: &mut Market<'_>, known: &mut Vec<Seen>, seen: &mut [i64]) -> bool {
    let limit = market.room[market.limits];
    let mut desks = desks(market);
    known.resize(desks.len(), Seen::default());
    for (desk, known) in desks.iter_mut().zip(known.iter_mut()) {
        if desk.numbers() != (known.days, known.musts) {
            let Some(least) = desk.least(limit) else { return false };
            known.least = least;
        }
    }
    let all: i64 = known.iter().map(|known| known.least).sum();
    if all > limit {
        return false;
    }
    for (desk, known) in desks.iter_mut().zip(known) {
        let budget = limit - (all - known.least);
        let (days, musts) = desk.numbers();
        if *known == (Seen { days, musts, budget, least: known.least }) {
            continue;
        }
        for at in 0..desk.teams.len() {
            desk.prune(at, budget);
        }
        for team in &desk.teams {
            let asking = &mut market.units[team.unit].asking[team.at];
            if team.starts.len() < asking.starts.len() || (team.weight.is_none() && !asking.must) {
                asking.starts.clone_from(&team.starts);
                asking.must = team.weight.is_none();
                asking.shorten();
                seen[team.unit] = i64::MAX;
            }
            if asking.must && asking.starts.is_empty() {
                return false;
            }
        }
        let (days, musts) = desk.numbers();
        *known = Seen { days, musts, budget, least: known.least };
    }
    true
}

/// A department with its teams.
#[derive(Debug)]
struct Desk {
    crew: u32,
    days: usize,
    teams: Vec<Team>,
    /// Ways to serve all teams that were found: team → its start, and what is left out with it.
    ways: Vec<(Vec<Option<usize>>, i64)>,
}

fn desks(market: &Market<'_>) -> Vec<Desk> {
    let instance = market.instance;
    let desk = |crew: u32| Desk { crew, days: instance.days as usize, teams: Vec::new(), ways: Vec::new() };
    let mut desks: Vec<Desk> = instance.departments.iter().map(|department| desk(department.crew)).collect();
    for (unit, alone) in market.units.iter().enumerate() {
        for (at, asking) in alone.asking.iter().enumerate() {
            desks[asking.dep].teams.push(Team {
                unit,
                at,
                people: asking.people,
                stay: asking.stay,
                starts: asking.starts.clone(),
                weight: (!asking.must).then(|| i64::from(instance.demands[asking.demand].weight)),
            });
        }
    }
    for desk in &mut desks {
        desk.teams.sort_by_key(|team| (team.starts.len(), team.unit, team.at));
    }
    desks
}

impl Desk {
    /// Days its teams have left, and how many teams have to be served.
    fn numbers(&self) -> (usize, usize) {
        let days = self.teams.iter().map(|team| team.starts.len()).sum();
        (days, self.teams.iter().filter(|team| team.weight.is_none()).count())
    }

    /// What the department leaves out at least; `None` where that is more than `limit`.
    fn least(&mut self, limit: i64) -> Option<i64> {
        if limit >= PLENTY {
            return Some(0);
        }
        let mut least = 0;
        for _ in 0..TRIES {
            if self.may(None, least) {
                return Some(least);
            }
            least += 1;
            if least > limit {
                return None;
            }
        }
        Some(least)
    }

    /// Takes from a team what leaves no way to serve the others within a budget of weight left out.
    fn prune(&mut self, at: usize, budget: i64) {
        let days = self.teams[at].starts.clone();
        let left: Vec<usize> =
            days.into_iter().filter(|&day| self.may(Some((at, Some(day))), budget)).collect();
        self.teams[at].starts = left;
        if self.teams[at].weight.is_some() && !self.may(Some((at, None)), budget) {
            self.teams[at].weight = None;
        }
    }

    /// Whether there may be a way within a budget, with one team where it is told (on a day, or left out).
    fn may(&mut self, told: Option<(usize, Option<usize>)>, budget: i64) -> bool {
        if self.ways.iter().any(|way| self.shows(way, told, budget)) {
            return true;
        }
        let (out, way) = (vec![0; self.days], vec![None; self.teams.len()]);
        let mut search = Search { desk: self, open: vec![true; self.teams.len()], out, way, steps: STEPS };
        if let Some((at, _)) = told {
            search.open[at] = false;
        }
        let budget = match told {
            Some((at, Some(day))) if !search.put(at, day) => return false,
            Some((at, None)) => budget - self.teams[at].weight.unwrap_or(PLENTY),
            _ => budget,
        };
        if budget < 0 {
            return false;
        }
        let found = search.place(budget);
        self.keep(found)
    }

    /// Whether there may be a way, which is remembered where it was found.
    fn keep(&mut self, found: Found) -> bool {
        match found {
            Found::Way(way) => {
                let left = self.teams.iter().zip(&way).filter(|(_, start)| start.is_none());
                let lost = left.filter_map(|(team, _)| team.weight).sum();
                self.ways.push((way, lost));
                true
            }
            Found::Unsure => true,
            Found::None => false,
        }
    }

    /// Whether a known way shows that something is possible, if need be with that one team elsewhere.
    fn shows(
        &self,
        way: &(Vec<Option<usize>>, i64),
        told: Option<(usize, Option<usize>)>,
        budget: i64,
    ) -> bool {
        let (way, lost) = way;
        let Some((at, Some(day))) = told else {
            return *lost <= budget && told.is_none_or(|(at, _)| way[at].is_none());
        };
        let team = &self.teams[at];
        let others = |day: usize| {
            let others = self.teams.iter().zip(way).enumerate().filter(|(other, _)| *other != at);
            let out = others.filter(|(_, (team, start))| {
                start.is_some_and(|start| (start..start + team.stay).contains(&day))
            });
            out.map(|(_, (team, _))| team.people).sum::<u32>()
        };
        *lost <= budget
            && (day..day + team.stay)
                .all(|day| others(day).checked_add(team.people).is_some_and(|sum| sum <= self.crew))
    }
}

/// What a search came to.
enum Found {
    /// Team → its start.
    Way(Vec<Option<usize>>),
    /// It took too many steps.
    Unsure,
    None,
}

/// Sends out one team after another, and comes back where none is possible.
struct Search<'a> {
    desk: &'a Desk,
    /// Teams still to be placed.
    open: Vec<bool>,
    /// People out by day.
    out: Vec<u32>,
    way: Vec<Option<usize>>,
    steps: usize,
}

impl Search<'_> {
    /// Sends a team out, if there are people enough.
    fn put(&mut self, at: usize, day: usize) -> bool {
        let team = &self.desk.teams[at];
        if !self.fits(team, day) {
            return false;
        }
        for out in &mut self.out[day..day + team.stay] {
            *out += team.people;
        }
        self.way[at] = Some(day);
        true
    }

    fn take_back(&mut self, at: usize, day: usize) {
        let team = &self.desk.teams[at];
        for out in &mut self.out[day..day + team.stay] {
            *out -= team.people;
        }
        self.way[at] = None;
    }

    /// Whether a team could still go out on a day.
    fn fits(&self, team: &Team, day: usize) -> bool {
        let room = |out: &u32| out.checked_add(team.people).is_some_and(|sum| sum <= self.desk.crew);
        self.out.get(day..day + team.stay).is_some_and(|days| days.iter().all(room))
    }

    /// The team with the fewest days left, and how many; those that may be left out have one way more.
    fn next(&self) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize)> = None;
        for (at, team) in self.desk.teams.iter().enumerate().filter(|(at, _)| self.open[*at]) {
            let most = best.map_or(usize::MAX, |best| best.0);
            let extra = usize::from(team.weight.is_some());
            let days = team.starts.iter().filter(|day| self.fits(team, **day)).take(most).count() + extra;
            if days < most {
                best = Some((days, at));
            }
        }
        best
    }

    fn place(&mut self, budget: i64) -> Found {
        let desk = self.desk;
        let Some((_, at)) = self.next() else { return Found::Way(self.way.clone()) };
        let team = &desk.teams[at];
        self.open[at] = false;
        for &day in &team.starts {
            if self.put(at, day) {
                match self.steps.checked_sub(1) {
                    Some(steps) => self.steps = steps,
                    None => return Found::Unsure,
                }
                match self.place(budget) {
                    Found::None => self.take_back(at, day),
                    found => return found,
                }
            }
        }
        let found = match team.weight {
            Some(weight) if weight <= budget => self.place(budget - weight),
            _ => Found::None,
        };
        self.open[at] = true;
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People, stay, starts, weight where it may be left out.
    type Given<'a> = (u32, usize, &'a [usize], Option<i64>);

    /// Expected: what is left out at least within
    /// the limit, and the starts that remain within it.
    #[track_caller]
    fn check(crew: u32, teams: &[Given<'_>], limit: i64, least: Option<i64>, left: &[&[usize]]) {
        let team = |(unit, &(people, stay, starts, weight)): (usize, &Given<'_>)| Team {
            unit,
            at: 0,
            people,
            stay,
            starts: starts.to_vec(),
            weight,
        };
        let teams = teams.iter().enumerate().map(team).collect::<Vec<_>>();
        let mut desk = Desk { crew, days: 10, teams, ways: Vec::new() };
        assert_eq!(desk.least(limit), least);
        if least.is_some() {
            for at in 0..desk.teams.len() {
                desk.prune(at, limit);
            }
            assert_eq!(desk.teams.iter().map(|team| team.starts.as_slice()).collect::<Vec<_>>(), left);
        }
    }

    #[test]
    fn two_teams_that_fill_two_days_leave_them_to_nobody_else() {
        check(
            4,
            &[(3, 1, &[1, 2], None), (3, 1, &[1, 2], None), (2, 1, &[1, 2, 3], None)],
            0,
            Some(0),
            &[&[1, 2], &[1, 2], &[3]],
        );
        check(
            5,
            &[(3, 1, &[1, 2], None), (3, 1, &[1, 2], None), (2, 1, &[1, 2, 3], None)],
            0,
            Some(0),
            &[&[1, 2], &[1, 2], &[1, 2, 3]],
        );
        check(3, &[(3, 2, &[1, 2, 3], None), (2, 1, &[2], None)], 0, Some(0), &[&[3], &[2]]);
    }

    #[test]
    fn what_cannot_be_served_together_costs_the_lightest() {
        let three: [(u32, usize, &[usize], Option<i64>); 3] =
            [(3, 1, &[1, 2], Some(2)), (3, 1, &[1, 2], None), (3, 1, &[1, 2], Some(5))];
        check(4, &three, 1, None, &[]);
        check(4, &three, 4, Some(2), &[&[], &[1, 2], &[1, 2]]);
        check(4, &three, 5, Some(2), &[&[1, 2], &[1, 2], &[1, 2]]);
        check(2, &[(3, 1, &[1], None)], 9, None, &[]);
    }
}
