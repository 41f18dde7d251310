//! How far long work is, on one line of the terminal that is wiped when the work is done, and Ctrl-C while it runs.

use indicatif::{ProgressBar, ProgressStyle};

use super::Context;
use crate::app::error::{AppError, Result};
use crate::app::session::Session;
use crate::app::watch::{STOPPED, Watcher};
use crate::domain::message::Message;

/// Long work under way; dropped, its line is wiped.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    interrupted: fn() -> bool,
}

impl Context<'_> {
    /// The line of long work. From now on Ctrl-C asks it to stop; pressed again it ends the program.
    pub(crate) fn progress(&self) -> Progress {
        let bar = self.draws_progress().then(|| {
            let bar = ProgressBar::new(1);
            let left = Message::new("progress-left").with("time", "{eta}");
            let pattern = format!("{{bar:10}} {{percent}}% {} {{msg}}", self.catalogue.render(&left));
            // The pattern is fixed and known to be right; without it the bar has its plain form.
            if let Ok(style) = ProgressStyle::with_template(&pattern) {
                bar.set_style(style);
            }
            bar
        });
        let interrupted = self.environment.interrupted;
        interrupted();
        Progress { bar, interrupted }
    }

    /// The database to read, its long work on the line.
    pub(crate) fn watched_reader(&mut self) -> Result<(Session, Progress)> {
        let session = self.reader()?;
        Ok(self.watched(session))
    }

    /// The database to change, its long work on the line.
    pub(crate) fn watched_writer(&mut self) -> Result<(Session, Progress)> {
        let session = self.writer()?;
        Ok(self.watched(session))
    }

    fn watched(&self, mut session: Session) -> (Session, Progress) {
        let progress = self.progress();
        session.watch_by(progress.watcher());
        (session, progress)
    }
}

impl Progress {
    /// Says how far the work is; whether to go on.
    pub(crate) fn step(&self, done: u64, all: u64) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_length(all);
            bar.set_position(done);
        }
        !(self.interrupted)()
    }

    /// The same with words beside the bar.
    pub(crate) fn say(&self, done: u64, all: u64, text: String) -> bool {
        if let Some(bar) = &self.bar {
            bar.set_message(text);
        }
        self.step(done, all)
    }

    /// A7152 where Ctrl-C was pressed.
    pub(crate) fn whole(&self) -> Result<()> {
        if (self.interrupted)() { Err(AppError::problem(STOPPED)) } else { Ok(()) }
    }

    fn watcher(&self) -> Watcher {
        let (bar, interrupted) = (self.bar.clone(), self.interrupted);
        let progress = Self { bar, interrupted };
        Box::new(move |done, all| progress.step(done, all))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
