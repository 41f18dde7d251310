//! How many people of a department can really be out on a day: teams are whole, so that of seven people two teams of
//! four use four, and one that leaves no room for any other uses all. Knows no prices.

use super::unit::{Alone, Asking};
use crate::domain::instance::Instance;

/// Crews beyond this are taken as they are.
const CREW_MAX: u32 = 512;

/// Rows that every department has for a day: one of its people, the others of its larger teams.
pub(super) const KINDS: usize = 3;

/// One row of a department and a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crew {
    /// The most that teams whose window holds the day add up to, within the crew.
    pub(super) room: i64,
    rule: Rule,
}

/// What a team takes of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Its people; all there is where it leaves no room for the smallest other team, which is so from so many on.
    People(u32),
    /// How many of so many equal parts of the crew (and of one more) it fills: of crews of five no two teams of three go
    /// out together, and no three of two (dual feasible functions; Fekete, Schepers 2001).
    Parts { crew: u32, parts: u32 },
    /// Nothing: the row says no more than the one of people.
    Nothing,
}

impl Crew {
    /// What a team takes of the room: a set of teams that can be out together never takes more than there is.
    pub(super) fn load(self, people: u32) -> i64 {
        match self.rule {
            Rule::People(whole) if people >= whole => self.room,
            rule => rule.load(people).min(self.room),
        }
    }
}

impl Rule {
    fn load(self, people: u32) -> i64 {
        match self {
            Self::People(_) => i64::from(people),
            Self::Parts { crew, parts } => {
                let (crew, parts) = (i64::from(crew.max(1)), i64::from(parts));
                let filled = (parts + 1) * i64::from(people);
                // A team that fills parts to the brim could go out with as many as fill the rest.
                if filled % crew == 0 { filled / crew * parts } else { filled / crew * (parts + 1) }
            }
            Self::Nothing => 0,
        }
    }
}

/// Every department's rows by kind, department and day.
pub(super) fn crews(instance: &Instance, units: &[Alone]) -> Vec<Crew> {
    let mut teams = vec![Vec::new(); instance.departments.len()];
    for asking in units.iter().flat_map(|unit| &unit.asking) {
        teams[asking.dep].push(asking);
    }
    let mut crews = Vec::with_capacity(KINDS * teams.len() * instance.days as usize);
    for kind in 0..KINDS {
        for (department, teams) in instance.departments.iter().zip(&teams) {
            let all: Vec<u32> = teams.iter().map(|asking| asking.people).collect();
            let row = |people: &[u32]| match kind {
                0 => whole_teams(department.crew, people),
                parts => in_parts(department.crew, parts, &all, people),
            };
            let mut before: Option<(Vec<u32>, Crew)> = None;
            for day in 0..instance.days as usize {
                let out = |asking: &&&Asking| (0..asking.stay).any(|ago| day >= ago && asking.may(day - ago));
                let people: Vec<u32> = teams.iter().filter(out).map(|asking| asking.people).collect();
                let crew = match before {
                    Some((same, crew)) if same == people => crew,
                    _ => row(&people),
                };
                crews.push(crew);
                before = Some((people, crew));
            }
        }
    }
    crews
}

fn whole_teams(people: u32, teams: &[u32]) -> Crew {
    let smallest = teams.iter().min().copied().unwrap_or(0).max(1);
    let rule = Rule::People(people.saturating_sub(smallest).saturating_add(1));
    Crew { room: fullest(people, teams, Rule::People(u32::MAX)), rule }
}

/// The row of parts, where any of all the department's teams takes more of it than of the row of people.
fn in_parts(crew: u32, parts: usize, all: &[u32], teams: &[u32]) -> Crew {
    let rule = Rule::Parts { crew, parts: u32::try_from(parts).unwrap_or(1) };
    let known = whole_teams(crew, all);
    let most = fullest(crew, all, rule);
    let more = |team: &&u32| **team <= crew && rule.load(**team) * known.room > known.load(**team) * most;
    if crew > CREW_MAX || !all.iter().any(|team| more(&team)) {
        return Crew { room: 0, rule: Rule::Nothing };
    }
    Crew { room: fullest(crew, teams, rule), rule }
}

/// The most that some teams take which are not more than the crew.
fn fullest(crew: u32, teams: &[u32], rule: Rule) -> i64 {
    if crew > CREW_MAX {
        return i64::from(crew);
    }
    let mut sums = vec![0; crew as usize + 1];
    for &team in teams.iter().filter(|team| **team <= crew) {
        for sum in (team as usize..sums.len()).rev() {
            sums[sum] = sums[sum].max(sums[sum - team as usize] + rule.load(team));
        }
    }
    sums.last().copied().unwrap_or(0)
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

    /// Room of parts, and what each team takes of it; 0 where people say as much.
    #[track_caller]
    fn check_parts(people: u32, parts: usize, teams: &[u32], room: i64, loads: &[i64]) {
        let crew = in_parts(people, parts, teams, teams);
        assert_eq!(crew.room, room);
        assert_eq!(teams.iter().map(|team| crew.load(*team)).collect::<Vec<_>>(), loads);
    }

    #[test]
    fn of_large_teams_few_go_out_together() {
        check_parts(5, 1, &[2, 3, 3, 4], 2, &[0, 2, 2, 2]);
        check_parts(5, 2, &[2, 3, 3, 4], 6, &[3, 3, 3, 6]);
        check_parts(8, 2, &[3, 3, 3, 2], 6, &[3, 3, 3, 0]);
        check_parts(4, 1, &[2, 3, 2], 0, &[0, 0, 0]);
        check_parts(6, 1, &[2, 2, 2], 0, &[0, 0, 0]);
        check_parts(5_000, 1, &[3_000, 3_000], 0, &[0, 0]);
    }

    #[test]
    fn no_teams_that_can_go_out_together_take_more_than_there_is() {
        for people in 1..12 {
            for picked in 1..64_u32 {
                let teams: Vec<u32> =
                    (0..6).filter(|team| picked >> team & 1 == 1).flat_map(|team| [team + 1; 2]).collect();
                for crew in [
                    whole_teams(people, &teams),
                    in_parts(people, 1, &teams, &teams),
                    in_parts(people, 2, &teams, &teams),
                ] {
                    for out in 0..1_u32 << teams.len() {
                        let out = || {
                            teams
                                .iter()
                                .enumerate()
                                .filter(|(at, _)| out >> at & 1 == 1)
                                .map(|(_, team)| *team)
                        };
                        if out().sum::<u32>() <= people {
                            assert!(
                                out().map(|team| crew.load(team)).sum::<i64>() <= crew.room,
                                "{people} {teams:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
