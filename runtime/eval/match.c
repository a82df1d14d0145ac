#include "runtime/eval/match.h"

#include "runtime/core/limits.h"
#include "runtime/eval/abstract.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/namespace.h"
#include "runtime/value/types.h"

/* One attempt of a pattern: what it has captured so far, and what ended it. */
typedef struct Attempt {
  Eval *eval;
  VEC(Local) captured;
  Value error; /* V_ABSENT: none */
} Attempt;

static bool matches(Attempt *attempt, const Node *pattern, Value subject);

static bool fail(Attempt *attempt, Value error) {
  attempt->error = error;
  return false;
}

/* A value that a pattern needs; false where there is none. */
static bool needed(Attempt *attempt, Value v, Value *out) {
  *out = v;
  if (value_is_error(v)) return fail(attempt, v);
  return v.kind == V_UNKNOWN ? fail(attempt, value_unverified(&attempt->eval->heap, v)) : true;
}

static bool capture(Attempt *attempt, Str id, Value v) {
  if (id.n) VEC_PUSH(attempt->eval->heap.arena, &attempt->captured, (Local){id, v});
  return true;
}

/* ---- literals and names with dots ---- */

/* None, True and False are compared by identity, all else by `==`. */
static bool match_value(Attempt *attempt, const Node *node, Value subject) {
  Value v, result;
  const Node *value = node->pattern_value.value;
  if (!needed(attempt, eval_expression(attempt->eval, value), &v)) return false;
  bool is_word = value->kind == NODE_CONST && (v.kind == V_NONE || v.kind == V_BOOL);
  if (is_word) return subject.kind == v.kind && (v.kind == V_NONE || subject.i == v.i);
  if (!needed(attempt, op_compare(&attempt->eval->heap, OP_EQ, subject, v), &result)) return false;
  Value stop = VALUE_ABSENT;
  bool truth = op_truth(&attempt->eval->heap, result, &stop);
  return stop.kind == V_ABSENT ? truth : fail(attempt, stop);
}

/* ---- sequences ---- */

/* Whether a pattern must go through the methods of an object of the project, which is one of these. */
static bool is_abstract(Attempt *attempt, Value v, Str name) {
  const Class *class = v.kind == V_OBJECT ? class_of(value_type(v)) : NULL;
  Value is_one = class ? abstract_holds(&class->type, name) : VALUE_ABSENT;
  if (is_one.kind != V_BOOL || !is_one.i) return false;
  fail(attempt, value_unsupported(&attempt->eval->heap, "a pattern of a '%.*s'", STR_FMT(name)));
  return true;
}

/* `collections.deque` is one, and each named tuple of Python's and Dagster's. */
static bool is_sequence(Value v) {
  const Type *type = value_type(v);
  return v.kind == V_LIST || v.kind == V_TUPLE || v.kind == V_RANGE || type == library_deque().type ||
         python_is_subclass(type, &TYPE_TUPLE);
}

static size_t star_of(const NodeList *items) {
  size_t star = 0;
  while (star < items->n && items->at[star]->kind != NODE_PATTERN_STAR) star++;
  return star;
}

static bool match_rest(Attempt *attempt, const Node *star, const Value *items, size_t n) {
  Heap *heap = &attempt->eval->heap;
  Value list = value_list(heap, n);
  for (size_t i = 0; i < n; i++) list_push(heap, list, items[i]);
  return capture(attempt, star->pattern_star.id, list);
}

static bool match_list(Attempt *attempt, const Node *node, Value subject) {
  const NodeList *patterns = &node->pattern_list.items;
  ValueList items = {0};
  if (is_abstract(attempt, subject, STR("collections.abc.Sequence")) || !is_sequence(subject)) return false;
  Value error = value_collect(&attempt->eval->heap, subject, &items);
  if (value_passes(error)) return fail(attempt, error);
  size_t star = star_of(patterns), taken = 0;
  bool starred = star < patterns->n;
  if (starred ? items.n + 1 < patterns->n : items.n != patterns->n) return false;
  for (size_t i = 0; i < patterns->n; i++) {
    size_t count = i == star ? items.n + 1 - patterns->n : 1;
    bool fits = i == star ? match_rest(attempt, patterns->at[i], items.at + taken, count)
                          : matches(attempt, patterns->at[i], items.at[taken]);
    if (!fits) return false;
    taken += count;
  }
  return true;
}

/* ---- mappings ---- */

static bool match_item(Attempt *attempt, const Node *pair, Value subject, Dict *rest) {
  Value key;
  Heap *heap = &attempt->eval->heap;
  if (!needed(attempt, eval_expression(attempt->eval, pair->pair.key), &key)) return false;
  Value found = dict_get(heap, subject.dict, key);
  if (value_is_error(found)) return value_is_exception(found, EXC_KEY) ? false : fail(attempt, found);
  if (found.kind == V_ABSENT) return false;
  if (rest) dict_remove(heap, rest, key, NULL);
  return matches(attempt, pair->pair.value, found);
}

static bool match_dict(Attempt *attempt, const Node *node, Value subject) {
  Heap *heap = &attempt->eval->heap;
  subject = library_mapping_of(subject);
  if (namespace_is(subject)) return fail(attempt, value_unsupported(heap, "a pattern of 'globals()'"));
  if (is_abstract(attempt, subject, STR("collections.abc.Mapping")) || subject.kind != V_DICT) return false;
  Value rest = value_dict(heap);
  for (size_t i = 0; node->pattern_dict.rest.n && i < subject.dict->n; i++)
    if (subject.dict->at[i].key.kind != V_ABSENT)
      dict_put(heap, rest.dict, subject.dict->at[i].key, subject.dict->at[i].value);
  for (size_t i = 0; i < node->pattern_dict.items.n; i++)
    if (!match_item(attempt, node->pattern_dict.items.at[i], subject, rest.dict)) return false;
  return capture(attempt, node->pattern_dict.rest, rest);
}

/* ---- classes ---- */

static bool is_instance(Attempt *attempt, Value subject, Value class) {
  Value given[] = {subject, class}, found;
  if (class.kind != V_TYPE && class.kind != V_OPAQUE && !value_is_class(class))
    return fail(attempt, value_raise(&attempt->eval->heap, EXC_TYPE, "called match pattern must be a type"));
  return needed(attempt, eval_call(attempt->eval, python_builtin(STR("isinstance")), given, 2, NULL), &found) &&
         found.i;
}

/* The classes of which one positional pattern stands for the object itself. */
static bool is_matched_whole(const Type *type) {
  const Type *const WHOLE[] = {&TYPE_BOOL, &TYPE_BYTES, &TYPE_DICT, &TYPE_FLOAT, &TYPE_INT,
                               &TYPE_LIST, &TYPE_SET,   &TYPE_STR,  &TYPE_TUPLE, &TYPE_FROZENSET};
  for (size_t i = 0; i < COUNT(WHOLE); i++)
    if (type == WHOLE[i]) return true;
  return false;
}

/* False where the object has no such attribute, or its value does not match. */
static bool match_attribute(Attempt *attempt, Value subject, Str name, const Node *pattern) {
  Value v = op_attr(&attempt->eval->heap, subject, name);
  if (value_is_error(v)) return value_is_exception(v, EXC_ATTRIBUTE) ? false : fail(attempt, v);
  return matches(attempt, pattern, v);
}

static size_t positional_of(const NodeList *args) {
  size_t n = 0;
  while (n < args->n && args->at[n]->kind != NODE_KEYWORD) n++;
  return n;
}

static bool match_positional(Attempt *attempt, const NodeList *args, size_t n, Value subject, Value class) {
  Heap *heap = &attempt->eval->heap;
  bool is_own = class.kind == V_TYPE && class_of(class.type);
  Value names = is_own ? class_member(class.type, STR("__match_args__")) : VALUE_ABSENT;
  bool has_names = names.kind == V_TUPLE;
  if (names.kind != V_ABSENT && !has_names && !value_passes(names))
    return fail(attempt, value_raise(heap, EXC_TYPE, "%s.__match_args__ must be a tuple (got %s)", class.type->name,
                                     value_type_name(names)));
  bool is_whole = class.kind == V_TYPE && is_matched_whole(class.type);
  size_t accepted = has_names ? names.list->n : is_whole;
  if (is_whole && n == 1) return matches(attempt, args->at[0], subject);
  if (n > accepted) {
    Str name = class.kind == V_TYPE ? str_of(class.type->name) : STR("object");
    const char *plural = accepted == 1 ? "" : "s";
    return fail(attempt, value_raise(heap, EXC_TYPE, "%.*s() accepts %zu positional sub-pattern%s (%zu given)",
                                     STR_FMT(name), accepted, plural, n));
  }
  for (size_t i = 0; i < n; i++)
    if (!value_is_str(names.list->at[i]))
      return fail(attempt, value_raise(heap, EXC_TYPE, "__match_args__ elements must be strings (got %s)",
                                       value_type_name(names.list->at[i])));
    else if (!match_attribute(attempt, subject, value_text(names.list->at[i]), args->at[i])) return false;
  return true;
}

static bool match_class(Attempt *attempt, const Node *node, Value subject) {
  const NodeList *args = &node->pattern_class.args;
  size_t positional = positional_of(args);
  Value class;
  if (!needed(attempt, eval_expression(attempt->eval, node->pattern_class.class), &class)) return false;
  if (!is_instance(attempt, subject, class)) return false;
  if (positional && !match_positional(attempt, args, positional, subject, class)) return false;
  for (size_t i = positional; i < args->n; i++) {
    bool is_keyword = args->at[i]->kind == NODE_KEYWORD; /* a plan may hold anything */
    if (!is_keyword || !match_attribute(attempt, subject, args->at[i]->keyword.id, args->at[i]->keyword.value))
      return false;
  }
  return true;
}

/* ---- one pattern ---- */

static bool match_or(Attempt *attempt, const Node *node, Value subject) {
  size_t before = attempt->captured.n;
  for (size_t i = 0; i < node->pattern_or.items.n; i++) {
    if (matches(attempt, node->pattern_or.items.at[i], subject)) return true;
    if (attempt->error.kind != V_ABSENT) return false;
    attempt->captured.n = before;
  }
  return false;
}

static bool match_name(Attempt *attempt, const Node *node, Value subject) {
  const Node *inner = node->pattern_name.pattern;
  return (!inner || matches(attempt, inner, subject)) && capture(attempt, node->pattern_name.id, subject);
}

static bool matches(Attempt *attempt, const Node *pattern, Value subject) {
  Eval *eval = attempt->eval;
  heap_step(&eval->heap, 1);
  if (pattern->kind != NODE_PATTERN_NAME && subject.kind == V_UNKNOWN)
    return fail(attempt, value_unverified(&eval->heap, subject));
  if (eval->heap.depth >= LIMIT_EVAL_DEPTH) guard_stop(eval->heap.arena->guard, STOP_DEPTH, "the nesting of patterns");
  eval->heap.depth++;
  bool fits = false;
  switch ((NodeKind)pattern->kind) {
    case NODE_PATTERN_VALUE: fits = match_value(attempt, pattern, subject); break;
    case NODE_PATTERN_NAME: fits = match_name(attempt, pattern, subject); break;
    case NODE_PATTERN_LIST: fits = match_list(attempt, pattern, subject); break;
    case NODE_PATTERN_DICT: fits = match_dict(attempt, pattern, subject); break;
    case NODE_PATTERN_CLASS: fits = match_class(attempt, pattern, subject); break;
    case NODE_PATTERN_OR: fits = match_or(attempt, pattern, subject); break;
    default: fail(attempt, value_unsupported(&eval->heap, "such a pattern"));
  }
  eval->heap.depth--;
  attempt->error = eval_placed(eval, pattern, attempt->error);
  return fits;
}

/* ---- the statement ---- */

static bool guard_holds(Eval *eval, const Node *guard, Value *error) {
  if (!guard) return true;
  Value v = eval_expression(eval, guard);
  if (value_is_error(v)) return *error = v, false;
  bool truth = eval_truth(eval, v, error);
  *error = eval_placed(eval, guard, *error);
  return truth && error->kind == V_ABSENT;
}

const NodeList *match_choose(Eval *eval, const Node *node, Value *error) {
  Value subject = eval_expression(eval, node->match.subject);
  *error = VALUE_ABSENT;
  if (value_is_error(subject)) return *error = subject, NULL;
  for (size_t i = 0; i < node->match.cases.n; i++) {
    const Node *at = node->match.cases.at[i];
    Attempt attempt = {.eval = eval, .error = VALUE_ABSENT};
    bool fits = matches(&attempt, at->case_of.pattern, subject);
    if (attempt.error.kind != V_ABSENT) return *error = attempt.error, NULL;
    for (size_t k = 0; fits && k < attempt.captured.n; k++)
      python_bind(eval, attempt.captured.at[k].name, attempt.captured.at[k].value);
    if (fits && guard_holds(eval, at->case_of.guard, error)) return &at->case_of.body;
    if (error->kind != V_ABSENT) return NULL;
  }
  return NULL;
}
