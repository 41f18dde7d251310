//! Draws of the office: fixed before, made on the day. Registers are drawn for requests, households for visits;
//! all departments of a visit share tickets.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{required, triage};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Kind, Result};
use crate::app::expand;
use crate::app::frames;
use crate::app::query::parts;
use crate::app::session::{Command, Desk};
use crate::domain::code::Code;
use crate::domain::draw::{Chosen, FrameDigest, Method, Origin};
use crate::domain::id::{RequestId, VisitId};
use crate::domain::register::Element;
use crate::domain::request::{Request, RequestState, Target};
use crate::domain::sample_round::{DrawnBy, FieldForce, JOURNAL, SamplePart, SampleRound};
use crate::domain::visit::Visit;
use crate::sampling::SamplingError;
use crate::sampling::frame::Frame;
use crate::sampling::ticket::{self, Order, Seed, secret_hash};
use crate::store::{Tx, View};

/// Replacements drawn beside a sample: one for every five, at least two.
const REPLACEMENTS_PER: u64 = 5;

impl From<SamplingError> for AppError {
    fn from(error: SamplingError) -> Self {
        Self::of(Kind::Problem, error.message().clone())
    }
}

/// The seed of a round.
pub(crate) fn seed(round: &str, secret: &str, public: &str) -> Result<Seed> {
    let origin = Origin { round: round.to_owned(), secret: secret.to_owned(), public: public.to_owned() };
    Ok(Seed::derive(&origin)?)
}

/// The secret of one round: fresh randomness, divided so that one round's secret tells nothing of another's.
fn secret(entropy: &str, round: &str) -> String {
    hex::encode(Sha256::digest(format!("{entropy}|{round}")))
}

pub(in crate::app) fn frame(elements: &[Element]) -> Result<Frame> {
    let ids: BTreeSet<String> = elements.iter().map(|element| element.id.0.clone()).collect();
    Frame::new(ids).map_err(|rejected| match rejected.into_iter().next() {
        Some((_, error)) => error.into(),
        None => AppError::problem("A7040"),
    })
}

/// Fixes the draws of accepted requests that ask for a part of a register.
pub struct CommitRequests {
    /// 32 fresh random bytes, lowercase hex.
    pub entropy: String,
    /// Where the public number will come from.
    pub source: String,
}

/// What became of the requests that draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// Fixed now.
    pub committed: Vec<RequestId>,
    /// Waiting: no register holds what they ask for.
    pub without_register: Vec<RequestId>,
}

impl Command for CommitRequests {
    const NAME: &'static str = "commit-draws";
    type Outcome = Committed;

    fn args(&self) -> Value {
        json!({ "source": self.source })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Committed> {
        let mut outcome = Committed::default();
        let accepted = tx.select::<Request>("state", RequestState::Accepted.code())?;
        for found in desk.watch.each(&accepted) {
            let request = &found?.record;
            let Target::Drawn { kinds, ratio, count } = &request.target else { continue };
            let round = request.id.to_string();
            if tx.get::<SampleRound>(&round)?.is_some() {
                continue;
            }
            let elements = frames::of_kinds(tx, kinds, None)?;
            if elements.is_empty() {
                outcome.without_register.push(request.id);
                continue;
            }
            let frame = frame(&elements)?;
            let population = frame.digest().total;
            let by_ratio = ratio.map_or(0, |ratio| ratio.min.of_register(population));
            let n = by_ratio.max(count.map_or(0, u64::from)).clamp(1, population);
            let occasions = expand::occasions(request).len().max(1) as u64;
            let part = SamplePart {
                department: request.department.clone(),
                request: request.id,
                kinds: kinds.clone(),
                township: None,
                frame: frame.digest(),
                n: n.saturating_mul(occasions).min(population),
                chosen: Vec::new(),
                replacements: Vec::new(),
                judging: None,
                stops: Vec::new(),
                passed_over: Vec::new(),
                reports: BTreeMap::new(),
                expansion: None,
                fixed: None,
                stratum: None,
            };
            put_round(tx, desk, round, vec![part], &self.entropy, &self.source)?;
            outcome.committed.push(request.id);
        }
        Ok(outcome)
    }
}

fn put_round(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    round: String,
    parts: Vec<SamplePart>,
    entropy: &str,
    source: &str,
) -> Result<()> {
    let secret = secret(entropy, &round);
    tx.put(&SampleRound {
        secret_sha256: secret_hash(&secret)?,
        secret,
        source: source.to_owned(),
        committed_on: desk.today,
        drawn: None,
        recorded: None,
        parts,
        round,
    })?;
    Ok(())
}

/// Fixes the draw of a visit: which frames, how many, before anybody can know which ones.
pub(super) fn commit_visit(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    county: &CountyView,
    visit: &Visit,
    entropy: &str,
    source: &str,
) -> Result<()> {
    let force = parts::force(tx, visit.id)?;
    let parts = parts::parts(tx, desk.office, county, visit, force, None)?;
    // A sealed visit has a round even without samples: its secret seals unit and day.
    if parts.is_empty() && visit.announced {
        return Ok(());
    }
    put_round(tx, desk, visit.id.to_string(), parts, entropy, source)
}

/// Says how many people go to a visit's households and for how long: its samples follow.
pub struct PlanSample {
    /// What is said.
    pub force: FieldForce,
}

impl Command for PlanSample {
    const NAME: &'static str = "plan-sample";
    type Outcome = ();

    fn args(&self) -> Value {
        json!(self.force)
    }

    /// A7036 once the sample is fixed, S4064 for more half days than the visit has, S4062 for nobody.
    fn decide(self, tx: &mut Tx<'_>, _desk: &Desk<'_>) -> Result<()> {
        let visit: Visit = required(tx, &self.force.visit.to_string())?;
        super::visit::refuse_unless(&visit, Visit::is_draft)?;
        let FieldForce { people, half_days, .. } = self.force;
        if people < 2 || half_days == 0 {
            return Err(AppError::problem("S4062"));
        }
        if half_days > visit.days.saturating_mul(2) {
            return Err(AppError::problem("S4064").with("half-days", half_days).with("days", visit.days));
        }
        Ok(tx.put(&self.force).map(|_| ())?)
    }
}

/// Makes the draw of a round with the public number.
pub struct DrawRound {
    /// `V-0107` or `R-0042`.
    pub round: String,
    /// The public number as it was read out, where a source was named; `None` where that is the state of the journal.
    pub public: Option<String>,
    /// Who saw it.
    pub witnesses: Vec<String>,
    /// The day of the real clock: a sealed visit is not drawn before its day, whatever the business date says.
    pub real_today: chrono::NaiveDate,
}

impl Command for DrawRound {
    const NAME: &'static str = "draw";
    const BARRIER: bool = true;
    type Outcome = SampleRound;

    fn args(&self) -> Value {
        json!({ "round": self.round, "public": self.public, "witnesses": self.witnesses })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<SampleRound> {
        desk.watch.step(0, 1)?;
        let round: SampleRound = required(tx, &self.round)?;
        if let Some(drawn) = &round.drawn {
            return Err(AppError::problem("A7041")
                .with("round", self.round)
                .with("on", drawn.on.to_string())
                .with("by", drawn.by.as_str()));
        }
        self.refuse_unready(tx, desk)?;
        let public = match (self.public, round.source == JOURNAL) {
            (Some(public), false) => public,
            (None, true) => tx.journal_head()?.hash,
            (None, false) => {
                return Err(AppError::problem("S4050")
                    .with("round", self.round)
                    .with("source", round.source));
            }
            (Some(_), true) => return Err(AppError::problem("S4051").with("round", self.round)),
        };
        let seed = seed(&round.round, &round.secret, &public)?;
        let county = CountyView::load(tx)?;
        let mut round = round;
        tighten(tx, desk, &county, &mut round)?;
        for part in &mut round.parts {
            let frame = frame(&frames::of_part(tx, &county.units, part)?)?;
            refuse_changed(&round.round, &part.frame, &frame.digest())?;
            let extra = part.n.div_ceil(REPLACEMENTS_PER).max(2);
            (part.chosen, part.replacements) = in_order(&frame, &seed, part.n, extra)?;
        }
        round.drawn = Some(DrawnBy {
            public,
            seed: seed.as_str().to_owned(),
            on: desk.today,
            at: (desk.now)(),
            by: desk.author.to_owned(),
            witnesses: self.witnesses,
        });
        tx.put(&round)?;
        if let Ok(id) = round.round.parse::<RequestId>() {
            demands_of_drawn(tx, &county, id, &round)?;
        }
        Ok(round)
    }
}

/// The first `n` of a frame and the `extra` next.
pub(super) fn in_order(frame: &Frame, seed: &Seed, n: u64, extra: u64) -> Result<(Vec<Chosen>, Vec<Chosen>)> {
    let order = Order { origin: None, seed: seed.clone(), method: Method::Equal, n, replacements: extra };
    let drawn = ticket::draw(frame, &order)?;
    Ok((drawn.chosen, drawn.replacements))
}

impl DrawRound {
    /// A sealed visit is drawn on its day, before somebody.
    fn refuse_unready(&self, view: &View<'_>, desk: &Desk<'_>) -> Result<()> {
        let Ok(id) = self.round.parse::<VisitId>() else { return Ok(()) };
        let visit: Visit = required(view, &id.to_string())?;
        if !visit.announced && desk.today.min(self.real_today) < visit.start {
            return Err(AppError::problem("A7042").with("round", self.round.as_str()));
        }
        if !visit.announced && self.witnesses.is_empty() {
            return Err(AppError::problem("S4066").with("round", self.round.as_str()));
        }
        Ok(())
    }
}

/// What was rejected since the round was fixed tightens it before anybody knows the sample.
fn tighten(view: &View<'_>, desk: &Desk<'_>, county: &CountyView, round: &mut SampleRound) -> Result<()> {
    let Ok(id) = round.round.parse::<VisitId>() else { return Ok(()) };
    let visit: Visit = required(view, &id.to_string())?;
    let force = parts::force(view, id)?;
    let now = parts::parts(view, desk.office, county, &visit, force, Some(round))?;
    for part in &mut round.parts {
        let same = now.iter().find(|one| one.request == part.request && one.frame == part.frame);
        if let Some(now) = same {
            part.tighten(now);
        }
    }
    Ok(())
}

pub(in crate::app) fn refuse_changed(round: &str, fixed: &FrameDigest, now: &FrameDigest) -> Result<()> {
    if fixed == now {
        return Ok(());
    }
    Err(AppError::problem("A7043").with("round", round).with("fixed", fixed.total).with("now", now.total))
}

/// The demands of a request whose elements are drawn now.
fn demands_of_drawn(tx: &mut Tx<'_>, county: &CountyView, id: RequestId, round: &SampleRound) -> Result<()> {
    let request: Request = required(tx, &id.to_string())?;
    let Target::Drawn { kinds, .. } = &request.target else { return Ok(()) };
    let elements = frames::of_kinds(tx, kinds, None)?;
    let chosen: Vec<Element> = round
        .parts
        .iter()
        .flat_map(|part| &part.chosen)
        .filter_map(|chosen| elements.iter().find(|element| element.id.0 == chosen.id).cloned())
        .collect();
    // Each occasion takes the next tickets: nobody is visited twice before everybody could have been.
    let occasions = expand::occasions(&request).len().max(1);
    let size = chosen.len().div_ceil(occasions).max(1);
    let drawn: Vec<Vec<Element>> = chosen.chunks(size).map(<[Element]>::to_vec).collect();
    triage::put_parts(tx, &request, expand::of_elements(&request, &county.units, &drawn))
}
