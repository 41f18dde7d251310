//! What leads to a decision on requests: forms that ask for a reason, choices of materials and candidates, files.

use std::path::PathBuf;

use super::detail;
use super::window_text;
use crate::app::command::triage::Ruling;
use crate::domain::code::Code;
use crate::domain::id::RequestId;
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::reason::Reason;
use crate::tui::action::Action;
use crate::tui::key::{Key, KeyCode};
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::task::{ImportKind, Task, TriageOrder};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::picker::{Item, Picker};

/// Kinds of file, with the catalogue ids of their names.
const IMPORTS: [(ImportKind, &str); 6] = [
    (ImportKind::Requests, "import-requests"),
    (ImportKind::Units, "import-units"),
    (ImportKind::Departments, "import-departments"),
    (ImportKind::Inspectors, "import-inspectors"),
    (ImportKind::Arrivals, "import-arrivals"),
    (ImportKind::Holidays, "import-holidays"),
];

/// Decisions and what leads to them.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let ids = model.inbox.targets();
    match action {
        Action::Accept => {
            let order =
                TriageOrder { ids, ruling: Ruling::Accept, reason: None, note: None, despite_rules: false };
            super::decide(model, order)
        }
        Action::Return => ask_reason(model, Ruling::Return, ids),
        Action::Refuse => ask_reason(model, Ruling::Refuse, ids),
        Action::Divert => ask_reason(model, Ruling::Divert, ids),
        Action::Withdraw => ask_reason(model, Ruling::Withdraw, ids),
        Action::AcceptDespite => {
            let inputs = vec![Input::text("note", model.text("form-note"), "")];
            let intro = vec![(model.text("despite-intro"), Meaning::Muted)];
            open_form(model, "action-accept-despite", intro, inputs, Intent::AcceptDespite(ids))
        }
        Action::TriageByRule => send(model, Task::TriageByRule),
        Action::CommitDraws => send(model, Task::CommitDraws),
        Action::Dispose => {
            pick_material(model);
            Vec::new()
        }
        Action::Merge => {
            pick_candidate(model);
            Vec::new()
        }
        Action::Import => {
            let options = IMPORTS.iter().map(|(_, id)| ((*id).to_owned(), model.text(id))).collect();
            let inputs = vec![
                Input::choice("kind", model.text("form-kind"), options).starting_at(missing(model)),
                Input::text("file", model.text("start-file-path"), ""),
                Input::choice(
                    "look",
                    model.text("form-look"),
                    ["look-unsure", "look-always"].map(|id| (id.to_owned(), model.text(id))).to_vec(),
                ),
            ];
            let intro = vec![(model.text("import-intro"), Meaning::Muted)];
            open_form(model, "action-import", intro, inputs, Intent::Import)
        }
        _ => Vec::new(),
    }
}

/// What a county cannot do without and has not yet: that is asked for first.
fn missing(model: &Model) -> &'static str {
    if model.plan.data.as_ref().is_some_and(|data| data.units.is_empty()) {
        "import-units"
    } else if !model.heading.has_departments {
        "import-departments"
    } else if model.inbox.is_decided() && !model.heading.has_inspectors {
        "import-inspectors"
    } else {
        "import-requests"
    }
}

/// What is said where no request is: what a county has by then need not be asked for.
pub(super) fn empty(model: &Model) -> &'static str {
    match missing(model) {
        "import-requests" => "inbox-empty-requests",
        "import-departments" if model.plan.data.is_some() => "inbox-empty-departments",
        _ => "inbox-empty",
    }
}

fn open_form(
    model: &mut Model,
    title_id: &str,
    intro: Vec<(String, Meaning)>,
    inputs: Vec<Input>,
    intent: Intent,
) -> Vec<Effect> {
    let form = Form::new(model.text(title_id), intro, inputs);
    model.overlays.push(Overlay::Form(form, intent));
    Vec::new()
}

/// The reason comes from a closed set: departments read it, statistics count it.
fn ask_reason(model: &mut Model, ruling: Ruling, ids: Vec<RequestId>) -> Vec<Effect> {
    let suggested = detail::suggested_reason(model.inbox.detail());
    let mut reasons: Vec<Reason> = Reason::ALL.to_vec();
    if ruling == Ruling::Withdraw {
        reasons = vec![Reason::Withdrawn];
    } else if let Some(first) = suggested {
        reasons.retain(|reason| *reason != first);
        reasons.insert(0, first);
    }
    let options =
        reasons.iter().map(|reason| (reason.code().to_owned(), model.text(&reason.text_id()))).collect();
    let inputs = vec![
        Input::choice("reason", model.text("form-reason"), options),
        Input::text("note", model.text("form-note"), ""),
    ];
    let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let intro = vec![(model.texts.join(list), Meaning::Plain)];
    open_form(model, ruling_text_id(ruling), intro, inputs, Intent::Triage(ruling, ids))
}

/// The catalogue id of what is decided.
pub const fn ruling_text_id(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Accept => "action-accept",
        Ruling::Return => "action-return",
        Ruling::Refuse => "action-refuse",
        Ruling::Divert => "action-divert",
        Ruling::Withdraw => "action-withdraw",
    }
}

/// What becomes of materials, in the order of the number keys that say so.
const DISPOSITIONS: [Disposition; 4] =
    [Disposition::Shared, Disposition::Observed, Disposition::Struck, Disposition::Kept];

/// A number key in the list of materials decides on the one under the cursor; `None` for other keys, and where
/// somebody types.
pub fn dispose_by_key(model: &mut Model, key: Key) -> Option<Vec<Effect>> {
    let Some(Overlay::Picker(picker, Choice::Material(request, materials))) = model.overlays.last() else {
        return None;
    };
    let KeyCode::Char(digit) = key.code else { return None };
    let number = usize::try_from(digit.to_digit(10)?).ok()?;
    let disposition = *DISPOSITIONS.get(number.checked_sub(1)?)?;
    if picker.filters() || key.ctrl {
        return None;
    }
    let index = picker.chosen()?;
    let task = Task::Dispose { request: *request, material: materials.get(index)?.clone(), disposition };
    model.overlays.pop();
    model.inbox.disposing = Some(index);
    Some(send(model, task))
}

/// After a material was decided on from the list, the list again, on the next one.
pub fn pick_next_material(model: &mut Model) {
    let Some(index) = model.inbox.disposing.take() else { return };
    pick_material(model);
    if let Some(Overlay::Picker(picker, _)) = model.overlays.last_mut() {
        picker.go(index + 1);
    }
}

fn pick_material(model: &mut Model) {
    let Some(detail) = model.inbox.detail() else { return };
    let id = detail.request.record.id;
    let materials: Vec<String> =
        detail.request.record.materials.iter().map(|material| material.name.clone()).collect();
    let items = detail
        .request
        .record
        .materials
        .iter()
        .map(|material| Item {
            name: material.name.clone(),
            text: model.text(&material.disposition.text_id()),
            meaning: detail::disposition_meaning(material.disposition),
            ..Item::default()
        })
        .collect();
    let keys = (1..).zip(DISPOSITIONS);
    // The words are shorter than those of the rows: all four keys have to fit beside one another.
    let keys = keys.map(|(key, one)| format!("{key} {}", model.text(&format!("pick-{}", one.text_id()))));
    let title = Said::new("pick-material").with("keys", keys.collect::<Vec<_>>().join("  "));
    let picker = Picker::new(model.say(&title), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Material(id, materials)));
}

/// After the material: what becomes of it.
pub fn pick_disposition(model: &mut Model, request: RequestId, material: String) {
    let dispositions = DISPOSITIONS.to_vec();
    let items = dispositions
        .iter()
        .map(|disposition| Item { name: model.text(&disposition.text_id()), ..Item::default() })
        .collect();
    let title = model.say(&Said::new("pick-disposition").with("material", material.as_str()));
    let choice = Choice::Disposition { request, material, dispositions };
    model.overlays.push(Overlay::Picker(Picker::new(title, items), choice));
}

fn pick_candidate(model: &mut Model) {
    let Some(detail) = model.inbox.detail() else { return };
    let ids = detail.merge_with.clone();
    let items = ids
        .iter()
        .map(|id| {
            let roll = &model.inbox.roll;
            let row = roll.place(*id).and_then(|row| roll.lines().get(row));
            Item {
                lead: id.to_string(),
                name: row.map_or_else(String::new, |row| roll.department(row).to_owned()),
                text: row.map_or_else(String::new, |row| format!("{}  {}", row.title, window_text(row.span))),
                ..Item::default()
            }
        })
        .collect();
    let picker = Picker::new(model.text("pick-candidate"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Candidate(ids)));
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    let note = Some(form.value("note").to_owned()).filter(|note| !note.is_empty());
    match intent {
        Intent::Triage(ruling, ids) => {
            let reason = Reason::from_code(form.value("reason"));
            if reason == Some(Reason::Other) && note.is_none() {
                form.refuse("note", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Triage(ruling, ids)));
                return Vec::new();
            }
            super::decide(model, TriageOrder { ids, ruling, reason, note, despite_rules: false })
        }
        Intent::AcceptDespite(ids) => {
            if note.is_none() {
                form.refuse("note", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::AcceptDespite(ids)));
                return Vec::new();
            }
            let order = TriageOrder { ids, ruling: Ruling::Accept, reason: None, note, despite_rules: true };
            super::decide(model, order)
        }
        Intent::Import => {
            if form.value("file").is_empty() {
                form.refuse("file", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Import));
                return Vec::new();
            }
            let named = IMPORTS.iter().find(|(_, id)| *id == form.value("kind"));
            let kind = named.map_or(ImportKind::Requests, |(kind, _)| *kind);
            let path = PathBuf::from(form.value("file"));
            if kind == ImportKind::Requests && form.value("look") == "look-always" {
                return send(model, Task::Look { path, mapping: None });
            }
            send(model, Task::Import { kind, path })
        }
        _ => Vec::new(),
    }
}
