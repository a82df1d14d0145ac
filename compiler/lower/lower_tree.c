#include "compiler/lower/lower_tree.h"

#include "compiler/lower/pieces.h"
#include "compiler/lower/template_doubts.h"
#include "compiler/parse/kept.h"
#include "runtime/eval/report.h"
#include "runtime/plan/node_json.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/native.h"

static Node *constant(TreeScope *scope, Value value) {
  Node *node = node_new(scope->heap->arena, NODE_CONST, (Span){0, 0});
  node->constant.value = value;
  return node;
}

static Str origin_of(TreeScope *scope, const YNode *scalar) {
  size_t n;
  Arena *arena = scope->heap->arena;
  const OriginLine *lines = ynode_origin(arena, scope->source, scalar, &n);
  return origin_write(arena, lines, n);
}

/* A template that could not be parsed stands in the tree as its text, so that the rest can be looked at. */
static Node *broken(TreeScope *scope, const YNode *scalar, Value error) {
  Node *template = node_new(scope->heap->arena, NODE_TEMPLATE, (Span){0, (uint32_t)scalar->text.n});
  template->template.text = scalar->text;
  template->template.at = origin_of(scope, scalar);
  report_exception(scope->sink, error.exc, template, scope->source, scope->source->name);
  scope->failed = true;
  return constant(scope, value_str(scalar->text));
}

/* ---- folding ---- */

/* Whether the node itself may be folded, its children left aside: what has no effect. Filters and tests have none. */
static bool kind_folds(const Node *node) {
  switch (node->kind) {
    case NODE_TUPLE:
    case NODE_UNARY:
    case NODE_BINARY:
    case NODE_COMPARE:
    case NODE_COMPARE_STEP:
    case NODE_CONCAT:
    case NODE_AND:
    case NODE_OR:
    case NODE_COND: return true;
    case NODE_FILTER: return node->filter.input && node->filter.slot.kind == SLOT_BUILTIN;
    case NODE_TEST: return node->test.slot.kind == SLOT_BUILTIN;
    default: return false;
  }
}

typedef struct Folder {
  Eval eval;
  bool children_constant;
} Folder;

static void fold(Node *node, void *state);

static void fold_children(Node *node, void *state) {
  ((Folder *)state)->children_constant = true;
  node_children(node, fold, state);
}

/* Folds the children; a node all of whose children are constants becomes its value, unless computing it raises. What an
 * OUTPUT prints stays as it is: whether it is a constant of the source counts in native rendering. */
static void fold(Node *node, void *state) {
  Folder *folder = state;
  bool siblings_constant = folder->children_constant;
  if (node->kind == NODE_OUTPUT)
    node_children(node, fold_children, state);
  else
    fold_children(node, state);
  bool is_step = node->kind == NODE_COMPARE_STEP; /* part of its COMPARE */
  if (folder->children_constant && node->inputs == INPUT_NONE && kind_folds(node) && !is_step) {
    Value v = eval_node(&folder->eval, node);
    if (!value_passes(v) && constant_fits(v) && v.kind != V_DEFINITION) {
      node->kind = NODE_CONST;
      node->constant.value = v;
    }
  }
  bool is_constant = node->kind == NODE_CONST || (is_step && folder->children_constant);
  folder->children_constant = siblings_constant && is_constant;
}

static void fold_template(TreeScope *scope, Node *template) {
  Folder folder = {.children_constant = false};
  eval_init(&folder.eval, scope->heap->arena, scope->workspace, scope->table, scope->values);
  node_children(template, fold, &folder);
}

/* What can stand for a template. What no launch takes as an argument stays one, which the error then shows. */
static bool may_stand(Value v) {
  bool is_refused = v.kind == V_BYTES || v.kind == V_COMPLEX || v.kind == V_ELLIPSIS || v.kind == V_TUPLE;
  return !is_refused && constant_fits(v);
}

/* A template that reads no input is its value, if that is plain and immutable and computing it does not raise. */
static Node *folded_whole(TreeScope *scope, Node *template) {
  if (template->inputs != INPUT_NONE) return template;
  Eval eval;
  eval_init(&eval, scope->heap->arena, scope->workspace, scope->table, scope->values);
  Value v = eval_template(&eval, template);
  if (eval.heap.inputs_read != INPUT_NONE || value_passes(v) || !may_stand(v)) return template;
  return constant(scope, v);
}

/* ---- trees ---- */

static bool is_plain_text(Str text) { return str_find(text, STR("{"), 0) == SIZE_MAX; }

/* A name inside text that does not exist renders as nothing, and nothing fails. */
static void look_inside_text(TreeScope *scope, const Node *template) {
  Eval eval;
  if (template->template.body.n < 2 || scope->vars_missing || !scope->sink->checking) return;
  eval_init(&eval, scope->heap->arena, scope->workspace, scope->table, scope->values);
  Pieces pieces = pieces_render(&eval, template);
  if (!pieces.nothing || pieces.n < 2) return;
  Str written = str_sub(template->template.text, pieces.nothing->span.start, pieces.nothing->span.end);
  Place place = report_place(scope->sink->arena, template, pieces.nothing->span, scope->source, scope->source->name);
  Diag *diag = diag_report(scope->sink, DIAG_TEMPLATE_NOTHING, place, DIAG_ARGS(written));
  Str remedy = scope->table ? eval_remedy(scope->table->kind, written) : STR("");
  if (remedy.n) diag->hint = remedy;
  scope->failed = true;
}

/* ---- old names ---- */

typedef struct OldNames {
  TreeScope *scope;
  const Node *template;
} OldNames;

/* What Dagster still takes and has another name for; "": the name is not old, or one of a template var. */
static Str new_name(const ScopeTable *table, const Node *name) {
  bool has_node = table->kind == SCOPE_TRANSLATION, has_root = has_node || table->kind == SCOPE_ATTRIBUTES;
  if (name->name.slot.kind != SLOT_ROOT) return STR("");
  if (name->name.slot.number == ARGS_AUTOMATION_CONDITION && str_is(name->name.id, "automation_condition"))
    return STR("dg.AutomationCondition");
  bool is_fixed = name->name.slot.number + 3 + has_node == table->n; /* behind it: what loads and builds, and `node` */
  return has_root && is_fixed && str_is(name->name.id, "project_root") ? STR("context.project_root") : STR("");
}

static void note_old_name(Node *node, void *state) {
  OldNames *old = state;
  TreeScope *scope = old->scope;
  Str name = node->kind == NODE_NAME ? new_name(scope->table, node) : STR("");
  if (name.n) {
    Place place = report_place(scope->sink->arena, old->template, node->span, scope->source, scope->source->name);
    Diag *diag = diag_report(scope->sink, DIAG_DEPRECATED_NAME, place, DIAG_ARGS(node->name.id, name));
    diag_edit(scope->sink, diag, place, name);
  }
  node_children(node, note_old_name, state);
}

static void note_old_names(TreeScope *scope, Node *template) {
  Str text = template->template.text;
  bool may_have = str_find(text, STR("project_root"), 0) != SIZE_MAX ||
                  str_find(text, STR("automation_condition"), 0) != SIZE_MAX;
  if (scope->sink->checking && may_have) note_old_name(template, &(OldNames){scope, template});
}

static Node *template_of(TreeScope *scope, const YNode *scalar) {
  Value error;
  Node *template = kept_template(scope->heap, scalar->text, &error);
  if (!template) return broken(scope, scalar, error);
  template->template.at = origin_of(scope, scalar);
  link_tree(template, scope->table);
  note_old_names(scope, template);
  if (scope->sink->checking) template_doubts(scope, template);
  if (scope->values) look_inside_text(scope, template);
  if (scope->values || is_plain_text(scalar->text)) {
    Node *whole = folded_whole(scope, template);
    if (whole != template) return whole;
  }
  fold_template(scope, template);
  return template;
}

/* The value of a text without tags, as most are, for which no tree is needed; NULL where one is: the value is mutable,
 * or jinja2 would change line ends. */
static Node *plain_text(TreeScope *scope, Str text) {
  if (!is_plain_text(text) || text.p[text.n - 1] == '\n' || memchr(text.p, '\r', text.n)) return NULL;
  Value v = native_text(scope->heap, text);
  return value_passes(v) || !may_stand(v) ? NULL : constant(scope, v);
}

static Node *scalar_of(TreeScope *scope, const YNode *scalar) {
  bool is_template = scalar->value.kind == V_STR && scalar->text.n > 0;
  Node *node = is_template ? plain_text(scope, scalar->text) : constant(scope, scalar->value);
  return node ? node : template_of(scope, scalar);
}

typedef Node *(*LeafOf)(TreeScope *scope, const YNode *scalar);

static Node *leaf_literal(TreeScope *scope, const YNode *scalar) { return constant(scope, scalar->value); }

static Node *tree_with(TreeScope *scope, const YNode *yaml, LeafOf leaf);

static Node *list_of(TreeScope *scope, const YNode *yaml, LeafOf leaf) {
  Node *list = node_new(scope->heap->arena, NODE_LIST, (Span){0, 0});
  for (size_t i = 0; i < yaml->n; i++)
    node_push(scope->heap->arena, &list->list.items, tree_with(scope, yaml->items[i], leaf));
  return list;
}

static Node *dict_of(TreeScope *scope, const YNode *yaml, LeafOf leaf) {
  Arena *arena = scope->heap->arena;
  Node *dict = node_new(arena, NODE_DICT, (Span){0, 0});
  for (size_t i = 0; i < yaml->n; i++) {
    if (yaml->pairs[i].shadowed) continue;
    Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
    pair->pair.key = constant(scope, yaml->pairs[i].key->value);
    pair->pair.value = tree_with(scope, yaml->pairs[i].value, leaf);
    node_push(arena, &dict->dict.items, pair);
  }
  return dict;
}

static Node *tree_with(TreeScope *scope, const YNode *yaml, LeafOf leaf) {
  switch (yaml->kind) {
    case Y_LIST: return list_of(scope, yaml, leaf);
    case Y_MAP: return dict_of(scope, yaml, leaf);
    case Y_SCALAR: break;
  }
  return leaf(scope, yaml);
}

Node *tree_of(TreeScope *scope, const YNode *yaml) { return tree_with(scope, yaml, scalar_of); }

Node *tree_of_literal(TreeScope *scope, const YNode *yaml) { return tree_with(scope, yaml, leaf_literal); }

static bool any_scalar(const YNode *yaml, bool (*is)(const YNode *scalar)) {
  if (yaml->kind == Y_SCALAR) return is(yaml);
  for (size_t i = 0; i < yaml->n; i++)
    if (any_scalar(yaml->kind == Y_MAP ? yaml->pairs[i].value : yaml->items[i], is)) return true;
  return false;
}

static bool has_brace(const YNode *scalar) { return str_find(scalar->text, STR("{"), 0) != SIZE_MAX; }
static bool is_date(const YNode *scalar) { return scalar->value.kind == V_DATE || scalar->value.kind == V_DATETIME; }

bool tree_has_template(const YNode *yaml) { return any_scalar(yaml, has_brace); }

bool tree_has_date(const YNode *yaml) { return any_scalar(yaml, is_date); }

Value tree_try(TreeScope *scope, const Node *tree) {
  Eval eval;
  const Node *at = NULL;
  eval_init(&eval, scope->heap->arena, scope->workspace, scope->table, scope->values);
  Value v = plan_tree_value(&eval, tree, &at);
  scope->steps += heap_taken(&eval.heap);
  scope->inputs_read |= eval.heap.inputs_read;
  if (!value_is_error(v)) return v;
  bool unverified = v.exc->type == EXC_UNVERIFIED || v.exc->type == EXC_UNSUPPORTED;
  if (unverified && !scope->sink->checking) return VALUE_ABSENT; /* said where the value is needed */
  if (scope->vars_missing && v.exc->type == EXC_UNDEFINED) return VALUE_ABSENT; /* follows from what was reported */
  if (!unverified) scope->failed = true;
  report_exception(scope->sink, v.exc, at, scope->source, scope->source->name);
  return VALUE_ABSENT;
}
