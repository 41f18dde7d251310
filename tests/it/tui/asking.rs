//! What a terminal is asked and answers, and Ctrl-C, on a real pseudo-terminal.

use lianjian::app::command::triage::TriageByRule;
use lianjian::domain::demand::Demand;
use lianjian::domain::visit::Visit;
use lianjian::text::{Catalogue, Lang};
use lianjian::tui::World as _;
use portable_pty::CommandBuilder;

use super::office::{Machine, Stage};
use super::terminal::Terminal;

/// How a terminal is asked where its cursor is.
const WHERE: &[u8] = b"\x1b[6n";

fn command(machine: &Machine, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lianjian"));
    command.env_clear();
    command.env("LIANJIAN_DB", machine.file("lianjian.db"));
    command.env("LANG", "zh_CN.UTF-8");
    command.env("TERM", "xterm-256color");
    command.args(arguments);
    command
}

fn count(raw: &[u8], text: &[u8]) -> usize {
    raw.windows(text.len()).filter(|part| *part == text).count()
}

/// `doctor` on a terminal that draws the characters it is asked about so many columns wide, and then says nothing more.
fn check(drawn: &[u16], setting: &str, expected: &str) {
    let machine = Machine::new();
    let mut command = command(&machine, &["doctor"]);
    command.env("LIANJIAN_AMBIGUOUS", setting);
    let mut terminal = Terminal::start(command);
    for (asked, columns) in (1..).zip(drawn) {
        terminal.take_until(|raw| count(raw, WHERE) >= asked);
        terminal.type_keys(&format!("\x1b[1;{}R", columns + 1));
    }
    assert!(terminal.end(), "{drawn:?}");
    let said = String::from_utf8(terminal.raw.clone()).unwrap();
    let expected_text = Catalogue::new(Lang::Zh).get(expected);
    assert!(said.contains(&expected_text), "{drawn:?} {setting:?}: no {expected} in\n{said}");
    let asked = if drawn.is_empty() { 1 } else { drawn.len() };
    assert_eq!(count(&terminal.raw, WHERE), asked, "one that does not answer once is not asked again");
    // In a raw terminal each line would begin where the one before ended.
    let contents = terminal.parser.screen().contents();
    assert!(contents.lines().skip(1).all(|line| !line.starts_with("      ")), "{contents}");
}

#[test]
fn a_terminal_is_asked_how_wide_it_draws_and_told_what_to_set() {
    check(&[1, 1, 1, 1, 1], "", "doctor-width-narrow");
    check(&[2, 2, 2, 2, 2], "", "doctor-width-set-wide");
    check(&[2, 2, 2, 2, 2], "wide", "doctor-width-wide");
    check(&[1, 1, 1, 1, 1], "wide", "doctor-width-set-narrow");
    check(&[1, 1, 2, 2, 1], "", "doctor-width-mixed");
    check(&[], "", "doctor-width-unasked");
    check(&[], "wide", "doctor-width-unasked-wide");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_search_and_leaves_everything_as_it_was() {
    let machine = Machine::at(Stage::Received);
    machine.open(None).unwrap().run(TriageByRule).unwrap();
    let arguments = ["plan", "--effort", "thorough", "--as", "\u{5f20}\u{4e09}", "--today", "2019-09-23"];
    let mut terminal = Terminal::start(command(&machine, &arguments));
    terminal.wait_for("%");
    terminal.type_keys("\u{3}");
    assert!(!terminal.end(), "it says that it was stopped");
    let said = String::from_utf8(terminal.raw.clone()).unwrap();
    assert!(said.contains("A7152"), "{said}");
    let session = machine.open(None).unwrap();
    let (visits, demands) = session.read(|view| Ok((view.all::<Visit>()?, view.all::<Demand>()?))).unwrap();
    assert!(visits.is_empty() && !demands.is_empty());
}
