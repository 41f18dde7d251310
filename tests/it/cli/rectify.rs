//! From what a phone brings back to the finding, its rectification and the second look; what departments answer.

use std::fmt::Write as _;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use super::Machine;
use super::field::published;

/// Check items of the first sample of a checklist, as its hidden row names them.
fn items(machine: &Machine, visit: &str, day: &str) -> Vec<String> {
    let path = machine.path("checklist.xlsx");
    let out = path.to_str().unwrap();
    machine.run(&["--today", day, "export", "checklist", visit, "--out", out, "--force"]).done();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let sheets = book.sheet_names();
    let rows = sheets.iter().flat_map(|name| {
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(<[Data]>::to_vec).collect::<Vec<_>>()
    });
    let rows: Vec<Vec<String>> = rows.map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let hidden =
        rows.iter().find(|row| row[0] == visit && row.iter().filter(|cell| !cell.is_empty()).count() > 1);
    hidden.unwrap()[6..].iter().filter(|id| !id.is_empty()).cloned().collect()
}

/// What a phone sends of the first sample: one item of the first household wrong, everything else in order.
fn submission(made: &Value, items: &[String], wrong: &str) -> String {
    let mut text = format!("s1_element,s1_absence,s1_{}_note", items[0]);
    for item in items {
        write!(text, ",s1_{item}").unwrap();
    }
    for (number, chosen) in made["rounds"][0]["parts"][0]["chosen"].as_array().unwrap().iter().enumerate() {
        let bad = number == 0;
        write!(text, "\n{},,{}", chosen["id"].as_str().unwrap(), if bad { wrong } else { "" }).unwrap();
        for at in 0..items.len() {
            text.push_str(if bad && at == 0 { ",no" } else { ",yes" });
        }
    }
    text.push('\n');
    text
}

#[test]
fn a_finding_is_put_right_by_fit_evidence_and_looked_at_again() {
    let machine = Machine::planned();
    let (visit, day) = published(&machine, true);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let on = |day: &str, words: &[&str]| machine.run(&[&["--today", day], words].concat());
    let wrong = "\u{5c11}\u{53d1}\u{4e24}\u{4e2a}\u{6708}";
    let phone = machine.file("phone.csv", submission(&made, &items(&machine, &visit, &day), wrong));
    let said = on(&day, &["record", &visit, &phone, "--json"]).done().json();
    assert_eq!(said["findings"], Value::from(vec!["F-0001"]));
    // Other samples of the visit have not come back yet: that is said, and no other trouble.
    let codes = said["problems"].as_array().unwrap().iter().map(|problem| &problem["message"]["code"]);
    assert!(codes.clone().all(|code| code == "E1946"), "{:?}", codes.collect::<Vec<_>>());
    let again = on(&day, &["record", &visit, &phone, "--json"]).done().json();
    assert_eq!((&again["added"], &again["unchanged"]), (&Value::from(0), &said["added"]));

    // Before anything is ordered the facts may be stated; then it is due, then overdue.
    let list = on(&day, &["finding", "list", "--json"]).done().json();
    let row = &list["findings"][0];
    assert_eq!((&row["what"], &row["overdue"]), (&Value::from(wrong), &Value::Bool(false)));
    assert!(!row["guidance"].as_str().unwrap().is_empty());
    let deadline = row["finding"]["deadline"].as_str().unwrap().to_owned();
    assert!(row["finding"]["facts_until"].as_str().unwrap() < deadline.as_str());
    let folder = machine.path("letters");
    let letter = |kind: &str, day: &str| {
        on(day, &["export", "letter", kind, "--out", folder.to_str().unwrap(), "--force"])
    };
    // Handed to the department the item names, or a notice to the unit; the notice waits for the facts.
    let department = !row["finding"]["responsible"].is_null();
    assert_eq!(letter("hand-over", &day).status == 0, department);
    assert_ne!(letter("rectification", &day).status, 0);
    assert_eq!(letter("rectification", &deadline).status == 0, !department);
    let late = "2020-06-01";
    assert!(on(late, &["finding", "remind"]).done().out.contains("F-0001"));
    let overdue = on(late, &["finding", "list", "--overdue", "--json"]).done().json();
    assert_eq!(overdue["findings"].as_array().unwrap().len(), 1);
    assert!(on(late, &["finding", "facts", "F-0001", "x"]).err.contains("A7112"));

    // Evidence that somebody was busy closes nothing.
    let close = |evidence: &str, note: &str| {
        on(&deadline, &["finding", "close", "F-0001", "--evidence", evidence, "--note", note])
    };
    assert!(close("photo", "x").err.contains("A7113"));
    assert!(close("bank-record", " ").err.contains("A7114"));
    close("bank-record", "3 payments, 12 October").done();
    let state = || on(&deadline, &["visit", "show", &visit, "--json"]).done().json()["state"].clone();
    assert_eq!(state(), "closed");

    // A drawn share is looked at again, once; as nothing is as reported, it is open again.
    let drawn = on(&deadline, &["finding", "draw", "--json"]).done().json();
    assert_eq!(drawn["findings"], Value::from(vec!["F-0001"]));
    assert_eq!(on(&deadline, &["finding", "draw", "--json"]).done().json()["findings"], Value::Array(vec![]));
    assert_eq!(state(), "rectifying");
    let told = on(&deadline, &["finding", "remind", "--json"]).done().json();
    let waits = told["reminders"].to_string().contains("finding plan");
    let planned = on(&deadline, &["finding", "plan", "--json"]).done().json();
    assert_eq!(planned["requests"].as_array().unwrap().len(), usize::from(waits));
    assert_eq!(on(&deadline, &["finding", "plan", "--json"]).done().json()["requests"], Value::Array(vec![]));
    on(&deadline, &["finding", "recheck", "F-0001", "--failed"]).done();
    let open = on(&deadline, &["finding", "list", "--state", "open", "--json"]).done().json();
    assert_eq!(open["findings"][0]["finding"]["id"], "F-0001");
    on(&deadline, &["finding", "handed-over", &visit]).done();
    machine.decisions();
}

#[test]
fn silence_is_consent_and_an_objection_reopens_the_demand() {
    let machine = Machine::planned();
    let (_, day) = published(&machine, true);
    let on = |day: &str, words: &[&str]| machine.run(&[&["--today", day], words].concat());
    let today = "2019-09-23";
    let slots = |day: &str| on(day, &["answer", "list", "--json"]).done().json()["answers"].clone();
    let first = slots(today)[0].clone();
    assert_eq!(first["standing"], "awaited");
    let (visit, party) = (first["visit"].as_str().unwrap(), first["name"].as_str().unwrap());
    assert_eq!(slots(&day)[0]["standing"], "consented");
    // Only where the county says so: in its own copy it says otherwise, and who said nothing has not agreed.
    let own = machine.path("data");
    std::fs::create_dir(&own).unwrap();
    let terms = std::fs::read_to_string(super::data("office.toml")).unwrap();
    let strict = terms.replace("silence_is_consent = true", "silence_is_consent = false");
    assert_ne!(strict, terms);
    std::fs::write(own.join("office.toml"), strict).unwrap();
    assert_ne!(slots(&day)[0]["standing"], "consented");
    std::fs::remove_dir_all(&own).unwrap();
    assert!(on(&day, &["answer", "object", visit, party, "--reason", "x"]).err.contains("A7117"));
    assert!(on(today, &["answer", "object", visit, party, "--reason", ""]).err.contains("A7116"));
    on(today, &["answer", "confirm", visit, party]).done();
    assert_eq!(slots(today)[0]["standing"], "confirmed");
    let done = on(today, &["answer", "object", visit, party, "--reason", "harvest", "--json"]).done().json();
    let reopened = done["reopened"][0].as_str().unwrap().to_owned();
    let demand = on(today, &["demand", "show", &reopened, "--json"]).done().json();
    assert_eq!(demand["state"], "waiting", "{demand}");
    // The day objected to is not offered again.
    let start = on(today, &["visit", "show", visit, "--json"]).done().json()["start"].clone();
    let (from, to) = (demand["days"]["from"].as_str().unwrap(), demand["days"]["to"].as_str().unwrap());
    assert!(!(from..=to).contains(&start.as_str().unwrap()), "{demand}");
    assert_eq!(slots(today)[0]["standing"], "objected");
    machine.decisions();
}
