//! What came of a drawn sample: substitutions, findings, directed households apart, and the verdict. Knows no store.

use std::collections::BTreeMap;

use super::error::{Result, SamplingError};
use super::hypergeometric::Hypergeometric;
use crate::domain::amount::Ratio;
use crate::domain::draw::{Chosen, Draw, Method, NotVisited, Report};

/// A share of substitutions above this raises an alarm.
const ALARM_PERCENT: u64 = 20;

/// The random sample as it was really visited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visited {
    /// Elements visited, in ticket order.
    pub visited: Vec<Chosen>,
    /// Elements of the register that do not exist: findings, each counted as nonconforming.
    pub missing: Vec<Chosen>,
    /// Elements replaced by the next ticket, with the reason.
    pub replaced: Vec<(Chosen, NotVisited)>,
    /// Elements still to be visited, replacements included.
    pub open: Vec<Chosen>,
    /// Elements that no ticket is left for: the frame is used up.
    pub short: u64,
    /// Nonconforming among visited and missing.
    pub nonconforming: u32,
}

impl Visited {
    /// Adds one report; whether it was an element of the sample, met or missing, and not one that is replaced.
    pub(super) fn count(&mut self, chosen: &Chosen, report: Report) -> bool {
        match report {
            Report::Visited { nonconforming } => {
                self.visited.push(chosen.clone());
                self.nonconforming += u32::from(nonconforming);
                true
            }
            Report::NotVisited(NotVisited::NoSuchElement) => {
                self.missing.push(chosen.clone());
                self.nonconforming += 1;
                true
            }
            Report::NotVisited(reason) => {
                self.replaced.push((chosen.clone(), reason));
                false
            }
        }
    }

    /// Whether more than a fifth of the sample was replaced.
    pub fn alarm(&self, n: u64) -> bool {
        self.replaced.len() as u64 * 100 > n.saturating_mul(ALARM_PERCENT)
    }
}

/// Goes down the tickets: absent and unwilling elements are replaced by the next one, "no such household" counts as
/// found. S4042 for a report on an element the draw did not reach.
///
/// Several `groups` go at once: tickets are dealt to them one after the other, and each goes down its own. Whom they
/// visit depends on tickets and on who was met, never on what was found: every set of elements that can be met is as
/// likely as any other, as with one group.
pub fn follow(draw: &Draw, groups: u32, reports: &BTreeMap<String, Report>) -> Result<Visited> {
    let (reached, short) = walk(draw, groups, reports);
    let mut result = Visited { short, ..Visited::default() };
    let mut reported = 0;
    for chosen in reached {
        match reports.get(&chosen.id) {
            Some(report) => {
                result.count(chosen, *report);
                reported += 1;
            }
            None => result.open.push(chosen.clone()),
        }
    }
    if reported < reports.len() as u64 {
        return Err(SamplingError::new("S4042").with("count", reports.len() as u64 - reported));
    }
    Ok(result)
}

/// Of reports that several draws share, those this draw's own walk down the tickets reaches.
pub fn within(draw: &Draw, groups: u32, reports: &BTreeMap<String, Report>) -> BTreeMap<String, Report> {
    let (reached, _) = walk(draw, groups, reports);
    let own = reached.into_iter().filter_map(|chosen| reports.get_key_value(&chosen.id));
    own.map(|(id, report)| (id.clone(), *report)).collect()
}

/// The group a ticket is dealt to, by its place in ticket order; places and groups count from 0.
pub const fn group_of(place: usize, groups: u32) -> usize {
    let groups = if groups == 0 { 1 } else { groups as usize };
    place % groups
}

/// Elements the groups come to, in ticket order, and for how many no ticket is left. Where the frame itself is used up,
/// a group without tickets goes on with those no other group needs.
fn walk<'a>(draw: &'a Draw, groups: u32, reports: &BTreeMap<String, Report>) -> (Vec<&'a Chosen>, u64) {
    let tickets: Vec<&Chosen> = draw.chosen.iter().chain(&draw.replacements).collect();
    let replaced = |chosen: &Chosen| {
        let report = reports.get(&chosen.id);
        matches!(report, Some(Report::NotVisited(reason)) if *reason != NotVisited::NoSuchElement)
    };
    // More groups than tickets leave the rest without work.
    let groups = groups.clamp(1, u32::try_from(tickets.len()).unwrap_or(u32::MAX).max(1));
    let count = u64::from(groups);
    // As many for each as tickets of the sample itself are dealt to it.
    let mut needed: Vec<u64> =
        (0..count).map(|group| draw.n / count + u64::from(group < draw.n % count)).collect();
    let mut reached = vec![false; tickets.len()];
    for (place, chosen) in tickets.iter().enumerate() {
        let (Some(needed), Some(reached)) = (needed.get_mut(group_of(place, groups)), reached.get_mut(place))
        else {
            continue;
        };
        if *needed > 0 {
            *reached = true;
            *needed -= u64::from(!replaced(chosen));
        }
    }
    let mut short: u64 = needed.iter().sum();
    if tickets.len() as u64 == draw.frame.total {
        for (chosen, reached) in tickets.iter().zip(&mut reached).filter(|(_, reached)| !**reached) {
            if short == 0 {
                break;
            }
            *reached = true;
            short -= u64::from(!replaced(chosen));
        }
    }
    let gone = tickets.into_iter().zip(reached).filter(|(_, reached)| *reached);
    (gone.map(|(chosen, _)| chosen).collect(), short)
}

/// What became of a unit's sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Substituted {
    /// Elements drawn in the unit, replaced ones included.
    pub drawn: u32,
    /// Of these, replaced.
    pub replaced: u32,
}

/// The units, by their place in the input, that replaced more elements than would happen by chance in one of a hundred
/// if all units replaced alike: the tail of the hypergeometric law over all drawn and all replaced. S4001 where
/// nothing was drawn, S4002 where more was replaced than drawn.
pub fn standing_out(units: &[Substituted]) -> Result<Vec<usize>> {
    let sum = |count: fn(&Substituted) -> u32| units.iter().map(|unit| u64::from(count(unit))).sum::<u64>();
    let (drawn, replaced) = (sum(|unit| unit.drawn), sum(|unit| unit.replaced));
    let mut found = Vec::new();
    for (place, unit) in units.iter().enumerate() {
        let law = Hypergeometric::new(drawn, replaced, u64::from(unit.drawn))?;
        if unit.replaced > law.limit(Ratio::of_percent(1)) {
            found.push(place);
        }
    }
    Ok(found)
}

/// Whether the sample is accepted by an acceptance number. Directed elements never reach this: they are no part of a
/// draw. S4040 for a draw by size, whose chances are unequal; S4041 while elements are open, S4043 where no ticket is left for some.
pub fn accepted(draw: &Draw, visited: &Visited, ac: u32) -> Result<bool> {
    if draw.method != Method::Equal {
        return Err(SamplingError::new("S4040"));
    }
    if !visited.open.is_empty() {
        return Err(SamplingError::new("S4041").with("count", visited.open.len()));
    }
    if visited.short > 0 {
        return Err(SamplingError::new("S4043").with("count", visited.short));
    }
    Ok(visited.nonconforming <= ac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::frame::Frame;
    use crate::sampling::ticket::{Order, Seed, draw};

    const SEEN: Report = Report::Visited { nonconforming: false };
    const WRONG: Report = Report::Visited { nonconforming: true };

    fn five() -> Draw {
        let frame = Frame::new((1..=20).map(|number| format!("H{number:02}"))).unwrap();
        let seed = Seed::parse(&"5".repeat(64)).unwrap();
        draw(&frame, &Order { origin: None, seed, method: Method::Equal, n: 5, replacements: 2 }).unwrap()
    }

    /// Reports for the first places of the draw, in ticket order.
    fn reports(draw: &Draw, list: &[Report]) -> BTreeMap<String, Report> {
        let ids = draw.chosen.iter().chain(&draw.replacements).map(|chosen| chosen.id.clone());
        ids.zip(list.iter().copied()).collect()
    }

    #[test]
    fn the_next_ticket_replaces_and_a_missing_household_is_a_finding() {
        let draw = five();
        let absent = Report::NotVisited(NotVisited::AbsentToday);
        let missing = Report::NotVisited(NotVisited::NoSuchElement);
        let visited = follow(&draw, 1, &reports(&draw, &[SEEN, absent, WRONG, missing, SEEN, SEEN])).unwrap();
        assert_eq!(visited.visited.len(), 4);
        assert_eq!(visited.visited[3], draw.replacements[0]);
        assert_eq!(visited.replaced, [(draw.chosen[1].clone(), NotVisited::AbsentToday)]);
        assert_eq!(visited.missing, [draw.chosen[3].clone()]);
        assert_eq!((visited.nonconforming, visited.alarm(5)), (2, false));
        assert_eq!(accepted(&draw, &visited, 2), Ok(true));
        assert_eq!(accepted(&draw, &visited, 1), Ok(false));
        let twice = follow(&draw, 1, &reports(&draw, &[absent, absent])).unwrap();
        assert!(twice.alarm(5));
        assert_eq!(twice.open.len(), 5);
    }

    #[test]
    fn a_unit_that_steers_substitutions_stands_out() {
        let check = |units: &[(u32, u32)], expected: &[usize]| {
            let units: Vec<Substituted> = units
                .iter()
                .map(|(drawn, replaced)| Substituted { drawn: *drawn, replaced: *replaced })
                .collect();
            assert_eq!(standing_out(&units).unwrap(), expected);
        };
        check(&[(12, 2), (12, 2), (17, 7), (11, 1), (12, 2)], &[]);
        check(&[(12, 2), (12, 2), (20, 10), (11, 1), (12, 2)], &[2]);
        check(&[(10, 10), (10, 10)], &[]);
        check(&[], &[]);
        let empty = Substituted { drawn: 0, replaced: 0 };
        assert_eq!(standing_out(&[empty]).unwrap_err().code(), "S4001");
        assert_eq!(standing_out(&[Substituted { drawn: 1, replaced: 2 }]).unwrap_err().code(), "S4002");
    }

    #[test]
    fn no_verdict_without_an_equal_and_complete_sample() {
        let mut draw = five();
        let code = |result: Result<bool>| result.unwrap_err().code().to_owned();
        let partly = follow(&draw, 1, &reports(&draw, &[SEEN; 4])).unwrap();
        assert_eq!(code(accepted(&draw, &partly, 0)), "S4041");
        let all = follow(&draw, 1, &reports(&draw, &[SEEN; 5])).unwrap();
        draw.method = Method::Pareto;
        assert_eq!(code(accepted(&draw, &all, 0)), "S4040");
    }

    #[test]
    fn departments_share_reports_each_as_far_as_its_tickets_go() {
        let draw = five();
        let mut shared = reports(&draw, &[SEEN; 7]);
        assert_eq!(within(&draw, 1, &shared), reports(&draw, &[SEEN; 5]));
        let absent = Report::NotVisited(NotVisited::AbsentToday);
        shared.insert(draw.chosen[0].id.clone(), absent);
        assert_eq!(within(&draw, 1, &shared).len(), 6);
        assert!(follow(&draw, 1, &within(&draw, 1, &shared)).is_ok());
    }

    #[test]
    fn substitutions_cannot_be_steered() {
        let draw = five();
        let code = |list: &[Report]| follow(&draw, 1, &reports(&draw, list)).unwrap_err().code().to_owned();
        // A sixth household visited though none of the five was replaced.
        assert_eq!(code(&[SEEN; 6]), "S4042");
        let all_refuse = reports(&draw, &[Report::NotVisited(NotVisited::Refused); 3]);
        let short = follow(&draw, 1, &all_refuse).unwrap();
        assert_eq!((short.short, short.open.len()), (1, 4));
        let strange = BTreeMap::from([("H99".to_owned(), SEEN)]);
        assert_eq!(follow(&draw, 1, &strange).unwrap_err().code(), "S4042");
    }

    #[test]
    fn groups_go_down_their_own_tickets() {
        let draw = five();
        let ids: Vec<&str> =
            draw.chosen.iter().chain(&draw.replacements).map(|chosen| chosen.id.as_str()).collect();
        let absent = Report::NotVisited(NotVisited::AbsentToday);
        // Places of the tickets absent, and places still to be visited by two groups: 0 2 4 and 1 3, replacements 5 6.
        let check = |gone: &[usize], open: &[usize], short: u64| {
            let reports = gone.iter().map(|place| (ids[*place].to_owned(), absent)).collect();
            let visited = follow(&draw, 2, &reports).unwrap();
            let left: Vec<usize> = visited
                .open
                .iter()
                .map(|chosen| ids.iter().position(|id| *id == chosen.id).unwrap())
                .collect();
            assert_eq!((left, visited.short), (open.to_vec(), short), "absent {gone:?}");
            assert_eq!(within(&draw, 2, &reports), reports);
        };
        check(&[], &[0, 1, 2, 3, 4], 0);
        // The second group's next ticket is the first replacement, the first group's the second.
        check(&[1], &[0, 2, 3, 4, 5], 0);
        check(&[0], &[1, 2, 3, 4, 6], 0);
        // A group without tickets waits for further ones; it does not take the other's.
        check(&[0, 2], &[1, 3, 4, 6], 1);
        let other = BTreeMap::from([(ids[5].to_owned(), SEEN)]);
        assert_eq!(follow(&draw, 2, &other).unwrap_err().code(), "S4042");
    }

    #[test]
    fn where_the_frame_is_used_up_groups_share_what_is_left() {
        let frame = Frame::new((1..=6).map(|number| format!("H{number:02}"))).unwrap();
        let seed = Seed::parse(&"5".repeat(64)).unwrap();
        let draw = draw(&frame, &Order { origin: None, seed, method: Method::Equal, n: 4, replacements: 2 });
        let draw = draw.unwrap();
        let absent = Report::NotVisited(NotVisited::Refused);
        let gone = [&draw.chosen[0], &draw.chosen[2]].map(|chosen| (chosen.id.clone(), absent));
        let visited = follow(&draw, 2, &BTreeMap::from(gone)).unwrap();
        assert_eq!((visited.open.len(), visited.short), (4, 0));
    }
}
