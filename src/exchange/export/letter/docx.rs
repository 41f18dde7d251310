//! Writes a letter as `.docx` in the layout of official documents (GB/T 9704): A4 with a block of 156 × 225 mm, 22
//! lines of 28 characters, the faces and sizes of the standard, page numbers outside. Knows blocks, no letter.
//!
//! The file is the smallest that Word, WPS and `LibreOffice` take; nothing in it is fetched or run, and it carries no
//! clock.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use chrono::NaiveDate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::heading;
use super::template::{Block, Kind, Table};
use crate::exchange::export::ExportError;
use crate::text::visible::visible;

/// Width of the text block in twentieths of a point: 156 mm.
const BLOCK_WIDTH: u32 = 8_844;

/// Least height of a row that is filled in by hand, in twentieths of a point: 18 mm.
const ROOM: u32 = 1_020;

/// A4; 37 mm above, 35 mm below, 28 mm left, 26 mm right; 22 lines. The 28 characters of a line come from the styles,
/// which set them a quarter of a point closer: a grid of characters is laid out differently by every program.
const SECTION: &str = concat!(
    r#"<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>"#,
    r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
    r#"<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1587" w:gutter="0"/>"#,
    r#"<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>"#,
);
const DOCUMENT_BEGIN: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#,
    r#" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#,
);

/// The bytes of the file. `created` is the only date in it.
pub(super) fn docx(title: &str, created: NaiveDate, blocks: &[Block]) -> Result<Vec<u8>, ExportError> {
    let document = document(blocks);
    let core = core(title, created);
    let parts: [(&str, &str); 9] = [
        ("[Content_Types].xml", include_str!("parts/content_types.xml")),
        ("_rels/.rels", include_str!("parts/package_rels.xml")),
        ("docProps/core.xml", &core),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", include_str!("parts/document_rels.xml")),
        ("word/styles.xml", include_str!("parts/styles.xml")),
        ("word/settings.xml", include_str!("parts/settings.xml")),
        ("word/fontTable.xml", include_str!("parts/font_table.xml")),
        ("word/footer_odd.xml", include_str!("parts/footer_odd.xml")),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let failed = |detail: String| ExportError::Format { detail };
    for (name, content) in
        parts.into_iter().chain([("word/footer_even.xml", include_str!("parts/footer_even.xml"))])
    {
        archive.start_file(name, options).map_err(|error| failed(error.to_string()))?;
        archive.write_all(content.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    Ok(archive.finish().map_err(|error| failed(error.to_string()))?.into_inner())
}

fn core(title: &str, created: NaiveDate) -> String {
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties""#,
            r#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/""#,
            r#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title>"#,
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{}T00:00:00Z</dcterms:created></cp:coreProperties>"#,
        ),
        escaped(title),
        created.format("%Y-%m-%d"),
    )
}

fn document(blocks: &[Block]) -> String {
    let mut xml = DOCUMENT_BEGIN.to_owned();
    for block in blocks {
        match block {
            Block::Paragraph(Kind::Title, text) => paragraph(&mut xml, "Title", &heading::title(text), None),
            Block::Paragraph(Kind::Letterhead, text) => {
                paragraph(&mut xml, "Letterhead", text, heading::letterhead(text));
            }
            Block::Paragraph(kind, text) => paragraph(&mut xml, style(*kind), text, None),
            Block::Table(table) => write_table(&mut xml, table),
        }
    }
    // A table may not be the last thing of a page set-up.
    if matches!(blocks.last(), Some(Block::Table(_)) | None) {
        paragraph(&mut xml, "Small", "", None);
    }
    xml.push_str(SECTION);
    xml.push_str("</w:body></w:document>");
    xml
}

const fn style(kind: Kind) -> &'static str {
    match kind {
        Kind::Letterhead => "Letterhead",
        Kind::Number => "Number",
        Kind::Title => "Title",
        Kind::Recipient => "Recipient",
        Kind::Heading1 => "Heading1",
        Kind::Heading2 => "Heading2",
        Kind::Body => "Body",
        Kind::SignOffice => "SignOffice",
        Kind::SignDate => "SignDate",
        Kind::Small => "Small",
    }
}

/// A paragraph; with a size in half points in another than its style's.
fn paragraph(xml: &mut String, style: &str, text: &str, size: Option<usize>) {
    xml.push_str("<w:p><w:pPr><w:pStyle w:val=\"");
    xml.push_str(style);
    xml.push_str("\"/></w:pPr>");
    for (at, line) in text.lines().enumerate() {
        xml.push_str("<w:r>");
        if let Some(size) = size {
            let _ = write!(xml, "<w:rPr><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>");
        }
        if at > 0 {
            xml.push_str("<w:br/>");
        }
        xml.push_str("<w:t xml:space=\"preserve\">");
        xml.push_str(&escaped(line));
        xml.push_str("</w:t></w:r>");
    }
    xml.push_str("</w:p>");
}

fn write_table(xml: &mut String, table: &Table) {
    let whole = table.widths.iter().fold(0u32, |sum, part| sum.saturating_add(*part)).max(1);
    let widths: Vec<u32> = table
        .widths
        .iter()
        .map(|part| u32::try_from(u64::from(BLOCK_WIDTH) * u64::from(*part) / u64::from(whole)).unwrap_or(0))
        .collect();
    xml.push_str("<w:tbl><w:tblPr>");
    let _ =
        write!(xml, "<w:tblW w:w=\"{BLOCK_WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>");
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(xml, "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    }
    xml.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
    for width in &widths {
        let _ = write!(xml, "<w:gridCol w:w=\"{width}\"/>");
    }
    xml.push_str("</w:tblGrid>");
    if table.head.iter().any(|text| !text.is_empty()) {
        write_row(xml, &widths, &table.head, "<w:tblHeader/>");
    }
    let room = format!("<w:trHeight w:val=\"{ROOM}\" w:hRule=\"atLeast\"/>");
    for row in &table.rows {
        write_row(xml, &widths, row, if table.room { &room } else { "" });
    }
    xml.push_str("</w:tbl>");
}

/// A row with its properties; a head is repeated on every page, and no row is torn.
fn write_row(xml: &mut String, widths: &[u32], cells: &[String], properties: &str) {
    let head = properties.contains("tblHeader");
    let _ = write!(xml, "<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>");
    for (at, width) in widths.iter().enumerate() {
        let text = cells.get(at).map_or("", String::as_str);
        let _ = write!(
            xml,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
        );
        paragraph(xml, if head { "CellHead" } else { "Cell" }, text, None);
        xml.push_str("</w:tc>");
    }
    xml.push_str("</w:tr>");
}

/// Text that cannot leave its element; control characters visible.
fn escaped(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escaped("</w:t>&\"\u{0}\u{202e}"), "&lt;/w:t&gt;&amp;&quot;␀\u{fffd}");
    }

    #[test]
    fn the_same_letter_is_the_same_file() {
        let day = NaiveDate::from_ymd_opt(2019, 10, 8).unwrap();
        let table = Table {
            widths: vec![1, 2],
            head: vec!["a".into()],
            rows: vec![vec![], vec!["b".into(); 3]],
            room: true,
        };
        let blocks = [Block::Paragraph(Kind::Title, "甲\n乙".into()), Block::Table(table)];
        let file = docx("t", day, &blocks).unwrap();
        assert_eq!(file, docx("t", day, &blocks).unwrap());
        assert!(file.starts_with(b"PK"));
    }
}
