//! A process that is killed in the middle of an import.

#![cfg(unix)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use rusqlite::Connection;

use super::Machine;
use super::processes::spawn;

const ROWS: usize = 6_000;

/// Requests of which a few thousand are more than the database holds in memory before it writes.
fn requests() -> String {
    let basis = "\u{6839}\u{636e}\u{6709}\u{5173}\u{89c4}\u{5b9a}".repeat(250);
    let mut text = String::from("部门,检查事项,检查对象,检查时间,检查依据\n");
    for row in 1..=ROWS {
        writeln!(text, "县水利局,第{row}座水库检查,水库,10月,{basis}").unwrap();
    }
    text
}

/// Whether another process is taking a decision right now.
fn deciding(database: &Path) -> bool {
    let database = Connection::open(database).unwrap();
    database.busy_timeout(Duration::ZERO).unwrap();
    database.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_err()
}

/// Lets a process stand still, so that what is seen of it stays so.
fn freeze(child: &Child) {
    let status = Command::new("sh").arg("-c").arg(format!("kill -STOP {}", child.id())).status();
    assert!(status.unwrap().success());
}

#[test]
fn an_import_killed_in_the_middle_leaves_the_database_as_it_was() {
    let machine = Machine::demo();
    let file = machine.file("2019.csv", requests());
    let arguments = ["--today", "2019-09-23", "import", "requests", file.as_str(), "--json"];
    let decisions = machine.decisions();
    let log = machine.path("lianjian.db-wal");
    let written = || std::fs::metadata(&log).map_or(0, |found| found.len());

    let mut child = spawn(&machine, &arguments);
    // What is written before the decision is taken does not fit in memory: some of its rows are on the disk already.
    while written() < 1_000_000 {
        assert!(child.try_wait().unwrap().is_none(), "the import ended before it had written anything");
        std::thread::sleep(Duration::from_millis(1));
    }
    freeze(&child);
    assert!(deciding(&machine.database()), "the import was over before it was stopped");
    child.kill().unwrap();
    child.wait().unwrap();

    assert!(written() >= 1_000_000);
    machine.run(&["journal", "verify"]).done();
    assert_eq!(machine.decisions(), decisions);
    let requests = machine.run(&["triage", "list", "--json"]).done().json();
    assert_eq!(requests["requests"].as_array().unwrap().len(), 0);
    // It is imported as if nothing had been.
    let report = machine.run(&arguments[2..]).done().json();
    assert_eq!(report["taken"].as_array().unwrap().len(), ROWS);
    machine.run(&["journal", "verify"]).done();
}
