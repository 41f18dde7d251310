//! The planner from outside: files in, plans out, judged by the checker; and the checker against recorded verdicts.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use lianjian::domain::instance::Instance;
use lianjian::planner::{Effort, SolveOptions, check, read, solve};
use serde::Deserialize;
use serde_json::Value;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/planner/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn instance(name: &str) -> Instance {
    read::instance(&fixture(name)).unwrap()
}

/// A plan and what an independent checker, written in another language from the same rules, said of it.
#[derive(Deserialize)]
struct Judged {
    instance: String,
    /// Fields of the instance put in place of the file's own.
    set: BTreeMap<String, Value>,
    plan: Value,
    violations: BTreeMap<String, usize>,
    objective: [i64; 5],
}

#[test]
fn the_checker_agrees_with_recorded_verdicts() {
    let cases: Vec<Judged> = serde_json::from_slice(&fixture("judged.json")).unwrap();
    let mut codes = std::collections::BTreeSet::new();
    for (index, case) in cases.iter().enumerate() {
        let mut document: Value = serde_json::from_slice(&fixture(&case.instance)).unwrap();
        for (field, value) in &case.set {
            document[field] = value.clone();
        }
        let instance = read::instance(document.to_string().as_bytes()).unwrap();
        let plan = read::plan(case.plan.to_string().as_bytes()).unwrap();
        let verdict = check::check(&instance, &plan);
        let mut violations = BTreeMap::new();
        for violation in &verdict.violations {
            *violations.entry(violation.code.to_owned()).or_insert(0) += 1;
            codes.insert(violation.code);
        }
        assert_eq!(violations, case.violations, "case {index}");
        assert_eq!(verdict.objective.vector(), case.objective, "case {index}");
    }
    assert!(codes.len() >= 29, "the recorded plans break {} rules only", codes.len());
}

/// Plans a fixture with normal effort; the checker accepts it and it is at least as good as `worst`.
#[track_caller]
fn check_plan(name: &str, seed: u64, worst: [i64; 3]) {
    let instance = instance(name);
    let options = SolveOptions { seed, effort: Effort::Normal, threads: 1, prove: false };
    let solution = solve(&instance, &options, &mut |_| ControlFlow::Continue(()));
    let verdict = check::check(&instance, &solution.plan);
    assert_eq!(verdict.violations, [], "{name}");
    assert_eq!(verdict.objective, solution.objective, "{name}");
    let [unserved, visits, days, ..] = solution.objective.vector();
    assert!([unserved, visits, days] <= worst, "{name} seed {seed}: {:?}", solution.objective);
}

#[test]
fn toys_are_planned_at_their_known_optimum() {
    for seed in 1..4 {
        check_plan("toy-s1.json", seed, [3, 17, 26]);
        check_plan("toy-s2.json", seed, [0, 17, 25]);
        check_plan("toy-s3.json", seed, [9, 16, 23]);
        check_plan("toy-s3-rich.json", seed, [12, 15, 22]);
    }
}

#[test]
fn quarters_are_planned_close_to_the_best_known() {
    check_plan("county-quarter-s1.json", 1, [0, 37, 56]);
    check_plan("county-quarter-s2.json", 1, [1, 32, 46]);
    check_plan("county-quarter-s3.json", 1, [1, 30, 49]);
    check_plan("county-quarter-s3-rich.json", 1, [3, 30, 50]);
}

/// Two copies of a fixture side by side: two counties that share every department.
fn two_counties(name: &str) -> Instance {
    let mut whole = instance(name);
    let half = whole.clone();
    let (units, demands) = (half.units.len(), half.demands.len());
    whole.counties.extend(half.counties);
    whole.units.extend(half.units.into_iter().map(|mut unit| {
        unit.county = 1;
        unit
    }));
    whole.quotas.extend(half.quotas.into_iter().map(|mut quota| {
        quota.units.iter_mut().for_each(|unit| *unit += units);
        quota
    }));
    whole.demands.extend(half.demands.into_iter().map(|mut demand| {
        demand.unit += units;
        demand
    }));
    whole.fixed.extend(half.fixed.into_iter().map(|mut fixed| {
        fixed.unit += units;
        fixed
    }));
    whole.together.extend(half.together.into_iter().map(|(a, b)| (a + demands, b + demands)));
    whole.apart.extend(half.apart.into_iter().map(|(a, b)| (a + demands, b + demands)));
    whole.validate().unwrap();
    whole
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for instance in [instance("county-quarter-s3-rich.json"), two_counties("toy-s3-rich.json")] {
        let plan = |seed, threads| {
            let options = SolveOptions { seed, effort: Effort::Quick, threads, prove: true };
            let solution = solve(&instance, &options, &mut |_| ControlFlow::Continue(()));
            assert_eq!(check::check(&instance, &solution.plan).violations, []);
            let certificate = serde_json::to_string(&solution.certificate).unwrap();
            serde_json::to_string(&solution.plan).unwrap() + &certificate
        };
        assert_eq!(plan(7, 1), plan(7, 1));
        for threads in [2, 8] {
            assert_eq!(plan(7, 1), plan(7, threads), "{threads} threads");
        }
        assert_ne!(plan(7, 1), plan(8, 1));
    }
}
