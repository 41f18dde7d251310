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
