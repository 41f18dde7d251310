//! Registers, departments, units, holidays and arrivals.

use lianjian::domain::department::Level;
use lianjian::exchange::import::{
    Imported, Options, SourceFile, arrival, department, frame, holiday, mapping, request, unit,
};

use super::say_problem;

fn file<'a>(name: &'a str, text: &'a str) -> SourceFile<'a> {
    SourceFile { name, bytes: text.as_bytes() }
}

fn said<T>(imported: &Imported<T>) -> Vec<String> {
    imported.problems.iter().map(say_problem).collect()
}

#[test]
fn a_register_of_households() {
    let text = "林周县脱贫户名录（2021年）\n户编号,乡镇,行政村,户主姓名,家庭人口,类型,备注,脱贫年度\n\
                H-001,松盘乡,松盘村,扎西,\"1,002\",脱贫户,,2018\nH-002,540121201,,卓玛,4人,监测对象,,2019\n\
                H-001,松盘乡,,重复,3,,,\nH-004,,,无乡镇,3,,,\n,松盘乡,,无编号,3,,,\nH-006,松盘乡,,人口不明,几个,,,\n合计,,,,9,,,\n";
    let imported = frame::read(&file("frame.csv", text), &Options::default());
    let rows: Vec<_> = imported
        .rows
        .iter()
        .map(|row| (row.id.as_str(), row.unit.as_deref(), row.unit_code.as_deref(), row.size))
        .collect();
    assert_eq!(
        rows,
        [("H-001", Some("松盘乡"), None, Some(1002)), ("H-002", None, Some("540121201"), Some(4))]
    );
    assert_eq!(imported.rows[0].others.get("脱贫年度").map(String::as_str), Some("2018"));
    assert_eq!(
        said(&imported),
        ["E1030 2:8", "!E1049 5", "!E1020 6:2", "!E1020 7:1", "!E1043 8:5", "E1031 9"]
    );
}

#[test]
fn departments_with_levels_and_aliases() {
    let text = "部门名称,简称,别名,层级,检查人员,持证人数\n县农业农村局,农业局,县农牧局、农牧局,县级,12,8\n\
                拉萨市审计局,,,市级,6,6\n自治区教育厅,,,自治区,3,\n,,,,5,\n某局,,,,十几个,\n";
    let imported = department::read(&file("departments.csv", text), &Options::default());
    let levels: Vec<_> =
        imported.rows.iter().map(|row| (row.name.as_str(), row.level, row.inspectors)).collect();
    assert_eq!(
        levels,
        [
            ("县农业农村局", Some(Level::County), Some(12)),
            ("拉萨市审计局", Some(Level::Prefecture), Some(6)),
            ("自治区教育厅", Some(Level::Province), Some(3)),
        ]
    );
    assert_eq!(imported.rows[0].aliases, ["县农牧局", "农牧局"]);
    assert_eq!(said(&imported), ["!E1020 5:1", "!E1043 6:5"]);
}

#[test]
fn units_need_a_division_code() {
    let text = "town_code,town_name,county_code\n540121201,松盘乡,540121\n5.40121E+08,强嘎乡,540121\n,春堆乡,540121\n";
    let imported = unit::read(&file("units.csv", text), &Options::default());
    assert_eq!(imported.rows.len(), 1);
    assert_eq!(imported.rows[0].parent.as_deref(), Some("540121"));
    assert_eq!(said(&imported), ["!E1050 3:1", "!E1020 4:1"]);
}

#[test]
fn holidays_and_make_up_days() {
    let text = "date,name_zh,kind,doc_year\n2019-10-01,国庆节,off,2019\n2019/10/12,国庆节,补班,2019\n2019年10月,国庆节,off,2019\n2019-10-02,国庆节,?,2019\n";
    let imported = holiday::read(&file("holidays.csv", text), &Options::default());
    let days: Vec<_> = imported.rows.iter().map(|row| (row.date.to_string(), row.off)).collect();
    assert_eq!(days, [("2019-10-01".to_owned(), true), ("2019-10-12".to_owned(), false)]);
    assert_eq!(said(&imported), ["!E1048 4:1", "!E1055 5:3"]);
}

#[test]
fn arrivals_as_townships_list_them() {
    let text = "松盘乡2019年9月迎检登记表\n日期,乡镇,来访部门,人数,天数,是否通知,事由,索要材料\n\
                9月3日,松盘乡,县水利局,4人,半天,未通知,饮水安全,1.台账 2.照片\n2019/9/4,松盘乡,县教育局,2-3人,1天,提前通知,控辍保学,无\n\
                9月,松盘乡,县教育局,2,1,是,,\n";
    let imported = arrival::read(&file("arrivals.csv", text), &Options::default());
    let rows: Vec<_> = imported
        .rows
        .iter()
        .map(|row| (row.date.to_string(), row.people, row.halfdays, row.announced, row.materials.len()))
        .collect();
    assert_eq!(
        rows,
        [
            ("2019-09-03".to_owned(), Some(4), Some(1), Some(false), 2),
            ("2019-09-04".to_owned(), Some(3), Some(2), Some(true), 0),
        ]
    );
    assert_eq!(said(&imported), ["!E1048 5:1"]);
}

#[test]
fn a_mapping_names_what_the_synonyms_do_not() {
    let source = file("2021.csv", "啥子事,啥时候,哪些地方\n饮水安全检查,9月,各乡镇\n");
    assert_eq!(said(&request::read(&source, &Options::default())), ["!E1014"]);
    let text = "department = \"县水利局\"\n[columns]\n\"啥子事\" = \"subject\"\n\"啥时候\" = \"window\"\n\"哪些地方\" = \"units\"\n";
    let map = mapping::read(&file("map.toml", text)).unwrap();
    let imported = request::read(&source, &Options { mapping: Some(map), ..Options::default() });
    assert_eq!(said(&imported), Vec::<String>::new());
    assert_eq!(imported.rows[0].department.as_deref(), Some("县水利局"));
    assert_eq!(imported.rows[0].windows.len(), 1);
    let wrong = mapping::read(&file("map.toml", "[columns]\n\"啥子事\" = \"sign\"\n")).unwrap();
    let imported = request::read(&source, &Options { mapping: Some(wrong), ..Options::default() });
    assert!(said(&imported).contains(&"!E1018".to_owned()));
}
