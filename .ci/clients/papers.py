#!/usr/bin/env python3
"""Every .pdf checklist of a folder of exports: A4, its font inside, and the text of the .html beside it on paper."""

import html.parser
import re

from common import files, finish, folder_argument, need, run, squeezed

need("pdftotext", "pdfinfo", "pdffonts")


class Reader(html.parser.HTMLParser):
    """Texts of the page."""

    def __init__(self):
        super().__init__()
        self.texts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data):
        if not self.hidden and data.strip():
            self.texts.append(squeezed(data))


def problems_of(path):
    """What is wrong with a paper."""
    facts = run(["pdfinfo", str(path)])
    size = sorted(round(float(number)) for number in re.findall(r"[\d.]+", facts.split("Page size:")[1])[:2])
    if size != [595, 842]:
        yield f"a page of {size} points is not A4"
    if re.search(r"CreationDate|ModDate", facts):
        yield "carries a time: it will differ from run to run"
    for line in run(["pdffonts", str(path)]).splitlines()[2:]:
        if line.split()[-5:-2] != ["yes", "yes", "yes"]:
            yield f"font not embedded: {line}"
    paper = squeezed(run(["pdftotext", str(path), "-"]))
    reader = Reader()
    reader.feed(path.with_suffix(".html").read_text("utf-8"))
    # Columns are read in another order: then every character must be there.
    missing = [text for text in reader.texts if text not in paper and not set(text) <= set(paper)]
    yield from (f"not on paper: {text[:40]}" for text in missing[:5])


problems = []
papers = files(folder_argument(), "*.pdf")
for path in papers:
    problems += [f"{path}: {text}" for text in problems_of(path)]
finish("papers", len(papers), problems)
