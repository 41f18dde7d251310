//! The calendar as a workbook: an overview, a sheet a month, a sheet a unit. Knows the layout, nothing of the plan.

use super::month::{Day, Month, months};
use super::{Calendar, Visit};
use crate::domain::message::Message;
use crate::exchange::export::ExportError;
use crate::exchange::export::sheet::{Book, Cell, Look, Sheet};
use crate::exchange::export::words::{WEEKDAYS, Words};
use crate::text::Catalogue;

/// Lines the days of a month share, so that a month fills its page, however few its visits.
const MONTH_LINES: usize = 25;

/// The calendar as `.xlsx`.
pub fn xlsx(calendar: &Calendar, catalogue: &Catalogue) -> Result<Vec<u8>, ExportError> {
    let words = Words::new(catalogue);
    let mut book = Book::new(&calendar.heading(), calendar.generated_on, &calendar.heading());
    overview(&mut book, calendar, words)?;
    for month in months(calendar) {
        month_sheet(&mut book, calendar, &month, words)?;
    }
    for (unit, visits) in calendar.units() {
        unit_sheet(&mut book, calendar, unit, &visits, words)?;
    }
    book.finish()
}

fn top(sheet: &mut Sheet<'_>, title: &str, lines: &[String]) -> Result<(), ExportError> {
    sheet.line(title, Look::Title)?;
    for line in lines {
        sheet.line(line, Look::Line)?;
    }
    Ok(())
}

fn overview(book: &mut Book, calendar: &Calendar, words: Words<'_>) -> Result<(), ExportError> {
    let mut sheet = book.sheet(&words.get("export-overview"), true, &[7, 11, 8, 12, 9, 26, 28, 18, 7])?;
    let mut lines = vec![calendar.subtitle(words), calendar.summary(words)];
    lines.extend(calendar.quiet.iter().map(|quiet| {
        words.labelled("export-quiet", &format!("{} {}", quiet.name, words.period(quiet.first, quiet.last)))
    }));
    top(&mut sheet, &calendar.heading(), &lines)?;
    let labels = [
        "export-id",
        "export-first-day",
        "export-weekday",
        "export-unit",
        "export-manner",
        "export-departments",
        "export-subjects",
        "export-team",
        "export-status",
    ];
    sheet.head(&labels.map(|code| words.get(code)))?;
    for visit in calendar.visits_in_order() {
        let look = if visit.cancelled { Look::Cancelled } else { Look::Body };
        let status = words.get(visit.status_code());
        sheet.row(vec![
            (visit.id.clone().into(), look),
            (Cell::Date(visit.first_day), look),
            (weekdays(visit, words).into(), look),
            (visit.unit.clone().into(), look),
            (words.get(visit.manner_code()).into(), look),
            (words.list(&visit.departments).into(), look),
            (words.list(&visit.subjects).into(), look),
            (visit.people(words).into(), look),
            (status.into(), if visit.cancelled { Look::Anchor } else { Look::Body }),
        ])?;
    }
    for anchor in calendar.anchors_in_order() {
        let look = if anchor.cancelled { Look::Cancelled } else { Look::Anchor };
        sheet.row(vec![
            (anchor.id.clone().into(), look),
            (Cell::Date(anchor.first_day), look),
            (words.weekday(anchor.first_day).into(), look),
            (words.list(&anchor.units).into(), look),
            (words.get("export-kind-anchor").into(), look),
            (anchor.body.clone().into(), look),
            (anchor.subject.clone().into(), look),
            (words.span(anchor.first_day, anchor.days).into(), look),
            (words.get(super::status_code(anchor.cancelled)).into(), look),
        ])?;
    }
    for hash in &calendar.sealed {
        sheet.line(&words.labelled("export-sealed", hash), Look::Line)?;
    }
    sheet.close()
}

/// The weekday, or both where it takes two days.
fn weekdays(visit: &Visit, words: Words<'_>) -> String {
    if visit.days <= 1 {
        return words.weekday(visit.first_day);
    }
    format!("{}\u{2013}{}", words.weekday(visit.first_day), words.weekday(visit.last_day()))
}

fn month_sheet(
    book: &mut Book,
    calendar: &Calendar,
    month: &Month<'_>,
    words: Words<'_>,
) -> Result<(), ExportError> {
    let mut sheet = book.sheet(&words.month(month.first), true, &[19; 7])?;
    top(
        &mut sheet,
        &format!("{} {}", calendar.heading(), words.month(month.first)),
        &[words.get("export-month-legend")],
    )?;
    sheet.head(&WEEKDAYS.map(|code| words.get(code)))?;
    for week in &month.weeks {
        let cells: Vec<_> =
            week.iter().map(|day| day.as_ref().map_or_else(outside, |d| day_cell(d, words))).collect();
        sheet.rich_row(&cells, MONTH_LINES / month.weeks.len().max(1))?;
    }
    sheet.close()
}

fn outside() -> (Vec<(String, Look)>, Look) {
    (Vec::new(), Look::Day)
}

fn day_cell(day: &Day<'_>, words: Words<'_>) -> (Vec<(String, Look)>, Look) {
    let number = format!("{} {}", day.date.format("%-d"), day.names(words));
    let mut parts = vec![(number.trim().to_owned(), Look::Day)];
    for anchor in &day.anchors {
        let look = if anchor.cancelled { Look::Cancelled } else { Look::Anchor };
        parts.push((brief_anchor(anchor, words), look));
    }
    for visit in &day.visits {
        let look = if visit.cancelled { Look::Cancelled } else { Look::Body };
        parts.push((brief_visit(visit, words), look));
    }
    let ground = match (day.is_off(), day.quiet) {
        (true, _) => Look::Off,
        (false, Some(_)) => Look::Quiet,
        (false, None) => Look::Day,
    };
    (parts, ground)
}

/// A visit in a cell of the month: unit, id, how many departments, how it comes.
pub(super) fn brief_visit(visit: &Visit, words: Words<'_>) -> String {
    let code = match (visit.cancelled, visit.announced) {
        (true, _) => "export-brief-cancelled",
        (false, true) => "export-brief-announced",
        (false, false) => "export-brief-unannounced",
    };
    words.say(
        &Message::new(code)
            .with("unit", visit.unit.as_str())
            .with("id", visit.id.as_str())
            .with("departments", visit.departments.len()),
    )
}

/// An arrival from above in a cell of the month.
pub(super) fn brief_anchor(anchor: &super::Anchor, words: Words<'_>) -> String {
    let code = if anchor.cancelled { "export-brief-anchor-cancelled" } else { "export-brief-anchor" };
    words.say(&Message::new(code).with("body", anchor.body.as_str()).with("units", words.list(&anchor.units)))
}

fn unit_sheet(
    book: &mut Book,
    calendar: &Calendar,
    unit: &str,
    visits: &[&Visit],
    words: Words<'_>,
) -> Result<(), ExportError> {
    let mut sheet = book.sheet(unit, true, &[7, 16, 9, 20, 52, 18, 7])?;
    top(&mut sheet, &format!("{unit} {}", calendar.title), &[calendar.subtitle(words)])?;
    let labels = [
        "export-id",
        "export-days",
        "export-manner",
        "export-departments",
        "export-demands",
        "export-team",
        "export-status",
    ];
    sheet.head(&labels.map(|code| words.get(code)))?;
    for visit in visits {
        let look = if visit.cancelled { Look::Cancelled } else { Look::Body };
        let mut demands = visit.demand_lines(words);
        demands.extend(visit.note.clone());
        sheet.row(vec![
            (visit.id.clone().into(), look),
            (words.span(visit.first_day, visit.days).into(), look),
            (words.get(visit.manner_code()).into(), look),
            (words.list(&visit.departments).into(), look),
            (demands.join("\n").into(), look),
            (visit.people(words).into(), look),
            (words.get(visit.status_code()).into(), if visit.cancelled { Look::Anchor } else { Look::Body }),
        ])?;
    }
    for anchor in calendar.anchors_in_order().into_iter().filter(|a| a.units.iter().any(|name| name == unit))
    {
        let look = if anchor.cancelled { Look::Cancelled } else { Look::Anchor };
        sheet.row(vec![
            (anchor.id.clone().into(), look),
            (words.span(anchor.first_day, anchor.days).into(), look),
            (words.get("export-kind-anchor").into(), look),
            (anchor.body.clone().into(), look),
            (anchor.subject.clone().into(), look),
            (String::new().into(), look),
            (words.get(super::status_code(anchor.cancelled)).into(), look),
        ])?;
    }
    sheet.close()
}
