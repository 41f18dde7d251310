//! A county that goes round its registers: whom the last rounds drew rests, but for a declared few.

use std::collections::BTreeSet;

use serde_json::Value;

use super::field::{all_bad, pair, parts, proofs};
use super::{Machine, data};

/// A machine whose county draws this share again.
fn rotating(percent: u32) -> Machine {
    let machine = Machine::planned();
    std::fs::create_dir_all(machine.path("data")).unwrap();
    let office = std::fs::read_to_string(data("office.toml")).unwrap();
    assert!(office.contains("again_percent = 0"));
    let own = office.replace("again_percent = 0", &format!("again_percent = {percent}"));
    machine.file("data/office.toml", own);
    machine
}

/// The ids a round's parts of a turn drew.
fn of_turn(round: &Value, turn: &str) -> BTreeSet<String> {
    let turns = round["parts"].as_array().unwrap().iter().map(|part| part["stratum"]["turn"] == turn);
    let drawn = turns.zip(parts(round)).filter(|(of_turn, _)| *of_turn);
    drawn.flat_map(|(_, (chosen, _))| chosen).collect()
}

#[test]
fn whom_the_last_round_drew_rests_but_for_a_few() {
    let machine = rotating(20);
    let (visit, day, next, _) = pair(&machine);
    let on = |day: &str, words: &[&str]| machine.direct(&[&["--today", day], words].concat());
    let publish = |id: &str| {
        on(&day, &["visit", "clear", id]).done();
        on(&day, &["visit", "publish", id]).done();
    };
    publish(&visit);
    let first = on(&day, &["draw", "make", &visit, "--json"]).done().json()["rounds"][0].clone();
    assert!(first["parts"].as_array().unwrap().iter().all(|part| part["stratum"].is_null()), "{first}");
    let drawn: BTreeSet<String> = parts(&first).into_iter().flat_map(|(chosen, _)| chosen).collect();

    for lang in ["zh", "en"] {
        let said = on(&day, &["draw", "plan", &next, "--lang", lang]).done().out;
        let words =
            if lang == "zh" { "\u{56de}\u{5934}\u{62bd}\u{67e5}" } else { "nobody is safe after a visit" };
        assert!(said.contains(words), "{said}");
    }
    publish(&next);
    // What is recorded afterwards tightens the strata that are fixed, and changes nothing else of them.
    on(&day, &["record", &visit, &machine.file("bad.csv", all_bad(&first))]);
    let later = on(&day, &["visit", "show", &next, "--json"]).done().json();
    let start = later["start"].as_str().unwrap().to_owned();
    let mut make = vec!["draw", "make", &next, "--json"];
    if later["announced"] == false {
        make.extend(["--public", "03 09 12", "--witness", "x"]);
    }
    let second = on(&start, &make).done().json()["rounds"][0].clone();
    let (rotated, again) = (of_turn(&second, "rotated"), of_turn(&second, "again"));
    assert!(!rotated.is_empty() && !again.is_empty(), "{second}");
    assert!(rotated.is_disjoint(&drawn), "{rotated:?} {drawn:?}");
    assert!(again.is_subset(&drawn), "{again:?} {drawn:?}");
    for part in second["parts"].as_array().unwrap().iter().filter(|part| !part["stratum"].is_null()) {
        assert_eq!(part["stratum"]["rounds"], serde_json::json!([visit]));
    }
    let tightened = |part: &Value| part["judging"]["severity"] == "tightened";
    assert!(second["parts"].as_array().unwrap().iter().any(tightened), "{second}");
    assert_eq!(proofs(&machine, &next, &start), second["parts"].as_array().unwrap().len());

    // Judged apart: a clean list accepts both strata, and only those whose turn it was stand in the history.
    let clean = all_bad(&second).replace("nonconforming", "ok");
    on(&start, &["record", &next, &machine.file("clean.csv", clean)]);
    let checklist = machine.path("c.html").display().to_string();
    on(&start, &["export", "checklist", &next, "--html", "--out", &checklist]);
    machine.decisions();
}
