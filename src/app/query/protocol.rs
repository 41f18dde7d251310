//! 随机抽取记录: what was fixed before, what was drawn, before whom and when; and the files anyone repeats it with.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use super::all;
use super::seal::Seal;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::frames;
use crate::app::office::Office;
use crate::domain::code::Code;
use crate::domain::draw::{Chosen, Draw};
use crate::domain::id::UnitCode;
use crate::domain::message::{Arg, Message};
use crate::domain::register::Element;
use crate::domain::sample_round::{SamplePart, SampleRound, Turn};
use crate::domain::visit::Visit;
use crate::exchange::export::letter::{DrawRecord, Drawn, Sender};
use crate::store::View;
use crate::text::Catalogue;

/// Digits of a ticket that are printed: enough to tell two apart.
const TICKET_SHOWN: usize = 16;

/// One part of a round that was drawn.
pub struct Protocol {
    /// What is printed and signed.
    pub record: DrawRecord,
    /// What is verified.
    pub draw: Draw,
    /// The frame: ids in byte order, each on a line.
    pub ids: String,
    /// The day, the time and the zone it was drawn in.
    pub at: String,
}

/// Every part of a round. S4052 before the draw; A7043 where a register changed since.
pub fn protocols(
    view: &View<'_>,
    office: &Office,
    catalogue: &Catalogue,
    round: &str,
) -> Result<Vec<Protocol>> {
    let found = view.get::<SampleRound>(round)?;
    let Some(round) = found.map(|found| found.record).filter(|round| round.drawn.is_some()) else {
        return Err(AppError::problem("S4052").with("round", round));
    };
    let county = CountyView::load(view)?;
    round.parts.iter().map(|part| protocol(view, office, catalogue, &county, &round, part)).collect()
}

fn in_china(at: DateTime<Utc>) -> String {
    let zone = FixedOffset::east_opt(8 * 3600);
    zone.map_or_else(
        || at.to_rfc3339(),
        |zone| at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S %:z").to_string(),
    )
}

fn protocol(
    view: &View<'_>,
    office: &Office,
    catalogue: &Catalogue,
    county: &CountyView,
    round: &SampleRound,
    part: &SamplePart,
) -> Result<Protocol> {
    let elements = frames::of_part(view, &county.units, part)?;
    let frame = crate::app::command::draw::frame(&elements)?;
    crate::app::command::draw::refuse_changed(&round.round, &part.frame, &frame.digest())?;
    let (Some(draw), Some(drawn)) = (round.draw_of(part), &round.drawn) else {
        return Err(AppError::problem("S4052").with("round", round.round.as_str()));
    };
    let at = in_china(drawn.at);
    let name = |unit: &UnitCode| county.units.name(unit);
    let unit = part.township.as_ref().map_or_else(|| catalogue.get("checklist-frame-county"), name);
    let kinds = part.kinds.iter().map(|kind| office.kind_name(kind, catalogue.lang()));
    let record = DrawRecord {
        sender: Sender {
            county: county.county.as_ref().map_or_else(String::new, |county| county.name.clone()),
            office: catalogue.get("protocol-office"),
            contact: String::new(),
            date: drawn.on,
        },
        visit: round.round.clone(),
        unit: unit.clone(),
        kind: catalogue.join(kinds),
        frame: frame_name(catalogue, unit, part.turn()),
        frame_hash: part.frame.sha256.clone(),
        population: to_u32(part.frame.total),
        size: to_u32(part.n),
        acceptance: part.judging.map_or_else(String::new, |judging| judging.ac.to_string()),
        commitment: round.secret_sha256.clone(),
        sealed: sealed_hash(round),
        round: round.round.clone(),
        secret: round.secret.clone(),
        source: source_text(round, catalogue),
        public: drawn.public.clone(),
        seed: drawn.seed.clone(),
        drawn: part.chosen.iter().map(|chosen| one(county, chosen, &elements)).collect(),
        replacements: to_u32(part.replacements.len() as u64),
        witnesses: drawn.witnesses.clone(),
        at: at.clone(),
        check: check_value(part),
    };
    let ids = frame.elements().iter().flat_map(|element| [element.id.as_str(), "\n"]).collect();
    Ok(Protocol { record, draw, ids, at })
}

/// Where a part is drawn, and which of two strata it is.
pub(super) fn frame_name(catalogue: &Catalogue, place: String, turn: Option<Turn>) -> String {
    match turn {
        None => place,
        Some(turn) => catalogue.render(
            &Message::new("frame-stratum").with("frame", place).with("turn", Arg::code(turn.text_id())),
        ),
    }
}

/// `known` is in id order.
fn one(county: &CountyView, chosen: &Chosen, known: &[Element]) -> Drawn {
    let found = known.binary_search_by(|element| element.id.0.as_str().cmp(&chosen.id)).ok();
    let name = found.and_then(|at| known.get(at)).map_or_else(String::new, |element| {
        format!("{} {}", county.units.name(&element.unit), element.label)
    });
    Drawn { id: chosen.id.clone(), name, ticket: chosen.ticket.chars().take(TICKET_SHOWN).collect() }
}

/// Where the public number comes from, in words.
pub fn source_text(round: &SampleRound, catalogue: &Catalogue) -> String {
    if round.source == crate::domain::sample_round::JOURNAL {
        catalogue.get("draw-source-journal")
    } else {
        round.source.clone()
    }
}

/// SHA-256 of the chosen ids in ticket order, each ended by a line feed: one number to read out and compare.
pub fn check_value(part: &SamplePart) -> String {
    let mut hash = Sha256::new();
    for chosen in &part.chosen {
        hash.update(chosen.id.as_bytes());
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

/// A round as it may be shown to somebody.
pub struct PublishedRound {
    /// The round; without its secret before the draw, and without its parts while they would tell where a sealed visit
    /// goes: hash and total of a frame tell the township.
    pub round: SampleRound,
    /// One hash that binds all of it, published for every round before the day: [`sealed_hash`].
    pub sealed_sha256: String,
    /// Its parts are left out.
    pub hidden: bool,
}

/// Draws of elements, by round, as who acts may see them.
pub fn published(view: &View<'_>, author: &str, today: NaiveDate) -> Result<Vec<PublishedRound>> {
    let seal = Seal::of(view, author, today)?;
    let mut rounds = Vec::new();
    for round in all::<SampleRound>(view)?.into_iter().filter(|round| !round.is_team()) {
        let hidden = match view.get::<Visit>(&round.round)? {
            Some(visit) => seal.hides(&visit.record),
            None => false,
        };
        let sealed_sha256 = sealed_hash(&round);
        let mut round = round;
        if round.drawn.is_none() {
            round.secret.clear();
        }
        if hidden {
            round.parts.clear();
        }
        rounds.push(PublishedRound { round, sealed_sha256, hidden });
    }
    Ok(rounds)
}

/// The lines one hash is published of before the day: secret, source, and one a part: request, total and hash of the frame,
/// number, acceptance number or `-`. Nobody finds the township by trying while the secret is unknown; once it is revealed
/// everybody sees that nothing was changed.
fn sealed_lines(round: &SampleRound) -> String {
    let mut text = format!("{}\n{}\n", round.secret, round.source);
    for part in &round.parts {
        text.push_str(&format!(
            "{} {} {} {} {}\n",
            part.request,
            part.frame.total,
            part.frame.sha256,
            part.committed_n(),
            part.committed_ac().map_or_else(|| "-".to_owned(), |ac| ac.to_string())
        ));
    }
    text
}

/// The [`sealed_lines`] of a drawn round, to be hashed by whoever kept the hash.
pub fn sealed(view: &View<'_>, round: &str) -> Result<String> {
    let found = view.get::<SampleRound>(round)?.map(|found| found.record);
    found
        .filter(|round| round.drawn.is_some())
        .map(|round| sealed_lines(&round))
        .ok_or_else(|| AppError::problem("S4052").with("round", round))
}

/// SHA-256 of [`sealed_lines`].
fn sealed_hash(round: &SampleRound) -> String {
    hex::encode(Sha256::digest(sealed_lines(round)))
}

fn to_u32(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
