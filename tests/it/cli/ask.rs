//! Questions to the plan in force: answered without changing anything, kept with `--keep`, and taken back.

use super::Machine;

fn demands(machine: &Machine, state: &str) -> Vec<String> {
    let found = machine.run(&["demand", "list", "--state", state, "--json"]).done().json();
    let rows = found["demands"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_answer_changes_nothing_until_it_is_kept() {
    let machine = Machine::planned();
    let planned = demands(&machine, "planned");
    let demand = planned.first().unwrap().as_str();
    let answer = machine.run(&["ask", "drop", demand, "--json"]).done().json();
    assert_eq!(answer["schema"], "lianjian/ask/1");
    assert!(answer["kept"].is_null() && answer["refused"].is_null());
    assert_eq!(answer["own"][0]["demand"], demand);
    assert!(answer["own"][0]["to"].is_null());
    assert_eq!(demands(&machine, "planned"), planned);
    let kept = machine.run(&["ask", "drop", demand, "--keep", "--json"]).done().json();
    assert!(kept["kept"].is_string());
    assert_eq!(demands(&machine, "postponed"), [demand]);
    machine.run(&["journal", "undo"]).done();
    assert_eq!(demands(&machine, "planned"), planned);
}

#[test]
fn what_is_kept_stays_when_all_is_planned_anew() {
    let machine = Machine::planned();
    let demand = demands(&machine, "planned").pop().unwrap();
    let span = ["--from", "2019-10-08", "--to", "2019-12-31"];
    let again = [&["plan", "--effort", "quick", "--threads", "1", "--json"], &span[..]].concat();
    machine.run(&[&["ask", "window", &demand, "--keep"], &span[..]].concat()).done();
    machine.run(&["ask", "teams", "1", "--keep"]).done();
    machine.run(&again).done();
    let shown = machine.run(&["demand", "show", &demand, "--json"]).done().json();
    assert!(shown.to_string().contains("2019-12-31"), "{shown}");
    let other = demands(&machine, "planned").remove(0);
    machine.run(&["ask", "drop", &other, "--keep"]).done();
    machine.run(&again).done();
    assert_eq!(demands(&machine, "postponed"), [other.as_str()]);
    // What nobody planned, and a day nobody works.
    assert_eq!(machine.run(&["ask", "drop", "D-9999"]).status, 1);
    assert_eq!(machine.run(&["ask", "move", &demand, "2019-10-13"]).status, 1);
}
