"""Prints tests/oracle/fields.tsv: what the pinned Dagster makes of the values of a class's own fields, by their types.

    .oracle/bin/python tests/oracle/record_fields.py > tests/oracle/fields.tsv

A row: the annotation, the value as YAML has it, and the text of what the field holds, in quotes of JSON, or `!` and the error.
The classes are those of fields.py, which the case tests/cases/resolve/fields_by_type gives to a component, too.
"""

import json
import pathlib
import types
import warnings

warnings.simplefilter("ignore")
CLASSES = pathlib.Path(__file__).resolve().parent / "fields.py"
TYPES = [
    "List[Shop]", "dict[str, Shop]", "Dict[str, list[Shop]]", "list[dict[str, Shop]]", "Optional[Shop]", "Shop | None",
    "Optional[list[Shop]]", "list[Shop] | None", "Shop", "Shops", "Loose", "Point", "list[Point]", "Size", "list[Size]",
    "dict[str, Size]", "Optional[Size]", "list[Optional[Size]]", "Optional[dict[str, list[Size]]]", "Sized",
    "SizedPoint", "list[SizedPoint]", "tuple[int, str]", "Tuple[int, ...]", "tuple[Size, int]", "Noted",
    "list[Noted]", "Plain", "list[Plain]",
    "Annotated[Point, Resolver(made, model_field_type=str)]",
    "Annotated[Point, Resolver(model_field_type=str, fn=made, description='d', examples=['a'])]",
    "Annotated[Point, 5, Resolver(made, model_field_type=str)]",
    "Annotated[Point, Resolver(made)]", "Annotated[str, Resolver(made)]", "Annotated[Size, Resolver(made)]",
    "Annotated[Point, Resolver(made, model_field_type=list[str])]",
    "Annotated[Point, Resolver(made, model_field_type=dict[str, int])]",
    "Annotated[Point, Resolver(made, model_field_type=Optional[int], inject_before_resolve=True)]",
    "Annotated[str, Resolver.from_model(made)]",
    "Annotated[str, Resolver.default(description='x')]", "Annotated[str, 5, Resolver.default()]", "Annotated[Shop, Resolver.default()]",
    "Annotated[list[Shop], Resolver.default()]", "Annotated[Size, Resolver.default()]",
    "Annotated[str, Resolver.default(model_field_type=int)]", "Annotated[str, 5]", "Annotated[Shop, 5]",
    "Annotated[int, 'why']", "Annotated[int, Field(gt=5)]", "Annotated[Point, 'where']", "list[Annotated[int, 'why']]",
    "Annotated[Optional[Stay], 'where', Field(description='x', examples=[1])]", "Stay", "list[Stay]", "dict[str, Stay]", "Stay | None",
]  # fmt: skip
VALUES = [
    "null", "x", "5", "true", "small", "'{{ 5 }}'", "[]", "[x]", "['1']", "[1]", "[null]", "[1, b]", "[small, large]", "[small, huge]",
    "[null, small]", "{}", "{1: {name: a}}", "{name: a}", "{name: a, n: x}", "{name: null}", "{name: '{{ 5 }}'}",
    "{name: a, sub: {name: b}}", "[{name: a}]", "[{name: a, n: 2}, {name: b}]", "{a: {name: b}}", "{a: [{name: b}]}", "[{a: {name: b}}]",
    "{x: 1}", "[{x: 1, y: 2}]", "{a: x}", "{a: [small]}", "{size: small}", "{size: huge}", "{sizes: [small]}", "[{opt: small}]",
    "{opt: null}", "{day: x}", "{day: 5}", "[{note: x}]",
    "{x: '{{ 5 }}'}", "{x: '{{ \"b\" }}'}", "{x: b}", "{x: '5'}", "[{x: '{{ 5 }}', y: a}]", "{nights: '{{ 5 }}'}", "{nights: '{{ \"b\" }}'}",
    "{nights: 2}", "[{nights: '{{ 5 }}', town: b}, '{{ 5 }}']", "[{nights: 2}, {town: '{{ 5 }}'}]", "{point: {x: '{{ 5 }}'}}",
    "{point: '{{ 5 }}'}", "{town: '{{ \"b\" }}', nights: null}", "{a: {nights: '{{ 1 + 1 }}'}}", "{size: '{{ \"small\" }}'}",
]  # fmt: skip
# Of the types of plain data: fields of `Plain`.
FIELDS = {
    "a": ["x", "5", "null"], "b": ["5", "null", "x", "'{{ 5 }}'"], "c": ["x", "5", "null", "[]"], "d": ["x", "z", "5"],
    "e": ["[]", "[a]", "[a, b]", "[a, 1]", "[1, a]", "a", "{a: b}"], "f": ["{}", "{a: 1}", "{a: 1, b: x}", "{b: x, a: 1}", "{1: 1}", "[a]"],
    "g": ["true", "1", "x", "'{{ 1 }}'"], "h": ["1.5", "1", "x", "'{{ 1 }}'"], "i": ["[1]", "x", "null"], "j": ["5", "null", "x"], "k": ["[1, 2]", "[x]", "[2, x]"],
    "l": ["{a: b}", "{a: 1}", "[a]"], "m": ["[[a], []]", "[[a], [1]]", "[a]"], "n": ["{a: true, b: null}", "{a: true, b: 1}"],
}  # fmt: skip


def made_of(field, value):
    try:
        return json.dumps(str(field.resolve_from_yaml(f"own: {value}\n").own))
    except Exception as error:
        return f"! {type(error).__name__}"


def main():
    module = types.ModuleType("m")
    exec(CLASSES.read_text() + "Shops = list[Shop]\n", module.__dict__)
    for annotation in TYPES:
        exec(f"@dataclass\nclass Own(dg.Resolvable):\n    own: {annotation}\n", module.__dict__)
        plain = [f"{{{name}: {value}}}" for name, values in FIELDS.items() for value in values]
        values = plain if annotation == "Plain" else [f"[{value}]" for value in plain] if annotation == "list[Plain]" else VALUES
        for value in values:
            print(f"{annotation}\t{value}\t{made_of(module.Own, value)}")


if __name__ == "__main__":
    main()
