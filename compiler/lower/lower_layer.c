#include "compiler/lower/lower_layer.h"

#include "compiler/dbt/dbt_entry.h"
#include "compiler/lower/lower_node.h"
#include "runtime/core/limits.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/value/types.h"

/* The name that differs from asset to asset; in `translation` `spec` does, too. */
static Str asset_name(ScopeKind kind) { return kind == SCOPE_TRANSLATION ? STR("node") : STR("asset"); }

Layer layer_of(const ComponentFile *file, const VarList *vars, ScopeKind kind) {
  Heap *heap = file->heap;
  VarScope scope = vars_scope(heap, kind, vars, file->project->root);
  Str name = asset_name(kind), what = str_printf(heap->arena, "'%.*s', which only a load knows", STR_FMT(name));
  int number = scope_find(scope.table, name);
  bool is_node = kind == SCOPE_TRANSLATION;
  Value given = is_node ? value_unknown_of(heap, &TYPE_DICT, what) : asset_spec_unknown(heap, what);
  if (number >= 0) scope.values[number] = given;
  TreeScope tree = tree_scope(file, scope.table, scope.values);
  tree.vars_missing = vars->missing;
  return (Layer){.project = file->project, .tree = tree, .vars = vars, .kind = kind, .shaped = true};
}

typedef struct Reads {
  Str names; /* with blanks between */
  bool found;
} Reads;

static void find_read(Node *node, void *state) {
  Reads *reads = state;
  if (node->kind == NODE_NAME && str_lists(reads->names, node->name.id)) reads->found = true;
  node_children(node, find_read, state);
}

bool layer_reads_asset(const Layer *layer, Node *tree) {
  Reads reads = {layer->kind == SCOPE_TRANSLATION ? STR("node spec") : STR("asset"), false};
  find_read(tree, &reads);
  return reads.found;
}

/* ---- for one asset ---- */

bool layer_is_patient(const Layer *layer) { return layer->tree.steps <= LIMIT_SWEEP_STEPS; }

Value layer_value_for(Layer *layer, const Asset *at, Node *tree) {
  if (!layer_is_patient(layer)) return VALUE_ABSENT;
  bool translates = layer->kind == SCOPE_TRANSLATION;
  int number = scope_find(layer->tree.table, asset_name(layer->kind));
  int spec = translates ? scope_find(layer->tree.table, STR("spec")) : number;
  Value *values = (Value *)layer->tree.values, before = values[number], spec_before = values[spec];
  values[spec] = spec_value(layer->tree.heap, at, translates ? SPEC_OF_NODE : SPEC_MADE);
  values[number] = translates ? dbt_entry(layer->tree.workspace, layer->tree.heap, at->node) : values[spec];
  bool checking = layer->tree.sink->checking;
  layer->tree.sink->checking = false; /* what is not known is said once, for all */
  Value v = tree_try(&layer->tree, tree);
  layer->tree.sink->checking = checking;
  values[spec] = spec_before;
  values[number] = before;
  return v.kind == V_UNKNOWN ? VALUE_ABSENT : v;
}

/* ---- places ---- */

Str layer_place_in(Layer *layer, const Source *source, Span span) {
  Position at = source_position(source, span.start);
  Str file = path_relative(layer->tree.heap->arena, source->path, layer->project->root);
  return str_printf(layer->tree.heap->arena, "%.*s:%u:%u", STR_FMT(file), at.line, at.column);
}

Str layer_place(Layer *layer, const YNode *yaml) { return layer_place_in(layer, layer->tree.source, yaml->span); }
