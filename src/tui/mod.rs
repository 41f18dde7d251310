//! The console: screens, keys and colours over the application layer. The model changes in `update` alone and is
//! shown by `view`; both are pure. Only `runtime` touches the terminal, the clock and threads. Knows no store and no
//! arguments.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::error::Result;
use crate::text::Lang;

pub mod action;
pub mod ink;
pub mod key;
pub mod keymap;
pub mod letters;
pub mod message;
pub mod model;
pub mod mouse;
pub mod office;
pub mod overlay;
mod reading;
pub mod roll;
pub mod runtime;
pub mod screen;
pub mod search;
pub mod symbols;
pub mod task;
pub mod theme;
pub mod update;
pub mod view;
pub mod widget;
pub mod worker;

pub use worker::World;

/// What the console is opened with.
pub struct Settings {
    /// The language.
    pub lang: Lang,
    /// `NO_COLOR` asks for none.
    pub no_colour: bool,
    /// The look by name: `default`, `mono`, `contrast`, `ascii`.
    pub look: Option<String>,
    /// The mouse is the console's from the start; it cannot select text then.
    pub mouse: bool,
    /// The business date.
    pub today: NaiveDate,
}

/// Opens the console and runs it until it is left. A constructed county goes on at the date of its last decision,
/// unless `today_given`.
pub fn open(settings: &Settings, world: Arc<dyn World>, today_given: bool) -> Result<()> {
    let named = settings.look.as_deref().and_then(theme::Look::of_name);
    let plain = if settings.no_colour { theme::Look::Mono } else { theme::Look::Colour };
    let mut office = worker::Office::open(world, settings.lang, !today_given)?;
    let keys = office.session().office().assets.read("keys.toml")?.into_owned();
    let keymap = keymap::Keymap::load(&String::from_utf8_lossy(&keys))?;
    let mut model = model::Model::new(settings.lang, named.unwrap_or(plain), keymap, settings.today);
    model.mouse = settings.mouse;
    runtime::run(model, Box::new(office))
}
