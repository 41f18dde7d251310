//! A console without a terminal: keys go in as the key table writes them, the screen comes out as text.

use std::collections::VecDeque;
use std::sync::Arc;

use lianjian::text::{Lang, width};
use lianjian::tui::key::sequence;
use lianjian::tui::keymap::{BUILT_IN, Keymap};
use lianjian::tui::message::{Effect, Message};
use lianjian::tui::model::Model;
use lianjian::tui::mouse::{Mouse, MouseKind};
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, Task};
use lianjian::tui::theme::Look;
use lianjian::tui::update::{refresh, update};
use lianjian::tui::view::draw;
use lianjian::tui::worker::Office;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::office::{Machine, Stage};

/// A console of some size.
pub(super) struct Console {
    pub model: Model,
    pub size: (u16, u16),
    /// Effects nobody has had, as text.
    pub effects: Vec<String>,
    /// Where tasks are done; without one they are effects nobody has had.
    office: Option<Office>,
    /// What the office runs on.
    pub machine: Option<Arc<Machine>>,
    /// Leave out what takes long or writes files: nobody knows what chance types.
    pub only_quick: bool,
}

impl Console {
    pub(super) fn new(lang: Lang, size: (u16, u16)) -> Self {
        let keymap = Keymap::load(BUILT_IN).unwrap();
        let today = "2019-10-08".parse().unwrap();
        let model = Model::new(lang, Look::Colour, keymap, today);
        Self { model, size, effects: Vec::new(), office: None, machine: None, only_quick: false }
    }

    /// A console on the demo county, whose round has come so far.
    pub(super) fn at(stage: Stage, lang: Lang, size: (u16, u16)) -> Self {
        Self::on(Machine::at(stage), lang, size)
    }

    /// A console on a machine.
    pub(super) fn on(machine: Arc<Machine>, lang: Lang, size: (u16, u16)) -> Self {
        let mut console = Self::new(lang, size);
        console.office = Some(machine.office(lang));
        console.machine = Some(machine);
        let effects = refresh(&mut console.model);
        console.have(effects);
        console
    }

    /// Presses keys.
    pub(super) fn keys(&mut self, keys: &str) -> &mut Self {
        for key in sequence(keys).unwrap_or_else(|_| panic!("no keys: {keys}")) {
            self.send(Message::Key(key));
        }
        self
    }

    /// Presses the left mouse button where a text begins.
    #[track_caller]
    pub(super) fn click(&mut self, text: &str) -> &mut Self {
        let (cells, _) = self.cells();
        let (x, y) = find(&cells, text).unwrap_or_else(|| panic!("no {text:?} in\n{}", self.screen()));
        self.mouse(MouseKind::Click, x, y)
    }

    /// Clicks on a key of the line of keys, which stands below everything else.
    pub(super) fn click_key(&mut self, text: &str) -> &mut Self {
        let (cells, _) = self.cells();
        let rows = (cells.area.top()..cells.area.bottom()).rev();
        let (x, y) =
            find_in(&cells, text, rows).unwrap_or_else(|| panic!("no {text:?} in\n{}", self.screen()));
        self.mouse(MouseKind::Click, x, y)
    }

    /// Has the mouse do something.
    pub(super) fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        self.send(Message::Mouse(Mouse { kind, at: Position { x, y } }));
        self
    }

    /// Types a text, character by character.
    pub(super) fn type_text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            let key = lianjian::tui::key::Key::plain(lianjian::tui::key::KeyCode::Char(character));
            self.send(Message::Key(key));
        }
        self
    }

    pub(super) fn send(&mut self, message: Message) {
        let mut effects = update(&mut self.model, message);
        while self.model.unfinished() {
            effects.extend(update(&mut self.model, Message::GoOn));
        }
        self.have(effects);
    }

    /// Has the effects, and those of their answers. What a list shows depends on how high it was drawn, as it does
    /// on a terminal: every answer is drawn.
    pub(super) fn have(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            match (effect, &mut self.office) {
                (Effect::Task(task), Some(_)) if self.only_quick && (task.is_job() || begins(&task)) => {
                    queue.extend(update(&mut self.model, Message::JobEnded));
                    let left_out = Message::Answered(Box::new(Answer::Changed));
                    queue.extend(update(&mut self.model, left_out));
                }
                (Effect::Task(task), Some(office)) => {
                    if task.is_job() {
                        queue.extend(update(&mut self.model, Message::JobEnded));
                    }
                    let message = match office.perform(*task, &Progress::unwatched()) {
                        Ok(answer) => Message::Answered(Box::new(answer)),
                        Err(error) => Message::Failed(Box::new(error)),
                    };
                    queue.extend(update(&mut self.model, message));
                }
                (effect, _) => self.effects.push(format!("{effect:?}")),
            }
        }
        self.cells();
    }

    /// The cells of the screen and the place of the cursor.
    pub(super) fn cells(&self) -> (Buffer, Option<Position>) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut cells = Buffer::empty(area);
        let cursor = draw(&self.model, area, &mut cells);
        (cells, cursor)
    }

    /// The screen as text, without spaces at line ends.
    pub(super) fn screen(&self) -> String {
        text_of(&self.cells().0)
    }

    /// The style of the first cell where a text begins.
    #[track_caller]
    pub(super) fn style_of(&self, text: &str) -> Style {
        let (cells, _) = self.cells();
        let (x, y) = find(&cells, text).unwrap_or_else(|| panic!("no {text:?} in\n{}", self.screen()));
        cells[(x, y)].style()
    }

    /// The row of the screen a text stands in.
    #[track_caller]
    pub(super) fn row_of(&self, text: &str) -> String {
        let screen = self.screen();
        let row = screen.lines().find(|line| line.contains(text));
        row.unwrap_or_else(|| panic!("no {text:?} in\n{screen}")).to_owned()
    }

    #[track_caller]
    pub(super) fn shows(&mut self, text: &str) -> &mut Self {
        assert!(self.screen().contains(text), "no {text:?} in\n{}", self.screen());
        self
    }

    #[track_caller]
    pub(super) fn lacks(&mut self, text: &str) -> &mut Self {
        assert!(!self.screen().contains(text), "{text:?} in\n{}", self.screen());
        self
    }
}

fn begins(task: &Task) -> bool {
    matches!(task, Task::Begin(_))
}

/// A fixed sequence of numbers that looks like chance.
pub(super) struct Chance(pub u64);

impl Chance {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Cells as text: the cell behind a wide character belongs to it.
pub(super) fn text_of(cells: &Buffer) -> String {
    let mut text = String::new();
    for y in cells.area.top()..cells.area.bottom() {
        let mut line = String::new();
        let mut x = cells.area.left();
        while x < cells.area.right() {
            let symbol = cells[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(width::of(symbol).max(1)).unwrap();
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Where a text begins.
fn find(cells: &Buffer, text: &str) -> Option<(u16, u16)> {
    find_in(cells, text, cells.area.top()..cells.area.bottom())
}

fn find_in(cells: &Buffer, text: &str, rows: impl Iterator<Item = u16>) -> Option<(u16, u16)> {
    for y in rows {
        let mut columns = Vec::new();
        let mut line = String::new();
        let mut x = cells.area.left();
        while x < cells.area.right() {
            let symbol = cells[(x, y)].symbol();
            columns.push((line.len(), x));
            line.push_str(symbol);
            x += u16::try_from(width::of(symbol).max(1)).unwrap();
        }
        if let Some(at) = line.find(text) {
            let column = columns.iter().rev().find(|(start, _)| *start <= at)?;
            return Some((column.1, y));
        }
    }
    None
}
