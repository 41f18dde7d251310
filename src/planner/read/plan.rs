//! Plan files. Numbers that name nothing are kept as such: judging them is the checker's work.

use super::field::Field;
use crate::domain::message::Message;
use crate::domain::plan::{NOWHERE, Plan, Reason, Unserved, Visit};

/// Reads a plan file.
///
/// # Errors
/// P3001–P3003, naming the field (e.g. `visits[3].requests[0]`).
pub fn plan(bytes: &[u8]) -> Result<Plan, Message> {
    let value = super::json(bytes)?;
    let root = Field::root(&value);
    Ok(Plan { visits: root.get("visits")?.list(visit)?, unserved: root.list_or_empty("unserved", unserved)? })
}

fn visit(field: &Field<'_, '_>) -> Result<Visit, Message> {
    Ok(Visit {
        unit: id(&field.get("unit")?)?,
        start: day(&field.get("start")?)?,
        days: day(&field.get("days")?)?,
        demands: field.get("requests")?.list(id)?,
    })
}

fn unserved(field: &Field<'_, '_>) -> Result<Unserved, Message> {
    let reason = match field.optional("reason")? {
        Some(reason) => Some(reason.text()?).filter(|code| !code.is_empty()).map(Reason::of_code),
        None => None,
    };
    Ok(Unserved { request: id(&field.get("request")?)?, reason })
}

/// A position, or [`NOWHERE`] for a number that cannot be one.
fn id(field: &Field<'_, '_>) -> Result<usize, Message> {
    Ok(usize::try_from(field.integer()?).unwrap_or(NOWHERE))
}

/// A day or length, or `u32::MAX` for a number that cannot be one.
fn day(field: &Field<'_, '_>) -> Result<u32, Message> {
    Ok(u32::try_from(field.integer()?).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_name_nothing_are_kept_and_ill_types_refused() {
        let text = br#"{"visits": [{"unit": -1, "start": -3, "days": 9000000000000, "requests": [4]}],
                        "unserved": [{"request": 1, "reason": ""}, {"request": 2, "reason": "gap"}]}"#;
        let read = plan(text).unwrap();
        assert_eq!((read.visits[0].unit, read.visits[0].start), (NOWHERE, u32::MAX));
        assert_eq!(read.visits[0].days, u32::MAX);
        assert_eq!((read.unserved[0].reason, read.unserved[1].reason), (None, Some(Reason::Gap)));
        assert_eq!(plan(b"{}").unwrap_err().code, "P3002");
        assert_eq!(plan(br#"{"visits": [{"unit": "a"}]}"#).unwrap_err().code, "P3003");
    }
}
