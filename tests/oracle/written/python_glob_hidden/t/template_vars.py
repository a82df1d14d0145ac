import glob
import os
import dagster as dg

PATTERNS = ["*", "*.sql", "?.sql", "[a-c]*", "*.*.*", "deep/*", "deep/er/*", "**/*.sql", "**/*", "deep/**/*.sql", "deep/**/*.txt", "?"]
HIDDEN = ["[.]b*", ".old/*", ".old/**/*.sql", "deep/.cache/*", "deep/.cache/**/*"]


def told(patterns):
    folder = os.path.join(os.path.dirname(__file__), "sql")
    found = []
    for i, pattern in enumerate(patterns):
        found.append(f"tag:{i}")
        for path in sorted(glob.glob(os.path.join(folder, pattern), recursive=True)):
            found.append("tag:" + path[len(folder) + 1 :].replace("/", "-"))
    return " ".join(found)


@dg.template_var
def sel():
    return told(PATTERNS)


@dg.template_var
def hidden():
    return told(HIDDEN)
