import glob
import os
import dagster as dg

@dg.template_var
def sel():
    pattern = os.path.join(os.path.dirname(__file__), "sql", "*.sql")
    return " ".join(sorted(os.path.basename(p)[:-4] for p in glob.glob(pattern)))
