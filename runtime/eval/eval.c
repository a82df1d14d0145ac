#include "runtime/eval/eval.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/block.h"
#include "runtime/eval/builtins.h"
#include "runtime/eval/class.h"
#include "runtime/eval/comprehension.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/python.h"
#include "runtime/value/markup.h"
#include "runtime/value/native.h"
#include "runtime/value/special.h"
#include "runtime/value/set_order.h"

/* ---- names ---- */

static Value missing_name(Eval *eval, Str id) {
  return value_undefined(&eval->heap, VALUE_ABSENT, value_str(id), STR(""));
}

static Value root_value(Eval *eval, uint32_t number) {
  Value v = eval->root[number];
  if (v.kind != V_ABSENT) return v;
  Str name = eval->scope->names[number];
  return value_unknown(&eval->heap,
                       str_printf(eval->heap.arena, "%.*s, which dbtplan does not evaluate", STR_FMT(name)));
}

static Value eval_name(Eval *eval, const Node *node) {
  Value *local = frame_find(eval->frame, node->name.id);
  if (local) return *local;
  switch (node->name.slot.kind) {
  case SLOT_ROOT: return root_value(eval, node->name.slot.number);
  case SLOT_BUILTIN: return global_value(node->name.slot.builtin);
  case SLOT_METHOD:
  case SLOT_NONE: break;
  }
  Value special = block_name(eval, node->name.id);
  return special.kind != V_ABSENT ? special : missing_name(eval, node->name.id);
}

static Value eval_name_local(Eval *eval, const Node *node) {
  Value *local = frame_find(eval->frame, node->name_local.id);
  return local ? *local : missing_name(eval, node->name_local.id);
}

/* ---- truth ---- */

bool eval_truth(Eval *eval, Value v, Value *error) {
  *error = VALUE_ABSENT;
  Value stop = VALUE_ABSENT;
  if (eval->module && v.kind == V_OPAQUE) {
    *error = value_unsupported(&eval->heap, "a decision by '%.*s'", STR_FMT(v.opaque->text));
    return false;
  }
  bool truth = op_truth(&eval->heap, v, &stop);
  if (stop.kind == V_UNKNOWN)
    *error = value_raise(&eval->heap, EXC_UNVERIFIED, "depends on %.*s", STR_FMT(stop.unknown->what));
  else if (stop.kind != V_ABSENT)
    *error = stop;
  return truth;
}

/* ---- attributes and items ---- */

static Value eval_attr(Eval *eval, const Node *object_node, Str id, bool jinja) {
  Value object = eval_expression(eval, object_node);
  bool may_lack = jinja && object_node->kind == NODE_NAME; /* what comes of a record is another thing */
  Value lacks = may_lack ? value_unknown_lacks(&eval->heap, object, value_str(id), false) : VALUE_ABSENT;
  if (value_is_error(lacks)) return lacks;
  const Type *type = object.kind == V_UNKNOWN && !jinja ? object.unknown->type : NULL;
  if (type && !type_method(type, id) && !special_is_name(id))
    return value_raise(&eval->heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", type->name, STR_FMT(id));
  if (value_passes(object)) return object;
  return jinja ? op_attr_jinja(&eval->heap, object, id) : op_attr(&eval->heap, object, id);
}

static Value eval_item(Eval *eval, const Node *object_node, const Node *key_node, bool jinja) {
  Value object = eval_expression(eval, object_node);
  if (value_is_error(object)) return object;
  Value key = eval_expression(eval, key_node);
  if (value_is_error(key)) return key;
  bool may_lack = jinja && object_node->kind == NODE_NAME;
  Value lacks = may_lack ? value_unknown_lacks(&eval->heap, object, key, true) : VALUE_ABSENT;
  if (value_is_error(lacks)) return lacks;
  if (object.kind == V_UNKNOWN || key.kind == V_UNKNOWN) return object.kind == V_UNKNOWN ? object : key;
  if (eval->folding && key.kind == V_SLICE) return op_slice_jinja(&eval->heap, object, key);
  return jinja ? op_item_jinja(&eval->heap, object, key) : op_item(&eval->heap, object, key);
}

static Value eval_optional(Eval *eval, const Node *node) { return node ? eval_expression(eval, node) : VALUE_NONE; }

static Value eval_slice(Eval *eval, const Node *node) {
  Value start = eval_optional(eval, node->slice.start);
  if (value_passes(start)) return start;
  Value stop = eval_optional(eval, node->slice.stop);
  if (value_passes(stop)) return stop;
  Value step = eval_optional(eval, node->slice.step);
  if (value_passes(step)) return step;
  return value_slice(&eval->heap, start, stop, step);
}

/* ---- calls ---- */

/* Arguments of one call, evaluated: the first few lie on the stack. */
typedef struct Given {
  Pieces positional;
  Value keywords; /* a V_DICT, or V_ABSENT */
  Value callee;   /* for messages of Python; V_ABSENT: not at hand */
} Given;

void pieces_push(Eval *eval, Pieces *p, Value v) {
  if (p->n == p->cap) {
    Value *grown = ARENA_ARRAY(eval->heap.arena, Value, p->cap * 2);
    memcpy(grown, p->at, sizeof(Value) * p->n);
    p->at = grown;
    p->cap *= 2;
  }
  p->at[p->n++] = v;
}

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

static Value heap_call(Heap *heap, Value callee, const Value *args, size_t n, const Dict *keywords) {
  return eval_call((Eval *)heap, callee, args, n, keywords);
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

Str eval_function_here(const Eval *eval) {
  const Frame *frame = eval->frame;
  while (frame && frame->kind == FRAME_INNER) frame = frame->parent;
  if (!eval->module) return STR("");
  if (!frame || !frame->name.n) return STR("<module>");
  size_t at = frame->name.n;
  while (at > 0 && frame->name.p[at - 1] != '.') at--;
  return str_sub(frame->name, at, frame->name.n);
}

void eval_trace(Eval *eval, Exception *exception, const Node *node) {
  TracedCall place = {{NULL, node->span}, eval_function_here(eval)};
  if (!eval_source(eval, &place.place.source)) return;
  VEC_PUSH(eval->heap.arena, &exception->traceback, place);
  for (size_t i = exception->traceback.n - 1; i > 0; i--) exception->traceback.at[i] = exception->traceback.at[i - 1];
  exception->traceback.at[0] = place;
}

/* The one argument of a method of the likeliest type where it is a constant, which needs neither evaluating nor
 * binding; or no argument for one that takes none. */
static bool takes_constant(Value object, const Slot *slot, const NodeList *args, const Value **constant) {
  if (slot->kind != SLOT_METHOD || !slot->number || object.kind <= V_UNDEFINED || value_type(object) != slot->type)
    return false;
  if (args->n != slot->builtin->most || (args->n && args->at[0]->kind != NODE_CONST)) return false;
  *constant = args->n ? &args->at[0]->constant.value : NULL;
  return true;
}

static Value call_method(Eval *eval, const Node *node, const Node *object_node, Str id, const Slot *slot, bool jinja) {
  const Value *constant;
  Value object = eval_expression(eval, object_node);
  if (value_is_error(object)) return object;
  if (takes_constant(object, slot, &node->call.args, &constant))
    return slot->builtin->fn(&eval->heap, object, constant);
  const Builtin *row = direct_method(object, id, slot);
  Value callee = row ? VALUE_NONE : jinja ? op_attr_jinja(&eval->heap, object, id) : op_attr(&eval->heap, object, id);
  if (value_is_error(callee)) return callee;
  Given given;
  given_init(&given);
  Value error = give_all(eval, &given, &node->call.args);
  if (value_passes(error)) return error;
  return row ? args_call(&eval->heap, row, object, given_args(&given)) : call_value(eval, callee, given_args(&given));
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

static Value eval_call_node(Eval *eval, const Node *node) {
  const Node *callee_node = node->call.callee;
  if (callee_node->kind == NODE_ATTR_JINJA)
    return call_method(eval, node, callee_node->attr.object, callee_node->attr.id, &callee_node->attr.slot, true);
  if (callee_node->kind == NODE_ATTR_PY)
    return call_method(eval, node, callee_node->attr_py.object, callee_node->attr_py.id, &callee_node->attr_py.slot,
                       false);
  Value callee = eval_expression(eval, callee_node);
  if (value_is_error(callee)) return callee;
  Given given;
  given_init(&given);
  given.callee = callee;
  NodeKind first = node->call.args.n ? (NodeKind)node->call.args.at[0]->kind : NODE_STAR;
  bool alone = node->call.args.n == 1 || (node->call.args.n > 1 && node->call.args.at[1]->kind == NODE_KEYWORD);
  if (alone && (first == NODE_COMPREHENSION || first == NODE_CALL) && heeds_no_order(callee))
    return call_any_order(eval, node, &given);
  Value error = give_all(eval, &given, &node->call.args);
  if (value_passes(error)) return error;
  return call_value(eval, callee, given_args(&given));
}

/* ---- displays ---- */

static Value eval_items(Eval *eval, const NodeList *nodes, ValueList *items) {
  for (size_t i = 0; i < nodes->n; i++) {
    const Node *node = nodes->at[i];
    Value v = eval_expression(eval, node->kind == NODE_STAR ? node->star.value : node);
    if (value_is_error(v)) return v;
    if (node->kind != NODE_STAR) {
      value_list_push(&eval->heap, items, v);
      continue;
    }
    if (v.kind >= V_NONE && v.kind != V_OPAQUE && !value_type(v)->iter)
      return value_raise(&eval->heap, EXC_TYPE, "Value after * must be an iterable, not %s", value_type_name(v));
    Value error = v.kind == V_UNKNOWN ? v : value_collect(&eval->heap, v, items);
    if (value_passes(error)) return error;
  }
  return VALUE_NONE;
}

static Value eval_list(Eval *eval, const Node *node) {
  ValueList items = {0};
  Value error = eval_items(eval, &node->list.items, &items);
  if (value_passes(error)) return error;
  Value list = value_list(&eval->heap, 0);
  *list.list = (List){items.at, items.n, items.cap};
  return list;
}

static Value eval_tuple(Eval *eval, const Node *node) {
  ValueList items = {0};
  Value error = eval_items(eval, &node->tuple.items, &items);
  return value_passes(error) ? error : value_tuple(&eval->heap, items.at, items.n);
}

/* Whether Python's compiler knows the value. */
static bool is_folded(const Node *node) {
  switch ((NodeKind)node->kind) {
  case NODE_CONST: return true;
  case NODE_UNARY: return is_folded(node->unary.operand);
  case NODE_BINARY: return is_folded(node->binary.left) && is_folded(node->binary.right);
  case NODE_TUPLE:
    for (size_t i = 0; i < node->tuple.items.n; i++)
      if (!is_folded(node->tuple.items.at[i])) return false;
    return true;
  default: return false;
  }
}

static Value make_set(Eval *eval, const Node *node, bool iterated) {
  ValueList items = {0};
  Value set = value_set(&eval->heap), error = eval_items(eval, &node->set.items, &items);
  size_t n = node->set.items.n, folded = 0;
  for (size_t i = 0; i < items.n && !value_passes(error); i++) error = set_put(&eval->heap, set.dict, items.at[i]);
  if (value_passes(error)) return error;
  while (folded < n && is_folded(node->set.items.at[folded])) folded++;
  if (folded == n && (iterated || n > 2)) set_fold(&eval->heap, set.dict, iterated);
  return set;
}

Value eval_iterable(Eval *eval, const Node *node) {
  bool is_display = node->kind == NODE_SET_DISPLAY;
  return is_display ? eval_placed(eval, node, make_set(eval, node, true)) : eval_expression(eval, node);
}

static Value put_pair(Eval *eval, Value dict, const Node *key_node, const Node *value_node) {
  Value key = eval_expression(eval, key_node);
  if (value_is_error(key)) return key;
  Value value = eval_expression(eval, value_node);
  if (value_is_error(value) || key.kind == V_UNKNOWN) return value_is_error(value) ? value : key;
  return dict_put(&eval->heap, dict.dict, key, value);
}

static Value put_mapping(Eval *eval, Value dict, Value from) {
  if (value_passes(from)) return from;
  if (from.kind != V_DICT)
    return value_raise(&eval->heap, EXC_TYPE, "'%s' object is not a mapping", value_type_name(from));
  for (size_t i = 0; i < from.dict->n; i++)
    if (from.dict->at[i].key.kind != V_ABSENT)
      dict_put(&eval->heap, dict.dict, from.dict->at[i].key, from.dict->at[i].value);
  return VALUE_NONE;
}

/* Python makes the dict once all keys and values are there: an unhashable key is found last. */
static Value eval_display(Eval *eval, const Node *node) {
  Value dict = value_dict(&eval->heap), *entries = ARENA_ARRAY(eval->heap.arena, Value, 2 * node->dict.items.n + 1);
  for (size_t i = 0; i < node->dict.items.n; i++) {
    const Node *item = node->dict.items.at[i];
    entries[2 * i] = eval_expression(eval, item->pair.key);
    if (value_is_error(entries[2 * i])) return entries[2 * i];
    entries[2 * i + 1] = eval_expression(eval, item->pair.value);
    if (value_is_error(entries[2 * i + 1])) return entries[2 * i + 1];
  }
  for (size_t i = 0; i < node->dict.items.n; i++) {
    if (entries[2 * i].kind == V_UNKNOWN) return entries[2 * i];
    Value error = dict_put(&eval->heap, dict.dict, entries[2 * i], entries[2 * i + 1]);
    if (value_passes(error)) return error;
  }
  return dict;
}

static Value eval_dict(Eval *eval, const Node *node) {
  if (!eval->module) return eval_display(eval, node);
  Value dict = value_dict(&eval->heap);
  for (size_t i = 0; i < node->dict.items.n; i++) {
    const Node *item = node->dict.items.at[i];
    Value error = item->kind == NODE_PAIR ? put_pair(eval, dict, item->pair.key, item->pair.value)
                                          : put_mapping(eval, dict, eval_expression(eval, item->double_star.value));
    if (value_passes(error)) return error;
  }
  return dict;
}

/* ---- operators ---- */

static Value eval_unary(Eval *eval, const Node *node) {
  Value operand = eval_expression(eval, node->unary.operand);
  if (operand.kind == V_OPAQUE && node->unary.op == OP_INVERT)
    return opaque_inverted(&eval->heap, operand);
  return value_passes(operand) ? operand : op_unary(&eval->heap, node->unary.op, operand);
}

static Value eval_binary(Eval *eval, const Node *node) {
  Value left = eval_expression(eval, node->binary.left);
  if (value_is_error(left)) return left;
  Value right = eval_expression(eval, node->binary.right);
  if (value_is_error(right) || left.kind == V_UNKNOWN) return value_is_error(right) ? right : left;
  return right.kind == V_UNKNOWN ? right : op_binary(&eval->heap, node->binary.op, left, right);
}

/* `and` and `or`: an Unknown on the left is the result, as it is for every operator. */
static Value eval_logic(Eval *eval, const Node *left_node, const Node *right_node, bool is_or) {
  Value left = eval_expression(eval, left_node);
  if (value_passes(left)) return left;
  Value stop = VALUE_ABSENT;
  bool truth = op_truth(&eval->heap, left, &stop);
  if (stop.kind != V_ABSENT) return stop;
  return truth == is_or ? left : eval_expression(eval, right_node);
}

static Value eval_compare(Eval *eval, const Node *node) {
  Value left = eval_expression(eval, node->compare.left), result = left;
  for (size_t i = 0; i < node->compare.steps.n; i++) {
    if (value_is_error(left)) return left;
    const Node *step = node->compare.steps.at[i];
    Value right = eval_expression(eval, step->step.right);
    if (value_is_error(right) || left.kind == V_UNKNOWN) return value_is_error(right) ? right : left;
    bool is_identity = step->step.op == OP_IS || step->step.op == OP_IS_NOT;
    if (eval->module && !is_identity && (left.kind == V_OPAQUE || right.kind == V_OPAQUE))
      return value_unsupported(&eval->heap, "a comparison with '%.*s'",
                               STR_FMT(left.kind == V_OPAQUE ? left.opaque->text : right.opaque->text));
    result = right.kind == V_UNKNOWN ? right : op_compare(&eval->heap, step->step.op, left, right);
    if (value_passes(result)) return result;
    Value stop = VALUE_ABSENT;
    if (!op_truth(&eval->heap, result, &stop)) return stop.kind == V_ABSENT ? result : stop;
    left = right;
  }
  return result;
}

/* jinja2.runtime.markup_join: as soon as one part is Markup, the others are escaped. */
static Value concat_markup(Eval *eval, const Node *node) {
  ValueList parts = {0};
  bool markup = false;
  for (size_t i = 0; i < node->concat.items.n; i++) {
    Value v = eval_expression(eval, node->concat.items.at[i]);
    if (value_passes(v)) return v;
    markup = markup || markup_is(v);
    value_list_push(&eval->heap, &parts, v);
  }
  Buf buf = buf_new(eval->heap.arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < parts.n; i++)
    buf_put(&buf, value_to_str(&eval->heap, markup ? markup_escape(&eval->heap, parts.at[i]) : parts.at[i]));
  Value joined = value_str(buf_str(&buf));
  return markup ? markup_of(&eval->heap, joined) : joined;
}

static Value eval_concat(Eval *eval, const Node *node) {
  if (eval->autoescape == AUTOESCAPE_ON && !eval_is_constant(node)) return concat_markup(eval, node);
  Pieces parts; /* all of them are evaluated before the first is printed */
  pieces_init(&parts);
  Value unknown = VALUE_ABSENT;
  for (size_t i = 0; i < node->concat.items.n; i++) {
    Value v = eval_expression(eval, node->concat.items.at[i]);
    if (value_is_error(v)) return v;
    if (v.kind == V_UNKNOWN) unknown = v;
    pieces_push(eval, &parts, v);
  }
  if (unknown.kind == V_UNKNOWN) return unknown;
  Buf buf = buf_new(eval->heap.arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < parts.n; i++) buf_put(&buf, value_to_str(&eval->heap, parts.at[i]));
  return value_str(buf_str(&buf));
}

static unsigned line_of(const Eval *eval, Span span) {
  unsigned line = 1;
  if (!eval->template) return line;
  Str text = eval->template->template.text;
  for (size_t i = 0; i < span.start && i < text.n; i++) line += text.p[i] == '\n';
  return line;
}

static Value eval_cond(Eval *eval, const Node *node) {
  Value test = eval_expression(eval, node->cond.test), error;
  if (value_is_error(test)) return test;
  bool truth = eval_truth(eval, test, &error);
  if (error.kind != V_ABSENT) return error;
  if (truth) return eval_expression(eval, node->cond.then);
  if (node->cond.otherwise) return eval_expression(eval, node->cond.otherwise);
  Str hint = str_printf(eval->heap.arena,
                        "the inline if-expression on line %u evaluated to false and no else section was defined.",
                        line_of(eval, node->span));
  return value_undefined(&eval->heap, VALUE_ABSENT, VALUE_NONE, hint);
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

static Value eval_filter(Eval *eval, const Node *node) {
  const Builtin *row = node->filter.slot.builtin ? node->filter.slot.builtin : table_find(FILTERS, node->filter.id);
  if (!row) return no_row(eval, FILTERS, "filter", node->filter.id, node->filter.input, &node->filter.args);
  if (!node->filter.input) return value_unsupported(&eval->heap, "a filter without a value");
  Value input = eval_expression(eval, node->filter.input);
  return value_is_error(input) ? input : eval_row(eval, row, input, &node->filter.args);
}

static Value eval_test(Eval *eval, const Node *node) {
  const Builtin *row = node->test.slot.builtin ? node->test.slot.builtin : table_find(TESTS, node->test.id);
  if (!row) return no_row(eval, TESTS, "test", node->test.id, node->test.input, &node->test.args);
  Value input = eval_expression(eval, node->test.input);
  if (value_is_error(input)) return input;
  Value result = eval_row(eval, row, input, &node->test.args);
  if (value_passes(result) || !node->test.negated) return result;
  return op_unary(&eval->heap, OP_NOT, result);
}

/* ---- constants ---- */

typedef struct Folding {
  Eval eval;
  const Node *node;
  Value value;
} Folding;

static void fold(void *state) {
  Folding *folding = state;
  folding->value = eval_expression(&folding->eval, folding->node);
}

/* What goes beyond a limit is no constant: it is stopped where it is reached. */
bool eval_constant(Heap *heap, const Node *node, Value *value) {
  static const ScopeTable nothing;
  Folding folding = {.node = node};
  Guard guard, *outer = heap->arena->guard;
  eval_init(&folding.eval, heap->arena, heap->workspace, &nothing, NULL);
  folding.eval.folding = true;
  folding.eval.heap.steps = LIMIT_FOLD_STEPS;
  size_t limit = heap->arena->limit, most = heap->arena->held + LIMIT_FOLD_BYTES;
  heap->arena->guard = &guard;
  heap->arena->limit = most < limit ? most : limit;
  bool reached = heap->workspace && heap->workspace->reaches_under;
  bool done = guard_run(&guard, fold, &folding);
  if (!done && heap->workspace) workspace_above(heap->workspace, reached);
  heap->arena->guard = outer;
  heap->arena->limit = limit;
  guard_pass_on(&guard, outer);
  *value = done ? folding.value : VALUE_ABSENT;
  return done && !value_passes(*value) && eval_has_literal(*value);
}

/* ---- what an error says about the names in it ---- */

enum { INVOLVED_MOST = 4, SHOWN_COLUMNS = 60 };

typedef struct Involving {
  Eval *eval;
  Exception *exception;
} Involving;

static bool is_worth_showing(Value v) {
  return v.kind >= V_NONE && v.kind <= V_MULTI_KEY && v.kind != V_ITERATOR;
}

static Str shown_value(Heap *heap, Value v) {
  const Value *items;
  size_t n = v.kind == V_DICT || v.kind == V_SET ? v.dict->live : 0;
  if (v.kind == V_LIST || v.kind == V_TUPLE) value_items(v, &items, &n);
  if (n > 8) return str_printf(heap->arena, "a %s of %zu items", value_type_name(v), n);
  bool cut = v.kind == V_STR && v.len > 4 * SHOWN_COLUMNS;
  Str text = cut ? str_sub(value_text(v), 0, SHOWN_COLUMNS) : value_shown(heap, v);
  size_t at = 0, columns = 0;
  while (at < text.n && columns < SHOWN_COLUMNS) str_decode(text, &at), columns++;
  return at < text.n || cut ? str_cat(heap->arena, str_sub(text, 0, at), STR("\xe2\x80\xa6")) : text;
}

static void involve_name(Eval *eval, Exception *exception, Str name, Value v) {
  for (size_t i = 0; i < exception->involved.n; i++)
    if (str_eq(exception->involved.at[i].name, name)) return;
  if (exception->involved.n == INVOLVED_MOST || !is_worth_showing(v)) return;
  Involved involved = {name, shown_value(&eval->heap, v)};
  VEC_PUSH(eval->heap.arena, &exception->involved, involved);
}

static void involve(Node *node, void *state) {
  Involving *involving = state;
  Eval *eval = involving->eval;
  if (node->kind == NODE_NAME) {
    Value *local = frame_find(eval->frame, node->name.id);
    if (local)
      involve_name(eval, involving->exception, node->name.id, *local);
    else if (node->name.slot.kind == SLOT_ROOT)
      involve_name(eval, involving->exception, node->name.id, eval->root[node->name.slot.number]);
  } else if (node->kind == NODE_NAME_PY || node->kind == NODE_NAME_LOCAL) {
    Str id = node->kind == NODE_NAME_PY ? node->name_py.id : node->name_local.id;
    Value *local = frame_find(eval->frame, id);
    if (local) involve_name(eval, involving->exception, id, *local);
  }
  node_children(node, involve, state);
}

/* A module of a plan has no text: an error in it lies where the template calls it. */
static void note_error(Eval *eval, const Node *node, Exception *exception) {
  const Source *source;
  if (!eval_source(eval, &source)) return;
  exception->has_span = true;
  exception->span = node->span;
  exception->source = source;
  exception->function = eval_function_here(eval);
  Involving involving = {eval, exception};
  involve((Node *)node, &involving);
}

/* ---- the switch ---- */

static Value evaluate(Eval *eval, const Node *node) {
  if (eval->folding && !eval_may_fold(node)) return value_unsupported(&eval->heap, "what is no constant");
  switch ((NodeKind)node->kind) {
  case NODE_CONST: return node->constant.value;
  case NODE_NAME: return eval_name(eval, node);
  case NODE_NAME_LOCAL: return eval_name_local(eval, node);
  case NODE_NAME_PY: return python_name(eval, node->name_py.id);
  case NODE_ATTR_JINJA: return eval_attr(eval, node->attr.object, node->attr.id, true);
  case NODE_ATTR_PY: return eval_attr(eval, node->attr_py.object, node->attr_py.id, false);
  case NODE_ITEM_JINJA: return eval_item(eval, node->item.object, node->item.key, true);
  case NODE_ITEM_PY: return eval_item(eval, node->item_py.object, node->item_py.key, false);
  case NODE_SLICE: return eval_slice(eval, node);
  case NODE_CALL: return eval_call_node(eval, node);
  case NODE_LIST: return eval_list(eval, node);
  case NODE_TUPLE: return eval_tuple(eval, node);
  case NODE_SET_DISPLAY: return make_set(eval, node, false);
  case NODE_DICT: return eval_dict(eval, node);
  case NODE_UNARY: return eval_unary(eval, node);
  case NODE_BINARY: return eval_binary(eval, node);
  case NODE_AND: return eval_logic(eval, node->both.left, node->both.right, false);
  case NODE_OR: return eval_logic(eval, node->either.left, node->either.right, true);
  case NODE_COMPARE: return eval_compare(eval, node);
  case NODE_CONCAT: return eval_concat(eval, node);
  case NODE_COND: return eval_cond(eval, node);
  case NODE_FILTER: return eval_filter(eval, node);
  case NODE_TEST: return eval_test(eval, node);
  case NODE_LAMBDA: return function_new(eval, node);
  case NODE_FSTRING: return fstring_eval(eval, node);
  case NODE_FORMATTED: return fstring_formatted(eval, node);
  case NODE_COMPREHENSION: return comprehension_eval(eval, node);
  case NODE_WALRUS: return comprehension_walrus(eval, node);
  case NODE_TEMPLATE: return eval_scalar(eval, node);
  case NODE_TEXT: return value_str(node->text.value);
  case NODE_UNSUPPORTED: return value_unsupported(&eval->heap, "%.*s", STR_FMT(node->unsupported.what));
  default: return value_unsupported(&eval->heap, "'%s' in an expression", node_row((NodeKind)node->kind)->name);
  }
}

static Value eval_deeper(Eval *eval, const Node *node) {
  Heap *heap = &eval->heap;
  heap_step(heap, 1);
  if (heap->depth >= LIMIT_EVAL_DEPTH)
    guard_stop(heap->arena->guard, STOP_DEPTH, "the nesting of expressions and calls");
  const Node *outer = eval->at;
  heap->depth++;
  eval->at = node;
  Value v = value_or_pending(heap, evaluate(eval, node));
  eval->at = outer;
  heap->depth--;
  if (v.kind == V_ERROR && !v.exc->has_span) note_error(eval, node, v.exc);
  return v;
}

/* Constants and the names of the scope cost no step and no level. */
Value eval_expression(Eval *eval, const Node *node) {
  if (node->kind == NODE_CONST) return node->constant.value;
  if (node->kind == NODE_NAME && !eval->frame && node->name.slot.kind == SLOT_ROOT) {
    Value v = eval->root[node->name.slot.number];
    if (!value_passes(v) && v.kind != V_ABSENT) return v;
  }
  return eval_deeper(eval, node);
}

/* ---- templates ---- */

void pieces_init(Pieces *pieces) {
  pieces->at = pieces->room;
  pieces->n = 0;
  pieces->streams = false;
  pieces->cap = sizeof pieces->room / sizeof pieces->room[0];
}

/* The Unknown in a value that will be printed, or V_ABSENT. */
static Value unknown_within(Value v, int depth) {
  const Value *items;
  size_t n;
  if (v.kind == V_UNKNOWN || depth > 8) return v.kind == V_UNKNOWN ? v : VALUE_ABSENT;
  if ((v.kind == V_LIST || v.kind == V_TUPLE) && value_items(v, &items, &n))
    for (size_t i = 0; i < n; i++) {
      Value found = unknown_within(items[i], depth + 1);
      if (found.kind == V_UNKNOWN) return found;
    }
  for (size_t i = 0; v.kind == V_DICT && i < v.dict->n; i++) {
    Value found = unknown_within(v.dict->at[i].value, depth + 1);
    if (found.kind == V_UNKNOWN) return found;
  }
  return VALUE_ABSENT;
}

Value eval_settle(Eval *eval, Value piece) {
  bool may_change = (piece.kind >= V_LIST && piece.kind <= V_SET) || piece.kind == V_OBJECT;
  if (!may_change || unknown_within(piece, 0).kind == V_UNKNOWN) return piece;
  return value_str(value_to_str(&eval->heap, piece));
}

Value eval_join(Eval *eval, const Pieces *pieces) {
  if (pieces->n == 1 && pieces->at[0].kind != V_STR) return pieces->at[0];
  for (size_t i = 0; i < pieces->n; i++) {
    Value unknown = unknown_within(pieces->at[i], 0);
    if (unknown.kind == V_UNKNOWN) return unknown;
  }
  return native_concat(&eval->heap, pieces->at, pieces->n);
}

/* The output that a template of one output has; else the template. */
static const Node *only_output(const Node *template) {
  const NodeList *body = &template->template.body;
  if (body->n == 1 && body->at[0]->kind == NODE_OUTPUT && body->at[0]->output.items.n == 1)
    return body->at[0]->output.items.at[0];
  return template;
}

static Value eval_pieces(Eval *eval, const Node *template) {
  Pieces pieces;
  pieces_init(&pieces);
  pieces.streams = true;
  Value error = exec_body(eval, &template->template.body, &pieces);
  return value_is_error(error) ? error : eval_join(eval, &pieces);
}

/* `{{ x }}` alone, as most templates are, has nothing to join. What Jinja's compiler prints itself is a constant. */
static Value eval_body(Eval *eval, const Node *template) {
  const Node *output = only_output(template);
  if (output == template || output->kind == NODE_TEXT) return eval_pieces(eval, template);
  Value v = eval_expression(eval, output);
  if (v.kind == V_STR && !markup_is(v)) return native_text(&eval->heap, value_text(v));
  if (!value_is_error(v) && eval_is_constant(output)) return eval_pieces(eval, template);
  return markup_is(v) ? native_concat(&eval->heap, &v, 1) : v;
}

Value eval_template(Eval *eval, const Node *template) {
  Frame *outer = eval->frame;
  const Node *outer_template = eval->template;
  eval->frame = template->has_locals ? frame_new(eval, NULL) : NULL;
  eval->template = template;
  Value v = value_or_pending(&eval->heap, eval_body(eval, template));
  eval->frame = outer;
  eval->template = outer_template;
  return v;
}

/* A name of the scope, or a global of Jinja. */
static Str likely_name(Eval *eval, Str wrong, bool *sole) {
  size_t n = 0;
  bool has_env = scope_find(eval->scope, STR("env")) >= 0;
  if (has_env && str_is(wrong, "env_var")) return *sole = true, STR("env"); /* as dbt calls it */
  Str *names = ARENA_ARRAY(eval->heap.arena, Str, eval->scope->n + GLOBALS.n);
  for (size_t i = 0; i < eval->scope->n; i++) names[n++] = eval->scope->names[i];
  for (size_t i = 0; i < GLOBALS.n; i++) names[n++] = str_of(GLOBALS.rows[i].name);
  return str_nearest_sole(wrong, names, n, sole);
}

/* What does in `cli_args` what a name of another tool does there; empty: nothing known. */
static Str remedy_in_args(Str name) {
  static const struct {
    const char *name;
    Str remedy;
  } ROWS[] = {
#define FOREIGN(name, remedy) {name, STR_INIT(remedy)},
#define FOREIGN_FILTER(name, remedy)
#include "grammar/foreign_names.def"
#undef FOREIGN_FILTER
#undef FOREIGN
  };
  for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
    if (str_is(name, ROWS[i].name)) return ROWS[i].remedy;
  return STR("");
}

Str eval_remedy(ScopeKind scope, Str name) {
  if (scope == SCOPE_ARGS) return remedy_in_args(name);
  if (str_starts(name, STR("partition_")) && scope != SCOPE_CONTEXT)
    return STR("the partition is known to 'cli_args' alone, when a run begins");
  if (scope == SCOPE_POST && str_is(name, "node")) return STR("here it is 'asset': its 'key', 'tags', 'metadata'");
  if (scope == SCOPE_POST && str_is(name, "context")) return STR("'context' is there in 'attributes' alone");
  if (scope == SCOPE_TRANSLATION && str_is(name, "asset")) return STR("here it is 'node', dbt's, and 'spec', what becomes of it");
  return STR("");
}

/* Dagster's wording: what stands before " is undefined", and the names of the scope. */
static void name_scope(Eval *eval, Exception *exception) {
  size_t at = str_find(exception->message, STR(" is undefined"), 0);
  if (at == SIZE_MAX || at == 0) return;
  Str missing = str_sub(exception->message, 0, at);
  if (missing.n > 2 && missing.p[0] == '\'') exception->wrong = str_sub(missing, 1, missing.n - 1);
  exception->remedy = eval_remedy(eval->scope->kind, exception->wrong);
  if (!exception->remedy.n) exception->likely = likely_name(eval, exception->wrong, &exception->likely_sole);
  if (eval->scope->kind == SCOPE_CONTEXT) return;
  Str names = scope_names(eval->heap.arena, eval->scope);
  exception->message = str_printf(eval->heap.arena, "%.*s not found in scope, available scope is: %.*s",
                                  STR_FMT(missing), STR_FMT(names));
}

Value eval_scalar(Eval *eval, const Node *template) {
  if (!template->template.text.n && !template->template.body.n) return value_str(STR(""));
  Value v = eval_template(eval, template);
  if (v.kind == V_UNDEFINED) {
    v = value_raise_undefined(&eval->heap, v);
    note_error(eval, only_output(template), v.exc);
  }
  if (v.kind == V_ERROR && v.exc->type == EXC_UNDEFINED && !v.exc->wrong.n) name_scope(eval, v.exc);
  return v;
}

Value eval_node(Eval *eval, const Node *node) { return eval_expression(eval, node); }

/* ---- an Eval ---- */

void eval_init(Eval *eval, Arena *arena, Workspace *workspace, const ScopeTable *scope, const Value *root) {
  *eval = (Eval){.heap = {.arena = arena, .call = heap_call, .workspace = workspace}, .scope = scope, .root = root};
  eval_reset(eval);
}

void eval_reset(Eval *eval) {
  eval->heap.steps = LIMIT_EVAL_STEPS;
  eval->heap.depth = 0;
  eval->heap.inputs_read = INPUT_NONE;
  eval->calls = 0;
  eval->depth_around = 0;
  eval->importing = false;
  eval->handled = NULL;
  eval->frame = NULL;
  eval->module = NULL;
  eval->template = NULL;
  eval->block = NULL;
  eval->at = NULL;
  eval->autoescape = AUTOESCAPE_OFF;
  eval->folding = false;
}
