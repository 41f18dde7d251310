//! What the samples of a visit say, from people and days: before anything is fixed, once it is, and after. Knows no
//! language. The table of AQLs stands in the expert view alone.

use std::collections::BTreeMap;

use super::checklist::meaning;
use super::groups;
use super::history::Histories;
use super::parts::{force, levels, of_force, parts};
use super::stops::Plan;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::frames;
use crate::app::office::Office;
use crate::domain::amount::Ratio;
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::draw::{Chosen, Draw, Judging};
use crate::domain::id::RequestId;
use crate::domain::message::{Arg, Message};
use crate::domain::register::Element;
use crate::domain::request::Request;
use crate::domain::sample_round::{FieldForce, SamplePart, SampleRound, Stratum, Turn};
use crate::domain::stop::Stop;
use crate::domain::visit::Visit;
use crate::sampling::curve::{self, Point};
use crate::sampling::judge::Levels;
use crate::sampling::meaning::{half_days_of, households_within, team_days};
use crate::sampling::table::{self, Level};
use crate::sampling::visited::{Visited, follow};
use crate::store::View;

/// Share a stronger claim finds, and its confidence.
const STRONGER: (Ratio, Ratio) = (Ratio::of_percent(2), Ratio::of_percent(95));
/// How far the curve goes, and in how many steps.
const CURVE: (Ratio, u32) = (Ratio::of_percent(20), 20);
/// What the expert view shows of the table.
const EXPERT_AQLS: [&str; 5] = ["1.0", "2.5", "4.0", "6.5", "10"];

/// What one department's sample will and will not show.
#[derive(Clone, Debug)]
pub struct SampleView {
    /// Short name of the department.
    pub department: String,
    /// Elements in the frame: all villages of the township together.
    pub population: u64,
    /// Elements to draw.
    pub n: u64,
    /// What it is judged by; `None` where nothing is judged.
    pub judging: Option<Judging>,
    /// Who goes and for how long: people, and half days of each.
    pub force: (u32, u32),
    /// For which request.
    pub request: RequestId,
    /// The subject it is judged in.
    pub subject: String,
    /// Kinds of element drawn from.
    pub kinds: Vec<String>,
    /// What n of N finds, and the team-days it takes.
    pub meaning: Message,
    /// What a stronger claim takes; `None` where the sample is as strong.
    pub stronger: Option<Message>,
    /// That only a part of the register is drawn from, as it goes round; `None` where all of it is.
    pub stratum: Option<Message>,
    /// That all villages are drawn from and judged as one; `None` where there is one alone.
    pub pooled: Option<Message>,
    /// Severity, why, and the acceptance number; `None` where nothing is judged.
    pub severity: Option<Message>,
    /// Stop numbers of a sequential plan; empty where the whole sample decides.
    pub stops: Vec<Stop>,
    /// The same in words; `None` where the whole sample decides.
    pub stopping: Option<Message>,
    /// How often a bad township passes nevertheless; `None` where nothing is judged.
    pub passing: Option<Message>,
    /// What came back; `None` before.
    pub result: Option<Message>,
    /// How far the expanded check of a rejected sample is; `None` where it is not rejected.
    pub expanded: Option<Message>,
    /// For the expert view: what the plan is made by, and what the published table has for such a lot.
    pub expert: Vec<Message>,
    /// The chance of acceptance at rising shares of nonconforming elements, for the expert view; empty where nothing is
    /// judged.
    pub curve: Vec<Point>,
}

impl SampleView {
    /// People and days, and how many households that is, for all departments that draw alike.
    pub fn head(&self, departments: &[String]) -> Message {
        let (people, half_days) = self.force;
        Message::new("sampling-force")
            .with("departments", Arg::List(departments.iter().map(|name| Arg::from(name.as_str())).collect()))
            .with("people", people)
            .with("half-days", half_days)
            .with("households", households_within(half_days_of(people, half_days)))
    }

    /// Whether the same is to be said of another department's sample: shared tickets make it the same households.
    fn is_like(&self, other: &Self) -> bool {
        self.kinds == other.kinds && self.force == other.force && self.messages().eq(other.messages())
    }

    /// Its sentences, in order.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        [
            Some(&self.meaning),
            self.stronger.as_ref(),
            self.stratum.as_ref(),
            self.pooled.as_ref(),
            self.severity.as_ref(),
            self.stopping.as_ref(),
            self.passing.as_ref(),
            self.result.as_ref(),
            self.expanded.as_ref(),
        ]
        .into_iter()
        .flatten()
    }

    /// A point of the curve: how many are nonconforming, which share that is, how often it is accepted.
    pub fn point(&self, point: &Point) -> Message {
        let tenths = |count: u64, all: u64| {
            let thousandths = (count * 1_000 + all / 2) / all.max(1);
            format!("{}.{}", thousandths / 10, thousandths % 10)
        };
        Message::new("sampling-point")
            .with("faulty", point.faulty)
            .with("percent", tenths(u64::from(point.faulty), self.population))
            .with("accepted", tenths(u64::from(point.accepted_thousandths), 1_000))
    }
}

/// Samples of which the same is to be said, with the departments and requests they are for.
pub fn alike(samples: &[SampleView]) -> Vec<(Vec<String>, &SampleView)> {
    let mut groups: Vec<(Vec<String>, &SampleView)> = Vec::new();
    for sample in samples {
        let name = format!("{} {}", sample.department, sample.request);
        match groups.iter_mut().find(|(_, first)| first.is_like(sample)) {
            Some((names, _)) => names.push(name),
            None => groups.push((vec![name], sample)),
        }
    }
    groups
}

/// Everything said of a visit's samples: those fixed, or, of a draft, those that would be fixed now. `considered` puts
/// other people and days to the draft.
pub fn views(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    visit: &Visit,
    round: Option<&SampleRound>,
    considered: Option<FieldForce>,
) -> Result<Vec<SampleView>> {
    let said = match considered {
        Some(considered) => Some(considered),
        None => force(view, visit.id)?,
    };
    let prospective = match round {
        Some(_) if considered.is_none() => None,
        _ => Some(parts(view, office, county, visit, said, None)?),
    };
    let own = prospective.as_ref().or(round.map(|round| &round.parts));
    let scene = Scene {
        view,
        county,
        visit,
        said,
        levels: levels(office)?,
        histories: Histories::load(view)?,
        round: round.filter(|_| prospective.is_none()),
    };
    let (mut frames, mut views) = (BTreeMap::new(), Vec::new());
    for part in own.into_iter().flatten() {
        views.push(scene.sample(part, &mut frames)?);
    }
    Ok(views)
}

/// What samples are described with.
struct Scene<'a> {
    view: &'a View<'a>,
    county: &'a CountyView,
    visit: &'a Visit,
    said: Option<FieldForce>,
    levels: Levels,
    histories: Histories,
    round: Option<&'a SampleRound>,
}

type FrameKey = (Vec<String>, Option<Turn>);
type Frames = BTreeMap<FrameKey, Vec<Element>>;

fn frame_key(part: &SamplePart) -> FrameKey {
    (part.kinds.clone(), part.turn())
}

/// Which elements of the register come up.
fn stratum(stratum: &Stratum) -> Message {
    let code = match stratum.turn {
        Turn::Rotated => "sampling-rotated",
        Turn::Again => "sampling-again",
    };
    Message::new(code).with("rounds", stratum.rounds.len())
}

impl Scene<'_> {
    fn sample(&self, part: &SamplePart, frames: &mut Frames) -> Result<SampleView> {
        let department = self.county.departments.short(&part.department);
        let (population, n) = (part.frame.total, part.n);
        let days = team_days(u32::try_from(n).unwrap_or(u32::MAX)).message();
        let said = Message::new("sample-part").with("meaning", meaning(population, n)?).with("days", days);
        let stronger = curve::stronger(population, n, STRONGER.0, STRONGER.1)?;
        let mut sample = SampleView {
            department,
            population,
            n,
            judging: part.judging,
            force: self.force_of(part)?,
            request: part.request,
            subject: required::<Request>(self.view, &part.request.to_string())?.subject,
            kinds: part.kinds.clone(),
            meaning: said,
            stronger: stronger.map(|stronger| stronger.message()),
            stratum: part.stratum.as_ref().map(stratum),
            pooled: self.pooled(part, frames)?,
            severity: None,
            stops: part.stops.clone(),
            stopping: None,
            passing: None,
            result: None,
            expanded: None,
            expert: Vec::new(),
            curve: Vec::new(),
        };
        if let Some(judging) = part.judging {
            sample.severity = self.severity(part, judging, &sample.subject);
            let plan = Plan { part, judging };
            sample.passing = plan.passing()?;
            sample.stopping = plan.stopping(self.levels.of(judging.severity));
            sample.curve = plan.curve(CURVE)?;
            sample.expert = expert(population, judging, self.levels.of(judging.severity))?;
            if let Some(round) = self.round {
                let groups = groups::of(self.view, &round.round)?;
                sample.result = plan.outcome(round, groups)?;
                sample.expanded = self.expanded(round, part, frames.get(&frame_key(part)))?;
            }
        }
        Ok(sample)
    }

    /// People, and half days of each.
    fn force_of(&self, part: &SamplePart) -> Result<(u32, u32)> {
        let mut force = (0, 0);
        for demand in &self.visit.demands {
            let demand: Demand = required(self.view, &demand.to_string())?;
            if demand.request == part.request {
                let request: Request = required(self.view, &part.request.to_string())?;
                force = of_force(self.said, request.people, demand.effort_halfdays);
            }
        }
        Ok(force)
    }

    fn pooled(&self, part: &SamplePart, frames: &mut Frames) -> Result<Option<Message>> {
        if part.township.is_none() {
            return Ok(None);
        }
        let key = frame_key(part);
        if !frames.contains_key(&key) {
            frames.insert(key.clone(), frames::of_part(self.view, &self.county.units, part)?);
        }
        let mut villages: Vec<_> = frames.get(&key).into_iter().flatten().map(|one| &one.unit).collect();
        villages.sort();
        villages.dedup();
        let count = villages.len() as u64;
        Ok((count > 1).then(|| {
            let tenths = part.n.saturating_mul(10) / count;
            Message::new("sampling-pooled")
                .with("villages", count)
                .with("each", format!("{}.{}", tenths / 10, tenths % 10))
        }))
    }

    /// The severity the sample is fixed under, and what made it so.
    fn severity(&self, part: &SamplePart, judging: Judging, subject: &str) -> Option<Message> {
        let unit = part.township.as_ref()?;
        let next = self.histories.before(&self.visit.id.to_string(), unit, subject);
        let code = if next.standing.stopped { "sampling-severity-stopped" } else { "sampling-severity" };
        // What came in after the sample was fixed: felt at the draw, or too late for it.
        let reason = match self.round {
            Some(round) if next.severity != judging.severity => {
                if round.drawn.is_some() {
                    "switching-drawn-before"
                } else {
                    "switching-at-draw"
                }
            }
            _ => next.reason,
        };
        Some(
            Message::new(code)
                .with("severity", Arg::code(judging.severity.text_id()))
                .with("reason", Arg::code(reason))
                .with("n", judging.n)
                .with("ac", judging.ac)
                .with("re", judging.ac.saturating_add(1))
                .with("score", next.standing.score),
        )
    }

    /// 扩大核查: how many of how many, what was found, and whom the tickets name next.
    fn expanded(
        &self,
        round: &SampleRound,
        part: &SamplePart,
        elements: Option<&Vec<Element>>,
    ) -> Result<Option<Message>> {
        let Some((draw, reports)) = round.expanded(part) else { return Ok(None) };
        let visited = follow(&draw, groups::of(self.view, &round.round)?, &reports)?;
        let code = if visited.open.is_empty() { "sampling-expanded" } else { "sampling-expanding" };
        let named = |chosen: &Chosen| {
            let found = elements.into_iter().flatten().find(|element| element.id.0 == chosen.id);
            Arg::from(found.map_or_else(
                || chosen.id.clone(),
                |one| match self.county.units.name(&one.unit) {
                    unit if one.label.starts_with(&unit) => format!("{} {}", one.id.0, one.label),
                    unit => format!("{} {unit} {}", one.id.0, one.label),
                },
            ))
        };
        let next: Vec<Arg> = visited.open.iter().map(named).collect();
        Ok(Some(
            Message::new(code)
                .with("n", draw.n)
                .with("seen", seen(&draw, &visited))
                .with("found", visited.nonconforming)
                .with("next", Arg::List(next)),
        ))
    }
}

/// What the plan is made by, and what the published table has for a lot of this size.
fn expert(population: u64, judging: Judging, level: Ratio) -> Result<Vec<Message>> {
    let mut lines = vec![
        Message::new("sampling-expert")
            .with("n", judging.n)
            .with("ac", judging.ac)
            .with("re", judging.ac.saturating_add(1))
            .with("level", level.percent_text()),
    ];
    if population < 2 {
        return Ok(lines);
    }
    let letter = table::letter(population, Level::II)?;
    for aql in EXPERT_AQLS {
        let plan = table::single_plan(letter, aql, judging.severity)?;
        let n = plan.n.min(u32::try_from(population).unwrap_or(u32::MAX));
        lines.push(
            Message::new("sampling-expert-table")
                .with("edition", table::EDITION)
                .with("aql", aql)
                .with("letter", plan.letter.to_string())
                .with("n", n)
                .with("ac", plan.ac)
                .with("re", plan.re)
                .with("days", team_days(n).message()),
        );
    }
    Ok(lines)
}

/// Elements of a walk with a result.
fn seen(draw: &Draw, visited: &Visited) -> u64 {
    draw.n.saturating_sub(visited.open.len() as u64 + visited.short)
}
