//! Files of departments and towns become rows and problems, in the words of `domain`.
//!
//! bytes → [`source`] (bounds, format) → grid (cells with their merges) → table (heading, columns, rows worth reading)
//! → one reader a kind of file. Pure: bytes in, values out. Nothing here opens a file, runs a formula or follows a
//! reference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Place, Problem};

pub mod arrival;
pub mod department;
pub mod document;
pub mod frame;
pub mod holiday;
pub mod inspector;
pub mod mapping;
pub mod register;
pub mod request;
pub mod result;
pub mod source;
pub mod spoken;
pub mod unit;

mod beside;
mod decode;
mod delimited;
mod find;
mod form;
mod grid;
mod heading;
mod json;
mod line;
mod marks;
mod parts;
mod pick;
mod setting;
mod synonyms;
mod table;
mod title;
mod walk;
mod wording;
mod workbook;

/// Told how far work is, as so much of so much; `false` stops it.
pub type Watch<'w> = &'w mut dyn FnMut(usize, usize) -> bool;
/// What all of the work is told as, where parts of it count differently.
pub const SCALE: usize = 10_000;

/// Tells how far a part of some work is as the share `from..to` it has in all of it, in parts of [`SCALE`].
pub fn share<'w>(
    watch: &'w mut (dyn FnMut(usize, usize) -> bool + 'w),
    from: usize,
    to: usize,
) -> impl FnMut(usize, usize) -> bool + 'w {
    move |done, all| {
        let all = all.max(1);
        watch(from + to.saturating_sub(from).saturating_mul(done.min(all)) / all, SCALE)
    }
}

/// A file as it was handed in.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// Its name without folders: years and departments are read from it.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What the person who imports adds to the file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Year of months written without one, where neither cell, heading, title nor file name says it.
    pub year: Option<i32>,
    /// The only sheet to read; otherwise all that hold a table.
    pub sheet: Option<String>,
    /// Encoding of a text file; otherwise UTF-8 with or without mark, UTF-16 with mark, else GB18030.
    pub encoding: Option<String>,
    /// Which heading means which field, where the synonyms do not say it.
    pub mapping: Option<Mapping>,
}

/// Headings of one department's form and the fields they stand for. An empty field means "do not read".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Heading as written → field id of `data/intake/headings.toml`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// The department of every row that names none.
    #[serde(default)]
    pub department: Option<String>,
}

/// How one sheet was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRead {
    /// Sheet, for a workbook.
    pub name: Option<String>,
    /// Row of the heading, from 1.
    pub header_row: u32,
    /// Column (from 1), heading, field it was taken for (`None`: not read).
    pub columns: Vec<(u32, String, Option<String>)>,
    /// Rows taken.
    pub rows: usize,
}

/// The rows of a file that can be taken, and everything there is to say about the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported<T> {
    /// The title over the first table.
    pub title: Option<String>,
    /// The year of title or file name.
    pub year: Option<i32>,
    /// How each sheet was read.
    pub sheets: Vec<SheetRead>,
    /// Rows that were read, in file order.
    pub rows: Vec<T>,
    /// Everything noteworthy, in file order; rows with an error are not among `rows`.
    pub problems: Vec<Problem>,
}

impl<T> Imported<T> {
    /// Nothing read, for these reasons.
    fn nothing(problems: Vec<Problem>) -> Self {
        Self { title: None, year: None, sheets: Vec::new(), rows: Vec::new(), problems }
    }
}

/// The cells of a file as text, for a copy of it: sheet, whether rows are numbered, rows with their numbers, merges.
pub(in crate::exchange) struct Sheet {
    /// Sheet, for a workbook.
    pub(in crate::exchange) name: Option<String>,
    /// Row number (from 1) and cells.
    pub(in crate::exchange) rows: Vec<(u32, Vec<String>)>,
    /// Merged regions: top, left, bottom, right, from 1.
    pub(in crate::exchange) merges: Vec<[u32; 4]>,
}

/// The cells of a file; nothing where it cannot be opened, which its problems say.
pub(in crate::exchange) fn cells(file: &SourceFile<'_>, options: &Options) -> Vec<Sheet> {
    let grids = table::grids(file, options, &mut Vec::new(), &mut |_, _| true).unwrap_or_default();
    grids
        .into_iter()
        .map(|grid| Sheet {
            name: grid.sheet.clone(),
            merges: grid.merges.regions(),
            rows: grid
                .rows
                .iter()
                .map(|row| (row.number, row.cells.iter().map(|cell| cell.shown().into_owned()).collect()))
                .collect(),
        })
        .collect()
}

/// The file as a whole.
fn whole(file: &SourceFile<'_>) -> Place {
    Place { file: file.name.to_owned(), ..Place::default() }
}

/// Problems in the order of the file: by sheet as read, then row, then column.
fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    let mut sheets: Vec<Option<String>> = Vec::new();
    for problem in &problems {
        if !sheets.contains(&problem.place.sheet) {
            sheets.push(problem.place.sheet.clone());
        }
    }
    problems.sort_by_cached_key(|problem| {
        let sheet = sheets.iter().position(|sheet| *sheet == problem.place.sheet);
        (sheet, problem.place.row, problem.place.column, problem.message.code.clone())
    });
    problems
}
