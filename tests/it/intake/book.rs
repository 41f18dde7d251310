//! Writes small workbooks for tests, the way office programs would.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

/// Cells of one sheet: `=` starts a formula (its stored result behind `|`), `#` a number, `@` a date shown as year and month, `d` + ISO a date;
/// anything else is text. Merges are (first row, first column, last row, last column), from 0.
pub(super) struct Sheet<'a> {
    pub(super) name: &'a str,
    pub(super) rows: &'a [&'a [&'a str]],
    pub(super) merges: &'a [(u32, u16, u32, u16)],
    pub(super) hidden: bool,
}

impl<'a> Sheet<'a> {
    pub(super) const fn of(rows: &'a [&'a [&'a str]]) -> Self {
        Self { name: "Sheet1", rows, merges: &[], hidden: false }
    }
}

pub(super) fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let percent = Format::new().set_num_format("0%");
    for sheet in sheets {
        let page = book.add_worksheet().set_name(sheet.name).unwrap();
        for (first_row, first_column, last_row, last_column) in sheet.merges {
            page.merge_range(*first_row, *first_column, *last_row, *last_column, "", &Format::new()).unwrap();
        }
        for (row, cells) in (0_u32..).zip(sheet.rows) {
            for (column, cell) in (0_u16..).zip(*cells) {
                let date = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
                match cell.chars().next() {
                    None => page.write_blank(row, column, &day),
                    Some('=') => {
                        let (formula, result) = cell.split_once('|').unwrap_or((cell, "1"));
                        page.write_formula(row, column, Formula::new(formula).set_result(result))
                    }
                    Some('#') => page.write_number(row, column, cell[1..].parse::<f64>().unwrap()),
                    Some('%') => page.write_number_with_format(
                        row,
                        column,
                        cell[1..].parse::<f64>().unwrap(),
                        &percent,
                    ),
                    Some('@') => page.write_datetime_with_format(row, column, date(&cell[1..]), &month),
                    Some('d') => page.write_datetime_with_format(row, column, date(&cell[1..]), &day),
                    Some(_) => page.write_string(row, column, *cell),
                }
                .unwrap();
            }
        }
        if sheet.hidden {
            page.set_hidden(true);
        }
    }
    book.save_to_buffer().unwrap()
}
