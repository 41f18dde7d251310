//! What a verification can find, as codes T51xx. Knows no text.

use crate::domain::message::{Arg, Message};
use crate::domain::record::Table;
use crate::store::error::{table_name, with_row};

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// T5101: the file itself is damaged.
    Damaged {
        /// What the engine said.
        detail: String,
    },
    /// T5102: a table, index or trigger is not as it should be.
    Structure {
        /// Its kind and name.
        name: String,
    },
    /// T5103: an entry that is none.
    EntryUnreadable {
        /// Its number.
        sequence: u64,
        /// What does not fit.
        detail: String,
    },
    /// T5104: an entry that does not match its hash or its number.
    EntryAltered {
        /// Its number.
        sequence: u64,
    },
    /// T5105: an entry that does not carry the hash of the one before.
    ChainBroken {
        /// Its number.
        sequence: u64,
    },
    /// T5106: a gap in the numbers.
    EntriesMissing {
        /// First missing number.
        from: u64,
        /// Last missing number.
        until: u64,
    },
    /// T5107: an entry that found a row otherwise than the entries before left it.
    EntryContradicts {
        /// Its number.
        sequence: u64,
        /// Table of the row.
        table: Table,
        /// Key of the row.
        key: String,
    },
    /// T5108 to T5110: a row that is not what the journal says.
    Row {
        /// Its table.
        table: Table,
        /// Its key.
        key: String,
        /// In what way.
        fault: Fault,
    },
    /// T5111: the last number given out is not what the journal says.
    Number {
        /// Name of the table the numbers are for.
        name: String,
    },
    /// T5110, T5112, T5113: a stored file.
    Blob {
        /// Its hash.
        hash: String,
        /// In what way.
        fault: Fault,
    },
    /// T5110, T5112, T5113: a frame.
    Frame {
        /// Its hash.
        hash: String,
        /// In what way.
        fault: Fault,
    },
}

/// In what way something is not what the journal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It differs.
    Edited {
        /// The entry that made it what it should be.
        made_by: u64,
    },
    /// It is not there.
    Missing {
        /// The entry that made it.
        made_by: u64,
    },
    /// No entry speaks of it.
    Extra,
    /// Its content does not match its hash, or its name the journal.
    Content,
    /// It is not there, and no entry erased it.
    Gone,
}

impl Finding {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Damaged { .. } => "T5101",
            Self::Structure { .. } => "T5102",
            Self::EntryUnreadable { .. } => "T5103",
            Self::EntryAltered { .. } => "T5104",
            Self::ChainBroken { .. } => "T5105",
            Self::EntriesMissing { .. } => "T5106",
            Self::EntryContradicts { .. } => "T5107",
            Self::Number { .. } => "T5111",
            Self::Row { fault, .. } | Self::Blob { fault, .. } | Self::Frame { fault, .. } => fault.code(),
        }
    }

    /// Code and arguments, for the catalogue.
    pub fn message(&self) -> Message {
        let message = Message::new(self.code());
        match self {
            Self::Damaged { .. } => message,
            Self::Structure { name } => message.with("name", name.as_str()),
            Self::EntryUnreadable { sequence, .. }
            | Self::EntryAltered { sequence }
            | Self::ChainBroken { sequence } => message.with("entry", *sequence),
            Self::EntriesMissing { from, until } => message.with("from", *from).with("until", *until),
            Self::EntryContradicts { sequence, table, key } => {
                with_row(message.with("entry", *sequence), table.code(), key)
            }
            Self::Row { table, key, fault } => with_row(with_fault(message, *fault), table.code(), key),
            Self::Number { name } => message.with("table", table_name(name)),
            Self::Blob { hash, .. } => {
                message.with("table", Arg::code("table-blob")).with("key", hash.as_str())
            }
            Self::Frame { hash, .. } => {
                message.with("table", Arg::code("table-frame-whole")).with("key", hash.as_str())
            }
        }
    }

    /// What the engine said.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Damaged { detail } | Self::EntryUnreadable { detail, .. } => Some(detail),
            _ => None,
        }
    }
}

impl Fault {
    const fn code(self) -> &'static str {
        match self {
            Self::Edited { .. } => "T5108",
            Self::Missing { .. } => "T5109",
            Self::Extra => "T5110",
            Self::Content => "T5112",
            Self::Gone => "T5113",
        }
    }
}

fn with_fault(message: Message, fault: Fault) -> Message {
    match fault {
        Fault::Edited { made_by } | Fault::Missing { made_by } => message.with("entry", made_by),
        Fault::Extra | Fault::Content | Fault::Gone => message,
    }
}
