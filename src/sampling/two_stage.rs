//! Villages first, then their households: a township's sample that needs few roads. Knows no map.

use std::collections::BTreeMap;

use super::allocate::{Village, second_stage};
use super::error::{Result, SamplingError};
use super::frame::{Element, Frame};
use super::pps;
use super::ticket::{Seed, first};
use crate::domain::draw::{Chosen, Method};

/// One village of the sample with its households.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Village id.
    pub village: String,
    /// It was in the sample for certain, being so large.
    pub certain: bool,
    /// Its households, in the order of tickets.
    pub households: Vec<Chosen>,
}

/// Draws `villages_n` villages with chances proportional to their households (sequential Poisson sampling), then
/// `households_n` households in them, so that each household of the township has the same chance up to rounding
/// (self-weighting two-stage design: Cochran, *Sampling Techniques*, 3rd ed., chapter 11). Both
/// stages use tickets of one seed; village and household ids must therefore differ. S4003 where there are fewer
/// villages with households, or fewer households in the villages drawn; S4013–S4015 for the village ids; S4019 for a
/// household that bears the id of a village.
pub fn two_stage(
    villages: &BTreeMap<String, Frame>,
    seed: &Seed,
    villages_n: usize,
    households_n: u64,
) -> Result<Vec<Stage>> {
    let sized = villages.iter().map(|(id, frame)| Element { id: id.clone(), size: frame.len() as u64 });
    let township = Frame::with_sizes(sized.collect()).map_err(first_rejection)?;
    let named_alike =
        |frame: &Frame| frame.elements().iter().find(|one| villages.contains_key(&one.id)).cloned();
    if let Some(household) = villages.values().find_map(named_alike) {
        return Err(SamplingError::new("S4019").with("id", household.id));
    }
    if villages_n == 0 || villages_n > pps::eligible(&township) {
        let there = pps::eligible(&township);
        return Err(SamplingError::new("S4003").with("count", villages_n).with("population", there));
    }
    let certain = pps::certain(&township, villages_n);
    let drawn = pps::first(&township, seed, Method::SequentialPoisson, villages_n, villages_n);
    let is_certain = |element: &Element| certain.contains(&element.id.as_str());
    let stages: Vec<Village> = drawn
        .iter()
        .map(|(_, village)| Village { households: village.size, certain: is_certain(village) })
        .collect();
    let uncertain_total =
        township.elements().iter().filter(|village| !is_certain(village)).map(|village| village.size).sum();
    let shares = second_stage(households_n, &stages, uncertain_total)?;
    let households = |village: &str, share: u64| -> Vec<Chosen> {
        let count = usize::try_from(share).unwrap_or(usize::MAX);
        let drawn = villages.get(village).map(|frame| first(frame, seed, count)).unwrap_or_default();
        let chosen = |(ticket, element): (_, &Element)| Chosen {
            id: element.id.clone(),
            ticket: hex::encode::<[u8; 32]>(ticket),
        };
        drawn.into_iter().map(chosen).collect()
    };
    let stage = |((_, village), share): (&(_, &Element), u64)| Stage {
        village: village.id.clone(),
        certain: is_certain(village),
        households: households(&village.id, share),
    };
    Ok(drawn.iter().zip(shares).map(stage).collect())
}

fn first_rejection(rejected: Vec<(usize, SamplingError)>) -> SamplingError {
    rejected.into_iter().next().map_or_else(|| SamplingError::new("S4013").with("id", ""), |(_, error)| error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn township(sizes: &[u32]) -> BTreeMap<String, Frame> {
        let village = |(place, size): (usize, &u32)| {
            let households = (0..*size).map(|number| format!("{place}-{number:03}"));
            (format!("V{place}"), Frame::new(households).unwrap())
        };
        sizes.iter().enumerate().map(village).collect()
    }

    fn seed(number: u32) -> Seed {
        Seed::parse(&format!("{number:064x}")).unwrap()
    }

    #[test]
    fn every_household_has_the_same_chance() {
        // One village is certain: 3·60 ≥ 150.
        let township = township(&[60, 10, 20, 15, 25, 20]);
        let mut visits: BTreeMap<String, u32> = BTreeMap::new();
        let draws = 3_000;
        for number in 0..draws {
            let stages = two_stage(&township, &seed(number), 3, 15).unwrap();
            assert_eq!(stages.iter().map(|stage| stage.households.len()).sum::<usize>(), 15);
            let large = stages.iter().find(|stage| stage.village == "V0").unwrap();
            assert_eq!((large.certain, large.households.len()), (true, 6));
            for stage in &stages {
                *visits.entry(stage.village.clone()).or_default() +=
                    u32::try_from(stage.households.len()).unwrap();
            }
        }
        // A tenth of all households: by village its households times 300, within five standard deviations of the
        // number of times it is drawn (4.5 households a time), and the method's own distance of a few percent.
        for (village, frame) in &township {
            let expected = 300.0 * f64::from(u32::try_from(frame.len()).unwrap());
            let off = (f64::from(visits[village]) - expected).abs();
            assert!(
                off < 5.0 * (expected * 4.5).sqrt() + 0.03 * expected,
                "{village}: {} for {expected}",
                visits[village]
            );
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        let township = township(&[6, 1, 0]);
        let code = |villages, households| {
            two_stage(&township, &seed(1), villages, households).unwrap_err().code().to_owned()
        };
        assert_eq!(code(0, 1), "S4003");
        assert_eq!(code(3, 1), "S4003");
        assert_eq!(code(2, 8), "S4003");
        assert_eq!(two_stage(&township, &seed(1), 2, 7).unwrap().len(), 2);
        let alike = BTreeMap::from([("V".to_owned(), Frame::new(["V".to_owned()]).unwrap())]);
        assert_eq!(two_stage(&alike, &seed(1), 1, 1).unwrap_err().code(), "S4019");
    }
}
