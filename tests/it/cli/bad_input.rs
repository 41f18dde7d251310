//! What goes wrong: each with a code, what to do, the right exit status, nothing lost and nothing half done.

use rusqlite::Connection;

use super::{Answer, Machine, data};

/// A form of a county department with these rows.
fn form(rows: &str) -> String {
    format!(
        "\u{5e8f}\u{53f7},\u{90e8}\u{95e8},\u{68c0}\u{67e5}\u{4e8b}\u{9879},\u{68c0}\u{67e5}\u{5bf9}\u{8c61},\u{68c0}\u{67e5}\u{65f6}\u{95f4}\n{rows}"
    )
}

/// `1,住建局,农村危房改造检查,松盘乡,2019年11月`
const GOOD: &str = "1,\u{4f4f}\u{5efa}\u{5c40},\u{519c}\u{6751}\u{5371}\u{623f}\u{6539}\u{9020}\u{68c0}\u{67e5},\u{677e}\u{76d8}\u{4e61},2019\u{5e74}11\u{6708}\n";

/// The answer says the code and what to do.
#[track_caller]
fn says(answer: &Answer, status: u8, code: &str) {
    assert_eq!(answer.status, status, "{}{}", answer.out, answer.err);
    assert!(answer.err.contains(code), "{code} is not in {}", answer.err);
    assert!(answer.err.contains("\u{5904}\u{7406}\u{529e}\u{6cd5}"), "no action: {}", answer.err);
}

/// Imports a file into a demo county that must not change by it.
#[track_caller]
fn refused(name: &str, bytes: &[u8], more: &[&str], code: &str) {
    let machine = Machine::demo();
    let before = machine.decisions();
    let file = machine.file(name, bytes);
    let mut arguments = vec!["import", "requests", file.as_str()];
    arguments.extend(more);
    says(&machine.run(&arguments), 1, code);
    assert_eq!(machine.decisions(), before);
}

#[test]
fn a_missing_file() {
    let machine = Machine::demo();
    let before = machine.decisions();
    let good = machine.file("good.csv", form(GOOD));
    // One that is there is not taken either: the command line is wrong as a whole.
    says(&machine.run(&["import", "requests", &good, "/no/such/file.csv"]), 3, "X6001");
    assert_eq!(machine.decisions(), before);
}

#[test]
fn a_wrong_format() {
    refused("scan.xlsx", b"%PDF-1.4 scanned", &[], "E1002");
    refused("empty.csv", b"", &[], "E1001");
    refused("broken.xlsx", b"PK\x03\x04 broken", &[], "E1003");
    refused(
        "letter.csv",
        "\u{5173}\u{4e8e}\u{5f00}\u{5c55}\u{68c0}\u{67e5}\u{7684}\u{901a}\u{77e5}\n".as_bytes(),
        &[],
        "E1014",
    );
}

#[test]
fn an_unreadable_encoding() {
    refused("form.csv", b"\xff\x81\xff\x30,\x80\n\xff\xff,1\n", &[], "E1006");
    refused("form.csv", form(GOOD).as_bytes(), &["--encoding", "klingon"], "E1007");
}

#[test]
fn a_half_broken_row_stays_out_and_the_others_come_in() {
    let machine = Machine::demo();
    let file = machine.file(
        "form.csv",
        form(&format!(
            "{GOOD}2,\u{4f4f}\u{5efa}\u{5c40},,\u{677e}\u{76d8}\u{4e61},\u{5f85}\u{5b9a}\u{65e5}\n"
        )),
    );
    let answer = machine.run(&["import", "requests", &file]);
    says(&answer, 1, "E1020");
    assert!(answer.err.contains("\u{7b2c} 3 \u{884c}"), "{}", answer.err);
    assert!(answer.out.contains("R-0001"), "{}", answer.out);
    let strict = Machine::demo();
    let file = strict.file(
        "form.csv",
        form(&format!("{GOOD}2,\u{4f4f}\u{5efa}\u{5c40},,\u{677e}\u{76d8}\u{4e61},11\u{6708}\n")),
    );
    let before = strict.decisions();
    let answer = strict.run(&["import", "requests", &file, "--strict"]);
    says(&answer, 1, "A7013");
    assert!(answer.err.contains("E1020"), "{}", answer.err);
    assert_eq!(strict.decisions(), before);
}

#[test]
fn a_date_outside_every_calendar() {
    let row = |when: &str| form(&GOOD.replace("2019\u{5e74}11\u{6708}", when)).into_bytes();
    refused("form.csv", &row("2019\u{5e74}2\u{6708}30\u{65e5}"), &[], "E1026");
    let machine = Machine::demo();
    says(&machine.run(&["plan", "--from", "2031-01-01", "--to", "2031-02-01"]), 1, "A7022");
    says(&machine.run(&["plan", "--from", "2019-12-31", "--to", "2019-10-01"]), 2, "A7083");
}

#[test]
fn holidays_from_a_file_extend_the_calendar() {
    let machine = Machine::demo();
    let file = machine.file(
        "2031.csv",
        "\u{65e5}\u{671f},\u{8282}\u{65e5},\u{7c7b}\u{578b}\n2031-01-01,\u{5143}\u{65e6},\u{4f11}\n",
    );
    machine.run(&["import", "holidays", &file]).done();
    says(&machine.run(&["plan", "--from", "2031-01-01", "--to", "2031-02-01"]), 1, "A7021");
}

#[test]
fn an_unknown_township_is_answered_with_the_nearest_names() {
    let machine = Machine::demo();
    let before = machine.decisions();
    let file =
        machine.file("form.csv", form(&GOOD.replace("\u{677e}\u{76d8}\u{4e61}", "\u{677e}\u{6f58}\u{4e61}")));
    let answer = machine.run(&["import", "requests", &file]);
    says(&answer, 1, "E1919");
    assert!(answer.err.contains("\u{677e}\u{76d8}\u{4e61}"), "{}", answer.err);
    assert_eq!(machine.decisions(), before);
    let answer = machine.run(&["quota", "show", "--unit", "\u{8fb9}\u{4ea4}"]);
    says(&answer, 1, "E1919");
    assert!(answer.err.contains("\u{8fb9}\u{4ea4}\u{6797}\u{4e61}"), "{}", answer.err);
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let machine = Machine::demo();
    let file = machine.file("form.csv", form(GOOD));
    let first = machine.run(&["import", "requests", &file, "--json"]).done().json();
    assert_eq!(first["taken"].as_array().unwrap().len(), 1);
    let before = machine.decisions();
    let second = machine.run(&["import", "requests", &file, "--json"]).done().json();
    assert_eq!((second["taken"].as_array().unwrap().len(), &second["unchanged"]), (0, &serde_json::json!(1)));
    assert_eq!(machine.decisions(), before);
}

#[test]
fn a_corrected_file_amends_what_it_brought() {
    let machine = Machine::demo();
    let file = machine.file("form.csv", form(GOOD));
    machine.run(&["import", "requests", &file]).done();
    machine.file("form.csv", form(&GOOD.replace("11\u{6708}", "12\u{6708}")));
    let answer = machine.run(&["import", "requests", &file]).done();
    says(&answer, 0, "E1902");
    let when = || machine.run(&["triage", "show", "1", "--json"]).done().json()["windows"][0]["from"].clone();
    assert_eq!(when(), "2019-11-01");
    machine.run(&["import", "requests", &file, "--amend"]).done();
    assert_eq!(when(), "2019-12-01");
    assert_eq!(
        machine.run(&["triage", "list", "--json"]).done().json()["requests"].as_array().unwrap().len(),
        1
    );
    machine.run(&["triage", "return", "1", "--reason", "basis"]).done();
}

#[test]
fn a_folder_that_cannot_be_written() {
    let machine = Machine::planned();
    // A file in the place of a folder: no folder can be made there, whoever asks.
    let wall = machine.file("wall", "");
    let inside = format!("{wall}/inside");
    says(&machine.run(&["init", "--demo", "--db", &format!("{inside}/office.db")]), 3, "X6016");
    says(&machine.run(&["export", "calendar", "--out", &format!("{inside}/c.ics")]), 3, "X60");
    says(&machine.run(&["backup", &format!("{inside}/copy.db")]), 3, "T5018");
    assert_eq!(std::fs::read(&wall).unwrap(), b"");
}

#[test]
fn a_locked_database() {
    let machine = Machine::demo();
    let before = machine.decisions();
    let file = machine.file("form.csv", form(GOOD));
    let other = Connection::open(machine.database()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    says(&machine.run(&["import", "requests", &file]), 3, "T5003");
    // Who only reads is not held up.
    machine.run(&["triage", "list"]).done();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(machine.decisions(), before);
    machine.run(&["import", "requests", &file]).done();
}

#[test]
fn a_newer_database_and_somebody_elses() {
    let machine = Machine::demo();
    Connection::open(machine.database()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let bytes = std::fs::read(machine.database()).unwrap();
    says(&machine.run(&["triage", "list"]), 3, "T5004");
    says(&machine.run(&["triage", "auto"]), 3, "T5004");
    says(
        &machine.run(&[
            "import",
            "requests",
            data("demo/requests-2021/gangcheng_2021_agriculture.csv").to_str().unwrap(),
        ]),
        3,
        "T5004",
    );
    assert_eq!(std::fs::read(machine.database()).unwrap(), bytes);
    let letter = machine.file("letter.txt", "a letter, and nothing else");
    says(&machine.run(&["triage", "list", "--db", &letter]), 3, "T5005");
    assert_eq!(std::fs::read(&letter).unwrap(), b"a letter, and nothing else");
    says(&machine.run(&["triage", "list", "--db", "/no/such/office.db"]), 3, "A7081");
}

#[test]
fn a_row_changed_behind_the_programs_back_is_found_and_named() {
    let machine = Machine::planned();
    let other = Connection::open(machine.database()).unwrap();
    other
        .execute("UPDATE visit SET doc = replace(doc, '2019-10-', '2019-11-') WHERE key = 'V-0002'", [])
        .unwrap();
    let answer = machine.run(&["journal", "verify"]);
    says(&answer, 1, "T5108");
    assert!(answer.err.contains("V-0002"), "{}", answer.err);
}

#[test]
fn nothing_imported_steers_the_terminal() {
    let machine = Machine::demo();
    let file = machine.file(
        "form.csv",
        form(&GOOD.replace("\u{519c}\u{6751}\u{5371}\u{623f}", "\u{1b}[2J\u{202e}\u{9189}")),
    );
    let answer = machine.run(&["import", "requests", &file]).done();
    let shown = [
        answer.err,
        machine.run(&["triage", "list"]).done().out,
        machine.run(&["triage", "show", "1"]).done().out,
    ]
    .concat();
    assert!(shown.contains('\u{9189}'), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
}

#[test]
fn only_who_may_clears_and_excepts() {
    let machine = Machine::planned();
    let before = machine.decisions();
    says(&machine.run(&["visit", "clear", "2"]), 1, "A7001");
    says(&machine.run(&["quota", "except", "R2301", "V-0002", "--reason", "x"]), 1, "A7001");
    says(&machine.direct(&["quota", "except", "R2301", "V-0002", "--reason", " "]), 2, "A7031");
    assert_eq!(machine.decisions(), before);
    machine.direct(&["quota", "except", "R2301", "V-0002", "--reason", "flood"]).done();
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let machine = Machine::planned();
    let arguments = ["lianjian", "triage", "list"].map(std::ffi::OsString::from);
    let mut err = Vec::new();
    let status = lianjian::cli::run(arguments, &machine.environment(), &mut Gone, &mut err);
    assert_eq!((status, err.as_slice()), (0, &b""[..]));
}
