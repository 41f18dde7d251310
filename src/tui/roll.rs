//! Requests as their list holds them, packed: a line has numbers for the texts that many share, so that a hundred thousand
//! take tens of megabytes. Knows no session and no screen.

use std::collections::BTreeMap;

use super::search::{Haystacks, SHARES, write_haystack};
use crate::app::query::inbox::InboxRow;
use crate::domain::day::DayRange;
use crate::domain::id::RequestId;
use crate::domain::request::RequestState;
use crate::domain::rule::RuleSeverity;

/// One request of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: RequestId,
    /// Where it stands.
    pub state: RequestState,
    /// The gravest thing the rules said when it was decided.
    pub severity: Option<RuleSeverity>,
    /// Accepted, asks for part of a register, and nothing is drawn yet.
    pub undrawn: bool,
    /// All its windows.
    pub span: Option<DayRange>,
    /// The matter.
    pub title: Box<str>,
    department: u32,
    target: u32,
}

/// Lines in the order of their ids, with the texts they share and what each can be found by.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    lines: Vec<Line>,
    found_by: Vec<Box<str>>,
    texts: Vec<Box<str>>,
    places: BTreeMap<Box<str>, u32>,
    scratch: String,
}

impl Roll {
    /// With room for so many lines.
    pub fn with_room(lines: usize) -> Self {
        Self { lines: Vec::with_capacity(lines), found_by: Vec::with_capacity(lines), ..Self::default() }
    }

    /// The lines, by id.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Where the line of a request stands.
    pub fn place(&self, id: RequestId) -> Option<usize> {
        self.lines.binary_search_by_key(&id, |line| line.id).ok()
    }

    /// Who asks.
    pub fn department(&self, line: &Line) -> &str {
        self.text(line.department)
    }

    /// Which units or elements, as a phrase.
    pub fn target(&self, line: &Line) -> &str {
        self.text(line.target)
    }

    /// For each line the place of its department among their names: ordered by numbers, not by names.
    pub fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.texts.len()];
        for (rank, place) in (0..).zip(self.places.values()) {
            if let Some(slot) = ranks.get_mut(*place as usize) {
                *slot = rank;
            }
        }
        let rank = |line: &Line| ranks.get(line.department as usize).copied().unwrap_or(0);
        self.lines.iter().map(rank).collect()
    }

    /// Takes a request in; `target` says which units or elements, in the language in use. The line of a request that is
    /// there already is replaced.
    pub fn take(&mut self, row: &InboxRow, target: &str) {
        self.scratch.clear();
        write_haystack(&[&row.id.to_string(), &row.title], &mut self.scratch);
        let found_by = Box::from(self.scratch.as_str());
        let line = Line {
            id: row.id,
            state: row.state,
            severity: row.severity,
            undrawn: row.undrawn,
            span: row.span,
            title: Box::from(row.title.as_str()),
            department: self.place_of(&row.department),
            target: self.place_of(target),
        };
        self.put(line, found_by);
    }

    /// Takes in what was read later, and gives what lists find rows by the same lines.
    pub fn merge(&mut self, newer: Self, haystacks: &mut Haystacks) {
        for (mut line, found_by) in newer.lines.into_iter().zip(newer.found_by) {
            let text = |place: u32| newer.texts.get(place as usize).map_or("", |text| text);
            line.department = self.place_of(text(line.department));
            line.target = self.place_of(text(line.target));
            for text in self.texts.get(haystacks.shared()..).unwrap_or_default() {
                haystacks.share(text);
            }
            let shares = shares(&line);
            match self.lines.binary_search_by_key(&line.id, |known| known.id) {
                Ok(at) => {
                    haystacks.replace(at, found_by, shares);
                    self.lines[at] = line;
                }
                Err(at) => {
                    haystacks.insert(at, found_by, shares);
                    self.lines.insert(at, line);
                }
            }
        }
    }

    /// What the lines can be found by: handed over once, to whoever filters them.
    pub fn haystacks(&mut self) -> Haystacks {
        let mut haystacks = Haystacks::default();
        self.texts.iter().for_each(|text| haystacks.share(text));
        for (line, found_by) in self.lines.iter().zip(std::mem::take(&mut self.found_by)) {
            haystacks.insert(usize::MAX, found_by, shares(line));
        }
        self.scratch = String::new();
        haystacks
    }

    fn put(&mut self, line: Line, found_by: Box<str>) {
        // Read in the order they were received: nearly always behind the last.
        let behind = self.lines.last().is_none_or(|last| last.id < line.id);
        let at = if behind {
            Err(self.lines.len())
        } else {
            self.lines.binary_search_by_key(&line.id, |known| known.id)
        };
        match at {
            Ok(at) => (self.lines[at], self.found_by[at]) = (line, found_by),
            Err(at) => {
                self.lines.insert(at, line);
                self.found_by.insert(at, found_by);
            }
        }
    }

    fn text(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }

    fn place_of(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(Box::from(text));
        self.places.insert(Box::from(text), place);
        place
    }
}

const fn shares(line: &Line) -> [u32; SHARES] {
    [line.department, line.target]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Message;
    use crate::domain::request::RequestKind;
    use crate::tui::search::{Query, Search};

    fn row(id: u32, department: &str, title: &str) -> InboxRow {
        InboxRow {
            id: RequestId(id),
            version: 1,
            kind: RequestKind::Planned,
            state: RequestState::Received,
            department: department.to_owned(),
            title: title.to_owned(),
            target: Message::new("target-unknown"),
            span: None,
            severity: None,
            undrawn: false,
        }
    }

    #[test]
    fn what_is_read_later_takes_the_place_of_what_was_there() {
        let mut roll = Roll::default();
        for (id, department, title) in [(1, "a", "one"), (4, "b", "four"), (3, "a", "three")] {
            roll.take(&row(id, department, title), "all");
        }
        let mut haystacks = roll.haystacks();
        let mut newer = Roll::default();
        newer.take(&row(2, "c", "two"), "some");
        newer.take(&row(4, "a", "vier"), "all");
        roll.merge(newer, &mut haystacks);
        let shown = |line: &Line| {
            format!("{} {} {} {}", line.id.0, roll.department(line), line.title, roll.target(line))
        };
        let lines: Vec<String> = roll.lines().iter().map(shown).collect();
        assert_eq!(lines, ["1 a one all", "2 c two some", "3 a three all", "4 a vier all"]);
        assert_eq!(roll.ranks(), [0, 3, 0, 0]);
        let check = |typed: &str, found: &[usize]| {
            let search = Search::new(&Query::new(typed), &haystacks);
            let rows: Vec<usize> =
                (0..haystacks.len()).filter(|row| search.finds(&haystacks, *row)).collect();
            assert_eq!(rows, found, "{typed}");
        };
        check("r-000", &[0, 1, 2, 3]);
        check("some", &[1]);
        check("four", &[]);
        check("vier all", &[3]);
    }
}
