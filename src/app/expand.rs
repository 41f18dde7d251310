//! A request becomes demands: one a unit and occurrence, with its window and, where elements were drawn, the
//! elements to see there.

use std::collections::BTreeMap;

use chrono::Days;

use super::directory::UnitDirectory;
use crate::domain::day::DayRange;
use crate::domain::id::{ElementId, UnitCode};
use crate::domain::register::Element;
use crate::domain::request::{Request, Target};

/// Most half-days one demand may take: two days running.
pub const HALFDAYS_MAX: u32 = 4;

/// What becomes a demand once it has an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where.
    pub unit: UnitCode,
    /// Which time, from 1.
    pub occurrence: u32,
    /// When.
    pub window: DayRange,
    /// Half-days there, 1 to [`HALFDAYS_MAX`].
    pub effort_halfdays: u32,
    /// What to see there; empty where the unit itself is the object.
    pub elements: Vec<ElementId>,
}

/// The occasions of a request: its batches as they stand, or its window cut into as many parts as it has times.
pub fn occasions(request: &Request) -> Vec<DayRange> {
    occasions_of(&request.windows, request.times_per_year)
}

/// The same of windows and times a year.
pub fn occasions_of(windows: &[DayRange], times_per_year: u32) -> Vec<DayRange> {
    let times = times_per_year.max(1);
    match windows {
        [one] if times > 1 => split(*one, times),
        windows => windows.to_vec(),
    }
}

/// A range cut into consecutive parts of about equal length; as it is where it has fewer days than parts.
fn split(range: DayRange, parts: u32) -> Vec<DayRange> {
    let days = u64::try_from((range.until - range.from).num_days()).unwrap_or(0);
    let parts = u64::from(parts);
    if days < parts {
        return vec![range];
    }
    let at = |part: u64| range.from.checked_add_days(Days::new(days * part / parts)).unwrap_or(range.until);
    (0..parts).map(|part| DayRange { from: at(part), until: at(part + 1) }).collect()
}

/// The demands of a request whose object is the units themselves. None for a request that draws from a register.
pub fn of_units(request: &Request, directory: &UnitDirectory) -> Vec<Part> {
    let units: Vec<UnitCode> = match &request.target {
        Target::Listed { units } => units.clone(),
        Target::All { kind } => {
            directory.units().filter(|unit| unit.kind == *kind).map(|unit| unit.code.clone()).collect()
        }
        Target::Drawn { .. } | Target::Unknown { .. } => Vec::new(),
    };
    let at = units.into_iter().map(|unit| (unit, Vec::new())).collect();
    parts(request, &occasions(request).into_iter().map(|window| (window, &at)).collect::<Vec<_>>())
}

/// The demands of a request whose elements were drawn: one a township and occasion, since a team goes round the
/// firms or households of a township in one visit. `drawn` holds the elements of each occasion.
pub fn of_elements(request: &Request, directory: &UnitDirectory, drawn: &[Vec<Element>]) -> Vec<Part> {
    let by_township: Vec<BTreeMap<UnitCode, Vec<ElementId>>> = drawn
        .iter()
        .map(|elements| {
            let mut at: BTreeMap<UnitCode, Vec<ElementId>> = BTreeMap::new();
            for element in elements {
                at.entry(directory.township(&element.unit).clone()).or_default().push(element.id.clone());
            }
            at
        })
        .collect();
    parts(request, &occasions(request).into_iter().zip(&by_township).collect::<Vec<_>>())
}

fn parts(request: &Request, occasions: &[(DayRange, &BTreeMap<UnitCode, Vec<ElementId>>)]) -> Vec<Part> {
    let mut parts = Vec::new();
    for (occurrence, (window, at)) in (1..).zip(occasions) {
        for (unit, elements) in *at {
            let mut left = request.effort_halfdays.max(1);
            while left > 0 {
                let effort_halfdays = left.min(HALFDAYS_MAX);
                left -= effort_halfdays;
                parts.push(Part {
                    unit: unit.clone(),
                    occurrence,
                    window: *window,
                    effort_halfdays,
                    elements: elements.clone(),
                });
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, last: &str) -> DayRange {
        DayRange::inclusive(from.parse().unwrap(), last.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_window_is_cut_into_as_many_parts_as_there_are_times() {
        assert_eq!(
            split(range("2019-10-01", "2019-10-10"), 3),
            [
                range("2019-10-01", "2019-10-03"),
                range("2019-10-04", "2019-10-06"),
                range("2019-10-07", "2019-10-10")
            ]
        );
        assert_eq!(split(range("2019-10-01", "2019-10-02"), 3), [range("2019-10-01", "2019-10-02")]);
    }
}
