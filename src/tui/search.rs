//! Finding by what people type: characters, whole pinyin, pinyin initials, ids. Every word of the query must be
//! found; upper and lower case are the same.

use pinyin::{Pinyin, ToPinyin};

/// What was typed, ready to be compared many times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
}

impl Query {
    /// Reads what was typed.
    pub fn new(typed: &str) -> Self {
        Self { words: typed.split_whitespace().map(str::to_lowercase).collect() }
    }

    /// Nothing was typed: everything matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word stands in a [`haystack`].
    pub fn matches(&self, haystack: &str) -> bool {
        self.words.iter().all(|word| haystack.contains(word.as_str()))
    }
}

/// What many rows can be found by. Texts that rows have in common, names of departments for example, are kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystacks {
    own: Vec<Box<str>>,
    /// The texts each row shares, by their place in `shared`.
    shares: Vec<[u32; SHARES]>,
    shared: Vec<String>,
}

/// Most texts one row shares with others.
pub const SHARES: usize = 2;

impl Haystacks {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.own.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// How many texts rows share.
    pub fn shared(&self) -> usize {
        self.shared.len()
    }

    /// Adds a text that rows share, at the next place.
    pub fn share(&mut self, text: &str) {
        self.shared.push(haystack(&[text]));
    }

    /// Adds a row before another, or behind the last one.
    pub fn insert(&mut self, row: usize, own: Box<str>, shares: [u32; SHARES]) {
        let row = row.min(self.own.len());
        self.own.insert(row, own);
        self.shares.insert(row, shares);
    }

    /// A row can be found by something else from now on.
    pub fn replace(&mut self, row: usize, own: Box<str>, shares: [u32; SHARES]) {
        if let (Some(text), Some(places)) = (self.own.get_mut(row), self.shares.get_mut(row)) {
            (*text, *places) = (own, shares);
        }
    }
}

impl From<Vec<String>> for Haystacks {
    fn from(own: Vec<String>) -> Self {
        Self {
            own: own.into_iter().map(String::into_boxed_str).collect(),
            shares: Vec::new(),
            shared: Vec::new(),
        }
    }
}

/// A query held against rows: the texts they share have been searched once and for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
    /// For each shared text which words stand in it: a bit a word.
    hits: Vec<u64>,
}

impl Search {
    /// Searches what rows share. Words beyond the 64th are not looked for.
    pub fn new(query: &Query, haystacks: &Haystacks) -> Self {
        let words: Vec<String> = query.words.iter().take(64).cloned().collect();
        let hits = |text: &String| {
            let found = words.iter().enumerate().filter(|(_, word)| text.contains(word.as_str()));
            found.fold(0, |bits, (at, _)| bits | (1 << at))
        };
        let hits = haystacks.shared.iter().map(hits).collect();
        Self { words, hits }
    }

    /// Nothing is looked for: everything is found.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a row is found: every word stands in something it can be found by.
    pub fn finds(&self, haystacks: &Haystacks, row: usize) -> bool {
        let Some(own) = haystacks.own.get(row) else { return false };
        let shares = haystacks.shares.get(row).map_or(&[][..], |shares| &shares[..]);
        let hit = shares.iter().fold(0, |bits, place| bits | self.hits.get(*place as usize).unwrap_or(&0));
        self.words.iter().enumerate().all(|(at, word)| (hit >> at) & 1 == 1 || own.contains(word.as_str()))
    }
}

/// What a row can be found by: its texts in lower case, then their pinyin, then its initials.
pub fn haystack(texts: &[&str]) -> String {
    let mut found = String::new();
    write_haystack(texts, &mut found);
    found
}

/// The same, behind what stands in a text already: one text serves for many rows.
pub fn write_haystack(texts: &[&str], found: &mut String) {
    for text in texts {
        found.extend(text.chars().flat_map(char::to_lowercase));
        found.push('\n');
        if text.is_ascii() {
            continue;
        }
        // Anything without a sound separates: initials of two names do not run together.
        let sounds = || text.chars().map(|character| character.to_pinyin());
        sounds().for_each(|sound| found.push_str(sound.map_or(" ", Pinyin::plain)));
        found.push('\n');
        sounds().for_each(|sound| found.push_str(sound.map_or(" ", Pinyin::first_letter)));
        found.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, texts: &[&str], expect: bool) {
        assert_eq!(Query::new(typed).matches(&haystack(texts)), expect, "{typed} in {texts:?}");
        // The same where some of it is shared.
        let mut rows = Haystacks::default();
        rows.share(texts.get(1).unwrap_or(&""));
        rows.share("else");
        let others = [&texts[..texts.len().min(1)], texts.get(2..).unwrap_or(&[])].concat();
        rows.insert(0, haystack(&others).into_boxed_str(), [0, 1]);
        assert_eq!(Search::new(&Query::new(typed), &rows).finds(&rows, 0), expect, "{typed} in {texts:?}");
    }

    #[test]
    fn characters_pinyin_initials_and_ids_find_a_row() {
        let row = ["R-0042", "农牧局", "产业扶贫资金"];
        for typed in ["", "r-0042", "42", "农牧", "nmj", "nongmu", "fupin", "cyfp", "nmj zijin", "资金 R-00"]
        {
            check(typed, &row, true);
        }
        for typed in ["43", "住建", "njm", "nmj zhujian", "jcy"] {
            check(typed, &row, false);
        }
    }
}
