"""What the outside-client checks share: needed programs, running them, telling what is wrong."""

import contextlib
import pathlib
import shutil
import subprocess
import sys
import tempfile


def need(*programs):
    """Stops loudly where a program is missing: a check that cannot run has not passed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        sys.exit(f"MISSING PROGRAM: {', '.join(missing)}: install it; this check did not run")


def need_module(name):
    """The Python module, or a loud stop."""
    try:
        return __import__(name)
    except ImportError:
        sys.exit(f"MISSING PYTHON MODULE: {name}: pip install {name}; this check did not run")


def run(command, **options):
    """Runs a program and returns its standard output; its failure is ours."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"FAILED: {' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def files(folder, pattern):
    """Files of a kind below a folder, in order; none at all is a failure."""
    found = sorted(pathlib.Path(folder).rglob(pattern))
    if not found:
        sys.exit(f"NOTHING TO CHECK: no {pattern} below {folder}")
    return found


def squeezed(text):
    """Text without white space: programs break lines where they like."""
    return "".join(text.split())


@contextlib.contextmanager
def printed(paths):
    """The PDF that LibreOffice makes of each file, None where it makes none. Started once for each folder of files, as
    starting takes longer than printing."""
    with tempfile.TemporaryDirectory() as folder:
        made = {}
        for number, parent in enumerate(sorted({path.parent for path in paths})):
            here = [path for path in paths if path.parent == parent]
            out = pathlib.Path(folder) / str(number)
            run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
                 "--outdir", str(out), *map(str, here)])
            pdfs = {path: out / (path.stem + ".pdf") for path in here}
            made |= {path: pdf if pdf.exists() else None for path, pdf in pdfs.items()}
        yield made


def finish(name, count, problems):
    """Says every problem, or how much was checked."""
    for problem in problems:
        print(f"{name}: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"{name}: {count} file(s) as they should be")


def folder_argument():
    """The folder of exports named on the command line."""
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit(f"usage: {sys.argv[0]} FOLDER_OF_EXPORTS")
    return sys.argv[1]
