//! What can happen to the console: keys from the terminal, answers from the worker, news from other processes.

use std::time::Duration;

use super::key::Key;
use super::mouse::Mouse;
use super::task::Answer;
use crate::app::engine::Progress as Searched;
use crate::app::error::AppError;

/// One thing that happened.
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: nothing to decide, something to draw.
    Resized,
    /// A task is done.
    Answered(Box<Answer>),
    /// A task failed.
    Failed(Box<AppError>),
    /// How far the running job is.
    Progress {
        /// Steps done.
        done: u64,
        /// Steps in all.
        all: u64,
        /// How long it has taken so far.
        elapsed: Duration,
        /// Where a search for a plan is.
        search: Option<Searched>,
    },
    /// The running job is over; what it brought follows.
    JobEnded,
    /// Nothing else happened: what takes more than one step goes on.
    GoOn,
    /// Another process changed the database.
    ChangedElsewhere,
    /// The process was asked to end.
    Stopped,
}

/// What the console wants done outside itself.
#[derive(Debug)]
pub enum Effect {
    /// Work for the worker thread.
    Task(Box<super::task::Task>),
    /// Stop the running job.
    Cancel,
    /// Text for the clipboard.
    Copy(String),
    /// The mouse is the console's from now on, or the terminal's again.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// Leave.
    Quit,
}
