//! Departments' requests: a table of matters to inspect becomes one [`RequestRow`] a row. Matches nothing with the
//! county's own lists.

use std::collections::BTreeMap;

use super::heading::{Kind, SECOND};
use super::pick::{Picker, shown};
use super::setting::Setting;
use super::table::{Column, Given, Row, Table, tables_watched};
use super::wording::amount::{Amounts, Role, Unread as AmountUnread};
use super::wording::fold::{fold, name};
use super::wording::units::Units;
use super::wording::window::{Context, Unread as WindowUnread, Windows};
use super::wording::{choice, effort, list};
use super::{Imported, Options, SCALE, SourceFile, Watch, marks, share, title, whole};
use crate::domain::intake::{Reading, RequestRow, SharedText};
use crate::domain::problem::{Place, Problem};
use crate::domain::request::{Regime, RequestKind};

mod amounts;
mod when;
mod whom;

use self::whom::Reach;

/// Rows between two reports of how far the reading is: read in two halves beside each other.
const REPORT_EVERY: usize = 500;
/// Most wordings of a kind that are remembered.
const WORDINGS_MAX: usize = 4_096;

/// Reads a file of requests.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<RequestRow> {
    read_watched(file, options, &mut |_, _| true)
}

/// Reads a file of requests, telling how far it is; nothing where it is stopped.
pub fn read_watched(file: &SourceFile<'_>, options: &Options, watch: Watch<'_>) -> Imported<RequestRow> {
    let mut problems = Vec::new();
    let mut cells = share(watch, 0, SCALE / 2);
    let mut tables = tables_watched(file, options, Kind::Request, &mut problems, &mut cells);
    drop(cells);
    let mut watch = share(watch, SCALE / 2, SCALE);
    if tables.is_empty() {
        return Imported::nothing(problems);
    }
    let mut imported = Imported::nothing(Vec::new());
    let all: usize = tables.iter().map(|table| table.rows.len()).sum();
    let mut done = 0;
    for table in &mut tables {
        let setting = Setting::of(file, options, table);
        if options.mapping.is_none() {
            problems.extend(whom::not_by_whom(file, table, &setting));
        }
        let table = &*table;
        imported.title = imported.title.or_else(|| setting.title.clone());
        imported.year = imported.year.or(setting.year);
        let before = imported.rows.len();
        let mut readers = [(); 2].map(|()| Reader::new(file, table, &setting));
        for block in table.rows.chunks(REPORT_EVERY) {
            if !watch(done, all) {
                return Imported::nothing(vec![Problem::error(whole(file), "E1046")]);
            }
            done += block.len();
            for (rows, said) in read_block(&mut readers, block) {
                imported.rows.extend(rows);
                problems.extend(said);
            }
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
    let timed = ["window", "window_from", "window_to", marks::PERIOD].iter().any(|field| table.has(field));
    if timed || taken.iter().all(|row| !row.windows.is_empty()) && setting.window.is_none() {
        return;
    }
    problems.push(match (&setting.window, &table.grid.sheet) {
        (Some(_), Some(sheet)) => Problem::warning(place, "E1071").with("sheet", sheet.as_str()),
        _ => Problem::warning(place, "E1038"),
    });
}

/// Rows that were read, and what there is to say about them and the others.
type Read = (Vec<RequestRow>, Vec<Problem>);

/// Reads the halves of a block beside each other; what they give is in the order of the rows.
fn read_block<'t>([first, second]: &mut [Reader<'t>; 2], block: &'t [Row]) -> [Read; 2] {
    let (start, end) = block.split_at(block.len().div_ceil(2));
    std::thread::scope(|scope| {
        let end = scope.spawn(|| second.rows(end));
        let start = first.rows(start);
        [start, end.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))]
    })
}

/// What was read of a wording. A plan repeats a few wordings over all its rows: each is read once.
struct Wordings<K, V>(BTreeMap<K, V>);

impl<K: Ord, V: Clone> Wordings<K, V> {
    const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn read(&mut self, wording: K, read: impl FnOnce(&K) -> V) -> V {
        if let Some(known) = self.0.get(&wording) {
            return known.clone();
        }
        let value = read(&wording);
        if self.0.len() < WORDINGS_MAX {
            self.0.insert(wording, value.clone());
        }
        value
    }
}

struct Reader<'t> {
    file: &'t SourceFile<'t>,
    table: &'t Table,
    setting: &'t Setting,
    /// Heading and field of each column, as readings tell them.
    columns: Vec<(SharedText, SharedText)>,
    windows: Wordings<(String, Context), Result<Windows, WindowUnread>>,
    amounts: Wordings<(String, Role), Result<Amounts, AmountUnread>>,
    units: Wordings<(String, Reach), Option<Units>>,
    organisations: Wordings<String, Vec<String>>,
}

impl<'t> Reader<'t> {
    fn new(file: &'t SourceFile<'t>, table: &'t Table, setting: &'t Setting) -> Self {
        let column = |column: &Column| {
            let field = column.field.clone().filter(|field| !field.is_empty() && field != SECOND);
            (column.header.clone().into(), field.unwrap_or_else(|| "other".to_owned()).into())
        };
        Self {
            file,
            table,
            setting,
            columns: table.columns.iter().map(column).collect(),
            windows: Wordings::new(),
            amounts: Wordings::new(),
            units: Wordings::new(),
            organisations: Wordings::new(),
        }
    }

    fn rows(&mut self, rows: &'t [Row]) -> Read {
        let mut read = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            self.row(row, &mut read.0, &mut read.1);
        }
        read
    }

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
        request.people = choose(&mut pick, "people", "E1064", effort::people);
        request.effort_halfdays = effort(&mut pick);
        changed_by_remark(&mut pick);
        request.readings = self.readings(row);
        pick.finish(Some(request), rows, problems);
    }

    /// What its column says; the title of a table that has no such column.
    fn subject(&self, pick: &mut Picker<'t>) -> String {
        let titled = self.setting.title.as_ref().filter(|_| !self.table.has("subject"));
        titled.cloned().or_else(|| pick.need("subject")).unwrap_or_default()
    }

    fn organisations(&mut self, pick: &Picker<'_>, field: &str) -> Vec<String> {
        let text = pick.given(field).and_then(|given| raw(&given));
        text.map_or_else(Vec::new, |text| self.organisations.read(text, |text| list::organisations(text)))
    }

    fn department(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        request.partners = self.organisations(pick, "partners");
        let section = pick.row.section.clone();
        let (section_department, section) = match section {
            Some(text) if title::is_department(&fold(&text)) => (Some(text), None),
            other => (None, other),
        };
        request.category = request.category.take().or(section);
        let mut named = self.organisations(pick, "department");
        // 单位 may be what is counted: 家, 户.
        let known = named.len();
        named.retain(|name| name.chars().count() > 1);
        if let Some(given) = pick.given("department").filter(|_| named.len() < known) {
            pick.warn(&given, "E1044");
        }
        // 餐饮股 under 实施单位 is an office of the department that sends the plan.
        if let [office] = named.as_slice()
            && office.ends_with(['股', '科'])
            && self.setting.department.is_some()
        {
            let office = named.pop();
            request.office = request.office.take().or(office);
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

    fn choices(pick: &mut Picker<'t>, request: &mut RequestRow) {
        request.announced = choose(pick, "announced", "E1044", choice::announced)
            .or_else(|| request.mode.as_deref().and_then(choice::announced))
            .or_else(|| request.note.as_deref().filter(is_phrase).and_then(choice::announced));
        request.joinable = choose(pick, "joinable", "E1044", choice::joinable);
        request.kind = kind(pick);
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
        let columns = self.columns.iter().enumerate();
        columns
            .filter_map(|(at, (header, field))| {
                let given = self.table.at(row, at)?;
                Some(Reading {
                    column: given.column.number,
                    header: header.clone(),
                    cell: given.cell.shown().into_owned(),
                    as_field: field.clone(),
                    from_row: given.from_row,
                })
            })
            .collect()
    }
}

/// The cell with its line breaks, which separate the names of a list.
fn raw(given: &Given<'_>) -> Option<String> {
    shown(given).map(|_| given.cell.shown().into_owned())
}

fn raw_things(pick: &Picker<'_>, tidied: &str) -> Vec<String> {
    let raw = pick.given("materials").and_then(|given| raw(&given));
    list::things(raw.as_deref().unwrap_or(tidied))
}

/// A remark of several words: 是 or 有 alone answers a question nobody knows.
fn is_phrase(note: &&str) -> bool {
    note.chars().count() > 2
}

/// 改为6月, 取消, 作废: a remark, or the matter itself, that takes back what its row says.
fn changed_by_remark(pick: &mut Picker<'_>) {
    const WORDS: &[&str] = &[
        "改为",
        "改到",
        "改在",
        "调整",
        "推迟",
        "延期",
        "延后",
        "暂缓",
        "取消",
        "作废",
        "不再",
        "停止",
        "已开展",
        "已完成",
    ];
    for field in ["note", "subject"] {
        let Some(given) = pick.given(field) else { continue };
        let text = fold(&given.cell.shown());
        if (field == "note" || text.contains('(')) && WORDS.iter().any(|word| text.contains(word)) {
            pick.warn(&given, "E1074");
        }
    }
}

/// The kind, of one column or of two: 来源 beside 是否计划内. Who may not be refused comes before what is on a plan.
fn kind(pick: &mut Picker<'_>) -> Option<RequestKind> {
    let read = ["kind", "kind_more"].map(|field| {
        let of_plan = fold(pick.header(field)).contains("计划内");
        choose(pick, field, "E1044", |text| match fold(text).as_str() {
            "是" if of_plan => Some(RequestKind::Planned),
            "否" if of_plan => Some(RequestKind::OffPlan),
            _ => choice::kind(text),
        })
    });
    let plan = |kind: &RequestKind| matches!(kind, RequestKind::Planned | RequestKind::OffPlan);
    let mut read = read.into_iter().flatten();
    let first = read.next()?;
    Some(read.next().filter(|second| plan(&first) && !plan(second)).unwrap_or(first))
}

fn effort(pick: &mut Picker<'_>) -> Option<u32> {
    let halves = pick.header("effort").contains("halfdays");
    choose(pick, "effort", "E1064", |text| {
        if halves {
            text.parse().ok().filter(|halves| (1..=730).contains(halves))
        } else {
            effort::halfdays(text)
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
