//! Spreadsheets that look finished: fonts, widths for Chinese, heights of wrapped rows, frozen and repeated headers,
//! print area, A4, page numbers. Knows nothing of what a sheet is about.
//!
//! Text goes in as text only, so that nothing becomes a formula. The creation date comes from the caller and the
//! archive carries no clock, so that the same content is the same file.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartSolidFill, ChartType, Color, DocProperties,
    Format, Workbook, Worksheet,
};

use super::ExportError;
pub(super) use super::look::Look;
use super::look::{FONT, format_of, part_of};

mod fit;

use fit::{cut_utf16, excel_date, footer_text, lines_in, points, text_of};

/// Characters a sheet name may hold.
const SHEET_NAME_MAX: usize = 31;
/// The tallest row a spreadsheet allows, in points.
const ROW_POINTS_MAX: u32 = 409;
/// A4 in the numbering of printers.
const A4: u8 = 9;

/// One cell of a row.
pub(super) enum Cell {
    Text(String),
    Date(NaiveDate),
    Int(u32),
    /// For people to write in.
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A workbook under construction.
pub(super) struct Book {
    workbook: Workbook,
    names: BTreeSet<String>,
    footer: String,
}

impl Book {
    /// `footer` is printed at the left of every page, page numbers in the middle.
    pub(super) fn new(title: &str, generated_on: NaiveDate, footer: &str) -> Self {
        let mut workbook = Workbook::new();
        let mut properties = DocProperties::new().set_title(text_of(title));
        if let Some(created) = excel_date(generated_on) {
            properties = properties.set_creation_datetime(&created);
        }
        workbook.set_properties(&properties);
        Self { workbook, names: BTreeSet::new(), footer: footer.to_owned() }
    }

    /// A new sheet. The name is made one a spreadsheet takes: short, without `[]:*?/\`, different from the others.
    /// `columns` are widths in columns of text (a Chinese character takes two).
    pub(super) fn sheet(
        &mut self,
        name: &str,
        landscape: bool,
        columns: &[usize],
    ) -> Result<Sheet<'_>, ExportError> {
        let name = self.free_name(name);
        let footer = footer_text(&self.footer);
        let inner = self.workbook.add_worksheet();
        inner.set_name(name)?;
        inner.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        inner.set_margins(0.5, 0.5, 0.6, 0.7, 0.3, 0.3);
        inner.set_footer(footer);
        if landscape {
            inner.set_landscape();
        }
        for (at, columns) in (0u16..).zip(columns) {
            let units = u32::try_from(*columns).unwrap_or(60).min(120);
            inner.set_column_width(at, f64::from(units) * 1.1 + 1.2)?;
        }
        Ok(Sheet { inner, widths: columns.to_vec(), row: 0 })
    }

    fn free_name(&mut self, wanted: &str) -> String {
        let clean: String = text_of(wanted)
            .chars()
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { '_' } else { c })
            .collect();
        let base = if clean.trim().is_empty() { "_".to_owned() } else { clean };
        let mut number = 1u32;
        loop {
            let suffix = if number == 1 { String::new() } else { format!(" ({number})") };
            let name: String = cut_utf16(&base, SHEET_NAME_MAX.saturating_sub(suffix.len())) + &suffix;
            if self.names.insert(name.to_lowercase()) {
                return name;
            }
            number = number.saturating_add(1);
        }
    }

    /// The bytes of the file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, ExportError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

/// A sheet written from the top down.
pub(super) struct Sheet<'a> {
    inner: &'a mut Worksheet,
    widths: Vec<usize>,
    row: u32,
}

impl Sheet<'_> {
    /// Text over the whole width.
    pub(super) fn line(&mut self, text: &str, look: Look) -> Result<(), ExportError> {
        let text = text_of(text);
        let total: usize = self.widths.iter().sum();
        let scale = if look == Look::Title { 2 } else { 1 };
        self.height(points(lines_in(&text, total / scale), look))?;
        let last = self.last_column();
        if last == 0 {
            self.inner.write_string_with_format(self.row, 0, text, &format_of(look))?;
        } else {
            self.inner.merge_range(self.row, 0, self.row, last, &text, &format_of(look))?;
        }
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    /// The header of the table that follows: frozen on the screen, repeated on every printed page.
    pub(super) fn head(&mut self, labels: &[String]) -> Result<(), ExportError> {
        let row = self.row;
        self.row(labels.iter().map(|label| (Cell::Text(label.clone()), Look::Head)).collect())?;
        self.inner.set_freeze_panes(self.row, 0)?;
        self.inner.set_repeat_rows(row, row)?;
        Ok(())
    }

    /// One row, high enough for its longest cell.
    pub(super) fn row(&mut self, cells: Vec<(Cell, Look)>) -> Result<(), ExportError> {
        self.row_at_least(cells, 1)
    }

    /// One row, with room for at least so many lines.
    pub(super) fn row_at_least(&mut self, cells: Vec<(Cell, Look)>, lines: usize) -> Result<(), ExportError> {
        let mut tallest = points(lines, Look::Body);
        for ((at, (cell, look)), columns) in (0u16..).zip(cells).zip(self.widths.clone()) {
            let format = format_of(look);
            match cell {
                Cell::Text(text) => {
                    let text = text_of(&text);
                    tallest = tallest.max(points(lines_in(&text, columns), look));
                    self.inner.write_string_with_format(self.row, at, text, &format)?;
                }
                Cell::Int(number) => {
                    self.inner.write_number_with_format(self.row, at, number, &format)?;
                }
                Cell::Date(date) => match excel_date(date) {
                    Some(value) => {
                        let format = format
                            .set_num_format("yyyy-mm-dd")
                            .set_align(rust_xlsxwriter::FormatAlign::Center);
                        self.inner.write_datetime_with_format(self.row, at, &value, &format)?;
                    }
                    None => {
                        self.inner.write_string_with_format(self.row, at, date.to_string(), &format)?;
                    }
                },
                Cell::Empty => {
                    self.inner.write_blank(self.row, at, &format)?;
                }
            }
        }
        self.height(tallest)?;
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    /// One row of cells each in several parts, a part a line with its own look. `cell_look` is ground and border.
    pub(super) fn rich_row(
        &mut self,
        cells: &[(Vec<(String, Look)>, Look)],
        lines: usize,
    ) -> Result<(), ExportError> {
        let mut tallest = points(lines, Look::Body);
        for ((at, (parts, ground)), columns) in (0u16..).zip(cells).zip(self.widths.clone()) {
            let ground = format_of(*ground);
            let rows: usize = parts.iter().map(|(text, _)| lines_in(&text_of(text), columns)).sum();
            tallest = tallest.max(points(rows, Look::Body));
            self.rich(at, parts, &ground)?;
        }
        self.height(tallest)?;
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn rich(&mut self, column: u16, parts: &[(String, Look)], ground: &Format) -> Result<(), ExportError> {
        let texts: Vec<(Format, String)> = parts
            .iter()
            .enumerate()
            .filter(|(_, (text, _))| !text.is_empty())
            .map(|(at, (text, look))| {
                (part_of(*look), if at == 0 { text_of(text) } else { format!("\n{}", text_of(text)) })
            })
            .collect();
        match texts.as_slice() {
            [] => {
                self.inner.write_blank(self.row, column, ground)?;
            }
            [(look, text)] => {
                self.inner.write_string_with_format(self.row, column, text, &ground.merge(look))?;
            }
            several => {
                let pairs: Vec<(&Format, &str)> = several.iter().map(|(f, t)| (f, t.as_str())).collect();
                self.inner.write_rich_string_with_format(self.row, column, &pairs, ground)?;
            }
        }
        Ok(())
    }

    /// Restricts a column of rows to a closed list of answers, offered when the cell is chosen.
    pub(super) fn offer(
        &mut self,
        from: u32,
        column: u16,
        last_column: u16,
        answers: &[String],
    ) -> Result<(), ExportError> {
        let Some(last) = self.row.checked_sub(1).filter(|last| *last >= from) else { return Ok(()) };
        let closed = rust_xlsxwriter::DataValidation::new().allow_list_strings(answers)?;
        self.inner.add_data_validation(from, column, last, last_column, &closed)?;
        Ok(())
    }

    /// A row for programs, not for people: on no screen and no paper.
    pub(super) fn hidden_row(&mut self, cells: Vec<String>) -> Result<(), ExportError> {
        let row = self.row;
        self.row(cells.into_iter().map(|text| (Cell::Text(text), Look::Body)).collect())?;
        self.inner.set_row_hidden(row)?;
        Ok(())
    }

    /// An empty box over the whole width, for people to write in.
    pub(super) fn room(&mut self, lines: usize) -> Result<(), ExportError> {
        self.height(points(lines, Look::Body))?;
        let last = self.last_column();
        self.inner.merge_range(self.row, 0, self.row, last.max(1), "", &format_of(Look::Body))?;
        self.gap();
        Ok(())
    }

    /// A bar chart over columns written before: names in `name_column`, one series for each of `value_columns`, which
    /// are named by their header `head_row`. It takes the place of about `lines` rows.
    pub(super) fn chart(
        &mut self,
        title: &str,
        head_row: u32,
        name_column: u16,
        value_columns: &[u16],
        lines: u32,
    ) -> Result<(), ExportError> {
        let (first, last) = (head_row.saturating_add(1), self.row.saturating_sub(1));
        let name = self.inner.name();
        let mut chart = Chart::new(ChartType::Bar);
        for (at, column) in value_columns.iter().enumerate() {
            let color = if at == 0 { Color::RGB(0xB4_B8_BE) } else { Color::RGB(0x2F_5D_8A) };
            chart
                .add_series()
                .set_categories((name.as_str(), first, name_column, last, name_column))
                .set_values((name.as_str(), first, *column, last, *column))
                .set_name((name.as_str(), head_row, *column))
                .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)));
        }
        let mut face = ChartFont::new();
        face.set_name(FONT).set_size(10);
        chart.title().set_name(&text_of(title)).set_font(&face);
        // Bars in the order of the rows, the first on top.
        chart.x_axis().set_font(&face);
        chart.y_axis().set_reverse().set_font(&face);
        chart.legend().set_font(&face).set_position(ChartLegendPosition::Bottom);
        // As wide as the table, as high as the rows it covers, in pixels of the screen.
        let wide =
            self.widths.iter().map(|columns| columns.saturating_mul(8).saturating_add(10)).sum::<usize>();
        chart.set_width(u32::try_from(wide).unwrap_or(u32::MAX).min(1_200));
        chart.set_height(lines.saturating_mul(20));
        self.gap();
        self.inner.insert_chart(self.row, 0, &chart)?;
        self.row = self.row.saturating_add(lines);
        Ok(())
    }

    /// An empty row.
    pub(super) const fn gap(&mut self) {
        self.row = self.row.saturating_add(1);
    }

    /// The row that comes next, from 0.
    pub(super) const fn at(&self) -> u32 {
        self.row
    }

    /// Sets the print area to what was written.
    pub(super) fn close(self) -> Result<(), ExportError> {
        let last = self.last_column();
        self.inner.set_print_area(0, 0, self.row.saturating_sub(1), last)?;
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn height(&mut self, points: u32) -> Result<(), ExportError> {
        self.inner.set_row_height(self.row, points.min(ROW_POINTS_MAX))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_ones_a_spreadsheet_takes() {
        let mut book = Book::new("t", NaiveDate::MIN, "f");
        let mut check = |wanted: &str, name: &str| assert_eq!(book.free_name(wanted), name);
        check("松盘乡", "松盘乡");
        check("松盘乡", "松盘乡 (2)");
        check("a/b:c[d]*?'", "a_b_c_d____");
        check("", "_");
        check("ABC", "ABC");
        check("abc", "abc (2)");
        check(&"乡".repeat(40), &"乡".repeat(31));
        check(&"乡".repeat(40), &("乡".repeat(27) + " (2)"));
    }
}
