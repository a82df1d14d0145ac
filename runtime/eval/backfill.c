#include "runtime/eval/backfill.h"

#include "runtime/eval/param.h"
#include "runtime/value/ops.h"
#include "runtime/value/types.h"

/* dagster/_core/definitions/backfill_policy.py: a named tuple of one member. */

static const Type TYPE_BACKFILL;

static Value policy_of(Heap *heap, Value most) { return object_new(heap, &TYPE_BACKFILL, (Object){.value = most}); }

static Value construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  return policy_of(heap, args[0].kind == V_ABSENT ? value_int(1) : args[0]);
}

static Value single_run(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return policy_of(heap, VALUE_NONE);
}

static Value multi_run(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value most = args[0].kind == V_ABSENT ? value_int(1) : value_number(args[0]);
  if (most.kind == V_INT || most.kind == V_BOOL || most.kind == V_UNKNOWN) return policy_of(heap, most);
  return param_refuse(heap, "max_partitions_per_run", "int", args[0]);
}

static Value most_of(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self.object->value;
}

static void repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "BackfillPolicy(max_partitions_per_run=");
  value_write_repr(heap, buf, v.object->value);
  buf_char(buf, ')');
}

/* With a maximum of 0 it is a policy of one run, too. */
static void str(Heap *heap, Buf *buf, Value v) {
  Value most = v.object->value, stop = VALUE_ABSENT;
  if (!op_truth(heap, most, &stop)) {
    buf_puts(buf, "BackfillPolicy.single_run()");
    return;
  }
  buf_puts(buf, "BackfillPolicy.multi_run(max_partitions_per_run=");
  value_write_repr(heap, buf, most);
  buf_char(buf, ')');
}

/* What the named tuple has besides. */
static Value attr(Heap *heap, Value v, Str name) {
  static const Str OTHERS = STR_INIT("policy_type count index _asdict _fields _replace");
  (void)v;
  return str_lists(OTHERS, name) ? value_unsupported(heap, "'%.*s' of a BackfillPolicy", STR_FMT(name)) : VALUE_ABSENT;
}

static bool equal(Heap *heap, Value a, Value b) { return value_equal(heap, a.object->value, b.object->value); }

static const Builtin SINGLE_RUN = {
    "single_run", "BackfillPolicy.single_run()", 0, 0, BUILTIN_STATIC, single_run, "all partitions in one run"};
static const Builtin MULTI_RUN = {"multi_run",
                                  "BackfillPolicy.multi_run(max_partitions_per_run=1)",
                                  0,
                                  1,
                                  BUILTIN_STATIC,
                                  multi_run,
                                  "so many partitions a run"};

static Value class_attr(Heap *heap, const Type *type, Str name) {
  (void)heap, (void)type;
  if (str_is(name, "single_run")) return value_of_builtin(&SINGLE_RUN);
  return str_is(name, "multi_run") ? value_of_builtin(&MULTI_RUN) : VALUE_ABSENT;
}

static const Builtin METHODS[] = {
    {"max_partitions_per_run", "", 0, 0, BUILTIN_PROPERTY, most_of, "how many partitions a run takes; None: all"},
};

static const Type TYPE_BACKFILL = {
    .name = "BackfillPolicy",
    .full_name = "dagster._core.definitions.backfill_policy.BackfillPolicy",
    .methods = BUILTIN_TABLE(METHODS),
    .attr = attr,
    .repr = repr,
    .str = str,
    .equal = equal,
    .construct = construct,
    .construct_params = "max_partitions_per_run=1",
    .class_attr = class_attr,
};

Value backfill_class(void) { return value_of_type(&TYPE_BACKFILL); }

bool backfill_read(Value v, Value *most) {
  if (v.kind != V_OBJECT || value_type(v) != &TYPE_BACKFILL) return false;
  *most = v.object->value;
  return true;
}
