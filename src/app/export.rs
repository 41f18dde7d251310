//! Files out: what is on record, put together by `query`, made into bytes by `exchange`, written whole or not at all.

use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::command::required;
use super::county::CountyView;
use super::directory::{DepartmentDirectory, Found};
use super::error::{AppError, Kind, Result};
use super::office::Office;
use super::query;
use super::query::letter::Desk;
use super::session::Session;
use crate::domain::day::{DayRange, month};
use crate::domain::id::{DepartmentCode, VisitId};
use crate::domain::message::Arg;
use crate::domain::visit::{Visit, VisitState};
use crate::exchange::export::{self, ExportError};
use crate::text::{Catalogue, Lang};

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> Self {
        let detail = error.detail().map(str::to_owned);
        Self { detail, ..Self::of(Kind::Environment, error.message()) }
    }
}

/// The files a calendar can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarFormat {
    /// For calendar programs and telephones.
    Ics,
    /// For spreadsheets, a sheet a month and a unit.
    Xlsx,
    /// One line a visit.
    Csv,
    /// For the browser and the printer.
    Html,
    /// For programs.
    Json,
}

/// The files a checklist can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecklistFormat {
    /// For the printer.
    Html,
    /// For the printer, where no browser prints.
    Pdf,
    /// To fill on a computer.
    Xlsx,
    /// To fill on a telephone, with Kobo or ODK Collect.
    Xlsform,
}

/// The calendar of a period.
pub fn calendar(
    session: &Session,
    catalogue: &Catalogue,
    period: DayRange,
    format: CalendarFormat,
) -> Result<Vec<u8>> {
    let calendar = session
        .read(|view| query::calendar::calendar(view, session.office(), catalogue, period, session.today()))?;
    Ok(match format {
        CalendarFormat::Ics => export::calendar::ics(&calendar, catalogue).into_bytes(),
        CalendarFormat::Xlsx => export::calendar::xlsx(&calendar, catalogue)?,
        CalendarFormat::Csv => export::calendar::csv(&calendar, catalogue)?.into(),
        CalendarFormat::Html => export::calendar::html(&calendar, catalogue).into(),
        CalendarFormat::Json => export::calendar::json(&calendar)?.into(),
    })
}

/// The checklist of a visit; `font_file` is what a PDF is printed in, otherwise a font of this machine.
pub fn checklist(
    session: &Session,
    catalogue: &Catalogue,
    id: VisitId,
    format: ChecklistFormat,
    font_file: Option<&Path>,
) -> Result<Vec<u8>> {
    let in_language = |catalogue: &Catalogue| {
        session.read(|view| {
            let visit: Visit = required(view, &id.to_string())?;
            query::checklist::checklist(view, session.office(), catalogue, &visit, session.today())
        })
    };
    Ok(match format {
        ChecklistFormat::Html => export::checklist::html(&in_language(catalogue)?, catalogue).into(),
        ChecklistFormat::Pdf => {
            let mut font = font(session.office(), font_file)?;
            export::checklist::pdf(&in_language(catalogue)?, catalogue, &mut font)?
        }
        ChecklistFormat::Xlsx => export::checklist::xlsx(&in_language(catalogue)?, catalogue)?,
        // A telephone shows the language its owner chose.
        ChecklistFormat::Xlsform => {
            let chinese = in_language(&Catalogue::new(Lang::Zh))?;
            export::checklist::xlsform(&chinese, &in_language(&Catalogue::new(Lang::En))?)?
        }
    })
}

/// Where Chinese fonts are on the systems offices run, the likeliest first.
const FONTS: [&str; 16] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "C:\\Windows\\Fonts\\simsun.ttc",
    "C:\\Windows\\Fonts\\msyh.ttc",
    "C:\\Windows\\Fonts\\simhei.ttf",
    "C:\\Windows\\Fonts\\simfang.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
];
/// The font an office puts into its own folder goes before all others.
const OWN_FONTS: [&str; 3] = ["font.ttf", "font.otf", "font.ttc"];

/// The font a PDF is printed in: the file named, the office's own, or one this machine has. X6024 where there is none.
fn font(office: &Office, file: Option<&Path>) -> Result<export::Font> {
    if let Some(path) = file {
        let bytes = std::fs::read(path).map_err(|error| {
            AppError::environment("X6001").with("file", path.display().to_string()).caused_by(error)
        })?;
        return Ok(export::Font::new(bytes).map_err(ExportError::from)?);
    }
    let own = office.assets.folder().into_iter().flat_map(|folder| OWN_FONTS.map(|name| folder.join(name)));
    own.chain(FONTS.iter().map(PathBuf::from))
        .filter_map(|path| std::fs::read(path).ok())
        .find_map(|bytes| export::Font::new(bytes).ok())
        .ok_or_else(|| AppError::environment("X6024"))
}

/// The name a visit's file has: id and unit.
pub fn checklist_name(session: &Session, id: VisitId, format: ChecklistFormat) -> Result<String> {
    let visit = session.read(|view| query::plan::visit(view, id))?;
    let ending = match format {
        ChecklistFormat::Html => ".html",
        ChecklistFormat::Pdf => ".pdf",
        ChecklistFormat::Xlsx => ".xlsx",
        ChecklistFormat::Xlsform => "-xlsform.xlsx",
    };
    Ok(format!("{}{ending}", export::safe_file_name(&format!("{id}-{}", visit.unit))))
}

/// Everything a drawn round is repeated and verified with: for each part the draw as a document, the frame as a list of
/// ids, and the record to print and sign.
pub fn proof(session: &Session, catalogue: &Catalogue, round: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let protocols =
        session.read(|view| query::protocol::protocols(view, session.office(), catalogue, round))?;
    let mut files = Vec::new();
    for (number, protocol) in (1..).zip(protocols) {
        let name = export::safe_file_name(&format!("{round}-{number}"));
        let mut draw = serde_json::to_value(&protocol.draw)
            .map_err(|error| AppError::environment("X6003").caused_by(error))?;
        if let Some(fields) = draw.as_object_mut() {
            fields.insert("schema".to_owned(), super::sample::DRAW_SCHEMA.into());
        }
        files.push((format!("{name}.draw.json"), draw.to_string().into_bytes()));
        files.push((format!("{name}.ids.txt"), protocol.ids.into_bytes()));
        files.push((format!("{name}.docx"), export::letter::docx(&protocol.record, catalogue, None)?));
    }
    Ok(files)
}

/// A letter, or one a department, visit, draw or finding it is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// 审核意见反馈单, one a department.
    Reply,
    /// 联合检查通知, one an announced visit.
    Notice,
    /// 商请函, one a department.
    Staff,
    /// 联合检查方案 of a period.
    Plan,
    /// 年度计划表.
    AnnualPlan,
    /// 月度减负台账.
    Burden,
    /// 随机抽取记录, one a draw and frame.
    Draw,
    /// 问题交办单, one a department.
    HandOver,
    /// 整改通知书 with its answer form, one a visit.
    Rectification,
    /// 商请统筹检查时间的函, one a superior whose inspections clash.
    Clash,
}

impl LetterKind {
    /// The catalogue id of its name.
    pub const fn text_id(self) -> &'static str {
        match self {
            Self::Reply => "letter-reply",
            Self::Notice => "letter-notice",
            Self::Staff => "letter-staff",
            Self::Plan => "letter-plan",
            Self::AnnualPlan => "letter-annual-plan",
            Self::Burden => "letter-burden",
            Self::Draw => "letter-draw",
            Self::HandOver => "letter-hand-over",
            Self::Rectification => "letter-rectification",
            Self::Clash => "letter-clash",
        }
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
        let made = Letters { desk: &desk, files: Vec::new() }.of(order)?;
        if made.is_empty() { Err(AppError::problem("A7052")) } else { Ok(made) }
    })
}

/// Letters being made.
struct Letters<'a> {
    desk: &'a Desk<'a>,
    files: Vec<(String, Vec<u8>)>,
}

impl Letters<'_> {
    fn of(mut self, order: &LetterOrder<'_>) -> Result<Vec<(String, Vec<u8>)>> {
        let kind = order.kind;
        match kind {
            LetterKind::Reply => {
                for department in self.departments(order.ids)? {
                    if let Some(letter) = self.desk.reply(&department)? {
                        self.put(kind, &letter.department, &letter)?;
                    }
                }
            }
            LetterKind::Staff => {
                for department in self.departments(order.ids)? {
                    if let Some(letter) = self.desk.staff(&department, order.span)? {
                        let name = self.desk.county.departments.short(&department);
                        self.put(kind, &name, &letter)?;
                    }
                }
            }
            LetterKind::Notice => {
                for id in self.visits(order.ids)? {
                    let letter = self.desk.notice(id)?;
                    self.put(kind, &format!("{id}-{}", letter.unit), &letter)?;
                }
            }
            LetterKind::Draw => self.draws(order.ids)?,
            LetterKind::HandOver => {
                for department in self.departments(order.ids)? {
                    if let Some(letter) = self.desk.hand_over(&department)? {
                        let name = self.desk.county.departments.short(&department);
                        self.put(kind, &name, &letter)?;
                    }
                }
            }
            LetterKind::Clash => {
                for department in self.superiors(order.ids)? {
                    if let Some(letter) = self.desk.clash(&department)? {
                        let name = self.desk.county.departments.short(&department);
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
                for id in ids {
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
        let name = export::safe_file_name(&format!("{}-{what}", catalogue.get(kind.text_id())));
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
        names.iter().map(|name| department_named(known, name)).collect()
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
        for round in rounds {
            for (number, letter) in (1usize..).zip(self.desk.draws(&round)?) {
                let name = if number == 1 { round.clone() } else { format!("{round}-{number}") };
                self.put(LetterKind::Draw, &name, &letter)?;
            }
        }
        Ok(())
    }
}

/// A department as people name it.
fn department_named(known: &DepartmentDirectory, name: &str) -> Result<DepartmentCode> {
    let names = |names: Vec<String>| Arg::List(names.into_iter().map(Arg::from).collect());
    match known.find(name) {
        Found::One(code) => Ok(code),
        Found::Several(found) => Err(AppError::usage("E1912").with("name", name).with("names", names(found))),
        Found::None(_) => Err(AppError::usage("E1921").with("name", name)),
    }
}

/// A department by a name as people write it.
pub fn department(session: &Session, name: &str) -> Result<DepartmentCode> {
    session.read(|view| department_named(&CountyView::load(view)?.departments, name))
}

fn days_name(span: DayRange) -> String {
    format!("{}-{}", span.from, span.last())
}

/// Writes a file; an existing one only with `force`.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    Ok(export::write_atomically(path, bytes, force)?)
}

/// Makes a folder, and those it stands in.
pub fn folder(path: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(path).map_err(|error| {
        AppError::environment("X6016").with("file", path.display().to_string()).caused_by(error)
    })?;
    Ok(path.to_owned())
}
