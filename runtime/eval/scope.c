#include "runtime/eval/scope.h"

#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/env.h"

typedef struct FixedName {
  Str name;
  InputSet inputs;
} FixedName;

/* In the order of Dagster's messages. */
static const FixedName BASE[] = {{STR_INIT("env"), INPUT_ENV},
                                 {STR_INIT("dg"), INPUT_NONE},
                                 {STR_INIT("datetime"), INPUT_NONE},
                                 {STR_INIT("automation_condition"), INPUT_NONE}};
static const FixedName ARGS_NAMES[] = {{STR_INIT("partition_key"), INPUT_PARTITION},
                                       {STR_INIT("partition_key_range"), INPUT_PARTITION},
                                       {STR_INIT("partition_time_window"), INPUT_PARTITION}};
static const FixedName LOAD_NAMES[] = {{STR_INIT("context"), INPUT_ROOT},
                                       {STR_INIT("project_root"), INPUT_ROOT},
                                       {STR_INIT("load_component_at_path"), INPUT_ROOT},
                                       {STR_INIT("build_defs_at_path"), INPUT_ROOT}};
static const FixedName POST_NAMES[] = {{STR_INIT("asset"), INPUT_NONE}};
static const FixedName NODE_NAMES[] = {{STR_INIT("node"), INPUT_NONE}, {STR_INIT("spec"), INPUT_NONE}};

#define NAMES(table) table, COUNT(table)
enum { FIXED_MOST = COUNT(BASE) + COUNT(ARGS_NAMES) + COUNT(LOAD_NAMES) + COUNT(POST_NAMES) + COUNT(NODE_NAMES) };

/* A table that has room for all its names. */
typedef struct Builder {
  Str *names;
  InputSet *inputs;
  size_t n;
} Builder;

static void append(Builder *builder, Str name, InputSet inputs) {
  builder->names[builder->n] = name;
  builder->inputs[builder->n++] = inputs;
}

/* A name that is there keeps its place, as in a Python dict, and takes the new inputs. */
static void add_name(Builder *builder, Str name, InputSet inputs) {
  for (size_t i = 0; i < builder->n; i++) {
    if (!str_eq(builder->names[i], name)) continue;
    builder->inputs[i] = inputs;
    return;
  }
  append(builder, name, inputs);
}

/* Before the vars, where none can be there twice. */
static void begin_with(Builder *builder, const FixedName *names, size_t n) {
  for (size_t i = 0; i < n; i++) append(builder, names[i].name, names[i].inputs);
}

static void add_fixed(Builder *builder, const FixedName *names, size_t n) {
  for (size_t i = 0; i < n; i++) add_name(builder, names[i].name, names[i].inputs);
}

static void add_vars(Builder *builder, const Str *vars, const InputSet *inputs, size_t n) {
  for (size_t i = 0; i < n; i++) add_name(builder, vars[i], inputs ? inputs[i] : (InputSet)INPUT_NONE);
}

const ScopeTable *scope_table(Arena *arena, ScopeKind kind, const Str *vars, const InputSet *var_inputs,
                              size_t var_count) {
  size_t most = FIXED_MOST + var_count;
  Builder builder = {ARENA_ARRAY(arena, Str, most), ARENA_ARRAY(arena, InputSet, most), 0};
  if (kind != SCOPE_CONTEXT) begin_with(&builder, NAMES(BASE));
  if (kind == SCOPE_ARGS) begin_with(&builder, NAMES(ARGS_NAMES));
  add_vars(&builder, vars, var_inputs, var_count);
  if (kind == SCOPE_ARGS) add_fixed(&builder, NAMES(ARGS_NAMES));
  if (kind == SCOPE_ATTRIBUTES || kind == SCOPE_TRANSLATION) add_fixed(&builder, NAMES(LOAD_NAMES));
  if (kind == SCOPE_POST) add_fixed(&builder, NAMES(POST_NAMES));
  if (kind == SCOPE_TRANSLATION) add_fixed(&builder, NAMES(NODE_NAMES));
  ScopeTable *table = ARENA_NEW(arena, ScopeTable);
  *table = (ScopeTable){kind, builder.names, builder.inputs, builder.n};
  return table;
}

int scope_find(const ScopeTable *table, Str name) {
  for (size_t i = 0; i < table->n; i++)
    if (str_eq(table->names[i], name)) return (int)i;
  return -1;
}

static bool is_fixed(const FixedName *names, size_t n, Str name) {
  for (size_t i = 0; i < n; i++)
    if (str_eq(name, names[i].name)) return true;
  return false;
}

bool scope_keeps(const ScopeTable *table, Str name) {
  bool translates = table->kind == SCOPE_TRANSLATION, loads = translates || table->kind == SCOPE_ATTRIBUTES;
  return (loads && is_fixed(NAMES(LOAD_NAMES), name)) || (translates && is_fixed(NAMES(NODE_NAMES), name)) ||
         (table->kind == SCOPE_POST && is_fixed(NAMES(POST_NAMES), name)) ||
         (table->kind == SCOPE_ARGS && is_fixed(NAMES(ARGS_NAMES), name));
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
