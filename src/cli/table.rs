//! Lists as aligned columns: heads from the catalogue, cells made safe, two spaces between columns.

use super::{Context, plain};
use crate::app::error::Result;
use crate::domain::message::Message;
use crate::text::visible::visible;
use crate::text::width;

/// One column: the catalogue id of its head, and to which side its cells go.
#[derive(Clone, Copy)]
pub(super) enum Column {
    /// Words.
    Left(&'static str),
    /// Numbers.
    Right(&'static str),
}

impl Column {
    const fn head(self) -> &'static str {
        match self {
            Self::Left(head) | Self::Right(head) => head,
        }
    }
}

/// Rows under heads.
pub(super) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// One more row, a cell a column.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| visible(&cell)).collect());
    }

    /// Prints it; where there is no row, says so beside the results.
    pub(super) fn print(self, context: &mut Context<'_>) -> Result<()> {
        if self.rows.is_empty() {
            context.note(&Message::new("list-empty"));
            return Ok(());
        }
        let heads: Vec<String> =
            self.columns.iter().map(|column| context.catalogue.get(column.head())).collect();
        if context.plain() {
            for row in &self.rows {
                let line = plain::row(&heads, row, context);
                context.line(&line)?;
            }
            return Ok(());
        }
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = self.rows.iter().filter_map(|row| row.get(at));
                cells.chain(heads.get(at)).map(|cell| width::of(cell)).max().unwrap_or(0)
            })
            .collect();
        for row in std::iter::once(&heads).chain(&self.rows) {
            let mut line = String::new();
            for ((cell, column), width) in row.iter().zip(&self.columns).zip(&widths) {
                let space = " ".repeat(width.saturating_sub(width::of(cell)));
                match column {
                    Column::Left(_) => line.extend([cell.as_str(), &space]),
                    Column::Right(_) => line.extend([&space, cell.as_str()]),
                }
                line.push_str("  ");
            }
            context.line(line.trim_end())?;
        }
        Ok(())
    }
}

/// One labelled line of a detail view; labels are aligned to the widest of the view, given in columns.
pub(super) fn field(context: &mut Context<'_>, label: &str, value: &str) -> Result<()> {
    let label = context.catalogue.get(label);
    if context.plain() {
        let line = plain::pair(&label, &visible(value), context);
        return context.line(&line);
    }
    let label = width::fit(&label, FIELD_COLUMNS.max(width::of(&label)));
    context.line(format!("  {label}  {}", visible(value)).trim_end())
}

/// Columns of the labels of detail views.
const FIELD_COLUMNS: usize = 12;
