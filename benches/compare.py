#!/usr/bin/env python3
"""Compares `lianjian solve` with HiGHS and CP-SAT on plain instances (without the optional parts), and prints a table.

usage: compare.py [--lianjian BINARY] [--seconds N] [--solvers lianjian,highs,cpsat] [--effort E] INSTANCE...

The general solvers get one integer program with the cost 400·unserved + 19·visits + days and the wall time given;
lianjian runs with --prove and takes the time its effort takes. Every plan is judged by `lianjian check`.
Needs `highspy` and `ortools` (pip), in an environment of their own; not part of `cargo test`.
"""
import argparse, json, os, platform, subprocess, sys, tempfile, time


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


def build(instance):
    """The integer program, with the columns to read a plan from: starts[(demand, day)], visits[(unit, day, mode, length)]."""
    days = instance["days"]
    week = {d: i for i, (a, b) in enumerate(instance["periods"]["week"]) for d in range(a, b + 1)}
    program, starts, visits = Program(), {}, {}
    of_unit = [[] for _ in instance["units"]]
    for r, demand in enumerate(instance["requests"]):
        of_unit[demand["unit"]].append(r)
        stay = (demand["effort"] + 1) // 2
        quiet = instance["units"][demand["unit"]]["blackout"]
        free = lambda d: not any(a <= d <= b for a, b in quiet)
        for d in range(demand["from"], demand["to"] - stay + 2):
            if stay <= 2 and all(map(free, range(d, d + stay))) and (stay == 1 or (d + 1 < days and week[d] == week[d + 1])):
                starts[r, d] = program.column(-400 * demand["weight"])
        program.offset += 400 * demand["weight"]
        program.at_most([(starts[r, d], 1) for d in range(days) if (r, d) in starts], 1)
    for u, unit in enumerate(instance["units"]):
        free = lambda d: not any(a <= d <= b for a, b in unit["blackout"])
        modes = {(d, instance["requests"][r]["announced"]) for r in of_unit[u] for d in range(days) if (r, d) in starts}
        for d, mode in sorted(modes):
            visits[u, d, mode, 1] = program.column(20)
            if d + 1 < days and week[d] == week[d + 1] and free(d + 1):
                visits[u, d, mode, 2] = program.column(21)
    one_unit(instance, program, starts, visits, of_unit)
    shared(instance, program, starts, visits, of_unit)
    return program, starts, visits


def one_unit(instance, program, starts, visits, of_unit):
    for u, unit in enumerate(instance["units"]):
        own = [(key, column) for key, column in visits.items() if key[0] == u]
        for t in range(instance["days"]):
            program.at_most([(c, 1) for (_, d, _, n), c in own if d <= t < d + n + unit["gap"]], 1)
        for d in range(instance["days"]):
            here = [r for r in of_unit[u] if (r, d) in starts]
            if not here:
                continue
            demand = lambda r: instance["requests"][r]
            for r in here:
                stay = (demand(r)["effort"] + 1) // 2
                doors = [visits[key] for n in range(stay, 3) if (key := (u, d, demand(r)["announced"], n)) in visits]
                program.at_most([(starts[r, d], 1)] + [(c, -1) for c in doors], 0)
            program.at_most([(starts[r, d], demand(r)["people"]) for r in here], unit["max_people"])
            departments = sorted({demand(r)["dep"] for r in here})
            for dep in departments:
                lengths = [(c, -n * unit["max_halfdays_per_dept"]) for (_, s, _, n), c in own if s == d]
                program.at_most([(starts[r, d], demand(r)["effort"]) for r in here if demand(r)["dep"] == dep] + lengths, 0)
            if len(departments) > unit["max_departments"]:
                present = {dep: program.column() for dep in departments}
                for r in here:
                    program.at_most([(starts[r, d], 1), (present[demand(r)["dep"]], -1)], 0)
                program.at_most([(c, 1) for c in present.values()], unit["max_departments"])


def shared(instance, program, starts, visits, of_unit):
    days = instance["days"]
    crews, leaders, caps = {}, {}, {}
    for (r, d), c in starts.items():
        demand = instance["requests"][r]
        for t in range(d, d + (demand["effort"] + 1) // 2):
            crews.setdefault((demand["dep"], t), []).append((c, demand["people"]))
    for (u, d, _, n), c in visits.items():
        county = instance["units"][u]["county"]
        caps.setdefault(county, []).append((c, 1))
        for t in range(d, d + n):
            leaders.setdefault((county, t), []).append((c, 1))
    for (dep, _), terms in crews.items():
        program.at_most(terms, instance["departments"][dep]["crew"])
    for (county, _), terms in leaders.items():
        program.at_most(terms, instance["counties"][county]["leaders"])
    for county, terms in caps.items():
        program.at_most(terms, instance["counties"][county]["year_cap"])
    by_unit = {}
    for key, c in visits.items():
        by_unit.setdefault(key[0], []).append((key[1], key[3], c))
    for quota in instance["quotas"]:
        own = [visit for u in quota["units"] for visit in by_unit.get(u, [])]
        for a, b in instance["periods"][quota["period"]]:
            if quota["max_visits"] is not None:
                program.at_most([(c, 1) for d, _, c in own if a <= d <= b], quota["max_visits"])
            if quota["max_days"] is not None:
                inside = [(c, sum(a <= t <= b for t in range(d, d + n))) for d, n, c in own]
                program.at_most([(c, k) for c, k in inside if k], quota["max_days"])


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
    solver.setOptionValue("time_limit", float(seconds))
    solver.passModel(lp)
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
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 8
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return ([solver.boolean_value(c) for c in columns] if found else None), solver.best_objective_bound


def plan_of(instance, starts, visits, values):
    served = {}
    for (r, d), c in starts.items():
        if values[c]:
            served.setdefault((instance["requests"][r]["unit"], d), []).append(r)
    rows = [{"unit": u, "start": d, "days": n, "requests": served[u, d]} for (u, d, _, n), c in visits.items()
            if values[c] and (u, d) in served]
    done = {r for row in rows for r in row["requests"]}
    left = [{"request": r, "reason": "other"} for r in range(len(instance["requests"])) if r not in done]
    return {"visits": rows, "unserved": left}


def judge(binary, path, plan):
    run = subprocess.run([binary, "check", path, plan, "--json"], capture_output=True, text=True)
    verdict = json.loads(run.stdout)
    return verdict["objective"] if verdict["feasible"] else None


def solve(name, path, options, folder):
    """Objective vector, bound of the cost, seconds."""
    plan, begun = os.path.join(folder, "plan.json"), time.time()
    if name == "lianjian":
        proof = os.path.join(folder, "proof.json")
        command = [options.lianjian, "solve", path, "-o", plan, "--effort", options.effort, "--certificate", proof, "--json"]
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.time() - begun
        runs = json.load(open(proof))["runs"]
        return judge(options.lianjian, path, plan), runs[-1]["bound"], seconds
    instance = json.load(open(path))
    program, starts, visits = build(instance)
    values, bound = (highs if name == "highs" else cpsat)(program, options.seconds)
    seconds = time.time() - begun
    if values is None:
        return None, bound, seconds
    json.dump(plan_of(instance, starts, visits, values), open(plan, "w"))
    return judge(options.lianjian, path, plan), bound, seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lianjian", default="target/release/lianjian")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--solvers", default="lianjian,highs,cpsat")
    parser.add_argument("--effort", default="normal")
    parser.add_argument("instances", nargs="+")
    options = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}")
    print("| instance | solver | unserved, visits, days | cost | bound | gap | seconds |")
    print("|---|---|---|---|---|---|---|")
    for path in options.instances:
        name = os.path.basename(path).removesuffix(".json")
        for solver in options.solvers.split(","):
            with tempfile.TemporaryDirectory() as folder:
                vector, bound, seconds = solve(solver, path, options, folder)
            if vector is None:
                print(f"| {name} | {solver} | none | | {bound:.0f} | | {seconds:.1f} |", flush=True)
                continue
            cost = 400 * vector[0] + 19 * vector[1] + vector[2]
            gap = 100 * (cost - bound) / max(cost, 1)
            print(f"| {name} | {solver} | {vector[0]}, {vector[1]}, {vector[2]} | {cost} | {bound:.0f} | {gap:.1f} % | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
