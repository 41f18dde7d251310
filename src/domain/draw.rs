//! Draws as they are published, stored and verified: what was fixed before, what was drawn, from what.
//! Knows no formula; `sampling` computes and checks.

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// How strictly a unit is sampled at present, from its history in a subject.
    Severity, "severity" {
        /// 正常: where every history begins.
        Normal = "normal",
        /// 加严.
        Tightened = "tightened",
        /// 放宽.
        Reduced = "reduced",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that declares closed sets knows no default")]
impl Default for Severity {
    fn default() -> Self {
        Self::Normal
    }
}

/// How the elements of a frame are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Every element alike: tickets ascending. The only method acceptance numbers hold for.
    #[default]
    Equal,
    /// By size: sequential Poisson sampling.
    SequentialPoisson,
    /// By size: Pareto sampling.
    Pareto,
}

/// A frame without its contents: personal data stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameDigest {
    /// Elements.
    pub total: u64,
    /// SHA-256 of the canonical lines, lowercase hex.
    pub sha256: String,
}

/// One element drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Element id.
    pub id: String,
    /// Its ticket, lowercase hex.
    pub ticket: String,
}

/// What is published before the day: it fixes everything but the public number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// The visit and its subjects, without `|`.
    pub round: String,
    /// Elements to draw.
    pub n: u64,
    /// The sample is accepted while at most this many are nonconforming; `None` where nothing is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ac: Option<u32>,
    /// How they are put in order.
    #[serde(default)]
    pub method: Method,
    /// The frame they are drawn from.
    pub frame: FrameDigest,
    /// SHA-256 of the secret's bytes, lowercase hex.
    pub secret_sha256: String,
    /// The public source of the number, which does not exist yet: a lottery issue, dice rolled in public.
    pub source: String,
}

/// What a seed was derived from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The visit and its subjects, without `|`.
    pub round: String,
    /// The secret, revealed on the day, lowercase hex.
    pub secret: String,
    /// The public number as it was read out.
    pub public: String,
}

/// One draw, complete enough to be repeated by anyone who has the frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// What was published before, where something was.
    #[serde(default)]
    pub commitment: Option<Commitment>,
    /// What the seed was derived from; `None` where a bare seed was given.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// The seed, lowercase hex.
    pub seed: String,
    /// How the elements were put in order.
    #[serde(default)]
    pub method: Method,
    /// The frame.
    pub frame: FrameDigest,
    /// Elements asked for.
    pub n: u64,
    /// The acceptance number it is judged by; `None` where nothing is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ac: Option<u32>,
    /// How many were committed, where a rejection since then made it more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_from: Option<u64>,
    /// The sample, in order.
    pub chosen: Vec<Chosen>,
    /// The next in order, for elements that cannot be visited.
    #[serde(default)]
    pub replacements: Vec<Chosen>,
}

codes! {
    /// Why an inspector does not take part.
    Recusal, "recusal" {
        /// It is their home township.
        HomeTownship = "home-township",
        /// A relative lives or works there.
        Relative = "relative",
        /// They inspected this unit last time.
        LastInspector = "last-inspector",
    }
}

codes! {
    /// Why a drawn element was not visited.
    NotVisited, "not-visited" {
        /// Working elsewhere.
        WorkingAway = "working-away",
        /// Not at home that day, at a mealtime or by phone either.
        AbsentToday = "absent-today",
        /// Did not wish to be asked.
        Refused = "refused",
        /// There is no such household: a finding, not a substitution.
        NoSuchElement = "no-such-element",
    }
}

codes! {
    /// Why people chose an element themselves, beside the random ones.
    DirectedReason, "directed" {
        /// The farthest group.
        Farthest = "farthest",
        /// The worst house.
        WorstHouse = "worst-house",
        /// An old person alone.
        AloneElderly = "alone-elderly",
        /// Somebody who complained.
        Complainant = "complainant",
        /// Another reason, told in the team's notes.
        Other = "other",
    }
}

/// What happened at an element of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Report {
    /// Visited; whether something that counts was nonconforming.
    Visited {
        /// A critical or major item was nonconforming.
        nonconforming: bool,
    },
    /// Not visited, and why.
    NotVisited(NotVisited),
}

/// The numbers a unit's sample is judged by in a subject, fixed before the draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judging {
    /// How strict the history made it.
    pub severity: Severity,
    /// Elements to draw.
    pub n: u32,
    /// Accepted while at most this many are nonconforming.
    pub ac: u32,
    /// The acceptance number of the same sample one step stricter; `None` where nothing is stricter.
    pub tighter_ac: Option<u32>,
}
