//! Help and usage errors in the language of the run: clap's tree, filled from the catalogue.

use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::message::{Arg, Message};
use crate::text::Catalogue;

/// The command tree with every help text taken from the catalogue:
/// `cli-<command path>` for a command, `cli-<command path>--<argument>` or `arg-<argument>` for an argument.
pub(super) fn localised(command: clap::Command, catalogue: &Catalogue) -> clap::Command {
    branch(command, "cli", "lianjian", catalogue)
}

/// Behind every option of a command's own.
const SHARED_ORDER: usize = 1_000;

fn branch(command: clap::Command, path: &str, words: &str, catalogue: &Catalogue) -> clap::Command {
    let mut place = 0;
    let mut command = command
        .about(catalogue.get(path))
        .long_about(None)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(catalogue.get("help-commands"))
        .help_template(catalogue.get("help-template"))
        .mut_args(|argument| {
            let text = catalogue.get(&argument_id(path, argument.get_id().as_str(), catalogue));
            let heading = if argument.is_positional() { "help-arguments" } else { "help-options" };
            let argument = argument.help(text).help_heading(catalogue.get(heading));
            // Positions stand in their order; what every command takes stands behind what this one takes.
            place += 1;
            if argument.is_global_set() {
                argument.display_order(SHARED_ORDER)
            } else {
                argument.display_order(place)
            }
        });
    let flag = |id: &'static str, short: char, action| {
        clap::Arg::new(id)
            .short(short)
            .long(id)
            .action(action)
            .help(catalogue.get(&format!("arg-{id}")))
            .help_heading(catalogue.get("help-options"))
            .display_order(SHARED_ORDER)
    };
    command = command.arg(flag("help", 'h', clap::ArgAction::Help));
    if path == "cli" {
        command = command.arg(flag("version", 'V', clap::ArgAction::Version));
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let (path, words) = (format!("{path}-{name}"), format!("{words} {name}"));
        command = command.mut_subcommand(name, |sub| branch(sub, &path, &words, catalogue));
    }
    let usage = usage(&command, words, catalogue);
    command.override_usage(usage)
}

/// The usage line as clap writes it, its general words in the language of the run.
fn usage(command: &clap::Command, words: &str, catalogue: &Catalogue) -> String {
    let line = command.clone().bin_name(words).render_usage().to_string();
    line.trim_start_matches("Usage: ")
        .replace("[OPTIONS]", &catalogue.get("help-usage-options"))
        .replace("<COMMAND>", &catalogue.get("help-usage-command"))
}

/// The id of an argument's text: the command's own where there is one, else of the nearest command above it, else the
/// one all commands share.
fn argument_id(path: &str, id: &str, catalogue: &Catalogue) -> String {
    let mut level = path;
    loop {
        let own = format!("{level}--{id}");
        if catalogue.has(&own) {
            return own;
        }
        match level.rsplit_once('-') {
            Some((above, _)) => level = above,
            None => return format!("arg-{id}"),
        }
    }
}

/// Prints help, the version or a usage error; returns the exit status.
pub(super) fn answer(
    error: &clap::Error,
    catalogue: &Catalogue,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = write!(out, "{error}");
        return 0;
    }
    let _ = writeln!(messages, "{}", catalogue.render(&usage_message(error)));
    2
}

fn usage_message(error: &clap::Error) -> Message {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(" "),
        _ => String::new(),
    };
    let code = match error.kind() {
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "usage-missing-command"
        }
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::NoEquals => "usage-invalid-value",
        ErrorKind::ArgumentConflict => "usage-conflict",
        _ => "usage-wrong",
    };
    let known: Vec<Arg> = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| Arg::from(text.as_str())).collect(),
        _ => Vec::new(),
    };
    let code =
        if code == "usage-invalid-value" && !known.is_empty() { "usage-invalid-value-of" } else { code };
    Message::new(code)
        .with("known", Arg::List(known))
        .with("argument", context(ContextKind::InvalidArg))
        .with("command", context(ContextKind::InvalidSubcommand))
        .with("value", context(ContextKind::InvalidValue))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::text::Lang;

    /// Every text the tree of commands asks for, and the command a missing one belongs to.
    fn walk(command: &clap::Command, path: &str, catalogue: &Catalogue, wanted: &mut BTreeSet<String>) {
        assert!(catalogue.has(path), "{path} has no text in {:?}", catalogue.lang());
        wanted.insert(path.to_owned());
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            let text = argument_id(path, id, catalogue);
            assert!(catalogue.has(&text), "{path} {id} has no text in {:?}", catalogue.lang());
            wanted.insert(text);
        }
        for sub in command.get_subcommands() {
            walk(sub, &format!("{path}-{}", sub.get_name()), catalogue, wanted);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_text_and_every_text_a_command() {
        for lang in [Lang::Zh, Lang::En] {
            let catalogue = Catalogue::new(lang);
            let mut wanted = BTreeSet::from(["arg-help".to_owned(), "arg-version".to_owned()]);
            walk(&crate::cli::Arguments::command(), "cli", &catalogue, &mut wanted);
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/locales/zh-CN");
            for entry in std::fs::read_dir(folder).unwrap() {
                for line in std::fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
                    let id = line.split(" =").next().unwrap_or_default();
                    let of_help = id == "cli" || id.starts_with("cli-") || id.starts_with("arg-");
                    assert!(!of_help || wanted.contains(id), "no command asks for {id}");
                }
            }
        }
    }

    #[test]
    fn the_tree_is_sound() {
        localised(crate::cli::Arguments::command(), &Catalogue::new(Lang::Zh)).debug_assert();
    }
}
