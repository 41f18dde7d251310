//! The console and the command line can do the same: every command has its place on screen, or a reason why it is the
//! shell's alone; every action that decides or reads is a command.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use lianjian::cli::{self, Environment};
use lianjian::domain::code::Code;
use lianjian::tui::action::Action;
use lianjian::tui::keymap::{BUILT_IN, Context, Keymap};

/// Where a command is on screen.
enum Place {
    /// An action of the key table.
    Action(Action),
    /// The first start.
    Start,
    /// Works on files or other programs, not on a county: the shell's alone.
    Shell,
}

use Place::{Action as On, Shell, Start};

const PLACES: &[(&str, Place)] = &[
    ("init", Start),
    ("person-add", On(Action::PersonAdd)),
    ("person-list", On(Action::ActAs)),
    ("import-requests", On(Action::Import)),
    ("import-requests", On(Action::ImportAs)),
    ("import-requests", On(Action::ColumnMeaning)),
    ("import-requests", On(Action::ColumnSkip)),
    ("import-units", On(Action::Import)),
    ("import-departments", On(Action::Import)),
    ("import-inspectors", On(Action::Import)),
    ("import-arrivals", On(Action::Import)),
    ("import-holidays", On(Action::Import)),
    ("import-frames", On(Action::ImportFrames)),
    ("baseline", On(Action::Baseline)),
    ("triage-list", On(Action::Inbox)),
    ("triage-show", On(Action::Open)),
    ("triage-accept", On(Action::Accept)),
    ("triage-return", On(Action::Return)),
    ("triage-refuse", On(Action::Refuse)),
    ("triage-divert", On(Action::Divert)),
    ("triage-withdraw", On(Action::Withdraw)),
    ("triage-auto", On(Action::TriageByRule)),
    ("triage-dispose", On(Action::Dispose)),
    ("triage-materials", On(Action::TriageMaterials)),
    ("rules-list", On(Action::Rules)),
    ("rules-explain", On(Action::Rules)),
    ("rules-check", Shell),
    ("quota-show", On(Action::QuotaScreen)),
    ("quota-except", On(Action::Except)),
    ("draw-commit", On(Action::CommitDraws)),
    ("draw-make", On(Action::Draw)),
    ("draw-plan", On(Action::DrawPlan)),
    ("draw-list", On(Action::DrawList)),
    ("draw-show", On(Action::DrawShow)),
    ("draw-severity", On(Action::DrawSeverity)),
    ("draw-resume", On(Action::DrawResume)),
    ("draw-substitutions", On(Action::DrawSubstitutions)),
    ("draw-spread", On(Action::DrawSpread)),
    ("draw-account", On(Action::DrawAccount)),
    ("record", On(Action::Record)),
    ("record", On(Action::RecordHere)),
    ("record", On(Action::AnswerSave)),
    ("plan", On(Action::Plan)),
    ("demand-list", On(Action::SwitchList)),
    ("demand-show", On(Action::Open)),
    ("visit-list", On(Action::PlanScreen)),
    ("visit-show", On(Action::VisitScreen)),
    ("visit-move", On(Action::Move)),
    ("visit-forbid", On(Action::Forbid)),
    ("visit-pin", On(Action::Pin)),
    ("visit-unpin", On(Action::Pin)),
    ("visit-groups", On(Action::Groups)),
    ("visit-team", On(Action::DrawTeams)),
    ("visit-clear", On(Action::Clear)),
    ("visit-publish", On(Action::Publish)),
    ("visit-cancel", On(Action::Cancel)),
    ("anchor-list", On(Action::AnchorList)),
    ("arrival-add", On(Action::ArrivalAdd)),
    ("arrival-list", On(Action::ArrivalList)),
    ("export-calendar", On(Action::Export)),
    ("export-checklist", On(Action::Export)),
    ("export-proof", On(Action::Export)),
    ("export-letter", On(Action::Letter)),
    ("finding-list", On(Action::Findings)),
    ("finding-facts", On(Action::FindingFacts)),
    ("finding-assign", On(Action::FindingAssign)),
    ("finding-guide", On(Action::FindingGuide)),
    ("finding-close", On(Action::FindingClose)),
    ("finding-draw", On(Action::FindingDraw)),
    ("finding-recheck", On(Action::FindingRecheck)),
    ("finding-remind", On(Action::FindingRemind)),
    ("finding-plan", On(Action::FindingPlan)),
    ("finding-handed-over", On(Action::HandOver)),
    ("answer-confirm", On(Action::Answer)),
    ("answer-object", On(Action::Answer)),
    ("answer-clash", On(Action::Answer)),
    ("answer-list", On(Action::AnswerList)),
    ("quota-alarms", On(Action::Alarms)),
    ("ask-room", On(Action::WhatIf)),
    ("ask-drop", On(Action::WhatIf)),
    ("ask-move", On(Action::WhatIf)),
    ("ask-window", On(Action::WhatIf)),
    ("ask-people", On(Action::WhatIf)),
    ("ask-teams", On(Action::WhatIf)),
    ("what-if-add", On(Action::WhatIf)),
    ("what-if-drop", On(Action::WhatIf)),
    ("what-if-move", On(Action::WhatIf)),
    ("what-if-window", On(Action::WhatIf)),
    ("what-if-leaders", On(Action::WhatIf)),
    ("what-if-people", On(Action::WhatIf)),
    ("burden", On(Action::Burden)),
    ("journal-log", On(Action::JournalLog)),
    ("journal-undo", On(Action::Undo)),
    ("journal-redo", On(Action::Redo)),
    ("journal-verify", On(Action::JournalVerify)),
    ("backup", On(Action::Backup)),
    ("doctor", On(Action::Doctor)),
    ("demo", Shell),
    ("sample", Shell),
    ("solve", Shell),
    ("check", Shell),
    ("completions", Shell),
    ("man", Shell),
];

/// Actions that only look, move or arrange: nothing a script would ask for. `--despite-rules` and the options of `plan`
/// are words of commands that stand above.
const LOOKING: &[Action] = &[
    Action::Quit,
    Action::Help,
    Action::Palette,
    Action::Back,
    Action::Language,
    Action::Look,
    Action::Mouse,
    Action::Redraw,
    Action::SetToday,
    Action::Calendar,
    Action::NextScreen,
    Action::PreviousScreen,
    Action::Down,
    Action::Up,
    Action::PageDown,
    Action::PageUp,
    Action::First,
    Action::Last,
    Action::Left,
    Action::Right,
    Action::NextItem,
    Action::PreviousItem,
    Action::Mark,
    Action::MarkAll,
    Action::Filter,
    Action::Sort,
    Action::Only,
    Action::SplitView,
    Action::Copy,
    Action::Merge,
    Action::AcceptDespite,
    Action::PlanOptions,
    Action::Expert,
    Action::Board,
    Action::Grouping,
    Action::VisitOpen,
    // Typed and not recorded yet: `record` takes the same from a file.
    Action::AnswerYes,
    Action::AnswerNo,
    Action::AnswerNotApplicable,
    Action::AnswerNote,
    Action::AnswerRest,
    Action::AnswerAbsent,
    Action::AnswerPlace,
    Action::AnswerDirected,
    Action::AnswerForget,
    Action::Period,
    Action::Today,
    Action::Confirm,
    Action::NextField,
    Action::PreviousField,
];

/// The commands without further commands below them, `visit-move` for `visit move`, from the manual pages.
pub(super) fn commands() -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment {
        variables: BTreeMap::new(),
        now: || chrono::DateTime::from_timestamp(1_569_211_200, 0).unwrap(),
        terminal: false,
        entropy: || Ok(String::new()),
        interrupted: || false,
        columns: Some(80),
        drawn_columns: |_| None,
    };
    let arguments = ["lianjian", "man", folder.path().to_str().unwrap()].map(OsString::from);
    let mut messages = Vec::new();
    let status = cli::run(arguments, &environment, &mut Vec::new(), &mut messages);
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&messages));
    let pages: BTreeSet<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_prefix("lianjian-")?.strip_suffix(".1")?.to_owned()))
        .collect();
    let leaf = |name: &&String| !pages.iter().any(|other| other.starts_with(&format!("{name}-")));
    pages.iter().filter(leaf).cloned().collect()
}

#[test]
fn every_command_has_its_place_on_screen() {
    let keymap = Keymap::load(BUILT_IN).unwrap();
    let bound: Vec<Action> = Context::ALL
        .iter()
        .flat_map(|context| {
            keymap.within(std::slice::from_ref(context)).map(|binding| binding.action).collect::<Vec<_>>()
        })
        .collect();
    for command in commands() {
        // Tools on files come as a family: what one of them is, all are.
        let place = PLACES.iter().find(|(name, place)| {
            *name == command || matches!(place, Shell) && command.starts_with(&format!("{name}-"))
        });
        let Some((_, place)) = place else { panic!("`{command}` has no place on screen") };
        if let On(action) = place {
            assert!(bound.contains(action), "{command}: nothing runs `{}`", action.code());
        }
    }
}

#[test]
fn every_action_that_decides_is_a_command() {
    let commands = commands();
    for (name, place) in PLACES {
        let known =
            commands.iter().any(|command| command == name || command.starts_with(&format!("{name}-")));
        assert!(known || !matches!(place, On(_) | Start), "`{name}` is no command");
    }
    for action in Action::ALL {
        let placed = PLACES.iter().any(|(_, place)| matches!(place, On(on) if on == action));
        assert!(placed || LOOKING.contains(action), "`{}` is no command", action.code());
    }
}
