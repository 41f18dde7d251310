//! What the county works by: rule book, calendar of worked days, subjects, materials, check items. Read once from the
//! files in `data/`, or from the county's own copies of them.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::assets::Assets;
use super::error::{AppError, Kind, Result};
use crate::domain::checklist::{Bilingual, CheckItem, DefectClass, Method};
use crate::domain::day::{DayRange, SpecialDay, SpecialKind, WorkCalendar};
use crate::domain::message::Arg;
use crate::domain::problem::Problem;
use crate::domain::rule::ExceptionBy;
use crate::domain::setting::County;
use crate::exchange::import::{self, SourceFile};
use crate::rules::material::MaterialTable;
use crate::rules::subject::SubjectTable;
use crate::rules::{Preset, RuleBook, line_of};
use crate::text::Lang;

/// The rules and tables in force.
pub struct Office {
    /// Rules and quotas.
    pub rules: RuleBook,
    /// Which days are worked.
    pub calendar: WorkCalendar,
    /// What requests are about.
    pub subjects: SubjectTable,
    /// What becomes of materials.
    pub materials: MaterialTable,
    /// Terms for answers and rectification.
    pub terms: Terms,
    /// Where these come from.
    pub assets: Assets,
    check_items: Vec<CheckItem>,
}

/// Terms a county sets for answers and rectification; days are working days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// For departments and townships.
    pub answers: AnswerTerms,
    /// For who is responsible for a finding.
    pub findings: FindingTerms,
    /// What a sample tests.
    pub sampling: SamplingTerms,
}

/// Until when departments and townships answer.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerTerms {
    /// A department objects to a merged slot.
    pub objection_days: u32,
    /// Silence after that is consent.
    pub silence_is_consent: bool,
    /// A township reports a clash.
    pub clash_days: u32,
}

/// Until when findings are answered and put right.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingTerms {
    /// The facts are stated.
    pub facts_days: u32,
    /// A critical finding is put right.
    pub critical_days: u32,
    /// A major one.
    pub major_days: u32,
    /// A minor one.
    pub minor_days: u32,
    /// Drawn share of closures checked again on site, in percent.
    pub recheck_percent: u32,
    /// A drawn one is looked at again within.
    pub recheck_days: u32,
    /// Reminders come so long before.
    pub remind_days: u32,
}

/// What a sample tests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplingTerms {
    /// The share of nonconforming elements that is still as declared, in percent.
    pub declared_percent: u32,
    /// Of each sample, this share is drawn from elements drawn in the latest rounds and the rest from those whose turn it
    /// is, in percent; 0 draws every sample from all.
    pub again_percent: u32,
    /// Where the public number of an unannounced visit comes from, unless somebody names another source.
    pub public_source: String,
}

/// A file of check items.
#[derive(Deserialize)]
struct CheckItemFile {
    #[serde(default)]
    item: Vec<CheckItemRow>,
}

/// One item as a county writes it. Further columns (who shares it, what it is asked of) are for its readers.
#[derive(Deserialize)]
struct CheckItemRow {
    id: String,
    subject: String,
    method: Method,
    zh: String,
    en: String,
    nonconforming_zh: String,
    nonconforming_en: String,
    class: DefectClass,
    #[serde(default)]
    replaces: Vec<String>,
    #[serde(default)]
    parameter: Option<Bilingual>,
    #[serde(default)]
    guidance_zh: String,
    #[serde(default)]
    guidance_en: String,
    #[serde(default)]
    responsible: Option<String>,
}

impl From<CheckItemRow> for CheckItem {
    fn from(row: CheckItemRow) -> Self {
        Self {
            id: row.id,
            subject: row.subject,
            method: row.method,
            question: Bilingual { zh: row.zh, en: row.en },
            nonconforming: Bilingual { zh: row.nonconforming_zh, en: row.nonconforming_en },
            class: row.class,
            replaces: row.replaces,
            parameter: row.parameter,
            guidance: (!row.guidance_zh.is_empty())
                .then_some(Bilingual { zh: row.guidance_zh, en: row.guidance_en }),
            responsible: row.responsible,
        }
    }
}

impl Office {
    /// Reads everything; `folder` holds a county's own copies.
    pub fn load(folder: Option<PathBuf>) -> Result<Self> {
        let assets = Assets::new(folder);
        let mut check_items = Vec::new();
        for name in assets.names("checklists/") {
            check_items
                .extend(toml_file::<CheckItemFile>(&assets, name)?.item.into_iter().map(CheckItem::from));
        }
        let mut presets: Vec<(String, Preset)> = Vec::new();
        for name in assets.names("rules/").filter(|name| *name != MATERIALS) {
            presets.push((name.to_owned(), toml_file(&assets, name)?));
        }
        Ok(Self {
            rules: RuleBook::new(&presets).map_err(|found| wrong_edits(&assets, found))?,
            calendar: WorkCalendar::new(holidays(&assets)?),
            subjects: SubjectTable::new(SUBJECTS, toml_file(&assets, SUBJECTS)?)
                .map_err(|found| wrong_edits(&assets, found))?,
            materials: MaterialTable::new(MATERIALS, toml_file(&assets, MATERIALS)?)
                .map_err(|found| wrong_edits(&assets, found))?,
            terms: toml_file(&assets, TERMS)?,
            check_items,
            assets,
        })
    }

    /// The questions for a subject of a request.
    pub fn check_items_of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a CheckItem> {
        let checklist = self.subjects.subject(subject).map_or("", |found| found.checklist.as_str());
        self.check_items.iter().filter(move |item| item.subject == checklist)
    }

    /// The check items of a subject whose faults count against a sample: all but the minor ones.
    pub fn counting_items_of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a str> {
        let counting = self.check_items_of(subject).filter(|item| item.class != DefectClass::Minor);
        counting.map(|item| item.id.as_str())
    }

    /// The name of a subject.
    pub fn subject_name(&self, code: &str, lang: Lang) -> String {
        let found = self.subjects.subject(code);
        found.map_or_else(|| code.to_owned(), |subject| pick(lang, &subject.zh, &subject.en))
    }

    /// The name of a kind of element.
    pub fn kind_name(&self, code: &str, lang: Lang) -> String {
        let found = self.subjects.kinds().iter().find(|kind| kind.code == code);
        found.map_or_else(|| code.to_owned(), |kind| pick(lang, &kind.zh, &kind.en))
    }

    /// The kinds of element a subject looks at.
    pub fn kinds_of(&self, subject: &str) -> &[String] {
        self.subjects.subject(subject).map_or(&[], |found| &found.kinds)
    }

    /// Whether a director may permit what a rule forbids.
    pub fn director_may_except(&self, rule: &str) -> bool {
        self.rules.rule(rule).is_some_and(|held| held.rule.exception_by == ExceptionBy::Director)
    }

    /// Visits the county may have in a span: the rule's share of the same months of the baseline. `None` where a
    /// month has no baseline, or no rule says.
    pub fn county_visits_max(&self, county: &County, span: DayRange) -> Option<u32> {
        let percent = self.rules.county_percent_max()?;
        let mut months: Vec<String> = span.days().map(|day| day.format("%Y-%m").to_string()).collect();
        months.dedup();
        let baseline: u32 = months.iter().map(|month| county.baseline_of(month)).sum::<Option<u32>>()?;
        Some(baseline.saturating_mul(percent) / 100)
    }

    /// Every question.
    pub fn check_items(&self) -> &[CheckItem] {
        &self.check_items
    }
}

/// Everything wrong with a file of rules as a county edits it, judged beside the other files in force. A file named like
/// one of the program's own stands in its place.
pub fn check_rules(assets: &Assets, name: &str, bytes: &[u8]) -> Result<Vec<Problem>> {
    let wrong = |detail: String| AppError::problem("A7061").with("file", name).caused_by(detail);
    let text = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
    let own = |known: &str| known.rsplit('/').next() == Some(name);
    let found = if own(MATERIALS) {
        let file = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        MaterialTable::new(name, file).err()
    } else if own(SUBJECTS) {
        let file = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        SubjectTable::new(name, file).err()
    } else {
        let mut presets: Vec<(String, Preset)> = Vec::new();
        for known in assets.names("rules/").filter(|known| *known != MATERIALS && !own(known)) {
            presets.push((known.to_owned(), toml_file(assets, known)?));
        }
        presets.push((name.to_owned(), toml::from_str(text).map_err(|error| wrong(error.to_string()))?));
        RuleBook::new(&presets).err()
    };
    let mut problems = found.unwrap_or_default();
    for problem in &mut problems {
        locate(problem, text);
    }
    Ok(problems)
}

/// Gives a problem of a rule the line the rule begins at.
fn locate(problem: &mut Problem, text: &str) {
    let code = problem.place.cell.as_deref().unwrap_or_default();
    problem.place.row = problem.place.row.or_else(|| line_of(text, code));
}

fn pick(lang: Lang, zh: &str, en: &str) -> String {
    if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

const SUBJECTS: &str = "subjects.toml";
const TERMS: &str = "office.toml";
const MATERIALS: &str = "rules/materials.toml";
const HOLIDAYS: &str = "calendars/holidays-cn.csv";

/// A table of `data/`; a wrong edit is reported with the line.
fn toml_file<T: DeserializeOwned>(assets: &Assets, name: &str) -> Result<T> {
    let wrong = |detail: String| AppError::problem("A7061").with("file", name).caused_by(detail);
    let bytes = assets.read(name)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| wrong(error.to_string()))?;
    toml::from_str(text).map_err(|error| wrong(error.to_string()))
}

/// All wrong edits of a file at once, each with its line where it has one.
fn wrong_edits(assets: &Assets, mut problems: Vec<Problem>) -> AppError {
    let file = problems.first().map(|problem| problem.place.file.clone()).unwrap_or_default();
    let bytes = assets.read(&file).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    problems
        .iter_mut()
        .filter(|problem| problem.place.file == file)
        .for_each(|problem| locate(problem, &text));
    let at_line = |problem: Problem| match problem.place.row {
        Some(row) => crate::domain::message::Message::new("edit-at-line")
            .with("row", row)
            .with("problem", problem.message),
        None => problem.message,
    };
    let list = problems.into_iter().map(|problem| Arg::from(at_line(problem))).collect();
    AppError::of(
        Kind::Problem,
        crate::domain::message::Message::new("A7062").with("file", file).with("problems", Arg::List(list)),
    )
}

fn holidays(assets: &Assets) -> Result<Vec<SpecialDay>> {
    let bytes = assets.read(HOLIDAYS)?;
    let file = SourceFile { name: HOLIDAYS, bytes: &bytes };
    let imported = import::holiday::read(&file, &import::Options::default());
    if !imported.problems.is_empty() {
        return Err(wrong_edits(assets, imported.problems));
    }
    Ok(imported.rows.into_iter().map(special_day).collect())
}

/// A row of a holiday file as a day of the calendar.
pub(super) fn special_day(row: crate::domain::intake::HolidayRow) -> SpecialDay {
    use chrono::Datelike;
    SpecialDay {
        date: row.date,
        name: row.name.unwrap_or_default(),
        kind: if row.off { SpecialKind::Off } else { SpecialKind::Work },
        year: row.year.unwrap_or_else(|| row.date.year()),
    }
}
