#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/value/types.h"

/* Jinja's globals (jinja2/defaults.py, jinja2/utils.py). */

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
  return value_unsupported(heap, "'lipsum'");
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

static Value cycler_items(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value cycler_pos(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int((int64_t)(self.object->at % self.object->value.list->n));
}

static const Builtin CYCLER_METHODS[] = {
    {"current", "", 0, 0, BUILTIN_PROPERTY, cycler_current, "the item that comes next"},
    {"items", "", 0, 0, BUILTIN_PROPERTY, cycler_items, "all items"},
    {"next", "Cycler.next(self |)", 0, 0, 0, cycler_next, "the items one by one, from the start again"},
    {"pos", "", 0, 0, BUILTIN_PROPERTY, cycler_pos, "the number of the item that comes next"},
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

static Value joiner_sep(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value joiner_used(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(self.object->at > 0);
}

static const Builtin JOINER_METHODS[] = {
    {"__call__", "Joiner.__call__(self |)", 0, 0, 0, joiner_call, "nothing at first, then the separator"},
    {"sep", "", 0, 0, BUILTIN_PROPERTY, joiner_sep, "the separator"},
    {"used", "", 0, 0, BUILTIN_PROPERTY, joiner_used, "whether it was called"},
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
    {"range", "start, stop=None, step=1, /", 1, 3, BUILTIN_C_STYLE, make_range, "numbers in order"},
};

const BuiltinTable GLOBALS = BUILTIN_TABLE(ROWS);

Value global_value(const Builtin *row) {
  if (row->fn == make_range) return value_of_type(&TYPE_RANGE);
  return row->fn == make_dict ? value_of_type(&TYPE_DICT) : value_of_builtin(row);
}
