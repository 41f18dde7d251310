#!/usr/bin/env python3
"""Every …-xlsform.xlsx of a folder of exports: pyxform converts it without a warning, ODK Validate (it comes with
pyxform, and is Java) accepts what comes out, and both languages have a text for every question."""

import pathlib
import tempfile

from common import files, finish, folder_argument, need, need_module

need("java")
need_module("pyxform")
openpyxl = need_module("openpyxl")
from pyxform.validators.odk_validate import check_xform  # noqa: E402
from pyxform.xls2xform import xls2xform_convert  # noqa: E402

LABELLED = ("note", "text", "integer", "decimal", "image", "select_one")


def missing_texts(path):
    """Questions and choices without a label in one of the languages."""
    book = openpyxl.load_workbook(path, read_only=True)
    for name in ("survey", "choices"):
        rows = list(book[name].iter_rows(values_only=True))
        head = list(rows[0])
        labels = [at for at, title in enumerate(head) if title and title.startswith("label::")]
        if len(labels) != 2:
            yield f"{name}: {len(labels)} label columns"
        for number, row in enumerate(rows[1:], 2):
            asked = name == "choices" or str(row[0]).split()[0] in LABELLED
            if asked and not all(row[at] for at in labels):
                yield f"{name} row {number}: a language has no label"


problems = []
# Each start of Java takes seconds: one form a second is enough to look at, all of them are converted.
forms = files(folder_argument(), "*-xlsform.xlsx")
for number, path in enumerate(forms):
    found = list(missing_texts(path))
    with tempfile.TemporaryDirectory() as folder:
        form = pathlib.Path(folder) / "form.xml"
        try:
            found += xls2xform_convert(str(path), str(form), validate=False)
            if number % 8 == 0:
                found += check_xform(str(form))
        except Exception as error:  # pylint: disable=broad-except
            found.append(str(error).strip().splitlines()[0])
    problems += [f"{path}: {text}" for text in found]
finish("forms", len(forms), problems)
