//! Calendars, checklists and letters as files that real programs open.

pub mod marked;
