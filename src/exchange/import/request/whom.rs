//! Which units a row of requests asks for. Knows no time and no amount.

use super::super::marks;
use super::super::pick::{Picker, shown};
use super::super::table::Row;
use super::super::wording::units;
use super::{Reader, raw};
use crate::domain::intake::{RequestRow, UnitsAsked};

/// Which column the units of a row are looked for in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    Stated,
    Range,
    Object,
}

impl Reach {
    const fn field(self) -> &'static str {
        match self {
            Self::Stated => "units",
            Self::Range => "scope",
            Self::Object => "object",
        }
    }

    fn read(self, text: &str) -> Option<units::Units> {
        match self {
            Self::Stated => units::read(text),
            Self::Range => units::range(text),
            Self::Object => units::only_units(text),
        }
    }
}

impl<'t> Reader<'t> {
    /// The column of units, else what the range or the object names; a list that breaks off with 等 is completed where
    /// all of it stands elsewhere.
    pub(super) fn units(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let stated = pick.given(Reach::Stated.field()).is_some();
        let ticked = marks::units(self.table, pick.row);
        if !stated && !ticked.is_empty() {
            request.units = Some(UnitsAsked::Named(ticked));
            return;
        }
        let places = if stated { &[Reach::Stated][..] } else { &[Reach::Range, Reach::Object] };
        let found = places.iter().find_map(|place| {
            let given = pick.given(place.field())?;
            let read = self.units.read((raw(&given)?, *place), |(text, place)| place.read(text));
            Some((given, read?))
        });
        let unread = found.is_none() && pick.given("object").is_some() && pick.given("units").is_none();
        if let Some(given) = pick.given("scope").filter(|_| unread) {
            pick.warn(&given, "E1065");
        }
        let Some((given, mut found)) = found else {
            if let Some(given) = pick.given("units").filter(|given| shown(given).is_some()) {
                pick.warn(&given, "E1045");
            }
            return;
        };
        if found.partly
            && let Some(whole) = self.listed_elsewhere(pick.row, &found)
        {
            pick.warn(&given, "E1066");
            found.asked = whole;
        } else if found.partly {
            pick.warn(&given, "E1045");
        }
        request.units = Some(found.asked);
    }

    /// The full list that 甲乡、乙乡等6个乡镇 stands for: as many units, those named among them, in another cell of the
    /// row, another row, or over or below the table.
    fn listed_elsewhere(&self, row: &Row, part: &units::Units) -> Option<UnitsAsked> {
        let cells = |row: &Row| {
            let texts = (0..self.table.columns.len()).filter_map(|at| self.table.at(row, at));
            texts.map(|given| given.cell.shown().into_owned()).collect::<Vec<_>>()
        };
        let complete = |text: &String| units::completes(text, part);
        let mut others = self.table.rows.iter().flat_map(cells);
        cells(row)
            .iter()
            .find_map(complete)
            .or_else(|| others.find_map(|text| complete(&text)))
            .or_else(|| self.table.above.iter().chain(&self.table.below).find_map(complete))
    }
}
