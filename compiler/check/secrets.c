#include "compiler/check/secrets.h"

#include "runtime/eval/report.h"

static void find_leak(Node *node, void *state);

static void find_leak_in(const NodeList *nodes, const Node **leak) {
  for (size_t i = 0; i < nodes->n; i++) find_leak(nodes->at[i], (void *)leak);
}

static bool is_env(const Node *node) {
  return node->kind == NODE_NAME && node->name.slot.kind == SLOT_ROOT && node->name.slot.number == ARGS_ENV;
}

static bool reads_variable(const Node *node) {
  switch (node->kind) {
    case NODE_CALL: return is_env(node->call.callee);
    case NODE_ATTR_JINJA: return is_env(node->attr.object);
    default: return false; /* `env['X']` raises */
  }
}

/* The first variable whose value becomes text; what is only decided by one does not show it. */
static void find_leak(Node *node, void *state) {
  const Node **leak = state;
  if (*leak || !(node->inputs & INPUT_ENV)) return;
  if (reads_variable(node)) {
    *leak = node;
    return;
  }
  switch (node->kind) {
    case NODE_COMPARE:
    case NODE_TEST: return;
    case NODE_UNARY:
      if (node->unary.op == OP_NOT) return;
      break;
    case NODE_COND:
      find_leak(node->cond.then, state);
      if (node->cond.otherwise) find_leak(node->cond.otherwise, state);
      return;
    case NODE_IF:
      find_leak_in(&node->branch.then, leak);
      find_leak_in(&node->branch.otherwise, leak);
      return;
    default: break;
  }
  node_children(node, find_leak, state);
}

static Str variable_of(const Node *read) {
  if (read->kind == NODE_ATTR_JINJA) return read->attr.id;
  const Node *name = read->kind == NODE_CALL && read->call.args.n ? read->call.args.at[0] : NULL;
  bool is_text = name && name->kind == NODE_CONST && name->constant.value.kind == V_STR;
  return is_text ? value_text(name->constant.value) : (Str){"", 0};
}

static void judge_template(const BoundComponent *bound, const Node *template) {
  const Node *leak = NULL;
  const PlanComponent *component = bound->component;
  DiagSink *sink = bound->workspace->sink;
  node_children(template, find_leak, (void *)&leak);
  if (!leak) return;
  Place place = report_place(sink->arena, template, leak->span, component->source, component->file);
  Str name = variable_of(leak);
  Diag *diag = diag_report(sink, DIAG_ARGS_ENV, place, DIAG_ARGS(name.n ? name : STR("its name is computed")));
  if (!name.n) return;
  diag->hint =
      str_printf(sink->arena, "read it where it is used: {{ env_var('%.*s') }} in the dbt project", STR_FMT(name));
}

static void find_templates(Node *node, void *state) {
  if (!(node->inputs & INPUT_ENV)) return;
  if (node->kind == NODE_TEMPLATE)
    judge_template(state, node);
  else
    node_children(node, find_templates, state);
}

void secrets_check(const BoundComponent *bound) { find_templates(bound->component->cli_args, (void *)bound); }
