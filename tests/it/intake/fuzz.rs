//! No bytes, however broken, make a reader panic, and whatever it takes is within bounds.

use lianjian::exchange::import::{Options, SourceFile, arrival, department, frame, holiday, request, unit};
use proptest::prelude::*;

use super::fixture;

/// Every reader on the same bytes.
fn read_all(name: &str, bytes: &[u8]) {
    let file = SourceFile { name, bytes };
    let options = Options { year: Some(2021), ..Options::default() };
    let requests = request::read(&file, &options);
    for row in &requests.rows {
        assert!(!row.subject.is_empty(), "a request without a subject was taken");
        assert!(row.windows.iter().all(|span| span.from <= span.to));
        assert!(row.ratio.is_none_or(|range| range.max.is_none_or(|max| range.min <= max)));
    }
    assert!(!requests.rows.is_empty() || !requests.problems.is_empty(), "nothing read and nothing said");
    frame::read(&file, &options);
    department::read(&file, &options);
    unit::read(&file, &options);
    holiday::read(&file, &options);
    arrival::read(&file, &options);
}

/// A file with some of its bytes replaced, one stretch cut out and one doubled.
fn mutated(path: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let original = fixture(path);
    let length = original.len();
    let place = 0..length;
    (
        proptest::collection::vec((place.clone(), any::<u8>()), 0..20),
        place.clone(),
        0..64_usize,
        place,
        0..64_usize,
    )
        .prop_map(move |(bytes, cut, cut_length, doubled, doubled_length)| {
            let mut file = original.clone();
            for (at, byte) in bytes {
                file[at] = byte;
            }
            let stretch: Vec<u8> = file.iter().skip(doubled).take(doubled_length).copied().collect();
            file.splice(doubled..doubled, stretch);
            file.drain(cut..(cut + cut_length).min(length));
            file
        })
}

const WORDS: &[&str] = &[
    "年",
    "月",
    "日",
    "前",
    "后",
    "至",
    "—",
    "-",
    "~",
    "/",
    ".",
    "、",
    "，",
    "；",
    "（",
    "）",
    "每",
    "季度",
    "上半年",
    "中旬",
    "底",
    "第",
    "次",
    "%",
    "％",
    "≥",
    "不低于",
    "家",
    "基数",
    "全",
    "各",
    "乡镇",
    "除",
    "外",
    "等",
    "一",
    "十",
    "两",
    "百",
    "万",
    "0",
    "1",
    "2",
    "3",
    "9",
    "12",
    "31",
    "2021",
    "99999999999999999999",
    "43746",
    "全年",
    "次年",
    "起",
    "个月",
    "半",
    "天",
    "人",
    "分之",
    "\u{feff}",
    "\u{202e}",
    "\n",
    " ",
];

/// The least a workbook holds.
const PARTS: [(&str, &str); 4] = [
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>43746</v></c><c r="C2"><f>1+1</f><v>2</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells></worksheet>"#,
    ),
    (
        "xl/sharedStrings.xml",
        r#"<sst count="3" uniqueCount="3"><si><t>subject</t></si><si><t>window</t></si><si><t>A</t></si></sst>"#,
    ),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;y&quot;m"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>"#,
    ),
];
const XML: &[&str] = &[
    "",
    "<",
    ">",
    "\"",
    "/",
    "&amp;",
    "&#x110000;",
    "999999999999",
    "-1",
    "XFD1048576",
    "A0",
    "ZZZZZZZ99",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<row r=\"4294967295\">",
    "<v>1e308</v>",
    "<f t=\"shared\" si=\"99999999\"/>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "\u{0}",
    "</row>",
];

/// A zip archive of parts as they are, with right checksums, so that what is broken is inside.
fn stored(parts: &[(&str, String)]) -> Vec<u8> {
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let mut all: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    all.push(("xl/_rels/workbook.xml.rels", relations.as_bytes()));
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    all.push(("_rels/.rels", root.as_bytes()));
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in &all {
        let offset = u32::try_from(file.len()).unwrap();
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let name_size = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(checksum(content).to_le_bytes());
        common.extend(size);
        common.extend(size);
        common.extend(name_size);
        common.extend([0, 0]);
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(name.as_bytes());
        file.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(file.len()).unwrap().to_le_bytes();
    let count = u16::try_from(all.len()).unwrap().to_le_bytes();
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    file.extend(directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend(count);
    file.extend(count);
    file.extend(length);
    file.extend(start);
    file.extend([0, 0]);
    file
}

/// CRC-32 as zip uses it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let folded = crc ^ u32::from(*byte);
        (0..8).fold(folded, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn the_unbroken_archive_is_read() {
    let parts = PARTS.map(|(name, text)| (name, text.to_owned()));
    let bytes = stored(&parts);
    let imported = request::read(&SourceFile { name: "plan.xlsx", bytes: &bytes }, &Options::default());
    let codes: Vec<&str> = imported.problems.iter().map(|problem| problem.message.code.as_str()).collect();
    assert_eq!(codes, ["E1036", "E1060"]);
    assert_eq!(imported.rows[0].subject, "A");
    assert_eq!(imported.rows[0].windows[0].to.to_string(), "2019-10-31");
}

proptest! {
    #![proptest_config(super::cases(40))]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        read_all("plan.csv", &bytes);
    }

    #[test]
    fn random_words_in_every_column(
        cells in proptest::collection::vec(proptest::collection::vec(proptest::sample::select(WORDS), 0..8), 12..13),
    ) {
        let heading = "序号,检查事项,检查时间,抽查比例,频次,数量,受检单位,检查人数,天数,检查方式,材料,类型";
        let cells: Vec<String> = cells.iter().map(|words| format!("\"{}\"", words.concat())).collect();
        read_all("2021.csv", format!("{heading}\n{}\n", cells.join(",")).as_bytes());
        let heading = "日期,乡镇,来访部门,人数,天数,是否通知,编号,代码,名称,类型,开始时间,结束时间";
        read_all("2021.csv", format!("{heading}\n{}\n", cells.join(",")).as_bytes());
    }

    #[test]
    fn mutated_csv(bytes in mutated("published/wangcang_2021_agriculture.csv")) {
        read_all("plan.csv", &bytes);
    }

    #[test]
    fn mutated_xlsx(bytes in mutated("formats/autumn.xlsx")) {
        read_all("plan.xlsx", &bytes);
    }

    #[test]
    fn mutated_xls(bytes in mutated("formats/autumn.xls")) {
        read_all("plan.xls", &bytes);
    }

    #[test]
    fn mutated_ods(bytes in mutated("formats/autumn.ods")) {
        read_all("plan.ods", &bytes);
    }

    #[test]
    fn mutated_xml(
        part in 0..4_usize,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), proptest::sample::select(XML)), 1..4),
        lengths in proptest::collection::vec(0..12_usize, 4),
    ) {
        let mut parts = PARTS.map(|(name, text)| (name, text.to_owned()));
        for ((at, insert), length) in edits.into_iter().zip(lengths) {
            let text = &mut parts[part].1;
            let at = at.index(text.len());
            let end = (at + length).min(text.len());
            text.replace_range(at..end, insert);
        }
        read_all("plan.xlsx", &stored(&parts));
    }

    #[test]
    fn nested_json(depth in 0..2_000_usize) {
        read_all("plan.json", format!("[{}1{}]", "[".repeat(depth), "]".repeat(depth)).as_bytes());
        read_all("plan.json", format!("{}1{}", "{\"rows\":".repeat(depth), "}".repeat(depth)).as_bytes());
    }
}
