//! Names as people write them, found in the county's own lists: departments, townships, villages.
//! Never guesses: one match, or the nearest names to choose from.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::domain::department::{Department, Level};
use crate::domain::id::{DepartmentCode, UnitCode};
use crate::domain::unit::{Unit, UnitKind};

/// What became of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// Exactly one.
    One(T),
    /// Several bear it: their full names.
    Several(Vec<String>),
    /// None; the nearest names, best first.
    None(Vec<String>),
}

/// How many near names are shown.
const NEAR_MAX: usize = 3;

/// The townships and villages of the county by every way their names are written.
#[derive(Debug, Default)]
pub struct UnitDirectory {
    by_key: BTreeMap<String, BTreeSet<UnitCode>>,
    units: BTreeMap<UnitCode, Unit>,
}

impl UnitDirectory {
    /// The directory of these units of a county.
    pub fn new(county_name: &str, units: impl IntoIterator<Item = Unit>) -> Self {
        let units: BTreeMap<UnitCode, Unit> =
            units.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
        let mut directory = Self { by_key: BTreeMap::new(), units };
        for unit in directory.units.values() {
            let parent = unit.parent.as_ref().and_then(|code| directory.units.get(code));
            let mut names =
                vec![unit.code.0.clone(), unit.name.clone(), without_suffix(&unit.name).to_owned()];
            names.push(format!("{county_name}{}", unit.name));
            if let Some(parent) = parent {
                names.push(format!("{}{}", parent.name, unit.name));
                names.push(format!("{county_name}{}{}", parent.name, unit.name));
            }
            for name in names {
                directory.by_key.entry(key(&name)).or_default().insert(unit.code.clone());
            }
        }
        directory
    }

    /// All units, by code.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// A unit by its code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.get(code)
    }

    /// The name of a unit, or its code where it is not in the list.
    pub fn name(&self, code: &UnitCode) -> String {
        self.unit(code).map_or_else(|| code.0.clone(), |unit| unit.name.clone())
    }

    /// The township a unit is or lies in.
    pub fn township<'a>(&'a self, code: &'a UnitCode) -> &'a UnitCode {
        match self.unit(code) {
            Some(Unit { kind: UnitKind::Village, parent: Some(parent), .. }) => parent,
            _ => code,
        }
    }

    /// A unit by a name or code as written.
    pub fn find(&self, written: &str) -> Found<UnitCode> {
        match self.by_key.get(&key(written)) {
            Some(codes) if codes.len() == 1 => {
                codes.first().map_or_else(|| Found::None(Vec::new()), |code| Found::One(code.clone()))
            }
            Some(codes) => {
                // A township and a village may share a stem: the township is meant.
                let townships: Vec<&UnitCode> = codes
                    .iter()
                    .filter(|code| self.units.get(*code).is_some_and(|unit| unit.kind == UnitKind::Township))
                    .collect();
                match townships.as_slice() {
                    [one] => Found::One((*one).clone()),
                    _ => Found::Several(codes.iter().map(|code| self.full_name(code)).collect()),
                }
            }
            None => Found::None(nearest(written, self.units.values().map(|unit| unit.name.as_str()))),
        }
    }

    /// The longest name of a unit that stands in a text, and the text with a comma for it.
    pub fn within(&self, text: &str) -> Option<(String, String)> {
        let text = key(text);
        let name = longest(self.by_key.keys().filter(|name| text.contains(name.as_str())))?;
        Some((name.to_owned(), text.replacen(name, ",", 1)))
    }

    fn full_name(&self, code: &UnitCode) -> String {
        match self.units.get(code) {
            Some(unit) => {
                let parent = unit.parent.as_ref().map(|parent| self.name(parent)).unwrap_or_default();
                format!("{parent}{}", unit.name)
            }
            None => code.0.clone(),
        }
    }
}

/// The departments by every way their names are written.
#[derive(Debug, Default)]
pub struct DepartmentDirectory {
    by_key: BTreeMap<String, BTreeSet<DepartmentCode>>,
    departments: BTreeMap<DepartmentCode, Department>,
    county_name: String,
}

impl DepartmentDirectory {
    /// The directory of these departments of a county.
    pub fn new(county_name: &str, departments: impl IntoIterator<Item = Department>) -> Self {
        let mut directory = Self { county_name: county_name.to_owned(), ..Self::default() };
        for department in departments {
            directory.add(department);
        }
        directory
    }

    /// Takes one more department in.
    pub fn add(&mut self, department: Department) {
        let names = [&department.code.0, &department.name, &department.short];
        for name in names.into_iter().chain(&department.aliases) {
            self.by_key.entry(key(name)).or_default().insert(department.code.clone());
        }
        self.departments.insert(department.code.clone(), department);
    }

    /// A department by its code.
    pub fn department(&self, code: &DepartmentCode) -> Option<&Department> {
        self.departments.get(code)
    }

    /// The short name of a department, or its code where it is not in the list.
    pub fn short(&self, code: &DepartmentCode) -> String {
        self.department(code).map_or_else(|| code.0.clone(), |department| department.short.clone())
    }

    /// All departments, by code.
    pub fn departments(&self) -> impl Iterator<Item = &Department> {
        self.departments.values()
    }

    /// A department by a name as written. `县农业农村局` is found by what follows the place it belongs to, if that
    /// place is of the county: `市农业农村局` is another department.
    pub fn find(&self, written: &str) -> Found<DepartmentCode> {
        let whole = key(written);
        let stem = self.county_stem(&whole);
        for candidate in [whole.as_str(), stem] {
            if let Some(codes) = self.by_key.get(candidate) {
                return match codes.first() {
                    Some(code) if codes.len() == 1 => Found::One(code.clone()),
                    _ => Found::Several(
                        codes
                            .iter()
                            .filter_map(|code| Some(self.departments.get(code)?.name.clone()))
                            .collect(),
                    ),
                };
            }
        }
        let by_stem: Vec<&Department> = self
            .departments
            .values()
            .filter(|department| department.level == Level::County)
            .filter(|department| self.county_stem(&key(&department.name)) == stem)
            .collect();
        match by_stem.as_slice() {
            [one] if stem.chars().count() > 1 => Found::One(one.code.clone()),
            _ => Found::None(nearest(
                written,
                // One that nobody confirmed may be the slip itself.
                self.departments
                    .values()
                    .filter(|department| !department.provisional)
                    .flat_map(|department| [department.name.as_str(), &department.short]),
            )),
        }
    }

    /// The longest name of a department that stands in a text, and the text with a comma for it; else what stands
    /// between commas and ends as a department of another place does (市水利局).
    pub fn within(&self, text: &str) -> Option<(String, String)> {
        let text = key(text);
        let own = |name: &&String| {
            let at = text.find(name.as_str());
            at.is_some_and(|at| !text.get(..at).unwrap_or_default().ends_with(['市', '省', '区', '州', '部']))
        };
        if let Some(name) = longest(self.by_key.keys().filter(own)) {
            let county = format!("县{name}");
            let written = if text.contains(&county) { &county } else { name };
            return Some((name.to_owned(), text.replacen(written, ",", 1)));
        }
        let ends = ["局", "委", "办", "厅", "中心", "大队", "支队", "部", "院"];
        let named = |part: &&str| part.chars().count() >= 3 && ends.iter().any(|end| part.ends_with(end));
        let name = text.split(',').find(named)?.to_owned();
        let rest = text.replacen(&name, ",", 1);
        Some((name, rest))
    }

    /// The department an office (股室、大队) belongs to: one of its names stands at the beginning of the office's.
    pub fn of_office(&self, office: &str) -> Option<&Department> {
        let office = key(office);
        let mut holders = self.departments.values().filter(|department| {
            [&department.name, &department.short]
                .into_iter()
                .chain(&department.aliases)
                .map(|name| key(name))
                .any(|name| name.chars().count() > 2 && office.starts_with(name.as_str()))
        });
        let holder = holders.next()?;
        holders.next().is_none().then_some(holder)
    }

    /// A name without the county it begins with: its own name, or the bare 县, 区.
    fn county_stem<'a>(&self, whole: &'a str) -> &'a str {
        let county = key(&self.county_name);
        let rest =
            if county.is_empty() { whole } else { whole.strip_prefix(county.as_str()).unwrap_or(whole) };
        rest.strip_prefix(['县', '区']).unwrap_or(rest)
    }

    /// The level a department's name speaks of: `市…`, `…省…`, `自治区…`, `国家…`.
    pub fn level_of_name(name: &str) -> Level {
        let name = key(name);
        let head: String = name.chars().take(8).collect();
        if head.starts_with("国家") || head.starts_with("国务院") || head.starts_with("中央") {
            Level::Centre
        } else if head.contains('省') || head.contains("自治区") {
            Level::Province
        } else if head.contains('县') || head.starts_with('区') {
            Level::County
        } else if head.contains('市') && !head.contains("市场") {
            Level::Prefecture
        } else {
            Level::County
        }
    }
}

/// One spelling for all: full width becomes half, spaces go.
fn key(text: &str) -> String {
    text.nfkc().filter(|character| !character.is_whitespace()).collect()
}

/// The longest of names of two or more characters; codes are none.
fn longest<'a>(names: impl Iterator<Item = &'a String>) -> Option<&'a str> {
    let spoken = names.filter(|name| name.chars().count() >= 2 && !name.is_ascii());
    spoken.max_by_key(|name| (name.chars().count(), std::cmp::Reverse(*name))).map(String::as_str)
}

fn without_suffix(name: &str) -> &str {
    let stem = name.trim_end_matches(['乡', '镇', '村']).trim_end_matches("街道");
    if stem.chars().count() >= 2 { stem } else { name }
}

/// The names nearest to what was written, by edit distance over characters, best first; none further than half
/// its length, unless they contain it.
pub fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let written = key(written);
    let limit = written.chars().count().div_ceil(2);
    let mut near: Vec<(usize, &str)> = names
        .map(|name| (distance(&written, &key(name)), name))
        .filter(|(distance, name)| {
            *distance <= limit || (!written.is_empty() && key(name).contains(&written))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(NEAR_MAX).map(|(_, name)| name.to_owned()).collect()
}

/// Edit distance in characters (Levenshtein).
pub fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut previous = index + 1;
        for (column, to) in right.iter().enumerate() {
            let above = row.get(column + 1).copied().unwrap_or(usize::MAX);
            let here = (diagonal + usize::from(from != *to)).min(above + 1).min(previous + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(column) {
                *cell = previous;
            }
            previous = here;
        }
        if let Some(cell) = row.last_mut() {
            *cell = previous;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, name: &str, parent: Option<&str>) -> Unit {
        Unit {
            code: code.into(),
            name: name.into(),
            kind: if parent.is_some() { UnitKind::Village } else { UnitKind::Township },
            parent: parent.map(UnitCode::from),
            quiet: Vec::new(),
        }
    }

    #[test]
    fn units_are_found_by_every_way_of_writing() {
        let directory = UnitDirectory::new(
            "林周县",
            [
                unit("540121200", "春堆乡", None),
                unit("540121201", "松盘乡", None),
                unit("540121200201", "春堆村", Some("540121200")),
            ],
        );
        let check = |written: &str, code: &str| {
            assert_eq!(directory.find(written), Found::One(code.into()), "{written}");
        };
        check("松盘乡", "540121201");
        check(" 松 盘 ", "540121201");
        check("林周县松盘乡", "540121201");
        check("540121201", "540121201");
        check("春堆", "540121200");
        check("春堆乡春堆村", "540121200201");
        assert_eq!(directory.find("松潘乡"), Found::None(vec!["松盘乡".into(), "春堆乡".into()]));
    }

    fn department(code: &str, name: &str, short: &str, level: Level) -> Department {
        Department {
            code: code.into(),
            name: name.into(),
            short: short.into(),
            aliases: Vec::new(),
            level,
            crew: 4,
            licensed: true,
            provisional: false,
        }
    }

    #[test]
    fn departments_of_another_level_are_others() {
        let directory = DepartmentDirectory::new(
            "林周县",
            [
                department("agriculture", "林周县农业农村局", "农业农村局", Level::County),
                department("city-agriculture", "拉萨市农业农村局", "市农业农村局", Level::Prefecture),
            ],
        );
        let check = |written: &str, code: &str| {
            assert_eq!(directory.find(written), Found::One(code.into()), "{written}");
        };
        check("县农业农村局", "agriculture");
        check("区农业农村局", "agriculture");
        check("市农业农村局", "city-agriculture");
        assert!(matches!(directory.find("市烟草专卖局"), Found::None(_)));
    }

    #[test]
    fn names_tell_their_level() {
        for (name, level) in [
            ("市烟草专卖局", Level::Prefecture),
            ("上高县市场监督管理局", Level::County),
            ("市场监督管理局", Level::County),
            ("自治区扶贫办", Level::Province),
            ("国家统计局", Level::Centre),
            ("区农业农村局", Level::County),
        ] {
            assert_eq!(DepartmentDirectory::level_of_name(name), level, "{name}");
        }
    }

    #[test]
    fn distance_counts_characters() {
        assert_eq!(distance("松潘乡", "松盘乡"), 1);
        assert_eq!(distance("", "松盘乡"), 3);
        assert_eq!(distance("农牧局", "农牧局"), 0);
    }
}
