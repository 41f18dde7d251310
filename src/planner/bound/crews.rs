//! How many people of a department can really be out on a day: teams are whole, so that of seven people two teams of
//! four use four, and one that leaves no room for any other uses all. Knows no prices.

use super::unit::{Alone, Asking};
use crate::domain::instance::Instance;

/// Crews beyond this are taken as they are.
const CREW_MAX: u32 = 512;

/// A department's crew on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crew {
    /// The most people that teams whose window holds the day add up to, within the crew.
    pub(super) room: i64,
    /// A team of so many leaves no room for the smallest other one.
    whole: u32,
}

impl Crew {
    /// What a team takes of the room: a set of teams that can be out together never takes more than there is.
    pub(super) fn load(self, people: u32) -> i64 {
        if people >= self.whole { self.room } else { i64::from(people) }
    }
}

/// Every department's crew by day.
pub(super) fn crews(instance: &Instance, units: &[Alone]) -> Vec<Crew> {
    let mut teams = vec![Vec::new(); instance.departments.len()];
    for asking in units.iter().flat_map(|unit| &unit.asking) {
        teams[asking.dep].push(asking);
    }
    let mut crews = Vec::with_capacity(teams.len() * instance.days as usize);
    for (department, teams) in instance.departments.iter().zip(&teams) {
        let mut before: Option<(Vec<u32>, Crew)> = None;
        for day in 0..instance.days as usize {
            let out = |asking: &&&Asking| (0..asking.stay).any(|ago| day >= ago && asking.may(day - ago));
            let people: Vec<u32> = teams.iter().filter(out).map(|asking| asking.people).collect();
            let crew = match before {
                Some((same, crew)) if same == people => crew,
                _ => whole_teams(department.crew, &people),
            };
            crews.push(crew);
            before = Some((people, crew));
        }
    }
    crews
}

fn whole_teams(people: u32, teams: &[u32]) -> Crew {
    let smallest = teams.iter().min().copied().unwrap_or(0).max(1);
    Crew { room: fullest(people, teams), whole: people.saturating_sub(smallest).saturating_add(1) }
}

/// The largest sum of some teams that is not above the crew.
fn fullest(crew: u32, teams: &[u32]) -> i64 {
    if crew > CREW_MAX {
        return i64::from(crew);
    }
    let mut sums = vec![false; crew as usize + 1];
    sums[0] = true;
    for &team in teams.iter().filter(|team| **team <= crew) {
        for sum in (team as usize..sums.len()).rev() {
            sums[sum] |= sums[sum - team as usize];
        }
    }
    let last = sums.iter().rposition(|reached| *reached).unwrap_or(0);
    i64::try_from(last).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Room, and what each team takes of it.
    #[track_caller]
    fn check(people: u32, teams: &[u32], room: i64, loads: &[i64]) {
        let crew = whole_teams(people, teams);
        assert_eq!(crew.room, room);
        assert_eq!(teams.iter().map(|team| crew.load(*team)).collect::<Vec<_>>(), loads);
    }

    #[test]
    fn teams_are_whole() {
        check(7, &[4, 4, 4], 4, &[4, 4, 4]);
        check(7, &[4, 3, 4], 7, &[4, 3, 4]);
        check(7, &[4, 2], 6, &[4, 2]);
        check(4, &[3, 2, 2, 4], 4, &[4, 2, 2, 4]);
        check(4, &[3, 3], 3, &[3, 3]);
        check(3, &[4], 0, &[0]);
        check(9, &[], 0, &[]);
        check(5_000, &[4], 5_000, &[4]);
    }
}
