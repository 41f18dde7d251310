//! `lianjian sample coordinate|inspectors`: one household, one knock; and who goes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::draw::{From, read_frame};
use crate::app::error::{AppError, Result};
use crate::app::sample::{Frame, Part, coordinate, problem, team};
use crate::cli::Context;
use crate::domain::draw::{Chosen, Recusal};
use crate::domain::message::Message;

/// One department's list and number: `FILE=N`.
#[derive(Clone)]
struct PartArgument {
    file: PathBuf,
    n: u32,
}

fn part(text: &str) -> std::result::Result<PartArgument, String> {
    let (file, n) = text.rsplit_once('=').ok_or_else(String::new)?;
    Ok(PartArgument { file: file.into(), n: n.parse().map_err(|_| String::new())? })
}

#[derive(Args)]
pub(crate) struct Coordinate {
    #[command(flatten)]
    from: From,
    #[arg(long, value_name = "FILE=N", value_parser = part, required = true)]
    part: Vec<PartArgument>,
}

#[derive(Serialize)]
struct CoordinateDocument {
    schema: &'static str,
    stops: Vec<StopDocument>,
    visits: usize,
    /// Visits if every part went alone.
    separate: u64,
    saved: u64,
    /// No way of drawing has fewer visits on average.
    bound_thousandths: u64,
}

#[derive(Serialize)]
struct StopDocument {
    id: String,
    ticket: String,
    /// Parts it was drawn for, from 1.
    parts: Vec<usize>,
}

impl Coordinate {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (_, seed) = self.from.seed()?;
        let mut frames: Vec<(Frame, u32)> = Vec::new();
        for part in &self.part {
            let frame = read_frame(std::slice::from_ref(&part.file), None, context)?;
            frames.push((frame, part.n));
        }
        let parts: Vec<Part<'_>> = frames.iter().map(|(frame, n)| Part { frame, n: *n }).collect();
        let together = coordinate(&parts, &seed).map_err(problem)?;
        let (visits, separate, saved) = (together.stops.len(), together.separate, together.saved());
        let bound_thousandths = together.bound_thousandths;
        let stops = together.stops.into_iter().map(|stop| StopDocument {
            id: stop.id,
            ticket: stop.ticket,
            parts: stop.parts.into_iter().map(|place| place + 1).collect(),
        });
        if context.json() {
            return context.document(&CoordinateDocument {
                schema: "lianjian/coordinate/1",
                stops: stops.collect(),
                visits,
                separate,
                saved,
                bound_thousandths,
            });
        }
        for stop in stops {
            let parts: Vec<String> = stop.parts.iter().map(ToString::to_string).collect();
            context.line(&format!("{}\t{}\t{}", stop.id, stop.ticket, parts.join(",")))?;
        }
        context.note(
            &Message::new("sampling-together")
                .with("visits", visits)
                .with("separate", separate)
                .with("saved", saved)
                .with("bound", format!("{}.{}", bound_thousandths / 1000, bound_thousandths % 1000 / 100)),
        );
        Ok(())
    }
}

/// A recused inspector and why: `ID=REASON`.
fn recusal(text: &str) -> std::result::Result<(String, Recusal), String> {
    let (id, reason) = text.rsplit_once('=').ok_or_else(String::new)?;
    let reason = match reason {
        "home-township" => Recusal::HomeTownship,
        "relative" => Recusal::Relative,
        "last-inspector" => Recusal::LastInspector,
        _ => return Err(String::new()),
    };
    Ok((id.to_owned(), reason))
}

#[derive(Args)]
pub(crate) struct Inspectors {
    #[command(flatten)]
    from: From,
    #[arg(long, value_name = "FILE", required = true)]
    ids: Vec<PathBuf>,
    #[arg(long, value_name = "NUMBER")]
    size: usize,
    #[arg(long, value_name = "ID=REASON", value_parser = recusal)]
    recused: Vec<(String, Recusal)>,
}

#[derive(Serialize)]
struct InspectorsDocument {
    schema: &'static str,
    members: Vec<Chosen>,
    passed_over: Vec<PassedOver>,
}

#[derive(Serialize)]
struct PassedOver {
    id: String,
    ticket: String,
    reason: Recusal,
}

impl Inspectors {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (_, seed) = self.from.seed()?;
        let pool = read_frame(&self.ids, None, context)?;
        let recused: BTreeMap<String, Recusal> = self.recused.into_iter().collect();
        let known = |id: &String| pool.elements().iter().any(|element| element.id == *id);
        if let Some(unknown) = recused.keys().find(|id| !known(id)) {
            return Err(AppError::problem("S4044").with("id", unknown.as_str()));
        }
        let drawn = team(&pool, &recused, &seed, self.size).map_err(problem)?;
        let passed_over = drawn.passed_over.into_iter();
        if context.json() {
            return context.document(&InspectorsDocument {
                schema: "lianjian/inspectors/1",
                members: drawn.members,
                passed_over: passed_over
                    .map(|(chosen, reason)| PassedOver { id: chosen.id, ticket: chosen.ticket, reason })
                    .collect(),
            });
        }
        for chosen in drawn.members {
            context.line(&format!("{}\t{}", chosen.id, chosen.ticket))?;
        }
        for (chosen, reason) in passed_over {
            let code = match reason {
                Recusal::HomeTownship => "recusal-home-township",
                Recusal::Relative => "recusal-relative",
                Recusal::LastInspector => "recusal-last-inspector",
            };
            let reason = context.catalogue.get(code);
            context.note(&Message::new("sampling-passed-over").with("id", chosen.id).with("reason", reason));
        }
        Ok(())
    }
}
