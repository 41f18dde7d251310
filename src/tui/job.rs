//! A job that takes long: how far it is, and how long it will still take.

use std::time::Duration;

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
    /// Takes in how far it is. The first moments tell nothing: no time is named for them.
    pub fn came_to(&mut self, done: u64, all: u64, elapsed: Duration) {
        (self.done, self.all) = (done, all);
        let left =
            elapsed.as_secs().checked_mul(all.saturating_sub(done)).and_then(|time| time.checked_div(done));
        self.left = left.filter(|_| elapsed >= TELLS_FROM);
    }
}

/// From when on the time taken tells something of the time it will take.
const TELLS_FROM: Duration = Duration::from_secs(2);
