#include "runtime/eval/call.h"

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/comprehension.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* ---- what is given ---- */

/* Arguments of one call, evaluated: the first few lie on the stack. */
typedef struct Given {
  Pieces positional;
  Value keywords; /* a V_DICT, or V_ABSENT */
  Value callee;   /* for messages of Python; V_ABSENT: not at hand */
} Given;

static void given_push(Eval *eval, Given *given, Value v) { pieces_push(eval, &given->positional, v); }

static Dict *given_keywords(Eval *eval, Given *given) {
  if (given->keywords.kind == V_ABSENT) given->keywords = value_dict(&eval->heap);
  return given->keywords.dict;
}

/* Jinja calls everything through Context.call, and says so; Python names the function. */
static const char *caller_name(Eval *eval, const Given *given) {
  Value callee = given->callee;
  if (!eval->module) return "jinja2.runtime.Context.call() ";
  if (callee.kind != V_FUNCTION || !callee.function->module) return "";
  const Function *function = callee.function;
  Str name = function->qualified.n ? function->qualified : function->name;
  return str_z(eval->heap.arena,
               str_printf(eval->heap.arena, "%.*s.%.*s() ", STR_FMT(function->module->name), STR_FMT(name)));
}

static Value named_twice(Eval *eval, const Given *given, Str name) {
  return value_raise(&eval->heap, EXC_TYPE, "%sgot multiple values for keyword argument '%.*s'",
                     caller_name(eval, given), STR_FMT(name));
}

static Value give_star(Eval *eval, Given *given, Value v) {
  ValueList items = {0};
  if (v.kind == V_UNKNOWN) return v;
  if (v.kind != V_UNDEFINED && v.kind != V_OPAQUE && !value_type(v)->iter)
    return value_raise(&eval->heap, EXC_TYPE, "%s * must be an iterable, not %s",
                       eval->module ? str_z(eval->heap.arena, str_printf(eval->heap.arena, "%sargument after",
                                                                         caller_name(eval, given)))
                                    : "Value after",
                       value_type_name(v));
  Value error = value_collect(&eval->heap, v, &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) given_push(eval, given, items.at[i]);
  return VALUE_NONE;
}

static Value give_double_star(Eval *eval, Given *given, Value v) {
  if (v.kind == V_UNKNOWN) return v;
  if (v.kind == V_UNDEFINED) return value_raise_undefined(&eval->heap, v);
  v = library_mapping_of(v);
  if (v.kind == V_OBJECT && value_type(v)->item) {
    Value dict = value_dict(&eval->heap), put = value_put_mapping(&eval->heap, dict, v);
    if (value_passes(put)) return put;
    if (put.kind != V_ABSENT) v = dict;
  }
  if (v.kind != V_DICT)
    return value_raise(&eval->heap, EXC_TYPE, "%sargument after ** must be a mapping, not %s",
                       caller_name(eval, given), value_type_name(v));
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    if (!value_is_str(entry->key)) return value_raise(&eval->heap, EXC_TYPE, "keywords must be strings");
    Dict *keywords = given_keywords(eval, given);
    if (dict_get_str(keywords, value_text(entry->key)).kind != V_ABSENT)
      return named_twice(eval, given, value_text(entry->key));
    dict_put(&eval->heap, keywords, entry->key, entry->value);
  }
  return VALUE_NONE;
}

static Value give(Eval *eval, Given *given, const Node *arg) {
  const Node *value_node = arg->kind == NODE_KEYWORD       ? arg->keyword.value
                           : arg->kind == NODE_STAR        ? arg->star.value
                           : arg->kind == NODE_DOUBLE_STAR ? arg->double_star.value
                                                           : arg;
  Value v = eval_expression(eval, value_node);
  if (value_is_error(v)) return v;
  if (arg->kind == NODE_STAR) return give_star(eval, given, v);
  if (arg->kind == NODE_DOUBLE_STAR) return give_double_star(eval, given, v);
  if (arg->kind == NODE_KEYWORD) {
    Dict *keywords = given_keywords(eval, given);
    bool twice = eval->module && dict_get_str(keywords, arg->keyword.id).kind != V_ABSENT;
    return twice ? named_twice(eval, given, arg->keyword.id)
                 : dict_put(&eval->heap, keywords, value_str(arg->keyword.id), v);
  }
  given_push(eval, given, v);
  return VALUE_NONE;
}

/* VALUE_NONE, an error, or the Unknown that an argument list is. */
static Value give_from(Eval *eval, Given *given, const NodeList *args, size_t first) {
  for (size_t i = first; i < args->n; i++) {
    Value error = give(eval, given, args->at[i]);
    if (value_passes(error)) return error;
  }
  return VALUE_NONE;
}

static Value give_all(Eval *eval, Given *given, const NodeList *args) { return give_from(eval, given, args, 0); }

static void given_init(Given *given) {
  pieces_init(&given->positional);
  given->keywords = VALUE_ABSENT;
  given->callee = VALUE_ABSENT;
}

static CallArgs given_args(const Given *given) {
  return (CallArgs){given->positional.at, given->positional.n,
                    given->keywords.kind == V_DICT ? given->keywords.dict : NULL};
}

/* The source of a call, for what an opaque object prints. */
static Value opaque_call(Eval *eval, const Opaque *opaque, CallArgs given) {
  if (str_starts(opaque->text, STR("typing.TypedDict("))) /* whose objects are dicts */
    return value_unsupported(&eval->heap, "an object of a class that a call of 'typing.TypedDict' makes");
  Buf buf = buf_new(eval->heap.arena, LIMIT_STRING_BYTES);
  buf_put(&buf, opaque->text);
  buf_char(&buf, '(');
  for (size_t i = 0; i < given.n; i++) {
    if (i) buf_puts(&buf, ", ");
    buf_put(&buf, value_shown(&eval->heap, given.positional[i]));
  }
  for (size_t i = 0; given.keywords && i < given.keywords->n; i++) {
    if (i || given.n) buf_puts(&buf, ", ");
    buf_put(&buf, value_text(given.keywords->at[i].key));
    buf_char(&buf, '=');
    buf_put(&buf, value_shown(&eval->heap, given.keywords->at[i].value));
  }
  buf_char(&buf, ')');
  return opaque_called(&eval->heap, opaque, buf_str(&buf), given.positional, given.n, given.keywords);
}

static Value call_object(Eval *eval, Value callee, CallArgs given) {
  Value own = class_call(eval, callee, given.positional, given.n, given.keywords);
  if (own.kind != V_ABSENT) return own;
  const Builtin *call = type_method(value_type(callee), STR("__call__"));
  if (call) return args_call(&eval->heap, call, callee, given);
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object is not callable", value_type_name(callee));
}

static Value call_value(Eval *eval, Value callee, CallArgs given) {
  Heap *heap = &eval->heap;
  switch ((ValueKind)callee.kind) {
    case V_ERROR:
    case V_UNKNOWN: return callee;
    case V_UNDEFINED: return value_raise_undefined(heap, callee);
    case V_FUNCTION: return function_call(eval, callee.function, given.positional, given.n, given.keywords);
    case V_BUILTIN:
      if (callee.flags & VALUE_BOUND) return args_call(heap, callee.bound->builtin, callee.bound->self, given);
      return args_call(heap, callee.builtin, VALUE_ABSENT, given);
    case V_TYPE: return args_construct(heap, callee.type, given);
    case V_OPAQUE: return opaque_call(eval, callee.opaque, given);
    default: return call_object(eval, callee, given);
  }
}

Value eval_call(Eval *eval, Value callee, const Value *args, size_t n, const Dict *keywords) {
  return call_value(eval, callee, (CallArgs){args, n, keywords});
}

Value eval_call_var(Eval *eval, Value function, Value context) {
  size_t n = function.kind == V_FUNCTION ? function_signature(function.function)->n : 0;
  eval->loads++;
  Value v = eval_call(eval, function, &context, n, NULL);
  eval->loads--;
  return v;
}

/* A method that is called at once needs no bound value: the row and the object. NULL: go the general way. */
static const Builtin *direct_method(Value object, Str id, const Slot *slot) {
  if (slot->kind == SLOT_METHOD && object.kind > V_UNDEFINED && value_type(object) == slot->type) return slot->builtin;
  if (value_passes(object) || object.kind == V_UNDEFINED || object.kind == V_TYPE || object.kind == V_OBJECT ||
      object.kind == V_OPAQUE || object.kind == V_MODULE)
    return NULL;
  const Builtin *row = type_method(value_type(object), id);
  return row && !(row->flags & (BUILTIN_PROPERTY | BUILTIN_STATIC)) ? row : NULL;
}

/* What a method of a mapping gives of which entries are known, or does to it; V_ABSENT: it is not known. */
static Value unknown_entry(Value object, Str method, CallArgs given) {
  if (str_is(method, "get") && given.n) return value_unknown_entry(object, given.positional[0]);
  if (str_lists(STR("clear pop popitem setdefault update"), method)) value_unknown_change(object);
  return VALUE_ABSENT;
}

SELDOM static Value call_attribute(Eval *eval, const Node *node, Value object) {
  const Node *attribute = node->call.callee;
  Str id = attribute->attr.id;
  const Builtin *row = direct_method(object, id, &attribute->attr.slot);
  Value callee = row ? VALUE_NONE : class_attr_of_object(&eval->heap, object, id);
  if (callee.kind == V_ABSENT)
    callee = attribute->kind == NODE_ATTR_JINJA ? op_attr_jinja(&eval->heap, object, id)
                                                : op_attr(&eval->heap, object, id);
  if (value_is_error(callee)) return callee;
  Given given;
  given_init(&given);
  Value error = give_all(eval, &given, &node->call.args);
  if (value_passes(error)) return error;
  Value entry = object.kind == V_UNKNOWN ? unknown_entry(object, id, given_args(&given)) : VALUE_ABSENT;
  if (entry.kind != V_ABSENT) return entry;
  return row ? args_call(&eval->heap, row, object, given_args(&given)) : call_value(eval, callee, given_args(&given));
}

/* Most calls are such as `start.strftime('%Y-%m-%d')`. */
static Value call_method(Eval *eval, const Node *node) {
  const Slot *slot = &node->call.callee->attr.slot;
  const NodeList *args = &node->call.args;
  Value object = eval_expression(eval, node->call.callee->attr.object);
  bool is_direct = slot->kind == SLOT_METHOD && slot->number && object.kind > V_UNDEFINED;
  if (is_direct && value_type(object) == slot->type)
    return slot->builtin->fn(&eval->heap, object, args->n ? &args->at[0]->constant.value : NULL);
  return value_is_error(object) ? object : call_attribute(eval, node, object);
}

/* Whether the result does not depend on the order of what the first argument gives: `sorted`, `set` and the like. */
static bool heeds_no_order(Value callee) {
  if (callee.kind == V_TYPE) return callee.type == &TYPE_SET || callee.type == &TYPE_FROZENSET;
  return callee.kind == V_BUILTIN && !(callee.flags & VALUE_BOUND) && callee.builtin->flags & BUILTIN_ANY_ORDER;
}

/* `list(set(names))` and `[f(name) for name in names]` where nobody heeds the order: the items in any. */
static Value eval_any_order(Eval *eval, const Node *node) {
  if (node->kind == NODE_COMPREHENSION && str_is(node->comprehension.kind, "list"))
    return comprehension_any_order(eval, node);
  bool is_call = node->kind == NODE_CALL && node->call.callee->kind == NODE_NAME_PY && node->call.args.n == 1;
  Value callee = is_call ? eval_expression(eval, node->call.callee) : VALUE_NONE;
  bool is_list = callee.kind == V_TYPE && (callee.type == &TYPE_LIST || callee.type == &TYPE_TUPLE);
  NodeKind inner = is_list ? (NodeKind)node->call.args.at[0]->kind : NODE_STAR;
  if (inner == NODE_STAR || inner == NODE_DOUBLE_STAR || inner == NODE_KEYWORD) return eval_expression(eval, node);
  ValueList items = {0};
  Value source = eval_any_order(eval, node->call.args.at[0]);
  if (value_passes(source)) return source;
  bool unordered;
  Value error = value_collect_any(&eval->heap, source, &items, &unordered);
  eval->heap.took_any_order = eval->heap.took_any_order || unordered;
  return value_passes(error) ? eval_placed(eval, node, error) : value_tuple(&eval->heap, items.at, items.n);
}

/* A call of what heeds no order, with the first argument in any. */
static Value call_any_order(Eval *eval, const Node *node, Given *given) {
  bool outer = eval->heap.took_any_order;
  eval->heap.took_any_order = false;
  Value first = eval_any_order(eval, node->call.args.at[0]);
  given_push(eval, given, first);
  bool unordered = eval->heap.took_any_order;
  Value error = value_is_error(first) ? first : give_from(eval, given, &node->call.args, 1);
  eval->heap.took_any_order = unordered;
  Value result = value_passes(error) ? error : call_value(eval, given->callee, given_args(given));
  eval->heap.took_any_order = outer;
  return result;
}

static Value call_other(Eval *eval, const Node *node) {
  Value callee = eval_expression(eval, node->call.callee);
  if (value_is_error(callee)) return callee;
  Given given;
  given_init(&given);
  given.callee = callee;
  size_t n = node->call.args.n;
  NodeKind first = n ? (NodeKind)node->call.args.at[0]->kind : NODE_STAR;
  bool alone = n == 1 || (n && node->call.args.at[1]->kind == NODE_KEYWORD);
  if (alone && (first == NODE_COMPREHENSION || first == NODE_CALL) && heeds_no_order(callee))
    return call_any_order(eval, node, &given);
  Value error = give_all(eval, &given, &node->call.args);
  if (value_passes(error)) return error;
  return call_value(eval, callee, given_args(&given));
}

Value eval_call_node(Eval *eval, const Node *node) {
  return node_is_attribute(node->call.callee) ? call_method(eval, node) : call_other(eval, node);
}

/* ---- filters and tests ---- */

Value eval_row(Eval *eval, const Builtin *row, Value input, const NodeList *args) {
  Given given;
  given_init(&given);
  given_push(eval, &given, input);
  Value error = give_all(eval, &given, args);
  return value_passes(error) ? error : args_call(&eval->heap, row, VALUE_ABSENT, given_args(&given));
}

Value eval_no_row(Eval *eval, BuiltinTable table, const char *what, Str name) {
  Value error = value_raise(&eval->heap, EXC_TEMPLATE_RUNTIME, "No %s named '%.*s' found.", what, STR_FMT(name));
  builtin_likely(&eval->heap, table, error, name);
  return error;
}

/* In a branch a missing name is an error only when it is called, after its arguments. */
static Value no_row(Eval *eval, BuiltinTable table, const char *what, Str name, const Node *input,
                    const NodeList *args) {
  Given given;
  given_init(&given);
  Value v = input ? eval_expression(eval, input) : VALUE_NONE;
  if (!value_is_error(v)) v = give_all(eval, &given, args);
  return value_is_error(v) ? v : eval_no_row(eval, table, what, name);
}

Value eval_filter(Eval *eval, const Node *node) {
  const Builtin *row = node->filter.slot.builtin ? node->filter.slot.builtin : table_find(FILTERS, node->filter.id);
  if (!row) return no_row(eval, FILTERS, "filter", node->filter.id, node->filter.input, &node->filter.args);
  if (!node->filter.input) return value_unsupported(&eval->heap, "a filter without a value");
  Value input = eval_expression(eval, node->filter.input);
  return value_is_error(input) ? input : eval_row(eval, row, input, &node->filter.args);
}

Value eval_test(Eval *eval, const Node *node) {
  const Builtin *row = node->test.slot.builtin ? node->test.slot.builtin : table_find(TESTS, node->test.id);
  if (!row) return no_row(eval, TESTS, "test", node->test.id, node->test.input, &node->test.args);
  Value input = eval_expression(eval, node->test.input);
  if (value_is_error(input)) return input;
  Value result = eval_row(eval, row, input, &node->test.args);
  if (value_passes(result) || !node->test.negated) return result;
  return op_unary(&eval->heap, OP_NOT, result);
}
