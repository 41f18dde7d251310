//! `lianjian completions` and `man`: what shells and manuals need, from the same tree as the help.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::Context;
use crate::app::error::{AppError, Result};
use crate::app::export;
use crate::domain::message::Message;

/// Arguments of `completions`.
#[derive(Args)]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let mut command = super::command(&context.catalogue);
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "lianjian", &mut script);
        context.bytes(&script)
    }
}

/// Arguments of `man`.
#[derive(Args)]
pub(crate) struct Manual {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Manual {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let folder = export::folder(&self.folder)?;
        let mut pages = Vec::new();
        let mut command = super::command(&context.catalogue);
        // Subcommands learn their full names.
        command.build();
        collect(&command, &mut pages)?;
        let count = pages.len();
        for (name, page) in pages {
            export::write(&folder.join(format!("{name}.1")), &page, true)?;
        }
        context.note(&Message::new("export-written").with("count", count));
        context.line(&folder.display().to_string())
    }
}

/// One page a command: `lianjian-visit-move.1`.
fn collect(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| AppError::environment("X6003").caused_by(error))?;
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    pages.push((name.to_owned(), page));
    command.get_subcommands().try_for_each(|sub| collect(sub, pages))
}
