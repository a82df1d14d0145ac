#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/env.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/value/file.h"
#include "runtime/value/json.h"
#include "runtime/value/types.h"

/* functools, json and os.path. */

Value library_row(BuiltinTable table, Str name) {
  for (size_t i = 0; i < table.n; i++)
    if (str_is(name, table.rows[i].name)) return value_of_builtin(&table.rows[i]);
  return VALUE_ABSENT;
}

Value library_no_file(Heap *heap, Value v, const char *function) {
  Value read = op_attr(heap, v, STR("read"));
  return value_passes(read) ? read : value_unsupported(heap, "'%s' of what is no file", function);
}

/* ---- functools ---- */

/* A call's arguments as a key: a single int or str itself, which is then not the same as an equal float; else the
 * positional ones, and behind a mark, which nothing else equals, the keywords. */
static Value cache_key(Heap *heap, Value self, Value positional, Value keywords) {
  ValueList parts = {0};
  bool has_keywords = keywords.kind == V_DICT && keywords.dict->live;
  bool is_single = positional.list->n == 1 && !has_keywords;
  if (is_single && (positional.list->at[0].kind == V_INT || positional.list->at[0].kind == V_STR))
    return positional.list->at[0];
  for (size_t i = 0; i < positional.list->n; i++) value_list_push(heap, &parts, positional.list->at[i]);
  if (has_keywords) value_list_push(heap, &parts, self);
  for (size_t i = 0; has_keywords && i < keywords.dict->n; i++) {
    if (keywords.dict->at[i].key.kind == V_ABSENT) continue;
    value_list_push(heap, &parts, keywords.dict->at[i].key);
    value_list_push(heap, &parts, keywords.dict->at[i].value);
  }
  return value_tuple(heap, parts.at, parts.n);
}

static Value cached_call(Heap *heap, Value self, const Value *args) {
  Value key = cache_key(heap, self, args[0], args[1]);
  Value known = dict_get(heap, self.object->dict, key);
  InputSet read = heap->inputs_read;
  if (known.kind != V_ABSENT) heap->inputs_read |= (InputSet)self.object->at; /* what the first call read */
  if (known.kind != V_ABSENT) return known;
  heap->inputs_read = INPUT_NONE;
  Value v = heap->call(heap, self.object->value, args[0].list->at, args[0].list->n,
                       args[1].kind == V_DICT ? args[1].dict : NULL);
  self.object->at |= heap->inputs_read;
  heap->inputs_read |= read;
  if (!value_passes(v)) dict_put(heap, self.object->dict, key, v);
  return v;
}

static Value wrapped_attr(Heap *heap, Value v, Str name) {
  bool is_name = str_is(name, "__name__") || str_is(name, "__doc__") || str_is(name, "__qualname__");
  if (str_is(name, "__wrapped__")) return v.object->value;
  if (str_lists(STR("cache_info cache_parameters"), name))
    return value_unsupported(heap, "'%.*s' of a function that remembers", STR_FMT(name));
  return is_name ? op_attr(heap, v.object->value, name) : VALUE_ABSENT;
}

static Value cache_clear(Heap *heap, Value self, const Value *args) {
  (void)args;
  *self.object->dict = *value_dict(heap).dict;
  return VALUE_NONE;
}

static const Builtin CACHED_METHODS[] = {
    {"__call__", "__call__(*args, **kwargs)", 0, UINT8_MAX, 0, cached_call, "the result, remembered"},
    {"cache_clear", "", 0, 0, BUILTIN_C_STYLE, cache_clear, "forgets all results"},
};
static const Type TYPE_CACHED = {.name = "_lru_cache_wrapper",
                                 .full_name = "functools._lru_cache_wrapper",
                                 .methods = BUILTIN_TABLE(CACHED_METHODS),
                                 .attr = wrapped_attr};

static Value cache(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_CACHED, (Object){.value = args[0], .dict = value_dict(heap).dict});
}

static const Builtin CACHE = {"cache", "cache(user_function, /)", 1, 1, 0, cache, "remembers results"};

static Value lru_cache(Heap *heap, Value self, const Value *args) {
  bool is_function = args[0].kind == V_FUNCTION || args[0].kind == V_BUILTIN || args[0].kind == V_TYPE;
  return is_function ? cache(heap, self, args) : value_of_builtin(&CACHE);
}

static Value partial_call(Heap *heap, Value self, const Value *args) {
  ValueList all = {0};
  const List *first = self.object->value.list;
  Value keywords = value_dict(heap);
  for (size_t i = 1; i < first->n; i++) value_list_push(heap, &all, first->at[i]);
  for (size_t i = 0; i < args[0].list->n; i++) value_list_push(heap, &all, args[0].list->at[i]);
  dict_put_all(heap, keywords.dict, self.object->dict);
  dict_put_all(heap, keywords.dict, args[1].dict);
  heap_enter(heap); /* partials of partials are no Python calls, and nest as deep */
  Value v = heap->call(heap, first->at[0], all.at, all.n, keywords.dict);
  heap->depth--;
  return v;
}

static Value partial_attr(Heap *heap, Value v, Str name) {
  const List *first = v.object->value.list;
  bool is_cached =
      value_type(first->at[0]) == &TYPE_CACHED && str_lists(STR("cache_clear cache_info cache_parameters"), name);
  if (is_cached) return value_unsupported(heap, "'%.*s' of a method that remembers", STR_FMT(name));
  if (str_is(name, "func")) return first->at[0];
  if (str_is(name, "args")) return value_tuple(heap, first->at + 1, first->n - 1);
  return str_is(name, "keywords") ? (Value){.kind = V_DICT, .dict = v.object->dict} : VALUE_ABSENT;
}

static const Builtin PARTIAL_METHODS[] = {
    {"__call__", "__call__(*args, **kwargs)", 0, UINT8_MAX, 0, partial_call, "calls with what is bound first"},
};
static const Type TYPE_PARTIAL = {
    .name = "functools.partial", .methods = BUILTIN_TABLE(PARTIAL_METHODS), .attr = partial_attr};

Value library_bind_cached(Heap *heap, Value member, Value object) {
  if (member.kind != V_OBJECT || value_type(member) != &TYPE_CACHED) return member;
  Value first[] = {member, object};
  return object_new(heap, &TYPE_PARTIAL, (Object){.value = value_tuple(heap, first, 2), .dict = value_dict(heap).dict});
}

/* One that has what both bind. */
static Value partial_of_partial(Heap *heap, const Object *first, const Value *args) {
  ValueList all = {0};
  Value keywords = value_dict(heap);
  for (size_t i = 0; i < first->value.list->n; i++) value_list_push(heap, &all, first->value.list->at[i]);
  for (size_t i = 1; i < args[0].list->n; i++) value_list_push(heap, &all, args[0].list->at[i]);
  dict_put_all(heap, keywords.dict, first->dict);
  dict_put_all(heap, keywords.dict, args[1].dict);
  return object_new(heap, &TYPE_PARTIAL, (Object){.value = value_tuple(heap, all.at, all.n), .dict = keywords.dict});
}

static Value partial(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[0].list->n) return value_raise(heap, EXC_TYPE, "type 'partial' takes at least one argument");
  Value function = args[0].list->at[0];
  if (function.kind == V_OBJECT && value_type(function) == &TYPE_PARTIAL)
    return partial_of_partial(heap, function.object, args);
  if (!python_is_callable(function)) return value_raise(heap, EXC_TYPE, "the first argument must be callable");
  return object_new(heap, &TYPE_PARTIAL, (Object){.value = args[0], .dict = args[1].dict});
}

static Value reduce(Heap *heap, Value self, const Value *args) {
  (void)self;
  Iter iter = {0};
  Value error = op_iter(heap, args[1], &iter), all = args[2], item;
  if (value_is_error(error)) return value_raise(heap, EXC_TYPE, "reduce() arg 2 must support iteration");
  if (value_passes(error)) return error;
  if (all.kind == V_ABSENT && !op_next(heap, &iter, &all))
    return value_raise(heap, EXC_TYPE, "reduce() of empty iterable with no initial value");
  while (!value_passes(all) && op_next(heap, &iter, &item)) {
    Value both[] = {all, item};
    all = value_passes(item) ? item : heap->call(heap, args[0], both, 2, NULL);
  }
  return all;
}

/* An object of the project, as a class that decorates makes it, gets the names and attributes of the function. */
static Value object_like(Heap *heap, Value object, Value wrapped) {
  static const char *const NAMES[] = {"__module__", "__name__", "__qualname__", "__doc__"};
  Value done = VALUE_NONE;
  if (wrapped.kind != V_FUNCTION) return value_unsupported(heap, "an object that looks like what is no function");
  if (wrapped.function->is_template_var) return value_unsupported(heap, "a template var that is no function");
  for (size_t i = 0; i < COUNT(NAMES) && !value_is_error(done); i++)
    done = class_set_attr(heap, object, str_of(NAMES[i]), op_attr(heap, wrapped, str_of(NAMES[i])));
  if (value_is_error(done)) return done;
  Value unknown = value_unknown(heap, STR("the annotations of a function"));
  dict_put(heap, object.object->dict, value_str(STR("__annotations__")), unknown);
  if (wrapped.function->attributes) dict_put_all(heap, object.object->dict, wrapped.function->attributes);
  done = class_set_attr(heap, object, STR("__wrapped__"), wrapped);
  return value_is_error(done) ? done : object;
}

/* The function itself, under the names and with the text of what it wraps. */
static Value look_like(Heap *heap, Value function, Value wrapped) {
  static const char *const NAMES[] = {"__name__", "__qualname__"};
  Str names[2] = {0};
  if (function.kind == V_OBJECT && class_of(value_type(function))) return object_like(heap, function, wrapped);
  if (function.kind != V_FUNCTION) return function;
  Function *made = (Function *)function.function;
  for (int i = 0; i < 2; i++) {
    Value name = op_attr(heap, wrapped, str_of(NAMES[i]));
    if (value_is_str(name)) names[i] = value_text(name);
  }
  if (names[0].n) made->name = names[0];
  if (names[1].n) made->qualified = names[1];
  made->wraps = wrapped;
  made->is_template_var |= wrapped.kind == V_FUNCTION && wrapped.function->is_template_var;
  return function;
}

static Value update_wrapper(Heap *heap, Value self, const Value *args) {
  (void)self;
  return look_like(heap, args[0], args[1]);
}

static Value wraps_call(Heap *heap, Value self, const Value *args) {
  return look_like(heap, args[0], self.object->value);
}

static const Builtin WRAPS_METHODS[] = {
    {"__call__", "update_wrapper(wrapper)", 1, 1, 0, wraps_call, "the function under another's names"},
};
static const Type TYPE_WRAPS = {.name = "functools.partial", .methods = BUILTIN_TABLE(WRAPS_METHODS)};

static Value wraps(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (value_given(args[1]) || value_given(args[2])) return value_unsupported(heap, "'wraps' with lists of attributes");
  return object_new(heap, &TYPE_WRAPS, (Object){.value = args[0]});
}

/* `cmp_to_key`: keys that compare by a function of two. */
static Value key_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  static const struct {
    const char *name;
    Operator op;
  } NAMES[] = {{"__lt__", OP_LT}, {"__gt__", OP_GT}, {"__le__", OP_LE}, {"__ge__", OP_GE}, {"__eq__", OP_EQ}};
  for (size_t i = 0; n == 1 && i < COUNT(NAMES); i++) {
    if (!str_is(str_of(name), NAMES[i].name)) continue;
    if (args[0].kind != V_OBJECT || value_type(args[0]) != value_type(v))
      return value_raise(heap, EXC_TYPE, "other argument must be K instance");
    const Value *mine = v.object->value.list->at;
    Value both[] = {mine[1], args[0].object->value.list->at[1]};
    Value order = heap->call(heap, mine[0], both, 2, NULL);
    return value_passes(order) ? order : op_compare(heap, NAMES[i].op, order, value_int(0));
  }
  return VALUE_ABSENT;
}
static const Type TYPE_KEY = {.name = "functools.KeyWrapper", .special = key_special};

static Value key_call(Heap *heap, Value self, const Value *args) {
  Value pair[] = {self.object->value, args[0]};
  return object_new(heap, &TYPE_KEY, (Object){.value = value_tuple(heap, pair, 2)});
}
static const Builtin KEY_METHODS[] = {{"__call__", "obj, /", 1, 1, BUILTIN_C_STYLE, key_call, "a key"}};
static const Type TYPE_KEY_MAKER = {.name = "functools.KeyWrapper", .methods = BUILTIN_TABLE(KEY_METHODS)};

static Value cmp_to_key(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_KEY_MAKER, (Object){.value = args[0]});
}

static const Builtin FUNCTOOLS[] = {
    {"cmp_to_key", "cmp_to_key(mycmp)", 1, 1, 0, cmp_to_key, "a key of a function that compares two"},
    {"lru_cache", "lru_cache(maxsize=128, typed=False)", 0, 2, 0, lru_cache, "remembers results"},
    {"partial", "partial(*args, **kwargs)", 0, UINT8_MAX, 0, partial, "a function with arguments bound"},
    {"reduce", "function, iterable, initial=..., /", 2, 3, BUILTIN_C_STYLE, reduce, "one value of all"},
    {"update_wrapper", "update_wrapper(wrapper, wrapped)", 2, 2, 0, update_wrapper, "names a function after another"},
    {"wraps", "wraps(wrapped, assigned=None, updated=None)", 1, 3, 0, wraps, "keeps a name"},
};

Value library_functools(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(FUNCTOOLS);
  (void)heap;
  if (str_is(name, "cached_property")) return value_of_builtin(&CLASS_CACHED_PROPERTY);
  return str_is(name, "cache") ? value_of_builtin(&CACHE) : library_row(TABLE, name);
}

/* ---- json ---- */

enum {
  DUMPS_OBJ,
  DUMPS_SKIPKEYS,
  DUMPS_ASCII,
  DUMPS_CIRCULAR,
  DUMPS_NAN,
  DUMPS_CLS,
  DUMPS_INDENT,
  DUMPS_SEPARATORS,
  DUMPS_DEFAULT,
  DUMPS_SORT
};

/* How `json.dumps` was asked to write. */
typedef struct Style {
  bool ascii, sorted, has_indent, skips_keys, refuses_nan;
  Str indent, item, key; /* of a level; between items; between a key and its value */
  Value fallback;        /* what makes something else of what JSON has not; V_NONE: nothing */
} Style;

static Value read_style(Heap *heap, const Value *args, Style *style) {
  Value stop, indent = args[DUMPS_INDENT], separators = args[DUMPS_SEPARATORS];
  style->skips_keys = op_truth(heap, args[DUMPS_SKIPKEYS], &stop);
  style->refuses_nan = args[DUMPS_NAN].kind != V_ABSENT && !op_truth(heap, args[DUMPS_NAN], &stop);
  style->ascii = args[DUMPS_ASCII].kind == V_ABSENT || op_truth(heap, args[DUMPS_ASCII], &stop);
  style->sorted = op_truth(heap, args[DUMPS_SORT], &stop);
  style->has_indent = value_given(indent);
  style->fallback = value_given(args[DUMPS_DEFAULT]) ? args[DUMPS_DEFAULT] : VALUE_NONE;
  if (indent.kind == V_STR) style->indent = value_text(indent);
  if (style->has_indent && indent.kind != V_STR) {
    Value blanks = op_binary(heap, OP_MUL, value_str(STR(" ")), indent);
    if (!value_is_str(blanks))
      return value_passes(blanks) ? blanks : value_unsupported(heap, "such an 'indent' of 'json.dumps'");
    style->indent = value_text(blanks);
  }
  style->item = style->has_indent ? STR(",") : STR(", ");
  style->key = STR(": ");
  const Value *pair;
  size_t n;
  if (!value_given(separators)) return VALUE_NONE;
  if (!value_items(separators, &pair, &n) || n != 2 || !value_is_str(pair[0]) || !value_is_str(pair[1]))
    return value_unsupported(heap, "such 'separators' of 'json.dumps'");
  style->item = value_text(pair[0]);
  style->key = value_text(pair[1]);
  return VALUE_NONE;
}

static void write_text(Buf *buf, const Style *style, Str text) {
  if (style->ascii) {
    json_write_str(buf, text);
    return;
  }
  Buf one = buf_new(buf->arena, LIMIT_STRING_BYTES);
  buf_char(buf, '"');
  for (size_t at = 0; at < text.n;) { /* what is not ASCII stays; the rest as ever, without its quotes */
    size_t start = at;
    uint32_t c = str_decode(text, &at);
    one.n = 0;
    if (c < 0x7F) json_write_str(&one, str_sub(text, start, at));
    buf_put(buf, c < 0x7F ? str_sub(buf_str(&one), 1, one.n - 1) : str_sub(text, start, at));
  }
  buf_char(buf, '"');
}

static void new_line(Buf *buf, const Style *style, size_t level) {
  if (!style->has_indent) return;
  buf_char(buf, '\n');
  for (size_t i = 0; i < level; i++) buf_put(buf, style->indent);
}

static Value write_json(Heap *heap, Buf *buf, const Style *style, Value v, size_t level);

static Value write_items(Heap *heap, Buf *buf, const Style *style, Value v, size_t level) {
  buf_char(buf, '[');
  for (size_t i = 0; i < v.list->n; i++) {
    if (i) buf_put(buf, style->item);
    new_line(buf, style, level + 1);
    Value error = write_json(heap, buf, style, v.list->at[i], level + 1);
    if (value_passes(error)) return error;
  }
  if (v.list->n) new_line(buf, style, level);
  buf_char(buf, ']');
  return VALUE_NONE;
}

/* A key as text: json.dumps of {key: …} knows how. */
static Value write_key(Heap *heap, Buf *buf, const Style *style, Value key) {
  if (value_is_str(key)) return write_text(buf, style, value_text(key)), VALUE_NONE;
  Value dict = value_dict(heap);
  dict_put(heap, dict.dict, key, VALUE_NONE);
  Value text = json_dumps(heap, dict);
  if (value_is_error(text)) return text;
  Str whole = value_text(text), tail = STR(": null}");
  buf_put(buf, str_sub(whole, 1, whole.n - tail.n));
  return VALUE_NONE;
}

static bool is_key(Value key) {
  key = value_number(key);
  bool is_int = key.kind == V_INT || key.kind == V_BOOL || key.kind == V_BIGINT;
  return value_is_str(key) || is_int || key.kind == V_FLOAT || key.kind == V_NONE;
}

static void leave_out_others(ValueList *keys) {
  size_t kept = 0;
  for (size_t i = 0; i < keys->n; i++)
    if (is_key(keys->at[i])) keys->at[kept++] = keys->at[i];
  keys->n = kept;
}

static Value write_pairs(Heap *heap, Buf *buf, const Style *style, Value v, size_t level) {
  ValueList keys = {0};
  Value error = value_collect(heap, v, &keys);
  if (!value_passes(error) && style->sorted) error = value_sort(heap, &keys, VALUE_ABSENT, false);
  if (style->skips_keys) leave_out_others(&keys);
  buf_char(buf, '{');
  for (size_t i = 0; i < keys.n && !value_passes(error); i++) {
    if (i) buf_put(buf, style->item);
    new_line(buf, style, level + 1);
    error = write_key(heap, buf, style, keys.at[i]);
    buf_put(buf, style->key);
    if (!value_is_error(error)) error = write_json(heap, buf, style, dict_get(heap, v.dict, keys.at[i]), level + 1);
  }
  if (keys.n) new_line(buf, style, level);
  buf_char(buf, '}');
  return value_passes(error) ? error : VALUE_NONE;
}

static Value write_scalar(Heap *heap, Buf *buf, const Style *style, Value v, size_t level) {
  Value number = value_number(v);
  if (style->refuses_nan && number.kind == V_FLOAT && !isfinite(number.f))
    return value_raise(heap, EXC_VALUE, "Out of range float values are not JSON compliant");
  Value error = json_write(heap, buf, v);
  bool is_unknown = value_is_error(error) && error.exc->type == EXC_TYPE;
  if (!is_unknown || style->fallback.kind == V_NONE) return error;
  heap_enter(heap);
  Value made = heap->call(heap, style->fallback, &v, 1, NULL);
  error = value_passes(made) ? made : write_json(heap, buf, style, made, level);
  heap_leave(heap);
  return error;
}

static Value write_json(Heap *heap, Buf *buf, const Style *style, Value v, size_t level) {
  bool is_list = value_is_list(v) || v.kind == V_TUPLE;
  if (value_is_str(v)) return write_text(buf, style, value_text(v)), VALUE_NONE;
  if (!is_list && v.kind != V_DICT) return write_scalar(heap, buf, style, v, level);
  heap_enter(heap);
  Value error = is_list ? write_items(heap, buf, style, v, level) : write_pairs(heap, buf, style, v, level);
  heap_leave(heap);
  return error;
}

/* What an object of a class that derives from JSONEncoder makes of it. */
static Value encoded(Heap *heap, const Value *args) {
  static const char *const NAMES[] = {"", "skipkeys", "ensure_ascii", "check_circular", "allow_nan", "",
                                      "indent", "separators", "default", "sort_keys"};
  const Value defaults[] = {VALUE_NONE, value_bool(false), value_bool(true), value_bool(true), value_bool(true),
                            VALUE_NONE, VALUE_NONE,        VALUE_NONE,       VALUE_NONE,       value_bool(false)};
  Value keywords = value_dict(heap);
  for (int i = DUMPS_SKIPKEYS; i <= DUMPS_SORT; i++)
    if (i != DUMPS_CLS)
      dict_put(heap, keywords.dict, value_str(str_of(NAMES[i])), args[i].kind == V_ABSENT ? defaults[i] : args[i]);
  Value encoder = heap->call(heap, args[DUMPS_CLS], NULL, 0, keywords.dict);
  if (value_passes(encoder)) return encoder;
  Value encode = op_attr(heap, encoder, STR("encode"));
  return value_passes(encode) ? encode : heap->call(heap, encode, &args[DUMPS_OBJ], 1, NULL);
}

static Value dumps(Heap *heap, Value self, const Value *args) {
  (void)self;
  Style style = {0};
  if (value_given(args[DUMPS_CLS])) return encoded(heap, args);
  Value error = read_style(heap, args, &style);
  if (value_is_error(error)) return error;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  error = write_json(heap, &buf, &style, args[DUMPS_OBJ], 0);
  return value_passes(error) ? error : value_str(buf_str(&buf));
}

/* "Expecting value: line 1 column 1 (char 0)" */
static Value decode_error(Heap *heap, Str text, Str why, size_t offset) {
  size_t line = 1, start = 0;
  for (size_t i = 0; i < offset && i < text.n; i++)
    if (text.p[i] == '\n') line++, start = i + 1;
  return value_raise(heap, EXC_JSON_DECODE, "%.*s: line %zu column %zu (char %zu)", STR_FMT(why), line,
                     str_count(str_sub(text, start, offset)) + 1, str_count(str_sub(text, 0, offset)));
}

enum { READ_TEXT, READ_CLS, READ_HOOK, READ_FLOAT, READ_INT, READ_CONSTANT, READ_PAIRS, READ_MORE };

/* What `object_hook` makes of each dict, the innermost first. */
static Value hooked(Heap *heap, Value hook, Value v) {
  Value last = VALUE_NONE;
  heap_enter(heap);
  for (size_t i = 0; v.kind == V_LIST && i < v.list->n && !value_is_error(last); i++)
    last = v.list->at[i] = hooked(heap, hook, v.list->at[i]);
  for (size_t i = 0; v.kind == V_DICT && i < v.dict->n && !value_is_error(last); i++)
    last = v.dict->at[i].value = hooked(heap, hook, v.dict->at[i].value);
  heap_leave(heap);
  if (value_is_error(last)) return last;
  return v.kind == V_DICT ? heap->call(heap, hook, &v, 1, NULL) : v;
}

static Value read_as_asked(Heap *heap, const Value *args, Value v) {
  bool is_odd = args[READ_MORE].kind == V_DICT && args[READ_MORE].dict->live;
  for (int i = READ_CLS; i < READ_MORE; i++) is_odd |= i != READ_HOOK && value_given(args[i]);
  if (is_odd) return value_unsupported(heap, "'json.loads' with such arguments");
  return value_given(args[READ_HOOK]) ? hooked(heap, args[READ_HOOK], v) : v;
}

static Value loads(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value v;
  Str why = STR("");
  size_t offset = 0;
  if (!value_is_str(args[0]) && args[0].kind != V_BYTES)
    return value_raise(heap, EXC_TYPE, "the JSON object must be str, bytes or bytearray, not %s",
                       value_type_name(args[0]));
  Str text = value_text(args[0]);
  bool has_mark = str_starts(text, STR("\xEF\xBB\xBF")); /* which only bytes may have */
  if (has_mark && value_is_str(args[0]))
    return decode_error(heap, text, STR("Unexpected UTF-8 BOM (decode using utf-8-sig)"), 0);
  if (has_mark) text = str_sub(text, 3, text.n);
  if (json_loads(heap, text, &v, &why, &offset)) return read_as_asked(heap, args, v);
  return decode_error(heap, text, why, offset);
}

static Value load(Heap *heap, Value self, const Value *args) {
  Value text = file_rest(heap, args[0]);
  if (text.kind == V_ABSENT) text = library_no_file(heap, args[0], "json.load");
  Value given[READ_MORE + 1] = {text};
  for (int i = READ_CLS; i <= READ_MORE; i++) given[i] = args[i];
  return value_is_error(text) ? text : loads(heap, self, given);
}

#define READING                                                                                              \
  ", *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None, " \
  "**kw)"

static const Builtin JSON[] = {
    {"dumps",
     "dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, cls=None, indent=None, "
     "separators=None, default=None, sort_keys=False)",
     1, 1, 0, dumps, "a value as JSON"},
    {"load", "load(fp" READING, 1, 1, 0, load, "the value of a file's JSON"},
    {"loads", "loads(s" READING, 1, 1, 0, loads, "the value of a JSON text"},
};

Value library_json(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(JSON);
  (void)heap;
  if (str_is(name, "JSONDecodeError")) return value_of_type(exception_type(EXC_JSON_DECODE));
  return library_row(TABLE, name);
}

/* ---- os.path ---- */

/* With an error, `*text` is empty. */
static Value path_arg(Heap *heap, Value v, Str *text) {
  *text = STR("");
  if (env_var_is(v)) v = v.object->value;
  if (!value_is_str(v) && v.kind != V_PATH)
    return value_raise(heap, EXC_TYPE, "expected str, bytes or os.PathLike object, not %s", value_type_name(v));
  *text = value_text(v);
  return VALUE_NONE;
}

static Value join(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text, part;
  Value error = path_arg(heap, args[0], &text);
  for (size_t i = 0; i < args[1].list->n && !value_is_error(error); i++) {
    error = path_arg(heap, args[1].list->at[i], &part);
    if (value_is_error(error)) break;
    bool absolute = str_starts(part, STR("/")), ends = !text.n || str_ends(text, STR("/"));
    text = absolute ? part : str_printf(heap->arena, "%.*s%s%.*s", STR_FMT(text), ends ? "" : "/", STR_FMT(part));
  }
  return value_is_error(error) ? error : value_str(text);
}

static Value basename_of(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = path_arg(heap, args[0], &text);
  return value_is_error(error) ? error : value_str(str_sub(text, str_behind(text, '/'), text.n));
}

static Value dirname_of(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = path_arg(heap, args[0], &text);
  if (value_is_error(error)) return error;
  size_t end = str_behind(text, '/'), least = 0;
  while (least < end && text.p[least] == '/') least++;
  while (end > least && text.p[end - 1] == '/') end--;
  return value_str(str_sub(text, 0, end));
}

static Value split(Heap *heap, Value self, const Value *args) {
  Value parts[] = {dirname_of(heap, self, args), basename_of(heap, self, args)};
  return value_is_error(parts[0]) ? parts[0] : value_tuple(heap, parts, 2);
}

static Value splitext(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = path_arg(heap, args[0], &text);
  if (value_is_error(error)) return error;
  size_t first = str_behind(text, '/'), dot = str_behind(text, '.');
  while (first < text.n && text.p[first] == '.') first++;
  size_t at = dot > first ? dot - 1 : text.n;
  Value parts[] = {value_str(str_sub(text, 0, at)), value_str(str_sub(text, at, text.n))};
  return value_tuple(heap, parts, 2);
}

static Value isabs(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = path_arg(heap, args[0], &text);
  return value_is_error(error) ? error : value_bool(str_starts(text, STR("/")));
}

static Value normpath(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = path_arg(heap, args[0], &text);
  if (value_is_error(error)) return error;
  bool two_slashes = str_starts(text, STR("//")) && !str_starts(text, STR("///")); /* POSIX leaves their meaning open */
  Str normal = path_normal(heap->arena, text);
  return value_str(two_slashes ? str_cat(heap->arena, STR("/"), normal) : normal);
}

/* The folder in which Dagster was started is not known, so a relative path is not evaluated. */
static Value absolute(Heap *heap, const char *name, Value v, Str *text) {
  Value error = path_arg(heap, v, text);
  if (value_is_error(error) || (str_starts(*text, STR("/")) && heap->workspace)) return error;
  return value_unsupported(heap, "'%s' of a relative path", name);
}

static Value abspath(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = absolute(heap, "abspath", args[0], &text);
  return value_is_error(error) ? error : value_str(path_normal(heap->arena, text));
}

static Value realpath(Heap *heap, Value self, const Value *args) {
  (void)self;
  Str text;
  Value error = absolute(heap, "realpath", args[0], &text);
  return value_is_error(error) ? error : value_str(workspace_real_path(heap->workspace, text));
}

static Value exists(Heap *heap, Value self, const Value *args) {
  (void)self;
  return file_is(heap, args[0], FILE_ANY, "'exists'");
}

static Value isfile(Heap *heap, Value self, const Value *args) {
  (void)self;
  return file_is(heap, args[0], FILE_REGULAR, "'isfile'");
}

static Value isdir(Heap *heap, Value self, const Value *args) {
  (void)self;
  return file_is(heap, args[0], FILE_FOLDER, "'isdir'");
}

static const Builtin OS_PATH[] = {
    {"abspath", "abspath(path)", 1, 1, 0, abspath, "without `.` and `..`, of a path that begins with a slash"},
    {"basename", "basename(p)", 1, 1, 0, basename_of, "the last part"},
    {"dirname", "dirname(p)", 1, 1, 0, dirname_of, "what stands before it"},
    {"exists", "exists(path)", 1, 1, BUILTIN_ROOT, exists, "whether something lies there"},
    {"isabs", "isabs(s)", 1, 1, 0, isabs, "whether it begins with a slash"},
    {"isdir", "isdir(s)", 1, 1, BUILTIN_ROOT, isdir, "whether it is a folder"},
    {"isfile", "isfile(path)", 1, 1, BUILTIN_ROOT, isfile, "whether it is a file"},
    {"join", "join(a, *p)", 1, UINT8_MAX, 0, join, "parts with slashes between"},
    {"normpath", "normpath(path)", 1, 1, 0, normpath, "without `.` and `..`"},
    {"realpath", "realpath(filename)", 1, 1, 0, realpath, "with links followed, of a path that begins with a slash"},
    {"split", "split(p)", 1, 1, 0, split, "folder and last part"},
    {"splitext", "splitext(p)", 1, 1, 0, splitext, "name and suffix"},
};

Value library_os_path(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(OS_PATH);
  (void)heap;
  return str_is(name, "sep") ? value_str(STR("/")) : library_row(TABLE, name);
}
