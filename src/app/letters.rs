//! Letters out: who is written to, put together by `query::letter`, set by `exchange` in the county's own templates.

use chrono::Datelike;

use super::county::CountyView;
use super::error::{AppError, Result};
use super::query;
use super::query::letter::Desk;
use super::session::Session;
use super::watch::Watch;
use crate::domain::code::{Code, codes};
use crate::domain::day::{DayRange, month};
use crate::domain::id::{DepartmentCode, VisitId};
use crate::domain::visit::{Visit, VisitState};
use crate::exchange::export;
use crate::text::{Catalogue, Lang};

codes! {
    /// A letter, or one a department, visit, draw or finding it is written for, in the order of the round.
    LetterKind, "letter" {
        /// 审核意见反馈单, one a department.
        Reply = "reply",
        /// 商请函, one a department.
        Staff = "staff",
        /// 联合检查方案 of a period.
        Plan = "plan",
        /// 联合检查通知, one an announced visit.
        Notice = "notice",
        /// 随机抽取记录, one a draw and frame.
        Draw = "draw",
        /// 整改通知书 with its answer form, one a visit.
        Rectification = "rectification",
        /// 问题交办单, one a department.
        HandOver = "hand-over",
        /// 月度减负台账.
        Burden = "burden",
        /// 年度计划表.
        AnnualPlan = "annual-plan",
        /// 商请统筹检查时间的函, one a superior whose inspections clash.
        Clash = "clash",
    }
}

/// Which letters are asked for.
pub struct LetterOrder<'a> {
    /// Which kind.
    pub kind: LetterKind,
    /// For which departments, visits or draws, as people name them; empty for all there is something to write to.
    pub ids: &'a [String],
    /// Which days, for plans and accounts.
    pub span: DayRange,
    /// Whom to ask, with a telephone number.
    pub contact: &'a str,
}

/// Letters as `.docx`, each with the name of its file. Templates of the county's own are used instead of ours.
pub fn letters(
    session: &Session,
    catalogue: &Catalogue,
    order: &LetterOrder<'_>,
) -> Result<Vec<(String, Vec<u8>)>> {
    session.read(|view| {
        let desk = Desk {
            view,
            office: session.office(),
            catalogue,
            today: session.today(),
            contact: order.contact,
            county: CountyView::load(view)?,
        };
        let made = Letters { desk: &desk, watch: session.watch(), files: Vec::new() }.of(order)?;
        if made.is_empty() { Err(AppError::problem("A7052")) } else { Ok(made) }
    })
}

/// Letters being made.
struct Letters<'a> {
    desk: &'a Desk<'a>,
    watch: &'a Watch,
    files: Vec<(String, Vec<u8>)>,
}

impl Letters<'_> {
    fn of(mut self, order: &LetterOrder<'_>) -> Result<Vec<(String, Vec<u8>)>> {
        let (kind, watch) = (order.kind, self.watch);
        match kind {
            LetterKind::Reply => {
                for department in watch.each(&self.departments(order.ids)?) {
                    let department = department?;
                    if let Some(letter) = self.desk.reply(department)? {
                        self.put(kind, &letter.department, &letter)?;
                    }
                }
            }
            LetterKind::Staff => {
                for department in watch.each(&self.departments(order.ids)?) {
                    let department = department?;
                    if let Some(letter) = self.desk.staff(department, order.span)? {
                        let name = self.desk.county.departments.short(department);
                        self.put(kind, &name, &letter)?;
                    }
                }
            }
            LetterKind::Notice => {
                for id in watch.each(&self.visits(order.ids)?) {
                    let id = *id?;
                    let letter = self.desk.notice(id)?;
                    self.put(kind, &format!("{id}-{}", letter.unit), &letter)?;
                }
            }
            LetterKind::Draw => self.draws(order.ids)?,
            LetterKind::HandOver => {
                for department in watch.each(&self.departments(order.ids)?) {
                    let department = department?;
                    if let Some(letter) = self.desk.hand_over(department)? {
                        let name = self.desk.county.departments.short(department);
                        self.put(kind, &name, &letter)?;
                    }
                }
            }
            LetterKind::Clash => {
                for department in watch.each(&self.superiors(order.ids)?) {
                    let department = department?;
                    if let Some(letter) = self.desk.clash(department)? {
                        let name = self.desk.county.departments.short(department);
                        self.put(kind, &name, &letter)?;
                    }
                }
            }
            LetterKind::Rectification => {
                let all = || query::all::<Visit>(self.desk.view);
                let ids = if order.ids.is_empty() {
                    all()?.into_iter().map(|visit| visit.id).collect()
                } else {
                    self.visits(order.ids)?
                };
                for id in watch.each(&ids) {
                    let id = *id?;
                    if let Some((notice, form)) = self.desk.rectification(id)? {
                        self.put(kind, &id.to_string(), &notice)?;
                        let form_name = self.desk.catalogue.get("letter-answer");
                        self.put(kind, &format!("{id}-{form_name}"), &form)?;
                    }
                }
            }
            LetterKind::Plan => {
                let letter = self.desk.plan(order.span)?;
                self.put(kind, &days_name(order.span), &letter)?;
            }
            LetterKind::AnnualPlan => {
                let year = order.span.from.year();
                self.put(kind, &year.to_string(), &self.desk.annual_plan(year)?)?;
            }
            LetterKind::Burden => {
                let span = month(order.span.from);
                self.put(kind, &span.from.format("%Y-%m").to_string(), &self.desk.burden(span)?)?;
            }
        }
        Ok(self.files)
    }

    fn put(&mut self, kind: LetterKind, what: &str, letter: &impl export::letter::Printed) -> Result<()> {
        let catalogue = self.desk.catalogue;
        let folder = if catalogue.lang() == Lang::Zh { "zh-CN" } else { "en" };
        let name = format!("templates/{folder}/{}.txt", letter.template_name());
        let template = self.desk.office.assets.read(&name)?;
        let template = std::str::from_utf8(&template)
            .map_err(|error| AppError::problem("A7061").with("file", name).caused_by(error))?;
        let bytes = export::letter::docx(letter, catalogue, Some(template))?;
        let name = export::safe_file_name(&format!("{}-{what}", catalogue.get(&kind.text_id())));
        self.files.push((format!("{name}.docx"), bytes));
        Ok(())
    }

    /// Superiors as people name them; all that announced an inspection where none is named.
    fn superiors(&self, names: &[String]) -> Result<Vec<DepartmentCode>> {
        if names.is_empty() {
            return Ok(query::clash::departments(self.desk.view)?.into_iter().collect());
        }
        self.departments(names)
    }

    /// Departments as people name them; all where none is named.
    fn departments(&self, names: &[String]) -> Result<Vec<DepartmentCode>> {
        let known = &self.desk.county.departments;
        if names.is_empty() {
            return Ok(known.departments().map(|department| department.code.clone()).collect());
        }
        names.iter().map(|name| self.desk.county.department_named(name)).collect()
    }

    fn visits(&self, ids: &[String]) -> Result<Vec<VisitId>> {
        if ids.is_empty() {
            let visits = query::all::<Visit>(self.desk.view)?.into_iter();
            let told = visits.filter(|visit| visit.announced && visit.state == VisitState::Published);
            return Ok(told.map(|visit| visit.id).collect());
        }
        let wrong = |id: &String| AppError::problem("A7004").with("key", id.as_str()).with("table", "");
        ids.iter().map(|id| id.parse().map_err(|_| wrong(id))).collect()
    }

    fn draws(&mut self, rounds: &[String]) -> Result<()> {
        let rounds = if rounds.is_empty() {
            query::lists::rounds(self.desk.view)?.into_iter().map(|round| round.round).collect()
        } else {
            rounds.to_vec()
        };
        let watch = self.watch;
        for round in watch.each(&rounds) {
            let round = round?;
            for (number, letter) in (1usize..).zip(self.desk.draws(round)?) {
                let name = if number == 1 { round.clone() } else { format!("{round}-{number}") };
                self.put(LetterKind::Draw, &name, &letter)?;
            }
        }
        Ok(())
    }
}

fn days_name(span: DayRange) -> String {
    format!("{}-{}", span.from, span.last())
}
