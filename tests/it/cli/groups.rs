//! A visit whose team divides: a list a group, replacements of its own, results judged as one sample.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use super::Machine;
use super::field::published;

/// Ids of the first part: chosen, then replacements.
fn tickets(made: &Value) -> (Vec<String>, Vec<String>) {
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let part = &made["rounds"][0]["parts"][0];
    (ids(&part["chosen"]), ids(&part["replacements"]))
}

/// A published visit that draws, with people for two groups, and its first day.
fn divisible(machine: &Machine) -> (String, String) {
    published(machine, true);
    let visits = machine.direct(&["visit", "list", "--state", "published", "--json"]).done().json();
    let rounds = machine.direct(&["draw", "list", "--json"]).done().json();
    let draws = |id: &Value| {
        let round = rounds["rounds"].as_array().unwrap().iter().find(|round| round["round"] == *id);
        round.is_some_and(|round| !round["parts"].as_array().unwrap().is_empty())
    };
    let able = |id: &str| machine.direct(&["visit", "groups", id, "--json"]).done().json()["able"].as_u64();
    let fits = |visit: &&Value| {
        visit["announced"] == true && draws(&visit["id"]) && able(visit["id"].as_str().unwrap()) >= Some(2)
    };
    let visit = visits["visits"].as_array().unwrap().iter().find(fits).unwrap();
    (visit["id"].as_str().unwrap().to_owned(), visit["start"].as_str().unwrap().to_owned())
}

#[test]
fn every_group_has_its_list_and_its_replacements() {
    let machine = Machine::planned();
    let (visit, day) = divisible(&machine);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let (chosen, next) = tickets(&made);
    let on = |words: &[&str]| machine.run(&[&["--today", &day], words].concat());
    assert!(on(&["visit", "groups", &visit, "99"]).err.contains("A7124"));
    assert!(on(&["visit", "groups", &visit, "0"]).err.contains("A7124"));
    let said = on(&["visit", "groups", &visit, "2", "--json"]).done().json();
    assert_eq!(said["groups"], 2);
    assert!(on(&["visit", "show", &visit]).done().out.contains(&visit));

    // One visit, two files of each kind; every household is on one of them.
    let folder = machine.path("lists");
    std::fs::create_dir(&folder).unwrap();
    for (format, ending) in [("html", ".html"), ("xlsx", ".xlsx"), ("xlsform", "-xlsform.xlsx")] {
        on(&[
            "export",
            "checklist",
            &visit,
            "--format",
            format,
            "--out",
            folder.to_str().unwrap(),
            "--force",
        ])
        .done();
        let made = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        let made = made.filter(|name| name.to_string_lossy().ends_with(ending)).count();
        assert!(made >= 2, "{format}: {made}");
    }
    let pages: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    assert_eq!(pages.len(), 2);
    for id in chosen.iter().chain(&next) {
        let here = |page: &&String| page.contains(id.as_str()) || !next.contains(id) && page.contains(id);
        let on_lists = pages.iter().filter(here).count();
        // Replacements are named without their ids.
        assert_eq!(on_lists, usize::from(chosen.contains(id)), "{id}");
    }

    // The first household is away. Its group goes on with its own next ticket; the other group's is not its.
    let replacement = |place: usize| next[place].as_str();
    let own = usize::from(chosen.len() % 2 == 1);
    let list = |replacing: &str| {
        let mut text = format!("id,result\n{},working-away\n{replacing},conforming\n", chosen[0]);
        for id in &chosen[1..] {
            writeln!(text, "{id},conforming").unwrap();
        }
        text
    };
    let wrong = machine.file("wrong.csv", list(replacement(1 - own)));
    let said = on(&["record", &visit, &wrong, "--json", "--dry-run"]).json();
    let codes: BTreeSet<String> = said["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["message"]["code"].as_str().unwrap().to_owned())
        .collect();
    assert!(codes.contains("E1943") && codes.contains("E1946"), "{codes:?}");
    let right = machine.file("right.csv", list(replacement(own)));
    let said = on(&["record", &visit, &right, "--json"]).json();
    let first = said["parts"][0]["result"].as_str().unwrap().to_owned();
    assert!(!said.to_string().contains("E1943"), "{said}");
    assert!(!first.is_empty());

    // Whom a group goes to follows from the division: it stands once something came back.
    assert!(on(&["visit", "groups", &visit, "1"]).err.contains("A7123"));
    machine.decisions();
}
