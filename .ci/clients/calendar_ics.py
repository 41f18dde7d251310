#!/usr/bin/env python3
"""Every .ics of a folder of exports: its lines by RFC 5545, its events by Python icalendar and by khal, compared day
by day with the calendar .json of the same name beside it."""

import datetime
import json

from common import files, finish, folder_argument, need_module
from khal_days import in_khal

icalendar = need_module("icalendar")

DAY = datetime.timedelta(days=1)


def expected(path):
    """What the .json says: uid -> (first day, day after the last, sequence, cancelled)."""
    document = json.loads(path.read_text("utf-8"))
    assert document["schema"] == "lianjian/calendar/1", document["schema"]
    events = {}
    for event in document["visits"] + document["anchors"]:
        first = datetime.date.fromisoformat(event["first_day"])
        uid = f"{document['county_code']}-{event['id']}@lianjian"
        events[uid] = (first, first + max(event["days"], 1) * DAY, event["sequence"], event["cancelled"])
    return events


def line_problems(raw):
    """Line ends, lengths, characters cut in two."""
    if not raw.endswith(b"\r\n"):
        yield "the last line does not end in CRLF"
    for number, line in enumerate(raw.split(b"\r\n")[:-1], 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        if b"\n" in line or b"\r" in line:
            yield f"line {number} holds a bare line end"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"line {number} cuts a character"


def parsed(raw):
    """What Python icalendar reads, and what is wrong with it."""
    calendar = icalendar.Calendar.from_ical(raw)
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    problems = [] if "Asia/Shanghai" in zones else [f"no VTIMEZONE Asia/Shanghai, only {zones}"]
    events = {}
    for event in calendar.walk("VEVENT"):
        problems += [f"{event['UID']}: {error}" for error in event.errors]
        problems += [f"{event['UID']}: no {name}" for name in ("DTSTAMP", "SUMMARY") if name not in event]
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        status = str(event["STATUS"])
        events[str(event["UID"])] = (start, end, int(event["SEQUENCE"]), status == "CANCELLED")
    return events, problems


problems = []
calendars = files(folder_argument(), "*.ics")
for path in calendars:
    raw = path.read_bytes()
    found = list(line_problems(raw))
    events, wrong = parsed(raw)
    found += wrong
    wanted = expected(path.with_suffix(".json"))
    for uid in sorted(wanted.keys() | events.keys()):
        if wanted.get(uid) != events.get(uid):
            found.append(f"{uid}: the .json says {wanted.get(uid)}, icalendar reads {events.get(uid)}")
    days = {first + n * DAY for first, end, *_ in wanted.values() for n in range(-1, (end - first).days + 1)}
    for day, shown in in_khal([path], sorted(days)).items():
        due = {uid: cancelled for uid, (first, end, _, cancelled) in wanted.items() if first <= day < end}
        if shown != due:
            found.append(f"{day}: khal shows {shown}, due are {due}")
    problems += [f"{path}: {text}" for text in found]
finish("calendar_ics", len(calendars), problems)
