#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* threading, of one thread: a lock that nobody else holds; `at`: how often it is held. */

static Value acquire(Heap *heap, Value self, const Value *args) {
  (void)args;
  bool is_held = self.object->at && !self.object->value.i;
  if (is_held) return value_unsupported(heap, "a lock that is held already");
  return self.object->at++, value_bool(true);
}

static Value release(Heap *heap, Value self, const Value *args) {
  (void)args;
  if (!self.object->at)
    return value_raise(heap, EXC_RUNTIME,
                       self.object->value.i ? "cannot release un-acquired lock" : "release unlocked lock");
  return self.object->at--, VALUE_NONE;
}

static Value locked(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_bool(self.object->at > 0);
}

static const Builtin LOCK_METHODS[] = {
    {"__enter__", "", 0, 0, BUILTIN_C_STYLE, acquire, "takes it"},
    {"__exit__", "typ, value, traceback, /", 3, 3, 0, release, "gives it back"},
    {"acquire", "acquire(blocking=True, timeout=-1)", 0, 2, 0, acquire, "takes it"},
    {"locked", "", 0, 0, BUILTIN_C_STYLE, locked, "whether it is held"},
    {"release", "", 0, 0, BUILTIN_C_STYLE, release, "gives it back"},
};
static const Type TYPE_LOCK = {.name = "_thread.lock", .methods = BUILTIN_TABLE(LOCK_METHODS)};

/* `value` says whether who holds it may take it again. */
static Value lock(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return object_new(heap, &TYPE_LOCK, (Object){.value = value_bool(false)});
}
static Value reentrant(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return object_new(heap, &TYPE_LOCK, (Object){.value = value_bool(true)});
}

static const Builtin THREADING[] = {
    {"Lock", "", 0, 0, BUILTIN_C_STYLE, lock, "a lock"},
    {"RLock", "", 0, 0, BUILTIN_C_STYLE, reentrant, "a lock that may be taken again"},
};

const BuiltinTable LIBRARY_THREADING = BUILTIN_TABLE(THREADING);
