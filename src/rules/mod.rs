//! What a request or a visit trips, with code and citation. Knows no clock and no database.
//!
//! A rule is data (`data/rules/*.toml`): it names a check and gives its numbers and words. A check is a function here,
//! one a file under `check/`. A [`RuleBook`] holds the rules of a county after every one was compared with what its
//! check takes; [`request::check`], [`visit::check`], [`gate::check`] and [`activity::check`] run them.

pub mod activity;
pub mod book;
mod check;
pub mod gate;
mod matching;
pub mod material;
pub mod preset;
pub mod quota;
pub mod request;
pub mod subject;
pub mod visit;

pub use book::{Held, RuleBook};
pub use preset::{Preset, line_of};
