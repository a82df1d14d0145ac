#include "runtime/eval/namespace.h"

#include "runtime/core/workspace.h"
#include "runtime/eval/module.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

static const Type TYPE_NAMESPACE, TYPE_NAMESPACE_VIEW, TYPE_LOADER, TYPE_SPEC;

Value namespace_of(Heap *heap, const Module *module) {
  return object_new(heap, &TYPE_NAMESPACE, (Object){.state = (void *)module});
}

bool namespace_is(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_NAMESPACE; }

bool namespace_is_asked(const Node *node) {
  bool is_call = node->kind == NODE_CALL && node->call.callee->kind == NODE_NAME_PY && !node->call.args.n;
  return is_call && str_lists(STR("globals locals vars"), node->call.callee->name_py.id);
}

static const Module *module_of(Value v) { return v.object->state; }

/* ---- one name ---- */

/* importlib.util.cache_from_source */
static Value cached_file(Heap *heap, const Module *module) {
  Str file = path_name(module->path), stem = str_sub(file, 0, file.n > 3 ? file.n - 3 : 0);
  heap->inputs_read |= INPUT_ROOT;
  return value_str(str_printf(heap->arena, "%.*s/__pycache__/%.*s.cpython-311.pyc", STR_FMT(path_parent(module->path)),
                              STR_FMT(stem)));
}

/* What else Python puts into every module. */
static Value other_first(Heap *heap, const Module *module, Str name) {
  if (str_is(name, "__loader__")) return object_new(heap, &TYPE_LOADER, (Object){.at = 0});
  if (str_is(name, "__spec__")) return object_new(heap, &TYPE_SPEC, (Object){.at = 0});
  if (str_is(name, "__cached__") && module->path.n) return cached_file(heap, module);
  if (!str_is(name, "__builtins__")) return VALUE_ABSENT;
  Value dict = value_dict(heap);
  dict_put(heap, dict.dict, value_str(name), value_unknown(heap, STR("what Python's builtins are")));
  return dict;
}

/* V_ABSENT: the module has no such name. */
static Value value_of_name(Heap *heap, const Module *module, Str name) {
  Value v = module_name((Eval *)heap, module, name);
  return v.kind == V_ABSENT ? other_first(heap, module, name) : v;
}

static Value value_at(Heap *heap, Value v, Value key) {
  uint64_t hash;
  if (!value_hash(heap, key, &hash)) return value_unhashable(heap, key);
  return value_is_str(key) ? value_of_name(heap, module_of(v), value_text(key)) : VALUE_ABSENT;
}

static Value item(Heap *heap, Value v, Value key) {
  Value found = value_at(heap, v, key);
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

static bool contains(Heap *heap, Value v, Value key, Value *error) {
  Value found = value_at(heap, v, key);
  if (value_is_error(found)) *error = found;
  return found.kind != V_ABSENT;
}

static Value get(Heap *heap, Value self, const Value *args) {
  Value found = value_at(heap, self, args[0]);
  if (found.kind != V_ABSENT) return found;
  return value_given(args[1]) ? args[1] : VALUE_NONE;
}

/* What Python itself put there it would take anew, which nobody does. */
static Value may_bind(Heap *heap, Value key) {
  bool is_name = value_is_str(key) && !str_starts(value_text(key), STR("__"));
  return is_name ? VALUE_NONE : value_unsupported(heap, "such a name in 'globals()'");
}

static Value put(Heap *heap, Value v, Value key, Value value) {
  Value error = may_bind(heap, key);
  if (!value_is_error(error)) module_bind((Eval *)heap, module_of(v), value_text(key), value);
  return error;
}

static Value setdefault(Heap *heap, Value self, const Value *args) {
  Value found = value_at(heap, self, args[0]);
  if (found.kind != V_ABSENT) return found;
  Value value = value_given(args[1]) ? args[1] : VALUE_NONE, error = put(heap, self, args[0], value);
  return value_is_error(error) ? error : value;
}

static Value pop(Heap *heap, Value self, const Value *args) {
  Value found = value_at(heap, self, args[0]);
  if (found.kind == V_ABSENT && args[1].kind == V_ABSENT)
    return value_raise_str(heap, EXC_KEY, value_repr(heap, args[0]));
  if (found.kind == V_ABSENT) return args[1];
  Value error = put(heap, self, args[0], VALUE_ABSENT);
  return value_is_error(error) ? error : found;
}

/* A dict takes what `update` takes of mappings, pairs and keywords; then it goes in, name by name. */
static Value update(Heap *heap, Value self, const Value *args) {
  const Builtin *of_dict = type_method(&TYPE_DICT, STR("update"));
  Value dict = value_dict(heap), error = of_dict->fn(heap, dict, args);
  for (size_t i = 0; i < dict.dict->n && !value_is_error(error); i++)
    if (dict.dict->at[i].key.kind != V_ABSENT)
      error = put(heap, self, dict.dict->at[i].key, dict.dict->at[i].value);
  return error;
}

static Value special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  (void)n;
  if (str_is(STR("__setitem__"), name)) return put(heap, v, args[0], args[1]);
  if (!str_is(STR("__delitem__"), name)) return VALUE_ABSENT;
  Value given[] = {args[0], VALUE_ABSENT}, value = pop(heap, v, given);
  return value_is_error(value) ? value : VALUE_NONE;
}

/* ---- all names ---- */

/* What Python puts into every module, before its first statement. */
static const char *const FIRST[] = {"__name__", "__doc__",  "__package__", "__loader__",
                                    "__spec__", "__file__", "__cached__",  "__builtins__"};

static size_t count_of(const Module *module) {
  const Map *globals = &module->state->globals;
  size_t n = COUNT(FIRST);
  for (size_t i = 0; i < globals->n; i++) n += ((Global *)globals->at[i].value)->value.kind != V_ABSENT;
  return n;
}

static bool equal(Heap *heap, Value a, Value b) { return (void)heap, module_of(a) == module_of(b); }

/* What `|` and the operators of views give nobody asks for. */
static Value binary(Heap *heap, int op, Value a, Value b) {
  (void)op, (void)a, (void)b;
  return value_unsupported(heap, "such an operator of 'globals()'");
}

static int64_t len(Value v) { return (int64_t)count_of(module_of(v)); }

/* The name after `*at` of them, FIRST before those that are bound; false: there is none. */
static bool next_name(const Module *module, size_t *at, Str *name) {
  const Map *globals = &module->state->globals;
  for (; *at < COUNT(FIRST) + globals->n; ++*at) {
    bool is_first = *at < COUNT(FIRST);
    const Global *global = is_first ? NULL : globals->at[*at - COUNT(FIRST)].value;
    if (global && global->value.kind == V_ABSENT) continue;
    *name = is_first ? str_of(FIRST[*at]) : globals->at[*at - COUNT(FIRST)].key;
    return ++*at, true;
  }
  return false;
}

typedef enum View { VIEW_KEYS, VIEW_VALUES, VIEW_ITEMS } View;

/* An iteration finds, as Python's, that a name came or went: `for name in globals()` in a module's body binds one. */
typedef struct Walk {
  const Module *module;
  View view;
  size_t count;
} Walk;

static bool next(Heap *heap, Iter *it, Value *out) {
  const Walk *walk = it->state;
  Str name;
  if (count_of(walk->module) != walk->count)
    return *out = value_raise(heap, EXC_RUNTIME, "dictionary changed size during iteration"), true;
  if (!next_name(walk->module, &it->at, &name)) return false;
  Value pair[] = {value_str(name), value_of_name(heap, walk->module, name)};
  if (pair[1].kind == V_ABSENT) return next(heap, it, out); /* a module without a file */
  if (walk->view == VIEW_KEYS) pair[1] = VALUE_NONE;
  if (value_is_error(pair[1])) *out = pair[1];
  else *out = walk->view == VIEW_ITEMS ? value_tuple(heap, pair, 2) : pair[walk->view];
  return true;
}

static bool iterate(Heap *heap, const Module *module, View view, Iter *it) {
  Walk *walk = ARENA_NEW(heap->arena, Walk);
  *walk = (Walk){module, view, count_of(module)};
  *it = (Iter){.next = next, .state = walk};
  return true;
}

static bool iter(Heap *heap, Value v, Iter *it) { return iterate(heap, module_of(v), VIEW_KEYS, it); }

static bool iter_view(Heap *heap, Value v, Iter *it) {
  return iterate(heap, module_of(v), (View)v.object->at, it);
}

static Value view(Heap *heap, Value self, View view) {
  return object_new(heap, &TYPE_NAMESPACE_VIEW, (Object){.state = self.object->state, .at = view});
}

static Value keys(Heap *heap, Value self, const Value *args) { return (void)args, view(heap, self, VIEW_KEYS); }
static Value values(Heap *heap, Value self, const Value *args) { return (void)args, view(heap, self, VIEW_VALUES); }
static Value items(Heap *heap, Value self, const Value *args) { return (void)args, view(heap, self, VIEW_ITEMS); }

static Value copy(Heap *heap, Value self, const Value *args) {
  Value all = items(heap, self, args), dict = value_dict(heap);
  Value given[] = {all, VALUE_ABSENT}, error = type_method(&TYPE_DICT, STR("update"))->fn(heap, dict, given);
  return value_is_error(error) ? error : dict;
}

/* ---- the types ---- */

static Value attr(Heap *heap, Value v, Str name) {
  bool is_other = str_lists(STR("clear fromkeys popitem"), name) || str_starts(name, STR("__"));
  return is_other && !type_method(value_type(v), name) ? value_unsupported(heap, "'globals().%.*s'", STR_FMT(name))
                                                       : VALUE_ABSENT;
}

static void repr(Heap *heap, Buf *buf, Value v) {
  (void)v;
  if (!heap->pending) heap->pending = value_unsupported(heap, "the text of 'globals()'").exc;
  buf_puts(buf, "globals()");
}

static const Builtin METHODS[] = {
    {"copy", "", 0, 0, BUILTIN_C_STYLE, copy, "the names and what they hold, as a dict"},
    {"get", "key, default=None, /", 1, 2, BUILTIN_C_STYLE, get, "what a name holds, or the default"},
    {"items", "", 0, 0, BUILTIN_C_STYLE, items, "pairs of a name and what it holds"},
    {"keys", "", 0, 0, BUILTIN_C_STYLE, keys, "the names"},
    {"pop", "key, default=None, /", 1, 2, BUILTIN_C_STYLE | BUILTIN_CHANGES, pop,
     "removes a name and gives what it held"},
    {"setdefault", "key, default=None, /", 1, 2, BUILTIN_C_STYLE | BUILTIN_ABSORBS, setdefault,
     "what a name holds, which is set where it is not there"},
    {"update", "other=(), /, **more", 0, 1, BUILTIN_C_STYLE | BUILTIN_ABSORBS, update,
     "binds names as another mapping has them"},
    {"values", "", 0, 0, BUILTIN_C_STYLE, values, "what the names hold"},
};

static const Type TYPE_NAMESPACE = {.name = "dict",
                                    .methods = BUILTIN_TABLE(METHODS),
                                    .repr = repr,
                                    .attr = attr,
                                    .len = len,
                                    .equal = equal,
                                    .binary = binary,
                                    .iter = iter,
                                    .item = item,
                                    .contains = contains,
                                    .special = special};

static const Type TYPE_NAMESPACE_VIEW = {
    .name = "dict_view", .repr = repr, .len = len, .binary = binary, .iter = iter_view};

static Value attr_of_first(Heap *heap, Value v, Str name) {
  return str_starts(name, STR("__")) ? VALUE_ABSENT
                                     : value_unsupported(heap, "'%.*s' of a '%s'", STR_FMT(name), value_type_name(v));
}

static const Type TYPE_LOADER = {.name = "SourceFileLoader", .repr = repr, .attr = attr_of_first};
static const Type TYPE_SPEC = {.name = "ModuleSpec", .repr = repr, .attr = attr_of_first};
