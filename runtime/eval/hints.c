#include "runtime/eval/hints.h"

#include "runtime/eval/object.h"
#include "runtime/eval/python.h"

typedef struct Looking {
  Eval *eval;
  Value missing;
} Looking;

/* `a`, `a.b.c` */
static bool is_dotted(const Node *node) { return python_root(node)->kind == NODE_NAME_PY; }

/* What None lacks may be there: it stands in for a package that is not here (`except ImportError: pd = None`). */
static bool says_missing(Eval *eval, const Node *node, Value v) {
  if (v.kind != V_ERROR) return false;
  if (node->kind != NODE_ATTR_PY) return exception_is_a(v.exc->type, EXC_NAME);
  if (exception_is_a(v.exc->type, EXC_ATTRIBUTE)) return eval_node(eval, node->attr_py.object).kind != V_NONE;
  return exception_is_a(v.exc->type, EXC_NAME);
}

/* Parts of it may never be looked at. */
static bool is_choice(const Node *node) {
  return node->kind == NODE_COND || node->kind == NODE_AND || node->kind == NODE_OR;
}

static void look(Node *node, void *state) {
  Looking *looking = state;
  if (value_is_error(looking->missing)) return;
  if (is_dotted(node) || is_choice(node)) {
    Value v = eval_node(looking->eval, node);
    if (says_missing(looking->eval, node, v)) looking->missing = v;
  } else if (node->kind != NODE_LAMBDA && node->kind != NODE_COMPREHENSION) { /* they have names of their own */
    node_children(node, look, state);
  }
}

Value hints_look(Eval *eval, const NodeList *hints) {
  Looking looking = {eval, VALUE_ABSENT};
  if (!eval->module || !eval->module->is_whole) return VALUE_ABSENT; /* a plan has not all that they name */
  for (size_t i = 0; i < hints->n; i++) look(hints->at[i], &looking);
  return looking.missing;
}
