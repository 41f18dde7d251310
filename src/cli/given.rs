//! Files named on the command line: which sheet is meant, how a text is encoded, and their bytes.

use std::path::Path;

use clap::Args;

use super::read_file;
use crate::app::error::Result;
use crate::app::intake::{GivenFile, Options};

/// What a file does not say of itself.
#[derive(Args)]
pub(super) struct FileOptions {
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

impl FileOptions {
    pub(super) fn options(&self) -> Options {
        Options { sheet: self.sheet.clone(), encoding: self.encoding.clone(), ..Options::default() }
    }
}

/// A file with its name, without folders.
pub(super) fn given(path: &Path) -> Result<GivenFile> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(GivenFile { name, bytes: read_file(path)? })
}
