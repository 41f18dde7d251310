//! Letters that are a few facts and a table: request for staff, plan of joint visits, annual plan, hand-over of
//! findings, notice of rectification and its answer, account of the month. What each says stands in its template.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::template::Table;
use super::{Filled, Letter, Sender, Values, table};
use crate::exchange::export::words::Words;
use crate::text::Lang;

/// Which letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// 商请函: whom a department sends to which visit.
    Staff,
    /// 联合检查方案: the visits of a period.
    Plan,
    /// 年度计划表: what was accepted for the year.
    AnnualPlan,
    /// 月度减负台账: what a month brought each township.
    Burden,
    /// 问题交办单: what a responsible unit has to see to.
    HandOver,
    /// 整改通知书: what one visit found at one unit, with guidance and deadline.
    Rectification,
    /// 整改情况回复表: the answer to it.
    Answer,
    /// 商请统筹检查时间的函: what the county asks of a superior whose inspections clash.
    Clash,
}

/// A column of a letter's table: text of its head, parts of the width.
type Column = (&'static str, u32);

const STAFF: [Column; 4] =
    [("export-days", 26), ("export-unit", 18), ("export-subjects", 24), ("export-people", 32)];
const PLAN: [Column; 5] = [
    ("export-number", 8),
    ("export-days", 26),
    ("export-unit", 17),
    ("export-departments", 25),
    ("export-subjects", 24),
];
const ANNUAL: [Column; 6] = [
    ("export-number", 8),
    ("export-department", 17),
    ("export-subject", 26),
    ("export-basis-column", 22),
    ("export-target", 15),
    ("export-times", 12),
];
const BURDEN: [Column; 6] = [
    ("export-unit", 20),
    ("export-arrivals-before", 16),
    ("export-visits-after", 16),
    ("export-outside-quota", 16),
    ("export-arrivals-real", 16),
    ("export-week-max-after", 16),
];
const FINDINGS: [Column; 5] = [
    ("export-id", 12),
    ("export-unit", 18),
    ("export-finding", 30),
    ("export-guidance", 24),
    ("export-deadline", 16),
];
const CLASH: [Column; 5] = [
    ("export-days", 20),
    ("export-unit", 14),
    ("export-subject", 22),
    ("export-clash", 26),
    ("export-asked-to", 18),
];
const ANSWER: [Column; 4] =
    [("export-id", 15), ("export-finding", 30), ("export-done", 30), ("export-evidence", 25)];

/// A letter of facts and one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Which letter.
    pub kind: PaperKind,
    /// Who writes.
    pub sender: Sender,
    /// What the template may name beside what every letter has, by its name there.
    pub facts: BTreeMap<String, String>,
    /// The rows of its table, in the order they are told.
    pub rows: Vec<Vec<String>>,
}

impl PaperKind {
    const fn columns(self) -> &'static [Column] {
        match self {
            Self::Staff => &STAFF,
            Self::Plan => &PLAN,
            Self::AnnualPlan => &ANNUAL,
            Self::Burden => &BURDEN,
            Self::HandOver | Self::Rectification => &FINDINGS,
            Self::Answer => &ANSWER,
            Self::Clash => &CLASH,
        }
    }
}

impl Letter for Paper {
    fn template_name(&self) -> &'static str {
        match self.kind {
            PaperKind::Staff => "staff",
            PaperKind::Plan => "plan",
            PaperKind::AnnualPlan => "annual-plan",
            PaperKind::Burden => "burden",
            PaperKind::HandOver => "hand-over",
            PaperKind::Rectification => "rectification",
            PaperKind::Answer => "answer",
            PaperKind::Clash => "clash",
        }
    }

    fn template(&self, lang: Lang) -> &'static str {
        macro_rules! texts {
            ($name:literal) => {
                match lang {
                    Lang::Zh => include_str!(concat!("../../../../data/templates/zh-CN/", $name, ".txt")),
                    Lang::En => include_str!(concat!("../../../../data/templates/en/", $name, ".txt")),
                }
            };
        }
        match self.kind {
            PaperKind::Staff => texts!("staff"),
            PaperKind::Plan => texts!("plan"),
            PaperKind::AnnualPlan => texts!("annual-plan"),
            PaperKind::Burden => texts!("burden"),
            PaperKind::HandOver => texts!("hand-over"),
            PaperKind::Rectification => texts!("rectification"),
            PaperKind::Answer => texts!("answer"),
            PaperKind::Clash => texts!("clash"),
        }
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }
}

impl Filled for Paper {
    fn values(&self, words: Words<'_>) -> Values {
        let mut values = Values::default().text("count", self.rows.len().to_string()).table(
            "rows",
            Table {
                room: self.kind == PaperKind::Answer,
                ..table(words, self.kind.columns(), self.rows.clone())
            },
        );
        for (name, text) in &self.facts {
            values = values.text(name, text.as_str());
        }
        values
    }
}
