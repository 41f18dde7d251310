#!/bin/sh
# Every outside-client check over a folder of exports. Fails where one fails or cannot run.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 FOLDER_OF_EXPORTS" >&2; exit 2; }
here=$(dirname "$0")
status=0
for check in calendar_ics sheets pages letters; do
    python3 "$here/$check.py" "$1" || status=1
done
exit $status
