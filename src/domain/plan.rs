//! What the planner answers: visits and the demands left out, each with its reason. The file format of plans.
//! Knows no search; whether a plan keeps the rules is the checker's to say.

use serde::Serialize;

use super::code::Code;

/// A number in a plan file that can name nothing (negative, or beyond any instance).
pub const NOWHERE: usize = usize::MAX;

/// One visit to one unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Visit {
    /// The unit, or [`NOWHERE`].
    pub unit: usize,
    /// First working day; `u32::MAX` for one that cannot be.
    pub start: u32,
    /// Length, 1 or 2 days where the plan is good.
    pub days: u32,
    /// The demands served.
    #[serde(rename = "requests")]
    pub demands: Vec<usize>,
}

/// Why a demand is left out: the limit that stands in its way on most days of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// More than two days of work: to be split at triage.
    Effort,
    /// The team and its hours, by themselves, are more than the unit may receive.
    Party,
    /// Every day of the window is closed by week ends, breaks of the calendar or the window itself.
    Window,
    /// The day it is pinned to is not possible.
    Pin,
    /// Quiet period of the unit.
    Blackout,
    /// An arrival of others that cannot be joined.
    Fixed,
    /// Too few free days to a neighbouring visit.
    Gap,
    /// A quota of visits or visit-days is used up.
    Quota,
    /// The county's cap of visits is used up.
    Cap,
    /// No team leader is left that day.
    Leaders,
    /// The department has too few people that day.
    Crew,
    /// The visit of that day has its number of departments.
    Departments,
    /// The visit of that day has its number of people.
    People,
    /// The department's half-days at that visit are used up.
    Halfdays,
    /// The visit of that day is announced and the demand is not, or the reverse.
    Announced,
    /// A demand it must go with, or must not meet.
    Pair,
    /// A reason of another program.
    Other,
}

impl Reason {
    /// Every reason, for reading codes back.
    pub const ALL: [Self; 17] = [
        Self::Effort,
        Self::Party,
        Self::Window,
        Self::Pin,
        Self::Blackout,
        Self::Fixed,
        Self::Gap,
        Self::Quota,
        Self::Cap,
        Self::Leaders,
        Self::Crew,
        Self::Departments,
        Self::People,
        Self::Halfdays,
        Self::Announced,
        Self::Pair,
        Self::Other,
    ];

    /// The stable code, as it stands in plan files; the catalogue holds its text under `unplaced-<code>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Effort => "effort",
            Self::Party => "party",
            Self::Window => "window",
            Self::Pin => "pin",
            Self::Blackout => "blackout",
            Self::Fixed => "fixed",
            Self::Gap => "gap",
            Self::Quota => "quota",
            Self::Cap => "cap",
            Self::Leaders => "leaders",
            Self::Crew => "crew",
            Self::Departments => "departments",
            Self::People => "people",
            Self::Halfdays => "halfdays",
            Self::Announced => "announced",
            Self::Pair => "pair",
            Self::Other => "other",
        }
    }

    /// The reason of a code; a word this program does not use becomes [`Reason::Other`].
    pub fn of_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.code() == code).unwrap_or(Self::Other)
    }
}

impl Code for Reason {
    const FAMILY: &'static str = "unplaced";
    const ALL: &'static [Self] = &Self::ALL;

    fn code(self) -> &'static str {
        self.code()
    }
}

/// A demand that is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unserved {
    /// The demand, or [`NOWHERE`].
    pub request: usize,
    /// Why; `None` only in files that do not say.
    pub reason: Option<Reason>,
}

/// A whole plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Visits, by start day and unit where this program wrote them.
    pub visits: Vec<Visit>,
    /// The rest.
    pub unserved: Vec<Unserved>,
}

/// What a plan costs; compared from the first to the last, smaller is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Objective {
    /// Weight of the demands left out.
    pub unserved: i64,
    /// Visits that are not rides along a fixed arrival.
    pub visits: i64,
    /// Their days.
    pub days: i64,
    /// Σ min(weight, 10) · days started after due.
    pub lateness: i64,
    /// Published demands not on their published day.
    pub moves: i64,
}

impl Objective {
    /// The five numbers in order of rank.
    pub const fn vector(&self) -> [i64; 5] {
        [self.unserved, self.visits, self.days, self.lateness, self.moves]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_reasons_read_back_and_equal_their_file_form() {
        for reason in Reason::ALL {
            assert_eq!(Reason::of_code(reason.code()), reason);
        }
        assert_eq!(Reason::of_code("x"), Reason::Other);
    }
}
