//! Which field a column heading stands for, by the synonyms of `data/intake/headings.toml` and a person's mapping.
//! Knows no cell below the heading.

use super::Mapping;
use super::synonyms::{Entry, Synonyms, key, synonyms, variants};

/// What kind of file is read: the table of synonyms to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Request,
    Frame,
    Department,
    Unit,
    Holiday,
    Arrival,
    Inspector,
    Register,
    Result,
}

impl Kind {
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Frame => "frame",
            Self::Department => "department",
            Self::Unit => "unit",
            Self::Holiday => "holiday",
            Self::Arrival => "arrival",
            Self::Inspector => "inspector",
            Self::Register => "register",
            Self::Result => "result",
        }
    }

    /// Without this no row means anything; the headings that may stand in for it are those that name it too.
    pub(super) const fn required(self) -> &'static str {
        match self {
            Self::Request => "subject",
            Self::Frame | Self::Inspector | Self::Result => "id",
            Self::Department | Self::Unit => "name",
            Self::Holiday | Self::Arrival => "date",
            Self::Register => "code",
        }
    }
}

/// How many different fields a row of headings names: as whole names, and at all.
pub(super) fn score(kind: Kind, headings: &[Vec<String>], mapping: Option<&Mapping>) -> (usize, usize) {
    let synonyms = synonyms(kind);
    let mut whole = std::collections::BTreeSet::new();
    let mut any = std::collections::BTreeSet::new();
    for heading in headings {
        if let Some(field) = mapped(heading, mapping) {
            whole.insert(field.clone());
            any.insert(field);
            continue;
        }
        // A sentence is no heading.
        if heading.iter().all(|text| text.chars().count() > 24) {
            continue;
        }
        if let Some((entry, quality)) = synonyms.candidates(heading).first() {
            let Some(entry) = synonyms.entries.get(*entry) else { continue };
            any.insert(entry.field.clone());
            if *quality > 500 {
                whole.insert(entry.field.clone());
            }
        }
    }
    (whole.len(), any.len())
}

/// Whether a row below a heading is the heading of another table: nearly all of its cells are names of columns, the
/// required field's or the line number's among them, and none holds a number.
pub(super) fn names_columns(kind: Kind, row: &super::grid::GridRow) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.is_blank());
    let short = |cell: &super::grid::Cell| match &cell.value {
        super::grid::Value::Text(text) => text.len() <= 48 && !text.contains(|c: char| c.is_ascii_digit()),
        _ => false,
    };
    if filled().count() < 3 || !filled().all(short) {
        return false;
    }
    let texts: Vec<Vec<String>> = filled().map(|cell| vec![cell.shown().into_owned()]).collect();
    let whole = texts.iter().flatten().filter(|text| whole_name(kind, text)).count();
    let required = || {
        let fields = assign(kind, &texts, None);
        fields.iter().flatten().any(|field| field == kind.required() || field == "line")
    };
    whole >= 3 && whole * 3 >= texts.len() * 2 && required()
}

fn mapped(heading: &[String], mapping: Option<&Mapping>) -> Option<String> {
    let mapping = mapping?;
    let keys: Vec<String> = heading.iter().map(|text| key(text)).collect();
    mapping.columns.iter().find(|(name, _)| keys.contains(&key(name))).map(|(_, field)| field.clone())
}

/// The field of each column; `None` where nothing is known of it. Each column comes with the texts it may go by, the
/// fullest first.
pub(super) fn assign(kind: Kind, columns: &[Vec<String>], mapping: Option<&Mapping>) -> Vec<Option<String>> {
    let synonyms = synonyms(kind);
    let mut fields: Vec<Option<String>> = columns.iter().map(|heading| mapped(heading, mapping)).collect();
    let by_person: Vec<bool> = fields.iter().map(Option::is_some).collect();
    let mut taken: std::collections::BTreeSet<String> = fields.iter().flatten().cloned().collect();
    let candidates: Vec<Vec<(usize, usize)>> =
        columns.iter().map(|heading| synonyms.candidates(heading)).collect();
    // Best matches first, so that a good name is never displaced by a part of another heading.
    let mut order: Vec<(usize, usize, usize)> = candidates
        .iter()
        .enumerate()
        .filter(|(at, _)| !by_person.get(*at).copied().unwrap_or(false))
        .flat_map(|(at, list)| list.iter().map(move |(entry, quality)| (*quality, at, *entry)))
        .collect();
    order.sort_by_key(|(quality, at, entry)| (std::cmp::Reverse(*quality), *at, *entry));
    for (_, at, entry) in order {
        let Some(entry) = synonyms.entries.get(entry) else { continue };
        let Some(slot) = fields.get_mut(at).filter(|slot| slot.is_none()) else { continue };
        if !taken.contains(&entry.field) || repeatable(&entry.field) {
            taken.insert(entry.field.clone());
            *slot = Some(entry.field.clone());
        } else if let Some(other) =
            entry.otherwise.as_ref().filter(|other| repeatable(other) || !taken.contains(*other))
        {
            taken.insert(other.clone());
            *slot = Some(other.clone());
        }
    }
    for (slot, list) in fields.iter_mut().zip(&candidates) {
        if slot.is_none() && !list.is_empty() {
            *slot = Some(SECOND.to_owned());
        }
    }
    stand_in(kind, synonyms, &candidates, &by_person, &mut fields);
    fields
}

/// The field of a column whose meaning another column has already.
pub(super) const SECOND: &str = "second";

/// Columns of these fields may occur more than once.
fn repeatable(field: &str) -> bool {
    matches!(field, "other" | "amount_more")
}

/// Where the required field has no column, the one that names it second best gives it: 检查内容 for the subject; else
/// the one that holds its contents (工作内容).
fn stand_in(
    kind: Kind,
    synonyms: &Synonyms,
    candidates: &[Vec<(usize, usize)>],
    by_person: &[bool],
    fields: &mut [Option<String>],
) {
    let required = kind.required();
    if fields.iter().flatten().any(|field| field == required) {
        return;
    }
    let names = |(entry, quality): &(usize, usize)| {
        synonyms.entries.get(*entry).is_some_and(|entry| entry.field == required).then_some(*quality)
    };
    let best = candidates
        .iter()
        .enumerate()
        .filter(|(at, _)| !by_person.get(*at).copied().unwrap_or(false))
        .filter_map(|(at, list)| Some((list.iter().find_map(names)?, std::cmp::Reverse(at))))
        .max()
        .map(|(_, std::cmp::Reverse(at))| at);
    let contents = || fields.iter().position(|field| field.as_deref() == Some("content"));
    let contents =
        best.or_else(|| contents().filter(|at| kind == Kind::Request && by_person.get(*at) == Some(&false)));
    if let Some(slot) = contents.and_then(|at| fields.get_mut(at)) {
        *slot = Some(required.to_owned());
    }
}

/// Whether a text is a whole heading, as the labels of a form are.
pub(super) fn whole_name(kind: Kind, text: &str) -> bool {
    synonyms(kind).variants(text).iter().any(|variant| synonyms(kind).names.contains_key(variant))
}

/// Whether a text ends in what a heading is known by: 需要基层提供的材料.
pub(super) fn ends_as_heading(kind: Kind, text: &str) -> bool {
    let synonyms = synonyms(kind);
    let ends = |variant: &String| {
        let parts = synonyms.entries.iter().flat_map(|entry| &entry.parts);
        synonyms.names.contains_key(variant) || parts.into_iter().any(|part| variant.ends_with(part.as_str()))
    };
    synonyms.variants(text).iter().any(ends)
}

/// How well a text names the field no row can do without; less is better, `None` where it does not.
pub(super) fn names_required(kind: Kind, text: &str) -> Option<usize> {
    let synonyms = synonyms(kind);
    let required = |(entry, rank): &(usize, usize)| {
        synonyms.entries.get(*entry).is_some_and(|entry| entry.field == kind.required()).then_some(*rank)
    };
    let variants = variants(text);
    let found = variants.iter().filter_map(|variant| synonyms.names.get(variant));
    found.flatten().filter_map(required).min()
}

/// The fields a mapping may name, each once, without those told by the heading itself.
pub(super) fn fields(kind: Kind) -> Vec<&'static str> {
    let mut fields: Vec<&str> = Vec::new();
    for entry in &synonyms(kind).entries {
        let told = [super::marks::PERIOD, super::marks::UNIT].contains(&entry.field.as_str());
        if !told && !fields.contains(&entry.field.as_str()) {
            fields.push(&entry.field);
        }
    }
    fields
}

/// Every field a mapping may name.
pub(super) fn known_field(kind: Kind, field: &str) -> bool {
    let names = |entry: &Entry| entry.field == field || entry.otherwise.as_deref() == Some(field);
    field.is_empty() || synonyms(kind).entries.iter().any(names)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(kind: Kind, headings: &str, expected: &str) {
        let columns: Vec<Vec<String>> = headings.split(' ').map(|text| vec![text.to_owned()]).collect();
        let found: Vec<String> =
            assign(kind, &columns, None).into_iter().map(|field| field.unwrap_or("-".to_owned())).collect();
        assert_eq!(found.join(" "), expected, "{headings}");
    }

    #[test]
    fn the_published_headings() {
        check(
            Kind::Request,
            "序号 抽查类别 抽查事项 检查对象 事项类别 执行股室 检查比例 初步检查时间 备注",
            "line category subject object item_class office ratio window note",
        );
        check(
            Kind::Request,
            "序号 抽查任务名称 抽查事项 抽查对象范围 抽查比例及频次 智慧监管（信用风险分类）要求 抽查检查起止时间 发起部门 配合部门 抽查检查模式",
            "line subject content object amount other window department partners mode",
        );
        check(
            Kind::Request,
            "序号 检查主体 年度计划名称 检查内容 计划开展时间 股室 抽查比例 抽查频次 抽查数量",
            "line department subject content window office ratio times count",
        );
        check(
            Kind::Request,
            "序号 抽查事项 抽查对象 事项类别 抽查比例及频次 预估抽查对象数 检查时间 实施主体",
            "line subject object item_class amount count window department",
        );
    }

    #[test]
    fn other_headings() {
        check(Kind::Request, "检查内容 时间 乡镇", "subject window units");
        check(Kind::Request, "责任股室 序号 工作内容 对象 时间安排", "office line subject object window");
        check(Kind::Request, "来源 是否计划内 事项", "kind kind_more subject");
        check(Kind::Request, "检查事项 检查时间 抽查时间", "subject window second");
        check(
            Kind::Request,
            "检查事项 检查内容 牵头（部门） 配合单位 星座",
            "subject content department partners -",
        );
        check(Kind::Request, "事项 开始日期 结束日期 联系人", "subject window_from window_to other");
        check(Kind::Frame, "户编号 乡镇 村 户主姓名 人口", "id unit village name size");
        check(Kind::Unit, "town_code town_name county_code", "code name parent");
        check(Kind::Holiday, "date name_zh kind doc_year", "date name kind year");
        check(
            Kind::Arrival,
            "日期 乡镇 来访部门 人数 天数 是否通知 事由",
            "date unit department people halfdays announced subject",
        );
    }

    #[test]
    fn headings_of_results() {
        check(Kind::Result, "编号 结果 检查要点 指定原因", "id result item directed");
        check(Kind::Result, "id result item directed", "id result item directed");
    }

    #[test]
    fn a_mapping_decides_before_the_synonyms() {
        let mapping = Mapping {
            columns: BTreeMap::from([
                ("星座".to_owned(), "subject".to_owned()),
                ("备注".to_owned(), String::new()),
            ]),
            department: None,
        };
        let columns = ["检查事项", "星座", "备注"].map(|text| vec![text.to_owned()]);
        let found = assign(Kind::Request, &columns, Some(&mapping));
        assert_eq!(found, [Some("content".to_owned()), Some("subject".to_owned()), Some(String::new())]);
        assert!(known_field(Kind::Request, "subject") && !known_field(Kind::Request, "sign"));
    }
}
