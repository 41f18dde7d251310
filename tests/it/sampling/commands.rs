//! The sampling commands from outside: documents, texts, refusals with their codes and statuses.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;

use lianjian::cli::{self, Environment};
use lianjian::text::{Catalogue, Lang};
use serde_json::Value;

use super::{text, village};

/// Runs a command line and returns exit status, results and messages.
fn run(arguments: &[&str]) -> (u8, String, String) {
    let environment = Environment {
        variables: BTreeMap::new(),
        now: || chrono::DateTime::UNIX_EPOCH,
        terminal: false,
        columns: Some(100),
        drawn_columns: |_| None,
        entropy: || Ok("00".repeat(32)),
        interrupted: || false,
    };
    let words = ["lianjian"].iter().chain(arguments).map(OsString::from);
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let status = cli::run(words, &environment, &mut out, &mut messages);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(messages).unwrap())
}

fn json(arguments: &[&str]) -> Value {
    let (status, out, messages) = run(&[arguments, &["--json"]].concat());
    assert_eq!((status, messages.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn numbers_on_the_command_line() {
    let check = |arguments: &str, expected: &[(&str, Value)]| {
        let words: Vec<&str> = arguments.split(' ').collect();
        let document = json(&words);
        for (name, value) in expected {
            assert_eq!(&document[*name], value, "{arguments}: {name}");
        }
    };
    check(
        "sample size discovery --population 200 --nonconforming 4 --confidence 95",
        &[("schema", "lianjian/sample-size/1".into()), ("n", 105.into())],
    );
    check(
        "sample size audit --population 200 --declared 0.02 --n 50 --limiting 0.10",
        &[
            ("limit", 2.into()),
            ("declared_count", 4.into()),
            ("limiting_count", 20.into()),
            ("risk_declared", "0.049011400642653353".into()),
            ("risk_limiting", "0.080014007072379212".into()),
        ],
    );
    check(
        "sample size two-point --population 1000 --good 20 --bad 80 --alpha 5 --beta 5",
        &[("n", 125.into()), ("c", 5.into())],
    );
    check(
        "sample size tail --population 8 --nonconforming 2 --n 3 --count 0",
        &[("p", "0.35714285714285714".into()), ("fraction", "5/14".into())],
    );
    check(
        "sample plan table --lot 1000 --level II --aql 1.0 --severity normal",
        &[
            ("letter", "J".into()),
            ("n", 80.into()),
            ("ac", 2.into()),
            ("re", 3.into()),
            ("edition", "MIL-STD-105E (1989)".into()),
        ],
    );
}

#[test]
fn rules_and_plans_on_the_command_line() {
    let check = |arguments: &str, pointer: &str, expected: Value| {
        let words: Vec<&str> = arguments.split(' ').collect();
        let document = json(&words);
        assert_eq!(document.pointer(pointer), Some(&expected), "{arguments}: {document}");
        for lang in ["zh", "en"] {
            let (status, out, messages) = run(&[words.as_slice(), &["--lang", lang]].concat());
            assert_eq!((status, messages.as_str()), (0, ""), "{arguments}");
            assert!(!out.is_empty() && !out.contains('⟨') && !out.contains("{$"), "{out}");
        }
    };
    check("sample size lqas --n 19 --benchmark 80%", "/decision", 13.into());
    check("sample size lqas --n 19 --benchmark 80% --population 40", "/decision", 14.into());
    check("sample size zero-failure --tolerable 2% --confidence 95", "/n", 149.into());
    check("sample size sequential --good 2% --bad 10%", "/stops/26/accept", 0.into());
    check("sample size sequential --good 2% --bad 10%", "/stops/25/accept", Value::Null);
    check("sample size sequential --good 2% --bad 10%", "/stops/1/reject", 2.into());
    check("sample plan meaning --population 1200 --n 60 --levels 5%", "/detections/0/in_hundred", 96.into());
    check("sample plan team --population 200 --half-days 2", "/n", 10.into());
    check("sample plan team --population 200 --half-days 2", "/stronger/n", 105.into());
    check("sample plan team --population 200 --people 4 --days 1", "/n", 20.into());
    check("sample plan team --villages 300,200,100 --half-days 12", "/n", 60.into());
    check(
        "sample plan team --villages 300,200,100 --half-days 12",
        "/shares",
        serde_json::json!([30, 20, 10]),
    );
    check(
        "sample plan curve --population 200 --n 50 --c 2 --points 10",
        "/points/1/accepted_thousandths",
        950.into(),
    );
    check("sample plan allocate --n 10 --sizes 100,200,700", "/shares", serde_json::json!([1, 2, 7]));
    check("sample plan allocate --n 30 --sizes 100,100,100 --variances 4,1,0", "/shares/0", 20.into());
}

/// Every `S4…` code that stands in source files below a folder.
fn codes(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(codes(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            let marks = text.match_indices("\"S4").filter_map(|(at, _)| text.get(at + 1..at + 6));
            found.extend(
                marks.filter(|code| code[1..].bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned),
            );
        }
    }
    found
}

#[test]
fn every_refusal_has_its_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let used: BTreeSet<String> =
        ["sampling", "exchange", "app", "cli"].iter().flat_map(|layer| codes(&root.join(layer))).collect();
    assert!(used.len() > 30);
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for code in &used {
            assert!(catalogue.has(code) && catalogue.has(&format!("{code}.action")), "{code}");
        }
        let unused = (4000..5000)
            .map(|number| format!("S{number}"))
            .find(|code| catalogue.has(code) && !used.contains(code));
        assert_eq!(unused, None);
    }
}

#[test]
fn wrong_questions_have_a_code_and_a_status() {
    let check = |arguments: &str, status: u8, code: &str| {
        let words: Vec<&str> = arguments.split(' ').collect();
        for lang in ["zh", "en"] {
            let (found, out, messages) = run(&[words.as_slice(), &["--lang", lang]].concat());
            assert_eq!((found, out.as_str()), (status, ""), "{arguments}");
            assert!(messages.contains(code), "{arguments}: {messages}");
            assert!(!messages.contains('⟨'), "{messages}");
        }
    };
    check("sample size discovery --population 0 --nonconforming 4", 2, "S4001");
    check("sample size discovery --population 99999999999 --nonconforming 4", 2, "S4001");
    check("sample size discovery --population 20 --nonconforming 21", 2, "S4002");
    check("sample size discovery --population 20 --nonconforming 2 --confidence 0.95", 2, "S4004");
    check("sample size discovery --population 20 --nonconforming 2 --confidence x", 2, "--confidence");
    check("sample size audit --population 20 --declared 1.5 --n 3", 2, "S4006");
    check("sample size two-point --population 20 --good 3 --bad 2", 2, "S4008");
    check("sample plan table --lot 1 --aql 1.0", 2, "S4010");
    check("sample plan table --lot 100 --aql 1.1", 2, "S4011");
    check("sample plan table --lot 100 --aql 1.0 --level IV", 2, "S4012");
    check("sample draw --seed x --n 1 --ids none", 2, "S4016");
    check("sample draw --n 1 --ids none", 2, "--");
    check("sample plan team --population 200 --people 1 --days 1", 2, "S4062");
    check("sample plan team --half-days 3", 2, "--");
}

const ORIGIN: [&str; 6] = [
    "--round",
    "V-0107 医保",
    "--secret",
    "5346f2efb5397a6788fc1f1d9c05c6d3f2abe9b7d16d8592a3695b6dbe9f2456",
    "--public",
    "3D 07 12 19",
];

#[test]
fn a_draw_is_committed_made_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let ids = file("ids.txt", &(village(40).join("\n") + "\n"));
    let (round, secret) = (ORIGIN[1], ORIGIN[3]);
    let committed = [
        "sample",
        "commit",
        "--round",
        round,
        "--secret",
        secret,
        "--source",
        "dice at departure",
        "--ratio",
        "20%",
        "--ids",
        &ids,
    ];
    let (status, commitment, _) = run(&committed);
    assert_eq!(status, 0);
    assert!(!commitment.contains(secret));
    let commitment = file("commitment.json", &commitment);
    let asked = [&["sample", "draw", "--n", "8", "--ids", &ids, "--replacements", "2"][..], &ORIGIN].concat();
    let (status, listed, _) = run(&asked);
    assert_eq!((status, listed.lines().count()), (0, 10));
    let drawn = [asked.as_slice(), &["--commitment", &commitment, "--json"]].concat();
    let (status, document, _) = run(&drawn);
    assert_eq!(status, 0);
    let proof = file("draw.json", &document);
    let verify = ["sample", "verify", &proof, "--ids", &ids];
    let (status, said, _) = run(&verify);
    assert_eq!((status, said.lines().count()), (0, 1));

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify_draw.py");
    let independent = |draw: &str| {
        // Needs Python 3: whoever doubts us will not use our own program.
        std::process::Command::new("python3").arg(&script).args([draw, &ids]).output().unwrap().status.code()
    };
    assert_eq!(independent(&proof), Some(0));

    let changed = file("changed.json", &document.replace("XX村-0", "XX村-1"));
    let (status, said, _) = run(&["sample", "verify", &changed, "--ids", &ids, "--lang", "en"]);
    assert_eq!(status, 1);
    assert!(said.contains("S4025"), "{said}");
    assert_eq!(independent(&changed), Some(1));
    let fewer = file("fewer.txt", &village(39).join("\r\n"));
    let (status, said, _) = run(&["sample", "verify", &proof, "--ids", &fewer, "--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((status, &said["valid"]), (1, &Value::Bool(false)));
    let (status, _, messages) = run(&["sample", "verify", &ids, "--ids", &ids]);
    assert_eq!(status, 1);
    assert!(messages.contains("S4034"));
    // What was published is held against what the draw brings along, all of it.
    let kept = std::fs::read_to_string(&commitment).unwrap().replace("dice at departure", "dice at noon");
    let kept = file("kept.json", &kept);
    let against = |kept: &str| {
        let said = run(&["sample", "verify", &proof, "--ids", &ids, "--commitment", kept, "--json"]).1;
        serde_json::from_str::<Value>(&said).unwrap()
    };
    assert_eq!(against(&kept)["problems"][0]["code"], "S4071");
    let said = against(&commitment);
    assert_eq!((&said["valid"], &said["commitment"]), (&Value::Bool(true), &Value::from("kept")));
    // A draw that is not what was committed is not made.
    let other =
        [&["sample", "draw", "--n", "9", "--ids", &ids, "--commitment", &commitment][..], &ORIGIN].concat();
    let (status, said, _) = run(&other);
    assert_eq!(status, 1);
    assert!(said.contains("S4022") && !said.contains('\t'), "{said}");
}

#[test]
fn a_list_with_mistakes_is_reported_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ids.txt");
    std::fs::write(&path, "a\nb|c\na\n").unwrap();
    let ids = path.display().to_string();
    let seed = "0".repeat(64);
    let (status, out, messages) = run(&["sample", "draw", "--seed", &seed, "--n", "1", "--ids", &ids]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(messages.lines().count(), 4);
    assert!(["S4013", "S4015", "S4035"].iter().all(|code| messages.contains(code)), "{messages}");
}

#[test]
fn departments_share_households_and_inspectors_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, range: std::ops::RangeInclusive<u32>| {
        let path = folder.path().join(name);
        std::fs::write(&path, range.map(|number| format!("H{number:03}")).collect::<Vec<_>>().join("\n"))
            .unwrap();
        path.display().to_string()
    };
    let (all, poor) = (file("all", 1..=200), file("poor", 1..=60));
    let seed = "7".repeat(64);
    let parts = [format!("{all}=13"), format!("{poor}=20")];
    let asked = ["sample", "coordinate", "--seed", &seed, "--part", &parts[0], "--part", &parts[1]];
    let document = json(&asked);
    assert_eq!(document["separate"], 33);
    // 60·20/60 + 140·13/200
    assert_eq!(document["bound_thousandths"], 29_100);
    let visits = document["visits"].as_u64().unwrap();
    assert_eq!(document["saved"], 33 - visits);
    let (status, out, messages) = run(&asked);
    assert_eq!((status, out.lines().count() as u64, messages.lines().count()), (0, visits, 1));
    // Two lists are drawn across as one.
    let rest = file("rest", 61..=200);
    let whole = run(&["sample", "draw", "--seed", &seed, "--n", "9", "--ids", &all]).1;
    assert_eq!(
        run(&["sample", "draw", "--seed", &seed, "--n", "9", "--ids", &poor, "--ids", &rest]).1,
        whole
    );

    let team = ["sample", "inspectors", "--seed", &seed, "--ids", &poor, "--size", "2"];
    let drawn = json(&team);
    let first = text(&drawn["members"][0], "id").to_owned();
    let recused = format!("{first}=relative");
    let again = json(&[team.as_slice(), &["--recused", &recused]].concat());
    assert_eq!(again["passed_over"][0]["reason"], "relative");
    assert_eq!(again["members"][0], drawn["members"][1]);
    assert_eq!(run(&[team.as_slice(), &["--recused", "X=relative"]].concat()).0, 1);
    assert_eq!(run(&[team.as_slice(), &["--recused", "H001=tired"]].concat()).0, 2);
}

#[test]
fn villages_come_before_households() {
    let folder = tempfile::tempdir().unwrap();
    let mut words = vec!["sample".to_owned(), "two-stage".to_owned(), "--seed".to_owned(), "7".repeat(64)];
    for (village, size) in [("V1", 60), ("V2", 20), ("V3", 30)] {
        let path = folder.path().join(format!("{village}.txt"));
        let ids: Vec<String> = (0..size).map(|number| format!("{village}-{number}")).collect();
        std::fs::write(&path, ids.join("\n")).unwrap();
        words.extend(["--village".to_owned(), path.display().to_string()]);
    }
    words.extend(["--villages", "2", "--n", "12"].map(str::to_owned));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let document = json(&words);
    let stages = document["stages"].as_array().unwrap();
    assert_eq!(stages.len(), 2);
    // 2·60 ≥ 110: the largest village is certain, and gets its share of all.
    assert_eq!((text(&stages[0], "village"), &stages[0]["certain"]), ("V1", &Value::Bool(true)));
    let households: usize = stages.iter().map(|stage| stage["households"].as_array().unwrap().len()).sum();
    assert_eq!(households, 12);
    assert_eq!(run(&words).1.lines().count(), 12);
}

#[test]
fn a_round_says_where_the_next_begins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ids.txt");
    std::fs::write(&path, village(30).join("\n")).unwrap();
    let (ids, permanent) = (path.display().to_string(), "9".repeat(64));
    let round = |seed: &str, shift: &[&str]| {
        let seed = seed.repeat(64);
        let words = ["sample", "rotate", "--seed", &seed, "--permanent", &permanent, "--ids", &ids];
        json(&[&words[..], &["--rotated", "10", "--fresh", "3"], shift].concat())
    };
    let mut visited = BTreeSet::new();
    let first = round("1", &[]);
    let second = round("2", &["--shift", text(&first, "next_shift")]);
    let third = round("3", &["--shift", text(&second, "next_shift")]);
    for document in [&first, &second, &third] {
        let part = |name: &str| -> Vec<String> { serde_json::from_value(document[name].clone()).unwrap() };
        assert_eq!(part("fresh").len(), 3);
        assert!(part("fresh").iter().all(|id| !part("rotated").contains(id)));
        visited.extend(part("rotated"));
    }
    assert_eq!(visited.len(), 30);
    let seed = "1".repeat(64);
    let wrong = ["sample", "rotate", "--seed", &seed, "--permanent", &permanent, "--ids", &ids];
    let wrong = [&wrong[..], &["--rotated", "1", "--fresh", "1", "--shift", "12"]].concat();
    assert!(run(&wrong).2.contains("S4063"));
}

#[test]
fn a_history_says_how_strict_and_whether_the_lot_skips() {
    let seed = "3".repeat(64);
    let lot = |results: &[&str], more: &[&str]| {
        json(&[&["sample", "severity"], results, &["--seed", &seed, "--id", "U1|S1"], more].concat())
    };
    let clean = ["0/1"; 15];
    let document = lot(&clean, &["--skip", "100%"]);
    assert_eq!((text(&document, "severity"), &document["skipped"]), ("reduced", &Value::Bool(true)));
    let last = document["steps"].as_array().unwrap().last().unwrap();
    assert_eq!((text(last, "before"), text(last, "after")), ("normal", "reduced"));
    assert_eq!(text(last, "reason"), "switching-score");
    assert_eq!(lot(&clean, &["--skip", "0"])["skipped"], false);
    // The last one of many is rejected: normal again, and no lot.
    let document = lot(&[&clean[..], &["2/1"]].concat(), &["--skip", "100%"]);
    assert_eq!((text(&document, "severity"), &document["skipped"]), ("normal", &Value::Null));
    // With two or more allowed, one step stricter counts: 2 of 2 is accepted and scores nothing.
    let score = |result| json(&["sample", "severity", result])["score"].clone();
    assert_eq!((score("2/2/1"), score("1/2/1")), (0.into(), 3.into()));
    for wrong in ["1", "1/", "a/1", "1/2/3/4", "-1/2", "3/2/5"] {
        assert_eq!(run(&["sample", "severity", wrong]).0, 2, "{wrong}");
    }
}

/// The lines of the documentation, as a citizen types them.
#[cfg(unix)]
#[test]
fn the_documented_shell_line_draws_the_same_households() {
    let documented = include_str!("../../../docs/sampling.md");
    let line = |start: &str| documented.lines().find(|line| line.starts_with(start)).unwrap();
    let (ids, draws) = (line("ids() {"), line("ids | while"));
    assert!(documented.contains("`ids | LC_ALL=C sort | sha256sum`"));
    let check = |list: String| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids.txt");
        std::fs::write(&path, list).unwrap();
        let seed = "5".repeat(64);
        let shell = |line: &str| {
            let script = format!("seed={seed}; n=9; cd '{}'; {ids}\n{line}", folder.path().display());
            let said = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
            String::from_utf8(said.stdout).unwrap()
        };
        let theirs: Vec<String> = shell(draws)
            .lines()
            .map(|line| line.split_once(' ').unwrap())
            .map(|(ticket, id)| format!("{id}\t{ticket}"))
            .collect();
        let path = path.display().to_string();
        let asked = ["sample", "draw", "--seed", &seed, "--n", "9", "--ids", &path];
        assert_eq!(theirs, run(&asked).1.lines().collect::<Vec<_>>());
        assert_eq!(theirs.len(), 9);
        let document = json(&asked);
        let frame = text(&document["frame"], "sha256");
        assert_eq!(shell("ids | LC_ALL=C sort | sha256sum").split(' ').next(), Some(frame));
    };
    check(village(60).join("\n") + "\n");
    // As other editors leave a list: no last line feed, carriage returns, empty lines.
    check(village(9).join("\n"));
    check(village(60).join("\r\n") + "\r\n");
    check(format!("\n{}\n  \n\t\n\u{3000}\n", village(9).join("\n\n")));
    check(format!("\u{feff}{}\r\n", village(60).join("\r\n")));
}

#[test]
fn every_help_text_exists() {
    for command in [
        "",
        "size",
        "size discovery",
        "size audit",
        "size two-point",
        "size tail",
        "size lqas",
        "size zero-failure",
        "size sequential",
        "plan team",
        "plan curve",
        "plan allocate",
        "plan",
        "plan table",
        "plan meaning",
        "commit",
        "draw",
        "verify",
        "coordinate",
        "inspectors",
        "two-stage",
        "rotate",
        "severity",
    ] {
        for lang in ["zh", "en"] {
            let words: Vec<&str> = ["sample"].into_iter().chain(command.split_whitespace()).collect();
            let (status, out, _) = run(&[words.as_slice(), &["--help", "--lang", lang]].concat());
            assert_eq!(status, 0, "{command}");
            assert!(!out.contains('⟨'), "{command}: {out}");
        }
    }
}
