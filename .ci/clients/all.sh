#!/bin/sh
# Every outside-client check over a folder of exports. Fails where one fails or cannot run.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 FOLDER_OF_EXPORTS" >&2; exit 2; }
here=$(dirname "$0")
status=0
for check in calendar_ics sheets pages forms papers; do
    python3 "$here/$check.py" "$1" || status=1
done
# Calendars, workbooks and pages are always there; letters only where some were written.
if [ -n "$(find "$1" -name '*.docx' -print -quit)" ]; then
    python3 "$here/letters.py" "$1" || status=1
else
    echo "letters: none in $1, not checked"
fi
exit $status
