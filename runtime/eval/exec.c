#include "runtime/eval/exec.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/block.h"
#include "runtime/eval/call.h"
#include "runtime/eval/loop.h"
#include "runtime/eval/python.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* ---- frames ---- */

enum { FRAME_NAMES_A_STEP = 16 };

Frame *frame_new(Eval *eval, Frame *parent) {
  Frame *frame = ARENA_NEW(eval->heap.arena, Frame);
  frame->parent = parent;
  return frame;
}

Value *frame_here(Frame *frame, Str name) {
  for (size_t i = 0; i < frame->locals.n; i++)
    if (str_eq(frame->locals.at[i].name, name)) return &frame->locals.at[i].value;
  return NULL;
}

void frame_set(Eval *eval, Frame *frame, Str name, Value value) {
  Value *local = frame_here(frame, name);
  if (local) {
    *local = value;
    return;
  }
  heap_step(&eval->heap, frame->locals.n / FRAME_NAMES_A_STEP); /* all of them were looked at */
  VEC_PUSH(eval->heap.arena, &frame->locals, (Local){name, value});
}

Value *frame_find(Frame *frame, Str name) {
  for (; frame; frame = frame->parent) {
    Value *local = frame_here(frame, name);
    if (local) return local;
  }
  return NULL;
}

Frame *exec_frame(Eval *eval) {
  if (!eval->frame) eval->frame = frame_new(eval, NULL);
  return eval->frame;
}

/* ---- assignment ---- */

/* The number of the target with a star, or `n`. */
static size_t star_of(const NodeList *targets) {
  size_t star = 0;
  while (star < targets->n && targets->at[star]->kind != NODE_STAR) star++;
  return star;
}

static Value wrong_count(Eval *eval, const NodeList *targets, size_t n, bool starred) {
  size_t wanted = targets->n - starred;
  if (n > wanted) return value_raise(&eval->heap, EXC_VALUE, "too many values to unpack (expected %zu)", wanted);
  return value_raise(&eval->heap, EXC_VALUE, "not enough values to unpack (expected %s%zu, got %zu)",
                     starred ? "at least " : "", wanted, n);
}

static Value assign_starred(Eval *eval, const Node *target, const ValueList *items, size_t from, size_t n) {
  Value list = value_list(&eval->heap, n);
  for (size_t i = from; i < from + n; i++) list_push(&eval->heap, list, items->at[i]);
  return exec_assign(eval, target->star.value, list);
}

static Value assign_each(Eval *eval, const NodeList *targets, const ValueList *items) {
  size_t star = star_of(targets), taken = 0;
  bool starred = star < targets->n;
  if (starred ? items->n + 1 < targets->n : items->n != targets->n)
    return wrong_count(eval, targets, items->n, starred);
  for (size_t i = 0; i < targets->n; i++) {
    size_t count = i == star ? items->n + 1 - targets->n : 1;
    Value error = i == star ? assign_starred(eval, targets->at[i], items, taken, count)
                            : exec_assign(eval, targets->at[i], items->at[taken]);
    if (value_is_error(error)) return error;
    taken += count;
  }
  return VALUE_NONE;
}

static Value unpack(Eval *eval, const NodeList *targets, Value value) {
  ValueList items = {0};
  Iter iter = {0};
  if (value.kind == V_UNKNOWN) {
    for (size_t i = 0; i < targets->n; i++) {
      const Node *target = targets->at[i];
      exec_assign(eval, target->kind == NODE_STAR ? target->star.value : target,
                  value_unknown_other(&eval->heap, value));
    }
    return VALUE_NONE;
  }
  Value error = op_iter(&eval->heap, value, &iter);
  if (value_is_error(error) && value.kind != V_UNDEFINED && value.kind != V_OPAQUE)
    return value_raise(&eval->heap, EXC_TYPE, "cannot unpack non-iterable %s object", value_type_name(value));
  if (value_passes(error)) return error;
  error = value_collect(&eval->heap, value, &items);
  return value_passes(error) ? error : assign_each(eval, targets, &items);
}

/* `{% set ns.x = … %}`: only namespace() takes it. */
static Value assign_member(Eval *eval, const Node *target, Value value) {
  Value object = eval_expression(eval, target->attr.object);
  value_unknown_change(object);
  if (value_passes(object)) return object;
  if (object.kind == V_OBJECT && object.object->dict)
    return dict_put(&eval->heap, object.object->dict, value_str(target->attr.id), value);
  /* Only a block `set` comes so far: it asks for no namespace, and assigns an item. */
  if (object.kind == V_DICT) return dict_put(&eval->heap, object.dict, value_str(target->attr.id), value);
  if (object.kind == V_LIST)
    return value_raise(&eval->heap, EXC_TYPE, "list indices must be integers or slices, not str");
  bool missing = object.kind == V_UNDEFINED && object.undefined->object.kind == V_ABSENT;
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object does not support item assignment",
                     missing ? "_MissingType" : value_type_name(object));
}

static Value assign(Eval *eval, const Node *target, Value value) {
  switch ((NodeKind)target->kind) {
    case NODE_NAME: return frame_set(eval, exec_frame(eval), target->name.id, value), VALUE_NONE;
    case NODE_TUPLE: return unpack(eval, &target->tuple.items, value);
    case NODE_LIST: return unpack(eval, &target->list.items, value);
    case NODE_ATTR_JINJA: return assign_member(eval, target, value);
    default: return python_assign(eval, target, value);
  }
}

Value exec_assign(Eval *eval, const Node *target, Value value) {
  return eval_placed(eval, target, assign(eval, target, value));
}

/* ---- output ---- */

static void hear(const Pieces *pieces, const Node *node, Value v) {
  if (pieces->listener) pieces->listener->hear(pieces->listener->state, node, v);
}

static void put_piece(Eval *eval, Pieces *pieces, Value v) {
  pieces_push(eval, pieces, v);
  if (!pieces->streams || pieces->n < 2) return;
  for (size_t i = pieces->n == 2 ? 0 : pieces->n - 1; i < pieces->n; i++)
    pieces->at[i] = eval_settle(eval, pieces->at[i]);
}

static void put_heard(Eval *eval, Pieces *pieces, const Node *node, Value v) {
  hear(pieces, node, v);
  put_piece(eval, pieces, v);
}

/* What Jinja's compiler can write down and read back: it joins these as text (jinja2.compiler.has_safe_repr). */
static bool has_safe_repr(Value v, int depth) {
  const Value *items;
  size_t n;
  if (depth > 50) return false;
  switch ((ValueKind)v.kind) {
    case V_NONE:
    case V_ELLIPSIS:
    case V_BOOL:
    case V_INT:
    case V_BIGINT:
    case V_FLOAT:
    case V_COMPLEX:
    case V_RANGE:
    case V_STR: return true;
    case V_LIST:
    case V_TUPLE:
      value_items(v, &items, &n);
      for (size_t i = 0; i < n; i++)
        if (!has_safe_repr(items[i], depth + 1)) return false;
      return true;
    case V_DICT:
    case V_SET:
      for (size_t i = 0; i < v.dict->n; i++) {
        const DictEntry *entry = &v.dict->at[i];
        if (entry->key.kind == V_ABSENT) continue;
        if (!has_safe_repr(entry->key, depth + 1) || (v.kind == V_DICT && !has_safe_repr(entry->value, depth + 1)))
          return false;
      }
      return true;
    default: return false;
  }
}

bool eval_has_literal(Value v) { return has_safe_repr(v, 0); }

static void all_constant(Node *child, void *state) {
  bool *constant = state;
  *constant = *constant && eval_is_constant(child);
}

/* Filters that get the context are not computed by the compiler. */
static bool is_context_filter(Str name) {
  static const char *const NAMES[] = {"map", "random", "reject", "rejectattr", "select", "selectattr"};
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}

bool eval_may_fold(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_CONST:
    case NODE_TEXT:
    case NODE_ATTR_JINJA:
    case NODE_ITEM_JINJA:
    case NODE_SLICE:
    case NODE_LIST:
    case NODE_TUPLE:
    case NODE_DICT:
    case NODE_PAIR:
    case NODE_UNARY:
    case NODE_BINARY:
    case NODE_AND:
    case NODE_OR:
    case NODE_COMPARE:
    case NODE_COMPARE_STEP:
    case NODE_CONCAT:
    case NODE_COND:
    case NODE_KEYWORD:
    case NODE_TEST: return true;
    case NODE_FILTER: return node->filter.input && !is_context_filter(node->filter.id);
    default: return false;
  }
}

bool eval_is_constant(const Node *node) {
  bool constant = eval_may_fold(node);
  if (!constant || node->kind == NODE_CONST || node->kind == NODE_TEXT) return constant;
  node_children(node, all_constant, &constant);
  return constant;
}

/* One `{{ … }}`. A constant was joined to its neighbours as text when Jinja compiled the template. */
static Value exec_output(Eval *eval, const Node *item, Pieces *pieces) {
  Value v = eval_expression(eval, item);
  if (value_is_error(v)) return v;
  hear(pieces, item, v);
  if (v.kind != V_STR && eval_is_constant(item) && has_safe_repr(v, 0)) v = value_str(value_to_str(&eval->heap, v));
  if (markup_is(v) && eval_is_constant(item)) v = value_str(value_text(v));
  put_piece(eval, pieces, v);
  return VALUE_NONE;
}

/* Where Jinja's compiler cannot know about escaping, its code asks for each text. */
static Value text_piece(Eval *eval, Str text) {
  return eval->autoescape == AUTOESCAPE_VOLATILE ? markup_of(&eval->heap, value_str(text)) : value_str(text);
}

static Value put_text(Eval *eval, const Node *node, Pieces *pieces) {
  put_heard(eval, pieces, node, text_piece(eval, node->text.value));
  return VALUE_NONE;
}

static Value exec_outputs(Eval *eval, const NodeList *items, Pieces *pieces) {
  for (size_t i = 0; i < items->n; i++) {
    bool is_text = items->at[i]->kind == NODE_TEXT;
    Value error = is_text ? put_text(eval, items->at[i], pieces) : exec_output(eval, items->at[i], pieces);
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

/* ---- template statements ---- */

Value exec_scoped(Eval *eval, const NodeList *body, Pieces *pieces) {
  Frame *outer = eval->frame, *inner = eval->frame = frame_new(eval, outer);
  Value error = exec_body(eval, body, pieces);
  inner->ended = body;
  eval->frame = outer;
  return error;
}

static Value exec_captured(Eval *eval, const NodeList *body) {
  Pieces pieces;
  pieces_init(&pieces);
  Value error = exec_scoped(eval, body, &pieces);
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

const NodeList *exec_choose(Eval *eval, const Node *node, Value *error) {
  Value test = eval_expression(eval, node->branch.test);
  if (value_is_error(test)) return *error = test, NULL;
  bool truth = eval_truth(eval, test, error);
  *error = eval_placed(eval, node->branch.test, *error);
  if (error->kind != V_ABSENT) return NULL;
  return truth ? &node->branch.then : &node->branch.otherwise;
}

static bool is_elif(const NodeList *body) { return body && body->n == 1 && body->at[0]->kind == NODE_IF; }

static Value exec_if(Eval *eval, const Node *node, Pieces *pieces) {
  Value error;
  const NodeList *body = exec_choose(eval, node, &error);
  while (is_elif(body)) body = exec_choose(eval, body->at[0], &error);
  return body ? exec_body(eval, body, pieces) : error;
}

static Value exec_for(Eval *eval, const Node *node, Pieces *pieces) {
  Value iterable = eval_expression(eval, node->loop.iterable);
  if (value_is_error(iterable)) return iterable;
  if (!node->loop.recursive) return loop_run(eval, node, iterable, 0, pieces);
  Pieces inner;
  pieces_init(&inner);
  Value error = loop_run(eval, node, iterable, 0, &inner);
  if (value_is_error(error)) return error;
  put_heard(eval, pieces, node, block_captured(eval, eval_join(eval, &inner)));
  return VALUE_NONE;
}

/* Jinja asks whether `ns` is a namespace before it evaluates what `ns.x` gets. */
static Value check_members(Eval *eval, const Node *target) {
  if (target->kind == NODE_TUPLE)
    for (size_t i = 0; i < target->tuple.items.n; i++) {
      Value error = check_members(eval, target->tuple.items.at[i]);
      if (value_is_error(error)) return error;
    }
  if (target->kind != NODE_ATTR_JINJA) return VALUE_NONE;
  Value object = eval_expression(eval, target->attr.object);
  if (value_passes(object) || (object.kind == V_OBJECT && object.object->dict))
    return object;
  return eval_placed(eval, target,
                value_raise(&eval->heap, EXC_TEMPLATE_RUNTIME, "cannot assign attribute on non-namespace object"));
}

static Value exec_set(Eval *eval, const Node *node) {
  Value error = check_members(eval, node->assign.target);
  if (value_is_error(error)) return error;
  Value v = eval_expression(eval, node->assign.value);
  return value_is_error(v) ? v : exec_assign(eval, node->assign.target, v);
}

/* A FILTER node without an input, applied to what a block put out. */
static Value apply_filter(Eval *eval, const Node *filter, Value input) {
  if (filter->kind != NODE_FILTER) return value_unsupported(&eval->heap, "a block filtered by an expression");
  if (filter->filter.input) input = apply_filter(eval, filter->filter.input, input);
  if (value_is_error(input)) return input;
  const Builtin *row =
      filter->filter.slot.builtin ? filter->filter.slot.builtin : table_find(FILTERS, filter->filter.id);
  if (!row) return eval_no_row(eval, FILTERS, "filter", filter->filter.id);
  return eval_placed(eval, filter, eval_row(eval, row, input, &filter->filter.args));
}

static Value exec_set_block(Eval *eval, const Node *node) {
  Value v = exec_captured(eval, &node->set_block.body);
  if (!value_is_error(v) && node->set_block.filter) v = apply_filter(eval, node->set_block.filter, v);
  return value_is_error(v) ? v : exec_assign(eval, node->set_block.target, v);
}

static Value exec_filter_block(Eval *eval, const Node *node, Pieces *pieces) {
  Value v = exec_captured(eval, &node->filter_block.body);
  if (!value_is_error(v)) v = apply_filter(eval, node->filter_block.filter, v);
  if (!value_is_error(v)) put_heard(eval, pieces, node, v);
  return v;
}

/* The values of a `with` are evaluated outside of it. */
static Value exec_with(Eval *eval, const Node *node, Pieces *pieces) {
  Frame *outer = eval->frame, *inner = frame_new(eval, outer);
  Value error = VALUE_NONE;
  for (size_t i = 0; i < node->with.assigns.n && !value_is_error(error); i++) {
    const Node *item = node->with.assigns.at[i];
    eval->frame = outer;
    Value v = eval_expression(eval, item->assign.value);
    eval->frame = inner;
    error = value_is_error(v) ? v : exec_assign(eval, item->assign.target, v);
  }
  eval->frame = inner;
  if (!value_is_error(error)) error = exec_body(eval, &node->with.body, pieces);
  inner->ended = &node->with.body;
  eval->frame = outer;
  return error;
}

/* `{% call f(…) %}`: the call gets one keyword more, `caller`. */
static Value exec_call_block(Eval *eval, const Node *node, Pieces *pieces) {
  Node *call = node_new(eval->heap.arena, NODE_CALL, node->call_block.call->span);
  *call = *node->call_block.call;
  Node *keyword = node_new(eval->heap.arena, NODE_KEYWORD, call->span);
  Node *caller = node_new(eval->heap.arena, NODE_CONST, call->span);
  caller->constant.value = function_new(eval, node);
  keyword->keyword.id = STR("caller");
  keyword->keyword.value = caller;
  NodeList args = {0};
  for (size_t i = 0; i < call->call.args.n; i++) node_push(eval->heap.arena, &args, call->call.args.at[i]);
  node_push(eval->heap.arena, &args, keyword);
  call->call.args = args;
  Value v = eval_expression(eval, call);
  if (!value_is_error(v)) put_heard(eval, pieces, node, v);
  return v;
}

static Value exec_statement(Eval *eval, const Node *node, Pieces *pieces) {
  eval->at = node;
  switch ((NodeKind)node->kind) {
    case NODE_TEXT: return put_text(eval, node, pieces);
    case NODE_OUTPUT: return exec_outputs(eval, &node->output.items, pieces);
    case NODE_IF: return exec_if(eval, node, pieces);
    case NODE_FOR: return exec_for(eval, node, pieces);
    case NODE_ASSIGN: return exec_set(eval, node);
    case NODE_SET_BLOCK: return exec_set_block(eval, node);
    case NODE_WITH: return exec_with(eval, node, pieces);
    case NODE_FILTER_BLOCK: return exec_filter_block(eval, node, pieces);
    case NODE_MACRO: return frame_set(eval, exec_frame(eval), node->macro.id, function_new(eval, node)), VALUE_NONE;
    case NODE_CALL_BLOCK: return exec_call_block(eval, node, pieces);
    case NODE_BLOCK: return block_run(eval, node, pieces);
    case NODE_AUTOESCAPE: return block_autoescape(eval, node, pieces);
    case NODE_LOAD: return block_load(eval, node);
    case NODE_EXPRESSION: return eval_expression(eval, node->expression.value);
    case NODE_UNSUPPORTED: return value_unsupported(&eval->heap, "%.*s", STR_FMT(node->unsupported.what));
    default: return exec_output(eval, node, pieces);
  }
}

Value exec_body(Eval *eval, const NodeList *body, Pieces *pieces) {
  for (size_t i = 0; i < body->n; i++) {
    heap_step(&eval->heap, 1);
    if (eval->heap.depth >= LIMIT_EVAL_DEPTH)
      guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of statements");
    eval->heap.depth++;
    Value error = eval_placed(eval, body->at[i], exec_statement(eval, body->at[i], pieces));
    eval->heap.depth--;
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

/* ---- objects ---- */

Value object_new(Heap *heap, const Type *type, Object body) {
  Object *object = ARENA_NEW(heap->arena, Object);
  *object = body;
  object->head.type = type;
  return (Value){.kind = V_OBJECT, .object = object};
}
