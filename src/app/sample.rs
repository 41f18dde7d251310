//! What commands and screens do with samples: lists of ids become frames, published draws are read and verified.
//! Everything here works without a database. Knows no arguments and no terminal.

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use crate::sampling::Ratio;
pub use crate::sampling::coordinate::{Part, coordinate};
pub use crate::sampling::error::SamplingError;
pub use crate::sampling::frame::{Element, Frame};
pub use crate::sampling::hypergeometric::Hypergeometric;
pub use crate::sampling::inspectors::{Team, team};
pub use crate::sampling::meaning::{Detection, Meaning, TeamDays, team_days};
pub use crate::sampling::proof::{commit, verify};
pub use crate::sampling::ticket::{Order, Seed, draw};
pub use crate::sampling::{allocate, binomial, curve, rotate, sequential, size, switching, table, two_stage};

use super::error::{AppError, Kind, Result};
use crate::domain::problem::{Place, Problem, Severity};

/// The JSON document of a draw.
pub const DRAW_SCHEMA: &str = "lianjian/draw/1";

/// The JSON document of a commitment.
pub const COMMITMENT_SCHEMA: &str = "lianjian/commitment/1";

/// A refusal because of what was asked: exit 2.
pub fn wrong_use(error: SamplingError) -> AppError {
    AppError::of(Kind::Usage, error.into_message())
}

/// A refusal because of what was found: exit 1.
pub fn problem(error: SamplingError) -> AppError {
    AppError::of(Kind::Problem, error.into_message())
}

type Wrong = Vec<Problem>;

/// Several lists as one frame: the villages of a township are drawn across. Every problem of every list is reported,
/// an id that stands in two lists at the later one.
pub fn frame_of(lists: &[(String, Vec<u8>)], size_column: Option<&str>) -> std::result::Result<Frame, Wrong> {
    let (mut files, mut elements, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (file, bytes) in lists {
        match frame(file, bytes, size_column) {
            Ok(frame) => {
                files.extend(frame.elements().iter().map(|_| file.as_str()));
                elements.extend_from_slice(frame.elements());
            }
            Err(found) => problems.extend(found),
        }
    }
    match build(elements, size_column.is_some()) {
        Ok(frame) if problems.is_empty() => return Ok(frame),
        Ok(_) => {}
        Err(rejected) => problems.extend(
            rejected
                .into_iter()
                .map(|(index, error)| located(files.get(index).copied().unwrap_or_default(), None, error)),
        ),
    }
    Err(problems)
}

/// A list of ids as a frame. Without `size_column` one id a line; with it a table whose first line names the columns,
/// tabs or commas between them, ids in the first. Empty lines are passed over. Everything wrong is reported with its
/// line: S4013–S4015 for ids, S4030 not UTF-8, S4031 no such column, S4032 not a size, S4033 not a row.
pub fn frame(file: &str, bytes: &[u8], size_column: Option<&str>) -> std::result::Result<Frame, Wrong> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(vec![located(file, None, SamplingError::new("S4030"))]);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<(u32, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let (rows, elements) = match size_column {
        None => lines.into_iter().map(|(row, id)| (row, Element { id: id.to_owned(), size: 1 })).unzip(),
        Some(column) => sized(&lines, column).map_err(|wrong| {
            wrong.into_iter().map(|(row, error)| located(file, row, error)).collect::<Wrong>()
        })?,
    };
    build(elements, size_column.is_some()).map_err(|rejected| {
        rejected.into_iter().map(|(index, error)| located(file, rows.get(index).copied(), error)).collect()
    })
}

fn build(elements: Vec<Element>, sized: bool) -> std::result::Result<Frame, Vec<(usize, SamplingError)>> {
    if sized {
        Frame::with_sizes(elements)
    } else {
        Frame::new(elements.into_iter().map(|element| element.id))
    }
}

fn located(file: &str, row: Option<u32>, error: SamplingError) -> Problem {
    let place = Place { file: file.to_owned(), row, ..Place::default() };
    Problem { severity: Severity::Error, place, message: error.into_message() }
}

type Sized = (Vec<u32>, Vec<Element>);

/// Ids and sizes of a table, with their lines.
fn sized(
    lines: &[(u32, &str)],
    column: &str,
) -> std::result::Result<Sized, Vec<(Option<u32>, SamplingError)>> {
    let header = lines.first().map_or("", |(_, line)| *line);
    let separator = if header.contains('\t') { '\t' } else { ',' };
    let fields = |line: &str| -> Vec<String> {
        line.split(separator).map(|field| field.trim().trim_matches('"').to_owned()).collect()
    };
    let names = fields(header);
    let Some(place) = names.iter().position(|name| name == column) else {
        let row = lines.first().map(|(row, _)| *row);
        return Err(vec![(row, SamplingError::new("S4031").with("column", column))]);
    };
    let (mut rows, mut elements, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for (row, line) in lines.iter().skip(1) {
        let cells = fields(line);
        if cells.len() != names.len() {
            let error = SamplingError::new("S4033").with("found", cells.len()).with("expected", names.len());
            wrong.push((Some(*row), error));
            continue;
        }
        let cell = cells.get(place).map_or("", String::as_str);
        match whole_number(cell) {
            Some(size) => {
                rows.push(*row);
                elements.push(Element { id: cells.into_iter().next().unwrap_or_default(), size });
            }
            None => wrong.push((Some(*row), SamplingError::new("S4032").with("cell", cell))),
        }
    }
    if wrong.is_empty() { Ok((rows, elements)) } else { Err(wrong) }
}

/// Digits only: no sign, no decimals.
fn whole_number(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A published document of a schema. S4034 where it is another document or none.
pub fn document<T: DeserializeOwned>(file: &str, bytes: &[u8], schema: &str) -> Result<T> {
    let wrong = || AppError::problem("S4034").with("file", file).with("schema", schema);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| wrong().caused_by(error))?;
    if value.get("schema").and_then(Value::as_str) != Some(schema) {
        return Err(wrong());
    }
    serde_json::from_value(value).map_err(|error| wrong().caused_by(error))
}

/// How many of a register, where a plan names a ratio, a number or both: the larger; and whether both were named.
pub fn number_of(total: usize, n: Option<u64>, ratio: Option<Ratio>) -> (u64, bool) {
    let by_ratio = ratio.map(|ratio| ratio.of_register(total as u64));
    (n.max(by_ratio).unwrap_or(0), n.is_some() && by_ratio.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str, column: Option<&str>) -> Vec<(Option<u32>, String)> {
        frame("ids.csv", text.as_bytes(), column)
            .unwrap_err()
            .into_iter()
            .map(|problem| (problem.place.row, problem.message.code))
            .collect()
    }

    #[test]
    fn lists_become_frames() {
        let plain = frame("ids.txt", "\u{feff}b\r\n\r\na\n".as_bytes(), None).unwrap();
        let ids: Vec<&str> = plain.elements().iter().map(|element| element.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        let sized = frame("t.csv", b"id,name,size\nb,x,3\na,y,0\n", Some("size")).unwrap();
        assert_eq!(sized.elements()[1], Element { id: "b".to_owned(), size: 3 });
        let tabs = frame("t.tsv", b"id\tsize\na,b\t3\n", Some("size")).unwrap();
        assert_eq!(tabs.elements()[0].id, "a,b");
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let at = |row, code: &str| (Some(row), code.to_owned());
        assert_eq!(wrong("a\n\na\nx|y\n", None), [at(3, "S4015"), at(4, "S4013")]);
        assert_eq!(
            wrong("id,size\na,1\nb,-1\nc\nd,\n", Some("size")),
            [at(3, "S4032"), at(4, "S4033"), at(5, "S4032")]
        );
        assert_eq!(wrong("id,size\na,1\n", Some("people")), [at(1, "S4031")]);
        assert_eq!(wrong("id,size\na,1\nb,2\na,3\n", Some("size")), [at(4, "S4015")]);
        assert_eq!(wrong("", Some("size")), [(None, "S4031".to_owned())]);
        let bytes = frame("x", b"\xff\xfe", None).unwrap_err();
        assert_eq!(bytes[0].message.code, "S4030");
    }

    #[test]
    fn lists_of_villages_become_one_frame() {
        let list = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let (one, two) = (list("one", "b\na\n"), list("two", "c\n"));
        let whole = frame_of(&[one.clone(), two], None).unwrap();
        assert_eq!(whole, frame("all", b"a\nb\nc\n", None).unwrap());
        let wrong = frame_of(&[one, list("three", "d\na\n"), list("four", "x|y\n")], None).unwrap_err();
        let found: Vec<_> = wrong
            .iter()
            .map(|problem| (problem.place.file.as_str(), problem.message.code.as_str()))
            .collect();
        assert_eq!(found, [("four", "S4013"), ("three", "S4015")]);
    }

    #[test]
    fn ratio_and_number_together_take_the_larger() {
        let check = |n, ratio: Option<u64>, expected| {
            assert_eq!(number_of(200, n, ratio.map(Ratio::of_percent)), expected);
        };
        check(Some(5), None, (5, false));
        check(None, Some(5), (10, false));
        check(Some(5), Some(5), (10, true));
        check(Some(50), Some(5), (50, true));
        check(None, None, (0, false));
    }
}
