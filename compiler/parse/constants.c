#include "compiler/parse/constants.h"

#include <math.h>

#include "runtime/eval/eval.h"
#include "runtime/eval/exec.h"

/* ---- what a literal decides ---- */

static bool is_true(Heap *heap, const Node *literal) {
  Value stop = VALUE_ABSENT;
  return op_truth(heap, literal->constant.value, &stop);
}

const Node *constants_literal(Heap *heap, const Node *node) {
  const Node *test = node->kind == NODE_OR     ? node->either.left
                     : node->kind == NODE_AND  ? node->both.left
                     : node->kind == NODE_COND ? node->cond.test
                                               : NULL;
  if (!test) return node->kind == NODE_CONST ? node : NULL;
  const Node *decides = constants_literal(heap, test);
  if (!decides) return NULL;
  bool truth = is_true(heap, decides);
  if (node->kind == NODE_OR) return truth ? decides : constants_literal(heap, node->either.right);
  if (node->kind == NODE_AND) return truth ? constants_literal(heap, node->both.right) : decides;
  const Node *chosen = truth ? node->cond.then : node->cond.otherwise;
  return chosen ? constants_literal(heap, chosen) : NULL;
}

/* ---- infinite numbers ---- */

static bool is_infinite(const Node *node) {
  return node->kind == NODE_CONST && node->constant.value.kind == V_FLOAT && isinf(node->constant.value.f);
}

static void find_infinite(Node *node, void *state) {
  bool *found = state;
  *found = *found || is_infinite(node);
  if (!*found) node_children(node, find_infinite, found);
}

/* In a constant, which Jinja writes as its repr: a number, or a collection of some. */
static void name_in_constant(Node *node, void *state) {
  if (is_infinite(node)) {
    node->kind = NODE_NAME_PY;
    node->name_py.id = STR("inf");
    node->name_py.slot = (Slot){0};
    return;
  }
  bool is_sign = node->kind == NODE_UNARY && (node->unary.op == OP_NEG || node->unary.op == OP_POS);
  bool is_display =
      node->kind == NODE_LIST || node->kind == NODE_TUPLE || node->kind == NODE_DICT || node->kind == NODE_PAIR;
  bool is_slice = node->kind == NODE_SLICE || (node->kind == NODE_ITEM_JINJA && node->item.key->kind == NODE_SLICE);
  if (is_sign || is_display || is_slice) node_children(node, name_in_constant, state);
}

static void name_infinities(Node *node, void *state) {
  bool whole_output = *(const bool *)state && eval_is_constant(node), is_output = node->kind == NODE_OUTPUT;
  if (whole_output) return;
  if (eval_is_constant(node))
    name_in_constant(node, state);
  else
    node_children(node, name_infinities, &is_output);
}

void constants_name_infinities(Node *template) {
  bool found = false, is_output = false;
  find_infinite(template, &found);
  if (found) name_infinities(template, &is_output);
}
