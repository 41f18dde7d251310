//! `lianjian record`: what a visit brought back, from a file.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Context, read_file};
use crate::app::error::Result;
use crate::app::field;
use crate::app::intake::{GivenFile, Options};
use crate::app::query;
use crate::app::query::field::Verdict;
use crate::domain::draw::Severity as Strictness;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::problem::Severity;
use crate::domain::visit::Visit;

/// Which visit, which file.
#[derive(Args)]
pub(crate) struct Record {
    #[arg(value_name = "VISIT")]
    visit: VisitId,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    amend: bool,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
}

impl Record {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let bytes = read_file(&self.file)?;
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut session = context.writer()?;
        let options = Options { encoding: self.encoding, ..Options::default() };
        let given = GivenFile { name, bytes };
        let done = field::record(&mut session, self.visit, given, &options, self.amend, self.dry_run)?;
        let standings = session.read(|view| {
            let visit: Option<Visit> = view.get(&self.visit.to_string())?.map(|found| found.record);
            match visit {
                Some(visit) => {
                    query::field::standings(view, session.office(), &visit, session.today())
                }
                None => Ok(std::collections::BTreeMap::new()),
            }
        })?;
        if done.problems.iter().any(|problem| problem.severity == Severity::Error) {
            context.found_problems();
        }
        if context.json() {
            let verdicts: Vec<Value> = done.verdicts.iter().map(|verdict| document(verdict)).collect();
            return context.document(&json!({
                "schema": "lianjian/record/1",
                "visit": self.visit,
                "added": done.added,
                "unchanged": done.unchanged,
                "findings": done.findings,
                "verdicts": verdicts,
                "problems": done.problems,
            }));
        }
        context.problems(&done.problems);
        let findings = done.findings.iter().map(|id| Arg::from(id.to_string())).collect();
        context.say(
            &Message::new(if self.dry_run { "record-would" } else { "record-done" })
                .with("visit", self.visit.to_string())
                .with("added", done.added)
                .with("unchanged", done.unchanged)
                .with("count", done.findings.len())
                .with("findings", Arg::List(findings)),
        )?;
        for verdict in &done.verdicts {
            context.say(&verdict.message())?;
        }
        for (kind, standing) in standings {
            let severity = match (standing.stopped, standing.severity) {
                (true, _) => "strictness-stopped",
                (_, Strictness::Normal) => "strictness-normal",
                (_, Strictness::Tightened) => "strictness-tightened",
                (_, Strictness::Reduced) => "strictness-reduced",
            };
            let said = Message::new("record-strictness").with("kind", kind);
            context.say(&said.with("severity", Arg::code(severity)))?;
        }
        Ok(())
    }
}

fn document(verdict: &Verdict) -> Value {
    json!({
        "kind": verdict.kind,
        "size": verdict.size,
        "checked": verdict.checked,
        "nonconforming": verdict.nonconforming,
        "accept_max": verdict.accept_max,
        "accepted": verdict.accepted(),
    })
}
