//! Values side by side as columns over several rows, with a scale at the left and names beneath. Knows no meaning of
//! its own: the screen says what a column means.

use crate::text::width;
use crate::tui::ink::{Piece, columns};
use crate::tui::theme::{Look, Meaning};

/// Eighths of a row that a column is drawn in.
const EIGHTHS: u64 = 8;

/// One chart.
pub struct Chart<'a> {
    /// The values, from left to right.
    pub values: &'a [u64],
    /// The value of full height; at least the highest value.
    pub full: u64,
    /// A line across the chart, such as a limit.
    pub limit: Option<u64>,
    /// Columns of a value, the space behind it included, and columns of that space.
    pub step: (u16, u16),
    /// What a value means.
    pub meaning: &'a dyn Fn(u64) -> Meaning,
    /// What stands at the left of the highest and of the lowest row.
    pub scale: [String; 2],
    /// What stands beneath the values, each at its own; one that would touch the one before is left out.
    pub names: &'a [String],
}

impl Chart<'_> {
    /// The rows of the chart from the top: `height` of them, and one with the names.
    pub fn lines(&self, look: Look, height: u16) -> Vec<Vec<Piece>> {
        let height = height.max(1);
        let label = self.scale.iter().map(|text| columns(text)).max().unwrap_or(0);
        let limit = self.limit.map(|limit| self.eighths(limit, height).div_ceil(EIGHTHS).max(1));
        let mut lines: Vec<Vec<Piece>> = (0..height)
            .map(|row| {
                let text = match row {
                    0 => self.scale[0].as_str(),
                    row if row + 1 == height => self.scale[1].as_str(),
                    _ => "",
                };
                let space = " ".repeat(usize::from(label).saturating_sub(width::of(text)));
                let mark = look.symbols().vertical;
                let mut line = vec![(format!("{space}{text} {mark}"), Meaning::Muted)];
                let from_below = u64::from(height - row);
                self.row(look, height, from_below, limit == Some(from_below), &mut line);
                line
            })
            .collect();
        if !self.names.is_empty() {
            let names = format!("{}{}", " ".repeat(usize::from(label) + 2), self.named());
            lines.push(vec![(names, Meaning::Muted)]);
        }
        lines
    }

    /// One row, `from_below` the lowest being 1.
    fn row(&self, look: Look, height: u16, from_below: u64, limit: bool, line: &mut Vec<Piece>) {
        let symbols = look.symbols();
        let ground = if limit { symbols.horizontal } else { " " };
        let (step, gap) = (usize::from(self.step.0.max(1)), usize::from(self.step.1));
        for &value in self.values {
            let eighths = self.eighths(value, height);
            let here = eighths.saturating_sub((from_below - 1) * EIGHTHS).min(EIGHTHS);
            let filled = step.saturating_sub(gap).max(1);
            if here == 0 {
                add(line, &ground.repeat(step), Meaning::Muted);
                continue;
            }
            let at = usize::try_from(here - 1).unwrap_or(0);
            let mark = symbols.rising.get(at).copied().unwrap_or(symbols.full);
            add(line, &mark.repeat(filled), (self.meaning)(value));
            add(line, &ground.repeat(step - filled), Meaning::Muted);
        }
    }

    /// Height of a value: none only for nothing.
    fn eighths(&self, value: u64, height: u16) -> u64 {
        let all = u128::from(height) * u128::from(EIGHTHS);
        let exact = u128::from(value) * all / u128::from(self.full.max(1));
        let high = u64::try_from(exact.min(all)).unwrap_or(u64::MAX);
        if value > 0 { high.max(1) } else { 0 }
    }

    fn named(&self) -> String {
        let step = usize::from(self.step.0.max(1));
        let mut text = String::new();
        for (at, name) in self.names.iter().enumerate() {
            let used = width::of(&text);
            if name.is_empty() || (used > 0 && at * step <= used) {
                continue;
            }
            text.push_str(&" ".repeat(at * step - used));
            text.push_str(name);
        }
        text
    }
}

/// Adds a text to the last piece where it means the same.
fn add(line: &mut Vec<Piece>, text: &str, meaning: Meaning) {
    match line.last_mut() {
        Some((before, same)) if *same == meaning => before.push_str(text),
        _ if text.is_empty() => {}
        _ => line.push((text.to_owned(), meaning)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws values of at most `full`, two columns each, over two rows.
    fn check(values: &[u64], limit: Option<u64>, expect: &[&str]) {
        let names = ["a".to_owned(), "bb".to_owned(), "c".to_owned()];
        let chart = Chart {
            values,
            full: 16,
            limit,
            step: (2, 1),
            meaning: &|_| Meaning::Plain,
            scale: ["16".to_owned(), "0".to_owned()],
            names: &names,
        };
        let lines = chart.lines(Look::Colour, 2);
        let texts: Vec<String> =
            lines.iter().map(|line| line.iter().map(|(text, _)| text.as_str()).collect()).collect();
        assert_eq!(texts, expect);
    }

    #[test]
    fn columns_rise_by_eighths_of_a_row() {
        check(&[0, 1, 8], None, &["16 │      ", " 0 │  ▁ █ ", "    a bb"]);
        check(&[16, 9, 12], None, &["16 │█ ▁ ▄ ", " 0 │█ █ █ ", "    a bb"]);
        // More than there is room for stays inside.
        check(&[99, 0, 0], None, &["16 │█     ", " 0 │█     ", "    a bb"]);
    }

    #[test]
    fn a_limit_is_a_line_behind_the_columns() {
        check(&[0, 12, 4], Some(12), &["16 │──▄───", " 0 │  █ ▄ ", "    a bb"]);
    }
}
