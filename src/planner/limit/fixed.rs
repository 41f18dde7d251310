//! Fixed arrivals: a visit keeps clear of them, or starts with one that can be joined and ends no later.

use crate::domain::instance::Fixed;

/// What a visit does to the fixed arrivals of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// Overlaps none.
    Nothing,
    /// Rides along one; whether that one is announced.
    Joins(Option<bool>),
    /// Overlaps one it cannot join.
    Clashes,
}

/// What a visit of this place and length meets.
pub(crate) fn meets(fixed: &[&Fixed], start: usize, days: usize) -> Meeting {
    let (start, days) = (day(start), day(days));
    let mut meeting = Meeting::Nothing;
    for arrival in fixed {
        let length = i64::from(arrival.days);
        if start >= arrival.start + length || arrival.start >= start + days {
            continue;
        }
        if !arrival.joinable || start != arrival.start || days > length {
            return Meeting::Clashes;
        }
        meeting = Meeting::Joins(arrival.announced);
    }
    meeting
}

/// Whether a visit that meets none keeps the gap to its neighbours among them.
pub(crate) fn keeps_gap(fixed: &[&Fixed], start: usize, days: usize, gap: u32) -> bool {
    let (start, days, gap) = (day(start), day(days), i64::from(gap));
    let spans = fixed.iter().map(|arrival| (arrival.start, i64::from(arrival.days)));
    let before = spans.clone().filter(|span| span.0 < start).max();
    let after = spans.filter(|span| span.0 > start).min();
    before.is_none_or(|span| start >= span.0 + span.1 + gap)
        && after.is_none_or(|span| span.0 >= start + days + gap)
}

fn day(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(joinable: bool, start: usize, days: usize, meeting: Meeting, clear: bool) {
        let arrival = Fixed { unit: 0, start: 5, days: 2, joinable, counts: true, announced: Some(true) };
        assert_eq!(meets(&[&arrival], start, days), meeting);
        if meeting == Meeting::Nothing {
            assert_eq!(keeps_gap(&[&arrival], start, days, 2), clear);
        }
    }

    #[test]
    fn a_visit_joins_at_the_start_or_keeps_clear() {
        check(true, 5, 1, Meeting::Joins(Some(true)), false);
        check(true, 5, 2, Meeting::Joins(Some(true)), false);
        check(true, 6, 1, Meeting::Clashes, false);
        check(true, 4, 2, Meeting::Clashes, false);
        check(false, 5, 1, Meeting::Clashes, false);
        check(true, 2, 1, Meeting::Nothing, true);
        check(true, 2, 2, Meeting::Nothing, false);
        check(true, 8, 1, Meeting::Nothing, false);
        check(true, 9, 1, Meeting::Nothing, true);
    }
}
