//! How fast plans and draws are: `cargo bench --bench sampling`. A plan of a million elements is to take less than 50 ms; a
//! million elements are to be drawn in no more than twice the time that hashing the same messages one by one takes.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made is to stop")]

use divan::{Bencher, black_box};
use lianjian::sampling::Ratio;
use lianjian::sampling::frame::Frame;
use lianjian::sampling::judge::judging;
use lianjian::sampling::meaning::Meaning;
use lianjian::sampling::ticket::{Seed, ordered};
use lianjian::sampling::{curve, size};
use sha2::{Digest, Sha256};

const MILLION: u64 = 1_000_000;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, 1_000, 20_000, 500_000])]
fn discovery(nonconforming: u64) -> u32 {
    size::discovery(MILLION, black_box(nonconforming), Ratio::of_percent(95)).unwrap()
}

#[divan::bench(args = [1_000, 100_000, 500_000])]
fn audit(n: u64) -> u32 {
    size::audit(MILLION, Ratio::of_percent(50), black_box(n), Ratio::of_percent(5)).unwrap().limit
}

#[divan::bench(args = [
    (1_000, 10_000), (20_000, 30_000), (20_000, 22_000), (20_000, 20_100), (50_000, 50_500), (500_000, 500_500),
    (0, 1), (1, 2), (10, 11), (1_000, 1_001), (500_000, 500_001), (999_998, 999_999),
])]
fn two_point((good, bad): (u64, u64)) -> u32 {
    size::two_point(MILLION, black_box(good), bad, Ratio::of_percent(5), Ratio::of_percent(10)).unwrap().n
}

#[divan::bench(args = [60, 1_000, 100_000, 500_000])]
fn meaning(n: u64) -> u8 {
    let levels = [Ratio::of_percent(10), Ratio::of_percent(2)];
    Meaning::new(MILLION, black_box(n), &levels).unwrap().detections[1].in_hundred
}

#[divan::bench(args = [60, 1_000, 100_000])]
fn judging_of_a_visit(able: u64) -> u32 {
    judging(MILLION, black_box(able), lianjian::domain::draw::Severity::Tightened).unwrap().ac
}

#[divan::bench]
fn curve_of_a_township() -> usize {
    curve::curve(8_000, black_box(60), 5, Ratio::of_percent(20), 20).unwrap().len()
}

fn ids() -> Vec<String> {
    (0..MILLION).map(|number| format!("H{number:08}")).collect()
}

#[divan::bench(sample_count = 10)]
fn hashing_a_million_messages(bencher: Bencher) {
    let seed = "7".repeat(64);
    let messages: Vec<String> = ids().iter().map(|id| format!("{seed}|{id}")).collect();
    bencher.bench_local(|| messages.iter().fold(0_u8, |sum, text| sum ^ Sha256::digest(text)[0]));
}

#[divan::bench(sample_count = 10)]
fn drawing_a_million_elements(bencher: Bencher) {
    let seed = Seed::parse(&"7".repeat(64)).unwrap();
    let frame = Frame::new(ids()).unwrap();
    bencher.bench_local(|| ordered(&frame, &seed, usize::MAX).len());
}
