#!/usr/bin/env python3
"""Runs the tour of a page: every line of a ```sh block that begins with `lianjian`, in one fresh folder, in order.
A line `# → text` under a command must be part of what it printed."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def steps(text):
    """What the blocks between the tour's marks ask for, in order: ("run", command, expected texts),
    ("set", name, value) for `export NAME=VALUE`, ("write", file, contents) for a ```csv FILE block."""
    tour = text.split("<!-- tour -->")[1].split("<!-- /tour -->")[0]
    for kind, file, block in re.findall(r"```(sh|csv)(?: (\S+))?\n(.*?)```", tour, re.S):
        if kind == "csv":
            yield "write", file, block
            continue
        command, expected = None, []
        for line in [*block.splitlines(), ""]:
            if line.startswith("# → "):
                expected.append(line.removeprefix("# → ").strip())
                continue
            if command:
                yield "run", command, expected
            command, expected = None, []
            if line.startswith("export "):
                yield "set", *line.removeprefix("export ").split("=", 1)
            elif line.startswith("lianjian"):
                command = line


def main():
    readme, program = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    lang = "zh" if "zh" in readme.name else "en"
    env = {"PATH": f"{program.parent}:{os.environ['PATH']}", "LANG": "zh_CN.UTF-8" if lang == "zh" else "en_US.UTF-8"}
    root = pathlib.Path(__file__).resolve().parent.parent
    failed = count = 0
    with tempfile.TemporaryDirectory() as folder:
        env["HOME"] = folder
        os.symlink(root / "data", pathlib.Path(folder) / "data")
        for kind, command, expected in steps(readme.read_text("utf-8")):
            if kind == "set":
                env[command] = expected
                continue
            if kind == "write":
                (pathlib.Path(folder) / command).write_text(expected, "utf-8")
                continue
            count += 1
            done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
            said = done.stdout + done.stderr
            wrong = [text for text in expected if text not in said]
            if done.returncode != 0 or wrong:
                failed += 1
                print(f"FAILED ({done.returncode}): {command}\n{said}\nnot said: {wrong}")
    print(f"{readme.name}: {count} commands, {failed} failed")
    sys.exit(1 if failed or not count else 0)


main()
