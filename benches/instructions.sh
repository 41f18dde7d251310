#!/bin/sh
# Counts the instructions of planning, so that a regression shows whatever the machine does beside it, and compares
# them with what benches/instructions.txt records (instance, what, count): more than a twentieth over it fails. Counted are
# the search ("plan") and the search with every unit program asked once for each weighing ("bound").
# usage: benches/instructions.sh [--record] INSTANCE...     (valgrind; a release build; one thread; the quick effort)
set -eu
binary=${LIANJIAN:-target/release/lianjian}
record=$(dirname "$0")/instructions.txt
keep=no
if [ "$1" = --record ]; then
    keep=yes
    shift
fi
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
worse=0
for instance in "$@"; do
    for what in plan bound; do
        name="$(basename "$instance" .json) $what"
        prove=
        if [ $what = bound ]; then prove=--prove; fi
        count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null \
            "$binary" solve "$instance" -o "$plan" --effort quick --threads 1 $prove 2>&1 |
            sed -n 's/.*Collected : //p')
        before=$(sed -n "s/^$name //p" "$record" 2>/dev/null || true)
        echo "$name: $count instructions, recorded ${before:-none}"
        if [ "$keep" = yes ]; then
            touch "$record"
            { grep -v "^$name " "$record" || true; echo "$name $count"; } | sort >"$record.new"
            mv "$record.new" "$record"
        elif [ -n "$before" ] && [ "$count" -gt $((before + before / 20)) ]; then
            worse=1
        fi
    done
done
exit $worse
