# yaml: values as YAML in block style, or all in flow style on one line. Scalars that span lines, aliases and other styles
# are left out.
from datetime import date, datetime

from _dbtplan import identity, unsupported
from yaml import safe_load

__all__ = ["dump", "safe_dump"]

# What begins a plain scalar otherwise, and what does not stand in one.
INDICATORS = "#,[]{}&*!|>'\"%@`"
FLOW_INDICATORS = ",?[]{}:"
LONGEST_KEY = 120


class Writer:
    def __init__(self, tuples, width, allow_unicode, sort_keys, in_flow):
        self.tuples, self.allow_unicode, self.sort_keys, self.in_flow = tuples, allow_unicode, sort_keys, in_flow
        self.width = width if width is not None and width > 4 else 80
        self.seen = set()

    def is_sequence(self, value):
        return type(value) is list or (self.tuples and type(value) is tuple)

    def check_once(self, value):
        """A value that is met twice is written once, with an anchor."""
        key = value if isinstance(value, date) else identity(value)
        if key in self.seen:
            unsupported("an alias in what 'yaml' writes")
        if value != ():
            self.seen.add(key)

    def is_shown(self, char):
        return " " <= char <= "~" or (self.allow_unicode and "\xa0" <= char <= "\ud7ff")

    def is_plain(self, text):
        """Whether a text stands for itself without quotes."""
        if not text or text[0] == " " or text[-1] == " " or text in ("<<", "=") or text.startswith(("---", "...")):
            return False
        if text[0] in INDICATORS or text[0] in "-?:" and text[1:2] in ("", " "):
            return False
        if ": " in text or " #" in text or text[-1] == ":":
            return False
        if self.in_flow and any(char in FLOW_INDICATORS for char in text):
            return False
        try:
            return isinstance(safe_load(text), str)
        except ValueError:
            return False

    def text(self, text):
        if not all(self.is_shown(char) for char in text):
            unsupported("such a text in what 'yaml' writes")
        return text if self.is_plain(text) else "'" + text.replace("'", "''") + "'"

    def number(self, value):
        if value != value:
            return ".nan"
        if value in (float("inf"), float("-inf")):
            return ".inf" if value > 0 else "-.inf"
        text = repr(value).lower()
        return text if "." in text or "e" not in text else text.replace("e", ".0e", 1)

    def scalar(self, value):
        kind = type(value)
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is str:
            return self.text(value)
        if kind is int:
            return str(value)
        if kind is float:
            return self.number(value)
        if kind is datetime or kind is date:
            self.check_once(value)
            text = value.isoformat(" ") if kind is datetime else value.isoformat()
            return text if kind is date or not self.in_flow else f"!!timestamp '{text}'"
        return unsupported(f"a '{kind.__name__}' in what 'yaml' writes")

    def flat(self, value):
        """A scalar, or a collection that holds nothing; None: one that has lines of its own."""
        if type(value) is not dict and not self.is_sequence(value):
            return self.scalar(value)
        self.check_once(value)
        return None if value else "{}" if type(value) is dict else "[]"

    def line(self, head, text):
        if len(head) + len(text) > self.width and " " in text:
            unsupported("a line of that length in what 'yaml' writes")
        return head + text

    def pairs(self, value):
        if not self.sort_keys:
            return value.items()
        try:
            return sorted(value.items(), key=lambda pair: pair[0])
        except TypeError:
            return value.items()

    def below(self, value, indent):
        return self.mapping(value, indent) if type(value) is dict else self.sequence(value, indent)

    def mapping(self, value, indent):
        lines = []
        for key, item in self.pairs(value):
            head = " " * indent + self.scalar(key) + ":"
            if len(head) > LONGEST_KEY or key == "":
                unsupported("such a key in what 'yaml' writes")
            flat = self.flat(item)
            lines.append(head if flat is None else self.line(head + " ", flat))
            if flat is None:
                lines += self.below(item, indent + 2 if type(item) is dict else indent)
        return lines

    def sequence(self, value, indent):
        lines = []
        for item in value:
            head, flat = " " * indent + "- ", self.flat(item)
            below = [self.line(head, flat)] if flat is not None else self.below(item, indent + 2)
            lines += [head + below[0][indent + 2:], *below[1:]]
        return lines

    def flow(self, value):
        if type(value) is not dict and not self.is_sequence(value):
            return self.scalar(value)
        self.check_once(value)
        if type(value) is not dict:
            return "[" + ", ".join([self.flow(item) for item in value]) + "]"
        items = []
        for key, item in self.pairs(value):
            head = self.scalar(key)
            if len(head) >= LONGEST_KEY or key == "":
                unsupported("such a key in what 'yaml' writes")
            items.append(f"{head}: {self.flow(item)}")
        return "{" + ", ".join(items) + "}"

    def in_one_line(self, value):
        text = self.flow(value)
        if len(text) > self.width:
            unsupported("a line of that length in what 'yaml' writes")
        return text


def written(data, stream, tuples, default_flow_style=False, sort_keys=True, allow_unicode=None, width=None, indent=None,
            explicit_start=None, **others):
    writer = Writer(tuples, width, allow_unicode, sort_keys, default_flow_style is True)
    is_plain = stream is None and not others and type(default_flow_style) is bool and indent in (None, 2)
    if not is_plain or not (type(data) is dict or writer.is_sequence(data)):
        unsupported("such a call of 'yaml'")
    flat = writer.in_one_line(data) if default_flow_style else writer.flat(data)
    if flat is not None:
        return ("--- " if explicit_start else "") + flat + "\n"
    return "".join(line + "\n" for line in (["---"] if explicit_start else []) + writer.below(data, 0))


def safe_dump(data, stream=None, **kwds):
    return written(data, stream, True, **kwds)


def dump(data, stream=None, Dumper=None, **kwds):
    if Dumper is not None:
        unsupported("such a call of 'yaml'")
    return written(data, stream, False, **kwds)
