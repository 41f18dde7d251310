//! A row as a department wrote it becomes a request of this county: names matched with its lists, the rest filled
//! from the subject's defaults. What cannot be matched is a problem with its place, never a guess.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::command::import::place;
use super::county::CountyView;
use super::directory::{DepartmentDirectory, Found};
use super::session::Desk;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::department::{Department, Level};
use crate::domain::id::{DepartmentCode, RequestId, UnitCode};
use crate::domain::intake::{RequestRow, UnitsAsked};
use crate::domain::material::{Disposition, Material};
use crate::domain::message::Arg;
use crate::domain::problem::{Place, Problem};
use crate::domain::request::{Basis, BasisLevel, Regime, Request, RequestKind, RequestState, Source, Target};
use crate::domain::unit::UnitKind;

/// Inspectors of a department met first in a file, until somebody says how many it has.
const PROVISIONAL_CREW: u32 = 4;

/// A request, not yet numbered, and where it stands in the file.
pub(crate) struct Resolved {
    pub(crate) request: Request,
    pub(crate) place: Place,
}

/// Matches the rows of one file.
pub(crate) struct Resolver<'a> {
    desk: &'a Desk<'a>,
    county: CountyView,
    file: &'a str,
    hash: &'a str,
    title: Option<&'a str>,
    sender: Option<&'a str>,
    added: Vec<Department>,
    warnings: Vec<Problem>,
}

type Outcome<T> = std::result::Result<T, Box<Problem>>;

impl<'a> Resolver<'a> {
    pub(crate) const fn new(desk: &'a Desk<'a>, county: CountyView, file: &'a str, hash: &'a str) -> Self {
        Self { desk, county, file, hash, title: None, sender: None, added: Vec::new(), warnings: Vec::new() }
    }

    /// What the file's first lines call it.
    pub(crate) const fn titled(mut self, title: Option<&'a str>) -> Self {
        self.title = title;
        self
    }

    /// Who sends the file, where its rows do not say.
    pub(crate) const fn sent_by(mut self, sender: Option<&'a str>) -> Self {
        self.sender = sender;
        self
    }

    /// Departments met for the first time.
    pub(crate) fn new_departments(&self) -> &[Department] {
        &self.added
    }

    /// What there was to say since the last call.
    pub(crate) fn warnings(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.warnings)
    }

    /// One row.
    pub(crate) fn request(&mut self, row: &RequestRow) -> Outcome<Resolved> {
        let place = place(self.file, row.sheet.as_deref(), row.row);
        let department = self.sender_of(row, &place)?;
        let partners = row
            .partners
            .iter()
            .map(|name| self.department(name, &at(row, "partners", &place)))
            .collect::<Outcome<Vec<_>>>()?;
        let tables = &self.desk.office.subjects;
        let subject = tables.classify(&row.subject, row.object.as_deref());
        let target = self.target(row, &place)?;
        let kind = self.kind(row, &department);
        let mandatory =
            matches!(kind, RequestKind::Superior | RequestKind::Urgent | RequestKind::Independent);
        let mut request = Request {
            id: RequestId(0),
            department,
            partners,
            office: row.office.clone(),
            title: row.subject.clone(),
            subject: subject.code.clone(),
            object: row.object.clone(),
            kind,
            regimes: regimes(row, subject.regime),
            basis: row.basis.as_ref().map(|text| Basis { text: text.clone(), level: basis_level(text) }),
            plan_item: self.plan_item(row, kind),
            target,
            windows: windows(row),
            times_per_year: row.times_per_year.unwrap_or(1).max(1),
            effort_halfdays: row.effort_halfdays.unwrap_or(subject.effort_halfdays).max(1),
            people: row.people.unwrap_or(subject.people).max(1),
            announced: row.announced.unwrap_or(true),
            joinable: row.joinable,
            mandatory,
            weight: subject.weight,
            materials: row.materials.iter().map(|name| self.material(name, kind)).collect(),
            source: self.source(row),
            fingerprint: String::new(),
            received_on: self.desk.today,
            state: RequestState::Received,
            decision: None,
        };
        request.fingerprint = fingerprint(&request);
        Ok(Resolved { request, place })
    }

    /// What becomes of a material. What an independent body may ask for is the law's to say, not ours.
    fn material(&self, name: &str, kind: RequestKind) -> Material {
        let material = self.desk.office.materials.dispose(name);
        match kind {
            RequestKind::Independent => Material {
                disposition: Disposition::Kept,
                by: "statute".to_owned(),
                subject: None,
                ..material
            },
            _ => material,
        }
    }

    /// Who asks: the row, else who sends the file, else the office inside a department that the row names.
    fn sender_of(&mut self, row: &RequestRow, place: &Place) -> Outcome<DepartmentCode> {
        if let Some(name) = row.department.as_deref().or(self.sender) {
            let at = at(row, "department", place);
            return self.department(name, &at);
        }
        let Some(office) = row.office.as_deref() else {
            return Err(Box::new(Problem::error(place.clone(), "E1911")));
        };
        let at = at(row, "office", place);
        let holder = self.county.departments.of_office(office).map(|department| department.code.clone());
        match holder {
            Some(code) => Ok(code),
            None => self.department(office, &at),
        }
    }

    /// A department by name. One the county does not know is taken in provisionally, and said so; a name that
    /// differs from a known one in a single character is more likely a slip, and is not.
    fn department(&mut self, name: &str, at: &Place) -> Outcome<DepartmentCode> {
        match self.county.departments.find(name) {
            Found::One(code) => Ok(code),
            Found::Several(names) => Err(Box::new(
                Problem::error(at.clone(), "E1912").with("name", name).with("names", list(names)),
            )),
            Found::None(near) => {
                let slip = near.first().is_some_and(|close| super::directory::distance(close, name) == 1);
                if slip {
                    return Err(Box::new(
                        Problem::error(at.clone(), "E1913").with("name", name).with("near", list(near)),
                    ));
                }
                let department = provisional(name);
                let code = department.code.clone();
                let (warning, near) = if near.is_empty() { ("E1914", None) } else { ("E1915", Some(near)) };
                let warning = Problem::warning(at.clone(), warning)
                    .with("name", name)
                    .with("level", Arg::code(department.level.text_id()));
                self.warnings.push(match near {
                    Some(near) => warning.with("near", list(near)),
                    None => warning,
                });
                self.county.departments.add(department.clone());
                self.added.push(department);
                Ok(code)
            }
        }
    }

    fn target(&mut self, row: &RequestRow, place: &Place) -> Outcome<Target> {
        // "5 % of the firms, whole county" draws firms; the county is only where they are.
        let amount = row.ratio.is_some() || row.count.is_some();
        let kinds = self.desk.office.subjects.element_kinds(row.object.as_deref().unwrap_or_default());
        match &row.units {
            Some(UnitsAsked::All { .. }) if amount && !kinds.is_empty() => Ok(self.drawn(row, place)),
            Some(UnitsAsked::Named(names)) => {
                let at = at(row, "units", place);
                let mut units = BTreeSet::new();
                for name in names {
                    units.insert(self.unit(name, &at)?);
                }
                Ok(Target::Listed { units: units.into_iter().collect() })
            }
            Some(UnitsAsked::All { kind, except, .. }) if except.is_empty() => {
                Ok(Target::All { kind: *kind })
            }
            Some(UnitsAsked::All { kind, except, .. }) => {
                let at = at(row, "units", place);
                let left_out =
                    except.iter().map(|name| self.unit(name, &at)).collect::<Outcome<BTreeSet<_>>>()?;
                let units = self.county.units.units().filter(|unit| unit.kind == *kind);
                let units = units.map(|unit| unit.code.clone()).filter(|code| !left_out.contains(code));
                Ok(Target::Listed { units: units.collect() })
            }
            None if amount => Ok(self.drawn(row, place)),
            None => Ok(self.named_by_object(row)),
        }
    }

    fn drawn(&mut self, row: &RequestRow, place: &Place) -> Target {
        let kinds = self.desk.office.subjects.element_kinds(row.object.as_deref().unwrap_or(&row.subject));
        if row.ratio.is_some() && row.count.is_some() {
            self.warnings.push(Problem::warning(at(row, "count", place), "E1916"));
        }
        let count = if row.stages.is_empty() { row.count } else { self.in_all(row, place) };
        Target::Drawn { kinds, ratio: row.ratio, count }
    }

    /// What is drawn in stages comes to so many in all the county; said, since it rests on the county's own units.
    fn in_all(&mut self, row: &RequestRow, place: &Place) -> Option<u32> {
        let units = |kind| self.county.units.units().filter(|unit| unit.kind == kind).count();
        let (townships, villages) = (units(UnitKind::Township), units(UnitKind::Village));
        let top = row.stages.first().and_then(|stage| stage.per);
        let times = match top {
            None => 1,
            Some(UnitKind::Township) => townships,
            Some(UnitKind::Village) => villages,
        };
        let mut numbers = row.stages.iter().map(|stage| stage.number);
        let all = numbers.try_fold(u32::try_from(times).ok()?, u32::checked_mul).filter(|all| *all > 0)?;
        let said = Problem::warning(at(row, "count", place), if top.is_none() { "E1925" } else { "E1924" });
        self.warnings.push(match top {
            Some(kind) => said
                .with("count", all)
                .with("units", times)
                .with("kind", Arg::code(format!("unit-kind-{}", kind.code()))),
            None => said.with("count", all),
        });
        Some(all)
    }

    /// Neither units nor an amount: the object's own words may still name all units of a kind.
    fn named_by_object(&self, row: &RequestRow) -> Target {
        let text = row.object.clone().unwrap_or_default();
        match self.desk.office.subjects.unit_kind(&text) {
            Some(kind) => Target::All { kind },
            None => Target::Unknown { text },
        }
    }

    fn unit(&self, name: &str, at: &Place) -> Outcome<UnitCode> {
        match self.county.units.find(name) {
            Found::One(code) => Ok(code),
            Found::Several(names) => Err(Box::new(
                Problem::error(at.clone(), "E1917").with("name", name).with("names", list(names)),
            )),
            Found::None(near) if near.is_empty() => {
                Err(Box::new(Problem::error(at.clone(), "E1918").with("name", name)))
            }
            Found::None(near) => {
                Err(Box::new(Problem::error(at.clone(), "E1919").with("name", name).with("near", list(near))))
            }
        }
    }

    fn kind(&self, row: &RequestRow, department: &DepartmentCode) -> RequestKind {
        let level = self.county.departments.department(department).map_or(Level::County, |found| found.level);
        match row.kind {
            Some(kind) => kind,
            None if level > Level::County => RequestKind::Superior,
            None if row.plan_item.is_some() || self.is_plan(row) => RequestKind::Planned,
            None => RequestKind::OffPlan,
        }
    }

    /// Whether the file is itself a plan: it says so, or gives shares and times a year as plans do.
    fn is_plan(&self, row: &RequestRow) -> bool {
        let named = [Some(self.file), self.title].into_iter().flatten().any(|name| name.contains("计划"));
        named || row.ratio.is_some() || row.times_per_year.is_some()
    }

    /// The number on the plan: the row's own, else its place in the plan it stands in.
    fn plan_item(&self, row: &RequestRow, kind: RequestKind) -> Option<String> {
        row.plan_item.clone().or_else(|| {
            let source = self.source(row);
            (kind == RequestKind::Planned && self.is_plan(row)).then(|| place_in_plan(&source))
        })
    }

    fn source(&self, row: &RequestRow) -> Source {
        Source {
            hash: self.hash.to_owned(),
            file: self.file.to_owned(),
            sheet: row.sheet.clone(),
            row: row.row,
            line: row.line.clone(),
        }
    }
}

/// The number of a row of a plan that numbers none: the plan's name and the row.
pub(super) fn place_in_plan(source: &Source) -> String {
    let stem = source.file.rsplit_once('.').map_or(source.file.as_str(), |(stem, _)| stem);
    format!("{stem}-{}", source.row)
}

/// The place of one field of a row: its column and cell.
fn at(row: &RequestRow, field: &str, place: &Place) -> Place {
    match row.readings.iter().find(|reading| *reading.as_field == *field) {
        Some(reading) => {
            Place { column: Some(reading.column), cell: Some(reading.cell.clone()), ..place.clone() }
        }
        None => place.clone(),
    }
}

/// A department nobody has confirmed yet.
pub(super) fn provisional(name: &str) -> Department {
    Department {
        code: DepartmentCode(name.to_owned()),
        name: name.to_owned(),
        short: name.to_owned(),
        aliases: Vec::new(),
        level: DepartmentDirectory::level_of_name(name),
        crew: PROVISIONAL_CREW,
        licensed: true,
        provisional: true,
    }
}

/// Names as one argument.
pub(super) fn list(names: Vec<String>) -> Arg {
    Arg::List(names.into_iter().map(Arg::from).collect())
}

fn windows(row: &RequestRow) -> Vec<DayRange> {
    row.windows.iter().filter_map(|span| DayRange::inclusive(span.from, span.to)).collect()
}

fn regimes(row: &RequestRow, of_subject: Regime) -> BTreeSet<Regime> {
    let stated = row.item_class.as_deref().is_some_and(|class| class.contains("行政检查"));
    let mut regimes = BTreeSet::from([row.regime.unwrap_or(of_subject)]);
    if stated {
        regimes = BTreeSet::from([Regime::B]);
    }
    regimes
}

/// How high a cited document stands, by who issued it: 藏农发 and 自治区 are provincial, 拉农发 and 市 are a city's.
fn basis_level(text: &str) -> BasisLevel {
    let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if any(&["国务院", "国办", "中央", "中办", "国家", "部令", "法", "条例"]) {
        BasisLevel::Centre
    } else if any(&["省", "自治区", "藏"]) {
        BasisLevel::Province
    } else if any(&["市", "拉"]) {
        BasisLevel::Prefecture
    } else {
        BasisLevel::County
    }
}

/// Same department, matter, target and windows give the same fingerprint.
fn fingerprint(request: &Request) -> String {
    let mut text = format!("{}\n{}\n", request.department, request.title);
    let _ = writeln!(text, "{}", request.object.as_deref().unwrap_or(""));
    let _ = match &request.target {
        Target::Listed { units } => writeln!(text, "{units:?}"),
        Target::All { kind } => writeln!(text, "{}", kind.code()),
        Target::Drawn { kinds, ratio, count } => writeln!(text, "{kinds:?} {ratio:?} {count:?}"),
        Target::Unknown { text: words } => writeln!(text, "{words}"),
    };
    for window in &request.windows {
        let _ = writeln!(text, "{} {}", window.from, window.until);
    }
    let _ = write!(text, "{}", request.times_per_year);
    hex::encode(Sha256::digest(text))
}
