//! Inspectors drawn by the same tickets as households (双随机), with recusal. Knows no names and no calendar.

use std::collections::BTreeMap;

use super::error::{Result, SamplingError};
use super::frame::Frame;
use super::ticket::{Seed, first};
use crate::domain::draw::{Chosen, Recusal};

/// A team and whom the draw passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// In the order of tickets; the first leads where nothing else is said.
    pub members: Vec<Chosen>,
    /// Drawn before the last member was found, but recused.
    pub passed_over: Vec<(Chosen, Recusal)>,
}

/// As [`team`], but whoever inspected the unit last stands aside only while enough others are left: a crew of two must
/// go again. Fewer than `size` where no more are able.
pub fn team_as_far_as_able(
    pool: &Frame,
    recused: &BTreeMap<String, Recusal>,
    seed: &Seed,
    size: usize,
) -> Result<Team> {
    let free = pool.elements().iter().filter(|one| !recused.contains_key(&one.id)).count();
    // The first tickets of those who were there last fill what is missing.
    let lasts = recused.iter().filter(|(_, reason)| **reason == Recusal::LastInspector);
    let mut lasts: Vec<_> = lasts.map(|(id, _)| (seed.ticket(id), id)).collect();
    lasts.sort();
    lasts.truncate(size.saturating_sub(free));
    let mut standing_aside = recused.clone();
    standing_aside.retain(|id, _| lasts.iter().all(|(_, last)| *last != id));
    team(pool, &standing_aside, seed, size.min(free + lasts.len()))
}

/// Draws `size` inspectors, passing over the recused in ticket order, so that anyone can repeat it and see who was
/// passed over and why. S4068 where not enough are left, or for nobody.
pub fn team(pool: &Frame, recused: &BTreeMap<String, Recusal>, seed: &Seed, size: usize) -> Result<Team> {
    let mut team = Team { members: Vec::new(), passed_over: Vec::new() };
    for (ticket, element) in first(pool, seed, pool.len()) {
        if team.members.len() == size {
            break;
        }
        let chosen = Chosen { id: element.id.clone(), ticket: hex::encode(ticket) };
        match recused.get(&element.id) {
            Some(reason) => team.passed_over.push((chosen, *reason)),
            None => team.members.push(chosen),
        }
    }
    if size == 0 || team.members.len() < size {
        let able = pool.elements().iter().filter(|one| !recused.contains_key(&one.id)).count();
        return Err(SamplingError::new("S4068").with("size", size).with("able", able));
    }
    Ok(team)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_crew_goes_again() {
        let pool = Frame::new((1..=3).map(|number| format!("P{number}"))).unwrap();
        let seed = Seed::parse(&"5".repeat(64)).unwrap();
        let recused = BTreeMap::from([
            ("P1".to_owned(), Recusal::LastInspector),
            ("P2".to_owned(), Recusal::LastInspector),
            ("P3".to_owned(), Recusal::HomeTownship),
        ]);
        let ids = |size| {
            let team = team_as_far_as_able(&pool, &recused, &seed, size).unwrap();
            team.members.into_iter().map(|chosen| chosen.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(1).len(), 1);
        let mut both = ids(5);
        both.sort();
        assert_eq!(both, ["P1", "P2"]);
        let one_free = BTreeMap::from([("P1".to_owned(), Recusal::LastInspector)]);
        let team = team_as_far_as_able(&pool, &one_free, &seed, 2).unwrap();
        assert!(team.members.iter().all(|chosen| chosen.id != "P1"));
    }

    #[test]
    fn the_recused_are_passed_over_and_named() {
        let pool = Frame::new((1..=6).map(|number| format!("P{number}"))).unwrap();
        let seed = Seed::parse(&"5".repeat(64)).unwrap();
        let free = team(&pool, &BTreeMap::new(), &seed, 3).unwrap();
        let second = free.members[1].id.clone();
        let recused = BTreeMap::from([(second.clone(), Recusal::Relative)]);
        let drawn = team(&pool, &recused, &seed, 2).unwrap();
        assert_eq!(drawn.members, [free.members[0].clone(), free.members[2].clone()]);
        assert_eq!(drawn.passed_over, [(free.members[1].clone(), Recusal::Relative)]);
        assert_eq!(team(&pool, &recused, &seed, 6).unwrap_err().code(), "S4068");
        assert_eq!(team(&pool, &recused, &seed, 0).unwrap_err().code(), "S4068");
    }
}
