//! Decisions sent faster than they are put on record.

use lianjian::app::error::{AppError, Kind};
use lianjian::app::query::inbox::InboxRow;
use lianjian::domain::id::RequestId;
use lianjian::domain::message::{Arg, Message as Said};
use lianjian::domain::request::{RequestKind, RequestState};
use lianjian::text::Lang;
use lianjian::tui::message::Message;
use lianjian::tui::model::Screen;
use lianjian::tui::roll::Roll;
use lianjian::tui::task::{Answer, InboxData};

use super::harness::Console;

fn row(number: u32) -> InboxRow {
    InboxRow {
        id: RequestId(number),
        version: 1,
        kind: RequestKind::Planned,
        state: RequestState::Received,
        department: "agriculture".to_owned(),
        title: format!("matter {number}"),
        target: Said::new("target-unknown"),
        span: None,
        severity: None,
        undrawn: false,
    }
}

/// A console whose tasks nobody does, with requests that wait.
fn waiting(requests: u32) -> Console {
    let mut console = Console::new(Lang::En, (80, 24));
    console.model.screen = Screen::Inbox;
    let mut roll = Roll::default();
    (1..=requests).for_each(|number| roll.take(&row(number), "all"));
    let data = InboxData { as_of: 7, whole: true, roll, ..InboxData::default() };
    console.send(Message::Answered(Box::new(Answer::Inbox(data))));
    console
}

fn sent(console: &Console, what: &str) -> Vec<String> {
    console.effects.iter().filter(|effect| effect.contains(what)).cloned().collect()
}

fn on_record() -> Message {
    let said = Said::new("done-triage").with("ruling", Arg::code("action-accept")).with("count", 1);
    Message::Answered(Box::new(Answer::Triaged(said.with("list", Arg::List(Vec::new())))))
}

#[test]
fn each_key_decides_on_the_next_request() {
    let mut console = waiting(3);
    console.keys("a").keys("a");
    let decisions = sent(&console, "Triage(");
    assert_eq!(decisions.len(), 2);
    assert!(decisions[0].contains("RequestId(1)") && decisions[1].contains("RequestId(2)"), "{decisions:?}");
    console.lacks("R-0001").lacks("R-0002").shows("R-0003");
    // What both did is read once, behind the last of them.
    console.send(on_record());
    assert_eq!(sent(&console, "LoadInbox("), Vec::<String>::new());
    console.send(on_record());
    assert_eq!(sent(&console, "LoadInbox(Some(7))").len(), 1);
}

#[test]
fn what_was_refused_is_there_again() {
    let mut console = waiting(2);
    console.keys("a").lacks("R-0001");
    let error = AppError::of(Kind::Problem, Said::new("A7012").with("id", "R-0001").with("material", "x"));
    console.send(Message::Failed(Box::new(error)));
    console.keys("Esc").shows("R-0001").shows("R-0002");
}
