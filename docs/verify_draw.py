#!/usr/bin/env python3
"""Repeats a published draw with Python's standard library alone.

    python3 verify_draw.py DRAW.json IDS.txt [SIZE_COLUMN]

What it cannot know is what was published before the day: it names the hash of the secret to compare with.

DRAW.json is what `lianjian sample draw --json` wrote; IDS.txt holds one id a line, or, where chances follow sizes, a
table whose first line names the columns, ids in the first. Exit status 0: everything holds; 1: something does not.
"""
import csv
import functools
import hashlib
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_frame(path, size_column):
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = [line for line in file.read().splitlines() if line.strip()]
    if size_column is None:
        return {line: 1 for line in lines}
    rows = list(csv.reader(lines, delimiter="\t" if "\t" in lines[0] else ","))
    place = [name.strip() for name in rows[0]].index(size_column)
    return {row[0].strip(): int(row[place]) for row in rows[1:]}


def frame_hash(frame, sized):
    lines = sorted((id.encode("utf-8"), size) for id, size in frame.items())
    text = b"".join(id + (b"\t%d" % size if sized else b"") + b"\n" for id, size in lines)
    return hashlib.sha256(text).hexdigest()


def in_order(frame, seed, method, n):
    tickets = {id: sha(seed + "|" + id) for id in frame}
    by_ticket = lambda id: (tickets[id], id.encode("utf-8"))
    if method == "equal":
        return sorted(frame, key=by_ticket), tickets
    # Sizes: whoever is certain comes first; taking them out changes the rest.
    rest, certain, left = {id: x for id, x in frame.items() if x > 0}, [], n
    while True:
        total = sum(rest.values())
        taken = [id for id, x in rest.items() if left * x >= total]
        for id in taken:
            del rest[id]
        if left == 0 or not taken:
            break
        left -= min(left, len(taken))
        certain += taken
    total = sum(rest.values())
    head = lambda id: int(tickets[id][:16], 16)

    def compare(a, b):
        if method == "pareto":
            key = lambda id, other: head(id) * (total - left * rest[id]) * rest[other] * (2**64 - head(other))
        else:
            key = lambda id, other: head(id) * rest[other]
        one, other = key(a, b), key(b, a)
        return (one > other) - (one < other) or (by_ticket(a) > by_ticket(b)) - (by_ticket(a) < by_ticket(b))

    return sorted(certain, key=by_ticket) + sorted(rest, key=functools.cmp_to_key(compare)), tickets


def problems(draw, frame, sized):
    origin, committed = draw.get("origin"), draw.get("commitment")
    if origin and sha("|".join([origin["round"], origin["secret"], origin["public"]])) != draw["seed"]:
        yield "the seed does not follow from round, secret and public number"
    digest = {"total": len(frame), "sha256": frame_hash(frame, sized)}
    if digest != draw["frame"]:
        yield "the list is not the one drawn from"
    if committed:
        secret = bytes.fromhex(origin["secret"]) if origin else b""
        if hashlib.sha256(secret).hexdigest() != committed["secret_sha256"]:
            yield "the secret is not the one committed"
        same = origin and origin["round"] == committed["round"]
        # A draw may say that it went on where the committed number stops; chances by size would change with it.
        fixed = draw.get("raised_from", draw["n"])
        raised = fixed == draw["n"] or fixed < draw["n"] <= 4 * fixed and draw["method"] == "equal"
        if not (same and raised and committed["n"] == fixed) or any(committed[k] != draw[k] for k in ("method", "frame")):
            yield "round, number, method or list is not what was committed"
        if draw.get("ac") is not None and committed.get("ac") is not None and draw["ac"] > committed["ac"]:
            yield "the acceptance number is larger than the one committed"
    order, tickets = in_order(frame, draw["seed"], draw["method"], draw["n"])
    listed = draw["chosen"] + draw["replacements"]
    if len(draw["chosen"]) != draw["n"]:
        yield "the number of chosen is not the number drawn"
    expected = [{"id": id, "ticket": tickets[id]} for id in order[: len(listed)]]
    if listed != expected:
        yield "the chosen are not the first of the order"


def read_draw(path):
    with open(path, encoding="utf-8") as file:
        draw = json.load(file)
    whole = lambda number: type(number) is int
    if draw["schema"] != "lianjian/draw/1" or not whole(draw["n"]) or not whole(draw.get("raised_from", 0)):
        raise ValueError("no lianjian/draw/1")
    return draw


def main(draw_path, ids_path, size_column=None):
    try:
        draw, frame = read_draw(draw_path), read_frame(ids_path, size_column)
        found = list(problems(draw, frame, size_column is not None))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print("cannot be read: %s: %s" % (type(error).__name__, error))
        return 1
    print("\n".join(found) if found else "the draw of %d holds" % draw["n"])
    if not found and not draw.get("origin"):
        print("where the seed comes from is not shown")
    elif not found and draw.get("commitment"):
        print("compare with what was published before: SHA-256 of the secret", draw["commitment"]["secret_sha256"])
    if not found and "raised_from" in draw:
        print("the record says that a rejection made it %d instead of %d" % (draw["n"], draw["raised_from"]))
    return 1 if found else 0


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
