#include "runtime/core/limits.h"
#include "runtime/eval/class.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* operator, copy, string and textwrap. */

/* ---- operator ---- */

#define BINARY(name, op)                                             \
  static Value name(Heap *heap, Value self, const Value *args) {     \
    (void)self;                                                      \
    return op_binary(heap, op, args[0], args[1]);                    \
  }
#define COMPARE(name, op)                                            \
  static Value name(Heap *heap, Value self, const Value *args) {     \
    (void)self;                                                      \
    return op_compare(heap, op, args[0], args[1]);                   \
  }
BINARY(o_add, OP_ADD)
BINARY(o_sub, OP_SUB)
BINARY(o_mul, OP_MUL)
BINARY(o_truediv, OP_DIV)
BINARY(o_floordiv, OP_FLOOR_DIV)
BINARY(o_mod, OP_MOD)
BINARY(o_pow, OP_POW)
BINARY(o_lshift, OP_SHIFT_LEFT)
BINARY(o_rshift, OP_SHIFT_RIGHT)
BINARY(o_and, OP_BIT_AND)
BINARY(o_or, OP_BIT_OR)
BINARY(o_xor, OP_BIT_XOR)
COMPARE(o_eq, OP_EQ)
COMPARE(o_ne, OP_NE)
COMPARE(o_lt, OP_LT)
COMPARE(o_le, OP_LE)
COMPARE(o_gt, OP_GT)
COMPARE(o_ge, OP_GE)
COMPARE(o_is, OP_IS)
COMPARE(o_is_not, OP_IS_NOT)

static Value o_contains(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_compare(heap, OP_IN, args[1], args[0]);
}
static Value o_getitem(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_item(heap, args[0], args[1]);
}

#define UNARY(name, op)                                          \
  static Value name(Heap *heap, Value self, const Value *args) { \
    (void)self;                                                  \
    return op_unary(heap, op, args[0]);                          \
  }
UNARY(o_invert, OP_INVERT)
UNARY(o_neg, OP_NEG)
UNARY(o_not, OP_NOT)
UNARY(o_pos, OP_POS)

/* An int is its own, however large. */
static Value o_index(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t index = 0;
  if (args[0].kind == V_BIGINT) return args[0];
  Value error = value_need_int(heap, args[0], &index);
  return value_is_error(error) ? error : value_int(index);
}

static Value o_truth(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop;
  bool truth = op_truth(heap, args[0], &stop);
  return stop.kind == V_ABSENT ? value_bool(truth) : stop;
}

/* What `itemgetter`, `attrgetter` and `methodcaller` give: a call with what they were given. */
static Value get_path(Heap *heap, Value v, Value path) {
  Str name = value_text(path);
  while (name.n && !value_passes(v)) {
    size_t dot = str_find(name, STR("."), 0);
    v = op_attr(heap, v, str_sub(name, 0, dot == SIZE_MAX ? name.n : dot));
    name = dot == SIZE_MAX ? STR("") : str_sub(name, dot + 1, name.n);
  }
  return v;
}

static Value get_each(Heap *heap, Value self, Value v, Value (*get)(Heap *heap, Value v, Value key)) {
  const List *keys = self.object->value.list;
  ValueList items = {0};
  for (size_t i = 0; i < keys->n; i++) {
    Value item = get(heap, v, keys->at[i]);
    if (value_passes(item) || keys->n == 1) return item;
    value_list_push(heap, &items, item);
  }
  return value_tuple(heap, items.at, items.n);
}

static Value item_call(Heap *heap, Value self, const Value *args) { return get_each(heap, self, args[0], op_item); }
static Value attr_call(Heap *heap, Value self, const Value *args) { return get_each(heap, self, args[0], get_path); }
static Value method_call(Heap *heap, Value self, const Value *args) {
  const List *given = self.object->value.list;
  Value method = op_attr(heap, args[0], value_text(given->at[0]));
  return value_passes(method) ? method : heap->call(heap, method, given->at + 1, given->n - 1, self.object->dict);
}

static const Builtin ITEM_METHODS[] = {{"__call__", "obj, /", 1, 1, BUILTIN_C_STYLE, item_call, "its items"}};
static const Builtin ATTR_METHODS[] = {{"__call__", "obj, /", 1, 1, BUILTIN_C_STYLE, attr_call, "its attributes"}};
static const Builtin METHOD_METHODS[] = {
    {"__call__", "obj, /", 1, 1, BUILTIN_C_STYLE, method_call, "calls its method"}};
static const Type TYPE_ITEM_GETTER = {.name = "operator.itemgetter", .methods = BUILTIN_TABLE(ITEM_METHODS)};
static const Type TYPE_ATTR_GETTER = {.name = "operator.attrgetter", .methods = BUILTIN_TABLE(ATTR_METHODS)};
static const Type TYPE_METHOD_CALLER = {.name = "operator.methodcaller", .methods = BUILTIN_TABLE(METHOD_METHODS)};

static Value itemgetter(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[0].list->n) return value_raise(heap, EXC_TYPE, "itemgetter expected at least 1 argument, got 0");
  return object_new(heap, &TYPE_ITEM_GETTER, (Object){.value = args[0]});
}
static Value attrgetter(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[0].list->n) return value_raise(heap, EXC_TYPE, "attrgetter expected at least 1 argument, got 0");
  for (size_t i = 0; i < args[0].list->n; i++)
    if (!value_is_str(args[0].list->at[i])) return value_raise(heap, EXC_TYPE, "attribute name must be a string");
  return object_new(heap, &TYPE_ATTR_GETTER, (Object){.value = args[0]});
}
static Value methodcaller(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[0].list->n)
    return value_raise(heap, EXC_TYPE, "methodcaller needs at least one argument, the method name");
  if (!value_is_str(args[0].list->at[0])) return value_raise(heap, EXC_TYPE, "method name must be a string");
  return object_new(heap, &TYPE_METHOD_CALLER,
                    (Object){.value = args[0], .dict = args[1].kind == V_DICT ? args[1].dict : NULL});
}

#define OPERATION(name, function, doc) {name, "a, b, /", 2, 2, BUILTIN_C_STYLE, function, doc}
static const Builtin OPERATOR[] = {
    OPERATION("add", o_add, "a + b"),
    OPERATION("and_", o_and, "a & b"),
    {"attrgetter", "attrgetter(*args)", 0, UINT8_MAX, 0, attrgetter, "a function that gets attributes"},
    OPERATION("concat", o_add, "a + b"),
    OPERATION("contains", o_contains, "b in a"),
    OPERATION("eq", o_eq, "a == b"),
    OPERATION("floordiv", o_floordiv, "a // b"),
    OPERATION("ge", o_ge, "a >= b"),
    OPERATION("getitem", o_getitem, "a[b]"),
    OPERATION("gt", o_gt, "a > b"),
    {"index", "a, /", 1, 1, BUILTIN_C_STYLE, o_index, "a as an int"},
    {"inv", "a, /", 1, 1, BUILTIN_C_STYLE, o_invert, "~a"},
    {"invert", "a, /", 1, 1, BUILTIN_C_STYLE, o_invert, "~a"},
    OPERATION("is_", o_is, "a is b"),
    OPERATION("is_not", o_is_not, "a is not b"),
    {"itemgetter", "itemgetter(*args)", 0, UINT8_MAX, 0, itemgetter, "a function that gets items"},
    OPERATION("le", o_le, "a <= b"),
    OPERATION("lshift", o_lshift, "a << b"),
    OPERATION("lt", o_lt, "a < b"),
    {"methodcaller", "methodcaller(*args, **kwargs)", 0, UINT8_MAX, 0, methodcaller, "a function that calls a method"},
    OPERATION("mod", o_mod, "a % b"),
    OPERATION("mul", o_mul, "a * b"),
    OPERATION("ne", o_ne, "a != b"),
    {"neg", "a, /", 1, 1, BUILTIN_C_STYLE, o_neg, "-a"},
    {"not_", "a, /", 1, 1, BUILTIN_C_STYLE, o_not, "not a"},
    OPERATION("or_", o_or, "a | b"),
    {"pos", "a, /", 1, 1, BUILTIN_C_STYLE, o_pos, "+a"},
    OPERATION("pow", o_pow, "a ** b"),
    OPERATION("rshift", o_rshift, "a >> b"),
    OPERATION("sub", o_sub, "a - b"),
    OPERATION("truediv", o_truediv, "a / b"),
    {"truth", "a, /", 1, 1, BUILTIN_C_STYLE, o_truth, "bool(a)"},
    OPERATION("xor", o_xor, "a ^ b"),
};

const BuiltinTable LIBRARY_OPERATOR = BUILTIN_TABLE(OPERATOR);

/* ---- copy ---- */

/* What was copied so far, by the body: a value that is met twice stays one. */
typedef Dict Memo;

static Value body_of(Value v) { return value_int((int64_t)(uintptr_t)v.list); }
static void remember(Heap *heap, Memo *memo, Value v, Value copy) { dict_put(heap, memo, body_of(v), copy); }

static Value copied(Heap *heap, Value v, Memo *memo);

static Value copied_dict(Heap *heap, Value v, Value copy, Memo *memo) {
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    Value key = copied(heap, v.dict->at[i].key, memo), value = copied(heap, v.dict->at[i].value, memo);
    if (value_is_error(key) || value_is_error(value)) return value_is_error(key) ? key : value;
    dict_put(heap, copy.dict, key, value);
  }
  return copy;
}

/* By its own `__copy__` or `__deepcopy__`, else an object's class and a copy of its attributes. */
static Value copied_object(Heap *heap, Value v, Memo *memo) {
  const Class *class = v.kind == V_OBJECT ? class_of(value_type(v)) : NULL;
  if (class && class->members_of) return v;
  Value given = {.kind = V_DICT, .dict = memo};
  Value own = value_special(heap, v, memo ? "__deepcopy__" : "__copy__", &given, memo != NULL);
  if (own.kind != V_ABSENT) {
    if (memo && !value_passes(own)) remember(heap, memo, v, own);
    return own;
  }
  if (!class || v.object->value.kind == V_ABSENT)
    return value_unsupported(heap, "a copy of a '%s'", value_type_name(v));
  Value copy = object_new(heap, value_type(v), *v.object);
  copy.object->dict = value_dict(heap).dict;
  Value from = {.kind = V_DICT, .dict = v.object->dict}, to = {.kind = V_DICT, .dict = copy.object->dict};
  if (memo) remember(heap, memo, v, copy);
  if (!memo) dict_put_all(heap, to.dict, from.dict);
  Value done = memo ? copied_dict(heap, from, to, memo) : to;
  return value_is_error(done) ? done : copy;
}

static Value copy_of(Heap *heap, Value v, Memo *memo) {
  bool is_list = value_is_list(v);
  bool has_body = v.kind == V_LIST || v.kind == V_DICT || v.kind == V_OBJECT;
  Value known = has_body ? dict_get(heap, memo, body_of(v)) : VALUE_ABSENT;
  if (known.kind != V_ABSENT) return known;
  heap_step(heap, 1);
  if (v.kind == V_OBJECT) return copied_object(heap, v, memo);
  if (v.kind == V_ITERATOR || (v.kind == V_LIST && v.aux) || (v.kind == V_DICT && v.dict->subclass))
    return value_unsupported(heap, "a copy of a '%s'", value_type_name(v));
  if (v.kind == V_SET && !(v.flags & VALUE_FROZEN))
    return heap->call(heap, op_attr(heap, v, STR("copy")), NULL, 0, NULL);
  if (!is_list && v.kind != V_DICT && !(v.kind == V_TUPLE && !v.aux)) return v;
  Value copy = v.kind == V_DICT ? value_dict(heap) : value_list(heap, 0);
  if (v.kind != V_TUPLE) remember(heap, memo, v, copy);
  if (v.kind == V_DICT) copy = copied_dict(heap, v, copy, memo);
  for (size_t i = 0; v.kind != V_DICT && i < v.list->n; i++) {
    Value item = copied(heap, v.list->at[i], memo);
    if (value_is_error(item)) return item;
    list_push(heap, copy, item);
  }
  if (v.kind == V_TUPLE) copy.kind = V_TUPLE;
  return copy;
}

static Value copied(Heap *heap, Value v, Memo *memo) {
  heap_enter(heap);
  Value copy = copy_of(heap, v, memo);
  heap_leave(heap);
  return copy;
}

static Value shallow(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v = args[0];
  bool has_copy = (v.kind == V_LIST && !v.aux) || v.kind == V_DICT || v.kind == V_SET;
  if (has_copy) return heap->call(heap, op_attr(heap, v, STR("copy")), NULL, 0, NULL);
  if (v.kind == V_OBJECT) return copied_object(heap, v, NULL);
  return v.kind == V_ITERATOR || v.kind == V_LIST ? value_unsupported(heap, "a copy of a '%s'", value_type_name(v)) : v;
}

static Value deep(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value memo = value_given(args[1]) ? args[1] : value_dict(heap);
  if (memo.kind != V_DICT) return value_unsupported(heap, "'deepcopy' with such a memo");
  return copied(heap, args[0], memo.dict);
}

static const Builtin COPY[] = {
    {"copy", "copy(x)", 1, 1, 0, shallow, "a shallow copy"},
    {"deepcopy", "deepcopy(x, memo=None)", 1, 2, 0, deep, "a copy of a value and all that it holds"},
};

const BuiltinTable LIBRARY_COPY = BUILTIN_TABLE(COPY);

/* ---- string ---- */

static bool is_id_start(char c) { return c == '_' || char_is_letter(c); }
static bool is_id(char c) { return is_id_start(c) || char_is_digit(c); }

/* The name behind a `$` at `at`, "name" or "{name}"; `*end` stands behind it. Empty: there is none. */
static Str placeholder(Str text, size_t at, size_t *end) {
  bool braced = at < text.n && text.p[at] == '{';
  size_t start = at + braced, to = start;
  if (to < text.n && is_id_start(text.p[to]))
    while (to < text.n && is_id(text.p[to])) to++;
  bool good = to > start && (!braced || (to < text.n && text.p[to] == '}'));
  *end = to + braced;
  return good ? str_sub(text, start, to) : STR("");
}

static Value bad_placeholder(Heap *heap, Str text, size_t at) {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < at; i++)
    if (text.p[i] == '\n') line++, start = i + 1;
  return value_raise(heap, EXC_VALUE, "Invalid placeholder in string: line %zu, col %zu", line,
                     str_count(str_sub(text, start, at)) + 1);
}

static Value placeholder_value(Heap *heap, const Value *args, Str name) {
  Value found = args[1].kind == V_DICT ? dict_get_str(args[1].dict, name) : VALUE_ABSENT;
  if (found.kind == V_ABSENT && args[0].kind != V_ABSENT) found = op_item(heap, args[0], value_str(name));
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, value_str(name))) : found;
}

static Value substituted(Heap *heap, Value self, const Value *args, bool safe) {
  Str text = value_text(self.object->value);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    size_t end;
    if (text.p[at] != '$') {
      buf_char(&buf, text.p[at++]);
      continue;
    }
    if (at + 1 < text.n && text.p[at + 1] == '$') {
      buf_char(&buf, '$');
      at += 2;
      continue;
    }
    Str name = placeholder(text, at + 1, &end);
    if (!name.n && !safe) return bad_placeholder(heap, text, at);
    Value value = name.n ? placeholder_value(heap, args, name) : VALUE_ABSENT;
    bool missing = safe && value_is_exception(value, EXC_KEY);
    if (value_passes(value) && !missing) return value;
    if (!name.n) end = at + 1;
    if (!name.n || missing) buf_put(&buf, str_sub(text, at, end));
    else buf_put(&buf, value_to_str(heap, value));
    at = end;
  }
  return value_str(buf_str(&buf));
}

static Value substitute(Heap *heap, Value self, const Value *args) { return substituted(heap, self, args, false); }
static Value safe_substitute(Heap *heap, Value self, const Value *args) { return substituted(heap, self, args, true); }
static Value template_text(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static const Builtin TEMPLATE_METHODS[] = {
    {"safe_substitute", "safe_substitute(mapping=..., /, **kws)", 0, 1, 0, safe_substitute, "fills what is known in"},
    {"substitute", "substitute(mapping=..., /, **kws)", 0, 1, 0, substitute, "fills values in"},
    {"template", "", 0, 0, BUILTIN_PROPERTY, template_text, "the text"},
};

static Value template_construct(Heap *heap, const Type *type, const Value *args) {
  if (!value_is_str(args[0])) return value_unsupported(heap, "a Template of what is no text");
  return object_new(heap, type, (Object){.value = args[0]});
}

static const Type TYPE_TEMPLATE = {.name = "Template",
                                   .full_name = "string.Template",
                                   .methods = BUILTIN_TABLE(TEMPLATE_METHODS),
                                   .construct = template_construct,
                                   .construct_params = "template"};

/* sep.join of the words of the text, each capitalized. */
static Value capwords(Heap *heap, Value self, const Value *args) {
  (void)self;
  bool own = value_given(args[1]);
  ValueList words = {0};
  Value parts = heap->call(heap, op_attr(heap, args[0], STR("split")), args + 1, own, NULL);
  Value error = value_passes(parts) ? parts : value_collect(heap, parts, &words);
  if (value_passes(error)) return error;
  Value list = value_list(heap, 0);
  for (size_t i = 0; i < words.n; i++)
    list_push(heap, list, heap->call(heap, op_attr(heap, words.at[i], STR("capitalize")), NULL, 0, NULL));
  return heap->call(heap, op_attr(heap, own ? args[1] : value_str(STR(" ")), STR("join")), &list, 1, NULL);
}

static const Builtin STRING[] = {
    {"capwords", "capwords(s, sep=None)", 1, 2, 0, capwords, "each word with a capital"},
};

Value library_string(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(STRING);
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define PUNCTUATION "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
  static const struct {
    const char *name, *text;
  } TEXTS[] = {{"ascii_letters", LOWER UPPER}, {"ascii_lowercase", LOWER}, {"ascii_uppercase", UPPER},
               {"digits", "0123456789"}, {"hexdigits", "0123456789abcdefABCDEF"}, {"octdigits", "01234567"},
               {"printable", "0123456789" LOWER UPPER PUNCTUATION " \t\n\r\x0b\x0c"}, {"punctuation", PUNCTUATION},
               {"whitespace", " \t\n\r\x0b\x0c"}};
  (void)heap;
  for (size_t i = 0; i < COUNT(TEXTS); i++)
    if (str_is(name, TEXTS[i].name)) return value_str(str_of(TEXTS[i].text));
  return str_is(name, "Template") ? value_of_type(&TYPE_TEMPLATE) : library_row(TABLE, name);
}

/* ---- textwrap ---- */

static size_t line_end(Str text, size_t at) {
  size_t end = str_find(text, STR("\n"), at);
  return end == SIZE_MAX ? text.n : end;
}

static size_t margin_of(Str line) {
  size_t n = 0;
  while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t')) n++;
  return n;
}

/* The blanks that all lines but blank ones begin with. */
static Str common_margin(Str text) {
  Str margin = {0};
  bool first = true;
  for (size_t at = 0; at < text.n;) {
    size_t end = line_end(text, at);
    Str line = str_sub(text, at, end);
    size_t n = margin_of(line), same = 0;
    at = end + 1;
    if (n == line.n) continue;
    Str own = str_sub(line, 0, n);
    while (!first && same < own.n && same < margin.n && own.p[same] == margin.p[same]) same++;
    margin = first ? own : str_sub(margin, 0, same);
    first = false;
  }
  return margin;
}

static Value need_text(Heap *heap, Value v) {
  return value_is_str(v) ? VALUE_NONE
                         : value_unsupported(heap, "a function of 'textwrap' with a '%s'", value_type_name(v));
}

static Value dedent(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value error = need_text(heap, args[0]);
  if (value_is_error(error)) return error;
  Str text = value_text(args[0]), margin = common_margin(text);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at <= text.n;) {
    size_t end = line_end(text, at);
    Str line = str_sub(text, at, end);
    bool blank = margin_of(line) == line.n;
    if (!blank) buf_put(&buf, str_starts(line, margin) ? str_sub(line, margin.n, line.n) : line);
    if (end < text.n) buf_char(&buf, '\n');
    at = end + 1;
  }
  return value_str(buf_str(&buf));
}

static Value indent(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList lines = {0};
  Value error = need_text(heap, args[0]), stop, keep = value_bool(true);
  if (!value_is_error(error)) error = need_text(heap, args[1]);
  if (value_is_error(error)) return error;
  Value split = heap->call(heap, op_attr(heap, args[0], STR("splitlines")), &keep, 1, NULL);
  error = value_passes(split) ? split : value_collect(heap, split, &lines);
  if (value_passes(error)) return error;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < lines.n; i++) {
    Value said = value_given(args[2]) ? heap->call(heap, args[2], &lines.at[i], 1, NULL)
                                      : heap->call(heap, op_attr(heap, lines.at[i], STR("strip")), NULL, 0, NULL);
    bool prefixed = op_truth(heap, said, &stop);
    if (stop.kind != V_ABSENT) return stop;
    if (prefixed) buf_put(&buf, value_text(args[1]));
    buf_put(&buf, value_text(lines.at[i]));
  }
  return value_str(buf_str(&buf));
}

static const Builtin TEXTWRAP[] = {
    {"dedent", "dedent(text)", 1, 1, 0, dedent, "without the blanks that all lines begin with"},
    {"indent", "indent(text, prefix, predicate=None)", 2, 3, 0, indent, "each line with a prefix, blank ones aside"},
};

const BuiltinTable LIBRARY_TEXTWRAP = BUILTIN_TABLE(TEXTWRAP);
