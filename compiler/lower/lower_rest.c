#include "compiler/lower/lower_rest.h"

#include "compiler/lower/lower_tree.h"

/* What an error leaves. */
typedef enum Left { LEFT_NOTHING, LEFT_ARGUMENTS, LEFT_ALL } Left;

static bool holds(const YPair *pair, uint32_t at) {
  return at >= pair->key->span.start && at <= pair->value->span.end;
}

/* The key below a mapping in which a place lies; empty: none. */
static Str key_at(const YNode *map, uint32_t at) {
  for (size_t i = 0; map && map->kind == Y_MAP && i < map->n; i++)
    if (map->pairs[i].key && holds(&map->pairs[i], at)) return map->pairs[i].key->text;
  return STR("");
}

/* Of an error in the component's file: a key at the top makes partitions or vars, and `translation` does. */
static Left left_by_place(const YNode *document, uint32_t at) {
  if (!str_is(key_at(document, at), "attributes")) return LEFT_ALL;
  Str key = key_at(ynode_get(document, "attributes"), at);
  if (str_is(key, "cli_args")) return LEFT_NOTHING;
  return str_is(key, "translation") ? LEFT_ALL : LEFT_ARGUMENTS;
}

static bool is_of_dbt_project(DiagCode code) { return str_starts(str_of(diag_row(code)->code), STR("DP05")); }

/* An error of vars lies with them, and which attribute asks for them is not seen here. */
static Left left_by(const ComponentFile *file, const YNode *document, const Diag *diag) {
  if (diag->severity != SEVERITY_ERROR) return LEFT_ALL;
  if (diag->place.source == file->source) return left_by_place(document, diag->place.span.start);
  return is_of_dbt_project(diag->code) ? LEFT_ARGUMENTS : LEFT_NOTHING;
}

static Node *unknown_node(const ComponentFile *file, const char *what) {
  Node *node = node_new(file->heap->arena, NODE_UNSUPPORTED, (Span){0, 0});
  node->unsupported.what = str_of(what);
  return node;
}

bool lower_rest(const ComponentFile *file, const YNode *document, size_t first, const PlanComponent *component,
                Rest *rest) {
  Left left = LEFT_ALL;
  const DiagSink *sink = file->workspace->sink;
  const Node *args = component->cli_args;
  if (!args || args->kind == NODE_CLASS_ARGS || args->kind == NODE_UNSUPPORTED || !component->project) return false;
  for (size_t i = first; i < sink->list.n; i++) {
    Left by = left_by(file, document, sink->list.at[i]);
    if (by < left) left = by;
  }
  *rest = (Rest){.component = *component, .choice_unknown = left == LEFT_ARGUMENTS};
  rest->component.partitions = unknown_node(file, "partitions that are not known");
  if (!rest->choice_unknown) return left != LEFT_NOTHING;
  rest->component.select = unknown_node(file, "a selection that is not known");
  rest->component.op = NULL;
  return true;
}
