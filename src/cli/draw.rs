//! `lianjian draw`: the office's own draws, fixed before and made on the day. `sample` does the same on files.

use clap::Subcommand;
use serde_json::{Value, json};

use super::Context;
use super::results;
use super::sample_plan::Considered;
use super::table::{Column, Table};
use crate::app::command::draw::{CommitRequests, DrawRound};
use crate::app::error::Result;
use crate::app::query::lists::rounds;
use crate::app::query::protocol::{PublishedRound, published};
use crate::app::watch::STOPPED;
use crate::domain::message::{Arg, Message};
use crate::domain::sample_round::{JOURNAL, SampleRound};

/// What to do with draws.
#[derive(Subcommand)]
pub(crate) enum Draws {
    /// Fix those of accepted requests.
    Commit {
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
    },
    /// Make one.
    Make {
        #[arg(value_name = "ROUND", required_unless_present = "all")]
        rounds: Vec<String>,
        #[arg(long, conflicts_with = "rounds")]
        all: bool,
        #[arg(long, value_name = "TEXT")]
        public: Option<String>,
        #[arg(long, value_name = "NAME")]
        witness: Vec<String>,
    },
    /// All of them.
    List,
    /// From people and days, what a visit's samples will show.
    Plan(Considered),
    /// The record of one that was made.
    Show {
        #[arg(value_name = "ROUND")]
        round: String,
    },
    /// How strictly each township is sampled in each subject, and why.
    Severity {
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
    },
    /// A stopped unit goes on, tightened.
    Resume {
        #[arg(value_name = "UNIT")]
        unit: String,
        #[arg(value_name = "SUBJECT")]
        subject: String,
        #[arg(long, value_name = "TEXT")]
        note: String,
    },
    /// Where replaced households cluster.
    Substitutions,
    /// How often households were drawn.
    Spread,
    /// What sharing tickets saved.
    Account,
}

impl Draws {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Commit { source } => commit(source, context),
            Self::Make { rounds, all, public, witness } => {
                make(&rounds, all, public.as_deref(), &witness, context)
            }
            Self::List => list(context),
            Self::Plan(considered) => considered.run(context),
            Self::Show { round } => results::show(&spoken(&round), context),
            Self::Severity { unit } => results::severity(unit.as_deref(), context),
            Self::Resume { unit, subject, note } => results::resume(&unit, subject, note, context),
            Self::Substitutions => results::substitutions(context),
            Self::Spread => results::spread(context),
            Self::Account => results::account(context),
        }
    }
}

fn commit(source: Option<String>, context: &mut Context<'_>) -> Result<()> {
    let source = source.unwrap_or_else(|| JOURNAL.to_owned());
    let entropy = context.entropy()?;
    let (mut session, line) = context.watched_writer()?;
    let done = session.run(CommitRequests { entropy, source })?;
    drop(line);
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/draws-committed/1",
            "committed": done.committed,
            "without_register": done.without_register,
        }));
    }
    let ids = |ids: &[crate::domain::id::RequestId]| {
        Arg::List(ids.iter().map(|id| Arg::from(id.to_string())).collect())
    };
    context.say(
        &Message::new("draw-committed").with("count", done.committed.len()).with("ids", ids(&done.committed)),
    )?;
    if done.without_register.is_empty() {
        return Ok(());
    }
    context.say(&Message::new("draw-without-register").with("ids", ids(&done.without_register)))
}

/// Makes the draws named, or all that may be made today: sealed visits wait for their day, and a public number is not
/// used where none was asked for.
fn make(
    named: &[String],
    all: bool,
    public: Option<&str>,
    witnesses: &[String],
    context: &mut Context<'_>,
) -> Result<()> {
    let (mut session, line) = context.watched_writer()?;
    let named: Vec<String> = if all {
        let asked = |round: &SampleRound| (round.source == JOURNAL) == public.is_none();
        let open = session.read(rounds)?.into_iter().filter(|round| round.drawn.is_none() && asked(round));
        open.map(|round| round.round).collect()
    } else {
        named.iter().map(|round| spoken(round)).collect()
    };
    let mut drawn = Vec::new();
    let count = named.len() as u64;
    for (done, round) in (1..).zip(named) {
        session.watch().part(done - 1, count - done);
        let command = DrawRound {
            round,
            public: public.map(str::to_owned),
            witnesses: witnesses.to_vec(),
            real_today: context.real_today(),
        };
        match session.run(command) {
            Ok(round) => drawn.push(round),
            Err(error) if all && error.message.code == "A7042" => {}
            Err(error) if error.message.code == STOPPED => break,
            Err(error) => return Err(error),
        }
    }
    // What was drawn before Ctrl-C is drawn, and told.
    let whole = line.whole();
    drop(line);
    if context.json() {
        let rounds: Vec<Value> = drawn.iter().map(round_document).collect();
        context.document(&json!({ "schema": "lianjian/rounds/1", "rounds": rounds }))?;
    } else {
        drawn.iter().try_for_each(|round| account(round, context))?;
    }
    whole
}

/// The seed, where it comes from, and what it drew.
fn account(drawn: &SampleRound, context: &mut Context<'_>) -> Result<()> {
    let chosen: usize = drawn.parts.iter().map(|part| part.chosen.len()).sum();
    let by = drawn.drawn.as_ref();
    context.say(
        &Message::new("draw-made")
            .with("round", drawn.round.as_str())
            .with("count", chosen)
            .with("seed", by.map_or("", |drawn| drawn.seed.as_str()))
            .with("public", by.map_or("", |drawn| drawn.public.as_str())),
    )?;
    let mut table =
        Table::new(&[Column::Left("col-request"), Column::Left("col-ticket"), Column::Left("col-element")]);
    for part in &drawn.parts {
        for chosen in &part.chosen {
            table.row([
                part.request.to_string(),
                chosen.ticket.chars().take(16).collect(),
                chosen.id.clone(),
            ]);
        }
    }
    table.print(context)
}

/// `v-107` and `r42` as rounds are written.
pub(super) fn spoken(round: &str) -> String {
    use crate::domain::id::{RequestId, VisitId};
    let first = round.trim().chars().next().map(|letter| letter.to_ascii_uppercase());
    match first {
        Some('V') => round.parse::<VisitId>().map(|id| id.to_string()).ok(),
        Some('R') => round.parse::<RequestId>().map(|id| id.to_string()).ok(),
        _ => None,
    }
    .unwrap_or_else(|| round.to_owned())
}

fn list(context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let rounds = session.read(|view| published(view, session.author(), session.today()))?;
    if context.json() {
        let rounds: Vec<Value> = rounds.iter().map(published_document).collect();
        return context.document(&json!({ "schema": "lianjian/round-list/1", "rounds": rounds }));
    }
    let mut table = Table::new(&[
        Column::Left("col-round"),
        Column::Left("col-committed-on"),
        Column::Left("col-drawn-on"),
        Column::Right("col-population"),
        Column::Right("col-n"),
        Column::Left("col-secret-hash"),
    ]);
    for PublishedRound { round, hidden, .. } in rounds {
        let population: u64 = round.parts.iter().map(|part| part.frame.total).sum();
        let n: u64 = round.parts.iter().map(|part| part.n).sum();
        let number = |number: u64| {
            if hidden { context.catalogue.get("word-hidden") } else { number.to_string() }
        };
        table.row([
            round.round.clone(),
            round.committed_on.to_string(),
            round.drawn.as_ref().map_or_else(String::new, |drawn| drawn.on.to_string()),
            number(population),
            number(n),
            round.secret_sha256.chars().take(16).collect(),
        ]);
    }
    table.print(context)
}

/// A round with the hash that binds what is published of it.
fn published_document(one: &PublishedRound) -> Value {
    let mut document = round_document(&one.round);
    if let Some(fields) = document.as_object_mut() {
        fields.insert("sealed_sha256".to_owned(), json!(one.sealed_sha256));
        fields.insert("hidden".to_owned(), json!(one.hidden));
    }
    document
}

/// A draw as a document; its secret only once it is made.
pub(super) fn round_document(round: &SampleRound) -> Value {
    let parts: Vec<Value> = round
        .parts
        .iter()
        .map(|part| {
            json!({
                "request": part.request,
                "department": part.department,
                "kinds": part.kinds,
                "stratum": part.stratum,
                "frame": part.frame,
                "n": part.n,
                "chosen": part.chosen,
                "replacements": part.replacements,
                "judging": part.judging,
                "stops": part.stops,
                "reports": part.reports,
                "expansion": part.expansion,
            })
        })
        .collect();
    json!({
        "round": round.round,
        "source": round.source,
        "secret_sha256": round.secret_sha256,
        "secret": round.drawn.as_ref().map(|_| &round.secret),
        "committed_on": round.committed_on,
        "drawn": round.drawn,
        "recorded": round.recorded,
        "parts": parts,
    })
}
