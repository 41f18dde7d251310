//! Which kind of file the bytes are, and whether it is safe to open: bounds on size and on what it unpacks to.
//! Reads no content.

use super::{SourceFile, whole};
use crate::domain::problem::Problem;

/// Largest file, in bytes: a register of 100,000 entries is about 10 MB.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// Most an archive may unpack to, in bytes.
pub const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Most a single part of an archive may grow by when unpacked; spreadsheets of repeated rows reach about 60.
pub const UNPACK_FACTOR_MAX: u64 = 250;
/// Parts below this size are never suspected.
const UNPACKED_BYTES_FREE: u64 = 16 << 20;
/// Most parts of an archive.
pub const ENTRIES_MAX: usize = 5_000;
/// Most rows read from one sheet or text file.
pub const ROWS_MAX: usize = 500_000;
/// Most columns read.
pub const COLUMNS_MAX: u32 = 256;
/// Most cells read from one file.
pub const CELLS_MAX: usize = 8_000_000;
/// Longest cell, in bytes: Excel itself stops at 32,767 characters.
pub const CELL_BYTES_MAX: usize = 131_072;

/// How the content is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Xls,
    Ods,
    Json,
    Delimited,
}

/// The format, by content rather than by name, or why the file is not opened.
pub(super) fn inspect(file: &SourceFile<'_>) -> Result<Format, Box<Problem>> {
    let refuse = |code: &str| Problem::error(whole(file), code);
    let bytes = file.bytes;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(refuse("E1004").with("megabytes", FILE_BYTES_MAX >> 20).into());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("E1001").into());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(file);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return compound(file);
    }
    for (magic, name) in FOREIGN {
        if bytes.starts_with(magic) {
            return Err(refuse("E1002").with("found", *name).into());
        }
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let lower: Vec<u8> = start.iter().take(64).map(u8::to_ascii_lowercase).collect();
    if lower.starts_with(b"<") {
        // Many "xls" exports of web systems are HTML pages.
        let name = if lower.starts_with(b"<?xml") { "XML" } else { "HTML" };
        return Err(refuse("E1002").with("found", name).into());
    }
    let named_json = extension(file.name).is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if named_json || start.starts_with(b"{") || start.starts_with(b"[") {
        return Ok(Format::Json);
    }
    Ok(Format::Delimited)
}

const FOREIGN: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"PK\x05\x06", "ZIP"),
];

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, end)| end)
}

/// An OLE compound file: an old workbook, an encrypted new one, or a Word document. The directory stores names in
/// UTF-16.
fn compound(file: &SourceFile<'_>) -> Result<Format, Box<Problem>> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file.bytes.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        Err(Problem::error(whole(file), "E1010").into())
    } else if holds("Workbook") || holds("Book") {
        if holds("_VBA_PROJECT") {
            return Err(Problem::error(whole(file), "E1011").into());
        }
        Ok(Format::Xls)
    } else {
        Err(Problem::error(whole(file), "E1002").with("found", "OLE").into())
    }
}

/// One part of an archive as the central directory lists it.
struct Entry<'a> {
    name: &'a [u8],
    packed: u64,
    unpacked: u64,
}

fn archive(file: &SourceFile<'_>) -> Result<Format, Box<Problem>> {
    let refuse = |code: &str| Problem::error(whole(file), code);
    let entries = directory(file.bytes).ok_or_else(|| refuse("E1003"))?;
    let total = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.unpacked));
    let swollen = entries.iter().any(|entry| {
        entry.unpacked > UNPACKED_BYTES_FREE && entry.unpacked / entry.packed.max(1) >= UNPACK_FACTOR_MAX
    });
    if total > UNPACKED_BYTES_MAX || swollen || entries.len() > ENTRIES_MAX {
        return Err(refuse("E1005").with("megabytes", UNPACKED_BYTES_MAX >> 20).into());
    }
    let has = |test: &dyn Fn(&str) -> bool| {
        entries.iter().any(|entry| test(&String::from_utf8_lossy(entry.name).to_ascii_lowercase()))
    };
    if has(&|name| {
        name.ends_with("vbaproject.bin") || name.starts_with("basic/") || name.starts_with("xl/macrosheets/")
    }) {
        return Err(refuse("E1011").into());
    }
    if has(&|name| name.starts_with("xl/externallinks/")) {
        return Err(refuse("E1012").into());
    }
    if has(&|name| name == "xl/workbook.xml") {
        Ok(Format::Xlsx)
    } else if has(&|name| name == "content.xml") && names_spreadsheet(file.bytes) {
        Ok(Format::Ods)
    } else {
        let found = if has(&|name| name.starts_with("word/")) {
            "DOCX"
        } else if has(&|name| name == "xl/workbook.bin") {
            "XLSB"
        } else {
            "ZIP"
        };
        Err(refuse("E1002").with("found", found).into())
    }
}

/// ODF puts its media type, unpacked, at the head of the archive.
fn names_spreadsheet(bytes: &[u8]) -> bool {
    let wanted = b"opendocument.spreadsheet";
    bytes.get(..bytes.len().min(200)).unwrap_or_default().windows(wanted.len()).any(|window| window == wanted)
}

fn directory(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    const END: &[u8] = b"PK\x05\x06";
    // The end record is 22 bytes and a comment of at most 65,535.
    let earliest = bytes.len().saturating_sub(22 + 65_535);
    let end = bytes.get(earliest..)?.windows(END.len()).rposition(|window| window == END)? + earliest;
    let count = usize::from(short(bytes, end + 10)?);
    let mut at = usize::try_from(long(bytes, end + 16)?).ok()?;
    let mut entries = Vec::new();
    // 65,535 entries or an offset of all ones would be a ZIP64 archive: no spreadsheet is one.
    for _ in 0..count {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let packed = u64::from(long(bytes, at + 20)?);
        let unpacked = u64::from(long(bytes, at + 24)?);
        let name_length = usize::from(short(bytes, at + 28)?);
        let further = usize::from(short(bytes, at + 30)?) + usize::from(short(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        entries.push(Entry { name, packed, unpacked });
        at += 46 + name_length + further;
    }
    Some(entries)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<Format, &str>) {
        let found = inspect(&SourceFile { name: "plan.xlsx", bytes });
        assert_eq!(found.map_err(|problem| problem.message.code), expected.map_err(str::to_owned));
    }

    /// A central directory that claims these parts, with nothing behind it.
    fn claiming(parts: &[(&str, u32, u32)]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        let start = u32::try_from(bytes.len()).unwrap();
        for (name, packed, unpacked) in parts {
            let mut record = vec![0_u8; 46];
            record[..4].copy_from_slice(b"PK\x01\x02");
            record[20..24].copy_from_slice(&packed.to_le_bytes());
            record[24..28].copy_from_slice(&unpacked.to_le_bytes());
            record[28..30].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend(record);
            bytes.extend(name.as_bytes());
        }
        let mut end = vec![0_u8; 22];
        end[..4].copy_from_slice(b"PK\x05\x06");
        end[10..12].copy_from_slice(&u16::try_from(parts.len()).unwrap().to_le_bytes());
        end[16..20].copy_from_slice(&start.to_le_bytes());
        bytes.extend(end);
        bytes
    }

    #[test]
    fn the_content_tells_the_format() {
        check(b"", Err("E1001"));
        check(b" \r\n", Err("E1001"));
        check(b"a,b\n", Ok(Format::Delimited));
        check(b"\xef\xbb\xbf [1]", Ok(Format::Json));
        check(b"%PDF-1.7", Err("E1002"));
        check(b"<html><table>", Err("E1002"));
        check(&claiming(&[("xl/workbook.xml", 10, 100)]), Ok(Format::Xlsx));
        check(&claiming(&[("word/document.xml", 10, 100)]), Err("E1002"));
        check(b"PK\x03\x04 cut off", Err("E1003"));
    }

    #[test]
    fn what_would_swell_or_run_is_not_opened() {
        check(&claiming(&[("xl/workbook.xml", 10, 100), ("a", 1_000, 900_000_000)]), Err("E1005"));
        check(&claiming(&[("xl/workbook.xml", 10, u32::MAX)]), Err("E1005"));
        check(&claiming(&[("xl/workbook.xml", 10, 100), ("xl/vbaProject.bin", 1, 1)]), Err("E1011"));
        check(&claiming(&[("xl/workbook.xml", 10, 100), ("xl/externalLinks/a.xml", 1, 1)]), Err("E1012"));
    }
}
