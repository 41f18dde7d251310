//! Work that Ctrl-C stops leaves nothing half done.

use lianjian::cli::Environment;

use super::{Machine, data};

#[test]
fn stopped_work_leaves_no_decision_and_no_file() {
    let machine = Machine::planned();
    let decisions = machine.decisions();
    let ids = machine.file("ids.txt", "a\nb\nc\n");
    let requests = data("demo/requests-2019");
    let mut files: Vec<_> = std::fs::read_dir(requests).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let file = files[0].to_str().unwrap();
    let folder = machine.path("out");
    let out = folder.to_str().unwrap();
    let list = machine.path("list.ics");
    let list = list.to_str().unwrap();
    let secret = "ab".repeat(32);
    let check = |arguments: &[&str], code: &str| {
        let environment = Environment { interrupted: || true, ..machine.environment() };
        let director = ["--as", "\u{674e}\u{4e3b}\u{4efb}"];
        let answer = machine.run_in(&environment, &[&director, arguments].concat());
        assert_eq!(answer.status, 1, "{arguments:?}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains(code), "{arguments:?}: {}", answer.err);
    };
    check(&["journal", "verify"], "A7152");
    check(&["plan", "--effort", "quick"], "A7152");
    check(&["visit", "clear", "--all"], "A7152");
    check(&["visit", "team", "--all"], "A7152");
    check(&["import", "requests", file], "A7151");
    check(&["export", "calendar", "--format", "ics", "--out", list], "A7152");
    check(&["export", "letter", "reply", "--out", out], "A7152");
    check(
        &["sample", "draw", "--round", "R1", "--secret", &secret, "--public", "x", "--n", "2", "--ids", &ids],
        "A7152",
    );
    assert_eq!(machine.decisions(), decisions);
    let written = std::fs::read_dir(&folder).map_or(0, Iterator::count);
    assert_eq!((written, std::path::Path::new(list).exists()), (0, false), "a file that was added is there");
}
