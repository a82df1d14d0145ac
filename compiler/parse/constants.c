#include "compiler/parse/constants.h"

#include <math.h>

#include "runtime/core/limits.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/exec.h"
#include "runtime/value/types.h"

/* ---- what a constant decides ---- */

/* The part that is left of `node`; NULL where no constant decides. */
static Node *chosen(Heap *heap, Node *node) {
  Node *test = node->kind == NODE_OR     ? node->either.left
               : node->kind == NODE_AND  ? node->both.left
               : node->kind == NODE_COND ? node->cond.test
                                         : NULL;
  Value v, stop = VALUE_ABSENT;
  if (!test || !eval_constant(heap, test, &v)) return NULL;
  bool truth = op_truth(heap, v, &stop);
  if (node->kind == NODE_OR) return truth ? test : node->either.right;
  if (node->kind == NODE_AND) return truth ? node->both.right : test;
  return truth ? node->cond.then : node->cond.otherwise;
}

static void find_unknown(Node *node, void *state) {
  bool *found = state;
  if (node->kind == NODE_FILTER) *found = *found || !table_find(FILTERS, node->filter.id);
  if (node->kind == NODE_TEST) *found = *found || !table_find(TESTS, node->test.id);
  if (!*found) node_children(node, find_unknown, found);
}

/* Whether what is dropped shows: it is no constant, or would be refused. */
static bool shows(Node *node) {
  bool unknown = false;
  find_unknown(node, &unknown);
  return unknown || !eval_is_constant(node);
}

static void choose(Node *node, void *state) {
  Heap *heap = state;
  node_children(node, choose, heap);
  Node *part = chosen(heap, node);
  Value v;
  if (part && shows(node) && eval_constant(heap, part, &v)) *node = *part;
}

void constants_choose(Heap *heap, Node *template) { choose(template, heap); }

/* ---- what is written into code ---- */

typedef struct Folder {
  Parser *p;
  bool is_output; /* the node is one `{{ … }}`: a constant there is printed, not written into code */
} Folder;

typedef enum Unwritable { WRITABLE, NAMED_INF, NAMED_NAN, TOO_LONG } Unwritable;

/* What in a constant has no literal. */
static Unwritable unwritable(Heap *heap, Value v) {
  const Value *items;
  size_t n;
  Unwritable found = WRITABLE;
  if (v.kind == V_FLOAT) return isinf(v.f) ? NAMED_INF : isnan(v.f) ? NAMED_NAN : WRITABLE;
  if (v.kind == V_BIGINT) {
    value_repr(heap, v);
    return value_is_error(value_or_pending(heap, VALUE_NONE)) ? TOO_LONG : WRITABLE;
  }
  if (v.kind == V_DICT)
    for (size_t i = 0; i < v.dict->n && !found; i++) {
      found = unwritable(heap, v.dict->at[i].key);
      if (!found) found = unwritable(heap, v.dict->at[i].value);
    }
  if ((v.kind == V_LIST || v.kind == V_TUPLE) && value_items(v, &items, &n))
    for (size_t i = 0; i < n && !found; i++) found = unwritable(heap, items[i]);
  return found;
}

static void name(Node *node, Str id) {
  node->kind = NODE_NAME_PY;
  node->name_py.id = id;
  node->name_py.slot = (Slot){0};
}

static void refuse_digits(Folder *folder, Node *node) {
  parser_fail(folder->p, EXC_VALUE, node->span,
              str_printf(folder->p->heap->arena,
                         "Exceeds the limit (%u digits) for integer string conversion; use "
                         "sys.set_int_max_str_digits() to increase the limit",
                         LIMIT_INT_DIGITS));
}

/* Slices that fail within a constant. */
static void settle_slices(Node *node, void *state) {
  Heap *heap = state;
  Value v;
  node_children(node, settle_slices, heap);
  if (node->kind != NODE_ITEM_JINJA || eval_constant(heap, node, &v) || v.kind != V_UNDEFINED) return;
  node->kind = NODE_CONST;
  node->constant.value = v;
}

static void settle_filtered(Node *node, void *state) {
  node_children(node, node->kind == NODE_FILTER ? settle_slices : settle_filtered, state);
}

static void fold(Node *node, void *state);

static void fold_children(Node *node, Folder *folder) {
  Folder inner = {folder->p, node->kind == NODE_OUTPUT};
  node_children(node, fold, &inner);
}

static void fold(Node *node, void *state) {
  Folder *folder = state;
  Heap *heap = folder->p->heap;
  Value v;
  if (!eval_may_fold(node) || !eval_constant(heap, node, &v)) {
    fold_children(node, folder);
    return;
  }
  settle_filtered(node, heap);
  Unwritable why = unwritable(heap, v);
  if (why == TOO_LONG) refuse_digits(folder, node);
  else if (why && !folder->is_output) name(node, why == NAMED_INF ? STR("inf") : STR("nan"));
}

void constants_fold(Parser *p, Node *template) {
  Folder folder = {p, false};
  fold_children(template, &folder);
}
