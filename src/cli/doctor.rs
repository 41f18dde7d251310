//! `lianjian doctor`: what is in force, whether it is sound, and how wide the terminal draws what fonts disagree about.

use serde_json::json;

use super::Context;
use super::journal::{verdict, verification};
use super::table::field;
use crate::app::error::{AppError, Result};
use crate::domain::message::Message;
use crate::text::{Catalogue, width};

/// One of each sort: a line, a bar, a mark between words, an opening quote, a sign between numbers.
const TRIED: [&str; 5] = ["\u{2500}", "\u{2588}", "\u{b7}", "\u{201c}", "\u{d7}"];

/// The characters the console uses whose width depends on the font, and how wide the terminal draws some of them.
struct Marks {
    characters: String,
    /// Columns of each tried one; `None` where there is no terminal or it does not say.
    drawn: Option<Vec<u16>>,
}

fn marks(context: &Context<'_>) -> Marks {
    let characters = width::DRAWN.chars().chain(Catalogue::ambiguous(context.lang())).collect();
    // A terminal that does not answer once will not answer five times.
    let ask =
        if context.json() || context.plain() { |_: &str| None } else { context.environment.drawn_columns };
    Marks { characters, drawn: TRIED.iter().map(|text| ask(text)).collect() }
}

impl Marks {
    /// Whether the setting fits the terminal, and what to do where it does not.
    fn message(&self, set_wide: bool) -> Message {
        let Some(drawn) = &self.drawn else {
            return Message::new(if set_wide { "doctor-width-unasked-wide" } else { "doctor-width-unasked" });
        };
        let code =
            match (drawn.iter().all(|columns| *columns == 1), drawn.iter().all(|columns| *columns == 2)) {
                (true, _) if set_wide => "doctor-width-set-narrow",
                (true, _) => "doctor-width-narrow",
                (_, true) if set_wide => "doctor-width-wide",
                (_, true) => "doctor-width-set-wide",
                _ => "doctor-width-mixed",
            };
        Message::new(code)
    }
}

/// `lianjian doctor`: what is in force, and whether it is sound.
pub(super) fn run(context: &mut Context<'_>) -> Result<()> {
    let office = context.office()?;
    let own: Vec<(String, String)> = office
        .assets
        .in_force()
        .into_iter()
        .filter_map(|file| Some((file.name.to_owned(), file.own?.display().to_string())))
        .collect();
    let embedded = office.assets.in_force().len() - own.len();
    let path = context.database()?;
    let database =
        if path.exists() { Some((verification(&path, context)?, context.reader()?)) } else { None };
    let (calendar, schema) = match &database {
        Some((_, session)) => (&session.office().calendar, Some(session.schema()?)),
        None => (&office.calendar, None),
    };
    let years = calendar.covered();
    let verification = database.as_ref().map(|(verification, _)| verification);
    if verification.is_some_and(|verification| !verification.findings.is_empty()) {
        context.found_problems();
    }
    let marks = marks(context);
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/doctor/1",
            "version": env!("CARGO_PKG_VERSION"),
            "database": path.display().to_string(),
            "exists": database.is_some(),
            "database_schema": schema,
            "author": context.author(),
            "today": context.today(),
            "own_files": own.iter().map(|(_, path)| path).collect::<Vec<_>>(),
            "embedded_files": embedded,
            "calendar_years": years.map(|(first, last)| json!({ "from": first, "to": last })),
            "findings": verification.map(|verification| verification.findings.len()),
            "ambiguous": {
                "characters": marks.characters,
                "columns_set": if context.environment.draws_wide() { 2 } else { 1 },
                "columns_drawn": marks.drawn,
            },
        }));
    }
    field(context, "doctor-version", env!("CARGO_PKG_VERSION"))?;
    field(context, "doctor-database", &path.display().to_string())?;
    let state = match schema {
        Some(schema) => context.text(&Message::new("doctor-schema").with("schema", schema)),
        None => context.catalogue.get("doctor-no-database"),
    };
    field(context, "doctor-state", &state)?;
    let author = context.author();
    field(context, "doctor-author", &author)?;
    let today = context.today().to_string();
    field(context, "doctor-today", &today)?;
    let covered = years.map_or_else(String::new, |(first, last)| format!("{first}~{last}"));
    field(context, "doctor-calendar", &covered)?;
    let files = context.text(&Message::new("doctor-files").with("embedded", embedded).with("own", own.len()));
    field(context, "doctor-data", &files)?;
    for (name, path) in &own {
        field(context, "doctor-own", &format!("{name}  {path}"))?;
    }
    let said = context.text(&marks.message(context.environment.draws_wide()));
    field(context, "doctor-marks", &marks.characters)?;
    field(context, "doctor-width", &said)?;
    if let Some(verification) = verification {
        let text = context.text(&verdict(verification));
        field(context, "doctor-journal", &text)?;
        for finding in &verification.findings {
            context.trouble(&finding.message());
        }
    }
    if schema.is_some() {
        Ok(())
    } else {
        let missing = AppError::environment("A7081").with("file", path.display().to_string());
        let action = context.catalogue.attribute(&missing.message, "action").unwrap_or_default();
        context.note(&Message::new("error-action").with("action", action));
        Ok(())
    }
}
