//! Certificate files. Whether they prove anything is the verifier's to say.

use super::field::Field;
use crate::domain::message::Message;
use crate::planner::bound::{Certificate, Limits, Refuted, Run, SCHEMA, Step};

/// Reads a certificate file.
///
/// # Errors
/// P3001-P3004 and P3011, naming the field (e.g. `runs[0].rows[3]`).
pub fn certificate(bytes: &[u8]) -> Result<Certificate, Message> {
    let value = super::json(bytes)?;
    let root = Field::root(&value);
    let schema = root.get("schema")?.text()?;
    if schema != SCHEMA {
        return Err(Message::new("P3011").with("value", schema).with("wanted", SCHEMA));
    }
    Ok(Certificate {
        schema: schema.to_owned(),
        bound: array(&root.get("bound")?)?,
        runs: root.get("runs")?.list(run)?,
        refuted: root.get("refuted")?.list(refuted)?,
    })
}

fn run(field: &Field<'_, '_>) -> Result<Run, Message> {
    Ok(Run {
        weights: array(&field.get("weights")?)?,
        most: field.get("most")?.integer()?,
        bound: field.get("bound")?.integer()?,
        rows: rows(field)?,
    })
}

fn refuted(field: &Field<'_, '_>) -> Result<Refuted, Message> {
    let limits = field.get("limits")?;
    let limit = |name| limits.optional(name)?.map(|limit| limit.integer()).transpose();
    Ok(Refuted {
        limits: Limits { unserved: limit("unserved")?, visits: limit("visits")?, long: limit("long")? },
        rows: rows(field)?,
        steps: field.get("steps")?.list(step)?,
    })
}

fn rows(field: &Field<'_, '_>) -> Result<Vec<(usize, i64)>, Message> {
    field.get("rows")?.list(priced)
}

fn priced(row: &Field<'_, '_>) -> Result<(usize, i64), Message> {
    let (at, price) = row.pair(number)?;
    Ok((place(at), price))
}

fn step(field: &Field<'_, '_>) -> Result<Step, Message> {
    if let Some(visits) = field.optional("visits")? {
        let (unit, most) = visits.pair(number)?;
        return Ok(Step::Visits(place(unit), u8::try_from(most).unwrap_or(u8::MAX)));
    }
    if let Some(long) = field.optional("long")? {
        let (unit, most) = long.pair(number)?;
        return Ok(Step::Long(place(unit), u8::try_from(most).unwrap_or(u8::MAX)));
    }
    if let Some(prices) = field.optional("prices")? {
        return Ok(Step::Prices(prices.list(priced)?));
    }
    Ok(Step::Clauses(field.get("clauses")?.list(|clause| clause.list(number))?))
}

/// A position; whether there is such a one is the verifier's to say.
fn place(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn number(field: &Field<'_, '_>) -> Result<i64, Message> {
    field.integer()
}

/// Exactly so many whole numbers.
fn array<const N: usize>(field: &Field<'_, '_>) -> Result<[i64; N], Message> {
    let numbers = field.list(number)?;
    <[i64; N]>::try_from(numbers).map_err(|numbers| field.wrong_length(numbers.len(), N))
}
