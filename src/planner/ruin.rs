//! Takes parts of a plan out, where room may be made for something better. Puts nothing in.

use super::model::Model;
use super::random::Random;
use super::state::{ABSENT, State};

/// Which demands a department or a county has; the neighbourhoods of the search.
#[derive(Debug)]
pub(crate) struct Neighbours {
    by_department: Vec<Vec<usize>>,
    by_county: Vec<Vec<usize>>,
    by_row: Vec<Vec<usize>>,
    rows_of: Vec<Vec<usize>>,
}

impl Neighbours {
    pub(crate) fn new(model: &Model) -> Self {
        let mut by_department = vec![Vec::new(); model.departments];
        for (id, task) in model.tasks.iter().enumerate() {
            by_department[task.dep].push(id);
        }
        let mut by_county = vec![Vec::new(); model.counties];
        let mut bases: Vec<usize> =
            model.places.iter().flat_map(|place| &place.rows).map(|row| row.base).collect();
        bases.sort_unstable();
        bases.dedup();
        let mut by_row = vec![Vec::new(); bases.len()];
        let mut rows_of = vec![Vec::new(); model.places.len()];
        for (unit, place) in model.places.iter().enumerate() {
            by_county[place.county].push(unit);
            for row in &place.rows {
                if let Ok(at) = bases.binary_search(&row.base) {
                    by_row[at].push(unit);
                    rows_of[unit].push(at);
                }
            }
        }
        Self { by_department, by_county, by_row, rows_of }
    }
}

/// Takes demands out around one demand and one day; what was taken is added to `out`, the demand itself first.
pub(crate) fn around(
    state: &mut State<'_>,
    neighbours: &Neighbours,
    id: usize,
    day: usize,
    random: &mut Random,
    out: &mut Vec<usize>,
) {
    let model = state.model;
    let task = &model.tasks[id];
    let unit = task.unit;
    let size = 1 + random.below(4);
    let width = model.places[unit].gap + 2 + random.below(6);
    out.push(id);
    near(state, unit, day, width, out);
    if random.once_in(2) {
        colleagues(state, neighbours, task.dep, day, size, random, out);
    }
    if random.once_in(2) {
        let county = &neighbours.by_county[model.places[unit].county];
        for _ in 0..size {
            let other = county[random.below(county.len())];
            near(state, other, day, 1 + random.below(4), out);
        }
    }
    if random.once_in(2) {
        let rows = &neighbours.rows_of[unit];
        if !rows.is_empty() {
            let row = &neighbours.by_row[rows[random.below(rows.len())]];
            for _ in 0..size.min(row.len()) {
                near(state, row[random.below(row.len())], day, 3 + random.below(12), out);
            }
        }
    }
}

/// Takes out a stretch of one unit's calendar, and of some others nearby in time.
pub(crate) fn stretch(
    state: &mut State<'_>,
    neighbours: &Neighbours,
    id: usize,
    day: usize,
    random: &mut Random,
    out: &mut Vec<usize>,
) {
    let unit = state.model.tasks[id].unit;
    let width = 8 + random.below(40);
    near(state, unit, day, width, out);
    if state.day_of[id] == ABSENT && !out.contains(&id) {
        out.push(id);
    }
    let county = &neighbours.by_county[state.model.places[unit].county];
    for _ in 0..random.below(3) {
        let other = county[random.below(county.len())];
        near(state, other, day, 1 + random.below(width), out);
    }
}

/// Takes out all visits to a unit that start within `width` days of a day.
fn near(state: &mut State<'_>, unit: usize, day: usize, width: usize, out: &mut Vec<usize>) {
    let mut at = 0;
    while at < state.visits[unit].len() {
        if state.visits[unit][at].start.abs_diff(day) <= width {
            out.extend(state.take(unit, at).tasks);
        } else {
            at += 1;
        }
    }
}

/// Takes out some of a department's teams that are out about a day.
fn colleagues(
    state: &mut State<'_>,
    neighbours: &Neighbours,
    dep: usize,
    day: usize,
    size: usize,
    random: &mut Random,
    out: &mut Vec<usize>,
) {
    let list = &neighbours.by_department[dep];
    let from = random.below(list.len());
    let mut taken = 0;
    for offset in 0..list.len() {
        let id = list[(from + offset) % list.len()];
        let start = state.day_of[id];
        if start == ABSENT || start.abs_diff(day) > 2 {
            continue;
        }
        let unit = state.model.tasks[id].unit;
        if let Some(at) = state.visit_on(unit, start) {
            if random.once_in(2) {
                out.extend(state.take(unit, at).tasks);
            } else {
                without(state, unit, at, id);
                out.push(id);
            }
        }
        taken += 1;
        if taken >= size {
            return;
        }
    }
}

/// Takes one demand out of its visit; a visit without demands goes.
pub(crate) fn without(state: &mut State<'_>, unit: usize, at: usize, id: usize) {
    let mut visit = state.take(unit, at);
    visit.tasks.retain(|other| *other != id);
    if !visit.tasks.is_empty() {
        let visit = state.shape(unit, visit.start, visit.tasks);
        state.put(unit, visit);
    }
}
