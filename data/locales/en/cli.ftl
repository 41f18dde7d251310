# The command line: help, usage errors, the form of failures.
help-template =
    {"{about}"}

    Usage: {"{usage}"}

    {"{all-args}"}
cli = Joint inspection coordination: merge departments' requests, hold visits under quotas, sample households and sites, follow up
arg-db = database file (default $LIANJIAN_DB, else in the user's data folder)
arg-lang = language, zh or en (default from the locale)
arg-json = print the result as one JSON document
arg-author = who acts
arg-today = business date, for reproducible runs (default today)
arg-quiet = say nothing on the way
arg-verbose = say more on the way
arg-help = show help
arg-version = show the version
error-line = error { $code }: { $cause }
error-detail = system: { $detail }
error-action = what to do: { $action }
usage-unknown-argument = usage: there is no argument { $argument }; see --help
usage-unknown-command = usage: there is no command { $command }; see --help
usage-missing-command = usage: a command is missing; see --help
usage-missing-argument = usage: { $argument } is missing; see --help
usage-invalid-value = usage: { $argument } cannot be "{ $value }"; see --help
usage-conflict = usage: { $argument } does not go with another argument; see --help
usage-wrong = usage: this cannot be understood; see --help
cli-demo = do the whole job on the demo county: import, triage, plan, clear, publish, draw, export
arg-out = file or folder to write
arg-force = replace existing files
