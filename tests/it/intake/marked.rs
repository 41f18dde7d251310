//! The marked copy holds every cell of the original, and every problem at its cell and in the list.

use calamine::{Data, Reader, Xlsx};
use lianjian::exchange::export::marked;
use lianjian::exchange::import::{Options, SourceFile, request};
use lianjian::text::{Catalogue, Lang};

use super::book::{Sheet, xlsx};

fn copy_of(name: &str, bytes: &[u8]) -> (usize, Xlsx<std::io::Cursor<Vec<u8>>>) {
    let file = SourceFile { name, bytes };
    let imported = request::read(&file, &Options::default());
    let copy =
        marked::xlsx(&file, &Options::default(), &imported.problems, &Catalogue::new(Lang::Zh)).unwrap();
    if let Some(folder) = std::env::var_os("KEEP_MARKED") {
        std::fs::write(std::path::Path::new(&folder).join("marked.xlsx"), &copy).unwrap();
    }
    (imported.problems.len(), Xlsx::new(std::io::Cursor::new(copy)).unwrap())
}

#[test]
fn a_workbook_with_bad_cells() {
    let rows: &[&[&str]] = &[
        &["林周县水利局2021年检查计划"],
        &["序号", "检查事项", "检查时间", "抽查比例", "星座"],
        &["#1", "饮水安全检查", "13月", "120%", "=CMD()|狮子"],
        &["#2", "", "9月", "5%"],
    ];
    let original = xlsx(&[Sheet { name: "计划", merges: &[(0, 0, 0, 4)], ..Sheet::of(rows) }]);
    let (problems, mut copy) = copy_of("plan.xlsx", &original);
    assert_eq!(copy.sheet_names(), ["问题清单", "计划"]);
    let list = copy.worksheet_range("问题清单").unwrap();
    assert_eq!(list.height(), problems + 1);
    let causes: Vec<String> = list.rows().skip(1).map(|row| row[6].to_string()).collect();
    assert!(causes.contains(&"“检查时间”写的“13月”在日历上不存在".to_owned()), "{causes:?}");
    let page = copy.worksheet_range("计划").unwrap();
    assert_eq!(page.get_value((2, 2)), Some(&Data::String("13月".to_owned())));
    assert_eq!(page.get_value((2, 4)), Some(&Data::String("狮子".to_owned())));
    assert!(copy.worksheet_formula("计划").unwrap().is_empty(), "a formula was copied");
    assert_eq!(copy.merge_cells_by_sheet_name("计划").unwrap().len(), 1);
}

#[test]
fn a_text_file_and_one_that_cannot_be_opened() {
    let (problems, mut copy) = copy_of("2021.csv", "检查事项,检查时间\n=甲,13月\n".as_bytes());
    assert_eq!(copy.sheet_names(), ["问题清单", "原表"]);
    assert!(problems > 0);
    let page = copy.worksheet_range("原表").unwrap();
    assert_eq!(page.get_value((1, 0)), Some(&Data::String("=甲".to_owned())));
    let (_, copy) = copy_of("empty.xlsx", b"");
    assert_eq!(copy.sheet_names(), ["问题清单"]);
}
