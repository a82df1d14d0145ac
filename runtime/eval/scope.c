#include "runtime/eval/scope.h"

#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/env.h"

typedef struct FixedName {
  const char *name;
  InputSet inputs;
} FixedName;

/* In the order of Dagster's messages. */
static const FixedName BASE[] = {
    {"env", INPUT_ENV}, {"dg", INPUT_NONE}, {"datetime", INPUT_NONE}, {"automation_condition", INPUT_NONE}};
static const FixedName ARGS_NAMES[] = {{"partition_key", INPUT_PARTITION},
                                       {"partition_key_range", INPUT_PARTITION},
                                       {"partition_time_window", INPUT_PARTITION}};
static const FixedName LOAD_NAMES[] = {{"context", INPUT_ROOT},
                                       {"project_root", INPUT_ROOT},
                                       {"load_component_at_path", INPUT_ROOT},
                                       {"build_defs_at_path", INPUT_ROOT}};
static const FixedName POST_NAMES[] = {{"asset", INPUT_NONE}};
static const FixedName NODE_NAMES[] = {{"node", INPUT_NONE}, {"spec", INPUT_NONE}};

#define NAMES(table) table, sizeof table / sizeof table[0]

/* A table that grows; a name that is there keeps its place, as in a Python dict, and takes the new inputs. */
typedef struct Builder {
  Arena *arena;
  VEC(Str) names;
  VEC(InputSet) inputs;
} Builder;

static void add_name(Builder *builder, Str name, InputSet inputs) {
  for (size_t i = 0; i < builder->names.n; i++) {
    if (!str_eq(builder->names.at[i], name)) continue;
    builder->inputs.at[i] = inputs;
    return;
  }
  VEC_PUSH(builder->arena, &builder->names, name);
  VEC_PUSH(builder->arena, &builder->inputs, inputs);
}

static void add_fixed(Builder *builder, const FixedName *names, size_t n) {
  for (size_t i = 0; i < n; i++) add_name(builder, str_of(names[i].name), names[i].inputs);
}

static void add_vars(Builder *builder, const Str *vars, const InputSet *inputs, size_t n) {
  for (size_t i = 0; i < n; i++) add_name(builder, vars[i], inputs ? inputs[i] : (InputSet)INPUT_NONE);
}

const ScopeTable *scope_table(Arena *arena, ScopeKind kind, const Str *vars, const InputSet *var_inputs,
                              size_t var_count) {
  Builder builder = {.arena = arena};
  if (kind != SCOPE_CONTEXT) add_fixed(&builder, NAMES(BASE));
  if (kind == SCOPE_ARGS) add_fixed(&builder, NAMES(ARGS_NAMES));
  add_vars(&builder, vars, var_inputs, var_count);
  if (kind == SCOPE_ATTRIBUTES || kind == SCOPE_TRANSLATION) add_fixed(&builder, NAMES(LOAD_NAMES));
  if (kind == SCOPE_POST) add_fixed(&builder, NAMES(POST_NAMES));
  if (kind == SCOPE_TRANSLATION) add_fixed(&builder, NAMES(NODE_NAMES));
  ScopeTable *table = ARENA_NEW(arena, ScopeTable);
  *table = (ScopeTable){kind, builder.names.at, builder.inputs.at, builder.names.n};
  return table;
}

int scope_find(const ScopeTable *table, Str name) {
  for (size_t i = 0; i < table->n; i++)
    if (str_eq(table->names[i], name)) return (int)i;
  return -1;
}

static bool is_fixed(const FixedName *names, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_is(name, names[i].name)) return true;
  return false;
}

bool scope_keeps(const ScopeTable *table, Str name) {
  bool translates = table->kind == SCOPE_TRANSLATION, loads = translates || table->kind == SCOPE_ATTRIBUTES;
  return (loads && is_fixed(NAMES(LOAD_NAMES), name)) || (translates && is_fixed(NAMES(NODE_NAMES), name)) ||
         (table->kind == SCOPE_POST && is_fixed(NAMES(POST_NAMES), name));
}

static void put_names(Buf *buf, const ScopeTable *table, size_t from, size_t to) {
  for (size_t i = from; i < to; i++) {
    if (buf->n) buf_puts(buf, ", ");
    buf_put(buf, table->names[i]);
  }
}

Str scope_names(Arena *arena, const ScopeTable *table) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  bool is_args = table->kind == SCOPE_ARGS; /* the names of the partition come last */
  put_names(&buf, table, 0, is_args ? ARGS_PARTITION_KEY : table->n);
  if (is_args) put_names(&buf, table, ARGS_COUNT, table->n);
  if (is_args) put_names(&buf, table, ARGS_PARTITION_KEY, ARGS_COUNT);
  return buf_str(&buf);
}

Value *scope_values(Heap *heap, const ScopeTable *table) {
  Value *values = ARENA_ARRAY(heap->arena, Value, table->n ? table->n : 1);
  if (table->kind == SCOPE_CONTEXT) return values;
  values[ARGS_ENV] = env_scope(heap);
  values[ARGS_DG] = dg_scope(heap);
  values[ARGS_DATETIME] = datetime_scope(heap);
  values[ARGS_AUTOMATION_CONDITION] = automation_condition_scope(heap);
  return values;
}
