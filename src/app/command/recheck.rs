//! Second looks that no joint visit takes along in time get a request of their own, which the planner places, and
//! merges with others where it can.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{required, triage};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::expand;
use crate::app::query::field::awaiting_ride;
use crate::app::session::{Command, Desk};
use crate::domain::day::DayRange;
use crate::domain::finding::Finding;
use crate::domain::id::{RequestId, UnitCode};
use crate::domain::message::Message;
use crate::domain::record::Table;
use crate::domain::request::{
    Basis, BasisLevel, Decision, Regime, Request, RequestKind, RequestState, Source, Target,
};
use crate::domain::visit::Visit;
use crate::store::Tx;
use crate::text::{Catalogue, Lang};

/// The subject of requests that only look again: it asks nothing of its own and draws nothing.
pub const SUBJECT: &str = "recheck";
/// One team, half a day.
const HALFDAYS: u32 = 1;
const PEOPLE: u32 = 2;
const WEIGHT: u32 = 8;

/// Asks for a visit wherever a second look would otherwise come too late.
pub struct PlanRechecks;

impl Command for PlanRechecks {
    const NAME: &'static str = "plan-rechecks";
    type Outcome = Vec<RequestId>;

    fn args(&self) -> Value {
        json!({})
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Vec<RequestId>> {
        let county = CountyView::load(tx)?;
        let mut by_township: BTreeMap<UnitCode, Vec<Finding>> = BTreeMap::new();
        for finding in awaiting_ride(tx, &county)? {
            by_township.entry(county.units.township(&finding.unit).clone()).or_default().push(finding);
        }
        let mut made = Vec::new();
        for (township, findings) in by_township {
            let ids: Vec<String> = findings.iter().map(|finding| finding.id.to_string()).collect();
            let fingerprint = format!("{SUBJECT}-{}", ids.join("-"));
            let known = tx.select::<Request>("fingerprint", &fingerprint)?;
            let until = findings.iter().filter_map(|finding| finding.recheck_until).min();
            if let (true, Some(until), Some(first)) = (known.is_empty(), until, findings.first()) {
                let visit: Visit = required(tx, &first.visit.to_string())?;
                let request = request(tx, desk, (township, ids, fingerprint), &visit, until)?;
                tx.put(&request)?;
                triage::put_parts(tx, &request, expand::of_units(&request, &county.units))?;
                made.push(request.id);
            }
        }
        Ok(made)
    }
}

fn request(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    (township, ids, fingerprint): (UnitCode, Vec<String>, String),
    visit: &Visit,
    until: NaiveDate,
) -> Result<Request> {
    let words = Catalogue::new(Lang::Zh);
    let title = Message::new("recheck-title").with("findings", words.join(ids));
    let title = words.render(&title);
    let from = desk.today.succ_opt().unwrap_or(desk.today);
    let window = until.succ_opt().filter(|end| from < *end).map(|end| DayRange { from, until: end });
    let window = window.ok_or_else(|| AppError::problem("A7119").with("until", until.to_string()))?;
    Ok(Request {
        id: RequestId(tx.next_number(Table::Request)?),
        department: visit.lead.clone(),
        partners: Vec::new(),
        office: None,
        subject: SUBJECT.to_owned(),
        object: None,
        kind: RequestKind::OffPlan,
        regimes: [Regime::A].into(),
        basis: Some(Basis { text: title.clone(), level: BasisLevel::County }),
        title,
        plan_item: None,
        target: Target::Listed { units: vec![township] },
        windows: vec![window],
        times_per_year: 1,
        effort_halfdays: HALFDAYS,
        people: PEOPLE,
        announced: true,
        joinable: None,
        mandatory: true,
        weight: WEIGHT,
        materials: Vec::new(),
        source: Source { hash: String::new(), file: String::new(), sheet: None, row: 1, line: None },
        fingerprint,
        received_on: desk.today,
        state: RequestState::Accepted,
        decision: Some(Decision {
            by: desk.author.to_owned(),
            on: desk.today,
            reason: None,
            note: None,
            verdicts: Vec::new(),
        }),
    })
}
