"""Records tests/oracle/zone_files.tsv: what Python's zoneinfo says by files of time zones that are drawn, which hold what no real one does.

    python record_zone_files.py > zone_files.tsv

A few types of which some are saving, a few changes in any order of the types, and a rule, or none, behind them. Rows:
      `file` its bytes in hexadecimal
and of it what is asked, as record_zones.py has it:
      `i` instant offset fold
      `w` wall-time offset dst abbreviation how-often offset dst abbreviation how-often
"""
import io
import random
import struct
import zoneinfo

from compare_zones import at_instant, at_wall, year_start

FOOTERS = ["", "", "AAA0", "<-03>3", "AAA-1BBB,M3.5.0,M10.5.0/3", "AAA5BBB,J60/0,J300", "AAA-10:30BBB-11,M10.1.0,M4.1.0"]
OFFSETS = [0, 0, 3600, 3600, 7200, 5400, -3600, -7200, -1801, 40000, -40000, 1800]


def block(version, types, changes):
    """`types`: (offset, is saving, abbreviation); `changes`: (instant, type)."""
    names, places = b"", []
    for _, _, name in types:
        places.append(len(names))
        names += name.encode() + b"\0"
    size = "l" if version < b"2" else "q"
    return (struct.pack(">4sc15x6l", b"TZif", version, 0, 0, 0, len(changes), len(types), len(names))
            + struct.pack(f">{len(changes)}{size}", *(at for at, _ in changes)) + bytes(kind for _, kind in changes)
            + b"".join(struct.pack(">lbB", offset, saving, place) for (offset, saving, _), place in zip(types, places)) + names)  # fmt: skip


def drawn(chance):
    types = [(chance.choice(OFFSETS), chance.random() < 0.5, f"T{number}T") for number in range(chance.randrange(1, 5))]
    starts = sorted(chance.sample(range(year_start(1950), year_start(2030), 86400), chance.randrange(6)))
    if chance.random() < 0.3:  # changes so near that their hours overlap
        starts = [starts[0] + 1800 * number for number in range(len(starts))] if starts else []
    changes = [(at, chance.randrange(len(types))) for at in starts]
    # Of a change to saving that comes last CPython reads what stands behind, but where it is to the last type.
    changes = [(at, kind if at != starts[-1] or not types[kind][1] else len(types) - 1) for at, kind in changes]
    if chance.random() < 0.2:
        return block(b"\0", types, changes), changes
    return block(b"2", types[:1], []) + block(b"2", types, changes) + b"\n" + chance.choice(FOOTERS).encode() + b"\n", changes


def main():
    chance = random.Random(3)
    for _ in range(150):
        bytes_, changes = drawn(chance)
        zone, instants, walls = zoneinfo.ZoneInfo.from_file(io.BytesIO(bytes_), "Test"), set(), set()
        around = [at for at, _ in changes] or [0]
        for at in around:
            instants |= {at - 1, at, at + 1800, at + 3600}
            walls |= {at + at_instant(zone, near)[0] + step for near in (at - 1, at) for step in (-1, 0)}
        instants |= {around[0] - 86400 * 400, around[-1] + 1, around[-1] + 86400 * 100, around[-1] + 86400 * 280}
        print("file", bytes_.hex(), sep="\t")
        for at in sorted(instants):
            print("i", at, *at_instant(zone, at)[::3], sep="\t")
        for wall in sorted(walls):
            print("w", wall, *at_wall(zone, wall, 0), *at_wall(zone, wall, 1), sep="\t")


if __name__ == "__main__":
    main()
