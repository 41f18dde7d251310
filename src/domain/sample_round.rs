//! A draw as the office keeps it: fixed before the day, drawn on it. All departments of a visit share its tickets.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::draw::{
    Chosen, Commitment, Draw, FrameDigest, Judging, Method, Origin, Recusal, Report, Severity,
};
use super::id::{DepartmentCode, RequestId, UnitCode, VisitId};
use super::stop::Stop;

/// The source of a public number that nobody names: the state of the journal at the draw.
pub const JOURNAL: &str = "journal";
/// The kind of the pools teams are drawn from.
pub const INSPECTORS: &str = "inspector";

codes! {
    /// Which elements of a frame come up, where a county goes round its registers.
    Turn, "turn" {
        /// Those drawn in none of the latest rounds.
        Rotated = "rotated",
        /// Those drawn in one of them: nobody is safe after a visit.
        Again = "again",
    }
}

/// The elements of a frame a part is drawn from: whose turn it is, or some of those drawn lately. The two are strata, each
/// with a frame of its own, and are judged separately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// Which of the two.
    pub turn: Turn,
    /// The latest rounds, the newest first.
    pub rounds: Vec<String>,
}

/// One department's part of a round: its own frame, its own number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamplePart {
    /// Whose.
    pub department: DepartmentCode,
    /// For which request.
    pub request: RequestId,
    /// Kinds of element drawn from (codes of the subject table).
    pub kinds: Vec<String>,
    /// The township drawn in; `None` where the whole county is.
    pub township: Option<UnitCode>,
    /// The elements of them drawn from; `None` where it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stratum: Option<Stratum>,
    /// Total and hash of the frame.
    pub frame: FrameDigest,
    /// Elements to draw.
    pub n: u64,
    /// What was fixed before, where a rejection since then tightened it: the same tickets, further down or held against a
    /// smaller number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Judging>,
    /// The sample in ticket order; empty before the draw.
    pub chosen: Vec<Chosen>,
    /// The next tickets, for elements that cannot be visited.
    pub replacements: Vec<Chosen>,
    /// What the sample is judged by; `None` for registers and teams, which nothing is judged by.
    #[serde(default)]
    pub judging: Option<Judging>,
    /// Stop numbers after every household, where the plan is sequential; empty where the whole sample decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<Stop>,
    /// Inspectors the draw passed over.
    #[serde(default)]
    pub passed_over: Vec<PassedOver>,
    /// What happened at the elements drawn, once recorded.
    #[serde(default)]
    pub reports: BTreeMap<String, Report>,
    /// 扩大核查: how a rejected sample goes on; `None` while it is not rejected.
    #[serde(default)]
    pub expansion: Option<Expansion>,
}

impl SamplePart {
    /// Which elements of a frame it is drawn from, where a county goes round them.
    pub fn turn(&self) -> Option<Turn> {
        self.stratum.as_ref().map(|stratum| stratum.turn)
    }

    /// How many were fixed before the day.
    pub fn committed_n(&self) -> u64 {
        self.fixed.map_or(self.n, |fixed| u64::from(fixed.n))
    }

    /// The acceptance number fixed before the day, where one is judged by.
    pub fn committed_ac(&self) -> Option<u32> {
        self.fixed.or(self.judging).map(|judging| judging.ac)
    }

    /// Takes the numbers a rejection since the commitment asks for: never fewer than were fixed, and never a larger
    /// acceptance number.
    pub fn tighten(&mut self, now: &Self) {
        let Some(fixed) = self.judging.filter(|fixed| fixed.severity != Severity::Tightened) else { return };
        let Some(plan) = now.judging.filter(|plan| plan.severity == Severity::Tightened) else { return };
        if plan.n >= fixed.n && plan.ac <= fixed.ac {
            self.n = u64::from(plan.n);
            self.fixed = Some(fixed);
            self.judging = Some(plan);
            self.stops.clone_from(&now.stops);
        }
    }
}

/// A rejected sample goes on down the same tickets, to see how far the fault goes. It is never part of the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expansion {
    /// Elements in all, the sample's own included.
    pub n: u64,
    /// What happened at the further ones, once recorded.
    pub reports: BTreeMap<String, Report>,
}

/// How many people go to a visit's households and for how long, where somebody said so before it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldForce {
    /// The visit.
    pub visit: VisitId,
    /// People, two a team.
    pub people: u32,
    /// Half days each of them goes.
    pub half_days: u32,
    /// Judged household by household: the team stops as soon as the stop numbers decide.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sequential: bool,
}

impl FieldForce {
    /// The key of a visit's row.
    pub fn key_of(visit: VisitId) -> String {
        format!("force-{visit}")
    }
}

/// Into how many groups a visit's team divides to go to its households. Ticket after ticket is dealt to one group after
/// the other, replacements too, so that at any moment the groups together have gone about as far down the tickets as
/// one team would have: what is visited stays a random sample, and stop numbers keep their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldGroups {
    /// The visit.
    pub visit: VisitId,
    /// Groups, at least 1.
    pub groups: u32,
}

impl FieldGroups {
    /// The key of the row of a round.
    pub fn key_of(round: &str) -> String {
        format!("groups-{round}")
    }
}

/// An inspector who came up in a draw and does not go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// Who, with the ticket.
    #[serde(flatten)]
    pub chosen: Chosen,
    /// Why.
    pub reason: Recusal,
}

/// That results were recorded. What was found stands in the field record of the visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Business date of the record.
    pub on: NaiveDate,
    /// Who recorded it.
    pub by: String,
}

/// How a round was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawnBy {
    /// The public number as it was read out.
    pub public: String,
    /// The seed it gave, lowercase hex.
    pub seed: String,
    /// Business date.
    pub on: NaiveDate,
    /// The time of the clock.
    pub at: DateTime<Utc>,
    /// Who drew.
    pub by: String,
    /// Who saw it.
    pub witnesses: Vec<String>,
}

/// One round: a visit's samples, or the part of a register a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRound {
    /// `V-0107` or `R-0042`: what the seed is derived from, beside secret and public number.
    pub round: String,
    /// The parts, in id order of their requests.
    pub parts: Vec<SamplePart>,
    /// The secret, lowercase hex; shown to nobody before the draw.
    pub secret: String,
    /// Its hash, published before.
    pub secret_sha256: String,
    /// Where the public number comes from.
    pub source: String,
    /// Business date of the commitment.
    pub committed_on: NaiveDate,
    /// The draw, once made.
    pub drawn: Option<DrawnBy>,
    /// What came back, once recorded.
    #[serde(default)]
    pub recorded: Option<Recorded>,
}

impl SampleRound {
    /// The key of the round a visit's team is drawn in.
    pub fn team_key(visit: &str) -> String {
        format!("{visit} team")
    }

    /// Whether inspectors were drawn, not elements.
    pub fn is_team(&self) -> bool {
        self.parts.iter().any(|part| part.kinds.iter().any(|kind| kind == INSPECTORS))
    }

    /// What was published of a part before the day.
    pub fn commitment(&self, part: &SamplePart) -> Commitment {
        Commitment {
            round: self.round.clone(),
            n: part.committed_n(),
            ac: part.committed_ac(),
            method: Method::Equal,
            frame: part.frame.clone(),
            secret_sha256: self.secret_sha256.clone(),
            source: self.source.clone(),
        }
    }

    /// What the expanded check of a rejected part goes through: the same tickets, further down, and all reports so far.
    pub fn expanded(&self, part: &SamplePart) -> Option<(Draw, BTreeMap<String, Report>)> {
        let expansion = part.expansion.as_ref()?;
        let mut reports = part.reports.clone();
        reports.extend(expansion.reports.iter().map(|(id, report)| (id.clone(), *report)));
        Some((Draw { n: expansion.n, ..self.draw_of(part)? }, reports))
    }

    /// A part as a draw anyone repeats and verifies; `None` before it is made.
    pub fn draw_of(&self, part: &SamplePart) -> Option<Draw> {
        let drawn = self.drawn.as_ref()?;
        Some(Draw {
            commitment: Some(self.commitment(part)),
            origin: Some(Origin {
                round: self.round.clone(),
                secret: self.secret.clone(),
                public: drawn.public.clone(),
            }),
            seed: drawn.seed.clone(),
            method: Method::Equal,
            frame: part.frame.clone(),
            n: part.n,
            ac: part.judging.map(|judging| judging.ac),
            raised_from: Some(part.committed_n()).filter(|fixed| *fixed != part.n),
            chosen: part.chosen.clone(),
            replacements: part.replacements.clone(),
        })
    }
}

/// A unit's sampling in a subject was stopped; special rectification was accepted and it goes on, tightened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumption {
    /// The township.
    pub unit: UnitCode,
    /// Code of the subject table.
    pub subject: String,
    /// When, in the order of days.
    pub resumed: Vec<Resumed>,
}

/// One time it went on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// Business date.
    pub on: NaiveDate,
    /// The director who accepted the rectification.
    pub by: String,
    /// On what evidence.
    pub note: String,
}

impl Resumption {
    /// The key of the row of a unit and subject.
    pub fn key_of(unit: &UnitCode, subject: &str) -> String {
        format!("resumption-{unit}-{subject}")
    }
}
