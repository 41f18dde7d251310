//! Requests from a department's file: matched with the county's lists and taken in, or left as problems.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::resolve::{Resolved, Resolver};
use crate::app::session::{Command, Desk};
use crate::domain::id::RequestId;
use crate::domain::intake::RequestRow;
use crate::domain::journal::sha256;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::record::Table;
use crate::domain::request::{Request, RequestState};
use crate::domain::setting::FormMappings;
use crate::domain::source_file::SourceFile;
use crate::exchange::import::{SCALE, Watch, share};
use crate::store::Tx;

mod counterpart;
mod resolved;

use self::counterpart::Counterparts;
use self::resolved::Row;

/// Rows from which on what is known already is read once, not once a row.
const MANY_ROWS: usize = 1_000;

/// The share of taking rows in; writing them into the journal is the rest.
const TAKING: usize = SCALE * 4 / 5;

/// Takes the rows of a file in.
pub struct ImportRequests<'f> {
    /// File name.
    pub file: &'f str,
    /// Its bytes, kept by their hash.
    pub bytes: &'f [u8],
    /// What its first lines call it.
    pub title: Option<&'f str>,
    /// Its rows as read.
    pub rows: &'f [RequestRow],
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Who sends it, where the rows do not say.
    pub department: Option<&'f str>,
    /// Take nothing unless everything can be taken.
    pub strict: bool,
    /// Let changed rows amend the requests they belong to.
    pub amend: bool,
    /// Told how far it is; `false` takes everything back.
    pub watch: Watch<'f>,
    /// How its headings were explained, for the department's next file.
    pub remember: Option<Remember>,
}

/// How the headings of a department's form are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remember {
    /// Code of the department, else its name as written.
    pub department: String,
    /// Heading → field.
    pub columns: BTreeMap<String, String>,
}

/// A row that belongs to a request already here, and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// The request.
    pub request: RequestId,
    /// Row in the file.
    pub row: u32,
    /// Whether the request now says what the row says.
    pub applied: bool,
    /// What differs.
    pub changes: Vec<Change>,
}

/// One field of a request before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Field of [`Request`].
    pub field: String,
    /// As the request has it.
    pub before: Value,
    /// As the row has it.
    pub after: Value,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// SHA-256 of the file.
    pub hash: String,
    /// New requests.
    pub taken: Vec<RequestId>,
    /// Rows that are here already, as they stand.
    pub unchanged: u32,
    /// Rows that differ from what is here.
    pub amendments: Vec<Amendment>,
    /// Everything wrong, at once.
    pub problems: Vec<Problem>,
}

impl ImportReport {
    /// Problems that kept something out.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

impl Command for ImportRequests<'_> {
    const NAME: &'static str = "import-requests";
    type Outcome = ImportReport;

    fn args(&self) -> Value {
        json!({ "file": self.file, "rows": self.rows.len(), "amend": self.amend })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<ImportReport> {
        let county = CountyView::load(tx)?;
        let mut report = ImportReport { problems: self.problems, ..ImportReport::default() };
        if self.rows.is_empty() {
            return Ok(report);
        }
        if let Some(Remember { department, columns }) = self.remember {
            let known = tx.get::<FormMappings>(FormMappings::KEY)?;
            let mut forms = known.map(|forms| forms.record).unwrap_or_default();
            if forms.forms.insert(department, columns.clone()).as_ref() != Some(&columns) {
                tx.put(&forms)?;
            }
        }
        let hash = sha256(self.bytes);
        report.hash.clone_from(&hash);
        let resolver =
            Resolver::new(desk, county, self.file, &hash).titled(self.title).sent_by(self.department);
        let mut taking = Taking::new(&mut *tx, self.rows.len(), self.amend, &mut report)?;
        let mut told = share(self.watch, 0, TAKING);
        let resolver = resolved::each(resolver, self.rows, |before, rows| {
            if !told(before, self.rows.len()) {
                return Err(AppError::problem("A7151"));
            }
            rows.into_iter().try_for_each(|row| taking.row(row))
        })?;
        drop(told);
        if self.strict && report.errors() > 0 {
            return Err(AppError::problem("A7013").with("count", report.errors()));
        }
        let applied = report.amendments.iter().filter(|amendment| amendment.applied).count();
        if report.taken.is_empty() && applied == 0 {
            // Nothing came of it: neither the file nor the departments it names are kept.
            return Ok(report);
        }
        tx.put_blob(self.file, self.bytes)?;
        for department in resolver.new_departments() {
            tx.put(department)?;
        }
        tx.put(&SourceFile {
            hash: report.hash.clone(),
            name: self.file.to_owned(),
            kind: "requests".to_owned(),
            rows: u32::try_from(report.taken.len() + applied).unwrap_or(u32::MAX),
            problems: u32::try_from(report.errors()).unwrap_or(u32::MAX),
            on: desk.today,
        })?;
        if !tx.write_down(&mut share(self.watch, TAKING, SCALE))? {
            return Err(AppError::problem("A7151"));
        }
        Ok(report)
    }
}

/// The rows of a file as they are taken in.
struct Taking<'t, 'c> {
    tx: &'t mut Tx<'c>,
    amend: bool,
    /// The fingerprints there were before, where many rows are looked up in them.
    known: Option<BTreeSet<String>>,
    counterparts: Counterparts,
    report: &'t mut ImportReport,
}

impl<'t, 'c> Taking<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>, rows: usize, amend: bool, report: &'t mut ImportReport) -> Result<Self> {
        let known = (rows > MANY_ROWS).then(|| tx.values::<Request>("fingerprint")).transpose()?;
        Ok(Self { tx, amend, known, counterparts: Counterparts::default(), report })
    }

    fn row(&mut self, row: Row) -> Result<()> {
        match row.outcome {
            Ok(Resolved { place, .. }) if row.repeated => {
                self.report.problems.push(Problem::warning(place, "E1901"));
            }
            Ok(resolved) => self.take(resolved)?,
            Err(problem) => self.report.problems.push(*problem),
        }
        self.report.problems.extend(row.warnings);
        Ok(())
    }

    /// One row: unchanged, an amendment, or a new request.
    fn take(&mut self, Resolved { mut request, place }: Resolved) -> Result<()> {
        let earlier = match self.same(&request.fingerprint)? {
            Some(same) => Some(same),
            None => self.counterparts.find(self.tx, &request)?,
        };
        let Some(earlier) = earlier else {
            request.id = RequestId(self.tx.next_number(Table::Request)?);
            self.report.taken.push(request.id);
            self.tx.add(&request)?;
            return Ok(());
        };
        let changes = changes(&earlier, &request);
        if changes.is_empty() {
            self.report.unchanged += 1;
            return Ok(());
        }
        let open = matches!(earlier.state, RequestState::Received | RequestState::Returned);
        let applied = self.amend && open;
        if applied {
            let state = RequestState::Received;
            self.counterparts.amended(&earlier.department, earlier.id);
            self.tx.put(&Request { id: earlier.id, received_on: earlier.received_on, state, ..request })?;
        } else {
            self.report.problems.push(
                Problem::warning(place.clone(), if open { "E1902" } else { "E1903" })
                    .with("request", earlier.id.to_string()),
            );
        }
        let row = place.row.unwrap_or(0);
        self.report.amendments.push(Amendment { request: earlier.id, row, applied, changes });
        Ok(())
    }

    /// The request that asks for the same and stands.
    fn same(&self, fingerprint: &str) -> Result<Option<Request>> {
        if self.known.as_ref().is_some_and(|known| !known.contains(fingerprint)) {
            return Ok(None);
        }
        let same = self.tx.select::<Request>("fingerprint", fingerprint)?;
        Ok(same.into_iter().map(|found| found.record).find(|found| found.state != RequestState::Withdrawn))
    }
}

/// What of a request is its own story and no difference.
const OWN: &[&str] = &["id", "source", "fingerprint", "received_on", "state", "decision"];

/// What differs between a request and a row that belongs to it; nothing for the row it came from.
fn changes(earlier: &Request, row: &Request) -> Vec<Change> {
    if earlier.source.hash == row.source.hash && earlier.fingerprint == row.fingerprint {
        return Vec::new();
    }
    let (Ok(Value::Object(before)), Ok(Value::Object(after))) = (compared(earlier), compared(row)) else {
        return Vec::new();
    };
    let fields: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |fields: &serde_json::Map<String, Value>, field: &str| {
        fields.get(field).cloned().unwrap_or(Value::Null)
    };
    let change = |field: &String| Change {
        field: field.clone(),
        before: value(&before, field),
        after: value(&after, field),
    };
    fields.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

/// A request as it is compared: what people decided on its materials, and a number that only says where the row stood,
/// are no differences.
fn compared(request: &Request) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(request)?;
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|field, _| !OWN.contains(&field.as_str()));
        let names: Vec<&str> = request.materials.iter().map(|material| material.name.as_str()).collect();
        fields.insert("materials".to_owned(), json!(names));
        if request.plan_item == Some(crate::app::resolve::place_in_plan(&request.source)) {
            fields.remove("plan_item");
        }
    }
    Ok(value)
}

/// Where a row stands.
pub(crate) fn place(file: &str, sheet: Option<&str>, row: u32) -> Place {
    Place { file: file.to_owned(), sheet: sheet.map(str::to_owned), row: Some(row), column: None, cell: None }
}
