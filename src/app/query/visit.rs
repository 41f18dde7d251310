//! One visit with everything its screen shows: what it serves, what the gates miss, its samples and what they mean.

use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts;
use crate::domain::amount::Ratio;
use crate::domain::code::Code;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::person::Inspector;
use crate::domain::request::Request;
use crate::domain::rule::Verdict;
use crate::domain::sample_round::{PassedOver, SamplePart, SampleRound};
use crate::domain::visit::Gate;
use crate::sampling::curve::{self, Point};
use crate::sampling::meaning::team_days;
use crate::sampling::switching::{Reason, Standing};
use crate::sampling::visited::follow;
use crate::store::View;

use super::checklist::meaning;
use super::plan::{PlannedVisit, visit};
use super::results::Histories;
use super::together;

/// One visit.
#[derive(Clone, Debug)]
pub struct VisitDetail {
    /// The visit and what it serves.
    pub planned: PlannedVisit,
    /// What the rules say of it.
    pub verdicts: Vec<Verdict>,
    /// What supervision beforehand still misses; a gate without a message is open.
    pub gates: Vec<(Gate, Vec<Message>)>,
    /// Who goes.
    pub team: Vec<Inspector>,
    /// Whom the draw of the team passed over, and why.
    pub passed_over: Vec<PassedOver>,
    /// Its draw; `None` before publication, or where nothing is drawn.
    pub round: Option<SampleRound>,
    /// Everything a screen says of the samples, in order: the sentences of `samples`, and what sharing tickets saves.
    pub meanings: Vec<Message>,
    /// One entry a part of the round.
    pub samples: Vec<SampleView>,
}

/// What one department's sample will and will not show.
#[derive(Clone, Debug)]
pub struct SampleView {
    /// Short name of the department.
    pub department: String,
    /// Elements in the frame: all villages of the township together.
    pub population: u64,
    /// Elements to draw.
    pub n: u64,
    /// What n of N finds, and the team-days it takes.
    pub meaning: Message,
    /// What a stronger claim takes; `None` where the sample is as strong.
    pub stronger: Option<Message>,
    /// Severity, why, and the acceptance number; `None` where nothing is judged.
    pub severity: Option<Message>,
    /// What came back; `None` before.
    pub result: Option<Message>,
    /// The chance of acceptance at rising shares of nonconforming elements, for the expert view; empty where nothing is
    /// judged.
    pub curve: Vec<Point>,
}

impl SampleView {
    /// Its sentences, in order.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        [Some(&self.meaning), self.stronger.as_ref(), self.severity.as_ref(), self.result.as_ref()]
            .into_iter()
            .flatten()
    }
}

/// Reads one visit.
pub fn detail(view: &View<'_>, office: &Office, id: VisitId) -> Result<VisitDetail> {
    let planned = visit(view, id)?;
    let county = CountyView::load(view)?;
    let record = &planned.visit.record;
    let round = view.get::<SampleRound>(&id.to_string())?.map(|round| round.record);
    let mut samples = Vec::new();
    if let Some(round) = &round {
        let histories = Histories::load(view)?;
        for part in &round.parts {
            samples.push(sample(view, &county, &histories, round, part)?);
        }
    }
    let mut meanings: Vec<Message> = samples.iter().flat_map(SampleView::messages).cloned().collect();
    if let Some(round) = &round {
        meanings.extend(together::of_round(view, &county, round)?.map(|together| together.message()));
    }
    let mut team = Vec::new();
    for inspector in &record.team {
        if let Some(found) = view.get::<Inspector>(&inspector.0)? {
            team.push(found.record);
        }
    }
    let team_round = view.get::<SampleRound>(&SampleRound::team_key(&id.to_string()))?;
    let passed_over = team_round.into_iter().flat_map(|found| found.record.parts);
    Ok(VisitDetail {
        verdicts: verdicts::of_visit(view, office, &county, record)?,
        gates: verdicts::gates(view, office, &county, record)?,
        team,
        passed_over: passed_over.flat_map(|part| part.passed_over).collect(),
        round,
        meanings,
        samples,
        planned,
    })
}

/// Share a stronger claim finds, and its confidence.
const STRONGER: (Ratio, Ratio) = (Ratio::of_percent(2), Ratio::of_percent(95));
/// How far the curve goes, and in how many steps.
const CURVE: (Ratio, u32) = (Ratio::of_percent(20), 20);

fn sample(
    view: &View<'_>,
    county: &CountyView,
    histories: &Histories,
    round: &SampleRound,
    part: &SamplePart,
) -> Result<SampleView> {
    let department = county.departments.short(&part.department);
    let (population, n) = (part.frame.total, part.n);
    let days = team_days(u32::try_from(n).unwrap_or(u32::MAX)).message();
    let said = Message::new("sample-part")
        .with("department", department.as_str())
        .with("meaning", meaning(population, n)?)
        .with("days", days);
    let stronger = curve::stronger(population, n, STRONGER.0, STRONGER.1)?;
    let (mut severity, mut result, mut points) = (None, None, Vec::new());
    if let (Some(judging), Some(unit)) = (part.judging, &part.township) {
        let request = view.get::<Request>(&part.request.to_string())?;
        let subject = request.map_or_else(String::new, |request| request.record.subject);
        let (reason, standing) = histories.before(&round.round, unit, &subject);
        severity = Some(severity_of(part, reason, &standing));
        result = outcome(round, part)?;
        points = curve::curve(population, n, u64::from(judging.ac), CURVE.0, CURVE.1)?;
    }
    Ok(SampleView {
        department,
        population,
        n,
        meaning: said,
        stronger: stronger.map(|stronger| stronger.message()),
        severity,
        result,
        curve: points,
    })
}

/// The severity the sample was fixed under, and what made it so.
fn severity_of(part: &SamplePart, reason: Reason, standing: &Standing) -> Message {
    let judging = part.judging.unwrap_or_default();
    let code = if standing.stopped { "sampling-severity-stopped" } else { "sampling-severity" };
    Message::new(code)
        .with("severity", Arg::code(judging.severity.text_id()))
        .with("reason", Arg::code(reason.code()))
        .with("n", judging.n)
        .with("ac", judging.ac)
        .with("re", judging.ac.saturating_add(1))
        .with("score", standing.score)
}

/// What came back of a part, in a sentence; `None` before it is recorded.
fn outcome(round: &SampleRound, part: &SamplePart) -> Result<Option<Message>> {
    let (Some(_), Some(judging), Some(draw)) = (&round.recorded, part.judging, round.draw_of(part)) else {
        return Ok(None);
    };
    let visited = follow(&draw, &part.reports)?;
    let code = match crate::sampling::visited::accepted(&draw, &visited, judging.ac) {
        Ok(true) => "sampling-accepted",
        Ok(false) => "sampling-rejected",
        Err(_) => "sampling-open",
    };
    let expanded = draw.n.saturating_mul(2).min(part.frame.total);
    let said = Message::new(code)
        .with("found", visited.nonconforming)
        .with("ac", judging.ac)
        .with("open", visited.open.len() as u64 + visited.short)
        .with("expanded", expanded);
    if !visited.alarm(draw.n) {
        return Ok(Some(said));
    }
    let alarm = Message::new("sampling-alarm").with("before", said);
    Ok(Some(alarm.with("replaced", visited.replaced.len()).with("n", draw.n)))
}
