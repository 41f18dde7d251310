//! The catalogue: codes and arguments become Chinese or English, and the columns a text takes on a terminal.
//! Everything people read comes from here; nothing here decides anything.

mod catalogue;
pub mod visible;
pub mod width;

pub use catalogue::{Catalogue, Lang};
