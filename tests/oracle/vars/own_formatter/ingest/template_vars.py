import dagster as dg
from string import Template, Formatter
from textwrap import dedent
SQL = dedent("""\
    select *
      from {table}
     where ds >= '{start:%Y-%m-%d}' and x in ({ids})
""")
class Upper(Formatter):
    def convert_field(self, value, conv):
        return value.upper() if conv == "u" else super().convert_field(value, conv)
@dg.template_var
def t():
    from datetime import date
    s = SQL.format(table="db.t", start=date(2024, 1, 2), ids=", ".join(map(repr, ["a", "b"])))
    f = "{0}-{1[k]}-{x.year}".format(1, {"k": "v"}, x=date(2024, 1, 1))
    p = "%(a)s %(b)05.1f %%" % {"a": "q", "b": 2.25}
    return "tag:" + "|".join([s, f, p, "{:>4}{:<4}|".format("a", "b"), Upper().format("{a!u}", a="x"), "abc".translate(str.maketrans("ab", "xy")), "a,b;c".replace(";", ",").partition(",")[2], "Title Case".swapcase(), "x".zfill(3), "tEST".casefold(), "a\tb".expandtabs(4), "%s" % (1,), "{{}}".format()]).replace("\n", "/").replace(" ", "_")
