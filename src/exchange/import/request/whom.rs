//! Which units a row of requests asks for. Knows no time and no amount.

use super::super::marks;
use super::super::pick::{Picker, shown};
use super::super::setting::Setting;
use super::super::table::{Row, Table};
use super::super::wording::fold::fold;
use super::super::wording::units;
use super::super::{SourceFile, title, whole};
use super::{Reader, raw};
use crate::domain::intake::{RequestRow, UnitsAsked};
use crate::domain::problem::{Place, Problem};

/// Which column the units of a row are looked for in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Stated,
    Range,
    Object,
}

impl Reach {
    const fn field(self) -> &'static str {
        match self {
            Self::Stated => "units",
            Self::Range => "scope",
            Self::Object => "object",
        }
    }

    fn read(self, text: &str) -> Option<units::Units> {
        match self {
            Self::Stated => units::read(text),
            Self::Range => units::range(text),
            Self::Object => units::only_units(text),
        }
    }
}

/// Headings that can be meant of who inspects and of who is inspected.
const EITHER: &[&str] = &["检查单位", "单位", "单位名称", "机构", "部门(单位)", "实施单位", "责任单位"];

/// How those are called who are inspected.
const INSPECTED: &[&str] = &[
    "乡",
    "镇",
    "村",
    "街道",
    "社区",
    "企业",
    "公司",
    "合作社",
    "学校",
    "小学",
    "中学",
    "幼儿园",
    "医院",
    "卫生院",
    "药店",
    "店",
    "户",
    "场",
    "厂",
    "园",
    "院",
    "馆",
    "站点",
    "场所",
    "工地",
    "项目",
    "单位",
    "机构",
    "主体",
];

/// Where the file says who sends it, and all in a column of such a heading are called as those are who are inspected, the
/// column tells whom: 检查单位 over 各乡镇.
pub(super) fn not_by_whom(file: &SourceFile<'_>, table: &mut Table, setting: &Setting) -> Option<Problem> {
    setting.department.as_ref()?;
    let at = table.columns.iter().position(|column| column.field.as_deref() == Some("department"))?;
    let header = fold(&table.columns.get(at)?.header);
    let header: String = header.chars().filter(|c| !c.is_ascii_alphabetic() && *c != ' ').collect();
    let texts: Vec<String> =
        table.rows.iter().filter_map(|row| table.at(row, at)).filter_map(|given| shown(&given)).collect();
    if texts.is_empty() || !EITHER.contains(&header.as_str()) || !texts.iter().all(|text| is_inspected(text))
    {
        return None;
    }
    let free = |field: &str| !table.has(field);
    let field = ["scope", "object", "units"].into_iter().find(|field| free(field))?;
    let place = Place { sheet: table.grid.sheet.clone(), row: Some(table.header_row), ..whole(file) };
    let column = table.columns.get_mut(at)?;
    column.field = Some(field.to_owned());
    Some(Problem::warning(place, "E1081").with("heading", column.header.as_str()))
}

/// 各乡镇, 阳光幼儿园、第二小学, 加油站点(3家).
fn is_inspected(text: &str) -> bool {
    let text = fold(text);
    let name = text.split('(').next().unwrap_or(&text).trim_end();
    let called = INSPECTED.iter().any(|word| name.ends_with(word) && name != *word);
    (called || name.starts_with(['各', '全'])) && !title::is_department(&text)
}

impl<'t> Reader<'t> {
    /// The column of units, else what the range or the object names; a list that breaks off with 等 is completed where
    /// all of it stands elsewhere.
    pub(super) fn units(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let stated = pick.given(Reach::Stated.field()).is_some();
        let ticked = marks::units(self.table, pick.row);
        if !stated && !ticked.is_empty() {
            request.units = Some(UnitsAsked::Named(ticked));
            return;
        }
        let places = if stated { &[Reach::Stated][..] } else { &[Reach::Range, Reach::Object] };
        let found = places.iter().find_map(|place| {
            let given = pick.given(place.field())?;
            let read = self.units.read((raw(&given)?, *place), |(text, place)| place.read(text));
            Some((given, read?))
        });
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
}
