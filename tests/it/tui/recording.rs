//! The recorded sessions of the READMEs are what the console shows for these keys, frame by frame, as a terminal gets
//! it: asciicast, version 2. `INSTA_UPDATE=always` records them anew, as it does with every other snapshot.

use std::fmt::Write as _;
use std::path::Path;

use lianjian::text::Lang;
use lianjian::tui::key::{Key, KeyCode, sequence};
use lianjian::tui::message::Message;
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::json;

use super::harness::Console;
use super::office::Stage;

/// As wide as a browser shows well.
const SIZE: (u16, u16) = (100, 30);
/// Milliseconds a screen is left standing to be read, and those between two keys typed.
const READ: u64 = 1_600;
const TYPED: u64 = 90;

/// One thing the person at the keys does.
enum Does {
    /// Presses keys, and looks at what they bring.
    Keys(&'static str),
    /// Types a text.
    Types(&'static str),
}

use Does::{Keys, Types};

/// From the departments' requests to a published, drawn visit, and what the quarter looks like then.
const SESSION: &[Does] = &[
    Keys("j"),
    Keys("|"),
    Keys("t"),
    Keys("D"),
    Keys("2"),
    Keys("P"),
    Keys("Tab"),
    Keys("C-u"),
    Types("2019-10-31"),
    Keys("Tab"),
    Keys("Right"),
    Keys("Enter"),
    Keys("V"),
    Keys("w"),
    Keys("@"),
    Types("李主任"),
    Keys("Enter"),
    Keys("V"),
    Keys("c"),
    Keys("Enter"),
    Keys("@"),
    Types("张三"),
    Keys("Enter"),
    Keys("V"),
    Keys("b"),
    Keys("Enter"),
    Keys("j"),
    Keys("Enter"),
    Keys("3"),
    Keys("v"),
    Keys("5"),
    Keys("7"),
    Keys("8"),
    Keys("?"),
    Keys("Esc"),
];

/// A recording as it is written: a head, then one line a frame.
struct Recording {
    text: String,
    before: Buffer,
    elapsed: u64,
}

impl Recording {
    fn new(title: &str) -> Self {
        let head = json!({ "version": 2, "width": SIZE.0, "height": SIZE.1, "title": title });
        let before = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        let mut recording = Self { text: format!("{head}\n"), before, elapsed: 0 };
        recording.add("\u{1b}[2J\u{1b}[?25l");
        recording
    }

    fn add(&mut self, bytes: &str) {
        let (seconds, rest) = (self.elapsed / 1_000, self.elapsed % 1_000);
        writeln!(self.text, "[{seconds}.{rest:03}, \"o\", {}]", json!(bytes)).unwrap();
    }

    /// What changed on the screen, as the terminal is told it.
    fn frame(&mut self, console: &Console, after: u64) {
        self.elapsed += after;
        let (now, cursor) = console.cells();
        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        backend.draw(self.before.diff(&now).into_iter()).unwrap();
        if let Some(place) = cursor {
            backend.set_cursor_position(place).unwrap();
            backend.show_cursor().unwrap();
        } else {
            backend.hide_cursor().unwrap();
        }
        self.before = now;
        let bytes = String::from_utf8(bytes).unwrap();
        self.add(&bytes);
    }
}

fn record(lang: Lang) -> String {
    // Colours are recorded wherever this runs.
    crossterm::style::force_color_output(true);
    let mut console = Console::at(Stage::Received, lang, SIZE);
    let title = if lang == Lang::Zh { "联合检查统筹台" } else { "lianjian: a first round" };
    let mut recording = Recording::new(title);
    recording.frame(&console, 0);
    for done in SESSION {
        match done {
            Keys(keys) => {
                for key in sequence(keys).unwrap() {
                    console.send(Message::Key(key));
                }
                recording.frame(&console, READ);
            }
            Types(text) => {
                for character in text.chars() {
                    console.send(Message::Key(Key::plain(KeyCode::Char(character))));
                    recording.frame(&console, TYPED);
                }
            }
        }
        let failed = console.screen().lines().any(|line| line.contains("A7") && line.contains('┌'));
        assert!(!failed, "{}", console.screen());
    }
    recording.text
}

#[track_caller]
fn check(file: &str, lang: Lang) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let now = record(lang);
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, now).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == now, "{file} is another session than the console's: INSTA_UPDATE=always");
}

#[test]
fn the_english_session_is_the_consoles() {
    check("docs/session.cast", Lang::En);
}

#[test]
fn the_chinese_session_is_the_consoles() {
    check("docs/session.zh-CN.cast", Lang::Zh);
}

/// What the recording shows in the end is what the console shows: a terminal that plays it gets there.
#[test]
fn a_recording_plays_back_to_the_last_screen() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.cast")).unwrap();
    let mut terminal = vt100::Parser::new(SIZE.1, SIZE.0, 0);
    let mut screens = Vec::new();
    for line in text.lines().skip(1) {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        terminal.process(event[2].as_str().unwrap().as_bytes());
        screens.push(terminal.screen().contents());
    }
    for shown in ["P-0001", "published", "2019-10", "County", "apart", "Journal"] {
        assert!(screens.iter().any(|screen| screen.contains(shown)), "no frame shows {shown}");
    }
}
