//! Letters put together: replies to departments, notices, requests for staff, plans, accounts, protocols of draws.
//! Of a sealed visit nothing is said before its day but that the matter is in the plan.

mod papers;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::all;
use super::checklist::{each_once, materials, served};
use super::protocol::protocols;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::id::{DepartmentCode, UnitCode, VisitId};
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::person::Inspector;
use crate::domain::request::{Decision as Ruling, Request, RequestKind, RequestState};
use crate::domain::rule::RuleSeverity;
use crate::domain::sample_round::SampleRound;
use crate::domain::setting::Leadership;
use crate::domain::unit::UnitKind;
use crate::domain::visit::{Visit, VisitState};
use crate::exchange::export::letter::{Decision, DrawRecord, Notice, Reply, ReplyRow, Sender};
use crate::exchange::export::span_text;
use crate::store::View;
use crate::text::Catalogue;

/// What every letter is made from.
pub struct Desk<'a> {
    /// The state it speaks of.
    pub view: &'a View<'a>,
    /// Rules, tables, terms.
    pub office: &'a Office,
    /// The language it is in.
    pub catalogue: &'a Catalogue,
    /// Business date.
    pub today: NaiveDate,
    /// Whom to ask, with a telephone number; empty where the registry adds it.
    pub contact: &'a str,
    /// Lists and names.
    pub county: CountyView,
}

impl Desk<'_> {
    fn sender(&self) -> Sender {
        let county = self.county_name();
        let leadership = self.county.county.as_ref().map(|county| county.leadership);
        let office = match leadership {
            Some(Leadership::CoordinationOffice) => "letter-coordination-office",
            Some(Leadership::DisciplineOffice) | None => "letter-discipline-office",
        };
        Sender {
            office: self.catalogue.render(&Message::new(office).with("county", county.as_str())),
            county,
            contact: self.contact.to_owned(),
            date: self.today,
        }
    }

    fn county_name(&self) -> String {
        self.county.county.as_ref().map_or_else(String::new, |county| county.name.clone())
    }

    /// Whether people may be told where and when a visit is.
    fn told(&self, visit: &Visit) -> bool {
        visit.is_public() && (visit.announced || visit.start <= self.today)
            || visit.state == VisitState::Sealed && visit.start <= self.today
    }

    fn subject(&self, request: &Request) -> String {
        self.office.subject_name(&request.subject, self.catalogue.lang())
    }

    fn full_name(&self, code: &DepartmentCode) -> String {
        let found = self.county.departments.department(code);
        found.map_or_else(|| code.0.clone(), |department| department.name.clone())
    }

    /// A township by its government, which letters are addressed to.
    fn addressee(&self, unit: &UnitCode) -> String {
        let name = self.county.units.name(unit);
        let township = self.county.units.unit(unit).is_some_and(|unit| unit.kind == UnitKind::Township);
        if !township {
            return name;
        }
        self.catalogue.render(&Message::new("letter-government").with("unit", name))
    }

    /// The answer to a department; `None` where nothing it asked for is decided. A superior is not answered so: what
    /// it sends cannot be refused.
    pub fn reply(&self, department: &DepartmentCode) -> Result<Option<Reply>> {
        let mut requests: Vec<Request> = all(self.view)?;
        requests.retain(|request| {
            request.department == *department
                && request.kind != RequestKind::Superior
                && !matches!(request.state, RequestState::Received | RequestState::Withdrawn)
        });
        if requests.is_empty() {
            return Ok(None);
        }
        let mut rows = Vec::new();
        for request in &requests {
            rows.push(ReplyRow {
                request: request.id.to_string(),
                subject: request.title.clone(),
                decision: self.decision(request)?,
            });
        }
        let terms = &self.office.terms.answers;
        Ok(Some(Reply {
            sender: self.sender(),
            department: self.full_name(department),
            rows,
            materials: materials(self.office, &requests.iter().collect::<Vec<_>>(), self.catalogue.lang()),
            objection_days: terms.objection_days,
            silence_is_consent: terms.silence_is_consent,
        }))
    }

    fn decision(&self, request: &Request) -> Result<Decision> {
        let reason = || request.decision.as_ref().map_or_else(|| Message::new("reason-other"), grounds);
        Ok(match request.state {
            RequestState::Refused => Decision::Refused { reason: reason() },
            RequestState::Returned => Decision::Returned { reason: reason() },
            RequestState::Diverted => Decision::Diverted { holder: reason() },
            RequestState::Received | RequestState::Withdrawn | RequestState::Accepted => {
                self.arrangement(request)?
            }
        })
    }

    /// Where and when what was accepted is carried out, as far as it may be told.
    fn arrangement(&self, request: &Request) -> Result<Decision> {
        let demands = self.view.select::<Demand>("request", &request.id.to_string())?;
        let (mut visits, mut with, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        let mut hidden = 0usize;
        for demand in demands.iter().map(|found| &found.record) {
            let Some(id) = demand.visit else {
                left_out.push(demand);
                continue;
            };
            let visit: Visit = required(self.view, &id.to_string())?;
            if !self.told(&visit) {
                hidden += 1;
                continue;
            }
            for (_, other) in served(self.view, &visit)? {
                if other.department != request.department {
                    with.push(self.county.departments.short(&other.department));
                }
            }
            visits.push((visit.start, visit.days, demand.unit.clone()));
        }
        for anchor in self.view.select::<Anchor>("request", &request.id.to_string())? {
            visits.push((anchor.record.start, anchor.record.days, anchor.record.unit));
        }
        if hidden > 0 && visits.is_empty() || !request.announced && !demands.is_empty() && visits.is_empty() {
            return Ok(Decision::Sealed);
        }
        if visits.is_empty() {
            let code = if demands.is_empty() { "letter-awaits-register" } else { "letter-not-placed" };
            let reason = left_out.iter().find_map(|demand| demand.unserved.clone());
            let reason = reason.filter(|_| request.announced).unwrap_or_else(|| Message::new(code));
            return Ok(Decision::Postponed { reason });
        }
        visits.sort();
        // What is not told is left out without a word: a number would tell how many are under seal.
        let units: Vec<Arg> =
            left_out.iter().map(|demand| Arg::from(self.county.units.name(&demand.unit))).collect();
        let moved = (!units.is_empty() && request.announced)
            .then(|| Message::new("letter-left-out").with("units", Arg::List(units)));
        let text = |(start, days, unit): &(NaiveDate, u32, UnitCode)| {
            format!("{}{}", self.county.units.name(unit), span_text(self.catalogue, *start, *days))
        };
        Ok(Decision::Planned {
            visits: visits.iter().map(text).collect(),
            with: each_once(with.into_iter()),
            moved,
        })
    }

    /// The notice of an announced visit. A7051 for one nobody may be told of, or that is not published.
    pub fn notice(&self, id: VisitId) -> Result<Notice> {
        let visit: Visit = required(self.view, &id.to_string())?;
        if !visit.announced || visit.state != VisitState::Published {
            return Err(AppError::problem("A7051").with("id", id.to_string()));
        }
        let served = served(self.view, &visit)?;
        let requests: Vec<&Request> = served.iter().map(|(_, request)| request).collect();
        let team = self.team(&visit)?;
        let leader = team.iter().find(|member| member.department == visit.lead).map(|member| {
            let department = self.county.departments.short(&member.department);
            format!("{} {department}", member.name)
        });
        let kept = materials(self.office, &requests, self.catalogue.lang());
        Ok(Notice {
            sender: self.sender(),
            visit: id.to_string(),
            unit: self.addressee(&visit.unit),
            first_day: visit.start,
            days: visit.days,
            departments: each_once(requests.iter().map(|request| self.full_name(&request.department))),
            subjects: each_once(requests.iter().map(|request| self.subject(request))),
            leader: leader.unwrap_or_default(),
            people: u32::try_from(team.len()).unwrap_or(u32::MAX),
            kept: requests
                .iter()
                .flat_map(|request| &request.materials)
                .filter(|material| material.disposition == Disposition::Kept)
                .map(|material| material.name.clone())
                .filter(|name| kept.iter().any(|known| known.name == *name))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect(),
            clash_days: self.office.terms.answers.clash_days,
        })
    }

    fn team(&self, visit: &Visit) -> Result<Vec<Inspector>> {
        let mut team = Vec::new();
        for id in &visit.team {
            team.extend(self.view.get::<Inspector>(&id.0)?.map(|found| found.record));
        }
        Ok(team)
    }

    /// The protocol of a draw, one a frame; none before the draw is made.
    pub fn draws(&self, round: &str) -> Result<Vec<DrawRecord>> {
        let record: SampleRound = required(self.view, round)?;
        let Some(drawn) = &record.drawn else { return Ok(Vec::new()) };
        // Parts that draw from one frame share tickets: the largest holds all others.
        let mut by_frame: BTreeMap<(String, String), DrawRecord> = BTreeMap::new();
        for protocol in protocols(self.view, self.office, self.catalogue, round)? {
            let sender = Sender { date: drawn.on, ..self.sender() };
            let record = DrawRecord { sender, ..protocol.record };
            let frame = (record.frame_hash.clone(), record.kind.clone());
            if by_frame.get(&frame).is_none_or(|held| held.size < record.size) {
                by_frame.insert(frame, record);
            }
        }
        Ok(by_frame.into_values().collect())
    }
}

/// Why something was refused, returned or diverted: the reason, the rules that block it, the words of who decided.
fn grounds(decision: &Ruling) -> Message {
    let reason = decision.reason.map_or_else(|| "reason-other".to_owned(), Code::text_id);
    let blocking = decision.verdicts.iter().filter(|verdict| verdict.severity == RuleSeverity::Block);
    let rules = blocking.map(|verdict| {
        let rule = Message::new("letter-rule").with("rule", verdict.rule.as_str());
        Arg::from(rule.with("said", verdict.message.clone()))
    });
    let mut why: Vec<Arg> = rules.collect();
    why.extend(decision.note.as_deref().filter(|note| !note.trim().is_empty()).map(Arg::from));
    if why.is_empty() {
        return Message::new(reason);
    }
    Message::new("letter-grounds").with("reason", Arg::code(reason)).with("why", Arg::List(why))
}
