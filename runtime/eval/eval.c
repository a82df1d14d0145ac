#include "runtime/eval/eval.h"

#include "runtime/core/limits.h"
#include "runtime/eval/block.h"
#include "runtime/eval/call.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/call.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/comprehension.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/env.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/python.h"
#include "runtime/value/markup.h"
#include "runtime/value/set_order.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

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

/* Whether a name may be one of a block that has ended. What is bound outside is not, where the block only reads it. */
static bool may_be_gone(Frame *block, Str id) {
  Mentioned mentioned = block_mentions(block->ended, id);
  if (mentioned.bound || frame_here(block, id)) return true;
  bool is_outer = false;
  for (Frame *frame = block->parent; frame && !is_outer; frame = frame->parent)
    is_outer = !frame->ended && frame_here(frame, id);
  return mentioned.read && !is_outer;
}

/* What the template itself binds, or V_ABSENT. In the code that Jinja makes all names of a block are gone when it ends,
 * also for the macros made there. */
static Value bound_by_template(Eval *eval, Str id) {
  for (Frame *frame = eval->frame; frame; frame = frame->parent) {
    if (frame->ended && may_be_gone(frame, id))
      return value_unsupported(&eval->heap, "a name of a block in a macro that is called after it");
    const Value *local = frame->ended ? NULL : frame_here(frame, id);
    if (local) return *local;
  }
  return VALUE_ABSENT;
}

static Value eval_name(Eval *eval, const Node *node) {
  Value bound = bound_by_template(eval, node->name.id);
  if (bound.kind != V_ABSENT) return bound;
  switch (node->name.slot.kind) {
    case SLOT_ROOT: return root_value(eval, node->name.slot.number);
    case SLOT_BUILTIN: return global_value(node->name.slot.builtin);
    case SLOT_METHOD:
    case SLOT_PROPERTY:
    case SLOT_NONE: break;
  }
  bool is_self = eval->template && str_is(node->name.id, "self");
  return is_self ? block_self(eval) : missing_name(eval, node->name.id);
}

static Value eval_name_local(Eval *eval, const Node *node) {
  Value bound = bound_by_template(eval, node->name_local.id);
  return bound.kind != V_ABSENT ? bound : missing_name(eval, node->name_local.id);
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
    *error = value_unverified(&eval->heap, stop);
  else if (stop.kind != V_ABSENT)
    *error = stop;
  return truth;
}

/* ---- attributes and items ---- */

/* Unknown, unless it is known to fail, or an entry. */
static Value unknown_attr(Eval *eval, const Node *object_node, Value object, Str id, bool jinja) {
  bool may_be_entry = jinja && !type_method(&TYPE_DICT, id);
  Value entry = may_be_entry ? value_unknown_entry(object, value_str(id)) : VALUE_ABSENT;
  if (entry.kind != V_ABSENT) return entry;
  bool may_lack = jinja && object_node->kind == NODE_NAME; /* what comes of a record is another thing */
  Value lacks = may_lack ? value_unknown_lacks(&eval->heap, object, value_str(id), false) : VALUE_ABSENT;
  if (value_is_error(lacks)) return lacks;
  const Type *type = jinja ? NULL : object.unknown->type;
  if (type && !type_method(type, id) && !special_is_name(id))
    return value_raise(&eval->heap, EXC_ATTRIBUTE, "'%s' object has no attribute '%.*s'", type->name, STR_FMT(id));
  return object.unknown->entries ? value_unknown_other(&eval->heap, object) : object;
}

static Value attr_of(Eval *eval, const Node *node, Value object) {
  Str id = node->attr.id;
  bool jinja = node->kind == NODE_ATTR_JINJA;
  if (object.kind == V_UNKNOWN) return unknown_attr(eval, node->attr.object, object, id, jinja);
  if (value_is_error(object)) return object;
  Value new = class_attr_of_object(&eval->heap, object, id);
  if (new.kind != V_ABSENT) return new;
  return jinja ? op_attr_jinja(&eval->heap, object, id) : op_attr(&eval->heap, object, id);
}

/* Most are a property of the likeliest type: `partition_time_window.start`. */
static Value eval_attr(Eval *eval, const Node *node) {
  const Slot *slot = &node->attr.slot;
  Value object = eval_expression(eval, node->attr.object);
  bool is_property = slot->kind == SLOT_PROPERTY && object.kind > V_UNDEFINED && value_type(object) == slot->type;
  return is_property ? slot->builtin->fn(&eval->heap, object, NULL) : attr_of(eval, node, object);
}

static Value eval_item(Eval *eval, const Node *object_node, const Node *key_node, bool jinja) {
  Value object = eval_expression(eval, object_node);
  if (value_is_error(object)) return object;
  Value key = eval_expression(eval, key_node);
  if (value_is_error(key)) return key;
  bool may_lack = jinja && object_node->kind == NODE_NAME;
  Value lacks = may_lack ? value_unknown_lacks(&eval->heap, object, key, true) : VALUE_ABSENT;
  if (value_is_error(lacks)) return lacks;
  Value entry = value_unknown_entry(object, key);
  if (entry.kind != V_ABSENT) return entry;
  if (object.kind == V_UNKNOWN) return value_unknown_other(&eval->heap, object);
  if (key.kind == V_UNKNOWN) return value_type(object)->item_changes ? value_unverified(&eval->heap, key) : key;
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

/* As CPython builds it: what stands before the first `*` at once, then each as it comes; a set behind a `*` as `update`
 * takes it. */
static Value eval_set_items(Eval *eval, const NodeList *nodes, Value set) {
  ValueList first = {0};
  Value done = VALUE_NONE;
  bool is_behind = false;
  for (size_t i = 0; i <= nodes->n && !value_passes(done); i++) {
    const Node *node = i < nodes->n ? nodes->at[i] : NULL;
    bool is_star = node && node->kind == NODE_STAR, begins = !is_behind && (is_star || !node);
    for (size_t k = 0; begins && k < first.n && !value_passes(done); k++)
      done = set_put(&eval->heap, set.dict, first.at[k]);
    is_behind |= begins;
    if (!node || value_passes(done)) continue;
    Value v = eval_expression(eval, is_star ? node->star.value : node);
    if (value_is_error(v) || (is_star && v.kind == V_UNKNOWN)) return v;
    if (is_star) done = set_put_all(&eval->heap, set, v);
    else if (is_behind) done = set_put(&eval->heap, set.dict, v);
    else value_list_push(&eval->heap, &first, v);
  }
  return done;
}

static Value make_set(Eval *eval, const Node *node, bool iterated) {
  Value set = value_set(&eval->heap), error = eval_set_items(eval, &node->set.items, set);
  size_t n = node->set.items.n, folded = 0;
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
  Value done = value_put_mapping(&eval->heap, dict, from);
  if (done.kind != V_ABSENT) return done;
  if (from.kind == V_OPAQUE)
    return value_unsupported(&eval->heap, "what '%.*s' has as a mapping", STR_FMT(from.opaque->text));
  if (from.kind != V_DICT)
    return value_raise(&eval->heap, EXC_TYPE, "'%s' object is not a mapping", value_type_name(from));
  dict_put_all(&eval->heap, dict.dict, from.dict);
  return VALUE_NONE;
}

/* Python makes the dict once all keys and values are there: an unhashable key is found last. */
static Value eval_display(Eval *eval, const Node *node) {
  Value dict = value_dict(&eval->heap), *entries = ARENA_ARRAY(eval->heap.arena, Value, 2 * node->dict.items.n);
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

static Str name_in_union(Value v) {
  if (v.kind == V_OPAQUE) return v.opaque->text;
  return str_of(v.kind == V_TYPE ? v.type->name : v.kind == V_NONE ? "None" : v.builtin->name);
}

/* `int | None`, which says something to annotations alone; V_ABSENT: something else. */
static Value union_of(Heap *heap, Value left, Value right) {
  bool starts = value_is_class(left) || left.kind == V_NONE || opaque_is_union(left);
  bool fits = starts && (value_is_class(right) || right.kind == V_NONE);
  if (!fits || (left.kind == V_NONE && right.kind == V_NONE)) return VALUE_ABSENT;
  Str names[] = {name_in_union(left), name_in_union(right)};
  return opaque_new(heap, str_printf(heap->arena, "%.*s | %.*s", STR_FMT(names[0]), STR_FMT(names[1])));
}

static Value eval_binary(Eval *eval, const Node *node) {
  Value left = eval_expression(eval, node->binary.left);
  if (value_is_error(left)) return left;
  Value right = eval_expression(eval, node->binary.right);
  if (value_is_error(right) || left.kind == V_UNKNOWN) return value_is_error(right) ? right : left;
  if (right.kind == V_UNKNOWN) return right;
  Value either = node->binary.op == OP_BIT_OR ? union_of(&eval->heap, left, right) : VALUE_ABSENT;
  return either.kind == V_ABSENT ? op_binary(&eval->heap, node->binary.op, left, right) : either;
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

/* An entry that is there for sure is in the mapping. */
static Value compare_unknown(int op, Value left, Value right) {
  bool asks = op == OP_IN || op == OP_NOT_IN;
  bool has = asks && value_unknown_entry(right, left).kind != V_ABSENT;
  return has ? value_bool(op == OP_IN) : right;
}

static Value eval_compare(Eval *eval, const Node *node) {
  Value left = eval_expression(eval, node->compare.left), result = left;
  for (size_t i = 0; i < node->compare.steps.n; i++) {
    if (value_is_error(left)) return left;
    const Node *step = node->compare.steps.at[i];
    Value right = eval_expression(eval, step->step.right);
    if (value_is_error(right) || left.kind == V_UNKNOWN) return value_is_error(right) ? right : left;
    result = right.kind != V_UNKNOWN ? op_compare(&eval->heap, step->step.op, left, right)
                                     : compare_unknown(step->step.op, left, right);
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

static void keep_first(Node *child, void *state) {
  Node **first = state;
  if (!*first) *first = child;
}

/* Whether what is evaluated first may be a constant: of most nodes it is a name, and nothing needs to be evaluated. */
static bool begins_constant(const Node *node) {
  while (node && eval_may_fold(node)) {
    const Node *above = node;
    Node *first = NULL;
    node_children(above, keep_first, &first);
    node = first;
  }
  return !node;
}

/* What goes beyond a limit is no constant: it is stopped where it is reached. */
bool eval_constant(Heap *heap, const Node *node, Value *value) {
  *value = VALUE_ABSENT;
  if (!begins_constant(node)) return false;
  static const ScopeTable nothing;
  Folding folding = {.node = node};
  Guard guard;
  eval_init(&folding.eval, heap->arena, heap->workspace, &nothing, NULL);
  folding.eval.folding = true;
  folding.eval.heap.steps = LIMIT_FOLD_STEPS;
  bool reached = heap->workspace && heap->workspace->reaches_under;
  bool done = arena_guarded(heap->arena, heap->arena->held + LIMIT_FOLD_BYTES, &guard, fold, &folding);
  if (!done && heap->workspace) workspace_above(heap->workspace, reached);
  *value = done ? folding.value : VALUE_ABSENT;
  return done && !value_passes(*value) && eval_has_literal(*value);
}

/* ---- where an error lies, and what it says about the names there ---- */

enum { INVOLVED_MOST = 4, SHOWN_COLUMNS = 60 };

typedef struct Involving {
  Eval *eval;
  Exception *exception;
} Involving;

static bool is_worth_showing(Value v) {
  return v.kind >= V_NONE && v.kind <= V_MULTI_KEY && v.kind != V_ITERATOR;
}

/* Of a long text only its beginning is put into quotes. */
static Str shown_value(Heap *heap, Value v) {
  const Value *items;
  size_t n = v.kind == V_DICT || v.kind == V_SET ? v.dict->live : 0;
  if (v.kind == V_LIST || v.kind == V_TUPLE) value_items(v, &items, &n);
  if (n > 8) return str_printf(heap->arena, "a %s of %zu items", value_type_name(v), n);
  if (v.kind == V_STR && v.len > 4 * SHOWN_COLUMNS) v.len = 4 * SHOWN_COLUMNS;
  Str text = value_shown(heap, v);
  size_t at = 0, columns = 0;
  while (at < text.n && columns < SHOWN_COLUMNS) str_decode(text, &at), columns++;
  return at < text.n ? str_cat(heap->arena, str_sub(text, 0, at), STR("\xe2\x80\xa6")) : text;
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

/* `env.X` is None where X is not set; no message says so. */
static void find_unset(Node *node, void *state) {
  const Involving *involving = state;
  Eval *eval = involving->eval;
  if (involving->exception->remedy.n || !(node->inputs & INPUT_ENV)) return;
  const Node *object = node->kind == NODE_ATTR_JINJA ? node->attr.object : NULL;
  bool is_root = object && object->kind == NODE_NAME && object->name.slot.kind == SLOT_ROOT;
  if (is_root && env_scope_lacks(&eval->heap, eval->root[object->name.slot.number], node->attr.id))
    involving->exception->remedy =
        str_printf(eval->heap.arena, "the environment variable '%.*s' is not set, so 'env.%.*s' is None",
                   STR_FMT(node->attr.id), STR_FMT(node->attr.id));
  node_children(node, find_unset, state);
}

Value eval_explain_unset(Eval *eval, const Node *node, Value v) {
  if (v.kind == V_ERROR) find_unset((Node *)node, &(Involving){eval, v.exc});
  return v;
}

Str eval_function_here(const Eval *eval) {
  const Frame *frame = eval->frame;
  while (frame && frame->kind == FRAME_INNER) frame = frame->parent;
  if (!eval->module) return STR("");
  if (!frame || !frame->name.n) return STR("<module>");
  return str_sub(frame->name, str_behind(frame->name, '.'), frame->name.n);
}

void eval_trace(Eval *eval, Exception *exception, const Node *node) {
  TracedCall place = {{NULL, node->span}, eval_function_here(eval)};
  if (eval->module && eval->module->is_library) return;
  if (!eval_source(eval, &place.place.source)) return;
  VEC_PUSH(eval->heap.arena, &exception->traceback, place);
  for (size_t i = exception->traceback.n - 1; i > 0; i--) exception->traceback.at[i] = exception->traceback.at[i - 1];
  exception->traceback.at[0] = place;
}

/* A module of a plan has no text: an error in it lies where the template calls it. */
static bool place(Eval *eval, const Node *node, Exception *exception) {
  const Source *source;
  if (exception->has_span || !eval_source(eval, &source)) return false;
  if (eval->module && eval->module->is_library) return false; /* it lies where that is called */
  exception->has_span = true;
  exception->span = node->span;
  exception->source = source;
  exception->function = eval_function_here(eval);
  return true;
}

Value eval_placed(Eval *eval, const Node *node, Value v) {
  if (v.kind == V_ERROR) place(eval, node, v.exc);
  return v;
}

Value eval_involved(Eval *eval, const Node *node, Value v) {
  Involving involving = {eval, v.exc};
  if (v.kind == V_ERROR && place(eval, node, v.exc)) {
    involve((Node *)node, &involving);
    eval_explain_unset(eval, node, v);
  }
  return v;
}

/* ---- the switch ---- */

static Value evaluate(Eval *eval, const Node *node) {
  if (eval->folding && !eval_may_fold(node)) return value_unsupported(&eval->heap, "what is no constant");
  switch ((NodeKind)node->kind) {
    case NODE_CONST: return node->constant.value;
    case NODE_NAME: return eval_name(eval, node);
    case NODE_NAME_LOCAL: return eval_name_local(eval, node);
    case NODE_NAME_PY: return python_name(eval, node->name_py.id);
    case NODE_ATTR_JINJA:
    case NODE_ATTR_PY: return eval_attr(eval, node);
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

/* An unknown value goes through every operation; that it is a dict, say, holds of itself alone, however it is handed
 * on. */
static Value unknown_handed(Eval *eval, const Node *node, Value v) {
  switch ((NodeKind)node->kind) {
    case NODE_NAME:
    case NODE_NAME_LOCAL:
    case NODE_NAME_PY:
    case NODE_AND:
    case NODE_OR:
    case NODE_COND:
    case NODE_WALRUS: return v;
    case NODE_ATTR_JINJA:
    case NODE_ATTR_PY:
    case NODE_ITEM_JINJA:
    case NODE_ITEM_PY: return v.unknown->entries ? v : value_unknown_other(&eval->heap, v);
    default: return value_unknown_other(&eval->heap, v);
  }
}

SELDOM static Value eval_deeper(Eval *eval, const Node *node) {
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
  if (v.kind == V_UNKNOWN) return unknown_handed(eval, node, v);
  return v.kind == V_ERROR ? eval_involved(eval, node, v) : v;
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

/* ---- an Eval ---- */

static Value heap_call(Heap *heap, Value callee, const Value *args, size_t n, const Dict *keywords) {
  return eval_call((Eval *)heap, callee, args, n, keywords);
}

void eval_init(Eval *eval, Arena *arena, Workspace *workspace, const ScopeTable *scope, const Value *root) {
  *eval = (Eval){.heap = {.arena = arena, .call = heap_call, .workspace = workspace}, .scope = scope, .root = root};
  eval_reset(eval);
}

void eval_reset(Eval *eval) {
  eval->stack = __builtin_frame_address(0);
  eval->heap.steps = LIMIT_EVAL_STEPS;
  eval->heap.depth = 0;
  eval->heap.inputs_read = INPUT_NONE;
  eval->calls = 0;
  eval->depth_around = 0;
  eval->loads = 0;
  eval->importing = false;
  eval->handled = NULL;
  eval->frame = NULL;
  eval->module = NULL;
  eval->template = NULL;
  eval->at = NULL;
  eval->autoescape = AUTOESCAPE_OFF;
  eval->folding = false;
}
