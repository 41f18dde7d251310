//! How fast plans and draws are. Meant for release builds: `cargo test --release --test it speed -- --ignored`.

use std::time::{Duration, Instant};

use lianjian::sampling::frame::Frame;
use lianjian::sampling::meaning::Meaning;
use lianjian::sampling::ticket::{Seed, ordered};
use lianjian::sampling::{Ratio, size};
use sha2::{Digest, Sha256};

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

#[test]
#[ignore = "a measurement, for release builds"]
fn plans_for_a_million() {
    let percent = Ratio::of_percent;
    let check = |name: &str, work: &dyn Fn()| {
        let (took, ()) = timed(work);
        println!("{name}: {took:?}");
        assert!(took < Duration::from_millis(50), "{name}: {took:?}");
    };
    for faulty in [1, 1_000, 20_000, 500_000] {
        check("discovery", &|| assert!(size::discovery(1_000_000, faulty, percent(95)).is_ok()));
    }
    for n in [1_000, 100_000, 500_000] {
        check("audit", &|| assert!(size::audit(1_000_000, percent(50), n, percent(5)).is_ok()));
        check("meaning", &|| assert!(Meaning::new(1_000_000, n, &[percent(10), percent(2)]).is_ok()));
    }
    for (good, bad) in [(1_000, 10_000), (10_000, 50_000), (20_000, 30_000), (20_000, 22_000)] {
        check("two-point", &|| {
            assert!(size::two_point(1_000_000, good, bad, percent(5), percent(10)).is_ok());
        });
    }
}

#[test]
#[ignore = "a measurement, for release builds"]
fn a_million_drawn_at_half_the_speed_of_hashing() {
    let ids: Vec<String> = (0..1_000_000).map(|number| format!("H{number:08}")).collect();
    let seed = Seed::parse(&"7".repeat(64)).unwrap();
    let frame = Frame::new(ids.clone()).unwrap();
    let messages: Vec<String> = ids.iter().map(|id| format!("{}|{id}", seed.as_str())).collect();
    let (hashing, sum) = timed(|| messages.iter().fold(0_u8, |sum, text| sum ^ Sha256::digest(text)[0]));
    let (drawing, order) = timed(|| ordered(&frame, &seed, ids.len()));
    println!("hashing {hashing:?} ({sum}), drawing {drawing:?}");
    assert_eq!(order.len(), ids.len());
    assert!(drawing <= hashing * 2, "{drawing:?} for {hashing:?}");
}
