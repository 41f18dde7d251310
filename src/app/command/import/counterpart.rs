//! The request that an earlier state of a row became: same department, and same plan number or same line of a file of the
//! same name. A department's requests are read once an import, not once a row.

use std::collections::BTreeMap;

use crate::app::error::Result;
use crate::domain::id::{DepartmentCode, RequestId};
use crate::domain::request::{Request, RequestState, Source};
use crate::store::Tx;

/// Where a row stands: file, sheet, row, line number.
type Line = (String, Option<String>, u32, String);

/// The requests of departments as they were before the import.
#[derive(Default)]
pub(super) struct Counterparts {
    departments: BTreeMap<DepartmentCode, Known>,
}

#[derive(Default)]
struct Known {
    /// By id; none where an amendment made it a row of this import.
    requests: Vec<Option<Request>>,
    by_id: BTreeMap<RequestId, usize>,
    by_plan: BTreeMap<String, Vec<usize>>,
    by_line: BTreeMap<Line, Vec<usize>>,
}

impl Counterparts {
    /// The first of the requests a row may have been.
    pub(super) fn find(&mut self, tx: &Tx<'_>, row: &Request) -> Result<Option<Request>> {
        if !self.departments.contains_key(&row.department) {
            let known = Known::read(tx, row)?;
            self.departments.insert(row.department.clone(), known);
        }
        let Some(known) = self.departments.get(&row.department) else { return Ok(None) };
        let by_plan = row.plan_item.as_ref().and_then(|plan| known.by_plan.get(plan));
        let by_line = line(&row.source).and_then(|line| known.by_line.get(&line));
        let places = by_plan.into_iter().chain(by_line).flatten();
        let found = places.filter(|at| known.requests.get(**at).is_some_and(Option::is_some)).min();
        Ok(found.and_then(|at| known.requests.get(*at).cloned().flatten()))
    }

    /// A request was amended: it is a row of this import from now on.
    pub(super) fn amended(&mut self, department: &DepartmentCode, id: RequestId) {
        let Some(known) = self.departments.get_mut(department) else { return };
        if let Some(slot) = known.by_id.get(&id).and_then(|at| known.requests.get_mut(*at)) {
            *slot = None;
        }
    }
}

impl Known {
    /// What the department of a row asked for in other files, and did not take back.
    fn read(tx: &Tx<'_>, row: &Request) -> Result<Self> {
        let mut known = Self::default();
        for found in tx.select::<Request>("department", &row.department.0)? {
            let request = found.record;
            if request.state == RequestState::Withdrawn || request.source.hash == row.source.hash {
                continue;
            }
            let at = known.requests.len();
            if let Some(plan) = &request.plan_item {
                known.by_plan.entry(plan.clone()).or_default().push(at);
            }
            if let Some(line) = line(&request.source) {
                known.by_line.entry(line).or_default().push(at);
            }
            known.by_id.insert(request.id, at);
            known.requests.push(Some(request));
        }
        Ok(known)
    }
}

fn line(source: &Source) -> Option<Line> {
    let line = source.line.clone()?;
    Some((source.file.clone(), source.sheet.clone(), source.row, line))
}
