#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/value/types.h"

/* Jinja's globals (jinja2/defaults.py, jinja2/utils.py), and the functions that Python has everywhere. */

/* ---- range and dict ---- */

static Value make_range(Heap *heap, Value self, const Value *args) {
  (void)self;
  return TYPE_RANGE.construct(heap, &TYPE_RANGE, args);
}

static Value make_dict(Heap *heap, Value self, const Value *args) {
  (void)self;
  return TYPE_DICT.construct(heap, &TYPE_DICT, args);
}

static Value lipsum(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return value_unsupported(heap, "'lipsum' is not supported");
}

/* ---- namespace ---- */

static Value namespace_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  return dict_get_str(v.object->dict, name);
}

static void namespace_repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "<Namespace ");
  value_write_repr(heap, buf, (Value){.kind = V_DICT, .dict = v.object->dict});
  buf_char(buf, '>');
}

static void namespace_names(Heap *heap, Value v, ValueList *names) {
  const Dict *dict = v.object->dict;
  for (size_t i = 0; i < dict->n; i++)
    if (value_is_str(dict->at[i].key)) value_list_push(heap, names, dict->at[i].key);
}

static const Type TYPE_NAMESPACE = {.name = "Namespace",
                                    .full_name = "jinja2.utils.Namespace",
                                    .repr = namespace_repr,
                                    .attr = namespace_attr,
                                    .attr_names = namespace_names};

static Value make_namespace(Heap *heap, Value self, const Value *args) {
  Value dict = make_dict(heap, self, args);
  return value_passes(dict) ? dict : object_new(heap, &TYPE_NAMESPACE, (Object){.dict = dict.dict});
}

/* ---- cycler and joiner ---- */

static Value cycler_current(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  const List *items = self.object->value.list;
  return items->at[self.object->at % items->n];
}

static Value cycler_next(Heap *heap, Value self, const Value *args) {
  Value current = cycler_current(heap, self, args);
  self.object->at++;
  return current;
}

static Value cycler_reset(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  self.object->at = 0;
  return VALUE_NONE;
}

static void object_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", value_type(v)->full_name);
}

static const Builtin CYCLER_METHODS[] = {
    {"current", "", 0, 0, BUILTIN_PROPERTY, cycler_current, "the item that comes next"},
    {"next", "Cycler.next(self |)", 0, 0, 0, cycler_next, "the items one by one, from the start again"},
    {"reset", "Cycler.reset(self |)", 0, 0, 0, cycler_reset, "begins again"},
};
static const Type TYPE_CYCLER = {.name = "Cycler",
                                 .full_name = "jinja2.utils.Cycler",
                                 .methods = BUILTIN_TABLE(CYCLER_METHODS),
                                 .repr = object_repr};

static Value make_cycler(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!args[0].list->n) return value_raise(heap, EXC_RUNTIME, "at least one item has to be provided");
  return object_new(heap, &TYPE_CYCLER, (Object){.value = args[0]});
}

static Value joiner_call(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->at++ ? self.object->value : value_str(STR(""));
}

static const Builtin JOINER_METHODS[] = {
    {"__call__", "Joiner.__call__(self |)", 0, 0, 0, joiner_call, "nothing at first, then the separator"},
};
static const Type TYPE_JOINER = {.name = "Joiner",
                                 .full_name = "jinja2.utils.Joiner",
                                 .methods = BUILTIN_TABLE(JOINER_METHODS),
                                 .repr = object_repr};

static Value make_joiner(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_JOINER, (Object){.value = args[0].kind == V_ABSENT ? value_str(STR(", ")) : args[0]});
}

static const Builtin ROWS[] = {
    {"cycler", "Cycler.__init__(self | *items)", 0, UINT8_MAX, 0, make_cycler, "items one by one, over and over"},
    {"dict", "iterable=(), /, **items", 0, 1, BUILTIN_C_STYLE, make_dict, "a mapping"},
    {"joiner", "Joiner.__init__(self | sep=', ')", 0, 1, 0, make_joiner, "a separator between items"},
    {"lipsum", "generate_lorem_ipsum(n=5, html=True, min=20, max=100)", 0, 4, 0, lipsum, "a random text: refused"},
    {"namespace", "iterable=(), /, **items", 0, 1, BUILTIN_C_STYLE, make_namespace, "names that loops can set"},
    {"range", "start, stop=None, step=1, /", 1, 3, BUILTIN_PURE | BUILTIN_C_STYLE, make_range, "numbers in order"},
};

const BuiltinTable GLOBALS = BUILTIN_TABLE(ROWS);

Value global_value(const Builtin *row) {
  if (row->fn == make_range) return value_of_type(&TYPE_RANGE);
  return row->fn == make_dict ? value_of_type(&TYPE_DICT) : value_of_builtin(row);
}

/* ---- Python's own functions ---- */

static Value py_len(Heap *heap, Value self, const Value *args) {
  (void)self;
  return op_len(heap, args[0]);
}

static Value py_sorted(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Value error = items_of(heap, args[0], &items), stop = VALUE_ABSENT;
  bool reverse = args[2].kind != V_ABSENT && op_truth(heap, args[2], &stop);
  if (!value_passes(error)) error = value_sort(heap, &items, value_given(args[1]) ? args[1] : VALUE_ABSENT, reverse);
  if (value_passes(error)) return error;
  Value list = value_list(heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

static Value through_filter(Heap *heap, const char *name, const Value *args, size_t n) {
  return args_call(heap, table_find(FILTERS, str_of(name)), VALUE_ABSENT, (CallArgs){args, n, NULL});
}

static Value py_abs(Heap *heap, Value self, const Value *args) {
  (void)self;
  return through_filter(heap, "abs", args, 1);
}

static Value py_sum(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value call[] = {args[0], VALUE_NONE, args[1].kind == V_ABSENT ? value_int(0) : args[1]};
  return through_filter(heap, "sum", call, 3);
}

/* min and max of several arguments, or of the items of one. */
static Value py_extreme(Heap *heap, const Value *args, const char *name) {
  Value call[] = {args[0].list->n == 1 ? args[0].list->at[0] : args[0], value_bool(true)};
  if (!args[0].list->n) return value_raise(heap, EXC_TYPE, "%s expected at least 1 argument, got 0", name);
  Value v = through_filter(heap, name, call, 2);
  return v.kind == V_UNDEFINED ? value_raise(heap, EXC_VALUE, "%s() arg is an empty sequence", name) : v;
}

static Value py_min(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "min");
}

static Value py_max(Heap *heap, Value self, const Value *args) {
  (void)self;
  return py_extreme(heap, args, "max");
}

static Value any_or_all(Heap *heap, Value v, bool wanted) {
  ValueList items = {0};
  Value error = items_of(heap, v, &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value stop = VALUE_ABSENT;
    bool truth = op_truth(heap, items.at[i], &stop);
    if (value_passes(stop)) return stop;
    if (truth == wanted) return value_bool(wanted);
  }
  return value_bool(!wanted);
}

static Value py_any(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], true);
}

static Value py_all(Heap *heap, Value self, const Value *args) {
  (void)self;
  return any_or_all(heap, args[0], false);
}

static Value py_enumerate(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0}, pairs = {0};
  Value number = args[1].kind == V_ABSENT ? value_int(0) : args[1], error = items_of(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    Value pair[] = {op_binary(heap, OP_ADD, number, value_int((int64_t)i)), items.at[i]};
    if (value_passes(pair[0])) return pair[0];
    value_list_push(heap, &pairs, value_tuple(heap, pair, 2));
  }
  return generator_of(heap, pairs);
}

static Value py_set(Heap *heap, Value self, const Value *args) {
  (void)self;
  return TYPE_SET.construct(heap, &TYPE_SET, args);
}

static const Builtin PYTHON[] = {
    {"abs", "x, /", 1, 1, BUILTIN_PURE | BUILTIN_C_STYLE, py_abs, "the absolute value"},
    {"all", "iterable, /", 1, 1, BUILTIN_C_STYLE, py_all, "whether all items are true"},
    {"any", "iterable, /", 1, 1, BUILTIN_C_STYLE, py_any, "whether an item is true"},
    {"enumerate", "iterable, start=0", 1, 2, 0, py_enumerate, "items with their numbers"},
    {"len", "obj, /", 1, 1, BUILTIN_C_STYLE, py_len, "the number of items"},
    {"max", "*args", 0, UINT8_MAX, BUILTIN_C_STYLE, py_max, "the largest"},
    {"min", "*args", 0, UINT8_MAX, BUILTIN_C_STYLE, py_min, "the smallest"},
    {"set", "iterable=(), /", 0, 1, BUILTIN_C_STYLE, py_set, "a set"},
    {"sorted", "iterable, /, *, key=None, reverse=False", 1, 1, 0, py_sorted, "a sorted list"},
    {"sum", "iterable, /, start=0", 1, 2, 0, py_sum, "the sum"},
};
static const BuiltinTable PYTHON_FUNCTIONS = BUILTIN_TABLE(PYTHON);

Value python_builtin(Str name) {
  static const struct {
    const char *name;
    const Type *type;
  } TYPES[] = {{"bool", &TYPE_BOOL}, {"float", &TYPE_FLOAT}, {"int", &TYPE_INT},
               {"list", &TYPE_LIST}, {"str", &TYPE_STR},     {"tuple", &TYPE_TUPLE}};
  if (str_is(name, "dict") || str_is(name, "range")) return value_of_builtin(table_find(GLOBALS, name));
  for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
    if (str_is(name, TYPES[i].name)) return value_of_type(TYPES[i].type);
  const Builtin *row = table_find(PYTHON_FUNCTIONS, name);
  return row ? value_of_builtin(row) : VALUE_ABSENT;
}

bool python_has_builtin(Str name) {
  static const char *const NAMES[] = {
      "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup", "BlockingIOError",
      "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError", "ConnectionAbortedError",
      "ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "DeprecationWarning", "EOFError",
      "Ellipsis", "EncodingWarning", "EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError",
      "FileNotFoundError", "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError",
      "ImportWarning", "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError", "KeyError",
      "KeyboardInterrupt", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError",
      "NotImplemented", "NotImplementedError", "OSError", "OverflowError", "PendingDeprecationWarning",
      "PermissionError", "ProcessLookupError", "RecursionError", "ReferenceError", "ResourceWarning", "RuntimeError",
      "RuntimeWarning", "StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError",
      "SystemExit", "TabError", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
      "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning", "ValueError",
      "Warning", "ZeroDivisionError", "__build_class__", "__builtins__", "__debug__", "__doc__", "__file__",
      "__import__", "__loader__", "__name__", "__package__", "__path__", "__spec__", "abs", "aiter", "all", "anext",
      "any", "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod", "compile",
      "complex", "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "exit", "filter", "float", "format",
      "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id", "input", "int", "isinstance",
      "issubclass", "iter", "len", "list", "locals", "map", "max", "memoryview", "min", "next", "object", "oct",
      "open", "ord", "pow", "print", "property", "quit", "range", "repr", "reversed", "round", "set", "setattr",
      "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type", "vars", "zip"};
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}
