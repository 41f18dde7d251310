//! What one group of a divided team takes to the field. Elements are dealt ticket by ticket, one group after the other,
//! and so are the replacements behind them; numbers stay those of the whole team. Knows no layout.

use super::{Checklist, Element, Group, Inspector, Role, Sample};

impl Group {
    /// Whether a place among all tickets, from 1, is dealt to this group.
    const fn has(self, place: u32) -> bool {
        let groups = if self.of == 0 { 1 } else { self.of };
        place.saturating_sub(1) % groups == self.number.saturating_sub(1)
    }

    fn deal(self, elements: &mut Vec<Element>, before: u32) {
        elements.retain(|element| self.has(before.saturating_add(element.place)));
    }
}

impl Checklist {
    /// The list of one group. What is asked once at the unit, and whom people chose themselves, is the first group's;
    /// the first person of each group leads it and signs.
    #[must_use]
    pub fn of_group(&self, group: Group) -> Self {
        let mut list = self.clone();
        list.group = Some(group);
        let places = (1..).zip(&self.team);
        let people = places.filter(|(place, _)| group.has(*place)).map(|(_, person)| person);
        list.team = (0..)
            .zip(people)
            .map(|(at, person)| {
                let role = if at == 0 { Role::Leader } else { Role::Member };
                Inspector { role, ..person.clone() }
            })
            .collect();
        for sample in &mut list.samples {
            group.deal(&mut sample.drawn, 0);
            group.deal(&mut sample.replacements, sample.size);
            if group.number > 1 {
                sample.directed.clear();
            }
        }
        list
    }

    /// Places of a sample's stops on this list: what was drawn, or, before the draw, what will be.
    pub(super) fn stops(&self, sample: &Sample) -> Vec<u32> {
        if !sample.drawn.is_empty() {
            return sample.drawn.iter().map(|element| element.place).collect();
        }
        (1..=sample.size).filter(|place| self.group.is_none_or(|group| group.has(*place))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ticket_is_dealt_to_one_group_and_the_replacements_go_on_behind() {
        let check = |of: u32, number: u32, places: &[u32]| {
            let dealt: Vec<u32> = (1..=7).filter(|place| Group { number, of }.has(*place)).collect();
            assert_eq!(dealt, places, "group {number} of {of}");
        };
        check(1, 1, &[1, 2, 3, 4, 5, 6, 7]);
        check(2, 1, &[1, 3, 5, 7]);
        check(2, 2, &[2, 4, 6]);
        check(3, 2, &[2, 5]);
        let element = |place| Element {
            place,
            id: String::new(),
            ticket: String::new(),
            name: String::new(),
            location: String::new(),
        };
        let mut next: Vec<Element> = (1..=4).map(element).collect();
        Group { number: 1, of: 2 }.deal(&mut next, 5);
        // Five are drawn: the sixth ticket is the second group's, the seventh the first's.
        assert_eq!(next.iter().map(|one| one.place).collect::<Vec<_>>(), [2, 4]);
    }
}
