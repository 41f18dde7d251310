#!/bin/sh
# Counts the instructions of planning, so that a regression shows whatever the machine does beside it.
# usage: benches/instructions.sh INSTANCE...        (needs valgrind; a release build; one thread; the quick effort)
set -eu
binary=${LIANJIAN:-target/release/lianjian}
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
echo "| instance | instructions, quick, one thread |"
echo "|---|---|"
for instance in "$@"; do
    count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$binary" solve "$instance" -o "$plan" --effort quick --threads 1 2>&1 |
        sed -n 's/.*Collected : //p')
    echo "| $(basename "$instance" .json) | $count |"
done
