"""What khal, a calendar program for terminals, shows of calendar files, in the time of Asia/Shanghai."""

import datetime
import pathlib
import tempfile

from common import need, run

need("khal")

CONFIG = """[calendars]
[[visits]]
path = {home}/calendar
type = calendar
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


def in_khal(paths, days):
    """The days on which khal shows each event once these files were taken in, one after the other: day -> uid ->
    whether it is cancelled."""
    if not days:
        return {}
    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        (home / "calendar").mkdir()
        config = home / "config"
        config.write_text(CONFIG.format(home=home), "utf-8")
        khal = ["khal", "-c", str(config)]
        for path in paths:
            run([*khal, "import", "--batch", "-a", "visits", str(path)])
        shown = {day: {} for day in days}
        listing = run([*khal, "list", "--day-format", "DAY {date-long}", "--format", "{uid} {cancelled}",
                       str(min(days)), str(max(days))])
        day = None
        for line in listing.splitlines():
            if line.startswith("DAY "):
                day = datetime.date.fromisoformat(line.removeprefix("DAY ").strip())
            elif "@" in line:
                uid, *mark = line.split()
                shown.setdefault(day, {})[uid] = bool(mark)
        return shown
