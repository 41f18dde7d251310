//! Files out: what is on record, put together by `query`, made into bytes by `exchange`, written whole or not at all.

use std::path::{Path, PathBuf};

use super::command::required;
use super::error::{AppError, Kind, Result};
use super::office::Office;
use super::query;
use super::session::Session;
use super::watch::Watch;
use crate::domain::day::DayRange;
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::visit::Visit;
use crate::exchange::export::checklist::Group;
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

/// A checklist that is made: the name its file has, id and unit, and whose it is.
pub struct MadeChecklist {
    /// The group's name, where the team divides; `None` for the whole team's.
    pub group: Option<String>,
    /// A name for its file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl MadeChecklist {
    /// The file it goes to where one file was named: with several groups each gets its name behind it.
    pub fn path(&self, named: &Path) -> PathBuf {
        let Some(group) = &self.group else { return named.to_owned() };
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (stem, extension) = (part(named.file_stem()), part(named.extension()));
        named.with_file_name(format!("{stem}-{}.{extension}", export::safe_file_name(group)))
    }
}

/// The checklists of a visit: one for the whole team, or, where it divides, one a group. `font_file` is what a PDF is
/// printed in, otherwise a font of this machine.
pub fn checklists(
    session: &Session,
    catalogue: &Catalogue,
    id: VisitId,
    format: ChecklistFormat,
    font_file: Option<&Path>,
) -> Result<Vec<MadeChecklist>> {
    let (visit, groups) = session.read(|view| {
        let visit = query::plan::visit(view, id)?;
        Ok((visit, query::groups::of(view, &id.to_string())?))
    })?;
    let ending = match format {
        ChecklistFormat::Html => ".html",
        ChecklistFormat::Pdf => ".pdf",
        ChecklistFormat::Xlsx => ".xlsx",
        ChecklistFormat::Xlsform => "-xlsform.xlsx",
    };
    let mut numbers = vec![None];
    if groups > 1 {
        numbers = (1..=groups).map(|number| Some(Group { number, of: groups })).collect();
    }
    let made = |group: Option<Group>| {
        let bytes = checklist(session, catalogue, (id, group), format, font_file)?;
        let named =
            |group: Group| catalogue.render(&Message::new("export-group-file").with("number", group.number));
        let group = group.map(named);
        let whose = group.as_deref().map(|group| format!("-{group}")).unwrap_or_default();
        let name = export::safe_file_name(&format!("{id}-{}{whose}", visit.unit));
        Ok(MadeChecklist { group, name: format!("{name}{ending}"), bytes })
    };
    numbers.into_iter().map(made).collect()
}

fn checklist(
    session: &Session,
    catalogue: &Catalogue,
    (id, group): (VisitId, Option<Group>),
    format: ChecklistFormat,
    font_file: Option<&Path>,
) -> Result<Vec<u8>> {
    let in_language = |catalogue: &Catalogue| {
        let all = session.read(|view| {
            let visit: Visit = required(view, &id.to_string())?;
            query::checklist::checklist(view, session.office(), catalogue, &visit, session.today())
        })?;
        Ok::<_, AppError>(match group {
            Some(group) => all.of_group(group),
            None => all,
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
    first_font(own.chain(FONTS.iter().map(PathBuf::from)))
}

/// The first of these files that can print Chinese; X6024 where there is none.
fn first_font(files: impl Iterator<Item = PathBuf>) -> Result<export::Font> {
    files
        .filter_map(|path| std::fs::read(path).ok())
        .find_map(|bytes| export::Font::new(bytes).ok())
        .ok_or_else(|| AppError::environment("X6024"))
}

/// Everything a drawn round is repeated and verified with: for each part the draw as a document, the frame as a list of
/// ids, and the record to print and sign; and for the round the lines whose hash was published before the day.
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
    let sealed = session.read(|view| query::protocol::sealed(view, round))?;
    files.push((format!("{}.sealed.txt", export::safe_file_name(round)), sealed.into_bytes()));
    Ok(files)
}

/// Writes a file; an existing one only with `force`.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    Ok(export::write_atomically(path, bytes, force)?)
}

/// Writes files that are all made already; none where one of them is there and may not be replaced (X6010). Where it is
/// stopped (A7152), those it has added are gone again; those it has replaced are whole.
pub fn write_all(files: &[(PathBuf, Vec<u8>)], force: bool, watch: &Watch) -> Result<()> {
    if !force && let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(AppError::environment("X6010").with("file", path.display().to_string()));
    }
    let mut added = Vec::new();
    for file in watch.each(files) {
        let (path, bytes) = match file {
            Ok(file) => file,
            Err(stopped) => {
                for path in added {
                    // What cannot be taken away again is at least whole.
                    let _ = std::fs::remove_file(path);
                }
                return Err(stopped);
            }
        };
        if !path.exists() {
            added.push(path);
        }
        write(path, bytes, force)?;
    }
    Ok(())
}

/// Makes a folder, and those it stands in.
pub fn folder(path: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(path).map_err(|error| {
        AppError::environment("X6016").with("file", path.display().to_string()).caused_by(error)
    })?;
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_chinese_font_is_told_and_shown_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = folder.path().join("none.ttf");
        let no_font = folder.path().join("font.ttf");
        std::fs::write(&no_font, "no font").unwrap();
        let error = first_font([nothing, no_font].into_iter()).err().unwrap();
        assert_eq!(error.message.code, "X6024");
        for lang in [Lang::Zh, Lang::En] {
            let action = Catalogue::new(lang).attribute(&error.message, "action").unwrap();
            assert!(action.contains(".html") && action.contains("--font"), "{action}");
        }
    }

    #[test]
    fn a_group_has_its_file_beside_the_others() {
        let made = |group: Option<&str>| MadeChecklist {
            group: group.map(str::to_owned),
            name: String::new(),
            bytes: Vec::new(),
        };
        let check = |group: Option<&str>, named: &str, expected: &str| {
            assert_eq!(made(group).path(Path::new(named)), Path::new(expected));
        };
        check(None, "a/list.pdf", "a/list.pdf");
        check(Some("group 2"), "a/list.pdf", "a/list-group_2.pdf");
        check(Some("\u{7b2c}1\u{7ec4}"), "list.html", "list-\u{7b2c}1\u{7ec4}.html");
    }
}
