//! A second look rides along on a joint visit that goes there anyway; only where none goes in time a visit is asked for.
//! And a township's word that a day does not suit, within its day.

use serde_json::Value;

use super::Machine;
use super::field::published;

/// Day before or after another.
fn day(from: &str, days: i64) -> String {
    let from: chrono::NaiveDate = from.parse().unwrap();
    (from + chrono::Duration::days(days)).to_string()
}

/// A visit that draws, its day, and the last visit its township is told of, two weeks later or more.
fn pair(machine: &Machine) -> (String, String, String, String) {
    published(machine, true);
    let list = machine.direct(&["visit", "list", "--state", "published", "--json"]).done().json();
    let rounds = machine.direct(&["draw", "list", "--json"]).done().json();
    let told: Vec<(&str, &str, &str)> = list["visits"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|visit| visit["announced"] == true)
        .map(|visit| {
            let text = |name: &str| visit[name].as_str().unwrap();
            (text("unit"), text("start"), text("id"))
        })
        .collect();
    let draws = |id: &str| {
        let round = rounds["rounds"].as_array().unwrap().iter().find(|round| round["round"] == id);
        round.is_some_and(|round| !round["parts"].as_array().unwrap().is_empty())
    };
    told.iter()
        .filter(|(_, _, id)| draws(id))
        .find_map(|(unit, start, id)| {
            let last = told.iter().filter(|other| other.0 == *unit).max_by_key(|other| other.1)?;
            let (own, then) = ((*id).to_owned(), last.2.to_owned());
            (day(start, 14).as_str() <= last.1).then(|| (own, (*start).to_owned(), then, last.1.to_owned()))
        })
        .unwrap()
}

/// Closes the only finding on a day and draws it to be looked at again.
fn close_and_draw(machine: &Machine, on: &str) {
    let run = |words: &[&str]| machine.run(&[&["--today", on], words].concat());
    run(&["finding", "close", "F-0001", "--evidence", "bank-record", "--note", "3 payments"]).done();
    let drawn = run(&["finding", "draw", "--json"]).done().json();
    assert_eq!(drawn["findings"], Value::from(vec!["F-0001"]));
}

#[test]
fn a_second_look_rides_along_or_asks_for_a_visit_of_its_own() {
    let machine = Machine::planned();
    let (visit, start, next, then) = pair(&machine);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let first = made["rounds"][0]["parts"][0]["chosen"][0]["id"].as_str().unwrap();
    let list = machine.file("list.csv", format!("id,result\n{first},nonconforming\n"));
    machine.run(&["--today", &start, "record", &visit, &list, "--json"]);
    let alone = Machine::with(&machine.copy());

    // Closed the day before the next visit goes there: it takes the second look along, and nothing is planned.
    let before = day(&then, -1);
    close_and_draw(&machine, &before);
    let told = machine.run(&["--today", &before, "finding", "remind", "--json"]).done().json().to_string();
    assert!(told.contains("F-0001"), "{told}");
    let planned = machine.run(&["--today", &before, "finding", "plan", "--json"]).done().json();
    assert_eq!(planned["requests"], Value::Array(vec![]));
    let on = |words: &[&str]| machine.run(&[&["--today", &then], words].concat());
    let page = machine.path("next.html");
    on(&["export", "checklist", &next, "--out", page.to_str().unwrap()]).done();
    // The second look is a question of its list.
    assert!(std::fs::read_to_string(&page).unwrap().contains(first));
    let phone = machine.file("phone.csv", format!("visit,u_F-0001\n{next},yes\n"));
    let said = on(&["record", &next, &phone, "--json"]).json();
    assert!(!said.to_string().contains("E1944"), "{said}");
    let list = on(&["finding", "list", "--json"]).done().json();
    assert_eq!(list["findings"][0]["finding"]["recheck"], "passed");

    // Closed on the day of the last visit: nothing goes there in time any more, so a visit is asked for, once.
    close_and_draw(&alone, &then);
    let on = |words: &[&str]| alone.run(&[&["--today", &then], words].concat());
    let planned = on(&["finding", "plan", "--json"]).done().json();
    let requests = planned["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1, "{planned}");
    assert_eq!(on(&["finding", "plan", "--json"]).done().json()["requests"], Value::Array(vec![]));
    let finding = on(&["finding", "list", "--json"]).done().json()["findings"][0]["finding"].clone();
    let shown = on(&["triage", "show", requests[0].as_str().unwrap(), "--json"]).done().json().to_string();
    let until = day(finding["recheck_until"].as_str().unwrap(), 0);
    assert!(shown.contains(&until), "the window ends with the deadline: {shown}");
    machine.decisions();
    alone.decisions();
}

#[test]
fn a_township_reports_a_clash_within_its_day() {
    let machine = Machine::planned();
    let (visit, _) = published(&machine, true);
    let shown = machine.direct(&["visit", "show", &visit, "--json"]).done().json();
    let unit = shown["unit_name"].as_str().unwrap().to_owned();
    let on = |today: &str, words: &[&str]| machine.run(&[&["--today", today], words].concat());
    let clash = |today: &str, unit: &str, reason: &str| {
        on(today, &["answer", "clash", &visit, unit, "--reason", reason])
    };
    // Passed on Monday, 23 September: Tuesday is the last day.
    assert!(clash("2019-09-25", &unit, "harvest").err.contains("A7117"));
    assert!(clash("2019-09-24", &unit, " ").err.contains("A7116"));
    clash("2019-09-24", &unit, "harvest").done();
    let slots = on("2019-09-24", &["answer", "list", "--json"]).done().json();
    let told = slots["answers"].as_array().unwrap().iter().find(|slot| slot["standing"] == "clash").unwrap();
    assert_eq!((&told["name"], &told["reason"]), (&Value::from(unit.as_str()), &Value::from("harvest")));
    // The office decides: the visit stands, and is a reminder until it is moved.
    assert!(on("2019-09-24", &["finding", "remind"]).done().out.contains(&visit));
    machine.decisions();
}
