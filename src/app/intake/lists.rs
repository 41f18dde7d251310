//! Lists in: units, departments, inspectors, arrivals, holidays and registers, matched with what the county has.

use std::collections::BTreeMap;

use super::{GivenFile, Options};
use crate::app::command::lists::{AddArrival, ImportList, ImportRegister, List};
use crate::app::county::CountyView;
use crate::app::directory::Found;
use crate::app::error::{AppError, Kind, Result};
use crate::app::office::special_day;
use crate::app::resolve::{list as listed, provisional};
use crate::app::session::Session;
use crate::domain::arrival::Arrival;
use crate::domain::department::Department;
use crate::domain::id::{ArrivalId, DepartmentCode, InspectorId, UnitCode};
use crate::domain::intake::{ArrivalRow, DepartmentRow, FrameRow, InspectorRow, RegisterRow, UnitRow};
use crate::domain::message::Arg;
use crate::domain::person::Inspector;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::register::{Element, Register};
use crate::domain::setting::HolidayYear;
use crate::domain::unit::{Unit, UnitKind};
use crate::exchange::import::{self, Imported, document};
use crate::text::Catalogue;

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
    list_with(session, file, kind, &Options::default(), false)
}

/// Takes a list file in, or (`rehearse`) says what would be taken.
pub fn list_with(
    session: &mut Session,
    file: GivenFile,
    kind: ListKind,
    options: &Options,
    rehearse: bool,
) -> Result<ListReport> {
    let county = session.read(CountyView::load)?;
    let (list, problems) = read_list(&file, kind, &county, options);
    let GivenFile { name, bytes } = file;
    let command = ImportList { file: name, bytes, list };
    if rehearse {
        let rows = session.rehearse(command)?;
        return Ok(ListReport { rows, problems });
    }
    let rows = session.run(command)?;
    if kind == ListKind::Holidays {
        session.take_holidays()?;
    }
    Ok(ListReport { rows, problems })
}

fn read_list(
    file: &GivenFile,
    kind: ListKind,
    county: &CountyView,
    options: &Options,
) -> (List, Vec<Problem>) {
    let source = file.source();
    match kind {
        ListKind::Units => {
            let (rows, problems) = units(&file.name, import::unit::read(&source, options));
            (List::Units(rows), problems)
        }
        ListKind::Departments => {
            let read = import::department::read(&source, options);
            (List::Departments(read.rows.into_iter().map(department).collect()), read.problems)
        }
        ListKind::Inspectors => {
            let (rows, problems) = inspectors(&file.name, county, import::inspector::read(&source, options));
            (List::Inspectors(rows), problems)
        }
        ListKind::Arrivals => {
            let (rows, problems) = arrivals(&file.name, county, import::arrival::read(&source, options));
            (List::Arrivals(rows), problems)
        }
        ListKind::Holidays => {
            let read = import::holiday::read(&source, options);
            let mut years: BTreeMap<i32, HolidayYear> = BTreeMap::new();
            for day in read.rows.into_iter().map(special_day) {
                let year = years.entry(day.year).or_insert(HolidayYear { year: day.year, days: Vec::new() });
                year.days.push(day);
            }
            (List::Holidays(years.into_values().collect()), read.problems)
        }
    }
}

/// What a list file itself says, without any county, as the document other programs read, and what is wrong in it.
pub fn preview_list(
    file: &GivenFile,
    kind: ListKind,
    options: &Options,
    catalogue: &Catalogue,
) -> (serde_json::Value, ListReport) {
    let source = file.source();
    match kind {
        ListKind::Units => rows_of(&file.name, import::unit::read(&source, options), catalogue),
        ListKind::Departments => rows_of(&file.name, import::department::read(&source, options), catalogue),
        ListKind::Inspectors => rows_of(&file.name, import::inspector::read(&source, options), catalogue),
        ListKind::Arrivals => rows_of(&file.name, import::arrival::read(&source, options), catalogue),
        ListKind::Holidays => rows_of(&file.name, import::holiday::read(&source, options), catalogue),
    }
}

/// What a register file itself says, as [`preview_list`].
pub fn preview_register(
    file: &GivenFile,
    options: &Options,
    catalogue: &Catalogue,
) -> (serde_json::Value, ListReport) {
    rows_of(&file.name, import::frame::read(&file.source(), options), catalogue)
}

fn rows_of<T: serde::Serialize>(
    file: &str,
    read: Imported<T>,
    catalogue: &Catalogue,
) -> (serde_json::Value, ListReport) {
    let row = |row: &T| serde_json::to_value(row).unwrap_or_default();
    let document = document::imported(file, &read, row, catalogue);
    (document, ListReport { rows: read.rows.len(), problems: read.problems })
}

/// One arrival as the township reports it by telephone; names are as they were said.
pub fn arrival(session: &mut Session, row: ArrivalRow) -> Result<Arrival> {
    let county = session.read(CountyView::load)?;
    let read =
        Imported { title: None, year: None, sheets: Vec::new(), rows: vec![row], problems: Vec::new() };
    let (rows, problems) = arrivals("", &county, read);
    match (rows.into_iter().next(), problems.into_iter().next()) {
        (Some(row), _) => session.run(AddArrival { arrival: row }),
        (None, Some(problem)) => Err(AppError::of(Kind::Problem, problem.message)),
        (None, None) => Err(AppError::environment("A7002")),
    }
}

/// Who it is a unit means by what was written: for commands that name units.
pub fn unit_named(county: &CountyView, written: &str) -> Result<UnitCode> {
    unit_of(county, written, Place::default()).map_err(|problem| AppError::of(Kind::Problem, problem.message))
}

/// Reads an index of registers.
pub fn register_index(file: &GivenFile) -> Imported<RegisterRow> {
    import::register::read(&file.source(), &Options::default())
}

/// Takes the entries of a register in. The register's own fields come from the caller.
pub fn register(session: &mut Session, file: GivenFile, register: Register) -> Result<ListReport> {
    register_with(session, &file, register, &Options::default(), false)
}

/// Takes the entries of a register in, or (`rehearse`) says what would be taken.
pub fn register_with(
    session: &mut Session,
    file: &GivenFile,
    register: Register,
    options: &Options,
    rehearse: bool,
) -> Result<ListReport> {
    let county = session.read(CountyView::load)?;
    let read = import::frame::read(&file.source(), options);
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
    let command = ImportRegister { register, elements };
    match (rows, rehearse) {
        (0, _) => {}
        (_, true) => drop(session.rehearse(command)?),
        (_, false) => drop(session.run(command)?),
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
        Found::Several(names) => {
            Err(Box::new(Problem::error(at, "E1917").with("name", written).with("names", listed(names))))
        }
        Found::None(near) if near.is_empty() => {
            Err(Box::new(Problem::error(at, "E1918").with("name", written)))
        }
        Found::None(near) => {
            Err(Box::new(Problem::error(at, "E1919").with("name", written).with("near", listed(near))))
        }
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
        let relatives: std::result::Result<Vec<UnitCode>, _> =
            row.relatives.iter().map(|unit| unit_of(county, unit, at(unit))).collect();
        match home_unit.and_then(|home| relatives.map(|relatives| (home, relatives))) {
            Ok((home_unit, relatives)) => inspectors.push(Inspector {
                id: InspectorId(row.id),
                name: row.name,
                department,
                home_unit,
                relatives,
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
