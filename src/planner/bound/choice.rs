//! The sets of demands one visit may serve: every set under departments, people, half-days and crews that leaves out a
//! demand only for a price or for want of room. Knows no days.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A demand that could come along.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Its bit in sets of the unit's demands.
    pub(super) bit: u128,
    pub(super) dep: usize,
    pub(super) people: u32,
    pub(super) effort: u32,
    /// The people its department has in all.
    pub(super) crew: u32,
    /// Whether it needs a second day.
    pub(super) long: bool,
    /// What its people cost that day.
    pub(super) price: i64,
    /// Whether it may be worth more to leave it out for a later day: else it is left out only for want of room.
    pub(super) waits: bool,
    /// Items that must not come along, as bits.
    pub(super) apart: u128,
}

/// What the unit receives at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) departments: usize,
    pub(super) people: u32,
    pub(super) halfdays: u32,
}

/// (Items, those that may wait, days) → sets.
type Known = BTreeMap<(u128, u128, usize), Rc<Vec<u128>>>;

/// The sets worth considering that were once asked for, by the items, those of them that may wait, and the days; and
/// how much was done with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    known: RefCell<Known>,
    labels: Cell<usize>,
}

impl Sets {
    /// Labels looked at so far: a measure of work that no machine changes.
    pub(super) fn labels(&self) -> usize {
        self.labels.get()
    }

    pub(super) fn count(&self, labels: usize) {
        self.labels.set(self.labels.get().saturating_add(labels));
    }

    /// Every set worth considering for a visit of one or two days.
    pub(super) fn of(&self, items: &[Item], room: Room, days: usize) -> Rc<Vec<u128>> {
        let bits = |items: &mut dyn Iterator<Item = &Item>| items.map(|item| item.bit).sum::<u128>();
        let key = (bits(&mut items.iter()), bits(&mut items.iter().filter(|item| item.waits)), days);
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let mut sets = Vec::new();
        each(items, room, days, &mut |set| sets.push(set));
        let sets = Rc::new(sets);
        self.known.borrow_mut().insert(key, Rc::clone(&sets));
        sets
    }
}

/// Hands every set worth considering to `take`.
fn each(items: &[Item], room: Room, days: usize, take: &mut dyn FnMut(u128)) {
    let days = if days == 2 { 2 } else { 1 };
    let mut choice = Choice { items, room, days, roomy: false, chosen: Vec::new(), take };
    choice.roomy = choice.all_fit();
    choice.descend(0);
}

struct Choice<'a> {
    items: &'a [Item],
    room: Room,
    days: u32,
    /// Whether all items together fit, so that nobody has to make room.
    roomy: bool,
    chosen: Vec<usize>,
    take: &'a mut dyn FnMut(u128),
}

impl Choice<'_> {
    fn descend(&mut self, next: usize) {
        let Some(item) = self.items.get(next) else {
            if self.worthwhile() {
                let bits = self.chosen.iter().map(|&at| self.items[at].bit).sum();
                (self.take)(bits);
            }
            return;
        };
        let fits = self.fits(item);
        if fits {
            self.chosen.push(next);
            self.descend(next + 1);
            self.chosen.pop();
        }
        if !fits || item.waits || !self.roomy {
            self.descend(next + 1);
        }
    }

    fn all_fit(&self) -> bool {
        let people: u64 = self.items.iter().map(|item| u64::from(item.people)).sum();
        let mut departments: Vec<usize> = self.items.iter().map(|item| item.dep).collect();
        departments.sort_unstable();
        departments.dedup();
        let crowded = |dep: &usize| {
            let same = self.items.iter().filter(|item| item.dep == *dep);
            let (efforts, people): (u64, u64) = same.fold((0, 0), |(efforts, people), item| {
                (efforts + u64::from(item.effort), people + u64::from(item.people))
            });
            let crew = self.items.iter().find(|item| item.dep == *dep).map_or(0, |item| item.crew);
            efforts > u64::from(self.halfdays()) || people > u64::from(crew)
        };
        let all = self.items.iter().map(|item| item.bit).sum::<u128>();
        self.items.iter().all(|item| item.apart & all == 0)
            && people <= u64::from(self.room.people)
            && departments.len() <= self.room.departments
            && !departments.iter().any(crowded)
    }

    const fn halfdays(&self) -> u32 {
        self.room.halfdays.saturating_mul(self.days)
    }

    /// Whether a demand fits beside those chosen.
    fn fits(&self, item: &Item) -> bool {
        let mut people = item.people;
        let (mut halfdays, mut crew) = (item.effort, item.people);
        let mut known = false;
        let mut departments = 1;
        for (place, &at) in self.chosen.iter().enumerate() {
            let other = &self.items[at];
            if other.bit & item.apart != 0 {
                return false;
            }
            people = people.saturating_add(other.people);
            if other.dep == item.dep {
                halfdays = halfdays.saturating_add(other.effort);
                crew = crew.saturating_add(other.people);
                known = true;
            }
            let first = !self.chosen[..place].iter().any(|&earlier| self.items[earlier].dep == other.dep);
            departments += usize::from(first);
        }
        people <= self.room.people
            && halfdays <= self.halfdays()
            && crew <= item.crew
            && departments - usize::from(known) <= self.room.departments
    }

    /// Not empty, no demand left out that would fit and need not wait, and no second day for nothing.
    fn worthwhile(&self) -> bool {
        if self.chosen.is_empty() || (self.days == 2 && !self.needs_two_days()) {
            return false;
        }
        let left_out = (0..self.items.len()).filter(|at| !self.chosen.contains(at));
        !left_out.map(|at| &self.items[at]).any(|item| !item.waits && self.fits(item))
    }

    fn needs_two_days(&self) -> bool {
        self.chosen.iter().any(|&at| {
            let item = &self.items[at];
            let same = self.chosen.iter().map(|&at| &self.items[at]).filter(|other| other.dep == item.dep);
            let halfdays: u64 = same.map(|other| u64::from(other.effort)).sum();
            item.long || halfdays > u64::from(self.room.halfdays)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People of every department.
    const CREW: u32 = 5;

    /// Items are (department, people, effort, price); sets come back as bits.
    #[track_caller]
    fn check(items: &[(usize, u32, u32, i64)], room: (usize, u32, u32), days: usize, sets: &[u128]) {
        let items: Vec<Item> = items
            .iter()
            .enumerate()
            .map(|(at, &(dep, people, effort, price))| Item {
                bit: 1 << at,
                dep,
                people,
                effort,
                crew: CREW,
                long: effort > 2,
                price,
                waits: price > 0,
                apart: 0,
            })
            .collect();
        let mut found = Vec::new();
        let room = Room { departments: room.0, people: room.1, halfdays: room.2 };
        each(&items, room, days, &mut |bits| found.push(bits));
        found.sort_unstable();
        assert_eq!(found, sets);
    }

    #[test]
    fn free_demands_are_left_out_for_want_of_room_only() {
        check(&[(0, 2, 1, 0), (1, 2, 1, 0)], (2, 4, 2), 1, &[0b11]);
        check(&[(0, 2, 1, 0), (1, 2, 1, 0)], (1, 4, 2), 1, &[0b01, 0b10]);
        check(&[(0, 2, 1, 0), (1, 2, 1, 7)], (2, 4, 2), 1, &[0b01, 0b11]);
        check(&[(0, 2, 1, 0), (0, 2, 2, 0)], (2, 4, 2), 1, &[0b01, 0b10]);
        check(&[(0, 2, 1, 0), (0, 2, 2, 0)], (2, 4, 2), 2, &[0b11]);
        check(&[(0, 2, 1, 0)], (2, 4, 2), 2, &[]);
    }

    #[test]
    fn teams_of_one_department_share_its_crew() {
        // The unit would receive both; the department cannot send them on one day.
        check(&[(0, 3, 1, 0), (0, 3, 1, 0)], (2, 9, 8), 1, &[0b01, 0b10]);
        check(&[(0, 3, 1, 0), (0, 2, 1, 0)], (2, 9, 8), 1, &[0b11]);
        check(&[(0, 3, 1, 0), (1, 3, 1, 0)], (2, 9, 8), 1, &[0b11]);
        check(&[(0, 3, 3, 0), (0, 3, 3, 0), (1, 3, 1, 0)], (2, 9, 8), 2, &[0b101, 0b110]);
    }
}
