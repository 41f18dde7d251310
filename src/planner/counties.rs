//! Plans many counties side by side. Counties share crews alone: in every lap each department's spare people are
//! lent to one county after another, so that no two can take the same. The plan does not depend on the threads.

use std::sync::Mutex;

use super::anneal::{Anneal, schedule};
use super::model::Model;
use super::solve::SolveOptions;
use super::split::{self, Part};
use super::state::State;
use crate::domain::instance::Instance;
use crate::domain::plan::Objective;

/// Laps of lending; a county sees every department's spare people about once in `counties / laps`.
const LAPS: u64 = 24;

/// Days of one loan: long enough for a two-day visit anywhere in a week.
const LOAN_DAYS: usize = 5;

/// Improves the plan of `search`, county by county. Returns the rounds run.
pub(crate) fn run(
    instance: &Instance,
    components: &[Vec<usize>],
    search: &mut Anneal<'_>,
    options: &SolveOptions,
    rounds: u64,
    stop: &mut dyn FnMut(u64, &Objective) -> bool,
) -> u64 {
    let parts = split::parts(instance, components);
    let models: Vec<Model> = parts.iter().map(|part| Model::new(&part.instance)).collect();
    let mut spare = search.state.crew.clone();
    let mut searches = Vec::with_capacity(parts.len());
    for (at, (part, model)) in parts.iter().zip(&models).enumerate() {
        let state = part_state(&search.state, part, model);
        let seed = options.seed.wrapping_mul(0x9e37_79b9).wrapping_add(at as u64);
        searches.push(Mutex::new(Anneal::new(state, seed)));
    }

    let sharing = sharing(&parts, instance.departments.len());
    let each = (rounds / (LAPS * parts.len() as u64)).max(1);
    let schedule = schedule(each * LAPS);
    let mut done = 0;
    for lap in 0..LAPS {
        if stop(done, &search.state.objective) {
            break;
        }
        lend(&parts, &mut searches, &sharing, &mut spare, lap);
        side_by_side(&searches, options.threads, &|search| {
            // A better plan of an earlier lap may lean on people that are lent elsewhere now.
            search.keep();
            search.run(&schedule, lap * each..(lap + 1) * each, &mut |_, _| false);
            if lap + 1 == LAPS {
                search.settle();
            }
        });
        give_back(&parts, &mut searches, &sharing, &mut spare);
        done += each * parts.len() as u64;
    }
    gather(search, &parts, searches);
    done
}

/// The counties' share of the plan, as a state of their own; people nobody uses stay outside.
fn part_state<'m>(whole: &State<'_>, part: &Part, model: &'m Model) -> State<'m> {
    let here: std::collections::BTreeMap<usize, usize> =
        part.demands.iter().enumerate().map(|(at, &id)| (id, at)).collect();
    let mut state = State::new(model);
    for (unit, &there) in part.units.iter().enumerate() {
        for visit in &whole.visits[there] {
            let tasks = visit.tasks.iter().filter_map(|id| here.get(id).copied()).collect();
            let visit = state.shape(unit, visit.start, tasks);
            state.put(unit, visit);
        }
    }
    state.commit(&mut std::collections::BTreeSet::new());
    state
}

/// Department → the parts that share it, with its number there; empty for one that works in one part alone.
fn sharing(parts: &[Part], departments: usize) -> Vec<Vec<(usize, usize)>> {
    let mut sharing = vec![Vec::new(); departments];
    for (at, part) in parts.iter().enumerate() {
        for (here, &there) in part.departments.iter().enumerate() {
            sharing[there].push((at, here));
        }
    }
    for users in &mut sharing {
        if users.len() < 2 {
            users.clear();
        }
    }
    sharing
}

/// Lends the spare people of each shared department, week by week, to one part; the others keep what they use.
fn lend(
    parts: &[Part],
    searches: &mut [Mutex<Anneal<'_>>],
    sharing: &[Vec<(usize, usize)>],
    spare: &mut [i32],
    lap: u64,
) {
    let days = parts.first().map_or(0, |part| part.instance.days as usize);
    for (department, users) in sharing.iter().enumerate().filter(|(_, users)| !users.is_empty()) {
        for day in 0..days {
            let turn = usize::try_from(lap).unwrap_or(0) * 7 + day / LOAN_DAYS + department;
            let borrower = users[turn % users.len()];
            let there = &mut spare[department * days + day];
            for &(part, here) in users {
                let Ok(search) = searches[part].get_mut() else { continue };
                let left = &mut search.state.crew[here * days + day];
                *left = if (part, here) == borrower { std::mem::take(there) } else { 0 };
            }
        }
    }
}

/// Collects what the parts have left of the shared departments.
fn give_back(
    parts: &[Part],
    searches: &mut [Mutex<Anneal<'_>>],
    sharing: &[Vec<(usize, usize)>],
    spare: &mut [i32],
) {
    let days = parts.first().map_or(0, |part| part.instance.days as usize);
    for (department, users) in sharing.iter().enumerate() {
        for &(part, here) in users {
            let Ok(search) = searches[part].get_mut() else { continue };
            for day in 0..days {
                spare[department * days + day] += std::mem::take(&mut search.state.crew[here * days + day]);
            }
        }
    }
}

/// Does one thing to every search, on as many threads as allowed. Each search has its own random numbers, so that
/// it does not matter which thread takes which.
pub(super) fn side_by_side<'m>(
    searches: &[Mutex<Anneal<'m>>],
    threads: usize,
    work: &(dyn Fn(&mut Anneal<'m>) + Sync),
) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        while let Some(search) = searches.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            if let Ok(mut search) = search.lock() {
                work(&mut search);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, searches.len().max(1)) {
            scope.spawn(worker);
        }
        worker();
    });
}

/// Takes the counties' plans over into the whole one.
fn gather(search: &mut Anneal<'_>, parts: &[Part], searches: Vec<Mutex<Anneal<'_>>>) {
    let mut plans = Vec::with_capacity(parts.len());
    for part in searches {
        plans.push(
            part.into_inner().map_or_else(|poisoned| poisoned.into_inner().state, |search| search.state),
        );
    }
    let state = &mut search.state;
    for unit in 0..state.visits.len() {
        while !state.visits[unit].is_empty() {
            state.take(unit, 0);
        }
    }
    for (part, plan) in parts.iter().zip(plans) {
        for (&unit, visits) in part.units.iter().zip(plan.visits) {
            for visit in visits {
                let tasks = visit.tasks.iter().map(|&id| part.demands[id]).collect();
                let visit = state.shape(unit, visit.start, tasks);
                state.put(unit, visit);
            }
        }
    }
    search.adopt();
}
