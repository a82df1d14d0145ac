#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/block.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/generator.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* Functions: what `def`, `lambda`, `macro` and `call` make, and how they are called. */

/* ---- making ---- */

static const NodeList *params_of(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_DEF: return &node->def.params;
    case NODE_LAMBDA: return &node->lambda.params;
    case NODE_MACRO: return &node->macro.params;
    default: return &node->call_block.params;
  }
}

const NodeList *function_signature(const Function *function) {
  while (function->wraps.kind == V_FUNCTION) function = function->wraps.function;
  return params_of(function->node);
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

/* A frame of a function that is written in a class body does not see the names there. */
static Frame *closure_of(Frame *frame) {
  while (frame && frame->kind == FRAME_CLASS) frame = frame->parent;
  return frame;
}

static Str name_of(const Node *node) {
  switch ((NodeKind)node->kind) {
    case NODE_DEF: return node->def.id;
    case NODE_LAMBDA: return STR("<lambda>");
    case NODE_MACRO: return node->macro.id;
    default: return STR("");
  }
}

/* The function or class in whose body a function is made; NULL: none. */
static const Frame *frame_around(const Eval *eval) {
  const Frame *frame = eval->frame;
  while (frame && frame->kind == FRAME_INNER) frame = frame->parent;
  return frame;
}

/* "outer.<locals>.inner", "Class.method"; empty: the name alone. */
static Str qualified_name(Eval *eval, Str name) {
  const Frame *frame = frame_around(eval);
  if (!frame || !frame->name.n) return STR("");
  const char *between = frame->kind == FRAME_CLASS ? "." : ".<locals>.";
  return str_printf(eval->heap.arena, "%.*s%s%.*s", STR_FMT(frame->name), between, STR_FMT(name));
}

Str function_qualified(Eval *eval, Str name) {
  Str qualified = qualified_name(eval, name);
  return qualified.n ? qualified : name;
}

/* A function of Python: its defaults are evaluated now. */
static Value python_function(Eval *eval, Function *function) {
  Value error = VALUE_NONE;
  const Node *node = function->node;
  function->closure = closure_of(eval->frame);
  function->qualified = qualified_name(eval, function->name);
  function->owner = frame_around(eval) ? frame_around(eval)->class : NULL;
  function->defaults = defaults_of(eval, params_of(node), &error);
  if (node->kind == NODE_DEF) function->generates = generator_has_yield(&node->def.body);
  if (node->kind == NODE_DEF) function->locals = python_locals(eval->heap.arena, &node->def.body, &function->globals);
  return value_is_error(error) ? error : (Value){.kind = V_FUNCTION, .function = function};
}

Value function_new(Eval *eval, const Node *node) {
  Function *function = ARENA_NEW(eval->heap.arena, Function);
  *function = (Function){.head = {is_macro(node) ? &TYPE_MACRO : &TYPE_FUNCTION},
                         .name = name_of(node),
                         .node = node,
                         .module = eval->module};
  if (!is_macro(node)) return python_function(eval, function);
  function->closure = exec_frame(eval);
  return (Value){.kind = V_FUNCTION, .function = function};
}

/* ---- calling: functions of Python ---- */

static Value run_function(Eval *eval, const Function *function) {
  if (function->node->kind == NODE_LAMBDA) return eval_expression(eval, function->node->lambda.body);
  Value result = exec_python_block(eval, &function->node->def.body);
  return result.kind == V_ABSENT ? VALUE_NONE : result;
}

/* The arguments of a bound method, its object first. */
static CallArgs with_self(Eval *eval, const Function *function, CallArgs given) {
  if (function->self.kind == V_ABSENT) return given;
  Value *all = ARENA_ARRAY(eval->heap.arena, Value, given.n + 1);
  all[0] = function->self;
  for (size_t i = 0; i < given.n; i++) all[i + 1] = given.positional[i];
  return (CallArgs){all, given.n + 1, given.keywords};
}

static Value bind_params(Eval *eval, const Function *function, CallArgs given, Frame *frame) {
  Signature signature;
  Value bound[ARGS_MOST];
  if (!signature_of_nodes(function->qualified.n ? function->qualified : function->name, params_of(function->node),
                          &signature))
    return value_unsupported(&eval->heap, "a function of more than %d parameters", ARGS_MOST);
  Value error = signature_bind(&eval->heap, &signature, with_self(eval, function, given), bound);
  if (value_is_error(error)) return error;
  for (size_t i = 0; i < signature.n; i++)
    frame_set(eval, frame, signature.at[i].name, bound[i].kind == V_ABSENT ? function->defaults[i] : bound[i]);
  return VALUE_NONE;
}

static Value call_python(Eval *eval, const Function *function, CallArgs given) {
  Frame *frame = frame_new(eval, function->closure);
  Value error = bind_params(eval, function, given, frame);
  if (value_is_error(error)) return error;
  for (size_t i = 0; function->locals && i < function->locals->n; i++)
    if (!frame_here(frame, function->locals->at[i])) frame_set(eval, frame, function->locals->at[i], VALUE_ABSENT);
  if (function->owner) frame_set(eval, frame, STR("__class__"), value_of_type(function->owner));
  frame->name = function->qualified.n ? function->qualified : function->name;
  frame->globals = function->globals;
  if (function->generates) return generator_new(eval, function, frame);
  eval->frame = frame;
  eval->module = function->module;
  eval->importing = false;
  return run_function(eval, function);
}

/* ---- calling: macros ---- */

static const NodeList *body_of(const Node *node) {
  return node->kind == NODE_MACRO ? &node->macro.body : &node->call_block.body;
}

/* What jinja2.compiler.find_undeclared knows of a name. */
typedef struct Mention {
  Str name;
  Mentioned is;
  bool macros_aside;
} Mention;

static void look_for(Node *node, void *state);

static void look_at_list(const NodeList *nodes, Mention *mention) {
  for (size_t i = 0; i < nodes->n; i++) look_for(nodes->at[i], mention);
}

/* A NAME or a TUPLE of them is bound; `ns.x` is neither read nor bound. */
static void look_at_target(const Node *target, Mention *mention) {
  if (target->kind == NODE_NAME) mention->is.bound |= str_eq(target->name.id, mention->name);
  for (size_t i = 0; target->kind == NODE_TUPLE && i < target->tuple.items.n; i++)
    look_at_target(target->tuple.items.at[i], mention);
}

static void look_at_params(const NodeList *params, Mention *mention) {
  for (size_t i = 0; i < params->n; i++) mention->is.bound |= str_eq(params->at[i]->param.id, mention->name);
  look_at_list(params, mention);
}

/* Names are met in the order of the fields of Jinja's nodes: targets before values. */
static void look_for(Node *node, void *state) {
  Mention *mention = state;
  switch ((NodeKind)node->kind) {
    case NODE_BLOCK: return;
    case NODE_NAME: mention->is.read |= !mention->is.bound && str_eq(node->name.id, mention->name); return;
    case NODE_ASSIGN:
      look_at_target(node->assign.target, mention);
      look_for(node->assign.value, mention);
      return;
    case NODE_SET_BLOCK:
      look_at_target(node->set_block.target, mention);
      if (node->set_block.filter) look_for(node->set_block.filter, mention);
      look_at_list(&node->set_block.body, mention);
      return;
    case NODE_WITH:
      for (size_t i = 0; i < node->with.assigns.n; i++)
        look_at_target(node->with.assigns.at[i]->assign.target, mention);
      for (size_t i = 0; i < node->with.assigns.n; i++) look_for(node->with.assigns.at[i]->assign.value, mention);
      look_at_list(&node->with.body, mention);
      return;
    case NODE_FOR:
      look_at_target(node->loop.target, mention);
      look_for(node->loop.iterable, mention);
      look_at_list(&node->loop.body, mention);
      look_at_list(&node->loop.otherwise, mention);
      if (node->loop.condition) look_for(node->loop.condition, mention);
      return;
    case NODE_MACRO:
      if (mention->macros_aside) mention->is.bound |= str_eq(node->macro.id, mention->name);
      if (mention->macros_aside) return;
      look_at_params(&node->macro.params, mention);
      look_at_list(&node->macro.body, mention);
      return;
    case NODE_CALL_BLOCK:
      look_for(node->call_block.call, mention);
      if (mention->macros_aside) return;
      look_at_params(&node->call_block.params, mention);
      look_at_list(&node->call_block.body, mention);
      return;
    default: node_children(node, look_for, state);
  }
}

bool macro_reads(const Node *node, const char *name) {
  Mention mention = {.name = str_of(name)};
  look_at_list(body_of(node), &mention);
  return mention.is.read;
}

Mentioned block_mentions(const NodeList *body, Str name) {
  Mention mention = {.name = name, .macros_aside = true};
  look_at_list(body, &mention);
  return mention.is;
}

static bool is_param(const Node *node, Str name) {
  const NodeList *params = params_of(node);
  for (size_t i = 0; i < params->n; i++)
    if (str_eq(params->at[i]->param.id, name)) return true;
  return false;
}

bool macro_is_given(const Node *node, const char *name) {
  return macro_reads(node, name) && !is_param(node, str_of(name));
}

/* A parameter that was not given: its default, evaluated in the macro; else an Undefined that says so. */
static Value macro_default(Eval *eval, const Node *param) {
  if (param->param.fallback) return eval_expression(eval, param->param.fallback);
  Str hint = str_printf(eval->heap.arena, "parameter '%.*s' was not provided", STR_FMT(param->param.id));
  return value_undefined(&eval->heap, VALUE_ABSENT, value_str(param->param.id), hint);
}

/* jinja2.runtime.Macro.__call__; `kwargs` loses what a parameter takes. What is not given is `missing`, and undefined
 * until its default is there, whatever the name is outside. */
static void bind_macro_params(Eval *eval, const Function *function, CallArgs given, Dict *kwargs, NodeList *missing) {
  const NodeList *params = params_of(function->node);
  for (size_t i = 0; i < params->n; i++) {
    Str name = params->at[i]->param.id;
    Value v = i < given.n ? given.positional[i] : dict_get_str(kwargs, name);
    if (i >= given.n) dict_remove(&eval->heap, kwargs, value_str(name), NULL);
    if (v.kind == V_ABSENT) {
      node_push(eval->heap.arena, missing, params->at[i]);
      v = value_undefined(&eval->heap, VALUE_ABSENT, value_str(name), STR(""));
    }
    frame_set(eval, eval->frame, name, v);
  }
}

static Value bind_macro_defaults(Eval *eval, const NodeList *missing) {
  for (size_t i = 0; i < missing->n; i++) {
    Value v = macro_default(eval, missing->at[i]);
    if (value_is_error(v)) return v;
    frame_set(eval, eval->frame, missing->at[i]->param.id, v);
  }
  return VALUE_NONE;
}

static void bind_caller(Eval *eval, const Function *function, Dict *kwargs) {
  if (!macro_is_given(function->node, "caller")) return;
  Value caller = dict_get_str(kwargs, STR("caller"));
  dict_remove(&eval->heap, kwargs, value_str(STR("caller")), NULL);
  if (caller.kind == V_ABSENT || caller.kind == V_NONE)
    caller = value_undefined(&eval->heap, VALUE_ABSENT, value_str(STR("caller")), STR("No caller defined"));
  frame_set(eval, eval->frame, STR("caller"), caller);
}

static Value bind_rest(Eval *eval, const Function *function, CallArgs given, Value kwargs) {
  const NodeList *params = params_of(function->node);
  Str name = function->name.n ? value_repr(&eval->heap, value_str(function->name)) : STR("None");
  if (macro_is_given(function->node, "kwargs")) {
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
  if (macro_is_given(function->node, "varargs"))
    frame_set(eval, eval->frame, STR("varargs"),
              value_tuple(&eval->heap, given.positional + (more ? params->n : 0), more ? given.n - params->n : 0));
  else if (more)
    return value_raise(&eval->heap, EXC_TYPE, "macro %.*s takes not more than %zu argument(s)", STR_FMT(name),
                       params->n);
  return VALUE_NONE;
}

static Value call_macro(Eval *eval, const Function *function, CallArgs given) {
  Value kwargs = value_dict(&eval->heap);
  dict_put_all(&eval->heap, kwargs.dict, given.keywords);
  eval->frame = frame_new(eval, function->closure);
  NodeList missing = {0};
  bind_macro_params(eval, function, given, kwargs.dict, &missing);
  bind_caller(eval, function, kwargs.dict);
  Value error = bind_rest(eval, function, given, kwargs);
  if (!value_is_error(error)) error = bind_macro_defaults(eval, &missing);
  if (value_is_error(error)) return error;
  Pieces pieces;
  pieces_init(&pieces);
  error = exec_body(eval, body_of(function->node), &pieces);
  return value_is_error(error) ? error : block_captured(eval, eval_join(eval, &pieces));
}

/* What a call changes and its end restores. The nesting of expressions is counted within one function. */
typedef struct Caller {
  Frame *frame;
  const Module *module;
  uint32_t depth;
  bool importing, took_any_order;
} Caller;

/* Calls that go through functions of the library, and builds with sanitizers, take more of the stack than others. */
static bool is_stack_low(const Eval *eval) {
  const char *here = __builtin_frame_address(0);
  return eval->stack - here > (ptrdiff_t)LIMIT_STACK_BYTES;
}

Value function_may_begin(Eval *eval) {
  if (eval->calls >= LIMIT_PYTHON_CALLS || is_stack_low(eval))
    return value_raise(&eval->heap, EXC_RECURSION, "maximum recursion depth exceeded");
  if (eval->depth_around + eval->heap.depth > LIMIT_PYTHON_DEPTH)
    return value_unsupported(&eval->heap, "a call within more than %u nested expressions", LIMIT_PYTHON_DEPTH);
  return VALUE_NONE;
}

static Value call_function(Eval *eval, const Function *function, CallArgs given) {
  uint32_t around = eval->depth_around;
  const Node *site = eval->at;
  Value error = function_may_begin(eval);
  if (value_is_error(error)) return error;
  Caller caller = {eval->frame, eval->module, eval->heap.depth, eval->importing, eval->heap.took_any_order};
  eval->calls++;
  eval->depth_around += eval->heap.depth;
  eval->heap.depth = 0;
  eval->heap.took_any_order = false;
  Value v = call_python(eval, function, given);
  eval->calls--;
  eval->depth_around = around;
  eval->heap.depth = caller.depth;
  eval->frame = caller.frame;
  eval->module = caller.module;
  eval->importing = caller.importing;
  eval->heap.took_any_order = caller.took_any_order;
  eval->at = site;
  if (value_is_error(v) && v.exc->has_span && site) eval_trace(eval, v.exc, site);
  return v;
}

static Value call_template(Eval *eval, const Function *function, CallArgs given) {
  Frame *frame = eval->frame;
  const Module *module = eval->module;
  if (eval->heap.depth >= LIMIT_EVAL_DEPTH) guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of calls");
  eval->heap.depth++;
  Value v = call_macro(eval, function, given);
  eval->heap.depth--;
  eval->frame = frame;
  eval->module = module;
  return v;
}

Value function_call(Eval *eval, const Function *function, const Value *args, size_t n, const Dict *keywords) {
  CallArgs given = {args, n, keywords};
  return is_macro(function->node) ? call_template(eval, function, given) : call_function(eval, function, given);
}

/* ---- as values ---- */

/* Python's has the address, which is another in each process. */
static void function_repr(Heap *heap, Buf *buf, Value v) {
  if (!heap->pending) heap->pending = value_unsupported(heap, "the text of a function, which has its address,").exc;
  buf_printf(buf, "<function %.*s>", STR_FMT(v.function->name));
}

/* The text of the statement that a body of a function begins with. */
static Value docstring_of(const Node *node) {
  return node->kind == NODE_DEF ? python_docstring(&node->def.body) : VALUE_NONE;
}

/* What was set, on the function or on the one that it wraps. */
static Value set_attribute(Value v, Str name) {
  Value found = v.function->attributes ? dict_get_str(v.function->attributes, name) : VALUE_ABSENT;
  bool looks_on = found.kind == V_ABSENT && v.function->wraps.kind == V_FUNCTION;
  return looks_on ? set_attribute(v.function->wraps, name) : found;
}

Value function_set_attr(Heap *heap, Value v, Str name, Value value) {
  Function *function = (Function *)v.function;
  bool is_name = str_is(name, "__name__"), is_qualified = str_is(name, "__qualname__");
  if ((is_name || is_qualified) && !value_is_str(value))
    return value_raise(heap, EXC_TYPE, "%s must be set to a string object", is_name ? "__name__" : "__qualname__");
  if (is_name && !function->qualified.n) function->qualified = function->name;
  if (is_name) return function->name = value_text(value), VALUE_NONE;
  if (is_qualified) return function->qualified = value_text(value), VALUE_NONE;
  if (!function->attributes) function->attributes = value_dict(heap).dict;
  dict_put(heap, function->attributes, value_str(name), value);
  return VALUE_NONE;
}

static Value function_attr(Heap *heap, Value v, Str name) {
  Value own = set_attribute(v, name);
  if (own.kind != V_ABSENT) return own;
  if (str_is(name, "__name__")) return value_str(v.function->name);
  if (str_is(name, "__qualname__"))
    return value_str(v.function->qualified.n ? v.function->qualified : v.function->name);
  bool is_wrapper = v.function->wraps.kind != V_ABSENT;
  if (str_is(name, "__wrapped__")) return v.function->wraps;
  if (str_is(name, "__doc__") && is_wrapper) return op_attr(heap, v.function->wraps, name);
  if (str_is(name, "__doc__")) return docstring_of(v.function->node);
  if (str_is(name, "__module__") && v.function->module) return value_str(v.function->module->name);
  return VALUE_ABSENT;
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
  if (str_is(name, "catch_kwargs")) return value_bool(macro_is_given(v.function->node, "kwargs"));
  if (str_is(name, "catch_varargs")) return value_bool(macro_is_given(v.function->node, "varargs"));
  return str_is(name, "caller") ? value_bool(macro_reads(v.function->node, "caller")) : VALUE_ABSENT;
}

const Type TYPE_MACRO = {.name = "Macro", .full_name = "jinja2.runtime.Macro", .repr = macro_repr, .attr = macro_attr};
