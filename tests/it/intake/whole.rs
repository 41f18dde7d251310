//! A whole plan of several hundred rows against what its writer meant, row by row.

use super::{fixture, import};

#[test]
fn a_joint_plan_of_three_hundred_rows() {
    let imported = import("joint_plan.xlsx", &fixture("whole/joint_plan.xlsx"));
    let meant = String::from_utf8(fixture("whole/joint_plan.tsv")).unwrap();
    let read = imported.rows.iter().map(|row| {
        let ratio = row.ratio.map_or(String::new(), |range| {
            let max = range.max.map_or(String::new(), |max| max.as_decimal().to_string());
            format!("{}..{max}", range.min.as_decimal())
        });
        let [span] = row.windows.as_slice() else { panic!("row {}: {:?}", row.row, row.windows) };
        [
            row.row.to_string(),
            row.line.clone().unwrap_or_default(),
            row.category.clone().unwrap_or_default(),
            row.subject.clone(),
            row.department.clone().unwrap_or_default(),
            row.partners.join("+"),
            span.from.to_string(),
            span.to.to_string(),
            ratio,
            row.times_per_year.map_or(String::new(), |times| times.to_string()),
        ]
        .join("\t")
    });
    for (read, meant) in read.zip(meant.lines()) {
        assert_eq!(read, meant);
    }
    assert_eq!(imported.rows.len(), meant.lines().count());
    assert!(imported.rows.len() > 250);
    // Four subtotals, the total and the signatures are all there is to say.
    let codes: Vec<&str> = imported.problems.iter().map(|problem| problem.message.code.as_str()).collect();
    assert_eq!(codes, ["E1031", "E1031", "E1031", "E1031", "E1031", "E1032"]);
}
