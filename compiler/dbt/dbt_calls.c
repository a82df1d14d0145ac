#include "compiler/dbt/dbt_calls.h"

#include "compiler/parse/parse.h"
#include "runtime/core/map.h"

typedef struct Look {
  Arena *arena;
  Map others; /* names that are more than called */
  bool loads;
  DbtBareCalls *calls;
} Look;

static void put_name(Look *look, Str name) { map_put(look->arena, &look->others, name, NULL); }

static void find_others(Node *node, void *state) {
  Look *look = state;
  bool is_bare_call = node->kind == NODE_CALL && node->call.callee->kind == NODE_NAME;
  if (node->kind == NODE_NAME) put_name(look, node->name.id);
  if (node->kind == NODE_MACRO) put_name(look, node->macro.id);
  if (node->kind == NODE_PARAM) put_name(look, node->param.id);
  look->loads |= node->kind == NODE_LOAD;
  if (!is_bare_call) node_children(node, find_others, state);
  for (size_t i = 0; is_bare_call && i < node->call.args.n; i++) find_others(node->call.args.at[i], state);
}

/* What is evaluated whenever the expression is. */
static void find_calls(Node *node, void *state) {
  Look *look = state;
  bool decides = node->kind == NODE_COND || node->kind == NODE_AND || node->kind == NODE_OR;
  if (decides) return;
  bool is_bare_call = node->kind == NODE_CALL && node->call.callee->kind == NODE_NAME;
  if (is_bare_call && !map_entry(&look->others, node->call.callee->name.id))
    VEC_PUSH(look->arena, look->calls, (DbtBareCall){node->call.callee->name.id, node->call.callee->span});
  node_children(node, find_calls, state);
}

void dbt_calls_read(Heap *heap, Str text, DbtBareCalls *calls) {
  Value error;
  Look look = {.arena = heap->arena, .calls = calls};
  Node *template = parse_template_of_dbt(heap, text, true, &error);
  if (!template) return;
  find_others(template, &look);
  const NodeList *body = &template->template.body;
  for (size_t i = 0; i < body->n && !look.loads; i++) {
    Node *node = body->at[i];
    if (node->kind == NODE_OUTPUT) find_calls(node, &look);
    if (node->kind == NODE_ASSIGN) find_calls(node->assign.value, &look);
  }
}
