//! Stop numbers of a sample that is judged household by household, and how they are said. Knows no formula; `sampling` makes
//! them.

use serde::{Deserialize, Serialize};

use super::message::Message;

/// What may be decided after so many households, where a sample is judged household by household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Households visited.
    pub n: u32,
    /// Accept with at most this many nonconforming; `None`: not yet possible.
    pub accept: Option<u32>,
    /// Reject from this many on; `None`: not yet possible.
    pub reject: Option<u32>,
}

/// Households between which the numbers are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first household.
    pub from: u32,
    /// The last one.
    pub until: u32,
    /// Accept with at most this many nonconforming; `None`: not yet possible.
    pub accept: Option<u32>,
    /// Reject from this many on; `None`: not yet possible.
    pub reject: Option<u32>,
}

/// Stop numbers, as few lines as they take.
pub fn spans(stops: &[Stop]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for Stop { n, accept, reject } in stops.iter().copied() {
        match spans.last_mut().filter(|last| (last.accept, last.reject) == (accept, reject)) {
            Some(last) => last.until = n,
            None => spans.push(Span { from: n, until: n, accept, reject }),
        }
    }
    spans
}

impl Span {
    /// The numbers in words; `None` where nothing can be decided yet.
    pub fn message(&self) -> Option<Message> {
        let code = match (self.accept, self.reject) {
            (Some(_), Some(_)) => "stop-either",
            (Some(_), None) => "stop-accept",
            (None, Some(_)) => "stop-reject",
            (None, None) => return None,
        };
        let place = if self.from == self.until { "stop-after-one" } else { "stop-after" };
        Some(
            Message::new(code)
                .with("after", Message::new(place).with("from", self.from).with("until", self.until))
                .with("accept", self.accept.unwrap_or_default())
                .with("reject", self.reject.unwrap_or_default()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_one_line() {
        let stop = |n, accept, reject| Stop { n, accept, reject };
        let stops =
            [stop(1, None, None), stop(2, None, Some(2)), stop(3, None, Some(2)), stop(4, Some(0), Some(2))];
        let found = spans(&stops);
        let lines: Vec<(u32, u32)> = found.iter().map(|span| (span.from, span.until)).collect();
        assert_eq!(lines, [(1, 1), (2, 3), (4, 4)]);
        let codes: Vec<Option<String>> =
            found.iter().map(|span| span.message().map(|said| said.code)).collect();
        assert_eq!(codes, [None, Some("stop-reject".to_owned()), Some("stop-either".to_owned())]);
    }
}
