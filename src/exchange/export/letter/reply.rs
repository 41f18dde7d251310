//! 审核意见反馈单: what the office answers a department about what it asked for.

use serde::{Deserialize, Serialize};

use super::{Filled, Letter, Sender, Values, table};
use crate::domain::message::Message;
use crate::exchange::export::checklist::{Disposition, Material, materials_under};
use crate::exchange::export::words::Words;
use crate::text::Lang;

/// The answer to one department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Who answers.
    pub sender: Sender,
    /// Name of the department.
    pub department: String,
    /// Every request answered, in the order of their ids.
    pub rows: Vec<ReplyRow>,
    /// What became of the materials it wanted to read.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// Working days it has to object.
    pub objection_days: u32,
    /// Silence counts as consent in this county.
    pub silence_is_consent: bool,
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRow {
    /// Id of the request, e.g. `R-0042`.
    pub request: String,
    /// Its subject.
    pub subject: String,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided about a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Decision {
    /// In the plan.
    Planned {
        /// Visits that serve it: unit and days as one phrase each, in order.
        visits: Vec<String>,
        /// Departments it goes together with.
        with: Vec<String>,
        /// Why on other days or elsewhere than asked for, where it is.
        moved: Option<Message>,
    },
    /// Not now.
    Postponed {
        /// Why.
        reason: Message,
    },
    /// Not at all.
    Refused {
        /// Rule and reason.
        reason: Message,
    },
    /// To be completed and sent again.
    Returned {
        /// What is missing.
        reason: Message,
    },
    /// Answered from data that is held, without a visit.
    Diverted {
        /// Where the datum is held.
        holder: Message,
    },
    /// Under seal: in the plan, told separately.
    Sealed,
}

impl Letter for Reply {
    fn template_name(&self) -> &'static str {
        "reply"
    }

    fn template(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => include_str!("../../../../data/templates/zh-CN/reply.txt"),
            Lang::En => include_str!("../../../../data/templates/en/reply.txt"),
        }
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }
}

impl Filled for Reply {
    fn values(&self, words: Words<'_>) -> Values {
        let rows = (1usize..)
            .zip(&self.rows)
            .map(|(number, row)| {
                let (opinion, arrangement) = row.decision.texts(words);
                vec![number.to_string(), row.request.clone(), row.subject.clone(), opinion, arrangement]
            })
            .collect();
        let columns = [
            ("export-number", 8),
            ("export-request", 13),
            ("export-subject", 21),
            ("export-opinion", 15),
            ("export-arrangement", 36),
        ];
        let material = |disposition| words.sentences(&materials_under(&self.materials, disposition, words));
        let silence = if self.silence_is_consent { "export-silence-consent" } else { "export-silence-asked" };
        Values::default()
            .text("department", self.department.as_str())
            .text("count", self.rows.len().to_string())
            .text("objection_days", self.objection_days.to_string())
            .text("silence", words.get(silence))
            .text("struck", material(Disposition::Struck))
            .text("observed", material(Disposition::Observed))
            .text("shared", material(Disposition::Shared))
            .text("kept", material(Disposition::Kept))
            .table("requests", table(words, &columns, rows))
    }
}

impl Decision {
    /// The opinion in a word, and what it means.
    fn texts(&self, words: Words<'_>) -> (String, String) {
        let said = |code: &str, message: &Message| (words.get(code), words.say(message));
        match self {
            Self::Planned { visits, with, moved } => {
                let mut parts = vec![words.list(visits)];
                if !with.is_empty() {
                    parts
                        .push(words.say(
                            &Message::new("export-together-with").with("departments", words.list(with)),
                        ));
                }
                parts.extend(moved.iter().map(|reason| words.say(reason)));
                let code = if with.is_empty() { "export-opinion-planned" } else { "export-opinion-merged" };
                (words.get(code), words.sentences(&parts))
            }
            Self::Postponed { reason } => said("export-opinion-postponed", reason),
            Self::Refused { reason } => said("export-opinion-refused", reason),
            Self::Returned { reason } => said("export-opinion-returned", reason),
            Self::Diverted { holder } => said("export-opinion-diverted", holder),
            Self::Sealed => (words.get("export-opinion-sealed"), words.get("export-sealed-reply")),
        }
    }
}
