//! What stands around a table of requests says for all its rows: title, year, department, and the month of its sheet.

use super::table::Table;
use super::wording::fold::{fold, tidy};
use super::wording::window::{self, Context};
use super::{Options, SourceFile, title};
use crate::domain::intake::DateSpan;

/// What a table's surroundings say for its rows.
pub(super) struct Setting {
    pub(super) title: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) department: Option<String>,
    /// The department was read from a title or name, and could be something else.
    pub(super) unsure: bool,
    /// When, where only the sheet's name says it (3月).
    pub(super) window: Option<Vec<DateSpan>>,
}

impl Setting {
    pub(super) fn of(file: &SourceFile<'_>, options: &Options, table: &Table) -> Self {
        let stem = file.name.rsplit_once('.').map_or(file.name, |(stem, _)| stem);
        let sheet = table.grid.sheet.as_deref().unwrap_or_default();
        let titles = || table.above.iter().map(String::as_str).filter(|text| !is_form_line(text));
        let headings = ["window", "window_from", "window_to"];
        let from_heading = headings.iter().filter_map(|field| table.header(field)).find_map(title::year);
        let year = from_heading
            .or_else(|| titles().find_map(title::year_of_plan))
            .or_else(|| titles().filter(|text| !title::is_document_number(text)).find_map(title::year))
            .or_else(|| titles().find_map(title::year))
            .or_else(|| title::year(sheet))
            .or_else(|| title::year(stem))
            .or(options.year);
        let stated = options.mapping.as_ref().and_then(|mapping| mapping.department.clone());
        let labelled =
            || table.above.iter().chain(&table.below).find_map(|text| title::labelled_department(text));
        let titled = || {
            let sender = |text: &&str| !title::is_addressee(text);
            let title = titles().filter(sender).find_map(title::department);
            let signed = || table.below.iter().find(|text| title::is_department(text)).cloned();
            let title = title.or_else(signed);
            title.or_else(|| title::department(sheet)).or_else(|| title::department(stem))
        };
        let stated = stated.or_else(labelled);
        let from_title = stated.is_none();
        let department = stated.or_else(titled);
        let unsure = from_title && department.as_deref().is_some_and(|name| !title::surely_department(name));
        let attachment = |text: &&str| fold(text).trim_end_matches([':', ';']).chars().count() <= 4;
        let title = titles().find(|text| !attachment(text)).map(tidy);
        let window = window::read(sheet, Context { year, months: false }).ok();
        let month = |span: &DateSpan| (span.to - span.from).num_days() < 200;
        let window =
            window.filter(|read| !read.partly && read.spans.iter().all(month)).map(|read| read.spans);
        Self { title, year, department, unsure, window }
    }
}

/// 填报时间 and its kind tell when a form was filled in, not what year it is about.
fn is_form_line(text: &str) -> bool {
    let folded = fold(text);
    ["填", "报送", "上报", "制表", "日期", "时间", "单位", "联系", "审核", "印发"]
        .iter()
        .any(|word| folded.starts_with(word))
}
