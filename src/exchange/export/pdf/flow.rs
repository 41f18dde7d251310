//! Fills pages from the top: what does not fit goes to the next one, heads of tables with it. Measures are points,
//! counted down from the top of the page. Knows no file format.

use super::font::{Font, FontError};
use super::write;
use crate::text::visible::visible;

/// A4.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 48.0;
/// Where the running foot stands.
const FOOT: f32 = 812.0;
const BOTTOM: f32 = 792.0;
/// Space in a cell around its text.
const PADDING: f32 = 3.0;
/// Line height as a part of the size.
const LEADING: f32 = 1.4;
const FOOT_SIZE: f32 = 8.0;

/// Letters that no line begins with: they hang on the line before.
const CLOSING: &str =
    "\u{ff0c}\u{3002}\u{ff1b}\u{ff1a}\u{3001}\u{ff09}\u{201d}\u{ff1f}\u{ff01}\u{300b},.;:)?!";

/// One thing drawn.
pub(super) enum Ink {
    Text { x: f32, y: f32, size: f32, bold: bool, text: String },
    Rule { from: (f32, f32), to: (f32, f32) },
}

/// How a cell's text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::exchange::export) enum Align {
    Left,
    Centre,
}

/// A row of a table: its cells, and how many lines of room it has at least.
pub(in crate::exchange::export) struct Row {
    pub(in crate::exchange::export) cells: Vec<String>,
    pub(in crate::exchange::export) lines: usize,
}

/// A document under way.
pub(in crate::exchange::export) struct Document<'a> {
    font: &'a Font,
    pages: Vec<Vec<Ink>>,
    y: f32,
}

impl<'a> Document<'a> {
    pub(in crate::exchange::export) fn new(font: &'a Font) -> Self {
        Self { font, pages: vec![Vec::new()], y: MARGIN }
    }

    pub(in crate::exchange::export) fn gap(&mut self, points: f32) {
        self.y += points;
    }

    /// A line in the middle, for the title.
    pub(in crate::exchange::export) fn title(&mut self, text: &str, size: f32) {
        for line in self.wrap(text, size, content_width()) {
            self.need(size * LEADING);
            let x = MARGIN + (content_width() - self.font.width(&line) * size) / 2.0;
            self.text(x, size, true, line);
        }
    }

    /// A heading; it stays with what follows.
    pub(in crate::exchange::export) fn heading(&mut self, text: &str, size: f32) {
        self.gap(8.0);
        self.need(size * LEADING + 60.0);
        for line in self.wrap(text, size, content_width()) {
            self.need(size * LEADING);
            self.text(MARGIN, size, true, line);
        }
        self.gap(2.0);
    }

    pub(in crate::exchange::export) fn paragraph(&mut self, text: &str, size: f32) {
        for line in self.wrap(text, size, content_width()) {
            self.need(size * LEADING);
            self.text(MARGIN, size, false, line);
        }
    }

    /// A table over the width; `widths` are points, what is 0 shares the rest alike. Rows stay whole; the head repeats.
    pub(in crate::exchange::export) fn table(
        &mut self,
        widths: &[f32],
        align: &[Align],
        head: Option<&Row>,
        rows: &[Row],
        size: f32,
    ) {
        let widths = shared(widths);
        let head_height = head.map_or(0.0, |head| self.height(head, &widths, size));
        let first = rows.first().map_or(0.0, |row| self.height(row, &widths, size));
        if !self.fits(head_height + first) {
            self.turn();
        }
        if let Some(head) = head {
            self.row(head, &widths, &[], size, true);
        }
        for row in rows {
            if !self.fits(self.height(row, &widths, size)) {
                self.turn();
                if let Some(head) = head {
                    self.row(head, &widths, &[], size, true);
                }
            }
            self.row(row, &widths, align, size, false);
        }
    }

    /// Turns the page where a table and its heading would be torn, unless they are longer than half a page.
    pub(in crate::exchange::export) fn keep(&mut self, widths: &[f32], rows: &[Row], size: f32) {
        let widths = shared(widths);
        let height: f32 = rows.iter().map(|row| self.height(row, &widths, size)).sum::<f32>() + 3.0 * size;
        if height < (BOTTOM - MARGIN) / 2.0 {
            self.need(height);
        }
    }

    /// Empty lines to write on.
    pub(in crate::exchange::export) fn ruled(&mut self, lines: usize, apart: f32) {
        for _ in 0..lines {
            self.need(apart);
            self.y += apart;
            self.rule((MARGIN, self.y), (PAGE.0 - MARGIN, self.y));
        }
    }

    /// Labels with a line to sign on behind each, in one row.
    pub(in crate::exchange::export) fn sign(&mut self, parts: &[(String, f32)], size: f32) {
        self.need(size * 3.0);
        self.gap(size * 1.6);
        let mut x = MARGIN;
        for (label, line) in parts {
            let wide = self.font.width(label) * size;
            self.ink(Ink::Text { x, y: self.y + size, size, bold: false, text: label.clone() });
            x += wide + 4.0;
            self.rule((x, self.y + size + 2.0), (x + line, self.y + size + 2.0));
            x += line + 14.0;
        }
        self.y += size * LEADING;
    }

    /// The file: `running` left and the number of the page right at the foot of each.
    pub(in crate::exchange::export) fn finish(
        mut self,
        title: &str,
        running: &str,
        number: impl Fn(usize, usize) -> String,
    ) -> Result<Vec<u8>, FontError> {
        let total = self.pages.len();
        // One line: what has no room beside the number of the page is left out.
        let running = self.wrap(running, FOOT_SIZE, content_width() * 0.8).swap_remove(0);
        for (at, page) in (1usize..).zip(&mut self.pages) {
            let text = number(at, total);
            let x = PAGE.0 - MARGIN - self.font.width(&text) * FOOT_SIZE;
            let foot = |x: f32, text: String| Ink::Text { x, y: FOOT, size: FOOT_SIZE, bold: false, text };
            page.push(foot(MARGIN, running.clone()));
            page.push(foot(x, text));
        }
        write::pdf(self.font, &self.pages, &visible(title))
    }

    fn fits(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    fn need(&mut self, height: f32) {
        if !self.fits(height) {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }

    fn ink(&mut self, ink: Ink) {
        if let Some(page) = self.pages.last_mut() {
            page.push(ink);
        }
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.ink(Ink::Rule { from, to });
    }

    fn text(&mut self, x: f32, size: f32, bold: bool, text: String) {
        self.ink(Ink::Text { x, y: self.y + size, size, bold, text });
        self.y += size * LEADING;
    }

    fn height(&self, row: &Row, widths: &[f32], size: f32) -> f32 {
        let lines = row.cells.iter().zip(widths).map(|(cell, width)| self.cell(cell, *width, size).len());
        #[expect(clippy::cast_precision_loss, reason = "a cell has fewer lines than a page")]
        let lines = lines.max().unwrap_or(1).max(row.lines) as f32;
        // A row taller than a page would never fit: it is cut to one.
        (lines * size * LEADING + 2.0 * PADDING).min(BOTTOM - MARGIN - 60.0)
    }

    fn cell(&self, text: &str, width: f32, size: f32) -> Vec<String> {
        text.lines().flat_map(|line| self.wrap(line, size, width - 2.0 * PADDING)).collect()
    }

    fn row(&mut self, row: &Row, widths: &[f32], align: &[Align], size: f32, bold: bool) {
        let height = self.height(row, widths, size);
        let (top, bottom) = (self.y, self.y + height);
        let mut x = MARGIN;
        for (at, width) in widths.iter().enumerate() {
            let lines = row.cells.get(at).map_or_else(Vec::new, |cell| self.cell(cell, *width, size));
            let centred = bold || align.get(at) == Some(&Align::Centre);
            let mut y = top + PADDING;
            for line in lines {
                if y + size > bottom {
                    break;
                }
                let inset = if centred { (width - self.font.width(&line) * size) / 2.0 } else { PADDING };
                self.ink(Ink::Text { x: x + inset, y: y + size, size, bold, text: line });
                y += size * LEADING;
            }
            self.rule((x, top), (x, bottom));
            x += width;
        }
        self.rule((x, top), (x, bottom));
        self.rule((MARGIN, top), (x, top));
        self.rule((MARGIN, bottom), (x, bottom));
        self.y = bottom;
    }

    /// Lines no wider than so many points, but for one closing mark: Chinese breaks between any two letters, other
    /// words where they end. Control characters and marks that reverse reading become visible.
    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let text = visible(text);
        let mut lines = Vec::new();
        let (mut line, mut used) = (String::new(), 0.0);
        for word in words(&text) {
            let wide = self.font.width(word) * size;
            let hangs = used <= width && word.starts_with(|c| CLOSING.contains(c)) && word.len() <= 3;
            if used + wide > width && !line.is_empty() && !hangs {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0.0;
                if word == " " {
                    continue;
                }
            }
            for letter in word.chars() {
                let step = self.font.letter(letter).1 * size;
                // A word longer than the line breaks where it must.
                if wide > width && used + step > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(letter);
                used += step;
            }
        }
        lines.push(line.trim_end().to_owned());
        lines
    }
}

const fn content_width() -> f32 {
    PAGE.0 - 2.0 * MARGIN
}

/// Fixed widths stay, the others share what is left.
fn shared(widths: &[f32]) -> Vec<f32> {
    let open = widths.iter().filter(|width| **width <= 0.0).count();
    let left = (content_width() - widths.iter().sum::<f32>()).max(0.0);
    #[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
    let share = left / open.max(1) as f32;
    widths.iter().map(|width| if *width <= 0.0 { share } else { *width }).collect()
}

/// Pieces a line may end behind: single spaces, single wide letters, runs of others.
fn words(text: &str) -> Vec<&str> {
    let narrow = |letter: char| letter.is_ascii() && letter != ' ';
    let mut words = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        if before.is_some_and(|before| !(narrow(before) && narrow(letter))) {
            words.extend(text.get(from..at));
            from = at;
        }
        before = Some(letter);
    }
    words.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_wide_letters_and_after_words() {
        let check = |text: &str, expected: &[&str]| assert_eq!(words(text), expected, "of {text:?}");
        check("", &[]);
        check("V-0107 \u{6751}\u{6c34}", &["V-0107", " ", "\u{6751}", "\u{6c34}"]);
        check("two words", &["two", " ", "words"]);
    }

    #[test]
    fn open_widths_share_what_is_left() {
        let widths = shared(&[100.0, 0.0, 0.0]);
        assert!((widths.iter().sum::<f32>() - content_width()).abs() < 0.01, "{widths:?}");
        assert!((widths[1] - widths[2]).abs() < 0.01);
    }
}
