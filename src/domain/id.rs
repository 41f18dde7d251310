//! Ids people can say over the telephone: `R-0042`, `V-0107`. Never reused, no year inside.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text is not an id of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}-0000: {text}")]
pub struct NotAnId {
    /// The letter expected.
    pub prefix: char,
    /// What was given.
    pub text: String,
}

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Through `pad`, so that columns of ids can be aligned.
                formatter.pad(&format!("{}-{:04}", $prefix, self.0))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Reads `R-0042`, and what people type for it: `r-42`, `R42`, `42`.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let digits = text.trim().trim_start_matches([$prefix, $prefix.to_ascii_lowercase()]);
                let digits = digits.strip_prefix('-').unwrap_or(digits);
                digits
                    .parse()
                    .ok()
                    .filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
                    .map(Self)
                    .ok_or_else(|| NotAnId { prefix: $prefix, text: text.to_owned() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

numbered! {
    /// A department's request.
    RequestId, 'R';
    /// One request at one unit, once.
    DemandId, 'D';
    /// A joint visit.
    VisitId, 'V';
    /// A superior's inspection that the county cannot refuse.
    AnchorId, 'A';
    /// One run of the planner that was kept.
    PlanId, 'P';
    /// A recorded permission to exceed one rule once.
    ExceptionId, 'E';
    /// What really came to a unit.
    ArrivalId, 'B';
    /// Something a visit found.
    FindingId, 'F';
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )+};
}

named! {
    /// A department's code in the county's own list.
    DepartmentCode;
    /// A township's or village's national division code.
    UnitCode;
    /// An entry of a register; never an identity number.
    ElementId;
    /// A person who inspects.
    InspectorId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read() {
        for text in ["R-0042", "r-42", "R42", "42", " R-42 "] {
            assert_eq!(text.parse(), Ok(RequestId(42)), "{text}");
        }
        for text in ["", "R-", "V-0042", "R-4x", "R--1", "R-99999999999", "+42"] {
            assert!(text.parse::<RequestId>().is_err(), "{text}");
        }
        assert_eq!(VisitId(107).to_string(), "V-0107");
        assert_eq!(RequestId(123_456).to_string(), "R-123456");
    }
}
