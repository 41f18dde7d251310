//! A draw as the office keeps it: fixed before the day, drawn on it. All departments of a visit share its tickets.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::draw::{Chosen, FrameDigest};
use super::id::{DepartmentCode, RequestId, UnitCode};

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
    /// Total and hash of the frame.
    pub frame: FrameDigest,
    /// Elements to draw.
    pub n: u64,
    /// The sample in ticket order; empty before the draw.
    pub chosen: Vec<Chosen>,
    /// The next tickets, for elements that cannot be visited.
    pub replacements: Vec<Chosen>,
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
}
