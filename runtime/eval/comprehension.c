#include "runtime/eval/comprehension.h"

#include "runtime/core/limits.h"
#include "runtime/eval/python.h"
#include "runtime/value/format.h"
#include "runtime/value/set_order.h"

/* ---- the clauses, as one iteration ---- */

/* Where a comprehension stands: an iteration for each clause that has begun. */
typedef struct Run {
  const Node *node;
  Frame *frame;
  const Module *module;
  Iter *iters;  /* one a clause */
  size_t depth; /* clauses that have begun */
  bool ended;
  bool any_order; /* what becomes of the elements does not depend on their order */
  bool took_any_order;
} Run;

/* Whether all conditions of a clause hold. */
static bool conditions_hold(Eval *eval, const NodeList *conditions, Value *error) {
  *error = VALUE_ABSENT;
  for (size_t i = 0; i < conditions->n; i++) {
    Value v = eval_expression(eval, conditions->at[i]);
    bool truth = eval_truth(eval, v, error);
    if (error->kind != V_ABSENT || !truth) return false;
  }
  return true;
}

static Value begin_clause(Eval *eval, Run *run, Value iterable) {
  if (value_passes(iterable)) return iterable;
  const Node *clause = run->node->comprehension.clauses.at[run->depth];
  Value error = op_iter(&eval->heap, iterable, &run->iters[run->depth]);
  run->depth++;
  return eval_placed(eval, clause->clause.iterable, error);
}

/* One step of the innermost clause; true where an element is to be made. */
static bool advance(Eval *eval, Run *run, Value *error) {
  Value item;
  const Node *clause = run->node->comprehension.clauses.at[run->depth - 1];
  heap_step(&eval->heap, 1);
  bool (*next)(Heap *, Iter *, Value *) = run->any_order ? op_next_any : op_next;
  bool outer = eval->heap.took_any_order;
  eval->heap.took_any_order = false;
  bool found = next(&eval->heap, &run->iters[run->depth - 1], &item);
  run->took_any_order = run->took_any_order || eval->heap.took_any_order;
  eval->heap.took_any_order = outer;
  if (!found) {
    run->depth--;
    run->ended = run->depth == 0;
    return false;
  }
  *error = value_is_error(item) ? item : exec_assign(eval, clause->clause.target, item);
  if (value_is_error(*error)) return false;
  bool hold = conditions_hold(eval, &clause->clause.conditions, error);
  if (!hold || run->depth == run->node->comprehension.clauses.n) return hold;
  *error =
      begin_clause(eval, run, eval_iterable(eval, run->node->comprehension.clauses.at[run->depth]->clause.iterable));
  if (!value_passes(*error)) *error = VALUE_ABSENT;
  return false;
}

/* Goes on to the next element, in the scope of the comprehension; false at the end or with `*error`. */
static bool next_element(Eval *eval, Run *run, Value *error) {
  *error = VALUE_ABSENT;
  bool found = false;
  while (!found && !run->ended && error->kind == V_ABSENT) found = advance(eval, run, error);
  if (error->kind != V_ABSENT) run->ended = true;
  return found;
}

/* A comprehension in a class body sees the names there in its first iterable only. */
static Frame *scope_around(Eval *eval) {
  Frame *frame = eval->frame;
  while (frame && frame->kind == FRAME_CLASS) frame = frame->parent;
  return frame;
}

/* The first iterable is evaluated at once, outside. */
static Value run_begin(Eval *eval, const Node *node, Run *run) {
  size_t n = node->comprehension.clauses.n;
  *run = (Run){.node = node, .module = eval->module, .iters = ARENA_ARRAY(eval->heap.arena, Iter, n)};
  Value error = begin_clause(eval, run, eval_iterable(eval, node->comprehension.clauses.at[0]->clause.iterable));
  if (value_passes(error)) return error;
  run->frame = frame_new(eval, scope_around(eval));
  run->frame->kind = FRAME_INNER;
  return VALUE_NONE;
}

/* ---- generators ---- */

static bool generator_next(Heap *heap, Iter *iter, Value *out) {
  Eval *eval = (Eval *)heap;
  Run *run = iter->state;
  run->any_order = heap->any_order;
  if (run->ended) return false;
  Frame *frame = eval->frame;
  const Module *module = eval->module;
  eval->frame = run->frame;
  eval->module = run->module;
  bool found = next_element(eval, run, out);
  if (found) *out = eval_expression(eval, run->node->comprehension.element);
  if (found && value_is_error(*out)) run->ended = true;
  heap->took_any_order = heap->took_any_order || run->took_any_order;
  eval->frame = frame;
  eval->module = module;
  return found || out->kind != V_ABSENT;
}

static Value generator(Eval *eval, const Node *node) {
  Run *run = ARENA_NEW(eval->heap.arena, Run);
  Value error = run_begin(eval, node, run);
  if (value_passes(error)) return error;
  return value_iterator(&eval->heap, (Iter){.next = generator_next, .state = run}, "generator");
}

/* ---- comprehensions ---- */

static Value add(Eval *eval, const Node *node, Value result) {
  Value element = eval_expression(eval, node->comprehension.element);
  if (value_is_error(element)) return element;
  if (result.kind == V_LIST) return list_push(&eval->heap, result, element), VALUE_NONE;
  if (result.kind == V_SET)
    return element.kind == V_UNKNOWN ? element : set_put(&eval->heap, result.dict, element);
  Value value = eval_expression(eval, node->comprehension.value);
  if (value_is_error(value) || element.kind == V_UNKNOWN) return value_is_error(value) ? value : element;
  return dict_put(&eval->heap, result.dict, element, value);
}

static Value collect(Eval *eval, const Node *node, Value result, bool any_order) {
  Run run;
  Value error = run_begin(eval, node, &run);
  if (value_passes(error)) return error;
  Frame *outer = eval->frame;
  eval->frame = run.frame;
  run.any_order = any_order;
  while (!value_passes(error) && next_element(eval, &run, &error)) error = add(eval, node, result);
  if (result.kind == V_SET && run.took_any_order) set_order_forget(&eval->heap, result.dict);
  if (result.kind == V_LIST && run.took_any_order) eval->heap.took_any_order = true;
  eval->frame = outer;
  return value_passes(error) ? error : result;
}

Value comprehension_any_order(Eval *eval, const Node *node) {
  return eval_placed(eval, node, collect(eval, node, value_list(&eval->heap, 0), true));
}

Value comprehension_eval(Eval *eval, const Node *node) {
  Str kind = node->comprehension.kind;
  if (str_is(kind, "generator")) return generator(eval, node);
  if (str_is(kind, "set")) return collect(eval, node, value_set(&eval->heap), true);
  return collect(eval, node, str_is(kind, "dict") ? value_dict(&eval->heap) : value_list(&eval->heap, 0), false);
}

/* A walrus in a comprehension binds in the scope around it. */
Value comprehension_walrus(Eval *eval, const Node *node) {
  Value v = eval_expression(eval, node->walrus.value);
  if (value_is_error(v)) return v;
  Frame *frame = eval->frame;
  while (eval->frame && eval->frame->kind == FRAME_INNER) eval->frame = eval->frame->parent;
  bool was_there = eval->frame;
  python_bind(eval, node->walrus.id, v);
  if (was_there || frame) eval->frame = frame;
  return v;
}

/* ---- f-strings ---- */

Value fstring_formatted(Eval *eval, const Node *node) {
  Value v = eval_expression(eval, node->formatted.value);
  if (value_passes(v)) return v;
  if (node->formatted.conversion.n) v = format_converted(&eval->heap, v, node->formatted.conversion.p[0]);
  Value spec = node->formatted.spec ? eval_expression(eval, node->formatted.spec) : value_str(STR(""));
  return value_passes(spec) ? spec : format_value(&eval->heap, v, value_text(spec));
}

Value fstring_eval(Eval *eval, const Node *node) {
  Buf buf = buf_new(eval->heap.arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < node->fstring.parts.n; i++) {
    Value v = eval_expression(eval, node->fstring.parts.at[i]);
    if (value_passes(v)) return v;
    buf_put(&buf, value_to_str(&eval->heap, v));
  }
  return value_str(buf_str(&buf));
}
