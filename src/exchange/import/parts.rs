//! What the spreadsheet library does not tell of a workbook, or tells only by reading all of it once more: merged cells,
//! hidden rows, whether anything is calculated. Reads tags only, one at a time, so that a large part costs no memory.
//! Where a part is not as expected nothing is told: the library judges whether the file can be read.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;

use super::grid::{Merge, Merges};
use super::source::{COLUMNS_MAX, ROWS_MAX};

/// Longest tag that is looked at, in bytes.
const TAG_BYTES_MAX: u64 = 65_536;

/// The tags of a text, in order.
struct Tags<R> {
    text: R,
    tag: Vec<u8>,
}

impl<R: BufRead> Tags<R> {
    const fn new(text: R) -> Self {
        Self { text, tag: Vec::new() }
    }

    /// What stands between the next `<` and `>`; `None` at the end, or where a tag has none.
    fn next(&mut self) -> Option<&[u8]> {
        self.text.skip_until(b'<').ok().filter(|read| *read > 0)?;
        self.read()
    }

    /// The next tag that begins with none of these bytes: what is passed over is not even read.
    fn next_but(&mut self, passed_over: &[u8]) -> Option<&[u8]> {
        loop {
            self.text.skip_until(b'<').ok().filter(|read| *read > 0)?;
            if !passed_over.contains(self.text.fill_buf().ok()?.first()?) {
                return self.read();
            }
        }
    }

    /// The tag that has begun.
    fn read(&mut self) -> Option<&[u8]> {
        self.tag.clear();
        loop {
            self.text
                .by_ref()
                .take(TAG_BYTES_MAX)
                .read_until(b'>', &mut self.tag)
                .ok()
                .filter(|read| *read > 0)?;
            // A > inside quotes does not end its tag.
            let ended = self.tag.last() == Some(&b'>');
            if ended && !self.tag.iter().fold(false, |open, byte| open ^ (*byte == b'"')) {
                return self.tag.get(..self.tag.len() - 1);
            }
            if !ended || self.tag.len() as u64 > TAG_BYTES_MAX {
                return None;
            }
        }
    }
}

/// The name of a tag.
fn name(tag: &[u8]) -> &[u8] {
    tag.split(|byte| byte.is_ascii_whitespace() || *byte == b'/')
        .find(|part| !part.is_empty())
        .unwrap_or_default()
}

/// The value of an attribute, which stands behind a space, in either kind of quotes.
fn attribute<'t>(tag: &'t [u8], wanted: &str) -> Option<&'t str> {
    let text = std::str::from_utf8(tag).ok()?;
    let mut names = text
        .match_indices(wanted)
        .filter(|(at, _)| at.checked_sub(1).and_then(|at| tag.get(at)).is_some_and(u8::is_ascii_whitespace));
    names.find_map(|(at, _)| {
        let value = text.get(at + wanted.len()..)?.strip_prefix('=')?;
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    })
}

fn number(tag: &[u8], wanted: &str) -> u32 {
    attribute(tag, wanted).and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Opens a part of an archive as a stream of its unpacked bytes.
fn part<'z, 'b>(
    archive: &'z mut ZipArchive<Cursor<&'b [u8]>>,
    name: &str,
) -> Option<BufReader<impl Read + use<'z, 'b>>> {
    archive.by_name(name).ok().map(BufReader::new)
}

/// The merged regions of each sheet of an .ods, in the order of its sheets.
pub(super) fn ods_merges(bytes: &[u8]) -> Vec<Merges> {
    let mut sheets: Vec<Vec<Merge>> = Vec::new();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let Some(content) = part(&mut archive, "content.xml") else { return Vec::new() };
    let mut tags = Tags::new(content);
    let (mut row, mut next_row, mut column) = (0_u32, 1_u32, 1_u32);
    while let Some(tag) = tags.next() {
        match name(tag) {
            b"table:table" if !tag.starts_with(b"/") => {
                sheets.push(Vec::new());
                (row, next_row) = (0, 1);
            }
            b"table:table-row" if !tag.starts_with(b"/") => {
                row = next_row;
                next_row = row.saturating_add(number(tag, "table:number-rows-repeated"));
                column = 1;
            }
            b"table:table-cell" | b"table:covered-table-cell" if !tag.starts_with(b"/") => {
                let wide = number(tag, "table:number-columns-spanned").max(1);
                let high = number(tag, "table:number-rows-spanned").max(1);
                let inside = row <= u32::try_from(ROWS_MAX).unwrap_or(u32::MAX) && column <= COLUMNS_MAX;
                if (wide > 1 || high > 1)
                    && inside
                    && let Some(sheet) = sheets.last_mut()
                {
                    sheet.push(Merge {
                        top: row,
                        left: column,
                        bottom: row.saturating_add(high - 1),
                        right: column.saturating_add(wide - 1),
                    });
                }
                column = column.saturating_add(number(tag, "table:number-columns-repeated"));
            }
            _ => {}
        }
    }
    sheets.into_iter().map(|merges| Merges::new(merges, COLUMNS_MAX)).collect()
}

/// What is hidden, merged and calculated in a sheet of an .xlsx.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SheetMarks {
    /// Numbers of the hidden rows.
    pub(super) hidden_rows: BTreeSet<u32>,
    /// Merged regions.
    pub(super) merges: Vec<Merge>,
    /// Whether any cell is calculated.
    pub(super) formulas: bool,
}

/// What is hidden, merged and calculated in the sheet that is the `nth` of its workbook.
pub(super) fn xlsx_marks(bytes: &[u8], nth: usize) -> SheetMarks {
    sheet_part(bytes, nth).unwrap_or_default()
}

fn sheet_part(bytes: &[u8], nth: usize) -> Option<SheetMarks> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let id = nth_tag(part(&mut archive, "xl/workbook.xml")?, b"sheet", nth, "r:id")?;
    let path = target(part(&mut archive, "xl/_rels/workbook.xml.rels")?, &id)?;
    let path = path.strip_prefix('/').map_or_else(|| format!("xl/{path}"), str::to_owned);
    Some(marks(part(&mut archive, &path)?))
}

fn marks(sheet: impl BufRead) -> SheetMarks {
    let mut marks = SheetMarks::default();
    let mut tags = Tags::new(sheet);
    let mut last = 0;
    // Nearly all tags of a sheet are cells, what stands in them, and ends.
    while let Some(tag) = tags.next_but(b"cvit/") {
        match local_name(tag) {
            b"row" => {
                last = attribute(tag, "r").and_then(|text| text.parse().ok()).unwrap_or(last + 1);
                let hidden = matches!(attribute(tag, "hidden"), Some("1" | "true"));
                if hidden && marks.hidden_rows.len() < ROWS_MAX {
                    marks.hidden_rows.insert(last);
                }
            }
            b"f" => marks.formulas = true,
            b"mergeCell" if marks.merges.len() < ROWS_MAX => {
                marks.merges.extend(attribute(tag, "ref").and_then(region));
            }
            _ => {}
        }
    }
    marks
}

/// The name of a tag without its namespace.
fn local_name(tag: &[u8]) -> &[u8] {
    name(tag).rsplit(|byte| *byte == b':').next().unwrap_or_default()
}

/// B3:D5 as a region.
fn region(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let ((left, top), (right, bottom)) = (cell(first)?, cell(last)?);
    (top <= bottom && left <= right).then_some(Merge { top, left, bottom, right })
}

/// B3, $B$3: column and row, from 1.
fn cell(reference: &str) -> Option<(u32, u32)> {
    let plain = reference.replace('$', "");
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = plain.split_at(digits);
    let digit =
        |c: char| c.is_ascii_alphabetic().then(|| u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1);
    let column = letters.chars().try_fold(0_u32, |sum, c| sum.checked_mul(26)?.checked_add(digit(c)?))?;
    Some((column, row.parse().ok()?)).filter(|(column, row)| *column > 0 && *row > 0)
}

fn nth_tag(text: impl BufRead, wanted: &[u8], nth: usize, attributed: &str) -> Option<String> {
    let mut tags = Tags::new(text);
    let mut seen = 0;
    loop {
        let tag = tags.next()?;
        if name(tag) == wanted && !tag.starts_with(b"/") {
            if seen == nth {
                return attribute(tag, attributed).map(str::to_owned);
            }
            seen += 1;
        }
    }
}

fn target(text: impl BufRead, id: &str) -> Option<String> {
    let mut tags = Tags::new(text);
    loop {
        let tag = tags.next()?;
        if name(tag) == b"Relationship" && attribute(tag, "Id") == Some(id) {
            return attribute(tag, "Target").map(str::to_owned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_attributes() {
        let text = br#"<?xml version="1.0"?><row r="7" spans="1:2" hidden="1"><c t="a > b" r="B7"/></row>"#;
        let mut tags = Tags::new(&text[..]);
        let mut found = Vec::new();
        while let Some(tag) = tags.next() {
            found.push((
                String::from_utf8_lossy(name(tag)).into_owned(),
                attribute(tag, "r").map(str::to_owned),
            ));
        }
        let expected = [("?xml", None), ("row", Some("7")), ("c", Some("B7")), ("row", None)];
        assert_eq!(found, expected.map(|(name, r)| (name.to_owned(), r.map(str::to_owned))));
    }

    #[test]
    fn what_is_hidden_merged_and_calculated() {
        let text = br#"<x:sheetData><row r="2" hidden="1"><c r="A2" t="s"><v>0</v></c></row><x:row hidden='true'/><row r="9"/>
            </x:sheetData><mergeCells count="3"><mergeCell ref="A1:G1"/><x:mergeCell ref="$AA$3:AB12"/><mergeCell ref="B:C"/>"#;
        let merge = |[top, left, bottom, right]: [u32; 4]| Merge { top, left, bottom, right };
        let expected = SheetMarks {
            hidden_rows: BTreeSet::from([2, 3]),
            merges: vec![merge([1, 1, 1, 7]), merge([3, 27, 12, 28])],
            formulas: false,
        };
        assert_eq!(marks(&text[..]), expected);
        assert!(marks(&b"<row r='1'><c r='A1'><f>1+1</f><v>2</v></c></row>"[..]).formulas);
    }
}
