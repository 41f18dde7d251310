#!/usr/bin/env python3
"""Runs the tour of a README: every line of a ```sh block that begins with `lianjian`, in one fresh folder, in order.
A line `# → text` under a command must be part of what it printed."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def commands(text):
    """(command, expected texts) of all sh blocks between the tour's marks."""
    tour = text.split("<!-- tour -->")[1].split("<!-- /tour -->")[0]
    for block in re.findall(r"```sh\n(.*?)```", tour, re.S):
        command, expected = None, []
        for line in block.splitlines():
            if line.startswith("# → "):
                expected.append(line.removeprefix("# → ").strip())
            elif line.startswith("lianjian"):
                if command:
                    yield command, expected
                command, expected = line, []
        if command:
            yield command, expected


def main():
    readme, program = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    lang = "zh" if "zh" in readme.name else "en"
    env = {"PATH": f"{program.parent}:{os.environ['PATH']}", "LANG": "zh_CN.UTF-8" if lang == "zh" else "en_US.UTF-8"}
    failed = count = 0
    with tempfile.TemporaryDirectory() as folder:
        env["HOME"] = folder
        for name in ("data",):
            os.symlink(readme.resolve().parent / name, pathlib.Path(folder) / name)
        for command, expected in commands(readme.read_text("utf-8")):
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
