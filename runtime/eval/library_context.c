#include "runtime/eval/class_member.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/generator.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* contextlib: managers for `with`. */

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

/* ---- contextmanager: a generator that yields once ---- */

static Value enter_generator(Heap *heap, Value self, const Value *args) {
  Value item;
  (void)args;
  if (op_next(heap, &self.object->value.iterator->iter, &item)) return item;
  return value_raise(heap, EXC_RUNTIME, "generator didn't yield");
}

static Value exit_failed(Heap *heap, Value generator, Value error) {
  Value v = generator_throw((Eval *)heap, generator, error);
  if (!value_is_error(v)) return value_raise(heap, EXC_RUNTIME, "generator didn't stop after throw()");
  if (v.exc->type == EXC_STOP_ITERATION) return value_bool(true);
  return v.exc == error.exc ? value_bool(false) : v;
}

static Value exit_generator(Heap *heap, Value self, const Value *args) {
  Value item, generator = self.object->value;
  if (args[0].kind != V_NONE) return exit_failed(heap, generator, exception_error(heap, args[1]));
  if (!op_next(heap, &generator.iterator->iter, &item)) return value_bool(false);
  return value_is_error(item) ? item : value_raise(heap, EXC_RUNTIME, "generator didn't stop");
}

/* As a decorator it is made anew for each call. */
static Value decorate(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return value_unsupported(heap, "a 'contextmanager' as a decorator");
}

static const Builtin GENERATED_METHODS[] = {
    {"__call__", "func", 1, 1, 0, decorate, "not evaluated"},
    {"__enter__", "", 0, 0, 0, enter_generator, "what the generator yields"},
    {"__exit__", EXIT_PARAMS, 3, 3, 0, exit_generator, "what the generator does after its yield"},
};
static const Type TYPE_GENERATED = {.name = "_GeneratorContextManager", .methods = BUILTIN_TABLE(GENERATED_METHODS)};

static Value make_generated(Heap *heap, Value self, const Value *args) {
  Value v = heap->call(heap, self.object->value, args[0].list->at, args[0].list->n, args[1].dict);
  if (value_passes(v)) return v;
  if (v.kind != V_ITERATOR || !v.iterator->type)
    return value_unsupported(heap, "a 'contextmanager' that is no generator");
  return object_new(heap, &TYPE_GENERATED, (Object){.value = v});
}

static const Builtin MAKER_METHODS[] = {
    {"__call__", "helper(*args, **kwds)", 0, UINT8_MAX, 0, make_generated, "a manager"},
};
static const Type TYPE_MAKER = {.name = "function", .methods = BUILTIN_TABLE(MAKER_METHODS)};

static Value context_manager(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_MAKER, (Object){.value = args[0]});
}

/* ---- ExitStack: `value` is the list of what to call at its end, the last first ---- */

static Value special_of(Heap *heap, Value manager, const char *name) {
  const Type *type = value_type(manager);
  const Builtin *row = type_method(type, str_of(name));
  Value member = class_of(type) ? class_member(type, str_of(name)) : VALUE_ABSENT;
  if (row) return value_bound(heap, row, manager);
  return member.kind == V_ABSENT ? value_unsupported(heap, "such a manager in an 'ExitStack'")
                                 : class_bind(heap, member, type, manager);
}

static Value stack_enter(Heap *heap, Value self, const Value *args) {
  Value enter = special_of(heap, args[0], "__enter__"), leave = special_of(heap, args[0], "__exit__");
  if (value_is_error(enter) || value_is_error(leave)) return value_is_error(enter) ? enter : leave;
  Value entered = heap->call(heap, enter, NULL, 0, NULL);
  if (!value_is_error(entered)) list_push(heap, self.object->value, leave);
  return entered;
}

/* Without an exception; with one, what each manager makes of it would count. */
static Value stack_leave(Heap *heap, Value self, const Value *args) {
  List *list = self.object->value.list;
  const Value none[] = {VALUE_NONE, VALUE_NONE, VALUE_NONE};
  bool failed = args && args[0].kind != V_NONE;
  if (failed && list->n) return value_unsupported(heap, "an exception in an 'ExitStack'");
  while (list->n) {
    Value done = heap->call(heap, list->at[--list->n], none, 3, NULL);
    if (value_is_error(done)) return list->n ? value_unsupported(heap, "an exception in an 'ExitStack'") : done;
  }
  return value_bool(false);
}

static Value stack_self(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}

static Value stack_close(Heap *heap, Value self, const Value *args) {
  Value done = stack_leave(heap, self, NULL);
  (void)args;
  return value_is_error(done) ? done : VALUE_NONE;
}

static const Builtin STACK_METHODS[] = {
    {"__enter__", "", 0, 0, 0, stack_self, "itself"},
    {"__exit__", EXIT_PARAMS, 3, 3, 0, stack_leave, "leaves all managers, the last first"},
    {"close", "close()", 0, 0, 0, stack_close, "the same"},
    {"enter_context", "enter_context(cm)", 1, 1, 0, stack_enter, "enters a manager"},
};

static Value stack_attr(Heap *heap, Value v, Str name) {
  (void)v;
  bool is_other = str_lists(STR("callback pop_all push"), name);
  return is_other ? value_unsupported(heap, "'ExitStack.%.*s'", STR_FMT(name)) : VALUE_ABSENT;
}

static Value stack_new(Heap *heap, const Type *type, const Value *args) {
  (void)args;
  return object_new(heap, type, (Object){.value = value_list(heap, 0)});
}

static const Type TYPE_EXIT_STACK = {.name = "ExitStack",
                                     .full_name = "contextlib.ExitStack",
                                     .methods = BUILTIN_TABLE(STACK_METHODS),
                                     .attr = stack_attr,
                                     .construct = stack_new,
                                     .construct_params = ""};

static const Builtin CONTEXTLIB[] = {
    {"contextmanager", "contextmanager(func)", 1, 1, 0, context_manager, "a manager of a generator"},
    {"nullcontext", "nullcontext(enter_result=None)", 0, 1, 0, null_context, "a manager that does nothing"},
    {"suppress", "suppress(*exceptions)", 0, UINT8_MAX, 0, suppress, "swallows these exceptions"},
};

Value library_contextlib(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(CONTEXTLIB);
  (void)heap;
  if (str_is(name, "ExitStack")) return value_of_type(&TYPE_EXIT_STACK);
  return library_row(TABLE, name);
}
