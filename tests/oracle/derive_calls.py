"""Derives Python programs of one expression: calls of what dbtplan evaluates of Python's types and library.

Where derive_programs.py asks how statements work together, this asks what a single method, operator or function says of
values at the edge of what it takes: empty and one longer, the last day and the first, half way between two, just
beyond 64 bits. Each hole of a template is a value of its pool or, now and then, another call that gives such a value. No
outcome depends on the day: a date that dateutil completes is given its `default`. `derivations(seed)` yields programs
without end.
"""

import random
import re

IMPORTS = {name: f"import {name}" for name in
           ["base64", "bisect", "calendar", "collections", "decimal", "hashlib", "heapq", "itertools", "json", "math", "operator", "pytz", "random", "re", "statistics", "string", "textwrap",
            "urllib.parse", "uuid"]}  # fmt: skip
IMPORTS |= {name: f"from {module} import {name}" for module, names in
            [("collections", "Counter OrderedDict defaultdict deque namedtuple"), ("datetime", "date datetime time timedelta timezone"), ("decimal", "Decimal"),
             ("fractions", "Fraction"), ("pathlib", "PurePosixPath"), ("zoneinfo", "ZoneInfo"), ("dateutil.relativedelta", "relativedelta MO FR"), ("dateutil", "parser")]
            for name in names.split()}  # fmt: skip

POOLS = {
    "int": "0 1 -1 2 3 5 7 9 10 12 23 24 31 59 60 61 99 100 127 128 255 256 -128 365 366 999 1000 86399 86400 1_000_000 2**31 -2**31 2**53+1 "
           "2**63-1 2**63 -2**63 -2**63-1 10**20 -10**20 True False".split(),
    "small": "0 1 2 3 4 5 6 7 8 -1 -2 -3 10 12".split(),
    "float": "0.0 -0.0 0.5 1.5 2.5 -2.5 0.1 0.3 1e16 1e15 123456.789 1e-4 1e-5 1e22 1e300 5e-324 2.675 -1e100 1/3 99.995 float('inf') -float('inf') float('nan')".split(),
    "str": ["''", "'a'", "'abc'", "'ABC'", "'aXbXc'", "' pad '", "'é'", "'Straße'", "'İx'", "'\\t\\n'", "'0'", "'-12'", "'1_0'", "'3.14'", "'xxxxx'", "'a,b,,c'",
            "'Hello World'", "\"it's\"", "'日本'", "'\\x00'", "'%'", "'{}'", "'2024-02-29'", "'ǆo'", "'😀'", "'a\\nb\\r\\nc'", "'aaa'", "'abcabc'", "'-'", "' '", "'  x'",
            "'Ⅷ'", "'٣'", "'²'", "'_x1'", "'class'", "'\\u2028'", "'a\\tb'", "'one two  three'"],
    "char": ["'a'", "'b'", "' '", "'-'", "'é'", "'0'", "'X'", "'\\n'", "','"],
    "bytes": ["b''", "b'abc'", "b'\\x00\\xff'", "b'A b'", "b'%d'", "b'aXbXc'", "b'a\\nb'", "b'0'", "b'\\xc3\\xa9'", "b'ABC'"],
    "list": ["[]", "[1]", "[3, 1, 2]", "[1, 1, 2]", "['b', 'a']", "[1.5, 1, True]", "[None]", "[[1], [2, 3]]", "[0, 0.0, False]", "[(2, 'b'), (1, 'a')]", "list(range(10))"],
    "ints": ["[]", "[1]", "[3, 1, 2]", "[1, 1, 2, 2]", "[-1, 0, 1]", "list(range(10))", "[5, 3, 5, 1, 4]", "(1, 2)", "range(3, 9, 2)"],
    "strs": ["[]", "['']", "['a']", "['b', 'a', 'C']", "['x', 'xy', 'x']", "('aa', 'b')", "'abca'"],
    "tuple": ["()", "(1,)", "(1, 2, 3)", "('a', 1)", "(1, (2, 3))", "(0.5, None)"],
    "dict": ["{}", "{'a': 1}", "{'b': 2, 'a': 1}", "{1: 'x', 2.0: 'y'}", "{(1, 2): [3]}", "{'a': {'b': None}}", "{True: 0}"],
    # Of whole numbers alone: the order of others differs from run to run.
    "set": ["set()", "{1}", "frozenset({2})", "{1.0}", "frozenset()"],
    "range": ["range(0)", "range(5)", "range(1, 10, 3)", "range(10, 0, -3)", "range(-5, 5)", "range(3, 3)", "range(10**18, 10**18 + 9, 4)", "range(2, -7, -4)"],
    "slice": ["[:]", "[1:]", "[:-1]", "[::2]", "[::-1]", "[-3:]", "[5:2]", "[2:5:2]", "[-1:-4:-1]", "[10:]", "[:10**20]", "[0]", "[-1]", "[1]", "[7]"],
    "date": ["date(1, 1, 1)", "date(9999, 12, 31)", "date(2024, 2, 29)", "date(2023, 12, 31)", "date(2021, 1, 1)", "date(2020, 12, 28)", "date(1970, 1, 1)",
             "date(1900, 2, 28)", "date(2000, 3, 1)", "date(2024, 1, 7)"],
    "time": ["time()", "time(23, 59, 59, 999999)", "time(12, 30)", "time(0, 0, 1, tzinfo=timezone.utc)", "time(9, 5, 0, 1000)", "time(11, 59, fold=1)"],
    "tz": ["timezone.utc", "timezone(timedelta(hours=5, minutes=30))", "timezone(timedelta(seconds=-1))", "timezone(-timedelta(hours=3, minutes=30), 'X')",
           "timezone(timedelta(hours=23, minutes=59, seconds=59))", "timezone(timedelta(seconds=3661))", "ZoneInfo('Europe/Berlin')", "ZoneInfo('America/New_York')"],
    "datetime": ["datetime(1, 1, 1)", "datetime(9999, 12, 31, 23, 59, 59, 999999)", "datetime(2024, 2, 29, 12)", "datetime(2024, 3, 31, 2, 30)", "datetime(2024, 10, 27, 2, 30, fold=1)",
                 "datetime(1969, 12, 31, 23, 59, 59)", "datetime(2024, 12, 30, 0, 0, 0, 1)", "datetime(2023, 1, 1, 11, 59, 59, 999000)", "datetime(2000, 2, 29, 0, 1)", "datetime(2024, 1, 31)"],
    "delta": ["timedelta()", "timedelta(1)", "timedelta(microseconds=-1)", "timedelta(-1, 1)", "timedelta(hours=36)", "timedelta(microseconds=1500000)", "timedelta(days=999999999)",
              "timedelta(weeks=1, milliseconds=1)", "timedelta(seconds=59, microseconds=999999)", "timedelta(0, 86399)", "timedelta(days=-2, hours=5)", "timedelta(minutes=1.5)"],
    "decimal": ["Decimal('1.10')", "Decimal(0)", "Decimal('-0.005')", "Decimal('1E+3')", "Decimal('2.5')", "Decimal('123456.789')", "Decimal('NaN')"],
    "fraction": ["Fraction(1, 3)", "Fraction(-7, 2)", "Fraction(0)", "Fraction('0.125')", "Fraction(5)"],
    "pattern": [r"r'\d+'", r"r'(a)(b)?'", r"r'[^,]*'", r"r'(?P<y>\d{4})-(?P<m>\d\d)'", r"r'\b'", r"r'x*'", r"r'(?i)ABC'", r"r'^|$'", r"r'\s+'", r"r'(?<=a)X'", r"r'.'", r"r'a|b'", r"r''"],
    "key": ["str", "len", "abs", "None", "lambda x: -x", "operator.itemgetter(0)", "str.lower", "repr"],
    "fn": ["operator.add", "operator.mul", "max", "lambda a, b: a - b", "operator.lt"],
    "pred": ["bool", "None", "lambda x: x > 1", "str.isalpha", "operator.not_"],
    "path": ["PurePosixPath('a/b.tar.gz')", "PurePosixPath('/')", "PurePosixPath('.')", "PurePosixPath('/a/../b/')", "PurePosixPath('.hidden')", "PurePosixPath('a.')", "PurePosixPath('a/b/c')"],
    "relative": ["relativedelta()", "relativedelta(months=1)", "relativedelta(years=-1, days=2)", "relativedelta(day=31)", "relativedelta(months=-13, hours=30)", "relativedelta(weekday=MO(-1))",
                 "relativedelta(day=1, weekday=FR(+2))", "relativedelta(weeks=2, minutes=-90)", "relativedelta(hour=0, minute=0, second=0)", "relativedelta(leapdays=1, yearday=60)",
                 "relativedelta(datetime(2024, 2, 29), datetime(2023, 3, 31, 5))"],
    "zone": ["'Europe/Berlin'", "'America/New_York'", "'UTC'", "'Asia/Kolkata'", "'Nowhere/Here'"],
    "written": ["'2024-02-29'", "'2024-02-29T10:20:30Z'", "'20240229'", "'1 March 2024'", "'Mar 5, 2024 3pm'", "'05/06/2024'", "'2024-W05'", "'10:30'", "'Friday'", "'2024-02-30'", "'29.02.2024'",
                "'2024-02-29 10:20:30.123456+05:30'", "'Thu Feb 29 10:20:30 UTC 2024'", "'12-25'", "'1/1/1'", "''", "'noon'", "'2024-13-01'"],
    "deque": ["deque()", "deque([1, 2, 3])", "deque('abc', 2)", "deque([3, 1, 2], maxlen=3)"],
    "bool": ["True", "False"],
}  # fmt: skip

STRFTIME = "aAwdbBmyYHIpMSfzZjUWcxX%GuVCDeFhklnrRstT"


def percent_spec(rng):
    return "%" + rng.choice(["", "", "-", "+", " ", "0", "#", "-0", "+0"]) + rng.choice(["", "", "1", "5", "12"]) + rng.choice(["", "", ".0", ".1", ".3", ".12"]) + rng.choice("sradiuxXoeEfFgGc%")


def format_spec(rng):
    fill = rng.choice(["", "", "*", "0", "é"])
    align = rng.choice("<>=^") if fill else rng.choice(["", "", "<", ">", "=", "^"])
    return fill + align + rng.choice(["", "", "+", "-", " "]) + rng.choice(["", "", "#"]) + rng.choice(["", "", "0"]) + \
        rng.choice(["", "", "1", "6", "12"]) + rng.choice(["", "", ",", "_"]) + rng.choice(["", "", ".0", ".1", ".2", ".5", ".17"]) + rng.choice(["", "", "d", "b", "o", "x", "X", "n", "e", "E", "f", "F", "g", "G", "%", "s", "c"])


DRAWN = {
    "spec": lambda rng: repr(format_spec(rng)),
    "percent": lambda rng: repr(rng.choice(["", "x"]) + percent_spec(rng) + rng.choice(["", "", "y"])),
    "directive": lambda rng: repr(rng.choice(["", "", "T"]) + "%" + rng.choice(["", "", "", "-", "_", "0", "^", "#", "10", "E", "O"]) + rng.choice(STRFTIME)),
    "format": lambda rng: repr(rng.choice(["-", " ", "/", ""]).join("%" + rng.choice("dbBmyYHIpMSfjzaA") for _ in range(rng.randint(1, 4)))),
    "any": lambda rng: rng.choice(POOLS[rng.choice(["int", "float", "str", "bytes", "list", "tuple", "dict", "set", "range", "date", "datetime", "delta", "bool"])]),
    "number": lambda rng: rng.choice(POOLS[rng.choice(["int", "int", "float", "small"])]),
    "moment": lambda rng: rng.choice(POOLS["datetime"]) if rng.random() < 0.5 else f"{rng.choice(POOLS['datetime'])}.replace(tzinfo={rng.choice(POOLS['tz'])})",
    "year": lambda rng: rng.choice(["1", "1899", "1900", "1970", "2000", "2023", "2024", "9999"]),
    "month": lambda rng: rng.choice(["1", "2", "12", "7", "4", "0", "13"]),
    "day": lambda rng: rng.choice(["1", "28", "29", "30", "31", "0", "32"]),
}  # fmt: skip

# What gives a value of a pool: used alone, and in holes of it.
CALLS = {
    "int": """abs({number})|int({number})|int({str})|int({str}, {small})|int({bytes})|round({number})|len({any})|ord({char})|hash({int})|divmod({int}, {int})[0]|divmod({int}, {int})[1]
        {int} + {int}|{int} - {int}|{int} * {int}|{int} // {int}|{int} % {int}|{int} ** {small}|pow({int}, {small}, {int})|{int} & {int}|{int} \\| {int}|{int} ^ {int}|~{int}|-{int}
        {int} << {small}|{int} >> {small}|({int}).bit_length()|({int}).bit_count()|({int}).conjugate()|int.from_bytes({bytes}, 'big')|int.from_bytes({bytes}, 'little', signed={bool})
        round({int}, {small})|math.floor({number})|math.ceil({number})|math.trunc({number})|math.gcd({int}, {int})|math.lcm({int}, {int})|math.comb({small}, {small})|math.perm({small}, {small})
        math.factorial({small})|math.isqrt({int})|math.prod({ints})|sum({ints})|sum({ints}, {int})|min({int}, {int})|max({ints}, default={int})|{str}.find({str})|{str}.find({str}, {small}, {small})
        {str}.rfind({str}, {small})|{str}.index({str}, {small})|{str}.count({str})|{str}.count({str}, {small}, {small})|{bytes}.find({bytes})|{bytes}.count({bytes})|{list}.index({any})|{list}.count({any})
        {range}.index({small})|{range}.count({small})|{range}[{small}]|len({range})|{tuple}.index({any})|({date}).toordinal()|({date}).weekday()|({date}).isoweekday()|({date}).isocalendar()[1]
        ({delta}).days|({delta}).seconds|({delta}).microseconds|{delta} // {delta}|({moment}).toordinal()|({moment}).hour|({moment}).fold|calendar.monthrange({year}, {month})[1]|calendar.weekday({year}, {month}, {day})
        calendar.leapdays({year}, {year})|calendar.timegm(({moment}).timetuple())|bisect.bisect({ints}, {small})|bisect.bisect_left({ints}, {small})|operator.index({any})|operator.floordiv({int}, {int})|operator.invert({int})|operator.lshift({int}, {small})|operator.pos({any})|calendar.timegm({tuple})|isinstance({any}, bytes)
        int(({moment}).timestamp())|({fraction}).numerator|int({decimal})|int({fraction})|re.subn({pattern}, {str}, {str})[1]|Counter({strs}).total()|{str}.rindex({str})|ord({bytes}[:1])""",
    "float": """float({number})|float({str})|{float} + {number}|{float} * {number}|{number} / {number}|{float} // {number}|{float} % {number}|{float} ** {small}|round({float}, {small})|math.sqrt({number})|math.fmod({number}, {number})
        math.log({number})|math.log2({number})|math.log10({number})|math.log({number}, {number})|math.exp({small})|math.hypot({number}, {number})|math.copysign({number}, {number})|math.fsum({ints})|math.modf({float})[0]
        math.ldexp({float}, {small})|math.frexp({float})[0]|math.degrees({float})|math.sin({small})|math.atan2({small}, {small})|({delta}).total_seconds()|{delta} / {delta}|float({decimal})|float({fraction})
        statistics.mean({ints})|statistics.median({ints})|statistics.stdev({ints})|statistics.pvariance({ints})|({float}).as_integer_ratio()[0]|({float}).is_integer()|math.dist([{small}, 1], [2, {small}])|math.inf|math.nextafter({float}, {float})|math.hypot({float}, {float}, {number})|math.hypot({small}, {small})
        math.remainder({number}, {number})|math.cbrt({number})|abs({float})|-{float}|max({float}, {int})|({moment}).timestamp()|sum([{float}, {float}, {float}])|float.fromhex({str})|random.Random({int}).random()""",
    "str": """str({any})|repr({any})|ascii({any})|{str}.upper()|{str}.lower()|{str}.title()|{str}.capitalize()|{str}.swapcase()|{str}.casefold()|{str}.strip({char})|{str}.lstrip()|{str}.rstrip({str})|{str}.center({small}, {char})
        {str}.ljust({small}, {char})|{str}.rjust({small})|{str}.zfill({small})|{str}.replace({str}, {str})|{str}.replace({char}, {str}, {small})|{str}.expandtabs({small})|{str}.removeprefix({str})|{str}.removesuffix({str})|{str} + {str}
        {str} * {small}|{str}{slice}|{str}.join({strs})|{str}.format({any}, {any})|{percent} % {any}|{percent} % ({any},)|{percent} % ({number},)|format({number}, {spec})|format({str}, {spec})|format({int}, {spec})|format({float}, {spec})
        format({decimal}, {spec})|'{{:>{{}}}}'.format({any}, {small})|'{{0!r:{{1}}}}'.format({str}, {small})|'{{:{{}}}}'.format({number}, {small})|chr({int})|hex({int})|oct({int})|bin({int})|str({bytes}, 'utf-8', 'replace')|{bytes}.decode('latin-1')
        {bytes}.decode('utf-8', 'ignore')|{bytes}.hex()|{bytes}.hex('-', {small})|({float}).hex()|json.dumps({any})|json.dumps({dict}, indent={small}, sort_keys={bool})|json.dumps({str}, ensure_ascii=False)|json.dumps({list}, separators=(',', ':'))
        ({date}).isoformat()|({date}).strftime({directive})|({date}).ctime()|({time}).isoformat()|({time}).isoformat('milliseconds')|({time}).strftime({directive})|({moment}).isoformat()|({moment}).isoformat(' ', 'minutes')
        ({moment}).strftime({directive})|({moment}).ctime()|({moment}).tzname()|str({delta})|repr({delta})|str({moment})|repr({moment})|str(({moment}).utcoffset())|({tz}).tzname({datetime})|str({tz})|repr({tz})|re.sub({pattern}, {str}, {str})
        re.sub({pattern}, r'<\\g<0>>', {str}, {small})|re.escape({str})|textwrap.dedent({str})|textwrap.indent({str}, {char})|string.capwords({str})|string.Template('$a ${{b}} $$').safe_substitute(a={any})|urllib.parse.quote({str})
        urllib.parse.quote_plus({str}, {char})|urllib.parse.unquote({str})|urllib.parse.urlencode({dict})|hashlib.md5({bytes}).hexdigest()|hashlib.sha256({bytes}).hexdigest()[:{small}]|base64.b64encode({bytes}).decode()|str({decimal})|str({fraction})
        str(({decimal}).quantize(Decimal('0.01')))|calendar.month_name[{small}]|calendar.day_abbr[{small}]|str({path})|({path}).name|({path}).stem|({path}).suffix|str(({path}).parent)|str({path} / {str})|str(({path}).with_suffix('.x'))
        str(uuid.uuid5(uuid.NAMESPACE_DNS, {str}))|{str}.translate(str.maketrans('abc', 'xyz', '-'))|{str}.translate({{97: {str}, 98: None}})|max({strs})|min({strs}, key=len, default={str})|type({any}).__name__|str({range})|str({range}{slice})
        repr({set})|{str}.format_map({{'a': {any}}})|'{{a:>8}}'.format(a={str})|'{{0[0]}} {{0[1]}}'.format({tuple})|'{{:%Y-%m}}'.format({date})|format({moment}, {directive})|'%(a)s' % {dict}|'{{!r:>12}}'.format({number})""",
    "bytes": """{str}.encode()|{str}.encode('latin-1', 'replace')|{str}.encode('ascii', 'xmlcharrefreplace')|{bytes} + {bytes}|{bytes} * {small}|{bytes}{slice}|{bytes}.upper()|{bytes}.replace({bytes}, {bytes})|{bytes}.strip()|bytes({small})|bytes({ints})
        bytes.fromhex({str})|({int}).to_bytes({small}, 'big')|({int}).to_bytes(8, 'little', signed={bool})|{bytes}.ljust({small}, b'.')|{bytes}.zfill({small})|{bytes}.join([{bytes}, {bytes}])|base64.b64decode({str})|base64.b16encode({bytes})
        base64.urlsafe_b64encode({bytes})|base64.b32encode({bytes})|{bytes}.title()|{bytes}.center({small})|{bytes} % {int}|bytearray({bytes})|hashlib.sha1({bytes}).digest()|{bytes}.partition({bytes})[0]""",
    "list": """list({any})|sorted({ints})|sorted({list}, key={key})|sorted({strs}, key={key}, reverse={bool})|{list} + {list}|{list} * {small}|{list}{slice}|list({range}{slice})|{str}.split()|{str}.split({char})|{str}.split({char}, {small})|{str}.rsplit({char}, {small})
        {str}.splitlines()|{str}.splitlines(True)|{bytes}.split()|re.findall({pattern}, {str})|re.split({pattern}, {str})|re.split({pattern}, {str}, {small})|list(re.finditer({pattern}, {str}))[-1].span()|list({dict}.items())|list(reversed({list}))
        list(zip({list}, {str}))|list(zip({ints}, {ints}, strict=True))|list(enumerate({strs}, {small}))|list(map({fn}, {ints}, {ints}))|list(filter({pred}, {ints}))|list(itertools.chain({list}, {tuple}))|list(itertools.islice({list}, {small}))
        list(itertools.islice({range}, {small}, {small}, {small}))|list(itertools.accumulate({ints}, {fn}))|list(itertools.combinations({ints}, {small}))|list(itertools.permutations({tuple}, {small}))|list(itertools.product({tuple}, repeat=2))[:{small}]
        list(itertools.combinations_with_replacement({tuple}, {small}))|list(itertools.groupby({strs}, {key}))[:0]|[(k, list(g)) for k, g in itertools.groupby({ints}, {pred})]|list(itertools.zip_longest({list}, {ints}, fillvalue={any}))|list(itertools.pairwise({list}))
        list(itertools.takewhile({pred}, {ints}))|list(itertools.dropwhile({pred}, {ints}))|list(itertools.starmap({fn}, [(1, {small})]))|list(itertools.compress({list}, {ints}))|list(itertools.repeat({any}, {small}))|list(itertools.chain.from_iterable({strs}))
        list(itertools.filterfalse({pred}, {ints}))|[next(c) for c in [itertools.count({number}, {small})] for _ in range(3)]|[next(c) for c in [itertools.cycle({tuple})] for _ in range({small})]|calendar.monthcalendar({year}, {month})
        Counter({strs}).most_common({small})|list(Counter({ints}).elements())|statistics.multimode({ints})|statistics.quantiles({ints}, n={small})|textwrap.wrap({str}, {small})|json.loads({str})|json.loads(json.dumps({any}))|list({date}.isocalendar())|list({path}.parts)
        random.Random({small}).sample({ints}, {small})|random.Random({small}).choices({ints}, k={small})|list(deque({list}, {small}))|urllib.parse.parse_qsl({str})|list(urllib.parse.urlparse({str}))|({str}).partition({char})[::2]|random.Random(1).shuffle({list})""",
    "dict": """dict({dict})|{dict} \\| {dict}|dict(zip({strs}, {list}))|dict.fromkeys({strs}, {any})|dict({list})|{{**{dict}, 'z': {any}}}|dict(Counter({strs}))|dict(Counter({ints}) - Counter({ints}))|dict(Counter({ints}) + Counter({ints}))|dict(Counter({strs}) & Counter({strs}))
        dict(OrderedDict({dict}))|{{k: v for k, v in {dict}.items() if v}}|re.match({pattern}, {str}).groupdict()|dict(defaultdict(int, {dict}))|dict(namedtuple('P', 'a b')({any}, {any})._asdict())|dict(urllib.parse.parse_qs({str}))|dict(collections.ChainMap({dict}, {dict}))""",
    "tuple": """tuple({any})|divmod({number}, {number})|{tuple} + {tuple}|{tuple}{slice}|{tuple} * {small}|{str}.partition({char})|{str}.rpartition({str})|({date}).timetuple()[:{small}]|tuple(({date}).isocalendar())|math.frexp({float})|math.modf({number})|({float}).as_integer_ratio()
        calendar.monthrange({year}, {month})|re.search({pattern}, {str}).groups()|re.match({pattern}, {str}).span()|divmod({delta}, {delta})|({int}).as_integer_ratio()|namedtuple('P', 'a b', defaults=[{any}])({any})|{dict}.popitem()|({moment}).utctimetuple()[:6]|({decimal}).as_tuple()""",
    "set": """set({ints})|frozenset({ints})|{set} \\| {set}|{set} & {set}|{set} - {set}|{set} ^ {set}|{set}.union({ints})|{set}.difference({ints})|set({ints}).symmetric_difference({ints})""",
    "date": """date({year}, {month}, {day})|{date} + {delta}|{date} - {delta}|date.fromordinal({int})|date.fromisoformat({str})|date.fromisocalendar({year}, {small}, {small})|({date}).replace(day={day})|({date}).replace(year={year}, month={month})|({moment}).date()
        date.fromtimestamp({int})|date.fromisoformat(({date}).isoformat())|date.fromisoformat(({date}).strftime('%G-W%V-%u'))|min({date}, {date})""",
    "time": """time({small}, {small}, {small})|time.fromisoformat({str})|({moment}).time()|({moment}).timetz()|({time}).replace(minute={small})|time.fromisoformat(({time}).isoformat())""",
    "datetime": """datetime({year}, {month}, {day})|datetime({year}, 1, {day}, {small}, {small}, {small}, {small})|{moment} + {delta}|{moment} - {delta}|datetime.fromisoformat({str})|datetime.fromisoformat(({moment}).isoformat())|datetime.combine({date}, {time})
        datetime.combine({date}, {time}, tzinfo={tz})|datetime.fromtimestamp({number}, {tz})|datetime.fromordinal({int})|({moment}).astimezone({tz})|({moment}).replace(hour={small}, fold={small})|({moment}).replace(year={year})|datetime.strptime(({moment}).strftime({format}), {format})
        datetime.utcfromtimestamp({int})|datetime.strptime({str}, '%Y-%m-%d')|datetime.fromisocalendar({year}, {small}, {small})|(lambda m, f: datetime.strptime(m.strftime(f), f))({moment}, {format})|datetime.min|max({datetime}, {datetime})""",
    "delta": """timedelta({number})|timedelta(seconds={number})|timedelta(microseconds={number})|timedelta(hours={small}, minutes={small}, seconds={small})|timedelta(weeks={small}, days={small}, milliseconds={small})|{delta} + {delta}|{delta} - {delta}|{delta} * {number}|{number} * {delta}
        {delta} / {number}|{delta} // {int}|{delta} % {delta}|-{delta}|abs({delta})|{date} - {date}|{moment} - {moment}|({moment}).utcoffset()|({moment}).dst()|sum([{delta}, {delta}], timedelta())|timedelta.max|({tz}).utcoffset({datetime})""",
    "bool": """bool({any})|{any} == {any}|{any} != {any}|{int} < {number}|{str} < {str}|{list} < {list}|{tuple} <= {tuple}|{set} <= {set}|{date} < {date}|{moment} < {moment}|{delta} < {delta}|{time} < {time}|{any} in {list}|{str} in {str}|{int} in {range}|{any} in {dict}|{bytes} in {bytes}
        {str}.startswith({str})|{str}.startswith(({str}, {str}), {small})|{str}.endswith({str}, {small}, {small})|{str}.isdigit()|{str}.isdecimal()|{str}.isnumeric()|{str}.isalpha()|{str}.isalnum()|{str}.isspace()|{str}.isupper()|{str}.islower()|{str}.istitle()|{str}.isidentifier()
        {str}.isprintable()|{str}.isascii()|{bytes}.isdigit()|{bytes}.istitle()|{bytes}.startswith({bytes})|any({list})|all({list})|math.isclose({number}, {number})|math.isclose({number}, {number}, abs_tol={float})|math.isnan({number})|math.isfinite({number})|calendar.isleap({year})
        isinstance({any}, (int, str))|callable({any})|{range} == {range}|{set}.isdisjoint({ints})|{set}.issuperset({list})|{dict}.keys() <= {set}|{dict}.items() == {dict}.items()|{decimal} < {number}|{fraction} == {number}|re.fullmatch({pattern}, {str}) is None|({path}).is_absolute()
        ({path}).match('*.gz')|operator.contains({list}, {any})|({int}).is_integer()""",
    "decimal": """Decimal({int})|Decimal({str})|Decimal({float})|{decimal} + {decimal}|{decimal} * {int}|{decimal} / {decimal}|{decimal} // {int}|{decimal} % {int}|{decimal} ** {small}|round({decimal}, {small})|({decimal}).quantize(Decimal('1.0'), rounding=decimal.ROUND_HALF_UP)
        ({decimal}).normalize()|abs({decimal})|({decimal}).to_integral_value()|max({decimal}, {decimal})""",
    "fraction": """Fraction({int}, {int})|Fraction({str})|Fraction({float})|{fraction} + {fraction}|{fraction} * {int}|{fraction} / {fraction}|{fraction} ** {small}|({fraction}).limit_denominator({int})|round({fraction})|abs({fraction})|{fraction} // {int}""",
    "relative": """relativedelta(months={small}, days={small})|relativedelta({datetime}, {datetime})|relativedelta({date}, {date})|{relative} + {relative}|{relative} - {relative}|{relative} * {small}|-{relative}|relativedelta(hours={int})
        relativedelta(years={small}, month={month}, day={day})|relativedelta(seconds={int})""",
    "moved": """{date} + {relative}|{date} - {relative}|{datetime} + {relative}|{moment} - {relative}|({relative}).months|({relative}).days|({relative}).weeks|bool({relative})|{relative} == {relative}
        parser.parse({written}, default={datetime})|parser.parse({written}, dayfirst={bool}, default={datetime})|parser.isoparse({written})|parser.parse({str}, default={datetime})|parser.isoparse({str})|repr(pytz.timezone({zone}))|pytz.timezone({zone}).localize({datetime})
        pytz.timezone({zone}).localize({datetime}, is_dst={bool})|str(pytz.timezone({zone}).localize({datetime}))|pytz.utc.localize({datetime})|({moment}).astimezone(pytz.timezone({zone})).isoformat()|pytz.timezone({zone}).normalize({moment})
        ZoneInfo({zone}).utcoffset({datetime})|({datetime}).replace(tzinfo=ZoneInfo({zone})).isoformat()|({datetime}).replace(tzinfo=ZoneInfo({zone})) - {moment}|{deque}|list({deque})|({deque}).pop()|({deque}).popleft()|len({deque})
        ({deque}).count({any})|({deque}).index({small})|({deque})[{small}]|{deque} == {deque}|({deque}).maxlen|[d for d in [{deque}] for _ in [d.rotate({small})]]|[d for d in [{deque}] for _ in [d.appendleft({any})]]
        [d for d in [{deque}] for _ in [d.extend({list})]]|[d for d in [{deque}] for _ in [d.insert({small}, 9)]]|heapq.nlargest({small}, {ints})|heapq.nsmallest({small}, {strs}, key=len)
        [h for h in [list({ints})] for _ in [heapq.heapify(h)]]|[l for l in [list({ints})] for _ in [l.insert({small}, 9)]]|[l for l in [list({ints})] for _ in [l.pop({small})]]|[l for l in [list({list})] for _ in [l.remove({any})]]
        [l for l in [list({ints})] for _ in [l.sort(key={key}, reverse={bool})]]|[d for d in [dict({dict})] for _ in [d.pop({any}, {any})]]|[d for d in [dict({dict})] for _ in [d.update({dict})]]|[d.setdefault({str}, {any}) for d in [dict({dict})]]
        defaultdict(list, {dict})|Counter({strs})|Counter({ints}) == Counter({ints})|Counter(a={int}, b={small}).most_common(1)|OrderedDict({dict})|namedtuple('P', 'x y')({any}, {any})|namedtuple('P', ['x', 'y'])(1, {any})._replace(x={any})""",
    "range": """range({small})|range({small}, {int})|range({small}, {small}, {small})|{range}{slice}""",
}  # fmt: skip
CALLS = {kind: [form.strip().replace("\0", "|") for form in re.split(r"[|\n]", text.replace("\\|", "\0"))] for kind, text in CALLS.items()}
KINDS = list(CALLS)
WEIGHTS = [len(CALLS[kind]) for kind in KINDS]


def value(rng, kind, depth):
    if kind in DRAWN:
        return DRAWN[kind](rng)
    if depth and kind in CALLS and rng.random() < 0.12:
        return f"({call(rng, kind, depth - 1)})"
    text = rng.choice(POOLS[kind])
    return f"({text})" if re.search(r"[-+*/]|^lambda", text) and text[0] not in "'\"rb[({dt" else text


def call(rng, kind, depth):
    form, parts, at = rng.choice(CALLS[kind]), [], 0
    while at < len(form):
        hole = re.match(r"\{(\w+)\}", form[at:]) if form[at : at + 2] not in ("{{", "}}") else None
        if form[at : at + 2] in ("{{", "}}"):
            parts.append(form[at])
            at += 2
        elif hole:
            parts.append(value(rng, hole[1], depth))
            at += hole.end()
        else:
            parts.append(form[at])
            at += 1
    return "".join(parts)


def derivations(seed):
    rng = random.Random(seed)
    while True:
        text = call(rng, rng.choices(KINDS, WEIGHTS)[0], 2)
        imports = [line + "\n" for name, line in IMPORTS.items() if re.search(rf"(?<![\w.'%]){re.escape(name)}[.(]", text)]
        yield f"{''.join(imports)}result = {text}\n"
