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
    for (instance, prove) in
        [(instance("county-quarter-s3-rich.json"), false), (two_counties("toy-s3-rich.json"), true)]
    {
        let plan = |seed, threads| {
            let options = SolveOptions { seed, effort: Effort::Quick, threads, prove };
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

/// Runs one command line; status, what it printed, what it said.
fn command(arguments: &[&str]) -> (u8, String, String) {
    let environment = lianjian::cli::Environment {
        variables: BTreeMap::new(),
        now: || chrono::DateTime::UNIX_EPOCH,
        terminal: false,
        entropy: || Ok(String::new()),
        interrupted: || false,
        columns: Some(80),
        drawn_columns: |_| None,
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let words = ["lianjian"].iter().chain(arguments).map(std::ffi::OsString::from);
    let status = lianjian::cli::run(words, &environment, &mut out, &mut messages);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(messages).unwrap())
}

#[test]
fn a_question_is_answered_and_kept_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let file = format!("{}/tests/fixtures/planner/toy-s1.json", env!("CARGO_MANIFEST_DIR"));
    let (plan, kept, changed) = (path("plan.json"), path("kept.json"), path("changed.json"));
    assert_eq!(command(&["solve", &file, "-o", &plan, "--effort", "quick"]).0, 0);

    let demand = serde_json::from_slice::<Value>(&fixture("toy-s1.json")).unwrap()["requests"][0].to_string();
    std::fs::write(path("demand.json"), demand).unwrap();
    let keep = ["--moves", "5", "--out", &kept, "--changed", &changed];
    for change in [
        vec!["add", &path("demand.json")],
        vec!["drop", "3"],
        vec!["move", "4", "20"],
        vec!["window", "4", "0", "30"],
        vec!["leaders", "0", "1"],
        vec!["people", "2", "3"],
    ] {
        let line = [vec!["--json", "what-if", &file, &plan], keep.to_vec(), change.clone()].concat();
        let (_, answer, messages) = command(&line);
        let answer: Value =
            serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{change:?}: {messages}"));
        assert_eq!(answer["schema"], "lianjian/what-if/1");
        assert!(answer["moved"].as_array().unwrap().len() <= 5, "{change:?}");
        let (status, verdict, _) = command(&["check", &changed, &kept]);
        assert_eq!(status, 0, "{change:?}: {verdict}");
        assert!(verdict.contains(&answer["objective"].to_string().replace(',', ", ")), "{verdict}");
    }
    let (status, said, _) = command(&["--lang", "en", "what-if", &file, &plan, "drop", "3"]);
    assert!(status == 0 && said.contains("demand 3 is left out"), "{said}");
    let (status, _, messages) = command(&["what-if", &file, &plan, "drop", "999"]);
    assert!(status == 1 && messages.contains("P3022"), "{messages}");
}
