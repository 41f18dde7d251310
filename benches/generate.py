#!/usr/bin/env python3
"""Makes instances for benchmarks by size and seed, plain or rich (docs/planner.md describes the files).

usage: generate.py SIZE SEED OUT.json [--rich]      SIZE in: toy county-quarter county-year county-year-tight prefecture-year province-year
All ids are dense integers = position in the array. Days are indices of WORKING days 0..days-1.
"""
import json, random, sys, math

MONTHS = [21, 17, 22, 22, 19, 21, 23, 21, 22, 18, 21, 23]          # working days, sums to 250
DEPS = ["emergency", "ecology", "market", "agriculture", "land", "health", "education", "finance",
        "audit", "civil-affairs", "housing", "water", "forestry", "organisation", "statistics", "fire"]
SURPRISE = {"emergency", "ecology", "market", "fire", "land", "health"}   # may inspect unannounced
SIZES = {  # prefectures, counties each, townships/county, villages/township, requests, days
    "toy":             (1, 1,   4, 1,    40,  60),
    "county-quarter":  (1, 1,  12, 0,   120,  60),
    "county-year":     (1, 1,  20, 3,   800, 250),
    "county-year-tight": (1, 1, 20, 3,  800, 250),
    "prefecture-year": (1, 10, 20, 3,  8000, 250),
    "province-year":   (10, 10, 20, 3, 80000, 250),
}

def periods(days):
    ends, t = [], 0
    for m in MONTHS:
        t += m; ends.append(t)
    month, a = [], 0
    for e in ends:
        if a >= days: break
        month.append([a, min(e, days) - 1]); a = e
    quarter = [[month[i][0], month[min(i + 2, len(month) - 1)][1]] for i in range(0, len(month), 3)]
    week = [[a, min(a + 5, days) - 1] for a in range(0, days, 5)]
    return {"week": week, "month": month, "quarter": quarter, "year": [[0, days - 1]]}

def gen(size, seed):
    tight_leaders = size.endswith("-tight")
    rng = random.Random(f"{size.removesuffix('-tight')}/{seed}")
    npref, ncp, ntown, nvil, nreq, D = SIZES[size]
    P = periods(D)
    Q = P["quarter"]
    ncounty = npref * ncp
    year = D > 100
    units, quotas, counties, deps = [], [], [], []
    towns_of, vils_of = [], []
    for c in range(ncounty):
        towns, vils = [], []
        for _ in range(ntown):
            t = len(units)
            tight = rng.random() < 0.20
            units.append(dict(id=t, kind="township", parent=None, county=c, gap=3, max_departments=5,
                              max_people=14, max_halfdays_per_dept=4, blackout=[]))
            towns.append(t)
            quotas.append(dict(units=[t], period="week", max_visits=1, max_days=2))
            quotas.append(dict(units=[t], period="month", max_visits=1 if tight else 2, max_days=None))
            quotas.append(dict(units=[t], period="quarter", max_visits=3 if tight else 5, max_days=6 if tight else None))
            if year: quotas.append(dict(units=[t], period="year", max_visits=9 if tight else 14, max_days=None))
            kids = []
            for _ in range(nvil):
                v = len(units); kids.append(v); vils.append(v)
                vt = rng.random() < 0.15
                units.append(dict(id=v, kind="village", parent=t, county=c, gap=5, max_departments=3,
                                  max_people=8, max_halfdays_per_dept=4, blackout=[]))
                quotas.append(dict(units=[v], period="week", max_visits=1, max_days=2))
                quotas.append(dict(units=[v], period="month", max_visits=1, max_days=None))
                quotas.append(dict(units=[v], period="quarter", max_visits=1 if vt else 2, max_days=None))
                if year: quotas.append(dict(units=[v], period="year", max_visits=3 if vt else 5, max_days=None))
            if kids:  # villages' visits also load the township that accompanies them
                quotas.append(dict(units=[t] + kids, period="week", max_visits=2, max_days=3))
                quotas.append(dict(units=[t] + kids, period="month", max_visits=4, max_days=None))
        for u in towns + vils:                      # blackouts: harvest, elections, disaster duty
            if rng.random() < 0.5:
                n = rng.choice([3, 5, 5, 10]); a = rng.randrange(0, D - n)
                units[u]["blackout"].append([a, a + n - 1])
        towns_of.append(towns); vils_of.append(vils)
        counties.append(dict(id=c, leaders=0, year_cap=0, baseline=0))

    # departments: own set per county; prefecture and province ones are shared
    cdeps, pdeps, vdeps = [], [], []
    def add(level, name, scope, crew):
        deps.append(dict(id=len(deps), name=name, level=level, scope=scope, crew=crew)); return len(deps) - 1
    for c in range(ncounty):
        cdeps.append([add("county", n, [c], 0) for n in DEPS])
    if ncounty > 1:
        for p in range(npref):
            sc = list(range(p * ncp, (p + 1) * ncp))
            pdeps.append([add("prefecture", n, sc, 0) for n in DEPS[:12]])
    if npref > 1:
        vdeps = [add("province", n, list(range(ncounty)), 0) for n in DEPS[:10]]

    reqs = []
    def window(kind):
        if kind == "routine":
            a, b = rng.choice(Q); return (max(a, b - rng.choice([20, 30, 40, 61])), b)
        if kind == "yearend":
            return (D - rng.choice([30, 40, 55]), D - 1 - rng.choice([0, 0, 5]))
        if kind == "half":
            e = Q[1][1] if len(Q) > 1 else D - 1; return (max(0, e - rng.choice([25, 35])), e)
        if kind == "campaign":
            n = rng.randint(10, 30); a = rng.randrange(0, D - n); return (a, a + n - 1)
        if kind == "draw":
            n = rng.randint(8, 40); a = rng.randrange(0, D - n); return (a, a + n - 1)
        n = rng.randint(3, 10); a = rng.randrange(0, D - n); return (a, a + n - 1)     # followup
    def emit(dep, unit, kind, w, k, p, announced, mand, subj):
        e, l = w
        if l - e + 1 < (p + 1) // 2 + 1: l = min(D - 1, e + (p + 1) // 2 + 1)
        e = min(e, l - (p + 1) // 2 + 1); assert 0 <= e <= l < D
        width = l - e
        reqs.append(dict(id=len(reqs), dep=dep, unit=unit, **{"from": e, "to": l}, due=e + (width * 2) // 3,
                         effort=p, people=k, weight=100 if mand else rng.choice([1, 2, 2, 3, 3, 5, 8]),
                         mandatory=mand, announced=announced, subject=subj))
    def jitter(w):
        e, l = w
        return (min(max(0, l - 1), e + rng.choice([0, 0, 0, 1, 2, 5])), l)
    kinds = ["routine"] * 34 + ["yearend"] * (18 if year else 0) + ["half"] * (10 if year else 0) + ["campaign"] * 38
    per_county = [nreq // ncounty + (1 if i < nreq % ncounty else 0) for i in range(ncounty)]
    shared = []                                     # prefecture/province campaigns hit many counties at once
    if pdeps:
        for p in range(npref):
            for _ in range(8):
                shared.append((rng.choice(pdeps[p]), list(range(p * ncp, (p + 1) * ncp)), window(rng.choice(kinds)), 0.25))
    if vdeps:
        for _ in range(12):
            shared.append((rng.choice(vdeps), list(range(ncounty)), window(rng.choice(kinds)), 0.12))
    count = [0] * ncounty
    for dep, scope, w, frac in shared:
        k, p, subj = rng.choice([2, 3, 4]), rng.choice([1, 2, 2, 4]), f"s{len(reqs)}"
        mand = rng.random() < 0.3
        for c in scope:
            for u in towns_of[c]:
                if rng.random() < frac and count[c] < per_county[c]:
                    emit(dep, u, "campaign", w, k, p, True, mand, subj); count[c] += 1
    for c in range(ncounty):
        while count[c] < per_county[c]:
            di = rng.randrange(len(DEPS)); dep = cdeps[c][di]
            if rng.random() < 0.30:                 # individual request
                u = rng.choice(towns_of[c]) if (not vils_of[c] or rng.random() < 0.5) else rng.choice(vils_of[c])
                kind = rng.choice(["draw", "draw", "followup"])
                ann = not (DEPS[di] in SURPRISE and rng.random() < 0.6)
                emit(dep, u, kind, window(kind), rng.choice([2, 2, 3]), rng.choice([1, 1, 2, 2, 3, 4]), ann,
                     kind == "followup" and rng.random() < 0.5, f"s{len(reqs)}")
                count[c] += 1
            else:                                   # a campaign over many units of the county
                kind = rng.choice(kinds); w = window(kind)
                level = towns_of[c] if (not vils_of[c] or rng.random() < 0.55) else vils_of[c]
                frac = rng.uniform(0.3, 1.0) if level is towns_of[c] else rng.uniform(0.15, 0.5)
                k, p = rng.choice([2, 2, 2, 3, 3, 4]), rng.choice([1, 1, 1, 2, 2, 2, 2, 3, 4])
                mand, subj = rng.random() < 0.15, f"s{len(reqs)}"
                for u in level:
                    if rng.random() < frac and count[c] < per_county[c]:
                        emit(dep, u, kind, jitter(w), k, p, True, mand, subj); count[c] += 1
    # crews sized to ~ the densest 15-day load, with a stretch factor: busy periods are tight
    load = [[0.0] * D for _ in deps]
    for r in reqs:
        n = r["to"] - r["from"] + 1
        for d in range(r["from"], r["to"] + 1):
            load[r["dep"]][d] += r["people"] * ((r["effort"] + 1) // 2) / n
    for d in deps:
        s = sorted(load[d["id"]])
        peak = s[int(0.97 * (len(s) - 1))]
        floor = {"county": 4, "prefecture": 6, "province": 8}[d["level"]]
        d["crew"] = max(floor, math.ceil(peak * rng.uniform(0.85, 1.5)))
    for c in counties:
        n = per_county[c["id"]]
        c["baseline"] = int(n * rng.uniform(0.85, 1.05))
        c["year_cap"] = c["baseline"] // 2          # "at least halved against last year"
        c["leaders"] = max(2, round(n * 0.42 / D * (1.5 if tight_leaders else 3.0)))
    for i, q in enumerate(quotas): q["id"] = i
    return dict(schema="jv-instance/1", name=f"{size}-s{seed}", seed=seed, days=D, periods=P, departments=deps,
                counties=counties, units=units, quotas=quotas, requests=reqs, previous=[])

def enrich(I, seed):
    rng = random.Random(f"rich/{seed}"); R, U, D = I["requests"], I["units"], I["days"]
    fixed, taken = [], {}
    for _ in range(max(2, len(U) // 8)):
        u, n = rng.randrange(len(U)), rng.choice([1, 1, 2, 3]); s = rng.randrange(0, D - n)
        if any(abs(s - t) < 12 for t in taken.get(u, [])) or any(s <= b and s + n - 1 >= a for a, b in U[u]["blackout"]): continue
        taken.setdefault(u, []).append(s)
        fixed.append(dict(unit=u, start=s, days=n, joinable=rng.random() < 0.6, counts=rng.random() < 0.5, announced=rng.choice([True, True, None])))
    I["fixed"] = fixed
    for r in R:
        if r["to"] - r["from"] <= 10 and rng.random() < 0.15: r["exempt"] = True
    by = {}
    for r in R: by.setdefault(r["unit"], []).append(r["id"])
    pairs = [rng.sample(v, 2) for v in by.values() if len(v) > 3 and rng.random() < 0.4]
    ok = lambda a, b: R[a]["announced"] == R[b]["announced"] and max(R[a]["from"], R[b]["from"]) + 2 <= min(R[a]["to"], R[b]["to"])
    I["together"] = [p for p in pairs[::2] if ok(*p)]; I["apart"] = pairs[1::2]
    I["pinned"] = []; free = [r for r in R if r["effort"] <= 2 and not any(r["id"] in p for p in pairs)]
    for r in rng.sample(free, min(len(free), max(1, len(R) // 80))):
        days = [d for d in range(r["from"], r["to"] + 1) if not any(a <= d <= b for a, b in U[r["unit"]]["blackout"])]
        if days: I["pinned"].append(dict(request=r["id"], day=rng.choice(days)))
    for q in I["quotas"]:
        if q["period"] == "year" and rng.random() < 0.3: q["used"] = dict(visits=1, days=1)
    I["breaks"] = sorted(rng.sample(range(D - 1), max(1, D // 60)))
    I["move_budget"] = None
    return I

if __name__ == "__main__":
    rich = "--rich" in sys.argv
    if rich: sys.argv.remove("--rich")
    inst = gen(sys.argv[1], int(sys.argv[2]))
    if rich: inst = enrich(inst, sys.argv[2]); inst["name"] += "-rich"
    with open(sys.argv[3], "w") as f: json.dump(inst, f, separators=(",", ":"))
    n = len(inst["requests"])
    print(inst["name"], "units", len(inst["units"]), "requests", n, "avg window",
          round(sum(r["to"] - r["from"] + 1 for r in inst["requests"]) / n, 1))
