"""Records tests/grammar/: sentences with the verdict and the tree of the real parsers (jinja2, CPython).

    python tests/oracle/record_grammar.py           writes the files
    python tests/oracle/record_grammar.py --stdout DIALECT SEED COUNT
                                                    prints sentences derived at random, for differential runs

One line each: verdict, sentence, tree or error, with a tab between; `\\`, line feed, return and tab are escaped. Trees are
in the notation of node_print. The sentences are derived from the grammar (grammar/*.ebnf) with a fixed seed, and some of
them are then damaged.
"""

import ast
import pathlib
import random
import re
import sys

import jinja2
from jinja2 import nodes as jn

HERE = pathlib.Path(__file__).resolve().parent.parent / "grammar"
ENV = jinja2.Environment()


def words(items):
    return "[" + " ".join(items) + "]"


def text(value):
    return value if value else "''"


# ---- jinja2's trees ----

MATH = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**"}
COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in"}
LOADS = {"Include": "include", "Import": "import", "FromImport": "from", "Extends": "extends"}


def j_args(node):
    args = [j(a) for a in node.args]
    if node.dyn_args is not None:
        args.append(f"(star {j(node.dyn_args)})")
    args += [f"(keyword {k.key} {j(k.value)})" for k in node.kwargs]
    if node.dyn_kwargs is not None:
        args.append(f"(double_star {j(node.dyn_kwargs)})")
    return words(args)


def j_test(node, negated):
    return f"(test {j(node.node)} {node.name} {j_args(node)} {'true' if negated else 'false'})"


def j_params(node):
    fallbacks = [None] * (len(node.args) - len(node.defaults)) + list(node.defaults)
    return words(f"(param {a.name} {j(d)} '')" for a, d in zip(node.args, fallbacks))


def j_body(body):
    return words(x for n in body for x in j_statement(n))


def j_statement(n):
    kind = type(n).__name__
    if kind == "Output":
        plain = [x for x in n.nodes]
        if getattr(n, "printed", False):
            return [f"(output {words(j(x) for x in plain)})"]
        return [f"(text {x.data})" if isinstance(x, jn.TemplateData) else f"(output [{j(x)}])" for x in plain]
    if kind == "If":
        otherwise = n.else_
        tree = j_body(otherwise)
        for branch in reversed(n.elif_):
            tree = f"[(branch {j(branch.test)} {j_body(branch.body)} {tree})]"
        return [f"(branch {j(n.test)} {j_body(n.body)} {tree})"]
    if kind == "For":
        recursive = "true" if n.recursive else "false"
        return [f"(loop {j(n.target)} {j(n.iter)} {j(n.test)} {j_body(n.body)} {j_body(n.else_)} {recursive})"]
    if kind == "Assign":
        return [f"(assign {j(n.target)} {j(n.node)})"]
    if kind == "AssignBlock":
        return [f"(set_block {j(n.target)} {j(n.filter)} {j_body(n.body)})"]
    if kind == "With":
        assigns = words(f"(assign {j(a)} {j(b)})" for a, b in zip(n.targets, n.values))
        return [f"(with {assigns} {j_body(n.body)})"]
    if kind == "FilterBlock":
        return [f"(filter_block {j(n.filter)} {j_body(n.body)})"]
    if kind == "Macro":
        return [f"(macro {n.name} {j_params(n)} {j_body(n.body)})"]
    if kind == "CallBlock":
        return [f"(call_block {j(n.call)} {j_params(n)} {j_body(n.body)})"]
    if kind == "Scope":
        modifier = n.body[0]
        return [f"(autoescape {j(modifier.options[0].value)} {j_body(modifier.body)})"]
    if kind == "Block":
        flags = " ".join("true" if flag else "false" for flag in (n.scoped, n.required))
        return [f"(block {n.name} {j_body(n.body)} {flags})"]
    may_miss = " ignore missing" if kind == "Include" and n.ignore_missing else ""
    return [f"(load {LOADS[kind]}{may_miss} {j(n.template)})"]


def j(n):
    kind = type(n).__name__
    if n is None:
        return "-"
    if kind == "Const":
        return f"(constant {n.value!r})"
    if kind == "Name":
        return f"(name {n.name})"
    if kind == "NSRef":
        return f"(attr (name {n.name}) {n.attr})"
    if kind == "Getattr":
        return f"(attr {j(n.node)} {n.attr})"
    if kind == "Getitem":
        return f"(item {j(n.node)} {j(n.arg)})"
    if kind == "Slice":
        return f"(slice {j(n.start)} {j(n.stop)} {j(n.step)})"
    if kind == "Call":
        return f"(call {j(n.node)} {j_args(n)})"
    if kind in ("List", "Tuple"):
        return f"({kind.lower()} {words(map(j, n.items))})"
    if kind == "Dict":
        return f"(dict {words(f'(pair {j(p.key)} {j(p.value)})' for p in n.items)})"
    if kind == "Not" and isinstance(n.node, jn.Test) and getattr(n, "of_test", False):
        return j_test(n.node, True)
    if kind in ("Not", "Neg", "Pos"):
        return f"(unary {dict(Not='not', Neg='-', Pos='+')[kind]} {j(n.node)})"
    if kind in MATH:
        return f"(binary {MATH[kind]} {j(n.left)} {j(n.right)})"
    if kind in ("And", "Or"):
        return f"({'both' if kind == 'And' else 'either'} {j(n.left)} {j(n.right)})"
    if kind == "Compare":
        return f"(compare {j(n.expr)} {words(f'(step {COMPARE[o.op]} {j(o.expr)})' for o in n.ops)})"
    if kind == "Concat":
        return f"(concat {words(map(j, n.nodes))})"
    if kind == "CondExpr":
        return f"(cond {j(n.test)} {j(n.expr1)} {j(n.expr2)})"
    if kind == "Filter":
        return f"(filter {j(n.node)} {n.name} {j_args(n)})"
    if kind == "Test":
        return j_test(n, False)
    raise TypeError(kind)


class Parser(jinja2.parser.Parser):
    """Marks what jinja2's own tree does not tell apart."""

    def parse_test(self, node):
        tree = super().parse_test(node)
        if isinstance(tree, jn.Not):
            tree.of_test = True
        return tree

    def parse_print(self):
        tree = super().parse_print()
        tree.printed = True
        return tree


def refused(error):
    message = error.message if isinstance(error, jinja2.TemplateSyntaxError) else str(error)
    return "reject", f"{type(error).__name__}: {message}"


def judge_jinja(sentence):
    try:
        parser = Parser(ENV, sentence, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            raise jinja2.TemplateSyntaxError("chunk after expression", 1)
        return "accept", j(tree)
    except Exception as error:
        return refused(error)


def judge_template(sentence):
    try:
        parsed = Parser(ENV, sentence).parse()
        tree = " ".join(x for n in parsed.body for x in j_statement(n))
    except Exception as error:
        return refused(error)
    return unknown_name(parsed) or ("accept", tree)


def unknown_name(parsed):
    """What jinja2 says when it compiles; its other complaints are not about grammar, and a block is not evaluated."""
    if parsed.find(jn.Block):
        return None
    try:
        compile(jinja2.compiler.generate(parsed, ENV, None, None), "<template>", "exec")
    except jinja2.TemplateAssertionError as error:
        if error.message.startswith("No "):
            return refused(error)
    except SyntaxError as error:
        if error.msg.startswith(("invalid syntax", "duplicate argument", "keyword argument repeated")):
            return "reject", "SyntaxError: " + re.sub(r"'l_\d+_", "'", error.msg)
    except TypeError as error:
        if str(error).startswith("unhashable"):
            return refused(error)
    except Exception:
        pass
    return None


# ---- CPython's trees ----

P_BINARY = dict(Add="+", Sub="-", Mult="*", Div="/", FloorDiv="//", Mod="%", Pow="**", MatMult="@", LShift="<<",
                RShift=">>", BitOr="|", BitXor="^", BitAnd="&")
P_UNARY = dict(Not="not", USub="-", UAdd="+", Invert="~")
P_COMPARE = dict(Eq="==", NotEq="!=", Lt="<", LtE="<=", Gt=">", GtE=">=", Is="is", IsNot="is not", In="in", NotIn="not in")


def p_args(args, keywords):
    named = (f"(keyword {k.arg} {p(k.value)})" if k.arg else f"(double_star {p(k.value)})" for k in keywords)
    return words([*map(p, args), *named])


def p_params(a):
    plain = [(x, "/") for x in a.posonlyargs] + [(x, "''") for x in a.args]
    fallbacks = [None] * (len(plain) - len(a.defaults)) + list(a.defaults)
    out = [f"(param {x.arg} {p(d)} {kind})" for (x, kind), d in zip(plain, fallbacks)]
    if a.vararg:
        out.append(f"(param {a.vararg.arg} - *)")
    out += [f"(param {x.arg} {p(d)} k)" for x, d in zip(a.kwonlyargs, a.kw_defaults)]
    if a.kwarg:
        out.append(f"(param {a.kwarg.arg} - **)")
    return words(out)


def p_clauses(n):
    return words(f"(clause {p(c.target)} {p(c.iter)} {words(map(p, c.ifs))})" for c in n.generators)


def p_formatted(n):
    conversion = "''" if n.conversion < 0 else chr(n.conversion)
    return f"(formatted {p(n.value)} {conversion} {p(n.format_spec)})"


def p_boolean(n):
    word = "both" if isinstance(n.op, ast.And) else "either"
    tree = p(n.values[0])
    for value in n.values[1:]:
        tree = f"({word} {tree} {p(value)})"
    return tree


def p(n):
    kind = type(n).__name__
    if n is None:
        return "-"
    if kind == "Constant":
        return f"(constant {n.value!r})"
    if kind == "Name":
        return f"(name_py {n.id})"
    if kind == "Attribute":
        return f"(attr_py {p(n.value)} {n.attr})"
    if kind == "Subscript":
        return f"(item_py {p(n.value)} {p(n.slice)})"
    if kind == "Slice":
        return f"(slice {p(n.lower)} {p(n.upper)} {p(n.step)})"
    if kind == "Call":
        return f"(call {p(n.func)} {p_args(n.args, n.keywords)})"
    if kind in ("List", "Tuple", "Set"):
        return f"({kind.lower()} {words(map(p, n.elts))})"
    if kind == "Dict":
        pairs = (f"(pair {p(k)} {p(v)})" if k else f"(double_star {p(v)})" for k, v in zip(n.keys, n.values))
        return f"(dict {words(pairs)})"
    if kind == "UnaryOp":
        return f"(unary {P_UNARY[type(n.op).__name__]} {p(n.operand)})"
    if kind == "BinOp":
        return f"(binary {P_BINARY[type(n.op).__name__]} {p(n.left)} {p(n.right)})"
    if kind == "BoolOp":
        return p_boolean(n)
    if kind == "Compare":
        steps = (f"(step {P_COMPARE[type(o).__name__]} {p(c)})" for o, c in zip(n.ops, n.comparators))
        return f"(compare {p(n.left)} {words(steps)})"
    if kind == "IfExp":
        return f"(cond {p(n.test)} {p(n.body)} {p(n.orelse)})"
    if kind == "Starred":
        return f"(star {p(n.value)})"
    if kind == "NamedExpr":
        return f"(walrus {n.target.id} {p(n.value)})"
    if kind == "Lambda":
        body = "(unsupported 'yield')" if yields([n.body]) else p(n.body)
        return f"(lambda {p_params(n.args)} {body})"
    if kind == "JoinedStr":
        return f"(fstring {words(map(p, n.values))})"
    if kind == "FormattedValue":
        return p_formatted(n)
    if kind in ("Yield", "YieldFrom"):
        return f"(yield {p(n.value)} {str(kind == 'YieldFrom').lower()})"
    if kind == "Await":
        return "(unsupported 'await')"
    if any(c.is_async for c in getattr(n, "generators", ())):
        return "(unsupported an asynchronous comprehension)"
    if kind == "DictComp":
        return f"(comprehension dict {p(n.key)} {p(n.value)} {p_clauses(n)})"
    if kind in ("ListComp", "SetComp", "GeneratorExp"):
        word = dict(ListComp="list", SetComp="set", GeneratorExp="generator")[kind]
        return f"(comprehension {word} {p(n.elt)} - {p_clauses(n)})"
    raise TypeError(kind)


SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def m_body(body):
    return words(x for n in body for x in m(n))


def yields(nodes):
    """Whether a function whose body these are is a generator."""
    for n in nodes:
        if isinstance(n, (ast.Yield, ast.YieldFrom)) or not isinstance(n, SCOPES) and yields(ast.iter_child_nodes(n)):
            return True
    return False


def tell_functions(node, in_function=False):
    """Each node gets whether its names are those of a function."""
    node.in_function = in_function
    is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for child in ast.iter_child_nodes(node):
        tell_functions(child, is_function or in_function and not isinstance(node, ast.ClassDef))


def m_assign(n):
    """A chain: of a constant each target has it, else the others have what the first name holds, or a hidden one."""
    first, *others = map(p, n.targets)
    value = p(n.value)
    if not others or isinstance(n.value, ast.Constant):
        return [f"(assign {target} {value})" for target in [first, *others]]
    if isinstance(n.targets[0], ast.Name) and not any(isinstance(t, (ast.Tuple, ast.List)) for t in n.targets[1:-1]):
        return [f"(assign {first} {value})", *(f"(assign {target} {first})" for target in others)]
    if not n.in_function:
        return ["(unsupported a chain of assignments)"]
    return [f"(assign (name_py =) {value})", *(f"(assign {target} (name_py =))" for target in [first, *others])]


def m_import_from(n):
    module = "." * n.level + (n.module or "")
    return [f"(import_from {module} {a.name} {text(a.asname)})" for a in n.names]


def m_try(n):
    handlers = words(f"(handler {p(h.type)} {text(h.name)} {m_body(h.body)})" for h in n.handlers)
    return f"(try {m_body(n.body)} {handlers} {m_body(n.orelse)} {m_body(n.finalbody)})"


def m_fields(nodes, has_bases):
    """The names that a class annotates, what dataclasses heed of their annotations, and of one with bases these themselves."""
    for n in nodes:
        if isinstance(n, ast.AnnAssign) and n.simple:
            of = n.annotation
            written = of.value if isinstance(of, ast.Constant) and isinstance(of.value, str) else ast.unparse(of)
            last = re.split(r"[\[ ]", written, maxsplit=1)[0].rsplit(".", 1)[-1]
            kind = last if last in ("ClassVar", "InitVar", "KW_ONLY") else "''"
            yield f"(annotation {n.target.id} {kind} {p(of) if has_bases else '-'})"
        if not isinstance(n, SCOPES):
            yield from m_fields(ast.iter_child_nodes(n), has_bases)


def m_annotated(n):
    if n.value:
        return f"(assign {p(n.target)} {p(n.value)})"
    return f"(annotation {n.target.id} '' -)" if n.simple and n.in_function else "(pass false)"


def m_with(n):
    items = words(f"(with_item {p(i.context_expr)} {p(i.optional_vars)})" for i in n.items)
    return f"(with_py {items} {m_body(n.body)})"


def m_pattern(n):
    kind = type(n).__name__
    if kind == "MatchValue":
        return f"(pattern_value {p(n.value)})"
    if kind == "MatchSingleton":
        return f"(pattern_value (constant {n.value!r}))"
    if kind == "MatchSequence":
        return f"(pattern_list {words(map(m_pattern, n.patterns))})"
    if kind == "MatchStar":
        return f"(pattern_star {text(n.name)})"
    if kind == "MatchMapping":
        pairs = (f"(pair {p(k)} {m_pattern(v)})" for k, v in zip(n.keys, n.patterns))
        return f"(pattern_dict {words(pairs)} {text(n.rest)})"
    if kind == "MatchClass":
        named = (f"(keyword {k} {m_pattern(v)})" for k, v in zip(n.kwd_attrs, n.kwd_patterns))
        return f"(pattern_class {p(n.cls)} {words([*map(m_pattern, n.patterns), *named])})"
    if kind == "MatchAs":
        return f"(pattern_name {m_pattern(n.pattern) if n.pattern else '-'} {text(n.name)})"
    return f"(pattern_or {words(map(m_pattern, n.patterns))})"


def m_match(n):
    cases = words(f"(case_of {m_pattern(c.pattern)} {p(c.guard)} {m_body(c.body)})" for c in n.cases)
    return f"(match {p(n.subject)} {cases})"


M_UNSUPPORTED = dict(AsyncWith="async with", AsyncFor="async for", TryStar="except*")
M_STATEMENTS = {
    "Assign": m_assign,
    "ImportFrom": m_import_from,
    "Import": lambda n: [f"(import {a.name} {text(a.asname)})" for a in n.names],
    "Global": lambda n: [f"(global {name})" for name in n.names],
    "Nonlocal": lambda n: [f"(nonlocal {name})" for name in n.names],
    "AnnAssign": lambda n: [m_annotated(n)],
    "AugAssign": lambda n: [f"(aug_assign {p(n.target)} {P_BINARY[type(n.op).__name__]} {p(n.value)})"],
    "Delete": lambda n: [f"(delete {words(map(p, n.targets))})"],
    "Return": lambda n: [f"(ret {p(n.value)})"],
    "Raise": lambda n: [f"(raise {p(n.exc)} {p(n.cause)})"],
    "Assert": lambda n: [f"(assertion {p(n.test)} {p(n.msg)})"],
    "Pass": lambda n: ["(pass false)"],
    "Break": lambda n: ["(break_loop)"],
    "Continue": lambda n: ["(continue_loop)"],
    "Expr": lambda n: ["(pass true)" if isinstance(n.value, ast.Constant) and n.value.value is ... else f"(expression {p(n.value)})"],
    "If": lambda n: [f"(branch {p(n.test)} {m_body(n.body)} {m_body(n.orelse)})"],
    "While": lambda n: [f"(while_loop {p(n.test)} {m_body(n.body)} {m_body(n.orelse)})"],
    "For": lambda n: [f"(loop {p(n.target)} {p(n.iter)} - {m_body(n.body)} {m_body(n.orelse)} false)"],
    "Try": lambda n: [m_try(n)],
    "With": lambda n: [m_with(n)],
    "Match": lambda n: [m_match(n)],
    "FunctionDef": lambda n: [m_def(n, m_body(n.body))],
    "AsyncFunctionDef": lambda n: [m_def(n, "[(unsupported 'async def')]")],
    "ClassDef": lambda n: [f"(class {n.name} {p_args(n.bases, n.keywords)} {m_body(n.body)} {words(map(p, n.decorator_list))} {words(m_fields(n.body, bool(n.bases or n.keywords)))})"],
}


def m_def(n, body):
    return f"(def {n.name} {p_params(n.args)} {body} {words(map(p, n.decorator_list))})"


def m(n):
    kind = type(n).__name__
    return [f"(unsupported '{M_UNSUPPORTED[kind]}')"] if kind in M_UNSUPPORTED else M_STATEMENTS[kind](n)


class Private(ast.NodeTransformer):
    """Names as a class around them has them, which CPython's compiler makes of `__x`."""

    classes = []

    def of_class(self, name):
        own = self.classes[-1].lstrip("_") if self.classes and name else ""
        return f"_{own}{name}" if own and name.startswith("__") and not name.endswith("__") and "." not in name else name

    def generic_visit(self, node):
        for field in ("id", "attr", "name", "asname"):
            if isinstance(getattr(node, field, None), str):
                setattr(node, field, self.of_class(getattr(node, field)))
        if isinstance(node, ast.arg):
            node.arg = self.of_class(node.arg)
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [self.of_class(name) for name in node.names]
        return super().generic_visit(node)

    def visit_ClassDef(self, node):
        node.decorator_list = [self.visit(x) for x in node.decorator_list]
        node.bases, node.keywords = [self.visit(x) for x in node.bases], [self.visit(x) for x in node.keywords]
        self.classes.append(node.name)
        node.body = [self.visit(x) for x in node.body]
        self.classes.pop()
        node.name = self.of_class(node.name)
        return node


def module_tree(source):
    """The tree of a module as node_print has it; of what compile() takes."""
    tree = Private().visit(ast.parse(source))
    tell_functions(tree)
    return " ".join(x for n in tree.body for x in m(n))


def judged(sentence, mode, tree):
    """What compile() says: it knows errors that ast.parse() leaves to the compiler."""
    try:
        compile(sentence, "module", mode, dont_inherit=True)
        return "accept", tree(sentence)
    except (SyntaxError, ValueError) as error:
        return "reject", f"{type(error).__name__}: {getattr(error, 'msg', error)}"


def judge_python(sentence):
    return judged(sentence, "eval", lambda s: p(ast.parse(s, mode="eval").body))


def judge_module(sentence):
    return judged(sentence, "exec", module_tree)


# ---- sentences ----

ATOMS = {
    "jinja": ["a", "b", "x1", "true", "None", "none", "False", "1", "0", "12", "1_000", "0x1f", "1.5", "2e3", "'s'", '"t"',
              "'a' 'b'", "not", "is", "if", "in"],
    "python": ["a", "b", "x1", "True", "None", "1", "0", "1_000", "0x1f", "1.5", "2.", ".5", "2e3", "1j", "'s'", "b'x'",
               "r'\\d'", "'a' 'b'", "...", "f'{a}'", "f'x{a!r}y'", "f'{a:>{b}}'", "f'{a=}'", "f'{{}}'", "'''t'''"],
}
BINARY = {
    "jinja": ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", " in ", " not in ", " and ", " or "],
    "python": ["+", "-", "*", "/", "//", "%", "**", "@", "|", "&", "^", "<<", ">>", "==", "!=", "<", ">=", " in ", " not in ",
               " and ", " or ", " is ", " is not "],
}


class Derive:
    def __init__(self, seed, dialect):
        self.r = random.Random(seed)
        self.dialect = dialect

    def some(self, depth, least=0, most=3):
        return [self.expr(depth - 1) for _ in range(self.r.randint(least, most))]

    def args(self, depth):
        out = self.some(depth, 0, 2)
        if self.r.random() < 0.2:
            out.append("*" + self.expr(depth - 1))
        if self.r.random() < 0.3:
            out.append("k=" + self.expr(depth - 1))
        if self.r.random() < 0.1:
            out.append("**" + self.expr(depth - 1))
        if self.r.random() < 0.1:
            self.r.shuffle(out)
        return ", ".join(out) + ("," if out and self.r.random() < 0.1 else "")

    def subscript(self, depth):
        part = lambda: self.expr(depth - 1) if self.r.random() < 0.5 else ""
        forms = [self.expr(depth - 1), f"{part()}:{part()}", f"{part()}:{part()}:{part()}"]
        one = self.r.choice(forms)
        return one + ", " + self.r.choice(forms) if self.r.random() < 0.15 else one

    def expr(self, depth):
        r = self.r
        if depth <= 0 or r.random() < 0.2:
            return r.choice(ATOMS[self.dialect])
        return r.choice(self.JINJA if self.dialect == "jinja" else self.PYTHON)(self, depth - 1)

    def binary(self, d):
        blank = self.r.choice(["", " "])
        return self.expr(d) + blank + self.r.choice(BINARY[self.dialect]) + blank + self.expr(d)

    def unary(self, d):
        return self.r.choice(["-", "+", "not ", "-", "not "] + (["~"] if self.dialect == "python" else [])) + self.expr(d)

    def postfix(self, d):
        name = self.r.choice(["a", "b", "x1"])
        forms = [f".{name}", f"[{self.subscript(d)}]", f"({self.args(d)})"]
        if self.dialect == "jinja":
            forms.append(f".{self.r.choice('012')}")
        return self.expr(d) + self.r.choice(forms)

    def display(self, d):
        items = self.some(d)
        comma = "," if items and self.r.random() < 0.2 else ""
        pairs = ", ".join(f"{self.expr(d)}: {self.expr(d)}" for _ in range(self.r.randint(0, 2)))
        return self.r.choice(["[" + ", ".join(items) + comma + "]", "(" + ", ".join(items) + comma + ")", "{" + pairs + "}"])

    def cond(self, d):
        return f"{self.expr(d)} if {self.expr(d)}" + (f" else {self.expr(d)}" if self.r.random() < 0.8 else "")

    def filter(self, d):
        return self.expr(d) + "|" + self.r.choice(["trim", "upper", "lower", "default"]) + self.r.choice(["", f"({self.args(d)})"])

    def test(self, d):
        no = self.r.choice(["", "not "])
        argument = self.r.choice(["", "", " " + self.expr(d), f"({self.args(d)})"])
        return f"{self.expr(d)} is {no}{self.r.choice(['defined', 'none', 'string', 'in', 'a.b'])}{argument}"

    def bracket(self, d):
        return "(" + self.expr(d) + ")"

    def comprehension(self, d):
        tail = f" for {self.r.choice(['a', 'a, b', '(a, b)'])} in {self.expr(d)}" + self.r.choice(["", f" if {self.expr(d)}"])
        element = self.expr(d)
        return self.r.choice([f"[{element}{tail}]", f"({element}{tail})", f"{{{element}{tail}}}", f"f({element}{tail})",
                              f"{{{element}: {self.expr(d)}{tail}}}"])

    def function(self, d):
        params = self.r.choice(["", "a", "a, b=1", "*a", "a, /, b", "*, a", "*a, b=1, **c", "a, *, b, **c", "a=1, b"])
        return f"lambda {params}: {self.expr(d)}"

    def walrus(self, d):
        return self.r.choice([f"(x := {self.expr(d)})", f"[*{self.expr(d)}, 1]", f"{{**{self.expr(d)}}}", f"{{{self.expr(d)}}}"])

    JINJA = [binary, binary, unary, postfix, postfix, display, cond, filter, filter, test, test, bracket]
    PYTHON = [binary, binary, unary, postfix, postfix, display, cond, bracket, comprehension, function, walrus]

    def damaged(self, sentence):
        r = self.r
        if not sentence or r.random() < 0.6:
            return sentence
        at = r.randrange(len(sentence))
        junk = r.choice(list("()[]{},.:|~=*'\"! ") + [" if ", " not ", " in ", " is ", "%}", "}}", "\n", "$", "é", "1a", "0b", "e5"])
        return r.choice([sentence[:at] + sentence[at + 1:], sentence[:at] + junk + sentence[at:], sentence[:at]])

    def statement(self, d):
        r = self.r
        e = lambda: self.expr(2)
        sign = lambda: r.choice(["", "", "", "-", "+"])
        tag = lambda inside: "{%" + sign() + " " + inside + " " + sign() + "%}"
        body = self.template(d - 1) if d > 0 else "t"
        return r.choice([
            lambda: tag("if " + e()) + body + (tag("elif " + e()) + "u" if r.random() < 0.4 else "") +
                    (tag("else") + body if r.random() < 0.4 else "") + tag("endif"),
            lambda: tag("for " + r.choice(["a", "a, b", "(a, b)", "a,"]) + " in " + e() + r.choice(["", " if " + e()]) +
                        r.choice(["", " recursive"])) + body + r.choice(["", tag("else") + "n"]) + tag("endfor"),
            lambda: tag("set " + r.choice(["a", "a, b", "ns.a", "ns.a, b"]) + " = " + e()),
            lambda: tag("set a" + r.choice(["", "|upper", "|default(1)|lower"])) + body + tag("endset"),
            lambda: tag("with " + r.choice(["", "a = " + e(), "a = 1, b = " + e()])) + body + tag("endwith"),
            lambda: tag("filter " + r.choice(["upper", "default(1)", "trim|lower"])) + body + tag("endfilter"),
            lambda: tag("macro m(" + r.choice(["", "a", "a, b=1", "a=1, b"]) + ")") + body + tag("endmacro"),
            lambda: tag("call " + r.choice(["", "(a)"]) + r.choice([" m()", " m(1, x=2)", " m"])) + body + tag("endcall"),
            lambda: tag("print " + e()),
            lambda: tag(r.choice(["include 'x'", "include a ignore missing with context", "extends 'y'", "import 'x' as y",
                                  "from 'x' import a, b as c with context", "foo", "endif", "block b", "1", ""])),
            lambda: tag("block b") + body + tag(r.choice(["endblock", "endblock b"])),
            lambda: tag("raw") + r.choice(["{{ a }}", " {% if %} ", "x"]) + tag("endraw"),
            lambda: "{#" + sign() + r.choice([" c ", "", "{{", "\n"]) + sign() + "#}",
        ])()

    def template(self, d):
        r = self.r
        parts = []
        for _ in range(r.randint(0, 3)):
            parts.append(r.choice(["text", " ", "\n", " \n x", "\r\n", "é\u2003", "{", "}", "%}", "a-"]))
            parts.append("{{" + r.choice(["", "-", "+"]) + " " + self.expr(3) + " " + r.choice(["", "-"]) + "}}"
                         if r.random() < 0.5 else self.statement(d))
        parts.append(r.choice(["", "\n", "end\r\n"]))
        return "".join(parts)


JUDGES = {"jinja": judge_jinja, "python": judge_python, "template": judge_template, "module": judge_module}


def damaged_modules(derive, count):
    """Modules of module.txt with something broken."""
    chosen = chosen_sentences("module")
    for _ in range(count):
        yield derive.damaged(derive.r.choice(chosen))


def sentences(dialect, seed, count):
    derive = Derive(seed, "python" if dialect == "python" else "jinja")
    if dialect == "module":
        yield from damaged_modules(derive, count)
        return
    for _ in range(count):
        yield derive.damaged(derive.template(2) if dialect == "template" else derive.expr(derive.r.randint(1, 4)))


def escaped(sentence):
    return sentence.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def unescaped(line):
    return re.sub(r"\\([\\nrt])", lambda m: {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}[m[1]], line)


def chosen_sentences(dialect):
    chosen = (HERE / f"{dialect}.txt").read_text(encoding="utf-8").splitlines()
    return [unescaped(line) for line in chosen if line[:1] != "#"]


def lines(dialect, sentence_list):
    for sentence in sentence_list:
        verdict, tree = JUDGES[dialect](sentence)
        yield f"{verdict}\t{escaped(sentence)}\t{escaped(tree)}\n"


def main():
    if sys.argv[1:2] == ["--stdout"]:
        sys.stdout.writelines(lines(sys.argv[2], sentences(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
        return
    for dialect, count in (("jinja", 600), ("template", 400), ("python", 500), ("module", 400)):
        out = HERE / f"{dialect}.recorded.tsv"
        with out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines(dialect, chosen_sentences(dialect)))
            file.writelines(lines(dialect, (s for s in sentences(dialect, 1, count) if len(s) < 160)))


if __name__ == "__main__":
    main()
