//! Parts screens are made of. Each keeps its own small state and draws itself in any place, however small.

pub mod board;
pub mod chart;
pub mod field;
pub mod finder;
pub mod form;
pub mod gauge;
pub mod list;
pub mod month;
pub mod notice;
pub mod pane;
pub mod picker;
pub mod spread;
pub mod table;
