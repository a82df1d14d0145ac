#include "runtime/eval/exec.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/block.h"
#include "runtime/eval/loop.h"
#include "runtime/eval/raise.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* ---- frames ---- */

Frame *frame_new(Eval *eval, Frame *parent) {
  Frame *frame = ARENA_NEW(eval->heap.arena, Frame);
  frame->parent = parent;
  return frame;
}

static Value *find_here(Frame *frame, Str name) {
  for (size_t i = 0; i < frame->locals.n; i++)
    if (str_eq(frame->locals.at[i].name, name)) return &frame->locals.at[i].value;
  return NULL;
}

void frame_set(Eval *eval, Frame *frame, Str name, Value value) {
  Value *local = find_here(frame, name);
  if (local)
    *local = value;
  else
    VEC_PUSH(eval->heap.arena, &frame->locals, (Local){name, value});
}

Value *frame_find(Frame *frame, Str name) {
  for (; frame; frame = frame->parent) {
    Value *local = find_here(frame, name);
    if (local) return local;
  }
  return NULL;
}

static Frame *here(Eval *eval) {
  if (!eval->frame) eval->frame = frame_new(eval, NULL);
  return eval->frame;
}

/* ---- assignment ---- */

static Value unpack(Eval *eval, const NodeList *targets, Value value) {
  ValueList items = {0};
  Iter iter = {0};
  if (value.kind == V_UNKNOWN) {
    for (size_t i = 0; i < targets->n; i++) exec_assign(eval, targets->at[i], value);
    return VALUE_NONE;
  }
  Value error = op_iter(&eval->heap, value, &iter);
  if (value_is_error(error) && value.kind != V_UNDEFINED)
    return value_raise(&eval->heap, EXC_TYPE, "cannot unpack non-iterable %s object", value_type_name(value));
  if (value_passes(error)) return error;
  error = value_collect(&eval->heap, value, &items);
  if (value_passes(error)) return error;
  if (items.n > targets->n)
    return value_raise(&eval->heap, EXC_VALUE, "too many values to unpack (expected %zu)", targets->n);
  if (items.n < targets->n)
    return value_raise(&eval->heap, EXC_VALUE, "not enough values to unpack (expected %zu, got %zu)", targets->n,
                       items.n);
  for (size_t i = 0; i < items.n; i++) {
    error = exec_assign(eval, targets->at[i], items.at[i]);
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

/* `{% set ns.x = … %}`: only namespace() takes it. */
static Value assign_member(Eval *eval, const Node *target, Value value) {
  Value object = eval_expression(eval, target->attr.object);
  if (value_passes(object)) return object;
  if (object.kind == V_OBJECT && object.object->dict)
    return dict_put(&eval->heap, object.object->dict, value_str(target->attr.id), value);
  /* Only a block `set` comes so far: it asks for no namespace, and assigns an item. */
  if (object.kind == V_DICT) return dict_put(&eval->heap, object.dict, value_str(target->attr.id), value);
  if (object.kind == V_LIST)
    return value_raise(&eval->heap, EXC_TYPE, "list indices must be integers or slices, not str");
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object does not support item assignment", value_type_name(object));
}

static Value assign_item(Eval *eval, const Node *target, Value value) {
  Value object = eval_expression(eval, target->item_py.object);
  if (value_passes(object)) return object;
  Value key = eval_expression(eval, target->item_py.key);
  if (value_passes(key)) return key;
  if (object.kind == V_DICT) return dict_put(&eval->heap, object.dict, key, value);
  return value_unsupported(&eval->heap, "assigning to an item of '%s'", value_type_name(object));
}

static Value assign(Eval *eval, const Node *target, Value value) {
  switch ((NodeKind)target->kind) {
  case NODE_NAME: return frame_set(eval, here(eval), target->name.id, value), VALUE_NONE;
  case NODE_NAME_PY: return frame_set(eval, here(eval), target->name_py.id, value), VALUE_NONE;
  case NODE_TUPLE: return unpack(eval, &target->tuple.items, value);
  case NODE_LIST: return unpack(eval, &target->list.items, value);
  case NODE_ATTR_JINJA: return assign_member(eval, target, value);
  case NODE_ITEM_PY: return assign_item(eval, target, value);
  default: return value_unsupported(&eval->heap, "assigning to '%s'", node_row((NodeKind)target->kind)->name);
  }
}

/* An error without a place lies at `node`. */
static Value placed(Eval *eval, const Node *node, Value v) {
  const Source *source;
  if (v.kind != V_ERROR || v.exc->has_span || !eval_source(eval, &source)) return v;
  v.exc->has_span = true;
  v.exc->span = node->span;
  v.exc->source = source;
  return v;
}

Value exec_assign(Eval *eval, const Node *target, Value value) {
  return placed(eval, target, assign(eval, target, value));
}

/* ---- output ---- */

static void put_piece(Eval *eval, Pieces *pieces, Value v) {
  if (pieces->n == pieces->cap) {
    Value *grown = ARENA_ARRAY(eval->heap.arena, Value, pieces->cap * 2);
    memcpy(grown, pieces->at, sizeof(Value) * pieces->n);
    pieces->at = grown;
    pieces->cap *= 2;
  }
  pieces->at[pieces->n++] = v;
  if (!pieces->streams || pieces->n < 2) return;
  for (size_t i = pieces->n == 2 ? 0 : pieces->n - 1; i < pieces->n; i++)
    pieces->at[i] = eval_settle(eval, pieces->at[i]);
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

static void all_constant(Node *child, void *state) {
  bool *constant = state;
  *constant = *constant && eval_is_constant(child);
}

/* Filters that get the context are not computed by the compiler. */
static bool is_context_filter(Str name) {
  static const char *const NAMES[] = {"map", "random", "reject", "rejectattr", "select", "selectattr"};
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}

bool eval_is_constant(const Node *node) {
  switch ((NodeKind)node->kind) {
  case NODE_CONST:
  case NODE_TEXT: return true;
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
  case NODE_TEST: break;
  case NODE_FILTER:
    if (!node->filter.input || is_context_filter(node->filter.id)) return false;
    break;
  default: return false;
  }
  bool constant = true;
  node_children(node, all_constant, &constant);
  return constant;
}

/* One `{{ … }}`. A constant was joined to its neighbours as text when Jinja compiled the template. */
static Value exec_output(Eval *eval, const Node *item, Pieces *pieces) {
  Value v = eval_expression(eval, item);
  if (value_is_error(v)) return v;
  if (v.kind != V_STR && eval_is_constant(item) && has_safe_repr(v, 0)) v = value_str(value_to_str(&eval->heap, v));
  if (markup_is(v) && eval_is_constant(item)) v = value_str(value_text(v));
  put_piece(eval, pieces, v);
  return VALUE_NONE;
}

static Value exec_outputs(Eval *eval, const NodeList *items, Pieces *pieces) {
  for (size_t i = 0; i < items->n; i++) {
    Value error = items->at[i]->kind == NODE_TEXT
                      ? (put_piece(eval, pieces, value_str(items->at[i]->text.value)), VALUE_NONE)
                      : exec_output(eval, items->at[i], pieces);
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

/* ---- template statements ---- */

/* Runs a body in a scope of its own. */
static Value exec_scoped(Eval *eval, const NodeList *body, Pieces *pieces) {
  Frame *outer = eval->frame;
  eval->frame = frame_new(eval, outer);
  Value error = exec_body(eval, body, pieces);
  eval->frame = outer;
  return error;
}

static Value exec_captured(Eval *eval, const NodeList *body) {
  Pieces pieces;
  pieces_init(&pieces);
  Value error = exec_scoped(eval, body, &pieces);
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

/* The branch that a test chooses; NULL with `*error` set. */
static const NodeList *choose(Eval *eval, const Node *node, Value *error) {
  Value test = eval_expression(eval, node->branch.test);
  if (value_is_error(test)) return *error = test, NULL;
  bool truth = eval_truth(eval, test, error);
  *error = placed(eval, node->branch.test, *error);
  if (error->kind != V_ABSENT) return NULL;
  return truth ? &node->branch.then : &node->branch.otherwise;
}

static bool is_elif(const NodeList *body) { return body && body->n == 1 && body->at[0]->kind == NODE_IF; }

static Value exec_if(Eval *eval, const Node *node, Pieces *pieces) {
  Value error;
  const NodeList *body = choose(eval, node, &error);
  while (is_elif(body)) body = choose(eval, body->at[0], &error);
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
  put_piece(eval, pieces, block_captured(eval, eval_join(eval, &inner)));
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
  if (value_is_error(object) || object.kind == V_UNKNOWN || (object.kind == V_OBJECT && object.object->dict))
    return object;
  return placed(eval, target,
                value_raise(&eval->heap, EXC_TEMPLATE_RUNTIME, "cannot assign attribute on non-namespace object"));
}

static Value exec_set(Eval *eval, const Node *node) {
  Value error = eval->module ? VALUE_NONE : check_members(eval, node->assign.target);
  if (value_is_error(error)) return error;
  Value v = eval_expression(eval, node->assign.value);
  return value_is_error(v) ? v : exec_assign(eval, node->assign.target, v);
}

/* A FILTER node without an input, applied to what a block put out. */
static Value apply_filter(Eval *eval, const Node *filter, Value input) {
  if (filter->filter.input) input = apply_filter(eval, filter->filter.input, input);
  if (value_is_error(input)) return input;
  const Builtin *row =
      filter->filter.slot.builtin ? filter->filter.slot.builtin : table_find(FILTERS, filter->filter.id);
  if (!row) return eval_no_row(eval, FILTERS, "filter", filter->filter.id);
  return placed(eval, filter, eval_row(eval, row, input, &filter->filter.args));
}

static Value exec_set_block(Eval *eval, const Node *node) {
  Value v = exec_captured(eval, &node->set_block.body);
  if (!value_is_error(v) && node->set_block.filter) v = apply_filter(eval, node->set_block.filter, v);
  return value_is_error(v) ? v : exec_assign(eval, node->set_block.target, v);
}

static Value exec_filter_block(Eval *eval, const Node *node, Pieces *pieces) {
  Value v = exec_captured(eval, &node->filter_block.body);
  if (!value_is_error(v)) v = apply_filter(eval, node->filter_block.filter, v);
  if (!value_is_error(v)) put_piece(eval, pieces, v);
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
  if (!value_is_error(v)) put_piece(eval, pieces, v);
  return v;
}

static Value exec_statement(Eval *eval, const Node *node, Pieces *pieces) {
  switch ((NodeKind)node->kind) {
  case NODE_TEXT: return put_piece(eval, pieces, value_str(node->text.value)), VALUE_NONE;
  case NODE_OUTPUT: return exec_outputs(eval, &node->output.items, pieces);
  case NODE_IF: return exec_if(eval, node, pieces);
  case NODE_FOR: return exec_for(eval, node, pieces);
  case NODE_ASSIGN: return exec_set(eval, node);
  case NODE_SET_BLOCK: return exec_set_block(eval, node);
  case NODE_WITH: return exec_with(eval, node, pieces);
  case NODE_FILTER_BLOCK: return exec_filter_block(eval, node, pieces);
  case NODE_MACRO: return frame_set(eval, here(eval), node->macro.id, function_new(eval, node)), VALUE_NONE;
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
    Value error = placed(eval, body->at[i], exec_statement(eval, body->at[i], pieces));
    eval->heap.depth--;
    if (value_is_error(error)) return error;
  }
  return VALUE_NONE;
}

/* ---- Python statements ---- */

static Value run_for(Eval *eval, const Node *node) {
  Value iterable = eval_expression(eval, node->loop.iterable), item;
  Iter iter = {0};
  if (value_is_error(iterable)) return iterable;
  if (iterable.kind == V_UNKNOWN)
    return value_raise(&eval->heap, EXC_UNVERIFIED, "depends on %.*s", STR_FMT(iterable.unknown->what));
  Value error = op_iter(&eval->heap, iterable, &iter);
  if (value_passes(error)) return error;
  while (op_next(&eval->heap, &iter, &item)) {
    error = value_is_error(item) ? item : exec_assign(eval, node->loop.target, item);
    if (value_is_error(error)) return error;
    Value result = exec_block(eval, &node->loop.body);
    if (result.kind != V_ABSENT) return result;
  }
  return exec_block(eval, &node->loop.otherwise);
}

static Value run_if(Eval *eval, const Node *node) {
  Value error;
  const NodeList *block = choose(eval, node, &error);
  return block ? exec_block(eval, block) : error;
}

/* Decorators, the innermost first. */
static Value decorate(Eval *eval, const Node *node, Value function) {
  for (size_t i = node->def.decorators.n; i-- > 0 && !value_is_error(function);) {
    Value decorator = eval_expression(eval, node->def.decorators.at[i]);
    function =
        value_is_error(decorator) ? decorator : placed(eval, node, eval_call(eval, decorator, &function, 1, NULL));
  }
  return function;
}

static Value bind_name(Eval *eval, Str name, Value v) {
  if (value_is_error(v)) return v;
  frame_set(eval, here(eval), name, v);
  return VALUE_ABSENT;
}

static Value import_module(Eval *eval, Str module, Str name) {
  if (!eval->module || !eval->module->import) return value_unsupported(&eval->heap, "an import here");
  Value v = eval->module->import(&eval->heap, eval->module, module, name);
  if (v.kind != V_ABSENT) return v;
  if (!name.n) return value_raise(&eval->heap, EXC_MODULE_NOT_FOUND, "No module named '%.*s'", STR_FMT(module));
  return value_raise(&eval->heap, EXC_IMPORT, "cannot import name '%.*s' from '%.*s'", STR_FMT(name), STR_FMT(module));
}

/* The name that an import binds: `import a.b` binds `a`. */
static Str import_name(const Node *node) {
  if (node->kind == NODE_IMPORT_FROM) return node->import_from.as.n ? node->import_from.as : node->import_from.id;
  if (node->import.as.n) return node->import.as;
  size_t dot = str_find(node->import.module, STR("."), 0);
  return str_sub(node->import.module, 0, dot == SIZE_MAX ? node->import.module.n : dot);
}

static Value import_value(Eval *eval, const Node *node) {
  if (node->kind == NODE_IMPORT_FROM) return import_module(eval, node->import_from.module, node->import_from.id);
  return import_module(eval, node->import.as.n ? node->import.module : import_name(node), STR(""));
}

static Value run_statement(Eval *eval, const Node *node) {
  Value v = VALUE_ABSENT;
  switch ((NodeKind)node->kind) {
  case NODE_RETURN: return node->ret.value ? eval_expression(eval, node->ret.value) : VALUE_NONE;
  case NODE_EXPRESSION: v = eval_expression(eval, node->expression.value); break;
  case NODE_ASSIGN: v = exec_set(eval, node); break;
  case NODE_IF: return run_if(eval, node);
  case NODE_FOR: return run_for(eval, node);
  case NODE_DEF: return bind_name(eval, node->def.id, decorate(eval, node, function_new(eval, node)));
  case NODE_IMPORT:
  case NODE_IMPORT_FROM: return bind_name(eval, import_name(node), import_value(eval, node));
  case NODE_PASS: break;
  case NODE_RAISE: return raise_run(eval, node);
  case NODE_ASSERT: return raise_assert(eval, node);
  case NODE_UNSUPPORTED: return value_unsupported(&eval->heap, "%.*s", STR_FMT(node->unsupported.what));
  default: return value_unsupported(&eval->heap, "'%s' as a statement", node_row((NodeKind)node->kind)->name);
  }
  return value_is_error(v) ? v : VALUE_ABSENT;
}

Value exec_block(Eval *eval, const NodeList *block) {
  for (size_t i = 0; i < block->n; i++) {
    heap_step(&eval->heap, 1);
    Value result = placed(eval, block->at[i], run_statement(eval, block->at[i]));
    if (result.kind != V_ABSENT) return result;
  }
  return VALUE_ABSENT;
}

/* ---- functions ---- */

static const NodeList *params_of(const Node *node) {
  switch ((NodeKind)node->kind) {
  case NODE_DEF: return &node->def.params;
  case NODE_LAMBDA: return &node->lambda.params;
  case NODE_MACRO: return &node->macro.params;
  default: return &node->call_block.params;
  }
}

static bool is_macro(const Node *node) { return node->kind == NODE_MACRO || node->kind == NODE_CALL_BLOCK; }

static Value *defaults_of(Eval *eval, const NodeList *params, Value *error) {
  Value *defaults = ARENA_ARRAY(eval->heap.arena, Value, params->n ? params->n : 1);
  for (size_t i = 0; i < params->n; i++) {
    if (!params->at[i]->param.fallback) continue;
    defaults[i] = eval_expression(eval, params->at[i]->param.fallback);
    if (value_is_error(defaults[i])) *error = defaults[i];
  }
  return defaults;
}

Value function_new(Eval *eval, const Node *node) {
  Value error = VALUE_NONE;
  Function *function = ARENA_NEW(eval->heap.arena, Function);
  function->head.type = is_macro(node) ? &TYPE_MACRO : &TYPE_FUNCTION;
  function->name = node->kind == NODE_DEF      ? node->def.id
                   : node->kind == NODE_LAMBDA ? STR("<lambda>")
                   : node->kind == NODE_MACRO  ? node->macro.id
                                               : STR("");
  function->node = node;
  function->closure = is_macro(node) ? here(eval) : eval->frame;
  function->module = eval->module;
  if (!is_macro(node)) function->defaults = defaults_of(eval, params_of(node), &error);
  return value_is_error(error) ? error : (Value){.kind = V_FUNCTION, .function = function};
}

static Value run_function(Eval *eval, const Function *function) {
  if (function->node->kind == NODE_LAMBDA) return eval_expression(eval, function->node->lambda.body);
  Value result = exec_block(eval, &function->node->def.body);
  return result.kind == V_ABSENT ? VALUE_NONE : result;
}

static Value call_python(Eval *eval, const Function *function, CallArgs given) {
  Signature signature;
  Value bound[ARGS_MOST];
  if (!signature_of_nodes(function->name, params_of(function->node), &signature))
    return value_unsupported(&eval->heap, "a function of more than %d parameters", ARGS_MOST);
  Value error = signature_bind(&eval->heap, &signature, given, bound);
  if (value_is_error(error)) return error;
  Frame *frame = frame_new(eval, function->closure);
  for (size_t i = 0; i < signature.n; i++)
    frame_set(eval, frame, signature.at[i].name, bound[i].kind == V_ABSENT ? function->defaults[i] : bound[i]);
  eval->frame = frame;
  eval->module = function->module;
  return run_function(eval, function);
}

typedef struct Mention {
  const char *name;
  bool found;
} Mention;

static void look_for(Node *node, void *state) {
  Mention *mention = state;
  if (node->kind == NODE_NAME && str_is(node->name.id, mention->name)) mention->found = true;
  if (!mention->found) node_children(node, look_for, state);
}

/* Whether a macro's body reads one of the names that Jinja then passes: caller, kwargs, varargs. */
static bool mentions(const Node *node, const char *name) {
  Mention mention = {name, false};
  const NodeList *body = node->kind == NODE_MACRO ? &node->macro.body : &node->call_block.body;
  for (size_t i = 0; i < body->n; i++) look_for(body->at[i], &mention);
  return mention.found;
}

/* A parameter that was not given: its default, evaluated in the macro; else an Undefined that says so. */
static Value macro_default(Eval *eval, const Node *param) {
  if (param->param.fallback) return eval_expression(eval, param->param.fallback);
  Str hint = str_printf(eval->heap.arena, "parameter '%.*s' was not provided", STR_FMT(param->param.id));
  return value_undefined(&eval->heap, VALUE_ABSENT, value_str(param->param.id), hint);
}

/* jinja2.runtime.Macro.__call__; `kwargs` loses what a parameter takes. */
static Value bind_macro_params(Eval *eval, const Function *function, CallArgs given, Dict *kwargs) {
  const NodeList *params = params_of(function->node);
  for (size_t i = 0; i < params->n; i++) {
    Str name = params->at[i]->param.id;
    Value v = i < given.n ? given.positional[i] : dict_get_str(kwargs, name);
    if (i >= given.n) dict_remove(&eval->heap, kwargs, value_str(name), NULL);
    if (v.kind == V_ABSENT) v = macro_default(eval, params->at[i]);
    if (value_is_error(v)) return v;
    frame_set(eval, eval->frame, name, v);
  }
  return VALUE_NONE;
}

static Value bind_caller(Eval *eval, const Function *function, Dict *kwargs) {
  if (!mentions(function->node, "caller") || find_here(eval->frame, STR("caller"))) return VALUE_NONE;
  Value caller = dict_get_str(kwargs, STR("caller"));
  dict_remove(&eval->heap, kwargs, value_str(STR("caller")), NULL);
  if (caller.kind == V_ABSENT || caller.kind == V_NONE)
    caller = value_undefined(&eval->heap, VALUE_ABSENT, value_str(STR("caller")), STR("No caller defined"));
  frame_set(eval, eval->frame, STR("caller"), caller);
  return VALUE_NONE;
}

/* Whether a macro takes what is left under that name: not where a parameter has it. */
static bool catches(Eval *eval, const Function *function, const char *name) {
  return mentions(function->node, name) && !find_here(eval->frame, str_of(name));
}

static Value bind_rest(Eval *eval, const Function *function, CallArgs given, Value kwargs) {
  const NodeList *params = params_of(function->node);
  Str name = function->name.n ? value_repr(&eval->heap, value_str(function->name)) : STR("None");
  if (catches(eval, function, "kwargs")) {
    frame_set(eval, eval->frame, STR("kwargs"), kwargs);
  } else if (kwargs.dict->live) {
    size_t first = 0;
    while (kwargs.dict->at[first].key.kind == V_ABSENT) first++;
    if (dict_get_str(kwargs.dict, STR("caller")).kind != V_ABSENT)
      return value_raise(
          &eval->heap, EXC_TYPE,
          "macro %.*s was invoked with two values for the special caller argument. This is most likely a bug.",
          STR_FMT(name));
    return value_raise(&eval->heap, EXC_TYPE, "macro %.*s takes no keyword argument %.*s", STR_FMT(name),
                       STR_FMT(value_repr(&eval->heap, kwargs.dict->at[first].key)));
  }
  bool more = given.n > params->n;
  if (catches(eval, function, "varargs"))
    frame_set(eval, eval->frame, STR("varargs"),
              value_tuple(&eval->heap, given.positional + (more ? params->n : 0), more ? given.n - params->n : 0));
  else if (more)
    return value_raise(&eval->heap, EXC_TYPE, "macro %.*s takes not more than %zu argument(s)", STR_FMT(name),
                       params->n);
  return VALUE_NONE;
}

static Value call_macro(Eval *eval, const Function *function, CallArgs given) {
  Value kwargs = value_dict(&eval->heap);
  for (size_t i = 0; given.keywords && i < given.keywords->n; i++)
    if (given.keywords->at[i].key.kind != V_ABSENT)
      dict_put(&eval->heap, kwargs.dict, given.keywords->at[i].key, given.keywords->at[i].value);
  eval->frame = frame_new(eval, function->closure);
  Value error = bind_macro_params(eval, function, given, kwargs.dict);
  if (!value_is_error(error)) error = bind_caller(eval, function, kwargs.dict);
  if (!value_is_error(error)) error = bind_rest(eval, function, given, kwargs);
  if (value_is_error(error)) return error;
  Pieces pieces;
  pieces_init(&pieces);
  const NodeList *body =
      function->node->kind == NODE_MACRO ? &function->node->macro.body : &function->node->call_block.body;
  error = exec_body(eval, body, &pieces);
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

Value function_call(Eval *eval, const Function *function, const Value *args, size_t n, const Dict *keywords) {
  CallArgs given = {args, n, keywords};
  Frame *frame = eval->frame;
  const Module *module = eval->module;
  if (eval->heap.depth >= LIMIT_EVAL_DEPTH) guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of calls");
  eval->heap.depth++;
  Value v = is_macro(function->node) ? call_macro(eval, function, given) : call_python(eval, function, given);
  eval->heap.depth--;
  eval->frame = frame;
  eval->module = module;
  return v;
}

static void function_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<function %.*s>", STR_FMT(v.function->name));
}

static Value function_attr(Heap *heap, Value v, Str name) {
  (void)heap;
  return str_is(name, "__name__") ? value_str(v.function->name) : VALUE_ABSENT;
}

const Type TYPE_FUNCTION = {.name = "function", .repr = function_repr, .attr = function_attr};

static void macro_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  if (v.function->name.n)
    buf_printf(buf, "<Macro '%.*s'>", STR_FMT(v.function->name));
  else
    buf_puts(buf, "<Macro anonymous>");
}

static Value macro_arguments(Heap *heap, const Node *node) {
  ValueList names = {0};
  const NodeList *params = params_of(node);
  for (size_t i = 0; i < params->n; i++) value_list_push(heap, &names, value_str(params->at[i]->param.id));
  return value_tuple(heap, names.at, names.n);
}

static Value macro_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "name")) return v.function->name.n ? value_str(v.function->name) : VALUE_NONE;
  if (str_is(name, "arguments")) return macro_arguments(heap, v.function->node);
  if (str_is(name, "catch_kwargs")) return value_bool(mentions(v.function->node, "kwargs"));
  if (str_is(name, "catch_varargs")) return value_bool(mentions(v.function->node, "varargs"));
  return str_is(name, "caller") ? value_bool(mentions(v.function->node, "caller")) : VALUE_ABSENT;
}

const Type TYPE_MACRO = {.name = "Macro", .full_name = "jinja2.runtime.Macro", .repr = macro_repr, .attr = macro_attr};

/* ---- modules ---- */

static bool binds(const Node *node, Str name) {
  switch ((NodeKind)node->kind) {
  case NODE_DEF: return str_eq(node->def.id, name);
  case NODE_ASSIGN: return binds(node->assign.target, name);
  case NODE_NAME_PY: return str_eq(node->name_py.id, name);
  case NODE_NAME: return str_eq(node->name.id, name);
  case NODE_TUPLE:
    for (size_t i = 0; i < node->tuple.items.n; i++)
      if (binds(node->tuple.items.at[i], name)) return true;
    return false;
  case NODE_IMPORT:
  case NODE_IMPORT_FROM: return str_eq(import_name(node), name);
  default: return false;
  }
}

/* Whether a statement that is not evaluated may bind a name: `class`, `try`, `import *` … */
static bool may_bind(const NodeList *body) {
  for (size_t i = 0; i < body->n; i++) {
    const Node *node = body->at[i];
    bool is_star = node->kind == NODE_IMPORT_FROM && str_is(node->import_from.id, "*");
    if (node->kind == NODE_UNSUPPORTED || is_star) return true;
    if (node->kind == NODE_FOR ||
        (node->kind == NODE_IF && (may_bind(&node->branch.then) || may_bind(&node->branch.otherwise))))
      return true;
  }
  return false;
}

/* A module of a plan, which has no text, keeps only what is evaluated. */
bool module_may_bind(const Module *module) { return !module->source || may_bind(&module->body); }

/* What a module's statement binds to `name`, evaluated among the module's globals. */
static Value bound_value(Eval *eval, const Node *node, Str name) {
  if (node->kind == NODE_DEF) return decorate(eval, node, function_new(eval, node));
  if (node->kind != NODE_ASSIGN) return import_value(eval, node);
  Frame *frame = frame_new(eval, NULL);
  Value v = eval_expression(eval, node->assign.value);
  if (value_is_error(v)) return v;
  eval->frame = frame;
  Value error = exec_assign(eval, node->assign.target, v);
  Value *bound = find_here(frame, name);
  eval->frame = NULL;
  return value_is_error(error) ? error : bound ? *bound : VALUE_ABSENT;
}

/* The last of `body` that binds the name; a branch is entered as its test says. */
static Value look_up(Eval *eval, const NodeList *body, Str name) {
  for (size_t i = body->n; i-- > 0;) {
    const Node *node = body->at[i];
    if (binds(node, name)) return placed(eval, node, bound_value(eval, node, name));
    if (node->kind != NODE_IF) continue;
    Value error;
    const NodeList *branch = choose(eval, node, &error);
    Value v = branch ? look_up(eval, branch, name) : error;
    if (v.kind != V_ABSENT) return v;
  }
  return VALUE_ABSENT;
}

Value module_get(Eval *eval, const Module *module, Str name) {
  Value *known = map_get(module->globals, name);
  if (known && known->kind != V_ABSENT) return *known;
  if (known) return value_raise(&eval->heap, EXC_NAME, "name '%.*s' is not defined", STR_FMT(name));
  known = ARENA_NEW(eval->heap.arena, Value);
  map_put(eval->heap.arena, module->globals, str_copy(eval->heap.arena, name), known);
  Frame *frame = eval->frame;
  const Module *outer = eval->module;
  eval->frame = NULL;
  eval->module = module;
  Value v = look_up(eval, &module->body, name);
  eval->frame = frame;
  eval->module = outer;
  *known = v;
  MapEntry *entry = map_entry(module->globals, name);
  if (v.kind == V_ABSENT && entry) entry->value = NULL;
  return v;
}

static void module_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<module '%.*s'>", STR_FMT(v.module->name));
}

static Value module_attr(Heap *heap, Value v, Str name) { return module_get((Eval *)heap, v.module, name); }

const Type TYPE_MODULE = {.name = "module", .repr = module_repr, .attr = module_attr};

Value module_new(Heap *heap, Str name, const Source *source, NodeList body,
                 ModuleImport import, void *state) {
  Module *module = ARENA_NEW(heap->arena, Module);
  *module = (Module){{&TYPE_MODULE}, name, source, body, ARENA_NEW(heap->arena, Map), import, state};
  return (Value){.kind = V_MODULE, .module = module};
}

Value object_new(Heap *heap, const Type *type, Object body) {
  Object *object = ARENA_NEW(heap->arena, Object);
  *object = body;
  object->head.type = type;
  return (Value){.kind = V_OBJECT, .object = object};
}
