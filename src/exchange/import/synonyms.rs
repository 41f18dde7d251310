//! The synonyms of headings in `data/intake/headings.toml`: which fields a heading may stand for, and how well. Knows no
//! table.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::heading::Kind;
use super::wording::fold::fold;

const SYNONYMS: &str = include_str!("../../../data/intake/headings.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) field: String,
    /// Where a second column of the field goes.
    #[serde(default)]
    pub(super) otherwise: Option<String>,
    /// How many places further down its names count.
    #[serde(default)]
    pub(super) after: usize,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) parts: Vec<String>,
}

pub(super) struct Synonyms {
    pub(super) entries: Vec<Entry>,
    /// Words that stand for another one inside a heading: 督查 for 检查.
    swaps: Vec<(String, String)>,
    /// Whole heading → (entry, rank).
    pub(super) names: BTreeMap<String, Vec<(usize, usize)>>,
}

/// The synonyms of a kind. A file that does not parse leaves them empty; a test finds it.
pub(super) fn synonyms(kind: Kind) -> &'static Synonyms {
    static ALL: OnceLock<BTreeMap<String, Synonyms>> = OnceLock::new();
    static NONE: Synonyms = Synonyms { entries: Vec::new(), swaps: Vec::new(), names: BTreeMap::new() };
    let all = ALL.get_or_init(|| {
        let mut tables: BTreeMap<String, Vec<Entry>> = toml::from_str(SYNONYMS).unwrap_or_default();
        let swaps = tables.remove("swap").unwrap_or_default();
        let swaps: Vec<(String, String)> = swaps
            .into_iter()
            .flat_map(|entry| entry.names.into_iter().map(move |word| (word, entry.field.clone())))
            .collect();
        tables.into_iter().map(|(kind, entries)| (kind, Synonyms::new(entries, swaps.clone()))).collect()
    });
    all.get(kind.id()).unwrap_or(&NONE)
}

impl Synonyms {
    fn new(entries: Vec<Entry>, swaps: Vec<(String, String)>) -> Self {
        let mut names: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            for (rank, name) in entry.names.iter().enumerate() {
                names.entry(key(name)).or_default().push((at, rank + entry.after));
            }
        }
        Self { entries, swaps, names }
    }

    /// The forms of a heading; where none of them is a name, also with a word of it swapped for its usual one. Whoever
    /// is inspected (受检单位) and who inspects (督导单位 may be either) is never told by a swap.
    pub(super) fn variants(&self, heading: &str) -> Vec<String> {
        let mut variants = variants(heading);
        let known = |variant: &String| self.names.contains_key(variant);
        let open = |variant: &String| !variant.starts_with(['受', '被', '迎']);
        if !variants.iter().any(known) {
            let swapped: Vec<String> = variants
                .iter()
                .filter(|variant| open(variant))
                .flat_map(|variant| self.swaps.iter().map(move |(word, usual)| (variant, word, usual)))
                .filter(|(variant, word, _)| variant.contains(word.as_str()))
                .map(|(variant, word, usual)| variant.replacen(word.as_str(), usual, 1))
                .filter(|swapped| !WHO.contains(&swapped.as_str()) && known(swapped))
                .collect();
            variants.extend(swapped);
        }
        variants
    }

    /// Fields a heading may stand for, with how well: a whole name counts above any part.
    pub(super) fn candidates(&self, headings: &[String]) -> Vec<(usize, usize)> {
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        for (nth, heading) in headings.iter().enumerate() {
            for variant in self.variants(heading) {
                for (entry, rank) in self.names.get(&variant).into_iter().flatten() {
                    let quality = 1_000_usize.saturating_sub(rank + 200 * nth);
                    let best = found.entry(*entry).or_default();
                    *best = quality.max(*best);
                }
                for (at, entry) in self.entries.iter().enumerate() {
                    let part = entry.parts.iter().filter(|part| has_part(&variant, part));
                    // What a Chinese heading is stands at its end: 一般事项抽查比例 is a share.
                    let weight = |part: &String| {
                        part.chars().count() * 10 + usize::from(variant.ends_with(part.as_str())) * 5
                    };
                    let Some(weight) = part.map(weight).max() else { continue };
                    let quality = weight.saturating_sub(nth);
                    let best = found.entry(at).or_default();
                    *best = quality.max(*best);
                }
            }
        }
        let mut found: Vec<(usize, usize)> = found.into_iter().collect();
        found.sort_by_key(|(entry, quality)| (std::cmp::Reverse(*quality), *entry));
        found
    }
}

/// One form of a heading: half width, lower case, without marks that only decorate.
pub(super) fn key(heading: &str) -> String {
    key_of(&fold(heading)).collect()
}

/// Whether a text has this key; told at its first difference.
pub(super) fn has_key(text: &str, key: &str) -> bool {
    key_of(&fold(text)).eq(key.chars())
}

fn key_of(folded: &str) -> impl Iterator<Item = char> {
    let plain = |c: &char| !matches!(c, ':' | '*' | '"' | '\'' | ' ' | '#');
    folded.chars().flat_map(char::to_lowercase).filter(plain)
}

/// Names a swap must not make: 督导单位 may be who inspects or who is inspected.
const WHO: &[&str] = &["检查单位", "检查部门", "检查机关", "检查机构"];

/// Whether a heading holds a part, but not as what is done to somebody: 被检查主体 is not 检查主体.
fn has_part(heading: &str, part: &str) -> bool {
    heading.match_indices(part).any(|(at, _)| {
        !heading.get(..at).unwrap_or_default().ends_with(['被', '受']) || part.starts_with(['被', '受'])
    })
}

/// The heading as it is, without its number (①序号), without its brackets, without what stands in them, and only its Chinese (No.序号).
pub(super) fn variants(heading: &str) -> Vec<String> {
    // ①序号: in half width its number would become part of the word.
    let bare = heading.trim().trim_start_matches(|c| ('\u{2460}'..='\u{2473}').contains(&c));
    if !bare.is_empty() && bare.len() < heading.trim().len() {
        let mut variants = variants(bare);
        variants.insert(0, key(heading));
        return variants;
    }
    let whole = key(heading);
    let chinese: String = whole.chars().filter(|c| !c.is_ascii_alphanumeric() && *c != '.').collect();
    let bilingual = chinese.chars().count() >= 2 && whole.contains(|c: char| c.is_ascii_alphabetic());
    if bilingual && !whole.contains(['(', '[', '\u{3010}']) {
        return vec![whole, chinese];
    }
    if !whole.contains(['(', '[', '\u{3010}']) {
        return vec![whole];
    }
    let open = |c: char| matches!(c, '(' | '[' | '\u{3010}');
    let close = |c: char| matches!(c, ')' | ']' | '\u{3011}');
    let flat: String = whole.chars().filter(|c| !open(*c) && !close(*c)).collect();
    let mut depth = 0_usize;
    let mut outside = String::new();
    for character in whole.chars() {
        if open(character) {
            depth += 1;
        } else if close(character) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 {
            outside.push(character);
        }
    }
    vec![whole, flat, outside]
}
