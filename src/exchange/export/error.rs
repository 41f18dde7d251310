//! Why an export could not be made or written. Knows the codes, not their texts.

use thiserror::Error;

use crate::domain::message::Message;

/// What stands between a value and its file. `file` and `folder` are paths as the user gave them.
#[derive(Debug, Error)]
pub enum ExportError {
    /// X6010: the file exists and nobody said to replace it.
    #[error("{file} exists")]
    Exists {
        /// The path.
        file: String,
    },
    /// X6011: the folder of the file does not exist.
    #[error("folder {folder} does not exist")]
    NoFolder {
        /// The missing folder.
        folder: String,
    },
    /// X6012: the folder or the file may not be written.
    #[error("no permission to write {file}")]
    Denied {
        /// The path.
        file: String,
        /// What the system said.
        detail: String,
    },
    /// X6013: the disk is full.
    #[error("no space to write {file}")]
    Full {
        /// The path.
        file: String,
        /// What the system said.
        detail: String,
    },
    /// X6014: writing failed for another reason.
    #[error("{file} cannot be written")]
    Failed {
        /// The path.
        file: String,
        /// What the system said.
        detail: String,
    },
    /// X6015: the path is a folder, or names no file.
    #[error("{file} is a folder")]
    NotAFile {
        /// The path.
        file: String,
    },
    /// X6021: a template names a value its letter does not have.
    #[error("line {line} of the template names {name}")]
    Template {
        /// Line of the template, from 1.
        line: u32,
        /// The name.
        name: String,
    },
    /// X6022: no font with Chinese letters, or one that cannot be put into a PDF.
    #[error("the font has no Chinese letters or cannot be embedded")]
    Font {
        /// It could be read, but has no Chinese letters.
        chinese: bool,
    },
    /// X6020: a spreadsheet or a document cannot hold the content (too many rows, a name it refuses).
    #[error("the content does not fit its format: {detail}")]
    Format {
        /// What the writer of the format said.
        detail: String,
    },
}

impl ExportError {
    /// Code and arguments; the catalogue holds cause and action.
    pub fn message(&self) -> Message {
        match self {
            Self::Exists { file } => Message::new("X6010").with("file", file.as_str()),
            Self::NoFolder { folder } => Message::new("X6011").with("folder", folder.as_str()),
            Self::Denied { file, .. } => Message::new("X6012").with("file", file.as_str()),
            Self::Full { file, .. } => Message::new("X6013").with("file", file.as_str()),
            Self::Failed { file, .. } => Message::new("X6014").with("file", file.as_str()),
            Self::NotAFile { file } => Message::new("X6015").with("file", file.as_str()),
            Self::Template { line, name } => {
                Message::new("X6021").with("line", *line).with("name", name.as_str())
            }
            Self::Font { chinese: true } => Message::new("X6023"),
            Self::Font { chinese: false } => Message::new("X6022"),
            Self::Format { .. } => Message::new("X6020"),
        }
    }

    /// What the system or the writer of the format said, in its own language.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Exists { .. }
            | Self::NoFolder { .. }
            | Self::NotAFile { .. }
            | Self::Template { .. }
            | Self::Font { .. } => None,
            Self::Denied { detail, .. }
            | Self::Full { detail, .. }
            | Self::Failed { detail, .. }
            | Self::Format { detail } => Some(detail),
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for ExportError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        Self::Format { detail: error.to_string() }
    }
}
