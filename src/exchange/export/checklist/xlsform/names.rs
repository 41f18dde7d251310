//! How a form names items and elements, so that every server takes the names and no text becomes an expression.

use super::super::{CheckItem, Checklist};

/// The item's part of a question's name: its id, with its number where another item has the same name.
pub(super) fn item_name(list: &Checklist, number: usize, item: &CheckItem) -> String {
    let name = name_of(&item.id);
    let same = list.items.iter().filter(|other| name_of(&other.id) == name).count();
    if same > 1 { format!("{name}_{number}") } else { name }
}

/// How a form names an item: letters, digits, `-` and `_`; everything else becomes `_`.
pub fn name_of(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// How a form names an element: no white space, which separates values, and no quotes, which end an expression.
pub fn choice_name(id: &str) -> String {
    let name: String = id
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() || matches!(c, '\'' | '"' | '$' | '{' | '}' | '<' | '&') {
                '_'
            } else {
                c
            }
        })
        .collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

/// A label in which `${…}` is text and not a reference to a question.
pub(super) fn plain(text: &str) -> String {
    text.replace("${", "$ {")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_only_what_every_server_takes() {
        let check = |id: &str, name: &str| assert_eq!(name_of(id), name, "of {id:?}");
        check("F1", "F1");
        check("a b'c", "a_b_c");
        check("住1", "_1");
    }

    #[test]
    fn a_choice_cannot_end_its_expression() {
        let check = |id: &str, name: &str| assert_eq!(choice_name(id), name, "of {id:?}");
        check("H-10023", "H-10023");
        check("住 001", "住_001");
        check("x') or ('1", "x_)_or_(_1");
        check("", "_");
    }

    #[test]
    fn a_label_refers_to_nothing() {
        assert_eq!(plain("${s1_element}"), "$ {s1_element}");
    }
}
