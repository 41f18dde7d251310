//! An import tells how far it is, and takes nothing where it is stopped, early or late.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use lianjian::app::demo;
use lianjian::app::intake::{GivenFile, RequestOptions, requests};
use lianjian::app::office::Office;
use lianjian::app::session::{Actor, Session};
use lianjian::domain::journal::Entry;
use lianjian::domain::request::Request;

fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_569_211_200, 0).unwrap()
}

/// What is in the database: requests, entries of the journal.
fn held(session: &Session) -> (usize, usize) {
    let entries: Vec<Entry> = session.read(|view| Ok(view.entries(0, 10_000)?)).unwrap();
    let requests = session.read(|view| Ok(view.all::<Request>()?)).unwrap();
    (requests.len(), entries.len())
}

#[test]
fn a_stopped_import_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: clock, today: demo::today() };
    let office = Office::load(None).unwrap();
    let mut session = Session::open(&folder.path().join("office.db"), office, actor).unwrap();
    demo::set_up(&mut session).unwrap();
    let mut text = "序号,检查事项,检查乡镇,检查时间\n".to_owned();
    for row in 1..=2_000 {
        let _ = writeln!(text, "{row},第{row}项检查,松盘乡,2019年{}月", row % 3 + 10);
    }
    let file = GivenFile { name: "县水利局2019.csv".to_owned(), bytes: text.into_bytes() };
    let options = RequestOptions::default();
    let before = held(&session);
    for eighths in [0, 1, 3, 5, 7] {
        let mut told = Vec::new();
        let stopped = requests(&mut session, &file, &options, false, &mut |done, all| {
            told.push(done);
            done * 8 < all * eighths
        });
        let said = stopped.map_or_else(
            |error| error.message.code,
            |report| {
                assert_eq!(report.taken, []);
                report.problems[0].message.code.clone()
            },
        );
        assert_eq!(said, if eighths < 2 { "E1046" } else { "A7151" }, "{eighths}");
        assert!(told.is_sorted() && told.len() > eighths / 2, "{told:?}");
        assert_eq!(held(&session), before, "{eighths}");
    }
    let all = requests(&mut session, &file, &options, false, &mut |_, _| true).unwrap();
    assert_eq!((all.taken.len(), held(&session).0), (2_000, before.0 + 2_000));
}
