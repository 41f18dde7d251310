//! What a team takes to the field, put together: check items of all departments once, samples in ticket order,
//! materials that need not be asked for.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::all;
use super::field::{self, FindingRow, riding};
use super::protocol::frame_name;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::frames;
use crate::app::office::Office;
use crate::domain::checklist::{Bilingual, DefectClass, Method};
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::draw::Chosen;
use crate::domain::id::UnitCode;
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::person::Inspector;
use crate::domain::register::Element;
use crate::domain::request::{Regime, Request};
use crate::domain::sample_round::{SamplePart, SampleRound, Turn};
use crate::domain::visit::Visit;
use crate::exchange::export::checklist as document;
use crate::sampling::Ratio;
use crate::sampling::meaning::Meaning;
use crate::store::View;
use crate::text::{Catalogue, Lang};

/// Characters of a ticket a checklist shows.
const TICKET_SHOWN: usize = 8;

/// The checklist of a visit. Refused for a sealed visit before its day.
pub fn checklist(
    view: &View<'_>,
    office: &Office,
    catalogue: &Catalogue,
    visit: &Visit,
    today: NaiveDate,
) -> Result<document::Checklist> {
    if visit.is_secret(today) {
        return Err(AppError::problem("A7050").with("id", visit.id.to_string()));
    }
    let county = CountyView::load(view)?;
    let served = served(view, visit)?;
    let requests: Vec<&Request> = served.iter().map(|(_, request)| request).collect();
    let departments = each_once(requests.iter().map(|request| county.departments.short(&request.department)));
    let firms = requests.iter().any(|request| request.regimes.contains(&Regime::B));
    let township = county.units.township(&visit.unit);
    Ok(document::Checklist {
        county: county.county.as_ref().map_or_else(String::new, |county| county.name.clone()),
        visit: visit.id.to_string(),
        group: None,
        unit: county.units.name(&visit.unit),
        first_day: visit.start,
        days: visit.days,
        generated_on: today,
        announced: visit.announced,
        departments,
        team: team(view, &county, visit)?,
        route: Vec::new(),
        items: {
            let mut items = items(office, &county, &requests, catalogue.lang());
            let (lang, told) = (catalogue.lang(), riding(view, visit)?);
            let rows = told.into_iter().map(|one| field::row(office, &county, lang, one, today));
            items.extend(rows.map(|row| recheck(catalogue, &row)));
            items
        },
        samples: samples(view, office, &county, catalogue, visit, &served, township)?,
        materials: materials(office, &requests, catalogue.lang()),
        signature: if firms {
            document::Signature::TwoInspectorsAndParty
        } else {
            document::Signature::Leader
        },
        guidance: guidance(visit, firms),
    })
}

/// The demands of a visit with their requests.
pub(in crate::app) fn served(view: &View<'_>, visit: &Visit) -> Result<Vec<(Demand, Request)>> {
    visit
        .demands
        .iter()
        .map(|id| {
            let demand: Demand = required(view, &id.to_string())?;
            let request = required(view, &demand.request.to_string())?;
            Ok((demand, request))
        })
        .collect()
}

fn team(view: &View<'_>, county: &CountyView, visit: &Visit) -> Result<Vec<document::Inspector>> {
    let inspectors: Vec<Inspector> = all(view)?;
    let mut team: Vec<document::Inspector> = Vec::new();
    for id in &visit.team {
        let Some(inspector) = inspectors.iter().find(|inspector| inspector.id == *id) else { continue };
        let led = team.iter().any(|member| member.role == document::Role::Leader);
        let leads = !led && inspector.department == visit.lead;
        team.push(document::Inspector {
            name: inspector.name.clone(),
            department: county.departments.short(&inspector.department),
            role: if leads { document::Role::Leader } else { document::Role::Member },
            licence: None,
        });
    }
    team.sort_by_key(|member| member.role != document::Role::Leader);
    Ok(team)
}

/// Every question of the visit's subjects, once, with the departments that get the answer.
fn items(
    office: &Office,
    county: &CountyView,
    requests: &[&Request],
    lang: Lang,
) -> Vec<document::CheckItem> {
    let text = |both: &Bilingual| if lang == Lang::Zh { both.zh.clone() } else { both.en.clone() };
    let mut items: Vec<document::CheckItem> = Vec::new();
    for request in requests {
        let department = county.departments.short(&request.department);
        for item in office.check_items_of(&request.subject) {
            if let Some(known) = items.iter_mut().find(|known| known.id == item.id) {
                if !known.departments.contains(&department) {
                    known.departments.push(department.clone());
                }
                continue;
            }
            items.push(document::CheckItem {
                id: item.id.clone(),
                method: match item.method {
                    Method::Look => document::Method::Look,
                    Method::Ask => document::Method::Ask,
                    Method::Measure => document::Method::Measure,
                },
                question: text(&item.question),
                nonconforming: text(&item.nonconforming),
                class: class(item.class),
                departments: vec![department.clone()],
                parameter: item.parameter.as_ref().map(text),
            });
        }
    }
    items
}

/// A finding to be looked at again, as one more question at the unit.
fn recheck(catalogue: &Catalogue, row: &FindingRow) -> document::CheckItem {
    let finding = &row.finding;
    let place = match &finding.element {
        Some(element) => format!("{} {element}", row.unit),
        None => row.unit.clone(),
    };
    let question = Message::new("checklist-recheck").with("place", place).with("what", row.what.clone());
    let wrong = Message::new("checklist-recheck-wrong").with("guidance", row.guidance.clone());
    document::CheckItem {
        id: finding.id.to_string(),
        method: document::Method::Look,
        question: catalogue.render(&question),
        nonconforming: catalogue.render(&wrong),
        class: class(finding.class),
        departments: vec![row.responsible.clone()],
        parameter: None,
    }
}

const fn class(class: DefectClass) -> document::Class {
    match class {
        DefectClass::Critical => document::Class::Critical,
        DefectClass::Major => document::Class::Major,
        DefectClass::Minor => document::Class::Minor,
    }
}

fn samples(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    catalogue: &Catalogue,
    visit: &Visit,
    served: &[(Demand, Request)],
    township: &UnitCode,
) -> Result<Vec<document::Sample>> {
    let scene = Scene { view, office, county, catalogue, township };
    let mut samples = Vec::new();
    let round = view.get::<SampleRound>(&visit.id.to_string())?.map(|round| round.record);
    if let Some(round) = &round {
        let mut by_frame: BTreeMap<(&[String], Option<Turn>), Vec<&SamplePart>> = BTreeMap::new();
        for part in &round.parts {
            by_frame.entry((&part.kinds, part.turn())).or_default().push(part);
        }
        for parts in by_frame.values() {
            samples.extend(scene.shared(round, parts, served)?);
        }
    }
    for (demand, request) in served.iter().filter(|(demand, _)| !demand.elements.is_empty()) {
        samples.extend(scene.of_register(demand, request)?);
    }
    Ok(samples)
}

/// What samples are described with.
struct Scene<'a> {
    view: &'a View<'a>,
    office: &'a Office,
    county: &'a CountyView,
    catalogue: &'a Catalogue,
    township: &'a UnitCode,
}

impl Scene<'_> {
    /// Parts that draw from one frame share tickets: the largest holds all others.
    fn shared(
        &self,
        round: &SampleRound,
        parts: &[&SamplePart],
        served: &[(Demand, Request)],
    ) -> Result<Option<document::Sample>> {
        let Some(largest) = parts.iter().max_by_key(|part| part.n) else { return Ok(None) };
        let elements = frames::of_part(self.view, &self.county.units, largest)?;
        let mut items = Vec::new();
        for part in parts {
            let of_part = served.iter().find(|(_, request)| request.id == part.request);
            for item in
                of_part.into_iter().flat_map(|(_, request)| self.office.check_items_of(&request.subject))
            {
                if !items.contains(&item.id) {
                    items.push(item.id.clone());
                }
            }
        }
        Ok(Some(document::Sample {
            kind: self.kinds(&largest.kinds),
            frame: frame_name(self.catalogue, self.county.units.name(self.township), largest.turn()),
            population: to_u32(largest.frame.total),
            size: to_u32(largest.n),
            proof: match &round.drawn {
                Some(drawn) => document::Proof::Seed(drawn.seed.clone()),
                None => document::Proof::Committed(round.secret_sha256.clone()),
            },
            meaning: meaning(largest.frame.total, largest.n)?,
            acceptance: acceptance(parts, largest.n),
            stops: stop_numbers(self.county, parts),
            items,
            drawn: self.elements(&largest.chosen, &elements),
            replacements: self.elements(&largest.replacements, &elements),
            directed: Vec::new(),
        }))
    }

    /// The elements a request drew from a register, as far as they lie here.
    fn of_register(&self, demand: &Demand, request: &Request) -> Result<Option<document::Sample>> {
        let Some(round) = self.view.get::<SampleRound>(&request.id.to_string())?.map(|round| round.record)
        else {
            return Ok(None);
        };
        let (Some(part), Some(drawn)) = (round.parts.first(), &round.drawn) else { return Ok(None) };
        let elements = frames::of_kinds(self.view, &part.kinds, None)?;
        let here: Vec<Chosen> = part
            .chosen
            .iter()
            .filter(|chosen| demand.elements.iter().any(|id| id.0 == chosen.id))
            .cloned()
            .collect();
        Ok(Some(document::Sample {
            kind: self.kinds(&part.kinds),
            frame: self.catalogue.get("checklist-frame-county"),
            population: to_u32(part.frame.total),
            size: to_u32(here.len() as u64),
            proof: document::Proof::Seed(drawn.seed.clone()),
            meaning: Message::new("checklist-part-of-draw")
                .with("here", here.len())
                .with("drawn", part.n)
                .with("total", part.frame.total)
                .with("meaning", meaning(part.frame.total, part.n)?),
            acceptance: None,
            stops: Vec::new(),
            items: self.office.check_items_of(&request.subject).map(|item| item.id.clone()).collect(),
            drawn: self.elements(&here, &elements),
            replacements: Vec::new(),
            directed: Vec::new(),
        }))
    }

    fn kinds(&self, kinds: &[String]) -> String {
        let lang = self.catalogue.lang();
        self.catalogue.join(kinds.iter().map(|kind| self.office.kind_name(kind, lang)))
    }

    /// `known` is in id order.
    fn elements(&self, chosen: &[Chosen], known: &[Element]) -> Vec<document::Element> {
        (1..)
            .zip(chosen)
            .filter_map(|(place, chosen)| {
                let at = known.binary_search_by(|element| element.id.0.cmp(&chosen.id)).ok()?;
                let element = known.get(at)?;
                Some(document::Element {
                    place,
                    id: chosen.id.clone(),
                    ticket: chosen.ticket.chars().take(TICKET_SHOWN).collect(),
                    name: element.label.clone(),
                    location: self.county.units.name(&element.unit),
                })
            })
            .collect()
    }
}

/// What finding nothing, or something, in n of N says about faults in 10 % and in 2 % of them.
pub(super) fn meaning(population: u64, n: u64) -> Result<Message> {
    let levels: Vec<Ratio> = vec![Ratio::of_percent(10), Ratio::of_percent(2)];
    Ok(Meaning::new(population, n, &levels)?.message())
}

/// The acceptance number fixed for the largest sample; the strictest, where departments share it.
fn acceptance(parts: &[&SamplePart], n: u64) -> Option<document::Acceptance> {
    let whole = parts.iter().filter(|part| part.n == n && part.stops.is_empty());
    let judged = whole.filter_map(|part| part.judging);
    let ac = judged.map(|judging| judging.ac).min()?;
    Some(document::Acceptance { accept_max: ac, reject_min: ac.saturating_add(1) })
}

/// Stop numbers of the parts that are judged household by household, those alike together.
fn stop_numbers(county: &CountyView, parts: &[&SamplePart]) -> Vec<document::StopNumbers> {
    let mut stops: Vec<document::StopNumbers> = Vec::new();
    for part in parts.iter().filter(|part| !part.stops.is_empty()) {
        let department = county.departments.short(&part.department);
        match stops.iter_mut().find(|known| known.numbers == part.stops) {
            Some(known) if known.departments.contains(&department) => {}
            Some(known) => known.departments.push(department),
            None => {
                let numbers = part.stops.clone();
                stops.push(document::StopNumbers { departments: vec![department], numbers });
            }
        }
    }
    stops
}

/// What became of the materials the departments wanted: each once, the strictest disposition first.
pub(super) fn materials(office: &Office, requests: &[&Request], lang: Lang) -> Vec<document::Material> {
    let mut materials: Vec<document::Material> = Vec::new();
    for material in requests.iter().flat_map(|request| &request.materials) {
        let disposition = match material.disposition {
            Disposition::Shared => document::Disposition::Shared,
            Disposition::Observed => document::Disposition::Observed,
            Disposition::Struck => document::Disposition::Struck,
            Disposition::Kept => document::Disposition::Kept,
            Disposition::Open => continue,
        };
        if materials.iter().all(|known| known.name != material.name) {
            // A person who decided otherwise is no document to cite.
            let cited = office.materials.citation(&material.by);
            let basis = cited.filter(|_| disposition == document::Disposition::Struck);
            let basis = basis.map(|citation| match lang {
                Lang::Zh => citation.zh.clone(),
                Lang::En => citation.en.clone(),
            });
            materials.push(document::Material { name: material.name.clone(), disposition, basis });
        }
    }
    materials.sort_by_key(|material| material.disposition);
    materials
}

fn guidance(visit: &Visit, firms: bool) -> Vec<Message> {
    let mut lines = vec![Message::new("guidance-no-reception"), Message::new("guidance-absent")];
    if !visit.announced {
        lines.push(Message::new("guidance-unannounced"));
    }
    if firms {
        lines.push(Message::new("guidance-firms"));
    }
    if visit.exempt {
        lines.push(Message::new("guidance-exempt").with("state", Arg::code(visit.state.text_id())));
    }
    lines
}

pub(super) fn each_once(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut once = Vec::new();
    for text in texts {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

fn to_u32(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
