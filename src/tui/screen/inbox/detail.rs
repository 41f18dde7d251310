//! One request as a text: basis, windows, what the rules say with their citations, materials, candidates for merging.

use crate::app::query::inbox::RequestDetail;
use crate::domain::code::Code;
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::text::Lang;
use crate::tui::ink::Piece;
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::pane::{indented, labelled, section};

/// Columns of the labels.
const LABEL: u16 = 8;

/// Everything a decision needs, as lines of a width.
pub(super) fn lines(model: &Model, detail: &RequestDetail, width: u16) -> Vec<Vec<Piece>> {
    let request = &detail.request.record;
    let mut lines = vec![vec![
        (request.id.to_string(), Meaning::Title),
        (format!("  {}", detail.department), Meaning::Plain),
        (format!("  {}", model.text(&request.state.text_id())), super::state_meaning(request.state)),
    ]];
    lines.extend(indented(&request.title, Meaning::Title, 0, width));
    let mut field = |id: &str, text: String| {
        if !text.is_empty() {
            lines.extend(labelled(&model.text(id), &text, Meaning::Plain, LABEL, width));
        }
    };
    field("detail-kind", kind(model, detail));
    field("detail-basis", basis(model, detail));
    field("detail-plan-item", request.plan_item.clone().unwrap_or_default());
    field("detail-target", model.say(&detail.target));
    let windows = request.windows.iter().map(|window| format!("{} ~ {}", window.from, window.last()));
    field("detail-windows", model.texts.join(windows));
    field("detail-effort", effort(model, detail));
    decision(model, detail, width, &mut lines);
    rules(model, detail, width, &mut lines);
    materials(model, detail, width, &mut lines);
    if !detail.merge_with.is_empty() {
        section(&mut lines, model.text("detail-merge"));
        let ids = model.texts.join(detail.merge_with.iter().map(ToString::to_string));
        lines.extend(indented(&ids, Meaning::Plain, 2, width));
    }
    if !detail.demands.is_empty() {
        section(&mut lines, model.say(&Said::new("detail-demands").with("count", detail.demands.len())));
        for state in crate::domain::demand::DemandState::ALL {
            let count = detail.demands.iter().filter(|demand| demand.state == *state).count();
            if count > 0 {
                lines.extend(indented(
                    &format!("{} {count}", model.text(&state.text_id())),
                    Meaning::Plain,
                    2,
                    width,
                ));
            }
        }
    }
    lines
}

fn kind(model: &Model, detail: &RequestDetail) -> String {
    let request = &detail.request.record;
    let regimes = request.regimes.iter().map(|regime| model.text(&regime.text_id()));
    let announced = model.text(if request.announced { "announced" } else { "unannounced" });
    let words = std::iter::once(model.text(&request.kind.text_id())).chain(regimes).chain([announced]);
    model.texts.join(words)
}

fn basis(model: &Model, detail: &RequestDetail) -> String {
    detail.request.record.basis.as_ref().map_or_else(String::new, |basis| {
        let said = Said::new("basis-text")
            .with("text", basis.text.as_str())
            .with("level", Arg::code(basis.level.text_id()));
        model.say(&said)
    })
}

fn effort(model: &Model, detail: &RequestDetail) -> String {
    let request = &detail.request.record;
    model.say(
        &Said::new("effort-text")
            .with("halfdays", request.effort_halfdays)
            .with("people", request.people)
            .with("times", request.times_per_year),
    )
}

fn decision(model: &Model, detail: &RequestDetail, width: u16, lines: &mut Vec<Vec<Piece>>) {
    if let Some(decision) = &detail.request.record.decision {
        let mut text = format!("{} {}", decision.on, decision.by);
        if let Some(reason) = decision.reason {
            text = format!("{text} {}", model.text(&reason.text_id()));
        }
        if let Some(note) = &decision.note {
            text = format!("{text} {note}");
        }
        lines.extend(labelled(&model.text("detail-decision"), &text, Meaning::Plain, LABEL, width));
    }
    if let Some(suggestion) = &detail.suggestion {
        let text = suggestion_text(model, suggestion.state, suggestion.reason);
        lines.extend(labelled(&model.text("detail-suggestion"), &text, Meaning::Title, LABEL, width));
    }
    if let Some(refused) = &detail.if_refused {
        let text = model.say(&refused.message());
        lines.extend(labelled(&model.text("detail-if-refused"), &text, Meaning::Plain, LABEL, width));
    }
}

fn suggestion_text(model: &Model, state: RequestState, reason: Option<Reason>) -> String {
    let ruling = match state {
        RequestState::Returned => "action-return",
        RequestState::Refused => "action-refuse",
        RequestState::Diverted => "action-divert",
        RequestState::Withdrawn => "action-withdraw",
        RequestState::Received | RequestState::Accepted => "action-accept",
    };
    let ruling = model.text(ruling);
    match reason {
        Some(reason) => format!("{ruling} · {}", model.text(&reason.text_id())),
        None => ruling,
    }
}

/// The reason the rules suggest first.
pub(super) fn suggested_reason(detail: Option<&RequestDetail>) -> Option<Reason> {
    detail?.suggestion.as_ref()?.reason
}

fn rules(model: &Model, detail: &RequestDetail, width: u16, lines: &mut Vec<Vec<Piece>>) {
    section(lines, model.text("detail-rules"));
    if detail.verdicts.is_empty() {
        lines.extend(indented(&model.text("rules-silent"), Meaning::Good, 2, width));
    }
    for verdict in &detail.verdicts {
        lines.extend(verdict_lines(model, verdict, width));
    }
}

/// What a rule says, with its sign and its citation.
pub(in crate::tui::screen) fn verdict_lines(model: &Model, verdict: &Verdict, width: u16) -> Vec<Vec<Piece>> {
    let (sign, meaning) = match verdict.severity {
        RuleSeverity::Block => ("!", Meaning::Bad),
        RuleSeverity::Warn => ("w", Meaning::Warn),
        RuleSeverity::Note => ("-", Meaning::Muted),
    };
    let text = format!("{} {}", verdict.rule, model.say(&verdict.message));
    let mut lines = labelled(sign, &text, meaning, 1, width);
    if let Some(citation) = model.citations.get(&verdict.rule) {
        let mut text = if model.texts.lang() == Lang::Zh { citation.zh.clone() } else { citation.en.clone() };
        if !citation.verified {
            text = model.say(&Said::new("citation-not-verified").with("citation", text));
        }
        lines.extend(indented(&text, Meaning::Muted, 4, width));
    }
    lines
}

fn materials(model: &Model, detail: &RequestDetail, width: u16, lines: &mut Vec<Vec<Piece>>) {
    let materials = &detail.request.record.materials;
    if materials.is_empty() {
        return;
    }
    section(lines, model.text("detail-materials"));
    for material in materials {
        let disposition = model.text(&material.disposition.text_id());
        let text = format!("{} > {disposition}", material.name);
        lines.extend(labelled(
            disposition_sign(material.disposition),
            &text,
            disposition_meaning(material.disposition),
            1,
            width,
        ));
    }
}

/// How a disposition looks.
pub(in crate::tui::screen) const fn disposition_meaning(disposition: Disposition) -> Meaning {
    match disposition {
        Disposition::Shared | Disposition::Observed => Meaning::Good,
        Disposition::Struck => Meaning::Bad,
        Disposition::Kept => Meaning::Plain,
        Disposition::Open => Meaning::Warn,
    }
}

const fn disposition_sign(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Shared => "=",
        Disposition::Observed => "o",
        Disposition::Struck => "x",
        Disposition::Kept => "-",
        Disposition::Open => "?",
    }
}
