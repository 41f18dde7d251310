//! Whether draws keep what they promise: equal chances, nothing reordered, overlap as large as it can be. The seeds are
//! fixed, so a test passes or fails the same way everywhere.

use std::collections::{BTreeMap, BTreeSet};

use lianjian::domain::draw::{Method, Origin};
use lianjian::sampling::coordinate::{Part, bound_thousandths, coordinate};
use lianjian::sampling::frame::{Element, Frame};
use lianjian::sampling::ticket::{Order, Seed, draw, first};

/// The seed of the n-th repetition.
fn seed(number: u32) -> Seed {
    let origin = Origin { round: "honesty".to_owned(), secret: "0".repeat(64), public: number.to_string() };
    Seed::derive(&origin).unwrap()
}

fn frame(range: std::ops::Range<u32>) -> Frame {
    Frame::new(range.map(|number| format!("H{number:03}"))).unwrap()
}

fn ids(frame: &Frame, seed: &Seed, count: usize) -> Vec<String> {
    first(frame, seed, count).into_iter().map(|(_, element)| element.id.clone()).collect()
}

#[test]
fn every_household_and_every_pair_has_the_same_chance() {
    let (size, n, draws) = (40_u32, 8_usize, 3_000_u32);
    let frame = frame(0..size);
    let mut single: BTreeMap<String, u32> = BTreeMap::new();
    let mut pairs: BTreeMap<(String, String), u32> = BTreeMap::new();
    for number in 0..draws {
        let mut sample = ids(&frame, &seed(number), n);
        sample.sort();
        for (place, one) in sample.iter().enumerate() {
            *single.entry(one.clone()).or_default() += 1;
            for other in &sample[place + 1..] {
                *pairs.entry((one.clone(), other.clone())).or_default() += 1;
            }
        }
    }
    assert_eq!((single.len(), pairs.len()), (40, 780));
    // Without replacement the sum of squares, scaled by (1 − π)·N/(N − 1), is chi-square with N − 1 degrees.
    let expected = f64::from(draws) * 0.2;
    let squares: f64 = single.values().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
    let scaled = squares / 0.8 * 39.0 / 40.0;
    // The 0.0001 and 0.9999 points of chi-square with 39 degrees.
    assert!((13.3..81.0).contains(&scaled), "{scaled}");
    // A pair has chance 8·7/(40·39); its count lies within 5.5 standard deviations for all 780.
    let chance = 56.0 / 1560.0;
    let spread = (f64::from(draws) * chance * (1.0 - chance)).sqrt();
    for (pair, count) in &pairs {
        let off = (f64::from(*count) - f64::from(draws) * chance).abs();
        assert!(off < 5.5 * spread, "{pair:?}: {count}");
    }
}

#[test]
fn chances_by_size_follow_the_sizes() {
    let sizes: Vec<u64> = (0..20).map(|index| 5 + 3 * index).collect();
    let total: u64 = sizes.iter().sum();
    let elements =
        (100..).zip(&sizes).map(|(number, size): (u32, _)| Element { id: format!("H{number}"), size: *size });
    let frame = Frame::with_sizes(elements.collect()).unwrap();
    let draws = 2_000_u32;
    for method in [Method::SequentialPoisson, Method::Pareto] {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        for number in 0..draws {
            let order = Order { origin: None, seed: seed(number), method, n: 6, replacements: 0 };
            for chosen in draw(&frame, &order).unwrap().chosen {
                *counts.entry(chosen.id).or_default() += 1;
            }
        }
        for element in frame.elements() {
            let share = 6.0 * f64::from(u32::try_from(element.size).unwrap())
                / f64::from(u32::try_from(total).unwrap());
            let expected = f64::from(draws) * share;
            let off = (f64::from(counts[&element.id]) - expected).abs();
            // Four standard deviations, and the methods' own distance from the target (under one percent here).
            assert!(
                off < 4.0 * (expected * (1.0 - share)).sqrt() + 0.01 * expected,
                "{method:?} {} {off}",
                element.id
            );
        }
    }
}

#[test]
fn a_larger_sample_holds_the_smaller_one() {
    let frame = frame(0..150);
    for number in 0..20 {
        let all = ids(&frame, &seed(number), 150);
        for n in [1, 13, 20, 32, 149] {
            assert_eq!(ids(&frame, &seed(number), n), all[..n]);
        }
    }
}

#[test]
fn the_order_of_the_list_does_not_matter() {
    let forward = frame(0..100);
    let backward = Frame::new((0..100).rev().map(|number| format!("H{number:03}"))).unwrap();
    for number in 0..20 {
        assert_eq!(ids(&forward, &seed(number), 30), ids(&backward, &seed(number), 30));
    }
}

#[test]
fn new_and_departed_households_reshuffle_nobody() {
    let before = frame(0..100);
    let after = frame(10..130);
    for number in 0..20 {
        let stays = |id: &String| ("H010".."H100").contains(&id.as_str());
        let old: Vec<String> = ids(&before, &seed(number), 100).into_iter().filter(stays).collect();
        let new: Vec<String> = ids(&after, &seed(number), 120).into_iter().filter(stays).collect();
        assert_eq!(old, new);
    }
}

/// One row of the published table: frames as ranges of one register with their numbers, and three means.
fn simulate(parts: &[(std::ops::Range<u32>, u32)], separate: u64, independent: f64, shared: f64, bound: f64) {
    let frames: Vec<Frame> = parts.iter().map(|(range, _)| frame(range.clone())).collect();
    let parts: Vec<Part> = frames.iter().zip(parts).map(|(frame, (_, n))| Part { frame, n: *n }).collect();
    let draws = 600_u32;
    let (mut apart, mut together) = (0, 0);
    for number in 0..draws {
        let coordinated = coordinate(&parts, &seed(number)).unwrap();
        assert_eq!(coordinated.separate, separate);
        together += u32::try_from(coordinated.stops.len()).unwrap();
        let mut union = BTreeSet::new();
        for (place, part) in (1..).zip(&parts) {
            union.extend(ids(part.frame, &seed(place * draws + number), part.n as usize));
        }
        apart += u32::try_from(union.len()).unwrap();
    }
    let mean = |sum: u32| f64::from(sum) / f64::from(draws);
    // A union's size spreads by about two, so its mean over 600 draws by 0.08; the table is rounded to 0.1.
    assert!((mean(apart) - independent).abs() < 0.3, "independent {} for {independent}", mean(apart));
    assert!((mean(together) - shared).abs() < 0.3, "shared {} for {shared}", mean(together));
    let exact = f64::from(u32::try_from(bound_thousandths(&parts)).unwrap()) / 1000.0;
    assert!((exact - bound).abs() < 0.06, "bound {exact} for {bound}");
    assert!(mean(together) > exact - 0.25);
}

#[test]
fn visits_saved_by_shared_tickets() {
    simulate(&[(0..200, 13), (0..200, 20), (0..200, 32)], 65, 58.6, 32.0, 32.0);
    simulate(&[(0..200, 13), (0..60, 20), (20..140, 13)], 46, 42.5, 32.6, 32.6);
    simulate(&[(0..200, 13), (0..200, 13), (0..200, 13), (0..200, 13), (0..200, 13)], 65, 57.1, 13.0, 13.0);
    simulate(&[(0..200, 32), (0..60, 8), (20..140, 13), (40..60, 5)], 58, 52.4, 34.1, 33.8);
}
