//! From the draw of a visit to what its results do to the next one: commands alone, as an office and an auditor use them.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Machine;

/// A visit of the planned demo county that draws, published, with its first day.
pub(super) fn published(machine: &Machine, announced: bool) -> (String, String) {
    machine.direct(&["visit", "clear", "--all", "--json"]);
    machine.run(&["visit", "publish", "--all", "--json"]);
    let rounds = machine.direct(&["draw", "list", "--json"]).done().json();
    let visits = machine.direct(&["visit", "list", "--json"]).done().json();
    let drawn = rounds["rounds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|round| round["drawn"].is_null() && !round["parts"].as_array().unwrap().is_empty());
    let known = |id: &Value| {
        let visit = visits["visits"].as_array().unwrap().iter().find(|visit| visit["id"] == *id);
        visit.filter(|visit| visit["announced"] == announced).map(|visit| visit["start"].clone())
    };
    // With as few samples as there are, so that one list brings all of it back.
    let (round, start) = drawn
        .filter_map(|round| known(&round["round"]).map(|start| (round, start)))
        .min_by_key(|(round, _)| round["parts"].as_array().unwrap().len())
        .unwrap();
    (round["round"].as_str().unwrap().to_owned(), start.as_str().unwrap().to_owned())
}

/// Ids of the parts of a drawn round: chosen, then replacements.
pub(super) fn parts(round: &Value) -> Vec<(Vec<String>, Vec<String>)> {
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let parts = round["parts"].as_array().unwrap();
    parts.iter().map(|part| (ids(&part["chosen"]), ids(&part["replacements"]))).collect()
}

#[test]
fn results_are_recorded_judged_and_felt_by_the_next_plan() {
    let machine = Machine::planned();
    let (visit, day) = published(&machine, true);
    let made =
        machine.run(&["draw", "make", &visit, "--witness", "\u{738b}\u{4e94}", "--json"]).done().json();
    let round = &made["rounds"][0];
    let drawn = parts(round);
    let ac = round["parts"][0]["judging"]["ac"].as_u64().unwrap();
    assert_eq!(round["parts"][0]["judging"]["severity"], "normal");

    // Before the day nothing can be recorded.
    let list = |outcome: &dyn Fn(usize) -> &'static str| {
        let mut text = "\u{7f16}\u{53f7},\u{7ed3}\u{679c},\u{68c0}\u{67e5}\u{8981}\u{70b9},\u{6307}\u{5b9a}\u{539f}\u{56e0}\n".to_owned();
        let mut known = Vec::new();
        for (chosen, _) in &drawn {
            for id in chosen {
                if !known.contains(id) {
                    let _ = writeln!(text, "{id},{},,", outcome(known.len()));
                    known.push(id.clone());
                }
            }
        }
        text
    };
    let bad = machine.file("bad.csv", list(&|_| "nonconforming"));
    let early = machine.run(&["record", &visit, &bad]);
    assert_eq!(early.status, 1);
    assert!(early.err.contains("S4054"), "{}", early.err);

    let on_day = ["--today", day.as_str()];
    let run = |words: &[&str]| machine.run(&[&on_day[..], words].concat());
    // Half of them seen: nothing is judged yet.
    let first = drawn[0].0[0].clone();
    let partly = machine.file("partly.csv", format!("id,result\n{first},conforming\n"));
    let said = run(&["record", &visit, &partly, "--json"]).done().json();
    assert_eq!(said["state"], "in-field");
    assert_eq!(
        run(&["draw", "severity", "--json"]).done().json()["units"][0]["history"],
        Value::Array(vec![])
    );
    // Somebody who was not drawn is not part of the sample, but may be visited for a reason.
    let strange =
        machine.file("strange.csv", format!("id,result,directed\n{first},conforming,\nX-1,conforming,\n"));
    let answer = run(&["record", &visit, &strange]);
    assert!(answer.status == 1 && answer.err.contains("E1943"), "{}", answer.err);
    let told = machine.file(
        "told.csv",
        format!("id,result,directed\n{first},conforming,\nX-1,nonconforming,complainant\n"),
    );
    run(&["record", &visit, &told]).done();
    let shown = run(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(shown.contains("Chosen by people, not by lot: 1 (complainant 1), 1 nonconforming"), "{shown}");
    let unknown = machine.file("unknown.csv", "id,result\nH,perhaps\n");
    let answer = run(&["record", &visit, &unknown]);
    assert_eq!(answer.status, 1);
    assert!(answer.err.contains("S4060") && answer.err.contains("S4058"), "{}", answer.err);
    let torn = machine.file("torn.csv", format!("id,result\n{first},conforming\n{first},refused\n"));
    assert!(run(&["record", &visit, &torn, "--amend"]).err.contains("E1945"));
    let item = machine.file("item.csv", format!("id,result,item\n{first},nonconforming,no-such-item\n"));
    assert!(run(&["record", &visit, &item]).err.contains("E1944"));

    // The township by its name is the unit itself, not a stranger.
    let shown = run(&["visit", "show", &visit, "--json"]).done().json();
    let unit = shown["unit_name"].as_str().unwrap();
    let own = machine.file("unit.csv", format!("id,result,note\n{unit},conforming,in order\n"));
    assert_eq!(run(&["record", &visit, &own, "--dry-run", "--json"]).done().json()["added"], 1);

    // All of them bad: what stood before stays until the file may amend it. Rejected then, in words too.
    let kept = run(&["record", &visit, &bad, "--dry-run"]);
    assert!(kept.status == 1 && kept.err.contains("E1945"), "{}", kept.err);
    let said = run(&["record", &visit, &bad, "--amend", "--json"]).done().json();
    assert_eq!(said["state"], "rectifying");
    assert_eq!(said["findings"].as_array().unwrap().len() as u64, said["added"].as_u64().unwrap());
    let again = run(&["record", &visit, &bad, "--json"]).done().json();
    assert_eq!((&again["added"], &again["findings"]), (&Value::from(0), &Value::Array(vec![])));
    let shown = run(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(shown.contains("Rejected") && shown.contains("Severity normal"), "{shown}");
    let severity = run(&["draw", "severity", "--json"]).done().json();
    let line = &severity["units"][0]["history"][0];
    assert_eq!((&line["accepted"], &line["visit"]), (&Value::Bool(false), &Value::String(visit.clone())));
    assert_eq!(line["ac"].as_u64(), Some(ac));

    // A good list afterwards replaces it: recorded decisions can be corrected, and undone.
    let good = machine.file("good.csv", list(&|_| "conforming"));
    run(&["record", &visit, &good, "--amend"]).done();
    let accepted = run(&["draw", "severity", "--json"]).done().json();
    assert_eq!(accepted["units"][0]["history"][0]["accepted"], true);
    assert_eq!(accepted["units"][0]["score"], 2 + u64::from(ac >= 2));
    run(&["journal", "undo"]).done();
    assert_eq!(
        run(&["draw", "severity", "--json"]).done().json()["units"][0]["history"][0]["accepted"],
        false
    );
    machine.decisions();
}

#[test]
fn absent_households_are_replaced_in_ticket_order_and_clusters_show() {
    let machine = Machine::planned();
    let (visit, day) = published(&machine, true);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let drawn = parts(&made["rounds"][0]);
    let mut text = "id,result\n".to_owned();
    let mut known = Vec::new();
    for (chosen, _) in &drawn {
        for id in chosen.iter().filter(|id| !known.contains(*id)).cloned().collect::<Vec<_>>() {
            let outcome = if known.is_empty() { "working-away" } else { "conforming" };
            let _ = writeln!(text, "{id},{outcome}");
            known.push(id);
        }
    }
    // One of every part is away: the next ticket of each part takes its place.
    let away = known[0].clone();
    for (chosen, replacements) in &drawn {
        let next = replacements.first().filter(|id| chosen.contains(&away) && !known.contains(*id)).cloned();
        if let Some(id) = next {
            let _ = writeln!(text, "{id},conforming");
            known.push(id);
        }
    }
    let list = machine.file("results.csv", text);
    let run = |words: &[&str]| machine.run(&[&["--today", day.as_str()], words].concat());
    assert_eq!(run(&["record", &visit, &list, "--json"]).done().json()["state"], "recorded");
    let rows = run(&["draw", "substitutions", "--json"]).done().json();
    let units = rows["units"].as_array().unwrap();
    let drawn: u64 = units.iter().map(|unit| unit["drawn"].as_u64().unwrap()).sum();
    let away: u64 = units.iter().filter_map(|unit| unit["replaced"]["working-away"].as_u64()).sum();
    assert_eq!((drawn, away), (known.len() as u64, 1));
    for words in [["draw", "substitutions"], ["draw", "spread"], ["draw", "account"], ["draw", "severity"]] {
        for lang in ["zh", "en"] {
            let answer = run(&[&words[..], &["--lang", lang]].concat()).done();
            assert!(!answer.out.is_empty() && !answer.out.contains('\u{27e8}'), "{words:?} {}", answer.out);
        }
    }
}

#[test]
fn an_auditor_gets_everything_a_draw_is_repeated_with() {
    let machine = Machine::planned();
    let (visit, _) = published(&machine, true);
    assert!(machine.run(&["draw", "show", &visit]).err.contains("S4052"));
    machine.run(&["draw", "make", &visit, "--witness", "\u{738b}\u{4e94}"]).done();
    assert!(machine.run(&["draw", "make", &visit]).err.contains("A7041"));
    let folder = machine.path("proof");
    machine.run(&["export", "proof", &visit, "--out", folder.to_str().unwrap()]).done();
    let part = |name: &str| folder.join(format!("{visit}-1.{name}")).to_str().unwrap().to_owned();
    machine.run(&["sample", "verify", &part("draw.json"), "--ids", &part("ids.txt")]).done();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify_draw.py");
    let arguments = [script.to_str().unwrap().to_owned(), part("draw.json"), part("ids.txt")];
    let status = std::process::Command::new("python3").args(arguments).output().unwrap().status;
    assert_eq!(status.code(), Some(0));
    let shown = machine.run(&["draw", "show", &visit]).done().out;
    assert!(shown.contains("\u{738b}\u{4e94}") && shown.contains("2019-09-23"), "{shown}");
}

#[test]
fn before_the_day_a_sealed_visit_shows_its_hash_alone() {
    let mut machine = Machine::planned();
    let (visit, day) = published(&machine, false);
    let of = |document: &Value| {
        document["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .find(|round| round["round"] == visit.as_str())
            .unwrap()
            .clone()
    };
    let seen = of(&machine.run(&["draw", "list", "--json"]).done().json());
    assert_eq!(
        (&seen["hidden"], &seen["secret"], &seen["parts"]),
        (&Value::Bool(true), &Value::Null, &Value::Array(vec![]))
    );
    let directed = of(&machine.direct(&["draw", "list", "--json"]).done().json());
    assert_eq!(directed["hidden"], false);
    assert_eq!(directed["sealed_sha256"], seen["sealed_sha256"]);
    let early = machine.run(&["draw", "make", &visit]);
    assert!(early.err.contains("A7042"), "{}", early.err);
    // The business date alone does not open it.
    assert!(machine.run(&["--today", &day, "draw", "make", &visit]).err.contains("A7042"));
    // Its number comes from outside, and somebody sees it read out.
    let source = directed["parts"][0]["commitment"]["source"].as_str().or(directed["source"].as_str());
    assert!(source.is_some_and(|source| source != "journal"), "{directed}");
    machine.now = || chrono::DateTime::from_timestamp(1_577_750_400, 0).unwrap();
    let on_day =
        |more: &[&str]| machine.run(&[&["--today", &day, "draw", "make", &visit][..], more].concat());
    assert!(on_day(&[]).err.contains("S4066"));
    assert!(on_day(&["--witness", "x"]).err.contains("S4050"));
    assert!(on_day(&["--public", "03 09 12"]).err.contains("S4066"));
    on_day(&["--public", "03 09 12", "--witness", "x"]).done();
    // What was published is the hash of lines anyone can read now.
    proofs(&machine, &visit, &day);
    let lines = std::fs::read(machine.path(&format!("proof/{visit}.sealed.txt"))).unwrap();
    assert_eq!(hex::encode(Sha256::digest(lines)), seen["sealed_sha256"].as_str().unwrap());
}

#[test]
fn a_number_comes_from_the_source_that_was_named() {
    let machine = Machine::demo();
    let file = super::data("demo/requests-2021/gangcheng_2021_agriculture.csv");
    let run = |words: &[&str]| machine.run(&[&["--today", "2021-05-20"], words].concat());
    run(&["import", "requests", file.to_str().unwrap()]).done();
    run(&["triage", "accept", "R-0001"]).done();
    run(&["draw", "commit", "--source", "lottery issue 21057"]).done();
    assert!(run(&["draw", "make", "R-0001"]).err.contains("S4050"));
    run(&["draw", "make", "R-0001", "--public", "03 09 12"]).done();
    run(&["triage", "accept", "R-0002"]).done();
    run(&["draw", "commit"]).done();
    assert!(run(&["draw", "make", "R-0002", "--public", "7"]).err.contains("S4051"));
    run(&["draw", "make", "R-0002"]).done();
}

#[test]
fn paper_that_is_no_longer_handed_over_is_counted() {
    let machine = Machine::planned();
    let said = machine.run(&["triage", "materials", "--json"]).done().json();
    assert!(
        said["pages_saved"].as_u64().unwrap() > 0 && said["host_hours_saved"].as_u64().unwrap() > 0,
        "{said}"
    );
    assert!(said["switched"].as_u64() <= said["requests"].as_u64());
    for lang in ["zh", "en"] {
        let answer = machine.run(&["triage", "materials", "--lang", lang]).done();
        assert!(!answer.out.contains('\u{27e8}'), "{}", answer.out);
    }
}

/// Two visits of one unit that draw in one subject, the first announced: `(first, its day, second, subject)`.
pub(super) fn pair(machine: &Machine) -> (String, String, String, String) {
    let visits = machine.direct(&["visit", "list", "--json"]).done().json();
    let mut subjects: Vec<(&Value, Vec<Value>)> = Vec::new();
    for visit in visits["visits"].as_array().unwrap() {
        let id = visit["id"].as_str().unwrap();
        let plan = machine.direct(&["draw", "plan", id, "--json"]).done().json();
        let parts = plan["parts"].as_array().unwrap();
        subjects.push((visit, parts.iter().map(|part| part["subject"].clone()).collect()));
    }
    for (first, own) in subjects.iter().filter(|(visit, _)| visit["announced"] == true) {
        let later = |other: &Value| {
            other["unit"] == first["unit"] && other["start"].as_str() > first["start"].as_str()
        };
        for (second, others) in subjects.iter().filter(|(other, _)| later(other)) {
            if let Some(subject) = others.iter().find(|subject| own.contains(subject)) {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                return (text(&first["id"]), text(&first["start"]), text(&second["id"]), text(subject));
            }
        }
    }
    panic!("no two visits of one unit in one subject")
}

/// The part of a subject in what `draw plan` says of a visit.
fn planned_part(document: &Value, subject: &str) -> Value {
    document["parts"].as_array().unwrap().iter().find(|part| part["subject"] == subject).unwrap().clone()
}

#[test]
fn people_and_days_come_first_and_make_the_sample() {
    let machine = Machine::planned();
    let (visit, _, _, subject) = pair(&machine);
    let plan = |words: &[&str]| machine.direct(&[&["draw", "plan", &visit, "--json"], words].concat());
    let usual = planned_part(&plan(&[]).done().json(), &subject);
    let request = usual["request"].as_str().unwrap().to_owned();
    let more = ["--people", "12", "--half-days", "2"];
    let considered = planned_part(&plan(&more).done().json(), &subject);
    assert!(considered["n"].as_u64() > usual["n"].as_u64(), "{usual} {considered}");
    assert_eq!(considered["curve"][0]["accepted_thousandths"], 1000);
    // Looking changes nothing; keeping does, until it is published.
    assert_eq!(planned_part(&plan(&[]).done().json(), &subject)["n"], usual["n"]);
    plan(&[&more[..], &["--keep"]].concat()).done();
    assert_eq!(planned_part(&plan(&[]).done().json(), &subject)["n"], considered["n"]);
    assert!(plan(&["--people", "2", "--half-days", "9", "--keep"]).err.contains("S4064"));
    assert!(plan(&["--people", "1", "--half-days", "1", "--keep"]).err.contains("S4062"));
    for lang in ["zh", "en"] {
        let usual = machine.direct(&["draw", "plan", &visit, "--lang", lang]).done().out;
        assert!(!usual.contains("AQL") && !usual.contains('\u{27e8}'), "{usual}");
        let expert = machine.direct(&["draw", "plan", &visit, "--expert", "--lang", lang]).done().out;
        assert!(expert.contains("AQL 4.0") && expert.contains("MIL-STD-105E (1989)"), "{expert}");
    }
    machine.direct(&["visit", "clear", &visit]).done();
    machine.run(&["visit", "publish", &visit]).done();
    let rounds = machine.direct(&["draw", "list", "--json"]).done().json();
    let fixed = rounds["rounds"].as_array().unwrap().iter().find(|round| round["round"] == visit.as_str());
    let part =
        fixed.unwrap()["parts"].as_array().unwrap().iter().find(|part| part["request"] == request.as_str());
    assert_eq!(part.unwrap()["n"], considered["n"]);
    assert!(plan(&[&more[..], &["--keep"]].concat()).err.contains("A7036"));
    machine.decisions();
}

/// A list that finds everything drawn nonconforming.
pub(super) fn all_bad(round: &Value) -> String {
    let drawn = parts(round);
    let mut known: Vec<&String> = drawn.iter().flat_map(|(chosen, _)| chosen).collect();
    known.sort();
    known.dedup();
    let mut text = "id,result\n".to_owned();
    for id in known {
        let _ = writeln!(text, "{id},nonconforming");
    }
    text
}

#[test]
fn a_rejection_tightens_what_is_fixed_but_not_drawn() {
    let machine = Machine::planned();
    let (visit, day, next, subject) = pair(&machine);
    let run = |words: &[&str]| machine.direct(&[&["--today", day.as_str()], words].concat());
    let request = |visit: &str| {
        let plan = run(&["draw", "plan", visit, "--json"]).done().json();
        planned_part(&plan, &subject)["request"].clone()
    };
    let (_, own) = (request(&visit), request(&next));
    for one in [&visit, &next] {
        run(&["visit", "clear", one]).done();
        run(&["visit", "publish", one]).done();
    }
    let made = run(&["draw", "make", &visit, "--json"]).done().json();
    run(&["record", &visit, &machine.file("bad.csv", all_bad(&made["rounds"][0]))]);
    let fixed = |round: &Value| {
        let parts = round["parts"].as_array().unwrap();
        parts.iter().find(|part| part["request"] == own).unwrap().clone()
    };
    let rounds = run(&["draw", "list", "--json"]).done().json();
    let before = rounds["rounds"].as_array().unwrap().iter().find(|round| round["round"] == next.as_str());
    let before = fixed(before.unwrap());
    assert_eq!(before["judging"]["severity"], "normal");
    let shown = run(&["visit", "show", &next, "--lang", "en"]).done().out;
    assert!(shown.contains("it is drawn tightened"), "{shown}");

    let later = run(&["visit", "show", &next, "--json"]).done().json();
    let mut make = vec!["--today", later["start"].as_str().unwrap(), "draw", "make", &next, "--json"];
    if later["announced"] == false {
        make.extend(["--public", "03 09 12", "--witness", "x"]);
    }
    let made = machine.direct(&make).done().json();
    let after = fixed(&made["rounds"][0]);
    assert_eq!(after["judging"]["severity"], "tightened");
    let number = |part: &Value, name: &str| part[name].as_u64().unwrap();
    let ac = |part: &Value| part["judging"]["ac"].as_u64().unwrap();
    assert!(number(&after, "n") > number(&before, "n") || ac(&after) < ac(&before), "{after}");
    // What was published before still proves the draw.
    assert!(proofs(&machine, &next, &day) > 0);
    machine.decisions();
}

/// Exports what proves a round's draws, verifies every one, and counts them.
pub(super) fn proofs(machine: &Machine, round: &str, day: &str) -> usize {
    let run = |words: &[&str]| machine.direct(&[&["--today", day], words].concat());
    let folder = machine.path("proof").display().to_string();
    run(&["export", "proof", round, "--out", &folder]).done();
    let mut proofs = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path().display().to_string();
        if let Some(stem) = path.strip_suffix(".draw.json") {
            let ids = format!("{stem}.ids.txt");
            let said = run(&["sample", "verify", &path, "--ids", &ids, "--json"]).done().json();
            assert_eq!(said["valid"], true, "{said}");
            proofs += 1;
        }
    }
    proofs
}

#[test]
fn a_rejection_expands_the_check_and_tightens_the_next_plan() {
    let machine = Machine::planned();
    let (visit, day, next, subject) = pair(&machine);
    let run = |words: &[&str]| machine.direct(&[&["--today", day.as_str()], words].concat());
    let severity = || planned_part(&run(&["draw", "plan", &next, "--json"]).done().json(), &subject);
    assert_eq!(severity()["judging"]["severity"], "normal");
    let own = planned_part(&run(&["draw", "plan", &visit, "--json"]).done().json(), &subject);
    let request = own["request"].as_str().unwrap().to_owned();
    run(&["visit", "clear", &visit]).done();
    run(&["visit", "publish", &visit]).done();
    let made = run(&["draw", "make", &visit, "--json"]).done().json();
    let mut text = all_bad(&made["rounds"][0]);
    let drawn = parts(&made["rounds"][0]);
    let known: Vec<&String> = drawn.iter().flat_map(|(chosen, _)| chosen).collect();
    let said = run(&["record", &visit, &machine.file("bad.csv", text.clone()), "--json"]).done().json();
    assert_eq!(said["state"], "rectifying");
    // The check goes on down the same tickets, to twice the number; what it finds is no part of the verdict.
    let rounds = run(&["draw", "list", "--json"]).done().json();
    let round = rounds["rounds"].as_array().unwrap().iter().find(|round| round["round"] == visit.as_str());
    let round = round.unwrap().clone();
    let (place, part) = round["parts"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .find(|(_, part)| part["request"] == request.as_str())
        .unwrap();
    let (n, total) = (part["n"].as_u64().unwrap(), part["frame"]["total"].as_u64().unwrap());
    assert_eq!(part["expansion"]["n"].as_u64(), Some(total.min(2 * n)));
    let further = parts(&round)[place].1.iter().find(|id| !known.contains(id)).unwrap().clone();
    let _ = writeln!(text, "{further},conforming");
    run(&["record", &visit, &machine.file("more.csv", text)]).done();
    let shown = run(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(shown.contains("Rejected") && shown.contains("Expanded check"), "{shown}");
    assert!(shown.contains(&format!("{} of {} seen", n + 1, total.min(2 * n))), "{shown}");
    let after = severity();
    assert_eq!(after["judging"]["severity"], "tightened");
    let lines = run(&["draw", "severity", "--lang", "en"]).done().out;
    assert!(lines.contains("the last sample was rejected"), "{lines}");
    machine.decisions();
}
