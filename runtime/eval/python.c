#include "runtime/eval/python.h"

#include "runtime/core/limits.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/effect.h"
#include "runtime/eval/env.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/hints.h"
#include "runtime/eval/match.h"
#include "runtime/eval/module.h"
#include "runtime/eval/with.h"
#include "runtime/value/types.h"

/* Whether a block goes on after what its statement gave. */
static bool goes_on(Value result) { return result.kind == V_ABSENT && !result.aux; }
static Value flow(uint16_t what) { return (Value){.kind = V_ABSENT, .aux = what}; }

/* ---- names: reading ---- */

static Value unbound(Eval *eval, Str id, bool is_free) {
  if (!is_free)
    return value_raise(&eval->heap, EXC_UNBOUND_LOCAL,
                       "cannot access local variable '%.*s' where it is not associated with a value", STR_FMT(id));
  return value_raise(&eval->heap, EXC_NAME,
                     "cannot access free variable '%.*s' where it is not associated with a value in enclosing scope",
                     STR_FMT(id));
}

static Value global_or_builtin(Eval *eval, Str id) {
  Value v = eval->module ? module_name(eval, eval->module, id) : VALUE_ABSENT;
  if (v.kind == V_ABSENT) v = python_builtin(id);
  if (v.kind != V_ABSENT) return v;
  if (python_has_builtin(id) || (eval->module && effect_may_bind(eval->module, id)))
    return value_unsupported(&eval->heap, "'%.*s'", STR_FMT(id));
  return value_raise(&eval->heap, EXC_NAME, "name '%.*s' is not defined", STR_FMT(id));
}

static bool has_name(const StrList *names, Str name) {
  for (size_t i = 0; i < names->n; i++)
    if (str_eq(names->at[i], name)) return true;
  return false;
}

Value python_name(Eval *eval, Str id) {
  bool is_free = false;
  for (Frame *frame = eval->frame; frame; frame = frame->parent) {
    if (frame->globals && has_name(frame->globals, id)) break;
    Value *local = frame_here(frame, id);
    if (local && local->kind != V_ABSENT) return *local;
    if (local && frame->kind == FRAME_CLASS) break;
    if (local) return unbound(eval, id, is_free);
    is_free = is_free || frame->kind != FRAME_INNER;
  }
  return global_or_builtin(eval, id);
}

/* ---- names: which a scope binds ---- */

Value python_docstring(const NodeList *body) {
  const Node *first = body->n && body->at[0]->kind == NODE_EXPRESSION ? body->at[0]->expression.value : NULL;
  bool is_text = first && first->kind == NODE_CONST && first->constant.value.kind == V_STR;
  return is_text ? first->constant.value : VALUE_NONE;
}

typedef struct Binding {
  void (*visit)(Str name, void *state);
  void *state;
} Binding;

static void visit_bound(Node *node, void *state);

static void visit_target(const Node *target, Binding *binding) {
  switch ((NodeKind)target->kind) {
    case NODE_NAME_PY: binding->visit(target->name_py.id, binding->state); break;
    case NODE_STAR: visit_target(target->star.value, binding); break;
    case NODE_TUPLE:
      for (size_t i = 0; i < target->tuple.items.n; i++) visit_target(target->tuple.items.at[i], binding);
      break;
    case NODE_LIST:
      for (size_t i = 0; i < target->list.items.n; i++) visit_target(target->list.items.at[i], binding);
      break;
    default: break;
  }
}

static void visit_targets(const NodeList *targets, Binding *binding) {
  for (size_t i = 0; i < targets->n; i++) visit_target(targets->at[i], binding);
}

Str python_import_name(const Node *node) {
  if (node->kind == NODE_IMPORT_FROM) return node->import_from.as.n ? node->import_from.as : node->import_from.id;
  if (node->import.as.n) return node->import.as;
  size_t dot = str_find(node->import.module, STR("."), 0);
  return str_sub(node->import.module, 0, dot == SIZE_MAX ? node->import.module.n : dot);
}

Str python_last_name(const Node *node) {
  if (node->kind == NODE_NAME_PY) return node->name_py.id;
  return node->kind == NODE_ATTR_PY ? node->attr_py.id : STR("");
}

const Node *python_root(const Node *node) {
  while (node->kind == NODE_ATTR_PY) node = node->attr_py.object;
  return node;
}

static void visit_name(Str id, const Binding *binding) {
  if (id.n) binding->visit(id, binding->state);
}

/* What a statement or an expression in it binds; the bodies of functions and classes are other scopes. */
static void visit_bound(Node *node, void *state) {
  Binding *binding = state;
  switch ((NodeKind)node->kind) {
    case NODE_DEF: binding->visit(node->def.id, binding->state); return;
    case NODE_CLASS: binding->visit(node->class.id, binding->state); return;
    case NODE_LAMBDA: return;
    case NODE_ASSIGN: visit_target(node->assign.target, binding); break;
    case NODE_AUG_ASSIGN: visit_target(node->aug_assign.target, binding); break;
    case NODE_FOR: visit_target(node->loop.target, binding); break;
    case NODE_WITH_ITEM:
      if (node->with_item.target) visit_target(node->with_item.target, binding);
      break;
    case NODE_DELETE: visit_targets(&node->delete.targets, binding); break;
    case NODE_WALRUS: binding->visit(node->walrus.id, binding->state); break;
    case NODE_ANNOTATION: visit_name(node->annotation.id, binding); return;
    case NODE_HANDLER: visit_name(node->handler.id, binding); break;
    case NODE_IMPORT:
    case NODE_IMPORT_FROM: binding->visit(python_import_name(node), binding->state); return;
    case NODE_PATTERN_NAME: visit_name(node->pattern_name.id, binding); break;
    case NODE_PATTERN_STAR: visit_name(node->pattern_star.id, binding); break;
    case NODE_PATTERN_DICT: visit_name(node->pattern_dict.rest, binding); break;
    default: break;
  }
  node_children(node, visit_bound, state);
}

void python_bound_names(const Node *statement, void (*visit)(Str name, void *state), void *state) {
  Binding binding = {visit, state};
  visit_bound((Node *)statement, &binding);
}

typedef struct Locals {
  Arena *arena;
  StrList names, globals, elsewhere; /* elsewhere: declared `global` or `nonlocal` */
} Locals;

static void add_local(Str name, void *state) {
  Locals *locals = state;
  if (!has_name(&locals->names, name)) VEC_PUSH(locals->arena, &locals->names, name);
}

static void find_declared(Node *node, void *state) {
  Locals *locals = state;
  if (node->kind == NODE_GLOBAL) VEC_PUSH(locals->arena, &locals->globals, node->global.id);
  if (node->kind == NODE_GLOBAL) VEC_PUSH(locals->arena, &locals->elsewhere, node->global.id);
  if (node->kind == NODE_NONLOCAL) VEC_PUSH(locals->arena, &locals->elsewhere, node->nonlocal.id);
  if (node->kind != NODE_DEF && node->kind != NODE_CLASS) node_children(node, find_declared, state);
}

const StrList *python_locals(Arena *arena, const NodeList *body, const StrList **globals) {
  Locals locals = {.arena = arena};
  StrList *names = ARENA_NEW(arena, StrList);
  for (size_t i = 0; i < body->n; i++) {
    find_declared(body->at[i], &locals);
    python_bound_names(body->at[i], add_local, &locals);
  }
  for (size_t i = 0; i < locals.names.n; i++)
    if (!has_name(&locals.elsewhere, locals.names.at[i])) VEC_PUSH(arena, names, locals.names.at[i]);
  *globals = NULL;
  if (!locals.globals.n) return names;
  StrList *declared = ARENA_NEW(arena, StrList);
  *declared = locals.globals;
  *globals = declared;
  return names;
}

/* ---- assignment ---- */

/* A name that the function at hand does not bind itself is declared `nonlocal`: its scope is around. */
void python_bind(Eval *eval, Str id, Value v) {
  Frame *frame = eval->frame;
  bool is_global = frame && frame->globals && has_name(frame->globals, id);
  if ((!frame || is_global) && eval->module) {
    module_bind(eval, eval->module, id, v);
    return;
  }
  Value *known = frame && frame->kind == FRAME_PLAIN ? frame_find(frame, id) : NULL;
  if (known)
    *known = v;
  else
    frame_set(eval, exec_frame(eval), id, v);
}

static Value set_list_item(Eval *eval, List *list, Value key, Value value) {
  int64_t index;
  if (!value_index(key, &index))
    return value_raise(&eval->heap, EXC_TYPE, "list indices must be integers or slices, not %s", value_type_name(key));
  if (index < 0) index += (int64_t)list->n;
  if (index < 0 || index >= (int64_t)list->n)
    return value_raise(&eval->heap, EXC_INDEX, "list assignment index out of range");
  list->at[index] = value;
  return VALUE_NONE;
}

/* list[start:stop] = items, and with a step one for one. */
static Value set_list_slice(Eval *eval, List *list, const Slice *slice, Value value) {
  ValueList items = {0}, all = {0};
  SliceBounds bounds;
  Value error = slice_bounds(&eval->heap, slice, list->n, &bounds);
  if (value_is_error(error)) return error;
  error = value_collect(&eval->heap, value, &items);
  if (value_is_error(error) && error.exc->type == EXC_TYPE && !value_type(value)->iter)
    return value_raise(&eval->heap, EXC_TYPE,
                       bounds.step == 1 ? "can only assign an iterable" : "must assign iterable to extended slice");
  if (value_passes(error)) return error;
  if (bounds.step != 1) {
    if (items.n != (size_t)bounds.count)
      return value_raise(&eval->heap, EXC_VALUE, "attempt to assign sequence of size %zu to extended slice of size %zu",
                         items.n, (size_t)bounds.count);
    for (size_t i = 0; i < items.n; i++) list->at[bounds.start + (int64_t)i * bounds.step] = items.at[i];
    return VALUE_NONE;
  }
  size_t start = (size_t)bounds.start, end = start + (size_t)bounds.count;
  for (size_t i = 0; i < start; i++) value_list_push(&eval->heap, &all, list->at[i]);
  for (size_t i = 0; i < items.n; i++) value_list_push(&eval->heap, &all, items.at[i]);
  for (size_t i = end; i < list->n; i++) value_list_push(&eval->heap, &all, list->at[i]);
  *list = (List){all.at, all.n, all.cap};
  return VALUE_NONE;
}

static Value set_item(Eval *eval, Value object, Value key, Value value) {
  if (value_passes(object)) return object;
  if (key.kind == V_UNKNOWN) return value_unverified(&eval->heap, key);
  if (value_is_error(key)) return key;
  if (dict_class_is(object)) return dict_class_put(&eval->heap, object, key, value);
  if (object.kind == V_DICT) return dict_put(&eval->heap, object.dict, key, value);
  if (value_is_list(object))
    return key.kind == V_SLICE ? set_list_slice(eval, object.list, key.slice, value)
                               : set_list_item(eval, object.list, key, value);
  Value pair[] = {key, value}, done = value_special(&eval->heap, object, "__setitem__", pair, 2);
  if (done.kind != V_ABSENT) return done;
  if (object.kind >= V_OPAQUE && !(object.kind == V_OBJECT && class_of(value_type(object))))
    return value_unsupported(&eval->heap, "assigning to an item of '%s'", value_type_name(object));
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object does not support item assignment", value_type_name(object));
}

Value python_set_attr(Eval *eval, Value object, Str name, Value value) {
  if (value_passes(object)) return object;
  Value done = class_set_attr(&eval->heap, object, name, value);
  if (done.kind == V_ABSENT) done = asset_spec_refuse_set(&eval->heap, object, name);
  if (done.kind != V_ABSENT) return done;
  bool of_tuple = object.kind == V_TUPLE && value_type(object)->special;
  bool is_told = str_lists(STR("__doc__ __name__ __qualname__ __wrapped__"), name) || !str_starts(name, STR("__"));
  bool of_function = object.kind == V_FUNCTION && object.function->self.kind == V_ABSENT && is_told;
  if (of_function) return function_set_attr(&eval->heap, object, name, value);
  if (object.kind == V_MODULE && !object.module->is_library && !str_starts(name, STR("__")))
    return module_bind(eval, object.module, name, value), VALUE_NONE;
  if (of_tuple && !value_is_error(op_attr(&eval->heap, object, name)))
    return value_raise(&eval->heap, EXC_ATTRIBUTE, "can't set attribute");
  if (object.kind >= V_OPAQUE || of_tuple || value_is_member(object))
    return value_unsupported(&eval->heap, "assigning to an attribute of '%s'", value_type_name(object));
  return value_raise(&eval->heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", value_type_name(object),
                     STR_FMT(name));
}

Value python_assign(Eval *eval, const Node *target, Value value) {
  switch ((NodeKind)target->kind) {
    case NODE_NAME_PY: return python_bind(eval, target->name_py.id, value), VALUE_NONE;
    case NODE_ATTR_PY:
      return python_set_attr(eval, eval_expression(eval, target->attr_py.object), target->attr_py.id, value);
    case NODE_ITEM_PY: {
      Value object = eval_expression(eval, target->item_py.object);
      value_unknown_change(object);
      if (value_passes(object)) return object;
      return set_item(eval, object, eval_expression(eval, target->item_py.key), value);
    }
    default: return value_unsupported(&eval->heap, "assigning to '%s'", node_row((NodeKind)target->kind)->name);
  }
}

/* ---- augmented assignment ---- */

/* Python words "+" as "+=" where no type has the operator. */
static Value reword(Eval *eval, Operator op, Value v) {
  Str head = STR("unsupported operand type(s) for ");
  if (!value_is_error(v) || v.exc->type != EXC_TYPE || !str_starts(v.exc->message, head)) return v;
  size_t colon = str_find(v.exc->message, STR(": "), 0);
  v.exc->message = str_printf(eval->heap.arena, "%.*s%s=%.*s", STR_FMT(head), operator_text(op),
                              STR_FMT(str_sub(v.exc->message, colon, v.exc->message.n)));
  return v;
}

/* What changes the object itself: a list, a set, a dict. V_ABSENT: any other operation. */
static Value in_place(Eval *eval, Operator op, Value old, Value value) {
  Heap *heap = &eval->heap;
  bool is_list = value_is_list(old);
  if (is_list && op == OP_ADD) {
    ValueList items = {0};
    Value error = value_collect(heap, value, &items);
    if (value_passes(error)) return error;
    for (size_t i = 0; i < items.n; i++) list_push(heap, old, items.at[i]);
    return old;
  }
  if (env_mapping_is(old) && op == OP_BIT_OR) return env_mapping_merge(heap, old, value);
  if (old.kind == V_OBJECT) return class_in_place(heap, op, old, value);
  bool is_dict = old.kind == V_DICT && op == OP_BIT_OR;
  bool is_set = old.kind == V_SET && !(old.flags & VALUE_FROZEN);
  if (is_set && value.kind == V_SET && set_in_place(heap, op, old, value)) return old;
  if (!(is_list && op == OP_MUL) && !is_dict) return VALUE_ABSENT;
  if (is_dict && (value.kind != V_DICT || dict_class_is(old))) {
    const Builtin *update = type_method(&TYPE_DICT, STR("update"));
    Value bound[] = {value, value_dict(heap)}, error = update->fn(heap, old, bound);
    return value_is_error(error) ? error : old;
  }
  Value made = op_binary(heap, op, old, value);
  if (value_passes(made)) return made;
  if (is_list)
    *old.list = *made.list;
  else
    *old.dict = *made.dict;
  return old;
}

static Value combined(Eval *eval, const Node *node, Value old) {
  value_unknown_change(old);
  if (value_passes(old)) return old;
  Value value = eval_expression(eval, node->aug_assign.value);
  if (value_passes(value)) return value;
  Value v = in_place(eval, node->aug_assign.op, old, value);
  if (v.kind == V_ABSENT) v = op_binary(&eval->heap, node->aug_assign.op, old, value);
  return reword(eval, node->aug_assign.op, v);
}

/* The object and the key are evaluated once. */
static Value run_aug_assign(Eval *eval, const Node *node) {
  const Node *target = node->aug_assign.target;
  if (target->kind == NODE_NAME_PY) {
    Value v = combined(eval, node, eval_expression(eval, target));
    return value_is_error(v) ? v : python_assign(eval, target, v);
  }
  bool is_item = target->kind == NODE_ITEM_PY;
  Value object = eval_expression(eval, is_item ? target->item_py.object : target->attr_py.object);
  value_unknown_change(object);
  if (value_passes(object)) return object;
  Value key = is_item ? eval_expression(eval, target->item_py.key) : VALUE_NONE;
  if (key.kind == V_UNKNOWN) return value_unverified(&eval->heap, key);
  if (value_is_error(key)) return key;
  Value old = is_item ? op_item(&eval->heap, object, key) : op_attr(&eval->heap, object, target->attr_py.id);
  Value v = combined(eval, node, old);
  if (value_is_error(v)) return v;
  return is_item ? set_item(eval, object, key, v) : python_set_attr(eval, object, target->attr_py.id, v);
}

/* ---- deletion ---- */

static Value delete_name(Eval *eval, Str id) {
  Value old = python_name(eval, id);
  if (value_is_error(old)) return old;
  python_bind(eval, id, VALUE_ABSENT);
  return VALUE_NONE;
}

static Value delete_list_item(Eval *eval, List *list, Value key) {
  int64_t index;
  SliceBounds bounds;
  if (key.kind == V_SLICE) {
    Value error = slice_bounds(&eval->heap, key.slice, list->n, &bounds);
    if (value_is_error(error)) return error;
    if (bounds.step != 1) return value_unsupported(&eval->heap, "deleting a slice with a step");
  } else if (!value_index(key, &index)) {
    return value_raise(&eval->heap, EXC_TYPE, "list indices must be integers or slices, not %s", value_type_name(key));
  } else {
    if (index < 0) index += (int64_t)list->n;
    if (index < 0 || index >= (int64_t)list->n)
      return value_raise(&eval->heap, EXC_INDEX, "list assignment index out of range");
    bounds = (SliceBounds){.start = index, .count = 1};
  }
  size_t count = (size_t)bounds.count;
  for (size_t i = (size_t)bounds.start + count; i < list->n; i++) list->at[i - count] = list->at[i];
  list->n -= count;
  return VALUE_NONE;
}

static Value delete_item(Eval *eval, const Node *target) {
  Value object = eval_expression(eval, target->item_py.object);
  value_unknown_change(object);
  if (value_passes(object)) return object;
  Value key = eval_expression(eval, target->item_py.key);
  if (key.kind == V_UNKNOWN) return value_unverified(&eval->heap, key);
  if (value_is_error(key)) return key;
  if (value_is_list(object)) return delete_list_item(eval, object.list, key);
  if (dict_class_is(object)) return dict_class_delete(&eval->heap, object, key);
  if (object.kind == V_DICT) {
    Value found = dict_get(&eval->heap, object.dict, key);
    if (value_is_error(found)) return found;
    if (dict_remove(&eval->heap, object.dict, key, NULL)) return VALUE_NONE;
    return value_raise_str(&eval->heap, EXC_KEY, value_repr(&eval->heap, key));
  }
  Value done = value_special(&eval->heap, object, "__delitem__", &key, 1);
  if (done.kind != V_ABSENT) return done;
  if (object.kind >= V_OPAQUE)
    return value_unsupported(&eval->heap, "'del' of an item of '%s'", value_type_name(object));
  bool is_sequence = object.kind == V_STR || object.kind == V_BYTES || object.kind == V_TUPLE || object.kind == V_RANGE;
  bool is_index = key.kind == V_INT || key.kind == V_BOOL || key.kind == V_BIGINT;
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object %s support item deletion", value_type_name(object),
                     is_sequence && is_index ? "doesn't" : "does not");
}

static Value delete_all(Eval *eval, const NodeList *targets) {
  Value error = VALUE_NONE;
  for (size_t i = 0; i < targets->n && !value_is_error(error); i++) {
    const Node *target = targets->at[i];
    switch ((NodeKind)target->kind) {
      case NODE_NAME_PY: error = delete_name(eval, target->name_py.id); break;
      case NODE_ITEM_PY: error = delete_item(eval, target); break;
      case NODE_TUPLE: error = delete_all(eval, &target->tuple.items); break;
      case NODE_LIST: error = delete_all(eval, &target->list.items); break;
      case NODE_ATTR_PY: {
        Value object = eval_expression(eval, target->attr_py.object);
        error = value_passes(object) ? object : class_delete_attr(&eval->heap, object, target->attr_py.id);
        break;
      }
      default: error = value_unsupported(&eval->heap, "such a 'del'");
    }
    error = eval_placed(eval, target, error);
  }
  return error;
}

/* ---- branches and loops ---- */

static Value run_if(Eval *eval, const Node *node) {
  Value error;
  const NodeList *block = exec_choose(eval, node, &error);
  return block ? exec_python_block(eval, block) : error;
}

static Value run_match(Eval *eval, const Node *node) {
  Value error;
  const NodeList *block = match_choose(eval, node, &error);
  return block ? exec_python_block(eval, block) : error;
}

static Value run_for(Eval *eval, const Node *node) {
  Value iterable = eval_iterable(eval, node->loop.iterable), item;
  Iter iter = {0};
  if (value_is_error(iterable)) return iterable;
  if (iterable.kind == V_UNKNOWN) return value_unverified(&eval->heap, iterable);
  Value error = op_iter(&eval->heap, iterable, &iter);
  if (value_passes(error)) return eval_placed(eval, node->loop.iterable, error);
  while (op_next(&eval->heap, &iter, &item)) {
    error = value_is_error(item) ? item : exec_assign(eval, node->loop.target, item);
    if (value_is_error(error)) return error;
    Value result = exec_python_block(eval, &node->loop.body);
    if (result.kind == V_ABSENT && result.aux == PYTHON_BREAK) return VALUE_ABSENT;
    if (result.kind != V_ABSENT) return result;
  }
  return exec_python_block(eval, &node->loop.otherwise);
}

static Value run_while(Eval *eval, const Node *node) {
  for (;;) {
    Value error, test = eval_expression(eval, node->while_loop.test);
    if (value_is_error(test)) return test;
    bool truth = eval_truth(eval, test, &error);
    if (error.kind != V_ABSENT) return eval_placed(eval, node->while_loop.test, error);
    if (!truth) return exec_python_block(eval, &node->while_loop.otherwise);
    Value result = exec_python_block(eval, &node->while_loop.body);
    if (result.kind == V_ABSENT && result.aux == PYTHON_BREAK) return VALUE_ABSENT;
    if (result.kind != V_ABSENT) return result;
  }
}

/* ---- try ---- */

bool python_is_caught(Value v) {
  return value_is_error(v) && v.exc->type != EXC_UNSUPPORTED && v.exc->type != EXC_UNVERIFIED;
}

Value python_passed_by(Value v) {
  v.exc->was_raised = false;
  return v;
}

/* Runs a handler that matches; the name it binds is gone after it. */
static Value run_handler(Eval *eval, const Node *handler, Value caught) {
  Exception *outer = eval->handled;
  exception_chain(caught.exc, outer);
  if (handler->handler.id.n) python_bind(eval, handler->handler.id, exception_value(&eval->heap, caught.exc));
  eval->handled = caught.exc;
  Value result = exec_python_block(eval, &handler->handler.body);
  if (value_is_error(result)) exception_chain(result.exc, caught.exc);
  eval->handled = outer;
  if (handler->handler.id.n) python_bind(eval, handler->handler.id, VALUE_ABSENT);
  return result;
}

const Node *python_handler(Eval *eval, const NodeList *handlers, Value *caught) {
  for (size_t i = 0; i < handlers->n; i++) {
    const Node *type = handlers->at[i]->handler.type;
    Value class = type ? eval_expression(eval, type) : VALUE_ABSENT;
    if (value_is_error(class)) return *caught = class, NULL;
    Value match = type ? eval_placed(eval, type, exception_matches(&eval->heap, caught->exc, class)) : value_bool(true);
    if (value_is_error(match)) return *caught = match, NULL;
    if (match.i) return handlers->at[i];
  }
  return NULL;
}

static Value handle(Eval *eval, const NodeList *handlers, Value caught) {
  const Node *handler = python_handler(eval, handlers, &caught);
  if (handler) return run_handler(eval, handler, caught);
  return python_is_caught(caught) && caught.exc->of_package ? exception_of_import(&eval->heap, caught.exc) : caught;
}

static Value run_try(Eval *eval, const Node *node) {
  bool importing = eval->importing;
  eval->importing = node->try.handlers.n > 0;
  Value result = exec_python_block(eval, &node->try.body);
  eval->importing = importing;
  if (python_is_caught(result))
    result = handle(eval, &node->try.handlers, result);
  else if (goes_on(result))
    result = exec_python_block(eval, &node->try.otherwise);
  if (value_is_error(result) && !python_is_caught(result)) return python_passed_by(result);
  Value last = exec_python_block(eval, &node->try.finally);
  if (value_is_error(result) && value_is_error(last)) exception_chain(last.exc, result.exc);
  return goes_on(last) ? result : last;
}

/* ---- definitions and imports ---- */

/* Decorators, the innermost first. */
static Value decorate(Eval *eval, const NodeList *decorators, const Node *node, Value v) {
  ValueList values = {0};
  for (size_t i = 0; i < decorators->n; i++) {
    Value decorator = eval_expression(eval, decorators->at[i]);
    if (value_passes(decorator)) return decorator;
    value_list_push(&eval->heap, &values, decorator);
  }
  for (size_t i = values.n; i-- > 0 && !value_passes(v);)
    v = eval_placed(eval, node, eval_call(eval, values.at[i], &v, 1, NULL));
  return v;
}

static Value bind_made(Eval *eval, Str name, Value v) {
  if (value_is_error(v)) return v;
  python_bind(eval, name, v);
  return VALUE_ABSENT;
}

static Value run_import(Eval *eval, const Node *node) {
  if (node->kind == NODE_IMPORT_FROM && str_is(node->import_from.id, "*"))
    return module_import_all(eval, node->import_from.module);
  Value v = node->kind == NODE_IMPORT_FROM ? module_import_from(eval, node->import_from.module, node->import_from.id)
                                           : module_import(eval, node->import.module, node->import.as.n > 0);
  return bind_made(eval, python_import_name(node), v);
}

static Value run_def(Eval *eval, const Node *node) {
  Value missing = hints_look(eval, &node->def.hints);
  if (value_is_error(missing)) return missing;
  return bind_made(eval, node->def.id, decorate(eval, &node->def.decorators, node, function_new(eval, node)));
}

static Value run_class(Eval *eval, const Node *node) {
  Value v = class_new(eval, node);
  if (!value_passes(v)) v = decorate(eval, &node->class.decorators, node, v);
  return bind_made(eval, node->class.id, v);
}

/* ---- statements ---- */

static Value run_assign(Eval *eval, const Node *node) {
  Value v = eval_expression(eval, node->assign.value);
  if (!value_is_error(v)) v = exec_assign(eval, node->assign.target, v);
  return value_is_error(v) ? v : hints_look(eval, &node->assign.hints);
}

static Value run(Eval *eval, const Node *node) {
  Value v = VALUE_ABSENT;
  switch ((NodeKind)node->kind) {
    case NODE_RETURN: return node->ret.value ? eval_expression(eval, node->ret.value) : VALUE_NONE;
    case NODE_EXPRESSION: v = eval_expression(eval, node->expression.value); break;
    case NODE_ASSIGN: v = run_assign(eval, node); break;
    case NODE_AUG_ASSIGN: v = run_aug_assign(eval, node); break;
    case NODE_DELETE: v = delete_all(eval, &node->delete.targets); break;
    case NODE_IF: return run_if(eval, node);
    case NODE_FOR: return run_for(eval, node);
    case NODE_WHILE: return run_while(eval, node);
    case NODE_MATCH: return run_match(eval, node);
    case NODE_BREAK: return flow(PYTHON_BREAK);
    case NODE_CONTINUE: return flow(PYTHON_CONTINUE);
    case NODE_TRY: return run_try(eval, node);
    case NODE_WITH_PY: return with_run(eval, node);
    case NODE_DEF: return run_def(eval, node);
    case NODE_CLASS: return run_class(eval, node);
    case NODE_IMPORT:
    case NODE_IMPORT_FROM: return run_import(eval, node);
    case NODE_GLOBAL:
    case NODE_NONLOCAL:
      break;
    case NODE_ANNOTATION: break;
    case NODE_PASS: v = hints_look(eval, &node->pass.hints); break;
    case NODE_RAISE: return exception_raise(eval, node);
    case NODE_ASSERT: return exception_assert(eval, node);
    case NODE_UNSUPPORTED: return value_unsupported(&eval->heap, "%.*s", STR_FMT(node->unsupported.what));
    default: return value_unsupported(&eval->heap, "'%s' as a statement", node_row((NodeKind)node->kind)->name);
  }
  return value_is_error(v) ? v : VALUE_ABSENT;
}

Value exec_python(Eval *eval, const Node *node) {
  heap_step(&eval->heap, 1);
  if (eval->heap.depth >= LIMIT_EVAL_DEPTH)
    guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of statements");
  eval->heap.depth++;
  Value result = eval_placed(eval, node, value_or_pending(&eval->heap, run(eval, node)));
  eval->heap.depth--;
  return result;
}

Value exec_python_block(Eval *eval, const NodeList *block) {
  for (size_t i = 0; i < block->n; i++) {
    Value result = exec_python(eval, block->at[i]);
    if (!goes_on(result)) return result;
  }
  return VALUE_ABSENT;
}
