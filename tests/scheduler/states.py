"""What the state in ./state says at any moment, and whether it may: shared by the tests that kill what writes it."""

import glob
import os


def recorded(is_done):
    """The days that it calls done. Each of its files is whole, or it is one that a script has locked; what it calls done is
    done (`is_done(day)`), and what was recorded stays so. They are noted in recorded/, for `begins` of begins.sh."""
    days = set()
    for path in glob.glob("state/*/*.state"):
        line = open(path).read()
        words = line.split()
        assert line == "" or (line.endswith("\n") and len(words) == 4 and words[1] in ("done", "failed")), (path, line)
        if words and words[1] == "done":
            days.add(words[3])
    lost = set(os.listdir("recorded")) - days
    assert not lost, f"{sorted(lost)} were recorded and are no more"
    for day in days:
        assert is_done(day), f"{day} is recorded and not done"
        open(f"recorded/{day}", "w").close()
    return days


def began():
    return open("began").read().split() if os.path.exists("began") else []


def wrong():
    """What `begins` found; empty: nothing."""
    return open("wrong").read() if os.path.exists("wrong") else ""
