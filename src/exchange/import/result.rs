//! What a team brought back from the elements of a draw becomes [`ResultRow`]s.

use super::heading::Kind;
use super::pick::Picker;
use super::table::tables;
use super::wording::fold::fold;
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::domain::intake::{Outcome, ResultRow};

/// Reads a list of results: one line an element, or one a check item found wrong at it.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<ResultRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Result, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let id = pick.need("id");
            pick.need("result");
            let outcome = pick.parsed("result", "S4060", outcome);
            let directed = pick.parsed("directed", "S4061", directed);
            let item = pick.text("item");
            let result = id.zip(outcome).map(|(id, outcome)| ResultRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                id,
                outcome,
                item,
                directed,
            });
            pick.finish(result, &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}

/// The words people write, and the codes.
fn outcome(text: &str) -> Option<Outcome> {
    let folded = fold(text).to_lowercase();
    let not_visited = |reason| Some(Outcome::NotVisited(reason));
    match folded.as_str() {
        "合格" | "正常" | "一致" | "属实" | "无问题" | "conforming" | "ok" => {
            Some(Outcome::Conforming)
        }
        "不合格" | "不一致" | "不属实" | "有问题" | "异常" | "nonconforming" => {
            Some(Outcome::Nonconforming)
        }
        "外出务工" | "外出" | "常年外出" | "务工" => not_visited(NotVisited::WorkingAway),
        "当日不在" | "不在家" | "无人" | "家中无人" | "absent" => {
            not_visited(NotVisited::AbsentToday)
        }
        "拒访" | "拒绝" | "不愿受访" => not_visited(NotVisited::Refused),
        "查无此户" | "无此户" | "查无此人" | "missing" => not_visited(NotVisited::NoSuchElement),
        code => NotVisited::from_code(code).map(Outcome::NotVisited),
    }
}

fn directed(text: &str) -> Option<DirectedReason> {
    let folded = fold(text).to_lowercase();
    match folded.as_str() {
        "最远组" | "最远" | "偏远" => Some(DirectedReason::Farthest),
        "住房最差" | "房屋最差" | "最差" => Some(DirectedReason::WorstHouse),
        "独居老人" | "独居" => Some(DirectedReason::AloneElderly),
        "信访人" | "投诉人" | "信访" | "投诉" => Some(DirectedReason::Complainant),
        "其他" => Some(DirectedReason::Other),
        code => DirectedReason::from_code(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_teams_write_is_read() {
        let text = "编号,结果,检查要点,指定原因\n\
            H1,合格,,\nH2,不合格,fund-1,\nH3,外出务工,,\nH4,查无此户,,\nH9,合格,,独居老人\nH5,refused,,\n";
        let source = SourceFile { name: "results.csv", bytes: text.as_bytes() };
        let read = read(&source, &Options::default());
        assert_eq!(read.problems, Vec::new());
        let rows: Vec<_> = read.rows.iter().map(|row| (row.id.as_str(), row.outcome)).collect();
        let expected = [
            ("H1", Outcome::Conforming),
            ("H2", Outcome::Nonconforming),
            ("H3", Outcome::NotVisited(NotVisited::WorkingAway)),
            ("H4", Outcome::NotVisited(NotVisited::NoSuchElement)),
            ("H9", Outcome::Conforming),
            ("H5", Outcome::NotVisited(NotVisited::Refused)),
        ];
        assert_eq!(rows, expected);
        assert_eq!(read.rows[1].item.as_deref(), Some("fund-1"));
        assert_eq!(read.rows[4].directed, Some(DirectedReason::AloneElderly));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let text = "id,result,directed\nH1,maybe,\nH2,,\nH3,ok,because\n";
        let source = SourceFile { name: "results.csv", bytes: text.as_bytes() };
        let read = read(&source, &Options::default());
        let codes: Vec<&str> = read.problems.iter().map(|problem| problem.message.code.as_str()).collect();
        assert_eq!(codes, ["S4060", "E1020", "S4061"]);
        assert!(read.rows.is_empty());
    }
}
