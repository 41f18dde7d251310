//! A visit judged household by household: numbers on every list, a team that stops early, and nothing missing then.

use serde_json::Value;

use super::Machine;
use super::field::published;

/// A draft that draws from one frame, judged household by household from now on.
fn chosen(machine: &Machine) -> String {
    let visits = machine.run(&["visit", "list", "--json"]).done().json();
    let plan = |id: &Value| {
        let id = id.as_str().unwrap();
        let words = ["draw", "plan", id, "--people", "2", "--half-days", "2"];
        let answer = machine.run(&[&words[..], &["--sequential", "--json"]].concat());
        (answer.status == 0).then(|| answer.json())
    };
    let fits = |visit: &&Value| {
        visit["announced"] == true
            && plan(&visit["id"]).is_some_and(|plan| {
                let parts = plan["parts"].as_array().unwrap();
                parts.len() == 1 && !parts[0]["stops"].as_array().unwrap().is_empty()
            })
    };
    let visit = visits["visits"].as_array().unwrap().iter().find(fits).unwrap();
    visit["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_team_stops_early_and_nothing_is_missing() {
    let machine = Machine::planned();
    let visit = chosen(&machine);
    let plan = |more: &[&str]| {
        let words = ["draw", "plan", &visit, "--people", "2", "--half-days", "2", "--lang", "en"];
        machine.run(&[&words[..], more].concat()).done()
    };
    // Judged as a whole unless somebody chose otherwise; what is only looked at is not kept.
    assert!(plan(&["--sequential"]).out.contains("stop and accept"));
    assert!(!plan(&[]).out.contains("stop and accept"));
    let shown = || machine.run(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(!shown().contains("stop and accept"));
    let kept = plan(&["--sequential", "--keep", "--json"]).json();
    assert!(shown().contains("stop and accept"));
    let stops = kept["parts"][0]["stops"].as_array().unwrap().clone();
    let first = stops.iter().find(|stop| stop["accept"] == 0).unwrap()["n"].as_u64().unwrap();
    let n = kept["parts"][0]["n"].as_u64().unwrap();
    assert!(first < n && stops.len() as u64 == n, "{stops:?}");

    published(&machine, true);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let part = &made["rounds"][0]["parts"][0];
    assert_eq!(part["stops"].as_array(), Some(&stops), "fixed before, not chosen afterwards");
    let ids: Vec<&str> =
        part["chosen"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let list = machine.run(&["visit", "list", "--json"]).done().json();
    let own = list["visits"].as_array().unwrap().iter().find(|one| one["id"] == visit.as_str()).unwrap();
    let day = own["start"].as_str().unwrap();
    let on = |words: &[&str]| machine.run(&[&["--today", day], words].concat());

    // The paper says when to stop.
    let page = machine.path("list.html");
    on(&["export", "checklist", &visit, "--lang", "en", "--out", page.to_str().unwrap()]).done();
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("Stop and accept with nonconforming up to"), "no stop numbers");
    assert!(text.contains(&format!("<td class=\"c\">{first}")), "no number {first}");
    for format in ["pdf", "xlsx", "xlsform"] {
        let folder = machine.path(format);
        on(&["export", "checklist", &visit, "--format", format, "--out", folder.to_str().unwrap()]).done();
    }

    // One household short of the first number: open. With it: decided, and whoever was not visited is not missing.
    let conforming = |count: u64| {
        let rows: Vec<String> =
            ids.iter().zip(0..count).map(|(id, _)| format!("{id},conforming\n")).collect();
        machine.file("answers.csv", format!("id,result\n{}", rows.concat()))
    };
    let said = on(&["record", &visit, &conforming(first - 1), "--json"]).done().json();
    assert_eq!(said["state"], "in-field");
    assert!(said.to_string().contains("E1946"));
    let said = on(&["record", &visit, &conforming(first), "--json"]).done().json();
    assert_eq!(said["state"], "recorded", "{said}");
    assert!(!said.to_string().contains("E1946"), "{said}");
    let told = on(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(
        told.contains(&format!("Accepted by the stop numbers: 0 nonconforming after {first} of {n}")),
        "{told}"
    );
    let history = on(&["draw", "severity", "--json"]).done().json();
    assert_eq!(history["units"][0]["history"][0]["accepted"], true, "{history}");
    machine.decisions();
}

#[test]
fn a_team_that_finds_too_many_stops_and_the_check_is_widened() {
    let machine = Machine::planned();
    let visit = chosen(&machine);
    let words =
        ["draw", "plan", &visit, "--people", "2", "--half-days", "2", "--sequential", "--keep", "--json"];
    let kept = machine.run(&words).done().json();
    let stops = kept["parts"][0]["stops"].as_array().unwrap();
    let reject = stops.iter().find(|stop| stop["reject"] == stop["n"]).unwrap()["n"].as_u64().unwrap();
    published(&machine, true);
    let made = machine.run(&["draw", "make", &visit, "--json"]).done().json();
    let chosen = made["rounds"][0]["parts"][0]["chosen"].as_array().unwrap();
    let rows: Vec<String> = chosen
        .iter()
        .zip(0..reject)
        .map(|(one, _)| format!("{},nonconforming\n", one["id"].as_str().unwrap()))
        .collect();
    let file = machine.file("bad.csv", format!("id,result\n{}", rows.concat()));
    let list = machine.run(&["visit", "list", "--json"]).done().json();
    let own = list["visits"].as_array().unwrap().iter().find(|one| one["id"] == visit.as_str()).unwrap();
    let day = own["start"].as_str().unwrap();
    let on = |words: &[&str]| machine.run(&[&["--today", day], words].concat());
    let said = on(&["record", &visit, &file, "--json"]).done().json();
    assert_eq!(said["state"], "rectifying", "{said}");
    let told = on(&["visit", "show", &visit, "--lang", "en"]).done().out;
    assert!(told.contains("Rejected by the stop numbers") && told.contains("Expanded check"), "{told}");
    let next = on(&["draw", "severity", "--json"]).done().json();
    assert_eq!(next["units"][0]["severity"], "tightened", "{next}");
}
