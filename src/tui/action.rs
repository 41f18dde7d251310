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
        /// Close what is on top, clear the filter or the selection, stop the running job.
        Back = "back",
        /// Take back the last command.
        Undo = "undo",
        /// Do again what was taken back.
        Redo = "redo",
        /// Chinese or English.
        Language = "language",
        /// The next look.
        Look = "look",
        /// Draw everything anew.
        Redraw = "redraw",
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
        /// Mark or unmark the row.
        Mark = "mark",
        /// Mark or unmark all rows shown.
        MarkAll = "mark-all",
        /// Show only rows with these words.
        Filter = "filter",
        /// Order by the next column.
        Sort = "sort",
        /// Open what the cursor is on.
        Open = "open",
        /// Put the row on the clipboard.
        Copy = "copy",
        /// Go on with a dialog.
        Confirm = "confirm",
        /// The next line of a form.
        NextField = "next-field",
        /// The line before of a form.
        PreviousField = "previous-field",
    }
}
