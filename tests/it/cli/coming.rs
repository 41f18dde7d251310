//! What comes into the county: superiors' inspections, arrivals reported by telephone, alarms, corrected files.

use serde_json::Value;

use super::{Machine, data};

/// A file of requests on the machine.
fn file(machine: &Machine, name: &str, text: &str) -> String {
    let path = machine.path(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn codes(document: &Value, list: &str) -> Vec<String> {
    let rows = document[list].as_array().unwrap();
    rows.iter().map(|row| row["rule"].as_str().unwrap().to_owned()).collect()
}

/// 能否套开 in a row decides whether county visits may join the inspection it becomes.
#[test]
fn a_superiors_inspection_is_joined_only_where_its_row_allows_it() {
    let machine = Machine::demo();
    let register = data("demo/requests-2019/上级来文检查登记表.xlsx");
    machine.run(&["import", "requests", register.to_str().unwrap()]).done();
    machine.run(&["triage", "auto"]).done();
    let anchors = machine.run(&["anchor", "list", "--json"]).done().json();
    let anchors = anchors["anchors"].as_array().unwrap();
    let closed: Vec<&str> = anchors
        .iter()
        .filter(|row| row["anchor"]["joinable"] == false)
        .map(|row| row["unit_name"].as_str().unwrap())
        .collect();
    assert_eq!((anchors.len(), closed), (7, vec!["唐古乡"]));
}

#[test]
fn an_arrival_is_one_line() {
    let machine = Machine::planned();
    let line = "10月15日 松盘乡 县水利局 4人 未通知 饮水安全 台账2份";
    let arrival = machine.run(&["arrival", "add", line, "--json"]).done().json()["arrival"].clone();
    let field = |name: &str| arrival[name].to_string();
    assert_eq!(arrival["date"], "2019-10-15");
    assert_eq!(
        [field("people"), field("announced"), field("materials"), field("subject")],
        ["4", "false", "2", "\"饮水安全\""]
    );
    assert_ne!(arrival["department"], "县水利局", "the county's own department is known by its code");
    let stranger = "昨天强嘎乡来了5人没打招呼 省林草局 看林草";
    let arrival = machine.run(&["arrival", "add", stranger, "--json"]).done().json()["arrival"].clone();
    assert_eq!((arrival["department"].as_str(), arrival["visit"].is_null()), (Some("省林草局"), true));
    assert_eq!(machine.run(&["arrival", "add", "有人来过"]).status, 2);
}

/// What comes on the day and to the place of a published visit is that visit; anything else is off the plan.
#[test]
fn an_arrival_is_matched_with_its_visit() {
    let machine = Machine::planned();
    machine.run(&["visit", "team", "--all"]).done();
    machine.direct(&["visit", "clear", "--all"]);
    machine.run(&["visit", "publish", "--all"]).done();
    let visits = machine.run(&["visit", "list", "--json"]).done().json();
    let visit = visits["visits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.get("visit").unwrap_or(row))
        .find(|visit| visit["state"] == "published" && visit["start"].is_string())
        .unwrap()
        .clone();
    let (unit, lead, start) = (&visit["unit"], &visit["lead"], &visit["start"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let add = |date: &str| {
        let (unit, lead) = (text(unit), text(lead));
        let arguments = ["arrival", "add", "--unit", &unit, "--department", &lead, "--date", date, "--json"];
        machine.run(&arguments).done().json()["arrival"]["visit"].clone()
    };
    assert_eq!(add(&text(start)), visit["id"]);
    assert_eq!(add("2019-01-07"), Value::Null);
}

/// Three days of one week at one township: the alarm names rule and document; a request that would make it worse says
/// so at triage.
#[test]
fn alarms_run_over_arrivals_and_requests() {
    let machine = Machine::demo();
    let alarms = |machine: &Machine| machine.run(&["quota", "alarms", "--json"]).done().json();
    assert_eq!(codes(&alarms(&machine), "alarms"), Vec::<String>::new());
    for day in ["10月14日", "10月15日"] {
        machine.run(&["arrival", "add", &format!("{day} 松盘乡 县水利局 2人 饮水")]).done();
    }
    let requests = file(
        &machine,
        "县教育局2019年检查申报.csv",
        "检查事项,计划编号,受检乡镇,检查时间,检查时长,检查依据\n控辍保学检查,2019-41,松盘乡,10月16日,半天,藏教厅〔2019〕909号\n",
    );
    machine.run(&["import", "requests", &requests, "--department", "县教育局"]).done();
    let request = machine.run(&["triage", "show", "R-0001", "--json"]).done().json();
    assert!(codes(&request, "verdicts").contains(&"R2407".to_owned()), "{request}");
    machine.run(&["arrival", "add", "10月17日 松盘乡 县教育局 6人 半天 陪同9人"]).done();
    let found = codes(&alarms(&machine), "alarms");
    assert!(["R2407", "R2409"].iter().all(|rule| found.contains(&(*rule).to_owned())), "{found:?}");
}

/// A corrected file: what changed is shown field by field, and taken only with `--amend`.
#[test]
fn a_corrected_file_is_an_amendment() {
    let machine = Machine::demo();
    let rows = |people: &str| {
        format!(
            "序号,计划编号,检查事项,受检乡镇,检查时间,检查人数\n1,2019-41,控辍保学检查,松盘乡,10月16日,{people}\n"
        )
    };
    let name = "县教育局2019年检查申报.csv";
    let first = file(&machine, name, &rows("2人"));
    machine.run(&["import", "requests", &first, "--department", "县教育局"]).done();
    let again = machine.run(&["import", "requests", &first, "--department", "县教育局", "--json"]).json();
    assert_eq!(
        (again["unchanged"].as_u64(), again["amendments"].as_array().map(Vec::len)),
        (Some(1), Some(0))
    );
    let second = file(&machine, name, &rows("3人"));
    let shown = machine.run(&["import", "requests", &second, "--department", "县教育局", "--json"]).json();
    let change = &shown["amendments"][0]["changes"][0];
    assert_eq!(
        (change["field"].as_str(), &change["before"], &change["after"]),
        (Some("people"), &2.into(), &3.into())
    );
    assert_eq!(shown["amendments"][0]["applied"], false);
    let applied = ["import", "requests", &second, "--department", "县教育局", "--amend", "--json"];
    assert_eq!(machine.run(&applied).json()["amendments"][0]["applied"], true);
    let request = machine.run(&["triage", "show", "R-0001", "--json"]).done().json();
    assert_eq!(request["people"], 3);
}

/// A heading nobody knows: the program writes down how it read the form, a person completes it, and the next form of
/// that department is read the same way without being told.
#[test]
fn a_mapping_is_written_completed_and_remembered() {
    let machine = Machine::demo();
    let form = |day: &str| format!("检查事项,检查时间,星座\n河道检查,{day},松盘乡\n");
    let first = file(&machine, "县水利局2019年检查表.csv", &form("10月16日"));
    let map = machine.path("map.toml");
    let map = map.to_str().unwrap();
    machine.run(&["import", "requests", &first, "--dry-run", "--write-map", map]).done();
    let written = std::fs::read_to_string(map).unwrap();
    assert!(written.contains("# 星座: 松盘乡"), "{written}");
    let completed =
        written.replace("\"星座\" = \"\"", "\"星座\" = \"units\"").replace("星座 = \"\"", "星座 = \"units\"");
    assert_ne!(written, completed);
    assert_eq!(
        machine.run(&["import", "requests", &first, "--dry-run", "--write-map", map]).status,
        3,
        "overwritten"
    );
    std::fs::write(map, completed).unwrap();
    let read = machine.run(&["import", "requests", &first, "--map", map, "--json"]).done().json();
    assert_eq!(read["rows"][0]["units"]["named"][0], "松盘乡");
    let second = file(&machine, "县水利局2019年第二批检查表.csv", &form("10月23日"));
    let read = machine.run(&["import", "requests", &second, "--json"]).json();
    assert_eq!(read["rows"][0]["units"]["named"][0], "松盘乡");
    let said: Vec<&str> =
        read["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(said.contains(&"E1950") && !said.contains(&"E1030"), "{said:?}");
    let other = file(&machine, "县教育局2019年检查表.csv", &form("10月24日"));
    let read = machine.run(&["import", "requests", &other, "--dry-run", "--json"]).json();
    assert!(read["rows"][0]["units"].is_null(), "a form of another department was read by it");
}

/// The copy goes back to the department: what is wrong stands at its cell.
#[test]
fn a_marked_copy_is_written_where_something_is_wrong() {
    let machine = Machine::demo();
    let bad = file(&machine, "县水利局2019年检查表.csv", "检查事项,检查时间\n河道检查,13月\n饮水检查,10月\n");
    let folder = machine.path("marked");
    let arguments = ["import", "requests", &bad, "--dry-run", "--marked", folder.to_str().unwrap()];
    assert_eq!(machine.run(&arguments).status, 1);
    let copies: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(copies.len(), 1);
    assert!(std::fs::read(&copies[0]).unwrap().starts_with(b"PK"));
}

/// What refusing would spare the township: an arrival, unless others come then anyway.
#[test]
fn a_request_says_what_refusing_it_would_spare() {
    let machine = Machine::demo();
    let send = |department: &str, matter: &str| {
        let rows = format!("检查事项,计划编号,受检乡镇,检查时间\n{matter},2019-41,松盘乡,10月16日\n");
        let sent = file(&machine, &format!("{department}2019年检查申报.csv"), &rows);
        machine.run(&["import", "requests", &sent, "--department", department]).done();
    };
    let refused =
        |id: &str| machine.run(&["triage", "show", id, "--json"]).done().json()["if_refused"].clone();
    send("县教育局", "控辍保学检查");
    assert_eq!((&refused("R-0001")["visits"], &refused("R-0001")["anyway"]), (&1.into(), &0.into()));
    send("县水利局", "饮水安全检查");
    assert_eq!((&refused("R-0001")["visits"], &refused("R-0001")["anyway"]), (&0.into(), &1.into()));
}

/// Two superiors in one township and week: the county cannot refuse, it writes to both.
#[test]
fn superiors_that_clash_are_written_to() {
    let machine = Machine::demo();
    let rows = "来文单位,检查事项,受检乡镇,检查时间,申报类型,检查依据\n\
        拉萨市水利局,饮水安全抽查,松盘乡,10月16日,上级来文,拉水发〔2019〕11号\n\
        拉萨市教育局,校园安全督查,松盘乡,10月18日,上级来文,拉教发〔2019〕12号\n\
        拉萨市教育局,校园安全督查,卡孜乡,10月30日,上级来文,拉教发〔2019〕12号\n";
    let sent = file(&machine, "2019年上级来文登记表.csv", rows);
    machine.run(&["import", "requests", &sent]).done();
    machine.run(&["triage", "auto"]).done();
    let folder = machine.path("letters");
    machine.run(&["export", "letter", "clash", "--out", folder.to_str().unwrap()]).done();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
}
