//! Letters of facts and one table: requests for staff, plans, accounts, what clashes, what was found and has to be put
//! right. Of a sealed visit nothing is said before its day.

use chrono::{Datelike, NaiveDate};

use super::Desk;
use crate::app::command::required;
use crate::app::error::Result;
use crate::app::query::all;
use crate::app::query::burden::burden;
use crate::app::query::checklist::{each_once, served};
use crate::app::query::clash::clashes;
use crate::app::query::field::{self, FindingRow};
use crate::app::query::inbox;
use crate::app::query::seal::Seal;
use crate::domain::checklist::DefectClass;
use crate::domain::day::{DayRange, month};
use crate::domain::finding::{Finding, FindingState};
use crate::domain::id::{DepartmentCode, VisitId};
use crate::domain::message::Message;
use crate::domain::request::{Request, RequestState};
use crate::domain::visit::Visit;
use crate::exchange::export::letter::{Paper, PaperKind};
use crate::exchange::export::{date_text, period_text, span_text};

impl Desk<'_> {
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
                self.catalogue.render(&inbox::target(&self.county, request)),
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
        let row = |row: FindingRow| {
            let place = match &row.finding.element {
                Some(element) => format!("{} {element}", row.unit),
                None => row.unit.clone(),
            };
            vec![
                row.finding.id.to_string(),
                place,
                self.catalogue.render(&noted(&row)),
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
}

/// What was found; a team's own words stand beside what was asked, which its reader has not before him.
fn noted(row: &FindingRow) -> Message {
    match (&row.question, row.finding.what.is_empty()) {
        (Some(question), false) => {
            Message::new("letter-noted").with("question", question.clone()).with("what", row.what.clone())
        }
        _ => row.what.clone(),
    }
}
