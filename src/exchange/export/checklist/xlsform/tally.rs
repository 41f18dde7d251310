//! A phone counts along where a plan is sequential: households visited and nonconforming so far beside the stop numbers,
//! and a way to end the rounds. Knows no draw. Its names begin with no sample's, so that nothing of it is an answer.

use super::super::stops::lines;
use super::super::{Checklist, Class, Sample};
use super::Form;
use super::names::item_name;
use super::sheet::{Both, Choice, Row};
use crate::domain::code::Code;
use crate::domain::draw::NotVisited;

/// The list with the one choice that ends the rounds.
const STOP: &str = "stop_here";

/// How many rounds there are: up to the one the team stopped at, else as many as the whole sample takes.
pub(super) fn rounds(sample: &Sample, number: usize, whole: String) -> String {
    if sample.stops.is_empty() {
        return whole;
    }
    let last = format!("sum(${{tally{number}_last}})");
    format!("if({last} > 0, {last}, {whole})")
}

impl Form<'_> {
    /// Before the rounds: what they add up to.
    pub(super) fn sums(&mut self, sample: &Sample, number: usize) {
        if sample.stops.is_empty() {
            return;
        }
        if self.choices.iter().all(|choice| choice.list != STOP) {
            let label = self.both(|words| words.get("export-stop-here"));
            self.choices.push(Choice { list: STOP.into(), name: "yes".into(), label });
        }
        let rule = self.both(|words| words.get("export-stop-rule"));
        let hint = self.both(|words| lines(sample, words).join("\n"));
        self.push(Row {
            kind: "note".into(),
            name: format!("tally{number}_rule"),
            label: rule,
            hint,
            ..Row::default()
        });
        for (sum, one) in [("seen", "one"), ("found", "bad")] {
            self.push(Row {
                kind: "calculate".into(),
                name: format!("tally{number}_{sum}"),
                calculation: format!("sum(${{tally{number}_{one}}})"),
                ..Row::default()
            });
        }
    }

    /// The end of a round: what it adds, where that leads, and whether it is the last.
    pub(super) fn tally(&mut self, list: &Checklist, sample: &Sample, number: usize) {
        if sample.stops.is_empty() {
            return;
        }
        let missing = format!("${{s{number}_absence}} = '{}'", NotVisited::NoSuchElement.code());
        let (mut seen, mut bad) = (vec![missing.clone()], vec![missing]);
        for (place, item) in list.items_of(sample) {
            let answer = format!("${{s{number}_{}}}", item_name(list, place, item));
            seen.push(format!("{answer} != ''"));
            if item.class != Class::Minor {
                bad.push(format!("{answer} = 'no'"));
            }
        }
        for (name, when) in [("one", seen), ("bad", bad)] {
            self.push(Row {
                kind: "calculate".into(),
                name: format!("tally{number}_{name}"),
                calculation: format!("if({}, 1, 0)", when.join(" or ")),
                ..Row::default()
            });
        }
        let label = self.both(|words| words.get("export-stop-so-far"));
        let hint = self.both(|words| lines(sample, words).join("\n"));
        self.push(Row {
            kind: "text".into(),
            name: format!("tally{number}_so_far"),
            label,
            hint,
            calculation: format!("concat(${{tally{number}_seen}}, ' / ', ${{tally{number}_found}})"),
            read_only: true,
            ..Row::default()
        });
        let label: Both = self.both(|words| words.get("export-stop-question"));
        self.push(Row {
            kind: format!("select_one {STOP}"),
            name: format!("tally{number}_stop"),
            label,
            appearance: "minimal",
            ..Row::default()
        });
        self.push(Row {
            kind: "calculate".into(),
            name: format!("tally{number}_last"),
            calculation: format!("if(${{tally{number}_stop}} = 'yes', position(..), 0)"),
            ..Row::default()
        });
    }
}
