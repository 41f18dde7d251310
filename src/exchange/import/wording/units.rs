//! Whom: lists of townships and villages, or all of them, as plans name them.

use super::fold::{fold, numeral};
use super::kinds::{
    ONE_KIND, TOWNSHIPS, VILLAGES, declared, is_kind, is_kind_taken, strip_any, take_any, towns_and_townships,
};
use super::names::{spaced, split};
use crate::domain::intake::UnitsAsked;
use crate::domain::unit::UnitKind;

/// The units of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) struct Units {
    pub(in crate::exchange::import) asked: UnitsAsked,
    /// 等: the list is not complete, or its own count says otherwise.
    pub(in crate::exchange::import) partly: bool,
    /// How many the cell says there are, beside their names.
    pub(in crate::exchange::import) stated: Option<u32>,
}

/// Reads a cell of a column of units: any list of names is taken.
pub(in crate::exchange::import) fn read(text: &str) -> Option<Units> {
    // 乡镇 alone in a column of units means all of them, as far as one can tell.
    let bare = || is_kind(text).then(|| all(&format!("各{text}"), true)).flatten();
    all(text, true).or_else(|| bare().map(|units| Units { partly: true, ..units })).or_else(|| named(text))
}

/// Reads a cell of a column that says how far a matter reaches (检查范围): the whole county, all units of a kind, or names
/// of units; `None` for other words.
pub(in crate::exchange::import) fn range(text: &str) -> Option<Units> {
    all(text, true).or_else(|| only_units(text))
}

/// The list a part of it stands for, where this text gives it: exactly as many units as stated, those named among
/// them.
pub(in crate::exchange::import) fn completes(text: &str, part: &Units) -> Option<UnitsAsked> {
    let count = usize::try_from(part.stated?).ok()?;
    let UnitsAsked::Named(named) = &part.asked else { return None };
    // 注:6个乡镇指甲乡、乙乡…… — the list stands behind what introduces it.
    let folded = fold(&spaced(text));
    let introduced = [":", "指", "为", "即", "分别是", "包括"];
    let behind = introduced.iter().filter_map(|word| folded.rsplit_once(word)).map(|(_, list)| list);
    std::iter::once(folded.as_str()).chain(behind).find_map(|list| {
        let list = list.trim_end_matches([';', '.', ')', '。']);
        let Units { asked: UnitsAsked::Named(all), partly: false, .. } = only_units(list)? else {
            return None;
        };
        let distinct = all.iter().collect::<std::collections::BTreeSet<_>>().len() == count;
        (distinct && named.iter().all(|name| all.contains(name))).then_some(UnitsAsked::Named(all))
    })
}

/// Reads a cell of another column: only where all of it is units (各乡镇; 甘曲镇、松盘乡).
pub(in crate::exchange::import) fn only_units(text: &str) -> Option<Units> {
    all(text, false).or_else(|| {
        let units = named(text)?;
        let UnitsAsked::Named(names) = &units.asked else { return None };
        let unit = |name: &String| {
            name.chars().count() <= 12
                && NAMES_END.iter().any(|end| name.ends_with(end))
                && !name.contains('的')
                && !is_kind(name)
        };
        names.iter().all(unit).then_some(units)
    })
}

const NAMES_END: &[&str] = &["乡", "镇", "街道", "村", "社区", "街道办事处"];
const WHOLE: &[&str] = &[
    "全县",
    "全市",
    "全区",
    "全旗",
    "全州",
    "全域",
    "县域内",
    "辖区内",
    "本辖区",
    "辖区",
    "本县",
    "县内",
    "我县",
];
const EVERY: &[&str] = &["所有", "全部", "其余", "其他", "各个", "各", "每个", "每", "的"];
fn all(text: &str, whole_county: bool) -> Option<Units> {
    let text = fold(text);
    let (text, except) = exceptions(&text);
    let mut rest = text.as_str();
    let county = strip_any(&mut rest, WHOLE);
    let every = strip_any(&mut rest, EVERY);
    let declared = towns_and_townships(&mut rest).or_else(|| declared(&mut rest));
    strip_any(&mut rest, EVERY);
    if rest.is_empty() && (county && whole_county || declared.is_some()) {
        return Some(Units {
            asked: UnitsAsked::All { kind: UnitKind::Township, declared, except },
            partly: false,
            stated: None,
        });
    }
    if !(county || every || declared.is_some()) {
        return None;
    }
    let mut narrow = false;
    let kind = if let Some(word) = take_any(&mut rest, TOWNSHIPS) {
        narrow = ONE_KIND.contains(&word) && except.is_empty() && declared.is_none();
        UnitKind::Township
    } else if strip_any(&mut rest, VILLAGES) {
        UnitKind::Village
    } else {
        return None;
    };
    strip_any(
        &mut rest,
        &[
            "人民政府",
            "政府",
            "党委政府",
            "党委",
            "、街道办事处",
            "、街道",
            "和街道",
            "及街道",
            "(街道)",
            "街道",
            "办事处",
        ],
    );
    let partly = !rest.is_empty();
    if partly && !rest.starts_with(['(', '及', '和', '、', ',']) {
        return None;
    }
    Some(Units { asked: UnitsAsked::All { kind, declared, except }, partly: partly || narrow, stated: None })
}

/// 除松盘乡、强嘎乡外: the text without it, and the names.
fn exceptions(text: &str) -> (String, Vec<String>) {
    let Some(start) = text.find('除') else { return (text.to_owned(), Vec::new()) };
    let (head, tail) = text.split_at(start);
    let tail = tail.trim_start_matches('除').trim_start_matches('了');
    let Some(end) = tail.find("以外").or_else(|| tail.find('外')) else {
        return (text.to_owned(), Vec::new());
    };
    let (names, rest) = tail.split_at(end);
    let rest = rest.trim_start_matches('以').trim_start_matches('外').trim_start_matches(['的', ',', ')']);
    let head = head.trim_end_matches(['(', ',']);
    let names = split(names).into_iter().filter(|name| !name.is_empty()).collect();
    (format!("{head}{rest}"), names)
}

fn named(text: &str) -> Option<Units> {
    let separated: String = spaced(text);
    let folded = fold(&separated);
    let mut text = folded.as_str();
    let mut partly = false;
    let mut stated = None;
    if let Some((head, _)) = text.rsplit_once("各").filter(|(_, tail)| is_share(tail)) {
        // 甲乡、乙乡各1个村: which villages, nobody says.
        (text, partly) = (head, true);
    } else if let Some(at) = text.rfind('等') {
        let (head, tail) = text.split_at(at);
        let mut tail = tail.trim_start_matches('等').trim_start_matches('共');
        stated = declared(&mut tail);
        let kind_only = is_kind_taken(&mut tail);
        // What stands in brackets behind it says where the others are, not another name.
        if tail.is_empty() || tail.starts_with('(') {
            partly = !(kind_only && stated.is_some());
            text = head;
        }
    } else if let Some((head, count)) = counted(text) {
        (text, stated) = (head, Some(count));
    }
    let mut names = Vec::new();
    for name in split(text).into_iter().filter(|name| !name.is_empty()) {
        partly |= with_bracket(&name, &mut names);
    }
    let all = names.len();
    names.retain(|name| !NO_NAMES.iter().any(|word| name.contains(word)));
    partly |= names.len() < all;
    partly |= stated.is_some_and(|count| usize::try_from(count).ok() != Some(names.len()));
    (!names.is_empty()).then_some(Units { asked: UnitsAsked::Named(names), partly, stated })
}

/// Words of one who has not decided where.
const NO_NAMES: &[&str] =
    &["随机", "抽取", "抽选", "若干", "待定", "另行", "根据", "视情", "按需", "部分", "有关", "相关", "每"];

/// 1个村, 2个行政村: how many of each.
fn is_share(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['抽', '取', '选', '查']);
    declared(&mut rest).is_some() && is_kind_taken(&mut rest) && rest.is_empty()
}

/// 甲镇(乙村、丙村) means the villages; any other remark in brackets is left over. Whether something was.
fn with_bracket(name: &str, names: &mut Vec<String>) -> bool {
    let Some((outside, inside)) = name.split_once('(') else {
        names.push(name.to_owned());
        return false;
    };
    let inside: Vec<String> = split(inside.trim_end_matches(')'));
    let village = |name: &String| {
        let one = !["各", "所有", "全部", "部分"].iter().any(|word| name.contains(word)) && !is_share(name);
        one && ["村", "社区", "居委会", "村委会"].iter().any(|end| name.ends_with(end))
    };
    let villages = !inside.is_empty() && inside.iter().all(village);
    if villages {
        names.extend(inside.iter().map(|village| format!("{outside}{village}")));
    } else {
        names.push(outside.to_owned());
    }
    !villages
}

/// "甲乡、乙乡2个乡镇": the names and their stated count.
fn counted(text: &str) -> Option<(&str, u32)> {
    let at = text.rfind('个')?;
    let head = text.get(..at)?;
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit() || numeral(&[c]).is_some()).len();
    let (head, mut tail) = text.split_at(start);
    let count = declared(&mut tail)?;
    (is_kind_taken(&mut tail) && tail.is_empty() && !head.is_empty())
        .then_some((head.trim_end_matches(['共', '、', ',']), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = read(text).map_or("-".to_owned(), |units| shown(&units));
        assert_eq!(found, expected, "{text}");
    }

    fn shown(units: &Units) -> String {
        let text = match &units.asked {
            UnitsAsked::Named(names) => names.join("|"),
            UnitsAsked::All { kind, declared, except } => {
                let declared = declared.map_or(String::new(), |count| count.to_string());
                let except: Vec<String> = except.iter().map(|name| format!("-{name}")).collect();
                format!("{kind:?}{declared}{}", except.concat())
            }
        };
        format!("{text}{}", if units.partly { "?" } else { "" })
    }

    #[test]
    fn all_units_of_a_kind() {
        check("各乡镇", "Township");
        check("全县10个乡镇", "Township10");
        check("全县各乡（镇）", "Township");
        check("10个乡镇", "Township10");
        check("全县9乡1镇", "Township10");
        check("一镇九乡", "Township10");
        check("全县", "Township");
        check("各村（社区）", "Village");
        check("除松盘乡外的各乡镇", "Township-松盘乡");
        check("除甘丹曲果镇外的各乡", "Township-甘丹曲果镇");
        check("各镇", "Township?");
        check("各乡镇（除松盘乡、强嘎乡外）", "Township-松盘乡-强嘎乡");
        check("各乡镇人民政府", "Township");
    }

    #[test]
    fn names() {
        check("甘丹曲果镇、松盘乡", "甘丹曲果镇|松盘乡");
        check("甘丹曲果镇 松盘乡\n强嘎乡", "甘丹曲果镇|松盘乡|强嘎乡");
        check("松盘乡和强嘎乡", "松盘乡|强嘎乡");
        check("和平乡", "和平乡");
        check("松盘乡、强嘎乡2个乡镇", "松盘乡|强嘎乡");
        check("松盘乡、强嘎乡等3个乡镇", "松盘乡|强嘎乡?");
        check("松盘乡等", "松盘乡?");
        check("松盘、强嘎、旁多三个乡", "松盘|强嘎|旁多");
        check("甘丹曲果镇（江热村、甘曲村）、松盘乡", "甘丹曲果镇江热村|甘丹曲果镇甘曲村|松盘乡");
        check("卡孜乡（含卡孜水库）", "卡孜乡?");
        check("卡孜乡（3个村）、松盘乡（抽2个村）", "卡孜乡|松盘乡?");
        check("旁多乡、唐古乡（沿河各村）", "旁多乡|唐古乡?");
        check("每季度抽2个乡镇", "-");
        check("阿朗乡、旁多乡各1个村", "阿朗乡|旁多乡?");
        check("1.春堆乡；2.松盘乡", "春堆乡|松盘乡");
        check("春堆乡及有关乡镇", "春堆乡?");
        check("随机抽取3个乡镇", "-");
        check("待定", "-");
        check("乡镇", "Township?");
        check("行政村", "Village?");
        check("540121201,540121202", "540121201|540121202");
    }

    #[test]
    fn a_list_that_breaks_off_is_completed_from_its_full_form() {
        let part = read("松盘乡、强嘎乡等3个乡镇").unwrap();
        let check = |text: &str, expected: &str| {
            let found =
                completes(text, &part).map(|asked| shown(&Units { asked, partly: false, stated: None }));
            assert_eq!(found.as_deref().unwrap_or("-"), expected, "{text}");
        };
        check("松盘乡、强嘎乡、卡孜乡", "松盘乡|强嘎乡|卡孜乡");
        check("注：3个乡镇指松盘乡、强嘎乡、卡孜乡。", "松盘乡|强嘎乡|卡孜乡");
        check("涉及乡镇为：松盘乡 强嘎乡 卡孜乡", "松盘乡|强嘎乡|卡孜乡");
        check("松盘乡、强嘎乡", "-");
        check("松盘乡、春堆乡、卡孜乡", "-");
        check("松盘乡、强嘎乡、卡孜乡、春堆乡", "-");
        check("各乡镇", "-");
    }

    #[test]
    fn how_far_a_matter_reaches() {
        for (text, expected) in [
            ("全县", "Township"),
            ("各乡镇", "Township"),
            ("松盘乡、强嘎乡", "松盘乡|强嘎乡"),
            ("2018年度财政收支", "-"),
            ("全县农药经营主体", "-"),
        ] {
            assert_eq!(range(text).map_or("-".to_owned(), |units| shown(&units)), expected, "{text}");
        }
    }

    #[test]
    fn other_objects_are_not_units() {
        for text in [
            "乡镇",
            "村",
            "农药经营主体",
            "种子生产、经营企业及个人",
            "各类市场主体",
            "全县农民专业合作社",
            "各乡镇卫生院",
        ] {
            assert_eq!(only_units(text), None, "{text}");
        }
        assert!(only_units("各乡镇").is_some());
    }
}
