#include "runtime/plan/load_scope.h"

#include "runtime/core/workspace.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/dg.h"

static void set(const ScopeTable *table, Value *values, Str name, Value value) {
  int number = scope_find(table, name);
  if (number >= 0 && values[number].kind == V_ABSENT) values[number] = value;
}

static void set_load(Heap *heap, const ScopeTable *table, Value *values, Str root) {
  Str another = STR("another component, which dbtplan does not load");
  Value path = value_str(workspace_real_path(heap->workspace, root)); /* str(project_root.resolve()) */
  set(table, values, STR("context"), context_scope(heap, path));
  set(table, values, STR("project_root"), path);
  set(table, values, STR("load_component_at_path"), value_unknown(heap, another));
  set(table, values, STR("build_defs_at_path"), value_unknown(heap, another));
}

Value *load_scope_values(Heap *heap, const ScopeTable *table, Str root) {
  Value *values = scope_values(heap, table);
  bool translates = table->kind == SCOPE_TRANSLATION;
  if (translates || table->kind == SCOPE_ATTRIBUTES) set_load(heap, table, values, root);
  if (table->kind == SCOPE_POST)
    set(table, values, STR("asset"), asset_spec_unknown(heap, STR("'asset', which only a load knows")));
  if (!translates) return values;
  set(table, values, STR("node"), value_unknown(heap, STR("'node', which only a load knows")));
  set(table, values, STR("spec"), asset_spec_unknown(heap, STR("'spec', which only a load knows")));
  return values;
}
