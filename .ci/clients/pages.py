#!/usr/bin/env python3
"""Every .html of a folder of exports: self-contained, printed by Chromium to A4, all its text on paper, not more pages
than its rows need."""

import html.parser
import pathlib
import re
import shutil
import sys
import tempfile

from common import files, finish, folder_argument, need, run, squeezed

need("pdftotext", "pdfinfo")
CHROMIUM = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), None)
if CHROMIUM is None:
    sys.exit("MISSING PROGRAM: chromium: install it; this check did not run")

# A page of A4 holds at least so many rows of the widest table, cards count for more.
ROWS_A_PAGE_MIN = 4


class Reader(html.parser.HTMLParser):
    """Texts, rows and whatever would be fetched or run."""

    def __init__(self):
        super().__init__()
        self.texts, self.rows, self.breaks, self.foreign, self.hidden = [], 0, 0, [], 0

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.hidden += tag in ("style", "title", "text")
        self.rows += tag == "tr"
        self.breaks += tag == "section"
        if tag in ("script", "link", "img", "iframe", "object", "form") or any(a.startswith("on") for a in attributes):
            self.foreign.append(f"<{tag}>")
        self.foreign += [f"{a}={v}" for a, v in attributes.items() if a in ("src", "href")]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title", "text")

    def handle_data(self, data):
        # Signs that stand for control characters have no letter on paper.
        if not self.hidden and data.strip():
            self.texts.append(squeezed(re.sub("[\u2400-\u2421\ufffd]", "", data)))


def page_problems(path, folder):
    """What stands in the file, then what Chromium makes of it."""
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    yield from (f"not self-contained: {what}" for what in reader.foreign)
    pdf = pathlib.Path(folder) / "page.pdf"
    run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}", path.resolve().as_uri()])
    facts = run(["pdfinfo", str(pdf)])
    pages = int(facts.split("Pages:")[1].split()[0])
    size = sorted(float(number) for number in re.findall(r"[\d.]+", facts.split("Page size:")[1])[:2])
    if [round(side) for side in size] not in ([595, 842], [596, 842], [595, 843], [596, 843]):
        yield f"a page of {size} points is not A4"
    most = 2 + reader.breaks + reader.rows // ROWS_A_PAGE_MIN
    if pages > most:
        yield f"{pages} pages for {reader.rows} rows and {reader.breaks} sections: more than {most}"
    # Upright heads and columns are read in another order: every character must be there, in whatever order.
    paper = squeezed(run(["pdftotext", str(pdf), "-"]))
    missing = [text for text in reader.texts if text not in paper and not set(text) <= set(paper)]
    yield from (f"not on paper: {text[:40]}" for text in missing[:5])
    for number in range(1, pages + 1):
        if not run(["pdftotext", "-f", str(number), "-l", str(number), str(pdf), "-"]).strip():
            yield f"page {number} is empty"


problems = []
pages = files(folder_argument(), "*.html")
for path in pages:
    with tempfile.TemporaryDirectory() as folder:
        problems += [f"{path}: {text}" for text in page_problems(path, folder)]
finish("pages", len(pages), problems)
