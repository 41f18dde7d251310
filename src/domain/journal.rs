//! The journal entry: its form, its one encoding, its hash. Knows no database and no key.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub use super::canonical::{EncodingError, canonical};
use super::record::Table;

/// The form of [`Entry`] this program writes.
pub const ENTRY_FORMAT: u32 = 1;
/// The form of [`Payload`] this program writes.
pub const PAYLOAD_FORMAT: u32 = 1;
/// What the first entry carries as the hash of the one before: 64 zeros.
pub const NO_ENTRY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One decision, chained to the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Form of the entry: [`ENTRY_FORMAT`].
    pub format_version: u32,
    /// From 1, without gaps.
    pub sequence: u64,
    /// [`Entry::hash`] of the entry before, [`NO_ENTRY`] for the first.
    pub previous_hash: String,
    /// Who decided.
    pub author: String,
    /// When it was written: UTC, whole seconds.
    pub recorded_at: DateTime<Utc>,
    /// The day it counts for, in China's time.
    pub business_date: NaiveDate,
    /// Name of the command.
    pub command: String,
    /// What it changed.
    pub payload: Payload,
    /// Which key signed it; none until its author has one.
    pub key_id: Option<String>,
    /// Signature of [`Entry::hash`] by that key.
    pub signature: Option<String>,
}

/// What a command did, resolved: applying it runs no rule, planner, draw or parser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payload {
    /// Form of the payload: [`PAYLOAD_FORMAT`].
    pub version: u32,
    /// Changed rows, by table and key.
    pub changes: Vec<Change>,
    /// Where they are too many for one entry: the parts that stand beside it and hold them, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ChangesPart>,
    /// The last number given out so far, for tables where this command took one. Never goes back.
    pub numbers: BTreeMap<Table, u32>,
    /// Files stored with this entry: hash and name.
    pub blobs: BTreeMap<String, String>,
    /// Hashes of the frames stored with this entry.
    pub frames: BTreeSet<String>,
    /// Hashes of files and frames erased with this entry.
    pub erased: BTreeSet<String>,
    /// What the command was told and found out: file hash, seed, reason.
    pub args: Value,
    /// The entry this one takes back.
    pub undoes: Option<u64>,
    /// The taking back that this one takes back.
    pub redoes: Option<u64>,
    /// Corrected by a new decision only, never undone.
    pub barrier: bool,
}

/// A part of the changes of an entry: a JSON array of [`Change`] in the canonical encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangesPart {
    /// SHA-256 of its text, in lower-case hexadecimal.
    pub hash: String,
    /// How many changes it holds.
    pub changes: u64,
}

/// One row before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which table.
    pub table: Table,
    /// Which row.
    pub key: String,
    /// The row as it was; none if it did not exist.
    pub before: Option<Image>,
    /// The row as it is now; none if it is gone.
    pub after: Option<Image>,
}

/// A row at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Sequence number of the entry that made it so.
    pub version: u64,
    /// The record.
    pub doc: Value,
}

/// Who decided what and when: the part of an entry that people are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Number of the entry.
    pub sequence: u64,
    /// Who.
    pub author: String,
    /// When, UTC.
    pub recorded_at: DateTime<Utc>,
    /// Name of the command.
    pub command: String,
}

impl Entry {
    /// The one encoding: JSON, keys sorted by their bytes, no white space, no floating-point number.
    pub fn encode(&self) -> Result<String, EncodingError> {
        canonical(self)
    }

    /// SHA-256 of the canonical encoding without the signature (which signs this hash), in lower-case hexadecimal.
    pub fn hash(&self) -> Result<String, EncodingError> {
        self.encode_and_hash().map(|(_, hash)| hash)
    }

    /// Both at once, so that it is encoded only once. The signature is the last field, so that the text before it is all that is hashed.
    pub fn encode_and_hash(&self) -> Result<(String, String), EncodingError> {
        let text = self.encode()?;
        let signature = format!(",\"signature\":{}}}", canonical(&self.signature)?);
        let unsigned = text.strip_suffix(&signature);
        let unsigned = unsigned.ok_or_else(|| EncodingError::Json("signature".to_owned()))?;
        let hash = Sha256::new().chain_update(unsigned).chain_update("}").finalize();
        Ok((text, hex::encode(hash)))
    }

    /// Who, what, when.
    pub fn decision(&self) -> Decision {
        Decision {
            sequence: self.sequence,
            author: self.author.clone(),
            recorded_at: self.recorded_at,
            command: self.command.clone(),
        }
    }
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> Entry {
        Entry {
            format_version: ENTRY_FORMAT,
            sequence: 1,
            previous_hash: NO_ENTRY.to_owned(),
            author: "a".to_owned(),
            recorded_at: DateTime::from_timestamp(1_571_097_600, 0).unwrap(),
            business_date: NaiveDate::from_ymd_opt(2019, 10, 15).unwrap(),
            command: "accept".to_owned(),
            payload: Payload {
                version: PAYLOAD_FORMAT,
                changes: Vec::new(),
                parts: Vec::new(),
                numbers: BTreeMap::from([(Table::Request, 3)]),
                blobs: BTreeMap::new(),
                frames: BTreeSet::new(),
                erased: BTreeSet::new(),
                args: json!({"reason": "r"}),
                undoes: None,
                redoes: None,
                barrier: false,
            },
            key_id: None,
            signature: None,
        }
    }

    /// The format of old journals: a change here makes every database unverifiable.
    #[test]
    fn the_encoding_is_pinned() {
        let text = concat!(
            r#"{"author":"a","business_date":"2019-10-15","command":"accept","format_version":1,"key_id":null,"#,
            r#""payload":{"args":{"reason":"r"},"barrier":false,"blobs":{},"changes":[],"erased":[],"frames":[],"#,
            r#""numbers":{"request":3},"redoes":null,"undoes":null,"version":1},"#,
            r#""previous_hash":"0000000000000000000000000000000000000000000000000000000000000000","#,
            r#""recorded_at":"2019-10-15T00:00:00Z","sequence":1,"signature":null}"#,
        );
        assert_eq!(entry().encode().unwrap(), text);
        assert_eq!(serde_json::from_str::<Entry>(text).unwrap(), entry());
    }

    #[test]
    fn the_hash_covers_everything_but_the_signature() {
        let hash = entry().hash().unwrap();
        let signed = Entry { signature: Some("s".to_owned()), ..entry() };
        assert_eq!(signed.hash().unwrap(), hash);
        let unsigned = entry().encode().unwrap().replace(",\"signature\":null", "");
        assert_eq!(sha256(unsigned.as_bytes()), hash);
        let other_key = Entry { key_id: Some("k".to_owned()), ..entry() };
        assert_ne!(other_key.hash().unwrap(), hash);
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
