//! How long work says how far it is, and hears that it should stop. Knows neither who watches nor what is done.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::error::{AppError, Result};

/// Told how much is done and how much there is to do; says whether to go on.
pub type Watcher = Box<dyn FnMut(u64, u64) -> bool + Send>;

/// The code of work that was told to stop.
pub const STOPPED: &str = "A7152";

/// From when on the time taken tells something of the time it will take.
const TELLS_FROM: Duration = Duration::from_secs(2);
/// Nor does a smaller share of the work than one in so many.
const TELLS_ONE_IN: u64 = 20;

/// Seconds work will still take, as far as one can tell from how long it has taken; `None` as long as that tells nothing.
pub fn seconds_left(done: u64, all: u64, elapsed: Duration) -> Option<u64> {
    let tells = elapsed >= TELLS_FROM && done.saturating_mul(TELLS_ONE_IN) >= all;
    let left = u128::from(elapsed.as_secs()) * u128::from(all.saturating_sub(done));
    u64::try_from(left.checked_div(u128::from(done))?).ok().filter(|_| tells)
}

/// Whoever watches a session's work, if anybody does.
#[derive(Default)]
pub struct Watch {
    watcher: RefCell<Option<Watcher>>,
    /// Which part of the work is done now, and how many parts follow it.
    part: Cell<(u64, u64)>,
}

impl Watch {
    /// Lets somebody watch from now on.
    pub(super) fn by(&mut self, watcher: Watcher) {
        *self = Self { watcher: RefCell::new(Some(watcher)), part: Cell::default() };
    }

    /// The work has parts that take about as long as one another: this one comes, with so many behind it.
    pub fn part(&self, at: u64, behind: u64) {
        self.part.set((at, behind));
    }

    /// Says how far the work is, in steps of any size. A7152 where it is to stop: the transaction it stands in is taken
    /// back with it.
    pub fn step(&self, done: usize, all: usize) -> Result<()> {
        if self.goes_on(done as u64, all as u64) { Ok(()) } else { Err(AppError::problem(STOPPED)) }
    }

    /// The same for work that takes back by itself what it began.
    pub(super) fn goes_on(&self, done: u64, all: u64) -> bool {
        let (at, behind) = self.part.get();
        let (done, all) = (at.saturating_mul(all).saturating_add(done), all.saturating_mul(at + behind + 1));
        // A watcher that asks the session it watches for something is not told of that.
        self.watcher
            .try_borrow_mut()
            .is_ok_and(|mut watcher| watcher.as_mut().is_none_or(|tell| tell(done, all)))
    }

    /// Goes through items, telling before each how many are done.
    pub fn each<'a, T>(&'a self, items: &'a [T]) -> impl Iterator<Item = Result<&'a T>> {
        items.iter().enumerate().map(|(done, item)| self.step(done, items.len()).map(|()| item))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn an_estimate_waits_until_it_means_something() {
        let check = |done, all, seconds, expected| {
            assert_eq!(seconds_left(done, all, Duration::from_secs(seconds)), expected);
        };
        check(50, 100, 1, None);
        check(4, 100, 60, None);
        check(5, 100, 60, Some(1140));
        check(50, 100, 2, Some(2));
        check(100, 100, 9, Some(0));
        check(0, 0, 9, None);
        check(u64::MAX, u64::MAX, u64::MAX, Some(0));
    }

    #[test]
    fn each_item_is_told_of_until_somebody_stops_it() {
        let check = |until: u64, expected: &[u64]| {
            let told = Arc::new(Mutex::new(Vec::new()));
            let mut watch = Watch::default();
            let heard = Arc::clone(&told);
            watch.by(Box::new(move |done, all| {
                heard.lock().unwrap().push((done, all));
                done < until
            }));
            let gone: Result<Vec<u64>> = watch.each(&[7, 8, 9]).map(|item| Ok(*item?)).collect();
            assert_eq!(
                gone.map_err(|error| error.message.code),
                match until {
                    0..3 => Err(STOPPED.to_owned()),
                    _ => Ok(vec![7, 8, 9]),
                }
            );
            let expected: Vec<(u64, u64)> = expected.iter().map(|done| (*done, 3)).collect();
            assert_eq!(*told.lock().unwrap(), expected);
        };
        check(9, &[0, 1, 2]);
        check(1, &[0, 1]);
        let parts = Arc::new(Mutex::new(Vec::new()));
        let (mut watch, heard) = (Watch::default(), Arc::clone(&parts));
        watch.by(Box::new(move |done, all| {
            heard.lock().unwrap().push((done, all));
            true
        }));
        for (at, behind) in [(0, 1), (1, 0)] {
            watch.part(at, behind);
            assert!(watch.step(1, 4).is_ok());
        }
        assert_eq!(*parts.lock().unwrap(), [(1, 8), (5, 8)]);
        assert!(Watch::default().step(0, 1).is_ok(), "nobody watches");
    }
}
