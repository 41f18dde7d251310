//! `lianjian sample commit|draw|verify`: fixing a draw, making it, repeating it.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use serde::Serialize;

use super::portion;
use crate::app::error::{AppError, Result};
use crate::app::sample::{
    self, COMMITMENT_SCHEMA, DRAW_SCHEMA, Frame, Order, Ratio, Seed, number_of, problem, wrong_use,
};
use crate::cli::{Context, read_file};
use crate::domain::draw::{self, Commitment, Method, Origin};
use crate::domain::message::Message;
use crate::domain::problem::Problem;

/// The list to draw from.
#[derive(Args)]
pub(super) struct List {
    #[arg(long, value_name = "FILE", required = true)]
    ids: Vec<PathBuf>,
    #[arg(long, value_name = "COLUMN")]
    size_column: Option<String>,
}

impl List {
    /// The frame; every problem of the files is said before S4035.
    pub(super) fn read(&self, context: &mut Context<'_>) -> Result<Frame> {
        read_frame(&self.ids, self.size_column.as_deref(), context)
    }
}

/// Lists as one frame; every problem of the files is said before S4035.
pub(super) fn read_frame(
    paths: &[PathBuf],
    size_column: Option<&str>,
    context: &mut Context<'_>,
) -> Result<Frame> {
    let lists =
        paths.iter().map(|path| Ok((file_name(path), read_file(path)?))).collect::<Result<Vec<_>>>()?;
    sample::frame_of(&lists, size_column).map_err(|problems| {
        for problem in &problems {
            context.note(&place_line(problem));
        }
        AppError::problem("S4035").with("count", problems.len())
    })
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn place_line(problem: &Problem) -> Message {
    let (code, row) = match problem.place.row {
        Some(row) => ("sampling-problem-row", row),
        None => ("sampling-problem-file", 0),
    };
    Message::new(code)
        .with("file", problem.place.file.as_str())
        .with("row", row)
        .with("code", problem.message.code.as_str())
        .with("cause", problem.message.clone())
}

#[derive(Clone, Copy, ValueEnum)]
enum BySize {
    SequentialPoisson,
    Pareto,
}

/// How elements are put in order: all alike unless sizes are given.
fn method(list: &List, by_size: BySize) -> Method {
    match (list.size_column.is_some(), by_size) {
        (false, _) => Method::Equal,
        (true, BySize::SequentialPoisson) => Method::SequentialPoisson,
        (true, BySize::Pareto) => Method::Pareto,
    }
}

/// How many: a number, a share, or both, and then the larger.
#[derive(Args)]
#[command(group = ArgGroup::new("how-many").required(true).multiple(true).args(["n", "ratio"]))]
struct HowMany {
    #[arg(long, value_name = "NUMBER")]
    n: Option<u64>,
    #[arg(long, value_name = "RATIO", value_parser = portion)]
    ratio: Option<Ratio>,
}

impl HowMany {
    fn of(&self, total: usize, context: &mut Context<'_>) -> u64 {
        let (n, both) = number_of(total, self.n, self.ratio);
        if both {
            context.note(&Message::new("sampling-ratio-and-number").with("n", n));
        }
        n
    }
}

#[derive(Args)]
pub(crate) struct Commit {
    #[arg(long, value_name = "ROUND")]
    round: String,
    #[arg(long, value_name = "HEX")]
    secret: String,
    #[arg(long, value_name = "TEXT")]
    source: String,
    #[command(flatten)]
    how_many: HowMany,
    #[command(flatten)]
    list: List,
    #[arg(long, value_enum, default_value = "sequential-poisson")]
    method: BySize,
}

#[derive(Serialize)]
struct Document<T> {
    schema: &'static str,
    #[serde(flatten)]
    body: T,
}

impl Commit {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let line = context.progress();
        line.step(0, 2);
        let frame = self.list.read(context)?;
        line.step(1, 2);
        let n = self.how_many.of(frame.len(), context);
        let method = method(&self.list, self.method);
        let commitment =
            sample::commit(&frame, &self.round, &self.secret, &self.source, n, method).map_err(problem)?;
        line.whole()?;
        drop(line);
        // A commitment is kept and published as a file, so it is always a document.
        context.document(&Document { schema: COMMITMENT_SCHEMA, body: commitment })
    }
}

/// Where the seed comes from.
#[derive(Args)]
#[command(group = ArgGroup::new("from").required(true).args(["seed", "round"]))]
pub(super) struct From {
    #[arg(long, value_name = "HEX", conflicts_with_all = ["round", "secret", "public"])]
    seed: Option<String>,
    #[arg(long, value_name = "ROUND", requires_all = ["secret", "public"])]
    round: Option<String>,
    #[arg(long, value_name = "HEX", requires = "round")]
    secret: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "round")]
    public: Option<String>,
}

impl From {
    pub(super) fn seed(&self) -> Result<(Option<Origin>, Seed)> {
        match (&self.seed, &self.round, &self.secret, &self.public) {
            (Some(seed), ..) => Ok((None, Seed::parse(seed).map_err(wrong_use)?)),
            (None, Some(round), Some(secret), Some(public)) => {
                let origin = Origin { round: round.clone(), secret: secret.clone(), public: public.clone() };
                let seed = Seed::derive(&origin).map_err(wrong_use)?;
                Ok((Some(origin), seed))
            }
            _ => Err(AppError::usage("S4016").with("value", "")),
        }
    }
}

#[derive(Args)]
pub(crate) struct Draw {
    #[command(flatten)]
    from: From,
    #[command(flatten)]
    how_many: HowMany,
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    replacements: u64,
    #[command(flatten)]
    list: List,
    #[arg(long, value_enum, default_value = "sequential-poisson")]
    method: BySize,
    #[arg(long, value_name = "FILE", requires = "round")]
    commitment: Option<PathBuf>,
}

impl Draw {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (origin, seed) = self.from.seed()?;
        let line = context.progress();
        line.step(0, 2);
        let frame = self.list.read(context)?;
        line.step(1, 2);
        let n = self.how_many.of(frame.len(), context);
        let method = method(&self.list, self.method);
        let order = Order { origin, seed, method, n, replacements: self.replacements };
        let mut drawn = sample::draw(&frame, &order).map_err(problem)?;
        line.whole()?;
        drop(line);
        if let Some(path) = &self.commitment {
            drawn.commitment = Some(read_commitment(path)?);
            let wrong = sample::verify(&drawn, &frame);
            if !wrong.is_empty() {
                return report(&drawn, true, &wrong, context);
            }
        }
        if context.json() {
            return context.document(&Document { schema: DRAW_SCHEMA, body: drawn });
        }
        for chosen in drawn.chosen.iter().chain(&drawn.replacements) {
            context.line(&format!("{}\t{}", chosen.id, chosen.ticket))?;
        }
        Ok(())
    }
}

fn read_commitment(path: &Path) -> Result<Commitment> {
    sample::document(&file_name(path), &read_file(path)?, COMMITMENT_SCHEMA)
}

#[derive(Args)]
pub(crate) struct Verify {
    #[arg(value_name = "DRAW")]
    draw: PathBuf,
    #[command(flatten)]
    list: List,
    #[arg(long, value_name = "FILE")]
    commitment: Option<PathBuf>,
}

#[derive(Serialize)]
struct VerifyDocument {
    schema: &'static str,
    valid: bool,
    /// Against which commitment: `kept` since before the day, `own` that the draw brings along, `none`.
    commitment: &'static str,
    /// How many were fixed before, where the record says that a rejection made it more.
    raised_from: Option<u64>,
    problems: Vec<ProblemDocument>,
}

#[derive(Serialize)]
struct ProblemDocument {
    code: String,
    cause: String,
    action: Option<String>,
}

impl Verify {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut published: draw::Draw =
            sample::document(&file_name(&self.draw), &read_file(&self.draw)?, DRAW_SCHEMA)?;
        let mut wrong = Vec::new();
        if let Some(path) = &self.commitment {
            let kept = read_commitment(path)?;
            if published.commitment.as_ref().is_some_and(|own| *own != kept) {
                wrong.push(Message::new("S4071").with("file", file_name(path)));
            }
            published.commitment = Some(kept);
        }
        let line = context.progress();
        line.step(0, 2);
        let frame = self.list.read(context)?;
        line.step(1, 2);
        wrong.extend(sample::verify(&published, &frame));
        line.whole()?;
        drop(line);
        if context.json() || !wrong.is_empty() {
            return report(&published, self.commitment.is_some(), &wrong, context);
        }
        // The commitment a draw brings along is its own witness: only one kept since before the day shows anything.
        let (code, hash) = match (&published.origin, &published.commitment) {
            (None, _) => ("sampling-verified-seed", ""),
            (Some(_), None) => ("sampling-verified", ""),
            (Some(_), Some(commitment)) if self.commitment.is_none() => {
                ("sampling-verified-compare", commitment.secret_sha256.as_str())
            }
            (Some(_), Some(_)) => ("sampling-verified-committed", ""),
        };
        context.say(&Message::new(code).with("n", published.chosen.len()).with("hash", hash))?;
        match published.raised_from {
            Some(from) => {
                context.say(&Message::new("sampling-raised").with("from", from).with("n", published.n))
            }
            None => Ok(()),
        }
    }
}

/// Says what does not hold; as a document where one is asked for. `kept`: the commitment was kept since before the day.
fn report(published: &draw::Draw, kept: bool, wrong: &[Message], context: &mut Context<'_>) -> Result<()> {
    if !wrong.is_empty() {
        context.found_problems();
    }
    let text = |message: &Message| ProblemDocument {
        code: message.code.clone(),
        cause: context.catalogue.render(message),
        action: context.catalogue.attribute(message, "action"),
    };
    let problems: Vec<ProblemDocument> = wrong.iter().map(text).collect();
    if context.json() {
        let commitment = match (kept, &published.commitment) {
            (true, _) => "kept",
            (false, Some(_)) => "own",
            (false, None) => "none",
        };
        return context.document(&VerifyDocument {
            schema: "lianjian/verify/1",
            valid: problems.is_empty(),
            commitment,
            raised_from: published.raised_from,
            problems,
        });
    }
    for message in wrong {
        let line =
            Message::new("error-line").with("code", message.code.as_str()).with("cause", message.clone());
        context.say(&line)?;
        if let Some(action) = context.catalogue.attribute(message, "action") {
            context.say(&Message::new("error-action").with("action", action))?;
        }
    }
    Ok(())
}
