//! Going round a register over the rounds: most of a sample comes from elements that were not drawn lately, a declared
//! share from those that were. Two strata with a frame each; inside a stratum every element is as likely as any other.

use std::collections::BTreeSet;

use crate::domain::amount::Ratio;
use crate::domain::id::{UnitCode, VisitId};
use crate::domain::register::Element;
use crate::domain::sample_round::{SampleRound, Stratum, Turn};

/// Elements that a part of a sample is drawn from.
pub(super) struct Share {
    /// Which of the register they are; `None` where they are all of it.
    pub(super) stratum: Option<Stratum>,
    /// They, by id.
    pub(super) elements: Vec<Element>,
    /// How many of them a team can visit.
    pub(super) able: u64,
}

/// The latest rounds that drew from these elements of a township, the newest first: as many as together drew half of them
/// at most: enough are left that nobody can tell whose turn comes.
pub(super) fn latest(
    rounds: &[SampleRound],
    own: VisitId,
    township: &UnitCode,
    elements: &[Element],
) -> Vec<String> {
    let (own, ids) = (own.to_string(), elements.iter().map(|element| element.id.0.as_str()));
    let ids: BTreeSet<&str> = ids.collect();
    let mut drawn = Vec::new();
    for round in rounds.iter().filter(|round| round.round != own && !round.is_team()) {
        let here = round.parts.iter().filter(|part| part.township.as_ref() == Some(township));
        let chosen = here.flat_map(|part| &part.chosen).map(|chosen| chosen.id.as_str());
        let chosen: BTreeSet<&str> = chosen.filter(|id| ids.contains(id)).collect();
        if let Some(by) = round.drawn.as_ref().filter(|_| !chosen.is_empty()) {
            drawn.push((by.at, &round.round, chosen));
        }
    }
    drawn.sort_by_key(|(at, round, _)| (*at, *round));
    drawn.reverse();
    let count = resting(drawn.iter().map(|(_, _, chosen)| chosen), ids.len());
    drawn.into_iter().take(count).map(|(_, round, _)| round.clone()).collect()
}

/// How many rounds, from the newest on, together drew at most half of all.
fn resting<'a, 'b: 'a>(newest_first: impl Iterator<Item = &'a BTreeSet<&'b str>>, all: usize) -> usize {
    let mut rested: BTreeSet<&str> = BTreeSet::new();
    let few = newest_first.take_while(|drawn| {
        rested.extend(drawn.iter().copied());
        rested.len() * 2 <= all
    });
    few.count()
}

/// The rounds the strata of a sample go by that was fixed before; none where it has no strata.
pub(super) fn fixed(round: &SampleRound, kinds: &[String]) -> Vec<String> {
    let strata =
        round.parts.iter().filter(|part| part.kinds == kinds).filter_map(|part| part.stratum.as_ref());
    strata.map(|stratum| stratum.rounds.clone()).next().unwrap_or_default()
}

/// Divides what a team can visit: `again_percent` of it, rounded up, goes to those `drawn` in the rounds, the rest to those
/// whose turn it is. Undivided where one of the two would get nothing, or too few are left whose turn it is.
pub(super) fn shares(
    elements: Vec<Element>,
    able: u64,
    again_percent: u32,
    rounds: Vec<String>,
    drawn: &BTreeSet<String>,
) -> Vec<Share> {
    let lately = elements.iter().filter(|element| drawn.contains(&element.id.0)).count() as u64;
    let waiting = elements.len() as u64 - lately;
    let again = Ratio::of_percent(u64::from(again_percent)).ceil_of(able).min(lately);
    let rotated = able.saturating_sub(again);
    if again == 0 || rotated == 0 || rotated > waiting {
        return vec![Share { stratum: None, elements, able }];
    }
    let (old, new): (Vec<_>, Vec<_>) =
        elements.into_iter().partition(|element| drawn.contains(&element.id.0));
    let stratum = |turn| Some(Stratum { turn, rounds: rounds.clone() });
    vec![
        Share { stratum: stratum(Turn::Rotated), elements: new, able: rotated },
        Share { stratum: stratum(Turn::Again), elements: old, able: again },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::id::ElementId;
    use crate::sampling::frame::Frame;
    use crate::sampling::ticket::{Seed, first};

    fn elements(count: usize) -> Vec<Element> {
        let element = |number| Element {
            id: ElementId(format!("H{number:03}")),
            kind: "household".to_owned(),
            unit: UnitCode("U".to_owned()),
            label: String::new(),
            details: BTreeMap::new(),
        };
        (0..count).map(element).collect()
    }

    #[test]
    fn what_a_team_can_visit_is_divided() {
        let check = |count, able, percent, drawn: usize, expected: &[(Option<Turn>, usize, u64)]| {
            let drawn = elements(drawn).into_iter().map(|element| element.id.0).collect();
            let shares = shares(elements(count), able, percent, vec!["V-1".to_owned()], &drawn);
            let found = shares.iter().map(|share| {
                (share.stratum.as_ref().map(|stratum| stratum.turn), share.elements.len(), share.able)
            });
            assert_eq!(found.collect::<Vec<_>>(), expected);
        };
        let (rotated, again) = (Some(Turn::Rotated), Some(Turn::Again));
        check(200, 10, 20, 30, &[(rotated, 170, 8), (again, 30, 2)]);
        check(200, 10, 1, 30, &[(rotated, 170, 9), (again, 30, 1)]);
        check(200, 10, 20, 1, &[(rotated, 199, 9), (again, 1, 1)]);
        for (count, able, percent, drawn) in
            [(200, 10, 0, 30), (200, 10, 20, 0), (200, 1, 20, 30), (200, 10, 100, 30), (12, 10, 20, 6)]
        {
            check(count, able, percent, drawn, &[(None, count, able)]);
        }
    }

    /// How often each of 200 households comes up in ten rounds of twenty.
    fn burden(again_percent: u32) -> BTreeMap<String, u32> {
        let all = elements(200);
        let ids: Vec<&str> = all.iter().map(|element| element.id.0.as_str()).collect();
        let mut past: Vec<BTreeSet<&str>> = Vec::new();
        for round in 0_u32..10 {
            let seed = Seed::parse(&format!("{round:064x}")).unwrap();
            let rounds = resting(past.iter().rev(), all.len());
            let rested = past.iter().rev().take(rounds).flatten().map(|id| (*id).to_owned()).collect();
            let mut drawn = BTreeSet::new();
            for share in shares(all.clone(), 20, again_percent, Vec::new(), &rested) {
                let frame = Frame::new(share.elements.iter().map(|element| element.id.0.clone())).unwrap();
                let chosen = first(&frame, &seed, usize::try_from(share.able).unwrap());
                let chosen: BTreeSet<&str> = chosen.iter().map(|(_, element)| element.id.as_str()).collect();
                drawn.extend(ids.iter().copied().filter(|id| chosen.contains(id)));
            }
            past.push(drawn);
        }
        let count = |id: &&str| past.iter().filter(|drawn| drawn.contains(id)).count();
        ids.iter().map(|id| ((*id).to_owned(), u32::try_from(count(id)).unwrap())).collect()
    }

    /// The numbers of docs/sampling.md.
    #[test]
    fn the_burden_is_spread() {
        let spread = |again_percent| {
            let visits = burden(again_percent);
            assert_eq!(visits.values().sum::<u32>(), 200);
            (visits.values().filter(|count| **count == 0).count(), visits.values().max().copied())
        };
        assert_eq!(spread(0), (62, Some(4)));
        assert_eq!(spread(10), (37, Some(3)));
    }
}
