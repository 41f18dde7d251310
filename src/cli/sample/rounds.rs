//! `lianjian sample two-stage|rotate`: villages before households; whose turn it is beside who is drawn anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::draw::{From, List, read_frame};
use crate::app::error::{AppError, Result};
use crate::app::sample::{Frame, Seed, problem, rotate, two_stage, wrong_use};
use crate::cli::Context;
use crate::domain::draw::Chosen;
use crate::domain::message::Message;

#[derive(Args)]
pub(crate) struct TwoStage {
    #[command(flatten)]
    from: From,
    #[arg(long, value_name = "FILE", required = true)]
    village: Vec<PathBuf>,
    #[arg(long, value_name = "NUMBER")]
    villages: usize,
    #[arg(long, value_name = "NUMBER")]
    n: u64,
}

#[derive(Serialize)]
struct TwoStageDocument {
    schema: &'static str,
    seed: String,
    stages: Vec<StageDocument>,
}

#[derive(Serialize)]
struct StageDocument {
    village: String,
    certain: bool,
    households: Vec<Chosen>,
}

impl TwoStage {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (_, seed) = self.from.seed()?;
        let mut villages: BTreeMap<String, Frame> = BTreeMap::new();
        for path in &self.village {
            let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let frame = read_frame(std::slice::from_ref(path), None, context)?;
            if villages.insert(name.clone(), frame).is_some() {
                return Err(AppError::problem("S4015").with("id", name));
            }
        }
        let stages = two_stage::two_stage(&villages, &seed, self.villages, self.n).map_err(problem)?;
        if context.json() {
            let stages = stages.into_iter().map(|stage| StageDocument {
                village: stage.village,
                certain: stage.certain,
                households: stage.households,
            });
            return context.document(&TwoStageDocument {
                schema: "lianjian/two-stage/1",
                seed: seed.as_str().to_owned(),
                stages: stages.collect(),
            });
        }
        for stage in stages {
            let mark = if stage.certain { context.catalogue.get("sampling-certain") } else { String::new() };
            for chosen in stage.households {
                context.line(
                    format!("{}\t{}\t{}\t{mark}", stage.village, chosen.id, chosen.ticket).trim_end(),
                )?;
            }
        }
        Ok(())
    }
}

#[derive(Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    from: From,
    #[arg(long, value_name = "HEX")]
    permanent: String,
    #[arg(long, value_name = "HEX")]
    shift: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    rotated: usize,
    #[arg(long, value_name = "NUMBER")]
    fresh: usize,
    #[command(flatten)]
    list: List,
}

#[derive(Serialize)]
struct RotateDocument {
    schema: &'static str,
    /// Two strata, judged separately.
    rotated: Vec<String>,
    fresh: Vec<String>,
    next_shift: Option<String>,
}

impl Rotate {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (_, seed) = self.from.seed()?;
        let permanent = Seed::parse(&self.permanent).map_err(wrong_use)?;
        let shift = self.shift.as_deref().map(rotate::shift).transpose().map_err(wrong_use)?;
        let frame = self.list.read(context)?;
        let asked =
            rotate::Rotation { permanent: &permanent, shift, rotated: self.rotated, fresh: self.fresh };
        let round = rotate::round(&frame, asked, &seed).map_err(problem)?;
        let next_shift = round.shift_text();
        if context.json() {
            let ids = |part: &[&crate::app::sample::Element]| part.iter().map(|one| one.id.clone()).collect();
            return context.document(&RotateDocument {
                schema: "lianjian/rotate/1",
                rotated: ids(&round.rotated),
                fresh: ids(&round.fresh),
                next_shift,
            });
        }
        for (code, part) in [("sampling-part-rotated", &round.rotated), ("sampling-part-fresh", &round.fresh)]
        {
            let name = context.catalogue.get(code);
            for element in part {
                context.line(&format!("{name}\t{}", element.id))?;
            }
        }
        if let Some(shift) = next_shift {
            context.note(&Message::new("sampling-next-shift").with("shift", shift));
        }
        Ok(())
    }
}
