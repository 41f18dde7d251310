//! `--plain` for screen readers: every command that only reads says its results in lines without boxes, bars, colours or
//! padding, in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use lianjian::cli::{self, Environment};
use lianjian::domain::demand::{Demand, DemandState};
use lianjian::tui::World as _;

use super::office::{Machine, Stage};
use super::parity::commands;

/// Commands that only read or reckon, with what they are asked; words in braces are put in by the test.
const READING: &[&str] = &[
    "anchor list",
    "answer list",
    "arrival list",
    "ask drop {placed}",
    "ask move {placed} 2019-11-07",
    "ask people 教育局 2",
    "ask room {waits}",
    "ask teams 1",
    "ask window {placed} --from 2019-11-04 --to 2019-11-29",
    "burden --month 2018-10",
    "check {instance} {plan}",
    "demand list",
    "demand show {placed}",
    "doctor",
    "draw account",
    "draw list",
    "draw plan {draft} --expert",
    "draw severity",
    "draw show R-0016",
    "draw spread",
    "draw substitutions",
    "finding list",
    "finding remind",
    "journal log",
    "journal verify",
    "person list",
    "quota alarms",
    "quota show",
    "rules check {rules}",
    "rules explain R2001",
    "rules list",
    "sample commit --round V-1 --secret {hex} --source lottery --n 2 --ids {ids}",
    "sample coordinate --seed {hex} --part {ids}=2 --part {ids}=1",
    "sample draw --seed {hex} --n 2 --ids {ids}",
    "sample inspectors --seed {hex} --size 2 --ids {ids}",
    "sample plan allocate --n 10 --sizes 20,30",
    "sample plan curve --population 200 --n 50 --c 2",
    "sample plan meaning --population 200 --n 50",
    "sample plan table --lot 200 --aql 1.0",
    "sample plan team --population 200 --half-days 4",
    "sample rotate --seed {hex} --permanent {hex} --rotated 1 --fresh 1 --ids {ids}",
    "sample severity 0/1 1/1",
    "sample size audit --population 200 --declared 0.02 --n 50",
    "sample size discovery --population 200 --nonconforming 4 --confidence 95",
    "sample size lqas --n 20 --benchmark 0.9",
    "sample size sequential --good 0.02 --bad 0.10",
    "sample size tail --population 20 --nonconforming 2 --n 5 --count 0",
    "sample size two-point --population 200 --good 2 --bad 20",
    "sample size zero-failure --tolerable 0.02",
    "sample two-stage --seed {hex} --village {ids} --villages 1 --n 2",
    "sample verify {drawn} --ids {ids}",
    "triage list",
    "triage materials",
    "triage show R-0016",
    "visit list",
    "visit show V-0001",
    "what-if {instance} {plan} add {demand}",
    "what-if {instance} {plan} drop 3",
    "what-if {instance} {plan} leaders 0 1",
    "what-if {instance} {plan} move 4 20",
    "what-if {instance} {plan} people 2 3",
    "what-if {instance} {plan} window 4 0 30",
];

/// Commands that change what is on record or write files: what they say has the same form, but here they are not run.
const CHANGING: &[&str] = &[
    "answer-clash",
    "answer-confirm",
    "answer-object",
    "arrival-add",
    "backup",
    "baseline",
    "completions",
    "demo",
    "draw-commit",
    "draw-make",
    "draw-resume",
    "export-calendar",
    "export-checklist",
    "export-letter",
    "export-proof",
    "finding-assign",
    "finding-close",
    "finding-draw",
    "finding-facts",
    "finding-guide",
    "finding-handed-over",
    "finding-plan",
    "finding-recheck",
    "import-arrivals",
    "import-departments",
    "import-frames",
    "import-holidays",
    "import-inspectors",
    "import-requests",
    "import-units",
    "init",
    "journal-redo",
    "journal-undo",
    "man",
    "person-add",
    "plan",
    "quota-except",
    "record",
    "solve",
    "triage-accept",
    "triage-auto",
    "triage-dispose",
    "triage-divert",
    "triage-refuse",
    "triage-return",
    "triage-withdraw",
    "visit-cancel",
    "visit-clear",
    "visit-forbid",
    "visit-groups",
    "visit-move",
    "visit-pin",
    "visit-publish",
    "visit-team",
    "visit-unpin",
];

/// Runs a command line; status, results, messages.
fn run(words: &[String], home: &str) -> (u8, String, String) {
    let environment = Environment {
        variables: BTreeMap::from([("LIANJIAN_DB".to_owned(), home.to_owned())]),
        now: || chrono::DateTime::from_timestamp(1_569_211_200, 0).unwrap(),
        terminal: false,
        entropy: || Ok("5a".repeat(32)),
        interrupted: || false,
        columns: Some(80),
        drawn_columns: |_| None,
    };
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let words = std::iter::once(OsString::from("lianjian")).chain(words.iter().map(OsString::from));
    let status = cli::run(words, &environment, &mut out, &mut messages);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(messages).unwrap())
}

/// Whether a line can be read out as it stands.
fn is_spoken(line: &str) -> bool {
    let drawn =
        |character: char| matches!(character, '\u{1b}' | '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}');
    !line.is_empty() && line == line.trim() && !line.contains("  ") && !line.chars().any(drawn)
}

/// The name of a command as the manual pages have it: its words up to the first that is no command, whatever is put in
/// between.
fn name<'a>(line: &str, commands: &'a BTreeSet<String>) -> &'a str {
    let words: Vec<&str> = line.split(' ').filter(|word| !word.starts_with('{')).collect();
    let names = (1..=words.len()).rev().map(|count| words[..count].join("-"));
    let found = names.into_iter().find_map(|name| commands.get(&name));
    found.unwrap_or_else(|| panic!("`{line}` is no command"))
}

#[test]
fn every_command_reads_or_changes() {
    let commands = commands();
    let mut known: BTreeSet<&str> = CHANGING.iter().copied().collect();
    known.extend(READING.iter().map(|line| name(line, &commands)));
    let all: BTreeSet<&str> = commands.iter().map(String::as_str).collect();
    assert_eq!(all.symmetric_difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn everything_that_can_be_asked_is_said_in_plain_lines() {
    let machine = Machine::at(Stage::Published);
    let session = machine.open(None).unwrap();
    let demands: Vec<Demand> = session
        .read(|view| Ok(view.all::<Demand>()?))
        .unwrap()
        .into_iter()
        .map(|found| found.record)
        .collect();
    let first = |state: DemandState| demands.iter().find(|demand| demand.state == state).unwrap();
    let placed = first(DemandState::Planned);
    let fixture = format!("{}/tests/fixtures/planner/toy-s1.json", env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str, bytes: &str| {
        let path = machine.file(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let instance: serde_json::Value = serde_json::from_slice(&std::fs::read(&fixture).unwrap()).unwrap();
    let rules = format!("{}/data/rules/townships.toml", env!("CARGO_MANIFEST_DIR"));
    let hex = "5a".repeat(32);
    let words: BTreeMap<&str, String> = BTreeMap::from([
        ("{placed}", placed.id.to_string()),
        ("{draft}", placed.visit.unwrap().to_string()),
        ("{waits}", first(DemandState::Waiting).id.to_string()),
        ("{instance}", fixture.clone()),
        ("{plan}", machine.file("plan.json").display().to_string()),
        ("{demand}", file("demand.json", &instance["requests"][0].to_string())),
        ("{rules}", rules),
        ("{ids}", file("ids.txt", "H-1\nH-2\nH-3\nH-4\n")),
        ("{drawn}", machine.file("drawn.json").display().to_string()),
        ("{hex}", hex),
    ]);
    let database = machine.file("lianjian.db").display().to_string();
    let line = |text: &str| -> Vec<String> {
        text.split(' ')
            .map(|word| words.iter().fold(word.to_owned(), |word, (name, put)| word.replace(name, put)))
            .collect()
    };
    assert_eq!(run(&line("solve {instance} -o {plan} --effort quick"), &database).0, 0);
    let drawn = run(&line("--json sample draw --seed {hex} --n 2 --ids {ids}"), &database);
    std::fs::write(machine.file("drawn.json"), drawn.1).unwrap();
    let mut set_in_columns = 0;
    for question in READING {
        for lang in ["zh", "en"] {
            let mut asked = line(question);
            asked.extend(["--lang", lang].map(str::to_owned));
            let (_, usual, _) = run(&asked, &database);
            set_in_columns += usize::from(usual.lines().any(|line| !is_spoken(line)));
            asked.push("--plain".to_owned());
            let (status, out, messages) = run(&asked, &database);
            assert!(status <= 1, "{question}: {messages}");
            assert!(!out.is_empty() || !messages.is_empty(), "{question} says nothing");
            for line in out.lines().chain(messages.lines()) {
                assert!(is_spoken(line), "{question} --lang {lang}: {line:?}");
            }
            // Nothing is lost: every word of the usual answer is in the plain one.
            let said = |text: &str| -> BTreeSet<String> {
                let words = text.split(|character: char| !character.is_alphanumeric());
                words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
            };
            let (usual, plain) = (said(&usual), said(&out));
            // Heads of columns that hold nothing are left out, and nothing else.
            let lost: Vec<&String> = usual.difference(&plain).collect();
            assert!(lost.len() <= 6, "{question} --lang {lang}: {lost:?}");
        }
    }
    assert!(set_in_columns > 30, "the test sees what it looks for: {set_in_columns}");
}
