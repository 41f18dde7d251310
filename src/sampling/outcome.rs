//! What came of a drawn sample, judged whole or household by household: where a walk down the tickets stops, and the
//! verdict. Knows no store.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Result, SamplingError};
use super::sequential::Stop;
use super::stopping::decided;
use super::visited::{self, Visited, follow};
use crate::domain::draw::{Draw, Judging, Method, Report};

/// What came of a sample, whole or household by household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The sample as far as it counts: behind the household that decided nothing is open and nothing counts.
    pub visited: Visited,
    /// `None` while it is open, or no ticket is left.
    pub accepted: Option<bool>,
    /// The acceptance number that decided, or, of a sample that is open, that of the whole one.
    pub ac: u32,
    /// Households after which stop numbers decided; `None` of a sample that is judged whole, or is open.
    pub stopped: Option<u32>,
}

/// Follows a draw and judges it: by its stop numbers, where it has some, else as a whole. S4042.
pub fn outcome(
    draw: &Draw,
    groups: u32,
    reports: &BTreeMap<String, Report>,
    (judging, stops): (Judging, &[Stop]),
) -> Result<Outcome> {
    let visited = follow(draw, groups, reports)?;
    if stops.is_empty() {
        let accepted = visited::accepted(draw, &visited, judging.ac).ok();
        return Ok(Outcome { visited, accepted, ac: judging.ac, stopped: None });
    }
    if draw.method != Method::Equal {
        return Err(SamplingError::new("S4040"));
    }
    let whole = Outcome { visited, accepted: None, ac: judging.ac, stopped: None };
    Ok(stopped(draw, &whole.visited, reports, stops).unwrap_or(whole))
}

/// The sample up to the household that decided; `None` where none did yet. A household without a result stops the count:
/// those behind it in ticket order say nothing before it is seen.
fn stopped(
    draw: &Draw,
    whole: &Visited,
    reports: &BTreeMap<String, Report>,
    stops: &[Stop],
) -> Option<Outcome> {
    let open: BTreeSet<&str> = whole.open.iter().map(|chosen| chosen.id.as_str()).collect();
    let mut visited = Visited::default();
    let mut stops = stops.iter();
    for chosen in draw.chosen.iter().chain(&draw.replacements) {
        if open.contains(chosen.id.as_str()) {
            return None;
        }
        // Without a report and not open: a ticket of a group that does not need it.
        let Some(report) = reports.get(&chosen.id) else { continue };
        if !visited.count(chosen, *report) {
            continue;
        }
        let stop = stops.next()?;
        if let Some(accepted) = decided(stop, visited.nonconforming) {
            let ac = if accepted { stop.accept } else { stop.reject.map(|reject| reject.saturating_sub(1)) };
            let ac = ac.unwrap_or(visited.nonconforming);
            return Some(Outcome { visited, accepted: Some(accepted), ac, stopped: Some(stop.n) });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::draw::NotVisited;
    use crate::sampling::frame::Frame;
    use crate::sampling::ticket::{Order, Seed, draw};

    const SEEN: Report = Report::Visited { nonconforming: false };
    const WRONG: Report = Report::Visited { nonconforming: true };
    const ABSENT: Report = Report::NotVisited(NotVisited::AbsentToday);
    const NONE: Report = Report::NotVisited(NotVisited::NoSuchElement);

    fn drawn(n: u64) -> Draw {
        let frame = Frame::new((1..=20).map(|number| format!("H{number:02}"))).unwrap();
        let seed = Seed::parse(&"5".repeat(64)).unwrap();
        draw(&frame, &Order { origin: None, seed, method: Method::Equal, n, replacements: 3 }).unwrap()
    }

    #[test]
    fn a_team_stops_where_the_numbers_decide() {
        let draw = drawn(5);
        let ids: Vec<String> =
            draw.chosen.iter().chain(&draw.replacements).map(|chosen| chosen.id.clone()).collect();
        let stops = [
            Stop { n: 1, accept: None, reject: None },
            Stop { n: 2, accept: None, reject: Some(2) },
            Stop { n: 3, accept: Some(0), reject: Some(2) },
            Stop { n: 4, accept: Some(0), reject: Some(2) },
            Stop { n: 5, accept: Some(1), reject: Some(2) },
        ];
        let judging = Judging { n: 5, ac: 1, ..Judging::default() };
        // Reports in ticket order (`None`: not yet), groups, then: verdict, after how many, found, still open.
        let check = |list: &[Option<Report>], groups, expected: (Option<bool>, Option<u32>, u32, usize)| {
            let reports =
                ids.iter().zip(list).filter_map(|(id, report)| Some((id.clone(), (*report)?))).collect();
            let found = outcome(&draw, groups, &reports, (judging, &stops)).unwrap();
            let said = (found.accepted, found.stopped, found.visited.nonconforming, found.visited.open.len());
            assert_eq!(said, expected, "{list:?}");
        };
        check(&[], 1, (None, None, 0, 5));
        check(&[Some(SEEN); 2], 1, (None, None, 0, 3));
        check(&[Some(SEEN); 3], 1, (Some(true), Some(3), 0, 0));
        check(&[Some(WRONG); 2], 1, (Some(false), Some(2), 2, 0));
        check(&[Some(WRONG), Some(NONE)], 1, (Some(false), Some(2), 2, 0));
        // Who goes on nevertheless changes nothing.
        check(
            &[Some(SEEN), Some(SEEN), Some(SEEN), Some(WRONG), Some(WRONG)],
            1,
            (Some(true), Some(3), 0, 0),
        );
        // Somebody left out cannot be skipped: the order decides, not the team.
        check(&[Some(SEEN), None, Some(SEEN), Some(SEEN)], 1, (None, None, 0, 2));
        // An absent household is no household of the count.
        check(&[Some(SEEN), Some(ABSENT), Some(SEEN)], 1, (None, None, 0, 3));
        check(&[Some(SEEN), Some(ABSENT), Some(SEEN), Some(SEEN)], 1, (Some(true), Some(3), 0, 0));
        check(&[Some(WRONG), Some(SEEN), Some(SEEN), Some(SEEN), Some(SEEN)], 1, (Some(true), Some(5), 1, 0));
        check(&[Some(SEEN), Some(SEEN), None], 2, (None, None, 0, 3));
        check(&[Some(SEEN); 3], 2, (Some(true), Some(3), 0, 0));
    }
}
