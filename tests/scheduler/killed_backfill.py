"""killed_backfill.py SEED KILLS SECONDS: a backfill of the days of days.sh on PostgreSQL by `run --jobs 2`, killed KILLS times and
resumed; begun anew, with no table and no state, whenever it has come to its end. SECONDS is what one dbt takes about.

The moments are drawn over what is left of the backfill, and behind its end, where it comes to it: early and late ones, before
dbt connects, while it writes, between two of them, while the state is written. What is killed is drawn, too: dbtplan alone,
whose two dbts live on; all of them; or one dbt under a dbtplan that lives. At each moment what is recorded is in the table,
no day is recorded and lost, nothing recorded runs again, no day twice at once; at each end the table is that of a full
refresh, in ./expected.
"""

import math
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import states

SEED, KILLS, SECONDS = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
DAYS, JOBS = 12, 2
BACKFILL = ["dbtplan", "run", ".", "--partition-range", "2023-01-01...2023-01-12", "--order", "first-then-rest", "--jobs", str(JOBS), "--state", "state"]
EXPECTED = open("expected").read().splitlines()


def query(sql):
    return subprocess.run(["psql", "-qAtc", sql], check=True, capture_output=True, text=True).stdout.splitlines()


def table():
    return query("select * from days order by 1") if query("select to_regclass('days')") != [""] else []


def look():
    """The days that are recorded, each with its row as a full refresh makes it, and none of which has two. The state is read
    first: what it says was so before."""
    recorded = states.recorded(lambda day: True)
    rows = table()
    for row in EXPECTED:
        assert row in rows or row.split("|")[0] not in recorded, f"recorded and not in the table: {row}"
    assert len(rows) == len({row.split("|")[0] for row in rows}), rows
    assert not states.wrong(), states.wrong()
    return recorded


def start():
    log = open("log.run", "a")
    return subprocess.Popen(BACKFILL, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)


def family(leader):
    """dbtplan and its dbts, which are groups of their own in its session."""
    return [int(pid) for pid in subprocess.run(["ps", "-o", "pid=", "-s", str(leader)], capture_output=True, text=True).stdout.split()]


def kill(process, how):
    """Whether there was something to kill."""
    pids = family(process.pid)
    if how == "a dbt":
        pids = [pid for pid in pids if pid != process.pid][:1]
    elif how == "dbtplan":
        pids = [process.pid]
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if pids:
        process.wait()
    return bool(pids)


def begin_anew():
    query("drop table if exists days")
    for folder in ("state", "runs", "recorded"):
        shutil.rmtree(folder, ignore_errors=True)
    os.mkdir("runs")
    os.mkdir("recorded")


def end():
    assert table() == EXPECTED, table()
    assert len(look()) == DAYS
    assert subprocess.run(BACKFILL, capture_output=True).returncode == 0, "a run of what is done does not end well"


random.seed(SEED)
killed, statuses, backfills, orphans = {}, {}, 0, 0
is_whole = False  # at the last it is: then no dbt lives on beside what comes next
begin_anew()
while sum(killed.values()) < KILLS or not is_whole:
    done = look()
    how = random.choice(["dbtplan", "all of them", "a dbt"]) if sum(killed.values()) < KILLS else None
    moment = random.random() * (math.ceil((DAYS - len(done)) / JOBS) + 2) * SECONDS
    process = start()
    try:
        process.wait(moment if how else None)
    except subprocess.TimeoutExpired:
        pass
    if process.poll() is None and kill(process, how):
        killed[how] = killed.get(how, 0) + 1
        is_whole = False
        orphans += how == "dbtplan" and len(family(process.pid)) > 0
        assert look() >= done
        print(f"{how} killed after {moment:.1f} s, {len(done)} days were done", flush=True)
        continue
    status = process.wait()
    statuses[status] = statuses.get(status, 0) + 1
    assert status in (0, 1, 75), status
    if status == 75:
        time.sleep(0.2)  # a dbt that lives on holds the lock
    if status == 0:
        end()
        is_whole = True
        backfills += 1
        print(f"{killed} killed, {backfills} backfills are whole", flush=True)
        if sum(killed.values()) < KILLS:
            begin_anew()
print(f"{killed} killed, {orphans} times with a dbt that lived on; {backfills} backfills came to their end; ended by itself with {statuses}; "
      f"dbt began {len(states.began())} times")
