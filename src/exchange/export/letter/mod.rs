//! Letters and notices as official documents: what each says, by templates a county may replace. Document number,
//! signer and seal are left to the registry. Knows no database; every letter comes complete.
//!
//! A visit under seal has no letter; in a reply it is [`Decision::Sealed`], which says that it is in the plan and
//! nothing else.

mod docx;
mod draw;
mod heading;
mod notice;
mod paper;
mod reply;
mod template;

pub use draw::{DrawRecord, Drawn};
pub use notice::Notice;
pub use paper::{Paper, PaperKind};
pub use reply::{Decision, Reply, ReplyRow};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ExportError;
use super::words::Words;
use crate::text::{Catalogue, Lang};
use template::{Table, Values};

/// Who writes, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Name of the county.
    pub county: String,
    /// The office that writes, in full.
    pub office: String,
    /// Whom to ask, with a telephone number.
    #[serde(default)]
    pub contact: String,
    /// The business date of the letter.
    pub date: NaiveDate,
}

/// A letter this program writes.
pub trait Letter {
    /// Name of its template, e.g. `notice`: a county's own copy stands under this name in its data folder.
    fn template_name(&self) -> &'static str;

    /// The template that comes with the program.
    fn template(&self, lang: Lang) -> &'static str;

    /// Who writes it.
    fn sender(&self) -> &Sender;
}

/// What the template may name, beside what every letter has.
trait Filled: Letter {
    fn values(&self, words: Words<'_>) -> Values;
}

/// Any of these letters.
#[expect(private_bounds, reason = "letters are closed: each is written and laid out here")]
pub trait Printed: Filled {}

impl<L: Filled> Printed for L {}

/// A letter as `.docx`; `template` replaces the one that comes with the program. A template that names what the
/// letter does not have is X6021.
pub fn docx<L: Printed>(
    letter: &L,
    catalogue: &Catalogue,
    template: Option<&str>,
) -> Result<Vec<u8>, ExportError> {
    let words = Words::new(catalogue);
    let sender = letter.sender();
    let values = letter
        .values(words)
        .text("county", sender.county.as_str())
        .text("office", sender.office.as_str())
        .text("contact", sender.contact.as_str())
        .text("date", words.date(sender.date))
        .text(
            "number",
            words.say(
                &crate::domain::message::Message::new("export-number-blank")
                    .with("year", chrono::Datelike::year(&sender.date)),
            ),
        );
    let blocks = template::fill(template.unwrap_or_else(|| letter.template(catalogue.lang())), &values)?;
    let title = blocks
        .iter()
        .find_map(|block| match block {
            template::Block::Paragraph(template::Kind::Title, text) => Some(text.clone()),
            _ => None,
        })
        .unwrap_or_default();
    docx::docx(&title, sender.date, &blocks)
}

/// A table with its head from the catalogue.
fn table(words: Words<'_>, columns: &[(&str, u32)], rows: Vec<Vec<String>>) -> Table {
    Table {
        widths: columns.iter().map(|(_, width)| *width).collect(),
        head: columns.iter().map(|(code, _)| words.get(code)).collect(),
        rows,
        room: false,
    }
}
