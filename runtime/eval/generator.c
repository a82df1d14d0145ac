#include "runtime/eval/generator.h"

#include "runtime/core/limits.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/match.h"
#include "runtime/eval/with.h"
#include "runtime/value/types.h"

/* What a statement around a `yield` keeps while the generator stands. */
typedef struct Mark {
  size_t at;             /* of a block: which statement; of a TRY: which part */
  const NodeList *block; /* of a branch: the one that was chosen; NULL: none */
  Iter iter;             /* of a FOR and a `yield from` */
  Value value;           /* of a WITH: the manager; of a TRY: what its parts gave; of a `yield from`: the iterable */
  Exception *handled;
} Mark;

typedef struct Generator {
  const Function *function;
  Frame *frame;
  VEC(Mark) marks;  /* from the outermost statement in */
  size_t at;        /* going on: the next mark of the way */
  bool going_on, started, runs, done;
  Value sent;       /* what the `yield` gives: a value, or the error that it raises */
  Value yielded, returned;
  Exception *handled; /* what the `except` block around the `yield` has caught */
} Generator;

/* A statement that ends in a `yield`: V_ABSENT with this in `aux`, as `break` and `continue` have theirs. */
enum { FLOW_YIELD = PYTHON_FLOW_COUNT };
static Value stands(void) { return (Value){.kind = V_ABSENT, .aux = FLOW_YIELD}; }
static bool is_standing(Value v) { return v.kind == V_ABSENT && v.aux == FLOW_YIELD; }
static bool goes_on(Value v) { return v.kind == V_ABSENT && !v.aux; }

/* ---- what yields ---- */

static void look_for_yield(Node *node, void *state) {
  bool *found = state;
  if (node->kind == NODE_YIELD) *found = true;
  bool other = node->kind == NODE_DEF || node->kind == NODE_LAMBDA || node->kind == NODE_CLASS;
  if (!*found && !other) node_children(node, look_for_yield, state);
}

static bool yields(const Node *node) {
  bool found = false;
  look_for_yield((Node *)node, &found);
  return found;
}

bool generator_has_yield(const NodeList *body) {
  bool found = false;
  for (size_t i = 0; i < body->n && !found; i++) found = body->at[i]->kind != NODE_DEF && yields(body->at[i]);
  return found;
}

/* ---- marks ---- */

/* Enters a statement; `*known`: the generator goes on within it. The mark has the number that is returned. */
static size_t enter(Eval *eval, Generator *g, bool *known) {
  *known = g->going_on;
  if (g->going_on) return g->at++;
  VEC_PUSH(eval->heap.arena, &g->marks, (Mark){.value = VALUE_ABSENT});
  return g->marks.n - 1;
}

static Mark *mark(Generator *g, size_t number) { return &g->marks.at[number]; }
static void leave(Generator *g) { g->marks.n--; }

/* ---- yield ---- */

static Value block_of(Eval *eval, Generator *g, const NodeList *block);
static Value resume(Eval *eval, Generator *g, Value sent);
static Generator *generator_of(Value v);

static Value next_from(Eval *eval, Generator *g, size_t number) {
  Value item;
  Iter *iter = &mark(g, number)->iter;
  if (op_next(&eval->heap, iter, &item)) {
    if (value_is_error(item)) return leave(g), item;
    g->yielded = item;
    return stands();
  }
  Value iterable = mark(g, number)->value;
  leave(g);
  bool is_generator = iterable.kind == V_ITERATOR && iterable.iterator->type;
  return is_generator ? ((Generator *)iterable.iterator->iter.state)->returned : VALUE_NONE;
}

/* What is sent or thrown goes on to the generator within; GeneratorExit ends it the same way. */
static Value handed_on(Eval *eval, Generator *g, Generator *inner) {
  Value v = resume(eval, inner, g->sent);
  if (v.kind == V_ABSENT) return leave(g), inner->returned;
  if (value_is_error(v)) return leave(g), v;
  g->yielded = v;
  return stands();
}

static Value yield_from(Eval *eval, Generator *g, const Node *node) {
  bool known;
  size_t number = enter(eval, g, &known);
  if (known) {
    g->going_on = false;
    Generator *inner = generator_of(mark(g, number)->value);
    if (inner) return handed_on(eval, g, inner);
    if (value_is_error(g->sent)) return leave(g), g->sent;
    if (g->sent.kind != V_NONE) return leave(g), value_unsupported(&eval->heap, "'send' through a 'yield from'");
    return next_from(eval, g, number);
  }
  Value iterable = eval_expression(eval, node->yield.value), error = iterable;
  Iter iter = {0};
  if (!value_passes(iterable)) error = op_iter(&eval->heap, iterable, &iter);
  if (iterable.kind == V_UNKNOWN) error = value_unverified(&eval->heap, iterable);
  if (value_passes(error)) return leave(g), error;
  mark(g, number)->iter = iter;
  mark(g, number)->value = iterable;
  return next_from(eval, g, number);
}

/* The value of the `yield`, an error, or the stand. */
static Value yield(Eval *eval, Generator *g, const Node *node) {
  bool known;
  if (node->yield.from) return yield_from(eval, g, node);
  enter(eval, g, &known);
  if (known) {
    g->going_on = false;
    leave(g);
    return g->sent;
  }
  Value v = node->yield.value ? eval_expression(eval, node->yield.value) : VALUE_NONE;
  if (value_is_error(v)) return leave(g), v;
  g->yielded = v;
  return stands();
}

/* ---- statements around a yield ---- */

static Value branch(Eval *eval, Generator *g, const Node *node) {
  bool known;
  size_t number = enter(eval, g, &known);
  Value error = VALUE_ABSENT;
  const NodeList *block = known                     ? mark(g, number)->block
                          : node->kind == NODE_MATCH ? match_choose(eval, node, &error)
                                                     : exec_choose(eval, node, &error);
  mark(g, number)->block = block;
  Value result = block ? block_of(eval, g, block) : error;
  if (!is_standing(result)) leave(g);
  return result;
}

/* The next item of a loop; false at its end, or with `*error`. */
static bool next_item(Eval *eval, Generator *g, const Node *node, size_t number, Value *error) {
  Value item;
  *error = VALUE_ABSENT;
  if (!op_next(&eval->heap, &mark(g, number)->iter, &item)) return false;
  Value done = value_is_error(item) ? item : exec_assign(eval, node->loop.target, item);
  if (!value_is_error(done)) return true;
  *error = done;
  return false;
}

/* A loop's statements; 0 in `mark.at`: the body runs, 1: the `else`. */
static Value loop_end(Eval *eval, Generator *g, const NodeList *otherwise, size_t number) {
  mark(g, number)->at = 1;
  Value result = block_of(eval, g, otherwise);
  if (!is_standing(result)) leave(g);
  return result;
}

static Value for_loop(Eval *eval, Generator *g, const Node *node) {
  bool known;
  Value error, result;
  size_t number = enter(eval, g, &known);
  if (known && mark(g, number)->at) return loop_end(eval, g, &node->loop.otherwise, number);
  if (!known) {
    Value iterable = eval_iterable(eval, node->loop.iterable);
    Iter iter = {0};
    error = value_is_error(iterable)       ? iterable
            : iterable.kind == V_UNKNOWN ? value_unverified(&eval->heap, iterable)
                                         : op_iter(&eval->heap, iterable, &iter);
    if (value_passes(error)) return leave(g), eval_placed(eval, node->loop.iterable, error);
    mark(g, number)->iter = iter;
  }
  for (; known || next_item(eval, g, node, number, &error); known = false) {
    result = block_of(eval, g, &node->loop.body);
    if (is_standing(result)) return result;
    bool stops = result.kind == V_ABSENT && result.aux == PYTHON_BREAK;
    if (stops) return leave(g), VALUE_ABSENT;
    if (result.kind != V_ABSENT) return leave(g), result;
  }
  if (value_is_error(error)) return leave(g), error;
  return loop_end(eval, g, &node->loop.otherwise, number);
}

static bool while_holds(Eval *eval, const Node *node, Value *error) {
  Value test = eval_expression(eval, node->while_loop.test);
  *error = test;
  if (value_is_error(test)) return false;
  bool truth = eval_truth(eval, test, error);
  *error = eval_placed(eval, node->while_loop.test, *error);
  return truth && error->kind == V_ABSENT;
}

static Value while_loop(Eval *eval, Generator *g, const Node *node) {
  bool known;
  Value error = VALUE_ABSENT;
  size_t number = enter(eval, g, &known);
  if (known && mark(g, number)->at) return loop_end(eval, g, &node->while_loop.otherwise, number);
  for (; known || while_holds(eval, node, &error); known = false) {
    Value result = block_of(eval, g, &node->while_loop.body);
    if (is_standing(result)) return result;
    bool stops = result.kind == V_ABSENT && result.aux == PYTHON_BREAK;
    if (stops) return leave(g), VALUE_ABSENT;
    if (result.kind != V_ABSENT) return leave(g), result;
  }
  if (value_is_error(error)) return leave(g), error;
  return loop_end(eval, g, &node->while_loop.otherwise, number);
}

/* ---- try ---- */

enum { TRY_BODY, TRY_HANDLER, TRY_ELSE, TRY_FINALLY };

/* What comes after the body or a handler; the handler that catches is chosen here. */
static Value after_body(Eval *eval, Generator *g, const Node *node, size_t number, Value result) {
  if (python_is_caught(result)) {
    const Node *handler = python_handler(eval, &node->try.handlers, &result);
    if (!handler) return result;
    mark(g, number)->at = TRY_HANDLER;
    mark(g, number)->block = &handler->handler.body;
    mark(g, number)->handled = eval->handled;
    exception_chain(result.exc, eval->handled);
    if (handler->handler.id.n) python_bind(eval, handler->handler.id, exception_value(&eval->heap, result.exc));
    eval->handled = result.exc;
    result = block_of(eval, g, &handler->handler.body);
  } else if (goes_on(result)) {
    mark(g, number)->at = TRY_ELSE;
    result = block_of(eval, g, &node->try.otherwise);
  }
  return result;
}

static Value end_finally(Eval *eval, Generator *g, const Node *node, size_t number) {
  Value last = block_of(eval, g, &node->try.finally);
  if (is_standing(last)) return last;
  Value result = mark(g, number)->value;
  leave(g);
  if (value_is_error(result) && value_is_error(last)) exception_chain(last.exc, result.exc);
  return goes_on(last) ? result : last;
}

static Value end_try(Eval *eval, Generator *g, const Node *node, size_t number, Value result) {
  bool was_handled = mark(g, number)->at == TRY_HANDLER;
  if (was_handled && value_is_error(result) && eval->handled) exception_chain(result.exc, eval->handled);
  if (was_handled) eval->handled = mark(g, number)->handled;
  if (value_is_error(result) && !python_is_caught(result)) return leave(g), python_passed_by(result);
  mark(g, number)->at = TRY_FINALLY;
  mark(g, number)->value = result;
  return end_finally(eval, g, node, number);
}

/* A name that a handler binds stays bound to its end here, which no sound program can tell. */
static Value try_statement(Eval *eval, Generator *g, const Node *node) {
  bool known;
  Value result;
  size_t number = enter(eval, g, &known), at = mark(g, number)->at;
  if (at == TRY_FINALLY) return end_finally(eval, g, node, number);
  if (at == TRY_HANDLER || at == TRY_ELSE) {
    result = block_of(eval, g, at == TRY_ELSE ? &node->try.otherwise : mark(g, number)->block);
  } else {
    result = block_of(eval, g, &node->try.body);
    if (!is_standing(result)) result = after_body(eval, g, node, number, result);
  }
  return is_standing(result) ? result : end_try(eval, g, node, number, result);
}

/* ---- with ---- */

static Value with_from(Eval *eval, Generator *g, const Node *node, size_t item) {
  bool known;
  if (item == node->with_py.items.n) return block_of(eval, g, &node->with_py.body);
  size_t number = enter(eval, g, &known);
  if (!known) {
    Value manager, error = with_enter(eval, node->with_py.items.at[item], &manager);
    if (value_is_error(error)) return leave(g), error;
    mark(g, number)->value = manager;
  }
  Value result = with_from(eval, g, node, item + 1);
  if (is_standing(result)) return result;
  Value manager = mark(g, number)->value;
  leave(g);
  return with_exit(eval, manager, result);
}

/* ---- one statement ---- */

static Value assign_yielded(Eval *eval, Generator *g, const Node *node) {
  Value v = yield(eval, g, node->assign.value);
  if (is_standing(v) || value_is_error(v)) return v;
  v = exec_assign(eval, node->assign.target, v);
  return value_is_error(v) ? v : VALUE_ABSENT;
}

static Value yielding(Eval *eval, Generator *g, const Node *node) {
  Value v;
  switch ((NodeKind)node->kind) {
    case NODE_EXPRESSION:
      if (node->expression.value->kind != NODE_YIELD) break;
      v = yield(eval, g, node->expression.value);
      return is_standing(v) || value_is_error(v) ? v : VALUE_ABSENT;
    case NODE_ASSIGN:
      if (node->assign.value->kind != NODE_YIELD || yields(node->assign.target)) break;
      return assign_yielded(eval, g, node);
    case NODE_RETURN:
      if (node->ret.value->kind != NODE_YIELD) break;
      return yield(eval, g, node->ret.value);
    case NODE_IF:
      if (yields(node->branch.test)) break;
      return branch(eval, g, node);
    case NODE_MATCH:
      if (yields(node->match.subject)) break;
      return branch(eval, g, node);
    case NODE_FOR:
      if (yields(node->loop.iterable)) break;
      return for_loop(eval, g, node);
    case NODE_WHILE:
      if (yields(node->while_loop.test)) break;
      return while_loop(eval, g, node);
    case NODE_TRY: return try_statement(eval, g, node);
    case NODE_WITH_PY: return with_from(eval, g, node, 0);
    default: break;
  }
  return value_unsupported(&eval->heap, "a 'yield' inside an expression");
}

static Value statement(Eval *eval, Generator *g, const Node *node) {
  if (!yields(node)) return exec_python(eval, node);
  heap_step(&eval->heap, 1);
  if (eval->heap.depth >= LIMIT_EVAL_DEPTH)
    guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of statements");
  eval->heap.depth++;
  Value result = eval_placed(eval, node, yielding(eval, g, node));
  eval->heap.depth--;
  return result;
}

static Value block_of(Eval *eval, Generator *g, const NodeList *block) {
  bool known;
  size_t number = enter(eval, g, &known);
  for (size_t i = mark(g, number)->at; i < block->n; i++) {
    mark(g, number)->at = i;
    Value result = statement(eval, g, block->at[i]);
    if (is_standing(result)) return result;
    if (!goes_on(result)) return leave(g), result;
  }
  leave(g);
  return VALUE_ABSENT;
}

/* ---- going on ---- */

/* PEP 479 */
static Value ended_by(Heap *heap, Value v) {
  if (!value_is_exception(v, EXC_STOP_ITERATION)) return v;
  return value_raise(heap, EXC_RUNTIME, "generator raised StopIteration");
}

static Value run(Eval *eval, Generator *g) {
  g->going_on = g->started;
  g->at = 0;
  g->started = true;
  Value result = block_of(eval, g, &g->function->node->def.body);
  g->handled = eval->handled;
  if (is_standing(result)) return g->yielded;
  g->done = true;
  g->returned = result.kind == V_ABSENT || value_is_error(result) ? VALUE_NONE : result;
  return value_is_error(result) ? ended_by(&eval->heap, result) : VALUE_ABSENT;
}

/* The next value, an error, or V_ABSENT at the end. What surrounds the caller is set aside meanwhile. */
static Value resume(Eval *eval, Generator *g, Value sent) {
  Heap *heap = &eval->heap;
  if (g->runs) return value_raise(heap, EXC_VALUE, "generator already executing");
  if (g->done) return value_is_error(sent) ? sent : VALUE_ABSENT;
  if (!g->started && value_is_error(sent)) return g->done = true, sent;
  Value error = function_may_begin(eval);
  if (value_is_error(error)) return error;
  Eval outer = *eval;
  eval->frame = g->frame;
  eval->module = g->function->module;
  eval->importing = false;
  if (g->started) eval->handled = g->handled;
  eval->calls++;
  eval->depth_around += heap->depth;
  heap->depth = 0;
  g->sent = sent;
  g->runs = true;
  Value v = run(eval, g);
  g->runs = false;
  eval->frame = outer.frame;
  eval->module = outer.module;
  eval->importing = outer.importing;
  eval->handled = outer.handled;
  eval->calls = outer.calls;
  eval->depth_around = outer.depth_around;
  heap->depth = outer.heap.depth;
  eval->at = outer.at;
  if (value_is_error(v) && v.exc->has_span && outer.at) eval_trace(eval, v.exc, outer.at);
  return v;
}

static bool next_value(Heap *heap, Iter *iter, Value *out) {
  *out = resume((Eval *)heap, iter->state, VALUE_NONE);
  return out->kind != V_ABSENT;
}

/* ---- as a value ---- */

static const Type TYPE_GENERATOR;

static Generator *generator_of(Value v) {
  return v.kind == V_ITERATOR && v.iterator->type == &TYPE_GENERATOR ? v.iterator->iter.state : NULL;
}

static bool iterate(Heap *heap, Value v, Iter *iter) {
  (void)heap;
  *iter = v.iterator->iter;
  iter->over = v;
  return true;
}

/* Python's has the address, which is another in each process. */
static void repr(Heap *heap, Buf *buf, Value v) {
  if (!heap->pending) heap->pending = value_unsupported(heap, "the text of a generator, which has its address,").exc;
  Str name = generator_of(v)->function->name;
  buf_printf(buf, "<generator object %.*s>", STR_FMT(name));
}

/* What `send`, `throw` and `next` give; the end is a StopIteration with what the function returned. */
static Value given(Eval *eval, Generator *g, Value v) {
  if (v.kind != V_ABSENT) return v;
  Value returned = g->returned;
  g->returned = VALUE_NONE;
  if (returned.kind == V_NONE) return value_raise_str(&eval->heap, EXC_STOP_ITERATION, STR(""));
  Value args = value_tuple(&eval->heap, &returned, 1);
  return exception_error(&eval->heap, exception_object(&eval->heap, exception_type(EXC_STOP_ITERATION), args));
}

static Value send(Heap *heap, Value self, const Value *args) {
  Generator *g = generator_of(self);
  if (!g->started && args[0].kind != V_NONE)
    return value_raise(heap, EXC_TYPE, "can't send non-None value to a just-started generator");
  return given((Eval *)heap, g, resume((Eval *)heap, g, args[0]));
}

static Value close_generator(Heap *heap, Value self, const Value *args) {
  Generator *g = generator_of(self);
  (void)args;
  if (g->done || !g->started) return g->done = true, VALUE_NONE;
  Value v = resume((Eval *)heap, g, value_raise_str(heap, EXC_GENERATOR_EXIT, STR("")));
  if (v.kind == V_ABSENT) return VALUE_NONE;
  if (!value_is_error(v)) return value_raise(heap, EXC_RUNTIME, "generator ignored GeneratorExit");
  return v.exc->type == EXC_GENERATOR_EXIT ? VALUE_NONE : v;
}

/* An exception, or a class of which one is made. */
static Value throw_into(Heap *heap, Value self, const Value *args) {
  Value raised = args[0].kind == V_TYPE ? heap->call(heap, args[0], NULL, 0, NULL) : args[0];
  if (value_passes(raised)) return raised;
  if (raised.kind != V_OBJECT || exception_of_class(value_type(raised)) == EXC_COUNT)
    return value_raise(heap, EXC_TYPE, "exceptions must be classes or instances deriving from BaseException, not %s",
                       value_type_name(raised));
  Generator *g = generator_of(self);
  return given((Eval *)heap, g, resume((Eval *)heap, g, exception_error(heap, raised)));
}

Value generator_next(Eval *eval, Value v) {
  Generator *g = v.kind == V_ITERATOR ? generator_of(v) : NULL;
  return g ? given(eval, g, resume(eval, g, VALUE_NONE)) : VALUE_ABSENT;
}

static const Builtin METHODS[] = {
    {"close", "", 0, 0, BUILTIN_C_STYLE, close_generator, "ends it where it stands"},
    {"send", "value, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, send, "goes on with a value for the yield"},
    {"throw", "value, /", 1, 1, BUILTIN_C_STYLE | BUILTIN_CHANGES, throw_into, "goes on with an exception"},
};

static const Type TYPE_GENERATOR = {
    .name = "generator", .methods = BUILTIN_TABLE(METHODS), .repr = repr, .iter = iterate};

Value generator_new(Eval *eval, const Function *function, Frame *frame) {
  Generator *g = ARENA_NEW(eval->heap.arena, Generator);
  *g = (Generator){.function = function, .frame = frame, .returned = VALUE_NONE};
  Value v = value_iterator(&eval->heap, (Iter){.next = next_value, .state = g}, "generator");
  v.iterator->type = &TYPE_GENERATOR;
  return v;
}
