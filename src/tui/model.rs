//! Everything the console knows at a moment. Changed by `update` alone, read by `view`; knows no terminal, no
//! database and no clock.

use chrono::NaiveDate;

use super::action::Action;
use super::ink::Piece;
use super::key::Key;
use super::keymap::{Context, Keymap};
use super::screen::start::Start;
use super::theme::{Look, Meaning};
use super::widget::form::Form;
use super::widget::notice::Notice;
use super::widget::picker::Picker;
use crate::domain::message::Message as Said;
use crate::text::{Catalogue, Lang};

/// The screens there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The first start: no county yet.
    Start,
}

/// What is on top of the screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// Something to be read.
    Notice(Notice),
    /// A question about something that cannot be undone.
    Confirm(Notice, Intent),
    /// A choice.
    Picker(Picker, Choice),
    /// Lines to fill in.
    Form(Form, Intent),
}

/// What a choice is for.
#[derive(Debug)]
pub enum Choice {
    /// Run one of these: the palette and the help.
    Run(Vec<Action>),
}

/// What is done when a form or a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Set up an empty county.
    NewCounty,
    /// Open another database file.
    OpenFile,
}

/// A job that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The catalogue id of what it does.
    pub text_id: &'static str,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 while unknown.
    pub all: u64,
    /// It was asked to stop.
    pub stopping: bool,
}

/// What stands at the top of every screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The county's name.
    pub county: String,
    /// Who acts.
    pub author: String,
    /// As what.
    pub role: String,
    /// Business date.
    pub today: NaiveDate,
}

/// Everything the console knows.
pub struct Model {
    /// Texts of the language in use.
    pub texts: Catalogue,
    /// Colours and marks in use.
    pub look: Look,
    /// The key table.
    pub keymap: Keymap,
    /// The screen shown.
    pub screen: Screen,
    /// What stands at the top.
    pub heading: Heading,
    /// Boxes over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Keys pressed that are the beginning of longer ones.
    pub pressed: Vec<Key>,
    /// The last thing said in the status line.
    pub toast: Option<Piece>,
    /// The job that is running.
    pub job: Option<Job>,
    /// Tasks sent and not answered.
    pub waiting: usize,
    /// Something changed that is not shown yet, because somebody is typing.
    pub stale: bool,
    /// Something to draw.
    pub dirty: bool,
    /// State of the first start.
    pub start: Start,
}

impl Model {
    /// A console before anything is read.
    pub fn new(lang: Lang, look: Look, keymap: Keymap, today: NaiveDate) -> Self {
        Self {
            texts: Catalogue::new(lang),
            look,
            keymap,
            screen: Screen::Start,
            heading: Heading { today, ..Heading::default() },
            overlays: Vec::new(),
            pressed: Vec::new(),
            toast: None,
            job: None,
            waiting: 0,
            stale: false,
            dirty: true,
            start: Start::default(),
        }
    }

    /// The text of an id.
    pub fn text(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// A message in the language in use.
    pub fn say(&self, message: &Said) -> String {
        self.texts.render(message)
    }

    /// Says something in the status line.
    pub fn toast(&mut self, meaning: Meaning, message: &Said) {
        self.toast = Some((self.texts.render(message), meaning));
    }

    /// The contexts whose keys are valid now, the innermost first.
    pub fn contexts(&self) -> &'static [Context] {
        match self.overlays.last() {
            Some(Overlay::Notice(_)) => &[Context::Notice],
            Some(Overlay::Confirm(..)) => &[Context::Confirm],
            Some(Overlay::Picker(..)) => &[Context::Picker],
            Some(Overlay::Form(..)) => &[Context::Form],
            None => match self.screen {
                Screen::Start => &[Context::Start, Context::Global],
            },
        }
    }

    /// Somebody is typing: nothing may change under their hands.
    pub fn typing(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Picker(..) | Overlay::Form(..)) => true,
            Some(Overlay::Notice(_) | Overlay::Confirm(..)) | None => false,
        }
    }
}
