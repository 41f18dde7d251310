//! What work beside the keys, or another process, brings is known to the office that stays open.

use chrono::NaiveDate;
use lianjian::text::Lang;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, ImportKind, Task};

use super::office::{Machine, Stage};

#[test]
fn a_holiday_notice_taken_in_beside_is_known_at_once() {
    let machine = Machine::at(Stage::Received);
    let mut office = machine.office(Lang::En);
    let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let works =
        |office: &mut lianjian::tui::worker::Office| office.session().office().calendar.is_working(day);
    assert!(works(&mut office).is_err());

    let path = machine.file("2027.csv");
    std::fs::write(&path, "date,name_zh,kind,doc_year\n2027-01-01,\u{5143}\u{65e6},off,2027\n").unwrap();
    let mut beside = office.another().unwrap();
    let import = Task::Import { kind: ImportKind::Holidays, path };
    let answer = beside.perform(import, &Progress::unwatched()).unwrap();
    assert!(!matches!(answer, Answer::Sight { .. }));

    assert!(works(&mut office).is_err());
    assert!(office.changed_elsewhere());
    assert_eq!(works(&mut office), Ok(false));
    assert!(!office.changed_elsewhere());
}
