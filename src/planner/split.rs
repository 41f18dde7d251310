//! Divides an instance into counties that share nothing but crews, each an instance of its own.
//! Plans nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::instance::{Instance, Placed, Quota};

/// Some counties of an instance, with the way back to its numbers.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) instance: Instance,
    /// Unit here → unit there.
    pub(crate) units: Vec<usize>,
    /// Demand here → demand there.
    pub(crate) demands: Vec<usize>,
    /// Department here → department there.
    pub(crate) departments: Vec<usize>,
}

/// The sets of counties that have to be planned together: those tied by a quota row or a pair, or all of them
/// where a budget of moves is shared.
pub(crate) fn components(instance: &Instance) -> Vec<Vec<usize>> {
    let counties = instance.counties.len();
    let mut leader: Vec<usize> = (0..counties).collect();
    if instance.move_budget.is_some() {
        leader.fill(0);
    }
    let county = |unit: usize| instance.units[unit].county;
    for quota in &instance.quotas {
        for pair in quota.units.windows(2) {
            tie(&mut leader, county(pair[0]), county(pair[1]));
        }
    }
    for &(a, b) in instance.together.iter().chain(&instance.apart) {
        tie(&mut leader, county(instance.demands[a].unit), county(instance.demands[b].unit));
    }
    let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for county in 0..counties {
        components.entry(root(&leader, county)).or_default().push(county);
    }
    components.into_values().collect()
}

fn root(leader: &[usize], mut county: usize) -> usize {
    while leader[county] != county {
        county = leader[county];
    }
    county
}

fn tie(leader: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(leader, a), root(leader, b));
    leader[a.max(b)] = a.min(b);
}

/// The parts of an instance, in the order of `components`.
pub(crate) fn parts(instance: &Instance, components: &[Vec<usize>]) -> Vec<Part> {
    let mut part_of_county = vec![0; instance.counties.len()];
    for (part, counties) in components.iter().enumerate() {
        for &county in counties {
            part_of_county[county] = part;
        }
    }
    let part_of = |unit: usize| part_of_county[instance.units[unit].county];
    let mut parts: Vec<Part> = components.iter().map(|counties| empty(instance, counties)).collect();
    // Number there → number here.
    let county_here: BTreeMap<usize, usize> = components
        .iter()
        .flat_map(|counties| counties.iter().enumerate().map(|(at, &id)| (id, at)))
        .collect();
    let mut unit_here = Vec::with_capacity(instance.units.len());
    for (id, unit) in instance.units.iter().enumerate() {
        let part = &mut parts[part_of(id)];
        unit_here.push(part.units.len());
        part.units.push(id);
        let mut unit = unit.clone();
        unit.county = county_here.get(&unit.county).copied().unwrap_or(0);
        part.instance.units.push(unit);
    }
    let demand_here = place_demands(instance, &mut parts, &part_of, &unit_here);
    for quota in &instance.quotas {
        if let Some(&first) = quota.units.first() {
            let units = quota.units.iter().map(|&unit| unit_here[unit]).collect();
            parts[part_of(first)].instance.quotas.push(Quota { units, ..quota.clone() });
        }
    }
    for fixed in &instance.fixed {
        let mut here = fixed.clone();
        here.unit = unit_here[fixed.unit];
        parts[part_of(fixed.unit)].instance.fixed.push(here);
    }
    let part_of_demand = |id: usize| part_of(instance.demands[id].unit);
    for &(a, b) in &instance.together {
        parts[part_of_demand(a)].instance.together.push((demand_here[a], demand_here[b]));
    }
    for &(a, b) in &instance.apart {
        parts[part_of_demand(a)].instance.apart.push((demand_here[a], demand_here[b]));
    }
    for pin in &instance.pinned {
        let here = Placed { request: demand_here[pin.request], day: pin.day };
        parts[part_of_demand(pin.request)].instance.pinned.push(here);
    }
    for placed in instance.previous.iter().filter(|placed| placed.request < instance.demands.len()) {
        let here = Placed { request: demand_here[placed.request], day: placed.day };
        parts[part_of_demand(placed.request)].instance.previous.push(here);
    }
    parts
}

/// A part without units yet.
fn empty(instance: &Instance, counties: &[usize]) -> Part {
    let part = Instance {
        days: instance.days,
        periods: instance.periods.clone(),
        counties: counties.iter().map(|&county| instance.counties[county].clone()).collect(),
        breaks: instance.breaks.clone(),
        ..Instance::default()
    };
    Part { instance: part, units: Vec::new(), demands: Vec::new(), departments: Vec::new() }
}

/// Puts every demand and the departments that ask into its part; returns demand there → demand here.
fn place_demands(
    instance: &Instance,
    parts: &mut [Part],
    part_of: &impl Fn(usize) -> usize,
    unit_here: &[usize],
) -> Vec<usize> {
    let mut asking = vec![BTreeSet::new(); parts.len()];
    for demand in &instance.demands {
        asking[part_of(demand.unit)].insert(demand.dep);
    }
    let mut department_here = Vec::with_capacity(parts.len());
    for (part, departments) in parts.iter_mut().zip(asking) {
        part.departments = departments.into_iter().collect();
        part.instance.departments =
            part.departments.iter().map(|&id| instance.departments[id].clone()).collect();
        let here: BTreeMap<usize, usize> =
            part.departments.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        department_here.push(here);
    }
    let mut demand_here = Vec::with_capacity(instance.demands.len());
    for (id, demand) in instance.demands.iter().enumerate() {
        let at = part_of(demand.unit);
        let part = &mut parts[at];
        demand_here.push(part.demands.len());
        part.demands.push(id);
        let mut demand = demand.clone();
        demand.unit = unit_here[demand.unit];
        demand.dep = department_here[at].get(&demand.dep).copied().unwrap_or(0);
        part.instance.demands.push(demand);
    }
    demand_here
}
