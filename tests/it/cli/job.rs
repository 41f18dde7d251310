//! The job through commands alone: from published plans to visits of the calendar, and back through the journal.

use std::collections::BTreeSet;

use lianjian::store::Store;
use lianjian::text::{Catalogue, Lang};

use super::{Machine, counts, data, ids};

/// The plans two counties published come into the calendar of a third that has registers for them.
#[test]
fn published_plans_reach_the_calendar() {
    let machine = Machine::demo();
    let folder = data("demo/requests-2021");
    let (gangcheng, wangcang) =
        (folder.join("gangcheng_2021_agriculture.csv"), folder.join("wangcang_2021_agriculture.csv"));
    let run = |arguments: &[&str]| machine.run(&[&["--today", "2021-05-20"], arguments].concat()).done();
    let imported =
        run(&["import", "requests", "--json", gangcheng.to_str().unwrap(), wangcang.to_str().unwrap()])
            .json();
    let requests: Vec<String> =
        imported["documents"].as_array().unwrap().iter().flat_map(|file| ids(&file["taken"])).collect();
    assert_eq!(requests.len(), 9);
    let accepted: Vec<&str> =
        ["triage", "accept"].into_iter().chain(requests.iter().map(String::as_str)).collect();
    run(&accepted);
    run(&["draw", "commit"]);
    run(&["draw", "make", "--all"]);
    let plan =
        run(&["plan", "--from", "2021-06-01", "--to", "2021-12-31", "--effort", "quick", "--json"]).json();
    assert_eq!(plan["unserved"].as_array().unwrap().len(), 0);
    let demands = run(&["demand", "list", "--json"]).json();
    let demands = demands["demands"].as_array().unwrap();
    let planned: BTreeSet<&str> = demands
        .iter()
        .filter(|demand| demand["state"] == "planned" && demand["visit"].is_string())
        .map(|demand| demand["request"].as_str().unwrap())
        .collect();
    assert_eq!(planned, requests.iter().map(String::as_str).collect());
    assert!(demands.iter().all(|demand| !demand["elements"].as_array().unwrap().is_empty()));
    machine.run(&["--today", "2021-05-20", "visit", "team", "--all"]).done();
    machine.direct(&["--today", "2021-05-20", "visit", "clear", "--all", "--json"]);
    run(&["visit", "publish", "--all"]);
    let out = machine.path("calendar.json");
    run(&["export", "calendar", "--out", out.to_str().unwrap()]);
    let calendar: serde_json::Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    let visits = calendar["visits"].as_array().unwrap();
    let on_it: BTreeSet<&str> = visits
        .iter()
        .flat_map(|visit| visit["demands"].as_array().unwrap())
        .map(|demand| demand["request"].as_str().unwrap())
        .collect();
    assert_eq!(on_it, planned);
}

/// A dry run of a file reads it the same with and without a database, and says where each row would be filed.
#[test]
fn a_dry_run_says_who_a_row_is_filed_under_and_keeps_nothing() {
    let file = data("demo/requests-2021/wangcang_2021_agriculture.csv");
    let file = file.to_str().unwrap();
    let check = |machine: &Machine, more: &[&str], department: &str| {
        let mut arguments = vec!["import", "requests", file, "--dry-run", "--json"];
        arguments.extend(more);
        let document = machine.run(&arguments).done().json();
        assert_eq!(document["schema"], "lianjian/import/1");
        let rows = document["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[0]["department"], department);
        assert_eq!(rows[0]["windows"][0]["from"], "2021-09-01");
        assert_eq!(rows[0]["ratio"]["min"], 0.05);
    };
    let nothing = Machine::new();
    check(
        &nothing,
        &[],
        "\u{519c}\u{4e1a}\u{7efc}\u{5408}\u{884c}\u{653f}\u{6267}\u{6cd5}\u{5927}\u{961f}\u{4e00}\u{4e2d}\u{961f}",
    );
    check(&nothing, &["--department", "\u{519c}\u{4e1a}\u{5c40}"], "\u{519c}\u{4e1a}\u{5c40}");
    assert!(!nothing.database().exists());
    let demo = Machine::demo();
    let before = demo.decisions();
    check(&demo, &[], "\u{6797}\u{5468}\u{53bf}\u{519c}\u{4e1a}\u{519c}\u{6751}\u{5c40}");
    assert_eq!(demo.decisions(), before);
}

/// The tables of a whole job are what its journal gives, applied from the first entry.
#[test]
fn the_journal_of_a_whole_job_gives_its_tables() {
    let machine = Machine::planned();
    machine.direct(&["visit", "clear", "--all"]);
    machine.run(&["visit", "publish", "--all"]);
    let source = Store::open_read_only(&machine.database()).unwrap();
    let mut replayed = Store::in_memory().unwrap();
    let entries = source.replay(&mut replayed).unwrap();
    assert!(entries > 100, "{entries}");
    let (source, replayed) = (source.verify().unwrap(), replayed.verify().unwrap());
    assert_eq!(replayed.findings, []);
    assert_eq!(
        (replayed.entries, replayed.rows, &replayed.head),
        (source.entries, source.rows, &source.head)
    );
}

/// Undo gives back exactly what was, redo exactly what came after.
#[test]
fn undo_and_redo_are_exact() {
    let machine = Machine::planned();
    let states = || {
        let requests = machine.run(&["triage", "list", "--json"]).done().json();
        let demands = machine.run(&["demand", "list", "--json"]).done().json();
        (counts(&requests["requests"], "state"), counts(&demands["demands"], "state"))
    };
    let plan = machine.run(&["visit", "list", "--json"]).done().out;
    let before = states();
    machine.run(&["visit", "cancel", "V-0002", "--reason", "harvest"]).done();
    let after = states();
    assert_ne!(before, after);
    machine.run(&["journal", "undo"]).done();
    assert_eq!(states(), before);
    // Rows carry the entry that made them so: all else is as it was.
    let unversioned = |text: &str| {
        let mut document: serde_json::Value = serde_json::from_str(text).unwrap();
        for visit in document["visits"].as_array_mut().unwrap() {
            visit.as_object_mut().unwrap().remove("version");
        }
        document
    };
    let again = machine.run(&["visit", "list", "--json"]).done().out;
    assert_eq!(unversioned(&again), unversioned(&plan));
    machine.run(&["journal", "redo"]).done();
    assert_eq!(states(), after);
}

/// Who publishes first decides: what is published is corrected by a new decision, never undone.
#[test]
fn publishing_is_not_undone() {
    let machine = Machine::planned();
    machine.direct(&["visit", "clear", "2"]).done();
    machine.run(&["visit", "publish", "2"]).done();
    let answer = machine.run(&["journal", "undo"]);
    assert_eq!(answer.status, 1);
    assert!(answer.err.contains("T5009"), "{}", answer.err);
}

/// Nobody reads unit or day of a sealed visit off the command line before its day, save directors.
#[test]
fn a_sealed_visit_stays_sealed() {
    let machine = Machine::planned();
    let visits = machine.run(&["visit", "list", "--json"]).done().json();
    let unannounced =
        visits["visits"].as_array().unwrap().iter().find(|visit| visit["announced"] == false).unwrap();
    let (id, unit, day) = (
        unannounced["id"].as_str().unwrap(),
        unannounced["unit_name"].as_str().unwrap(),
        unannounced["start"].as_str().unwrap(),
    );
    machine.direct(&["visit", "clear", id]).done();
    machine.run(&["visit", "publish", id]).done();
    let listed = machine.run(&["visit", "list", "--state", "sealed"]).done().out;
    assert!(listed.contains(id) && !listed.contains(unit) && !listed.contains(day), "{listed}");
    let narrowed = ["visit", "list", "--state", "sealed", "--from", day, "--to", day, "--json"];
    assert_eq!(machine.run(&narrowed).json()["visits"], serde_json::json!([]));
    assert_eq!(machine.run(&["visit", "show", id]).status, 1);
    let demands = machine.run(&["demand", "list", "--json"]).done().out;
    assert!(!demands.contains(id), "{id} is told by its demands");
    assert!(machine.direct(&["demand", "list", "--json"]).done().out.contains(id));
    assert!(machine.direct(&["visit", "show", id]).done().out.contains(unit));
    let on_the_day = ["--today", day, "visit", "show", id];
    assert!(machine.run(&on_the_day).done().out.contains(unit));
}

/// Every command's document names its schema, in whatever language, and stdout holds nothing else.
#[test]
fn queries_answer_with_one_document() {
    let machine = Machine::planned();
    let check = |words: &str, schema: &str| {
        let mut arguments: Vec<&str> = words.split(' ').collect();
        arguments.extend(["--json", "--lang", "en"]);
        assert_eq!(machine.run(&arguments).done().json()["schema"], schema, "{words}");
    };
    check("person list", "lianjian/people/1");
    check("triage list", "lianjian/triage-list/1");
    check("triage show 1", "lianjian/request/1");
    check("rules list", "lianjian/rules/1");
    check("rules explain R2001", "lianjian/rule/1");
    check("quota show", "lianjian/quota/1");
    check("draw list", "lianjian/round-list/1");
    check("demand list", "lianjian/demand-list/1");
    check("demand show 1", "lianjian/demand/1");
    check("visit list", "lianjian/visit-list/1");
    check("visit show 1", "lianjian/visit/1");
    check("anchor list", "lianjian/anchor-list/1");
    check("arrival list", "lianjian/arrival-list/1");
    check("burden", "lianjian/burden/1");
    check("journal log", "lianjian/journal-log/1");
    check("journal verify", "lianjian/journal-verify/1");
    check("doctor", "lianjian/doctor/1");
}

/// Every decision of the journal has a name people know.
#[test]
fn decisions_have_names() {
    let machine = Machine::planned();
    machine.direct(&["visit", "clear", "2"]).done();
    machine.run(&["visit", "publish", "2"]).done();
    let entries = machine.run(&["journal", "log", "--limit", "1000", "--json"]).done().json();
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for entry in entries["entries"].as_array().unwrap() {
            let command = entry["command"].as_str().unwrap();
            assert!(catalogue.has(&format!("journal-{command}")), "{command} has no name");
        }
    }
}

/// What the doctor finds with and without a database, and with a county's own file.
#[test]
fn the_doctor_says_what_is_in_force() {
    let machine = Machine::demo();
    let found = machine.run(&["doctor", "--json"]).done().json();
    assert_eq!((&found["exists"], &found["findings"]), (&serde_json::json!(true), &serde_json::json!(0)));
    assert_eq!(found["calendar_years"]["from"], 2019);
    assert_eq!(found["own_files"], serde_json::json!([]));
    let nothing = Machine::new();
    std::fs::create_dir_all(nothing.path("data/rules")).unwrap();
    std::fs::copy(data("rules/quotas.toml"), nothing.path("data/rules/quotas.toml")).unwrap();
    let found = nothing.run(&["doctor", "--json"]).done().json();
    assert_eq!(found["exists"], false);
    assert_eq!(found["own_files"], serde_json::json!(["~/data/rules/quotas.toml"]));
    assert!(nothing.run(&["doctor"]).done().err.contains("lianjian init"));
    assert!(!nothing.database().exists());
}

/// A county's copies stand beside its database, wherever that is; a wrong edit is refused with its line, and decides
/// nothing.
#[test]
fn a_countys_own_rules_stand_beside_its_database() {
    let machine = Machine::new();
    let folder = machine.path("office/data/rules");
    std::fs::create_dir_all(&folder).unwrap();
    let preset = std::fs::read_to_string(data("rules/quotas.toml")).unwrap();
    let own = folder.join("quotas.toml");
    std::fs::write(&own, preset.replace("percent_max = 50", "percent_max = 41")).unwrap();
    let database = machine.path("office/county.db");
    let database = database.to_str().unwrap();
    machine.run(&["init", "--demo", "--db", database]).done();
    let found = machine.run(&["doctor", "--json", "--db", database]).done().json();
    assert_eq!(found["own_files"], serde_json::json!(["~/office/data/rules/quotas.toml"]));
    assert!(machine.run(&["rules", "explain", "R2331", "--db", database]).done().out.contains("41"));
    let wrong = preset.replacen("times_max = 1 }", "times_maxx = 1 }", 1);
    let line = preset.lines().position(|line| line == "code = \"R2401\"").unwrap() + 1;
    std::fs::write(&own, wrong).unwrap();
    for command in [["rules", "list"], ["quota", "show"]] {
        let answer = machine.run(&[command[0], command[1], "--db", database]);
        assert_ne!(answer.status, 0);
        assert!(answer.err.contains("A7062") && answer.err.contains("times_maxx"), "{}", answer.err);
        assert!(answer.err.contains(&format!("第 {line} 行")), "{}", answer.err);
    }
}

/// The help of every command in both languages, on stdout, with exit status 0; shells and manuals get the same tree.
#[test]
fn shells_and_manuals_know_every_command() {
    let machine = Machine::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = machine.run(&["completions", shell]).done().out;
        assert!(script.contains("despite-rules"), "{shell}");
    }
    let folder = machine.path("man");
    machine.run(&["man", folder.to_str().unwrap(), "--lang", "en"]).done();
    let page = std::fs::read_to_string(folder.join("lianjian-visit-publish.1")).unwrap();
    assert!(page.contains("unannounced visits are sealed"), "{page}");
    assert!(!machine.database().exists());
}

/// The demo, run twice, writes the same files, byte by byte.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let machine = Machine::new();
    let files = |folder: &str| {
        let path = machine.path(folder);
        machine.run(&["demo", "--out", path.to_str().unwrap(), "--json"]).done();
        let mut files = std::collections::BTreeMap::new();
        for inside in [path.clone(), path.join("checklists"), path.join("letters")] {
            for entry in std::fs::read_dir(inside).unwrap().map(|entry| entry.unwrap().path()) {
                // The database's pages hold more than its rows.
                if entry.is_file() && !entry.to_str().unwrap().contains("lianjian.db") {
                    let name = entry.strip_prefix(&path).unwrap().to_owned();
                    files.insert(name, std::fs::read(entry).unwrap());
                }
            }
        }
        files
    };
    let (first, second) = (files("first"), files("second"));
    assert!(first.len() > 200, "{}", first.len());
    assert!(first.keys().eq(second.keys()));
    let different: Vec<_> = first.keys().filter(|name| first[*name] != second[*name]).collect();
    assert!(different.is_empty(), "{different:?}");
}

/// A visit moves to a day on which people work, that is still to come and on which the unit receives.
#[test]
fn a_visit_moves_only_where_somebody_works_and_receives() {
    let machine = Machine::planned();
    let visits = machine.run(&["visit", "list", "--json"]).done().json();
    let visit = visits["visits"][0]["id"].as_str().unwrap();
    let code = |day: &str| {
        let answer = machine.run(&["visit", "move", visit, day]);
        assert_eq!(answer.status, 1, "{}", answer.err);
        answer.err.split_whitespace().find(|word| word.starts_with('A')).unwrap_or_default()[..5].to_owned()
    };
    assert_eq!(code("2019-10-26"), "A7038", "a Saturday");
    assert_eq!(code("2019-09-20"), "A7038", "gone by");
    assert_eq!(code("2019-12-30"), "A7035", "outside the window");
    let why = "\u{9632}\u{6c5b}";
    machine
        .run(&["visit", "forbid", visit, "--from", "2019-12-30", "--to", "2019-12-31", "--reason", why])
        .done();
    assert_eq!(code("2019-12-30"), "A7039", "nobody is received");
}
