#include "runtime/eval/raise.h"

#include "runtime/eval/exec.h"
#include "runtime/value/types.h"

/* ---- the class ---- */

/* The exception of Python that the name means; EXC_COUNT for any other name. */
static ExceptionType builtin_exception(Str name) {
  for (int type = EXC_EXCEPTION; type <= EXC_UNICODE_DECODE; type++)
    if (type != EXC_REGEX && str_is(name, exception_name((ExceptionType)type))) return (ExceptionType)type;
  return EXC_COUNT;
}

static ExceptionType class_of(Eval *eval, const Node *callee) {
  if (callee->kind != NODE_NAME_PY || frame_find(eval->frame, callee->name_py.id)) return EXC_COUNT;
  bool is_bound = eval->module && module_get(eval, eval->module, callee->name_py.id).kind != V_ABSENT;
  return is_bound ? EXC_COUNT : builtin_exception(callee->name_py.id);
}

static Str name_of(const Node *callee) {
  if (callee->kind == NODE_NAME_PY) return callee->name_py.id;
  return callee->kind == NODE_ATTR_PY ? callee->attr_py.id : STR("raised here");
}

/* ---- its words ---- */

/* `str` of an exception: nothing, the one argument (a KeyError: its repr), or the arguments as a tuple. */
static Str message_of(Heap *heap, ExceptionType type, Value args) {
  const List *list = args.list;
  if (list->n == 0) return STR("");
  if (list->n == 1) return type == EXC_KEY ? value_repr(heap, list->at[0]) : value_to_str(heap, list->at[0]);
  if (!exception_is_a(type, EXC_OS) || list->n > 3) return value_repr(heap, args);
  Str number = value_to_str(heap, list->at[0]), words = value_to_str(heap, list->at[1]);
  Str file = list->n == 3 ? str_cat(heap->arena, STR(": "), value_repr(heap, list->at[2])) : STR("");
  return str_printf(heap->arena, "[Errno %.*s] %.*s%.*s", STR_FMT(number), STR_FMT(words), STR_FMT(file));
}

static Value arguments(Eval *eval, const NodeList *args, Str name) {
  Node tuple = {.kind = NODE_TUPLE, .tuple = {.items = *args}};
  for (size_t i = 0; i < args->n; i++)
    if (args->at[i]->kind == NODE_KEYWORD || args->at[i]->kind == NODE_DOUBLE_STAR)
      return value_raise(&eval->heap, EXC_TYPE, "%.*s() takes no keyword arguments", STR_FMT(name));
  return eval_expression(eval, &tuple);
}

static Value raise_builtin(Eval *eval, ExceptionType type, const Node *raised) {
  static const NodeList NONE = {0};
  Str name = str_of(exception_name(type));
  Value args = arguments(eval, raised->kind == NODE_CALL ? &raised->call.args : &NONE, name);
  if (value_is_error(args)) return args;
  if (args.kind != V_TUPLE) return value_raise_str(&eval->heap, type, STR(""));
  Value error = value_raise_str(&eval->heap, type, message_of(&eval->heap, type, args));
  error.exc->args = (ValueList){args.list->at, args.list->n, args.list->n};
  return error;
}

/* ---- the statements ---- */

static bool is_data(Value v) {
  return v.kind >= V_NONE && v.kind < V_OPAQUE && v.kind != V_UNKNOWN && v.kind != V_UNDEFINED;
}

static Value raise_other(Eval *eval, const Node *raised, const Node *callee) {
  Value v = eval_expression(eval, raised);
  bool is_known = value_is_error(v) && v.exc->type != EXC_UNSUPPORTED && v.exc->type != EXC_UNVERIFIED;
  if (is_known) return v;
  if (!value_is_error(v) && is_data(v))
    return value_raise(&eval->heap, EXC_TYPE, "exceptions must derive from BaseException");
  return value_raise_str(&eval->heap, EXC_EXCEPTION, name_of(callee));
}

Value raise_run(Eval *eval, const Node *node) {
  const Node *raised = node->raise.value;
  if (!raised) return value_raise(&eval->heap, EXC_RUNTIME, "No active exception to reraise");
  const Node *callee = raised->kind == NODE_CALL ? raised->call.callee : raised;
  ExceptionType type = class_of(eval, callee);
  return type == EXC_COUNT ? raise_other(eval, raised, callee) : raise_builtin(eval, type, raised);
}

Value raise_assert(Eval *eval, const Node *node) {
  Value error, test = eval_expression(eval, node->assertion.test);
  if (value_is_error(test)) return test;
  bool truth = eval_truth(eval, test, &error);
  if (error.kind != V_ABSENT || truth) return error;
  if (!node->assertion.message) return value_raise_str(&eval->heap, EXC_ASSERTION, STR(""));
  Value message = eval_expression(eval, node->assertion.message);
  if (value_is_error(message)) return message;
  return value_raise_str(&eval->heap, EXC_ASSERTION, value_to_str(&eval->heap, message));
}
