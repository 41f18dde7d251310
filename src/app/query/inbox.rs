//! The inbox: requests by state, and one request with everything a decision needs.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use super::plain;
use super::refusal::{self, IfRefused};
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts;
use crate::app::watch::Watch;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::Demand;
use crate::domain::id::{DepartmentCode, RequestId, UnitCode};
use crate::domain::message::{Arg, Message};
use crate::domain::record::{Record as _, Table, Versioned};
use crate::domain::request::{Request, RequestKind, RequestState, Target, span_of};
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::domain::sample_round::SampleRound;
use crate::rules::request::{Suggestion, suggestion};
use crate::store::{Field, View};

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

/// As much of a request as a list looks at.
#[derive(Deserialize)]
struct Glance {
    id: RequestId,
    kind: RequestKind,
    state: RequestState,
    department: DepartmentCode,
    title: String,
    object: Option<String>,
    target: Target,
    windows: Vec<DayRange>,
    decision: Option<Said>,
}

/// As much of a decision as a list looks at.
#[derive(Deserialize)]
struct Said {
    verdicts: Vec<Gravity>,
}

/// As much of a verdict as a list looks at.
#[derive(Deserialize)]
struct Gravity {
    severity: RuleSeverity,
}

/// Requests read before whoever watches is told again.
const TOLD: usize = 500;

/// Requests in a state, or all; by id. Told to stop, A7152.
pub fn inbox(view: &View<'_>, state: Option<RequestState>, watch: &Watch) -> Result<Vec<InboxRow>> {
    let all = usize::try_from(view.count::<Request>()?).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    let mut told = Ok(());
    each(view, state, |row| {
        rows.push(row);
        if told.is_ok() && rows.len().is_multiple_of(TOLD) {
            told = watch.step(rows.len(), all);
        }
    })?;
    told?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Hands over the lines of requests in a state, or of all, one after another and in no order.
pub fn each(view: &View<'_>, state: Option<RequestState>, mut take: impl FnMut(InboxRow)) -> Result<()> {
    let county = CountyView::load(view)?;
    let state = state.map(|state| Field::Is("state", state.code()));
    let mut perhaps = Vec::new();
    view.each::<Request, Glance>(state.as_slice(), |found| {
        let row = row(&county, found);
        if row.undrawn { perhaps.push(row) } else { take(row) }
    })?;
    for row in perhaps {
        take(looked_up(view, row)?);
    }
    Ok(())
}

/// What a list that shows the state after the journal's entry `since` lacks; `None` where all of it is to be read anew:
/// too much was decided since, names changed, or something was taken away.
pub fn changed(view: &View<'_>, since: u64) -> Result<Option<Vec<InboxRow>>> {
    let Some(touched) = view.touched_since(since)? else { return Ok(None) };
    let renamed = [Table::Unit, Table::Department, Table::Setting];
    if renamed.iter().any(|table| touched.contains_key(table)) {
        return Ok(None);
    }
    let keys = [Table::Request, SampleRound::TABLE].into_iter().filter_map(|table| touched.get(&table));
    let ids: BTreeSet<RequestId> = keys.flatten().filter_map(|key| key.parse().ok()).collect();
    let county = CountyView::load(view)?;
    let mut rows = Vec::new();
    for id in ids {
        let Some(found) = view.part::<Request, Glance>(&id.to_string())? else { return Ok(None) };
        rows.push(looked_up(view, row(&county, found))?);
    }
    Ok(Some(rows))
}

/// The first requests in a state by their ids, at most so many; where there are none, the first of all. What can be shown
/// before all are read.
pub fn head(view: &View<'_>, state: RequestState, limit: u32) -> Result<Vec<InboxRow>> {
    let county = CountyView::load(view)?;
    let mut found = view.first::<Request, Glance>(&[Field::Is("state", state.code())], limit)?;
    if found.is_empty() {
        found = view.first::<Request, Glance>(&[], limit)?;
    }
    Ok(found.into_iter().map(|found| row(&county, found)).collect())
}

fn row(county: &CountyView, found: Versioned<Glance>) -> InboxRow {
    let request = found.record;
    let said = request.decision.iter().flat_map(|decision| &decision.verdicts);
    InboxRow {
        id: request.id,
        version: found.version,
        kind: request.kind,
        state: request.state,
        department: county.departments.short(&request.department),
        target: phrase(county, &request.target, request.object.as_deref()),
        span: span_of(&request.windows),
        severity: said.map(|verdict| verdict.severity).min(),
        // Whether its round is drawn is looked up where it matters.
        undrawn: request.state == RequestState::Accepted && matches!(request.target, Target::Drawn { .. }),
        title: request.title,
    }
}

/// A line with whether its register is really not drawn yet.
fn looked_up(view: &View<'_>, row: InboxRow) -> Result<InboxRow> {
    if !row.undrawn {
        return Ok(row);
    }
    let round = view.get::<SampleRound>(&row.id.to_string())?;
    Ok(InboxRow { undrawn: round.is_none_or(|round| round.record.drawn.is_none()), ..row })
}

/// Which units or elements, as a phrase.
pub fn target(county: &CountyView, request: &Request) -> Message {
    phrase(county, &request.target, request.object.as_deref())
}

fn phrase(county: &CountyView, target: &Target, object: Option<&str>) -> Message {
    match target {
        Target::Listed { units } => {
            let names: Vec<Arg> =
                units.iter().take(1).map(|unit| Arg::from(county.units.name(unit))).collect();
            Message::new("target-listed").with("first", Arg::List(names)).with("count", units.len())
        }
        Target::All { kind } => Message::new("target-all").with("kind", Arg::code(kind.text_id())),
        Target::Drawn { ratio, count, .. } => {
            let object = object.unwrap_or_default();
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

/// Requests of other departments that go to the same units while this one may, accepted ones first.
fn candidates(view: &View<'_>, county: &CountyView, request: &Request) -> Result<Vec<RequestId>> {
    let Some(span) = request.span() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for state in [RequestState::Accepted, RequestState::Received] {
        let mut of_state = BTreeSet::new();
        meeting(view, state, span, |other| {
            let elsewhere = other.department == request.department || other.announced != request.announced;
            if !elsewhere && share_units(county, &request.target, &other.target) {
                of_state.insert(other.id);
                if of_state.len() > CANDIDATES_MAX {
                    of_state.pop_last();
                }
            }
        })?;
        found.extend(of_state);
    }
    found.truncate(CANDIDATES_MAX);
    Ok(found)
}

/// Where and when a request goes, and no more of it.
#[derive(Deserialize)]
pub(super) struct Going {
    pub(super) id: RequestId,
    pub(super) department: DepartmentCode,
    pub(super) announced: bool,
    pub(super) target: Target,
    pub(super) windows: Vec<DayRange>,
    pub(super) times_per_year: u32,
}

/// Hands over the requests in a state that may be done within some days, in no order.
pub(super) fn meeting(
    view: &View<'_>,
    state: RequestState,
    span: DayRange,
    mut take: impl FnMut(Going),
) -> Result<()> {
    let from = span.from.to_string();
    view.each::<Request, Going>(&[Field::Is("state", state.code()), Field::From("until", &from)], |other| {
        if span_of(&other.record.windows).is_some_and(|theirs| theirs.overlaps(&span)) {
            take(other.record);
        }
    })?;
    Ok(())
}

/// Whether a target holds a unit by name or kind.
pub(super) fn reaches(county: &CountyView, target: &Target, code: &UnitCode) -> bool {
    match target {
        Target::Listed { units } => units.contains(code),
        Target::All { kind } => county.units.unit(code).is_some_and(|unit| unit.kind == *kind),
        Target::Drawn { .. } | Target::Unknown { .. } => false,
    }
}

fn share_units(county: &CountyView, left: &Target, right: &Target) -> bool {
    match (left, right) {
        (Target::All { kind }, Target::All { kind: other }) => kind == other,
        (Target::Listed { units }, _) => units.iter().any(|unit| reaches(county, right, unit)),
        (_, Target::Listed { units }) => units.iter().any(|unit| reaches(county, left, unit)),
        _ => false,
    }
}
