//! What becomes of the documents departments ask for: words and dispositions of `data/rules/materials.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::material::{Disposition, Material};
use crate::domain::problem::{Place, Problem};
use crate::domain::rule::Citation;

use super::matching::{WordTable, bare, bare_all};

/// The file as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialFile {
    /// What putting one material together costs a unit, where its row does not say.
    #[serde(default)]
    pub estimate: Effort,
    /// Documents the rows rest on.
    #[serde(default)]
    pub citation: Vec<CitationRow>,
    /// Materials in the order of the file.
    #[serde(default)]
    pub material: Vec<MaterialRow>,
}

/// What putting a material together costs one unit: the county's own estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Pages.
    pub pages: u32,
    /// Minutes of one person.
    pub minutes: u32,
}

/// One document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitationRow {
    /// The key rows name it by.
    pub id: String,
    /// Document, date and place, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Somebody compared it with the document itself.
    pub verified: bool,
}

/// What becomes of the materials these words name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRow {
    /// Words found in a material's name.
    pub words: Vec<String>,
    /// What becomes of it.
    pub disposition: Disposition,
    /// Key of the document that says so.
    pub citation: String,
    /// The subject whose check items replace it; those of the request's own subject where there is none.
    #[serde(default)]
    pub subject: Option<String>,
    /// Code of the department that holds a shared one.
    #[serde(default)]
    pub held_by: Option<String>,
    /// The law a kept one rests on.
    #[serde(default)]
    pub law: Option<String>,
    /// What it costs, where that differs from the estimate of the file.
    #[serde(default)]
    pub effort: Option<Effort>,
}

/// The materials of a county, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub struct MaterialTable {
    citations: BTreeMap<String, Citation>,
    rows: Vec<MaterialRow>,
    words: WordTable,
    estimate: Effort,
}

impl MaterialTable {
    /// The table of a file; problems name the file and the row's first word.
    pub fn new(file: &str, mut content: MaterialFile) -> Result<Self, Vec<Problem>> {
        let citation =
            |row: CitationRow| (row.id, Citation { zh: row.zh, en: row.en, verified: row.verified });
        let citations: BTreeMap<_, _> = content.citation.into_iter().map(citation).collect();
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for row in &mut content.material {
            bare_all(&mut row.words);
            let first = row.words.first().cloned().unwrap_or_default();
            let place = Place { file: file.to_owned(), cell: Some(first), ..Place::default() };
            if !citations.contains_key(&row.citation) {
                problems.push(Problem::error(place.clone(), "R2911").with("key", row.citation.as_str()));
            }
            if row.words.is_empty() || row.words.iter().any(String::is_empty) {
                problems.push(Problem::error(place.clone(), "R2912"));
            }
            let twice = row.words.iter().filter(|word| !seen.insert((*word).clone()));
            problems
                .extend(twice.map(|word| Problem::error(place.clone(), "R2913").with("word", word.as_str())));
        }
        if problems.is_empty() {
            let words = WordTable::new(content.material.iter().map(|row| row.words.as_slice()));
            Ok(Self { citations, rows: content.material, words, estimate: content.estimate })
        } else {
            Err(problems)
        }
    }

    /// What becomes of a material by its name: the longest word found in it decides, the earlier of equals; open where
    /// none is found. `by` is the key of the document that says so, empty for an open one.
    pub fn dispose(&self, name: &str) -> Material {
        let row = self.row(name);
        Material {
            name: name.to_owned(),
            disposition: row.map_or(Disposition::Open, |row| row.disposition),
            by: row.map_or_else(String::new, |row| row.citation.clone()),
            subject: row.and_then(|row| row.subject.clone()),
        }
    }

    /// The row that decides about a material, for who holds it and which law keeps it.
    pub fn row(&self, name: &str) -> Option<&MaterialRow> {
        self.words.longest(&bare(name)).and_then(|at| self.rows.get(at))
    }

    /// What putting a material together costs a unit: of its row, else the estimate of the file.
    pub fn effort(&self, name: &str) -> Effort {
        self.row(name).and_then(|row| row.effort).unwrap_or(self.estimate)
    }

    /// A document by its key.
    pub fn citation(&self, key: &str) -> Option<&Citation> {
        self.citations.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [estimate]
        pages = 8
        minutes = 30
        [[citation]]
        id = "field"
        zh = "z"
        en = "e"
        verified = false
        [[material]]
        words = ["ledger", "roll"]
        disposition = "observed"
        citation = "field"
        [[material]]
        words = ["ledger photo"]
        disposition = "struck"
        citation = "field"
        [[material]]
        words = ["school roll"]
        disposition = "shared"
        citation = "field"
        held_by = "education"
        effort = { pages = 40, minutes = 90 }
    "#;

    #[test]
    fn the_longest_word_decides() {
        let table = MaterialTable::new("materials.toml", toml::from_str(FILE).unwrap()).unwrap();
        let check = |name: &str, disposition: Disposition| {
            assert_eq!(table.dispose(name).disposition, disposition, "{name}");
        };
        check("the ledger", Disposition::Observed);
        check("led ger photo", Disposition::Struck);
        check("school roll of the ledger", Disposition::Shared);
        check("a plan", Disposition::Open);
        check("", Disposition::Open);
        assert_eq!(table.effort("school roll"), Effort { pages: 40, minutes: 90 });
        assert_eq!(table.effort("roll"), Effort { pages: 8, minutes: 30 });
        assert_eq!(table.effort("a plan"), Effort { pages: 8, minutes: 30 });
        assert_eq!(table.dispose("roll").by, "field");
        assert_eq!(table.row("school roll").and_then(|row| row.held_by.as_deref()), Some("education"));
    }

    #[test]
    fn a_wrong_edit_is_named() {
        let check = |from: &str, to: &str, code: &str| {
            let file = toml::from_str(&FILE.replacen(from, to, 1)).unwrap();
            let problems = MaterialTable::new("materials.toml", file).unwrap_err();
            assert_eq!(
                problems.iter().map(|problem| problem.message.code.as_str()).collect::<Vec<_>>(),
                [code]
            );
        };
        check("citation = \"field\"", "citation = \"filed\"", "R2911");
        check("\"ledger photo\"", "\" \"", "R2912");
        check("\"school roll\"", "\"roll\"", "R2913");
    }
}
