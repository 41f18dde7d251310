//! The same file with its columns in another order, rows added or taken away, other lines over it: every reading stays.
//! Over all real files: those of the demo county and the published plans.

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx};
use lianjian::domain::intake::RequestRow;
use lianjian::exchange::import::Imported;
use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::{import, read_out};

/// A real file as a person sees it: what stands over its table, heading, rows, what stands below.
struct Sheet {
    name: String,
    above: Vec<Vec<String>>,
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
    below: Vec<Vec<String>>,
    /// Some rows take values from those above.
    continued: bool,
}

const FOLDERS: [&str; 2] = ["data/demo/requests-2019", "tests/fixtures/intake/published"];

fn sheets() -> Vec<Sheet> {
    let root = env!("CARGO_MANIFEST_DIR");
    let entries = FOLDERS.iter().flat_map(|folder| std::fs::read_dir(format!("{root}/{folder}")).unwrap());
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 25, "real files are missing: {}", paths.len());
    paths.iter().map(|path| sheet(path)).collect()
}

fn sheet(path: &std::path::Path) -> Sheet {
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let bytes = std::fs::read(path).unwrap();
    let original = import(&name, &bytes);
    let mut grid = if std::path::Path::new(&name).extension().is_some_and(|kind| kind == "xlsx") {
        workbook(bytes)
    } else {
        text(&bytes)
    };
    let first = original.sheets[0].header_row as usize;
    let last = original.rows.iter().map(|row| row.row as usize).max().unwrap();
    let below = grid.split_off(last);
    let rows = grid.split_off(first);
    let heading = grid.pop().unwrap();
    let stem = name.rsplit_once('.').unwrap().0.to_owned();
    let mut sheet =
        Sheet { name: format!("{stem}.csv"), above: grid, heading, rows, below, continued: false };
    let carried = |row: &RequestRow| row.readings.iter().any(|reading| reading.from_row.is_some());
    sheet.continued = sheet.read().rows.iter().any(carried);
    // What the rearrangements are compared with says the same as the original.
    assert_eq!(meaning(&sheet.read()), meaning(&original), "{name}");
    sheet
}

/// Cells of the first sheet, merged regions filled, days as ISO dates.
fn workbook(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let name = book.sheet_names()[0].clone();
    let mut rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(shown).collect()).collect();
    for region in book.merge_cells_by_sheet_name(&name).unwrap() {
        let (top, left) = (region.start.0 as usize, region.start.1 as usize);
        if region.start.1 == region.end.1 {
            let value = rows[top][left].clone();
            for row in &mut rows[top..=region.end.0 as usize] {
                row[left].clone_from(&value);
            }
        }
    }
    rows
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}

fn text(bytes: &[u8]) -> Vec<Vec<String>> {
    let decoded = String::from_utf8(bytes.to_vec());
    let text = decoded.unwrap_or_else(|_| encoding_rs::GB18030.decode(bytes).0.into_owned());
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

impl Sheet {
    fn bytes(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let lines = self.above.iter().chain([&self.heading]).chain(&self.rows).chain(&self.below);
        for line in lines {
            let line = if line.is_empty() { vec![String::new()] } else { line.clone() };
            writer.write_record(&line).unwrap();
        }
        writer.into_inner().unwrap()
    }

    fn read(&self) -> Imported<RequestRow> {
        import(&self.name, &self.bytes())
    }

    fn copy(&self) -> Self {
        Self {
            name: self.name.clone(),
            above: self.above.clone(),
            heading: self.heading.clone(),
            rows: self.rows.clone(),
            below: self.below.clone(),
            continued: self.continued,
        }
    }

    fn each_row(&mut self, mut edit: impl FnMut(&mut Vec<String>)) {
        edit(&mut self.heading);
        self.rows.iter_mut().for_each(edit);
    }
}

/// What was read, without where it stood.
fn meaning(imported: &Imported<RequestRow>) -> Vec<String> {
    let row = |row: &RequestRow| read_out(&RequestRow { row: 0, sheet: None, ..row.clone() });
    imported.rows.iter().map(row).collect()
}

/// One thing people do to a table.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Columns,
    BlankRows,
    RowGone,
    Title,
    BlankTop,
    UnknownColumn,
    BlankColumn,
    SpacedHeadings,
    BrokenHeadings,
    MarkedHeadings,
    NoBelow,
}

const EDITS: [Edit; 11] = [
    Edit::Columns,
    Edit::BlankRows,
    Edit::RowGone,
    Edit::Title,
    Edit::BlankTop,
    Edit::UnknownColumn,
    Edit::BlankColumn,
    Edit::SpacedHeadings,
    Edit::BrokenHeadings,
    Edit::MarkedHeadings,
    Edit::NoBelow,
];
/// Lines people put over a table; none of them names a department or another year.
const TITLES: [&str; 8] = [
    "附件1",
    "（征求意见稿）",
    "机密★1年",
    "各乡镇人民政府，县直各单位：",
    "检查事项汇总",
    "关于做好联合检查统筹工作的安排",
    "内部资料 注意保存",
    "公共场所、卫生院、加油站等检查安排",
];

fn pick(rng: &mut TestRng, below: usize) -> usize {
    (rng.next_u32() as usize) % below.max(1)
}

/// Does it to the table; `expected` loses what the table loses.
fn apply(edit: Edit, sheet: &mut Sheet, expected: &mut Vec<String>, rng: &mut TestRng) {
    let width = sheet.heading.len();
    match edit {
        Edit::Columns => {
            let mut order: Vec<usize> = (0..width).collect();
            for at in (1..width).rev() {
                order.swap(at, pick(rng, at + 1));
            }
            sheet.each_row(|row| {
                row.resize(width, String::new());
                *row = order.iter().map(|at| row[*at].clone()).collect();
            });
        }
        Edit::BlankRows => {
            let at = pick(rng, sheet.rows.len() + 1);
            sheet.rows.insert(at, vec![String::new(); width]);
        }
        Edit::RowGone => {
            // A row that others continue cannot go without changing them.
            let at = pick(rng, sheet.rows.len());
            if !sheet.continued && sheet.rows.len() > 1 && expected.len() == sheet.rows.len() {
                sheet.rows.remove(at);
                expected.remove(at);
            }
        }
        Edit::Title => {
            let line = TITLES[pick(rng, TITLES.len())];
            sheet.above.insert(pick(rng, sheet.above.len() + 1), vec![line.to_owned()]);
        }
        Edit::BlankTop => sheet.above.insert(0, Vec::new()),
        Edit::UnknownColumn => {
            let at = pick(rng, width + 1);
            let mut first = true;
            sheet.each_row(|row| {
                row.resize(width, String::new());
                let blank = row.iter().all(String::is_empty);
                let text = if std::mem::take(&mut first) { "星座" } else { "狮子" };
                let text = if blank { "" } else { text };
                row.insert(at, text.to_owned());
            });
        }
        Edit::BlankColumn => {
            let at = pick(rng, width + 1);
            sheet.each_row(|row| {
                row.resize(width, String::new());
                row.insert(at, String::new());
            });
        }
        Edit::SpacedHeadings => edit_headings(sheet, |text| {
            let spaced: String = text.chars().flat_map(|one| [one, ' ']).collect();
            spaced.trim().to_owned()
        }),
        Edit::BrokenHeadings => edit_headings(sheet, |text| {
            let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
            format!("{}\n{}", &text[..middle], &text[middle..])
        }),
        Edit::MarkedHeadings => edit_headings(sheet, |text| format!("*{text}：")),
        Edit::NoBelow => {
            let names_department = sheet.below.iter().flatten().any(|text| text.contains("填报单位"));
            if !names_department {
                sheet.below.clear();
            }
        }
    }
}

fn edit_headings(sheet: &mut Sheet, edit: impl Fn(&str) -> String) {
    for text in sheet.heading.iter_mut().filter(|text| !text.is_empty()) {
        *text = edit(text);
    }
}

/// Every edit alone on every file, then several at once.
#[test]
fn every_reading_survives_what_people_do_to_a_table() {
    let mut rng = TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let runs = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    for sheet in sheets() {
        let before = meaning(&sheet.read());
        let single = EDITS.iter().map(|edit| vec![*edit]);
        let several = (0..runs).map(|_| (0..4).map(|_| EDITS[pick(&mut rng, EDITS.len())]).collect());
        let chains: Vec<Vec<Edit>> = single.chain(several).collect();
        for chain in chains {
            let (mut copy, mut expected) = (sheet.copy(), before.clone());
            for edit in &chain {
                apply(*edit, &mut copy, &mut expected, &mut rng);
            }
            let found = meaning(&copy.read());
            if found != expected {
                let text = String::from_utf8(copy.bytes()).unwrap();
                let said = format!("expected {expected:#?}\nfound {found:#?}\nin\n{text}");
                wrong.entry(format!("{} {chain:?}", sheet.name)).or_insert(said);
            }
        }
    }
    let first = wrong.iter().next().map(|(name, said)| format!("{name}\n{said}")).unwrap_or_default();
    assert!(wrong.is_empty(), "{} of them: {:#?}\n{first}", wrong.len(), wrong.keys().collect::<Vec<_>>());
}

/// Tables whose words happen to be labels, and forms whose values do.
#[test]
fn tables_and_forms_are_told_apart() {
    for (name, text, expected) in [
        ("narrow", "检查事项,检查对象,检查时间\n项目,乡镇,3月\n任务,村,4月\n", 2),
        ("two columns", "检查对象,检查事项\n项目,饮水检查\n乡镇,环境检查\n单位,安全检查\n", 3),
        ("unknown between", "检查事项,甲,检查时间,乙,检查对象,丙\n饮水检查,x,3月,y,乡镇,z\n", 1),
        ("form", "检查事项,饮水检查\n检查对象,乡镇\n检查时间,3月\n检查人数,3人\n", 1),
        ("form of pairs", "检查事项,饮水检查,检查对象,乡镇\n检查时间,3月,检查人数,,检查方式,暗访\n", 1),
        ("label and value", "检查申请表\n检查事项：饮水检查\n检查时间：3月\n检查对象：项目\n", 1),
        ("headed form", "基本情况,检查事项,饮水检查\n,检查时间,3月\n,检查对象,项目\n", 1),
    ] {
        let imported = import("2019.csv", text.as_bytes());
        assert_eq!(imported.rows.len(), expected, "{name}: {:?}", imported.problems);
        let dated = imported.rows.iter().filter(|row| !row.windows.is_empty()).count();
        assert_eq!(dated, if name == "two columns" { 0 } else { expected }, "{name}");
        let object = imported.rows[0].object.as_deref().unwrap_or("-");
        let subject = imported.rows[0].subject.as_str();
        assert_eq!(subject, if name == "narrow" { "项目" } else { "饮水检查" }, "{name}");
        assert!(matches!(object, "乡镇" | "项目"), "{name}: {object}");
    }
}
