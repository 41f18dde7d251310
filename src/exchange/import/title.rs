//! Year and department out of titles, form lines and file names. Knows no table.

use super::wording::fold::{digit, fold, numeral};

/// The year a text is about: 2021年度 before any other year; nothing where several contend.
pub(super) fn year(text: &str) -> Option<i32> {
    let folded = fold(text);
    let mut all = Vec::new();
    let mut of_plan = Vec::new();
    for (value, rest) in numbers(&folded) {
        if !(1990..=2100).contains(&value) {
            continue;
        }
        all.push(value);
        if rest.starts_with("年度") {
            of_plan.push(value);
        }
    }
    single(&of_plan).or_else(|| single(&all))
}

/// The year whose plan a text is (2024年度), before any year a letter was written in.
pub(super) fn year_of_plan(text: &str) -> Option<i32> {
    let folded = fold(text);
    let plans = numbers(&folded).into_iter().filter(|(_, rest)| rest.starts_with("年度"));
    let years: Vec<i32> = plans.map(|(year, _)| year).filter(|year| (1990..=2100).contains(year)).collect();
    single(&years)
}

/// 林农发〔2023〕58号: its year is that of the letter.
pub(super) fn is_document_number(text: &str) -> bool {
    let folded = fold(text);
    folded.ends_with('号') && folded.contains(['\u{3014}', '[', '(', '\u{3010}'])
}

/// 县司法局：at the head of a letter is who gets it.
pub(super) fn is_addressee(text: &str) -> bool {
    fold(text).strip_suffix(':').is_some_and(|name| is_department(name) && !is_label(name))
}

fn single(years: &[i32]) -> Option<i32> {
    let first = years.first()?;
    years.iter().all(|year| year == first).then_some(*first)
}

/// Every number of exactly four digits, or of four Chinese digits before 年, with the text behind it.
fn numbers(text: &str) -> Vec<(i32, &str)> {
    let mut found = Vec::new();
    let mut previous_digit = false;
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        let digit = character.is_ascii_digit();
        let rest = text.get(at..).unwrap_or_default();
        if digit && !previous_digit {
            let length = rest.chars().take_while(char::is_ascii_digit).count();
            // 20190930 begins with its year.
            let value = rest.get(..4).filter(|_| length == 4 || length == 8 || length == 6);
            if let Some(value) = value.and_then(|value| value.parse().ok()) {
                found.push((value, rest.get(length..).unwrap_or_default()));
            }
        } else if !digit {
            let characters: Vec<char> = rest.chars().take(9).collect();
            if let Some((value, length)) = numeral(&characters) {
                let bytes: usize = characters.iter().take(length).map(|c| c.len_utf8()).sum();
                let behind = rest.get(bytes..).unwrap_or_default();
                if length == 4 && behind.starts_with('年') {
                    found.extend(i32::try_from(value).ok().map(|value| (value, behind)));
                }
                skip_to = at + bytes;
            }
        }
        previous_digit = digit;
    }
    found
}

/// Ends that only departments have.
const SURE: &[&str] = &[
    "局",
    "委员会",
    "委",
    "办公室",
    "厅",
    "大队",
    "支队",
    "总队",
    "联合会",
    "残联",
    "妇联",
    "团委",
    "监委",
    "法院",
    "检察院",
    "指挥部",
    "组织部",
    "宣传部",
    "统战部",
    "武装部",
    "专班",
    "气象台",
    "税务",
    "联社",
    "供销社",
    "督查室",
];
/// Ends of departments and of much that is inspected: 卫生院, 加油站, 场所.
const UNSURE: &[&str] =
    &["办", "院", "中心", "站", "所", "馆", "处", "部", "工会", "集团", "公司", "银行", "分局"];
/// What is inspected, although its words end like departments.
const OBJECTS: &[&str] = &[
    "场所",
    "卫生院",
    "医院",
    "敬老院",
    "养老院",
    "福利院",
    "孤儿院",
    "加油站",
    "加气站",
    "充电站",
    "服务站",
    "工作站",
    "变电站",
    "水电站",
    "泵站",
    "服务中心",
    "养殖中心",
    "配送中心",
    "图书馆",
    "文化馆",
    "旅馆",
    "宾馆",
    "茶馆",
    "餐馆",
    "干部",
    "全部",
    "内部",
    "俱乐部",
    "小卖部",
    "门市部",
    "经营部",
    "项目部",
    "诊所",
    "厕所",
    "住处",
    "两委",
    "党委",
    "布局",
    "格局",
    "结局",
];
/// What a name of a department does not begin with.
const NOT_BEFORE: &[&str] = &[
    "全县", "全市", "全区", "全乡", "全镇", "各", "对", "所有", "部分", "村", "乡镇", "农村", "现将", "我",
    "本局", "本委", "该",
];

/// Where the name of the department ends and that of the plan begins.
const PLAN: &[&str] = &[
    "关于",
    "双随机",
    "随机",
    "年度",
    "抽查",
    "行政检查",
    "监督检查计划",
    "监督检查事项",
    "检查",
    "督查",
    "考核",
    "工作",
    "计划",
    "方案",
    "事项",
    "安排",
    "申报",
    "汇总",
    "统计",
    "清单",
    "一览",
    "涉企",
    "联合检查",
    "报送",
    "上半年",
    "下半年",
    "秋季",
    "春季",
    "季度",
    "年",
    "表",
];
const LABELS: &[&str] = &[
    "填报单位",
    "填报部门",
    "申报单位",
    "申报部门",
    "报送单位",
    "报送部门",
    "编制单位",
    "编制部门",
    "牵头部门",
    "牵头单位",
    "制表单位",
    "部门名称",
    "单位名称",
    "上报单位",
    "填表单位",
    "部门(单位)",
    "单位(盖章)",
    "单位(公章)",
    "单位",
    "部门",
];

/// The department a form line names: 填报单位：林周县教育局（盖章）.
pub(super) fn labelled_department(text: &str) -> Option<String> {
    let folded = fold(text);
    let label = LABELS.iter().filter(|label| folded.starts_with(**label)).max_by_key(|label| label.len())?;
    let rest = folded.strip_prefix(label)?;
    let (brackets, rest) = rest.split_once(':')?;
    if !(brackets.is_empty() || brackets.starts_with('(')) {
        return None;
    }
    let name: String = rest.chars().take_while(|c| !matches!(c, '(' | ',' | ';' | ':' | ' ')).collect();
    let name =
        LABELS_BEHIND.iter().fold(name.as_str(), |name, label| name.split(label).next().unwrap_or_default());
    let name = name.trim();
    (name.chars().count() >= 2 && ends_as_department(name)).then(|| name.to_owned())
}

/// Whether a text is nothing but the label of a form's department.
pub(super) fn is_label(text: &str) -> bool {
    let folded = fold(text);
    LABELS.contains(&folded.trim_end_matches([':', '*']))
}

/// Further form fields on the same line.
const LABELS_BEHIND: &[&str] = &["填报", "日期", "时间", "负责人", "联系", "填表", "审核", "制表"];

/// The department a title or file name begins with, or names behind its year.
pub(super) fn department(text: &str) -> Option<String> {
    let folded = fold(text);
    let words =
        folded.split(|c: char| !('\u{4e00}'..='\u{9fff}').contains(&c)).filter(|word| !word.is_empty());
    words.map(strip_lead).find_map(department_of)
}

fn strip_lead(word: &str) -> &str {
    // 二〇二四年 is cut at its 〇: what is left of the year leads to 年.
    let digits = word.trim_start_matches(|c| digit(c).is_some());
    let mut rest = if digits.starts_with('年') { digits } else { word };
    for lead in
        ["附件", "附表", "附", "关于印发", "印发", "关于", "年度", "年", "月份", "月", "上半年", "下半年"]
    {
        rest = rest.strip_prefix(lead).unwrap_or(rest);
    }
    rest
}

/// The longest beginning that ends as a department does, before the words that begin a plan. A name that could as well
/// be of what is inspected counts only where the plan's words follow at once.
fn department_of(word: &str) -> Option<String> {
    if NOT_BEFORE.iter().any(|start| word.starts_with(start)) {
        return None;
    }
    let cut = PLAN.iter().filter_map(|plan| word.find(plan)).filter(|at| *at > 0).min().unwrap_or(word.len());
    let mut head = word.get(..cut)?;
    // 统计局, 工作委员会 hold a plan's word themselves: the name runs on where its end follows at once.
    let end = PLAN.iter().filter(|plan| word.get(cut..).is_some_and(|rest| rest.starts_with(**plan)));
    if let Some(length) =
        end.filter_map(|plan| runs_on(word.get(cut + plan.len()..)?).map(|end| plan.len() + end)).max()
    {
        head = word.get(..cut + length)?;
    }
    if is_department(head) && head.chars().count() >= 3 {
        return Some(head.to_owned());
    }
    while head.chars().count() >= 3 {
        if surely_department(head) && is_department(head) {
            return Some(head.to_owned());
        }
        let last = head.char_indices().next_back()?.0;
        head = head.get(..last)?;
    }
    None
}

/// How far the end of a department's name reaches into what follows a plan's word: 局 in 统计局, but not 办 in 考核办法.
fn runs_on(rest: &str) -> Option<usize> {
    const ENDS: &[&str] = &[
        "局",
        "委员会",
        "办公室",
        "领导小组办公室",
        "生育局",
        "生育委员会",
        "大队",
        "支队",
        "院",
        "站",
        "室",
        "办",
        "委",
    ];
    const NOT_BEHIND: &[char] = &['法', '理', '事', '公', '点', '托', '派', '内', '外', '部', '势', '面'];
    let end = ENDS.iter().filter(|end| rest.starts_with(**end)).max_by_key(|end| end.len())?;
    let behind = rest.get(end.len()..)?;
    (!behind.starts_with(NOT_BEHIND)).then_some(end.len())
}

/// Whether a text ends as names of departments do.
pub(super) fn ends_as_department(text: &str) -> bool {
    SURE.iter().chain(UNSURE).any(|end| text.ends_with(end)) && text.chars().count() >= 2
}

/// Whether a name ends as only departments do.
pub(super) fn surely_department(text: &str) -> bool {
    SURE.iter().any(|end| text.ends_with(end))
}

/// Whether a text is the name of a department rather than of what is inspected.
pub(super) fn is_department(text: &str) -> bool {
    ends_as_department(text)
        && !OBJECTS.iter().any(|object| text.ends_with(object))
        && !NOT_BEFORE.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years() {
        for (text, expected) in [
            ("旺苍县2021年度双随机抽查计划", Some(2021)),
            ("shanggao_2023_market.csv", Some(2023)),
            ("２０２４年检查计划（2023年12月印发）", None),
            ("2024年度检查计划（2023年12月印发）", Some(2024)),
            ("二〇二二年检查计划", Some(2022)),
            ("2019-2021年规划", None),
            ("计划20190930.xlsx", Some(2019)),
            ("电话13912345678", None),
            ("检查计划", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
    }

    #[test]
    fn departments() {
        for (text, expected) in [
            ("旺苍县农业农村局2021年度“双随机、一公开”抽查计划", Some("旺苍县农业农村局")),
            ("2021年林周县教育局检查计划表", Some("林周县教育局")),
            ("林周县教育局2019年秋季检查计划.xlsx", Some("林周县教育局")),
            ("附件1：林周县卫生健康委员会检查事项申报表", Some("林周县卫生健康委员会")),
            ("林周县纪委监委督查事项", Some("林周县纪委监委")),
            ("2021年度部门联合双随机抽查计划", None),
            ("检查计划", None),
            ("县统计局2024年统计检查计划", Some("县统计局")),
            ("县卫生和计划生育委员会检查计划", Some("县卫生和计划生育委员会")),
            ("县考核办法执行检查", None),
            ("全县公共场所卫生检查计划", None),
            ("公共场所卫生检查计划", None),
            ("乡镇卫生院检查安排", None),
            ("驻村干部在岗检查", None),
            ("农村低保办法落实情况检查表", None),
            ("在建工地处置情况检查", None),
            ("便民服务中心检查", None),
            ("县疾控中心检查计划", Some("县疾控中心")),
            ("2024年9月份县委督查室下乡督查安排", Some("县委督查室")),
            ("现将我局2024年度检查计划报送如下：", None),
            ("林周县农业农村局执法检查计划", Some("林周县农业农村局")),
            ("二〇二四年县人社局劳动监察", Some("县人社局")),
            ("中共林周县委组织部2019年第四季度督查检查考核事项", Some("中共林周县委组织部")),
        ] {
            assert_eq!(department(text).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("填报单位：林周县教育局（盖章）", Some("林周县教育局")),
            ("填报单位（盖章）：林周县教育局 填报日期：2019年9月1日", Some("林周县教育局")),
            ("单位：万元", None),
            ("填报时间：2019年", None),
        ] {
            assert_eq!(labelled_department(text).as_deref(), expected, "{text}");
        }
    }
}
