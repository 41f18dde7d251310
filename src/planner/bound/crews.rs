//! How many people of a department can really be out on a day: teams are whole, so that of seven people two teams of
//! four use four. Knows no prices.

use crate::domain::instance::Instance;

/// Crews beyond this are taken as they are.
const CREW_MAX: u32 = 512;

/// The room of every department's crew by day: the most people that teams whose window holds the day add up to,
/// within the crew.
pub(super) fn rooms(instance: &Instance) -> Vec<i64> {
    let mut teams = vec![Vec::new(); instance.departments.len()];
    for demand in &instance.demands {
        teams[demand.dep].push((demand.from, demand.to, demand.people));
    }
    let mut rooms = Vec::with_capacity(teams.len() * instance.days as usize);
    for (department, teams) in instance.departments.iter().zip(&teams) {
        let mut before: Option<(Vec<u32>, i64)> = None;
        for day in 0..instance.days {
            let here = teams.iter().filter(|team| team.0 <= day && day <= team.1);
            let people: Vec<u32> = here.map(|team| team.2).collect();
            let room = match before {
                Some((same, room)) if same == people => room,
                _ => fullest(department.crew, &people),
            };
            rooms.push(room);
            before = Some((people, room));
        }
    }
    rooms
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

    #[track_caller]
    fn check(crew: u32, teams: &[u32], room: i64) {
        assert_eq!(fullest(crew, teams), room);
    }

    #[test]
    fn teams_are_whole() {
        check(7, &[4, 4, 4], 4);
        check(7, &[4, 3, 4], 7);
        check(7, &[4, 2], 6);
        check(3, &[4], 0);
        check(9, &[], 0);
        check(5_000, &[4], 5_000);
    }
}
