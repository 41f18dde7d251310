//! Departments' requests: a table of matters to inspect becomes one [`RequestRow`] a row. Matches nothing with the
//! county's own lists.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::grid::Value;
use super::heading::{Kind, SECOND};
use super::pick::{Picker, shown};
use super::setting::Setting;
use super::table::{Given, Row, Table, tables};
use super::wording::amount::{Amounts, Role, Unread as AmountUnread};
use super::wording::fold::{fold, name};
use super::wording::window::{Context, Unread as WindowUnread, Windows};
use super::wording::{amount, choice, units, window};
use super::{Imported, Options, SourceFile, Watch, marks, title, whole};
use crate::domain::intake::{DateSpan, Reading, RequestRow, UnitsAsked};
use crate::domain::problem::{Place, Problem};
use crate::domain::request::Regime;

/// Rows between two reports of how far the reading is.
const REPORT_EVERY: usize = 500;

/// Reads a file of requests.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<RequestRow> {
    read_watched(file, options, &mut |_, _| true)
}

/// Reads a file of requests, telling how far it is; nothing where it is stopped.
pub fn read_watched(file: &SourceFile<'_>, options: &Options, watch: Watch<'_>) -> Imported<RequestRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Request, &mut problems);
    if tables.is_empty() {
        return Imported::nothing(problems);
    }
    let mut imported = Imported::nothing(Vec::new());
    let all: usize = tables.iter().map(|table| table.rows.len()).sum();
    let mut done = 0;
    for table in &tables {
        let setting = Setting::of(file, options, table);
        imported.title = imported.title.or_else(|| setting.title.clone());
        imported.year = imported.year.or(setting.year);
        let before = imported.rows.len();
        let mut reader =
            Reader { file, table, setting: &setting, windows: BTreeMap::new(), amounts: BTreeMap::new() };
        for row in &table.rows {
            if done % REPORT_EVERY == 0 && !watch(done, all) {
                return Imported::nothing(vec![Problem::error(whole(file), "E1046")]);
            }
            done += 1;
            reader.row(row, &mut imported.rows, &mut problems);
        }
        let taken = imported.rows.get(before..).unwrap_or_default();
        imported.sheets.push(table.summary(taken.len()));
        about_table(file, table, &setting, taken, &mut problems);
    }
    imported.problems = super::sorted(problems);
    imported
}

/// What is said once a table rather than once a row.
fn about_table(
    file: &SourceFile<'_>,
    table: &Table,
    setting: &Setting,
    taken: &[RequestRow],
    problems: &mut Vec<Problem>,
) {
    let place = Place { sheet: table.grid.sheet.clone(), ..whole(file) };
    if table.rows.is_empty() {
        problems.push(Problem::error(place.clone(), "E1047"));
    }
    if let Some(title) = setting.title.as_ref().filter(|_| !taken.is_empty() && !table.has("subject")) {
        problems.push(Problem::warning(place.clone(), "E1073").with("title", title.as_str()));
    }
    let nameless = taken.iter().filter(|row| row.department.is_none()).count();
    if nameless > 0 {
        problems.push(Problem::warning(place.clone(), "E1036").with("rows", nameless));
    }
    let used = |name: &&String| taken.iter().any(|row| row.department.as_ref() == Some(name));
    if let Some(name) = setting.department.as_ref().filter(|_| setting.unsure).filter(used) {
        problems.push(Problem::warning(place.clone(), "E1068").with("department", name.as_str()));
    }
    let timed = ["window", "window_from", "window_to", marks::MONTH].iter().any(|field| table.has(field));
    if timed || taken.iter().all(|row| !row.windows.is_empty()) && setting.window.is_none() {
        return;
    }
    problems.push(match (&setting.window, &table.grid.sheet) {
        (Some(_), Some(sheet)) => Problem::warning(place, "E1071").with("sheet", sheet.as_str()),
        _ => Problem::warning(place, "E1038"),
    });
}

struct Reader<'t> {
    file: &'t SourceFile<'t>,
    table: &'t Table,
    setting: &'t Setting,
    /// A plan repeats a few wordings over all its rows: each is read once.
    windows: BTreeMap<(String, Context), Result<Windows, WindowUnread>>,
    amounts: BTreeMap<(String, Role), Result<Amounts, AmountUnread>>,
}

impl<'t> Reader<'t> {
    fn row(&mut self, row: &'t Row, rows: &mut Vec<RequestRow>, problems: &mut Vec<Problem>) {
        let mut pick = Picker::new(self.file, self.table, row);
        let mut request = RequestRow {
            sheet: self.table.grid.sheet.clone(),
            row: row.number,
            line: pick.text("line"),
            plan_item: pick.text("plan_item"),
            office: pick.text("office").map(|text| name(&text)),
            category: pick.text("category").map(|text| name(&text)),
            item_class: pick.text("item_class"),
            subject: self.subject(&mut pick),
            content: pick.text("content"),
            object: pick.text("object").or_else(|| pick.text("scope")),
            basis: pick.text("basis"),
            mode: pick.text("mode"),
            note: pick.text("note"),
            materials: pick.text("materials").map_or_else(Vec::new, |text| raw_things(&pick, &text)),
            ..RequestRow::default()
        };
        self.department(&mut pick, &mut request);
        self.units(&mut pick, &mut request);
        self.windows(&mut pick, &mut request);
        self.amounts(&mut pick, &mut request);
        Self::choices(&mut pick, &mut request);
        request.people = choose(&mut pick, "people", "E1064", choice::people);
        request.effort_halfdays = effort(&mut pick);
        request.readings = self.readings(row);
        pick.finish(Some(request), rows, problems);
    }

    /// What its column says; the title of a table that has no such column.
    fn subject(&self, pick: &mut Picker<'t>) -> String {
        let titled = self.setting.title.as_ref().filter(|_| !self.table.has("subject"));
        titled.cloned().or_else(|| pick.need("subject")).unwrap_or_default()
    }

    fn department(&self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let organisations = |pick: &Picker<'_>, field: &str| {
            let text = pick.given(field).and_then(|given| raw(&given));
            text.map_or_else(Vec::new, |text| choice::organisations(&text))
        };
        request.partners = organisations(pick, "partners");
        let section = pick.row.section.clone();
        let (section_department, section) = match section {
            Some(text) if title::is_department(&fold(&text)) => (Some(text), None),
            other => (None, other),
        };
        request.category = request.category.take().or(section);
        let mut named = organisations(pick, "department");
        // 单位 may be what is counted: 家, 户.
        let known = named.len();
        named.retain(|name| name.chars().count() > 1);
        if let Some(given) = pick.given("department").filter(|_| named.len() < known) {
            pick.warn(&given, "E1044");
        }
        if named.len() > 1 {
            if let Some(given) = pick.given("department") {
                pick.warn(&given, "E1053");
            }
            let partners = named.split_off(1);
            request.partners.splice(0..0, partners);
        }
        request.department = named.pop().or(section_department).or_else(|| self.setting.department.clone());
    }

    /// The column of units, else what the range or the object names; a list that breaks off with 等 is completed where
    /// all of it stands elsewhere.
    fn units(&self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let stated =
            pick.given("units").map(|given| (given, units::read as fn(&str) -> Option<units::Units>));
        let ranged = || pick.given("scope").map(|given| (given, units::range as fn(&str) -> _));
        let object = || pick.given("object").map(|given| (given, units::only_units as fn(&str) -> _));
        let read = |(given, read): (Given<'t>, fn(&str) -> Option<units::Units>)| {
            Some((given, raw(&given).and_then(|text| read(&text))?))
        };
        let ticked = marks::units(self.table, pick.row);
        if stated.is_none() && !ticked.is_empty() {
            request.units = Some(UnitsAsked::Named(ticked));
            return;
        }
        let found = match stated {
            Some(stated) => read(stated),
            None => ranged().and_then(read).or_else(|| object().and_then(read)),
        };
        let unread = found.is_none() && pick.given("object").is_some() && pick.given("units").is_none();
        if let Some(given) = pick.given("scope").filter(|_| unread) {
            pick.warn(&given, "E1065");
        }
        let Some((given, mut found)) = found else {
            if let Some(given) = pick.given("units").filter(|given| shown(given).is_some()) {
                pick.warn(&given, "E1045");
            }
            return;
        };
        if found.partly
            && let Some(whole) = self.listed_elsewhere(pick.row, &found)
        {
            pick.warn(&given, "E1066");
            found.asked = whole;
        } else if found.partly {
            pick.warn(&given, "E1045");
        }
        request.units = Some(found.asked);
    }

    /// The full list that 甲乡、乙乡等6个乡镇 stands for: as many units, those named among them, in another cell of the
    /// row, another row, or over or below the table.
    fn listed_elsewhere(&self, row: &Row, part: &units::Units) -> Option<UnitsAsked> {
        let cells = |row: &Row| {
            let texts = (0..self.table.columns.len()).filter_map(|at| self.table.at(row, at));
            texts.map(|given| given.cell.shown().into_owned()).collect::<Vec<_>>()
        };
        let complete = |text: &String| units::completes(text, part);
        let mut others = self.table.rows.iter().flat_map(cells);
        cells(row)
            .iter()
            .find_map(complete)
            .or_else(|| others.find_map(|text| complete(&text)))
            .or_else(|| self.table.above.iter().chain(&self.table.below).find_map(complete))
    }

    fn windows(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let year = pick.text("year").and_then(|text| title::year(&text)).or(self.setting.year);
        let both = (pick.given("window_from"), pick.given("window_to"));
        let (given, read) = match (pick.given("window"), both) {
            (Some(given), _) => {
                let Some(text) = shown(&given) else { return };
                let context = Context { year, months: asks_months(&given.column.header) };
                let read = self.windows.entry((text, context));
                let read = read.or_insert_with_key(|(text, context)| window::read(text, *context)).clone();
                (given, read)
            }
            (None, (Some(from), Some(to))) => {
                let (Some(first), Some(last)) = (shown(&from), shown(&to)) else { return };
                let months = asks_months(&from.column.header) && asks_months(&to.column.header);
                (to, window::ends(&first, &last, Context { year, months }))
            }
            (None, (None, Some(to))) => {
                let Some(text) = shown(&to) else { return };
                if self.table.has("window_from") {
                    pick.warn(&to, "E1061");
                }
                (to, window::read(&format!("\u{622a}\u{81f3}{text}"), Context { year, months: false }))
            }
            (None, (Some(from), None)) => {
                let Some(text) = shown(&from) else { return };
                pick.warn(&from, "E1061");
                (from, window::read(&format!("{text}\u{8d77}"), Context { year, months: false }))
            }
            (None, (None, None)) => {
                if let Some(ticked) = ticked_months(pick, year) {
                    request.windows = ticked;
                } else if let Some(of_section) = section_window(pick.row, year) {
                    request.windows = of_section;
                } else if let Some(of_sheet) = &self.setting.window {
                    request.windows.clone_from(of_sheet);
                } else if self.table.has("window") || self.table.has(marks::MONTH) {
                    pick.problems.push(Problem::warning(pick.place(), "E1038"));
                }
                return;
            }
        };
        match read {
            Ok(windows) => {
                if windows.partly || lost_zero(&given) {
                    pick.warn(&given, "E1037");
                }
                // In these formats "2021年9月" typed into a cell arrives as its first day.
                let first = matches!(given.cell.value, Value::Date { day, month: false } if day.day() == 1);
                if first && self.table.grid.month_blind && self.table.has("window") {
                    pick.warn(&given, "E1057");
                }
                request.times_per_year = windows.periods;
                request.windows = windows.spans;
            }
            Err(WindowUnread::Undecided) => pick.warn(&given, "E1039"),
            Err(unread) => pick.refuse(&given, window_code(unread)),
        }
    }

    fn amounts(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        for at in 0..self.table.columns.len() {
            let Some(given) = self.table.at(pick.row, at) else { continue };
            let Some(role) = role(&given) else { continue };
            let Some(text) = shown(&given) else { continue };
            let read = self.amounts.entry((text, role));
            let read = read.or_insert_with_key(|(text, role)| amount::read(text, *role)).clone();
            match read {
                Ok(amounts) => merge(pick, &given, request, &amounts),
                Err(AmountUnread::Words) => pick.warn(&given, "E1040"),
                Err(AmountUnread::Form) => pick.refuse(&given, "E1029"),
                Err(AmountUnread::Range) => pick.refuse(&given, "E1041"),
                Err(AmountUnread::Ambiguous) => pick.refuse(&given, "E1042"),
            }
        }
        if request.times_per_year.is_none() {
            // 3月-12月，抽查1次: the time column says how often as well.
            let also = pick.text("window").filter(|text| text.contains('次'));
            let times =
                also.and_then(|text| amount::read(&text, Role::Any).ok()).and_then(|amounts| amounts.times);
            request.times_per_year = times.map(|times| times.number);
            request.times_at_least = times.is_some_and(|times| times.at_least);
        }
    }

    fn choices(pick: &mut Picker<'t>, request: &mut RequestRow) {
        request.announced = choose(pick, "announced", "E1044", choice::announced)
            .or_else(|| request.mode.as_deref().and_then(choice::announced));
        request.joinable = choose(pick, "joinable", "E1044", choice::joinable);
        request.kind = choose(pick, "kind", "E1044", choice::kind);
        request.regime = choose(pick, "regime", "E1044", choice::regime);
        if request.regime.is_none() {
            let texts = [Some(request.subject.as_str()), request.content.as_deref()];
            // Only the plain words 行政检查 decide; anything less is for triage.
            let named = texts.into_iter().flatten().any(|text| text.contains("行政检查"));
            request.regime =
                request.item_class.as_deref().and_then(choice::regime).or_else(|| named.then_some(Regime::B));
        }
    }

    fn readings(&self, row: &Row) -> Vec<Reading> {
        let columns = self.table.columns.iter().enumerate();
        columns
            .filter_map(|(at, column)| {
                let given = self.table.at(row, at)?;
                Some(Reading {
                    column: column.number,
                    header: column.header.clone(),
                    cell: given.cell.shown().into_owned(),
                    as_field: column
                        .field
                        .clone()
                        .filter(|field| !field.is_empty() && field != SECOND)
                        .unwrap_or_else(|| "other".to_owned()),
                    from_row: given.from_row,
                })
            })
            .collect()
    }
}

/// The months ticked in a row as spans, those that follow each other as one; `None` where none is ticked.
fn ticked_months(pick: &mut Picker<'_>, year: Option<i32>) -> Option<Vec<DateSpan>> {
    let ticked = marks::months(pick.table(), pick.row);
    let mut spans: Vec<DateSpan> = Vec::new();
    for (month, given, says) in ticked {
        let context = Context { year, months: false };
        let whole = format!("{month}\u{6708}");
        let narrower = says.as_ref().map(|says| window::read(&format!("{whole}{says}"), context));
        let read = match narrower {
            Some(Ok(read)) if !read.partly => Ok(read),
            Some(_) => {
                pick.warn(&given, "E1037");
                window::read(&whole, context)
            }
            None => window::read(&whole, context),
        };
        match read {
            Ok(read) => spans.extend(read.spans),
            Err(unread) => {
                pick.refuse(&given, window_code(unread));
                return Some(Vec::new());
            }
        }
    }
    let mut joined: Vec<DateSpan> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.to.succ_opt() == Some(span.from) => last.to = span.to,
            _ => joined.push(span),
        }
    }
    (!joined.is_empty()).then_some(joined)
}

/// The time a line over the rows names: 10月 over what is done in October.
fn section_window(row: &Row, year: Option<i32>) -> Option<Vec<DateSpan>> {
    let read = window::read(row.section.as_deref()?, Context { year, months: false }).ok()?;
    (!read.partly).then_some(read.spans)
}

/// 检查月份 asks for months; 检查时间（年月日） does not.
fn asks_months(header: &str) -> bool {
    let header = fold(header);
    header.contains('月') && !header.contains('日')
}

/// 10.1 as a number: the tenth of October loses its last zero, so that it cannot be told from the first.
fn lost_zero(given: &Given<'_>) -> bool {
    let tenths = |number: f64| {
        super::grid::number_text(number)
            .split_once('.')
            .is_some_and(|(_, rest)| matches!(rest, "1" | "2" | "3"))
    };
    matches!(given.cell.value, Value::Number(number) if tenths(number))
}

/// The cell with its line breaks, which separate the names of a list.
fn raw(given: &Given<'_>) -> Option<String> {
    shown(given).map(|_| given.cell.shown().into_owned())
}

fn raw_things(pick: &Picker<'_>, tidied: &str) -> Vec<String> {
    let raw = pick.given("materials").and_then(|given| raw(&given));
    choice::things(raw.as_deref().unwrap_or(tidied))
}

fn effort(pick: &mut Picker<'_>) -> Option<u32> {
    let halves = pick.header("effort").contains("halfdays");
    choose(pick, "effort", "E1064", |text| {
        if halves {
            text.parse().ok().filter(|halves| (1..=730).contains(halves))
        } else {
            choice::halfdays(text)
        }
    })
}

/// A field the request can do without: what cannot be read is said, and left open.
fn choose<T>(pick: &mut Picker<'_>, field: &str, code: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let given = pick.given(field)?;
    let text = shown(&given)?;
    let value = read(&text);
    if value.is_none() {
        pick.warn(&given, code);
    }
    value
}

fn window_code(unread: WindowUnread) -> &'static str {
    match unread {
        WindowUnread::Form => "E1021",
        WindowUnread::Year => "E1022",
        WindowUnread::Calendar => "E1026",
        WindowUnread::Reversed => "E1027",
        WindowUnread::Ambiguous => "E1028",
        WindowUnread::Undecided => "E1039",
    }
}

/// What a bare number in this column is; `None` for columns that hold no amounts.
fn role(given: &Given<'_>) -> Option<Role> {
    let header = &given.column.header;
    let percent = header.contains(['%', '\u{ff05}']);
    // A cell formatted as per cent holds 0.05 for 5 %: under a heading with % only text and whole numbers are sure.
    let fraction = matches!(given.cell.value, Value::Number(number) if number < 1.0);
    Some(match given.column.field.as_deref()? {
        "ratio" if percent && !fraction => Role::Percent,
        "ratio" => Role::Ratio,
        "count" => Role::Count,
        "times" => Role::Times,
        "population" => Role::Population,
        "amount" | "amount_more" => Role::Any,
        _ => return None,
    })
}

/// Adds what one column says to what the columns before it said.
fn merge(pick: &mut Picker<'_>, given: &Given<'_>, request: &mut RequestRow, amounts: &Amounts) {
    let mut conflict = false;
    if let Some(ratio) = amounts.ratio {
        conflict |= request.ratio.is_some_and(|known| known != ratio);
        request.ratio = request.ratio.or(Some(ratio));
    }
    if let Some(count) = amounts.count {
        conflict |= request.count.is_some_and(|known| known != count.number);
        if request.count.is_none() {
            request.count = Some(count.number);
            request.count_per_unit = count.per_unit;
            let header = fold(&given.column.header);
            request.count_estimated =
                count.estimated || ["预估", "预计", "拟"].iter().any(|word| header.contains(word));
        }
    }
    if let Some(times) = amounts.times {
        conflict |= request.times_per_year.is_some_and(|known| known != times.number);
        request.times_per_year = Some(times.number);
        request.times_at_least = times.at_least;
    }
    if let Some(population) = amounts.population {
        request.population = request.population.or(Some(population));
    }
    if conflict {
        pick.warn(given, "E1051");
    } else if amounts.partly {
        pick.warn(given, "E1037");
    }
}
