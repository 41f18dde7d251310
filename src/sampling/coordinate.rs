//! One household, one knock: several departments draw with the same tickets, so their samples overlap as far as they
//! can, each of them exactly a simple random sample. Knows no department.
//!
//! Shared tickets correlate the departments' results: their risks must not be multiplied.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use super::error::{Result, SamplingError};
use super::exact::Fraction;
use super::frame::Frame;
use super::ticket::{Seed, Ticket, first};
use crate::domain::amount::Ratio;

/// One department's part: its own frame, its own number.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// What it may visit.
    pub frame: &'a Frame,
    /// How many it needs.
    pub n: u32,
}

/// An element to visit and for which parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Element id.
    pub id: String,
    /// Its ticket, lowercase hex.
    pub ticket: String,
    /// Parts it was drawn for, by their place in the input.
    pub parts: Vec<usize>,
}

/// The samples of all parts, laid over one another.
#[derive(Clone, Debug)]
pub struct Coordinated {
    /// The union, in the order of tickets.
    pub stops: Vec<Stop>,
    /// Visits if everyone went alone: `Σ n_k`.
    pub separate: u64,
    /// What no way of drawing can get below on average, in thousandths of a visit, rounded down.
    pub bound_thousandths: u64,
}

impl Coordinated {
    /// Visits that sharing tickets saves.
    pub fn saved(&self) -> u64 {
        self.separate.saturating_sub(self.stops.len() as u64)
    }
}

/// Draws every part from the same tickets. S4003 where a part asks for more than its frame has, or for nothing.
pub fn coordinate(parts: &[Part<'_>], seed: &Seed) -> Result<Coordinated> {
    let mut stops: BTreeMap<(Ticket, &str), Vec<usize>> = BTreeMap::new();
    for (place, part) in parts.iter().enumerate() {
        if part.n == 0 || part.n as usize > part.frame.len() {
            return Err(SamplingError::new("S4003")
                .with("count", part.n)
                .with("population", part.frame.len()));
        }
        for (ticket, element) in first(part.frame, seed, part.n as usize) {
            stops.entry((ticket, &element.id)).or_default().push(place);
        }
    }
    let stop = |((ticket, id), parts): ((Ticket, &str), Vec<usize>)| Stop {
        id: id.to_owned(),
        ticket: hex::encode(ticket),
        parts,
    };
    let stops = stops.into_iter().map(stop).collect();
    let separate = parts.iter().map(|part| u64::from(part.n)).sum();
    Ok(Coordinated { stops, separate, bound_thousandths: bound_thousandths(parts) })
}

/// `E|∪ S_k| ≥ Σ_i max_k π_ik`: an element is in the union at least as often as in the sample that needs it most.
/// That shared permanent random numbers come close to it: Ohlsson in *Business Survey Methods* (1995), chapter 9.
/// In thousandths, rounded down.
pub fn bound_thousandths(parts: &[Part<'_>]) -> u64 {
    let mut greatest: BTreeMap<&str, Ratio> = BTreeMap::new();
    for part in parts {
        let Some(chance) = Ratio::new(u64::from(part.n), part.frame.len() as u64) else {
            continue;
        };
        for element in part.frame.elements() {
            let known = greatest.entry(&element.id).or_insert(chance);
            *known = chance.max(*known);
        }
    }
    let mut counts: BTreeMap<Ratio, u64> = BTreeMap::new();
    for chance in greatest.into_values() {
        *counts.entry(chance).or_default() += 1;
    }
    let sum = counts.into_iter().fold(
        Fraction { numerator: BigUint::ZERO, denominator: BigUint::from(1_u32) },
        |sum, (chance, count)| Fraction {
            numerator: sum.numerator * chance.denominator() + &sum.denominator * chance.numerator() * count,
            denominator: sum.denominator * chance.denominator(),
        },
    );
    u64::try_from(sum.numerator * 1000_u32 / sum.denominator).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(first: u32, count: u32) -> Frame {
        Frame::new((first..first + count).map(|number| format!("{number:03}"))).unwrap()
    }

    fn seed(number: u32) -> Seed {
        Seed::parse(&format!("{number:064x}")).unwrap()
    }

    #[test]
    fn with_one_frame_the_samples_are_nested() {
        let frame = frame(0, 200);
        let parts = [13, 20, 32].map(|n| Part { frame: &frame, n });
        for number in 0..30 {
            let together = coordinate(&parts, &seed(number)).unwrap();
            assert_eq!(together.stops.len(), 32);
            assert_eq!((together.separate, together.saved(), together.bound_thousandths), (65, 33, 32_000));
            assert!(together.stops[..13].iter().all(|stop| stop.parts == [0, 1, 2]));
            assert!(together.stops[13..20].iter().all(|stop| stop.parts == [1, 2]));
            assert!(together.stops[20..].iter().all(|stop| stop.parts == [2]));
        }
    }

    #[test]
    fn every_part_gets_what_it_would_have_drawn_alone() {
        let frames = [frame(0, 200), frame(0, 60), frame(60, 120)];
        let parts: Vec<Part> = frames.iter().zip([13, 20, 13]).map(|(frame, n)| Part { frame, n }).collect();
        let seed = seed(5);
        let together = coordinate(&parts, &seed).unwrap();
        for (place, part) in parts.iter().enumerate() {
            let alone: Vec<&str> = first(part.frame, &seed, part.n as usize)
                .into_iter()
                .map(|(_, element)| element.id.as_str())
                .collect();
            let shared: Vec<&str> = together
                .stops
                .iter()
                .filter(|stop| stop.parts.contains(&place))
                .map(|stop| stop.id.as_str())
                .collect();
            assert_eq!(shared, alone);
        }
    }

    #[test]
    fn the_bound_is_exact() {
        let whole = frame(0, 200);
        let (some, others) = (frame(0, 60), frame(60, 120));
        let parts =
            [Part { frame: &whole, n: 13 }, Part { frame: &some, n: 20 }, Part { frame: &others, n: 13 }];
        // 60·20/60 + 120·13/120 + 20·13/200
        assert_eq!(bound_thousandths(&parts), 34_300);
        assert_eq!(bound_thousandths(&[]), 0);
        assert_eq!(coordinate(&[Part { frame: &some, n: 61 }], &seed(1)).unwrap_err().code(), "S4003");
    }
}
