//! The inbox: requests by state, and one request with everything a decision needs.

use chrono::NaiveDate;

use super::plain;
use super::refusal::{self, IfRefused};
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::Demand;
use crate::domain::id::{RequestId, UnitCode};
use crate::domain::message::{Arg, Message};
use crate::domain::record::Versioned;
use crate::domain::request::{Request, RequestKind, RequestState, Target};
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::domain::sample_round::SampleRound;
use crate::rules::request::{Suggestion, suggestion};
use crate::store::View;

/// One line of the inbox.
#[derive(Clone, Debug)]
pub struct InboxRow {
    /// The request.
    pub id: RequestId,
    /// Its version, for a decision on what was seen.
    pub version: u64,
    /// What may be done with it.
    pub kind: RequestKind,
    /// Where it stands.
    pub state: RequestState,
    /// Who asks.
    pub department: String,
    /// The matter.
    pub title: String,
    /// Which units or elements, in short.
    pub target: Message,
    /// All its windows.
    pub span: Option<DayRange>,
    /// The gravest thing the rules say; `None` where they say nothing or were not asked.
    pub severity: Option<RuleSeverity>,
    /// Accepted, asks for part of a register, and nothing is drawn yet.
    pub undrawn: bool,
}

/// Requests in a state, or all; by id.
pub fn inbox(view: &View<'_>, state: Option<RequestState>) -> Result<Vec<InboxRow>> {
    let county = CountyView::load(view)?;
    let mut rows = Vec::new();
    match state {
        Some(state) => {
            let found = view.select::<Request>("state", state.code())?;
            rows.extend(found.into_iter().map(|found| row(&county, found)));
        }
        // A line holds a tenth of a request: all requests together would fill the memory.
        None => view.each::<Request>(|found| rows.push(row(&county, found)))?,
    }
    for row in rows.iter_mut().filter(|row| row.undrawn) {
        let round = view.get::<SampleRound>(&row.id.to_string())?;
        row.undrawn = round.is_none_or(|round| round.record.drawn.is_none());
    }
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// The first requests by their keys, at most so many: what can be shown before all are read.
pub fn head(view: &View<'_>, limit: u32) -> Result<Vec<InboxRow>> {
    let county = CountyView::load(view)?;
    let found = view.page::<Request>(None, limit)?;
    Ok(found.into_iter().map(|found| row(&county, found)).collect())
}

fn row(county: &CountyView, found: Versioned<Request>) -> InboxRow {
    let request = found.record;
    let said = request.decision.iter().flat_map(|decision| &decision.verdicts);
    InboxRow {
        id: request.id,
        version: found.version,
        kind: request.kind,
        state: request.state,
        department: county.departments.short(&request.department),
        target: target(county, &request),
        span: request.span(),
        severity: said.map(|verdict| verdict.severity).min(),
        // Whether its round is drawn is looked up where it matters.
        undrawn: request.state == RequestState::Accepted && matches!(request.target, Target::Drawn { .. }),
        title: request.title,
    }
}

/// Which units or elements, as a phrase.
pub fn target(county: &CountyView, request: &Request) -> Message {
    match &request.target {
        Target::Listed { units } => {
            let names: Vec<Arg> =
                units.iter().take(1).map(|unit| Arg::from(county.units.name(unit))).collect();
            Message::new("target-listed").with("first", Arg::List(names)).with("count", units.len())
        }
        Target::All { kind } => Message::new("target-all").with("kind", Arg::code(kind.text_id())),
        Target::Drawn { ratio, count, .. } => {
            let object = request.object.clone().unwrap_or_default();
            match (ratio, count) {
                (Some(ratio), _) => Message::new("target-ratio")
                    .with("object", object)
                    .with("percent", percent(ratio.min.numerator(), ratio.min.denominator())),
                (None, count) => {
                    Message::new("target-count").with("object", object).with("count", count.unwrap_or(0))
                }
            }
        }
        Target::Unknown { text } if text.is_empty() => Message::new("target-unknown"),
        Target::Unknown { text } => Message::new("target-unclear").with("text", text.as_str()),
    }
}

/// An exact share in per cent, with as many decimals as it has, at most three.
pub fn percent(numerator: u64, denominator: u64) -> String {
    let thousandths = u128::from(numerator) * 100_000 / u128::from(denominator.max(1));
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A request with everything a decision needs.
#[derive(Clone, Debug)]
pub struct RequestDetail {
    /// The request.
    pub request: Versioned<Request>,
    /// Full name of who asks.
    pub department: String,
    /// Which units or elements.
    pub target: Message,
    /// What the rules say now, or said when it was decided.
    pub verdicts: Vec<Verdict>,
    /// What they suggest; `None` once it is decided.
    pub suggestion: Option<Suggestion>,
    /// Requests it could be merged with: the same units, windows that overlap.
    pub merge_with: Vec<RequestId>,
    /// What refusing it would change; `None` where that is no question.
    pub if_refused: Option<IfRefused>,
    /// Its demands.
    pub demands: Vec<Demand>,
}

/// Most merge candidates shown.
const CANDIDATES_MAX: usize = 9;

/// Reads one request.
pub fn request(view: &View<'_>, office: &Office, today: NaiveDate, id: RequestId) -> Result<RequestDetail> {
    let county = CountyView::load(view)?;
    required::<Request>(view, &id.to_string())?;
    let found = view.get::<Request>(&id.to_string())?;
    let Some(found) = found else { return Err(crate::app::error::AppError::problem("A7004")) };
    let request = &found.record;
    let (verdicts, suggested) = match &request.decision {
        Some(decision) if request.state != RequestState::Received => (decision.verdicts.clone(), None),
        _ => {
            let verdicts = verdicts::of_request(view, office, today, &county, request)?;
            let suggested = suggestion(&office.rules, &verdicts, request);
            (verdicts, Some(suggested))
        }
    };
    Ok(RequestDetail {
        department: county
            .departments
            .department(&request.department)
            .map_or_else(|| request.department.0.clone(), |department| department.name.clone()),
        target: target(&county, request),
        merge_with: candidates(view, &county, request)?,
        if_refused: refusal::if_refused(view, &county, request)?,
        demands: plain(view.select::<Demand>("request", &id.to_string())?),
        verdicts,
        suggestion: suggested,
        request: found,
    })
}

/// Requests of other departments that go to the same units while this one may.
fn candidates(view: &View<'_>, county: &CountyView, request: &Request) -> Result<Vec<RequestId>> {
    let Some(span) = request.span() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for state in [RequestState::Accepted, RequestState::Received] {
        for other in plain(view.select::<Request>("state", state.code())?) {
            let elsewhere = other.department == request.department || other.announced != request.announced;
            let together = other.span().is_some_and(|theirs| theirs.overlaps(&span));
            if !elsewhere && together && share_units(county, request, &other) {
                found.push(other.id);
            }
            if found.len() == CANDIDATES_MAX {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Whether a request goes to a unit by name or kind.
pub(super) fn reaches(county: &CountyView, request: &Request, code: &UnitCode) -> bool {
    match &request.target {
        Target::Listed { units } => units.contains(code),
        Target::All { kind } => county.units.unit(code).is_some_and(|unit| unit.kind == *kind),
        Target::Drawn { .. } | Target::Unknown { .. } => false,
    }
}

fn share_units(county: &CountyView, left: &Request, right: &Request) -> bool {
    let holds = |request: &Request, code: &UnitCode| reaches(county, request, code);
    match (&left.target, &right.target) {
        (Target::All { kind }, Target::All { kind: other }) => kind == other,
        (Target::Listed { units }, _) => units.iter().any(|unit| holds(right, unit)),
        (_, Target::Listed { units }) => units.iter().any(|unit| holds(left, unit)),
        _ => false,
    }
}
