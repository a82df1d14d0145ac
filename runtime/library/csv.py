# csv: rows as text. What reads them is in C.
from numbers import Number

from _dbtplan import unsupported

__all__ = ["Dialect", "DictWriter", "Error", "QUOTE_ALL", "QUOTE_MINIMAL", "QUOTE_NONE", "QUOTE_NONNUMERIC", "excel",
           "excel_tab", "unix_dialect", "writer"]

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)
KEYS = ("delimiter", "quotechar", "escapechar", "doublequote", "lineterminator", "quoting")


class Error(Exception):
    pass


class Dialect:
    delimiter = quotechar = escapechar = doublequote = skipinitialspace = lineterminator = quoting = None


class excel(Dialect):
    delimiter, quotechar, doublequote, skipinitialspace, lineterminator = ",", '"', True, False, "\r\n"
    quoting = QUOTE_MINIMAL


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    delimiter, quotechar, doublequote, skipinitialspace, lineterminator = ",", '"', True, False, "\n"
    quoting = QUOTE_ALL


DIALECTS = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}


def told_by(dialect):
    return {key: getattr(dialect, key) for key in KEYS if hasattr(dialect, key)}


def check_sign(name, value):
    none = "" if name == "delimiter" else " or None"
    if isinstance(value, str) and len(value) != 1:
        raise TypeError(f'"{name}" must be a 1-character string')
    if not isinstance(value, str) and not (none and value is None):
        raise TypeError(f'"{name}" must be string{none}, not {type(value).__name__}')


def dialect_of(name, options):
    """As _csv.c makes one of a name and keywords, in the order in which it looks at them."""
    if isinstance(name, str) and name not in DIALECTS:
        return unsupported("'csv' with such a dialect")
    given = DIALECTS[name] if isinstance(name, str) else name
    for key in options:
        if key not in KEYS and key not in ("skipinitialspace", "strict"):
            raise TypeError(f"'{key}' is an invalid keyword argument for this function")
    dialect = {**told_by(excel), **told_by(given), **options}
    check_sign("delimiter", dialect["delimiter"])
    check_sign("escapechar", dialect["escapechar"])
    if type(dialect["lineterminator"]) is not str:
        return unsupported("'csv' with such a 'lineterminator'")
    check_sign("quotechar", dialect["quotechar"])
    if type(dialect["quoting"]) is not int:
        raise TypeError('"quoting" must be an integer')
    if dialect["quoting"] not in range(4):
        raise TypeError('bad "quoting" value')
    return unsupported("'csv' with such a 'quotechar'") if dialect["quotechar"] is None else dialect


class writer:
    def __init__(self, csvfile, dialect="excel", **fmtparams):
        self.write = csvfile.write
        self.options = dialect_of(dialect, fmtparams)

    def escaped(self, char):
        if not self.options["escapechar"]:
            raise Error("need to escape, but no escapechar set")
        return self.options["escapechar"] + char

    def field(self, text, quoted):
        """_csv.c, join_append_data"""
        options, found = self.options, ""
        quote, quoting = options["quotechar"], options["quoting"]
        for char in text:
            is_sign = char in (options["delimiter"], options["escapechar"], quote) or char in options["lineterminator"]
            if not is_sign:
                found += char
            elif quoting == QUOTE_NONE or (not options["doublequote"] if char == quote else char == options["escapechar"]):
                found += self.escaped(char)
            else:
                found += char * (2 if char == quote else 1)
                quoted = True
        return quote + found + quote if quoted else found

    def text(self, value):
        """What is a str is written as that, whatever its class makes of it."""
        return "" if value is None else "".join((value,)) if isinstance(value, str) else str(value)

    def is_quoted(self, value):
        quoting = self.options["quoting"]
        return quoting == QUOTE_ALL or quoting == QUOTE_NONNUMERIC and not isinstance(value, Number)

    def writerow(self, row):
        try:
            values = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        fields = [self.field(self.text(value), self.is_quoted(value)) for value in values]
        if fields == [""]:
            if self.options["quoting"] == QUOTE_NONE:
                raise Error("single empty field record must be quoted")
            fields = [self.field("", True)]
        return self.write(self.options["delimiter"].join(fields) + self.options["lineterminator"])

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


def has_length(value):
    try:
        return len(value) >= 0
    except TypeError:
        return False


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        if args or not has_length(fieldnames):  # an iterator is used up by the first row in some Pythons
            unsupported("such a call of 'csv.DictWriter'")
        self.fieldnames, self.restval = fieldnames, restval
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, **kwds)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def row(self, rowdict):
        wrong = rowdict.keys() - self.fieldnames if self.extrasaction == "raise" else ()
        if wrong:
            raise ValueError("dict contains fields not in fieldnames: " + ", ".join([repr(name) for name in wrong]))
        return (rowdict.get(key, self.restval) for key in self.fieldnames)

    def writerow(self, rowdict):
        return self.writer.writerow(self.row(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self.row, rowdicts))
