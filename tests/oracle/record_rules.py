"""Records tests/oracle/rules.tsv: what Python's zoneinfo says by the rule alone that ends a time zone's file, of days of every kind.

    python record_rules.py > rules.tsv

Rows: rule `i` instant offset dst abbreviation fold
      rule `w` wall-time fold offset dst abbreviation
Asked are the last second before, the first of and an hour around each change of a year, in common and leap years, and the turns
of the years.
"""
import io
import struct
import zoneinfo
import zoneinfo._zoneinfo as in_python

from compare_zones import at_instant, at_wall, year_start

RULES = """UTC0 <-03>3 <+0530>-5:30 EST5EDT,M3.2.0,M11.1.0 NZST-12NZDT,M9.5.0,M4.1.0/3 IST-1GMT0,M10.5.0,M3.5.0/1
<-02>2<-01>,M3.5.0/-1,M10.5.0/0 EET-2EEST,M3.4.4/50,M10.4.4/50 AAA-5:30:15BBB-6,J60/2:30:15,J365/23 AAA3BBB,J59,J300 AAA3BBB,J58,J61/0
AAA3BBB,58,299 AAA3BBB,59,300/0 AAA3BBB,60/0,364/1 AAA-3BBB,J1/0,J60/0 AAA-3BBB,1/0,J59/24 AAA0BBB1,J100,J200 AAA0BBB-1:30,J300,J100
AAA12BBB11,M1.1.0/0,M12.5.6/23:59:59 AAA-12BBB-13,M2.5.4,M2.4.4 AAA-1BBB-2,M2.1.3/0,M2.5.3/0 AAA5BBB4,M5.5.1/-24,M6.1.2/48""".split()
YEARS = [1, 1900, 2000, 2021, 2022, 2023, 2024, 2028, 2100, 9998]


def file_of(rule):
    """A time zone's file that holds the rule, and a type that nothing uses."""
    def part(version, types):
        return struct.pack(">4sc15x6l", b"TZif", version, 0, 0, 0, 0, types, 4 * types)
    return io.BytesIO(part(b"2", 0) + part(b"2", 1) + struct.pack(">lbb4s", 0, 0, 0, b"XXX\0") + b"\n" + rule.encode() + b"\n")


def edges(rule, year):
    """Instants at which the rule changes in a year, and its walls."""
    parsed = in_python._parse_tz_str(rule)
    if not isinstance(parsed, in_python._TZStr):
        return []
    start, end = parsed.transitions(year)
    return [int(wall - tti.utcoff.total_seconds()) for wall, tti in ((start, parsed.std), (end, parsed.dst))]


def main():
    for rule in RULES:
        zone, instants, walls = zoneinfo.ZoneInfo.from_file(file_of(rule), "Test"), set(), set()
        for year in YEARS:
            found = edges(rule, year) + ([year_start(year + 1)] if year < 9998 else [])
            for at in [at for at in found if at > year_start(1) + 3 * 86400]:
                instants |= {at - 1, at, at + 3600, at + 3599, at + 5400}
                for near in (at - 1, at):
                    wall = at + at_instant(zone, near)[0]
                    walls |= {wall - 1, wall}
        for at in sorted(instants):
            found = at_instant(zone, at)
            # Where a year ends elsewhere by UTC, the wall time that comes of an instant may be one of the other rule.
            if found[0] == at_wall(zone, at + found[0], found[3])[0]:
                print(rule, "i", at, *found, sep="\t")
        for wall in sorted(walls):
            for fold in (0, 1):
                print(rule, "w", wall, fold, *at_wall(zone, wall, fold)[:3], sep="\t")


if __name__ == "__main__":
    main()
