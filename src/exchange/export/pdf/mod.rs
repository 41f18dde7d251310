//! Pages of A4 as a PDF with its font inside: text that wraps, headings, tables whose head repeats, room to write.
//! Knows measures and a font, nothing of what it prints. The same content and font give the same bytes.

mod flow;
mod font;
mod write;

pub(super) use flow::{Align, Document, Row};
pub use font::{Font, FontError};
