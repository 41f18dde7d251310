//! Certificate files. Whether they prove anything is the verifier's to say.

use super::field::Field;
use crate::domain::message::Message;
use crate::planner::bound::{Certificate, Run, SCHEMA};

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
    })
}

fn run(field: &Field<'_, '_>) -> Result<Run, Message> {
    Ok(Run {
        weights: array(&field.get("weights")?)?,
        most: field.get("most")?.integer()?,
        bound: field.get("bound")?.integer()?,
        rows: field.get("rows")?.list(|row| {
            let (at, price) = row.pair(number)?;
            Ok((usize::try_from(at).unwrap_or(usize::MAX), price))
        })?,
    })
}

fn number(field: &Field<'_, '_>) -> Result<i64, Message> {
    field.integer()
}

/// Exactly so many whole numbers.
fn array<const N: usize>(field: &Field<'_, '_>) -> Result<[i64; N], Message> {
    let numbers = field.list(number)?;
    <[i64; N]>::try_from(numbers).map_err(|numbers| field.wrong_length(numbers.len(), N))
}
