//! Templates of letters: plain text a county edits, filled with values. Knows no letter and no file format.
//!
//! Each line is a paragraph, its kind said by how it begins:
//!
//! | begins | kind |
//! |---|---|
//! | `! ` | letterhead |
//! | `% ` | document number, with the red rule below |
//! | `# ` | title |
//! | `> ` | addressee |
//! | `## `, `### ` | headings |
//! | `<< `, `<<< ` | office and date at the right |
//! | `. ` | small print |
//! | `[[name]]` | a table |
//! | `//` | remark, left out |
//! | anything else | body |
//!
//! `{name}` stands for a value, `{?name}` for nothing; a line that names an empty value is left out. Empty lines
//! mean nothing.

use std::collections::BTreeMap;

use crate::exchange::export::ExportError;

/// How a paragraph looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Letterhead,
    Number,
    Title,
    Recipient,
    Heading1,
    Heading2,
    Body,
    SignOffice,
    SignDate,
    Small,
}

/// How lines of a kind begin; a longer mark before one it begins with.
const MARKS: [(&str, Kind); 9] = [
    ("! ", Kind::Letterhead),
    ("% ", Kind::Number),
    ("### ", Kind::Heading2),
    ("## ", Kind::Heading1),
    ("# ", Kind::Title),
    ("> ", Kind::Recipient),
    ("<<< ", Kind::SignDate),
    ("<< ", Kind::SignOffice),
    (". ", Kind::Small),
];

/// A table: widths in parts of the whole, a head, rows, and whether these have room to write. A head without text is
/// not printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) widths: Vec<u32>,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) room: bool,
}

/// What a template may name.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) texts: BTreeMap<String, String>,
    pub(super) tables: BTreeMap<&'static str, Table>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Kind, String),
    Table(Table),
}

impl Values {
    pub(super) fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.texts.insert(name.to_owned(), text.into());
        self
    }

    pub(super) fn table(mut self, name: &'static str, table: Table) -> Self {
        self.tables.insert(name, table);
        self
    }

    /// Whether a value is empty; `None` where there is no such value.
    fn is_empty(&self, name: &str) -> Option<bool> {
        let text = self.texts.get(name).map(String::is_empty);
        text.or_else(|| self.tables.get(name).map(|table| table.rows.is_empty()))
    }
}

/// The letter a template makes of values. A name the letter does not have is X6021 with its line.
pub(super) fn fill(template: &str, values: &Values) -> Result<Vec<Block>, ExportError> {
    let mut blocks = Vec::new();
    for (number, line) in (1u32..).zip(template.lines()) {
        let line = line.trim_end();
        if line.trim().is_empty() || line.starts_with("//") {
            continue;
        }
        let Some(text) = replaced(line, number, values)? else { continue };
        if let Some(name) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
            let unknown = || ExportError::Template { line: number, name: name.to_owned() };
            let table = values.tables.get(name).ok_or_else(unknown)?;
            if !table.rows.is_empty() {
                blocks.push(Block::Table(table.clone()));
            }
            continue;
        }
        let (kind, text) = MARKS
            .iter()
            .find_map(|(mark, kind)| text.strip_prefix(mark).map(|rest| (*kind, rest)))
            .unwrap_or((Kind::Body, text.as_str()));
        blocks.push(Block::Paragraph(kind, text.to_owned()));
    }
    Ok(blocks)
}

/// A line with its values put in; `None` where one of them is empty. Values are not read again: a `{` in a name from
/// a file stays a `{`.
fn replaced(line: &str, number: u32, values: &Values) -> Result<Option<String>, ExportError> {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            return Err(ExportError::Template { line: number, name: after.to_owned() });
        };
        let (bare, shown) = name.strip_prefix('?').map_or((name, true), |bare| (bare, false));
        match values.is_empty(bare) {
            None => return Err(ExportError::Template { line: number, name: bare.to_owned() }),
            Some(true) => return Ok(None),
            Some(false) if shown => text.push_str(values.texts.get(bare).map_or("", String::as_str)),
            Some(false) => {}
        }
        rest = behind;
    }
    text.push_str(rest);
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let table =
            Table { widths: vec![1], head: vec!["h".into()], rows: vec![vec!["r".into()]], room: false };
        Values::default()
            .text("unit", "松盘乡")
            .text("none", "")
            .text("odd", "{unit}")
            .table("visits", table)
            .table("nothing", Table::default())
    }

    fn check(template: &str, expected: &[(Kind, &str)]) {
        let blocks = fill(template, &values()).unwrap();
        let texts: Vec<(Kind, &str)> = blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(kind, text) => (*kind, text.as_str()),
                Block::Table(table) => (Kind::Body, table.rows[0][0].as_str()),
            })
            .collect();
        assert_eq!(texts, expected, "of {template:?}");
    }

    #[test]
    fn lines_become_what_their_beginning_says() {
        check(
            "# a {unit}\n\n// no\n> b\n## c\n### d\ne\n<< f\n<<< g\n. h",
            &[
                (Kind::Title, "a 松盘乡"),
                (Kind::Recipient, "b"),
                (Kind::Heading1, "c"),
                (Kind::Heading2, "d"),
                (Kind::Body, "e"),
                (Kind::SignOffice, "f"),
                (Kind::SignDate, "g"),
                (Kind::Small, "h"),
            ],
        );
    }

    #[test]
    fn a_line_with_an_empty_value_is_left_out() {
        check(
            "a {none}\n{?none}b\n{?unit}c\n{?nothing}d\n{?visits}e\n[[nothing]]\n[[visits]]",
            &[(Kind::Body, "c"), (Kind::Body, "e"), (Kind::Body, "r")],
        );
    }

    #[test]
    fn values_are_not_read_again() {
        check("{odd}", &[(Kind::Body, "{unit}")]);
    }

    #[test]
    fn an_unknown_name_is_told_with_its_line() {
        let check = |template: &str| {
            let error = fill(template, &values()).unwrap_err().message();
            assert_eq!(
                (error.code.as_str(), &error.args["line"]),
                ("X6021", &2u32.into()),
                "of {template:?}"
            );
        };
        check("a\n{nobody}");
        check("a\n[[nobody]]");
        check("a\n{unit");
    }
}
