#include "runtime/plan/load_scope.h"

#include "runtime/core/workspace.h"
#include "runtime/eval/dg.h"

static void set(const ScopeTable *table, Value *values, const char *name, Value value) {
  int number = scope_find(table, str_of(name));
  if (number >= 0 && values[number].kind == V_ABSENT) values[number] = value;
}

Value *load_scope_values(Heap *heap, const ScopeTable *table, Str root) {
  Value *values = scope_values(heap, table);
  root = workspace_real_path(heap->workspace, root); /* str(project_root.resolve()) */
  set(table, values, "context", context_scope(heap, value_str(root)));
  set(table, values, "project_root", value_str(root));
  set(table, values, "load_component_at_path",
      value_unknown(heap, STR("another component, which dbtplan does not load")));
  set(table, values, "build_defs_at_path", value_unknown(heap, STR("another component, which dbtplan does not load")));
  set(table, values, "asset", asset_spec_unknown(heap, STR("'asset', which only a load knows")));
  set(table, values, "node", value_unknown(heap, STR("'node', which only a load knows")));
  set(table, values, "spec", asset_spec_unknown(heap, STR("'spec', which only a load knows")));
  return values;
}
