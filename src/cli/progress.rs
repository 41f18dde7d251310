//! How far long work is, on one line of the terminal that is wiped when the work is done, and Ctrl-C while it runs.

use std::fmt::Write;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::Context;
use crate::app::error::{AppError, Result};
use crate::app::session::Session;
use crate::app::watch::{STOPPED, Watcher, seconds_left};
use crate::domain::message::Message;

/// Stands in the words of an estimate where its number comes.
const NUMBER: &str = "#";

/// What is left in words, of the words for seconds and for minutes.
fn estimate(seconds: u64, [in_seconds, in_minutes]: &[String; 2]) -> String {
    match seconds {
        0..90 => in_seconds.replace(NUMBER, &seconds.max(1).to_string()),
        _ => in_minutes.replace(NUMBER, &seconds.div_ceil(60).to_string()),
    }
}

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
            let said =
                |id: &str, name: &'static str| self.catalogue.render(&Message::new(id).with(name, NUMBER));
            let left = [said("job-left", "seconds"), said("job-left-minutes", "minutes")];
            let left = move |state: &ProgressState, out: &mut dyn Write| {
                let all = state.len().unwrap_or(0);
                if let Some(seconds) = seconds_left(state.pos(), all, state.elapsed()) {
                    // A line that cannot be formed is not shown.
                    let _ = out.write_str(&estimate(seconds, &left));
                }
            };
            // The pattern is fixed and known to be right; without it the bar has its plain form.
            if let Ok(style) = ProgressStyle::with_template("{bar:10} {percent}% {left} {msg}") {
                bar.set_style(style.with_key("left", left));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_seconds_or_minutes() {
        let words = ["# s".to_owned(), "# min".to_owned()];
        let check = |seconds, expected: &str| assert_eq!(estimate(seconds, &words), expected);
        check(0, "1 s");
        check(89, "89 s");
        check(90, "2 min");
        check(121, "3 min");
    }
}
