//! Every number of the reference files; below, the sampling commands from outside and what draws promise.

mod commands;
mod honesty;
mod library;
mod other_systems;
mod robust;

use std::path::Path;

use lianjian::domain::draw::{Method, Origin, Severity};
use lianjian::sampling::binomial::{denied, lqas, zero_failure};
use lianjian::sampling::exact::Fraction;
use lianjian::sampling::frame::{Element, Frame};
use lianjian::sampling::hypergeometric::Hypergeometric;
use lianjian::sampling::switching::{Judged, replay};
use lianjian::sampling::table::single_plan;
use lianjian::sampling::ticket::{Order, Seed, draw, first, secret_hash};
use lianjian::sampling::{Ratio, size};
use serde_json::Value;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sampling").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of a reference table below its heading.
fn rows(name: &str) -> Vec<Vec<String>> {
    fixture(name).lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn number(cell: &str) -> u64 {
    cell.parse().unwrap_or_else(|_| panic!("{cell} is no number"))
}

#[test]
fn discovery_numbers() {
    let rows = rows("discovery_n.csv");
    for row in &rows {
        let found =
            size::discovery(number(&row[0]), number(&row[1]), Ratio::of_percent(number(&row[2]))).unwrap();
        assert_eq!(u64::from(found), number(&row[3]), "{row:?}");
    }
    assert_eq!(rows.len(), 528);
}

#[test]
fn two_point_plans() {
    let rows = rows("design_hypergeom.csv");
    for row in &rows {
        let percent = |cell: &str| Ratio::of_percent(number(cell));
        let plan = size::two_point(
            number(&row[0]),
            number(&row[1]),
            number(&row[3]),
            percent(&row[2]),
            percent(&row[4]),
        )
        .unwrap();
        assert_eq!((u64::from(plan.n), u64::from(plan.c)), (number(&row[5]), number(&row[6])), "{row:?}");
    }
    assert_eq!(rows.len(), 12);
}

#[test]
fn tails() {
    let rows = rows("hypergeom_exact.csv");
    for row in &rows {
        let law = Hypergeometric::new(number(&row[0]), number(&row[1]), number(&row[2])).unwrap();
        for (more, cell) in [(false, &row[4]), (true, &row[5])] {
            let (found, expected): (f64, f64) =
                (law.decimal(number(&row[3]), more).parse().unwrap(), cell.parse().unwrap());
            // The file holds the nearest binary64 numbers.
            assert!((found - expected).abs() <= expected * 2.3e-16, "{row:?}: {found:e} for {expected:e}");
        }
    }
    assert_eq!(rows.len(), 1358);
}

#[test]
fn lqas_decision_numbers() {
    let rows = rows("lqas19_decision.csv");
    for row in &rows {
        let n = u32::try_from(number(&row[0])).unwrap();
        let benchmark = number(&row[1]);
        let rule = lqas(n, Ratio::of_percent(benchmark), Ratio::of_percent(10)).unwrap();
        assert_eq!(u64::from(rule.decision), number(&row[2]), "{row:?}");
        let close = |fraction: Fraction, cell: &str| {
            let (found, expected): (f64, f64) = (fraction.decimal().parse().unwrap(), cell.parse().unwrap());
            // The file was computed in binary64 sums.
            assert!((found - expected).abs() <= 1e-14, "{row:?}: {found:e} for {expected:e}");
        };
        close(denied(rule, Ratio::of_percent(benchmark)), &row[3]);
        close(denied(rule, Ratio::of_percent(benchmark.saturating_sub(30))).complement(), &row[4]);
    }
    assert_eq!(rows.len(), 96);
}

#[test]
fn zero_failure_numbers() {
    let rows = rows("zero_failure_binomial.csv");
    for row in &rows {
        let found =
            zero_failure(Ratio::of_percent(number(&row[0])), Ratio::of_percent(number(&row[1]))).unwrap();
        assert_eq!(u64::from(found), number(&row[2]), "{row:?}");
    }
    assert_eq!(rows.len(), 36);
}

/// The rule that makes the published table, cell by cell: where it prints a plan, ours is that plan.
#[test]
fn the_diagonal_rule() {
    let rule: Value = serde_json::from_str(&fixture("diagonal_rule.json")).unwrap();
    let (letters, aqls) = (strings(&rule["letters"]), strings(&rule["aql"]));
    let pair = |cell: &Value| match cell.as_array() {
        Some(pair) => (pair[0].as_u64().unwrap(), pair[1].as_u64().unwrap()),
        None => (cell.as_u64().unwrap(), cell.as_u64().unwrap() + 1),
    };
    let mut printed = 0;
    for (severity, table, sizes) in [
        (Severity::Normal, &rule["normal"]["diag_to_ac"], &rule["n_normal_tightened"]),
        (Severity::Tightened, &rule["tightened"]["diag_to_ac"], &rule["n_normal_tightened"]),
        (Severity::Reduced, &rule["reduced_MIL_STD_105E"]["diag_to_ac_re"], &rule["n_reduced"]),
    ] {
        for (row, letter) in letters.iter().enumerate() {
            // What the file says of its own edges: A and B differ under reduced sampling, the last two diagonals end at E.
            if severity == Severity::Reduced && row < 2 {
                continue;
            }
            for (column, aql) in aqls.iter().enumerate() {
                let Some(cell) = table.get((row + column).to_string()) else { continue };
                // The corner holds an arrow where its diagonal would give a plan, as the table file shows.
                let corner = severity == Severity::Tightened && (*letter, *aql) == ("A", "10");
                if corner || (row + column >= 25 && *letter > "E") {
                    continue;
                }
                let plan = single_plan(letter.chars().next().unwrap(), aql, severity).unwrap();
                let found = (u64::from(plan.n), (u64::from(plan.ac), u64::from(plan.re)));
                assert_eq!(
                    found,
                    (sizes[*letter].as_u64().unwrap(), pair(cell)),
                    "{severity:?} {letter} {aql}"
                );
                printed += 1;
            }
        }
    }
    assert!(printed > 400, "{printed}");
}

/// The rules of switching, number by number.
#[test]
fn the_switching_rules() {
    let rules: Value = serde_json::from_str(&fixture("switching_rules.json")).unwrap();
    let number = |rule: &str, name: &str| usize::try_from(rules[rule][name].as_u64().unwrap()).unwrap();
    let clean = Judged { found: 0, ac: 2, re: 3, tighter_ac: Some(1) };
    let bad = Judged { found: 9, ..clean };
    let after = |results: &[&[Judged]]| replay(&results.concat()).1;
    let (rejected, within) = (
        number("normal_to_tightened", "rejected"),
        number("normal_to_tightened", "within_consecutive_at_most"),
    );
    let apart = |clean_between: usize| {
        after(&[&vec![bad; rejected - 1], &vec![clean; clean_between], &[bad]]).severity
    };
    assert_eq!(apart(within - rejected), Severity::Tightened);
    assert_eq!(apart(within - rejected + 1), Severity::Normal);
    let tightened = vec![bad; rejected];
    let accepted = number("tightened_to_normal", "consecutive_accepted");
    assert_eq!(after(&[&tightened, &vec![clean; accepted - 1]]).severity, Severity::Tightened);
    assert_eq!(after(&[&tightened, &vec![clean; accepted]]).severity, Severity::Normal);
    let stops = number("discontinue", "cumulative_not_accepted_on_original_tightened");
    assert!(!after(&[&tightened, &vec![bad; stops - 1]]).stopped);
    assert!(after(&[&tightened, &vec![bad; stops]]).stopped);
    let score = number("normal_to_reduced_ISO", "switching_score_at_least");
    // Three points a time with an acceptance number of two or more, two points below.
    let small = Judged { found: 0, ac: 1, re: 2, tighter_ac: Some(0) };
    for (judged, points) in [(clean, 3), (small, 2)] {
        let enough = score.div_ceil(points);
        assert_eq!(after(&[&vec![judged; enough - 1]]).severity, Severity::Normal);
        assert_eq!(after(&[&vec![judged; enough]]).severity, Severity::Reduced);
    }
    let reduced = vec![clean; score.div_ceil(3)];
    assert_eq!(after(&[&reduced, &[bad]]).severity, Severity::Normal);
    let between = Judged { found: 3, ac: 2, re: 5, tighter_ac: Some(1) };
    assert_eq!(after(&[&reduced, &[between]]).severity, Severity::Normal);
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

fn vectors() -> Value {
    serde_json::from_str(&fixture("draw_vectors.json")).unwrap()
}

#[test]
fn a_chain_of_secrets() {
    let vectors = vectors();
    let chain = strings(&vectors["draft-thomson-elegy-vrs-00"]["chain_H1_to_H10"]);
    assert_eq!(chain.len(), 10);
    for pair in chain.windows(2) {
        assert_eq!(secret_hash(pair[0]).unwrap(), pair[1]);
    }
}

fn village(count: u32) -> Vec<String> {
    (1..=count).map(|number| format!("XX村-{number:03}")).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn the_published_draw() {
    let vectors = vectors();
    let vector = &vectors["recommended_hex_sort"];
    let origin = Origin {
        round: text(vector, "round_id").to_owned(),
        secret: text(vector, "commit_secret").to_owned(),
        public: text(vector, "public_randomness").to_owned(),
    };
    assert_eq!(secret_hash(&origin.secret).unwrap(), text(vector, "commit_of_secret"));
    let seed = Seed::derive(&origin).unwrap();
    assert_eq!(seed.as_str(), text(vector, "seed"));
    let ids = |count| {
        let frame = Frame::new(village(count)).unwrap();
        let order = first(&frame, &seed, usize::MAX);
        order.iter().map(|(_, element)| element.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(12), strings(&vector["order"]));
    assert_eq!(ids(24), strings(&vector["order_with_12_more_units"]));
    let frame = Frame::new(village(12)).unwrap();
    let order = Order { origin: Some(origin), seed, method: Method::Equal, n: 12, replacements: 0 };
    for chosen in draw(&frame, &order).unwrap().chosen {
        assert_eq!(chosen.ticket, text(&vector["tickets"], &chosen.id));
    }
}

#[test]
fn draws_by_size() {
    let vectors = vectors();
    let vector = &vectors["pps_integer"];
    let seed = Seed::parse(text(&vectors["recommended_hex_sort"], "seed")).unwrap();
    let sizes = vector["size"].as_object().unwrap();
    let elements =
        sizes.iter().map(|(id, size)| Element { id: id.clone(), size: size.as_u64().unwrap() }).collect();
    let frame = Frame::with_sizes(elements).unwrap();
    for (id, head) in vector["h64"].as_object().unwrap() {
        let ticket = seed.ticket(id);
        assert_eq!(u64::from_be_bytes(ticket[..8].try_into().unwrap()).to_string(), head.as_str().unwrap());
    }
    for (method, name) in [(Method::SequentialPoisson, "sequential_poisson"), (Method::Pareto, "pareto")] {
        let n = vector["n"].as_u64().unwrap();
        let order = Order { origin: None, seed: seed.clone(), method, n, replacements: 0 };
        let chosen = draw(&frame, &order).unwrap().chosen;
        let ids: Vec<&str> = chosen.iter().map(|chosen| chosen.id.as_str()).collect();
        assert_eq!(ids, strings(&vector[name]));
    }
}
