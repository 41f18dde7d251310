//! Reads instance and plan files. Whatever the JSON holds, the answer is a value or one coded problem that names
//! the field; knows nothing of planning.

mod certificate;
mod field;
mod instance;
mod plan;

pub use certificate::certificate;
pub use instance::{instance, one_demand};
pub use plan::plan;

use serde_json::Value;

use crate::domain::message::Message;

/// Bytes to a JSON value; a byte-order mark is skipped.
fn json(bytes: &[u8]) -> Result<Value, Message> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| {
        Message::new("P3001")
            .with("line", error.line())
            .with("column", error.column())
            .with("detail", error.to_string())
    })
}
