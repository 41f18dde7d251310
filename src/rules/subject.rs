//! What requests and objects are called by: subjects, kinds of element and their words, of `data/subjects.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::problem::{Place, Problem};
use crate::domain::request::Regime;
use crate::domain::unit::UnitKind;

use super::matching::{WordTable, bare, bare_all};

/// The subject that takes what no word matches.
pub const GENERAL: &str = "general";

/// The file as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectFile {
    /// Subjects in the order of the file.
    #[serde(default)]
    pub subject: Vec<Subject>,
    /// Kinds of element.
    #[serde(default)]
    pub kind: Vec<ElementKind>,
    /// Words objects are called by.
    #[serde(default)]
    pub object: Vec<ObjectRow>,
}

/// What a request is about, with the defaults nobody should have to type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Words found in a request's title.
    pub words: Vec<String>,
    /// Half-days a team needs at one unit, 1 to 4.
    pub effort_halfdays: u32,
    /// Inspectors a team has at one unit.
    pub people: u32,
    /// What leaving it out costs, 1 to 100.
    pub weight: u32,
    /// Kinds of element it looks at.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Code of its check items.
    pub checklist: String,
    /// The rules it is usually under.
    pub regime: Regime,
}

/// A kind of element of a register.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementKind {
    /// Stable code.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
}

/// Words that name kinds of element, or units.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRow {
    /// Words found in a request's object.
    pub words: Vec<String>,
    /// Kinds of element they name.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// The kind of unit they name.
    #[serde(default)]
    pub unit: Option<UnitKind>,
}

/// The subjects of a county, ready to be looked up.
#[derive(Clone, Debug)]
pub struct SubjectTable {
    subjects: Vec<Subject>,
    general: Subject,
    kinds: Vec<ElementKind>,
    objects: Vec<ObjectRow>,
    /// Words of the subjects and of the objects.
    words: (WordTable, WordTable),
}

impl SubjectTable {
    /// The table of a file; problems name the file and the row.
    pub fn new(file: &str, mut content: SubjectFile) -> Result<Self, Vec<Problem>> {
        content.subject.iter_mut().for_each(|subject| bare_all(&mut subject.words));
        content.object.iter_mut().for_each(|row| bare_all(&mut row.words));
        let mut problems = faults(file, &content);
        let place = Place { file: file.to_owned(), ..Place::default() };
        let general = content.subject.iter().find(|subject| subject.code == GENERAL).cloned();
        if general.is_none() {
            problems.push(Problem::error(place, "R2914").with("code", GENERAL));
        }
        match general {
            Some(general) if problems.is_empty() => {
                let SubjectFile { subject: subjects, kind: kinds, object: objects } = content;
                let words = (
                    WordTable::new(subjects.iter().map(|subject| subject.words.as_slice())),
                    WordTable::new(objects.iter().map(|row| row.words.as_slice())),
                );
                Ok(Self { subjects, general, kinds, objects, words })
            }
            _ => Err(problems),
        }
    }

    /// The subject of a request: the longest word found in its title decides, then in its object, the earlier of
    /// equals; `general` where none is found.
    pub fn classify(&self, title: &str, object: Option<&str>) -> &Subject {
        let by = |text: &str| self.words.0.longest(&bare(text)).and_then(|at| self.subjects.get(at));
        by(title).or_else(|| object.and_then(by)).unwrap_or(&self.general)
    }

    /// The subject of a code.
    pub fn subject(&self, code: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.code == code)
    }

    /// Every subject, in the order of the file.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Every kind of element, in the order of the file.
    pub fn kinds(&self) -> &[ElementKind] {
        &self.kinds
    }

    /// The kinds of element an object names, in code order; none where no word is found. A longer word hides the
    /// shorter ones inside it.
    pub fn element_kinds(&self, object: &str) -> Vec<String> {
        let kinds: BTreeSet<&String> = self.rows_of(object).flat_map(|row| &row.kinds).collect();
        kinds.into_iter().cloned().collect()
    }

    /// The kind of unit an object names, where it names one.
    pub fn unit_kind(&self, object: &str) -> Option<UnitKind> {
        self.rows_of(object).find_map(|row| row.unit)
    }

    fn rows_of(&self, object: &str) -> impl Iterator<Item = &ObjectRow> {
        self.words.1.apart(&bare(object)).into_iter().filter_map(|at| self.objects.get(at))
    }
}

fn faults(file: &str, content: &SubjectFile) -> Vec<Problem> {
    let kinds: BTreeSet<&str> = content.kind.iter().map(|kind| kind.code.as_str()).collect();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let place = |cell: &str| Place { file: file.to_owned(), cell: Some(cell.to_owned()), ..Place::default() };
    for subject in &content.subject {
        let at = place(&subject.code);
        if !seen.insert(&subject.code) {
            problems.push(Problem::error(at.clone(), "R2915").with("code", subject.code.as_str()));
        }
        let in_range = (1..=4).contains(&subject.effort_halfdays)
            && (1..=100).contains(&subject.weight)
            && (1..=1_000).contains(&subject.people);
        if !in_range {
            problems.push(Problem::error(at, "R2916").with("code", subject.code.as_str()));
        }
    }
    let of_subjects =
        content.subject.iter().map(|subject| (subject.code.as_str(), &subject.words, &subject.kinds));
    let of_objects = content
        .object
        .iter()
        .map(|row| (row.words.first().map_or("", String::as_str), &row.words, &row.kinds));
    for (name, words, named) in of_subjects.chain(of_objects) {
        if words.iter().any(String::is_empty) {
            problems.push(Problem::error(place(name), "R2912"));
        }
        let unknown = named.iter().filter(|kind| !kinds.contains(kind.as_str()));
        problems.extend(unknown.map(|kind| Problem::error(place(name), "R2917").with("kind", kind.as_str())));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        kind = [{ code = "seed", zh = "z", en = "e" }, { code = "any", zh = "z", en = "e" }]
        object = [
            { words = ["seed firm"], kinds = ["seed"] },
            { words = ["firm"], kinds = ["seed", "any"] },
            { words = ["township"], unit = "township" },
        ]
        [[subject]]
        code = "fund"
        zh = "z"
        en = "e"
        words = ["fund", "money"]
        effort_halfdays = 2
        people = 3
        weight = 6
        checklist = "fund"
        regime = "a"
        [[subject]]
        code = "audit"
        zh = "z"
        en = "e"
        words = ["fund audit"]
        effort_halfdays = 2
        people = 3
        weight = 6
        checklist = "fund"
        regime = "a"
        [[subject]]
        code = "general"
        zh = "z"
        en = "e"
        words = []
        effort_halfdays = 2
        people = 2
        weight = 3
        checklist = "general"
        regime = "a"
    "#;

    fn table() -> SubjectTable {
        SubjectTable::new("subjects.toml", toml::from_str(FILE).unwrap()).unwrap()
    }

    #[test]
    fn title_then_object_then_general() {
        let table = table();
        let check = |title: &str, object: Option<&str>, code: &str| {
            assert_eq!(table.classify(title, object).code, code);
        };
        check("of the fund", None, "fund");
        check("fund audit", None, "audit");
        check("a check", Some("money"), "fund");
        check("money", Some("fund audit"), "fund");
        check("a check", None, "general");
    }

    #[test]
    fn a_longer_word_hides_the_shorter_inside_it() {
        let table = table();
        assert_eq!(table.element_kinds("a seed firm"), ["seed"]);
        assert_eq!(table.element_kinds("a seed firm or a firm"), ["any", "seed"]);
        assert_eq!(table.element_kinds("a house"), Vec::<String>::new());
        assert_eq!(table.unit_kind("each township"), Some(UnitKind::Township));
        assert_eq!(table.unit_kind("a firm"), None);
    }

    #[test]
    fn a_wrong_edit_is_named() {
        let check = |from: &str, to: &str, code: &str| {
            let file = toml::from_str(&FILE.replacen(from, to, 1)).unwrap();
            let problems = SubjectTable::new("subjects.toml", file).unwrap_err();
            assert_eq!(
                problems.iter().map(|problem| problem.message.code.as_str()).collect::<Vec<_>>(),
                [code]
            );
        };
        check("code = \"general\"", "code = \"other\"", "R2914");
        check("code = \"audit\"", "code = \"fund\"", "R2915");
        check("effort_halfdays = 2", "effort_halfdays = 5", "R2916");
        check("kinds = [\"seed\"]", "kinds = [\"sead\"]", "R2917");
        check("\"money\"", "\"\"", "R2912");
    }
}
