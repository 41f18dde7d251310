//! What a sample can say, in a sentence, and what it costs in days of a team. Knows no language.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::error::{Result, SamplingError};
use super::hypergeometric::{Hypergeometric, Tails, first_true};
use crate::domain::amount::Ratio;
use crate::domain::message::Message;

/// In how many of 100 draws faults of a certain extent would be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The share that is nonconforming.
    pub level: Ratio,
    /// That share in elements, rounded up, at least one.
    pub faulty: u32,
    /// Draws of 100, rounded half up; 100 only for certainty, 0 only for impossibility.
    pub in_hundred: u8,
}

/// "n of N: faults in p % would be found in k of 100 draws."
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// N.
    pub population: u32,
    /// n.
    pub drawn: u32,
    /// One entry a level asked for, in the order asked.
    pub detections: Vec<Detection>,
}

impl Meaning {
    /// S4001, S4003; S4006 for a level not between nothing and one.
    pub fn new(population: u64, drawn: u64, levels: &[Ratio]) -> Result<Self> {
        let law = Hypergeometric::new(population, 0, drawn)?;
        let detections =
            levels.iter().map(|level| detection(population, drawn, *level)).collect::<Result<_>>()?;
        Ok(Self { population: law.size(), drawn: law.drawn(), detections })
    }

    /// The sentence: `sampling-meaning` around the detections, each continuing the one before; levels that are the same
    /// number of elements in a small register are said once. `sampling-meaning-all` where everything is looked at.
    pub fn message(&self) -> Message {
        if self.drawn == self.population {
            return Message::new("sampling-meaning-all").with("n", self.drawn);
        }
        let mut found: Option<Message> = None;
        let mut told = BTreeSet::new();
        for detection in self.detections.iter().filter(|detection| told.insert(detection.faulty)) {
            let code = if found.is_none() { "sampling-found" } else { "sampling-found-more" };
            let mut message = Message::new(code)
                .with("percent", detection.level.percent_text())
                .with("faulty", detection.faulty)
                .with("hundred", detection.in_hundred);
            if let Some(before) = found.take() {
                message = message.with("before", before);
            }
            found = Some(message);
        }
        let sentence =
            Message::new("sampling-meaning").with("n", self.drawn).with("population", self.population);
        match found {
            Some(found) => sentence.with("found", found),
            None => sentence.with("found", ""),
        }
    }
}

fn detection(population: u64, drawn: u64, level: Ratio) -> Result<Detection> {
    if !level.is_proper() {
        return Err(SamplingError::new("S4006").with("percent", level.percent_text()));
    }
    let faulty = level.of_register(population);
    let law = Hypergeometric::new(population, faulty, drawn)?;
    Ok(Detection { level, faulty: u32::try_from(faulty).unwrap_or(u32::MAX), in_hundred: in_hundred(&law) })
}

/// P(at least one) in hundredths, decided without dividing: P ≥ (2h − 1)/200 is P(none) ≤ (201 − 2h)/200.
fn in_hundred(law: &Hypergeometric) -> u8 {
    let tails = Tails::new(*law);
    if law.most() == 0 {
        return 0;
    }
    if law.least() > 0 {
        return 100;
    }
    let falls_short = |hundredths: u64| {
        Ratio::new(201 - 2 * hundredths, 200)
            .is_some_and(|ratio| tails.compare(0, ratio) == Ordering::Greater)
    };
    // The least number that is too high, less one; 1 and 99 stand for "hardly ever" and "almost always".
    let above = first_true(2, 100, |hundredths| hundredths == 100 || falls_short(u64::from(hundredths)));
    u8::try_from(above - 1).unwrap_or(99)
}

/// Work of a team of two people with a car, in half days: from good going to slow going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamDays {
    /// Half days at six households a half day, ten a day.
    pub half_days_min: u32,
    /// Half days at four households a half day, eight a day.
    pub half_days_max: u32,
}

/// The team-days of `households`: up to four are half a day, five or six half a day to a day; beyond that whole days at
/// ten and at eight a day, rounded to the nearest (ties to even), at least one.
pub fn team_days(households: u32) -> TeamDays {
    let whole = |a_day: u32| {
        let (days, rest) = (households / a_day, households % a_day);
        let up = rest * 2 > a_day || (rest * 2 == a_day && days % 2 == 1);
        2 * (days + u32::from(up)).max(1)
    };
    match households {
        0 => TeamDays { half_days_min: 0, half_days_max: 0 },
        1..=4 => TeamDays { half_days_min: 1, half_days_max: 1 },
        5..=6 => TeamDays { half_days_min: 1, half_days_max: 2 },
        _ => TeamDays { half_days_min: whole(10), half_days_max: whole(8) },
    }
}

/// Households a team of two manages in a half day: between four and six.
const HOUSEHOLDS_PER_HALFDAY: u32 = 5;

/// Households a team manages in so many half days: ten in a full day.
pub const fn households_within(half_days: u32) -> u32 {
    half_days.saturating_mul(HOUSEHOLDS_PER_HALFDAY)
}

/// Half days of teams of two that so many people give in so many half days each. Whoever goes alone counts as a team.
pub const fn half_days_of(people: u32, half_days: u32) -> u32 {
    let teams = if people < 2 { 1 } else { people / 2 };
    teams.saturating_mul(half_days)
}

impl TeamDays {
    /// `sampling-team-days` with days as `0.5`, `10`; `sampling-team-days-one` where both ends are the same.
    pub fn message(self) -> Message {
        let days = |half: u32| format!("{}{}", half / 2, if half % 2 == 1 { ".5" } else { "" });
        if self.half_days_min == self.half_days_max {
            Message::new("sampling-team-days-one").with("days", days(self.half_days_min))
        } else {
            Message::new("sampling-team-days")
                .with("least", days(self.half_days_min))
                .with("most", days(self.half_days_max))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_a_hundred() {
        let check = |population, drawn, percent, expected| {
            let meaning = Meaning::new(population, drawn, &[Ratio::of_percent(percent)]).unwrap();
            assert_eq!(meaning.detections[0].in_hundred, expected, "{drawn} of {population}, {percent} %");
        };
        check(200, 10, 10, 66);
        check(200, 10, 2, 19);
        check(1200, 60, 5, 96);
        check(200, 105, 2, 95);
        check(1000, 1, 1, 1);
        check(200, 0, 10, 0);
        check(200, 198, 1, 99);
        check(200, 199, 1, 100);
        check(200, 199, 50, 100);
        check(1_000_000, 100_000, 50, 99);
    }

    #[test]
    fn a_sentence_continues_level_by_level() {
        let meaning =
            Meaning::new(200, 10, &[Ratio::of_percent(10), Ratio::of_percent(2)]).unwrap().message();
        let first = Message::new("sampling-found")
            .with("percent", "10")
            .with("faulty", 20_u32)
            .with("hundred", 66_u8);
        let second = Message::new("sampling-found-more")
            .with("percent", "2")
            .with("faulty", 4_u32)
            .with("hundred", 19_u8)
            .with("before", first);
        let expected = Message::new("sampling-meaning")
            .with("n", 10_u32)
            .with("population", 200_u32)
            .with("found", second);
        assert_eq!(meaning, expected);
    }

    #[test]
    fn team_days_of_households() {
        let check = |households, half_days_min, half_days_max| {
            assert_eq!(team_days(households), TeamDays { half_days_min, half_days_max }, "{households}");
        };
        check(0, 0, 0);
        check(4, 1, 1);
        check(6, 1, 2);
        check(8, 2, 2);
        check(10, 2, 2);
        check(60, 12, 16);
        check(105, 20, 26);
    }
}
