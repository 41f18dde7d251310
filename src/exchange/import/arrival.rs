//! What really came to the townships, as they list it, becomes [`ArrivalRow`]s.

use super::heading::Kind;
use super::holiday::day;
use super::pick::Picker;
use super::table::tables;
use super::wording::{choice, effort, list};
use super::{Imported, Options, SourceFile, sorted, title};
use crate::domain::intake::ArrivalRow;

/// Reads a list of arrivals.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<ArrivalRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Arrival, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        imported.title = imported.title.or_else(|| table.above.first().cloned());
        let year = table.above.iter().find_map(|text| title::year(text));
        let year = year.or_else(|| title::year(file.name)).or(options.year);
        imported.year = imported.year.or(year);
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            pick.need("date");
            let date = pick.parsed("date", "E1048", |text| day(text, year));
            let unit = pick.need("unit");
            let department = pick.need("department");
            let arrival = date.zip(unit).zip(department).map(|((date, unit), department)| ArrivalRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                date,
                unit,
                department,
                people: pick.parsed("people", "E1043", effort::people),
                halfdays: halfdays(&mut pick),
                announced: pick.parsed("announced", "E1055", choice::announced),
                subject: pick.text("subject"),
                materials_count: pick.text("materials").and_then(|text| text.parse().ok()),
                materials: things(&pick),
                forms: pick.text("forms").and_then(|text| text.parse().ok()),
                hosts: pick.parsed("hosts", "E1043", effort::people),
                note: pick.text("note"),
            });
            pick.finish(arrival, &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}

/// What they asked for by name; a bare number only counts.
fn things(pick: &Picker<'_>) -> Vec<String> {
    let named = pick.text("materials").filter(|text| text.parse::<u32>().is_err());
    named.map_or_else(Vec::new, |text| list::things(&text))
}

/// The column counts days unless its name says half days.
fn halfdays(pick: &mut Picker<'_>) -> Option<u32> {
    let halves = pick.header("halfdays").contains("halfdays");
    pick.parsed("halfdays", "E1043", |text| if halves { text.parse().ok() } else { effort::halfdays(text) })
}
