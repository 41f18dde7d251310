//! Words of the command line as values: codes of closed sets, months, spans of days.

use chrono::NaiveDate;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::{Value, json};

use crate::app::error::{AppError, Result};
use crate::domain::code::Code;
use crate::domain::day::{DayRange, month};

/// Takes the codes of a closed set.
pub(super) fn code<C: Code + Send + Sync>() -> impl TypedValueParser<Value = C> {
    let codes: Vec<&str> = C::ALL.iter().map(|word| word.code()).collect();
    PossibleValuesParser::new(codes).try_map(|text| C::from_code(&text).ok_or("no code"))
}

/// `2019-10` as the days of that month.
pub(super) fn month_of(text: &str) -> std::result::Result<DayRange, chrono::ParseError> {
    format!("{text}-01").parse().map(month)
}

/// `--from` and `--to`, both days included.
#[derive(Args)]
pub(crate) struct Span {
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<NaiveDate>,
    #[arg(long, value_name = "DATE")]
    pub(super) to: Option<NaiveDate>,
}

impl Span {
    /// The days meant; what is not given is taken from `otherwise`.
    pub(super) fn or(&self, otherwise: DayRange) -> Result<DayRange> {
        let from = self.from.unwrap_or(otherwise.from);
        let to = self.to.unwrap_or_else(|| otherwise.last());
        DayRange::inclusive(from, to)
            .ok_or_else(|| AppError::usage("A7083").with("from", from.to_string()).with("to", to.to_string()))
    }

    /// The days meant, where any are.
    pub(super) fn given(&self) -> Result<Option<DayRange>> {
        if self.from.is_none() && self.to.is_none() {
            return Ok(None);
        }
        self.or(DayRange { from: NaiveDate::MIN, until: NaiveDate::MAX }).map(Some)
    }
}

/// Days as documents write them: both included.
pub(super) fn days(range: DayRange) -> Value {
    json!({ "from": range.from, "to": range.last() })
}

/// Days as tables show them.
pub(super) fn days_text(range: DayRange) -> String {
    if range.from == range.last() {
        range.from.to_string()
    } else {
        format!("{}~{}", range.from, range.last())
    }
}

/// Ids as people list them: `V-0001~V-0055`, `V-0060`.
pub(super) fn runs<I: Copy + ToString>(ids: &[I], number: impl Fn(I) -> u32) -> Vec<String> {
    let mut runs: Vec<(I, I)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if number(*last).checked_add(1) == Some(number(*id)) => *last = *id,
            _ => runs.push((*id, *id)),
        }
    }
    let text = |(first, last): (I, I)| match number(last) - number(first) {
        0 => first.to_string(),
        1 => format!("{} {}", first.to_string(), last.to_string()),
        _ => format!("{}~{}", first.to_string(), last.to_string()),
    };
    runs.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::VisitId;

    #[test]
    fn neighbouring_ids_are_put_together() {
        let check = |ids: &[u32], expected: &[&str]| {
            let ids: Vec<VisitId> = ids.iter().map(|id| VisitId(*id)).collect();
            assert_eq!(runs(&ids, |id| id.0), expected);
        };
        check(&[], &[]);
        check(&[4], &["V-0004"]);
        check(&[1, 2, 3, 7, 8, 5], &["V-0001~V-0003", "V-0007 V-0008", "V-0005"]);
        check(&[u32::MAX, 0], &["V-4294967295", "V-0000"]);
    }

    #[test]
    fn months_are_read_whole() {
        let october = month_of("2019-10").unwrap();
        assert_eq!(days_text(october), "2019-10-01~2019-10-31");
        assert!(month_of("2019-13").is_err());
        assert!(month_of("2019").is_err());
    }
}
