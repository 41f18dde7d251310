#!/usr/bin/env python3
"""Every .xlsx of a folder of exports: no formula inside, set up for A4, opened by LibreOffice and printed to PDF with
the text of each sheet on paper. XLSForms (`-xlsform.xlsx`) are for phones, not for paper: pyxform and ODK Validate read
them instead."""

import pathlib
import tempfile
import warnings
import zipfile

from common import files, finish, folder_argument, need, need_module, printed, run, squeezed

need("soffice", "pdftotext", "pdfinfo")
openpyxl = need_module("openpyxl")
A4 = "9"


def inside_problems(path, on_paper):
    """What can be told without opening a window."""
    with zipfile.ZipFile(path) as archive:
        if {entry.date_time[:3] for entry in archive.infolist()} != {(1980, 1, 1)}:
            yield "the archive carries times: it will differ from run to run"
        if any("externalLink" in name or "vbaProject" in name for name in archive.namelist()):
            yield "links to other files, or macros"
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            yield from (f"{sheet.title}!{c.coordinate} is a formula" for c in row if c.data_type == "f")
        if on_paper and str(sheet.page_setup.paperSize) != A4:
            yield f"{sheet.title} is not set up for A4"
        if on_paper and not sheet.print_area:
            yield f"{sheet.title} has no print area"


def paper_problems(path, pdf):
    """What LibreOffice made of it."""
    if pdf is None:
        yield "LibreOffice made no PDF of it"
        return
    text = squeezed(run(["pdftotext", "-layout", str(pdf), "-"]))
    pages = int(run(["pdfinfo", str(pdf)]).split("Pages:")[1].split()[0])
    sheets = openpyxl.load_workbook(path).worksheets
    if pages < len(sheets):
        yield f"{pages} pages for {len(sheets)} sheets"
    for sheet in sheets:
        first = squeezed(str(sheet.cell(1, 1).value or ""))
        if not first or first not in text:
            yield f"{sheet.title}: its first line {first!r} is not on paper"


def form_problems(path, folder):
    """What the phone programs say of an XLSForm."""
    pyxform = need_module("pyxform.xls2xform").xls2xform
    out = pathlib.Path(folder) / "form.xml"
    with warnings.catch_warnings(record=True):
        told = pyxform.xls2xform_convert(str(path), str(out), validate=True, pretty_print=False, enketo=False)
    yield from (f"pyxform: {warning}" for warning in told)


problems = []
books = files(folder_argument(), "*.xlsx")
forms = [path for path in books if path.name.endswith("-xlsform.xlsx")]
with tempfile.TemporaryDirectory() as folder, printed([path for path in books if path not in forms]) as pdfs:
    for path in books:
        found = list(inside_problems(path, path in pdfs))
        found += list(paper_problems(path, pdfs[path]) if path in pdfs else form_problems(path, folder))
        problems += [f"{path}: {text}" for text in found]
finish("sheets", len(books), problems)
