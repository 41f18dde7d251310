#!/usr/bin/env python3
"""Compares `lianjian solve` with HiGHS and CP-SAT on instance files, plain and rich, and prints a table.

usage: compare.py [--lianjian BINARY] [--seconds N] [--solvers lianjian,highs,cpsat] [--effort E] INSTANCE...

The general solvers get one integer program with the cost 400·unserved + 19·visits + days, and two processor seconds for
every one of --seconds: what two quiet cores give in that time, so that a busy machine favours nobody. lianjian runs
with --prove and takes the time its effort takes, counted the same way. CP-SAT has 8 workers, HiGHS its defaults. Every
plan is judged by `lianjian check`. Needs `highspy` and `ortools` (pip) in an environment of their own; not part of
`cargo test`. `generate.py` makes the instances.
"""
import argparse, json, multiprocessing, os, platform, resource, subprocess, tempfile, threading, time


class Program:
    """Binary columns with costs, and rows lower ≤ Σ coefficient · column ≤ upper."""

    def __init__(self):
        self.costs, self.rows, self.offset = [], [], 0

    def column(self, cost=0):
        self.costs.append(cost)
        return len(self.costs) - 1

    def at_most(self, terms, limit):
        if terms:
            self.rows.append((limit, terms))


class Calendar:
    """When a unit can be visited at all: (start, length) → counted, exempt or joined visits."""

    def __init__(self, instance):
        self.days, self.breaks = instance["days"], set(instance.get("breaks", []))
        self.week = {d: i for i, (a, b) in enumerate(instance["periods"]["week"]) for d in range(a, b + 1)}
        self.units, self.fixed = instance["units"], [[] for _ in instance["units"]]
        for arrival in instance.get("fixed", []):
            self.fixed[arrival["unit"]].append(arrival)

    def free(self, unit, start, length):
        """Inside the horizon and a week, and clear of quiet periods."""
        last = start + length - 1
        if last >= self.days or any(start <= b and last >= a for a, b in self.units[unit]["blackout"]):
            return False
        return length == 1 or (self.week[start] == self.week[last] and start not in self.breaks)

    def kinds(self, unit, start, length, announced):
        if not self.free(unit, start, length):
            return []
        end, gap = start + length, self.units[unit]["gap"]
        met = [f for f in self.fixed[unit] if start < f["start"] + f["days"] and f["start"] < end]
        if met:
            fits = all(f["joinable"] and f["start"] == start and length <= f["days"] for f in met)
            return ["joined"] if fits and all(f["announced"] in (None, announced) for f in met) else []
        spans = [(f["start"], f["days"]) for f in self.fixed[unit]]
        before, after = max((s for s in spans if s[0] < start), default=None), min((s for s in spans if s[0] > start), default=None)
        clear = (not before or start >= sum(before) + gap) and (not after or after[0] >= end + gap)
        return ["counted", "exempt"] if clear else ["exempt"]


def stay(demand):
    return (demand["effort"] + 1) // 2


def build(instance):
    """The integer program, with the columns to read a plan from: starts[(demand, day)], visits[(unit, day, announced, length, kind)]."""
    calendar, program, starts, visits = Calendar(instance), Program(), {}, {}
    of_unit = [[] for _ in instance["units"]]
    pins = {pin["request"]: pin["day"] for pin in instance.get("pinned", [])}
    for r, demand in enumerate(instance["requests"]):
        of_unit[demand["unit"]].append(r)
        for d in range(demand["from"], demand["to"] - stay(demand) + 2):
            if stay(demand) <= 2 and calendar.free(demand["unit"], d, stay(demand)) and pins.get(r, d) == d:
                starts[r, d] = program.column(-400 * demand["weight"])
        program.offset += 400 * demand["weight"]
        program.at_most([(starts[r, d], 1) for d in range(instance["days"]) if (r, d) in starts], 1)
    for u in range(len(instance["units"])):
        asked = {(d, instance["requests"][r]["announced"], bool(instance["requests"][r].get("exempt")))
                 for r in of_unit[u] for d in range(instance["days"]) if (r, d) in starts}
        for d, announced in sorted({day[:2] for day in asked}):
            for length in (1, 2):
                for kind in calendar.kinds(u, d, length, announced):
                    if kind != "exempt" or (d, announced, True) in asked:
                        visits[u, d, announced, length, kind] = program.column(0 if kind == "joined" else 19 + length)
    one_unit(instance, program, starts, visits, of_unit)
    shared(instance, program, starts, visits, calendar)
    pairs(instance, program, starts)
    return program, starts, visits


def one_unit(instance, program, starts, visits, of_unit):
    days_of = [{} for _ in instance["units"]]
    for key, column in visits.items():
        days_of[key[0]].setdefault(key[1], []).append((key, column))
    for u, unit in enumerate(instance["units"]):
        own = [(key, column) for day in days_of[u].values() for key, column in day]
        counted = [(key, column) for key, column in own if key[4] == "counted"]
        for t in range(instance["days"]):
            program.at_most([(c, 1) for (_, d, _, n, _), c in counted if d <= t < d + n + unit["gap"]], 1)
        for d in range(instance["days"]):
            here, today = [r for r in of_unit[u] if (r, d) in starts], days_of[u].get(d, [])
            if not here:
                continue
            program.at_most([(c, 1) for _, c in today], 1)
            demand = lambda r: instance["requests"][r]
            for r in here:
                open_to = lambda key: (key[2] == demand(r)["announced"] and key[3] >= stay(demand(r))
                                       and (key[4] != "exempt" or demand(r).get("exempt")))
                program.at_most([(starts[r, d], 1)] + [(c, -1) for key, c in today if open_to(key)], 0)
            program.at_most([(starts[r, d], demand(r)["people"]) for r in here], unit["max_people"])
            departments = sorted({demand(r)["dep"] for r in here})
            for dep in departments:
                lengths = [(c, -key[3] * unit["max_halfdays_per_dept"]) for key, c in today]
                program.at_most([(starts[r, d], demand(r)["effort"]) for r in here if demand(r)["dep"] == dep] + lengths, 0)
            if len(departments) > unit["max_departments"]:
                present = {dep: program.column() for dep in departments}
                for r in here:
                    program.at_most([(starts[r, d], 1), (present[demand(r)["dep"]], -1)], 0)
                program.at_most([(c, 1) for c in present.values()], unit["max_departments"])


def shared(instance, program, starts, visits, calendar):
    crews, leaders, caps, by_unit = {}, {}, {}, {}
    for (r, d), c in starts.items():
        demand = instance["requests"][r]
        for t in range(d, d + stay(demand)):
            crews.setdefault((demand["dep"], t), []).append((c, demand["people"]))
    for (u, d, _, n, kind), c in visits.items():
        county = instance["units"][u]["county"]
        for t in range(d, d + n):
            leaders.setdefault((county, t), []).append((c, 1))
        if kind == "counted":
            caps.setdefault(county, []).append((c, 1))
            by_unit.setdefault(u, []).append((d, n, c))
    for (dep, _), terms in crews.items():
        program.at_most(terms, instance["departments"][dep]["crew"])
    for (county, _), terms in leaders.items():
        program.at_most(terms, instance["counties"][county]["leaders"])
    for county, terms in caps.items():
        program.at_most(terms, max(0, instance["counties"][county]["year_cap"] - instance["counties"][county].get("used", 0)))
    for quota in instance["quotas"]:
        own = [visit for u in quota["units"] for visit in by_unit.get(u, [])]
        met = [f for u in quota["units"] for f in calendar.fixed[u] if f["counts"]]
        for a, b in instance["periods"][quota["period"]]:
            used = quota.get("used") or {} if a == 0 else {}
            spent = used.get("visits", 0) + sum(a <= f["start"] <= b for f in met)
            spent_days = used.get("days", 0) + sum(a <= t <= b for f in met for t in range(f["start"], f["start"] + f["days"]))
            if quota["max_visits"] is not None:
                program.at_most([(c, 1) for d, _, c in own if a <= d <= b], max(0, quota["max_visits"] - spent))
            if quota["max_days"] is not None:
                inside = [(c, sum(a <= t <= b for t in range(d, d + n))) for d, n, c in own]
                program.at_most([(c, k) for c, k in inside if k], max(0, quota["max_days"] - spent_days))


def pairs(instance, program, starts):
    for a, b in instance.get("apart", []):
        if instance["requests"][a]["unit"] == instance["requests"][b]["unit"]:
            for d in range(instance["days"]):
                if (a, d) in starts and (b, d) in starts:
                    program.at_most([(starts[a, d], 1), (starts[b, d], 1)], 1)
    for a, b in instance.get("together", []):
        alone = instance["requests"][a]["unit"] != instance["requests"][b]["unit"]
        for d in range(instance["days"]):
            if (a, d) in starts:
                others = [(starts[b, t], 1) for t in range(instance["days"]) if (b, t) in starts and (alone or t != d)]
                program.at_most([(starts[a, d], 1)] + others, 1)


def highs(program, seconds):
    import highspy, numpy
    lp = highspy.HighsLp()
    n, m = len(program.costs), len(program.rows)
    lp.num_col_, lp.num_row_, lp.offset_ = n, m, program.offset
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = numpy.array(program.costs, float), numpy.zeros(n), numpy.ones(n)
    lp.row_lower_ = numpy.full(m, -highspy.kHighsInf)
    lp.row_upper_ = numpy.array([limit for limit, _ in program.rows], float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.cumsum([0] + [len(terms) for _, terms in program.rows])
    lp.a_matrix_.index_ = numpy.array([c for _, terms in program.rows for c, _ in terms])
    lp.a_matrix_.value_ = numpy.array([k for _, terms in program.rows for _, k in terms], float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(lp)
    begun, stop = time.process_time(), lambda event: event.interrupt() if time.process_time() - begun > 2 * seconds else None
    for interrupt in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        interrupt.subscribe(stop)
    solver.run()
    info, values = solver.getInfo(), list(solver.getSolution().col_value)
    return ([value > 0.5 for value in values] or None), info.mip_dual_bound


def cpsat(program, seconds):
    from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    columns = [model.new_bool_var("") for _ in program.costs]
    for limit, terms in program.rows:
        model.add(sum(columns[c] * k for c, k in terms) <= limit)
    model.minimize(sum(c * k for c, k in zip(columns, program.costs)) + program.offset)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    # Two clocks: the solver keeps its own (wall) limit far away; the watch stops it by processor time.
    begun, done = time.process_time(), threading.Event()

    def watch():
        while not done.wait(0.1):
            if time.process_time() - begun > 2 * seconds:
                solver.stop_search()
                return
    watcher = threading.Thread(target=watch)
    watcher.start()
    status = solver.solve(model)
    done.set()
    watcher.join()
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return ([solver.boolean_value(c) for c in columns] if found else None), solver.best_objective_bound


def plan_of(instance, starts, visits, values):
    served = {}
    for (r, d), c in starts.items():
        if values[c]:
            served.setdefault((instance["requests"][r]["unit"], d), []).append(r)
    rows = [{"unit": u, "start": d, "days": n, "requests": served[u, d]} for (u, d, _, n, _), c in visits.items()
            if values[c] and (u, d) in served]
    done = {r for row in rows for r in row["requests"]}
    left = [{"request": r, "reason": "other"} for r in range(len(instance["requests"])) if r not in done]
    return {"visits": rows, "unserved": left}


def judge(binary, path, plan):
    run = subprocess.run([binary, "check", path, plan, "--json"], capture_output=True, text=True)
    verdict = json.loads(run.stdout)
    return verdict["objective"] if verdict["feasible"] else None


def general(name, path, seconds, out):
    """One general solver, in a process of its own so that its processor time can be told."""
    instance = json.load(open(path))
    program, starts, visits = build(instance)
    begun = time.process_time()
    values, bound = (highs if name == "highs" else cpsat)(program, seconds)
    spent = time.process_time() - begun
    plan = None if values is None else plan_of(instance, starts, visits, values)
    json.dump({"plan": plan, "bound": bound, "seconds": spent}, open(out, "w"))


def solve(name, path, options, folder):
    """Objective vector, bound of the cost, processor seconds, whether the first three objectives are proved."""
    plan, out = os.path.join(folder, "plan.json"), os.path.join(folder, "out.json")
    if name == "lianjian":
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [options.lianjian, "solve", path, "-o", plan, "--effort", options.effort, "--prove", "--json"]
        run = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        return judge(options.lianjian, path, plan), run["cost_bound"], seconds, run["proved"]
    process = multiprocessing.Process(target=general, args=(name, path, options.seconds, out))
    process.start()
    process.join()
    if not os.path.exists(out):
        return None, 0, 0, False
    found = json.load(open(out))
    if found["plan"] is None:
        return None, found["bound"], found["seconds"], False
    json.dump(found["plan"], open(plan, "w"))
    vector = judge(options.lianjian, path, plan)
    return vector, found["bound"], found["seconds"], vector is not None and cost(vector) - found["bound"] < 1


def cost(vector):
    return 400 * vector[0] + 19 * vector[1] + vector[2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lianjian", default="target/release/lianjian")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--solvers", default="lianjian,highs,cpsat")
    parser.add_argument("--effort", default="normal")
    parser.add_argument("instances", nargs="+")
    options = parser.parse_args()
    solvers = options.solvers.split(",")
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}; "
          f"general solvers: {2 * options.seconds:g} processor seconds; lianjian: --effort {options.effort}\n")
    print("| instance | " + " | ".join(f"{name}: plan | cost | bound | s" for name in solvers) + " |")
    print("|---|" + "---|" * 4 * len(solvers))
    for path in options.instances:
        cells = [os.path.basename(path).removesuffix(".json")]
        for name in solvers:
            with tempfile.TemporaryDirectory() as folder:
                vector, bound, seconds, proved = solve(name, path, options, folder)
            if vector is None:
                cells += ["none", "", f"{bound:.0f}", f"{seconds:.1f}"]
                continue
            cells += [", ".join(map(str, vector[:3])), str(cost(vector)), "proved" if proved else f"{bound:.0f}", f"{seconds:.1f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
