//! 随机抽取记录: how a sample was drawn, before whom, and how anyone repeats it.

use serde::{Deserialize, Serialize};

use super::{Filled, Letter, Sender, Table, Values, table};
use crate::exchange::export::words::Words;
use crate::text::Lang;

/// The record of one draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawRecord {
    /// Who draws; the date is the day of the draw.
    pub sender: Sender,
    /// Id of the visit.
    pub visit: String,
    /// The unit.
    pub unit: String,
    /// What the elements are, e.g. households.
    pub kind: String,
    /// Name and date of the frame.
    pub frame: String,
    /// SHA-256 of the frame file.
    pub frame_hash: String,
    /// Elements in the frame.
    pub population: u32,
    /// Elements drawn.
    pub size: u32,
    /// The sample is accepted while at most this many are nonconforming; empty where nothing is judged.
    #[serde(default)]
    pub acceptance: String,
    /// One hash over secret, source, frames, numbers and acceptance numbers, published before the day; empty where none was.
    #[serde(default)]
    pub sealed: String,
    /// SHA-256 of the secret, published before the day; empty where none was.
    #[serde(default)]
    pub commitment: String,
    /// The round the seed is made for.
    pub round: String,
    /// The secret, revealed on the day; empty where none was.
    #[serde(default)]
    pub secret: String,
    /// Where the public number comes from: dice, lottery issue, beacon round.
    pub source: String,
    /// The public number.
    pub public: String,
    /// The seed.
    pub seed: String,
    /// Drawn elements in ticket order.
    pub drawn: Vec<Drawn>,
    /// How many replacements follow in ticket order.
    pub replacements: u32,
    /// Who saw the number.
    #[serde(default)]
    pub witnesses: Vec<String>,
    /// Day and time of the draw.
    #[serde(default)]
    pub at: String,
    /// SHA-256 of the drawn ids in order, each ended by a line feed.
    #[serde(default)]
    pub check: String,
}

impl DrawRecord {
    /// Facts of the record, each a text of the catalogue and its value; what is empty is left out.
    pub fn facts(&self, witnesses: String) -> Vec<(&'static str, String)> {
        let facts = [
            ("export-id", self.visit.clone()),
            ("export-unit", self.unit.clone()),
            ("export-frame", self.frame.clone()),
            ("export-population", self.population.to_string()),
            ("export-drawn-count", self.size.to_string()),
            ("protocol-acceptance", self.acceptance.clone()),
            ("export-frame-hash", self.frame_hash.clone()),
            ("export-proof-committed", self.commitment.clone()),
            ("protocol-sealed", self.sealed.clone()),
            ("export-round", self.round.clone()),
            ("export-secret", self.secret.clone()),
            ("export-public-source", self.source.clone()),
            ("export-public", self.public.clone()),
            ("export-proof-seed", self.seed.clone()),
            ("protocol-at", self.at.clone()),
            ("protocol-witnesses", witnesses),
            ("protocol-check", self.check.clone()),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// One element drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its id.
    pub id: String,
    /// How people call it; empty where the record is published.
    #[serde(default)]
    pub name: String,
    /// The beginning of its ticket.
    pub ticket: String,
}

impl Letter for DrawRecord {
    fn template_name(&self) -> &'static str {
        "draw"
    }

    fn template(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => include_str!("../../../../data/templates/zh-CN/draw.txt"),
            Lang::En => include_str!("../../../../data/templates/en/draw.txt"),
        }
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }
}

impl Filled for DrawRecord {
    fn values(&self, words: Words<'_>) -> Values {
        let witnesses = words.list(&self.witnesses);
        let rows =
            self.facts(witnesses).into_iter().map(|(code, value)| vec![words.get(code), value]).collect();
        let drawn = (1usize..)
            .zip(&self.drawn)
            .map(|(number, one)| {
                vec![number.to_string(), one.id.clone(), one.name.clone(), one.ticket.clone()]
            })
            .collect();
        let columns = [("export-stop", 10), ("export-id", 22), ("export-element", 34), ("export-ticket", 34)];
        Values::default()
            .text("visit", self.visit.as_str())
            .text("unit", self.unit.as_str())
            .text("kind", self.kind.as_str())
            .text("size", self.size.to_string())
            .text("population", self.population.to_string())
            .text("seed", self.seed.as_str())
            .text("secret", self.secret.as_str())
            .text("replacements", self.replacements.to_string())
            .table("facts", Table { widths: vec![30, 70], head: Vec::new(), rows, room: false })
            .table("drawn", table(words, &columns, drawn))
    }
}
