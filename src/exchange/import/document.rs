//! Imported rows and problems as the JSON document `lianjian/import/1` that other programs read.

use serde_json::{Value as Json, json};

use super::Imported;
use crate::domain::amount::RatioRange;
use crate::domain::intake::RequestRow;
use crate::domain::problem::Problem;
use crate::text::Catalogue;

/// One request: shares as decimals, days as ISO dates, everything else as it is in the row.
pub fn request(row: &RequestRow) -> Json {
    let mut document = serde_json::to_value(row).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        fields.insert("ratio".to_owned(), row.ratio.map_or(Json::Null, ratio));
    }
    document
}

fn ratio(range: RatioRange) -> Json {
    json!({ "min": range.min.as_decimal(), "max": range.max.map(crate::domain::amount::Ratio::as_decimal) })
}

/// One problem with cause and action in the catalogue's language.
pub fn problem(problem: &Problem, catalogue: &Catalogue) -> Json {
    json!({
        "code": problem.message.code,
        "severity": problem.severity,
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.column,
        "cell": problem.place.cell,
        "cause": catalogue.render(&problem.message),
        "action": catalogue.attribute(&problem.message, "action"),
    })
}

/// The whole document; `row` turns one row into JSON ([`request`] for requests, plain serialisation for the others).
pub fn imported<T>(
    file: &str,
    imported: &Imported<T>,
    row: impl Fn(&T) -> Json,
    catalogue: &Catalogue,
) -> Json {
    let problems: Vec<Json> = imported.problems.iter().map(|found| problem(found, catalogue)).collect();
    json!({
        "schema": "lianjian/import/1",
        "file": file,
        "title": imported.title,
        "year": imported.year,
        "sheets": imported.sheets,
        "rows": imported.rows.iter().map(row).collect::<Vec<Json>>(),
        "problems": problems,
    })
}
