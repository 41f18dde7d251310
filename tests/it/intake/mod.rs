//! Real files and awkward ones, read as a person would read them.

mod book;
mod corpus;
mod fuzz;
mod lists;
mod marked;
mod rearranged;
mod stopped;
mod whole;
mod wording;
mod workbooks;

use std::fmt::Write as _;

use lianjian::domain::amount::Ratio;
use lianjian::domain::code::Code;
use lianjian::domain::intake::{RequestRow, Stage, UnitsAsked};
use lianjian::domain::problem::{Problem, Severity};
use lianjian::domain::unit::UnitKind;
use lianjian::exchange::import::{Imported, Options, SourceFile, request};
use lianjian::text::{Catalogue, Lang};

/// What a person would read out of a request, in one line.
fn read_out(row: &RequestRow) -> String {
    let mut text = format!("{}", row.row);
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = write!(text, " {name}={value}");
        }
    };
    let decimal = |ratio: Ratio| ratio.as_decimal().to_string();
    let days = |span: &lianjian::domain::intake::DateSpan| format!("{}~{}", span.from, span.to);
    say("line", row.line.clone());
    say("plan", row.plan_item.clone());
    say("dept", row.department.clone());
    say("partners", Some(row.partners.join("+")));
    say("office", row.office.clone());
    say("category", row.category.clone());
    say("class", row.item_class.clone());
    say("subject", Some(row.subject.clone()));
    say("content", row.content.clone());
    say("object", row.object.clone());
    say(
        "units",
        row.units.as_ref().map(|units| match units {
            UnitsAsked::Named(names) => names.join("+"),
            UnitsAsked::All { kind, declared, except } => {
                let declared = declared.map_or(String::new(), |count| count.to_string());
                let except: Vec<String> = except.iter().map(|name| format!("-{name}")).collect();
                format!("all:{kind:?}{declared}{}", except.concat())
            }
        }),
    );
    say("when", Some(row.windows.iter().map(days).collect::<Vec<_>>().join("+")));
    say(
        "ratio",
        row.ratio.map(|range| match range.max {
            Some(max) if max == range.min => decimal(max),
            Some(max) => format!("{}..{}", decimal(range.min), decimal(max)),
            None => format!("{}..", decimal(range.min)),
        }),
    );
    let marks = [(row.count_estimated, "~"), (row.count_per_unit, " each")];
    let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
    say("count", row.count.map(|count| format!("{count}{marks}")));
    let kind =
        |kind: Option<UnitKind>, none: &str| kind.map_or(none.to_owned(), |kind| kind.code().to_owned());
    let stage = |stage: &Stage| {
        format!("{} {}/{}", stage.number, kind(stage.of, "element"), kind(stage.per, "county"))
    };
    say(
        "stages",
        (!row.stages.is_empty()).then(|| row.stages.iter().map(stage).collect::<Vec<_>>().join("+")),
    );
    say("of", row.population.map(|count| count.to_string()));
    say(
        "times",
        row.times_per_year.map(|times| format!("{times}{}", if row.times_at_least { "+" } else { "" })),
    );
    say("people", row.people.map(|people| people.to_string()));
    say("halfdays", row.effort_halfdays.map(|halves| halves.to_string()));
    say("announced", row.announced.map(|open| open.to_string()));
    say("joinable", row.joinable.map(|joinable| joinable.to_string()));
    say("kind", row.kind.map(|kind| format!("{kind:?}")));
    say("regime", row.regime.map(|regime| format!("{regime:?}")));
    say("basis", row.basis.clone());
    say("materials", Some(row.materials.join("+")));
    say("mode", row.mode.clone());
    say("note", row.note.clone());
    text
}

/// A problem in one line: code, severity, place.
fn say_problem(problem: &Problem) -> String {
    let place = &problem.place;
    let mark = if problem.severity == Severity::Error { "!" } else { "" };
    let at = |value: Option<u32>| value.map_or(String::new(), |value| value.to_string());
    format!("{mark}{} {}:{}", problem.message.code, at(place.row), at(place.column))
        .trim_end_matches([':', ' '])
        .to_owned()
}

fn import(name: &str, bytes: &[u8]) -> Imported<RequestRow> {
    request::read(&SourceFile { name, bytes }, &Options::default())
}

/// Rows and problems of a file as text, to compare with what a person read.
fn transcript(imported: &Imported<RequestRow>) -> String {
    let rows = imported.rows.iter().map(read_out);
    let problems = imported.problems.iter().map(say_problem);
    rows.chain(problems).collect::<Vec<_>>().join("\n")
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/intake/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// So many cases a property, or as many as `PROPTEST_CASES` asks for.
fn cases(number: u32) -> proptest::test_runner::Config {
    let mut config = proptest::test_runner::Config { failure_persistence: None, ..Default::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = number;
    }
    config
}

/// Every code the readers use has cause and action in both languages, and no text is left over.
#[test]
fn every_problem_has_its_text() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut used = std::collections::BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(format!("{root}/src/exchange/import"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let quoted = code.split('"').filter(|word| word.len() == 5 && word.starts_with("E1"));
            used.extend(quoted.map(str::to_owned));
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for code in &used {
            assert!(catalogue.has(code) && catalogue.has(&format!("{code}.action")), "{code} in {lang:?}");
        }
    }
    let texts = std::fs::read_to_string(format!("{root}/data/locales/en/intake.ftl")).unwrap();
    let known = texts.lines().filter_map(|line| line.split(" = ").next()).filter(|id| id.starts_with("E1"));
    let unused: Vec<&str> = known.filter(|id| !used.contains(*id)).collect();
    assert!(unused.is_empty(), "texts nobody uses: {unused:?}");
}

#[test]
fn wangcang() {
    let imported =
        import("wangcang_2021_agriculture.csv", &fixture("published/wangcang_2021_agriculture.csv"));
    insta::assert_snapshot!(transcript(&imported), @r#"
    2 line=1 office=农业综合行政执法大队一中队 category=农产品质量监督抽查 class=一般抽查 subject=对农作物种子(含草种)生产、经营、质量的监督检查 object=种子生产、经营企业及个人 when=2021-09-01~2021-09-30 ratio=0.05
    3 office=农业综合行政执法大队一中队 category=农产品质量监督抽查 class=一般抽查 subject=对农药生产、经营、使用场所进行检查及对农药实施抽样 object=农药生产、销售企业及个人 when=2021-06-01~2021-06-30 ratio=0.1
    4 office=农业综合行政执法大队一中队 category=农产品质量监督抽查 class=一般抽查 subject=对肥料的监督检查 object=肥料生产企业、经销单位、使用者 when=2021-07-01~2021-07-31 ratio=0.1
    5 office=农业综合行政执法大队一中队 category=农产品质量监督抽查 class=一般抽查 subject=对农产品质量安全的监督检查、抽查 object=种养殖基地、农产品生产经营企业、农民专业合作经济组织、种养殖大户 when=2021-09-01~2021-09-30 ratio=0.1
    6 line=2 office=农业综合行政执法大队二中队 category=兽药经营企业监督抽查 class=一般抽查 subject=对兽药的监督检查 object=兽药生产、经营企业及个人 when=2021-11-01~2021-11-30 ratio=0.3
    7 line=3 office=农业综合行政执法大队三中队 category=农业机械安全检查 class=一般抽查 subject=对农业机械的安全监督检查 object=农业机械生产经营企业及个人;拖拉机、联合收割机的驾驶人员及农业机械维修人员 when=2021-09-01~2021-09-30 ratio=0.5
    E1036
    "#);
}

#[test]
fn gangcheng() {
    let imported =
        import("gangcheng_2021_agriculture.csv", &fixture("published/gangcheng_2021_agriculture.csv"));
    insta::assert_snapshot!(transcript(&imported), @r#"
    2 line=1 dept=区农业农村局 class=行政检查 subject=农药监督抽查 object=农药经营主体 when=2021-03-01~2021-12-31 ratio=0.01.. count=46~ times=1 regime=B
    3 line=2 dept=区农业农村局 class=行政检查 subject=化肥监督抽查 object=肥料经营主体 when=2021-03-01~2021-12-31 ratio=0.01.. count=46~ times=1 regime=B
    4 line=3 dept=区农业农村局 class=行政检查 subject=种子质量监督抽查 object=种子经营主体 when=2021-03-01~2021-12-31 ratio=0.01.. count=46~ times=1 regime=B
    "#);
}

#[test]
fn shanggao() {
    let imported = import("shanggao_2023_market.csv", &fixture("published/shanggao_2023_market.csv"));
    insta::assert_snapshot!(transcript(&imported), @r#"
    2 line=1 dept=上高县市场监督管理局 office=特种设备股 subject=对特种设备作业人员的行政检查 content=对特种设备作业人员的行政检查 when=2023-01-01~2023-12-31 ratio=0.05 count=1~ times=1 regime=B
    3 line=2 dept=上高县市场监督管理局 office=价监股 subject=对经营者价格活动的行政检查 content=对经营者价格活动的行政检查 when=2023-01-01~2023-12-31 ratio=0.05 count=1 times=1 regime=B
    4 line=3 dept=上高县市场监督管理局 office=特种设备股 subject=对特种设备使用登记的行政检查 content=对特种设备使用登记的行政检查 when=2023-01-01~2023-12-31 ratio=0.01 count=1~ times=1 regime=B
    5 line=4 dept=上高县市场监督管理局 office=商标广告股 subject=对辖区内的广告发布单位按规定报送《广告业统计报表》的行政检查 content=对辖区内的广告发布单位按规定报送《广告业统计报表》的行政检查 when=2023-01-01~2023-12-31 ratio=0.05 count=3~ times=1 regime=B
    6 line=5 dept=上高县市场监督管理局 office=商标广告股 subject=对广播电台、电视台、报刊出版单位的广告发布登记的行政检查 content=对广播电台、电视台、报刊出版单位的广告发布登记的行政检查 when=2023-01-01~2023-12-31 ratio=0.05 count=1 times=1 regime=B
    7 line=6 dept=上高县市场监督管理局 office=食品股 subject=对保健食品经营者的行政检查 content=对保健食品经营者的行政检查 when=2023-01-01~2023-12-31 ratio=0.1 count=2~ times=1+ regime=B
    8 line=7 dept=上高县市场监督管理局 office=网监股 subject=对电子商务经营者披露信息的行政检查 content=对电子商务经营者披露信息的行政检查 when=2023-01-01~2023-12-31 ratio=0.05 count=7 times=1 regime=B
    "#);
}

#[test]
fn changzhi() {
    let imported = import("changzhi_2024_joint.csv", &fixture("published/changzhi_2024_joint.csv"));
    insta::assert_snapshot!(transcript(&imported), @r#"
    2 line=1 dept=市烟草专卖局 partners=市邮政管理局+市公安局 subject=涉烟经营活动检查 content=对物流、寄递企业运输烟草制品情况的双随机抽查 object=本辖区物流、寄递企业 when=2024-03-01~2024-12-31 ratio=0.03 times=2 mode=市抽市查
    3 line=2 dept=市医保局 partners=市审批服务管理局 subject=医疗保障经办政务服务事项清单和办事指南检查 content=执行全省统一的医疗保障经办政务服务事项清单和办事指南 object=医疗保障经办部门 when=2024-03-01~2024-12-31 ratio=0.2.. times=1 mode=市抽市查、市抽县(区)查
    4 line=3 dept=市医保局 partners=市审批服务管理局 subject=医保政务服务好差评评价结果检查 content=医保政务服务好差评评价结果 object=医疗保障经办部门 when=2024-03-01~2024-12-31 ratio=0.2.. times=1 mode=市抽市查、市抽县(区)查
    "#);
}
