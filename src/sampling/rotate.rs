//! Rotation over rounds, so that a visited household is neither tired nor safe: a declared rotated part goes round the
//! frame by a shift of permanent tickets, a fresh part is drawn anew from the others. Two strata, judged separately.
//! Knows no dates.

use super::error::{Result, SamplingError};
use super::frame::{Element, Frame};
use super::ticket::{Seed, Ticket, first};

/// The sample of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round<'a> {
    /// Elements whose turn it is, in the order of permanent tickets from the shift on.
    pub rotated: Vec<&'a Element>,
    /// Elements drawn anew from all others.
    pub fresh: Vec<&'a Element>,
    /// Where the next round begins: after this permanent ticket.
    pub shift: Option<Ticket>,
}

impl Round<'_> {
    /// Where the next round begins, as it is written: 64 lowercase hex digits.
    pub fn shift_text(&self) -> Option<String> {
        self.shift.map(hex::encode)
    }
}

/// A shift as a round left it. S4063 unless it is 64 lowercase hex digits.
pub fn shift(text: &str) -> Result<Ticket> {
    let wrong = || SamplingError::new("S4063").with("value", text);
    let written = Seed::parse(text).map_err(|_| wrong())?;
    let bytes = hex::decode(written.as_str()).map_err(|_| wrong())?;
    Ticket::try_from(bytes).map_err(|_| wrong())
}

/// What a round asks for.
#[derive(Clone, Copy, Debug)]
pub struct Rotation<'a> {
    /// Seed of the permanent tickets, the same for all rounds of a cycle.
    pub permanent: &'a Seed,
    /// The shift the last round left; `None` begins at the smallest ticket.
    pub shift: Option<Ticket>,
    /// Elements whose turn comes.
    pub rotated: usize,
    /// Elements drawn anew.
    pub fresh: usize,
}

/// Draws a round. The rotated part takes the next permanent tickets after the shift and goes on from the smallest after
/// the greatest, so an element comes round once in N / n rounds (Cotton and Hesse's permutation of ranks has the same
/// effect while the frame stays; a shift keeps its meaning when elements come and go). The fresh part is a simple random
/// sample of the rest by the round's own seed: S4069 where that is the permanent one, which would only take the next in turn.
/// S4003 where the frame has fewer than both parts need, or for nothing.
pub fn round<'a>(frame: &'a Frame, rotation: Rotation<'_>, seed: &Seed) -> Result<Round<'a>> {
    let wanted = rotation.rotated.saturating_add(rotation.fresh);
    if wanted == 0 || wanted > frame.len() {
        return Err(SamplingError::new("S4003").with("count", wanted).with("population", frame.len()));
    }
    if rotation.permanent == seed {
        return Err(SamplingError::new("S4069"));
    }
    let mut order = first(frame, rotation.permanent, frame.len());
    if let Some(shift) = rotation.shift {
        let next = order.partition_point(|(ticket, _)| *ticket <= shift);
        order.rotate_left(next);
    }
    let rest = order.split_off(rotation.rotated);
    let shift = order.last().map(|(ticket, _)| *ticket).or(rotation.shift);
    let tickets = seed.tickets();
    let mut others: Vec<(Ticket, &Element)> =
        rest.into_iter().map(|(_, element)| (tickets.of(&element.id), element)).collect();
    others.sort_unstable_by(|left, right| left.0.cmp(&right.0).then_with(|| left.1.id.cmp(&right.1.id)));
    others.truncate(rotation.fresh);
    let elements = |part: Vec<(Ticket, &'a Element)>| part.into_iter().map(|(_, element)| element).collect();
    Ok(Round { rotated: elements(order), fresh: elements(others), shift })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn frame(count: u32) -> Frame {
        Frame::new((0..count).map(|number| format!("H{number:03}"))).unwrap()
    }

    fn seed(number: u32) -> Seed {
        Seed::parse(&format!("{number:064x}")).unwrap()
    }

    /// Visits by household over several rounds.
    fn burden(frame: &Frame, rotated: usize, fresh: usize, rounds: u32) -> BTreeMap<String, u32> {
        let mut visits: BTreeMap<String, u32> =
            frame.elements().iter().map(|element| (element.id.clone(), 0)).collect();
        let permanent = seed(u32::MAX);
        let mut shift = None;
        for number in 0..rounds {
            let drawn =
                round(frame, Rotation { permanent: &permanent, shift, rotated, fresh }, &seed(number))
                    .unwrap();
            for element in drawn.rotated.iter().chain(&drawn.fresh) {
                *visits.get_mut(&element.id).unwrap() += 1;
            }
            shift = drawn.shift;
        }
        visits
    }

    fn most(visits: &BTreeMap<String, u32>) -> u32 {
        *visits.values().max().unwrap()
    }

    #[test]
    fn a_full_cycle_visits_everyone_once() {
        let frame = frame(200);
        assert!(burden(&frame, 20, 0, 10).values().all(|visits| *visits == 1));
        assert!(burden(&frame, 20, 0, 20).values().all(|visits| *visits == 2));
        // Rounds that do not divide the frame differ by one at most.
        assert!(burden(&frame, 30, 0, 9).values().all(|visits| [1, 2].contains(visits)));
    }

    #[test]
    fn rotation_spreads_what_fresh_draws_would_heap_up() {
        let frame = frame(200);
        let (mixed, fresh) = (burden(&frame, 15, 5, 10), burden(&frame, 0, 20, 10));
        assert_eq!(mixed.values().sum::<u32>(), 200);
        assert_eq!(fresh.values().sum::<u32>(), 200);
        let untouched = |visits: &BTreeMap<String, u32>| visits.values().filter(|count| **count == 0).count();
        // The numbers of docs/sampling.md.
        assert_eq!((untouched(&mixed), most(&mixed)), (37, 3));
        assert_eq!((untouched(&fresh), most(&fresh)), (62, 4));
    }

    #[test]
    fn nobody_is_safe_after_a_visit() {
        let frame = frame(40);
        let permanent = seed(u32::MAX);
        let first =
            round(&frame, Rotation { permanent: &permanent, shift: None, rotated: 10, fresh: 0 }, &seed(0))
                .unwrap();
        assert_eq!(shift(&first.shift_text().unwrap()).ok(), first.shift);
        assert_eq!(shift("12").unwrap_err().code(), "S4063");
        let again = (1..200).any(|number| {
            let rotation = Rotation { permanent: &permanent, shift: first.shift, rotated: 10, fresh: 5 };
            round(&frame, rotation, &seed(number)).unwrap().fresh.contains(&first.rotated[0])
        });
        assert!(again);
    }

    #[test]
    fn the_shift_survives_a_changed_frame() {
        let (small, large) = (frame(40), frame(44));
        let permanent = seed(9);
        let turn = |frame, shift| {
            let rotation = Rotation { permanent: &permanent, shift, rotated: 10, fresh: 0 };
            let round = round(frame, rotation, &seed(0)).unwrap();
            (round.rotated.iter().map(|element| element.id.clone()).collect::<Vec<_>>(), round.shift)
        };
        let (one, shift) = turn(&small, None);
        let (two, _) = turn(&large, shift);
        assert!(two.iter().all(|id| !one.contains(id)));
    }

    #[test]
    fn too_much_is_refused() {
        let frame = frame(5);
        let permanent = seed(9);
        let ask = |rotated, fresh| {
            let rotation = Rotation { permanent: &permanent, shift: None, rotated, fresh };
            round(&frame, rotation, &seed(0)).map(|_| ()).map_err(|error| error.code().to_owned())
        };
        assert_eq!(ask(3, 3), Err("S4003".to_owned()));
        assert_eq!(ask(0, 0), Err("S4003".to_owned()));
        assert_eq!(ask(usize::MAX, 1), Err("S4003".to_owned()));
        assert_eq!(ask(3, 2), Ok(()));
        let own = Rotation { permanent: &permanent, shift: None, rotated: 1, fresh: 1 };
        assert_eq!(round(&frame, own, &permanent).unwrap_err().code(), "S4069");
    }
}
