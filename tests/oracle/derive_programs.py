"""Derives Python programs as template vars have them: what grammar/python_subset.ebnf has and dbtplan evaluates.

A program is a few statements and a last one that binds `result`. Each function below writes one production; what stands
around asks for an expression of a type, so that most programs run, and now and then one of another type is put there, so
that many raise. `derivations(seed)` yields programs without end.
"""

import random

TYPES = ["int", "int", "str", "str", "list", "dict", "bool", "float", "tuple", "set", "date", "none"]
TEXTS = ["", "a", "b", "dbt", "2024-01-05", "x=1", "Größe", "a,b,,c", " pad ", "%s", "{}", "Tag_Name", "12", "\\n"]
SPECS = ["", "d", "5", "<6", ">6", "^7", "05", "x", "s", ",", "+", ".2f", "e", "%", "b", "*^9", "10.3"]
EXCEPTIONS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "AttributeError", "LookupError",
              "ArithmeticError", "Exception", "RuntimeError"]
STR_METHODS = ["upper()", "lower()", "strip()", "title()", "capitalize()", "replace({str}, {str})", "split()", "split({str})",
               "startswith({str})", "endswith({str})", "find({str})", "join({strs})", "zfill({int})", "center({int})",
               "ljust({int}, {char})", "count({str})", "partition({str})", "rsplit({str}, {int})", "splitlines()",
               "isdigit()", "isidentifier()", "removeprefix({str})", "index({str})", "format({any}, {any})", "casefold()",
               "lstrip({str})", "rjust({int})", "swapcase()", "encode()", "rpartition({str})", "expandtabs()"]
LIST_METHODS = ["append({any})", "extend({list})", "insert({int}, {any})", "pop()", "pop({int})", "remove({any})",
                "reverse()", "sort()", "index({any})", "count({any})", "copy()", "clear()", "sort(key=str, reverse={bool})"]
DICT_METHODS = ["get({str})", "get({str}, {any})", "keys()", "values()", "items()", "pop({str})", "pop({str}, {any})",
                "setdefault({str}, {any})", "update({dict})", "copy()", "popitem()"]
SET_METHODS = ["add({int})", "discard({int})", "remove({int})", "union({list})", "intersection({set})",
               "difference({set})", "issubset({set})", "symmetric_difference({set})"]
DATE_METHODS = ["isoformat()", "strftime('%Y-%m-%d %a %j')", "weekday()", "toordinal()", "replace(day={int})", "year",
                "isocalendar()[1]", "month", "ctime()"]
CALLS = {
    "int": ["len({str})", "len({list})", "len({dict})", "int({int})", "sum({ints})", "abs({int})", "min({ints}, default={int})",
            "max({int}, {int})", "round({float})", "ord({char})", "divmod({int}, {int} or 7)[0]",
            "pow({int}, abs({int}), {int} or 5)", "{date}.day", "math.floor({float})", "math.gcd({int}, {int})",
            "sum(1 for _ in {list})", "{dict}.get({str}, {int}) or 1 * 1", "{str}.find({str})", "{str}.count({str})",
            "{str}.rfind({char})", "next(iter({list}), {int})", "next({names} for {names} in {ints})"],
    "str": ["str({any})", "{str}.upper()", "{str}.strip()", "{str}.replace({str}, {str})", "{str}.zfill({int})", "{str}.title()",
            "{str}.center({month}, {char})", "{date}.strftime('%d %b %y')", "{str}.removesuffix({str})",
            "{str}.format({any})", "{str}.lstrip({str})", "repr({any})", "chr(65 + abs({int}) % 900)", "format({int}, {spec})",
            "{str}.join({strs})", "hex({int})",
            "ascii({str})", "bin({int})", "type({any}).__name__", "json.dumps({list})", "re.sub({pattern}, {str}, {str})",
            "{date}.isoformat()", "'%s-%r' % ({any}, {any})", "{str}[:{int}]", "oct({int})", "max({strs}, default={str})"],
    "list": ["list({tuple})", "sorted({ints})", "sorted({strs}, key=len)", "list(range({month}))", "list(map(str, {list}))",
             "list(zip({list}, {list}))", "list(enumerate({list}))", "list({dict}.items())", "list(reversed({list}))",
             "list(filter(None, {list}))", "{str}.split({char})", "[*{list}, *{tuple}]", "re.findall({pattern}, {str})",
             "list(range({month}, {day}, {month}))", "list(filter(lambda {names}: {names}, {list}))",
             "sorted({dict}.items(), key=lambda p: str(p[1]), reverse={bool})", "json.loads(json.dumps({list}))"],
    "dict": ["dict({dict})", "dict(zip({strs}, {list}))", "dict(a={any}, b={any})", "{{**{dict}, 'k': {any}}}",
             "dict.fromkeys({strs}, {int})", "({dict} | {dict})", "dict({dict}, z={any})"],
    "bool": ["bool({any})", "isinstance({any}, {class})", "any({list})", "all({list})", "callable({any})",
             "hasattr({any}, {attribute})", "{str} in {str}", "{any} in {list}", "not {any}", "{str} in {dict}",
             "{any} == {any}", "{any} is None", "{int} < {int} <= {int}", "{str} < {str}",
             "{any} != {any}", "re.match({pattern}, {str}) is None", "{set} <= {set}"],
    "float": ["float({int})", "{int} / ({int} or 3)", "round({float}, {int})", "math.sqrt(abs({int}))", "{float} * {int}",
              "sum({ints}) / (len({list}) or 1)", "math.pi"],
    "tuple": ["tuple({list})", "divmod({int}, {int} or 2)", "({any}, {any})", "({any},)", "{tuple} + {tuple}", "{str}.partition({char})"],
    "set": ["set({ints})", "frozenset({ints})", "{set} | {set}", "{set} & {set}", "{set} - {set}", "{set} ^ {set}"],
    "date": ["date({year}, {month}, {day})", "{date} + timedelta(days={int})", "{date} - timedelta(weeks={int})",
             "datetime({year}, {month}, {day}, {month})", "date.fromisoformat('2024-02-29')", "datetime.strptime('2023-05-07', '%Y-%m-%d')",
             "{date}.replace(month={month})"],
    "none": ["None", "print({any})"],
}
INDENT = "    "


class Program:
    def __init__(self, rng):
        self.rng = rng
        self.names = [{}]  # of each scope, name -> type
        self.functions = []
        self.fresh = 0
        self.loops = 0
        self.in_function = False

    def pick(self, choices):
        return self.rng.choice(choices)

    def chance(self, share):
        return self.rng.random() < share

    def new_name(self):
        self.fresh += 1
        return f"v{self.fresh}"

    # ---- expressions ----

    def fill(self, template, depth):
        """A template with its holes filled; `{names}` is one new name in all its places."""
        name = self.new_name() if "{names}" in template else ""
        parts, at = [], 0
        while at < len(template):
            two = template[at : at + 2]
            if two in ("{{", "}}"):
                parts.append(two[0])
                at += 2
            elif template[at] == "{":
                end = template.index("}", at)
                hole = template[at + 1 : end]
                text = name if hole == "names" else self.hole(hole, depth)
                parts.append(f"({text})" if template[end + 1 : end + 2] == "." and text[0] == "-" else text)
                at = end + 1
            else:
                parts.append(template[at])
                at += 1
        return "".join(parts)

    def hole(self, kind, depth):
        if kind == "any":
            return self.expression(self.pick(TYPES), depth)
        if kind in ("ints", "strs"):
            items = [self.expression(kind[:-1], 0) for _ in range(self.rng.randint(0, 4))]
            return "[" + ", ".join(items) + "]"
        fixed = {"char": lambda: repr(self.pick(["a", ",", "-", " ", "_", "é"])), "spec": lambda: repr(self.pick(SPECS)),
                 "pattern": lambda: self.pick([r"r'\d+'", r"r'[a-z]'", r"r'(\w)(\w)'", r"r'^\s*'", r"r'a|b'", r"r'-'"]),
                 "class": lambda: self.pick(["int", "str", "(int, str)", "list", "dict", "bool", "float", "date", "object", "tuple"]),
                 "attribute": lambda: repr(self.pick(["upper", "append", "year", "keys", "nope", "x"])),
                 "year": lambda: self.pick(["2024", "1999", "2023"]), "month": lambda: self.pick(["1", "2", "12", "7"]),
                 "day": lambda: self.pick(["1", "29", "15", "31"])}
        return fixed[kind]() if kind in fixed else self.expression(kind, depth)

    def expression(self, kind, depth):
        if self.chance(0.005):
            kind = self.pick(TYPES)
        known = [name for scope in self.names for name, its in scope.items() if its == kind]
        if known and self.chance(0.5):
            return self.pick(known)
        if depth <= 0:
            return self.literal(kind)
        forms = [self.call, self.call, self.call, self.operation, self.conditional, self.comprehension, self.literal_of,
                 self.boolean, self.own_call, self.fstring, self.walrus, self.lambda_call]
        if kind in ("list", "str", "tuple"):
            forms.append(self.subscript)
        if self.chance(0.03):  # of any type at all
            forms = [self.method, self.subscript]
        return self.pick(forms)(kind, depth - 1)

    def literal(self, kind):
        pick, rng = self.pick, self.rng
        if kind == "int":
            return pick(["0", "1", "2", "3", "5", "7", "12", "-1", "-4", "100", "True", "10**20", "0x1f", "1_000"])
        if kind == "str":
            text = pick(TEXTS)
            return pick(["'{}'", '"{}"', "r'{}'"]).replace("{}", text)
        if kind == "float":
            return pick(["0.0", "1.5", "-2.25", "1e3", "0.1", "3.0", "1e300", "float('inf')"])
        if kind == "bool":
            return pick(["True", "False"])
        items = [self.literal(pick(["int", "str", "int", "bool", "none"])) for _ in range(rng.randint(0, 3))]
        if kind == "list":
            return "[" + ", ".join(items) + "]"
        if kind == "tuple":
            return "(" + "".join(item + ", " for item in items) + ")"
        if kind == "dict":
            return "{" + ", ".join(f"{pick(TEXTS[:8])!r}: {item}" for item in items) + "}"
        if kind == "set":
            return "{" + ", ".join([self.literal("int")] * 1 + [self.literal("int") for _ in items]) + "}" if items else "set()"
        return self.fill("date({year}, {month}, 15)", 0) if kind == "date" else "None"

    def literal_of(self, kind, depth):
        """A display with expressions in it."""
        items = [self.expression(self.pick(TYPES), depth - 1) for _ in range(self.rng.randint(0, 3))]
        if kind == "list":
            return "[" + ", ".join(items) + "]"
        if kind == "tuple":
            return "(" + "".join(item + ", " for item in items) + ")"
        if kind == "dict":
            return "{" + ", ".join(f"{self.expression('str', 0)}: {item}" for item in items) + "}"
        return self.literal(kind)

    def call(self, kind, depth):
        return self.fill(self.pick(CALLS[kind]), depth)

    def operation(self, kind, depth):
        sub = lambda which: self.expression(which, depth)
        if kind in ("int", "bool"):
            operator = self.pick(["+", "-", "*", "//", "%", "&", "|", "^", "<<", "**"])
            right = str(self.rng.randint(0, 6)) if operator in ("<<", "**") else sub("int")
            right = f"({right} or 2)" if operator in ("//", "%") and self.chance(0.9) else right
            return f"({sub('int')} {operator} {right})"
        if kind == "str":
            return self.pick([f"({sub('str')} + {sub('str')})", f"({sub('str')} * {self.rng.randint(-1, 4)})"])
        if kind == "list":
            return self.pick([f"({sub('list')} + {sub('list')})", f"({sub('list')} * {self.rng.randint(-1, 3)})"])
        if kind == "float":
            return f"({sub('float')} {self.pick(['+', '-', '*', '/', '//', '%'])} {sub(self.pick(['int', 'float']))})"
        return self.call(kind, depth)

    def conditional(self, kind, depth):
        return f"({self.expression(kind, depth)} if {self.expression('bool', depth)} else {self.expression(kind, depth)})"

    def boolean(self, kind, depth):
        return f"({self.expression(kind, depth)} {self.pick(['and', 'or'])} {self.expression(kind, depth)})"

    def walrus(self, kind, depth):
        if self.loops:
            return self.call(kind, depth)
        name = self.new_name()
        return f"({name} := {self.expression(kind, depth)})"

    def lambda_call(self, kind, depth):
        name = self.new_name()
        argument = self.expression(self.pick(TYPES), depth)
        with_default = self.chance(0.3)
        self.names.append({name: kind})
        body = self.expression(kind, depth - 1)
        self.names.pop()
        return f"(lambda {name}{'=1' if with_default else ''}: {body})({argument})"

    def own_call(self, kind, depth):
        fitting = [entry for entry in self.functions if entry[2] == kind]
        if not fitting:
            return self.call(kind, depth)
        name, params, _ = self.pick(fitting)
        arguments, keyword = [], False
        for param, its, has_default in params:
            if has_default and self.chance(0.5):
                keyword = True
                continue
            keyword = keyword or self.chance(0.2)
            arguments.append(f"{param}={self.expression(its, depth - 1)}" if keyword else self.expression(its, depth - 1))
        if self.chance(0.03) and not keyword:
            arguments.append("1")
        if self.chance(0.02) and arguments:
            arguments.pop()
        return f"{name}({', '.join(arguments)})"

    def comprehension(self, kind, depth):
        if kind not in ("list", "dict", "set", "tuple", "int"):
            return self.call(kind, depth)
        name, its = self.new_name(), self.pick(["int", "str"])
        source = self.pick([f"range({self.rng.randint(0, 5)})", self.hole("ints", 0)]) if its == "int" else self.hole("strs", 0)
        self.names.append({name: its})
        self.loops += 1
        item, test = self.expression(self.pick(TYPES) if kind != "set" else "int", depth - 1), ""
        if self.chance(0.4):
            test = f" if {self.expression('bool', depth - 1)}"
        second = f" for {self.new_name()} in range({self.rng.randint(0, 3)})" if self.chance(0.15) else ""
        self.loops -= 1
        self.names.pop()
        clause = f"for {name} in {source}{second}{test}"
        if kind == "dict":
            return f"{{{name}: {item} {clause}}}"
        return {"list": f"[{item} {clause}]", "set": f"{{{item} {clause}}}", "tuple": f"tuple({item} {clause})",
                "int": f"len([{item} {clause}])"}[kind]

    def method(self, kind, depth):
        which, table = self.pick([("str", STR_METHODS), ("dict", DICT_METHODS), ("list", LIST_METHODS), ("date", DATE_METHODS), ("set", SET_METHODS)])
        target = self.expression(which, 0)
        if which in ("list", "dict", "set") and target[:1] != "v":
            target = f"({target})"
        return f"{target}.{self.fill(self.pick(table), depth - 1)}" if target[0] in "v[{('" else f"({target}).{self.pick(['real', 'imag', 'nope', 'x'])}"

    def subscript(self, kind, depth):
        source = self.expression(self.pick(["list", "str", "tuple"]), depth)
        bound = lambda: self.pick(["", "0", "1", "-1", "2", "-3", self.expression("int", 0)])
        if kind in ("list", "str", "tuple"):
            return f"{self.expression(kind, depth)}[{bound()}:{bound()}{self.pick(['', '', ':2', ':-1', ':' + bound()])}]"
        return self.pick([f"({source})[{self.pick(['0', '-1', '1', '2'])}]", f"{self.expression('dict', depth)}[{self.expression('str', 0)}]"])

    def fstring(self, kind, depth):
        if kind != "str":
            return self.operation(kind, depth)
        parts = []
        for _ in range(self.rng.randint(1, 3)):
            parts.append(self.pick(["", "a", "-", "{{", " é"]))
            inner = self.expression(self.pick(TYPES), 0)
            if "'" in inner or '"' in inner or "\\" in inner or "{" in inner:
                inner = self.pick(["1 + 1", "2.5", "None", "True"])
            parts.append("{" + inner + self.pick(["", "", "=", " = "]) + self.pick(["", "", "!r", "!s", "!a"]) +
                         self.pick(["", "", ":" + self.pick(SPECS), ":{3 + 4}"]) + "}")
        return 'f"' + "".join(parts) + '"'

    # ---- statements ----

    def block(self, depth, indent):
        lines = []
        for _ in range(self.rng.randint(1, 3)):
            lines += self.statement(depth, indent)
        return lines

    def scoped(self, depth, indent, names):
        """A block whose own names are not counted on behind it."""
        self.names.append(dict(names))
        lines = self.block(depth, indent)
        self.names.pop()
        return lines

    def statement(self, depth, indent):
        simple = [self.assign] * 6 + [self.unpack, self.augmented, self.change, self.item, self.assertion, self.raising, self.delete]
        compound = [self.branch, self.loop, self.attempt, self.define, self.while_loop, self.class_of]
        return self.pick(simple + (compound if depth > 0 else []))(depth, indent)

    def assign(self, depth, indent):
        kind, name = self.pick(TYPES), self.new_name()
        value = self.expression(kind, 3)
        self.names[-1][name] = kind
        return [indent + self.pick([f"{name} = {value}", f"{name}: object = {value}", f"{name} = w = {value}"])]

    def unpack(self, depth, indent):
        first, second = self.new_name(), self.new_name()
        star = self.pick(["", "", "*"])
        value = self.expression(self.pick(["list", "tuple"]), 2) if self.chance(0.3) else f"{self.expression('int', 1)}, {self.expression('str', 1)}"
        if not star and "," in value and value[0] not in "[(":
            self.names[-1].update({first: "int", second: "str"})
        return [f"{indent}{first}, {star}{second} = {value}"]

    def own_name(self, kinds):
        names = [(name, kind) for name, kind in self.names[-1].items() if kind in kinds and name[0] == "v"]
        return self.pick(names) if names else (None, None)

    def augmented(self, depth, indent):
        name, kind = self.own_name(["int", "str", "list", "float", "set", "dict"])
        if not name:
            return self.assign(depth, indent)
        operator = {"int": ["+=", "-=", "*=", "//=", "%=", "|="], "str": ["+="], "list": ["+="], "float": ["+=", "*=", "/="],
                    "set": ["|=", "&=", "-="], "dict": ["|="]}[kind]
        return [f"{indent}{name} {self.pick(operator)} {self.expression(kind, 2)}"]

    def change(self, depth, indent):
        name, kind = self.own_name(["list", "dict", "set"])
        if not name:
            return self.assign(depth, indent)
        table = {"list": LIST_METHODS, "dict": DICT_METHODS, "set": SET_METHODS}[kind]
        return [f"{indent}{name}.{self.fill(self.pick(table), 1)}"]

    def item(self, depth, indent):
        name, kind = self.own_name(["list", "dict"])
        if not name:
            return self.assign(depth, indent)
        where = self.expression("str", 1) if kind == "dict" else self.pick(["0", "-1", "1:", ":2", "::2"])
        value = self.expression("list" if ":" in where and kind == "list" else self.pick(TYPES), 2)
        return [f"{indent}{name}[{where}] = {value}"]

    def delete(self, depth, indent):
        name, kind = self.own_name(["list", "dict"])
        if not name:
            return self.assign(depth, indent)
        return [f"{indent}del {name}[{self.expression('str', 0) if kind == 'dict' else self.pick(['0', '-1', ':1'])}]"]

    def assertion(self, depth, indent):
        if self.chance(0.7):
            return self.assign(depth, indent)
        return [f"{indent}assert {self.expression('bool', 1)}{self.pick(['', ', ' + self.expression('str', 1)])}"]

    def raising(self, depth, indent):
        if self.chance(0.8):
            return self.assign(depth, indent)
        return [f"{indent}raise {self.pick(EXCEPTIONS)}({self.expression(self.pick(['str', 'int']), 1)})"]

    def branch(self, depth, indent):
        lines = [f"{indent}if {self.expression('bool', 2)}:"] + self.scoped(depth - 1, indent + INDENT, {})
        if self.chance(0.3):
            lines += [f"{indent}elif {self.expression('bool', 2)}:"] + self.scoped(depth - 1, indent + INDENT, {})
        if self.chance(0.5):
            lines += [f"{indent}else:"] + self.scoped(depth - 1, indent + INDENT, {})
        return lines

    def loop(self, depth, indent):
        name = self.new_name()
        source, its = self.pick([(f"range({self.rng.randint(0, 4)})", "int"), (self.expression("list", 1), "none"),
                                 (self.expression("str", 1), "str"), (self.expression("dict", 1), "str")])
        lines = [f"{indent}for {name} in {source}:"] + self.scoped(depth - 1, indent + INDENT, {name: its})
        if self.chance(0.3):
            lines += [f"{indent}{INDENT}if {self.expression('bool', 1)}:", f"{indent}{INDENT * 2}{self.pick(['break', 'continue'])}"]
        if self.chance(0.2):
            lines += [f"{indent}else:"] + self.scoped(depth - 1, indent + INDENT, {})
        return lines

    def while_loop(self, depth, indent):
        name = self.new_name()
        lines = [f"{indent}{name} = {self.rng.randint(0, 4)}", f"{indent}while {name} > 0:", f"{indent}{INDENT}{name} -= 1"]
        return lines + self.scoped(depth - 1, indent + INDENT, {})

    def attempt(self, depth, indent):
        kinds = self.pick([self.pick(EXCEPTIONS), "Exception", "(ValueError, TypeError)"])
        name = self.new_name()
        lines = [f"{indent}try:"] + self.scoped(depth - 1, indent + INDENT, {})
        lines += [f"{indent}except {kinds} as {name}:", f"{indent}{INDENT}w = {self.pick([f'str({name})', f'type({name}).__name__', f'repr({name})', f'{name}.args'])}"]
        lines += self.scoped(depth - 1, indent + INDENT, {})
        if self.chance(0.2):
            lines += [f"{indent}else:"] + self.scoped(depth - 1, indent + INDENT, {})
        if self.chance(0.2):
            lines += [f"{indent}finally:"] + self.scoped(depth - 1, indent + INDENT, {})
        return lines

    def define(self, depth, indent):
        if indent and self.chance(0.6):
            return self.assign(depth, indent)
        self.fresh += 1
        name, kind, params, had_default = f"f{self.fresh}", self.pick(TYPES), [], False
        for _ in range(self.rng.randint(0, 3)):
            had_default = had_default or self.chance(0.3)
            params.append((self.new_name(), self.pick(TYPES), had_default))
        head = ", ".join(f"{param}={self.literal(its)}" if default else param for param, its, default in params)
        more = self.pick(["", "", "", "*rest", "**more"])
        lines = [f"{indent}def {name}({', '.join(part for part in (head, more) if part)}):"]
        self.names.append({param: its for param, its, _ in params})
        lines += self.block(depth - 1, indent + INDENT)
        lines.append(f"{indent}{INDENT}return {self.expression(kind, 2)}")
        self.names.pop()
        if not indent:
            self.functions.append((name, params, kind))
        return lines

    def class_of(self, depth, indent):
        if indent:
            return self.assign(depth, indent)
        self.fresh += 1
        name, kind, param = f"C{self.fresh}", self.pick(TYPES), self.new_name()
        made = self.expression(kind, 1)
        lines = [f"class {name}:", f"    shared = {self.expression(self.pick(TYPES), 1)}", f"    def __init__(self, {param}):",
                 f"        self.x = {param}", "    def get(self, n=0):"]
        lines.append(f"        return {self.pick(['self.x', '(self.x, n)', 'self.shared', 'self.nope', 'str(self.x)'])}")
        other = self.new_name()
        lines += [f"{other} = {name}({made}).{self.pick(['get()', 'x', 'get(2)', 'get(n=1)', 'shared', 'get(1, 2)'])}"]
        self.names[-1][other] = kind
        return lines

    def text(self):
        lines = ["import json", "import math", "import re", "from datetime import date, datetime, timedelta", "w = None"]
        for _ in range(self.rng.randint(1, 6)):
            lines += self.statement(2, "")
        names = [name for name in self.names[0] if self.chance(0.6)] + ["w"]
        lines.append(f"result = ({', '.join(names)}, {self.expression(self.pick(TYPES), 3)})")
        return "\n".join(lines) + "\n"


def derivations(seed):
    rng = random.Random(seed)
    while True:
        yield Program(rng).text()
