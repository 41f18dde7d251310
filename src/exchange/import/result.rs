//! What a team brought back becomes [`ResultRow`]s: from the filled checklist workbook, from the CSV or JSON of Kobo
//! and ODK, or from a plain list. Finds answers by the ids in the file, never by position; knows no visit and no draw.
//! Pictures and whatever was not asked for stay where they are.

mod checklist;
mod list;
mod phone;

use super::wording::fold::fold;
use super::{Imported, Options, SourceFile, cells, sorted, source, whole};
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::domain::intake::{Outcome, ResultRow};
use crate::domain::problem::{Place, Problem};
use crate::text::{Catalogue, Lang};

/// Reads a file. E1940 where it is none of the three kinds, E1941 for an answer that is no answer.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<ResultRow> {
    if let Err(problem) = source::inspect(file) {
        return Imported::nothing(vec![*problem]);
    }
    let mut taken = Taken { file: file.name, rows: Vec::new(), problems: Vec::new() };
    let known = if file.name.to_lowercase().ends_with(".json") {
        phone::json(file, options, &mut taken)
    } else {
        let words = [Catalogue::new(Lang::Zh), Catalogue::new(Lang::En)];
        let sheets = cells(file, options);
        let mut known = false;
        // Every sheet is looked at: none of them may be passed over because another one was understood.
        for sheet in &sheets {
            known |= checklist::sheet(sheet, &words, &mut taken) || phone::sheet(sheet, &mut taken);
        }
        known
    };
    if !known {
        return list::read(file, options);
    }
    if taken.rows.is_empty() && taken.problems.is_empty() {
        taken.problems.push(Problem::error(whole(file), "E1940"));
    }
    Imported { rows: taken.rows, ..Imported::nothing(sorted(taken.problems)) }
}

/// What was read so far.
struct Taken<'a> {
    file: &'a str,
    rows: Vec<ResultRow>,
    problems: Vec<Problem>,
}

/// Where an answer belongs, as the file says it.
#[derive(Clone, Default)]
struct Spot {
    place: Place,
    visit: Option<String>,
    element: Option<String>,
    item: Option<String>,
    directed: Option<DirectedReason>,
}

impl Taken<'_> {
    fn place(&self, sheet: &super::Sheet, row: u32, column: usize) -> Place {
        Place {
            file: self.file.to_owned(),
            sheet: sheet.name.clone(),
            row: Some(row),
            column: u32::try_from(column).ok().map(|column| column.saturating_add(1)),
            ..Place::default()
        }
    }

    /// Takes an answer as written; a blank one is none.
    fn answer(&mut self, spot: Spot, answer: &str, value: &str, note: &str) {
        if answer.is_empty() {
            return;
        }
        match outcome(answer) {
            Some(outcome) => self.rows.push(ResultRow {
                place: spot.place,
                visit: spot.visit,
                element: spot.element,
                item: spot.item,
                outcome,
                directed: spot.directed,
                value: value.to_owned(),
                note: note.to_owned(),
            }),
            None => self.problems.push(Problem::error(spot.place, "E1941").with("answer", answer)),
        }
    }
}

/// The words people and forms write for what came of an item or an element, and the codes.
fn outcome(text: &str) -> Option<Outcome> {
    let folded = fold(text).trim().to_lowercase();
    let not_visited = |reason| Some(Outcome::NotVisited(reason));
    match folded.as_str() {
        "合格" | "符合" | "正常" | "一致" | "属实" | "无问题" | "conforming" | "conforms" | "ok" | "yes"
        | "\u{221a}" | "\u{2713}" | "\u{2714}" => Some(Outcome::Conforming),
        "不合格" | "不符合" | "不一致" | "不属实" | "有问题" | "异常" | "nonconforming"
        | "does not conform" | "no" | "\u{d7}" | "x" | "\u{2717}" => Some(Outcome::Nonconforming),
        "不适用" | "not applicable" | "na" | "n/a" | "/" => Some(Outcome::NotApplicable),
        "外出务工" | "外出" | "常年外出" | "务工" => not_visited(NotVisited::WorkingAway),
        "当日不在" | "不在家" | "无人" | "家中无人" | "absent" => {
            not_visited(NotVisited::AbsentToday)
        }
        "拒访" | "拒绝" | "不愿受访" => not_visited(NotVisited::Refused),
        "查无此户" | "无此户" | "查无此人" | "missing" => not_visited(NotVisited::NoSuchElement),
        code => labelled(code).map(Outcome::NotVisited),
    }
}

/// Why people chose an element, as written.
fn directed(text: &str) -> Option<DirectedReason> {
    let folded = fold(text).trim().to_lowercase();
    match folded.as_str() {
        "最远组" | "最远" | "偏远" => Some(DirectedReason::Farthest),
        "住房最差" | "房屋最差" | "最差" => Some(DirectedReason::WorstHouse),
        "独居老人" | "独居" => Some(DirectedReason::AloneElderly),
        "信访人" | "投诉人" | "信访" | "投诉" => Some(DirectedReason::Complainant),
        "其他" => Some(DirectedReason::Other),
        code => labelled(code),
    }
}

/// A code by itself or by its name in either language, as the workbook offers it.
fn labelled<C: Code>(text: &str) -> Option<C> {
    let words = [Lang::Zh, Lang::En].map(Catalogue::new);
    C::ALL.iter().copied().find(|code| {
        code.code() == text
            || words.iter().any(|words| fold(&words.get(&code.text_id())).to_lowercase() == text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> Imported<ResultRow> {
        read(&SourceFile { name, bytes: text.as_bytes() }, &Options::default())
    }

    fn check(name: &str, text: &str, expected: &[(&str, &str, Outcome)]) {
        let read = of(name, text);
        let rows: Vec<_> = read
            .rows
            .iter()
            .map(|row| {
                let text = |one: &Option<String>| one.clone().unwrap_or_default();
                (text(&row.element), text(&row.item), row.outcome)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(element, item, out)| ((*element).to_owned(), (*item).to_owned(), *out))
            .collect();
        assert_eq!(rows, expected, "of {text}: {:?}", read.problems);
    }

    use Outcome::{Conforming, Nonconforming, NotApplicable, NotVisited as Missed};

    #[test]
    fn what_phones_send_is_found_by_its_names() {
        let unit = "visit,unit-u_fund-1,unit-u_fund-1_note\nV-0001,no,x\n";
        check("a.csv", unit, &[("", "fund-1", Nonconforming)]);
        let repeat = "s1/s1_element,s1/s1_fund-1,KEY\nH-1,yes,k\nH-2,na,k\n";
        check("a.csv", repeat, &[("H-1", "fund-1", Conforming), ("H-2", "fund-1", NotApplicable)]);
        let kobo = r#"{"results":[{"visit":"V-0001","unit/u_a":"yes","s1":[{"s1/s1_element":"H-1","s1/s1_b":"no"}]}]}"#;
        check("a.json", kobo, &[("H-1", "b", Nonconforming), ("", "a", Conforming)]);
        let central = r#"{"value":[{"visit":"V-0001","unit":{"u_a":"no","u_a_note":"x"}}]}"#;
        check("a.json", central, &[("", "a", Nonconforming)]);
        let missed =
            "s1_element,s1_absence,s1_b,s1_next\nH-1,refused,,1\nH-9,,yes,0\nH-2,no-such-element,,0\n";
        check(
            "a.csv",
            missed,
            &[
                ("H-1", "", Missed(NotVisited::Refused)),
                ("H-9", "b", Conforming),
                ("H-2", "", Missed(NotVisited::NoSuchElement)),
            ],
        );
        let chosen = "d1_element,d1_reason,d1_b\nH-7,farthest,no\n";
        check("a.csv", chosen, &[("H-7", "b", Nonconforming)]);
        assert_eq!(of("a.csv", chosen).rows[0].directed, Some(DirectedReason::Farthest));
    }

    #[test]
    fn what_teams_write_is_read() {
        let text = "编号,结果,检查要点,指定原因\n\
            H1,合格,,\nH2,不合格,fund-1,\nH3,外出务工,,\nH4,查无此户,,\nH9,合格,,独居老人\nH5,refused,,\n";
        check(
            "a.csv",
            text,
            &[
                ("H1", "", Conforming),
                ("H2", "fund-1", Nonconforming),
                ("H3", "", Missed(NotVisited::WorkingAway)),
                ("H4", "", Missed(NotVisited::NoSuchElement)),
                ("H9", "", Conforming),
                ("H5", "", Missed(NotVisited::Refused)),
                // A list names what is wrong: the rest of that household is in order.
                ("H2", "", Conforming),
            ],
        );
        assert_eq!(of("a.csv", text).rows[4].directed, Some(DirectedReason::AloneElderly));
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let codes = |name: &str, text: &str| -> Vec<String> {
            of(name, text).problems.into_iter().map(|problem| problem.message.code).collect()
        };
        assert_eq!(codes("a.csv", "u_a\nmaybe\n"), ["E1941"]);
        assert_eq!(codes("a.csv", "name,day\nx,y\n"), ["E1940"]);
        assert_eq!(codes("a.json", "{"), ["E1940"]);
        assert_eq!(codes("a.json", "[[[[1]]]]"), ["E1940"]);
        assert_eq!(
            codes("a.csv", "id,result,directed\nH1,maybe,\nH2,,\nH3,ok,because\n"),
            ["S4060", "E1020", "S4061"]
        );
    }
}
