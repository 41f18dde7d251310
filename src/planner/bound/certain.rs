//! Who is out on a day for certain, wherever the rest of a case leads, and which days that takes from others. Knows
//! no prices.

use super::market::Market;
use super::unit::Alone;

/// Takes days from demands on which others need the people or the leaders for certain; returns whether there are enough of
/// both. `seen` is set to `i64::MAX` for units that lost some.
pub(super) fn rule_out(market: &mut Market<'_>, seen: &mut [i64]) -> bool {
    let Some(out) = Out::of(market) else { return false };
    for (at, unit) in market.units.iter_mut().enumerate() {
        let here = days_at(unit, out.days);
        let county = unit.county;
        for asking in &mut unit.asking {
            let own = if asking.must { asking.certain() } else { 0..0 };
            let (dep, people, stay) = (asking.dep, asking.people, asking.stay);
            let before = asking.starts.len();
            asking.starts.retain(|start| {
                (*start..start + stay).all(|day| {
                    let others =
                        out.people[dep * out.days + day] - if own.contains(&day) { people } else { 0 };
                    others.saturating_add(people) <= out.crews[dep]
                        && (here[day] || out.leaders[county * out.days + day] < out.leads[county])
                })
            });
            if asking.starts.len() < before {
                asking.shorten();
                seen[at] = i64::MAX;
            }
            if asking.must && asking.starts.is_empty() {
                return false;
            }
        }
    }
    true
}

/// What is taken for certain.
struct Out {
    days: usize,
    /// People by department and day, and how many there are.
    people: Vec<u32>,
    crews: Vec<u32>,
    /// Leaders by county and day, and how many there are.
    leaders: Vec<u32>,
    leads: Vec<u32>,
}

impl Out {
    /// `None` where there are too few of either.
    fn of(market: &Market<'_>) -> Option<Self> {
        let days = market.instance.days as usize;
        let crews: Vec<u32> = market.instance.departments.iter().map(|department| department.crew).collect();
        let leads: Vec<u32> = market.instance.counties.iter().map(|county| county.leaders).collect();
        let mut out = Self {
            days,
            people: vec![0; crews.len() * days],
            crews,
            leaders: vec![0; leads.len() * days],
            leads,
        };
        for unit in &market.units {
            for asking in unit.asking.iter().filter(|asking| asking.must) {
                for day in asking.certain() {
                    let people = &mut out.people[asking.dep * days + day];
                    *people = people.saturating_add(asking.people);
                }
            }
            for (day, _) in days_at(unit, days).iter().enumerate().filter(|(_, here)| **here) {
                out.leaders[unit.county * days + day] += 1;
            }
        }
        let fits = |uses: &[u32], limits: &[u32]| {
            uses.chunks(days.max(1)).zip(limits).all(|(uses, limit)| uses.iter().all(|used| used <= limit))
        };
        (fits(&out.people, &out.crews) && fits(&out.leaders, &out.leads)).then_some(out)
    }
}

/// Day → whether a team is at the unit for certain.
fn days_at(unit: &Alone, days: usize) -> Vec<bool> {
    let mut here = vec![false; days];
    for asking in unit.asking.iter().filter(|asking| asking.must) {
        for day in asking.certain() {
            here[day] = true;
        }
    }
    here
}
