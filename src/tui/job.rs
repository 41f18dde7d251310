//! A job that takes long: how far it is, and how long it will still take.

use std::time::Duration;

use crate::app::watch::seconds_left;

/// A job that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The catalogue id of what it does.
    pub text_id: &'static str,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 while unknown.
    pub all: u64,
    /// Seconds it will still take, as far as one can tell from how long it has taken.
    pub left: Option<u64>,
    /// It was asked to stop.
    pub stopping: bool,
}

impl Job {
    /// Takes in how far it is.
    pub fn came_to(&mut self, done: u64, all: u64, elapsed: Duration) {
        (self.done, self.all) = (done, all);
        self.left = seconds_left(done, all, elapsed);
    }
}
