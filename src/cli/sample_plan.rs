//! `lianjian draw plan`: from people and days, what the samples of a visit will and will not show; the tables of the
//! trade only where an expert asks for them.

use clap::Args;
use serde_json::{Value, json};

use super::Context;
use crate::app::command::draw::PlanSample;
use crate::app::error::{AppError, Result};
use crate::app::query::sample::{SampleView, alike};
use crate::app::query::seal::hidden;
use crate::app::query::visit::{considered, detail};
use crate::domain::id::VisitId;
use crate::domain::sample_round::FieldForce;

/// People and days put to a visit.
#[derive(Args)]
pub(crate) struct Considered {
    #[arg(value_name = "VISIT")]
    visit: VisitId,
    #[arg(long, value_name = "NUMBER", requires = "half_days")]
    people: Option<u32>,
    #[arg(long, value_name = "NUMBER", requires = "people")]
    half_days: Option<u32>,
    #[arg(long, requires = "people")]
    sequential: bool,
    #[arg(long, requires = "people")]
    keep: bool,
    #[arg(long)]
    expert: bool,
}

/// Columns of a bar that stands for certainty.
const BAR: u16 = 40;

impl Considered {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Self { visit, people, half_days, sequential, keep, expert } = self;
        let mut session = if keep { context.writer()? } else { context.reader()? };
        if hidden(&session)?.contains(&visit) {
            return Err(AppError::problem("A7086").with("id", visit.to_string()));
        }
        let force = people.zip(half_days);
        let force = force.map(|(people, half_days)| FieldForce { visit, people, half_days, sequential });
        if let Some(force) = force.filter(|_| keep) {
            session.run(PlanSample { force })?;
        }
        let samples = session.read(|view| match force {
            Some(force) => considered(view, session.office(), force),
            None => Ok(detail(view, session.office(), visit)?.samples),
        })?;
        if context.json() {
            let parts: Vec<Value> = samples.iter().map(|sample| part_document(sample, context)).collect();
            return context.document(&json!({
                "schema": "lianjian/draw-plan/1",
                "visit": visit,
                "kept": keep,
                "parts": parts,
            }));
        }
        for (departments, sample) in alike(&samples) {
            context.say(&sample.head(&departments))?;
            for message in sample.messages() {
                context.say(message)?;
            }
            if expert {
                expert_view(sample, context)?;
            }
        }
        Ok(())
    }
}

/// What the plan is made by, the published table beside it, and the operating-characteristic curve.
fn expert_view(sample: &SampleView, context: &mut Context<'_>) -> Result<()> {
    for message in &sample.expert {
        context.say(message)?;
    }
    for point in &sample.curve {
        let text = context.text(&sample.point(point));
        let bar = "\u{2588}".repeat(usize::from(point.accepted_thousandths * BAR / 1_000));
        context.line(&format!("    {bar:<40} {text}"))?;
    }
    Ok(())
}

fn part_document(sample: &SampleView, context: &Context<'_>) -> Value {
    let said = |message| context.catalogue.render(message);
    let curve: Vec<Value> = sample
        .curve
        .iter()
        .map(|point| json!({ "nonconforming": point.faulty, "accepted_thousandths": point.accepted_thousandths }))
        .collect();
    json!({
        "request": sample.request,
        "subject": sample.subject,
        "department": sample.department,
        "people": sample.force.0,
        "half_days": sample.force.1,
        "population": sample.population,
        "n": sample.n,
        "judging": sample.judging,
        "stops": sample.stops,
        "sentences": sample.messages().map(said).collect::<Vec<_>>(),
        "expert": sample.expert.iter().map(said).collect::<Vec<_>>(),
        "curve": curve,
    })
}
