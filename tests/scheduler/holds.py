"""holds.py FILE: prints the names of the corpus whose text is no argument of its own in FILE (`resolve --format nul`)."""

import sys

from hostile import HOSTILE

# Where `dbt` comes first the record begins; an empty argument ends in NUL NUL as a record does.
records = open(sys.argv[1], "rb").read().split(b"dbt\0run\0--args\0")[1:]
for record, (name, text) in zip(records, HOSTILE.items(), strict=True):
    if not record.startswith(text.encode() + b"\0"):
        print(name, record)
