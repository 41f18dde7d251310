//! Which row of a word table a text belongs to. White space never hides a word.

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

/// The row that holds the longest word found in a text, both bare; the earlier of equals.
pub(super) fn longest<'a>(text: &str, rows: impl Iterator<Item = &'a [String]>) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, words) in rows.enumerate() {
        let found = words.iter().filter(|word| text.contains(word.as_str()));
        let length = found.map(|word| word.chars().count()).max().unwrap_or_default();
        if length > best.map_or(0, |(_, longest)| longest) {
            best = Some((at, length));
        }
    }
    best.map(|(at, _)| at)
}

/// Every row that holds a word found in a text, both bare, outside the longer words found there, in row order.
pub(super) fn apart<'a>(text: &str, rows: impl Iterator<Item = &'a [String]>) -> Vec<usize> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (at, words) in rows.enumerate() {
        for word in words.iter().filter(|word| !word.is_empty()) {
            found.extend(text.match_indices(word.as_str()).map(|(from, part)| (from, from + part.len(), at)));
        }
    }
    let inside = |one: &(usize, usize, usize), other: &(usize, usize, usize)| {
        other.0 <= one.0 && one.1 <= other.1 && other.1 - other.0 > one.1 - one.0
    };
    let mut rows: Vec<usize> =
        found.iter().filter(|one| !found.iter().any(|other| inside(one, other))).map(|one| one.2).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}
