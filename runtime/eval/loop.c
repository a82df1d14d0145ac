#include "runtime/eval/loop.h"

#include "runtime/eval/args.h"
#include "runtime/eval/block.h"
#include "runtime/value/types.h"

typedef struct Loop {
  Object object; /* first: a V_OBJECT */
  Eval *eval;
  const Node *node;
  Frame *outer; /* where the loop stands */
  Frame *inner; /* of the item at hand */
  Value iterable;
  Iter iter;
  int depth0;
  int64_t index0;  /* -1 before the first item */
  int64_t length;  /* -1: not known yet */
  Value after;     /* an item that was looked at in advance, or V_ABSENT */
  Value current, before;
  Value changed;   /* what `changed` saw last */
  Value error;     /* raised while looking for the next item */
} Loop;

/* ---- items ---- */

/* Whether the loop's own condition takes an item. */
static bool takes(Loop *loop, Value item) {
  if (!loop->node->loop.condition) return true;
  Eval *eval = loop->eval;
  Frame *frame = eval->frame;
  eval->frame = frame_new(eval, loop->outer);
  Value error = exec_assign(eval, loop->node->loop.target, item);
  Value test = value_is_error(error) ? error : eval_expression(eval, loop->node->loop.condition);
  bool truth = false;
  error = test;
  if (!value_is_error(test)) truth = eval_truth(eval, test, &error);
  eval->frame = frame;
  if (value_is_error(error)) loop->error = error;
  return truth || value_is_error(error);
}

static bool pull(Loop *loop, Value *item) {
  while (op_next(&loop->eval->heap, &loop->iter, item)) {
    heap_step(&loop->eval->heap, 1);
    if (value_is_error(*item)) loop->error = *item;
    if (value_is_error(*item) || takes(loop, *item)) return true;
  }
  return false;
}

static bool next_item(Loop *loop, Value *item) {
  if (loop->after.kind != V_ABSENT) {
    *item = loop->after;
    loop->after = VALUE_ABSENT;
    return true;
  }
  return pull(loop, item);
}

static bool peek(Loop *loop) {
  Value item;
  if (loop->after.kind == V_ABSENT && pull(loop, &item)) loop->after = item;
  return loop->after.kind != V_ABSENT;
}

/* Takes what is left into a list, where the number of items is not known otherwise. */
static void count_rest(Loop *loop) {
  Value rest = value_list(&loop->eval->heap, 0), item;
  while (pull(loop, &item)) list_push(&loop->eval->heap, rest, item);
  loop->length = (int64_t)rest.list->n + loop->index0 + 1 + (loop->after.kind != V_ABSENT);
  loop->iter = (Iter){0};
  iter_items(&loop->eval->heap, rest, &loop->iter);
  /* The items have passed the condition: the rest runs over them as they are. */
  Node *plain = node_new(loop->eval->heap.arena, NODE_FOR, loop->node->span);
  *plain = *loop->node;
  plain->loop.condition = NULL;
  loop->node = plain;
}

static int64_t loop_length(Loop *loop) {
  if (loop->length >= 0) return loop->length;
  Value length = loop->node->loop.condition ? VALUE_NONE : op_len(&loop->eval->heap, loop->iterable);
  if (length.kind == V_INT)
    loop->length = length.i;
  else
    count_rest(loop);
  return loop->length;
}

/* ---- the object ---- */

static Loop *loop_of(Value v) { return (Loop *)v.object; }

static Value neighbour(Heap *heap, Value item, const char *hint) {
  return item.kind != V_ABSENT ? item : value_undefined(heap, VALUE_ABSENT, VALUE_NONE, str_of(hint));
}

static Value loop_attr(Heap *heap, Value v, Str name) {
  Loop *loop = loop_of(v);
  if (str_is(name, "index")) return value_int(loop->index0 + 1);
  if (str_is(name, "index0")) return value_int(loop->index0);
  if (str_is(name, "first")) return value_bool(loop->index0 == 0);
  if (str_is(name, "last")) return value_bool(!peek(loop));
  if (str_is(name, "length")) return value_int(loop_length(loop));
  if (str_is(name, "revindex")) return value_int(loop_length(loop) - loop->index0);
  if (str_is(name, "revindex0")) return value_int(loop_length(loop) - loop->index0 - 1);
  if (str_is(name, "depth")) return value_int(loop->depth0 + 1);
  if (str_is(name, "depth0")) return value_int(loop->depth0);
  if (str_is(name, "previtem")) return neighbour(heap, loop->before, "there is no previous item");
  if (str_is(name, "nextitem")) return peek(loop), neighbour(heap, loop->after, "there is no next item");
  return VALUE_ABSENT;
}

static void loop_names(Heap *heap, Value v, ValueList *names) {
  static const char *const NAMES[] = {"index",    "index0", "revindex", "revindex0", "first",    "last",
                                      "length", "depth",  "depth0",   "previtem",  "nextitem"};
  (void)v;
  for (size_t i = 0; i < COUNT(NAMES); i++) value_list_push(heap, names, value_str(str_of(NAMES[i])));
}

static Value loop_cycle(Heap *heap, Value self, const Value *args) {
  const Value *items;
  size_t n = 0;
  value_items(args[0], &items, &n);
  if (!n) return value_raise(heap, EXC_TYPE, "no items for cycling given");
  return items[(size_t)loop_of(self)->index0 % n];
}

static Value loop_changed(Heap *heap, Value self, const Value *args) {
  Loop *loop = loop_of(self);
  if (loop->changed.kind != V_ABSENT && value_equal(heap, loop->changed, args[0])) return value_bool(false);
  loop->changed = args[0];
  return value_bool(true);
}

/* `loop(children)` of a recursive loop. */
static Value loop_call(Heap *heap, Value self, const Value *args) {
  Loop *loop = loop_of(self);
  if (!loop->node->loop.recursive)
    return value_raise(heap, EXC_TYPE, "The loop must have the 'recursive' marker to be called recursively.");
  Pieces pieces;
  pieces_init(&pieces);
  Eval *eval = loop->eval;
  Frame *frame = eval->frame;
  eval->frame = loop->outer;
  Value error = loop_run(eval, loop->node, args[0], loop->depth0 + 1, &pieces);
  eval->frame = frame;
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

static void loop_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  Loop *loop = loop_of(v);
  buf_puts(buf, "<LoopContext ");
  buf_int(buf, loop->index0 + 1);
  buf_char(buf, '/');
  buf_int(buf, loop_length(loop));
  buf_char(buf, '>');
}

static const Builtin LOOP_METHODS[] = {
    {"__call__", "LoopContext.__call__(self | iterable)", 1, 1, 0, loop_call, "runs a recursive loop over other items"},
    {"changed", "LoopContext.changed(self | *value)", 0, UINT8_MAX, 0, loop_changed,
     "whether the values differ from the last"},
    {"cycle", "LoopContext.cycle(self | *args)", 0, UINT8_MAX, 0, loop_cycle, "one of the values in turn"},
};

static const Type TYPE_LOOP = {
    .name = "LoopContext",
    .full_name = "jinja2.runtime.LoopContext",
    .methods = BUILTIN_TABLE(LOOP_METHODS),
    .repr = loop_repr,
    .attr = loop_attr,
    .attr_names = loop_names,
};

/* ---- running ---- */

/* A macro that was made for one item reads the names of the item at hand. */
static Frame *item_frame(Loop *loop) {
  if (!loop->inner) loop->inner = frame_new(loop->eval, loop->outer);
  loop->inner->locals.n = 0;
  return loop->inner;
}

static Value run_item(Loop *loop, Value self, Value item, Pieces *pieces) {
  Eval *eval = loop->eval;
  if (value_is_error(loop->error)) return loop->error;
  loop->index0++;
  loop->before = loop->current;
  loop->current = item;
  eval->frame = item_frame(loop);
  frame_set(eval, eval->frame, STR("loop"), self);
  Value error = exec_assign(eval, loop->node->loop.target, item);
  return value_is_error(error) ? error : exec_body(eval, &loop->node->loop.body, pieces);
}

static Value run_items(Loop *loop, Value self, Pieces *pieces) {
  Value item;
  while (next_item(loop, &item)) {
    Value error = run_item(loop, self, item, pieces);
    if (value_is_error(error)) return error;
  }
  if (loop->inner) loop->inner->ended = &loop->node->loop.body;
  return loop->error;
}

Value loop_run(Eval *eval, const Node *node, Value iterable, int depth, Pieces *pieces) {
  if (value_is_error(iterable)) return iterable;
  if (iterable.kind == V_UNKNOWN)
    return value_unverified(&eval->heap, iterable);
  Loop *loop = ARENA_NEW(eval->heap.arena, Loop);
  *loop = (Loop){.object = {.head = {&TYPE_LOOP}},
                 .eval = eval,
                 .node = node,
                 .outer = eval->frame,
                 .iterable = iterable,
                 .depth0 = depth,
                 .index0 = -1,
                 .length = -1,
                 .error = VALUE_NONE};
  Value error = op_iter(&eval->heap, iterable, &loop->iter);
  if (value_is_error(error)) return error;
  error = run_items(loop, (Value){.kind = V_OBJECT, .object = &loop->object}, pieces);
  eval->frame = loop->outer;
  bool is_empty = !value_is_error(error) && loop->index0 < 0;
  return is_empty && node->loop.otherwise.n ? exec_scoped(eval, &node->loop.otherwise, pieces) : error;
}
