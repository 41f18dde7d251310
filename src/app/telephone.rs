//! One arrival typed as a township reports it by telephone: the line's names are looked up in the county's lists.
//! Never guesses: where unit or department is missing, it says so.

use super::county::CountyView;
use super::error::{AppError, Result};
use crate::domain::intake::ArrivalRow;
use crate::exchange::import::spoken;

/// What may stand around the matter without being part of it.
const AROUND: &[char] = &[',', ';', '.', '、', '来', '了', '到', '的', '查', '看', '要', '有', '由', '是'];

/// Reads a line: `10月15日 松盘乡 县水利局 4人 未通知 饮水安全 台账2份`, in any order, with or without spaces.
pub fn read(county: &CountyView, line: &str, today: chrono::NaiveDate) -> Result<ArrivalRow> {
    let said = spoken::read(line, today);
    let (unit, rest) =
        county.units.within(&said.rest).ok_or_else(|| AppError::usage("A7120").with("line", line))?;
    let (department, rest) =
        county.departments.within(&rest).ok_or_else(|| AppError::usage("A7121").with("line", line))?;
    let matter: Vec<&str> =
        rest.split(',').map(|part| part.trim_matches(AROUND)).filter(|part| !part.is_empty()).collect();
    Ok(ArrivalRow {
        sheet: None,
        row: 0,
        date: said.date.unwrap_or(today),
        unit,
        department,
        people: said.people,
        halfdays: said.halfdays,
        announced: said.announced,
        subject: (!matter.is_empty()).then(|| matter.join(" ")),
        materials: Vec::new(),
        materials_count: said.materials,
        forms: said.forms,
        hosts: said.hosts,
        note: None,
    })
}
