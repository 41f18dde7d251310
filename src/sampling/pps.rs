//! Draws with chances proportional to size, without a floating point number. Knows no file.
//!
//! With h the first 64 bits of the ticket, x the size, X the sum of sizes and n to draw: sequential Poisson sampling
//! orders by h / x (Ohlsson 1998), Pareto sampling by h(X − n·x) / (n·x·(2^64 − h)) (Rosén 1997). Elements with
//! n·x ≥ X are certain and come first; taking them out changes n and X for the rest, so this is repeated. Elements of
//! size zero are excluded.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::frame::{Element, Frame};
use super::ticket::{Seed, Ticket, head};
use crate::domain::draw::Method;

/// Elements that can be drawn at all.
pub(super) fn eligible(frame: &Frame) -> usize {
    frame.elements().iter().filter(|element| element.size > 0).count()
}

/// An element with what its place depends on.
struct Candidate<'a> {
    ticket: Ticket,
    element: &'a Element,
}

impl Candidate<'_> {
    /// First 64 bits of the ticket.
    fn head(&self) -> u64 {
        head(&self.ticket)
    }
}

/// The first `count` elements in the order of a method for a sample of `n`.
pub(super) fn first<'a>(
    frame: &'a Frame,
    seed: &Seed,
    method: Method,
    n: usize,
    count: usize,
) -> Vec<(Ticket, &'a Element)> {
    let tickets = seed.tickets();
    let candidates = frame
        .elements()
        .iter()
        .filter(|element| element.size > 0)
        .map(|element| Candidate { ticket: tickets.of(&element.id), element });
    let (mut certain, mut others, left) = split_certain(candidates.collect(), n);
    certain.sort_unstable_by_key(|candidate| candidate.ticket);
    let total: u128 = others.iter().map(|candidate| u128::from(candidate.element.size)).sum();
    others.sort_unstable_by(|one, other| {
        let by_key = match method {
            Method::Pareto => pareto(one, other, total, left),
            Method::Equal | Method::SequentialPoisson => sequential_poisson(one, other),
        };
        by_key.then_with(|| one.ticket.cmp(&other.ticket)).then_with(|| one.element.id.cmp(&other.element.id))
    });
    certain.append(&mut others);
    certain.into_iter().take(count).map(|candidate| (candidate.ticket, candidate.element)).collect()
}

/// The certain ones, the others, and how many of the others are to be drawn.
fn split_certain(mut others: Vec<Candidate<'_>>, n: usize) -> (Vec<Candidate<'_>>, Vec<Candidate<'_>>, u128) {
    let mut certain = Vec::new();
    let mut left = n as u128;
    loop {
        let total: u128 = others.iter().map(|candidate| u128::from(candidate.element.size)).sum();
        let (taken, rest): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|candidate| left * u128::from(candidate.element.size) >= total);
        others = rest;
        if left == 0 || taken.is_empty() {
            return (certain, others, left);
        }
        left -= (taken.len() as u128).min(left);
        certain.extend(taken);
    }
}

/// h / x against h' / x'.
fn sequential_poisson(one: &Candidate<'_>, other: &Candidate<'_>) -> Ordering {
    let left = u128::from(one.head()) * u128::from(other.element.size);
    left.cmp(&(u128::from(other.head()) * u128::from(one.element.size)))
}

/// h(X − n·x) / (x(2^64 − h)) against the same of the other; n, common to both, is left out of the divisor.
fn pareto(one: &Candidate<'_>, other: &Candidate<'_>, total: u128, n: u128) -> Ordering {
    let upper = |candidate: &Candidate<'_>| {
        let room = total.saturating_sub(n * u128::from(candidate.element.size));
        BigUint::from(candidate.head()) * room
    };
    let lower = |candidate: &Candidate<'_>| {
        let rest = (1_u128 << 64) - u128::from(candidate.head());
        BigUint::from(rest) * candidate.element.size
    };
    (upper(one) * lower(other)).cmp(&(upper(other) * lower(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(sizes: &[u64]) -> Frame {
        let element = |(index, size): (usize, &u64)| Element { id: format!("e{index:03}"), size: *size };
        Frame::with_sizes(sizes.iter().enumerate().map(element).collect()).unwrap()
    }

    fn drawn(sizes: &[u64], method: Method, n: usize, number: u32) -> Vec<String> {
        let seed = Seed::parse(&format!("{number:064x}")).unwrap();
        first(&frame(sizes), &seed, method, n, n).into_iter().map(|(_, element)| element.id.clone()).collect()
    }

    #[test]
    fn the_certain_come_first_and_nothing_of_size_zero_comes() {
        for method in [Method::SequentialPoisson, Method::Pareto] {
            for number in 0..50 {
                let sample = drawn(&[0, 1000, 1, 0, 60, 1, 1], method, 3, number);
                // 3·1000 ≥ 1063 is certain; then 2·60 ≥ 63 is.
                let mut certain = sample[..2].to_vec();
                certain.sort();
                assert_eq!(certain, ["e001", "e004"]);
                assert!(!sample.contains(&"e000".to_owned()) && !sample.contains(&"e003".to_owned()));
                assert_eq!(sample.len(), 3);
            }
        }
    }

    #[test]
    fn equal_sizes_give_the_order_of_tickets() {
        for method in [Method::SequentialPoisson, Method::Pareto] {
            let seed = Seed::parse(&"7".repeat(64)).unwrap();
            let frame = frame(&[5; 30]);
            let by_size: Vec<_> = first(&frame, &seed, method, 10, 30);
            assert_eq!(by_size, crate::sampling::ticket::first(&frame, &seed, 30));
        }
    }

    #[test]
    fn chances_follow_sizes() {
        let sizes: Vec<u64> = (1..=20).collect();
        let share = |index: usize| f64::from(u32::try_from(index).unwrap() + 1) / 210.0;
        for method in [Method::SequentialPoisson, Method::Pareto] {
            let mut hits = [0_u32; 20];
            for number in 0..4000 {
                for id in drawn(&sizes, method, 5, number) {
                    hits[id[1..].parse::<usize>().unwrap()] += 1;
                }
            }
            for (index, hit) in hits.iter().enumerate() {
                // Expected 4000·5·x/210; five standard deviations and the methods' own small deviation.
                let expected = 4000.0 * 5.0 * share(index);
                let allowed = 5.0 * (expected * (1.0 - 5.0 * share(index))).sqrt() + 0.01 * expected;
                assert!(
                    (f64::from(*hit) - expected).abs() < allowed,
                    "{method:?} {index}: {hit} for {expected}"
                );
            }
        }
    }
}
