#include <string.h>

#include "runtime/eval/builtins.h"
#include "runtime/eval/exec.h"
#include "runtime/value/markup.h"
#include "runtime/value/native.h"
#include "runtime/value/types.h"

/* ---- what is put out ---- */

void pieces_init(Pieces *pieces) {
  pieces->at = pieces->room;
  pieces->n = 0;
  pieces->streams = false;
  pieces->listener = NULL;
  pieces->cap = COUNT(pieces->room);
}

void pieces_push(Eval *eval, Pieces *p, Value v) {
  if (p->n == p->cap) {
    Value *grown = ARENA_ARRAY(eval->heap.arena, Value, p->cap * 2);
    memcpy(grown, p->at, sizeof(Value) * p->n);
    p->at = grown;
    p->cap *= 2;
  }
  p->at[p->n++] = v;
}

/* The Unknown in a value that will be printed, or V_ABSENT. */
static Value unknown_within(Value v, int depth) {
  const Value *items;
  size_t n;
  if (v.kind == V_UNKNOWN || depth > 8) return v.kind == V_UNKNOWN ? v : VALUE_ABSENT;
  if (value_items(v, &items, &n))
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

SELDOM static Value eval_pieces(Eval *eval, const Node *template) {
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
  if (v.kind == V_STR && !markup_is(v)) return native_alone(&eval->heap, v);
  if (!value_is_error(v) && eval_is_constant(output)) return eval_pieces(eval, template);
  return markup_is(v) ? native_alone(&eval->heap, v) : v;
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

bool eval_listen(Eval *eval, const Node *template, const PieceListener *listener) {
  Frame *outer = eval->frame;
  const Node *outer_template = eval->template;
  Pieces pieces;
  pieces_init(&pieces);
  pieces.streams = true;
  pieces.listener = listener;
  eval->frame = template->has_locals ? frame_new(eval, NULL) : NULL;
  eval->template = template;
  Value error = value_or_pending(&eval->heap, exec_body(eval, &template->template.body, &pieces));
  eval->frame = outer;
  eval->template = outer_template;
  return !value_is_error(error);
}

/* A name of the scope, or a global of Jinja. */
static Str nearest_name(Eval *eval, Str wrong, bool *sole) {
  size_t n = 0;
  bool has_env = scope_find(eval->scope, STR("env")) >= 0;
  if (has_env && str_is(wrong, "env_var")) return *sole = true, STR("env"); /* as dbt calls it */
  Str *names = ARENA_ARRAY(eval->heap.arena, Str, eval->scope->n + GLOBALS.n);
  for (size_t i = 0; i < eval->scope->n; i++) names[n++] = eval->scope->names[i];
  for (size_t i = 0; i < GLOBALS.n; i++) names[n++] = str_of(GLOBALS.rows[i].name);
  return str_nearest_sole(wrong, names, n, sole);
}

/* The same; in `cli_args`, which have the same names in every launch, it is looked for once. */
static Str likely_name(Eval *eval, Str wrong, bool *sole) {
  LikelyName *known = &eval->heap.workspace->likely;
  bool is_kept = eval->scope->kind == SCOPE_ARGS && wrong.n > 0 && wrong.n <= sizeof known->wrong;
  if (is_kept && str_eq(wrong, (Str){known->wrong, known->n})) return *sole = known->sole, known->likely;
  Str likely = nearest_name(eval, wrong, sole);
  if (!is_kept) return likely;
  memcpy(known->wrong, wrong.p, wrong.n);
  known->n = wrong.n;
  known->likely = likely;
  known->sole = *sole;
  return likely;
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
  for (size_t i = 0; i < COUNT(ROWS); i++)
    if (str_is(name, ROWS[i].name)) return ROWS[i].remedy;
  return STR("");
}

Str eval_remedy(ScopeKind scope, Str name) {
  if (scope == SCOPE_ARGS) return remedy_in_args(name);
  if (str_starts(name, STR("partition_")) && scope != SCOPE_CONTEXT)
    return STR("the partition is known to 'cli_args' alone, when a run begins");
  if (scope == SCOPE_POST && str_is(name, "node")) return STR("here it is 'asset': its 'key', 'tags', 'metadata'");
  if (scope == SCOPE_POST && str_is(name, "context")) return STR("'context' is there in 'attributes' alone");
  if (scope == SCOPE_TRANSLATION && str_is(name, "asset"))
    return STR("here it is 'node', dbt's, and 'spec', what becomes of it");
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
  if (v.kind == V_UNDEFINED)
    v = eval_involved(eval, only_output(template), value_raise_undefined(&eval->heap, v));
  if (v.kind == V_ERROR && v.exc->type == EXC_UNDEFINED && !v.exc->wrong.n) name_scope(eval, v.exc);
  return v;
}

Value eval_node(Eval *eval, const Node *node) { return eval_expression(eval, node); }
