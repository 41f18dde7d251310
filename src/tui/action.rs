//! Everything a key or a palette line can do. The codes are the names of the key table and of the palette; the
//! catalogue holds `action-<code>` (a word or two) with attribute `help` (a sentence).

use crate::domain::code::codes;

codes! {
    /// One thing the console can do.
    Action, "action" {
        /// Leave the console.
        Quit = "quit",
        /// The keys valid here, to be searched.
        Help = "help",
        /// Run an action by its name.
        Palette = "palette",
        /// Close what is on top, clear the filter or the marks, stop the running job.
        Back = "back",
        /// Take back the last command.
        Undo = "undo",
        /// Do again what was taken back.
        Redo = "redo",
        /// Chinese or English.
        Language = "language",
        /// The next look.
        Look = "look",
        /// The mouse is the console's, or the terminal's.
        Mouse = "mouse",
        /// Draw everything anew.
        Redraw = "redraw",
        /// Let somebody else act.
        ActAs = "act-as",
        /// Work on another business date.
        SetToday = "set-today",
        /// Screen 1.
        Inbox = "inbox",
        /// Screen 2.
        PlanScreen = "plan-screen",
        /// Screen 3.
        Calendar = "calendar",
        /// Screen 4.
        VisitScreen = "visit-screen",
        /// Screen 5.
        QuotaScreen = "quota-screen",
        /// Screen 6.
        Findings = "finding-list",
        /// Screen 7.
        Burden = "burden",
        /// Screen 8.
        JournalLog = "journal-log",
        /// The next screen.
        NextScreen = "next-screen",
        /// The screen before.
        PreviousScreen = "previous-screen",
        /// One row down.
        Down = "down",
        /// One row up.
        Up = "up",
        /// A page down.
        PageDown = "page-down",
        /// A page up.
        PageUp = "page-up",
        /// The first row.
        First = "first",
        /// The last row.
        Last = "last",
        /// One place to the left.
        Left = "left",
        /// One place to the right.
        Right = "right",
        /// The next request, visit or month.
        NextItem = "next-item",
        /// The request, visit or month before.
        PreviousItem = "previous-item",
        /// Mark or unmark the row.
        Mark = "mark",
        /// Mark or unmark all rows shown.
        MarkAll = "mark-all",
        /// Show only rows with these words.
        Filter = "filter",
        /// Order by the next column.
        Sort = "sort",
        /// Show rows of another state.
        Only = "only",
        /// Table alone, or table and detail.
        SplitView = "split-view",
        /// Open what the cursor is on.
        Open = "open",
        /// Put the row on the clipboard.
        Copy = "copy",
        /// Accept requests.
        Accept = "accept",
        /// Accept a request although a rule blocks it.
        AcceptDespite = "accept-despite",
        /// Return requests to be completed.
        Return = "return",
        /// Refuse requests.
        Refuse = "refuse",
        /// Answer requests with data held.
        Divert = "divert",
        /// A department took its request back.
        Withdraw = "withdraw",
        /// Decide on all that wait as the rules suggest.
        TriageByRule = "triage-by-rule",
        /// Decide what becomes of a material.
        Dispose = "dispose",
        /// Go to a request this one could be merged with.
        Merge = "merge",
        /// Take in a file.
        Import = "import",
        /// What a column of a file is read as.
        ColumnMeaning = "column-meaning",
        /// Do not read a column.
        ColumnSkip = "column-skip",
        /// Take in the file as its columns are read now.
        ImportAs = "import-as",
        /// Fix the draws of accepted requests that ask for part of a register.
        CommitDraws = "commit-draws",
        /// Plan.
        Plan = "plan",
        /// Plan with other days, effort, moves.
        PlanOptions = "plan-options",
        /// Visits or what could not be placed.
        SwitchList = "switch-list",
        /// Draw who goes.
        DrawTeams = "draw-teams",
        /// Pass supervision beforehand.
        Clear = "clear",
        /// Put visits on the calendar.
        Publish = "publish",
        /// Keep a visit where it is, or let it go.
        Pin = "pin",
        /// Move a visit to another day.
        Move = "move",
        /// Call a visit off.
        Cancel = "cancel",
        /// Make the draw of a visit.
        Draw = "draw",
        /// Permit a visit to exceed a rule once.
        Except = "except",
        /// Write a file.
        Export = "export",
        /// Month or board.
        Board = "board",
        /// By township or by department.
        Grouping = "grouping",
        /// A month, a quarter or a year.
        Period = "period",
        /// Go to today.
        Today = "today",
        /// Let nobody come to the unit on some days.
        Forbid = "forbid",
        /// What a change to the plan would bring.
        WhatIf = "what-if",
        /// Letters, notices, accounts.
        Letter = "letter",
        /// Let somebody act.
        PersonAdd = "person-add",
        /// Put an arrival on record.
        ArrivalAdd = "arrival-add",
        /// What really came.
        ArrivalList = "arrival-list",
        /// Superiors' arrivals.
        AnchorList = "anchor-list",
        /// Make the arrivals of a span the baseline.
        Baseline = "baseline",
        /// Take a register in.
        ImportFrames = "import-frames",
        /// Draws.
        DrawList = "draw-list",
        /// Rules in force.
        Rules = "rules",
        /// Whether it still stands.
        JournalVerify = "journal-verify",
        /// Copy the database.
        Backup = "backup",
        /// What is in force.
        Doctor = "doctor",
        /// Too often, too many, off the plan.
        Alarms = "alarms",
        /// Record what a team brought back.
        Record = "record",
        /// Type in what a team brought back.
        RecordHere = "record-here",
        /// The question is answered: in order.
        AnswerYes = "answer-yes",
        /// The question is answered: not in order.
        AnswerNo = "answer-no",
        /// The question does not arise.
        AnswerNotApplicable = "answer-na",
        /// What was seen.
        AnswerNote = "answer-note",
        /// Everything not answered at this place is in order.
        AnswerRest = "answer-rest",
        /// Nobody was there.
        AnswerAbsent = "answer-absent",
        /// Go to a household by name or number.
        AnswerPlace = "answer-place",
        /// An element people chose themselves.
        AnswerDirected = "answer-directed",
        /// Take back what was typed at this place.
        AnswerForget = "answer-forget",
        /// Record what was typed.
        AnswerSave = "answer-save",
        /// Into how many groups the team divides.
        Groups = "visit-groups",
        /// From people and days, what a visit's samples will show.
        DrawPlan = "draw-plan",
        /// Samples with tables and curves, or in sentences alone.
        Expert = "expert",
        /// The facts of a finding as stated.
        FindingFacts = "finding-facts",
        /// Who sees to a finding.
        FindingAssign = "finding-assign",
        /// What to do about a finding.
        FindingGuide = "finding-guide",
        /// A finding is put right.
        FindingClose = "finding-close",
        /// Which closed findings are looked at again.
        FindingDraw = "finding-draw",
        /// What the second look gave.
        FindingRecheck = "finding-recheck",
        /// What is overdue or falls due.
        FindingRemind = "finding-remind",
        /// Visits of their own for second looks that nothing takes along.
        FindingPlan = "finding-plan",
        /// Something went to the case office.
        HandOver = "finding-handed-over",
        /// Go to the visit.
        VisitOpen = "visit-open",
        /// What a department or township says to a visit.
        Answer = "answer",
        /// All of that.
        AnswerList = "answer-list",
        /// The record of a draw.
        DrawShow = "draw-show",
        /// How strictly townships are sampled.
        DrawSeverity = "draw-severity",
        /// Let a stopped unit go on.
        DrawResume = "draw-resume",
        /// Where replaced households cluster.
        DrawSubstitutions = "draw-substitutions",
        /// How often households were drawn.
        DrawSpread = "draw-spread",
        /// What sharing tickets saved.
        DrawAccount = "draw-account",
        /// What becomes of materials, county-wide.
        TriageMaterials = "triage-materials",
        /// Go on with a dialog.
        Confirm = "confirm",
        /// The next line of a form.
        NextField = "next-field",
        /// The line before of a form.
        PreviousField = "previous-field",
    }
}

impl Action {
    /// Moves a cursor over rows or scrolls a text.
    pub const fn is_motion(self) -> bool {
        matches!(self, Self::Down | Self::Up | Self::PageDown | Self::PageUp | Self::First | Self::Last)
    }
}
