//! Supervision beforehand (事前监督): what must hold before a visit is cleared. Looks at facts; the director decides.

use std::collections::BTreeSet;

use crate::domain::code::Code;
use crate::domain::department::Department;
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::person::Inspector;
use crate::domain::request::{Regime, Request, RequestKind};
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::domain::unit::Unit;
use crate::domain::visit::Gate;

use super::book::RuleBook;
use super::check::basis;
use super::check::team;

/// What is known of a visit before it is cleared.
#[derive(Clone, Copy)]
pub struct GateFacts<'a> {
    /// Where it goes.
    pub unit: &'a Unit,
    /// The requests it serves.
    pub requests: &'a [&'a Request],
    /// What it trips (`rules::visit::check`).
    pub verdicts: &'a [Verdict],
    /// Who leads.
    pub lead: &'a Department,
    /// Who goes, as drawn.
    pub team: &'a [&'a Inspector],
}

/// Every gate with what keeps it shut, in the order people expect; a gate without a message is open.
pub fn check(book: &RuleBook, facts: &GateFacts) -> Vec<(Gate, Vec<Message>)> {
    let shut = |gate: &Gate| match gate {
        Gate::Basis => basis_gate(facts),
        Gate::Quota => quota_gate(facts),
        Gate::Materials => materials_gate(facts),
        Gate::Team => team_gate(book, facts),
    };
    Gate::ALL.iter().map(|gate| (*gate, shut(gate))).collect()
}

/// An urgent matter is approved orally; its record follows within two working days and is asked for then.
fn basis_gate(facts: &GateFacts) -> Vec<Message> {
    let without = facts
        .requests
        .iter()
        .filter(|request| request.kind != RequestKind::Urgent && !basis::on_file(request));
    let ids: Vec<Arg> = without.map(|request| Arg::Text(request.id.to_string())).collect();
    message_where(!ids.is_empty(), || Message::new("R2501").with("requests", Arg::List(ids)))
}

fn quota_gate(facts: &GateFacts) -> Vec<Message> {
    let blocking = facts.verdicts.iter().filter(|verdict| verdict.severity == RuleSeverity::Block);
    blocking.map(|verdict| verdict.message.clone()).collect()
}

/// Struck materials stay listed in the request as a record; they keep the gate shut only while the list that goes out
/// would still ask for them, that is while one is undecided.
fn materials_gate(facts: &GateFacts) -> Vec<Message> {
    let materials = facts.requests.iter().flat_map(|request| &request.materials);
    let open = materials.filter(|material| material.disposition == Disposition::Open);
    let names: BTreeSet<&str> = open.map(|material| material.name.as_str()).collect();
    let names: Vec<Arg> = names.into_iter().map(Arg::from).collect();
    message_where(!names.is_empty(), || Message::new("R2503").with("materials", Arg::List(names)))
}

fn team_gate(book: &RuleBook, facts: &GateFacts) -> Vec<Message> {
    if facts.team.is_empty() {
        return vec![Message::new("R2504")];
    }
    let township = facts.unit.parent.as_ref().unwrap_or(&facts.unit.code);
    let at_home = facts.team.iter().filter(|inspector| {
        inspector.home_unit.as_ref().is_some_and(|home| home == township || home == &facts.unit.code)
    });
    let names: Vec<Arg> = at_home.map(|inspector| Arg::from(inspector.name.as_str())).collect();
    let mut shut =
        message_where(!names.is_empty(), || Message::new("R2506").with("inspectors", Arg::List(names)));
    if facts.requests.iter().any(|request| request.regimes.contains(&Regime::B)) {
        shut.extend(firm_team(book, facts));
    }
    shut
}

/// A visit to firms is led by a licensed department and made by enough licensed inspectors.
fn firm_team(book: &RuleBook, facts: &GateFacts) -> Vec<Message> {
    let lead = facts.lead.name.as_str();
    let mut shut = message_where(!facts.lead.licensed, || Message::new("R2507").with("department", lead));
    let licensed = facts.team.iter().filter(|inspector| inspector.licensed).count();
    for held in book.of_check(team::SPEC.name) {
        let min = held.rule.number("inspectors_min");
        if licensed < min as usize {
            shut.push(held.message().with("licensed", licensed).with("min", min));
        }
    }
    shut
}

fn message_where(shut: bool, message: impl FnOnce() -> Message) -> Vec<Message> {
    if shut { vec![message()] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::UnitKind;
    use crate::rules::check::fixture::{book, department, material, request};

    fn inspector(name: &str, licensed: bool, home: Option<&str>) -> Inspector {
        let home_unit = home.map(Into::into);
        Inspector {
            id: name.into(),
            name: name.into(),
            department: "agriculture".into(),
            home_unit,
            relatives: Vec::new(),
            licensed,
        }
    }

    fn shut(request: &Request, lead: &Department, team: &[Inspector]) -> Vec<(Gate, String)> {
        let unit = Unit {
            code: "540121201201".into(),
            name: "village".into(),
            kind: UnitKind::Village,
            parent: Some("540121201".into()),
            quiet: Vec::new(),
        };
        let team: Vec<&Inspector> = team.iter().collect();
        let facts = GateFacts { unit: &unit, requests: &[request], verdicts: &[], lead, team: &team };
        let gates = check(&book(), &facts);
        assert_eq!(gates.len(), Gate::ALL.len());
        gates
            .into_iter()
            .flat_map(|(gate, messages)| messages.into_iter().map(move |message| (gate, message.code)))
            .collect()
    }

    #[test]
    fn each_gate_says_what_keeps_it_shut() {
        let clean = request("gate");
        let lead = department("lead", true);
        let two = [inspector("one", true, None), inspector("two", true, None)];
        assert_eq!(shut(&clean, &lead, &two), []);
        assert_eq!(shut(&clean, &lead, &[]), [(Gate::Team, "R2504".into())]);
        let baseless = Request { basis: None, plan_item: None, ..clean.clone() };
        assert_eq!(shut(&baseless, &lead, &two), [(Gate::Basis, "R2501".into())]);
        let undecided = Request { materials: vec![material("?", Disposition::Open)], ..clean.clone() };
        assert_eq!(shut(&undecided, &lead, &two), [(Gate::Materials, "R2503".into())]);
        let struck = Request { materials: vec![material("x", Disposition::Struck)], ..clean.clone() };
        assert_eq!(shut(&struck, &lead, &two), []);
        let native = [inspector("one", true, Some("540121201")), inspector("two", true, None)];
        assert_eq!(shut(&clean, &lead, &native), [(Gate::Team, "R2506".into())]);
        let firms = Request { regimes: [Regime::B].into(), ..clean };
        let one = [inspector("one", true, None), inspector("two", false, None)];
        assert_eq!(shut(&firms, &lead, &two), []);
        let unlicensed = department("body", false);
        assert_eq!(
            shut(&firms, &unlicensed, &one),
            [(Gate::Team, "R2507".into()), (Gate::Team, "R2505".into())]
        );
    }
}
