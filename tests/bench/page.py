"""Writes the measured parts of docs/performance.md and its plots from one results.json of measure.py.

    page.py RESULTS PAGE PLOTS
"""

import json
import math
import pathlib
import sys

WIDTH, LEFT, RIGHT, LINE, TOP = 860, 330, 70, 30, 58
INK, FAINT, BAR, AIM = "#24292f", "#d0d7de", "#2f6feb", "#c4432b"
LINES = ("#2f6feb", "#c4432b", "#1a7f37")


def text(x, y, words, anchor="start", color=INK, size=13, weight="normal"):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}" font-size="{size}" font-weight="{weight}">{words}</text>'


def line(x1, y1, x2, y2, color=FAINT, width=1, dash=""):
    dash = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" stroke-width="{width}"{dash}/>'


def svg(height, title, parts):
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            f'font-family="system-ui, sans-serif" role="img" aria-label="{title}">')
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, ground, text(16, 28, title, size=16, weight="bold"), *parts, "</svg>"]) + "\n"


def plain(words):
    return words.replace("`", "")


def log_ticks(low, high):
    return [10 ** n for n in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def bars(title, rows, logarithmic):
    """One bar a row with its quartiles; a mark where the aim is."""
    height = TOP + LINE * len(rows) + 46
    most = max(max(row["high"], row["aim"] or 0) for row in rows)
    ticks = log_ticks(1, most) if logarithmic else range(0, math.ceil(most) + 1, math.ceil(most / 12))
    top = max(ticks[-1], most)

    def at(value):
        part = math.log10(max(value, 1)) / math.log10(top) if logarithmic else value / top
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    bottom, parts = TOP + LINE * len(rows), []
    for tick in ticks:
        parts += [line(at(tick), TOP - 8, at(tick), bottom), text(at(tick), bottom + 18, f"{tick:,}", "middle")]
    for i, row in enumerate(rows):
        y = TOP + LINE * i + LINE / 2
        parts.append(text(LEFT - 10, y + 4, plain(row["label"]), "end"))
        parts.append(f'<rect x="{at(1) if logarithmic else at(0):.1f}" y="{y - 8:.1f}" width="{at(row["median"]) - (at(1) if logarithmic else at(0)):.1f}" height="16" fill="{BAR}" fill-opacity="0.85"/>')
        parts.append(line(at(row["low"]), y, at(row["high"]), y, INK, 2))
        if row["aim"]:
            parts.append(line(at(row["aim"]), y - 12, at(row["aim"]), y + 12, AIM, 3))
        edge = max(at(row["high"]), at(row["aim"]) if row["aim"] else 0, at(row["median"]))
        parts.append(text(edge + 8, y + 4, f"{row['median']:,.1f}" if row["median"] < 100 else f"{row['median']:,.0f}"))
    parts += [line(LEFT, bottom + 34, LEFT + 18, bottom + 34, AIM, 3), text(LEFT + 24, bottom + 38, "the aim", size=12),
              line(LEFT + 100, bottom + 34, LEFT + 118, bottom + 34, INK, 2), text(LEFT + 124, bottom + 38, "quartiles", size=12)]
    return svg(height, title, parts)


def memory_plot(title, series):
    height, bottom, right = 320, 262, WIDTH - 200
    days = [n for n, _ in series[0]["points"]]
    top = max(4, math.ceil(max(kib for one in series for _, kib in one["points"]) / 1024))

    def x(n):
        return 90 + (math.log10(n) - math.log10(days[0])) / (math.log10(days[-1]) - math.log10(days[0])) * (right - 90)

    def y(mib):
        return bottom - mib / top * (bottom - TOP)

    parts = []
    for tick in range(0, top + 1):
        parts += [line(90, y(tick), right, y(tick)), text(80, y(tick) + 4, f"{tick} MiB", "end")]
    for n in days:
        parts.append(text(x(n), bottom + 20, f"{n:,}", "middle"))
    parts.append(text((90 + right) / 2, bottom + 44, "partitions", "middle"))
    for i, one in enumerate(series):
        points = " ".join(f"{x(n):.1f},{y(kib / 1024):.1f}" for n, kib in one["points"])
        parts.append(f'<polyline points="{points}" fill="none" stroke="{LINES[i % 3]}" stroke-width="{8 - 3 * i}"/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(kib / 1024):.1f}" r="{6 - 1.5 * i}" fill="{LINES[i % 3]}"/>' for n, kib in one["points"]]
        parts += [line(right + 24, TOP + 22 * i, right + 44, TOP + 22 * i, LINES[i % 3], 8 - 3 * i), text(right + 50, TOP + 22 * i + 4, one["name"], size=12)]
    return svg(height, title, parts)


LABELS = {
    "version": "--version / true", "check_month": "check, one file / true", "check_open": "check, no end / true",
    "resolve_one": "resolve, one key / true", "many": "check, 10,000 files / libyaml", "resolve": "resolve --all / C",
    "emit": "emit sh / resolve", "keys_utc": "hourly keys, UTC / C", "keys_new_york": "hourly keys, New York / C",
    "keys_daily": "daily keys / C", "keys_five": "five-minute keys / C",
    "dates_minijinja": "two dates / minijinja", "mixed_minijinja": "mixed expressions / minijinja", "dates_jinja": "two dates / Jinja2",
    "mixed_jinja": "mixed expressions / Jinja2", "modules": "Python modules / ast.parse", "yamllint": "check, 1,000 files / yamllint",
    "dagster_load": "one partition / Dagster's load", "dagster_launch": "one launch / Dagster's get_cli_args",
}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def table(results):
    rows = ["| what | measured against | ratio, median | quartiles | by the clock | aim |", "|---|---|---|---|---|---|"]
    for row in results["rows"]:
        what = f"{row['what']}, times faster than" if row["faster"] else row["what"]
        clock = number(row["clock"]) if row["clock"] else ""
        aim = "" if not row["aim"] else f"at least {row['aim']}" if row["faster"] else f"at most {row['aim']}"
        rows.append(f"| {what} | {row['against']} | {number(row['median'])} | {number(row['low'])} to {number(row['high'])} | {clock} | {aim} |")
    units = dict.fromkeys(f"* {row['what']}: {row['unit']}." for row in results["rows"] if row["unit"])  # two peers, one time of ours
    notes = [*units, *(f"* {note}" for note in results["notes"])]
    notes += [f"* Skipped: {name}." for name in results["skipped"]]
    machine = f"Measured on {results['date']}, {results['machine']}, with a load of {results['load']:.1f} from other work at the end."
    return "\n".join([machine, "", *rows, "", *notes])


def main(results_path, page_path, plots_path):
    results = json.loads(pathlib.Path(results_path).read_text())
    plots = pathlib.Path(plots_path)
    plots.mkdir(exist_ok=True)
    for row in results["rows"]:
        row["label"] = LABELS[row["key"]]
    slower, faster = [[row for row in results["rows"] if row["faster"] == side] for side in (False, True)]
    (plots / "floors.svg").write_text(bars("Times as long as the floor (1 would be the floor itself)", slower, False))
    (plots / "peers.svg").write_text(bars("Times faster than others that do the same work", faster, True))
    (plots / "memory.svg").write_text(memory_plot("Memory as the partitions grow", results["memory"]))
    page = pathlib.Path(page_path)
    before, rest = page.read_text().split("<!-- made by make bench -->\n")
    after = rest.split("<!-- end of what make bench makes -->\n")[1]
    page.write_text(f"{before}<!-- made by make bench -->\n{table(results)}\n<!-- end of what make bench makes -->\n{after}")


main(*sys.argv[1:])
