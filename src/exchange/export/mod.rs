//! Calendars, checklists and letters as files that real programs open. Knows no database, no command line and no
//! clock: every function takes a value that is complete (names, dates, texts resolved) and the catalogue, and gives
//! the bytes of a file; the same value gives the same bytes.
//!
//! Text of the value came from files and people. What each format could be harmed by is neutralised where the
//! format is written: HTML is escaped, spreadsheet cells never become formulas, control characters and reversed
//! reading directions become visible, calendar lines cannot be broken out of.

pub mod burden;
pub mod calendar;
pub mod checklist;
mod error;
mod file;
pub mod letter;
mod look;
pub mod marked;
mod page;
mod pdf;
mod sheet;
mod words;

pub use error::ExportError;
pub use file::{safe_file_name, write_atomically};
pub use pdf::{Font, FontError};
pub use words::{date_text, period_text, span_text};
