//! The planner against every possible plan of instances small enough to try them all.

use std::ops::ControlFlow;

use lianjian::domain::instance::{
    County, DayRange, Demand, Department, Fixed, Instance, Period, Periods, Placed, Quota, Unit, Used,
};
use lianjian::domain::plan::{Objective, Plan, Reason, Unserved, Visit};
use lianjian::planner::{Effort, SolveOptions, bound, check, solve};

/// A stream of small numbers that depends on its seed alone.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(sides)).unwrap()
    }

    fn once_in(&mut self, sides: u32) -> bool {
        self.roll(sides) == 0
    }
}

const DAYS: u32 = 7;

/// Instances tried.
const SEEDS: u64 = 60;

/// Two units, three departments, up to eight demands with narrow windows, and now and then every optional part.
fn instance(seed: u64) -> Instance {
    let mut dice = Dice(seed);
    let demands = 5 + dice.roll(4) as usize;
    let whole = vec![DayRange(0, DAYS - 1)];
    let weeks = vec![DayRange(0, 3), DayRange(4, DAYS - 1)];
    let mut small = Instance {
        days: DAYS,
        periods: Periods { week: weeks.clone(), month: weeks, quarter: whole.clone(), year: whole },
        departments: (0..3).map(|_| Department { crew: 2 + dice.roll(3), ..Department::default() }).collect(),
        counties: vec![County { leaders: 1 + dice.roll(2), year_cap: 2 + dice.roll(4), ..County::default() }],
        ..Instance::default()
    };
    for _ in 0..2 {
        let blackout = if dice.once_in(3) { vec![DayRange(2, 2)] } else { Vec::new() };
        let (gap, max_departments, max_people) = (dice.roll(3), 1 + dice.roll(3), 3 + dice.roll(4));
        let max_halfdays_per_dept = 1 + dice.roll(4);
        small.units.push(Unit {
            gap,
            max_departments,
            max_people,
            max_halfdays_per_dept,
            blackout,
            ..Unit::default()
        });
    }
    let used = dice.once_in(3).then_some(Used { visits: 1, days: 1 });
    small.quotas.push(Quota {
        units: vec![0],
        period: Period::Week,
        max_visits: Some(1),
        max_days: None,
        used,
    });
    small.quotas.push(Quota {
        units: vec![0, 1],
        period: Period::Week,
        max_visits: Some(2 + dice.roll(2)),
        max_days: Some(3),
        used: None,
    });
    for _ in 0..demands {
        let effort = 1 + dice.roll(4);
        let from = dice.roll(DAYS - 1);
        let to = (from + 1 + dice.roll(2)).min(DAYS - 1);
        small.demands.push(Demand {
            dep: dice.roll(3) as usize,
            unit: dice.roll(2) as usize,
            from,
            to,
            due: i64::from(from),
            effort,
            people: 1 + dice.roll(2),
            weight: 1 + dice.roll(5),
            mandatory: false,
            announced: !dice.once_in(4),
            exempt: dice.once_in(6),
            subject: String::new(),
        });
    }
    optional_parts(&mut small, &mut dice);
    small
}

fn optional_parts(small: &mut Instance, dice: &mut Dice) {
    if dice.once_in(3) {
        small.together.push((0, 1));
    }
    if dice.once_in(3) {
        small.apart.push((1, 2));
    }
    if dice.once_in(3) {
        small.pinned.push(Placed { request: 3, day: dice.roll(DAYS) });
    }
    if dice.once_in(3) {
        small.breaks.push(dice.roll(DAYS));
    }
    if dice.once_in(2) {
        small.fixed.push(Fixed {
            unit: dice.roll(2) as usize,
            start: i64::from(dice.roll(DAYS)),
            days: 1 + dice.roll(2),
            joinable: !dice.once_in(3),
            counts: dice.once_in(2),
            announced: if dice.once_in(2) { Some(true) } else { None },
        });
    }
}

/// The best plan there is, by trying every start day of every demand.
fn best(small: &Instance, days: &mut Vec<Option<u32>>, best_so_far: &mut Option<Objective>) {
    let Some(demand) = small.demands.get(days.len()) else {
        let verdict = check::check(small, &plan(small, days));
        if verdict.violations.is_empty() && best_so_far.is_none_or(|best| verdict.objective < best) {
            *best_so_far = Some(verdict.objective);
        }
        return;
    };
    let starts = (demand.from..=demand.to).filter(|start| start + demand.days() <= demand.to + 1).map(Some);
    for choice in starts.chain([None]) {
        days.push(choice);
        best(small, days, best_so_far);
        days.pop();
    }
}

/// The plan in which every demand starts on its day: one visit for each unit and day, as short as may be.
fn plan(small: &Instance, days: &[Option<u32>]) -> Plan {
    let mut plan = Plan::default();
    for (request, day) in days.iter().enumerate() {
        let unit = small.demands[request].unit;
        match day {
            None => plan.unserved.push(Unserved { request, reason: Some(Reason::Other) }),
            Some(start) => {
                let same = |visit: &&mut Visit| visit.unit == unit && visit.start == *start;
                match plan.visits.iter_mut().find(same) {
                    Some(visit) => visit.demands.push(request),
                    None => {
                        plan.visits.push(Visit { unit, start: *start, days: 1, demands: vec![request] });
                    }
                }
            }
        }
    }
    for visit in &mut plan.visits {
        let room = small.units[visit.unit].max_halfdays_per_dept;
        let crowded = |dep: usize| {
            let same = visit.demands.iter().map(|&id| &small.demands[id]).filter(|demand| demand.dep == dep);
            same.map(|demand| demand.effort).sum::<u32>() > room
        };
        let long = visit.demands.iter().any(|&id| small.demands[id].days() == 2);
        if long || (0..small.departments.len()).any(crowded) {
            visit.days = 2;
        }
    }
    plan
}

#[test]
fn small_instances_are_planned_at_the_optimum_and_bounded_below_it() {
    let mut tight = 0;
    for seed in 0..SEEDS {
        let small = instance(seed);
        small.validate().unwrap();
        let mut optimum = None;
        best(&small, &mut Vec::new(), &mut optimum);
        let options = SolveOptions { seed, effort: Effort::Normal, threads: 1, prove: true };
        let solution = solve(&small, &options, &mut |_| ControlFlow::Continue(()));
        assert_eq!(check::check(&small, &solution.plan).violations, [], "seed {seed}");
        assert_eq!(optimum, Some(solution.objective), "seed {seed}");
        let certificate = solution.certificate.unwrap();
        assert!(certificate.bound <= solution.objective.vector(), "seed {seed}: {:?}", certificate.bound);
        assert_eq!(bound::verify(&small, &certificate), Ok(certificate.bound));
        tight += u64::from(certificate.bound[..3] == solution.objective.vector()[..3]);
    }
    assert!(tight >= SEEDS * 9 / 10, "only {tight} of {SEEDS} bounds meet the optimum");
}

#[test]
fn what_a_plan_is_within_is_never_refuted() {
    for seed in 0..SEEDS {
        let small = instance(seed);
        let mut optimum = None;
        best(&small, &mut Vec::new(), &mut optimum);
        let optimum = optimum.unwrap();
        let mut dice = Dice(seed);
        for _ in 0..20 {
            let row = |dice: &mut Dice| (dice.roll(60) as usize, i64::from(dice.roll(9000)));
            let rows = (0..dice.roll(20)).map(|_| row(&mut dice)).collect();
            let literal = |dice: &mut Dice| i64::from(1 + dice.roll(400)) * (1 - 2 * i64::from(dice.roll(2)));
            let step = |dice: &mut Dice| match dice.roll(8) {
                0 => bound::Step::Prices((0..dice.roll(20)).map(|_| row(dice)).collect()),
                1 => bound::Step::Clauses(vec![
                    vec![literal(dice)],
                    vec![literal(dice), literal(dice)],
                    vec![],
                ]),
                2 => bound::Step::Long(dice.roll(2) as usize, u8::try_from(dice.roll(3)).unwrap()),
                _ => bound::Step::Visits(dice.roll(2) as usize, u8::try_from(dice.roll(3)).unwrap()),
            };
            let limits = bound::Limits {
                unserved: Some(optimum.unserved),
                visits: Some(optimum.visits),
                long: Some(optimum.days - optimum.visits),
            };
            let steps = (0..200).map(|_| step(&mut dice)).collect();
            let certificate = bound::Certificate {
                schema: bound::SCHEMA.to_owned(),
                bound: [0; 5],
                runs: Vec::new(),
                refuted: vec![bound::Refuted { limits, rows, steps }],
            };
            assert_eq!(bound::verify(&small, &certificate).unwrap_err().code, "P3020", "seed {seed}");
        }
    }
}

#[test]
fn a_certificate_that_claims_too_much_is_refused() {
    let small = instance(3);
    let options = SolveOptions { seed: 1, effort: Effort::Quick, threads: 1, prove: true };
    let certificate = solve(&small, &options, &mut |_| ControlFlow::Continue(())).certificate.unwrap();
    let refused = |edit: &dyn Fn(&mut bound::Certificate)| {
        let mut forged = certificate.clone();
        edit(&mut forged);
        bound::verify(&small, &forged).unwrap_err().code
    };
    assert_eq!(refused(&|forged| forged.runs[0].bound += 1), "P3021");
    assert_eq!(refused(&|forged| forged.bound[0] += 1), "P3021");
    assert_eq!(refused(&|forged| forged.bound[2] += 1), "P3021");
    assert_eq!(refused(&|forged| forged.runs[1].weights[0] = -1), "P3020");
    assert_eq!(refused(&|forged| forged.runs[2].rows.push((usize::MAX, 1))), "P3020");
    assert_eq!(refused(&|forged| forged.runs[2].rows.push((0, -1))), "P3020");
}
