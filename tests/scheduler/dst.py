"""dst.py WINDOWS FIRES DELAY: prints the windows that the first of the times FIRES (UTC) behind their end and the delay runs more
than a minute late, or that begin where the one before does not end."""

import json
import sys
from datetime import datetime, timedelta, timezone

windows = [window["partition_time_window"] for window in json.load(open(sys.argv[1]))]
fires = [datetime.fromisoformat(line.strip()).replace(tzinfo=timezone.utc) for line in open(sys.argv[2])]
delay = timedelta(hours=5 if sys.argv[3] == "5h" else 0)
if len(windows) < 4:
    print("only", len(windows), "windows")
before = None
for window in windows:
    start, end = (datetime.fromisoformat(window[key]) for key in ("start", "end"))
    if before not in (None, start):
        print("a gap before", window)
    before = end
    behind = [fire for fire in fires if fire >= end + delay]
    if not behind or behind[0] > end + delay + timedelta(minutes=1):
        print(window, "runs at", behind[:1])
