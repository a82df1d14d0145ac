#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* contextlib: managers for `with` that are no classes of their own; the others are Python (runtime/library). */

static Value enter_value(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static Value exit_nothing(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return VALUE_NONE;
}

#define EXIT_PARAMS "typ, value, traceback, /"

/* ---- nullcontext, suppress ---- */

static const Builtin NULL_METHODS[] = {
    {"__enter__", "", 0, 0, 0, enter_value, "what it was made with"},
    {"__exit__", EXIT_PARAMS, 3, 3, 0, exit_nothing, "nothing"},
};
static const Type TYPE_NULL = {.name = "nullcontext", .methods = BUILTIN_TABLE(NULL_METHODS)};

static Value null_context(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_NULL, (Object){.value = args[0].kind == V_ABSENT ? VALUE_NONE : args[0]});
}

static Value enter_none(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return VALUE_NONE;
}

static Value exit_suppress(Heap *heap, Value self, const Value *args) {
  const List *classes = self.object->value.list;
  if (args[0].kind != V_TYPE) return VALUE_NONE;
  for (size_t i = 0; i < classes->n; i++) {
    if (classes->at[i].kind != V_TYPE) return value_unsupported(heap, "'suppress' of what is no class");
    if (python_is_subclass(args[0].type, classes->at[i].type)) return value_bool(true);
  }
  return value_bool(false);
}

static const Builtin SUPPRESS_METHODS[] = {
    {"__enter__", "", 0, 0, 0, enter_none, "nothing"},
    {"__exit__", EXIT_PARAMS, 3, 3, 0, exit_suppress, "whether the exception is one of its own"},
};
static const Type TYPE_SUPPRESS = {.name = "suppress", .methods = BUILTIN_TABLE(SUPPRESS_METHODS)};

static Value suppress(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_SUPPRESS, (Object){.value = args[0]});
}

static const Builtin CONTEXTLIB[] = {
    {"nullcontext", "nullcontext(enter_result=None)", 0, 1, 0, null_context, "a manager that does nothing"},
    {"suppress", "suppress(*exceptions)", 0, UINT8_MAX, 0, suppress, "swallows these exceptions"},
};

const BuiltinTable LIBRARY_CONTEXTLIB = BUILTIN_TABLE(CONTEXTLIB);
