# string: a formatter that a class of one's own can change.

__all__ = ["Formatter"]


def first_and_rest(field_name):
    """`a.b[0]` as 'a' and pairs of whether it is an attribute, and of what."""
    ends = [at for at in (field_name.find("."), field_name.find("[")) if at >= 0]
    end = min(ends, default=len(field_name))
    first, rest, at = field_name[:end], [], end
    while at < len(field_name):
        if field_name[at] == "[":
            close = field_name.find("]", at)
            if close < 0:
                raise ValueError("Missing ']' in format string")
            name, at, is_attr = field_name[at + 1:close], close + 1, False
            name = int(name) if name.isdigit() else name
        elif field_name[at] == ".":
            ends = [i for i in (field_name.find(".", at + 1), field_name.find("[", at + 1)) if i >= 0]
            close = min(ends, default=len(field_name))
            name, at, is_attr = field_name[at + 1:close], close, True
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        if name == "":
            raise ValueError("Empty attribute in format string")
        rest.append((is_attr, name))
    return int(first) if first.isdigit() else first, rest


def field_end(text, at):
    """Where the field that begins at `at`, behind its brace, ends."""
    depth, in_brackets = 1, False
    for end in range(at, len(text)):
        in_brackets = text[end] == "[" or (in_brackets and text[end] != "]")
        depth += 0 if in_brackets else {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return end
    raise ValueError("expected '}' before end of string")


def field_parts(field):
    """Name, format specification and conversion."""
    depth = 0
    for at, c in enumerate(field):
        depth += {"[": 1, "]": -1}.get(c, 0)
        if depth <= 0 and c in ":!":
            break
    else:
        return field, "", None
    name, rest = field[:at], field[at:]
    if rest[0] == ":":
        return name, rest[1:], None
    if len(rest) == 1:
        raise ValueError("unmatched '{' in format spec")
    if len(rest) > 2 and rest[2] != ":":
        raise ValueError("expected ':' after conversion specifier")
    return name, rest[3:], rest[1]


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth, auto_arg_index=0):
        if recursion_depth < 0:
            raise ValueError("Max string recursion exceeded")
        result = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if name is None:
                continue
            if name == "":
                if auto_arg_index is False:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                name, auto_arg_index = str(auto_arg_index), auto_arg_index + 1
            elif name.isdigit():
                if auto_arg_index:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                auto_arg_index = False
            value, key = self.get_field(name, args, kwargs)
            used_args.add(key)
            value = self.convert_field(value, conversion)
            spec, auto_arg_index = self._vformat(spec, args, kwargs, used_args, recursion_depth - 1, auto_arg_index)
            result.append(self.format_field(value, spec))
        return "".join(result), auto_arg_index

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion not in ("s", "r", "a"):
            raise ValueError(f"Unknown conversion specifier {conversion}")
        return {"s": str, "r": repr, "a": ascii}[conversion](value)

    def parse(self, format_string):
        literal, at = "", 0
        while at < len(format_string):
            c = format_string[at]
            if format_string[at:at + 2] in ("{{", "}}"):
                yield literal + c, None, None, None
                literal, at = "", at + 2
            elif c == "}" or at + 1 == len(format_string) and c == "{":
                raise ValueError(f"Single '{c}' encountered in format string")
            elif c == "{":
                end = field_end(format_string, at + 1)
                yield literal, *field_parts(format_string[at + 1:end])
                literal, at = "", end + 1
            else:
                literal, at = literal + c, at + 1
        if literal:
            yield literal, None, None, None

    def get_field(self, field_name, args, kwargs):
        first, rest = first_and_rest(field_name)
        found = self.get_value(first, args, kwargs)
        for is_attr, name in rest:
            found = getattr(found, name) if is_attr else found[name]
        return found, first
