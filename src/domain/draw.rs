//! Draws as they are published, stored and verified: what was fixed before, what was drawn, from what.
//! Knows no formula; `sampling` computes and checks.

use serde::{Deserialize, Serialize};

/// How strictly a unit is sampled at present, from its history in a subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 正常: where every history begins.
    #[default]
    Normal,
    /// 加严.
    Tightened,
    /// 放宽.
    Reduced,
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
    /// The sample, in order.
    pub chosen: Vec<Chosen>,
    /// The next in order, for elements that cannot be visited.
    #[serde(default)]
    pub replacements: Vec<Chosen>,
}

/// Why an inspector does not take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recusal {
    /// It is their home township.
    HomeTownship,
    /// A relative lives or works there.
    Relative,
    /// They inspected this unit last time.
    LastInspector,
}

/// Why a drawn element was not visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotVisited {
    /// Working elsewhere.
    WorkingAway,
    /// Not at home that day, at a mealtime or by phone either.
    AbsentToday,
    /// Did not wish to be asked.
    Refused,
    /// There is no such household: a finding, not a substitution.
    NoSuchElement,
}
