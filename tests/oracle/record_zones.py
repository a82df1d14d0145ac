"""Records tests/oracle/zones.tsv: what Python's zoneinfo says about the zones of tests/zones.

    python record_zones.py > zones.tsv

tests/zones is a time zone database of tests, so that what is recorded does not change with the system's: all files of tzdata
2025b, those of America/New_York, US/Eastern and Europe/Berlin with all changes to 2037 (`zic -b fat`), the others with a rule for
later years (`zic -b slim`). With TZDIR it takes the place of the system's; Python's zoneinfo is pointed to it by compare.py,
and by PYTHONTZPATH in `make conformance`.

Rows: zone `i` instant offset dst abbreviation fold
      zone `w` wall-time offset dst abbreviation how-often offset dst abbreviation how-often      (fold 0, then fold 1)
Asked are the last second before and the first of a change: of each one since 1990, of every fifth before, and of some of later
centuries. All of them, and the system's zones: compare_zones.py.
"""
import zoneinfo

import compare  # noqa: F401  (points zoneinfo to tests/zones)
from compare_zones import FAR, at_instant, at_wall, changes, year_start

SAMPLE = """Africa/Casablanca Africa/Monrovia Africa/Windhoek America/Argentina/San_Luis America/New_York America/Nuuk America/Sao_Paulo
America/St_Johns Antarctica/Troll Asia/Hong_Kong Asia/Kolkata Asia/Tehran Asia/Tokyo Australia/Lord_Howe Etc/GMT+5 Etc/UTC
Europe/Berlin Europe/Dublin Europe/Lisbon Europe/London Europe/Moscow Europe/Paris Pacific/Apia US/Eastern UTC""".split()


def chosen(key):
    found = changes(key)
    early = [at for at in found if at < year_start(1990)]
    late = [at for at in found if year_start(1990) <= at < year_start(2040) or at > year_start(2095)]
    return early[:2] + early[2:-2:5] + early[-2:] + late


def rows(key):
    zone = zoneinfo.ZoneInfo.no_cache(key)
    instants, walls = set(FAR[::5]), set(FAR[::7])
    for at in chosen(key):
        instants |= {at - 1, at}
        ends = {at + at_instant(zone, instant)[0] for instant in (at - 1, at)}
        walls |= {end + step for end in ends for step in (-1, 0)}
    for at in sorted(instants):
        yield key, "i", at, *at_instant(zone, at)
    for wall in sorted(walls):
        yield key, "w", wall, *at_wall(zone, wall, 0), *at_wall(zone, wall, 1)


def main():
    for key in SAMPLE:
        for row in rows(key):
            print("\t".join(map(str, row)))


if __name__ == "__main__":
    main()
