//! Whatever comes in, an answer or a refusal comes out; and answers keep what they state.

use std::cmp::Ordering;

use lianjian::app::sample::{document, frame};
use lianjian::domain::draw::{Draw, Method};
use lianjian::sampling::allocate::{neyman, proportional};
use lianjian::sampling::binomial::lqas;
use lianjian::sampling::curve::{advise, curve};
use lianjian::sampling::frame::{Element, Frame};
use lianjian::sampling::hypergeometric::Hypergeometric;
use lianjian::sampling::meaning::Meaning;
use lianjian::sampling::proof::verify;
use lianjian::sampling::sequential::Sequential;
use lianjian::sampling::ticket::{Order, Seed, draw};
use lianjian::sampling::{Ratio, size, table};
use proptest::prelude::*;

/// Numbers of every magnitude, edges included.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..=3_u64, 0..=300_u64, Just(u64::from(u32::MAX)), Just(u64::MAX), any::<u64>()]
}

fn ratio() -> impl Strategy<Value = Ratio> {
    (0..=120_u64, 1..=100_u64).prop_map(|(upper, lower)| Ratio::new(upper, lower).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn questions_are_answered_or_refused(
        population in number(), faulty in number(), drawn in number(), one in ratio(), other in ratio()
    ) {
        // Large populations are the speed tests' matter.
        let population = if population > 3_000_000 { population } else { population % 2_000 };
        let _ = size::discovery(population, faulty, one);
        let _ = size::audit(population, one, drawn, other);
        let _ = size::two_point(population, faulty, drawn, one, other);
        let _ = size::limiting_count(population, one);
        let _ = Meaning::new(population, drawn, &[one, other]).map(|meaning| meaning.message());
        let _ = curve(population, drawn, faulty, one, 7);
        let _ = advise(population, u32::try_from(drawn).unwrap_or(u32::MAX), &[one, other], one);
        let _ = table::letter(population, table::Level::II);
        let short = u32::try_from(drawn % 400).unwrap();
        let _ = lqas(short, one, other);
        let _ = Sequential { good: one, bad: other, alpha: Ratio::of_percent(5), beta: one }.stops(short);
        if let Ok(law) = Hypergeometric::new(population, faulty, drawn) {
            let _ = (law.decimal(drawn, true), law.fraction(faulty));
        }
    }

    #[test]
    fn discovery_is_the_smallest(population in 1..400_u64, share in 1..=100_u64, confidence in 50..100_u64) {
        let faulty = share * population / 100;
        prop_assume!(faulty > 0);
        let n = u64::from(size::discovery(population, faulty, Ratio::of_percent(confidence)).unwrap());
        let missed = Ratio::of_percent(100 - confidence);
        let none_found = |n| Hypergeometric::new(population, faulty, n).unwrap().at_most(0).compare(missed);
        prop_assert_ne!(none_found(n), Ordering::Greater);
        prop_assert_eq!(none_found(n - 1), Ordering::Greater);
    }

    #[test]
    fn shares_add_up_and_fit(n in number(), sizes in prop::collection::vec(number(), 0..8), spread in number()) {
        let variances = vec![spread; sizes.len()];
        for shares in [proportional(n, &sizes), neyman(n, &sizes, &variances)].into_iter().flatten() {
            prop_assert_eq!(shares.iter().map(|share| u128::from(*share)).sum::<u128>(), u128::from(n));
            prop_assert!(shares.iter().zip(&sizes).all(|(share, size)| share <= size));
        }
    }

    #[test]
    fn a_draw_by_size_is_a_sample_and_verifies(
        sizes in prop::collection::vec(number(), 1..30), n in 0..30_u64, pareto in any::<bool>(), seed in any::<u64>()
    ) {
        let elements = (0..).zip(&sizes).map(|(at, size): (u32, _)| Element { id: at.to_string(), size: *size });
        let frame = Frame::with_sizes(elements.collect()).unwrap();
        let method = if pareto { Method::Pareto } else { Method::SequentialPoisson };
        let seed = Seed::parse(&format!("{seed:064x}")).unwrap();
        let order = Order { origin: None, seed, method, n, replacements: 3 };
        if let Ok(drawn) = draw(&frame, &order) {
            let mut ids: Vec<&str> = drawn.chosen.iter().chain(&drawn.replacements).map(|one| one.id.as_str()).collect();
            prop_assert!(ids.iter().all(|id| sizes[id.parse::<usize>().unwrap()] > 0));
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), drawn.chosen.len() + drawn.replacements.len());
            prop_assert_eq!(drawn.chosen.len() as u64, n);
            prop_assert_eq!(verify(&drawn, &frame), Vec::new());
        } else {
            prop_assert!(n == 0 || sizes.iter().filter(|size| **size > 0).count() < usize::try_from(n).unwrap());
        }
    }

    #[test]
    fn any_bytes_are_a_list_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,40}(\n\\PC{0,9}){0,5}") {
        let _ = frame("list", &bytes, None);
        let _ = frame("list", text.as_bytes(), None);
        let _ = frame("list", text.as_bytes(), Some("a"));
        let _ = document::<Draw>("draw", &bytes, "lianjian/draw/1");
    }

    #[test]
    fn any_draw_is_judged(seed in "[0-9a-fx]{0,70}", n in number(), total in number(), id in "\\PC{0,5}") {
        let text = serde_json::json!({
            "schema": "lianjian/draw/1", "seed": seed, "n": n, "frame": {"total": total, "sha256": id},
            "chosen": [{"id": id, "ticket": seed}], "origin": {"round": id, "secret": seed, "public": id},
            "commitment": {"round": id, "n": n, "frame": {"total": 0, "sha256": ""}, "secret_sha256": seed, "source": ""},
        });
        let published: Draw = document("draw", text.to_string().as_bytes(), "lianjian/draw/1").unwrap();
        let list = Frame::new(["a".to_owned(), "b".to_owned()]).unwrap();
        prop_assert!(!verify(&published, &list).is_empty());
    }
}
