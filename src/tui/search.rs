//! Finding by what people type: characters, whole pinyin, pinyin initials, ids. Every word of the query must be
//! found; upper and lower case are the same.

use pinyin::ToPinyin;

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

/// What a row can be found by: its texts in lower case, then their pinyin, then its initials.
pub fn haystack(texts: &[&str]) -> String {
    let mut found = String::new();
    for text in texts {
        found.push_str(&text.to_lowercase());
        found.push('\n');
        if text.is_ascii() {
            continue;
        }
        let mut full = String::new();
        let mut initials = String::new();
        for character in text.chars() {
            if let Some(sound) = character.to_pinyin() {
                full.push_str(sound.plain());
                initials.push_str(sound.first_letter());
            } else {
                // Anything else separates: initials of two names do not run together.
                full.push(' ');
                initials.push(' ');
            }
        }
        found.push_str(&full);
        found.push('\n');
        found.push_str(&initials);
        found.push('\n');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, texts: &[&str], expect: bool) {
        assert_eq!(Query::new(typed).matches(&haystack(texts)), expect, "{typed} in {texts:?}");
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
