//! Which row of a word table a text belongs to. White space never hides a word.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A text without its white space.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

/// Takes the white space out of every word of a row, once, so that looking up need not.
pub(super) fn bare_all(words: &mut [String]) {
    for word in words {
        *word = bare(word);
    }
}

/// The words of a table, found by the character they begin with: an import looks up a hundred thousand titles.
#[derive(Clone, Debug, Default)]
pub(super) struct WordTable {
    /// Words with the row each stands in.
    by_first: BTreeMap<char, Vec<(String, usize)>>,
}

impl WordTable {
    /// The words of rows, bare; empty ones are found nowhere.
    pub(super) fn new<'a>(rows: impl Iterator<Item = &'a [String]>) -> Self {
        let mut table = Self::default();
        for (at, words) in rows.enumerate() {
            for word in words {
                if let Some(first) = word.chars().next() {
                    table.by_first.entry(first).or_default().push((word.clone(), at));
                }
            }
        }
        table
    }

    /// Every place of a text, bare, where a word stands: where it begins, the word, its row.
    fn found<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, &'t str, usize)> {
        text.char_indices().flat_map(move |(from, first)| {
            let rest = text.get(from..).unwrap_or_default();
            let words = self.by_first.get(&first).into_iter().flatten();
            let words = words.filter(move |(word, _)| rest.starts_with(word.as_str()));
            words.map(move |(word, at)| (from, word.as_str(), *at))
        })
    }

    /// The row that holds the longest word found in a text, bare; the earlier of equals.
    pub(super) fn longest(&self, text: &str) -> Option<usize> {
        let length = |word: &str| word.chars().count();
        self.found(text).max_by_key(|(_, word, at)| (length(word), Reverse(*at))).map(|(_, _, at)| at)
    }

    /// Every row that holds a word found in a text, bare, outside the longer words found there, in row order.
    pub(super) fn apart(&self, text: &str) -> Vec<usize> {
        let found: Vec<(usize, usize, usize)> =
            self.found(text).map(|(from, word, at)| (from, from + word.len(), at)).collect();
        let inside = |one: &(usize, usize, usize), other: &(usize, usize, usize)| {
            other.0 <= one.0 && one.1 <= other.1 && other.1 - other.0 > one.1 - one.0
        };
        let outside = found.iter().filter(|one| !found.iter().any(|other| inside(one, other)));
        let rows: BTreeSet<usize> = outside.map(|(_, _, at)| *at).collect();
        rows.into_iter().collect()
    }
}
