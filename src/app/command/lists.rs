//! The county's own lists from files: units, departments, inspectors, registers, arrivals, holidays.

use serde_json::{Value, json};

use super::required;
use crate::app::error::{AppError, Result};
use crate::app::movement::visit_of;
use crate::app::session::{Command, Desk};
use crate::domain::arrival::Arrival;
use crate::domain::department::Department;
use crate::domain::id::ArrivalId;
use crate::domain::person::Inspector;
use crate::domain::record::{FrameRow, Table};
use crate::domain::register::{Element, Register};
use crate::domain::setting::{County, HolidayYear};
use crate::domain::unit::Unit;
use crate::store::Tx;

/// What a list file held.
pub enum List {
    /// Townships and villages.
    Units(Vec<Unit>),
    /// Departments.
    Departments(Vec<Department>),
    /// Who goes out.
    Inspectors(Vec<Inspector>),
    /// What really came.
    Arrivals(Vec<Arrival>),
    /// Holidays of further years.
    Holidays(Vec<HolidayYear>),
}

/// Takes a list in: rows already here are replaced, others added.
pub struct ImportList {
    /// File name.
    pub file: String,
    /// Its bytes, kept by their hash.
    pub bytes: Vec<u8>,
    /// What it held.
    pub list: List,
}

impl Command for ImportList {
    const NAME: &'static str = "import-list";
    type Outcome = usize;

    fn args(&self) -> Value {
        json!({ "file": self.file })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<usize> {
        tx.put_blob(&self.file, &self.bytes)?;
        match self.list {
            List::Units(rows) => put_all(tx, &rows),
            List::Departments(rows) => put_all(tx, &rows),
            List::Inspectors(rows) => put_all(tx, &rows),
            List::Holidays(rows) => put_all(tx, &rows),
            List::Arrivals(rows) => put_arrivals(tx, rows),
        }
    }
}

fn put_all<R: crate::domain::record::Record>(tx: &mut Tx<'_>, rows: &[R]) -> Result<usize> {
    for row in rows {
        tx.put(row)?;
    }
    Ok(rows.len())
}

/// Arrivals have no number of their own in a file: one with the same day, unit, department and matter is the same.
fn put_arrivals(tx: &mut Tx<'_>, rows: Vec<Arrival>) -> Result<usize> {
    let mut taken = 0;
    for row in rows {
        let known = tx.select::<Arrival>("unit", &row.unit.0)?.into_iter().any(|found| {
            let found = found.record;
            found.date == row.date && found.department == row.department && found.subject == row.subject
        });
        if !known {
            let id = ArrivalId(tx.next_number(Table::Arrival)?);
            let visit = visit_of(tx, &row)?;
            tx.put(&Arrival { id, visit, ..row })?;
            taken += 1;
        }
    }
    Ok(taken)
}

/// Puts one arrival on record; the visit it was, where it was one, is found here.
pub struct AddArrival {
    /// What came; its number is given here.
    pub arrival: Arrival,
}

impl Command for AddArrival {
    const NAME: &'static str = "add-arrival";
    type Outcome = Arrival;

    fn args(&self) -> Value {
        json!({ "unit": self.arrival.unit, "date": self.arrival.date })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<Arrival> {
        let id = ArrivalId(tx.next_number(Table::Arrival)?);
        let visit = visit_of(tx, &self.arrival)?;
        let arrival = Arrival { id, visit, ..self.arrival };
        tx.put(&arrival)?;
        Ok(arrival)
    }
}

/// Takes a register in. Its entries are kept beside the journal, which holds their hash.
pub struct ImportRegister {
    /// The register; size and hash are filled in here.
    pub register: Register,
    /// Its entries.
    pub elements: Vec<Element>,
}

impl Command for ImportRegister {
    const NAME: &'static str = "import-frames";
    type Outcome = Register;

    fn args(&self) -> Value {
        json!({ "register": self.register.code, "size": self.elements.len() })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<Register> {
        let rows: Vec<FrameRow<Element>> = self
            .elements
            .into_iter()
            .map(|element| FrameRow {
                element: element.id.0.clone(),
                unit: element.unit.0.clone(),
                doc: element,
            })
            .collect();
        let mut kinds: Vec<String> = rows.iter().map(|row| row.doc.kind.clone()).collect();
        kinds.sort();
        kinds.dedup();
        let hash = tx.put_frame(&self.register.code, &rows)?;
        let register =
            Register { kinds, hash, size: u32::try_from(rows.len()).unwrap_or(u32::MAX), ..self.register };
        tx.put(&register)?;
        Ok(register)
    }
}

/// Makes the arrivals of a span the baseline the county is halved against.
pub struct SetBaseline {
    /// From which arrivals.
    pub span: crate::domain::day::DayRange,
}

impl Command for SetBaseline {
    const NAME: &'static str = "set-baseline";
    type Outcome = u32;

    fn args(&self) -> Value {
        json!({ "from": self.span.from, "until": self.span.until })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<u32> {
        let mut county: County = required(tx, County::KEY)?;
        let mut total = 0;
        for arrival in tx.all::<Arrival>()? {
            let date = arrival.record.date;
            if self.span.contains(date) {
                *county.baseline.entry(date.format("%Y-%m").to_string()).or_default() += 1;
                total += 1;
            }
        }
        if total == 0 {
            return Err(AppError::problem("A7063"));
        }
        tx.put(&county)?;
        Ok(total)
    }
}
