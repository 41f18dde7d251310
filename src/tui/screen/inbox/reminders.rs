//! What the office must not forget, above the requests: how much is overdue and falls due, the most urgent of it in
//! words. A director, who answers for what is late, sees more of it.

use ratatui::layout::Rect;

use crate::app::query::field::Reminder;
use crate::domain::message::Message as Said;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, rows, split_left, split_top};
use crate::tui::model::Model;
use crate::tui::theme::Meaning;

/// Reminders in words for a director, and for everybody else.
const IN_WORDS: (usize, usize) = (3, 1);
/// Rows below which requests need all of the place.
const HEIGHT_MIN: u16 = 12;

/// Draws the reminders on the first rows and returns the place that is left.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    let reminders = &model.inbox.reminders;
    if reminders.is_empty() || area.height < HEIGHT_MIN {
        return area;
    }
    let late = reminders.iter().filter(|one| one.overdue).count();
    let most = if model.heading.is_director() { IN_WORDS.0 } else { IN_WORDS.1 };
    let shown: Vec<&Reminder> = reminders.iter().take(most).collect();
    let taken = u16::try_from(shown.len()).unwrap_or(u16::MAX).saturating_add(1);
    let (place, rest) = split_top(area, taken);
    let (head, below) = split_top(place, 1);
    let said = Said::new("inbox-reminders").with("late", late).with("soon", reminders.len() - late);
    let meaning = if late > 0 { Meaning::Bad } else { Meaning::Warn };
    let used = canvas.text(head, &format!(" {}", model.say(&said)), meaning);
    canvas.keys(split_left(head, used).1, &model.keys(&[Action::FindingRemind]));
    for (reminder, row) in shown.into_iter().zip(rows(below)) {
        let (sign, meaning) = if reminder.overdue { ("!", Meaning::Bad) } else { ("-", Meaning::Warn) };
        canvas.text(row, &format!(" {sign} {}", model.say(&reminder.text)), meaning);
    }
    rest
}
