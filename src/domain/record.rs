//! What a row of the store is: a record with a key, and the closed list of tables. Knows no database.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

macro_rules! tables {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal),* $(,)?) => {
        /// Every kind of record the store keeps. The code names the table, in the journal too: it never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Table {
            $($(#[doc = $doc])* #[serde(rename = $code)] $name,)*
        }

        impl Table {
            /// All tables, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable name, e.g. `quota_use`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
        }
    };
}
tables! {
    /// One value of the office's own configuration.
    Setting = "setting",
    /// Who asks to inspect.
    Department = "department",
    /// Who acts in the program, and as what.
    Person = "person",
    /// A person of a department's crew.
    Inspector = "inspector",
    /// Who is inspected: a township or village.
    Unit = "unit",
    /// A list of elements of one kind; names the hash of its frame.
    Register = "register",
    /// What a department submits.
    Request = "request",
    /// Request × unit × occurrence.
    Demand = "demand",
    /// One arrival at one unit.
    Visit = "visit",
    /// What a visit takes of a quota.
    QuotaUse = "quota_use",
    /// A director's permission to exceed one rule once.
    Exception = "exception",
    /// An arrival the county cannot refuse.
    Anchor = "anchor",
    /// What really came.
    Arrival = "arrival",
    /// Which elements were drawn, provably.
    Draw = "draw",
    /// All visits of a horizon.
    Plan = "plan",
    /// A file that was imported, by its hash.
    SourceFile = "source_file",
    /// What a department or township says to a published visit.
    SlotAnswer = "slot_answer",
    /// What a visit brought back.
    FieldRecord = "field_record",
    /// Something a visit found.
    Finding = "finding",
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A domain value that is one row of one table. It holds no floating-point number: rows are compared and hashed by
/// their text.
pub trait Record: Serialize + DeserializeOwned {
    /// Where it is kept.
    const TABLE: Table;

    /// What it is called there, e.g. `R-0042`: one row per key.
    fn key(&self) -> String;
}

/// A record as it was read, with what a writer must show to change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<R> {
    /// The record.
    pub record: R,
    /// Sequence number of the journal entry that made the row what it is.
    pub version: u64,
}

/// One element of a frame. Frames hold personal data and so stand outside the journal, which knows their hash only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRow<D> {
    /// Identifier of the element, unique in the frame.
    pub element: String,
    /// Code of the unit it lies in.
    pub unit: String,
    /// Everything else about it.
    pub doc: D,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_name_in_json() {
        for table in Table::ALL {
            assert_eq!(serde_json::to_string(table).unwrap(), format!("\"{table}\""));
        }
    }
}
