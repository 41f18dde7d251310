#!/usr/bin/env python3
"""Every .docx of a folder of exports: well-formed parts, no macros or links outside, opened by LibreOffice and printed
to A4 with the text of every paragraph on paper."""

import re
import xml.etree.ElementTree as xml
import zipfile

from common import files, finish, folder_argument, need, printed, run, squeezed

need("soffice", "pdftotext", "pdfinfo")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(path):
    """Texts of the letter, and what is wrong with its parts."""
    problems = []
    with zipfile.ZipFile(path) as archive:
        if {entry.date_time[:3] for entry in archive.infolist()} != {(1980, 1, 1)}:
            problems.append("the archive carries times: it will differ from run to run")
        for name in archive.namelist():
            root = xml.fromstring(archive.read(name))
            if any(part.get("TargetMode") == "External" for part in root.iter()):
                problems.append(f"{name} links outside")
        document = xml.fromstring(archive.read("word/document.xml"))
    texts = ["".join(text.text or "" for text in part.iter(WORD + "t")) for part in document.iter(WORD + "p")]
    return [squeezed(text) for text in texts if text.strip()], problems


def paper_problems(pdf, texts):
    """What LibreOffice made of it."""
    if pdf is None:
        yield "LibreOffice made no PDF of it"
        return
    facts = run(["pdfinfo", str(pdf)])
    size = sorted(round(float(number)) for number in re.findall(r"[\d.]+", facts.split("Page size:")[1])[:2])
    if size != [595, 842]:
        yield f"a page of {size} points is not A4"
    paper = squeezed(run(["pdftotext", str(pdf), "-"]))
    # A long text may be broken by a page number or a neighbour in a table: then its characters must be there.
    missing = [text for text in texts if text not in paper and not set(text) <= set(paper)]
    yield from (f"not on paper: {text[:40]}" for text in missing[:5])


problems = []
letters = files(folder_argument(), "*.docx")
with printed(letters) as pdfs:
    for path in letters:
        texts, found = paragraphs(path)
        found += list(paper_problems(pdfs[path], texts))
        problems += [f"{path}: {text}" for text in found]
finish("letters", len(letters), problems)
