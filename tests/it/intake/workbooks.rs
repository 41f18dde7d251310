//! Workbooks as departments send them: titles, merges, formulas, dates in disguise.

use super::book::{Sheet, xlsx};
use super::{import, transcript};

#[test]
fn title_merged_category_totals_and_signature() {
    let rows: &[&[&str]] = &[
        &["林周县农业农村局2019年秋季检查计划"],
        &["填报单位（盖章）：林周县农业农村局", "", "", "", "填报日期：2018年12月20日"],
        &["序号", "类别", "检查事项", "受检单位", "检查时间", "比例", "检查人数", "所需天数"],
        &["#1", "惠农资金", "草原补奖发放检查", "各乡镇", "10月中旬", "%0.05", "3人", "半天"],
        &["#2", "", "良种补贴检查", "松盘乡、强嘎乡", "@2019-09-01", "10%", "#2", "#1"],
        &["#3", "农产品安全", "农药检查", "全县10个乡镇", "d2019-10-08", "≥20%", "2-3人", "1.5天"],
        &["合  计", "", "", "", "", "", "#8"],
        &["填表人：张三", "", "", "审核人：李四"],
    ];
    let merges = &[(0, 0, 0, 7), (3, 1, 4, 1)];
    let bytes = xlsx(&[Sheet { merges, ..Sheet::of(rows) }]);
    let imported = import("plan.xlsx", &bytes);
    assert_eq!(imported.title.as_deref(), Some("林周县农业农村局2019年秋季检查计划"));
    insta::assert_snapshot!(transcript(&imported), @r#"
    4 line=1 dept=林周县农业农村局 category=惠农资金 subject=草原补奖发放检查 units=all:Township when=2019-10-11~2019-10-20 ratio=0.05 people=3 halfdays=1
    5 line=2 dept=林周县农业农村局 category=惠农资金 subject=良种补贴检查 units=松盘乡+强嘎乡 when=2019-09-01~2019-09-30 ratio=0.1 people=2 halfdays=2
    6 line=3 dept=林周县农业农村局 category=农产品安全 subject=农药检查 units=all:Township10 when=2019-10-08~2019-10-08 ratio=0.2.. people=3 halfdays=3
    E1031 7
    E1032 8
    "#);
}

#[test]
fn heading_of_two_rows_and_merged_cells_of_every_kind() {
    let rows: &[&[&str]] = &[
        &["2020年度部门联合抽查计划"],
        &["序号", "抽查事项", "抽查", "", "检查时间", "", "部门", ""],
        &["", "", "比例", "频次", "开始", "结束", "牵头部门", "配合部门"],
        &["#1", "学校食堂检查", "5%", "1次/年", "3月", "5月", "县教育局", "县市场监管局、县卫健委"],
        &["", "校车检查", "10%", "2次/年", "9月1日", "9月30日", "", ""],
        &["#2", "医院检查", "全覆盖", "每季度1次", "2020/1/1", "2020/12/31", "县卫健委", "/"],
    ];
    let merges = &[
        (0, 0, 0, 7),
        (1, 0, 2, 0),
        (1, 1, 2, 1),
        (1, 2, 1, 3),
        (1, 4, 1, 5),
        (1, 6, 1, 7),
        (3, 0, 4, 0),
        (3, 6, 4, 6),
        (3, 7, 4, 7),
    ];
    let imported = import("plan.xlsx", &xlsx(&[Sheet { merges, ..Sheet::of(rows) }]));
    insta::assert_snapshot!(transcript(&imported), @r#"
    4 line=1 dept=县教育局 partners=县市场监管局+县卫健委 subject=学校食堂检查 when=2020-03-01~2020-05-31 ratio=0.05 times=1
    5 dept=县教育局 partners=县市场监管局+县卫健委 subject=校车检查 when=2020-09-01~2020-09-30 ratio=0.1 times=2
    6 line=2 dept=县卫健委 subject=医院检查 when=2020-01-01~2020-12-31 ratio=1 times=4
    "#);
}

#[test]
fn several_sheets_hidden_ones_and_sections() {
    let first: &[&[&str]] = &[
        &["2019年检查事项汇总表"],
        &["检查事项", "时间", "乡镇"],
        &["一、县教育局"],
        &["控辍保学检查", "9月", "各乡镇（除松盘乡外）"],
        &["二、县水利局"],
        &["饮水安全检查", "第四季度", "春堆乡、松盘乡等"],
    ];
    let second: &[&[&str]] = &[&["说明"], &["本表由各部门填报"]];
    let third: &[&[&str]] = &[&["检查事项", "时间"], &["旧事项", "1月"]];
    let bytes = xlsx(&[
        Sheet { name: "汇总", merges: &[(2, 0, 2, 2), (4, 0, 4, 2)], ..Sheet::of(first) },
        Sheet { name: "说明", ..Sheet::of(second) },
        Sheet { name: "旧", hidden: true, ..Sheet::of(third) },
    ]);
    insta::assert_snapshot!(transcript(&import("plan.xlsx", &bytes)), @r#"
    4 dept=县教育局 subject=控辍保学检查 units=all:Township-松盘乡 when=2019-09-01~2019-09-30
    6 dept=县水利局 subject=饮水安全检查 units=春堆乡+松盘乡 when=2019-10-01~2019-12-31
    E1059 3
    E1059 5
    E1045 6:3
    E1017
    E1016
    "#);
}

#[test]
fn formulas_are_read_not_run() {
    let rows: &[&[&str]] = &[
        &["序号", "检查事项", "检查时间", "抽查数量"],
        &["=ROW()-1", "甲检查", "2021年3月", "#5"],
        &["=ROW()-1", "乙检查", "2021年3月", "=SUM(D2,1)|6"],
        &["=ROW()-1", "丙检查", "2021年3月", "=[1]Sheet1!A1"],
    ];
    insta::assert_snapshot!(transcript(&import("plan.xlsx", &xlsx(&[Sheet::of(rows)]))), @r#"
    2 line=1 subject=甲检查 when=2021-03-01~2021-03-31 count=5
    3 line=1 subject=乙检查 when=2021-03-01~2021-03-31 count=6
    E1036
    E1035 3:4
    !E1024 4:4
    "#);
}

#[test]
fn every_bad_cell_is_said_at_once() {
    let rows: &[&[&str]] = &[
        &["序号", "检查事项", "检查时间", "抽查比例", "检查人数", "星座"],
        &["1", "甲检查", "13月", "120%", "若干", "狮子"],
        &["2", "", "待定", "5", "3人"],
        &["3", "丙检查", "2021年3-5", "5%", "3人"],
        &["4", "丁检查", "2021年2月30日", "根据实际情况", "3人"],
        &["5", "戊检查", "12月至2月", "约5%", "3人"],
    ];
    insta::assert_snapshot!(transcript(&import("2021年计划.xlsx", &xlsx(&[Sheet::of(rows)]))), @r#"
    E1030 1:6
    !E1026 2:3
    !E1041 2:4
    !E1043 2:5
    !E1020 3:2
    E1039 3:3
    !E1042 3:4
    !E1028 4:3
    !E1026 5:3
    E1040 5:4
    !E1027 6:3
    "#);
}
