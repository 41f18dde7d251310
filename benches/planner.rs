//! How long a first plan, a normal plan and answers to questions take, for instance files or the quarters of the tests.
//!
//! usage: cargo bench --bench planner -- [INSTANCE...]; instruction counts are in `instructions.sh`

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use lianjian::domain::instance::Instance;
use lianjian::domain::plan::Plan;
use lianjian::planner::{Change, Effort, SolveOptions, check, read, solve, what_if};

/// Moves allowed, in turn.
const BUDGETS: [u32; 4] = [0, 1, 3, 10];

/// Questions of one kind, at most.
const QUESTIONS: usize = 60;

fn main() {
    let mut files: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if files.is_empty() {
        let folder = format!("{}/tests/fixtures/planner", env!("CARGO_MANIFEST_DIR"));
        files = ["county-quarter-s2.json", "county-quarter-s3-rich.json"]
            .map(|name| format!("{folder}/{name}"))
            .to_vec();
    }
    println!("| instance | quick | normal | questions | median | 99 of 100 | longest | over budget |");
    println!("|---|---|---|---|---|---|---|---|");
    for file in files {
        match std::fs::read(&file).map(|bytes| read::instance(&bytes)) {
            Ok(Ok(instance)) => measure(&file, &instance),
            other => eprintln!("{file}: {:?}", other.err()),
        }
    }
}

fn measure(file: &str, instance: &Instance) {
    let (_, quick) = plan(instance, Effort::Quick);
    let (plan, normal) = plan(instance, Effort::Normal);
    let mut times = Vec::new();
    let mut over = 0;
    for (at, change) in questions(instance).into_iter().enumerate() {
        let budget = BUDGETS[at % BUDGETS.len()];
        let begun = Clock::start();
        let answer = what_if(instance, &plan, &change, budget, 1);
        times.push(begun.elapsed());
        let bad = |answer: &lianjian::planner::Answer| {
            answer.moved.len() > budget as usize
                || !check::check(&answer.instance, &answer.plan).violations.is_empty()
        };
        over += usize::from(answer.as_ref().is_some_and(bad));
    }
    times.sort_unstable();
    let place = |hundredths: usize| times.get(times.len() * hundredths / 100).copied().unwrap_or_default();
    let last = times.last().copied().unwrap_or_default();
    println!(
        "| {} | {} | {} | {} | {} | {} | {} | {over} |",
        file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json"),
        text(quick),
        text(normal),
        times.len(),
        text(place(50)),
        text(place(99)),
        text(last),
    );
}

/// Processor time of this thread where the system tells it (Linux), which a busy machine does not bend; else time.
struct Clock {
    spent: Option<Duration>,
    begun: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { spent: spent(), begun: Instant::now() }
    }

    fn elapsed(&self) -> Duration {
        match (self.spent, spent()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.begun.elapsed(),
        }
    }
}

fn spent() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn text(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn plan(instance: &Instance, effort: Effort) -> (Plan, Duration) {
    let options = SolveOptions { seed: 1, effort, threads: 1, prove: false };
    let begun = Clock::start();
    let solution = solve(instance, &options, &mut |_| ControlFlow::Continue(()));
    (solution.plan, begun.elapsed())
}

/// Questions of every kind, spread over the instance.
fn questions(instance: &Instance) -> Vec<Change> {
    let step = instance.demands.len().div_ceil(QUESTIONS).max(1);
    let mut questions = Vec::new();
    for (request, demand) in instance.demands.iter().enumerate().step_by(step) {
        let middle = demand.from.midpoint(demand.to);
        questions.push(Change::Add { demand: demand.clone() });
        questions.push(Change::Drop { request });
        questions.push(Change::Move { request, day: middle });
        let to = (demand.to + 5).min(instance.days - 1);
        questions.push(Change::Window { request, from: demand.from, to });
        questions.push(Change::Leaders { county: instance.units[demand.unit].county, count: 1 });
        questions.push(Change::People { department: demand.dep, count: 2 });
    }
    questions
}
