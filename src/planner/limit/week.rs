//! A two-day visit runs over two days that follow each other on the calendar: inside one week, across no break.

use crate::domain::instance::Instance;

/// Whether a two-day visit may start, by day.
pub(crate) fn two_days(instance: &Instance) -> Vec<bool> {
    let mut open = vec![false; instance.days as usize];
    for week in &instance.periods.week {
        for day in week.0..week.1 {
            open[day as usize] = true;
        }
    }
    for &day in &instance.breaks {
        if let Some(open) = open.get_mut(day as usize) {
            *open = false;
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::{DayRange, Periods};

    #[test]
    fn neither_week_ends_nor_breaks_are_crossed() {
        let week = vec![DayRange(0, 2), DayRange(3, 5)];
        let instance = Instance {
            days: 6,
            periods: Periods { week, ..Periods::default() },
            breaks: vec![3, 77],
            ..Instance::default()
        };
        assert_eq!(two_days(&instance), [true, true, false, false, true, false]);
    }
}
