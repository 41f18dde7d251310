//! Quiet periods: no visit day falls into one (harvest, elections, disaster duty, festivals, exams).

use crate::domain::instance::Unit;

/// Which days of the horizon are quiet at a unit.
pub(crate) fn days(horizon: u32, unit: &Unit) -> Vec<bool> {
    (0..horizon).map(|day| unit.blackout.iter().any(|range| range.holds(day))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::DayRange;

    #[test]
    fn both_ends_are_quiet_and_overlaps_do_not_matter() {
        let unit =
            Unit { blackout: vec![DayRange(1, 2), DayRange(2, 3), DayRange(9, 99)], ..Unit::default() };
        assert_eq!(days(6, &unit), [false, true, true, true, false, false]);
    }
}
