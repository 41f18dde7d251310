//! The mouse where it was asked for: screens, rows and keys can be clicked, the wheel moves.

use lianjian::text::Lang;
use lianjian::tui::model::Overlay;
use lianjian::tui::mouse::MouseKind;

use super::harness::Console;
use super::office::Stage;

const SMALL: (u16, u16) = (80, 24);

#[test]
fn the_mouse_is_the_terminals_until_it_is_asked_for() {
    let mut console = Console::new(Lang::En, SMALL);
    assert!(!console.model.mouse);
    console.keys("M").shows("the mouse is on");
    assert_eq!(console.effects, ["Mouse(true)"]);
    console.keys("M").shows("the mouse is off");
    assert_eq!(console.effects, ["Mouse(true)", "Mouse(false)"]);
}

#[test]
fn screens_rows_and_keys_can_be_clicked() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.click("2统筹").shows("P-0001").click("V-0003");
    assert!(console.model.plan.current().is_some_and(|row| row.visit.record.id.to_string() == "V-0003"));
    console.click("V-0003").shows("V-0003").shows("事前监督");
    console.click("1申报").shows("申报审核").click("? 帮助");
    assert!(matches!(console.model.overlays.last(), Some(Overlay::Picker(..))));
    // Under a box nothing can be clicked.
    console.click("3安排");
    assert_eq!(console.model.overlays.len(), 1);
    console.click_key("Esc 返回");
    assert!(console.model.overlays.is_empty());
}

#[test]
fn the_wheel_moves_and_a_detail_follows() {
    let mut console = Console::at(Stage::Received, Lang::Zh, (120, 40));
    console.keys("g g").mouse(MouseKind::WheelDown, 5, 5).shows("│ R-0004");
    console.mouse(MouseKind::WheelUp, 5, 5).shows("│ R-0001").click("R-0006").shows("│ R-0006");
    // A form has nothing to turn: what is typed stays.
    console.keys("i").mouse(MouseKind::WheelDown, 5, 5);
    assert!(matches!(console.model.overlays.last(), Some(Overlay::Form(..))));
}
