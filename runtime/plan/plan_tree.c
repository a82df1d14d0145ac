#include "runtime/plan/plan_tree.h"

#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/types.h"

static Value resolve_template(Eval *eval, const Node *template, const Node **at) {
  Value v = eval_scalar(eval, template);
  if (value_is_error(v)) *at = template;
  return v;
}

static Value resolve_list(Eval *eval, const NodeList *items, const Node **at) {
  Value list = value_list(&eval->heap, items->n);
  for (size_t i = 0; i < items->n; i++) {
    Value item = plan_tree_value(eval, items->at[i], at);
    if (value_is_error(item)) return item;
    list_push(&eval->heap, list, item);
  }
  return list;
}

static Value resolve_dict(Eval *eval, const NodeList *pairs, const Node **at) {
  Value dict = value_dict(&eval->heap);
  for (size_t i = 0; i < pairs->n; i++) {
    const Node *pair = pairs->at[i];
    bool is_entry = pair->kind == NODE_PAIR && pair->pair.key->kind == NODE_CONST;
    if (!is_entry) return value_unsupported(&eval->heap, "a mapping of the plan without constant keys");
    Value v = plan_tree_value(eval, pair->pair.value, at);
    if (value_is_error(v)) return v;
    Value put = dict_put(&eval->heap, dict.dict, pair->pair.key->constant.value, v);
    if (value_is_error(put)) return put;
  }
  return dict;
}

Value plan_tree_value(Eval *eval, const Node *tree, const Node **at) {
  switch (tree->kind) {
    case NODE_CONST: return tree->constant.value;
    case NODE_LIST: return resolve_list(eval, &tree->list.items, at);
    case NODE_DICT: return resolve_dict(eval, &tree->dict.items, at);
    case NODE_TEMPLATE: return resolve_template(eval, tree, at);
    default: return eval_node(eval, tree);
  }
}

const Node *plan_tree_member(const Node *tree, const char *key) {
  for (size_t i = 0; tree && tree->kind == NODE_DICT && i < tree->dict.items.n; i++) {
    const Node *pair = tree->dict.items.at[i];
    if (pair->kind != NODE_PAIR || pair->pair.key->kind != NODE_CONST) continue;
    Value name = pair->pair.key->constant.value;
    if (value_is_str(name) && str_is(value_text(name), key)) return pair->pair.value;
  }
  return NULL;
}

Diag *plan_tree_report(const PlanComponent *component, DiagSink *sink, Value error, const Node *at) {
  return report_exception(sink, error.exc, at, component->source, component->file);
}

static void find_template(Node *node, void *state) {
  const Node **found = state;
  if (!*found && node->kind == NODE_TEMPLATE) *found = node;
  if (!*found) node_children(node, find_template, state);
}

typedef struct Search {
  Eval *eval;
  Str what; /* what the value depends on */
  const Node *found;
} Search;

static void find_unknown(Node *node, void *state) {
  Search *search = state;
  if (search->found) return;
  if (node->kind != NODE_TEMPLATE) {
    node_children(node, find_unknown, state);
    return;
  }
  Value v = eval_scalar(search->eval, node);
  if (v.kind == V_UNKNOWN && str_eq(v.unknown->what, search->what)) search->found = node;
}

Value plan_tree_needed(Eval *eval, Value v, const Node *tree, const Node **at) {
  Heap *heap = &eval->heap;
  if (v.kind != V_UNKNOWN) return v;
  Search search = {eval, v.unknown->what, NULL};
  if (tree) find_unknown((Node *)tree, &search);
  *at = search.found;
  if (tree && !*at) find_template((Node *)tree, (void *)at);
  return value_raise(heap, EXC_UNVERIFIED, "%.*s", STR_FMT(v.unknown->what));
}

Place plan_tree_place(Arena *arena, const PlanComponent *component, const Node *tree) {
  const Node *template = NULL;
  if (tree) find_template((Node *)tree, (void *)&template);
  if (!template) return PLACE_NONE;
  return report_place(arena, template, template->span, component->source, component->file);
}

/* ---- of data ---- */

Node *plan_tree_constant(Heap *heap, Value v) {
  if (!constant_fits(v)) return NULL;
  Node *node = node_new(heap->arena, NODE_CONST, (Span){0, 0});
  node->constant.value = v;
  return node;
}

static Node *tree_of_list(PlanData *data, const List *items) {
  Node *list = node_new(data->heap->arena, NODE_LIST, (Span){0, 0});
  for (size_t i = 0; i < items->n; i++) {
    Node *item = plan_tree_of(data, items->at[i]);
    if (!item) return NULL;
    node_push(data->heap->arena, &list->list.items, item);
  }
  return list;
}

static Node *tree_of_dict(PlanData *data, const Dict *items) {
  Arena *arena = data->heap->arena;
  Node *dict = node_new(arena, NODE_DICT, (Span){0, 0});
  for (size_t i = 0; i < items->n; i++) {
    if (items->at[i].key.kind == V_ABSENT) continue;
    Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
    pair->pair.key = plan_tree_constant(data->heap, items->at[i].key);
    pair->pair.value = pair->pair.key ? plan_tree_of(data, items->at[i].value) : NULL;
    if (!pair->pair.value) return NULL;
    node_push(arena, &dict->dict.items, pair);
  }
  return dict;
}

Node *plan_tree_of(PlanData *data, Value v) {
  enum { DEPTH_MOST = LIMIT_JSON_DEPTH / 4 };
  bool is_dict = v.kind == V_DICT && !v.dict->subclass, is_list = v.kind == V_LIST && value_type(v) == &TYPE_LIST;
  if (++data->nodes > LIMIT_YAML_NODES || data->depth > DEPTH_MOST) return NULL;
  if (!is_dict && !is_list) return data->leaf(data->heap, v);
  data->depth++;
  Node *node = is_dict ? tree_of_dict(data, v.dict) : tree_of_list(data, v.list);
  data->depth--;
  return node;
}
