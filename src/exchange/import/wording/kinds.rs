//! Kinds of unit and how many of them, taken off the front of a text. Knows no names.

use super::fold::{fold, numeral};

/// Words for townships.
pub(super) const TOWNSHIPS: &[&str] = &[
    "乡镇(街道)",
    "乡(镇、街道)",
    "乡(镇)",
    "乡镇街道",
    "镇(街道)",
    "镇(乡)",
    "乡镇",
    "乡、镇",
    "镇街",
    "镇乡",
    "街镇",
    "街道",
    "镇",
    "乡",
];
/// Kinds that are only part of the townships of a county: 各镇 leaves its 乡 out.
pub(super) const ONE_KIND: &[&str] = &["街道", "镇", "乡"];
/// Words for villages.
pub(super) const VILLAGES: &[&str] =
    &["行政村", "建制村", "村(社区)", "村(居)", "村社区", "村居", "村级", "村", "社区"];

/// 乡镇, 行政村: a kind of unit, no name of one.
pub(super) fn is_kind(text: &str) -> bool {
    let folded = fold(text);
    TOWNSHIPS.contains(&folded.as_str()) || VILLAGES.contains(&folded.as_str()) || folded == "乡"
}

/// Takes a kind of unit off the front. Whether there was one.
pub(super) fn is_kind_taken(rest: &mut &str) -> bool {
    strip_any(rest, TOWNSHIPS) || strip_any(rest, VILLAGES) || strip_any(rest, &["乡"])
}

/// Takes the longest of `words` off the front. Whether there was one.
pub(super) fn strip_any(rest: &mut &str, words: &[&str]) -> bool {
    take_any(rest, words).is_some()
}

/// Takes the longest of `words` off the front: which it was.
pub(super) fn take_any<'w>(rest: &mut &str, words: &[&'w str]) -> Option<&'w str> {
    let longest = words.iter().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len())?;
    *rest = rest.strip_prefix(longest)?;
    Some(longest)
}

/// 10个.
pub(super) fn declared(rest: &mut &str) -> Option<u32> {
    let characters: Vec<char> = rest.chars().collect();
    let digits = characters.iter().take_while(|c| c.is_ascii_digit()).count();
    let (value, length) =
        if digits > 0 { (rest.get(..digits)?.parse::<u64>().ok()?, digits) } else { numeral(&characters)? };
    if characters.get(length) != Some(&'个') {
        return None;
    }
    let skip: usize = characters.iter().take(length + 1).map(|c| c.len_utf8()).sum();
    *rest = rest.get(skip..)?;
    u32::try_from(value).ok()
}

/// 9乡1镇, 一镇九乡: ten.
pub(super) fn towns_and_townships(rest: &mut &str) -> Option<u32> {
    let mut text = *rest;
    let mut sum = 0_u32;
    let mut terms = 0;
    loop {
        let characters: Vec<char> = text.chars().collect();
        let digits = characters.iter().take_while(|c| c.is_ascii_digit()).count();
        let (value, length) = if digits > 0 {
            (text.get(..digits)?.parse::<u32>().ok()?, digits)
        } else if let Some((value, length)) = numeral(&characters) {
            (u32::try_from(value).ok()?, length)
        } else {
            break;
        };
        let unit: String = characters.iter().skip(length).take(2).collect();
        let unit = if unit == "街道" { 2 } else { usize::from(unit.starts_with(['乡', '镇'])) };
        // 10乡镇 is one count, not two.
        if unit == 0 || characters.get(length) == Some(&'乡') && characters.get(length + 1) == Some(&'镇') {
            return None;
        }
        sum = sum.checked_add(value)?;
        terms += 1;
        let taken: usize = characters.iter().take(length + unit).map(|c| c.len_utf8()).sum();
        text = text.get(taken..)?;
    }
    if terms == 0 {
        return None;
    }
    *rest = text;
    Some(sum)
}
