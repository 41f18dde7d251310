#!/usr/bin/env python3
"""To the field and back with real programs: a checklist filled by a spreadsheet program, a phone's answers, both
recorded once and again; a moved and a cancelled visit in a calendar program; exports that are the same bytes each
time; fonts that cannot print Chinese. Works on a copy of the database."""

import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from common import files, need_module
from forms import problems_of
from khal_days import in_khal

icalendar = need_module("icalendar")
openpyxl = need_module("openpyxl")

if len(sys.argv) != 3:
    sys.exit(f"usage: {sys.argv[0]} BINARY DATABASE")
BINARY = pathlib.Path(sys.argv[1]).resolve()
PROBLEMS = []


def lianjian(database, *words, status=0):
    """Runs the program; another exit status than expected is a failure."""
    done = subprocess.run([BINARY, "--db", database, "--lang", "zh", *words], capture_output=True, text=True,
                          timeout=300, check=False)
    if done.returncode != status:
        sys.exit(f"FAILED ({done.returncode}, not {status}): {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done


def document(database, *words):
    """What a command answers as JSON."""
    return json.loads(lianjian(database, *words, "--json").stdout)


def expect(what, said, wanted):
    """Notes what is otherwise than it should be."""
    if said != wanted:
        PROBLEMS.append(f"{what}: {said!r}, not {wanted!r}")


def fill(path, out, nobody_at_first):
    """Fills a checklist as a team does: all in order but the first item of the last household; with nobody at home
    at the first, the first replacement is visited."""
    book = openpyxl.load_workbook(path)
    filled = 0
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows())
        hidden = [n for n, row in enumerate(rows) if sheet.row_dimensions[n + 1].hidden]
        if not hidden or len([cell for cell in rows[hidden[0]] if cell.value]) < 2:
            continue
        columns = [at for at, cell in enumerate(rows[hidden[0]]) if at > 5 and cell.value]
        stops = [row for row in rows[hidden[0] + 2:] if row[1].value and str(row[0].value or "").isdigit()]
        spare = [row for row in rows[hidden[0] + 2:] if row[1].value and not str(row[0].value or "").isdigit()]
        visited = stops
        if nobody_at_first:
            stops[0][5].value = "外出务工"
            visited = stops[1:] + spare[:1]
        for row in visited:
            for at in columns:
                row[at].value = "符合"
            filled += len(columns)
        stops[-1][columns[0]].value = "不符合"
        stops[-1][columns[-1] + 1].value = "当面核对，少一笔"
    book.save(out)
    return filled


def recorded(database, visit, day, folder):
    """The filled workbook is recorded once; the same again changes nothing; another answer is a conflict."""
    blank, full = folder / "blank.xlsx", folder / "full.xlsx"
    lianjian(database, "--today", day, "export", "checklist", visit, "--out", blank)
    answers = fill(blank, full, nobody_at_first=True)
    said = document(database, "--today", day, "record", visit, full)
    expect("answers taken", said["added"] > answers, True)
    expect("findings", len(said["findings"]) >= 1, True)
    expect("gaps", said["problems"], [])
    again = document(database, "--today", day, "record", visit, full)
    expect("taken again", (again["added"], again["findings"]), (0, []))
    fill(blank, full, nobody_at_first=False)
    refused = lianjian(database, "--today", day, "record", visit, full, status=1)
    expect("a conflict is told", "E1945" in refused.stderr, True)
    lianjian(database, "--today", day, "journal", "verify")


def moved(database, today, visit):
    """Moves a visit to the first day that takes it."""
    first = datetime.date.fromisoformat(visit["start"])
    for days in range(1, 60):
        day = first + datetime.timedelta(days=days)
        done = subprocess.run([BINARY, "--db", database, "--today", today, "visit", "move", visit["id"], str(day)],
                              capture_output=True, text=True, timeout=300, check=False)
        if done.returncode == 0:
            return first, day
    sys.exit(f"FAILED: no day takes {visit['id']}")


def calendar(database, folder, today):
    """A moved visit keeps its UID with a higher SEQUENCE, a cancelled one is told as such; a calendar program that
    takes in the second file after the first shows both on their right days."""
    def events(name):
        path = folder / name
        lianjian(database, "--today", today, "export", "calendar", "--out", path)
        found = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        return {str(event["UID"]): event for event in found}

    before = events("before.ics")
    visits = document(database, "--today", today, "visit", "list")["visits"]
    told = [visit for visit in visits if visit["state"] == "published" and visit["announced"]]
    other, gone = told[-2], told[-1]
    old, new = moved(database, today, other)
    lianjian(database, "--today", today, "visit", "cancel", gone["id"], "--reason", "汛情")
    after = events("after.ics")
    uids = {visit["id"]: next(uid for uid in before if visit["id"] in uid) for visit in (other, gone)}
    for uid in uids.values():
        expect(f"SEQUENCE of {uid} rose", int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"]), True)
    expect("no visit is lost or new", sorted(after), sorted(before))
    expect("status of a cancelled visit", str(after[uids[gone["id"]]].get("STATUS")), "CANCELLED")
    expect("status of a moved visit", str(after[uids[other["id"]]].get("STATUS")), "CONFIRMED")
    last = datetime.date.fromisoformat(gone["start"])
    shown = in_khal([folder / "before.ics", folder / "after.ics"], sorted({old, new, last}))
    uid = uids[other["id"]]
    days = [day for day in (old, new) if uid in shown.get(day, {})]
    # A visit of two days may still touch its old day.
    expect("khal shows a moved visit", new in days and (old not in days or (new - old).days < other["days"]), True)
    expect("khal shows it as it is", shown.get(new, {}).get(uid), False)
    expect("khal shows a cancelled visit", shown.get(last, {}).get(uids[gone["id"]]), True)


def same_bytes(database, visit, folder, today):
    """Twice the same export is twice the same file; a second one does not overwrite the first."""
    for kind in ("html", "pdf", "xlsx", "xlsform"):
        ending = "-xlsform.xlsx" if kind == "xlsform" else f".{kind}"
        first, second = folder / f"one{ending}", folder / f"two{ending}"
        for path in (first, second):
            lianjian(database, "--today", today, "export", "checklist", visit, "--format", kind, "--out", path)
        expect(f"{kind} twice", first.read_bytes() == second.read_bytes(), True)
        kept = lianjian(database, "--today", today, "export", "checklist", visit, "--format", kind, "--out", first,
                        status=3)
        expect(f"{kind} is kept", "X6010" in kept.stderr, True)


def divided(database, folder, today, listed):
    """A form for each group of a team that divides is a form too."""
    able = next(visit for visit in listed if visit["state"] == "published" and visit["announced"]
                and (document(database, "visit", "groups", visit["id"])["able"] or 0) >= 2)
    out = folder / "groups"
    lianjian(database, "--today", today, "visit", "groups", able["id"], "2")
    lianjian(database, "--today", today, "export", "checklist", able["id"], "--format", "xlsform", "--out", out)
    expect("forms of a divided team", len(files(out, "*-xlsform.xlsx")), 2)
    PROBLEMS.extend(problems_of(files(out, "*-xlsform.xlsx")))


def sequential(folder, today):
    """So is the form of a visit judged household by household, which counts along. How a visit is judged is chosen
    while it is a draft: a small office of its own has some."""
    office, out = folder / "draft.db", folder / "sequential"
    requests = sorted((pathlib.Path(__file__).resolve().parents[2] / "data/demo/requests-2019").iterdir())
    run = ["--today", today]
    lianjian(office, *run, "init", "--demo")
    subprocess.run([BINARY, "--db", office, *run, "-q", "import", "requests", *requests], capture_output=True,
                   timeout=300, check=False)
    for words in (["triage", "auto"], ["draw", "commit"], ["draw", "make", "--all"],
                  ["plan", "--from", "2019-10-08", "--to", "2019-12-31", "--effort", "quick"],
                  ["visit", "team", "--all"]):
        lianjian(office, *run, *words)
    chosen = ["--people", "2", "--half-days", "2", "--sequential", "--keep"]
    visit = next(visit["id"] for visit in document(office, *run, "visit", "list")["visits"] if visit["announced"]
                 and any(part["stops"] for part in document(office, *run, "draw", "plan", visit["id"], *chosen)["parts"]))
    director = [*run, "--as", "李主任"]
    lianjian(office, *director, "visit", "clear", visit)
    lianjian(office, *director, "visit", "publish", visit)
    lianjian(office, *run, "draw", "make", visit)
    lianjian(office, *run, "export", "checklist", visit, "--format", "xlsform", "--out", out)
    PROBLEMS.extend(problems_of(files(out, "*-xlsform.xlsx")))
    book = openpyxl.load_workbook(files(out, "*-xlsform.xlsx")[0], read_only=True)
    names = [row[1] for row in book["survey"].iter_rows(values_only=True)]
    expect("the form counts along", "tally1_so_far" in names, True)


def fonts(database, visit, folder, today):
    """A font that cannot print Chinese is named, with the way out."""
    broken = folder / "broken.ttf"
    broken.write_bytes(b"no font")
    for font, code in ((broken, "X6022"), (folder / "none.ttf", "X6001")):
        said = lianjian(database, "--today", today, "export", "checklist", visit, "--font", font, "--out",
                        folder / "font.pdf", status=3).stderr
        expect(f"{font.name} is refused", code in said, True)
        expect(f"{font.name}: the way out", code == "X6001" or ".html" in said, True)


with tempfile.TemporaryDirectory() as name:
    work = pathlib.Path(name)
    copy = work / "office.db"
    for path in pathlib.Path(sys.argv[2]).parent.glob(pathlib.Path(sys.argv[2]).name + "*"):
        shutil.copy(path, work / path.name.replace(pathlib.Path(sys.argv[2]).name, "office.db"))
    start = "2019-09-23"
    listed = document(copy, "--today", start, "visit", "list")["visits"]
    drawn = {one["round"] for one in document(copy, "--today", start, "draw", "list")["rounds"] if one["drawn"]}
    one = next(visit for visit in listed
               if visit["id"] in drawn and visit["announced"] and visit["state"] == "published")
    same_bytes(copy, one["id"], work, start)
    fonts(copy, one["id"], work, start)
    divided(copy, work, start, listed)
    sequential(work, start)
    calendar(copy, work, start)
    recorded(copy, one["id"], one["start"], work)

for problem in PROBLEMS:
    print(f"field: {problem}", file=sys.stderr)
if PROBLEMS:
    sys.exit(1)
print("field: there and back as it should be")
