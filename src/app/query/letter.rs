//! Letters put together: replies to departments, notices, requests for staff, plans, accounts, protocols of draws.
//! Of a sealed visit nothing is said before its day but that the matter is in the plan.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::all;
use super::burden::burden;
use super::checklist::{each_once, materials, served};
use super::clash::clashes;
use super::field;
use super::protocol::protocols;
use super::seal::Seal;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::domain::arrival::Anchor;
use crate::domain::checklist::DefectClass;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, month};
use crate::domain::demand::Demand;
use crate::domain::finding::{Finding, FindingState};
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
use crate::exchange::export::letter::{
    Decision, DrawRecord, Notice, Paper, PaperKind, Reply, ReplyRow, Sender,
};
use crate::exchange::export::{date_text, period_text, span_text};
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

    /// Visits people may be told of in a span, by day and unit.
    fn visits(&self, span: DayRange) -> Result<Vec<Visit>> {
        let mut visits: Vec<Visit> = all(self.view)?;
        visits.retain(|visit| span.contains(visit.start) && visit.announced && visit.is_public());
        visits.sort_by_key(|visit| (visit.start, visit.unit.clone(), visit.id));
        Ok(visits)
    }

    /// Whom a department sends where in a span; `None` where nobody.
    pub fn staff(&self, department: &DepartmentCode, span: DayRange) -> Result<Option<Paper>> {
        let mut rows = Vec::new();
        for visit in self.visits(span)? {
            let served = served(self.view, &visit)?;
            let own = served.iter().map(|(_, request)| request);
            let own: Vec<&Request> = own.filter(|request| request.department == *department).collect();
            if own.is_empty() {
                continue;
            }
            let people = self.team(&visit)?.into_iter().filter(|member| member.department == *department);
            rows.push(vec![
                span_text(self.catalogue, visit.start, visit.days),
                self.county.units.name(&visit.unit),
                self.catalogue.join(each_once(own.iter().map(|request| self.subject(request)))),
                self.catalogue.join(people.map(|member| member.name)),
            ]);
        }
        let days = self.office.terms.answers.objection_days.to_string();
        let facts = [("department", self.full_name(department)), ("answer_days", days)];
        Ok((!rows.is_empty()).then(|| self.paper(PaperKind::Staff, facts, rows)))
    }

    /// The visits of a span, those told beforehand.
    pub fn plan(&self, span: DayRange) -> Result<Paper> {
        let mut rows = Vec::new();
        for (number, visit) in (1usize..).zip(self.visits(span)?) {
            let served = served(self.view, &visit)?;
            let requests = || served.iter().map(|(_, request)| request);
            let departments = requests().map(|request| self.county.departments.short(&request.department));
            rows.push(vec![
                number.to_string(),
                span_text(self.catalogue, visit.start, visit.days),
                self.county.units.name(&visit.unit),
                self.catalogue.join(each_once(departments)),
                self.catalogue.join(each_once(requests().map(|request| self.subject(request)))),
            ]);
        }
        let facts = [("period", period_text(self.catalogue, span.from, span.last()))];
        Ok(self.paper(PaperKind::Plan, facts, rows))
    }

    /// What was accepted for a year.
    pub fn annual_plan(&self, year: i32) -> Result<Paper> {
        let mut requests: Vec<Request> = all(self.view)?;
        requests.retain(|request| {
            request.state == RequestState::Accepted && request.span().is_some_and(|s| s.last().year() == year)
        });
        requests.sort_by_key(|request| (request.department.clone(), request.id));
        let row = |(number, request): (usize, &Request)| {
            let basis = request.basis.as_ref().map_or_else(String::new, |basis| basis.text.clone());
            vec![
                number.to_string(),
                self.county.departments.short(&request.department),
                request.title.clone(),
                basis,
                self.catalogue.render(&super::inbox::target(&self.county, request)),
                request.times_per_year.to_string(),
            ]
        };
        let rows = (1usize..).zip(&requests).map(row).collect();
        Ok(self.paper(PaperKind::AnnualPlan, [("year", year.to_string())], rows))
    }

    /// What a month brings each township, beside the same month of the year before.
    pub fn burden(&self, span: DayRange) -> Result<Paper> {
        let seal = Seal::outside(self.today);
        let of_year_before = span.from.checked_sub_months(chrono::Months::new(12)).map(month);
        let before = of_year_before.map(|span| burden(self.view, span, seal)).transpose()?;
        let now = burden(self.view, span, seal)?;
        let rows = now.units.iter().map(|(code, unit)| {
            let earlier = before.as_ref().and_then(|before| before.units.get(code));
            vec![
                unit.name.clone(),
                earlier.map_or(0, |earlier| earlier.arrivals).to_string(),
                unit.visits.visits.to_string(),
                unit.anchors.saturating_add(unit.exempt.visits).to_string(),
                unit.arrivals.to_string(),
                unit.visits_a_week_max.to_string(),
            ]
        });
        let rows = rows.collect();
        let most = now.units.values().map(|unit| unit.visits.visits).max().unwrap_or(0);
        let heaviest: Vec<String> = now
            .units
            .values()
            .filter(|unit| most > 0 && unit.visits.visits == most)
            .map(|unit| unit.name.clone())
            .collect();
        let month_name = |day: NaiveDate| {
            let text = Message::new("letter-month").with("year", day.year()).with("month", day.month());
            self.catalogue.render(&text)
        };
        let mut found: Vec<Finding> = all(self.view)?;
        found.retain(|one| span.contains(one.found_on) && one.state != FindingState::HandedOver);
        // Before anything came back there is nothing to say.
        let number = |count: usize| if found.is_empty() { String::new() } else { count.to_string() };
        let counted = before.filter(|before| before.arrivals > 0);
        let facts = [
            ("month", month_name(span.from)),
            ("visits", now.visits.visits.to_string()),
            ("days", now.visits.days.to_string()),
            ("hours", now.visits.host_hours.to_string()),
            ("alone", now.alone.visits.to_string()),
            ("saved", now.alone.visits.saturating_sub(now.visits.visits).to_string()),
            ("before", counted.as_ref().map_or_else(String::new, |before| before.arrivals.to_string())),
            ("before_month", of_year_before.map_or_else(String::new, |span| month_name(span.from))),
            ("heaviest", self.catalogue.join(heaviest)),
            ("findings", number(found.len())),
            ("critical", number(found.iter().filter(|one| one.class == DefectClass::Critical).count())),
            ("overdue", number(found.iter().filter(|one| one.is_overdue(self.today)).count())),
        ];
        Ok(self.paper(PaperKind::Burden, facts, rows))
    }

    /// What the county asks of a superior whose inspections clash from today on; `None` where none does.
    pub fn clash(&self, department: &DepartmentCode) -> Result<Option<Paper>> {
        let found = clashes(self.view, self.office, &self.county, department, self.today)?;
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|clash| {
                vec![
                    span_text(self.catalogue, clash.anchor.start, clash.anchor.days),
                    self.county.units.name(&clash.anchor.unit),
                    clash.matter.clone(),
                    self.catalogue.join(clash.with.iter().map(|with| self.catalogue.render(with))),
                    self.catalogue.render(&clash.ask),
                ]
            })
            .collect();
        let facts = [("department", self.full_name(department))];
        Ok((!rows.is_empty()).then(|| self.paper(PaperKind::Clash, facts, rows)))
    }

    /// Findings handed over to a department; `None` where it has none to see to.
    pub fn hand_over(&self, department: &DepartmentCode) -> Result<Option<Paper>> {
        let rows = self.findings(|finding| finding.responsible.as_ref() == Some(department))?;
        let days = self.office.terms.findings.facts_days.to_string();
        let facts = [("responsible", self.full_name(department)), ("facts_days", days)];
        Ok((!rows.is_empty()).then(|| self.paper(PaperKind::HandOver, facts, rows)))
    }

    /// What a visit found that its unit has to put right, as a notice and the form to answer it; `None` where
    /// nothing is open.
    pub fn rectification(&self, id: VisitId) -> Result<Option<(Paper, Paper)>> {
        let visit: Visit = required(self.view, &id.to_string())?;
        // Nothing is ordered before who is responsible had its days to state the facts.
        let told = |finding: &Finding| !finding.awaits_facts(self.today);
        let rows =
            self.findings(|finding| finding.visit == id && finding.responsible.is_none() && told(finding))?;
        if rows.is_empty() || !self.told(&visit) {
            return Ok(None);
        }
        let unit = self.addressee(&visit.unit);
        let answers = rows.iter().map(|row| {
            let cell = |at: usize| row.get(at).cloned().unwrap_or_default();
            vec![cell(0), cell(2), String::new(), String::new()]
        });
        let form = [("visit", id.to_string()), ("unit", unit.clone())];
        let form = self.paper(PaperKind::Answer, form, answers.collect());
        let days = span_text(self.catalogue, visit.start, visit.days);
        let facts = [("visit", id.to_string()), ("unit", unit), ("days", days)];
        Ok(Some((self.paper(PaperKind::Rectification, facts, rows), form)))
    }

    /// Rows of open findings: id, place, what was found, what to do, until when.
    fn findings(&self, fits: impl Fn(&Finding) -> bool) -> Result<Vec<Vec<String>>> {
        let (lang, state) = (self.catalogue.lang(), Some(FindingState::Open));
        let found = field::findings(self.view, self.office, lang, state, self.today)?;
        let row = |row: field::FindingRow| {
            let place = match &row.finding.element {
                Some(element) => format!("{} {element}", row.unit),
                None => row.unit.clone(),
            };
            vec![
                row.finding.id.to_string(),
                place,
                self.catalogue.render(&row.what),
                self.catalogue.render(&row.guidance),
                date_text(self.catalogue, row.finding.deadline),
            ]
        };
        Ok(found.into_iter().filter(|row| fits(&row.finding)).map(row).collect())
    }

    fn paper<const N: usize>(
        &self,
        kind: PaperKind,
        facts: [(&str, String); N],
        rows: Vec<Vec<String>>,
    ) -> Paper {
        let facts = facts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Paper { kind, sender: self.sender(), facts, rows }
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
