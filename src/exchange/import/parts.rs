//! What the spreadsheet library does not tell of a workbook, read from its parts: merged cells of .ods, hidden rows of
//! .xlsx. Reads tags only, one at a time, so that a large part costs no memory. Where a part is not as expected nothing
//! is told: the library judges whether the file can be read.

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

/// The value of an attribute, which stands behind a space.
fn attribute<'t>(tag: &'t [u8], wanted: &str) -> Option<&'t str> {
    let text = std::str::from_utf8(tag).ok()?;
    let from = text.match_indices(wanted).map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).and_then(|at| text.as_bytes().get(at));
        before.is_some_and(u8::is_ascii_whitespace)
            && text.get(at + wanted.len()..).is_some_and(|rest| rest.starts_with("=\""))
    })?;
    text.get(from + wanted.len() + 2..)?.split('"').next()
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

/// The numbers of the hidden rows of a sheet of an .xlsx, which is the `nth` of its workbook.
pub(super) fn xlsx_hidden_rows(bytes: &[u8], nth: usize) -> BTreeSet<u32> {
    hidden_rows(bytes, nth).unwrap_or_default()
}

fn hidden_rows(bytes: &[u8], nth: usize) -> Option<BTreeSet<u32>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let id = nth_tag(part(&mut archive, "xl/workbook.xml")?, b"sheet", nth, "r:id")?;
    let path = target(part(&mut archive, "xl/_rels/workbook.xml.rels")?, &id)?;
    let path = path.strip_prefix('/').map_or_else(|| format!("xl/{path}"), str::to_owned);
    // Most sheets hide nothing: a search for the word is much faster than a look at every tag.
    if !holds(part(&mut archive, &path)?, b"hidden=") {
        return None;
    }
    let mut hidden = BTreeSet::new();
    let mut tags = Tags::new(part(&mut archive, &path)?);
    let mut last = 0;
    while let Some(tag) = tags.next() {
        if name(tag) == b"row" && !tag.starts_with(b"/") {
            last = attribute(tag, "r").and_then(|text| text.parse().ok()).unwrap_or(last + 1);
            if matches!(attribute(tag, "hidden"), Some("1" | "true")) && hidden.len() < ROWS_MAX {
                hidden.insert(last);
            }
        }
    }
    Some(hidden)
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

/// Whether a text holds a word.
fn holds(mut text: impl Read, word: &[u8]) -> bool {
    let mut block = vec![0_u8; 1 << 16];
    let mut kept = 0;
    loop {
        let Some(room) = block.get_mut(kept..) else { return false };
        let read = match text.read(room) {
            Ok(0) | Err(_) => return false,
            Ok(read) => kept + read,
        };
        let filled = block.get(..read).unwrap_or_default();
        if filled.windows(word.len()).any(|window| window == word) {
            return true;
        }
        // The beginning of the word may stand at the end of the block.
        kept = read.min(word.len() - 1);
        block.copy_within(read - kept..read, 0);
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
    fn a_word_is_found_across_blocks() {
        for at in [0, 65_530, 65_536, 131_068] {
            let mut text = vec![b'x'; 140_000];
            text[at..at + 7].copy_from_slice(b"hidden=");
            assert!(holds(&text[..], b"hidden="), "{at}");
        }
        assert!(!holds(vec![b'h'; 200_000].as_slice(), b"hidden="));
    }
}
