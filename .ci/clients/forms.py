#!/usr/bin/env python3
"""Every …-xlsform.xlsx of a folder of exports: pyxform converts it without a warning, ODK Validate (it comes with
pyxform, and is Java) accepts what comes out, and both languages have a text for every question."""

import pathlib
import subprocess
import tempfile

from common import files, finish, folder_argument, need, need_module

need("java")
need_module("pyxform")
openpyxl = need_module("openpyxl")
from pyxform.validators.odk_validate import ODK_VALIDATE_PATH  # noqa: E402
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


def refused(forms):
    """What ODK Validate says of each of the converted forms, nothing of one it accepts. One start of Java for all of
    them, and one for each where not all are accepted, to tell which."""
    def run(paths):
        return subprocess.run(["java", "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, *map(str, paths)],
                              capture_output=True, text=True, timeout=600, check=False)

    together = run(forms)
    if together.returncode == 0 and (together.stdout + together.stderr).count("Xform is valid!") == len(forms):
        return {}
    alone = {form: run([form]) for form in forms}
    said = {form: done.stderr.strip() for form, done in alone.items() if done.returncode != 0}
    return said or {forms[0]: f"not all are accepted together: {together.stderr.strip()}"}


def problems_of(paths):
    """Everything wrong with these workbooks."""
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        made = {}
        for number, path in enumerate(paths):
            found = list(missing_texts(path))
            form = pathlib.Path(folder) / f"{number}.xml"
            try:
                found += xls2xform_convert(str(path), str(form), validate=False)
                made[form] = path
            except Exception as error:  # pylint: disable=broad-except
                found.append(str(error).strip().splitlines()[0])
            problems += [f"{path}: {text}" for text in found]
        problems += [f"{made[form]}: {text}" for form, text in refused(list(made)).items()] if made else []
    return problems


if __name__ == "__main__":
    FORMS = files(folder_argument(), "*-xlsform.xlsx")
    finish("forms", len(FORMS), problems_of(FORMS))
