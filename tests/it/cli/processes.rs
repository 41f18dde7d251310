//! Real processes on one database.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use chrono::{Datelike, NaiveDate};

use super::{Machine, ids};

pub(super) fn spawn(machine: &Machine, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lianjian"))
        .args(arguments)
        .env_clear()
        .env("LIANJIAN_HOME", machine.home.path())
        .env("LANG", "en_GB.UTF-8")
        .env("USER", "\u{5f20}\u{4e09}")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Two offices publish the same month at once: whoever comes second is held to what the first has used.
#[test]
fn two_processes_that_publish_at_once_never_exceed_a_quota() {
    let machine = Machine::planned();
    let crowded = crowd(&machine);
    assert!(crowded > 1, "only {crowded} weeks are overbooked: nothing would be held back");
    machine.direct(&["visit", "clear", "--all", "--json"]);
    let both =
        [(); 2].map(|()| spawn(&machine, &["--today", "2019-09-23", "visit", "publish", "--all", "--json"]));
    let (mut published, mut held) = (0, 0);
    for child in both {
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        let document: serde_json::Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{error}"));
        published += ids(&document["visits"]).len();
        held += document["held_back"].as_array().unwrap().len();
    }
    assert!(published > 0 && held >= crowded, "{published} published, {held} held back");
    for (week, count) in weeks(&machine, |state| state == "published" || state == "sealed") {
        assert!(count <= 1, "{week:?} has {count} visits");
    }
    machine.decisions();
}

/// Townships, and the weeks they have visits in that count.
fn weeks(machine: &Machine, of: impl Fn(&str) -> bool) -> BTreeMap<(String, i32, u32), u32> {
    let visits = machine.direct(&["visit", "list", "--json"]).done().json();
    let mut weeks = BTreeMap::new();
    for visit in visits["visits"].as_array().unwrap() {
        let counts = visit["exempt"] == false && visit["joins"].is_null();
        let unit = visit["unit"].as_str().unwrap();
        if counts && unit.len() == 9 && of(visit["state"].as_str().unwrap()) {
            let day: NaiveDate = visit["start"].as_str().unwrap().parse().unwrap();
            let week = day.iso_week();
            *weeks.entry((unit.to_owned(), week.year(), week.week())).or_default() += 1;
        }
    }
    weeks
}

/// Moves drafts into the weeks of other drafts of their township; nothing is published yet, so nothing forbids it.
/// Returns how many weeks hold more than the one visit they may.
fn crowd(machine: &Machine) -> usize {
    let visits = machine.run(&["visit", "list", "--json"]).done().json();
    let mut days: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for visit in visits["visits"].as_array().unwrap().iter().filter(|visit| visit["exempt"] == false) {
        let place = days.entry(visit["unit"].as_str().unwrap()).or_default();
        place.push((visit["id"].as_str().unwrap(), visit["start"].as_str().unwrap()));
    }
    for places in days.values() {
        for pair in places.windows(2) {
            // Where the demands' windows do not allow it, the visit stays where it is.
            machine.run(&["visit", "move", pair[1].0, pair[0].1]);
        }
    }
    weeks(machine, |state| state == "proposed").values().filter(|count| **count > 1).count()
}
