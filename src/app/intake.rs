//! Files in: bytes are read by `exchange`, matched with the county's lists, and handed to the commands that take
//! them in. Everything wrong comes back at once.

use std::collections::BTreeMap;

use super::command::import::{ImportReport, ImportRequests};
use super::command::lists::{ImportList, ImportRegister, List};
use super::county::CountyView;
use super::directory::Found;
use super::error::Result;
use super::office::special_day;
use super::resolve::provisional;
use super::session::Session;
use crate::domain::arrival::Arrival;
use crate::domain::department::Department;
use crate::domain::id::{ArrivalId, DepartmentCode, InspectorId, UnitCode};
use crate::domain::intake::{
    ArrivalRow, DepartmentRow, FrameRow, InspectorRow, RegisterRow, RequestRow, UnitRow,
};
use crate::domain::message::Arg;
use crate::domain::person::Inspector;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::register::{Element, Register};
use crate::domain::setting::HolidayYear;
use crate::domain::unit::{Unit, UnitKind};
use crate::exchange::import::{self, Imported, Options, SourceFile};

/// A file as it was handed in.
pub struct GivenFile {
    /// Name without its folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl GivenFile {
    fn source(&self) -> SourceFile<'_> {
        SourceFile { name: &self.name, bytes: &self.bytes }
    }
}

/// How requests are taken in.
#[derive(Clone, Debug, Default)]
pub struct RequestOptions {
    /// What the reader is told.
    pub reading: Options,
    /// Who sends the file, where its rows do not say.
    pub department: Option<String>,
    /// Nothing unless everything.
    pub strict: bool,
    /// Changed rows amend their requests.
    pub amend: bool,
}

/// Reads the requests of a file, without any county.
pub fn read_requests(file: &GivenFile, options: &Options) -> Imported<RequestRow> {
    import::request::read(&file.source(), options)
}

/// Takes the requests of a file in, or (`rehearse`) shows what would become of them.
pub fn requests(
    session: &mut Session,
    file: GivenFile,
    options: RequestOptions,
    rehearse: bool,
) -> Result<ImportReport> {
    let read = read_requests(&file, &options.reading);
    let command = ImportRequests {
        file: file.name,
        bytes: file.bytes,
        title: read.title,
        rows: read.rows,
        problems: read.problems,
        department: options.department,
        strict: options.strict,
        amend: options.amend,
    };
    if rehearse { session.rehearse(command) } else { session.run(command) }
}

/// What became of a list file.
#[derive(Clone, Debug, Default)]
pub struct ListReport {
    /// Rows taken.
    pub rows: usize,
    /// Everything wrong, at once.
    pub problems: Vec<Problem>,
}

impl ListReport {
    /// Problems that kept something out.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// Which list a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Townships and villages.
    Units,
    /// Departments.
    Departments,
    /// Inspectors.
    Inspectors,
    /// What really came.
    Arrivals,
    /// Holidays of further years.
    Holidays,
}

/// Takes a list file in.
pub fn list(session: &mut Session, file: GivenFile, kind: ListKind) -> Result<ListReport> {
    let county = session.read(CountyView::load)?;
    let options = Options::default();
    let source = file.source();
    let (list, problems) = match kind {
        ListKind::Units => {
            let read = import::unit::read(&source, &options);
            let (rows, problems) = units(&file.name, read);
            (List::Units(rows), problems)
        }
        ListKind::Departments => {
            let read = import::department::read(&source, &options);
            (List::Departments(read.rows.into_iter().map(department).collect()), read.problems)
        }
        ListKind::Inspectors => {
            let read = import::inspector::read(&source, &options);
            let (rows, problems) = inspectors(&file.name, &county, read);
            (List::Inspectors(rows), problems)
        }
        ListKind::Arrivals => {
            let read = import::arrival::read(&source, &options);
            let (rows, problems) = arrivals(&file.name, &county, read);
            (List::Arrivals(rows), problems)
        }
        ListKind::Holidays => {
            let read = import::holiday::read(&source, &options);
            let mut years: BTreeMap<i32, HolidayYear> = BTreeMap::new();
            for day in read.rows.into_iter().map(special_day) {
                let year = years.entry(day.year).or_insert(HolidayYear { year: day.year, days: Vec::new() });
                year.days.push(day);
            }
            (List::Holidays(years.into_values().collect()), read.problems)
        }
    };
    let GivenFile { name, bytes } = file;
    let rows = session.run(ImportList { file: name, bytes, list })?;
    if kind == ListKind::Holidays {
        session.take_holidays()?;
    }
    Ok(ListReport { rows, problems })
}

/// Reads an index of registers.
pub fn register_index(file: &GivenFile) -> Imported<RegisterRow> {
    import::register::read(&file.source(), &Options::default())
}

/// Takes the entries of a register in. The register's own fields come from the caller.
pub fn register(session: &mut Session, file: GivenFile, register: Register) -> Result<ListReport> {
    let county = session.read(CountyView::load)?;
    let read = import::frame::read(&file.source(), &Options::default());
    let mut problems = read.problems;
    let mut elements = Vec::new();
    for row in read.rows {
        let kinds = session.office().subjects.element_kinds(row.kind.as_deref().unwrap_or_default());
        match element(&file.name, &county, &register, kinds, row) {
            Ok(element) => elements.push(element),
            Err(problem) => problems.push(*problem),
        }
    }
    let rows = elements.len();
    if rows > 0 {
        session.run(ImportRegister { register, elements })?;
    }
    Ok(ListReport { rows, problems })
}

fn place(file: &str, sheet: Option<&String>, row: u32, cell: &str) -> Place {
    Place {
        file: file.to_owned(),
        sheet: sheet.cloned(),
        row: Some(row),
        column: None,
        cell: Some(cell.to_owned()),
    }
}

/// A unit by what a row writes.
fn unit_of(county: &CountyView, written: &str, at: Place) -> std::result::Result<UnitCode, Box<Problem>> {
    match county.units.find(written) {
        Found::One(code) => Ok(code),
        Found::Several(names) => Err(Box::new(
            Problem::error(at, "E1917").with("name", written).with("names", super::resolve::list(names)),
        )),
        Found::None(near) if near.is_empty() => {
            Err(Box::new(Problem::error(at, "E1918").with("name", written)))
        }
        Found::None(near) => Err(Box::new(
            Problem::error(at, "E1919").with("name", written).with("near", super::resolve::list(near)),
        )),
    }
}

fn units(file: &str, read: Imported<UnitRow>) -> (Vec<Unit>, Vec<Problem>) {
    let mut problems = read.problems;
    let codes: BTreeMap<String, String> =
        read.rows.iter().map(|row| (row.name.clone(), row.code.clone())).collect();
    let mut units = Vec::new();
    for row in read.rows {
        let at = place(file, row.sheet.as_ref(), row.row, &row.code);
        let kind = match row.code.len() {
            9 => UnitKind::Township,
            12 => UnitKind::Village,
            _ => {
                problems.push(Problem::error(at, "E1920").with("code", row.code));
                continue;
            }
        };
        // A village's code begins with its township's.
        let parent = match kind {
            UnitKind::Township => None,
            UnitKind::Village => {
                let named = row.parent.as_ref().map(|parent| codes.get(parent).unwrap_or(parent).clone());
                named.or_else(|| row.code.get(..9).map(str::to_owned)).map(UnitCode)
            }
        };
        units.push(Unit { code: UnitCode(row.code), name: row.name, kind, parent, quiet: Vec::new() });
    }
    (units, problems)
}

fn department(row: DepartmentRow) -> Department {
    let named = provisional(&row.name);
    Department {
        code: row.code.map_or(named.code, DepartmentCode),
        short: row.short.unwrap_or_else(|| row.name.clone()),
        aliases: row.aliases,
        level: row.level.unwrap_or(named.level),
        crew: row.inspectors.unwrap_or(named.crew),
        licensed: row.licensed.unwrap_or(true),
        provisional: false,
        name: row.name,
    }
}

fn inspectors(
    file: &str,
    county: &CountyView,
    read: Imported<InspectorRow>,
) -> (Vec<Inspector>, Vec<Problem>) {
    let mut problems = read.problems;
    let mut inspectors = Vec::new();
    for row in read.rows {
        let at = |cell: &str| place(file, row.sheet.as_ref(), row.row, cell);
        let Found::One(department) = county.departments.find(&row.department) else {
            problems.push(Problem::error(at(&row.department), "E1921").with("name", row.department));
            continue;
        };
        let home_unit = row.home.as_deref().map(|home| unit_of(county, home, at(home))).transpose();
        match home_unit {
            Ok(home_unit) => inspectors.push(Inspector {
                id: InspectorId(row.id),
                name: row.name,
                department,
                home_unit,
                licensed: row.licensed,
            }),
            Err(problem) => problems.push(*problem),
        }
    }
    (inspectors, problems)
}

fn arrivals(file: &str, county: &CountyView, read: Imported<ArrivalRow>) -> (Vec<Arrival>, Vec<Problem>) {
    let mut problems = read.problems;
    let mut arrivals = Vec::new();
    for row in read.rows {
        let at = place(file, row.sheet.as_ref(), row.row, &row.unit);
        let unit = match unit_of(county, &row.unit, at) {
            Ok(unit) => unit,
            Err(problem) => {
                problems.push(*problem);
                continue;
            }
        };
        let department = match county.departments.find(&row.department) {
            Found::One(code) => code,
            // Who came is a fact, whether or not the county lists them.
            Found::Several(_) | Found::None(_) => DepartmentCode(row.department),
        };
        let people = row.people.unwrap_or(1);
        arrivals.push(Arrival {
            id: ArrivalId(0),
            unit,
            date: row.date,
            days: row.halfdays.map_or(1, |halfdays| halfdays.div_ceil(2)).max(1),
            department,
            people,
            hosts: row.hosts.unwrap_or(people),
            announced: row.announced.unwrap_or(true),
            subject: row.subject.unwrap_or_default(),
            materials: row
                .materials_count
                .unwrap_or_else(|| u32::try_from(row.materials.len()).unwrap_or(u32::MAX)),
            forms: row.forms.unwrap_or(0),
            visit: None,
        });
    }
    (arrivals, problems)
}

fn element(
    file: &str,
    county: &CountyView,
    register: &Register,
    kinds: Vec<String>,
    row: FrameRow,
) -> std::result::Result<Element, Box<Problem>> {
    let written = row.village.or(row.unit_code).or(row.unit).unwrap_or_default();
    let unit = unit_of(county, &written, place(file, row.sheet.as_ref(), row.row, &written))?;
    // A kind is written as its code or in words; a register of one kind need not write it.
    let known = register.kinds.iter().find(|kind| Some(*kind) == row.kind.as_ref()).cloned();
    let only = (register.kinds.len() == 1).then(|| register.kinds.first().cloned()).flatten();
    let Some(kind) = known.or_else(|| kinds.into_iter().next()).or(only) else {
        let cell = row.kind.unwrap_or_default();
        let at = place(file, row.sheet.as_ref(), row.row, &cell);
        return Err(Box::new(Problem::error(at, "E1923").with("kind", Arg::from(cell))));
    };
    Ok(Element {
        label: row.name.unwrap_or_else(|| row.id.clone()),
        id: crate::domain::id::ElementId(row.id),
        unit,
        kind,
        details: row.others,
    })
}
