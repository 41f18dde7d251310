//! The console: screens, keys and colours over the application layer. The model changes in `update` alone and is
//! shown by `view`; both are pure. Only `runtime` touches the terminal, the clock and threads. Knows no store and no
//! arguments.

pub mod action;
pub mod ink;
pub mod key;
pub mod keymap;
pub mod message;
pub mod model;
pub mod runtime;
pub mod screen;
pub mod search;
pub mod symbols;
pub mod task;
pub mod theme;
pub mod update;
pub mod view;
pub mod widget;
